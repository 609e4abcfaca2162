// SPDX-License-Identifier: LGPL-2.1-or-later
/* Subdevices: what they are and how they are asked for. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uuid/uuid.h>

#include "batch.h"
#include "dev.h"
#include "names.h"
#include "part.h"
#include "query.h"
#include "request.h"

static const struct op op_dev_activate = {
	"dev-activate", SUBDEV_CMD_DEV_ACTIVATE, &attr_set_dev
};

static struct subdev_dev *to_dev(struct object *obj)
{
	return (struct subdev_dev *)obj;
}

static void dev_free(struct object *obj)
{
	struct subdev_dev *dev = to_dev(obj);

	free(dev->cdev_path);
	parts_free(&dev->values);
	parts_free(&dev->amounts);
	parts_free(&dev->parent_resources);
	parts_free(&dev->pool_counts);
}

/* @number behind @text, with the end. */
static void number_write(char *text, uint32_t number)
{
	char digits[10];
	int n = 0;

	do
		digits[n++] = '0' + number % 10;
	while (number /= 10);
	while (n)
		*text++ = digits[--n];
	*text = '\0';
}

/* Is it on the bus? */
static bool dev_is_active(const struct subdev_dev *dev)
{
	switch (subdev_dev_get_state(dev)) {
	case SUBDEV_DEV_STATE_IDLE:
	case SUBDEV_DEV_STATE_IN_USE:
	case SUBDEV_DEV_STATE_RESETTING:
	case SUBDEV_DEV_STATE_FAILED:
		return true;
	default:
		return false;
	}
}

/* Lists have many subdevices: no stdio, and no memory for what has a length that is known. */
static int dev_set_paths(struct subdev_dev *dev)
{
	const struct attrs *attrs = dev->obj.attrs;

	if (attrs_has(attrs, SUBDEV_A_DEV_GROUP)) {
		memcpy(dev->group_path, DEV_GROUP_FOLDER, sizeof(DEV_GROUP_FOLDER));
		number_write(dev->group_path + sizeof(DEV_GROUP_FOLDER) - 1,
			     attrs_u32(attrs, SUBDEV_A_DEV_GROUP));
	}
	if (dev_is_active(dev)) {
		memcpy(dev->sysfs_path, DEV_SYSFS_FOLDER, sizeof(DEV_SYSFS_FOLDER));
		memcpy(dev->sysfs_path + sizeof(DEV_SYSFS_FOLDER) - 1, dev->uuid_str,
		       sizeof(dev->uuid_str));
	}
	if (!attrs_has(attrs, SUBDEV_A_DEV_CDEV))
		return 0;
	if (asprintf(&dev->cdev_path, "/dev/vfio/devices/%s", subdev_dev_get_cdev(dev)) >= 0)
		return 0;
	dev->cdev_path = NULL;
	return -ENOMEM;
}

static int dev_fill(struct subdev_ctx *ctx, struct subdev_dev *dev)
{
	const struct attrs *attrs = dev->obj.attrs;
	int err;

	if (attrs_has(attrs, SUBDEV_A_DEV_UUID))
		uuid_unparse_lower(subdev_dev_get_uuid(dev), dev->uuid_str);
	err = parts_new(ctx, attrs, SUBDEV_A_DEV_PARAM, value_new, &dev->values);
	if (!err)
		err = parts_new(ctx, attrs, SUBDEV_A_DEV_RESOURCE, amount_new, &dev->amounts);
	if (!err)
		err = parts_new(ctx, attrs, SUBDEV_A_DEV_PARENT_RESOURCE, resource_new,
				&dev->parent_resources);
	if (!err)
		err = parts_new(ctx, attrs, SUBDEV_A_DEV_POOL_COUNTS, counts_new,
				&dev->pool_counts);
	/* What does not exist has no place. */
	if (!err && attrs_has(attrs, SUBDEV_A_DEV_ID) && dev_set_paths(dev))
		err = error_nomem(ctx);
	return err;
}

