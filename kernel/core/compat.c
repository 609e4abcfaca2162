// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether a manifest fits a target, and every reason why not. What "fits"
 * means is told in Documentation/uapi.md.
 *
 * Plain data in, a list of reasons out: what is free now, and what the vendor
 * driver says, is added by the caller.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "config.h"

/* What the target says where it has nothing of the kind. */
#define SUBDEV_ABSENT	"absent"

/**
 * struct subdev_compat - one comparison
 * @type: the type, or that of the subdevice, that is compared
 * @resources: the resources of its parent
 * @manifest: what it is compared with
 * @params: what the manifest says, by index in the params of the type's model
 * @unknown_params: how many params the manifest names that the model has not
 * @reasons: where each reason goes
 * @err: of what cannot be said by reasons alone
 */
struct subdev_compat {
	const struct subdev_type *type;
	const struct subdev_resource *resources;
	const struct subdev_wanted *manifest;
	const struct subdev_named_value *params[SUBDEV_PARAMS_MAX];
	unsigned int unknown_params;
	struct list_head *reasons;
	int err;
};

/**
 * subdev_reason_add() - add a reason
 * @reasons: the list
 * @subject: what it is about
 * @name: of the param or resource, or NULL
 *
 * Return: the reason, whose texts are empty, or NULL if there is no memory.
 */
struct subdev_reason *subdev_reason_add(struct list_head *reasons,
					enum subdev_subject subject,
					const char *name)
{
	struct subdev_reason *reason;

	reason = kzalloc(sizeof(*reason), GFP_KERNEL_ACCOUNT);
	if (!reason)
		return NULL;
	reason->subject = subject;
	strscpy(reason->name, name ?: "");
	list_add_tail(&reason->node, reasons);
	return reason;
}

void subdev_reasons_free(struct list_head *reasons)
{
	struct subdev_reason *reason, *next;

	list_for_each_entry_safe(reason, next, reasons, node) {
		list_del(&reason->node);
		kfree(reason);
	}
}

static void subdev_compat_say(struct subdev_compat *c,
			      enum subdev_subject subject, const char *name,
			      const char *wanted, const char *had)
{
	struct subdev_reason *reason = subdev_reason_add(c->reasons, subject,
							 name);

	if (!reason) {
		c->err = -ENOMEM;
		return;
	}
	strscpy(reason->wanted, wanted);
	strscpy(reason->had, had);
}

/*
 * Texts
 */

static const char *subdev_bool_text(u64 num)
{
	return num ? "on" : "off";
}

static void subdev_named_text(const struct subdev_named_value *value,
			      char text[SUBDEV_REASON_TEXT])
{
	switch (value->kind) {
	case SUBDEV_PARAM_KIND_BOOL:
		strscpy(text, subdev_bool_text(value->num), SUBDEV_REASON_TEXT);
		break;
	case SUBDEV_PARAM_KIND_UINT:
		snprintf(text, SUBDEV_REASON_TEXT, "%llu", value->num);
		break;
	default:
		strscpy(text, value->str, SUBDEV_REASON_TEXT);
		break;
	}
}

static void subdev_value_text(const struct subdev_param *param,
			      const struct subdev_value *value,
			      char text[SUBDEV_REASON_TEXT])
{
	struct subdev_named_value named = {
		.kind = param->kind,
		.num = value->num,
		.str = value->str,
	};

	if (!value->present) {
		strscpy(text, SUBDEV_ABSENT, SUBDEV_REASON_TEXT);
		return;
	}
	if (param->kind == SUBDEV_PARAM_KIND_ENUM)
		named.str = param->choices[value->num];
	subdev_named_text(&named, text);
}

/* The choices of an enum, with a mark if there is no room for all. */
static void subdev_choices_text(const struct subdev_param *param,
				char text[SUBDEV_REASON_TEXT])
{
	static const char more[] = "...";
	size_t used = 0;
	unsigned int i;

	for (i = 0; i < param->num_choices; i++)
		used += scnprintf(text + used, SUBDEV_REASON_TEXT - used,
				  "%s%s", i ? ", " : "", param->choices[i]);
	if (used == SUBDEV_REASON_TEXT - 1)
		strscpy(text + SUBDEV_REASON_TEXT - sizeof(more), more,
			sizeof(more));
}

