/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The message by which the kernel tells who asked that what was begun has ended.
 * It can come before the answer.
 */
#ifndef SUBDEV_TOLD_H
#define SUBDEV_TOLD_H

#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;
struct subdev_ctx;

struct told_end {
	/* of the request, set when that is sent */
	uint32_t seq;
	/* why what came could not be taken, 0 or negative */
	int err;
	/* Take the notification, as it is in a message. Return: 0, or a negative errno, with the context's error. */
	int (*take)(struct told_end *told, struct subdev_ctx *ctx, uint8_t cmd, const void *attrs,
		    size_t len);
};

#endif /* SUBDEV_TOLD_H */