static int dev_make(struct subdev_ctx *ctx, const uint8_t *required, size_t num_required,
		    const void *attrs, size_t len, struct object **out)
{
	struct object *obj;
	int err;

	err = object_new(ctx, sizeof(struct subdev_dev), dev_free, &attr_set_dev, required,
			 num_required, attrs, len, &obj);
	if (err)
		return err;
	err = dev_fill(ctx, to_dev(obj));
	if (err)
		object_unref(obj);
	else
		*out = obj;
	return err;
}

int dev_new_dry(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = {
		SUBDEV_A_DEV_PARENT_INDEX, SUBDEV_A_DEV_PARENT_NAME, SUBDEV_A_DEV_TYPE,
	};

	return dev_make(ctx, required, ARRAY_SIZE(required), attrs, len, out);
}

int dev_new_brief(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = { SUBDEV_A_DEV_ID, SUBDEV_A_DEV_UUID };

	return dev_make(ctx, required, ARRAY_SIZE(required), attrs, len, out);
}

int dev_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = {
		SUBDEV_A_DEV_PARENT_INDEX, SUBDEV_A_DEV_PARENT_NAME, SUBDEV_A_DEV_TYPE,
		SUBDEV_A_DEV_ID, SUBDEV_A_DEV_UUID, SUBDEV_A_DEV_STATE,
	};

	return dev_make(ctx, required, ARRAY_SIZE(required), attrs, len, out);
}

static const struct query query_devs = {
	.op = { "dev-get", SUBDEV_CMD_DEV_GET, &attr_set_dev },
	.make = dev_new,
	.parent_index = SUBDEV_A_DEV_PARENT_INDEX,
	.parent_name = SUBDEV_A_DEV_PARENT_NAME,
	.name = SUBDEV_A_DEV_OWNER,
};

int dev_request_new(struct subdev_ctx *ctx, const struct op *op, const char *dev,
		    struct request **out)
{
	struct request *req;
	struct dev_ref ref;
	int err;

	err = dev_ref_parse(ctx, dev, &ref);
	if (err)
		return err;
	err = request_new(ctx, op, &req);
	if (err)
		return err;
	err = request_put_dev(req, &ref);
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

static int condition_put(struct request *req, const struct subdev_condition *condition)
{
	int err = 0;

	if (condition->if_generation)
		err = request_put_u64(req, SUBDEV_A_DEV_IF_GENERATION, *condition->if_generation);
	if (!err && condition->owner)
		err = request_put_string(req, SUBDEV_A_DEV_OWNER, condition->owner);
	return err;
}

int dev_request_new_if(struct subdev_ctx *ctx, const struct op *op, const char *dev,
		       const struct subdev_condition *condition, struct request **out)
{
	struct request *req;
	int err = 0;

	if (condition && condition->owner)
		err = string_check(ctx, "owner", condition->owner, SUBDEV_OWNER_MAX);
	if (!err)
		err = dev_request_new(ctx, op, dev, &req);
	if (err)
		return err;
	err = condition ? condition_put(req, condition) : 0;
	if (err)
		request_free(req);
	else
		*out = req;
	return err;
}

int dev_request_run(struct request *req, object_new_fn make, struct subdev_dev **out)
{
	struct object *obj;
	int err = request_do(req, make, &obj);

	request_free(req);
	if (err)
		return err;
	if (out)
		*out = to_dev(obj);
	else
		object_unref(obj);
	return 0;
}

int dev_get(struct subdev_ctx *ctx, const char *dev, struct subdev_dev **out)
{
	struct request *req;
	int err = dev_request_new(ctx, &query_devs.op, dev, &req);

	return err ? err : dev_request_run(req, dev_new, out);
}

SUBDEV_EXPORT int subdev_dev_get(struct subdev_ctx *ctx, const char *dev, struct subdev_dev **out)
{
	error_clear(ctx);
	return dev_get(ctx, dev, out);
}

SUBDEV_EXPORT int subdev_dev_dump(struct subdev_ctx *ctx, const char *parent, const char *owner,
				  const char *pool, struct subdev_dev_list **out)
{
	struct request *req;
	struct list *list;
	int err;

	error_clear(ctx);
	err = pool ? string_check(ctx, "pool", pool, SUBDEV_POOL_NAME_MAX) : 0;
	if (!err)
		err = query_new(ctx, &query_devs, parent, owner, &req);
	if (err)
		return err;
	err = pool ? request_put_string(req, SUBDEV_A_DEV_POOL, pool) : 0;
	if (!err)
		err = request_dump(req, dev_new, &list);
	request_free(req);
	if (!err)
		*out = (struct subdev_dev_list *)list;
	return err;
}

SUBDEV_EXPORT int subdev_dev_activate(struct subdev_ctx *ctx, const char *dev,
				      struct subdev_dev **out)
{
	struct request *req;
	int err;

