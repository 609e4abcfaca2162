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

/**
 * subdev_type_begin() - start work on a type that a request names
 * @attrs: what the request says, of the attribute set of subdevices
 * @missing: what to say if it names no type
 * @type: where the type goes
 * @extack: for the reason of a failure
 *
 * Return: the parent with a reference and work begun, for subdev_type_end(); or
 * an ERR_PTR: -EINVAL, -ENODEV, -ENOENT.
 */
struct subdev_parent *subdev_type_begin(struct nlattr **attrs,
					const char *missing,
					const struct subdev_type **type,
					struct netlink_ext_ack *extack)
{
	static const struct subdev_type_attrs by = {
		.index = SUBDEV_A_DEV_PARENT_INDEX,
		.name = SUBDEV_A_DEV_PARENT_NAME,
		.type = SUBDEV_A_DEV_TYPE,
	};

	return subdev_type_begin_by(attrs, &by, missing, type, extack);
}

/* The same by the attributes of another set. */
struct subdev_parent *subdev_type_begin_by(struct nlattr **attrs,
					   const struct subdev_type_attrs *by,
					   const char *missing,
					   const struct subdev_type **type,
					   struct netlink_ext_ack *extack)
{
	struct subdev_parent *parent;
	int err;

	if (!attrs[by->type]) {
		NL_SET_ERR_ATTR_MISS(extack, NULL, by->type);
		NL_SET_ERR_MSG_FMT(extack, "%s", missing);
		return ERR_PTR(-EINVAL);
	}
	parent = subdev_parent_find(attrs[by->index], attrs[by->name],
				    by->index, extack);
	if (IS_ERR(parent))
		return parent;
	err = subdev_parent_op_begin(parent, extack);
	if (err) {
		subdev_nl_blame(extack, attrs[by->index] ?: attrs[by->name]);
		goto err_put;
	}
	*type = subdev_type_find(parent, attrs[by->type], extack);
	if (!IS_ERR(*type))
		return parent;
	err = PTR_ERR(*type);
	subdev_parent_op_end(parent);
err_put:
	subdev_parent_put(parent);
	return ERR_PTR(err);
}

/* Ends what subdev_type_begin() started. */
void subdev_type_end(struct subdev_parent *parent)
{
	subdev_parent_op_end(parent);
	subdev_parent_put(parent);
}

/*
 * Whether a vendor driver's types make sense
 */

static bool subdev_use_valid(const struct subdev_parent_desc *desc,
			     const struct subdev_use *use)
{
	if (use->resource >= desc->num_resources || use->min > use->max ||
	    use->max > desc->resources[use->resource].capacity ||
	    (!use->step && use->min != use->max) ||
	    subdev_use_check(use, use->def) || subdev_use_check(use, use->max))
		return false;
	if (!subdev_change_valid(use->grow) ||
	    !subdev_change_valid(use->shrink))
		return false;
	return !use->shrink_reset || use->shrink != SUBDEV_CHANGE_LIVE;
}

static bool subdev_uses_valid(const struct subdev_parent_desc *desc,
			      const struct subdev_type *type)
{
	unsigned int i, j;

	if (type->num_uses && !type->uses)
		return false;
	for (i = 0; i < type->num_uses; i++) {
		if (!subdev_use_valid(desc, &type->uses[i]))
			return false;
		for (j = 0; j < i; j++)
			if (type->uses[i].resource == type->uses[j].resource)
				return false;
	}
	return true;
}

static bool subdev_type_valid(const struct subdev_parent_desc *desc,
			      const struct subdev_type *type)
{
	return subdev_text_valid(type->name, SUBDEV_TYPE_NAME_MAX) &&
	       type->class >= SUBDEV_CLASS_OTHER &&
	       type->class <= SUBDEV_CLASS_MAX &&
	       type->description &&
	       strlen(type->description) <= SUBDEV_NAME_MAX &&
	       subdev_text_valid(type->device_api, SUBDEV_TYPE_NAME_MAX) &&
	       subdev_uses_valid(desc, type) &&
	       (!type->model || subdev_model_valid(type->model));
}

