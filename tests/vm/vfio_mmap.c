// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mappings of a memory BAR: what of it can be mapped, what is seen there, and what becomes of it. Subdevices of sim's type
 * "full", of which every other page can be mapped, and of its type "large", all of which can be, and whose end is not there.
 */
#include "vfio_test.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define PAGE		4096
#define PAGES		(SIM_MEM_BAR_SIZE / PAGE)
#define RACE_MS		3000
#define RW		(PROT_READ | PROT_WRITE)

static sigjmp_buf trap;
static volatile int trapped;
static volatile bool stop;

static void on_signal(int sig)
{
	trapped = sig;
	siglongjmp(trap, 1);
}

/* The signal that a read of one byte gives, 0 for none. */
static int touch(const volatile uint8_t *p)
{
	trapped = 0;
	if (!sigsetjmp(trap, 1))
		(void)*p;
	return trapped;
}

static bool is_large(void)
{
	return client_get(&dev, CONFIG, 2, 2) == SIM_DEVICE_LARGE;
}

/* In pages; the mapping is given back. */
static int try_map(uint32_t index, uint64_t first, uint64_t num)
{
	void *p = client_mmap(&dev, index, first * PAGE, num * PAGE, RW);

	if (p == MAP_FAILED)
		return -errno;
	munmap(p, num * PAGE);
	return 0;
}

static uint8_t *must_map(uint64_t off, size_t size)
{
	void *p = client_mmap(&dev, SIM_MEM_BAR, off, size, RW);

	if (p == MAP_FAILED) {
		point(false, "map %zu bytes at %#llx: %s", size, (unsigned long long)off, strerror(errno));
		exit(1);
	}
	return p;
}

static bool all_zero(const uint8_t *p, size_t size)
{
	while (size--) {
		if (*p++)
			return false;
	}
	return true;
}

/* What the areas of type full are told by, whatever room the user has for it. */
static void sparse_info(void)
{
	struct {
		struct vfio_region_info info;
		struct vfio_region_info_cap_sparse_mmap cap;
		struct vfio_region_sparse_mmap_area areas[2];
		uint8_t more[32];
	} arg;
	const size_t need = sizeof(arg.info) + sizeof(arg.cap) + sizeof(arg.areas);
	bool small = true, right = true, behind = true;
	size_t argsz;

	for (argsz = sizeof(arg.info); argsz <= sizeof(arg); argsz++) {
		memset(&arg, 0xa5, sizeof(arg));
		arg.info.argsz = argsz;
		arg.info.index = SIM_MEM_BAR;
		right &= !ioctl(dev.dev, VFIO_DEVICE_GET_REGION_INFO, &arg) && arg.info.flags & VFIO_REGION_INFO_FLAG_CAPS;
		if (argsz < need) {
			small &= arg.info.argsz == need && !arg.info.cap_offset && *(uint8_t *)&arg.cap == 0xa5;
			continue;
		}
		right &= arg.info.argsz == argsz && arg.info.cap_offset == sizeof(arg.info) &&
			 arg.cap.header.id == VFIO_REGION_INFO_CAP_SPARSE_MMAP && arg.cap.header.version == 1 &&
			 !arg.cap.header.next && arg.cap.nr_areas == 2 && arg.areas[0].offset == SIM_AREA_0 &&
			 arg.areas[0].size == SIM_AREA_SIZE && arg.areas[1].offset == SIM_AREA_1 &&
			 arg.areas[1].size == SIM_AREA_SIZE;
		behind &= arg.more[0] == 0xa5;
	}
	point(small, "a user without room for the areas is told how much it takes");
	point(right, "the areas are told");
	point(behind, "nothing is written behind them");
}

static void whole_info(void)
{
	struct vfio_region_info info;

	point(!client_region(&dev, SIM_MEM_BAR, &info) &&
	      info.flags == (VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE | VFIO_REGION_INFO_FLAG_MMAP) &&
	      !info.cap_offset, "all of the BAR can be mapped");
}

/* Every other page of type full. */
static bool is_area(uint64_t first, uint64_t num)
{
	return num == 1 && (first == SIM_AREA_0 / PAGE || first == SIM_AREA_1 / PAGE);
}

static void sparse_limits(void)
{
	unsigned int first, num, right = 0, all = 0;

	for (first = 0; first < PAGES + 2; first++) {
		for (num = 1; num < PAGES + 2; num++, all++)
			right += try_map(SIM_MEM_BAR, first, num) == (is_area(first, num) ? 0 : -EINVAL);
	}
	point_is(all, right, "what is in an area can be mapped, and nothing else");
}

