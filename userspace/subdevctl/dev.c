// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl dev: subdevices. */
#include <string.h>

#include "dev.h"
#include "stats.h"
#include "value.h"
#include "word.h"

enum {
	ID, UUID, LABEL, PARENT, TYPE, STATE, NODE, PARENT_INDEX, GENERATION, GROUP, CDEV,
	CDEV_NODE, SYSFS, OWNER, LEASE, TTL, POOL, READY, WHY, VERSION, PARAMS, RESOURCES, PARENT_RESOURCES,
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
	[OWNER] = { "owner", COLUMN_BELOW },
	[LEASE] = { "lease", COLUMN_BELOW },
	[TTL] = { "ttl", COLUMN_BELOW },
	[POOL] = { "pool", COLUMN_BELOW },
	[READY] = { "ready", COLUMN_BELOW },
	[WHY] = { "why", COLUMN_BELOW },
	[VERSION] = { "version", COLUMN_BELOW },
	[PARAMS] = { "params", COLUMN_BELOW },
	[RESOURCES] = { "resources", COLUMN_BELOW },
	[PARENT_RESOURCES] = { "parent_resources", COLUMN_BELOW },
};

/* On whose behalf it exists, and for how long; without end goes without saying. */
static void put_tenure(struct output *out, const struct subdev_dev *dev)
{
	const struct column *columns = dev_columns;
	uint32_t lease = subdev_dev_get_lease(dev);

	output_string(out, &columns[OWNER], subdev_dev_get_owner(dev));
	if (!lease)
		output_none(out, &columns[LEASE]);
	else if (lease != SUBDEV_LEASE_KIND_PERSISTENT || !output_is_brief(out))
		output_string(out, &columns[LEASE], subdev_dev_get_lease_str(dev));
	if (lease == SUBDEV_LEASE_KIND_TTL)
		output_uint(out, &columns[TTL], subdev_dev_get_ttl(dev));
	else
		output_none(out, &columns[TTL]);
}

/* Which pool it belongs to; that it is not in stock goes without saying. */
static void put_pool(struct output *out, const struct subdev_dev *dev)
{
	const char *pool = subdev_dev_get_pool(dev);

	output_string(out, &dev_columns[POOL], pool);
	if (!pool)
		output_none(out, &dev_columns[READY]);
	else if (subdev_dev_is_ready(dev) || !output_is_brief(out))
		output_bool(out, &dev_columns[READY], subdev_dev_is_ready(dev));
	output_string(out, &dev_columns[WHY], subdev_dev_get_why(dev));
}

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
	put_tenure(out, dev);
	put_pool(out, dev);
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

int dev_print_some(struct tool *tool, const struct subdev_dev_list *list,
		   struct subdev_dev **next, size_t count)
{
	output_table(tool->out, dev_columns, NUM_COLUMNS);
	for (; *next && count--; *next = subdev_dev_list_get_next(list, *next))
		put_row(tool, *next);
	return output_end(tool->out);
}

int dev_print_list(struct tool *tool, struct subdev_dev_list *list)
{
	struct subdev_dev *next = subdev_dev_list_get_first(list);
	int err = dev_print_some(tool, list, &next, SIZE_MAX);

	subdev_dev_list_unref(list);
	return err;
}

/* Does what it has match @wanted, which is "" for nothing and NULL for anything? */
static bool is_of(const char *own, const char *wanted)
{
	return !wanted || !strcmp(wanted, own ? own : "");
}

static int show_one(struct tool *tool, const char *name, const char *owner, const char *pool)
{
	struct subdev_dev *dev;
	int err = subdev_dev_get(tool->ctx, name, &dev);

	if (err)
		return err;
	if (is_of(subdev_dev_get_owner(dev), owner) && is_of(subdev_dev_get_pool(dev), pool))
		put_row(tool, dev);
	subdev_dev_unref(dev);
	return 0;
}

static int show_all(struct tool *tool, const char *owner, const char *pool)
{
	struct subdev_dev_list *list;
	struct subdev_dev *dev;
	int err = subdev_dev_dump(tool->ctx, NULL, owner, pool, &list);

	if (err)
		return err;
	subdev_dev_list_foreach(list, dev)
		put_row(tool, dev);
	list_check(subdev_dev_list_is_consistent(list));
	subdev_dev_list_unref(list);
	return 0;
}

enum { SHOW_DEV, SHOW_OWNER, SHOW_POOL };

static const struct param show_params[] = {
	[SHOW_DEV] = { .kind = PARAM_DEV, .value = "DEV", .subject = true },
	[SHOW_OWNER] = OWNER_PARAM,
	[SHOW_POOL] = OF_POOL_PARAM,
	{ .kind = PARAM_END },
};

int dev_show(struct tool *tool, const struct args *args)
{
	const char *name = arg_get(args, SHOW_DEV), *owner = arg_get(args, SHOW_OWNER);
	const char *pool = arg_get(args, SHOW_POOL);
	int err;

	output_table(tool->out, dev_columns, NUM_COLUMNS);
	err = name ? show_one(tool, name, owner, pool) : show_all(tool, owner, pool);
	return err ? err : output_end(tool->out);
}

bool dev_show_is_more(const struct args *args)
{
	return !arg_get(args, SHOW_DEV) || arg_get(args, SHOW_OWNER) ||
	       arg_get(args, SHOW_POOL);
}

