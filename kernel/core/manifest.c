// SPDX-License-Identifier: GPL-2.0-only
/*
 * Manifests on the wire: how they are read, told, checked and negotiated. What
 * makes one fit is in compat.c.
 */
#include <linux/hex.h>
#include <linux/slab.h>

#include <subdev_compat.h>

#include "core.h"

/*
 * Reading
 */

/* Numbers of the attributes that a request and a manifest call by one name. */
struct subdev_manifest_attrs {
	int version;
	int param;
	int resource;
};

static const struct subdev_manifest_attrs subdev_request_attrs = {
	.version = SUBDEV_A_DEV_VERSION,
	.param = SUBDEV_A_DEV_PARAM,
	.resource = SUBDEV_A_DEV_RESOURCE,
};

static const struct subdev_manifest_attrs subdev_nest_attrs = {
	.version = SUBDEV_A_MANIFEST_VERSION,
	.param = SUBDEV_A_MANIFEST_PARAM,
	.resource = SUBDEV_A_MANIFEST_RESOURCE,
};

/* A string ends where its attribute ends: no zero byte comes before. */
static int subdev_string_get(const struct nlattr *attr, const char **str,
			     struct netlink_ext_ack *extack)
{
	*str = nla_data(attr);
	if (strlen(*str) + 1 == nla_len(attr))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr, "a zero byte inside of a string");
	return -EINVAL;
}

static int subdev_name_get(const struct nlattr *nest, const struct nlattr *attr,
			   int missing, const char **name,
			   struct netlink_ext_ack *extack)
{
	if (attr)
		return subdev_string_get(attr, name, extack);
	NL_SET_ERR_ATTR_MISS(extack, nest, missing);
	NL_SET_ERR_MSG(extack, "a name is needed");
	return -EINVAL;
}

/* The one attribute of a value that says what it is. */
static const struct nlattr *subdev_value_get(const struct nlattr *nest,
					     struct nlattr **tb,
					     struct netlink_ext_ack *extack)
{
	const struct nlattr *found = NULL;
	int type;

	for (type = SUBDEV_A_VALUE_BOOL; type <= SUBDEV_A_VALUE_STRING; type++) {
		if (!tb[type])
			continue;
		if (found) {
			NL_SET_ERR_MSG_ATTR(extack, tb[type],
					    "a param has one value");
			return ERR_PTR(-EINVAL);
		}
		found = tb[type];
	}
	if (found)
		return found;
	NL_SET_ERR_MSG_ATTR(extack, nest, "a value is needed");
	return ERR_PTR(-EINVAL);
}

static int subdev_param_parse(struct subdev_named_value *param,
			      const struct nlattr *nest,
			      struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SUBDEV_A_VALUE_STRING + 1];
	const struct nlattr *value;
	int err;

	err = nla_parse_nested(tb, SUBDEV_A_VALUE_STRING, nest,
			       subdev_value_nl_policy, extack);
	if (err)
		return err;
	param->attr = nest;
	err = subdev_name_get(nest, tb[SUBDEV_A_VALUE_NAME],
			      SUBDEV_A_VALUE_NAME, &param->name, extack);
	if (err)
		return err;
	value = subdev_value_get(nest, tb, extack);
	if (IS_ERR(value))
		return PTR_ERR(value);
	switch (nla_type(value)) {
	case SUBDEV_A_VALUE_BOOL:
		param->kind = SUBDEV_PARAM_KIND_BOOL;
		param->num = nla_get_u8(value);
		return 0;
	case SUBDEV_A_VALUE_UINT:
		param->kind = SUBDEV_PARAM_KIND_UINT;
		param->num = nla_get_uint(value);
		return 0;
	default:
		param->kind = SUBDEV_PARAM_KIND_STRING;
		return subdev_string_get(value, &param->str, extack);
	}
}

