/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SUBDEV_BATCH_H
#define SUBDEV_BATCH_H

#include "request.h"

/* What a request does if it succeeds. */
enum effect {
	EFFECT_NONE,	/* it only looks */
	EFFECT_CHANGE,
};

/* The context of its requests. */
struct subdev_ctx *batch_ctx(const struct subdev_batch *batch);

/*
 * Add a request whose one answer @make reads. It belongs to the batch then, also
 * after a failure. Return: as the public functions that add.
 */
int batch_add(struct subdev_batch *batch, struct request *req, enum effect effect,
	      object_new_fn make, subdev_answer_fn fn, void *data);

#endif /* SUBDEV_BATCH_H */
