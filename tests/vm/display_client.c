// SPDX-License-Identifier: GPL-2.0-only
/*
 * The displays by a VFIO client of our own.
 *
 *   display_client regs|plane|map|race|left DEVICE MIB WIDTH HEIGHT
 *
 * of a display with so much memory and such a largest mode.
 */
#include <endian.h>
#include <linux/pci_regs.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "sim_tap.h"
#include "vfio_client.h"

#define CONFIG		VFIO_PCI_CONFIG_REGION_INDEX
#define MEMORY		VFIO_PCI_BAR0_REGION_INDEX
#define REGS		VFIO_PCI_BAR2_REGION_INDEX
#define SHOWN		VFIO_PCI_NUM_REGIONS
#define REGS_SIZE	4096
#define PAGE		4096ULL
#define RACE_MS		5000

#define VGA_ATTRIBUTE	0x400
#define VGA_STATUS	0x41a
#define DISPI		0x500
#define EXT_SIZE	0x600
#define EXT_ENDIAN	0x604
#define LITTLE		0x1e1e1e1e
#define BIG		0xbebebebe
#define XRGB		0x34325258	/* "XR24" */
#define BGRX		0x34325842	/* "BX24" */

enum { ID, XRES, YRES, BPP, ENABLE, BANK, VIRT_WIDTH, VIRT_HEIGHT, X_OFFSET, Y_OFFSET, VIDEO_MEMORY, NUM_DISPI };

static const char *device;
static struct client dev;
static uint64_t mem_size;
static unsigned int max_width, max_height;
static volatile bool stop;

static void open_device(void)
{
	int err = client_open(&dev, device, VIA_GROUP);

	if (err) {
		point(false, "open %s: %s", device, strerror(-err));
		exit(1);
	}
}

static uint64_t reg(unsigned int off, unsigned int width)
{
	return client_get(&dev, REGS, off, width);
}

static void set_reg(unsigned int off, unsigned int width, uint64_t val)
{
	client_put(&dev, REGS, off, width, val);
}

static uint16_t dispi(unsigned int nr)
{
	return reg(DISPI + 2 * nr, 2);
}

static void set_dispi(unsigned int nr, uint16_t val)
{
	set_reg(DISPI + 2 * nr, 2, val);
}

/* What bochs-drm does, with a width for the memory. */
static void set_mode(unsigned int width, unsigned int height, unsigned int virt)
{
	set_dispi(ENABLE, 0);
	set_dispi(BPP, 32);
	set_dispi(XRES, width);
	set_dispi(YRES, height);
	set_dispi(BANK, 0);
	set_dispi(VIRT_WIDTH, virt);
	set_dispi(VIRT_HEIGHT, height);
	set_dispi(X_OFFSET, 0);
	set_dispi(Y_OFFSET, 0);
	set_dispi(ENABLE, 0x41);
}

static void function(void)
{
	point(client_get(&dev, CONFIG, 0, 4) == 0x11111234, "vendor and device");
	point(client_get(&dev, CONFIG, PCI_SUBSYSTEM_VENDOR_ID, 4) == 0x11001af4, "subsystem");
	point(client_get(&dev, CONFIG, PCI_CLASS_REVISION, 4) == 0x03800002, "class and revision");
	client_put(&dev, CONFIG, PCI_BASE_ADDRESS_0, 4, ~0U);
	point(client_get(&dev, CONFIG, PCI_BASE_ADDRESS_0, 4) == (uint32_t)-mem_size + PCI_BASE_ADDRESS_MEM_PREFETCH,
	      "BAR0 is the memory");
	client_put(&dev, CONFIG, PCI_BASE_ADDRESS_2, 4, ~0U);
	point(client_get(&dev, CONFIG, PCI_BASE_ADDRESS_2, 4) == (uint32_t)-REGS_SIZE, "BAR2 is registers");
	point(!client_get(&dev, CONFIG, PCI_INTERRUPT_PIN, 1), "there is no interrupt");
}

