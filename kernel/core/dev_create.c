// SPDX-License-Identifier: GPL-2.0-only
/*
 * How subdevices are created: what a request says becomes a composition, then a
 * record that holds it, then perhaps a device.
 */
#include <linux/slab.h>

#include "core.h"

/**
 * struct subdev_creation - a create request under way
 * @parent: the parent, on which work has begun
 * @type: the type
 * @skb: the message of the request
 * @wanted: what the request says of the configuration
 * @comp: the composition, until a record takes it
 * @lease: how long the subdevice lives, until it has it; NULL for persistent
 */
struct subdev_creation {
	struct subdev_parent *parent;
	const struct subdev_type *type;
	const struct sk_buff *skb;
	struct subdev_wanted wanted;
	struct subdev_comp *comp;
	struct subdev_lease *lease;
};

/*
 * The composition
 */

/* A manifest says all: nothing else may. */
static int subdev_creation_check_alone(struct genl_info *info)
{
	static const int others[] = {
		SUBDEV_A_DEV_VERSION, SUBDEV_A_DEV_PARAM, SUBDEV_A_DEV_RESOURCE,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(others); i++) {
		if (info->attrs[others[i]]) {
			NL_SET_ERR_MSG_ATTR(info->extack,
					    info->attrs[others[i]],
					    "a manifest has it already");
			return -EINVAL;
		}
	}
	return 0;
}

static int subdev_creation_from_manifest(struct subdev_creation *c,
					 struct genl_info *info)
{
	struct nlattr *manifest = info->attrs[SUBDEV_A_DEV_MANIFEST];
	int err;

	err = subdev_creation_check_alone(info) ?: subdev_manifest_one(info);
	if (err)
		return err;
	err = subdev_manifest_parse(&c->wanted, manifest, info->extack);
	if (err)
		return err;
	return subdev_manifest_apply(c->parent, c->type, &c->wanted, manifest,
				     c->comp, info->extack);
}

static int subdev_creation_from_request(struct subdev_creation *c,
					struct genl_info *info)
{
	int err;

	err = subdev_wanted_parse(&c->wanted, info);
	if (err)
		return err;
	err = subdev_config_apply(c->type, c->parent->resources,
				  &c->comp->config, &c->wanted, info->extack);
	if (err)
		return err;
	return subdev_driver_validate(c->parent, c->type, &c->comp->config,
				      info->extack);
}

static int subdev_creation_compose(struct subdev_creation *c,
				   struct genl_info *info)
{
	c->comp = subdev_comp_new(c->type);
	if (!c->comp)
		return -ENOMEM;
	return info->attrs[SUBDEV_A_DEV_MANIFEST] ?
	       subdev_creation_from_manifest(c, info) :
	       subdev_creation_from_request(c, info);
}

static int subdev_creation_owner(struct subdev_creation *c,
				 struct genl_info *info)
{
	c->wanted.owner = info->attrs[SUBDEV_A_DEV_OWNER];
	return c->wanted.owner ?
	       subdev_owner_check(c->wanted.owner, info->extack) : 0;
}

static int subdev_creation_lease(struct subdev_creation *c,
				 struct genl_info *info)
{
	struct subdev_lease *lease = subdev_lease_new(info, c->skb);

	if (IS_ERR(lease))
		return PTR_ERR(lease);
	c->lease = lease;
	return 0;
}

/*
 * The subdevice
 */

static int subdev_creation_run(struct sk_buff *msg, struct genl_info *info,
			       struct subdev_creation *c)
{
	struct subdev_dev *sdev;
	int err;

	sdev = subdev_dev_alloc(c->parent, c->type, no_free_ptr(c->comp));
	if (!sdev)
		return -ENOMEM;
	err = subdev_dev_reserve(sdev, &c->wanted, info);
	if (err)
		goto out_put;
	if (!info->attrs[SUBDEV_A_DEV_INACTIVE]) {
		err = subdev_bus_activate(sdev, info->extack);
		if (err)
			goto err_abandon;
	}
	mutex_lock(&sdev->lock);
	if (sdev->busdev)
		sdev->state = SUBDEV_DEV_STATE_IDLE;
	if (info->attrs[SUBDEV_A_DEV_OWNER])
		nla_strscpy(sdev->owner, info->attrs[SUBDEV_A_DEV_OWNER],
			    sizeof(sdev->owner));
	subdev_lease_begin_locked(sdev, no_free_ptr(c->lease));
	subdev_dev_publish_locked(sdev);
	err = subdev_dev_fill_locked(msg, sdev);
	mutex_unlock(&sdev->lock);
	WARN_ON_ONCE(err);
	goto out_put;

err_abandon:
	subdev_dev_abandon(sdev);
out_put:
	subdev_dev_put(sdev);
	return err;
}

/*
 * The dry run
 */

