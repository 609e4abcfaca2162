// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is counted: of each subdevice and each pool since it was created, and
 * of each parent since it was registered, with what is gone again.
 *
 * What happens often, on the data path, is counted per CPU and without a lock,
 * by subdev_dev_count() of <linux/subdev.h>. The counters exist while the
 * subdevice is active; the end of an activation adds them to what former ones
 * had. All else is counted under one lock of the parent, which guards nothing
 * else and under which nothing else is done, and of a pool under the pool's.
 */
#include <linux/export.h>
#include <linux/percpu.h>
#include <linux/timekeeping.h>

#include <subdev_compat.h>

#include "pool.h"

/* Room for what was counted of one object. */
#define SUBDEV_STATS_SIZE	SZ_1K

/*
 * The data path
 */

/**
 * subdev_stats_begin() - make the counters of an activation
 * @sdev: the subdevice, inactive, with nobody else activating it
 *
 * Context: Process context, may sleep. No lock of the core is held.
 * Return: 0 or -ENOMEM.
 */
int subdev_stats_begin(struct subdev_dev *sdev)
{
	struct subdev_counters __percpu *counters;

	counters = alloc_percpu_gfp(struct subdev_counters, GFP_KERNEL_ACCOUNT);
	if (!counters)
		return -ENOMEM;
	mutex_lock(&sdev->lock);
	sdev->stats.counters = counters;
	mutex_unlock(&sdev->lock);
	return 0;
}

/* @count: gets what the activation has counted so far. */
static void subdev_stats_add_counters_locked(const struct subdev_dev *sdev,
					     u64 count[SUBDEV_COUNTERS])
{
	const struct subdev_counters *counters;
	unsigned int i;
	int cpu;

	lockdep_assert_held(&sdev->lock);
	if (!sdev->stats.counters)
		return;
	for_each_possible_cpu(cpu) {
		counters = per_cpu_ptr(sdev->stats.counters, cpu);
		for (i = 0; i < SUBDEV_COUNTERS; i++)
			count[i] += READ_ONCE(counters->count[i]);
	}
}

/**
 * subdev_stats_end() - keep what an activation has counted, and no counters
 * @sdev: the subdevice, with nothing built: nobody counts any more
 *
 * Context: Process context, may sleep. No lock of the core is held.
 */
void subdev_stats_end(struct subdev_dev *sdev)
{
	struct subdev_counters __percpu *counters;

	mutex_lock(&sdev->lock);
	subdev_stats_add_counters_locked(sdev, sdev->stats.count);
	counters = sdev->stats.counters;
	sdev->stats.counters = NULL;
	mutex_unlock(&sdev->lock);
	free_percpu(counters);
}

/**
 * subdev_dev_counters() - the counters of the data path of a subdevice
 * @sdev: the subdevice
 *
 * For subdev_dev_count().
 *
 * Context: Any, from the begin of the driver's activate to the end of its
 * deactivate.
 * Return: the counters.
 */
struct subdev_counters __percpu *
subdev_dev_counters(const struct subdev_dev *sdev)
{
	return sdev->stats.counters;
}
EXPORT_SYMBOL_GPL(subdev_dev_counters);

/*
 * All else
 */

void subdev_stats_init(struct subdev_parent *parent)
{
	spin_lock_init(&parent->stats_lock);
}

void subdev_stats_created(struct subdev_parent *parent)
{
	spin_lock(&parent->stats_lock);
	parent->stats.creates++;
	spin_unlock(&parent->stats_lock);
}

void subdev_stats_deleted(struct subdev_parent *parent)
{
	spin_lock(&parent->stats_lock);
	parent->stats.deletes++;
	spin_unlock(&parent->stats_lock);
}

/* Each is followed by one subdev_stats_closed(). */
void subdev_stats_opened(struct subdev_dev *sdev)
{
	struct subdev_parent *parent = sdev->parent;
	struct subdev_stats *stats = &sdev->stats;

	spin_lock(&parent->stats_lock);
	stats->opens++;
	stats->in_use = true;
	stats->since = ktime_get_boottime_ns();
	parent->stats.opens++;
	parent->stats.in_use++;
	parent->stats.since += stats->since;
	spin_unlock(&parent->stats_lock);
}

void subdev_stats_closed(struct subdev_dev *sdev)
{
	struct subdev_parent *parent = sdev->parent;
	struct subdev_stats *stats = &sdev->stats;
	u64 time;

	spin_lock(&parent->stats_lock);
	time = ktime_get_boottime_ns() - stats->since;
	stats->time += time;
	stats->in_use = false;
	parent->stats.time += time;
	parent->stats.in_use--;
	parent->stats.since -= stats->since;
	spin_unlock(&parent->stats_lock);
}

