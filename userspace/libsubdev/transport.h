/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The way of messages to the kernel and back; unit tests put their own in its place. */
#ifndef SUBDEV_TRANSPORT_H
#define SUBDEV_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * A nest has at most 64 KiB and a dump message at most 32 KiB: this holds any
 * answer but the one to a transaction.
 */
#define TRANSPORT_RECV_SIZE (128 * 1024)

/*
 * What an answer takes of the receive buffer at the most, as the kernel counts: an
 * object has 16 KiB, an odd size is rounded up, and the ack comes to it.
 */
#define TRANSPORT_ANSWER_ROOM (36 * 1024)

struct transport;

/* All return a negative errno on failure, and the kernel's one. */
struct transport_ops {
	int (*send)(struct transport *t, const void *data, size_t len);
	/*
	 * Take one datagram of the kernel. Return: its length, or -EAGAIN if
	 * there is none and the caller will not @wait.
	 */
	ssize_t (*recv)(struct transport *t, void *buf, size_t size, bool wait);
	/* Wait for a datagram. @timeout: in ms, -1 for ever. Return: 0, also on a signal; -ETIMEDOUT. */
	int (*wait)(struct transport *t, int timeout);
	/* Make room for answers of @size bytes in all, as the kernel counts. Return: how much there is. */
	size_t (*reserve)(struct transport *t, size_t size);
	/* Listen to a multicast group, with a receive buffer that stands a burst. */
	int (*join)(struct transport *t, uint32_t group);
	int (*get_fd)(const struct transport *t);
	void (*close)(struct transport *t);
};

/* The first member of each kind of transport. */
struct transport {
	const struct transport_ops *ops;
};

typedef int (*transport_open_fn)(void *data, struct transport **out);

/* Connect to generic netlink. @data is not used. */
int transport_netlink_open(void *data, struct transport **out);

#endif /* SUBDEV_TRANSPORT_H */
