/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A client of the family over a bare socket: what the tests of lifetimes and of failures need that a library keeps from its
 * callers, such as half a dump, an answer that nobody reads, a system call without a system call before it.
 */
#ifndef TESTS_SIM_NL_H
#define TESTS_SIM_NL_H

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../uapi/linux/subdev.h"

#define NL_UNUSED	__attribute__((unused))

/* A socket, and what the last error that came by it said. */
struct nl {
	int fd;
	uint32_t seq;
	char text[128];
};

/* A message to send. */
struct nl_req {
	struct nlmsghdr h;
	struct genlmsghdr g;
	char attrs[2048];
};

/*
 * A parent, a pool or a subdevice, as an answer or an event shows it, or what a manifest was found to be. Of amounts, values and
 * resources there is only a number, @digest, which is another one if they are others.
 */
struct nl_obj {
	int cmd;
	uint32_t id;
	uint8_t uuid[SUBDEV_UUID_LEN];
	char label[SUBDEV_LABEL_MAX + 1];
	uint32_t parent;
	char parent_name[SUBDEV_NAME_MAX + 1];
	char type[SUBDEV_TYPE_NAME_MAX + 1];
	char owner[SUBDEV_OWNER_MAX + 1];
	uint32_t lease;
	uint32_t state;
	uint64_t generation;
	int group;
	char cdev[32];
	uint32_t devs;
	uint32_t ready;
	uint32_t pulled;
	uint32_t failed;
	bool removing;
	bool cordon;
	uint32_t version;
	uint32_t digest;
	uint32_t verdict;
	uint32_t reasons;
	uint64_t seq;
	uint32_t epoch;
	uint32_t cause;
};

static uint16_t nl_family;
static uint32_t nl_events;

/*
 * Attributes
 */

#define nl_for_each(a, start, end) \
	for ((a) = (void *)(start); \
	     (char *)(a) + NLA_HDRLEN <= (char *)(end) && (a)->nla_len >= NLA_HDRLEN; \
	     (a) = (void *)((char *)(a) + NLA_ALIGN((a)->nla_len)))

static void *nl_data(const struct nlattr *a)
{
	return (char *)a + NLA_HDRLEN;
}

static uint64_t nl_uint(const struct nlattr *a)
{
	uint64_t u64 = 0;
	uint32_t u32 = 0;

	if (a->nla_len == NLA_HDRLEN + 8) {
		memcpy(&u64, nl_data(a), 8);
		return u64;
	}
	memcpy(&u32, nl_data(a), a->nla_len - NLA_HDRLEN < 4 ? a->nla_len - NLA_HDRLEN : 4);
	return u32;
}

static void nl_str(char *to, size_t size, const struct nlattr *a)
{
	snprintf(to, size, "%.*s", a->nla_len - NLA_HDRLEN, (char *)nl_data(a));
}

static void nl_start(struct nl_req *r, uint16_t type, uint8_t cmd, uint16_t flags)
{
	memset(r, 0, sizeof(*r));
	r->h.nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN);
	r->h.nlmsg_type = type;
	r->h.nlmsg_flags = NLM_F_REQUEST | flags;
	r->g.cmd = cmd;
	r->g.version = SUBDEV_FAMILY_VERSION;
}

static void nl_put(struct nl_req *r, uint16_t type, const void *data, size_t len)
{
	struct nlattr *a = (void *)((char *)r + NLMSG_ALIGN(r->h.nlmsg_len));

	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + len;
	if (len)
		memcpy(nl_data(a), data, len);
	r->h.nlmsg_len = NLMSG_ALIGN(r->h.nlmsg_len) + NLA_ALIGN(a->nla_len);
}

static void nl_put_u32(struct nl_req *r, uint16_t type, uint32_t val)
{
	nl_put(r, type, &val, sizeof(val));
}

static void nl_put_str(struct nl_req *r, uint16_t type, const char *s)
{
	nl_put(r, type, s, strlen(s) + 1);
}

/* From here to nl_nest_end() what is put is in the nest. */
static NL_UNUSED struct nlattr *nl_nest(struct nl_req *r, uint16_t type)
{
	struct nlattr *a = (void *)((char *)r + NLMSG_ALIGN(r->h.nlmsg_len));

	nl_put(r, type | NLA_F_NESTED, NULL, 0);
	return a;
}

