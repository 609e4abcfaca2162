/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that can be asked, each as one function: it asks, reads all that the answer
 * says, lets it go, and returns what the library returned. The host has its pools.
 */
#ifndef TEST_ASKS_H
#define TEST_ASKS_H

#include "ctx.h"

typedef int (*ask_fn)(struct subdev_ctx *ctx);

int ask_parent(struct subdev_ctx *ctx);
int ask_parents(struct subdev_ctx *ctx);
int ask_type(struct subdev_ctx *ctx);
int ask_types(struct subdev_ctx *ctx);
int ask_holders(struct subdev_ctx *ctx);
int ask_models(struct subdev_ctx *ctx);
int ask_params(struct subdev_ctx *ctx);
int ask_dev(struct subdev_ctx *ctx);
int ask_devs(struct subdev_ctx *ctx);
/* Of a subdevice that has all that one can have. */
int ask_create(struct subdev_ctx *ctx);
int ask_try(struct subdev_ctx *ctx);
int ask_set(struct subdev_ctx *ctx);
int ask_renew(struct subdev_ctx *ctx);
int ask_cordon(struct subdev_ctx *ctx);
int ask_limits(struct subdev_ctx *ctx);
int ask_limit(struct subdev_ctx *ctx);
int ask_pool(struct subdev_ctx *ctx);
int ask_pools(struct subdev_ctx *ctx);
int ask_pool_create(struct subdev_ctx *ctx);
int ask_pool_set(struct subdev_ctx *ctx);
int ask_pool_push(struct subdev_ctx *ctx);
int ask_pool_pull(struct subdev_ctx *ctx);
int ask_transaction(struct subdev_ctx *ctx);
int ask_dev_stats(struct subdev_ctx *ctx);
int ask_pool_stats(struct subdev_ctx *ctx);
int ask_parent_stats(struct subdev_ctx *ctx);
int ask_manifest(struct subdev_ctx *ctx);
int ask_manifests(struct subdev_ctx *ctx);
int ask_check(struct subdev_ctx *ctx);
int ask_negotiate(struct subdev_ctx *ctx);

#endif /* TEST_ASKS_H */
