// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copy engines as subdevices: the module, its parents and what they offer.
 *
 * A parent has no hardware behind it but the processor.
 */
#include <linux/moduleparam.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/subdev.h>

#include "dev.h"

#define IOAT_CHANNELS	64

static unsigned int parents = 1;
module_param_cb(parents, &subdev_software_parents, &parents, 0444);
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

static int ioat_activate(struct subdev_dev *sdev,
			 struct netlink_ext_ack *extack)
{
	return ioat_dev_create(subdev_parent_priv(subdev_dev_parent(sdev)),
			       sdev, extack);
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

static struct subdev_driver ioat_driver = {
	.name = "subdev_ioat",
	.activate = ioat_activate,
	.deactivate = subdev_vfio_dev_deactivate,
	.reconfigure = ioat_reconfigure,
	.reset = subdev_vfio_dev_reset,
};

/* What a parent has is the engine that its subdevices share. */
static int ioat_add(void **priv)
{
	struct ioat_sched *sched = kzalloc(sizeof(*sched), GFP_KERNEL);
	int ret;

	if (!sched)
		return -ENOMEM;
	ret = ioat_sched_init(sched);
	if (ret) {
		kfree(sched);
		return ret;
	}
	*priv = sched;
	return 0;
}

static void ioat_del(void *priv)
{
	ioat_sched_exit(priv);
	kfree(priv);
}

static struct subdev_software ioat_software = {
	.desc = {
		.driver = &ioat_driver,
		.types = ioat_types,
		.num_types = ARRAY_SIZE(ioat_types),
		.resources = ioat_resources,
		.num_resources = ARRAY_SIZE(ioat_resources),
		.max_devs = IOAT_CHANNELS,
	},
	.add = ioat_add,
	.del = ioat_del,
};

static int __init ioat_init(void)
{
	return subdev_software_register(&ioat_software, parents);
}

static void __exit ioat_exit(void)
{
	subdev_software_unregister(&ioat_software);
}

module_init(ioat_init);
module_exit(ioat_exit);

MODULE_DESCRIPTION("I/OAT copy engines as subdevices");
MODULE_LICENSE("GPL");
