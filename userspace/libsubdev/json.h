/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A strict reader of JSON (RFC 8259) whose caller knows what must come next. So
 * nothing that is not wanted is ever read: there is no tree, no limit of depth to
 * choose, and a number is exactly what is written.
 *
 * All that can fail return 0 or a negative errno, and keep an error that says in
 * which line, and which member: -EINVAL for what is not JSON or not what is
 * wanted, -ERANGE for a number or a length outside of its limits.
 */
#ifndef SUBDEV_JSON_H
#define SUBDEV_JSON_H

#include "ctx.h"

struct json {
	struct subdev_ctx *ctx;
	const char *pos;
	const char *end;
	unsigned int line;
	char path[192];		/* the members that are being read, the inner behind the outer */
};

/* Reads the value of a member, or an item of an array. @name: of the member, else NULL. */
typedef int (*json_value_fn)(struct json *json, const char *name, void *arg);

void json_begin(struct json *json, struct subdev_ctx *ctx, const char *text, size_t len);
/* There must be no more. */
int json_end(struct json *json);
/* Whether the next value begins by @c; skips what is before it. */
bool json_is_next(struct json *json, char c);

/* A name has at most SUBDEV_TYPE_NAME_MAX bytes. */
int json_object(struct json *json, json_value_fn member, void *arg);
int json_array(struct json *json, json_value_fn item, void *arg);
int json_bool(struct json *json, bool *out);
int json_uint(struct json *json, uint64_t max, uint64_t *out);
/* @out has room for @max bytes and a NUL. */
int json_string(struct json *json, size_t max, char *out);

/* Refuse what is being read. Return: @code. */
int json_fail(struct json *json, int code, const char *fmt, ...) PRINTF(3, 4);

/* The length in bytes of the UTF-8 character that @text begins by, 0 if there is none. */
size_t json_utf8_len(const char *text, size_t len);

#endif /* SUBDEV_JSON_H */
