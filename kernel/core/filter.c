// SPDX-License-Identifier: GPL-2.0-only
/*
 * Filters: which events a socket gets. A filter looks at what is handed in with
 * an event, never into its message.
 */
#include <net/netlink.h>

#include "core.h"

static const u8 subdev_filter_cmds[] = {
	[SUBDEV_EVENT_KIND_PARENT_ADD] = SUBDEV_CMD_PARENT_ADD_NTF,
	[SUBDEV_EVENT_KIND_PARENT_CHANGE] = SUBDEV_CMD_PARENT_CHANGE_NTF,
	[SUBDEV_EVENT_KIND_PARENT_DEL] = SUBDEV_CMD_PARENT_DEL_NTF,
	[SUBDEV_EVENT_KIND_DEV_ADD] = SUBDEV_CMD_DEV_ADD_NTF,
	[SUBDEV_EVENT_KIND_DEV_CHANGE] = SUBDEV_CMD_DEV_CHANGE_NTF,
	[SUBDEV_EVENT_KIND_DEV_DEL] = SUBDEV_CMD_DEV_DEL_NTF,
	[SUBDEV_EVENT_KIND_POOL_ADD] = SUBDEV_CMD_POOL_ADD_NTF,
	[SUBDEV_EVENT_KIND_POOL_CHANGE] = SUBDEV_CMD_POOL_CHANGE_NTF,
	[SUBDEV_EVENT_KIND_POOL_DEL] = SUBDEV_CMD_POOL_DEL_NTF,
};

static_assert(ARRAY_SIZE(subdev_filter_cmds) == SUBDEV_EVENT_KIND_MAX + 1);
/* One bit each. */
static_assert(SUBDEV_CMD_MAX < BITS_PER_LONG_LONG);

static bool subdev_filter_wants_owner(const struct subdev_filter *filter,
				      const struct subdev_event *event)
{
	if (!event->owner)
		return false;
	return !strcmp(filter->owner, event->owner) ||
	       (event->old_owner && !strcmp(filter->owner, event->old_owner));
}

static bool subdev_filter_wants_pool(const struct subdev_filter *filter,
				     const struct subdev_event *event)
{
	return (event->pool && !strcmp(filter->pool, event->pool)) ||
	       (event->old_pool && !strcmp(filter->pool, event->old_pool));
}

/**
 * subdev_filter_wants() - whether an event passes a filter
 * @filter: the filter
 * @event: what there is to know of the event
 *
 * Context: Any.
 * Return: whether.
 */
bool subdev_filter_wants(const struct subdev_filter *filter,
			 const struct subdev_event *event)
{
	if (filter->cmds && !(filter->cmds & BIT_ULL(event->cmd)))
		return false;
	if (filter->parent_index && filter->parent_index != event->parent_index)
		return false;
	if (*filter->parent_name &&
	    strcmp(filter->parent_name, event->parent_name))
		return false;
	if (*filter->pool && !subdev_filter_wants_pool(filter, event))
		return false;
	return !filter->by_owner || subdev_filter_wants_owner(filter, event);
}

static int subdev_filter_parse_name(struct subdev_filter *filter,
				    const struct nlattr *attr,
				    struct netlink_ext_ack *extack)
{
	const char *name = nla_data(attr);

	if (!*name || strlen(name) + 1 != nla_len(attr)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "no parent can have this name");
		return -EINVAL;
	}
	strscpy(filter->parent_name, name);
	return 0;
}

static int subdev_filter_parse_pool(struct subdev_filter *filter,
				    const struct nlattr *attr,
				    struct netlink_ext_ack *extack)
{
	const char *name = nla_data(attr);

	if (!*name || strlen(name) + 1 != nla_len(attr)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "no pool can have this name");
		return -EINVAL;
	}
	strscpy(filter->pool, name);
	return 0;
}

static int subdev_filter_parse_owner(struct subdev_filter *filter,
				     const struct nlattr *attr,
				     struct netlink_ext_ack *extack)
{
	int err;

	/* Nobody, which no subdevice could be given as its owner. */
	if (nla_len(attr) > 1) {
		err = subdev_owner_check(attr, extack);
		if (err)
			return err;
	}
	filter->by_owner = true;
	strscpy(filter->owner, nla_data(attr));
	return 0;
}

/**
 * subdev_filter_parse() - what a request says of a filter
 * @filter: all zeroes; what is asked for is left here
 * @attrs: the attributes of the request by number, that its policy let pass
 * @first: the same one after the other
 * @len: length of these
 * @extack: for the reason of a failure
 *
 * Return: 0, or -EINVAL for a name, an owner or a pool that nothing can have.
 */
int subdev_filter_parse(struct subdev_filter *filter, struct nlattr **attrs,
			const struct nlattr *first, int len,
			struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	int err = 0, rest;

	nla_for_each_attr(attr, first, len, rest)
		if (nla_type(attr) == SUBDEV_A_FILTER_KIND)
			filter->cmds |= BIT_ULL(subdev_filter_cmds[nla_get_u32(attr)]);
	if (attrs[SUBDEV_A_FILTER_PARENT_INDEX])
		filter->parent_index =
			nla_get_u32(attrs[SUBDEV_A_FILTER_PARENT_INDEX]);
	if (attrs[SUBDEV_A_FILTER_PARENT_NAME])
		err = subdev_filter_parse_name(filter,
					       attrs[SUBDEV_A_FILTER_PARENT_NAME],
					       extack);
	if (!err && attrs[SUBDEV_A_FILTER_OWNER])
		err = subdev_filter_parse_owner(filter,
						attrs[SUBDEV_A_FILTER_OWNER],
						extack);
	if (!err && attrs[SUBDEV_A_FILTER_POOL])
		err = subdev_filter_parse_pool(filter,
					       attrs[SUBDEV_A_FILTER_POOL],
					       extack);
	return err;
}
