// SPDX-License-Identifier: GPL-2.0-only
/*
 * How subdevices are added to pools: by the kernel in the background when one is
 * short of them, or by a push.
 */
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "pool.h"
#include "trace.h"

/* How long a pool waits until it tries again what failed for want of memory. */
#define SUBDEV_POOL_PAUSE	HZ

/* What a request says of a configuration that says nothing. */
static const struct subdev_wanted subdev_wanted_nothing;

/*
 * Refills
 */

/* How many are ready, or will be without any more being made. */
static u32 subdev_pool_coming_locked(const struct subdev_pool *pool)
{
	lockdep_assert_held(&pool->lock);
	return pool->counts[SUBDEV_PLACE_READY] +
	       pool->counts[SUBDEV_PLACE_RESETTING] + pool->making;
}

/* Whether its maximum lets it have so many more. */
static bool subdev_pool_may_add_locked(const struct subdev_pool *pool, u32 more)
{
	lockdep_assert_held(&pool->lock);
	return !pool->max_devs ||
	       (u64)pool->devs + pool->making + more <= pool->max_devs;
}

/* Whether a refill has something to do; one that is done ends here. */
static bool subdev_pool_short_locked(struct subdev_pool *pool)
{
	u32 coming = subdev_pool_coming_locked(pool);

	if (coming < pool->low)
		pool->filling = true;
	if (coming >= pool->size)
		pool->filling = false;
	return pool->filling && subdev_pool_may_add_locked(pool, 1);
}

static void subdev_pool_queue_fill(struct subdev_pool *pool,
				   struct subdev_parent *parent)
{
	subdev_pool_get(pool);
	/* one that was to come later comes now */
	if (mod_delayed_work(parent->wq, &pool->fill_work, 0))
		subdev_pool_put(pool);
}

/* Tries again by and by, since there was no memory. */
void subdev_pool_queue_fill_later(struct subdev_pool *pool,
				  struct subdev_parent *parent)
{
	subdev_pool_get(pool);
	if (!queue_delayed_work(parent->wq, &pool->fill_work, SUBDEV_POOL_PAUSE))
		subdev_pool_put(pool);
}

/**
 * subdev_pool_cancel_fill_locked() - no refill is queued any more
 * @pool: the pool, locked, that leaves its parent; the caller has a reference
 *
 * The parent's workqueue would not wait for one that is to come later. One that
 * runs already finds what the pool has by then.
 */
void subdev_pool_cancel_fill_locked(struct subdev_pool *pool)
{
	lockdep_assert_held(&pool->lock);
	if (cancel_delayed_work(&pool->fill_work))
		subdev_pool_put(pool);
}

/* How many more its maximum lets it have; of use only if there is one. */
static u32 subdev_pool_left_locked(const struct subdev_pool *pool)
{
	u32 has = pool->devs + pool->making;

	lockdep_assert_held(&pool->lock);
	return has < pool->max_devs ? pool->max_devs - has : 0;
}

/* Looks what there is to do for its stock, and starts it. */
static void subdev_pool_start_locked(struct subdev_pool *pool,
				     enum subdev_cause cause)
{
	if (!pool->comp)
		return;
	if (!subdev_pool_short_locked(pool)) {
		subdev_pool_set_state_locked(pool, SUBDEV_POOL_STATE_STEADY, 0,
					     NULL, cause);
		return;
	}
	subdev_pool_set_state_locked(pool, SUBDEV_POOL_STATE_FILLING, 0, NULL,
				     cause);
	subdev_pool_queue_fill(pool, pool->parent);
}

/**
 * subdev_pool_kick_locked() - see whether a pool is short of subdevices
 * @pool: the pool, locked, whose subdevices have changed
 *
 * One that waits for room, or that failed, is not tried again by that.
 */
