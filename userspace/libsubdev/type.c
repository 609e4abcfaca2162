// SPDX-License-Identifier: LGPL-2.1-or-later
/* Types: kinds of subdevices that a parent offers. */
#include <stdlib.h>

#include "request.h"

struct subdev_type {
	struct object obj;
};

static const struct op op_type_get = { "type-get", SUBDEV_CMD_TYPE_GET, &attr_set_type };

static const char * const class_names[] = {
	[SUBDEV_CLASS_OTHER] = "other",
	[SUBDEV_CLASS_SERIAL] = "serial",
	[SUBDEV_CLASS_DISPLAY] = "display",
	[SUBDEV_CLASS_ACCEL] = "accel",
	[SUBDEV_CLASS_STORAGE] = "storage",
	[SUBDEV_CLASS_NET] = "net",
};

static struct subdev_type *to_type(struct object *obj)
{
	return (struct subdev_type *)obj;
}

static void type_free(struct object *obj)
{
	free(to_type(obj));
}

static int type_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = {
		SUBDEV_A_TYPE_PARENT_INDEX, SUBDEV_A_TYPE_PARENT_NAME, SUBDEV_A_TYPE_NAME,
	};

	return object_new(ctx, sizeof(struct subdev_type), type_free, &attr_set_type, required,
			  ARRAY_SIZE(required), attrs, len, out);
}

static int put_parent(struct request *req, const struct parent_ref *ref)
{
	return request_put_parent(req, SUBDEV_A_TYPE_PARENT_INDEX, SUBDEV_A_TYPE_PARENT_NAME, ref);
}

SUBDEV_EXPORT int subdev_type_get(struct subdev_ctx *ctx, const char *parent, const char *type,
				  struct subdev_type **out)
{
	struct parent_ref ref;
	struct request *req;
	struct object *obj;
	int err;

	error_clear(ctx);
	err = parent_ref_parse(ctx, parent, &ref);
	if (err)
		return err;
	err = string_check(ctx, "name", type, SUBDEV_TYPE_NAME_MAX);
	if (err)
		return err;
	err = request_new(ctx, &op_type_get, &req);
	if (err)
		return err;
	err = put_parent(req, &ref);
	if (!err)
		err = request_put_string(req, SUBDEV_A_TYPE_NAME, type);
	if (!err)
		err = request_do(req, type_new, &obj);
	request_free(req);
	if (!err)
		*out = to_type(obj);
	return err;
}

SUBDEV_EXPORT int subdev_type_dump(struct subdev_ctx *ctx, const char *parent,
				   struct subdev_type_list **out)
{
	struct parent_ref ref;
	struct request *req;
	struct list *list;
	int err;

	error_clear(ctx);
	err = parent ? parent_ref_parse(ctx, parent, &ref) : 0;
	if (err)
		return err;
	err = request_new(ctx, &op_type_get, &req);
	if (err)
		return err;
	err = parent ? put_parent(req, &ref) : 0;
	if (!err)
		err = request_dump(req, type_new, &list);
	request_free(req);
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
	return name_of(class_names, ARRAY_SIZE(class_names), subdev_type_get_class(type));
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

static struct list *to_list(const struct subdev_type_list *list)
{
	return (struct list *)list;
}

SUBDEV_EXPORT struct subdev_type_list *
subdev_type_list_unref(struct subdev_type_list *list)
{
	list_free(to_list(list));
	return NULL;
}

SUBDEV_EXPORT struct subdev_type *
subdev_type_list_get_first(const struct subdev_type_list *list)
{
	return to_type(to_list(list)->first);
}

SUBDEV_EXPORT struct subdev_type *
subdev_type_list_get_next(const struct subdev_type_list *list, const struct subdev_type *type)
{
	(void)list;
	return to_type(type->obj.next);
}

SUBDEV_EXPORT bool subdev_type_list_is_consistent(const struct subdev_type_list *list)
{
	return to_list(list)->consistent;
}
