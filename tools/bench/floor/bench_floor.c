// SPDX-License-Identifier: GPL-2.0-only
/*
 * The floor under benchmarks: a device of a bus that is added, bound to its
 * driver and registered with VFIO, with nothing around it; and copies of
 * memory. One device at a time for each open file.
 */
#include <linux/device.h>
#include <linux/device/bus.h>
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>
#include <linux/vmalloc.h>

#include "bench_floor.h"

/* Memory of one open file; @dev is the device that it has added, or NULL. */
struct floor_file {
	struct device *dev;
	void *from;
	void *to;
};

static atomic_t floor_number;
static size_t floor_piece = FLOOR_PIECE;

/*
 * The VFIO device, that nobody opens
 */

static int floor_vfio_open(struct vfio_device *vdev)
{
	return -ENODEV;
}

static void floor_vfio_close(struct vfio_device *vdev)
{
}

static const struct vfio_device_ops floor_vfio_ops = {
	.name = "bench_floor",
	.open_device = floor_vfio_open,
	.close_device = floor_vfio_close,
	.bind_iommufd = vfio_iommufd_emulated_bind,
	.unbind_iommufd = vfio_iommufd_emulated_unbind,
	.attach_ioas = vfio_iommufd_emulated_attach_ioas,
	.detach_ioas = vfio_iommufd_emulated_detach_ioas,
};

struct floor_vfio {
	struct vfio_device vdev;
};

static int floor_probe(struct device *dev)
{
	struct floor_vfio *floor;
	int err;

	floor = vfio_alloc_device(floor_vfio, vdev, dev, &floor_vfio_ops);
	if (IS_ERR(floor))
		return PTR_ERR(floor);
	err = vfio_register_emulated_iommu_dev(&floor->vdev);
	if (err) {
		vfio_put_device(&floor->vdev);
		return err;
	}
	dev_set_drvdata(dev, floor);
	return 0;
}

static void floor_remove(struct device *dev)
{
	struct floor_vfio *floor = dev_get_drvdata(dev);

	vfio_unregister_group_dev(&floor->vdev);
	vfio_put_device(&floor->vdev);
}

static const struct bus_type floor_bus = {
	.name = "bench_floor",
	.probe = floor_probe,
	.remove = floor_remove,
};

static struct device_driver floor_driver = {
	.name = "bench_floor",
	.owner = THIS_MODULE,
	.bus = &floor_bus,
	.suppress_bind_attrs = true,
	.probe_type = PROBE_FORCE_SYNCHRONOUS,
};

static void floor_release(struct device *dev)
{
	kfree(dev);
}

static int floor_add(struct floor_file *file)
{
	struct device *dev;
	int err;

	if (file->dev)
		return -EBUSY;
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;
	device_initialize(dev);
	dev->bus = &floor_bus;
	dev->release = floor_release;
	err = dev_set_name(dev, "floor%u",
			   (u32)atomic_inc_return(&floor_number));
	if (!err)
		err = device_add(dev);
	if (err)
		goto err_put;
	if (!dev->driver) {
		err = -ENODEV;
		goto err_del;
	}
	file->dev = dev;
	return 0;

err_del:
	device_del(dev);
err_put:
	put_device(dev);
	return err;
}

static int floor_del(struct floor_file *file)
{
	if (!file->dev)
		return -ENODEV;
	device_unregister(file->dev);
	file->dev = NULL;
	return 0;
}

static int floor_copy(struct floor_file *file, struct floor_copy *copy)
{
	/* not a constant: no compiler is to know better than memcpy() */
	size_t len = READ_ONCE(floor_piece);
	u64 start, i;

	if (copy->pieces > 1 << 20)
		return -ERANGE;
	start = ktime_get_ns();
	for (i = 0; i < copy->pieces; i++) {
		u32 off = i % FLOOR_PIECES * FLOOR_PIECE;

		memcpy(file->to + off, file->from + off, len);
		cond_resched();
	}
	copy->ns = ktime_get_ns() - start;
	return 0;
}

/*
 * The file
 */

static int floor_open(struct inode *inode, struct file *filp)
{
	struct floor_file *file;

	file = kzalloc(sizeof(*file), GFP_KERNEL);
	if (!file)
		return -ENOMEM;
	file->from = vzalloc(FLOOR_PIECES * FLOOR_PIECE);
	file->to = vzalloc(FLOOR_PIECES * FLOOR_PIECE);
	if (!file->from || !file->to) {
		vfree(file->from);
		vfree(file->to);
		kfree(file);
		return -ENOMEM;
	}
	memset(file->from, 0xb5, FLOOR_PIECES * FLOOR_PIECE);
	filp->private_data = file;
	return 0;
}

static int floor_close(struct inode *inode, struct file *filp)
{
	struct floor_file *file = filp->private_data;

	floor_del(file);
	vfree(file->from);
	vfree(file->to);
	kfree(file);
	return 0;
}

/* One caller at a time for a file: it is the benchmark's own. */
static long floor_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct floor_file *file = filp->private_data;
	struct floor_copy copy;
	int err;

	switch (cmd) {
	case FLOOR_ADD:
		return floor_add(file);
	case FLOOR_DEL:
		return floor_del(file);
	case FLOOR_COPY:
		if (copy_from_user(&copy, (void __user *)arg, sizeof(copy)))
			return -EFAULT;
		err = floor_copy(file, &copy);
		if (!err && copy_to_user((void __user *)arg, &copy,
					 sizeof(copy)))
			err = -EFAULT;
		return err;
	default:
		return -ENOTTY;
	}
}

static const struct file_operations floor_fops = {
	.owner = THIS_MODULE,
	.open = floor_open,
	.release = floor_close,
	.unlocked_ioctl = floor_ioctl,
};

static struct miscdevice floor_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "bench_floor",
	.fops = &floor_fops,
	.mode = 0600,
};

static int __init floor_init(void)
{
	int err;

	err = bus_register(&floor_bus);
	if (err)
		return err;
	err = driver_register(&floor_driver);
	if (err)
		goto err_bus;
	err = misc_register(&floor_misc);
	if (err)
		goto err_driver;
	return 0;

err_driver:
	driver_unregister(&floor_driver);
err_bus:
	bus_unregister(&floor_bus);
	return err;
}
module_init(floor_init);

static void __exit floor_exit(void)
{
	misc_deregister(&floor_misc);
	driver_unregister(&floor_driver);
	bus_unregister(&floor_bus);
}
module_exit(floor_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("The floor under the benchmarks of subdev");
