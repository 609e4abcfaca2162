// SPDX-License-Identifier: GPL-2.0-only
/*
 * Models as data: their versions, their params, and the values of these.
 */
#include <linux/bitmap.h>
#include <linux/bsearch.h>
#include <linux/ctype.h>
#include <linux/string.h>

#include "config.h"

/*
 * Look-up
 */

static int subdev_version_cmp(const void *key, const void *elem)
{
	const struct subdev_version *version = elem;
	u32 number = *(const u32 *)key;

	return number < version->number ? -1 : number > version->number;
}

/* The version of a number, or NULL. */
const struct subdev_version *
subdev_model_version(const struct subdev_model *model, u32 number)
{
	return bsearch(&number, model->versions, model->num_versions,
		       sizeof(*model->versions), subdev_version_cmp);
}

const struct subdev_version *
subdev_model_newest(const struct subdev_model *model)
{
	return &model->versions[model->num_versions - 1];
}

/* Whether a version has a param. */
bool subdev_param_in(const struct subdev_param *param, u32 version)
{
	return version >= param->since &&
	       (!param->until || version <= param->until);
}

/* The index of the param of a name, or -1. */
int subdev_model_param(const struct subdev_model *model, const char *name)
{
	unsigned int i;

	for (i = 0; i < model->num_params; i++)
		if (!strcmp(model->params[i].name, name))
			return i;
	return -1;
}

/*
 * Values
 */

/* The largest length of a string. */
u32 subdev_param_max_len(const struct subdev_param *param)
{
	return param->max ?: SUBDEV_VALUE_MAX;
}

static void subdev_value_fill(const struct subdev_param *param,
			      struct subdev_value *value, u64 num,
			      const char *str)
{
	value->present = true;
	if (param->kind == SUBDEV_PARAM_KIND_STRING)
		strscpy_pad(value->str, str ?: "");
	else
		value->num = num;
}

/**
 * subdev_model_alias() - the values that a version stands for
 * @model: the model
 * @version: one of its versions
 * @values: where they go, by index in the model's params
 */
void subdev_model_alias(const struct subdev_model *model,
			const struct subdev_version *version,
			struct subdev_value *values)
{
	unsigned int i;

	for (i = 0; i < model->num_params; i++) {
		const struct subdev_param *param = &model->params[i];

		memset(&values[i], 0, sizeof(values[i]));
		if (subdev_param_in(param, version->number))
			subdev_value_fill(param, &values[i], param->def,
					  param->def_str);
	}
	for (i = 0; i < version->num_settings; i++) {
		const struct subdev_setting *s = &version->settings[i];

		subdev_value_fill(&model->params[s->param], &values[s->param],
				  s->num, s->str);
	}
}

/* Whether two subdevices agree on a param: both lack it, or both have it so. */
bool subdev_value_equal(const struct subdev_param *param,
			const struct subdev_value *a,
			const struct subdev_value *b)
{
	if (!a->present || !b->present)
		return a->present == b->present;
	if (param->kind == SUBDEV_PARAM_KIND_STRING)
		return !strcmp(a->str, b->str);
	return a->num == b->num;
}

static bool subdev_value_is(const struct subdev_param *param,
			    const struct subdev_value *value, u64 num,
			    const char *str)
{
	if (!value->present)
		return false;
	if (param->kind == SUBDEV_PARAM_KIND_STRING)
		return !strcmp(value->str, str ?: "");
	return value->num == num;
}

/**
 * subdev_version_is() - whether a version has just these params and values
 * @model: the model
 * @version: one of its versions
 * @values: the values, by index in the model's params
 *
 * Return: whether it is so.
 */
