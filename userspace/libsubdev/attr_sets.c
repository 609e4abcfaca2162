// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The sets of attributes of the protocol, as Documentation/netlink/specs/subdev.yaml
 * has them; a unit test compares.
 */
#include "attr.h"

static const struct attr_desc event_attrs[] = {
	[SUBDEV_A_EVENT_SEQ] = { "seq", ATTR_UINT, NULL },
	[SUBDEV_A_EVENT_EPOCH] = { "epoch", ATTR_U32, NULL },
	[SUBDEV_A_EVENT_CAUSE] = { "cause", ATTR_U32, NULL },
};

const struct attr_set attr_set_event = { "event", SUBDEV_A_EVENT_MAX, event_attrs, 0 };

static const struct attr_desc resource_attrs[] = {
	[SUBDEV_A_RESOURCE_NAME] = { "name", ATTR_STRING, NULL },
	[SUBDEV_A_RESOURCE_UNIT] = { "unit", ATTR_U32, NULL },
	[SUBDEV_A_RESOURCE_CAPACITY] = { "capacity", ATTR_UINT, NULL },
	[SUBDEV_A_RESOURCE_FREE] = { "free", ATTR_UINT, NULL },
	[SUBDEV_A_RESOURCE_CONTIGUOUS] = { "contiguous", ATTR_FLAG, NULL },
	[SUBDEV_A_RESOURCE_LARGEST] = { "largest", ATTR_UINT, NULL },
};

const struct attr_set attr_set_resource = { "resource", SUBDEV_A_RESOURCE_MAX, resource_attrs, 0 };

static const struct attr_desc holder_attrs[] = {
	[SUBDEV_A_HOLDER_PARENT_INDEX] = { "parent-index", ATTR_U32, NULL },
	[SUBDEV_A_HOLDER_PARENT_NAME] = { "parent-name", ATTR_STRING, NULL },
	[SUBDEV_A_HOLDER_RESOURCE] = { "resource", ATTR_STRING, NULL },
	[SUBDEV_A_HOLDER_DEV] = { "dev", ATTR_U32, NULL },
	[SUBDEV_A_HOLDER_UUID] = { "uuid", ATTR_UUID, NULL },
	[SUBDEV_A_HOLDER_LABEL] = { "label", ATTR_STRING, NULL },
	[SUBDEV_A_HOLDER_AMOUNT] = { "amount", ATTR_UINT, NULL },
	[SUBDEV_A_HOLDER_START] = { "start", ATTR_UINT, NULL },
};

const struct attr_set attr_set_holder = { "holder", SUBDEV_A_HOLDER_MAX, holder_attrs, 0 };

static const struct attr_desc limit_attrs[] = {
	[SUBDEV_A_LIMIT_PARENT_INDEX] = { "parent-index", ATTR_U32, NULL },
	[SUBDEV_A_LIMIT_PARENT_NAME] = { "parent-name", ATTR_STRING, NULL },
	[SUBDEV_A_LIMIT_OWNER] = { "owner", ATTR_STRING, NULL },
	[SUBDEV_A_LIMIT_RESOURCE] = { "resource", ATTR_STRING, NULL },
	[SUBDEV_A_LIMIT_AMOUNT] = { "amount", ATTR_UINT, NULL },
	[SUBDEV_A_LIMIT_USED] = { "used", ATTR_UINT, NULL },
};

const struct attr_set attr_set_limit = { "limit", SUBDEV_A_LIMIT_MAX, limit_attrs, 0 };

static const struct attr_desc new_limit_attrs[] = {
	[SUBDEV_A_NEW_LIMIT_OWNER] = { "owner", ATTR_STRING, NULL },
	[SUBDEV_A_NEW_LIMIT_RESOURCE] = { "resource", ATTR_STRING, NULL },
	[SUBDEV_A_NEW_LIMIT_AMOUNT] = { "amount", ATTR_UINT, NULL },
};

const struct attr_set attr_set_new_limit = {
	"new-limit", SUBDEV_A_NEW_LIMIT_MAX, new_limit_attrs, SUBDEV_A_NEW_LIMIT_RESOURCE
};

