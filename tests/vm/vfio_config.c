// SPDX-License-Identifier: GPL-2.0-only
/* The configuration space of sim's type "full", as firmware and a driver come by it. */
#include "vfio_test.h"

#include <linux/pci_regs.h>

static uint32_t cfg(unsigned int off, unsigned int width)
{
	return client_get(&dev, CONFIG, off, width);
}

static void cfg_put(unsigned int off, unsigned int width, uint32_t val)
{
	client_put(&dev, CONFIG, off, width, val);
}

static void header(void)
{
	point_is(SIM_VENDOR | SIM_DEVICE_FULL << 16, cfg(PCI_VENDOR_ID, 4), "vendor and device");
	point_is(SIM_VENDOR | SIM_DEVICE_FULL << 16, cfg(PCI_SUBSYSTEM_VENDOR_ID, 4), "subsystem");
	point_is(SIM_CLASS, cfg(PCI_CLASS_REVISION, 4) >> 8, "class");
	point_is(0, cfg(PCI_HEADER_TYPE, 1), "header type");
	point_is(0, cfg(PCI_COMMAND, 2), "command after a reset");
	point_is(PCI_STATUS_CAP_LIST, cfg(PCI_STATUS, 2), "status after a reset");
	point_is(1, cfg(PCI_INTERRUPT_PIN, 1), "pin A");
}

/* Size by writing all ones, 0 if there is no such BAR. */
static uint64_t bar_size(unsigned int bar)
{
	unsigned int off = PCI_BASE_ADDRESS_0 + 4 * bar;
	uint64_t mask;

	cfg_put(off, 4, ~0U);
	mask = cfg(off, 4);
	if (!mask)
		return 0;
	if (mask & PCI_BASE_ADDRESS_SPACE_IO)
		return (uint32_t)~(mask & ~3ULL) + 1ULL;
	if ((mask & PCI_BASE_ADDRESS_MEM_TYPE_MASK) != PCI_BASE_ADDRESS_MEM_TYPE_64)
		return (uint32_t)~(mask & ~0xfULL) + 1ULL;
	cfg_put(off + 4, 4, ~0U);
	mask |= (uint64_t)cfg(off + 4, 4) << 32;
	return ~(mask & ~0xfULL) + 1;
}

static void bars(void)
{
	static const uint32_t kinds[6] = { 0, 1, 0xc, 0, 0, 0 };
	struct vfio_region_info info;
	unsigned int i, sizes = 0, types = 0;

	for (i = 0; i < 6; i++)
		types += cfg(PCI_BASE_ADDRESS_0 + 4 * i, 4) == kinds[i];
	for (i = 0; i < 6; i++) {
		client_region(&dev, i, &info);
		/* the upper half of the one before is no BAR of its own */
		sizes += i == SIM_MEM_BAR + 1 || bar_size(i) == info.size;
	}
	point_is(6, types, "kinds of the BARs");
	point_is(6, sizes, "BARs have the sizes of their regions");
	cfg_put(PCI_BASE_ADDRESS_0, 4, 0xfe000abc);
	point_is(0xfe000000, cfg(PCI_BASE_ADDRESS_0, 4), "an address is kept without the bits below the size");
	cfg_put(PCI_BASE_ADDRESS_0 + 2, 1, 0x12);
	point_is(0xfe120000, cfg(PCI_BASE_ADDRESS_0, 4), "a byte of an address");
	cfg_put(PCI_ROM_ADDRESS, 4, ~0U);
	point_is(0, cfg(PCI_ROM_ADDRESS, 4), "no ROM");
}

static unsigned int cap_find(uint8_t id)
{
	unsigned int off = cfg(PCI_CAPABILITY_LIST, 1), steps = 0;

	while (off && steps++ < 48) {
		if (cfg(off, 1) == id)
			return off;
		off = cfg(off + 1, 1);
	}
	return 0;
}

