// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl type: kinds of subdevices that parents offer. */
#include <stdio.h>
#include <string.h>

#include "class.h"
#include "size.h"
#include "type.h"

enum {
	PARENT, NAME, CLASS, AVAILABLE, DEVICE_API, DESCRIPTION, PARENT_INDEX,
	MODEL, VERSION, VERSIONS, PARAMS, ATTRIBUTES, RESOURCES,
	NUM_COLUMNS
};

static const struct column columns[] = {
	[PARENT] = { "parent", COLUMN_WRAP },
	[NAME] = { "name", COLUMN_WRAP },
	[CLASS] = { "class", 0 },
	[AVAILABLE] = { "available", COLUMN_RIGHT },
	[DEVICE_API] = { "device_api", 0 },
	[DESCRIPTION] = { "description", COLUMN_WRAP | COLUMN_WIDE },
	[PARENT_INDEX] = { "parent_index", COLUMN_DETAIL | COLUMN_RIGHT },
	[MODEL] = { "model", COLUMN_BELOW },
	[VERSION] = { "version", COLUMN_BELOW },
	[VERSIONS] = { "versions", COLUMN_DETAIL | COLUMN_BELOW },
	[PARAMS] = { "params", COLUMN_DETAIL | COLUMN_BELOW },
	[ATTRIBUTES] = { "attributes", COLUMN_BELOW },
	[RESOURCES] = { "resources", COLUMN_BELOW },
};

enum {
	USE_NAME, USE_UNIT, USE_DEFAULT, USE_MIN, USE_MAX, USE_STEP, USE_GROW, USE_SHRINK,
	USE_RESET,
};

static const struct column use_columns[] = {
	[USE_NAME] = { "name", COLUMN_NAME | COLUMN_WRAP },
	[USE_UNIT] = { "unit", 0 },
	[USE_DEFAULT] = { "default", COLUMN_VALUE | COLUMN_RIGHT },
	[USE_MIN] = { "min", COLUMN_RIGHT },
	[USE_MAX] = { "max", COLUMN_RIGHT },
	[USE_STEP] = { "step", COLUMN_RIGHT },
	[USE_GROW] = { "grow", 0 },
	[USE_SHRINK] = { "shrink", 0 },
	[USE_RESET] = { "reset", 0 },
};

static void put_use(struct output *out, const struct subdev_use *use)
{
	uint32_t unit = subdev_use_get_unit(use);

	output_item(out);
	output_string(out, &use_columns[USE_NAME], subdev_use_get_name(use));
	output_string(out, &use_columns[USE_UNIT], subdev_use_get_unit_str(use));
	output_size(out, &use_columns[USE_DEFAULT], subdev_use_get_default(use), unit);
	output_size(out, &use_columns[USE_MIN], subdev_use_get_min(use), unit);
	output_size(out, &use_columns[USE_MAX], subdev_use_get_max(use), unit);
	output_size(out, &use_columns[USE_STEP], subdev_use_get_step(use), unit);
	output_string(out, &use_columns[USE_GROW], subdev_use_get_grow_str(use));
	output_string(out, &use_columns[USE_SHRINK], subdev_use_get_shrink_str(use));
	output_bool(out, &use_columns[USE_RESET], subdev_use_has_shrink_reset(use));
}

static void put_uses(struct output *out, const struct subdev_type *type)
{
	const struct subdev_use *use;

	output_list(out, &columns[RESOURCES], use_columns, ARRAY_SIZE(use_columns));
	for (unsigned int i = 0; (use = subdev_type_get_use(type, i)); i++)
		put_use(out, use);
	output_list_end(out);
}

/* "max-width" is the member max_width, as all members are written. */
static void put_attribute(struct output *out, const struct subdev_class_attr *attr)
{
	struct column column = { 0 };
	char name[SUBDEV_NAME_MAX + 1];

	snprintf(name, sizeof(name), "%s", subdev_class_attr_get_name(attr));
	for (char *c = name; (c = strchr(c, '-')); c++)
		*c = '_';
	column.name = name;
	output_size(out, &column, subdev_class_attr_get_value(attr),
		    subdev_class_attr_get_unit(attr));
}

static void put_attributes(struct output *out, const struct subdev_type *type)
{
	const struct subdev_class_attr *attr;

	if (!subdev_type_get_num_class_attrs(type)) {
		output_none(out, &columns[ATTRIBUTES]);
		return;
	}
	output_object(out, &columns[ATTRIBUTES]);
	for (unsigned int i = 0; (attr = subdev_type_get_class_attr(type, i)); i++)
		put_attribute(out, attr);
	output_list_end(out);
}

