// SPDX-License-Identifier: GPL-2.0-only
/*
 * The configuration space: a header of type 0, and the MSI and MSI-X
 * capabilities. Sections of PCI 3.0.
 *
 * Each byte has a mask of the bits that a write changes. This alone makes BARs
 * be sized by writing all ones (6.2.5.1): the bits below the size stay zero.
 * Nothing here ever sets the error bits of the status register, which a write
 * of ones would clear, so for now they read as zero and need no more.
 */
#include <linux/log2.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "vfio.h"

#define MSI_CAP		PCI_STD_HEADER_SIZEOF
#define MSI_CAP_SIZE	16	/* 14, and the next one starts on a dword */

static_assert(MSI_CAP + MSI_CAP_SIZE + PCI_CAP_MSIX_SIZEOF <=
	      SUBDEV_VFIO_CONFIG_USED);

static void init16(struct subdev_vfio_config *config, unsigned int off, u16 val,
		   u16 wmask)
{
	put_unaligned_le16(val, &config->bytes[off]);
	put_unaligned_le16(wmask, &config->wmask[off]);
}

static void init32(struct subdev_vfio_config *config, unsigned int off, u32 val,
		   u32 wmask)
{
	put_unaligned_le32(val, &config->bytes[off]);
	put_unaligned_le32(wmask, &config->wmask[off]);
}

/* 6.2.2: a bit for what the function has not is hardwired to zero. */
static u16 command_wmask(const struct subdev_vfio_pci *pci)
{
	u16 wmask = PCI_COMMAND_MASTER | PCI_COMMAND_PARITY | PCI_COMMAND_SERR;
	unsigned int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		if (!pci->bars[i].size)
			continue;
		if (pci->bars[i].flags & SUBDEV_VFIO_BAR_IO)
			wmask |= PCI_COMMAND_IO;
		else
			wmask |= PCI_COMMAND_MEMORY;
	}
	if (pci->intx)
		wmask |= PCI_COMMAND_INTX_DISABLE;
	return wmask;
}

/* 6.2.5.1 */
static u32 bar_type(const struct subdev_vfio_bar *bar)
{
	u32 type = 0;

	if (bar->flags & SUBDEV_VFIO_BAR_IO)
		return PCI_BASE_ADDRESS_SPACE_IO;
	if (bar->flags & SUBDEV_VFIO_BAR_64)
		type |= PCI_BASE_ADDRESS_MEM_TYPE_64;
	if (bar->flags & SUBDEV_VFIO_BAR_PREFETCH)
		type |= PCI_BASE_ADDRESS_MEM_PREFETCH;
	return type;
}

static void init_bars(struct subdev_vfio_config *config,
		      const struct subdev_vfio_pci *pci)
{
	const struct subdev_vfio_bar *bar;
	unsigned int i, off;
	u64 wmask;

	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		bar = &pci->bars[i];
		if (!bar->size)
			continue;
		off = PCI_BASE_ADDRESS_0 + 4 * i;
		wmask = ~(bar->size - 1);
		init32(config, off, bar_type(bar), lower_32_bits(wmask));
		if (bar->flags & SUBDEV_VFIO_BAR_64)
			init32(config, off + 4, 0, upper_32_bits(wmask));
	}
}

/* 6.8.1: with 64-bit address, without masks. */
static void init_msi(struct subdev_vfio_config *config, unsigned int cap,
		     unsigned int next, unsigned int vectors)
{
	config->bytes[cap + PCI_CAP_LIST_ID] = PCI_CAP_ID_MSI;
	config->bytes[cap + PCI_CAP_LIST_NEXT] = next;
	init16(config, cap + PCI_MSI_FLAGS,
	       PCI_MSI_FLAGS_64BIT | ilog2(vectors) << 1,
	       PCI_MSI_FLAGS_ENABLE | PCI_MSI_FLAGS_QSIZE);
	init32(config, cap + PCI_MSI_ADDRESS_LO, 0, ~3U);
	init32(config, cap + PCI_MSI_ADDRESS_HI, 0, ~0U);
	init16(config, cap + PCI_MSI_DATA_64, 0, 0xffff);
}

/* 6.8.2 */
static void init_msix(struct subdev_vfio_config *config, unsigned int cap,
		      const struct subdev_vfio_pci *pci)
{
	config->bytes[cap + PCI_CAP_LIST_ID] = PCI_CAP_ID_MSIX;
	init16(config, cap + PCI_MSIX_FLAGS, pci->msix - 1,
	       PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL);
	init32(config, cap + PCI_MSIX_TABLE, pci->msix_table | pci->msix_bar,
	       0);
	init32(config, cap + PCI_MSIX_PBA, pci->msix_pba | pci->msix_bar, 0);
}

