/* SPDX-License-Identifier: GPL-2.0-only */
/* What a display says of itself. Pure logic. */
#ifndef _SUBDEV_DISPLAY_EDID_H
#define _SUBDEV_DISPLAY_EDID_H

#include <linux/types.h>

/* A base block and an extension, which there is for large displays only. */
#define EDID_BLOCK	128
#define EDID_SIZE	(2 * EDID_BLOCK)

void edid_make(u8 edid[EDID_SIZE], unsigned int max_width,
	       unsigned int max_height);

#endif /* _SUBDEV_DISPLAY_EDID_H */