bool subdev_version_is(const struct subdev_model *model,
		       const struct subdev_version *version,
		       const struct subdev_value *values)
{
	DECLARE_BITMAP(set, SUBDEV_PARAMS_MAX) = {};
	unsigned int i;

	for (i = 0; i < version->num_settings; i++) {
		const struct subdev_setting *s = &version->settings[i];

		__set_bit(s->param, set);
		if (!subdev_value_is(&model->params[s->param],
				     &values[s->param], s->num, s->str))
			return false;
	}
	for (i = 0; i < model->num_params; i++) {
		const struct subdev_param *param = &model->params[i];

		if (!subdev_param_in(param, version->number)) {
			if (values[i].present)
				return false;
		} else if (!test_bit(i, set) &&
			   !subdev_value_is(param, &values[i], param->def,
					    param->def_str)) {
			return false;
		}
	}
	return true;
}

/**
 * subdev_model_match() - the version that has just these params and values
 * @model: the model
 * @values: the values, by index in the model's params
 * @prefer: the version to be if several are alike, 0 for the newest
 *
 * Return: its number, or 0.
 */
u32 subdev_model_match(const struct subdev_model *model,
		       const struct subdev_value *values, u32 prefer)
{
	const struct subdev_version *version;
	unsigned int i = model->num_versions;

	version = subdev_model_version(model, prefer);
	if (version && subdev_version_is(model, version, values))
		return prefer;
	while (i--)
		if (subdev_version_is(model, &model->versions[i], values))
			return model->versions[i].number;
	return 0;
}

static int subdev_value_set_choice(const struct subdev_param *param,
				   const struct subdev_named_value *from,
				   struct subdev_value *value,
				   struct netlink_ext_ack *extack)
{
	unsigned int i;

	for (i = 0; i < param->num_choices; i++) {
		if (!strcmp(param->choices[i], from->str)) {
			value->num = i;
			return 0;
		}
	}
	subdev_say(extack, from->attr, "%.24s: %.24s is none of its choices",
		   param->name, from->str);
	return -EINVAL;
}

static int subdev_value_set_uint(const struct subdev_param *param,
				 const struct subdev_named_value *from,
				 struct subdev_value *value,
				 struct netlink_ext_ack *extack)
{
	if (from->num < param->min || from->num > param->max) {
		subdev_say(extack, from->attr, "%.24s: not in %llu to %llu",
			   param->name, param->min, param->max);
		return -ERANGE;
	}
	value->num = from->num;
	return 0;
}

static int subdev_value_set_string(const struct subdev_param *param,
				   const struct subdev_named_value *from,
				   struct subdev_value *value,
				   struct netlink_ext_ack *extack)
{
	if (strlen(from->str) > subdev_param_max_len(param)) {
		subdev_say(extack, from->attr, "%.32s: longer than %u bytes",
			   param->name, subdev_param_max_len(param));
		return -ERANGE;
	}
	strscpy_pad(value->str, from->str);
	return 0;
}

static const char *subdev_param_kind_name(enum subdev_param_kind kind)
{
	switch (kind) {
	case SUBDEV_PARAM_KIND_BOOL:
		return "a bool";
	case SUBDEV_PARAM_KIND_UINT:
		return "a uint";
	default:
		return "a string";
	}
}

/**
 * subdev_value_set() - give a param a value that a request has
 * @param: the param
 * @from: the value of the request
 * @value: where it goes; as before if it fails
 * @extack: for the reason of a failure, may be NULL
 *
 * Return: 0, -EINVAL if it is of another kind or no choice, -ERANGE.
 */
int subdev_value_set(const struct subdev_param *param,
		     const struct subdev_named_value *from,
		     struct subdev_value *value, struct netlink_ext_ack *extack)
{
	enum subdev_param_kind kind = param->kind;

	if (kind == SUBDEV_PARAM_KIND_ENUM)
		kind = SUBDEV_PARAM_KIND_STRING;
	if (from->kind != kind) {
		subdev_say(extack, from->attr, "%.48s: %s is wanted", param->name,
			   subdev_param_kind_name(kind));
		return -EINVAL;
	}
	switch (param->kind) {
	case SUBDEV_PARAM_KIND_BOOL:
		value->num = from->num;
		return 0;
	case SUBDEV_PARAM_KIND_UINT:
		return subdev_value_set_uint(param, from, value, extack);
	case SUBDEV_PARAM_KIND_STRING:
		return subdev_value_set_string(param, from, value, extack);
	default:
		return subdev_value_set_choice(param, from, value, extack);
	}
}

