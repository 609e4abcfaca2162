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
	default:
		return "the subdevice is active";
	}
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
 * as it was: -EBUSY, -ENODEV if its parent goes away, -ENOMEM, or what the
 * vendor driver fails with.
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

	mutex_lock(&sdev->lock);
	sdev->activating = false;
	if (!err) {
		sdev->state = SUBDEV_DEV_STATE_IDLE;
		subdev_dev_changed_locked(sdev, SUBDEV_CAUSE_COMMAND);
	}
	subdev_lease_retry_locked(sdev);
	subdev_parent_op_end(sdev->parent);
	return err;
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
	subdev_dev_changed_locked(sdev, cause);
	subdev_dev_get(sdev);
	queue_work(sdev->parent->wq, &sdev->remove_work);
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
	if (sdev->state == SUBDEV_DEV_STATE_IN_USE &&
	    !info->attrs[SUBDEV_A_DEV_FORCE])
		return subdev_dev_busy(info->extack, "open by a VFIO user");
	sdev->deleting = true;
	subdev_dev_remove_locked(sdev, SUBDEV_CAUSE_COMMAND);
	return 0;
}

/**
 * subdev_dev_lease_ended_locked() - delete a subdevice whose lease is over
 * @sdev: the subdevice, locked
 *
 * One that is in use, or being activated, is deleted when that has ended.
 */
void subdev_dev_lease_ended_locked(struct subdev_dev *sdev)
{
	lockdep_assert_held(&sdev->lock);
	if (!sdev->published || sdev->deleting || sdev->activating ||
	    sdev->state == SUBDEV_DEV_STATE_IN_USE)
		return;
	sdev->deleting = true;
	subdev_dev_remove_locked(sdev, SUBDEV_CAUSE_LEASE);
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
	bool end;

	/* In state removing busdev is ours alone. */
	if (sdev->busdev)
		subdev_bus_deactivate(sdev);

	mutex_lock(&sdev->lock);
	end = sdev->deleting;
	if (end) {
		event = subdev_dev_unpublish_locked(sdev);
	} else {
		sdev->state = SUBDEV_DEV_STATE_INACTIVE;
		subdev_dev_changed_locked(sdev, sdev->cause);
	}
	mutex_unlock(&sdev->lock);
	if (end)
		subdev_dev_end(sdev, event);
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
 * Return: 0, with the subdevice in-use; or -ENODEV if it is not idle.
 */
int subdev_dev_open(struct subdev_dev *sdev)
{
	int err = -ENODEV;

	mutex_lock(&sdev->lock);
	if (sdev->published && sdev->state == SUBDEV_DEV_STATE_IDLE) {
		sdev->state = SUBDEV_DEV_STATE_IN_USE;
		sdev->opened = true;
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
	sdev->migrating = false;
	if (sdev->state == SUBDEV_DEV_STATE_IN_USE) {
		sdev->state = SUBDEV_DEV_STATE_IDLE;
		subdev_dev_changed_locked(sdev, SUBDEV_CAUSE_USE);
		subdev_lease_retry_locked(sdev);
	}
	mutex_unlock(&sdev->lock);
}
EXPORT_SYMBOL_GPL(subdev_dev_close);
