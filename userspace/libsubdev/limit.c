// SPDX-License-Identifier: LGPL-2.1-or-later
/* Limits: how much of a parent's resource the subdevices of one owner may hold together. */
#include <stdlib.h>
#include <string.h>

#include "parent.h"
#include "query.h"
#include "request.h"

struct subdev_limit {
	struct object obj;
};

static int limit_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = {
		SUBDEV_A_LIMIT_PARENT_INDEX, SUBDEV_A_LIMIT_PARENT_NAME, SUBDEV_A_LIMIT_OWNER,
		SUBDEV_A_LIMIT_RESOURCE, SUBDEV_A_LIMIT_AMOUNT, SUBDEV_A_LIMIT_USED,
	};

	return object_new(ctx, sizeof(struct subdev_limit), NULL, &attr_set_limit, required,
			  ARRAY_SIZE(required), attrs, len, out);
}

static const struct query query_limits = {
	.op = { "limit-get", SUBDEV_CMD_LIMIT_GET, &attr_set_limit },
	.make = limit_new,
	.parent_index = SUBDEV_A_LIMIT_PARENT_INDEX,
	.parent_name = SUBDEV_A_LIMIT_PARENT_NAME,
	.name = SUBDEV_A_LIMIT_OWNER,
};

SUBDEV_EXPORT int subdev_limit_dump(struct subdev_ctx *ctx, const char *parent, const char *owner,
				    struct subdev_limit_list **out)
{
	struct list *list;
	int err;

	error_clear(ctx);
	err = query_dump(ctx, &query_limits, parent, owner, &list);
	if (!err)
		*out = (struct subdev_limit_list *)list;
	return err;
}

SUBDEV_EXPORT struct subdev_limit *subdev_limit_ref(struct subdev_limit *limit)
{
	object_ref(&limit->obj);
	return limit;
}

SUBDEV_EXPORT struct subdev_limit *subdev_limit_unref(struct subdev_limit *limit)
{
	if (limit)
		object_unref(&limit->obj);
	return NULL;
}

SUBDEV_EXPORT uint32_t subdev_limit_get_parent_index(const struct subdev_limit *limit)
{
	return attrs_u32(limit->obj.attrs, SUBDEV_A_LIMIT_PARENT_INDEX);
}

SUBDEV_EXPORT const char *subdev_limit_get_parent_name(const struct subdev_limit *limit)
{
	return attrs_string(limit->obj.attrs, SUBDEV_A_LIMIT_PARENT_NAME);
}

SUBDEV_EXPORT const char *subdev_limit_get_owner(const struct subdev_limit *limit)
{
	return attrs_string(limit->obj.attrs, SUBDEV_A_LIMIT_OWNER);
}

SUBDEV_EXPORT const char *subdev_limit_get_resource(const struct subdev_limit *limit)
{
	return attrs_string(limit->obj.attrs, SUBDEV_A_LIMIT_RESOURCE);
}

SUBDEV_EXPORT uint64_t subdev_limit_get_amount(const struct subdev_limit *limit)
{
	return attrs_uint(limit->obj.attrs, SUBDEV_A_LIMIT_AMOUNT);
}

SUBDEV_EXPORT uint64_t subdev_limit_get_used(const struct subdev_limit *limit)
{
	return attrs_uint(limit->obj.attrs, SUBDEV_A_LIMIT_USED);
}

SUBDEV_EXPORT struct subdev_limit_list *subdev_limit_list_unref(struct subdev_limit_list *list)
{
	return list_unref(list);
}

SUBDEV_EXPORT struct subdev_limit *
subdev_limit_list_get_first(const struct subdev_limit_list *list)
{
	return list_get_first(list);
}

SUBDEV_EXPORT struct subdev_limit *
subdev_limit_list_get_next(const struct subdev_limit_list *list, const struct subdev_limit *limit)
{
	(void)list;
	return list_get_next(limit);
}

SUBDEV_EXPORT bool subdev_limit_list_is_consistent(const struct subdev_limit_list *list)
{
	return list_is_consistent(list);
}

struct subdev_limit_set {
	struct subdev_ctx *ctx;
	struct nl_msg *attrs;	/* a nest for each limit */
	char owner[SUBDEV_OWNER_MAX + 1];
	char parent[];	/* which parent, as the caller says it */
};

SUBDEV_EXPORT int subdev_limit_set_new(struct subdev_ctx *ctx, const char *parent,
				       const char *owner, struct subdev_limit_set **out)
{
	struct subdev_limit_set *set;
	struct parent_ref ref;
	int err;

	error_clear(ctx);
	err = parent_ref_parse(ctx, parent, &ref);
	if (!err)
		err = string_check(ctx, "owner", owner, SUBDEV_OWNER_MAX);
	if (err)
		return err;
	set = calloc(1, sizeof(*set) + strlen(parent) + 1);
	if (!set)
		return error_nomem(ctx);
	set->attrs = nlmsg_alloc();
	if (!set->attrs) {
		free(set);
		return error_nomem(ctx);
	}
	strcpy(set->owner, owner);
	strcpy(set->parent, parent);
	set->ctx = subdev_ctx_ref(ctx);
	*out = set;
	return 0;
}

SUBDEV_EXPORT struct subdev_limit_set *subdev_limit_set_free(struct subdev_limit_set *set)
{
	if (set) {
		nlmsg_free(set->attrs);
		subdev_ctx_unref(set->ctx);
		free(set);
	}
	return NULL;
}

/* @amount: NULL for no limit. */
static int build_limit(struct nl_msg *msg, const char *owner, const char *resource,
		       const uint64_t *amount)
{
	size_t begin;
	int err;

	err = build_nest(msg, SUBDEV_A_PARENT_LIMIT, &begin);
	if (!err)
		err = build_string(msg, SUBDEV_A_NEW_LIMIT_OWNER, owner);
	if (!err)
		err = build_string(msg, SUBDEV_A_NEW_LIMIT_RESOURCE, resource);
	if (!err && amount)
		err = build_put(msg, SUBDEV_A_NEW_LIMIT_AMOUNT, amount, sizeof(*amount));
	if (err)
		build_undo(msg, begin);
	else
		err = build_nest_end(msg, begin);
	return err;
}

static int limit_set_add(struct subdev_limit_set *set, const char *resource,
			 const uint64_t *amount)
{
	int err;

	error_clear(set->ctx);
	err = string_check(set->ctx, "resource", resource, SUBDEV_TYPE_NAME_MAX);
	if (err)
		return err;
	err = build_limit(set->attrs, set->owner, resource, amount);
	return request_error(set->ctx, err, "limit");
}

SUBDEV_EXPORT int subdev_limit_set_amount(struct subdev_limit_set *set, const char *resource,
					  uint64_t amount)
{
	return limit_set_add(set, resource, &amount);
}

SUBDEV_EXPORT int subdev_limit_set_none(struct subdev_limit_set *set, const char *resource)
{
	return limit_set_add(set, resource, NULL);
}

SUBDEV_EXPORT int subdev_limit_set_run(struct subdev_limit_set *set, struct subdev_parent **out)
{
	struct request *req;
	int err;

	error_clear(set->ctx);
	err = parent_set_new(set->ctx, set->parent, &req);
	if (err)
		return err;
	err = request_put_attrs(req, set->attrs);
	if (err) {
		request_free(req);
		return err;
	}
	return parent_set_run(req, out);
}
