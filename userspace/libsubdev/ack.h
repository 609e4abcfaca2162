/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ends of an exchange: acks and the last message of a dump, with what explains them. */
#ifndef SUBDEV_ACK_H
#define SUBDEV_ACK_H

#include <linux/netlink.h>

#include "attr.h"

/*
 * Read an ack or a dump's last message.
 * @op: what was asked
 * @sent: the request as it was sent: the kernel points into it
 * @answer: a whole message of type NLMSG_ERROR or NLMSG_DONE
 *
 * Return: 0 for success, the kernel's errno, or -EBADMSG; the error tells why.
 */
int ack_decode(struct subdev_ctx *ctx, const struct op *op, const struct nlmsghdr *sent,
	       const struct nlmsghdr *answer);

#endif /* SUBDEV_ACK_H */
