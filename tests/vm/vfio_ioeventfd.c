// SPDX-License-Identifier: GPL-2.0-only
/* VFIO_DEVICE_IOEVENTFD: doorbells that eventfds ring; subdevices of sim's type "full". A kernel without them says so. */
#include "vfio_test.h"

#include <stddef.h>
#include <sys/ioctl.h>

#define MAX	1000	/* as many as there can be */

static int fd;

static void signal_fd(int eventfd)
{
	uint64_t one = 1;

	if (write(eventfd, &one, sizeof(one)) != sizeof(one))
		perror("eventfd");
}

/* Whether a register comes to a value within some seconds. */
static bool await(unsigned int bar, uint64_t off, unsigned int width, uint64_t val)
{
	double end = now() + 10;

	while (client_get(&dev, bar, off, width) != val) {
		if (now() > end)
			return false;
		nap(1);
	}
	return true;
}

static int scratch(unsigned int nr, unsigned int width, uint64_t val, int eventfd)
{
	return client_ioeventfd(&dev, SIM_REG_BAR, SIM_REG_SCRATCH + 4 * nr, width, val, eventfd);
}

static void widths(void)
{
	uint64_t val = 0x8877665544332211ULL, left;
	unsigned int width;
	char name[64];

	for (width = 1; width <= 8; width *= 2) {
		client_reset(&dev);
		snprintf(name, sizeof(name), "%u bytes: set up", width);
		point_is(0, scratch(2, width, val, fd), name);
		signal_fd(fd);
		left = width == 8 ? val : val & ((1ULL << 8 * width) - 1);
		point(await(SIM_REG_BAR, SIM_REG_SCRATCH + 8, 8, left), "%u bytes: written when the eventfd is signalled", width);
		point(!client_signals(fd, 0), "%u bytes: which takes the signal", width);
		snprintf(name, sizeof(name), "%u bytes: take it away, by the value as it is written", width);
		point_is(0, scratch(2, width, left, -1), name);
		client_reset(&dev);
		signal_fd(fd);
		nap(50);
		point(!client_get(&dev, SIM_REG_BAR, SIM_REG_SCRATCH + 8, 8), "%u bytes: not written then", width);
		client_signals(fd, 0);
	}
}

/* A doorbell rings an interrupt: from eventfd to eventfd with no call in between. */
static void doorbell(void)
{
	int irq = client_eventfd(), i, rung = 0;

	client_reset(&dev);
	client_put(&dev, SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_TABLE + 3 * 16 + 12, 4, 0);
	point_is(0, client_trigger(&dev, MSIX, 3, irq), "set up an interrupt");
	point_is(0, client_ioeventfd(&dev, SIM_IO_BAR, SIM_REG_DOORBELL, 4, 3, fd), "and a doorbell in I/O space");
	for (i = 0; i < 100; i++) {
		signal_fd(fd);
		rung += client_signals(irq, 5000) > 0;
	}
	point_is(100, rung, "each ring gives an interrupt");
	point_is(0, client_ioeventfd(&dev, SIM_IO_BAR, SIM_REG_DOORBELL, 4, 3, -1), "take the doorbell away");
	client_irqs_disable(&dev, MSIX);
	close(irq);
}

