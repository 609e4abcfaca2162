/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SUBDEV_POOL_PULL_H
#define SUBDEV_POOL_PULL_H

#include "request.h"

/* What it says, as attributes of a subdevice. */
int pool_pull_put(struct request *req, const struct subdev_pool_pull *pull);
/* Will a lease hang on the connection by which it is asked for? */
bool pool_pull_takes_lease(const struct subdev_pool_pull *pull);

#endif /* SUBDEV_POOL_PULL_H */
