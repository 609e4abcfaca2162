// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl resource: who holds how much of what parents own. */
#include "tool.h"

enum {
	PARENT, RESOURCE, DEV, LABEL, AMOUNT, START, UUID, PARENT_INDEX,
	NUM_COLUMNS
};

static const struct column columns[] = {
	[PARENT] = { "parent", COLUMN_WRAP },
	[RESOURCE] = { "resource", COLUMN_WRAP },
	[DEV] = { "dev", COLUMN_RIGHT },
	[LABEL] = { "label", COLUMN_WRAP },
	[AMOUNT] = { "amount", COLUMN_RIGHT },
	[START] = { "start", COLUMN_RIGHT },
	[UUID] = { "uuid", COLUMN_DETAIL },
	[PARENT_INDEX] = { "parent_index", COLUMN_DETAIL | COLUMN_RIGHT },
};

static void put_row(struct tool *tool, const struct subdev_holder *holder)
{
	uint32_t index = subdev_holder_get_parent_index(holder);
	const char *resource = subdev_holder_get_resource(holder);
	uint32_t unit = tool_unit(tool, index, resource);
	struct output *out = tool->out;

	output_row(out);
	output_string(out, &columns[PARENT], subdev_holder_get_parent_name(holder));
	output_string(out, &columns[RESOURCE], resource);
	output_uint(out, &columns[DEV], subdev_holder_get_dev(holder));
	output_string(out, &columns[LABEL], subdev_holder_get_label(holder));
	output_size(out, &columns[AMOUNT], subdev_holder_get_amount(holder), unit);
	if (subdev_holder_has_start(holder))
		output_size(out, &columns[START], subdev_holder_get_start(holder), unit);
	else
		output_none(out, &columns[START]);
	output_string(out, &columns[UUID], subdev_holder_get_uuid_str(holder));
	output_uint(out, &columns[PARENT_INDEX], index);
}

enum { SHOW_PARENT, SHOW_RESOURCE };

static const struct param show_params[] = {
	[SHOW_PARENT] = { .kind = PARAM_PARENT, .value = "PARENT", .subject = true },
	[SHOW_RESOURCE] = { .kind = PARAM_RESOURCE, .value = "RESOURCE" },
	{ .kind = PARAM_END },
};

static int show(struct tool *tool, const struct args *args)
{
	struct subdev_holder_list *list;
	struct subdev_holder *holder;
	int err;

	err = subdev_holder_dump(tool->ctx, arg_get(args, SHOW_PARENT),
				 arg_get(args, SHOW_RESOURCE), &list);
	if (err)
		return err;
	output_table(tool->out, columns, NUM_COLUMNS);
	subdev_holder_list_foreach(list, holder)
		put_row(tool, holder);
	list_check(subdev_holder_list_is_consistent(list));
	subdev_holder_list_unref(list);
	return output_end(tool->out);
}

const struct verb resource_verbs[] = {
	{ "show", "Show who holds a resource of a parent, all of its resources, or all.", show,
	  show_params },
	{ 0 },
};