/* Whether a vendor driver's description has types that all can be shown. */
bool subdev_types_valid(const struct subdev_parent_desc *desc)
{
	unsigned int i, j;

	if (!desc->types || !desc->num_types)
		return false;
	for (i = 0; i < desc->num_types; i++) {
		if (!subdev_type_valid(desc, &desc->types[i]))
			return false;
		for (j = 0; j < i; j++)
			if (!strcmp(desc->types[i].name, desc->types[j].name))
				return false;
	}
	return true;
}

/*
 * Messages
 */

/* Room for what each object of a subdevice says of its parent and its type. */
#define SUBDEV_ORIGIN_SIZE						\
	(nla_total_size(sizeof(u32)) +					\
	 nla_total_size(SUBDEV_NAME_MAX + 1) +				\
	 nla_total_size(SUBDEV_TYPE_NAME_MAX + 1))

/**
 * subdev_origins_alloc() - room for the origins of the types of a parent
 * @parent: a new parent, with types
 *
 * Return: 0, or -ENOMEM; subdev_origins_free() is due in both cases.
 */
int subdev_origins_alloc(struct subdev_parent *parent)
{
	unsigned int i;

	parent->origins = kcalloc(parent->num_types, sizeof(*parent->origins),
				  GFP_KERNEL);
	if (!parent->origins)
		return -ENOMEM;
	for (i = 0; i < parent->num_types; i++) {
		parent->origins[i] = alloc_skb(SUBDEV_ORIGIN_SIZE, GFP_KERNEL);
		if (!parent->origins[i])
			return -ENOMEM;
	}
	return 0;
}

void subdev_origins_free(struct subdev_parent *parent)
{
	unsigned int i;

	for (i = 0; parent->origins && i < parent->num_types; i++)
		consume_skb(parent->origins[i]);
	kfree(parent->origins);
}

/* Once the parent has its index, and before it has a subdevice. */
void subdev_origins_fill(struct subdev_parent *parent)
{
	struct sk_buff *skb;
	unsigned int i;

	for (i = 0; i < parent->num_types; i++) {
		skb = parent->origins[i];
		WARN_ON_ONCE(nla_put_u32(skb, SUBDEV_A_DEV_PARENT_INDEX,
					 parent->index) ||
			     nla_put_string(skb, SUBDEV_A_DEV_PARENT_NAME,
					    parent->name) ||
			     nla_put_string(skb, SUBDEV_A_DEV_TYPE,
					    parent->types[i].name));
	}
}

/* Says of which parent and type a subdevice is, as all of that type do. */
int subdev_origin_put(struct sk_buff *msg, const struct subdev_parent *parent,
		      const struct subdev_type *type)
{
	const struct sk_buff *origin = parent->origins[type - parent->types];

	return nla_append(msg, origin->len, origin->data);
}

