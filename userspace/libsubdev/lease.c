// SPDX-License-Identifier: LGPL-2.1-or-later
/* Leases: how long subdevices live, and owners: on whose behalf. */
#include <string.h>

#include "batch.h"
#include "dev.h"
#include "lease.h"
#include "names.h"
#include "request.h"

static const struct op op_dev_renew = { "dev-renew", SUBDEV_CMD_DEV_RENEW, &attr_set_dev };

int tenure_set_owner(struct subdev_ctx *ctx, struct tenure *tenure, const char *owner)
{
	int err = string_check(ctx, "owner", owner, SUBDEV_OWNER_MAX);

	if (err)
		return err;
	strcpy(tenure->owner, owner);
	tenure->has_owner = true;
	return 0;
}

void tenure_set_lease(struct tenure *tenure, uint32_t lease, uint32_t ttl)
{
	tenure->lease = lease;
	tenure->ttl = ttl;
	tenure->has_lease = true;
}

int tenure_put(struct request *req, const struct tenure *tenure)
{
	int err = 0;

	if (tenure->has_owner)
		err = request_put_string(req, SUBDEV_A_DEV_OWNER, tenure->owner);
	if (!err && tenure->has_lease)
		err = request_put_u32(req, SUBDEV_A_DEV_LEASE, tenure->lease);
	if (!err && tenure->ttl)
		err = request_put_u32(req, SUBDEV_A_DEV_TTL, tenure->ttl);
	return err;
}

bool tenure_is_of_socket(const struct tenure *tenure)
{
	return tenure->lease == SUBDEV_LEASE_KIND_SOCKET;
}

static int renew_request(struct subdev_ctx *ctx, const char *dev, uint32_t ttl,
			 const struct subdev_condition *condition, struct request **out)
{
	struct request *req;
	int err;

	error_clear(ctx);
	err = dev_request_new_if(ctx, &op_dev_renew, dev, condition, &req);
	if (err)
		return err;
	err = ttl ? request_put_u32(req, SUBDEV_A_DEV_TTL, ttl) : 0;
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

SUBDEV_EXPORT int subdev_dev_renew(struct subdev_ctx *ctx, const char *dev, uint32_t ttl,
				   const struct subdev_condition *condition,
				   struct subdev_dev **out)
{
	struct request *req;
	int err = renew_request(ctx, dev, ttl, condition, &req);

	return err ? err : dev_request_run(req, dev_new, out);
}

SUBDEV_EXPORT int subdev_dev_renew_submit(struct subdev_batch *batch, const char *dev,
					  uint32_t ttl, const struct subdev_condition *condition,
					  subdev_answer_fn fn, void *data)
{
	struct request *req;
	int err = renew_request(batch_ctx(batch), dev, ttl, condition, &req);

	return err ? err : batch_add(batch, req, EFFECT_CHANGE, dev_new, fn, data);
}

SUBDEV_EXPORT uint32_t subdev_dev_get_lease(const struct subdev_dev *dev)
{
	return attrs_u32(dev->obj.attrs, SUBDEV_A_DEV_LEASE);
}

SUBDEV_EXPORT const char *subdev_dev_get_lease_str(const struct subdev_dev *dev)
{
	return lease_name(subdev_dev_get_lease(dev));
}

SUBDEV_EXPORT uint32_t subdev_dev_get_ttl(const struct subdev_dev *dev)
{
	return attrs_u32(dev->obj.attrs, SUBDEV_A_DEV_TTL);
}
