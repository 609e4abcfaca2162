// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: memory INACTIVE ACTIVE
 * Memory of the kernel for each of so many devices: inactive and active ones of ours, and as many active ones of the peer. What the
 * kernel merely caches is dropped before each look.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../bench.h"
#include "../mdev.h"
#include "../ours.h"

#define NUMBER	800000

static struct subdev_ctx *ctx;
static struct mdev_type mtty;
static unsigned int base;
static uint32_t *ids;

/* What the kernel has for itself, by kinds of memory that are counted to the byte or the page. */
static const char * const kinds[] = { "Slab", "Percpu", "KernelStack", "PageTables", "VmallocUsed" };

static bool is_kind(const char *line)
{
	unsigned int i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!strncmp(line, kinds[i], strlen(kinds[i])) && line[strlen(kinds[i])] == ':')
			return true;
	}
	return false;
}

static double sum_of_kinds(void)
{
	FILE *file = fopen("/proc/meminfo", "re");
	double sum = 0, kib;
	char line[128];

	while (file && fgets(line, sizeof(line), file)) {
		if (is_kind(line) && sscanf(strchr(line, ':') + 1, "%lf", &kib) == 1)
			sum += kib;
	}
	if (!sum)
		bench_die("meminfo");
	fclose(file);
	return sum * 1024;
}

/* Bytes that are used when all that is being freed is free. */
static double used_now(void)
{
	int fd;

	sync();
	usleep(300000);
	fd = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "3", 1) != 1)
		bench_die("drop_caches");
	close(fd);
	usleep(200000);
	return sum_of_kinds();
}

static void some_of_ours(unsigned int count, bool inactive)
{
	struct subdev_dev_create *create = ours_create(ctx, OURS_PARENT, inactive);
	unsigned int i;

	for (i = 0; i < count; i++)
		ids[i] = ours_new(ctx, create);
	subdev_dev_create_free(create);
}

/* What is allocated by the first time only is not theirs: so it is what comes back that is counted too. */
static double measure_ours(unsigned int count, bool inactive)
{
	double before, with, after;

	before = used_now();
	some_of_ours(count, inactive);
	with = used_now();
	ours_delete_all(ctx, OURS_PARENT, ids, count, base);
	after = used_now();
	return (with - (before + after) / 2) / count;
}

static double measure_mdev(unsigned int count)
{
	double before, with, after;
	unsigned int i;

	before = used_now();
	for (i = 0; i < count; i++)
		mdev_create(&mtty, NUMBER + i);
	with = used_now();
	for (i = 0; i < count; i++)
		mdev_remove(NUMBER + i);
	after = used_now();
	return (with - (before + after) / 2) / count;
}

int main(int argc, char **argv)
{
	unsigned int rounds = bench_rounds() / 3 ?: 1, round, inactive, active;
	double values[3][64];

	if (argc != 3)
		bench_die("usage: memory INACTIVE ACTIVE");
	inactive = strtoul(argv[1], NULL, 10);
	active = strtoul(argv[2], NULL, 10);
	ids = calloc(inactive > active ? inactive : active, sizeof(*ids));
	ctx = ours_ctx();
	base = ours_devs(ctx, OURS_PARENT);
	mdev_open(&mtty, "mtty", "mtty-1");
	/* The first time is not told: it finds room in slabs that the devices before it have left. */
	measure_ours(active, false);
	measure_mdev(active);
	for (round = 0; round < rounds; round++) {
		values[0][round] = measure_ours(inactive, true);
		values[1][round] = measure_ours(active, false);
		values[2][round] = measure_mdev(active);
	}
	bench_tell("memory", "inactive", inactive, "bytes", values[0], rounds);
	bench_tell("memory", "active", active, "bytes", values[1], rounds);
	bench_tell("memory", "mtty", active, "bytes", values[2], rounds);
	free(ids);
	subdev_ctx_unref(ctx);
	return 0;
}
