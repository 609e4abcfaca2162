// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the helper itself has of the state of a device: the configuration space,
 * the MSI-X table and pending bits, messages that wait.
 *
 * What a user has set up on its host does not travel: eventfds, and which of
 * the interrupts are enabled or masked by VFIO_DEVICE_SET_IRQS. The level of
 * the INTx line does; one that is high is signalled when the device runs.
 */
#include <linux/string.h>

#include "vfio.h"

/**
 * struct device_state - how it is saved
 * @msi_pending: as in struct subdev_vfio_priv
 * @table_size: bytes of the MSI-X table, which follows
 * @pba_size: bytes of the pending bits, which follow the table
 * @reserved: 0
 * @config: the configuration space
 */
struct device_state {
	__le32 msi_pending;
	__le32 table_size;
	__le32 pba_size;
	__le32 reserved;
	u8 config[SUBDEV_VFIO_CONFIG_SIZE];
};

/* Bytes that subdev_vfio_device_save() writes: always the same. */
size_t subdev_vfio_device_size(const struct subdev_vfio_priv *priv)
{
	return sizeof(struct device_state) + priv->msix.table_size +
	       priv->msix.pba_size;
}

void subdev_vfio_device_save(struct subdev_vfio_priv *priv, void *buf)
{
	struct device_state *st = buf;
	unsigned long flags;

	memset(st, 0, sizeof(*st));
	st->table_size = cpu_to_le32(priv->msix.table_size);
	st->pba_size = cpu_to_le32(priv->msix.pba_size);
	spin_lock_irqsave(&priv->lock, flags);
	st->msi_pending = cpu_to_le32(priv->msi_pending);
	memcpy(st->config, priv->config.bytes, sizeof(st->config));
	/* table and pending bits lie one behind the other */
	memcpy(st + 1, priv->msix.table,
	       priv->msix.table_size + priv->msix.pba_size);
	spin_unlock_irqrestore(&priv->lock, flags);
}

static bool fits_locked(const struct subdev_vfio_priv *priv,
			const struct device_state *st)
{
	u32 messages = priv->pci->msi ? GENMASK(priv->pci->msi - 1, 0) : 0;

	lockdep_assert_held(&priv->lock);
	return !st->reserved && !(le32_to_cpu(st->msi_pending) & ~messages) &&
	       subdev_vfio_config_fits(&priv->config, st->config) &&
	       subdev_vfio_msix_fits(&priv->msix, priv->pci, st + 1);
}

static void load_locked(struct subdev_vfio_priv *priv,
			const struct device_state *st)
{
	lockdep_assert_held(&priv->lock);
	priv->msi_pending = le32_to_cpu(st->msi_pending);
	subdev_vfio_config_load(&priv->config, st->config);
	memcpy(priv->msix.table, st + 1,
	       priv->msix.table_size + priv->msix.pba_size);
}

/**
 * subdev_vfio_device_load() - take over what was saved
 * @priv: the device, stopped
 * @buf: the state, from whoever
 * @len: bytes
 *
 * Context: Process context.
 * Return: 0; or -EINVAL, with the device as it was, if no function like this
 * one can be in this state.
 */
int subdev_vfio_device_load(struct subdev_vfio_priv *priv, const void *buf,
			    size_t len)
{
	const struct device_state *st = buf;
	unsigned long flags;
	int err = -EINVAL;

	if (len != subdev_vfio_device_size(priv) ||
	    le32_to_cpu(st->table_size) != priv->msix.table_size ||
	    le32_to_cpu(st->pba_size) != priv->msix.pba_size)
		return -EINVAL;
	spin_lock_irqsave(&priv->lock, flags);
	if (fits_locked(priv, st)) {
		load_locked(priv, st);
		err = 0;
	}
	spin_unlock_irqrestore(&priv->lock, flags);
	return err;
}
