// SPDX-License-Identifier: LGPL-2.1-or-later
/* Stats: what was counted of subdevices, pools and parents. */
#include <uuid/uuid.h>

#include "dev.h"
#include "query.h"
#include "ref.h"
#include "request.h"

struct subdev_stats {
	struct object obj;
	char uuid_str[UUID_TEXT_SIZE];
};

static int stats_new(struct subdev_ctx *ctx, const uint8_t *required, size_t num_required,
		     const void *attrs, size_t len, struct object **out)
{
	struct subdev_stats *stats;
	int err;

	err = object_new(ctx, sizeof(*stats), NULL, &attr_set_stats, required, num_required, attrs,
			 len, out);
	if (err)
		return err;
	stats = (struct subdev_stats *)*out;
	if (attrs_has(stats->obj.attrs, SUBDEV_A_STATS_UUID))
		uuid_unparse_lower(attrs_uuid(stats->obj.attrs, SUBDEV_A_STATS_UUID),
				   stats->uuid_str);
	return 0;
}

static int stats_new_dev(struct subdev_ctx *ctx, const void *attrs, size_t len,
			 struct object **out)
{
	static const uint8_t required[] = { SUBDEV_A_STATS_ID, SUBDEV_A_STATS_UUID };

	return stats_new(ctx, required, ARRAY_SIZE(required), attrs, len, out);
}

static int stats_new_pool(struct subdev_ctx *ctx, const void *attrs, size_t len,
			  struct object **out)
{
	static const uint8_t required[] = { SUBDEV_A_STATS_POOL };

	return stats_new(ctx, required, ARRAY_SIZE(required), attrs, len, out);
}

static int stats_new_parent(struct subdev_ctx *ctx, const void *attrs, size_t len,
			    struct object **out)
{
	static const uint8_t required[] = { SUBDEV_A_STATS_PARENT_INDEX, SUBDEV_A_STATS_PARENT_NAME };

	return stats_new(ctx, required, ARRAY_SIZE(required), attrs, len, out);
}

static const struct query query_of_devs = {
	.op = { "dev-stats-get", SUBDEV_CMD_DEV_STATS_GET, &attr_set_stats },
	.make = stats_new_dev,
	.parent_index = SUBDEV_A_STATS_PARENT_INDEX,
	.parent_name = SUBDEV_A_STATS_PARENT_NAME,
};

static const struct query query_of_pools = {
	.op = { "pool-stats-get", SUBDEV_CMD_POOL_STATS_GET, &attr_set_stats },
	.make = stats_new_pool,
	.name = SUBDEV_A_STATS_POOL,
};

static const struct query query_of_parents = {
	.op = { "parent-stats-get", SUBDEV_CMD_PARENT_STATS_GET, &attr_set_stats },
	.make = stats_new_parent,
	.parent_index = SUBDEV_A_STATS_PARENT_INDEX,
	.parent_name = SUBDEV_A_STATS_PARENT_NAME,
};

/* The numbers by which a subdevice is named are the same in both sets. */
_Static_assert((int)SUBDEV_A_STATS_ID == (int)SUBDEV_A_DEV_ID &&
	       (int)SUBDEV_A_STATS_UUID == (int)SUBDEV_A_DEV_UUID &&
	       (int)SUBDEV_A_STATS_LABEL == (int)SUBDEV_A_DEV_LABEL,
	       "dev_request_new() does not know these");

SUBDEV_EXPORT int subdev_dev_stats_get(struct subdev_ctx *ctx, const char *dev,
				       struct subdev_stats **out)
{
	struct request *req;
	struct object *obj;
	int err;

	error_clear(ctx);
	err = dev_request_new(ctx, &query_of_devs.op, dev, &req);
	if (err)
		return err;
	err = request_do(req, stats_new_dev, &obj);
	request_free(req);
	if (!err)
		*out = (struct subdev_stats *)obj;
	return err;
}

static int stats_get(struct subdev_ctx *ctx, const struct query *query, const char *parent,
		     const char *name, struct subdev_stats **out)
{
	struct object *obj;
	int err;

	error_clear(ctx);
	err = query_get(ctx, query, parent, name, &obj);
	if (!err)
		*out = (struct subdev_stats *)obj;
	return err;
}

static int stats_dump(struct subdev_ctx *ctx, const struct query *query, const char *parent,
		      struct subdev_stats_list **out)
{
	struct list *list;
	int err;

	error_clear(ctx);
	err = query_dump(ctx, query, parent, NULL, &list);
	if (!err)
		*out = (struct subdev_stats_list *)list;
	return err;
}

