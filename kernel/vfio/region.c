// SPDX-License-Identifier: GPL-2.0-only
/*
 * What regions there are, their reads and writes.
 *
 * An access lies within one region, or fails with -EINVAL and does nothing. It
 * is done in pieces: from its start on, each the largest of 8, 4, 2 or 1 bytes
 * (4, 2 or 1 in the configuration space and in I/O space) that is left and
 * whose offset is a multiple of it. So an aligned access of such a size is one
 * piece, and what an unaligned one does is what its pieces do, in order.
 *
 * If memory of the user faults, or a signal comes, what was done counts: the
 * result is the number of bytes of whole pieces, or -EFAULT if that is none.
 * The register of a piece that could not be copied out has been read.
 */
#include <linux/bitops.h>
#include <linux/nospec.h>
#include <linux/overflow.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/subdev.h>
#include <linux/uaccess.h>

#include "vfio.h"

/* Where an access goes: within one region. */
struct place {
	unsigned int index;
	u64 off;
};

/* The driver's region of this index, NULL if there is none. */
const struct subdev_vfio_region *
subdev_vfio_own_region(const struct subdev_vfio_pci *pci, unsigned int index)
{
	unsigned int i = index - VFIO_PCI_NUM_REGIONS;

	if (index < VFIO_PCI_NUM_REGIONS || i >= pci->num_regions)
		return NULL;
	return &pci->regions[array_index_nospec(i, pci->num_regions)];
}

/* 0 for what is not there. */
u64 subdev_vfio_region_size(const struct subdev_vfio_pci *pci,
			    unsigned int index)
{
	const struct subdev_vfio_region *own;

	if (index == VFIO_PCI_CONFIG_REGION_INDEX)
		return SUBDEV_VFIO_CONFIG_SIZE;
	own = subdev_vfio_own_region(pci, index);
	if (own)
		return own->size;
	if (index >= PCI_STD_NUM_BARS)
		return 0;
	return pci->bars[array_index_nospec(index, PCI_STD_NUM_BARS)].size;
}

/* What of a region can be mapped: @num areas, 0 for what is not there. */
const struct subdev_vfio_area *
subdev_vfio_region_areas(const struct subdev_vfio_pci *pci, unsigned int index,
			 unsigned int *num)
{
	const struct subdev_vfio_region *own;

	own = subdev_vfio_own_region(pci, index);
	if (own) {
		*num = own->num_areas;
		return own->areas;
	}
	*num = 0;
	if (index >= PCI_STD_NUM_BARS)
		return NULL;
	index = array_index_nospec(index, PCI_STD_NUM_BARS);
	*num = pci->bars[index].num_areas;
	return pci->bars[index].areas;
}

static bool writable(const struct subdev_vfio_pci *pci, unsigned int index)
{
	const struct subdev_vfio_region *own;

	if (index < VFIO_PCI_NUM_REGIONS)
		return true;
	own = subdev_vfio_own_region(pci, index);
	return !own || own->writable;
}

static int add_type(const struct subdev_vfio_region *own,
		    struct vfio_info_cap *caps)
{
	struct vfio_region_info_cap_type cap = {
		.header.id = VFIO_REGION_INFO_CAP_TYPE,
		.header.version = 1,
		.type = own->type,
		.subtype = own->subtype,
	};

	return vfio_info_add_capability(caps, &cap.header, sizeof(cap));
}

static int add_areas(const struct subdev_vfio_area *areas, unsigned int num,
		     struct vfio_info_cap *caps)
{
	struct vfio_region_info_cap_sparse_mmap *cap;
	size_t size = struct_size(cap, areas, num);
	unsigned int i;
	int ret;

	cap = kzalloc(size, GFP_KERNEL);
	if (!cap)
		return -ENOMEM;
	cap->header.id = VFIO_REGION_INFO_CAP_SPARSE_MMAP;
	cap->header.version = 1;
	cap->nr_areas = num;
	for (i = 0; i < num; i++) {
		cap->areas[i].offset = areas[i].off;
		cap->areas[i].size = areas[i].size;
	}
	ret = vfio_info_add_capability(caps, &cap->header, size);
	kfree(cap);
	return ret;
}

/*
 * For VFIO_DEVICE_GET_REGION_INFO: argsz and index are the user's. After an
 * error @caps is the caller's to free, too.
 */
int subdev_vfio_region_info(struct vfio_device *vdev,
			    struct vfio_region_info *info,
			    struct vfio_info_cap *caps)
{
	const struct subdev_vfio_pci *pci = subdev_vfio_from(vdev)->priv->pci;
	const struct subdev_vfio_region *own;
	const struct subdev_vfio_area *areas;
	unsigned int num;
	int ret;

