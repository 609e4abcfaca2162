// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Class attributes: what a type is, in the terms of its class. All are numbers, so
 * that a class that is added to the protocol needs no code here.
 */
#include <stdlib.h>

#include "class_attr.h"
#include "names.h"

struct subdev_class_attr {
	const char *name;
	uint32_t unit;
	uint64_t value;
};

/* The nests of a type that have the attributes of a class. */
static const uint8_t nests[] = {
	SUBDEV_A_TYPE_DISPLAY, SUBDEV_A_TYPE_SERIAL, SUBDEV_A_TYPE_ACCEL,
	SUBDEV_A_TYPE_STORAGE, SUBDEV_A_TYPE_NET,
};

/* What is not counted in things. */
static const struct {
	const struct attr_set *set;
	unsigned int attr;
	uint32_t unit;
} units[] = {
	{ &attr_set_display, SUBDEV_A_DISPLAY_FRAME_RATE_LIMIT, SUBDEV_UNIT_HERTZ },
	{ &attr_set_display, SUBDEV_A_DISPLAY_FRAMEBUFFER, SUBDEV_UNIT_BYTES },
	{ &attr_set_storage, SUBDEV_A_STORAGE_SIZE, SUBDEV_UNIT_BYTES },
	{ &attr_set_storage, SUBDEV_A_STORAGE_BLOCK_SIZE, SUBDEV_UNIT_BYTES },
	{ &attr_set_net, SUBDEV_A_NET_SPEED, SUBDEV_UNIT_BITS_PER_SECOND },
};

static uint32_t unit_of(const struct attr_set *set, unsigned int attr)
{
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (units[i].set == set && units[i].attr == attr)
			return units[i].unit;
	}
	return SUBDEV_UNIT_COUNT;
}

/* Add what is there of one class. */
static int class_attrs_fill(struct subdev_ctx *ctx, const struct attrs *class,
			    struct class_attrs *out)
{
	const struct attr_set *set = class->set;
	struct subdev_class_attr *attrs;

	attrs = calloc(set->max, sizeof(*attrs));
	if (!attrs)
		return error_nomem(ctx);
	out->attrs = attrs;
	for (unsigned int i = 1; i <= set->max; i++) {
		if (!attrs_has(class, i))
			continue;
		attrs[out->count++] = (struct subdev_class_attr){
			.name = set->attrs[i].name,
			.unit = unit_of(set, i),
			.value = attrs_uint(class, i),
		};
	}
	return 0;
}

int class_attrs_new(struct subdev_ctx *ctx, const struct attrs *type, struct class_attrs *out)
{
	struct attrs *class;
	size_t i = 0;
	int err;

	/* A type has one class. */
	while (i < ARRAY_SIZE(nests) && !attrs_has(type, nests[i]))
		i++;
	if (i == ARRAY_SIZE(nests))
		return 0;
	err = attrs_parse_nest(ctx, type, nests[i], &class);
	if (err)
		return err;
	err = class_attrs_fill(ctx, class, out);
	attrs_free(class);
	return err;
}

void class_attrs_free(struct class_attrs *attrs)
{
	free(attrs->attrs);
}

const struct subdev_class_attr *class_attrs_get(const struct class_attrs *attrs, unsigned int i)
{
	return i < attrs->count ? &attrs->attrs[i] : NULL;
}

SUBDEV_EXPORT const char *subdev_class_attr_get_name(const struct subdev_class_attr *attr)
{
	return attr->name;
}

SUBDEV_EXPORT uint64_t subdev_class_attr_get_value(const struct subdev_class_attr *attr)
{
	return attr->value;
}

SUBDEV_EXPORT uint32_t subdev_class_attr_get_unit(const struct subdev_class_attr *attr)
{
	return attr->unit;
}

SUBDEV_EXPORT const char *subdev_class_attr_get_unit_str(const struct subdev_class_attr *attr)
{
	return unit_name(attr->unit);
}
