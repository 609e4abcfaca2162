// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resources: how much of each a parent has, what its subdevices hold of it, and
 * who they are.
 */
#include <linux/math64.h>
#include <linux/slab.h>

#include <subdev_compat.h>

#include "core.h"

/*
 * Accounts
 */

static struct subdev_account *subdev_use_account(struct subdev_parent *parent,
						 const struct subdev_use *use)
{
	return &parent->accounts[use->resource];
}

static const struct subdev_resource *
subdev_use_resource(const struct subdev_parent *parent,
		    const struct subdev_use *use)
{
	return &parent->resources[use->resource];
}

static u64 subdev_account_free(const struct subdev_parent *parent,
			       unsigned int resource)
{
	return parent->resources[resource].capacity -
	       parent->accounts[resource].used;
}

/**
 * subdev_resource_find_locked() - the resource that a request names
 * @parent: the parent, locked
 * @name: its attribute with the name
 * @extack: for the reason of a failure
 *
 * Return: its index, or -ENOENT.
 */
int subdev_resource_find_locked(const struct subdev_parent *parent,
				struct nlattr *name,
				struct netlink_ext_ack *extack)
{
	unsigned int i;

	lockdep_assert_held(&parent->lock);
	for (i = 0; !parent->gone && i < parent->num_resources; i++)
		if (!nla_strcmp(name, parent->resources[i].name))
			return i;
	NL_SET_ERR_MSG_ATTR(extack, name, "the parent has no such resource");
	return -ENOENT;
}

static bool subdev_resource_valid(const struct subdev_resource *resource)
{
	return subdev_name_valid(resource->name) &&
	       resource->unit >= SUBDEV_UNIT_COUNT &&
	       resource->unit <= SUBDEV_UNIT_MAX && resource->capacity;
}

/* Whether the resources of a vendor driver's description make sense. */
bool subdev_resources_valid(const struct subdev_parent_desc *desc)
{
	unsigned int i, j;

	if (desc->num_resources > SUBDEV_RESOURCES_MAX ||
	    (desc->num_resources && !desc->resources))
		return false;
	for (i = 0; i < desc->num_resources; i++) {
		if (!subdev_resource_valid(&desc->resources[i]))
			return false;
		for (j = 0; j < i; j++)
			if (!strcmp(desc->resources[i].name,
				    desc->resources[j].name))
				return false;
	}
	return true;
}

/* Opens the accounts of a parent that has its resources: 0, or -ENOMEM. */
int subdev_resources_init(struct subdev_parent *parent)
{
	unsigned int i;

	parent->accounts = kcalloc(parent->num_resources,
				   sizeof(*parent->accounts), GFP_KERNEL);
	if (!parent->accounts)
		return -ENOMEM;
	for (i = 0; i < parent->num_resources; i++)
		subdev_ranges_init(&parent->accounts[i].ranges,
				   parent->resources[i].capacity);
	return 0;
}

/* No subdevice is left: nothing of it can be held. */
void subdev_resources_check(struct subdev_parent *parent)
{
	unsigned int i;

	for (i = 0; i < parent->num_resources; i++) {
		WARN_ON_ONCE(parent->accounts[i].used);
		WARN_ON_ONCE(!subdev_ranges_empty(&parent->accounts[i].ranges));
	}
}

/*
 * Taking and giving back
 */

/**
 * struct subdev_resize - one amount of a subdevice that becomes another
 * @parent: the parent, locked
 * @use: what the type says of it
 * @amount: what it becomes; its start is set by subdev_resize_take()
 * @range: the range that goes with @amount
 * @old_amount: what it was
 * @old_range: the range that goes with @old_amount, NULL for none
 */
struct subdev_resize {
	struct subdev_parent *parent;
	const struct subdev_use *use;
	struct subdev_amount *amount;
	struct subdev_range *range;
	struct subdev_amount old_amount;
	struct subdev_range *old_range;
};

