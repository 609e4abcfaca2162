// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verdicts: what compat.c says of a manifest, together with what the vendor
 * driver says and what there is room for now.
 */
#include <linux/hex.h>

#include "core.h"

void subdev_verdict_init(struct subdev_verdict *verdict)
{
	verdict->purpose = SUBDEV_PURPOSE_CREATE;
	verdict->err = 0;
	INIT_LIST_HEAD(&verdict->reasons);
}

static int subdev_verdict_add(struct subdev_verdict *verdict,
			      enum subdev_subject subject, const char *wanted,
			      const char *had)
{
	struct subdev_reason *reason;

	reason = subdev_reason_add(&verdict->reasons, subject, NULL);
	if (!reason)
		return -ENOMEM;
	strscpy(reason->wanted, wanted);
	strscpy(reason->had, had);
	return 0;
}

/*
 * The vendor driver
 */

/**
 * subdev_driver_validate() - whether the vendor driver takes a configuration
 * @parent: the parent, with work begun
 * @type: the type
 * @config: the configuration, which the core has found good
 * @extack: for the reason of a failure
 *
 * Return: 0, or what the driver fails with.
 */
int subdev_driver_validate(struct subdev_parent *parent,
			   const struct subdev_type *type,
			   const struct subdev_config *config,
			   struct netlink_ext_ack *extack)
{
	const struct subdev_driver *drv = parent->driver;

	if (!drv->validate)
		return 0;
	return subdev_driver_refuses(drv->validate(parent, type, config, extack),
				     extack,
				     "the driver does not take this configuration");
}

/**
 * subdev_driver_token() - what the vendor driver adds to a manifest
 * @parent: the parent
 * @type: the type
 * @config: the configuration
 * @token: where it goes
 *
 * Return: its length in bytes.
 */
size_t subdev_driver_token(struct subdev_parent *parent,
			   const struct subdev_type *type,
			   const struct subdev_config *config,
			   u8 token[SUBDEV_TOKEN_MAX])
{
	const struct subdev_driver *drv = parent->driver;
	size_t len;

	if (!drv->token)
		return 0;
	len = drv->token(parent, type, config, token);
	return WARN_ON_ONCE(len > SUBDEV_TOKEN_MAX) ? 0 : len;
}

/* For people; as in JSON, two digits a byte. */
static void subdev_token_text(const u8 *token, size_t len,
			      char text[SUBDEV_REASON_TEXT])
{
	*bin2hex(text, token, len) = '\0';
}

/* The token, once all else fits. */
static int subdev_verdict_token(struct subdev_verdict *verdict,
				struct subdev_parent *parent,
				const struct subdev_type *type,
				const struct subdev_wanted *manifest,
				const struct subdev_config *config)
{
	const struct subdev_driver *drv = parent->driver;
	u8 token[SUBDEV_TOKEN_MAX] = {};
	char wanted[SUBDEV_REASON_TEXT];
	char had[SUBDEV_REASON_TEXT];
	size_t len;
	bool fits;

	len = subdev_driver_token(parent, type, config, token);
	if (drv->compatible)
		fits = drv->compatible(parent, type, config, manifest->token,
				       manifest->token_len);
	else
		fits = len == manifest->token_len &&
		       !memcmp(token, manifest->token, len);
	if (fits)
		return 0;
	verdict->err = -EINVAL;
	subdev_token_text(manifest->token, manifest->token_len, wanted);
	subdev_token_text(token, len, had);
	return subdev_verdict_add(verdict, SUBDEV_SUBJECT_TOKEN, wanted, had);
}

/* A driver that could not decide is no verdict. */
static int subdev_verdict_validate(struct subdev_verdict *verdict,
				   struct subdev_parent *parent,
				   const struct subdev_type *type,
				   const struct subdev_config *config,
				   struct netlink_ext_ack *extack)
{
	int err;

