// SPDX-License-Identifier: GPL-2.0-only
/*
 * Manifests: how they are told, and the requests to check and negotiate them.
 * How they are read is in wanted.c, what makes one fit in compat.c and verdict.c.
 */
#include <linux/slab.h>

#include <subdev_compat.h>

#include "core.h"
#include "trace.h"

/*
 * Telling
 */

/**
 * subdev_manifest_fill() - put a manifest into a message
 * @msg: the message
 * @parent: the parent
 * @type: the type, which has a model
 * @config: the configuration
 *
 * Return: 0, or -EMSGSIZE.
 */
int subdev_manifest_fill(struct sk_buff *msg, struct subdev_parent *parent,
			 const struct subdev_type *type,
			 const struct subdev_config *config)
{
	struct nlattr *nest = nla_nest_start(msg, SUBDEV_A_DEV_MANIFEST);
	u8 token[SUBDEV_TOKEN_MAX] = {};
	size_t len;

	if (!nest || nla_put_string(msg, SUBDEV_A_MANIFEST_MODEL,
				    type->model->uri) ||
	    (config->version && nla_put_u32(msg, SUBDEV_A_MANIFEST_VERSION,
					    config->version)) ||
	    subdev_values_fill(msg, SUBDEV_A_MANIFEST_PARAM, type->model,
			       config->values) ||
	    subdev_amounts_fill(msg, SUBDEV_A_MANIFEST_RESOURCE, parent, type,
				config, false))
		return -EMSGSIZE;
	len = subdev_driver_token(parent, type, config, token);
	if (len && nla_put(msg, SUBDEV_A_MANIFEST_TOKEN, len, token))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

/* What subdev_manifest_fill() needs at the most. */
size_t subdev_manifest_size(const struct subdev_type *type)
{
	return SZ_512 + subdev_values_size(type->model) +
	       subdev_amounts_size(type);
}

/* Whether there is a model to tell of: 0, or -ENODEV. */
static int subdev_type_has_model(const struct subdev_type *type,
				 const struct nlattr *attr,
				 struct netlink_ext_ack *extack)
{
	if (type->model)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr, "the type has no model");
	return -ENODEV;
}

static bool subdev_names_dev(struct genl_info *info)
{
	return info->attrs[SUBDEV_A_DEV_ID] || info->attrs[SUBDEV_A_DEV_UUID] ||
	       info->attrs[SUBDEV_A_DEV_LABEL];
}

/* A request that names a subdevice names no type. */
static int subdev_names_no_type(struct genl_info *info)
{
	struct nlattr *type = info->attrs[SUBDEV_A_DEV_TYPE] ?:
			      info->attrs[SUBDEV_A_DEV_PARENT_INDEX] ?:
			      info->attrs[SUBDEV_A_DEV_PARENT_NAME];

	if (!type)
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, type,
			    "either a subdevice or a type may be given");
	return -EINVAL;
}

#define SUBDEV_TARGET_MISSING	"a subdevice or a type is needed"

/*
 * Get
 */

static int subdev_manifest_get_dev_fill(struct sk_buff *msg,
					struct genl_info *info, void *arg)
{
	struct subdev_dev *sdev = arg;
	int err;

	mutex_lock(&sdev->lock);
	err = subdev_dev_check_locked(sdev, false, info) ?:
	      subdev_type_has_model(sdev->type, NULL, info->extack) ?:
	      subdev_manifest_fill(msg, sdev->parent, sdev->type,
				   &sdev->comp->config);
	mutex_unlock(&sdev->lock);
	return err;
}

static int subdev_manifest_get_dev(struct genl_info *info)
{
	struct subdev_dev *sdev;
	int err;

	err = subdev_names_no_type(info);
	if (err)
		return err;
	sdev = subdev_dev_find(info);
	if (IS_ERR(sdev))
		return PTR_ERR(sdev);
	err = subdev_nl_answer(info, sdev->msg_size,
			       subdev_manifest_get_dev_fill, sdev);
	subdev_dev_put(sdev);
	return err;
}

/* A type of a parent on which work has begun, and a version of its model. */
struct subdev_manifest_of {
	struct subdev_parent *parent;
	const struct subdev_type *type;
	const struct subdev_version *version;
};

/* What a new subdevice of that version would have. */
static int subdev_manifest_of_fill(struct sk_buff *msg, struct genl_info *info,
				   void *arg)
{
	const struct subdev_manifest_of *of = arg;
	struct subdev_comp *comp = subdev_comp_new(of->type);
	int err;

	if (!comp)
		return -ENOMEM;
	subdev_model_alias(of->type->model, of->version, comp->config.values);
	comp->config.version = of->version->number;
	err = subdev_manifest_fill(msg, of->parent, of->type, &comp->config);
	subdev_comp_free(comp);
	return err;
}

