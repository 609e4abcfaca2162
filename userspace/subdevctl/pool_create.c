// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl pool create and pool set: what a pool is to be. */
#include "compose.h"
#include "dev.h"
#include "pool.h"
#include "word.h"

/* The numbers of a pool. */
#define SIZE_PARAM { .kind = PARAM_NUMBER, .keyword = "size", .value = "N", .max = UINT32_MAX }
#define LOW_PARAM { .kind = PARAM_NUMBER, .keyword = "low", .value = "N", .max = UINT32_MAX }

enum {
	CREATE_NAME, CREATE_PARENT, CREATE_TYPE, CREATE_VERSION, CREATE_VALUE, CREATE_AMOUNT,
	CREATE_SIZE, CREATE_LOW, CREATE_MAX,
};

const struct param pool_create_params[] = {
	[CREATE_NAME] = { .kind = PARAM_WORD, .value = "NAME", .required = true, .subject = true },
	[CREATE_PARENT] = { .kind = PARAM_PARENT, .value = "PARENT", .required = true },
	[CREATE_TYPE] = { .kind = PARAM_TYPE, .value = "TYPE", .required = true },
	[CREATE_VERSION] = VERSION_PARAM,
	[CREATE_VALUE] = VALUE_PARAM,
	[CREATE_AMOUNT] = AMOUNT_PARAM,
	[CREATE_SIZE] = SIZE_PARAM,
	[CREATE_LOW] = LOW_PARAM,
	[CREATE_MAX] = { .kind = PARAM_NUMBER, .keyword = "max", .value = "N", .min = 1,
			 .max = UINT32_MAX },
	{ .kind = PARAM_END },
};

static void create_set_numbers(struct subdev_pool_create *request, const struct args *args)
{
	const char *version = arg_get(args, CREATE_VERSION), *size = arg_get(args, CREATE_SIZE);
	const char *low = arg_get(args, CREATE_LOW), *max = arg_get(args, CREATE_MAX);

	if (version)
		subdev_pool_create_set_version(request, word_number(version));
	if (size)
		subdev_pool_create_set_size(request, word_number(size));
	if (low)
		subdev_pool_create_set_low(request, word_number(low));
	if (max)
		subdev_pool_create_set_max_devs(request, word_number(max));
}

static int create_fill(struct tool *tool, struct subdev_pool_create *request,
		       const struct args *args)
{
	struct composition composition = {
		.args = args,
		.parent = arg_get(args, CREATE_PARENT),
		.type = arg_get(args, CREATE_TYPE),
		.pool = request,
	};
	int err;

	create_set_numbers(request, args);
	err = subdev_pool_create_set_name(request, arg_get(args, CREATE_NAME));
	if (!err)
		err = subdev_pool_create_set_parent(request, composition.parent);
	if (!err)
		err = subdev_pool_create_set_type(request, composition.type);
	return err ? err : compose(tool, &composition);
}

/* The request that the words mean. */
static int create_new(struct tool *tool, const struct args *args, struct subdev_pool_create **out)
{
	struct subdev_pool_create *request;
	int err = subdev_pool_create_new(tool->ctx, &request);

	if (err)
		return err;
	err = create_fill(tool, request, args);
	if (err)
		subdev_pool_create_free(request);
	else
		*out = request;
	return err;
}

int pool_create(struct tool *tool, const struct args *args)
{
	struct subdev_pool_create *request;
	struct subdev_pool *pool;
	int err = create_new(tool, args, &request);

	if (err)
		return err;
	err = subdev_pool_create_run(request, &pool);
	subdev_pool_create_free(request);
	return err ? err : pool_print(tool, pool);
}

int pool_create_submit(struct tool *tool, const struct args *args, const struct receiver *receiver)
{
	struct subdev_pool_create *request;
	int err = create_new(tool, args, &request);

	if (err)
		return err;
	err = subdev_pool_create_submit(request, receiver->batch, receiver->fn, receiver->data);
	subdev_pool_create_free(request);
	return err;
}

enum { SET_NAME, SET_SIZE, SET_LOW, SET_MAX, SET_IF_GENERATION };

const struct param pool_set_params[] = {
	[SET_NAME] = POOL_PARAM,
	[SET_SIZE] = SIZE_PARAM,
	[SET_LOW] = LOW_PARAM,
	[SET_MAX] = { .kind = PARAM_BOUND, .keyword = "max", .value = "N|none", .min = 1,
		      .max = UINT32_MAX },
	[SET_IF_GENERATION] = IF_GENERATION_PARAM,
	{ .kind = PARAM_END },
};

bool pool_set_check(const struct args *args, struct complaint *why)
{
	if (args->count - !!arg_get(args, SET_IF_GENERATION) == 1)
		return complain(why, "nothing to set");
	return true;
}

static void set_fill(struct subdev_pool_set *request, const struct args *args)
{
	const char *size = arg_get(args, SET_SIZE), *low = arg_get(args, SET_LOW);
	const char *max = arg_get(args, SET_MAX), *generation = arg_get(args, SET_IF_GENERATION);

	if (size)
		subdev_pool_set_size(request, word_number(size));
	if (low)
		subdev_pool_set_low(request, word_number(low));
	if (max)
		subdev_pool_set_max_devs(request, word_is_unbounded(max) ? 0 : word_number(max));
	if (generation)
		subdev_pool_set_if_generation(request, word_number(generation));
}

int pool_set(struct tool *tool, const struct args *args)
{
	struct subdev_pool_set *request;
	struct subdev_pool *pool;
	int err = subdev_pool_set_new(tool->ctx, arg_get(args, SET_NAME), &request);

	if (err)
		return err;
	set_fill(request, args);
	err = subdev_pool_set_run(request, &pool);
	subdev_pool_set_free(request);
	return err ? err : pool_print(tool, pool);
}

int pool_set_submit(struct tool *tool, const struct args *args, const struct receiver *receiver)
{
	struct subdev_pool_set *request;
	int err = subdev_pool_set_new(tool->ctx, arg_get(args, SET_NAME), &request);

	if (err)
		return err;
	set_fill(request, args);
	err = subdev_pool_set_submit(request, receiver->batch, receiver->fn, receiver->data);
	subdev_pool_set_free(request);
	return err;
}
