// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl limit: how much of what parents own the subdevices of one owner may hold together. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dev.h"
#include "limit.h"
#include "size.h"
#include "word.h"

enum {
	PARENT, OWNER, RESOURCE, LIMIT, USED, PARENT_INDEX,
	NUM_COLUMNS
};

static const struct column columns[] = {
	[PARENT] = { "parent", COLUMN_WRAP },
	[OWNER] = { "owner", COLUMN_WRAP },
	[RESOURCE] = { "resource", COLUMN_WRAP },
	[LIMIT] = { "limit", COLUMN_RIGHT },
	[USED] = { "used", COLUMN_RIGHT },
	[PARENT_INDEX] = { "parent_index", COLUMN_DETAIL | COLUMN_RIGHT },
};

static void put_row(struct tool *tool, const struct subdev_limit *limit)
{
	uint32_t index = subdev_limit_get_parent_index(limit);
	const char *resource = subdev_limit_get_resource(limit);
	uint32_t unit = tool_unit(tool, index, resource);
	struct output *out = tool->out;

	output_row(out);
	output_string(out, &columns[PARENT], subdev_limit_get_parent_name(limit));
	output_string(out, &columns[OWNER], subdev_limit_get_owner(limit));
	output_string(out, &columns[RESOURCE], resource);
	output_size(out, &columns[LIMIT], subdev_limit_get_amount(limit), unit);
	output_size(out, &columns[USED], subdev_limit_get_used(limit), unit);
	output_uint(out, &columns[PARENT_INDEX], index);
}

enum { SHOW_PARENT, SHOW_OWNER };

static const struct param show_params[] = {
	[SHOW_PARENT] = { .kind = PARAM_PARENT, .value = "PARENT", .subject = true },
	[SHOW_OWNER] = OWNER_PARAM,
	{ .kind = PARAM_END },
};

static int show(struct tool *tool, const struct args *args)
{
	struct subdev_limit_list *list;
	struct subdev_limit *limit;
	int err;

	err = subdev_limit_dump(tool->ctx, arg_get(args, SHOW_PARENT), arg_get(args, SHOW_OWNER),
				&list);
	if (err)
		return err;
	output_table(tool->out, columns, NUM_COLUMNS);
	subdev_limit_list_foreach(list, limit)
		put_row(tool, limit);
	list_check(subdev_limit_list_is_consistent(list));
	subdev_limit_list_unref(list);
	return output_end(tool->out);
}

const struct verb limit_verbs[] = {
	{ "show", "Show the limits on a parent or on all, of OWNER or of all. parent set sets them.",
	  show, show_params },
	{ 0 },
};

/* What a resource is counted in; bytes, with all letters, if the parent has no such resource. */
static uint32_t unit_of(const struct subdev_parent *parent, const char *name)
{
	const struct subdev_resource *resource;

	for (unsigned int i = 0; parent && (resource = subdev_parent_get_resource(parent, i)); i++) {
		if (!strcmp(subdev_resource_get_name(resource), name))
			return subdev_resource_get_unit(resource);
	}
	return SUBDEV_UNIT_BYTES;
}

/* Do amounts need their units? */
static bool wants_parent(const struct args *args, size_t resource)
{
	const struct arg *arg = NULL;

	while ((arg = arg_next(args, resource, arg))) {
		if (!word_is_unlimited(arg->value) && size_has_letter(strchr(arg->value, '=') + 1))
			return true;
	}
	return false;
}

static int add_amount(struct tool *tool, struct subdev_limit_set *set, uint32_t unit,
		      const char *name, const char *value)
{
	uint64_t amount;
	const char *wrong = size_parse(value, unit, &amount);

	if (!wrong)
		return subdev_limit_set_amount(set, name, amount);
	complain(&tool->why, "resource %.64s: '%.64s' %s", name, value, wrong);
	return EXIT_USAGE;
}

static int add_pair(struct tool *tool, struct subdev_limit_set *set,
		    const struct subdev_parent *parent, const char *pair)
{
	const char *equals = strchr(pair, '=');
	char *name = strndup(pair, equals - pair);
	int err;

	if (!name)
		return -ENOMEM;
	if (word_is_unlimited(pair))
		err = subdev_limit_set_none(set, name);
	else
		err = add_amount(tool, set, unit_of(parent, name), name, equals + 1);
	free(name);
	return err;
}

static int set_all(struct tool *tool, struct subdev_limit_set *set, const struct args *args,
		   size_t resource, const char *name)
{
	struct subdev_parent *parent = NULL;
	const struct arg *arg = NULL;
	int err = 0;

	if (wants_parent(args, resource))
		err = subdev_parent_get(tool->ctx, name, &parent);
	while (!err && (arg = arg_next(args, resource, arg)))
		err = add_pair(tool, set, parent, arg->value);
	subdev_parent_unref(parent);
	return err;
}

int limit_set(struct tool *tool, const struct args *args, size_t resource, const char *parent,
	      const char *owner, struct subdev_parent **out)
{
	struct subdev_limit_set *set;
	int err;

	err = subdev_limit_set_new(tool->ctx, parent, owner, &set);
	if (err)
		return err;
	err = set_all(tool, set, args, resource, parent);
	if (!err)
		err = subdev_limit_set_run(set, out);
	subdev_limit_set_free(set);
	return err;
}
