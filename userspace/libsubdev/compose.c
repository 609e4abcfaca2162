// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a request says a subdevice shall be composed of. */
#include <errno.h>
#include <string.h>

#include "compose.h"

const struct composition_attrs composition_of_dev = {
	SUBDEV_A_DEV_VERSION, SUBDEV_A_DEV_PARAM, SUBDEV_A_DEV_RESOURCE
};

const struct composition_attrs composition_of_pool = {
	SUBDEV_A_POOL_VERSION, SUBDEV_A_POOL_PARAM, SUBDEV_A_POOL_RESOURCE
};

void composition_clear(struct composition *comp)
{
	nlmsg_free(comp->attrs);
}

/* Make ready to add to @attr something of a param or resource. */
static int begin(struct subdev_ctx *ctx, struct composition *comp, const char *attr,
		 const char *name)
{
	int err = string_check(ctx, attr, name, SUBDEV_TYPE_NAME_MAX);

	if (err || comp->attrs)
		return err;
	comp->attrs = nlmsg_alloc();
	return comp->attrs ? 0 : error_nomem(ctx);
}

int composition_add_bool(struct subdev_ctx *ctx, struct composition *comp, const char *name,
			 bool value)
{
	int err = begin(ctx, comp, "param", name);

	if (err)
		return err;
	err = build_bool(comp->attrs, comp->numbers->param, name, value);
	return request_error(ctx, err, "param");
}

int composition_add_uint(struct subdev_ctx *ctx, struct composition *comp, const char *name,
			 uint64_t value)
{
	int err = begin(ctx, comp, "param", name);

	if (err)
		return err;
	err = build_number(comp->attrs, comp->numbers->param, name, value);
	return request_error(ctx, err, "param");
}

int composition_add_string(struct subdev_ctx *ctx, struct composition *comp, const char *name,
			   const char *value)
{
	int err = begin(ctx, comp, "param", name);

	if (err)
		return err;
	/* The kernel says so too, but not of which param. */
	if (strlen(value) > SUBDEV_VALUE_MAX)
		return error_set(ctx, -ERANGE, "param", "%s: longer than %d bytes", name,
				 SUBDEV_VALUE_MAX);
	err = build_text(comp->attrs, comp->numbers->param, name, value);
	return request_error(ctx, err, "param");
}

int composition_add_amount(struct subdev_ctx *ctx, struct composition *comp, const char *name,
			   uint64_t amount)
{
	int err = begin(ctx, comp, "resource", name);

	if (err)
		return err;
	err = build_amount(comp->attrs, comp->numbers->resource, name, amount);
	return request_error(ctx, err, "resource");
}

int composition_put(struct request *req, const struct composition *comp)
{
	int err = 0;

	if (comp->has_version)
		err = request_put_u32(req, comp->numbers->version, comp->version);
	if (!err && comp->attrs)
		err = request_put_attrs(req, comp->attrs);
	return err;
}
