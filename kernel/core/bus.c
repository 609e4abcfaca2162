// SPDX-License-Identifier: GPL-2.0-only
/*
 * The subdev bus: where each active subdevice is a device, named by its UUID
 * and bound to its vendor driver, since VFIO needs a driver of the device that
 * it opens. sysfs shows, and changes nothing: no driver matches a device by
 * itself, and none can be bound or unbound there.
 */
#include <linux/device/bus.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "core.h"
#include "trace.h"

static struct subdev_busdev *to_subdev_busdev(struct device *dev)
{
	return container_of(dev, struct subdev_busdev, dev);
}

static const struct subdev_driver *to_subdev_driver(const struct device_driver *drv)
{
	return container_of_const(drv, struct subdev_driver, driver);
}

/*
 * The shows take no lock: what they show is constant, and the driver core
 * waits for them before the device goes away. While the vendor driver builds
 * it there is nothing to show: it may come to nothing.
 */
static ssize_t id_show(struct device *dev, struct device_attribute *attr,
		       char *buf)
{
	const struct subdev_busdev *busdev = to_subdev_busdev(dev);

	if (!READ_ONCE(busdev->shown))
		return -ENODEV;
	return sysfs_emit(buf, "%u\n", busdev->sdev->id);
}
static DEVICE_ATTR_RO(id);

static ssize_t type_show(struct device *dev, struct device_attribute *attr,
			 char *buf)
{
	const struct subdev_busdev *busdev = to_subdev_busdev(dev);

	if (!READ_ONCE(busdev->shown))
		return -ENODEV;
	return sysfs_emit(buf, "%s\n", busdev->sdev->type->name);
}
static DEVICE_ATTR_RO(type);

static struct attribute *subdev_busdev_attrs[] = {
	&dev_attr_id.attr,
	&dev_attr_type.attr,
	NULL
};
ATTRIBUTE_GROUPS(subdev_busdev);

static int subdev_bus_match(struct device *dev, const struct device_driver *drv)
{
	return 0;
}

/*
 * What a driver fails with, for user space: netlink does not answer a request
 * that fails with -EINTR, and the numbers from -ERESTARTSYS on are the kernel's
 * own.
 */
static int subdev_driver_errno(int err)
{
	if (WARN_ON_ONCE(err > 0) || err == -EINTR || err <= -ERESTARTSYS)
		return -EIO;
	return err;
}

/* What a driver has said must outlive its module. */
static void subdev_driver_said(struct netlink_ext_ack *extack)
{
	if (!extack || !extack->_msg || extack->_msg == extack->_msg_buf)
		return;
	strscpy(extack->_msg_buf, extack->_msg);
	extack->_msg = extack->_msg_buf;
}

/**
 * subdev_driver_refuses() - what a vendor driver's callback returned
 * @err: what it was
 * @extack: where the driver may have said why
 * @text: what to say if it has not
 *
 * Return: what to tell user space, 0 if @err is.
 */
int subdev_driver_refuses(int err, struct netlink_ext_ack *extack,
			  const char *text)
{
	err = subdev_driver_errno(err);
	subdev_driver_said(extack);
	if (err && !extack->_msg)
		NL_SET_ERR_MSG_FMT(extack, "%s", text);
	return err;
}

/*
 * The driver's errno is kept aside, and the driver core gets the one that it
 * does not log: why an activation fails is for the user who asked, in words.
 * It also keeps -EPROBE_DEFER from it, which would try again behind our back.
 */
static int subdev_bus_probe(struct device *dev)
{
	struct subdev_busdev *busdev = to_subdev_busdev(dev);
	const struct subdev_driver *drv = to_subdev_driver(dev->driver);

	busdev->err = subdev_driver_errno(drv->activate(busdev->sdev,
							busdev->extack));
	subdev_driver_said(busdev->extack);
	return busdev->err ? -ENODEV : 0;
}

static void subdev_bus_remove(struct device *dev)
{
	to_subdev_driver(dev->driver)->deactivate(to_subdev_busdev(dev)->sdev);
}

