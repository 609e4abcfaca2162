// SPDX-License-Identifier: LGPL-2.1-or-later
/* Waiting for what events tell. */
#include <errno.h>
#include <time.h>

#include "event.h"
#include "wait.h"

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/*
 * Listening to events
 */

/* Read what events there are. */
static int wait_read(struct wait *wait)
{
	struct subdev_event *event;
	int err = 0;

	while (!wait->done) {
		err = events_read(wait->events, &event);
		if (err)
			break;
		wait->see(wait, event);
		subdev_event_unref(event);
	}
	if (err && err != -EAGAIN && err != -ENOBUFS)
		return err;
	error_clear(wait->ctx);
	if (err == -ENOBUFS)
		wait->ask_now = true;
	return 0;
}

static int wait_hear_events(struct wait *wait, int time)
{
	int err = events_wait(wait->events, time);

	return err ? err : wait_read(wait);
}

int wait_begin(struct wait *wait, const struct subdev_filter *filter)
{
	wait->hear = wait_hear_events;
	return events_open(wait->ctx, filter, &wait->events);
}

void wait_end(struct wait *wait)
{
	subdev_events_close(wait->events);
	wait->events = NULL;
}

/*
 * Waiting
 */

/* How long to wait at once, until @deadline if that is not negative; 0 if it is over. */
static int wait_time(const struct wait *wait, int64_t deadline)
{
	int64_t left = deadline < 0 ? INT64_MAX : deadline - now_ms();

	if (left <= 0)
		return 0;
	if (wait->interval && left > wait->interval)
		return wait->interval;
	return left < INT32_MAX ? left : SUBDEV_WAIT_FOREVER;
}

static int wait_step(struct wait *wait, int64_t deadline)
{
	int time = wait_time(wait, deadline);
	int err;

	if (!time)
		return error_set(wait->ctx, -ETIMEDOUT, NULL, wait->late ? "%s" : NULL,
				 wait->late);
	err = wait->hear(wait, time);
	if (err == -ETIMEDOUT)
		/* Without an interval it is the deadline. */
		wait->ask_now = wait->interval;
	else if (err)
		return err;
	if (wait->done || !wait->ask_now)
		return 0;
	wait->ask_now = false;
	return wait->ask(wait);
}

int wait_run(struct wait *wait, int timeout)
{
	int64_t deadline = timeout < 0 ? -1 : now_ms() + timeout;
	int err = 0;

	while (!err && !wait->done)
		err = wait_step(wait, deadline);
	/* What came in between, like a time that was over, is no error. */
	if (!err)
		error_clear(wait->ctx);
	return err;
}
