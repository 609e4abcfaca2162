// SPDX-License-Identifier: LGPL-2.1-or-later
/* Models: what the guests of a type see, each version by itself. */
#include "part.h"
#include "query.h"

struct subdev_model {
	struct object obj;
	struct parts values;
};

static void model_free(struct object *obj)
{
	parts_free(&((struct subdev_model *)obj)->values);
}

static int model_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = {
		SUBDEV_A_MODEL_PARENT_INDEX, SUBDEV_A_MODEL_PARENT_NAME, SUBDEV_A_MODEL_TYPE,
		SUBDEV_A_MODEL_URI, SUBDEV_A_MODEL_VERSION,
	};
	struct subdev_model *model;
	struct object *obj;
	int err;

	err = object_new(ctx, sizeof(struct subdev_model), model_free, &attr_set_model, required,
			 ARRAY_SIZE(required), attrs, len, &obj);
	if (err)
		return err;
	model = (struct subdev_model *)obj;
	err = parts_new(ctx, obj->attrs, SUBDEV_A_MODEL_PARAM, value_new, &model->values);
	if (err)
		object_unref(obj);
	else
		*out = obj;
	return err;
}

static const struct query query_models = {
	.op = { "model-get", SUBDEV_CMD_MODEL_GET, &attr_set_model },
	.make = model_new,
	.parent_index = SUBDEV_A_MODEL_PARENT_INDEX,
	.parent_name = SUBDEV_A_MODEL_PARENT_NAME,
	.name = SUBDEV_A_MODEL_TYPE,
};

SUBDEV_EXPORT int subdev_model_dump(struct subdev_ctx *ctx, const char *parent, const char *type,
				    struct subdev_model_list **out)
{
	struct list *list;
	int err;

	error_clear(ctx);
	err = query_dump(ctx, &query_models, parent, type, &list);
	if (!err)
		*out = (struct subdev_model_list *)list;
	return err;
}

SUBDEV_EXPORT struct subdev_model *subdev_model_ref(struct subdev_model *model)
{
	object_ref(&model->obj);
	return model;
}

SUBDEV_EXPORT struct subdev_model *subdev_model_unref(struct subdev_model *model)
{
	if (model)
		object_unref(&model->obj);
	return NULL;
}

SUBDEV_EXPORT uint32_t subdev_model_get_parent_index(const struct subdev_model *model)
{
	return attrs_u32(model->obj.attrs, SUBDEV_A_MODEL_PARENT_INDEX);
}

SUBDEV_EXPORT const char *subdev_model_get_parent_name(const struct subdev_model *model)
{
	return attrs_string(model->obj.attrs, SUBDEV_A_MODEL_PARENT_NAME);
}

SUBDEV_EXPORT const char *subdev_model_get_type(const struct subdev_model *model)
{
	return attrs_string(model->obj.attrs, SUBDEV_A_MODEL_TYPE);
}

SUBDEV_EXPORT const char *subdev_model_get_uri(const struct subdev_model *model)
{
	return attrs_string(model->obj.attrs, SUBDEV_A_MODEL_URI);
}

SUBDEV_EXPORT uint32_t subdev_model_get_version(const struct subdev_model *model)
{
	return attrs_u32(model->obj.attrs, SUBDEV_A_MODEL_VERSION);
}

SUBDEV_EXPORT unsigned int subdev_model_get_num_values(const struct subdev_model *model)
{
	return model->values.count;
}

SUBDEV_EXPORT const struct subdev_value *
subdev_model_get_value(const struct subdev_model *model, unsigned int i)
{
	return parts_get(&model->values, i);
}

SUBDEV_EXPORT struct subdev_model_list *subdev_model_list_unref(struct subdev_model_list *list)
{
	return list_unref(list);
}

SUBDEV_EXPORT struct subdev_model *subdev_model_list_get_first(const struct subdev_model_list *list)
{
	return list_get_first(list);
}

SUBDEV_EXPORT struct subdev_model *
subdev_model_list_get_next(const struct subdev_model_list *list,
			   const struct subdev_model *model)
{
	(void)list;
	return list_get_next(model);
}

SUBDEV_EXPORT bool subdev_model_list_is_consistent(const struct subdev_model_list *list)
{
	return list_is_consistent(list);
}
