// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copy engines that migrate in the middle of copies, from one memory to another as from host to host: each byte is copied, each
 * completion told once, and nothing is written where the guest has left.
 *
 *   vfio_ioat move group|cdev A B             from one engine to another that is alike and back, again and again
 *   vfio_ioat stopped group|cdev A B          what a stopped engine does and does not
 *   vfio_ioat p2p group|cdev A B              what A does in the states between running and stopped
 *   vfio_ioat forged group|cdev A B           states that somebody has changed
 *   vfio_ioat taken|refused group|cdev A B    B takes the state of A, or does not
 */
#include "vfio_mig_record.h"
#include "ioat_client.h"

#define ROUNDS		60
#define POISON		0xee
/* What a channel copies within: two halves, from one to the other. */
#define HALF		(768 * KIB)
#define AREA(ch)	(DATA + (ch) * 2 * HALF)

/* Where in the saved state of a channel the descriptor's progress is. */
#define STATE_HEAD	8
#define STATE_CHAN	88
#define STATE_DONE	64

/* An engine, and an eventfd for each channel. */
struct side {
	struct engine e;
	int irq[IOAT_MAX_CHANNELS];
};

/* What a guest knows of a channel: it gives it batches of copies, and waits for the interrupt after the last of each. */
struct user {
	unsigned int given;	/* descriptors */
	unsigned int batches;
	unsigned int signals;
	unsigned int early;	/* signals that came before all was done */
	bool busy;
};

static struct side sides[2];
static struct user users[IOAT_MAX_CHANNELS];
static uint8_t *image;
static unsigned int seed = 1;
/* Copied since the device said that it has written them. */
static unsigned int pages;

static unsigned int any(unsigned int below)
{
	return rand_r(&seed) % below;
}

static void side_open(struct side *s, const char *name, enum client_via way)
{
	unsigned int ch;

	engine_open(&s->e, name, way);
	for (ch = 0; ch < s->e.channels; ch++)
		s->irq[ch] = client_eventfd();
}

static void triggers(struct side *s)
{
	unsigned int ch;

	for (ch = 0; ch < s->e.channels; ch++)
		must(client_trigger(&s->e.dev, MSIX, ch, s->irq[ch]), "set up an interrupt");
}

static void boot(struct side *s)
{
	unsigned int ch;

	triggers(s);
	put(&s->e, IOAT_INTRCTRL, 1, IOAT_INTR_MASTER | IOAT_INTR_VECTORS);
	for (ch = 0; ch < s->e.channels; ch++)
		chan_setup(&s->e, ch);
}

/* Some copies that depend on each other; the last one interrupts. What they shall make of memory is made of the image. */
static void give(struct side *s, unsigned int ch)
{
	unsigned int num = 1 + any(12), i;
	struct user *u = &users[ch];
	uint64_t src, dst;
	uint32_t len;

	for (i = 0; i < num; i++) {
		len = 1 + any(any(3) ? 300000 : 3000);
		src = AREA(ch) + any(HALF - len);
		dst = AREA(ch) + HALF + any(HALF - len);
		if (any(2)) {
			src += HALF;
			dst -= HALF;
		}
		copy_desc(&s->e, ch, u->given + i, dst, src, len);
		if (any(2))
			desc(&s->e, ch, u->given + i)->ctl = 0;
		memcpy(image + (dst - BASE), image + (src - BASE), len);
	}
	u->given += num;
	desc(&s->e, ch, u->given - 1)->ctl = IOAT_CTL_COMP | IOAT_CTL_INT;
	u->busy = true;
	u->batches++;
	chan_go(&s->e, ch, num);
}

/* A signal, of this engine or of the one that it was before: as the guest's handler does. */
static void take(struct side *s, unsigned int ch, uint64_t signals)
{
	struct user *u = &users[ch];

	if (!signals)
		return;
	u->signals += signals;
	u->early += !u->busy || completion(&s->e, ch) != (desc_iova(ch, u->given - 1) | IOAT_STS_IDLE);
	u->busy = false;
	chan_put(&s->e, ch, IOAT_CHANCTRL, 2, IOAT_CTRL_REARM | IOAT_CTRL_ERR_COMP | IOAT_CTRL_ERR_INT);
}

static void work(struct side *s, bool more, double seconds)
{
	double end = now() + seconds;
	unsigned int ch, busy;

	do {
		busy = 0;
		for (ch = 0; ch < s->e.channels; ch++) {
			take(s, ch, client_signals(s->irq[ch], 0));
			if (more && !users[ch].busy)
				give(s, ch);
			busy += users[ch].busy;
		}
		nap(1);
	} while (now() < end && (more || busy));
}

