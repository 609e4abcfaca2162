/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Requests about a subdevice that end later: the kernel answers at once, with the
 * subdevice in a state that it leaves in the end, and tells that by an event.
 */
#ifndef SUBDEV_DEV_END_H
#define SUBDEV_DEV_END_H

#include "dev.h"
#include "wait.h"

struct dev_end {
	struct wait wait;
	/* what is left in the end, not for removing; 0 if it only ends by being gone */
	uint32_t state;
	struct subdev_dev *dev;	/* as it was last seen; NULL before the answer */
	bool gone;
};

/* Begin before the request, if there is a time to wait; @late explains -ETIMEDOUT. */
int dev_end_begin(struct dev_end *end, struct subdev_ctx *ctx, uint32_t state, const char *late,
		  int timeout);
/*
 * Make the request and free it, and wait. Return: 0; -ENODEV if it was deleted
 * before it left the state; -ETIMEDOUT.
 */
int dev_end_run(struct dev_end *end, struct request *req, int timeout);
/* End it, also if it was not begun. With @err 0 @out, which may be NULL, is the subdevice. Return: @err. */
int dev_end_finish(struct dev_end *end, int err, struct subdev_dev **out);

#endif /* SUBDEV_DEV_END_H */
