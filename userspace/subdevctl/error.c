// SPDX-License-Identifier: GPL-2.0-only
/* What went wrong, in words. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "tool.h"

/* What the family's errnos mean here; the C library's words speak of files. */
static const struct {
	int err;
	const char *words;
} errors[] = {
	{ EPERM, "not permitted" },
	{ EINVAL, "invalid" },
	{ ERANGE, "out of range" },
	{ ENODEV, "no such device" },
	{ ENOENT, "not found" },
	{ ESTALE, "changed meanwhile" },
	{ EEXIST, "exists" },
	{ ENOSPC, "not enough left" },
	{ EBUSY, "busy" },
	{ EAGAIN, "not now" },
	{ EIO, "failed" },
	{ ETIMEDOUT, "timed out" },
	{ EOPNOTSUPP, "not supported" },
};

static void print_errno(int err)
{
	const char *text = strerror(-err);

	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		if (errors[i].err == -err) {
			fputs(errors[i].words, stderr);
			return;
		}
	}
	/* "Cannot ..." becomes "cannot ..."; "RPC ..." stays. */
	if (isupper(text[0]) && islower(text[1]))
		fprintf(stderr, "%c%s", tolower(text[0]), text + 1);
	else
		fputs(text, stderr);
}

/* Where the command stands that is being run; no file if it is the command line. */
static struct {
	const char *file;
	unsigned int line;
} place;

void error_place(const char *file, unsigned int line)
{
	place.file = file;
	place.line = line;
}

/* The name of the program and the place. What the commands before have printed comes first. */
static void begin(void)
{
	fflush(stdout);
	fputs("subdevctl: ", stderr);
	if (place.file)
		fprintf(stderr, "%s:%u: ", place.file, place.line);
}

void tool_complain(const char *fmt, ...)
{
	va_list args;

	begin();
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

void error_print(const struct subdev_ctx *ctx, const char *noun, const char *object, int err)
{
	const char *text = "", *attr = NULL;

	/* An error of our own is not the library's. */
	if (subdev_error_get_code(ctx) == err) {
		text = subdev_error_get_text(ctx);
		attr = subdev_error_get_attr(ctx);
	}
	begin();
	fprintf(stderr, "%s%s%s: ", noun, object ? " " : "", object ? object : "");
	print_errno(err);
	if (*text)
		fprintf(stderr, ": %s", text);
	if (attr)
		fprintf(stderr, " (attribute %s)", attr);
	/* What to name in the next attempt, whatever the sentence is. */
	if (err == -ESTALE)
		fprintf(stderr, " (generation %" PRIu64 ")", subdev_error_get_generation(ctx));
	fputc('\n', stderr);
}
