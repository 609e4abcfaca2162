// SPDX-License-Identifier: GPL-2.0-only
/*
 * Catalogue resources: five resources and each way in which amounts and params
 * can be limited and changed. For tests of the accounts.
 */
#include <linux/array_size.h>
#include <linux/limits.h>
#include <linux/sizes.h>

#include "catalogue.h"

enum {
	RES_CHANNEL,
	RES_MEMORY,
	RES_ENGINE,
	RES_PORT,
	RES_CREDIT,
	RES_RESOURCES
};

static const struct subdev_resource res_resources[RES_RESOURCES] = {
	[RES_CHANNEL] = {
		.name = "channel",
		.unit = SUBDEV_UNIT_COUNT,
		.capacity = 64,
		.contiguous = true,
	},
	[RES_MEMORY] = {
		.name = "memory",
		.unit = SUBDEV_UNIT_BYTES,
		.capacity = SZ_16G,
	},
	[RES_ENGINE] = {
		.name = "engine",
		.unit = SUBDEV_UNIT_COUNT,
		.capacity = 16,
	},
	[RES_PORT] = {
		.name = "port",
		.unit = SUBDEV_UNIT_COUNT,
		.capacity = 48,
	},
	/* Amounts whose sum is over 64 bits. */
	[RES_CREDIT] = {
		.name = "credit",
		.unit = SUBDEV_UNIT_COUNT,
		.capacity = U64_MAX,
	},
};

static const struct subdev_use wide_uses[] = {
	{
		.resource = RES_CHANNEL,
		.def = 4,
		.min = 1,
		.max = 32,
		.step = 1,
		.grow = SUBDEV_CHANGE_LIVE,
		.shrink = SUBDEV_CHANGE_LIVE,
	},
	{
		.resource = RES_MEMORY,
		.def = SZ_256M,
		.min = SZ_64M,
		.max = SZ_4G,
		.step = SZ_64M,
		.grow = SUBDEV_CHANGE_IDLE,
		.shrink = SUBDEV_CHANGE_IDLE,
		.shrink_reset = true,
	},
	{
		.resource = RES_ENGINE,
		.def = 1,
		.min = 1,
		.max = 8,
		.step = 1,
		.grow = SUBDEV_CHANGE_UNUSED,
		.shrink = SUBDEV_CHANGE_UNUSED,
	},
	{
		.resource = RES_PORT,
		.def = 2,
		.min = 2,
		.max = 14,
		.step = 3,
		.grow = SUBDEV_CHANGE_FIXED,
		.shrink = SUBDEV_CHANGE_FIXED,
	},
	{
		.resource = RES_CREDIT,
		.def = 1000,
		.min = 0,
		.max = U64_MAX,
		.step = 1,
		.grow = SUBDEV_CHANGE_LIVE,
		.shrink = SUBDEV_CHANGE_IDLE,
	},
};

/* Depletes what wide needs, in steps of its own. */
static const struct subdev_use lean_uses[] = {
	{
		.resource = RES_MEMORY,
		.def = SZ_64M,
		.min = SZ_64M,
		.max = SZ_64M,
		.grow = SUBDEV_CHANGE_FIXED,
		.shrink = SUBDEV_CHANGE_FIXED,
	},
	{
		.resource = RES_CHANNEL,
		.def = 3,
		.min = 3,
		.max = 11,
		.step = 4,
		.grow = SUBDEV_CHANGE_IDLE,
		.shrink = SUBDEV_CHANGE_IDLE,
	},
};

/* One fits, and the sum of two is 0 in 64 bits. */
static const struct subdev_use huge_uses[] = {
	{
		.resource = RES_CREDIT,
		.def = 1ULL << 63,
		.min = 1ULL << 62,
		.max = 3ULL << 62,
		.step = 1ULL << 62,
		.grow = SUBDEV_CHANGE_LIVE,
		.shrink = SUBDEV_CHANGE_UNUSED,
	},
};

enum {
	TUNED_LAYOUT,
	TUNED_DEPTH,
	TUNED_TITLE,
	TUNED_BOOST,
	TUNED_SEED,
	TUNED_PARAMS
};

static const char * const tuned_layouts[] = { "linear", "tiled" };

static const struct subdev_param tuned_params[TUNED_PARAMS] = {
	[TUNED_LAYOUT] = {
		.name = "layout",
		.kind = SUBDEV_PARAM_KIND_ENUM,
		.change = SUBDEV_CHANGE_FIXED,
		.choices = tuned_layouts,
		.num_choices = ARRAY_SIZE(tuned_layouts),
	},
	[TUNED_DEPTH] = {
		.name = "depth",
		.kind = SUBDEV_PARAM_KIND_UINT,
		.change = SUBDEV_CHANGE_UNUSED,
		.def = 8,
		.min = 1,
		.max = 32,
	},
	[TUNED_TITLE] = {
		.name = "title",
		.kind = SUBDEV_PARAM_KIND_STRING,
		.change = SUBDEV_CHANGE_IDLE,
		.def_str = "none",
		.max = 15,
	},
	[TUNED_BOOST] = {
		.name = "boost",
		.kind = SUBDEV_PARAM_KIND_BOOL,
		.change = SUBDEV_CHANGE_LIVE,
		.since = 2,
	},
	[TUNED_SEED] = {
		.name = "seed",
		.kind = SUBDEV_PARAM_KIND_UINT,
		.change = SUBDEV_CHANGE_LIVE,
		.until = 2,
		.max = U64_MAX,
	},
};

