// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parents: devices whose drivers offer subdevices.
 */
#include <linux/slab.h>
#include <linux/xarray.h>

#include <subdev_compat.h>

#include "core.h"

/* Guards registration: that a name is not taken between look and entry. */
static DEFINE_MUTEX(subdev_parents_lock);
/* Index to parent, of all that are registered. */
static DEFINE_XARRAY_ALLOC1(subdev_parents);
static u32 subdev_parent_next_index;
/* Changes when a parent comes or goes, so that a dump can tell. */
static atomic_t subdev_parents_seq = ATOMIC_INIT(1);

/*
 * Look-up
 */

void subdev_parent_get(struct subdev_parent *parent)
{
	refcount_inc(&parent->ref);
}

void subdev_parent_put(struct subdev_parent *parent)
{
	if (refcount_dec_and_test(&parent->ref)) {
		mutex_destroy(&parent->lock);
		kfree(parent->accounts);
		subdev_origins_free(parent);
		kfree_rcu(parent, rcu);
	}
}

/**
 * subdev_parent_next() - the first parent from an index on
 * @index: where to start; the index of what was found is left here
 *
 * Return: the parent with a reference, or NULL if there is none.
 */
struct subdev_parent *subdev_parent_next(unsigned long *index)
{
	struct subdev_parent *parent;

	rcu_read_lock();
	parent = xa_find(&subdev_parents, index, U32_MAX, XA_PRESENT);
	while (parent && !refcount_inc_not_zero(&parent->ref))
		parent = xa_find_after(&subdev_parents, index, U32_MAX,
				       XA_PRESENT);
	rcu_read_unlock();
	return parent;
}

static struct subdev_parent *subdev_parent_by_index(u32 index)
{
	struct subdev_parent *parent;

	rcu_read_lock();
	parent = xa_load(&subdev_parents, index);
	if (parent && !refcount_inc_not_zero(&parent->ref))
		parent = NULL;
	rcu_read_unlock();
	return parent;
}

static struct subdev_parent *subdev_parent_by_name(const struct nlattr *name)
{
	struct subdev_parent *parent;
	unsigned long index = 0;

	for (; (parent = subdev_parent_next(&index)); index++) {
		if (!nla_strcmp(name, parent->name))
			break;
		subdev_parent_put(parent);
	}
	return parent;
}

/**
 * subdev_parent_find() - the parent that a request names
 * @index: its attribute with an index, or NULL
 * @name: its attribute with a name, or NULL
 * @index_attr: number of the index attribute, to say that it is missing
 * @extack: for the reason of a failure
 *
 * Return: the parent with a reference, or an ERR_PTR: -ENODEV if there is
 * none, -EINVAL if the request names none or two.
 */
struct subdev_parent *subdev_parent_find(struct nlattr *index,
					 struct nlattr *name, int index_attr,
					 struct netlink_ext_ack *extack)
{
	struct subdev_parent *parent;

	if (!index && !name) {
		NL_SET_ERR_ATTR_MISS(extack, NULL, index_attr);
		NL_SET_ERR_MSG(extack, "a parent is needed, by index or by name");
		return ERR_PTR(-EINVAL);
	}
	if (index)
		parent = subdev_parent_by_index(nla_get_u32(index));
	else
		parent = subdev_parent_by_name(name);
	if (!parent) {
		NL_SET_ERR_MSG_ATTR(extack, index ?: name, "no such parent");
		return ERR_PTR(-ENODEV);
	}
	if (index && name && nla_strcmp(name, parent->name)) {
		subdev_parent_put(parent);
		NL_SET_ERR_MSG_ATTR(extack, name,
				    "index and name are of different parents");
		return ERR_PTR(-EINVAL);
	}
	return parent;
}

/**
 * subdev_parent_filter() - the parent that a dump is limited to
 * @index: its attribute with an index, or NULL
 * @name: its attribute with a name, or NULL
 * @only: where the parent's index goes, 0 if the dump is not limited
 * @extack: for the reason of a failure
 *
 * Return: 0, or what subdev_parent_find() fails with.
 */
