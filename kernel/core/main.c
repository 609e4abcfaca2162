// SPDX-License-Identifier: GPL-2.0-only
/*
 * subdev.ko: subdevices, what a driver carves out of one device.
 *
 * One file per noun: parent.c, resource.c, owner.c, limit.c, type.c, model.c,
 * manifest.c, label.c, lease.c, stats.c and dev.c, with dev_create.c, dev_set.c and
 * dev_life.c for how a subdevice comes, changes and goes; pool.c, with all that
 * begins like it, for stocks of them; transaction.c for many at once. bus.c is the
 * driver core's view of the active ones, software.c makes parents that have no
 * hardware behind them; netlink.c, sock.c and notify.c carry it all to user space,
 * trace.c to who traces.
 *
 * range.c, value.c, config.c, compat.c and filter.c know none of that: they are
 * plain functions over plain data, for ranges, params, configurations, whether
 * two of these fit, and which events somebody wants. wanted.c and verdict.c stand
 * between them and the wire.
 */
#include <linux/module.h>

#include "core.h"

static int __init subdev_init(void)
{
	int err;

	err = subdev_label_init();
	if (err)
		return err;
	err = subdev_owner_init();
	if (err)
		goto err_label;
	err = subdev_dev_init();
	if (err)
		goto err_owner;
	err = subdev_bus_init();
	if (err)
		goto err_dev;
	err = subdev_sock_init();
	if (err)
		goto err_bus;
	err = subdev_pool_init();
	if (err)
		goto err_sock;
	subdev_event_init();
	err = subdev_nl_init();
	if (err)
		goto err_pool;
	return 0;

err_pool:
	subdev_pool_exit();
err_sock:
	subdev_sock_exit();
err_bus:
	subdev_bus_exit();
err_dev:
	subdev_dev_exit();
err_owner:
	subdev_owner_exit();
err_label:
	subdev_label_exit();
	return err;
}

static void __exit subdev_exit(void)
{
	subdev_event_exit();
	subdev_nl_exit();
	subdev_pool_exit();
	subdev_sock_exit();
	subdev_bus_exit();
	subdev_parent_exit();
	subdev_dev_exit();
	subdev_owner_exit();
	subdev_label_exit();
}

module_init(subdev_init);
module_exit(subdev_exit);

MODULE_DESCRIPTION("Subdevices: parents, types and instances over generic netlink");
MODULE_LICENSE("GPL");
MODULE_ALIAS_GENL_FAMILY(SUBDEV_FAMILY_NAME);
