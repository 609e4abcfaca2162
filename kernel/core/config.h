/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Configurations: what a subdevice is composed of, and what a request says of
 * it. All of this is plain data: no locks, and of other objects of the core at
 * most the address.
 */
#ifndef _SUBDEV_CONFIG_H
#define _SUBDEV_CONFIG_H

#include <linux/list.h>
#include <linux/subdev.h>
#include <net/netlink.h>

#include "range.h"

struct subdev_owner;

/**
 * struct subdev_comp - a composition: a configuration and what it holds
 * @config: what vendor drivers see of it
 * @ranges: by index in the type's uses, of the contiguous resources
 * @owner: whose account it counts in too while it holds something, or NULL
 *
 * Constant once it is in a subdevice, but for @ranges and @owner, which the
 * parent's lock guards.
 */
struct subdev_comp {
	struct subdev_config config;
	struct subdev_range *ranges;
	struct subdev_owner *owner;
};

/**
 * struct subdev_named_value - a param by name, with a value
 * @attr: where it was named, to point at
 * @name: the name
 * @kind: what the value is, never SUBDEV_PARAM_KIND_ENUM
 * @num: of a bool or uint
 * @str: of a string
 */
struct subdev_named_value {
	const struct nlattr *attr;
	const char *name;
	enum subdev_param_kind kind;
	u64 num;
	const char *str;
};

/**
 * struct subdev_named_amount - a resource by name, with an amount
 * @attr: where it was named, to point at
 * @name: the name
 * @amount: the amount
 */
struct subdev_named_amount {
	const struct nlattr *attr;
	const char *name;
	u64 amount;
};

/**
 * struct subdev_wanted - what a request or manifest says of a configuration
 * @model: URI, or NULL
 * @version: number, 0 for none
 * @version_attr: where it was, to point at
 * @params: each once
 * @num_params: number of @params
 * @amounts: each once
 * @num_amounts: number of @amounts
 * @token: what a vendor driver added
 * @token_len: length of @token
 * @owner: in whose account it is to count, NULL for nobody's; a manifest has none
 *
 * It points into the message.
 */
struct subdev_wanted {
	const char *model;
	u32 version;
	const struct nlattr *version_attr;
	struct subdev_named_value params[SUBDEV_PARAMS_MAX];
	unsigned int num_params;
	struct subdev_named_amount amounts[SUBDEV_RESOURCES_MAX];
	unsigned int num_amounts;
	const u8 *token;
	size_t token_len;
	const struct nlattr *owner;
};

/* Room for what is wanted or had: a token takes most, two digits a byte. */
#define SUBDEV_REASON_TEXT	(2 * SUBDEV_TOKEN_MAX + 1)
static_assert(SUBDEV_REASON_TEXT > SUBDEV_URI_MAX);

/**
 * struct subdev_reason - why a manifest does not fit
 * @node: in the list of reasons
 * @subject: what it is about
 * @name: of the param or resource, or empty
 * @wanted: what the manifest says
 * @had: what the target has or takes
 */
struct subdev_reason {
	struct list_head node;
	enum subdev_subject subject;
	char name[SUBDEV_TYPE_NAME_MAX + 1];
	char wanted[SUBDEV_REASON_TEXT];
	char had[SUBDEV_REASON_TEXT];
};

/* value.c */
bool subdev_name_valid(const char *name);
bool subdev_text_valid(const char *text, size_t max);
bool subdev_change_valid(enum subdev_change change);
bool subdev_model_valid(const struct subdev_model *model);
const struct subdev_version *
subdev_model_version(const struct subdev_model *model, u32 number);
const struct subdev_version *
subdev_model_newest(const struct subdev_model *model);
bool subdev_param_in(const struct subdev_param *param, u32 version);
u32 subdev_param_max_len(const struct subdev_param *param);
int subdev_model_param(const struct subdev_model *model, const char *name);
void subdev_model_alias(const struct subdev_model *model,
			const struct subdev_version *version,
			struct subdev_value *values);
bool subdev_value_equal(const struct subdev_param *param,
			const struct subdev_value *a,
			const struct subdev_value *b);
bool subdev_version_is(const struct subdev_model *model,
		       const struct subdev_version *version,
		       const struct subdev_value *values);
u32 subdev_model_match(const struct subdev_model *model,
		       const struct subdev_value *values, u32 prefer);
int subdev_value_set(const struct subdev_param *param,
		     const struct subdev_named_value *from,
		     struct subdev_value *value, struct netlink_ext_ack *extack);

/* config.c */
__printf(3, 4)
void subdev_say(struct netlink_ext_ack *extack, const struct nlattr *attr,
		const char *fmt, ...);
struct subdev_comp *subdev_comp_new(const struct subdev_type *type);
struct subdev_comp *subdev_comp_copy(const struct subdev_type *type,
				     const struct subdev_comp *from);
bool subdev_amounts_equal(const struct subdev_type *type,
			  const struct subdev_config *a,
			  const struct subdev_config *b);
const char *subdev_config_differs(const struct subdev_type *type,
				  const struct subdev_resource *resources,
				  const struct subdev_config *a,
				  const struct subdev_config *b);
void subdev_comp_free(struct subdev_comp *comp);
const struct nlattr *
subdev_wanted_amount_attr(const struct subdev_wanted *wanted,
			  const char *name);
const struct nlattr *
subdev_wanted_param_attr(const struct subdev_wanted *wanted,
			 const char *name);
int subdev_use_find(const struct subdev_type *type,
		    const struct subdev_resource *resources, const char *name);
int subdev_use_check(const struct subdev_use *use, u64 amount);
int subdev_config_apply(const struct subdev_type *type,
			const struct subdev_resource *resources,
			struct subdev_config *config,
			const struct subdev_wanted *wanted,
			struct netlink_ext_ack *extack);

/* compat.c */
int subdev_compat_create(const struct subdev_type *type,
			 const struct subdev_resource *resources,
			 const struct subdev_wanted *manifest,
			 struct subdev_config *config,
			 struct list_head *reasons);
int subdev_compat_state(const struct subdev_type *type,
			const struct subdev_resource *resources,
			const struct subdev_wanted *manifest,
			const struct subdev_config *config,
			struct list_head *reasons);
struct subdev_reason *subdev_reason_add(struct list_head *reasons,
					enum subdev_subject subject,
					const char *name);
void subdev_reasons_free(struct list_head *reasons);

#endif /* _SUBDEV_CONFIG_H */
