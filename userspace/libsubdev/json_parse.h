/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * JSON (RFC 8259) by json-c, made as strict as it takes for a tree that says what
 * the text says. The exception: of a member that is there twice the last counts.
 */
#ifndef SUBDEV_JSON_PARSE_H
#define SUBDEV_JSON_PARSE_H

#include <json.h>

#include "ctx.h"

/*
 * json_parse() - make a tree of a text
 * @len: its length in bytes, at most INT_MAX
 * @out: the object or the array, to be freed by json_object_put()
 *
 * No string and no name in the tree has a NUL, all are UTF-8, and what has the
 * type int is exactly the number in the text if that is not negative.
 *
 * Return: 0, -EINVAL if the text is not JSON, -ERANGE if a number in it is more
 * than 2^64-1, -ENOMEM. The error says in which line.
 */
int json_parse(struct subdev_ctx *ctx, const char *text, size_t len, struct json_object **out);

#endif /* SUBDEV_JSON_PARSE_H */
