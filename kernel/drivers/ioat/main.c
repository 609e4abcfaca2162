// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copy engines as subdevices: the module, its parents and what they offer.
 *
 * A parent has no hardware behind it but the processor. It is a platform device,
 * so that it can be taken away and brought back by unbinding and binding its
 * driver.
 */
#include <linux/err.h>
#include <linux/moduleparam.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/subdev.h>

#include "dev.h"

#define IOAT_NAME		"subdev_ioat"
#define IOAT_MAX_PARENTS	16
#define IOAT_CHANNELS		64

static int parents_set(const char *val, const struct kernel_param *kp)
{
	return param_set_uint_minmax(val, kp, 1, IOAT_MAX_PARENTS);
}

static const struct kernel_param_ops parents_ops = {
	.set = parents_set,
	.get = param_get_uint,
};

static unsigned int parents = 1;
module_param_cb(parents, &parents_ops, &parents, 0444);
MODULE_PARM_DESC(parents, "number of parents, 1 to 16 (default 1)");

static const struct subdev_resource ioat_resources[] = {
	{
		.name = "channel",
		.unit = SUBDEV_UNIT_COUNT,
		.capacity = IOAT_CHANNELS,
		.contiguous = true,
	},
};

/*
 * The guest's driver looks at CHANCNT when it is bound, and keeps what it found:
 * it does not mind channels that come, but those that go.
 */
static const struct subdev_use ioat_uses[] = {
	{
		.resource = 0,
		.def = 1,
		.min = 1,
		.max = IOAT_MAX_CHANNELS,
		.step = 1,
		.grow = SUBDEV_CHANGE_LIVE,
		.shrink = SUBDEV_CHANGE_IDLE,
		.shrink_reset = true,
	},
};

/*
 * The guest's driver gives a channel up that has completed nothing in 400 ms.
 * The lowest bandwidth lets four channels of one subdevice that are at
 * descriptors of 1 MiB, the largest there are, complete all of them in 250 ms.
 */
static const struct subdev_param ioat_params[IOAT_PARAMS] = {
	[IOAT_BANDWIDTH] = {
		.name = "bandwidth",
		.kind = SUBDEV_PARAM_KIND_UINT,
		.change = SUBDEV_CHANGE_LIVE,
		.def = IOAT_UNLIMITED,
		.min = 16,
		.max = IOAT_UNLIMITED,
	},
	[IOAT_WEIGHT] = {
		.name = "weight",
		.kind = SUBDEV_PARAM_KIND_UINT,
		.change = SUBDEV_CHANGE_LIVE,
		.def = 100,
		.min = 1,
		.max = 1000,
	},
};

static const struct subdev_version ioat_versions[] = {
	{ .number = 1 },
};

static const struct subdev_model ioat_model = {
	.uri = "subdev:ioat:cb33",
	.versions = ioat_versions,
	.num_versions = ARRAY_SIZE(ioat_versions),
	.params = ioat_params,
	.num_params = ARRAY_SIZE(ioat_params),
};

static const struct subdev_type ioat_types[] = {
	{
		.name = "copy",
		.class = SUBDEV_CLASS_ACCEL,
		.description = "I/OAT copy engine, 1 to 4 channels",
		.device_api = "vfio-pci",
		.uses = ioat_uses,
		.num_uses = ARRAY_SIZE(ioat_uses),
		.model = &ioat_model,
		.accel = { .engines = 1, .queues = IOAT_MAX_CHANNELS },
	},
};

static struct platform_device *ioat_devices[IOAT_MAX_PARENTS];

/**
 * struct ioat_parent - a parent
 * @parent: to the core
 * @sched: the engine that its subdevices share
 */
struct ioat_parent {
	struct subdev_parent *parent;
	struct ioat_sched sched;
};

static int ioat_activate(struct subdev_dev *sdev,
			 struct netlink_ext_ack *extack)
{
	struct ioat_parent *ip = subdev_parent_priv(subdev_dev_parent(sdev));

