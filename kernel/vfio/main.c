// SPDX-License-Identifier: GPL-2.0-only
/* The module, the life of a device, and VFIO's callbacks for that. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/iommu.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/subdev.h>

#include <subdev_compat.h>

#include "vfio.h"

static struct subdev_vfio_priv *priv_new(struct subdev_dev *sdev,
					 const struct subdev_vfio_pci *pci,
					 const struct subdev_vfio_ops *ops)
{
	unsigned int num_triggers = max3(1U, pci->msi, pci->msix);
	struct subdev_vfio_priv *priv;

	priv = kvzalloc(struct_size(priv, triggers, num_triggers),
			GFP_KERNEL_ACCOUNT);
	if (!priv)
		return NULL;
	if (subdev_vfio_msix_init(&priv->msix, pci)) {
		kvfree(priv);
		return NULL;
	}
	priv->num_triggers = num_triggers;
	priv->sdev = sdev;
	priv->counters = subdev_dev_counters(sdev);
	priv->pci = pci;
	priv->ops = ops;
	init_rwsem(&priv->map_lock);
	mutex_init(&priv->mig_lock);
	mutex_init(&priv->gate);
	INIT_LIST_HEAD(&priv->ioeventfds);
	spin_lock_init(&priv->lock);
	subdev_vfio_dma_init(&priv->dma);
	priv->irq_index = SUBDEV_VFIO_IRQ_NONE;
	subdev_vfio_config_reset(&priv->config, pci);
	subdev_vfio_msix_reset(&priv->msix);
	return priv;
}

static void priv_free(struct subdev_vfio_priv *priv)
{
	mutex_destroy(&priv->gate);
	mutex_destroy(&priv->mig_lock);
	subdev_vfio_msix_free(&priv->msix);
	kvfree(priv);
}

/*
 * Back to the state after power-on. What the user has set up on the host's side
 * stays: eventfds, and whether INTx is masked.
 */
void subdev_vfio_reset(struct subdev_vfio *sv)
{
	struct subdev_vfio_priv *priv = sv->priv;
	unsigned long flags;

	mutex_lock(&priv->gate);
	/* before the driver, which may raise its line again */
	spin_lock_irqsave(&priv->lock, flags);
	subdev_vfio_config_reset(&priv->config, priv->pci);
	subdev_vfio_msix_reset(&priv->msix);
	priv->msi_pending = 0;
	spin_unlock_irqrestore(&priv->lock, flags);
	priv->ops->reset(sv);
	mutex_unlock(&priv->gate);
}

/**
 * subdev_vfio_reset_idle() - reset a data path that nobody has open
 * @sv: the data path, registered
 *
 * What a driver's reset needs for this part: the configuration space and the
 * MSI-X table are as after power-on, INTx is low, and the reset callback of the
 * data path has run. No user, no interrupt that one has set up: those ended with
 * the last close.
 *
 * Context: Process context, may sleep. No lock of the driver is held that its
 * reset callback takes.
 */
void subdev_vfio_reset_idle(struct subdev_vfio *sv)
{
	subdev_vfio_reset(sv);
}
EXPORT_SYMBOL_GPL(subdev_vfio_reset_idle);

static int subdev_vfio_open_device(struct vfio_device *vdev)
{
	struct subdev_vfio *sv = subdev_vfio_from(vdev);
	struct subdev_vfio_priv *priv = sv->priv;
	int ret;

	ret = subdev_dev_open(priv->sdev);
	if (ret)
		return ret;
	subdev_vfio_reset(sv);
	ret = subdev_vfio_dma_open(sv);
	if (ret)
		goto err_close;
	ret = priv->ops->open ? priv->ops->open(sv) : 0;
	if (ret)
		goto err_close_dma;
	return 0;

err_close_dma:
	subdev_vfio_dma_close(sv);
err_close:
	subdev_dev_close(priv->sdev);
	return ret;
}

static void subdev_vfio_close_device(struct vfio_device *vdev)
{
	struct subdev_vfio *sv = subdev_vfio_from(vdev);
	struct subdev_vfio_priv *priv = sv->priv;

	subdev_vfio_migration_end(sv);
	mutex_lock(&priv->gate);
	subdev_vfio_ioeventfds_drop_locked(priv);
	subdev_vfio_irqs_disable_locked(priv);
	mutex_unlock(&priv->gate);
	if (priv->ops->close)
		priv->ops->close(sv);
	subdev_vfio_dma_close(sv);
	subdev_vfio_migration_reset(sv);
	subdev_dev_close(priv->sdev);
}