static struct subdev_resize subdev_resize_of(struct subdev_parent *parent,
					     const struct subdev_type *type,
					     struct subdev_comp *comp,
					     struct subdev_comp *old,
					     unsigned int i)
{
	struct subdev_resize r = {
		.parent = parent,
		.use = &type->uses[i],
		.amount = &comp->config.amounts[i],
		.range = &comp->ranges[i],
	};

	if (old) {
		r.old_amount = old->config.amounts[i];
		r.old_range = &old->ranges[i];
	}
	return r;
}

static u64 subdev_resize_more(const struct subdev_resize *r)
{
	u64 amount = r->amount->amount;
	u64 old = r->old_amount.amount;

	return amount > old ? amount - old : 0;
}

static int subdev_resize_no_run(const struct subdev_resize *r, bool may_move,
				const struct nlattr *attr,
				struct netlink_ext_ack *extack)
{
	struct subdev_account *account = subdev_use_account(r->parent, r->use);
	const char *name = subdev_use_resource(r->parent, r->use)->name;
	u64 run = subdev_range_run(&account->ranges, r->old_range, may_move);

	if (may_move)
		subdev_say(extack, attr,
			   "%.15s: %llu in one run wanted, largest %llu", name,
			   r->amount->amount, run);
	else
		subdev_say(extack, attr,
			   "%.15s: can grow to %llu where it is, while open",
			   name, run);
	return -ENOSPC;
}

static int subdev_resize_no_room(const struct subdev_resize *r, u64 more,
				 const struct nlattr *attr,
				 struct netlink_ext_ack *extack)
{
	subdev_say(extack, attr, "%.15s: %llu%s wanted, %llu free",
		   subdev_use_resource(r->parent, r->use)->name, more,
		   r->old_amount.amount ? " more" : "",
		   subdev_account_free(r->parent, r->use->resource));
	return -ENOSPC;
}

static int subdev_resize_take(struct subdev_resize *r, bool may_move,
			      const struct subdev_wanted *wanted,
			      struct netlink_ext_ack *extack)
{
	const struct subdev_resource *resource =
		subdev_use_resource(r->parent, r->use);
	struct subdev_account *account = subdev_use_account(r->parent, r->use);
	u64 more = subdev_resize_more(r);

	/* What does not grow stays, or loses its end when it is committed. */
	r->amount->start = r->amount->amount ? r->old_amount.start : 0;
	if (!more)
		return 0;
	if (more > subdev_account_free(r->parent, r->use->resource))
		return subdev_resize_no_room(r, more,
					     subdev_wanted_amount_attr(wanted, resource->name),
					     extack);
	if (resource->contiguous &&
	    !subdev_range_resize(&account->ranges, r->old_range, r->range,
				 r->amount->amount, may_move,
				 &r->amount->start))
		return subdev_resize_no_run(r, may_move,
					    subdev_wanted_amount_attr(wanted, resource->name),
					    extack);
	account->used += more;
	return 0;
}

static void subdev_resize_commit(struct subdev_resize *r)
{
	struct subdev_account *account = subdev_use_account(r->parent, r->use);
	u64 amount = r->amount->amount;

	if (subdev_use_resource(r->parent, r->use)->contiguous)
		subdev_range_commit(&account->ranges, r->old_range, r->range,
				    r->amount->start, amount);
	if (r->old_amount.amount > amount)
		account->used -= r->old_amount.amount - amount;
}

static void subdev_resize_undo(struct subdev_resize *r)
{
	struct subdev_account *account = subdev_use_account(r->parent, r->use);

	if (r->range->size)
		subdev_range_undo(&account->ranges, r->old_range, r->range,
				  r->old_amount.start, r->old_amount.amount);
	account->used -= subdev_resize_more(r);
}

static const struct subdev_config *
subdev_comp_config(const struct subdev_comp *comp)
{
	return comp ? &comp->config : NULL;
}

/* Commits or undoes the first resizes of a composition. */
static void subdev_resizes_end(struct subdev_parent *parent,
			       const struct subdev_type *type,
			       struct subdev_comp *comp,
			       struct subdev_comp *old, unsigned int num,
			       void (*end)(struct subdev_resize *r))
{
	struct subdev_resize r;
	unsigned int i;

	lockdep_assert_held(&parent->lock);
	for (i = 0; i < num; i++) {
		r = subdev_resize_of(parent, type, comp, old, i);
		end(&r);
	}
}

