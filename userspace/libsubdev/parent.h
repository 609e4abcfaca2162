/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SUBDEV_PARENT_H
#define SUBDEV_PARENT_H

#include "object.h"

struct subdev_parent {
	struct object obj;
	struct parts resources;
};

int parent_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out);

#endif /* SUBDEV_PARENT_H */
