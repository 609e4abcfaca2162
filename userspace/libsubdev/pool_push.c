// SPDX-License-Identifier: LGPL-2.1-or-later
/* Add new subdevices to a pool. */
#include "batch.h"
#include "pool.h"

static const struct op op_pool_push = { "pool-push", SUBDEV_CMD_POOL_PUSH, &attr_set_dev };

static int push_request(struct subdev_ctx *ctx, const char *pool, uint32_t count,
			struct request **out)
{
	struct request *req;
	int err;

	error_clear(ctx);
	err = string_check(ctx, "pool", pool, SUBDEV_POOL_NAME_MAX);
	if (!err)
		err = request_new(ctx, &op_pool_push, &req);
	if (err)
		return err;
	err = request_put_string(req, SUBDEV_A_DEV_POOL, pool);
	if (!err)
		err = request_put_u32(req, SUBDEV_A_DEV_COUNT, count);
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

SUBDEV_EXPORT int subdev_pool_push(struct subdev_ctx *ctx, const char *pool, uint32_t count,
				   struct subdev_pool_counts **out)
{
	struct request *req;
	struct object *obj;
	int err = push_request(ctx, pool, count, &req);

	if (err)
		return err;
	err = request_do(req, counts_new_answer, &obj);
	request_free(req);
	if (err)
		return err;
	if (out)
		*out = (struct subdev_pool_counts *)obj;
	else
		object_unref(obj);
	return 0;
}

SUBDEV_EXPORT int subdev_pool_push_submit(struct subdev_batch *batch, const char *pool,
					  uint32_t count, subdev_answer_fn fn, void *data)
{
	struct request *req;
	int err = push_request(batch_ctx(batch), pool, count, &req);

	return err ? err : batch_add(batch, req, EFFECT_CHANGE, counts_new_answer, fn, data);
}
