/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SUBDEV_MANIFEST_H
#define SUBDEV_MANIFEST_H

#include "object.h"

struct request;

struct subdev_manifest {
	struct object obj;
	struct parts values;
	struct parts amounts;
};

/* From the attributes in a manifest's nest. */
int manifest_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out);
/* Add it to a request. */
int manifest_put(struct request *req, const struct subdev_manifest *manifest);

#endif /* SUBDEV_MANIFEST_H */
