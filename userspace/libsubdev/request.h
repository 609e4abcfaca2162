/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One request to the kernel and what it answers. */
#ifndef SUBDEV_REQUEST_H
#define SUBDEV_REQUEST_H

#include "attr.h"
#include "build.h"
#include "object.h"
#include "ref.h"
#include "told.h"

struct request {
	struct subdev_ctx *ctx;
	const struct op *op;
	struct nl_msg *msg;
	bool takes_lease;	/* the connection is kept if it succeeds: a socket lease hangs on it */
	/* the most that its answer has, if that is more than others have; it is sent alone then */
	size_t answer_size;
	/* learns the number of a request that wants to be told of the end; else NULL */
	struct told_end *told;
};

/* Return: 0, or why the kernel cannot be reached. */
int request_new(struct subdev_ctx *ctx, const struct op *op, struct request **out);
/* The same to any family. */
int request_new_to(struct subdev_ctx *ctx, uint16_t family, uint8_t version, const struct op *op,
		   struct request **out);
void request_free(struct request *req);
/* Free the one that the context keeps for the next call. */
void request_free_spare(struct subdev_ctx *ctx);

int request_put_u8(struct request *req, unsigned int attr, uint8_t value);
int request_put_u32(struct request *req, unsigned int attr, uint32_t value);
int request_put_string(struct request *req, unsigned int attr, const char *value);
int request_put_uuid(struct request *req, unsigned int attr, const uint8_t *uuid);
int request_put_flag(struct request *req, unsigned int attr);
int request_put_u64(struct request *req, unsigned int attr, uint64_t value);
/* A nest with these attributes in it. */
int request_put_nest(struct request *req, unsigned int attr, const void *data, size_t len);
/* Attributes put together before. */
int request_put_attrs(struct request *req, const struct nl_msg *attrs);
/* Name a parent by one of two attributes, the one that fits. */
int request_put_parent(struct request *req, unsigned int index_attr, unsigned int name_attr,
		       const struct parent_ref *ref);
/* Name a subdevice. */
int request_put_dev(struct request *req, const struct dev_ref *ref);
/* Keep why attribute @attr could not be built: @err of build.h. Return: @err. */
int request_error(struct subdev_ctx *ctx, int err, const char *attr);

/* Takes the one answer of a request. */
struct single {
	object_new_fn make;
	struct object *obj;
};

/* An answer_fn; @arg is a struct single. */
int single_answer(struct subdev_ctx *ctx, const void *attrs, size_t len, void *arg);
/*
 * The exchange came to its end by @err. Return: 0 with one answer, or a negative
 * errno without.
 */
int single_end(struct subdev_ctx *ctx, struct single *single, int err);

struct exchange;

/*
 * Make the exchanges of a list: once more if the module was unloaded and loaded
 * again, so that none was made.
 */
void request_exchange(struct subdev_ctx *ctx, struct exchange *list);

/* Ask for an acknowledgement, by connection @t, which is not that of the context. */
int request_ack(struct request *req, struct transport *t);
/* Ask for one answer. */
int request_do(struct request *req, object_new_fn make, struct object **out);
/*
 * Ask for several that are answered together, as nests @attr of one answer or more:
 * at least one.
 */
int request_nests(struct request *req, unsigned int attr, object_new_fn make, struct list **out);
/* Ask for all. */
int request_dump(struct request *req, object_new_fn make, struct list **out);

#endif /* SUBDEV_REQUEST_H */