static const struct attr_desc use_attrs[] = {
	[SUBDEV_A_USE_NAME] = { "name", ATTR_STRING, NULL },
	[SUBDEV_A_USE_UNIT] = { "unit", ATTR_U32, NULL },
	[SUBDEV_A_USE_DEFAULT] = { "default", ATTR_UINT, NULL },
	[SUBDEV_A_USE_MINIMUM] = { "minimum", ATTR_UINT, NULL },
	[SUBDEV_A_USE_MAXIMUM] = { "maximum", ATTR_UINT, NULL },
	[SUBDEV_A_USE_STEP] = { "step", ATTR_UINT, NULL },
	[SUBDEV_A_USE_GROW] = { "grow", ATTR_U32, NULL },
	[SUBDEV_A_USE_SHRINK] = { "shrink", ATTR_U32, NULL },
	[SUBDEV_A_USE_SHRINK_RESET] = { "shrink-reset", ATTR_FLAG, NULL },
};

const struct attr_set attr_set_use = { "use", SUBDEV_A_USE_MAX, use_attrs, 0 };

static const struct attr_desc amount_attrs[] = {
	[SUBDEV_A_AMOUNT_NAME] = { "name", ATTR_STRING, NULL },
	[SUBDEV_A_AMOUNT_AMOUNT] = { "amount", ATTR_UINT, NULL },
	[SUBDEV_A_AMOUNT_START] = { "start", ATTR_UINT, NULL },
};

const struct attr_set attr_set_amount = {
	"amount", SUBDEV_A_AMOUNT_MAX, amount_attrs, SUBDEV_A_AMOUNT_NAME
};

static const struct attr_desc value_attrs[] = {
	[SUBDEV_A_VALUE_NAME] = { "name", ATTR_STRING, NULL },
	[SUBDEV_A_VALUE_BOOL] = { "bool", ATTR_U8, NULL },
	[SUBDEV_A_VALUE_UINT] = { "uint", ATTR_UINT, NULL },
	[SUBDEV_A_VALUE_STRING] = { "string", ATTR_STRING, NULL },
};

const struct attr_set attr_set_value = {
	"value", SUBDEV_A_VALUE_MAX, value_attrs, SUBDEV_A_VALUE_NAME
};

static const struct attr_desc display_attrs[] = {
	[SUBDEV_A_DISPLAY_HEADS] = { "heads", ATTR_U32, NULL },
	[SUBDEV_A_DISPLAY_MAX_WIDTH] = { "max-width", ATTR_U32, NULL },
	[SUBDEV_A_DISPLAY_MAX_HEIGHT] = { "max-height", ATTR_U32, NULL },
	[SUBDEV_A_DISPLAY_FRAME_RATE_LIMIT] = { "frame-rate-limit", ATTR_U32, NULL },
	[SUBDEV_A_DISPLAY_FRAMEBUFFER] = { "framebuffer", ATTR_UINT, NULL },
};

const struct attr_set attr_set_display = { "display", SUBDEV_A_DISPLAY_MAX, display_attrs, 0 };

static const struct attr_desc serial_attrs[] = {
	[SUBDEV_A_SERIAL_PORTS] = { "ports", ATTR_U32, NULL },
};

const struct attr_set attr_set_serial = { "serial", SUBDEV_A_SERIAL_MAX, serial_attrs, 0 };

static const struct attr_desc accel_attrs[] = {
	[SUBDEV_A_ACCEL_ENGINES] = { "engines", ATTR_U32, NULL },
	[SUBDEV_A_ACCEL_QUEUES] = { "queues", ATTR_U32, NULL },
};

const struct attr_set attr_set_accel = { "accel", SUBDEV_A_ACCEL_MAX, accel_attrs, 0 };

static const struct attr_desc storage_attrs[] = {
	[SUBDEV_A_STORAGE_SIZE] = { "size", ATTR_UINT, NULL },
	[SUBDEV_A_STORAGE_BLOCK_SIZE] = { "block-size", ATTR_U32, NULL },
};

const struct attr_set attr_set_storage = { "storage", SUBDEV_A_STORAGE_MAX, storage_attrs, 0 };

static const struct attr_desc net_attrs[] = {
	[SUBDEV_A_NET_QUEUES] = { "queues", ATTR_U32, NULL },
	[SUBDEV_A_NET_SPEED] = { "speed", ATTR_UINT, NULL },
};

const struct attr_set attr_set_net = { "net", SUBDEV_A_NET_MAX, net_attrs, 0 };

