/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Class attributes: what a type is, in the terms of its class. */
#ifndef SUBDEV_CLASS_ATTR_H
#define SUBDEV_CLASS_ATTR_H

#include "attr.h"

struct class_attrs {
	unsigned int count;
	struct subdev_class_attr *attrs;
};

/* Take them from the attributes of a type. */
int class_attrs_new(struct subdev_ctx *ctx, const struct attrs *type, struct class_attrs *out);
void class_attrs_free(struct class_attrs *attrs);
const struct subdev_class_attr *class_attrs_get(const struct class_attrs *attrs, unsigned int i);

#endif /* SUBDEV_CLASS_ATTR_H */