void subdev_pool_kick_locked(struct subdev_pool *pool)
{
	lockdep_assert_held(&pool->lock);
	if (pool->state == SUBDEV_POOL_STATE_STEADY ||
	    pool->state == SUBDEV_POOL_STATE_FILLING ||
	    !subdev_pool_short_locked(pool))
		subdev_pool_start_locked(pool, SUBDEV_CAUSE_REFILL);
}

/**
 * subdev_pool_refill_locked() - fill a pool up to its size
 * @pool: the pool, locked
 */
void subdev_pool_refill_locked(struct subdev_pool *pool)
{
	lockdep_assert_held(&pool->lock);
	pool->filling = true;
	subdev_pool_start_locked(pool, SUBDEV_CAUSE_COMMAND);
}

/**
 * subdev_pools_feed_locked() - something of a parent has become free
 * @parent: the parent, locked
 */
void subdev_pools_feed_locked(struct subdev_parent *parent)
{
	struct subdev_pool *pool, *next;

	lockdep_assert_held(&parent->lock);
	parent->freed++;
	list_for_each_entry_safe(pool, next, &parent->starving, starving) {
		list_del_init(&pool->starving);
		subdev_pool_queue_fill(pool, parent);
	}
}

/*
 * Building one
 */

/*
 * A pool keeps its parent and its composition while work is under way on that
 * parent: so neither lock is held here, and a pull need not wait.
 */
static struct subdev_dev *subdev_pool_dev_alloc(const struct subdev_pool *pool)
{
	struct subdev_comp *comp = subdev_comp_copy(pool->type, pool->comp);

	return comp ? subdev_dev_alloc(pool->parent, pool->type, comp) : NULL;
}

/*
 * Makes one that nobody sees yet, or returns an ERR_PTR. @no_room: whether the
 * parent had none; what the vendor driver fails with is never that.
 */
static struct subdev_dev *subdev_pool_build(struct subdev_pool *pool,
					    struct netlink_ext_ack *extack,
					    bool *no_room)
{
	struct subdev_dev *sdev = subdev_pool_dev_alloc(pool);
	int err;

	*no_room = false;
	if (!sdev)
		return ERR_PTR(-ENOMEM);
	err = subdev_dev_reserve(sdev, &subdev_wanted_nothing, NULL, NULL,
				 extack);
	if (err) {
		*no_room = err == -ENOSPC || err == -EBUSY;
		goto err_put;
	}
	err = subdev_bus_activate(sdev, extack);
	if (err)
		goto err_abandon;
	return sdev;

err_abandon:
	mutex_lock(&pool->lock);
	pool->stats.failures++;
	mutex_unlock(&pool->lock);
	subdev_dev_abandon(sdev);
err_put:
	subdev_dev_put(sdev);
	return ERR_PTR(err);
}

/* From here on it is in stock, and anybody may pull it. */
static void subdev_pool_stock(struct subdev_pool *pool, struct subdev_dev *sdev,
			      enum subdev_cause cause)
{
	mutex_lock(&sdev->lock);
	sdev->state = SUBDEV_DEV_STATE_IDLE;
	subdev_dev_set_place_locked(sdev, SUBDEV_PLACE_READY);
	subdev_pool_get(pool);
	sdev->pool = pool;
	subdev_dev_publish_locked(sdev, cause);
	mutex_unlock(&sdev->lock);
}

/* Once it is in stock, with no lock held. Drops the reference. */
static void subdev_pool_stocked(struct subdev_dev *sdev)
{
	subdev_bus_announce(sdev);
	subdev_dev_put(sdev);
}

/*
 * A refill
 */

/**
 * struct subdev_refill - a refill adds one subdevice, for which it has taken a place
 * @pool: the pool
 * @parent: its parent, with work begun
 * @freed: its count of what became free, before this was tried
 * @no_room: it had no room for one
 */
struct subdev_refill {
	struct subdev_pool *pool;
	struct subdev_parent *parent;
	u64 freed;
	bool no_room;
};

