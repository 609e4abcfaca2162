// SPDX-License-Identifier: LGPL-2.1-or-later
/* Amounts: how much of a resource a subdevice holds. */
#include "part.h"

struct subdev_amount {
	struct object obj;
};

int amount_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = { SUBDEV_A_AMOUNT_NAME, SUBDEV_A_AMOUNT_AMOUNT };

	return object_new(ctx, sizeof(struct subdev_amount), NULL, &attr_set_amount, required,
			  ARRAY_SIZE(required), attrs, len, out);
}

SUBDEV_EXPORT const char *subdev_amount_get_name(const struct subdev_amount *amount)
{
	return attrs_string(amount->obj.attrs, SUBDEV_A_AMOUNT_NAME);
}

SUBDEV_EXPORT uint64_t subdev_amount_get_amount(const struct subdev_amount *amount)
{
	return attrs_uint(amount->obj.attrs, SUBDEV_A_AMOUNT_AMOUNT);
}

SUBDEV_EXPORT bool subdev_amount_has_start(const struct subdev_amount *amount)
{
	return attrs_has(amount->obj.attrs, SUBDEV_A_AMOUNT_START);
}

SUBDEV_EXPORT uint64_t subdev_amount_get_start(const struct subdev_amount *amount)
{
	return attrs_uint(amount->obj.attrs, SUBDEV_A_AMOUNT_START);
}
