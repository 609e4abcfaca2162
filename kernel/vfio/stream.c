// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streams: the files through which a user reads the state of a subdevice that
 * it saves, or writes that of one that it resumes. What is in them is told in
 * record.h, when they come and go in migrate.c.
 *
 * A read or write moves any number of bytes: a record is built whole before
 * the first of its bytes is read, and taken whole after the last is written.
 */
#include <linux/anon_inodes.h>
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/math64.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/subdev.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "vfio.h"

#define CHUNK	SUBDEV_VFIO_RECORD_MAX

/* What comes next: of a save the record to build, of a resume that to take. */
enum phase {
	PHASE_HEAD,
	PHASE_MEM,	/* or, to take, DEVICE */
	PHASE_DEVICE,
	PHASE_STATE,
	PHASE_END,
	PHASE_DONE,
};

/* What a record of that phase will have, known before it is built. */
struct blob {
	void *data;
	size_t len;
};

/**
 * struct subdev_vfio_stream - one transfer of state
 * @ref: one of its file's, one of its device's until it is ended
 * @wait: of poll: woken when there is something to read
 * @io: one read or write at a time, in its full length; guards @buf to @rec.
 *	Memory of the user is only touched with this and no other lock held.
 * @buf: one record: header and payload
 * @have: bytes in @buf: of a save the whole record, of a resume what came of it
 * @done: of a save: bytes of @buf that have been read
 * @fresh: of a save: @buf has what was not sent before
 * @rec: of a resume: the header in @buf, if all of it came
 * @lock: see vfio.h; guards what follows
 * @sv: the device, NULL when it is ended
 * @phase: what comes next
 * @number: of the next record
 * @mem_size: size of the driver's memory, constant
 * @err: why it failed, for good
 * @stopped: of a save: the device is stopped, the stream goes on to its end
 * @manifest: of a save: what the core says of the subdevice
 * @device: of a save that is @stopped: what state.c saves
 * @state: of a save that is @stopped: what the driver saves
 * @version: of @state
 * @chunks: of a save: number of chunks of the driver's memory, constant
 * @late: of a save: chunks that can have changed since they were sent without
 *	being @dirty
 * @next: of a save: the first chunk that was never sent; guarded by the
 *	device's lock, as what follows
 * @num_dirty: how many bits are set in @dirty
 * @turn: where the search for the next of these begins
 * @dirty: chunks before @next that have changed since they were sent
 */
struct subdev_vfio_stream {
	struct kref ref;
	wait_queue_head_t wait;

	struct mutex io;	/* one read or write at a time */
	u8 *buf;
	size_t have;
	size_t done;
	bool fresh;
	struct subdev_vfio_record rec;

	struct mutex lock;	/* guards what follows */
	struct subdev_vfio *sv;
	enum phase phase;
	u32 number;
	u64 mem_size;
	int err;
	bool stopped;
	struct blob manifest;
	struct blob device;
	struct blob state;
	u32 version;
	u64 chunks;
	unsigned long *late;
	u64 next;
	u64 num_dirty;
	u64 turn;
	unsigned long *dirty;
};

/*
 * Life
 */

static void blob_free(struct blob *blob)
{
	kvfree(blob->data);
	blob->data = NULL;
	blob->len = 0;
}

static void stream_free(struct kref *ref)
{
	struct subdev_vfio_stream *s =
		container_of(ref, struct subdev_vfio_stream, ref);

	blob_free(&s->manifest);
	blob_free(&s->device);
	blob_free(&s->state);
	bitmap_free(s->late);
	bitmap_free(s->dirty);
	kvfree(s->buf);
	mutex_destroy(&s->lock);
	mutex_destroy(&s->io);
	kfree(s);
}

static void stream_put(struct subdev_vfio_stream *s)
{
	kref_put(&s->ref, stream_free);
}

static u64 mem_size(struct subdev_vfio *sv)
{
	const struct subdev_vfio_ops *ops = sv->priv->ops;

	return ops->mem_size ? ops->mem_size(sv) : 0;
}

static struct subdev_vfio_stream *stream_new(struct subdev_vfio *sv)
{
	struct subdev_vfio_stream *s = kzalloc(sizeof(*s), GFP_KERNEL_ACCOUNT);