static const struct bus_type subdev_bus = {
	.name = "subdev",
	.match = subdev_bus_match,
	.probe = subdev_bus_probe,
	.remove = subdev_bus_remove,
};

static void subdev_busdev_release(struct device *dev)
{
	struct subdev_busdev *busdev = to_subdev_busdev(dev);

	subdev_dev_put(busdev->sdev);
	mutex_destroy(&busdev->lock);
	kfree(busdev);
}

static struct subdev_busdev *subdev_busdev_new(struct subdev_dev *sdev)
{
	struct subdev_busdev *busdev;

	busdev = kzalloc(sizeof(*busdev), GFP_KERNEL_ACCOUNT);
	if (!busdev)
		return NULL;
	subdev_dev_get(sdev);
	busdev->sdev = sdev;
	busdev->group = -1;
	mutex_init(&busdev->lock);
	device_initialize(&busdev->dev);
	dev_set_uevent_suppress(&busdev->dev, true);
	/*
	 * What is to be suspended is the parent. Its files for that would be a
	 * tenth of what a subdevice takes to come and go.
	 */
	device_set_pm_not_required(&busdev->dev);
	busdev->dev.parent = sdev->parent->dev;
	busdev->dev.bus = &subdev_bus;
	busdev->dev.groups = subdev_busdev_groups;
	busdev->dev.release = subdev_busdev_release;
	if (dev_set_name(&busdev->dev, "%pUb", &sdev->uuid)) {
		put_device(&busdev->dev);
		return NULL;
	}
	return busdev;
}

/**
 * subdev_bus_activate() - build a subdevice
 * @sdev: the subdevice, inactive, with work begun on its parent
 * @extack: for the reason of a failure
 *
 * Adds the device to the bus and binds it to its vendor driver, which
 * registers it with VFIO. udev does not hear of it, and sysfs shows nothing but
 * that it is there, until subdev_bus_show() and subdev_bus_announce().
 *
 * Context: Process context, may sleep. No lock of the core is held.
 * Return: 0, or a negative errno, with the subdevice as before.
 */
int subdev_bus_activate(struct subdev_dev *sdev, struct netlink_ext_ack *extack)
{
	struct device_driver *drv = &sdev->parent->driver->driver;
	struct subdev_busdev *busdev;
	int err;

	err = subdev_stats_begin(sdev);
	if (err)
		goto err_trace;
	busdev = subdev_busdev_new(sdev);
	if (!busdev) {
		err = -ENOMEM;
		goto err_stats;
	}
	busdev->extack = extack;
	sdev->busdev = busdev;
	err = device_add(&busdev->dev);
	if (err)
		goto err_put;
	err = device_driver_attach(drv, &busdev->dev);
	if (err)
		goto err_del;
	busdev->extack = NULL;
	return 0;

err_del:
	subdev_stats_failed(sdev);
	device_del(&busdev->dev);
	if (busdev->err)
		err = busdev->err;
err_put:
	sdev->busdev = NULL;
	put_device(&busdev->dev);
	if (extack && !extack->_msg)
		NL_SET_ERR_MSG(extack, "the subdevice could not be built");
err_stats:
	subdev_stats_end(sdev);
err_trace:
	/* of one that is being created; nobody publishes it meanwhile */
	if (!sdev->published)
		trace_subdev_create(sdev, err);
	return err;
}

/**
 * subdev_bus_deactivate() - undo subdev_bus_activate()
 * @sdev: the subdevice, removing
 *
 * Context: Process context, may sleep for as long as a user has the device
 * open. No lock of the core is held.
 */
void subdev_bus_deactivate(struct subdev_dev *sdev)
{
	struct subdev_busdev *busdev = sdev->busdev;

	mutex_lock(&busdev->lock);
	busdev->ended = true;
	mutex_unlock(&busdev->lock);
	/* First what waits for users: till then sysfs shows what they hold. */
	device_release_driver(&busdev->dev);
	device_del(&busdev->dev);
	sdev->busdev = NULL;
	put_device(&busdev->dev);
	subdev_stats_end(sdev);
}

