// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stream of migration with a bit that is another: refused, or harmless.
 *
 *   vfio_mig_flip FROM TO group|cdev COUNT [SEED]
 *
 * In COUNT places, spread over the stream and dense where it has structure, each is refused; then, in a quarter as many, with
 * checksums made right again, as somebody could who means to do harm: then what is taken must be a state in which a device of
 * this kind can be, from which it runs, is read, saved and loaded.
 */
#include "vfio_mig.h"
#include "vfio_mig_record.h"

#include <sys/random.h>

static struct client to;
static struct stream good, bad;
static uint64_t random_state;

static uint64_t random_next(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

/* Where the bit is: one time in four anywhere, else within what is not memory. */
static size_t place(unsigned int i, size_t head, size_t tail)
{
	size_t off;

	if (i % 4 == 0)
		return random_next() % good.len;
	off = random_next() % (head + tail);
	return off < head ? off : good.len - tail + (off - head);
}

/* Head: the first record and the header of the second; tail: all behind the memory. */
static void bounds(size_t *head, size_t *tail)
{
	size_t off = 0;

	*head = RECORD + record_len(good.data) + RECORD;
	while (good.len - off > RECORD && good.data[off + 8] < 4)
		off += RECORD + record_len(good.data + off);
	*tail = good.len - off;
}

static bool load(struct stream *s)
{
	client_reset(&to);
	return !mig_load(&to, s);
}

/* What was taken must be whole: it runs, answers, and is saved as something that is taken again. */
static bool is_harmless(void)
{
	struct stream s = {};
	bool harmless;

	harmless = !mig_set(&to, MIG_RUNNING, NULL) && client_get(&to, SIM_REG_BAR, SIM_REG_ID, 4) == SIM_ID &&
		   client_get(&to, CONFIG, 0, 4) == (SIM_VENDOR | SIM_DEVICE_MOVER << 16) && !mig_save(&to, &s) && load(&s);
	stream_free(&s);
	return harmless;
}

static void flips(unsigned int count, bool sealed)
{
	unsigned int i, bit, taken = 0, harmful = 0, errors = 0;
	size_t head, tail, off;

	bounds(&head, &tail);
	for (i = 0; i < count; i++) {
		off = place(i, head, tail);
		bit = random_next() % 8;
		memcpy(bad.data, good.data, good.len);
		bad.data[off] ^= 1 << bit;
		if (sealed)
			reseal(&bad);
		if (load(&bad)) {
			/* a checksum that was flipped has been made right again */
			taken++;
			if (!sealed || !is_harmless()) {
				printf("# bit %u of byte %zu of %zu\n", bit, off, good.len);
				harmful++;
			}
		} else {
			errors += mig_get(&to) == MIG_ERROR;
		}
	}
	if (sealed)
		printf("# %u of %u taken\n", taken, count);
	point(!harmful, sealed ? "%u changed bits below right checksums are refused or harmless" : "%u changed bits are refused",
	      count);
	point_is(count - taken, errors, "what was refused left it in error");
}

/* More than one bit, and whole words. */
static void scrambles(unsigned int count)
{
	unsigned int i, n, taken = 0, harmful = 0;
	size_t head, tail;

	bounds(&head, &tail);
	for (i = 0; i < count; i++) {
		memcpy(bad.data, good.data, good.len);
		for (n = random_next() % 16 + 2; n--;)
			bad.data[place(i, head, tail)] = random_next();
		if (memcmp(bad.data, good.data, good.len))
			taken += load(&bad);
	}
	point_is(0, taken, "scrambled ones are refused");
	for (i = 0; i < count; i++) {
		memcpy(bad.data, good.data, good.len);
		for (n = random_next() % 16 + 2; n--;)
			bad.data[place(i | 1, head, tail)] = random_next();
		reseal(&bad);
		harmful += load(&bad) && !is_harmless();
	}
	point_is(0, harmful, "scrambled ones with right checksums are refused or harmless");
}

int main(int argc, char **argv)
{
	unsigned int count = argc > 4 ? atoi(argv[4]) : 0;
	const char *other = argv[2];
	int err;

	if (argc < 5 || !count) {
		fprintf(stderr, "usage: %s FROM TO group|cdev COUNT [SEED]\n", argv[0]);
		return 2;
	}
	argv[2] = argv[3];
	test_start(3, argv);
	err = client_open(&to, other, via);
	if (err) {
		point(false, "open %s: %s", other, strerror(-err));
		return 1;
	}
	if (argc > 5)
		random_state = strtoull(argv[5], NULL, 0);
	else if (getrandom(&random_state, sizeof(random_state), 0) != sizeof(random_state))
		random_state = 1;
	random_state |= 1;
	printf("# seed %#llx\n", (unsigned long long)random_state);
	mover_fill(&dev, 3);
	reg_put(SIM_REG_INTX, 1);
	reg_put(SIM_REG_DOORBELL, 3);
	point_is(0, mig_save(&dev, &good), "save");
	point(load(&good), "load");
	stream_room(&bad, good.len);
	bad.len = good.len;
	memcpy(bad.data, good.data, good.len);
	point(reseal(&bad) > 4 && !memcmp(bad.data, good.data, good.len), "its checksums are right");
	flips(count, false);
	flips(count / 4, true);
	scrambles(count / 10);
	client_close(&to);
	stream_free(&good);
	stream_free(&bad);
	return test_end();
}
