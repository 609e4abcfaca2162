// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records of a stream of migrated state: their headers and checksums. What they
 * look like is told in record.h.
 */
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "record.h"

#define OFF_MAGIC	0
#define OFF_NUMBER	4
#define OFF_TYPE	8
#define OFF_RESERVED	10
#define OFF_LEN		12
#define OFF_POS		16
#define OFF_SUM		24

/* Odd, so that a multiplication by one can be undone; their bits follow no rule. */
#define SUM_A		0x9e6c63d0876a9a47ULL
#define SUM_B		0xd6d017f7ee2c6c35ULL
#define SUM_LANES	4

/*
 * One step can be undone if the word is known, and leads from one value to one
 * other if it is not: two different words at the same place, all else equal,
 * end in two different sums. A multiplication carries a difference up, the
 * rotation brings what is up down, and the next one carries it up again: what
 * differs in one bit differs in many after a step, and a later word that
 * differs in a few cannot make up for it.
 */
static u64 step(u64 sum, u64 word)
{
	return rol64(sum + word * SUM_A, 31) * SUM_B;
}

/* The last, incomplete word. */
static u64 tail(const u8 *p, size_t len)
{
	u64 word = 0;

	while (len--)
		word |= (u64)p[len] << 8 * len;
	return word;
}

/**
 * subdev_vfio_sum() - a checksum
 * @seed: to begin with
 * @data: what it is of
 * @len: bytes
 *
 * Four lanes, each of every fourth word, so that a processor can work on all of
 * them at once. No secret is in it: who wants to can make state that passes,
 * and must find that it does no harm.
 *
 * Return: the sum.
 */
u64 subdev_vfio_sum(u64 seed, const void *data, size_t len)
{
	u64 lane[SUM_LANES] = { seed + SUM_A, seed + SUM_B, seed, ~seed };
	const u8 *p = data;
	u64 sum = len;
	unsigned int i;

	for (; len >= sizeof(lane); len -= sizeof(lane))
		for (i = 0; i < SUM_LANES; i++, p += sizeof(u64))
			lane[i] = step(lane[i], get_unaligned_le64(p));
	for (; len >= sizeof(u64); len -= sizeof(u64), p += sizeof(u64))
		lane[0] = step(lane[0], get_unaligned_le64(p));
	lane[0] = step(lane[0], tail(p, len));
	for (i = 0; i < SUM_LANES; i++)
		sum = step(sum, lane[i]);
	return step(sum ^ sum >> 32, 0);
}

static u64 record_sum(const u8 *buf, u32 len)
{
	return subdev_vfio_sum(subdev_vfio_sum(0, buf, OFF_SUM),
			       buf + SUBDEV_VFIO_RECORD_HEADER, len);
}

/**
 * subdev_vfio_record_seal() - write the header of a record
 * @buf: where it goes, in front of the payload, which is there already
 * @rec: what it says
 */
void subdev_vfio_record_seal(void *buf, const struct subdev_vfio_record *rec)
{
	u8 *p = buf;

	put_unaligned_le32(SUBDEV_VFIO_RECORD_MAGIC, p + OFF_MAGIC);
	put_unaligned_le32(rec->number, p + OFF_NUMBER);
	put_unaligned_le16(rec->type, p + OFF_TYPE);
	put_unaligned_le16(0, p + OFF_RESERVED);
	put_unaligned_le32(rec->len, p + OFF_LEN);
	put_unaligned_le64(rec->pos, p + OFF_POS);
	put_unaligned_le64(record_sum(p, rec->len), p + OFF_SUM);
}

/**
 * subdev_vfio_record_open() - read the header of a record
 * @buf: the header, from whoever
 * @rec: becomes what it says
 *
 * Return: 0; or -EINVAL if it is none, or has more payload than there can be.
 */
int subdev_vfio_record_open(const void *buf, struct subdev_vfio_record *rec)
{
	const u8 *p = buf;

	if (get_unaligned_le32(p + OFF_MAGIC) != SUBDEV_VFIO_RECORD_MAGIC ||
	    get_unaligned_le16(p + OFF_RESERVED))
		return -EINVAL;
	rec->number = get_unaligned_le32(p + OFF_NUMBER);
	rec->type = get_unaligned_le16(p + OFF_TYPE);
	rec->len = get_unaligned_le32(p + OFF_LEN);
	rec->pos = get_unaligned_le64(p + OFF_POS);
	return rec->len > SUBDEV_VFIO_RECORD_MAX ? -EINVAL : 0;
}

/**
 * subdev_vfio_record_intact() - whether a record is as it was sealed
 * @buf: the header, which subdev_vfio_record_open() has found good, and the
 *	payload
 *
 * Return: whether it is.
 */
bool subdev_vfio_record_intact(const void *buf)
{
	const u8 *p = buf;

	return get_unaligned_le64(p + OFF_SUM) ==
	       record_sum(p, get_unaligned_le32(p + OFF_LEN));
}
