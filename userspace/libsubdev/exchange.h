/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests on their way to the kernel, and their answers on the way back. */
#ifndef SUBDEV_EXCHANGE_H
#define SUBDEV_EXCHANGE_H

#include "request.h"

/*
 * Takes the attributes of an answer. After a failure the rest of the exchange
 * is received and thrown away.
 */
typedef int (*answer_fn)(struct subdev_ctx *ctx, const void *attrs, size_t len, void *arg);

struct exchange {
	struct exchange *next;	/* sent behind it */
	struct request *req;
	const struct nlmsghdr *sent;	/* the request, as it was sent last */
	struct transport *own;	/* the connection, if it is not that of the context; of a list of one */
	/* of the request, beside NLM_F_REQUEST; with none its one answer is the end of it */
	uint16_t flags;
	answer_fn answer;
	void *arg;
	/* how it ended */
	bool done;
	bool answered;	/* an answer came, good or not */
	bool interrupted;	/* what is dumped changed meanwhile */
	struct error error;	/* code 0 if it succeeded */
};

/* Set it up. An initializer would clear its texts, too, which takes longer than all else. */
static inline void exchange_init(struct exchange *x, struct request *req, uint16_t flags,
				 answer_fn answer, void *arg)
{
	x->next = NULL;
	x->req = req;
	x->sent = NULL;
	x->own = NULL;
	x->flags = flags;
	x->answer = answer;
	x->arg = arg;
	x->done = false;
	x->answered = false;
	x->interrupted = false;
	error_reset(&x->error);
}

/* Let there be room for answers, as the kernel counts, on the connection that there is. */
void exchange_reserve(struct subdev_ctx *ctx, size_t room);

/*
 * Send the requests of a list as one datagram, which is no longer than BUILD_MAX,
 * and receive until each has ended. The kernel handles them in this order.
 */
void exchange_run(struct subdev_ctx *ctx, struct exchange *list);

/*
 * Wait for the message that ctx->told waits for, of a request that was answered, and take
 * it. @timeout: in ms. Return: 0, also if something else came; -ETIMEDOUT; -ENOBUFS if
 * it may be lost; or a negative errno, with the context's error.
 */
int exchange_wait_told(struct subdev_ctx *ctx, int timeout);

#endif /* SUBDEV_EXCHANGE_H */
