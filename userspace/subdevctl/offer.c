// SPDX-License-Identifier: GPL-2.0-only
/* What could be meant by a word that was begun. What cannot be had is not offered. */
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "class.h"
#include "offer.h"

void offer(const char *word, const char *begun)
{
	if (word && !strncmp(word, begun, strlen(begun)))
		puts(word);
}

static void offer_number(uint32_t number, const char *begun)
{
	char text[16];

	snprintf(text, sizeof(text), "%" PRIu32, number);
	offer(text, begun);
}

/* Print NAME=VALUE. */
static void offer_pair(const char *name, const char *value, const char *begun)
{
	char *text;

	if (asprintf(&text, "%s=%s", name, value) < 0)
		return;
	offer(text, begun);
	free(text);
}

static void offer_parents(struct tool *tool, const char *begun)
{
	struct subdev_parent_list *list;
	struct subdev_parent *parent;

	if (subdev_parent_dump(tool->ctx, &list))
		return;
	subdev_parent_list_foreach(list, parent)
		offer(subdev_parent_get_name(parent), begun);
	subdev_parent_list_unref(list);
}

static void offer_types(struct tool *tool, const char *parent, const char *begun)
{
	struct subdev_type_list *list;
	struct subdev_type *type;

	if (subdev_type_dump(tool->ctx, parent, &list))
		return;
	subdev_type_list_foreach(list, type)
		offer(subdev_type_get_name(type), begun);
	subdev_type_list_unref(list);
}

static void offer_resources(struct tool *tool, const char *name, const char *begun)
{
	const struct subdev_resource *resource;
	struct subdev_parent *parent;

	if (subdev_parent_get(tool->ctx, name, &parent))
		return;
	for (unsigned int i = 0; (resource = subdev_parent_get_resource(parent, i)); i++)
		offer(subdev_resource_get_name(resource), begun);
	subdev_parent_unref(parent);
}

/* NAME= as long as there is no =, then what can follow that is no number. */
static void offer_at_most(struct tool *tool, const char *name, const char *begun)
{
	const struct subdev_resource *resource;
	struct subdev_parent *parent;

	if (subdev_parent_get(tool->ctx, name, &parent))
		return;
	for (unsigned int i = 0; (resource = subdev_parent_get_resource(parent, i)); i++)
		offer_pair(subdev_resource_get_name(resource), strchr(begun, '=') ? "none" : "",
			   begun);
	subdev_parent_unref(parent);
}

static void offer_devs(struct tool *tool, const char *begun)
{
	struct subdev_dev_list *list;
	struct subdev_dev *dev;

	if (subdev_dev_dump(tool->ctx, NULL, NULL, NULL, &list))
		return;
	subdev_dev_list_foreach(list, dev) {
		offer_number(subdev_dev_get_id(dev), begun);
		offer(subdev_dev_get_uuid_str(dev), begun);
		offer(subdev_dev_get_label(dev), begun);
	}
	subdev_dev_list_unref(list);
}

/* Was the owner of @dev that of one before it? */
static bool is_repeated(const struct subdev_dev_list *list, const struct subdev_dev *dev)
{
	const char *owner = subdev_dev_get_owner(dev), *other;
	struct subdev_dev *before;

	subdev_dev_list_foreach(list, before) {
		if (before == dev)
			break;
		other = subdev_dev_get_owner(before);
		if (other && !strcmp(other, owner))
			return true;
	}
	return false;
}

static void offer_owners(struct tool *tool, const char *begun)
{
	struct subdev_dev_list *list;
	struct subdev_dev *dev;

	if (subdev_dev_dump(tool->ctx, NULL, NULL, NULL, &list))
		return;
	subdev_dev_list_foreach(list, dev) {
		if (subdev_dev_get_owner(dev) && !is_repeated(list, dev))
			offer(subdev_dev_get_owner(dev), begun);
	}
	subdev_dev_list_unref(list);
}

static void offer_pools(struct tool *tool, const char *begun)
{
	struct subdev_pool_list *list;
	struct subdev_pool *pool;

	if (subdev_pool_dump(tool->ctx, NULL, &list))
		return;
	subdev_pool_list_foreach(list, pool)
		offer(subdev_pool_get_name(pool), begun);
	subdev_pool_list_unref(list);
}

static void offer_event_kinds(const char *begun)
{
	const char *name;

	for (enum subdev_event_kind kind = 1; (name = subdev_event_kind_str(kind)); kind++)
		offer(name, begun);
}

static void offer_leases(const char *begun)
{
	offer("persistent", begun);
	offer("socket", begun);
	offer("ttl=", begun);
}

static void offer_switch(const char *begun)
{
	offer("on", begun);
	offer("off", begun);
}

static void offer_files(const char *begun)
{
	glob_t found;
	char *pattern;

	if (asprintf(&pattern, "%s*", begun) < 0)
		return;
	if (!glob(pattern, GLOB_MARK, NULL, &found)) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			offer(found.gl_pathv[i], begun);
		globfree(&found);
	}
	free(pattern);
}

static void offer_classes(const char *begun)
{
	for (const struct class *class = classes; class->name; class++)
		offer(class->name, begun);
}

/* The first word of a kind, or NULL. */
static const char *word_of(const struct words *words, enum param_kind kind)
{
	for (size_t i = 0; i < words->args.count; i++) {
		if (words->args.list[i].param->kind == kind)
			return words->args.list[i].value;
	}
	return NULL;
}

