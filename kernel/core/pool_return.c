// SPDX-License-Identifier: GPL-2.0-only
/*
 * How subdevices come back into stock: returned by who pulled them, or pushed by
 * who has an equal one. The reset is for the workqueue.
 */
#include <linux/slab.h>

#include "pool.h"
#include "trace.h"

/*
 * The way back
 */

/* Nobody has it any more. */
static void subdev_dev_disown_locked(struct subdev_dev *sdev)
{
	lockdep_assert_held(&sdev->lock);
	subdev_label_give(sdev, NULL);
	subdev_lease_end_locked(sdev);
	subdev_owner_leave_locked(sdev);
	*sdev->owner = '\0';
	sdev->orphaned = false;
	kfree(sdev->why);
	sdev->why = NULL;
}

/*
 * It is on its way from now on, with work begun on its parent. @join: it was not
 * of this pool before, which has a place for it taken.
 */
static void subdev_dev_take_back_locked(struct subdev_dev *sdev,
					struct subdev_pool *join,
					enum subdev_cause cause)
{
	char owner[SUBDEV_OWNER_MAX + 1];
	enum subdev_place from = sdev->place;
	struct sk_buff *event;

	lockdep_assert_held(&sdev->lock);
	strscpy(owner, sdev->owner);
	subdev_dev_disown_locked(sdev);
	sdev->cause = cause;
	sdev->state = SUBDEV_DEV_STATE_RESETTING;
	subdev_dev_set_place_locked(sdev, SUBDEV_PLACE_RESETTING);
	if (join) {
		subdev_pool_get(join);
		sdev->pool = join;
	}
	event = subdev_dev_event_new_locked(sdev, SUBDEV_CMD_DEV_CHANGE_NTF);
	event = join ? subdev_pool_join_locked(sdev, join, cause, event) :
		       subdev_pool_move_locked(sdev, from, event);
	subdev_dev_event_send_from(sdev, SUBDEV_CMD_DEV_CHANGE_NTF, event,
				   cause, owner, NULL);
	subdev_dev_get(sdev);
	queue_work(sdev->parent->wq, &sdev->reset_work);
}

/* Why a subdevice cannot be returned now, or NULL. */
static const char *subdev_dev_not_returnable(const struct subdev_dev *sdev)
{
	switch (sdev->state) {
	case SUBDEV_DEV_STATE_IN_USE:
		return "open by a VFIO user";
	case SUBDEV_DEV_STATE_REMOVING:
		return "the subdevice is going away";
	case SUBDEV_DEV_STATE_RESETTING:
		return "the subdevice is being reset";
	default:
		break;
	}
	switch (sdev->place) {
	case SUBDEV_PLACE_NONE:
		return "the subdevice belongs to no pool";
	case SUBDEV_PLACE_READY:
		return "the subdevice was not pulled";
	default:
		return NULL;
	}
}

/**
 * subdev_dev_return_locked() - give a subdevice back to its pool
 * @sdev: the subdevice, locked
 * @cause: why
 * @extack: for the reason of a failure
 *
 * Return: 0, with the subdevice resetting; or -EBUSY, -ENODEV if its parent goes
 * away.
 */
int subdev_dev_return_locked(struct subdev_dev *sdev, enum subdev_cause cause,
			     struct netlink_ext_ack *extack)
{
	const char *why = subdev_dev_not_returnable(sdev);
	int err;

	lockdep_assert_held(&sdev->lock);
	if (why)
		return subdev_dev_busy(extack, why);
	err = subdev_parent_op_begin(sdev->parent, extack);
	if (err)
		return err;
	subdev_dev_take_back_locked(sdev, NULL, cause);
	return 0;
}

/**
 * subdev_dev_give_back() - return a subdevice that who pulled it never got
 * @sdev: the subdevice
 * @pull_nr: that pull
 *
 * What another has done with it meanwhile is not touched. If its pool has been
 * deleted it is deleted too.
 */
