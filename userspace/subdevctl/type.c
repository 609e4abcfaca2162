// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl type: kinds of subdevices that parents offer. */
#include "tool.h"

enum {
	PARENT, NAME, CLASS, AVAILABLE, DEVICE_API, DESCRIPTION, PARENT_INDEX,
	NUM_COLUMNS
};

static const struct column columns[] = {
	[PARENT] = { "parent", COLUMN_WRAP },
	[NAME] = { "name", COLUMN_WRAP },
	[CLASS] = { "class", 0 },
	[AVAILABLE] = { "available", COLUMN_RIGHT },
	[DEVICE_API] = { "device_api", 0 },
	[DESCRIPTION] = { "description", COLUMN_WRAP },
	[PARENT_INDEX] = { "parent_index", COLUMN_DETAIL | COLUMN_RIGHT },
};

static void put_row(struct output *out, const struct subdev_type *type)
{
	output_row(out);
	output_string(out, &columns[PARENT], subdev_type_get_parent_name(type));
	output_string(out, &columns[NAME], subdev_type_get_name(type));
	output_string(out, &columns[CLASS], subdev_type_get_class_str(type));
	output_uint(out, &columns[AVAILABLE], subdev_type_get_available(type));
	output_string(out, &columns[DEVICE_API], subdev_type_get_device_api(type));
	output_string(out, &columns[DESCRIPTION], subdev_type_get_description(type));
	output_uint(out, &columns[PARENT_INDEX], subdev_type_get_parent_index(type));
}

static int show_one(struct tool *tool, const char *parent, const char *name)
{
	struct subdev_type *type;
	int err = subdev_type_get(tool->ctx, parent, name, &type);

	if (err)
		return err;
	put_row(tool->out, type);
	subdev_type_unref(type);
	return 0;
}

static int show_all(struct tool *tool, const char *parent)
{
	struct subdev_type_list *list;
	struct subdev_type *type;
	int err = subdev_type_dump(tool->ctx, parent, &list);

	if (err)
		return err;
	subdev_type_list_foreach(list, type)
		put_row(tool->out, type);
	list_check(subdev_type_list_is_consistent(list));
	subdev_type_list_unref(list);
	return 0;
}

enum { SHOW_PARENT, SHOW_TYPE };

static const struct param show_params[] = {
	[SHOW_PARENT] = { .kind = PARAM_PARENT, .value = "PARENT", .subject = true },
	[SHOW_TYPE] = { .kind = PARAM_TYPE, .value = "TYPE" },
	{ .kind = PARAM_END },
};

static int show(struct tool *tool, const char * const *args)
{
	int err;

	output_table(tool->out, columns, NUM_COLUMNS);
	err = args[SHOW_TYPE] ? show_one(tool, args[SHOW_PARENT], args[SHOW_TYPE]) :
				show_all(tool, args[SHOW_PARENT]);
	return err ? err : output_end(tool->out);
}

const struct verb type_verbs[] = {
	{ "show", "Show one type of a parent, all of a parent, or all.", show, show_params },
	{ 0 },
};
