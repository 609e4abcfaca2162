// SPDX-License-Identifier: GPL-2.0-only
/*
 * Displays that migrate while a guest draws: the picture is there, to the pixel, and nothing else.
 *
 *   vfio_display move group|cdev A B             from one display to another that is alike and back, again and again
 *   vfio_display tracked group|cdev A            which memory counts as changed
 *   vfio_display forged group|cdev A B           states that somebody has changed
 *   vfio_display taken|refused group|cdev A B    B takes the state of A, or does not
 */
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "vfio_mig_record.h"

#define MEMORY		VFIO_PCI_BAR0_REGION_INDEX
#define REGS		VFIO_PCI_BAR2_REGION_INDEX
#define SHOWN		VFIO_PCI_NUM_REGIONS
#define DISPI(nr)	(0x500 + 2 * (nr))
#define EXT_ENDIAN	0x604
#define BIG		0xbebebebe
#define ROUNDS		8
#define PAGE		4096

enum { ID, XRES, YRES, BPP, ENABLE, BANK, VIRT_WIDTH, VIRT_HEIGHT, X_OFFSET, Y_OFFSET, VIDEO_MEMORY };

/* A display, and what a VMM has mapped of it. */
struct screen {
	struct client c;
	uint8_t *mem;
	const uint8_t *shown;
};

static struct screen screens[2];
static size_t size;
static unsigned int seed = 1;

/* What the guest has drawn. Whoever draws has the lock: without it the guest's processors are stopped. */
static uint8_t *image;
static struct screen *drawn;
static pthread_mutex_t drawing = PTHREAD_MUTEX_INITIALIZER;
static volatile bool done;

static void put(struct screen *s, unsigned int off, unsigned int width, uint64_t val)
{
	client_put(&s->c, REGS, off, width, val);
}

static void screen_open(struct screen *s, const char *name, enum client_via way)
{
	must(client_open(&s->c, name, way), name);
	size = client_get(&s->c, REGS, DISPI(VIDEO_MEMORY), 2) * 65536;
	s->mem = client_mmap(&s->c, MEMORY, 0, size, PROT_READ | PROT_WRITE);
	s->shown = client_mmap(&s->c, SHOWN, 0, size, PROT_READ);
	if (s->mem == MAP_FAILED || s->shown == MAP_FAILED)
		must(-errno, "map");
}

static void screen_close(struct screen *s)
{
	munmap(s->mem, size);
	munmap((void *)s->shown, size);
	client_close(&s->c);
}

static void set_mode(struct screen *s)
{
	put(s, DISPI(ENABLE), 2, 0);
	put(s, DISPI(XRES), 2, 1024);
	put(s, DISPI(YRES), 2, 768);
	put(s, DISPI(VIRT_WIDTH), 2, 1024);
	put(s, DISPI(X_OFFSET), 2, 0);
	put(s, DISPI(Y_OFFSET), 2, 8);
	put(s, DISPI(ENABLE), 2, 0x41);
}

/* A line somewhere, by the mapping or, as a VMM does that maps nothing, by a write; often where it was drawn before. */
static void draw_locked(unsigned int *rand)
{
	size_t off = rand_r(rand) % (rand_r(rand) % 4 ? (size_t)4 << 20 : size), len = rand_r(rand) % 6000 + 1;
	uint8_t val = rand_r(rand) >> 8;

	if (len > size - off)
		len = size - off;
	memset(image + off, val, len);
	if (rand_r(rand) % 16)
		memset(drawn->mem + off, val, len);
	else
		client_write(&drawn->c, MEMORY, off, image + off, len);
}

static void *draw(void *arg)
{
	unsigned int rand = 17;

	while (!done) {
		pthread_mutex_lock(&drawing);
		draw_locked(&rand);
		pthread_mutex_unlock(&drawing);
		sched_yield();
	}
	return arg;
}

