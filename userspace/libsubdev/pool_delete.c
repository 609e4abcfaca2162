// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Delete a pool. The kernel answers at once, with the pool in state removing, and
 * tells the end by an event.
 */
#include <errno.h>
#include <string.h>

#include "batch.h"
#include "pool.h"
#include "wait.h"

/* How often to ask although no event came, in ms. */
#define ASK_INTERVAL 1000

static const struct op op_pool_delete = { "pool-delete", SUBDEV_CMD_POOL_DELETE, &attr_set_pool };

struct pool_end {
	struct wait wait;
	const char *name;
	uint64_t generation;	/* of the answer; 0 before it */
};

static void end_event(struct wait *wait, const struct subdev_event *event)
{
	const struct subdev_pool *pool = subdev_event_get_pool(event);
	struct pool_end *end = (struct pool_end *)wait;

	/* One of that name from before the request is another. */
	if (pool && subdev_event_get_kind(event) == SUBDEV_EVENT_KIND_POOL_DEL &&
	    !strcmp(subdev_pool_get_name(pool), end->name) &&
	    subdev_pool_get_generation(pool) >= end->generation)
		wait->done = true;
}

static int end_ask(struct wait *wait)
{
	struct pool_end *end = (struct pool_end *)wait;
	struct subdev_pool *pool;
	int err = pool_get(wait->ctx, end->name, &pool);

	if (err == -ENOENT) {
		wait->done = true;
		return 0;
	}
	if (err)
		return err;
	/* One that is not being removed is a new one. */
	wait->done = subdev_pool_get_state(pool) != SUBDEV_POOL_STATE_REMOVING;
	subdev_pool_unref(pool);
	return 0;
}

/* Listen to nothing but the end of this pool. */
static int end_begin(struct pool_end *end)
{
	struct subdev_filter *filter;
	int err = subdev_filter_new(end->wait.ctx, &filter);

	if (err)
		return err;
	err = subdev_filter_set_pool(filter, end->name);
	if (!err)
		err = subdev_filter_add_kind(filter, SUBDEV_EVENT_KIND_POOL_DEL);
	if (!err)
		err = wait_begin(&end->wait, filter);
	subdev_filter_free(filter);
	return err;
}

static int delete_put(struct request *req, const struct subdev_pool_delete_options *options)
{
	int err = 0;

	if (options->force)
		err = request_put_flag(req, SUBDEV_A_POOL_FORCE);
	if (!err && options->if_generation)
		err = request_put_u64(req, SUBDEV_A_POOL_IF_GENERATION, *options->if_generation);
	return err;
}

static int delete_request(struct subdev_ctx *ctx, const char *pool,
			  const struct subdev_pool_delete_options *options, struct request **out)
{
	struct request *req;
	int err;

	err = pool_request_new(ctx, &op_pool_delete, pool, &req);
	if (err)
		return err;
	err = options ? delete_put(req, options) : 0;
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

static int delete_run(struct pool_end *end, const struct subdev_pool_delete_options *options,
		      int timeout)
{
	struct subdev_pool *pool;
	struct request *req;
	int err;

	err = timeout ? end_begin(end) : 0;
	if (!err)
		err = delete_request(end->wait.ctx, end->name, options, &req);
	if (!err)
		err = pool_request_run(req, &pool);
	if (err)
		return err;
	end->generation = subdev_pool_get_generation(pool);
	subdev_pool_unref(pool);
	return timeout ? wait_run(&end->wait, timeout) : 0;
}

SUBDEV_EXPORT int subdev_pool_delete(struct subdev_ctx *ctx, const char *pool,
				     const struct subdev_pool_delete_options *options, int timeout)
{
	struct pool_end end = {
		.wait = {
			.ctx = ctx, .see = end_event, .ask = end_ask, .interval = ASK_INTERVAL,
			.late = "still in state removing",
		},
		.name = pool,
	};
	int err;

	error_clear(ctx);
	err = delete_run(&end, options, timeout);
	wait_end(&end.wait);
	return err;
}

SUBDEV_EXPORT int subdev_pool_delete_submit(struct subdev_batch *batch, const char *pool,
					    const struct subdev_pool_delete_options *options,
					    subdev_answer_fn fn, void *data)
{
	struct subdev_ctx *ctx = batch_ctx(batch);
	struct request *req;
	int err;

	error_clear(ctx);
	err = delete_request(ctx, pool, options, &req);
	return err ? err : batch_add(batch, req, EFFECT_CHANGE, pool_new, fn, data);
}
