// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that a guest sees, allocated as touched.
 *
 * Pages are added by whoever comes first and never removed but when the whole
 * is freed, so no lock is needed to use one.
 */
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include "vfio.h"

#define MEM_GFP		(GFP_KERNEL_ACCOUNT | __GFP_HIGHMEM | __GFP_ZERO)

/**
 * subdev_vfio_mem_init() - make a memory, of which nothing is allocated
 * @mem: the memory
 * @size: bytes, a multiple of PAGE_SIZE
 *
 * Context: Any.
 */
void subdev_vfio_mem_init(struct subdev_vfio_mem *mem, u64 size)
{
	xa_init_flags(&mem->pages, XA_FLAGS_ACCOUNT);
	mem->size = size;
}
EXPORT_SYMBOL_GPL(subdev_vfio_mem_init);

/**
 * subdev_vfio_mem_free() - free all that was allocated
 * @mem: the memory, which can be used again
 *
 * Context: Process context, may sleep. Nobody uses the memory, and none of it
 * is mapped: that is so in the close, reset and release callbacks that come
 * after the last user has gone, or when all has been zapped.
 */
void subdev_vfio_mem_free(struct subdev_vfio_mem *mem)
{
	struct page *page;
	unsigned long i;

	xa_for_each(&mem->pages, i, page) {
		put_page(page);
		cond_resched();
	}
	xa_destroy(&mem->pages);
}
EXPORT_SYMBOL_GPL(subdev_vfio_mem_free);

/**
 * subdev_vfio_mem_clear() - fill with zeros
 * @mem: the memory
 *
 * In place: who has it mapped sees it.
 *
 * Context: Process context, may sleep.
 */
void subdev_vfio_mem_clear(struct subdev_vfio_mem *mem)
{
	struct page *page;
	unsigned long i;

	xa_for_each(&mem->pages, i, page) {
		clear_highpage(page);
		cond_resched();
	}
}
EXPORT_SYMBOL_GPL(subdev_vfio_mem_clear);

static struct page *page_add(struct subdev_vfio_mem *mem, unsigned long nr)
{
	struct page *page = alloc_page(MEM_GFP), *other;

	if (!page)
		return NULL;
	other = xa_cmpxchg(&mem->pages, nr, NULL, page, GFP_KERNEL_ACCOUNT);
	if (!other)
		return page;
	put_page(page);
	return xa_is_err(other) ? NULL : other;
}

static struct page *page_get(struct subdev_vfio_mem *mem, u64 off)
{
	unsigned long nr = off >> PAGE_SHIFT;

	return xa_load(&mem->pages, nr) ?: page_add(mem, nr);
}

/**
 * subdev_vfio_mem_map() - for the driver's map callback
 * @mem: the memory
 * @off: a multiple of PAGE_SIZE
 * @pfn: is set to the page's frame number
 *
 * Context: Process context, may sleep.
 * Return: 0, -EFAULT if @off is outside, -ENOMEM.
 */
int subdev_vfio_mem_map(struct subdev_vfio_mem *mem, u64 off,
			unsigned long *pfn)
{
	struct page *page;

	if (off >= mem->size)
		return -EFAULT;
	page = page_get(mem, off);
	if (!page)
		return -ENOMEM;
	*pfn = page_to_pfn(page);
	return 0;
}
EXPORT_SYMBOL_GPL(subdev_vfio_mem_map);

/* Others write to it too: each width is one access. */
static u64 get(const void *p, unsigned int width)
{
	switch (width) {
	case 1:
		return READ_ONCE(*(const u8 *)p);
	case 2:
		return le16_to_cpu(READ_ONCE(*(const __le16 *)p));
	case 4:
		return le32_to_cpu(READ_ONCE(*(const __le32 *)p));
	default:
		return le64_to_cpu(READ_ONCE(*(const __le64 *)p));
	}
}

static void put(void *p, unsigned int width, u64 val)
{
	switch (width) {
	case 1:
		WRITE_ONCE(*(u8 *)p, val);
		break;
	case 2:
		WRITE_ONCE(*(__le16 *)p, cpu_to_le16(val));
		break;
	case 4:
		WRITE_ONCE(*(__le32 *)p, cpu_to_le32(val));
		break;
	default:
		WRITE_ONCE(*(__le64 *)p, cpu_to_le64(val));
		break;
	}
}

static bool inside(const struct subdev_vfio_mem *mem, u64 off,
		   unsigned int width)
{
	return off < mem->size && width <= mem->size - off;
}

/**
 * subdev_vfio_mem_read() - for the driver's read callback
 * @mem: the memory
 * @off: a multiple of @width
 * @width: 1, 2, 4 or 8
 *
 * Context: Process context, may sleep.
 * Return: the value, all ones outside.
 */