/* What is read in PRE_COPY, with the guest at work between any two reads; some is always left. */
static void copy_some(int fd, struct stream *s, unsigned int reads)
{
	ssize_t n;

	while (reads--) {
		stream_room(s, 100000);
		n = mig_read(fd, s->data + s->len, 100000);
		if (n == -ENOMSG)
			nap(1);
		else
			must(n < 0 ? n : 0, "copy");
		s->len += n > 0 ? n : 0;
	}
}

/* The guest draws until it is stopped, and is stopped when this returns. Returns the bytes that were moved after that. */
static size_t save(struct screen *from, struct stream *s)
{
	size_t before;
	int fd;

	s->len = 0;
	must(mig_set(&from->c, MIG_PRE_COPY, &fd), "begin to copy");
	copy_some(fd, s, rand_r(&seed) % 300);
	pthread_mutex_lock(&drawing);
	before = s->len;
	must(mig_set(&from->c, MIG_STOP_COPY, NULL), "stop");
	must(stream_read(s, fd, 70000), "save");
	close(fd);
	must(mig_set(&from->c, MIG_STOP, NULL), "end");
	return s->len - before;
}

static bool same_plane(struct screen *a, struct screen *b)
{
	struct vfio_device_gfx_plane_info p[2];
	unsigned int i;

	for (i = 0; i < 2; i++) {
		p[i] = (struct vfio_device_gfx_plane_info) { .argsz = sizeof(p[i]), .flags = VFIO_GFX_PLANE_TYPE_REGION };
		if (ioctl((i ? b : a)->c.dev, VFIO_DEVICE_QUERY_GFX_PLANE, &p[i]))
			return false;
	}
	return p[0].drm_format && !memcmp(&p[0], &p[1], sizeof(p[0]));
}

static void test_move(void)
{
	struct screen *from = &screens[0], *to = &screens[1];
	unsigned int i, pictures = 0, planes = 0, regs = 0;
	size_t late, most = 0, all = 0;
	struct stream s = {};
	uint64_t was[2];
	pthread_t thread;

	image = calloc(1, size);
	set_mode(from);
	drawn = from;
	pthread_create(&thread, NULL, draw, NULL);
	for (i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&drawing);
		put(from, DISPI(Y_OFFSET), 2, i * 3);
		put(from, EXT_ENDIAN, 4, i & 1 ? BIG : 0x1e1e1e1e);
		pthread_mutex_unlock(&drawing);
		late = save(from, &s);
		most = late > most ? late : most;
		all += s.len;
		was[0] = client_get(&from->c, REGS, DISPI(0), 8);
		was[1] = client_get(&from->c, REGS, DISPI(VIRT_WIDTH), 8);
		must(mig_load(&to->c, &s), "load");
		must(mig_set(&to->c, MIG_RUNNING, NULL), "run");
		planes += !same_plane(from, to);
		regs += was[0] != client_get(&to->c, REGS, DISPI(0), 8) || was[1] != client_get(&to->c, REGS, DISPI(VIRT_WIDTH), 8);
		pictures += !!memcmp(to->mem, image, size);
		pictures += !!memcmp(to->shown, image + i * 3 * 4096, 768 * 4096);
		client_reset(&from->c);
		pictures += !!from->mem[rand_r(&seed) % size];
		drawn = to;
		to = from;
		from = drawn;
		pthread_mutex_unlock(&drawing);
	}
	done = true;
	pthread_join(thread, NULL);
	printf("# %zu bytes for each migration of %zu, at most %zu of them while it was stopped\n", all / ROUNDS, size, most);
	point_is(0, pictures, "the picture is there after each migration, to the pixel");
	point_is(0, planes, "and shown as it was");
	point_is(0, regs, "all registers are there");
	client_reset(&from->c);
	stream_free(&s);
	free(image);
}

/* Memory that has changed since it was sent, in chunks; all of it is sent. */
static unsigned int changed(int fd, struct stream *stream)
{
	unsigned int chunks;
	struct precopy info;

	must(mig_precopy(fd, &info), "ask");
	if (info.initial)
		return -1;
	chunks = info.dirty / CHUNK;
	if (stream_read(stream, fd, 1 << 20) != -ENOMSG)
		must(-EBADE, "copy");
	return chunks;
}

