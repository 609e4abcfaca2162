// SPDX-License-Identifier: GPL-2.0-only
/*
 * Displays as subdevices: the module, its parents and their types.
 *
 * A parent has no hardware behind it, only an amount of memory that its
 * displays may take. It is a platform device, so that it can be taken away and
 * brought back by unbinding and binding its driver.
 */
#include <linux/array_size.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/platform_device.h>
#include <linux/subdev.h>

#include "display.h"

#define DISPLAY_NAME		"subdev_display"
#define DISPLAY_MAX_PARENTS	16
#define DISPLAY_MAX_DEVS	64

/* In MiB. */
#define DISPLAY_MIN_CAPACITY	(DISPLAY_MAX_MEMORY / SZ_1M)
#define DISPLAY_MAX_CAPACITY	(DISPLAY_MAX_DEVS * DISPLAY_MIN_CAPACITY)

static int parents_set(const char *val, const struct kernel_param *kp)
{
	return param_set_uint_minmax(val, kp, 1, DISPLAY_MAX_PARENTS);
}

static int memory_set(const char *val, const struct kernel_param *kp)
{
	return param_set_uint_minmax(val, kp, DISPLAY_MIN_CAPACITY,
				     DISPLAY_MAX_CAPACITY);
}

static const struct kernel_param_ops parents_ops = {
	.set = parents_set,
	.get = param_get_uint,
};

static const struct kernel_param_ops memory_ops = {
	.set = memory_set,
	.get = param_get_uint,
};

static unsigned int parents = 1;
module_param_cb(parents, &parents_ops, &parents, 0444);
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

static struct platform_device *display_devices[DISPLAY_MAX_PARENTS];

static struct subdev_driver display_driver = {
	.name = DISPLAY_NAME,
	.activate = display_create,
	.deactivate = display_destroy,
	.reset = display_reset_idle,
};

static int display_probe(struct platform_device *pdev)
{
	const struct subdev_parent_desc desc = {
		.driver = &display_driver,
		.types = display_types,
		.num_types = ARRAY_SIZE(display_types),
		.resources = &display_resource,
		.num_resources = 1,
		.max_devs = DISPLAY_MAX_DEVS,
	};
	struct subdev_parent *parent;

	parent = subdev_parent_register(&pdev->dev, &desc);
	platform_set_drvdata(pdev, parent);
	return PTR_ERR_OR_ZERO(parent);
}

static void display_remove(struct platform_device *pdev)
{
	subdev_parent_unregister(platform_get_drvdata(pdev));
}

static struct platform_driver display_platform_driver = {
	.probe = display_probe,
	.remove = display_remove,
	.driver = {
		.name = DISPLAY_NAME,
	},
};

static void display_del_devices(void)
{
	unsigned int i;

	for (i = 0; i < DISPLAY_MAX_PARENTS; i++)
		platform_device_unregister(display_devices[i]);
}

static int display_add_devices(void)
{
	struct platform_device *pdev;
	unsigned int i;

	for (i = 0; i < parents; i++) {
		pdev = platform_device_register_simple(DISPLAY_NAME, i, NULL,
						       0);
		if (IS_ERR(pdev)) {
			display_del_devices();
			return PTR_ERR(pdev);
		}
		display_devices[i] = pdev;
	}
	return 0;
}

static int __init display_init(void)
{
	int ret;

	display_resource.capacity = memory * (u64)SZ_1M;
	ret = subdev_driver_register(&display_driver);
	if (ret)
		return ret;
	ret = platform_driver_register(&display_platform_driver);
	if (ret)
		goto err_unregister_driver;
	ret = display_add_devices();
	if (ret)
		goto err_unregister_platform;
	return 0;

err_unregister_platform:
	platform_driver_unregister(&display_platform_driver);
err_unregister_driver:
	subdev_driver_unregister(&display_driver);
	return ret;
}

static void __exit display_exit(void)
{
	display_del_devices();
	platform_driver_unregister(&display_platform_driver);
	subdev_driver_unregister(&display_driver);
}

module_init(display_init);
module_exit(display_exit);

MODULE_DESCRIPTION("Bochs displays as subdevices");
MODULE_LICENSE("GPL");
