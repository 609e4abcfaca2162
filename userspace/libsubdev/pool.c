// SPDX-License-Identifier: LGPL-2.1-or-later
/* Pools: what they are and how they are asked for. */
#include "batch.h"
#include "names.h"
#include "part.h"
#include "pool.h"
#include "query.h"
#include "request.h"

struct subdev_pool {
	struct object obj;
	struct parts values;
	struct parts amounts;
};

static struct subdev_pool *to_pool(struct object *obj)
{
	return (struct subdev_pool *)obj;
}

static void pool_free(struct object *obj)
{
	parts_free(&to_pool(obj)->values);
	parts_free(&to_pool(obj)->amounts);
}

int pool_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = {
		SUBDEV_A_POOL_NAME, SUBDEV_A_POOL_PARENT_NAME, SUBDEV_A_POOL_TYPE,
		SUBDEV_A_POOL_STATE,
	};
	struct object *obj;
	int err;

	err = object_new(ctx, sizeof(struct subdev_pool), pool_free, &attr_set_pool, required,
			 ARRAY_SIZE(required), attrs, len, &obj);
	if (err)
		return err;
	err = parts_new(ctx, obj->attrs, SUBDEV_A_POOL_PARAM, value_new, &to_pool(obj)->values);
	if (!err)
		err = parts_new(ctx, obj->attrs, SUBDEV_A_POOL_RESOURCE, amount_new,
				&to_pool(obj)->amounts);
	if (err)
		object_unref(obj);
	else
		*out = obj;
	return err;
}

static const struct query query_pools = {
	.op = { "pool-get", SUBDEV_CMD_POOL_GET, &attr_set_pool },
	.make = pool_new,
	.parent_index = SUBDEV_A_POOL_PARENT_INDEX,
	.parent_name = SUBDEV_A_POOL_PARENT_NAME,
};

int pool_request_new(struct subdev_ctx *ctx, const struct op *op, const char *pool,
		     struct request **out)
{
	struct request *req;
	int err;

	err = string_check(ctx, "name", pool, SUBDEV_POOL_NAME_MAX);
	if (!err)
		err = request_new(ctx, op, &req);
	if (err)
		return err;
	err = request_put_string(req, SUBDEV_A_POOL_NAME, pool);
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

int pool_request_run(struct request *req, struct subdev_pool **out)
{
	struct object *obj;
	int err = request_do(req, pool_new, &obj);

	request_free(req);
	if (err)
		return err;
	if (out)
		*out = to_pool(obj);
	else
		object_unref(obj);
	return 0;
}

int pool_get(struct subdev_ctx *ctx, const char *pool, struct subdev_pool **out)
{
	struct request *req;
	int err = pool_request_new(ctx, &query_pools.op, pool, &req);

	return err ? err : pool_request_run(req, out);
}

SUBDEV_EXPORT int subdev_pool_get(struct subdev_ctx *ctx, const char *pool,
				  struct subdev_pool **out)
{
	error_clear(ctx);
	return pool_get(ctx, pool, out);
}

SUBDEV_EXPORT int subdev_pool_dump(struct subdev_ctx *ctx, const char *parent,
				   struct subdev_pool_list **out)
{
	struct list *list;
	int err;

