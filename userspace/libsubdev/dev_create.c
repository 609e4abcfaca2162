// SPDX-License-Identifier: LGPL-2.1-or-later
/* The request for a new subdevice. */
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "compose.h"
#include "dev.h"
#include "dev_create.h"
#include "lease.h"
#include "manifest.h"

enum {
	HAS_TYPE = 1 << 0,
	HAS_UUID = 1 << 1,
	HAS_LABEL = 1 << 2,
};

struct subdev_dev_create {
	struct subdev_ctx *ctx;
	struct kept_parent parent;
	unsigned int present;	/* HAS_* of the three fields below */
	char type[SUBDEV_TYPE_NAME_MAX + 1];
	uint8_t uuid[SUBDEV_UUID_LEN];
	char label[SUBDEV_LABEL_MAX + 1];
	struct tenure tenure;
	bool inactive;
	struct composition composition;
	struct subdev_manifest *manifest;	/* or NULL */
};

static const struct op op_dev_create = { "dev-create", SUBDEV_CMD_DEV_CREATE, &attr_set_dev };

SUBDEV_EXPORT int subdev_dev_create_new(struct subdev_ctx *ctx, struct subdev_dev_create **out)
{
	struct subdev_dev_create *create;

	error_clear(ctx);
	create = calloc(1, sizeof(*create));
	if (!create)
		return error_nomem(ctx);
	create->ctx = subdev_ctx_ref(ctx);
	create->composition.numbers = &composition_of_dev;
	*out = create;
	return 0;
}

SUBDEV_EXPORT struct subdev_dev_create *subdev_dev_create_free(struct subdev_dev_create *create)
{
	if (create) {
		subdev_manifest_unref(create->manifest);
		composition_clear(&create->composition);
		subdev_ctx_unref(create->ctx);
		free(create);
	}
	return NULL;
}

SUBDEV_EXPORT int subdev_dev_create_set_parent(struct subdev_dev_create *create,
					       const char *parent)
{
	error_clear(create->ctx);
	return kept_parent_set(create->ctx, &create->parent, parent);
}

/* @value has room for @max bytes and a NUL. */
static int set_string(struct subdev_dev_create *create, unsigned int has, char *value, size_t max,
		      const char *attr, const char *text)
{
	int err;

	error_clear(create->ctx);
	err = string_check(create->ctx, attr, text, max);
	if (err)
		return err;
	strcpy(value, text);
	create->present |= has;
	return 0;
}

SUBDEV_EXPORT int subdev_dev_create_set_type(struct subdev_dev_create *create, const char *type)
{
	return set_string(create, HAS_TYPE, create->type, SUBDEV_TYPE_NAME_MAX, "type", type);
}

SUBDEV_EXPORT int subdev_dev_create_set_uuid(struct subdev_dev_create *create, const char *uuid)
{
	int err;

	error_clear(create->ctx);
	err = uuid_ref_parse(create->ctx, uuid, create->uuid);
	if (err)
		return err;
	create->present |= HAS_UUID;
	return 0;
}

SUBDEV_EXPORT int subdev_dev_create_set_label(struct subdev_dev_create *create, const char *label)
{
	return set_string(create, HAS_LABEL, create->label, SUBDEV_LABEL_MAX, "label", label);
}

SUBDEV_EXPORT int subdev_dev_create_set_owner(struct subdev_dev_create *create, const char *owner)
{
	error_clear(create->ctx);
	return tenure_set_owner(create->ctx, &create->tenure, owner);
}

SUBDEV_EXPORT void subdev_dev_create_set_lease(struct subdev_dev_create *create, uint32_t lease,
					       uint32_t ttl)
{
	tenure_set_lease(&create->tenure, lease, ttl);
}

SUBDEV_EXPORT void subdev_dev_create_set_inactive(struct subdev_dev_create *create, bool inactive)
{
	create->inactive = inactive;
}

