// SPDX-License-Identifier: LGPL-2.1-or-later
/* Attributes put together behind each other, for requests and manifests. */
#include <errno.h>
#include <string.h>

#include <netlink/attr.h>

#include <linux/subdev.h>

#include "build.h"

static size_t length_of(const struct nl_msg *msg)
{
	return nlmsg_hdr((struct nl_msg *)msg)->nlmsg_len;
}

static int make_room(struct nl_msg *msg, size_t len, size_t max)
{
	size_t size = nlmsg_get_max_size(msg);
	size_t need = length_of(msg) + len;

	if (need > max)
		return -EMSGSIZE;
	if (need <= size)
		return 0;
	while (size < need)
		size *= 2;
	return nlmsg_expand(msg, size) ? -ENOMEM : 0;
}

int build_put(struct nl_msg *msg, unsigned int attr, const void *data, size_t len)
{
	int err;

	if (len > UINT16_MAX - NLA_HDRLEN)
		return -EMSGSIZE;
	err = make_room(msg, nla_total_size(len), BUILD_MAX);
	if (err)
		return err;
	return nla_put(msg, attr, len, data) ? -ENOMEM : 0;
}

int build_string(struct nl_msg *msg, unsigned int attr, const char *value)
{
	return build_put(msg, attr, value, strlen(value) + 1);
}

static int append(struct nl_msg *msg, const struct nl_msg *attrs, size_t max)
{
	const struct nlmsghdr *nlh = nlmsg_hdr((struct nl_msg *)attrs);
	int err = make_room(msg, nlmsg_datalen(nlh), max);

	if (err)
		return err;
	return nlmsg_append(msg, nlmsg_data(nlh), nlmsg_datalen(nlh), NLMSG_ALIGNTO) ? -ENOMEM : 0;
}

int build_append(struct nl_msg *msg, const struct nl_msg *attrs)
{
	return append(msg, attrs, BUILD_MAX);
}

int build_append_list(struct nl_msg *msg, const struct nl_msg *attrs)
{
	return append(msg, attrs, BUILD_LIST_MAX);
}

int build_nest(struct nl_msg *msg, unsigned int attr, size_t *begin)
{
	*begin = length_of(msg);
	return build_put(msg, attr | NLA_F_NESTED, NULL, 0);
}

int build_nest_end(struct nl_msg *msg, size_t begin)
{
	struct nlattr *nest = (struct nlattr *)((char *)nlmsg_hdr(msg) + begin);
	size_t len = length_of(msg) - begin;

	if (len > UINT16_MAX) {
		build_undo(msg, begin);
		return -EMSGSIZE;
	}
	nest->nla_len = len;
	return 0;
}

void build_undo(struct nl_msg *msg, size_t begin)
{
	nlmsg_hdr(msg)->nlmsg_len = begin;
}

/* Names the attribute that is the name, and the one that is said of it. */
struct pair {
	uint8_t name;
	uint8_t value;
};

static int build_pair(struct nl_msg *msg, unsigned int attr, struct pair pair, const char *name,
		      const void *data, size_t len)
{
	size_t begin;
	int err;

	err = build_nest(msg, attr, &begin);
	if (!err)
		err = build_string(msg, pair.name, name);
	if (!err)
		err = build_put(msg, pair.value, data, len);
	if (err)
		build_undo(msg, begin);
	else
		err = build_nest_end(msg, begin);
	return err;
}

int build_bool(struct nl_msg *msg, unsigned int attr, const char *name, uint8_t value)
{
	const struct pair pair = { SUBDEV_A_VALUE_NAME, SUBDEV_A_VALUE_BOOL };

	return build_pair(msg, attr, pair, name, &value, sizeof(value));
}

int build_number(struct nl_msg *msg, unsigned int attr, const char *name, uint64_t value)
{
	const struct pair pair = { SUBDEV_A_VALUE_NAME, SUBDEV_A_VALUE_UINT };

	return build_pair(msg, attr, pair, name, &value, sizeof(value));
}

int build_text(struct nl_msg *msg, unsigned int attr, const char *name, const char *value)
{
	const struct pair pair = { SUBDEV_A_VALUE_NAME, SUBDEV_A_VALUE_STRING };

	return build_pair(msg, attr, pair, name, value, strlen(value) + 1);
}

int build_amount(struct nl_msg *msg, unsigned int attr, const char *name, uint64_t amount)
{
	const struct pair pair = { SUBDEV_A_AMOUNT_NAME, SUBDEV_A_AMOUNT_AMOUNT };

	return build_pair(msg, attr, pair, name, &amount, sizeof(amount));
}