/* All registers read as the same in each width. */
static void reads(void)
{
	static uint8_t bytes[REGS_SIZE];
	unsigned int off, width, wrong = 0;
	uint64_t val, want;

	set_mode(800, 600, 1024);
	for (off = 0; off < REGS_SIZE; off++)
		bytes[off] = reg(off, 1);
	for (width = 2; width <= 8; width *= 2) {
		for (off = 0; off < REGS_SIZE; off += width) {
			want = 0;
			memcpy(&want, bytes + off, width);
			val = reg(off, width);
			wrong += val != le64toh(want);
		}
	}
	point_is(0, wrong, "all registers in each width");
	for (off = 0, wrong = 0; off < REGS_SIZE; off++)
		wrong += bytes[off] && !(off < 0x100 || (off >= DISPI && off < DISPI + 2 * NUM_DISPI) ||
					 (off >= EXT_SIZE && off < EXT_SIZE + 8));
	point_is(0, wrong, "what is no register is 0");
}

static void dispi_registers(void)
{
	unsigned int i, right = 0;

	client_reset(&dev);
	for (i = 0; i < NUM_DISPI; i++)
		set_dispi(i, 0xffff);
	right += dispi(ID) == 0xb0c5 && dispi(BPP) == 32 && dispi(VIDEO_MEMORY) == mem_size / 65536;
	point_is(1, right, "what is constant stays as it is");
	set_dispi(ENABLE, 0);
	point(dispi(XRES) == max_width && dispi(YRES) == max_height, "no mode is larger than the largest");
	set_dispi(XRES, max_width - 1);
	set_dispi(YRES, max_height - 1);
	point(dispi(XRES) == max_width - 1 && dispi(YRES) == max_height - 1, "a smaller one is taken");
	set_dispi(ENABLE, 2);
	point(dispi(XRES) == max_width && dispi(YRES) == max_height && dispi(BPP) == 32, "the largest mode can be asked for");
	set_dispi(ENABLE, 0);
	point(dispi(XRES) == max_width - 1 && dispi(YRES) == max_height - 1, "and the mode is still there");
	set_dispi(VIRT_WIDTH, 1);
	point(dispi(VIRT_WIDTH) == max_width - 1, "the memory is as wide as the picture");
	set_dispi(VIRT_WIDTH, 0xffff);
	point(dispi(VIRT_WIDTH) == 0xffff && dispi(VIRT_HEIGHT) == mem_size / 4 / 0xffff, "or wider, and so high as it is then");
	set_reg(DISPI + 2 * X_OFFSET, 1, 0x34);
	set_reg(DISPI + 2 * X_OFFSET + 1, 1, 0x12);
	point(dispi(X_OFFSET) == 0x1234, "a register byte by byte");
	set_reg(DISPI + 2 * X_OFFSET, 4, 0x00070003);
	point(dispi(X_OFFSET) == 3 && dispi(Y_OFFSET) == 7, "two registers at once");
	set_reg(DISPI, 8, 0x0020025803200000ULL);
	point(dispi(XRES) == 800 && dispi(YRES) == 600 && dispi(ID) == 0xb0c5, "four registers at once");
	set_reg(DISPI + 2 * X_OFFSET, 8, 0xffffffffffff0009ULL & 0xffffffff0000ffffULL);
	point(dispi(X_OFFSET) == 9 && dispi(Y_OFFSET) == 0 && dispi(VIDEO_MEMORY) == mem_size / 65536,
	      "an access over the last register");
	client_reset(&dev);
	point(!dispi(XRES) && !dispi(YRES) && !dispi(ENABLE) && !dispi(X_OFFSET) && !dispi(VIRT_WIDTH), "a reset");
}

static void ext_registers(void)
{
	bool same = true;

	client_reset(&dev);
	point(reg(EXT_SIZE, 4) == 8 && reg(EXT_ENDIAN, 4) == LITTLE, "extended registers");
	set_reg(EXT_ENDIAN, 4, BIG);
	point(reg(EXT_ENDIAN, 4) == BIG, "bytes the other way round");
	set_reg(EXT_ENDIAN, 4, 0x12345678);
	same &= reg(EXT_ENDIAN, 4) == BIG;
	set_reg(EXT_ENDIAN, 2, LITTLE & 0xffff);
	same &= reg(EXT_ENDIAN, 4) == BIG;
	set_reg(EXT_SIZE, 8, (uint64_t)LITTLE << 32);
	same &= reg(EXT_ENDIAN, 4) == BIG && reg(EXT_SIZE, 4) == 8;
	point(same, "what is no order of bytes is ignored");
}

