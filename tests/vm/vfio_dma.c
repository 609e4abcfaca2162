// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA through the helper: copies, scatter lists and pinned windows against a picture of memory, what is not mapped, unmapping
 * under a copy, and which pages are dirty; a subdevice of sim's type "full".
 */
#include "vfio_test.h"

#include <sys/mman.h>

#define PAGE		4096ULL
#define MIB		(1ULL << 20)
#define WINDOW		(512 * PAGE)

/* Two halves that are two mappings of one area, so that there is a seam, then nothing. */
#define BASE		(16 * MIB)
#define HALF		(2 * WINDOW)
#define SIZE		(2 * HALF)
#define RO_BASE		(64 * MIB)
#define RO_SIZE		(4 * WINDOW)
#define BUF		SIM_MEM_BAR_SIZE
#define MAX_SG		1024

struct sg {
	uint64_t iova;
	uint64_t len;
};

static uint8_t *mem, *image, *ro;
static uint8_t buf[BUF];
static uint32_t worker;

static uint8_t *new_memory(uint64_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	return p;
}

static void fill(uint8_t *to, size_t size, unsigned int seed)
{
	size_t i;

	for (i = 0; i < size; i++)
		to[i] = rand_r(&seed) >> 8;
}

static void map_all(void)
{
	must(client_map(&dev, BASE, mem, HALF, true), "map the first half");
	must(client_map(&dev, BASE + HALF, mem + HALF, HALF, true), "map the second half");
	must(client_map(&dev, RO_BASE, ro, RO_SIZE, false), "map what is read only");
}

/* Type1 has no end of an unmapping, nor of one that was under way at an open: nothing is pinned for some seconds. */
static void nap_pause(void)
{
	if (access("/dev/iommu", F_OK))
		nap(5200);
}

/* Its status: a positive errno, and where. */
static uint32_t dma(uint32_t cmd, uint64_t addr, uint64_t src, uint64_t len)
{
	client_put(&dev, SIM_REG_BAR, SIM_REG_DMA_ADDR, 8, addr);
	client_put(&dev, SIM_REG_BAR, SIM_REG_DMA_SRC, 8, src);
	client_put(&dev, SIM_REG_BAR, SIM_REG_DMA_LEN, 8, len);
	reg_put(SIM_REG_DMA_CMD, cmd | worker);
	return reg_get(SIM_REG_DMA_CMD);
}

static void buf_put(const uint8_t *from, size_t len)
{
	if (client_write(&dev, SIM_MEM_BAR, 0, from, len) != (ssize_t)len)
		must(-EIO, "write the buffer");
}

static void buf_get(uint8_t *to, size_t len)
{
	if (client_read(&dev, SIM_MEM_BAR, 0, to, len) != (ssize_t)len)
		must(-EIO, "read the buffer");
}

static const char *where(void)
{
	return worker ? "in a worker" : "in the user's thread";
}

static uint64_t place(unsigned int *seed, uint64_t len)
{
	uint64_t off = (uint64_t)rand_r(seed) % (SIZE - len);

	/* often across the seam, or the edge of a window or a page */
	switch (rand_r(seed) % 4) {
	case 0:
		return HALF - len / 2;
	case 1:
		return off / WINDOW * WINDOW + WINDOW - 1 - len / 2 < SIZE - len ? off / WINDOW * WINDOW + WINDOW - 1 - len / 2 : off;
	default:
		return off;
	}
}

static bool copies_in(uint32_t cmd, unsigned int *seed)
{
	uint64_t len = 1 + rand_r(seed) % (rand_r(seed) % 4 ? 64 : BUF - 1), off = place(seed, len);

	if (dma(cmd, BASE + off, 0, len))
		return false;
	buf_get(buf, len);
	return !memcmp(buf, image + off, len);
}