	err = subdev_driver_validate(parent, type, config, extack);
	if (!err || err == -ENOMEM || err == -EIO)
		return err;
	verdict->err = -EINVAL;
	return subdev_verdict_add(verdict, SUBDEV_SUBJECT_DRIVER, "",
				  extack->_msg);
}

/*
 * The whole
 */

/* Whether the verdict is that the model is not the same: nothing else counts. */
static bool subdev_verdict_is_model(struct subdev_verdict *verdict)
{
	const struct subdev_reason *first =
		list_first_entry_or_null(&verdict->reasons,
					 struct subdev_reason, node);

	return first && first->subject == SUBDEV_SUBJECT_MODEL;
}

/**
 * subdev_verdict_fit() - whether a type could be what a manifest says
 * @verdict: initialised
 * @parent: the parent, with work begun
 * @type: the type
 * @manifest: what it is to be equal to
 * @config: becomes the configuration that it would have; of no use if the
 *	verdict is against it
 * @extack: for what the vendor driver says
 *
 * Return: 0, whatever the verdict is; or -ENOMEM, -EIO.
 */
int subdev_verdict_fit(struct subdev_verdict *verdict,
		       struct subdev_parent *parent,
		       const struct subdev_type *type,
		       const struct subdev_wanted *manifest,
		       struct subdev_config *config,
		       struct netlink_ext_ack *extack)
{
	int err;

	verdict->purpose = SUBDEV_PURPOSE_CREATE;
	verdict->err = subdev_compat_create(type, parent->resources, manifest,
					    config, &verdict->reasons);
	if (verdict->err == -ENOMEM)
		return -ENOMEM;
	if (verdict->err)
		return 0;
	/* What has no number can be a version all the same. */
	config->version = subdev_model_match(type->model, config->values,
					     config->version);
	err = subdev_verdict_validate(verdict, parent, type, config, extack);
	if (err || verdict->err)
		return err;
	return subdev_verdict_token(verdict, parent, type, manifest, config);
}

/**
 * subdev_verdict_room() - what there is no room for now
 * @verdict: from subdev_verdict_fit()
 * @parent: the parent, with work begun
 * @type: the type
 * @config: the configuration, what of it does not fit is passed over
 *
 * Return: 0, or -ENOMEM.
 */
int subdev_verdict_room(struct subdev_verdict *verdict,
			struct subdev_parent *parent,
			const struct subdev_type *type,
			const struct subdev_config *config)
{
	int err, place;

	/* Of another model nothing is known. */
	if (subdev_verdict_is_model(verdict))
		return 0;
	mutex_lock(&parent->lock);
	place = subdev_parent_place_locked(parent, NULL);
	err = subdev_resources_room_locked(parent, type, config,
					   &verdict->reasons);
	mutex_unlock(&parent->lock);
	if (!err && place)
		err = subdev_verdict_add(verdict, SUBDEV_SUBJECT_RESOURCE,
					 "a place", place == -EBUSY ?
					 "a cordon" : "no place free");
	if (!err && !verdict->err && !list_empty(&verdict->reasons))
		verdict->err = place ?: -ENOSPC;
	return err;
}

/**
 * subdev_verdict_state_locked() - whether a subdevice takes migrated state
 * @verdict: initialised
 * @sdev: the subdevice, locked, published
 * @manifest: of what the state is
 *
 * Return: 0, whatever the verdict is; or -ENOMEM.
 */
int subdev_verdict_state_locked(struct subdev_verdict *verdict,
				struct subdev_dev *sdev,
				const struct subdev_wanted *manifest)
{
	const struct subdev_config *config = &sdev->comp->config;

	lockdep_assert_held(&sdev->lock);
	verdict->purpose = SUBDEV_PURPOSE_STATE;
	verdict->err = subdev_compat_state(sdev->type, sdev->parent->resources,
					   manifest, config,
					   &verdict->reasons);
	if (verdict->err == -ENOMEM)
		return -ENOMEM;
	if (verdict->err)
		return 0;
	return subdev_verdict_token(verdict, sdev->parent, sdev->type, manifest,
				    config);
}

