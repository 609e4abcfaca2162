// SPDX-License-Identifier: GPL-2.0-only
/* The PCI functions that guests see and their registers. */
#include <linux/array_size.h>
#include <linux/bits.h>
#include <linux/string.h>

#include "sim.h"

#define SIM_BAR_MEM64	(SUBDEV_VFIO_BAR_64 | SUBDEV_VFIO_BAR_PREFETCH)

/* What all functions have; the rest of the arguments is what they differ in. */
#define SIM_PCI(_device, ...) {					\
	.vendor = SIM_VENDOR,					\
	.device = (_device),					\
	.subvendor = SIM_VENDOR,				\
	.subdevice = (_device),					\
	.class = SIM_CLASS,					\
	.msix = SIM_NUM_MSIX,					\
	.bars[SIM_REG_BAR] = { .size = SIM_REG_BAR_SIZE },	\
	__VA_ARGS__						\
}

/* Every other page of the memory, one as if it were a device's; and all of it. */
static const struct subdev_vfio_area sim_areas_full[] = {
	{ .off = SIM_AREA_0, .size = SIM_AREA_SIZE },
	{
		.off = SIM_AREA_1,
		.size = SIM_AREA_SIZE,
		.flags = SUBDEV_VFIO_AREA_IO | SUBDEV_VFIO_AREA_WC,
	},
};

static const struct subdev_vfio_area sim_areas_large[] = {
	{ .off = 0, .size = SIM_LARGE_BAR_SIZE },
};

static const struct subdev_vfio_pci sim_pci_small =
	SIM_PCI(SIM_DEVICE_SMALL,
		.msix_bar = SIM_SMALL_MSIX_BAR,
		.msix_table = SIM_SMALL_MSIX_TABLE,
		.msix_pba = SIM_SMALL_MSIX_PBA);

static const struct subdev_vfio_pci sim_pci_full =
	SIM_PCI(SIM_DEVICE_FULL,
		.intx = true,
		.msi = SIM_NUM_MSI,
		.msix_bar = SIM_FULL_MSIX_BAR,
		.msix_table = SIM_FULL_MSIX_TABLE,
		.msix_pba = SIM_FULL_MSIX_PBA,
		.bars[SIM_IO_BAR] = { SIM_IO_BAR_SIZE, SUBDEV_VFIO_BAR_IO },
		.bars[SIM_MEM_BAR] = { SIM_MEM_BAR_SIZE, SIM_BAR_MEM64,
				       sim_areas_full,
				       ARRAY_SIZE(sim_areas_full) },
		.bars[SIM_FULL_MSIX_BAR] = { SIM_FULL_MSIX_BAR_SIZE });

static const struct subdev_vfio_pci sim_pci_large =
	SIM_PCI(SIM_DEVICE_LARGE,
		.msix_bar = SIM_SMALL_MSIX_BAR,
		.msix_table = SIM_SMALL_MSIX_TABLE,
		.msix_pba = SIM_SMALL_MSIX_PBA,
		.bars[SIM_MEM_BAR] = { SIM_LARGE_BAR_SIZE, SIM_BAR_MEM64,
				       sim_areas_large,
				       ARRAY_SIZE(sim_areas_large) });

static const struct subdev_vfio_pci sim_pci_mover =
	SIM_PCI(SIM_DEVICE_MOVER,
		.intx = true,
		.msi = SIM_NUM_MSI,
		.msix_bar = SIM_FULL_MSIX_BAR,
		.msix_table = SIM_FULL_MSIX_TABLE,
		.msix_pba = SIM_FULL_MSIX_PBA,
		.bars[SIM_IO_BAR] = { SIM_IO_BAR_SIZE, SUBDEV_VFIO_BAR_IO },
		.bars[SIM_MEM_BAR] = { SIM_MOVER_BAR_SIZE, SIM_BAR_MEM64 },
		.bars[SIM_FULL_MSIX_BAR] = { SIM_FULL_MSIX_BAR_SIZE });

