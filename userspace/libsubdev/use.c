// SPDX-License-Identifier: LGPL-2.1-or-later
/* Uses: what a type says of a resource that its subdevices consume. */
#include "names.h"
#include "part.h"

struct subdev_use {
	struct object obj;
};

int use_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = {
		SUBDEV_A_USE_NAME, SUBDEV_A_USE_DEFAULT, SUBDEV_A_USE_MINIMUM,
		SUBDEV_A_USE_MAXIMUM,
	};

	return object_new(ctx, sizeof(struct subdev_use), NULL, &attr_set_use, required,
			  ARRAY_SIZE(required), attrs, len, out);
}

SUBDEV_EXPORT const char *subdev_use_get_name(const struct subdev_use *use)
{
	return attrs_string(use->obj.attrs, SUBDEV_A_USE_NAME);
}

SUBDEV_EXPORT uint32_t subdev_use_get_unit(const struct subdev_use *use)
{
	return attrs_u32(use->obj.attrs, SUBDEV_A_USE_UNIT);
}

SUBDEV_EXPORT const char *subdev_use_get_unit_str(const struct subdev_use *use)
{
	return unit_name(subdev_use_get_unit(use));
}

SUBDEV_EXPORT uint64_t subdev_use_get_default(const struct subdev_use *use)
{
	return attrs_uint(use->obj.attrs, SUBDEV_A_USE_DEFAULT);
}

SUBDEV_EXPORT uint64_t subdev_use_get_min(const struct subdev_use *use)
{
	return attrs_uint(use->obj.attrs, SUBDEV_A_USE_MINIMUM);
}

SUBDEV_EXPORT uint64_t subdev_use_get_max(const struct subdev_use *use)
{
	return attrs_uint(use->obj.attrs, SUBDEV_A_USE_MAXIMUM);
}

SUBDEV_EXPORT uint64_t subdev_use_get_step(const struct subdev_use *use)
{
	return attrs_uint(use->obj.attrs, SUBDEV_A_USE_STEP);
}

SUBDEV_EXPORT uint32_t subdev_use_get_grow(const struct subdev_use *use)
{
	return attrs_u32(use->obj.attrs, SUBDEV_A_USE_GROW);
}

SUBDEV_EXPORT const char *subdev_use_get_grow_str(const struct subdev_use *use)
{
	return change_name(subdev_use_get_grow(use));
}

SUBDEV_EXPORT uint32_t subdev_use_get_shrink(const struct subdev_use *use)
{
	return attrs_u32(use->obj.attrs, SUBDEV_A_USE_SHRINK);
}

SUBDEV_EXPORT const char *subdev_use_get_shrink_str(const struct subdev_use *use)
{
	return change_name(subdev_use_get_shrink(use));
}

SUBDEV_EXPORT bool subdev_use_has_shrink_reset(const struct subdev_use *use)
{
	return attrs_has(use->obj.attrs, SUBDEV_A_USE_SHRINK_RESET);
}
