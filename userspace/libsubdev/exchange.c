// SPDX-License-Identifier: LGPL-2.1-or-later
/* Requests on their way to the kernel, and their answers on the way back. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include <netlink/msg.h>

#include "ack.h"
#include "exchange.h"
#include "genl.h"

static struct transport *transport_of(const struct subdev_ctx *ctx, const struct exchange *list)
{
	return list->own ? list->own : ctx->transport;
}

/* The exchange that a message belongs to; NULL if that was given up earlier. */
static struct exchange *find(struct exchange *list, const struct nlmsghdr *nlh)
{
	struct exchange *x = list;

	while (x && (x->done || x->sent->nlmsg_seq != nlh->nlmsg_seq))
		x = x->next;
	return x;
}

/* Return: 0 or a negative errno, with the context's error. */
static int take_answer(struct subdev_ctx *ctx, const struct exchange *x, const struct nlmsghdr *nlh)
{
	if (!genl_is_valid(nlh))
		return error_set(ctx, -EBADMSG, NULL, "the kernel's answer is cut off");
	return x->answer(ctx, genl_attrs(nlh), genl_attrs_len(nlh), x->arg);
}

/* A notification, which has another command than the request of that number. */
static bool is_told(const struct exchange *x, const struct nlmsghdr *nlh)
{
	return nlh->nlmsg_type != GENL_ID_CTRL && genl_is_valid(nlh) &&
	       genl_cmd(nlh) != x->req->op->cmd;
}

/* To who waits for it, at whatever time it comes. Others are none of ours, or too late. */
static void take_told(struct subdev_ctx *ctx, const struct nlmsghdr *nlh)
{
	struct told_end *told = ctx->told;

	if (!told || nlh->nlmsg_seq != told->seq || nlh->nlmsg_type != ctx->family ||
	    !genl_is_valid(nlh))
		return;
	told->err = told->take(told, ctx, genl_cmd(nlh), genl_attrs(nlh), genl_attrs_len(nlh));
}

/* Without an ack the one answer is the end. */
static bool ends_by_answer(const struct exchange *x)
{
	return x->answered && !(x->flags & (NLM_F_ACK | NLM_F_DUMP));
}

static void end_well(struct subdev_ctx *ctx, struct exchange *x)
{
	if (!x->error.code && x->req->takes_lease)
		ctx->has_leases = true;
	x->done = true;
}

static void take_message(struct subdev_ctx *ctx, struct exchange *list,
			 const struct nlmsghdr *nlh)
{
	struct exchange *x = find(list, nlh);

	if (!x) {
		take_told(ctx, nlh);
		return;
	}
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		x->interrupted = true;
	if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE) {
		if (ack_decode(ctx, x->req->op, x->sent, nlh)) {
			x->error = ctx->error;
			x->done = true;
		} else {
			end_well(ctx, x);
		}
		return;
	}
	if (nlh->nlmsg_type != x->sent->nlmsg_type)
		return;
	if (is_told(x, nlh)) {
		take_told(ctx, nlh);
		return;
	}
	x->answered = true;
	if (!x->error.code && take_answer(ctx, x, nlh))
		x->error = ctx->error;
	if (ends_by_answer(x))
		end_well(ctx, x);
}

static bool all_done(const struct exchange *list)
{
	while (list && list->done)
		list = list->next;
	return !list;
}

static int receive(struct subdev_ctx *ctx, struct exchange *list)
{
	struct transport *t = transport_of(ctx, list);
	ssize_t n = t->ops->recv(t, ctx->buf, ctx->buf_size, true);
	struct nlmsghdr *nlh = ctx->buf;
	int rest = n;

	if (n < 0)
		return error_set(ctx, n, NULL, "cannot receive from the kernel");
	for (; NLMSG_OK(nlh, rest); nlh = NLMSG_NEXT(nlh, rest))
		take_message(ctx, list, nlh);
	if (rest > 0 && !all_done(list))
		return error_set(ctx, -EBADMSG, NULL, "the kernel's answer is cut off");
	return 0;
}

