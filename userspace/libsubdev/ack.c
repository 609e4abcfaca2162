// SPDX-License-Identifier: LGPL-2.1-or-later
/* The ends of an exchange: acks and the last message of a dump, with what explains them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>

#include <netlink/msg.h>

#include "ack.h"

/* What an extended ack says. */
struct explanation {
	const char *text;		/* NULL if there is none */
	const struct nlattr *offset;	/* where in the request the culprit is */
	const struct nlattr *miss_type;	/* what is missing */
	const struct nlattr *miss_nest;	/* where in the request the nest is that lacks it */
	const struct nlattr *cookie;	/* the generation that a request did not name */
};

/* Says where in a request an attribute is, and of which set those inside of it are. */
struct place {
	char name[ERROR_ATTR_SIZE];
	const struct attr_set *set;
};

static bool is_u32(const struct nlattr *nla)
{
	return nla && nla_len(nla) == sizeof(uint32_t);
}

PRINTF(2, 3)
static void place_add(struct place *place, const char *fmt, ...)
{
	size_t used = strlen(place->name);
	va_list args;

	va_start(args, fmt);
	vsnprintf(place->name + used, sizeof(place->name) - used, fmt, args);
	va_end(args);
}

static void place_enter(struct place *place, unsigned int type)
{
	const struct attr_desc *desc = place->set ? attr_lookup(place->set, type) : NULL;
	char number[16];

	snprintf(number, sizeof(number), "%u", type);
	place_add(place, "%s%s", place->name[0] ? "." : "", desc ? desc->name : number);
	place->set = desc ? desc->nested : NULL;
}

/* How many attributes of the number that @nla has are before it, from @first on. */
static unsigned int number_of(const struct nlattr *first, const struct nlattr *nla)
{
	unsigned int number = 0;

	for (; first < nla; first = (const void *)((const char *)first + NLA_ALIGN(first->nla_len)))
		number += nla_type(first) == nla_type(nla);
	return number;
}

/* Of several nests of a kind say which one it is; @first is the first attribute beside it. */
static void place_tell(struct place *place, const struct nlattr *first, const struct nlattr *nest)
{
	const struct nlattr *name;

	if (!place->set || !place->set->name_attr)
		return;
	if (place->set->name_attr == ATTR_PLACE) {
		place_add(place, "[%u]", number_of(first, nest));
		return;
	}
	name = nla_find(nla_data(nest), nla_len(nest), place->set->name_attr);
	if (name && memchr(nla_data(name), '\0', nla_len(name)))
		place_add(place, "[%.*s]", SUBDEV_TYPE_NAME_MAX, (const char *)nla_data(name));
}

/* Find the attribute at @offset of the request, or else the one that @offset is in. */
static bool place_find(struct place *place, const struct nlmsghdr *sent, uint32_t offset)
{
	const char *base = (const char *)sent;
	const struct nlattr *first = (const struct nlattr *)(base + NLMSG_HDRLEN + GENL_HDRLEN);
	size_t begin = NLMSG_HDRLEN + GENL_HDRLEN;
	size_t end = sent->nlmsg_len;
	bool found = false;

	while (begin + NLA_HDRLEN <= end && offset >= begin) {
		const struct nlattr *nla = (const struct nlattr *)(base + begin);
		size_t len = nla->nla_len;

		if (len < NLA_HDRLEN || len > end - begin)
			break;
		if (offset >= begin + NLA_ALIGN(len)) {
			begin += NLA_ALIGN(len);
			continue;
		}
		place_enter(place, nla_type(nla));
		place_tell(place, first, nla);
		found = true;
		if (offset == begin || !place->set)
			break;
		end = begin + len;
		begin += NLA_HDRLEN;
		first = (const struct nlattr *)(base + begin);
	}
	return found;
}

static void explanation_read(struct explanation *why, void *data, size_t len)
{
	struct nlattr *nla;
	int rest;

	nla_for_each_attr(nla, data, len, rest) {
		switch (nla_type(nla)) {
		case NLMSGERR_ATTR_MSG:
			if (memchr(nla_data(nla), '\0', nla_len(nla)))
				why->text = nla_data(nla);
			break;
		case NLMSGERR_ATTR_OFFS:
			why->offset = nla;
			break;
		case NLMSGERR_ATTR_MISS_TYPE:
			why->miss_type = nla;
			break;
		case NLMSGERR_ATTR_MISS_NEST:
			why->miss_nest = nla;
			break;
		case NLMSGERR_ATTR_COOKIE:
			why->cookie = nla;
			break;
		}
	}
}

static const char *own_text(int code, bool missing)
{
	if (missing)
		return "a required attribute is missing";
	if (code == -EPERM)
		return "needs CAP_NET_ADMIN";
	return NULL;
}

static int explain(struct subdev_ctx *ctx, int code, const struct op *op,
		   const struct nlmsghdr *sent, const struct explanation *why)
{
	bool missing = is_u32(why->miss_type);
	struct place place = { .set = op->set };
	const char *text;
	bool found = false;

	if (missing) {
		if (is_u32(why->miss_nest))
			place_find(&place, sent, nla_get_u32(why->miss_nest));
		place_enter(&place, nla_get_u32(why->miss_type));
		found = true;
	} else if (is_u32(why->offset)) {
		found = place_find(&place, sent, nla_get_u32(why->offset));
	}
	text = why->text && *why->text ? why->text : own_text(code, missing);
	error_set(ctx, code, found ? place.name : NULL, text ? "%s" : NULL, text);
	ctx->error.missing = missing;
	if (code == -ESTALE && why->cookie && nla_len(why->cookie) == sizeof(uint64_t))
		memcpy(&ctx->error.generation, nla_data(why->cookie), sizeof(uint64_t));
	return code;
}

static int cut_off(struct subdev_ctx *ctx)
{
	return error_set(ctx, -EBADMSG, NULL, "the kernel's answer is cut off");
}

int ack_decode(struct subdev_ctx *ctx, const struct op *op, const struct nlmsghdr *sent,
	       const struct nlmsghdr *answer)
{
	bool is_ack = answer->nlmsg_type == NLMSG_ERROR;
	char *data = nlmsg_data(answer);
	size_t len = nlmsg_datalen(answer);
	size_t head = is_ack ? sizeof(struct nlmsgerr) : NLMSG_ALIGN(sizeof(int));
	struct explanation why = { 0 };
	int code;

	/* A dump can end without a code. */
	if (!is_ack && len < sizeof(code))
		return 0;
	if (len < (is_ack ? head : sizeof(code)))
		return cut_off(ctx);
	memcpy(&code, data, sizeof(code));
	if (code >= 0)
		return 0;
	/* Without NLM_F_CAPPED the ack repeats the whole request. */
	if (is_ack && !(answer->nlmsg_flags & NLM_F_CAPPED)) {
		uint32_t echoed = ((const struct nlmsgerr *)data)->msg.nlmsg_len;

		if (echoed < NLMSG_HDRLEN || echoed - NLMSG_HDRLEN > len - head)
			return cut_off(ctx);
		head += NLMSG_ALIGN(echoed - NLMSG_HDRLEN);
	}
	if (answer->nlmsg_flags & NLM_F_ACK_TLVS && len > head)
		explanation_read(&why, data + head, len - head);
	return explain(ctx, code, op, sent, &why);
}
