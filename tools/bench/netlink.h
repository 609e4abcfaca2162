/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Generic netlink over a bare socket, with nothing that takes time: the floor, and the peer's side. What is received is walked
 * attribute by attribute, and not kept.
 */
#ifndef BENCH_NETLINK_H
#define BENCH_NETLINK_H

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stddef.h>
#include <stdint.h>

struct netlink {
	int fd;
	uint32_t seq;
	/* Of the last call: messages that were no ack, their bytes, and a number that depends on all attributes. */
	unsigned int messages;
	size_t bytes;
	uint32_t digest;
	/* The first attribute of 2 bytes of the type that was looked for. */
	uint16_t wanted;
	uint16_t found;
	union {
		struct nlmsghdr h;
		char request[256];
	};
};

void netlink_open(struct netlink *nl);
void netlink_close(struct netlink *nl);
void netlink_start(struct netlink *nl, uint16_t type, uint8_t cmd, uint16_t flags, uint8_t version);
void netlink_put(struct netlink *nl, uint16_t type, const char *text);
void netlink_put_u32(struct netlink *nl, uint16_t type, uint32_t value);
/* Sends what was started and reads all of the answer: 0 or a negative errno. */
int netlink_call(struct netlink *nl);
/* The number of a family; ends the program if there is none. */
uint16_t netlink_family(struct netlink *nl, const char *name);
/* The round trip that nobody can be quicker than: the controller tells of itself. */
void netlink_nlctrl(struct netlink *nl);

#endif /* BENCH_NETLINK_H */
