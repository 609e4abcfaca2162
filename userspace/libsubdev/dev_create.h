/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SUBDEV_DEV_CREATE_H
#define SUBDEV_DEV_CREATE_H

#include "request.h"

/* What it says, as attributes of a subdevice. */
int dev_create_put(struct request *req, const struct subdev_dev_create *create);
/* Will a lease hang on the connection by which it is asked for? */
bool dev_create_takes_lease(const struct subdev_dev_create *create);

#endif /* SUBDEV_DEV_CREATE_H */
