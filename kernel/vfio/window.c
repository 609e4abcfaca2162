// SPDX-License-Identifier: GPL-2.0-only
/*
 * The part of the guest's memory that stays pinned, for who copies again and
 * again: windows, made when a copy first touches them and kept until the user
 * unmaps them, closes the device, or others are used more.
 *
 * A window is there or not, that makes no difference but in time: a copy that
 * gets none goes through VFIO.
 *
 * VFIO calls dma_unmap again while it finds pages pinned in what it unmaps. So
 * each pin that exists is that of a window, which can be found, or is counted and
 * waited for: of one that is being made, or is dying.
 *
 * Over iommufd dma_unmap must not return before all pins are gone: nobody calls
 * it again when the device leaves an address space. It holds no lock that an
 * unpin needs, so it waits without end.
 *
 * Type1 holds the lock of its list of devices over dma_unmap, which an unmapping
 * by another thread takes inside of the lock that each pin and unpin needs. So
 * with two such threads nothing can be unpinned before dma_unmap has returned,
 * and it gives up when nothing was unpinned for a while. It is called again then,
 * but not for ever: type1 has a BUG() at the twelfth time that it finds pins. So,
 * over a container,
 *
 * - dying windows are unpinned by works, one for each, which wait for the lock
 *   when the thread that has it lets it go. That thread, when it comes back to
 *   take it, can be quicker than the second of them, if not than the first;
 * - therefore windows are few, and as large as one turn of the lock can unpin,
 *   and are made one at a time: at most UNMAP_TRIES turns, and all are gone;
 * - nothing is pinned while an unmapping may be under way: it does not say when
 *   it is over, so for a while after each call;
 * - who has given up UNMAP_TRIES times waits without end. Of a container with
 *   more devices than one, two unmapping threads could then be stuck for good. A
 *   VMM that unmaps one at a time never is, and the host is safe from all.
 */
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/iommu.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "vfio.h"

/* How long one call of type1's dma_unmap waits with nothing unpinned. */
#define UNMAP_WAIT	(2 * HZ)

/* How often it returns although something is pinned; type1 bears ten. */
#define UNMAP_TRIES	10

/* How long nothing is pinned after it, and after an open in the midst of one. */
#define UNMAP_PAUSE	(5 * HZ)

/* How long nothing is pinned for want of memory: doubled each time up to this. */
#define MEMORY_PAUSE	HZ
#define MEMORY_PAUSE_MAX	(64 * HZ)

/* How long a window that could not be pinned is not tried again. */
#define FAILED_PAUSE	(5 * HZ)

#define FAILED_SIZE	(SUBDEV_VFIO_WINDOWS_FAILED * \
			 sizeof(struct subdev_vfio_failed))

/* What was used within this time does not make room for others. */
#define RECENT		(HZ / 10)

static_assert(SUBDEV_VFIO_WINDOW_PAGES <= VFIO_PIN_PAGES_MAX_ENTRIES);
/* the first turn may be lost, and one that is being made takes two */
static_assert(SUBDEV_VFIO_WINDOWS_MAX_TYPE1 + 2 <= UNMAP_TRIES);

static struct workqueue_struct *unpin_wq;

/* Nothing is allocated on the way to free memory, so unpins get a rescuer. */
int subdev_vfio_windows_init(void)
{
	unpin_wq = alloc_workqueue("subdev_vfio_unpin",
				   WQ_UNBOUND | WQ_MEM_RECLAIM,
				   WQ_UNBOUND_MAX_ACTIVE);
	return unpin_wq ? 0 : -ENOMEM;
}

void subdev_vfio_windows_exit(void)
{
	destroy_workqueue(unpin_wq);
}

static unsigned long window_index(u64 iova)
{
	return iova >> SUBDEV_VFIO_WINDOW_SHIFT;
}

static u64 window_iova(const struct subdev_vfio_window *window)
{
	return (u64)window->index << SUBDEV_VFIO_WINDOW_SHIFT;
}

static void unpin_pages(struct subdev_vfio *sv,
			const struct subdev_vfio_window *window)
{
	vfio_unpin_pages(&sv->vdev, window_iova(window),
			 SUBDEV_VFIO_WINDOW_PAGES);
}

