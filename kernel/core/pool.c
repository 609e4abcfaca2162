// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pools: named stocks of ready, identical subdevices. Here is what a pool itself
 * is: its name, its numbers, its messages.
 */
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include <subdev_compat.h>

#include "pool.h"

static const struct rhashtable_params subdev_pool_params = {
	.head_offset = offsetof(struct subdev_pool, node),
	.key_offset = offsetof(struct subdev_pool, name),
	.key_len = sizeof_field(struct subdev_pool, name),
	.automatic_shrinking = true,
};

/* How much a request to create one can say: it must fit into the object. */
#define SUBDEV_POOL_REQUEST_MAX	(SUBDEV_NL_OBJECT_MAX - SZ_1K)

/* Guards that pools come and go one at a time, and how many there are. */
static DEFINE_MUTEX(subdev_pools_lock);
/* Name to pool. Looked up under RCU. */
static struct rhashtable subdev_pools_by_name;
/* Number to pool, of the same ones. */
static DEFINE_XARRAY_ALLOC1(subdev_pools);
static u32 subdev_pools_next_id;
static unsigned int subdev_pools_nr;
/*
 * The highest generation of those that are gone: the last event of a subdevice
 * can follow that of its pool, and must not be newer than another of that name.
 */
static u64 subdev_pools_generation;
/* Changes when a pool comes or goes, so that a dump can tell. */
static atomic_t subdev_pools_seq = ATOMIC_INIT(1);

/*
 * Look-up
 */

void subdev_pool_get(struct subdev_pool *pool)
{
	refcount_inc(&pool->ref);
}

void subdev_pool_put(struct subdev_pool *pool)
{
	if (!refcount_dec_and_test(&pool->ref))
		return;
	mutex_destroy(&pool->lock);
	kfree(pool->request);
	kfree_rcu(pool, rcu);
}

/* Whether a pool, or none, is the one that an attribute names. */
bool subdev_pool_is(const struct subdev_pool *pool, const struct nlattr *name)
{
	return pool && !nla_strcmp(name, pool->name);
}

const char *subdev_pool_name(const struct subdev_pool *pool)
{
	return pool->name;
}

static struct subdev_pool *subdev_pool_lookup(const struct nlattr *attr)
{
	char name[SUBDEV_POOL_NAME_MAX + 1] __aligned(sizeof(u32));
	struct subdev_pool *pool;

	if (nla_strscpy(name, attr, sizeof(name)) < 0)
		return NULL;
	rcu_read_lock();
	pool = rhashtable_lookup(&subdev_pools_by_name, name,
				 subdev_pool_params);
	if (pool && !refcount_inc_not_zero(&pool->ref))
		pool = NULL;
	rcu_read_unlock();
	return pool;
}

/**
 * subdev_pool_find() - the pool that a request names
 * @name: the attribute with the name
 * @extack: for the reason of a failure
 *
 * Return: the pool with a reference, or an ERR_PTR: -ENOENT.
 */
struct subdev_pool *subdev_pool_find(const struct nlattr *name,
				     struct netlink_ext_ack *extack)
{
	struct subdev_pool *pool = subdev_pool_lookup(name);

	if (pool)
		return pool;
	NL_SET_ERR_MSG_ATTR(extack, name, "no such pool");
	return ERR_PTR(-ENOENT);
}

/* Whether there is a pool of a name, if one is given: 0, or -ENOENT. */
int subdev_pool_check(const struct nlattr *name, struct netlink_ext_ack *extack)
{
	struct subdev_pool *pool;

	if (!name)
		return 0;
	pool = subdev_pool_find(name, extack);
	if (IS_ERR(pool))
		return PTR_ERR(pool);
	subdev_pool_put(pool);
	return 0;
}

/**
 * subdev_pool_dev_size() - room for a subdevice of a pool in a message
 * @name: the attribute with the name of the pool, or NULL
 * @extack: for the reason of a failure
 * @size: where the room goes
 *
 * Return: 0, or -EINVAL if no pool is named, -ENOENT.
 */
int subdev_pool_dev_size(const struct nlattr *name,
			 struct netlink_ext_ack *extack, size_t *size)
{
	struct subdev_pool *pool;

