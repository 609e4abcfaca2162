// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl model: what the guests of types see, version by version. */
#include "value.h"

enum {
	PARENT, TYPE, MODEL, VERSION, PARAMS, PARENT_INDEX,
	NUM_COLUMNS
};

static const struct column columns[] = {
	[PARENT] = { "parent", COLUMN_WRAP },
	[TYPE] = { "type", COLUMN_WRAP },
	[MODEL] = { "model", COLUMN_WRAP },
	[VERSION] = { "version", COLUMN_RIGHT },
	[PARAMS] = { "params", COLUMN_BELOW },
	[PARENT_INDEX] = { "parent_index", COLUMN_DETAIL | COLUMN_RIGHT },
};

static void put_row(struct output *out, const struct subdev_model *model)
{
	const struct subdev_value *value;

	output_row(out);
	output_string(out, &columns[PARENT], subdev_model_get_parent_name(model));
	output_string(out, &columns[TYPE], subdev_model_get_type(model));
	output_string(out, &columns[MODEL], subdev_model_get_uri(model));
	output_uint(out, &columns[VERSION], subdev_model_get_version(model));
	values_begin(out, &columns[PARAMS]);
	for (unsigned int i = 0; (value = subdev_model_get_value(model, i)); i++)
		values_put(out, value);
	output_list_end(out);
	output_uint(out, &columns[PARENT_INDEX], subdev_model_get_parent_index(model));
}

enum { SHOW_PARENT, SHOW_TYPE };

static const struct param show_params[] = {
	[SHOW_PARENT] = { .kind = PARAM_PARENT, .value = "PARENT", .subject = true },
	[SHOW_TYPE] = { .kind = PARAM_TYPE, .value = "TYPE" },
	{ .kind = PARAM_END },
};

static int show(struct tool *tool, const struct args *args)
{
	struct subdev_model_list *list;
	struct subdev_model *model;
	int err;

	err = subdev_model_dump(tool->ctx, arg_get(args, SHOW_PARENT), arg_get(args, SHOW_TYPE),
				&list);
	if (err)
		return err;
	output_table(tool->out, columns, NUM_COLUMNS);
	subdev_model_list_foreach(list, model)
		put_row(tool->out, model);
	list_check(subdev_model_list_is_consistent(list));
	subdev_model_list_unref(list);
	return output_end(tool->out);
}

const struct verb model_verbs[] = {
	{ "show", "Show the versions of the model of a type, of all types of a parent, or all.",
	  show, show_params },
	{ 0 },
};