/* In the base block. */
static unsigned int dtd_width(const uint8_t *p)
{
	return p[2] | p[4] >> 4 << 8;
}

static unsigned int dtd_height(const uint8_t *p)
{
	return p[5] | p[7] >> 4 << 8;
}

static void edid(void)
{
	static const uint8_t header[8] = { 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0 };
	unsigned int i, width = 0, height = 0, over = 0;
	uint8_t p[256], sum = 0, sum2 = 0;

	client_read(&dev, REGS, 0, p, sizeof(p));
	for (i = 0; i < 128; i++) {
		sum += p[i];
		sum2 += p[128 + i];
	}
	point(!memcmp(p, header, 8) && !sum && !sum2, "EDID: header and checksums");
	for (i = 54; i < 126; i += 18) {
		if (!p[i] && !p[i + 1])
			continue;
		over += dtd_width(p + i) > max_width || dtd_height(p + i) > max_height;
		width = dtd_width(p + i);
		height = dtd_height(p + i);
	}
	for (i = 38; i < 54; i += 2)
		over += p[i] != 1 && (p[i] + 31u) * 8 > max_width;
	point_is(0, over, "EDID: no mode is larger than the largest");
	if (p[126]) {
		width = (p[140] | p[141] << 8) + 1;
		height = (p[148] | p[149] << 8) + 1;
	}
	point(p[126] == (max_width > 4095) && width == max_width && height == max_height, "EDID: it has the largest mode");
	set_reg(8, 8, 0);
	point(reg(8, 1) == 0x31, "EDID: it cannot be written");
}

static void test_regs(void)
{
	function();
	reads();
	dispi_registers();
	ext_registers();
	edid();
}

static int query(struct vfio_device_gfx_plane_info *plane)
{
	*plane = (struct vfio_device_gfx_plane_info) {
		.argsz = sizeof(*plane),
		.flags = VFIO_GFX_PLANE_TYPE_REGION,
		.drm_plane_type = 1,
	};
	return ioctl(dev.dev, VFIO_DEVICE_QUERY_GFX_PLANE, plane) ? -errno : 0;
}

static bool shows(unsigned int width, unsigned int height, unsigned int stride)
{
	struct vfio_device_gfx_plane_info p;

	return !query(&p) && p.drm_format == XRGB && p.width == width && p.height == height && p.stride == stride &&
	       p.size == ((uint64_t)stride * height + PAGE - 1) / PAGE * PAGE && p.region_index == SHOWN &&
	       !p.x_pos && !p.y_pos && !p.x_hot && !p.y_hot && !p.drm_format_mod;
}

static bool shows_nothing(void)
{
	struct vfio_device_gfx_plane_info p;

	return !query(&p) && !p.drm_format && !p.width && !p.height && !p.stride && !p.size;
}

static void queries(void)
{
	static const struct {
		uint32_t flags, type;
		int err;
	} asked[] = {
		{ VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_REGION, 0, 0 },
		{ VFIO_GFX_PLANE_TYPE_PROBE | VFIO_GFX_PLANE_TYPE_DMABUF, 0, -EINVAL },
		{ VFIO_GFX_PLANE_TYPE_PROBE, 0, -EINVAL },
		{ 0, 1, -EINVAL },
		{ VFIO_GFX_PLANE_TYPE_REGION, 1, 0 },
		/* as QEMU asks */
		{ VFIO_GFX_PLANE_TYPE_REGION, 0, 0 },
		{ VFIO_GFX_PLANE_TYPE_REGION, 2, -EINVAL },
		{ VFIO_GFX_PLANE_TYPE_DMABUF, 1, -EINVAL },
		{ VFIO_GFX_PLANE_TYPE_REGION | VFIO_GFX_PLANE_TYPE_DMABUF, 1, -EINVAL },
		{ VFIO_GFX_PLANE_TYPE_REGION | 0x80000000, 1, -EINVAL },
	};
	unsigned int i, right = 0, all = sizeof(asked) / sizeof(asked[0]);
	struct vfio_device_gfx_plane_info p;

	for (i = 0; i < all; i++) {
		p = (struct vfio_device_gfx_plane_info) {
			.argsz = sizeof(p), .flags = asked[i].flags, .drm_plane_type = asked[i].type,
		};
		right += (ioctl(dev.dev, VFIO_DEVICE_QUERY_GFX_PLANE, &p) ? -errno : 0) == asked[i].err;
	}
	point_is(all, right, "what can be asked of the plane");
	p.argsz = sizeof(p) - 8;
	p.flags = VFIO_GFX_PLANE_TYPE_REGION;
	point(ioctl(dev.dev, VFIO_DEVICE_QUERY_GFX_PLANE, &p) && errno == EINVAL, "an argsz that is too small");
	point(ioctl(dev.dev, VFIO_DEVICE_QUERY_GFX_PLANE, NULL) && errno == EFAULT, "no argument");
}

