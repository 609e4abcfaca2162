// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl pool push and pool return: what comes into the stock of a pool. */
#include "dev.h"
#include "pool.h"
#include "word.h"

enum { NAME, DEVS, READY, PULLED, FAILED, GENERATION, NUM_COLUMNS };

static const struct column columns[] = {
	[NAME] = { "name", COLUMN_WRAP },
	[DEVS] = { "devs", COLUMN_RIGHT },
	[READY] = { "ready", COLUMN_RIGHT },
	[PULLED] = { "pulled", COLUMN_RIGHT },
	[FAILED] = { "failed", COLUMN_RIGHT },
	[GENERATION] = { "generation", COLUMN_DETAIL | COLUMN_RIGHT },
};

void counts_put(struct output *out, const struct subdev_pool_counts *counts)
{
	output_string(out, &columns[NAME], subdev_pool_counts_get_name(counts));
	output_uint(out, &columns[DEVS], subdev_pool_counts_get_devs(counts));
	output_uint(out, &columns[READY], subdev_pool_counts_get_ready(counts));
	output_uint(out, &columns[PULLED], subdev_pool_counts_get_pulled(counts));
	output_uint(out, &columns[FAILED], subdev_pool_counts_get_failed(counts));
	output_uint(out, &columns[GENERATION], subdev_pool_counts_get_generation(counts));
}

int counts_print(struct tool *tool, struct subdev_pool_counts *counts)
{
	output_table(tool->out, columns, NUM_COLUMNS);
	output_row(tool->out);
	counts_put(tool->out, counts);
	subdev_pool_counts_unref(counts);
	return output_end(tool->out);
}

enum {
	PUSH_NAME, PUSH_COUNT, PUSH_DEV, PUSH_NO_WAIT, PUSH_TIMEOUT, PUSH_IF_GENERATION,
	PUSH_OWNER,
};

const struct param pool_push_params[] = {
	[PUSH_NAME] = POOL_PARAM,
	[PUSH_COUNT] = COUNT_PARAM,
	[PUSH_DEV] = { .kind = PARAM_DEV, .keyword = "dev", .value = "DEV" },
	[PUSH_NO_WAIT] = NO_WAIT_PARAM,
	[PUSH_TIMEOUT] = TIMEOUT_PARAM,
	[PUSH_IF_GENERATION] = IF_GENERATION_PARAM,
	[PUSH_OWNER] = OWNER_PARAM,
	{ .kind = PARAM_END },
};

bool pool_push_check(const struct args *args, struct complaint *why)
{
	bool dev = arg_get(args, PUSH_DEV), count = arg_get(args, PUSH_COUNT);

	if (dev && count)
		return complain(why, "count new ones, or dev");
	if (!dev && args->count > 1u + count)
		return complain(why, "no-wait, timeout, if-generation and owner go with dev");
	return true;
}

static int push_timeout(const struct args *args)
{
	return dev_timeout(arg_get(args, PUSH_NO_WAIT), arg_get(args, PUSH_TIMEOUT));
}

static uint32_t count_of(const struct args *args)
{
	const char *count = arg_get(args, PUSH_COUNT);

	return count ? word_number(count) : 1;
}

static int push_new(struct tool *tool, const struct args *args)
{
	struct subdev_pool_counts *counts;
	int err = subdev_pool_push(tool->ctx, arg_get(args, PUSH_NAME), count_of(args), &counts);

	return err ? err : counts_print(tool, counts);
}

static int push_dev(struct tool *tool, const struct args *args)
{
	struct condition condition;
	struct subdev_dev *dev;
	int err;

	condition_init(&condition, arg_get(args, PUSH_IF_GENERATION), arg_get(args, PUSH_OWNER));
	err = subdev_pool_push_dev(tool->ctx, arg_get(args, PUSH_NAME), arg_get(args, PUSH_DEV),
				   &condition.said, push_timeout(args), &dev);
	return err ? err : dev_print(tool, dev);
}

int pool_push(struct tool *tool, const struct args *args)
{
	return arg_get(args, PUSH_DEV) ? push_dev(tool, args) : push_new(tool, args);
}

bool pool_push_is_more(const struct args *args)
{
	return arg_get(args, PUSH_DEV) && push_timeout(args);
}

int pool_push_submit(struct tool *tool, const struct args *args, const struct receiver *receiver)
{
	const char *pool = arg_get(args, PUSH_NAME), *dev = arg_get(args, PUSH_DEV);
	struct condition condition;

	(void)tool;
	if (!dev)
		return subdev_pool_push_submit(receiver->batch, pool, count_of(args), receiver->fn,
					       receiver->data);
	condition_init(&condition, arg_get(args, PUSH_IF_GENERATION), arg_get(args, PUSH_OWNER));
	return subdev_pool_push_dev_submit(receiver->batch, pool, dev, &condition.said,
					   receiver->fn, receiver->data);
}

enum { RETURN_DEV, RETURN_NO_WAIT, RETURN_TIMEOUT, RETURN_IF_GENERATION, RETURN_OWNER };

const struct param pool_return_params[] = {
	[RETURN_DEV] = DEV_PARAM,
	[RETURN_NO_WAIT] = NO_WAIT_PARAM,
	[RETURN_TIMEOUT] = TIMEOUT_PARAM,
	[RETURN_IF_GENERATION] = IF_GENERATION_PARAM,
	[RETURN_OWNER] = OWNER_PARAM,
	{ .kind = PARAM_END },
};

static int return_timeout(const struct args *args)
{
	return dev_timeout(arg_get(args, RETURN_NO_WAIT), arg_get(args, RETURN_TIMEOUT));
}

int pool_return(struct tool *tool, const struct args *args)
{
	struct condition condition;
	struct subdev_dev *dev;
	int err;

	condition_init(&condition, arg_get(args, RETURN_IF_GENERATION),
		       arg_get(args, RETURN_OWNER));
	err = subdev_pool_return(tool->ctx, arg_get(args, RETURN_DEV), &condition.said,
				 return_timeout(args), &dev);
	return err ? err : dev_print(tool, dev);
}

bool pool_return_is_more(const struct args *args)
{
	return return_timeout(args);
}

int pool_return_submit(struct tool *tool, const struct args *args, const struct receiver *receiver)
{
	struct condition condition;

	(void)tool;
	condition_init(&condition, arg_get(args, RETURN_IF_GENERATION),
		       arg_get(args, RETURN_OWNER));
	return subdev_pool_return_submit(receiver->batch, arg_get(args, RETURN_DEV),
					 &condition.said, receiver->fn, receiver->data);
}
