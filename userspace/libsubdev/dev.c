// SPDX-License-Identifier: LGPL-2.1-or-later
/* Subdevices: how they are asked for and made of the answers. */
#include <stdlib.h>

#include "batch.h"
#include "dev.h"
#include "part.h"
#include "query.h"
#include "request.h"

static const struct op op_dev_activate = {
	"dev-activate", SUBDEV_CMD_DEV_ACTIVATE, &attr_set_dev
};

static struct subdev_dev *to_dev(struct object *obj)
{
	return (struct subdev_dev *)obj;
}

static void dev_free(struct object *obj)
{
	struct dev_parts *parts = to_dev(obj)->parts;

	if (parts) {
		parts_free(&parts->values);
		parts_free(&parts->amounts);
		parts_free(&parts->parent_resources);
		parts_free(&parts->pool_counts);
		free(parts);
	}
	free(to_dev(obj)->paths);
}

static bool has_parts(const struct attrs *attrs)
{
	return attrs_has(attrs, SUBDEV_A_DEV_PARAM) || attrs_has(attrs, SUBDEV_A_DEV_RESOURCE) ||
	       attrs_has(attrs, SUBDEV_A_DEV_PARENT_RESOURCE) ||
	       attrs_has(attrs, SUBDEV_A_DEV_POOL_COUNTS);
}

static int dev_fill(struct subdev_ctx *ctx, struct subdev_dev *dev)
{
	const struct attrs *attrs = dev->obj.attrs;
	struct dev_parts *parts;
	int err;

	if (!has_parts(attrs))
		return 0;
	parts = calloc(1, sizeof(*parts));
	if (!parts)
		return error_nomem(ctx);
	dev->parts = parts;
	err = parts_new(ctx, attrs, SUBDEV_A_DEV_PARAM, value_new, &parts->values);
	if (!err)
		err = parts_new(ctx, attrs, SUBDEV_A_DEV_RESOURCE, amount_new, &parts->amounts);
	if (!err)
		err = parts_new(ctx, attrs, SUBDEV_A_DEV_PARENT_RESOURCE, resource_new,
				&parts->parent_resources);
	if (!err)
		err = parts_new(ctx, attrs, SUBDEV_A_DEV_POOL_COUNTS, counts_new,
				&parts->pool_counts);
	return err;
}

static int dev_make(struct subdev_ctx *ctx, const uint8_t *required, size_t num_required,
		    const void *attrs, size_t len, struct object **out)
{
	struct object *obj;
	int err;

	err = object_new(ctx, sizeof(struct subdev_dev), dev_free, &attr_set_dev, required,
			 num_required, attrs, len, &obj);
	if (err)
		return err;
	err = dev_fill(ctx, to_dev(obj));
	if (err)
		object_unref(obj);
	else
		*out = obj;
	return err;
}

int dev_new_dry(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = {
		SUBDEV_A_DEV_PARENT_INDEX, SUBDEV_A_DEV_PARENT_NAME, SUBDEV_A_DEV_TYPE,
	};

	return dev_make(ctx, required, ARRAY_SIZE(required), attrs, len, out);
}

int dev_new_brief(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = { SUBDEV_A_DEV_ID, SUBDEV_A_DEV_UUID };

	return dev_make(ctx, required, ARRAY_SIZE(required), attrs, len, out);
}

int dev_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = {
		SUBDEV_A_DEV_PARENT_INDEX, SUBDEV_A_DEV_PARENT_NAME, SUBDEV_A_DEV_TYPE,
		SUBDEV_A_DEV_ID, SUBDEV_A_DEV_UUID, SUBDEV_A_DEV_STATE,
	};

	return dev_make(ctx, required, ARRAY_SIZE(required), attrs, len, out);
}

static const struct query query_devs = {
	.op = { "dev-get", SUBDEV_CMD_DEV_GET, &attr_set_dev },
	.make = dev_new,
	.parent_index = SUBDEV_A_DEV_PARENT_INDEX,
	.parent_name = SUBDEV_A_DEV_PARENT_NAME,
	.name = SUBDEV_A_DEV_OWNER,
};

int dev_request_new(struct subdev_ctx *ctx, const struct op *op, const char *dev,
		    struct request **out)
{
	struct request *req;
	struct dev_ref ref;
	int err;

