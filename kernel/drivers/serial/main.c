// SPDX-License-Identifier: GPL-2.0-only
/*
 * Serial cards as subdevices: the module, its parents and their types.
 *
 * A parent has no hardware behind it. It is a platform device, so that it can
 * be taken away and brought back by unbinding and binding its driver.
 */
#include <linux/err.h>
#include <linux/moduleparam.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/subdev.h>

#include "cable.h"
#include "card.h"

#define SERIAL_NAME		"subdev_serial"
#define SERIAL_MAX_PARENTS	16
#define SERIAL_MAX_DEVS		64

static int parents_set(const char *val, const struct kernel_param *kp)
{
	return param_set_uint_minmax(val, kp, 1, SERIAL_MAX_PARENTS);
}

static const struct kernel_param_ops parents_ops = {
	.set = parents_set,
	.get = param_get_uint,
};

static unsigned int parents = 1;
module_param_cb(parents, &parents_ops, &parents, 0444);
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

static struct platform_device *serial_devices[SERIAL_MAX_PARENTS];

static struct serial_parent *serial_dev_parent(const struct subdev_dev *sdev)
{
	return subdev_parent_priv(subdev_dev_parent(sdev));
}

static int serial_activate(struct subdev_dev *sdev,
			   struct netlink_ext_ack *extack)
{
	const struct subdev_type *type = subdev_dev_type(sdev);

	return serial_card_create(serial_dev_parent(sdev), sdev,
				  type->serial.ports,
				  strstarts(type->name, "loop-"), extack);
}

static void serial_deactivate(struct subdev_dev *sdev)
{
	serial_card_destroy(serial_dev_parent(sdev), sdev);
}

static int serial_reset(struct subdev_dev *sdev, struct netlink_ext_ack *extack)
{
	serial_card_reset(sdev);
	return 0;
}

static struct subdev_driver serial_driver = {
	.name = SERIAL_NAME,
	.activate = serial_activate,
	.deactivate = serial_deactivate,
	.reset = serial_reset,
};

static int serial_probe(struct platform_device *pdev)
{
	struct subdev_parent_desc desc = {
		.driver = &serial_driver,
		.types = serial_types,
		.num_types = ARRAY_SIZE(serial_types),
		.max_devs = SERIAL_MAX_DEVS,
	};
	struct serial_parent *sp;

	sp = devm_kzalloc(&pdev->dev, sizeof(*sp), GFP_KERNEL);
	if (!sp)
		return -ENOMEM;
	mutex_init(&sp->lock);
	INIT_LIST_HEAD(&sp->cables);
	platform_set_drvdata(pdev, sp);
	desc.priv = sp;
	sp->parent = subdev_parent_register(&pdev->dev, &desc);
	return PTR_ERR_OR_ZERO(sp->parent);
}

static void serial_remove(struct platform_device *pdev)
{
	struct serial_parent *sp = platform_get_drvdata(pdev);

	subdev_parent_unregister(sp->parent);
}

static struct platform_driver serial_platform_driver = {
	.probe = serial_probe,
	.remove = serial_remove,
	.driver = {
		.name = SERIAL_NAME,
	},
};

static void serial_del_devices(void)
{
	unsigned int i;

	for (i = 0; i < SERIAL_MAX_PARENTS; i++)
		platform_device_unregister(serial_devices[i]);
}

static int serial_add_devices(void)
{
	struct platform_device *pdev;
	unsigned int i;

	for (i = 0; i < parents; i++) {
		pdev = platform_device_register_simple(SERIAL_NAME, i, NULL, 0);
		if (IS_ERR(pdev)) {
			serial_del_devices();
			return PTR_ERR(pdev);
		}
		serial_devices[i] = pdev;
	}
	return 0;
}

static int __init serial_init(void)
{
	int ret;

	ret = subdev_driver_register(&serial_driver);
	if (ret)
		return ret;
	ret = platform_driver_register(&serial_platform_driver);
	if (ret)
		goto err_unregister_driver;
	ret = serial_add_devices();
	if (ret)
		goto err_unregister_platform;
	return 0;

err_unregister_platform:
	platform_driver_unregister(&serial_platform_driver);
err_unregister_driver:
	subdev_driver_unregister(&serial_driver);
	return ret;
}

static void __exit serial_exit(void)
{
	serial_del_devices();
	platform_driver_unregister(&serial_platform_driver);
	subdev_driver_unregister(&serial_driver);
}

module_init(serial_init);
module_exit(serial_exit);

MODULE_DESCRIPTION("Serial cards as subdevices");
MODULE_LICENSE("GPL");
