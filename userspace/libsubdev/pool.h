/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SUBDEV_POOL_H
#define SUBDEV_POOL_H

#include "object.h"

struct request;

int pool_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out);
/* From an answer that has nothing but the counts. */
int counts_new_answer(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out);

/* Begin a request about one pool. */
int pool_request_new(struct subdev_ctx *ctx, const struct op *op, const char *pool,
		     struct request **out);
/* Make it and free it, whether it succeeds or not. @out may be NULL. */
int pool_request_run(struct request *req, struct subdev_pool **out);
/* As subdev_pool_get(), inside of another call. */
int pool_get(struct subdev_ctx *ctx, const char *pool, struct subdev_pool **out);

#endif /* SUBDEV_POOL_H */