static int subdev_manifest_get_type(struct genl_info *info)
{
	struct subdev_manifest_of of;
	int err;

	of.parent = subdev_type_begin(info->attrs, SUBDEV_TARGET_MISSING,
				      &of.type, info->extack);
	if (IS_ERR(of.parent))
		return PTR_ERR(of.parent);
	err = subdev_type_has_model(of.type, info->attrs[SUBDEV_A_DEV_TYPE],
				    info->extack);
	if (!err) {
		of.version = subdev_model_newest(of.type->model);
		err = subdev_nl_answer(info, subdev_manifest_size(of.type),
				       subdev_manifest_of_fill, &of);
	}
	subdev_type_end(of.parent);
	return err;
}

int subdev_nl_manifest_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return subdev_names_dev(info) ? subdev_manifest_get_dev(info) :
					subdev_manifest_get_type(info);
}

/**
 * struct subdev_manifest_dump_ctx - where a dump of manifests stands
 * @parent: the parent, with a reference
 * @type: index of the type
 * @version: index of the next version
 */
struct subdev_manifest_dump_ctx {
	struct subdev_parent *parent;
	unsigned int type;
	unsigned int version;
};

int subdev_nl_manifest_get_start(struct netlink_callback *cb)
{
	struct subdev_manifest_dump_ctx *ctx = (void *)cb->ctx;
	const struct genl_info *info = genl_info_dump(cb);
	const struct subdev_type *type;
	struct subdev_parent *parent;
	int err;

	NL_ASSERT_CTX_FITS(struct subdev_manifest_dump_ctx);
	cb->min_dump_alloc = SUBDEV_NL_OBJECT_MAX;
	parent = subdev_type_begin(info->attrs, "a type is needed", &type,
				   cb->extack);
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	err = subdev_type_has_model(type, info->attrs[SUBDEV_A_DEV_TYPE],
				    info->extack);
	if (!err) {
		subdev_parent_get(parent);
		ctx->parent = parent;
		ctx->type = type - parent->types;
	}
	subdev_type_end(parent);
	return err;
}

int subdev_nl_manifest_get_done(struct netlink_callback *cb)
{
	struct subdev_manifest_dump_ctx *ctx = (void *)cb->ctx;

	subdev_parent_put(ctx->parent);
	return 0;
}

static int subdev_manifest_dump_one(struct sk_buff *skb,
				    struct netlink_callback *cb,
				    struct subdev_manifest_of *of)
{
	void *hdr = subdev_nl_dump_begin(skb, cb, SUBDEV_CMD_MANIFEST_GET);

	if (!hdr)
		return -EMSGSIZE;
	return subdev_nl_dump_end(skb, cb, hdr,
				  subdev_manifest_of_fill(skb, NULL, of));
}

/* The driver is asked, so no lock is held: work begun keeps the type. */
int subdev_nl_manifest_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	struct subdev_manifest_dump_ctx *ctx = (void *)cb->ctx;
	struct subdev_manifest_of of = { .parent = ctx->parent };
	int err;

	cb->seq = subdev_parents_dump_seq();
	err = subdev_parent_op_begin(of.parent, cb->extack);
	if (err)
		return err;
	of.type = &of.parent->types[ctx->type];
	for (; ctx->version < of.type->model->num_versions; ctx->version++) {
		of.version = &of.type->model->versions[ctx->version];
		err = subdev_manifest_dump_one(skb, cb, &of);
		if (err)
			break;
	}
	subdev_parent_op_end(of.parent);
	return err;
}

/*
 * Check
 */

/**
 * struct subdev_check - a check of manifests under way
 * @manifest: the manifest that is looked at
 * @comp: what a new subdevice would be composed of
 * @verdict: what becomes of it
 */
struct subdev_check {
	struct subdev_wanted manifest;
	struct subdev_comp *comp;
	struct subdev_verdict verdict;
};

/* @type: of a subdevice that would be created, else NULL. */
static struct subdev_check *subdev_check_new(const struct subdev_type *type)
{
	struct subdev_check *check;

	check = kzalloc(sizeof(*check), GFP_KERNEL_ACCOUNT);
	if (!check)
		return NULL;
	subdev_verdict_init(&check->verdict);
	if (!type)
		return check;
	check->comp = subdev_comp_new(type);
	if (check->comp)
		return check;
	kfree(check);
	return NULL;
}

