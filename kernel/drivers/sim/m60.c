// SPDX-License-Identifier: GPL-2.0-only
/*
 * Catalogue m60: the types of a GRID M60, which all live on one framebuffer.
 * How many of each fit is nowhere written down: it follows.
 */
#include <linux/array_size.h>
#include <linux/sizes.h>

#include "catalogue.h"

enum {
	M60_FRAMEBUFFER,
	M60_RESOURCES
};

static const struct subdev_resource m60_resources[M60_RESOURCES] = {
	[M60_FRAMEBUFFER] = {
		.name = "framebuffer",
		.unit = SUBDEV_UNIT_BYTES,
		.capacity = SZ_8G,
	},
};

/* The memory of a type is neither to be chosen nor to be changed. */
#define M60_TYPE(_name, _heads, _frames, _memory, _width, _height) {	\
	.name = (_name),						\
	.class = SUBDEV_CLASS_DISPLAY,					\
	.description = "virtual GPU with a fixed framebuffer",		\
	.device_api = "vfio-pci",					\
	.uses = &(const struct subdev_use) {				\
		.resource = M60_FRAMEBUFFER,				\
		.def = (_memory),					\
		.min = (_memory),					\
		.max = (_memory),					\
		.grow = SUBDEV_CHANGE_FIXED,				\
		.shrink = SUBDEV_CHANGE_FIXED,				\
	},								\
	.num_uses = 1,							\
	.display = {							\
		.heads = (_heads),					\
		.max_width = (_width),					\
		.max_height = (_height),				\
		.frame_rate_limit = (_frames),				\
		.framebuffer = (_memory),				\
	},								\
}

static const struct subdev_type m60_types[] = {
	M60_TYPE("M60-0B", 2, 45, SZ_512M, 2560, 1600),
	M60_TYPE("M60-0Q", 2, 60, SZ_512M, 2560, 1600),
	M60_TYPE("M60-1B", 2, 45, SZ_1G, 2560, 1600),
	M60_TYPE("M60-1Q", 2, 60, SZ_1G, 2560, 1600),
	M60_TYPE("M60-2B", 2, 45, SZ_2G, 2560, 1600),
	M60_TYPE("M60-2Q", 4, 60, SZ_2G, 2560, 1600),
	M60_TYPE("M60-4Q", 4, 60, SZ_4G, 3840, 2160),
	M60_TYPE("M60-8Q", 4, 60, SZ_8G, 3840, 2160),
};

const struct sim_catalogue sim_m60 = {
	.name = "m60",
	.types = m60_types,
	.num_types = ARRAY_SIZE(m60_types),
	.resources = m60_resources,
	.num_resources = ARRAY_SIZE(m60_resources),
};