/* How many channels were stopped within a descriptor. */
static unsigned int halfway(const struct side *s, const struct stream *stream)
{
	const uint8_t *state = state_record(stream) + RECORD + STATE_HEAD;
	unsigned int ch, num = 0;
	uint32_t bytes;

	for (ch = 0; ch < s->e.channels; ch++) {
		memcpy(&bytes, state + ch * STATE_CHAN + STATE_DONE, 4);
		num += bytes != 0;
	}
	return num;
}

static bool is_poisoned(const uint8_t *mem)
{
	size_t i;

	for (i = 0; i < SIZE; i++)
		if (mem[i] != POISON)
			return false;
	return true;
}

static void save(struct side *s, struct stream *stream)
{
	int fd;

	if (any(2)) {
		must(mig_save(&s->e.dev, stream), "save");
		return;
	}
	stream->len = 0;
	must(mig_set(&s->e.dev, MIG_PRE_COPY, &fd), "begin to copy");
	must(stream_read(stream, fd, 33) == -ENOMSG ? 0 : -EBADE, "copy");
	must(mig_set(&s->e.dev, MIG_STOP_COPY, NULL), "stop");
	must(stream_read(stream, fd, 77), "save");
	close(fd);
	must(mig_set(&s->e.dev, MIG_STOP, NULL), "end");
}

/* Most of the memory is copied while the engine runs, if the device tells what it writes meanwhile. */
static bool precopy(struct side *from, struct side *to)
{
	uint64_t page = PAGE;

	if (client_log_start(&from->e.dev, &page))
		return false;
	memcpy(to->e.mem, from->e.mem, SIZE);
	return true;
}

/* What processors write lies below DATA; of the rest that is copied which the device has written. */
static unsigned int copy_written(struct side *from, struct side *to)
{
	static uint64_t bitmap[SIZE / PAGE / 64 + 1];
	unsigned int i, first = (DATA - BASE) / PAGE, num = 0;

	memset(bitmap, 0, sizeof(bitmap));
	must(client_log_report(&from->e.dev, BASE, SIZE, PAGE, bitmap), "ask what was written");
	must(client_log_stop(&from->e.dev), "stop logging");
	memcpy(to->e.mem, from->e.mem, DATA - BASE);
	for (i = first; i < SIZE / PAGE; i++) {
		if (!(bitmap[i / 64] >> i % 64 & 1))
			continue;
		memcpy(to->e.mem + i * PAGE, from->e.mem + i * PAGE, PAGE);
		num++;
	}
	return num;
}

/* The guest's processors are stopped; its memory goes along, and what was its memory is poisoned. */
static unsigned int move(struct side *from, struct side *to, bool logged)
{
	struct stream stream = {};
	unsigned int ch, within;
	bool early = any(2);

	save(from, &stream);
	within = halfway(from, &stream);
	if (logged)
		pages += copy_written(from, to);
	else
		memcpy(to->e.mem, from->e.mem, SIZE);
	memset(from->e.mem, POISON, SIZE);
	memcpy(to->e.count, from->e.count, sizeof(to->e.count));
	if (early)
		triggers(to);
	must(mig_load(&to->e.dev, &stream), "load");
	if (!early)
		triggers(to);
	must(mig_set(&to->e.dev, MIG_RUNNING, NULL), "run");
	for (ch = 0; ch < from->e.channels; ch++)
		take(to, ch, client_signals(from->irq[ch], 0));
	client_irqs_disable(&from->e.dev, MSIX);
	stream_free(&stream);
	return within;
}

static void test_move(void)
{
	unsigned int i, ch, within = 0, leaks = 0, signals = 0, batches = 0, early = 0, wrong = 0;
	struct side *from = &sides[0], *to = &sides[1], *spare;
	unsigned int logs = 0;
	bool logged;

	pages = 0;
	noise(from->e.mem, SIZE, 5);
	image = malloc(SIZE);
	boot(from);
	memcpy(image, from->e.mem, SIZE);
	for (i = 0; i < ROUNDS; i++) {
		logged = any(2) && precopy(from, to);
		work(from, true, any(20) / 1000.0);
		within += move(from, to, logged);
		logs += logged;
		work(to, true, any(5) / 1000.0);
		leaks += !is_poisoned(from->e.mem);
		client_reset(&from->e.dev);
		spare = from;
		from = to;
		to = spare;
	}
	work(from, false, 60);
	nap(50);
	for (ch = 0; ch < from->e.channels; ch++) {
		take(from, ch, client_signals(from->irq[ch], 0));
		signals += users[ch].signals;
		batches += users[ch].batches;
		early += users[ch].early;
		wrong += chan_get(&from->e, ch, IOAT_CHANSTS, 8) != (desc_iova(ch, users[ch].given - 1) | IOAT_STS_IDLE);
		wrong += chan_get(&from->e, ch, IOAT_CHANERR, 4) != 0;
	}
	printf("# %u batches, %u times stopped within a copy in %u migrations\n", batches, within, ROUNDS);
	point_is(batches, signals, "each completion interrupts once");
	point_is(0, early, "when all was done, as memory says");
	point_is(0, wrong, "each channel is at the end of its chain");
	point(!memcmp(image + (DATA - BASE), at(&from->e, DATA), SIZE - (DATA - BASE)), "memory is what the copies make of it");
	point_is(0, leaks, "nothing is written where the guest has left");
	point(within > ROUNDS / 10, "it was stopped in the middle of copies");
	if (logs)
		point(pages && pages < logs * (SIZE - (DATA - BASE)) / PAGE, "the device told what it had written (%u pages in %u moves)",
		      pages, logs);
	client_reset(&from->e.dev);
	free(image);
}

