// SPDX-License-Identifier: LGPL-2.1-or-later
/* One request to the kernel and what it answers. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/msg.h>

#include "exchange.h"
#include "family.h"
#include "genl.h"
#include "request.h"

#define DUMP_RESTARTS 3

/* Most requests are shorter; one that is not grows. */
#define REQUEST_SIZE 256

/* Most calls make one request after the other: the memory of the last is that of the next. */
static struct request *request_alloc(struct subdev_ctx *ctx)
{
	struct request *req = ctx->spare;

	if (req) {
		ctx->spare = NULL;
		return req;
	}
	req = malloc(sizeof(*req));
	if (!req)
		return NULL;
	req->msg = nlmsg_alloc_size(REQUEST_SIZE);
	if (!req->msg) {
		free(req);
		return NULL;
	}
	return req;
}

static void request_destroy(struct request *req)
{
	nlmsg_free(req->msg);
	free(req);
}

void request_free(struct request *req)
{
	if (!req)
		return;
	if (req->ctx->spare || nlmsg_get_max_size(req->msg) > REQUEST_SIZE)
		request_destroy(req);
	else
		req->ctx->spare = req;
}

void request_free_spare(struct subdev_ctx *ctx)
{
	if (ctx->spare)
		request_destroy(ctx->spare);
}

/* The head of a message for a family; flags and number follow when it is sent. */
static void message_begin(struct nl_msg *msg, uint16_t family, uint8_t cmd, uint8_t version)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	struct genlmsghdr *genl = NLMSG_DATA(nlh);

	nlh->nlmsg_len = GENL_ATTRS;
	nlh->nlmsg_type = family;
	*genl = (struct genlmsghdr){ .cmd = cmd, .version = version };
}

int request_new_to(struct subdev_ctx *ctx, uint16_t family, uint8_t version, const struct op *op,
		   struct request **out)
{
	struct request *req = request_alloc(ctx);

	if (!req)
		return error_nomem(ctx);
	req->ctx = ctx;
	req->op = op;
	req->takes_lease = false;
	req->answer_size = 0;
	req->told = NULL;
	message_begin(req->msg, family, op->cmd, version);
	*out = req;
	return 0;
}

int request_new(struct subdev_ctx *ctx, const struct op *op, struct request **out)
{
	int err = family_resolve(ctx);

	if (err)
		return err;
	return request_new_to(ctx, ctx->family, SUBDEV_FAMILY_VERSION, op, out);
}

int request_error(struct subdev_ctx *ctx, int err, const char *attr)
{
	if (err == -EMSGSIZE)
		return error_set(ctx, err, attr, "the request is too long");
	return err ? error_nomem(ctx) : 0;
}

static const char *name_of(const struct request *req, unsigned int attr)
{
	return req->op->set->attrs[attr].name;
}

static int request_put(struct request *req, unsigned int attr, const void *data, size_t len)
{
	return request_error(req->ctx, build_put(req->msg, attr, data, len), name_of(req, attr));
}

int request_put_nest(struct request *req, unsigned int attr, const void *data, size_t len)
{
	int err = build_put(req->msg, attr | NLA_F_NESTED, data, len);

	return request_error(req->ctx, err, name_of(req, attr));
}

int request_put_attrs(struct request *req, const struct nl_msg *attrs)
{
	const struct nlattr *first = nlmsg_data(nlmsg_hdr((struct nl_msg *)attrs));
	int err = build_append(req->msg, attrs);

	return err ? request_error(req->ctx, err, name_of(req, nla_type(first))) : 0;
}

int request_put_u8(struct request *req, unsigned int attr, uint8_t value)
{
	return request_put(req, attr, &value, sizeof(value));
}

int request_put_u32(struct request *req, unsigned int attr, uint32_t value)
{
	return request_put(req, attr, &value, sizeof(value));
}

int request_put_u64(struct request *req, unsigned int attr, uint64_t value)
{
	return request_put(req, attr, &value, sizeof(value));
}