/*
 * Whether a vendor driver's model makes sense
 */

/* A name is of [A-Za-z0-9._-]: it stands before '=' on command lines. */
bool subdev_name_valid(const char *name)
{
	const char *p;

	if (!name || !*name || strlen(name) > SUBDEV_TYPE_NAME_MAX)
		return false;
	for (p = name; *p; p++)
		if (!isascii(*p) || (!isalnum(*p) && !strchr("._-", *p)))
			return false;
	return true;
}

bool subdev_text_valid(const char *text, size_t max)
{
	return text && *text && strlen(text) <= max;
}

bool subdev_change_valid(enum subdev_change change)
{
	return change >= SUBDEV_CHANGE_FIXED && change <= SUBDEV_CHANGE_MAX;
}

static bool subdev_param_takes(const struct subdev_param *param, u64 num,
			       const char *str)
{
	switch (param->kind) {
	case SUBDEV_PARAM_KIND_BOOL:
		return num <= 1;
	case SUBDEV_PARAM_KIND_UINT:
		return num >= param->min && num <= param->max;
	case SUBDEV_PARAM_KIND_STRING:
		return !str || strlen(str) <= subdev_param_max_len(param);
	default:
		return num < param->num_choices;
	}
}

static bool subdev_param_valid(const struct subdev_param *param)
{
	unsigned int i;

	if (!subdev_name_valid(param->name) ||
	    param->kind < SUBDEV_PARAM_KIND_BOOL ||
	    param->kind > SUBDEV_PARAM_KIND_MAX ||
	    !subdev_change_valid(param->change) ||
	    (param->until && param->until < param->since) ||
	    param->num_choices > SUBDEV_CHOICES_MAX ||
	    (param->num_choices && !param->choices))
		return false;
	if (param->kind == SUBDEV_PARAM_KIND_STRING &&
	    param->max > SUBDEV_VALUE_MAX)
		return false;
	for (i = 0; i < param->num_choices; i++)
		if (!subdev_text_valid(param->choices[i], SUBDEV_VALUE_MAX) ||
		    match_string(param->choices, i, param->choices[i]) >= 0)
			return false;
	return subdev_param_takes(param, param->def, param->def_str);
}

static bool subdev_version_valid(const struct subdev_model *model,
				 const struct subdev_version *version)
{
	DECLARE_BITMAP(set, SUBDEV_PARAMS_MAX) = {};
	unsigned int i;

	if (version->num_settings && !version->settings)
		return false;
	for (i = 0; i < version->num_settings; i++) {
		const struct subdev_setting *s = &version->settings[i];

		if (s->param >= model->num_params ||
		    __test_and_set_bit(s->param, set) ||
		    !subdev_param_in(&model->params[s->param],
				     version->number) ||
		    !subdev_param_takes(&model->params[s->param], s->num,
					s->str))
			return false;
	}
	return true;
}

static bool subdev_params_valid(const struct subdev_model *model)
{
	u32 newest = subdev_model_newest(model)->number;
	unsigned int i;

	for (i = 0; i < model->num_params; i++)
		if (!subdev_param_valid(&model->params[i]) ||
		    model->params[i].since > newest ||
		    subdev_model_param(model, model->params[i].name) != i)
			return false;
	return true;
}

/* Whether all of a model can be shown, and all that it says agrees. */
bool subdev_model_valid(const struct subdev_model *model)
{
	u32 last = 0;
	unsigned int i;

	if (!subdev_text_valid(model->uri, SUBDEV_URI_MAX) ||
	    !model->versions || !model->num_versions ||
	    model->num_versions > SUBDEV_VERSIONS_MAX ||
	    model->num_params > SUBDEV_PARAMS_MAX ||
	    (model->num_params && !model->params) ||
	    !subdev_params_valid(model))
		return false;
	for (i = 0; i < model->num_versions; i++) {
		if (model->versions[i].number <= last ||
		    !subdev_version_valid(model, &model->versions[i]))
			return false;
		last = model->versions[i].number;
	}
	return true;
}