	return ioat_dev_create(&ip->sched, sdev, extack);
}

static int ioat_reconfigure(struct subdev_dev *sdev,
			    const struct subdev_config *config, bool reset,
			    struct netlink_ext_ack *extack)
{
	struct ioat_dev *dev = subdev_dev_drvdata(sdev);

	if (reset)
		ioat_dev_reset(&dev->sv);
	ioat_dev_set(dev, config);
	return 0;
}

static int ioat_reset(struct subdev_dev *sdev, struct netlink_ext_ack *extack)
{
	struct ioat_dev *dev = subdev_dev_drvdata(sdev);

	subdev_vfio_reset_idle(&dev->sv);
	return 0;
}

static struct subdev_driver ioat_driver = {
	.name = IOAT_NAME,
	.activate = ioat_activate,
	.deactivate = ioat_dev_destroy,
	.reconfigure = ioat_reconfigure,
	.reset = ioat_reset,
};

static int ioat_probe(struct platform_device *pdev)
{
	struct subdev_parent_desc desc = {
		.driver = &ioat_driver,
		.types = ioat_types,
		.num_types = ARRAY_SIZE(ioat_types),
		.resources = ioat_resources,
		.num_resources = ARRAY_SIZE(ioat_resources),
		.max_devs = IOAT_CHANNELS,
	};
	struct ioat_parent *ip;
	int ret;

	ip = devm_kzalloc(&pdev->dev, sizeof(*ip), GFP_KERNEL);
	if (!ip)
		return -ENOMEM;
	ret = ioat_sched_init(&ip->sched);
	if (ret)
		return ret;
	platform_set_drvdata(pdev, ip);
	desc.priv = ip;
	ip->parent = subdev_parent_register(&pdev->dev, &desc);
	if (IS_ERR(ip->parent)) {
		ioat_sched_exit(&ip->sched);
		return PTR_ERR(ip->parent);
	}
	return 0;
}

static void ioat_remove(struct platform_device *pdev)
{
	struct ioat_parent *ip = platform_get_drvdata(pdev);

	subdev_parent_unregister(ip->parent);
	ioat_sched_exit(&ip->sched);
}

static struct platform_driver ioat_platform_driver = {
	.probe = ioat_probe,
	.remove = ioat_remove,
	.driver = {
		.name = IOAT_NAME,
	},
};

static void ioat_del_devices(void)
{
	unsigned int i;

	for (i = 0; i < IOAT_MAX_PARENTS; i++)
		platform_device_unregister(ioat_devices[i]);
}

static int ioat_add_devices(void)
{
	struct platform_device *pdev;
	unsigned int i;

	for (i = 0; i < parents; i++) {
		pdev = platform_device_register_simple(IOAT_NAME, i, NULL, 0);
		if (IS_ERR(pdev)) {
			ioat_del_devices();
			return PTR_ERR(pdev);
		}
		ioat_devices[i] = pdev;
	}
	return 0;
}

static int __init ioat_init(void)
{
	int ret;

	ret = subdev_driver_register(&ioat_driver);
	if (ret)
		return ret;
	ret = platform_driver_register(&ioat_platform_driver);
	if (ret)
		goto err_unregister_driver;
	ret = ioat_add_devices();
	if (ret)
		goto err_unregister_platform;
	return 0;

err_unregister_platform:
	platform_driver_unregister(&ioat_platform_driver);
err_unregister_driver:
	subdev_driver_unregister(&ioat_driver);
	return ret;
}

static void __exit ioat_exit(void)
{
	ioat_del_devices();
	platform_driver_unregister(&ioat_platform_driver);
	subdev_driver_unregister(&ioat_driver);
}

module_init(ioat_init);
module_exit(ioat_exit);

MODULE_DESCRIPTION("I/OAT copy engines as subdevices");
MODULE_LICENSE("GPL");
