// SPDX-License-Identifier: GPL-2.0-only
/*
 * Migration of a copy engine.
 *
 * It is stopped between two pieces: a descriptor that is completed has told its
 * guest, in memory and by an interrupt that is on its way, and one that is not is
 * saved with the number of bytes that were copied. So the far end goes on with
 * the next byte, and tells of each descriptor once.
 */
#include <linux/overflow.h>
#include <linux/subdev.h>

#include "dev.h"

#define IOAT_STATE_VERSION	1

/* Flags of a channel. */
#define LOADED		0x01
#define FETCHED		0x02
#define IRQ		0x04
#define FIRED		0x08
#define FLAGS		0x0f

/**
 * struct chan_state - how a channel is saved: see struct ioat_chan
 * @chain: register
 * @cmp: register
 * @completed: the descriptor done last
 * @cdar: register
 * @src: of the descriptor that it is at, if that is FETCHED, else 0
 * @dst: the same
 * @next: the same
 * @len: the same
 * @ctl: the same
 * @done: the same
 * @err: register
 * @err_mask: register
 * @dca: register
 * @ctrl: register
 * @count: register
 * @ended: descriptors done since the chain began
 * @state: IOAT_STS_*
 * @flags: LOADED, ...
 */
struct chan_state {
	__le64 chain;
	__le64 cmp;
	__le64 completed;
	__le64 cdar;
	__le64 src;
	__le64 dst;
	__le64 next;
	__le32 len;
	__le32 ctl;
	__le32 done;
	__le32 err;
	__le32 err_mask;
	__le32 dca;
	__le16 ctrl;
	__le16 count;
	__le16 ended;
	u8 state;
	u8 flags;
};

/**
 * struct dev_state - how an engine is saved
 * @channels: number of channels
 * @intrctrl: register
 * @chan: the channels
 */
struct dev_state {
	__le32 channels;
	__le32 intrctrl;
	struct chan_state chan[];
};

void ioat_dev_stop(struct subdev_vfio *sv)
{
	struct ioat_dev *dev = ioat_dev_from(sv);

	dev->stopped = true;
	ioat_client_stop(&dev->client);
}

void ioat_dev_run(struct subdev_vfio *sv)
{
	struct ioat_dev *dev = ioat_dev_from(sv);

	dev->stopped = false;
	ioat_client_start(&dev->client);
}

static void save_desc_locked(const struct ioat_chan *chan,
			     struct chan_state *st)
{
	const struct ioat_desc *desc = &chan->desc;

	lockdep_assert_held(&chan->dev->lock);
	st->flags |= FETCHED;
	st->src = cpu_to_le64(desc->src);
	st->dst = cpu_to_le64(desc->dst);
	st->next = cpu_to_le64(desc->next);
	st->len = cpu_to_le32(desc->len);
	st->ctl = cpu_to_le32(desc->ctl);
	st->done = cpu_to_le32(desc->done);
}

static void save_chan_locked(const struct ioat_chan *chan,
			     struct chan_state *st)
{
	lockdep_assert_held(&chan->dev->lock);
	st->chain = cpu_to_le64(chan->chain);
	st->cmp = cpu_to_le64(chan->cmp);
	st->completed = cpu_to_le64(chan->completed);
	st->cdar = cpu_to_le64(chan->cdar);
	st->err = cpu_to_le32(chan->err);
	st->err_mask = cpu_to_le32(chan->err_mask);
	st->dca = cpu_to_le32(chan->dca);
	st->ctrl = cpu_to_le16(chan->ctrl);
	st->count = cpu_to_le16(chan->count);
	st->ended = cpu_to_le16(chan->ended);
	st->state = chan->state;
	st->flags = (chan->loaded ? LOADED : 0) | (chan->irq ? IRQ : 0) |
		    (chan->fired ? FIRED : 0);
	/* of a chain that has failed the descriptor is not looked at again */
	if (chan->loaded && chan->fetched)
		save_desc_locked(chan, st);
}

