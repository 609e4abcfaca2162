// SPDX-License-Identifier: GPL-2.0-only
/*
 * A display and a copy engine in one address space, as in a VMM, which lets each device of a guest reach the memory of the
 * others: the engine draws, and both migrate.
 *
 *   vfio_unlike pinned group|cdev DISPLAY ENGINE DISPLAY ENGINE   what is drawn through pinned pages travels
 *   vfio_unlike move group|cdev DISPLAY ENGINE DISPLAY ENGINE     both migrate while the engine draws, to the others and back
 */
#include "vfio_mig.h"
#include "ioat_client.h"

#define MEMORY		VFIO_PCI_BAR0_REGION_INDEX
#define REGS		VFIO_PCI_BAR2_REGION_INDEX
#define VIDEO_MEMORY	0x514
#define ROUNDS		12

/* Where the engine sees the display's memory. */
#define SCREEN		(1024 * MIB)
#define DRAWN		(4 * MIB)	/* in which it draws */

/* A guest's two devices on one host, and what its VMM has mapped. */
struct place {
	struct client display;
	struct engine e;
	uint8_t *screen;
};

static struct place places[2];
static size_t size;
static unsigned int seed = 1;

static unsigned int any(unsigned int below)
{
	return rand_r(&seed) % below;
}

static void place_open(struct place *p, const char *display, const char *engine, enum client_via way)
{
	must(client_open(&p->display, display, way), display);
	must(client_join(&p->e.dev, &p->display, engine), engine);
	size = client_get(&p->display, REGS, VIDEO_MEMORY, 2) * 65536;
	p->screen = client_mmap(&p->display, MEMORY, 0, size, PROT_READ | PROT_WRITE);
	p->e.mem = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p->screen == MAP_FAILED || p->e.mem == MAP_FAILED)
		must(-errno, "mmap");
	must(client_map(&p->display, BASE, p->e.mem, SIZE, true), "map memory");
	must(client_map(&p->e.dev, SCREEN, p->screen, size, true), "map the display");
}

static void place_close(struct place *p)
{
	munmap(p->screen, size);
	client_close(&p->e.dev);
	client_close(&p->display);
}

/* A container gives no pins for a while after memory was mapped or unmapped. */
static void wait_for_pins(void)
{
	if (access("/dev/iommu", F_OK))
		nap(6000);
}

/* Draws noise all over, by copies of a megabyte. Nobody looks at it: that would be a fault, by which it counts as changed. */
static void draw(struct place *p, unsigned int what)
{
	unsigned int i;

	noise(at(&p->e, DATA), DRAWN, what);
	chan_setup(&p->e, 0);
	for (i = 0; i < DRAWN / MIB; i++)
		copy_desc(&p->e, 0, i, SCREEN + i * MIB, DATA + i * MIB, MIB);
	chan_go(&p->e, 0, i);
	if (chan_wait(&p->e, 0) != IOAT_STS_IDLE)
		point(false, "draw");
}

/* All that there is until the stream comes to its temporary end; how much has changed then is in @dirty. */
static int begin(struct place *p, struct stream *s)
{
	int fd;

	s->len = 0;
	must(mig_set(&p->display, MIG_PRE_COPY, &fd), "begin to copy");
	must(stream_read(s, fd, 1 << 20) == -ENOMSG ? 0 : -EBADE, "copy");
	return fd;
}

static uint64_t dirty(int fd)
{
	struct precopy info;

	must(mig_precopy(fd, &info), "ask");
	return info.initial + info.dirty;
}

/* Returns what was left to move; afterwards the other display must have the same picture. */
static size_t end(struct place *from, struct place *to, struct stream *s, int fd)
{
	size_t was = s->len;

	must(mig_set(&from->e.dev, MIG_RUNNING_P2P, NULL), "stop the engine");
	must(mig_set(&from->display, MIG_STOP_COPY, NULL), "stop");
	must(stream_read(s, fd, 1 << 20), "save");
	close(fd);
	must(mig_load(&to->display, s), "load");
	must(mig_set(&to->display, MIG_RUNNING, NULL), "run");
	must(mig_set(&from->e.dev, MIG_RUNNING, NULL), "go on");
	return s->len - was;
}

static bool same_picture(void)
{
	bool same = !memcmp(places[0].screen, places[1].screen, size) &&
		    !memcmp(places[0].screen, at(&places[0].e, DATA), DRAWN);

	client_reset(&places[1].display);
	must(mig_set(&places[0].display, MIG_RUNNING, NULL), "go on");
	return same;
}

static void test_pinned(void)
{
	struct place *a = &places[0], *b = &places[1];
	struct stream s = {};
	size_t left;
	int fd;

	wait_for_pins();
	draw(a, 1);
	fd = begin(a, &s);
	draw(a, 2);
	point_is(0, dirty(fd), "nobody tells of what is drawn through pins");
	left = end(a, b, &s, fd);
	point(same_picture(), "but it travels");
	point(left > DRAWN && left < 2 * DRAWN, "with what is pinned, not with all");

	fd = begin(a, &s);
	draw(a, 3);
	point_is(0, dirty(fd), "more is drawn");
	must(client_unmap(&a->display, SCREEN, size), "unmap");
	end(a, b, &s, fd);
	point(same_picture(), "and travels when the pins are gone by then");

	fd = begin(a, &s);
	left = end(a, b, &s, fd);
	point(left < CHUNK && same_picture(), "what nobody has pinned is copied once");

	fd = begin(a, &s);
	must(client_map(&a->display, SCREEN, a->screen, size, true), "map");
	wait_for_pins();
	draw(a, 4);
	point(dirty(fd) >= DRAWN, "pages that are pinned now have changed");
	must(stream_read(&s, fd, 1 << 20) == -ENOMSG ? 0 : -EBADE, "copy");
	draw(a, 5);
	end(a, b, &s, fd);
	point(same_picture(), "and what is drawn after they were copied travels");
	stream_free(&s);
}

