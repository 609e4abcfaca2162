// SPDX-License-Identifier: GPL-2.0-only
/*
 * A channel: its registers, and its chain of descriptors.
 *
 * The guest's driver writes how many descriptors the channel is to have done
 * since its chain began, modulo 2^16, so a chain that goes round in a circle, as
 * all do, ends by that number. The worker does them a piece at a time. What the
 * guest writes meanwhile takes effect at once, but for a reset, which is done
 * when the worker has let go: after it nothing is written any more.
 */
#include <linux/bits.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "dev.h"

/* The most that is copied in one piece. */
#define PIECE	SZ_64K

/* Lanes: where a register is in the eight bytes that it is read with. */
#define LANE_CHANCTRL	GENMASK_ULL(15, 0)
#define LANE_CHANCMD	GENMASK_ULL(39, 32)
#define LANE_DMACOUNT	GENMASK_ULL(63, 48)

/* Back to what it is after power-on; others find the lock by the rest. */
void ioat_chan_init_locked(struct ioat_chan *chan)
{
	lockdep_assert_held(&chan->dev->lock);
	memset_startat(chan, 0, state);
	chan->state = IOAT_STS_HALTED;
}

/* The guest's reset leaves what its driver does not write again after it. */
static void reset_locked(struct ioat_chan *chan)
{
	u16 ctrl = chan->ctrl;
	u32 err_mask = chan->err_mask, dca = chan->dca;

	ioat_chan_init_locked(chan);
	chan->ctrl = ctrl;
	chan->err_mask = err_mask;
	chan->dca = dca;
}

/* Send what is to be sent, if nothing is in the way. */
void ioat_chan_irq_locked(struct ioat_chan *chan)
{
	const u8 on = IOAT_INTR_MASTER | IOAT_INTR_VECTORS;

	lockdep_assert_held(&chan->dev->lock);
	if (!chan->irq || chan->fired || (chan->dev->intrctrl & on) != on)
		return;
	chan->irq = false;
	chan->fired = true;
	subdev_vfio_msi(&chan->dev->sv, chan->nr);
}

static u64 chansts_locked(const struct ioat_chan *chan)
{
	lockdep_assert_held(&chan->dev->lock);
	return chan->completed | chan->state;
}

/* Whether the worker finds something to do in it. */
bool ioat_chan_active_locked(const struct ioat_chan *chan)
{
	lockdep_assert_held(&chan->dev->lock);
	return chan->state == IOAT_STS_ACTIVE && !chan->reset;
}

static void fail_locked(struct ioat_chan *chan, u32 err)
{
	lockdep_assert_held(&chan->dev->lock);
	chan->err |= err;
	chan->state = IOAT_STS_HALTED;
	chan->loaded = false;
	chan->irq |= !!(chan->ctrl & IOAT_CTRL_ERR_INT);
}

static void set_ctrl_locked(struct ioat_chan *chan, u16 val)
{
	chan->ctrl = val & ~IOAT_CTRL_REARM;
	if (val & IOAT_CTRL_REARM) {
		chan->fired = false;
		ioat_chan_irq_locked(chan);
	}
}

/* Whether its chain goes on. */
bool ioat_chan_pending_locked(const struct ioat_chan *chan)
{
	lockdep_assert_held(&chan->dev->lock);
	return chan->count != chan->ended;
}

static void run_locked(struct ioat_chan *chan)
{
	chan->state = ioat_chan_pending_locked(chan) ? IOAT_STS_ACTIVE : IOAT_STS_IDLE;
}

static void set_cmd_locked(struct ioat_chan *chan, u8 val)
{
	if (val & IOAT_CMD_RESET) {
		chan->reset = chan->busy;
		if (!chan->busy)
			reset_locked(chan);
	} else if (val & IOAT_CMD_SUSPEND) {
		if (chan->state != IOAT_STS_HALTED)
			chan->state = IOAT_STS_SUSPENDED;
	} else if (val & IOAT_CMD_RESUME) {
		if (chan->state == IOAT_STS_SUSPENDED)
			run_locked(chan);
	}
}

static void set_count_locked(struct ioat_chan *chan, u16 val)
{
	chan->count = val;
	if (chan->loaded && chan->state != IOAT_STS_SUSPENDED)
		run_locked(chan);
}

