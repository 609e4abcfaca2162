// SPDX-License-Identifier: GPL-2.0-only
/* VFIO_DEVICE_SET_IRQS in all its forms, and the interrupts that come of it; a subdevice of sim's type "full". */
#include "vfio_test.h"

#include <linux/pci_regs.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define NONE	VFIO_IRQ_SET_DATA_NONE
#define BOOL	VFIO_IRQ_SET_DATA_BOOL
#define FD	VFIO_IRQ_SET_DATA_EVENTFD
#define MASK	VFIO_IRQ_SET_ACTION_MASK
#define UNMASK	VFIO_IRQ_SET_ACTION_UNMASK
#define TRIGGER	VFIO_IRQ_SET_ACTION_TRIGGER

/* Long enough for what the kernel leaves to a worker; what comes at once is not waited for. */
#define SOON_MS	5000

#define NUM_FDS	SIM_NUM_MSIX

static int fds[NUM_FDS];
static int other_fds[NUM_FDS];

/* Whether the kernel can mask and unmask by eventfd. */
static bool virqfd;

static int set(uint32_t flags, uint32_t index, uint32_t start, uint32_t count, const void *data)
{
	return client_set_irqs(&dev, flags, index, start, count, data);
}

static int set_fd(uint32_t flags, uint32_t index, int32_t fd)
{
	return set(FD | flags, index, 0, 1, &fd);
}

static int set_bool(uint32_t flags, uint32_t index, uint8_t val)
{
	return set(BOOL | flags, index, 0, 1, &val);
}

static void line(bool level)
{
	reg_put(SIM_REG_INTX, level);
}

static void doorbell(uint32_t vector)
{
	reg_put(SIM_REG_DOORBELL, vector);
}

static uint64_t signals(int fd)
{
	return client_signals(fd, 0);
}

/* One bit for each of the eventfds that were signalled. */
static unsigned int signalled(const int *which)
{
	unsigned int i, bits = 0;

	for (i = 0; i < NUM_FDS; i++)
		bits |= (signals(which[i]) ? 1u : 0) << i;
	return bits;
}

static unsigned int pending(void)
{
	return client_get(&dev, SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_PBA, 8);
}

static void command(uint16_t val)
{
	client_put(&dev, CONFIG, PCI_COMMAND, 2, val);
}

/* Every test begins and ends with this. */
static void start(void)
{
	client_irqs_disable(&dev, INTX);
	client_irqs_disable(&dev, MSI);
	client_irqs_disable(&dev, MSIX);
	client_irqs_disable(&dev, REQ);
	client_reset(&dev);
	signalled(fds);
	signalled(other_fds);
}

static void intx_not_set_up(void)
{
	int32_t fd = fds[0];
	uint8_t one = 1;

	start();
	point(set(NONE | TRIGGER, INTX, 0, 0, NULL) == -EINVAL && set(NONE | TRIGGER, INTX, 0, 1, NULL) == -EINVAL &&
	      set(BOOL | TRIGGER, INTX, 0, 1, &one) == -EINVAL && set(NONE | MASK, INTX, 0, 1, NULL) == -EINVAL &&
	      set(BOOL | MASK, INTX, 0, 1, &one) == -EINVAL && set(FD | MASK, INTX, 0, 1, &fd) == -EINVAL &&
	      set(NONE | UNMASK, INTX, 0, 1, NULL) == -EINVAL && set(BOOL | UNMASK, INTX, 0, 1, &one) == -EINVAL &&
	      set(FD | UNMASK, INTX, 0, 1, &fd) == -EINVAL, "INTx: nothing works before an eventfd is set");
	line(1);
	point(!signals(fds[0]), "INTx: and nothing comes");
}

static void intx_automask(void)
{
	start();
	point_is(0, set_fd(TRIGGER, INTX, fds[0]), "INTx: set an eventfd");
	point_is(0, signals(fds[0]), "INTx: the line is low");
	line(1);
	point_is(1, signals(fds[0]), "INTx: the line goes high");
	line(1);
	line(0);
	line(1);
	point_is(0, signals(fds[0]), "INTx: it is masked from then on");
	point_is(0, set(NONE | UNMASK, INTX, 0, 1, NULL), "INTx: unmask");
	point_is(1, signals(fds[0]), "INTx: the line is still high, so it comes again");
	line(0);
	set(NONE | UNMASK, INTX, 0, 1, NULL);
	point_is(0, signals(fds[0]), "INTx: it is low at the unmask");
	line(1);
	point_is(1, signals(fds[0]), "INTx: and goes high again");
	line(0);
	line(1);
	line(0);
	set(NONE | UNMASK, INTX, 0, 1, NULL);
	point_is(0, signals(fds[0]), "INTx: a pulse while it was masked is no interrupt");
}

