/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the attributes of the protocol are called and look like, and how they are read. */
#ifndef SUBDEV_ATTR_H
#define SUBDEV_ATTR_H

#include <netlink/attr.h>

#include "ctx.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

enum attr_kind {
	ATTR_UNKNOWN,	/* of a newer kernel: passed over */
	ATTR_U8,
	ATTR_U16,
	ATTR_U32,
	ATTR_UINT,	/* 4 or 8 bytes */
	ATTR_STRING,	/* ends with NUL */
	ATTR_UUID,
	ATTR_BINARY,
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
	unsigned int name_attr;		/* the string that tells one nest from the others, or 0 */
};

/* For name_attr: what tells one nest from the others is how many of them are before it. */
#define ATTR_PLACE UINT32_MAX

/*
 * Attributes one behind the other. An answer has many, so that it counts that
 * these are no calls.
 */
struct attr_walk {
	const char *at;
	size_t left;
};

/* The next one, or NULL: at the end, or with something left that is none. */
static inline const struct nlattr *attr_next(struct attr_walk *walk)
{
	const struct nlattr *nla = (const struct nlattr *)walk->at;
	size_t len;

	if (walk->left < NLA_HDRLEN || nla->nla_len < NLA_HDRLEN || nla->nla_len > walk->left)
		return NULL;
	len = NLA_ALIGN(nla->nla_len);
	walk->at += len;
	walk->left = len < walk->left ? walk->left - len : 0;
	return nla;
}

static inline unsigned int attr_type(const struct nlattr *nla)
{
	return nla->nla_type & NLA_TYPE_MASK;
}

static inline size_t attr_len(const struct nlattr *nla)
{
	return nla->nla_len - NLA_HDRLEN;
}

static inline const void *attr_data(const struct nlattr *nla)
{
	return (const char *)nla + NLA_HDRLEN;
}

/* The first of a number, or NULL. */
const struct nlattr *attr_find(const void *data, size_t len, unsigned int type);

/* A request that the family knows. */
struct op {
	const char *name;
	uint8_t cmd;
	const struct attr_set *set;	/* of the request and of its answer */
};

extern const struct attr_set attr_set_event;
extern const struct attr_set attr_set_resource;
extern const struct attr_set attr_set_holder;
extern const struct attr_set attr_set_limit;
extern const struct attr_set attr_set_new_limit;
extern const struct attr_set attr_set_use;
extern const struct attr_set attr_set_amount;
extern const struct attr_set attr_set_value;
extern const struct attr_set attr_set_display;
extern const struct attr_set attr_set_serial;
extern const struct attr_set attr_set_accel;
extern const struct attr_set attr_set_storage;
extern const struct attr_set attr_set_net;
extern const struct attr_set attr_set_param;
extern const struct attr_set attr_set_model;
extern const struct attr_set attr_set_manifest;
extern const struct attr_set attr_set_reason;
extern const struct attr_set attr_set_verdict;
extern const struct attr_set attr_set_parent;
extern const struct attr_set attr_set_type;
extern const struct attr_set attr_set_dev;
extern const struct attr_set attr_set_pool;
extern const struct attr_set attr_set_transaction;
extern const struct attr_set attr_set_stats;
extern const struct attr_set attr_set_filter;

/* Description of attribute @type, or NULL if it is not in the set. */
const struct attr_desc *attr_lookup(const struct attr_set *set, unsigned int type);

/* Attributes as they came, each checked against its description. */
struct attrs {
	const struct attr_set *set;
	const void *data;
	size_t len;
	/* by number: where behind the beginning of this; 0 if not there, the last of several */
	uint16_t at[];
};

/* In these units, so that an answer of 128 KiB has no place that is too far. */
#define ATTRS_UNIT NLA_ALIGNTO

/* An attribute, or NULL. */
static inline const struct nlattr *attrs_get(const struct attrs *attrs, unsigned int type)
{
	size_t at = attrs->at[type] * ATTRS_UNIT;

	return at ? (const struct nlattr *)((const char *)attrs + at) : NULL;
}

static inline bool attrs_has(const struct attrs *attrs, unsigned int type)
{
	return attrs->at[type];
}

static inline struct attr_walk attrs_walk(const struct attrs *attrs)
{
	return (struct attr_walk){ attrs->data, attrs->len };
}

/* How many bytes it takes to have @len bytes of attributes of a set. */
size_t attrs_size(const struct attr_set *set, size_t len);
/*
 * Copy attributes into memory of that size and check them.
 * Return: 0, or -EBADMSG: the error names the attribute, if it is one.
 */
int attrs_read(struct subdev_ctx *ctx, const struct attr_set *set, const void *data, size_t len,
	       struct attrs *attrs);
/* The same in memory of their own, until attrs_free(). -ENOMEM if there is none. */
int attrs_parse(struct subdev_ctx *ctx, const struct attr_set *set, const void *data, size_t len,
		struct attrs **out);
/* The same for what is in the nest @type of @attrs. Not there is -EBADMSG. */
int attrs_parse_nest(struct subdev_ctx *ctx, const struct attrs *attrs, unsigned int type,
		     struct attrs **out);
void attrs_free(struct attrs *attrs);

/* Check that all @types are there, else -EBADMSG. */
int attrs_require(struct subdev_ctx *ctx, const struct attrs *attrs, const uint8_t *types,
		  size_t count);

/* How many attributes of a number there are, and number @i of them or NULL. */
unsigned int attrs_count(const struct attrs *attrs, unsigned int type);
const struct nlattr *attrs_nth(const struct attrs *attrs, unsigned int type, unsigned int i);

/* What is not there is 0 or NULL. */
bool attrs_bool(const struct attrs *attrs, unsigned int type);
uint32_t attrs_u32(const struct attrs *attrs, unsigned int type);
uint64_t attrs_uint(const struct attrs *attrs, unsigned int type);
const char *attrs_string(const struct attrs *attrs, unsigned int type);
const uint8_t *attrs_uuid(const struct attrs *attrs, unsigned int type);

#endif /* SUBDEV_ATTR_H */
