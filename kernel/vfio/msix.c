// SPDX-License-Identifier: GPL-2.0-only
/*
 * The MSI-X table and pending bits, PCI 3.0, 6.8.2.
 *
 * A VMM shows its guest a table of its own and sets up the vectors by
 * VFIO_DEVICE_SET_IRQS. So what is written to this one decides nothing: it is
 * kept and read back. The pending bits are those of vectors that were raised
 * when they had no eventfd.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "vfio.h"

/* Bits of an entry that a write changes: address, data, mask bit. */
static const u8 entry_wmask[PCI_MSIX_ENTRY_SIZE] = {
	0xfc, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, PCI_MSIX_ENTRY_CTRL_MASKBIT,
};

int subdev_vfio_msix_init(struct subdev_vfio_msix *msix,
			  const struct subdev_vfio_pci *pci)
{
	if (!pci->msix)
		return 0;
	msix->table_size = pci->msix * PCI_MSIX_ENTRY_SIZE;
	msix->pba_size = DIV_ROUND_UP(pci->msix, 64) * 8;
	msix->table = kvzalloc(msix->table_size + msix->pba_size,
			       GFP_KERNEL_ACCOUNT);
	if (!msix->table)
		return -ENOMEM;
	msix->pba = msix->table + msix->table_size;
	return 0;
}

void subdev_vfio_msix_free(struct subdev_vfio_msix *msix)
{
	kvfree(msix->table);
}

/* 6.8.2.9: all vectors are masked. */
void subdev_vfio_msix_reset(struct subdev_vfio_msix *msix)
{
	u32 off = PCI_MSIX_ENTRY_VECTOR_CTRL;

	if (!msix->table)
		return;
	memset(msix->table, 0, msix->table_size);
	memset(msix->pba, 0, msix->pba_size);
	for (; off < msix->table_size; off += PCI_MSIX_ENTRY_SIZE)
		msix->table[off] = PCI_MSIX_ENTRY_CTRL_MASKBIT;
}

static bool in_table(const struct subdev_vfio_msix *msix,
		     const struct subdev_vfio_pci *pci, u64 off)
{
	return off >= pci->msix_table && off - pci->msix_table < msix->table_size;
}

static bool in_pba(const struct subdev_vfio_msix *msix,
		   const struct subdev_vfio_pci *pci, u64 off)
{
	return off >= pci->msix_pba && off - pci->msix_pba < msix->pba_size;
}

/*
 * Both structures start at and consist of multiples of 8 bytes: an aligned
 * access of up to 8 bytes is within one if its first byte is.
 */
bool subdev_vfio_msix_covers(const struct subdev_vfio_msix *msix,
			     const struct subdev_vfio_pci *pci,
			     unsigned int bar, u64 off)
{
	return msix->table && bar == pci->msix_bar &&
	       (in_table(msix, pci, off) || in_pba(msix, pci, off));
}

/* For what subdev_vfio_msix_covers() is true for, like the write. */
u64 subdev_vfio_msix_read(const struct subdev_vfio_msix *msix,
			  const struct subdev_vfio_pci *pci, u64 off,
			  unsigned int width)
{
	const u8 *bytes;
	u64 val = 0;

	if (in_table(msix, pci, off))
		bytes = msix->table + (off - pci->msix_table);
	else
		bytes = msix->pba + (off - pci->msix_pba);
	while (width--)
		val = val << 8 | bytes[width];
	return val;
}

void subdev_vfio_msix_write(struct subdev_vfio_msix *msix,
			    const struct subdev_vfio_pci *pci, u64 off,
			    unsigned int width, u64 val)
{
	u8 *bytes, wmask;

	/* pending bits are read-only */
	if (!in_table(msix, pci, off))
		return;
	off -= pci->msix_table;
	bytes = msix->table + off;
	for (; width--; off++, bytes++, val >>= 8) {
		wmask = entry_wmask[off % PCI_MSIX_ENTRY_SIZE];
		*bytes = (*bytes & ~wmask) | (val & wmask);
	}
}

bool subdev_vfio_msix_pending(const struct subdev_vfio_msix *msix,
			      unsigned int vector)
{
	return msix->pba[vector / 8] & BIT(vector % 8);
}

void subdev_vfio_msix_set_pending(struct subdev_vfio_msix *msix,
				  unsigned int vector, bool pending)
{
	if (pending)
		msix->pba[vector / 8] |= BIT(vector % 8);
	else
		msix->pba[vector / 8] &= ~BIT(vector % 8);
}

/* Whether a table, and the pending bits behind it, can be those of a function. */
bool subdev_vfio_msix_fits(const struct subdev_vfio_msix *msix,
			   const struct subdev_vfio_pci *pci, const void *bytes)
{
	const u8 *table = bytes, *pba = table + msix->table_size;
	unsigned int i;

	for (i = 0; i < msix->table_size; i++)
		if (table[i] & ~entry_wmask[i % PCI_MSIX_ENTRY_SIZE])
			return false;
	for (i = pci->msix; i < 8 * msix->pba_size; i++)
		if (pba[i / 8] & BIT(i % 8))
			return false;
	return true;
}
