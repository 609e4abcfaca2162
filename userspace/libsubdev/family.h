/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The numbers that the running kernel gave to the family. */
#ifndef SUBDEV_FAMILY_H
#define SUBDEV_FAMILY_H

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "ctx.h"

/* The group of generic netlink's own family has a fixed number, that of the family. */
#define FAMILY_GROUP GENL_ID_CTRL

/*
 * Learn the numbers of the family and its group, if that has not been done.
 * Return: 0, -EPROTONOSUPPORT if the kernel does not have it.
 */
int family_resolve(struct subdev_ctx *ctx);
/* Learn them anew: the module may have been loaded again meanwhile. */
int family_refresh(struct subdev_ctx *ctx);

/* Does a message say that family @number is gone? Listeners to FAMILY_GROUP get it. */
bool family_is_unloaded(struct subdev_ctx *ctx, const struct nlmsghdr *nlh, uint16_t number);

#endif /* SUBDEV_FAMILY_H */
