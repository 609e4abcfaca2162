// SPDX-License-Identifier: LGPL-2.1-or-later
/* Batches: requests that are sent without waiting for the answer of each. */
#include <errno.h>
#include <stdlib.h>

#include <linux/netlink.h>

#include "batch.h"
#include "dev.h"
#include "exchange.h"
#include "parent.h"
#include "pool.h"

/* The most requests in one datagram. */
#define WINDOW 64

/* A request of a batch, and what came of it. */
struct subdev_answer {
	struct exchange exchange;
	struct subdev_answer *next;
	struct single single;
	subdev_answer_fn fn;
	void *data;
};

struct subdev_batch {
	struct subdev_ctx *ctx;
	bool go_on;
	/* what was added and has not been sent, in this order */
	struct subdev_answer *first, *last;
	unsigned int count;
	size_t len;
	bool telling;		/* answers are being told */
	struct error error;	/* of the first that failed */
};

SUBDEV_EXPORT int subdev_batch_new(struct subdev_ctx *ctx, bool go_on, struct subdev_batch **out)
{
	struct subdev_batch *batch;

	error_clear(ctx);
	batch = calloc(1, sizeof(*batch));
	if (!batch)
		return error_nomem(ctx);
	batch->ctx = subdev_ctx_ref(ctx);
	batch->go_on = go_on;
	*out = batch;
	return 0;
}

static void answer_free(struct subdev_answer *answer)
{
	object_unref(answer->single.obj);
	request_free(answer->exchange.req);
	free(answer);
}

/* Return: all that were added, which are the caller's now. */
static struct subdev_answer *batch_take(struct subdev_batch *batch)
{
	struct subdev_answer *first = batch->first;

	batch->first = NULL;
	batch->last = NULL;
	batch->count = 0;
	batch->len = 0;
	return first;
}

SUBDEV_EXPORT struct subdev_batch *subdev_batch_free(struct subdev_batch *batch)
{
	struct subdev_answer *answer, *next;

	if (!batch)
		return NULL;
	for (answer = batch_take(batch); answer; answer = next) {
		next = answer->next;
		answer_free(answer);
	}
	subdev_ctx_unref(batch->ctx);
	free(batch);
	return NULL;
}

struct subdev_ctx *batch_ctx(const struct subdev_batch *batch)
{
	return batch->ctx;
}

/* Nothing is known any more of a family that some requests found gone. */
static void check_family(struct subdev_ctx *ctx, struct subdev_answer *answer)
{
	struct exchange *x = &answer->exchange;

	if (x->error.code != -ENOENT || x->error.text[0])
		return;
	ctx->family = 0;
	error_set(ctx, -EPROTONOSUPPORT, NULL, "the module subdev was unloaded");
	x->error = ctx->error;
}

/*
 * Tell one answer. What stands behind a failure in the same datagram only looked;
 * of that nobody wants to know unless the batch goes on.
 */
static void batch_tell(struct subdev_batch *batch, struct subdev_answer *answer)
{
	struct subdev_ctx *ctx = batch->ctx;
	struct exchange *x = &answer->exchange;

	check_family(ctx, answer);
	if (x->error.code)
		ctx->error = x->error;
	else
		error_clear(ctx);
	if (single_end(ctx, &answer->single, x->error.code))
		x->error = ctx->error;
	if (batch->error.code && !batch->go_on)
		return;
	if (x->error.code && !batch->error.code)
		batch->error = x->error;
	if (answer->fn)
		answer->fn(ctx, answer, answer->data);
}

/* Send what was added, and tell what came of it. */
static void batch_flush(struct subdev_batch *batch)
{
	struct subdev_answer *answer = batch_take(batch), *next;

	if (!answer)
		return;
	request_exchange(batch->ctx, &answer->exchange);
	batch->telling = true;
	for (; answer; answer = next) {
		next = answer->next;
		batch_tell(batch, answer);
		answer_free(answer);
	}
	batch->telling = false;
}