int subdev_parent_filter(struct nlattr *index, struct nlattr *name, u32 *only,
			 struct netlink_ext_ack *extack)
{
	struct subdev_parent *parent;

	*only = 0;
	if (!index && !name)
		return 0;
	parent = subdev_parent_find(index, name, 0, extack);
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	*only = parent->index;
	subdev_parent_put(parent);
	return 0;
}

/* What a dump of parents or types compares to tell that some came or went. */
unsigned int subdev_parents_dump_seq(void)
{
	return atomic_read_acquire(&subdev_parents_seq);
}

/* To be called after the table has changed. */
static void subdev_parents_changed(void)
{
	/* Who reads the new number sees the change: pairs with the dump's acquire. */
	smp_mb__before_atomic();
	atomic_inc(&subdev_parents_seq);
}

/*
 * Work under way and places
 */

/**
 * subdev_parent_op_begin() - start work that calls the vendor driver
 * @parent: the parent
 * @extack: for the reason of a failure
 *
 * Until subdev_parent_op_end() the parent does not start to delete its
 * subdevices, and its vendor driver stays.
 *
 * Return: 0, or -ENODEV if the parent is going away.
 */
int subdev_parent_op_begin(struct subdev_parent *parent,
			   struct netlink_ext_ack *extack)
{
	int err = 0;

	mutex_lock(&parent->lock);
	if (parent->removing) {
		NL_SET_ERR_MSG(extack, "the parent is going away");
		err = -ENODEV;
	} else {
		parent->ops++;
	}
	mutex_unlock(&parent->lock);
	return err;
}

bool subdev_parent_is_cordoned(struct subdev_parent *parent)
{
	bool cordoned;

	mutex_lock(&parent->lock);
	cordoned = parent->cordoned;
	mutex_unlock(&parent->lock);
	return cordoned;
}

void subdev_parent_op_end(struct subdev_parent *parent)
{
	mutex_lock(&parent->lock);
	/*
	 * Who sees that nothing is under way sees what was done: pairs with the
	 * acquire in subdev_parent_unregister().
	 */
	smp_store_release(&parent->ops, parent->ops - 1);
	if (!parent->ops)
		wake_up_all(&parent->wait);
	mutex_unlock(&parent->lock);
}

/* How many subdevices of a type, with its defaults, could be created now. */
u32 subdev_parent_available_locked(struct subdev_parent *parent,
				   const struct subdev_type *type)
{
	lockdep_assert_held(&parent->lock);
	if (parent->removing || parent->cordoned)
		return 0;
	return min(parent->max_devs - parent->places,
		   subdev_resources_available_locked(parent, type));
}

/* Whether there is a place for one more subdevice: 0, or -ENOSPC, -EBUSY. */
int subdev_parent_place_locked(const struct subdev_parent *parent,
			       struct netlink_ext_ack *extack)
{
	lockdep_assert_held(&parent->lock);
	if (parent->cordoned) {
		NL_SET_ERR_MSG(extack, "the parent is cordoned");
		return -EBUSY;
	}
	if (parent->places < parent->max_devs)
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "subdevices: 1 wanted, 0 of %u free",
			   parent->max_devs);
	return -ENOSPC;
}

/**
 * subdev_parent_reserve_locked() - take a place, and what a composition holds
 * @parent: the parent, locked
 * @type: the type of the subdevice
 * @comp: what it is composed of
 * @wanted: the request
 * @extack: for the reason of a failure
 *
 * Return: 0, or -EBUSY, -ENOSPC, -ENOMEM with all as before.
 */
int subdev_parent_reserve_locked(struct subdev_parent *parent,
				 const struct subdev_type *type,
				 struct subdev_comp *comp,
				 const struct subdev_wanted *wanted,
				 struct netlink_ext_ack *extack)
{
	struct subdev_owner *owner;
	int err;

