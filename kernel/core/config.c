// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configurations: defaults, copies, and what a request makes of them.
 */
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "config.h"

/**
 * subdev_say() - set the sentence of an extended ack
 * @extack: the ack, may be NULL
 * @attr: the culprit, or NULL
 * @fmt: format of the sentence
 *
 * What is over the length of a sentence is cut off, without a word in the
 * kernel's log: names and numbers come from user space.
 */
void subdev_say(struct netlink_ext_ack *extack, const struct nlattr *attr,
		const char *fmt, ...)
{
	char text[NETLINK_MAX_FMTMSG_LEN];
	va_list args;

	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	NL_SET_ERR_MSG_FMT(extack, "%s", text);
	if (extack && attr)
		NL_SET_BAD_ATTR(extack, attr);
}

static unsigned int subdev_type_params(const struct subdev_type *type)
{
	return type->model ? type->model->num_params : 0;
}

static struct subdev_comp *subdev_comp_alloc(const struct subdev_type *type)
{
	unsigned int params = subdev_type_params(type);
	struct subdev_comp *comp;

	/* Values first: all of these are aligned alike. */
	comp = kzalloc(sizeof(*comp) +
		       params * sizeof(*comp->config.values) +
		       type->num_uses * (sizeof(*comp->config.amounts) +
					 sizeof(*comp->ranges)),
		       GFP_KERNEL_ACCOUNT);
	if (!comp)
		return NULL;
	comp->config.values = (void *)(comp + 1);
	comp->config.amounts = (void *)(comp->config.values + params);
	comp->ranges = (void *)(comp->config.amounts + type->num_uses);
	return comp;
}

/**
 * subdev_comp_new() - the composition of a subdevice that is created as it is
 * @type: its type
 *
 * Return: the defaults of the newest version, holding nothing yet, or NULL if
 * there is no memory.
 */
struct subdev_comp *subdev_comp_new(const struct subdev_type *type)
{
	const struct subdev_model *model = type->model;
	struct subdev_comp *comp;
	unsigned int i;

	comp = subdev_comp_alloc(type);
	if (!comp)
		return NULL;
	for (i = 0; i < type->num_uses; i++)
		comp->config.amounts[i].amount = type->uses[i].def;
	if (model) {
		comp->config.version = subdev_model_newest(model)->number;
		subdev_model_alias(model, subdev_model_newest(model),
				   comp->config.values);
	}
	return comp;
}

/* The same configuration, holding nothing yet; or NULL. */
struct subdev_comp *subdev_comp_copy(const struct subdev_type *type,
				     const struct subdev_comp *from)
{
	struct subdev_comp *comp = subdev_comp_alloc(type);

	if (!comp)
		return NULL;
	comp->config.version = from->config.version;
	memcpy(comp->config.amounts, from->config.amounts,
	       type->num_uses * sizeof(*comp->config.amounts));
	memcpy(comp->config.values, from->config.values,
	       subdev_type_params(type) * sizeof(*comp->config.values));
	return comp;
}

/* Whether two subdevices of a type hold the same amounts. */
bool subdev_amounts_equal(const struct subdev_type *type,
			  const struct subdev_config *a,
			  const struct subdev_config *b)
{
	unsigned int i;

	for (i = 0; i < type->num_uses; i++)
		if (a->amounts[i].amount != b->amounts[i].amount)
			return false;
	return true;
}

void subdev_comp_free(struct subdev_comp *comp)
{
	kfree(comp);
}

/* Where a request names a resource, or NULL. */
const struct nlattr *
subdev_wanted_amount_attr(const struct subdev_wanted *wanted,
			  const char *name)
{
	unsigned int i;

	for (i = 0; i < wanted->num_amounts; i++)
		if (!strcmp(wanted->amounts[i].name, name))
			return wanted->amounts[i].attr;
	return NULL;
}

/* Where a request names a param, or the version that has it, or NULL. */
const struct nlattr *
subdev_wanted_param_attr(const struct subdev_wanted *wanted, const char *name)
{
	unsigned int i;

	for (i = 0; i < wanted->num_params; i++)
		if (!strcmp(wanted->params[i].name, name))
			return wanted->params[i].attr;
	return wanted->version_attr;
}

/* The index of the use of the resource of a name, or -1. */
int subdev_use_find(const struct subdev_type *type,
		    const struct subdev_resource *resources, const char *name)
{
	unsigned int i;

	for (i = 0; i < type->num_uses; i++)
		if (!strcmp(resources[type->uses[i].resource].name, name))
			return i;
	return -1;
}

/* Whether a subdevice can hold this amount: 0, or -ERANGE. */
int subdev_use_check(const struct subdev_use *use, u64 amount)
{
	u64 rest;

	if (amount < use->min || amount > use->max)
		return -ERANGE;
	if (amount == use->min)
		return 0;
	div64_u64_rem(amount - use->min, use->step, &rest);
	return rest ? -ERANGE : 0;
}