	err = dev_ref_parse(ctx, dev, &ref);
	if (err)
		return err;
	err = request_new(ctx, op, &req);
	if (err)
		return err;
	err = request_put_dev(req, &ref);
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

static int condition_put(struct request *req, const struct subdev_condition *condition)
{
	int err = 0;

	if (condition->if_generation)
		err = request_put_u64(req, SUBDEV_A_DEV_IF_GENERATION, *condition->if_generation);
	if (!err && condition->owner)
		err = request_put_string(req, SUBDEV_A_DEV_OWNER, condition->owner);
	return err;
}

int dev_request_new_if(struct subdev_ctx *ctx, const struct op *op, const char *dev,
		       const struct subdev_condition *condition, struct request **out)
{
	struct request *req;
	int err = 0;

	if (condition && condition->owner)
		err = string_check(ctx, "owner", condition->owner, SUBDEV_OWNER_MAX);
	if (!err)
		err = dev_request_new(ctx, op, dev, &req);
	if (err)
		return err;
	err = condition ? condition_put(req, condition) : 0;
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

int dev_request_run(struct request *req, object_new_fn make, struct subdev_dev **out)
{
	struct object *obj;
	int err = request_do(req, make, &obj);

	request_free(req);
	if (err)
		return err;
	if (out)
		*out = to_dev(obj);
	else
		object_unref(obj);
	return 0;
}

int dev_get(struct subdev_ctx *ctx, const char *dev, struct subdev_dev **out)
{
	struct request *req;
	int err = dev_request_new(ctx, &query_devs.op, dev, &req);

	return err ? err : dev_request_run(req, dev_new, out);
}

SUBDEV_EXPORT int subdev_dev_get(struct subdev_ctx *ctx, const char *dev, struct subdev_dev **out)
{
	error_clear(ctx);
	return dev_get(ctx, dev, out);
}

SUBDEV_EXPORT int subdev_dev_dump(struct subdev_ctx *ctx, const char *parent, const char *owner,
				  const char *pool, struct subdev_dev_list **out)
{
	struct request *req;
	struct list *list;
	int err;

	error_clear(ctx);
	err = pool ? string_check(ctx, "pool", pool, SUBDEV_POOL_NAME_MAX) : 0;
	if (!err)
		err = query_new(ctx, &query_devs, parent, owner, &req);
	if (err)
		return err;
	err = pool ? request_put_string(req, SUBDEV_A_DEV_POOL, pool) : 0;
	if (!err)
		err = request_dump(req, dev_new, &list);
	request_free(req);
	if (!err)
		*out = (struct subdev_dev_list *)list;
	return err;
}

SUBDEV_EXPORT int subdev_dev_activate(struct subdev_ctx *ctx, const char *dev,
				      struct subdev_dev **out)
{
	struct request *req;
	int err;

	error_clear(ctx);
	err = dev_request_new(ctx, &op_dev_activate, dev, &req);
	return err ? err : dev_request_run(req, dev_new, out);
}

static int submit(struct subdev_batch *batch, const struct op *op, const char *dev,
		  enum effect effect, subdev_answer_fn fn, void *data)
{
	struct subdev_ctx *ctx = batch_ctx(batch);
	struct request *req;
	int err;

	error_clear(ctx);
	err = dev_request_new(ctx, op, dev, &req);
	return err ? err : batch_add(batch, req, effect, dev_new, fn, data);
}

SUBDEV_EXPORT int subdev_dev_get_submit(struct subdev_batch *batch, const char *dev,
					subdev_answer_fn fn, void *data)
{
	return submit(batch, &query_devs.op, dev, EFFECT_NONE, fn, data);
}

SUBDEV_EXPORT int subdev_dev_activate_submit(struct subdev_batch *batch, const char *dev,
					     subdev_answer_fn fn, void *data)
{
	return submit(batch, &op_dev_activate, dev, EFFECT_CHANGE, fn, data);
}

SUBDEV_EXPORT struct subdev_dev *subdev_dev_ref(struct subdev_dev *dev)
{
	object_ref(&dev->obj);
	return dev;
}

SUBDEV_EXPORT struct subdev_dev *subdev_dev_unref(struct subdev_dev *dev)
{
	if (dev)
		object_unref(&dev->obj);
	return NULL;
}

SUBDEV_EXPORT struct subdev_dev_list *subdev_dev_list_unref(struct subdev_dev_list *list)
{
	return list_unref(list);
}

SUBDEV_EXPORT struct subdev_dev *subdev_dev_list_get_first(const struct subdev_dev_list *list)
{
	return list_get_first(list);
}

SUBDEV_EXPORT struct subdev_dev *
subdev_dev_list_get_next(const struct subdev_dev_list *list,
			 const struct subdev_dev *dev)
{
	(void)list;
	return list_get_next(dev);
}

SUBDEV_EXPORT bool subdev_dev_list_is_consistent(const struct subdev_dev_list *list)
{
	return list_is_consistent(list);
}

SUBDEV_EXPORT uint64_t subdev_dev_list_get_seq(const struct subdev_dev_list *list)
{
	return list_get_seq(list);
}

SUBDEV_EXPORT uint32_t subdev_dev_list_get_epoch(const struct subdev_dev_list *list)
{
	return list_get_epoch(list);
}