int request_put_string(struct request *req, unsigned int attr, const char *value)
{
	return request_put(req, attr, value, strlen(value) + 1);
}

int request_put_uuid(struct request *req, unsigned int attr, const uint8_t *uuid)
{
	return request_put(req, attr, uuid, SUBDEV_UUID_LEN);
}

int request_put_flag(struct request *req, unsigned int attr)
{
	return request_put(req, attr, NULL, 0);
}

int request_put_parent(struct request *req, unsigned int index_attr, unsigned int name_attr,
		       const struct parent_ref *ref)
{
	if (ref->index)
		return request_put_u32(req, index_attr, ref->index);
	return request_put_string(req, name_attr, ref->name);
}

int request_put_dev(struct request *req, const struct dev_ref *ref)
{
	switch (ref->kind) {
	case DEV_REF_ID:
		return request_put_u32(req, SUBDEV_A_DEV_ID, ref->id);
	case DEV_REF_UUID:
		return request_put_uuid(req, SUBDEV_A_DEV_UUID, ref->uuid);
	case DEV_REF_LABEL:
		break;
	}
	return request_put_string(req, SUBDEV_A_DEV_LABEL, ref->label);
}

/*
 * Without the family the kernel answers a bare ENOENT, while every ENOENT of
 * the family has a sentence: the module was unloaded, and maybe loaded again
 * under another number.
 */
static bool family_is_gone(const struct subdev_ctx *ctx, const struct exchange *list)
{
	while (list && list->error.code == -ENOENT && !list->error.text[0])
		list = list->next;
	return ctx->family && !list;
}

void request_exchange(struct subdev_ctx *ctx, struct exchange *list)
{
	exchange_run(ctx, list);
	if (!family_is_gone(ctx, list))
		return;
	error_clear(ctx);
	if (family_refresh(ctx)) {
		for (struct exchange *x = list; x; x = x->next)
			x->error = ctx->error;
		return;
	}
	for (struct exchange *x = list; x; x = x->next)
		nlmsg_hdr(x->req->msg)->nlmsg_type = ctx->family;
	exchange_run(ctx, list);
}

/* Make one exchange. Return: 0 or a negative errno, with the context's error. */
static int exchange_one(struct exchange *x)
{
	struct subdev_ctx *ctx = x->req->ctx;

	request_exchange(ctx, x);
	if (x->error.code)
		ctx->error = x->error;
	else
		error_clear(ctx);
	return x->error.code;
}

static int no_answer(struct subdev_ctx *ctx, const void *attrs, size_t len, void *arg)
{
	(void)attrs;
	(void)len;
	(void)arg;
	return error_set(ctx, -EBADMSG, NULL, "the kernel sent an answer that was not asked for");
}

int request_ack(struct request *req, struct transport *t)
{
	struct exchange x;

	exchange_init(&x, req, NLM_F_ACK, no_answer, NULL);
	x.own = t;
	return exchange_one(&x);
}

int single_answer(struct subdev_ctx *ctx, const void *attrs, size_t len, void *arg)
{
	struct single *single = arg;

	if (single->obj)
		return error_set(ctx, -EBADMSG, NULL, "the kernel sent more than one answer");
	return single->make(ctx, attrs, len, &single->obj);
}

int single_end(struct subdev_ctx *ctx, struct single *single, int err)
{
	if (!err && !single->obj)
		err = error_set(ctx, -EBADMSG, NULL, "the kernel sent no answer");
	if (err) {
		object_unref(single->obj);
		single->obj = NULL;
	}
	return err;
}

int request_do(struct request *req, object_new_fn make, struct object **out)
{
	struct single single = { .make = make };
	struct exchange x;
	int err;

	exchange_init(&x, req, 0, single_answer, &single);
	err = single_end(req->ctx, &single, exchange_one(&x));
	if (!err)
		*out = single.obj;
	return err;
}

/* Takes answers whose nests @attr are objects. */
struct nests {
	object_new_fn make;
	unsigned int attr;
	struct list *list;
};