static int subdev_use_fill(struct sk_buff *msg,
			   const struct subdev_parent *parent,
			   const struct subdev_use *use)
{
	const struct subdev_resource *resource =
		&parent->resources[use->resource];
	struct nlattr *nest = nla_nest_start(msg, SUBDEV_A_TYPE_RESOURCE);

	if (!nest || nla_put_string(msg, SUBDEV_A_USE_NAME, resource->name) ||
	    nla_put_u32(msg, SUBDEV_A_USE_UNIT, resource->unit) ||
	    nla_put_uint(msg, SUBDEV_A_USE_DEFAULT, use->def) ||
	    nla_put_uint(msg, SUBDEV_A_USE_MINIMUM, use->min) ||
	    nla_put_uint(msg, SUBDEV_A_USE_MAXIMUM, use->max) ||
	    nla_put_uint(msg, SUBDEV_A_USE_STEP, use->step) ||
	    nla_put_u32(msg, SUBDEV_A_USE_GROW, use->grow) ||
	    nla_put_u32(msg, SUBDEV_A_USE_SHRINK, use->shrink) ||
	    (use->shrink_reset &&
	     nla_put_flag(msg, SUBDEV_A_USE_SHRINK_RESET)))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

static int subdev_type_fill_uses(struct sk_buff *msg,
				 const struct subdev_parent *parent,
				 const struct subdev_type *type)
{
	unsigned int i;

	for (i = 0; i < type->num_uses; i++)
		if (subdev_use_fill(msg, parent, &type->uses[i]))
			return -EMSGSIZE;
	return 0;
}

static int subdev_type_fill_model(struct sk_buff *msg,
				  const struct subdev_model *model)
{
	if (!model)
		return 0;
	if (nla_put_string(msg, SUBDEV_A_TYPE_MODEL, model->uri) ||
	    nla_put_u32(msg, SUBDEV_A_TYPE_VERSION,
			subdev_model_newest(model)->number) ||
	    nla_put_u32(msg, SUBDEV_A_TYPE_VERSIONS, model->num_versions) ||
	    nla_put_u32(msg, SUBDEV_A_TYPE_PARAMS, model->num_params))
		return -EMSGSIZE;
	return 0;
}

static int subdev_display_fill(struct sk_buff *msg,
			       const struct subdev_display *display)
{
	return nla_put_u32(msg, SUBDEV_A_DISPLAY_HEADS, display->heads) ?:
	       nla_put_u32(msg, SUBDEV_A_DISPLAY_MAX_WIDTH,
			   display->max_width) ?:
	       nla_put_u32(msg, SUBDEV_A_DISPLAY_MAX_HEIGHT,
			   display->max_height) ?:
	       nla_put_u32(msg, SUBDEV_A_DISPLAY_FRAME_RATE_LIMIT,
			   display->frame_rate_limit) ?:
	       nla_put_uint(msg, SUBDEV_A_DISPLAY_FRAMEBUFFER,
			    display->framebuffer);
}

static int subdev_serial_fill(struct sk_buff *msg,
			      const struct subdev_serial *serial)
{
	return nla_put_u32(msg, SUBDEV_A_SERIAL_PORTS, serial->ports);
}

static int subdev_accel_fill(struct sk_buff *msg,
			     const struct subdev_accel *accel)
{
	return nla_put_u32(msg, SUBDEV_A_ACCEL_ENGINES, accel->engines) ?:
	       nla_put_u32(msg, SUBDEV_A_ACCEL_QUEUES, accel->queues);
}

static int subdev_storage_fill(struct sk_buff *msg,
			       const struct subdev_storage *storage)
{
	return nla_put_uint(msg, SUBDEV_A_STORAGE_SIZE, storage->size) ?:
	       nla_put_u32(msg, SUBDEV_A_STORAGE_BLOCK_SIZE,
			   storage->block_size);
}

static int subdev_net_fill(struct sk_buff *msg, const struct subdev_net *net)
{
	return nla_put_u32(msg, SUBDEV_A_NET_QUEUES, net->queues) ?:
	       nla_put_uint(msg, SUBDEV_A_NET_SPEED, net->speed);
}

static int subdev_type_fill_class(struct sk_buff *msg,
				  const struct subdev_type *type)
{
	static const int attrs[] = {
		[SUBDEV_CLASS_DISPLAY] = SUBDEV_A_TYPE_DISPLAY,
		[SUBDEV_CLASS_SERIAL] = SUBDEV_A_TYPE_SERIAL,
		[SUBDEV_CLASS_ACCEL] = SUBDEV_A_TYPE_ACCEL,
		[SUBDEV_CLASS_STORAGE] = SUBDEV_A_TYPE_STORAGE,
		[SUBDEV_CLASS_NET] = SUBDEV_A_TYPE_NET,
	};
	struct nlattr *nest;
	int err = 0;

	if (type->class == SUBDEV_CLASS_OTHER)
		return 0;
	nest = nla_nest_start(msg, attrs[type->class]);
	if (!nest)
		return -EMSGSIZE;
	switch (type->class) {
	case SUBDEV_CLASS_DISPLAY:
		err = subdev_display_fill(msg, &type->display);
		break;
	case SUBDEV_CLASS_SERIAL:
		err = subdev_serial_fill(msg, &type->serial);
		break;
	case SUBDEV_CLASS_ACCEL:
		err = subdev_accel_fill(msg, &type->accel);
		break;
	case SUBDEV_CLASS_STORAGE:
		err = subdev_storage_fill(msg, &type->storage);
		break;
	case SUBDEV_CLASS_NET:
		err = subdev_net_fill(msg, &type->net);
		break;
	default:
		break;
	}
	nla_nest_end(msg, nest);
	return err;
}

static int subdev_type_fill_locked(struct sk_buff *msg,
				   struct subdev_parent *parent,
				   const struct subdev_type *type,
				   unsigned int item)
{
	lockdep_assert_held(&parent->lock);
	if (nla_put_u32(msg, SUBDEV_A_TYPE_PARENT_INDEX, parent->index) ||
	    nla_put_string(msg, SUBDEV_A_TYPE_PARENT_NAME, parent->name) ||
	    nla_put_string(msg, SUBDEV_A_TYPE_NAME, type->name) ||
	    nla_put_u32(msg, SUBDEV_A_TYPE_CLASS, type->class) ||
	    nla_put_string(msg, SUBDEV_A_TYPE_DESCRIPTION, type->description) ||
	    nla_put_string(msg, SUBDEV_A_TYPE_DEVICE_API, type->device_api) ||
	    nla_put_u32(msg, SUBDEV_A_TYPE_AVAILABLE,
			subdev_parent_available_locked(parent, type)) ||
	    subdev_type_fill_model(msg, type->model) ||
	    subdev_type_fill_uses(msg, parent, type) ||
	    subdev_type_fill_class(msg, type))
		return -EMSGSIZE;
	return 0;
}

static int subdev_type_get_fill(struct sk_buff *msg, struct genl_info *info,
				void *arg)
{
	struct subdev_parent *parent = arg;
	const struct subdev_type *type;

	type = subdev_type_find(parent, info->attrs[SUBDEV_A_TYPE_NAME],
				info->extack);
	if (IS_ERR(type))
		return PTR_ERR(type);
	return subdev_type_fill_locked(msg, parent, type, 0);
}

int subdev_nl_type_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *index = info->attrs[SUBDEV_A_TYPE_PARENT_INDEX];
	struct nlattr *name = info->attrs[SUBDEV_A_TYPE_PARENT_NAME];

	if (GENL_REQ_ATTR_CHECK(info, SUBDEV_A_TYPE_NAME)) {
		GENL_SET_ERR_MSG(info, "a type is needed");
		return -EINVAL;
	}
	return subdev_parent_answer(info, index, name,
				    SUBDEV_A_TYPE_PARENT_INDEX,
				    subdev_type_get_fill);
}

