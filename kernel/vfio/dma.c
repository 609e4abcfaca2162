// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies from and to the guest's memory, by its addresses.
 *
 * A copy is done in pieces that lie within one window each. A piece goes through
 * the pages of its window, or through VFIO, which then holds a lock of the whole
 * container; so pieces are small, and what a guest asks for is bounded by what
 * its driver asks for here.
 */
#include <linux/export.h>
#include <linux/highmem.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/subdev.h>

#include "vfio.h"

/* What is copied at once where a copy within the guest's memory has no windows. */
#define BOUNCE	SZ_64K

/* One direction, of whole copies and of each of their pieces. */
typedef int (*piece_fn)(struct subdev_vfio *sv, u64 iova, void *buf,
			size_t len);

static void count_read(struct subdev_vfio *sv, size_t len)
{
	subdev_dev_count(sv->priv->sdev, SUBDEV_COUNT_DMA_READ, len);
}

static void count_written(struct subdev_vfio *sv, size_t len)
{
	subdev_dev_count(sv->priv->sdev, SUBDEV_COUNT_DMA_WRITTEN, len);
}

void subdev_vfio_dma_init(struct subdev_vfio_dma *dma)
{
	xa_init(&dma->windows);
	xa_init(&dma->marks);
	INIT_LIST_HEAD(&dma->used);
	init_waitqueue_head(&dma->wait);
	init_rwsem(&dma->dirty);
}

/* The first user has come: copies are possible from now on. Return: 0, -ENOMEM. */
int subdev_vfio_dma_open(struct subdev_vfio *sv)
{
	struct subdev_vfio_dma *dma = &sv->priv->dma;
	int ret;

	dma->sv = sv;
	ret = subdev_vfio_windows_open(dma);
	if (ret)
		return ret;
	xa_lock(&dma->windows);
	dma->open = true;
	xa_unlock(&dma->windows);
	return 0;
}

static bool no_calls(struct subdev_vfio_dma *dma)
{
	bool none;

	xa_lock(&dma->windows);
	none = !dma->calls;
	xa_unlock(&dma->windows);
	return none;
}

/* The last user goes: copies under way end, none begins, nothing is pinned. */
void subdev_vfio_dma_close(struct subdev_vfio *sv)
{
	struct subdev_vfio_dma *dma = &sv->priv->dma;

	xa_lock(&dma->windows);
	dma->open = false;
	xa_unlock(&dma->windows);
	wait_event(dma->wait, no_calls(dma));
	subdev_vfio_windows_close(dma);
	subdev_vfio_dirty_end(dma);
}

static int call_begin(struct subdev_vfio_dma *dma)
{
	bool open;

	xa_lock(&dma->windows);
	open = dma->open;
	dma->calls += open;
	xa_unlock(&dma->windows);
	return open ? 0 : -ENODEV;
}

static void call_end(struct subdev_vfio_dma *dma)
{
	xa_lock(&dma->windows);
	/* under the lock: who waits for this goes on to free it */
	if (!--dma->calls)
		wake_up_all(&dma->wait);
	xa_unlock(&dma->windows);
}

static bool range_valid(u64 iova, u64 len)
{
	return len && len - 1 <= U64_MAX - iova;
}

/* What is left of @len within the window of @iova. */
static size_t piece_len(u64 iova, size_t len)
{
	u64 off = iova & (SUBDEV_VFIO_WINDOW_SIZE - 1);

	return min_t(u64, len, SUBDEV_VFIO_WINDOW_SIZE - off);
}

/* VFIO's ways to get at memory have each their own errnos. */
static int vfio_rw(struct subdev_vfio *sv, u64 iova, void *buf, size_t len,
		   bool write)
{
	int ret = vfio_dma_rw(&sv->vdev, iova, buf, len, write);

	/* also a failure can have written a part */
	if (write)
		subdev_vfio_dirty_mark(&sv->priv->dma, iova, len);
	if (!ret) {
		if (write)
			count_written(sv, len);
		else
			count_read(sv, len);
		return 0;
	}
	return ret == -EPERM || ret == -ENOMEM ? ret : -EFAULT;
}

