// SPDX-License-Identifier: LGPL-2.1-or-later
/* Subdevices: what they are and how they are asked for. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <uuid/uuid.h>

#include "dev.h"
#include "request.h"

static const struct op op_dev_get = { "dev-get", SUBDEV_CMD_DEV_GET, &attr_set_dev };
static const struct op op_dev_set = { "dev-set", SUBDEV_CMD_DEV_SET, &attr_set_dev };
static const struct op op_dev_activate = {
	"dev-activate", SUBDEV_CMD_DEV_ACTIVATE, &attr_set_dev
};

static const char * const state_names[] = {
	[SUBDEV_DEV_STATE_INACTIVE] = "inactive",
	[SUBDEV_DEV_STATE_IDLE] = "idle",
	[SUBDEV_DEV_STATE_IN_USE] = "in-use",
	[SUBDEV_DEV_STATE_REMOVING] = "removing",
};

static struct subdev_dev *to_dev(struct object *obj)
{
	return (struct subdev_dev *)obj;
}

static void dev_free(struct object *obj)
{
	struct subdev_dev *dev = to_dev(obj);

	free(dev->group_path);
	free(dev->cdev_path);
	free(dev->sysfs_path);
	free(dev);
}

static int path_set(char **path, const char *folder, const char *name)
{
	if (asprintf(path, "%s/%s", folder, name) >= 0)
		return 0;
	*path = NULL;
	return -ENOMEM;
}

static int dev_set_paths(struct subdev_dev *dev)
{
	const struct attrs *attrs = dev->obj.attrs;
	uint32_t state = subdev_dev_get_state(dev);
	char group[16];
	int err = 0;

	uuid_unparse_lower(subdev_dev_get_uuid(dev), dev->uuid_str);
	if (attrs_has(attrs, SUBDEV_A_DEV_GROUP)) {
		snprintf(group, sizeof(group), "%u", attrs_u32(attrs, SUBDEV_A_DEV_GROUP));
		err = path_set(&dev->group_path, "/dev/vfio", group);
	}
	if (!err && attrs_has(attrs, SUBDEV_A_DEV_CDEV))
		err = path_set(&dev->cdev_path, "/dev/vfio/devices", subdev_dev_get_cdev(dev));
	if (!err && (state == SUBDEV_DEV_STATE_IDLE || state == SUBDEV_DEV_STATE_IN_USE))
		err = path_set(&dev->sysfs_path, "/sys/bus/subdev/devices", dev->uuid_str);
	return err;
}

int dev_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = {
		SUBDEV_A_DEV_ID, SUBDEV_A_DEV_UUID, SUBDEV_A_DEV_PARENT_INDEX,
		SUBDEV_A_DEV_PARENT_NAME, SUBDEV_A_DEV_TYPE, SUBDEV_A_DEV_STATE,
	};
	struct object *obj;
	int err;

	err = object_new(ctx, sizeof(struct subdev_dev), dev_free, &attr_set_dev, required,
			 ARRAY_SIZE(required), attrs, len, &obj);
	if (err)
		return err;
	if (dev_set_paths(to_dev(obj))) {
		object_unref(obj);
		return error_nomem(ctx);
	}
	*out = obj;
	return 0;
}

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

int dev_request_run(struct request *req, struct subdev_dev **out)
{
	struct object *obj;
	int err = request_do(req, dev_new, &obj);

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
	int err = dev_request_new(ctx, &op_dev_get, dev, &req);

	return err ? err : dev_request_run(req, out);
}

SUBDEV_EXPORT int subdev_dev_get(struct subdev_ctx *ctx, const char *dev, struct subdev_dev **out)
{
	error_clear(ctx);
	return dev_get(ctx, dev, out);
}

SUBDEV_EXPORT int subdev_dev_dump(struct subdev_ctx *ctx, const char *parent,
				  struct subdev_dev_list **out)
{
	struct parent_ref ref;
	struct request *req;
	struct list *list;
	int err;

	error_clear(ctx);
	err = parent ? parent_ref_parse(ctx, parent, &ref) : 0;
	if (err)
		return err;
	err = request_new(ctx, &op_dev_get, &req);
	if (err)
		return err;
	if (parent)
		err = request_put_parent(req, SUBDEV_A_DEV_PARENT_INDEX,
					 SUBDEV_A_DEV_PARENT_NAME, &ref);
	if (!err)
		err = request_dump(req, dev_new, &list);
	request_free(req);
	if (!err)
		*out = (struct subdev_dev_list *)list;
	return err;
}

SUBDEV_EXPORT int subdev_dev_set_label(struct subdev_ctx *ctx, const char *dev, const char *label,
				       struct subdev_dev **out)
{
	struct request *req;
	int err;

	error_clear(ctx);
	if (!label)
		label = "";
	err = string_check(ctx, "new-label", label, SUBDEV_LABEL_MAX);
	if (err)
		return err;
	err = dev_request_new(ctx, &op_dev_set, dev, &req);
	if (err)
		return err;
	err = request_put_string(req, SUBDEV_A_DEV_NEW_LABEL, label);
	if (err) {
		request_free(req);
		return err;
	}
	return dev_request_run(req, out);
}

SUBDEV_EXPORT int subdev_dev_activate(struct subdev_ctx *ctx, const char *dev,
				      struct subdev_dev **out)
{
	struct request *req;
	int err;

	error_clear(ctx);
	err = dev_request_new(ctx, &op_dev_activate, dev, &req);
	return err ? err : dev_request_run(req, out);
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
	return dev->uuid_str;
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
	return name_of(state_names, ARRAY_SIZE(state_names), subdev_dev_get_state(dev));
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
	return dev->group_path;
}

SUBDEV_EXPORT const char *subdev_dev_get_cdev_path(const struct subdev_dev *dev)
{
	return dev->cdev_path;
}

SUBDEV_EXPORT const char *subdev_dev_get_sysfs_path(const struct subdev_dev *dev)
{
	return dev->sysfs_path;
}

static struct list *to_list(const struct subdev_dev_list *list)
{
	return (struct list *)list;
}

SUBDEV_EXPORT struct subdev_dev_list *
subdev_dev_list_unref(struct subdev_dev_list *list)
{
	list_free(to_list(list));
	return NULL;
}

SUBDEV_EXPORT struct subdev_dev *
subdev_dev_list_get_first(const struct subdev_dev_list *list)
{
	return to_dev(to_list(list)->first);
}

SUBDEV_EXPORT struct subdev_dev *
subdev_dev_list_get_next(const struct subdev_dev_list *list, const struct subdev_dev *dev)
{
	(void)list;
	return to_dev(dev->obj.next);
}

SUBDEV_EXPORT bool subdev_dev_list_is_consistent(const struct subdev_dev_list *list)
{
	return to_list(list)->consistent;
}