/*
 * As an error, and as an answer
 */

/* Of what a reason is about that has no name of its own. */
static const char *subdev_subject_name(enum subdev_subject subject)
{
	switch (subject) {
	case SUBDEV_SUBJECT_MODEL:
		return "model";
	case SUBDEV_SUBJECT_VERSION:
		return "version";
	default:
		return "token";
	}
}

/* Where the request names what the reason is about, else the manifest. */
static const struct nlattr *
subdev_reason_attr(const struct subdev_reason *reason,
		   const struct subdev_wanted *manifest,
		   const struct nlattr *attr)
{
	const struct nlattr *culprit = NULL;

	if (reason->subject == SUBDEV_SUBJECT_PARAM)
		culprit = subdev_wanted_param_attr(manifest, reason->name);
	else if (reason->subject == SUBDEV_SUBJECT_RESOURCE)
		culprit = subdev_wanted_amount_attr(manifest, reason->name);
	return culprit ?: attr;
}

/**
 * subdev_verdict_fail() - fail a request as a verdict says
 * @verdict: the verdict
 * @manifest: what it is on
 * @attr: where that was, to point at
 * @extack: gets the first reason; the driver's, it has already
 *
 * Return: the errno of the verdict, 0 if it is not against the manifest.
 */
int subdev_verdict_fail(struct subdev_verdict *verdict,
			const struct subdev_wanted *manifest,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	const struct subdev_reason *reason =
		list_first_entry_or_null(&verdict->reasons,
					 struct subdev_reason, node);

	if (!verdict->err || !reason)
		return verdict->err;
	if (reason->subject == SUBDEV_SUBJECT_DRIVER)
		subdev_nl_blame(extack, attr);
	else
		subdev_say(extack, subdev_reason_attr(reason, manifest, attr),
			   "%.20s: %.24s wanted, %s",
			   *reason->name ? reason->name :
			   subdev_subject_name(reason->subject),
			   reason->wanted, reason->had);
	return verdict->err;
}

static int subdev_reason_fill(struct sk_buff *msg,
			      const struct subdev_reason *reason)
{
	struct nlattr *nest = nla_nest_start(msg, SUBDEV_A_VERDICT_REASON);

	if (!nest ||
	    nla_put_u32(msg, SUBDEV_A_REASON_SUBJECT, reason->subject) ||
	    (*reason->name &&
	     nla_put_string(msg, SUBDEV_A_REASON_NAME, reason->name)) ||
	    nla_put_string(msg, SUBDEV_A_REASON_WANTED, reason->wanted) ||
	    nla_put_string(msg, SUBDEV_A_REASON_HAD, reason->had))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

int subdev_verdict_fill(struct sk_buff *msg,
			const struct subdev_verdict *verdict)
{
	const struct subdev_reason *reason;
	struct nlattr *nest = nla_nest_start(msg, SUBDEV_A_DEV_VERDICT);

	if (!nest ||
	    nla_put_u32(msg, SUBDEV_A_VERDICT_PURPOSE, verdict->purpose) ||
	    nla_put_u32(msg, SUBDEV_A_VERDICT_ERRNO, -verdict->err))
		return -EMSGSIZE;
	list_for_each_entry(reason, &verdict->reasons, node)
		if (subdev_reason_fill(msg, reason))
			return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

/* What subdev_verdict_fill() needs. */
size_t subdev_verdict_size(const struct subdev_verdict *verdict)
{
	const struct subdev_reason *reason;
	size_t size = nla_total_size(0) + 2 * nla_total_size(sizeof(u32));

	list_for_each_entry(reason, &verdict->reasons, node)
		size += nla_total_size(0) + nla_total_size(sizeof(u32)) +
			nla_total_size(strlen(reason->name) + 1) +
			nla_total_size(strlen(reason->wanted) + 1) +
			nla_total_size(strlen(reason->had) + 1);
	return size;
}
