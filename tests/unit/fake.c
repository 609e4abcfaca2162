// SPDX-License-Identifier: GPL-2.0-only
/* A kernel that is not there. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "family.h"
#include "fake.h"
#include "harness.h"

#define WAIT_MS 5

struct datagram {
	struct datagram *next;
	int err;
	size_t len;
	char data[];
};

struct fake_socket {
	struct transport transport;
	struct fake *fake;
	struct fake_socket *next;
	bool listens;
	struct datagram *queue;
};

/* Not malloc() nor calloc(): test_nomem lets those fail. */
static void *fake_alloc(size_t size)
{
	void *p = reallocarray(NULL, 1, size);

	assert_non_null(p);
	return p;
}

static struct fake_socket *to_socket(struct transport *t)
{
	return (struct fake_socket *)t;
}

static void queue_add(struct fake_socket *socket, const void *data, size_t len, int err)
{
	struct datagram **end = &socket->queue;
	struct datagram *d = fake_alloc(sizeof(*d) + len);

	*d = (struct datagram){ .err = err, .len = len };
	if (len)
		memcpy(d->data, data, len);
	while (*end)
		end = &(*end)->next;
	*end = d;
}

void fake_send(struct fake_socket *socket, const void *data, size_t len)
{
	queue_add(socket, data, len, 0);
}

void fake_send_err(struct fake_socket *socket, int err)
{
	queue_add(socket, NULL, 0, err);
}

void fake_multicast(struct fake *fake, const struct msg *m)
{
	for (struct fake_socket *s = fake->sockets; s; s = s->next) {
		if (s->listens)
			fake_send(s, m->buf, m->len);
	}
}

void fake_multicast_err(struct fake *fake, int err)
{
	for (struct fake_socket *s = fake->sockets; s; s = s->next) {
		if (s->listens)
			fake_send_err(s, err);
	}
}

unsigned int fake_listeners(const struct fake *fake)
{
	unsigned int count = 0;

	for (struct fake_socket *s = fake->sockets; s; s = s->next)
		count += s->listens;
	return count;
}

struct fake_socket *fake_next(const struct fake_socket *socket)
{
	return socket->next;
}

void fake_answer(struct fake_socket *socket, const struct msg *request, struct msg *m)
{
	struct fake *fake = socket->fake;

	m->nlh.nlmsg_seq = request->nlh.nlmsg_seq;
	if (fake->mangle && m->nlh.nlmsg_type == fake->family)
		fake->mangle(fake, m);
	fake_send(socket, m->buf, m->len);
}

void fake_ack(struct fake_socket *socket, const struct msg *request, int err, const char *text)
{
	struct nlmsgerr ack = { .error = err, .msg = request->nlh };
	struct msg m;

	msg_begin(&m, NLMSG_ERROR, NLM_F_CAPPED | (text ? NLM_F_ACK_TLVS : 0), 0);
	msg_raw(&m, &ack, sizeof(ack));
	if (text)
		msg_put_string(&m, NLMSGERR_ATTR_MSG, text);
	fake_answer(socket, request, &m);
}

void fake_done(struct fake_socket *socket, const struct msg *request, uint16_t flags)
{
	struct msg m;
	int err = 0;

	msg_begin(&m, NLMSG_DONE, NLM_F_MULTI | flags, 0);
	msg_raw(&m, &err, sizeof(err));
	fake_answer(socket, request, &m);
}

