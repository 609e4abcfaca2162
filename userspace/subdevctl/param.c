// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl param: the typed knobs of models. */
#include "value.h"

enum {
	PARENT, TYPE, NAME, KIND, DEFAULT, CHANGE, SINCE, UNTIL, MIN, MAX, MAX_LEN, CHOICES,
	MODEL, PARENT_INDEX,
	NUM_COLUMNS
};

static const struct column columns[] = {
	[PARENT] = { "parent", COLUMN_WRAP },
	[TYPE] = { "type", COLUMN_WRAP },
	[NAME] = { "name", COLUMN_WRAP },
	[KIND] = { "kind", 0 },
	[DEFAULT] = { "default", COLUMN_WRAP },
	[CHANGE] = { "change", 0 },
	[SINCE] = { "since", COLUMN_RIGHT },
	[UNTIL] = { "until", COLUMN_RIGHT },
	[MIN] = { "min", COLUMN_BELOW },
	[MAX] = { "max", COLUMN_BELOW },
	[MAX_LEN] = { "max_len", COLUMN_BELOW },
	[CHOICES] = { "choices", COLUMN_BELOW },
	[MODEL] = { "model", COLUMN_DETAIL | COLUMN_BELOW },
	[PARENT_INDEX] = { "parent_index", COLUMN_DETAIL | COLUMN_BELOW },
};

/* A version, which is 0 where there is none. */
static void put_version(struct output *out, const struct column *column, uint32_t version)
{
	if (version)
		output_uint(out, column, version);
	else
		output_none(out, column);
}

static void put_choices(struct output *out, const struct subdev_param *param)
{
	const char *choice;

	if (subdev_param_get_kind(param) != SUBDEV_PARAM_KIND_ENUM) {
		output_none(out, &columns[CHOICES]);
		return;
	}
	output_words(out, &columns[CHOICES]);
	for (unsigned int i = 0; (choice = subdev_param_get_choice(param, i)); i++)
		output_word(out, choice);
	output_list_end(out);
}

/* What its value can be. */
static void put_range(struct output *out, const struct subdev_param *param)
{
	uint32_t kind = subdev_param_get_kind(param);

	if (kind == SUBDEV_PARAM_KIND_UINT) {
		output_uint(out, &columns[MIN], subdev_param_get_min(param));
		output_uint(out, &columns[MAX], subdev_param_get_max(param));
	} else {
		output_none(out, &columns[MIN]);
		output_none(out, &columns[MAX]);
	}
	if (kind == SUBDEV_PARAM_KIND_STRING)
		output_uint(out, &columns[MAX_LEN], subdev_param_get_max_len(param));
	else
		output_none(out, &columns[MAX_LEN]);
	put_choices(out, param);
}

static void put_row(struct output *out, const struct subdev_param *param)
{
	output_row(out);
	output_string(out, &columns[PARENT], subdev_param_get_parent_name(param));
	output_string(out, &columns[TYPE], subdev_param_get_type(param));
	output_string(out, &columns[NAME], subdev_param_get_name(param));
	output_string(out, &columns[KIND], subdev_param_get_kind_str(param));
	value_put(out, &columns[DEFAULT], subdev_param_get_default(param));
	output_string(out, &columns[CHANGE], subdev_param_get_change_str(param));
	put_version(out, &columns[SINCE], subdev_param_get_since(param));
	put_version(out, &columns[UNTIL], subdev_param_get_until(param));
	put_range(out, param);
	output_string(out, &columns[MODEL], subdev_param_get_model(param));
	output_uint(out, &columns[PARENT_INDEX], subdev_param_get_parent_index(param));
}

enum { SHOW_PARENT, SHOW_TYPE };

static const struct param show_params[] = {
	[SHOW_PARENT] = { .kind = PARAM_PARENT, .value = "PARENT", .subject = true },
	[SHOW_TYPE] = { .kind = PARAM_TYPE, .value = "TYPE" },
	{ .kind = PARAM_END },
};

static int show(struct tool *tool, const struct args *args)
{
	struct subdev_param_list *list;
	struct subdev_param *param;
	int err;

	err = subdev_param_dump(tool->ctx, arg_get(args, SHOW_PARENT), arg_get(args, SHOW_TYPE),
				&list);
	if (err)
		return err;
	output_table(tool->out, columns, NUM_COLUMNS);
	subdev_param_list_foreach(list, param)
		put_row(tool->out, param);
	list_check(subdev_param_list_is_consistent(list));
	subdev_param_list_unref(list);
	return output_end(tool->out);
}

const struct verb param_verbs[] = {
	{ "show", "Show the params of the model of a type, of all types of a parent, or all.",
	  show, show_params },
	{ 0 },
};