	if (!s)
		return NULL;
	kref_init(&s->ref);
	init_waitqueue_head(&s->wait);
	mutex_init(&s->io);
	mutex_init(&s->lock);
	s->sv = sv;
	s->mem_size = mem_size(sv);
	s->buf = kvzalloc(SUBDEV_VFIO_RECORD_HEADER + SUBDEV_VFIO_RECORD_MAX,
			  GFP_KERNEL_ACCOUNT);
	if (s->buf)
		return s;
	stream_put(s);
	return NULL;
}

static int stream_release(struct inode *inode, struct file *file)
{
	stream_put(file->private_data);
	return 0;
}

/* The file gets a reference of its own. */
static struct file *stream_file(struct subdev_vfio_stream *s, const char *name,
				const struct file_operations *fops, int flags)
{
	struct file *file = anon_inode_getfile(name, fops, s, flags);

	if (IS_ERR(file))
		return file;
	kref_get(&s->ref);
	stream_open(file_inode(file), file);
	return file;
}

/**
 * subdev_vfio_stream_end() - nothing moves through a stream any more
 * @s: the stream
 *
 * Its file, if somebody still has it, fails reads and writes from now on.
 *
 * Context: Process context, with the device's mig_lock held. Waits for a record
 * that is being built or taken, not for the user's memory.
 */
void subdev_vfio_stream_end(struct subdev_vfio_stream *s)
{
	struct subdev_vfio_priv *priv = s->sv->priv;
	unsigned long flags;

	mutex_lock(&s->lock);
	spin_lock_irqsave(&priv->lock, flags);
	priv->tracker = NULL;
	spin_unlock_irqrestore(&priv->lock, flags);
	WRITE_ONCE(s->sv, NULL);
	mutex_unlock(&s->lock);
	wake_up_all(&s->wait);
	stream_put(s);
}

/*
 * Saving: which chunk of the driver's memory is to be sent
 */

/**
 * subdev_vfio_dirty() - memory of the driver has changed
 * @sv: the data path
 * @off: where
 * @len: bytes; what is beyond the size of the memory is passed over
 *
 * To be called after the change, by a driver that says @mem_tracked, for each
 * change but those that its own @reset and @mem_load make. Of memory that is
 * mapped to be called in @map: before the change, but a @mem_save that zaps
 * waits until it is mapped, and the mapping is gone when it copies.
 *
 * Context: Any, from allocation to subdev_vfio_put(), and with locks of the
 * driver held that its callbacks take.
 */
void subdev_vfio_dirty(struct subdev_vfio *sv, u64 off, u64 len)
{
	struct subdev_vfio_priv *priv = sv->priv;
	struct subdev_vfio_stream *s;
	unsigned long flags;
	u64 chunk, last, had;

	if (!len)
		return;
	spin_lock_irqsave(&priv->lock, flags);
	s = priv->tracker;
	if (s && off < s->mem_size) {
		last = (off + min(len, s->mem_size - off) - 1) / CHUNK;
		had = s->num_dirty;
		/* what was never sent will be */
		for (chunk = off / CHUNK; chunk <= last && chunk < s->next; chunk++)
			s->num_dirty += !__test_and_set_bit(chunk, s->dirty);
		if (s->num_dirty != had)
			wake_up(&s->wait);
	}
	spin_unlock_irqrestore(&priv->lock, flags);
}
EXPORT_SYMBOL_GPL(subdev_vfio_dirty);

/* Whether memory can be sent: what is not tracked waits until nothing changes. */
static bool mem_is_due_locked(const struct subdev_vfio_stream *s)
{
	lockdep_assert_held(&s->lock);
	return s->stopped || s->sv->priv->ops->mem_tracked;
}

/*
 * Takes the next chunk that is to be sent. It is taken before it is read, so
 * what changes from now on makes it dirty.
 */
static bool chunk_take_locked(struct subdev_vfio_stream *s, u64 *chunk)
{
	struct subdev_vfio_priv *priv = s->sv->priv;
	unsigned long flags;
	bool found = true;

	if (!mem_is_due_locked(s))
		return false;
	spin_lock_irqsave(&priv->lock, flags);
	if (s->next < s->chunks) {
		s->fresh = true;
		*chunk = s->next++;
	} else if (s->num_dirty) {
		s->fresh = false;
		/* in turn, so that none keeps the others out */
		*chunk = find_next_bit_wrap(s->dirty, s->chunks, s->turn);
		s->turn = *chunk + 1;
		__clear_bit(*chunk, s->dirty);
		s->num_dirty--;
	} else {
		found = false;
	}
	spin_unlock_irqrestore(&priv->lock, flags);
	return found;
}

