/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the attributes of the protocol are called and look like, and how they are read. */
#ifndef SUBDEV_ATTR_H
#define SUBDEV_ATTR_H

#include <netlink/attr.h>

#include "ctx.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

enum attr_kind {
	ATTR_UNKNOWN,	/* of a newer kernel: passed over */
	ATTR_U16,
	ATTR_U32,
	ATTR_UINT,	/* 4 or 8 bytes */
	ATTR_STRING,	/* ends with NUL */
	ATTR_UUID,
	ATTR_FLAG,
	ATTR_NEST,
};

struct attr_set;

struct attr_desc {
	const char *name;
	enum attr_kind kind;
	const struct attr_set *nested;	/* of a nest, or NULL if it is read elsewhere */
};

struct attr_set {
	const char *name;
	unsigned int max;		/* the highest number in @attrs */
	const struct attr_desc *attrs;	/* by number; one without a name is unknown */
};

/* A request that the family knows. */
struct op {
	const char *name;
	uint8_t cmd;
	const struct attr_set *set;	/* of the request and of its answer */
};

extern const struct attr_set attr_set_event;
extern const struct attr_set attr_set_parent;
extern const struct attr_set attr_set_type;
extern const struct attr_set attr_set_dev;

/* Description of attribute @type, or NULL if it is not in the set. */
const struct attr_desc *attr_lookup(const struct attr_set *set, unsigned int type);

/* Attributes as they came, each checked against its description. */
struct attrs {
	const struct attr_set *set;
	const struct nlattr *tb[];	/* by number; NULL if not there */
};

/*
 * Copy and check attributes.
 * Return: 0, -ENOMEM, or -EBADMSG: the error names the attribute.
 */
int attrs_parse(struct subdev_ctx *ctx, const struct attr_set *set, const void *data, size_t len,
		struct attrs **out);
/* The same for what is in the nest @type of @attrs. Not there is -EBADMSG. */
int attrs_parse_nest(struct subdev_ctx *ctx, const struct attrs *attrs, unsigned int type,
		     struct attrs **out);
void attrs_free(struct attrs *attrs);

/* Check that all @types are there, else -EBADMSG. */
int attrs_require(struct subdev_ctx *ctx, const struct attrs *attrs, const uint8_t *types,
		  size_t count);

bool attrs_has(const struct attrs *attrs, unsigned int type);
/* What is not there is 0 or NULL. */
uint32_t attrs_u32(const struct attrs *attrs, unsigned int type);
uint64_t attrs_uint(const struct attrs *attrs, unsigned int type);
const char *attrs_string(const struct attrs *attrs, unsigned int type);
const uint8_t *attrs_uuid(const struct attrs *attrs, unsigned int type);

/* The name of @value of an enumeration, "unknown" for one of a newer kernel. */
const char *name_of(const char * const *names, size_t count, uint32_t value);

#endif /* SUBDEV_ATTR_H */
