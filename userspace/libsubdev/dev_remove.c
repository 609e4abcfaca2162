// SPDX-License-Identifier: LGPL-2.1-or-later
/* Deactivate and delete: what ends later. */
#include "batch.h"
#include "dev_end.h"
#include "request.h"

static const struct op op_dev_deactivate = {
	"dev-deactivate", SUBDEV_CMD_DEV_DEACTIVATE, &attr_set_dev
};

static const struct op op_dev_delete = { "dev-delete", SUBDEV_CMD_DEV_DELETE, &attr_set_dev };

static const char late[] = "still in state removing";

static int delete_request(struct subdev_ctx *ctx, const char *dev,
			  const struct subdev_delete_options *options, struct request **out)
{
	struct subdev_condition condition = { 0 };
	struct request *req;
	int err;

	if (options) {
		condition.if_generation = options->if_generation;
		condition.owner = options->owner;
	}
	err = dev_request_new_if(ctx, &op_dev_delete, dev, &condition, &req);
	if (err)
		return err;
	if (options && options->force)
		err = request_put_flag(req, SUBDEV_A_DEV_FORCE);
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

SUBDEV_EXPORT int subdev_dev_deactivate(struct subdev_ctx *ctx, const char *dev, int timeout,
					struct subdev_dev **out)
{
	struct request *req;
	struct dev_end end;
	int err;

	error_clear(ctx);
	dev_end_init(&end, ctx, SUBDEV_DEV_STATE_REMOVING, late);
	err = dev_request_new(ctx, &op_dev_deactivate, dev, &req);
	if (!err)
		err = dev_end_run(&end, req, timeout);
	return dev_end_finish(&end, err, out);
}

SUBDEV_EXPORT int subdev_dev_delete(struct subdev_ctx *ctx, const char *dev,
				    const struct subdev_delete_options *options, int timeout)
{
	struct request *req;
	struct dev_end end;
	int err;

	error_clear(ctx);
	dev_end_init(&end, ctx, 0, late);
	err = delete_request(ctx, dev, options, &req);
	if (!err)
		err = dev_end_run(&end, req, timeout);
	return dev_end_finish(&end, err, NULL);
}

SUBDEV_EXPORT int subdev_dev_deactivate_submit(struct subdev_batch *batch, const char *dev,
					       subdev_answer_fn fn, void *data)
{
	struct subdev_ctx *ctx = batch_ctx(batch);
	struct request *req;
	int err;

	error_clear(ctx);
	err = dev_request_new(ctx, &op_dev_deactivate, dev, &req);
	return err ? err : batch_add(batch, req, EFFECT_CHANGE, dev_new, fn, data);
}

SUBDEV_EXPORT int subdev_dev_delete_submit(struct subdev_batch *batch, const char *dev,
					   const struct subdev_delete_options *options,
					   subdev_answer_fn fn, void *data)
{
	struct subdev_ctx *ctx = batch_ctx(batch);
	struct request *req;
	int err;

	error_clear(ctx);
	err = delete_request(ctx, dev, options, &req);
	return err ? err : batch_add(batch, req, EFFECT_CHANGE, dev_new, fn, data);
}