static bool copies_out(uint32_t cmd, unsigned int *seed)
{
	uint64_t len = 1 + rand_r(seed) % (rand_r(seed) % 4 ? 64 : BUF - 1), off = place(seed, len);

	fill(buf, len, *seed);
	buf_put(buf, len);
	if (dma(cmd, BASE + off, 0, len))
		return false;
	memcpy(image + off, buf, len);
	return true;
}

static bool copies_across(unsigned int *seed)
{
	uint64_t len = 1 + rand_r(seed) % (rand_r(seed) % 4 ? 8192 : HALF / 2);
	uint64_t to = place(seed, len), from = place(seed, len);

	/* what ranges that overlap end up with is not promised */
	if (to < from + len && from < to + len)
		return true;
	if (dma(SIM_DMA_COPY, BASE + to, BASE + from, len))
		return false;
	memcpy(image + to, image + from, len);
	return true;
}

static bool stores(unsigned int *seed)
{
	uint64_t off = place(seed, 8) & ~7ULL, val = (uint64_t)rand_r(seed) << 32 | rand_r(seed);

	if (dma(SIM_DMA_WRITE64, BASE + off, val, 0))
		return false;
	memcpy(image + off, &val, sizeof(val));
	return true;
}

/* The list is in memory as well, behind what it describes. */
static bool scatters(uint32_t cmd, unsigned int *seed)
{
	unsigned int i, num = 1 + rand_r(seed) % 40;
	struct sg *sg = (struct sg *)(mem + SIZE - 16 * PAGE);
	uint64_t total = 0, skip, len, n, done = 0;

	for (i = 0; i < num; i++) {
		sg[i].len = rand_r(seed) % 5 ? rand_r(seed) % 700 : 0;
		/* apart from each other */
		sg[i].iova = BASE + i * 45000 + rand_r(seed) % 44000;
		total += sg[i].len;
	}
	memcpy(image + SIZE - 16 * PAGE, sg, num * sizeof(*sg));
	if (!total)
		return true;
	skip = rand_r(seed) % total;
	len = 1 + rand_r(seed) % (total - skip);
	if (len > BUF)
		len = BUF;
	fill(buf, len, *seed);
	buf_put(buf, len);
	reg_put(SIM_REG_DMA_NUM, num);
	if (dma(cmd, skip, BASE + SIZE - 16 * PAGE, len))
		return false;
	if (cmd == SIM_DMA_READ_SG)
		buf_get(buf, len);
	for (i = 0; i < num && done < len; i++) {
		uint64_t off = skip < sg[i].len ? skip : sg[i].len;

		skip -= off;
		n = sg[i].len - off < len - done ? sg[i].len - off : len - done;
		if (cmd == SIM_DMA_WRITE_SG)
			memcpy(image + sg[i].iova - BASE + off, buf + done, n);
		else if (memcmp(image + sg[i].iova - BASE + off, buf + done, n))
			return false;
		done += n;
	}
	return true;
}

static void test_copies(void)
{
	unsigned int i, seed = 1 + worker, right = 0, rounds = 1200;

	fill(mem, SIZE, 7);
	memcpy(image, mem, SIZE);
	for (i = 0; i < rounds; i++)
		switch (i % 8) {
		case 0:
			right += copies_in(SIM_DMA_READ, &seed);
			break;
		case 1:
			right += copies_out(SIM_DMA_WRITE, &seed);
			break;
		case 2:
			right += copies_in(SIM_DMA_READ_PINNED, &seed);
			break;
		case 3:
			right += copies_out(SIM_DMA_WRITE_PINNED, &seed);
			break;
		case 4:
			right += copies_across(&seed);
			break;
		case 5:
			right += stores(&seed);
			break;
		case 6:
			right += scatters(SIM_DMA_READ_SG, &seed);
			break;
		case 7:
			right += scatters(SIM_DMA_WRITE_SG, &seed);
			break;
		}
	point(right == rounds, "%u copies of each kind %s do what they say (%u)", rounds, where(), right);
	point(!memcmp(mem, image, SIZE), "memory %s is what they make of it", where());
}