static void intx_mask(void)
{
	start();
	set_fd(TRIGGER, INTX, fds[0]);
	point_is(0, set(NONE | MASK, INTX, 0, 1, NULL), "INTx: mask");
	line(1);
	point_is(0, signals(fds[0]), "INTx: masked, it does not come");
	set(NONE | UNMASK, INTX, 0, 1, NULL);
	point_is(1, signals(fds[0]), "INTx: it comes at the unmask");
	line(0);
	set(NONE | UNMASK, INTX, 0, 1, NULL);

	set_bool(MASK, INTX, 0);
	line(1);
	point_is(1, signals(fds[0]), "INTx: a mask that is not meant");
	set_bool(UNMASK, INTX, 0);
	point_is(0, signals(fds[0]), "INTx: an unmask that is not meant");
	set_bool(UNMASK, INTX, 1);
	point_is(1, signals(fds[0]), "INTx: an unmask that is");
	line(0);
	set_bool(UNMASK, INTX, 255);
	set_bool(MASK, INTX, 2);
	line(1);
	point_is(0, signals(fds[0]), "INTx: a mask that is");
}

static void intx_disable_bit(void)
{
	start();
	set_fd(TRIGGER, INTX, fds[0]);
	command(PCI_COMMAND_INTX_DISABLE);
	line(1);
	point_is(0, signals(fds[0]), "INTx: disabled by the guest");
	set(NONE | TRIGGER, INTX, 0, 1, NULL);
	point_is(0, signals(fds[0]), "INTx: no loopback either");
	set(NONE | UNMASK, INTX, 0, 1, NULL);
	point_is(0, signals(fds[0]), "INTx: an unmask does not enable it");
	command(0);
	point_is(1, signals(fds[0]), "INTx: the line is high when the guest enables it");
	command(PCI_COMMAND_INTX_DISABLE);
	command(0);
	point_is(0, signals(fds[0]), "INTx: the guest's bit does not unmask");
	client_put(&dev, CONFIG, PCI_COMMAND + 1, 1, PCI_COMMAND_INTX_DISABLE >> 8);
	set(NONE | UNMASK, INTX, 0, 1, NULL);
	point_is(0, signals(fds[0]), "INTx: disabled by a write of the upper byte");
	client_put(&dev, CONFIG, PCI_COMMAND, 4, 0);
	point_is(1, signals(fds[0]), "INTx: enabled by a write of both registers");
}

static void intx_loopback(void)
{
	start();
	set_fd(TRIGGER, INTX, fds[0]);
	point_is(0, set(NONE | TRIGGER, INTX, 0, 1, NULL), "INTx: loopback");
	point_is(1, signals(fds[0]), "INTx: it comes");
	set_bool(TRIGGER, INTX, 0);
	point_is(0, signals(fds[0]), "INTx: not meant");
	set_bool(TRIGGER, INTX, 1);
	set_bool(TRIGGER, INTX, 1);
	point_is(2, signals(fds[0]), "INTx: it does not mask");
	line(1);
	point_is(1, signals(fds[0]), "INTx: so the device's own comes");
}

static void intx_swap(void)
{
	start();
	set_fd(TRIGGER, INTX, fds[0]);
	line(1);
	signals(fds[0]);
	point_is(0, set_fd(TRIGGER, INTX, other_fds[0]), "INTx: swap the eventfd");
	point_is(0, signals(other_fds[0]), "INTx: what was sent is not sent again");
	set(NONE | UNMASK, INTX, 0, 1, NULL);
	point(!signals(fds[0]) && signals(other_fds[0]) == 1, "INTx: the new one gets it");
	line(0);
	set(NONE | UNMASK, INTX, 0, 1, NULL);
	point_is(0, set_fd(TRIGGER, INTX, -1), "INTx: take the eventfd out");
	line(1);
	point(!signals(fds[0]) && !signals(other_fds[0]), "INTx: nobody gets it");
	point_is(0, set(NONE | TRIGGER, INTX, 0, 1, NULL), "INTx: it is set up still");
	point_is(0, set_fd(TRIGGER, INTX, fds[0]), "INTx: set one again");
	point_is(1, signals(fds[0]), "INTx: it gets what was not sent");
	point_is(0, set(NONE | TRIGGER, INTX, 0, 0, NULL), "INTx: disable");
	line(0);
	line(1);
	point(!signals(fds[0]) && set(NONE | UNMASK, INTX, 0, 1, NULL) == -EINVAL, "INTx: disabled");
	point_is(0, set_fd(TRIGGER, INTX, fds[0]), "INTx: enable it while the line is high");
	point_is(1, signals(fds[0]), "INTx: it comes at once");
	client_reset(&dev);
	set(NONE | UNMASK, INTX, 0, 1, NULL);
	point_is(0, signals(fds[0]), "INTx: a reset lowers the line");
	line(1);
	point_is(1, signals(fds[0]), "INTx: and leaves the eventfd");
}