/**
 * subdev_resources_take_locked() - reserve what a composition holds
 * @parent: the parent, locked
 * @type: the type of the subdevice
 * @comp: the composition
 * @old: what it comes in place of, NULL for a new subdevice
 * @may_move: whether its ranges can begin elsewhere than those of @old
 * @wanted: the request, to point into
 * @extack: for the reason of a failure
 *
 * It counts for its owner too, who is that of @old if there is one. What @old
 * holds stays reserved, until subdev_resources_commit_locked() or
 * subdev_resources_undo_locked().
 *
 * Return: 0, or -ENOSPC with all as before: the parent has not enough, or its
 * owner may not hold so much.
 */
int subdev_resources_take_locked(struct subdev_parent *parent,
				 const struct subdev_type *type,
				 struct subdev_comp *comp,
				 struct subdev_comp *old, bool may_move,
				 const struct subdev_wanted *wanted,
				 struct netlink_ext_ack *extack)
{
	struct subdev_resize r;
	unsigned int i;
	int err;

	lockdep_assert_held(&parent->lock);
	if (old)
		comp->owner = old->owner;
	err = subdev_owner_take_locked(comp->owner, type, &comp->config,
				       subdev_comp_config(old), wanted, extack);
	if (err)
		return err;
	for (i = 0; i < type->num_uses; i++) {
		r = subdev_resize_of(parent, type, comp, old, i);
		err = subdev_resize_take(&r, may_move, wanted, extack);
		if (err)
			goto err_undo;
	}
	return 0;

err_undo:
	subdev_resizes_end(parent, type, comp, old, i, subdev_resize_undo);
	subdev_owner_undo_locked(comp->owner, type, &comp->config,
				 subdev_comp_config(old));
	return err;
}

/* Gives back what @old held and @comp does not. */
void subdev_resources_commit_locked(struct subdev_parent *parent,
				    const struct subdev_type *type,
				    struct subdev_comp *comp,
				    struct subdev_comp *old)
{
	subdev_resizes_end(parent, type, comp, old, type->num_uses,
			   subdev_resize_commit);
	subdev_owner_commit_locked(comp->owner, type, &comp->config,
				   subdev_comp_config(old));
}

/* Gives back what @comp was to hold and @old did not. */
void subdev_resources_undo_locked(struct subdev_parent *parent,
				  const struct subdev_type *type,
				  struct subdev_comp *comp,
				  struct subdev_comp *old)
{
	subdev_resizes_end(parent, type, comp, old, type->num_uses,
			   subdev_resize_undo);
	subdev_owner_undo_locked(comp->owner, type, &comp->config,
				 subdev_comp_config(old));
}

/**
 * subdev_resources_hold_locked() - count what is seen to be held
 * @parent: the parent, locked
 * @type: the type of the subdevice
 * @comp: its composition
 * @holds: whether it holds all of this from now on, or nothing of it any more
 *
 * What is reserved for a request under way is not seen: user space hears of it
 * when the subdevice is published or has changed.
 */
void subdev_resources_hold_locked(struct subdev_parent *parent,
				  const struct subdev_type *type,
				  const struct subdev_comp *comp, bool holds)
{
	unsigned int i;

	lockdep_assert_held(&parent->lock);
	for (i = 0; i < type->num_uses; i++) {
		u64 amount = comp->config.amounts[i].amount;
		struct subdev_account *account =
			subdev_use_account(parent, &type->uses[i]);

		if (holds)
			account->held += amount;
		else
			account->held -= amount;
		/* What is held has been reserved, by the same lock. */
		WARN_ON_ONCE(account->held > account->used);
	}
	subdev_owner_hold_locked(comp->owner, type, &comp->config, holds);
}

