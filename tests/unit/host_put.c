// SPDX-License-Identifier: GPL-2.0-only
/* What the host has, as messages say it. */
#include <string.h>

#include <uuid/uuid.h>

#include "harness.h"
#include "host.h"

/* A uint takes 8 bytes only if it must. */
static void put_uint(struct msg *m, uint16_t attr, uint64_t value)
{
	if (value > UINT32_MAX)
		msg_put_u64(m, attr, value);
	else
		msg_put_u32(m, attr, value);
}

static void put_flag(struct msg *m, uint16_t attr, bool value)
{
	if (value)
		msg_put(m, attr, NULL, 0);
}

static void put_u8(struct msg *m, uint16_t attr, uint8_t value)
{
	msg_put(m, attr, &value, sizeof(value));
}

static void put_u32(struct msg *m, uint16_t attr, uint32_t value)
{
	if (value)
		msg_put_u32(m, attr, value);
}

static void put_string(struct msg *m, uint16_t attr, const char *value)
{
	if (value)
		msg_put_string(m, attr, value);
}

static void put_uuid(struct msg *m, uint16_t attr, const char *text)
{
	uuid_t uuid;

	assert_int_equal(uuid_parse(text, uuid), 0);
	msg_put(m, attr, uuid, sizeof(uuid));
}

void host_put_resources(struct msg *m, uint16_t attr, const struct host_resource *resources)
{
	for (size_t i = 0; i < HOST_PARTS && resources[i].name; i++) {
		size_t nest = msg_nest(m, attr);

		msg_put_string(m, SUBDEV_A_RESOURCE_NAME, resources[i].name);
		msg_put_u32(m, SUBDEV_A_RESOURCE_UNIT, resources[i].unit);
		put_uint(m, SUBDEV_A_RESOURCE_CAPACITY, resources[i].capacity);
		put_uint(m, SUBDEV_A_RESOURCE_FREE, resources[i].free);
		put_flag(m, SUBDEV_A_RESOURCE_CONTIGUOUS, resources[i].contiguous);
		if (resources[i].contiguous)
			put_uint(m, SUBDEV_A_RESOURCE_LARGEST, resources[i].largest);
		msg_nest_end(m, nest);
	}
}

void host_put_parent(struct msg *m, const struct host_parent *parent)
{
	msg_put_u32(m, SUBDEV_A_PARENT_INDEX, parent->index);
	msg_put_string(m, SUBDEV_A_PARENT_NAME, parent->name);
	put_uint(m, SUBDEV_A_PARENT_GENERATION, parent->generation);
	msg_put_string(m, SUBDEV_A_PARENT_DRIVER, parent->driver);
	msg_put_u32(m, SUBDEV_A_PARENT_TYPES, parent->types);
	msg_put_u32(m, SUBDEV_A_PARENT_DEVS, parent->devs);
	msg_put_u32(m, SUBDEV_A_PARENT_MAX_DEVS, parent->max_devs);
	put_flag(m, SUBDEV_A_PARENT_REMOVING, parent->removing);
	put_u8(m, SUBDEV_A_PARENT_CORDON, parent->cordoned);
	host_put_resources(m, SUBDEV_A_PARENT_RESOURCE, parent->resources);
}

static void put_use(struct msg *m, const struct host_use *use)
{
	size_t nest = msg_nest(m, SUBDEV_A_TYPE_RESOURCE);

	msg_put_string(m, SUBDEV_A_USE_NAME, use->name);
	msg_put_u32(m, SUBDEV_A_USE_UNIT, use->unit);
	put_uint(m, SUBDEV_A_USE_DEFAULT, use->def);
	put_uint(m, SUBDEV_A_USE_MINIMUM, use->min);
	put_uint(m, SUBDEV_A_USE_MAXIMUM, use->max);
	put_uint(m, SUBDEV_A_USE_STEP, use->step);
	msg_put_u32(m, SUBDEV_A_USE_GROW, use->grow);
	msg_put_u32(m, SUBDEV_A_USE_SHRINK, use->shrink);
	put_flag(m, SUBDEV_A_USE_SHRINK_RESET, use->shrink_reset);
	msg_nest_end(m, nest);
}