static u64 subdev_parent_freed(struct subdev_parent *parent)
{
	u64 freed;

	mutex_lock(&parent->lock);
	freed = parent->freed;
	mutex_unlock(&parent->lock);
	return freed;
}

/* Whether there is something to do. */
static bool subdev_refill_begin_locked(struct subdev_refill *r)
{
	struct subdev_pool *pool = r->pool;

	lockdep_assert_held(&pool->lock);
	if (pool->err == -ENOMEM)
		subdev_pool_retry_locked(pool);
	/* Work can be queued twice for one reason: who has failed waits. */
	if (!pool->comp || pool->state == SUBDEV_POOL_STATE_REMOVING ||
	    pool->state == SUBDEV_POOL_STATE_FAILED)
		return false;
	if (!subdev_pool_short_locked(pool)) {
		subdev_pool_set_state_locked(pool, SUBDEV_POOL_STATE_STEADY, 0,
					     NULL, SUBDEV_CAUSE_REFILL);
		return false;
	}
	if (subdev_parent_op_begin(pool->parent, NULL))
		return false;
	r->parent = pool->parent;
	r->freed = subdev_parent_freed(r->parent);
	pool->making++;
	return true;
}

/* Waits for room in the parent; false if there may be some by now. */
static bool subdev_refill_starves_locked(struct subdev_refill *r)
{
	struct subdev_parent *parent = r->parent;
	bool starves;

	lockdep_assert_held(&r->pool->lock);
	mutex_lock(&parent->lock);
	starves = parent->freed == r->freed;
	if (starves && list_empty(&r->pool->starving))
		list_add_tail(&r->pool->starving, &parent->starving);
	mutex_unlock(&parent->lock);
	return starves;
}

/* One could not be added. Returns whether to try again at once. */
static bool subdev_refill_fails_locked(struct subdev_refill *r, int err,
				       const char *why)
{
	enum subdev_pool_state state = SUBDEV_POOL_STATE_FAILED;

	lockdep_assert_held(&r->pool->lock);
	r->pool->making--;
	if (r->pool->state == SUBDEV_POOL_STATE_REMOVING) {
		subdev_pool_queue_end(r->pool);
		return false;
	}
	if (r->no_room) {
		if (!subdev_refill_starves_locked(r))
			return true;
		state = SUBDEV_POOL_STATE_NO_ROOM;
	} else if (err == -ENOMEM) {
		state = SUBDEV_POOL_STATE_FILLING;
		subdev_pool_queue_fill_later(r->pool, r->parent);
	}
	subdev_pool_set_state_locked(r->pool, state, err, why,
				     SUBDEV_CAUSE_REFILL);
	return false;
}

/* One was added: whatever the pool waited for is over. */
static void subdev_refill_succeeds_locked(struct subdev_pool *pool)
{
	lockdep_assert_held(&pool->lock);
	subdev_pool_set_state_locked(pool, subdev_pool_short_locked(pool) ?
				     SUBDEV_POOL_STATE_FILLING :
				     SUBDEV_POOL_STATE_STEADY, 0, NULL,
				     SUBDEV_CAUSE_REFILL);
}

/* Adds one. Returns whether to go on. */
static bool subdev_refill_one(struct subdev_pool *pool)
{
	struct netlink_ext_ack extack = {};
	struct subdev_refill r = { .pool = pool };
	struct subdev_dev *sdev;
	int err = 0;
	u32 id = 0;
	bool more;

	mutex_lock(&pool->lock);
	more = subdev_refill_begin_locked(&r);
	mutex_unlock(&pool->lock);
	if (!more)
		return false;

	sdev = subdev_pool_build(pool, &extack, &r.no_room);
	if (IS_ERR(sdev)) {
		err = PTR_ERR(sdev);
	} else {
		id = sdev->id;
		subdev_pool_stock(pool, sdev, SUBDEV_CAUSE_REFILL);
	}

	mutex_lock(&pool->lock);
	trace_subdev_refill(pool->name, pool->parent_name, id,
			    pool->counts[SUBDEV_PLACE_READY], pool->size, err);
	if (err)
		more = subdev_refill_fails_locked(&r, err, extack._msg);
	else
		subdev_refill_succeeds_locked(pool);
	mutex_unlock(&pool->lock);
	if (!err)
		subdev_pool_stocked(sdev);
	subdev_parent_op_end(r.parent);
	return more;
}

