// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO_DEVICE_IOEVENTFD, with the meaning that vfio-pci gives it: when an
 * eventfd is signalled, a value is written to a register of a BAR. Signals that
 * come before the write was done make one write. It is stricter than vfio-pci:
 * the register is aligned, and in I/O space at most 4 bytes wide.
 *
 * A driver's write may sleep, and wait for memory of the user. So it is done by
 * a worker of the device's own: VFIO has a thread for this too, but waits for it
 * in a workqueue that all VFIO users of the host share.
 */
#include <linux/bitops.h>
#include <linux/bits.h>
#include <linux/list.h>
#include <linux/nospec.h>
#include <linux/slab.h>
#include <linux/stddef.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>

#include "vfio.h"

/* As many as vfio-pci has. */
#define MAX_IOEVENTFDS	1000

/* The register and what is written to it. */
struct doorbell {
	unsigned int bar;
	unsigned int width;
	u64 off;
	u64 val;
};

/* @virqfd becomes NULL when the user has closed the eventfd. */
struct ioeventfd {
	struct list_head node;
	struct subdev_vfio *sv;
	struct doorbell doorbell;
	struct virqfd *virqfd;
	struct work_struct ring;
};

static void ring(struct work_struct *work)
{
	struct ioeventfd *io = container_of(work, struct ioeventfd, ring);
	struct doorbell *d = &io->doorbell;

	io->sv->priv->ops->write(io->sv, d->bar, d->off, d->width, d->val);
}

/* In the eventfd's wake-up, under its lock. */
static int signalled(void *opaque, void *data)
{
	struct ioeventfd *io = opaque;

	queue_work(io->sv->priv->doorbells, &io->ring);
	return 0;
}

/* Those who were signalled before have been written when it returns. */
void subdev_vfio_ioeventfds_flush_locked(struct subdev_vfio_priv *priv)
{
	lockdep_assert_held(&priv->gate);
	if (priv->doorbells)
		flush_workqueue(priv->doorbells);
}

/* Afterwards it does not ring any more, and no write is under way. */
static void drop_locked(struct subdev_vfio_priv *priv, struct ioeventfd *io)
{
	lockdep_assert_held(&priv->gate);
	vfio_virqfd_disable(&io->virqfd);
	flush_work(&io->ring);
	list_del(&io->node);
	priv->num_ioeventfds--;
	kfree(io);
}

void subdev_vfio_ioeventfds_drop_locked(struct subdev_vfio_priv *priv)
{
	struct ioeventfd *io, *next;

	lockdep_assert_held(&priv->gate);
	if (!IS_ENABLED(CONFIG_VFIO_VIRQFD))
		return;
	list_for_each_entry_safe(io, next, &priv->ioeventfds, node)
		drop_locked(priv, io);
	if (priv->doorbells)
		destroy_workqueue(priv->doorbells);
	priv->doorbells = NULL;
}

/* The first one of an open makes it. */
static int doorbells_make_locked(struct subdev_vfio_priv *priv)
{
	lockdep_assert_held(&priv->gate);
	if (!priv->doorbells)
		priv->doorbells = alloc_workqueue("subdev_vfio_ring",
						  WQ_UNBOUND, 0);
	return priv->doorbells ? 0 : -ENOMEM;
}

/* Those whose eventfd was closed are forgotten here. */
static struct ioeventfd *find_locked(struct subdev_vfio_priv *priv,
				     const struct doorbell *d)
{
	struct ioeventfd *io, *next, *found = NULL;

	lockdep_assert_held(&priv->gate);
	list_for_each_entry_safe(io, next, &priv->ioeventfds, node) {
		if (!READ_ONCE(io->virqfd))
			drop_locked(priv, io);
		else if (io->doorbell.bar == d->bar &&
			 io->doorbell.off == d->off &&
			 io->doorbell.width == d->width &&
			 io->doorbell.val == d->val)
			found = io;
	}
	return found;
}

