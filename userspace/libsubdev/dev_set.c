// SPDX-License-Identifier: LGPL-2.1-or-later
/* The request for changes of a subdevice. */
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "compose.h"
#include "dev.h"

struct subdev_dev_set {
	struct subdev_ctx *ctx;
	bool has_label;
	char label[SUBDEV_LABEL_MAX + 1];
	bool has_if_generation;
	uint64_t if_generation;
	struct composition composition;
	char dev[];	/* which subdevice, as the caller says it */
};

static const struct op op_dev_set = { "dev-set", SUBDEV_CMD_DEV_SET, &attr_set_dev };

SUBDEV_EXPORT int subdev_dev_set_new(struct subdev_ctx *ctx, const char *dev,
				     struct subdev_dev_set **out)
{
	struct subdev_dev_set *set;
	struct dev_ref ref;
	int err;

	error_clear(ctx);
	err = dev_ref_parse(ctx, dev, &ref);
	if (err)
		return err;
	set = calloc(1, sizeof(*set) + strlen(dev) + 1);
	if (!set)
		return error_nomem(ctx);
	strcpy(set->dev, dev);
	set->ctx = subdev_ctx_ref(ctx);
	set->composition.numbers = &composition_of_dev;
	*out = set;
	return 0;
}

SUBDEV_EXPORT struct subdev_dev_set *subdev_dev_set_free(struct subdev_dev_set *set)
{
	if (set) {
		composition_clear(&set->composition);
		subdev_ctx_unref(set->ctx);
		free(set);
	}
	return NULL;
}

SUBDEV_EXPORT int subdev_dev_set_label(struct subdev_dev_set *set, const char *label)
{
	int err;

	error_clear(set->ctx);
	if (!label)
		label = "";
	err = string_check(set->ctx, "new-label", label, SUBDEV_LABEL_MAX);
	if (err)
		return err;
	strcpy(set->label, label);
	set->has_label = true;
	return 0;
}

SUBDEV_EXPORT void subdev_dev_set_version(struct subdev_dev_set *set, uint32_t version)
{
	set->composition.version = version;
	set->composition.has_version = true;
}

SUBDEV_EXPORT int subdev_dev_set_param_bool(struct subdev_dev_set *set, const char *name,
					    bool value)
{
	error_clear(set->ctx);
	return composition_add_bool(set->ctx, &set->composition, name, value);
}

SUBDEV_EXPORT int subdev_dev_set_param_uint(struct subdev_dev_set *set, const char *name,
					    uint64_t value)
{
	error_clear(set->ctx);
	return composition_add_uint(set->ctx, &set->composition, name, value);
}

SUBDEV_EXPORT int subdev_dev_set_param_string(struct subdev_dev_set *set, const char *name,
					      const char *value)
{
	error_clear(set->ctx);
	return composition_add_string(set->ctx, &set->composition, name, value);
}

SUBDEV_EXPORT int subdev_dev_set_resource(struct subdev_dev_set *set, const char *name,
					  uint64_t amount)
{
	error_clear(set->ctx);
	return composition_add_amount(set->ctx, &set->composition, name, amount);
}

SUBDEV_EXPORT void subdev_dev_set_if_generation(struct subdev_dev_set *set, uint64_t generation)
{
	set->if_generation = generation;
	set->has_if_generation = true;
}

static int set_put(struct request *req, const struct subdev_dev_set *set)
{
	int err = 0;

	if (set->has_label)
		err = request_put_string(req, SUBDEV_A_DEV_NEW_LABEL, set->label);
	if (!err)
		err = composition_put(req, &set->composition);
	if (!err && set->has_if_generation)
		err = request_put_u64(req, SUBDEV_A_DEV_IF_GENERATION, set->if_generation);
	return err;
}

static int set_request(struct subdev_dev_set *set, struct request **out)
{
	struct request *req;
	int err;

	error_clear(set->ctx);
	err = dev_request_new(set->ctx, &op_dev_set, set->dev, &req);
	if (err)
		return err;
	err = set_put(req, set);
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

SUBDEV_EXPORT int subdev_dev_set_run(struct subdev_dev_set *set, struct subdev_dev **out)
{
	struct request *req;
	int err = set_request(set, &req);

	return err ? err : dev_request_run(req, dev_new, out);
}

SUBDEV_EXPORT int subdev_dev_set_submit(struct subdev_dev_set *set, struct subdev_batch *batch,
					subdev_answer_fn fn, void *data)
{
	struct request *req;
	int err = set_request(set, &req);

	return err ? err : batch_add(batch, req, EFFECT_CHANGE, dev_new, fn, data);
}
