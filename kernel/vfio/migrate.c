// SPDX-License-Identifier: GPL-2.0-only
/*
 * Migration as VFIO has it: the states and the ways between them.
 *
 *			acts	signals	streams
 *   RUNNING		yes	yes	-
 *   RUNNING_P2P	no	yes	-
 *   PRE_COPY		yes	yes	saves	the head, and memory that is tracked
 *   PRE_COPY_P2P	no	yes	saves
 *   STOP		no	no	-
 *   STOP_COPY		no	no	saves	all
 *   RESUMING		no	no	resumes
 *   ERROR		no	no	-	a state was not taken; only a reset
 *					leads out
 *
 * What acts is the driver, between its run and its stop: only then it does DMA,
 * to the guest's memory or to that of another device, which it cannot tell apart.
 * So when all devices of a guest are in a P2P state none writes to another, and
 * each of them still answers, and signals what it is made to by that.
 *
 * Which of these follow each other, and by which way, vfio_mig_get_next_state()
 * knows. What there is to do in a step follows from the three columns.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/subdev.h>

#include "vfio.h"

#define MIGRATION_FLAGS	(VFIO_MIGRATION_STOP_COPY | VFIO_MIGRATION_P2P | \
			 VFIO_MIGRATION_PRE_COPY)

static bool state_acts(enum vfio_device_mig_state state)
{
	return state == VFIO_DEVICE_STATE_RUNNING ||
	       state == VFIO_DEVICE_STATE_PRE_COPY;
}

static bool state_signals(enum vfio_device_mig_state state)
{
	return state_acts(state) || state == VFIO_DEVICE_STATE_RUNNING_P2P ||
	       state == VFIO_DEVICE_STATE_PRE_COPY_P2P;
}

static bool state_saves(enum vfio_device_mig_state state)
{
	return state == VFIO_DEVICE_STATE_PRE_COPY ||
	       state == VFIO_DEVICE_STATE_PRE_COPY_P2P ||
	       state == VFIO_DEVICE_STATE_STOP_COPY;
}

/* What the guest has rung is with the driver. */
static void flush_doorbells(struct subdev_vfio_priv *priv)
{
	lockdep_assert_held(&priv->mig_lock);
	mutex_lock(&priv->gate);
	subdev_vfio_ioeventfds_flush_locked(priv);
	mutex_unlock(&priv->gate);
}

/*
 * What a device does in a state and not in the other, ended or begun; all of its
 * DMA has ended when this returns. Another device can still ring doorbells in a
 * P2P state, and that is in the state too.
 */
static void device_shift(struct subdev_vfio *sv,
			 enum vfio_device_mig_state from,
			 enum vfio_device_mig_state to)
{
	struct subdev_vfio_priv *priv = sv->priv;
	bool acts = state_acts(to), signals = state_signals(to);

	lockdep_assert_held(&priv->mig_lock);
	if ((state_acts(from) && !acts) || (state_signals(from) && !signals))
		flush_doorbells(priv);
	if (state_acts(from) && !acts && priv->ops->stop)
		priv->ops->stop(sv);
	if (state_signals(from) && !signals)
		subdev_vfio_irqs_hold(priv);
	if (!state_signals(from) && signals)
		subdev_vfio_irqs_go_on(priv);
	if (!state_acts(from) && acts && priv->ops->run)
		priv->ops->run(sv);
}

static void stream_end(struct subdev_vfio_priv *priv)
{
	lockdep_assert_held(&priv->mig_lock);
	if (!priv->stream)
		return;
	subdev_vfio_stream_end(priv->stream);
	priv->stream = NULL;
}

/*
 * The steps. Each changes mig_state, or leaves it and all else as it was; but
 * where a state that came is not taken, there is no way back.
 */

static int leave_resuming(struct subdev_vfio *sv)
{
	struct subdev_vfio_priv *priv = sv->priv;
	int err = subdev_vfio_stream_verdict(priv->stream);

	stream_end(priv);
	priv->mig_state = err ? VFIO_DEVICE_STATE_ERROR :
				VFIO_DEVICE_STATE_STOP;
	return err;
}