/* Lets sysfs show an active subdevice, if it is one, since all can see it now. */
void subdev_bus_show(struct subdev_dev *sdev)
{
	if (sdev->busdev)
		WRITE_ONCE(sdev->busdev->shown, true);
}

static void subdev_busdev_announce(struct subdev_busdev *busdev)
{
	mutex_lock(&busdev->lock);
	if (!busdev->ended && dev_get_uevent_suppress(&busdev->dev)) {
		dev_set_uevent_suppress(&busdev->dev, false);
		kobject_uevent(&busdev->dev.kobj, KOBJ_ADD);
		kobject_uevent(&busdev->dev.kobj, KOBJ_BIND);
	}
	mutex_unlock(&busdev->lock);
}

/**
 * subdev_bus_announce() - let udev know of a subdevice, if it is active
 * @sdev: the subdevice, shown
 *
 * One that is removed meanwhile is never heard of.
 *
 * Context: Process context, may sleep. No lock of the core is held.
 */
void subdev_bus_announce(struct subdev_dev *sdev)
{
	struct subdev_busdev *busdev;

	mutex_lock(&sdev->lock);
	busdev = sdev->busdev;
	if (busdev)
		get_device(&busdev->dev);
	mutex_unlock(&sdev->lock);
	if (!busdev)
		return;
	subdev_busdev_announce(busdev);
	put_device(&busdev->dev);
}

/*
 * For vendor drivers
 */

/**
 * subdev_dev_device() - the device on the subdev bus
 * @sdev: the subdevice, from activate to deactivate
 *
 * Context: Any.
 * Return: the device.
 */
struct device *subdev_dev_device(const struct subdev_dev *sdev)
{
	return &sdev->busdev->dev;
}
EXPORT_SYMBOL_GPL(subdev_dev_device);

/**
 * subdev_dev_set_node() - say where the VFIO device can be opened
 * @sdev: the subdevice, being activated
 * @group: number of the VFIO group, or -1 for none
 * @cdev: name of the VFIO character device, or NULL for none
 *
 * For the data path, once it has registered the device with VFIO.
 *
 * Context: Called from the driver's activate.
 */
void subdev_dev_set_node(struct subdev_dev *sdev, int group, const char *cdev)
{
	sdev->busdev->group = group;
	strscpy(sdev->busdev->cdev, cdev ?: "", sizeof(sdev->busdev->cdev));
}
EXPORT_SYMBOL_GPL(subdev_dev_set_node);

/* subdev_driver_register() is the caller's view. */
int __subdev_driver_register(struct subdev_driver *drv, struct module *owner)
{
	int err;

	if (WARN_ON_ONCE(!drv->name || !drv->activate || !drv->deactivate ||
			 strlen(drv->name) > SUBDEV_NAME_MAX))
		return -EINVAL;
	drv->driver.name = drv->name;
	drv->driver.owner = owner;
	drv->driver.bus = &subdev_bus;
	drv->driver.suppress_bind_attrs = true;
	drv->driver.probe_type = PROBE_FORCE_SYNCHRONOUS;
	err = driver_register(&drv->driver);
	if (err)
		drv->driver.bus = NULL;
	return err;
}
EXPORT_SYMBOL_GPL(__subdev_driver_register);

/**
 * subdev_driver_unregister() - undo subdev_driver_register()
 * @drv: the driver, whose parents have all been unregistered
 *
 * Context: Process context, may sleep.
 */
void subdev_driver_unregister(struct subdev_driver *drv)
{
	WARN_ON_ONCE(subdev_parent_driver_used(drv));
	driver_unregister(&drv->driver);
	drv->driver.bus = NULL;
}
EXPORT_SYMBOL_GPL(subdev_driver_unregister);

int subdev_bus_init(void)
{
	return bus_register(&subdev_bus);
}

void subdev_bus_exit(void)
{
	bus_unregister(&subdev_bus);
}
