// SPDX-License-Identifier: GPL-2.0-only
/* Is what a vendor driver describes a PCI function? Sections of PCI 3.0. */
#include <linux/log2.h>
#include <linux/mm.h>

#include "vfio.h"

#define ALL_BAR_FLAGS	(SUBDEV_VFIO_BAR_IO | SUBDEV_VFIO_BAR_64 |	\
			 SUBDEV_VFIO_BAR_PREFETCH)

#define ALL_AREA_FLAGS	(SUBDEV_VFIO_AREA_IO | SUBDEV_VFIO_AREA_WC)

#define MAX_MSI		32
#define MAX_MSIX	(PCI_MSIX_FLAGS_QSIZE + 1)

static bool fits(u64 off, u64 len, u64 size)
{
	return off < size && len <= size - off;
}

/* 6.2.5.1: an I/O BAR has 4 to 256 bytes and no attributes. */
static bool io_bar_valid(const struct subdev_vfio_bar *bar)
{
	return bar->flags == SUBDEV_VFIO_BAR_IO && !bar->num_areas &&
	       bar->size >= 4 && bar->size <= 256;
}

/*
 * 6.2.5.1: a memory BAR has 16 bytes or more. Its largest size is the largest
 * that leaves an address bit to write, and that the file offset can express.
 */
static bool mem_bar_valid(const struct subdev_vfio_bar *bar)
{
	u64 max = bar->flags & SUBDEV_VFIO_BAR_64 ?
		  BIT_ULL(SUBDEV_VFIO_OFFSET_SHIFT) : BIT_ULL(31);

	return bar->size >= 16 && bar->size <= max;
}

static bool areas_valid(const struct subdev_vfio_area *areas, unsigned int num,
			u64 size)
{
	u64 end = 0;
	unsigned int i;

	for (i = 0; i < num; i++) {
		if (!PAGE_ALIGNED(areas[i].off) || !areas[i].size ||
		    !PAGE_ALIGNED(areas[i].size) || areas[i].off < end ||
		    areas[i].flags & ~ALL_AREA_FLAGS ||
		    areas[i].flags == SUBDEV_VFIO_AREA_WC ||
		    !fits(areas[i].off, areas[i].size, size))
			return false;
		end = areas[i].off + areas[i].size;
	}
	return true;
}

static bool bar_valid(const struct subdev_vfio_bar *bar)
{
	if (!bar->size)
		return !bar->flags && !bar->num_areas;
	if (!areas_valid(bar->areas, bar->num_areas, bar->size))
		return false;
	if (!is_power_of_2(bar->size) || bar->flags & ~ALL_BAR_FLAGS)
		return false;
	if (bar->flags & SUBDEV_VFIO_BAR_IO)
		return io_bar_valid(bar);
	return mem_bar_valid(bar);
}

static bool bars_valid(const struct subdev_vfio_bar *bars)
{
	unsigned int i;

	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		if (!bar_valid(&bars[i]))
			return false;
		if (!(bars[i].flags & SUBDEV_VFIO_BAR_64))
			continue;
		/* the next register holds the upper half */
		i++;
		if (i == PCI_STD_NUM_BARS || bars[i].size || bars[i].flags ||
		    bars[i].num_areas)
			return false;
	}
	return true;
}

/* No page of an area has some of @len bytes at @off. */
static bool unmapped(const struct subdev_vfio_bar *bar, u64 off, u64 len)
{
	unsigned int i;

	for (i = 0; i < bar->num_areas; i++) {
		const struct subdev_vfio_area *area = &bar->areas[i];

		if (off < area->off + area->size && area->off < off + len)
			return false;
	}
	return true;
}

/* 6.8.2: both structures in memory, at multiples of 8, apart from each other. */
static bool msix_valid(const struct subdev_vfio_pci *pci)
{
	u32 table_size = pci->msix * PCI_MSIX_ENTRY_SIZE;
	u32 pba_size = DIV_ROUND_UP(pci->msix, 64) * 8;
	const struct subdev_vfio_bar *bar;

	if (!pci->msix)
		return true;
	if (pci->msix > MAX_MSIX || pci->msix_bar >= PCI_STD_NUM_BARS)
		return false;
	bar = &pci->bars[pci->msix_bar];
	if (bar->flags & SUBDEV_VFIO_BAR_IO)
		return false;
	if (pci->msix_table % 8 || pci->msix_pba % 8)
		return false;
	if (!fits(pci->msix_table, table_size, bar->size) ||
	    !fits(pci->msix_pba, pba_size, bar->size))
		return false;
	if (!unmapped(bar, pci->msix_table, table_size) ||
	    !unmapped(bar, pci->msix_pba, pba_size))
		return false;
	return (u64)pci->msix_table + table_size <= pci->msix_pba ||
	       (u64)pci->msix_pba + pba_size <= pci->msix_table;
}

static bool regions_valid(const struct subdev_vfio_pci *pci)
{
	const struct subdev_vfio_region *region = pci->regions;
	unsigned int i;

	if (pci->num_regions > SUBDEV_VFIO_REGIONS_MAX)
		return false;
	for (i = 0; i < pci->num_regions; i++, region++) {
		if (!region->size ||
		    region->size > BIT_ULL(SUBDEV_VFIO_OFFSET_SHIFT) ||
		    !areas_valid(region->areas, region->num_areas,
				 region->size))
			return false;
	}
	return true;
}

bool subdev_vfio_pci_valid(const struct subdev_vfio_pci *pci)
{
	/* 6.2.1: what reads as all ones is not there */
	if (pci->vendor == U16_MAX || pci->class >= BIT(24))
		return false;
	if (pci->msi && (!is_power_of_2(pci->msi) || pci->msi > MAX_MSI))
		return false;
	return bars_valid(pci->bars) && msix_valid(pci) && regions_valid(pci);
}