static void put_model(struct output *out, const struct subdev_type *type)
{
	const char *model = subdev_type_get_model(type);

	output_string(out, &columns[MODEL], model);
	if (!model) {
		output_none(out, &columns[VERSION]);
		output_none(out, &columns[VERSIONS]);
		output_none(out, &columns[PARAMS]);
		return;
	}
	output_uint(out, &columns[VERSION], subdev_type_get_version(type));
	output_uint(out, &columns[VERSIONS], subdev_type_get_versions(type));
	output_uint(out, &columns[PARAMS], subdev_type_get_params(type));
}

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
	put_model(out, type);
	put_attributes(out, type);
	put_uses(out, type);
}

enum { SHOW_PARENT, SHOW_TYPE, SHOW_CLASS, SHOW_MIN, SHOW_MAX };

static const struct param show_params[] = {
	[SHOW_PARENT] = { .kind = PARAM_PARENT, .value = "PARENT", .subject = true },
	[SHOW_TYPE] = { .kind = PARAM_TYPE, .value = "TYPE" },
	[SHOW_CLASS] = { .kind = PARAM_CLASS, .keyword = "class", .value = "CLASS" },
	[SHOW_MIN] = { .kind = PARAM_LIMIT, .keyword = "min", .value = "ATTRIBUTE N",
		       .repeats = true },
	[SHOW_MAX] = { .kind = PARAM_LIMIT, .keyword = "max", .value = "ATTRIBUTE N",
		       .repeats = true },
	{ .kind = PARAM_END },
};

static const struct subdev_class_attr *find_attribute(const struct subdev_type *type,
						      const char *name)
{
	const struct subdev_class_attr *attr;

	for (unsigned int i = 0; (attr = subdev_type_get_class_attr(type, i)); i++) {
		if (!strcmp(subdev_class_attr_get_name(attr), name))
			return attr;
	}
	return NULL;
}

/* Is @type within a limit? One that does not have the attribute is not. */
static int is_within(struct tool *tool, const struct subdev_type *type, const struct arg *limit,
		     bool *within)
{
	const struct subdev_class_attr *attr = find_attribute(type, limit->value);
	const char *keyword = limit->param->keyword, *wrong;
	uint64_t value, bound;

	*within = false;
	if (!attr)
		return 0;
	wrong = size_parse(limit->second, subdev_class_attr_get_unit(attr), &bound);
	if (wrong) {
		complain(&tool->why, "%s %s: '%.32s' %s", keyword, limit->value, limit->second,
			 wrong);
		return EXIT_USAGE;
	}
	value = subdev_class_attr_get_value(attr);
	*within = !strcmp(keyword, "min") ? value >= bound : value <= bound;
	return 0;
}

/* Put @type if it is what is asked for. */
static int put_if_wanted(struct tool *tool, const struct args *args,
			 const struct subdev_type *type)
{
	const char *class = arg_get(args, SHOW_CLASS), *own = subdev_type_get_class_str(type);
	bool wanted = !class || (own && !strcmp(own, class));
	int err = 0;

	for (size_t i = 0; i < args->count && wanted && !err; i++) {
		if (args->list[i].param->kind == PARAM_LIMIT)
			err = is_within(tool, type, &args->list[i], &wanted);
	}
	if (wanted && !err)
		put_row(tool->out, type);
	return err;
}

static int show_one(struct tool *tool, const struct args *args)
{
	struct subdev_type *type;
	int err;

	err = subdev_type_get(tool->ctx, arg_get(args, SHOW_PARENT), arg_get(args, SHOW_TYPE),
			      &type);
	if (err)
		return err;
	err = put_if_wanted(tool, args, type);
	subdev_type_unref(type);
	return err;
}

static int show_all(struct tool *tool, const struct args *args)
{
	struct subdev_type_list *list;
	struct subdev_type *type;
	int err = subdev_type_dump(tool->ctx, arg_get(args, SHOW_PARENT), &list);

	if (err)
		return err;
	subdev_type_list_foreach(list, type) {
		if (!err)
			err = put_if_wanted(tool, args, type);
	}
	list_check(subdev_type_list_is_consistent(list));
	subdev_type_list_unref(list);
	return err;
}

/* Does the class that is asked for have the attributes? That any has them is known. */
bool type_show_check(const struct args *args, struct complaint *why)
{
	const char *class = arg_get(args, SHOW_CLASS);

	for (size_t i = 0; i < args->count && class; i++) {
		const struct arg *arg = &args->list[i];

		if (arg->param->kind == PARAM_LIMIT &&
		    !class_has_attr(class_find(class), arg->value))
			return complain(why, "class %s has no attribute '%.32s'", class,
					arg->value);
	}
	return true;
}

int type_show(struct tool *tool, const struct args *args)
{
	int err;

	output_table(tool->out, columns, NUM_COLUMNS);
	err = arg_get(args, SHOW_TYPE) ? show_one(tool, args) : show_all(tool, args);
	return err ? err : output_end(tool->out);
}

const struct verb type_verbs[] = {
	{ "show", "Show one type of a parent, all of a parent, or all; only those of CLASS, only with\n"
	  "      ATTRIBUTE from, or up to, N.", type_show, show_params },
	{ 0 },
};
