// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owners: strings that say on whose behalf subdevices exist, and what each holds
 * of a parent. How much it may hold is set in limit.c.
 */
#include <linux/ctype.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>

#include "core.h"

static const struct rhashtable_params subdev_owner_params = {
	.head_offset = offsetof(struct subdev_owner, node),
	.key_offset = offsetof(struct subdev_owner, key),
	.key_len = sizeof_field(struct subdev_owner, key),
	.automatic_shrinking = true,
};

/*
 * Parent and name to struct subdev_owner. Has its own locks; an entry is found,
 * entered and removed under the lock of its parent.
 */
static struct rhashtable subdev_owners;

/*
 * Whatever names somebody: a path, a UUID, a mail address. It is printed, so it
 * has neither blanks nor control characters.
 */
int subdev_owner_check(const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	const char *owner = nla_data(attr);
	const char *p;

	if (strlen(owner) + 1 == nla_len(attr) && *owner) {
		for (p = owner; isascii(*p) && isgraph(*p); p++)
			;
		if (!*p)
			return 0;
	}
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "an owner is of printable characters without blanks");
	return -EINVAL;
}

/* Whether a subdevice has this owner; the empty string is none. */
bool subdev_owner_is_locked(const struct subdev_dev *sdev,
			    const struct nlattr *attr)
{
	lockdep_assert_held(&sdev->lock);
	return !nla_strcmp(attr, sdev->owner);
}

/* Whether a subdevice has the owner that a request names, if it names one. */
int subdev_owner_require_locked(const struct subdev_dev *sdev,
				struct genl_info *info)
{
	struct nlattr *attr = info->attrs[SUBDEV_A_DEV_OWNER];

	lockdep_assert_held(&sdev->lock);
	if (!attr || subdev_owner_is_locked(sdev, attr))
		return 0;
	if (*sdev->owner)
		subdev_say(info->extack, attr, "the owner is %s", sdev->owner);
	else
		NL_SET_ERR_MSG_ATTR(info->extack, attr, "it has no owner");
	return -EBUSY;
}

/*
 * Accounts
 */

/**
 * subdev_owner_find_locked() - what an owner holds of a parent
 * @parent: the parent, locked
 * @attr: the attribute with the owner, which has been checked
 *
 * Return: the account, without a reference; or NULL if there is none.
 */
struct subdev_owner *subdev_owner_find_locked(const struct subdev_parent *parent,
					      const struct nlattr *attr)
{
	struct subdev_owner_key key = { .parent = parent };

	lockdep_assert_held(&parent->lock);
	nla_strscpy(key.name, attr, sizeof(key.name));
	return rhashtable_lookup_fast(&subdev_owners, &key,
				      subdev_owner_params);
}

static struct subdev_owner *
subdev_owner_open_locked(const struct subdev_parent *parent,
			 const struct nlattr *attr)
{
	struct subdev_owner *owner;

	lockdep_assert_held(&parent->lock);
	owner = kzalloc(struct_size(owner, accounts, parent->num_resources),
			GFP_KERNEL_ACCOUNT);
	if (!owner)
		return NULL;
	owner->key.parent = parent;
	nla_strscpy(owner->key.name, attr, sizeof(owner->key.name));
	if (rhashtable_insert_fast(&subdev_owners, &owner->node,
				   subdev_owner_params)) {
		kfree(owner);
		return NULL;
	}
	return owner;
}

/**
 * subdev_owner_get_locked() - what an owner holds of a parent, to count in it
 * @parent: the parent, locked
 * @attr: the attribute with the owner, which has been checked; NULL for nobody
 *
 * Return: the account with a reference, NULL if nothing is to be counted, or an
 * ERR_PTR: -ENOMEM.
 */
struct subdev_owner *subdev_owner_get_locked(const struct subdev_parent *parent,
					     const struct nlattr *attr)
{
	struct subdev_owner *owner;

	lockdep_assert_held(&parent->lock);
	if (!attr || !parent->num_resources)
		return NULL;
	owner = subdev_owner_find_locked(parent, attr) ?:
		subdev_owner_open_locked(parent, attr);
	if (!owner)
		return ERR_PTR(-ENOMEM);
	owner->refs++;
	return owner;
}

/* Drops a reference; NULL is none. The account goes if it is of no use. */
void subdev_owner_put_locked(struct subdev_owner *owner)
{
	if (!owner)
		return;
	lockdep_assert_held(&owner->key.parent->lock);
	owner->refs--;
	if (owner->refs || owner->limited)
		return;
	rhashtable_remove_fast(&subdev_owners, &owner->node,
			       subdev_owner_params);
	kfree_rcu(owner, rcu);
}

