// SPDX-License-Identifier: LGPL-2.1-or-later
/* Values: params with what they are in a subdevice, a version or a manifest. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "part.h"

struct subdev_value {
	struct object obj;
	uint32_t kind;
	char number[24];	/* a uint as text */
};

/* The kind of the one value that is there, 0 if there is none or more than one. */
static uint32_t kind_of(const struct attrs *attrs)
{
	bool is_bool = attrs_has(attrs, SUBDEV_A_VALUE_BOOL);
	bool is_uint = attrs_has(attrs, SUBDEV_A_VALUE_UINT);
	bool is_string = attrs_has(attrs, SUBDEV_A_VALUE_STRING);

	if (is_bool + is_uint + is_string != 1)
		return 0;
	if (is_bool)
		return SUBDEV_PARAM_KIND_BOOL;
	return is_uint ? SUBDEV_PARAM_KIND_UINT : SUBDEV_PARAM_KIND_STRING;
}

int value_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = { SUBDEV_A_VALUE_NAME };
	struct subdev_value *value;
	struct object *obj;
	int err;

	err = object_new(ctx, sizeof(struct subdev_value), NULL, &attr_set_value, required,
			 ARRAY_SIZE(required), attrs, len, &obj);
	if (err)
		return err;
	value = (struct subdev_value *)obj;
	value->kind = kind_of(obj->attrs);
	if (!value->kind) {
		object_unref(obj);
		return error_set(ctx, -EBADMSG, NULL, "the kernel's answer has a param without a value");
	}
	snprintf(value->number, sizeof(value->number), "%" PRIu64, subdev_value_get_uint(value));
	*out = obj;
	return 0;
}

SUBDEV_EXPORT const char *subdev_value_get_name(const struct subdev_value *value)
{
	return attrs_string(value->obj.attrs, SUBDEV_A_VALUE_NAME);
}

SUBDEV_EXPORT uint32_t subdev_value_get_kind(const struct subdev_value *value)
{
	return value->kind;
}

SUBDEV_EXPORT bool subdev_value_get_bool(const struct subdev_value *value)
{
	return attrs_bool(value->obj.attrs, SUBDEV_A_VALUE_BOOL);
}

SUBDEV_EXPORT uint64_t subdev_value_get_uint(const struct subdev_value *value)
{
	return attrs_uint(value->obj.attrs, SUBDEV_A_VALUE_UINT);
}

SUBDEV_EXPORT const char *subdev_value_get_string(const struct subdev_value *value)
{
	return attrs_string(value->obj.attrs, SUBDEV_A_VALUE_STRING);
}

SUBDEV_EXPORT const char *subdev_value_get_text(const struct subdev_value *value)
{
	switch (value->kind) {
	case SUBDEV_PARAM_KIND_BOOL:
		return subdev_value_get_bool(value) ? "on" : "off";
	case SUBDEV_PARAM_KIND_UINT:
		return value->number;
	}
	return subdev_value_get_string(value);
}
