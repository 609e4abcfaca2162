// SPDX-License-Identifier: LGPL-2.1-or-later
/* Resources: countable things that a parent owns. */
#include "names.h"
#include "part.h"

struct subdev_resource {
	struct object obj;
};

int resource_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = {
		SUBDEV_A_RESOURCE_NAME, SUBDEV_A_RESOURCE_CAPACITY, SUBDEV_A_RESOURCE_FREE,
	};

	return object_new(ctx, sizeof(struct subdev_resource), NULL, &attr_set_resource, required,
			  ARRAY_SIZE(required), attrs, len, out);
}

SUBDEV_EXPORT const char *subdev_resource_get_name(const struct subdev_resource *resource)
{
	return attrs_string(resource->obj.attrs, SUBDEV_A_RESOURCE_NAME);
}

SUBDEV_EXPORT uint32_t subdev_resource_get_unit(const struct subdev_resource *resource)
{
	return attrs_u32(resource->obj.attrs, SUBDEV_A_RESOURCE_UNIT);
}

SUBDEV_EXPORT const char *subdev_resource_get_unit_str(const struct subdev_resource *resource)
{
	return unit_name(subdev_resource_get_unit(resource));
}

SUBDEV_EXPORT uint64_t subdev_resource_get_capacity(const struct subdev_resource *resource)
{
	return attrs_uint(resource->obj.attrs, SUBDEV_A_RESOURCE_CAPACITY);
}

SUBDEV_EXPORT uint64_t subdev_resource_get_free(const struct subdev_resource *resource)
{
	return attrs_uint(resource->obj.attrs, SUBDEV_A_RESOURCE_FREE);
}

SUBDEV_EXPORT bool subdev_resource_is_contiguous(const struct subdev_resource *resource)
{
	return attrs_has(resource->obj.attrs, SUBDEV_A_RESOURCE_CONTIGUOUS);
}

SUBDEV_EXPORT bool subdev_resource_get_largest(const struct subdev_resource *resource,
					       uint64_t *largest)
{
	if (!attrs_has(resource->obj.attrs, SUBDEV_A_RESOURCE_LARGEST))
		return false;
	*largest = attrs_uint(resource->obj.attrs, SUBDEV_A_RESOURCE_LARGEST);
	return true;
}