static NL_UNUSED void nl_nest_end(struct nl_req *r, struct nlattr *nest)
{
	nest->nla_len = (char *)r + r->h.nlmsg_len - (char *)nest;
}

static NL_UNUSED void nl_put_amount(struct nl_req *r, uint16_t type, const char *name, uint64_t amount)
{
	struct nlattr *nest = nl_nest(r, type);

	nl_put_str(r, SUBDEV_A_AMOUNT_NAME, name);
	nl_put(r, SUBDEV_A_AMOUNT_AMOUNT, &amount, sizeof(amount));
	nl_nest_end(r, nest);
}

static NL_UNUSED void nl_put_number(struct nl_req *r, uint16_t type, const char *name, uint64_t value)
{
	struct nlattr *nest = nl_nest(r, type);

	nl_put_str(r, SUBDEV_A_VALUE_NAME, name);
	nl_put(r, SUBDEV_A_VALUE_UINT, &value, sizeof(value));
	nl_nest_end(r, nest);
}

static NL_UNUSED void nl_put_string(struct nl_req *r, uint16_t type, const char *name, const char *value)
{
	struct nlattr *nest = nl_nest(r, type);

	nl_put_str(r, SUBDEV_A_VALUE_NAME, name);
	nl_put_str(r, SUBDEV_A_VALUE_STRING, value);
	nl_nest_end(r, nest);
}

static void nl_digest(struct nl_obj *o, const struct nlattr *a)
{
	const unsigned char *p = (const unsigned char *)a;
	int i;

	for (i = 0; i < a->nla_len; i++)
		o->digest = (o->digest ^ p[i]) * 16777619;
}

static void nl_parse_verdict(struct nl_obj *o, const struct nlattr *nest)
{
	struct nlattr *a;

	nl_for_each(a, nl_data(nest), (char *)nest + nest->nla_len) {
		if (a->nla_type == SUBDEV_A_VERDICT_ERRNO)
			o->verdict = nl_uint(a);
		else if ((a->nla_type & NLA_TYPE_MASK) == SUBDEV_A_VERDICT_REASON)
			o->reasons++;
	}
}

static void nl_parse_event(struct nl_obj *o, const struct nlattr *nest)
{
	struct nlattr *a;

	nl_for_each(a, nl_data(nest), (char *)nest + nest->nla_len) {
		if (a->nla_type == SUBDEV_A_EVENT_SEQ)
			o->seq = nl_uint(a);
		else if (a->nla_type == SUBDEV_A_EVENT_EPOCH)
			o->epoch = nl_uint(a);
		else if (a->nla_type == SUBDEV_A_EVENT_CAUSE)
			o->cause = nl_uint(a);
	}
}

static void nl_parse_parent(struct nl_obj *o, const struct nlattr *a)
{
	switch (a->nla_type & NLA_TYPE_MASK) {
	case SUBDEV_A_PARENT_INDEX:
		o->parent = nl_uint(a);
		break;
	case SUBDEV_A_PARENT_NAME:
		nl_str(o->parent_name, sizeof(o->parent_name), a);
		break;
	case SUBDEV_A_PARENT_GENERATION:
		o->generation = nl_uint(a);
		break;
	case SUBDEV_A_PARENT_DEVS:
		o->devs = nl_uint(a);
		break;
	case SUBDEV_A_PARENT_REMOVING:
		o->removing = true;
		break;
	case SUBDEV_A_PARENT_CORDON:
		o->cordon = *(uint8_t *)nl_data(a);
		break;
	case SUBDEV_A_PARENT_RESOURCE:
		nl_digest(o, a);
		break;
	case SUBDEV_A_PARENT_EVENT:
		nl_parse_event(o, a);
		break;
	}
}

