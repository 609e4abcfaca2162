// SPDX-License-Identifier: GPL-2.0-only
/* What the host has. */
#include <errno.h>

#include "host.h"

#define MIB (UINT64_C(1) << 20)
#define GIB (UINT64_C(1) << 30)
#define SIM 2, "platform/sim.0"
#define CARD 1, "pci/0000:00:04.0"

const struct host_parent host_parents[2] = {
	{
		1, "pci/0000:00:04.0", 12, "subdev_serial", 2, 2, 16, false,
		{ { "port", SUBDEV_UNIT_COUNT, 16, 11, false, 0 } }, false,
	},
	{
		2, "platform/sim.0", 5000000000, "subdev_sim", 3, 2, 65536, true,
		{
			{ "framebuffer", SUBDEV_UNIT_BYTES, 8 * GIB, 3 * GIB, true, 2 * GIB },
			{ "channel", SUBDEV_UNIT_COUNT, 64, 60, false, 0 },
			{ "queue", SUBDEV_UNIT_COUNT, 1024, 0, true, 0 },
			{ "bandwidth", SUBDEV_UNIT_BITS_PER_SECOND, 100000000000, 90000000000,
			  false, 0 },
			{ "clock", SUBDEV_UNIT_HERTZ, 1500000000, UINT64_MAX, false, 0 },
		},
		false,
	},
};

const struct host_limit host_limits[3] = {
	{ 1, "agent", "port", 4, 4 },
	{ 2, "vm/21", "framebuffer", 2 * GIB, 0 },
	{ 2, "vm/21", "bandwidth", 5000000000, 10000000000 },
};

const struct host_type host_types[5] = {
	{
		CARD, "serial-1", SUBDEV_CLASS_SERIAL, "a serial card with 1 port", "vfio-pci",
		14, false,
		{ { "port", SUBDEV_UNIT_COUNT, 1, 1, 1, 0, SUBDEV_CHANGE_FIXED,
		    SUBDEV_CHANGE_FIXED, false } },
		SUBDEV_A_TYPE_SERIAL, { [SUBDEV_A_SERIAL_PORTS] = 1 },
	},
	{
		CARD, "serial-4", SUBDEV_CLASS_SERIAL, "a serial card with 4 ports", "vfio-pci",
		3, false,
		{ { "port", SUBDEV_UNIT_COUNT, 4, 4, 4, 0, SUBDEV_CHANGE_FIXED,
		    SUBDEV_CHANGE_FIXED, false } },
		SUBDEV_A_TYPE_SERIAL, { [SUBDEV_A_SERIAL_PORTS] = 4 },
	},
	{
		SIM, "plain", SUBDEV_CLASS_OTHER, NULL, NULL, 0, false, { { 0 } }, 0, { 0 },
	},
	{
		SIM, "my-nic", SUBDEV_CLASS_NET, "a network adapter", "vfio-pci", 20, true,
		{
			{ "channel", SUBDEV_UNIT_COUNT, 2, 1, 8, 1, SUBDEV_CHANGE_LIVE,
			  SUBDEV_CHANGE_IDLE, true },
			{ "queue", SUBDEV_UNIT_COUNT, 4, 4, 1024, 4, SUBDEV_CHANGE_UNUSED,
			  SUBDEV_CHANGE_FIXED, false },
			{ "bandwidth", SUBDEV_UNIT_BITS_PER_SECOND, 1000000000, 1000000,
			  100000000000, 1000000, SUBDEV_CHANGE_LIVE, SUBDEV_CHANGE_LIVE, false },
		},
		SUBDEV_A_TYPE_NET,
		{ [SUBDEV_A_NET_QUEUES] = 4, [SUBDEV_A_NET_SPEED] = 10000000000 },
	},
	{
		SIM, "m60-4q", SUBDEV_CLASS_DISPLAY, "a display adapter", "vfio-pci", 1, false,
		{ { "framebuffer", SUBDEV_UNIT_BYTES, 4 * GIB, 512 * MIB, 8 * GIB, 512 * MIB,
		    SUBDEV_CHANGE_IDLE, SUBDEV_CHANGE_IDLE, false } },
		SUBDEV_A_TYPE_DISPLAY,
		{
			[SUBDEV_A_DISPLAY_HEADS] = 4,
			[SUBDEV_A_DISPLAY_MAX_WIDTH] = 3840,
			[SUBDEV_A_DISPLAY_MAX_HEIGHT] = 2160,
			[SUBDEV_A_DISPLAY_FRAME_RATE_LIMIT] = 60,
			[SUBDEV_A_DISPLAY_FRAMEBUFFER] = 4 * GIB,
		},
	},
};

#define BOOL(name, value) { name, SUBDEV_PARAM_KIND_BOOL, value, "" }
#define UINT(name, value) { name, SUBDEV_PARAM_KIND_UINT, value, "" }
#define STRING(name, value) { name, SUBDEV_PARAM_KIND_STRING, 0, value }

const struct host_param host_params[4] = {
	{ "rss", SUBDEV_PARAM_KIND_BOOL, BOOL("rss", 1), 0, 0, 0, { NULL },
	  SUBDEV_CHANGE_IDLE, 2, 0 },
	{ "rx-filter-size", SUBDEV_PARAM_KIND_UINT, UINT("rx-filter-size", 64), 16, UINT64_MAX, 0,
	  { NULL }, SUBDEV_CHANGE_FIXED, 1, 0 },
	{ "serial", SUBDEV_PARAM_KIND_STRING, STRING("serial", ""), 0, 0, 20, { NULL },
	  SUBDEV_CHANGE_UNUSED, 1, 2 },
	{ "link", SUBDEV_PARAM_KIND_ENUM, STRING("link", "auto"), 0, 0, 0,
	  { "auto", "up", "down" }, SUBDEV_CHANGE_LIVE, 2, 0 },
};

