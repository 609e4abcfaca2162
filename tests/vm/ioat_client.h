/* SPDX-License-Identifier: GPL-2.0-only */
/* A driver of copy engines in user space, for the tests: rings of descriptors in memory that the device sees. */
#ifndef TESTS_IOAT_CLIENT_H
#define TESTS_IOAT_CLIENT_H

#include <sys/mman.h>

#include "sim_tap.h"
#include "vfio_client.h"

#include "../../kernel/drivers/ioat/regs.h"

#define PAGE		4096ULL
#define KIB		1024ULL
#define MIB		(1ULL << 20)

/* What the device sees: rings, where completions go, and buffers; nothing around them. */
#define BASE		(256 * MIB)
#define RING_DESCS	1024
#define RING_SIZE	(RING_DESCS * 64ULL)
#define RING(n)		(BASE + (n) * RING_SIZE)
#define COMP(n)		(RING(IOAT_MAX_CHANNELS) + (n) * 64ULL)
#define DATA		(BASE + MIB)
#define SIZE		(8 * MIB)

struct desc {
	uint32_t len;
	uint32_t ctl;
	uint64_t src;
	uint64_t dst;
	uint64_t next;
	uint64_t unused[4];
};

struct engine {
	struct client dev;
	uint8_t *mem;
	const char *device;
	unsigned int channels;
	uint16_t count[IOAT_MAX_CHANNELS];	/* as in DMACOUNT */
};

static TAP_UNUSED void *at(const struct engine *e, uint64_t iova)
{
	return e->mem + (iova - BASE);
}

static TAP_UNUSED struct desc *desc(const struct engine *e, unsigned int ch, unsigned int i)
{
	return (struct desc *)at(e, RING(ch)) + i % RING_DESCS;
}

static TAP_UNUSED uint64_t desc_iova(unsigned int ch, unsigned int i)
{
	return RING(ch) + i % RING_DESCS * 64;
}

static TAP_UNUSED uint64_t get(const struct engine *e, unsigned int reg, unsigned int width)
{
	return client_get(&e->dev, IOAT_BAR, reg, width);
}

static TAP_UNUSED void put(const struct engine *e, unsigned int reg, unsigned int width, uint64_t val)
{
	client_put(&e->dev, IOAT_BAR, reg, width, val);
}

static TAP_UNUSED uint64_t chan_get(const struct engine *e, unsigned int ch, unsigned int reg, unsigned int width)
{
	return get(e, IOAT_CHAN(ch) + reg, width);
}

static TAP_UNUSED void chan_put(const struct engine *e, unsigned int ch, unsigned int reg, unsigned int width, uint64_t val)
{
	put(e, IOAT_CHAN(ch) + reg, width, val);
}

static TAP_UNUSED unsigned int status(const struct engine *e, unsigned int ch)
{
	return chan_get(e, ch, IOAT_CHANSTS, 8) & IOAT_STS;
}

static TAP_UNUSED uint64_t completion(const struct engine *e, unsigned int ch)
{
	return *(volatile uint64_t *)at(e, COMP(ch));
}

static TAP_UNUSED void engine_open(struct engine *e, const char *name, enum client_via way)
{
	int err = client_open(&e->dev, name, way);

	e->device = name;
	if (!err && !e->mem) {
		e->mem = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (e->mem == MAP_FAILED)
			err = -errno;
	}
	if (!err)
		err = client_map(&e->dev, BASE, e->mem, SIZE, true);
	if (err) {
		point(false, "open %s: %s", name, strerror(-err));
		exit(1);
	}
	e->channels = get(e, IOAT_CHANCNT, 1);
}

/* As the guest's driver does it: whether it was quick enough. */
static TAP_UNUSED bool chan_reset(struct engine *e, unsigned int ch)
{
	double end = now() + 5;

	chan_put(e, ch, IOAT_CHANCMD, 1, IOAT_CMD_SUSPEND);
	chan_put(e, ch, IOAT_CHANERR, 4, chan_get(e, ch, IOAT_CHANERR, 4));
	chan_put(e, ch, IOAT_CHANCMD, 1, IOAT_CMD_RESET);
	while (chan_get(e, ch, IOAT_CHANCMD, 1) & IOAT_CMD_RESET)
		if (now() > end)
			return false;
	e->count[ch] = 0;
	return status(e, ch) == IOAT_STS_HALTED;
}

/* A ring of descriptors of nothing, whose first one is the next to be done. */
static TAP_UNUSED void chan_setup(struct engine *e, unsigned int ch)
{
	unsigned int i;

	for (i = 0; i < RING_DESCS; i++)
		*desc(e, ch, i) = (struct desc) { .len = 1, .ctl = IOAT_CTL_NULL, .next = desc_iova(ch, i + 1) };
	memset(at(e, COMP(ch)), 0, 8);
	chan_put(e, ch, IOAT_CHANCTRL, 2, IOAT_CTRL_REARM | IOAT_CTRL_ERR_COMP | IOAT_CTRL_ERR_INT);
	chan_put(e, ch, IOAT_CHANCMP, 4, (uint32_t)COMP(ch));
	chan_put(e, ch, IOAT_CHANCMP + 4, 4, COMP(ch) >> 32);
	chan_put(e, ch, IOAT_CHAINADDR, 4, (uint32_t)RING(ch));
	chan_put(e, ch, IOAT_CHAINADDR + 4, 4, RING(ch) >> 32);
	e->count[ch] = 0;
}

static TAP_UNUSED void copy_desc(struct engine *e, unsigned int ch, unsigned int i, uint64_t dst, uint64_t src, uint32_t len)
{
	struct desc *d = desc(e, ch, i);

	d->len = len;
	d->ctl = IOAT_CTL_COMP;
	d->src = src;
	d->dst = dst;
	d->next = desc_iova(ch, i + 1);
}

/* So many descriptors more. */
static TAP_UNUSED void chan_go(struct engine *e, unsigned int ch, unsigned int num)
{
	e->count[ch] += num;
	chan_put(e, ch, IOAT_DMACOUNT, 2, e->count[ch]);
}

/* The state that it comes to when it is no more active. */
static TAP_UNUSED unsigned int chan_wait(struct engine *e, unsigned int ch)
{
	double end = now() + 30;
	unsigned int sts;

	do {
		sts = status(e, ch);
	} while (sts == IOAT_STS_ACTIVE && now() < end);
	return sts;
}

static TAP_UNUSED void noise(uint8_t *to, size_t size, unsigned int seed)
{
	size_t i;

	for (i = 0; i < size; i++)
		to[i] = rand_r(&seed) >> 8;
}

#endif /* TESTS_IOAT_CLIENT_H */
