// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO_DEVICE_SET_IRQS, with the meaning that vfio-pci gives it. Where this
 * differs it is stricter: eventfds of a range are all set or none is, below -1
 * is no file descriptor, and an empty range means nothing but "disable".
 */
#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/minmax.h>
#include <linux/nospec.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "vfio.h"

/*
 * What the user asks for, copied and checked: @start + @count is within the
 * index, and @data has @count elements of the one type in @flags.
 */
struct irq_set {
	u32 flags;
	u32 index;
	u32 start;
	u32 count;
	const void *data;
};

static bool is_disable(const struct irq_set *set)
{
	return !set->count && set->flags & VFIO_IRQ_SET_DATA_NONE;
}

/* Whether an action without eventfd is meant for interrupt @start + @i. */
static bool is_meant(const struct irq_set *set, u32 i)
{
	const u8 *bools = set->data;

	return set->flags & VFIO_IRQ_SET_DATA_NONE || bools[i];
}

/* @fd -1 gives NULL. */
static struct eventfd_ctx *eventfd_get(s32 fd)
{
	if (fd == -1)
		return NULL;
	if (fd < 0)
		return ERR_PTR(-EINVAL);
	return eventfd_ctx_fdget(fd);
}

static void eventfd_put(struct eventfd_ctx *eventfd)
{
	if (eventfd)
		eventfd_ctx_put(eventfd);
}

static void eventfds_put(struct eventfd_ctx **eventfds, u32 count)
{
	while (count--)
		eventfd_put(eventfds[count]);
	kfree(eventfds);
}

static struct eventfd_ctx **eventfds_get(const s32 *fds, u32 count)
{
	struct eventfd_ctx **eventfds, *eventfd;
	u32 i;

	eventfds = kcalloc(count, sizeof(*eventfds), GFP_KERNEL_ACCOUNT);
	if (!eventfds)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < count; i++) {
		eventfd = eventfd_get(fds[i]);
		if (IS_ERR(eventfd)) {
			eventfds_put(eventfds, i);
			return ERR_CAST(eventfd);
		}
		eventfds[i] = eventfd;
	}
	return eventfds;
}

static void mask_eventfds_clear_locked(struct subdev_vfio_priv *priv)
{
	lockdep_assert_held(&priv->gate);
	if (!IS_ENABLED(CONFIG_VFIO_VIRQFD))
		return;
	vfio_virqfd_disable(&priv->intx_mask);
	vfio_virqfd_disable(&priv->intx_unmask);
}

/* Afterwards nothing but the request is signalled, and no mask eventfd acts. */
static void index_disable_locked(struct subdev_vfio_priv *priv)
{
	unsigned long flags;
	unsigned int i;

	lockdep_assert_held(&priv->gate);
	if (priv->irq_index == VFIO_PCI_INTX_IRQ_INDEX)
		mask_eventfds_clear_locked(priv);
	spin_lock_irqsave(&priv->lock, flags);
	priv->irq_index = SUBDEV_VFIO_IRQ_NONE;
	spin_unlock_irqrestore(&priv->lock, flags);
	/* nobody looks at them while no index is set up */
	for (i = 0; i < priv->num_triggers; i++) {
		eventfd_put(priv->triggers[i]);
		priv->triggers[i] = NULL;
	}
}

static void req_replace_locked(struct subdev_vfio_priv *priv,
			       struct eventfd_ctx *eventfd)
{
	unsigned long flags;

	lockdep_assert_held(&priv->gate);
	spin_lock_irqsave(&priv->lock, flags);
	swap(priv->req, eventfd);
	spin_unlock_irqrestore(&priv->lock, flags);
	eventfd_put(eventfd);
}

/* The user is gone: nothing is signalled any more. */
void subdev_vfio_irqs_disable_locked(struct subdev_vfio_priv *priv)
{
	index_disable_locked(priv);
	req_replace_locked(priv, NULL);
}

/*
 * MSI is enabled with a number of messages and keeps that (NORESIZE). MSI-X
 * vectors come and go one by one.
 */
