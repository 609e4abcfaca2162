// SPDX-License-Identifier: GPL-2.0-only
#include "ours.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

struct subdev_ctx *ours_ctx(void)
{
	struct subdev_ctx *ctx;

	bench_check(subdev_ctx_new(&ctx), "context");
	return ctx;
}

void ours_check(struct subdev_ctx *ctx, int err, const char *what)
{
	if (err)
		bench_die("%s: %s: %s", what, strerror(-err), subdev_error_get_text(ctx));
}

struct subdev_dev_create *ours_create(struct subdev_ctx *ctx, const char *parent, bool inactive)
{
	struct subdev_dev_create *create;
	int err = subdev_dev_create_new(ctx, &create);

	if (!err)
		err = subdev_dev_create_set_parent(create, parent);
	if (!err)
		err = subdev_dev_create_set_type(create, OURS_TYPE);
	ours_check(ctx, err, "request");
	subdev_dev_create_set_inactive(create, inactive);
	return create;
}

uint32_t ours_new(struct subdev_ctx *ctx, struct subdev_dev_create *create)
{
	struct subdev_dev *dev;
	uint32_t id;

	ours_check(ctx, subdev_dev_create_run(create, &dev), "create");
	id = subdev_dev_get_id(dev);
	subdev_dev_unref(dev);
	return id;
}

void ours_delete(struct subdev_ctx *ctx, uint32_t id, bool wait)
{
	char name[16];

	snprintf(name, sizeof(name), "%u", id);
	ours_check(ctx, subdev_dev_delete(ctx, name, NULL, wait ? SUBDEV_WAIT_FOREVER : 0), "delete");
}

unsigned int ours_devs(struct subdev_ctx *ctx, const char *name)
{
	struct subdev_parent *parent;
	unsigned int devs;

	ours_check(ctx, subdev_parent_get(ctx, name, &parent), name);
	devs = subdev_parent_get_devs(parent);
	subdev_parent_unref(parent);
	return devs;
}

void ours_await(struct subdev_ctx *ctx, const char *parent, unsigned int devs)
{
	while (ours_devs(ctx, parent) > devs)
		usleep(500);
}

void ours_delete_all(struct subdev_ctx *ctx, const char *parent, const uint32_t *ids, unsigned int n, unsigned int left)
{
	struct subdev_batch *batch;
	char name[16];
	unsigned int i;

	ours_check(ctx, subdev_batch_new(ctx, true, &batch), "batch");
	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%u", ids[i]);
		ours_check(ctx, subdev_dev_delete_submit(batch, name, NULL, NULL, NULL), "delete");
	}
	ours_check(ctx, subdev_batch_run(batch), "delete");
	subdev_batch_free(batch);
	ours_await(ctx, parent, left);
}