static void test_tracked(void)
{
	struct screen *s = &screens[0];
	struct stream stream = {};
	volatile uint8_t *mem = s->mem;
	unsigned int i;
	uint8_t byte = 7;
	int fd;

	set_mode(s);
	for (i = 0; i < size; i += PAGE)
		mem[i] = 1;
	must(mig_set(&s->c, MIG_PRE_COPY, &fd), "begin to copy");
	must(stream_read(&stream, fd, 1 << 20) == -ENOMSG ? 0 : -EBADE, "copy");
	point(stream.len > size, "all of the memory is copied while it runs");
	point_is(0, changed(fd, &stream), "then nothing has changed");
	for (i = 0; i < 768 * 4096; i += PAGE)
		byte += s->shown[i];
	point_is(0, changed(fd, &stream), "nothing changes by looking at what is shown");
	mem[5] = 2;
	mem[6] = 2;
	point_is(1, changed(fd, &stream), "a byte that is drawn has");
	mem[5] = 3;
	point_is(1, changed(fd, &stream), "and again, when it was copied");
	mem[CHUNK - 1] = mem[CHUNK] = mem[5 * CHUNK] = 4;
	point_is(3, changed(fd, &stream), "each chunk of its own");
	client_write(&s->c, MEMORY, 2 * CHUNK - 2, "abcd", 4);
	point_is(2, changed(fd, &stream), "what is written without a mapping has");
	put(s, DISPI(Y_OFFSET), 2, 9);
	point_is(0, changed(fd, &stream), "registers are no memory");
	must(mig_set(&s->c, MIG_RUNNING, NULL), "stay");
	close(fd);
	for (i = 0; i < 100; i++)
		mem[i * PAGE] = i;
	must(mig_set(&s->c, MIG_PRE_COPY, &fd), "begin to copy");
	stream.len = 0;
	must(stream_read(&stream, fd, 1 << 20) == -ENOMSG ? 0 : -EBADE, "copy");
	mem[0] = 5;
	must(mig_set(&s->c, MIG_STOP_COPY, NULL), "stop");
	stream.len = 0;
	must(stream_read(&stream, fd, 1 << 20), "save");
	point(stream.len > CHUNK && stream.len < 2 * CHUNK, "what has not changed is not copied again when it is stopped");
	close(fd);
	client_reset(&s->c);
	stream_free(&stream);
}

static void test_forged(void)
{
	struct stream s = {};

	set_mode(&screens[0]);
	put(&screens[0], EXT_ENDIAN, 4, BIG);
	memset(screens[0].mem, 0x5a, 5 * PAGE);
	must(mig_save(&screens[0].c, &s), "save");
	forge_states(&screens[1].c, &s);
	client_reset(&screens[0].c);
	client_reset(&screens[1].c);
	stream_free(&s);
}

static void test_take(bool wanted)
{
	struct stream s = {};

	set_mode(&screens[0]);
	must(mig_save(&screens[0].c, &s), "save");
	point_is(wanted ? 0 : -EINVAL, mig_load(&screens[1].c, &s), wanted ? "its state is taken" : "its state is refused");
	stream_free(&s);
}

int main(int argc, char **argv)
{
	enum client_via way = argc > 2 && strcmp(argv[2], "group") ? VIA_CDEV : VIA_GROUP;
	int i;

	if (argc < 4 || argc > 5) {
		fprintf(stderr, "usage: %s move|tracked|forged|taken|refused group|cdev A [B]\n", argv[0]);
		return 2;
	}
	for (i = 0; i < argc - 3; i++)
		screen_open(&screens[i], argv[3 + i], way);
	if (!strcmp(argv[1], "tracked"))
		test_tracked();
	else if (argc == 5 && !strcmp(argv[1], "move"))
		test_move();
	else if (argc == 5 && !strcmp(argv[1], "forged"))
		test_forged();
	else if (argc == 5)
		test_take(!strcmp(argv[1], "taken"));
	for (i = 0; i < argc - 3; i++)
		screen_close(&screens[i]);
	return tap_failed ? 1 : 0;
}