/* Some copies from anywhere to anywhere, and what they make of the picture. */
static unsigned int give(struct place *p, unsigned int first, uint8_t *image)
{
	unsigned int num = 20 + any(60), i;
	uint64_t src, dst;
	uint32_t len;

	for (i = 0; i < num; i++) {
		len = 1 + any(200000);
		src = any(DRAWN - len);
		dst = any(DRAWN - len);
		copy_desc(&p->e, 0, first + i, SCREEN + dst, DATA + src, len);
		memcpy(image + dst, (uint8_t *)at(&p->e, DATA) + src, len);
	}
	chan_go(&p->e, 0, num);
	return first + num;
}

static void copy_some(int fd, struct stream *s, unsigned int reads)
{
	ssize_t n;

	while (reads--) {
		stream_room(s, 300000);
		n = mig_read(fd, s->data + s->len, 300000);
		must(n < 0 && n != -ENOMSG ? n : 0, "copy");
		s->len += n > 0 ? n : 0;
	}
}

static void save_rest(const struct client *c, struct stream *s, int fd)
{
	must(mig_set(c, MIG_STOP_COPY, NULL), "stop");
	must(stream_read(s, fd, 1 << 20), "save");
	close(fd);
	must(mig_set(c, MIG_STOP, NULL), "end");
}

/* As a VMM does it: the guest stands still, then all devices stop to reach others, then all stop. */
static void move(struct place *from, struct place *to, struct stream s[2])
{
	int fd[2];

	s[0].len = s[1].len = 0;
	must(mig_set(&from->display, MIG_PRE_COPY, &fd[0]), "begin to copy the display");
	must(mig_set(&from->e.dev, MIG_PRE_COPY, &fd[1]), "begin to copy the engine");
	copy_some(fd[0], &s[0], any(80));
	copy_some(fd[1], &s[1], 1);
	must(mig_set(&from->display, MIG_PRE_COPY_P2P, NULL), "quiet the display");
	must(mig_set(&from->e.dev, MIG_PRE_COPY_P2P, NULL), "quiet the engine");
	save_rest(&from->display, &s[0], fd[0]);
	nap(any(5));
	save_rest(&from->e.dev, &s[1], fd[1]);
	memcpy(to->e.mem, from->e.mem, SIZE);
	memcpy(to->e.count, from->e.count, sizeof(to->e.count));
	must(mig_load(&to->e.dev, &s[1]), "load the engine");
	must(mig_load(&to->display, &s[0]), "load the display");
	must(mig_set(&to->e.dev, MIG_RUNNING_P2P, NULL), "wake the engine");
	must(mig_set(&to->display, MIG_RUNNING_P2P, NULL), "wake the display");
	must(mig_set(&to->e.dev, MIG_RUNNING, NULL), "run the engine");
	must(mig_set(&to->display, MIG_RUNNING, NULL), "run the display");
}

static void test_move(void)
{
	struct place *from = &places[0], *to = &places[1], *spare;
	unsigned int i, given = 0, active = 0, wrong = 0, ended = 0;
	uint8_t *image = calloc(1, DRAWN);
	struct stream s[2] = {};

	wait_for_pins();
	noise(at(&from->e, DATA), DRAWN, 9);
	chan_setup(&from->e, 0);
	for (i = 0; i < ROUNDS; i++) {
		given = give(from, given, image);
		nap(any(6));
		move(from, to, s);
		active += status(&from->e, 0) == IOAT_STS_ACTIVE;
		ended += chan_wait(&to->e, 0) == IOAT_STS_IDLE;
		wrong += !!memcmp(image, to->screen, DRAWN);
		client_reset(&from->e.dev);
		client_reset(&from->display);
		spare = from;
		from = to;
		to = spare;
	}
	printf("# %u times in %u migrations it was drawing\n", active, ROUNDS);
	point_is(ROUNDS, ended, "the engine goes on in each place, and comes to its end");
	point_is(0, wrong, "the picture is what it has drawn in both");
	point(active, "it was stopped while it drew");
	stream_free(&s[0]);
	stream_free(&s[1]);
	free(image);
}

int main(int argc, char **argv)
{
	enum client_via way = argc > 2 && strcmp(argv[2], "group") ? VIA_CDEV : VIA_GROUP;
	int i;

	if (argc != 7 || (strcmp(argv[1], "pinned") && strcmp(argv[1], "move"))) {
		fprintf(stderr, "usage: %s pinned|move group|cdev DISPLAY ENGINE DISPLAY ENGINE\n", argv[0]);
		return 2;
	}
	for (i = 0; i < 2; i++)
		place_open(&places[i], argv[3 + 2 * i], argv[4 + 2 * i], way);
	if (!strcmp(argv[1], "pinned"))
		test_pinned();
	else
		test_move();
	for (i = 0; i < 2; i++)
		place_close(&places[i]);
	return tap_failed ? 1 : 0;
}