	if (!name) {
		NL_SET_ERR_ATTR_MISS(extack, NULL, SUBDEV_A_DEV_POOL);
		NL_SET_ERR_MSG(extack, "a pool is needed, by name");
		return -EINVAL;
	}
	pool = subdev_pool_find(name, extack);
	if (IS_ERR(pool))
		return PTR_ERR(pool);
	mutex_lock(&pool->lock);
	*size = pool->dev_size;
	mutex_unlock(&pool->lock);
	subdev_pool_put(pool);
	return 0;
}

/**
 * subdev_pool_next() - the first pool from a number on
 * @id: where to start; the number of what was found is left here
 *
 * Return: the pool with a reference, or NULL if there is none.
 */
struct subdev_pool *subdev_pool_next(unsigned long *id)
{
	struct subdev_pool *pool;

	rcu_read_lock();
	pool = xa_find(&subdev_pools, id, U32_MAX, XA_PRESENT);
	while (pool && !refcount_inc_not_zero(&pool->ref))
		pool = xa_find_after(&subdev_pools, id, U32_MAX, XA_PRESENT);
	rcu_read_unlock();
	return pool;
}

/* What a dump of pools compares to tell that some came or went. */
unsigned int subdev_pools_dump_seq(void)
{
	return atomic_read_acquire(&subdev_pools_seq);
}

static void subdev_pools_changed(void)
{
	/* Who reads the new number sees the change: pairs with the dump's acquire. */
	smp_mb__before_atomic();
	atomic_inc(&subdev_pools_seq);
}

/*
 * Messages
 */

/* What was asked for, while no parent says what that comes to. */
static int subdev_pool_fill_request(struct sk_buff *msg,
				    const struct subdev_pool *pool)
{
	const struct nlattr *attr;
	int rest;

	nla_for_each_attr(attr, pool->request, pool->request_len, rest) {
		switch (nla_type(attr)) {
		case SUBDEV_A_POOL_VERSION:
		case SUBDEV_A_POOL_PARAM:
		case SUBDEV_A_POOL_RESOURCE:
			if (nla_put(msg, attr->nla_type, nla_len(attr),
				    nla_data(attr)))
				return -EMSGSIZE;
		}
	}
	return 0;
}

static int subdev_pool_fill_config_locked(struct sk_buff *msg,
					  const struct subdev_pool *pool)
{
	const struct subdev_config *config;

	if (!pool->comp)
		return subdev_pool_fill_request(msg, pool);
	config = &pool->comp->config;
	if (config->version &&
	    nla_put_u32(msg, SUBDEV_A_POOL_VERSION, config->version))
		return -EMSGSIZE;
	return subdev_values_fill(msg, SUBDEV_A_POOL_PARAM, pool->type->model,
				  config->values) ?:
	       subdev_amounts_fill(msg, SUBDEV_A_POOL_RESOURCE, pool->parent,
				   pool->type, config, false);
}

static int subdev_pool_fill_numbers_locked(struct sk_buff *msg,
					   const struct subdev_pool *pool)
{
	lockdep_assert_held(&pool->lock);
	if (nla_put_uint(msg, SUBDEV_A_POOL_GENERATION, pool->generation) ||
	    nla_put_u32(msg, SUBDEV_A_POOL_DEVS, pool->devs) ||
	    nla_put_u32(msg, SUBDEV_A_POOL_READY,
			pool->counts[SUBDEV_PLACE_READY]) ||
	    nla_put_u32(msg, SUBDEV_A_POOL_PULLED,
			pool->counts[SUBDEV_PLACE_PULLED]) ||
	    nla_put_u32(msg, SUBDEV_A_POOL_FAILED,
			pool->counts[SUBDEV_PLACE_FAILED]))
		return -EMSGSIZE;
	return 0;
}