static const struct subdev_setting tuned_settings_2[] = {
	{ .param = TUNED_TITLE, .str = "second" },
	{ .param = TUNED_SEED, .num = U64_MAX },
};

static const struct subdev_setting tuned_settings_5[] = {
	{ .param = TUNED_LAYOUT, .num = 1 },
	{ .param = TUNED_DEPTH, .num = 16 },
	{ .param = TUNED_BOOST, .num = true },
};

/* There is no version 3 or 4. */
static const struct subdev_version tuned_versions[] = {
	{ .number = 1 },
	{
		.number = 2,
		.settings = tuned_settings_2,
		.num_settings = ARRAY_SIZE(tuned_settings_2),
	},
	{
		.number = 5,
		.settings = tuned_settings_5,
		.num_settings = ARRAY_SIZE(tuned_settings_5),
	},
};

static const struct subdev_model tuned_model = {
	.uri = "subdev:sim:tuned",
	.versions = tuned_versions,
	.num_versions = ARRAY_SIZE(tuned_versions),
	.params = tuned_params,
	.num_params = ARRAY_SIZE(tuned_params),
};

static const struct subdev_use tuned_uses[] = {
	{
		.resource = RES_ENGINE,
		.def = 2,
		.min = 1,
		.max = 16,
		.step = 1,
		.grow = SUBDEV_CHANGE_LIVE,
		.shrink = SUBDEV_CHANGE_LIVE,
	},
	{
		.resource = RES_CHANNEL,
		.def = 8,
		.min = 8,
		.max = 24,
		.step = 8,
		.grow = SUBDEV_CHANGE_LIVE,
		.shrink = SUBDEV_CHANGE_FIXED,
	},
};

static const struct subdev_type res_types[] = {
	{
		.name = "wide",
		.class = SUBDEV_CLASS_OTHER,
		.description = "some of each resource, each changing otherwise",
		.device_api = "vfio-pci",
		.uses = wide_uses,
		.num_uses = ARRAY_SIZE(wide_uses),
	},
	{
		.name = "lean",
		.class = SUBDEV_CLASS_STORAGE,
		.description = "little memory and an odd number of channels",
		.device_api = "vfio-pci",
		.uses = lean_uses,
		.num_uses = ARRAY_SIZE(lean_uses),
		.storage = {
			.size = SZ_64M,
			.block_size = SZ_4K,
		},
	},
	{
		.name = "huge",
		.class = SUBDEV_CLASS_OTHER,
		.description = "half of all credit",
		.device_api = "vfio-pci",
		.uses = huge_uses,
		.num_uses = ARRAY_SIZE(huge_uses),
	},
	{
		.name = "tuned",
		.class = SUBDEV_CLASS_ACCEL,
		.description = "params that change at each time",
		.device_api = "vfio-pci",
		.uses = tuned_uses,
		.num_uses = ARRAY_SIZE(tuned_uses),
		.model = &tuned_model,
		.accel = {
			.engines = 16,
			.queues = 24,
		},
	},
};

const struct sim_catalogue sim_resources = {
	.name = "resources",
	.types = res_types,
	.num_types = ARRAY_SIZE(res_types),
	.resources = res_resources,
	.num_resources = ARRAY_SIZE(res_resources),
};

/* The same model as an older release of the driver has it: without version 5. */
static const struct subdev_model older_model = {
	.uri = "subdev:sim:tuned",
	.versions = tuned_versions,
	.num_versions = ARRAY_SIZE(tuned_versions) - 1,
	.params = tuned_params,
	.num_params = ARRAY_SIZE(tuned_params),
};

static const struct subdev_type older_types[] = {
	{
		.name = "tuned",
		.class = SUBDEV_CLASS_ACCEL,
		.description = "params that change at each time",
		.device_api = "vfio-pci",
		.uses = tuned_uses,
		.num_uses = ARRAY_SIZE(tuned_uses),
		.model = &older_model,
		.accel = {
			.engines = 16,
			.queues = 24,
		},
	},
};

const struct sim_catalogue sim_older = {
	.name = "older",
	.types = older_types,
	.num_types = ARRAY_SIZE(older_types),
	.resources = res_resources,
	.num_resources = ARRAY_SIZE(res_resources),
};
