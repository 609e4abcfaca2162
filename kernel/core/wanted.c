// SPDX-License-Identifier: GPL-2.0-only
/*
 * What requests and manifests say of a configuration, read from the wire: the
 * names are not looked up here, and the values only have their form.
 */
#include "core.h"

/* Numbers of the attributes that a request and a manifest call by one name. */
struct subdev_wanted_attrs {
	int version;
	int param;
	int resource;
};

static const struct subdev_wanted_attrs subdev_request_attrs = {
	.version = SUBDEV_A_DEV_VERSION,
	.param = SUBDEV_A_DEV_PARAM,
	.resource = SUBDEV_A_DEV_RESOURCE,
};

static const struct subdev_wanted_attrs subdev_pool_attrs = {
	.version = SUBDEV_A_POOL_VERSION,
	.param = SUBDEV_A_POOL_PARAM,
	.resource = SUBDEV_A_POOL_RESOURCE,
};

static const struct subdev_wanted_attrs subdev_nest_attrs = {
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

static int subdev_wanted_too_many(const struct nlattr *attr, const char *what,
				  unsigned int max,
				  struct netlink_ext_ack *extack)
{
	subdev_say(extack, attr, "more than %u %s", max, what);
	return -ERANGE;
}

static int subdev_wanted_twice(const struct nlattr *attr, const char *name,
			       struct netlink_ext_ack *extack)
{
	subdev_say(extack, attr, "%s: given twice", name);
	return -EINVAL;
}

static int subdev_wanted_add_param(struct subdev_wanted *wanted,
				   const struct nlattr *attr,
				   struct netlink_ext_ack *extack)
{
	struct subdev_named_value *param;
	unsigned int i;
	int err;

	if (wanted->num_params == ARRAY_SIZE(wanted->params))
		return subdev_wanted_too_many(attr, "params",
					      wanted->num_params, extack);
	param = &wanted->params[wanted->num_params];
	err = subdev_param_parse(param, attr, extack);
	if (err)
		return err;
	for (i = 0; i < wanted->num_params; i++)
		if (!strcmp(wanted->params[i].name, param->name))
			return subdev_wanted_twice(attr, param->name, extack);
	wanted->num_params++;
	return 0;
}

static int subdev_wanted_add_amount(struct subdev_wanted *wanted,
				    const struct nlattr *attr,
				    struct netlink_ext_ack *extack)
{
	struct subdev_named_amount *amount;
	unsigned int i;
	int err;

	if (wanted->num_amounts == ARRAY_SIZE(wanted->amounts))
		return subdev_wanted_too_many(attr, "resources",
					      wanted->num_amounts, extack);
	amount = &wanted->amounts[wanted->num_amounts];
	err = subdev_amount_parse(amount, attr, extack);
	if (err)
		return err;
	for (i = 0; i < wanted->num_amounts; i++)
		if (!strcmp(wanted->amounts[i].name, amount->name))
			return subdev_wanted_twice(attr, amount->name,
						   extack);
	wanted->num_amounts++;
	return 0;
}

static int subdev_wanted_add(struct subdev_wanted *wanted,
			     const struct subdev_wanted_attrs *attrs,
			     const struct nlattr *attr,
			     struct netlink_ext_ack *extack)
{
	int type = nla_type(attr);

	if (type == attrs->param)
		return subdev_wanted_add_param(wanted, attr, extack);
	if (type == attrs->resource)
		return subdev_wanted_add_amount(wanted, attr, extack);
	if (type == attrs->version) {
		wanted->version = nla_get_u32(attr);
		wanted->version_attr = attr;
	}
	return 0;
}

static int subdev_wanted_add_all(struct subdev_wanted *wanted,
				 const struct subdev_wanted_attrs *attrs,
				 const struct nlattr *first, int len,
				 struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	int err, rest;

	nla_for_each_attr(attr, first, len, rest) {
		err = subdev_wanted_add(wanted, attrs, attr, extack);
		if (err)
			return err;
	}
	return 0;
}

/**
 * subdev_wanted_parse() - read what a request says of a configuration
 * @wanted: where it goes, all zeroes
 * @first: the first attribute of a request to create or set, or of an item,
 *	whose policies have been checked
 * @len: length of all its attributes
 * @extack: for the reason of a failure
 *
 * Return: 0, or -EINVAL, -ERANGE.
 */
int subdev_wanted_parse(struct subdev_wanted *wanted,
			const struct nlattr *first, int len,
			struct netlink_ext_ack *extack)
{
	return subdev_wanted_add_all(wanted, &subdev_request_attrs, first, len,
				     extack);
}

/* The same of a request to create a pool. */
int subdev_wanted_parse_pool(struct subdev_wanted *wanted,
			     const struct nlattr *first, int len,
			     struct netlink_ext_ack *extack)
{
	return subdev_wanted_add_all(wanted, &subdev_pool_attrs, first, len,
				     extack);
}

static int subdev_wanted_parse_head(struct subdev_wanted *wanted,
				    const struct nlattr *model,
				    const struct nlattr *token,
				    struct netlink_ext_ack *extack)
{
	if (token) {
		wanted->token = nla_data(token);
		wanted->token_len = nla_len(token);
		if (wanted->token_len > SUBDEV_TOKEN_MAX) {
			subdev_say(extack, token, "token: longer than %u bytes",
				   SUBDEV_TOKEN_MAX);
			return -ERANGE;
		}
	}
	return model ? subdev_string_get(model, &wanted->model, extack) : 0;
}

/**
 * subdev_manifest_parse() - read a manifest
 * @manifest: where it goes, all zeroes
 * @nest: the attribute with the manifest
 * @extack: for the reason of a failure
 *
 * Return: 0, or -EINVAL, -ERANGE.
 */
int subdev_manifest_parse(struct subdev_wanted *manifest,
			  const struct nlattr *nest,
			  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SUBDEV_A_MANIFEST_TOKEN + 1];
	int err;

	err = nla_parse_nested(tb, SUBDEV_A_MANIFEST_TOKEN, nest,
			       subdev_manifest_nl_policy, extack);
	if (!err)
		err = subdev_wanted_parse_head(manifest,
					       tb[SUBDEV_A_MANIFEST_MODEL],
					       tb[SUBDEV_A_MANIFEST_TOKEN],
					       extack);
	if (err)
		return err;
	return subdev_wanted_add_all(manifest, &subdev_nest_attrs,
				     nla_data(nest), nla_len(nest), extack);
}

/* Whether a request has the one manifest that it needs: 0, or -EINVAL. */
int subdev_manifest_one(const struct nlattr *first, int len,
			struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	bool found = false;
	int rest;

	nla_for_each_attr(attr, first, len, rest) {
		if (nla_type(attr) != SUBDEV_A_DEV_MANIFEST)
			continue;
		if (found) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "only one manifest may be given");
			return -EINVAL;
		}
		found = true;
	}
	if (found)
		return 0;
	NL_SET_ERR_ATTR_MISS(extack, NULL, SUBDEV_A_DEV_MANIFEST);
	NL_SET_ERR_MSG(extack, "a manifest is needed");
	return -EINVAL;
}