static int subdev_amount_parse(struct subdev_named_amount *amount,
			       const struct nlattr *nest,
			       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SUBDEV_A_AMOUNT_START + 1];
	int err;

	err = nla_parse_nested(tb, SUBDEV_A_AMOUNT_START, nest,
			       subdev_amount_nl_policy, extack);
	if (err)
		return err;
	amount->attr = nest;
	err = subdev_name_get(nest, tb[SUBDEV_A_AMOUNT_NAME],
			      SUBDEV_A_AMOUNT_NAME, &amount->name, extack);
	if (err)
		return err;
	if (tb[SUBDEV_A_AMOUNT_START]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[SUBDEV_A_AMOUNT_START],
				    "where a range begins is not for the request to say");
		return -EINVAL;
	}
	if (!tb[SUBDEV_A_AMOUNT_AMOUNT]) {
		NL_SET_ERR_ATTR_MISS(extack, nest, SUBDEV_A_AMOUNT_AMOUNT);
		NL_SET_ERR_MSG(extack, "an amount is needed");
		return -EINVAL;
	}
	amount->amount = nla_get_uint(tb[SUBDEV_A_AMOUNT_AMOUNT]);
	return 0;
}

static int subdev_manifest_too_many(const struct nlattr *attr, const char *what,
				    unsigned int max,
				    struct netlink_ext_ack *extack)
{
	subdev_say(extack, attr, "more than %u %s", max, what);
	return -ERANGE;
}

static int subdev_manifest_twice(const struct nlattr *attr, const char *name,
				 struct netlink_ext_ack *extack)
{
	subdev_say(extack, attr, "%s: given twice", name);
	return -EINVAL;
}

static int subdev_manifest_add_param(struct subdev_manifest *manifest,
				     const struct nlattr *attr,
				     struct netlink_ext_ack *extack)
{
	struct subdev_named_value *param;
	unsigned int i;
	int err;

	if (manifest->num_params == ARRAY_SIZE(manifest->params))
		return subdev_manifest_too_many(attr, "params",
						manifest->num_params, extack);
	param = &manifest->params[manifest->num_params];
	err = subdev_param_parse(param, attr, extack);
	if (err)
		return err;
	for (i = 0; i < manifest->num_params; i++)
		if (!strcmp(manifest->params[i].name, param->name))
			return subdev_manifest_twice(attr, param->name, extack);
	manifest->num_params++;
	return 0;
}

static int subdev_manifest_add_amount(struct subdev_manifest *manifest,
				      const struct nlattr *attr,
				      struct netlink_ext_ack *extack)
{
	struct subdev_named_amount *amount;
	unsigned int i;
	int err;

	if (manifest->num_amounts == ARRAY_SIZE(manifest->amounts))
		return subdev_manifest_too_many(attr, "resources",
						manifest->num_amounts, extack);
	amount = &manifest->amounts[manifest->num_amounts];
	err = subdev_amount_parse(amount, attr, extack);
	if (err)
		return err;
	for (i = 0; i < manifest->num_amounts; i++)
		if (!strcmp(manifest->amounts[i].name, amount->name))
			return subdev_manifest_twice(attr, amount->name,
						     extack);
	manifest->num_amounts++;
	return 0;
}

static int subdev_manifest_add(struct subdev_manifest *manifest,
			       const struct subdev_manifest_attrs *attrs,
			       const struct nlattr *attr,
			       struct netlink_ext_ack *extack)
{
	int type = nla_type(attr);

	if (type == attrs->param)
		return subdev_manifest_add_param(manifest, attr, extack);
	if (type == attrs->resource)
		return subdev_manifest_add_amount(manifest, attr, extack);
	if (type == attrs->version) {
		manifest->version = nla_get_u32(attr);
		manifest->version_attr = attr;
	}
	return 0;
}

/**
 * subdev_manifest_parse_request() - read what a request says of a configuration
 * @manifest: where it goes, all zeroes
 * @info: a request to create or set, whose policies have been checked
 *
 * Return: 0, or -EINVAL, -ERANGE.
 */
int subdev_manifest_parse_request(struct subdev_manifest *manifest,
				  struct genl_info *info)
{
	struct nlattr *attr;
	int err, rest;

