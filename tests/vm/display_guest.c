// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs in the guest of display.sh, linked statically: draws on displays through the guest's stock bochs-drm.
 *
 *   display_guest {NAME SLOT WIDTH HEIGHT}...
 *
 * NAME is what the host calls the display, SLOT where it is on the bus, the rest its largest mode. Prints points; lines that
 * begin with "host: " ask display.sh for something, and it answers with a word on the second serial port.
 */
#include <dirent.h>
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

#include "guest_point.h"

#define MODES		128
#define PREFERRED	8	/* of the types of a mode */
#define COLOURS		8192
#define LARGEST		5120	/* in width: of what is larger a smaller mode is shown, the largest takes too long to look at */

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

/* A display, and what is known of it while it is open. */
struct display {
	const char *name, *slot;
	unsigned int max_width, max_height;
	int card;
	uint32_t crtc, connector;
	struct mode modes[MODES];
	unsigned int num_modes;
};

/* A picture in the display's memory. */
struct picture {
	struct display *display;
	struct mode mode;
	struct dumb dumb;
	struct fb fb;
	uint32_t *pixels;
};

static int answers;

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

static int open_once(const struct display *d)
{
	char path[320];
	struct dirent *entry;
	int card = -1;
	DIR *dir;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/drm", d->slot);
	dir = opendir(path);
	while (dir && card < 0 && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), "/dev/dri/%s", entry->d_name);
		if (!strncmp(entry->d_name, "card", 4))
			card = open(path, O_RDWR | O_CLOEXEC);
	}
	if (dir)
		closedir(dir);
	return card;
}

static bool open_card(struct display *d)
{
	int i;

	d->card = -1;
	for (i = 0; i < 100 && d->card < 0; i++) {
		d->card = open_once(d);
		if (d->card < 0)
			usleep(100000);
	}
	return d->card >= 0;
}

static bool find_modes(struct display *d)
{
	uint32_t crtcs[4], connectors[4];
	struct resources r = {
		.crtcs = (uintptr_t)crtcs, .connectors = (uintptr_t)connectors, .count_crtcs = 4, .count_connectors = 4,
	};
	struct connector c = { .modes = (uintptr_t)d->modes };

	if (ioctl(d->card, GET_RESOURCES, &r) || r.count_crtcs != 1 || r.count_connectors != 1)
		return false;
	d->crtc = crtcs[0];
	d->connector = connectors[0];
	c.id = d->connector;
	if (ioctl(d->card, GET_CONNECTOR, &c))
		return false;
	d->num_modes = c.count_modes;
	c = (struct connector) { .id = d->connector, .modes = (uintptr_t)d->modes, .count_modes = d->num_modes };
	return d->num_modes <= MODES && !ioctl(d->card, GET_CONNECTOR, &c) && c.count_modes == d->num_modes && c.connection == 1;
}

static const struct mode *mode_of(const struct display *d, unsigned int width, unsigned int height)
{
	unsigned int i;

	for (i = 0; i < d->num_modes; i++) {
		if (d->modes[i].hdisplay == width && d->modes[i].vdisplay == height)
			return &d->modes[i];
	}
	return NULL;
}

static bool check_modes(struct display *d)
{
	unsigned int i, over = 0, preferred = 0;

	if (!point(open_card(d), "%s: bochs-drm has it", d->name) || !point(find_modes(d), "%s: one head with modes", d->name))
		return false;
	for (i = 0; i < d->num_modes; i++) {
		over += d->modes[i].hdisplay > d->max_width || d->modes[i].vdisplay > d->max_height;
		preferred += d->modes[i].type & PREFERRED && d->modes[i].hdisplay == 1280 && d->modes[i].vdisplay == 800;
	}
	point(d->num_modes >= 8 && !over, "%s: modes, none larger than %ux%u", d->name, d->max_width, d->max_height);
	point(preferred == 1, "%s: the preferred mode is 1280x800", d->name);
	return point(mode_of(d, d->max_width, d->max_height), "%s: the largest mode is one of them", d->name);
}

static bool picture_new(struct picture *p, struct display *d, unsigned int width, unsigned int height)
{
	const struct mode *mode = mode_of(d, width, height);
	struct map map = {};

	if (!mode)
		return false;
	p->display = d;
	p->mode = *mode;
	p->dumb = (struct dumb) { .width = width, .height = height, .bpp = 32 };
	if (ioctl(d->card, CREATE_DUMB, &p->dumb))
		return false;
	p->fb = (struct fb) {
		.width = width, .height = height, .pitch = p->dumb.pitch, .bpp = 32, .depth = 24, .handle = p->dumb.handle,
	};
	map.handle = p->dumb.handle;
	if (ioctl(d->card, ADD_FB, &p->fb) || ioctl(d->card, MAP_DUMB, &map))
		return false;
	p->pixels = mmap(NULL, p->dumb.size, PROT_READ | PROT_WRITE, MAP_SHARED, d->card, map.offset);
	return p->pixels != MAP_FAILED;
}

