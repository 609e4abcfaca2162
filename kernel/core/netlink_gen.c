// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/subdev.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink_gen.h"

#include <uapi/linux/subdev.h>

/* Common nested types */
const struct nla_policy subdev_amount_nl_policy[SUBDEV_A_AMOUNT_START + 1] = {
	[SUBDEV_A_AMOUNT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_TYPE_NAME_MAX, },
	[SUBDEV_A_AMOUNT_AMOUNT] = { .type = NLA_UINT, },
	[SUBDEV_A_AMOUNT_START] = { .type = NLA_UINT, },
};

const struct nla_policy subdev_dev_item_nl_policy[SUBDEV_A_DEV_COUNT + 1] = {
	[SUBDEV_A_DEV_UUID] = NLA_POLICY_EXACT_LEN(SUBDEV_UUID_LEN),
	[SUBDEV_A_DEV_LABEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_LABEL_MAX, },
	[SUBDEV_A_DEV_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
	[SUBDEV_A_DEV_TYPE] = { .type = NLA_NUL_STRING, .len = SUBDEV_TYPE_NAME_MAX, },
	[SUBDEV_A_DEV_INACTIVE] = { .type = NLA_FLAG, },
	[SUBDEV_A_DEV_VERSION] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_PARAM] = NLA_POLICY_NESTED(subdev_value_nl_policy),
	[SUBDEV_A_DEV_RESOURCE] = NLA_POLICY_NESTED(subdev_amount_nl_policy),
	[SUBDEV_A_DEV_MANIFEST] = NLA_POLICY_NESTED(subdev_manifest_nl_policy),
	[SUBDEV_A_DEV_OWNER] = { .type = NLA_NUL_STRING, .len = SUBDEV_OWNER_MAX, },
	[SUBDEV_A_DEV_LEASE] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[SUBDEV_A_DEV_TTL] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_POOL] = { .type = NLA_NUL_STRING, .len = SUBDEV_POOL_NAME_MAX, },
	[SUBDEV_A_DEV_COUNT] = NLA_POLICY_RANGE(NLA_U32, 1, SUBDEV_ITEMS_MAX),
};

const struct nla_policy subdev_manifest_nl_policy[SUBDEV_A_MANIFEST_TOKEN + 1] = {
	[SUBDEV_A_MANIFEST_MODEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_URI_MAX, },
	[SUBDEV_A_MANIFEST_VERSION] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_MANIFEST_PARAM] = NLA_POLICY_NESTED(subdev_value_nl_policy),
	[SUBDEV_A_MANIFEST_RESOURCE] = NLA_POLICY_NESTED(subdev_amount_nl_policy),
	[SUBDEV_A_MANIFEST_TOKEN] = { .type = NLA_BINARY, },
};

const struct nla_policy subdev_new_limit_nl_policy[SUBDEV_A_NEW_LIMIT_AMOUNT + 1] = {
	[SUBDEV_A_NEW_LIMIT_OWNER] = { .type = NLA_NUL_STRING, .len = SUBDEV_OWNER_MAX, },
	[SUBDEV_A_NEW_LIMIT_RESOURCE] = { .type = NLA_NUL_STRING, .len = SUBDEV_TYPE_NAME_MAX, },
	[SUBDEV_A_NEW_LIMIT_AMOUNT] = { .type = NLA_UINT, },
};

const struct nla_policy subdev_value_nl_policy[SUBDEV_A_VALUE_STRING + 1] = {
	[SUBDEV_A_VALUE_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_TYPE_NAME_MAX, },
	[SUBDEV_A_VALUE_BOOL] = NLA_POLICY_MAX(NLA_U8, 1),
	[SUBDEV_A_VALUE_UINT] = { .type = NLA_UINT, },
	[SUBDEV_A_VALUE_STRING] = { .type = NLA_NUL_STRING, .len = SUBDEV_VALUE_MAX, },
};