void subdev_dev_give_back(struct subdev_dev *sdev, u32 pull_nr)
{
	mutex_lock(&sdev->lock);
	if (sdev->pull_nr == pull_nr && sdev->place == SUBDEV_PLACE_PULLED) {
		sdev->orphaned = true;
		if (sdev->state == SUBDEV_DEV_STATE_IDLE)
			subdev_dev_return_locked(sdev, SUBDEV_CAUSE_COMMAND,
						 NULL);
	} else if (sdev->pull_nr == pull_nr && !sdev->pool) {
		subdev_dev_undo_locked(sdev);
	}
	mutex_unlock(&sdev->lock);
}

/*
 * The reset
 */

/*
 * In state resetting nobody else touches it, and the pool keeps its parent while
 * work is under way there: so the pool's composition stays.
 */
static int subdev_dev_reset(struct subdev_dev *sdev,
			    struct netlink_ext_ack *extack)
{
	int err;

	mutex_lock(&sdev->lock);
	err = subdev_dev_recompose_locked(sdev, sdev->pool->comp, extack);
	mutex_unlock(&sdev->lock);
	if (err)
		return err;
	err = sdev->parent->driver->reset(sdev, extack);
	return subdev_driver_refuses(err, extack,
				     "the subdevice could not be reset");
}

static void subdev_dev_reset_done_locked(struct subdev_dev *sdev, int err,
					 const char *why)
{
	lockdep_assert_held(&sdev->lock);
	if (err) {
		sdev->state = SUBDEV_DEV_STATE_FAILED;
		subdev_dev_set_place_locked(sdev, SUBDEV_PLACE_FAILED);
		sdev->why = kstrndup(why ?: "out of memory",
				     NETLINK_MAX_FMTMSG_LEN - 1,
				     GFP_KERNEL_ACCOUNT);
	} else {
		sdev->state = SUBDEV_DEV_STATE_IDLE;
		subdev_dev_set_place_locked(sdev, SUBDEV_PLACE_READY);
		sdev->opened = false;
	}
	subdev_dev_moved_locked(sdev, SUBDEV_PLACE_RESETTING, NULL,
				sdev->cause);
}

void subdev_dev_reset_work(struct work_struct *work)
{
	struct subdev_dev *sdev = container_of(work, struct subdev_dev,
					       reset_work);
	struct subdev_parent *parent = sdev->parent;
	struct netlink_ext_ack extack = {};
	LIST_HEAD(told);
	int err;

	err = subdev_dev_reset(sdev, &extack);
	if (err)
		subdev_stats_failed(sdev);
	else
		subdev_stats_was_reset(sdev);
	mutex_lock(&sdev->lock);
	trace_subdev_return(sdev, err);
	subdev_dev_reset_done_locked(sdev, err, extack._msg);
	subdev_askers_end_locked(sdev, SUBDEV_CMD_DEV_CHANGE_NTF, &told);
	mutex_unlock(&sdev->lock);
	subdev_askers_tell(&told);
	/* The parent outlives its workqueue, and that this work. */
	subdev_parent_op_end(parent);
	subdev_dev_put(sdev);
}

/*
 * Requests
 */

static int subdev_dev_return_request_locked(struct subdev_dev *sdev,
					    struct genl_info *info)
{
	return subdev_dev_check_generation_locked(sdev, info) ?:
	       subdev_owner_require_locked(sdev, info) ?:
	       subdev_dev_return_locked(sdev, SUBDEV_CAUSE_COMMAND,
					info->extack);
}

int subdev_nl_pool_return_doit(struct sk_buff *skb, struct genl_info *info)
{
	return subdev_dev_request_told(skb, info,
				       subdev_dev_return_request_locked, NULL);
}

