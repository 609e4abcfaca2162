/* SPDX-License-Identifier: GPL-2.0-only */
/* What the programs about the data path share. Each is called with a subdevice of sim's type "full", and how to open it. */
#ifndef TESTS_VFIO_TEST_H
#define TESTS_VFIO_TEST_H

#include "sim_tap.h"
#include "vfio_client.h"

#include "../../kernel/drivers/sim/regs.h"

#define CONFIG	VFIO_PCI_CONFIG_REGION_INDEX
#define INTX	VFIO_PCI_INTX_IRQ_INDEX
#define MSI	VFIO_PCI_MSI_IRQ_INDEX
#define MSIX	VFIO_PCI_MSIX_IRQ_INDEX
#define REQ	VFIO_PCI_REQ_IRQ_INDEX

static const char *device;
static enum client_via via;
static struct client dev;

static TAP_UNUSED void test_open(void)
{
	int err = client_open(&dev, device, via);

	if (err) {
		point(false, "open %s: %s", device, strerror(-err));
		exit(1);
	}
}

static TAP_UNUSED void test_start(int argc, char **argv)
{
	if (argc != 3 || (strcmp(argv[2], "group") && strcmp(argv[2], "cdev"))) {
		fprintf(stderr, "usage: %s DEVICE group|cdev\n", argv[0]);
		exit(2);
	}
	device = argv[1];
	via = strcmp(argv[2], "group") ? VIA_CDEV : VIA_GROUP;
	test_open();
}

static TAP_UNUSED int test_end(void)
{
	client_close(&dev);
	return tap_failed ? 1 : 0;
}

/* A register of sim. */
static TAP_UNUSED uint32_t reg_get(unsigned int reg)
{
	return client_get(&dev, SIM_REG_BAR, reg, 4);
}

static TAP_UNUSED void reg_put(unsigned int reg, uint32_t val)
{
	client_put(&dev, SIM_REG_BAR, reg, 4, val);
}

#endif /* TESTS_VFIO_TEST_H */
