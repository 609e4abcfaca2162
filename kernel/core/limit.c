// SPDX-License-Identifier: GPL-2.0-only
/*
 * Limits: how much of a parent's resource all subdevices of one owner may hold
 * together. They are in the owner's account, which owner.c keeps.
 */
#include <linux/slab.h>

#include <subdev_compat.h>

#include "core.h"

/*
 * Changes when a limit does, so that a dump can tell: with the parent's lock
 * held, under which the limits are read.
 */
static atomic_t subdev_limits_seq = ATOMIC_INIT(0);

/*
 * One limit
 */

static bool subdev_limit_is(const struct subdev_owner *owner,
			    unsigned int resource)
{
	return owner->limited & BIT(resource);
}

/* An owner is in its parent's list as long as it has a limit. */
static void subdev_limit_mark_locked(struct subdev_parent *parent,
				     struct subdev_owner *owner,
				     unsigned int resource)
{
	lockdep_assert_held(&parent->lock);
	if (!owner->limited) {
		owner->limits_nr = ++parent->limits_nr;
		list_add_tail(&owner->limits_node, &parent->limits);
	}
	if (!subdev_limit_is(owner, resource))
		parent->num_limits++;
	owner->limited |= BIT(resource);
}

static void subdev_limit_unmark_locked(struct subdev_parent *parent,
				       struct subdev_owner *owner,
				       unsigned int resource)
{
	lockdep_assert_held(&parent->lock);
	owner->limited &= ~BIT(resource);
	parent->num_limits--;
	if (!owner->limited)
		list_del(&owner->limits_node);
}

/*
 * Setting
 */

/**
 * struct subdev_new_limit - a limit that a request sets or takes away
 * @attr: where it is, to point at
 * @owner_attr: whose it is
 * @amount: how much the owner may hold, or NULL for as much as there is
 * @resource: index of the resource
 * @owner: the account of the owner, with a reference; NULL if it has none and
 *	does not need one
 */
struct subdev_new_limit {
	const struct nlattr *attr;
	const struct nlattr *owner_attr;
	const struct nlattr *amount;
	unsigned int resource;
	struct subdev_owner *owner;
};

/**
 * struct subdev_new_limits - all that a request says of limits
 * @parent: the parent, locked
 * @count: number of @limits
 * @limits: each of another owner or another resource
 */
struct subdev_new_limits {
	struct subdev_parent *parent;
	unsigned int count;
	struct subdev_new_limit limits[SUBDEV_RESOURCES_MAX];
};

static int subdev_new_limit_missing(const struct nlattr *nest, int missing,
				    const char *text,
				    struct netlink_ext_ack *extack)
{
	NL_SET_ERR_ATTR_MISS(extack, nest, missing);
	NL_SET_ERR_MSG_FMT(extack, "%s", text);
	return -EINVAL;
}

static int subdev_new_limit_parse(struct subdev_new_limit *limit,
				  struct subdev_parent *parent,
				  const struct nlattr *nest,
				  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SUBDEV_A_NEW_LIMIT_AMOUNT + 1];
	int err;

	err = nla_parse_nested(tb, SUBDEV_A_NEW_LIMIT_AMOUNT, nest,
			       subdev_new_limit_nl_policy, extack);
	if (err)
		return err;
	if (!tb[SUBDEV_A_NEW_LIMIT_OWNER])
		return subdev_new_limit_missing(nest, SUBDEV_A_NEW_LIMIT_OWNER,
						"an owner is needed", extack);
	if (!tb[SUBDEV_A_NEW_LIMIT_RESOURCE])
		return subdev_new_limit_missing(nest,
						SUBDEV_A_NEW_LIMIT_RESOURCE,
						"a resource is needed", extack);
	err = subdev_owner_check(tb[SUBDEV_A_NEW_LIMIT_OWNER], extack);
	if (err)
		return err;
	err = subdev_resource_find_locked(parent,
					  tb[SUBDEV_A_NEW_LIMIT_RESOURCE],
					  extack);
	if (err < 0)
		return err;
	limit->attr = nest;
	limit->owner_attr = tb[SUBDEV_A_NEW_LIMIT_OWNER];
	limit->amount = tb[SUBDEV_A_NEW_LIMIT_AMOUNT];
	limit->resource = err;
	return 0;
}

