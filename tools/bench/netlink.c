// SPDX-License-Identifier: GPL-2.0-only
#include "netlink.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

void netlink_open(struct netlink *nl)
{
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };

	*nl = (struct netlink) { .fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC) };
	if (nl->fd < 0 || bind(nl->fd, (struct sockaddr *)&any, sizeof(any)))
		bench_die("netlink: %s", strerror(errno));
}

void netlink_close(struct netlink *nl)
{
	close(nl->fd);
}

void netlink_start(struct netlink *nl, uint16_t type, uint8_t cmd, uint16_t flags, uint8_t version)
{
	struct genlmsghdr *g = NLMSG_DATA(&nl->h);

	nl->h = (struct nlmsghdr) {
		.nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN),
		.nlmsg_type = type,
		.nlmsg_flags = NLM_F_REQUEST | flags,
		.nlmsg_seq = ++nl->seq,
	};
	*g = (struct genlmsghdr) { .cmd = cmd, .version = version };
}

static void put(struct netlink *nl, uint16_t type, const void *data, size_t size)
{
	struct nlattr *a = (struct nlattr *)(nl->request + nl->h.nlmsg_len);

	if (nl->h.nlmsg_len + NLA_HDRLEN + NLA_ALIGN(size) > sizeof(nl->request))
		bench_die("netlink: the request is too long");
	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + size;
	memcpy(a + 1, data, size);
	nl->h.nlmsg_len += NLA_ALIGN(a->nla_len);
}

void netlink_put(struct netlink *nl, uint16_t type, const char *text)
{
	put(nl, type, text, strlen(text) + 1);
}

void netlink_put_u32(struct netlink *nl, uint16_t type, uint32_t value)
{
	put(nl, type, &value, sizeof(value));
}

static void walk(struct netlink *nl, const struct nlmsghdr *h)
{
	const char *end = (const char *)h + h->nlmsg_len, *at = (const char *)NLMSG_DATA(h) + GENL_HDRLEN;

	while (at + NLA_HDRLEN <= end) {
		const struct nlattr *a = (const struct nlattr *)at;
		uint32_t value = 0;

		if (a->nla_len < NLA_HDRLEN)
			break;
		memcpy(&value, a + 1, a->nla_len - NLA_HDRLEN < 4 ? a->nla_len - NLA_HDRLEN : 4);
		nl->digest = (nl->digest ^ value) * 16777619 + a->nla_type;
		if (a->nla_type == nl->wanted)
			nl->found = value;
		at += NLA_ALIGN(a->nla_len);
	}
}

/* One part of an answer: 1 if there is more, 0 if that was all, or a negative errno. */
static int take(struct netlink *nl, const struct nlmsghdr *h, bool more)
{
	if (h->nlmsg_type == NLMSG_ERROR || h->nlmsg_type == NLMSG_DONE)
		return *(const int *)NLMSG_DATA(h);
	nl->messages++;
	nl->bytes += NLMSG_ALIGN(h->nlmsg_len);
	walk(nl, h);
	return more;
}

int netlink_call(struct netlink *nl)
{
	static char buf[65536] __attribute__((aligned(8)));
	bool more = nl->h.nlmsg_flags & (NLM_F_ACK | NLM_F_DUMP);
	const struct nlmsghdr *h;
	int result = 1;
	ssize_t n;

	nl->messages = 0;
	nl->bytes = 0;
	if (send(nl->fd, nl->request, nl->h.nlmsg_len, 0) < 0)
		return -errno;
	while (result > 0) {
		n = recv(nl->fd, buf, sizeof(buf), 0);
		if (n < 0)
			return -errno;
		for (h = (void *)buf; result > 0 && NLMSG_OK(h, n); h = NLMSG_NEXT(h, n))
			result = take(nl, h, more);
	}
	return result;
}

static int getfamily(struct netlink *nl, const char *name)
{
	netlink_start(nl, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0, 1);
	netlink_put(nl, CTRL_ATTR_FAMILY_NAME, name);
	return netlink_call(nl);
}

uint16_t netlink_family(struct netlink *nl, const char *name)
{
	nl->wanted = CTRL_ATTR_FAMILY_ID;
	bench_check(getfamily(nl, name), name);
	nl->wanted = 0;
	return nl->found;
}

void netlink_nlctrl(struct netlink *nl)
{
	bench_check(getfamily(nl, "nlctrl"), "nlctrl");
}
