// SPDX-License-Identifier: GPL-2.0-only
/*
 * How subdevices are created: what a request says becomes a composition, then a
 * record that holds it, then perhaps a device, and in the end all see it. Each
 * of these is a step that can be undone, so that many can be taken side by side.
 */
#include <linux/slab.h>

#include "core.h"

/*
 * The composition
 */

/* A manifest says all: nothing else may. */
static int subdev_creation_check_alone(const struct subdev_creation *c)
{
	static const int others[] = {
		SUBDEV_A_DEV_VERSION, SUBDEV_A_DEV_PARAM, SUBDEV_A_DEV_RESOURCE,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(others); i++) {
		if (c->attrs[others[i]]) {
			NL_SET_ERR_MSG_ATTR(c->extack, c->attrs[others[i]],
					    "a manifest has it already");
			return -EINVAL;
		}
	}
	return 0;
}

static int subdev_creation_read_config(struct subdev_creation *c)
{
	struct nlattr *manifest = c->attrs[SUBDEV_A_DEV_MANIFEST];

	if (!manifest)
		return subdev_wanted_parse(c->wanted, c->first, c->len,
					   c->extack);
	return subdev_creation_check_alone(c) ?:
	       subdev_manifest_one(c->first, c->len, c->extack) ?:
	       subdev_manifest_parse(c->wanted, manifest, c->extack);
}

/**
 * subdev_creation_read() - read what a request says of the configuration
 * @c: the creation; its @wanted becomes that
 *
 * Return: 0, or -EINVAL, -ERANGE; 0 again if it has been read before.
 */
int subdev_creation_read(struct subdev_creation *c)
{
	memset(c->wanted, 0, sizeof(*c->wanted));
	c->wanted->owner = c->attrs[SUBDEV_A_DEV_OWNER];
	return subdev_creation_read_config(c);
}

static int subdev_creation_apply(struct subdev_creation *c)
{
	struct nlattr *manifest = c->attrs[SUBDEV_A_DEV_MANIFEST];
	struct subdev_config *config = &c->comp->config;

	if (manifest)
		return subdev_manifest_apply(c->parent, c->type, c->wanted,
					     manifest, c->comp, c->extack);
	return subdev_config_apply(c->type, c->parent->resources, config,
				   c->wanted, c->extack) ?:
	       subdev_driver_validate(c->parent, c->type, config, c->extack);
}

/**
 * subdev_creation_compose() - find out what a request would create
 * @c: the creation, begun; its @comp becomes that
 *
 * Return: 0, or a negative errno: what the request says cannot be.
 */
int subdev_creation_compose(struct subdev_creation *c)
{
	int err;

	c->comp = subdev_comp_new(c->type);
	if (!c->comp)
		return -ENOMEM;
	err = subdev_creation_read(c) ?: subdev_creation_apply(c);
	if (err || !c->wanted->owner)
		return err;
	return subdev_owner_check(c->wanted->owner, c->extack);
}

/*
 * The subdevice
 */

/**
 * subdev_creation_begin() - start to create what a request says
 * @c: the creation, with what says it filled in, all else zeroes
 *
 * Return: 0, or what subdev_type_begin() fails with. subdev_creation_end()
 * follows in both cases.
 */
int subdev_creation_begin(struct subdev_creation *c)
{
	struct subdev_parent *parent;

	parent = subdev_type_begin(c->attrs, "a type is needed", &c->type,
				   c->extack);
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	c->parent = parent;
	return 0;
}

/* Ends it, whatever became of it; what a record has taken is the record's. */
void subdev_creation_end(struct subdev_creation *c)
{
	subdev_comp_free(c->comp);
	if (c->parent)
		subdev_type_end(c->parent);
}

/* Points at the parent, for what the parent refuses as a whole. */
void subdev_creation_blame_parent(const struct subdev_creation *c, int err)
{
	if (err == -ENODEV || err == -ENOSPC || err == -EBUSY)
		subdev_nl_blame(c->extack,
				c->attrs[SUBDEV_A_DEV_PARENT_INDEX] ?:
				c->attrs[SUBDEV_A_DEV_PARENT_NAME]);
}

