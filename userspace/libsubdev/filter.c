// SPDX-License-Identifier: LGPL-2.1-or-later
/* Filters: which events a listener asks for. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "names.h"
#include "request.h"

struct subdev_filter {
	struct subdev_ctx *ctx;
	struct kept_parent parent;
	bool has_owner, has_pool;
	char pool[SUBDEV_POOL_NAME_MAX + 1];
	char owner[SUBDEV_OWNER_MAX + 1];
	bool kinds[SUBDEV_EVENT_KIND_MAX + 1];
};

static const struct op op_filter_set = {
	"filter-set", SUBDEV_CMD_FILTER_SET, &attr_set_filter
};

SUBDEV_EXPORT int subdev_filter_new(struct subdev_ctx *ctx, struct subdev_filter **out)
{
	struct subdev_filter *filter;

	error_clear(ctx);
	filter = calloc(1, sizeof(*filter));
	if (!filter)
		return error_nomem(ctx);
	filter->ctx = subdev_ctx_ref(ctx);
	*out = filter;
	return 0;
}

SUBDEV_EXPORT struct subdev_filter *subdev_filter_free(struct subdev_filter *filter)
{
	if (filter) {
		subdev_ctx_unref(filter->ctx);
		free(filter);
	}
	return NULL;
}

SUBDEV_EXPORT int subdev_filter_set_parent(struct subdev_filter *filter, const char *parent)
{
	error_clear(filter->ctx);
	return kept_parent_set(filter->ctx, &filter->parent, parent);
}

SUBDEV_EXPORT int subdev_filter_set_owner(struct subdev_filter *filter, const char *owner)
{
	int err;

	error_clear(filter->ctx);
	err = string_check(filter->ctx, "owner", owner, SUBDEV_OWNER_MAX);
	if (err)
		return err;
	strcpy(filter->owner, owner);
	filter->has_owner = true;
	return 0;
}

SUBDEV_EXPORT int subdev_filter_set_pool(struct subdev_filter *filter, const char *pool)
{
	int err;

	error_clear(filter->ctx);
	err = string_check(filter->ctx, "pool", pool, SUBDEV_POOL_NAME_MAX);
	if (err)
		return err;
	strcpy(filter->pool, pool);
	filter->has_pool = true;
	return 0;
}

SUBDEV_EXPORT int subdev_filter_add_kind(struct subdev_filter *filter, enum subdev_event_kind kind)
{
	error_clear(filter->ctx);
	if (!subdev_event_kind_str(kind))
		return error_set(filter->ctx, -EINVAL, "kind", "there is no such kind of event");
	filter->kinds[kind] = true;
	return 0;
}

SUBDEV_EXPORT const char *subdev_event_kind_str(enum subdev_event_kind kind)
{
	return kind >= 1 && kind <= SUBDEV_EVENT_KIND_MAX ? event_kind_name(kind) : NULL;
}

static int filter_put(struct request *req, const struct subdev_filter *filter)
{
	int err = 0;

	if (filter->parent.said)
		err = request_put_parent(req, SUBDEV_A_FILTER_PARENT_INDEX,
					 SUBDEV_A_FILTER_PARENT_NAME, &filter->parent.ref);
	if (!err && filter->has_owner)
		err = request_put_string(req, SUBDEV_A_FILTER_OWNER, filter->owner);
	if (!err && filter->has_pool)
		err = request_put_string(req, SUBDEV_A_FILTER_POOL, filter->pool);
	for (uint32_t kind = 1; !err && kind <= SUBDEV_EVENT_KIND_MAX; kind++) {
		if (filter->kinds[kind])
			err = request_put_u32(req, SUBDEV_A_FILTER_KIND, kind);
	}
	return err;
}

int filter_run(struct subdev_ctx *ctx, const struct subdev_filter *filter, struct transport *t)
{
	struct request *req;
	int err;

	err = request_new(ctx, &op_filter_set, &req);
	if (err)
		return err;
	err = filter_put(req, filter);
	if (!err)
		err = request_ack(req, t);
	request_free(req);
	return err;
}