static int subdev_pool_fill_locked(struct sk_buff *msg,
				   const struct subdev_pool *pool)
{
	lockdep_assert_held(&pool->lock);
	if (nla_put_string(msg, SUBDEV_A_POOL_NAME, pool->name) ||
	    (pool->parent && nla_put_u32(msg, SUBDEV_A_POOL_PARENT_INDEX,
					 pool->parent->index)) ||
	    nla_put_string(msg, SUBDEV_A_POOL_PARENT_NAME, pool->parent_name) ||
	    nla_put_string(msg, SUBDEV_A_POOL_TYPE, pool->type_name) ||
	    nla_put_u32(msg, SUBDEV_A_POOL_SIZE, pool->size) ||
	    nla_put_u32(msg, SUBDEV_A_POOL_LOW, pool->low) ||
	    nla_put_u32(msg, SUBDEV_A_POOL_MAX_DEVS, pool->max_devs) ||
	    nla_put_u32(msg, SUBDEV_A_POOL_STATE, pool->state) ||
	    (pool->err && nla_put_u32(msg, SUBDEV_A_POOL_ERRNO, -pool->err)) ||
	    (*pool->why && nla_put_string(msg, SUBDEV_A_POOL_WHY, pool->why)))
		return -EMSGSIZE;
	return subdev_pool_fill_numbers_locked(msg, pool) ?:
	       subdev_pool_fill_config_locked(msg, pool);
}