SUBDEV_EXPORT int subdev_dev_stats_dump(struct subdev_ctx *ctx, const char *parent,
					struct subdev_stats_list **out)
{
	return stats_dump(ctx, &query_of_devs, parent, out);
}

SUBDEV_EXPORT int subdev_pool_stats_get(struct subdev_ctx *ctx, const char *pool,
					struct subdev_stats **out)
{
	return stats_get(ctx, &query_of_pools, NULL, pool, out);
}

SUBDEV_EXPORT int subdev_pool_stats_dump(struct subdev_ctx *ctx, struct subdev_stats_list **out)
{
	return stats_dump(ctx, &query_of_pools, NULL, out);
}

SUBDEV_EXPORT int subdev_parent_stats_get(struct subdev_ctx *ctx, const char *parent,
					  struct subdev_stats **out)
{
	return stats_get(ctx, &query_of_parents, parent, NULL, out);
}

SUBDEV_EXPORT int subdev_parent_stats_dump(struct subdev_ctx *ctx, struct subdev_stats_list **out)
{
	return stats_dump(ctx, &query_of_parents, NULL, out);
}

SUBDEV_EXPORT struct subdev_stats *subdev_stats_ref(struct subdev_stats *stats)
{
	object_ref(&stats->obj);
	return stats;
}

SUBDEV_EXPORT struct subdev_stats *subdev_stats_unref(struct subdev_stats *stats)
{
	if (stats)
		object_unref(&stats->obj);
	return NULL;
}

SUBDEV_EXPORT uint32_t subdev_stats_get_id(const struct subdev_stats *stats)
{
	return attrs_u32(stats->obj.attrs, SUBDEV_A_STATS_ID);
}

SUBDEV_EXPORT const uint8_t *subdev_stats_get_uuid(const struct subdev_stats *stats)
{
	return attrs_uuid(stats->obj.attrs, SUBDEV_A_STATS_UUID);
}

SUBDEV_EXPORT const char *subdev_stats_get_uuid_str(const struct subdev_stats *stats)
{
	return stats->uuid_str[0] ? stats->uuid_str : NULL;
}

SUBDEV_EXPORT const char *subdev_stats_get_label(const struct subdev_stats *stats)
{
	return attrs_string(stats->obj.attrs, SUBDEV_A_STATS_LABEL);
}

SUBDEV_EXPORT uint32_t subdev_stats_get_parent_index(const struct subdev_stats *stats)
{
	return attrs_u32(stats->obj.attrs, SUBDEV_A_STATS_PARENT_INDEX);
}

SUBDEV_EXPORT const char *subdev_stats_get_parent_name(const struct subdev_stats *stats)
{
	return attrs_string(stats->obj.attrs, SUBDEV_A_STATS_PARENT_NAME);
}

SUBDEV_EXPORT const char *subdev_stats_get_pool(const struct subdev_stats *stats)
{
	return attrs_string(stats->obj.attrs, SUBDEV_A_STATS_POOL);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_opens(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_OPENS);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_time_in_use(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_TIME_IN_USE);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_reads(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_READS);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_writes(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_WRITES);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_mmaps(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_MMAPS);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_interrupts(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_INTERRUPTS);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_dma_read(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_DMA_READ);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_dma_written(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_DMA_WRITTEN);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_resets(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_RESETS);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_failures(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_FAILURES);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_creates(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_CREATES);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_deletes(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_DELETES);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_pulls(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_PULLS);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_returns(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_RETURNS);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_waits(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_WAITS);
}

SUBDEV_EXPORT uint64_t subdev_stats_get_refills(const struct subdev_stats *stats)
{
	return attrs_uint(stats->obj.attrs, SUBDEV_A_STATS_REFILLS);
}

SUBDEV_EXPORT struct subdev_stats_list *subdev_stats_list_unref(struct subdev_stats_list *list)
{
	return list_unref(list);
}

SUBDEV_EXPORT struct subdev_stats *
subdev_stats_list_get_first(const struct subdev_stats_list *list)
{
	return list_get_first(list);
}

SUBDEV_EXPORT struct subdev_stats *
subdev_stats_list_get_next(const struct subdev_stats_list *list, const struct subdev_stats *stats)
{
	(void)list;
	return list_get_next(stats);
}

SUBDEV_EXPORT bool subdev_stats_list_is_consistent(const struct subdev_stats_list *list)
{
	return list_is_consistent(list);
}