/* Called again and again while somebody has the device open at its end. */
static void subdev_vfio_request(struct vfio_device *vdev, unsigned int count)
{
	struct subdev_vfio_priv *priv = subdev_vfio_from(vdev)->priv;
	unsigned long flags;
	bool asked;

	spin_lock_irqsave(&priv->lock, flags);
	asked = priv->req;
	if (asked)
		eventfd_signal(priv->req);
	spin_unlock_irqrestore(&priv->lock, flags);
	if (!asked && !count)
		dev_notice(vdev->dev,
			   "the user takes no requests, waiting for its close\n");
}

static void subdev_vfio_release(struct vfio_device *vdev)
{
	struct subdev_vfio *sv = subdev_vfio_from(vdev);
	struct completion *released = sv->priv->released;

	if (sv->priv->ops->release)
		sv->priv->ops->release(sv);
	priv_free(sv->priv);
	complete(released);
}

static const struct vfio_device_ops subdev_vfio_device_ops = {
	.name = "subdev-vfio",
	.release = subdev_vfio_release,
	.bind_iommufd = vfio_iommufd_emulated_bind,
	.unbind_iommufd = vfio_iommufd_emulated_unbind,
	.attach_ioas = vfio_iommufd_emulated_attach_ioas,
	.detach_ioas = vfio_iommufd_emulated_detach_ioas,
	.open_device = subdev_vfio_open_device,
	.close_device = subdev_vfio_close_device,
	.read = subdev_vfio_region_read,
	.write = subdev_vfio_region_write,
	.mmap = subdev_vfio_mmap,
	.ioctl = subdev_vfio_ioctl,
	SUBDEV_COMPAT_REGION_INFO_OP(subdev_vfio_region_info)
	.request = subdev_vfio_request,
	.dma_unmap = subdev_vfio_windows_unmap,
};

static bool has_areas(const struct subdev_vfio_pci *pci)
{
	unsigned int i, num;

	for (i = 0; i < VFIO_PCI_NUM_REGIONS + pci->num_regions; i++) {
		subdev_vfio_region_areas(pci, i, &num);
		if (num)
			return true;
	}
	return false;
}

/**
 * __subdev_vfio_alloc() - see subdev_vfio_alloc()
 * @size: bytes, struct subdev_vfio comes first in them
 * @sdev: the subdevice
 * @pci: the PCI function
 * @ops: the driver's callbacks
 *
 * Context: Process context, may sleep.
 * Return: the data path or an ERR_PTR.
 */
struct subdev_vfio *__subdev_vfio_alloc(size_t size, struct subdev_dev *sdev,
					const struct subdev_vfio_pci *pci,
					const struct subdev_vfio_ops *ops)
{
	struct subdev_vfio_priv *priv;
	struct vfio_device *vdev;

	if (WARN_ON_ONCE(size < sizeof(struct subdev_vfio) || !ops->read ||
			 !ops->write || !ops->reset ||
			 !subdev_vfio_migration_valid(ops) ||
			 !subdev_vfio_pci_valid(pci) ||
			 (has_areas(pci) && !ops->map)))
		return ERR_PTR(-EINVAL);
	priv = priv_new(sdev, pci, ops);
	if (!priv)
		return ERR_PTR(-ENOMEM);
	vdev = _vfio_alloc_device(size, subdev_dev_device(sdev),
				  &subdev_vfio_device_ops);
	if (IS_ERR(vdev)) {
		priv_free(priv);
		return ERR_CAST(vdev);
	}
	subdev_vfio_from(vdev)->priv = priv;
	subdev_dev_set_drvdata(sdev, subdev_vfio_from(vdev));
	subdev_vfio_migration_init(subdev_vfio_from(vdev));
	if (IS_ENABLED(CONFIG_IOMMUFD_DRIVER))
		vdev->log_ops = &subdev_vfio_log_ops;
	return subdev_vfio_from(vdev);
}
EXPORT_SYMBOL_GPL(__subdev_vfio_alloc);

/**
 * subdev_vfio_put() - free what subdev_vfio_alloc() allocated
 * @sv: the data path, not registered
 *
 * The driver's release callback has run when this returns. It may wait for
 * that, never long: an open or a close of the character device that is on its
 * way at that very moment holds a reference.
 *
 * Context: Process context, may sleep.
 */
void subdev_vfio_put(struct subdev_vfio *sv)
{
	DECLARE_COMPLETION_ONSTACK(released);

	sv->priv->released = &released;
	vfio_put_device(&sv->vdev);
	wait_for_completion(&released);
}
EXPORT_SYMBOL_GPL(subdev_vfio_put);

