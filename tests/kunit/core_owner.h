/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The code about owners compiled in, with what it calls of other files; but
 * subdev_say() is the test's own.
 */
#include "../../kernel/core/owner.c"

void subdev_nl_blame(struct netlink_ext_ack *extack, const struct nlattr *attr)
{
}

const struct nlattr *
subdev_wanted_amount_attr(const struct subdev_wanted *wanted, const char *name)
{
	return NULL;
}