/*
 * Dumps of types, and of what types have
 */

/**
 * struct subdev_type_dump_ctx - where a dump of types stands
 * @index: index of the parent to go on with
 * @type: the next type of that parent
 * @item: the next item of that type
 * @only: dump the types of this parent only, 0 for all parents
 * @only_type: dump this type of @only only, -1 for all
 */
struct subdev_type_dump_ctx {
	unsigned long index;
	unsigned int type;
	unsigned int item;
	u32 only;
	int only_type;
};

/* The index of the type that a dump is limited to, or -ENODEV, -ENOENT. */
static int subdev_type_index(struct subdev_parent *parent, struct nlattr *name,
			     struct netlink_ext_ack *extack)
{
	const struct subdev_type *type;
	int ret = -ENODEV;

	mutex_lock(&parent->lock);
	if (parent->gone) {
		NL_SET_ERR_MSG(extack, "no such parent");
	} else {
		type = subdev_type_find(parent, name, extack);
		ret = IS_ERR(type) ? PTR_ERR(type) : type - parent->types;
	}
	mutex_unlock(&parent->lock);
	return ret;
}

/**
 * subdev_type_dump_start() - start a dump of types or of what they have
 * @cb: the dump
 * @index: the attribute that limits it to one parent, or NULL
 * @name: the same by name
 * @type: the attribute that limits it to one type of that parent, or NULL
 * @index_attr: number of the index attribute, to say that it is missing
 *
 * Return: 0, or a negative errno.
 */