/* A megabyte on the first channel. */
static void one_copy(struct side *s)
{
	noise(at(&s->e, DATA), MIB, 3);
	memset(at(&s->e, DATA + MIB), 0, MIB);
	copy_desc(&s->e, 0, 0, DATA + MIB, DATA, MIB);
	chan_go(&s->e, 0, 1);
}

static bool is_copied(struct side *s)
{
	return !memcmp(at(&s->e, DATA), at(&s->e, DATA + MIB), MIB);
}

static void test_stopped(void)
{
	struct side *a = &sides[0], *b = &sides[1];
	struct stream s = {};

	boot(a);
	must(mig_set(&a->e.dev, MIG_STOP, NULL), "stop");
	one_copy(a);
	point_is(IOAT_STS_ACTIVE, status(&a->e, 0), "a stopped engine is told of work");
	nap(100);
	point(!*(uint64_t *)at(&a->e, DATA + MIB) && !completion(&a->e, 0), "and does none");
	must(mig_save(&a->e.dev, &s), "save");
	memcpy(b->e.mem, a->e.mem, SIZE);
	must(mig_load(&b->e.dev, &s), "load");
	nap(100);
	point(!*(uint64_t *)at(&b->e, DATA + MIB) && !completion(&b->e, 0), "nor does the one that has its state");
	point_is(IOAT_STS_ACTIVE, status(&b->e, 0), "which knows of it");
	must(mig_set(&b->e.dev, MIG_RUNNING, NULL), "run");
	point(chan_wait(&b->e, 0) == IOAT_STS_IDLE && is_copied(b), "when it runs it does it");
	client_reset(&a->e.dev);
	point(mig_get(&a->e.dev) == MIG_RUNNING && status(&a->e, 0) == IOAT_STS_HALTED, "a reset ends it");
	boot(a);
	one_copy(a);
	point(chan_wait(&a->e, 0) == IOAT_STS_IDLE && is_copied(a), "and what is stopped runs again");
	must(mig_set(&a->e.dev, MIG_RESUMING, NULL), "a reset by resuming");
	boot(a);
	one_copy(a);
	nap(100);
	point(!*(uint64_t *)at(&a->e, DATA + MIB), "does not make it run");
	client_reset(&a->e.dev);
	/* a descriptor that is bad, and its error, travel too */
	boot(a);
	copy_desc(&a->e, 0, 0, DATA, 0x1000, 64);
	chan_go(&a->e, 0, 1);
	point_is(IOAT_STS_HALTED, chan_wait(&a->e, 0), "a copy from nowhere halts it");
	must(mig_save(&a->e.dev, &s) ?: mig_load(&b->e.dev, &s), "save and load");
	must(mig_set(&b->e.dev, MIG_RUNNING, NULL), "run");
	point_is(IOAT_ERR_READ, chan_get(&b->e, 0, IOAT_CHANERR, 4), "its error is there");
	point(chan_reset(&b->e, 0), "it can be reset");
	chan_setup(&b->e, 0);
	one_copy(b);
	point(chan_wait(&b->e, 0) == IOAT_STS_IDLE && is_copied(b), "and copies again");
	client_reset(&a->e.dev);
	client_reset(&b->e.dev);
	stream_free(&s);
}

/* Whether nothing of a megabyte that was to be copied has come, and for a while nothing does. */
static bool is_untouched(struct side *s)
{
	uint8_t *to = at(&s->e, DATA + MIB);
	size_t i;

	nap(100);
	for (i = 0; i < MIB; i++)
		if (to[i])
			return false;
	return !completion(&s->e, 0);
}

