// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two threads that unmap the same memory at once, 80 MiB of it, again and again, while a device copies there: type1 has a BUG()
 * for a device that does not let go in time. vfio_unmap DEVICE group|cdev [SECONDS]; a subdevice of sim's type "full".
 */
#include "vfio_test.h"

#include <sys/mman.h>

#define MIB		(1ULL << 20)
#define BASE		(256 * MIB)
#define SIZE		(80 * MIB)
#define STEP		(256ULL << 10)
#define LIMIT		25	/* s, that no unmapping takes */

static uint8_t *mem;
static volatile bool stop;
static unsigned long copies;
static pthread_barrier_t together;

static uint32_t copy(uint64_t to, uint64_t from, uint64_t len)
{
	client_put(&dev, SIM_REG_BAR, SIM_REG_DMA_ADDR, 8, to);
	client_put(&dev, SIM_REG_BAR, SIM_REG_DMA_SRC, 8, from);
	client_put(&dev, SIM_REG_BAR, SIM_REG_DMA_LEN, 8, len);
	reg_put(SIM_REG_DMA_CMD, SIM_DMA_COPY | SIM_DMA_WORKER);
	return reg_get(SIM_REG_DMA_CMD);
}

/* As much is pinned as the helper pins: each part of it is touched. */
static void touch_all(void)
{
	uint64_t off;

	for (off = 0; off < SIZE; off += 2 * STEP)
		copy(BASE + off, BASE + off + STEP, 64);
}

static void *copy_main(void *arg)
{
	uint64_t off = 0;

	(void)arg;
	while (!stop) {
		copy(BASE + off, BASE + (off + SIZE / 2) % SIZE, 4096);
		off = (off + STEP) % SIZE;
		copies++;
	}
	return NULL;
}

/* How long it took. */
static void *unmap_main(void *arg)
{
	double *took = arg, start;

	pthread_barrier_wait(&together);
	start = now();
	client_unmap(&dev, BASE, SIZE);
	*took = now() - start;
	return NULL;
}

static double round_of_two(void)
{
	pthread_t threads[2];
	double took[2];
	int i;

	for (i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, unmap_main, &took[i]);
	for (i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return took[0] > took[1] ? took[0] : took[1];
}

static void test_rounds(double seconds)
{
	double end = now() + seconds, longest = 0, took;
	unsigned int rounds = 0, failed = 0;
	long before = client_pinned_kb(), most = 0, left = 0, kb;
	pthread_t copier;

	do {
		failed += !!client_map(&dev, BASE, mem, SIZE, true);
		/* type1 does not say when it has done with an unmapping */
		if (access("/dev/iommu", F_OK))
			nap(5200);
		touch_all();
		kb = client_pinned_kb() - before;
		most = kb > most ? kb : most;
		stop = false;
		pthread_create(&copier, NULL, copy_main, NULL);
		nap(20);
		took = round_of_two();
		longest = took > longest ? took : longest;
		stop = true;
		pthread_join(copier, NULL);
		left += client_pinned_kb() > before;
		rounds++;
	} while (now() < end && longest < LIMIT);
	printf("# %u rounds, %lu copies, %ld kB pinned, %.1f s the longest\n", rounds, copies, most, longest);
	point(most > 0, "something is pinned");
	point(!failed, "what two unmap at once can be mapped again");
	point(longest < LIMIT, "neither takes long");
	point(!left, "and nothing stays pinned");
}

int main(int argc, char **argv)
{
	double seconds = argc == 4 ? atof(argv[3]) : 20;

	test_start(argc > 3 ? 3 : argc, argv);
	mem = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (mem == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	pthread_barrier_init(&together, NULL, 2);
	test_rounds(seconds);
	return test_end();
}
