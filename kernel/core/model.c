// SPDX-License-Identifier: GPL-2.0-only
/*
 * Models on the wire: the versions and params of the models of types. They are
 * constant data of the vendor driver, so there is nothing to lock but the
 * parent that has the types.
 */
#include "core.h"

/* Room for a value in a message, in its nest. */
#define SUBDEV_VALUE_SIZE						\
	(nla_total_size(0) + nla_total_size(SUBDEV_TYPE_NAME_MAX + 1) +	\
	 nla_total_size(SUBDEV_VALUE_MAX + 1))

static int subdev_value_put(struct sk_buff *msg,
			    const struct subdev_param *param,
			    const struct subdev_value *value)
{
	switch (param->kind) {
	case SUBDEV_PARAM_KIND_BOOL:
		return nla_put_u8(msg, SUBDEV_A_VALUE_BOOL, value->num);
	case SUBDEV_PARAM_KIND_UINT:
		return nla_put_uint(msg, SUBDEV_A_VALUE_UINT, value->num);
	case SUBDEV_PARAM_KIND_STRING:
		return nla_put_string(msg, SUBDEV_A_VALUE_STRING, value->str);
	default:
		return nla_put_string(msg, SUBDEV_A_VALUE_STRING,
				      param->choices[value->num]);
	}
}

static int subdev_value_fill(struct sk_buff *msg, int attr,
			     const struct subdev_param *param,
			     const struct subdev_value *value)
{
	struct nlattr *nest = nla_nest_start(msg, attr);

	if (!nest || nla_put_string(msg, SUBDEV_A_VALUE_NAME, param->name) ||
	    subdev_value_put(msg, param, value))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

/**
 * subdev_values_fill() - put params with their values into a message
 * @msg: the message
 * @attr: the attribute of each
 * @model: their model, or NULL for none
 * @values: the values, of which those that are present are put
 *
 * Return: 0, or -EMSGSIZE.
 */
int subdev_values_fill(struct sk_buff *msg, int attr,
		       const struct subdev_model *model,
		       const struct subdev_value *values)
{
	unsigned int i;

	for (i = 0; model && i < model->num_params; i++)
		if (values[i].present &&
		    subdev_value_fill(msg, attr, &model->params[i], &values[i]))
			return -EMSGSIZE;
	return 0;
}

/* What subdev_values_fill() needs at the most. */
size_t subdev_values_size(const struct subdev_model *model)
{
	return model ? model->num_params * SUBDEV_VALUE_SIZE : 0;
}

/*
 * Versions
 */

static unsigned int subdev_model_count(const struct subdev_type *type)
{
	return type->model ? type->model->num_versions : 0;
}

static int subdev_model_fill_params(struct sk_buff *msg,
				    const struct subdev_model *model,
				    const struct subdev_version *version)
{
	struct subdev_value *values;
	int err;

	values = kcalloc(model->num_params, sizeof(*values), GFP_KERNEL);
	if (!values)
		return -ENOMEM;
	subdev_model_alias(model, version, values);
	err = subdev_values_fill(msg, SUBDEV_A_MODEL_PARAM, model, values);
	kfree(values);
	return err;
}

static int subdev_model_fill(struct sk_buff *msg, struct subdev_parent *parent,
			     const struct subdev_type *type, unsigned int i)
{
	const struct subdev_version *version = &type->model->versions[i];

	if (nla_put_u32(msg, SUBDEV_A_MODEL_PARENT_INDEX, parent->index) ||
	    nla_put_string(msg, SUBDEV_A_MODEL_PARENT_NAME, parent->name) ||
	    nla_put_string(msg, SUBDEV_A_MODEL_TYPE, type->name) ||
	    nla_put_string(msg, SUBDEV_A_MODEL_URI, type->model->uri) ||
	    nla_put_u32(msg, SUBDEV_A_MODEL_VERSION, version->number))
		return -EMSGSIZE;
	return subdev_model_fill_params(msg, type->model, version);
}

int subdev_nl_model_get_start(struct netlink_callback *cb)
{
	const struct genl_info *info = genl_info_dump(cb);

	return subdev_type_dump_start(cb,
				      info->attrs[SUBDEV_A_MODEL_PARENT_INDEX],
				      info->attrs[SUBDEV_A_MODEL_PARENT_NAME],
				      info->attrs[SUBDEV_A_MODEL_TYPE],
				      SUBDEV_A_MODEL_PARENT_INDEX);
}

int subdev_nl_model_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct subdev_type_dump dump = {
		.cmd = SUBDEV_CMD_MODEL_GET,
		.count = subdev_model_count,
		.fill_locked = subdev_model_fill,
	};

	return subdev_type_dumpit(skb, cb, &dump);
}

