// SPDX-License-Identifier: LGPL-2.1-or-later
/* Transactions: lists of unlike subdevices that are created or pulled, all or none. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dev.h"
#include "dev_create.h"
#include "pool_pull.h"

/* What the kernel answers of one subdevice at the most: brief, whole, and of all that are whole. */
#define BRIEF_MAX 128
#define WHOLE_MAX (16 * 1024)
#define ALL_MAX (2 * 1024 * 1024)
/* The headers of a message. */
#define HEAD_MAX 64
/* No more than this is as easily received as any other answer. */
#define USUAL_MAX (32 * 1024)

struct subdev_transaction {
	struct subdev_ctx *ctx;
	struct nl_msg *item;	/* the one that is being added */
	struct nl_msg *items;	/* a nest for each */
	uint64_t count;		/* of subdevices */
	bool whole;
	bool takes_lease;
};

static const struct op op_transaction_run = {
	"transaction-run", SUBDEV_CMD_TRANSACTION_RUN, &attr_set_transaction
};

/* What an item is told by, for the names of its attributes. */
static const struct op op_item = { "transaction-run", SUBDEV_CMD_TRANSACTION_RUN, &attr_set_dev };

static void free_messages(struct subdev_transaction *transaction)
{
	nlmsg_free(transaction->item);
	nlmsg_free(transaction->items);
}

SUBDEV_EXPORT int subdev_transaction_new(struct subdev_ctx *ctx, struct subdev_transaction **out)
{
	struct subdev_transaction *transaction;

	error_clear(ctx);
	transaction = calloc(1, sizeof(*transaction));
	if (!transaction)
		return error_nomem(ctx);
	transaction->item = nlmsg_alloc();
	transaction->items = nlmsg_alloc();
	if (!transaction->item || !transaction->items) {
		free_messages(transaction);
		free(transaction);
		return error_nomem(ctx);
	}
	transaction->ctx = subdev_ctx_ref(ctx);
	*out = transaction;
	return 0;
}

SUBDEV_EXPORT struct subdev_transaction *
subdev_transaction_free(struct subdev_transaction *transaction)
{
	if (transaction) {
		free_messages(transaction);
		subdev_ctx_unref(transaction->ctx);
		free(transaction);
	}
	return NULL;
}

/* Begin an item: @item is a request whose attributes are in its nest. */
static int item_begin(struct subdev_transaction *transaction, struct request *item, size_t *begin)
{
	nlmsg_hdr(transaction->item)->nlmsg_len = NLMSG_HDRLEN;
	*item = (struct request){
		.ctx = transaction->ctx, .op = &op_item, .msg = transaction->item,
	};
	return request_error(transaction->ctx,
			     build_nest(item->msg, SUBDEV_A_TRANSACTION_ITEM, begin), "item");
}

/* End it, and add it to the others, unless it failed by @err. */
static int item_end(struct subdev_transaction *transaction, struct request *item, size_t begin,
		    uint32_t count, int err)
{
	if (!err && count != 1)
		err = request_put_u32(item, SUBDEV_A_DEV_COUNT, count);
	if (err)
		return err;
	err = build_nest_end(item->msg, begin);
	if (!err)
		err = build_append_list(transaction->items, item->msg);
	if (err)
		return request_error(item->ctx, err, "item");
	transaction->count += count;
	return 0;
}

SUBDEV_EXPORT int subdev_transaction_add_create(struct subdev_transaction *transaction,
						const struct subdev_dev_create *create,
						uint32_t count)
{
	struct request item;
	size_t begin;
	int err;

	error_clear(transaction->ctx);
	err = item_begin(transaction, &item, &begin);
	if (err)
		return err;
	err = item_end(transaction, &item, begin, count, dev_create_put(&item, create));
	if (!err)
		transaction->takes_lease |= dev_create_takes_lease(create);
	return err;
}

SUBDEV_EXPORT int subdev_transaction_add_pull(struct subdev_transaction *transaction,
					      const struct subdev_pool_pull *pull, uint32_t count)
{
	struct request item;
	size_t begin;
	int err;

	error_clear(transaction->ctx);
	err = item_begin(transaction, &item, &begin);
	if (err)
		return err;
	err = item_end(transaction, &item, begin, count, pool_pull_put(&item, pull));
	if (!err)
		transaction->takes_lease |= pool_pull_takes_lease(pull);
	return err;
}

SUBDEV_EXPORT void subdev_transaction_set_whole(struct subdev_transaction *transaction,
						bool whole)
{
	transaction->whole = whole;
}

static int transaction_put(struct request *req, const struct subdev_transaction *transaction,
			   bool whole)
{
	int err = whole ? request_put_flag(req, SUBDEV_A_TRANSACTION_WHOLE) : 0;

	if (!err)
		err = request_error(req->ctx, build_append_list(req->msg, transaction->items),
				    "item");
	return err;
}

/* How much the kernel answers at the most. */
static size_t answer_size(const struct subdev_transaction *transaction, bool whole)
{
	/* Of more it makes none. */
	size_t count = transaction->count < SUBDEV_ITEMS_MAX ? transaction->count :
							       SUBDEV_ITEMS_MAX;
	size_t size = count * (whole ? WHOLE_MAX : BRIEF_MAX);

	return HEAD_MAX + (size < ALL_MAX ? size : ALL_MAX);
}

static int transaction_run(struct subdev_transaction *transaction, bool whole, struct list **out)
{
	struct request *req;
	int err = request_new(transaction->ctx, &op_transaction_run, &req);

	if (err)
		return err;
	req->takes_lease = transaction->takes_lease;
	if (answer_size(transaction, whole) > USUAL_MAX)
		req->answer_size = answer_size(transaction, whole);
	err = transaction_put(req, transaction, whole);
	if (!err)
		err = request_nests(req, SUBDEV_A_TRANSACTION_DEV, whole ? dev_new : dev_new_brief,
				    out);
	request_free(req);
	return err;
}

/*
 * Did the kernel find that they are too many for whole ones in one answer, or has
 * it no memory in one piece for that? Then nothing is done.
 */
static bool has_no_room(const struct subdev_transaction *transaction, int err)
{
	const char *attr = subdev_error_get_attr(transaction->ctx);

	return (err == -ERANGE || err == -ENOMEM) && attr && !strcmp(attr, "whole");
}

/*
 * Ask for each of a list. They are there, and that cannot be undone: so one that
 * cannot be had, or that is gone by now, stays as it is.
 */
static void make_whole(struct subdev_ctx *ctx, struct list *list)
{
	struct object *rest = list->first;
	struct subdev_dev *dev;

	list->first = NULL;
	list->last = NULL;
	while (rest) {
		struct object *obj = rest;

		rest = obj->next;
		obj->next = NULL;
		if (!dev_get(ctx, subdev_dev_get_uuid_str((struct subdev_dev *)obj), &dev)) {
			object_unref(obj);
			obj = &dev->obj;
		}
		list_add(list, obj);
	}
	error_clear(ctx);
}

SUBDEV_EXPORT int subdev_transaction_run(struct subdev_transaction *transaction,
					 struct subdev_dev_list **out)
{
	bool whole = transaction->whole && out;
	struct list *list;
	int err;

	error_clear(transaction->ctx);
	err = transaction_run(transaction, whole, &list);
	if (whole && has_no_room(transaction, err)) {
		error_clear(transaction->ctx);
		err = transaction_run(transaction, false, &list);
		if (!err)
			make_whole(transaction->ctx, list);
	}
	if (err)
		return err;
	if (out)
		*out = (struct subdev_dev_list *)list;
	else
		list_unref(list);
	return 0;
}