/* SUBDEV_CMD_PARENT_GET - do */
static const struct nla_policy subdev_parent_get_nl_policy[SUBDEV_A_PARENT_NAME + 1] = {
	[SUBDEV_A_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
};

/* SUBDEV_CMD_PARENT_SET - do */
static const struct nla_policy subdev_parent_set_nl_policy[SUBDEV_A_PARENT_LIMIT + 1] = {
	[SUBDEV_A_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
	[SUBDEV_A_PARENT_CORDON] = NLA_POLICY_MAX(NLA_U8, 1),
	[SUBDEV_A_PARENT_LIMIT] = NLA_POLICY_NESTED(subdev_new_limit_nl_policy),
};

/* SUBDEV_CMD_TYPE_GET - do */
static const struct nla_policy subdev_type_get_do_nl_policy[SUBDEV_A_TYPE_NAME + 1] = {
	[SUBDEV_A_TYPE_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_TYPE_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
	[SUBDEV_A_TYPE_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_TYPE_NAME_MAX, },
};

/* SUBDEV_CMD_TYPE_GET - dump */
static const struct nla_policy subdev_type_get_dump_nl_policy[SUBDEV_A_TYPE_PARENT_NAME + 1] = {
	[SUBDEV_A_TYPE_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_TYPE_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
};

/* SUBDEV_CMD_HOLDER_GET - dump */
static const struct nla_policy subdev_holder_get_nl_policy[SUBDEV_A_HOLDER_RESOURCE + 1] = {
	[SUBDEV_A_HOLDER_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_HOLDER_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
	[SUBDEV_A_HOLDER_RESOURCE] = { .type = NLA_NUL_STRING, .len = SUBDEV_TYPE_NAME_MAX, },
};

/* SUBDEV_CMD_MODEL_GET - dump */
static const struct nla_policy subdev_model_get_nl_policy[SUBDEV_A_MODEL_TYPE + 1] = {
	[SUBDEV_A_MODEL_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_MODEL_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
	[SUBDEV_A_MODEL_TYPE] = { .type = NLA_NUL_STRING, .len = SUBDEV_TYPE_NAME_MAX, },
};

/* SUBDEV_CMD_PARAM_GET - dump */
static const struct nla_policy subdev_param_get_nl_policy[SUBDEV_A_PARAM_TYPE + 1] = {
	[SUBDEV_A_PARAM_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_PARAM_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
	[SUBDEV_A_PARAM_TYPE] = { .type = NLA_NUL_STRING, .len = SUBDEV_TYPE_NAME_MAX, },
};

/* SUBDEV_CMD_DEV_GET - do */
static const struct nla_policy subdev_dev_get_do_nl_policy[SUBDEV_A_DEV_LABEL + 1] = {
	[SUBDEV_A_DEV_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_UUID] = NLA_POLICY_EXACT_LEN(SUBDEV_UUID_LEN),
	[SUBDEV_A_DEV_LABEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_LABEL_MAX, },
};

/* SUBDEV_CMD_DEV_GET - dump */
static const struct nla_policy subdev_dev_get_dump_nl_policy[SUBDEV_A_DEV_POOL + 1] = {
	[SUBDEV_A_DEV_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
	[SUBDEV_A_DEV_OWNER] = { .type = NLA_NUL_STRING, .len = SUBDEV_OWNER_MAX, },
	[SUBDEV_A_DEV_POOL] = { .type = NLA_NUL_STRING, .len = SUBDEV_POOL_NAME_MAX, },
};

/* SUBDEV_CMD_DEV_CREATE - do */
static const struct nla_policy subdev_dev_create_nl_policy[SUBDEV_A_DEV_TTL + 1] = {
	[SUBDEV_A_DEV_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
	[SUBDEV_A_DEV_TYPE] = { .type = NLA_NUL_STRING, .len = SUBDEV_TYPE_NAME_MAX, },
	[SUBDEV_A_DEV_UUID] = NLA_POLICY_EXACT_LEN(SUBDEV_UUID_LEN),
	[SUBDEV_A_DEV_LABEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_LABEL_MAX, },
	[SUBDEV_A_DEV_INACTIVE] = { .type = NLA_FLAG, },
	[SUBDEV_A_DEV_VERSION] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_PARAM] = NLA_POLICY_NESTED(subdev_value_nl_policy),
	[SUBDEV_A_DEV_RESOURCE] = NLA_POLICY_NESTED(subdev_amount_nl_policy),
	[SUBDEV_A_DEV_MANIFEST] = NLA_POLICY_NESTED(subdev_manifest_nl_policy),
	[SUBDEV_A_DEV_DRY_RUN] = { .type = NLA_FLAG, },
	[SUBDEV_A_DEV_OWNER] = { .type = NLA_NUL_STRING, .len = SUBDEV_OWNER_MAX, },
	[SUBDEV_A_DEV_LEASE] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[SUBDEV_A_DEV_TTL] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* SUBDEV_CMD_DEV_RENEW - do */
static const struct nla_policy subdev_dev_renew_nl_policy[SUBDEV_A_DEV_TTL + 1] = {
	[SUBDEV_A_DEV_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_UUID] = NLA_POLICY_EXACT_LEN(SUBDEV_UUID_LEN),
	[SUBDEV_A_DEV_LABEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_LABEL_MAX, },
	[SUBDEV_A_DEV_TTL] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_IF_GENERATION] = { .type = NLA_UINT, },
	[SUBDEV_A_DEV_OWNER] = { .type = NLA_NUL_STRING, .len = SUBDEV_OWNER_MAX, },
};

/* SUBDEV_CMD_DEV_SET - do */
static const struct nla_policy subdev_dev_set_nl_policy[SUBDEV_A_DEV_IF_GENERATION + 1] = {
	[SUBDEV_A_DEV_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_UUID] = NLA_POLICY_EXACT_LEN(SUBDEV_UUID_LEN),
	[SUBDEV_A_DEV_LABEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_LABEL_MAX, },
	[SUBDEV_A_DEV_NEW_LABEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_LABEL_MAX, },
	[SUBDEV_A_DEV_VERSION] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_PARAM] = NLA_POLICY_NESTED(subdev_value_nl_policy),
	[SUBDEV_A_DEV_RESOURCE] = NLA_POLICY_NESTED(subdev_amount_nl_policy),
	[SUBDEV_A_DEV_IF_GENERATION] = { .type = NLA_UINT, },
};

/* SUBDEV_CMD_DEV_ACTIVATE - do */
static const struct nla_policy subdev_dev_activate_nl_policy[SUBDEV_A_DEV_LABEL + 1] = {
	[SUBDEV_A_DEV_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_UUID] = NLA_POLICY_EXACT_LEN(SUBDEV_UUID_LEN),
	[SUBDEV_A_DEV_LABEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_LABEL_MAX, },
};

/* SUBDEV_CMD_DEV_DEACTIVATE - do */
static const struct nla_policy subdev_dev_deactivate_nl_policy[SUBDEV_A_DEV_TELL_END + 1] = {
	[SUBDEV_A_DEV_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_UUID] = NLA_POLICY_EXACT_LEN(SUBDEV_UUID_LEN),
	[SUBDEV_A_DEV_LABEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_LABEL_MAX, },
	[SUBDEV_A_DEV_TELL_END] = { .type = NLA_FLAG, },
};

/* SUBDEV_CMD_DEV_DELETE - do */
static const struct nla_policy subdev_dev_delete_nl_policy[SUBDEV_A_DEV_TELL_END + 1] = {
	[SUBDEV_A_DEV_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_UUID] = NLA_POLICY_EXACT_LEN(SUBDEV_UUID_LEN),
	[SUBDEV_A_DEV_LABEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_LABEL_MAX, },
	[SUBDEV_A_DEV_FORCE] = { .type = NLA_FLAG, },
	[SUBDEV_A_DEV_IF_GENERATION] = { .type = NLA_UINT, },
	[SUBDEV_A_DEV_OWNER] = { .type = NLA_NUL_STRING, .len = SUBDEV_OWNER_MAX, },
	[SUBDEV_A_DEV_TELL_END] = { .type = NLA_FLAG, },
};

/* SUBDEV_CMD_MANIFEST_GET - do */
static const struct nla_policy subdev_manifest_get_do_nl_policy[SUBDEV_A_DEV_TYPE + 1] = {
	[SUBDEV_A_DEV_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_UUID] = NLA_POLICY_EXACT_LEN(SUBDEV_UUID_LEN),
	[SUBDEV_A_DEV_LABEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_LABEL_MAX, },
	[SUBDEV_A_DEV_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
	[SUBDEV_A_DEV_TYPE] = { .type = NLA_NUL_STRING, .len = SUBDEV_TYPE_NAME_MAX, },
};

/* SUBDEV_CMD_MANIFEST_GET - dump */
static const struct nla_policy subdev_manifest_get_dump_nl_policy[SUBDEV_A_DEV_TYPE + 1] = {
	[SUBDEV_A_DEV_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
	[SUBDEV_A_DEV_TYPE] = { .type = NLA_NUL_STRING, .len = SUBDEV_TYPE_NAME_MAX, },
};

/* SUBDEV_CMD_MANIFEST_CHECK - do */
static const struct nla_policy subdev_manifest_check_nl_policy[SUBDEV_A_DEV_MANIFEST + 1] = {
	[SUBDEV_A_DEV_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_UUID] = NLA_POLICY_EXACT_LEN(SUBDEV_UUID_LEN),
	[SUBDEV_A_DEV_LABEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_LABEL_MAX, },
	[SUBDEV_A_DEV_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
	[SUBDEV_A_DEV_TYPE] = { .type = NLA_NUL_STRING, .len = SUBDEV_TYPE_NAME_MAX, },
	[SUBDEV_A_DEV_MANIFEST] = NLA_POLICY_NESTED(subdev_manifest_nl_policy),
};

/* SUBDEV_CMD_MANIFEST_NEGOTIATE - do */
static const struct nla_policy subdev_manifest_negotiate_nl_policy[SUBDEV_A_DEV_MANIFEST + 1] = {
	[SUBDEV_A_DEV_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
	[SUBDEV_A_DEV_TYPE] = { .type = NLA_NUL_STRING, .len = SUBDEV_TYPE_NAME_MAX, },
	[SUBDEV_A_DEV_MANIFEST] = NLA_POLICY_NESTED(subdev_manifest_nl_policy),
};

/* SUBDEV_CMD_LIMIT_GET - dump */
static const struct nla_policy subdev_limit_get_nl_policy[SUBDEV_A_LIMIT_OWNER + 1] = {
	[SUBDEV_A_LIMIT_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_LIMIT_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
	[SUBDEV_A_LIMIT_OWNER] = { .type = NLA_NUL_STRING, .len = SUBDEV_OWNER_MAX, },
};

/* SUBDEV_CMD_FILTER_SET - do */
static const struct nla_policy subdev_filter_set_nl_policy[SUBDEV_A_FILTER_POOL + 1] = {
	[SUBDEV_A_FILTER_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_FILTER_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
	[SUBDEV_A_FILTER_OWNER] = { .type = NLA_NUL_STRING, .len = SUBDEV_OWNER_MAX, },
	[SUBDEV_A_FILTER_KIND] = NLA_POLICY_RANGE(NLA_U32, 1, 9),
	[SUBDEV_A_FILTER_POOL] = { .type = NLA_NUL_STRING, .len = SUBDEV_POOL_NAME_MAX, },
};

/* SUBDEV_CMD_POOL_GET - do */
static const struct nla_policy subdev_pool_get_do_nl_policy[SUBDEV_A_POOL_NAME + 1] = {
	[SUBDEV_A_POOL_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_POOL_NAME_MAX, },
};

/* SUBDEV_CMD_POOL_GET - dump */
static const struct nla_policy subdev_pool_get_dump_nl_policy[SUBDEV_A_POOL_PARENT_NAME + 1] = {
	[SUBDEV_A_POOL_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_POOL_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
};

/* SUBDEV_CMD_POOL_CREATE - do */
static const struct nla_policy subdev_pool_create_nl_policy[SUBDEV_A_POOL_MAX_DEVS + 1] = {
	[SUBDEV_A_POOL_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_POOL_NAME_MAX, },
	[SUBDEV_A_POOL_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_POOL_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
	[SUBDEV_A_POOL_TYPE] = { .type = NLA_NUL_STRING, .len = SUBDEV_TYPE_NAME_MAX, },
	[SUBDEV_A_POOL_VERSION] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_POOL_PARAM] = NLA_POLICY_NESTED(subdev_value_nl_policy),
	[SUBDEV_A_POOL_RESOURCE] = NLA_POLICY_NESTED(subdev_amount_nl_policy),
	[SUBDEV_A_POOL_SIZE] = { .type = NLA_U32, },
	[SUBDEV_A_POOL_LOW] = { .type = NLA_U32, },
	[SUBDEV_A_POOL_MAX_DEVS] = { .type = NLA_U32, },
};

/* SUBDEV_CMD_POOL_SET - do */
static const struct nla_policy subdev_pool_set_nl_policy[SUBDEV_A_POOL_IF_GENERATION + 1] = {
	[SUBDEV_A_POOL_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_POOL_NAME_MAX, },
	[SUBDEV_A_POOL_SIZE] = { .type = NLA_U32, },
	[SUBDEV_A_POOL_LOW] = { .type = NLA_U32, },
	[SUBDEV_A_POOL_MAX_DEVS] = { .type = NLA_U32, },
	[SUBDEV_A_POOL_IF_GENERATION] = { .type = NLA_UINT, },
};

/* SUBDEV_CMD_POOL_DELETE - do */
static const struct nla_policy subdev_pool_delete_nl_policy[SUBDEV_A_POOL_IF_GENERATION + 1] = {
	[SUBDEV_A_POOL_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_POOL_NAME_MAX, },
	[SUBDEV_A_POOL_FORCE] = { .type = NLA_FLAG, },
	[SUBDEV_A_POOL_IF_GENERATION] = { .type = NLA_UINT, },
};

/* SUBDEV_CMD_POOL_PUSH - do */
static const struct nla_policy subdev_pool_push_nl_policy[SUBDEV_A_DEV_TELL_END + 1] = {
	[SUBDEV_A_DEV_POOL] = { .type = NLA_NUL_STRING, .len = SUBDEV_POOL_NAME_MAX, },
	[SUBDEV_A_DEV_COUNT] = NLA_POLICY_RANGE(NLA_U32, 1, SUBDEV_ITEMS_MAX),
	[SUBDEV_A_DEV_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_UUID] = NLA_POLICY_EXACT_LEN(SUBDEV_UUID_LEN),
	[SUBDEV_A_DEV_LABEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_LABEL_MAX, },
	[SUBDEV_A_DEV_IF_GENERATION] = { .type = NLA_UINT, },
	[SUBDEV_A_DEV_OWNER] = { .type = NLA_NUL_STRING, .len = SUBDEV_OWNER_MAX, },
	[SUBDEV_A_DEV_TELL_END] = { .type = NLA_FLAG, },
};

/* SUBDEV_CMD_POOL_PULL - do */
static const struct nla_policy subdev_pool_pull_nl_policy[SUBDEV_A_DEV_POOL + 1] = {
	[SUBDEV_A_DEV_POOL] = { .type = NLA_NUL_STRING, .len = SUBDEV_POOL_NAME_MAX, },
	[SUBDEV_A_DEV_LABEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_LABEL_MAX, },
	[SUBDEV_A_DEV_OWNER] = { .type = NLA_NUL_STRING, .len = SUBDEV_OWNER_MAX, },
	[SUBDEV_A_DEV_LEASE] = NLA_POLICY_RANGE(NLA_U32, 1, 3),
	[SUBDEV_A_DEV_TTL] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* SUBDEV_CMD_POOL_RETURN - do */
static const struct nla_policy subdev_pool_return_nl_policy[SUBDEV_A_DEV_TELL_END + 1] = {
	[SUBDEV_A_DEV_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_DEV_UUID] = NLA_POLICY_EXACT_LEN(SUBDEV_UUID_LEN),
	[SUBDEV_A_DEV_LABEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_LABEL_MAX, },
	[SUBDEV_A_DEV_IF_GENERATION] = { .type = NLA_UINT, },
	[SUBDEV_A_DEV_OWNER] = { .type = NLA_NUL_STRING, .len = SUBDEV_OWNER_MAX, },
	[SUBDEV_A_DEV_TELL_END] = { .type = NLA_FLAG, },
};

/* SUBDEV_CMD_TRANSACTION_RUN - do */
static const struct nla_policy subdev_transaction_run_nl_policy[SUBDEV_A_TRANSACTION_WHOLE + 1] = {
	[SUBDEV_A_TRANSACTION_ITEM] = NLA_POLICY_NESTED(subdev_dev_item_nl_policy),
	[SUBDEV_A_TRANSACTION_WHOLE] = { .type = NLA_FLAG, },
};

/* SUBDEV_CMD_DEV_STATS_GET - do */
static const struct nla_policy subdev_dev_stats_get_do_nl_policy[SUBDEV_A_STATS_LABEL + 1] = {
	[SUBDEV_A_STATS_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_STATS_UUID] = NLA_POLICY_EXACT_LEN(SUBDEV_UUID_LEN),
	[SUBDEV_A_STATS_LABEL] = { .type = NLA_NUL_STRING, .len = SUBDEV_LABEL_MAX, },
};

/* SUBDEV_CMD_DEV_STATS_GET - dump */
static const struct nla_policy subdev_dev_stats_get_dump_nl_policy[SUBDEV_A_STATS_PARENT_NAME + 1] = {
	[SUBDEV_A_STATS_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_STATS_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
};

/* SUBDEV_CMD_POOL_STATS_GET - do */
static const struct nla_policy subdev_pool_stats_get_nl_policy[SUBDEV_A_STATS_POOL + 1] = {
	[SUBDEV_A_STATS_POOL] = { .type = NLA_NUL_STRING, .len = SUBDEV_POOL_NAME_MAX, },
};

/* SUBDEV_CMD_PARENT_STATS_GET - do */
static const struct nla_policy subdev_parent_stats_get_nl_policy[SUBDEV_A_STATS_PARENT_NAME + 1] = {
	[SUBDEV_A_STATS_PARENT_INDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SUBDEV_A_STATS_PARENT_NAME] = { .type = NLA_NUL_STRING, .len = SUBDEV_NAME_MAX, },
};

/* Ops table for subdev */
static const struct genl_split_ops subdev_nl_ops[] = {
	{
		.cmd		= SUBDEV_CMD_PARENT_GET,
		.doit		= subdev_nl_parent_get_doit,
		.policy		= subdev_parent_get_nl_policy,
		.maxattr	= SUBDEV_A_PARENT_NAME,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= SUBDEV_CMD_PARENT_GET,
		.start	= subdev_nl_parent_get_start,
		.dumpit	= subdev_nl_parent_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= SUBDEV_CMD_PARENT_SET,
		.doit		= subdev_nl_parent_set_doit,
		.policy		= subdev_parent_set_nl_policy,
		.maxattr	= SUBDEV_A_PARENT_LIMIT,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_TYPE_GET,
		.doit		= subdev_nl_type_get_doit,
		.policy		= subdev_type_get_do_nl_policy,
		.maxattr	= SUBDEV_A_TYPE_NAME,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_TYPE_GET,
		.start		= subdev_nl_type_get_start,
		.dumpit		= subdev_nl_type_get_dumpit,
		.policy		= subdev_type_get_dump_nl_policy,
		.maxattr	= SUBDEV_A_TYPE_PARENT_NAME,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= SUBDEV_CMD_HOLDER_GET,
		.start		= subdev_nl_holder_get_start,
		.dumpit		= subdev_nl_holder_get_dumpit,
		.policy		= subdev_holder_get_nl_policy,
		.maxattr	= SUBDEV_A_HOLDER_RESOURCE,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= SUBDEV_CMD_MODEL_GET,
		.start		= subdev_nl_model_get_start,
		.dumpit		= subdev_nl_model_get_dumpit,
		.policy		= subdev_model_get_nl_policy,
		.maxattr	= SUBDEV_A_MODEL_TYPE,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= SUBDEV_CMD_PARAM_GET,
		.start		= subdev_nl_param_get_start,
		.dumpit		= subdev_nl_param_get_dumpit,
		.policy		= subdev_param_get_nl_policy,
		.maxattr	= SUBDEV_A_PARAM_TYPE,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= SUBDEV_CMD_DEV_GET,
		.doit		= subdev_nl_dev_get_doit,
		.policy		= subdev_dev_get_do_nl_policy,
		.maxattr	= SUBDEV_A_DEV_LABEL,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_DEV_GET,
		.start		= subdev_nl_dev_get_start,
		.dumpit		= subdev_nl_dev_get_dumpit,
		.policy		= subdev_dev_get_dump_nl_policy,
		.maxattr	= SUBDEV_A_DEV_POOL,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= SUBDEV_CMD_DEV_CREATE,
		.doit		= subdev_nl_dev_create_doit,
		.policy		= subdev_dev_create_nl_policy,
		.maxattr	= SUBDEV_A_DEV_TTL,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_DEV_RENEW,
		.doit		= subdev_nl_dev_renew_doit,
		.policy		= subdev_dev_renew_nl_policy,
		.maxattr	= SUBDEV_A_DEV_TTL,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_DEV_SET,
		.doit		= subdev_nl_dev_set_doit,
		.policy		= subdev_dev_set_nl_policy,
		.maxattr	= SUBDEV_A_DEV_IF_GENERATION,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_DEV_ACTIVATE,
		.doit		= subdev_nl_dev_activate_doit,
		.policy		= subdev_dev_activate_nl_policy,
		.maxattr	= SUBDEV_A_DEV_LABEL,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_DEV_DEACTIVATE,
		.doit		= subdev_nl_dev_deactivate_doit,
		.policy		= subdev_dev_deactivate_nl_policy,
		.maxattr	= SUBDEV_A_DEV_TELL_END,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_DEV_DELETE,
		.doit		= subdev_nl_dev_delete_doit,
		.policy		= subdev_dev_delete_nl_policy,
		.maxattr	= SUBDEV_A_DEV_TELL_END,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_MANIFEST_GET,
		.doit		= subdev_nl_manifest_get_doit,
		.policy		= subdev_manifest_get_do_nl_policy,
		.maxattr	= SUBDEV_A_DEV_TYPE,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_MANIFEST_GET,
		.start		= subdev_nl_manifest_get_start,
		.dumpit		= subdev_nl_manifest_get_dumpit,
		.done		= subdev_nl_manifest_get_done,
		.policy		= subdev_manifest_get_dump_nl_policy,
		.maxattr	= SUBDEV_A_DEV_TYPE,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= SUBDEV_CMD_MANIFEST_CHECK,
		.doit		= subdev_nl_manifest_check_doit,
		.policy		= subdev_manifest_check_nl_policy,
		.maxattr	= SUBDEV_A_DEV_MANIFEST,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_MANIFEST_NEGOTIATE,
		.doit		= subdev_nl_manifest_negotiate_doit,
		.policy		= subdev_manifest_negotiate_nl_policy,
		.maxattr	= SUBDEV_A_DEV_MANIFEST,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_LIMIT_GET,
		.start		= subdev_nl_limit_get_start,
		.dumpit		= subdev_nl_limit_get_dumpit,
		.policy		= subdev_limit_get_nl_policy,
		.maxattr	= SUBDEV_A_LIMIT_OWNER,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= SUBDEV_CMD_FILTER_SET,
		.doit		= subdev_nl_filter_set_doit,
		.policy		= subdev_filter_set_nl_policy,
		.maxattr	= SUBDEV_A_FILTER_POOL,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_POOL_GET,
		.doit		= subdev_nl_pool_get_doit,
		.policy		= subdev_pool_get_do_nl_policy,
		.maxattr	= SUBDEV_A_POOL_NAME,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_POOL_GET,
		.start		= subdev_nl_pool_get_start,
		.dumpit		= subdev_nl_pool_get_dumpit,
		.policy		= subdev_pool_get_dump_nl_policy,
		.maxattr	= SUBDEV_A_POOL_PARENT_NAME,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= SUBDEV_CMD_POOL_CREATE,
		.doit		= subdev_nl_pool_create_doit,
		.policy		= subdev_pool_create_nl_policy,
		.maxattr	= SUBDEV_A_POOL_MAX_DEVS,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_POOL_SET,
		.doit		= subdev_nl_pool_set_doit,
		.policy		= subdev_pool_set_nl_policy,
		.maxattr	= SUBDEV_A_POOL_IF_GENERATION,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_POOL_DELETE,
		.doit		= subdev_nl_pool_delete_doit,
		.policy		= subdev_pool_delete_nl_policy,
		.maxattr	= SUBDEV_A_POOL_IF_GENERATION,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_POOL_PUSH,
		.doit		= subdev_nl_pool_push_doit,
		.policy		= subdev_pool_push_nl_policy,
		.maxattr	= SUBDEV_A_DEV_TELL_END,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_POOL_PULL,
		.doit		= subdev_nl_pool_pull_doit,
		.policy		= subdev_pool_pull_nl_policy,
		.maxattr	= SUBDEV_A_DEV_POOL,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_POOL_RETURN,
		.doit		= subdev_nl_pool_return_doit,
		.policy		= subdev_pool_return_nl_policy,
		.maxattr	= SUBDEV_A_DEV_TELL_END,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_TRANSACTION_RUN,
		.doit		= subdev_nl_transaction_run_doit,
		.policy		= subdev_transaction_run_nl_policy,
		.maxattr	= SUBDEV_A_TRANSACTION_WHOLE,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_DEV_STATS_GET,
		.doit		= subdev_nl_dev_stats_get_doit,
		.policy		= subdev_dev_stats_get_do_nl_policy,
		.maxattr	= SUBDEV_A_STATS_LABEL,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SUBDEV_CMD_DEV_STATS_GET,
		.start		= subdev_nl_dev_stats_get_start,
		.dumpit		= subdev_nl_dev_stats_get_dumpit,
		.policy		= subdev_dev_stats_get_dump_nl_policy,
		.maxattr	= SUBDEV_A_STATS_PARENT_NAME,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= SUBDEV_CMD_POOL_STATS_GET,
		.doit		= subdev_nl_pool_stats_get_doit,
		.policy		= subdev_pool_stats_get_nl_policy,
		.maxattr	= SUBDEV_A_STATS_POOL,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= SUBDEV_CMD_POOL_STATS_GET,
		.start	= subdev_nl_pool_stats_get_start,
		.dumpit	= subdev_nl_pool_stats_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= SUBDEV_CMD_PARENT_STATS_GET,
		.doit		= subdev_nl_parent_stats_get_doit,
		.policy		= subdev_parent_stats_get_nl_policy,
		.maxattr	= SUBDEV_A_STATS_PARENT_NAME,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= SUBDEV_CMD_PARENT_STATS_GET,
		.start	= subdev_nl_parent_stats_get_start,
		.dumpit	= subdev_nl_parent_stats_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
};

static const struct genl_multicast_group subdev_nl_mcgrps[] = {
	[SUBDEV_NLGRP_EVENTS] = { "events", },
};

struct genl_family subdev_nl_family __ro_after_init = {
	.name		= SUBDEV_FAMILY_NAME,
	.version	= SUBDEV_FAMILY_VERSION,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.split_ops	= subdev_nl_ops,
	.n_split_ops	= ARRAY_SIZE(subdev_nl_ops),
	.mcgrps		= subdev_nl_mcgrps,
	.n_mcgrps	= ARRAY_SIZE(subdev_nl_mcgrps),
};
