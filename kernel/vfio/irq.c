// SPDX-License-Identifier: GPL-2.0-only
/* Delivery of interrupts to the eventfds that the user has set up. */
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/eventfd.h>
#include <linux/export.h>
#include <linux/log2.h>
#include <linux/subdev.h>

#include "vfio.h"

unsigned int subdev_vfio_irq_count(const struct subdev_vfio_pci *pci,
				   unsigned int index)
{
	switch (index) {
	case VFIO_PCI_INTX_IRQ_INDEX:
		return pci->intx;
	case VFIO_PCI_MSI_IRQ_INDEX:
		return pci->msi;
	case VFIO_PCI_MSIX_IRQ_INDEX:
		return pci->msix;
	case VFIO_PCI_REQ_IRQ_INDEX:
		return 1;
	default:
		return 0;
	}
}

/* @vector has an eventfd. */
static void signal_locked(struct subdev_vfio_priv *priv, unsigned int vector)
{
	lockdep_assert_held(&priv->lock);
	eventfd_signal(priv->triggers[vector]);
	subdev_dev_count(priv->sdev, SUBDEV_COUNT_INTERRUPTS, 1);
}

static bool intx_wanted_locked(struct subdev_vfio_priv *priv)
{
	lockdep_assert_held(&priv->lock);
	return priv->irq_index == VFIO_PCI_INTX_IRQ_INDEX &&
	       !subdev_vfio_config_intx_disabled(&priv->config);
}

/*
 * Send INTx if the line is high and nothing is in the way, and mask it until
 * the user has unmasked it: to be called after each change of one of these.
 */
void subdev_vfio_intx_update_locked(struct subdev_vfio_priv *priv)
{
	lockdep_assert_held(&priv->lock);
	if (!intx_wanted_locked(priv) || priv->intx_masked || priv->stopped)
		return;
	if (!subdev_vfio_config_intx(&priv->config) || !priv->triggers[0])
		return;
	priv->intx_masked = true;
	signal_locked(priv, 0);
}

/* Send what became pending while its vector had no eventfd. */
void subdev_vfio_msix_flush_locked(struct subdev_vfio_priv *priv)
{
	unsigned int i;

	lockdep_assert_held(&priv->lock);
	if (priv->irq_index != VFIO_PCI_MSIX_IRQ_INDEX || priv->stopped)
		return;
	for (i = 0; i < priv->pci->msix; i++) {
		if (!priv->triggers[i] ||
		    !subdev_vfio_msix_pending(&priv->msix, i))
			continue;
		subdev_vfio_msix_set_pending(&priv->msix, i, false);
		signal_locked(priv, i);
	}
}

/* The user's loopback: as if the device had sent it, but INTx is not masked. */
void subdev_vfio_trigger_locked(struct subdev_vfio_priv *priv,
				unsigned int vector)
{
	lockdep_assert_held(&priv->lock);
	if (priv->irq_index == VFIO_PCI_INTX_IRQ_INDEX &&
	    !intx_wanted_locked(priv))
		return;
	if (priv->triggers[vector])
		signal_locked(priv, vector);
}

void subdev_vfio_intx_mask(struct subdev_vfio_priv *priv)
{
	unsigned long flags;

	spin_lock_irqsave(&priv->lock, flags);
	priv->intx_masked = true;
	spin_unlock_irqrestore(&priv->lock, flags);
}

void subdev_vfio_intx_unmask(struct subdev_vfio_priv *priv)
{
	unsigned long flags;

	spin_lock_irqsave(&priv->lock, flags);
	priv->intx_masked = false;
	subdev_vfio_intx_update_locked(priv);
	spin_unlock_irqrestore(&priv->lock, flags);
}

/**
 * subdev_vfio_intx() - set the level of the INTx line
 * @sv: the data path
 * @level: true while the device requests service
 *
 * The user is signalled once when the line goes high, and again when it has
 * unmasked the interrupt and the line is still high. With MSI or MSI-X set up,
 * or before anything is, only PCI_STATUS_INTERRUPT follows the line.
 *
 * Context: Any, from allocation to subdev_vfio_put(), and with locks of the
 * driver held that its callbacks take.
 */
void subdev_vfio_intx(struct subdev_vfio *sv, bool level)
{
	struct subdev_vfio_priv *priv = sv->priv;
	unsigned long flags;

	if (WARN_ON_ONCE(!priv->pci->intx))
		return;
	spin_lock_irqsave(&priv->lock, flags);
	subdev_vfio_config_set_intx(&priv->config, level);
	subdev_vfio_intx_update_locked(priv);
	spin_unlock_irqrestore(&priv->lock, flags);
}
EXPORT_SYMBOL_GPL(subdev_vfio_intx);

