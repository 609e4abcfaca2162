// SPDX-License-Identifier: GPL-2.0-only
/* The definition. It calls nothing of what it is compared with. */
#include <linux/math64.h>
#include <linux/string.h>

#include "core_compat_def.h"

static void wrong(struct def_verdict *v, enum subdev_subject subject,
		  const char *name)
{
	v->reasons[v->num].subject = subject;
	v->reasons[v->num].name = name;
	v->num++;
}

/*
 * Params
 */

static bool def_has(const struct subdev_version *version,
		    const struct subdev_param *param)
{
	u32 last = param->until ? param->until : U32_MAX;

	return version->number >= param->since && version->number <= last;
}

/* The value of one param in a version. */
struct subdev_value def_value(const struct subdev_model *model,
			      const struct subdev_version *version,
			      unsigned int i)
{
	const struct subdev_param *param = &model->params[i];
	const char *str = param->def_str;
	struct subdev_value value = {};
	u64 num = param->def;
	unsigned int j;

	if (!def_has(version, param))
		return value;
	for (j = 0; j < version->num_settings; j++) {
		if (version->settings[j].param == i) {
			num = version->settings[j].num;
			str = version->settings[j].str;
		}
	}
	value.present = true;
	if (param->kind != SUBDEV_PARAM_KIND_STRING)
		value.num = num;
	else if (str)
		strscpy(value.str, str);
	return value;
}

/* What a manifest says of a value. */
void def_tell(const struct subdev_param *param,
	      const struct subdev_value *value,
	      struct subdev_named_value *told)
{
	memset(told, 0, sizeof(*told));
	told->name = param->name;
	told->kind = param->kind;
	if (param->kind == SUBDEV_PARAM_KIND_ENUM) {
		told->kind = SUBDEV_PARAM_KIND_STRING;
		told->str = param->choices[value->num];
	} else if (param->kind == SUBDEV_PARAM_KIND_STRING) {
		told->str = value->str;
	} else {
		told->num = value->num;
	}
}

static const struct subdev_named_value *
def_find(const struct subdev_wanted *m, const char *name)
{
	unsigned int i;

	for (i = 0; i < m->num_params; i++)
		if (!strcmp(m->params[i].name, name))
			return &m->params[i];
	return NULL;
}

static bool def_same(const struct subdev_named_value *a,
		     const struct subdev_named_value *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == SUBDEV_PARAM_KIND_STRING)
		return !strcmp(a->str, b->str);
	return a->num == b->num;
}

/* Whether a param can have a value. */
static bool def_takes(const struct subdev_param *param,
		      const struct subdev_named_value *told)
{
	unsigned int i;

	switch (param->kind) {
	case SUBDEV_PARAM_KIND_BOOL:
		return told->kind == SUBDEV_PARAM_KIND_BOOL;
	case SUBDEV_PARAM_KIND_UINT:
		return told->kind == SUBDEV_PARAM_KIND_UINT &&
		       told->num >= param->min && told->num <= param->max;
	case SUBDEV_PARAM_KIND_STRING:
		return told->kind == SUBDEV_PARAM_KIND_STRING &&
		       strlen(told->str) <=
		       (param->max ? param->max : SUBDEV_VALUE_MAX);
	case SUBDEV_PARAM_KIND_ENUM:
		if (told->kind != SUBDEV_PARAM_KIND_STRING)
			return false;
		for (i = 0; i < param->num_choices; i++)
			if (!strcmp(param->choices[i], told->str))
				return true;
		return false;
	default:
		return false;
	}
}

/* What the manifest names and no version has. */
static unsigned int def_unknown(const struct subdev_model *model,
				const struct subdev_wanted *m,
				struct def_verdict *v)
{
	unsigned int i, j, num = 0;

	for (i = 0; i < m->num_params; i++) {
		for (j = 0; j < model->num_params; j++)
			if (!strcmp(model->params[j].name, m->params[i].name))
				break;
		if (j < model->num_params)
			continue;
		num++;
		if (v)
			wrong(v, SUBDEV_SUBJECT_PARAM, m->params[i].name);
	}
	return num;
}

static void def_param_is(const struct subdev_param *param,
			 const struct subdev_value *value,
			 const struct subdev_wanted *m, struct def_verdict *v)
{
	const struct subdev_named_value *told = def_find(m, param->name);
	struct subdev_named_value have;

	if (!told && !value->present)
		return;
	if (told && value->present) {
		def_tell(param, value, &have);
		if (def_same(told, &have))
			return;
	}
	wrong(v, SUBDEV_SUBJECT_PARAM, param->name);
}

/* The manifest has the params of the version, with its values, and no more. */
static void def_params_are(const struct subdev_model *model,
			   const struct subdev_version *version,
			   const struct subdev_wanted *m,
			   struct def_verdict *v)
{
	unsigned int i;

	for (i = 0; i < model->num_params; i++) {
		struct subdev_value value = def_value(model, version, i);

		def_param_is(&model->params[i], &value, m, v);
	}
	def_unknown(model, m, v);
}

/*
 * The names are those of a version, and each value can be had. If they are no
 * version's, the reasons say what is wrong for the newest.
 */