static void nl_parse_dev(struct nl_obj *o, const struct nlattr *a)
{
	switch (a->nla_type & NLA_TYPE_MASK) {
	case SUBDEV_A_DEV_ID:
		o->id = nl_uint(a);
		break;
	case SUBDEV_A_DEV_UUID:
		memcpy(o->uuid, nl_data(a), sizeof(o->uuid));
		break;
	case SUBDEV_A_DEV_LABEL:
		nl_str(o->label, sizeof(o->label), a);
		break;
	case SUBDEV_A_DEV_PARENT_INDEX:
		o->parent = nl_uint(a);
		break;
	case SUBDEV_A_DEV_PARENT_NAME:
		nl_str(o->parent_name, sizeof(o->parent_name), a);
		break;
	case SUBDEV_A_DEV_TYPE:
		nl_str(o->type, sizeof(o->type), a);
		break;
	case SUBDEV_A_DEV_OWNER:
		nl_str(o->owner, sizeof(o->owner), a);
		break;
	case SUBDEV_A_DEV_LEASE:
		o->lease = nl_uint(a);
		break;
	case SUBDEV_A_DEV_STATE:
		o->state = nl_uint(a);
		break;
	case SUBDEV_A_DEV_GENERATION:
		o->generation = nl_uint(a);
		break;
	case SUBDEV_A_DEV_GROUP:
		o->group = nl_uint(a);
		break;
	case SUBDEV_A_DEV_CDEV:
		nl_str(o->cdev, sizeof(o->cdev), a);
		break;
	case SUBDEV_A_DEV_VERSION:
		o->version = nl_uint(a);
		break;
	case SUBDEV_A_DEV_PARAM:
	case SUBDEV_A_DEV_RESOURCE:
	case SUBDEV_A_DEV_MANIFEST:
		nl_digest(o, a);
		break;
	case SUBDEV_A_DEV_VERDICT:
		nl_parse_verdict(o, a);
		break;
	case SUBDEV_A_DEV_EVENT:
		nl_parse_event(o, a);
		break;
	}
}

/* A pool is found by its name, which is not kept. */
static void nl_parse_pool(struct nl_obj *o, const struct nlattr *a)
{
	switch (a->nla_type & NLA_TYPE_MASK) {
	case SUBDEV_A_POOL_PARENT_INDEX:
		o->parent = nl_uint(a);
		break;
	case SUBDEV_A_POOL_STATE:
		o->state = nl_uint(a);
		break;
	case SUBDEV_A_POOL_GENERATION:
		o->generation = nl_uint(a);
		break;
	case SUBDEV_A_POOL_DEVS:
		o->devs = nl_uint(a);
		break;
	case SUBDEV_A_POOL_READY:
		o->ready = nl_uint(a);
		break;
	case SUBDEV_A_POOL_PULLED:
		o->pulled = nl_uint(a);
		break;
	case SUBDEV_A_POOL_FAILED:
		o->failed = nl_uint(a);
		break;
	case SUBDEV_A_POOL_SIZE:
	case SUBDEV_A_POOL_LOW:
	case SUBDEV_A_POOL_MAX_DEVS:
	case SUBDEV_A_POOL_PARAM:
	case SUBDEV_A_POOL_RESOURCE:
		nl_digest(o, a);
		break;
	case SUBDEV_A_POOL_EVENT:
		nl_parse_event(o, a);
		break;
	}
}

static bool nl_is_parent(int cmd)
{
	return cmd == SUBDEV_CMD_PARENT_GET || cmd == SUBDEV_CMD_PARENT_ADD_NTF ||
	       cmd == SUBDEV_CMD_PARENT_CHANGE_NTF || cmd == SUBDEV_CMD_PARENT_DEL_NTF;
}

/* Other objects only count. */
static bool nl_is_dev(int cmd)
{
	return (cmd >= SUBDEV_CMD_DEV_GET && cmd <= SUBDEV_CMD_MANIFEST_NEGOTIATE) ||
	       (cmd >= SUBDEV_CMD_POOL_PUSH && cmd <= SUBDEV_CMD_POOL_RETURN);
}

static bool nl_is_pool(int cmd)
{
	return cmd >= SUBDEV_CMD_POOL_GET && cmd <= SUBDEV_CMD_POOL_DELETE;
}

static void nl_parse(struct nl_obj *o, const struct nlmsghdr *h)
{
	const struct genlmsghdr *g = NLMSG_DATA(h);
	struct nlattr *a;

	memset(o, 0, sizeof(*o));
	o->group = -1;
	o->cmd = g->cmd;
	nl_for_each(a, (char *)g + GENL_HDRLEN, (char *)h + h->nlmsg_len) {
		if (nl_is_parent(g->cmd))
			nl_parse_parent(o, a);
		else if (nl_is_dev(g->cmd))
			nl_parse_dev(o, a);
		else if (nl_is_pool(g->cmd))
			nl_parse_pool(o, a);
	}
}

