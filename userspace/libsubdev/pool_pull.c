// SPDX-License-Identifier: LGPL-2.1-or-later
/* The request for a subdevice of a pool, and waiting for one that is ready. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "dev.h"
#include "lease.h"
#include "pool_pull.h"
#include "wait.h"

struct subdev_pool_pull {
	struct subdev_ctx *ctx;
	char pool[SUBDEV_POOL_NAME_MAX + 1];
	bool has_label;
	char label[SUBDEV_LABEL_MAX + 1];
	struct tenure tenure;
};

static const struct op op_pool_pull = { "pool-pull", SUBDEV_CMD_POOL_PULL, &attr_set_dev };

SUBDEV_EXPORT int subdev_pool_pull_new(struct subdev_ctx *ctx, const char *pool,
				       struct subdev_pool_pull **out)
{
	struct subdev_pool_pull *pull;
	int err;

	error_clear(ctx);
	err = string_check(ctx, "pool", pool, SUBDEV_POOL_NAME_MAX);
	if (err)
		return err;
	pull = calloc(1, sizeof(*pull));
	if (!pull)
		return error_nomem(ctx);
	strcpy(pull->pool, pool);
	pull->ctx = subdev_ctx_ref(ctx);
	*out = pull;
	return 0;
}

SUBDEV_EXPORT struct subdev_pool_pull *subdev_pool_pull_free(struct subdev_pool_pull *pull)
{
	if (pull) {
		subdev_ctx_unref(pull->ctx);
		free(pull);
	}
	return NULL;
}

SUBDEV_EXPORT int subdev_pool_pull_set_label(struct subdev_pool_pull *pull, const char *label)
{
	int err;

	error_clear(pull->ctx);
	err = string_check(pull->ctx, "label", label, SUBDEV_LABEL_MAX);
	if (err)
		return err;
	strcpy(pull->label, label);
	pull->has_label = true;
	return 0;
}

SUBDEV_EXPORT int subdev_pool_pull_set_owner(struct subdev_pool_pull *pull, const char *owner)
{
	error_clear(pull->ctx);
	return tenure_set_owner(pull->ctx, &pull->tenure, owner);
}

SUBDEV_EXPORT void subdev_pool_pull_set_lease(struct subdev_pool_pull *pull, uint32_t lease,
					      uint32_t ttl)
{
	tenure_set_lease(&pull->tenure, lease, ttl);
}

bool pool_pull_takes_lease(const struct subdev_pool_pull *pull)
{
	return tenure_is_of_socket(&pull->tenure);
}

int pool_pull_put(struct request *req, const struct subdev_pool_pull *pull)
{
	int err = request_put_string(req, SUBDEV_A_DEV_POOL, pull->pool);

	if (!err && pull->has_label)
		err = request_put_string(req, SUBDEV_A_DEV_LABEL, pull->label);
	if (!err)
		err = tenure_put(req, &pull->tenure);
	return err;
}

static int pull_request(const struct subdev_pool_pull *pull, struct request **out)
{
	struct request *req;
	int err;

	error_clear(pull->ctx);
	err = request_new(pull->ctx, &op_pool_pull, &req);
	if (err)
		return err;
	req->takes_lease = pool_pull_takes_lease(pull);
	err = pool_pull_put(req, pull);
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

/* A pull from a pool that was empty. */
struct puller {
	struct wait wait;
	const struct subdev_pool_pull *pull;
	struct request *req;
	struct object *dev;	/* when it is done */
	/* the newest that events told of the pool since it was last asked */
	uint64_t generation;
	/* why there was none, when it was last asked */
	struct error empty;
};

/* Try. Return: 0 also if the pool is empty. */
static int puller_ask(struct wait *wait)
{
	struct puller *puller = (struct puller *)wait;
	struct subdev_ctx *ctx = wait->ctx;
	int err;

	/* Maybe it is another of this name by now. */
	puller->generation = 0;
	err = request_do(puller->req, dev_new, &puller->dev);
	wait->done = !err;
	if (err != -EAGAIN)
		return err;
	puller->empty = ctx->error;
	return 0;
}

/*
 * The pool has changed to a newer generation. Whether a pull would now find one, or
 * be refused for another reason than before; what the last event of several says
 * is what counts.
 */
static void puller_learn(struct puller *puller, uint64_t generation, bool promising)
{
	if (generation < puller->generation)
		return;
	puller->generation = generation;
	puller->wait.ask_now = promising;
}

static bool is_promising(const struct subdev_pool *pool)
{
	switch (subdev_pool_get_state(pool)) {
	case SUBDEV_POOL_STATE_STEADY:
	case SUBDEV_POOL_STATE_FILLING:
		return subdev_pool_get_ready(pool);
	default:
		/* It may be refused for another reason now. */
		return true;
	}
}

static void puller_event(struct wait *wait, const struct subdev_event *event)
{
	struct puller *puller = (struct puller *)wait;
	const struct subdev_pool *pool = subdev_event_get_pool(event);
	const struct subdev_dev *dev = subdev_event_get_dev(event);
	const struct subdev_pool_counts *counts = dev ? subdev_dev_get_pool_counts(dev) : NULL;

	if (pool && !strcmp(subdev_pool_get_name(pool), puller->pull->pool))
		puller_learn(puller, subdev_pool_get_generation(pool), is_promising(pool));
	else if (counts && !strcmp(subdev_pool_counts_get_name(counts), puller->pull->pool))
		puller_learn(puller, subdev_pool_counts_get_generation(counts),
			     subdev_pool_counts_get_ready(counts));
}

/* Listen to nothing but this pool. */
static int puller_begin(struct puller *puller)
{
	struct subdev_filter *filter;
	int err = subdev_filter_new(puller->wait.ctx, &filter);

	if (err)
		return err;
	err = subdev_filter_set_pool(filter, puller->pull->pool);
	if (!err)
		err = wait_begin(&puller->wait, filter);
	subdev_filter_free(filter);
	return err;
}

/*
 * It is asked once more when somebody listens: what becomes ready after that is
 * told, and what became so before is found.
 */
static int puller_run(struct puller *puller, int timeout)
{
	int err = puller_ask(&puller->wait);

	if (err || puller->wait.done)
		return err;
	if (!timeout) {
		puller->wait.ctx->error = puller->empty;
		return puller->empty.code;
	}
	err = puller_begin(puller);
	if (!err)
		err = puller_ask(&puller->wait);
	return err ? err : wait_run(&puller->wait, timeout);
}

SUBDEV_EXPORT int subdev_pool_pull_run(struct subdev_pool_pull *pull, int timeout,
				       struct subdev_dev **out)
{
	struct puller puller;
	int err = pull_request(pull, &puller.req);

	if (err)
		return err;
	/* One by one, since an initializer clears the long texts of @empty too. */
	puller.wait = (struct wait){ .ctx = pull->ctx, .see = puller_event, .ask = puller_ask };
	puller.pull = pull;
	puller.dev = NULL;
	puller.generation = 0;
	error_reset(&puller.empty);
	puller.wait.late = puller.empty.text;
	err = puller_run(&puller, timeout);
	wait_end(&puller.wait);
	request_free(puller.req);
	if (!err)
		*out = (struct subdev_dev *)puller.dev;
	return err;
}

SUBDEV_EXPORT int subdev_pool_pull_submit(struct subdev_pool_pull *pull,
					  struct subdev_batch *batch, subdev_answer_fn fn,
					  void *data)
{
	struct request *req;
	int err = pull_request(pull, &req);

	return err ? err : batch_add(batch, req, EFFECT_CHANGE, dev_new, fn, data);
}