/* What the event of a subdevice tells of its pool. */
int subdev_pool_counts_fill_locked(struct sk_buff *msg,
				   const struct subdev_pool *pool)
{
	struct nlattr *nest = nla_nest_start(msg, SUBDEV_A_DEV_POOL_COUNTS);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_string(msg, SUBDEV_A_POOL_NAME, pool->name) ||
	    subdev_pool_fill_numbers_locked(msg, pool)) {
		nla_nest_cancel(msg, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(msg, nest);
	return 0;
}

/* What of its pool is part of a subdevice. */
int subdev_pool_dev_fill_locked(struct sk_buff *msg,
				const struct subdev_dev *sdev)
{
	lockdep_assert_held(&sdev->lock);
	if (!sdev->pool)
		return 0;
	if (nla_put_string(msg, SUBDEV_A_DEV_POOL, sdev->pool->name) ||
	    (sdev->place == SUBDEV_PLACE_READY &&
	     nla_put_flag(msg, SUBDEV_A_DEV_READY)) ||
	    (sdev->why && nla_put_string(msg, SUBDEV_A_DEV_WHY, sdev->why)))
		return -EMSGSIZE;
	return 0;
}

/**
 * subdev_pool_notify_locked() - number a change of a pool, and tell
 * @pool: the pool, locked, in its new state
 * @cmd: the notification
 * @cause: why it changed
 */
void subdev_pool_notify_locked(struct subdev_pool *pool, u8 cmd,
			       enum subdev_cause cause)
{
	struct subdev_event event = {
		.cmd = cmd,
		.cause = cause,
		.parent_index = pool->parent_index,
		.parent_name = pool->parent_name,
		.pool = pool->name,
	};
	struct sk_buff *msg;

	lockdep_assert_held(&pool->lock);
	pool->generation++;
	msg = subdev_event_new(cmd, SUBDEV_NL_OBJECT_MAX);
	if (msg)
		msg = subdev_event_filled(msg, subdev_pool_fill_locked(msg, pool));
	subdev_event_send(msg, SUBDEV_A_POOL_EVENT, &event);
}

/**
 * subdev_pool_set_state_locked() - a pool does something else about its stock
 * @pool: the pool, locked
 * @state: its state
 * @err: what the last attempt to add one failed with, 0 or negative
 * @why: the same in words, or NULL
 * @cause: why it changed
 *
 * Tells, if it changes. A pool that is being deleted stays in that state.
 */
void subdev_pool_set_state_locked(struct subdev_pool *pool,
				  enum subdev_pool_state state, int err,
				  const char *why, enum subdev_cause cause)
{
	lockdep_assert_held(&pool->lock);
	if (pool->state == SUBDEV_POOL_STATE_REMOVING ||
	    (pool->state == state && pool->err == err &&
	     !strcmp(pool->why, why ?: "")))
		return;
	pool->state = state;
	pool->err = err;
	strscpy(pool->why, why ?: "", sizeof(pool->why));
	subdev_pool_notify_locked(pool, SUBDEV_CMD_POOL_CHANGE_NTF, cause);
}

/*
 * Creation and end
 */

/**
 * subdev_pool_compose() - what a pool's subdevices are composed of on a parent
 * @parent: the parent, with work begun
 * @type: the type
 * @first: the attributes of the request that created the pool
 * @len: their length
 * @extack: for the reason of a failure
 *
 * Return: the composition, or an ERR_PTR.
 */
struct subdev_comp *subdev_pool_compose(struct subdev_parent *parent,
					const struct subdev_type *type,
					const struct nlattr *first, int len,
					struct netlink_ext_ack *extack)
{
	struct subdev_wanted *wanted;
	struct subdev_comp *comp;
	int err;

	wanted = kzalloc(sizeof(*wanted), GFP_KERNEL);
	if (!wanted)
		return ERR_PTR(-ENOMEM);
	comp = subdev_comp_new(type);
	err = comp ? subdev_wanted_parse_pool(wanted, first, len, extack) :
		     -ENOMEM;
	if (!err)
		err = subdev_config_apply(type, parent->resources,
					  &comp->config, wanted, extack);
	if (!err)
		err = subdev_driver_validate(parent, type, &comp->config,
					     extack);
	kfree(wanted);
	if (!err)
		return comp;
	subdev_comp_free(comp);
	return ERR_PTR(err);
}

/* The numbers that a request asks for, in place of those that a pool has. */
struct subdev_pool_numbers {
	u32 size;
	u32 low;
	bool low_given;
	u32 max_devs;
};

static void subdev_pool_numbers_parse(struct subdev_pool_numbers *numbers,
				      struct genl_info *info)
{
	if (info->attrs[SUBDEV_A_POOL_SIZE])
		numbers->size = nla_get_u32(info->attrs[SUBDEV_A_POOL_SIZE]);
	if (info->attrs[SUBDEV_A_POOL_LOW]) {
		numbers->low = nla_get_u32(info->attrs[SUBDEV_A_POOL_LOW]);
		numbers->low_given = true;
	}
	if (!numbers->low_given)
		numbers->low = numbers->size;
	if (info->attrs[SUBDEV_A_POOL_MAX_DEVS])
		numbers->max_devs =
			nla_get_u32(info->attrs[SUBDEV_A_POOL_MAX_DEVS]);
}

static int subdev_pool_numbers_check(const struct subdev_pool_numbers *numbers,
				     struct genl_info *info)
{
	struct nlattr *size = info->attrs[SUBDEV_A_POOL_SIZE];

	if (numbers->low > numbers->size) {
		subdev_say(info->extack, info->attrs[SUBDEV_A_POOL_LOW] ?: size,
			   "low: %u is more than the size %u", numbers->low,
			   numbers->size);
		return -ERANGE;
	}
	if (numbers->max_devs && numbers->size > numbers->max_devs) {
		subdev_say(info->extack,
			   info->attrs[SUBDEV_A_POOL_MAX_DEVS] ?: size,
			   "size: %u is more than the maximum %u",
			   numbers->size, numbers->max_devs);
		return -ERANGE;
	}
	return 0;
}

static struct subdev_pool *
subdev_pool_alloc(const struct subdev_type *type,
		  const struct subdev_parent *parent,
		  const struct subdev_pool_numbers *numbers,
		  struct genl_info *info)
{
	struct subdev_pool *pool;

	pool = kzalloc(sizeof(*pool), GFP_KERNEL_ACCOUNT);
	if (!pool)
		return NULL;
	pool->request_len = genlmsg_len(info->genlhdr);
	pool->request = kmemdup(genlmsg_data(info->genlhdr), pool->request_len,
				GFP_KERNEL_ACCOUNT);
	if (!pool->request) {
		kfree(pool);
		return NULL;
	}
	refcount_set(&pool->ref, 1);
	mutex_init(&pool->lock);
	INIT_LIST_HEAD(&pool->starving);
	INIT_LIST_HEAD(&pool->stock);
	INIT_LIST_HEAD(&pool->rest);
	INIT_DELAYED_WORK(&pool->fill_work, subdev_pool_fill_work);
	INIT_WORK(&pool->end_work, subdev_pool_end_work);
	nla_strscpy(pool->name, info->attrs[SUBDEV_A_POOL_NAME],
		    sizeof(pool->name));
	strscpy(pool->parent_name, parent->name);
	strscpy(pool->type_name, type->name);
	pool->size = numbers->size;
	pool->low = numbers->low;
	pool->low_given = numbers->low_given;
	pool->max_devs = numbers->max_devs;
	pool->state = SUBDEV_POOL_STATE_STEADY;
	return pool;
}

/* Enters a new pool into the tables, or fails as if never tried. */
static int subdev_pool_enter(struct subdev_pool *pool, struct genl_info *info)
{
	int err;

	lockdep_assert_held(&subdev_pools_lock);
	if (subdev_pools_nr == SUBDEV_POOLS_MAX) {
		NL_SET_ERR_MSG_FMT(info->extack, "pools: 1 wanted, 0 of %u free",
				   SUBDEV_POOLS_MAX);
		return -ENOSPC;
	}
	/* No entry yet: a pool that somebody finds by its name is there to stay. */
	err = xa_alloc_cyclic(&subdev_pools, &pool->id, NULL,
			      XA_LIMIT(1, U32_MAX), &subdev_pools_next_id,
			      GFP_KERNEL_ACCOUNT);
	if (err < 0)
		return err;
	err = rhashtable_lookup_insert_fast(&subdev_pools_by_name, &pool->node,
					    subdev_pool_params);
	if (err == -EEXIST)
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[SUBDEV_A_POOL_NAME],
				    "the name is taken");
	if (err) {
		xa_erase(&subdev_pools, pool->id);
		return err;
	}
	/* The place was made when the number was reserved: this cannot fail. */
	WARN_ON(xa_is_err(xa_store(&subdev_pools, pool->id, pool, 0)));
	pool->generation = subdev_pools_generation;
	subdev_pools_nr++;
	subdev_pools_changed();
	return 0;
}

