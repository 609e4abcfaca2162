/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What parents, types, subdevices and their lists have in common. */
#ifndef SUBDEV_OBJECT_H
#define SUBDEV_OBJECT_H

#include "attr.h"

/* The first member of each kind of object. */
struct object {
	unsigned int refcount;
	struct object *next;	/* in its list */
	struct attrs *attrs;	/* what the kernel said */
	void (*free)(struct object *obj);
};

/*
 * Make an object of @size bytes, all 0 behind the struct object, from
 * attributes of which those numbered in @required must be there. @free frees
 * what the kind has beside the attributes, and the memory.
 */
int object_new(struct subdev_ctx *ctx, size_t size, void (*free)(struct object *obj),
	       const struct attr_set *set, const uint8_t *required, size_t num_required,
	       const void *data, size_t len, struct object **out);
void object_ref(struct object *obj);
void object_unref(struct object *obj);

/* What all kinds of list are; has one reference to each object. */
struct list {
	struct object *first;
	struct object *last;
	bool consistent;
};

void list_add(struct list *list, struct object *obj);
void list_clear(struct list *list);
void list_free(struct list *list);

#endif /* SUBDEV_OBJECT_H */