/* The driver's memory is all zeroes after a reset, so these need not be sent. */
static struct file *enter_resuming(struct subdev_vfio *sv)
{
	struct subdev_vfio_priv *priv = sv->priv;
	struct file *file = subdev_vfio_stream_resume(sv, &priv->stream);

	if (IS_ERR(file))
		return file;
	/* nobody has the file yet */
	subdev_vfio_reset(sv);
	priv->mig_state = VFIO_DEVICE_STATE_RESUMING;
	return file;
}

/* From a state that streams nothing to one that saves, and is like it else. */
static struct file *enter_saving(struct subdev_vfio *sv,
				 enum vfio_device_mig_state next)
{
	struct subdev_vfio_priv *priv = sv->priv;
	struct file *file = subdev_vfio_stream_save(sv, &priv->stream);
	int err;

	if (IS_ERR(file))
		return file;
	if (next == VFIO_DEVICE_STATE_STOP_COPY) {
		err = subdev_vfio_stream_stop(priv->stream);
		if (err) {
			stream_end(priv);
			fput(file);
			return ERR_PTR(err);
		}
	}
	priv->mig_state = next;
	return file;
}

/* From one that saves to the other that does, and stops. */
static int stop_saving(struct subdev_vfio *sv)
{
	const enum vfio_device_mig_state next = VFIO_DEVICE_STATE_STOP_COPY;
	struct subdev_vfio_priv *priv = sv->priv;
	int err;

	device_shift(sv, priv->mig_state, next);
	err = subdev_vfio_stream_stop(priv->stream);
	if (err)
		device_shift(sv, next, priv->mig_state);
	else
		priv->mig_state = next;
	return err;
}

/* Between two states that stream the same, or from one that saved. */
static void step_plain(struct subdev_vfio *sv, enum vfio_device_mig_state next)
{
	struct subdev_vfio_priv *priv = sv->priv;

	if (!state_saves(next))
		stream_end(priv);
	device_shift(sv, priv->mig_state, next);
	priv->mig_state = next;
}

/* One step of the way. A file comes with the one that begins to stream. */
static struct file *step_locked(struct subdev_vfio *sv,
				enum vfio_device_mig_state next)
{
	struct subdev_vfio_priv *priv = sv->priv;
	bool saves = state_saves(priv->mig_state);

	lockdep_assert_held(&priv->mig_lock);
	if (priv->mig_state == VFIO_DEVICE_STATE_RESUMING)
		return ERR_PTR(leave_resuming(sv));
	if (next == VFIO_DEVICE_STATE_RESUMING)
		return enter_resuming(sv);
	if (!saves && state_saves(next))
		return enter_saving(sv, next);
	if (saves && next == VFIO_DEVICE_STATE_STOP_COPY)
		return ERR_PTR(stop_saving(sv));
	step_plain(sv, next);
	return NULL;
}

/* VFIO warns of a driver that asks for the way from ERROR: there is none. */
static int next_state(struct subdev_vfio *sv, enum vfio_device_mig_state state,
		      enum vfio_device_mig_state *next)
{
	enum vfio_device_mig_state now = sv->priv->mig_state;

	if (now == VFIO_DEVICE_STATE_ERROR)
		return -EINVAL;
	return vfio_mig_get_next_state(&sv->vdev, now, state, next);
}

/* No state that streams lies on a way, only at its ends: one file at most. */
static struct file *walk_locked(struct subdev_vfio *sv,
				enum vfio_device_mig_state state)
{
	struct subdev_vfio_priv *priv = sv->priv;
	enum vfio_device_mig_state next;
	struct file *file = NULL;
	int err;

	while (!file && priv->mig_state != state) {
		err = next_state(sv, state, &next);
		file = err ? ERR_PTR(err) : step_locked(sv, next);
	}
	return file;
}

static struct file *migration_set_state(struct vfio_device *vdev,
					enum vfio_device_mig_state state)
{
	struct subdev_vfio *sv = subdev_vfio_from(vdev);
	struct subdev_vfio_priv *priv = sv->priv;
	struct file *file;

