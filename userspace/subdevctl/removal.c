// SPDX-License-Identifier: GPL-2.0-only
/* Subdevices that are going away, and those who wait for several. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "clock.h"
#include "removal.h"

/* How often to look although no event came, in ms. */
#define LOOK_INTERVAL 1000

/* Return: 1 if a subdevice is going away, 0 if it is gone or stays, or a negative errno. */
static int is_going(struct tool *tool, uint32_t id)
{
	struct subdev_dev *dev;
	char text[16];
	int err;

	snprintf(text, sizeof(text), "%" PRIu32, id);
	err = subdev_dev_get(tool->ctx, text, &dev);

	if (err)
		return err == -ENODEV ? 0 : err;
	err = subdev_dev_get_state(dev) == SUBDEV_DEV_STATE_REMOVING;
	subdev_dev_unref(dev);
	return err;
}

/* What they say is asked for, after they came. */
static void drop_events(struct subdev_events *events)
{
	struct subdev_event *event;

	while (!subdev_events_read(events, &event))
		subdev_event_unref(event);
}

int removal_wait(struct tool *tool, struct subdev_events *events, uint32_t id, int64_t deadline)
{
	int64_t wait = LOOK_INTERVAL;
	int going;

	for (;;) {
		drop_events(events);
		going = is_going(tool, id);
		if (going <= 0)
			return going;
		if (deadline >= 0)
			wait = deadline - now_ms();
		if (wait <= 0)
			return -ETIMEDOUT;
		subdev_events_wait(events, wait < LOOK_INTERVAL ? wait : LOOK_INTERVAL);
	}
}