static void subdev_check_free(struct subdev_check *check)
{
	subdev_reasons_free(&check->verdict.reasons);
	subdev_comp_free(check->comp);
	kfree(check);
}

/* Reads a manifest, and forgets what became of the one before. */
static int subdev_check_read(struct subdev_check *check,
			     const struct nlattr *attr,
			     struct netlink_ext_ack *extack)
{
	subdev_reasons_free(&check->verdict.reasons);
	memset(&check->manifest, 0, sizeof(check->manifest));
	return subdev_manifest_parse(&check->manifest, attr, extack);
}

static int subdev_check_fill(struct sk_buff *msg, struct genl_info *info,
			     void *arg)
{
	const struct subdev_check *check = arg;

	return subdev_verdict_fill(msg, &check->verdict);
}

static int subdev_check_answer(struct genl_info *info,
			       struct subdev_check *check)
{
	return subdev_nl_answer(info, subdev_verdict_size(&check->verdict),
				subdev_check_fill, check);
}

static int subdev_check_dev(struct genl_info *info, struct subdev_dev *sdev)
{
	struct subdev_check *check = subdev_check_new(NULL);
	int err;

	if (!check)
		return -ENOMEM;
	err = subdev_check_read(check, info->attrs[SUBDEV_A_DEV_MANIFEST],
				info->extack);
	if (!err) {
		mutex_lock(&sdev->lock);
		err = subdev_dev_check_locked(sdev, false, info) ?:
		      subdev_verdict_state_locked(&check->verdict, sdev,
						  &check->manifest);
		mutex_unlock(&sdev->lock);
	}
	if (!err) {
		trace_subdev_check(sdev->parent, sdev->type, sdev->id,
				   SUBDEV_PURPOSE_STATE, -1,
				   check->verdict.err);
		err = subdev_check_answer(info, check);
	}
	subdev_check_free(check);
	return err;
}

/* The driver's words go into the verdict: the request itself succeeds. */
static int subdev_check_create(struct subdev_check *check,
			       struct subdev_parent *parent,
			       const struct subdev_type *type)
{
	struct subdev_config *config = &check->comp->config;
	struct netlink_ext_ack extack = {};

	return subdev_verdict_fit(&check->verdict, parent, type,
				  &check->manifest, config, &extack) ?:
	       subdev_verdict_room(&check->verdict, parent, type, config);
}

static int subdev_check_type(struct genl_info *info,
			     struct subdev_parent *parent,
			     const struct subdev_type *type)
{
	struct subdev_check *check = subdev_check_new(type);
	int err;

	if (!check)
		return -ENOMEM;
	err = subdev_check_read(check, info->attrs[SUBDEV_A_DEV_MANIFEST],
				info->extack) ?:
	      subdev_check_create(check, parent, type);
	if (!err) {
		trace_subdev_check(parent, type, 0, SUBDEV_PURPOSE_CREATE, -1,
				   check->verdict.err);
		err = subdev_check_answer(info, check);
	}
	subdev_check_free(check);
	return err;
}

int subdev_nl_manifest_check_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct subdev_type *type;
	struct subdev_parent *parent;
	struct subdev_dev *sdev;
	int err;

	err = subdev_manifest_one(genlmsg_data(info->genlhdr),
				  genlmsg_len(info->genlhdr), info->extack);
	if (err)
		return err;
	if (!subdev_names_dev(info)) {
		parent = subdev_type_begin(info->attrs, SUBDEV_TARGET_MISSING,
					   &type, info->extack);
		if (IS_ERR(parent))
			return PTR_ERR(parent);
		err = subdev_check_type(info, parent, type);
		subdev_type_end(parent);
		return err;
	}
	err = subdev_names_no_type(info);
	if (err)
		return err;
	sdev = subdev_dev_find(info);
	if (IS_ERR(sdev))
		return PTR_ERR(sdev);
	err = subdev_check_dev(info, sdev);
	subdev_dev_put(sdev);
	return err;
}

/**
 * subdev_manifest_apply() - make a new composition what a manifest says
 * @parent: the parent, with work begun
 * @type: the type
 * @manifest: the manifest
 * @attr: where it was, to point at
 * @comp: the composition; of no use if this fails
 * @extack: for the reason of a failure, the first of all
 *
 * Whether there is room is found out by taking it, as in any creation.
 *
 * Return: 0, -ENOMEM, -EIO, or the errno of the verdict.
 */