static void blank(uint8_t val)
{
	reg(VGA_STATUS, 1);
	set_reg(VGA_ATTRIBUTE, 1, val);
}

static void test_plane(void)
{
	struct vfio_device_gfx_plane_info p;
	unsigned int lines;

	queries();
	client_reset(&dev);
	point(shows_nothing(), "nothing is shown at first");
	set_mode(800, 600, 800);
	point(shows(800, 600, 3200), "a mode");
	set_dispi(VIRT_WIDTH, 1024);
	point(shows(800, 600, 4096), "another stride");
	set_mode(max_width, max_height, max_width);
	point(shows(max_width, max_height, 4 * max_width), "the largest mode");
	set_mode(max_width + 1, max_height + 1, max_width + 8);
	point(shows(max_width, max_height, 4 * (max_width + 8)), "a larger one is cut");
	set_dispi(ENABLE, 0);
	point(shows_nothing(), "disabled");
	set_mode(800, 0, 800);
	point(shows_nothing(), "no height");
	set_mode(800, 600, 1024);
	blank(0);
	point(shows_nothing(), "blanked");
	set_reg(VGA_ATTRIBUTE, 1, 0x20);
	point(shows_nothing(), "what follows the index is data");
	blank(0x20);
	point(shows(800, 600, 4096), "and shown again");
	set_reg(EXT_ENDIAN, 4, BIG);
	point(!query(&p) && p.drm_format == BGRX, "the other order of bytes");
	set_reg(EXT_ENDIAN, 4, LITTLE);
	/* as far down as 16 bits say: with the smallest memory that is beyond its end */
	lines = mem_size / 4096;
	if (lines < 0x10000) {
		set_dispi(Y_OFFSET, lines - 600);
		point(shows(800, 600, 4096), "the last lines of the memory");
		set_dispi(X_OFFSET, 1024 - 800);
		point(shows(800, 600, 4096), "to its last byte");
		set_dispi(X_OFFSET, 1024 - 800 + 1);
		point(shows_nothing(), "a pixel too far");
		set_dispi(X_OFFSET, 0);
		set_dispi(Y_OFFSET, lines - 599);
		point(shows_nothing(), "a line too far");
	}
	set_dispi(VIRT_WIDTH, 0xffff);
	set_dispi(Y_OFFSET, 0xffff);
	set_dispi(X_OFFSET, 0xffff);
	point(shows_nothing(), "as far away as it goes");
	client_reset(&dev);
	point(shows_nothing(), "a reset");
}

/* In pages; the mapping is given back. */
static int try_map(uint32_t index, uint64_t first, uint64_t num, int prot)
{
	void *p = client_mmap(&dev, index, first * PAGE, num * PAGE, prot);

	if (p == MAP_FAILED)
		return -errno;
	munmap(p, num * PAGE);
	return 0;
}

static void *must_map(uint32_t index, size_t size, int prot)
{
	void *p = client_mmap(&dev, index, 0, size, prot);

	if (p == MAP_FAILED) {
		point(false, "map %zu bytes of region %u: %s", size, index, strerror(errno));
		exit(1);
	}
	return p;
}

