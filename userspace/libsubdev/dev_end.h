/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Requests about a subdevice that end later: the kernel answers at once, with the
 * subdevice in a state that it leaves in the end, and tells that by one message more.
 */
#ifndef SUBDEV_DEV_END_H
#define SUBDEV_DEV_END_H

#include "dev.h"
#include "told.h"
#include "wait.h"

struct dev_end {
	struct wait wait;
	struct told_end told;
	/* what is left in the end, not for removing; 0 if it only ends by being gone */
	uint32_t state;
	struct subdev_dev *dev;	/* as it was last seen; NULL before the answer */
	bool gone;
};

/* Set it up; @late explains -ETIMEDOUT. */
void dev_end_init(struct dev_end *end, struct subdev_ctx *ctx, uint32_t state, const char *late);
/*
 * Make the request and free it, and wait if @timeout is not 0. Return: 0; -ENODEV if it was deleted
 * before it left the state; -ETIMEDOUT.
 */
int dev_end_run(struct dev_end *end, struct request *req, int timeout);
/* End it, also if it was not run. With @err 0 @out, which may be NULL, is the subdevice. Return: @err. */
int dev_end_finish(struct dev_end *end, int err, struct subdev_dev **out);

#endif /* SUBDEV_DEV_END_H */