static void put_class(struct msg *m, const struct host_type *type)
{
	size_t nest;

	if (!type->class_nest)
		return;
	nest = msg_nest(m, type->class_nest);
	for (size_t i = 0; i < HOST_PARTS; i++) {
		if (type->class_attrs[i])
			put_uint(m, i, type->class_attrs[i]);
	}
	msg_nest_end(m, nest);
}

void host_put_type(struct msg *m, const struct host_type *type)
{
	msg_put_u32(m, SUBDEV_A_TYPE_PARENT_INDEX, type->parent_index);
	msg_put_string(m, SUBDEV_A_TYPE_PARENT_NAME, type->parent_name);
	msg_put_string(m, SUBDEV_A_TYPE_NAME, type->name);
	msg_put_u32(m, SUBDEV_A_TYPE_CLASS, type->class);
	put_string(m, SUBDEV_A_TYPE_DESCRIPTION, type->description);
	put_string(m, SUBDEV_A_TYPE_DEVICE_API, type->device_api);
	msg_put_u32(m, SUBDEV_A_TYPE_AVAILABLE, type->available);
	if (type->has_model) {
		msg_put_string(m, SUBDEV_A_TYPE_MODEL, HOST_NIC);
		msg_put_u32(m, SUBDEV_A_TYPE_VERSION, 3);
		msg_put_u32(m, SUBDEV_A_TYPE_VERSIONS, ARRAY_SIZE(host_versions));
		msg_put_u32(m, SUBDEV_A_TYPE_PARAMS, ARRAY_SIZE(host_params));
	}
	for (size_t i = 0; i < HOST_PARTS && type->uses[i].name; i++)
		put_use(m, &type->uses[i]);
	put_class(m, type);
}

static void put_value(struct msg *m, uint16_t attr, const struct host_value *value)
{
	size_t nest = msg_nest(m, attr);
	uint8_t number = value->number;

	msg_put_string(m, SUBDEV_A_VALUE_NAME, value->name);
	if (value->kind == SUBDEV_PARAM_KIND_BOOL)
		msg_put(m, SUBDEV_A_VALUE_BOOL, &number, sizeof(number));
	else if (value->kind == SUBDEV_PARAM_KIND_UINT)
		put_uint(m, SUBDEV_A_VALUE_UINT, value->number);
	else
		msg_put_string(m, SUBDEV_A_VALUE_STRING, value->string);
	msg_nest_end(m, nest);
}

void host_put_values(struct msg *m, uint16_t attr, const struct host_value *values)
{
	for (size_t i = 0; i < HOST_PARTS && values[i].name[0]; i++)
		put_value(m, attr, &values[i]);
}

void host_put_amounts(struct msg *m, uint16_t attr, const struct host_amount *amounts)
{
	for (size_t i = 0; i < HOST_PARTS && amounts[i].name[0]; i++) {
		size_t nest = msg_nest(m, attr);

		msg_put_string(m, SUBDEV_A_AMOUNT_NAME, amounts[i].name);
		put_uint(m, SUBDEV_A_AMOUNT_AMOUNT, amounts[i].amount);
		/* a manifest does not tell where */
		if (amounts[i].contiguous && attr == SUBDEV_A_DEV_RESOURCE)
			put_uint(m, SUBDEV_A_AMOUNT_START, amounts[i].start);
		msg_nest_end(m, nest);
	}
}