void subdev_pool_fill_work(struct work_struct *work)
{
	struct subdev_pool *pool = container_of(work, struct subdev_pool,
						fill_work.work);

	/*
	 * One at a time: a work that goes on for long would make a suspend
	 * fail.
	 */
	if (subdev_refill_one(pool)) {
		mutex_lock(&pool->lock);
		if (pool->parent)
			subdev_pool_queue_fill(pool, pool->parent);
		mutex_unlock(&pool->lock);
	}
	subdev_pool_put(pool);
}

/*
 * Pushes
 */

/**
 * struct subdev_push - a request that adds new subdevices to a pool
 * @pool: the pool
 * @parent: its parent, with work begun
 * @count: how many, and how many places are taken in the pool for them
 * @sdevs: room for them; those that have been built
 */
struct subdev_push {
	struct subdev_pool *pool;
	struct subdev_parent *parent;
	u32 count;
	struct subdev_dev **sdevs;
};

/* Whether a pool could take more: 0, or -ENOENT, -ENODEV, -ENOSPC, or why not. */
int subdev_pool_takes_locked(const struct subdev_pool *pool, u32 count,
			     struct genl_info *info)
{
	struct nlattr *name = info->attrs[SUBDEV_A_DEV_POOL];

	lockdep_assert_held(&pool->lock);
	if (pool->state == SUBDEV_POOL_STATE_REMOVING) {
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "the pool is being deleted");
		return -ENOENT;
	}
	if (!pool->parent) {
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "the pool waits for its parent");
		return -ENODEV;
	}
	if (!pool->comp) {
		subdev_say(info->extack, name, "%s", pool->why);
		return pool->err;
	}
	if (!subdev_pool_may_add_locked(pool, count)) {
		subdev_say(info->extack, info->attrs[SUBDEV_A_DEV_COUNT] ?: name,
			   "subdevices: %u wanted, %u left of the pool's maximum",
			   count, subdev_pool_left_locked(pool));
		return -ENOSPC;
	}
	return 0;
}

static int subdev_push_begin_locked(struct subdev_push *p,
				    struct genl_info *info)
{
	struct subdev_pool *pool = p->pool;
	int err;

	lockdep_assert_held(&pool->lock);
	subdev_pool_retry_locked(pool);
	err = subdev_pool_takes_locked(pool, p->count, info);
	if (err)
		return err;
	err = subdev_parent_op_begin(pool->parent, info->extack);
	if (err)
		return err;
	p->parent = pool->parent;
	pool->making += p->count;
	return 0;
}

/* Undoes what was built, and waits for that unless it takes long. */
static void subdev_push_undo(struct subdev_push *p, u32 built)
{
	u32 i;

	for (i = 0; i < built; i++)
		subdev_dev_unbuild(p->sdevs[i]);
	for (i = 0; i < built && subdev_dev_unbuilt(p->sdevs[i]); i++)
		;
	while (built--)
		subdev_dev_put(p->sdevs[built]);
	mutex_lock(&p->pool->lock);
	p->pool->making -= p->count;
	subdev_pool_changed_locked(p->pool);
	mutex_unlock(&p->pool->lock);
}

static int subdev_push_build(struct subdev_push *p, struct genl_info *info)
{
	struct subdev_dev *sdev;
	bool no_room;
	u32 i;

	for (i = 0; i < p->count; i++) {
		/* Nobody is left who would get the answer. */
		if (fatal_signal_pending(current)) {
			subdev_push_undo(p, i);
			return -EINTR;
		}
		sdev = subdev_pool_build(p->pool, info->extack, &no_room);
		if (IS_ERR(sdev)) {
			subdev_push_undo(p, i);
			return PTR_ERR(sdev);
		}
		p->sdevs[i] = sdev;
		cond_resched();
	}
	return 0;
}

