// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owners: strings that say on whose behalf subdevices exist.
 */
#include <linux/ctype.h>

#include "core.h"

/*
 * Whatever names somebody: a path, a UUID, a mail address. It is printed, so it
 * has neither blanks nor control characters.
 */
int subdev_owner_check(const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	const char *owner = nla_data(attr);
	const char *p;

	if (strlen(owner) + 1 == nla_len(attr) && *owner) {
		for (p = owner; isascii(*p) && isgraph(*p); p++)
			;
		if (!*p)
			return 0;
	}
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "an owner is of printable characters without blanks");
	return -EINVAL;
}

/* Whether a subdevice has this owner; the empty string is none. */
bool subdev_owner_is_locked(const struct subdev_dev *sdev,
			    const struct nlattr *attr)
{
	lockdep_assert_held(&sdev->lock);
	return !nla_strcmp(attr, sdev->owner);
}

/* Whether a subdevice has the owner that a request names, if it names one. */
int subdev_owner_require_locked(const struct subdev_dev *sdev,
				struct genl_info *info)
{
	struct nlattr *attr = info->attrs[SUBDEV_A_DEV_OWNER];

	lockdep_assert_held(&sdev->lock);
	if (!attr || subdev_owner_is_locked(sdev, attr))
		return 0;
	if (*sdev->owner)
		subdev_say(info->extack, attr, "the owner is %s", sdev->owner);
	else
		NL_SET_ERR_MSG_ATTR(info->extack, attr, "it has no owner");
	return -EBUSY;
}