static int pin_pages(struct subdev_vfio *sv, struct subdev_vfio_window *window,
		     int prot)
{
	int ret = vfio_pin_pages(&sv->vdev, window_iova(window),
				 SUBDEV_VFIO_WINDOW_PAGES, prot, window->pages);

	if (ret > 0 && WARN_ON_ONCE(ret != SUBDEV_VFIO_WINDOW_PAGES)) {
		vfio_unpin_pages(&sv->vdev, window_iova(window), ret);
		return -EIO;
	}
	return ret < 0 ? ret : 0;
}

/* For writing if that is possible: most memory is written, sooner or later. */
static int window_pin(struct subdev_vfio *sv, struct subdev_vfio_window *window)
{
	int ret;

	window->writable = true;
	ret = pin_pages(sv, window, IOMMU_READ | IOMMU_WRITE);
	if (ret == -EPERM) {
		window->writable = false;
		return pin_pages(sv, window, IOMMU_READ);
	}
	if (ret || sv->priv->dma.type1)
		return ret;
	/*
	 * iommufd has only asked whether it can be written. Pinned once more if
	 * it can be read too, so one pin is too many now; or the only one.
	 */
	ret = pin_pages(sv, window, IOMMU_READ);
	unpin_pages(sv, window);
	return ret;
}

static bool pins_left_locked(const struct subdev_vfio_dma *dma)
{
	lockdep_assert_held(&dma->windows.xa_lock);
	return dma->making || dma->dying;
}

/* After @making or @dying became less. */
static void unpinned_locked(struct subdev_vfio_dma *dma)
{
	lockdep_assert_held(&dma->windows.xa_lock);
	dma->unpinned++;
	if (!pins_left_locked(dma))
		dma->tries = 0;
	wake_up_all(&dma->wait);
}

static void unpin_work(struct work_struct *work)
{
	struct subdev_vfio_window *window =
		container_of(work, struct subdev_vfio_window, unpin);
	struct subdev_vfio_dma *dma = window->dma;

	unpin_pages(dma->sv, window);
	kfree(window);
	xa_lock(&dma->windows);
	dma->dying--;
	unpinned_locked(dma);
	xa_unlock(&dma->windows);
}

static struct subdev_vfio_window *
window_use_locked(struct subdev_vfio_dma *dma,
		  struct subdev_vfio_window *window, bool write)
{
	lockdep_assert_held(&dma->windows.xa_lock);
	if (write && !window->writable)
		return NULL;
	window->users++;
	window->last_use = jiffies;
	list_move_tail(&window->node, &dma->used);
	return window;
}

/* Nobody finds it any more. It is unpinned at once, or when its last user goes. */
static void window_kill_locked(struct subdev_vfio_dma *dma,
			       struct subdev_vfio_window *window)
{
	lockdep_assert_held(&dma->windows.xa_lock);
	__xa_erase(&dma->windows, window->index);
	list_del(&window->node);
	window->dead = true;
	dma->num--;
	dma->dying++;
	if (!window->users)
		queue_work(unpin_wq, &window->unpin);
}

static void pause_locked(struct subdev_vfio_dma *dma, unsigned long delay)
{
	unsigned long retry = jiffies + delay;

	lockdep_assert_held(&dma->windows.xa_lock);
	if (time_after(retry, dma->retry))
		dma->retry = retry;
}

static bool may_pin_locked(const struct subdev_vfio_dma *dma)
{
	lockdep_assert_held(&dma->windows.xa_lock);
	return !dma->unmapping && time_after_eq(jiffies, dma->retry);
}

/* Where a failure of that window is remembered, until another one's is. */
static struct subdev_vfio_failed *failed_slot(struct subdev_vfio_dma *dma,
					      unsigned long index)
{
	return &dma->failed[index % SUBDEV_VFIO_WINDOWS_FAILED];
}

static bool has_failed_locked(struct subdev_vfio_dma *dma, unsigned long index)
{
	const struct subdev_vfio_failed *failed = failed_slot(dma, index);

	lockdep_assert_held(&dma->windows.xa_lock);
	return failed->is && failed->index == index &&
	       time_before(jiffies, failed->retry);
}

static void make_failed_locked(struct subdev_vfio_dma *dma, unsigned long index,
			       int err)
{
	lockdep_assert_held(&dma->windows.xa_lock);
	if (err != -ENOMEM) {
		*failed_slot(dma, index) = (struct subdev_vfio_failed) {
			.is = true,
			.index = index,
			.retry = jiffies + FAILED_PAUSE,
		};
		return;
	}
	pause_locked(dma, dma->memory_pause);
	dma->memory_pause = min(2 * dma->memory_pause,
				(unsigned long)MEMORY_PAUSE_MAX);
}