/* Whether the parent has room for an amount that a type uses. */
static bool subdev_use_has_room_locked(struct subdev_parent *parent,
				       const struct subdev_use *use, u64 amount)
{
	lockdep_assert_held(&parent->lock);
	if (subdev_use_resource(parent, use)->contiguous)
		return amount <= subdev_ranges_largest(&subdev_use_account(parent, use)->ranges);
	return amount <= subdev_account_free(parent, use->resource);
}

/* How many times the parent has room for an amount that a type uses. */
static u64 subdev_use_fit_locked(struct subdev_parent *parent,
				 const struct subdev_use *use, u64 amount)
{
	lockdep_assert_held(&parent->lock);
	if (!amount)
		return U32_MAX;
	if (subdev_use_resource(parent, use)->contiguous)
		return subdev_ranges_fit(&subdev_use_account(parent, use)->ranges,
					 amount);
	return div64_u64(subdev_account_free(parent, use->resource), amount);
}

/* How many subdevices of a type, with its defaults, its resources allow now. */
u32 subdev_resources_available_locked(struct subdev_parent *parent,
				      const struct subdev_type *type)
{
	u64 available = U32_MAX;
	unsigned int i;

	lockdep_assert_held(&parent->lock);
	for (i = 0; i < type->num_uses; i++) {
		const struct subdev_use *use = &type->uses[i];

		available = min(available,
				subdev_use_fit_locked(parent, use, use->def));
	}
	return available;
}

/**
 * subdev_resources_room_locked() - what a composition has no room for now
 * @parent: the parent, locked
 * @type: the type
 * @config: the configuration
 * @reasons: where each reason goes
 *
 * Return: 0, or -ENOMEM.
 */
int subdev_resources_room_locked(struct subdev_parent *parent,
				 const struct subdev_type *type,
				 const struct subdev_config *config,
				 struct list_head *reasons)
{
	unsigned int i;

	lockdep_assert_held(&parent->lock);
	for (i = 0; i < type->num_uses; i++) {
		const struct subdev_use *use = &type->uses[i];
		u64 amount = config->amounts[i].amount;
		struct subdev_reason *reason;

		/* What it cannot hold at all is told elsewhere. */
		if (subdev_use_check(use, amount) ||
		    subdev_use_has_room_locked(parent, use, amount))
			continue;
		reason = subdev_reason_add(reasons, SUBDEV_SUBJECT_RESOURCE,
					   subdev_use_resource(parent, use)->name);
		if (!reason)
			return -ENOMEM;
		snprintf(reason->wanted, sizeof(reason->wanted), "%llu", amount);
		if (subdev_use_resource(parent, use)->contiguous)
			snprintf(reason->had, sizeof(reason->had),
				 "largest free run %llu",
				 subdev_ranges_largest(&subdev_use_account(parent, use)->ranges));
		else
			snprintf(reason->had, sizeof(reason->had), "%llu free",
				 subdev_account_free(parent, use->resource));
	}
	return 0;
}

/*
 * Messages
 */

static int subdev_resource_fill_locked(struct sk_buff *msg,
				       struct subdev_parent *parent,
				       unsigned int i, bool now)
{
	const struct subdev_resource *resource = &parent->resources[i];
	struct subdev_account *account = &parent->accounts[i];

	lockdep_assert_held(&parent->lock);
	if (nla_put_string(msg, SUBDEV_A_RESOURCE_NAME, resource->name) ||
	    nla_put_u32(msg, SUBDEV_A_RESOURCE_UNIT, resource->unit) ||
	    nla_put_uint(msg, SUBDEV_A_RESOURCE_CAPACITY, resource->capacity) ||
	    nla_put_uint(msg, SUBDEV_A_RESOURCE_FREE,
			 resource->capacity - account->held))
		return -EMSGSIZE;
	if (!resource->contiguous)
		return 0;
	if (nla_put_flag(msg, SUBDEV_A_RESOURCE_CONTIGUOUS) ||
	    (now && nla_put_uint(msg, SUBDEV_A_RESOURCE_LARGEST,
				 subdev_ranges_largest(&account->ranges))))
		return -EMSGSIZE;
	return 0;
}