static int connect_to_kernel(struct subdev_ctx *ctx, const struct exchange *list)
{
	int err;

	if (transport_of(ctx, list))
		return 0;
	ctx->asked_room = 0;
	ctx->room = 0;
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
static void give_up(struct subdev_ctx *ctx)
{
	struct transport *t = ctx->transport;
	ssize_t n;

	if (!ctx->has_leases) {
		t->ops->close(t);
		ctx->transport = NULL;
		return;
	}
	do
		n = t->ops->recv(t, ctx->buf, ctx->buf_size, false);
	while (n >= 0 || n == -EMSGSIZE);
}

/* Set what is known of a request only when it is sent. Return: the length of all. */
static size_t prepare(struct subdev_ctx *ctx, struct exchange *list)
{
	size_t len = 0;

	for (struct exchange *x = list; x; x = x->next) {
		struct nlmsghdr *nlh = nlmsg_hdr(x->req->msg);

		x->sent = nlh;
		x->done = false;
		x->answered = false;
		x->interrupted = false;
		error_reset(&x->error);
		nlh->nlmsg_flags = NLM_F_REQUEST | x->flags;
		nlh->nlmsg_seq = ++ctx->seq;
		if (x->req->told)
			x->req->told->seq = nlh->nlmsg_seq;
		len += NLMSG_ALIGN(nlh->nlmsg_len);
	}
	return len;
}

/* The requests behind each other. Return: NULL if there is no memory. */
static char *join(const struct exchange *list, size_t len)
{
	char *all = calloc(1, len), *end = all;

	for (const struct exchange *x = list; all && x; x = x->next) {
		memcpy(end, x->sent, x->sent->nlmsg_len);
		end += NLMSG_ALIGN(x->sent->nlmsg_len);
	}
	return all;
}

static int send_all(struct subdev_ctx *ctx, const struct exchange *list, size_t len)
{
	struct transport *t = transport_of(ctx, list);
	char *all;
	int err;

	if (!list->next) {
		err = t->ops->send(t, list->sent, list->sent->nlmsg_len);
	} else {
		all = join(list, len);
		if (!all)
			return error_nomem(ctx);
		err = t->ops->send(t, all, len);
		free(all);
	}
	return err ? error_set(ctx, err, NULL, "cannot send to the kernel") : 0;
}

void exchange_reserve(struct subdev_ctx *ctx, size_t room)
{
	/* What was asked for is not asked for again: less than it may be all that there is. */
	if (ctx->asked_room >= room)
		return;
	ctx->asked_room = room;
	ctx->room = ctx->transport->ops->reserve(ctx->transport, room);
}

/*
 * Make ready for an answer that is larger than others. The kernel allocates up to
 * twice its size; what has no room any more is lost, like the ack behind it.
 */
static int make_room(struct subdev_ctx *ctx, const struct request *req)
{
	void *buf;

	if (!req->answer_size)
		return 0;
	exchange_reserve(ctx, 2 * req->answer_size + TRANSPORT_ANSWER_ROOM);
	if (req->answer_size <= ctx->buf_size)
		return 0;
	buf = malloc(req->answer_size);
	if (!buf)
		return error_nomem(ctx);
	free(ctx->buf);
	ctx->buf = buf;
	ctx->buf_size = req->answer_size;
	return 0;
}

static int send_and_receive(struct subdev_ctx *ctx, struct exchange *list)
{
	size_t len = prepare(ctx, list);
	int err = connect_to_kernel(ctx, list);

	if (!err)
		err = make_room(ctx, list->req);
	if (!err)
		err = send_all(ctx, list, len);
	if (err)
		return err;
	while (!err && !all_done(list))
		err = receive(ctx, list);
	/* Whoever has a connection of its own closes it. */
	if (err && !list->own)
		give_up(ctx);
	return err;
}

/* All exchanges that are left end by the context's error. */
static void fail_rest(const struct subdev_ctx *ctx, struct exchange *list)
{
	for (struct exchange *x = list; x; x = x->next) {
		if (x->done)
			continue;
		x->error = ctx->error;
		x->done = true;
	}
}

static void log_end(struct subdev_ctx *ctx, const struct exchange *x)
{
	const struct nlmsghdr *nlh = x->sent;

	ctx_log(ctx, LOG_DEBUG, "%s #%u, %u bytes: %d%s", x->req->op->name, nlh->nlmsg_seq,
		nlh->nlmsg_len, x->error.code, x->interrupted ? ", inconsistent" : "");
}

void exchange_run(struct subdev_ctx *ctx, struct exchange *list)
{
	if (send_and_receive(ctx, list))
		fail_rest(ctx, list);
	for (const struct exchange *x = list; x; x = x->next)
		log_end(ctx, x);
}

int exchange_wait_told(struct subdev_ctx *ctx, int timeout)
{
	struct transport *t = ctx->transport;
	struct nlmsghdr *nlh = ctx->buf;
	ssize_t n;
	int err, rest;

	if (ctx->told->err == -ENOMEM)
		return error_nomem(ctx);
	if (ctx->told->err)
		return error_set(ctx, ctx->told->err, NULL, "what tells of the end cannot be read");
	/* It went with a connection that was given up. */
	if (!t)
		return -ENOBUFS;
	err = t->ops->wait(t, timeout);
	if (err)
		return err == -ETIMEDOUT ? err : error_set(ctx, err, NULL, "cannot wait for the kernel");
	n = t->ops->recv(t, ctx->buf, ctx->buf_size, false);
	if (n == -EAGAIN || n == -ENOBUFS)
		return n == -EAGAIN ? 0 : n;
	if (n < 0)
		return error_set(ctx, n, NULL, "cannot receive from the kernel");
	for (rest = n; NLMSG_OK(nlh, rest); nlh = NLMSG_NEXT(nlh, rest))
		take_told(ctx, nlh);
	return ctx->told->err;
}