static int nests_answer(struct subdev_ctx *ctx, const void *attrs, size_t len, void *arg)
{
	struct attr_walk walk = { attrs, len };
	struct nests *nests = arg;
	const struct nlattr *nla;
	int err = 0;

	while ((nla = attr_next(&walk))) {
		if (attr_type(nla) != nests->attr)
			continue;
		err = list_make(ctx, nests->make, attr_data(nla), attr_len(nla), nests->list);
		if (err)
			return err;
	}
	if (walk.left)
		err = error_set(ctx, -EBADMSG, NULL, "the kernel's answer is cut off");
	return err;
}

int request_nests(struct request *req, unsigned int attr, object_new_fn make, struct list **out)
{
	struct nests nests = {
		.make = make, .attr = attr, .list = calloc(1, sizeof(struct list)),
	};
	struct exchange x;
	int err;

	if (!nests.list)
		return error_nomem(req->ctx);
	exchange_init(&x, req, NLM_F_ACK, nests_answer, &nests);
	err = exchange_one(&x);
	if (!err && !nests.list->first)
		err = error_set(req->ctx, -EBADMSG, NULL, "the kernel sent no answer");
	if (err) {
		list_unref(nests.list);
		return err;
	}
	nests.list->consistent = true;
	*out = nests.list;
	return 0;
}

struct many {
	object_new_fn make;
	unsigned int event_attr;	/* the nest with the number of a dump, 0 for none */
	bool numbered;	/* it has come: one message of a dump has it */
	struct list *list;
};

/* The attribute of a set that is the number of an event, 0 if there is none. */
static unsigned int event_attr_of(const struct attr_set *set)
{
	for (unsigned int i = 1; i <= set->max; i++) {
		if (set->attrs[i].nested == &attr_set_event)
			return i;
	}
	return 0;
}

static int many_number(struct subdev_ctx *ctx, const struct nlattr *nest, struct list *list)
{
	static const uint8_t required[] = { SUBDEV_A_EVENT_SEQ, SUBDEV_A_EVENT_EPOCH };
	struct attrs *attrs;
	int err;

	err = attrs_parse(ctx, &attr_set_event, attr_data(nest), attr_len(nest), &attrs);
	if (err)
		return err;
	err = attrs_require(ctx, attrs, required, ARRAY_SIZE(required));
	if (!err) {
		list->seq = attrs_uint(attrs, SUBDEV_A_EVENT_SEQ);
		list->epoch = attrs_u32(attrs, SUBDEV_A_EVENT_EPOCH);
	}
	attrs_free(attrs);
	return err;
}

static int many_answer(struct subdev_ctx *ctx, const void *attrs, size_t len, void *arg)
{
	struct many *many = arg;
	const struct nlattr *nest;
	int err;

	nest = many->event_attr && !many->numbered ?
	       attr_find(attrs, len, many->event_attr) : NULL;
	if (nest) {
		many->numbered = true;
		err = many_number(ctx, nest, many->list);
		/* Alone it is that of a dump without an object. */
		if (err || NLA_ALIGN(nest->nla_len) == (int)len)
			return err;
	}
	return list_make(ctx, many->make, attrs, len, many->list);
}

int request_dump(struct request *req, object_new_fn make, struct list **out)
{
	struct many many = {
		.make = make,
		.event_attr = event_attr_of(req->op->set),
		.list = calloc(1, sizeof(struct list)),
	};
	struct exchange x;
	int err, run = 0;

	if (!many.list)
		return error_nomem(req->ctx);
	exchange_init(&x, req, NLM_F_DUMP, many_answer, &many);
	do {
		list_clear(many.list);
		many.numbered = false;
		err = exchange_one(&x);
		if (err) {
			list_unref(many.list);
			return err;
		}
	} while (x.interrupted && run++ < DUMP_RESTARTS);
	many.list->consistent = !x.interrupted;
	*out = many.list;
	return 0;
}