/*
 * Sending and receiving
 */

static int nl_send(struct nl *nl, struct nl_req *r)
{
	r->h.nlmsg_seq = ++nl->seq;
	return send(nl->fd, r, r->h.nlmsg_len, 0) < 0 ? -errno : 0;
}

/* Keeps the text of an error message or of a dump's end, returns its errno. */
static int nl_error(struct nl *nl, const struct nlmsghdr *h)
{
	const struct nlmsgerr *e = NLMSG_DATA(h);
	const char *start = h->nlmsg_type == NLMSG_DONE ? (char *)e + NLA_ALIGN(sizeof(int)) : (char *)(e + 1);
	struct nlattr *a;

	nl->text[0] = '\0';
	if (h->nlmsg_flags & NLM_F_ACK_TLVS) {
		nl_for_each(a, start, (char *)h + h->nlmsg_len) {
			if (a->nla_type == NLMSGERR_ATTR_MSG)
				nl_str(nl->text, sizeof(nl->text), a);
		}
	}
	return e->error;
}

/* One answer, or the errno that came in its place. */
static NL_UNUSED int nl_answer(struct nl *nl, struct nl_obj *o)
{
	char buf[8192] __attribute__((aligned(8)));
	struct nlmsghdr *h = (void *)buf;
	ssize_t n;

	do {
		n = recv(nl->fd, buf, sizeof(buf), 0);
		if (n < 0)
			return -errno;
	} while (h->nlmsg_seq != nl->seq);
	if (h->nlmsg_type == NLMSG_ERROR)
		return nl_error(nl, h);
	if (o)
		nl_parse(o, h);
	return 0;
}

static NL_UNUSED int nl_call(struct nl *nl, struct nl_req *r, struct nl_obj *o)
{
	int err = nl_send(nl, r);

	return err ?: nl_answer(nl, o);
}

static void nl_resolve_groups(const struct nlattr *groups)
{
	struct nlattr *group, *a;

	nl_for_each(group, nl_data(groups), (char *)groups + groups->nla_len) {
		nl_for_each(a, nl_data(group), (char *)group + group->nla_len) {
			if (a->nla_type == CTRL_ATTR_MCAST_GRP_ID)
				nl_events = nl_uint(a);
		}
	}
}

static int nl_resolve(struct nl *nl)
{
	char buf[8192] __attribute__((aligned(8)));
	struct nlmsghdr *h = (void *)buf;
	struct nlattr *a;
	struct nl_req r;

	nl_start(&r, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	nl_put_str(&r, CTRL_ATTR_FAMILY_NAME, SUBDEV_FAMILY_NAME);
	if (nl_send(nl, &r) || recv(nl->fd, buf, sizeof(buf), 0) < 0)
		return -errno;
	if (h->nlmsg_type == NLMSG_ERROR)
		return nl_error(nl, h);
	nl_for_each(a, buf + NLMSG_HDRLEN + GENL_HDRLEN, buf + h->nlmsg_len) {
		if (a->nla_type == CTRL_ATTR_FAMILY_ID)
			nl_family = nl_uint(a);
		else if ((a->nla_type & NLA_TYPE_MASK) == CTRL_ATTR_MCAST_GROUPS)
			nl_resolve_groups(a);
	}
	return 0;
}

/* A test without a socket is none: it ends here. */
static NL_UNUSED void nl_open(struct nl *nl)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	int one = 1;

	memset(nl, 0, sizeof(*nl));
	nl->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (nl->fd < 0 || bind(nl->fd, (void *)&addr, sizeof(addr)) ||
	    setsockopt(nl->fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one)) ||
	    setsockopt(nl->fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one)) ||
	    (!nl_family && nl_resolve(nl))) {
		perror("netlink");
		exit(1);
	}
}

static NL_UNUSED void nl_close(struct nl *nl)
{
	close(nl->fd);
}

/*
 * Events
 */

static NL_UNUSED void nl_listen(struct nl *nl)
{
	int room = 16 << 20;

	nl_open(nl);
	if (setsockopt(nl->fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) ||
	    setsockopt(nl->fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &nl_events, sizeof(nl_events))) {
		perror("subscribe");
		exit(1);
	}
}

