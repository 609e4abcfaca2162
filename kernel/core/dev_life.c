// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a subdevice changes its state: activate, open, close, deactivate,
 * delete. struct subdev_dev says which changes there are.
 */
#include "core.h"

/* Fails with -EBUSY, and says why. */
int subdev_dev_busy(struct netlink_ext_ack *extack, const char *why)
{
	NL_SET_ERR_MSG_FMT(extack, "%s", why);
	return -EBUSY;
}

/* Why a subdevice cannot be activated now, or NULL. */
static const char *subdev_dev_not_inactive(const struct subdev_dev *sdev)
{
	if (sdev->activating)
		return "the subdevice is being activated";
	switch (sdev->state) {
	case SUBDEV_DEV_STATE_INACTIVE:
		return NULL;
	case SUBDEV_DEV_STATE_REMOVING:
		return "the subdevice is being deactivated";
	case SUBDEV_DEV_STATE_RESETTING:
		return "the subdevice is being reset";
	default:
		return "the subdevice is active";
	}
}

/* It belongs to no pool any more, as it is in its new state: tell. */
static void subdev_dev_leave_locked(struct subdev_dev *sdev,
				    enum subdev_cause cause)
{
	struct subdev_pool *pool = sdev->pool;
	enum subdev_place from = sdev->place;
	struct sk_buff *event;

	lockdep_assert_held(&sdev->lock);
	sdev->pool = NULL;
	subdev_dev_set_place_locked(sdev, SUBDEV_PLACE_NONE);
	event = subdev_dev_event_new_locked(sdev, SUBDEV_CMD_DEV_CHANGE_NTF);
	event = subdev_pool_leave_locked(sdev, pool, from, event);
	subdev_dev_event_send_from(sdev, SUBDEV_CMD_DEV_CHANGE_NTF, event,
				   cause, NULL, subdev_pool_name(pool));
	subdev_pool_put(pool);
}

/* Whatever the state is, it becomes removing, and @remove_work goes on. */
static void subdev_dev_remove_locked(struct subdev_dev *sdev,
				     enum subdev_cause cause)
{
	lockdep_assert_held(&sdev->lock);
	sdev->cause = cause;
	if (sdev->state == SUBDEV_DEV_STATE_REMOVING)
		return;
	sdev->state = SUBDEV_DEV_STATE_REMOVING;
	if (sdev->pool)
		subdev_dev_leave_locked(sdev, cause);
	else
		subdev_dev_changed_locked(sdev, cause);
	subdev_dev_get(sdev);
	queue_work(sdev->parent->remove_wq, &sdev->remove_work);
}

/**
 * subdev_dev_activate_locked() - build an inactive subdevice
 * @sdev: the subdevice, locked
 * @info: the request
 *
 * Drops the lock while the vendor driver works and takes it again; until then
 * nobody else changes the state: requests see @activating, and the parent's
 * end waits for work begun.
 *
 * Return: 0, with the subdevice idle; or a negative errno, with the subdevice
 * as it was: -EBUSY, -ENODEV if its parent goes away or it is to be deleted
 * meanwhile, -ENOMEM, or what the vendor driver fails with.
 */
int subdev_dev_activate_locked(struct subdev_dev *sdev, struct genl_info *info)
	__must_hold(&sdev->lock)
{
	const char *why;
	int err;

	lockdep_assert_held(&sdev->lock);
	why = subdev_dev_not_inactive(sdev);
	if (why)
		return subdev_dev_busy(info->extack, why);
	err = subdev_parent_op_begin(sdev->parent, info->extack);
	if (err)
		return err;
	sdev->activating = true;
	mutex_unlock(&sdev->lock);

	err = subdev_bus_activate(sdev, info->extack);
	if (!err) {
		subdev_bus_show(sdev);
		subdev_bus_announce(sdev);
	}

	mutex_lock(&sdev->lock);
	sdev->activating = false;
	if (!err) {
		sdev->state = SUBDEV_DEV_STATE_IDLE;
		subdev_dev_changed_locked(sdev, SUBDEV_CAUSE_COMMAND);
	}
	if (sdev->deleting) {
		NL_SET_ERR_MSG(info->extack, "the subdevice is being deleted");
		err = -ENODEV;
		subdev_dev_remove_locked(sdev, SUBDEV_CAUSE_COMMAND);
	}
	subdev_lease_retry_locked(sdev);
	subdev_parent_op_end(sdev->parent);
	return err;
}