	error_clear(ctx);
	err = query_dump(ctx, &query_pools, parent, NULL, &list);
	if (!err)
		*out = (struct subdev_pool_list *)list;
	return err;
}

SUBDEV_EXPORT int subdev_pool_get_submit(struct subdev_batch *batch, const char *pool,
					 subdev_answer_fn fn, void *data)
{
	struct subdev_ctx *ctx = batch_ctx(batch);
	struct request *req;
	int err;

	error_clear(ctx);
	err = pool_request_new(ctx, &query_pools.op, pool, &req);
	return err ? err : batch_add(batch, req, EFFECT_NONE, pool_new, fn, data);
}

SUBDEV_EXPORT struct subdev_pool *subdev_pool_ref(struct subdev_pool *pool)
{
	object_ref(&pool->obj);
	return pool;
}

SUBDEV_EXPORT struct subdev_pool *subdev_pool_unref(struct subdev_pool *pool)
{
	if (pool)
		object_unref(&pool->obj);
	return NULL;
}

SUBDEV_EXPORT const char *subdev_pool_get_name(const struct subdev_pool *pool)
{
	return attrs_string(pool->obj.attrs, SUBDEV_A_POOL_NAME);
}

SUBDEV_EXPORT uint32_t subdev_pool_get_parent_index(const struct subdev_pool *pool)
{
	return attrs_u32(pool->obj.attrs, SUBDEV_A_POOL_PARENT_INDEX);
}

SUBDEV_EXPORT const char *subdev_pool_get_parent_name(const struct subdev_pool *pool)
{
	return attrs_string(pool->obj.attrs, SUBDEV_A_POOL_PARENT_NAME);
}

SUBDEV_EXPORT const char *subdev_pool_get_type(const struct subdev_pool *pool)
{
	return attrs_string(pool->obj.attrs, SUBDEV_A_POOL_TYPE);
}

SUBDEV_EXPORT uint32_t subdev_pool_get_version(const struct subdev_pool *pool)
{
	return attrs_u32(pool->obj.attrs, SUBDEV_A_POOL_VERSION);
}

SUBDEV_EXPORT unsigned int subdev_pool_get_num_values(const struct subdev_pool *pool)
{
	return pool->values.count;
}

SUBDEV_EXPORT const struct subdev_value *subdev_pool_get_value(const struct subdev_pool *pool,
							       unsigned int i)
{
	return parts_get(&pool->values, i);
}

SUBDEV_EXPORT unsigned int subdev_pool_get_num_amounts(const struct subdev_pool *pool)
{
	return pool->amounts.count;
}

SUBDEV_EXPORT const struct subdev_amount *subdev_pool_get_amount(const struct subdev_pool *pool,
								 unsigned int i)
{
	return parts_get(&pool->amounts, i);
}

SUBDEV_EXPORT uint32_t subdev_pool_get_size(const struct subdev_pool *pool)
{
	return attrs_u32(pool->obj.attrs, SUBDEV_A_POOL_SIZE);
}

SUBDEV_EXPORT uint32_t subdev_pool_get_low(const struct subdev_pool *pool)
{
	return attrs_u32(pool->obj.attrs, SUBDEV_A_POOL_LOW);
}

SUBDEV_EXPORT uint32_t subdev_pool_get_max_devs(const struct subdev_pool *pool)
{
	return attrs_u32(pool->obj.attrs, SUBDEV_A_POOL_MAX_DEVS);
}

SUBDEV_EXPORT uint32_t subdev_pool_get_state(const struct subdev_pool *pool)
{
	return attrs_u32(pool->obj.attrs, SUBDEV_A_POOL_STATE);
}

SUBDEV_EXPORT const char *subdev_pool_get_state_str(const struct subdev_pool *pool)
{
	return pool_state_name(subdev_pool_get_state(pool));
}

SUBDEV_EXPORT int subdev_pool_get_errno(const struct subdev_pool *pool)
{
	return attrs_u32(pool->obj.attrs, SUBDEV_A_POOL_ERRNO);
}

SUBDEV_EXPORT const char *subdev_pool_get_why(const struct subdev_pool *pool)
{
	return attrs_string(pool->obj.attrs, SUBDEV_A_POOL_WHY);
}

SUBDEV_EXPORT uint64_t subdev_pool_get_generation(const struct subdev_pool *pool)
{
	return attrs_uint(pool->obj.attrs, SUBDEV_A_POOL_GENERATION);
}

SUBDEV_EXPORT uint32_t subdev_pool_get_devs(const struct subdev_pool *pool)
{
	return attrs_u32(pool->obj.attrs, SUBDEV_A_POOL_DEVS);
}

SUBDEV_EXPORT uint32_t subdev_pool_get_ready(const struct subdev_pool *pool)
{
	return attrs_u32(pool->obj.attrs, SUBDEV_A_POOL_READY);
}

SUBDEV_EXPORT uint32_t subdev_pool_get_pulled(const struct subdev_pool *pool)
{
	return attrs_u32(pool->obj.attrs, SUBDEV_A_POOL_PULLED);
}

SUBDEV_EXPORT uint32_t subdev_pool_get_failed(const struct subdev_pool *pool)
{
	return attrs_u32(pool->obj.attrs, SUBDEV_A_POOL_FAILED);
}

SUBDEV_EXPORT struct subdev_pool_list *subdev_pool_list_unref(struct subdev_pool_list *list)
{
	return list_unref(list);
}

SUBDEV_EXPORT struct subdev_pool *subdev_pool_list_get_first(const struct subdev_pool_list *list)
{
	return list_get_first(list);
}

SUBDEV_EXPORT struct subdev_pool *
subdev_pool_list_get_next(const struct subdev_pool_list *list, const struct subdev_pool *pool)
{
	(void)list;
	return list_get_next(pool);
}

SUBDEV_EXPORT bool subdev_pool_list_is_consistent(const struct subdev_pool_list *list)
{
	return list_is_consistent(list);
}

SUBDEV_EXPORT uint64_t subdev_pool_list_get_seq(const struct subdev_pool_list *list)
{
	return list_get_seq(list);
}

SUBDEV_EXPORT uint32_t subdev_pool_list_get_epoch(const struct subdev_pool_list *list)
{
	return list_get_epoch(list);
}
