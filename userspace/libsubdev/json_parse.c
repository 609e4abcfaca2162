// SPDX-License-Identifier: LGPL-2.1-or-later
/* JSON by json-c. */
#include <errno.h>
#include <string.h>

#include "json_parse.h"
#include "utf8.h"

/* Members are in objects in manifests in a list: four levels. What is deeper is none. */
#define DEPTH 6

/* The text, and what is wrong at which place. */
struct scan {
	const char *text;
	const char *end;
	const char *pos;
	int err;
	const char *why;
};

static int scan_fail(struct scan *scan, int err, const char *why)
{
	scan->err = err;
	scan->why = why;
	return err;
}

static int report(const struct scan *scan, struct subdev_ctx *ctx)
{
	unsigned int line = 1;

	for (const char *c = scan->text; c < scan->pos; c++)
		line += *c == '\n';
	return error_set(ctx, scan->err, NULL, "line %u: %s", line, scan->why);
}

/* The number of bytes from here on that are all in @chars. */
static size_t span(const struct scan *scan, const char *chars)
{
	size_t len = 0;

	while (scan->pos + len < scan->end &&
	       memchr(chars, scan->pos[len], strlen(chars)))
		len++;
	return len;
}

/*
 * json-c makes 2^64-1 of a number that is more.
 * Return: the length of the number, 0 if there is none.
 */
static size_t check_number(struct scan *scan)
{
	static const char max[] = "18446744073709551615";
	size_t digits = span(scan, "0123456789"), len = span(scan, "0123456789+-.eE");

	if (digits == len && (len > strlen(max) ||
			      (len == strlen(max) && memcmp(scan->pos, max, len) > 0)))
		scan_fail(scan, -ERANGE, "a number that is more than 18446744073709551615");
	return len;
}

/*
 * json-c ends a name at a NUL.
 * Return: the length of the escape, as far as it could be taken for something else.
 */
static size_t check_escape(struct scan *scan)
{
	static const char nul[] = "\\u0000";
	size_t rest = scan->end - scan->pos;

	if (rest >= strlen(nul) && !memcmp(scan->pos, nul, strlen(nul)))
		scan_fail(scan, -EINVAL, "a NUL in a string");
	return rest > 1 && memchr("\"\\", scan->pos[1], 2) ? 2 : 1;
}

/* Find what json-c takes, but the tree would not be what the text says. */
static int check_text(struct scan *scan)
{
	bool in_string = false;

	while (scan->pos < scan->end) {
		size_t len = utf8_len(scan->pos, scan->end - scan->pos), longer = 0;

		if (!len)
			scan_fail(scan, -EINVAL, "not UTF-8");
		else if (*scan->pos == '"')
			in_string = !in_string;
		else if (in_string && *scan->pos == '\\')
			longer = check_escape(scan);
		else if (!in_string && *scan->pos == '\'')
			scan_fail(scan, -EINVAL, "a string in single quotes");
		else if (!in_string)
			longer = check_number(scan);
		if (scan->err)
			break;
		scan->pos += longer ? longer : len;
	}
	return scan->err;
}

static int parse(struct scan *scan, struct json_tokener *tokener, struct json_object **out)
{
	size_t len = scan->end - scan->text;
	enum json_tokener_error error;

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	*out = json_tokener_parse_ex(tokener, scan->text, len);
	error = json_tokener_get_error(tokener);
	scan->pos = scan->text + json_tokener_get_parse_end(tokener);
	if (error == json_tokener_continue)
		return scan_fail(scan, -EINVAL, "ends too early");
	if (error != json_tokener_success)
		return scan_fail(scan, -EINVAL, json_tokener_error_desc(error));
	/* json-c has no error for this. */
	if (!*out)
		return -ENOMEM;
	if (scan->pos == scan->end)
		return 0;
	json_object_put(*out);
	return scan_fail(scan, -EINVAL, "more behind the end");
}

static int parse_text(struct scan *scan, struct json_object **out)
{
	struct json_tokener *tokener;
	int err;

	scan->pos = scan->text;
	scan->pos += span(scan, " \t\r\n");
	/* What json-c makes of null could not be told from a lack of memory. */
	if (scan->pos < scan->end && !memchr("{[", *scan->pos, 2))
		return scan_fail(scan, -EINVAL, "neither an object nor an array");
	tokener = json_tokener_new_ex(DEPTH);
	if (!tokener)
		return -ENOMEM;
	err = parse(scan, tokener, out);
	json_tokener_free(tokener);
	return err;
}

int json_parse(struct subdev_ctx *ctx, const char *text, size_t len, struct json_object **out)
{
	struct scan scan = { .text = text, .end = text + len, .pos = text };
	int err = check_text(&scan);

	if (!err)
		err = parse_text(&scan, out);
	if (err == -ENOMEM)
		return error_nomem(ctx);
	return err ? report(&scan, ctx) : 0;
}
