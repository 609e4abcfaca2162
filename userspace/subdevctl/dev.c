// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl dev: subdevices. */
#include "dev.h"
#include "value.h"
#include "word.h"

enum {
	ID, UUID, LABEL, PARENT, TYPE, STATE, NODE, PARENT_INDEX, GENERATION, GROUP, CDEV,
	CDEV_NODE, SYSFS, VERSION, PARAMS, RESOURCES, PARENT_RESOURCES,
	NUM_COLUMNS
};

const struct column dev_columns[] = {
	[ID] = { "id", COLUMN_RIGHT },
	[UUID] = { "uuid", 0 },
	[LABEL] = { "label", COLUMN_WRAP },
	[PARENT] = { "parent", COLUMN_WRAP | COLUMN_WIDE },
	[TYPE] = { "type", COLUMN_WRAP },
	[STATE] = { "state", 0 },
	[NODE] = { "node", COLUMN_WIDE },
	[PARENT_INDEX] = { "parent_index", COLUMN_DETAIL | COLUMN_RIGHT },
	[GENERATION] = { "generation", COLUMN_DETAIL | COLUMN_RIGHT },
	[GROUP] = { "group", COLUMN_DETAIL | COLUMN_RIGHT },
	[CDEV] = { "cdev", COLUMN_DETAIL },
	[CDEV_NODE] = { "cdev_node", COLUMN_DETAIL },
	[SYSFS] = { "sysfs", COLUMN_DETAIL },
	[VERSION] = { "version", COLUMN_BELOW },
	[PARAMS] = { "params", COLUMN_BELOW },
	[RESOURCES] = { "resources", COLUMN_BELOW },
	[PARENT_RESOURCES] = { "parent_resources", COLUMN_BELOW },
};

static void put_config(struct tool *tool, const struct subdev_dev *dev)
{
	const struct column *columns = dev_columns;
	const struct subdev_amount *amount;
	const struct subdev_value *value;
	struct output *out = tool->out;

	if (subdev_dev_get_version(dev))
		output_uint(out, &columns[VERSION], subdev_dev_get_version(dev));
	else
		output_none(out, &columns[VERSION]);
	values_begin(out, &columns[PARAMS]);
	for (unsigned int i = 0; (value = subdev_dev_get_value(dev, i)); i++)
		values_put(out, value);
	output_list_end(out);
	amounts_begin(out, &columns[RESOURCES]);
	for (unsigned int i = 0; (amount = subdev_dev_get_amount(dev, i)); i++)
		amounts_put(out, amount, tool_unit(tool, subdev_dev_get_parent_index(dev),
						   subdev_amount_get_name(amount)));
	output_list_end(out);
}

void dev_put_parent_resources(struct output *out, const struct column *column,
			      const struct subdev_dev *dev)
{
	const struct subdev_resource *resource;

	resources_begin(out, column);
	for (unsigned int i = 0; (resource = subdev_dev_get_parent_resource(dev, i)); i++)
		resources_put(out, resource);
	output_list_end(out);
}

void dev_put(struct tool *tool, const struct subdev_dev *dev)
{
	const struct column *columns = dev_columns;
	struct output *out = tool->out;
	const char *node = subdev_dev_get_group_path(dev);
	int64_t group = subdev_dev_get_group(dev);

	if (subdev_dev_get_id(dev))
		output_uint(out, &columns[ID], subdev_dev_get_id(dev));
	else
		output_none(out, &columns[ID]);
	output_string(out, &columns[UUID], subdev_dev_get_uuid_str(dev));
	output_string(out, &columns[LABEL], subdev_dev_get_label(dev));
	output_string(out, &columns[PARENT], subdev_dev_get_parent_name(dev));
	output_string(out, &columns[TYPE], subdev_dev_get_type(dev));
	output_string(out, &columns[STATE], subdev_dev_get_state_str(dev));
	output_string(out, &columns[NODE], node ? node : subdev_dev_get_cdev_path(dev));
	output_uint(out, &columns[PARENT_INDEX], subdev_dev_get_parent_index(dev));
	/* Grows from 1 on: what a dry run shows has none. */
	if (subdev_dev_get_generation(dev))
		output_uint(out, &columns[GENERATION], subdev_dev_get_generation(dev));
	else
		output_none(out, &columns[GENERATION]);
	if (group < 0)
		output_none(out, &columns[GROUP]);
	else
		output_uint(out, &columns[GROUP], group);
	output_string(out, &columns[CDEV], subdev_dev_get_cdev(dev));
	output_string(out, &columns[CDEV_NODE], subdev_dev_get_cdev_path(dev));
	output_string(out, &columns[SYSFS], subdev_dev_get_sysfs_path(dev));
	put_config(tool, dev);
}

static void put_row(struct tool *tool, const struct subdev_dev *dev)
{
	output_row(tool->out);
	dev_put(tool, dev);
}