static void whole_limits(void)
{
	const uint64_t end = SIM_LARGE_BAR_SIZE / PAGE;

	point_is(0, try_map(SIM_MEM_BAR, 0, end), "all of it");
	point_is(0, try_map(SIM_MEM_BAR, (1ULL << 32) / PAGE - 1, 2), "two pages at 4 GiB");
	point_is(0, try_map(SIM_MEM_BAR, end - 1, 1), "the last page");
	point_is(-EINVAL, try_map(SIM_MEM_BAR, 0, end + 1), "a page too many");
	point_is(-EINVAL, try_map(SIM_MEM_BAR, end - 1, 2), "one page inside and one outside");
	point_is(-EINVAL, try_map(SIM_MEM_BAR, end, 1), "a page behind the end");
	point_is(-EINVAL, try_map(SIM_MEM_BAR, (1ULL << 40) / PAGE - 1, 1), "the last page that an offset can say");
	point_is(-EINVAL, try_map(SIM_MEM_BAR, (1ULL << 40) / PAGE - 1, 2), "a mapping into the next region");
}

static void other_regions(void)
{
	bool none = true;
	uint32_t i;

	for (i = 0; i < 64; i++)
		none &= i == SIM_MEM_BAR || try_map(i, 0, 1) == -EINVAL;
	none &= try_map(0x7fffff, 0, 1) == -EINVAL;
	point(none, "no other region can be mapped");
	point(mmap(NULL, PAGE, RW, MAP_PRIVATE, dev.dev, (uint64_t)SIM_MEM_BAR << 40 | SIM_AREA_0) == MAP_FAILED &&
	      errno == EINVAL, "nor one privately");
}

/* The mapping and reads and writes are about the same memory. */
static void contents(uint64_t off)
{
	uint8_t *p = must_map(off, PAGE), buf[PAGE];
	unsigned int i, width, wrong = 0;

	client_reset(&dev);
	point(all_zero(p, PAGE), "memory is zero at first");
	for (i = 0; i < PAGE; i++)
		p[i] = i * 7 + 1;
	for (width = 1; width <= 8; width *= 2) {
		for (i = 0; i < PAGE; i += width) {
			uint64_t val = client_get(&dev, SIM_MEM_BAR, off + i, width);

			wrong += !!memcmp(&val, p + i, width);
		}
	}
	point_is(0, wrong, "what is written to the mapping is read, in each width");
	for (i = 0; i < PAGE; i++)
		buf[i] = i * 11 + 3;
	for (i = 0; i < PAGE; i += width) {
		width = 1 << i / 512 % 4;
		client_write(&dev, SIM_MEM_BAR, off + i, buf + i, width);
	}
	point(!memcmp(p, buf, PAGE), "what is written is seen in the mapping");
	client_reset(&dev);
	point(all_zero(p, PAGE), "a reset clears it");
	munmap(p, PAGE);
}

/* The mapping as a buffer of system calls, of the device's own too. */
static void buffers(void)
{
	uint8_t *p = must_map(SIM_AREA_0, PAGE), buf[64];
	int fd = open("/proc/self/mem", O_RDWR | O_CLOEXEC), fds[2];

	client_put(&dev, SIM_MEM_BAR, 0, 8, 0x1122334455667788ULL);
	madvise(p, PAGE, MADV_DONTNEED);
	point(client_read(&dev, SIM_MEM_BAR, 0, p, 8) == 8 && *(uint64_t *)p == 0x1122334455667788ULL,
	      "a read of the device into its own memory");
	madvise(p, PAGE, MADV_DONTNEED);
	point(client_write(&dev, SIM_MEM_BAR, 64, p, 8) == 8 &&
	      client_get(&dev, SIM_MEM_BAR, 64, 8) == 0x1122334455667788ULL, "a write from it");
	point(pread(fd, buf, 8, (uintptr_t)p) == 8 && !memcmp(buf, p, 8), "its pages can be pinned");
	if (!pipe(fds)) {
		madvise(p, PAGE, MADV_DONTNEED);
		point(write(fds[1], p, 64) == 64 && read(fds[0], buf, 64) == 64 && !memcmp(buf, p, 64), "a pipe takes them");
		close(fds[0]);
		close(fds[1]);
	}
	close(fd);
	munmap(p, PAGE);
}

/* Memory as if it were a device's own is mapped by frame number: it is the same memory, but cannot be pinned. */
static void frames(void)
{
	uint8_t *p = must_map(SIM_AREA_1, PAGE), buf[8];
	int fd = open("/proc/self/mem", O_RDWR | O_CLOEXEC);

	contents(SIM_AREA_1);
	p[9] = 99;
	point(client_get(&dev, SIM_MEM_BAR, SIM_AREA_1 + 9, 1) == 99, "mapped by frame number");
	point(pread(fd, buf, 8, (uintptr_t)p) < 0 && errno == EIO, "its pages cannot be pinned");
	madvise(p, PAGE, MADV_DONTNEED);
	point(client_write(&dev, SIM_MEM_BAR, 72, p + 8, 8) == 8 && client_get(&dev, SIM_MEM_BAR, 73, 1) == 99,
	      "a write from it");
	close(fd);
	munmap(p, PAGE);
}

