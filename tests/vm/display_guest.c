// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs in the guest of display.sh, linked statically: draws on the display through the guest's stock bochs-drm.
 *
 *   display_guest SLOT WIDTH HEIGHT
 *
 * SLOT is the display's on the bus, the rest its largest mode. Prints points; lines that begin with "host: " ask display.sh for
 * something, and it answers with a line on the second serial port.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/reboot.h>
#include <unistd.h>

#define MODES		128
#define PREFERRED	8	/* of the types of a mode */

/* As the kernel has them; its headers for this are in no package that the tests need. */
struct mode {
	uint32_t clock;
	uint16_t hdisplay, hsync_start, hsync_end, htotal, hskew;
	uint16_t vdisplay, vsync_start, vsync_end, vtotal, vscan;
	uint32_t vrefresh, flags, type;
	char name[32];
};

struct resources {
	uint64_t fbs, crtcs, connectors, encoders;
	uint32_t count_fbs, count_crtcs, count_connectors, count_encoders;
	uint32_t min_width, max_width, min_height, max_height;
};

struct connector {
	uint64_t encoders, modes, props, prop_values;
	uint32_t count_modes, count_props, count_encoders;
	uint32_t encoder, id, type, type_id, connection, mm_width, mm_height, subpixel, pad;
};

struct crtc {
	uint64_t connectors;
	uint32_t count_connectors, id, fb, x, y, gamma_size, mode_valid;
	struct mode mode;
};

struct fb {
	uint32_t id, width, height, pitch, bpp, depth, handle;
};

struct dumb {
	uint32_t height, width, bpp, flags, handle, pitch;
	uint64_t size;
};

struct map {
	uint32_t handle, pad;
	uint64_t offset;
};

#define GET_RESOURCES	_IOWR('d', 0xa0, struct resources)
#define SET_CRTC	_IOWR('d', 0xa2, struct crtc)
#define GET_CONNECTOR	_IOWR('d', 0xa7, struct connector)
#define ADD_FB		_IOWR('d', 0xae, struct fb)
#define CREATE_DUMB	_IOWR('d', 0xb2, struct dumb)
#define MAP_DUMB	_IOWR('d', 0xb3, struct map)

/* A picture in the display's memory. */
struct picture {
	struct mode mode;
	struct dumb dumb;
	struct fb fb;
	uint32_t *pixels;
};

static const char *slot;
static unsigned int max_width, max_height;
static int card = -1, answers, failed;
static uint32_t crtc_id, connector_id;
static struct mode modes[MODES];
static unsigned int num_modes;

__attribute__((format(printf, 2, 3)))
static bool point(bool passed, const char *name, ...)
{
	va_list args;

	va_start(args, name);
	printf("%s - guest: ", passed ? "ok" : "not ok");
	vprintf(name, args);
	printf("\n");
	va_end(args);
	failed += !passed;
	return passed;
}

