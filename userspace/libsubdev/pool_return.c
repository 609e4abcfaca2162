// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Give subdevices to a pool: those that were pulled, and others that are like its
 * own. Both end later, when they have been reset.
 */
#include <errno.h>

#include "batch.h"
#include "dev_end.h"
#include "request.h"

static const struct op op_pool_push = { "pool-push", SUBDEV_CMD_POOL_PUSH, &attr_set_dev };
static const struct op op_pool_return = { "pool-return", SUBDEV_CMD_POOL_RETURN, &attr_set_dev };

/* @pool: into which, NULL for the one that it was pulled from. */
static int give_request(struct subdev_ctx *ctx, const char *pool, const char *dev,
			const struct subdev_condition *condition, struct request **out)
{
	const struct op *op = pool ? &op_pool_push : &op_pool_return;
	struct request *req;
	int err;

	err = pool ? string_check(ctx, "pool", pool, SUBDEV_POOL_NAME_MAX) : 0;
	if (!err)
		err = dev_request_new_if(ctx, op, dev, condition, &req);
	if (err)
		return err;
	err = pool ? request_put_string(req, SUBDEV_A_DEV_POOL, pool) : 0;
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

/* It has left the state resetting, or nobody waited for that. */
static int give_end(const struct dev_end *end)
{
	const char *why;

	if (subdev_dev_get_state(end->dev) != SUBDEV_DEV_STATE_FAILED)
		return 0;
	why = subdev_dev_get_why(end->dev);
	return error_set(end->wait.ctx, -EIO, NULL, "%s", why ? why : "it could not be reset");
}

static int give(struct subdev_ctx *ctx, const char *pool, const char *dev,
		const struct subdev_condition *condition, int timeout, struct subdev_dev **out)
{
	struct request *req;
	struct dev_end end;
	int err;

	error_clear(ctx);
	dev_end_init(&end, ctx, SUBDEV_DEV_STATE_RESETTING, "still in state resetting");
	err = give_request(ctx, pool, dev, condition, &req);
	if (!err)
		err = dev_end_run(&end, req, timeout);
	if (!err)
		err = give_end(&end);
	return dev_end_finish(&end, err, out);
}

static int submit(struct subdev_batch *batch, const char *pool, const char *dev,
		  const struct subdev_condition *condition, subdev_answer_fn fn, void *data)
{
	struct subdev_ctx *ctx = batch_ctx(batch);
	struct request *req;
	int err;

	error_clear(ctx);
	err = give_request(ctx, pool, dev, condition, &req);
	return err ? err : batch_add(batch, req, EFFECT_CHANGE, dev_new, fn, data);
}

SUBDEV_EXPORT int subdev_pool_push_dev(struct subdev_ctx *ctx, const char *pool, const char *dev,
				       const struct subdev_condition *condition, int timeout,
				       struct subdev_dev **out)
{
	return give(ctx, pool, dev, condition, timeout, out);
}

SUBDEV_EXPORT int subdev_pool_return(struct subdev_ctx *ctx, const char *dev,
				     const struct subdev_condition *condition, int timeout,
				     struct subdev_dev **out)
{
	return give(ctx, NULL, dev, condition, timeout, out);
}

SUBDEV_EXPORT int subdev_pool_push_dev_submit(struct subdev_batch *batch, const char *pool,
					      const char *dev,
					      const struct subdev_condition *condition,
					      subdev_answer_fn fn, void *data)
{
	return submit(batch, pool, dev, condition, fn, data);
}

SUBDEV_EXPORT int subdev_pool_return_submit(struct subdev_batch *batch, const char *dev,
					    const struct subdev_condition *condition,
					    subdev_answer_fn fn, void *data)
{
	return submit(batch, NULL, dev, condition, fn, data);
}