/* The attributes of the class that is asked for, or of all. */
static void offer_attributes(const struct words *words, const char *begun)
{
	const char *wanted = word_of(words, PARAM_CLASS);

	for (const struct class *class = classes; class->name; class++) {
		if (wanted && strcmp(wanted, class->name))
			continue;
		for (size_t i = 0; class->attrs[i]; i++)
			offer(class->attrs[i], begun);
	}
}

static void offer_versions(struct tool *tool, const char *parent, const char *type,
			   const char *begun)
{
	struct subdev_model_list *list;
	struct subdev_model *model;

	if (subdev_model_dump(tool->ctx, parent, type, &list))
		return;
	subdev_model_list_foreach(list, model)
		offer_number(subdev_model_get_version(model), begun);
	subdev_model_list_unref(list);
}

static void offer_values(const struct subdev_param *param, const char *begun)
{
	const char *name = subdev_param_get_name(param), *choice;

	if (subdev_param_get_kind(param) == SUBDEV_PARAM_KIND_BOOL) {
		offer_pair(name, "on", begun);
		offer_pair(name, "off", begun);
		return;
	}
	if (!subdev_param_get_num_choices(param))
		offer_pair(name, "", begun);
	for (unsigned int i = 0; (choice = subdev_param_get_choice(param, i)); i++)
		offer_pair(name, choice, begun);
}

/* NAME= as long as there is no =, then what can follow. */
static void offer_params(struct tool *tool, const char *parent, const char *type,
			 const char *begun)
{
	struct subdev_param_list *list;
	struct subdev_param *param;

	if (subdev_param_dump(tool->ctx, parent, type, &list))
		return;
	subdev_param_list_foreach(list, param) {
		if (strchr(begun, '='))
			offer_values(param, begun);
		else
			offer_pair(subdev_param_get_name(param), "", begun);
	}
	subdev_param_list_unref(list);
}

static void offer_amounts(struct tool *tool, const char *parent, const char *name,
			  const char *begun)
{
	const struct subdev_use *use;
	struct subdev_type *type;

	if (subdev_type_get(tool->ctx, parent, name, &type))
		return;
	for (unsigned int i = 0; (use = subdev_type_get_use(type, i)); i++)
		offer_pair(subdev_use_get_name(use), "", begun);
	subdev_type_unref(type);
}

/* What depends on the type of what the words before are about. */
static void offer_of_type(struct tool *tool, enum param_kind kind, const char *parent,
			  const char *type, const char *begun)
{
	if (kind == PARAM_VERSION)
		offer_versions(tool, parent, type, begun);
	else if (kind == PARAM_VALUE)
		offer_params(tool, parent, type, begun);
	else
		offer_amounts(tool, parent, type, begun);
}

/* Among the words are a parent and a type, or a subdevice. */
static void offer_composition(struct tool *tool, const struct words *words, enum param_kind kind,
			      const char *begun)
{
	const char *type = word_of(words, PARAM_TYPE);
	struct subdev_dev *dev;

	if (type) {
		offer_of_type(tool, kind, word_of(words, PARAM_PARENT), type, begun);
		return;
	}
	if (subdev_dev_get(tool->ctx, word_of(words, PARAM_DEV), &dev))
		return;
	offer_of_type(tool, kind, subdev_dev_get_parent_name(dev), subdev_dev_get_type(dev), begun);
	subdev_dev_unref(dev);
}

void offer_for(struct tool *tool, const struct words *words, const struct param *param,
	       const char *begun)
{
	/* That by which a type or a resource is preceded. */
	const char *parent = words->args.count ? words->args.list[words->args.count - 1].value :
						 NULL;

	switch (param->kind) {
	case PARAM_PARENT:
		offer_parents(tool, begun);
		break;
	case PARAM_TYPE:
		offer_types(tool, parent, begun);
		break;
	case PARAM_RESOURCE:
		offer_resources(tool, parent, begun);
		break;
	case PARAM_DEV:
		offer_devs(tool, begun);
		break;
	case PARAM_TARGET:
		offer_devs(tool, begun);
		offer_parents(tool, begun);
		break;
	case PARAM_FILE:
	case PARAM_COMMAND:
		offer_files(begun);
		break;
	case PARAM_VERSION:
	case PARAM_VALUE:
	case PARAM_AMOUNT:
		offer_composition(tool, words, param->kind, begun);
		break;
	case PARAM_AT_MOST:
		offer_at_most(tool, words->args.list[0].value, begun);
		break;
	case PARAM_CLASS:
		offer_classes(begun);
		break;
	case PARAM_LIMIT:
		if (!words->second)
			offer_attributes(words, begun);
		break;
	case PARAM_OWNER:
		offer_owners(tool, begun);
		break;
	case PARAM_POOL:
		offer_pools(tool, begun);
		break;
	case PARAM_BOUND:
		offer("none", begun);
		break;
	case PARAM_KIND:
		offer_event_kinds(begun);
		break;
	case PARAM_LEASE:
		offer_leases(begun);
		break;
	case PARAM_SWITCH:
		offer_switch(begun);
		break;
	case PARAM_WORD:
	case PARAM_NUMBER:
	case PARAM_FLAG:
	case PARAM_END:
		break;
	}
}