static bool has_virqfd(void)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	char name[128];
	bool found = false;

	while (file && !found && fscanf(file, "%*s %*s %127s%*[^\n]", name) == 1)
		found = !strcmp(name, "vfio_virqfd_enable");
	if (file)
		fclose(file);
	return found;
}

static void intx_no_virqfd(void)
{
	start();
	set_fd(TRIGGER, INTX, fds[0]);
	point_is(-ENOTTY, set_fd(UNMASK, INTX, fds[1]), "INTx: no unmask eventfd in this kernel");
	point_is(-ENOTTY, set_fd(MASK, INTX, fds[1]), "INTx: no mask eventfd in this kernel");
}

static void intx_unmask_eventfd(void)
{
	int gone = client_eventfd();

	start();
	set_fd(TRIGGER, INTX, fds[0]);
	point_is(0, set_fd(UNMASK, INTX, fds[1]), "INTx: set an unmask eventfd");
	line(1);
	point_is(1, signals(fds[0]), "INTx: the line goes high");
	eventfd_write(fds[1], 1);
	point_is(1, client_signals(fds[0], SOON_MS), "INTx: unmasked by the eventfd, it comes again");
	point_is(0, signals(fds[1]), "INTx: the unmask eventfd is used up");
	point_is(-EBUSY, set_fd(UNMASK, INTX, fds[2]), "INTx: a second unmask eventfd");
	point_is(0, set_fd(UNMASK, INTX, -1), "INTx: take it out");
	eventfd_write(fds[1], 1);
	usleep(100000);
	point(!signals(fds[0]) && signals(fds[1]) == 1, "INTx: it does nothing more");
	eventfd_write(fds[2], 1);
	point_is(0, set_fd(UNMASK, INTX, fds[2]), "INTx: set another one, signalled already");
	point_is(1, client_signals(fds[0], SOON_MS), "INTx: that counts");
	set_fd(UNMASK, INTX, -1);

	set_fd(UNMASK, INTX, gone);
	close(gone);
	/* the kernel notices in a worker */
	usleep(100000);
	point_is(0, set_fd(UNMASK, INTX, fds[3]), "INTx: one that was closed is no more");
	set_fd(UNMASK, INTX, -1);
	signals(fds[2]);
}

static void intx_mask_eventfd(void)
{
	unsigned int tries = 0;

	start();
	set_fd(TRIGGER, INTX, fds[0]);
	point_is(0, set_fd(MASK, INTX, fds[1]), "INTx: set a mask eventfd");
	point_is(-EBUSY, set_fd(MASK, INTX, fds[2]), "INTx: a second one");
	eventfd_write(fds[1], 1);
	/* until the line does not come through; the driver's pulse leaves it unmasked */
	do {
		usleep(10000);
		line(1);
		line(0);
	} while (signals(fds[0]) && !set(NONE | UNMASK, INTX, 0, 1, NULL) && tries++ < 500);
	point(tries < 500, "INTx: masked by the eventfd");
	line(1);
	set(NONE | UNMASK, INTX, 0, 1, NULL);
	point_is(1, signals(fds[0]), "INTx: unmasked by the call");
	/* both are there when INTx is disabled */
	point_is(0, set_fd(UNMASK, INTX, fds[3]), "INTx: and an unmask eventfd");
	point_is(0, set(NONE | TRIGGER, INTX, 0, 0, NULL), "INTx: disable takes both out");
	set_fd(TRIGGER, INTX, fds[0]);
	point(set_fd(MASK, INTX, fds[1]) == 0 && set_fd(UNMASK, INTX, fds[3]) == 0, "INTx: so they can be set again");
	/* the same for one eventfd that is both: it does not lock up */
	start();
	set_fd(TRIGGER, INTX, fds[0]);
	set_fd(UNMASK, INTX, fds[0]);
	line(1);
	usleep(50000);
	line(0);
	point_is(0, set(NONE | TRIGGER, INTX, 0, 0, NULL), "INTx: an eventfd that is triggered and unmasks");
}