static void def_params_fit(const struct subdev_model *model,
			   const struct subdev_wanted *m,
			   struct def_verdict *v)
{
	const struct subdev_version *like =
		&model->versions[model->num_versions - 1];
	const struct subdev_named_value *told[SUBDEV_PARAMS_MAX];
	unsigned int unknown = def_unknown(model, m, v);
	unsigned int i, j;

	for (i = 0; i < model->num_params; i++)
		told[i] = def_find(m, model->params[i].name);
	for (j = 0; j < model->num_versions && !unknown; j++) {
		for (i = 0; i < model->num_params; i++)
			if (def_has(&model->versions[j], &model->params[i]) !=
			    !!told[i])
				break;
		if (i == model->num_params)
			like = &model->versions[j];
	}
	for (i = 0; i < model->num_params; i++) {
		bool has = def_has(like, &model->params[i]);

		if (has != !!told[i] ||
		    (has && !def_takes(&model->params[i], told[i])))
			wrong(v, SUBDEV_SUBJECT_PARAM, model->params[i].name);
	}
}

/*
 * Amounts: what a manifest does not name is 0 of it
 */

static u64 def_amount(const struct subdev_wanted *m, const char *name)
{
	unsigned int i;

	for (i = 0; i < m->num_amounts; i++)
		if (!strcmp(m->amounts[i].name, name))
			return m->amounts[i].amount;
	return 0;
}

static bool def_holds(const struct subdev_use *use, u64 amount)
{
	u64 rest;

	if (amount < use->min || amount > use->max)
		return false;
	if (!use->step)
		return amount == use->min;
	div64_u64_rem(amount - use->min, use->step, &rest);
	return !rest;
}

/* What the type does not use. */
static void def_other_amounts(const struct subdev_type *type,
			      const struct subdev_resource *resources,
			      const struct subdev_wanted *m,
			      struct def_verdict *v)
{
	unsigned int i, j;

	for (i = 0; i < m->num_amounts; i++) {
		const char *name = m->amounts[i].name;

		for (j = 0; j < type->num_uses; j++)
			if (!strcmp(resources[type->uses[j].resource].name, name))
				break;
		if (j == type->num_uses && m->amounts[i].amount)
			wrong(v, SUBDEV_SUBJECT_RESOURCE, name);
	}
}

/* @config is NULL if each amount need only be one that the type can have. */
static void def_amounts(const struct subdev_type *type,
			const struct subdev_resource *resources,
			const struct subdev_config *config,
			const struct subdev_wanted *m, struct def_verdict *v)
{
	unsigned int i;

	for (i = 0; i < type->num_uses; i++) {
		const struct subdev_use *use = &type->uses[i];
		const char *name = resources[use->resource].name;
		u64 amount = def_amount(m, name);

		if (config ? amount != config->amounts[i].amount :
			     !def_holds(use, amount))
			wrong(v, SUBDEV_SUBJECT_RESOURCE, name);
	}
	def_other_amounts(type, resources, m, v);
}

/*
 * All of it
 */

static bool def_model(const struct subdev_type *type,
		      const struct subdev_wanted *m, struct def_verdict *v)
{
	v->err = 0;
	v->num = 0;
	if (!m->model || !type->model)
		v->err = -ENODEV;
	else if (strcmp(m->model, type->model->uri))
		v->err = -EINVAL;
	if (v->err)
		wrong(v, SUBDEV_SUBJECT_MODEL, "");
	return !v->err;
}

/* NULL if the manifest names none, or one that the model does not have. */
static const struct subdev_version *
def_version(const struct subdev_model *model, const struct subdev_wanted *m,
	    struct def_verdict *v)
{
	unsigned int i;

	if (!m->version)
		return NULL;
	for (i = 0; i < model->num_versions; i++)
		if (model->versions[i].number == m->version)
			return &model->versions[i];
	wrong(v, SUBDEV_SUBJECT_VERSION, "");
	return NULL;
}

/* A subdevice of the type could be what the manifest says. */
void def_create(const struct subdev_type *type,
		const struct subdev_resource *resources,
		const struct subdev_wanted *m, struct def_verdict *v)
{
	const struct subdev_version *version;

	if (!def_model(type, m, v))
		return;
	version = def_version(type->model, m, v);
	if (version)
		def_params_are(type->model, version, m, v);
	else
		def_params_fit(type->model, m, v);
	def_amounts(type, resources, NULL, m, v);
	v->err = v->num ? -EINVAL : 0;
}

/* A subdevice of the type and configuration is what the manifest says. */
void def_state(const struct subdev_type *type,
	       const struct subdev_resource *resources,
	       const struct subdev_config *config,
	       const struct subdev_wanted *m, struct def_verdict *v)
{
	unsigned int i;

	if (!def_model(type, m, v))
		return;
	def_version(type->model, m, v);
	for (i = 0; i < type->model->num_params; i++)
		def_param_is(&type->model->params[i], &config->values[i], m, v);
	def_unknown(type->model, m, v);
	def_amounts(type, resources, config, m, v);
	v->err = v->num ? -EINVAL : 0;
}
