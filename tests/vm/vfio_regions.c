// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads and writes of each region of sim's type "full": every offset and every width, inside and outside, what reaches the driver
 * of it, and what is done when the user's memory or patience ends.
 */
#include "vfio_test.h"

#include <signal.h>
#include <sys/mman.h>

#define MAX_WIDTH	16

static const struct region {
	const char *name;
	uint32_t index;
	uint32_t size;
	/* largest piece that an access is split in */
	unsigned int max;
} regions[] = {
	{ "registers", SIM_REG_BAR, SIM_REG_BAR_SIZE, 8 },
	{ "I/O", SIM_IO_BAR, SIM_IO_BAR_SIZE, 4 },
	{ "memory", SIM_MEM_BAR, SIM_MEM_BAR_SIZE, 8 },
	{ "MSI-X", SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_BAR_SIZE, 8 },
	{ "configuration", CONFIG, 256, 4 },
};

#define NUM_REGIONS	(sizeof(regions) / sizeof(regions[0]))

/* A register that an access changes, itself included. */
static bool is_live(const struct region *r, uint32_t off, unsigned int width)
{
	return (r->index == SIM_REG_BAR || r->index == SIM_IO_BAR) && off < SIM_REG_ACCESSES + 4 &&
	       off + width > SIM_REG_ACCESSES;
}

static void image_read(const struct region *r, uint8_t *image)
{
	uint32_t off;

	for (off = 0; off < r->size; off++)
		image[off] = client_get(&dev, r->index, off, 1);
}

/* So that no two neighbours are the same. */
static void fill(void)
{
	unsigned int i;

	for (i = 0; i < SIM_NUM_SCRATCH; i++)
		reg_put(SIM_REG_SCRATCH + 4 * i, 0x04030201 * (i + 1));
	for (i = 0; i < SIM_MEM_BAR_SIZE; i++)
		client_put(&dev, SIM_MEM_BAR, i, 1, (i * 167 + i / 256) & 0xff);
	for (i = 0; i < SIM_NUM_MSIX * 16; i++)
		client_put(&dev, SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_TABLE + i, 1, i + 1);
}

static bool read_right(const struct region *r, const uint8_t *image, uint32_t off, unsigned int width)
{
	uint8_t buf[MAX_WIDTH + 1] = { [0 ... MAX_WIDTH] = 0xa5 };
	ssize_t done = client_read(&dev, r->index, off, buf, width);

	if (off >= r->size || width > r->size - off)
		return done == -EINVAL;
	return done == width && buf[width] == 0xa5 && (is_live(r, off, width) || !memcmp(buf, image + off, width));
}

static void reads(const struct region *r)
{
	static uint8_t image[SIM_MEM_BAR_SIZE];
	unsigned int width, wrong = 0;
	uint32_t off;

	image_read(r, image);
	for (width = 1; width <= 8; width *= 2) {
		for (off = 0; off < r->size + MAX_WIDTH; off++)
			wrong += !read_right(r, image, off, width);
	}
	point(!wrong, "%s: reads of every offset", r->name);
	for (width = wrong = 0; width <= MAX_WIDTH; width++) {
		for (off = 0; off < 64; off++) {
			wrong += !read_right(r, image, off, width);
			wrong += !read_right(r, image, r->size - 48 + off, width);
		}
	}
	point(!wrong, "%s: reads of every width", r->name);
}

static void writes_outside(const struct region *r)
{
	static uint8_t before[SIM_MEM_BAR_SIZE], after[SIM_MEM_BAR_SIZE];
	static const uint8_t ones[2 * MAX_WIDTH] = { [0 ... 2 * MAX_WIDTH - 1] = 0xff };
	unsigned int width, wrong = 0;
	uint32_t off;

	image_read(r, before);
	for (width = 0; width <= MAX_WIDTH; width++) {
		for (off = r->size - width + 1; off < r->size + MAX_WIDTH; off++)
			wrong += client_write(&dev, r->index, off, ones, width) != -EINVAL;
	}
	image_read(r, after);
	if (r->index == SIM_REG_BAR || r->index == SIM_IO_BAR)
		memcpy(after + SIM_REG_ACCESSES, before + SIM_REG_ACCESSES, 4);
	point(!wrong && !memcmp(before, after, r->size), "%s: writes that cross the end are refused and change nothing", r->name);
}

/* Memory keeps what is written where it was written. */
static void writes_inside(void)
{
	static uint8_t model[SIM_MEM_BAR_SIZE], image[SIM_MEM_BAR_SIZE];
	static const uint32_t windows[] = { 0, 4096 - 16, SIM_MEM_BAR_SIZE - 48 };
	const struct region *r = &regions[2];
	uint8_t buf[MAX_WIDTH];
	unsigned int width, i, w, wrong = 0, seed = 1;
	uint32_t off;

	image_read(r, model);
	for (w = 0; w < 3; w++) {
		for (width = 1; width <= MAX_WIDTH; width++) {
			for (off = windows[w]; off < windows[w] + 48 - width + 1; off++) {
				for (i = 0; i < width; i++)
					buf[i] = rand_r(&seed);
				memcpy(model + off, buf, width);
				wrong += client_write(&dev, r->index, off, buf, width) != (ssize_t)width;
			}
		}
	}
	image_read(r, image);
	point(!wrong && !memcmp(model, image, sizeof(model)), "memory keeps writes of every width at every offset");
}