static bool subdev_new_limit_same(const struct subdev_new_limit *a,
				  const struct subdev_new_limit *b)
{
	return a->resource == b->resource &&
	       !nla_strcmp(a->owner_attr, nla_data(b->owner_attr));
}

static int subdev_new_limits_add(struct subdev_new_limits *new,
				 const struct nlattr *nest,
				 struct netlink_ext_ack *extack)
{
	struct subdev_new_limit *limit;
	unsigned int i;
	int err;

	if (new->count == ARRAY_SIZE(new->limits)) {
		subdev_say(extack, nest, "more than %u limits", new->count);
		return -ERANGE;
	}
	limit = &new->limits[new->count];
	err = subdev_new_limit_parse(limit, new->parent, nest, extack);
	if (err)
		return err;
	for (i = 0; i < new->count; i++) {
		if (subdev_new_limit_same(&new->limits[i], limit)) {
			NL_SET_ERR_MSG_ATTR(extack, nest,
					    "this limit is given twice");
			return -EINVAL;
		}
	}
	new->count++;
	return 0;
}

static int subdev_new_limits_parse(struct subdev_new_limits *new,
				   struct genl_info *info)
{
	struct nlattr *attr;
	int err, rest;

	nla_for_each_attr(attr, genlmsg_data(info->genlhdr),
			  genlmsg_len(info->genlhdr), rest) {
		if (nla_type(attr) != SUBDEV_A_PARENT_LIMIT)
			continue;
		err = subdev_new_limits_add(new, attr, info->extack);
		if (err)
			return err;
	}
	return 0;
}

/* The accounts that the limits go to; to take one away nothing is needed. */
static int subdev_new_limits_get_locked(struct subdev_new_limits *new)
{
	struct subdev_new_limit *limit;
	struct subdev_owner *owner;
	unsigned int i;

	lockdep_assert_held(&new->parent->lock);
	for (i = 0; i < new->count; i++) {
		limit = &new->limits[i];
		if (!limit->amount &&
		    !subdev_owner_find_locked(new->parent, limit->owner_attr))
			continue;
		owner = subdev_owner_get_locked(new->parent, limit->owner_attr);
		if (IS_ERR(owner))
			return PTR_ERR(owner);
		limit->owner = owner;
	}
	return 0;
}

static void subdev_new_limits_put_locked(struct subdev_new_limits *new)
{
	unsigned int i;

	lockdep_assert_held(&new->parent->lock);
	for (i = 0; i < new->count; i++)
		subdev_owner_put_locked(new->limits[i].owner);
}

/* Whether a parent takes all these limits, once those are gone that go. */
static int subdev_new_limits_check_locked(const struct subdev_new_limits *new,
					  struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = NULL;
	const struct subdev_new_limit *limit;
	unsigned int i, more = 0, less = 0;

	lockdep_assert_held(&new->parent->lock);
	for (i = 0; i < new->count; i++) {
		limit = &new->limits[i];
		if (!limit->owner ||
		    !limit->amount == !subdev_limit_is(limit->owner,
						       limit->resource))
			continue;
		if (!limit->amount) {
			less++;
			continue;
		}
		more++;
		attr = limit->attr;
	}
	if (!more ||
	    new->parent->num_limits + more - less <= SUBDEV_LIMITS_MAX)
		return 0;
	subdev_say(extack, attr, "limits: %u wanted, %u of %u free", more,
		   SUBDEV_LIMITS_MAX - new->parent->num_limits + less,
		   SUBDEV_LIMITS_MAX);
	return -ENOSPC;
}