/* If all are there that can be, the one that was used longest ago makes room. */
static bool room_locked(struct subdev_vfio_dma *dma)
{
	unsigned int max = dma->type1 ? SUBDEV_VFIO_WINDOWS_MAX_TYPE1 :
					SUBDEV_VFIO_WINDOWS_MAX;
	struct subdev_vfio_window *window;

	lockdep_assert_held(&dma->windows.xa_lock);
	if (dma->type1 && dma->making)
		return false;
	if (dma->num + dma->making + dma->dying < max)
		return true;
	window = list_first_entry_or_null(&dma->used, struct subdev_vfio_window,
					  node);
	if (window && !window->users &&
	    time_after(jiffies, window->last_use + RECENT))
		window_kill_locked(dma, window);
	return false;
}

/* Whether @window is known now; else somebody was quicker, or there is no memory. */
static bool window_insert_locked(struct subdev_vfio_dma *dma,
				 struct subdev_vfio_window *window)
{
	lockdep_assert_held(&dma->windows.xa_lock);
	if (!may_pin_locked(dma) ||
	    __xa_insert(&dma->windows, window->index, window,
			GFP_KERNEL_ACCOUNT))
		return false;
	list_add_tail(&window->node, &dma->used);
	dma->num++;
	dma->memory_pause = MEMORY_PAUSE;
	/* the lock was let go for memory */
	if (!may_pin_locked(dma))
		window_kill_locked(dma, window);
	return true;
}

static struct subdev_vfio_window *find_locked(struct subdev_vfio_dma *dma,
					      unsigned long index, bool write)
{
	struct subdev_vfio_window *window = xa_load(&dma->windows, index);

	lockdep_assert_held(&dma->windows.xa_lock);
	return window ? window_use_locked(dma, window, write) : NULL;
}

/* To be called with dma->making raised, which it lowers. */
static struct subdev_vfio_window *window_make(struct subdev_vfio *sv,
					      unsigned long index, bool write)
{
	struct subdev_vfio_dma *dma = &sv->priv->dma;
	struct subdev_vfio_window *window, *used = NULL;
	bool inserted = false;
	int err = -ENOMEM;

	window = kzalloc(sizeof(*window), GFP_KERNEL_ACCOUNT);
	if (window) {
		window->dma = dma;
		window->index = index;
		INIT_WORK(&window->unpin, unpin_work);
		err = window_pin(sv, window);
	}
	xa_lock(&dma->windows);
	if (err)
		make_failed_locked(dma, index, err);
	else
		inserted = window_insert_locked(dma, window);
	xa_unlock(&dma->windows);
	if (!inserted) {
		if (!err)
			unpin_pages(sv, window);
		kfree(window);
	}
	xa_lock(&dma->windows);
	if (!err)
		used = find_locked(dma, index, write);
	dma->making--;
	unpinned_locked(dma);
	xa_unlock(&dma->windows);
	return used;
}

/*
 * The window of an address, for a copy that is counted in dma->calls; NULL if
 * there is none for it. The caller is quick, waits for nothing, also for no
 * other window, and ends with subdev_vfio_window_put().
 */
struct subdev_vfio_window *subdev_vfio_window_get(struct subdev_vfio *sv,
						  u64 iova, bool write)
{
	struct subdev_vfio_dma *dma = &sv->priv->dma;
	unsigned long index = window_index(iova);
	struct subdev_vfio_window *window;
	bool make;

	xa_lock(&dma->windows);
	window = xa_load(&dma->windows, index);
	if (window) {
		window = window_use_locked(dma, window, write);
		xa_unlock(&dma->windows);
		return window;
	}
	make = may_pin_locked(dma) && !has_failed_locked(dma, index) &&
	       room_locked(dma);
	dma->making += make;
	xa_unlock(&dma->windows);
	return make ? window_make(sv, index, write) : NULL;
}

/* The same, if it is there; waits for nothing, so others may be in use. */
struct subdev_vfio_window *subdev_vfio_window_find(struct subdev_vfio *sv,
						   u64 iova, bool write)
{
	struct subdev_vfio_dma *dma = &sv->priv->dma;
	struct subdev_vfio_window *window;

	xa_lock(&dma->windows);
	window = find_locked(dma, window_index(iova), write);
	xa_unlock(&dma->windows);
	return window;
}

