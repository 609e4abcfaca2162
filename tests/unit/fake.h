/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel that is not there: a transport of the library whose other end is
 * the test. It knows the family by itself; all else is answered by a function
 * of the test.
 */
#ifndef TEST_FAKE_H
#define TEST_FAKE_H

#include <stdbool.h>

#include "ctx.h"
#include "msg.h"

#define FAKE_FAMILY 0x21
#define FAKE_GROUP 7
#define FAKE_REQUESTS 512

struct fake_socket;

struct fake {
	/* Answers a request: by fake_answer() and the like. */
	void (*handle)(struct fake *fake, struct fake_socket *socket, const struct msg *request);
	/* Somebody began to listen; may be NULL. */
	void (*joined)(struct fake *fake);
	/* Somebody waits, and there is nothing; may be NULL. */
	void (*waits)(struct fake *fake);
	void *data;		/* of the test */
	/* Changes an answer, acks and ends of dumps are none; may be NULL. */
	void (*mangle)(struct fake *fake, struct msg *m);
	void *mangle_data;

	bool no_family;		/* the module is not loaded */
	bool no_group;		/* the family has another group than ours */
	uint16_t family;	/* its number */
	int open_err;		/* of the next connections */
	int send_err;
	int join_err;
	int fd;			/* what a connection says is its descriptor; -1 at first */

	struct fake_socket *sockets;
	unsigned int opened;	/* connections that there were */
	size_t room;		/* a connection has for answers; 0: as much as is wanted */
	/* requests to the family since the last answer was taken, and the most that there were */
	unsigned int ahead, max_ahead;
	/* the requests to the family, as they were sent */
	struct msg *requests[FAKE_REQUESTS];
	unsigned int num_requests;
};

void fake_init(struct fake *fake);
/* What is left of a test that ended early. Fails the test if a connection is open. */
void fake_finish(struct fake *fake);

/* A context that talks to it. */
struct subdev_ctx *fake_ctx(struct fake *fake);

/* Queue a datagram of one message or more. */
void fake_send(struct fake_socket *socket, const void *data, size_t len);
/* Queue what the next receive returns instead of a datagram: a negative errno. */
void fake_send_err(struct fake_socket *socket, int err);
/* The same for all who listen to the group. */
void fake_multicast(struct fake *fake, const struct msg *m);
void fake_multicast_err(struct fake *fake, int err);
unsigned int fake_listeners(const struct fake *fake);
/* The next one of a list of connections. */
struct fake_socket *fake_next(const struct fake_socket *socket);

/* Queue @m as an answer to @request: its number is set. */
void fake_answer(struct fake_socket *socket, const struct msg *request, struct msg *m);
/* Queue an ack with an error, 0 for success, and a sentence if @text is not NULL. */
void fake_ack(struct fake_socket *socket, const struct msg *request, int err, const char *text);
/* Queue the end of a dump. */
void fake_done(struct fake_socket *socket, const struct msg *request, uint16_t flags);

/* The command of a request, and one of its attributes or NULL. */
uint8_t msg_cmd(const struct msg *m);
const struct nlattr *msg_attr(const struct msg *m, uint16_t attr);
/* How many attributes a request has. */
unsigned int msg_num_attrs(const struct msg *m);

#endif /* TEST_FAKE_H */