int dev_show_submit(struct tool *tool, const struct args *args, const struct receiver *receiver)
{
	(void)tool;
	return subdev_dev_get_submit(receiver->batch, arg_get(args, SHOW_DEV), receiver->fn,
				     receiver->data);
}

enum { ACTIVATE_DEV };

static const struct param activate_params[] = {
	[ACTIVATE_DEV] = DEV_PARAM,
	{ .kind = PARAM_END },
};

int dev_activate(struct tool *tool, const struct args *args)
{
	struct subdev_dev *dev;
	int err = subdev_dev_activate(tool->ctx, arg_get(args, ACTIVATE_DEV), &dev);

	return err ? err : dev_print(tool, dev);
}

int dev_activate_submit(struct tool *tool, const struct args *args,
			const struct receiver *receiver)
{
	(void)tool;
	return subdev_dev_activate_submit(receiver->batch, arg_get(args, ACTIVATE_DEV),
					  receiver->fn, receiver->data);
}

int dev_timeout(const char *no_wait, const char *seconds)
{
	if (no_wait)
		return 0;
	return seconds ? (int)word_number(seconds) * 1000 : SUBDEV_WAIT_FOREVER;
}

void condition_init(struct condition *condition, const char *if_generation, const char *owner)
{
	condition->generation = if_generation ? word_number(if_generation) : 0;
	condition->said = (struct subdev_condition){
		.if_generation = if_generation ? &condition->generation : NULL,
		.owner = owner,
	};
}

enum { DEACTIVATE_DEV, DEACTIVATE_NO_WAIT, DEACTIVATE_TIMEOUT };

static const struct param deactivate_params[] = {
	[DEACTIVATE_DEV] = DEV_PARAM,
	[DEACTIVATE_NO_WAIT] = NO_WAIT_PARAM,
	[DEACTIVATE_TIMEOUT] = TIMEOUT_PARAM,
	{ .kind = PARAM_END },
};

static int deactivate(struct tool *tool, const struct args *args)
{
	int timeout = dev_timeout(arg_get(args, DEACTIVATE_NO_WAIT),
				  arg_get(args, DEACTIVATE_TIMEOUT));
	struct subdev_dev *dev;
	int err = subdev_dev_deactivate(tool->ctx, arg_get(args, DEACTIVATE_DEV), timeout, &dev);

	return err ? err : dev_print(tool, dev);
}

enum { RENEW_DEV, RENEW_TTL, RENEW_IF_GENERATION, RENEW_OWNER };

static const struct param renew_params[] = {
	[RENEW_DEV] = DEV_PARAM,
	[RENEW_TTL] = { .kind = PARAM_NUMBER, .keyword = "ttl", .value = "SECONDS", .min = 1,
			.max = UINT32_MAX },
	[RENEW_IF_GENERATION] = IF_GENERATION_PARAM,
	[RENEW_OWNER] = OWNER_PARAM,
	{ .kind = PARAM_END },
};

static uint32_t ttl_of(const struct args *args)
{
	const char *ttl = arg_get(args, RENEW_TTL);

	return ttl ? word_number(ttl) : 0;
}

int dev_renew(struct tool *tool, const struct args *args)
{
	struct condition condition;
	struct subdev_dev *dev;
	int err;

	condition_init(&condition, arg_get(args, RENEW_IF_GENERATION), arg_get(args, RENEW_OWNER));
	err = subdev_dev_renew(tool->ctx, arg_get(args, RENEW_DEV), ttl_of(args), &condition.said,
			       &dev);
	return err ? err : dev_print(tool, dev);
}

int dev_renew_submit(struct tool *tool, const struct args *args, const struct receiver *receiver)
{
	struct condition condition;

	(void)tool;
	condition_init(&condition, arg_get(args, RENEW_IF_GENERATION), arg_get(args, RENEW_OWNER));
	return subdev_dev_renew_submit(receiver->batch, arg_get(args, RENEW_DEV), ttl_of(args),
				       &condition.said, receiver->fn, receiver->data);
}

const struct verb dev_verbs[] = {
	{ "show", "Show one subdevice or all; only if it is of OWNER, and of POOL.", dev_show,
	  show_params },
	{ "create", "Create a subdevice, or N equal ones or none, show them; with dry-run show what it\n"
	  "      would be. With COMMAND run that instead: they live as long as it does.", dev_create,
	  dev_create_params },
	{ "set", "Change a subdevice, show it. An empty LABEL takes the label away.", dev_set,
	  dev_set_params },
	{ "activate", "Build an inactive subdevice, make its VFIO node, show it.", dev_activate,
	  activate_params },
	{ "deactivate", "Take the VFIO node of an idle subdevice away, show it.", deactivate,
	  deactivate_params },
	{ "renew", "Let the time of a lease begin anew, and be SECONDS from now on; show it.",
	  dev_renew, renew_params },
	{ "delete", "Delete a subdevice, only if it is of OWNER; or all of OWNER. With force even if\n"
	  "      it is open.", dev_delete, dev_delete_params },
	{ "stats", "Show what was counted of one subdevice, of those of a parent, or of all.", dev_stats,
	  dev_stats_params },
	{ 0 },
};