static void subdev_pool_forget(struct subdev_pool *pool)
{
	lockdep_assert_held(&subdev_pools_lock);
	rhashtable_remove_fast(&subdev_pools_by_name, &pool->node,
			       subdev_pool_params);
	xa_erase(&subdev_pools, pool->id);
	subdev_pools_nr--;
	subdev_pools_changed();
}

/**
 * subdev_pool_remove() - the end of a pool that has no subdevice left
 * @pool: the pool, in state removing
 *
 * Its name is free before the event that tells so.
 */
void subdev_pool_remove(struct subdev_pool *pool)
{
	mutex_lock(&subdev_pools_lock);
	subdev_pool_forget(pool);
	mutex_lock(&pool->lock);
	subdev_pool_notify_locked(pool, SUBDEV_CMD_POOL_DEL_NTF,
				  SUBDEV_CAUSE_COMMAND);
	subdev_pool_settle_locked(pool, NULL, NULL, NULL);
	subdev_pools_generation = max(subdev_pools_generation,
				      pool->generation);
	mutex_unlock(&pool->lock);
	mutex_unlock(&subdev_pools_lock);
	subdev_pool_put(pool);
}

/* Until those that were taken out of the tables before have let their parent go. */
void subdev_pools_wait(void)
{
	mutex_lock(&subdev_pools_lock);
	mutex_unlock(&subdev_pools_lock);
}

/*
 * Requests
 */

static int subdev_pool_need_name(struct genl_info *info)
{
	if (!GENL_REQ_ATTR_CHECK(info, SUBDEV_A_POOL_NAME))
		return 0;
	GENL_SET_ERR_MSG(info, "a pool is needed, by name");
	return -EINVAL;
}

/* What subdev_pool_request() hands to its second half. */
struct subdev_pool_question {
	struct subdev_pool *pool;
	int (*change_locked)(struct subdev_pool *pool, struct genl_info *info);
};

