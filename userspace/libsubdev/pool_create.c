// SPDX-License-Identifier: LGPL-2.1-or-later
/* The request for a new pool. */
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "compose.h"
#include "pool.h"

/* A number that was said or not. */
struct number {
	bool said;
	uint32_t value;
};

struct subdev_pool_create {
	struct subdev_ctx *ctx;
	bool has_name, has_type;
	char name[SUBDEV_POOL_NAME_MAX + 1];
	char type[SUBDEV_TYPE_NAME_MAX + 1];
	struct kept_parent parent;
	struct composition composition;
	struct number size, low, max_devs;
};

static const struct op op_pool_create = { "pool-create", SUBDEV_CMD_POOL_CREATE, &attr_set_pool };

SUBDEV_EXPORT int subdev_pool_create_new(struct subdev_ctx *ctx, struct subdev_pool_create **out)
{
	struct subdev_pool_create *create;

	error_clear(ctx);
	create = calloc(1, sizeof(*create));
	if (!create)
		return error_nomem(ctx);
	create->ctx = subdev_ctx_ref(ctx);
	create->composition.numbers = &composition_of_pool;
	*out = create;
	return 0;
}

SUBDEV_EXPORT struct subdev_pool_create *
subdev_pool_create_free(struct subdev_pool_create *create)
{
	if (create) {
		composition_clear(&create->composition);
		subdev_ctx_unref(create->ctx);
		free(create);
	}
	return NULL;
}

/* @value has room for @max bytes and a NUL. */
static int set_string(struct subdev_pool_create *create, bool *has, char *value, size_t max,
		      const char *attr, const char *text)
{
	int err;

	error_clear(create->ctx);
	err = string_check(create->ctx, attr, text, max);
	if (err)
		return err;
	strcpy(value, text);
	*has = true;
	return 0;
}

SUBDEV_EXPORT int subdev_pool_create_set_name(struct subdev_pool_create *create, const char *name)
{
	return set_string(create, &create->has_name, create->name, SUBDEV_POOL_NAME_MAX, "name",
			  name);
}

SUBDEV_EXPORT int subdev_pool_create_set_parent(struct subdev_pool_create *create,
						const char *parent)
{
	error_clear(create->ctx);
	return kept_parent_set(create->ctx, &create->parent, parent);
}

SUBDEV_EXPORT int subdev_pool_create_set_type(struct subdev_pool_create *create, const char *type)
{
	return set_string(create, &create->has_type, create->type, SUBDEV_TYPE_NAME_MAX, "type",
			  type);
}

SUBDEV_EXPORT void subdev_pool_create_set_version(struct subdev_pool_create *create,
						  uint32_t version)
{
	create->composition.version = version;
	create->composition.has_version = true;
}

SUBDEV_EXPORT int subdev_pool_create_add_param_bool(struct subdev_pool_create *create,
						    const char *name, bool value)
{
	error_clear(create->ctx);
	return composition_add_bool(create->ctx, &create->composition, name, value);
}

SUBDEV_EXPORT int subdev_pool_create_add_param_uint(struct subdev_pool_create *create,
						    const char *name, uint64_t value)
{
	error_clear(create->ctx);
	return composition_add_uint(create->ctx, &create->composition, name, value);
}

SUBDEV_EXPORT int subdev_pool_create_add_param_string(struct subdev_pool_create *create,
						      const char *name, const char *value)
{
	error_clear(create->ctx);
	return composition_add_string(create->ctx, &create->composition, name, value);
}

SUBDEV_EXPORT int subdev_pool_create_add_resource(struct subdev_pool_create *create,
						  const char *name, uint64_t amount)
{
	error_clear(create->ctx);
	return composition_add_amount(create->ctx, &create->composition, name, amount);
}

SUBDEV_EXPORT void subdev_pool_create_set_size(struct subdev_pool_create *create, uint32_t size)
{
	create->size = (struct number){ true, size };
}

SUBDEV_EXPORT void subdev_pool_create_set_low(struct subdev_pool_create *create, uint32_t low)
{
	create->low = (struct number){ true, low };
}

SUBDEV_EXPORT void subdev_pool_create_set_max_devs(struct subdev_pool_create *create,
						   uint32_t max_devs)
{
	create->max_devs = (struct number){ true, max_devs };
}

static int put_number(struct request *req, unsigned int attr, const struct number *number)
{
	return number->said ? request_put_u32(req, attr, number->value) : 0;
}

static int create_put(struct request *req, const struct subdev_pool_create *create)
{
	int err = 0;

	if (create->has_name)
		err = request_put_string(req, SUBDEV_A_POOL_NAME, create->name);
	if (!err && create->parent.said)
		err = request_put_parent(req, SUBDEV_A_POOL_PARENT_INDEX,
					 SUBDEV_A_POOL_PARENT_NAME, &create->parent.ref);
	if (!err && create->has_type)
		err = request_put_string(req, SUBDEV_A_POOL_TYPE, create->type);
	if (!err)
		err = composition_put(req, &create->composition);
	if (!err)
		err = put_number(req, SUBDEV_A_POOL_SIZE, &create->size);
	if (!err)
		err = put_number(req, SUBDEV_A_POOL_LOW, &create->low);
	if (!err)
		err = put_number(req, SUBDEV_A_POOL_MAX_DEVS, &create->max_devs);
	return err;
}

static int create_request(const struct subdev_pool_create *create, struct request **out)
{
	struct request *req;
	int err;

	error_clear(create->ctx);
	err = request_new(create->ctx, &op_pool_create, &req);
	if (err)
		return err;
	err = create_put(req, create);
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

SUBDEV_EXPORT int subdev_pool_create_run(struct subdev_pool_create *create,
					 struct subdev_pool **out)
{
	struct request *req;
	int err = create_request(create, &req);

	return err ? err : pool_request_run(req, out);
}

SUBDEV_EXPORT int subdev_pool_create_submit(struct subdev_pool_create *create,
					    struct subdev_batch *batch, subdev_answer_fn fn,
					    void *data)
{
	struct request *req;
	int err = create_request(create, &req);

	return err ? err : batch_add(batch, req, EFFECT_CHANGE, pool_new, fn, data);
}
