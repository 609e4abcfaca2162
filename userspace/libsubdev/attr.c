// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the attributes of the protocol are called and look like, and how they are read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"

/* The tables say what Documentation/netlink/specs/subdev.yaml says; a unit test compares. */

static const struct attr_desc event_attrs[] = {
	[SUBDEV_A_EVENT_SEQ] = { "seq", ATTR_UINT, NULL },
	[SUBDEV_A_EVENT_EPOCH] = { "epoch", ATTR_U32, NULL },
};

const struct attr_set attr_set_event = { "event", SUBDEV_A_EVENT_MAX, event_attrs };

static const struct attr_desc parent_attrs[] = {
	[SUBDEV_A_PARENT_INDEX] = { "index", ATTR_U32, NULL },
	[SUBDEV_A_PARENT_NAME] = { "name", ATTR_STRING, NULL },
	[SUBDEV_A_PARENT_GENERATION] = { "generation", ATTR_UINT, NULL },
	[SUBDEV_A_PARENT_DRIVER] = { "driver", ATTR_STRING, NULL },
	[SUBDEV_A_PARENT_TYPES] = { "types", ATTR_U32, NULL },
	[SUBDEV_A_PARENT_DEVS] = { "devs", ATTR_U32, NULL },
	[SUBDEV_A_PARENT_MAX_DEVS] = { "max-devs", ATTR_U32, NULL },
	[SUBDEV_A_PARENT_REMOVING] = { "removing", ATTR_FLAG, NULL },
	[SUBDEV_A_PARENT_EVENT] = { "event", ATTR_NEST, &attr_set_event },
};

const struct attr_set attr_set_parent = { "parent", SUBDEV_A_PARENT_MAX, parent_attrs };

static const struct attr_desc type_attrs[] = {
	[SUBDEV_A_TYPE_PARENT_INDEX] = { "parent-index", ATTR_U32, NULL },
	[SUBDEV_A_TYPE_PARENT_NAME] = { "parent-name", ATTR_STRING, NULL },
	[SUBDEV_A_TYPE_NAME] = { "name", ATTR_STRING, NULL },
	[SUBDEV_A_TYPE_CLASS] = { "class", ATTR_U32, NULL },
	[SUBDEV_A_TYPE_DESCRIPTION] = { "description", ATTR_STRING, NULL },
	[SUBDEV_A_TYPE_DEVICE_API] = { "device-api", ATTR_STRING, NULL },
	[SUBDEV_A_TYPE_AVAILABLE] = { "available", ATTR_U32, NULL },
};

const struct attr_set attr_set_type = { "type", SUBDEV_A_TYPE_MAX, type_attrs };

static const struct attr_desc dev_attrs[] = {
	[SUBDEV_A_DEV_ID] = { "id", ATTR_U32, NULL },
	[SUBDEV_A_DEV_UUID] = { "uuid", ATTR_UUID, NULL },
	[SUBDEV_A_DEV_LABEL] = { "label", ATTR_STRING, NULL },
	[SUBDEV_A_DEV_NEW_LABEL] = { "new-label", ATTR_STRING, NULL },
	[SUBDEV_A_DEV_PARENT_INDEX] = { "parent-index", ATTR_U32, NULL },
	[SUBDEV_A_DEV_PARENT_NAME] = { "parent-name", ATTR_STRING, NULL },
	[SUBDEV_A_DEV_TYPE] = { "type", ATTR_STRING, NULL },
	[SUBDEV_A_DEV_STATE] = { "state", ATTR_U32, NULL },
	[SUBDEV_A_DEV_GENERATION] = { "generation", ATTR_UINT, NULL },
	[SUBDEV_A_DEV_GROUP] = { "group", ATTR_U32, NULL },
	[SUBDEV_A_DEV_CDEV] = { "cdev", ATTR_STRING, NULL },
	[SUBDEV_A_DEV_INACTIVE] = { "inactive", ATTR_FLAG, NULL },
	[SUBDEV_A_DEV_FORCE] = { "force", ATTR_FLAG, NULL },
	[SUBDEV_A_DEV_PARENT_GENERATION] = { "parent-generation", ATTR_UINT, NULL },
	[SUBDEV_A_DEV_PARENT_DEVS] = { "parent-devs", ATTR_U32, NULL },
	[SUBDEV_A_DEV_EVENT] = { "event", ATTR_NEST, &attr_set_event },
};