	lockdep_assert_held(&parent->lock);
	err = subdev_parent_place_locked(parent, extack);
	if (err)
		return err;
	owner = subdev_owner_get_locked(parent, wanted->owner);
	if (IS_ERR(owner))
		return PTR_ERR(owner);
	comp->owner = owner;
	err = subdev_resources_take_locked(parent, type, comp, NULL, true,
					   wanted, extack);
	if (err) {
		comp->owner = NULL;
		subdev_owner_put_locked(owner);
		return err;
	}
	parent->places++;
	return 0;
}

/* Gives all of that back. */
void subdev_parent_unreserve_locked(struct subdev_parent *parent,
				    const struct subdev_type *type,
				    struct subdev_comp *comp)
{
	struct subdev_owner *owner = comp->owner;

	lockdep_assert_held(&parent->lock);
	subdev_resources_undo_locked(parent, type, comp, NULL);
	comp->owner = NULL;
	subdev_owner_put_locked(owner);
	parent->places--;
}

/* One more change of the parent, that the event of a subdevice tells. */
static struct sk_buff *subdev_parent_tell_locked(struct subdev_parent *parent,
						 struct sk_buff *event)
{
	int err;

	lockdep_assert_held(&parent->lock);
	parent->generation++;
	if (!event)
		return NULL;
	err = nla_put_uint(event, SUBDEV_A_DEV_PARENT_GENERATION,
			   parent->generation) ?:
	      nla_put_u32(event, SUBDEV_A_DEV_PARENT_DEVS, parent->devs) ?:
	      subdev_resources_fill_locked(event, SUBDEV_A_DEV_PARENT_RESOURCE,
					   parent, false);
	return subdev_event_filled(event, err);
}

/**
 * subdev_parent_add() - a subdevice comes to be seen
 * @parent: its parent
 * @type: its type
 * @comp: what it is composed of, reserved
 * @event: the event that tells of it, or NULL: it gets what the parent has now
 *
 * Return: what subdev_event_send() takes.
 */
struct sk_buff *subdev_parent_add(struct subdev_parent *parent,
				  const struct subdev_type *type,
				  struct subdev_comp *comp,
				  struct sk_buff *event)
{
	mutex_lock(&parent->lock);
	parent->devs++;
	subdev_resources_hold_locked(parent, type, comp, true);
	event = subdev_parent_tell_locked(parent, event);
	mutex_unlock(&parent->lock);
	return event;
}

/**
 * subdev_parent_remove() - a subdevice goes, with what it held
 * @parent: its parent
 * @type: its type
 * @comp: what it is composed of
 * @event: as in subdev_parent_add()
 *
 * At no moment anybody sees more held than there is: all of it is one step.
 *
 * Return: what subdev_event_send() takes.
 */
struct sk_buff *subdev_parent_remove(struct subdev_parent *parent,
				     const struct subdev_type *type,
				     struct subdev_comp *comp,
				     struct sk_buff *event)
{
	mutex_lock(&parent->lock);
	parent->devs--;
	subdev_resources_hold_locked(parent, type, comp, false);
	subdev_parent_unreserve_locked(parent, type, comp);
	subdev_pools_feed_locked(parent);
	event = subdev_parent_tell_locked(parent, event);
	mutex_unlock(&parent->lock);
	return event;
}

/**
 * subdev_parent_swap() - a subdevice holds another composition
 * @parent: its parent
 * @type: its type
 * @comp: what it is composed of now, reserved in place of @old
 * @old: what it was composed of
 * @event: as in subdev_parent_add()
 *
 * Return: what subdev_event_send() takes.
 */
struct sk_buff *subdev_parent_swap(struct subdev_parent *parent,
				   const struct subdev_type *type,
				   struct subdev_comp *comp,
				   struct subdev_comp *old,
				   struct sk_buff *event)
{
	mutex_lock(&parent->lock);
	subdev_resources_hold_locked(parent, type, old, false);
	subdev_resources_commit_locked(parent, type, comp, old);
	subdev_resources_hold_locked(parent, type, comp, true);
	if (!subdev_amounts_equal(type, &comp->config, &old->config)) {
		subdev_pools_feed_locked(parent);
		event = subdev_parent_tell_locked(parent, event);
	}
	mutex_unlock(&parent->lock);
	return event;
}

