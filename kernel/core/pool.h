/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Private to subdev.ko: pools, stocks of ready and identical subdevices.
 *
 * pool.c         the pools themselves: names, numbers, messages, requests
 * pool_parent.c  how a pool gets a parent and loses it
 * pool_stock.c   which subdevices belong to a pool, and what they are in it
 * pool_fill.c    how subdevices are added: refills and pushes
 * pool_pull.c    how one is taken out
 * pool_return.c  how one comes back
 *
 * Locks. subdev_pool.lock is inside of subdev_dev.lock and outside of
 * subdev_parent.lock. What a subdevice is in its pool changes with both locks
 * of the first two held, so either is enough to look at it; only its place is
 * written a moment before, under the lock of the subdevice, so who holds the
 * pool's alone sees the old or the new one. Who goes from a pool to its subdevices
 * takes a reference, drops the pool's lock, and looks again.
 */
#ifndef _SUBDEV_POOL_H
#define _SUBDEV_POOL_H

#include "core.h"

/**
 * struct subdev_pool - a named stock of ready, identical subdevices
 * @node: place in the table of names
 * @ref: references to the memory, which is freed after a grace period
 * @rcu: for the grace period
 * @id: its number, by which a dump goes
 * @name: its name, padded with zeroes
 * @parent_name: name of its parent, there or not
 * @type_name: name of the type
 * @request: the attributes that it was created with, from which its
 *	configuration is composed for each parent that comes
 * @request_len: length of @request
 * @fill_work: adds what it is short of
 * @end_work: goes on with its deletion
 * @lock: guards what follows
 * @parent: its parent, with a reference, or NULL while there is none
 * @parent_index: index of the last one that it had
 * @type: the type, while it has a @parent and a @comp
 * @comp: what each of its subdevices is composed of; NULL if there is no parent,
 *	or the parent does not have that
 * @dev_size: room for a subdevice of it in a message, 0 if @comp is NULL
 * @starving: place in the parent's list of those that wait for room, which the
 *	parent's lock guards
 * @stock: subdevices to be pulled, the one that was ready first in front
 * @rest: all others that belong to it
 * @counts: how many of these are what in it
 * @devs: how many there are
 * @making: places taken for subdevices that are being added
 * @claimed: ready ones that are being pulled
 * @size: how many ready ones it is refilled to
 * @low: it is refilled when fewer than this are ready
 * @low_given: @low was asked for, else it follows @size
 * @max_devs: how many it may have in all, 0 for any number
 * @generation: grows with each change
 * @state: what user space sees
 * @err: what the last attempt to add one failed with, in no-room and failed; in
 *	filling -ENOMEM or 0
 * @why: the same in words
 * @filling: it is being refilled up to @size
 * @ended: its last subdevice has left, after its deletion began
 * @stats: what was counted
 *
 * Life: made by a request; the tables have a reference, so does each of its
 * subdevices, and each of its works while that is queued. @end_work takes it
 * out of the tables when it is being deleted and has no subdevice left.
 */
struct subdev_pool {
	struct rhash_head node;
	refcount_t ref;
	struct rcu_head rcu;
	u32 id;
	char name[SUBDEV_POOL_NAME_MAX + 1] __aligned(sizeof(u32));
	char parent_name[SUBDEV_NAME_MAX + 1];
	char type_name[SUBDEV_TYPE_NAME_MAX + 1];
	void *request;
	int request_len;
	struct delayed_work fill_work;
	struct work_struct end_work;

	struct mutex lock;	/* guards what follows */
	struct subdev_parent *parent;
	u32 parent_index;
	const struct subdev_type *type;
	struct subdev_comp *comp;
	size_t dev_size;
	struct list_head starving;
	struct list_head stock;
	struct list_head rest;
	u32 counts[SUBDEV_PLACES];
	u32 devs;
	u32 making;
	u32 claimed;
	u32 size;
	u32 low;
	bool low_given;
	u32 max_devs;
	u64 generation;
	enum subdev_pool_state state;
	int err;
	char why[NETLINK_MAX_FMTMSG_LEN];
	bool filling;
	bool ended;
	struct subdev_pool_stats stats;
};

/* pool.c */
struct subdev_pool *subdev_pool_find(const struct nlattr *name,
				     struct netlink_ext_ack *extack);
int subdev_pool_dev_size(const struct nlattr *name,
			 struct netlink_ext_ack *extack, size_t *size);
struct subdev_pool *subdev_pool_next(unsigned long *id);
unsigned int subdev_pools_dump_seq(void);
int subdev_pool_counts_fill_locked(struct sk_buff *msg,
				   const struct subdev_pool *pool);
void subdev_pool_notify_locked(struct subdev_pool *pool, u8 cmd,
			       enum subdev_cause cause);
void subdev_pool_set_state_locked(struct subdev_pool *pool,
				  enum subdev_pool_state state, int err,
				  const char *why, enum subdev_cause cause);
struct subdev_comp *subdev_pool_compose(struct subdev_parent *parent,
					const struct subdev_type *type,
					const struct nlattr *first, int len,
					struct netlink_ext_ack *extack);
void subdev_pool_remove(struct subdev_pool *pool);
void subdev_pools_wait(void);

/* pool_parent.c */
void subdev_pool_settle_locked(struct subdev_pool *pool,
			       struct subdev_parent *parent,
			       const struct subdev_type *type,
			       struct subdev_comp *comp);
void subdev_pool_retry_locked(struct subdev_pool *pool);

/* pool_stock.c */
struct subdev_dev *subdev_pool_claim_locked(struct subdev_pool *pool);
void subdev_pool_unclaim(struct subdev_pool *pool, struct subdev_dev *sdev);
void subdev_pool_changed_locked(struct subdev_pool *pool);
void subdev_pool_queue_end(struct subdev_pool *pool);
void subdev_pool_end_work(struct work_struct *work);
int subdev_pool_wq_init(void);
void subdev_pool_wq_exit(void);

/* pool_fill.c */
void subdev_pool_kick_locked(struct subdev_pool *pool);
void subdev_pool_refill_locked(struct subdev_pool *pool);
int subdev_pool_takes_locked(const struct subdev_pool *pool, u32 count,
			     struct genl_info *info);
void subdev_pool_fill_work(struct work_struct *work);
void subdev_pool_queue_fill_later(struct subdev_pool *pool,
				  struct subdev_parent *parent);
void subdev_pool_cancel_fill_locked(struct subdev_pool *pool);

/* pool_return.c */
int subdev_pool_push_dev(struct sk_buff *skb, struct genl_info *info);

#endif /* _SUBDEV_POOL_H */