static const struct refused {
	const char *name;
	uint32_t cmd;
	uint64_t addr;
	uint64_t src;
	uint64_t len;
	uint32_t status;
} refused[] = {
	{ "a read of nothing", SIM_DMA_READ, BASE, 0, 0, EINVAL },
	{ "a pinned write of nothing", SIM_DMA_WRITE_PINNED, BASE, 0, 0, EINVAL },
	{ "a copy of nothing", SIM_DMA_COPY, BASE, BASE, 0, EINVAL },
	{ "a read past the end of all", SIM_DMA_READ, -8ULL, 0, 9, EINVAL },
	{ "a copy to past the end of all", SIM_DMA_COPY, -8ULL, BASE, 9, EINVAL },
	{ "a copy from past the end of all", SIM_DMA_COPY, BASE, -8ULL, 9, EINVAL },
	{ "a copy of all there is", SIM_DMA_COPY, BASE, BASE, -1ULL, ERANGE },
	{ "a store at an odd address", SIM_DMA_WRITE64, BASE + 4, 0, 0, EINVAL },
	{ "a read up to the end of all", SIM_DMA_READ, -8ULL, 0, 8, EFAULT },
	{ "a pinned read up to the end of all", SIM_DMA_READ_PINNED, -8ULL, 0, 8, EFAULT },
	{ "a pinned write up to the end of all", SIM_DMA_WRITE_PINNED, -16384ULL, 0, 16384, EFAULT },
	{ "a read of what is not mapped", SIM_DMA_READ, 0, 0, 1, EFAULT },
	{ "a write of what is not mapped", SIM_DMA_WRITE, 0, 0, 1, EFAULT },
	{ "a pinned read of what is not mapped", SIM_DMA_READ_PINNED, 0, 0, 1, EFAULT },
	{ "a pinned write of what is not mapped", SIM_DMA_WRITE_PINNED, 0, 0, 1, EFAULT },
	{ "a store to what is not mapped", SIM_DMA_WRITE64, 0, 0, 0, EFAULT },
	{ "a read of the byte before", SIM_DMA_READ, BASE - 1, 0, 2, EFAULT },
	{ "a write of the byte behind", SIM_DMA_WRITE, BASE + SIZE - 1, 0, 2, EFAULT },
	{ "a pinned write of the byte behind", SIM_DMA_WRITE_PINNED, BASE + SIZE - 1, 0, 2, EFAULT },
	{ "a copy from what is not mapped", SIM_DMA_COPY, BASE, 0, 100, EFAULT },
	{ "a copy to what is not mapped", SIM_DMA_COPY, 0, BASE, 100, EFAULT | SIM_DMA_AT_DST },
	{ "a write of what is read only", SIM_DMA_WRITE, RO_BASE, 0, 1, EPERM },
	{ "a pinned write of what is read only", SIM_DMA_WRITE_PINNED, RO_BASE, 0, 1, EPERM },
	{ "a store to what is read only", SIM_DMA_WRITE64, RO_BASE, 0, 0, EPERM },
	{ "a copy to what is read only", SIM_DMA_COPY, RO_BASE + 1, BASE, 100, EPERM | SIM_DMA_AT_DST },
};

static void test_refused(void)
{
	unsigned int i;

	memcpy(image, mem, SIZE);
	buf_get(buf, BUF);
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		const struct refused *r = &refused[i];
		uint32_t status;

		/* what it could write there is what is there */
		if (r->cmd == SIM_DMA_WRITE || r->cmd == SIM_DMA_WRITE_PINNED)
			buf_put(mem + SIZE - 1, 1);
		status = dma(r->cmd, r->addr, r->src, r->len);
		if (!point(status == r->status, "%s is refused, %s", r->name, where()))
			printf("# %#x, not %#x\n", status, r->status);
	}
	point(!memcmp(mem, image, SIZE), "and nothing was written");
	point(!dma(SIM_DMA_READ, RO_BASE + 5, 0, 100) && !dma(SIM_DMA_READ_PINNED, RO_BASE + WINDOW - 50, 0, 100),
	      "what is read only can be read");
	buf_get(buf, 100);
	point(!memcmp(buf, ro + WINDOW - 50, 100), "as it is");
	point(!dma(SIM_DMA_COPY, BASE, RO_BASE, 3 * WINDOW) && !memcmp(mem, ro, 3 * WINDOW), "and be copied from");
}

