/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SUBDEV_EVENT_H
#define SUBDEV_EVENT_H

#include "ctx.h"

/* As the functions of the public header, inside of another call. */
int events_open(struct subdev_ctx *ctx, const struct subdev_filter *filter,
		struct subdev_events **out);
int events_wait(struct subdev_events *events, int timeout);
int events_read(struct subdev_events *events, struct subdev_event **out);

#endif /* SUBDEV_EVENT_H */
