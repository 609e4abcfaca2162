// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl dev: subdevices. */
#include <stdlib.h>

#include "tool.h"

enum {
	ID, UUID, LABEL, PARENT, TYPE, STATE, NODE, PARENT_INDEX, GENERATION, GROUP, CDEV,
	CDEV_NODE, SYSFS,
	NUM_COLUMNS
};

const struct column dev_columns[] = {
	[ID] = { "id", COLUMN_RIGHT },
	[UUID] = { "uuid", 0 },
	[LABEL] = { "label", COLUMN_WRAP },
	[PARENT] = { "parent", COLUMN_WRAP },
	[TYPE] = { "type", COLUMN_WRAP },
	[STATE] = { "state", 0 },
	[NODE] = { "node", 0 },
	[PARENT_INDEX] = { "parent_index", COLUMN_DETAIL | COLUMN_RIGHT },
	[GENERATION] = { "generation", COLUMN_DETAIL | COLUMN_RIGHT },
	[GROUP] = { "group", COLUMN_DETAIL | COLUMN_RIGHT },
	[CDEV] = { "cdev", COLUMN_DETAIL },
	[CDEV_NODE] = { "cdev_node", COLUMN_DETAIL },
	[SYSFS] = { "sysfs", COLUMN_DETAIL },
};

void dev_put(struct output *out, const struct subdev_dev *dev)
{
	const struct column *columns = dev_columns;
	const char *node = subdev_dev_get_group_path(dev);
	int64_t group = subdev_dev_get_group(dev);

	output_uint(out, &columns[ID], subdev_dev_get_id(dev));
	output_string(out, &columns[UUID], subdev_dev_get_uuid_str(dev));
	output_string(out, &columns[LABEL], subdev_dev_get_label(dev));
	output_string(out, &columns[PARENT], subdev_dev_get_parent_name(dev));
	output_string(out, &columns[TYPE], subdev_dev_get_type(dev));
	output_string(out, &columns[STATE], subdev_dev_get_state_str(dev));
	output_string(out, &columns[NODE], node ? node : subdev_dev_get_cdev_path(dev));
	output_uint(out, &columns[PARENT_INDEX], subdev_dev_get_parent_index(dev));
	output_uint(out, &columns[GENERATION], subdev_dev_get_generation(dev));
	if (group < 0)
		output_none(out, &columns[GROUP]);
	else
		output_uint(out, &columns[GROUP], group);
	output_string(out, &columns[CDEV], subdev_dev_get_cdev(dev));
	output_string(out, &columns[CDEV_NODE], subdev_dev_get_cdev_path(dev));
	output_string(out, &columns[SYSFS], subdev_dev_get_sysfs_path(dev));
}

static void put_row(struct output *out, const struct subdev_dev *dev)
{
	output_row(out);
	dev_put(out, dev);
}

/* Print the one subdevice that a command is about, and let it go. */
static int print_one(struct tool *tool, struct subdev_dev *dev)
{
	output_table(tool->out, dev_columns, NUM_COLUMNS);
	put_row(tool->out, dev);
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
		put_row(tool->out, dev);
	list_check(subdev_dev_list_is_consistent(list));
	subdev_dev_list_unref(list);
	return output_end(tool->out);
}

/* The subdevice that a command is about. */
#define DEV_PARAM { .kind = PARAM_DEV, .value = "DEV", .required = true, .subject = true }

enum { SHOW_DEV };

static const struct param show_params[] = {
	[SHOW_DEV] = { .kind = PARAM_DEV, .value = "DEV", .subject = true },
	{ .kind = PARAM_END },
};

static int show(struct tool *tool, const char * const *args)
{
	struct subdev_dev *dev;
	int err;

	if (!args[SHOW_DEV])
		return print_all(tool);
	err = subdev_dev_get(tool->ctx, args[SHOW_DEV], &dev);
	return err ? err : print_one(tool, dev);
}

enum { CREATE_PARENT, CREATE_TYPE, CREATE_UUID, CREATE_LABEL, CREATE_INACTIVE };

static const struct param create_params[] = {
	[CREATE_PARENT] = { .kind = PARAM_PARENT, .value = "PARENT", .required = true },
	[CREATE_TYPE] = { .kind = PARAM_TYPE, .value = "TYPE", .required = true },
	[CREATE_UUID] = { .kind = PARAM_WORD, .keyword = "uuid", .value = "UUID" },
	[CREATE_LABEL] = { .kind = PARAM_WORD, .keyword = "label", .value = "LABEL" },
	[CREATE_INACTIVE] = { .kind = PARAM_FLAG, .keyword = "inactive" },
	{ .kind = PARAM_END },
};