/* Bytes of memory that were never sent, and that were sent and have changed. */
static void mem_left_locked(struct subdev_vfio_stream *s, u64 *fresh, u64 *dirty)
{
	struct subdev_vfio_priv *priv = s->sv->priv;
	unsigned long flags;

	*fresh = 0;
	*dirty = 0;
	if (!mem_is_due_locked(s))
		return;
	spin_lock_irqsave(&priv->lock, flags);
	if (s->next < s->chunks)
		*fresh = s->mem_size - s->next * CHUNK;
	*dirty = s->num_dirty * CHUNK;
	spin_unlock_irqrestore(&priv->lock, flags);
}

/*
 * Saving: records
 */

static void *payload(struct subdev_vfio_stream *s)
{
	return s->buf + SUBDEV_VFIO_RECORD_HEADER;
}

static void emit_locked(struct subdev_vfio_stream *s,
			enum subdev_vfio_record_type type, u64 pos, u32 len)
{
	struct subdev_vfio_record rec = {
		.number = s->number++,
		.type = type,
		.len = len,
		.pos = pos,
	};

	lockdep_assert_held(&s->io);
	lockdep_assert_held(&s->lock);
	subdev_vfio_record_seal(s->buf, &rec);
	s->done = 0;
	s->have = SUBDEV_VFIO_RECORD_HEADER + len;
}

static void emit_head_locked(struct subdev_vfio_stream *s)
{
	struct subdev_vfio_head head = {
		.mem_size = cpu_to_le64(s->mem_size),
		.chunk = cpu_to_le32(CHUNK),
	};

	s->fresh = true;
	memcpy(payload(s), &head, sizeof(head));
	memcpy(payload(s) + sizeof(head), s->manifest.data, s->manifest.len);
	emit_locked(s, SUBDEV_VFIO_RECORD_HEAD, 0,
		    sizeof(head) + s->manifest.len);
}

static void emit_blob_locked(struct subdev_vfio_stream *s,
			     enum subdev_vfio_record_type type, u64 pos,
			     const struct blob *blob)
{
	memcpy(payload(s), blob->data, blob->len);
	emit_locked(s, type, pos, blob->len);
}

/* What a driver failed with, where -ENOMSG means something else, or a number. */
static int driver_error(int err)
{
	return err >= 0 || err == -ENOMSG ? -EIO : err;
}

static u32 chunk_len(const struct subdev_vfio_stream *s, u64 chunk)
{
	return min_t(u64, CHUNK, s->mem_size - chunk * CHUNK);
}

static int emit_chunk_locked(struct subdev_vfio_stream *s, u64 chunk)
{
	u32 len = chunk_len(s, chunk);
	int ret;

	/* not what is left of another one, if the driver writes less */
	memset(payload(s), 0, len);
	ret = s->sv->priv->ops->mem_save(s->sv, chunk * CHUNK, payload(s), len);
	if (ret && ret != 1)
		return driver_error(ret);
	__assign_bit(chunk, s->late, ret);
	if (memchr_inv(payload(s), 0, len))
		emit_locked(s, SUBDEV_VFIO_RECORD_MEM, chunk * CHUNK, len);
	else
		emit_locked(s, SUBDEV_VFIO_RECORD_ZERO, chunk * CHUNK, 0);
	return 0;
}

/* The next record: 1, 0 at the end of all, -ENOMSG if there is none for now. */
static int build_locked(struct subdev_vfio_stream *s)
{
	u64 chunk;

	lockdep_assert_held(&s->lock);
	switch (s->phase) {
	case PHASE_HEAD:
		emit_head_locked(s);
		s->phase = PHASE_MEM;
		return 1;
	case PHASE_MEM:
		if (chunk_take_locked(s, &chunk))
			return emit_chunk_locked(s, chunk) ?: 1;
		if (!s->stopped)
			return -ENOMSG;
		emit_blob_locked(s, SUBDEV_VFIO_RECORD_DEVICE, 0, &s->device);
		s->phase = PHASE_STATE;
		return 1;
	case PHASE_STATE:
		emit_blob_locked(s, SUBDEV_VFIO_RECORD_STATE, s->version,
				 &s->state);
		s->phase = PHASE_END;
		return 1;
	case PHASE_END:
		emit_locked(s, SUBDEV_VFIO_RECORD_END, 0, 0);
		s->phase = PHASE_DONE;
		return 1;
	default:
		return 0;
	}
}