/* The host's answer, a word. */
__attribute__((format(printf, 1, 2)))
static const char *ask(const char *format, ...)
{
	static char answer[32];
	ssize_t got;
	va_list args;

	printf("host: ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	got = read(answers, answer, sizeof(answer) - 1);
	answer[got > 0 ? got : 0] = '\0';
	answer[strcspn(answer, "\r\n")] = '\0';
	return answer;
}

/* The number is a new one when the driver is bound again while something still has the old one. */
static bool open_card(void)
{
	char path[32];
	int i;

	for (i = 0; i < 200 && card < 0; i++) {
		snprintf(path, sizeof(path), "/dev/dri/card%d", i % 4);
		card = open(path, O_RDWR | O_CLOEXEC);
		if (card < 0)
			usleep(50000);
	}
	return card >= 0;
}

static bool find_modes(void)
{
	uint32_t crtcs[4], connectors[4];
	struct resources r = {
		.crtcs = (uintptr_t)crtcs, .connectors = (uintptr_t)connectors, .count_crtcs = 4, .count_connectors = 4,
	};
	struct connector c = { .modes = (uintptr_t)modes };

	if (ioctl(card, GET_RESOURCES, &r) || r.count_crtcs != 1 || r.count_connectors != 1)
		return false;
	crtc_id = crtcs[0];
	connector_id = connectors[0];
	c.id = connector_id;
	if (ioctl(card, GET_CONNECTOR, &c))
		return false;
	num_modes = c.count_modes;
	c = (struct connector) { .id = connector_id, .modes = (uintptr_t)modes, .count_modes = num_modes };
	return num_modes <= MODES && !ioctl(card, GET_CONNECTOR, &c) && c.count_modes == num_modes && c.connection == 1;
}

static const struct mode *mode_of(unsigned int width, unsigned int height)
{
	unsigned int i;

	for (i = 0; i < num_modes; i++) {
		if (modes[i].hdisplay == width && modes[i].vdisplay == height)
			return &modes[i];
	}
	return NULL;
}

static void check_modes(void)
{
	unsigned int i, over = 0, preferred = 0;

	point(find_modes(), "one display with modes");
	for (i = 0; i < num_modes; i++) {
		over += modes[i].hdisplay > max_width || modes[i].vdisplay > max_height;
		preferred += modes[i].type & PREFERRED && modes[i].hdisplay == 1280 && modes[i].vdisplay == 800;
	}
	point(num_modes >= 8 && !over, "%u modes, none larger than %ux%u", num_modes, max_width, max_height);
	point(preferred == 1, "the preferred mode is 1280x800");
	point(mode_of(max_width, max_height), "the largest mode is one of them");
}

static bool picture_new(struct picture *p, unsigned int width, unsigned int height)
{
	const struct mode *mode = mode_of(width, height);
	struct map map = {};

	if (!mode)
		return false;
	p->mode = *mode;
	p->dumb = (struct dumb) { .width = width, .height = height, .bpp = 32 };
	if (ioctl(card, CREATE_DUMB, &p->dumb))
		return false;
	p->fb = (struct fb) {
		.width = width, .height = height, .pitch = p->dumb.pitch, .bpp = 32, .depth = 24, .handle = p->dumb.handle,
	};
	map.handle = p->dumb.handle;
	if (ioctl(card, ADD_FB, &p->fb) || ioctl(card, MAP_DUMB, &map))
		return false;
	p->pixels = mmap(NULL, p->dumb.size, PROT_READ | PROT_WRITE, MAP_SHARED, card, map.offset);
	return p->pixels != MAP_FAILED;
}

/* The same as in display_shot.py: a line is a part of one row of colours, another one in each line and for each number. */
static void draw(struct picture *p, uint32_t number)
{
	static uint32_t colours[2 * 8192];
	unsigned int x, y;

	for (x = 0; x < 2 * 8192; x++)
		colours[x] = (x % 8192 * 2654435761u) >> 8;
	for (y = 0; y < p->fb.height; y++)
		memcpy((char *)p->pixels + (size_t)y * p->fb.pitch, colours + (y * 397 + number * 1009) % 8192, 4 * p->fb.width);
}

static bool show(struct picture *p)
{
	struct crtc crtc = {
		.connectors = (uintptr_t)&connector_id, .count_connectors = 1, .id = crtc_id, .fb = p->fb.id, .mode_valid = 1,
		.mode = p->mode,
	};

	return !ioctl(card, SET_CRTC, &crtc);
}

/* The host looks at what QEMU shows. */
static void shot(struct picture *p, const char *name, unsigned int number)
{
	ask("shot %s %u %u %u", name, p->fb.width, p->fb.height, number);
}

static void pictures(void)
{
	struct picture a, b, largest;

	if (!point(picture_new(&a, 1280, 800) && picture_new(&b, 1280, 800), "two pictures of 1280x800"))
		return;
	point(show(&a), "show the first");
	draw(&a, 1);
	shot(&a, "first", 1);
	draw(&a, 2);
	shot(&a, "redrawn", 2);
	draw(&b, 3);
	point(show(&b), "show the second");
	shot(&b, "second", 3);
	point(show(&a), "and the first again");
	shot(&a, "again", 2);
	if (!point(picture_new(&largest, max_width, max_height), "one of the largest mode"))
		return;
	point(show(&largest), "show it");
	draw(&largest, 4);
	shot(&largest, "largest", 4);
}

static bool put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return done;
}

/* The driver finds the display again as it was at first. */
static void bind_again(void)
{
	struct picture p;

	close(card);
	card = -1;
	point(put("/sys/bus/pci/drivers/bochs-drm/unbind", slot), "unbind bochs-drm");
	point(put("/sys/bus/pci/drivers/bochs-drm/bind", slot), "bind it");
	if (!point(open_card(), "it has the display again") || !point(find_modes(), "and its modes"))
		return;
	if (!point(picture_new(&p, 1024, 768) && show(&p), "show another picture"))
		return;
	draw(&p, 5);
	shot(&p, "bound-again", 5);
}

int main(int argc, char **argv)
{
	const char *answer;

	if (argc != 4)
		return 2;
	slot = argv[1];
	max_width = atoi(argv[2]);
	max_height = atoi(argv[3]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	answers = open("/dev/ttyS1", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (!point(open_card(), "bochs-drm has a display"))
		return 1;
	check_modes();
	pictures();
	bind_again();
	answer = ask("end");
	if (!strcmp(answer, "reboot")) {
		sync();
		reboot(RB_AUTOBOOT);
	}
	if (!strcmp(answer, "wait"))
		pause();
	return failed ? 1 : 0;
}