	own = subdev_vfio_own_region(pci, info->index);
	if (info->index >= VFIO_PCI_VGA_REGION_INDEX && !own)
		return -EINVAL;
	info->flags = 0;
	info->cap_offset = 0;
	info->size = subdev_vfio_region_size(pci, info->index);
	info->offset = (u64)info->index << SUBDEV_VFIO_OFFSET_SHIFT;
	if (!info->size)
		return 0;
	info->flags = VFIO_REGION_INFO_FLAG_READ;
	if (writable(pci, info->index))
		info->flags |= VFIO_REGION_INFO_FLAG_WRITE;
	if (own) {
		ret = add_type(own, caps);
		if (ret)
			return ret;
	}
	areas = subdev_vfio_region_areas(pci, info->index, &num);
	if (!num)
		return 0;
	info->flags |= VFIO_REGION_INFO_FLAG_MMAP;
	if (num == 1 && areas->size == info->size)
		return 0;
	return add_areas(areas, num, caps);
}

/* Most accesses are to BARs, so these have a way without calls. */
static int place_find(const struct subdev_vfio_pci *pci, u64 pos, size_t count,
		      struct place *place)
{
	unsigned int index = pos >> SUBDEV_VFIO_OFFSET_SHIFT;
	u64 size;

	place->off = pos & SUBDEV_VFIO_OFFSET_MASK;
	if (index < PCI_STD_NUM_BARS) {
		index = array_index_nospec(index, PCI_STD_NUM_BARS);
		size = pci->bars[index].size;
	} else {
		size = subdev_vfio_region_size(pci, index);
	}
	place->index = index;
	if (place->off >= size || count > size - place->off)
		return -EINVAL;
	return 0;
}

static unsigned int piece_max(const struct subdev_vfio_pci *pci,
			      const struct place *place)
{
	if (place->index == VFIO_PCI_CONFIG_REGION_INDEX)
		return 4;
	if (place->index >= PCI_STD_NUM_BARS)
		return 8;
	return pci->bars[place->index].flags & SUBDEV_VFIO_BAR_IO ? 4 : 8;
}

/* @max is a power of two, and so is what is returned. */
static unsigned int piece_width(u64 off, size_t left, unsigned int max)
{
	unsigned int width = 1U << __ffs64(off | max);

	while (width > left)
		width /= 2;
	return width;
}

static u64 config_read(struct subdev_vfio_priv *priv, u64 off,
		       unsigned int width)
{
	unsigned long flags;
	u64 val;

	spin_lock_irqsave(&priv->lock, flags);
	val = subdev_vfio_config_read(&priv->config, off, width);
	spin_unlock_irqrestore(&priv->lock, flags);
	return val;
}

static void config_write(struct subdev_vfio_priv *priv, u64 off,
			 unsigned int width, u64 val)
{
	unsigned long flags;
	bool msi;

	spin_lock_irqsave(&priv->lock, flags);
	msi = subdev_vfio_config_msi(&priv->config);
	subdev_vfio_config_write(&priv->config, off, width, val);
	/* who enables it again does not expect what was before */
	if (msi && !subdev_vfio_config_msi(&priv->config))
		priv->msi_pending = 0;
	/* INTx may have been enabled */
	subdev_vfio_intx_update_locked(priv);
	spin_unlock_irqrestore(&priv->lock, flags);
}

static u64 msix_read(struct subdev_vfio_priv *priv, u64 off, unsigned int width)
{
	unsigned long flags;
	u64 val;

	spin_lock_irqsave(&priv->lock, flags);
	val = subdev_vfio_msix_read(&priv->msix, priv->pci, off, width);
	spin_unlock_irqrestore(&priv->lock, flags);
	return val;
}

static void msix_write(struct subdev_vfio_priv *priv, u64 off,
		       unsigned int width, u64 val)
{
	unsigned long flags;

	spin_lock_irqsave(&priv->lock, flags);
	subdev_vfio_msix_write(&priv->msix, priv->pci, off, width, val);
	spin_unlock_irqrestore(&priv->lock, flags);
}

/* In most BARs there is neither table nor pending bits. */
static bool in_msix(const struct subdev_vfio_priv *priv,
		    const struct place *place)
{
	return place->index == priv->pci->msix_bar &&
	       subdev_vfio_msix_covers(&priv->msix, priv->pci, place->index,
				       place->off);
}