/* The next event within @ms, or -EAGAIN, or -ENOBUFS for events lost. */
static NL_UNUSED int nl_event(struct nl *nl, struct nl_obj *o, int ms)
{
	char buf[8192] __attribute__((aligned(8)));
	struct pollfd p = { .fd = nl->fd, .events = POLLIN };

	if (poll(&p, 1, ms) <= 0)
		return -EAGAIN;
	if (recv(nl->fd, buf, sizeof(buf), MSG_DONTWAIT) < 0)
		return -errno;
	nl_parse(o, (void *)buf);
	return 0;
}

/* Reads events away until one is @cmd of subdevice or parent @id; what has not come after 30 s never comes. */
static NL_UNUSED int nl_await(struct nl *nl, int cmd, uint32_t id, struct nl_obj *o)
{
	struct nl_obj dummy;
	int err;

	o = o ?: &dummy;
	for (;;) {
		err = nl_event(nl, o, 30000);
		if (err)
			return err;
		if (o->cmd == cmd && (nl_is_parent(cmd) ? o->parent : o->id) == id)
			return 0;
	}
}

/* Throws away what has come so far. */
static NL_UNUSED unsigned int nl_drain(struct nl *nl)
{
	unsigned int n = 0;
	struct nl_obj o;

	while (nl_event(nl, &o, 0) != -EAGAIN)
		n++;
	return n;
}

/*
 * Requests
 */

static NL_UNUSED void nl_parent_name(char *to, size_t size, int nr)
{
	snprintf(to, size, "platform/subdev_sim.%d", nr);
}

static NL_UNUSED int parent_get(struct nl *nl, int nr, struct nl_obj *o)
{
	char name[64];
	struct nl_req r;

	nl_parent_name(name, sizeof(name), nr);
	nl_start(&r, nl_family, SUBDEV_CMD_PARENT_GET, 0);
	nl_put_str(&r, SUBDEV_A_PARENT_NAME, name);
	return nl_call(nl, &r, o);
}

/* How to create: what is zero is left out. */
struct dev_how {
	const char *type;
	const char *label;
	const uint8_t *uuid;
	bool inactive;
};

static NL_UNUSED void dev_create_req(struct nl_req *r, int nr, const struct dev_how *how)
{
	char name[64];

	nl_parent_name(name, sizeof(name), nr);
	nl_start(r, nl_family, SUBDEV_CMD_DEV_CREATE, 0);
	nl_put_str(r, SUBDEV_A_DEV_PARENT_NAME, name);
	nl_put_str(r, SUBDEV_A_DEV_TYPE, how->type ?: "small");
	if (how->label)
		nl_put_str(r, SUBDEV_A_DEV_LABEL, how->label);
	if (how->uuid)
		nl_put(r, SUBDEV_A_DEV_UUID, how->uuid, SUBDEV_UUID_LEN);
	if (how->inactive)
		nl_put(r, SUBDEV_A_DEV_INACTIVE, NULL, 0);
}

static NL_UNUSED int dev_create(struct nl *nl, int nr, const struct dev_how *how, struct nl_obj *o)
{
	struct nl_req r;

	dev_create_req(&r, nr, how);
	return nl_call(nl, &r, o);
}

/* get, activate, deactivate, delete */
static NL_UNUSED int dev_do(struct nl *nl, int cmd, uint32_t id, struct nl_obj *o)
{
	struct nl_req r;

	nl_start(&r, nl_family, cmd, 0);
	nl_put_u32(&r, SUBDEV_A_DEV_ID, id);
	return nl_call(nl, &r, o);
}

static NL_UNUSED int dev_get(struct nl *nl, uint32_t id, struct nl_obj *o)
{
	return dev_do(nl, SUBDEV_CMD_DEV_GET, id, o);
}

static NL_UNUSED int dev_delete_force(struct nl *nl, uint32_t id, struct nl_obj *o)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_DEV_DELETE, 0);
	nl_put_u32(&r, SUBDEV_A_DEV_ID, id);
	nl_put(&r, SUBDEV_A_DEV_FORCE, NULL, 0);
	return nl_call(nl, &r, o);
}