/* Number of pieces: from the start on the largest that is aligned and left. */
static unsigned int pieces(uint32_t off, unsigned int count, unsigned int max)
{
	unsigned int n = 0, width;

	for (; count; n++, off += width, count -= width) {
		for (width = max; off % width || width > count; width /= 2)
			;
	}
	return n;
}

/* The driver counts its calls; asking it is one. */
static void driver_calls(const struct region *r)
{
	static uint8_t buf[32];
	unsigned int width, wrong = 0, want;
	uint32_t off, before;

	for (off = SIM_REG_SCRATCH; off < SIM_REG_SCRATCH + 16; off++) {
		for (width = 1; width <= 16; width++) {
			want = pieces(off, width, r->max) + 1;
			before = reg_get(SIM_REG_ACCESSES);
			client_read(&dev, r->index, off, buf, width);
			wrong += reg_get(SIM_REG_ACCESSES) - before != want;
			before = reg_get(SIM_REG_ACCESSES);
			client_write(&dev, r->index, off, buf, width);
			wrong += reg_get(SIM_REG_ACCESSES) - before != want;
		}
	}
	point(!wrong, "%s: accesses reach the driver in aligned pieces, the fewest that there are", r->name);
}

static uint32_t calls_of_read(uint32_t index, uint32_t off, unsigned int count)
{
	uint32_t before = reg_get(SIM_REG_ACCESSES);
	uint8_t buf[64];

	client_read(&dev, index, off, buf, count);
	return reg_get(SIM_REG_ACCESSES) - before - 1;
}

/* Table and pending bits are the helper's, the rest of their BAR is the driver's. */
static void msix_calls(void)
{
	const uint32_t table_end = SIM_FULL_MSIX_TABLE + SIM_NUM_MSIX * 16;
	uint8_t buf[32];
	unsigned int i;

	point(calls_of_read(SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_TABLE, 64) == 0 &&
	      calls_of_read(SIM_FULL_MSIX_BAR, table_end - 1, 1) == 0 &&
	      calls_of_read(SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_PBA, 8) == 0 &&
	      calls_of_read(CONFIG, 0, 64) == 0, "MSI-X structures and configuration do not reach the driver");
	point(calls_of_read(SIM_FULL_MSIX_BAR, table_end, 1) == 1 &&
	      calls_of_read(SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_PBA - 1, 1) == 1 &&
	      calls_of_read(SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_PBA + 8, 1) == 1, "what is beside them does");
	client_read(&dev, SIM_FULL_MSIX_BAR, table_end - 16, buf, sizeof(buf));
	for (i = 16; i < 32 && buf[i] == 0xff; i++)
		;
	point(i == 32 && buf[12] == 1 && !buf[13], "an access across the end of the table is both");
}

/* 6.8.2 of PCI 3.0: address, data and mask bit are kept, the rest reads as zero. */
static void msix_table(void)
{
	unsigned int i, v, right = 0;
	uint64_t lo, hi;

	for (v = 0; v < SIM_NUM_MSIX; v++) {
		i = SIM_FULL_MSIX_TABLE + 16 * v;
		client_put(&dev, SIM_FULL_MSIX_BAR, i, 8, ~0ULL);
		client_put(&dev, SIM_FULL_MSIX_BAR, i + 8, 8, ~0ULL);
		lo = client_get(&dev, SIM_FULL_MSIX_BAR, i, 8);
		hi = client_get(&dev, SIM_FULL_MSIX_BAR, i + 8, 8);
		right += lo == 0xfffffffffffffffcULL && hi == 0x1ffffffffULL;
		client_put(&dev, SIM_FULL_MSIX_BAR, i + 12, 4, 0);
		right += client_get(&dev, SIM_FULL_MSIX_BAR, i + 12, 4) == 0;
	}
	point_is(2 * SIM_NUM_MSIX, right, "bits of the MSI-X table that a write changes");
	client_put(&dev, SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_PBA, 8, ~0ULL);
	point_is(0, client_get(&dev, SIM_FULL_MSIX_BAR, SIM_FULL_MSIX_PBA, 8), "pending bits are read-only");
	client_reset(&dev);
	for (v = right = 0; v < SIM_NUM_MSIX; v++) {
		i = SIM_FULL_MSIX_TABLE + 16 * v;
		right += !client_get(&dev, SIM_FULL_MSIX_BAR, i, 8);
		right += client_get(&dev, SIM_FULL_MSIX_BAR, i + 8, 8) == 1ULL << 32;
	}
	point_is(2 * SIM_NUM_MSIX, right, "a reset masks all vectors");
}