static uint32_t sg_status(unsigned int num, uint64_t skip, uint64_t len)
{
	reg_put(SIM_REG_DMA_NUM, num);
	return dma(SIM_DMA_READ_SG, skip, BASE, len);
}

static void test_lists(void)
{
	struct sg *sg = (struct sg *)mem;
	unsigned int i;

	for (i = 0; i <= MAX_SG; i++)
		sg[i] = (struct sg) { BASE + HALF + i, 1 };
	point_is(0, sg_status(MAX_SG, 0, MAX_SG), "a list of 1,024 segments");
	point_is(EINVAL, sg_status(MAX_SG + 1, 0, 1), "one of 1,025 is refused");
	point_is(EINVAL, sg_status(4, 0, 5), "one that is too short is refused");
	point_is(EINVAL, sg_status(4, 4, 1), "and one that is over before it begins");
	point_is(EINVAL, sg_status(4, -1ULL, 2), "and a beginning that wraps");
	sg[3].len = -1ULL;
	point_is(EINVAL, sg_status(4, 0, 1), "a segment past the end of all is refused, needed or not");
	sg[3] = (struct sg) { 0, -1ULL };
	sg[2] = (struct sg) { 1, -1ULL };
	point_is(EINVAL, sg_status(4, 0, 1), "lengths that wrap are refused");
	sg[2] = (struct sg) { 0, 1 };
	sg[3] = (struct sg) { 0, 1 };
	point_is(0, sg_status(4, 0, 2), "what is not needed need not be mapped");
	point_is(EFAULT, sg_status(4, 0, 3), "what is needed must be");
}

/* What can be written only is not read, also not where it is pinned. */
static void test_write_only(void)
{
	uint8_t *wo = new_memory(WINDOW);

	must(client_map_flags(&dev, 2 * RO_BASE, wo, WINDOW, CLIENT_WRITE), "map what is to be written only");
	buf_put((uint8_t *)"written", 8);
	/* type1 has no such mappings but in name */
	if (!access("/dev/iommu", F_OK)) {
		point_is(0, dma(SIM_DMA_WRITE_PINNED, 2 * RO_BASE + 99, 0, 8), "what is to be written only can be written");
		point(!memcmp(wo + 99, "written", 8), "and is");
	}
	point_is(EPERM, dma(SIM_DMA_READ_PINNED, 2 * RO_BASE + 99, 0, 8), "what is to be written only cannot be read");
	point_is(EPERM, dma(SIM_DMA_COPY, BASE, 2 * RO_BASE, 8), "nor copied from");
	must(client_unmap(&dev, 2 * RO_BASE, WINDOW), "unmap it");
	munmap(wo, WINDOW);
}

/* A figure in kB of /proc/self/status */
static long status_kb(const char *name)
{
	char line[256];
	long kb = -1;
	FILE *file = fopen("/proc/self/status", "r");

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, name, strlen(name)))
			kb = atol(line + strlen(name) + 1);
	if (file)
		fclose(file);
	return kb;
}

static long locked_kb(void)
{
	return status_kb("VmLck") + status_kb("VmPin");
}