ssize_t ioat_dev_save(struct subdev_vfio *sv, u32 *version, void *buf,
		      size_t size)
{
	struct ioat_dev *dev = ioat_dev_from(sv);
	struct dev_state *st = buf;
	unsigned int i;

	*version = IOAT_STATE_VERSION;
	spin_lock(&dev->lock);
	st->channels = cpu_to_le32(dev->channels);
	st->intrctrl = cpu_to_le32(dev->intrctrl);
	for (i = 0; i < dev->channels; i++)
		save_chan_locked(&dev->chan[i], &st->chan[i]);
	spin_unlock(&dev->lock);
	return struct_size(st, chan, i);
}

/* The worker believes what it has fetched, so that is checked again. */
static bool load_desc_locked(struct ioat_chan *chan,
			     const struct chan_state *st)
{
	struct ioat_desc *desc = &chan->desc;

	lockdep_assert_held(&chan->dev->lock);
	desc->src = le64_to_cpu(st->src);
	desc->dst = le64_to_cpu(st->dst);
	desc->next = le64_to_cpu(st->next);
	desc->len = le32_to_cpu(st->len);
	desc->ctl = le32_to_cpu(st->ctl);
	desc->done = le32_to_cpu(st->done);
	chan->fetched = st->flags & FETCHED;
	if (!chan->fetched)
		return !desc->src && !desc->dst && !desc->next && !desc->len &&
		       !desc->ctl && !desc->done;
	return chan->loaded && !(chan->cdar % IOAT_DESC_SIZE) &&
	       !ioat_desc_check(desc) && desc->done < desc->len &&
	       !(desc->done && desc->ctl & IOAT_CTL_NULL);
}

static bool chan_valid_locked(const struct ioat_chan *chan)
{
	lockdep_assert_held(&chan->dev->lock);
	switch (chan->state) {
	case IOAT_STS_ACTIVE:
		if (!ioat_chan_pending_locked(chan))
			return false;
		fallthrough;
	case IOAT_STS_IDLE:
	case IOAT_STS_SUSPENDED:
		if (!chan->loaded)
			return false;
		break;
	case IOAT_STS_HALTED:
		break;
	default:
		return false;
	}
	return !(chan->ctrl & IOAT_CTRL_REARM) && !(chan->cmp & 7) &&
	       !(chan->completed % IOAT_DESC_SIZE);
}

static bool load_chan_locked(struct ioat_chan *chan,
			     const struct chan_state *st)
{
	lockdep_assert_held(&chan->dev->lock);
	if (st->flags & ~FLAGS)
		return false;
	chan->chain = le64_to_cpu(st->chain);
	chan->cmp = le64_to_cpu(st->cmp);
	chan->completed = le64_to_cpu(st->completed);
	chan->cdar = le64_to_cpu(st->cdar);
	chan->err = le32_to_cpu(st->err);
	chan->err_mask = le32_to_cpu(st->err_mask);
	chan->dca = le32_to_cpu(st->dca);
	chan->ctrl = le16_to_cpu(st->ctrl);
	chan->count = le16_to_cpu(st->count);
	chan->ended = le16_to_cpu(st->ended);
	chan->state = st->state;
	chan->loaded = st->flags & LOADED;
	chan->irq = st->flags & IRQ;
	chan->fired = st->flags & FIRED;
	return chan_valid_locked(chan) && load_desc_locked(chan, st);
}

static bool load_dev_locked(struct ioat_dev *dev, const struct dev_state *st,
			    size_t len)
{
	u32 intrctrl = le32_to_cpu(st->intrctrl);
	unsigned int i;

	lockdep_assert_held(&dev->lock);
	if (len != struct_size(st, chan, dev->channels) ||
	    le32_to_cpu(st->channels) != dev->channels ||
	    intrctrl & ~(IOAT_INTR_MASTER | IOAT_INTR_VECTORS))
		return false;
	dev->intrctrl = intrctrl;
	for (i = 0; i < dev->channels; i++)
		if (!load_chan_locked(&dev->chan[i], &st->chan[i]))
			return false;
	return true;
}

int ioat_dev_load(struct subdev_vfio *sv, u32 version, const void *buf,
		  size_t len)
{
	struct ioat_dev *dev = ioat_dev_from(sv);
	bool loaded;

	if (version != IOAT_STATE_VERSION || len < sizeof(struct dev_state))
		return -EINVAL;
	spin_lock(&dev->lock);
	loaded = load_dev_locked(dev, buf, len);
	spin_unlock(&dev->lock);
	return loaded ? 0 : -EINVAL;
}
