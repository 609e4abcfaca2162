// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the attributes of the protocol are called and look like, and how they are read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"

const struct attr_desc *attr_lookup(const struct attr_set *set, unsigned int type)
{
	if (type > set->max || !set->attrs[type].name)
		return NULL;
	return &set->attrs[type];
}

const struct nlattr *attr_find(const void *data, size_t len, unsigned int type)
{
	struct attr_walk walk = { data, len };
	const struct nlattr *nla;

	do
		nla = attr_next(&walk);
	while (nla && attr_type(nla) != type);
	return nla;
}

/* How long attributes of a kind are that have one length, or one of two. */
static const struct {
	uint8_t len;
	uint8_t other;
} lengths[] = {
	[ATTR_U8] = { sizeof(uint8_t), sizeof(uint8_t) },
	[ATTR_U16] = { sizeof(uint16_t), sizeof(uint16_t) },
	[ATTR_U32] = { sizeof(uint32_t), sizeof(uint32_t) },
	[ATTR_UINT] = { sizeof(uint32_t), sizeof(uint64_t) },
	[ATTR_UUID] = { SUBDEV_UUID_LEN, SUBDEV_UUID_LEN },
	[ATTR_FLAG] = { 0, 0 },
};

static bool attr_is_valid(const struct nlattr *nla, enum attr_kind kind)
{
	size_t len = attr_len(nla);

	switch (kind) {
	case ATTR_UNKNOWN:
	case ATTR_NEST:
	case ATTR_BINARY:
		return true;
	case ATTR_STRING:
		return len && ((const char *)attr_data(nla))[len - 1] == '\0';
	default:
		return len == lengths[kind].len || len == lengths[kind].other;
	}
}

static size_t head_size(const struct attr_set *set)
{
	return sizeof(struct attrs) + NLA_ALIGN((set->max + 1) * sizeof(uint16_t));
}

size_t attrs_size(const struct attr_set *set, size_t len)
{
	return head_size(set) + len;
}

int attrs_read(struct subdev_ctx *ctx, const struct attr_set *set, const void *data, size_t len,
	       struct attrs *attrs)
{
	size_t head = head_size(set);
	const struct nlattr *nla;
	struct attr_walk walk;

	if (head + len > UINT16_MAX * ATTRS_UNIT)
		return error_set(ctx, -EBADMSG, NULL, "the kernel's answer is too long");
	memset(attrs, 0, head);
	attrs->set = set;
	attrs->data = (char *)attrs + head;
	attrs->len = len;
	if (len)
		memcpy((char *)attrs + head, data, len);
	walk = attrs_walk(attrs);
	while ((nla = attr_next(&walk))) {
		const struct attr_desc *desc = attr_lookup(set, attr_type(nla));

		if (!desc)
			continue;
		if (!attr_is_valid(nla, desc->kind))
			return error_set(ctx, -EBADMSG, desc->name,
					 "the kernel's answer has a malformed attribute");
		attrs->at[attr_type(nla)] = ((const char *)nla - (const char *)attrs) / ATTRS_UNIT;
	}
	if (walk.left)
		return error_set(ctx, -EBADMSG, NULL, "the kernel's answer is cut off");
	return 0;
}

int attrs_parse(struct subdev_ctx *ctx, const struct attr_set *set, const void *data, size_t len,
		struct attrs **out)
{
	struct attrs *attrs = malloc(attrs_size(set, len));
	int err;

	if (!attrs)
		return error_nomem(ctx);
	err = attrs_read(ctx, set, data, len, attrs);
	if (err)
		attrs_free(attrs);
	else
		*out = attrs;
	return err;
}

int attrs_parse_nest(struct subdev_ctx *ctx, const struct attrs *attrs, unsigned int type,
		     struct attrs **out)
{
	const uint8_t types[] = { type };
	const struct nlattr *nest;
	int err = attrs_require(ctx, attrs, types, ARRAY_SIZE(types));

	if (err)
		return err;
	nest = attrs_get(attrs, type);
	return attrs_parse(ctx, attrs->set->attrs[type].nested, attr_data(nest), attr_len(nest),
			   out);
}

void attrs_free(struct attrs *attrs)
{
	free(attrs);
}

int attrs_require(struct subdev_ctx *ctx, const struct attrs *attrs, const uint8_t *types,
		  size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!attrs->at[types[i]])
			return error_set(ctx, -EBADMSG, attrs->set->attrs[types[i]].name,
					 "the kernel's answer lacks an attribute");
	}
	return 0;
}

unsigned int attrs_count(const struct attrs *attrs, unsigned int type)
{
	struct attr_walk walk = attrs_walk(attrs);
	const struct nlattr *nla;
	unsigned int count = 0;

	if (!attrs->at[type])
		return 0;
	while ((nla = attr_next(&walk)))
		count += attr_type(nla) == type;
	return count;
}

const struct nlattr *attrs_nth(const struct attrs *attrs, unsigned int type, unsigned int i)
{
	struct attr_walk walk = attrs_walk(attrs);
	const struct nlattr *nla;

	while ((nla = attr_next(&walk))) {
		if (attr_type(nla) == type && !i--)
			return nla;
	}
	return NULL;
}

bool attrs_bool(const struct attrs *attrs, unsigned int type)
{
	const struct nlattr *nla = attrs_get(attrs, type);

	return nla && *(const uint8_t *)attr_data(nla);
}

uint32_t attrs_u32(const struct attrs *attrs, unsigned int type)
{
	const struct nlattr *nla = attrs_get(attrs, type);
	uint32_t value = 0;

	if (nla)
		memcpy(&value, attr_data(nla), sizeof(value));
	return value;
}

uint64_t attrs_uint(const struct attrs *attrs, unsigned int type)
{
	const struct nlattr *nla = attrs_get(attrs, type);
	uint64_t value = 0;

	if (!nla)
		return 0;
	if (attr_len(nla) == sizeof(uint32_t))
		return attrs_u32(attrs, type);
	/* attributes are aligned to 4 bytes only */
	memcpy(&value, attr_data(nla), sizeof(value));
	return value;
}

const char *attrs_string(const struct attrs *attrs, unsigned int type)
{
	const struct nlattr *nla = attrs_get(attrs, type);

	return nla ? attr_data(nla) : NULL;
}

const uint8_t *attrs_uuid(const struct attrs *attrs, unsigned int type)
{
	const struct nlattr *nla = attrs_get(attrs, type);

	return nla ? attr_data(nla) : NULL;
}
