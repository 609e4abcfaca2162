/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Filters: which events a listener asks for. */
#ifndef SUBDEV_FILTER_H
#define SUBDEV_FILTER_H

#include "ctx.h"

/* Ask that connection @t gets only events that pass. */
int filter_run(struct subdev_ctx *ctx, const struct subdev_filter *filter, struct transport *t);

#endif /* SUBDEV_FILTER_H */
