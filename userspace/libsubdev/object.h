/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What parents, types, subdevices and their lists have in common. */
#ifndef SUBDEV_OBJECT_H
#define SUBDEV_OBJECT_H

#include "attr.h"

/* The first member of each kind of object. */
struct object {
	unsigned int refcount;
	struct object *next;	/* in its list */
	struct attrs *attrs;	/* what the kernel said; behind the object, in its memory */
	void (*free)(struct object *obj);	/* what else it has, or NULL */
	struct block *block;	/* that its memory goes back to; NULL: to malloc() */
};

/* Makes an object of the attributes of an answer, or of a nest. */
typedef int (*object_new_fn)(struct subdev_ctx *ctx, const void *attrs, size_t len,
			     struct object **out);

/*
 * Make an object of @size bytes, all 0 behind the struct object, from
 * attributes of which those numbered in @required must be there. @free frees
 * what the kind has beside the attributes; NULL if it has nothing.
 */
int object_new(struct subdev_ctx *ctx, size_t size, void (*free)(struct object *obj),
	       const struct attr_set *set, const uint8_t *required, size_t num_required,
	       const void *data, size_t len, struct object **out);
void object_ref(struct object *obj);
void object_unref(struct object *obj);

/* What an object has several of: the nests of one number, each an object of its own. */
struct parts {
	unsigned int count;
	struct object **objs;
};

int parts_new(struct subdev_ctx *ctx, const struct attrs *attrs, unsigned int type,
	      object_new_fn make, struct parts *parts);
void parts_free(struct parts *parts);
/* Part number @i, or NULL. A pointer to void, because each kind has a type of its own. */
const void *parts_get(const struct parts *parts, unsigned int i);

/* What all kinds of list are; has one reference to each object. */
struct list {
	struct object *first;
	struct object *last;
	bool consistent;
	/* number of the last event before it was read, and its epoch; 0 if it has none */
	uint64_t seq;
	uint32_t epoch;
};

void list_add(struct list *list, struct object *obj);
/* Make an object and add it, in memory that the context keeps for lists. */
int list_make(struct subdev_ctx *ctx, object_new_fn make, const void *attrs, size_t len,
	      struct list *list);
void list_clear(struct list *list);

/*
 * The functions of all public lists, which are each a struct list under another
 * name, of objects with another name.
 */
void *list_unref(void *list);
void *list_get_first(const void *list);
void *list_get_next(const void *obj);
bool list_is_consistent(const void *list);
uint64_t list_get_seq(const void *list);
uint32_t list_get_epoch(const void *list);

#endif /* SUBDEV_OBJECT_H */