/* Whether a pool can be changed as a request says: 0, or -ENOENT, -ESTALE. */
static int subdev_pool_check_locked(const struct subdev_pool *pool,
				    struct genl_info *info)
{
	struct nlattr *generation = info->attrs[SUBDEV_A_POOL_IF_GENERATION];

	lockdep_assert_held(&pool->lock);
	if (pool->state == SUBDEV_POOL_STATE_REMOVING) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[SUBDEV_A_POOL_NAME],
				    "the pool is being deleted");
		return -ENOENT;
	}
	return generation ? subdev_generation_check(generation,
						    pool->generation,
						    info->extack) : 0;
}

static int subdev_pool_request_fill(struct sk_buff *msg, struct genl_info *info,
				    void *arg)
{
	struct subdev_pool_question *q = arg;
	struct subdev_pool *pool = q->pool;
	int err = 0;

	mutex_lock(&pool->lock);
	if (q->change_locked)
		err = subdev_pool_check_locked(pool, info) ?:
		      q->change_locked(pool, info);
	if (!err)
		err = subdev_pool_fill_locked(msg, pool);
	mutex_unlock(&pool->lock);
	return err;
}

/* Finds a pool, locks it, does something, and answers with the whole object. */
static int subdev_pool_request(struct genl_info *info,
			       int (*change_locked)(struct subdev_pool *pool,
						    struct genl_info *info))
{
	struct subdev_pool_question q = { .change_locked = change_locked };
	int err;

	err = subdev_pool_need_name(info);
	if (err)
		return err;
	q.pool = subdev_pool_find(info->attrs[SUBDEV_A_POOL_NAME],
				  info->extack);
	if (IS_ERR(q.pool))
		return PTR_ERR(q.pool);
	err = subdev_nl_answer(info, SUBDEV_NL_OBJECT_MAX,
			       subdev_pool_request_fill, &q);
	subdev_pool_put(q.pool);
	return err;
}

int subdev_nl_pool_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return subdev_pool_request(info, NULL);
}

static int subdev_pool_set_locked(struct subdev_pool *pool,
				  struct genl_info *info)
{
	struct subdev_pool_numbers numbers = {
		.size = pool->size,
		.low = pool->low,
		.low_given = pool->low_given,
		.max_devs = pool->max_devs,
	};
	int err;

	subdev_pool_numbers_parse(&numbers, info);
	err = subdev_pool_numbers_check(&numbers, info);
	if (err)
		return err;
	pool->size = numbers.size;
	pool->low = numbers.low;
	pool->low_given = numbers.low_given;
	pool->max_devs = numbers.max_devs;
	subdev_pool_retry_locked(pool);
	subdev_pool_notify_locked(pool, SUBDEV_CMD_POOL_CHANGE_NTF,
				  SUBDEV_CAUSE_COMMAND);
	subdev_pool_refill_locked(pool);
	return 0;
}

int subdev_nl_pool_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	if (!info->attrs[SUBDEV_A_POOL_SIZE] &&
	    !info->attrs[SUBDEV_A_POOL_LOW] &&
	    !info->attrs[SUBDEV_A_POOL_MAX_DEVS]) {
		NL_SET_ERR_ATTR_MISS(info->extack, NULL, SUBDEV_A_POOL_SIZE);
		GENL_SET_ERR_MSG(info, "nothing to set is given");
		return -EINVAL;
	}
	return subdev_pool_request(info, subdev_pool_set_locked);
}

static int subdev_pool_delete_locked(struct subdev_pool *pool,
				     struct genl_info *info)
{
	u32 pulled = pool->counts[SUBDEV_PLACE_PULLED] + pool->claimed;

	if (pulled && !info->attrs[SUBDEV_A_POOL_FORCE]) {
		subdev_say(info->extack, info->attrs[SUBDEV_A_POOL_NAME],
			   "%.60s: %u pulled", pool->name, pulled);
		return -EBUSY;
	}
	subdev_pool_set_state_locked(pool, SUBDEV_POOL_STATE_REMOVING, 0, NULL,
				     SUBDEV_CAUSE_COMMAND);
	subdev_pool_queue_end(pool);
	return 0;
}

