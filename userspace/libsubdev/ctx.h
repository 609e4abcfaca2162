/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The context, its error and its log. */
#ifndef SUBDEV_CTX_H
#define SUBDEV_CTX_H

#include <stdarg.h>
#include <stddef.h>

#include "libsubdev.h"
#include "told.h"
#include "transport.h"

#define SUBDEV_EXPORT __attribute__((visibility("default")))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* The kernel's sentences have at most 80 bytes, ours quote at most 64 of the caller's. */
#define ERROR_TEXT_SIZE 256
#define ERROR_ATTR_SIZE 128

struct error {
	int code;
	bool missing;
	uint64_t generation;
	char text[ERROR_TEXT_SIZE];
	char attr[ERROR_ATTR_SIZE];
};

struct arena;
struct request;

struct subdev_ctx {
	unsigned int refcount;

	subdev_log_fn log_fn;
	void *log_data;
	int log_priority;

	struct error error;

	transport_open_fn open;
	void *open_data;
	/* carries the requests; NULL until there is one */
	struct transport *transport;
	/* socket leases hang on it: it stays for as long as the context does */
	bool has_leases;
	/* the call that waits for a message beside its answer, or NULL */
	struct told_end *told;
	/* for answers, as the kernel counts: what was asked for and what there is, 0 at first */
	size_t asked_room, room;
	/* an answer as it was received, and the most that it can be */
	void *buf;
	size_t buf_size;
	uint32_t seq;
	/* the memory of a request that has been made, for the next one, or NULL */
	struct request *spare;
	/* memory for the objects of lists, NULL until there is one; and whether one is being made */
	struct arena *arena;
	bool lists;
	/* numbers of the generic netlink family and its group; family 0 until they are asked for */
	uint16_t family;
	uint32_t events_group;
};

/* As subdev_ctx_new(), with another way to the kernel: @open is called for each connection. */
int ctx_new(transport_open_fn open, void *open_data, struct subdev_ctx **out);

void ctx_log(struct subdev_ctx *ctx, int priority, const char *fmt, ...) PRINTF(3, 4);

/* No error. The texts are long: they are not cleared, only ended. */
static inline void error_reset(struct error *error)
{
	error->code = 0;
	error->missing = false;
	error->generation = 0;
	error->text[0] = '\0';
	error->attr[0] = '\0';
}

/* Every public function begins by this. */
void error_clear(struct subdev_ctx *ctx);

/*
 * Keep why a call fails.
 * @code: a negative errno
 * @attr: name of the attribute that caused it, or NULL
 * @fmt: the sentence, or NULL if there is nothing to add to the code
 * Return: @code.
 */
int error_set(struct subdev_ctx *ctx, int code, const char *attr, const char *fmt, ...)
	PRINTF(4, 5);

int error_nomem(struct subdev_ctx *ctx);

#endif /* SUBDEV_CTX_H */