static void msi_all(void)
{
	unsigned int i, right = 0;

	start();
	point_is(0, set(FD | TRIGGER, MSI, 0, SIM_NUM_MSI, fds), "MSI: set all");
	for (i = 0; i < SIM_NUM_MSI; i++) {
		doorbell(i);
		right += signalled(fds) == 1u << i;
	}
	point_is(SIM_NUM_MSI, right, "MSI: each comes where it should");
	doorbell(5);
	point_is(1 << 1, signalled(fds), "MSI: a higher number has its low bits");
	doorbell(2);
	doorbell(2);
	doorbell(2);
	point_is(3, signals(fds[2]), "MSI: nothing is masked");
	line(1);
	point_is(0, signalled(fds), "MSI: INTx does not come");

	point_is(0, set(FD | TRIGGER, MSI, 1, 2, other_fds), "MSI: swap two");
	doorbell(0);
	doorbell(1);
	doorbell(2);
	doorbell(3);
	point(signalled(fds) == (1 | 1 << 3) && signalled(other_fds) == (1 | 1 << 1), "MSI: the others stay");
	point_is(0, client_trigger(&dev, MSI, 1, -1), "MSI: take one out");
	doorbell(1);
	doorbell(2);
	point(!signalled(fds) && signalled(other_fds) == 1 << 1, "MSI: nobody gets it");
	point_is(0, client_trigger(&dev, MSI, 1, fds[1]), "MSI: set it again");
	point_is(0, signalled(fds), "MSI: what nobody got is lost");
	point_is(0, client_irqs_disable(&dev, MSI), "MSI: disable");
	doorbell(0);
	point(!signalled(fds) && client_irqs_disable(&dev, MSI) == -EINVAL, "MSI: disabled");
}

static void msi_fewer(void)
{
	start();
	point_is(0, set(FD | TRIGGER, MSI, 0, 2, fds), "MSI: set two of four");
	doorbell(2);
	point_is(1 << 0, signalled(fds), "MSI: the third comes as the first");
	doorbell(3);
	point_is(1 << 1, signalled(fds), "MSI: the fourth comes as the second");
	point_is(-EINVAL, client_trigger(&dev, MSI, 2, fds[2]), "MSI: no more can be set then");
	point_is(-EINVAL, set(FD | TRIGGER, MSI, 0, 3, fds), "MSI: not in a range either");
	client_irqs_disable(&dev, MSI);
	set(FD | TRIGGER, MSI, 0, 1, fds);
	doorbell(3);
	point_is(1 << 0, signalled(fds), "MSI: one gets all");
	client_irqs_disable(&dev, MSI);
	set(FD | TRIGGER, MSI, 0, 3, fds);
	doorbell(2);
	point_is(1 << 2, signalled(fds), "MSI: set three, the third");
	doorbell(3);
	point_is(0, signalled(fds), "MSI: the fourth has nobody");
	client_irqs_disable(&dev, MSI);
	point_is(0, client_trigger(&dev, MSI, 3, fds[3]), "MSI: set only the last");
	doorbell(3);
	doorbell(0);
	point_is(1 << 3, signalled(fds), "MSI: it comes");
}

static void msix_each(void)
{
	unsigned int i, right = 0;

	start();
	point_is(0, set(FD | TRIGGER, MSIX, 0, SIM_NUM_MSIX, fds), "MSI-X: set all");
	for (i = 0; i < SIM_NUM_MSIX; i++) {
		doorbell(i);
		right += signalled(fds) == 1u << i;
	}
	point_is(SIM_NUM_MSIX, right, "MSI-X: each comes where it should");
	line(1);
	point_is(0, signalled(fds), "MSI-X: INTx does not come");
	point_is(0, set(FD | TRIGGER, MSIX, 6, 2, other_fds), "MSI-X: swap the last two");
	doorbell(5);
	doorbell(6);
	doorbell(7);
	point(signalled(fds) == 1 << 5 && signalled(other_fds) == (1 | 1 << 1), "MSI-X: the others stay");
	client_reset(&dev);
	doorbell(4);
	point_is(1 << 4, signalled(fds), "MSI-X: a reset leaves the eventfds");
	point_is(0, client_irqs_disable(&dev, MSIX), "MSI-X: disable");
	doorbell(4);
	point_is(0, signalled(fds), "MSI-X: disabled");
}

