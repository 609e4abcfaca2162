// SPDX-License-Identifier: LGPL-2.1-or-later
/* Params: typed knobs of a model. */
#include "names.h"
#include "part.h"
#include "query.h"

struct subdev_param {
	struct object obj;
	struct parts defaults;	/* one, or none */
};

static void param_free(struct object *obj)
{
	parts_free(&((struct subdev_param *)obj)->defaults);
}

static int param_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = {
		SUBDEV_A_PARAM_PARENT_INDEX, SUBDEV_A_PARAM_PARENT_NAME, SUBDEV_A_PARAM_TYPE,
		SUBDEV_A_PARAM_MODEL, SUBDEV_A_PARAM_NAME, SUBDEV_A_PARAM_KIND,
	};
	struct subdev_param *param;
	struct object *obj;
	int err;

	err = object_new(ctx, sizeof(struct subdev_param), param_free, &attr_set_param, required,
			 ARRAY_SIZE(required), attrs, len, &obj);
	if (err)
		return err;
	param = (struct subdev_param *)obj;
	err = parts_new(ctx, obj->attrs, SUBDEV_A_PARAM_DEFAULT, value_new, &param->defaults);
	if (err)
		object_unref(obj);
	else
		*out = obj;
	return err;
}

static const struct query query_params = {
	.op = { "param-get", SUBDEV_CMD_PARAM_GET, &attr_set_param },
	.make = param_new,
	.parent_index = SUBDEV_A_PARAM_PARENT_INDEX,
	.parent_name = SUBDEV_A_PARAM_PARENT_NAME,
	.name = SUBDEV_A_PARAM_TYPE,
};

SUBDEV_EXPORT int subdev_param_dump(struct subdev_ctx *ctx, const char *parent, const char *type,
				    struct subdev_param_list **out)
{
	struct list *list;
	int err;

	error_clear(ctx);
	err = query_dump(ctx, &query_params, parent, type, &list);
	if (!err)
		*out = (struct subdev_param_list *)list;
	return err;
}

SUBDEV_EXPORT struct subdev_param *subdev_param_ref(struct subdev_param *param)
{
	object_ref(&param->obj);
	return param;
}

SUBDEV_EXPORT struct subdev_param *subdev_param_unref(struct subdev_param *param)
{
	if (param)
		object_unref(&param->obj);
	return NULL;
}

SUBDEV_EXPORT uint32_t subdev_param_get_parent_index(const struct subdev_param *param)
{
	return attrs_u32(param->obj.attrs, SUBDEV_A_PARAM_PARENT_INDEX);
}

SUBDEV_EXPORT const char *subdev_param_get_parent_name(const struct subdev_param *param)
{
	return attrs_string(param->obj.attrs, SUBDEV_A_PARAM_PARENT_NAME);
}

SUBDEV_EXPORT const char *subdev_param_get_type(const struct subdev_param *param)
{
	return attrs_string(param->obj.attrs, SUBDEV_A_PARAM_TYPE);
}

SUBDEV_EXPORT const char *subdev_param_get_model(const struct subdev_param *param)
{
	return attrs_string(param->obj.attrs, SUBDEV_A_PARAM_MODEL);
}

SUBDEV_EXPORT const char *subdev_param_get_name(const struct subdev_param *param)
{
	return attrs_string(param->obj.attrs, SUBDEV_A_PARAM_NAME);
}

SUBDEV_EXPORT uint32_t subdev_param_get_kind(const struct subdev_param *param)
{
	return attrs_u32(param->obj.attrs, SUBDEV_A_PARAM_KIND);
}

SUBDEV_EXPORT const char *subdev_param_get_kind_str(const struct subdev_param *param)
{
	return kind_name(subdev_param_get_kind(param));
}

SUBDEV_EXPORT const struct subdev_value *
subdev_param_get_default(const struct subdev_param *param)
{
	return parts_get(&param->defaults, 0);
}

SUBDEV_EXPORT uint64_t subdev_param_get_min(const struct subdev_param *param)
{
	return attrs_uint(param->obj.attrs, SUBDEV_A_PARAM_MINIMUM);
}

SUBDEV_EXPORT uint64_t subdev_param_get_max(const struct subdev_param *param)
{
	return attrs_uint(param->obj.attrs, SUBDEV_A_PARAM_MAXIMUM);
}

SUBDEV_EXPORT uint32_t subdev_param_get_max_len(const struct subdev_param *param)
{
	return attrs_u32(param->obj.attrs, SUBDEV_A_PARAM_MAX_LEN);
}

SUBDEV_EXPORT unsigned int subdev_param_get_num_choices(const struct subdev_param *param)
{
	return attrs_count(param->obj.attrs, SUBDEV_A_PARAM_CHOICE);
}

SUBDEV_EXPORT const char *subdev_param_get_choice(const struct subdev_param *param, unsigned int i)
{
	const struct nlattr *nla = attrs_nth(param->obj.attrs, SUBDEV_A_PARAM_CHOICE, i);

	return nla ? nla_data(nla) : NULL;
}

SUBDEV_EXPORT uint32_t subdev_param_get_change(const struct subdev_param *param)
{
	return attrs_u32(param->obj.attrs, SUBDEV_A_PARAM_CHANGE);
}

SUBDEV_EXPORT const char *subdev_param_get_change_str(const struct subdev_param *param)
{
	return change_name(subdev_param_get_change(param));
}

SUBDEV_EXPORT uint32_t subdev_param_get_since(const struct subdev_param *param)
{
	return attrs_u32(param->obj.attrs, SUBDEV_A_PARAM_SINCE);
}

SUBDEV_EXPORT uint32_t subdev_param_get_until(const struct subdev_param *param)
{
	return attrs_u32(param->obj.attrs, SUBDEV_A_PARAM_UNTIL);
}

SUBDEV_EXPORT struct subdev_param_list *subdev_param_list_unref(struct subdev_param_list *list)
{
	return list_unref(list);
}

SUBDEV_EXPORT struct subdev_param *subdev_param_list_get_first(const struct subdev_param_list *list)
{
	return list_get_first(list);
}

SUBDEV_EXPORT struct subdev_param *
subdev_param_list_get_next(const struct subdev_param_list *list,
			   const struct subdev_param *param)
{
	(void)list;
	return list_get_next(param);
}

SUBDEV_EXPORT bool subdev_param_list_is_consistent(const struct subdev_param_list *list)
{
	return list_is_consistent(list);
}
