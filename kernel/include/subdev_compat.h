/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between the kernels that we build for, 6.12 and later. The code
 * is written for the newest kernel, and this makes older ones look like it.
 *
 * Where a difference is no macro, kernel/Kbuild looks into the kernel's headers
 * and defines a word. A version number would say too little: backports make it
 * lie, and a wrong guess can compile and fail at run time.
 */
#ifndef _SUBDEV_COMPAT_H
#define _SUBDEV_COMPAT_H

#include <linux/hrtimer.h>
#include <linux/netlink.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/stddef.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>

/* The newer name. */
#ifndef NL_ASSERT_CTX_FITS
#define NL_ASSERT_CTX_FITS(type)	NL_ASSERT_DUMP_CTX_FITS(type)
#endif

/* Older kernels have hrtimer_init(), and the caller sets the function. */
#ifndef SUBDEV_HAVE_HRTIMER_SETUP
static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*fn)(struct hrtimer *),
				 clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = fn;
}
#endif

/* Older kernels take the module's name from where it is built in. */
#ifndef SUBDEV_HAVE_PLATFORM_DRIVER_MOD_NAME
static inline int
subdev_compat_platform_driver_register(struct platform_driver *drv,
				       struct module *owner,
				       const char *mod_name)
{
	return __platform_driver_register(drv, owner);
}

#define __platform_driver_register subdev_compat_platform_driver_register
#endif

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

/*
 * A user whose argsz has no room for the capabilities is told how much there
 * must be, and asks again.
 */
static inline long
subdev_compat_region_caps(struct vfio_region_info *info,
			  struct vfio_region_info __user *arg,
			  struct vfio_info_cap *caps)
{
	if (!caps->size)
		return 0;
	info->flags |= VFIO_REGION_INFO_FLAG_CAPS;
	if (info->argsz < sizeof(*info) + caps->size) {
		info->argsz = sizeof(*info) + caps->size;
		return 0;
	}
	vfio_info_cap_shift(caps, sizeof(*info));
	if (copy_to_user(arg + 1, caps->buf, caps->size))
		return -EFAULT;
	info->cap_offset = sizeof(*info);
	return 0;
}

static inline long subdev_compat_region_info(struct vfio_device *vdev,
					     struct vfio_region_info __user *arg,
					     subdev_compat_region_info_fn fn)
{
	size_t minsz = offsetofend(struct vfio_region_info, offset);
	struct vfio_info_cap caps = {};
	struct vfio_region_info info;
	long ret;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	ret = fn(vdev, &info, &caps);
	if (!ret)
		ret = subdev_compat_region_caps(&info, arg, &caps);
	if (!ret && copy_to_user(arg, &info, minsz))
		ret = -EFAULT;
	kfree(caps.buf);
	return ret;
}

#endif /* SUBDEV_HAVE_REGION_INFO_CAPS */

#endif /* _SUBDEV_COMPAT_H */
