// SPDX-License-Identifier: GPL-2.0-only
/* Serial cards as subdevices: the module, its parents and their types. */
#include <linux/moduleparam.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/subdev.h>
#include <linux/subdev_vfio.h>

#include "cable.h"
#include "card.h"

#define SERIAL_MAX_DEVS	64

static unsigned int parents = 1;
module_param_cb(parents, &subdev_software_parents, &parents, 0444);
MODULE_PARM_DESC(parents, "number of parents, 1 to 16 (default 1)");

/*
 * One model for each number of ports: to a guest the far end makes no
 * difference. No version has anything to configure.
 */
static const struct subdev_version serial_versions[] = {
	{ .number = 1 },
};

#define SERIAL_MODEL(_uri) {				\
	.uri = (_uri),					\
	.versions = serial_versions,			\
	.num_versions = ARRAY_SIZE(serial_versions),	\
}

static const struct subdev_model serial_model_1 =
	SERIAL_MODEL("subdev:serial:16550a:1");
static const struct subdev_model serial_model_2 =
	SERIAL_MODEL("subdev:serial:16550a:2");
static const struct subdev_model serial_model_4 =
	SERIAL_MODEL("subdev:serial:16550a:4");
static const struct subdev_model serial_model_8 =
	SERIAL_MODEL("subdev:serial:16550a:8");

#define SERIAL_TYPE(_name, _ports, _model, _description) {	\
	.name = (_name),					\
	.class = SUBDEV_CLASS_SERIAL,				\
	.description = (_description),				\
	.device_api = "vfio-pci",				\
	.model = (_model),					\
	.serial = { .ports = (_ports) },			\
}

static const struct subdev_type serial_types[] = {
	SERIAL_TYPE("loop-1", 1, &serial_model_1,
		    "16550A card, 1 port, looped back"),
	SERIAL_TYPE("loop-2", 2, &serial_model_2,
		    "16550A card, 2 ports, each looped back"),
	SERIAL_TYPE("loop-4", 4, &serial_model_4,
		    "16550A card, 4 ports, each looped back"),
	SERIAL_TYPE("loop-8", 8, &serial_model_8,
		    "16550A card, 8 ports, each looped back"),
	SERIAL_TYPE("null-1", 1, &serial_model_1,
		    "16550A card, 1 port, null modem to the next null-1"),
	SERIAL_TYPE("null-2", 2, &serial_model_2,
		    "16550A card, 2 ports, null modems to the next null-2"),
	SERIAL_TYPE("null-4", 4, &serial_model_4,
		    "16550A card, 4 ports, null modems to the next null-4"),
	SERIAL_TYPE("null-8", 8, &serial_model_8,
		    "16550A card, 8 ports, null modems to the next null-8"),
};

static struct subdev_driver serial_driver = {
	.name = "subdev_serial",
	.activate = serial_card_create,
	.deactivate = subdev_vfio_dev_deactivate,
	.reset = subdev_vfio_dev_reset,
};

static int serial_add(void **priv)
{
	struct serial_parent *sp = kzalloc(sizeof(*sp), GFP_KERNEL);

	if (!sp)
		return -ENOMEM;
	mutex_init(&sp->lock);
	INIT_LIST_HEAD(&sp->cables);
	*priv = sp;
	return 0;
}

static void serial_del(void *priv)
{
	struct serial_parent *sp = priv;

	mutex_destroy(&sp->lock);
	kfree(sp);
}

static struct subdev_software serial_software = {
	.desc = {
		.driver = &serial_driver,
		.types = serial_types,
		.num_types = ARRAY_SIZE(serial_types),
		.max_devs = SERIAL_MAX_DEVS,
	},
	.add = serial_add,
	.del = serial_del,
};

static int __init serial_init(void)
{
	return subdev_software_register(&serial_software, parents);
}

static void __exit serial_exit(void)
{
	subdev_software_unregister(&serial_software);
}

module_init(serial_init);
module_exit(serial_exit);

MODULE_DESCRIPTION("Serial cards as subdevices");
MODULE_LICENSE("GPL");
