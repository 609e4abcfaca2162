// SPDX-License-Identifier: GPL-2.0-only
/*
 * The part of the guest's memory that stays pinned, for who copies again and
 * again: windows, made when a copy first touches them and kept until the user
 * unmaps them, closes the device, or others are used more.
 *
 * A window is there or not, that makes no difference but in time: a copy that
 * gets none goes through VFIO.
 *
 * VFIO calls dma_unmap again while it finds pages pinned in what it unmaps, and
 * type1 ends in a BUG() after the tenth time. So each pin that exists is that of
 * a window, which can be found, or is counted and waited for: of one that is
 * being made, or is dead and waits for the last copy in it to end. Since type1
 * does not say when it is done, nothing is pinned for a while after each
 * unmapping that met something.
 *
 * Type1 also holds the lock of its list of devices over dma_unmap, which an
 * unmapping by another thread takes inside of the lock that each pin and unpin
 * needs. So dead windows are unpinned by a work, and dma_unmap waits for it with
 * an end: it lets go of the list then, and is called again.
 */
#include <linux/bug.h>
#include <linux/iommu.h>
#include <linux/jiffies.h>
#include <linux/slab.h>

#include "vfio.h"

/* How long nothing is pinned after an unmapping, or for want of memory. */
#define PAUSE		HZ

/* How long one call of dma_unmap waits. */
#define UNMAP_WAIT	(2 * HZ)

static unsigned long window_index(u64 iova)
{
	return iova >> SUBDEV_VFIO_WINDOW_SHIFT;
}

