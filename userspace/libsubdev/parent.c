// SPDX-License-Identifier: LGPL-2.1-or-later
/* Parents: devices whose drivers offer subdevices. */
#include <stdlib.h>

#include "parent.h"
#include "request.h"

static const struct op op_parent_get = {
	"parent-get", SUBDEV_CMD_PARENT_GET, &attr_set_parent
};

static struct subdev_parent *to_parent(struct object *obj)
{
	return (struct subdev_parent *)obj;
}

static void parent_free(struct object *obj)
{
	free(to_parent(obj));
}

int parent_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = { SUBDEV_A_PARENT_INDEX, SUBDEV_A_PARENT_NAME };

	return object_new(ctx, sizeof(struct subdev_parent), parent_free, &attr_set_parent,
			  required, ARRAY_SIZE(required), attrs, len, out);
}

SUBDEV_EXPORT int subdev_parent_get(struct subdev_ctx *ctx, const char *parent,
				    struct subdev_parent **out)
{
	struct parent_ref ref;
	struct request *req;
	struct object *obj;
	int err;

	error_clear(ctx);
	err = parent_ref_parse(ctx, parent, &ref);
	if (err)
		return err;
	err = request_new(ctx, &op_parent_get, &req);
	if (err)
		return err;
	err = request_put_parent(req, SUBDEV_A_PARENT_INDEX, SUBDEV_A_PARENT_NAME, &ref);
	if (!err)
		err = request_do(req, parent_new, &obj);
	request_free(req);
	if (!err)
		*out = to_parent(obj);
	return err;
}

SUBDEV_EXPORT int subdev_parent_dump(struct subdev_ctx *ctx, struct subdev_parent_list **out)
{
	struct request *req;
	struct list *list;
	int err;

	error_clear(ctx);
	err = request_new(ctx, &op_parent_get, &req);
	if (err)
		return err;
	err = request_dump(req, parent_new, &list);
	request_free(req);
	if (!err)
		*out = (struct subdev_parent_list *)list;
	return err;
}

SUBDEV_EXPORT struct subdev_parent *subdev_parent_ref(struct subdev_parent *parent)
{
	object_ref(&parent->obj);
	return parent;
}

SUBDEV_EXPORT struct subdev_parent *subdev_parent_unref(struct subdev_parent *parent)
{
	if (parent)
		object_unref(&parent->obj);
	return NULL;
}

SUBDEV_EXPORT uint32_t subdev_parent_get_index(const struct subdev_parent *parent)
{
	return attrs_u32(parent->obj.attrs, SUBDEV_A_PARENT_INDEX);
}

SUBDEV_EXPORT const char *subdev_parent_get_name(const struct subdev_parent *parent)
{
	return attrs_string(parent->obj.attrs, SUBDEV_A_PARENT_NAME);
}

SUBDEV_EXPORT uint64_t subdev_parent_get_generation(const struct subdev_parent *parent)
{
	return attrs_uint(parent->obj.attrs, SUBDEV_A_PARENT_GENERATION);
}

SUBDEV_EXPORT const char *subdev_parent_get_driver(const struct subdev_parent *parent)
{
	return attrs_string(parent->obj.attrs, SUBDEV_A_PARENT_DRIVER);
}

SUBDEV_EXPORT uint32_t subdev_parent_get_types(const struct subdev_parent *parent)
{
	return attrs_u32(parent->obj.attrs, SUBDEV_A_PARENT_TYPES);
}

SUBDEV_EXPORT uint32_t subdev_parent_get_devs(const struct subdev_parent *parent)
{
	return attrs_u32(parent->obj.attrs, SUBDEV_A_PARENT_DEVS);
}

SUBDEV_EXPORT uint32_t subdev_parent_get_max_devs(const struct subdev_parent *parent)
{
	return attrs_u32(parent->obj.attrs, SUBDEV_A_PARENT_MAX_DEVS);
}

SUBDEV_EXPORT bool subdev_parent_is_removing(const struct subdev_parent *parent)
{
	return attrs_has(parent->obj.attrs, SUBDEV_A_PARENT_REMOVING);
}

static struct list *to_list(const struct subdev_parent_list *list)
{
	return (struct list *)list;
}

SUBDEV_EXPORT struct subdev_parent_list *
subdev_parent_list_unref(struct subdev_parent_list *list)
{
	list_free(to_list(list));
	return NULL;
}

SUBDEV_EXPORT struct subdev_parent *
subdev_parent_list_get_first(const struct subdev_parent_list *list)
{
	return to_parent(to_list(list)->first);
}

SUBDEV_EXPORT struct subdev_parent *
subdev_parent_list_get_next(const struct subdev_parent_list *list, const struct subdev_parent *parent)
{
	(void)list;
	return to_parent(parent->obj.next);
}

SUBDEV_EXPORT bool subdev_parent_list_is_consistent(const struct subdev_parent_list *list)
{
	return to_list(list)->consistent;
}
