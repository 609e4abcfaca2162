// SPDX-License-Identifier: GPL-2.0-only
/*
 * An example of what can be configured: a register that answers what is written
 * to it with all bits inverted, and an interrupt. It takes as many of its
 * parent's bits as the register is wide, and can be told not to invert. All that
 * it has beside drivers/minimal is for that.
 */
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/subdev.h>
#include <linux/subdev_vfio.h>

struct example {
	struct subdev_vfio sv;		/* first */
	u32 value;			/* the register, accessed in one piece */
	u32 mask;			/* the bits that it has */
	bool invert;
};

static const struct subdev_vfio_pci example_pci = {
	.vendor = 0x1234,		/* nobody's, used by emulators */
	.device = 0xe0a1,
	.class = 0xff0000,		/* fits into no class */
	.intx = true,
	.bars = { { .size = 16 } },
};

static u64 example_read(struct subdev_vfio *sv, unsigned int bar, u64 off,
			unsigned int width)
{
	struct example *ex = container_of(sv, struct example, sv);

	return off == 0 && width == 4 ? READ_ONCE(ex->value) : 0;
}

/* Offset 0: a value; the line goes high. Offset 4: the line goes low. */
static void example_write(struct subdev_vfio *sv, unsigned int bar, u64 off,
			  unsigned int width, u64 val)
{
	struct example *ex = container_of(sv, struct example, sv);

	if (width != 4 || off > 4)
		return;
	if (off == 0)
		WRITE_ONCE(ex->value, (ex->invert ? ~val : val) & ex->mask);
	subdev_vfio_intx(sv, off == 0);
}

static void example_reset(struct subdev_vfio *sv)
{
	WRITE_ONCE(container_of(sv, struct example, sv)->value, 0);
}

static const struct subdev_vfio_ops example_ops = {
	.read = example_read,
	.write = example_write,
	.reset = example_reset,
};

/* Nobody has the device open, so nobody reads or writes meanwhile. */
static void example_configure(struct example *ex,
			      const struct subdev_config *config)
{
	ex->mask = GENMASK(config->amounts[0].amount - 1, 0);
	ex->invert = config->values[0].num;
}

static int example_activate(struct subdev_dev *sdev,
			    struct netlink_ext_ack *extack)
{
	struct example *ex;

	ex = subdev_vfio_alloc(struct example, sv, sdev, &example_pci,
			       &example_ops);
	if (IS_ERR(ex))
		return PTR_ERR(ex);
	example_configure(ex, subdev_dev_config(sdev));
	return subdev_vfio_dev_activate(&ex->sv, extack);
}

static int example_reconfigure(struct subdev_dev *sdev,
			       const struct subdev_config *config, bool reset,
			       struct netlink_ext_ack *extack)
{
	example_configure(subdev_dev_drvdata(sdev), config);
	return 0;
}

static struct subdev_driver example_driver = {
	.name = "subdev_example",
	.activate = example_activate,
	.deactivate = subdev_vfio_dev_deactivate,
	.reconfigure = example_reconfigure,
	.reset = subdev_vfio_dev_reset,
};

static const struct subdev_resource example_resources[] = {
	{
		.name = "bit",
		.unit = SUBDEV_UNIT_COUNT,
		.capacity = 128,
	},
};

static const struct subdev_use example_uses[] = {
	{
		.resource = 0,		/* bit */
		.def = 32,
		.min = 8,
		.max = 32,
		.step = 8,
		.grow = SUBDEV_CHANGE_IDLE,
		.shrink = SUBDEV_CHANGE_IDLE,
	},
};

static const struct subdev_param example_params[] = {
	{
		.name = "invert",
		.kind = SUBDEV_PARAM_KIND_BOOL,
		.change = SUBDEV_CHANGE_IDLE,
		.def = true,
	},
};

static const struct subdev_version example_versions[] = {
	{ .number = 1 },
};

static const struct subdev_model example_model = {
	.uri = "subdev:example:inverter",
	.versions = example_versions,
	.num_versions = ARRAY_SIZE(example_versions),
	.params = example_params,
	.num_params = ARRAY_SIZE(example_params),
};

static const struct subdev_type example_types[] = {
	{
		.name = "inverter",
		.class = SUBDEV_CLASS_OTHER,
		.description = "a register that inverts",
		.device_api = "vfio-pci",
		.uses = example_uses,
		.num_uses = ARRAY_SIZE(example_uses),
		.model = &example_model,
	},
};

static struct subdev_software example_software = {
	.desc = {
		.driver = &example_driver,
		.types = example_types,
		.num_types = ARRAY_SIZE(example_types),
		.resources = example_resources,
		.num_resources = ARRAY_SIZE(example_resources),
		.max_devs = 16,
	},
};

static int __init example_init(void)
{
	return subdev_software_register(&example_software, 1);
}
module_init(example_init);

static void __exit example_exit(void)
{
	subdev_software_unregister(&example_software);
}
module_exit(example_exit);

MODULE_DESCRIPTION("Example of what can be configured");
MODULE_LICENSE("GPL");
