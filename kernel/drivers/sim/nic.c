// SPDX-License-Identifier: GPL-2.0-only
/*
 * Catalogue nic: adapters with models. my-nic has two versions, long-nic 500,
 * in which params come and go.
 */
#include <linux/array_size.h>
#include <linux/limits.h>
#include <linux/sprintf.h>

#include "catalogue.h"

#define MBIT	1000000ULL
#define GBIT	1000000000ULL

enum {
	NIC_QUEUE,
	NIC_BANDWIDTH,
	NIC_RESOURCES
};

static const struct subdev_resource nic_resources[NIC_RESOURCES] = {
	[NIC_QUEUE] = {
		.name = "queue",
		.unit = SUBDEV_UNIT_COUNT,
		.capacity = 256,
	},
	[NIC_BANDWIDTH] = {
		.name = "bandwidth",
		.unit = SUBDEV_UNIT_BITS_PER_SECOND,
		.capacity = 100 * GBIT,
	},
};

/*
 * my-nic
 */

enum {
	MY_RSS,
	MY_RX_FILTER_SIZE,
	MY_PARAMS
};

static const struct subdev_param my_params[MY_PARAMS] = {
	[MY_RSS] = {
		.name = "rss",
		.kind = SUBDEV_PARAM_KIND_BOOL,
		.change = SUBDEV_CHANGE_IDLE,
		.since = 2,
		.def = true,
	},
	[MY_RX_FILTER_SIZE] = {
		.name = "rx-filter-size",
		.kind = SUBDEV_PARAM_KIND_UINT,
		.change = SUBDEV_CHANGE_IDLE,
		.def = 64,
		.min = 16,
		.max = 1024,
	},
};

static const struct subdev_version my_versions[] = {
	{ .number = 1 },
	{ .number = 2 },
};

static const struct subdev_model my_model = {
	.uri = "subdev:sim:my-nic",
	.versions = my_versions,
	.num_versions = ARRAY_SIZE(my_versions),
	.params = my_params,
	.num_params = ARRAY_SIZE(my_params),
};

static const struct subdev_use my_uses[] = {
	{
		.resource = NIC_QUEUE,
		.def = 4,
		.min = 2,
		.max = 16,
		.step = 2,
		.grow = SUBDEV_CHANGE_LIVE,
		.shrink = SUBDEV_CHANGE_IDLE,
		.shrink_reset = true,
	},
	{
		.resource = NIC_BANDWIDTH,
		.def = 1 * GBIT,
		.min = 100 * MBIT,
		.max = 25 * GBIT,
		.step = 100 * MBIT,
		.grow = SUBDEV_CHANGE_LIVE,
		.shrink = SUBDEV_CHANGE_LIVE,
	},
};

/*
 * long-nic
 */

#define LONG_VERSIONS	500

/* The versions in which firmware differs; others leave it at the default. */
#define LONG_FIRMWARE_SINCE	50
#define LONG_FIRMWARE_UNTIL	449
#define LONG_OFFLOAD_SINCE	100

enum {
	LONG_RING_SIZE,
	LONG_CHECKSUM_QUIRK,
	LONG_RSS,
	LONG_FIRMWARE,
	LONG_OFFLOAD,
	LONG_STEERING,
	LONG_HASH_KEY,
	LONG_TIMESTAMPS,
	LONG_CLOCK_OFFSET,
	LONG_PARAMS
};

static const char * const long_offloads[] = {
	"none", "checksum", "segmentation", "all",
};

static const char * const long_steerings[] = {
	"none", "by-queue", "by-flow",
};