static void refused(void)
{
	static const struct {
		const char *name;
		uint32_t index;
		uint64_t off;
		unsigned int width;
	} wrong[] = {
		{ "no width", SIM_REG_BAR, SIM_REG_SCRATCH, 0 },
		{ "two widths", SIM_REG_BAR, SIM_REG_SCRATCH, 3 },
		{ "16 bytes", SIM_REG_BAR, SIM_REG_SCRATCH, 16 },
		{ "an unknown flag", SIM_REG_BAR, SIM_REG_SCRATCH, 0x80000004 },
		{ "unaligned", SIM_REG_BAR, SIM_REG_SCRATCH + 2, 4 },
		{ "behind the end", SIM_REG_BAR, SIM_REG_BAR_SIZE, 4 },
		{ "far behind the end", SIM_REG_BAR, (1ULL << 40) - 4, 4 },
		{ "8 bytes of I/O space", SIM_IO_BAR, SIM_REG_SCRATCH, 8 },
		{ "a BAR that is not there", 5, 0, 4 },
		{ "the configuration space", CONFIG, 4, 2 },
		{ "a region that is not there", 20, 0, 4 },
		{ "the MSI-X table", SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_TABLE + 12, 4 },
		{ "the pending bits", SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_PBA, 8 },
	};
	struct vfio_device_ioeventfd arg = { .flags = 4, .offset = SIM_REG_SCRATCH, .fd = fd };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	unsigned int i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		point_is(-EINVAL, client_ioeventfd(&dev, wrong[i].index, wrong[i].off, wrong[i].width, 1, fd), wrong[i].name);
	point_is(-EINVAL, scratch(0, 4, 1, -2), "a file descriptor below -1");
	point_is(-EBADF, scratch(0, 4, 1, 12345), "one that is not open");
	point_is(-EINVAL, scratch(0, 4, 1, null), "a file that is no eventfd");
	point_is(-ENODEV, scratch(0, 4, 1, -1), "take away what is not there");
	arg.argsz = offsetof(struct vfio_device_ioeventfd, fd) + 3;
	point(ioctl(dev.dev, VFIO_DEVICE_IOEVENTFD, &arg) && errno == EINVAL, "an argsz that is too small");
	point(ioctl(dev.dev, VFIO_DEVICE_IOEVENTFD, NULL) && errno == EFAULT, "no argument");
	close(null);
}

static void again(void)
{
	point_is(0, scratch(0, 4, 7, fd), "a register and a value");
	point_is(-EEXIST, scratch(0, 4, 7, fd), "not twice");
	point_is(0, scratch(0, 4, 8, fd), "the register with another value");
	point_is(0, scratch(0, 2, 7, fd), "or another width");
	point_is(0, scratch(1, 4, 7, fd), "or another register");
	point_is(0, scratch(0, 4, 8, -1), "take one away");
	point_is(-ENODEV, scratch(0, 4, 8, -1), "not twice");
	point_is(0, scratch(0, 2, 7, -1), "take away the next");
	point_is(0, scratch(1, 4, 7, -1), "and the next");
	point_is(0, scratch(0, 4, 7, -1), "and the last");
}

/* An eventfd that was signalled before, and one that the user closes. */
static void ends(void)
{
	int other = client_eventfd();

	client_reset(&dev);
	client_signals(fd, 0);
	signal_fd(fd);
	point_is(0, scratch(3, 4, 9, fd), "an eventfd that is signalled already");
	point(await(SIM_REG_BAR, SIM_REG_SCRATCH + 12, 4, 9), "rings");
	point_is(0, scratch(3, 4, 9, -1), "take it away");
	point_is(0, scratch(4, 4, 9, other), "another one");
	close(other);
	nap(50);
	point_is(0, scratch(4, 4, 9, fd), "is forgotten when it is closed");
	point_is(0, scratch(4, 4, 9, -1), "take it away");
}

static void many(void)
{
	unsigned int i, done = 0;

	for (i = 0; i < MAX; i++)
		done += scratch(5, 4, i, fd) == 0;
	point_is(MAX, done, "as many as there can be");
	point_is(-ENOSPC, scratch(5, 4, MAX, fd), "one too many");
	signal_fd(fd);
	nap(100);
	point(client_get(&dev, SIM_REG_BAR, SIM_REG_SCRATCH + 20, 4) < MAX, "all of them ring");
}

/* With all of them there, and signals under way. */
static void closing(void)
{
	long number = client_eventfd_number();
	int i;

	for (i = 0; i < 100; i++)
		signal_fd(fd);
	client_close(&dev);
	signal_fd(fd);
	close(fd);
	nap(100);
	point(client_eventfd_number() < number, "no eventfd outlives the close");
	test_open();
	point(!client_get(&dev, SIM_REG_BAR, SIM_REG_SCRATCH + 20, 4), "the next user has none");
}

int main(int argc, char **argv)
{
	test_start(argc, argv);
	fd = client_eventfd();
	if (scratch(0, 4, 0, fd) == -ENOTTY) {
		point_is(-ENOTTY, scratch(0, 4, 0, -1), "this kernel's VFIO has no ioeventfd");
		close(fd);
		return test_end();
	}
	point_is(0, scratch(0, 4, 0, -1), "this kernel's VFIO has ioeventfds");
	widths();
	doorbell();
	refused();
	again();
	ends();
	many();
	closing();
	return test_end();
}
