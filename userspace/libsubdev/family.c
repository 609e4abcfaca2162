// SPDX-License-Identifier: LGPL-2.1-or-later
/* The numbers that the running kernel gave to the family. */
#include <errno.h>
#include <string.h>

#include <netlink/msg.h>

#include "family.h"
#include "genl.h"
#include "request.h"

static const struct attr_desc group_attrs[] = {
	[CTRL_ATTR_MCAST_GRP_NAME] = { "mcast-grp-name", ATTR_STRING, NULL },
	[CTRL_ATTR_MCAST_GRP_ID] = { "mcast-grp-id", ATTR_U32, NULL },
};

static const struct attr_set attr_set_group = {
	"mcast-group", ARRAY_SIZE(group_attrs) - 1, group_attrs, 0
};

static const struct attr_desc family_attrs[] = {
	[CTRL_ATTR_FAMILY_ID] = { "family-id", ATTR_U16, NULL },
	[CTRL_ATTR_FAMILY_NAME] = { "family-name", ATTR_STRING, NULL },
	/* an array of nests, read below */
	[CTRL_ATTR_MCAST_GROUPS] = { "mcast-groups", ATTR_NEST, NULL },
};

static const struct attr_set attr_set_family = {
	"family", ARRAY_SIZE(family_attrs) - 1, family_attrs, 0
};

static const struct op op_get_family = { "getfamily", CTRL_CMD_GETFAMILY, &attr_set_family };

static int family_new(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	static const uint8_t required[] = { CTRL_ATTR_FAMILY_ID, CTRL_ATTR_MCAST_GROUPS };

	return object_new(ctx, sizeof(struct object), NULL, &attr_set_family, required,
			  ARRAY_SIZE(required), attrs, len, out);
}

static int group_read(struct subdev_ctx *ctx, const struct nlattr *nest)
{
	static const uint8_t required[] = { CTRL_ATTR_MCAST_GRP_NAME, CTRL_ATTR_MCAST_GRP_ID };
	struct attrs *attrs;
	int err;

	err = attrs_parse(ctx, &attr_set_group, nla_data(nest), nla_len(nest), &attrs);
	if (err)
		return err;
	err = attrs_require(ctx, attrs, required, ARRAY_SIZE(required));
	if (!err && !strcmp(attrs_string(attrs, CTRL_ATTR_MCAST_GRP_NAME), SUBDEV_MCGRP_EVENTS))
		ctx->events_group = attrs_u32(attrs, CTRL_ATTR_MCAST_GRP_ID);
	attrs_free(attrs);
	return err;
}

static int groups_read(struct subdev_ctx *ctx, const struct nlattr *groups)
{
	struct nlattr *nla;
	int rest, err;

	ctx->events_group = 0;
	nla_for_each_nested(nla, groups, rest) {
		err = group_read(ctx, nla);
		if (err)
			return err;
	}
	if (!ctx->events_group)
		return error_set(ctx, -EBADMSG, NULL, "the family subdev has no group %s",
				 SUBDEV_MCGRP_EVENTS);
	return 0;
}

static int family_ask(struct subdev_ctx *ctx, struct object **out)
{
	struct request *req;
	int err;

	err = request_new_to(ctx, GENL_ID_CTRL, 1, &op_get_family, &req);
	if (err)
		return err;
	err = request_put_string(req, CTRL_ATTR_FAMILY_NAME, SUBDEV_FAMILY_NAME);
	if (!err)
		err = request_do(req, family_new, out);
	request_free(req);
	if (err == -ENOENT)
		return error_set(ctx, -EPROTONOSUPPORT, NULL,
				 "the kernel has no subdevices: load the module subdev");
	return err;
}

int family_resolve(struct subdev_ctx *ctx)
{
	struct object *family;
	int err;

	if (ctx->family)
		return 0;
	err = family_ask(ctx, &family);
	if (err)
		return err;
	err = groups_read(ctx, attrs_get(family->attrs, CTRL_ATTR_MCAST_GROUPS));
	if (!err)
		ctx->family = nla_get_u16(attrs_get(family->attrs, CTRL_ATTR_FAMILY_ID));
	object_unref(family);
	return err;
}

int family_refresh(struct subdev_ctx *ctx)
{
	ctx->family = 0;
	return family_resolve(ctx);
}

bool family_is_unloaded(struct subdev_ctx *ctx, const struct nlmsghdr *nlh, uint16_t number)
{
	struct attrs *attrs;
	bool unloaded;

	if (nlh->nlmsg_type != GENL_ID_CTRL || !genl_is_valid(nlh) ||
	    genl_cmd(nlh) != CTRL_CMD_DELFAMILY)
		return false;
	if (attrs_parse(ctx, &attr_set_family, genl_attrs(nlh), genl_attrs_len(nlh), &attrs)) {
		error_clear(ctx);
		return false;
	}
	unloaded = attrs_has(attrs, CTRL_ATTR_FAMILY_ID) &&
		   nla_get_u16(attrs_get(attrs, CTRL_ATTR_FAMILY_ID)) == number;
	attrs_free(attrs);
	return unloaded;
}