/*
 * Params
 */

static unsigned int subdev_param_count(const struct subdev_type *type)
{
	return type->model ? type->model->num_params : 0;
}

static int subdev_param_fill_default(struct sk_buff *msg,
				     const struct subdev_param *param)
{
	struct subdev_value value = { .num = param->def };

	strscpy(value.str, param->def_str ?: "");
	return subdev_value_fill(msg, SUBDEV_A_PARAM_DEFAULT, param, &value);
}

static int subdev_param_fill_range(struct sk_buff *msg,
				   const struct subdev_param *param)
{
	unsigned int i;

	switch (param->kind) {
	case SUBDEV_PARAM_KIND_UINT:
		return nla_put_uint(msg, SUBDEV_A_PARAM_MINIMUM, param->min) ?:
		       nla_put_uint(msg, SUBDEV_A_PARAM_MAXIMUM, param->max);
	case SUBDEV_PARAM_KIND_STRING:
		return nla_put_u32(msg, SUBDEV_A_PARAM_MAX_LEN,
				   subdev_param_max_len(param));
	case SUBDEV_PARAM_KIND_ENUM:
		for (i = 0; i < param->num_choices; i++)
			if (nla_put_string(msg, SUBDEV_A_PARAM_CHOICE,
					   param->choices[i]))
				return -EMSGSIZE;
		return 0;
	default:
		return 0;
	}
}

/* The versions that have it, said by number even where the driver says "all". */
static int subdev_param_fill_versions(struct sk_buff *msg,
				      const struct subdev_model *model,
				      const struct subdev_param *param)
{
	u32 first = max(param->since, model->versions[0].number);

	if (nla_put_u32(msg, SUBDEV_A_PARAM_SINCE, first))
		return -EMSGSIZE;
	if (!param->until || param->until >= subdev_model_newest(model)->number)
		return 0;
	return nla_put_u32(msg, SUBDEV_A_PARAM_UNTIL, param->until);
}

static int subdev_param_fill(struct sk_buff *msg, struct subdev_parent *parent,
			     const struct subdev_type *type, unsigned int i)
{
	const struct subdev_param *param = &type->model->params[i];

	if (nla_put_u32(msg, SUBDEV_A_PARAM_PARENT_INDEX, parent->index) ||
	    nla_put_string(msg, SUBDEV_A_PARAM_PARENT_NAME, parent->name) ||
	    nla_put_string(msg, SUBDEV_A_PARAM_TYPE, type->name) ||
	    nla_put_string(msg, SUBDEV_A_PARAM_MODEL, type->model->uri) ||
	    nla_put_string(msg, SUBDEV_A_PARAM_NAME, param->name) ||
	    nla_put_u32(msg, SUBDEV_A_PARAM_KIND, param->kind) ||
	    nla_put_u32(msg, SUBDEV_A_PARAM_CHANGE, param->change) ||
	    subdev_param_fill_default(msg, param) ||
	    subdev_param_fill_range(msg, param) ||
	    subdev_param_fill_versions(msg, type->model, param))
		return -EMSGSIZE;
	return 0;
}

int subdev_nl_param_get_start(struct netlink_callback *cb)
{
	const struct genl_info *info = genl_info_dump(cb);

	return subdev_type_dump_start(cb,
				      info->attrs[SUBDEV_A_PARAM_PARENT_INDEX],
				      info->attrs[SUBDEV_A_PARAM_PARENT_NAME],
				      info->attrs[SUBDEV_A_PARAM_TYPE],
				      SUBDEV_A_PARAM_PARENT_INDEX);
}

int subdev_nl_param_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct subdev_type_dump dump = {
		.cmd = SUBDEV_CMD_PARAM_GET,
		.count = subdev_param_count,
		.fill_locked = subdev_param_fill,
	};

	return subdev_type_dumpit(skb, cb, &dump);
}
