// SPDX-License-Identifier: LGPL-2.1-or-later
/* Subdevices: what is known of one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uuid/uuid.h>

#include "dev.h"
#include "names.h"

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

/* All paths are written when the first is asked for. */
static struct dev_paths *paths_new(const struct subdev_dev *dev)
{
	const char *cdev = subdev_dev_get_cdev(dev);
	struct dev_paths *paths = calloc(1, sizeof(*paths));

	if (!paths)
		return NULL;
	if (attrs_has(dev->obj.attrs, SUBDEV_A_DEV_GROUP))
		snprintf(paths->group, sizeof(paths->group), DEV_GROUP_FOLDER "%u",
			 attrs_u32(dev->obj.attrs, SUBDEV_A_DEV_GROUP));
	if (cdev && strlen(cdev) <= DEV_CDEV_MAX)
		snprintf(paths->cdev, sizeof(paths->cdev), DEV_CDEV_FOLDER "%s", cdev);
	if (dev_is_active(dev))
		snprintf(paths->sysfs, sizeof(paths->sysfs), DEV_SYSFS_FOLDER "%s",
			 subdev_dev_get_uuid_str(dev));
	return paths;
}

/* All empty for what does not exist, which has no place. */
static const struct dev_paths *paths_of(const struct subdev_dev *dev)
{
	static const struct dev_paths none;
	struct subdev_dev *own = (struct subdev_dev *)dev;

	if (!own->paths && attrs_has(dev->obj.attrs, SUBDEV_A_DEV_ID))
		own->paths = paths_new(dev);
	return own->paths ? own->paths : &none;
}

static const struct dev_parts *parts_of(const struct subdev_dev *dev)
{
	static const struct dev_parts none;

	return dev->parts ? dev->parts : &none;
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
	char *text = ((struct subdev_dev *)dev)->uuid_str;

	if (!text[0] && attrs_has(dev->obj.attrs, SUBDEV_A_DEV_UUID))
		uuid_unparse_lower(subdev_dev_get_uuid(dev), text);
	return text[0] ? text : NULL;
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
	const char *path = paths_of(dev)->group;

	return path[0] ? path : NULL;
}

SUBDEV_EXPORT const char *subdev_dev_get_cdev_path(const struct subdev_dev *dev)
{
	const char *path = paths_of(dev)->cdev;

	return path[0] ? path : NULL;
}

SUBDEV_EXPORT const char *subdev_dev_get_sysfs_path(const struct subdev_dev *dev)
{
	const char *path = paths_of(dev)->sysfs;

	return path[0] ? path : NULL;
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
	return parts_get(&parts_of(dev)->pool_counts, 0);
}

SUBDEV_EXPORT uint32_t subdev_dev_get_version(const struct subdev_dev *dev)
{
	return attrs_u32(dev->obj.attrs, SUBDEV_A_DEV_VERSION);
}

SUBDEV_EXPORT unsigned int subdev_dev_get_num_values(const struct subdev_dev *dev)
{
	return parts_of(dev)->values.count;
}

SUBDEV_EXPORT const struct subdev_value *subdev_dev_get_value(const struct subdev_dev *dev,
							      unsigned int i)
{
	return parts_get(&parts_of(dev)->values, i);
}

SUBDEV_EXPORT unsigned int subdev_dev_get_num_amounts(const struct subdev_dev *dev)
{
	return parts_of(dev)->amounts.count;
}

SUBDEV_EXPORT const struct subdev_amount *subdev_dev_get_amount(const struct subdev_dev *dev,
								unsigned int i)
{
	return parts_get(&parts_of(dev)->amounts, i);
}

SUBDEV_EXPORT unsigned int subdev_dev_get_num_parent_resources(const struct subdev_dev *dev)
{
	return parts_of(dev)->parent_resources.count;
}

SUBDEV_EXPORT const struct subdev_resource *
subdev_dev_get_parent_resource(const struct subdev_dev *dev, unsigned int i)
{
	return parts_get(&parts_of(dev)->parent_resources, i);
}