/* What a param takes, as far as one line can say it. */
static void subdev_param_text(const struct subdev_param *param,
			      char text[SUBDEV_REASON_TEXT])
{
	switch (param->kind) {
	case SUBDEV_PARAM_KIND_BOOL:
		strscpy(text, "on or off", SUBDEV_REASON_TEXT);
		break;
	case SUBDEV_PARAM_KIND_UINT:
		snprintf(text, SUBDEV_REASON_TEXT, "%llu to %llu", param->min,
			 param->max);
		break;
	case SUBDEV_PARAM_KIND_STRING:
		snprintf(text, SUBDEV_REASON_TEXT, "up to %u bytes",
			 subdev_param_max_len(param));
		break;
	default:
		subdev_choices_text(param, text);
		break;
	}
}

/*
 * Params
 */

/* Looks each param of the manifest up, once. */
static void subdev_compat_index_params(struct subdev_compat *c)
{
	const struct subdev_wanted *manifest = c->manifest;
	unsigned int i;
	int param;

	for (i = 0; i < manifest->num_params; i++) {
		param = subdev_model_param(c->type->model,
					   manifest->params[i].name);
		if (param < 0)
			c->unknown_params++;
		else
			c->params[param] = &manifest->params[i];
	}
}

static void subdev_compat_param_is(struct subdev_compat *c,
				   const struct subdev_param *param,
				   const struct subdev_value *had,
				   const struct subdev_named_value *wanted)
{
	char wanted_text[SUBDEV_REASON_TEXT] = SUBDEV_ABSENT;
	char had_text[SUBDEV_REASON_TEXT];
	struct subdev_value value = {};

	if (wanted) {
		value.present = !subdev_value_set(param, wanted, &value, NULL);
		if (value.present && subdev_value_equal(param, &value, had))
			return;
		subdev_named_text(wanted, wanted_text);
	} else if (!had->present) {
		return;
	}
	subdev_value_text(param, had, had_text);
	subdev_compat_say(c, SUBDEV_SUBJECT_PARAM, param->name, wanted_text,
			  had_text);
}

/* What the manifest names and the model does not have at all. */
static void subdev_compat_unknown_params(struct subdev_compat *c)
{
	const struct subdev_wanted *manifest = c->manifest;
	char text[SUBDEV_REASON_TEXT];
	unsigned int i;

	for (i = 0; c->unknown_params && i < manifest->num_params; i++) {
		const struct subdev_named_value *value = &manifest->params[i];

		if (subdev_model_param(c->type->model, value->name) >= 0)
			continue;
		subdev_named_text(value, text);
		subdev_compat_say(c, SUBDEV_SUBJECT_PARAM, value->name, text,
				  SUBDEV_ABSENT);
	}
}

/* Each param is as it is in @values: had by both, with this value, or by none. */
static void subdev_compat_params_are(struct subdev_compat *c,
				     const struct subdev_value *values)
{
	const struct subdev_model *model = c->type->model;
	unsigned int i;

	for (i = 0; i < model->num_params; i++)
		subdev_compat_param_is(c, &model->params[i], &values[i],
				       c->params[i]);
	subdev_compat_unknown_params(c);
}

/* Whether a version has just the params that the manifest names. */
static bool subdev_compat_has_params(const struct subdev_compat *c,
				     const struct subdev_version *version)
{
	const struct subdev_model *model = c->type->model;
	unsigned int i;

	if (c->unknown_params)
		return false;
	for (i = 0; i < model->num_params; i++)
		if (subdev_param_in(&model->params[i], version->number) !=
		    !!c->params[i])
			return false;
	return true;
}

/* The newest version with just the params of the manifest, else the newest. */
static const struct subdev_version *
subdev_compat_base(const struct subdev_compat *c)
{
	const struct subdev_model *model = c->type->model;
	unsigned int i = model->num_versions;

	while (i--)
		if (subdev_compat_has_params(c, &model->versions[i]))
			return &model->versions[i];
	return subdev_model_newest(model);
}