/*
 * Messages
 */

static int subdev_parent_fill_locked(struct sk_buff *msg,
				     struct subdev_parent *parent, bool now)
{
	lockdep_assert_held(&parent->lock);
	if (nla_put_u32(msg, SUBDEV_A_PARENT_INDEX, parent->index) ||
	    nla_put_string(msg, SUBDEV_A_PARENT_NAME, parent->name) ||
	    nla_put_uint(msg, SUBDEV_A_PARENT_GENERATION, parent->generation) ||
	    nla_put_string(msg, SUBDEV_A_PARENT_DRIVER, parent->driver->name) ||
	    nla_put_u32(msg, SUBDEV_A_PARENT_TYPES, parent->num_types) ||
	    nla_put_u32(msg, SUBDEV_A_PARENT_DEVS, parent->devs) ||
	    nla_put_u32(msg, SUBDEV_A_PARENT_MAX_DEVS, parent->max_devs) ||
	    (parent->removing &&
	     nla_put_flag(msg, SUBDEV_A_PARENT_REMOVING)) ||
	    nla_put_u8(msg, SUBDEV_A_PARENT_CORDON, parent->cordoned))
		return -EMSGSIZE;
	return subdev_resources_fill_locked(msg, SUBDEV_A_PARENT_RESOURCE,
					    parent, now);
}

/* Room for a parent, or for one of its types. */
static size_t subdev_parent_size(const struct subdev_parent *parent)
{
	return SZ_1K + 2 * subdev_resources_size(parent);
}

/* One more change: number it and tell. */
static void subdev_parent_notify_locked(struct subdev_parent *parent, u8 cmd,
					enum subdev_cause cause)
{
	struct subdev_event event = {
		.cmd = cmd,
		.cause = cause,
		.parent_index = parent->index,
		.parent_name = parent->name,
	};
	struct sk_buff *msg;

	lockdep_assert_held(&parent->lock);
	parent->generation++;
	msg = subdev_event_new(cmd, subdev_parent_size(parent));
	if (msg)
		msg = subdev_event_filled(msg, subdev_parent_fill_locked(msg, parent, false));
	subdev_event_send(msg, SUBDEV_A_PARENT_EVENT, &event);
}

/* The end of a subdevice has been announced, or it was never published. */
static void subdev_parent_dev_gone_locked(struct subdev_parent *parent)
{
	lockdep_assert_held(&parent->lock);
	/* As for ops: pairs with the acquire in subdev_parent_unregister(). */
	smp_store_release(&parent->live, parent->live - 1);
	if (!parent->live && parent->cordoned && !parent->removing)
		subdev_parent_notify_locked(parent,
					    SUBDEV_CMD_PARENT_CHANGE_NTF,
					    SUBDEV_CAUSE_COMMAND);
	if (!parent->live)
		wake_up_all(&parent->wait);
}

void subdev_parent_dev_gone(struct subdev_parent *parent)
{
	mutex_lock(&parent->lock);
	subdev_parent_dev_gone_locked(parent);
	mutex_unlock(&parent->lock);
}

/**
 * subdev_parent_enter_locked() - take what a new subdevice needs of its parent
 * @parent: the parent, locked, with work begun
 * @type: the type of the subdevice
 * @comp: what it is composed of
 * @wanted: the request
 * @extack: for the reason of a failure
 *
 * The parent's own end waits for the subdevice from now on.
 *
 * Return: what subdev_parent_reserve_locked() returns.
 */
int subdev_parent_enter_locked(struct subdev_parent *parent,
			       const struct subdev_type *type,
			       struct subdev_comp *comp,
			       const struct subdev_wanted *wanted,
			       struct netlink_ext_ack *extack)
{
	int err;

	lockdep_assert_held(&parent->lock);
	err = subdev_parent_reserve_locked(parent, type, comp, wanted, extack);
	if (!err)
		parent->live++;
	return err;
}

