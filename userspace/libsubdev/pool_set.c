// SPDX-License-Identifier: LGPL-2.1-or-later
/* The request for changes of a pool. */
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "pool.h"

enum {
	HAS_SIZE = 1 << 0,
	HAS_LOW = 1 << 1,
	HAS_MAX_DEVS = 1 << 2,
	HAS_IF_GENERATION = 1 << 3,
};

struct subdev_pool_set {
	struct subdev_ctx *ctx;
	char pool[SUBDEV_POOL_NAME_MAX + 1];
	unsigned int present;	/* HAS_* of the fields below */
	uint32_t size, low, max_devs;
	uint64_t if_generation;
};

static const struct op op_pool_set = { "pool-set", SUBDEV_CMD_POOL_SET, &attr_set_pool };

SUBDEV_EXPORT int subdev_pool_set_new(struct subdev_ctx *ctx, const char *pool,
				      struct subdev_pool_set **out)
{
	struct subdev_pool_set *set;
	int err;

	error_clear(ctx);
	err = string_check(ctx, "name", pool, SUBDEV_POOL_NAME_MAX);
	if (err)
		return err;
	set = calloc(1, sizeof(*set));
	if (!set)
		return error_nomem(ctx);
	strcpy(set->pool, pool);
	set->ctx = subdev_ctx_ref(ctx);
	*out = set;
	return 0;
}

SUBDEV_EXPORT struct subdev_pool_set *subdev_pool_set_free(struct subdev_pool_set *set)
{
	if (set) {
		subdev_ctx_unref(set->ctx);
		free(set);
	}
	return NULL;
}

SUBDEV_EXPORT void subdev_pool_set_size(struct subdev_pool_set *set, uint32_t size)
{
	set->size = size;
	set->present |= HAS_SIZE;
}

SUBDEV_EXPORT void subdev_pool_set_low(struct subdev_pool_set *set, uint32_t low)
{
	set->low = low;
	set->present |= HAS_LOW;
}

SUBDEV_EXPORT void subdev_pool_set_max_devs(struct subdev_pool_set *set, uint32_t max_devs)
{
	set->max_devs = max_devs;
	set->present |= HAS_MAX_DEVS;
}

SUBDEV_EXPORT void subdev_pool_set_if_generation(struct subdev_pool_set *set, uint64_t generation)
{
	set->if_generation = generation;
	set->present |= HAS_IF_GENERATION;
}

static int set_put(struct request *req, const struct subdev_pool_set *set)
{
	int err = 0;

	if (set->present & HAS_SIZE)
		err = request_put_u32(req, SUBDEV_A_POOL_SIZE, set->size);
	if (!err && set->present & HAS_LOW)
		err = request_put_u32(req, SUBDEV_A_POOL_LOW, set->low);
	if (!err && set->present & HAS_MAX_DEVS)
		err = request_put_u32(req, SUBDEV_A_POOL_MAX_DEVS, set->max_devs);
	if (!err && set->present & HAS_IF_GENERATION)
		err = request_put_u64(req, SUBDEV_A_POOL_IF_GENERATION, set->if_generation);
	return err;
}

static int set_request(const struct subdev_pool_set *set, struct request **out)
{
	struct request *req;
	int err;

	error_clear(set->ctx);
	err = pool_request_new(set->ctx, &op_pool_set, set->pool, &req);
	if (err)
		return err;
	err = set_put(req, set);
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

SUBDEV_EXPORT int subdev_pool_set_run(struct subdev_pool_set *set, struct subdev_pool **out)
{
	struct request *req;
	int err = set_request(set, &req);

	return err ? err : pool_request_run(req, out);
}

SUBDEV_EXPORT int subdev_pool_set_submit(struct subdev_pool_set *set, struct subdev_batch *batch,
					 subdev_answer_fn fn, void *data)
{
	struct request *req;
	int err = set_request(set, &req);

	return err ? err : batch_add(batch, req, EFFECT_CHANGE, pool_new, fn, data);
}