static void msix_one_by_one(void)
{
	int32_t some[3] = { -1, fds[3], -1 };

	start();
	point_is(0, client_trigger(&dev, MSIX, 5, fds[5]), "MSI-X: set one in the middle");
	point_is(0, client_trigger(&dev, MSIX, 7, fds[7]), "MSI-X: and a higher one later");
	point_is(0, set(FD | TRIGGER, MSIX, 2, 3, some), "MSI-X: and one between two that are not");
	doorbell(5);
	doorbell(7);
	doorbell(3);
	point_is(1 << 5 | 1 << 7 | 1 << 3, signalled(fds), "MSI-X: they come");
	point_is(0, pending(), "MSI-X: nothing is pending");
	doorbell(4);
	doorbell(4);
	point(!signalled(fds) && pending() == 1 << 4, "MSI-X: one without eventfd becomes pending");
	point_is(0, client_trigger(&dev, MSIX, 4, fds[4]), "MSI-X: give it one");
	point(signals(fds[4]) == 1 && !pending(), "MSI-X: it is sent, once");
	client_trigger(&dev, MSIX, 5, -1);
	doorbell(5);
	point_is(1 << 5, pending(), "MSI-X: one whose eventfd was taken out becomes pending");
	client_reset(&dev);
	client_trigger(&dev, MSIX, 5, fds[5]);
	point(!signalled(fds) && !pending(), "MSI-X: a reset forgets it");
}

static void msix_pending_before(void)
{
	start();
	doorbell(1);
	doorbell(6);
	point_is(1 << 1 | 1 << 6, pending(), "MSI-X: pending before anything is set up");
	client_trigger(&dev, MSIX, 6, fds[6]);
	point(signalled(fds) == 1 << 6 && pending() == 1 << 1, "MSI-X: sent when it is");
	client_irqs_disable(&dev, MSIX);
	doorbell(2);
	set(FD | TRIGGER, MSIX, 0, SIM_NUM_MSIX, fds);
	point(signalled(fds) == (1 << 1 | 1 << 2) && !pending(), "MSI-X: nothing is lost between disable and enable");
	client_irqs_disable(&dev, MSIX);
	set_fd(TRIGGER, INTX, fds[0]);
	doorbell(3);
	point(!signalled(fds) && !pending(), "MSI-X: a message while INTx is set up is none");
}

static void loopback_ranges(uint32_t index, unsigned int num, const char *name)
{
	static const uint8_t bools[8] = { 1, 0, 7, 0, 255, 0, 0, 1 };
	unsigned int i, want = 0, start_at, count, wrong = 0;

	start();
	set(FD | TRIGGER, index, 0, num, fds);
	for (start_at = 0; start_at < num; start_at++) {
		for (count = 1; count <= num - start_at; count++) {
			want = ((1u << count) - 1) << start_at;
			wrong += set(NONE | TRIGGER, index, start_at, count, NULL) || signalled(fds) != want;
			for (i = want = 0; i < count; i++)
				want |= (bools[i] ? 1u : 0) << (start_at + i);
			wrong += set(BOOL | TRIGGER, index, start_at, count, bools) || signalled(fds) != want;
		}
	}
	point(!wrong, "%s: loopback of every range", name);
	client_trigger(&dev, index, 1, -1);
	point(set(NONE | TRIGGER, index, 0, num, NULL) == 0 && signalled(fds) == ((1u << num) - 1 - 2),
	      "%s: loopback passes over one without eventfd", name);
}

/* Only one of INTx, MSI and MSI-X can be set up. */
static void one_at_a_time(void)
{
	static const uint32_t indexes[3] = { INTX, MSI, MSIX };
	unsigned int i, j, right = 0;

	for (i = 0; i < 3; i++) {
		start();
		client_trigger(&dev, indexes[i], 0, fds[0]);
		for (j = 0; j < 3; j++) {
			if (i == j)
				continue;
			right += client_trigger(&dev, indexes[j], 0, fds[1]) == -EINVAL;
			right += client_trigger(&dev, indexes[j], 0, -1) == -EINVAL;
			right += client_irqs_disable(&dev, indexes[j]) == -EINVAL;
			right += set(NONE | TRIGGER, indexes[j], 0, 1, NULL) == -EINVAL;
		}
		right += set(NONE | TRIGGER, indexes[i], 0, 1, NULL) == 0 && signalled(fds) == 1;
		right += client_irqs_disable(&dev, indexes[i]) == 0;
		right += client_trigger(&dev, indexes[(i + 1) % 3], 0, fds[1]) == 0;
	}
	point_is(33, right, "one of INTx, MSI and MSI-X at a time");
}

