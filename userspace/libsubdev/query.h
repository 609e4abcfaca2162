/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is asked for about parents, or about what a parent has. */
#ifndef SUBDEV_QUERY_H
#define SUBDEV_QUERY_H

#include "object.h"

struct request;

/* How the objects of one kind are asked for. */
struct query {
	struct op op;
	object_new_fn make;
	/* attributes that name the parent */
	uint8_t parent_index;
	uint8_t parent_name;
	/* attribute that names one thing of the parent, or those wanted; 0 if there is none */
	uint8_t name;
};

/* Begin a request. @parent and @name are NULL where the request does not say. */
int query_new(struct subdev_ctx *ctx, const struct query *query, const char *parent,
	      const char *name, struct request **out);
/* Ask for one object. */
int query_get(struct subdev_ctx *ctx, const struct query *query, const char *parent,
	      const char *name, struct object **out);
/* Ask for all. */
int query_dump(struct subdev_ctx *ctx, const struct query *query, const char *parent,
	       const char *name, struct list **out);

#endif /* SUBDEV_QUERY_H */