static u64 piece_read(struct subdev_vfio *sv, const struct place *place,
		      unsigned int width)
{
	struct subdev_vfio_priv *priv = sv->priv;

	if (place->index == VFIO_PCI_CONFIG_REGION_INDEX)
		return config_read(priv, place->off, width);
	if (in_msix(priv, place))
		return msix_read(priv, place->off, width);
	return priv->ops->read(sv, place->index, place->off, width);
}

static void piece_write(struct subdev_vfio *sv, const struct place *place,
			unsigned int width, u64 val)
{
	struct subdev_vfio_priv *priv = sv->priv;

	if (place->index == VFIO_PCI_CONFIG_REGION_INDEX)
		config_write(priv, place->off, width, val);
	else if (in_msix(priv, place))
		msix_write(priv, place->off, width, val);
	else
		priv->ops->write(sv, place->index, place->off, width, val);
}

/*
 * Registers are little-endian. A number of its own width is quicker than bytes
 * of any number.
 */
static bool val_to_user(char __user *buf, unsigned int width, u64 val)
{
	switch (width) {
	case 1:
		return !put_user((u8)val, (u8 __user *)buf);
	case 2:
		return !put_user(cpu_to_le16(val), (__le16 __user *)buf);
	case 4:
		return !put_user(cpu_to_le32(val), (__le32 __user *)buf);
	default:
		return !put_user(cpu_to_le64(val), (__le64 __user *)buf);
	}
}

static bool val_from_user(char __user *buf, unsigned int width, u64 *val)
{
	__le64 le64;
	__le32 le32;
	__le16 le16;
	u8 byte;

	switch (width) {
	case 1:
		if (get_user(byte, (u8 __user *)buf))
			return false;
		*val = byte;
		return true;
	case 2:
		if (get_user(le16, (__le16 __user *)buf))
			return false;
		*val = le16_to_cpu(le16);
		return true;
	case 4:
		if (get_user(le32, (__le32 __user *)buf))
			return false;
		*val = le32_to_cpu(le32);
		return true;
	default:
		if (get_user(le64, (__le64 __user *)buf))
			return false;
		*val = le64_to_cpu(le64);
		return true;
	}
}

static bool piece_to_user(struct subdev_vfio *sv, const struct place *place,
			  unsigned int width, char __user *buf)
{
	return val_to_user(buf, width, piece_read(sv, place, width));
}

static bool piece_from_user(struct subdev_vfio *sv, const struct place *place,
			    unsigned int width, char __user *buf)
{
	u64 val;

	if (!val_from_user(buf, width, &val))
		return false;
	piece_write(sv, place, width, val);
	return true;
}

/* To be asked between two pieces. */
static bool go_on(void)
{
	cond_resched();
	return !signal_pending(current);
}

/* Inline, so that @piece is called without a pointer. */
static __always_inline ssize_t
region_access(struct subdev_vfio *sv, char __user *buf, size_t count,
	      loff_t *ppos,
	      bool (*piece)(struct subdev_vfio *sv, const struct place *place,
			    unsigned int width, char __user *buf))
{
	unsigned int max, width;
	struct place place;
	size_t done = 0;
	int ret;

	ret = place_find(sv->priv->pci, *ppos, count, &place);
	if (ret)
		return ret;
	max = piece_max(sv->priv->pci, &place);
	while (done < count && (!done || go_on())) {
		width = piece_width(place.off, count - done, max);
		if (!piece(sv, &place, width, buf + done)) {
			if (!done)
				return -EFAULT;
			break;
		}
		done += width;
		place.off += width;
	}
	*ppos += done;
	return done;
}

ssize_t subdev_vfio_region_read(struct vfio_device *vdev, char __user *buf,
				size_t count, loff_t *ppos)
{
	struct subdev_vfio *sv = subdev_vfio_from(vdev);
	ssize_t done = region_access(sv, buf, count, ppos, piece_to_user);

	if (done > 0)
		this_cpu_inc(sv->priv->counters->count[SUBDEV_COUNT_READS]);
	return done;
}

ssize_t subdev_vfio_region_write(struct vfio_device *vdev,
				 const char __user *buf, size_t count,
				 loff_t *ppos)
{
	struct subdev_vfio *sv = subdev_vfio_from(vdev);
	ssize_t done;

	if (!writable(sv->priv->pci, (u64)*ppos >> SUBDEV_VFIO_OFFSET_SHIFT))
		return -EINVAL;
	done = region_access(sv, (char __user *)buf, count, ppos,
			     piece_from_user);
	if (done > 0)
		this_cpu_inc(sv->priv->counters->count[SUBDEV_COUNT_WRITES]);
	return done;
}
