/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Subdevices: the interface between the core and vendor drivers.
 *
 * A vendor driver registers a struct subdev_driver once, and a parent for each
 * device that it can carve subdevices out of. The core keeps the records,
 * answers user space and calls the driver when a subdevice is to be built or
 * torn down. The data path is in <linux/subdev_vfio.h>.
 */
#ifndef _LINUX_SUBDEV_H
#define _LINUX_SUBDEV_H

#include <linux/device.h>
#include <linux/types.h>
#include <linux/uuid.h>

#include <uapi/linux/subdev.h>

struct netlink_ext_ack;
struct subdev_dev;
struct subdev_parent;

/**
 * struct subdev_type - a kind of subdevice that a parent offers
 * @name: unique on its parent, at most SUBDEV_TYPE_NAME_MAX bytes
 * @class: what its subdevices are for their guests
 * @description: one line for people, at most SUBDEV_NAME_MAX bytes
 * @device_api: what drives the VFIO device in a VMM, "vfio-pci" for PCI
 *
 * Constant data of the driver, which stays as it is until the parent has been
 * unregistered.
 */
struct subdev_type {
	const char *name;
	enum subdev_class class;
	const char *description;
	const char *device_api;
};

/**
 * struct subdev_driver - a vendor driver
 * @name: name of the driver on the subdev bus
 * @activate: required. Build the device that @sdev stands for and register it
 *	with VFIO, as the last step that can fail: after it has returned 0 the
 *	subdevice can be opened. May sleep, but never waits for user space. On
 *	failure it returns a negative errno, says why in @extack and leaves
 *	nothing behind; the subdevice stays inactive. User space gets -EIO for
 *	-EINTR, which netlink does not answer, and for the kernel's own
 *	numbers like -ERESTARTSYS and -EPROBE_DEFER.
 * @deactivate: required. Undo @activate. May wait for those who have the
 *	device open.
 * @driver: private to the core
 *
 * The core calls both with no lock of its own held (the driver core holds the
 * lock of the subdevice's bus device), never both at the same time for one
 * subdevice, each @activate that succeeded is followed by exactly one
 * @deactivate, and all of them are over when subdev_parent_unregister()
 * returns. Calls for different subdevices run in parallel.
 */
struct subdev_driver {
	const char *name;
	int (*activate)(struct subdev_dev *sdev, struct netlink_ext_ack *extack);
	void (*deactivate)(struct subdev_dev *sdev);

	/* private: */
	struct device_driver driver;
};

/**
 * struct subdev_parent_desc - what a vendor driver says of a parent
 * @driver: the registered driver whose subdevices the parent has
 * @types: the types that it offers, at least one
 * @num_types: number of @types
 * @max_devs: number of subdevices that it can have, at least 1
 * @priv: the driver's own, see subdev_parent_priv()
 *
 * The core copies the description; @types stays the driver's.
 */
struct subdev_parent_desc {
	struct subdev_driver *driver;
	const struct subdev_type *types;
	unsigned int num_types;
	u32 max_devs;
	void *priv;
};

int __subdev_driver_register(struct subdev_driver *drv, struct module *owner);
void subdev_driver_unregister(struct subdev_driver *drv);

/**
 * subdev_driver_register() - register a vendor driver on the subdev bus
 * @drv: the driver
 *
 * Context: Process context, may sleep.
 * Return: 0, or a negative errno: -EINVAL if a required member is missing,
 * -EBUSY if a driver of this name exists, -ENOMEM.
 */
#define subdev_driver_register(drv) __subdev_driver_register(drv, THIS_MODULE)

struct subdev_parent *subdev_parent_register(struct device *dev,
					     const struct subdev_parent_desc *desc);
void subdev_parent_unregister(struct subdev_parent *parent);
void *subdev_parent_priv(const struct subdev_parent *parent);
struct device *subdev_parent_device(const struct subdev_parent *parent);

struct subdev_parent *subdev_dev_parent(const struct subdev_dev *sdev);
const struct subdev_type *subdev_dev_type(const struct subdev_dev *sdev);
u32 subdev_dev_id(const struct subdev_dev *sdev);
const uuid_t *subdev_dev_uuid(const struct subdev_dev *sdev);
struct device *subdev_dev_device(const struct subdev_dev *sdev);
void subdev_dev_set_drvdata(struct subdev_dev *sdev, void *data);
void *subdev_dev_drvdata(const struct subdev_dev *sdev);

/*
 * For the data path: subdev_vfio.ko calls these, a driver that uses it does
 * not.
 */
void subdev_dev_set_node(struct subdev_dev *sdev, int group, const char *cdev);
int subdev_dev_open(struct subdev_dev *sdev);
void subdev_dev_close(struct subdev_dev *sdev);

#endif /* _LINUX_SUBDEV_H */