const struct host_version host_versions[3] = {
	{ 1, { UINT("rx-filter-size", 16), STRING("serial", "") } },
	{ 2, { BOOL("rss", 1), UINT("rx-filter-size", 64), STRING("serial", ""),
	       STRING("link", "auto") } },
	{ 3, { BOOL("rss", 1), UINT("rx-filter-size", 128), STRING("link", "auto") } },
};

const struct host_dev host_devs[4] = {
	{
		7, "6ba7b810-9dad-41d1-80b4-00c04fd430c8", "web0", CARD, "serial-1",
		SUBDEV_DEV_STATE_IDLE, 3, 12, "vfio4", 0, { { "", 0, 0, "" } },
		{ { "port", 1, false, 0 } }, "", SUBDEV_LEASE_KIND_PERSISTENT, 0, "", false, NULL,
	},
	{
		8, "9c5b94b1-35ad-49bb-b118-8e8fc24abf80", "", CARD, "serial-4",
		SUBDEV_DEV_STATE_IN_USE, 5, 13, NULL, 0, { { "", 0, 0, "" } },
		{ { "port", 4, false, 0 } }, "agent", SUBDEV_LEASE_KIND_TTL, 30, "", false, NULL,
	},
	{
		4294967295, "f81d4fae-7dec-41d0-a765-00a0c91e6bf6", "", SIM, "plain",
		SUBDEV_DEV_STATE_INACTIVE, 1, -1, NULL, 0, { { "", 0, 0, "" } },
		{ { "", 0, false, 0 } }, "", SUBDEV_LEASE_KIND_PERSISTENT, 0, "", false, NULL,
	},
	{
		21, "2b7e1516-28ae-4d2a-abf7-158809cf4f3c", "nic0", SIM, "my-nic",
		SUBDEV_DEV_STATE_IDLE, 4, 14, NULL, 2,
		{ BOOL("rss", 1), UINT("rx-filter-size", 64), STRING("serial", ""),
		  STRING("link", "auto") },
		{ { "channel", 4, false, 0 }, { "queue", 1024, true, 0 },
		  { "bandwidth", 10000000000, false, 0 } },
		"vm/21", SUBDEV_LEASE_KIND_SOCKET, 0, "", false, NULL,
	},
};

#define GOLD_VALUES \
	{ BOOL("rss", 1), UINT("rx-filter-size", 64), STRING("serial", ""), STRING("link", "auto") }
#define GOLD_AMOUNTS \
	{ { "channel", 2, false, 0 }, { "queue", 4, false, 0 }, \
	  { "bandwidth", 1000000000, false, 0 } }

const struct host_pool host_pools[3] = {
	{
		.name = "gold", .parent_index = 2, .parent_name = "platform/sim.0",
		.type = "my-nic", .version = 2, .values = GOLD_VALUES, .amounts = GOLD_AMOUNTS,
		.size = 2, .low = 1, .max_devs = 8, .state = SUBDEV_POOL_STATE_STEADY,
		.generation = 9, .pulls = 3, .returns = 2, .waits = 1, .refills = 4, .creates = 4,
		.failures = 1,
	},
	{
		.name = "tin", .parent_name = "pci/0000:00:09.0", .type = "serial-1",
		.size = 4, .low = 4, .state = SUBDEV_POOL_STATE_WAITING, .generation = 7000000000,
	},
	{
		.name = "lead", .parent_index = 1, .parent_name = "pci/0000:00:04.0",
		.type = "serial-4", .amounts = { { "port", 4, false, 0 } }, .size = 3, .low = 2,
		.state = SUBDEV_POOL_STATE_NO_ROOM, .err = ENOSPC,
		.why = "port: 4 wanted, 2 free", .generation = 2, .waits = 5000000000,
	},
};

const struct host_dev host_pool_devs[4] = {
	{
		31, "31313131-28ae-4d2a-abf7-158809cf4f3c", "", SIM, "my-nic",
		SUBDEV_DEV_STATE_IDLE, 2, 31, "vfio31", 2, GOLD_VALUES, GOLD_AMOUNTS, "", 0, 0,
		"gold", true, NULL,
	},
	{
		32, "32323232-28ae-4d2a-abf7-158809cf4f3c", "", SIM, "my-nic",
		SUBDEV_DEV_STATE_IDLE, 2, 32, "vfio32", 2, GOLD_VALUES, GOLD_AMOUNTS, "", 0, 0,
		"gold", true, NULL,
	},
	{
		33, "33333333-28ae-4d2a-abf7-158809cf4f3c", "gpu0", SIM, "my-nic",
		SUBDEV_DEV_STATE_IDLE, 3, 33, "vfio33", 2, GOLD_VALUES, GOLD_AMOUNTS, "vm/21",
		SUBDEV_LEASE_KIND_SOCKET, 0, "gold", false, NULL,
	},
	{
		34, "34343434-28ae-4d2a-abf7-158809cf4f3c", "", SIM, "my-nic",
		SUBDEV_DEV_STATE_FAILED, 5, 34, "vfio34", 2, GOLD_VALUES, GOLD_AMOUNTS, "", 0, 0,
		"gold", false, "the engine does not stop",
	},
};