static int piece_read(struct subdev_vfio *sv, u64 iova, void *buf, size_t len)
{
	return vfio_rw(sv, iova, buf, len, false);
}

static int piece_write(struct subdev_vfio *sv, u64 iova, void *buf, size_t len)
{
	return vfio_rw(sv, iova, buf, len, true);
}

static struct page *window_page(struct subdev_vfio_window *window, u64 iova)
{
	return window->pages[(iova >> PAGE_SHIFT) %
			     SUBDEV_VFIO_WINDOW_PAGES];
}

static size_t page_len(u64 iova, size_t len)
{
	return min_t(size_t, len, PAGE_SIZE - offset_in_page(iova));
}

static int piece_read_pinned(struct subdev_vfio *sv, u64 iova, void *buf,
			     size_t len)
{
	struct subdev_vfio_window *window;
	size_t done, n;

	window = subdev_vfio_window_get(sv, iova, false);
	if (!window)
		return piece_read(sv, iova, buf, len);
	for (done = 0; done < len; done += n) {
		n = page_len(iova + done, len - done);
		memcpy_from_page(buf + done, window_page(window, iova + done),
				 offset_in_page(iova + done), n);
	}
	subdev_vfio_window_put(sv, window, iova, 0);
	count_read(sv, len);
	return 0;
}

static int piece_write_pinned(struct subdev_vfio *sv, u64 iova, void *buf,
			      size_t len)
{
	struct subdev_vfio_window *window;
	size_t done, n;

	window = subdev_vfio_window_get(sv, iova, true);
	if (!window)
		return piece_write(sv, iova, buf, len);
	for (done = 0; done < len; done += n) {
		n = page_len(iova + done, len - done);
		memcpy_to_page(window_page(window, iova + done),
			       offset_in_page(iova + done), buf + done, n);
	}
	subdev_vfio_window_put(sv, window, iova, len);
	subdev_vfio_dirty_mark(&sv->priv->dma, iova, len);
	count_written(sv, len);
	return 0;
}

/* Between pieces: lengths are the guest's, and end when its user is killed. */
static int breathe(void)
{
	cond_resched();
	return fatal_signal_pending(current) ? -EINTR : 0;
}

static int pieces(struct subdev_vfio *sv, u64 iova, void *buf, size_t len,
		  piece_fn piece)
{
	size_t n;
	int ret;

	for (; len; len -= n, iova += n, buf += n) {
		n = piece_len(iova, len);
		ret = piece(sv, iova, buf, n) ?: breathe();
		if (ret)
			return ret;
	}
	return 0;
}

static int dma_rw(struct subdev_vfio *sv, u64 iova, void *buf, size_t len,
		  piece_fn piece)
{
	int ret;

	if (!range_valid(iova, len))
		return -EINVAL;
	ret = call_begin(&sv->priv->dma);
	if (ret)
		return ret;
	ret = pieces(sv, iova, buf, len, piece);
	call_end(&sv->priv->dma);
	return ret;
}

/**
 * subdev_vfio_dma_read() - copy from the guest's memory
 * @sv: the data path
 * @iova: where from, an address of the guest's
 * @buf: where to
 * @len: bytes
 *
 * Context: Process context, sleeps; see <linux/subdev_vfio.h>.
 * Return: 0 or a negative errno, see there.
 */
int subdev_vfio_dma_read(struct subdev_vfio *sv, u64 iova, void *buf,
			 size_t len)
{
	return dma_rw(sv, iova, buf, len, piece_read);
}
EXPORT_SYMBOL_GPL(subdev_vfio_dma_read);

/**
 * subdev_vfio_dma_write() - copy to the guest's memory
 * @sv: the data path
 * @iova: where to, an address of the guest's
 * @buf: where from
 * @len: bytes
 *
 * Context: Process context, sleeps; see <linux/subdev_vfio.h>.
 * Return: 0 or a negative errno, see there.
 */
