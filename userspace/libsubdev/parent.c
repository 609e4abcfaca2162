// SPDX-License-Identifier: LGPL-2.1-or-later
/* Parents: devices whose drivers offer subdevices. */
#include "batch.h"
#include "parent.h"
#include "part.h"
#include "query.h"
#include "request.h"

static void parent_free(struct object *obj)
{
	parts_free(&((struct subdev_parent *)obj)->resources);
}

int parent_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = { SUBDEV_A_PARENT_INDEX, SUBDEV_A_PARENT_NAME };
	struct subdev_parent *parent;
	struct object *obj;
	int err;

	err = object_new(ctx, sizeof(struct subdev_parent), parent_free, &attr_set_parent,
			 required, ARRAY_SIZE(required), attrs, len, &obj);
	if (err)
		return err;
	parent = (struct subdev_parent *)obj;
	err = parts_new(ctx, obj->attrs, SUBDEV_A_PARENT_RESOURCE, resource_new,
			&parent->resources);
	if (err)
		object_unref(obj);
	else
		*out = obj;
	return err;
}

static const struct query query_parents = {
	.op = { "parent-get", SUBDEV_CMD_PARENT_GET, &attr_set_parent },
	.make = parent_new,
	.parent_index = SUBDEV_A_PARENT_INDEX,
	.parent_name = SUBDEV_A_PARENT_NAME,
};

SUBDEV_EXPORT int subdev_parent_get(struct subdev_ctx *ctx, const char *parent,
				    struct subdev_parent **out)
{
	struct object *obj;
	int err;

	error_clear(ctx);
	err = query_get(ctx, &query_parents, parent, NULL, &obj);
	if (!err)
		*out = (struct subdev_parent *)obj;
	return err;
}

SUBDEV_EXPORT int subdev_parent_dump(struct subdev_ctx *ctx, struct subdev_parent_list **out)
{
	struct list *list;
	int err;

	error_clear(ctx);
	err = query_dump(ctx, &query_parents, NULL, NULL, &list);
	if (!err)
		*out = (struct subdev_parent_list *)list;
	return err;
}

static const struct query query_parent_set = {
	.op = { "parent-set", SUBDEV_CMD_PARENT_SET, &attr_set_parent },
	.make = parent_new,
	.parent_index = SUBDEV_A_PARENT_INDEX,
	.parent_name = SUBDEV_A_PARENT_NAME,
};

int parent_set_new(struct subdev_ctx *ctx, const char *parent, struct request **out)
{
	return query_new(ctx, &query_parent_set, parent, NULL, out);
}

int parent_set_run(struct request *req, struct subdev_parent **out)
{
	struct object *obj;
	int err = request_do(req, parent_new, &obj);

	request_free(req);
	if (err)
		return err;
	if (out)
		*out = (struct subdev_parent *)obj;
	else
		object_unref(obj);
	return 0;
}

static int cordon_request(struct subdev_ctx *ctx, const char *parent, bool cordon,
			  struct request **out)
{
	struct request *req;
	int err;

	error_clear(ctx);
	err = parent_set_new(ctx, parent, &req);
	if (err)
		return err;
	err = request_put_u8(req, SUBDEV_A_PARENT_CORDON, cordon);
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

SUBDEV_EXPORT int subdev_parent_set_cordon(struct subdev_ctx *ctx, const char *parent, bool cordon,
					   struct subdev_parent **out)
{
	struct request *req;
	int err = cordon_request(ctx, parent, cordon, &req);

	return err ? err : parent_set_run(req, out);
}

SUBDEV_EXPORT int subdev_parent_set_cordon_submit(struct subdev_batch *batch, const char *parent,
						  bool cordon, subdev_answer_fn fn, void *data)
{
	struct request *req;
	int err = cordon_request(batch_ctx(batch), parent, cordon, &req);

	return err ? err : batch_add(batch, req, EFFECT_CHANGE, parent_new, fn, data);
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

SUBDEV_EXPORT bool subdev_parent_is_cordoned(const struct subdev_parent *parent)
{
	return attrs_bool(parent->obj.attrs, SUBDEV_A_PARENT_CORDON);
}

SUBDEV_EXPORT unsigned int subdev_parent_get_num_resources(const struct subdev_parent *parent)
{
	return parent->resources.count;
}

SUBDEV_EXPORT const struct subdev_resource *
subdev_parent_get_resource(const struct subdev_parent *parent, unsigned int i)
{
	return parts_get(&parent->resources, i);
}

SUBDEV_EXPORT struct subdev_parent_list *subdev_parent_list_unref(struct subdev_parent_list *list)
{
	return list_unref(list);
}

SUBDEV_EXPORT struct subdev_parent *
subdev_parent_list_get_first(const struct subdev_parent_list *list)
{
	return list_get_first(list);
}

SUBDEV_EXPORT struct subdev_parent *
subdev_parent_list_get_next(const struct subdev_parent_list *list,
			    const struct subdev_parent *parent)
{
	(void)list;
	return list_get_next(parent);
}

SUBDEV_EXPORT bool subdev_parent_list_is_consistent(const struct subdev_parent_list *list)
{
	return list_is_consistent(list);
}

SUBDEV_EXPORT uint64_t subdev_parent_list_get_seq(const struct subdev_parent_list *list)
{
	return list_get_seq(list);
}

SUBDEV_EXPORT uint32_t subdev_parent_list_get_epoch(const struct subdev_parent_list *list)
{
	return list_get_epoch(list);
}