SUBDEV_EXPORT void subdev_dev_create_set_version(struct subdev_dev_create *create,
						 uint32_t version)
{
	create->composition.version = version;
	create->composition.has_version = true;
}

SUBDEV_EXPORT int subdev_dev_create_add_param_bool(struct subdev_dev_create *create,
						   const char *name, bool value)
{
	error_clear(create->ctx);
	return composition_add_bool(create->ctx, &create->composition, name, value);
}

SUBDEV_EXPORT int subdev_dev_create_add_param_uint(struct subdev_dev_create *create,
						   const char *name, uint64_t value)
{
	error_clear(create->ctx);
	return composition_add_uint(create->ctx, &create->composition, name, value);
}

SUBDEV_EXPORT int subdev_dev_create_add_param_string(struct subdev_dev_create *create,
						     const char *name, const char *value)
{
	error_clear(create->ctx);
	return composition_add_string(create->ctx, &create->composition, name, value);
}

SUBDEV_EXPORT int subdev_dev_create_add_resource(struct subdev_dev_create *create,
						 const char *name, uint64_t amount)
{
	error_clear(create->ctx);
	return composition_add_amount(create->ctx, &create->composition, name, amount);
}

SUBDEV_EXPORT void subdev_dev_create_set_manifest(struct subdev_dev_create *create,
						  struct subdev_manifest *manifest)
{
	if (manifest)
		subdev_manifest_ref(manifest);
	subdev_manifest_unref(create->manifest);
	create->manifest = manifest;
}

bool dev_create_takes_lease(const struct subdev_dev_create *create)
{
	return tenure_is_of_socket(&create->tenure);
}

int dev_create_put(struct request *req, const struct subdev_dev_create *create)
{
	int err = 0;

	if (create->parent.said)
		err = request_put_parent(req, SUBDEV_A_DEV_PARENT_INDEX, SUBDEV_A_DEV_PARENT_NAME,
					 &create->parent.ref);
	if (!err && create->present & HAS_TYPE)
		err = request_put_string(req, SUBDEV_A_DEV_TYPE, create->type);
	if (!err && create->present & HAS_UUID)
		err = request_put_uuid(req, SUBDEV_A_DEV_UUID, create->uuid);
	if (!err && create->present & HAS_LABEL)
		err = request_put_string(req, SUBDEV_A_DEV_LABEL, create->label);
	if (!err && create->inactive)
		err = request_put_flag(req, SUBDEV_A_DEV_INACTIVE);
	if (!err)
		err = tenure_put(req, &create->tenure);
	if (!err)
		err = composition_put(req, &create->composition);
	if (!err && create->manifest)
		err = manifest_put(req, create->manifest);
	return err;
}

static int create_request(struct subdev_dev_create *create, bool dry_run, struct request **out)
{
	struct request *req;
	int err;

	error_clear(create->ctx);
	err = request_new(create->ctx, &op_dev_create, &req);
	if (err)
		return err;
	req->takes_lease = !dry_run && dev_create_takes_lease(create);
	err = dev_create_put(req, create);
	if (!err && dry_run)
		err = request_put_flag(req, SUBDEV_A_DEV_DRY_RUN);
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

SUBDEV_EXPORT int subdev_dev_create_run(struct subdev_dev_create *create, struct subdev_dev **out)
{
	struct request *req;
	int err = create_request(create, false, &req);

	return err ? err : dev_request_run(req, dev_new, out);
}

SUBDEV_EXPORT int subdev_dev_create_try(struct subdev_dev_create *create, struct subdev_dev **out)
{
	struct request *req;
	int err = create_request(create, true, &req);

	return err ? err : dev_request_run(req, dev_new_dry, out);
}

SUBDEV_EXPORT int subdev_dev_create_submit(struct subdev_dev_create *create,
					   struct subdev_batch *batch, subdev_answer_fn fn,
					   void *data)
{
	struct request *req;
	int err = create_request(create, false, &req);

	return err ? err : batch_add(batch, req, EFFECT_CHANGE, dev_new, fn, data);
}
