// SPDX-License-Identifier: GPL-2.0-only
/*
 * Migration: the registers, and the memory while the guest draws.
 *
 * A guest draws into a mapping, of which nobody tells. So a page counts as
 * changed when it is mapped, see display_map(), and before a piece of the memory
 * is copied its mappings are zapped: who goes on drawing there maps it again, or has
 * its pages pinned. The region of what is shown cannot be written: that stays mapped.
 */
#include <linux/subdev.h>

#include "display.h"

#define DISPLAY_STATE_VERSION	1

/**
 * struct display_state - how the registers are saved
 * @dispi: as in struct display; 0 are those that cannot be written
 * @big_endian: as there, 0 or 1
 * @attribute_data: as there, 0 or 1
 * @blank: as there, 0 or 1
 * @reserved: 0
 */
struct display_state {
	__le16 dispi[DISPI_NUM];
	u8 big_endian;
	u8 attribute_data;
	u8 blank;
	u8 reserved;
};

ssize_t display_save(struct subdev_vfio *sv, u32 *version, void *buf,
		     size_t size)
{
	struct display *d = display_from(sv);
	struct display_state *st = buf;
	unsigned int i;

	*version = DISPLAY_STATE_VERSION;
	mutex_lock(&d->lock);
	for (i = 0; i < DISPI_NUM; i++)
		st->dispi[i] = cpu_to_le16(d->dispi[i]);
	st->big_endian = d->big_endian;
	st->attribute_data = d->attribute_data;
	st->blank = d->blank;
	mutex_unlock(&d->lock);
	return sizeof(*st);
}

static bool state_valid(const struct display *d, const struct display_state *st)
{
	return !st->dispi[DISPI_ID] && !st->dispi[DISPI_BPP] &&
	       !st->dispi[DISPI_VIRT_HEIGHT] && !st->dispi[DISPI_MEMORY] &&
	       le16_to_cpu(st->dispi[DISPI_XRES]) <= d->type->max_width &&
	       le16_to_cpu(st->dispi[DISPI_YRES]) <= d->type->max_height &&
	       st->big_endian <= 1 && st->attribute_data <= 1 &&
	       st->blank <= 1 && !st->reserved;
}

int display_load(struct subdev_vfio *sv, u32 version, const void *buf,
		 size_t len)
{
	struct display *d = display_from(sv);
	const struct display_state *st = buf;
	unsigned int i;

	if (version != DISPLAY_STATE_VERSION || len != sizeof(*st) ||
	    !state_valid(d, st))
		return -EINVAL;
	mutex_lock(&d->lock);
	for (i = 0; i < DISPI_NUM; i++)
		d->dispi[i] = le16_to_cpu(st->dispi[i]);
	d->big_endian = st->big_endian;
	d->attribute_data = st->attribute_data;
	d->blank = st->blank;
	mutex_unlock(&d->lock);
	display_zap_shown(d);
	return 0;
}

u64 display_mem_size(struct subdev_vfio *sv)
{
	return display_from(sv)->type->framebuffer;
}

int display_mem_save(struct subdev_vfio *sv, u64 off, void *buf, size_t len)
{
	return subdev_vfio_mem_save(sv, DISPLAY_BAR, &display_from(sv)->mem,
				    off, buf, len);
}

int display_mem_load(struct subdev_vfio *sv, u64 off, const void *buf,
		     size_t len)
{
	return subdev_vfio_mem_copy_in(&display_from(sv)->mem, off, buf, len);
}