static void nowhere(void)
{
	static const uint32_t absent[] = { 3, 5, VFIO_PCI_ROM_REGION_INDEX, VFIO_PCI_VGA_REGION_INDEX, VFIO_PCI_NUM_REGIONS,
					   10, 63, 64, 255, 256, 0x7fffff };
	static const uint64_t offs[] = { 0, 1, 0x1000, 1ULL << 32, (1ULL << 40) - 1 };
	uint64_t val = 0;
	unsigned int i, j, wrong = 0;
	size_t width;

	for (i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
		for (j = 0; j < sizeof(offs) / sizeof(offs[0]); j++) {
			for (width = 0; width <= 8; width++) {
				wrong += client_read(&dev, absent[i], offs[j], &val, width) != -EINVAL;
				wrong += client_write(&dev, absent[i], offs[j], &val, width) != -EINVAL;
			}
		}
	}
	point_is(0, wrong, "no region elsewhere");
	for (i = wrong = 0; i < NUM_REGIONS; i++) {
		for (j = 2; j < sizeof(offs) / sizeof(offs[0]); j++) {
			if (offs[j] >= regions[i].size)
				wrong += client_read(&dev, regions[i].index, offs[j], &val, 1) != -EINVAL;
		}
		wrong += client_read(&dev, regions[i].index, 0, &val, SIZE_MAX / 4) > 0;
		wrong += client_read(&dev, regions[i].index, 1, &val, regions[i].size) != -EINVAL;
	}
	point_is(0, wrong, "offsets and counts far outside");
}

static void whole_region(void)
{
	static uint8_t buf[SIM_MEM_BAR_SIZE], image[SIM_MEM_BAR_SIZE];

	image_read(&regions[2], image);
	point(client_read(&dev, SIM_MEM_BAR, 0, buf, sizeof(buf)) == sizeof(buf) && !memcmp(buf, image, sizeof(buf)),
	      "a region in one read");
}

/* 12 whole pieces before the memory ends in the middle of one. */
static void faults(void)
{
	size_t page = sysconf(_SC_PAGESIZE);
	static uint8_t before[SIM_MEM_BAR_SIZE], after[SIM_MEM_BAR_SIZE];
	uint8_t *mem = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mem == MAP_FAILED || munmap(mem + page, page)) {
		perror("mmap");
		exit(1);
	}
	memset(mem, 0x3c, page);
	image_read(&regions[2], before);
	point_is(96, client_read(&dev, SIM_MEM_BAR, 0, mem + page - 100, 1000), "a read into memory that ends is short");
	point(!memcmp(mem + page - 100, before, 96), "what was read counts");
	point_is(-EFAULT, client_read(&dev, SIM_MEM_BAR, 0, mem + page, 8), "a read into no memory");
	point_is(-EFAULT, client_read(&dev, SIM_MEM_BAR, 0, mem + page - 4, 8), "a read of one piece into half of it");
	point_is(-EFAULT, client_write(&dev, SIM_MEM_BAR, 0, mem + page, 8), "a write from no memory");
	point_is(-EFAULT, client_write(&dev, SIM_MEM_BAR, 0, mem + page - 4, 8), "a write of one piece from half of it");
	point_is(-EFAULT, client_write(&dev, CONFIG, 0, mem + page - 2, 4), "a write to the configuration from half of it");
	image_read(&regions[2], after);
	point(!memcmp(before, after, sizeof(before)), "these writes changed nothing");
	memset(mem, 0x3c, page);
	point_is(96, client_write(&dev, SIM_MEM_BAR, 0, mem + page - 100, 1000), "a write from memory that ends is short");
	memset(before, 0x3c, 96);
	image_read(&regions[2], after);
	point(!memcmp(before, after, sizeof(before)), "what was written counts, and no more was");
	munmap(mem, page);
}

static void on_alarm(int sig)
{
	(void)sig;
}

/* With a driver that takes its time. */
static void interrupted(void)
{
	struct sigaction action = { .sa_handler = on_alarm };
	static uint8_t buf[SIM_MEM_BAR_SIZE];
	ssize_t done;

	sigaction(SIGALRM, &action, NULL);
	sim_set(0, "delay_read", 1);
	ualarm(200000, 0);
	done = client_read(&dev, SIM_MEM_BAR, 0, buf, sizeof(buf));
	sim_set(0, "delay_read", 0);
	point(done > 0 && done < (ssize_t)sizeof(buf) && done % 8 == 0, "a signal ends a long read after a whole piece");
	printf("# after %zd bytes\n", done);
}

/* The file's own position begins with region 0. */
static void position(void)
{
	uint32_t val[2] = { 0 };

	point(read(dev.dev, &val[0], 4) == 4 && read(dev.dev, &val[1], 4) == 4 && val[0] == SIM_ID &&
	      val[1] == reg_get(SIM_REG_DEV), "reads in sequence");
}

int main(int argc, char **argv)
{
	unsigned int i;

	test_start(argc, argv);
	position();
	fill();
	for (i = 0; i < NUM_REGIONS; i++) {
		reads(&regions[i]);
		writes_outside(&regions[i]);
	}
	writes_inside();
	whole_region();
	driver_calls(&regions[0]);
	driver_calls(&regions[1]);
	driver_calls(&regions[2]);
	msix_table();
	msix_calls();
	nowhere();
	faults();
	interrupted();
	return test_end();
}
