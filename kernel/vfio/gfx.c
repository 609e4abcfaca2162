// SPDX-License-Identifier: GPL-2.0-only
/* VFIO_DEVICE_QUERY_GFX_PLANE: what a display shows, in a region. */
#include <linux/mm.h>
#include <linux/stddef.h>
#include <linux/uaccess.h>

#include "vfio.h"

/*
 * DRM_PLANE_TYPE_PRIMARY, which is in a header of DRM's own. QEMU asks without
 * saying a type, which is 0.
 */
#define PLANE_PRIMARY	1

static void plane_info(struct subdev_vfio *sv,
		       struct vfio_device_gfx_plane_info *info)
{
	struct subdev_vfio_plane plane = {};

	sv->priv->ops->plane(sv, &plane);
	info->drm_format = plane.format;
	info->drm_format_mod = 0;
	info->width = plane.width;
	info->height = plane.height;
	info->stride = plane.stride;
	info->size = PAGE_ALIGN(plane.stride * plane.height);
	info->x_pos = 0;
	info->y_pos = 0;
	info->x_hot = 0;
	info->y_hot = 0;
	info->region_index = plane.region;
}

/**
 * subdev_vfio_query_plane() - VFIO_DEVICE_QUERY_GFX_PLANE
 * @sv: the data path
 * @arg: the user's argument
 *
 * Context: Process context, may sleep.
 * Return: 0, -ENOTTY if it is no display, -EINVAL for a cursor or other means than
 * a region, -EFAULT.
 */
long subdev_vfio_query_plane(struct subdev_vfio *sv,
			     struct vfio_device_gfx_plane_info __user *arg)
{
	size_t minsz = offsetofend(struct vfio_device_gfx_plane_info, reserved);
	struct vfio_device_gfx_plane_info info;

	if (!sv->priv->ops->plane)
		return -ENOTTY;
	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	if (info.flags == (VFIO_GFX_PLANE_TYPE_PROBE |
			   VFIO_GFX_PLANE_TYPE_REGION))
		return 0;
	if (info.flags != VFIO_GFX_PLANE_TYPE_REGION ||
	    info.drm_plane_type > PLANE_PRIMARY)
		return -EINVAL;
	plane_info(sv, &info);
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}