static const struct attr_desc param_attrs[] = {
	[SUBDEV_A_PARAM_PARENT_INDEX] = { "parent-index", ATTR_U32, NULL },
	[SUBDEV_A_PARAM_PARENT_NAME] = { "parent-name", ATTR_STRING, NULL },
	[SUBDEV_A_PARAM_TYPE] = { "type", ATTR_STRING, NULL },
	[SUBDEV_A_PARAM_MODEL] = { "model", ATTR_STRING, NULL },
	[SUBDEV_A_PARAM_NAME] = { "name", ATTR_STRING, NULL },
	[SUBDEV_A_PARAM_KIND] = { "kind", ATTR_U32, NULL },
	[SUBDEV_A_PARAM_DEFAULT] = { "default", ATTR_NEST, &attr_set_value },
	[SUBDEV_A_PARAM_MINIMUM] = { "minimum", ATTR_UINT, NULL },
	[SUBDEV_A_PARAM_MAXIMUM] = { "maximum", ATTR_UINT, NULL },
	[SUBDEV_A_PARAM_MAX_LEN] = { "max-len", ATTR_U32, NULL },
	[SUBDEV_A_PARAM_CHOICE] = { "choice", ATTR_STRING, NULL },
	[SUBDEV_A_PARAM_CHANGE] = { "change", ATTR_U32, NULL },
	[SUBDEV_A_PARAM_SINCE] = { "since", ATTR_U32, NULL },
	[SUBDEV_A_PARAM_UNTIL] = { "until", ATTR_U32, NULL },
};

const struct attr_set attr_set_param = { "param", SUBDEV_A_PARAM_MAX, param_attrs, 0 };

static const struct attr_desc model_attrs[] = {
	[SUBDEV_A_MODEL_PARENT_INDEX] = { "parent-index", ATTR_U32, NULL },
	[SUBDEV_A_MODEL_PARENT_NAME] = { "parent-name", ATTR_STRING, NULL },
	[SUBDEV_A_MODEL_TYPE] = { "type", ATTR_STRING, NULL },
	[SUBDEV_A_MODEL_URI] = { "uri", ATTR_STRING, NULL },
	[SUBDEV_A_MODEL_VERSION] = { "version", ATTR_U32, NULL },
	[SUBDEV_A_MODEL_PARAM] = { "param", ATTR_NEST, &attr_set_value },
};

const struct attr_set attr_set_model = { "model", SUBDEV_A_MODEL_MAX, model_attrs, 0 };

static const struct attr_desc manifest_attrs[] = {
	[SUBDEV_A_MANIFEST_MODEL] = { "model", ATTR_STRING, NULL },
	[SUBDEV_A_MANIFEST_VERSION] = { "version", ATTR_U32, NULL },
	[SUBDEV_A_MANIFEST_PARAM] = { "param", ATTR_NEST, &attr_set_value },
	[SUBDEV_A_MANIFEST_RESOURCE] = { "resource", ATTR_NEST, &attr_set_amount },
	[SUBDEV_A_MANIFEST_TOKEN] = { "token", ATTR_BINARY, NULL },
};

const struct attr_set attr_set_manifest = { "manifest", SUBDEV_A_MANIFEST_MAX, manifest_attrs, 0 };

static const struct attr_desc reason_attrs[] = {
	[SUBDEV_A_REASON_SUBJECT] = { "subject", ATTR_U32, NULL },
	[SUBDEV_A_REASON_NAME] = { "name", ATTR_STRING, NULL },
	[SUBDEV_A_REASON_WANTED] = { "wanted", ATTR_STRING, NULL },
	[SUBDEV_A_REASON_HAD] = { "had", ATTR_STRING, NULL },
};

const struct attr_set attr_set_reason = { "reason", SUBDEV_A_REASON_MAX, reason_attrs, 0 };

static const struct attr_desc verdict_attrs[] = {
	[SUBDEV_A_VERDICT_PURPOSE] = { "purpose", ATTR_U32, NULL },
	[SUBDEV_A_VERDICT_ERRNO] = { "errno", ATTR_U32, NULL },
	[SUBDEV_A_VERDICT_REASON] = { "reason", ATTR_NEST, &attr_set_reason },
};

const struct attr_set attr_set_verdict = { "verdict", SUBDEV_A_VERDICT_MAX, verdict_attrs, 0 };

