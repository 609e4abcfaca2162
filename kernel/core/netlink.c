// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generic netlink family, and what all nouns share of it.
 */
#include "core.h"

/**
 * subdev_nl_reply_new() - start the answer to a request
 * @info: the request
 * @hdr: where its header goes, for genlmsg_end()
 *
 * Handlers allocate the answer before they change anything, so that no change
 * goes unreported for want of memory. One object always fits in.
 *
 * Return: the message, or NULL if there is no memory.
 */
struct sk_buff *subdev_nl_reply_new(struct genl_info *info, void **hdr)
{
	struct sk_buff *msg;

	msg = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return NULL;
	*hdr = genlmsg_iput(msg, info);
	if (WARN_ON_ONCE(!*hdr)) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

int subdev_nl_init(void)
{
	/*
	 * The permission to change is that of the initial user namespace, so
	 * the family stays in the initial network namespace.
	 */
	subdev_nl_family.netnsok = false;
	return genl_register_family(&subdev_nl_family);
}

void subdev_nl_exit(void)
{
	genl_unregister_family(&subdev_nl_family);
}