int subdev_vfio_dma_write(struct subdev_vfio *sv, u64 iova, const void *buf,
			  size_t len)
{
	return dma_rw(sv, iova, (void *)buf, len, piece_write);
}
EXPORT_SYMBOL_GPL(subdev_vfio_dma_write);

/**
 * subdev_vfio_dma_read_pinned() - copy from memory that stays pinned
 * @sv: the data path
 * @iova: where from, an address of the guest's
 * @buf: where to
 * @len: bytes
 *
 * As subdev_vfio_dma_read(), for what will be read again.
 *
 * Context: Process context, sleeps; see <linux/subdev_vfio.h>.
 * Return: 0 or a negative errno, see there.
 */
int subdev_vfio_dma_read_pinned(struct subdev_vfio *sv, u64 iova, void *buf,
				size_t len)
{
	return dma_rw(sv, iova, buf, len, piece_read_pinned);
}
EXPORT_SYMBOL_GPL(subdev_vfio_dma_read_pinned);

/**
 * subdev_vfio_dma_write_pinned() - copy to memory that stays pinned
 * @sv: the data path
 * @iova: where to, an address of the guest's
 * @buf: where from
 * @len: bytes
 *
 * As subdev_vfio_dma_write(), for what will be written again.
 *
 * Context: Process context, sleeps; see <linux/subdev_vfio.h>.
 * Return: 0 or a negative errno, see there.
 */
int subdev_vfio_dma_write_pinned(struct subdev_vfio *sv, u64 iova,
				 const void *buf, size_t len)
{
	return dma_rw(sv, iova, (void *)buf, len, piece_write_pinned);
}
EXPORT_SYMBOL_GPL(subdev_vfio_dma_write_pinned);

static bool store64(struct subdev_vfio *sv, u64 iova, __le64 val)
{
	struct subdev_vfio_window *window;
	__le64 *page;

	window = subdev_vfio_window_get(sv, iova, true);
	if (!window)
		return false;
	page = kmap_local_page(window_page(window, iova));
	/* all before it is seen before it */
	smp_store_release(&page[offset_in_page(iova) / sizeof(val)], val);
	kunmap_local(page);
	subdev_vfio_window_put(sv, window, iova, sizeof(val));
	subdev_vfio_dirty_mark(&sv->priv->dma, iova, sizeof(val));
	count_written(sv, sizeof(val));
	return true;
}

/**
 * subdev_vfio_dma_write64() - store one little-endian number
 * @sv: the data path
 * @iova: where to, an address of the guest's, a multiple of 8
 * @val: the number
 *
 * For what a guest polls: it sees the number after all that was written before
 * it, and never a half of it unless its memory cannot be pinned and the
 * processor copies eight bytes one by one.
 *
 * Context: Process context, sleeps; see <linux/subdev_vfio.h>.
 * Return: 0 or a negative errno, see there; -EINVAL also for an @iova that is
 * no multiple of 8.
 */
int subdev_vfio_dma_write64(struct subdev_vfio *sv, u64 iova, u64 val)
{
	__le64 le = cpu_to_le64(val);
	int ret;

	if (iova % sizeof(le))
		return -EINVAL;
	ret = call_begin(&sv->priv->dma);
	if (ret)
		return ret;
	if (!store64(sv, iova, le)) {
		/* all before it is seen before it, whichever way it went */
		smp_mb();
		ret = piece_write(sv, iova, &le, sizeof(le));
	}
	call_end(&sv->priv->dma);
	return ret;
}
EXPORT_SYMBOL_GPL(subdev_vfio_dma_write64);

/*
 * Within one page what is copied can overlap; else the quicker way is right. The
 * compiler must not know that a page is the most: it would then copy by string
 * instructions of its own choice, and not as the kernel does on this processor.
 */
