// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl pool: named stocks of ready, identical subdevices. */
#include <string.h>

#include "dev.h"
#include "pool.h"
#include "stats.h"
#include "value.h"
#include "word.h"

enum {
	NAME, PARENT, TYPE, STATE, SIZE, LOW, MAX_DEVS, DEVS, READY, PULLED, FAILED, PARENT_INDEX,
	GENERATION, ERRNO, ERROR, WHY, VERSION, PARAMS, RESOURCES,
	NUM_COLUMNS
};

const struct column pool_columns[] = {
	[NAME] = { "name", COLUMN_WRAP },
	[PARENT] = { "parent", COLUMN_WRAP | COLUMN_WIDE },
	[TYPE] = { "type", COLUMN_WRAP },
	[STATE] = { "state", 0 },
	[SIZE] = { "size", COLUMN_RIGHT },
	[LOW] = { "low", COLUMN_RIGHT },
	[MAX_DEVS] = { "max_devs", COLUMN_RIGHT },
	[DEVS] = { "devs", COLUMN_RIGHT },
	[READY] = { "ready", COLUMN_RIGHT },
	[PULLED] = { "pulled", COLUMN_RIGHT },
	[FAILED] = { "failed", COLUMN_RIGHT },
	[PARENT_INDEX] = { "parent_index", COLUMN_DETAIL | COLUMN_RIGHT },
	[GENERATION] = { "generation", COLUMN_DETAIL | COLUMN_RIGHT },
	[ERRNO] = { "errno", COLUMN_DETAIL | COLUMN_BELOW },
	[ERROR] = { "error", COLUMN_BELOW },
	[WHY] = { "why", COLUMN_BELOW },
	[VERSION] = { "version", COLUMN_BELOW },
	[PARAMS] = { "params", COLUMN_BELOW },
	[RESOURCES] = { "resources", COLUMN_BELOW },
};

static void put_number(struct output *out, const struct column *column, uint32_t number)
{
	if (number)
		output_uint(out, column, number);
	else
		output_none(out, column);
}

/* What it is to be, and what there is. */
static void put_numbers(struct output *out, const struct subdev_pool *pool)
{
	const struct column *columns = pool_columns;

	output_uint(out, &columns[SIZE], subdev_pool_get_size(pool));
	output_uint(out, &columns[LOW], subdev_pool_get_low(pool));
	put_number(out, &columns[MAX_DEVS], subdev_pool_get_max_devs(pool));
	output_uint(out, &columns[DEVS], subdev_pool_get_devs(pool));
	output_uint(out, &columns[READY], subdev_pool_get_ready(pool));
	output_uint(out, &columns[PULLED], subdev_pool_get_pulled(pool));
	output_uint(out, &columns[FAILED], subdev_pool_get_failed(pool));
}

/* Why it is not what it is to be. */
static void put_trouble(struct output *out, const struct subdev_pool *pool)
{
	int err = subdev_pool_get_errno(pool);

	put_number(out, &pool_columns[ERRNO], err);
	output_string(out, &pool_columns[ERROR], err ? strerrorname_np(err) : NULL);
	output_string(out, &pool_columns[WHY], subdev_pool_get_why(pool));
}

static void put_config(struct tool *tool, const struct subdev_pool *pool)
{
	const struct column *columns = pool_columns;
	const struct subdev_amount *amount;
	const struct subdev_value *value;
	struct output *out = tool->out;

	put_number(out, &columns[VERSION], subdev_pool_get_version(pool));
	values_begin(out, &columns[PARAMS]);
	for (unsigned int i = 0; (value = subdev_pool_get_value(pool, i)); i++)
		values_put(out, value);
	output_list_end(out);
	amounts_begin(out, &columns[RESOURCES]);
	for (unsigned int i = 0; (amount = subdev_pool_get_amount(pool, i)); i++)
		amounts_put(out, amount, tool_unit(tool, subdev_pool_get_parent_index(pool),
						   subdev_amount_get_name(amount)));
	output_list_end(out);
}

void pool_put(struct tool *tool, const struct subdev_pool *pool)
{
	const struct column *columns = pool_columns;
	struct output *out = tool->out;

	output_string(out, &columns[NAME], subdev_pool_get_name(pool));
	output_string(out, &columns[PARENT], subdev_pool_get_parent_name(pool));
	output_string(out, &columns[TYPE], subdev_pool_get_type(pool));
	output_string(out, &columns[STATE], subdev_pool_get_state_str(pool));
	put_numbers(out, pool);
	put_number(out, &columns[PARENT_INDEX], subdev_pool_get_parent_index(pool));
	output_uint(out, &columns[GENERATION], subdev_pool_get_generation(pool));
	put_trouble(out, pool);
	put_config(tool, pool);
}

static void put_row(struct tool *tool, const struct subdev_pool *pool)
{
	output_row(tool->out);
	pool_put(tool, pool);
}

int pool_print(struct tool *tool, struct subdev_pool *pool)
{
	output_table(tool->out, pool_columns, NUM_COLUMNS);
	put_row(tool, pool);
	subdev_pool_unref(pool);
	return output_end(tool->out);
}

