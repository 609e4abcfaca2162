// SPDX-License-Identifier: GPL-2.0-only
/*
 * Catalogue mover: subdevices whose state moves, with memory of a size that can
 * be chosen. For tests of migration.
 */
#include <linux/array_size.h>
#include <linux/sizes.h>

#include "catalogue.h"

enum {
	MOVER_MEMORY,
	MOVER_CREDIT,
	MOVER_RESOURCES
};

static const struct subdev_resource mover_resources[MOVER_RESOURCES] = {
	[MOVER_MEMORY] = {
		.name = "memory",
		.unit = SUBDEV_UNIT_BYTES,
		.capacity = SZ_4G,
	},
	[MOVER_CREDIT] = {
		.name = "credit",
		.unit = SUBDEV_UNIT_COUNT,
		.capacity = 1000,
	},
};

static const struct subdev_use mover_uses[] = {
	{
		.resource = MOVER_MEMORY,
		.def = SZ_1M,
		.min = SZ_4K,
		.max = SZ_256M,
		.step = SZ_4K,
		.grow = SUBDEV_CHANGE_FIXED,
		.shrink = SUBDEV_CHANGE_FIXED,
	},
	{
		.resource = MOVER_CREDIT,
		.def = 10,
		.min = 0,
		.max = 100,
		.step = 1,
		.grow = SUBDEV_CHANGE_LIVE,
		.shrink = SUBDEV_CHANGE_LIVE,
	},
};

enum {
	MOVER_DEPTH,
	MOVER_BOOST,
	MOVER_PARAMS
};

static const struct subdev_param mover_params[MOVER_PARAMS] = {
	[MOVER_DEPTH] = {
		.name = "depth",
		.kind = SUBDEV_PARAM_KIND_UINT,
		.change = SUBDEV_CHANGE_LIVE,
		.def = 8,
		.min = 1,
		.max = 64,
	},
	[MOVER_BOOST] = {
		.name = "boost",
		.kind = SUBDEV_PARAM_KIND_BOOL,
		.change = SUBDEV_CHANGE_LIVE,
		.since = 2,
	},
};

static const struct subdev_setting mover_deeper[] = {
	{
		.param = MOVER_DEPTH,
		.num = 16,
	},
};

static const struct subdev_version mover_versions[] = {
	{ .number = 1 },
	{ .number = 2 },
	{
		.number = 3,
		.settings = mover_deeper,
		.num_settings = ARRAY_SIZE(mover_deeper),
	},
};

#define MOVER_MODEL(_uri) {				\
	.uri = (_uri),					\
	.versions = mover_versions,			\
	.num_versions = ARRAY_SIZE(mover_versions),	\
	.params = mover_params,				\
	.num_params = ARRAY_SIZE(mover_params),		\
}

static const struct subdev_model mover_model = MOVER_MODEL("subdev:sim:mover");
static const struct subdev_model twin_model = MOVER_MODEL("subdev:sim:twin");

static const struct subdev_type mover_types[] = {
	{
		.name = "mover",
		.class = SUBDEV_CLASS_OTHER,
		.description = "each kind of interrupt, and memory to move",
		.device_api = "vfio-pci",
		.uses = mover_uses,
		.num_uses = ARRAY_SIZE(mover_uses),
		.model = &mover_model,
	},
	{
		.name = "twin",
		.class = SUBDEV_CLASS_OTHER,
		.description = "the same, but a guest is told of something else",
		.device_api = "vfio-pci",
		.uses = mover_uses,
		.num_uses = ARRAY_SIZE(mover_uses),
		.model = &twin_model,
	},
};

const struct sim_catalogue sim_mover = {
	.name = "mover",
	.types = mover_types,
	.num_types = ARRAY_SIZE(mover_types),
	.resources = mover_resources,
	.num_resources = ARRAY_SIZE(mover_resources),
};