/* What a process does with mappings. */
static void mappings(void)
{
	uint8_t *p = must_map(SIM_AREA_0, PAGE), *q = must_map(SIM_AREA_0, PAGE), *moved;
	int status = -1;
	pid_t pid;

	p[5] = 42;
	point(q[5] == 42, "two mappings of a page are one memory");
	munmap(q, PAGE);
	pid = fork();
	if (!pid) {
		p[6] = p[5] + 1;
		_exit(0);
	}
	waitpid(pid, &status, 0);
	point(!status && p[6] == 43, "a child has the mapping too");
	point(mremap(p, PAGE, 2 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED, "it does not grow");
	moved = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	moved = mremap(p, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, moved);
	point(moved != MAP_FAILED && moved[5] == 42, "it moves");
	madvise(moved, PAGE, MADV_DONTNEED);
	point(moved[5] == 42, "and is found again there");
	point(!mprotect(moved, PAGE, PROT_READ) && moved[6] == 43, "it can be made read-only");
	munmap(moved, PAGE);
}

/* A mapping keeps the device open, and nothing of its memory is left to the next user. */
static void closing(void)
{
	uint8_t *p = must_map(SIM_AREA_0, PAGE);
	int closes = sim_get(0, "closes");

	memset(p, 0x5a, PAGE);
	client_close(&dev);
	nap(50);
	point(sim_get(0, "closes") == closes && p[7] == 0x5a, "a mapping keeps the device open");
	p[8] = 1;
	munmap(p, PAGE);
	point(sim_await(0, "closes", closes + 1), "its end closes it");
	test_open();
	p = must_map(SIM_AREA_0, PAGE);
	point(all_zero(p, PAGE), "the next user finds nothing in the memory");
	munmap(p, PAGE);
}

static void missing(void)
{
	uint8_t *p = must_map(0, SIM_LARGE_BAR_SIZE);

	point(!touch(p + SIM_MEM_BAR_SIZE - 1), "what is there can be touched");
	point_is(SIGBUS, touch(p + SIM_MEM_BAR_SIZE), "what is not there gives a signal");
	point_is(SIGBUS, touch(p + (1ULL << 32)), "at 4 GiB too");
	point_is(SIGBUS, touch(p + SIM_LARGE_BAR_SIZE - 1), "and at the end");
	point_is(-EFAULT, client_read(&dev, SIM_REG_BAR, 0, p + SIM_MEM_BAR_SIZE, 4), "a system call fails there");
	munmap(p, SIM_LARGE_BAR_SIZE);
}

/* Faults without end, on the page that others reset, read, map and unmap. */
static void *fault_again(void *arg)
{
	volatile uint8_t *p = must_map(SIM_AREA_0, PAGE);
	unsigned long *count = arg;

	for (; !stop; ++*count) {
		madvise((void *)p, PAGE, MADV_DONTNEED);
		p[*count % PAGE] = 1;
	}
	munmap((void *)p, PAGE);
	return NULL;
}

static void *map_again(void *arg)
{
	unsigned long *count = arg;
	volatile uint8_t *p;

	for (; !stop; ++*count) {
		p = must_map(SIM_AREA_1, PAGE);
		p[3] = p[2];
		munmap((void *)p, PAGE);
	}
	return NULL;
}

static void *access_again(void *arg)
{
	unsigned long *count = arg;

	for (; !stop; ++*count) {
		client_put(&dev, SIM_MEM_BAR, SIM_AREA_0 + 8, 8, *count);
		client_get(&dev, SIM_MEM_BAR, SIM_AREA_1, 4);
		if (!(*count % 64))
			client_reset(&dev);
	}
	return NULL;
}

static void race(void)
{
	void *(*const fns[])(void *) = { fault_again, fault_again, map_again, access_again };
	unsigned long counts[4] = {};
	pthread_t threads[4];
	bool all = true;
	int i;

	for (i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, fns[i], &counts[i]);
	nap(RACE_MS);
	stop = true;
	for (i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		all &= counts[i] > 0;
	}
	point(all, "faults, mappings, accesses and resets at the same time");
	printf("# %lu and %lu faults, %lu mappings, %lu accesses\n", counts[0], counts[1], counts[2], counts[3]);
}

int main(int argc, char **argv)
{
	test_start(argc, argv);
	signal(SIGBUS, on_signal);
	signal(SIGSEGV, on_signal);
	if (is_large()) {
		whole_info();
		whole_limits();
		contents(0x2000);
		missing();
	} else {
		sparse_info();
		sparse_limits();
		other_regions();
		contents(SIM_AREA_0);
		buffers();
		frames();
		mappings();
		closing();
		race();
	}
	return test_end();
}