void host_put_dev(struct msg *m, const struct host_dev *dev)
{
	put_u32(m, SUBDEV_A_DEV_ID, dev->id);
	if (dev->uuid)
		put_uuid(m, SUBDEV_A_DEV_UUID, dev->uuid);
	if (dev->label[0])
		msg_put_string(m, SUBDEV_A_DEV_LABEL, dev->label);
	msg_put_u32(m, SUBDEV_A_DEV_PARENT_INDEX, dev->parent_index);
	msg_put_string(m, SUBDEV_A_DEV_PARENT_NAME, dev->parent_name);
	msg_put_string(m, SUBDEV_A_DEV_TYPE, dev->type);
	msg_put_u32(m, SUBDEV_A_DEV_STATE, dev->state);
	put_uint(m, SUBDEV_A_DEV_GENERATION, dev->generation);
	if (dev->group >= 0)
		msg_put_u32(m, SUBDEV_A_DEV_GROUP, dev->group);
	put_string(m, SUBDEV_A_DEV_CDEV, dev->cdev);
	if (dev->owner[0])
		msg_put_string(m, SUBDEV_A_DEV_OWNER, dev->owner);
	put_u32(m, SUBDEV_A_DEV_LEASE, dev->lease);
	if (dev->lease == SUBDEV_LEASE_KIND_TTL)
		msg_put_u32(m, SUBDEV_A_DEV_TTL, dev->ttl);
	put_u32(m, SUBDEV_A_DEV_VERSION, dev->version);
	host_put_values(m, SUBDEV_A_DEV_PARAM, dev->values);
	host_put_amounts(m, SUBDEV_A_DEV_RESOURCE, dev->amounts);
	if (dev->pool[0])
		msg_put_string(m, SUBDEV_A_DEV_POOL, dev->pool);
	put_flag(m, SUBDEV_A_DEV_READY, dev->ready);
	put_string(m, SUBDEV_A_DEV_WHY, dev->why);
}

void host_put_brief(struct msg *m, const struct host_dev *dev)
{
	msg_put_u32(m, SUBDEV_A_DEV_ID, dev->id);
	put_uuid(m, SUBDEV_A_DEV_UUID, dev->uuid);
	if (dev->label[0])
		msg_put_string(m, SUBDEV_A_DEV_LABEL, dev->label);
	if (dev->group >= 0)
		msg_put_u32(m, SUBDEV_A_DEV_GROUP, dev->group);
	put_string(m, SUBDEV_A_DEV_CDEV, dev->cdev);
}

void host_put_pool(struct msg *m, const struct host_pool *pool, const struct host_counts *counts)
{
	msg_put_string(m, SUBDEV_A_POOL_NAME, pool->name);
	put_u32(m, SUBDEV_A_POOL_PARENT_INDEX, pool->parent_index);
	msg_put_string(m, SUBDEV_A_POOL_PARENT_NAME, pool->parent_name);
	msg_put_string(m, SUBDEV_A_POOL_TYPE, pool->type);
	put_u32(m, SUBDEV_A_POOL_VERSION, pool->version);
	host_put_values(m, SUBDEV_A_POOL_PARAM, pool->values);
	host_put_amounts(m, SUBDEV_A_POOL_RESOURCE, pool->amounts);
	msg_put_u32(m, SUBDEV_A_POOL_SIZE, pool->size);
	msg_put_u32(m, SUBDEV_A_POOL_LOW, pool->low);
	msg_put_u32(m, SUBDEV_A_POOL_MAX_DEVS, pool->max_devs);
	msg_put_u32(m, SUBDEV_A_POOL_STATE, pool->state);
	put_u32(m, SUBDEV_A_POOL_ERRNO, pool->err);
	put_string(m, SUBDEV_A_POOL_WHY, pool->why);
	put_uint(m, SUBDEV_A_POOL_GENERATION, pool->generation);
	msg_put_u32(m, SUBDEV_A_POOL_DEVS, counts->devs);
	msg_put_u32(m, SUBDEV_A_POOL_READY, counts->ready);
	msg_put_u32(m, SUBDEV_A_POOL_PULLED, counts->pulled);
	msg_put_u32(m, SUBDEV_A_POOL_FAILED, counts->failed);
}