static const struct subdev_param long_params[LONG_PARAMS] = {
	[LONG_RING_SIZE] = {
		.name = "ring-size",
		.kind = SUBDEV_PARAM_KIND_UINT,
		.change = SUBDEV_CHANGE_IDLE,
		.def = 16,
		.min = 16,
		.max = 65536,
	},
	[LONG_CHECKSUM_QUIRK] = {
		.name = "checksum-quirk",
		.kind = SUBDEV_PARAM_KIND_BOOL,
		.change = SUBDEV_CHANGE_FIXED,
		.until = 99,
		.def = true,
	},
	[LONG_RSS] = {
		.name = "rss",
		.kind = SUBDEV_PARAM_KIND_BOOL,
		.change = SUBDEV_CHANGE_IDLE,
		.since = 2,
		.def = true,
	},
	[LONG_FIRMWARE] = {
		.name = "firmware",
		.kind = SUBDEV_PARAM_KIND_STRING,
		.change = SUBDEV_CHANGE_UNUSED,
		.since = LONG_FIRMWARE_SINCE,
		.until = LONG_FIRMWARE_UNTIL,
		.def_str = "1.0",
	},
	[LONG_OFFLOAD] = {
		.name = "offload",
		.kind = SUBDEV_PARAM_KIND_ENUM,
		.change = SUBDEV_CHANGE_IDLE,
		.since = LONG_OFFLOAD_SINCE,
		.choices = long_offloads,
		.num_choices = ARRAY_SIZE(long_offloads),
	},
	[LONG_STEERING] = {
		.name = "steering",
		.kind = SUBDEV_PARAM_KIND_ENUM,
		.change = SUBDEV_CHANGE_LIVE,
		.since = 200,
		.until = 399,
		.def = 1,
		.choices = long_steerings,
		.num_choices = ARRAY_SIZE(long_steerings),
	},
	[LONG_HASH_KEY] = {
		.name = "hash-key",
		.kind = SUBDEV_PARAM_KIND_STRING,
		.change = SUBDEV_CHANGE_LIVE,
		.since = 250,
		.max = 40,
	},
	[LONG_TIMESTAMPS] = {
		.name = "timestamps",
		.kind = SUBDEV_PARAM_KIND_BOOL,
		.change = SUBDEV_CHANGE_LIVE,
		.since = 300,
	},
	[LONG_CLOCK_OFFSET] = {
		.name = "clock-offset",
		.kind = SUBDEV_PARAM_KIND_UINT,
		.change = SUBDEV_CHANGE_LIVE,
		.since = LONG_VERSIONS,
		.max = U64_MAX,
	},
};

/* Each version has a ring size of its own, so no two are the same. */
#define LONG_SETTINGS	3

static struct subdev_setting long_settings[LONG_VERSIONS][LONG_SETTINGS];
static struct subdev_version long_versions[LONG_VERSIONS];
static char long_firmwares[LONG_VERSIONS][8];

static const struct subdev_model long_model = {
	.uri = "subdev:sim:long-nic",
	.versions = long_versions,
	.num_versions = ARRAY_SIZE(long_versions),
	.params = long_params,
	.num_params = ARRAY_SIZE(long_params),
};

static unsigned int long_version_settings(struct subdev_setting *settings,
					  u32 number, char *firmware,
					  size_t size)
{
	unsigned int n = 0;

	settings[n].param = LONG_RING_SIZE;
	settings[n++].num = 16 * number;
	if (number >= LONG_FIRMWARE_SINCE && number <= LONG_FIRMWARE_UNTIL) {
		snprintf(firmware, size, "1.%u", number);
		settings[n].param = LONG_FIRMWARE;
		settings[n++].str = firmware;
	}
	if (number >= LONG_OFFLOAD_SINCE) {
		settings[n].param = LONG_OFFLOAD;
		settings[n++].num = number % ARRAY_SIZE(long_offloads);
	}
	return n;
}

void sim_nic_init(void)
{
	unsigned int i;

	for (i = 0; i < LONG_VERSIONS; i++) {
		struct subdev_version *version = &long_versions[i];

		version->number = i + 1;
		version->settings = long_settings[i];
		version->num_settings =
			long_version_settings(long_settings[i], i + 1,
					      long_firmwares[i],
					      sizeof(long_firmwares[i]));
	}
}

static const struct subdev_use long_uses[] = {
	{
		.resource = NIC_QUEUE,
		.def = 8,
		.min = 8,
		.max = 64,
		.step = 8,
		.grow = SUBDEV_CHANGE_IDLE,
		.shrink = SUBDEV_CHANGE_IDLE,
	},
	{
		.resource = NIC_BANDWIDTH,
		.def = 10 * GBIT,
		.min = 10 * GBIT,
		.max = 40 * GBIT,
		.step = 10 * GBIT,
		.grow = SUBDEV_CHANGE_LIVE,
		.shrink = SUBDEV_CHANGE_UNUSED,
	},
};

static const struct subdev_type nic_types[] = {
	{
		.name = "my-nic",
		.class = SUBDEV_CLASS_NET,
		.description = "adapter whose model has two versions",
		.device_api = "vfio-pci",
		.uses = my_uses,
		.num_uses = ARRAY_SIZE(my_uses),
		.model = &my_model,
		.net = {
			.queues = 16,
			.speed = 25 * GBIT,
		},
	},
	{
		.name = "long-nic",
		.class = SUBDEV_CLASS_NET,
		.description = "adapter whose model has 500 versions",
		.device_api = "vfio-pci",
		.uses = long_uses,
		.num_uses = ARRAY_SIZE(long_uses),
		.model = &long_model,
		.net = {
			.queues = 64,
			.speed = 40 * GBIT,
		},
	},
};

const struct sim_catalogue sim_nic = {
	.name = "nic",
	.types = nic_types,
	.num_types = ARRAY_SIZE(nic_types),
	.resources = nic_resources,
	.num_resources = ARRAY_SIZE(nic_resources),
};