static uint8_t wave(uint32_t val)
{
	return val & 0x100 ? ~val : val;
}

/* The same as in display_shot.py: a line is a part of one row of colours, each line and each number another one. */
static void draw(struct picture *p, uint32_t number)
{
	static uint32_t colours[2 * COLOURS];
	unsigned int i, y;

	for (i = 0; i < 2 * COLOURS; i++)
		colours[i] = i % COLOURS / 64 << 16 | wave(i % COLOURS) << 8 | wave(i % COLOURS / 8);
	for (y = 0; y < p->fb.height; y++)
		memcpy((char *)p->pixels + (size_t)y * p->fb.pitch, colours + (y * 3 + number * 1009) % COLOURS, 4 * p->fb.width);
}

static bool show(struct picture *p)
{
	struct display *d = p->display;
	struct crtc crtc = {
		.connectors = (uintptr_t)&d->connector, .count_connectors = 1, .id = d->crtc, .fb = p->fb.id, .mode_valid = 1,
		.mode = p->mode,
	};

	return !ioctl(d->card, SET_CRTC, &crtc);
}

/* The host looks at what QEMU shows. */
static void shot(struct picture *p, const char *name, unsigned int number)
{
	ask("shot %s %s %u %u %u", p->display->name, name, p->fb.width, p->fb.height, number);
}

/* One picture of a mode. */
static void picture(struct display *d, unsigned int width, unsigned int height, const char *name, unsigned int number)
{
	struct picture p;

	if (!point(picture_new(&p, d, width, height) && show(&p), "%s: show %s, %ux%u", d->name, name, width, height))
		return;
	draw(&p, number);
	shot(&p, name, number);
}

/* Two pictures by turns. */
static void turns(struct display *d)
{
	struct picture a, b;

	if (!point(picture_new(&a, d, 1280, 800) && picture_new(&b, d, 1280, 800), "%s: two pictures of 1280x800", d->name))
		return;
	point(show(&a), "%s: show the first", d->name);
	draw(&a, 1);
	shot(&a, "first", 1);
	draw(&a, 2);
	shot(&a, "redrawn", 2);
	draw(&b, 3);
	point(show(&b), "%s: show the second", d->name);
	shot(&b, "second", 3);
	point(show(&a), "%s: and the first again", d->name);
	shot(&a, "again", 2);
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
static void bind_again(struct display *d)
{
	close(d->card);
	point(put("/sys/bus/pci/drivers/bochs-drm/unbind", d->slot), "%s: unbind bochs-drm", d->name);
	point(put("/sys/bus/pci/drivers/bochs-drm/bind", d->slot), "%s: bind it", d->name);
	if (check_modes(d))
		picture(d, 1024, 768, "bound-again", 5);
}

/* One picture after the other, until its QEMU is killed. */
static void draw_on(struct display *d)
{
	struct picture p;
	uint32_t number;

	if (!point(picture_new(&p, d, 1280, 800) && show(&p), "%s: show one that changes", d->name))
		return;
	printf("host: kill\n");
	for (number = 0;; number++)
		draw(&p, number);
}

static struct display *display_new(char **args)
{
	struct display *d = calloc(1, sizeof(*d));

	d->name = args[0];
	d->slot = args[1];
	d->max_width = atoi(args[2]);
	d->max_height = atoi(args[3]);
	return d;
}

int main(int argc, char **argv)
{
	struct display *first = NULL, *d;
	bool rebooted;
	int i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	answers = open("/dev/ttyS1", O_RDWR | O_NOCTTY | O_CLOEXEC);
	rebooted = !strcmp(ask("boot"), "again");
	for (i = 1; i + 3 < argc; i += 4) {
		d = display_new(argv + i);
		first = first ?: d;
		if (!check_modes(d) || (rebooted && d != first))
			continue;
		if (d == first && !rebooted)
			turns(d);
		if (d->max_width > LARGEST)
			picture(d, 1280, 800, "preferred", 4);
		else
			picture(d, d->max_width, d->max_height, rebooted ? "rebooted" : "largest", rebooted ? 6 : 4);
	}
	if (rebooted)
		draw_on(first);
	bind_again(first);
	printf("host: reboot\n");
	reboot(RB_AUTOBOOT);
	return 1;
}
