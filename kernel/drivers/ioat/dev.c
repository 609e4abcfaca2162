// SPDX-License-Identifier: GPL-2.0-only
/* A copy engine: what a subdevice is to its guest. */
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/netlink.h>
#include <linux/subdev.h>

#include "dev.h"

static const struct subdev_vfio_pci ioat_pci = {
	.vendor = IOAT_VENDOR,
	.device = IOAT_DEVICE,
	.subvendor = IOAT_VENDOR,
	.class = IOAT_CLASS,
	.msix = IOAT_MAX_CHANNELS,
	.msix_bar = IOAT_BAR,
	.msix_table = IOAT_MSIX_TABLE,
	.msix_pba = IOAT_MSIX_PBA,
	.bars[IOAT_BAR] = {
		.size = IOAT_BAR_SIZE,
		.flags = SUBDEV_VFIO_BAR_64,
	},
};

/* The channel whose registers are at @off, and where among them. */
static struct ioat_chan *chan_at_locked(struct ioat_dev *dev, u64 off,
					u64 *reg)
{
	u64 nr = off / IOAT_CHAN_SIZE;

	lockdep_assert_held(&dev->lock);
	*reg = off % IOAT_CHAN_SIZE;
	return nr && nr <= dev->channels ? &dev->chan[nr - 1] : NULL;
}

static u32 attn_locked(struct ioat_dev *dev)
{
	unsigned int i;
	u32 attn = 0;

	lockdep_assert_held(&dev->lock);
	for (i = 0; i < dev->channels; i++)
		attn |= dev->chan[i].fired << i;
	return attn;
}

static u8 intrctrl_locked(struct ioat_dev *dev)
{
	u8 val = dev->intrctrl;

	lockdep_assert_held(&dev->lock);
	if (attn_locked(dev))
		val |= IOAT_INTR_STATUS;
	if (val & IOAT_INTR_STATUS && val & IOAT_INTR_MASTER)
		val |= IOAT_INTR_PENDING;
	return val;
}

/* Eight bytes, @off is a multiple of that. What is not there is 0. */
static u64 lane_read_locked(struct ioat_dev *dev, u64 off)
{
	struct ioat_chan *chan;
	u64 reg;

	lockdep_assert_held(&dev->lock);
	switch (off) {
	case 0:
		return dev->channels | IOAT_XFERCAP_LOG << 8 |
		       (u64)intrctrl_locked(dev) << 24 |
		       (u64)attn_locked(dev) << 32;
	case IOAT_VERSION:
		return IOAT_VERSION_33;
	default:
		chan = chan_at_locked(dev, off, &reg);
		return chan ? ioat_chan_read_locked(chan, reg) : 0;
	}
}

static void set_intrctrl_locked(struct ioat_dev *dev, u8 val)
{
	unsigned int i;

	lockdep_assert_held(&dev->lock);
	dev->intrctrl = val & (IOAT_INTR_MASTER | IOAT_INTR_VECTORS);
	for (i = 0; i < dev->channels; i++)
		ioat_chan_irq_locked(&dev->chan[i]);
}

static void lane_write_locked(struct ioat_dev *dev, u64 off, u64 val, u64 mask)
{
	const unsigned int shift = 8 * IOAT_INTRCTRL;
	struct ioat_chan *chan;
	u64 reg;

	lockdep_assert_held(&dev->lock);
	chan = chan_at_locked(dev, off, &reg);
	if (chan)
		ioat_chan_write_locked(chan, reg, val, mask);
	else if (!off && mask & 0xffULL << shift)
		set_intrctrl_locked(dev, val >> shift);
}

static u64 ioat_dev_read(struct subdev_vfio *sv, unsigned int bar, u64 off,
			 unsigned int width)
{
	struct ioat_dev *dev = ioat_dev_from(sv);
	u64 val;

	spin_lock(&dev->lock);
	val = lane_read_locked(dev, off & ~7ULL);
	spin_unlock(&dev->lock);
	return val >> 8 * (off & 7) & GENMASK_ULL(8 * width - 1, 0);
}

static bool active_locked(const struct ioat_dev *dev)
{
	unsigned int i;

	lockdep_assert_held(&dev->lock);
	for (i = 0; i < dev->channels; i++)
		if (ioat_chan_active_locked(&dev->chan[i]))
			return true;
	return false;
}

