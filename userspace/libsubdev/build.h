/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Attributes put together behind each other, for requests and manifests. What
 * holds them is a message of libnl that grows.
 *
 * All that put something return 0, -ENOMEM, or -EMSGSIZE if it is too long; then
 * the message is as before.
 */
#ifndef SUBDEV_BUILD_H
#define SUBDEV_BUILD_H

#include <stddef.h>
#include <stdint.h>

#include <netlink/msg.h>

/* A message is no longer than this: a socket whose buffer has the usual size sends it. */
#define BUILD_MAX (200 * 1024)

/* A list of as many subdevices as one request can have is no longer than this. */
#define BUILD_LIST_MAX (4 * 1024 * 1024)

int build_put(struct nl_msg *msg, unsigned int attr, const void *data, size_t len);
int build_string(struct nl_msg *msg, unsigned int attr, const char *value);
/* Attributes that another message has. */
int build_append(struct nl_msg *msg, const struct nl_msg *attrs);
/* The same for a list, to which nothing else is put then. */
int build_append_list(struct nl_msg *msg, const struct nl_msg *attrs);

/*
 * Begin a nest of attributes, say where, and end it. A nest that is not ended
 * is undone by build_undo().
 */
int build_nest(struct nl_msg *msg, unsigned int attr, size_t *begin);
int build_nest_end(struct nl_msg *msg, size_t begin);
void build_undo(struct nl_msg *msg, size_t begin);

/* A nest that names a param and says its value. */
int build_bool(struct nl_msg *msg, unsigned int attr, const char *name, uint8_t value);
int build_number(struct nl_msg *msg, unsigned int attr, const char *name, uint64_t value);
int build_text(struct nl_msg *msg, unsigned int attr, const char *name, const char *value);
/* A nest that names a resource and says how much of it. */
int build_amount(struct nl_msg *msg, unsigned int attr, const char *name, uint64_t amount);

#endif /* SUBDEV_BUILD_H */