static void index_enable_locked(struct subdev_vfio_priv *priv,
				const struct irq_set *set)
{
	lockdep_assert_held(&priv->lock);
	priv->irq_index = set->index;
	if (set->index == VFIO_PCI_MSI_IRQ_INDEX)
		priv->num_irqs = set->start + set->count;
	else
		priv->num_irqs = subdev_vfio_irq_count(priv->pci, set->index);
	priv->intx_masked = false;
}

static int eventfds_set_locked(struct subdev_vfio_priv *priv,
			       const struct irq_set *set)
{
	struct eventfd_ctx **eventfds;
	unsigned long flags;
	u32 i;

	lockdep_assert_held(&priv->gate);
	if (!set->count)
		return -EINVAL;
	if (priv->irq_index == set->index &&
	    set->start + set->count > priv->num_irqs)
		return -EINVAL;
	eventfds = eventfds_get(set->data, set->count);
	if (IS_ERR(eventfds))
		return PTR_ERR(eventfds);

	spin_lock_irqsave(&priv->lock, flags);
	if (priv->irq_index == SUBDEV_VFIO_IRQ_NONE)
		index_enable_locked(priv, set);
	for (i = 0; i < set->count; i++)
		swap(priv->triggers[set->start + i], eventfds[i]);
	subdev_vfio_intx_update_locked(priv);
	subdev_vfio_msix_flush_locked(priv);
	subdev_vfio_msi_flush_locked(priv);
	spin_unlock_irqrestore(&priv->lock, flags);

	eventfds_put(eventfds, set->count);
	return 0;
}

static int loopback_locked(struct subdev_vfio_priv *priv,
			   const struct irq_set *set)
{
	unsigned long flags;
	u32 i;

	lockdep_assert_held(&priv->gate);
	if (!set->count || priv->irq_index != set->index)
		return -EINVAL;
	spin_lock_irqsave(&priv->lock, flags);
	for (i = 0; i < set->count; i++) {
		if (is_meant(set, i))
			subdev_vfio_trigger_locked(priv, set->start + i);
	}
	spin_unlock_irqrestore(&priv->lock, flags);
	return 0;
}

/* INTx, MSI and MSI-X: one of them at a time. */
static int index_trigger_locked(struct subdev_vfio_priv *priv,
				const struct irq_set *set)
{
	lockdep_assert_held(&priv->gate);
	if (priv->irq_index != set->index &&
	    priv->irq_index != SUBDEV_VFIO_IRQ_NONE)
		return -EINVAL;
	if (set->flags & VFIO_IRQ_SET_DATA_EVENTFD)
		return eventfds_set_locked(priv, set);
	if (!is_disable(set))
		return loopback_locked(priv, set);
	if (priv->irq_index != set->index)
		return -EINVAL;
	index_disable_locked(priv);
	return 0;
}

static int req_loopback_locked(struct subdev_vfio_priv *priv,
			       const struct irq_set *set)
{
	unsigned long flags;

	lockdep_assert_held(&priv->gate);
	if (!is_meant(set, 0))
		return 0;
	spin_lock_irqsave(&priv->lock, flags);
	eventfd_signal(priv->req);
	spin_unlock_irqrestore(&priv->lock, flags);
	return 0;
}

static int req_eventfd_set_locked(struct subdev_vfio_priv *priv, s32 fd)
{
	struct eventfd_ctx *eventfd = eventfd_get(fd);

	if (IS_ERR(eventfd))
		return PTR_ERR(eventfd);
	req_replace_locked(priv, eventfd);
	return 0;
}

static int req_trigger_locked(struct subdev_vfio_priv *priv,
			      const struct irq_set *set)
{
	lockdep_assert_held(&priv->gate);
	if (!set->count && !is_disable(set))
		return -EINVAL;
	if (set->flags & VFIO_IRQ_SET_DATA_EVENTFD)
		return req_eventfd_set_locked(priv, *(const s32 *)set->data);
	if (!priv->req)
		return -EINVAL;
	if (set->count)
		return req_loopback_locked(priv, set);
	req_replace_locked(priv, NULL);
	return 0;
}

static int trigger_locked(struct subdev_vfio_priv *priv,
			  const struct irq_set *set)
{
	if (set->index == VFIO_PCI_REQ_IRQ_INDEX)
		return req_trigger_locked(priv, set);
	return index_trigger_locked(priv, set);
}