static u64 subdev_owner_more(const struct subdev_config *config,
			     const struct subdev_config *old, unsigned int i)
{
	u64 before = old ? old->amounts[i].amount : 0;

	return config->amounts[i].amount > before ?
	       config->amounts[i].amount - before : 0;
}

/* How much more of a resource an owner may hold. */
static u64 subdev_owner_left(const struct subdev_owner *owner,
			     unsigned int resource)
{
	const struct subdev_owner_account *account = &owner->accounts[resource];

	if (!(owner->limited & BIT(resource)))
		return U64_MAX;
	return account->limit > account->used ?
	       account->limit - account->used : 0;
}

/* Points at the amount; at the owner, where the request names no amount. */
static int subdev_owner_over_limit(const struct subdev_owner *owner,
				   unsigned int resource, u64 more, bool grows,
				   const struct subdev_wanted *wanted,
				   struct netlink_ext_ack *extack)
{
	const char *name = owner->key.parent->resources[resource].name;
	const struct nlattr *attr = NULL;

	if (wanted)
		attr = subdev_wanted_amount_attr(wanted, name) ?: wanted->owner;
	subdev_say(extack, attr, "%.15s: %llu%s wanted, %llu left of owner's limit",
		   name, more, grows ? " more" : "",
		   subdev_owner_left(owner, resource));
	return -ENOSPC;
}

/**
 * subdev_owner_take_locked() - reserve for an owner what a configuration holds
 * @owner: the owner, with its parent locked; or NULL
 * @type: the type of the subdevice
 * @config: the configuration
 * @old: what it comes in place of, NULL for none
 * @wanted: the request, to point into, or NULL
 * @extack: for the reason of a failure
 *
 * What @old holds stays reserved, until subdev_owner_commit_locked() or
 * subdev_owner_undo_locked().
 *
 * Return: 0, or -ENOSPC with all as before.
 */
int subdev_owner_take_locked(struct subdev_owner *owner,
			     const struct subdev_type *type,
			     const struct subdev_config *config,
			     const struct subdev_config *old,
			     const struct subdev_wanted *wanted,
			     struct netlink_ext_ack *extack)
{
	unsigned int i, resource;
	u64 more;

	if (!owner)
		return 0;
	lockdep_assert_held(&owner->key.parent->lock);
	for (i = 0; i < type->num_uses; i++) {
		resource = type->uses[i].resource;
		more = subdev_owner_more(config, old, i);
		if (more > subdev_owner_left(owner, resource))
			return subdev_owner_over_limit(owner, resource, more,
						       old && old->amounts[i].amount,
						       wanted, extack);
	}
	/* A type uses each resource once. */
	for (i = 0; i < type->num_uses; i++)
		owner->accounts[type->uses[i].resource].used +=
			subdev_owner_more(config, old, i);
	return 0;
}

/* Gives back what @old held and @config does not. */
void subdev_owner_commit_locked(struct subdev_owner *owner,
				const struct subdev_type *type,
				const struct subdev_config *config,
				const struct subdev_config *old)
{
	/* As if @old had come in place of @config, and that is undone. */
	subdev_owner_undo_locked(owner, type, old, config);
}

/* Gives back what @config was to hold and @old, NULL for none, did not. */
void subdev_owner_undo_locked(struct subdev_owner *owner,
			      const struct subdev_type *type,
			      const struct subdev_config *config,
			      const struct subdev_config *old)
{
	unsigned int i;

	if (!owner)
		return;
	lockdep_assert_held(&owner->key.parent->lock);
	for (i = 0; i < type->num_uses; i++)
		owner->accounts[type->uses[i].resource].used -=
			subdev_owner_more(config, old, i);
}

/**
 * subdev_owner_hold_locked() - count what an owner is seen to hold
 * @owner: the owner, with its parent locked; or NULL
 * @type: the type of the subdevice
 * @config: its configuration
 * @holds: whether it holds all of this from now on, or nothing of it any more
 */
void subdev_owner_hold_locked(struct subdev_owner *owner,
			      const struct subdev_type *type,
			      const struct subdev_config *config, bool holds)
{
	struct subdev_owner_account *account;
	unsigned int i;

	if (!owner)
		return;
	lockdep_assert_held(&owner->key.parent->lock);
	for (i = 0; i < type->num_uses; i++) {
		account = &owner->accounts[type->uses[i].resource];
		if (holds)
			account->held += config->amounts[i].amount;
		else
			account->held -= config->amounts[i].amount;
		/* As with the accounts of the parent. */
		WARN_ON_ONCE(account->held > account->used);
	}
}