static void request(void)
{
	int32_t fd = fds[0];

	start();
	point(set(NONE | TRIGGER, REQ, 0, 1, NULL) == -EINVAL && set(NONE | TRIGGER, REQ, 0, 0, NULL) == -EINVAL,
	      "request: not set");
	point_is(0, set_fd(TRIGGER, REQ, fds[0]), "request: set");
	set(NONE | TRIGGER, REQ, 0, 1, NULL);
	point_is(1, signals(fds[0]), "request: loopback");
	set_bool(TRIGGER, REQ, 0);
	point_is(0, signals(fds[0]), "request: not meant");
	set_bool(TRIGGER, REQ, 1);
	point_is(1, signals(fds[0]), "request: meant");
	point_is(0, set_fd(TRIGGER, REQ, other_fds[0]), "request: swap");
	set(NONE | TRIGGER, REQ, 0, 1, NULL);
	point(!signals(fds[0]) && signals(other_fds[0]) == 1, "request: the new one gets it");
	point(client_trigger(&dev, MSIX, 0, fds[1]) == 0 && client_irqs_disable(&dev, MSIX) == 0 &&
	      set(NONE | TRIGGER, REQ, 0, 1, NULL) == 0 && signals(other_fds[0]) == 1,
	      "request: the other interrupts do not matter to it");
	point_is(0, set_fd(TRIGGER, REQ, -1), "request: take it out");
	point_is(-EINVAL, set(NONE | TRIGGER, REQ, 0, 1, NULL), "request: it is out");
	set_fd(TRIGGER, REQ, fds[0]);
	point_is(0, set(NONE | TRIGGER, REQ, 0, 0, NULL), "request: disable");
	point_is(-EINVAL, set(NONE | TRIGGER, REQ, 0, 1, NULL), "request: disabled");
	point(set(NONE | MASK, REQ, 0, 1, NULL) == -ENOTTY && set(FD | UNMASK, REQ, 0, 1, &fd) == -ENOTTY,
	      "request: cannot be masked");
	point(set(FD | TRIGGER, REQ, 0, 0, &fd) == -EINVAL && set(BOOL | TRIGGER, REQ, 0, 0, &fd) == -EINVAL,
	      "request: an empty range");
}

/* What the call is to answer for each combination of the six flags: as the kernel's documentation has it. */
static int wanted(uint32_t flags, uint32_t index, uint32_t first, uint32_t count)
{
	static const uint32_t nums[VFIO_PCI_NUM_IRQS] = { [INTX] = 1, [MSI] = SIM_NUM_MSI, [MSIX] = SIM_NUM_MSIX, [REQ] = 1 };
	uint32_t data = flags & VFIO_IRQ_SET_DATA_TYPE_MASK, action = flags & VFIO_IRQ_SET_ACTION_TYPE_MASK;

	if (index >= VFIO_PCI_NUM_IRQS || first >= nums[index] || count > nums[index] - first)
		return -EINVAL;
	if (data != NONE && data != BOOL && data != FD)
		return -EINVAL;
	if (action != TRIGGER && action != MASK && action != UNMASK)
		return -ENOTTY;
	if (action != TRIGGER)
		return index == INTX ? -EINVAL : -ENOTTY;
	/* nothing is set up, so there is nothing to loop back or to disable */
	if (data == FD)
		return count ? 0 : -EINVAL;
	return -EINVAL;
}