int dev_print(struct tool *tool, struct subdev_dev *dev)
{
	output_table(tool->out, dev_columns, NUM_COLUMNS);
	put_row(tool, dev);
	/* A dry run: what would remain. */
	if (!subdev_dev_get_id(dev))
		dev_put_parent_resources(tool->out, &dev_columns[PARENT_RESOURCES], dev);
	subdev_dev_unref(dev);
	return output_end(tool->out);
}

static int print_all(struct tool *tool)
{
	struct subdev_dev_list *list;
	struct subdev_dev *dev;
	int err = subdev_dev_dump(tool->ctx, NULL, &list);

	if (err)
		return err;
	output_table(tool->out, dev_columns, NUM_COLUMNS);
	subdev_dev_list_foreach(list, dev)
		put_row(tool, dev);
	list_check(subdev_dev_list_is_consistent(list));
	subdev_dev_list_unref(list);
	return output_end(tool->out);
}

enum { SHOW_DEV };

static const struct param show_params[] = {
	[SHOW_DEV] = { .kind = PARAM_DEV, .value = "DEV", .subject = true },
	{ .kind = PARAM_END },
};

static int show(struct tool *tool, const struct args *args)
{
	const char *name = arg_get(args, SHOW_DEV);
	struct subdev_dev *dev;
	int err;

	if (!name)
		return print_all(tool);
	err = subdev_dev_get(tool->ctx, name, &dev);
	return err ? err : dev_print(tool, dev);
}

enum { ACTIVATE_DEV };

static const struct param activate_params[] = {
	[ACTIVATE_DEV] = DEV_PARAM,
	{ .kind = PARAM_END },
};

static int activate(struct tool *tool, const struct args *args)
{
	struct subdev_dev *dev;
	int err = subdev_dev_activate(tool->ctx, arg_get(args, ACTIVATE_DEV), &dev);

	return err ? err : dev_print(tool, dev);
}

/* How long it is waited for users to let go. */
#define TIMEOUT_PARAM { .kind = PARAM_NUMBER, .keyword = "timeout", .value = "SECONDS", \
			.max = SECONDS_MAX }

/* In milliseconds: both words are those of the command line, or NULL. */
static int timeout_of(const char *no_wait, const char *seconds)
{
	if (no_wait)
		return 0;
	return seconds ? (int)word_number(seconds) * 1000 : SUBDEV_WAIT_FOREVER;
}

enum { DEACTIVATE_DEV, DEACTIVATE_NO_WAIT, DEACTIVATE_TIMEOUT };

static const struct param deactivate_params[] = {
	[DEACTIVATE_DEV] = DEV_PARAM,
	[DEACTIVATE_NO_WAIT] = { .kind = PARAM_FLAG, .keyword = "no-wait" },
	[DEACTIVATE_TIMEOUT] = TIMEOUT_PARAM,
	{ .kind = PARAM_END },
};

static int deactivate(struct tool *tool, const struct args *args)
{
	int timeout = timeout_of(arg_get(args, DEACTIVATE_NO_WAIT),
				 arg_get(args, DEACTIVATE_TIMEOUT));
	struct subdev_dev *dev;
	int err = subdev_dev_deactivate(tool->ctx, arg_get(args, DEACTIVATE_DEV), timeout, &dev);

	return err ? err : dev_print(tool, dev);
}

enum { DELETE_DEV, DELETE_FORCE, DELETE_NO_WAIT, DELETE_TIMEOUT, DELETE_IF_GENERATION };

static const struct param delete_params[] = {
	[DELETE_DEV] = DEV_PARAM,
	[DELETE_FORCE] = { .kind = PARAM_FLAG, .keyword = "force" },
	[DELETE_NO_WAIT] = { .kind = PARAM_FLAG, .keyword = "no-wait" },
	[DELETE_TIMEOUT] = TIMEOUT_PARAM,
	[DELETE_IF_GENERATION] = IF_GENERATION_PARAM,
	{ .kind = PARAM_END },
};

static int delete(struct tool *tool, const struct args *args)
{
	int timeout = timeout_of(arg_get(args, DELETE_NO_WAIT), arg_get(args, DELETE_TIMEOUT));
	const char *generation = arg_get(args, DELETE_IF_GENERATION);
	uint64_t number = generation ? word_number(generation) : 0;

	return subdev_dev_delete(tool->ctx, arg_get(args, DELETE_DEV), arg_get(args, DELETE_FORCE),
				 generation ? &number : NULL, timeout);
}

const struct verb dev_verbs[] = {
	{ "show", "Show one subdevice or all.", show, show_params },
	{ "create", "Create a subdevice, show it; with dry-run show what it would be.", dev_create,
	  dev_create_params },
	{ "set", "Change a subdevice, show it. An empty LABEL takes the label away.", dev_set,
	  dev_set_params },
	{ "activate", "Build an inactive subdevice, make its VFIO node, show it.", activate,
	  activate_params },
	{ "deactivate", "Take the VFIO node of an idle subdevice away, show it.", deactivate,
	  deactivate_params },
	{ "delete", "Delete a subdevice; with force even if it is open.", delete, delete_params },
	{ 0 },
};