static void answer_family(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct msg m;
	size_t groups, group;

	if (fake->no_family) {
		fake_ack(socket, request, -ENOENT, NULL);
		return;
	}
	msg_begin_genl(&m, GENL_ID_CTRL, 0, 0, CTRL_CMD_NEWFAMILY);
	msg_put(&m, CTRL_ATTR_FAMILY_ID, &fake->family, sizeof(fake->family));
	msg_put_string(&m, CTRL_ATTR_FAMILY_NAME, SUBDEV_FAMILY_NAME);
	msg_put_u32(&m, CTRL_ATTR_VERSION, 1);
	groups = msg_nest(&m, CTRL_ATTR_MCAST_GROUPS);
	group = msg_nest(&m, 1);
	msg_put_u32(&m, CTRL_ATTR_MCAST_GRP_ID, FAKE_GROUP);
	msg_put_string(&m, CTRL_ATTR_MCAST_GRP_NAME,
		       fake->no_group ? "others" : SUBDEV_MCGRP_EVENTS);
	msg_nest_end(&m, group);
	msg_nest_end(&m, groups);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

static void take_request(struct fake_socket *socket, const struct nlmsghdr *nlh)
{
	struct fake *fake = socket->fake;
	struct msg *request;

	assert_true(nlh->nlmsg_len <= sizeof(request->buf));
	request = fake_alloc(sizeof(*request));
	memcpy(request->buf, nlh, nlh->nlmsg_len);
	request->len = nlh->nlmsg_len;
	if (request->nlh.nlmsg_type == GENL_ID_CTRL) {
		answer_family(fake, socket, request);
		free(request);
		return;
	}
	assert_true(fake->num_requests < FAKE_REQUESTS);
	fake->requests[fake->num_requests++] = request;
	if (++fake->ahead > fake->max_ahead)
		fake->max_ahead = fake->ahead;
	if (fake->no_family || request->nlh.nlmsg_type != fake->family)
		fake_ack(socket, request, -ENOENT, NULL);
	else
		fake->handle(fake, socket, request);
}

/* All messages of a datagram in their order, as the kernel does. */
static int fake_op_send(struct transport *t, const void *data, size_t len)
{
	struct fake_socket *socket = to_socket(t);
	const struct nlmsghdr *nlh = data;
	int rest = len;

	if (socket->fake->send_err)
		return socket->fake->send_err;
	for (; nlmsg_ok(nlh, rest); nlh = nlmsg_next((struct nlmsghdr *)nlh, &rest))
		take_request(socket, nlh);
	assert_true(rest <= 0);
	return 0;
}

static ssize_t fake_op_recv(struct transport *t, void *buf, size_t size, bool wait)
{
	struct fake_socket *socket = to_socket(t);
	struct datagram *d = socket->queue;
	ssize_t n;

	/* Nobody is there who could send it while the library waits. */
	if (!d && wait)
		fail_msg("the library waits for an answer that does not come");
	if (!d)
		return -EAGAIN;
	assert_true(d->len <= size);
	socket->fake->ahead = 0;
	memcpy(buf, d->data, d->len);
	n = d->err ? d->err : (ssize_t)d->len;
	socket->queue = d->next;
	free(d);
	return n;
}

static int fake_op_wait(struct transport *t, int timeout)
{
	struct fake *fake = to_socket(t)->fake;

	if (!to_socket(t)->queue && fake->waits)
		fake->waits(fake);
	if (to_socket(t)->queue)
		return 0;
	/* Time passes, but not as much as a caller that waits for ever has. */
	poll(NULL, 0, timeout < 0 || timeout > WAIT_MS ? WAIT_MS : timeout);
	return -ETIMEDOUT;
}

static size_t fake_op_reserve(struct transport *t, size_t size)
{
	size_t room = to_socket(t)->fake->room;

	return room ? room : size;
}

static int fake_op_join(struct transport *t, uint32_t group)
{
	struct fake_socket *socket = to_socket(t);

	if (socket->fake->join_err)
		return socket->fake->join_err;
	if (group == FAMILY_GROUP)
		return 0;
	assert_int_equal(group, FAKE_GROUP);
	socket->listens = true;
	if (socket->fake->joined)
		socket->fake->joined(socket->fake);
	return 0;
}

static int fake_op_get_fd(const struct transport *t)
{
	return ((const struct fake_socket *)t)->fake->fd;
}

static void fake_op_close(struct transport *t)
{
	struct fake_socket *socket = to_socket(t);
	struct fake_socket **s = &socket->fake->sockets;

	while (*s != socket)
		s = &(*s)->next;
	*s = socket->next;
	while (socket->queue) {
		struct datagram *d = socket->queue;

		socket->queue = d->next;
		free(d);
	}
	free(socket);
}

static const struct transport_ops fake_ops = {
	.send = fake_op_send,
	.recv = fake_op_recv,
	.wait = fake_op_wait,
	.reserve = fake_op_reserve,
	.join = fake_op_join,
	.get_fd = fake_op_get_fd,
	.close = fake_op_close,
};

static int fake_open(void *data, struct transport **out)
{
	struct fake *fake = data;
	struct fake_socket *socket;

	if (fake->open_err)
		return fake->open_err;
	socket = fake_alloc(sizeof(*socket));
	*socket = (struct fake_socket){
		.transport.ops = &fake_ops, .fake = fake, .next = fake->sockets,
	};
	fake->sockets = socket;
	fake->opened++;
	*out = &socket->transport;
	return 0;
}

void fake_init(struct fake *fake)
{
	memset(fake, 0, sizeof(*fake));
	fake->family = FAKE_FAMILY;
	fake->fd = -1;
}

void fake_finish(struct fake *fake)
{
	for (unsigned int i = 0; i < fake->num_requests; i++)
		free(fake->requests[i]);
	fake->num_requests = 0;
	assert_null(fake->sockets);
}

struct subdev_ctx *fake_ctx(struct fake *fake)
{
	struct subdev_ctx *ctx;

	assert_int_equal(ctx_new(fake_open, fake, &ctx), 0);
	return ctx;
}

uint8_t msg_cmd(const struct msg *m)
{
	return ((const struct genlmsghdr *)(m->buf + NLMSG_HDRLEN))->cmd;
}

const struct nlattr *msg_attr(const struct msg *m, uint16_t attr)
{
	return nla_find((struct nlattr *)msg_attrs(m), msg_attrs_len(m), attr);
}

unsigned int msg_num_attrs(const struct msg *m)
{
	unsigned int count = 0;
	struct nlattr *nla;
	int rest;

	nla_for_each_attr(nla, (struct nlattr *)msg_attrs(m), msg_attrs_len(m), rest)
		count++;
	return count;
}
