// SPDX-License-Identifier: GPL-2.0-only
/* What a subdevice is to be composed of. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compose.h"
#include "size.h"
#include "word.h"

static int add_bool(const struct composition *c, const char *name, bool value)
{
	if (c->pool)
		return subdev_pool_create_add_param_bool(c->pool, name, value);
	return c->create ? subdev_dev_create_add_param_bool(c->create, name, value) :
			   subdev_dev_set_param_bool(c->set, name, value);
}

static int add_uint(const struct composition *c, const char *name, uint64_t value)
{
	if (c->pool)
		return subdev_pool_create_add_param_uint(c->pool, name, value);
	return c->create ? subdev_dev_create_add_param_uint(c->create, name, value) :
			   subdev_dev_set_param_uint(c->set, name, value);
}

static int add_string(const struct composition *c, const char *name, const char *value)
{
	if (c->pool)
		return subdev_pool_create_add_param_string(c->pool, name, value);
	return c->create ? subdev_dev_create_add_param_string(c->create, name, value) :
			   subdev_dev_set_param_string(c->set, name, value);
}

static int add_amount(const struct composition *c, const char *name, uint64_t amount)
{
	if (c->pool)
		return subdev_pool_create_add_resource(c->pool, name, amount);
	return c->create ? subdev_dev_create_add_resource(c->create, name, amount) :
			   subdev_dev_set_resource(c->set, name, amount);
}

/* The kind of a param; a string if there is no such param: the kernel then refuses its name. */
static uint32_t kind_of(const struct subdev_param_list *params, const char *name)
{
	struct subdev_param *param;

	subdev_param_list_foreach(params, param) {
		if (!strcmp(subdev_param_get_name(param), name))
			return subdev_param_get_kind(param);
	}
	return SUBDEV_PARAM_KIND_STRING;
}

static int refuse(struct tool *tool, const char *noun, const char *name, const char *value,
		  const char *wrong)
{
	complain(&tool->why, "%s %.64s: '%.64s' %s", noun, name, value, wrong);
	return EXIT_USAGE;
}

static int compose_value(struct tool *tool, const struct composition *c,
			 const struct subdev_param_list *params, const char *name,
			 const char *value)
{
	uint64_t number;
	bool on;

	switch (kind_of(params, name)) {
	case SUBDEV_PARAM_KIND_BOOL:
		if (!word_parse_bool(value, &on))
			return refuse(tool, "param", name, value, "is neither on nor off");
		return add_bool(c, name, on);
	case SUBDEV_PARAM_KIND_UINT:
		if (!word_parse_number(value, &number))
			return refuse(tool, "param", name, value,
				      "is not a number from 0 to 18446744073709551615");
		return add_uint(c, name, number);
	default:
		return add_string(c, name, value);
	}
}

/* What a resource is counted in; bytes, with all letters, if the type has no such resource. */
static uint32_t unit_of(const struct subdev_type *type, const char *name)
{
	const struct subdev_use *use;

	for (unsigned int i = 0; type && (use = subdev_type_get_use(type, i)); i++) {
		if (!strcmp(subdev_use_get_name(use), name))
			return subdev_use_get_unit(use);
	}
	return SUBDEV_UNIT_BYTES;
}

static int compose_amount(struct tool *tool, const struct composition *c,
			  const struct subdev_type *type, const char *name, const char *value)
{
	uint64_t amount;
	const char *wrong = size_parse(value, unit_of(type, name), &amount);

	return wrong ? refuse(tool, "resource", name, value, wrong) : add_amount(c, name, amount);
}

/* What the kernel says of the type, as far as it is needed. */
struct facts {
	struct subdev_param_list *params;
	struct subdev_type *type;
};

static int compose_pair(struct tool *tool, const struct composition *c, const struct facts *facts,
			const struct arg *arg)
{
	const char *equals = strchr(arg->value, '=');
	char *name = strndup(arg->value, equals - arg->value);
	int err;

	if (!name)
		return -ENOMEM;
	if (arg->param->kind == PARAM_VALUE)
		err = compose_value(tool, c, facts->params, name, equals + 1);
	else
		err = compose_amount(tool, c, facts->type, name, equals + 1);
	free(name);
	return err;
}

static int compose_all(struct tool *tool, const struct composition *c, const struct facts *facts)
{
	int err = 0;

	for (size_t i = 0; i < c->args->count && !err; i++) {
		const struct arg *arg = &c->args->list[i];

		if (arg->param->kind == PARAM_VALUE || arg->param->kind == PARAM_AMOUNT)
			err = compose_pair(tool, c, facts, arg);
	}
	return err;
}

static bool wants_params(const struct args *args)
{
	for (size_t i = 0; i < args->count; i++) {
		if (args->list[i].param->kind == PARAM_VALUE)
			return true;
	}
	return false;
}

/* Do amounts need their units? */
static bool wants_type(const struct args *args)
{
	for (size_t i = 0; i < args->count; i++) {
		if (args->list[i].param->kind == PARAM_AMOUNT &&
		    size_has_letter(strchr(args->list[i].value, '=') + 1))
			return true;
	}
	return false;
}

bool compose_asks(const struct args *args)
{
	return wants_params(args) || wants_type(args);
}

static int ask_type(struct tool *tool, const struct composition *c, const char *parent,
		    const char *type)
{
	struct facts facts = { 0 };
	int err = 0;

	if (wants_params(c->args))
		err = subdev_param_dump(tool->ctx, parent, type, &facts.params);
	if (!err && wants_type(c->args))
		err = subdev_type_get(tool->ctx, parent, type, &facts.type);
	if (!err)
		err = compose_all(tool, c, &facts);
	subdev_type_unref(facts.type);
	subdev_param_list_unref(facts.params);
	return err;
}

int compose(struct tool *tool, const struct composition *c)
{
	struct subdev_dev *dev;
	int err;

	if (!c->dev || !compose_asks(c->args))
		return ask_type(tool, c, c->parent, c->type);
	err = subdev_dev_get(tool->ctx, c->dev, &dev);
	if (err)
		return err;
	err = ask_type(tool, c, subdev_dev_get_parent_name(dev), subdev_dev_get_type(dev));
	subdev_dev_unref(dev);
	return err;
}