void host_put_counts(struct msg *m, const struct host_pool *pool,
		     const struct host_counts *counts)
{
	size_t nest = msg_nest(m, SUBDEV_A_DEV_POOL_COUNTS);

	msg_put_string(m, SUBDEV_A_POOL_NAME, pool->name);
	put_uint(m, SUBDEV_A_POOL_GENERATION, pool->generation);
	msg_put_u32(m, SUBDEV_A_POOL_DEVS, counts->devs);
	msg_put_u32(m, SUBDEV_A_POOL_READY, counts->ready);
	msg_put_u32(m, SUBDEV_A_POOL_PULLED, counts->pulled);
	msg_put_u32(m, SUBDEV_A_POOL_FAILED, counts->failed);
	msg_nest_end(m, nest);
}

void host_put_dev_stats(struct msg *m, const struct host_dev *dev)
{
	msg_put_u32(m, SUBDEV_A_STATS_ID, dev->id);
	put_uuid(m, SUBDEV_A_STATS_UUID, dev->uuid);
	if (dev->label[0])
		msg_put_string(m, SUBDEV_A_STATS_LABEL, dev->label);
	/* what is inactive has done nothing */
	for (uint16_t attr = SUBDEV_A_STATS_OPENS; attr <= SUBDEV_A_STATS_FAILURES; attr++)
		put_uint(m, attr, dev->group < 0 ? 0 : dev->group * 100 + attr);
	put_uint(m, SUBDEV_A_STATS_PULLS, dev->pool[0] ? 6000000000 : 0);
}

void host_put_pool_stats(struct msg *m, const struct host_pool *pool)
{
	msg_put_string(m, SUBDEV_A_STATS_POOL, pool->name);
	put_uint(m, SUBDEV_A_STATS_PULLS, pool->pulls);
	put_uint(m, SUBDEV_A_STATS_RETURNS, pool->returns);
	put_uint(m, SUBDEV_A_STATS_WAITS, pool->waits);
	put_uint(m, SUBDEV_A_STATS_REFILLS, pool->refills);
	put_uint(m, SUBDEV_A_STATS_CREATES, pool->creates);
	put_uint(m, SUBDEV_A_STATS_DELETES, pool->deletes);
	put_uint(m, SUBDEV_A_STATS_FAILURES, pool->failures);
}

void host_put_parent_stats(struct msg *m, const struct host_parent *parent)
{
	static const uint16_t attrs[] = {
		SUBDEV_A_STATS_OPENS, SUBDEV_A_STATS_TIME_IN_USE, SUBDEV_A_STATS_RESETS,
		SUBDEV_A_STATS_FAILURES, SUBDEV_A_STATS_CREATES, SUBDEV_A_STATS_DELETES,
		SUBDEV_A_STATS_PULLS, SUBDEV_A_STATS_RETURNS, SUBDEV_A_STATS_WAITS,
		SUBDEV_A_STATS_REFILLS,
	};

	msg_put_u32(m, SUBDEV_A_STATS_PARENT_INDEX, parent->index);
	msg_put_string(m, SUBDEV_A_STATS_PARENT_NAME, parent->name);
	for (size_t i = 0; i < ARRAY_SIZE(attrs); i++)
		put_uint(m, attrs[i], parent->generation * 10 + attrs[i]);
}

void host_put_manifest(struct msg *m, const struct host_dev *dev)
{
	size_t nest = msg_nest(m, SUBDEV_A_DEV_MANIFEST);

	msg_put_string(m, SUBDEV_A_MANIFEST_MODEL, HOST_NIC);
	put_u32(m, SUBDEV_A_MANIFEST_VERSION, dev->version);
	host_put_values(m, SUBDEV_A_MANIFEST_PARAM, dev->values);
	host_put_amounts(m, SUBDEV_A_MANIFEST_RESOURCE, dev->amounts);
	msg_put(m, SUBDEV_A_MANIFEST_TOKEN, "\x01\x00\xfe", 3);
	msg_nest_end(m, nest);
}

