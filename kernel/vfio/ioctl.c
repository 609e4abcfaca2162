// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO_DEVICE_* ioctls. Their argsz is at least what the first version of the
 * structure had; no more is written than it says.
 */
#include <linux/stddef.h>
#include <linux/subdev.h>
#include <linux/uaccess.h>

#include <subdev_compat.h>

#include "vfio.h"

static long get_info(const struct subdev_vfio_pci *pci,
		     struct vfio_device_info __user *arg)
{
	size_t minsz = offsetofend(struct vfio_device_info, num_irqs);
	struct vfio_device_info info = {};

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	info.flags = VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET;
	info.num_regions = VFIO_PCI_NUM_REGIONS + pci->num_regions;
	info.num_irqs = VFIO_PCI_NUM_IRQS;
	minsz = min_t(size_t, info.argsz, sizeof(info));
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

static u32 irq_flags(unsigned int index)
{
	switch (index) {
	case VFIO_PCI_INTX_IRQ_INDEX:
		return VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE |
		       VFIO_IRQ_INFO_AUTOMASKED;
	case VFIO_PCI_MSIX_IRQ_INDEX:
		return VFIO_IRQ_INFO_EVENTFD;
	default:
		return VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE;
	}
}

static long get_irq_info(const struct subdev_vfio_pci *pci,
			 struct vfio_irq_info __user *arg)
{
	size_t minsz = offsetofend(struct vfio_irq_info, count);
	struct vfio_irq_info info;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz || info.index >= VFIO_PCI_NUM_IRQS)
		return -EINVAL;
	/* as for a function that is not PCI Express in vfio-pci */
	if (info.index == VFIO_PCI_ERR_IRQ_INDEX)
		return -EINVAL;
	info.flags = irq_flags(info.index);
	info.count = subdev_vfio_irq_count(pci, info.index);
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

long subdev_vfio_ioctl(struct vfio_device *vdev, unsigned int cmd,
		       unsigned long arg)
{
	struct subdev_vfio *sv = subdev_vfio_from(vdev);
	void __user *uarg = (void __user *)arg;

	switch (cmd) {
	case VFIO_DEVICE_GET_INFO:
		return get_info(sv->priv->pci, uarg);
	case VFIO_DEVICE_GET_REGION_INFO:
		return subdev_compat_region_info(vdev, uarg,
						 subdev_vfio_region_info);
	case VFIO_DEVICE_GET_IRQ_INFO:
		return get_irq_info(sv->priv->pci, uarg);
	case VFIO_DEVICE_SET_IRQS:
		return subdev_vfio_set_irqs(sv->priv, uarg);
	case VFIO_DEVICE_IOEVENTFD:
		return subdev_vfio_ioeventfd(sv, uarg);
	case VFIO_DEVICE_QUERY_GFX_PLANE:
		return subdev_vfio_query_plane(sv, uarg);
	case VFIO_DEVICE_RESET:
		subdev_vfio_migration_reset(sv);
		subdev_dev_was_reset(sv->priv->sdev);
		return 0;
	default:
		return -ENOTTY;
	}
}