/* A copy that is begun in a P2P state. */
static void begun_in(struct side *s, uint32_t state, uint32_t then)
{
	boot(s);
	must(mig_set(&s->e.dev, state, NULL), mig_names[state]);
	one_copy(s);
	desc(&s->e, 0, 0)->ctl |= IOAT_CTL_INT;
	point(status(&s->e, 0) == IOAT_STS_ACTIVE, "an engine in %s is told of work", mig_names[state]);
	point(is_untouched(s), "and writes nothing");
	must(mig_set(&s->e.dev, then, NULL), mig_names[then]);
	point(chan_wait(&s->e, 0) == IOAT_STS_IDLE && is_copied(s), "until it is in %s", mig_names[then]);
	point(client_signals(s->irq[0], 1000) == 1, "which it tells by interrupt");
	client_reset(&s->e.dev);
}

/* The same copy again and again; when the state is there nothing of it moves any more. */
static unsigned int ended_in(struct side *s, uint32_t state)
{
	unsigned int i, late = 0;
	uint8_t *was = malloc(MIB);
	uint64_t comp;

	boot(s);
	for (i = 0; i < RING_DESCS; i++)
		copy_desc(&s->e, 0, i, DATA + MIB, DATA, MIB);
	for (i = 0; i < 20; i++) {
		noise(at(&s->e, DATA), MIB, i);
		chan_go(&s->e, 0, 10);
		nap(any(4));
		must(mig_set(&s->e.dev, state, NULL), mig_names[state]);
		memcpy(was, at(&s->e, DATA + MIB), MIB);
		comp = completion(&s->e, 0);
		noise(at(&s->e, DATA), MIB, 100 + i);
		nap(5);
		late += memcmp(was, at(&s->e, DATA + MIB), MIB) || comp != completion(&s->e, 0);
		must(mig_set(&s->e.dev, MIG_RUNNING, NULL), "run");
		late += chan_wait(&s->e, 0) != IOAT_STS_IDLE;
	}
	client_reset(&s->e.dev);
	free(was);
	return late;
}

static void test_p2p(void)
{
	struct side *s = &sides[0];

	begun_in(s, MIG_RUNNING_P2P, MIG_RUNNING);
	begun_in(s, MIG_PRE_COPY_P2P, MIG_PRE_COPY);
	begun_in(s, MIG_PRE_COPY_P2P, MIG_RUNNING);
	point_is(0, ended_in(s, MIG_RUNNING_P2P), "what was under way has ended in RUNNING_P2P");
	point_is(0, ended_in(s, MIG_PRE_COPY_P2P), "and in PRE_COPY_P2P");
}

/* One channel is in the middle of a copy, and the others are not. */
static void test_forged(void)
{
	struct side *a = &sides[0], *b = &sides[1];
	struct stream s = {};
	unsigned int tries = 200;

	do {
		client_reset(&a->e.dev);
		boot(a);
		one_copy(a);
		nap(1);
		must(mig_save(&a->e.dev, &s), "save");
	} while (!halfway(a, &s) && --tries);
	point(tries, "it is in the middle of a copy");
	memcpy(b->e.mem, a->e.mem, SIZE);
	forge_states(&b->e.dev, &s);
	client_reset(&b->e.dev);
	boot(b);
	one_copy(b);
	point(chan_wait(&b->e, 0) == IOAT_STS_IDLE && is_copied(b), "after all of them it copies as ever");
	client_reset(&a->e.dev);
	client_reset(&b->e.dev);
	stream_free(&s);
}

static void test_take(bool wanted)
{
	struct stream s = {};

	boot(&sides[0]);
	must(mig_save(&sides[0].e.dev, &s), "save");
	point_is(wanted ? 0 : -EINVAL, mig_load(&sides[1].e.dev, &s), wanted ? "its state is taken" : "its state is refused");
	stream_free(&s);
}

int main(int argc, char **argv)
{
	enum client_via way = argc > 2 && strcmp(argv[2], "group") ? VIA_CDEV : VIA_GROUP;
	int i;

	if (argc != 5) {
		fprintf(stderr, "usage: %s move|stopped|p2p|forged|taken|refused group|cdev A B\n", argv[0]);
		return 2;
	}
	for (i = 0; i < 2; i++)
		side_open(&sides[i], argv[3 + i], way);
	if (!strcmp(argv[1], "move"))
		test_move();
	else if (!strcmp(argv[1], "stopped"))
		test_stopped();
	else if (!strcmp(argv[1], "p2p"))
		test_p2p();
	else if (!strcmp(argv[1], "forged"))
		test_forged();
	else
		test_take(!strcmp(argv[1], "taken"));
	for (i = 0; i < 2; i++)
		client_close(&sides[i].e.dev);
	return tap_failed ? 1 : 0;
}