static void caps(void)
{
	unsigned int msi = cap_find(PCI_CAP_ID_MSI), msix = cap_find(PCI_CAP_ID_MSIX);

	if (!point(msi && msix, "capabilities MSI and MSI-X"))
		return;
	point_is(0, cap_find(PCI_CAP_ID_EXP), "no other");
	point_is(PCI_MSI_FLAGS_64BIT | 2 << 1, cfg(msi + PCI_MSI_FLAGS, 2), "MSI: 4 messages, 64-bit addresses");
	cfg_put(msi + PCI_MSI_FLAGS, 2, 0xffff);
	point_is(PCI_MSI_FLAGS_64BIT | 2 << 1 | PCI_MSI_FLAGS_QSIZE | PCI_MSI_FLAGS_ENABLE, cfg(msi + PCI_MSI_FLAGS, 2),
		 "MSI: number of messages and enable bit can be written");
	cfg_put(msi + PCI_MSI_ADDRESS_LO, 4, 0xfee00003);
	cfg_put(msi + PCI_MSI_ADDRESS_HI, 4, 0x12345678);
	cfg_put(msi + PCI_MSI_DATA_64, 4, 0xabcd4321);
	point(cfg(msi + PCI_MSI_ADDRESS_LO, 4) == 0xfee00000 && cfg(msi + PCI_MSI_ADDRESS_HI, 4) == 0x12345678 &&
	      cfg(msi + PCI_MSI_DATA_64, 4) == 0x4321, "MSI: address and data");
	point_is(SIM_NUM_MSIX - 1, cfg(msix + PCI_MSIX_FLAGS, 2), "MSI-X: number of vectors");
	point_is(SIM_FULL_MSIX_TABLE | SIM_FULL_MSIX_BAR, cfg(msix + PCI_MSIX_TABLE, 4), "MSI-X: place of the table");
	point_is(SIM_FULL_MSIX_PBA | SIM_FULL_MSIX_BAR, cfg(msix + PCI_MSIX_PBA, 4), "MSI-X: place of the pending bits");
	cfg_put(msix, 4, ~0U);
	point_is(PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL | (SIM_NUM_MSIX - 1), cfg(msix + PCI_MSIX_FLAGS, 2),
		 "MSI-X: enable and mask bit can be written");
}

static void command(void)
{
	cfg_put(PCI_COMMAND, 2, 0xffff);
	point_is(PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_PARITY | PCI_COMMAND_SERR |
		 PCI_COMMAND_INTX_DISABLE, cfg(PCI_COMMAND, 2), "bits of the command register");
	cfg_put(PCI_COMMAND, 2, 0);
	cfg_put(PCI_STATUS, 2, 0xffff);
	point_is(PCI_STATUS_CAP_LIST, cfg(PCI_STATUS, 2), "the status register is read-only");
	cfg_put(PCI_INTERRUPT_LINE, 2, 0xff0b);
	point_is(0x010b, cfg(PCI_INTERRUPT_LINE, 2), "the interrupt line can be written, the pin cannot");
}

static void intx_status(void)
{
	reg_put(SIM_REG_INTX, 1);
	point_is(PCI_STATUS_CAP_LIST | PCI_STATUS_INTERRUPT, cfg(PCI_STATUS, 2), "the status tells that the line is high");
	cfg_put(PCI_COMMAND, 2, PCI_COMMAND_INTX_DISABLE);
	point_is(PCI_STATUS_CAP_LIST | PCI_STATUS_INTERRUPT, cfg(PCI_STATUS, 2), "with INTx disabled too");
	reg_put(SIM_REG_INTX, 0);
	point_is(PCI_STATUS_CAP_LIST, cfg(PCI_STATUS, 2), "and that it is low");
	reg_put(SIM_REG_INTX, 1);
}

static void power_on(uint8_t image[256])
{
	unsigned int i;

	for (i = 0; i < 256; i++)
		image[i] = cfg(i, 1);
}

/* Everything that can be written, and the line that is high, are as after power-on. */
static void reset(const uint8_t *wanted, const char *how)
{
	uint8_t image[256];

	power_on(image);
	point(!memcmp(image, wanted, sizeof(image)), "%s brings the configuration back", how);
}

static void spoil(void)
{
	unsigned int i;

	for (i = 0; i < 256; i++)
		cfg_put(i, 1, 0xff);
	reg_put(SIM_REG_INTX, 1);
}

int main(int argc, char **argv)
{
	uint8_t image[256], spoilt[256];

	test_start(argc, argv);
	power_on(image);
	header();
	bars();
	caps();
	command();
	intx_status();
	spoil();
	power_on(spoilt);
	point(memcmp(image, spoilt, sizeof(image)), "something can be written");
	client_reset(&dev);
	reset(image, "a reset");
	spoil();
	client_close(&dev);
	test_open();
	reset(image, "a close");
	return test_end();
}