/* The vendor driver or VFIO has failed an activation or a reset. */
void subdev_stats_failed(struct subdev_dev *sdev)
{
	struct subdev_parent *parent = sdev->parent;

	spin_lock(&parent->stats_lock);
	sdev->stats.failures++;
	parent->stats.failures++;
	spin_unlock(&parent->stats_lock);
}

void subdev_stats_was_reset(struct subdev_dev *sdev)
{
	struct subdev_parent *parent = sdev->parent;

	spin_lock(&parent->stats_lock);
	sdev->stats.resets++;
	parent->stats.resets++;
	spin_unlock(&parent->stats_lock);
}

void subdev_stats_pulled(struct subdev_dev *sdev)
{
	struct subdev_parent *parent = sdev->parent;

	spin_lock(&parent->stats_lock);
	sdev->stats.pulls++;
	parent->stats.pulls++;
	spin_unlock(&parent->stats_lock);
}

void subdev_stats_returned(struct subdev_parent *parent)
{
	spin_lock(&parent->stats_lock);
	parent->stats.returns++;
	spin_unlock(&parent->stats_lock);
}

/* A pull from a pool of this parent has found none ready. */
void subdev_stats_waited(struct subdev_parent *parent)
{
	spin_lock(&parent->stats_lock);
	parent->stats.waits++;
	spin_unlock(&parent->stats_lock);
}

/* A pool has got one more of this parent's in the background. */
void subdev_stats_refilled(struct subdev_parent *parent)
{
	spin_lock(&parent->stats_lock);
	parent->stats.refills++;
	spin_unlock(&parent->stats_lock);
}

/**
 * subdev_dev_was_reset() - the user has reset a subdevice
 * @sdev: the subdevice, open
 *
 * For the data path, after VFIO_DEVICE_RESET.
 *
 * Context: Process context.
 */
void subdev_dev_was_reset(struct subdev_dev *sdev)
{
	subdev_stats_was_reset(sdev);
}
EXPORT_SYMBOL_GPL(subdev_dev_was_reset);

/*
 * Subdevices
 */

static int subdev_stats_fill_counters(struct sk_buff *msg,
				      const u64 count[SUBDEV_COUNTERS])
{
	static const int attrs[SUBDEV_COUNTERS] = {
		[SUBDEV_COUNT_READS] = SUBDEV_A_STATS_READS,
		[SUBDEV_COUNT_WRITES] = SUBDEV_A_STATS_WRITES,
		[SUBDEV_COUNT_MMAPS] = SUBDEV_A_STATS_MMAPS,
		[SUBDEV_COUNT_INTERRUPTS] = SUBDEV_A_STATS_INTERRUPTS,
		[SUBDEV_COUNT_DMA_READ] = SUBDEV_A_STATS_DMA_READ,
		[SUBDEV_COUNT_DMA_WRITTEN] = SUBDEV_A_STATS_DMA_WRITTEN,
	};
	unsigned int i;

	for (i = 0; i < SUBDEV_COUNTERS; i++)
		if (nla_put_uint(msg, attrs[i], count[i]))
			return -EMSGSIZE;
	return 0;
}

/* One moment of a subdevice. */
static struct subdev_stats subdev_stats_of_locked(const struct subdev_dev *sdev)
{
	struct subdev_stats stats;

	lockdep_assert_held(&sdev->lock);
	spin_lock(&sdev->parent->stats_lock);
	stats = sdev->stats;
	if (stats.in_use)
		stats.time += ktime_get_boottime_ns() - stats.since;
	spin_unlock(&sdev->parent->stats_lock);
	subdev_stats_add_counters_locked(sdev, stats.count);
	return stats;
}

static int subdev_dev_stats_fill_locked(struct sk_buff *msg,
					const struct subdev_dev *sdev)
{
	struct subdev_stats stats = subdev_stats_of_locked(sdev);

	if (nla_put_u32(msg, SUBDEV_A_STATS_ID, sdev->id) ||
	    nla_put(msg, SUBDEV_A_STATS_UUID, UUID_SIZE, &sdev->uuid) ||
	    (sdev->label &&
	     nla_put_string(msg, SUBDEV_A_STATS_LABEL, sdev->label->name)) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_OPENS, stats.opens) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_TIME_IN_USE, stats.time) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_RESETS, stats.resets) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_FAILURES, stats.failures) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_PULLS, stats.pulls))
		return -EMSGSIZE;
	return subdev_stats_fill_counters(msg, stats.count);
}

/* subdev_dev_find() looks for the names of a subdevice where we have them. */
static_assert((int)SUBDEV_A_STATS_ID == (int)SUBDEV_A_DEV_ID);
static_assert((int)SUBDEV_A_STATS_UUID == (int)SUBDEV_A_DEV_UUID);
static_assert((int)SUBDEV_A_STATS_LABEL == (int)SUBDEV_A_DEV_LABEL);

