// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is under way when a device is stopped travels: doorbells that were rung, messages that nobody took yet. And a change of
 * state that fails leaves the device as it was. A subdevice of sim's type "mover"; vfio_mig_held DEVICE group|cdev [PARENT],
 * without PARENT with memory that fails, which migrate.sh has set up.
 */
#include "vfio_mig.h"

static int parent;

static void rung(void)
{
	int fd = client_eventfd();
	struct stream s = {};
	uint64_t one = 1;

	if (client_ioeventfd(&dev, SIM_REG_BAR, SIM_REG_SCRATCH, 4, 0x600d, fd) == -ENOTTY) {
		point(true, "doorbells # SKIP the kernel's VFIO has none");
		return;
	}
	sim_set(parent, "delay_write", 300);
	if (write(fd, &one, sizeof(one)) != sizeof(one))
		perror("eventfd");
	point_is(0, mig_save(&dev, &s), "save the state after a doorbell was rung");
	sim_set(parent, "delay_write", 0);
	client_reset(&dev);
	point_is(0, mig_load(&dev, &s), "load it");
	point_is(0x600d, reg_get(SIM_REG_SCRATCH), "the ring is in it");
	client_reset(&dev);
	client_ioeventfd(&dev, SIM_REG_BAR, SIM_REG_SCRATCH, 4, 0x600d, -1);
	stream_free(&s);
	close(fd);
}

/* A message of a stopped device whose VMM has taken its eventfds away. */
static void message_is_held(void)
{
	int fd = client_eventfd();

	client_reset(&dev);
	point_is(0, client_trigger(&dev, MSI, 0, fd), "set up MSI");
	point_is(0, mig_set(&dev, MIG_STOP, NULL), "stop it");
	reg_put(SIM_REG_DOORBELL, 0);
	point_is(0, client_irqs_disable(&dev, MSI), "take the eventfd away");
	close(fd);
}

static void messages(void)
{
	int fd = client_eventfd(), intx = client_eventfd();

	message_is_held();
	point_is(0, mig_set(&dev, MIG_RUNNING, NULL), "run it");
	point_is(0, client_trigger(&dev, MSI, 0, fd), "set up MSI after that");
	point(client_signals(fd, 1000) == 1, "what it would have sent while it was stopped comes then");
	client_irqs_disable(&dev, MSI);

	message_is_held();
	point_is(0, client_trigger(&dev, MSI, 0, fd), "set up MSI before");
	point(!client_signals(fd, 0), "nothing comes");
	point_is(0, mig_set(&dev, MIG_RUNNING, NULL), "run it");
	point(client_signals(fd, 1000) == 1, "it comes");
	client_irqs_disable(&dev, MSI);

	message_is_held();
	point_is(0, client_trigger(&dev, INTX, 0, intx), "set up another kind of interrupt");
	point_is(0, mig_set(&dev, MIG_RUNNING, NULL), "run it");
	client_irqs_disable(&dev, INTX);
	point_is(0, client_trigger(&dev, MSI, 0, fd), "and MSI after it");
	point(!client_signals(fd, 50), "it does not come any more");
	client_irqs_disable(&dev, MSI);
	client_reset(&dev);
	close(fd);
	close(intx);
}

#define MSI_FLAGS	0x42	/* in the configuration space */

/* What it sends when it runs, before its VMM has set up what its guest has enabled. */
static void early(void)
{
	struct stream s = {};
	int fd = client_eventfd();

	client_put(&dev, CONFIG, MSI_FLAGS, 2, 1);
	point_is(0, mig_save(&dev, &s), "save a device whose guest has enabled MSI");
	client_reset(&dev);
	point_is(0, mig_load(&dev, &s) ?: mig_set(&dev, MIG_RUNNING, NULL), "load it, and run it");
	reg_put(SIM_REG_DOORBELL, 0);
	nap(50);
	point_is(0, client_trigger(&dev, MSI, 0, fd), "set up MSI some time after that");
	point(client_signals(fd, 1000) == 1, "what it sent meanwhile comes");
	client_irqs_disable(&dev, MSI);

	reg_put(SIM_REG_DOORBELL, 0);
	client_put(&dev, CONFIG, MSI_FLAGS, 2, 0);
	client_put(&dev, CONFIG, MSI_FLAGS, 2, 1);
	client_trigger(&dev, MSI, 0, fd);
	point(!client_signals(fd, 50), "but not when its guest has disabled MSI since");
	client_irqs_disable(&dev, MSI);

	reg_put(SIM_REG_DOORBELL, 0);
	client_trigger(&dev, MSIX, 0, fd);
	client_irqs_disable(&dev, MSIX);
	client_trigger(&dev, MSI, 0, fd);
	point(!client_signals(fd, 50), "and not when another kind was set up");
	client_irqs_disable(&dev, MSI);
	client_reset(&dev);
	stream_free(&s);
	close(fd);
}

static bool put_nth(int fd, unsigned int nth)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", nth);
	return pwrite(fd, text, strlen(text), 0) > 0;
}

/* Whether all allocations have been made to fail: the last of them was not reached. */
static bool failed_all(int nth_fd, unsigned int nth, int *err)
{
	char text[16] = "";

	put_nth(nth_fd, nth);
	*err = mig_set(&dev, MIG_RESUMING, NULL);
	if (pread(nth_fd, text, sizeof(text) - 1, 0) < 0)
		perror("fail-nth");
	put_nth(nth_fd, 0);
	return atoi(text);
}

static void failures(void)
{
	int nth_fd = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC), err;
	unsigned int nth, failed = 0, lost = 0;

	if (nth_fd < 0) {
		point(true, "failures # SKIP the kernel cannot be made to fail");
		return;
	}
	client_reset(&dev);
	point_is(0, mig_set(&dev, MIG_STOP, NULL), "stop it");
	reg_put(SIM_REG_SCRATCH, 0x5afe);
	for (nth = 1; nth < 100 && !failed_all(nth_fd, nth, &err); nth++) {
		if (!err)
			break;
		failed++;
		lost += mig_get(&dev) != MIG_STOP || reg_get(SIM_REG_SCRATCH) != 0x5afe;
	}
	close(nth_fd);
	point(failed, "resuming fails for want of memory (%u times)", failed);
	point_is(0, lost, "and the device is as it was");
	client_reset(&dev);
}

int main(int argc, char **argv)
{
	parent = argc == 4 ? atoi(argv[3]) : 0;
	test_start(argc == 4 ? 3 : argc, argv);
	rung();
	messages();
	early();
	if (argc != 4)
		failures();
	return test_end();
}