static void copy_in_page(struct page *to, struct page *from, u64 dst, u64 src,
			 size_t n)
{
	void *s = kmap_local_page(from), *d = kmap_local_page(to);

	OPTIMIZER_HIDE_VAR(n);
	if (to == from)
		memmove(d + offset_in_page(dst), s + offset_in_page(src), n);
	else
		memcpy(d + offset_in_page(dst), s + offset_in_page(src), n);
	kunmap_local(d);
	kunmap_local(s);
}

/* Between two windows, of which both can be the same. */
static void copy_windows(struct subdev_vfio_window *to, u64 dst,
			 struct subdev_vfio_window *from, u64 src, size_t len)
{
	size_t n;

	for (; len; len -= n, dst += n, src += n) {
		n = page_len(dst, page_len(src, len));
		copy_in_page(window_page(to, dst), window_page(from, src), dst,
			     src, n);
	}
}

/* One side at least has no window: through memory in between. */
static int copy_slowly(struct subdev_vfio *sv, u64 dst, u64 src, size_t len,
		       bool *at_dst)
{
	size_t n, size = min_t(size_t, len, BOUNCE);
	void *buf = kvmalloc(size, GFP_KERNEL);
	int ret = 0;

	if (!buf)
		return -ENOMEM;
	for (; !ret && len; len -= n, dst += n, src += n) {
		n = min(len, size);
		ret = piece_read_pinned(sv, src, buf, n);
		if (ret)
			break;
		ret = piece_write_pinned(sv, dst, buf, n);
		*at_dst = ret;
		ret = ret ?: breathe();
	}
	kvfree(buf);
	return ret;
}

/* Both windows or none; while one is made, which can last, no other is held. */
static struct subdev_vfio_window *both_get(struct subdev_vfio *sv, u64 dst,
					   u64 src,
					   struct subdev_vfio_window **to)
{
	struct subdev_vfio_window *from;

	from = subdev_vfio_window_get(sv, src, false);
	if (!from)
		return NULL;
	*to = subdev_vfio_window_find(sv, dst, true);
	if (*to)
		return from;
	subdev_vfio_window_put(sv, from, src, 0);
	*to = subdev_vfio_window_get(sv, dst, true);
	if (!*to)
		return NULL;
	from = subdev_vfio_window_find(sv, src, false);
	if (!from) {
		subdev_vfio_window_put(sv, *to, dst, 0);
		*to = NULL;
	}
	return from;
}

static int copy_piece(struct subdev_vfio *sv, u64 dst, u64 src, size_t len,
		      bool *at_dst)
{
	struct subdev_vfio_window *from, *to;

	from = both_get(sv, dst, src, &to);
	if (from) {
		copy_windows(to, dst, from, src, len);
		subdev_vfio_window_put(sv, to, dst, len);
		subdev_vfio_window_put(sv, from, src, 0);
		subdev_vfio_dirty_mark(&sv->priv->dma, dst, len);
		count_read(sv, len);
		count_written(sv, len);
		return 0;
	}
	return copy_slowly(sv, dst, src, len, at_dst);
}

static int copy_pieces(struct subdev_vfio *sv, u64 dst, u64 src, size_t len,
		       bool *at_dst)
{
	size_t n;
	int ret;

	for (; len; len -= n, dst += n, src += n) {
		n = piece_len(dst, piece_len(src, len));
		ret = copy_piece(sv, dst, src, n, at_dst) ?: breathe();
		if (ret)
			return ret;
	}
	return 0;
}

/**
 * subdev_vfio_dma_copy() - copy within the guest's memory
 * @sv: the data path
 * @dst: where to, an address of the guest's
 * @src: where from, an address of the guest's
 * @len: bytes
 * @at_dst: if it fails with -EFAULT or -EPERM, whether that was at @dst, else it
 *	was at @src; can be NULL
 *
 * From lower to higher addresses, in pieces; both stay pinned. What becomes of
 * ranges that overlap otherwise than forwards is the guest's own business.
 *
 * Context: Process context, sleeps; see <linux/subdev_vfio.h>.
 * Return: 0 or a negative errno, see there.
 */
