// SPDX-License-Identifier: GPL-2.0-only
/*
 * Displays as subdevices: the module, its parents and their types.
 *
 * A parent has no hardware behind it, only an amount of memory that its
 * displays may take.
 */
#include <linux/array_size.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/subdev.h>
#include <linux/subdev_vfio.h>

#include "display.h"

#define DISPLAY_MAX_DEVS	64

/* In MiB. */
#define DISPLAY_MIN_CAPACITY	(DISPLAY_MAX_MEMORY / SZ_1M)
#define DISPLAY_MAX_CAPACITY	(DISPLAY_MAX_DEVS * DISPLAY_MIN_CAPACITY)

static int memory_set(const char *val, const struct kernel_param *kp)
{
	return param_set_uint_minmax(val, kp, DISPLAY_MIN_CAPACITY,
				     DISPLAY_MAX_CAPACITY);
}

static const struct kernel_param_ops memory_ops = {
	.set = memory_set,
	.get = param_get_uint,
};

static unsigned int parents = 1;
module_param_cb(parents, &subdev_software_parents, &parents, 0444);
MODULE_PARM_DESC(parents, "number of parents, 1 to 16 (default 1)");

static unsigned int memory = 1024;
module_param_cb(memory, &memory_ops, &memory, 0444);
MODULE_PARM_DESC(memory,
		 "MiB of each parent, 256 to 16384 (default 1024)");

static const struct subdev_version display_versions[] = {
	{ .number = 1 },
};

/*
 * bochs-drm takes no mode that needs more than half of the memory, so the
 * largest sizes are such that it takes them.
 */
#define DISPLAY_TYPE(_mib, _width, _height) {				\
	.name = "bochs-" #_mib,						\
	.class = SUBDEV_CLASS_DISPLAY,					\
	.description = "Bochs display, " #_mib " MiB, up to "		\
		       #_width "x" #_height,				\
	.device_api = "vfio-pci",					\
	.uses = &(const struct subdev_use){				\
		.resource = 0,						\
		.def = (_mib) * (u64)SZ_1M,				\
		.min = (_mib) * (u64)SZ_1M,				\
		.max = (_mib) * (u64)SZ_1M,				\
		.grow = SUBDEV_CHANGE_FIXED,				\
		.shrink = SUBDEV_CHANGE_FIXED,				\
	},								\
	.num_uses = 1,							\
	.model = &(const struct subdev_model){				\
		.uri = "subdev:display:bochs:" #_mib,			\
		.versions = display_versions,				\
		.num_versions = ARRAY_SIZE(display_versions),		\
	},								\
	.display = {							\
		.heads = 1,						\
		.max_width = (_width),					\
		.max_height = (_height),				\
		.framebuffer = (_mib) * (u64)SZ_1M,			\
	},								\
}

static const struct subdev_type display_types[] = {
	DISPLAY_TYPE(16, 1920, 1080),
	DISPLAY_TYPE(32, 2560, 1600),
	DISPLAY_TYPE(64, 3840, 2160),
	DISPLAY_TYPE(128, 5120, 2880),
	DISPLAY_TYPE(256, 7680, 4320),
};

static struct subdev_resource display_resource = {
	.name = "framebuffer",
	.unit = SUBDEV_UNIT_BYTES,
};

static struct subdev_driver display_driver = {
	.name = "subdev_display",
	.activate = display_create,
	.deactivate = subdev_vfio_dev_deactivate,
	.reset = subdev_vfio_dev_reset,
};

static struct subdev_software display_software = {
	.desc = {
		.driver = &display_driver,
		.types = display_types,
		.num_types = ARRAY_SIZE(display_types),
		.resources = &display_resource,
		.num_resources = 1,
		.max_devs = DISPLAY_MAX_DEVS,
	},
};

static int __init display_init(void)
{
	display_resource.capacity = memory * (u64)SZ_1M;
	return subdev_software_register(&display_software, parents);
}

static void __exit display_exit(void)
{
	subdev_software_unregister(&display_software);
}

module_init(display_init);
module_exit(display_exit);

MODULE_DESCRIPTION("Bochs displays as subdevices");
MODULE_LICENSE("GPL");