static const struct attr_desc parent_attrs[] = {
	[SUBDEV_A_PARENT_INDEX] = { "index", ATTR_U32, NULL },
	[SUBDEV_A_PARENT_NAME] = { "name", ATTR_STRING, NULL },
	[SUBDEV_A_PARENT_GENERATION] = { "generation", ATTR_UINT, NULL },
	[SUBDEV_A_PARENT_DRIVER] = { "driver", ATTR_STRING, NULL },
	[SUBDEV_A_PARENT_TYPES] = { "types", ATTR_U32, NULL },
	[SUBDEV_A_PARENT_DEVS] = { "devs", ATTR_U32, NULL },
	[SUBDEV_A_PARENT_MAX_DEVS] = { "max-devs", ATTR_U32, NULL },
	[SUBDEV_A_PARENT_REMOVING] = { "removing", ATTR_FLAG, NULL },
	[SUBDEV_A_PARENT_EVENT] = { "event", ATTR_NEST, &attr_set_event },
	[SUBDEV_A_PARENT_RESOURCE] = { "resource", ATTR_NEST, &attr_set_resource },
	[SUBDEV_A_PARENT_CORDON] = { "cordon", ATTR_U8, NULL },
	[SUBDEV_A_PARENT_LIMIT] = { "limit", ATTR_NEST, &attr_set_new_limit },
};

const struct attr_set attr_set_parent = { "parent", SUBDEV_A_PARENT_MAX, parent_attrs, 0 };

static const struct attr_desc type_attrs[] = {
	[SUBDEV_A_TYPE_PARENT_INDEX] = { "parent-index", ATTR_U32, NULL },
	[SUBDEV_A_TYPE_PARENT_NAME] = { "parent-name", ATTR_STRING, NULL },
	[SUBDEV_A_TYPE_NAME] = { "name", ATTR_STRING, NULL },
	[SUBDEV_A_TYPE_CLASS] = { "class", ATTR_U32, NULL },
	[SUBDEV_A_TYPE_DESCRIPTION] = { "description", ATTR_STRING, NULL },
	[SUBDEV_A_TYPE_DEVICE_API] = { "device-api", ATTR_STRING, NULL },
	[SUBDEV_A_TYPE_AVAILABLE] = { "available", ATTR_U32, NULL },
	[SUBDEV_A_TYPE_MODEL] = { "model", ATTR_STRING, NULL },
	[SUBDEV_A_TYPE_VERSION] = { "version", ATTR_U32, NULL },
	[SUBDEV_A_TYPE_VERSIONS] = { "versions", ATTR_U32, NULL },
	[SUBDEV_A_TYPE_PARAMS] = { "params", ATTR_U32, NULL },
	[SUBDEV_A_TYPE_RESOURCE] = { "resource", ATTR_NEST, &attr_set_use },
	[SUBDEV_A_TYPE_DISPLAY] = { "display", ATTR_NEST, &attr_set_display },
	[SUBDEV_A_TYPE_SERIAL] = { "serial", ATTR_NEST, &attr_set_serial },
	[SUBDEV_A_TYPE_ACCEL] = { "accel", ATTR_NEST, &attr_set_accel },
	[SUBDEV_A_TYPE_STORAGE] = { "storage", ATTR_NEST, &attr_set_storage },
	[SUBDEV_A_TYPE_NET] = { "net", ATTR_NEST, &attr_set_net },
};

const struct attr_set attr_set_type = { "type", SUBDEV_A_TYPE_MAX, type_attrs, 0 };