int subdev_vfio_dma_copy(struct subdev_vfio *sv, u64 dst, u64 src, size_t len,
			 bool *at_dst)
{
	bool unused;
	int ret;

	if (!at_dst)
		at_dst = &unused;
	*at_dst = false;
	if (!range_valid(dst, len) || !range_valid(src, len))
		return -EINVAL;
	ret = call_begin(&sv->priv->dma);
	if (ret)
		return ret;
	ret = copy_pieces(sv, dst, src, len, at_dst);
	call_end(&sv->priv->dma);
	return ret;
}
EXPORT_SYMBOL_GPL(subdev_vfio_dma_copy);

/* The whole list, before anything is copied; it holds @len bytes after @skip. */
static bool sg_valid(const struct subdev_vfio_sg *sg, unsigned int num,
		     u64 skip, size_t len)
{
	u64 total = 0;
	unsigned int i;

	if (num > SUBDEV_VFIO_SG_MAX || !len)
		return false;
	for (i = 0; i < num; i++) {
		if (sg[i].len && !range_valid(sg[i].iova, sg[i].len))
			return false;
		if (sg[i].len > U64_MAX - total)
			return false;
		total += sg[i].len;
	}
	return skip <= total && len <= total - skip;
}

static int sg_pieces(struct subdev_vfio *sv, const struct subdev_vfio_sg *sg,
		     u64 skip, void *buf, size_t len, piece_fn piece)
{
	size_t n;
	int ret;

	for (; len; sg++) {
		if (skip >= sg->len) {
			skip -= sg->len;
			continue;
		}
		n = min_t(u64, len, sg->len - skip);
		ret = pieces(sv, sg->iova + skip, buf, n, piece);
		if (ret)
			return ret;
		skip = 0;
		buf += n;
		len -= n;
	}
	return 0;
}

static int sg_rw(struct subdev_vfio *sv, const struct subdev_vfio_sg *sg,
		 unsigned int num, u64 skip, void *buf, size_t len,
		 piece_fn piece)
{
	int ret;

	if (!sg_valid(sg, num, skip, len))
		return -EINVAL;
	ret = call_begin(&sv->priv->dma);
	if (ret)
		return ret;
	ret = sg_pieces(sv, sg, skip, buf, len, piece);
	call_end(&sv->priv->dma);
	return ret;
}

/**
 * subdev_vfio_dma_read_sg() - gather from the guest's memory
 * @sv: the data path
 * @sg: the segments, as the guest gave them
 * @num: number of segments
 * @skip: bytes of the list to leave out at its beginning
 * @buf: where to
 * @len: bytes
 *
 * Context: Process context, sleeps; see <linux/subdev_vfio.h>.
 * Return: 0 or a negative errno, see there. -EINVAL, and nothing is done, also
 * for more than SUBDEV_VFIO_SG_MAX segments, one that goes past the end of the
 * address space, and a list of less than @skip and @len bytes.
 */
int subdev_vfio_dma_read_sg(struct subdev_vfio *sv,
			    const struct subdev_vfio_sg *sg, unsigned int num,
			    u64 skip, void *buf, size_t len)
{
	return sg_rw(sv, sg, num, skip, buf, len, piece_read);
}
EXPORT_SYMBOL_GPL(subdev_vfio_dma_read_sg);

/**
 * subdev_vfio_dma_write_sg() - scatter to the guest's memory
 * @sv: the data path
 * @sg: the segments, as the guest gave them
 * @num: number of segments
 * @skip: bytes of the list to leave out at its beginning
 * @buf: where from
 * @len: bytes
 *
 * Context: Process context, sleeps; see <linux/subdev_vfio.h>.
 * Return: as subdev_vfio_dma_read_sg().
 */
int subdev_vfio_dma_write_sg(struct subdev_vfio *sv,
			     const struct subdev_vfio_sg *sg, unsigned int num,
			     u64 skip, const void *buf, size_t len)
{
	return sg_rw(sv, sg, num, skip, (void *)buf, len, piece_write);
}
EXPORT_SYMBOL_GPL(subdev_vfio_dma_write_sg);
