// SPDX-License-Identifier: GPL-2.0-only
/*
 * Displays: what a subdevice is to its guest.
 *
 * The memory is all there is to draw with. Its BAR is mapped by the VMM, and so
 * is a region that the guest does not see: what is shown now, from the region's
 * beginning on. When the guest shows something else, the mappings of that
 * region are zapped.
 */
#include <linux/array_size.h>
#include <linux/err.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/netlink.h>
#include <linux/string.h>
#include <linux/subdev.h>
#include <uapi/drm/drm_fourcc.h>

#include "display.h"

#define REGS_BAR		2
#define REGS_SIZE		SZ_4K
#define SHOWN_REGION		VFIO_PCI_NUM_REGIONS

/* In REGS_BAR. */
#define REG_EDID		0x000
#define REG_VGA			0x400	/* ports 0x3c0 to 0x3df */
#define REG_VGA_ATTRIBUTE	0x400
#define REG_VGA_STATUS		0x41a
#define REG_VGA_END		0x420
#define REG_DISPI		0x500	/* DISPI_*, 16 bits each */
#define REG_DISPI_END		(REG_DISPI + 2 * DISPI_NUM)
#define REG_EXT_SIZE		0x600
#define REG_EXT_ENDIAN		0x604
#define REG_EXT_END		0x608

#define ATTRIBUTE_UNBLANK	0x20
#define ENDIAN_LITTLE		0x1e1e1e1e
#define ENDIAN_BIG		0xbebebebe

#define DISPI_ID_5		0xb0c5
#define DISPI_ENABLED		0x01
#define DISPI_GETCAPS		0x02
#define DISPI_MEMORY_UNIT	SZ_64K

/* There is no other depth. */
#define BITS_PER_PIXEL		32
#define BYTES_PER_PIXEL		4

#define DISPLAY_AREA(_size) \
	(&(const struct subdev_vfio_area){ .size = (_size) })

/*
 * The ids by which bochs-drm knows QEMU's displays. From revision 2 on it looks
 * for the extended registers.
 */
#define DISPLAY_PCI(_size) {						\
	.vendor = 0x1234,						\
	.device = 0x1111,						\
	.subvendor = 0x1af4,						\
	.subdevice = 0x1100,						\
	.class = 0x038000,						\
	.revision = 2,							\
	.bars[DISPLAY_BAR] = {						\
		.size = (_size),					\
		.flags = SUBDEV_VFIO_BAR_PREFETCH,			\
		.areas = DISPLAY_AREA(_size),				\
		.num_areas = 1,						\
	},								\
	.bars[REGS_BAR] = { .size = REGS_SIZE },			\
	.num_regions = 1,						\
	.regions = &(const struct subdev_vfio_region){			\
		.type = VFIO_REGION_TYPE_PCI_VENDOR_TYPE | 0x1234,	\
		.subtype = 1,						\
		.size = (_size),					\
		.areas = DISPLAY_AREA(_size),				\
		.num_areas = 1,						\
	},								\
}

/* By the logarithm of the size of the memory, from the smallest on. */
static const struct subdev_vfio_pci display_pci[] = {
	DISPLAY_PCI(SZ_16M),
	DISPLAY_PCI(SZ_32M),
	DISPLAY_PCI(SZ_64M),
	DISPLAY_PCI(SZ_128M),
	DISPLAY_PCI(SZ_256M),
};

static u32 stride_locked(const struct display *d)
{
	lockdep_assert_held(&d->lock);
	return max(d->dispi[DISPI_VIRT_WIDTH], d->dispi[DISPI_XRES]) *
	       BYTES_PER_PIXEL;
}

/* Where in the memory the picture begins. */
static u64 start_locked(const struct display *d)
{
	lockdep_assert_held(&d->lock);
	return (u64)d->dispi[DISPI_Y_OFFSET] * stride_locked(d) +
	       d->dispi[DISPI_X_OFFSET] * BYTES_PER_PIXEL;
}

/* Which page of the memory is the first of the region of what is shown. */
static u64 shown_locked(const struct display *d)
{
	return start_locked(d) & (d->type->framebuffer - 1) & PAGE_MASK;
}

static u16 dispi_get_locked(struct display *d, unsigned int nr)
{
	bool caps = d->dispi[DISPI_ENABLE] & DISPI_GETCAPS;

	lockdep_assert_held(&d->lock);
	switch (nr) {
	case DISPI_ID:
		return DISPI_ID_5;
	case DISPI_XRES:
		return caps ? d->type->max_width : d->dispi[nr];
	case DISPI_YRES:
		return caps ? d->type->max_height : d->dispi[nr];
	case DISPI_BPP:
		return BITS_PER_PIXEL;
	case DISPI_VIRT_WIDTH:
		return stride_locked(d) / BYTES_PER_PIXEL;
	case DISPI_VIRT_HEIGHT:
		return min_t(u64, d->type->framebuffer /
				  max(stride_locked(d), 1U), U16_MAX);
	case DISPI_MEMORY:
		return d->type->framebuffer / DISPI_MEMORY_UNIT;
	default:
		return d->dispi[nr];
	}
}