static int refill(struct subdev_vfio_stream *s)
{
	int ret;

	mutex_lock(&s->lock);
	ret = s->sv ? s->err : -ENODEV;
	if (!ret) {
		ret = build_locked(s);
		if (ret < 0 && ret != -ENOMSG)
			s->err = ret;
	}
	mutex_unlock(&s->lock);
	return ret;
}

/* Copies of one record what there is room for. */
static ssize_t drain(struct subdev_vfio_stream *s, char __user *buf,
		     size_t count)
{
	size_t left;

	count = min(count, s->have - s->done);
	left = copy_to_user(buf, s->buf + s->done, count);
	if (left == count)
		return -EFAULT;
	s->done += count - left;
	return count - left;
}

static ssize_t save_read_io(struct subdev_vfio_stream *s, char __user *buf,
			    size_t count)
{
	size_t total = 0;
	ssize_t ret = 0;

	while (total < count) {
		if (!READ_ONCE(s->sv)) {
			ret = -ENODEV;
			break;
		}
		if (s->done == s->have) {
			if (total && signal_pending(current))
				break;
			ret = refill(s);
			if (ret <= 0)
				break;
			cond_resched();
		}
		ret = drain(s, buf + total, count - total);
		if (ret < 0)
			break;
		total += ret;
	}
	return total ?: ret;
}

static ssize_t save_read(struct file *file, char __user *buf, size_t count,
			 loff_t *pos)
{
	struct subdev_vfio_stream *s = file->private_data;
	ssize_t ret;

	if (mutex_lock_interruptible(&s->io))
		return -ERESTARTSYS;
	ret = save_read_io(s, buf, count);
	mutex_unlock(&s->io);
	return ret;
}

static bool save_readable_locked(struct subdev_vfio_stream *s)
{
	u64 fresh, dirty;

	if (!s->sv || s->err || s->stopped || s->phase == PHASE_HEAD)
		return true;
	mem_left_locked(s, &fresh, &dirty);
	return fresh || dirty;
}

static __poll_t save_poll(struct file *file, poll_table *wait)
{
	struct subdev_vfio_stream *s = file->private_data;
	bool readable;

	poll_wait(file, &s->wait, wait);
	mutex_lock(&s->lock);
	readable = save_readable_locked(s);
	mutex_unlock(&s->lock);
	/* a hint: a reader that is at work may just come to the end of it */
	if (readable || data_race(s->done != s->have))
		return EPOLLIN | EPOLLRDNORM;
	return 0;
}

/* What is left to read before the stream comes to its temporary end. */
static int precopy_left(struct subdev_vfio_stream *s,
			struct vfio_precopy_info *info)
{
	u64 left = s->have - s->done;
	u64 fresh, dirty;

	lockdep_assert_held(&s->io);
	lockdep_assert_held(&s->lock);
	if (!s->sv || s->stopped)
		return -EINVAL;
	mem_left_locked(s, &fresh, &dirty);
	if (s->phase == PHASE_HEAD)
		fresh += SUBDEV_VFIO_RECORD_HEADER +
			 sizeof(struct subdev_vfio_head) + s->manifest.len;
	if (s->fresh)
		fresh += left;
	else
		dirty += left;
	info->initial_bytes = fresh;
	info->dirty_bytes = dirty;
	return 0;
}

static long get_precopy_info(struct subdev_vfio_stream *s,
			     struct vfio_precopy_info __user *arg)
{
	size_t minsz = offsetofend(struct vfio_precopy_info, dirty_bytes);
	struct vfio_precopy_info info;
	int err;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	info.flags = 0;
	if (mutex_lock_interruptible(&s->io))
		return -ERESTARTSYS;
	mutex_lock(&s->lock);
	err = precopy_left(s, &info);
	mutex_unlock(&s->lock);
	mutex_unlock(&s->io);
	if (err)
		return err;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

static long save_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (cmd != VFIO_MIG_GET_PRECOPY_INFO)
		return -ENOTTY;
	return get_precopy_info(file->private_data, (void __user *)arg);
}

