/* SPDX-License-Identifier: GPL-2.0-only */
/* A channel: its registers, and its chain of descriptors. */
#ifndef _SUBDEV_IOAT_CHAN_H
#define _SUBDEV_IOAT_CHAN_H

#include <linux/types.h>

#include "regs.h"

struct ioat_dev;

/**
 * struct ioat_desc - a descriptor that a channel is at
 * @len: bytes
 * @ctl: IOAT_CTL_*
 * @src: where from
 * @dst: where to
 * @next: address of the next one
 * @done: bytes copied
 */
struct ioat_desc {
	u32 len;
	u32 ctl;
	u64 src;
	u64 dst;
	u64 next;
	u32 done;
};

/**
 * struct ioat_chan - a channel
 * @dev: its subdevice, whose lock guards all below
 * @nr: number, constant
 * @state: IOAT_STS_*
 * @loaded: there is a chain, since CHAINADDR was written
 * @busy: the worker is at it: what it has of the chain is its own
 * @reset: to be reset when it is not
 * @fetched: @desc is what is at @cdar
 * @irq: an interrupt is to be sent
 * @fired: one was sent, and the next one waits for IOAT_CTRL_REARM
 * @ctrl: register
 * @count: register
 * @ended: descriptors done since the chain began
 * @chain: register
 * @cmp: register
 * @completed: the descriptor done last, 0 for none
 * @cdar: register
 * @err: register
 * @err_mask: register
 * @dca: register
 * @desc: the worker's while @busy is set
 */
struct ioat_chan {
	struct ioat_dev *dev;
	unsigned int nr;
	unsigned int state;
	bool loaded;
	bool busy;
	bool reset;
	bool fetched;
	bool irq;
	bool fired;
	u16 ctrl;
	u16 count;
	u16 ended;
	u64 chain;
	u64 cmp;
	u64 completed;
	u64 cdar;
	u32 err;
	u32 err_mask;
	u32 dca;
	struct ioat_desc desc;
};

void ioat_chan_init_locked(struct ioat_chan *chan);
u64 ioat_chan_read_locked(const struct ioat_chan *chan, u64 off);
void ioat_chan_write_locked(struct ioat_chan *chan, u64 off, u64 val, u64 mask);
bool ioat_chan_active_locked(const struct ioat_chan *chan);
bool ioat_chan_pending_locked(const struct ioat_chan *chan);
void ioat_chan_irq_locked(struct ioat_chan *chan);
size_t ioat_chan_piece(struct ioat_chan *chan);
u32 ioat_desc_check(const struct ioat_desc *desc);

#endif /* _SUBDEV_IOAT_CHAN_H */