static int subdev_creation_check_names(struct genl_info *info)
{
	struct nlattr *label = info->attrs[SUBDEV_A_DEV_LABEL];
	struct nlattr *uuid = info->attrs[SUBDEV_A_DEV_UUID];
	int err = 0;

	if (uuid)
		err = subdev_dev_uuid_check(uuid, info->extack);
	if (!err && label)
		err = subdev_label_check(label, info->extack);
	return err;
}

/* What the object would have: no id, and a UUID only if one was given. */
static int subdev_creation_fill(struct sk_buff *msg, struct genl_info *info,
				const struct subdev_creation *c)
{
	struct nlattr *label = info->attrs[SUBDEV_A_DEV_LABEL];
	struct nlattr *owner = info->attrs[SUBDEV_A_DEV_OWNER];
	struct nlattr *uuid = info->attrs[SUBDEV_A_DEV_UUID];
	u32 state = info->attrs[SUBDEV_A_DEV_INACTIVE] ?
		    SUBDEV_DEV_STATE_INACTIVE : SUBDEV_DEV_STATE_IDLE;

	if ((uuid && nla_put(msg, SUBDEV_A_DEV_UUID, UUID_SIZE,
			     nla_data(uuid))) ||
	    (label && nla_put_string(msg, SUBDEV_A_DEV_LABEL,
				     nla_data(label))) ||
	    nla_put_u32(msg, SUBDEV_A_DEV_PARENT_INDEX, c->parent->index) ||
	    nla_put_string(msg, SUBDEV_A_DEV_PARENT_NAME, c->parent->name) ||
	    nla_put_string(msg, SUBDEV_A_DEV_TYPE, c->type->name) ||
	    nla_put_u32(msg, SUBDEV_A_DEV_STATE, state) ||
	    (owner && nla_put_string(msg, SUBDEV_A_DEV_OWNER,
				     nla_data(owner))) ||
	    subdev_lease_fill_wanted(msg, info))
		return -EMSGSIZE;
	return subdev_config_fill(msg, c->parent, c->type, &c->comp->config);
}

/* The composition holds its amounts while the answer is filled, and no longer. */
static int subdev_creation_try_locked(struct sk_buff *msg,
				      struct genl_info *info,
				      struct subdev_creation *c)
{
	struct subdev_parent *parent = c->parent;
	int err;

	lockdep_assert_held(&parent->lock);
	err = subdev_parent_reserve_locked(parent, c->type, c->comp, &c->wanted,
					   info->extack);
	if (err)
		return err;
	subdev_resources_hold_locked(parent, c->type, c->comp, true);
	err = subdev_creation_fill(msg, info, c) ?:
	      subdev_resources_fill_locked(msg, SUBDEV_A_DEV_PARENT_RESOURCE,
					   parent, true);
	subdev_resources_hold_locked(parent, c->type, c->comp, false);
	subdev_parent_unreserve_locked(parent, c->type, c->comp);
	return err;
}

static int subdev_creation_try(struct sk_buff *msg, struct genl_info *info,
			       struct subdev_creation *c)
{
	int err;

	err = subdev_creation_check_names(info);
	if (err)
		return err;
	mutex_lock(&c->parent->lock);
	err = subdev_creation_try_locked(msg, info, c);
	mutex_unlock(&c->parent->lock);
	return err;
}

/*
 * Requests
 */

static int subdev_creation_answer(struct sk_buff *msg, struct genl_info *info,
				  void *arg)
{
	struct subdev_creation *c = arg;
	int err;

	err = subdev_creation_compose(c, info) ?:
	      subdev_creation_owner(c, info) ?:
	      subdev_creation_lease(c, info);
	if (err)
		return err;
	return info->attrs[SUBDEV_A_DEV_DRY_RUN] ?
	       subdev_creation_try(msg, info, c) :
	       subdev_creation_run(msg, info, c);
}

static int subdev_dev_create_on(struct genl_info *info,
				const struct sk_buff *skb,
				struct subdev_parent *parent,
				const struct subdev_type *type)
{
	struct subdev_creation *c;
	int err;

	c = kzalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);
	if (!c)
		return -ENOMEM;
	c->parent = parent;
	c->type = type;
	c->skb = skb;
	err = subdev_nl_answer(info, subdev_dev_size(parent, type),
			       subdev_creation_answer, c);
	subdev_lease_drop(c->lease);
	subdev_comp_free(c->comp);
	kfree(c);
	return err;
}

int subdev_nl_dev_create_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct subdev_type *type;
	struct subdev_parent *parent;
	int err;

	parent = subdev_type_begin(info, "a type is needed", &type);
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	err = subdev_dev_create_on(info, skb, parent, type);
	if (err == -ENODEV || err == -ENOSPC || err == -EBUSY)
		subdev_nl_blame(info->extack,
				info->attrs[SUBDEV_A_DEV_PARENT_INDEX] ?:
				info->attrs[SUBDEV_A_DEV_PARENT_NAME]);
	subdev_type_end(parent);
	return err;
}