/* A new chain, not while there is an old one under way. */
static void set_chain_locked(struct ioat_chan *chan, u64 val)
{
	if (chan->busy || chan->state == IOAT_STS_ACTIVE)
		return;
	chan->chain = val;
	chan->cdar = val;
	chan->completed = 0;
	chan->count = 0;
	chan->ended = 0;
	chan->fetched = false;
	chan->loaded = true;
	chan->state = IOAT_STS_HALTED;
}

/* Eight bytes, @off is a multiple of that. */
u64 ioat_chan_read_locked(const struct ioat_chan *chan, u64 off)
{
	lockdep_assert_held(&chan->dev->lock);
	switch (off) {
	case IOAT_CHANCTRL:
		return chan->ctrl | 2 << 16 |
		       (chan->reset ? (u64)IOAT_CMD_RESET << 32 : 0) |
		       (u64)chan->count << 48;
	case IOAT_CHANSTS:
		return chansts_locked(chan);
	case IOAT_CHAINADDR:
		return chan->chain;
	case IOAT_CHANCMP:
		return chan->cmp;
	case IOAT_CDAR:
		return chan->cdar;
	case IOAT_CHANERR:
		return chan->err | (u64)chan->err_mask << 32;
	case IOAT_DCACTRL:
		return chan->dca;
	default:
		return 0;
	}
}

static u64 merge(u64 old, u64 val, u64 mask)
{
	return (old & ~mask) | val;
}

/* Of the eight bytes at @off those in @mask, @val has no other bits. */
void ioat_chan_write_locked(struct ioat_chan *chan, u64 off, u64 val, u64 mask)
{
	u64 all;

	lockdep_assert_held(&chan->dev->lock);
	switch (off) {
	case IOAT_CHANCTRL:
		all = merge(ioat_chan_read_locked(chan, off), val, mask);
		if (mask & LANE_CHANCTRL)
			set_ctrl_locked(chan, all);
		if (mask & LANE_CHANCMD)
			set_cmd_locked(chan, all >> 32);
		if (mask & LANE_DMACOUNT)
			set_count_locked(chan, all >> 48);
		break;
	case IOAT_CHAINADDR:
		set_chain_locked(chan, merge(chan->chain, val, mask));
		break;
	case IOAT_CHANCMP:
		chan->cmp = merge(chan->cmp, val, mask) & ~7ULL;
		break;
	case IOAT_CHANERR:
		chan->err &= ~lower_32_bits(val);
		chan->err_mask = merge((u64)chan->err_mask << 32, val, mask) >>
				 32;
		break;
	case IOAT_DCACTRL:
		chan->dca = merge(chan->dca, val, mask);
		break;
	}
}

/* What follows is the worker's, with the channel busy and no lock held. */

u32 ioat_desc_check(const struct ioat_desc *desc)
{
	if (desc->ctl & IOAT_CTL_OP)
		return IOAT_ERR_CONTROL;
	if (!desc->len || desc->len > BIT(IOAT_XFERCAP_LOG))
		return IOAT_ERR_LENGTH;
	if (desc->ctl & IOAT_CTL_NULL)
		return 0;
	if (desc->len - 1 > U64_MAX - desc->src)
		return IOAT_ERR_READ;
	if (desc->len - 1 > U64_MAX - desc->dst)
		return IOAT_ERR_WRITE;
	return 0;
}

static u32 fetch_desc(struct ioat_chan *chan)
{
	struct ioat_desc *desc = &chan->desc;
	u8 raw[IOAT_DESC_SIZE];
	int ret;

	if (chan->cdar % IOAT_DESC_SIZE)
		return chan->completed ? IOAT_ERR_NEXT_ALIGN :
					 IOAT_ERR_CHAIN_ADDR;
	ret = subdev_vfio_dma_read_pinned(&chan->dev->sv, chan->cdar, raw,
					  sizeof(raw));
	if (ret)
		return ret == -ENOMEM ? IOAT_ERR_CHIPSET : IOAT_ERR_NEXT_ADDR;
	desc->len = get_unaligned_le32(raw + IOAT_DESC_LEN);
	desc->ctl = get_unaligned_le32(raw + IOAT_DESC_CTL);
	desc->src = get_unaligned_le64(raw + IOAT_DESC_SRC);
	desc->dst = get_unaligned_le64(raw + IOAT_DESC_DST);
	desc->next = get_unaligned_le64(raw + IOAT_DESC_NEXT);
	desc->done = 0;
	chan->fetched = true;
	return ioat_desc_check(desc);
}