u64 subdev_vfio_mem_read(struct subdev_vfio_mem *mem, u64 off,
			 unsigned int width)
{
	struct page *page;
	void *p;
	u64 val;

	if (!inside(mem, off, width))
		return GENMASK_ULL(8 * width - 1, 0);
	page = xa_load(&mem->pages, off >> PAGE_SHIFT);
	if (!page)
		return 0;
	p = kmap_local_page(page);
	val = get(p + offset_in_page(off), width);
	kunmap_local(p);
	return val;
}
EXPORT_SYMBOL_GPL(subdev_vfio_mem_read);

/**
 * subdev_vfio_mem_write() - for the driver's write callback
 * @mem: the memory
 * @off: a multiple of @width
 * @width: 1, 2, 4 or 8
 * @val: the value
 *
 * Does nothing outside, or if there is no memory for the page.
 *
 * Context: Process context, may sleep.
 */
void subdev_vfio_mem_write(struct subdev_vfio_mem *mem, u64 off,
			   unsigned int width, u64 val)
{
	struct page *page;
	void *p;

	if (!inside(mem, off, width))
		return;
	page = page_get(mem, off);
	if (!page)
		return;
	p = kmap_local_page(page);
	put(p + offset_in_page(off), width, val);
	kunmap_local(p);
}
EXPORT_SYMBOL_GPL(subdev_vfio_mem_write);

/* How much of @len bytes at @off lies within one page. */
static size_t in_page(u64 off, size_t len)
{
	return min_t(size_t, len, PAGE_SIZE - offset_in_page(off));
}

/**
 * subdev_vfio_mem_copy_out() - for the driver's mem_save callback
 * @mem: the memory
 * @off: where, within the memory
 * @buf: where the bytes go
 * @len: how many, within the memory too
 *
 * Context: Process context, may sleep.
 */
void subdev_vfio_mem_copy_out(struct subdev_vfio_mem *mem, u64 off, void *buf,
			      size_t len)
{
	struct page *page;
	size_t n;

	for (; len; off += n, buf += n, len -= n) {
		n = in_page(off, len);
		page = xa_load(&mem->pages, off >> PAGE_SHIFT);
		if (page)
			memcpy_from_page(buf, page, offset_in_page(off), n);
		else
			memset(buf, 0, n);
	}
}
EXPORT_SYMBOL_GPL(subdev_vfio_mem_copy_out);

/* Whether some of it is pinned, or looks as if; what is mapped was zapped before. */
static bool is_pinned(struct subdev_vfio_mem *mem, u64 off, size_t len)
{
	struct page *page;
	size_t n;

	/* who pins without a lock finds that it is not mapped any more */
	smp_mb();
	for (; len; off += n, len -= n) {
		n = in_page(off, len);
		page = xa_load(&mem->pages, off >> PAGE_SHIFT);
		if (page && folio_maybe_dma_pinned(page_folio(page)))
			return true;
	}
	/* what was written before an unpin is copied */
	smp_rmb();
	return false;
}

/**
 * subdev_vfio_mem_save() - a mem_save callback, of memory that can be mapped
 * @sv: the data path
 * @region: index of the region that shows the memory for writing
 * @mem: the memory
 * @off: where in the memory and in the region, a multiple of PAGE_SIZE
 * @buf: where the bytes go
 * @len: how many, a multiple too
 *
 * Zaps the mappings there before it copies. The driver's map says by
 * subdev_vfio_dirty() what is mapped again. Who has pinned a page, as another
 * device of the same guest does to which the VMM shows this memory, writes to it
 * without a mapping; who pins one later has it mapped for that.
 *
 * Context: as subdev_vfio_zap().
 * Return: 0, or 1 if a page is pinned: as mem_save says.
 */
int subdev_vfio_mem_save(struct subdev_vfio *sv, unsigned int region,
			 struct subdev_vfio_mem *mem, u64 off, void *buf,
			 size_t len)
{
	bool pinned;

	subdev_vfio_zap(sv, region, off, len);
	pinned = is_pinned(mem, off, len);
	subdev_vfio_mem_copy_out(mem, off, buf, len);
	return pinned;
}
EXPORT_SYMBOL_GPL(subdev_vfio_mem_save);

/**
 * subdev_vfio_mem_copy_in() - for the driver's mem_load callback
 * @mem: the memory
 * @off: where, within the memory
 * @buf: the bytes
 * @len: how many, within the memory too
 *
 * What is zero and not allocated stays so.
 *
 * Context: Process context, may sleep.
 * Return: 0, or -ENOMEM with some of it copied.
 */
int subdev_vfio_mem_copy_in(struct subdev_vfio_mem *mem, u64 off,
			    const void *buf, size_t len)
{
	struct page *page;
	size_t n;

	for (; len; off += n, buf += n, len -= n) {
		n = in_page(off, len);
		if (!xa_load(&mem->pages, off >> PAGE_SHIFT) &&
		    !memchr_inv(buf, 0, n))
			continue;
		page = page_get(mem, off);
		if (!page)
			return -ENOMEM;
		memcpy_to_page(page, offset_in_page(off), buf, n);
	}
	return 0;
}
EXPORT_SYMBOL_GPL(subdev_vfio_mem_copy_in);