static int subdev_push_run(struct subdev_push *p, struct genl_info *info)
{
	int err;
	u32 i;

	mutex_lock(&p->pool->lock);
	err = subdev_push_begin_locked(p, info);
	mutex_unlock(&p->pool->lock);
	if (err)
		return err;
	err = subdev_push_build(p, info);
	if (err) {
		subdev_nl_blame(info->extack, info->attrs[SUBDEV_A_DEV_POOL]);
		return err;
	}
	if (p->count > 1)
		subdev_publish_begin();
	for (i = 0; i < p->count; i++) {
		subdev_pool_stock(p->pool, p->sdevs[i], SUBDEV_CAUSE_COMMAND);
		cond_resched();
	}
	if (p->count > 1)
		subdev_publish_end();
	for (i = 0; i < p->count; i++)
		subdev_pool_stocked(p->sdevs[i]);
	return 0;
}

static int subdev_push_answer(struct sk_buff *msg, struct genl_info *info,
			      void *arg)
{
	struct subdev_push *p = arg;
	int err;

	err = subdev_push_run(p, info);
	if (err)
		return err;
	mutex_lock(&p->pool->lock);
	/* Whatever kept the pool from being filled may be over. */
	if (p->pool->state != SUBDEV_POOL_STATE_REMOVING)
		subdev_pool_start_locked(p->pool, SUBDEV_CAUSE_COMMAND);
	err = subdev_pool_counts_fill_locked(msg, p->pool);
	mutex_unlock(&p->pool->lock);
	return err;
}

static int subdev_pool_push_new(struct genl_info *info)
{
	struct nlattr *count = info->attrs[SUBDEV_A_DEV_COUNT];
	struct subdev_push p = { .count = count ? nla_get_u32(count) : 1 };
	struct nlattr *only = info->attrs[SUBDEV_A_DEV_IF_GENERATION] ?:
			      info->attrs[SUBDEV_A_DEV_OWNER] ?:
			      info->attrs[SUBDEV_A_DEV_TELL_END];
	int err = -ENOMEM;

	if (only) {
		NL_SET_ERR_MSG_ATTR(info->extack, only,
				    "only for a subdevice that is named");
		return -EINVAL;
	}
	p.pool = subdev_pool_find(info->attrs[SUBDEV_A_DEV_POOL], info->extack);
	if (IS_ERR(p.pool))
		return PTR_ERR(p.pool);
	p.sdevs = kvcalloc(p.count, sizeof(*p.sdevs), GFP_KERNEL_ACCOUNT);
	if (p.sdevs)
		err = subdev_nl_answer(info, SZ_1K, subdev_push_answer, &p);
	if (p.parent)
		subdev_parent_op_end(p.parent);
	kvfree(p.sdevs);
	subdev_pool_put(p.pool);
	return err;
}

static bool subdev_push_names_dev(const struct genl_info *info)
{
	return info->attrs[SUBDEV_A_DEV_ID] || info->attrs[SUBDEV_A_DEV_UUID] ||
	       info->attrs[SUBDEV_A_DEV_LABEL];
}

int subdev_nl_pool_push_doit(struct sk_buff *skb, struct genl_info *info)
{
	if (!info->attrs[SUBDEV_A_DEV_POOL]) {
		NL_SET_ERR_ATTR_MISS(info->extack, NULL, SUBDEV_A_DEV_POOL);
		GENL_SET_ERR_MSG(info, "a pool is needed, by name");
		return -EINVAL;
	}
	return subdev_push_names_dev(info) ? subdev_pool_push_dev(skb, info) :
					     subdev_pool_push_new(info);
}