/**
 * subdev_resources_fill_locked() - put the resources of a parent into a message
 * @msg: the message
 * @attr: the attribute of each
 * @parent: the parent, locked
 * @now: whether to tell what is true only now: the largest run that is free
 *	comes and goes with requests under way, and no event tells of that
 *
 * Return: 0, or -EMSGSIZE.
 */
int subdev_resources_fill_locked(struct sk_buff *msg, int attr,
				 struct subdev_parent *parent, bool now)
{
	struct nlattr *nest;
	unsigned int i;

	lockdep_assert_held(&parent->lock);
	for (i = 0; i < parent->num_resources; i++) {
		nest = nla_nest_start(msg, attr);
		if (!nest || subdev_resource_fill_locked(msg, parent, i, now))
			return -EMSGSIZE;
		nla_nest_end(msg, nest);
	}
	return 0;
}

/* What subdev_resources_fill_locked() needs at the most. */
size_t subdev_resources_size(const struct subdev_parent *parent)
{
	return parent->num_resources *
	       (nla_total_size(0) + nla_total_size(SUBDEV_TYPE_NAME_MAX + 1) +
		nla_total_size(sizeof(u32)) + 3 * nla_total_size(sizeof(u64)) +
		nla_total_size(0));
}

/**
 * subdev_amounts_fill() - put amounts into a message
 * @msg: the message
 * @attr: the attribute of each
 * @parent: the parent
 * @type: the type
 * @config: what has the amounts
 * @starts: whether to say where ranges begin
 *
 * Return: 0, or -EMSGSIZE.
 */
int subdev_amounts_fill(struct sk_buff *msg, int attr,
			const struct subdev_parent *parent,
			const struct subdev_type *type,
			const struct subdev_config *config, bool starts)
{
	unsigned int i;

	for (i = 0; i < type->num_uses; i++) {
		const struct subdev_resource *resource =
			&parent->resources[type->uses[i].resource];
		const struct subdev_amount *amount = &config->amounts[i];
		struct nlattr *nest = nla_nest_start(msg, attr);

		if (!nest ||
		    nla_put_string(msg, SUBDEV_A_AMOUNT_NAME, resource->name) ||
		    nla_put_uint(msg, SUBDEV_A_AMOUNT_AMOUNT, amount->amount) ||
		    (starts && resource->contiguous && amount->amount &&
		     nla_put_uint(msg, SUBDEV_A_AMOUNT_START, amount->start)))
			return -EMSGSIZE;
		nla_nest_end(msg, nest);
	}
	return 0;
}

/* What subdev_amounts_fill() needs at the most. */
size_t subdev_amounts_size(const struct subdev_type *type)
{
	return type->num_uses *
	       (nla_total_size(0) + nla_total_size(SUBDEV_TYPE_NAME_MAX + 1) +
		2 * nla_total_size(sizeof(u64)));
}

/*
 * Holders
 */

/**
 * struct subdev_holder_dump_ctx - where a dump of holders stands
 * @id: id of the subdevice to go on with
 * @use: the next use of its type to look at
 * @only: dump those of the parent with this index only, 0 for all
 * @resource: dump those of this resource only, -1 for all
 */
struct subdev_holder_dump_ctx {
	unsigned long id;
	unsigned int use;
	u32 only;
	int resource;
};

int subdev_nl_holder_get_start(struct netlink_callback *cb)
{
	struct subdev_holder_dump_ctx *ctx = (void *)cb->ctx;
	const struct genl_info *info = genl_info_dump(cb);
	struct nlattr *index = info->attrs[SUBDEV_A_HOLDER_PARENT_INDEX];
	struct nlattr *parent_name = info->attrs[SUBDEV_A_HOLDER_PARENT_NAME];
	struct nlattr *name = info->attrs[SUBDEV_A_HOLDER_RESOURCE];
	struct subdev_parent *parent;

	NL_ASSERT_CTX_FITS(struct subdev_holder_dump_ctx);
	cb->min_dump_alloc = SUBDEV_NL_OBJECT_MAX;
	ctx->resource = -1;
	if (!name)
		return subdev_parent_filter(index, parent_name, &ctx->only,
					    cb->extack);
	parent = subdev_parent_find(index, parent_name,
				    SUBDEV_A_HOLDER_PARENT_INDEX, cb->extack);
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	ctx->only = parent->index;
	mutex_lock(&parent->lock);
	ctx->resource = subdev_resource_find_locked(parent, name, cb->extack);
	mutex_unlock(&parent->lock);
	subdev_parent_put(parent);
	return min(ctx->resource, 0);
}