/* Whether anything changes by it. */
static bool subdev_new_limit_apply_locked(struct subdev_parent *parent,
					  const struct subdev_new_limit *limit)
{
	struct subdev_owner *owner = limit->owner;
	struct subdev_owner_account *account;
	u64 amount;

	lockdep_assert_held(&parent->lock);
	if (!limit->amount) {
		if (!owner || !subdev_limit_is(owner, limit->resource))
			return false;
		subdev_limit_unmark_locked(parent, owner, limit->resource);
		return true;
	}
	account = &owner->accounts[limit->resource];
	amount = nla_get_uint(limit->amount);
	if (subdev_limit_is(owner, limit->resource) && account->limit == amount)
		return false;
	account->limit = amount;
	subdev_limit_mark_locked(parent, owner, limit->resource);
	return true;
}

static bool subdev_new_limits_apply_locked(const struct subdev_new_limits *new)
{
	bool changed = false;
	unsigned int i;

	for (i = 0; i < new->count; i++)
		changed |= subdev_new_limit_apply_locked(new->parent,
							 &new->limits[i]);
	if (changed)
		atomic_inc(&subdev_limits_seq);
	return changed;
}

/**
 * subdev_limits_set_locked() - set and take away what a request says
 * @parent: the parent, locked, not gone
 * @info: the request
 *
 * What is held stays so, even if it is more than the new limit.
 *
 * Return: 1 if something has changed, 0 if not; or a negative errno, with
 * nothing changed: -EINVAL, -ERANGE, -ENOENT, -ENOSPC if there would be too many
 * limits, -ENOMEM.
 */
int subdev_limits_set_locked(struct subdev_parent *parent,
			     struct genl_info *info)
{
	struct subdev_new_limits *new;
	int ret;

	lockdep_assert_held(&parent->lock);
	if (!info->attrs[SUBDEV_A_PARENT_LIMIT])
		return 0;
	new = kzalloc(sizeof(*new), GFP_KERNEL_ACCOUNT);
	if (!new)
		return -ENOMEM;
	new->parent = parent;
	ret = subdev_new_limits_parse(new, info) ?:
	      subdev_new_limits_get_locked(new) ?:
	      subdev_new_limits_check_locked(new, info->extack);
	if (!ret)
		ret = subdev_new_limits_apply_locked(new);
	subdev_new_limits_put_locked(new);
	kfree(new);
	return ret;
}

/* Takes all limits of a parent away that has gone, with its subdevices. */
void subdev_limits_drop_locked(struct subdev_parent *parent)
{
	struct subdev_owner *owner, *next;

	lockdep_assert_held(&parent->lock);
	list_for_each_entry_safe(owner, next, &parent->limits, limits_node) {
		list_del(&owner->limits_node);
		owner->limited = 0;
		/* No subdevice counts in it any more, so it goes. */
		owner->refs++;
		subdev_owner_put_locked(owner);
	}
	parent->num_limits = 0;
}

/*
 * Dump
 */

/**
 * struct subdev_limit_dump_ctx - where a dump of limits stands
 * @index: index of the parent to go on with
 * @nr: number of its owner to go on with
 * @resource: the next resource to look at
 * @only: dump those of the parent with this index only, 0 for all
 */
struct subdev_limit_dump_ctx {
	unsigned long index;
	u64 nr;
	unsigned int resource;
	u32 only;
};

int subdev_nl_limit_get_start(struct netlink_callback *cb)
{
	struct subdev_limit_dump_ctx *ctx = (void *)cb->ctx;
	const struct genl_info *info = genl_info_dump(cb);

	NL_ASSERT_CTX_FITS(struct subdev_limit_dump_ctx);
	cb->min_dump_alloc = SUBDEV_NL_OBJECT_MAX;
	return subdev_parent_filter(info->attrs[SUBDEV_A_LIMIT_PARENT_INDEX],
				    info->attrs[SUBDEV_A_LIMIT_PARENT_NAME],
				    &ctx->only, cb->extack);
}

