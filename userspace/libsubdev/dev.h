/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SUBDEV_DEV_H
#define SUBDEV_DEV_H

#include "object.h"
#include "ref.h"

struct request;

/* The name of a character device has at most so many bytes; the kernel's is vfio and a number. */
#define DEV_CDEV_MAX 31

#define DEV_GROUP_FOLDER "/dev/vfio/"
#define DEV_CDEV_FOLDER "/dev/vfio/devices/"
#define DEV_SYSFS_FOLDER "/sys/bus/subdev/devices/"

/* Where it is. */
struct dev_paths {
	char group[sizeof(DEV_GROUP_FOLDER "4294967295")];
	char cdev[sizeof(DEV_CDEV_FOLDER) + DEV_CDEV_MAX];
	char sysfs[sizeof(DEV_SYSFS_FOLDER) + UUID_TEXT_SIZE];
};

/* What it has several of. */
struct dev_parts {
	struct parts values;
	struct parts amounts;
	struct parts parent_resources;
	struct parts pool_counts;	/* one or none */
};

/* Lists have many, and who lists wants little of each: it has only what the kernel said. */
struct subdev_dev {
	struct object obj;
	struct dev_parts *parts;	/* NULL if there is none of them */
	struct dev_paths *paths;	/* NULL until one is asked for */
	char uuid_str[UUID_TEXT_SIZE];	/* empty until it is asked for */
};

int dev_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out);
/* What a dry run answers: there is no id, and maybe no UUID. */
int dev_new_dry(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out);
/* What a transaction answers that was not asked for whole ones: only what names it, and its node. */
int dev_new_brief(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out);

/* Begin a request about one subdevice. */
int dev_request_new(struct subdev_ctx *ctx, const struct op *op, const char *dev,
		    struct request **out);
/* The same, which is only made if it is what @condition says; that may be NULL. */
int dev_request_new_if(struct subdev_ctx *ctx, const struct op *op, const char *dev,
		       const struct subdev_condition *condition, struct request **out);
/* Make it and free it, whether it succeeds or not; @make is of this file. @out may be NULL. */
int dev_request_run(struct request *req, object_new_fn make, struct subdev_dev **out);
/* As subdev_dev_get(), inside of another call. */
int dev_get(struct subdev_ctx *ctx, const char *dev, struct subdev_dev **out);

#endif /* SUBDEV_DEV_H */