static int subdev_dev_stats_get_fill(struct sk_buff *msg,
				     struct genl_info *info, void *arg)
{
	struct subdev_dev *sdev = arg;
	int err;

	mutex_lock(&sdev->lock);
	err = subdev_dev_check_locked(sdev, false, info) ?:
	      subdev_dev_stats_fill_locked(msg, sdev);
	mutex_unlock(&sdev->lock);
	return err;
}

int subdev_nl_dev_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct subdev_dev *sdev = subdev_dev_find(info);
	int err;

	if (IS_ERR(sdev))
		return PTR_ERR(sdev);
	err = subdev_nl_answer(info, SUBDEV_STATS_SIZE,
			       subdev_dev_stats_get_fill, sdev);
	subdev_dev_put(sdev);
	return err;
}

/**
 * struct subdev_dev_stats_dump_ctx - where a dump of subdevices' stats stands
 * @id: the next id to look at
 * @only: dump those of the parent with this index only, 0 for all
 */
struct subdev_dev_stats_dump_ctx {
	unsigned long id;
	u32 only;
};

int subdev_nl_dev_stats_get_start(struct netlink_callback *cb)
{
	struct subdev_dev_stats_dump_ctx *ctx = (void *)cb->ctx;
	const struct genl_info *info = genl_info_dump(cb);

	NL_ASSERT_CTX_FITS(struct subdev_dev_stats_dump_ctx);
	cb->min_dump_alloc = SUBDEV_NL_OBJECT_MAX;
	return subdev_parent_filter(info->attrs[SUBDEV_A_STATS_PARENT_INDEX],
				    info->attrs[SUBDEV_A_STATS_PARENT_NAME],
				    &ctx->only, cb->extack);
}

static int subdev_dev_stats_dump_one(struct sk_buff *skb,
				     struct netlink_callback *cb,
				     struct subdev_dev *sdev)
{
	void *hdr;
	int err = 0;

	mutex_lock(&sdev->lock);
	if (sdev->published) {
		hdr = subdev_nl_dump_begin(skb, cb, SUBDEV_CMD_DEV_STATS_GET);
		err = hdr ? subdev_nl_dump_end(skb, cb, hdr,
				subdev_dev_stats_fill_locked(skb, sdev)) :
			    -EMSGSIZE;
	}
	mutex_unlock(&sdev->lock);
	return err;
}

int subdev_nl_dev_stats_get_dumpit(struct sk_buff *skb,
				   struct netlink_callback *cb)
{
	struct subdev_dev_stats_dump_ctx *ctx = (void *)cb->ctx;
	struct subdev_dev *sdev;
	int err;

	cb->seq = subdev_devs_dump_seq();
	for (; (sdev = subdev_dev_next(&ctx->id)); ctx->id++) {
		err = 0;
		if (!ctx->only || ctx->only == sdev->parent->index)
			err = subdev_dev_stats_dump_one(skb, cb, sdev);
		subdev_dev_put(sdev);
		if (err)
			return err;
	}
	return 0;
}

/*
 * Parents
 */

/* One moment of a parent. */
static struct subdev_parent_stats
subdev_parent_stats_of(struct subdev_parent *parent)
{
	struct subdev_parent_stats stats;

	spin_lock(&parent->stats_lock);
	stats = parent->stats;
	stats.time += stats.in_use * ktime_get_boottime_ns() - stats.since;
	spin_unlock(&parent->stats_lock);
	return stats;
}

static int subdev_parent_stats_fill(struct sk_buff *msg,
				    struct subdev_parent *parent)
{
	struct subdev_parent_stats stats = subdev_parent_stats_of(parent);

	if (nla_put_u32(msg, SUBDEV_A_STATS_PARENT_INDEX, parent->index) ||
	    nla_put_string(msg, SUBDEV_A_STATS_PARENT_NAME, parent->name) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_OPENS, stats.opens) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_TIME_IN_USE, stats.time) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_RESETS, stats.resets) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_FAILURES, stats.failures) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_CREATES, stats.creates) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_DELETES, stats.deletes) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_PULLS, stats.pulls) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_RETURNS, stats.returns) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_WAITS, stats.waits) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_REFILLS, stats.refills))
		return -EMSGSIZE;
	return 0;
}

static int subdev_parent_stats_get_fill(struct sk_buff *msg,
					struct genl_info *info, void *arg)
{
	return subdev_parent_stats_fill(msg, arg);
}

int subdev_nl_parent_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return subdev_parent_answer(info,
				    info->attrs[SUBDEV_A_STATS_PARENT_INDEX],
				    info->attrs[SUBDEV_A_STATS_PARENT_NAME],
				    SUBDEV_A_STATS_PARENT_INDEX,
				    subdev_parent_stats_get_fill);
}