static void dispi_set_locked(struct display *d, unsigned int nr, u16 val)
{
	lockdep_assert_held(&d->lock);
	switch (nr) {
	case DISPI_XRES:
		d->dispi[nr] = min(val, d->type->max_width);
		break;
	case DISPI_YRES:
		d->dispi[nr] = min(val, d->type->max_height);
		break;
	case DISPI_ENABLE:
	case DISPI_BANK:
	case DISPI_VIRT_WIDTH:
	case DISPI_X_OFFSET:
	case DISPI_Y_OFFSET:
		d->dispi[nr] = val;
		break;
	}
}

/* Index and data by turns; a read of the status makes the next an index. */
static void attribute_set_locked(struct display *d, u8 val)
{
	lockdep_assert_held(&d->lock);
	if (!d->attribute_data)
		d->blank = !(val & ATTRIBUTE_UNBLANK);
	d->attribute_data = !d->attribute_data;
}

static u8 ext_get_locked(struct display *d, u64 off)
{
	lockdep_assert_held(&d->lock);
	if (off >= REG_EXT_ENDIAN)
		return (u8)(d->big_endian ? ENDIAN_BIG : ENDIAN_LITTLE);
	return off == REG_EXT_SIZE ? REG_EXT_END - REG_EXT_SIZE : 0;
}

static void ext_set_locked(struct display *d, u64 off, unsigned int width,
			   u64 val)
{
	lockdep_assert_held(&d->lock);
	if (off == REG_EXT_ENDIAN && width == 4 &&
	    (val == ENDIAN_LITTLE || val == ENDIAN_BIG))
		d->big_endian = val == ENDIAN_BIG;
}

static u8 reg_byte_locked(struct display *d, u64 off)
{
	lockdep_assert_held(&d->lock);
	if (off < EDID_SIZE)
		return d->edid[off];
	if (off >= REG_DISPI && off < REG_DISPI_END)
		return dispi_get_locked(d, (off - REG_DISPI) / 2) >>
		       8 * (off & 1);
	if (off >= REG_EXT_SIZE && off < REG_EXT_END)
		return ext_get_locked(d, off);
	if (off == REG_VGA_STATUS)
		d->attribute_data = false;
	return 0;
}

/* A byte of a register leaves its other byte as it reads. */
static void dispi_write_locked(struct display *d, u64 off, unsigned int width,
			       u64 val)
{
	unsigned int nr = (off - REG_DISPI) / 2, shift = 8 * (off & 1), i;
	u16 old;

	lockdep_assert_held(&d->lock);
	if (width == 1) {
		old = dispi_get_locked(d, nr) & ~(0xff << shift);
		dispi_set_locked(d, nr, old | val << shift);
		return;
	}
	for (i = 0; i < width / 2 && nr + i < DISPI_NUM; i++)
		dispi_set_locked(d, nr + i, val >> 16 * i);
}

static void regs_write_locked(struct display *d, u64 off, unsigned int width,
			      u64 val)
{
	lockdep_assert_held(&d->lock);
	if (off == REG_VGA_ATTRIBUTE)
		attribute_set_locked(d, val);
	else if (off >= REG_DISPI && off < REG_DISPI_END)
		dispi_write_locked(d, off, width, val);
	else if (off >= REG_EXT_SIZE && off < REG_EXT_END)
		ext_set_locked(d, off, width, val);
}

static u64 regs_read_locked(struct display *d, u64 off, unsigned int width)
{
	u64 val = 0;
	unsigned int i;

	lockdep_assert_held(&d->lock);
	for (i = 0; i < width; i++)
		val |= (u64)reg_byte_locked(d, off + i) << (8 * i);
	return val;
}

/* Where in the memory an offset in the region of what is shown is. */
static u64 shown_off(struct display *d, u64 off)
{
	mutex_lock(&d->lock);
	off += shown_locked(d);
	mutex_unlock(&d->lock);
	return off & (d->type->framebuffer - 1);
}

/* With no lock held: what is shown has moved. */
void display_zap_shown(struct display *d)
{
	subdev_vfio_zap(&d->sv, SHOWN_REGION, 0, d->type->framebuffer);
}

