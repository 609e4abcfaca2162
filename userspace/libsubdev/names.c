// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What the values of the protocol's enumerations are called, as the specification
 * has them; a unit test compares.
 */
#include <stddef.h>

#include "attr.h"
#include "names.h"

static const char *name_of(const char * const *names, size_t count, uint32_t value)
{
	return value < count && names[value] ? names[value] : "unknown";
}

static const char * const class_names[] = {
	[SUBDEV_CLASS_OTHER] = "other",
	[SUBDEV_CLASS_SERIAL] = "serial",
	[SUBDEV_CLASS_DISPLAY] = "display",
	[SUBDEV_CLASS_ACCEL] = "accel",
	[SUBDEV_CLASS_STORAGE] = "storage",
	[SUBDEV_CLASS_NET] = "net",
};

const char *class_name(uint32_t class)
{
	return name_of(class_names, ARRAY_SIZE(class_names), class);
}

static const char * const state_names[] = {
	[SUBDEV_DEV_STATE_INACTIVE] = "inactive",
	[SUBDEV_DEV_STATE_IDLE] = "idle",
	[SUBDEV_DEV_STATE_IN_USE] = "in-use",
	[SUBDEV_DEV_STATE_REMOVING] = "removing",
	[SUBDEV_DEV_STATE_RESETTING] = "resetting",
	[SUBDEV_DEV_STATE_FAILED] = "failed",
};

const char *state_name(uint32_t state)
{
	return name_of(state_names, ARRAY_SIZE(state_names), state);
}

static const char * const unit_names[] = {
	[SUBDEV_UNIT_COUNT] = "count",
	[SUBDEV_UNIT_BYTES] = "bytes",
	[SUBDEV_UNIT_BITS_PER_SECOND] = "bits-per-second",
	[SUBDEV_UNIT_HERTZ] = "hertz",
};

const char *unit_name(uint32_t unit)
{
	return name_of(unit_names, ARRAY_SIZE(unit_names), unit);
}

static const char * const change_names[] = {
	[SUBDEV_CHANGE_FIXED] = "fixed",
	[SUBDEV_CHANGE_UNUSED] = "unused",
	[SUBDEV_CHANGE_IDLE] = "idle",
	[SUBDEV_CHANGE_LIVE] = "live",
};

const char *change_name(uint32_t change)
{
	return name_of(change_names, ARRAY_SIZE(change_names), change);
}

static const char * const kind_names[] = {
	[SUBDEV_PARAM_KIND_BOOL] = "bool",
	[SUBDEV_PARAM_KIND_UINT] = "uint",
	[SUBDEV_PARAM_KIND_STRING] = "string",
	[SUBDEV_PARAM_KIND_ENUM] = "enum",
};

const char *kind_name(uint32_t kind)
{
	return name_of(kind_names, ARRAY_SIZE(kind_names), kind);
}

static const char * const purpose_names[] = {
	[SUBDEV_PURPOSE_CREATE] = "create",
	[SUBDEV_PURPOSE_STATE] = "state",
};

const char *purpose_name(uint32_t purpose)
{
	return name_of(purpose_names, ARRAY_SIZE(purpose_names), purpose);
}

static const char * const subject_names[] = {
	[SUBDEV_SUBJECT_MODEL] = "model",
	[SUBDEV_SUBJECT_VERSION] = "version",
	[SUBDEV_SUBJECT_PARAM] = "param",
	[SUBDEV_SUBJECT_RESOURCE] = "resource",
	[SUBDEV_SUBJECT_TOKEN] = "token",
	[SUBDEV_SUBJECT_DRIVER] = "driver",
};

const char *subject_name(uint32_t subject)
{
	return name_of(subject_names, ARRAY_SIZE(subject_names), subject);
}

static const char * const lease_names[] = {
	[SUBDEV_LEASE_KIND_PERSISTENT] = "persistent",
	[SUBDEV_LEASE_KIND_SOCKET] = "socket",
	[SUBDEV_LEASE_KIND_TTL] = "ttl",
};

const char *lease_name(uint32_t lease)
{
	return name_of(lease_names, ARRAY_SIZE(lease_names), lease);
}

static const char * const cause_names[] = {
	[SUBDEV_CAUSE_COMMAND] = "command",
	[SUBDEV_CAUSE_USE] = "use",
	[SUBDEV_CAUSE_LEASE] = "lease",
	[SUBDEV_CAUSE_PARENT] = "parent",
	[SUBDEV_CAUSE_REFILL] = "refill",
};

const char *cause_name(uint32_t cause)
{
	return name_of(cause_names, ARRAY_SIZE(cause_names), cause);
}

static const char * const event_kind_names[] = {
	[SUBDEV_EVENT_KIND_PARENT_ADD] = "parent-add",
	[SUBDEV_EVENT_KIND_PARENT_CHANGE] = "parent-change",
	[SUBDEV_EVENT_KIND_PARENT_DEL] = "parent-del",
	[SUBDEV_EVENT_KIND_DEV_ADD] = "dev-add",
	[SUBDEV_EVENT_KIND_DEV_CHANGE] = "dev-change",
	[SUBDEV_EVENT_KIND_DEV_DEL] = "dev-del",
	[SUBDEV_EVENT_KIND_POOL_ADD] = "pool-add",
	[SUBDEV_EVENT_KIND_POOL_CHANGE] = "pool-change",
	[SUBDEV_EVENT_KIND_POOL_DEL] = "pool-del",
};

const char *event_kind_name(uint32_t kind)
{
	return name_of(event_kind_names, ARRAY_SIZE(event_kind_names), kind);
}

static const char * const pool_state_names[] = {
	[SUBDEV_POOL_STATE_STEADY] = "steady",
	[SUBDEV_POOL_STATE_FILLING] = "filling",
	[SUBDEV_POOL_STATE_NO_ROOM] = "no-room",
	[SUBDEV_POOL_STATE_WAITING] = "waiting",
	[SUBDEV_POOL_STATE_FAILED] = "failed",
	[SUBDEV_POOL_STATE_REMOVING] = "removing",
};

const char *pool_state_name(uint32_t state)
{
	return name_of(pool_state_names, ARRAY_SIZE(pool_state_names), state);
}