	nla_for_each_attr(attr, genlmsg_data(info->genlhdr),
			  genlmsg_len(info->genlhdr), rest) {
		err = subdev_manifest_add(manifest, &subdev_request_attrs, attr,
					  info->extack);
		if (err)
			return err;
	}
	return 0;
}

static int subdev_manifest_parse_head(struct subdev_manifest *manifest,
				      const struct nlattr *model,
				      const struct nlattr *token,
				      struct netlink_ext_ack *extack)
{
	if (token) {
		manifest->token = nla_data(token);
		manifest->token_len = nla_len(token);
		if (manifest->token_len > SUBDEV_TOKEN_MAX) {
			subdev_say(extack, token, "token: longer than %u bytes",
				   SUBDEV_TOKEN_MAX);
			return -ERANGE;
		}
	}
	return model ? subdev_string_get(model, &manifest->model, extack) : 0;
}

/**
 * subdev_manifest_parse() - read a manifest
 * @manifest: where it goes, all zeroes
 * @nest: the attribute with the manifest
 * @extack: for the reason of a failure
 *
 * Return: 0, or -EINVAL, -ERANGE.
 */
int subdev_manifest_parse(struct subdev_manifest *manifest,
			  const struct nlattr *nest,
			  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SUBDEV_A_MANIFEST_TOKEN + 1];
	struct nlattr *attr;
	int err, rest;

	err = nla_parse_nested(tb, SUBDEV_A_MANIFEST_TOKEN, nest,
			       subdev_manifest_nl_policy, extack);
	if (!err)
		err = subdev_manifest_parse_head(manifest,
						 tb[SUBDEV_A_MANIFEST_MODEL],
						 tb[SUBDEV_A_MANIFEST_TOKEN],
						 extack);
	if (err)
		return err;
	nla_for_each_nested(attr, nest, rest) {
		err = subdev_manifest_add(manifest, &subdev_nest_attrs, attr,
					  extack);
		if (err)
			return err;
	}
	return 0;
}

/*
 * Telling
 */

static size_t subdev_driver_token(struct subdev_parent *parent,
				  const struct subdev_type *type,
				  const struct subdev_config *config,
				  u8 token[SUBDEV_TOKEN_MAX])
{
	const struct subdev_driver *drv = parent->driver;
	size_t len;

	if (!drv->token)
		return 0;
	len = drv->token(parent, type, config, token);
	return WARN_ON_ONCE(len > SUBDEV_TOKEN_MAX) ? 0 : len;
}