void host_put_holder(struct msg *m, const struct host_dev *dev, const struct host_amount *amount)
{
	msg_put_u32(m, SUBDEV_A_HOLDER_PARENT_INDEX, dev->parent_index);
	msg_put_string(m, SUBDEV_A_HOLDER_PARENT_NAME, dev->parent_name);
	msg_put_string(m, SUBDEV_A_HOLDER_RESOURCE, amount->name);
	msg_put_u32(m, SUBDEV_A_HOLDER_DEV, dev->id);
	put_uuid(m, SUBDEV_A_HOLDER_UUID, dev->uuid);
	if (dev->label[0])
		msg_put_string(m, SUBDEV_A_HOLDER_LABEL, dev->label);
	put_uint(m, SUBDEV_A_HOLDER_AMOUNT, amount->amount);
	if (amount->contiguous)
		put_uint(m, SUBDEV_A_HOLDER_START, amount->start);
}

void host_put_limit(struct msg *m, const struct host_parent *parent,
		    const struct host_limit *limit)
{
	msg_put_u32(m, SUBDEV_A_LIMIT_PARENT_INDEX, parent->index);
	msg_put_string(m, SUBDEV_A_LIMIT_PARENT_NAME, parent->name);
	msg_put_string(m, SUBDEV_A_LIMIT_OWNER, limit->owner);
	msg_put_string(m, SUBDEV_A_LIMIT_RESOURCE, limit->resource);
	put_uint(m, SUBDEV_A_LIMIT_AMOUNT, limit->amount);
	put_uint(m, SUBDEV_A_LIMIT_USED, limit->used);
}

void host_put_version(struct msg *m, const struct host_type *type,
		      const struct host_version *version)
{
	msg_put_u32(m, SUBDEV_A_MODEL_PARENT_INDEX, type->parent_index);
	msg_put_string(m, SUBDEV_A_MODEL_PARENT_NAME, type->parent_name);
	msg_put_string(m, SUBDEV_A_MODEL_TYPE, type->name);
	msg_put_string(m, SUBDEV_A_MODEL_URI, HOST_NIC);
	msg_put_u32(m, SUBDEV_A_MODEL_VERSION, version->number);
	host_put_values(m, SUBDEV_A_MODEL_PARAM, version->values);
}

void host_put_param(struct msg *m, const struct host_type *type, const struct host_param *param)
{
	msg_put_u32(m, SUBDEV_A_PARAM_PARENT_INDEX, type->parent_index);
	msg_put_string(m, SUBDEV_A_PARAM_PARENT_NAME, type->parent_name);
	msg_put_string(m, SUBDEV_A_PARAM_TYPE, type->name);
	msg_put_string(m, SUBDEV_A_PARAM_MODEL, HOST_NIC);
	msg_put_string(m, SUBDEV_A_PARAM_NAME, param->name);
	msg_put_u32(m, SUBDEV_A_PARAM_KIND, param->kind);
	put_value(m, SUBDEV_A_PARAM_DEFAULT, &param->def);
	if (param->kind == SUBDEV_PARAM_KIND_UINT) {
		put_uint(m, SUBDEV_A_PARAM_MINIMUM, param->min);
		put_uint(m, SUBDEV_A_PARAM_MAXIMUM, param->max);
	}
	put_u32(m, SUBDEV_A_PARAM_MAX_LEN, param->max_len);
	for (size_t i = 0; i < ARRAY_SIZE(param->choices); i++)
		put_string(m, SUBDEV_A_PARAM_CHOICE, param->choices[i]);
	msg_put_u32(m, SUBDEV_A_PARAM_CHANGE, param->change);
	put_u32(m, SUBDEV_A_PARAM_SINCE, param->since);
	put_u32(m, SUBDEV_A_PARAM_UNTIL, param->until);
}

void host_put_event(struct msg *m, uint16_t attr, uint64_t seq, uint32_t epoch, uint32_t cause)
{
	size_t nest = msg_nest(m, attr);

	put_uint(m, SUBDEV_A_EVENT_SEQ, seq);
	msg_put_u32(m, SUBDEV_A_EVENT_EPOCH, epoch);
	put_u32(m, SUBDEV_A_EVENT_CAUSE, cause);
	msg_nest_end(m, nest);
}
