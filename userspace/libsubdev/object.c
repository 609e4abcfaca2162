// SPDX-License-Identifier: LGPL-2.1-or-later
/* What parents, types, subdevices and their lists have in common. */
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "object.h"

/* Where attributes can stand behind an object. */
#define OBJECT_ALIGN(size) (((size) + alignof(struct attrs) - 1) & ~(alignof(struct attrs) - 1))

/* ASan is to see who looks at an object that has gone, or beyond one: each has memory of its own. */
#ifdef __SANITIZE_ADDRESS__
#define LISTS_SHARE false
#else
#define LISTS_SHARE true
#endif

/* Not calloc(): before glibc 2.41 that passes over the memory that malloc() has at hand. */
static struct object *object_alloc(struct subdev_ctx *ctx, size_t size, struct block **block)
{
	*block = NULL;
	if (!LISTS_SHARE || !ctx->lists || size > ARENA_PIECE_MAX)
		return malloc(size);
	if (!ctx->arena)
		ctx->arena = arena_new();
	return ctx->arena ? arena_take(ctx->arena, size, block) : NULL;
}

int object_new(struct subdev_ctx *ctx, size_t size, void (*free)(struct object *obj),
	       const struct attr_set *set, const uint8_t *required, size_t num_required,
	       const void *data, size_t len, struct object **out)
{
	size_t head = OBJECT_ALIGN(size);
	struct block *block;
	struct object *obj = object_alloc(ctx, head + attrs_size(set, len), &block);
	int err;

	if (!obj)
		return error_nomem(ctx);
	memset(obj, 0, size);
	obj->block = block;
	obj->refcount = 1;
	obj->free = free;
	obj->attrs = (struct attrs *)((char *)obj + head);
	err = attrs_read(ctx, set, data, len, obj->attrs);
	if (!err)
		err = attrs_require(ctx, obj->attrs, required, num_required);
	if (err)
		object_unref(obj);
	else
		*out = obj;
	return err;
}

void object_ref(struct object *obj)
{
	obj->refcount++;
}

void object_unref(struct object *obj)
{
	if (!obj || --obj->refcount)
		return;
	if (obj->free)
		obj->free(obj);
	if (obj->block)
		block_give(obj->block);
	else
		free(obj);
}

int parts_new(struct subdev_ctx *ctx, const struct attrs *attrs, unsigned int type,
	      object_new_fn make, struct parts *parts)
{
	struct attr_walk walk = attrs_walk(attrs);
	const struct nlattr *nla;
	unsigned int count;
	int err;

	if (!attrs_has(attrs, type))
		return 0;
	count = attrs_count(attrs, type);
	parts->objs = calloc(count, sizeof(*parts->objs));
	if (!parts->objs)
		return error_nomem(ctx);
	while ((nla = attr_next(&walk))) {
		if (attr_type(nla) != type)
			continue;
		err = make(ctx, attr_data(nla), attr_len(nla), &parts->objs[parts->count]);
		if (err)
			return err;
		parts->count++;
	}
	return 0;
}

void parts_free(struct parts *parts)
{
	if (!parts->objs)
		return;
	for (unsigned int i = 0; i < parts->count; i++)
		object_unref(parts->objs[i]);
	free(parts->objs);
}

const void *parts_get(const struct parts *parts, unsigned int i)
{
	return i < parts->count ? parts->objs[i] : NULL;
}

void list_add(struct list *list, struct object *obj)
{
	if (list->last)
		list->last->next = obj;
	else
		list->first = obj;
	list->last = obj;
}

int list_make(struct subdev_ctx *ctx, object_new_fn make, const void *attrs, size_t len,
	      struct list *list)
{
	struct object *obj;
	int err;

	ctx->lists = true;
	err = make(ctx, attrs, len, &obj);
	ctx->lists = false;
	if (!err)
		list_add(list, obj);
	return err;
}

void list_clear(struct list *list)
{
	while (list->first) {
		struct object *obj = list->first;

		list->first = obj->next;
		obj->next = NULL;
		object_unref(obj);
	}
	list->last = NULL;
}

void *list_unref(void *list)
{
	if (list) {
		list_clear(list);
		free(list);
	}
	return NULL;
}

void *list_get_first(const void *list)
{
	return ((const struct list *)list)->first;
}

void *list_get_next(const void *obj)
{
	return ((const struct object *)obj)->next;
}

bool list_is_consistent(const void *list)
{
	return ((const struct list *)list)->consistent;
}

uint64_t list_get_seq(const void *list)
{
	return ((const struct list *)list)->seq;
}

uint32_t list_get_epoch(const void *list)
{
	return ((const struct list *)list)->epoch;
}
