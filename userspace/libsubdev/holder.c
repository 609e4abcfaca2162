// SPDX-License-Identifier: LGPL-2.1-or-later
/* Holders: subdevices that hold some of a resource. */
#include <uuid/uuid.h>

#include "query.h"
#include "ref.h"

struct subdev_holder {
	struct object obj;
	char uuid_str[UUID_TEXT_SIZE];
};

static int holder_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = {
		SUBDEV_A_HOLDER_PARENT_INDEX, SUBDEV_A_HOLDER_PARENT_NAME,
		SUBDEV_A_HOLDER_RESOURCE, SUBDEV_A_HOLDER_DEV, SUBDEV_A_HOLDER_UUID,
		SUBDEV_A_HOLDER_AMOUNT,
	};
	struct subdev_holder *holder;
	int err;

	err = object_new(ctx, sizeof(struct subdev_holder), NULL, &attr_set_holder, required,
			 ARRAY_SIZE(required), attrs, len, out);
	if (err)
		return err;
	holder = (struct subdev_holder *)*out;
	uuid_unparse_lower(subdev_holder_get_uuid(holder), holder->uuid_str);
	return 0;
}

static const struct query query_holders = {
	.op = { "holder-get", SUBDEV_CMD_HOLDER_GET, &attr_set_holder },
	.make = holder_new,
	.parent_index = SUBDEV_A_HOLDER_PARENT_INDEX,
	.parent_name = SUBDEV_A_HOLDER_PARENT_NAME,
	.name = SUBDEV_A_HOLDER_RESOURCE,
};

SUBDEV_EXPORT int subdev_holder_dump(struct subdev_ctx *ctx, const char *parent,
				     const char *resource, struct subdev_holder_list **out)
{
	struct list *list;
	int err;

	error_clear(ctx);
	err = query_dump(ctx, &query_holders, parent, resource, &list);
	if (!err)
		*out = (struct subdev_holder_list *)list;
	return err;
}

SUBDEV_EXPORT struct subdev_holder *subdev_holder_ref(struct subdev_holder *holder)
{
	object_ref(&holder->obj);
	return holder;
}

SUBDEV_EXPORT struct subdev_holder *subdev_holder_unref(struct subdev_holder *holder)
{
	if (holder)
		object_unref(&holder->obj);
	return NULL;
}

SUBDEV_EXPORT uint32_t subdev_holder_get_parent_index(const struct subdev_holder *holder)
{
	return attrs_u32(holder->obj.attrs, SUBDEV_A_HOLDER_PARENT_INDEX);
}

SUBDEV_EXPORT const char *subdev_holder_get_parent_name(const struct subdev_holder *holder)
{
	return attrs_string(holder->obj.attrs, SUBDEV_A_HOLDER_PARENT_NAME);
}

SUBDEV_EXPORT const char *subdev_holder_get_resource(const struct subdev_holder *holder)
{
	return attrs_string(holder->obj.attrs, SUBDEV_A_HOLDER_RESOURCE);
}

SUBDEV_EXPORT uint32_t subdev_holder_get_dev(const struct subdev_holder *holder)
{
	return attrs_u32(holder->obj.attrs, SUBDEV_A_HOLDER_DEV);
}

SUBDEV_EXPORT const uint8_t *subdev_holder_get_uuid(const struct subdev_holder *holder)
{
	return attrs_uuid(holder->obj.attrs, SUBDEV_A_HOLDER_UUID);
}

SUBDEV_EXPORT const char *subdev_holder_get_uuid_str(const struct subdev_holder *holder)
{
	return holder->uuid_str;
}

SUBDEV_EXPORT const char *subdev_holder_get_label(const struct subdev_holder *holder)
{
	return attrs_string(holder->obj.attrs, SUBDEV_A_HOLDER_LABEL);
}

SUBDEV_EXPORT uint64_t subdev_holder_get_amount(const struct subdev_holder *holder)
{
	return attrs_uint(holder->obj.attrs, SUBDEV_A_HOLDER_AMOUNT);
}

SUBDEV_EXPORT bool subdev_holder_has_start(const struct subdev_holder *holder)
{
	return attrs_has(holder->obj.attrs, SUBDEV_A_HOLDER_START);
}

SUBDEV_EXPORT uint64_t subdev_holder_get_start(const struct subdev_holder *holder)
{
	return attrs_uint(holder->obj.attrs, SUBDEV_A_HOLDER_START);
}

SUBDEV_EXPORT struct subdev_holder_list *subdev_holder_list_unref(struct subdev_holder_list *list)
{
	return list_unref(list);
}

SUBDEV_EXPORT struct subdev_holder *
subdev_holder_list_get_first(const struct subdev_holder_list *list)
{
	return list_get_first(list);
}

SUBDEV_EXPORT struct subdev_holder *
subdev_holder_list_get_next(const struct subdev_holder_list *list,
			    const struct subdev_holder *holder)
{
	(void)list;
	return list_get_next(holder);
}

SUBDEV_EXPORT bool subdev_holder_list_is_consistent(const struct subdev_holder_list *list)
{
	return list_is_consistent(list);
}
