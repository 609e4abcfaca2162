// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: mapping DEVICE
 * Access to a region that is mapped, against memcpy between pages of memory.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../../../kernel/drivers/sim/regs.h"
#include "../../../tests/vm/vfio_client.h"
#include "../bench.h"

#define PAGE	4096
#define COUNT	40000

static char *region, *memory, *buffer;

/* A copy there and one back: pages are 4096 bytes for all. */
static double copies(char *page, unsigned int count)
{
	double start = bench_now();

	while (count--) {
		memcpy(page, buffer, PAGE);
		memcpy(buffer, page, PAGE);
		__asm__ volatile("" : : "r"(page), "r"(buffer) : "memory");
	}
	return bench_now() - start;
}

static double round_region(unsigned int count)
{
	return copies(region, count);
}

static double round_memory(unsigned int count)
{
	return copies(memory, count);
}

static char *page(void)
{
	char *at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (at == MAP_FAILED)
		bench_die("mmap");
	memset(at, 0x5a, PAGE);
	return at;
}

int main(int argc, char **argv)
{
	const struct contestant contestants[] = {
		{ "subdev", bench_count(COUNT), round_region },
		{ "memcpy", bench_count(COUNT), round_memory },
	};
	struct client dev;

	if (argc != 2)
		bench_die("usage: mapping DEVICE");
	bench_check(client_open(&dev, argv[1], VIA_GROUP), argv[1]);
	region = client_mmap(&dev, SIM_MEM_BAR, PAGE, PAGE, PROT_READ | PROT_WRITE);
	if (region == MAP_FAILED)
		bench_die("the region cannot be mapped");
	memory = page();
	buffer = page();
	bench_run("mapping", 0, contestants, 2);
	client_close(&dev);
	return 0;
}