static int subdev_manifest_fill(struct sk_buff *msg,
				struct subdev_parent *parent,
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

static size_t subdev_manifest_size(const struct subdev_type *type)
{
	return SZ_512 + subdev_values_size(type->model) +
	       subdev_amounts_size(type);
}

static int subdev_no_model(const struct subdev_type *type,
			   struct netlink_ext_ack *extack)
{
	if (type->model)
		return 0;
	NL_SET_ERR_MSG(extack, "the type has no model");
	return -ENODEV;
}

/*
 * Checking
 */

/**
 * struct subdev_verdict - whether a manifest fits
 * @purpose: what it holds for
 * @err: what the attempt would fail with, 0 or negative
 * @reasons: all that is against it
 */
struct subdev_verdict {
	enum subdev_purpose purpose;
	int err;
	struct list_head reasons;
};

static void subdev_verdict_init(struct subdev_verdict *verdict,
				enum subdev_purpose purpose)
{
	verdict->purpose = purpose;
	verdict->err = 0;
	INIT_LIST_HEAD(&verdict->reasons);
}

static int subdev_verdict_add(struct subdev_verdict *verdict,
			      enum subdev_subject subject, const char *wanted,
			      const char *had)
{
	struct subdev_reason *reason;

	reason = subdev_reason_add(&verdict->reasons, subject, NULL);
	if (!reason)
		return -ENOMEM;
	strscpy(reason->wanted, wanted);
	strscpy(reason->had, had);
	return 0;
}

/* For people; as in JSON, two digits a byte. */
static void subdev_token_text(const u8 *token, size_t len,
			      char text[SUBDEV_URI_MAX + 1])
{
	size_t shown = min_t(size_t, len, SUBDEV_URI_MAX / 2);

	bin2hex(text, token, shown);
	text[2 * shown] = '\0';
}

/* The token, once all else fits. */
static int subdev_verdict_token(struct subdev_verdict *verdict,
				struct subdev_parent *parent,
				const struct subdev_type *type,
				const struct subdev_manifest *manifest,
				const struct subdev_config *config)
{
	const struct subdev_driver *drv = parent->driver;
	u8 token[SUBDEV_TOKEN_MAX] = {};
	char wanted[SUBDEV_URI_MAX + 1];
	char had[SUBDEV_URI_MAX + 1];
	size_t len;
	bool fits;

	len = subdev_driver_token(parent, type, config, token);
	if (drv->compatible)
		fits = drv->compatible(parent, type, config, manifest->token,
				       manifest->token_len);
	else
		fits = len == manifest->token_len &&
		       !memcmp(token, manifest->token, len);
	if (fits)
		return 0;
	verdict->err = -EINVAL;
	subdev_token_text(manifest->token, manifest->token_len, wanted);
	subdev_token_text(token, len, had);
	return subdev_verdict_add(verdict, SUBDEV_SUBJECT_TOKEN, wanted, had);
}

/**
 * subdev_config_validate() - whether the vendor driver takes a configuration
 * @parent: the parent, with work begun
 * @type: the type
 * @config: the configuration, which the core has found good
 * @extack: for the reason of a failure
 *
 * Return: 0, or what the driver fails with.
 */
int subdev_config_validate(struct subdev_parent *parent,
			   const struct subdev_type *type,
			   const struct subdev_config *config,
			   struct netlink_ext_ack *extack)
{
	const struct subdev_driver *drv = parent->driver;

	if (!drv->validate)
		return 0;
	return subdev_driver_errno(drv->validate(parent, type, config, extack));
}

static int subdev_verdict_validate(struct subdev_verdict *verdict,
				   struct subdev_parent *parent,
				   const struct subdev_type *type,
				   const struct subdev_config *config)
{
	struct netlink_ext_ack extack = {};

	verdict->err = subdev_config_validate(parent, type, config, &extack);
	if (!verdict->err)
		return 0;
	return subdev_verdict_add(verdict, SUBDEV_SUBJECT_DRIVER, "",
				  extack._msg ?: "");
}

/* What there is no room for; it would fit at another time. */
static int subdev_verdict_room(struct subdev_verdict *verdict,
			       struct subdev_parent *parent,
			       const struct subdev_type *type,
			       const struct subdev_config *config)
{
	int err;

	mutex_lock(&parent->lock);
	err = subdev_resources_room_locked(parent, type, config,
					   &verdict->reasons);
	if (!err && subdev_parent_place_locked(parent, NULL))
		err = subdev_verdict_add(verdict, SUBDEV_SUBJECT_RESOURCE,
					 "a place", "no place free");
	mutex_unlock(&parent->lock);
	if (!err && !verdict->err && !list_empty(&verdict->reasons))
		verdict->err = -ENOSPC;
	return err;
}

/* Whether an equal subdevice could be created now; @comp becomes what it would be. */
static int subdev_verdict_create(struct subdev_verdict *verdict,
				 struct subdev_parent *parent,
				 const struct subdev_type *type,
				 const struct subdev_manifest *manifest,
				 struct subdev_config *config)
{
	int err;

	subdev_verdict_init(verdict, SUBDEV_PURPOSE_CREATE);
	verdict->err = subdev_compat_create(type, parent->resources, manifest,
					    config, &verdict->reasons);
	if (verdict->err == -ENOMEM)
		return -ENOMEM;
	/* Of another model nothing else can be compared. */
	if (verdict->err == -ENODEV || !type->model ||
	    strcmp(manifest->model, type->model->uri))
		return 0;
	if (!verdict->err) {
		err = subdev_verdict_token(verdict, parent, type, manifest,
					   config);
		if (err)
			return err;
	}
	if (!verdict->err) {
		err = config->version ? 0 :
		      subdev_config_match(type->model, config);
		if (!err)
			err = subdev_verdict_validate(verdict, parent, type,
						      config);
		if (err)
			return err;
	}
	return subdev_verdict_room(verdict, parent, type, config);
}

/* Whether a subdevice takes the state of what has the manifest. */
static int subdev_verdict_state_locked(struct subdev_verdict *verdict,
				       struct subdev_dev *sdev,
				       const struct subdev_manifest *manifest)
{
	const struct subdev_config *config = &sdev->comp->config;

	lockdep_assert_held(&sdev->lock);
	subdev_verdict_init(verdict, SUBDEV_PURPOSE_STATE);
	verdict->err = subdev_compat_state(sdev->type, sdev->parent->resources,
					   manifest, config,
					   &verdict->reasons);
	if (verdict->err == -ENOMEM)
		return -ENOMEM;
	if (verdict->err)
		return 0;
	return subdev_verdict_token(verdict, sdev->parent, sdev->type, manifest,
				    config);
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
 * Return: 0, -ENOMEM, or the errno of the verdict.
 */
int subdev_manifest_apply(struct subdev_parent *parent,
			  const struct subdev_type *type,
			  const struct subdev_manifest *manifest,
			  const struct nlattr *attr, struct subdev_comp *comp,
			  struct netlink_ext_ack *extack)
{
	struct subdev_verdict verdict;
	struct subdev_reason *first;
	int err;

	err = subdev_verdict_create(&verdict, parent, type, manifest,
				    &comp->config);
	first = list_first_entry_or_null(&verdict.reasons, struct subdev_reason,
					 node);
	if (!err && verdict.err && first)
		subdev_say(extack, attr, "%s%s%.24s wanted, %.24s",
			   first->name, *first->name ? ": " : "",
			   first->wanted, first->had);
	if (!err)
		err = verdict.err;
	subdev_reasons_free(&verdict.reasons);
	return err;
}

static int subdev_reason_fill(struct sk_buff *msg,
			      const struct subdev_reason *reason)
{
	struct nlattr *nest = nla_nest_start(msg, SUBDEV_A_VERDICT_REASON);

	if (!nest ||
	    nla_put_u32(msg, SUBDEV_A_REASON_SUBJECT, reason->subject) ||
	    (*reason->name &&
	     nla_put_string(msg, SUBDEV_A_REASON_NAME, reason->name)) ||
	    nla_put_string(msg, SUBDEV_A_REASON_WANTED, reason->wanted) ||
	    nla_put_string(msg, SUBDEV_A_REASON_HAD, reason->had))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

static int subdev_verdict_fill(struct sk_buff *msg,
			       const struct subdev_verdict *verdict)
{
	const struct subdev_reason *reason;
	struct nlattr *nest = nla_nest_start(msg, SUBDEV_A_DEV_VERDICT);

	if (!nest ||
	    nla_put_u32(msg, SUBDEV_A_VERDICT_PURPOSE, verdict->purpose) ||
	    nla_put_u32(msg, SUBDEV_A_VERDICT_ERRNO, -verdict->err))
		return -EMSGSIZE;
	list_for_each_entry(reason, &verdict->reasons, node)
		if (subdev_reason_fill(msg, reason))
			return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

static size_t subdev_verdict_size(struct subdev_verdict *verdict)
{
	return SZ_64 + list_count_nodes(&verdict->reasons) *
		       (nla_total_size(0) + nla_total_size(sizeof(u32)) +
			nla_total_size(SUBDEV_TYPE_NAME_MAX + 1) +
			2 * nla_total_size(SUBDEV_URI_MAX + 1));
}

/*
 * What a request is about: a subdevice, or a type
 */

/**
 * struct subdev_target - what a request is about
 * @sdev: a subdevice, with a reference; or NULL
 * @parent: else the parent, with a reference and work begun
 * @type: and the type
 * @manifest: the manifest of the request, or the one that is best
 * @comp: what a new subdevice of @type would be composed of
 * @verdict: what became of a check
 * @chosen: which manifest is best, -1 for none
 */
struct subdev_target {
	struct subdev_dev *sdev;
	struct subdev_parent *parent;
	const struct subdev_type *type;
	struct subdev_manifest manifest;
	struct subdev_comp *comp;
	struct subdev_verdict verdict;
	int chosen;
};

static int subdev_target_find_type(struct subdev_target *target,
				   struct genl_info *info)
{
	struct nlattr *index = info->attrs[SUBDEV_A_DEV_PARENT_INDEX];
	struct nlattr *name = info->attrs[SUBDEV_A_DEV_PARENT_NAME];
	struct subdev_parent *parent;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, SUBDEV_A_DEV_TYPE)) {
		GENL_SET_ERR_MSG(info, "a subdevice or a type is needed");
		return -EINVAL;
	}
	parent = subdev_parent_find(index, name, SUBDEV_A_DEV_PARENT_INDEX,
				    info->extack);
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	err = subdev_parent_op_begin(parent, info->extack);
	if (err) {
		subdev_nl_blame(info->extack, index ?: name);
		goto err_put;
	}
	target->type = subdev_type_find(parent, info->attrs[SUBDEV_A_DEV_TYPE],
					info->extack);
	if (IS_ERR(target->type)) {
		err = PTR_ERR(target->type);
		goto err_end;
	}
	target->parent = parent;
	return 0;

err_end:
	subdev_parent_op_end(parent);
err_put:
	subdev_parent_put(parent);
	return err;
}

static int subdev_target_find_dev(struct subdev_target *target,
				  struct genl_info *info)
{
	struct nlattr *type = info->attrs[SUBDEV_A_DEV_TYPE] ?:
			      info->attrs[SUBDEV_A_DEV_PARENT_INDEX] ?:
			      info->attrs[SUBDEV_A_DEV_PARENT_NAME];

	if (type) {
		NL_SET_ERR_MSG_ATTR(info->extack, type,
				    "either a subdevice or a type may be given");
		return -EINVAL;
	}
	target->sdev = subdev_dev_find(info);
	return PTR_ERR_OR_ZERO(target->sdev);
}

static bool subdev_names_dev(struct genl_info *info)
{
	return info->attrs[SUBDEV_A_DEV_ID] || info->attrs[SUBDEV_A_DEV_UUID] ||
	       info->attrs[SUBDEV_A_DEV_LABEL];
}

static void subdev_target_free(struct subdev_target *target)
{
	if (target->sdev)
		subdev_dev_put(target->sdev);
	if (target->parent) {
		subdev_parent_op_end(target->parent);
		subdev_parent_put(target->parent);
	}
	subdev_comp_free(target->comp);
	subdev_reasons_free(&target->verdict.reasons);
	kfree(target);
}

static struct subdev_target *subdev_target_new(struct genl_info *info)
{
	struct subdev_target *target;
	int err;

	target = kzalloc(sizeof(*target), GFP_KERNEL_ACCOUNT);
	if (!target)
		return ERR_PTR(-ENOMEM);
	subdev_verdict_init(&target->verdict, SUBDEV_PURPOSE_CREATE);
	target->chosen = -1;
	if (subdev_names_dev(info)) {
		err = subdev_target_find_dev(target, info);
	} else {
		err = subdev_target_find_type(target, info);
		if (!err) {
			target->comp = subdev_comp_new(target->type);
			err = target->comp ? 0 : -ENOMEM;
		}
	}
	if (!err)
		return target;
	if (IS_ERR(target->sdev))
		target->sdev = NULL;
	subdev_target_free(target);
	return ERR_PTR(err);
}

/*
 * Requests
 */

static int subdev_manifest_get_dev_locked(struct sk_buff *msg,
					  struct genl_info *info,
					  struct subdev_dev *sdev)
{
	return subdev_dev_check_locked(sdev, false, info) ?:
	       subdev_no_model(sdev->type, info->extack) ?:
	       subdev_manifest_fill(msg, sdev->parent, sdev->type,
				    &sdev->comp->config);
}

static int subdev_manifest_get_fill(struct sk_buff *msg, struct genl_info *info,
				    void *arg)
{
	struct subdev_target *target = arg;
	int err;

	if (!target->sdev)
		return subdev_no_model(target->type, info->extack) ?:
		       subdev_manifest_fill(msg, target->parent, target->type,
					    &target->comp->config);
	mutex_lock(&target->sdev->lock);
	err = subdev_manifest_get_dev_locked(msg, info, target->sdev);
	mutex_unlock(&target->sdev->lock);
	return err;
}

int subdev_nl_manifest_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct subdev_target *target = subdev_target_new(info);
	int err;

	if (IS_ERR(target))
		return PTR_ERR(target);
	err = subdev_nl_answer(info, target->sdev ? target->sdev->msg_size :
			       subdev_manifest_size(target->type),
			       subdev_manifest_get_fill, target);
	subdev_target_free(target);
	return err;
}

int subdev_nl_manifest_get_start(struct netlink_callback *cb)
{
	const struct genl_info *info = genl_info_dump(cb);

	return subdev_type_dump_start(cb,
				      info->attrs[SUBDEV_A_DEV_PARENT_INDEX],
				      info->attrs[SUBDEV_A_DEV_PARENT_NAME],
				      info->attrs[SUBDEV_A_DEV_TYPE],
				      SUBDEV_A_DEV_PARENT_INDEX);
}

static unsigned int subdev_manifest_count(const struct subdev_type *type)
{
	return type->model ? type->model->num_versions : 0;
}

static int subdev_manifest_fill_version(struct sk_buff *msg,
					struct subdev_parent *parent,
					const struct subdev_type *type,
					unsigned int i)
{
	const struct subdev_version *version = &type->model->versions[i];
	struct subdev_comp *comp = subdev_comp_new(type);
	int err;

	if (!comp)
		return -ENOMEM;
	subdev_model_alias(type->model, version, comp->config.values);
	comp->config.version = version->number;
	err = subdev_manifest_fill(msg, parent, type, &comp->config);
	subdev_comp_free(comp);
	return err;
}

int subdev_nl_manifest_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	static const struct subdev_type_dump dump = {
		.cmd = SUBDEV_CMD_MANIFEST_GET,
		.count = subdev_manifest_count,
		.fill_locked = subdev_manifest_fill_version,
	};

	return subdev_type_dumpit(skb, cb, &dump);
}