static int add_locked(struct subdev_vfio *sv, const struct doorbell *d, int fd)
{
	struct subdev_vfio_priv *priv = sv->priv;
	struct ioeventfd *io;
	int ret;

	lockdep_assert_held(&priv->gate);
	if (priv->num_ioeventfds == MAX_IOEVENTFDS)
		return -ENOSPC;
	ret = doorbells_make_locked(priv);
	if (ret)
		return ret;
	io = kzalloc(sizeof(*io), GFP_KERNEL_ACCOUNT);
	if (!io)
		return -ENOMEM;
	io->sv = sv;
	io->doorbell = *d;
	INIT_WORK(&io->ring, ring);
	ret = vfio_virqfd_enable(io, signalled, NULL, NULL, &io->virqfd, fd);
	if (ret) {
		kfree(io);
		return ret;
	}
	list_add_tail(&io->node, &priv->ioeventfds);
	priv->num_ioeventfds++;
	return 0;
}

static int set_locked(struct subdev_vfio *sv, const struct doorbell *d, int fd)
{
	struct ioeventfd *io;

	lockdep_assert_held(&sv->priv->gate);
	io = find_locked(sv->priv, d);
	if (fd >= 0)
		return io ? -EEXIST : add_locked(sv, d, fd);
	if (!io)
		return -ENODEV;
	drop_locked(sv->priv, io);
	return 0;
}

/* The flags of the widths are the widths. */
static int doorbell_find(struct subdev_vfio_priv *priv,
			 const struct vfio_device_ioeventfd *arg,
			 struct doorbell *d)
{
	const struct subdev_vfio_pci *pci = priv->pci;
	u64 size;

	if (arg->flags & ~VFIO_DEVICE_IOEVENTFD_SIZE_MASK ||
	    hweight32(arg->flags) != 1 || arg->fd < -1)
		return -EINVAL;
	if (arg->offset >> SUBDEV_VFIO_OFFSET_SHIFT >= PCI_STD_NUM_BARS)
		return -EINVAL;
	d->bar = array_index_nospec(arg->offset >> SUBDEV_VFIO_OFFSET_SHIFT,
				    PCI_STD_NUM_BARS);
	d->off = arg->offset & SUBDEV_VFIO_OFFSET_MASK;
	d->width = arg->flags;
	d->val = arg->data & GENMASK_ULL(8 * d->width - 1, 0);
	size = subdev_vfio_region_size(pci, d->bar);
	if (d->off % d->width || d->off >= size || d->width > size - d->off)
		return -EINVAL;
	if (d->width == 8 && pci->bars[d->bar].flags & SUBDEV_VFIO_BAR_IO)
		return -EINVAL;
	if (subdev_vfio_msix_covers(&priv->msix, pci, d->bar, d->off))
		return -EINVAL;
	return 0;
}

/**
 * subdev_vfio_ioeventfd() - VFIO_DEVICE_IOEVENTFD
 * @sv: the data path
 * @arg: the user's argument
 *
 * Context: Process context, may sleep.
 * Return: 0, -EFAULT, -ENOMEM, -EINVAL for what is malformed or no register
 * that can have one, -EEXIST for the same register and value a second time,
 * -ENODEV for one to be taken away that is not there, -ENOSPC for too many,
 * -EBADF for a closed file descriptor, -ENOTTY if the kernel's VFIO cannot.
 */
long subdev_vfio_ioeventfd(struct subdev_vfio *sv,
			   struct vfio_device_ioeventfd __user *arg)
{
	size_t minsz = offsetofend(struct vfio_device_ioeventfd, fd);
	struct vfio_device_ioeventfd ioeventfd;
	struct doorbell doorbell;
	int ret;

	if (!IS_ENABLED(CONFIG_VFIO_VIRQFD))
		return -ENOTTY;
	if (copy_from_user(&ioeventfd, arg, minsz))
		return -EFAULT;
	if (ioeventfd.argsz < minsz)
		return -EINVAL;
	ret = doorbell_find(sv->priv, &ioeventfd, &doorbell);
	if (ret)
		return ret;
	mutex_lock(&sv->priv->gate);
	ret = set_locked(sv, &doorbell, ioeventfd.fd);
	mutex_unlock(&sv->priv->gate);
	return ret;
}