/* Undoes that, for one that was never published. */
void subdev_parent_leave_locked(struct subdev_parent *parent,
				const struct subdev_type *type,
				struct subdev_comp *comp)
{
	lockdep_assert_held(&parent->lock);
	subdev_parent_unreserve_locked(parent, type, comp);
	subdev_pools_feed_locked(parent);
	subdev_parent_dev_gone_locked(parent);
}

/*
 * Requests
 */

/* What subdev_parent_answer() hands to its second half. */
struct subdev_parent_question {
	struct subdev_parent *parent;
	subdev_nl_fill_fn fill_locked;
	const struct nlattr *attr;
};

static int subdev_parent_answer_fill(struct sk_buff *msg,
				     struct genl_info *info, void *arg)
{
	struct subdev_parent_question *q = arg;
	struct subdev_parent *parent = q->parent;
	int err;

	mutex_lock(&parent->lock);
	if (parent->gone) {
		NL_SET_ERR_MSG_ATTR(info->extack, q->attr, "no such parent");
		err = -ENODEV;
	} else {
		err = q->fill_locked(msg, info, parent);
	}
	mutex_unlock(&parent->lock);
	return err;
}

/**
 * subdev_parent_answer() - answer a request about a parent, or its types
 * @info: the request
 * @index: its attribute with an index, or NULL
 * @name: its attribute with a name, or NULL
 * @index_attr: number of the index attribute, to say that it is missing
 * @fill_locked: fills the answer, with the parent, locked, as @arg
 *
 * Return: what the handler returns.
 */
int subdev_parent_answer(struct genl_info *info, struct nlattr *index,
			 struct nlattr *name, int index_attr,
			 subdev_nl_fill_fn fill_locked)
{
	struct subdev_parent_question q = {
		.fill_locked = fill_locked,
		.attr = index ?: name,
	};
	int err;

	q.parent = subdev_parent_find(index, name, index_attr, info->extack);
	if (IS_ERR(q.parent))
		return PTR_ERR(q.parent);
	err = subdev_nl_answer(info, subdev_parent_size(q.parent),
			       subdev_parent_answer_fill, &q);
	subdev_parent_put(q.parent);
	return err;
}

static int subdev_parent_get_fill(struct sk_buff *msg, struct genl_info *info,
				  void *arg)
{
	return subdev_parent_fill_locked(msg, arg, true);
}

int subdev_nl_parent_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return subdev_parent_answer(info, info->attrs[SUBDEV_A_PARENT_INDEX],
				    info->attrs[SUBDEV_A_PARENT_NAME],
				    SUBDEV_A_PARENT_INDEX,
				    subdev_parent_get_fill);
}

/* Whether anything changes by it. */
static bool subdev_parent_set_cordon_locked(struct subdev_parent *parent,
					    const struct nlattr *attr)
{
	bool cordoned = parent->cordoned;

	lockdep_assert_held(&parent->lock);
	if (attr)
		parent->cordoned = nla_get_u8(attr);
	if (cordoned && !parent->cordoned)
		subdev_pools_feed_locked(parent);
	return parent->cordoned != cordoned;
}

static int subdev_parent_set_fill(struct sk_buff *msg, struct genl_info *info,
				  void *arg)
{
	struct subdev_parent *parent = arg;
	int ret;

	/* The limits can fail, so they come first. */
	ret = subdev_limits_set_locked(parent, info);
	if (ret < 0)
		return ret;
	if (subdev_parent_set_cordon_locked(parent,
					    info->attrs[SUBDEV_A_PARENT_CORDON]))
		ret = 1;
	if (ret)
		subdev_parent_notify_locked(parent,
					    SUBDEV_CMD_PARENT_CHANGE_NTF,
					    SUBDEV_CAUSE_COMMAND);
	return subdev_parent_fill_locked(msg, parent, true);
}