static const struct attr_desc dev_attrs[] = {
	[SUBDEV_A_DEV_ID] = { "id", ATTR_U32, NULL },
	[SUBDEV_A_DEV_UUID] = { "uuid", ATTR_UUID, NULL },
	[SUBDEV_A_DEV_LABEL] = { "label", ATTR_STRING, NULL },
	[SUBDEV_A_DEV_NEW_LABEL] = { "new-label", ATTR_STRING, NULL },
	[SUBDEV_A_DEV_PARENT_INDEX] = { "parent-index", ATTR_U32, NULL },
	[SUBDEV_A_DEV_PARENT_NAME] = { "parent-name", ATTR_STRING, NULL },
	[SUBDEV_A_DEV_TYPE] = { "type", ATTR_STRING, NULL },
	[SUBDEV_A_DEV_STATE] = { "state", ATTR_U32, NULL },
	[SUBDEV_A_DEV_GENERATION] = { "generation", ATTR_UINT, NULL },
	[SUBDEV_A_DEV_GROUP] = { "group", ATTR_U32, NULL },
	[SUBDEV_A_DEV_CDEV] = { "cdev", ATTR_STRING, NULL },
	[SUBDEV_A_DEV_INACTIVE] = { "inactive", ATTR_FLAG, NULL },
	[SUBDEV_A_DEV_FORCE] = { "force", ATTR_FLAG, NULL },
	[SUBDEV_A_DEV_PARENT_GENERATION] = { "parent-generation", ATTR_UINT, NULL },
	[SUBDEV_A_DEV_PARENT_DEVS] = { "parent-devs", ATTR_U32, NULL },
	[SUBDEV_A_DEV_EVENT] = { "event", ATTR_NEST, &attr_set_event },
	[SUBDEV_A_DEV_VERSION] = { "version", ATTR_U32, NULL },
	[SUBDEV_A_DEV_PARAM] = { "param", ATTR_NEST, &attr_set_value },
	[SUBDEV_A_DEV_RESOURCE] = { "resource", ATTR_NEST, &attr_set_amount },
	[SUBDEV_A_DEV_MANIFEST] = { "manifest", ATTR_NEST, &attr_set_manifest },
	[SUBDEV_A_DEV_IF_GENERATION] = { "if-generation", ATTR_UINT, NULL },
	[SUBDEV_A_DEV_DRY_RUN] = { "dry-run", ATTR_FLAG, NULL },
	[SUBDEV_A_DEV_PARENT_RESOURCE] = { "parent-resource", ATTR_NEST, &attr_set_resource },
	[SUBDEV_A_DEV_VERDICT] = { "verdict", ATTR_NEST, &attr_set_verdict },
	[SUBDEV_A_DEV_CHOSEN] = { "chosen", ATTR_U32, NULL },
	[SUBDEV_A_DEV_OWNER] = { "owner", ATTR_STRING, NULL },
	[SUBDEV_A_DEV_LEASE] = { "lease", ATTR_U32, NULL },
	[SUBDEV_A_DEV_TTL] = { "ttl", ATTR_U32, NULL },
	[SUBDEV_A_DEV_POOL] = { "pool", ATTR_STRING, NULL },
	[SUBDEV_A_DEV_READY] = { "ready", ATTR_FLAG, NULL },
	[SUBDEV_A_DEV_WHY] = { "why", ATTR_STRING, NULL },
	[SUBDEV_A_DEV_COUNT] = { "count", ATTR_U32, NULL },
	[SUBDEV_A_DEV_POOL_COUNTS] = { "pool-counts", ATTR_NEST, &attr_set_pool },
	[SUBDEV_A_DEV_TELL_END] = { "tell-end", ATTR_FLAG, NULL },
};

const struct attr_set attr_set_dev = { "dev", SUBDEV_A_DEV_MAX, dev_attrs, ATTR_PLACE };

static const struct attr_desc pool_attrs[] = {
	[SUBDEV_A_POOL_NAME] = { "name", ATTR_STRING, NULL },
	[SUBDEV_A_POOL_PARENT_INDEX] = { "parent-index", ATTR_U32, NULL },
	[SUBDEV_A_POOL_PARENT_NAME] = { "parent-name", ATTR_STRING, NULL },
	[SUBDEV_A_POOL_TYPE] = { "type", ATTR_STRING, NULL },
	[SUBDEV_A_POOL_VERSION] = { "version", ATTR_U32, NULL },
	[SUBDEV_A_POOL_PARAM] = { "param", ATTR_NEST, &attr_set_value },
	[SUBDEV_A_POOL_RESOURCE] = { "resource", ATTR_NEST, &attr_set_amount },
	[SUBDEV_A_POOL_SIZE] = { "size", ATTR_U32, NULL },
	[SUBDEV_A_POOL_LOW] = { "low", ATTR_U32, NULL },
	[SUBDEV_A_POOL_MAX_DEVS] = { "max-devs", ATTR_U32, NULL },
	[SUBDEV_A_POOL_STATE] = { "state", ATTR_U32, NULL },
	[SUBDEV_A_POOL_ERRNO] = { "errno", ATTR_U32, NULL },
	[SUBDEV_A_POOL_WHY] = { "why", ATTR_STRING, NULL },
	[SUBDEV_A_POOL_GENERATION] = { "generation", ATTR_UINT, NULL },
	[SUBDEV_A_POOL_DEVS] = { "devs", ATTR_U32, NULL },
	[SUBDEV_A_POOL_READY] = { "ready", ATTR_U32, NULL },
	[SUBDEV_A_POOL_PULLED] = { "pulled", ATTR_U32, NULL },
	[SUBDEV_A_POOL_FAILED] = { "failed", ATTR_U32, NULL },
	[SUBDEV_A_POOL_EVENT] = { "event", ATTR_NEST, &attr_set_event },
	[SUBDEV_A_POOL_FORCE] = { "force", ATTR_FLAG, NULL },
	[SUBDEV_A_POOL_IF_GENERATION] = { "if-generation", ATTR_UINT, NULL },
};