/**
 * subdev_creation_build() - build a subdevice, if the request wants it active
 * @c: the creation
 * @sdev: the subdevice, reserved
 *
 * Context: Process context, may sleep. No lock of the core is held.
 * Return: 0, or what subdev_bus_activate() fails with.
 */
int subdev_creation_build(const struct subdev_creation *c,
			  struct subdev_dev *sdev)
{
	return c->attrs[SUBDEV_A_DEV_INACTIVE] ?
	       0 : subdev_bus_activate(sdev, c->extack);
}

/**
 * subdev_creation_publish_locked() - let all see what was created
 * @c: the creation
 * @sdev: the subdevice, locked, built
 * @lease: how long it lives, its own from now on; NULL for persistent
 */
void subdev_creation_publish_locked(const struct subdev_creation *c,
				    struct subdev_dev *sdev,
				    struct subdev_lease *lease)
{
	const struct nlattr *owner = c->attrs[SUBDEV_A_DEV_OWNER];

	lockdep_assert_held(&sdev->lock);
	if (sdev->busdev)
		sdev->state = SUBDEV_DEV_STATE_IDLE;
	if (owner)
		nla_strscpy(sdev->owner, owner, sizeof(sdev->owner));
	subdev_lease_begin_locked(sdev, lease);
	subdev_dev_publish_locked(sdev, SUBDEV_CAUSE_COMMAND);
}

/*
 * One of a kind
 */

/**
 * struct subdev_creation_one - a request that creates one subdevice
 * @c: the creation
 * @wanted: what it says of the configuration
 * @lease: how long the subdevice lives, until it has it; NULL for persistent
 * @sdev: the subdevice, once it is published, with a reference
 */
struct subdev_creation_one {
	struct subdev_creation c;
	struct subdev_wanted wanted;
	struct subdev_lease *lease;
	struct subdev_dev *sdev;
};

static int subdev_creation_run(struct sk_buff *msg,
			       struct subdev_creation_one *one)
{
	struct subdev_creation *c = &one->c;
	struct subdev_dev *sdev;
	int err;

	sdev = subdev_dev_alloc(c->parent, c->type, no_free_ptr(c->comp));
	if (!sdev)
		return -ENOMEM;
	err = subdev_dev_reserve(sdev, c->wanted, c->attrs[SUBDEV_A_DEV_UUID],
				 c->attrs[SUBDEV_A_DEV_LABEL], c->extack);
	if (err)
		goto err_put;
	err = subdev_creation_build(c, sdev);
	if (err)
		goto err_abandon;
	mutex_lock(&sdev->lock);
	subdev_creation_publish_locked(c, sdev, no_free_ptr(one->lease));
	WARN_ON_ONCE(subdev_dev_fill_locked(msg, sdev));
	mutex_unlock(&sdev->lock);
	subdev_bus_announce(sdev);
	one->sdev = sdev;
	return 0;

err_abandon:
	subdev_dev_abandon(sdev);
err_put:
	subdev_dev_put(sdev);
	return err;
}

/*
 * The dry run
 */

static int subdev_creation_check_names(const struct subdev_creation *c)
{
	struct nlattr *label = c->attrs[SUBDEV_A_DEV_LABEL];
	struct nlattr *uuid = c->attrs[SUBDEV_A_DEV_UUID];
	int err = 0;

	if (uuid)
		err = subdev_dev_uuid_check(uuid, c->extack);
	if (!err && label)
		err = subdev_label_check(label, c->extack);
	return err;
}