/* @written bytes from @iova on were written, 0 for none. */
void subdev_vfio_window_put(struct subdev_vfio *sv,
			    struct subdev_vfio_window *window, u64 iova,
			    size_t written)
{
	struct subdev_vfio_dma *dma = &sv->priv->dma;
	unsigned int first = (iova - window_iova(window)) >> PAGE_SHIFT;
	unsigned int last = (iova - window_iova(window) + written - 1) >>
			    PAGE_SHIFT;

	xa_lock(&dma->windows);
	if (written)
		bitmap_set(window->written, first, last - first + 1);
	if (!--window->users && window->dead)
		queue_work(unpin_wq, &window->unpin);
	xa_unlock(&dma->windows);
}

static void windows_kill_locked(struct subdev_vfio_dma *dma, u64 iova,
				u64 length)
{
	u64 last = length > U64_MAX - iova ? U64_MAX : iova + length - 1;
	struct subdev_vfio_window *window;
	unsigned long index;

	lockdep_assert_held(&dma->windows.xa_lock);
	/* VFIO also unmaps before the first open and behind the last close. */
	if (dma->failed)
		memset(dma->failed, 0, FAILED_SIZE);
	xa_for_each_range(&dma->windows, index, window, window_index(iova),
			  window_index(last))
		window_kill_locked(dma, window);
}

static bool pins_left(struct subdev_vfio_dma *dma, unsigned int *unpinned)
{
	bool left;

	xa_lock(&dma->windows);
	left = pins_left_locked(dma);
	*unpinned = dma->unpinned;
	xa_unlock(&dma->windows);
	return left;
}

static bool pins_changed(struct subdev_vfio_dma *dma, unsigned int unpinned)
{
	bool changed;

	xa_lock(&dma->windows);
	changed = dma->unpinned != unpinned;
	xa_unlock(&dma->windows);
	return changed;
}

/* Nothing was unpinned for a while: whether to let VFIO call again. */
static bool give_up(struct subdev_vfio_dma *dma)
{
	bool give_up;

	xa_lock(&dma->windows);
	give_up = dma->type1 && dma->tries < UNMAP_TRIES;
	dma->tries += give_up;
	xa_unlock(&dma->windows);
	return give_up;
}

/*
 * VFIO's dma_unmap, for whoever unmaps: nobody is in the windows that touch the
 * range, and nothing of them is pinned, when this returns; unless it could not
 * be waited for, see above. Windows that are being made, of whatever range, are
 * waited for too: these do not last, see window_insert_locked().
 */
void subdev_vfio_windows_unmap(struct vfio_device *vdev, u64 iova, u64 length)
{
	struct subdev_vfio_dma *dma = &subdev_vfio_from(vdev)->priv->dma;
	unsigned int unpinned;

	if (!length)
		return;
	xa_lock(&dma->windows);
	dma->unmapping++;
	windows_kill_locked(dma, iova, length);
	xa_unlock(&dma->windows);
	while (pins_left(dma, &unpinned)) {
		if (!wait_event_timeout(dma->wait, pins_changed(dma, unpinned),
					UNMAP_WAIT) && give_up(dma))
			break;
	}
	xa_lock(&dma->windows);
	dma->unmapping--;
	if (dma->type1)
		pause_locked(dma, UNMAP_PAUSE);
	xa_unlock(&dma->windows);
}

/* The first user has come, and VFIO knows how it maps memory. */
int subdev_vfio_windows_open(struct subdev_vfio_dma *dma)
{
	void *failed = kzalloc(FAILED_SIZE, GFP_KERNEL_ACCOUNT);

	if (!failed)
		return -ENOMEM;
	xa_lock(&dma->windows);
	dma->failed = failed;
	dma->type1 = !dma->sv->vdev.iommufd_access;
	dma->retry = jiffies + (dma->type1 ? UNMAP_PAUSE : 0);
	dma->memory_pause = MEMORY_PAUSE;
	xa_unlock(&dma->windows);
	return 0;
}

/* No copy is under way, and none begins. */
void subdev_vfio_windows_close(struct subdev_vfio_dma *dma)
{
	unsigned int unused;
	void *failed;

	xa_lock(&dma->windows);
	windows_kill_locked(dma, 0, U64_MAX);
	failed = dma->failed;
	dma->failed = NULL;
	xa_unlock(&dma->windows);
	wait_event(dma->wait, !pins_left(dma, &unused));
	kfree(failed);
}
