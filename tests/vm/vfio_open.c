// SPDX-License-Identifier: GPL-2.0-only
/* Opens, second opens and closes, by all who do not clean up behind themselves; a subdevice of sim's type "full". */
#include "vfio_test.h"

#include <linux/pci_regs.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#define MSIX_ENTRY	(SIM_FULL_MSIX_TABLE + 16)

static bool has_cdev(void)
{
	char name[64];

	return !access("/dev/iommu", F_OK) && !client_cdev_name(device, name, sizeof(name));
}

static void second_user(void)
{
	struct client second;

	point_is(via == VIA_GROUP ? -EBUSY : -EINVAL, client_open(&second, device, via), "open it again in the same way");
	if (via == VIA_CDEV)
		point_is(-EBUSY, client_open(&second, device, VIA_GROUP), "open it by its group too");
	else if (has_cdev())
		point_is(-EBUSY, client_open(&second, device, VIA_CDEV), "open it by its character device too");
	point_is(SIM_ID, reg_get(SIM_REG_ID), "the first user has it still");
}

/* A group gives more than one file of a device, which are all one open. */
static void second_file(void)
{
	uint32_t opens = reg_get(SIM_REG_OPENS), resets = reg_get(SIM_REG_RESETS);
	struct client second = dev;
	int first = dev.dev;

	second.dev = client_open_again(&dev, device);
	if (!point(second.dev >= 0, "a second file of the device"))
		return;
	client_put(&second, SIM_REG_BAR, SIM_REG_SCRATCH, 4, 0x1234);
	point_is(0x1234, reg_get(SIM_REG_SCRATCH), "it is the same device");
	close(first);
	dev.dev = second.dev;
	point(reg_get(SIM_REG_SCRATCH) == 0x1234 && reg_get(SIM_REG_OPENS) == opens && reg_get(SIM_REG_RESETS) == resets,
	      "closing the first is no close of the device");
}

/* Before it is bound to an iommufd, a file of the character device can do nothing. */
static void not_bound(void)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };
	struct client file = { .iommu = -1, .group = -1 };
	char name[64], path[128];
	uint32_t val = 0;

	client_cdev_name(device, name, sizeof(name));
	snprintf(path, sizeof(path), "/dev/vfio/devices/%s", name);
	file.dev = open(path, O_RDWR | O_CLOEXEC);
	point(file.dev >= 0 && client_read(&file, CONFIG, 0, &val, 4) == -EINVAL &&
	      client_write(&file, CONFIG, 0, &val, 4) == -EINVAL && client_reset(&file) == -EINVAL &&
	      ioctl(file.dev, VFIO_DEVICE_GET_INFO, &info) == -1 && errno == EINVAL, "a file that is not bound can do nothing");
	close(file.dev);
}

#define NUM_FDS	4

/* All that a user can leave behind, with whatever it had set up by eventfds. */
static void leave_traces(uint32_t index, const int *fds)
{
	int32_t unmask = fds[2], mask = fds[3];
	unsigned int i;

	for (i = 0; i < 256; i++)
		client_put(&dev, CONFIG, i, 1, 0xff);
	client_put(&dev, CONFIG, PCI_COMMAND, 2, 0);
	client_put(&dev, SIM_FULL_MSIX_BAR, MSIX_ENTRY, 8, 0xfee00000);
	client_put(&dev, SIM_FULL_MSIX_BAR, MSIX_ENTRY + 8, 8, 0x41);
	client_put(&dev, SIM_MEM_BAR, 0, 8, 0x4242);
	reg_put(SIM_REG_SCRATCH, 0x4242);
	client_trigger(&dev, REQ, 0, fds[0]);
	client_trigger(&dev, index, 0, fds[1]);
	client_set_irqs(&dev, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_UNMASK, INTX, 0, 1, &unmask);
	client_set_irqs(&dev, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_MASK, INTX, 0, 1, &mask);
	reg_put(SIM_REG_INTX, 1);
	reg_put(SIM_REG_DOORBELL, 3);
}