static void regions(void)
{
	const uint64_t pages = mem_size / PAGE;
	struct {
		struct vfio_region_info info;
		uint8_t caps[64];
	} arg;
	struct vfio_device_info info = { .argsz = sizeof(info) };
	struct vfio_region_info_cap_type *type;
	uint64_t val = 0;

	point(!client_region(&dev, MEMORY, &arg.info) && arg.info.size == mem_size && arg.info.flags == 7 && !arg.info.cap_offset,
	      "the memory can be mapped as a whole");
	point(!client_region(&dev, REGS, &arg.info) && arg.info.flags == 3, "the registers cannot");
	point(!ioctl(dev.dev, VFIO_DEVICE_GET_INFO, &info) && info.num_regions == SHOWN + 1, "there is one more region");
	type = client_region_cap(&dev, SHOWN, VFIO_REGION_INFO_CAP_TYPE, &arg.info, sizeof(arg.caps));
	point(type && type->type == (VFIO_REGION_TYPE_PCI_VENDOR_TYPE | 0x1234u) && type->subtype == 1 && !type->header.next,
	      "which has a type");
	point(arg.info.size == mem_size && arg.info.flags ==
	      (VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_MMAP | VFIO_REGION_INFO_FLAG_CAPS), "and can be read and mapped");
	point_is(-EINVAL, client_region(&dev, SHOWN + 1, &arg.info), "there are no more");
	point_is(-EINVAL, client_write(&dev, SHOWN, 0, &val, 4), "it cannot be written");
	point_is(-EINVAL, client_read(&dev, SHOWN, mem_size, &val, 1), "nor read behind its end");
	point_is(-EACCES, try_map(SHOWN, 0, 1, PROT_READ | PROT_WRITE), "nor mapped to be written");
	point_is(0, try_map(SHOWN, 0, pages, PROT_READ), "all of it");
	point_is(0, try_map(SHOWN, pages - 1, 1, PROT_READ), "its last page");
	point_is(-EINVAL, try_map(SHOWN, 0, pages + 1, PROT_READ), "a page too many");
	point_is(-EINVAL, try_map(SHOWN, pages, 1, PROT_READ), "a page behind it");
	point_is(-EINVAL, try_map(SHOWN + 1, 0, 1, PROT_READ), "the region behind it");
	point_is(0, try_map(MEMORY, 0, pages, PROT_READ | PROT_WRITE), "all of the memory");
	point_is(-EINVAL, try_map(MEMORY, 1, pages, PROT_READ), "and not more");
	point_is(-EINVAL, try_map(REGS, 0, 1, PROT_READ), "no registers");
}

/* The first 64 bits of a page say which it is. */
static void number_pages(uint64_t *mem, unsigned int num)
{
	unsigned int i;

	for (i = 0; i < num; i++)
		mem[i * PAGE / 8] = i + 1000;
}

static unsigned long kib_free(void)
{
	unsigned long kib = 0;
	char line[128];
	FILE *file = fopen("/proc/meminfo", "r");

	while (file && fgets(line, sizeof(line), file) && sscanf(line, "MemFree: %lu", &kib) != 1)
		;
	if (file)
		fclose(file);
	return kib;
}

static void test_map(void)
{
	uint64_t *mem, last = mem_size / PAGE - 1, val;
	const uint64_t *shown;
	unsigned int i, wrong;
	unsigned long before;

	regions();
	before = kib_free();
	mem = must_map(MEMORY, mem_size, PROT_READ | PROT_WRITE);
	shown = must_map(SHOWN, mem_size, PROT_READ);
	point(mprotect((void *)shown, PAGE, PROT_READ | PROT_WRITE) && errno == EACCES, "what is shown cannot be made writable");
	mem[0] = 1;
	mem[last * PAGE / 8] = 1;
	point(before < kib_free() + mem_size / 1024 / 2, "memory is allocated when it is touched");
	client_reset(&dev);
	point(!mem[0] && !mem[last * PAGE / 8], "a reset clears it");
	set_mode(800, 600, 1024);
	number_pages(mem, 1024);
	for (i = 0, wrong = 0; i < 1024; i += 111) {
		set_dispi(Y_OFFSET, i);
		wrong += shown[0] != i + 1000 || shown[PAGE / 8] != i + (i < 1023 ? 1001 : 0);
		wrong += client_get(&dev, SHOWN, 0, 8) != i + 1000;
	}
	point_is(0, wrong, "what is shown is where the guest has moved it");
	set_dispi(X_OFFSET, 1023);
	point(shown[0] == i - 111 + 1000, "to the page");
	set_dispi(X_OFFSET, 0);
	set_dispi(Y_OFFSET, 5);
	mem[5 * PAGE / 8 + 3] = 0x123456789abcdefULL;
	point(shown[3] == 0x123456789abcdefULL, "what is drawn is seen at once");
	val = 77;
	client_write(&dev, MEMORY, 5 * PAGE + 8, &val, 8);
	point(shown[1] == 77, "also what is written");
	point(shown[(last - 4) * PAGE / 8] == mem[0] && shown[(last - 5) * PAGE / 8] == mem[last * PAGE / 8],
	      "behind the end of the memory is its beginning");
	client_reset(&dev);
	mem[0] = 5;
	point(shown[0] == 5, "after a reset its beginning is shown");
	munmap((void *)shown, mem_size);
	client_close(&dev);
	mem[1] = 6;
	point(mem[0] == 5 && mem[1] == 6, "a mapping outlives the file descriptor");
	munmap(mem, mem_size);
	open_device();
	mem = must_map(MEMORY, mem_size, PROT_READ | PROT_WRITE);
	point(!mem[0] && !mem[1], "the next user finds nothing");
	munmap(mem, mem_size);
}

