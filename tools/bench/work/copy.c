// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: copy DEVICE
 * What a copy engine copies, 32 descriptors of 64 KiB at a time, against memcpy of as much in the kernel.
 */
#include <sched.h>

#include "../../../tests/vm/ioat_client.h"
#include "../bench.h"
#include "../floor.h"

#define TARGET	(DATA + FLOOR_PIECES * (uint64_t)FLOOR_PIECE)

static struct engine engine;
static unsigned int next;
static int floor_fd;

static void once(struct engine *e)
{
	unsigned int i;

	for (i = 0; i < FLOOR_PIECES; i++, next++)
		copy_desc(e, 0, next, TARGET + i * FLOOR_PIECE, DATA + i * FLOOR_PIECE, FLOOR_PIECE);
	chan_go(e, 0, FLOOR_PIECES);
	while ((completion(e, 0) & ~(uint64_t)IOAT_STS) != desc_iova(0, next - 1)) {
		if (status(e, 0) == IOAT_STS_HALTED)
			bench_die("the engine has halted");
		usleep(200);
	}
}

/* A piece is one descriptor. */
static double round_engine(unsigned int count)
{
	double start = bench_now();

	for (; count >= FLOOR_PIECES; count -= FLOOR_PIECES)
		once(&engine);
	return bench_now() - start;
}

static double round_memcpy(unsigned int count)
{
	return floor_copy(floor_fd, count);
}

int main(int argc, char **argv)
{
	const struct contestant contestants[] = {
		{ "subdev", FLOOR_PIECES * 8, round_engine },
		{ "memcpy", FLOOR_PIECES * 8, round_memcpy },
	};

	if (argc != 2)
		bench_die("usage: copy DEVICE");
	engine_open(&engine, argv[1], VIA_GROUP);
	if (!chan_reset(&engine, 0))
		bench_die("the channel does not reset");
	chan_setup(&engine, 0);
	noise(at(&engine, DATA), FLOOR_PIECES * FLOOR_PIECE, 1);
	floor_fd = floor_open();
	bench_run("copy", 0, contestants, 2);
	client_close(&engine.dev);
	return 0;
}