/* 6.7: the list of capabilities follows the header. */
static void init_caps(struct subdev_vfio_config *config,
		      const struct subdev_vfio_pci *pci)
{
	unsigned int msix_cap = MSI_CAP + (pci->msi ? MSI_CAP_SIZE : 0);

	if (!pci->msi && !pci->msix)
		return;
	init16(config, PCI_STATUS, PCI_STATUS_CAP_LIST, 0);
	config->bytes[PCI_CAPABILITY_LIST] = MSI_CAP;
	if (pci->msi)
		init_msi(config, MSI_CAP, pci->msix ? msix_cap : 0, pci->msi);
	if (pci->msix)
		init_msix(config, msix_cap, pci);
}

/* The state after power-on, INTx line low. */
void subdev_vfio_config_reset(struct subdev_vfio_config *config,
			      const struct subdev_vfio_pci *pci)
{
	memset(config, 0, sizeof(*config));
	init16(config, PCI_VENDOR_ID, pci->vendor, 0);
	init16(config, PCI_DEVICE_ID, pci->device, 0);
	init16(config, PCI_COMMAND, 0, command_wmask(pci));
	init32(config, PCI_CLASS_REVISION, pci->class << 8 | pci->revision, 0);
	init16(config, PCI_SUBSYSTEM_VENDOR_ID, pci->subvendor, 0);
	init16(config, PCI_SUBSYSTEM_ID, pci->subdevice, 0);
	config->bytes[PCI_INTERRUPT_PIN] = pci->intx;
	config->wmask[PCI_INTERRUPT_LINE] = 0xff;
	init_bars(config, pci);
	init_caps(config, pci);
}

/* @off + @width is at most the size, here and in the write. */
u32 subdev_vfio_config_read(const struct subdev_vfio_config *config,
			    unsigned int off, unsigned int width)
{
	u32 val = 0;

	while (width--)
		val = val << 8 | config->bytes[off + width];
	return val;
}

static u8 wmask_of(const struct subdev_vfio_config *config, unsigned int off)
{
	return off < SUBDEV_VFIO_CONFIG_USED ? config->wmask[off] : 0;
}

void subdev_vfio_config_write(struct subdev_vfio_config *config,
			      unsigned int off, unsigned int width, u32 val)
{
	u8 wmask;

	for (; width--; off++, val >>= 8) {
		wmask = wmask_of(config, off);
		config->bytes[off] = (config->bytes[off] & ~wmask) |
				     (val & wmask);
	}
}

/* The level of the INTx line. 6.2.3: the disable bit does not change it. */
bool subdev_vfio_config_intx(const struct subdev_vfio_config *config)
{
	return config->bytes[PCI_STATUS] & PCI_STATUS_INTERRUPT;
}

void subdev_vfio_config_set_intx(struct subdev_vfio_config *config, bool level)
{
	if (level)
		config->bytes[PCI_STATUS] |= PCI_STATUS_INTERRUPT;
	else
		config->bytes[PCI_STATUS] &= ~PCI_STATUS_INTERRUPT;
}

bool subdev_vfio_config_intx_disabled(const struct subdev_vfio_config *config)
{
	return get_unaligned_le16(&config->bytes[PCI_COMMAND]) &
	       PCI_COMMAND_INTX_DISABLE;
}

/* Whether the guest has enabled MSI. */
bool subdev_vfio_config_msi(const struct subdev_vfio_config *config)
{
	return config->bytes[MSI_CAP + PCI_CAP_LIST_ID] == PCI_CAP_ID_MSI &&
	       get_unaligned_le16(&config->bytes[MSI_CAP + PCI_MSI_FLAGS]) &
	       PCI_MSI_FLAGS_ENABLE;
}

/* The one byte outside of the mask that changes: PCI_STATUS_INTERRUPT is in it. */
static u8 state_mask(const struct subdev_vfio_config *config, unsigned int off)
{
	u8 mask = wmask_of(config, off);

	if (off == PCI_STATUS && config->bytes[PCI_INTERRUPT_PIN])
		mask |= PCI_STATUS_INTERRUPT;
	return mask;
}

/* Whether a function like this one can have this configuration space. */
bool subdev_vfio_config_fits(const struct subdev_vfio_config *config,
			     const u8 bytes[SUBDEV_VFIO_CONFIG_SIZE])
{
	unsigned int off;

	for (off = 0; off < SUBDEV_VFIO_CONFIG_SIZE; off++)
		if ((config->bytes[off] ^ bytes[off]) & ~state_mask(config, off))
			return false;
	return true;
}

/* For what subdev_vfio_config_fits() is true for. */
void subdev_vfio_config_load(struct subdev_vfio_config *config,
			     const u8 bytes[SUBDEV_VFIO_CONFIG_SIZE])
{
	memcpy(config->bytes, bytes, SUBDEV_VFIO_CONFIG_SIZE);
}