/*
 * A subdevice that nobody owned becomes somebody's, and nobody's again. What it
 * holds of its parent has been reserved before, and stays so.
 */

/**
 * subdev_owner_reserve() - let an owner hold what a subdevice holds
 * @parent: the parent, with work begun
 * @attr: the attribute with the owner, which has been checked; NULL for nobody
 * @type: the type of the subdevice
 * @config: what the subdevice holds; it need not be known yet which one it is
 * @extack: for the reason of a failure
 *
 * All that can fail of a change of owners is here.
 *
 * Context: Process context, may sleep. Takes the parent's lock; a subdevice's
 * lock may be held.
 * Return: what subdev_owner_give_locked() or subdev_owner_unreserve() takes,
 * which is NULL if nothing is to be counted; or an ERR_PTR: -ENOSPC if the owner
 * may not hold so much, -ENOMEM.
 */
struct subdev_owner *subdev_owner_reserve(struct subdev_parent *parent,
					  const struct nlattr *attr,
					  const struct subdev_type *type,
					  const struct subdev_config *config,
					  struct netlink_ext_ack *extack)
{
	struct subdev_owner *owner;
	int err;

	mutex_lock(&parent->lock);
	owner = subdev_owner_get_locked(parent, attr);
	if (!IS_ERR_OR_NULL(owner)) {
		err = subdev_owner_take_locked(owner, type, config, NULL, NULL,
					       extack);
		if (err) {
			subdev_nl_blame(extack, attr);
			subdev_owner_put_locked(owner);
			owner = ERR_PTR(err);
		}
	}
	mutex_unlock(&parent->lock);
	return owner;
}

/**
 * subdev_owner_unreserve() - undo subdev_owner_reserve()
 * @parent: the parent
 * @owner: what it returned
 * @type: the type of the subdevice
 * @config: the same configuration
 *
 * Context: As subdev_owner_reserve().
 */
void subdev_owner_unreserve(struct subdev_parent *parent,
			    struct subdev_owner *owner,
			    const struct subdev_type *type,
			    const struct subdev_config *config)
{
	mutex_lock(&parent->lock);
	subdev_owner_undo_locked(owner, type, config, NULL);
	subdev_owner_put_locked(owner);
	mutex_unlock(&parent->lock);
}

/**
 * subdev_owner_give_locked() - a subdevice counts for an owner from now on
 * @sdev: the subdevice, locked, published, nobody's until now
 * @owner: from subdev_owner_reserve(), for what @sdev holds
 *
 * The name in @sdev is for the caller to set.
 *
 * Context: Process context, may sleep. Takes the parent's lock.
 */
void subdev_owner_give_locked(struct subdev_dev *sdev,
			      struct subdev_owner *owner)
{
	lockdep_assert_held(&sdev->lock);
	mutex_lock(&sdev->parent->lock);
	WARN_ON_ONCE(sdev->comp->owner);
	sdev->comp->owner = owner;
	subdev_owner_hold_locked(owner, sdev->type, &sdev->comp->config, true);
	mutex_unlock(&sdev->parent->lock);
}

/**
 * subdev_owner_leave_locked() - a subdevice counts for nobody from now on
 * @sdev: the subdevice, locked, published
 *
 * Context: Process context, may sleep. Takes the parent's lock.
 */
void subdev_owner_leave_locked(struct subdev_dev *sdev)
{
	const struct subdev_config *config = &sdev->comp->config;
	struct subdev_owner *owner;

	lockdep_assert_held(&sdev->lock);
	mutex_lock(&sdev->parent->lock);
	owner = sdev->comp->owner;
	sdev->comp->owner = NULL;
	subdev_owner_hold_locked(owner, sdev->type, config, false);
	subdev_owner_undo_locked(owner, sdev->type, config, NULL);
	subdev_owner_put_locked(owner);
	mutex_unlock(&sdev->parent->lock);
}

int subdev_owner_init(void)
{
	return rhashtable_init(&subdev_owners, &subdev_owner_params);
}

void subdev_owner_exit(void)
{
	WARN_ON(atomic_read(&subdev_owners.nelems));
	rhashtable_destroy(&subdev_owners);
}
