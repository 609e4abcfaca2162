// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a pool gets a parent and loses it: it keeps the parent's name, and what it
 * was asked to be made of, and composes that anew for each parent that comes.
 */
#include <linux/slab.h>

#include "pool.h"

/**
 * subdev_pool_settle_locked() - a pool has this parent from now on
 * @pool: the pool, locked
 * @parent: the parent, or NULL for none
 * @type: the type there, if @comp is not NULL
 * @comp: what its subdevices are composed of there, its own from now on; NULL if
 *	that cannot be
 */
void subdev_pool_settle_locked(struct subdev_pool *pool,
			       struct subdev_parent *parent,
			       const struct subdev_type *type,
			       struct subdev_comp *comp)
{
	struct subdev_parent *old = pool->parent;

	lockdep_assert_held(&pool->lock);
	if (parent)
		subdev_parent_get(parent);
	pool->parent = parent;
	if (parent)
		pool->parent_index = parent->index;
	pool->type = type;
	pool->dev_size = type ? subdev_dev_size(parent, type) : 0;
	swap(pool->comp, comp);
	subdev_comp_free(comp);
	if (!old)
		return;
	subdev_pool_cancel_fill_locked(pool);
	mutex_lock(&old->lock);
	list_del_init(&pool->starving);
	mutex_unlock(&old->lock);
	subdev_parent_put(old);
}

/* The last one counts, as everywhere in netlink. */
static struct nlattr *subdev_pool_type_attr(const struct subdev_pool *pool)
{
	struct nlattr *attr, *name = NULL;
	int rest;

	nla_for_each_attr(attr, pool->request, pool->request_len, rest)
		if (nla_type(attr) == SUBDEV_A_POOL_TYPE)
			name = attr;
	return name;
}

static struct subdev_comp *
subdev_pool_recompose(struct subdev_pool *pool, struct subdev_parent *parent,
		      const struct subdev_type **type,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *name = subdev_pool_type_attr(pool);

	*type = subdev_type_find(parent, name, extack);
	if (IS_ERR(*type))
		return ERR_CAST(*type);
	if (!parent->driver->reset) {
		NL_SET_ERR_MSG(extack, "the driver does not reset subdevices");
		return ERR_PTR(-EOPNOTSUPP);
	}
	return subdev_pool_compose(parent, *type, pool->request,
				   pool->request_len, extack);
}

/* Composes anew what a pool is made of, on a parent on which work has begun. */
static void subdev_pool_settle_on_locked(struct subdev_pool *pool,
					 struct subdev_parent *parent)
{
	struct netlink_ext_ack extack = {};
	const struct subdev_type *type;
	struct subdev_comp *comp;

	lockdep_assert_held(&pool->lock);
	comp = subdev_pool_recompose(pool, parent, &type, &extack);
	if (IS_ERR(comp)) {
		subdev_pool_settle_locked(pool, parent, NULL, NULL);
		subdev_pool_set_state_locked(pool, SUBDEV_POOL_STATE_FAILED,
					     PTR_ERR(comp), extack._msg,
					     SUBDEV_CAUSE_PARENT);
		if (PTR_ERR(comp) == -ENOMEM)
			subdev_pool_queue_fill_later(pool, parent);
		return;
	}
	subdev_pool_settle_locked(pool, parent, type, comp);
	subdev_pool_set_state_locked(pool, SUBDEV_POOL_STATE_STEADY, 0, NULL,
				     SUBDEV_CAUSE_PARENT);
	subdev_pool_refill_locked(pool);
}

/**
 * subdev_pool_retry_locked() - try once more what did not fit the parent
 * @pool: the pool, locked
 */
void subdev_pool_retry_locked(struct subdev_pool *pool)
{
	struct subdev_parent *parent = pool->parent;

	lockdep_assert_held(&pool->lock);
	if (!parent || pool->comp || subdev_parent_op_begin(parent, NULL))
		return;
	subdev_pool_settle_on_locked(pool, parent);
	subdev_parent_op_end(parent);
}

static void subdev_pool_attach_locked(struct subdev_pool *pool,
				      struct subdev_parent *parent)
{
	lockdep_assert_held(&pool->lock);
	if (!pool->parent && pool->state != SUBDEV_POOL_STATE_REMOVING)
		subdev_pool_settle_on_locked(pool, parent);
}

/* A pool gets a parent of the name that it waits for, unless that goes already. */
static void subdev_pool_attach(struct subdev_pool *pool, struct subdev_parent *parent)
{
	if (subdev_parent_op_begin(parent, NULL))
		return;
	mutex_lock(&pool->lock);
	subdev_pool_attach_locked(pool, parent);
	mutex_unlock(&pool->lock);
	subdev_parent_op_end(parent);
}

/* A pool loses a parent, if it is its own. */
static void subdev_pool_detach(struct subdev_pool *pool, struct subdev_parent *parent)
{
	mutex_lock(&pool->lock);
	if (pool->parent == parent) {
		subdev_pool_settle_locked(pool, NULL, NULL, NULL);
		pool->filling = false;
		subdev_pool_set_state_locked(pool, SUBDEV_POOL_STATE_WAITING, 0,
					     NULL, SUBDEV_CAUSE_PARENT);
	}
	mutex_unlock(&pool->lock);
}

/**
 * subdev_pools_attach() - a parent has come: give it its pools
 * @parent: the parent, registered
 */
void subdev_pools_attach(struct subdev_parent *parent)
{
	struct subdev_pool *pool;
	unsigned long id = 0;

	for (; (pool = subdev_pool_next(&id)); id++) {
		if (!strcmp(pool->parent_name, parent->name))
			subdev_pool_attach(pool, parent);
		subdev_pool_put(pool);
		cond_resched();
	}
}

/**
 * subdev_pools_detach() - a parent goes: its pools wait for another of its name
 * @parent: the parent, removing, with no work under way
 */
void subdev_pools_detach(struct subdev_parent *parent)
{
	struct subdev_pool *pool;
	unsigned long id = 0;

	for (; (pool = subdev_pool_next(&id)); id++) {
		subdev_pool_detach(pool, parent);
		subdev_pool_put(pool);
		cond_resched();
	}
	subdev_pools_wait();
}
