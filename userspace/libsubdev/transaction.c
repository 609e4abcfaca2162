// SPDX-License-Identifier: LGPL-2.1-or-later
/* Transactions: lists of unlike subdevices that are created or pulled, all or none. */
#include <errno.h>
#include <stdlib.h>

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

SUBDEV_EXPORT int subdev_transaction_new(struct subdev_ctx *ctx, struct subdev_transaction **out)
{
	struct subdev_transaction *transaction;

	error_clear(ctx);
	transaction = calloc(1, sizeof(*transaction));
	if (!transaction)
		return error_nomem(ctx);
	transaction->items = nlmsg_alloc();
	if (!transaction->items) {
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
		nlmsg_free(transaction->items);
		subdev_ctx_unref(transaction->ctx);
		free(transaction);
	}
	return NULL;
}

/* Begin an item: @item is a request whose attributes are in its nest. */
static int item_begin(struct subdev_transaction *transaction, struct request *item, size_t *begin)
{
	int err = build_nest(transaction->items, SUBDEV_A_TRANSACTION_ITEM, begin);

	*item = (struct request){
		.ctx = transaction->ctx, .op = &op_item, .msg = transaction->items,
	};
	return request_error(transaction->ctx, err, "item");
}

/* End it, or undo it if it failed by @err. */
static int item_end(struct subdev_transaction *transaction, struct request *item, size_t begin,
		    uint32_t count, int err)
{
	if (!err && count != 1)
		err = request_put_u32(item, SUBDEV_A_DEV_COUNT, count);
	if (err) {
		build_undo(item->msg, begin);
		return err;
	}
	err = request_error(item->ctx, build_nest_end(item->msg, begin), "item");
	if (!err)
		transaction->count += count;
	return err;
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

static int transaction_put(struct request *req, const struct subdev_transaction *transaction)
{
	int err = 0;

	if (nlmsg_datalen(nlmsg_hdr(transaction->items)))
		err = request_put_attrs(req, transaction->items);
	if (!err && transaction->whole)
		err = request_put_flag(req, SUBDEV_A_TRANSACTION_WHOLE);
	return err;
}

/* How much the kernel answers at the most. */
static size_t answer_size(const struct subdev_transaction *transaction)
{
	/* Of more it makes none. */
	size_t count = transaction->count < SUBDEV_ITEMS_MAX ? transaction->count :
							       SUBDEV_ITEMS_MAX;
	size_t size = count * (transaction->whole ? WHOLE_MAX : BRIEF_MAX);

	return HEAD_MAX + (size < ALL_MAX ? size : ALL_MAX);
}

SUBDEV_EXPORT int subdev_transaction_run(struct subdev_transaction *transaction,
					 struct subdev_dev_list **out)
{
	struct request *req;
	struct list *list;
	int err;

	error_clear(transaction->ctx);
	err = request_new(transaction->ctx, &op_transaction_run, &req);
	if (err)
		return err;
	req->takes_lease = transaction->takes_lease;
	if (answer_size(transaction) > USUAL_MAX)
		req->answer_size = answer_size(transaction);
	err = transaction_put(req, transaction);
	if (!err)
		err = request_nests(req, SUBDEV_A_TRANSACTION_DEV,
				    transaction->whole ? dev_new : dev_new_brief, &list);
	request_free(req);
	if (err)
		return err;
	if (out)
		*out = (struct subdev_dev_list *)list;
	else
		list_unref(list);
	return 0;
}
