// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is asked for about parents, or about what a parent has. */
#include "query.h"
#include "request.h"

static int query_put(struct request *req, const struct query *query,
		     const struct parent_ref *parent, const char *name)
{
	int err = 0;

	if (parent)
		err = request_put_parent(req, query->parent_index, query->parent_name, parent);
	if (!err && name)
		err = request_put_string(req, query->name, name);
	return err;
}

int query_new(struct subdev_ctx *ctx, const struct query *query, const char *parent,
	      const char *name, struct request **out)
{
	struct parent_ref ref;
	struct request *req;
	int err;

	err = parent ? parent_ref_parse(ctx, parent, &ref) : 0;
	if (!err && name)
		err = string_check(ctx, query->op.set->attrs[query->name].name, name,
				   SUBDEV_TYPE_NAME_MAX);
	if (!err)
		err = request_new(ctx, &query->op, &req);
	if (err)
		return err;
	err = query_put(req, query, parent ? &ref : NULL, name);
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

int query_get(struct subdev_ctx *ctx, const struct query *query, const char *parent,
	      const char *name, struct object **out)
{
	struct request *req;
	int err = query_new(ctx, query, parent, name, &req);

	if (err)
		return err;
	err = request_do(req, query->make, out);
	request_free(req);
	return err;
}

int query_dump(struct subdev_ctx *ctx, const struct query *query, const char *parent,
	       const char *name, struct list **out)
{
	struct request *req;
	int err = query_new(ctx, query, parent, name, &req);

	if (err)
		return err;
	err = request_dump(req, query->make, out);
	request_free(req);
	return err;
}
