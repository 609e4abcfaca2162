/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Messages of generic netlink: a head of 4 bytes, and attributes. Without these lines
 * every process would have to find and load a library more, which has them for any family.
 */
#ifndef SUBDEV_GENL_H
#define SUBDEV_GENL_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

/* Where the attributes begin. */
#define GENL_ATTRS NLMSG_LENGTH(GENL_HDRLEN)

/* Is it long enough to have a head? What follows is only for one that has. */
static inline bool genl_is_valid(const struct nlmsghdr *nlh)
{
	return nlh->nlmsg_len >= GENL_ATTRS;
}

static inline uint8_t genl_cmd(const struct nlmsghdr *nlh)
{
	return ((const struct genlmsghdr *)NLMSG_DATA(nlh))->cmd;
}

static inline const void *genl_attrs(const struct nlmsghdr *nlh)
{
	return (const char *)nlh + GENL_ATTRS;
}

static inline size_t genl_attrs_len(const struct nlmsghdr *nlh)
{
	return nlh->nlmsg_len - GENL_ATTRS;
}

#endif /* SUBDEV_GENL_H */