/**
 * subdev_dev_deactivate_locked() - start to take the VFIO node away
 * @sdev: the subdevice, locked
 * @info: the request
 *
 * Return: 0, with the subdevice removing; or -EBUSY.
 */
int subdev_dev_deactivate_locked(struct subdev_dev *sdev,
				 struct genl_info *info)
{
	lockdep_assert_held(&sdev->lock);
	if (sdev->pool)
		return subdev_dev_busy(info->extack,
				       "the subdevice belongs to a pool");
	switch (sdev->state) {
	case SUBDEV_DEV_STATE_IDLE:
		subdev_dev_remove_locked(sdev, SUBDEV_CAUSE_COMMAND);
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

/**
 * subdev_dev_delete_locked() - start to delete a subdevice
 * @sdev: the subdevice, locked, not being deleted yet
 * @info: the request
 *
 * Return: 0, with the subdevice removing; or -EBUSY, -ESTALE.
 */
int subdev_dev_delete_locked(struct subdev_dev *sdev, struct genl_info *info)
{
	int err;

	lockdep_assert_held(&sdev->lock);
	err = subdev_dev_check_generation_locked(sdev, info) ?:
	      subdev_owner_require_locked(sdev, info);
	if (err)
		return err;
	if (sdev->activating)
		return subdev_dev_busy(info->extack,
				       "the subdevice is being activated");
	if (sdev->state == SUBDEV_DEV_STATE_RESETTING)
		return subdev_dev_busy(info->extack,
				       "the subdevice is being reset");
	if (sdev->state == SUBDEV_DEV_STATE_IN_USE &&
	    !info->attrs[SUBDEV_A_DEV_FORCE])
		return subdev_dev_busy(info->extack, "open by a VFIO user");
	if (!subdev_pool_withhold_locked(sdev))
		return subdev_dev_busy(info->extack,
				       "the subdevice is being pulled");
	sdev->deleting = true;
	subdev_dev_remove_locked(sdev, SUBDEV_CAUSE_COMMAND);
	return 0;
}

/**
 * subdev_dev_lease_ended_locked() - end a subdevice whose lease is over
 * @sdev: the subdevice, locked
 *
 * One of a pool is returned, another deleted. If it is in use, or being
 * activated, that happens when that has ended.
 */
void subdev_dev_lease_ended_locked(struct subdev_dev *sdev)
{
	lockdep_assert_held(&sdev->lock);
	if (!sdev->published || sdev->deleting || sdev->activating ||
	    sdev->state == SUBDEV_DEV_STATE_IN_USE)
		return;
	if (sdev->pool) {
		/* It fails only if the parent goes, and takes it along. */
		subdev_dev_return_locked(sdev, SUBDEV_CAUSE_LEASE, NULL);
		return;
	}
	sdev->deleting = true;
	subdev_dev_remove_locked(sdev, SUBDEV_CAUSE_LEASE);
}

/**
 * subdev_dev_pool_ends_locked() - the pool of a subdevice is being deleted
 * @sdev: the subdevice, locked, not on its way back into the pool
 *
 * One that was pulled goes on without, if who pulled it knows it; all others are
 * deleted.
 */
void subdev_dev_pool_ends_locked(struct subdev_dev *sdev)
{
	lockdep_assert_held(&sdev->lock);
	if (sdev->place == SUBDEV_PLACE_PULLED && !sdev->orphaned) {
		subdev_dev_leave_locked(sdev, SUBDEV_CAUSE_COMMAND);
	} else if (sdev->place != SUBDEV_PLACE_RESETTING) {
		sdev->deleting = true;
		subdev_dev_remove_locked(sdev, SUBDEV_CAUSE_COMMAND);
	}
}

/**
 * subdev_dev_undo_locked() - start to delete a subdevice that nobody was told of
 * @sdev: the subdevice, locked, that was published
 *
 * Who asked for it does not know it: whoever has come to use it meanwhile loses
 * it, but a pool that somebody has pushed it into. One that is being activated
 * goes when that has ended.
 */
void subdev_dev_undo_locked(struct subdev_dev *sdev)
{
	lockdep_assert_held(&sdev->lock);
	if (!sdev->published || sdev->deleting || sdev->pool)
		return;
	sdev->deleting = true;
	if (!sdev->activating)
		subdev_dev_remove_locked(sdev, SUBDEV_CAUSE_COMMAND);
}

/* The same of one that is not locked. */
void subdev_dev_undo(struct subdev_dev *sdev)
{
	mutex_lock(&sdev->lock);
	subdev_dev_undo_locked(sdev);
	mutex_unlock(&sdev->lock);
}

/* Woken when what was built of a subdevice that was not to be is gone. */
static DECLARE_WAIT_QUEUE_HEAD(subdev_dev_unbuilt_wait);
/* Changes then: who waits for many sees that it goes on. */
static atomic_t subdev_dev_unbuilt_seq;

/**
 * subdev_dev_unbuild() - start to take back what was built and reserved
 * @sdev: the subdevice, active, not published
 *
 * Who saw its node may have that open, though it cannot be used: so this is for
 * the workqueue. Nobody hears of it.
 */
void subdev_dev_unbuild(struct subdev_dev *sdev)
{
	mutex_lock(&sdev->lock);
	sdev->state = SUBDEV_DEV_STATE_REMOVING;
	mutex_unlock(&sdev->lock);
	subdev_dev_get(sdev);
	queue_work(sdev->parent->remove_wq, &sdev->remove_work);
}

static void subdev_dev_unbuild_end(struct subdev_dev *sdev)
{
	subdev_dev_abandon(sdev);
	/* Who sees this finds all free: pairs with subdev_dev_is_unbuilt(). */
	smp_store_release(&sdev->state, SUBDEV_DEV_STATE_INACTIVE);
	atomic_inc(&subdev_dev_unbuilt_seq);
	wake_up_all(&subdev_dev_unbuilt_wait);
}

static bool subdev_dev_is_unbuilt(struct subdev_dev *sdev)
{
	/* Pairs with the release in subdev_dev_unbuild_end(). */
	return smp_load_acquire(&sdev->state) != SUBDEV_DEV_STATE_REMOVING;
}

/**
 * subdev_dev_unbuilt() - wait a moment until a subdevice is unbuilt
 * @sdev: the subdevice, after subdev_dev_unbuild()
 *
 * No longer than a second in which none is, since who has a node open is not to
 * be waited for.
 *
 * Return: whether it is; else that comes later.
 */
bool subdev_dev_unbuilt(struct subdev_dev *sdev)
{
	int seq;

	do {
		seq = atomic_read(&subdev_dev_unbuilt_seq);
		if (wait_event_idle_timeout(subdev_dev_unbuilt_wait,
					    subdev_dev_is_unbuilt(sdev), HZ))
			return true;
	} while (atomic_read(&subdev_dev_unbuilt_seq) != seq);
	return false;
}

/**
 * subdev_dev_delete_all() - start to delete all subdevices of a parent
 * @parent: the parent, removing, with no work under way: all its subdevices
 *	are published or on their way out
 */
void subdev_dev_delete_all(struct subdev_parent *parent)
{
	struct subdev_dev *sdev;
	unsigned long id = 0;

	for (; (sdev = subdev_dev_next(&id)); id++) {
		if (sdev->parent == parent) {
			mutex_lock(&sdev->lock);
			if (sdev->published && !sdev->deleting) {
				sdev->deleting = true;
				subdev_dev_remove_locked(sdev,
							 SUBDEV_CAUSE_PARENT);
			}
			mutex_unlock(&sdev->lock);
		}
		subdev_dev_put(sdev);
		cond_resched();
	}
}

/* Second half of deactivate and delete; may wait for those who have it open. */
void subdev_dev_remove_work(struct work_struct *work)
{
	struct subdev_dev *sdev = container_of(work, struct subdev_dev,
					       remove_work);
	struct sk_buff *event = NULL;
	LIST_HEAD(told);
	bool seen, end;

	/* In state removing busdev is ours alone. */
	if (sdev->busdev)
		subdev_bus_deactivate(sdev);

	mutex_lock(&sdev->lock);
	seen = sdev->published;
	end = seen && sdev->deleting;
	if (end) {
		event = subdev_dev_unpublish_locked(sdev);
	} else if (seen) {
		sdev->state = SUBDEV_DEV_STATE_INACTIVE;
		subdev_dev_changed_locked(sdev, sdev->cause);
	}
	subdev_askers_end_locked(sdev, end ? SUBDEV_CMD_DEV_DEL_NTF :
					     SUBDEV_CMD_DEV_CHANGE_NTF, &told);
	mutex_unlock(&sdev->lock);
	if (end)
		subdev_dev_end(sdev, event);
	subdev_askers_tell(&told);
	if (!seen)
		subdev_dev_unbuild_end(sdev);
	subdev_dev_put(sdev);
}

/**
 * subdev_dev_open() - a user opens the VFIO device
 * @sdev: the subdevice
 *
 * For the data path, from VFIO's open_device. Each success is followed by one
 * subdev_dev_close().
 *
 * Context: Process context, may sleep, VFIO's locks may be held. Takes the
 * subdevice's lock.
 * Return: 0, with the subdevice in-use; -EBUSY if it is in stock, or on its way
 * there; or -ENODEV if it is not idle.
 */
int subdev_dev_open(struct subdev_dev *sdev)
{
	int err = -ENODEV;

	mutex_lock(&sdev->lock);
	if (sdev->pool && sdev->place != SUBDEV_PLACE_PULLED) {
		err = -EBUSY;
	} else if (sdev->published && sdev->state == SUBDEV_DEV_STATE_IDLE) {
		sdev->state = SUBDEV_DEV_STATE_IN_USE;
		sdev->opened = true;
		subdev_stats_opened(sdev);
		subdev_dev_changed_locked(sdev, SUBDEV_CAUSE_USE);
		err = 0;
	}
	mutex_unlock(&sdev->lock);
	return err;
}
EXPORT_SYMBOL_GPL(subdev_dev_open);

/**
 * subdev_dev_close() - the last user has closed the VFIO device
 * @sdev: the subdevice, opened
 *
 * For the data path, from VFIO's close_device, when nothing runs any more on
 * behalf of the user.
 *
 * Context: Process context, may sleep, VFIO's locks may be held. Takes the
 * subdevice's lock.
 */
void subdev_dev_close(struct subdev_dev *sdev)
{
	mutex_lock(&sdev->lock);
	subdev_stats_closed(sdev);
	sdev->migrating = false;
	if (sdev->state == SUBDEV_DEV_STATE_IN_USE) {
		sdev->state = SUBDEV_DEV_STATE_IDLE;
		subdev_dev_changed_locked(sdev, SUBDEV_CAUSE_USE);
		subdev_lease_retry_locked(sdev);
		if (sdev->orphaned)
			subdev_dev_return_locked(sdev, SUBDEV_CAUSE_COMMAND,
						 NULL);
	}
	mutex_unlock(&sdev->lock);
}
EXPORT_SYMBOL_GPL(subdev_dev_close);