static void test_unmap(void)
{
	long before;
	uint8_t *other = new_memory(HALF);

	must(client_unmap(&dev, BASE, HALF), "unmap the first half");
	must(client_map(&dev, BASE, mem, HALF, true), "map it");
	nap_pause();
	point_is(0, dma(SIM_DMA_COPY, BASE + HALF, BASE + HALF + WINDOW, WINDOW), "what stays mapped is pinned");
	before = locked_kb();
	fill(mem, SIZE, 9);
	memset(other, 0, HALF);
	point(!dma(SIM_DMA_COPY, BASE, BASE + HALF, HALF / 2), "a copy that pins");
	point(locked_kb() > before, "pins are charged (%ld kB)", locked_kb() - before);
	point_is(0, client_unmap(&dev, BASE, HALF), "unmap what is pinned");
	point(locked_kb() <= before, "they are no more");
	memcpy(image, mem, SIZE);
	point_is(EFAULT, dma(SIM_DMA_WRITE_PINNED, BASE, 0, 100), "what was pinned cannot be written");
	point_is(EFAULT, dma(SIM_DMA_COPY, BASE + HALF, BASE, 100), "nor read");
	must(client_map(&dev, BASE, other, HALF, true), "map other memory there");
	buf_put((uint8_t *)"another", 8);
	point_is(0, dma(SIM_DMA_WRITE_PINNED, BASE + 77, 0, 8), "other memory can be written there");
	point(!memcmp(other + 77, "another", 8), "it has what was written");
	point(!memcmp(mem, image, SIZE), "and what was there before has not");
	must(client_unmap(&dev, BASE, HALF), "unmap it");
	must(client_map(&dev, BASE, mem, HALF, true), "map the first half");
	munmap(other, HALF);
}

/* Who takes the address space away has all pins back, and what is not there is not reached. */
static void test_detach(void)
{
	long pinned;

	point_is(0, dma(SIM_DMA_COPY, BASE, BASE + HALF, HALF / 2), "a copy that pins");
	pinned = locked_kb();
	point_is(0, client_detach(&dev), "detach");
	point(locked_kb() + (long)(HALF >> 10) <= pinned, "nothing is pinned any more (%ld kB, %ld kB)", pinned, locked_kb());
	point_is(EFAULT, dma(SIM_DMA_READ, BASE, 0, 1), "nothing can be read");
	point_is(EFAULT, dma(SIM_DMA_WRITE_PINNED, BASE, 0, 1), "nor written");
	point_is(0, client_attach(&dev), "attach");
	point_is(0, dma(SIM_DMA_COPY, BASE, BASE + HALF, HALF / 2), "all can be reached again");
}

/* Copies that never end, to memory that comes and goes. */
static volatile bool stop;
static unsigned long copies, failed, strange;
static uint32_t strange_status;

static void *copy_main(void *arg)
{
	struct client *c = arg;
	uint32_t status;

	while (!stop) {
		client_put(c, SIM_REG_BAR, SIM_REG_DMA_ADDR, 8, BASE);
		client_put(c, SIM_REG_BAR, SIM_REG_DMA_SRC, 8, BASE + HALF);
		client_put(c, SIM_REG_BAR, SIM_REG_DMA_LEN, 8, MIB);
		client_put(c, SIM_REG_BAR, SIM_REG_DMA_CMD, 4, SIM_DMA_COPY | (copies & 1 ? SIM_DMA_WORKER : 0));
		status = client_get(c, SIM_REG_BAR, SIM_REG_DMA_CMD, 4);
		__sync_fetch_and_add(&copies, 1);
		if (status)
			__sync_fetch_and_add(&failed, 1);
		if (status && status != (EFAULT | SIM_DMA_AT_DST)) {
			__sync_fetch_and_add(&strange, 1);
			strange_status = status;
		}
	}
	return NULL;
}

