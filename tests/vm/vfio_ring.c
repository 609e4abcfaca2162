// SPDX-License-Identifier: GPL-2.0-only
/*
 * A doorbell whose write takes its time, and whose eventfd was closed, holds up its own device and no other user of VFIO:
 * vfio_ring DEVICE OTHER, two subdevices of sim's type "full", the first of parent 0 and the other not.
 */
#include "vfio_test.h"

#define LONG	4000	/* ms that the write takes */

static int untie(void *arg)
{
	(void)arg;
	return client_ioeventfd(&dev, SIM_REG_BAR, SIM_REG_SCRATCH, 4, 1, -1);
}

int main(int argc, char **argv)
{
	int bell = client_eventfd(), irq = client_eventfd(), mask = client_eventfd();
	uint64_t one = 1;
	struct client other;
	struct bg bg;
	double start;
	int err;

	if (argc != 3) {
		fprintf(stderr, "usage: %s DEVICE OTHER\n", argv[0]);
		return 2;
	}
	device = argv[1];
	via = VIA_GROUP;
	test_open();
	if (client_open(&other, argv[2], via)) {
		point(false, "open %s", argv[2]);
		return 1;
	}
	err = client_ioeventfd(&dev, SIM_REG_BAR, SIM_REG_SCRATCH, 4, 1, bell);
	if (err == -ENOTTY) {
		point(true, "doorbells # SKIP the kernel's VFIO has none");
		return 0;
	}
	point_is(0, err, "a doorbell");
	point_is(0, client_trigger(&other, INTX, 0, irq), "another device has INTx");
	point_is(0, client_set_irqs(&other, VFIO_IRQ_SET_ACTION_MASK | VFIO_IRQ_SET_DATA_EVENTFD, INTX, 0, 1, &mask),
		 "with an eventfd that masks it");
	sim_set(0, "delay_write", LONG);
	if (write(bell, &one, sizeof(one)) != sizeof(one))
		perror("eventfd");
	nap(50);
	close(bell);
	nap(50);
	start = now();
	point_is(0, client_irqs_disable(&other, INTX), "the other takes its INTx away");
	point(now() - start < LONG / 2000., "and does not wait for the ring (%.1f s)", now() - start);
	bg_start(&bg, untie, NULL);
	bg_wait(&bg);
	point(bg.ret == -ENODEV && now() - start > LONG / 1000. - .5, "who unties it does (%.1f s)", now() - start);
	sim_set(0, "delay_write", 0);
	point_is(1, reg_get(SIM_REG_SCRATCH), "it has been written");
	client_close(&other);
	return test_end();
}
