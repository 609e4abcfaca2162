// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Deactivate and delete. The kernel answers at once, with the subdevice in
 * state removing, and tells the end by an event.
 */
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "batch.h"
#include "dev.h"
#include "event.h"
#include "request.h"

/* How often to ask although no event came, in ms. */
#define ASK_INTERVAL 1000

static const struct op op_dev_deactivate = {
	"dev-deactivate", SUBDEV_CMD_DEV_DEACTIVATE, &attr_set_dev
};

static const struct op op_dev_delete = { "dev-delete", SUBDEV_CMD_DEV_DELETE, &attr_set_dev };

/* A subdevice that is in state removing, and who waits for what comes then. */
struct removal {
	struct subdev_ctx *ctx;
	struct subdev_events *events;
	bool deleting;		/* or deactivating */
	struct subdev_delete_options options;	/* of deleting */
	struct subdev_dev *dev;	/* as it was last seen */
	bool gone;
	bool done;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Takes the reference to @dev. */
static void removal_see(struct removal *r, struct subdev_dev *dev)
{
	/* An event from before the request says nothing about its end. */
	if (subdev_dev_get_generation(dev) < subdev_dev_get_generation(r->dev)) {
		subdev_dev_unref(dev);
		return;
	}
	subdev_dev_unref(r->dev);
	r->dev = dev;
	r->done = !r->deleting && subdev_dev_get_state(dev) != SUBDEV_DEV_STATE_REMOVING;
}

static int removal_ask(struct removal *r)
{
	struct subdev_dev *dev;
	char id[16];
	int err;

	snprintf(id, sizeof(id), "%u", subdev_dev_get_id(r->dev));
	err = dev_get(r->ctx, id, &dev);
	if (err == -ENODEV) {
		error_clear(r->ctx);
		r->gone = true;
		r->done = true;
		return 0;
	}
	if (!err)
		removal_see(r, dev);
	return err;
}

static void removal_event(struct removal *r, const struct subdev_event *event)
{
	const struct subdev_dev *dev = subdev_event_get_dev(event);

	if (!dev || subdev_dev_get_id(dev) != subdev_dev_get_id(r->dev))
		return;
	if (subdev_event_get_kind(event) == SUBDEV_EVENT_KIND_DEV_DEL) {
		r->gone = true;
		r->done = true;
	} else {
		removal_see(r, subdev_dev_ref((struct subdev_dev *)dev));
	}
}

/* Read what events there are. */
static int removal_read(struct removal *r)
{
	struct subdev_event *event;
	int err = 0;

	while (!r->done) {
		err = events_read(r->events, &event);
		if (err)
			break;
		removal_event(r, event);
		subdev_event_unref(event);
	}
	if (err == -EAGAIN) {
		error_clear(r->ctx);
		return 0;
	}
	return err == -ENOBUFS ? removal_ask(r) : err;
}

/* Wait for an event or for the time to ask, until @deadline if that is not negative. */
static int removal_step(struct removal *r, int64_t deadline)
{
	int64_t wait = ASK_INTERVAL;
	int err;

	if (deadline >= 0) {
		wait = deadline - now_ms();
		if (wait <= 0)
			return error_set(r->ctx, -ETIMEDOUT, NULL, "still in state removing");
		if (wait > ASK_INTERVAL)
			wait = ASK_INTERVAL;
	}
	err = events_wait(r->events, wait);
	if (err == -ETIMEDOUT)
		return removal_ask(r);
	return err ? err : removal_read(r);
}

static int removal_wait(struct removal *r, int timeout)
{
	int64_t deadline = timeout < 0 ? -1 : now_ms() + timeout;
	int err = 0;

	while (!err && !r->done)
		err = removal_step(r, deadline);
	if (err)
		return err;
	if (r->gone && !r->deleting)
		return error_set(r->ctx, -ENODEV, NULL, "it was deleted meanwhile");
	/* Of a wait that was too short, which is no error here. */
	error_clear(r->ctx);
	return 0;
}

static int removal_put(struct request *req, const struct subdev_delete_options *options)
{
	int err = 0;

	if (options->force)
		err = request_put_flag(req, SUBDEV_A_DEV_FORCE);
	if (!err && options->if_generation)
		err = request_put_u64(req, SUBDEV_A_DEV_IF_GENERATION, *options->if_generation);
	if (!err && options->owner)
		err = request_put_string(req, SUBDEV_A_DEV_OWNER, options->owner);
	return err;
}

static int removal_request(struct subdev_ctx *ctx, const struct op *op, const char *dev,
			   const struct subdev_delete_options *options, struct request **out)
{
	struct request *req;
	int err = 0;

	if (options->owner)
		err = string_check(ctx, "owner", options->owner, SUBDEV_OWNER_MAX);
	if (!err)
		err = dev_request_new(ctx, op, dev, &req);
	if (err)
		return err;
	err = removal_put(req, options);
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

static int removal_run(struct removal *r, const char *dev, int timeout)
{
	const struct op *op = r->deleting ? &op_dev_delete : &op_dev_deactivate;
	struct request *req;
	int err;

	error_clear(r->ctx);
	/* The listener is there before the request, so that the end cannot be missed. */
	err = timeout ? events_open(r->ctx, NULL, &r->events) : 0;
	if (err)
		return err;
	err = removal_request(r->ctx, op, dev, &r->options, &req);
	if (!err)
		err = dev_request_run(req, dev_new, &r->dev);
	if (!err && timeout)
		err = removal_wait(r, timeout);
	subdev_events_close(r->events);
	return err;
}

SUBDEV_EXPORT int subdev_dev_deactivate(struct subdev_ctx *ctx, const char *dev, int timeout,
					struct subdev_dev **out)
{
	struct removal r = { .ctx = ctx };
	int err = removal_run(&r, dev, timeout);

	if (!err && out)
		*out = r.dev;
	else
		subdev_dev_unref(r.dev);
	return err;
}

SUBDEV_EXPORT int subdev_dev_delete(struct subdev_ctx *ctx, const char *dev,
				    const struct subdev_delete_options *options, int timeout)
{
	struct removal r = { .ctx = ctx, .deleting = true };
	int err;

	if (options)
		r.options = *options;
	err = removal_run(&r, dev, timeout);
	subdev_dev_unref(r.dev);
	return err;
}

static int submit(struct subdev_batch *batch, const struct op *op, const char *dev,
		  const struct subdev_delete_options *options, subdev_answer_fn fn, void *data)
{
	struct subdev_ctx *ctx = batch_ctx(batch);
	struct request *req;
	int err;

	error_clear(ctx);
	err = removal_request(ctx, op, dev, options, &req);
	return err ? err : batch_add(batch, req, EFFECT_CHANGE, dev_new, fn, data);
}

SUBDEV_EXPORT int subdev_dev_deactivate_submit(struct subdev_batch *batch, const char *dev,
					       subdev_answer_fn fn, void *data)
{
	const struct subdev_delete_options none = { 0 };

	return submit(batch, &op_dev_deactivate, dev, &none, fn, data);
}

SUBDEV_EXPORT int subdev_dev_delete_submit(struct subdev_batch *batch, const char *dev,
					   const struct subdev_delete_options *options,
					   subdev_answer_fn fn, void *data)
{
	const struct subdev_delete_options none = { 0 };

	return submit(batch, &op_dev_delete, dev, options ? options : &none, fn, data);
}