/* The second half is full of ones. What changes after it was unmapped was written by who should not. */
static void test_unmap_under_copy(void)
{
	unsigned int i, j, late = 0, errors = 0, rounds = 60;
	pthread_t threads[3];

	memset(mem + HALF, 1, HALF);
	stop = false;
	copies = failed = strange = 0;
	for (i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, copy_main, &dev);
	for (i = 0; i < rounds; i++) {
		if (i % 20)
			nap(5);
		else
			nap_pause();
		errors += !!client_unmap(&dev, BASE, HALF);
		memset(mem, 0, MIB);
		nap(i % 7);
		for (j = 0; j < MIB; j++)
			if (mem[j]) {
				late++;
				break;
			}
		errors += !!client_map(&dev, BASE, mem, HALF, true);
	}
	stop = true;
	for (i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	printf("# %lu copies, %lu of them failed\n", copies, failed);
	point_is(0, errors, "memory can be unmapped and mapped under copies");
	point_is(0, late, "nothing is written after it was unmapped");
	point(copies > rounds && failed, "copies went on, and some met nothing mapped");
	if (!point_is(0, strange, "none ended in another way"))
		printf("# with %#x\n", strange_status);
}

static uint64_t bitmap[SIZE / PAGE / 64 + 1];

static unsigned int dirty(uint64_t page)
{
	unsigned int i, n = 0;

	memset(bitmap, 0, sizeof(bitmap));
	if (client_log_report(&dev, BASE, SIZE, page, bitmap))
		return -1;
	for (i = 0; i < sizeof(bitmap) / sizeof(bitmap[0]); i++)
		n += __builtin_popcountll(bitmap[i]);
	return n;
}

/* Bits of a report of what begins in the middle of a page, and ends there. */
static unsigned int dirty_from(uint64_t off, uint64_t size)
{
	unsigned int i, n = 0;

	memset(bitmap, 0, sizeof(bitmap));
	if (client_log_report(&dev, BASE + off, size, PAGE, bitmap))
		return -1;
	for (i = 0; i < sizeof(bitmap) / sizeof(bitmap[0]); i++)
		n += __builtin_popcountll(bitmap[i]);
	return n;
}

static bool is_dirty(uint64_t page)
{
	return bitmap[page / 64] >> page % 64 & 1;
}

/* Pages that were written, without pins: each is told once. */
static void test_dirty_once(void)
{
	dma(SIM_DMA_WRITE, BASE + 3 * PAGE - 1, 0, 2);
	dma(SIM_DMA_WRITE, BASE + HALF + 5 * PAGE, 0, 1);
	dma(SIM_DMA_READ, BASE + 9 * PAGE, 0, 1);
	point_is(3, dirty(PAGE), "three pages were written");
	point(is_dirty(2) && is_dirty(3) && is_dirty(HALF / PAGE + 5), "those that were");
	point_is(0, dirty(PAGE), "and then none");
	dma(SIM_DMA_WRITE, BASE + 3 * PAGE, 0, 2 * PAGE);
	point_is(1, dirty(16 * PAGE), "two pages are in one of 64 KiB");
	point(dma(SIM_DMA_WRITE, BASE + SIZE - 1, 0, 2) == EFAULT && dirty(PAGE) == 1 && is_dirty(SIZE / PAGE - 1),
	      "a write that fails behind it is told");
	dma(SIM_DMA_WRITE, BASE + 3 * PAGE, 0, 1);
	point_is(1, dirty_from(3 * PAGE + PAGE / 2, PAGE), "a report from the middle of a page has the page");
	dma(SIM_DMA_WRITE, BASE + 3 * PAGE, 0, 1);
	point_is(-EINVAL, client_log_report(&dev, 0, 0, PAGE, bitmap), "a report of nothing is refused");
	point_is(1, dirty(PAGE), "and takes nothing away");
	point_is(0, dma(SIM_DMA_COPY, BASE + 20 * PAGE, BASE + 40 * PAGE, PAGE), "a copy");
}

/* Pages that stay pinned stay dirty, if they were written. */
static void test_dirty_pinned(void)
{
	unsigned int first = dirty(PAGE);

	point(first == 1 && is_dirty(20), "dirties what it writes, not what it reads");
	point(dirty(PAGE) == 1 && is_dirty(20), "which stays so while it is pinned");
	dma(SIM_DMA_WRITE64, BASE + HALF, 1, 0);
	point(dirty(PAGE) == 2 && is_dirty(20) && is_dirty(HALF / PAGE), "a store makes two");
	must(client_unmap(&dev, BASE, HALF), "unmap the first half");
	must(client_map(&dev, BASE, mem, HALF, true), "map the first half");
	dirty(PAGE);
	point(dirty(PAGE) == 1 && is_dirty(HALF / PAGE), "what was unmapped is clean again, the other not");
}

static void test_dirty(void)
{
	uint64_t page = 1 << 21;

	point_is(-EINVAL, client_log_report(&dev, BASE, SIZE, PAGE, bitmap), "nothing to report before it is started");
	point_is(0, client_log_start(&dev, &page), "start logging");
	point_is(PAGE, page, "in pages");
	point_is(-EBUSY, client_log_start(&dev, &page), "not twice");
	test_dirty_once();
	test_dirty_pinned();
	point_is(0, client_log_stop(&dev), "stop logging");
	point_is(-EINVAL, client_log_report(&dev, BASE, SIZE, PAGE, bitmap), "nothing to report");
	page = PAGE;
	point_is(0, client_log_start(&dev, &page), "start again, and leave it so");
}

static unsigned int type1_dirty(void)
{
	unsigned int i, n = 0;

	memset(bitmap, 0, sizeof(bitmap));
	if (client_type1_report(&dev, BASE, HALF, PAGE, bitmap))
		return -1;
	for (i = 0; i < sizeof(bitmap) / sizeof(bitmap[0]); i++)
		n += __builtin_popcountll(bitmap[i]);
	return n;
}

/* Over a container VMMs take its own bitmaps, which have what is written and what is pinned. */
static void test_type1_dirty(void)
{
	point_is(0, client_type1_log(&dev, VFIO_IOMMU_DIRTY_PAGES_FLAG_START), "start type1's logging");
	point_is(0, type1_dirty(), "nothing is dirty");
	dma(SIM_DMA_WRITE, BASE + 3 * PAGE - 1, 0, 2);
	dma(SIM_DMA_READ, BASE + 9 * PAGE, 0, 1);
	point(type1_dirty() == 2 && is_dirty(2) && is_dirty(3), "two pages were written");
	point_is(0, type1_dirty(), "and then none");
	nap_pause();
	point_is(0, dma(SIM_DMA_COPY, BASE + 20 * PAGE, BASE + 40 * PAGE, PAGE), "a copy that pins");
	point(type1_dirty() >= WINDOW / PAGE && is_dirty(20), "what is pinned is dirty");
	point(type1_dirty() >= WINDOW / PAGE && is_dirty(20), "and stays so");
	point_is(0, client_type1_log(&dev, VFIO_IOMMU_DIRTY_PAGES_FLAG_STOP), "stop it");
}

/* With pins, and while pages are logged. */
static void test_close(void)
{
	long before;

	client_close(&dev);
	before = locked_kb();
	test_open();
	map_all();
	nap_pause();
	point_is(0, dma(SIM_DMA_COPY, BASE, BASE + HALF, HALF), "a copy by the next user");
	point(locked_kb() > before, "which pins");
	client_close(&dev);
	point_is(before, locked_kb(), "a close leaves nothing pinned");
	test_open();
	point_is(EFAULT, dma(SIM_DMA_READ_PINNED, BASE, 0, 1), "who has mapped nothing reaches nothing");
}

int main(int argc, char **argv)
{
	mem = new_memory(SIZE);
	image = new_memory(SIZE);
	ro = new_memory(RO_SIZE);
	fill(ro, RO_SIZE, 3);
	test_start(argc, argv);
	map_all();
	for (worker = 0; worker <= SIM_DMA_WORKER; worker += SIM_DMA_WORKER) {
		test_copies();
		test_refused();
		test_lists();
	}
	worker = 0;
	test_write_only();
	test_unmap();
	if (dev.group < 0)
		test_detach();
	test_unmap_under_copy();
	client_close(&dev);
	test_open();
	map_all();
	if (client_log_stop(&dev) != -ENOTTY)
		test_dirty();
	else
		test_type1_dirty();
	test_close();
	return test_end();
}
