// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: vfio_example DEVICE BITS INVERT    the example's register and its interrupt: so many bits, inverted or not
 *        vfio_example DEVICE minimal        the smallest driver's register
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim_tap.h"
#include "vfio_client.h"

static struct client dev;

static void check_register(unsigned int bits, bool invert)
{
	uint32_t mask = bits < 32 ? (1u << bits) - 1 : ~0u;
	uint32_t wanted = (invert ? ~0x12345678u : 0x12345678u) & mask;

	point_is(0, client_get(&dev, VFIO_PCI_BAR0_REGION_INDEX, 0, 4), "nothing is in the register");
	client_put(&dev, VFIO_PCI_BAR0_REGION_INDEX, 0, 4, 0x12345678);
	point_is(wanted, client_get(&dev, VFIO_PCI_BAR0_REGION_INDEX, 0, 4), "the register answers with its bits, inverted or not");
	point(client_reset(&dev) == 0 &&
	      client_get(&dev, VFIO_PCI_BAR0_REGION_INDEX, 0, 4) == 0,
	      "a reset clears it");
}

static void check_interrupt(void)
{
	int eventfd = client_eventfd();

	point(client_trigger(&dev, VFIO_PCI_INTX_IRQ_INDEX, 0, eventfd) == 0, "INTx is set up");
	point(client_signals(eventfd, 0) == 0, "no interrupt before a write");
	client_put(&dev, VFIO_PCI_BAR0_REGION_INDEX, 0, 4, 1);
	point(client_signals(eventfd, 1000) == 1, "one interrupt after a write");
	client_put(&dev, VFIO_PCI_BAR0_REGION_INDEX, 4, 4, 0);
	client_set_irqs(&dev, VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_UNMASK,
			VFIO_PCI_INTX_IRQ_INDEX, 0, 1, NULL);
	point(client_signals(eventfd, 100) == 0, "no interrupt while the line is low");
}

int main(int argc, char **argv)
{
	int err;

	if (argc != 4 && (argc != 3 || strcmp(argv[2], "minimal"))) {
		fprintf(stderr, "usage: %s DEVICE BITS INVERT|minimal\n", argv[0]);
		return 2;
	}
	err = client_open(&dev, argv[1], VIA_GROUP);
	point(err == 0, "open %s", argv[1]);
	if (err)
		return 1;
	if (argc == 3) {
		check_register(32, false);
		point(!client_get(&dev, VFIO_PCI_BAR0_REGION_INDEX, 4, 4), "there is no other");
	} else {
		check_register(atoi(argv[2]), atoi(argv[3]));
		check_interrupt();
	}
	client_close(&dev);
	return tap_failed ? 1 : 0;
}