static u32 copy_desc(struct ioat_chan *chan, size_t *bytes)
{
	struct ioat_desc *desc = &chan->desc;
	bool at_dst;
	int ret;

	*bytes = min_t(u32, desc->len - desc->done, PIECE);
	ret = subdev_vfio_dma_copy(&chan->dev->sv, desc->dst + desc->done,
				   desc->src + desc->done, *bytes, &at_dst);
	desc->done += *bytes;
	if (!ret)
		return 0;
	if (ret == -ENOMEM)
		return IOAT_ERR_CHIPSET;
	return at_dst ? IOAT_ERR_WRITE : IOAT_ERR_READ;
}

/* One descriptor, or what there is time for of it. */
static u32 do_desc(struct ioat_chan *chan, size_t *bytes)
{
	u32 err;

	if (!chan->fetched) {
		err = fetch_desc(chan);
		if (err)
			return err;
	}
	if (chan->desc.ctl & IOAT_CTL_NULL) {
		chan->desc.done = chan->desc.len;
		return 0;
	}
	return copy_desc(chan, bytes);
}

static u32 complete_desc(struct ioat_chan *chan, u64 sts)
{
	return subdev_vfio_dma_write64(&chan->dev->sv, chan->cmp, sts) ?
	       IOAT_ERR_COMPLETION : 0;
}

/* The guest learns of it from its memory, if it wants, then by interrupt. */
static u32 finish_desc(struct ioat_chan *chan)
{
	unsigned int state;

	if (!(chan->desc.ctl & IOAT_CTL_COMP))
		return 0;
	spin_lock(&chan->dev->lock);
	state = (u16)(chan->ended + 1) == chan->count ? IOAT_STS_IDLE :
							IOAT_STS_ACTIVE;
	spin_unlock(&chan->dev->lock);
	return complete_desc(chan, chan->cdar | state);
}

static void next_desc_locked(struct ioat_chan *chan)
{
	lockdep_assert_held(&chan->dev->lock);
	chan->completed = chan->cdar;
	chan->cdar = chan->desc.next;
	chan->fetched = false;
	chan->ended++;
	if (chan->state == IOAT_STS_ACTIVE)
		run_locked(chan);
	chan->irq |= chan->desc.ctl & IOAT_CTL_INT;
}

/* CHANERR says what is wrong before memory says that something is. */
static void chan_halt(struct ioat_chan *chan, u32 err)
{
	u64 sts;
	bool tell;

	spin_lock(&chan->dev->lock);
	fail_locked(chan, err);
	sts = chansts_locked(chan);
	tell = chan->ctrl & IOAT_CTRL_ERR_COMP && !chan->reset;
	spin_unlock(&chan->dev->lock);
	if (!tell || err & IOAT_ERR_COMPLETION || !complete_desc(chan, sts))
		return;
	spin_lock(&chan->dev->lock);
	chan->err |= IOAT_ERR_COMPLETION;
	spin_unlock(&chan->dev->lock);
}

static bool chan_begin(struct ioat_chan *chan)
{
	spin_lock(&chan->dev->lock);
	chan->busy = ioat_chan_active_locked(chan);
	spin_unlock(&chan->dev->lock);
	return chan->busy;
}

static void chan_end(struct ioat_chan *chan, bool done)
{
	spin_lock(&chan->dev->lock);
	chan->busy = false;
	if (chan->reset) {
		reset_locked(chan);
	} else {
		if (done)
			next_desc_locked(chan);
		ioat_chan_irq_locked(chan);
	}
	spin_unlock(&chan->dev->lock);
}

/**
 * ioat_chan_piece() - do a piece of what a channel has to do
 * @chan: the channel
 *
 * Context: The worker, no lock held.
 * Return: bytes copied.
 */
size_t ioat_chan_piece(struct ioat_chan *chan)
{
	size_t bytes = 0;
	bool done;
	u32 err;

	if (!chan_begin(chan))
		return 0;
	err = do_desc(chan, &bytes);
	done = !err && chan->desc.done == chan->desc.len;
	if (done)
		err = finish_desc(chan);
	if (err)
		chan_halt(chan, err);
	chan_end(chan, done && !err);
	return bytes;
}
