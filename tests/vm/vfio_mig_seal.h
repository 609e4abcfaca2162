/* SPDX-License-Identifier: GPL-2.0-only */
/* Checksums of a stream of migration, for those who change what is in it. */
#ifndef TESTS_VFIO_MIG_SEAL_H
#define TESTS_VFIO_MIG_SEAL_H

#include "vfio_mig.h"

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

#endif /* TESTS_VFIO_MIG_SEAL_H */