/* Whether a subdevice is what those of a pool are: 0, or -EINVAL. */
static int subdev_pool_equal_locked(const struct subdev_pool *pool,
				    const struct subdev_dev *sdev,
				    struct genl_info *info)
{
	struct nlattr *name = info->attrs[SUBDEV_A_DEV_POOL];
	const char *what;

	lockdep_assert_held(&pool->lock);
	lockdep_assert_held(&sdev->lock);
	if (sdev->parent != pool->parent)
		what = "parent";
	else if (sdev->type != pool->type)
		what = "type";
	else
		what = subdev_config_differs(sdev->type,
					     sdev->parent->resources,
					     &sdev->comp->config,
					     &pool->comp->config);
	if (!what &&
	    sdev->comp->config.version != pool->comp->config.version)
		what = "version";
	if (!what)
		return 0;
	subdev_say(info->extack, name, "%.40s: not that of the pool", what);
	return -EINVAL;
}

static int subdev_pool_place_for_locked(struct subdev_pool *pool,
					struct subdev_dev *sdev,
					struct genl_info *info)
{
	int err;

	mutex_lock(&pool->lock);
	err = subdev_pool_takes_locked(pool, 1, info) ?:
	      subdev_pool_equal_locked(pool, sdev, info) ?:
	      subdev_parent_op_begin(sdev->parent, info->extack);
	if (!err)
		pool->making++;
	mutex_unlock(&pool->lock);
	return err;
}

/* Whether a subdevice can be moved into a pool now: 0, or -EBUSY. */
static int subdev_dev_check_movable_locked(struct subdev_dev *sdev,
					   struct genl_info *info)
{
	lockdep_assert_held(&sdev->lock);
	if (sdev->pool)
		return subdev_dev_busy(info->extack,
				       "the subdevice belongs to a pool");
	switch (sdev->state) {
	case SUBDEV_DEV_STATE_IDLE:
		return 0;
	case SUBDEV_DEV_STATE_IN_USE:
		return subdev_dev_busy(info->extack, "open by a VFIO user");
	case SUBDEV_DEV_STATE_REMOVING:
		return subdev_dev_busy(info->extack,
				       "the subdevice is being deactivated");
	default:
		return subdev_dev_busy(info->extack,
				       "the subdevice is not active");
	}
}

static int subdev_pool_push_dev_locked(struct subdev_dev *sdev,
				       struct genl_info *info)
{
	struct subdev_pool *pool;
	int err;

	err = subdev_dev_check_generation_locked(sdev, info) ?:
	      subdev_owner_require_locked(sdev, info) ?:
	      subdev_dev_check_movable_locked(sdev, info);
	if (err)
		return err;
	pool = subdev_pool_find(info->attrs[SUBDEV_A_DEV_POOL], info->extack);
	if (IS_ERR(pool))
		return PTR_ERR(pool);
	err = subdev_pool_place_for_locked(pool, sdev, info);
	if (!err)
		subdev_dev_take_back_locked(sdev, pool, SUBDEV_CAUSE_COMMAND);
	subdev_pool_put(pool);
	return err;
}

/* The pool's counts go with the subdevice that was moved in. */
static int subdev_pool_push_dev_fill(struct sk_buff *msg,
				     const struct subdev_dev *sdev)
{
	int err;

	lockdep_assert_held(&sdev->lock);
	mutex_lock(&sdev->pool->lock);
	err = subdev_pool_counts_fill_locked(msg, sdev->pool);
	mutex_unlock(&sdev->pool->lock);
	return err;
}

/* Moves a subdevice into a pool. */
int subdev_pool_push_dev(struct sk_buff *skb, struct genl_info *info)
{
	if (info->attrs[SUBDEV_A_DEV_COUNT]) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[SUBDEV_A_DEV_COUNT],
				    "a count is for new subdevices");
		return -EINVAL;
	}
	return subdev_dev_request_told(skb, info, subdev_pool_push_dev_locked,
				       subdev_pool_push_dev_fill);
}
