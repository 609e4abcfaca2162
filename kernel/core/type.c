// SPDX-License-Identifier: GPL-2.0-only
/*
 * Types: the kinds of subdevice that a parent offers. Constant data of the
 * vendor driver, so there is nothing to lock but the parent that has them.
 */
#include <subdev_compat.h>

#include "core.h"

/**
 * subdev_type_find() - the type that a request names
 * @parent: its parent, which is not gone
 * @name: the attribute with the name
 * @extack: for the reason of a failure
 *
 * Return: the type, or an ERR_PTR: -ENOENT if the parent has no such type.
 */
const struct subdev_type *subdev_type_find(const struct subdev_parent *parent,
					   struct nlattr *name,
					   struct netlink_ext_ack *extack)
{
	unsigned int i;

	for (i = 0; i < parent->num_types; i++)
		if (!nla_strcmp(name, parent->types[i].name))
			return &parent->types[i];
	NL_SET_ERR_MSG_ATTR(extack, name, "the parent has no such type");
	return ERR_PTR(-ENOENT);
}

static bool subdev_type_valid(const struct subdev_type *type)
{
	return type->name && *type->name &&
	       strlen(type->name) <= SUBDEV_TYPE_NAME_MAX &&
	       type->class >= SUBDEV_CLASS_OTHER &&
	       type->class <= SUBDEV_CLASS_MAX &&
	       type->description &&
	       strlen(type->description) <= SUBDEV_NAME_MAX &&
	       type->device_api &&
	       strlen(type->device_api) <= SUBDEV_TYPE_NAME_MAX;
}

/* Whether a vendor driver's description has types that all can be shown. */
bool subdev_types_valid(const struct subdev_parent_desc *desc)
{
	unsigned int i, j;

	if (!desc->types || !desc->num_types)
		return false;
	for (i = 0; i < desc->num_types; i++) {
		if (!subdev_type_valid(&desc->types[i]))
			return false;
		for (j = 0; j < i; j++)
			if (!strcmp(desc->types[i].name, desc->types[j].name))
				return false;
	}
	return true;
}

static int subdev_type_fill_locked(struct sk_buff *msg,
				   struct subdev_parent *parent,
				   const struct subdev_type *type)
{
	lockdep_assert_held(&parent->lock);
	if (nla_put_u32(msg, SUBDEV_A_TYPE_PARENT_INDEX, parent->index) ||
	    nla_put_string(msg, SUBDEV_A_TYPE_PARENT_NAME, parent->name) ||
	    nla_put_string(msg, SUBDEV_A_TYPE_NAME, type->name) ||
	    nla_put_u32(msg, SUBDEV_A_TYPE_CLASS, type->class) ||
	    nla_put_string(msg, SUBDEV_A_TYPE_DESCRIPTION, type->description) ||
	    nla_put_string(msg, SUBDEV_A_TYPE_DEVICE_API, type->device_api) ||
	    nla_put_u32(msg, SUBDEV_A_TYPE_AVAILABLE,
			subdev_parent_available_locked(parent)))
		return -EMSGSIZE;
	return 0;
}

static int subdev_type_get_fill_locked(struct sk_buff *msg,
				       struct subdev_parent *parent,
				       struct genl_info *info)
{
	const struct subdev_type *type;

	lockdep_assert_held(&parent->lock);
	if (parent->gone) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[SUBDEV_A_TYPE_PARENT_INDEX] ?:
				    info->attrs[SUBDEV_A_TYPE_PARENT_NAME],
				    "no such parent");
		return -ENODEV;
	}
	type = subdev_type_find(parent, info->attrs[SUBDEV_A_TYPE_NAME],
				info->extack);
	if (IS_ERR(type))
		return PTR_ERR(type);
	return subdev_type_fill_locked(msg, parent, type);
}

static int subdev_type_get_fill(struct sk_buff *msg, struct genl_info *info)
{
	struct subdev_parent *parent;
	int err;

	parent = subdev_parent_find(info->attrs[SUBDEV_A_TYPE_PARENT_INDEX],
				    info->attrs[SUBDEV_A_TYPE_PARENT_NAME],
				    SUBDEV_A_TYPE_PARENT_INDEX, info->extack);
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	mutex_lock(&parent->lock);
	err = subdev_type_get_fill_locked(msg, parent, info);
	mutex_unlock(&parent->lock);
	subdev_parent_put(parent);
	return err;
}

int subdev_nl_type_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg;
	void *hdr;

	if (GENL_REQ_ATTR_CHECK(info, SUBDEV_A_TYPE_NAME)) {
		GENL_SET_ERR_MSG(info, "a type is needed");
		return -EINVAL;
	}
	msg = subdev_nl_reply_new(info, &hdr);
	if (!msg)
		return -ENOMEM;
	return subdev_nl_reply_send(msg, hdr, info,
				    subdev_type_get_fill(msg, info));
}

/**
 * struct subdev_type_dump_ctx - where a dump of types stands
 * @index: index of the parent to go on with
 * @type: the next type of that parent
 * @only: dump the types of this parent only, 0 for all parents
 */
struct subdev_type_dump_ctx {
	unsigned long index;
	unsigned int type;
	u32 only;
};

int subdev_nl_type_get_start(struct netlink_callback *cb)
{
	struct subdev_type_dump_ctx *ctx = (void *)cb->ctx;
	const struct genl_info *info = genl_info_dump(cb);

	NL_ASSERT_CTX_FITS(struct subdev_type_dump_ctx);
	return subdev_parent_filter(info->attrs[SUBDEV_A_TYPE_PARENT_INDEX],
				    info->attrs[SUBDEV_A_TYPE_PARENT_NAME],
				    &ctx->only, cb->extack);
}

static int subdev_type_dump_one_locked(struct sk_buff *skb,
				       struct netlink_callback *cb,
				       struct subdev_parent *parent,
				       const struct subdev_type *type)
{
	void *hdr;

	lockdep_assert_held(&parent->lock);
	hdr = subdev_nl_dump_begin(skb, cb, SUBDEV_CMD_TYPE_GET);
	if (!hdr)
		return -EMSGSIZE;
	return subdev_nl_dump_end(skb, hdr,
				  subdev_type_fill_locked(skb, parent, type));
}

/* The types of one parent, from @ctx->type on. */
static int subdev_type_dump_parent(struct sk_buff *skb,
				   struct netlink_callback *cb,
				   struct subdev_parent *parent)
{
	struct subdev_type_dump_ctx *ctx = (void *)cb->ctx;
	int err = 0;

	mutex_lock(&parent->lock);
	for (; !parent->gone && ctx->type < parent->num_types; ctx->type++) {
		err = subdev_type_dump_one_locked(skb, cb, parent,
						  &parent->types[ctx->type]);
		if (err)
			break;
	}
	mutex_unlock(&parent->lock);
	return err;
}

int subdev_nl_type_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct subdev_type_dump_ctx *ctx = (void *)cb->ctx;
	struct subdev_parent *parent;
	unsigned long index;
	int err;

	cb->seq = subdev_parents_dump_seq();
	for (;;) {
		index = ctx->index;
		parent = subdev_parent_next(&index);
		if (!parent)
			return 0;
		/* The parent that we were at has gone: start with the next. */
		if (index != ctx->index)
			ctx->type = 0;
		ctx->index = index;
		err = 0;
		if (!ctx->only || ctx->only == index)
			err = subdev_type_dump_parent(skb, cb, parent);
		subdev_parent_put(parent);
		if (err)
			return err;
		ctx->index++;
		ctx->type = 0;
	}
}
