/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting for what events tell. */
#ifndef SUBDEV_WAIT_H
#define SUBDEV_WAIT_H

#include "ctx.h"

struct wait {
	struct subdev_ctx *ctx;
	/*
	 * Wait @time ms at the most until something is heard, and look at it: it can set
	 * @done, or @ask_now. Return: 0, -ETIMEDOUT, or what ends the wait.
	 */
	int (*hear)(struct wait *wait, int time);
	/* Of a wait that listens to events: look at one, with the same effects. */
	void (*see)(struct wait *wait, const struct subdev_event *event);
	/*
	 * Ask: because of @ask_now, as when events were lost, or since nothing was heard
	 * for @interval ms if that is not 0. It can set @done. Return: 0 or a negative
	 * errno, which ends the wait.
	 */
	int (*ask)(struct wait *wait);
	int interval;
	const char *late;	/* what -ETIMEDOUT is explained by, or NULL */
	bool done;
	/* below: set to 0 at first */
	struct subdev_events *events;
	bool ask_now;
};

/* Begin to listen to events: before what is waited for is begun, so that its end cannot be missed. */
int wait_begin(struct wait *wait, const struct subdev_filter *filter);
/* Wait until it is done. @timeout: in ms, negative for ever. Return: 0, -ETIMEDOUT, ... */
int wait_run(struct wait *wait, int timeout);
/* Stop to listen; also if it was not begun. */
void wait_end(struct wait *wait);

#endif /* SUBDEV_WAIT_H */
