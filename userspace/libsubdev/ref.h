/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How callers name parents and subdevices. */
#ifndef SUBDEV_REF_H
#define SUBDEV_REF_H

#include "ctx.h"

struct parent_ref {
	uint32_t index;		/* 0 if it is a name */
	const char *name;	/* the caller's text */
};

/* One that is kept for later, with its name; all 0 for none. */
struct kept_parent {
	bool said;
	struct parent_ref ref;
	char name[SUBDEV_NAME_MAX + 1];
};

enum dev_ref_kind {
	DEV_REF_ID,
	DEV_REF_UUID,
	DEV_REF_LABEL,
};

struct dev_ref {
	enum dev_ref_kind kind;
	uint32_t id;
	uint8_t uuid[SUBDEV_UUID_LEN];
	const char *label;	/* the caller's text */
};

/* Return: 0, -EINVAL, -ERANGE for a number that cannot be one. */
int parent_ref_parse(struct subdev_ctx *ctx, const char *text, struct parent_ref *ref);
int kept_parent_set(struct subdev_ctx *ctx, struct kept_parent *kept, const char *text);
int dev_ref_parse(struct subdev_ctx *ctx, const char *text, struct dev_ref *ref);
int uuid_ref_parse(struct subdev_ctx *ctx, const char *text, uint8_t uuid[SUBDEV_UUID_LEN]);

/* A UUID as text, with its end. */
#define UUID_TEXT_SIZE 37

/*
 * Check that a string fits into attribute @attr of at most @max bytes. Whether
 * it is good is for the kernel to say.
 */
int string_check(struct subdev_ctx *ctx, const char *attr, const char *text, size_t max);

#endif /* SUBDEV_REF_H */
