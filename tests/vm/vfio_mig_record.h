/* SPDX-License-Identifier: GPL-2.0-only */
/* The records of a stream of migration, for programs that change them: with checksums that are right again. */
#ifndef TESTS_VFIO_MIG_RECORD_H
#define TESTS_VFIO_MIG_RECORD_H

#include "vfio_mig.h"

/* Where in a header the version of a driver's state is, of the record that has it. */
#define RECORD_POS	16
#define RECORD_STATE	5

/* As kernel/vfio/record.c has it. */
#define SUM_A	0x9e6c63d0876a9a47ULL
#define SUM_B	0xd6d017f7ee2c6c35ULL

static TAP_UNUSED uint64_t step(uint64_t sum, uint64_t word)
{
	sum += word * SUM_A;
	return (sum << 31 | sum >> 33) * SUM_B;
}

static TAP_UNUSED uint64_t checksum(uint64_t seed, const uint8_t *p, size_t len)
{
	uint64_t lane[4] = { seed + SUM_A, seed + SUM_B, seed, ~seed }, word, sum = len;
	unsigned int i;

	for (; len >= 32; len -= 32)
		for (i = 0; i < 4; i++, p += 8) {
			memcpy(&word, p, 8);
			lane[i] = step(lane[i], le64toh(word));
		}
	for (; len >= 8; len -= 8, p += 8) {
		memcpy(&word, p, 8);
		lane[0] = step(lane[0], le64toh(word));
	}
	for (word = 0; len--;)
		word |= (uint64_t)p[len] << 8 * len;
	lane[0] = step(lane[0], word);
	for (i = 0; i < 4; i++)
		sum = step(sum, lane[i]);
	return step(sum ^ sum >> 32, 0);
}

static TAP_UNUSED uint32_t record_len(const uint8_t *p)
{
	return p[12] | p[13] << 8 | p[14] << 16 | (uint32_t)p[15] << 24;
}

/* Makes all checksums right, as far as the lengths lead. */
static TAP_UNUSED unsigned int reseal(struct stream *s)
{
	unsigned int records = 0;
	size_t off = 0;
	uint64_t sum;

	while (s->len - off >= RECORD && record_len(s->data + off) <= s->len - off - RECORD) {
		sum = htole64(checksum(checksum(0, s->data + off, 24), s->data + off + RECORD, record_len(s->data + off)));
		memcpy(s->data + off + 24, &sum, 8);
		off += RECORD + record_len(s->data + off);
		records++;
	}
	return records;
}

/* The header of the record that has the driver's state. */
static TAP_UNUSED uint8_t *state_record(const struct stream *s)
{
	size_t off = 0;

	while (s->data[off + 8] != RECORD_STATE)
		off += RECORD + record_len(s->data + off);
	return s->data + off;
}

static TAP_UNUSED void stream_copy(struct stream *to, const struct stream *from)
{
	to->len = 0;
	stream_room(to, from->len);
	memcpy(to->data, from->data, from->len);
	to->len = from->len;
}

/* Whether @to takes @s; it is stopped then, and else as after a reset. */
static TAP_UNUSED bool stream_taken(struct client *to, const struct stream *s)
{
	bool taken;

	client_reset(to);
	taken = !mig_load(to, s);
	if (!taken)
		client_reset(to);
	return taken;
}

/* What a device that has taken @s saves is the same state again; then it runs, and is read. */
static TAP_UNUSED bool state_holds(struct client *to, const struct stream *s, struct stream *again)
{
	const uint8_t *was = state_record(s), *is;

	if (mig_save(to, again))
		return false;
	is = state_record(again);
	return record_len(was) == record_len(is) && !memcmp(was + RECORD, is + RECORD, record_len(is)) &&
	       !mig_set(to, MIG_RUNNING, NULL) && client_get(to, CONFIG, 0, 4) != 0xffffffff;
}

/* Of a large state the first bytes are registers, each of which is looked at, and the rest is data. */
static TAP_UNUSED size_t forge_next(size_t byte)
{
	return byte < 128 ? byte + 1 : byte + 509;
}

/*
 * Each bit of the driver's state in @good is another one, with its checksum and without; and other lengths and versions than
 * the driver knows.
 */
static TAP_UNUSED void forge_states(struct client *to, const struct stream *good)
{
	size_t at = state_record(good) - good->data, len = record_len(good->data + at), bits = 0, bytes = 0, i;
	unsigned int taken = 0, harmful = 0, found = 0, bit;
	struct stream bad = {}, again = {};

	point(stream_taken(to, good) && state_holds(to, good, &again), "what was saved is taken, and saved as the same again");
	for (i = 0; i < len; i = forge_next(i), bytes++) {
		for (bit = 0; bit < 8; bit++, bits++) {
			stream_copy(&bad, good);
			bad.data[at + RECORD + i] ^= 1 << bit;
			if (!bit)
				found += !stream_taken(to, &bad);
			reseal(&bad);
			if (!stream_taken(to, &bad))
				continue;
			taken++;
			harmful += !state_holds(to, &bad, &again);
		}
	}
	printf("# %u of %zu changed states taken\n", taken, bits);
	point_is(bytes, found, "a state that was changed is refused");
	point(taken && taken < bits, "below a right checksum what cannot be is refused");
	point_is(0, harmful, "and what can be is that");
	for (i = 0, taken = 0; i < 32; i++) {
		stream_copy(&bad, good);
		bad.data[at + RECORD_POS + i / 8] ^= 1 << i % 8;
		reseal(&bad);
		taken += stream_taken(to, &bad);
	}
	point_is(0, taken, "a layout with another version is refused");
	for (i = 1; i <= len; i = forge_next(i)) {
		stream_copy(&bad, good);
		/* some bytes fewer, and the next record where they were */
		memmove(bad.data + at + RECORD + len - i, bad.data + at + RECORD + len, bad.len - at - RECORD - len);
		bad.len -= i;
		bad.data[at + 12] = (len - i) & 0xff;
		bad.data[at + 13] = (len - i) >> 8;
		reseal(&bad);
		taken += stream_taken(to, &bad);
	}
	point_is(0, taken, "and one that is too short");
	for (i = 0; i < good->len; i += i < 4096 ? 7 : 4093) {
		stream_copy(&bad, good);
		bad.len = i;
		taken += stream_taken(to, &bad);
	}
	point_is(0, taken, "and a stream that ends early");
	stream_free(&bad);
	stream_free(&again);
}

#endif /* TESTS_VFIO_MIG_RECORD_H */