int subdev_nl_parent_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	if (!info->attrs[SUBDEV_A_PARENT_LIMIT] &&
	    GENL_REQ_ATTR_CHECK(info, SUBDEV_A_PARENT_CORDON)) {
		GENL_SET_ERR_MSG(info, "nothing to set is given");
		return -EINVAL;
	}
	return subdev_parent_answer(info, info->attrs[SUBDEV_A_PARENT_INDEX],
				    info->attrs[SUBDEV_A_PARENT_NAME],
				    SUBDEV_A_PARENT_INDEX,
				    subdev_parent_set_fill);
}

/**
 * struct subdev_parent_dump_ctx - where a dump of parents stands
 * @index: the next index to look at
 * @mark: the number at which it began
 */
struct subdev_parent_dump_ctx {
	unsigned long index;
	struct subdev_event_mark mark;
};

int subdev_nl_parent_get_start(struct netlink_callback *cb)
{
	struct subdev_parent_dump_ctx *ctx = (void *)cb->ctx;

	NL_ASSERT_CTX_FITS(struct subdev_parent_dump_ctx);
	cb->min_dump_alloc = SUBDEV_NL_OBJECT_MAX;
	subdev_event_mark(&ctx->mark);
	return subdev_nl_dump_no_attrs(cb);
}

static int subdev_parent_dump_fill_locked(struct sk_buff *skb,
					  struct netlink_callback *cb,
					  struct subdev_parent *parent)
{
	struct subdev_parent_dump_ctx *ctx = (void *)cb->ctx;
	void *hdr;
	int err;

	lockdep_assert_held(&parent->lock);
	hdr = subdev_nl_dump_begin(skb, cb, SUBDEV_CMD_PARENT_GET);
	if (!hdr)
		return -EMSGSIZE;
	err = subdev_parent_fill_locked(skb, parent, true) ?:
	      subdev_event_mark_fill(skb, SUBDEV_A_PARENT_EVENT, &ctx->mark);
	return subdev_nl_dump_end(skb, cb, hdr, err);
}

static int subdev_parent_dump_one(struct sk_buff *skb,
				  struct netlink_callback *cb,
				  struct subdev_parent *parent)
{
	int err = 0;

	mutex_lock(&parent->lock);
	if (!parent->gone)
		err = subdev_parent_dump_fill_locked(skb, cb, parent);
	mutex_unlock(&parent->lock);
	return err;
}

int subdev_nl_parent_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	struct subdev_parent_dump_ctx *ctx = (void *)cb->ctx;
	struct subdev_parent *parent;
	int err;

	cb->seq = subdev_view_begin() + subdev_parents_dump_seq();
	for (; (parent = subdev_parent_next(&ctx->index)); ctx->index++) {
		err = subdev_parent_dump_one(skb, cb, parent);
		subdev_parent_put(parent);
		if (err)
			goto out;
	}
	err = subdev_nl_dump_done(skb, cb, SUBDEV_CMD_PARENT_GET,
				  SUBDEV_A_PARENT_EVENT, &ctx->mark);
out:
	subdev_view_end();
	return err;
}

/*
 * For vendor drivers
 */

static bool subdev_parent_desc_valid(const struct device *dev,
				     const struct subdev_parent_desc *desc)
{
	return dev && desc && desc->driver && desc->driver->driver.bus &&
	       desc->max_devs && subdev_resources_valid(desc) &&
	       subdev_types_valid(desc);
}

static void subdev_parent_describe(struct subdev_parent *parent,
				   struct device *dev,
				   const struct subdev_parent_desc *desc)
{
	parent->dev = dev;
	parent->driver = desc->driver;
	parent->types = desc->types;
	parent->num_types = desc->num_types;
	parent->resources = desc->resources;
	parent->num_resources = desc->num_resources;
	parent->max_devs = desc->max_devs;
	parent->priv = desc->priv;
}

