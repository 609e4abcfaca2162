// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl parent: devices whose drivers offer subdevices. */
#include "dev.h"
#include "limit.h"
#include "parent.h"
#include "stats.h"
#include "value.h"
#include "word.h"

enum {
	INDEX, NAME, DRIVER, TYPES, DEVS, MAX_DEVS, REMOVING, GENERATION, CORDONED, RESOURCES,
	NUM_COLUMNS
};

const struct column parent_columns[] = {
	[INDEX] = { "index", COLUMN_RIGHT },
	[NAME] = { "name", COLUMN_WRAP },
	[DRIVER] = { "driver", COLUMN_WRAP },
	[TYPES] = { "types", COLUMN_RIGHT },
	[DEVS] = { "devs", COLUMN_RIGHT },
	[MAX_DEVS] = { "max_devs", COLUMN_RIGHT },
	[REMOVING] = { "removing", COLUMN_DETAIL },
	[GENERATION] = { "generation", COLUMN_DETAIL | COLUMN_RIGHT },
	[CORDONED] = { "cordoned", COLUMN_BELOW },
	[RESOURCES] = { "resources", COLUMN_BELOW },
};

void parent_put(struct output *out, const struct subdev_parent *parent)
{
	const struct column *columns = parent_columns;
	const struct subdev_resource *resource;

	output_uint(out, &columns[INDEX], subdev_parent_get_index(parent));
	output_string(out, &columns[NAME], subdev_parent_get_name(parent));
	output_string(out, &columns[DRIVER], subdev_parent_get_driver(parent));
	output_uint(out, &columns[TYPES], subdev_parent_get_types(parent));
	output_uint(out, &columns[DEVS], subdev_parent_get_devs(parent));
	output_uint(out, &columns[MAX_DEVS], subdev_parent_get_max_devs(parent));
	output_bool(out, &columns[REMOVING], subdev_parent_is_removing(parent));
	output_uint(out, &columns[GENERATION], subdev_parent_get_generation(parent));
	if (subdev_parent_is_cordoned(parent) || !output_is_brief(out))
		output_bool(out, &columns[CORDONED], subdev_parent_is_cordoned(parent));
	resources_begin(out, &columns[RESOURCES]);
	for (unsigned int i = 0; (resource = subdev_parent_get_resource(parent, i)); i++)
		resources_put(out, resource);
	output_list_end(out);
}

static void put_row(struct output *out, const struct subdev_parent *parent)
{
	output_row(out);
	parent_put(out, parent);
}

static int show_one(struct tool *tool, const char *name)
{
	struct subdev_parent *parent;
	int err = subdev_parent_get(tool->ctx, name, &parent);

	if (err)
		return err;
	put_row(tool->out, parent);
	subdev_parent_unref(parent);
	return 0;
}

static int show_all(struct tool *tool)
{
	struct subdev_parent_list *list;
	struct subdev_parent *parent;
	int err = subdev_parent_dump(tool->ctx, &list);

	if (err)
		return err;
	subdev_parent_list_foreach(list, parent)
		put_row(tool->out, parent);
	list_check(subdev_parent_list_is_consistent(list));
	subdev_parent_list_unref(list);
	return 0;
}

enum { SHOW_PARENT };

static const struct param show_params[] = {
	[SHOW_PARENT] = { .kind = PARAM_PARENT, .value = "PARENT", .subject = true },
	{ .kind = PARAM_END },
};

static int show(struct tool *tool, const struct args *args)
{
	const char *parent = arg_get(args, SHOW_PARENT);
	int err;

	output_table(tool->out, parent_columns, NUM_COLUMNS);
	err = parent ? show_one(tool, parent) : show_all(tool);
	return err ? err : output_end(tool->out);
}

enum { SET_PARENT, SET_CORDON, SET_LIMIT, SET_OWNER, SET_RESOURCE };

static const struct param set_params[] = {
	[SET_PARENT] = { .kind = PARAM_PARENT, .value = "PARENT", .required = true,
			 .subject = true },
	[SET_CORDON] = { .kind = PARAM_SWITCH, .keyword = "cordon", .value = "on|off" },
	[SET_LIMIT] = { .kind = PARAM_FLAG, .keyword = "limit" },
	[SET_OWNER] = OWNER_PARAM,
	[SET_RESOURCE] = { .kind = PARAM_AT_MOST, .keyword = "resource",
			   .value = "NAME=AMOUNT|none", .repeats = true },
	{ .kind = PARAM_END },
};

bool parent_set_check(const struct args *args, struct complaint *why)
{
	bool limit = arg_get(args, SET_LIMIT), owner = arg_get(args, SET_OWNER);
	bool resource = arg_get(args, SET_RESOURCE), cordon = arg_get(args, SET_CORDON);

	if (limit && (!owner || !resource))
		return complain(why, "limit needs owner and resource");
	if (!limit && (owner || resource))
		return complain(why, "owner and resource are of a limit");
	if (limit && cordon)
		return complain(why, "cordon and limit are set one at a time");
	return limit || cordon || complain(why, "nothing to set");
}

bool parent_set_is_more(const struct args *args)
{
	return arg_get(args, SET_LIMIT);
}

static bool cordon_of(const struct args *args)
{
	bool on = false;

	word_parse_bool(arg_get(args, SET_CORDON), &on);
	return on;
}

int parent_print(struct tool *tool, struct subdev_parent *parent)
{
	output_table(tool->out, parent_columns, NUM_COLUMNS);
	put_row(tool->out, parent);
	subdev_parent_unref(parent);
	return output_end(tool->out);
}

static int set_one(struct tool *tool, const struct args *args, struct subdev_parent **parent)
{
	const char *name = arg_get(args, SET_PARENT), *owner = arg_get(args, SET_OWNER);

	if (owner)
		return limit_set(tool, args, SET_RESOURCE, name, owner, parent);
	return subdev_parent_set_cordon(tool->ctx, name, cordon_of(args), parent);
}

int parent_set(struct tool *tool, const struct args *args)
{
	struct subdev_parent *parent;
	int err = set_one(tool, args, &parent);

	return err ? err : parent_print(tool, parent);
}

int parent_set_submit(struct tool *tool, const struct args *args, const struct receiver *receiver)
{
	(void)tool;
	return subdev_parent_set_cordon_submit(receiver->batch, arg_get(args, SET_PARENT),
					       cordon_of(args), receiver->fn, receiver->data);
}

const struct verb parent_verbs[] = {
	{ "show", "Show one parent or all.", show, show_params },
	{ "set", "Change a parent, show it. With cordon on it takes no new subdevices. With limit\n"
	  "      all that OWNER has may hold AMOUNT of a resource together, or with none any.", parent_set,
	  set_params },
	{ "stats", "Show what was counted of one parent or of all.", parent_stats,
	  parent_stats_params },
	{ 0 },
};
