/* SPDX-License-Identifier: GPL-2.0-only */
/* Who copies next: shares by weight, a floor below them, limits of bandwidth. */
#ifndef _SUBDEV_IOAT_SCHED_H
#define _SUBDEV_IOAT_SCHED_H

#include <linux/hrtimer.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

/**
 * struct ioat_sched - the engine that a parent's subdevices share
 * @lock: guards all here and in each client; taken in softirqs, innermost
 * @waiting: clients that may run
 * @current_client: the client that has the engine, NULL for none
 * @since: when it began its piece, in jiffies
 * @vnow: the least time that a client who comes now has used
 * @watchdog: looks whether it comes to an end
 * @wq: where the clients' works run
 */
struct ioat_sched {
	spinlock_t lock;		/* see above */
	struct list_head waiting;
	struct ioat_client *current_client;
	unsigned long since;
	u64 vnow;
	struct timer_list watchdog;
	struct workqueue_struct *wq;
};

enum ioat_client_state {
	IOAT_IDLE,	/* has nothing to do */
	IOAT_WAITING,	/* for the engine, in the list */
	IOAT_LIMITED,	/* for the time when its bandwidth allows it */
	IOAT_RUNNING,	/* its work is queued, or runs */
};

/**
 * struct ioat_client - a subdevice, to its engine
 * @sched: the engine
 * @node: in the list of those that wait
 * @state: what it is at
 * @kicked: there is more to do, said while it ran
 * @stalled: the engine was given to others while it ran
 * @stopped: it is not to run
 * @channels: how many channels it has
 * @weight: its share
 * @rate: bytes in a second, 0 for no limit
 * @until: when it has waited for too long, in ns
 * @owed: pieces that it gets without a look at the others
 * @vtime: what it has used, in bytes by weight
 * @next: when its bandwidth allows more, in ns
 * @timer: runs out then
 * @work: does pieces
 * @piece: do a piece of work, without lock; returns its bytes, and in @more
 *	whether there is more
 */
struct ioat_client {
	struct ioat_sched *sched;
	struct list_head node;
	enum ioat_client_state state;
	bool kicked;
	bool stalled;
	bool stopped;
	unsigned int channels;
	u32 weight;
	u64 rate;
	u64 until;
	unsigned int owed;
	u64 vtime;
	u64 next;
	struct hrtimer timer;
	struct work_struct work;
	size_t (*piece)(struct ioat_client *client, bool *more);
};

int ioat_sched_init(struct ioat_sched *sched);
void ioat_sched_exit(struct ioat_sched *sched);

void ioat_client_init(struct ioat_client *client, struct ioat_sched *sched,
		      size_t (*piece)(struct ioat_client *client, bool *more));
void ioat_client_set(struct ioat_client *client, unsigned int channels,
		     u32 weight, u64 rate);
void ioat_client_kick(struct ioat_client *client);
void ioat_client_stop(struct ioat_client *client);
void ioat_client_start(struct ioat_client *client);

#endif /* _SUBDEV_IOAT_SCHED_H */
