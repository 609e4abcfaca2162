// SPDX-License-Identifier: LGPL-2.1-or-later
/* Leases: how long subdevices live. */
#include "batch.h"
#include "dev.h"
#include "names.h"
#include "request.h"

static const struct op op_dev_renew = { "dev-renew", SUBDEV_CMD_DEV_RENEW, &attr_set_dev };

static int renew_request(struct subdev_ctx *ctx, const char *dev, uint32_t ttl,
			 struct request **out)
{
	struct request *req;
	int err;

	error_clear(ctx);
	err = dev_request_new(ctx, &op_dev_renew, dev, &req);
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
				   struct subdev_dev **out)
{
	struct request *req;
	int err = renew_request(ctx, dev, ttl, &req);

	return err ? err : dev_request_run(req, dev_new, out);
}

SUBDEV_EXPORT int subdev_dev_renew_submit(struct subdev_batch *batch, const char *dev,
					  uint32_t ttl, subdev_answer_fn fn, void *data)
{
	struct request *req;
	int err = renew_request(batch_ctx(batch), dev, ttl, &req);

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