	error_clear(ctx);
	err = dev_request_new(ctx, &op_dev_activate, dev, &req);
	return err ? err : dev_request_run(req, dev_new, out);
}

static int submit(struct subdev_batch *batch, const struct op *op, const char *dev,
		  enum effect effect, subdev_answer_fn fn, void *data)
{
	struct subdev_ctx *ctx = batch_ctx(batch);
	struct request *req;
	int err;

	error_clear(ctx);
	err = dev_request_new(ctx, op, dev, &req);
	return err ? err : batch_add(batch, req, effect, dev_new, fn, data);
}

SUBDEV_EXPORT int subdev_dev_get_submit(struct subdev_batch *batch, const char *dev,
					subdev_answer_fn fn, void *data)
{
	return submit(batch, &query_devs.op, dev, EFFECT_NONE, fn, data);
}

SUBDEV_EXPORT int subdev_dev_activate_submit(struct subdev_batch *batch, const char *dev,
					     subdev_answer_fn fn, void *data)
{
	return submit(batch, &op_dev_activate, dev, EFFECT_CHANGE, fn, data);
}

SUBDEV_EXPORT struct subdev_dev *subdev_dev_ref(struct subdev_dev *dev)
{
	object_ref(&dev->obj);
	return dev;
}

SUBDEV_EXPORT struct subdev_dev *subdev_dev_unref(struct subdev_dev *dev)
{
	if (dev)
		object_unref(&dev->obj);
	return NULL;
}

SUBDEV_EXPORT uint32_t subdev_dev_get_id(const struct subdev_dev *dev)
{
	return attrs_u32(dev->obj.attrs, SUBDEV_A_DEV_ID);
}

SUBDEV_EXPORT const uint8_t *subdev_dev_get_uuid(const struct subdev_dev *dev)
{
	return attrs_uuid(dev->obj.attrs, SUBDEV_A_DEV_UUID);
}

SUBDEV_EXPORT const char *subdev_dev_get_uuid_str(const struct subdev_dev *dev)
{
	return dev->uuid_str[0] ? dev->uuid_str : NULL;
}

SUBDEV_EXPORT const char *subdev_dev_get_label(const struct subdev_dev *dev)
{
	return attrs_string(dev->obj.attrs, SUBDEV_A_DEV_LABEL);
}

SUBDEV_EXPORT uint32_t subdev_dev_get_parent_index(const struct subdev_dev *dev)
{
	return attrs_u32(dev->obj.attrs, SUBDEV_A_DEV_PARENT_INDEX);
}

SUBDEV_EXPORT const char *subdev_dev_get_parent_name(const struct subdev_dev *dev)
{
	return attrs_string(dev->obj.attrs, SUBDEV_A_DEV_PARENT_NAME);
}

SUBDEV_EXPORT const char *subdev_dev_get_type(const struct subdev_dev *dev)
{
	return attrs_string(dev->obj.attrs, SUBDEV_A_DEV_TYPE);
}

SUBDEV_EXPORT uint32_t subdev_dev_get_state(const struct subdev_dev *dev)
{
	return attrs_u32(dev->obj.attrs, SUBDEV_A_DEV_STATE);
}

SUBDEV_EXPORT const char *subdev_dev_get_state_str(const struct subdev_dev *dev)
{
	return state_name(subdev_dev_get_state(dev));
}

SUBDEV_EXPORT uint64_t subdev_dev_get_generation(const struct subdev_dev *dev)
{
	return attrs_uint(dev->obj.attrs, SUBDEV_A_DEV_GENERATION);
}

SUBDEV_EXPORT int64_t subdev_dev_get_group(const struct subdev_dev *dev)
{
	if (!attrs_has(dev->obj.attrs, SUBDEV_A_DEV_GROUP))
		return -1;
	return attrs_u32(dev->obj.attrs, SUBDEV_A_DEV_GROUP);
}

SUBDEV_EXPORT const char *subdev_dev_get_cdev(const struct subdev_dev *dev)
{
	return attrs_string(dev->obj.attrs, SUBDEV_A_DEV_CDEV);
}

SUBDEV_EXPORT const char *subdev_dev_get_group_path(const struct subdev_dev *dev)
{
	return dev->group_path[0] ? dev->group_path : NULL;
}

SUBDEV_EXPORT const char *subdev_dev_get_cdev_path(const struct subdev_dev *dev)
{
	return dev->cdev_path;
}

SUBDEV_EXPORT const char *subdev_dev_get_sysfs_path(const struct subdev_dev *dev)
{
	return dev->sysfs_path[0] ? dev->sysfs_path : NULL;
}

SUBDEV_EXPORT const char *subdev_dev_get_owner(const struct subdev_dev *dev)
{
	return attrs_string(dev->obj.attrs, SUBDEV_A_DEV_OWNER);
}

SUBDEV_EXPORT const char *subdev_dev_get_pool(const struct subdev_dev *dev)
{
	return attrs_string(dev->obj.attrs, SUBDEV_A_DEV_POOL);
}

SUBDEV_EXPORT bool subdev_dev_is_ready(const struct subdev_dev *dev)
{
	return attrs_has(dev->obj.attrs, SUBDEV_A_DEV_READY);
}

SUBDEV_EXPORT const char *subdev_dev_get_why(const struct subdev_dev *dev)
{
	return attrs_string(dev->obj.attrs, SUBDEV_A_DEV_WHY);
}

SUBDEV_EXPORT const struct subdev_pool_counts *
subdev_dev_get_pool_counts(const struct subdev_dev *dev)
{
	return parts_get(&dev->pool_counts, 0);
}

SUBDEV_EXPORT uint32_t subdev_dev_get_version(const struct subdev_dev *dev)
{
	return attrs_u32(dev->obj.attrs, SUBDEV_A_DEV_VERSION);
}

SUBDEV_EXPORT unsigned int subdev_dev_get_num_values(const struct subdev_dev *dev)
{
	return dev->values.count;
}

SUBDEV_EXPORT const struct subdev_value *subdev_dev_get_value(const struct subdev_dev *dev,
							      unsigned int i)
{
	return parts_get(&dev->values, i);
}

SUBDEV_EXPORT unsigned int subdev_dev_get_num_amounts(const struct subdev_dev *dev)
{
	return dev->amounts.count;
}

SUBDEV_EXPORT const struct subdev_amount *subdev_dev_get_amount(const struct subdev_dev *dev,
								unsigned int i)
{
	return parts_get(&dev->amounts, i);
}

SUBDEV_EXPORT unsigned int subdev_dev_get_num_parent_resources(const struct subdev_dev *dev)
{
	return dev->parent_resources.count;
}

SUBDEV_EXPORT const struct subdev_resource *
subdev_dev_get_parent_resource(const struct subdev_dev *dev, unsigned int i)
{
	return parts_get(&dev->parent_resources, i);
}

SUBDEV_EXPORT struct subdev_dev_list *subdev_dev_list_unref(struct subdev_dev_list *list)
{
	return list_unref(list);
}

SUBDEV_EXPORT struct subdev_dev *subdev_dev_list_get_first(const struct subdev_dev_list *list)
{
	return list_get_first(list);
}

SUBDEV_EXPORT struct subdev_dev *
subdev_dev_list_get_next(const struct subdev_dev_list *list,
			 const struct subdev_dev *dev)
{
	(void)list;
	return list_get_next(dev);
}

SUBDEV_EXPORT bool subdev_dev_list_is_consistent(const struct subdev_dev_list *list)
{
	return list_is_consistent(list);
}

SUBDEV_EXPORT uint64_t subdev_dev_list_get_seq(const struct subdev_dev_list *list)
{
	return list_get_seq(list);
}

SUBDEV_EXPORT uint32_t subdev_dev_list_get_epoch(const struct subdev_dev_list *list)
{
	return list_get_epoch(list);
}
