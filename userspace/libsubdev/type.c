// SPDX-License-Identifier: LGPL-2.1-or-later
/* Types: kinds of subdevices that a parent offers. */
#include "class_attr.h"
#include "names.h"
#include "part.h"
#include "query.h"

struct subdev_type {
	struct object obj;
	struct parts uses;
	struct class_attrs class_attrs;
};

static struct subdev_type *to_type(struct object *obj)
{
	return (struct subdev_type *)obj;
}

static void type_free(struct object *obj)
{
	parts_free(&to_type(obj)->uses);
	class_attrs_free(&to_type(obj)->class_attrs);
}

static int type_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = {
		SUBDEV_A_TYPE_PARENT_INDEX, SUBDEV_A_TYPE_PARENT_NAME, SUBDEV_A_TYPE_NAME,
	};
	struct object *obj;
	int err;

	err = object_new(ctx, sizeof(struct subdev_type), type_free, &attr_set_type, required,
			 ARRAY_SIZE(required), attrs, len, &obj);
	if (err)
		return err;
	err = parts_new(ctx, obj->attrs, SUBDEV_A_TYPE_RESOURCE, use_new, &to_type(obj)->uses);
	if (!err)
		err = class_attrs_new(ctx, obj->attrs, &to_type(obj)->class_attrs);
	if (err)
		object_unref(obj);
	else
		*out = obj;
	return err;
}

static const struct query query_types = {
	.op = { "type-get", SUBDEV_CMD_TYPE_GET, &attr_set_type },
	.make = type_new,
	.parent_index = SUBDEV_A_TYPE_PARENT_INDEX,
	.parent_name = SUBDEV_A_TYPE_PARENT_NAME,
	.name = SUBDEV_A_TYPE_NAME,
};

SUBDEV_EXPORT int subdev_type_get(struct subdev_ctx *ctx, const char *parent, const char *type,
				  struct subdev_type **out)
{
	struct object *obj;
	int err;

	error_clear(ctx);
	err = query_get(ctx, &query_types, parent, type, &obj);
	if (!err)
		*out = to_type(obj);
	return err;
}

SUBDEV_EXPORT int subdev_type_dump(struct subdev_ctx *ctx, const char *parent,
				   struct subdev_type_list **out)
{
	struct list *list;
	int err;

	error_clear(ctx);
	err = query_dump(ctx, &query_types, parent, NULL, &list);
	if (!err)
		*out = (struct subdev_type_list *)list;
	return err;
}

SUBDEV_EXPORT struct subdev_type *subdev_type_ref(struct subdev_type *type)
{
	object_ref(&type->obj);
	return type;
}

SUBDEV_EXPORT struct subdev_type *subdev_type_unref(struct subdev_type *type)
{
	if (type)
		object_unref(&type->obj);
	return NULL;
}

SUBDEV_EXPORT uint32_t subdev_type_get_parent_index(const struct subdev_type *type)
{
	return attrs_u32(type->obj.attrs, SUBDEV_A_TYPE_PARENT_INDEX);
}

SUBDEV_EXPORT const char *subdev_type_get_parent_name(const struct subdev_type *type)
{
	return attrs_string(type->obj.attrs, SUBDEV_A_TYPE_PARENT_NAME);
}

SUBDEV_EXPORT const char *subdev_type_get_name(const struct subdev_type *type)
{
	return attrs_string(type->obj.attrs, SUBDEV_A_TYPE_NAME);
}

SUBDEV_EXPORT uint32_t subdev_type_get_class(const struct subdev_type *type)
{
	return attrs_u32(type->obj.attrs, SUBDEV_A_TYPE_CLASS);
}

SUBDEV_EXPORT const char *subdev_type_get_class_str(const struct subdev_type *type)
{
	return class_name(subdev_type_get_class(type));
}

SUBDEV_EXPORT const char *subdev_type_get_description(const struct subdev_type *type)
{
	return attrs_string(type->obj.attrs, SUBDEV_A_TYPE_DESCRIPTION);
}

SUBDEV_EXPORT const char *subdev_type_get_device_api(const struct subdev_type *type)
{
	return attrs_string(type->obj.attrs, SUBDEV_A_TYPE_DEVICE_API);
}

SUBDEV_EXPORT uint32_t subdev_type_get_available(const struct subdev_type *type)
{
	return attrs_u32(type->obj.attrs, SUBDEV_A_TYPE_AVAILABLE);
}

SUBDEV_EXPORT const char *subdev_type_get_model(const struct subdev_type *type)
{
	return attrs_string(type->obj.attrs, SUBDEV_A_TYPE_MODEL);
}

SUBDEV_EXPORT uint32_t subdev_type_get_version(const struct subdev_type *type)
{
	return attrs_u32(type->obj.attrs, SUBDEV_A_TYPE_VERSION);
}

SUBDEV_EXPORT uint32_t subdev_type_get_versions(const struct subdev_type *type)
{
	return attrs_u32(type->obj.attrs, SUBDEV_A_TYPE_VERSIONS);
}

SUBDEV_EXPORT uint32_t subdev_type_get_params(const struct subdev_type *type)
{
	return attrs_u32(type->obj.attrs, SUBDEV_A_TYPE_PARAMS);
}

SUBDEV_EXPORT unsigned int subdev_type_get_num_uses(const struct subdev_type *type)
{
	return type->uses.count;
}

SUBDEV_EXPORT const struct subdev_use *subdev_type_get_use(const struct subdev_type *type,
							   unsigned int i)
{
	return parts_get(&type->uses, i);
}

SUBDEV_EXPORT unsigned int subdev_type_get_num_class_attrs(const struct subdev_type *type)
{
	return type->class_attrs.count;
}

SUBDEV_EXPORT const struct subdev_class_attr *
subdev_type_get_class_attr(const struct subdev_type *type, unsigned int i)
{
	return class_attrs_get(&type->class_attrs, i);
}

SUBDEV_EXPORT struct subdev_type_list *subdev_type_list_unref(struct subdev_type_list *list)
{
	return list_unref(list);
}

SUBDEV_EXPORT struct subdev_type *subdev_type_list_get_first(const struct subdev_type_list *list)
{
	return list_get_first(list);
}

SUBDEV_EXPORT struct subdev_type *
subdev_type_list_get_next(const struct subdev_type_list *list,
			  const struct subdev_type *type)
{
	(void)list;
	return list_get_next(type);
}

SUBDEV_EXPORT bool subdev_type_list_is_consistent(const struct subdev_type_list *list)
{
	return list_is_consistent(list);
}