/* The number in /dev/vfio/N, -1 where the kernel has no VFIO groups. */
static int group_number(struct device *dev)
{
	struct iommu_group *group = iommu_group_get(dev);
	int number;

	if (!group)
		return -1;
	number = iommu_group_id(group);
	iommu_group_put(group);
	return number;
}

/**
 * subdev_vfio_register() - make a data path known to VFIO
 * @sv: the data path
 *
 * To be called by the driver's activate when all else is ready: from now on the
 * callbacks come. Undone by subdev_vfio_unregister().
 *
 * Context: Process context, may sleep. No lock of the driver is held.
 * Return: 0 or a negative errno.
 */
int subdev_vfio_register(struct subdev_vfio *sv)
{
	const char *cdev = NULL;
	int ret;

	ret = vfio_register_emulated_iommu_dev(&sv->vdev);
	if (ret)
		return ret;
	if (IS_ENABLED(CONFIG_VFIO_DEVICE_CDEV))
		cdev = dev_name(&sv->vdev.device);
	subdev_dev_set_node(sv->priv->sdev, group_number(sv->vdev.dev), cdev);
	return 0;
}
EXPORT_SYMBOL_GPL(subdev_vfio_register);

/**
 * subdev_vfio_unregister() - take a data path away from VFIO
 * @sv: the data path
 *
 * Nobody can open the device any more. Who has it open is asked through VFIO's
 * request interrupt to close it, and this waits for it, without end: callbacks
 * come until it returns and not after that.
 *
 * Context: Process context, sleeps. No lock of the driver is held.
 */
void subdev_vfio_unregister(struct subdev_vfio *sv)
{
	vfio_unregister_group_dev(&sv->vdev);
}
EXPORT_SYMBOL_GPL(subdev_vfio_unregister);

/**
 * subdev_vfio_dev_activate() - the end of a driver's activate
 * @sv: the data path, with all else ready
 * @extack: for what is to be said of a failure
 *
 * Registers it, or frees it if that fails. Undone by
 * subdev_vfio_dev_deactivate().
 *
 * Context: Process context, may sleep. No lock of the driver is held.
 * Return: 0 or a negative errno.
 */
int subdev_vfio_dev_activate(struct subdev_vfio *sv,
			     struct netlink_ext_ack *extack)
{
	int ret = subdev_vfio_register(sv);

	if (ret) {
		NL_SET_ERR_MSG(extack, "VFIO did not take the device");
		subdev_vfio_put(sv);
	}
	return ret;
}
EXPORT_SYMBOL_GPL(subdev_vfio_dev_activate);

/**
 * subdev_vfio_dev_deactivate() - a driver's deactivate
 * @sdev: the subdevice, whose driver data is its data path
 *
 * For a driver whose release callback undoes all else that its activate does.
 *
 * Context: Process context, sleeps as subdev_vfio_unregister() does.
 */
void subdev_vfio_dev_deactivate(struct subdev_dev *sdev)
{
	struct subdev_vfio *sv = subdev_dev_drvdata(sdev);

	subdev_vfio_unregister(sv);
	subdev_vfio_put(sv);
}
EXPORT_SYMBOL_GPL(subdev_vfio_dev_deactivate);

/**
 * subdev_vfio_dev_reset() - a driver's reset, if its data path is all there is
 * @sdev: the subdevice, whose driver data is its data path
 * @extack: unused
 *
 * Context: Process context, may sleep, see subdev_vfio_reset_idle().
 * Return: 0.
 */
int subdev_vfio_dev_reset(struct subdev_dev *sdev,
			  struct netlink_ext_ack *extack)
{
	subdev_vfio_reset_idle(subdev_dev_drvdata(sdev));
	return 0;
}
EXPORT_SYMBOL_GPL(subdev_vfio_dev_reset);

/**
 * subdev_vfio_dev() - the subdevice of a data path
 * @sv: the data path
 *
 * Context: Any, from allocation to the end of the driver's release callback.
 * Return: the subdevice.
 */
struct subdev_dev *subdev_vfio_dev(const struct subdev_vfio *sv)
{
	return sv->priv->sdev;
}
EXPORT_SYMBOL_GPL(subdev_vfio_dev);

static int __init subdev_vfio_init(void)
{
	return subdev_vfio_windows_init();
}
module_init(subdev_vfio_init);

static void __exit subdev_vfio_exit(void)
{
	subdev_vfio_windows_exit();
}
module_exit(subdev_vfio_exit);

MODULE_DESCRIPTION("Data path of subdevices over VFIO");
MODULE_LICENSE("GPL");
