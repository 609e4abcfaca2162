// SPDX-License-Identifier: LGPL-2.1-or-later
/* One request to the kernel and what it answers. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include <linux/genetlink.h>

#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include "ack.h"
#include "family.h"
#include "request.h"

#define DUMP_RESTARTS 3

struct request {
	struct subdev_ctx *ctx;
	const struct op *op;
	struct nl_msg *msg;
};

/*
 * Takes the attributes of an answer. After a failure the rest of the exchange
 * is received and thrown away.
 */
typedef int (*answer_fn)(struct subdev_ctx *ctx, const void *attrs, size_t len, void *arg);

struct exchange {
	const struct request *req;
	answer_fn answer;
	void *arg;
	bool done;
	bool interrupted;	/* what is dumped changed meanwhile */
	int answer_err;		/* of @answer */
	int err;		/* of the kernel */
};

int request_new_to(struct subdev_ctx *ctx, uint16_t family, uint8_t version, const struct op *op,
		   struct request **out)
{
	struct request *req = calloc(1, sizeof(*req));

	if (!req)
		return error_nomem(ctx);
	req->ctx = ctx;
	req->op = op;
	req->msg = nlmsg_alloc();
	/* The flags and the number follow when it is sent. */
	if (!req->msg ||
	    !genlmsg_put(req->msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, 0, op->cmd, version)) {
		request_free(req);
		return error_nomem(ctx);
	}
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

void request_free(struct request *req)
{
	if (!req)
		return;
	nlmsg_free(req->msg);
	free(req);
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

static void exchange_message(struct exchange *x, const struct nlmsghdr *nlh)
{
	const struct request *req = x->req;
	const struct nlmsghdr *sent = nlmsg_hdr(req->msg);

	/* Of an earlier exchange that was given up. */
	if (nlh->nlmsg_seq != sent->nlmsg_seq)
		return;
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		x->interrupted = true;
	if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE) {
		x->err = ack_decode(req->ctx, req->op, sent, nlh);
		x->done = true;
		return;
	}
	if (nlh->nlmsg_type != sent->nlmsg_type || x->answer_err)
		return;
	if (!genlmsg_valid_hdr((struct nlmsghdr *)nlh, 0)) {
		x->answer_err = error_set(req->ctx, -EBADMSG, NULL, "the kernel's answer is cut off");
		return;
	}
	x->answer_err = x->answer(req->ctx, genlmsg_attrdata(nlmsg_data(nlh), 0),
				  genlmsg_attrlen(nlmsg_data(nlh), 0), x->arg);
}

static int exchange_receive(struct exchange *x)
{
	struct subdev_ctx *ctx = x->req->ctx;
	struct transport *t = ctx->transport;
	ssize_t n = t->ops->recv(t, ctx->buf, TRANSPORT_RECV_SIZE, true);
	struct nlmsghdr *nlh = ctx->buf;
	int rest = n;

	if (n < 0)
		return error_set(ctx, n, NULL, "cannot receive from the kernel");
	for (; nlmsg_ok(nlh, rest) && !x->done; nlh = nlmsg_next(nlh, &rest))
		exchange_message(x, nlh);
	if (rest > 0 && !x->done)
		return error_set(ctx, -EBADMSG, NULL, "the kernel's answer is cut off");
	return 0;
}

static int exchange_connect(struct subdev_ctx *ctx)
{
	int err;

	if (ctx->transport)
		return 0;
	err = ctx->open(ctx->open_data, &ctx->transport);
	if (err)
		return error_set(ctx, err, NULL, "cannot open a netlink socket");
	return 0;
}

/*
 * What was begun on this connection has no end: the next request makes a new one.
 * That would end the socket leases that hang on it; with such it is kept, and what
 * is left of the exchange thrown away. What comes of it later is known by its number.
 */
static void exchange_give_up(struct subdev_ctx *ctx)
{
	struct transport *t = ctx->transport;
	ssize_t n;

	if (!ctx->has_leases) {
		t->ops->close(t);
		ctx->transport = NULL;
		return;
	}
	do
		n = t->ops->recv(t, ctx->buf, TRANSPORT_RECV_SIZE, false);
	while (n >= 0 || n == -EMSGSIZE);
}

/* Send a request and receive until its end. */
static int exchange_run(struct exchange *x, uint16_t flags)
{
	const struct request *req = x->req;
	struct subdev_ctx *ctx = req->ctx;
	struct nlmsghdr *nlh = nlmsg_hdr(req->msg);
	int err;

	x->done = false;
	x->interrupted = false;
	x->answer_err = 0;
	x->err = 0;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++ctx->seq;
	err = exchange_connect(ctx);
	if (err)
		return err;
	err = ctx->transport->ops->send(ctx->transport, nlh, nlh->nlmsg_len);
	if (err)
		return error_set(ctx, err, NULL, "cannot send to the kernel");
	while (!x->done) {
		err = exchange_receive(x);
		if (err) {
			exchange_give_up(ctx);
			return err;
		}
	}
	err = x->err ? x->err : x->answer_err;
	ctx_log(ctx, LOG_DEBUG, "%s #%u, %u bytes: %d%s", req->op->name, nlh->nlmsg_seq,
		nlh->nlmsg_len, err, x->interrupted ? ", inconsistent" : "");
	return err;
}

/*
 * Without the family the kernel answers a bare ENOENT, while every ENOENT of
 * the family has a sentence: the module was unloaded, and maybe loaded again
 * under another number.
 */
static bool family_is_gone(const struct subdev_ctx *ctx, int err)
{
	return err == -ENOENT && ctx->family && !ctx->error.text[0];
}

static int family_again(struct request *req)
{
	struct subdev_ctx *ctx = req->ctx;
	int err;

	error_clear(ctx);
	err = family_refresh(ctx);
	nlmsg_hdr(req->msg)->nlmsg_type = ctx->family;
	return err;
}

static int request_exchange(struct exchange *x, uint16_t flags)
{
	struct request *req = (struct request *)x->req;
	int err = exchange_run(x, flags);

	if (!family_is_gone(req->ctx, err))
		return err;
	err = family_again(req);
	return err ? err : exchange_run(x, flags);
}

struct single {
	object_new_fn make;
	struct object *obj;
};

static int single_answer(struct subdev_ctx *ctx, const void *attrs, size_t len, void *arg)
{
	struct single *single = arg;

	if (single->obj)
		return error_set(ctx, -EBADMSG, NULL, "the kernel sent more than one answer");
	return single->make(ctx, attrs, len, &single->obj);
}

int request_do(struct request *req, object_new_fn make, struct object **out)
{
	struct single single = { .make = make };
	struct exchange x = { .req = req, .answer = single_answer, .arg = &single };
	int err = request_exchange(&x, NLM_F_ACK);

	if (!err && !single.obj)
		err = error_set(req->ctx, -EBADMSG, NULL, "the kernel sent no answer");
	if (err)
		object_unref(single.obj);
	else
		*out = single.obj;
	return err;
}

struct many {
	object_new_fn make;
	struct list *list;
};

static int many_answer(struct subdev_ctx *ctx, const void *attrs, size_t len, void *arg)
{
	struct many *many = arg;
	struct object *obj;
	int err = many->make(ctx, attrs, len, &obj);

	if (!err)
		list_add(many->list, obj);
	return err;
}

int request_dump(struct request *req, object_new_fn make, struct list **out)
{
	struct many many = { .make = make, .list = calloc(1, sizeof(struct list)) };
	struct exchange x = { .req = req, .answer = many_answer, .arg = &many };
	int err, run = 0;

	if (!many.list)
		return error_nomem(req->ctx);
	do {
		list_clear(many.list);
		err = request_exchange(&x, NLM_F_DUMP);
		if (err) {
			list_unref(many.list);
			return err;
		}
	} while (x.interrupted && run++ < DUMP_RESTARTS);
	many.list->consistent = !x.interrupted;
	*out = many.list;
	return 0;
}