const struct attr_set attr_set_pool = { "pool", SUBDEV_A_POOL_MAX, pool_attrs, 0 };

static const struct attr_desc transaction_attrs[] = {
	[SUBDEV_A_TRANSACTION_ITEM] = { "item", ATTR_NEST, &attr_set_dev },
	[SUBDEV_A_TRANSACTION_WHOLE] = { "whole", ATTR_FLAG, NULL },
	[SUBDEV_A_TRANSACTION_DEV] = { "dev", ATTR_NEST, &attr_set_dev },
};

const struct attr_set attr_set_transaction = {
	"transaction", SUBDEV_A_TRANSACTION_MAX, transaction_attrs, 0
};

static const struct attr_desc stats_attrs[] = {
	[SUBDEV_A_STATS_ID] = { "id", ATTR_U32, NULL },
	[SUBDEV_A_STATS_UUID] = { "uuid", ATTR_UUID, NULL },
	[SUBDEV_A_STATS_LABEL] = { "label", ATTR_STRING, NULL },
	[SUBDEV_A_STATS_PARENT_INDEX] = { "parent-index", ATTR_U32, NULL },
	[SUBDEV_A_STATS_PARENT_NAME] = { "parent-name", ATTR_STRING, NULL },
	[SUBDEV_A_STATS_POOL] = { "pool", ATTR_STRING, NULL },
	[SUBDEV_A_STATS_OPENS] = { "opens", ATTR_UINT, NULL },
	[SUBDEV_A_STATS_TIME_IN_USE] = { "time-in-use", ATTR_UINT, NULL },
	[SUBDEV_A_STATS_READS] = { "reads", ATTR_UINT, NULL },
	[SUBDEV_A_STATS_WRITES] = { "writes", ATTR_UINT, NULL },
	[SUBDEV_A_STATS_MMAPS] = { "mmaps", ATTR_UINT, NULL },
	[SUBDEV_A_STATS_INTERRUPTS] = { "interrupts", ATTR_UINT, NULL },
	[SUBDEV_A_STATS_DMA_READ] = { "dma-read", ATTR_UINT, NULL },
	[SUBDEV_A_STATS_DMA_WRITTEN] = { "dma-written", ATTR_UINT, NULL },
	[SUBDEV_A_STATS_RESETS] = { "resets", ATTR_UINT, NULL },
	[SUBDEV_A_STATS_FAILURES] = { "failures", ATTR_UINT, NULL },
	[SUBDEV_A_STATS_CREATES] = { "creates", ATTR_UINT, NULL },
	[SUBDEV_A_STATS_DELETES] = { "deletes", ATTR_UINT, NULL },
	[SUBDEV_A_STATS_PULLS] = { "pulls", ATTR_UINT, NULL },
	[SUBDEV_A_STATS_RETURNS] = { "returns", ATTR_UINT, NULL },
	[SUBDEV_A_STATS_WAITS] = { "waits", ATTR_UINT, NULL },
	[SUBDEV_A_STATS_REFILLS] = { "refills", ATTR_UINT, NULL },
};

const struct attr_set attr_set_stats = { "stats", SUBDEV_A_STATS_MAX, stats_attrs, 0 };

static const struct attr_desc filter_attrs[] = {
	[SUBDEV_A_FILTER_PARENT_INDEX] = { "parent-index", ATTR_U32, NULL },
	[SUBDEV_A_FILTER_PARENT_NAME] = { "parent-name", ATTR_STRING, NULL },
	[SUBDEV_A_FILTER_OWNER] = { "owner", ATTR_STRING, NULL },
	[SUBDEV_A_FILTER_KIND] = { "kind", ATTR_U32, NULL },
	[SUBDEV_A_FILTER_POOL] = { "pool", ATTR_STRING, NULL },
};

const struct attr_set attr_set_filter = { "filter", SUBDEV_A_FILTER_MAX, filter_attrs, 0 };
