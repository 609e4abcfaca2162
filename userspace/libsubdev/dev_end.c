// SPDX-License-Identifier: LGPL-2.1-or-later
/* Requests about a subdevice that end later. */
#include <errno.h>
#include <stdio.h>

#include "dev_end.h"
#include "exchange.h"
#include "request.h"

/* How often to ask although nothing was told, in ms. */
#define ASK_INTERVAL 1000

static struct dev_end *to_end(struct wait *wait)
{
	return (struct dev_end *)wait;
}

/* Takes the reference to @dev. */
static void end_see(struct dev_end *end, struct subdev_dev *dev)
{
	/* What tells of the end can come before the answer. */
	if (end->dev && subdev_dev_get_generation(dev) < subdev_dev_get_generation(end->dev)) {
		subdev_dev_unref(dev);
		return;
	}
	subdev_dev_unref(end->dev);
	end->dev = dev;
	if (!end->gone)
		end->wait.done = end->state && subdev_dev_get_state(dev) != end->state &&
			 subdev_dev_get_state(dev) != SUBDEV_DEV_STATE_REMOVING;
}

static void end_is_gone(struct dev_end *end)
{
	end->gone = true;
	end->wait.done = true;
}

static int end_ask(struct wait *wait)
{
	struct dev_end *end = to_end(wait);
	struct subdev_dev *dev;
	char id[16];
	int err;

	snprintf(id, sizeof(id), "%u", subdev_dev_get_id(end->dev));
	err = dev_get(wait->ctx, id, &dev);
	if (err == -ENODEV) {
		end_is_gone(end);
		return 0;
	}
	if (!err)
		end_see(end, dev);
	return err;
}

static int end_hear(struct wait *wait, int time)
{
	int err = exchange_wait_told(wait->ctx, time);

	if (err != -ENOBUFS)
		return err;
	wait->ask_now = true;
	return 0;
}

static int end_told(struct told_end *told, struct subdev_ctx *ctx, uint8_t cmd, const void *attrs,
		    size_t len)
{
	struct dev_end *end = (struct dev_end *)((char *)told - offsetof(struct dev_end, told));
	struct object *dev;
	int err;

	if (cmd == SUBDEV_CMD_DEV_DEL_NTF) {
		end_is_gone(end);
		return 0;
	}
	err = dev_new(ctx, attrs, len, &dev);
	if (!err)
		end_see(end, (struct subdev_dev *)dev);
	return err;
}

void dev_end_init(struct dev_end *end, struct subdev_ctx *ctx, uint32_t state, const char *late)
{
	*end = (struct dev_end){
		.wait = {
			.ctx = ctx, .hear = end_hear, .ask = end_ask, .interval = ASK_INTERVAL,
			.late = late,
		},
		.told = { .take = end_told },
		.state = state,
	};
}

static int end_request(struct dev_end *end, struct request *req, int timeout)
{
	struct subdev_dev *dev;
	int err;

	if (timeout) {
		err = request_put_flag(req, SUBDEV_A_DEV_TELL_END);
		if (err) {
			request_free(req);
			return err;
		}
		req->told = &end->told;
		end->wait.ctx->told = &end->told;
	}
	err = dev_request_run(req, dev_new, &dev);
	if (!err)
		end_see(end, dev);
	return err;
}

int dev_end_run(struct dev_end *end, struct request *req, int timeout)
{
	int err = end_request(end, req, timeout);

	if (!err && timeout)
		err = wait_run(&end->wait, timeout);
	end->wait.ctx->told = NULL;
	if (!err && end->gone && end->state)
		return error_set(end->wait.ctx, -ENODEV, NULL, "it was deleted meanwhile");
	return err;
}

int dev_end_finish(struct dev_end *end, int err, struct subdev_dev **out)
{
	if (!err && out)
		*out = end->dev;
	else
		subdev_dev_unref(end->dev);
	return err;
}
