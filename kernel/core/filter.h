/* SPDX-License-Identifier: GPL-2.0-only */
/* Which events a socket gets. Plain data: it knows no object and takes no lock. */
#ifndef _SUBDEV_FILTER_H
#define _SUBDEV_FILTER_H

#include <linux/subdev.h>
#include <linux/types.h>

struct netlink_ext_ack;
struct nlattr;

/**
 * struct subdev_event - what filters look at, and why it happened
 * @cmd: the notification
 * @cause: why
 * @parent_index: index of the parent, of which all events of its subdevices are
 * @parent_name: its name
 * @owner: whose the subdevice is, empty for nobody's; NULL for a parent
 * @old_owner: whose it was before the change, NULL if that is the same: so those
 *	who listen to an owner see a subdevice leave it
 * @pool: of which pool the subdevice is, or the pool itself; NULL for none
 * @old_pool: of which it was before the change, NULL if that is the same
 */
struct subdev_event {
	u8 cmd;
	enum subdev_cause cause;
	u32 parent_index;
	const char *parent_name;
	const char *owner;
	const char *old_owner;
	const char *pool;
	const char *old_pool;
};

/**
 * struct subdev_filter - which events a socket gets: those that are all of this
 * @cmds: a bit for each notification, 0 for any
 * @parent_index: 0 for any
 * @parent_name: empty for any
 * @by_owner: @owner is asked for
 * @owner: empty for nobody's
 * @pool: empty for any
 *
 * Its size does not depend on what is asked for, so it needs no limit.
 */
struct subdev_filter {
	u64 cmds;
	u32 parent_index;
	char parent_name[SUBDEV_NAME_MAX + 1];
	bool by_owner;
	char owner[SUBDEV_OWNER_MAX + 1];
	char pool[SUBDEV_POOL_NAME_MAX + 1];
};

bool subdev_filter_wants(const struct subdev_filter *filter,
			 const struct subdev_event *event);
int subdev_filter_parse(struct subdev_filter *filter, struct nlattr **attrs,
			const struct nlattr *first, int len,
			struct netlink_ext_ack *extack);

#endif /* _SUBDEV_FILTER_H */
