/* SPDX-License-Identifier: GPL-2.0-only */
/* Displays: what a subdevice is to its guest. */
#ifndef _SUBDEV_DISPLAY_DISPLAY_H
#define _SUBDEV_DISPLAY_DISPLAY_H

#include <linux/sizes.h>

#define DISPLAY_MIN_MEMORY	SZ_16M
#define DISPLAY_MAX_MEMORY	SZ_256M

struct netlink_ext_ack;
struct subdev_dev;

int display_create(struct subdev_dev *sdev, struct netlink_ext_ack *extack);

#endif /* _SUBDEV_DISPLAY_DISPLAY_H */