int subdev_manifest_apply(struct subdev_parent *parent,
			  const struct subdev_type *type,
			  const struct subdev_wanted *manifest,
			  const struct nlattr *attr, struct subdev_comp *comp,
			  struct netlink_ext_ack *extack)
{
	struct subdev_verdict verdict;
	int err;

	subdev_verdict_init(&verdict);
	err = subdev_verdict_fit(&verdict, parent, type, manifest,
				 &comp->config, extack) ?:
	      subdev_verdict_fail(&verdict, manifest, attr, extack);
	subdev_reasons_free(&verdict.reasons);
	return err;
}

/*
 * Negotiate
 */

/**
 * struct subdev_negotiation - which of many manifests is the best
 * @parent: the parent, with work begun
 * @type: the type
 * @check: the manifest that is looked at
 * @best: what the best so far would be composed of
 * @chosen: which that is, -1 for none
 */
struct subdev_negotiation {
	struct subdev_parent *parent;
	const struct subdev_type *type;
	struct subdev_check *check;
	struct subdev_comp *best;
	int chosen;
};

/* Looks at one, and keeps what it would be if it is the best so far. */
static int subdev_negotiation_consider(struct subdev_negotiation *n,
				       const struct nlattr *attr, int nr,
				       struct netlink_ext_ack *extack)
{
	struct subdev_check *check = n->check;
	int err;

	err = subdev_check_read(check, attr, extack) ?:
	      subdev_check_create(check, n->parent, n->type);
	if (err || check->verdict.err)
		return err;
	if (n->chosen >= 0 &&
	    check->comp->config.version <= n->best->config.version)
		return 0;
	n->chosen = nr;
	swap(n->best, check->comp);
	return 0;
}

static int subdev_negotiation_run(struct subdev_negotiation *n,
				  struct genl_info *info)
{
	struct nlattr *attr;
	int err, rest, nr = 0;

	nla_for_each_attr(attr, genlmsg_data(info->genlhdr),
			  genlmsg_len(info->genlhdr), rest) {
		if (nla_type(attr) != SUBDEV_A_DEV_MANIFEST)
			continue;
		if (nr == SUBDEV_MANIFESTS_MAX) {
			subdev_say(info->extack, attr, "more than %u manifests",
				   nr);
			return -ERANGE;
		}
		err = subdev_negotiation_consider(n, attr, nr++, info->extack);
		if (err)
			return err;
		cond_resched();
	}
	/* With a choice the verdict is on that; without, on the last. */
	if (n->chosen >= 0) {
		subdev_reasons_free(&n->check->verdict.reasons);
		n->check->verdict.err = 0;
	}
	return 0;
}

static int subdev_negotiation_fill(struct sk_buff *msg, struct genl_info *info,
				   void *arg)
{
	const struct subdev_negotiation *n = arg;

	if (subdev_verdict_fill(msg, &n->check->verdict))
		return -EMSGSIZE;
	if (n->chosen < 0)
		return 0;
	if (nla_put_u32(msg, SUBDEV_A_DEV_CHOSEN, n->chosen))
		return -EMSGSIZE;
	return subdev_manifest_fill(msg, n->parent, n->type, &n->best->config);
}

static int subdev_negotiation_answer(struct subdev_negotiation *n,
				     struct genl_info *info)
{
	int err;

	n->check = subdev_check_new(n->type);
	if (!n->check)
		return -ENOMEM;
	n->best = subdev_comp_new(n->type);
	err = n->best ? subdev_negotiation_run(n, info) : -ENOMEM;
	if (!err) {
		trace_subdev_check(n->parent, n->type, 0,
				   SUBDEV_PURPOSE_CREATE, n->chosen,
				   n->check->verdict.err);
		err = subdev_nl_answer(info, subdev_manifest_size(n->type) +
				       subdev_verdict_size(&n->check->verdict),
				       subdev_negotiation_fill, n);
	}
	subdev_comp_free(n->best);
	subdev_check_free(n->check);
	return err;
}

int subdev_nl_manifest_negotiate_doit(struct sk_buff *skb,
				      struct genl_info *info)
{
	struct subdev_negotiation n = { .chosen = -1 };
	int err;

	if (GENL_REQ_ATTR_CHECK(info, SUBDEV_A_DEV_MANIFEST)) {
		GENL_SET_ERR_MSG(info, "a manifest is needed");
		return -EINVAL;
	}
	n.parent = subdev_type_begin(info->attrs, "a type is needed", &n.type,
				     info->extack);
	if (IS_ERR(n.parent))
		return PTR_ERR(n.parent);
	err = subdev_negotiation_answer(&n, info);
	subdev_type_end(n.parent);
	return err;
}
