// SPDX-License-Identifier: GPL-2.0-only
/*
 * Leases: how long a subdevice lives. One that is not persistent ends with its
 * socket or at its deadline; what ends then is for the workqueue.
 */
#include <linux/slab.h>

#include <subdev_compat.h>

#include "core.h"

static void subdev_lease_put(struct subdev_lease *lease)
{
	if (!refcount_dec_and_test(&lease->ref))
		return;
	if (lease->sdev)
		subdev_dev_put(lease->sdev);
	if (lease->sock)
		subdev_sock_put(lease->sock);
	kfree(lease);
}

/* From any context; whoever sees the end twice does it once. */
static void subdev_lease_queue(struct subdev_lease *lease)
{
	refcount_inc(&lease->ref);
	if (!queue_work(lease->sdev->parent->wq, &lease->work))
		refcount_dec(&lease->ref);
}

/* The socket of a lease, by its place in the list, has closed. Any context. */
void subdev_lease_closed(struct list_head *node)
{
	subdev_lease_queue(container_of(node, struct subdev_lease, node));
}

static enum hrtimer_restart subdev_lease_expire(struct hrtimer *timer)
{
	subdev_lease_queue(container_of(timer, struct subdev_lease, timer));
	return HRTIMER_NORESTART;
}

static void subdev_lease_work(struct work_struct *work)
{
	struct subdev_lease *lease = container_of(work, struct subdev_lease,
						  work);
	struct subdev_dev *sdev = lease->sdev;

	mutex_lock(&sdev->lock);
	/*
	 * It may have been given up, or renewed, since this was queued. That
	 * the timer is active would not tell: it is until its callback, which
	 * queued this, has returned.
	 */
	if (sdev->lease == lease && !hrtimer_is_queued(&lease->timer)) {
		lease->ended = true;
		subdev_dev_lease_ended_locked(sdev);
	}
	mutex_unlock(&sdev->lock);
	subdev_lease_put(lease);
}

/*
 * Requests
 */

static enum subdev_lease_kind subdev_lease_kind(struct nlattr **attrs)
{
	struct nlattr *attr = attrs[SUBDEV_A_DEV_LEASE];

	return attr ? nla_get_u32(attr) : SUBDEV_LEASE_KIND_PERSISTENT;
}

/* A time goes with a lease for a time, and with no other. */
static int subdev_lease_check(struct nlattr **attrs,
			      struct netlink_ext_ack *extack)
{
	bool timed = subdev_lease_kind(attrs) == SUBDEV_LEASE_KIND_TTL;
	struct nlattr *ttl = attrs[SUBDEV_A_DEV_TTL];

	if (timed && !ttl) {
		NL_SET_ERR_ATTR_MISS(extack, NULL, SUBDEV_A_DEV_TTL);
		NL_SET_ERR_MSG(extack, "a lease for a time needs the time");
		return -EINVAL;
	}
	if (!timed && ttl) {
		NL_SET_ERR_MSG_ATTR(extack, ttl,
				    "only a lease for a time has a time");
		return -EINVAL;
	}
	return 0;
}

/**
 * subdev_lease_new() - what a request says of a lease
 * @attrs: what the request says, of the attribute set of subdevices
 * @skb: the message that it came in
 * @extack: for the reason of a failure
 *
 * Return: the lease, for subdev_lease_begin_locked() or subdev_lease_drop(),
 * NULL if the request says persistent, or an ERR_PTR: -EINVAL, -ENOMEM.
 */
struct subdev_lease *subdev_lease_new(struct nlattr **attrs,
				      const struct sk_buff *skb,
				      struct netlink_ext_ack *extack)
{
	enum subdev_lease_kind kind = subdev_lease_kind(attrs);
	struct subdev_lease *lease;
	int err;

	err = subdev_lease_check(attrs, extack);
	if (err)
		return ERR_PTR(err);
	if (kind == SUBDEV_LEASE_KIND_PERSISTENT)
		return NULL;
	lease = kzalloc(sizeof(*lease), GFP_KERNEL_ACCOUNT);
	if (!lease)
		return ERR_PTR(-ENOMEM);
	refcount_set(&lease->ref, 1);
	INIT_LIST_HEAD(&lease->node);
	INIT_WORK(&lease->work, subdev_lease_work);
	hrtimer_setup(&lease->timer, subdev_lease_expire, CLOCK_BOOTTIME,
		      HRTIMER_MODE_REL_SOFT);
	if (kind == SUBDEV_LEASE_KIND_TTL) {
		lease->ttl = nla_get_u32(attrs[SUBDEV_A_DEV_TTL]);
		return lease;
	}
	lease->sock = subdev_sock_get(skb);
	if (lease->sock)
		return lease;
	kfree(lease);
	return ERR_PTR(-ENOMEM);
}