const struct attr_set attr_set_dev = { "dev", SUBDEV_A_DEV_MAX, dev_attrs };

const struct attr_desc *attr_lookup(const struct attr_set *set, unsigned int type)
{
	if (type > set->max || !set->attrs[type].name)
		return NULL;
	return &set->attrs[type];
}

static bool attr_is_valid(const struct nlattr *nla, enum attr_kind kind)
{
	size_t len = nla_len(nla);

	switch (kind) {
	case ATTR_UNKNOWN:
	case ATTR_NEST:
		return true;
	case ATTR_U16:
		return len == sizeof(uint16_t);
	case ATTR_U32:
		return len == sizeof(uint32_t);
	case ATTR_UINT:
		return len == sizeof(uint32_t) || len == sizeof(uint64_t);
	case ATTR_STRING:
		return memchr(nla_data(nla), '\0', len);
	case ATTR_UUID:
		return len == SUBDEV_UUID_LEN;
	case ATTR_FLAG:
		return len == 0;
	}
	return false;
}

int attrs_parse(struct subdev_ctx *ctx, const struct attr_set *set, const void *data, size_t len,
		struct attrs **out)
{
	size_t head = sizeof(struct attrs) + (set->max + 1) * sizeof(struct nlattr *);
	struct attrs *attrs = calloc(1, head + len);
	struct nlattr *nla;
	void *copy;
	int rest;

	if (!attrs)
		return error_nomem(ctx);
	attrs->set = set;
	copy = (char *)attrs + head;
	if (len)
		memcpy(copy, data, len);
	nla_for_each_attr(nla, copy, len, rest) {
		const struct attr_desc *desc = attr_lookup(set, nla_type(nla));

		if (!desc)
			continue;
		if (!attr_is_valid(nla, desc->kind)) {
			attrs_free(attrs);
			return error_set(ctx, -EBADMSG, desc->name,
					 "the kernel's answer has a malformed attribute");
		}
		attrs->tb[nla_type(nla)] = nla;
	}
	if (rest > 0) {
		attrs_free(attrs);
		return error_set(ctx, -EBADMSG, NULL, "the kernel's answer is cut off");
	}
	*out = attrs;
	return 0;
}

int attrs_parse_nest(struct subdev_ctx *ctx, const struct attrs *attrs, unsigned int type,
		     struct attrs **out)
{
	const uint8_t types[] = { type };
	int err = attrs_require(ctx, attrs, types, ARRAY_SIZE(types));

	if (err)
		return err;
	return attrs_parse(ctx, attrs->set->attrs[type].nested, nla_data(attrs->tb[type]),
			   nla_len(attrs->tb[type]), out);
}

void attrs_free(struct attrs *attrs)
{
	free(attrs);
}

int attrs_require(struct subdev_ctx *ctx, const struct attrs *attrs, const uint8_t *types,
		  size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!attrs->tb[types[i]])
			return error_set(ctx, -EBADMSG, attrs->set->attrs[types[i]].name,
					 "the kernel's answer lacks an attribute");
	}
	return 0;
}

bool attrs_has(const struct attrs *attrs, unsigned int type)
{
	return attrs->tb[type];
}

uint32_t attrs_u32(const struct attrs *attrs, unsigned int type)
{
	return attrs->tb[type] ? nla_get_u32(attrs->tb[type]) : 0;
}

uint64_t attrs_uint(const struct attrs *attrs, unsigned int type)
{
	const struct nlattr *nla = attrs->tb[type];
	uint64_t value = 0;

	if (!nla)
		return 0;
	if (nla_len(nla) == sizeof(uint32_t))
		return nla_get_u32(nla);
	/* attributes are aligned to 4 bytes only */
	memcpy(&value, nla_data(nla), sizeof(value));
	return value;
}

const char *attrs_string(const struct attrs *attrs, unsigned int type)
{
	return attrs->tb[type] ? nla_data(attrs->tb[type]) : NULL;
}

const uint8_t *attrs_uuid(const struct attrs *attrs, unsigned int type)
{
	return attrs->tb[type] ? nla_data(attrs->tb[type]) : NULL;
}

const char *name_of(const char * const *names, size_t count, uint32_t value)
{
	return value < count && names[value] ? names[value] : "unknown";
}