int subdev_nl_pool_delete_doit(struct sk_buff *skb, struct genl_info *info)
{
	return subdev_pool_request(info, subdev_pool_delete_locked);
}

static const struct subdev_type_attrs subdev_pool_place = {
	.index = SUBDEV_A_POOL_PARENT_INDEX,
	.name = SUBDEV_A_POOL_PARENT_NAME,
	.type = SUBDEV_A_POOL_TYPE,
};

/**
 * struct subdev_pool_creation - a create request under way
 * @parent: the parent, on which work has begun
 * @type: the type
 * @pool: the pool, until the tables have it
 * @comp: what its subdevices are composed of, until the pool has it
 */
struct subdev_pool_creation {
	struct subdev_parent *parent;
	const struct subdev_type *type;
	struct subdev_pool *pool;
	struct subdev_comp *comp;
};

static int subdev_pool_create_enter(struct sk_buff *msg, struct genl_info *info,
				    void *arg)
{
	struct subdev_pool_creation *c = arg;
	struct subdev_pool *pool = c->pool;
	int err;

	mutex_lock(&subdev_pools_lock);
	/* Whoever finds it now waits for the lock, so "added" comes first. */
	mutex_lock(&pool->lock);
	err = subdev_pool_enter(pool, info);
	if (!err) {
		c->pool = NULL;
		subdev_pool_settle_locked(pool, c->parent, c->type,
					  no_free_ptr(c->comp));
		subdev_pool_notify_locked(pool, SUBDEV_CMD_POOL_ADD_NTF,
					  SUBDEV_CAUSE_COMMAND);
		subdev_pool_refill_locked(pool);
		err = subdev_pool_fill_locked(msg, pool);
	}
	mutex_unlock(&pool->lock);
	mutex_unlock(&subdev_pools_lock);
	return err;
}

static int subdev_pool_create_on(struct subdev_pool_creation *c,
				 struct genl_info *info)
{
	struct subdev_pool_numbers numbers = {};
	int err;

	subdev_pool_numbers_parse(&numbers, info);
	err = subdev_pool_numbers_check(&numbers, info);
	if (err)
		return err;
	if (genlmsg_len(info->genlhdr) > SUBDEV_POOL_REQUEST_MAX) {
		GENL_SET_ERR_MSG(info, "the request is too long");
		return -ERANGE;
	}
	if (!c->parent->driver->reset) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[SUBDEV_A_POOL_TYPE],
				    "the driver does not reset subdevices");
		return -EOPNOTSUPP;
	}
	c->comp = subdev_pool_compose(c->parent, c->type,
				      genlmsg_data(info->genlhdr),
				      genlmsg_len(info->genlhdr), info->extack);
	if (IS_ERR(c->comp)) {
		err = PTR_ERR(c->comp);
		c->comp = NULL;
		return err;
	}
	c->pool = subdev_pool_alloc(c->type, c->parent, &numbers, info);
	if (!c->pool)
		return -ENOMEM;
	return subdev_nl_answer(info, SUBDEV_NL_OBJECT_MAX,
				subdev_pool_create_enter, c);
}

int subdev_nl_pool_create_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct subdev_pool_creation c = {};
	int err;

	err = subdev_pool_need_name(info);
	if (err)
		return err;
	if (!subdev_label_valid(info->attrs[SUBDEV_A_POOL_NAME])) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[SUBDEV_A_POOL_NAME],
				    "a pool's name is a letter, then [A-Za-z0-9._-], and no UUID");
		return -EINVAL;
	}
	c.parent = subdev_type_begin_by(info->attrs, &subdev_pool_place,
					"a type is needed", &c.type,
					info->extack);
	if (IS_ERR(c.parent))
		return PTR_ERR(c.parent);
	err = subdev_pool_create_on(&c, info);
	subdev_comp_free(c.comp);
	if (c.pool)
		subdev_pool_put(c.pool);
	subdev_type_end(c.parent);
	return err;
}

/**
 * struct subdev_pool_dump_ctx - where a dump of pools stands
 * @id: the next number to look at
 * @mark: the number at which it began
 */
struct subdev_pool_dump_ctx {
	unsigned long id;
	struct subdev_event_mark mark;
};

