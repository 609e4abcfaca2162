// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: copy DEVICE
 * What a copy engine copies that always has 32 descriptors of 64 KiB queued, against memcpy of as much in the kernel.
 */
#include "../../../tests/vm/ioat_client.h"
#include "../bench.h"
#include "../floor.h"

/*
 * Not a power of two behind the source: an emulated processor's TLB, and a cache that is no more associative, would have the pages
 * of both in one place. The kernel's memcpy() below has its memory from vmalloc(), so that it is not so there either.
 */
#define TARGET	(DATA + FLOOR_PIECES * (uint64_t)FLOOR_PIECE + 17 * PAGE)

/* A container of type1 gives no pins in the seconds after memory was mapped; what is measured has them. */
#define WARM_SECONDS	6

/* Every so many descriptors the engine tells how far it is. */
#define PER_INTERRUPT	8

static struct engine engine;
static unsigned int next;
static int floor_fd, irq;

/* One more descriptor behind the others. */
static void queue(struct engine *e)
{
	uint64_t off = next % FLOOR_PIECES * (uint64_t)FLOOR_PIECE;

	copy_desc(e, 0, next, TARGET + off, DATA + off, FLOOR_PIECE);
	if (++next % PER_INTERRUPT == 0)
		desc(e, 0, next - 1)->ctl |= IOAT_CTL_INT;
}

/* How many are done of those up to @next, of which @left were not when it was asked last. */
static unsigned int done_of(const struct engine *e, unsigned int left)
{
	uint64_t at = completion(e, 0) & ~(uint64_t)IOAT_STS;
	unsigned int i;

	for (i = 0; i < left && at; i++) {
		if (at == desc_iova(0, next - 1 - i))
			return left - i;
	}
	return 0;
}

/* Waits until some are done, which an interrupt tells. */
static unsigned int wait_for(struct engine *e, unsigned int left)
{
	unsigned int done;

	do {
		if (!client_signals(irq, 5000))
			bench_die("no interrupt comes, the channel's state is %u", status(e, 0));
		chan_put(e, 0, IOAT_CHANCTRL, 2, IOAT_CTRL_REARM);
		done = done_of(e, left);
	} while (!done);
	return done;
}

/* A piece is one descriptor. 32 are queued: as many come behind the others as were done. */
static double round_engine(unsigned int count)
{
	double start = bench_now();
	unsigned int left = 0, done = FLOOR_PIECES;

	while (count || left) {
		unsigned int more = done < count ? done : count, i;

		for (i = 0; i < more; i++)
			queue(&engine);
		if (more)
			chan_go(&engine, 0, more);
		count -= more;
		left += more;
		done = wait_for(&engine, left);
		left -= done;
	}
	return bench_now() - start;
}

static void warm(void)
{
	double start = bench_now();

	while (bench_now() - start < WARM_SECONDS)
		round_engine(FLOOR_PIECES);
}

static double round_memcpy(unsigned int count)
{
	return floor_copy(floor_fd, count);
}

int main(int argc, char **argv)
{
	const struct contestant contestants[] = {
		{ "subdev", FLOOR_PIECES * 16, round_engine },
		{ "memcpy", FLOOR_PIECES * 16, round_memcpy },
	};

	if (argc != 2)
		bench_die("usage: copy DEVICE");
	engine_open(&engine, argv[1], VIA_GROUP);
	if (!chan_reset(&engine, 0))
		bench_die("the channel does not reset");
	irq = client_eventfd();
	client_trigger(&engine.dev, VFIO_PCI_MSIX_IRQ_INDEX, 0, irq);
	put(&engine, IOAT_INTRCTRL, 1, IOAT_INTR_MASTER | IOAT_INTR_VECTORS);
	chan_setup(&engine, 0);
	noise(at(&engine, DATA), FLOOR_PIECES * FLOOR_PIECE, 1);
	floor_fd = floor_open();
	warm();
	bench_run("copy", 0, contestants, 2);
	client_close(&engine.dev);
	return 0;
}