static const struct file_operations save_fops = {
	.owner = THIS_MODULE,
	.read = save_read,
	.poll = save_poll,
	.unlocked_ioctl = save_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.release = stream_release,
};

static int save_prepare(struct subdev_vfio_stream *s)
{
	void *manifest = subdev_dev_manifest(s->sv->priv->sdev,
					     &s->manifest.len);

	if (IS_ERR(manifest))
		return PTR_ERR(manifest);
	s->manifest.data = manifest;
	if (s->manifest.len > SUBDEV_VFIO_RECORD_MAX -
			      sizeof(struct subdev_vfio_head))
		return -E2BIG;
	s->chunks = DIV_ROUND_UP_ULL(s->mem_size, CHUNK);
	if (!s->chunks)
		return 0;
	if (s->chunks > INT_MAX)
		return -E2BIG;
	s->late = bitmap_zalloc(s->chunks, GFP_KERNEL_ACCOUNT);
	s->dirty = bitmap_zalloc(s->chunks, GFP_KERNEL_ACCOUNT);
	return s->late && s->dirty ? 0 : -ENOMEM;
}

/**
 * subdev_vfio_stream_save() - begin to save
 * @sv: the device
 * @stream: becomes the stream, until subdev_vfio_stream_end()
 *
 * What it streams is what can be had of a running device, until
 * subdev_vfio_stream_stop().
 *
 * Context: Process context, with the device's mig_lock held.
 * Return: the file, or an ERR_PTR.
 */
struct file *subdev_vfio_stream_save(struct subdev_vfio *sv,
				     struct subdev_vfio_stream **stream)
{
	struct subdev_vfio_stream *s = stream_new(sv);
	unsigned long flags;
	struct file *file;
	int err;

	if (!s)
		return ERR_PTR(-ENOMEM);
	err = save_prepare(s);
	if (err) {
		stream_put(s);
		return ERR_PTR(err);
	}
	file = stream_file(s, "subdev-vfio-save", &save_fops, O_RDONLY);
	if (IS_ERR(file)) {
		stream_put(s);
		return file;
	}
	spin_lock_irqsave(&sv->priv->lock, flags);
	sv->priv->tracker = s;
	spin_unlock_irqrestore(&sv->priv->lock, flags);
	*stream = s;
	return file;
}

static int save_state_locked(struct subdev_vfio_stream *s)
{
	struct subdev_vfio *sv = s->sv;
	ssize_t len;

	lockdep_assert_held(&s->lock);
	s->device.len = subdev_vfio_device_size(sv->priv);
	s->device.data = kvmalloc(s->device.len, GFP_KERNEL_ACCOUNT);
	s->state.data = kvzalloc(SUBDEV_VFIO_STATE_MAX, GFP_KERNEL_ACCOUNT);
	if (!s->device.data || !s->state.data)
		return -ENOMEM;
	subdev_vfio_device_save(sv->priv, s->device.data);
	len = sv->priv->ops->save(sv, &s->version, s->state.data,
				  SUBDEV_VFIO_STATE_MAX);
	if (len < 0)
		return driver_error(len);
	if (WARN_ON_ONCE(len > SUBDEV_VFIO_STATE_MAX))
		return -EINVAL;
	s->state.len = len;
	return 0;
}

/* All are at rest: what nobody tells of shows now. */
static void late_to_dirty_locked(struct subdev_vfio_stream *s)
{
	struct subdev_vfio_priv *priv = s->sv->priv;
	unsigned long flags, chunk;

	lockdep_assert_held(&s->lock);
	spin_lock_irqsave(&priv->lock, flags);
	for_each_set_bit(chunk, s->late, s->chunks)
		s->num_dirty += !__test_and_set_bit(chunk, s->dirty);
	spin_unlock_irqrestore(&priv->lock, flags);
}

/**
 * subdev_vfio_stream_stop() - the device is stopped, the stream gets its end
 * @s: a stream that saves
 *
 * Context: Process context, with the device's mig_lock held.
 * Return: 0, or a negative errno, with the stream as it was.
 */