static int subdev_limit_fill_locked(struct sk_buff *msg,
				    const struct subdev_parent *parent,
				    const struct subdev_owner *owner,
				    unsigned int resource)
{
	const struct subdev_owner_account *account = &owner->accounts[resource];

	lockdep_assert_held(&parent->lock);
	if (nla_put_u32(msg, SUBDEV_A_LIMIT_PARENT_INDEX, parent->index) ||
	    nla_put_string(msg, SUBDEV_A_LIMIT_PARENT_NAME, parent->name) ||
	    nla_put_string(msg, SUBDEV_A_LIMIT_OWNER, owner->key.name) ||
	    nla_put_string(msg, SUBDEV_A_LIMIT_RESOURCE,
			   parent->resources[resource].name) ||
	    nla_put_uint(msg, SUBDEV_A_LIMIT_AMOUNT, account->limit) ||
	    nla_put_uint(msg, SUBDEV_A_LIMIT_USED, account->held))
		return -EMSGSIZE;
	return 0;
}

/* The limits of one owner, from @ctx->resource on. */
static int subdev_limit_dump_owner_locked(struct sk_buff *skb,
					  struct netlink_callback *cb,
					  const struct subdev_parent *parent,
					  const struct subdev_owner *owner)
{
	struct subdev_limit_dump_ctx *ctx = (void *)cb->ctx;
	void *hdr;
	int err;

	lockdep_assert_held(&parent->lock);
	for (; ctx->resource < parent->num_resources; ctx->resource++) {
		if (!subdev_limit_is(owner, ctx->resource))
			continue;
		hdr = subdev_nl_dump_begin(skb, cb, SUBDEV_CMD_LIMIT_GET);
		if (!hdr)
			return -EMSGSIZE;
		err = subdev_nl_dump_end(skb, cb, hdr,
					 subdev_limit_fill_locked(skb, parent,
								  owner,
								  ctx->resource));
		if (err)
			return err;
	}
	return 0;
}

/* The limits of one parent, from @ctx->nr on. */
static int subdev_limit_dump_parent_locked(struct sk_buff *skb,
					   struct netlink_callback *cb,
					   const struct subdev_parent *parent)
{
	/* The request stays for as long as the dump does. */
	const struct nlattr *only =
		genl_info_dump(cb)->attrs[SUBDEV_A_LIMIT_OWNER];
	struct subdev_limit_dump_ctx *ctx = (void *)cb->ctx;
	const struct subdev_owner *owner;
	int err;

	lockdep_assert_held(&parent->lock);
	list_for_each_entry(owner, &parent->limits, limits_node) {
		if (owner->limits_nr < ctx->nr ||
		    (only && nla_strcmp(only, owner->key.name)))
			continue;
		/* The owner that we were at has gone: start with the next. */
		if (owner->limits_nr != ctx->nr)
			ctx->resource = 0;
		ctx->nr = owner->limits_nr;
		err = subdev_limit_dump_owner_locked(skb, cb, parent, owner);
		if (err)
			return err;
	}
	return 0;
}

static int subdev_limit_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct subdev_limit_dump_ctx *ctx = (void *)cb->ctx;
	struct subdev_parent *parent;
	unsigned long index;
	int err;

	for (;;) {
		index = ctx->index;
		parent = subdev_parent_next(&index);
		if (!parent)
			return 0;
		/* The parent that we were at has gone: start with the next. */
		if (index != ctx->index)
			ctx->nr = 0;
		ctx->index = index;
		err = 0;
		if (!ctx->only || ctx->only == parent->index) {
			mutex_lock(&parent->lock);
			err = subdev_limit_dump_parent_locked(skb, cb, parent);
			mutex_unlock(&parent->lock);
		}
		subdev_parent_put(parent);
		if (err)
			return err;
		ctx->index++;
		ctx->nr = 0;
	}
}

int subdev_nl_limit_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	int err;

	cb->seq = subdev_view_begin() + subdev_parents_dump_seq() +
		  atomic_read(&subdev_limits_seq);
	err = subdev_limit_dump(skb, cb);
	subdev_view_end();
	return err;
}