/* The name of a workqueue has 31 characters, more make the kernel warn. */
static int subdev_parent_wqs_alloc(struct subdev_parent *parent)
{
	parent->wq = alloc_workqueue("subdev %.24s", WQ_UNBOUND | WQ_FREEZABLE,
				     WQ_MAX_ACTIVE, parent->name);
	if (!parent->wq)
		return -ENOMEM;
	parent->remove_wq = alloc_workqueue("subdev-rm %.21s",
					    WQ_UNBOUND | WQ_FREEZABLE,
					    WQ_MAX_ACTIVE, parent->name);
	if (!parent->remove_wq) {
		destroy_workqueue(parent->wq);
		return -ENOMEM;
	}
	return 0;
}

/* Waits for what runs there; @remove_wq last, a lease that ends removes. */
static void subdev_parent_wqs_destroy(struct subdev_parent *parent)
{
	destroy_workqueue(parent->wq);
	destroy_workqueue(parent->remove_wq);
}

static struct subdev_parent *
subdev_parent_alloc(struct device *dev, const struct subdev_parent_desc *desc)
{
	struct subdev_parent *parent;
	int err;

	parent = kzalloc(sizeof(*parent), GFP_KERNEL);
	if (!parent)
		return ERR_PTR(-ENOMEM);
	if (snprintf(parent->name, sizeof(parent->name), "%s/%s",
		     dev_bus_name(dev), dev_name(dev)) >=
	    sizeof(parent->name)) {
		err = -ENAMETOOLONG;
		goto err_free;
	}
	subdev_parent_describe(parent, dev, desc);
	err = subdev_resources_init(parent);
	if (err)
		goto err_free;
	err = subdev_origins_alloc(parent) ?: subdev_parent_wqs_alloc(parent);
	if (err)
		goto err_origins;
	refcount_set(&parent->ref, 1);
	mutex_init(&parent->lock);
	init_waitqueue_head(&parent->wait);
	INIT_LIST_HEAD(&parent->limits);
	INIT_LIST_HEAD(&parent->starving);
	subdev_stats_init(parent);
	return parent;

err_origins:
	subdev_origins_free(parent);
	kfree(parent->accounts);
err_free:
	kfree(parent);
	return ERR_PTR(err);
}

static bool subdev_parent_name_taken(const char *name)
{
	struct subdev_parent *parent;
	unsigned long index;

	lockdep_assert_held(&subdev_parents_lock);
	xa_for_each(&subdev_parents, index, parent)
		if (!strcmp(parent->name, name))
			return true;
	return false;
}

/* Enters the parent into the table and tells, or fails as if never tried. */
static int subdev_parent_publish(struct subdev_parent *parent)
{
	int err;

	lockdep_assert_held(&subdev_parents_lock);
	if (subdev_parent_name_taken(parent->name))
		return -EEXIST;
	/* Whoever finds it now waits for the lock, so "added" comes first. */
	mutex_lock(&parent->lock);
	err = xa_alloc_cyclic(&subdev_parents, &parent->index, parent,
			      XA_LIMIT(1, U32_MAX), &subdev_parent_next_index,
			      GFP_KERNEL);
	if (err >= 0) {
		subdev_origins_fill(parent);
		subdev_parents_changed();
		subdev_parent_notify_locked(parent, SUBDEV_CMD_PARENT_ADD_NTF,
					    SUBDEV_CAUSE_PARENT);
	}
	mutex_unlock(&parent->lock);
	return err < 0 ? err : 0;
}

/**
 * subdev_parent_register() - offer the subdevices of a device
 * @dev: the device, which stays until subdev_parent_unregister() returns
 * @desc: what it offers
 *
 * From here on user space can create subdevices, even before this returns.
 *
 * Context: Process context, may sleep.
 * Return: the parent, or an ERR_PTR: -EINVAL if @desc is wrong (also warned
 * of, once), -EEXIST if a parent of this name is registered, -ENAMETOOLONG if
 * bus/name is over SUBDEV_NAME_MAX bytes, -ENOMEM.
 */
