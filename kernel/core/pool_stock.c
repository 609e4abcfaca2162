// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which subdevices belong to a pool, and what they are in it. A change of that is
 * a change of the pool, and told by the event of the subdevice.
 */
#include <linux/slab.h>

#include "pool.h"

/* Where pools end: what is left of them need not have a parent. */
static struct workqueue_struct *subdev_pool_wq;

/* One more change of the pool, that the event of a subdevice tells. */
static struct sk_buff *subdev_pool_tell_locked(struct subdev_pool *pool,
					       struct sk_buff *event)
{
	lockdep_assert_held(&pool->lock);
	pool->generation++;
	if (!event)
		return NULL;
	return subdev_event_filled(event,
				   subdev_pool_counts_fill_locked(event, pool));
}

/* After any change: a pool that is being deleted goes on, another may be short. */
void subdev_pool_changed_locked(struct subdev_pool *pool)
{
	lockdep_assert_held(&pool->lock);
	if (pool->state == SUBDEV_POOL_STATE_REMOVING)
		subdev_pool_queue_end(pool);
	else
		subdev_pool_kick_locked(pool);
}

/* See pool.h. */
void subdev_dev_set_place_locked(struct subdev_dev *sdev,
				 enum subdev_place place)
{
	lockdep_assert_held(&sdev->lock);
	WRITE_ONCE(sdev->place, place);
}

static void subdev_pool_stock_locked(struct subdev_pool *pool,
				     struct subdev_dev *sdev, bool stocked)
{
	lockdep_assert_held(&pool->lock);
	sdev->stocked = stocked;
	list_move_tail(&sdev->pool_node, stocked ? &pool->stock : &pool->rest);
}

/**
 * subdev_pool_join_locked() - a subdevice belongs to a pool from now on
 * @sdev: the subdevice, locked, of no pool; what it is there has been set in
 *	its place
 * @pool: the pool, which has a place for it taken
 * @cause: why it does
 * @event: the event that tells of it, or NULL
 *
 * Return: what subdev_event_send() takes.
 */
struct sk_buff *subdev_pool_join_locked(struct subdev_dev *sdev,
					struct subdev_pool *pool,
					enum subdev_cause cause,
					struct sk_buff *event)
{
	lockdep_assert_held(&sdev->lock);
	mutex_lock(&pool->lock);
	pool->making--;
	pool->devs++;
	pool->counts[sdev->place]++;
	/* Else it existed before. */
	if (sdev->place == SUBDEV_PLACE_READY)
		pool->stats.creates++;
	if (cause == SUBDEV_CAUSE_REFILL) {
		pool->stats.refills++;
		subdev_stats_refilled(sdev->parent);
	}
	subdev_pool_stock_locked(pool, sdev,
				 sdev->place == SUBDEV_PLACE_READY);
	event = subdev_pool_tell_locked(pool, event);
	subdev_pool_changed_locked(pool);
	mutex_unlock(&pool->lock);
	return event;
}

/* Counts a subdevice of a pool that is something else there. */
static void subdev_pool_count_locked(struct subdev_pool *pool,
				     struct subdev_dev *sdev)
{
	lockdep_assert_held(&pool->lock);
	switch (sdev->place) {
	case SUBDEV_PLACE_PULLED:
		pool->stats.pulls++;
		subdev_stats_pulled(sdev);
		break;
	case SUBDEV_PLACE_RESETTING:
		pool->stats.returns++;
		subdev_stats_returned(sdev->parent);
		break;
	case SUBDEV_PLACE_FAILED:
		pool->stats.failures++;
		break;
	default:
		break;
	}
}

/**
 * subdev_pool_move_locked() - a subdevice is something else in its pool
 * @sdev: the subdevice, locked; its place is the new one
 * @from: what it was
 * @event: the event that tells of it, or NULL
 *
 * Return: what subdev_event_send() takes.
 */
struct sk_buff *subdev_pool_move_locked(struct subdev_dev *sdev,
					enum subdev_place from,
					struct sk_buff *event)
{
	struct subdev_pool *pool = sdev->pool;

	lockdep_assert_held(&sdev->lock);
	mutex_lock(&pool->lock);
	/* Who is ready comes to be pulled only by who has claimed it. */
	if (from == SUBDEV_PLACE_READY)
		pool->claimed--;
	pool->counts[from]--;
	pool->counts[sdev->place]++;
	subdev_pool_count_locked(pool, sdev);
	subdev_pool_stock_locked(pool, sdev,
				 sdev->place == SUBDEV_PLACE_READY);
	event = subdev_pool_tell_locked(pool, event);
	subdev_pool_changed_locked(pool);
	mutex_unlock(&pool->lock);
	return event;
}

/**
 * subdev_pool_leave_locked() - a subdevice belongs to no pool from now on
 * @sdev: the subdevice, locked, whose pool and place have been taken off it
 * @pool: the pool that it belonged to; the reference is the caller's now
 * @from: what it was there
 * @event: the event that tells of it, or NULL
 *
 * Return: what subdev_event_send() takes.
 */
