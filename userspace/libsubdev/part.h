/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Makers of the objects that are parts of others. */
#ifndef SUBDEV_PART_H
#define SUBDEV_PART_H

#include "object.h"

int resource_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out);
int use_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out);
int value_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out);
int amount_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out);
int counts_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out);

#endif /* SUBDEV_PART_H */