static int subdev_target_check_dev(struct subdev_target *target,
				   struct genl_info *info)
{
	struct subdev_dev *sdev = target->sdev;
	int err;

	mutex_lock(&sdev->lock);
	err = subdev_dev_check_locked(sdev, false, info) ?:
	      subdev_verdict_state_locked(&target->verdict, sdev,
					  &target->manifest);
	mutex_unlock(&sdev->lock);
	return err;
}

static int subdev_target_check(struct subdev_target *target,
			       struct genl_info *info)
{
	int err;

	err = subdev_manifest_parse(&target->manifest,
				    info->attrs[SUBDEV_A_DEV_MANIFEST],
				    info->extack);
	if (err)
		return err;
	if (target->sdev)
		return subdev_target_check_dev(target, info);
	return subdev_verdict_create(&target->verdict, target->parent,
				     target->type, &target->manifest,
				     &target->comp->config);
}

static int subdev_manifest_needed(struct genl_info *info)
{
	if (!GENL_REQ_ATTR_CHECK(info, SUBDEV_A_DEV_MANIFEST))
		return 0;
	GENL_SET_ERR_MSG(info, "a manifest is needed");
	return -EINVAL;
}

static int subdev_manifest_check_fill(struct sk_buff *msg,
				      struct genl_info *info, void *arg)
{
	const struct subdev_target *target = arg;