	if (state == VFIO_DEVICE_STATE_ERROR)
		return ERR_PTR(-EINVAL);
	mutex_lock(&priv->mig_lock);
	/* before the manifest is read, which must stay true */
	if (priv->mig_state != state)
		subdev_dev_set_migrating(priv->sdev, true);
	file = walk_locked(sv, state);
	if (priv->mig_state == VFIO_DEVICE_STATE_RUNNING)
		subdev_dev_set_migrating(priv->sdev, false);
	mutex_unlock(&priv->mig_lock);
	return file;
}

/* Also called by VFIO's debugfs, of a device that nobody has open. */
static int migration_get_state(struct vfio_device *vdev,
			       enum vfio_device_mig_state *state)
{
	struct subdev_vfio_priv *priv = subdev_vfio_from(vdev)->priv;

	/* a reset can last, and debugfs has readers of its own */
	if (mutex_lock_killable(&priv->mig_lock))
		return -EINTR;
	*state = priv->mig_state;
	mutex_unlock(&priv->mig_lock);
	return 0;
}

static int migration_get_data_size(struct vfio_device *vdev,
				   unsigned long *size)
{
	struct subdev_vfio *sv = subdev_vfio_from(vdev);
	struct subdev_vfio_priv *priv = sv->priv;

	mutex_lock(&priv->mig_lock);
	*size = subdev_vfio_stream_size(sv, state_saves(priv->mig_state) ?
					priv->stream : NULL);
	mutex_unlock(&priv->mig_lock);
	return 0;
}

static const struct vfio_migration_ops migration_ops = {
	.migration_set_state = migration_set_state,
	.migration_get_state = migration_get_state,
	.migration_get_data_size = migration_get_data_size,
};

/* Whether a driver's callbacks for migration are all there, or none. */
bool subdev_vfio_migration_valid(const struct subdev_vfio_ops *ops)
{
	return !ops->save == !ops->load && !ops->stop == !ops->run &&
	       !ops->mem_size == !ops->mem_save &&
	       !ops->mem_size == !ops->mem_load &&
	       (ops->save || !ops->stop) && (ops->save || !ops->mem_size) &&
	       (ops->mem_size || !ops->mem_tracked);
}

/**
 * subdev_vfio_migration_init() - offer migration, if there is any
 * @sv: the data path, not registered
 *
 * There is if the driver saves and loads, and the type has a model: what has
 * none is compatible with nothing.
 */
void subdev_vfio_migration_init(struct subdev_vfio *sv)
{
	struct subdev_vfio_priv *priv = sv->priv;

	priv->mig_state = VFIO_DEVICE_STATE_RUNNING;
	if (!priv->ops->save || !subdev_dev_type(priv->sdev)->model)
		return;
	sv->vdev.migration_flags = MIGRATION_FLAGS;
	sv->vdev.mig_ops = &migration_ops;
}

/**
 * subdev_vfio_migration_end() - nothing streams any more
 * @sv: the data path
 *
 * Context: Process context, in VFIO's close_device. Waits for a record that is
 * being built or taken.
 */
void subdev_vfio_migration_end(struct subdev_vfio *sv)
{
	struct subdev_vfio_priv *priv = sv->priv;

	mutex_lock(&priv->mig_lock);
	stream_end(priv);
	mutex_unlock(&priv->mig_lock);
}

/**
 * subdev_vfio_migration_reset() - back to the state after power-on, and running
 * @sv: the data path
 *
 * Context: Process context, sleeps.
 */
void subdev_vfio_migration_reset(struct subdev_vfio *sv)
{
	struct subdev_vfio_priv *priv = sv->priv;

	mutex_lock(&priv->mig_lock);
	stream_end(priv);
	subdev_vfio_reset(sv);
	device_shift(sv, priv->mig_state, VFIO_DEVICE_STATE_RUNNING);
	if (priv->mig_state != VFIO_DEVICE_STATE_RUNNING)
		subdev_dev_set_migrating(priv->sdev, false);
	priv->mig_state = VFIO_DEVICE_STATE_RUNNING;
	mutex_unlock(&priv->mig_lock);
}