struct subdev_parent *subdev_parent_register(struct device *dev,
					     const struct subdev_parent_desc *desc)
{
	struct subdev_parent *parent;
	int err;

	if (WARN_ON_ONCE(!subdev_parent_desc_valid(dev, desc)))
		return ERR_PTR(-EINVAL);
	parent = subdev_parent_alloc(dev, desc);
	if (IS_ERR(parent))
		return parent;
	mutex_lock(&subdev_parents_lock);
	err = subdev_parent_publish(parent);
	mutex_unlock(&subdev_parents_lock);
	if (err) {
		subdev_parent_wqs_destroy(parent);
		subdev_parent_put(parent);
		return ERR_PTR(err);
	}
	subdev_pools_attach(parent);
	return parent;
}
EXPORT_SYMBOL_GPL(subdev_parent_register);

/**
 * subdev_parent_unregister() - take a parent and its subdevices away
 * @parent: what subdev_parent_register() returned
 *
 * Refuses new work, deletes all subdevices and waits until the last user of
 * each has let go; users are asked through VFIO's request interrupt. When it
 * returns no callback of the vendor driver runs or will run for this parent.
 *
 * Context: Process context, may sleep for as long as user space likes. The
 * caller holds no lock that the driver's callbacks, VFIO or user space's way
 * out of the device need.
 */
void subdev_parent_unregister(struct subdev_parent *parent)
{
	mutex_lock(&parent->lock);
	if (WARN_ON_ONCE(parent->removing)) {
		mutex_unlock(&parent->lock);
		return;
	}
	parent->removing = true;
	subdev_parent_notify_locked(parent, SUBDEV_CMD_PARENT_CHANGE_NTF,
				    SUBDEV_CAUSE_PARENT);
	mutex_unlock(&parent->lock);

	/*
	 * Idle waits: a user who does not let go is no hung task. They pair
	 * with the releases in subdev_parent_op_end() and _dev_gone().
	 */
	wait_event_idle(parent->wait, !smp_load_acquire(&parent->ops));
	subdev_pools_detach(parent);
	subdev_dev_delete_all(parent);
	/* the second of these pairs */
	wait_event_idle(parent->wait, !smp_load_acquire(&parent->live));
	subdev_parent_wqs_destroy(parent);

	mutex_lock(&subdev_parents_lock);
	xa_erase(&subdev_parents, parent->index);
	subdev_parents_changed();
	mutex_lock(&parent->lock);
	subdev_parent_notify_locked(parent, SUBDEV_CMD_PARENT_DEL_NTF,
				    SUBDEV_CAUSE_PARENT);
	parent->gone = true;
	subdev_limits_drop_locked(parent);
	subdev_resources_check(parent);
	mutex_unlock(&parent->lock);
	mutex_unlock(&subdev_parents_lock);
	subdev_parent_put(parent);
}
EXPORT_SYMBOL_GPL(subdev_parent_unregister);

/**
 * subdev_parent_priv() - the vendor driver's own of a parent
 * @parent: the parent, registered
 *
 * Context: Any.
 * Return: what was @priv in the description.
 */
void *subdev_parent_priv(const struct subdev_parent *parent)
{
	return parent->priv;
}
EXPORT_SYMBOL_GPL(subdev_parent_priv);

/**
 * subdev_parent_device() - the device of a parent
 * @parent: the parent, registered
 *
 * Context: Any.
 * Return: the device that it was registered with.
 */
struct device *subdev_parent_device(const struct subdev_parent *parent)
{
	return parent->dev;
}
EXPORT_SYMBOL_GPL(subdev_parent_device);

/* Whether a registered parent has this vendor driver. */
bool subdev_parent_driver_used(const struct subdev_driver *drv)
{
	struct subdev_parent *parent;
	unsigned long index;
	bool used = false;

	mutex_lock(&subdev_parents_lock);
	xa_for_each(&subdev_parents, index, parent)
		used |= parent->driver == drv;
	mutex_unlock(&subdev_parents_lock);
	return used;
}

void subdev_parent_exit(void)
{
	WARN_ON(!subdev_xa_holds_nothing(&subdev_parents));
	xa_destroy(&subdev_parents);
}