static u64 display_read(struct subdev_vfio *sv, unsigned int bar, u64 off,
			unsigned int width)
{
	struct display *d = display_from(sv);
	u64 val;

	if (bar == DISPLAY_BAR)
		return subdev_vfio_mem_read(&d->mem, off, width);
	if (bar == SHOWN_REGION)
		return subdev_vfio_mem_read(&d->mem, shown_off(d, off), width);
	mutex_lock(&d->lock);
	val = regs_read_locked(d, off, width);
	mutex_unlock(&d->lock);
	return val;
}

static void display_write(struct subdev_vfio *sv, unsigned int bar, u64 off,
			  unsigned int width, u64 val)
{
	struct display *d = display_from(sv);
	bool moved;
	u64 shown;

	if (bar == DISPLAY_BAR) {
		subdev_vfio_mem_write(&d->mem, off, width, val);
		subdev_vfio_dirty(sv, off, width);
		return;
	}
	mutex_lock(&d->lock);
	shown = shown_locked(d);
	regs_write_locked(d, off, width, val);
	moved = shown != shown_locked(d);
	mutex_unlock(&d->lock);
	if (moved)
		display_zap_shown(d);
}

static void display_reset(struct subdev_vfio *sv)
{
	struct display *d = display_from(sv);

	mutex_lock(&d->lock);
	memset(d->dispi, 0, sizeof(d->dispi));
	d->big_endian = false;
	d->attribute_data = false;
	d->blank = false;
	mutex_unlock(&d->lock);
	display_zap_shown(d);
	subdev_vfio_mem_clear(&d->mem);
}

/* Whoever has pinned a page keeps it, so the next user gets others. */
static void display_close(struct subdev_vfio *sv)
{
	subdev_vfio_mem_free(&display_from(sv)->mem);
}

static void display_release(struct subdev_vfio *sv)
{
	struct display *d = display_from(sv);

	subdev_vfio_mem_free(&d->mem);
	mutex_destroy(&d->lock);
}

static int display_map(struct subdev_vfio *sv, unsigned int region, u64 off,
		       unsigned long *pfn)
{
	struct display *d = display_from(sv);

	if (region == SHOWN_REGION)
		off = shown_off(d, off);
	else
		subdev_vfio_dirty(sv, off, PAGE_SIZE);
	return subdev_vfio_mem_map(&d->mem, off, pfn);
}

/* A picture that does not lie within the memory is not shown. */
static bool is_shown_locked(const struct display *d)
{
	u32 width = d->dispi[DISPI_XRES], height = d->dispi[DISPI_YRES];

	lockdep_assert_held(&d->lock);
	if (!(d->dispi[DISPI_ENABLE] & DISPI_ENABLED) || d->blank)
		return false;
	if (!width || !height)
		return false;
	return start_locked(d) + (u64)(height - 1) * stride_locked(d) +
	       width * BYTES_PER_PIXEL <= d->type->framebuffer;
}

static void display_plane(struct subdev_vfio *sv,
			  struct subdev_vfio_plane *plane)
{
	struct display *d = display_from(sv);

	mutex_lock(&d->lock);
	plane->region = SHOWN_REGION;
	if (is_shown_locked(d)) {
		plane->format = d->big_endian ? DRM_FORMAT_BGRX8888 :
						DRM_FORMAT_XRGB8888;
		plane->width = d->dispi[DISPI_XRES];
		plane->height = d->dispi[DISPI_YRES];
		plane->stride = stride_locked(d);
	}
	mutex_unlock(&d->lock);
}

static const struct subdev_vfio_ops display_ops = {
	.read = display_read,
	.write = display_write,
	.reset = display_reset,
	.close = display_close,
	.release = display_release,
	.map = display_map,
	.plane = display_plane,
	.save = display_save,
	.load = display_load,
	.mem_size = display_mem_size,
	.mem_save = display_mem_save,
	.mem_load = display_mem_load,
	.mem_tracked = true,
};

/**
 * display_create() - build a display and offer it to VFIO
 * @sdev: the subdevice that it is
 * @extack: for what is to be said of a failure
 *
 * Context: Process context, may sleep.
 * Return: 0 or a negative errno. Undone by subdev_vfio_dev_deactivate().
 */
int display_create(struct subdev_dev *sdev, struct netlink_ext_ack *extack)
{
	const struct subdev_display *type = &subdev_dev_type(sdev)->display;
	unsigned int nr = ilog2(type->framebuffer / DISPLAY_MIN_MEMORY);
	struct display *d;

	d = subdev_vfio_alloc(struct display, sv, sdev, &display_pci[nr],
			      &display_ops);
	if (IS_ERR(d)) {
		NL_SET_ERR_MSG(extack, "no memory for the display");
		return PTR_ERR(d);
	}
	d->type = type;
	edid_make(d->edid, type->max_width, type->max_height);
	subdev_vfio_mem_init(&d->mem, type->framebuffer);
	mutex_init(&d->lock);
	return subdev_vfio_dev_activate(&d->sv, extack);
}
