// SPDX-License-Identifier: GPL-2.0-only
/* Netlink messages put together byte by byte, so that they can be wrong. */
#include <stdlib.h>
#include <string.h>

#include "msg.h"

void msg_raw(struct msg *m, const void *data, size_t len)
{
	if (m->len + NLMSG_ALIGN(len) > sizeof(m->buf))
		abort();
	if (len)
		memcpy(m->buf + m->len, data, len);
	memset(m->buf + m->len + len, 0, NLMSG_ALIGN(len) - len);
	m->len += NLMSG_ALIGN(len);
	m->nlh.nlmsg_len = m->len;
}

void msg_begin(struct msg *m, uint16_t type, uint16_t flags, uint32_t seq)
{
	m->len = NLMSG_HDRLEN;
	m->nlh = (struct nlmsghdr){
		.nlmsg_len = m->len, .nlmsg_type = type, .nlmsg_flags = flags, .nlmsg_seq = seq,
	};
}

void msg_begin_genl(struct msg *m, uint16_t type, uint16_t flags, uint32_t seq, uint8_t cmd)
{
	struct genlmsghdr genl = { .cmd = cmd, .version = 1 };

	msg_begin(m, type, flags, seq);
	msg_raw(m, &genl, sizeof(genl));
}

void msg_put(struct msg *m, uint16_t attr, const void *data, size_t len)
{
	struct nlattr nla = { .nla_len = NLA_HDRLEN + len, .nla_type = attr };

	msg_raw(m, &nla, sizeof(nla));
	msg_raw(m, data, len);
}

void msg_put_u32(struct msg *m, uint16_t attr, uint32_t value)
{
	msg_put(m, attr, &value, sizeof(value));
}

void msg_put_u64(struct msg *m, uint16_t attr, uint64_t value)
{
	msg_put(m, attr, &value, sizeof(value));
}

void msg_put_string(struct msg *m, uint16_t attr, const char *value)
{
	msg_put(m, attr, value, strlen(value) + 1);
}

size_t msg_nest(struct msg *m, uint16_t attr)
{
	size_t nest = m->len;

	msg_put(m, attr | NLA_F_NESTED, NULL, 0);
	return nest;
}

void msg_nest_end(struct msg *m, size_t nest)
{
	((struct nlattr *)(m->buf + nest))->nla_len = m->len - nest;
}

const void *msg_attrs(const struct msg *m)
{
	return m->buf + NLMSG_HDRLEN + GENL_HDRLEN;
}

size_t msg_attrs_len(const struct msg *m)
{
	return m->len - NLMSG_HDRLEN - GENL_HDRLEN;
}