int subdev_nl_pool_get_start(struct netlink_callback *cb)
{
	struct subdev_pool_dump_ctx *ctx = (void *)cb->ctx;
	const struct genl_info *info = genl_info_dump(cb);
	const struct nlattr *name = info->attrs[SUBDEV_A_POOL_PARENT_NAME];
	u32 only;

	NL_ASSERT_CTX_FITS(struct subdev_pool_dump_ctx);
	cb->min_dump_alloc = SUBDEV_NL_OBJECT_MAX;
	subdev_event_mark(&ctx->mark);
	/* A name can be that of a parent which is not there, if it is one. */
	if (name && strlen(nla_data(name)) + 1 != nla_len(name)) {
		NL_SET_ERR_MSG_ATTR(cb->extack, name,
				    "no parent can have this name");
		return -EINVAL;
	}
	return subdev_parent_filter(info->attrs[SUBDEV_A_POOL_PARENT_INDEX],
				    NULL, &only, cb->extack);
}

/* Whether a dump wants it. */
static bool subdev_pool_wanted_locked(const struct subdev_pool *pool,
				      struct netlink_callback *cb)
{
	const struct genl_info *info = genl_info_dump(cb);
	struct nlattr *index = info->attrs[SUBDEV_A_POOL_PARENT_INDEX];
	struct nlattr *name = info->attrs[SUBDEV_A_POOL_PARENT_NAME];

	lockdep_assert_held(&pool->lock);
	if (index && (!pool->parent ||
		      pool->parent->index != nla_get_u32(index)))
		return false;
	return !name || !nla_strcmp(name, pool->parent_name);
}

static int subdev_pool_dump_one(struct sk_buff *skb,
				struct netlink_callback *cb,
				struct subdev_pool *pool)
{
	struct subdev_pool_dump_ctx *ctx = (void *)cb->ctx;
	void *hdr;
	int err;

	lockdep_assert_held(&pool->lock);
	hdr = subdev_nl_dump_begin(skb, cb, SUBDEV_CMD_POOL_GET);
	if (!hdr)
		return -EMSGSIZE;
	err = subdev_pool_fill_locked(skb, pool) ?:
	      subdev_event_mark_fill(skb, SUBDEV_A_POOL_EVENT, &ctx->mark);
	return subdev_nl_dump_end(skb, cb, hdr, err);
}

int subdev_nl_pool_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct subdev_pool_dump_ctx *ctx = (void *)cb->ctx;
	struct subdev_pool *pool;
	int err;

	cb->seq = subdev_view_begin() + subdev_pools_dump_seq();
	for (; (pool = subdev_pool_next(&ctx->id)); ctx->id++) {
		err = 0;
		mutex_lock(&pool->lock);
		if (subdev_pool_wanted_locked(pool, cb))
			err = subdev_pool_dump_one(skb, cb, pool);
		mutex_unlock(&pool->lock);
		subdev_pool_put(pool);
		if (err)
			goto out;
	}
	err = subdev_nl_dump_done(skb, cb, SUBDEV_CMD_POOL_GET,
				  SUBDEV_A_POOL_EVENT, &ctx->mark);
out:
	subdev_view_end();
	return err;
}

int subdev_pool_init(void)
{
	int err;

	err = subdev_pool_wq_init();
	if (err)
		return err;
	err = rhashtable_init(&subdev_pools_by_name, &subdev_pool_params);
	if (err)
		subdev_pool_wq_exit();
	return err;
}

/* All parents and subdevices are gone, and no request comes any more. */
void subdev_pool_exit(void)
{
	struct subdev_pool *pool;
	unsigned long id;

	subdev_pool_wq_exit();
	mutex_lock(&subdev_pools_lock);
	xa_for_each(&subdev_pools, id, pool) {
		subdev_pool_forget(pool);
		WARN_ON(pool->devs || pool->parent);
		subdev_pool_put(pool);
	}
	mutex_unlock(&subdev_pools_lock);
	xa_destroy(&subdev_pools);
	rhashtable_destroy(&subdev_pools_by_name);
}