static void flags_and_ranges(void)
{
	static const uint32_t numbers[] = { 0, 1, 2, 3, 4, 5, 7, 8, 9, 2047, 2048, 0x7fffffff, 0x80000000, UINT32_MAX - 1, UINT32_MAX };
	const unsigned int num = sizeof(numbers) / sizeof(numbers[0]);
	int32_t data[SIM_NUM_MSIX];
	unsigned int flags, index, i, j, tries = 0, wrong = 0;
	int err;

	memset(data, 0xff, sizeof(data));
	start();
	for (flags = 0; flags < 64; flags++) {
		for (index = 0; index < VFIO_PCI_NUM_IRQS + 2; index++) {
			for (i = 0; i < num; i++) {
				for (j = 0; j < num; j++) {
					/* no more data than there is; the kernel refuses these before it looks */
					bool big = numbers[j] > SIM_NUM_MSIX;

					err = set(flags, index, numbers[i], numbers[j], big ? NULL : data);
					if (!err)
						start();
					tries++;
					if (err == wanted(flags, index, numbers[i], numbers[j]))
						continue;
					if (!wrong++)
						printf("# flags %#x index %u start %u count %u: %d\n", flags, index,
						       numbers[i], numbers[j], err);
				}
			}
		}
	}
	point(!wrong, "every combination of flags, index, start and count");
	printf("# that was %u\n", tries);
	for (i = 6, wrong = 0; i < 32; i++)
		wrong += set(1u << i | FD | TRIGGER, MSIX, 0, 1, data) != -EINVAL;
	point_is(0, wrong, "unknown flags");
	point(set(NONE | TRIGGER, UINT32_MAX, 0, 1, NULL) == -EINVAL && set(NONE | TRIGGER, VFIO_PCI_ERR_IRQ_INDEX, 0, 1, NULL) == -EINVAL,
	      "unknown indexes");
}

static int set_raw(void *arg)
{
	return ioctl(dev.dev, VFIO_DEVICE_SET_IRQS, arg) ? -errno : 0;
}

/* The argument ends where the page does. */
static void sizes(void)
{
	size_t page = sysconf(_SC_PAGESIZE);
	uint8_t *mem = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const struct vfio_irq_set proto = { .argsz = sizeof(proto) + 16, .flags = FD | TRIGGER, .index = MSI, .count = 4 };
	struct vfio_irq_set hdr;
	unsigned int size, wrong = 0;

	if (mem == MAP_FAILED || munmap(mem + page, page)) {
		perror("mmap");
		exit(1);
	}
	start();
	for (size = 0; size < sizeof(hdr) + 16; size++) {
		uint8_t *arg = mem + page - sizeof(hdr) - 16;

		hdr = proto;
		hdr.argsz = size;
		memcpy(arg, &hdr, sizeof(hdr));
		memcpy(arg + sizeof(hdr), fds, 16);
		wrong += set_raw(arg) != -EINVAL;
	}
	point_is(0, wrong, "an argsz that does not hold the data");
	for (size = 0; size < sizeof(hdr) + 16; size++) {
		uint8_t *arg = mem + page - size;

		memcpy(arg, &proto, size < sizeof(proto) ? size : sizeof(proto));
		wrong += set_raw(arg) != -EFAULT;
	}
	wrong += set_raw(NULL) != -EFAULT;
	point_is(0, wrong, "an argument that is not all there");
	point_is(-EINVAL, client_irqs_disable(&dev, MSI), "nothing was set up by these");
	munmap(mem, page);
}

/* In the middle of a range: it changes nothing. */
static void bad_eventfds(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	const int32_t bad[] = { -2, INT32_MIN, 9999, INT32_MAX, null };
	const int errs[] = { -EINVAL, -EINVAL, -EBADF, -EBADF, -EINVAL };
	int32_t range[SIM_NUM_MSIX];
	unsigned int i, wrong = 0, at;

	for (i = 0; i < 5; i++) {
		start();
		wrong += set_fd(TRIGGER, INTX, bad[i]) != errs[i];
		wrong += set_fd(TRIGGER, REQ, bad[i]) != errs[i];
		for (at = 0; at < SIM_NUM_MSIX; at += 3) {
			memcpy(range, other_fds, sizeof(range));
			range[at] = bad[i];
			wrong += set(FD | TRIGGER, MSIX, 0, SIM_NUM_MSIX, range) != errs[i];
			wrong += client_irqs_disable(&dev, MSIX) != -EINVAL;
		}
	}
	point(!wrong, "what is no eventfd sets nothing up");
	start();
	set(FD | TRIGGER, MSIX, 0, SIM_NUM_MSIX, fds);
	for (i = 0; i < 5; i++) {
		memcpy(range, other_fds, sizeof(range));
		range[4] = bad[i];
		wrong += set(FD | TRIGGER, MSIX, 0, SIM_NUM_MSIX, range) != errs[i];
		set(NONE | TRIGGER, MSIX, 0, SIM_NUM_MSIX, NULL);
		wrong += signalled(fds) != 0xff || signalled(other_fds);
	}
	point(!wrong, "and replaces nothing");
	start();
	set_fd(TRIGGER, INTX, fds[0]);
	for (i = 0; i < 5 && virqfd; i++)
		wrong += set_fd(MASK, INTX, bad[i]) != errs[i] || set_fd(UNMASK, INTX, bad[i]) != errs[i];
	point(!wrong, "and is no eventfd to mask with");
	close(null);
}