int subdev_type_dump_start(struct netlink_callback *cb, struct nlattr *index,
			   struct nlattr *name, struct nlattr *type,
			   int index_attr)
{
	struct subdev_type_dump_ctx *ctx = (void *)cb->ctx;
	struct subdev_parent *parent;

	NL_ASSERT_CTX_FITS(struct subdev_type_dump_ctx);
	cb->min_dump_alloc = SUBDEV_NL_OBJECT_MAX;
	ctx->only_type = -1;
	if (!type)
		return subdev_parent_filter(index, name, &ctx->only,
					    cb->extack);
	parent = subdev_parent_find(index, name, index_attr, cb->extack);
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	ctx->only = parent->index;
	ctx->only_type = subdev_type_index(parent, type, cb->extack);
	subdev_parent_put(parent);
	return min(ctx->only_type, 0);
}

static int subdev_type_dump_item_locked(struct sk_buff *skb,
					struct netlink_callback *cb,
					const struct subdev_type_dump *dump,
					struct subdev_parent *parent,
					const struct subdev_type *type)
{
	struct subdev_type_dump_ctx *ctx = (void *)cb->ctx;
	void *hdr;

	lockdep_assert_held(&parent->lock);
	hdr = subdev_nl_dump_begin(skb, cb, dump->cmd);
	if (!hdr)
		return -EMSGSIZE;
	return subdev_nl_dump_end(skb, cb, hdr,
				  dump->fill_locked(skb, parent, type,
						    ctx->item));
}

/* The items of one parent, from @ctx->type and @ctx->item on. */
static int subdev_type_dump_parent_locked(struct sk_buff *skb,
					  struct netlink_callback *cb,
					  const struct subdev_type_dump *dump,
					  struct subdev_parent *parent)
{
	struct subdev_type_dump_ctx *ctx = (void *)cb->ctx;
	int err;

	lockdep_assert_held(&parent->lock);
	for (; !parent->gone && ctx->type < parent->num_types; ctx->type++) {
		const struct subdev_type *type = &parent->types[ctx->type];

		if (ctx->only_type >= 0 && ctx->only_type != ctx->type)
			continue;
		for (; ctx->item < dump->count(type); ctx->item++) {
			err = subdev_type_dump_item_locked(skb, cb, dump,
							   parent, type);
			if (err)
				return err;
		}
		ctx->item = 0;
	}
	return 0;
}

/**
 * subdev_type_dumpit() - go on with a dump of types or of what they have
 * @skb: what it fills
 * @cb: the dump, started by subdev_type_dump_start()
 * @dump: what is dumped
 *
 * Return: 0 at the end, or a negative errno.
 */
int subdev_type_dumpit(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct subdev_type_dump *dump)
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
		if (index != ctx->index) {
			ctx->type = 0;
			ctx->item = 0;
		}
		ctx->index = index;
		err = 0;
		if (!ctx->only || ctx->only == index) {
			mutex_lock(&parent->lock);
			err = subdev_type_dump_parent_locked(skb, cb, dump,
							     parent);
			mutex_unlock(&parent->lock);
		}
		subdev_parent_put(parent);
		if (err)
			return err;
		ctx->index++;
		ctx->type = 0;
		ctx->item = 0;
	}
}

int subdev_nl_type_get_start(struct netlink_callback *cb)
{
	const struct genl_info *info = genl_info_dump(cb);

	return subdev_type_dump_start(cb,
				      info->attrs[SUBDEV_A_TYPE_PARENT_INDEX],
				      info->attrs[SUBDEV_A_TYPE_PARENT_NAME],
				      NULL, SUBDEV_A_TYPE_PARENT_INDEX);
}

static unsigned int subdev_type_count(const struct subdev_type *type)
{
	return 1;
}

int subdev_nl_type_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct subdev_type_dump dump = {
		.cmd = SUBDEV_CMD_TYPE_GET,
		.count = subdev_type_count,
		.fill_locked = subdev_type_fill_locked,
	};

	return subdev_type_dumpit(skb, cb, &dump);
}