/* Gives up a lease that did not begin; NULL is none. */
void subdev_lease_drop(struct subdev_lease *lease)
{
	if (lease)
		subdev_lease_put(lease);
}

static void subdev_lease_start_timer(struct subdev_lease *lease)
{
	hrtimer_start(&lease->timer, ktime_set(lease->ttl, 0),
		      HRTIMER_MODE_REL_SOFT);
}

/**
 * subdev_lease_begin_locked() - a subdevice has a lease from now on
 * @sdev: the subdevice, locked, persistent until now
 * @lease: from subdev_lease_new(), its own from now on; NULL is persistent
 */
void subdev_lease_begin_locked(struct subdev_dev *sdev,
			       struct subdev_lease *lease)
{
	lockdep_assert_held(&sdev->lock);
	if (!lease)
		return;
	subdev_dev_get(sdev);
	lease->sdev = sdev;
	sdev->lease = lease;
	if (lease->sock)
		subdev_sock_add(lease->sock, &lease->node);
	else
		subdev_lease_start_timer(lease);
}

/**
 * subdev_lease_end_locked() - a subdevice is persistent from now on
 * @sdev: the subdevice, locked
 */
void subdev_lease_end_locked(struct subdev_dev *sdev)
{
	struct subdev_lease *lease = sdev->lease;

	lockdep_assert_held(&sdev->lock);
	if (!lease)
		return;
	sdev->lease = NULL;
	hrtimer_cancel(&lease->timer);
	subdev_sock_del(&lease->node);
	subdev_lease_put(lease);
}

/* A user has let go of a subdevice whose lease has ended meanwhile. */
void subdev_lease_retry_locked(struct subdev_dev *sdev)
{
	lockdep_assert_held(&sdev->lock);
	if (sdev->lease && sdev->lease->ended)
		subdev_lease_queue(sdev->lease);
}

static int subdev_dev_renew_locked(struct subdev_dev *sdev,
				   struct genl_info *info)
{
	struct nlattr *ttl = info->attrs[SUBDEV_A_DEV_TTL];
	struct subdev_lease *lease = sdev->lease;
	int err;

	lockdep_assert_held(&sdev->lock);
	err = subdev_dev_check_generation_locked(sdev, info) ?:
	      subdev_owner_require_locked(sdev, info);
	if (err)
		return err;
	if (!lease || lease->sock)
		return subdev_dev_busy(info->extack,
				       "it has no lease for a time");
	if (lease->ended)
		return subdev_dev_busy(info->extack, "its lease has ended");
	if (ttl)
		lease->ttl = nla_get_u32(ttl);
	subdev_lease_start_timer(lease);
	subdev_dev_changed_locked(sdev, SUBDEV_CAUSE_COMMAND);
	return 0;
}

int subdev_nl_dev_renew_doit(struct sk_buff *skb, struct genl_info *info)
{
	return subdev_dev_request(info, subdev_dev_renew_locked);
}

/* What is left of a time, rounded up, so that 0 is over. */
static u32 subdev_lease_left(struct subdev_lease *lease)
{
	s64 left = ktime_to_ns(hrtimer_get_remaining(&lease->timer));

	return left > 0 ? DIV_ROUND_UP_ULL(left, NSEC_PER_SEC) : 0;
}

int subdev_lease_fill_locked(struct sk_buff *msg, struct subdev_dev *sdev)
{
	struct subdev_lease *lease = sdev->lease;

	lockdep_assert_held(&sdev->lock);
	if (!lease)
		return nla_put_u32(msg, SUBDEV_A_DEV_LEASE,
				   SUBDEV_LEASE_KIND_PERSISTENT);
	if (lease->sock)
		return nla_put_u32(msg, SUBDEV_A_DEV_LEASE,
				   SUBDEV_LEASE_KIND_SOCKET);
	return nla_put_u32(msg, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_TTL) ?:
	       nla_put_u32(msg, SUBDEV_A_DEV_TTL, subdev_lease_left(lease));
}

/* What a subdevice would show of the lease that a request asks for. */
int subdev_lease_fill_wanted(struct sk_buff *msg, struct nlattr **attrs)
{
	struct nlattr *ttl = attrs[SUBDEV_A_DEV_TTL];

	return nla_put_u32(msg, SUBDEV_A_DEV_LEASE, subdev_lease_kind(attrs)) ?:
	       (ttl ? nla_put_u32(msg, SUBDEV_A_DEV_TTL, nla_get_u32(ttl)) : 0);
}
