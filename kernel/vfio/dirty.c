// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which pages of the guest's memory the device has written, for a migration:
 * VFIO_DEVICE_FEATURE_DMA_LOGGING_START, _STOP and _REPORT.
 *
 * A page is marked after it was written and before who wrote it goes on, so a
 * report that comes too early for one is followed by one that has it. All pages
 * are tracked, whatever ranges the user named. A page that stays pinned, and was
 * written since it was, is reported each time: its driver is about to write it
 * again. A page of the user's bitmap that cannot be written loses what was to be
 * told there, and the report succeeds: the kernel's bitmap does not say.
 *
 * The bitmap that VFIO gives us to fill comes from a part of the kernel that
 * only some configurations have; without it there is no such feature.
 */
#include <linux/bitmap.h>
#include <linux/iova_bitmap.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/sched.h>

#include "vfio.h"

/* Pages whose marks are in one bitmap: 16 MiB. */
#define MARKS	4096

static unsigned long *marks_make(struct subdev_vfio_dma *dma,
				 unsigned long index)
{
	unsigned long *marks = bitmap_zalloc(MARKS, GFP_KERNEL_ACCOUNT);
	void *other;

	if (!marks)
		return NULL;
	other = xa_cmpxchg(&dma->marks, index, NULL, marks, GFP_KERNEL_ACCOUNT);
	if (!other)
		return marks;
	bitmap_free(marks);
	return xa_is_err(other) ? NULL : other;
}

static void mark_page(struct subdev_vfio_dma *dma, u64 page)
{
	unsigned long *marks = xa_load(&dma->marks, page / MARKS);

	if (!marks)
		marks = marks_make(dma, page / MARKS);
	if (marks)
		set_bit(page % MARKS, marks);
	else
		WRITE_ONCE(dma->lost, true);
}

/* To be called after memory was written. */
void subdev_vfio_dirty_mark(struct subdev_vfio_dma *dma, u64 iova, u64 len)
{
	u64 page, last = (iova + len - 1) >> PAGE_SHIFT;

	down_read(&dma->dirty);
	if (dma->tracking)
		for (page = iova >> PAGE_SHIFT; page <= last; page++)
			mark_page(dma, page);
	up_read(&dma->dirty);
}

static void marks_free_locked(struct subdev_vfio_dma *dma)
{
	unsigned long *marks;
	unsigned long index;

	lockdep_assert_held_write(&dma->dirty);
	xa_for_each(&dma->marks, index, marks)
		bitmap_free(marks);
	xa_destroy(&dma->marks);
	dma->tracking = false;
	dma->lost = false;
}

void subdev_vfio_dirty_end(struct subdev_vfio_dma *dma)
{
	down_write(&dma->dirty);
	marks_free_locked(dma);
	up_write(&dma->dirty);
}

static struct subdev_vfio_dma *to_dma(struct vfio_device *vdev)
{
	return &subdev_vfio_from(vdev)->priv->dma;
}

static int log_start(struct vfio_device *vdev, struct rb_root_cached *ranges,
		     u32 nnodes, u64 *page_size)
{
	struct subdev_vfio_dma *dma = to_dma(vdev);
	int ret = -EBUSY;

	down_write(&dma->dirty);
	if (!dma->tracking) {
		dma->tracking = true;
		*page_size = PAGE_SIZE;
		ret = 0;
	}
	up_write(&dma->dirty);
	return ret;
}

static int log_stop(struct vfio_device *vdev)
{
	subdev_vfio_dirty_end(to_dma(vdev));
	return 0;
}

/* A part of what is reported: addresses and pages, the last ones included. */
struct report {
	struct iova_bitmap *bitmap;
	u64 begin;
	u64 end;
	u64 first;
	u64 last;
};

/* What of the page was asked for: the bitmap takes nothing before or behind. */
static void report_page(const struct report *report, u64 page)
{
	u64 begin = max(page << PAGE_SHIFT, report->begin);
	u64 last = min((page << PAGE_SHIFT) + PAGE_SIZE - 1, report->end);

	iova_bitmap_set(report->bitmap, begin, last - begin + 1);
}

static void report_marks(const struct report *report, unsigned long *marks,
			 u64 base)
{
	unsigned long bit, first, size;

	first = report->first > base ? report->first - base : 0;
	size = min_t(u64, MARKS, report->last - base + 1);
	for (bit = find_next_bit(marks, size, first); bit < size;
	     bit = find_next_bit(marks, size, bit + 1))
		if (test_and_clear_bit(bit, marks))
			report_page(report, base + bit);
}

/* What was written of the first window from *@index on. */
static void window_written(struct subdev_vfio_dma *dma, unsigned long *index,
			   unsigned long last, unsigned long *written)
{
	struct subdev_vfio_window *window;

	xa_lock(&dma->windows);
	window = xa_find(&dma->windows, index, last, XA_PRESENT);
	if (window)
		bitmap_copy(written, window->written, SUBDEV_VFIO_WINDOW_PAGES);
	else
		*index = last + 1;
	xa_unlock(&dma->windows);
}

static void report_windows(const struct report *report,
			   struct subdev_vfio_dma *dma)
{
	DECLARE_BITMAP(written, SUBDEV_VFIO_WINDOW_PAGES);
	unsigned long index = report->first / SUBDEV_VFIO_WINDOW_PAGES;
	unsigned long last = report->last / SUBDEV_VFIO_WINDOW_PAGES;
	unsigned int i;
	u64 page;

	for (; index <= last; index++) {
		bitmap_zero(written, SUBDEV_VFIO_WINDOW_PAGES);
		window_written(dma, &index, last, written);
		for_each_set_bit(i, written, SUBDEV_VFIO_WINDOW_PAGES) {
			page = (u64)index * SUBDEV_VFIO_WINDOW_PAGES + i;
			if (page >= report->first && page <= report->last)
				report_page(report, page);
		}
		cond_resched();
	}
}

static void report_locked(const struct report *report,
			  struct subdev_vfio_dma *dma)
{
	unsigned long *marks;
	unsigned long index;

	lockdep_assert_held_read(&dma->dirty);
	xa_for_each_range(&dma->marks, index, marks, report->first / MARKS,
			  report->last / MARKS) {
		report_marks(report, marks, (u64)index * MARKS);
		cond_resched();
	}
	report_windows(report, dma);
}

static int log_read_and_clear(struct vfio_device *vdev, unsigned long iova,
			      unsigned long length, struct iova_bitmap *dirty)
{
	struct subdev_vfio_dma *dma = to_dma(vdev);
	struct report report = {
		.bitmap = dirty,
		.begin = iova,
		.end = iova + length - 1,
		.first = iova >> PAGE_SHIFT,
		.last = (iova + length - 1) >> PAGE_SHIFT,
	};
	int ret = 0;

	if (!length)
		return -EINVAL;
	down_read(&dma->dirty);
	if (!dma->tracking)
		ret = -EINVAL;
	else if (READ_ONCE(dma->lost))
		iova_bitmap_set(dirty, iova, length);
	else
		report_locked(&report, dma);
	up_read(&dma->dirty);
	return ret;
}

const struct vfio_log_ops subdev_vfio_log_ops = {
	.log_start = log_start,
	.log_stop = log_stop,
	.log_read_and_clear = log_read_and_clear,
};

/* As MODULE_IMPORT_NS(), whose argument is a string in newer kernels only. */
MODULE_INFO(import_ns, "IOMMUFD");