/* Faults the page that is shown whenever it is not there. */
static void *watcher(void *arg)
{
	volatile const uint64_t *shown = must_map(SHOWN, 16 * PAGE, PROT_READ);
	unsigned long *count = arg;

	while (!stop) {
		if (shown[0] < 1000)
			*count += 1UL << 32;
		(void)shown[8 * PAGE / 8];
		++*count;
	}
	munmap((void *)shown, 16 * PAGE);
	return NULL;
}

/* In the mapping that the watchers use too: one address space, one page table. */
static void *toucher(void *arg)
{
	volatile const uint64_t *shown = arg;

	while (!stop)
		(void)shown[0];
	return NULL;
}

/* A fault that is under way when the guest moves what is shown must not bring back what was shown before. */
static void test_race(void)
{
	uint64_t *mem = must_map(MEMORY, mem_size, PROT_READ | PROT_WRITE);
	volatile const uint64_t *shown = must_map(SHOWN, 16 * PAGE, PROT_READ);
	unsigned long counts[2] = {};
	unsigned int i, line, wrong = 0;
	double end = now() + RACE_MS / 1000.0;
	pthread_t threads[4];

	set_mode(800, 600, 1024);
	number_pages(mem, 1024);
	for (i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, i < 2 ? watcher : toucher, i < 2 ? (void *)&counts[i] : (void *)shown);
	for (i = 0; now() < end; i++) {
		line = i * 7 % 1000;
		set_dispi(Y_OFFSET, line);
		wrong += shown[0] != line + 1000;
		if (i % 16)
			continue;
		nap(1);
		wrong += shown[0] != line + 1000;
	}
	stop = true;
	for (line = 0; line < 4; line++)
		pthread_join(threads[line], NULL);
	point_is(0, wrong, "each move is seen, whoever faults meanwhile");
	point(counts[0] && counts[1] && counts[0] >> 32 == 0 && counts[1] >> 32 == 0, "others see nothing but pages of the display");
	printf("# %u moves, %lu and %lu looks\n", i, counts[0], counts[1]);
	munmap((void *)shown, 16 * PAGE);
	munmap(mem, mem_size);
}

/* Of what a user has left who was killed. */
static void test_left(void)
{
	const uint64_t *mem = must_map(MEMORY, mem_size, PROT_READ);
	uint64_t i, left = 0;

	point(shows_nothing() && !dispi(XRES) && !dispi(ENABLE), "no mode is left");
	for (i = 0; i < 16ULL << 20; i += 64)
		left |= mem[i / 8];
	point(!left, "nothing is left in the memory");
	munmap((void *)mem, mem_size);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*fn)(void);
	} tests[] = { { "regs", test_regs }, { "plane", test_plane }, { "map", test_map }, { "race", test_race }, { "left", test_left } };
	unsigned int i;

	for (i = 0; argc == 6 && i < 5; i++) {
		if (strcmp(argv[1], tests[i].name))
			continue;
		device = argv[2];
		mem_size = strtoull(argv[3], NULL, 10) << 20;
		max_width = atoi(argv[4]);
		max_height = atoi(argv[5]);
		open_device();
		tests[i].fn();
		client_close(&dev);
		return tap_failed ? 1 : 0;
	}
	fprintf(stderr, "usage: display_client regs|plane|map|race|left DEVICE MIB WIDTH HEIGHT\n");
	return 2;
}
