// SPDX-License-Identifier: LGPL-2.1-or-later
/* Requests about a subdevice that end later. */
#include <errno.h>
#include <stdio.h>

#include "dev_end.h"
#include "request.h"

/* How often to ask although no event came, in ms. */
#define ASK_INTERVAL 1000

static struct dev_end *to_end(struct wait *wait)
{
	return (struct dev_end *)wait;
}

/* Takes the reference to @dev. */
static void end_see(struct dev_end *end, struct subdev_dev *dev)
{
	/* An event from before the request says nothing about its end. */
	if (end->dev && subdev_dev_get_generation(dev) < subdev_dev_get_generation(end->dev)) {
		subdev_dev_unref(dev);
		return;
	}
	subdev_dev_unref(end->dev);
	end->dev = dev;
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

static void end_event(struct wait *wait, const struct subdev_event *event)
{
	const struct subdev_dev *dev = subdev_event_get_dev(event);
	struct dev_end *end = to_end(wait);

	if (!dev || subdev_dev_get_id(dev) != subdev_dev_get_id(end->dev))
		return;
	if (subdev_event_get_kind(event) == SUBDEV_EVENT_KIND_DEV_DEL)
		end_is_gone(end);
	else
		end_see(end, subdev_dev_ref((struct subdev_dev *)dev));
}

int dev_end_begin(struct dev_end *end, struct subdev_ctx *ctx, uint32_t state, const char *late,
		  int timeout)
{
	*end = (struct dev_end){
		.wait = {
			.ctx = ctx, .see = end_event, .ask = end_ask, .interval = ASK_INTERVAL,
			.late = late,
		},
		.state = state,
	};
	return timeout ? wait_begin(&end->wait, NULL) : 0;
}

int dev_end_run(struct dev_end *end, struct request *req, int timeout)
{
	struct subdev_dev *dev;
	int err = dev_request_run(req, dev_new, &dev);

	if (err)
		return err;
	end_see(end, dev);
	if (!timeout)
		return 0;
	err = wait_run(&end->wait, timeout);
	if (!err && end->gone && end->state)
		return error_set(end->wait.ctx, -ENODEV, NULL, "it was deleted meanwhile");
	return err;
}

int dev_end_finish(struct dev_end *end, int err, struct subdev_dev **out)
{
	wait_end(&end->wait);
	if (!err && out)
		*out = end->dev;
	else
		subdev_dev_unref(end->dev);
	return err;
}
