// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parents that have no hardware behind them: platform devices, so that they can
 * be taken away and brought back by unbinding and binding their driver.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/subdev.h>

#include <subdev_compat.h>

static int parents_set(const char *val, const struct kernel_param *kp)
{
	return param_set_uint_minmax(val, kp, 1, SUBDEV_SOFTWARE_MAX);
}

/* See subdev.h. */
const struct kernel_param_ops subdev_software_parents = {
	.set = parents_set,
	.get = param_get_uint,
};
EXPORT_SYMBOL_GPL(subdev_software_parents);

static struct subdev_software *to_software(struct platform_device *pdev)
{
	return container_of(pdev->dev.driver, struct subdev_software,
			    platform.driver);
}

static int software_probe(struct platform_device *pdev)
{
	struct subdev_software *sw = to_software(pdev);
	struct subdev_parent_desc desc = sw->desc;
	struct subdev_parent *parent;
	int err;

	if (sw->add) {
		err = sw->add(&desc.priv);
		if (err)
			return err;
	}
	parent = subdev_parent_register(&pdev->dev, &desc);
	if (IS_ERR(parent)) {
		if (sw->del)
			sw->del(desc.priv);
		return PTR_ERR(parent);
	}
	platform_set_drvdata(pdev, parent);
	return 0;
}

static void software_remove(struct platform_device *pdev)
{
	struct subdev_parent *parent = platform_get_drvdata(pdev);
	struct subdev_software *sw = to_software(pdev);
	void *priv = subdev_parent_priv(parent);

	subdev_parent_unregister(parent);
	if (sw->del)
		sw->del(priv);
}

static void del_devices(struct subdev_software *sw)
{
	unsigned int i;

	for (i = 0; i < SUBDEV_SOFTWARE_MAX; i++) {
		platform_device_unregister(sw->devices[i]);
		sw->devices[i] = NULL;
	}
}

static int add_devices(struct subdev_software *sw, unsigned int num)
{
	struct platform_device *pdev;
	unsigned int i;

	for (i = 0; i < num; i++) {
		pdev = platform_device_register_simple(sw->desc.driver->name, i,
						       NULL, 0);
		if (IS_ERR(pdev)) {
			del_devices(sw);
			return PTR_ERR(pdev);
		}
		sw->devices[i] = pdev;
	}
	return 0;
}

/**
 * __subdev_software_register() - see subdev_software_register()
 * @sw: the parents
 * @num: how many
 * @owner: the driver's module
 *
 * Context: Process context, may sleep.
 * Return: 0 or a negative errno.
 */
int __subdev_software_register(struct subdev_software *sw, unsigned int num,
			       struct module *owner)
{
	int err;

	if (WARN_ON_ONCE(!num || num > SUBDEV_SOFTWARE_MAX ||
			 !sw->add != !sw->del))
		return -EINVAL;
	sw->platform.probe = software_probe;
	sw->platform.remove = software_remove;
	sw->platform.driver.name = sw->desc.driver->name;
	err = __subdev_driver_register(sw->desc.driver, owner);
	if (err)
		return err;
	err = __platform_driver_register(&sw->platform, owner,
					 module_name(owner));
	if (err)
		goto err_driver;
	err = add_devices(sw, num);
	if (err)
		goto err_platform;
	return 0;

err_platform:
	platform_driver_unregister(&sw->platform);
err_driver:
	subdev_driver_unregister(sw->desc.driver);
	return err;
}
EXPORT_SYMBOL_GPL(__subdev_software_register);

/**
 * subdev_software_unregister() - undo subdev_software_register()
 * @sw: the parents
 *
 * Context: Process context, sleeps as subdev_parent_unregister() does.
 */
void subdev_software_unregister(struct subdev_software *sw)
{
	del_devices(sw);
	platform_driver_unregister(&sw->platform);
	subdev_driver_unregister(sw->desc.driver);
}
EXPORT_SYMBOL_GPL(subdev_software_unregister);