static void no_traces(const char *of)
{
	point(client_get(&dev, CONFIG, PCI_COMMAND, 4) == (uint32_t)PCI_STATUS_CAP_LIST << 16 &&
	      !client_get(&dev, CONFIG, PCI_BASE_ADDRESS_0, 4) && !client_get(&dev, CONFIG, PCI_INTERRUPT_LINE, 1),
	      "%s: the configuration is new", of);
	point(!client_get(&dev, SIM_FULL_MSIX_BAR, MSIX_ENTRY, 8) &&
	      client_get(&dev, SIM_FULL_MSIX_BAR, MSIX_ENTRY + 8, 8) == 1ULL << 32 &&
	      !client_get(&dev, SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_PBA, 8), "%s: the MSI-X table is new", of);
	point(!client_get(&dev, SIM_MEM_BAR, 0, 8) && !reg_get(SIM_REG_SCRATCH) && !reg_get(SIM_REG_INTX),
	      "%s: the device is new", of);
	point(client_irqs_disable(&dev, INTX) == -EINVAL && client_irqs_disable(&dev, MSI) == -EINVAL &&
	      client_irqs_disable(&dev, MSIX) == -EINVAL && client_irqs_disable(&dev, REQ) == -EINVAL,
	      "%s: no interrupt is set up", of);
}

/* The file is all that it closes: eventfds and container go as they come. */
static void close_armed(uint32_t index, const char *name)
{
	uint32_t opens = reg_get(SIM_REG_OPENS), resets = reg_get(SIM_REG_RESETS);
	long before = client_eventfd_number();
	int fds[NUM_FDS];
	unsigned int i;

	for (i = 0; i < NUM_FDS; i++)
		fds[i] = client_eventfd();
	leave_traces(index, fds);
	client_close(&dev);
	for (i = 0; i < NUM_FDS; i++)
		close(fds[i]);
	point(before == client_eventfd_number(), "%s: the close lets go of the eventfds", name);
	test_open();
	no_traces(name);
	point(reg_get(SIM_REG_OPENS) == opens + 1 && reg_get(SIM_REG_RESETS) == resets + 2,
	      "%s: one reset by the close and one by the open", name);
}

/* A user that works until it is killed. */
static void work(void)
{
	int fds[NUM_FDS];
	uint32_t i;

	test_open();
	for (i = 0; i < NUM_FDS; i++)
		fds[i] = client_eventfd();
	leave_traces(MSIX, fds);
	for (i = 0;; i++) {
		reg_put(SIM_REG_SCRATCH, i);
		reg_put(SIM_REG_INTX, i & 1);
		client_trigger(&dev, MSIX, i % SIM_NUM_MSIX, client_eventfd());
		reg_put(SIM_REG_DOORBELL, i % SIM_NUM_MSIX);
		closefrom(64);
	}
}

static void killed(void)
{
	unsigned int i, opened = 0;
	long before = client_eventfd_number();

	client_close(&dev);
	for (i = 0; i < 10; i++) {
		pid_t pid = fork();

		if (!pid)
			work();
		usleep(20000 + 3000 * i);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		/* its files may be closed a moment later */
		for (int tries = 0; tries < 500 && client_open(&dev, device, via); tries++)
			usleep(10000);
		if (dev.dev < 0)
			break;
		opened++;
		if (i < 9)
			client_close(&dev);
	}
	if (point_is(10, opened, "a user is killed, the next one can open it"))
		no_traces("killed");
	point_is(before, client_eventfd_number(), "killed: the eventfds are gone");
}

/* The driver refuses the first user. */
static void refused(void)
{
	struct client c;

	client_close(&dev);
	sim_set(0, "fail_open", 1);
	point_is(-EIO, client_open(&c, device, via), "an open that the driver refuses");
	test_open();
	no_traces("after a refused open");
}

int main(int argc, char **argv)
{
	test_start(argc, argv);
	second_user();
	if (via == VIA_GROUP)
		second_file();
	else
		not_bound();
	close_armed(INTX, "INTx");
	close_armed(MSI, "MSI");
	close_armed(MSIX, "MSI-X");
	killed();
	refused();
	return test_end();
}