/* What the object would have: no id, and a UUID only if one was given. */
static int subdev_creation_fill(struct sk_buff *msg,
				const struct subdev_creation *c)
{
	struct nlattr *label = c->attrs[SUBDEV_A_DEV_LABEL];
	struct nlattr *owner = c->attrs[SUBDEV_A_DEV_OWNER];
	struct nlattr *uuid = c->attrs[SUBDEV_A_DEV_UUID];
	u32 state = c->attrs[SUBDEV_A_DEV_INACTIVE] ?
		    SUBDEV_DEV_STATE_INACTIVE : SUBDEV_DEV_STATE_IDLE;

	if ((uuid && nla_put(msg, SUBDEV_A_DEV_UUID, UUID_SIZE,
			     nla_data(uuid))) ||
	    (label && nla_put_string(msg, SUBDEV_A_DEV_LABEL,
				     nla_data(label))) ||
	    subdev_origin_put(msg, c->parent, c->type) ||
	    nla_put_u32(msg, SUBDEV_A_DEV_STATE, state) ||
	    (owner && nla_put_string(msg, SUBDEV_A_DEV_OWNER,
				     nla_data(owner))) ||
	    subdev_lease_fill_wanted(msg, c->attrs))
		return -EMSGSIZE;
	return subdev_config_fill(msg, c->parent, c->type, &c->comp->config);
}

/* The composition holds its amounts while the answer is filled, and no longer. */
static int subdev_creation_try_locked(struct sk_buff *msg,
				      const struct subdev_creation *c)
{
	struct subdev_parent *parent = c->parent;
	int err;

	lockdep_assert_held(&parent->lock);
	err = subdev_parent_reserve_locked(parent, c->type, c->comp, c->wanted,
					   c->extack);
	if (err)
		return err;
	subdev_resources_hold_locked(parent, c->type, c->comp, true);
	err = subdev_creation_fill(msg, c) ?:
	      subdev_resources_fill_locked(msg, SUBDEV_A_DEV_PARENT_RESOURCE,
					   parent, true);
	subdev_resources_hold_locked(parent, c->type, c->comp, false);
	subdev_parent_unreserve_locked(parent, c->type, c->comp);
	return err;
}

static int subdev_creation_try(struct sk_buff *msg,
			       const struct subdev_creation *c)
{
	int err;

	err = subdev_creation_check_names(c);
	if (err)
		return err;
	mutex_lock(&c->parent->lock);
	err = subdev_creation_try_locked(msg, c);
	mutex_unlock(&c->parent->lock);
	return err;
}

/*
 * Requests
 */

static int subdev_creation_answer(struct sk_buff *msg, struct genl_info *info,
				  void *arg)
{
	struct subdev_creation_one *one = arg;
	struct subdev_creation *c = &one->c;
	struct subdev_lease *lease;
	int err;

	err = subdev_creation_compose(c);
	if (err)
		return err;
	lease = subdev_lease_new(c->attrs, c->skb, c->extack);
	if (IS_ERR(lease))
		return PTR_ERR(lease);
	one->lease = lease;
	return c->attrs[SUBDEV_A_DEV_DRY_RUN] ? subdev_creation_try(msg, c) :
						subdev_creation_run(msg, one);
}

static void subdev_creation_undo(void *arg)
{
	struct subdev_creation_one *one = arg;

	if (one->sdev)
		subdev_dev_undo(one->sdev);
}

static int subdev_dev_create_one(struct genl_info *info,
				 struct subdev_creation_one *one)
{
	struct subdev_creation *c = &one->c;
	int err;

	err = subdev_creation_begin(c);
	if (err)
		return err;
	err = subdev_nl_answer_or_undo(info,
				       subdev_dev_size(c->parent, c->type),
				       subdev_creation_answer,
				       subdev_creation_undo, one);
	subdev_creation_blame_parent(c, err);
	return err;
}

int subdev_nl_dev_create_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct subdev_creation_one *one;
	int err;

	one = kzalloc(sizeof(*one), GFP_KERNEL_ACCOUNT);
	if (!one)
		return -ENOMEM;
	one->c.attrs = info->attrs;
	one->c.first = genlmsg_data(info->genlhdr);
	one->c.len = genlmsg_len(info->genlhdr);
	one->c.skb = skb;
	one->c.extack = info->extack;
	one->c.wanted = &one->wanted;
	err = subdev_dev_create_one(info, one);
	subdev_lease_drop(one->lease);
	if (one->sdev)
		subdev_dev_put(one->sdev);
	subdev_creation_end(&one->c);
	kfree(one);
	return err;
}
