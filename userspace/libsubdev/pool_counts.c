// SPDX-License-Identifier: LGPL-2.1-or-later
/* Counts: what changes of a pool when one of its subdevices does. */
#include "part.h"
#include "pool.h"

struct subdev_pool_counts {
	struct object obj;
};

int counts_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = {
		SUBDEV_A_POOL_NAME, SUBDEV_A_POOL_GENERATION, SUBDEV_A_POOL_DEVS,
		SUBDEV_A_POOL_READY, SUBDEV_A_POOL_PULLED, SUBDEV_A_POOL_FAILED,
	};

	return object_new(ctx, sizeof(struct subdev_pool_counts), NULL, &attr_set_pool, required,
			  ARRAY_SIZE(required), attrs, len, out);
}

int counts_new_answer(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = { SUBDEV_A_DEV_POOL_COUNTS };
	const struct nlattr *nest;
	struct attrs *answer;
	int err;

	err = attrs_parse(ctx, &attr_set_dev, attrs, len, &answer);
	if (err)
		return err;
	err = attrs_require(ctx, answer, required, ARRAY_SIZE(required));
	if (!err) {
		nest = attrs_get(answer, SUBDEV_A_DEV_POOL_COUNTS);
		err = counts_new(ctx, nla_data(nest), nla_len(nest), out);
	}
	attrs_free(answer);
	return err;
}

SUBDEV_EXPORT struct subdev_pool_counts *
subdev_pool_counts_ref(struct subdev_pool_counts *counts)
{
	object_ref(&counts->obj);
	return counts;
}

SUBDEV_EXPORT struct subdev_pool_counts *
subdev_pool_counts_unref(struct subdev_pool_counts *counts)
{
	if (counts)
		object_unref(&counts->obj);
	return NULL;
}

SUBDEV_EXPORT const char *subdev_pool_counts_get_name(const struct subdev_pool_counts *counts)
{
	return attrs_string(counts->obj.attrs, SUBDEV_A_POOL_NAME);
}

SUBDEV_EXPORT uint64_t subdev_pool_counts_get_generation(const struct subdev_pool_counts *counts)
{
	return attrs_uint(counts->obj.attrs, SUBDEV_A_POOL_GENERATION);
}

SUBDEV_EXPORT uint32_t subdev_pool_counts_get_devs(const struct subdev_pool_counts *counts)
{
	return attrs_u32(counts->obj.attrs, SUBDEV_A_POOL_DEVS);
}

SUBDEV_EXPORT uint32_t subdev_pool_counts_get_ready(const struct subdev_pool_counts *counts)
{
	return attrs_u32(counts->obj.attrs, SUBDEV_A_POOL_READY);
}

SUBDEV_EXPORT uint32_t subdev_pool_counts_get_pulled(const struct subdev_pool_counts *counts)
{
	return attrs_u32(counts->obj.attrs, SUBDEV_A_POOL_PULLED);
}

SUBDEV_EXPORT uint32_t subdev_pool_counts_get_failed(const struct subdev_pool_counts *counts)
{
	return attrs_u32(counts->obj.attrs, SUBDEV_A_POOL_FAILED);
}
