// SPDX-License-Identifier: GPL-2.0-only
/* What resources are counted in: an amount does not say it itself. */
#include <string.h>

#include "tool.h"

static const struct subdev_parent *find_parent(const struct tool *tool, uint32_t index)
{
	struct subdev_parent *parent;

	if (!tool->parents)
		return NULL;
	subdev_parent_list_foreach(tool->parents, parent) {
		if (subdev_parent_get_index(parent) == index)
			return parent;
	}
	return NULL;
}

/* A parent that came since: ask anew. */
static const struct subdev_parent *ask_parent(struct tool *tool, uint32_t index)
{
	struct subdev_parent_list *list;

	if (subdev_parent_dump(tool->ctx, &list))
		return NULL;
	subdev_parent_list_unref(tool->parents);
	tool->parents = list;
	return find_parent(tool, index);
}

uint32_t tool_unit(struct tool *tool, uint32_t parent_index, const char *resource)
{
	const struct subdev_resource *found;
	const struct subdev_parent *parent;

	if (output_is_json(tool->out))
		return 0;
	parent = find_parent(tool, parent_index);
	if (!parent)
		parent = ask_parent(tool, parent_index);
	if (!parent)
		return 0;
	for (unsigned int i = 0; (found = subdev_parent_get_resource(parent, i)); i++) {
		if (!strcmp(subdev_resource_get_name(found), resource))
			return subdev_resource_get_unit(found);
	}
	return 0;
}