	return subdev_verdict_fill(msg, &target->verdict);
}

int subdev_nl_manifest_check_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct subdev_target *target;
	int err = subdev_manifest_needed(info);

	if (err)
		return err;
	target = subdev_target_new(info);
	if (IS_ERR(target))
		return PTR_ERR(target);
	err = subdev_target_check(target, info);
	if (!err)
		err = subdev_nl_answer(info,
				       subdev_verdict_size(&target->verdict),
				       subdev_manifest_check_fill, target);
	subdev_target_free(target);
	return err;
}

/* Checks one manifest, and keeps it and what it makes if it is the best so far. */
static int subdev_target_consider(struct subdev_target *target,
				  struct subdev_target *candidate,
				  const struct nlattr *attr, int nr,
				  struct netlink_ext_ack *extack)
{
	int err;

	memset(&candidate->manifest, 0, sizeof(candidate->manifest));
	err = subdev_manifest_parse(&candidate->manifest, attr, extack);
	if (err)
		return err;
	subdev_reasons_free(&candidate->verdict.reasons);
	err = subdev_verdict_create(&candidate->verdict, target->parent,
				    target->type, &candidate->manifest,
				    &candidate->comp->config);
	if (err || candidate->verdict.err)
		return err;
	if (target->chosen >= 0 &&
	    candidate->manifest.version <= target->manifest.version)
		return 0;
	target->chosen = nr;
	target->manifest = candidate->manifest;
	swap(target->comp, candidate->comp);
	return 0;
}