static u64 window_iova(const struct subdev_vfio_window *window)
{
	return (u64)window->index << SUBDEV_VFIO_WINDOW_SHIFT;
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
static struct subdev_vfio_window *window_pin(struct subdev_vfio *sv,
					     unsigned long index)
{
	struct subdev_vfio_window *window;
	int ret;

	window = kzalloc(sizeof(*window), GFP_KERNEL_ACCOUNT);
	if (!window)
		return ERR_PTR(-ENOMEM);
	window->index = index;
	window->writable = true;
	ret = pin_pages(sv, window, IOMMU_READ | IOMMU_WRITE);
	if (ret == -EPERM) {
		window->writable = false;
		ret = pin_pages(sv, window, IOMMU_READ);
	}
	if (ret) {
		kfree(window);
		return ERR_PTR(ret);
	}
	return window;
}

static void window_unpin(struct subdev_vfio *sv,
			 struct subdev_vfio_window *window)
{
	vfio_unpin_pages(&sv->vdev, window_iova(window),
			 SUBDEV_VFIO_WINDOW_PAGES);
	kfree(window);
}

static void pinning_end_locked(struct subdev_vfio_dma *dma)
{
	lockdep_assert_held(&dma->windows.xa_lock);
	if (!--dma->pinning)
		wake_up_all(&dma->wait);
}

static struct subdev_vfio_window *
window_use_locked(struct subdev_vfio_dma *dma,
		  struct subdev_vfio_window *window, bool write)
{
	lockdep_assert_held(&dma->windows.xa_lock);
	if (write && !window->writable)
		return NULL;
	window->users++;
	list_move_tail(&window->node, &dma->used);
	return window;
}

/* Nobody finds it any more; the pins are counted until they are dropped. */
static void window_kill_locked(struct subdev_vfio_dma *dma,
			       struct subdev_vfio_window *window)
{
	lockdep_assert_held(&dma->windows.xa_lock);
	__xa_erase(&dma->windows, window->index);
	list_move_tail(&window->node, &dma->dead);
	window->dead = true;
	dma->num--;
	dma->pinning++;
	queue_work(system_unbound_wq, &dma->unpin);
}

static struct subdev_vfio_window *first_dead_locked(struct subdev_vfio_dma *dma)
{
	struct subdev_vfio_window *window;

	lockdep_assert_held(&dma->windows.xa_lock);
	list_for_each_entry(window, &dma->dead, node) {
		if (!window->users)
			return window;
	}
	return NULL;
}

/* Those that still have users have their last one queue this again. */
void subdev_vfio_windows_unpin(struct work_struct *work)
{
	struct subdev_vfio_dma *dma = container_of(work, struct subdev_vfio_dma,
						   unpin);
	struct subdev_vfio_window *window;

	xa_lock(&dma->windows);
	while ((window = first_dead_locked(dma))) {
		list_del(&window->node);
		xa_unlock(&dma->windows);
		window_unpin(dma->sv, window);
		xa_lock(&dma->windows);
		pinning_end_locked(dma);
	}
	xa_unlock(&dma->windows);
}

/* If all are there that can be, the one that was used longest ago makes room. */
static bool room_locked(struct subdev_vfio_dma *dma)
{
	struct subdev_vfio_window *window;

	lockdep_assert_held(&dma->windows.xa_lock);
	if (dma->num + dma->pinning < SUBDEV_VFIO_WINDOWS_MAX)
		return true;
	window = list_first_entry_or_null(&dma->used, struct subdev_vfio_window,
					  node);
	if (window && !window->users)
		window_kill_locked(dma, window);
	return false;
}

/*
 * Make @window known, whose pins are counted. If somebody was quicker that one
 * is used, and @window stays the caller's.
 */
static struct subdev_vfio_window *
window_insert_locked(struct subdev_vfio_dma *dma,
		     struct subdev_vfio_window **window, bool write)
{
	struct subdev_vfio_window *new = *window, *other;

	lockdep_assert_held(&dma->windows.xa_lock);
	if (!__xa_insert(&dma->windows, new->index, new, GFP_KERNEL_ACCOUNT)) {
		list_add_tail(&new->node, &dma->used);
		dma->num++;
		*window = NULL;
		return window_use_locked(dma, new, write);
	}
	other = xa_load(&dma->windows, new->index);
	return other ? window_use_locked(dma, other, write) : NULL;
}

/* To be called with dma->pinning raised, which it lowers. */
static struct subdev_vfio_window *window_make(struct subdev_vfio *sv,
					      unsigned long index, bool write)
{
	struct subdev_vfio_dma *dma = &sv->priv->dma;
	struct subdev_vfio_window *window, *used = NULL;

	window = window_pin(sv, index);
	xa_lock(&dma->windows);
	if (!IS_ERR(window))
		used = window_insert_locked(dma, &window, write);
	else if (PTR_ERR(window) == -ENOMEM)
		dma->retry = jiffies + PAUSE;
	if (!IS_ERR_OR_NULL(window)) {
		xa_unlock(&dma->windows);
		window_unpin(sv, window);
		xa_lock(&dma->windows);
	}
	pinning_end_locked(dma);
	xa_unlock(&dma->windows);
	return used;
}

/*
 * The window of an address, for a copy that is counted in dma->calls; NULL if
 * there is none for it. The caller is quick, waits for nothing but other
 * windows, and ends with subdev_vfio_window_put().
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
	make = time_after_eq(jiffies, dma->retry) && room_locked(dma);
	dma->pinning += make;
	xa_unlock(&dma->windows);
	return make ? window_make(sv, index, write) : NULL;
}

/* @written bytes from @iova on were written, 0 for none. */
void subdev_vfio_window_put(struct subdev_vfio *sv,
			    struct subdev_vfio_window *window, u64 iova,
			    size_t written)
{
	struct subdev_vfio_dma *dma = &sv->priv->dma;
	u64 off = iova - window_iova(window);

	xa_lock(&dma->windows);
	if (written)
		window->written |= GENMASK_ULL((off + written - 1) >> PAGE_SHIFT,
					       off >> PAGE_SHIFT);
	if (!--window->users && window->dead)
		queue_work(system_unbound_wq, &dma->unpin);
	xa_unlock(&dma->windows);
}

static bool no_pins(struct subdev_vfio_dma *dma)
{
	bool none;

	xa_lock(&dma->windows);
	none = !dma->pinning;
	xa_unlock(&dma->windows);
	return none;
}

static void windows_kill(struct subdev_vfio_dma *dma, u64 iova, u64 length)
{
	u64 last = length > U64_MAX - iova ? U64_MAX : iova + length - 1;
	struct subdev_vfio_window *window;
	unsigned long index;

	xa_lock(&dma->windows);
	xa_for_each_range(&dma->windows, index, window, window_index(iova),
			  window_index(last))
		window_kill_locked(dma, window);
	if (dma->pinning)
		dma->retry = jiffies + PAUSE;
	xa_unlock(&dma->windows);
}

/*
 * VFIO's dma_unmap, for whoever unmaps: nobody is in the windows that touch the
 * range, and nothing of them is pinned, when this returns; unless it could not
 * be waited for, see above.
 */
void subdev_vfio_windows_unmap(struct vfio_device *vdev, u64 iova, u64 length)
{
	struct subdev_vfio_dma *dma = &subdev_vfio_from(vdev)->priv->dma;

	if (!length)
		return;
	windows_kill(dma, iova, length);
	if (!wait_event_timeout(dma->wait, no_pins(dma), UNMAP_WAIT))
		return;
	/* what was being made is there now, and nothing more is made */
	windows_kill(dma, iova, length);
	wait_event_timeout(dma->wait, no_pins(dma), UNMAP_WAIT);
}

/* No copy is under way, and none begins. */
void subdev_vfio_windows_close(struct subdev_vfio_dma *dma)
{
	windows_kill(dma, 0, U64_MAX);
	wait_event(dma->wait, no_pins(dma));
	cancel_work_sync(&dma->unpin);
}
