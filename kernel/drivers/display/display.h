/* SPDX-License-Identifier: GPL-2.0-only */
/* Displays: what a subdevice is to its guest. */
#ifndef _SUBDEV_DISPLAY_DISPLAY_H
#define _SUBDEV_DISPLAY_DISPLAY_H

#include <linux/mutex.h>
#include <linux/sizes.h>
#include <linux/subdev_vfio.h>
#include <linux/types.h>

#include "edid.h"

#define DISPLAY_MIN_MEMORY	SZ_16M
#define DISPLAY_MAX_MEMORY	SZ_256M

/* The BAR that is the memory. */
#define DISPLAY_BAR		0

struct netlink_ext_ack;
struct subdev_dev;
struct subdev_display;

enum {
	DISPI_ID,
	DISPI_XRES,
	DISPI_YRES,
	DISPI_BPP,
	DISPI_ENABLE,
	DISPI_BANK,
	DISPI_VIRT_WIDTH,
	DISPI_VIRT_HEIGHT,
	DISPI_X_OFFSET,
	DISPI_Y_OFFSET,
	DISPI_MEMORY,
	DISPI_NUM
};

/**
 * struct display - a display
 * @sv: its data path, first
 * @type: what its type says of it, constant
 * @edid: constant
 * @mem: its memory
 * @lock: mutex, guards what follows; nothing is taken inside of it
 * @dispi: DISPI registers, as far as they can be written
 * @big_endian: the order of bytes in a pixel
 * @attribute_data: the next write of the attribute register is no index
 * @blank: nothing is shown
 */
struct display {
	struct subdev_vfio sv;
	const struct subdev_display *type;
	u8 edid[EDID_SIZE];
	struct subdev_vfio_mem mem;
	struct mutex lock;	/* guards what follows */
	u16 dispi[DISPI_NUM];
	bool big_endian;
	bool attribute_data;
	bool blank;
};

static inline struct display *display_from(struct subdev_vfio *sv)
{
	return container_of(sv, struct display, sv);
}

int display_create(struct subdev_dev *sdev, struct netlink_ext_ack *extack);
void display_zap_shown(struct display *d);

/* state.c */
ssize_t display_save(struct subdev_vfio *sv, u32 *version, void *buf,
		     size_t size);
int display_load(struct subdev_vfio *sv, u32 version, const void *buf,
		 size_t len);
u64 display_mem_size(struct subdev_vfio *sv);
int display_mem_save(struct subdev_vfio *sv, u64 off, void *buf, size_t len);
int display_mem_load(struct subdev_vfio *sv, u64 off, const void *buf,
		     size_t len);

#endif /* _SUBDEV_DISPLAY_DISPLAY_H */