static void mask_work(void *opaque, void *data)
{
	subdev_vfio_intx_mask(opaque);
}

static void unmask_work(void *opaque, void *data)
{
	subdev_vfio_intx_unmask(opaque);
}

/*
 * The eventfd's wake-up queues @work: it must not take our lock itself, see
 * vfio.h. -EBUSY if one is set already. VFIO has this only where another of its
 * drivers needs it too, and a VMM falls back to the ioctl without it.
 */
static int mask_eventfd_set(struct subdev_vfio_priv *priv,
			    struct virqfd **virqfd,
			    void (*work)(void *opaque, void *data), s32 fd)
{
	lockdep_assert_held(&priv->gate);
	if (!IS_ENABLED(CONFIG_VFIO_VIRQFD))
		return -ENOTTY;
	if (fd >= 0)
		return vfio_virqfd_enable(priv, NULL, work, NULL, virqfd, fd);
	if (fd != -1)
		return -EINVAL;
	vfio_virqfd_disable(virqfd);
	return 0;
}

static int mask_locked(struct subdev_vfio_priv *priv, const struct irq_set *set)
{
	bool unmask = set->flags & VFIO_IRQ_SET_ACTION_UNMASK;

	lockdep_assert_held(&priv->gate);
	if (set->index != VFIO_PCI_INTX_IRQ_INDEX)
		return -ENOTTY;
	if (priv->irq_index != set->index || set->count != 1)
		return -EINVAL;
	if (set->flags & VFIO_IRQ_SET_DATA_EVENTFD)
		return mask_eventfd_set(priv,
					unmask ? &priv->intx_unmask :
						 &priv->intx_mask,
					unmask ? unmask_work : mask_work,
					*(const s32 *)set->data);
	if (!is_meant(set, 0))
		return 0;
	if (unmask)
		subdev_vfio_intx_unmask(priv);
	else
		subdev_vfio_intx_mask(priv);
	return 0;
}

static int apply_locked(struct subdev_vfio_priv *priv,
			const struct irq_set *set)
{
	switch (set->flags & VFIO_IRQ_SET_ACTION_TYPE_MASK) {
	case VFIO_IRQ_SET_ACTION_TRIGGER:
		return trigger_locked(priv, set);
	case VFIO_IRQ_SET_ACTION_MASK:
	case VFIO_IRQ_SET_ACTION_UNMASK:
		return mask_locked(priv, set);
	default:
		return -ENOTTY;
	}
}

/**
 * subdev_vfio_set_irqs() - VFIO_DEVICE_SET_IRQS
 * @priv: the device
 * @arg: the user's argument
 *
 * Context: Process context, may sleep.
 * Return: 0, -EFAULT, -ENOMEM, -EINVAL for what is malformed, out of range or
 * at odds with the index that is set up, -ENOTTY for an action that the index
 * does not have, -EBUSY for a second mask or unmask eventfd, -EBADF for a
 * closed file descriptor.
 */
long subdev_vfio_set_irqs(struct subdev_vfio_priv *priv,
			  struct vfio_irq_set __user *arg)
{
	struct vfio_irq_set hdr;
	struct irq_set set;
	void *data = NULL;
	size_t size;
	int num, ret;

	if (copy_from_user(&hdr, arg, sizeof(hdr)))
		return -EFAULT;
	num = subdev_vfio_irq_count(priv->pci, hdr.index);
	ret = vfio_set_irqs_validate_and_prepare(&hdr, num, VFIO_PCI_NUM_IRQS,
						 &size);
	if (ret)
		return ret;
	if (size) {
		data = memdup_user(&arg->data, size);
		if (IS_ERR(data))
			return PTR_ERR(data);
	}
	set = (struct irq_set) {
		.flags = hdr.flags,
		.index = hdr.index,
		.start = array_index_nospec(hdr.start, num),
		.count = hdr.count,
		.data = data,
	};
	mutex_lock(&priv->gate);
	ret = apply_locked(priv, &set);
	mutex_unlock(&priv->gate);
	kfree(data);
	return ret;
}