static int show_one(struct tool *tool, const char *name)
{
	struct subdev_pool *pool;
	int err = subdev_pool_get(tool->ctx, name, &pool);

	if (err)
		return err;
	put_row(tool, pool);
	subdev_pool_unref(pool);
	return 0;
}

static int show_all(struct tool *tool, const char *parent)
{
	struct subdev_pool_list *list;
	struct subdev_pool *pool;
	int err = subdev_pool_dump(tool->ctx, parent, &list);

	if (err)
		return err;
	subdev_pool_list_foreach(list, pool)
		put_row(tool, pool);
	list_check(subdev_pool_list_is_consistent(list));
	subdev_pool_list_unref(list);
	return 0;
}

enum { SHOW_NAME, SHOW_PARENT };

static const struct param show_params[] = {
	[SHOW_NAME] = { .kind = PARAM_POOL, .value = "NAME", .subject = true },
	[SHOW_PARENT] = { .kind = PARAM_PARENT, .keyword = "parent", .value = "PARENT" },
	{ .kind = PARAM_END },
};

int pool_show(struct tool *tool, const struct args *args)
{
	const char *name = arg_get(args, SHOW_NAME);
	int err;

	output_table(tool->out, pool_columns, NUM_COLUMNS);
	err = name ? show_one(tool, name) : show_all(tool, arg_get(args, SHOW_PARENT));
	return err ? err : output_end(tool->out);
}

bool pool_show_check(const struct args *args, struct complaint *why)
{
	if (arg_get(args, SHOW_NAME) && arg_get(args, SHOW_PARENT))
		return complain(why, "one pool, or those of a parent");
	return true;
}

bool pool_show_is_more(const struct args *args)
{
	return !arg_get(args, SHOW_NAME);
}

int pool_show_submit(struct tool *tool, const struct args *args, const struct receiver *receiver)
{
	(void)tool;
	return subdev_pool_get_submit(receiver->batch, arg_get(args, SHOW_NAME), receiver->fn,
				      receiver->data);
}

enum { DELETE_NAME, DELETE_FORCE, DELETE_NO_WAIT, DELETE_TIMEOUT, DELETE_IF_GENERATION };

static const struct param delete_params[] = {
	[DELETE_NAME] = POOL_PARAM,
	[DELETE_FORCE] = { .kind = PARAM_FLAG, .keyword = "force" },
	[DELETE_NO_WAIT] = NO_WAIT_PARAM,
	[DELETE_TIMEOUT] = TIMEOUT_PARAM,
	[DELETE_IF_GENERATION] = IF_GENERATION_PARAM,
	{ .kind = PARAM_END },
};

/* @generation: where what @args say of it goes. */
static struct subdev_pool_delete_options options_of(const struct args *args, uint64_t *generation)
{
	const char *number = arg_get(args, DELETE_IF_GENERATION);

	*generation = number ? word_number(number) : 0;
	return (struct subdev_pool_delete_options){
		.force = arg_get(args, DELETE_FORCE),
		.if_generation = number ? generation : NULL,
	};
}

static int delete_timeout(const struct args *args)
{
	return dev_timeout(arg_get(args, DELETE_NO_WAIT), arg_get(args, DELETE_TIMEOUT));
}

int pool_delete(struct tool *tool, const struct args *args)
{
	uint64_t generation;
	struct subdev_pool_delete_options how = options_of(args, &generation);

	return subdev_pool_delete(tool->ctx, arg_get(args, DELETE_NAME), &how,
				  delete_timeout(args));
}

bool pool_delete_is_more(const struct args *args)
{
	return delete_timeout(args);
}

int pool_delete_submit(struct tool *tool, const struct args *args, const struct receiver *receiver)
{
	uint64_t generation;
	struct subdev_pool_delete_options how = options_of(args, &generation);

	(void)tool;
	return subdev_pool_delete_submit(receiver->batch, arg_get(args, DELETE_NAME), &how,
					 receiver->fn, receiver->data);
}

const struct verb pool_verbs[] = {
	{ "show", "Show one pool, those of a parent, or all.", pool_show, show_params },
	{ "create", "Create a pool of subdevices of a type, which is filled up to size in the\n"
	  "      background, and again when fewer than low are ready; show it.", pool_create,
	  pool_create_params },
	{ "set", "Change the numbers of a pool, show it.", pool_set, pool_set_params },
	{ "push", "Add new subdevices to a pool, or move an equal one into it.", pool_push,
	  pool_push_params },
	{ "pull", "Take ready subdevices out of a pool, show them; with wait when there are as many.\n"
	  "      With COMMAND run that instead: they are its own as long as it lives.", pool_pull,
	  pool_pull_params },
	{ "return", "Give a pulled subdevice back to its pool, wait until it is ready, show it.",
	  pool_return, pool_return_params },
	{ "delete", "Delete a pool with what it has in stock. With force even if some are pulled:\n"
	  "      these remain.", pool_delete, delete_params },
	{ "stats", "Show what was counted of one pool or of all.", pool_stats, pool_stats_params },
	{ 0 },
};
