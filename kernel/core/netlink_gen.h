/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/subdev.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_SUBDEV_GEN_H
#define _LINUX_SUBDEV_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/subdev.h>

/* Common nested types */
extern const struct nla_policy subdev_amount_nl_policy[SUBDEV_A_AMOUNT_START + 1];
extern const struct nla_policy subdev_dev_item_nl_policy[SUBDEV_A_DEV_COUNT + 1];
extern const struct nla_policy subdev_manifest_nl_policy[SUBDEV_A_MANIFEST_TOKEN + 1];
extern const struct nla_policy subdev_new_limit_nl_policy[SUBDEV_A_NEW_LIMIT_AMOUNT + 1];
extern const struct nla_policy subdev_value_nl_policy[SUBDEV_A_VALUE_STRING + 1];

int subdev_nl_parent_get_start(struct netlink_callback *cb);
int subdev_nl_type_get_start(struct netlink_callback *cb);
int subdev_nl_holder_get_start(struct netlink_callback *cb);
int subdev_nl_model_get_start(struct netlink_callback *cb);
int subdev_nl_param_get_start(struct netlink_callback *cb);
int subdev_nl_dev_get_start(struct netlink_callback *cb);
int subdev_nl_manifest_get_start(struct netlink_callback *cb);
int subdev_nl_limit_get_start(struct netlink_callback *cb);
int subdev_nl_pool_get_start(struct netlink_callback *cb);
int subdev_nl_dev_stats_get_start(struct netlink_callback *cb);
int subdev_nl_pool_stats_get_start(struct netlink_callback *cb);
int subdev_nl_parent_stats_get_start(struct netlink_callback *cb);
int subdev_nl_manifest_get_done(struct netlink_callback *cb);

int subdev_nl_parent_get_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_parent_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int subdev_nl_parent_set_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_type_get_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_type_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int subdev_nl_holder_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int subdev_nl_model_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int subdev_nl_param_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int subdev_nl_dev_get_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_dev_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int subdev_nl_dev_create_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_dev_renew_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_dev_set_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_dev_activate_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_dev_deactivate_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_dev_delete_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_manifest_get_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_manifest_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb);
int subdev_nl_manifest_check_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_manifest_negotiate_doit(struct sk_buff *skb,
				      struct genl_info *info);
int subdev_nl_limit_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int subdev_nl_filter_set_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_pool_get_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_pool_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int subdev_nl_pool_create_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_pool_set_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_pool_delete_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_pool_push_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_pool_pull_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_pool_return_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_transaction_run_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_dev_stats_get_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_dev_stats_get_dumpit(struct sk_buff *skb,
				   struct netlink_callback *cb);
int subdev_nl_pool_stats_get_doit(struct sk_buff *skb, struct genl_info *info);
int subdev_nl_pool_stats_get_dumpit(struct sk_buff *skb,
				    struct netlink_callback *cb);
int subdev_nl_parent_stats_get_doit(struct sk_buff *skb,
				    struct genl_info *info);
int subdev_nl_parent_stats_get_dumpit(struct sk_buff *skb,
				      struct netlink_callback *cb);

enum {
	SUBDEV_NLGRP_EVENTS,
};

extern struct genl_family subdev_nl_family;

#endif /* _LINUX_SUBDEV_GEN_H */
