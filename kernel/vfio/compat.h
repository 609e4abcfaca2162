/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs for this module between the kernels that we build for. */
#ifndef _SUBDEV_VFIO_COMPAT_H
#define _SUBDEV_VFIO_COMPAT_H

#include <linux/stddef.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>

typedef int (*subdev_compat_region_info_fn)(struct vfio_device *vdev,
					    struct vfio_region_info *info,
					    struct vfio_info_cap *caps);

/*
 * Newer kernels handle VFIO_DEVICE_GET_REGION_INFO themselves, with a callback
 * for the contents, and never pass it to .ioctl. Older ones only pass it there.
 * So a device names one function twice: in its struct vfio_device_ops, and in
 * its .ioctl.
 */
#ifdef SUBDEV_HAVE_REGION_INFO_CAPS

#define SUBDEV_COMPAT_REGION_INFO_OP(fn)	.get_region_info_caps = fn,

static inline long subdev_compat_region_info(struct vfio_device *vdev,
					     struct vfio_region_info __user *arg,
					     subdev_compat_region_info_fn fn)
{
	return -ENOTTY;
}

#else

#define SUBDEV_COMPAT_REGION_INFO_OP(...)

/* @fn gets no capabilities to fill. */
static inline long subdev_compat_region_info(struct vfio_device *vdev,
					     struct vfio_region_info __user *arg,
					     subdev_compat_region_info_fn fn)
{
	size_t minsz = offsetofend(struct vfio_region_info, offset);
	struct vfio_region_info info;
	int ret;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	ret = fn(vdev, &info, NULL);
	if (ret)
		return ret;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

#endif /* SUBDEV_HAVE_REGION_INFO_CAPS */

#endif /* _SUBDEV_VFIO_COMPAT_H */
