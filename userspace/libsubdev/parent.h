/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SUBDEV_PARENT_H
#define SUBDEV_PARENT_H

#include "object.h"

struct request;

struct subdev_parent {
	struct object obj;
	struct parts resources;
};

int parent_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out);

/* Begin to change a parent, and do it: the request is freed, @out may be NULL. */
int parent_set_new(struct subdev_ctx *ctx, const char *parent, struct request **out);
int parent_set_run(struct request *req, struct subdev_parent **out);

#endif /* SUBDEV_PARENT_H */
