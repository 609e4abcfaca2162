// SPDX-License-Identifier: GPL-2.0-only
/* What the wire has and the core does not do yet. */
#include "core.h"

static int subdev_later(struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack, "not done yet");
	return -EOPNOTSUPP;
}

#define SUBDEV_LATER_DO(_name)						\
int subdev_nl_##_name##_doit(struct sk_buff *skb, struct genl_info *info) \
{									\
	return subdev_later(info->extack);				\
}

#define SUBDEV_LATER_DUMP(_name)					\
int subdev_nl_##_name##_start(struct netlink_callback *cb)		\
{									\
	return subdev_later(cb->extack);				\
}									\
int subdev_nl_##_name##_dumpit(struct sk_buff *skb, struct netlink_callback *cb) \
{									\
	return 0;							\
}

SUBDEV_LATER_DO(pool_stats_get)
SUBDEV_LATER_DUMP(pool_stats_get)