static NL_UNUSED int dev_set_label(struct nl *nl, uint32_t id, const char *label, struct nl_obj *o)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_DEV_SET, 0);
	nl_put_u32(&r, SUBDEV_A_DEV_ID, id);
	nl_put_str(&r, SUBDEV_A_DEV_NEW_LABEL, label);
	return nl_call(nl, &r, o);
}

/*
 * Pools
 */

static NL_UNUSED void pool_req(struct nl_req *r, int cmd, const char *name)
{
	nl_start(r, nl_family, cmd, 0);
	nl_put_str(r, SUBDEV_A_POOL_NAME, name);
}

static NL_UNUSED int pool_get(struct nl *nl, const char *name, struct nl_obj *o)
{
	struct nl_req r;

	pool_req(&r, SUBDEV_CMD_POOL_GET, name);
	return nl_call(nl, &r, o);
}

static NL_UNUSED void pool_create_req(struct nl_req *r, const char *name, int nr, const char *type, uint32_t size)
{
	char parent[64];

	nl_parent_name(parent, sizeof(parent), nr);
	pool_req(r, SUBDEV_CMD_POOL_CREATE, name);
	nl_put_str(r, SUBDEV_A_POOL_PARENT_NAME, parent);
	nl_put_str(r, SUBDEV_A_POOL_TYPE, type);
	nl_put_u32(r, SUBDEV_A_POOL_SIZE, size);
}

static NL_UNUSED int pool_create(struct nl *nl, const char *name, int nr, const char *type, uint32_t size, struct nl_obj *o)
{
	struct nl_req r;

	pool_create_req(&r, name, nr, type, size);
	return nl_call(nl, &r, o);
}

/* Those that are pulled become plain subdevices. */
static NL_UNUSED int pool_delete_force(struct nl *nl, const char *name)
{
	struct nl_req r;

	pool_req(&r, SUBDEV_CMD_POOL_DELETE, name);
	nl_put(&r, SUBDEV_A_POOL_FORCE, NULL, 0);
	return nl_call(nl, &r, NULL);
}

/* push, pull */
static NL_UNUSED void pool_dev_req(struct nl_req *r, int cmd, const char *pool)
{
	nl_start(r, nl_family, cmd, 0);
	nl_put_str(r, SUBDEV_A_DEV_POOL, pool);
}

/*
 * Dumps
 */

static int nl_dump_part(struct nl *nl, const char *buf, ssize_t n, void (*each)(const struct nl_obj *o, void *arg), void *arg)
{
	const struct nlmsghdr *h = (const void *)buf;
	struct nl_obj o;

	for (; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
		if (h->nlmsg_seq != nl->seq)
			continue;
		if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR)
			return nl_error(nl, h);
		nl_parse(&o, h);
		/* The number of a dump alone, which has no object. */
		if (o.epoch && !o.parent && !o.generation)
			continue;
		each(&o, arg);
	}
	return 1;
}

/* The rest of a dump that has been asked for. */
static NL_UNUSED int nl_dump_rest(struct nl *nl, void (*each)(const struct nl_obj *o, void *arg), void *arg)
{
	char buf[65536] __attribute__((aligned(8)));
	ssize_t n;
	int err;

	do {
		n = recv(nl->fd, buf, sizeof(buf), 0);
		if (n < 0)
			return -errno;
		err = nl_dump_part(nl, buf, n, each, arg);
	} while (err > 0);
	return err;
}

/* A dump as the request says, which nl_start() has begun with NLM_F_DUMP. */
static NL_UNUSED int nl_dump_req(struct nl *nl, struct nl_req *r, void (*each)(const struct nl_obj *o, void *arg), void *arg)
{
	int err = nl_send(nl, r);

	return err ?: nl_dump_rest(nl, each, arg);
}

static NL_UNUSED int nl_dump(struct nl *nl, int cmd, void (*each)(const struct nl_obj *o, void *arg), void *arg)
{
	struct nl_req r;

	nl_start(&r, nl_family, cmd, NLM_F_DUMP);
	return nl_dump_req(nl, &r, each, arg);
}

static NL_UNUSED void nl_count(const struct nl_obj *o, void *arg)
{
	(void)o;
	++*(unsigned int *)arg;
}

#endif /* TESTS_SIM_NL_H */