/* What a guest of catalogue mover sees is the same for both of its types. */
static bool sim_pci_moves(const struct subdev_type *type)
{
	return !strcmp(type->name, "mover") || !strcmp(type->name, "twin");
}

/* Some types have functions of their own, all others share one. */
const struct subdev_vfio_pci *sim_pci(const struct subdev_type *type)
{
	if (!strcmp(type->name, "full"))
		return &sim_pci_full;
	if (!strcmp(type->name, "large"))
		return &sim_pci_large;
	if (sim_pci_moves(type))
		return &sim_pci_mover;
	return &sim_pci_small;
}

/* How much memory is behind SIM_MEM_BAR: all of it, or the amount that it has. */
size_t sim_pci_mem_size(const struct subdev_type *type,
			const struct subdev_config *config)
{
	if (sim_pci_moves(type))
		return config->amounts[0].amount;
	return sim_pci(type)->bars[SIM_MEM_BAR].size ? SIM_MEM_BAR_SIZE : 0;
}

/* What of DMA would have to migrate is not saved: type full has no model. */
static bool sim_pci_has_dma(const struct sim_dev *sd)
{
	return sd->pci == &sim_pci_full;
}

/* What the bus reads where no device answers. */
static u64 sim_nothing(unsigned int width)
{
	return GENMASK_ULL(8 * width - 1, 0);
}

static u32 sim_caps(struct sim_dev *sd)
{
	const struct subdev_vfio_pci *pci = sd->pci;

	return pci->msix | pci->msi << 8 | (pci->intx ? SIM_CAPS_INTX : 0);
}

void sim_intx_locked(struct sim_dev *sd, bool level)
{
	lockdep_assert_held(&sd->lock);
	if (!sd->pci->intx)
		return;
	sd->intx = level;
	subdev_vfio_intx(&sd->sv, level);
}

static void sim_doorbell(struct sim_dev *sd, u32 vector)
{
	if (vector < sd->pci->msix)
		subdev_vfio_msi(&sd->sv, vector);
}

/* One whole register, @reg is a multiple of 4. */
static u32 sim_reg_get_locked(struct sim_dev *sd, u64 reg)
{
	lockdep_assert_held(&sd->lock);
	switch (reg) {
	case SIM_REG_ID:
		return SIM_ID;
	case SIM_REG_DEV:
		return subdev_dev_id(subdev_vfio_dev(&sd->sv));
	case SIM_REG_CAPS:
		return sim_caps(sd);
	case SIM_REG_OPENS:
		return sd->opens;
	case SIM_REG_RESETS:
		return sd->resets;
	case SIM_REG_ACCESSES:
		return sd->accesses;
	case SIM_REG_INTX:
		return sd->intx;
	case SIM_REG_DOORBELL:
		return 0;
	case SIM_REG_SCRATCH ... SIM_REG_VERSION - 4:
		return sd->scratch[(reg - SIM_REG_SCRATCH) / 4];
	case SIM_REG_VERSION:
		return sd->version;
	case SIM_REG_RECONFIGURES:
		return sd->reconfigures;
	case SIM_REG_PRESENT ... SIM_REG_END - 4:
		return sim_config_get_locked(sd, reg);
	case SIM_REG_DMA_CMD ... SIM_REG_DMA_END - 4:
		return sim_pci_has_dma(sd) ? sim_dma_get_locked(sd, reg) :
					     U32_MAX;
	default:
		return U32_MAX;
	}
}

static void sim_reg_set_locked(struct sim_dev *sd, u64 reg, u32 val)
{
	lockdep_assert_held(&sd->lock);
	switch (reg) {
	case SIM_REG_INTX:
		sim_intx_locked(sd, val & 1);
		break;
	case SIM_REG_DOORBELL:
		sim_doorbell(sd, val);
		break;
	case SIM_REG_SCRATCH ... SIM_REG_VERSION - 4:
		sd->scratch[(reg - SIM_REG_SCRATCH) / 4] = val;
		break;
	case SIM_REG_DMA_CMD ... SIM_REG_DMA_END - 4:
		if (sim_pci_has_dma(sd))
			sim_dma_set_locked(sd, reg, val);
		break;
	}
}