static int subdev_config_amount(const struct subdev_type *type,
				const struct subdev_resource *resources,
				struct subdev_config *config,
				const struct subdev_named_amount *wanted,
				struct netlink_ext_ack *extack)
{
	int i = subdev_use_find(type, resources, wanted->name);
	const struct subdev_use *use;

	if (i < 0) {
		subdev_say(extack, wanted->attr,
			   "%.32s: the type uses no such resource",
			   wanted->name);
		return -ENOENT;
	}
	use = &type->uses[i];
	if (wanted->amount < use->min || wanted->amount > use->max) {
		subdev_say(extack, wanted->attr,
			   "%.24s: not in %llu to %llu",
			   wanted->name, use->min, use->max);
		return -ERANGE;
	}
	if (subdev_use_check(use, wanted->amount)) {
		subdev_say(extack, wanted->attr,
			   "%.16s: not %llu and steps of %llu",
			   wanted->name, use->min, use->step);
		return -ERANGE;
	}
	config->amounts[i].amount = wanted->amount;
	return 0;
}

static int subdev_config_version(const struct subdev_model *model,
				 struct subdev_config *config,
				 const struct subdev_wanted *wanted,
				 struct netlink_ext_ack *extack)
{
	const struct subdev_version *version;

	version = subdev_model_version(model, wanted->version);
	if (!version) {
		subdev_say(extack, wanted->version_attr,
			   "version %u: not of this model",
			   wanted->version);
		return -ENOENT;
	}
	subdev_model_alias(model, version, config->values);
	config->version = version->number;
	return 0;
}

static int subdev_config_param(const struct subdev_model *model,
			       struct subdev_config *config,
			       const struct subdev_named_value *wanted,
			       struct netlink_ext_ack *extack)
{
	int i = subdev_model_param(model, wanted->name);

	if (i < 0) {
		subdev_say(extack, wanted->attr,
			   "%.32s: the model has no such param",
			   wanted->name);
		return -ENOENT;
	}
	if (!config->values[i].present) {
		subdev_say(extack, wanted->attr,
			   "%.32s: this version has no such param",
			   wanted->name);
		return -ENOENT;
	}
	return subdev_value_set(&model->params[i], wanted, &config->values[i],
				extack);
}

static int subdev_config_params(const struct subdev_model *model,
				struct subdev_config *config,
				const struct subdev_wanted *wanted,
				struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	for (i = 0; i < wanted->num_params; i++) {
		err = subdev_config_param(model, config, &wanted->params[i],
					  extack);
		if (err)
			return err;
	}
	if (wanted->num_params)
		config->version = subdev_model_match(model, config->values,
						     config->version);
	return 0;
}

/**
 * subdev_config_differs() - in what two configurations of one type differ
 * @type: the type
 * @resources: the resources of the parent
 * @a: one configuration
 * @b: the other
 *
 * Where ranges begin makes no difference, nor what the version is called.
 *
 * Return: the name of a resource or param, or NULL if they are equal.
 */
const char *subdev_config_differs(const struct subdev_type *type,
				  const struct subdev_resource *resources,
				  const struct subdev_config *a,
				  const struct subdev_config *b)
{
	unsigned int i;

	for (i = 0; i < type->num_uses; i++)
		if (a->amounts[i].amount != b->amounts[i].amount)
			return resources[type->uses[i].resource].name;
	for (i = 0; type->model && i < type->model->num_params; i++)
		if (!subdev_value_equal(&type->model->params[i], &a->values[i],
					&b->values[i]))
			return type->model->params[i].name;
	return NULL;
}

/**
 * subdev_config_apply() - change a configuration as a request says
 * @type: the type
 * @resources: the resources of the parent
 * @config: the configuration; of no use if this fails
 * @wanted: what the request says
 * @extack: for the reason of a failure
 *
 * A version gives all params the values that it stands for, then come the
 * params that are given.
 *
 * Return: 0, or -ENOENT, -EINVAL, -ERANGE, -EOPNOTSUPP.
 */
int subdev_config_apply(const struct subdev_type *type,
			const struct subdev_resource *resources,
			struct subdev_config *config,
			const struct subdev_wanted *wanted,
			struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	if (!type->model && (wanted->version || wanted->num_params)) {
		NL_SET_ERR_MSG_ATTR(extack, wanted->version_attr ?:
				    wanted->params[0].attr,
				    "the type has no model");
		return -EOPNOTSUPP;
	}
	if (wanted->version) {
		err = subdev_config_version(type->model, config, wanted, extack);
		if (err)
			return err;
	}
	err = subdev_config_params(type->model, config, wanted, extack);
	for (i = 0; !err && i < wanted->num_amounts; i++)
		err = subdev_config_amount(type, resources, config,
					   &wanted->amounts[i], extack);
	return err;
}
