// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: state DEVICE MIB
 * The state of a stopped device that has so much memory, saved and loaded, against the reading and the writing of as much of a
 * memfd.
 */
#include <sys/mman.h>

#include "../../../tests/vm/vfio_mig.h"
#include "../bench.h"

#define PIECE	(1 << 20)

static int memfd;
static uint8_t *buffer;
static struct stream saved;

static double round_save(unsigned int count)
{
	double start = bench_now();
	ssize_t done;
	int fd;

	(void)count;
	bench_check(mig_set(&dev, MIG_STOP_COPY, &fd), "stop-copy");
	do {
		done = mig_read(fd, buffer, PIECE);
		bench_check(done, "save");
	} while (done);
	close(fd);
	bench_check(mig_set(&dev, MIG_STOP, NULL), "stop");
	return bench_now() - start;
}

static double round_load(unsigned int count)
{
	double start = bench_now();

	(void)count;
	bench_check(mig_load(&dev, &saved), "load");
	return bench_now() - start;
}

static double round_read(unsigned int count)
{
	double start = bench_now();
	uint64_t off;

	for (off = 0; off < count; off += PIECE) {
		if (pread(memfd, buffer, PIECE, off) != PIECE)
			bench_die("read memfd");
	}
	return bench_now() - start;
}

static double round_write(unsigned int count)
{
	double start = bench_now();
	uint64_t off;

	for (off = 0; off < count; off += PIECE) {
		if (pwrite(memfd, buffer, PIECE, off) != PIECE)
			bench_die("write memfd");
	}
	return bench_now() - start;
}

/* No part of it is empty, or as another. */
static void fill(unsigned int mib)
{
	unsigned int seed = 1, i, n;

	for (i = 0; i < mib; i++) {
		for (n = 0; n < PIECE; n++)
			buffer[n] = (seed = seed * 1103515245 + 12345) >> 16;
		if (client_write(&dev, SIM_MEM_BAR, (uint64_t)i * PIECE, buffer, PIECE) != PIECE ||
		    pwrite(memfd, buffer, PIECE, (uint64_t)i * PIECE) != PIECE)
			bench_die("cannot fill the memory");
	}
}

int main(int argc, char **argv)
{
	unsigned int mib = argc == 3 ? atoi(argv[2]) : 0;
	const struct contestant saving[] = {
		{ "subdev", mib * PIECE, round_save },
		{ "memfd", mib * PIECE, round_read },
	};
	const struct contestant loading[] = {
		{ "subdev", mib * PIECE, round_load },
		{ "memfd", mib * PIECE, round_write },
	};

	if (!mib)
		bench_die("usage: state DEVICE MIB");
	bench_check(client_open(&dev, argv[1], VIA_GROUP), argv[1]);
	memfd = memfd_create("bench", MFD_CLOEXEC);
	buffer = malloc(PIECE);
	fill(mib);
	bench_run("state-save", 0, saving, 2);
	bench_check(mig_save(&dev, &saved), "save");
	bench_run("state-load", 0, loading, 2);
	stream_free(&saved);
	client_close(&dev);
	return 0;
}