static void ioat_dev_write(struct subdev_vfio *sv, unsigned int bar, u64 off,
			   unsigned int width, u64 val)
{
	struct ioat_dev *dev = ioat_dev_from(sv);
	unsigned int shift = 8 * (off & 7);
	bool active;

	spin_lock(&dev->lock);
	lane_write_locked(dev, off & ~7ULL, val << shift,
			  GENMASK_ULL(8 * width - 1, 0) << shift);
	active = active_locked(dev);
	spin_unlock(&dev->lock);
	if (active)
		ioat_client_kick(&dev->client);
}

/* The next channel in turn that has something to do. */
static size_t ioat_dev_piece(struct ioat_client *client, bool *more)
{
	struct ioat_dev *dev = container_of(client, struct ioat_dev, client);
	size_t bytes = 0;
	unsigned int i;

	for (i = 0; !bytes && i < IOAT_MAX_CHANNELS; i++)
		bytes = ioat_chan_piece(&dev->chan[dev->turn++ %
						   IOAT_MAX_CHANNELS]);
	spin_lock(&dev->lock);
	*more = active_locked(dev);
	spin_unlock(&dev->lock);
	return bytes;
}

static void init_locked(struct ioat_dev *dev)
{
	unsigned int i;

	lockdep_assert_held(&dev->lock);
	dev->intrctrl = 0;
	for (i = 0; i < IOAT_MAX_CHANNELS; i++)
		ioat_chan_init_locked(&dev->chan[i]);
}

/* Nothing of the guest's memory is touched after it has begun. */
void ioat_dev_reset(struct subdev_vfio *sv)
{
	struct ioat_dev *dev = ioat_dev_from(sv);

	ioat_client_stop(&dev->client);
	spin_lock(&dev->lock);
	init_locked(dev);
	spin_unlock(&dev->lock);
	if (!dev->stopped)
		ioat_client_start(&dev->client);
}

/* The user has gone, and so its memory is going; or the device itself is. */
static void ioat_dev_close(struct subdev_vfio *sv)
{
	ioat_client_stop(&ioat_dev_from(sv)->client);
}

static const struct subdev_vfio_ops ioat_dev_ops = {
	.read = ioat_dev_read,
	.write = ioat_dev_write,
	.reset = ioat_dev_reset,
	.close = ioat_dev_close,
	.release = ioat_dev_close,
	.stop = ioat_dev_stop,
	.run = ioat_dev_run,
	.save = ioat_dev_save,
	.load = ioat_dev_load,
};

/**
 * ioat_dev_set() - make a copy engine what its configuration says
 * @dev: the engine
 * @config: number of channels, bandwidth and weight
 *
 * A channel that comes is as after power-on; one that goes has been reset.
 */
void ioat_dev_set(struct ioat_dev *dev, const struct subdev_config *config)
{
	u64 bandwidth = config->values[IOAT_BANDWIDTH].num;

	ioat_client_set(&dev->client, config->amounts[0].amount,
			config->values[IOAT_WEIGHT].num,
			bandwidth == IOAT_UNLIMITED ? 0 : bandwidth << 20);
	spin_lock(&dev->lock);
	dev->channels = config->amounts[0].amount;
	spin_unlock(&dev->lock);
}

/**
 * ioat_dev_create() - build a copy engine and offer it to VFIO
 * @sched: what it shares with the others of its parent
 * @sdev: the subdevice that it is
 * @extack: for what is to be said of a failure
 *
 * Context: Process context, may sleep.
 * Return: 0 or a negative errno. Undone by subdev_vfio_dev_deactivate().
 */
int ioat_dev_create(struct ioat_sched *sched, struct subdev_dev *sdev,
		    struct netlink_ext_ack *extack)
{
	struct ioat_dev *dev;
	unsigned int i;

	dev = subdev_vfio_alloc(struct ioat_dev, sv, sdev, &ioat_pci,
				&ioat_dev_ops);
	if (IS_ERR(dev)) {
		NL_SET_ERR_MSG(extack, "no memory for the copy engine");
		return PTR_ERR(dev);
	}
	spin_lock_init(&dev->lock);
	ioat_client_init(&dev->client, sched, ioat_dev_piece);
	for (i = 0; i < IOAT_MAX_CHANNELS; i++) {
		dev->chan[i].dev = dev;
		dev->chan[i].nr = i;
	}
	ioat_dev_set(dev, subdev_dev_config(sdev));
	return subdev_vfio_dev_activate(&dev->sv, extack);
}