struct sk_buff *subdev_pool_leave_locked(struct subdev_dev *sdev,
					 struct subdev_pool *pool,
					 enum subdev_place from,
					 struct sk_buff *event)
{
	lockdep_assert_held(&sdev->lock);
	mutex_lock(&pool->lock);
	pool->devs--;
	pool->counts[from]--;
	if (sdev->deleting)
		pool->stats.deletes++;
	sdev->stocked = false;
	list_del_init(&sdev->pool_node);
	event = subdev_pool_tell_locked(pool, event);
	subdev_pool_changed_locked(pool);
	mutex_unlock(&pool->lock);
	return event;
}

/*
 * Claims: one is taken out of the stock by who pulls it, and nobody sees it yet.
 */

/**
 * subdev_pool_claim_locked() - take one out of the stock
 * @pool: the pool, locked
 *
 * Return: the subdevice with a reference, or NULL if there is none.
 */
struct subdev_dev *subdev_pool_claim_locked(struct subdev_pool *pool)
{
	struct subdev_dev *sdev;

	lockdep_assert_held(&pool->lock);
	sdev = list_first_entry_or_null(&pool->stock, struct subdev_dev,
					pool_node);
	if (!sdev)
		return NULL;
	subdev_dev_get(sdev);
	subdev_pool_stock_locked(pool, sdev, false);
	pool->claimed++;
	return sdev;
}

/**
 * subdev_pool_unclaim() - put one back that was claimed
 * @pool: the pool
 * @sdev: what subdev_pool_claim_locked() returned; the reference stays the
 *	caller's
 *
 * Who found the stock empty meanwhile may wait for an event, so there is one.
 */
void subdev_pool_unclaim(struct subdev_pool *pool, struct subdev_dev *sdev)
{
	mutex_lock(&pool->lock);
	subdev_pool_stock_locked(pool, sdev, true);
	pool->claimed--;
	subdev_pool_notify_locked(pool, SUBDEV_CMD_POOL_CHANGE_NTF,
				  SUBDEV_CAUSE_COMMAND);
	subdev_pool_changed_locked(pool);
	mutex_unlock(&pool->lock);
}

/**
 * subdev_pool_withhold_locked() - let nobody pull a subdevice any more
 * @sdev: the subdevice, locked
 *
 * Return: false if somebody is pulling it already.
 */
bool subdev_pool_withhold_locked(struct subdev_dev *sdev)
{
	struct subdev_pool *pool = sdev->pool;
	bool mine;

	lockdep_assert_held(&sdev->lock);
	if (sdev->place != SUBDEV_PLACE_READY)
		return true;
	mutex_lock(&pool->lock);
	mine = sdev->stocked;
	if (mine)
		subdev_pool_stock_locked(pool, sdev, false);
	mutex_unlock(&pool->lock);
	return mine;
}

/*
 * The end of a pool
 */

/* Something that the end of a pool has to look at, with a reference; or NULL. */
static struct subdev_dev *subdev_pool_first_left(struct subdev_pool *pool)
{
	struct subdev_dev *sdev;

	mutex_lock(&pool->lock);
	sdev = list_first_entry_or_null(&pool->stock, struct subdev_dev,
					pool_node);
	if (!sdev) {
		/* Who resets one, or pulls it, comes here again. */
		list_for_each_entry(sdev, &pool->rest, pool_node)
			if (READ_ONCE(sdev->place) == SUBDEV_PLACE_PULLED ||
			    READ_ONCE(sdev->place) == SUBDEV_PLACE_FAILED)
				break;
		if (list_entry_is_head(sdev, &pool->rest, pool_node))
			sdev = NULL;
	}
	if (sdev)
		subdev_dev_get(sdev);
	mutex_unlock(&pool->lock);
	return sdev;
}

/*
 * Queued whenever a subdevice of a pool that is being deleted changes, so the
 * last of them to leave finds that it is the last.
 */
void subdev_pool_end_work(struct work_struct *work)
{
	struct subdev_pool *pool = container_of(work, struct subdev_pool,
						end_work);
	struct subdev_dev *sdev;
	bool over;

	while ((sdev = subdev_pool_first_left(pool))) {
		mutex_lock(&sdev->lock);
		if (sdev->pool == pool)
			subdev_dev_pool_ends_locked(sdev);
		mutex_unlock(&sdev->lock);
		subdev_dev_put(sdev);
		cond_resched();
	}
	mutex_lock(&pool->lock);
	over = !pool->devs && !pool->making && !pool->ended;
	if (over)
		pool->ended = true;
	mutex_unlock(&pool->lock);
	if (over)
		subdev_pool_remove(pool);
	subdev_pool_put(pool);
}

/* From any context that may take locks; whoever asks twice gets it once. */
void subdev_pool_queue_end(struct subdev_pool *pool)
{
	subdev_pool_get(pool);
	if (!queue_work(subdev_pool_wq, &pool->end_work))
		subdev_pool_put(pool);
}

int subdev_pool_wq_init(void)
{
	subdev_pool_wq = alloc_workqueue("subdev_pool", WQ_UNBOUND, 0);
	return subdev_pool_wq ? 0 : -ENOMEM;
}

void subdev_pool_wq_exit(void)
{
	destroy_workqueue(subdev_pool_wq);
}
