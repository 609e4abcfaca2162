/* SPDX-License-Identifier: GPL-2.0-only */
/* Who has the hardware: one at a time, by shares of its time. */
#ifndef _SUBDEV_EDU_ENGINE_H
#define _SUBDEV_EDU_ENGINE_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "hw.h"

/* What the shares of all subdevices sum up to, at most. */
#define EDU_SHARES	100

struct edu_engine;

/**
 * struct edu_client - one who uses the engine
 * @engine: the engine
 * @node: in the list of those that wait
 * @share: how much of its time it is to have, of EDU_SHARES
 * @vtime: what it has had, in ns of its share
 * @stopped: it is not to have it
 */
struct edu_client {
	struct edu_engine *engine;
	struct list_head node;
	u32 share;
	u64 vtime;
	bool stopped;
};

/**
 * struct edu_engine - the hardware, and those who share it
 * @hw: of @owner
 * @wq: where the jobs of the subdevices run; a worker waits for the engine
 * @recover: looks whether hardware that has failed is done at last
 * @hold: runs out when @held has had its time
 * @self: the client that has it while the function is being reset
 * @resetting: @self has it
 * @wait: for a change of what is below
 * @lock: guards all below and all in the clients; innermost, but for that of
 *	@wait's and the workqueue's own
 * @waiting: clients that want it
 * @owner: who has it, or NULL
 * @held: who had it last and can go on with it until @until, or NULL
 * @until: in jiffies
 * @since: up to when it has been charged, in ns
 * @vnow: the least that a client who comes now has had
 * @error: why nobody gets it: -EIO the hardware has failed, -ENODEV it is going
 *	or gone, which is the end; 0 else. Read without the lock too.
 */
struct edu_engine {
	struct edu_hw hw;
	struct workqueue_struct *wq;
	struct delayed_work recover;
	struct timer_list hold;
	struct edu_client self;
	bool resetting;
	wait_queue_head_t wait;
	spinlock_t lock;		/* see above */
	struct list_head waiting;
	struct edu_client *owner;
	struct edu_client *held;
	unsigned long until;
	u64 since;
	u64 vnow;
	int error;
};

int edu_engine_init(struct edu_engine *engine, struct pci_dev *pdev);
void edu_engine_exit(struct edu_engine *engine);
void edu_engine_set_gone(struct edu_engine *engine);
void edu_engine_reset_prepare(struct edu_engine *engine);
void edu_engine_reset_done(struct edu_engine *engine);

static inline bool edu_engine_gone(const struct edu_engine *engine)
{
	return READ_ONCE(engine->error) == -ENODEV;
}

void edu_client_init(struct edu_client *client, struct edu_engine *engine);
void edu_client_set(struct edu_client *client, u32 share);
void edu_client_stop(struct edu_client *client);
void edu_client_start(struct edu_client *client);
int edu_client_begin(struct edu_client *client);
void edu_client_end(struct edu_client *client, int err);

#endif /* _SUBDEV_EDU_ENGINE_H */