/* Tries all manifests of a request; @candidate is room to work in. */
static int subdev_target_negotiate(struct subdev_target *target,
				   struct subdev_target *candidate,
				   struct genl_info *info)
{
	struct nlattr *attr;
	int err, rest, nr = 0;

	nla_for_each_attr(attr, genlmsg_data(info->genlhdr),
			  genlmsg_len(info->genlhdr), rest) {
		if (nla_type(attr) != SUBDEV_A_DEV_MANIFEST)
			continue;
		if (nr == SUBDEV_MANIFESTS_MAX)
			return subdev_manifest_too_many(attr, "manifests", nr,
							info->extack);
		err = subdev_target_consider(target, candidate, attr, nr++,
					     info->extack);
		if (err)
			return err;
		cond_resched();
	}
	/* Without a choice, the verdict on the last one says why. */
	if (target->chosen < 0) {
		target->verdict.err = candidate->verdict.err;
		list_splice_init(&candidate->verdict.reasons,
				 &target->verdict.reasons);
	}
	return 0;
}

static int subdev_manifest_negotiate_fill(struct sk_buff *msg,
					  struct genl_info *info, void *arg)
{
	const struct subdev_target *target = arg;

	if (subdev_verdict_fill(msg, &target->verdict))
		return -EMSGSIZE;
	if (target->chosen < 0)
		return 0;
	if (nla_put_u32(msg, SUBDEV_A_DEV_CHOSEN, target->chosen))
		return -EMSGSIZE;
	return subdev_manifest_fill(msg, target->parent, target->type,
				    &target->comp->config);
}

static int subdev_target_answer_negotiate(struct subdev_target *target,
					  struct genl_info *info)
{
	struct subdev_target *candidate;
	int err;

	candidate = subdev_target_new(info);
	if (IS_ERR(candidate))
		return PTR_ERR(candidate);
	err = subdev_target_negotiate(target, candidate, info);
	subdev_target_free(candidate);
	if (err)
		return err;
	return subdev_nl_answer(info, subdev_manifest_size(target->type) +
				subdev_verdict_size(&target->verdict),
				subdev_manifest_negotiate_fill, target);
}

int subdev_nl_manifest_negotiate_doit(struct sk_buff *skb,
				      struct genl_info *info)
{
	struct subdev_target *target;
	int err = subdev_manifest_needed(info);

	if (err)
		return err;
	target = subdev_target_new(info);
	if (IS_ERR(target))
		return PTR_ERR(target);
	err = subdev_target_answer_negotiate(target, info);
	subdev_target_free(target);
	return err;
}