int subdev_vfio_stream_stop(struct subdev_vfio_stream *s)
{
	int err;

	mutex_lock(&s->lock);
	err = save_state_locked(s);
	if (err) {
		blob_free(&s->device);
		blob_free(&s->state);
	} else {
		late_to_dirty_locked(s);
		s->stopped = true;
	}
	mutex_unlock(&s->lock);
	wake_up_all(&s->wait);
	return err;
}

/**
 * subdev_vfio_stream_size() - how much a stream has left to read
 * @sv: the device
 * @s: its stream if it has one that saves, else NULL
 *
 * Context: Process context, with the device's mig_lock held.
 * Return: bytes, an estimate, not too low by much.
 */
u64 subdev_vfio_stream_size(struct subdev_vfio *sv,
			    struct subdev_vfio_stream *s)
{
	u64 size = subdev_vfio_device_size(sv->priv) + SUBDEV_VFIO_STATE_MAX +
		   4 * SUBDEV_VFIO_RECORD_HEADER;
	u64 fresh, dirty, late = 0;

	if (!s)
		return size + mem_size(sv);
	mutex_lock(&s->lock);
	mem_left_locked(s, &fresh, &dirty);
	if (!mem_is_due_locked(s))
		fresh = s->mem_size;
	if (!s->stopped)
		late = (u64)bitmap_weight(s->late, s->chunks) * CHUNK;
	mutex_unlock(&s->lock);
	return size + fresh + dirty + late;
}

/*
 * Resuming
 */

static int take_head_locked(struct subdev_vfio_stream *s)
{
	struct subdev_vfio_head head;
	int err;

	if (s->rec.len < sizeof(head) || s->rec.pos)
		return -EINVAL;
	memcpy(&head, payload(s), sizeof(head));
	if (head.reserved || le32_to_cpu(head.chunk) != CHUNK)
		return -EINVAL;
	/* first the manifest: its verdict is the one that people can look up */
	err = subdev_dev_check_manifest(s->sv->priv->sdev,
					payload(s) + sizeof(head),
					s->rec.len - sizeof(head));
	if (err)
		return err;
	if (le64_to_cpu(head.mem_size) != s->mem_size)
		return -EINVAL;
	s->phase = PHASE_MEM;
	return 0;
}

static int take_chunk_locked(struct subdev_vfio_stream *s)
{
	bool zero = s->rec.type == SUBDEV_VFIO_RECORD_ZERO;
	u64 pos = s->rec.pos;
	u32 len;
	int err;

	if (pos >= s->mem_size || pos & (CHUNK - 1))
		return -EINVAL;
	len = chunk_len(s, pos / CHUNK);
	if (s->rec.len != (zero ? 0 : len))
		return -EINVAL;
	if (zero)
		memset(payload(s), 0, len);
	err = s->sv->priv->ops->mem_load(s->sv, pos, payload(s), len);
	return err ? driver_error(err) : 0;
}

static int take_device_locked(struct subdev_vfio_stream *s)
{
	if (s->rec.pos)
		return -EINVAL;
	s->phase = PHASE_STATE;
	return subdev_vfio_device_load(s->sv->priv, payload(s), s->rec.len);
}

static int take_state_locked(struct subdev_vfio_stream *s)
{
	int err;

	if (s->rec.pos > U32_MAX)
		return -EINVAL;
	s->phase = PHASE_END;
	err = s->sv->priv->ops->load(s->sv, s->rec.pos, payload(s), s->rec.len);
	return err ? driver_error(err) : 0;
}

static int take_end_locked(struct subdev_vfio_stream *s)
{
	if (s->rec.pos || s->rec.len)
		return -EINVAL;
	s->phase = PHASE_DONE;
	return 0;
}

static int take_locked(struct subdev_vfio_stream *s)
{
	lockdep_assert_held(&s->io);
	lockdep_assert_held(&s->lock);
	if (!subdev_vfio_record_intact(s->buf) || s->rec.number != s->number++)
		return -EINVAL;
	switch (s->rec.type) {
	case SUBDEV_VFIO_RECORD_HEAD:
		return s->phase == PHASE_HEAD ? take_head_locked(s) : -EINVAL;
	case SUBDEV_VFIO_RECORD_MEM:
	case SUBDEV_VFIO_RECORD_ZERO:
		return s->phase == PHASE_MEM ? take_chunk_locked(s) : -EINVAL;
	case SUBDEV_VFIO_RECORD_DEVICE:
		return s->phase == PHASE_MEM ? take_device_locked(s) : -EINVAL;
	case SUBDEV_VFIO_RECORD_STATE:
		return s->phase == PHASE_STATE ? take_state_locked(s) : -EINVAL;
	case SUBDEV_VFIO_RECORD_END:
		return s->phase == PHASE_END ? take_end_locked(s) : -EINVAL;
	default:
		return -EINVAL;
	}
}