static int create_fill(struct subdev_dev_create *request, const char * const *args)
{
	int err;

	err = subdev_dev_create_set_parent(request, args[CREATE_PARENT]);
	if (!err)
		err = subdev_dev_create_set_type(request, args[CREATE_TYPE]);
	if (!err && args[CREATE_UUID])
		err = subdev_dev_create_set_uuid(request, args[CREATE_UUID]);
	if (!err && args[CREATE_LABEL])
		err = subdev_dev_create_set_label(request, args[CREATE_LABEL]);
	subdev_dev_create_set_inactive(request, args[CREATE_INACTIVE]);
	return err;
}

static int create(struct tool *tool, const char * const *args)
{
	struct subdev_dev_create *request;
	struct subdev_dev *dev;
	int err;

	err = subdev_dev_create_new(tool->ctx, &request);
	if (err)
		return err;
	err = create_fill(request, args);
	if (!err)
		err = subdev_dev_create_run(request, &dev);
	subdev_dev_create_free(request);
	return err ? err : print_one(tool, dev);
}

enum { SET_DEV, SET_LABEL };

static const struct param set_params[] = {
	[SET_DEV] = DEV_PARAM,
	[SET_LABEL] = {
		.kind = PARAM_WORD, .keyword = "label", .value = "LABEL", .required = true
	},
	{ .kind = PARAM_END },
};

static int set(struct tool *tool, const char * const *args)
{
	struct subdev_dev *dev;
	int err = subdev_dev_set_label(tool->ctx, args[SET_DEV], args[SET_LABEL], &dev);

	return err ? err : print_one(tool, dev);
}

enum { ACTIVATE_DEV };

static const struct param activate_params[] = {
	[ACTIVATE_DEV] = DEV_PARAM,
	{ .kind = PARAM_END },
};

static int activate(struct tool *tool, const char * const *args)
{
	struct subdev_dev *dev;
	int err = subdev_dev_activate(tool->ctx, args[ACTIVATE_DEV], &dev);

	return err ? err : print_one(tool, dev);
}

/* In milliseconds: both words are those of the command line, or NULL. */
static int timeout_of(const char *no_wait, const char *seconds)
{
	if (no_wait)
		return 0;
	return seconds ? (int)strtoul(seconds, NULL, 10) * 1000 : SUBDEV_WAIT_FOREVER;
}

enum { DEACTIVATE_DEV, DEACTIVATE_NO_WAIT, DEACTIVATE_TIMEOUT };

static const struct param deactivate_params[] = {
	[DEACTIVATE_DEV] = DEV_PARAM,
	[DEACTIVATE_NO_WAIT] = { .kind = PARAM_FLAG, .keyword = "no-wait" },
	[DEACTIVATE_TIMEOUT] = { .kind = PARAM_NUMBER, .keyword = "timeout", .value = "SECONDS" },
	{ .kind = PARAM_END },
};

static int deactivate(struct tool *tool, const char * const *args)
{
	int timeout = timeout_of(args[DEACTIVATE_NO_WAIT], args[DEACTIVATE_TIMEOUT]);
	struct subdev_dev *dev;
	int err = subdev_dev_deactivate(tool->ctx, args[DEACTIVATE_DEV], timeout, &dev);

	return err ? err : print_one(tool, dev);
}

enum { DELETE_DEV, DELETE_FORCE, DELETE_NO_WAIT, DELETE_TIMEOUT };

static const struct param delete_params[] = {
	[DELETE_DEV] = DEV_PARAM,
	[DELETE_FORCE] = { .kind = PARAM_FLAG, .keyword = "force" },
	[DELETE_NO_WAIT] = { .kind = PARAM_FLAG, .keyword = "no-wait" },
	[DELETE_TIMEOUT] = { .kind = PARAM_NUMBER, .keyword = "timeout", .value = "SECONDS" },
	{ .kind = PARAM_END },
};

static int delete(struct tool *tool, const char * const *args)
{
	return subdev_dev_delete(tool->ctx, args[DELETE_DEV], args[DELETE_FORCE],
				 timeout_of(args[DELETE_NO_WAIT], args[DELETE_TIMEOUT]));
}

const struct verb dev_verbs[] = {
	{ "show", "Show one subdevice or all.", show, show_params },
	{ "create", "Create a subdevice, show it.", create, create_params },
	{ "set", "Change a subdevice, show it. An empty LABEL takes the label away.", set,
	  set_params },
	{ "activate", "Build an inactive subdevice, make its VFIO node, show it.", activate,
	  activate_params },
	{ "deactivate", "Take the VFIO node of an idle subdevice away, show it.", deactivate,
	  deactivate_params },
	{ "delete", "Delete a subdevice; with force even if it is open.", delete, delete_params },
	{ 0 },
};
