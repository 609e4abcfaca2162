/* SPDX-License-Identifier: GPL-2.0-only */
/* Netlink messages put together byte by byte, so that they can be wrong. */
#ifndef TEST_MSG_H
#define TEST_MSG_H

#include <stddef.h>
#include <stdint.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>

/* Longer than what the library sends at most. */
#define MSG_SIZE (208 * 1024)

struct msg {
	union {
		struct nlmsghdr nlh;
		char buf[MSG_SIZE];
	};
	size_t len;
};

/* Begin a message with its header alone, or with a generic netlink header too. */
void msg_begin(struct msg *m, uint16_t type, uint16_t flags, uint32_t seq);
void msg_begin_genl(struct msg *m, uint16_t type, uint16_t flags, uint32_t seq, uint8_t cmd);
/* Each of these leaves the length in the header right. */
void msg_raw(struct msg *m, const void *data, size_t len);
void msg_put(struct msg *m, uint16_t attr, const void *data, size_t len);
void msg_put_u32(struct msg *m, uint16_t attr, uint32_t value);
void msg_put_u64(struct msg *m, uint16_t attr, uint64_t value);
void msg_put_string(struct msg *m, uint16_t attr, const char *value);
/* Return: where the nest begins, for msg_nest_end(). */
size_t msg_nest(struct msg *m, uint16_t attr);
void msg_nest_end(struct msg *m, size_t nest);

/* The attributes of a generic netlink message, and how many bytes they are. */
const void *msg_attrs(const struct msg *m);
size_t msg_attrs_len(const struct msg *m);

#endif /* TEST_MSG_H */