static int subdev_holder_fill_locked(struct sk_buff *msg,
				     struct subdev_dev *sdev, unsigned int i)
{
	const struct subdev_amount *amount = &sdev->comp->config.amounts[i];
	const struct subdev_resource *resource =
		subdev_use_resource(sdev->parent, &sdev->type->uses[i]);

	lockdep_assert_held(&sdev->lock);
	if (nla_put_u32(msg, SUBDEV_A_HOLDER_PARENT_INDEX,
			sdev->parent->index) ||
	    nla_put_string(msg, SUBDEV_A_HOLDER_PARENT_NAME,
			   sdev->parent->name) ||
	    nla_put_string(msg, SUBDEV_A_HOLDER_RESOURCE, resource->name) ||
	    nla_put_u32(msg, SUBDEV_A_HOLDER_DEV, sdev->id) ||
	    nla_put(msg, SUBDEV_A_HOLDER_UUID, UUID_SIZE, &sdev->uuid) ||
	    (sdev->label &&
	     nla_put_string(msg, SUBDEV_A_HOLDER_LABEL, sdev->label->name)) ||
	    nla_put_uint(msg, SUBDEV_A_HOLDER_AMOUNT, amount->amount) ||
	    (resource->contiguous &&
	     nla_put_uint(msg, SUBDEV_A_HOLDER_START, amount->start)))
		return -EMSGSIZE;
	return 0;
}

/* What one subdevice holds, from @ctx->use on. */
static int subdev_holder_dump_dev_locked(struct sk_buff *skb,
					 struct netlink_callback *cb,
					 struct subdev_dev *sdev)
{
	struct subdev_holder_dump_ctx *ctx = (void *)cb->ctx;
	void *hdr;
	int err;

	lockdep_assert_held(&sdev->lock);
	for (; sdev->published && ctx->use < sdev->type->num_uses;
	     ctx->use++) {
		if (!sdev->comp->config.amounts[ctx->use].amount)
			continue;
		if (ctx->resource >= 0 &&
		    ctx->resource != sdev->type->uses[ctx->use].resource)
			continue;
		hdr = subdev_nl_dump_begin(skb, cb, SUBDEV_CMD_HOLDER_GET);
		if (!hdr)
			return -EMSGSIZE;
		err = subdev_nl_dump_end(skb, cb, hdr,
					 subdev_holder_fill_locked(skb, sdev,
								   ctx->use));
		if (err)
			return err;
	}
	return 0;
}

static int subdev_holder_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct subdev_holder_dump_ctx *ctx = (void *)cb->ctx;
	struct subdev_dev *sdev;
	unsigned long id;
	int err;

	for (;;) {
		id = ctx->id;
		sdev = subdev_dev_next(&id);
		if (!sdev)
			return 0;
		/* The subdevice that we were at has gone: start with the next. */
		if (id != ctx->id)
			ctx->use = 0;
		ctx->id = id;
		err = 0;
		if (!ctx->only || ctx->only == sdev->parent->index) {
			subdev_dev_dump_lock(cb, sdev);
			err = subdev_holder_dump_dev_locked(skb, cb, sdev);
			mutex_unlock(&sdev->lock);
		}
		subdev_dev_put(sdev);
		if (err)
			return err;
		ctx->id++;
		ctx->use = 0;
	}
}

int subdev_nl_holder_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	int err;

	cb->seq = subdev_view_begin() + subdev_devs_dump_seq();
	err = subdev_holder_dump(skb, cb);
	subdev_view_end();
	return err;
}
