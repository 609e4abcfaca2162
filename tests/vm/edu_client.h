/* SPDX-License-Identifier: GPL-2.0-only */
/* A driver of edu devices in user space, for the tests. */
#ifndef TESTS_EDU_CLIENT_H
#define TESTS_EDU_CLIENT_H

#include <signal.h>
#include <sys/mman.h>

#include "sim_tap.h"
#include "vfio_client.h"

#include "../../kernel/drivers/edu/regs.h"

#define PAGE		4096ULL

/* What the device sees: memory, a page that it can only read, and memory that takes more than 28 bits. */
#define BASE		(16ULL << 20)
#define SIZE		(16 * PAGE)
#define READ_ONLY	(32ULL << 20)
#define HIGH		(4ULL << 30)

struct edu {
	struct client dev;
	const char *device;
	uint8_t *mem;		/* at BASE */
	uint8_t *other;		/* at READ_ONLY and at HIGH */
	int msi;		/* an eventfd, or -1 */
	unsigned int ended;	/* jobs, of one that is busy */
};

static TAP_UNUSED uint64_t get(const struct edu *e, unsigned int reg, unsigned int width)
{
	return client_get(&e->dev, EDU_BAR, reg, width);
}

static TAP_UNUSED void put(const struct edu *e, unsigned int reg, unsigned int width, uint64_t val)
{
	client_put(&e->dev, EDU_BAR, reg, width, val);
}

static TAP_UNUSED void *edu_memory(size_t size)
{
	void *mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mem == MAP_FAILED) {
		perror("memory");
		exit(1);
	}
	return mem;
}

static TAP_UNUSED void edu_open(struct edu *e, const char *device, enum client_via via)
{
	int err = client_open(&e->dev, device, via);

	e->device = device;
	e->msi = -1;
	if (!e->mem) {
		e->mem = edu_memory(SIZE);
		e->other = edu_memory(PAGE);
	}
	if (!err)
		err = client_map(&e->dev, BASE, e->mem, SIZE, true);
	if (!err)
		err = client_map(&e->dev, READ_ONLY, e->other, PAGE, false);
	if (!err)
		err = client_map(&e->dev, HIGH, e->other, PAGE, true);
	if (err) {
		point(false, "open %s: %s", device, strerror(-err));
		exit(1);
	}
}

static TAP_UNUSED void edu_close(struct edu *e)
{
	if (e->msi >= 0)
		close(e->msi);
	client_close(&e->dev);
}

static TAP_UNUSED void edu_set_msi(struct edu *e)
{
	e->msi = client_eventfd();
	if (client_trigger(&e->dev, VFIO_PCI_MSI_IRQ_INDEX, 0, e->msi))
		point(false, "set up MSI");
}

static TAP_UNUSED void dma_start(struct edu *e, uint64_t src, uint64_t dst, uint64_t cnt, unsigned int cmd)
{
	put(e, EDU_SRC, 8, src);
	put(e, EDU_DST, 8, dst);
	put(e, EDU_CNT, 8, cnt);
	put(e, EDU_CMD, 4, cmd | EDU_CMD_RUN);
}

static TAP_UNUSED bool dma_runs(struct edu *e)
{
	return get(e, EDU_CMD, 4) & EDU_CMD_RUN;
}

/* Whether a bit of a register becomes clear. */
static TAP_UNUSED bool await_clear(struct edu *e, unsigned int reg, uint32_t bit)
{
	double end = now() + 60;

	while (get(e, reg, 4) & bit) {
		if (now() > end)
			return false;
		nap(1);
	}
	return true;
}

/* Its error when it has ended, -1 if it does not. */
static TAP_UNUSED int dma_wait(struct edu *e)
{
	return await_clear(e, EDU_CMD, EDU_CMD_RUN) ? (int)(get(e, EDU_ERROR, 4) & EDU_ERR_DMA) : -1;
}

static TAP_UNUSED int dma_in(struct edu *e, uint64_t iova, uint32_t off, uint32_t cnt)
{
	dma_start(e, iova, EDU_BUF + off, cnt, 0);
	return dma_wait(e);
}

static TAP_UNUSED int dma_out(struct edu *e, uint64_t iova, uint32_t off, uint32_t cnt)
{
	dma_start(e, EDU_BUF + off, iova, cnt, EDU_CMD_OUT);
	return dma_wait(e);
}

static TAP_UNUSED void noise(uint8_t *to, size_t size, unsigned int seed)
{
	size_t i;

	for (i = 0; i < size; i++)
		to[i] = rand_r(&seed) >> 8;
}

static TAP_UNUSED bool all_bytes(const uint8_t *mem, size_t size, uint8_t byte)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (mem[i] != byte)
			return false;
	return true;
}

/* What it has in its buffer, at @to. */
static TAP_UNUSED bool read_buffer(struct edu *e, uint8_t to[PAGE])
{
	bool good = !dma_out(e, BASE + SIZE - PAGE, 0, PAGE);

	memcpy(to, e->mem + SIZE - PAGE, PAGE);
	return good;
}

#endif /* TESTS_EDU_CLIENT_H */