/* Gives one param of a version the value that the manifest has. */
static void subdev_compat_param_takes(struct subdev_compat *c,
				      const struct subdev_param *param,
				      struct subdev_value *value,
				      const struct subdev_named_value *wanted)
{
	char wanted_text[SUBDEV_REASON_TEXT];
	char had_text[SUBDEV_REASON_TEXT];

	if (!wanted || !value->present) {
		subdev_compat_param_is(c, param, value, wanted);
		return;
	}
	if (!subdev_value_set(param, wanted, value, NULL))
		return;
	subdev_named_text(wanted, wanted_text);
	subdev_param_text(param, had_text);
	subdev_compat_say(c, SUBDEV_SUBJECT_PARAM, param->name, wanted_text,
			  had_text);
}

/* Params without a version: those of one, with values that they take. */
static void subdev_compat_params_take(struct subdev_compat *c,
				      struct subdev_config *config)
{
	const struct subdev_model *model = c->type->model;
	unsigned int i;

	subdev_model_alias(model, subdev_compat_base(c), config->values);
	for (i = 0; i < model->num_params; i++)
		subdev_compat_param_takes(c, &model->params[i],
					  &config->values[i], c->params[i]);
	subdev_compat_unknown_params(c);
	config->version = 0;
}

/*
 * Model and version
 */

/* Whether there is a model to compare: -ENODEV in either direction. */
static bool subdev_compat_model(struct subdev_compat *c)
{
	const char *wanted = c->manifest->model ?: SUBDEV_ABSENT;
	const char *had = c->type->model ? c->type->model->uri : SUBDEV_ABSENT;

	if (c->manifest->model && c->type->model && !strcmp(wanted, had)) {
		subdev_compat_index_params(c);
		return true;
	}
	subdev_compat_say(c, SUBDEV_SUBJECT_MODEL, NULL, wanted, had);
	if (!c->err)
		c->err = c->manifest->model && c->type->model ? -EINVAL :
								-ENODEV;
	return false;
}

/* The version that the manifest names, NULL if it names none or an unknown. */
static const struct subdev_version *
subdev_compat_version(struct subdev_compat *c)
{
	const struct subdev_model *model = c->type->model;
	const struct subdev_version *version;
	char wanted[SUBDEV_REASON_TEXT];
	char had[SUBDEV_REASON_TEXT];

	if (!c->manifest->version)
		return NULL;
	version = subdev_model_version(model, c->manifest->version);
	if (version)
		return version;
	snprintf(wanted, sizeof(wanted), "%u", c->manifest->version);
	snprintf(had, sizeof(had), "%u to %u", model->versions[0].number,
		 subdev_model_newest(model)->number);
	subdev_compat_say(c, SUBDEV_SUBJECT_VERSION, NULL, wanted, had);
	return NULL;
}

/*
 * Amounts
 */

static u64 subdev_manifest_amount(const struct subdev_wanted *manifest,
				  const char *name)
{
	unsigned int i;

	for (i = 0; i < manifest->num_amounts; i++)
		if (!strcmp(manifest->amounts[i].name, name))
			return manifest->amounts[i].amount;
	return 0;
}

static void subdev_compat_say_amount(struct subdev_compat *c, const char *name,
				     u64 amount, const char *had)
{
	char wanted[SUBDEV_REASON_TEXT];

	snprintf(wanted, sizeof(wanted), "%llu", amount);
	subdev_compat_say(c, SUBDEV_SUBJECT_RESOURCE, name, wanted, had);
}

static void subdev_compat_unknown_amounts(struct subdev_compat *c)
{
	const struct subdev_wanted *manifest = c->manifest;
	unsigned int i;

	for (i = 0; i < manifest->num_amounts; i++) {
		const struct subdev_named_amount *amount = &manifest->amounts[i];

		if (amount->amount &&
		    subdev_use_find(c->type, c->resources, amount->name) < 0)
			subdev_compat_say_amount(c, amount->name,
						 amount->amount, SUBDEV_ABSENT);
	}
}