static u64 sim_regs_read_locked(struct sim_dev *sd, u64 off,
				unsigned int width)
{
	u64 val = sim_reg_get_locked(sd, off & ~3ULL);

	if (width == 8)
		return val | (u64)sim_reg_get_locked(sd, off + 4) << 32;
	return val >> 8 * (off & 3) & sim_nothing(width);
}

/* A narrow write leaves the rest of the register as it reads. */
static void sim_regs_write_locked(struct sim_dev *sd, u64 off,
				  unsigned int width, u64 val)
{
	unsigned int shift = 8 * (off & 3);
	u64 mask = sim_nothing(width) << shift;
	u64 reg = off & ~3ULL;

	if (width < 4)
		val = (val << shift & mask) |
		      (sim_reg_get_locked(sd, reg) & ~mask);
	sim_reg_set_locked(sd, reg, lower_32_bits(val));
	if (width == 8)
		sim_reg_set_locked(sd, reg + 4, upper_32_bits(val));
}

static void sim_mem_write_locked(struct sim_dev *sd, u64 off,
				 unsigned int width, u64 val)
{
	lockdep_assert_held(&sd->lock);
	if (off >= sd->mem_size)
		return;
	subdev_vfio_mem_write(&sd->mem, off, width, val);
	subdev_vfio_dirty(&sd->sv, off, width);
}

u64 sim_pci_read(struct subdev_vfio *sv, unsigned int bar, u64 off,
		 unsigned int width)
{
	struct sim_dev *sd = container_of(sv, struct sim_dev, sv);
	u64 val;

	sim_delay(sd->host, SIM_DELAY_READ);
	mutex_lock(&sd->lock);
	sd->accesses++;
	switch (bar) {
	case SIM_REG_BAR:
	case SIM_IO_BAR:
		val = sim_regs_read_locked(sd, off, width);
		break;
	case SIM_MEM_BAR:
		val = subdev_vfio_mem_read(&sd->mem, off, width);
		break;
	default:
		val = sim_nothing(width);
		break;
	}
	mutex_unlock(&sd->lock);
	return val;
}

void sim_pci_write(struct subdev_vfio *sv, unsigned int bar, u64 off,
		   unsigned int width, u64 val)
{
	struct sim_dev *sd = container_of(sv, struct sim_dev, sv);
	bool dma;

	sim_delay(sd->host, SIM_DELAY_WRITE);
	mutex_lock(&sd->lock);
	sd->accesses++;
	switch (bar) {
	case SIM_REG_BAR:
	case SIM_IO_BAR:
		sim_regs_write_locked(sd, off, width, val);
		break;
	case SIM_MEM_BAR:
		sim_mem_write_locked(sd, off, width, val);
		break;
	}
	dma = sd->dma.cmd;
	mutex_unlock(&sd->lock);
	if (dma)
		sim_dma_run(sd);
}

void sim_pci_reset(struct subdev_vfio *sv)
{
	struct sim_dev *sd = container_of(sv, struct sim_dev, sv);

	sim_delay(sd->host, SIM_DELAY_RESET);
	mutex_lock(&sd->lock);
	sd->resets++;
	sd->accesses = 0;
	memset(sd->scratch, 0, sizeof(sd->scratch));
	memset(&sd->dma, 0, sizeof(sd->dma));
	subdev_vfio_mem_clear(&sd->mem);
	sim_intx_locked(sd, false);
	mutex_unlock(&sd->lock);
	atomic_inc(&sd->host->count[SIM_RESETS]);
}

/* Where there is no memory the user gets a signal. */
int sim_pci_map(struct subdev_vfio *sv, unsigned int region, u64 off,
		unsigned long *pfn)
{
	struct sim_dev *sd = container_of(sv, struct sim_dev, sv);

	return subdev_vfio_mem_map(&sd->mem, off, pfn);
}