/*
 * 6.8.1.6: with fewer messages enabled than asked for, the function sends those
 * that it has: only the low bits of the number are its own to choose.
 */
static void msi_send_locked(struct subdev_vfio_priv *priv, unsigned int vector)
{
	lockdep_assert_held(&priv->lock);
	vector &= roundup_pow_of_two(priv->num_irqs) - 1;
	if (priv->stopped)
		priv->msi_pending |= BIT(vector);
	else if (priv->triggers[vector])
		signal_locked(priv, vector);
}

/*
 * Send what the function would have sent while it was stopped, or before its VMM
 * had set up eventfds, for which it waits. It is forgotten if these are for
 * another kind of interrupt.
 */
void subdev_vfio_msi_flush_locked(struct subdev_vfio_priv *priv)
{
	unsigned long pending = priv->msi_pending;
	unsigned int vector;

	lockdep_assert_held(&priv->lock);
	if (priv->irq_index == SUBDEV_VFIO_IRQ_NONE || priv->stopped)
		return;
	priv->msi_pending = 0;
	if (priv->irq_index != VFIO_PCI_MSI_IRQ_INDEX)
		return;
	for_each_set_bit(vector, &pending, priv->pci->msi)
		msi_send_locked(priv, vector);
}

static void msix_send_locked(struct subdev_vfio_priv *priv, unsigned int vector)
{
	lockdep_assert_held(&priv->lock);
	if (vector >= priv->pci->msix)
		return;
	if (priv->irq_index == VFIO_PCI_MSIX_IRQ_INDEX && !priv->stopped &&
	    priv->triggers[vector])
		signal_locked(priv, vector);
	else
		subdev_vfio_msix_set_pending(&priv->msix, vector, true);
}

/*
 * Nothing is set up. By what its guest has enabled the function knows what its
 * VMM is about to set up, as one is after a migration or just now.
 */
static void early_send_locked(struct subdev_vfio_priv *priv,
			      unsigned int vector)
{
	lockdep_assert_held(&priv->lock);
	if (subdev_vfio_config_msi(&priv->config))
		priv->msi_pending |= BIT(vector & (priv->pci->msi - 1));
	else
		msix_send_locked(priv, vector);
}

/**
 * subdev_vfio_msi() - send an MSI or MSI-X message
 * @sv: the data path
 * @vector: number of the vector, below the larger of the two numbers that the
 *	function was described with
 *
 * The user is signalled if it has set up MSI or MSI-X. An MSI-X vector without
 * eventfd becomes pending and is sent when it gets one; so it does when no
 * interrupt is set up at all, and so does an MSI vector then, if the guest has
 * enabled MSI. With INTx set up nothing happens, so a driver of a function with
 * both kinds may call this and subdev_vfio_intx() for one event.
 *
 * Context: Any, from allocation to subdev_vfio_put(), and with locks of the
 * driver held that its callbacks take.
 */
void subdev_vfio_msi(struct subdev_vfio *sv, unsigned int vector)
{
	struct subdev_vfio_priv *priv = sv->priv;
	unsigned long flags;

	if (WARN_ON_ONCE(vector >= max_t(unsigned int, priv->pci->msi,
					 priv->pci->msix)))
		return;
	spin_lock_irqsave(&priv->lock, flags);
	switch (priv->irq_index) {
	case VFIO_PCI_MSI_IRQ_INDEX:
		msi_send_locked(priv, vector);
		break;
	case VFIO_PCI_MSIX_IRQ_INDEX:
		msix_send_locked(priv, vector);
		break;
	case VFIO_PCI_INTX_IRQ_INDEX:
		/* the VMM is about to change from one to the other */
		if (subdev_vfio_config_msi(&priv->config))
			early_send_locked(priv, vector);
		break;
	case SUBDEV_VFIO_IRQ_NONE:
		early_send_locked(priv, vector);
		break;
	}
	spin_unlock_irqrestore(&priv->lock, flags);
}
EXPORT_SYMBOL_GPL(subdev_vfio_msi);

/* The device is stopped, not only its driver: no interrupt is sent, what it would send is kept. */
void subdev_vfio_irqs_hold(struct subdev_vfio_priv *priv)
{
	unsigned long flags;

	spin_lock_irqsave(&priv->lock, flags);
	priv->stopped = true;
	spin_unlock_irqrestore(&priv->lock, flags);
}

/* It runs again: what was kept is sent. */
void subdev_vfio_irqs_go_on(struct subdev_vfio_priv *priv)
{
	unsigned long flags;

	spin_lock_irqsave(&priv->lock, flags);
	priv->stopped = false;
	subdev_vfio_intx_update_locked(priv);
	subdev_vfio_msix_flush_locked(priv);
	subdev_vfio_msi_flush_locked(priv);
	spin_unlock_irqrestore(&priv->lock, flags);
}
