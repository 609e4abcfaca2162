// SPDX-License-Identifier: LGPL-2.1-or-later
/* What parents, types, subdevices and their lists have in common. */
#include <stdlib.h>

#include "object.h"

int object_new(struct subdev_ctx *ctx, size_t size, void (*free)(struct object *obj),
	       const struct attr_set *set, const uint8_t *required, size_t num_required,
	       const void *data, size_t len, struct object **out)
{
	struct object *obj = calloc(1, size);
	int err;

	if (!obj)
		return error_nomem(ctx);
	obj->refcount = 1;
	obj->free = free;
	err = attrs_parse(ctx, set, data, len, &obj->attrs);
	if (err)
		goto err_unref;
	err = attrs_require(ctx, obj->attrs, required, num_required);
	if (err)
		goto err_unref;
	*out = obj;
	return 0;

err_unref:
	object_unref(obj);
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
	attrs_free(obj->attrs);
	obj->free(obj);
}

void list_add(struct list *list, struct object *obj)
{
	if (list->last)
		list->last->next = obj;
	else
		list->first = obj;
	list->last = obj;
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

void list_free(struct list *list)
{
	if (!list)
		return;
	list_clear(list);
	free(list);
}