/**
 * struct subdev_parent_stats_dump_ctx - where a dump of parents' stats stands
 * @index: the next index to look at
 */
struct subdev_parent_stats_dump_ctx {
	unsigned long index;
};

int subdev_nl_parent_stats_get_start(struct netlink_callback *cb)
{
	NL_ASSERT_CTX_FITS(struct subdev_parent_stats_dump_ctx);
	cb->min_dump_alloc = SUBDEV_NL_OBJECT_MAX;
	return subdev_nl_dump_no_attrs(cb);
}

static int subdev_parent_stats_dump_one(struct sk_buff *skb,
					struct netlink_callback *cb,
					struct subdev_parent *parent)
{
	void *hdr;
	int err = 0;

	mutex_lock(&parent->lock);
	if (!parent->gone) {
		hdr = subdev_nl_dump_begin(skb, cb,
					   SUBDEV_CMD_PARENT_STATS_GET);
		err = hdr ? subdev_nl_dump_end(skb, cb, hdr,
				subdev_parent_stats_fill(skb, parent)) :
			    -EMSGSIZE;
	}
	mutex_unlock(&parent->lock);
	return err;
}

int subdev_nl_parent_stats_get_dumpit(struct sk_buff *skb,
				      struct netlink_callback *cb)
{
	struct subdev_parent_stats_dump_ctx *ctx = (void *)cb->ctx;
	struct subdev_parent *parent;
	int err;

	cb->seq = subdev_parents_dump_seq();
	for (; (parent = subdev_parent_next(&ctx->index)); ctx->index++) {
		err = subdev_parent_stats_dump_one(skb, cb, parent);
		subdev_parent_put(parent);
		if (err)
			return err;
	}
	return 0;
}

/*
 * Pools
 */

static int subdev_pool_stats_fill(struct sk_buff *msg, struct subdev_pool *pool)
{
	struct subdev_pool_stats stats;

	mutex_lock(&pool->lock);
	stats = pool->stats;
	mutex_unlock(&pool->lock);
	if (nla_put_string(msg, SUBDEV_A_STATS_POOL, pool->name) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_PULLS, stats.pulls) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_RETURNS, stats.returns) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_WAITS, stats.waits) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_REFILLS, stats.refills) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_CREATES, stats.creates) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_DELETES, stats.deletes) ||
	    nla_put_uint(msg, SUBDEV_A_STATS_FAILURES, stats.failures))
		return -EMSGSIZE;
	return 0;
}

static int subdev_pool_stats_get_fill(struct sk_buff *msg,
				      struct genl_info *info, void *arg)
{
	return subdev_pool_stats_fill(msg, arg);
}

int subdev_nl_pool_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct subdev_pool *pool;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, SUBDEV_A_STATS_POOL)) {
		GENL_SET_ERR_MSG(info, "a pool is needed, by name");
		return -EINVAL;
	}
	pool = subdev_pool_find(info->attrs[SUBDEV_A_STATS_POOL], info->extack);
	if (IS_ERR(pool))
		return PTR_ERR(pool);
	err = subdev_nl_answer(info, SUBDEV_STATS_SIZE,
			       subdev_pool_stats_get_fill, pool);
	subdev_pool_put(pool);
	return err;
}

/**
 * struct subdev_pool_stats_dump_ctx - where a dump of pools' stats stands
 * @id: the next number to look at
 */
struct subdev_pool_stats_dump_ctx {
	unsigned long id;
};

int subdev_nl_pool_stats_get_start(struct netlink_callback *cb)
{
	NL_ASSERT_CTX_FITS(struct subdev_pool_stats_dump_ctx);
	cb->min_dump_alloc = SUBDEV_NL_OBJECT_MAX;
	return subdev_nl_dump_no_attrs(cb);
}

static int subdev_pool_stats_dump_one(struct sk_buff *skb,
				      struct netlink_callback *cb,
				      struct subdev_pool *pool)
{
	void *hdr = subdev_nl_dump_begin(skb, cb, SUBDEV_CMD_POOL_STATS_GET);

	if (!hdr)
		return -EMSGSIZE;
	return subdev_nl_dump_end(skb, cb, hdr, subdev_pool_stats_fill(skb, pool));
}

int subdev_nl_pool_stats_get_dumpit(struct sk_buff *skb,
				    struct netlink_callback *cb)
{
	struct subdev_pool_stats_dump_ctx *ctx = (void *)cb->ctx;
	struct subdev_pool *pool;
	int err;

	cb->seq = subdev_pools_dump_seq();
	for (; (pool = subdev_pool_next(&ctx->id)); ctx->id++) {
		err = subdev_pool_stats_dump_one(skb, cb, pool);
		subdev_pool_put(pool);
		if (err)
			return err;
	}
	return 0;
}