/* How many bytes make a whole: the header, and when it is there the record. */
static size_t wanted(const struct subdev_vfio_stream *s)
{
	if (s->have < SUBDEV_VFIO_RECORD_HEADER)
		return SUBDEV_VFIO_RECORD_HEADER;
	return SUBDEV_VFIO_RECORD_HEADER + s->rec.len;
}

/* A whole has come: what is wrong with it stays wrong. */
static int arrived(struct subdev_vfio_stream *s)
{
	int err = 0;

	if (s->have == SUBDEV_VFIO_RECORD_HEADER)
		err = subdev_vfio_record_open(s->buf, &s->rec);
	if (!err && s->have < wanted(s))
		return 0;
	mutex_lock(&s->lock);
	if (!err)
		err = s->sv ? take_locked(s) : -ENODEV;
	if (err && !s->err)
		s->err = err;
	mutex_unlock(&s->lock);
	s->have = 0;
	return err;
}

/* Whether more can come: nothing does after a failure, or after the end. */
static int resume_check(struct subdev_vfio_stream *s)
{
	int err;

	mutex_lock(&s->lock);
	if (s->sv && !s->err && s->phase == PHASE_DONE)
		s->err = -EINVAL;
	err = s->sv ? s->err : -ENODEV;
	mutex_unlock(&s->lock);
	return err;
}

static ssize_t resume_write_io(struct subdev_vfio_stream *s,
			       const char __user *buf, size_t count)
{
	size_t total = 0, whole, len, left;
	int err;

	while (total < count) {
		if (!s->have) {
			err = resume_check(s);
			if (err)
				return err;
			if (total && signal_pending(current))
				break;
			cond_resched();
		}
		whole = wanted(s);
		len = min(count - total, whole - s->have);
		left = copy_from_user(s->buf + s->have, buf + total, len);
		s->have += len - left;
		total += len - left;
		if (left)
			return total ?: -EFAULT;
		err = s->have == whole ? arrived(s) : 0;
		if (err)
			return err;
	}
	return total;
}

static ssize_t resume_write(struct file *file, const char __user *buf,
			    size_t count, loff_t *pos)
{
	struct subdev_vfio_stream *s = file->private_data;
	ssize_t ret;

	if (mutex_lock_interruptible(&s->io))
		return -ERESTARTSYS;
	ret = resume_write_io(s, buf, count);
	mutex_unlock(&s->io);
	return ret;
}

static const struct file_operations resume_fops = {
	.owner = THIS_MODULE,
	.write = resume_write,
	.release = stream_release,
};

/**
 * subdev_vfio_stream_resume() - begin to resume
 * @sv: the device, to be reset before somebody gets the file
 * @stream: becomes the stream, until subdev_vfio_stream_end()
 *
 * Context: Process context, with the device's mig_lock held.
 * Return: the file, or an ERR_PTR.
 */
struct file *subdev_vfio_stream_resume(struct subdev_vfio *sv,
				       struct subdev_vfio_stream **stream)
{
	struct subdev_vfio_stream *s = stream_new(sv);
	struct file *file;

	if (!s)
		return ERR_PTR(-ENOMEM);
	file = stream_file(s, "subdev-vfio-resume", &resume_fops, O_WRONLY);
	if (IS_ERR(file))
		stream_put(s);
	else
		*stream = s;
	return file;
}

/**
 * subdev_vfio_stream_verdict() - whether all of a state has come and was taken
 * @s: a stream that resumes
 *
 * Context: Process context, with the device's mig_lock held.
 * Return: 0, or a negative errno: what a write failed with, or -EINVAL.
 */
int subdev_vfio_stream_verdict(struct subdev_vfio_stream *s)
{
	int err;

	mutex_lock(&s->lock);
	err = s->err;
	if (!err && s->phase != PHASE_DONE)
		err = -EINVAL;
	mutex_unlock(&s->lock);
	return err;
}