/* Many vectors may share one eventfd, which counts them. */
static void shared_eventfd(void)
{
	int32_t same[SIM_NUM_MSIX];
	unsigned int i;

	for (i = 0; i < SIM_NUM_MSIX; i++)
		same[i] = fds[0];
	start();
	set(FD | TRIGGER, MSIX, 0, SIM_NUM_MSIX, same);
	for (i = 0; i < SIM_NUM_MSIX; i++)
		doorbell(i);
	point_is(SIM_NUM_MSIX, signals(fds[0]), "one eventfd for all vectors");
}

/* An eventfd that only the kernel has. */
static int give(uint32_t flags, uint32_t index)
{
	int fd = client_eventfd(), err;

	err = set_fd(flags, index, fd);
	close(fd);
	return err;
}

enum take {
	TAKE_OUT,
	TAKE_SWAP,
	TAKE_DISABLE,
	TAKES
};

static void take_back(enum take how, uint32_t index)
{
	if (how == TAKE_OUT)
		set_fd(TRIGGER, index, -1);
	else if (how == TAKE_SWAP)
		set_fd(TRIGGER, index, fds[0]);
	else
		client_irqs_disable(&dev, index);
}

/* Each eventfd is let go by what takes it out. */
static void references(void)
{
	static const uint32_t indexes[] = { INTX, MSI, MSIX, REQ };
	int32_t range[SIM_NUM_MSIX];
	unsigned int i, how, kept = 0, freed = 0;
	long before;

	start();
	before = client_eventfd_number();
	point(before >= 0, "eventfds have numbers");
	for (i = 0; i < 4; i++) {
		for (how = 0; how < TAKES; how++) {
			give(TRIGGER, indexes[i]);
			kept += client_eventfd_number() != before;
			take_back(how, indexes[i]);
			freed += client_eventfd_number() == before;
			client_irqs_disable(&dev, indexes[i]);
		}
	}
	point_is(12, kept, "an eventfd stays while it is set");
	point_is(12, freed, "and is gone when it is not");
	for (i = 0; i < SIM_NUM_MSIX; i++)
		range[i] = i < 7 ? client_eventfd() : -2;
	set(FD | TRIGGER, MSIX, 0, SIM_NUM_MSIX, range);
	for (i = 0; i < 7; i++)
		close(range[i]);
	point_is(before, client_eventfd_number(), "those of a range that was refused are gone");
}

/* As those of the triggers, but the kernel lets go of one that only it has by itself. */
static void mask_references(void)
{
	uint32_t action;
	unsigned int freed = 0;
	long before;
	int fd;

	start();
	set_fd(TRIGGER, INTX, fds[0]);
	before = client_eventfd_number();
	for (action = MASK; action <= UNMASK; action += UNMASK - MASK) {
		fd = client_eventfd();
		set_fd(action, INTX, fd);
		set_fd(action, INTX, -1);
		close(fd);
		freed += client_eventfd_number() == before;
	}
	fd = client_eventfd();
	set_fd(MASK, INTX, fd);
	set_fd(UNMASK, INTX, fd);
	client_irqs_disable(&dev, INTX);
	close(fd);
	freed += client_eventfd_number() == before;
	point_is(3, freed, "INTx: mask and unmask eventfds are let go");
}

int main(int argc, char **argv)
{
	unsigned int i;

	for (i = 0; i < NUM_FDS; i++) {
		fds[i] = client_eventfd();
		other_fds[i] = client_eventfd();
	}
	test_start(argc, argv);
	intx_not_set_up();
	intx_automask();
	intx_mask();
	intx_disable_bit();
	intx_loopback();
	intx_swap();
	virqfd = has_virqfd();
	if (virqfd) {
		intx_unmask_eventfd();
		intx_mask_eventfd();
		mask_references();
	} else {
		intx_no_virqfd();
	}
	msi_all();
	msi_fewer();
	msix_each();
	msix_one_by_one();
	msix_pending_before();
	loopback_ranges(MSI, SIM_NUM_MSI, "MSI");
	loopback_ranges(MSIX, SIM_NUM_MSIX, "MSI-X");
	one_at_a_time();
	request();
	shared_eventfd();
	bad_eventfds();
	references();
	sizes();
	flags_and_ranges();
	start();
	return test_end();
}