static const char *subdev_compat_use_name(const struct subdev_compat *c,
					  unsigned int use)
{
	return c->resources[c->type->uses[use].resource].name;
}

/* Each amount is what a subdevice of the type can hold. */
static void subdev_compat_amounts_take(struct subdev_compat *c,
				       struct subdev_config *config)
{
	char had[SUBDEV_REASON_TEXT];
	unsigned int i;

	for (i = 0; i < c->type->num_uses; i++) {
		const struct subdev_use *use = &c->type->uses[i];
		const char *name = subdev_compat_use_name(c, i);
		u64 amount = subdev_manifest_amount(c->manifest, name);

		config->amounts[i].amount = amount;
		if (!subdev_use_check(use, amount))
			continue;
		snprintf(had, sizeof(had), "%llu to %llu, step %llu", use->min,
			 use->max, use->step);
		subdev_compat_say_amount(c, name, amount, had);
	}
	subdev_compat_unknown_amounts(c);
}

/* Each amount is what the subdevice holds. */
static void subdev_compat_amounts_are(struct subdev_compat *c,
				      const struct subdev_config *config)
{
	char had[SUBDEV_REASON_TEXT];
	unsigned int i;

	for (i = 0; i < c->type->num_uses; i++) {
		const char *name = subdev_compat_use_name(c, i);
		u64 amount = subdev_manifest_amount(c->manifest, name);

		if (amount == config->amounts[i].amount)
			continue;
		snprintf(had, sizeof(had), "%llu", config->amounts[i].amount);
		subdev_compat_say_amount(c, name, amount, had);
	}
	subdev_compat_unknown_amounts(c);
}

static int subdev_compat_end(const struct subdev_compat *c)
{
	if (c->err)
		return c->err;
	return list_empty(c->reasons) ? 0 : -EINVAL;
}

/**
 * subdev_compat_create() - whether a type could be what a manifest says
 * @type: the type
 * @resources: the resources of its parent
 * @manifest: the manifest
 * @config: becomes the configuration of an equal subdevice; of no use if this
 *	fails
 * @reasons: where each reason against it goes
 *
 * Return: 0, -EINVAL if it does not fit, -ENODEV if the manifest or the type
 * has no model, or -ENOMEM, when reasons may be missing.
 */
int subdev_compat_create(const struct subdev_type *type,
			 const struct subdev_resource *resources,
			 const struct subdev_wanted *manifest,
			 struct subdev_config *config,
			 struct list_head *reasons)
{
	struct subdev_compat c = {
		.type = type,
		.resources = resources,
		.manifest = manifest,
		.reasons = reasons,
	};
	const struct subdev_version *version;

	if (!subdev_compat_model(&c))
		return c.err;
	version = subdev_compat_version(&c);
	if (version) {
		subdev_model_alias(type->model, version, config->values);
		subdev_compat_params_are(&c, config->values);
		config->version = version->number;
	} else {
		subdev_compat_params_take(&c, config);
	}
	subdev_compat_amounts_take(&c, config);
	return subdev_compat_end(&c);
}

/**
 * subdev_compat_state() - whether a subdevice is what a manifest says
 * @type: its type
 * @resources: the resources of its parent
 * @manifest: the manifest
 * @config: its configuration
 * @reasons: where each reason against it goes
 *
 * Return: as subdev_compat_create().
 */
int subdev_compat_state(const struct subdev_type *type,
			const struct subdev_resource *resources,
			const struct subdev_wanted *manifest,
			const struct subdev_config *config,
			struct list_head *reasons)
{
	struct subdev_compat c = {
		.type = type,
		.resources = resources,
		.manifest = manifest,
		.reasons = reasons,
	};

	if (!subdev_compat_model(&c))
		return c.err;
	subdev_compat_version(&c);
	subdev_compat_params_are(&c, config->values);
	subdev_compat_amounts_are(&c, config);
	return subdev_compat_end(&c);
}