/* How many requests the receive buffer has room for the answers of. */
static unsigned int batch_window(struct subdev_batch *batch)
{
	struct subdev_ctx *ctx = batch->ctx;
	size_t window;

	if (ctx->transport)
		exchange_reserve(ctx, WINDOW * TRANSPORT_ANSWER_ROOM);
	window = ctx->room / TRANSPORT_ANSWER_ROOM;
	if (window > WINDOW)
		return WINDOW;
	return window ? window : 1;
}

static size_t length_of(const struct request *req)
{
	return NLMSG_ALIGN(nlmsg_hdr(req->msg)->nlmsg_len);
}

/*
 * Send what must not be in one datagram with @req. Of what is in one, the kernel
 * handles all, whatever fails.
 */
static int batch_make_room(struct subdev_batch *batch, const struct request *req,
			   enum effect effect)
{
	bool safe = batch->go_on || effect == EFFECT_NONE;
	struct subdev_ctx *ctx = batch->ctx;

	if (req->ctx != ctx)
		return error_set(req->ctx, -EINVAL, NULL, "the batch is of another context");
	if (batch->telling)
		return error_set(ctx, -EBUSY, NULL, "the batch is telling an answer");
	if (!safe || batch->len + length_of(req) > BUILD_MAX ||
	    batch->count >= batch_window(batch))
		batch_flush(batch);
	if (batch->error.code && !batch->go_on)
		return error_set(ctx, -ECANCELED, NULL, "a request before it has failed");
	error_clear(ctx);
	return 0;
}

static void batch_append(struct subdev_batch *batch, struct subdev_answer *answer)
{
	if (batch->last) {
		batch->last->next = answer;
		batch->last->exchange.next = &answer->exchange;
	} else {
		batch->first = answer;
	}
	batch->last = answer;
	batch->count++;
	batch->len += length_of(answer->exchange.req);
}

int batch_add(struct subdev_batch *batch, struct request *req, enum effect effect,
	      object_new_fn make, subdev_answer_fn fn, void *data)
{
	struct subdev_answer *answer;
	int err;

	err = batch_make_room(batch, req, effect);
	answer = err ? NULL : malloc(sizeof(*answer));
	if (!answer) {
		request_free(req);
		return err ? err : error_nomem(batch->ctx);
	}
	exchange_init(&answer->exchange, req, 0, single_answer, &answer->single);
	answer->next = NULL;
	answer->single = (struct single){ .make = make };
	answer->fn = fn;
	answer->data = data;
	batch_append(batch, answer);
	return 0;
}

SUBDEV_EXPORT int subdev_batch_run(struct subdev_batch *batch)
{
	struct subdev_ctx *ctx = batch->ctx;

	error_clear(ctx);
	if (batch->telling)
		return error_set(ctx, -EBUSY, NULL, "the batch is telling an answer");
	batch_flush(batch);
	if (batch->error.code)
		ctx->error = batch->error;
	else
		error_clear(ctx);
	error_reset(&batch->error);
	return ctx->error.code;
}

SUBDEV_EXPORT int subdev_answer_get_code(const struct subdev_answer *answer)
{
	return answer->exchange.error.code;
}

SUBDEV_EXPORT struct subdev_dev *subdev_answer_get_dev(const struct subdev_answer *answer)
{
	return answer->single.make == dev_new ? (struct subdev_dev *)answer->single.obj : NULL;
}

SUBDEV_EXPORT struct subdev_parent *
subdev_answer_get_parent(const struct subdev_answer *answer)
{
	return answer->single.make == parent_new ? (struct subdev_parent *)answer->single.obj :
						   NULL;
}

SUBDEV_EXPORT struct subdev_pool *subdev_answer_get_pool(const struct subdev_answer *answer)
{
	return answer->single.make == pool_new ? (struct subdev_pool *)answer->single.obj : NULL;
}

SUBDEV_EXPORT struct subdev_pool_counts *
subdev_answer_get_pool_counts(const struct subdev_answer *answer)
{
	return answer->single.make == counts_new_answer ?
	       (struct subdev_pool_counts *)answer->single.obj : NULL;
}
