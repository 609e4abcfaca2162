// SPDX-License-Identifier: GPL-2.0-only
/* Records of migration streams: what is changed in one is found. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "../../kernel/vfio/record.c"

#define LEN	75	/* whole blocks, whole words, and a part of one */
#define SIZE	(SUBDEV_VFIO_RECORD_HEADER + LEN)

static const struct subdev_vfio_record sample = {
	.number = 0x01020304,
	.type = SUBDEV_VFIO_RECORD_MEM,
	.len = LEN,
	.pos = 0x1122334455667788,
};

static u8 *sealed(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, SIZE, GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	for (i = 0; i < LEN; i++)
		buf[SUBDEV_VFIO_RECORD_HEADER + i] = i * 37;
	subdev_vfio_record_seal(buf, &sample);
	return buf;
}

static bool taken(const u8 *buf)
{
	struct subdev_vfio_record rec;

	/* what there is of it bounds how long it can be */
	return !subdev_vfio_record_open(buf, &rec) && rec.len <= LEN &&
	       subdev_vfio_record_intact(buf);
}

static void sealed_is_opened(struct kunit *test)
{
	u8 *buf = sealed(test);
	struct subdev_vfio_record rec;

	KUNIT_ASSERT_EQ(test, subdev_vfio_record_open(buf, &rec), 0);
	KUNIT_EXPECT_EQ(test, rec.number, sample.number);
	KUNIT_EXPECT_EQ(test, rec.type, sample.type);
	KUNIT_EXPECT_EQ(test, rec.len, sample.len);
	KUNIT_EXPECT_EQ(test, rec.pos, sample.pos);
	KUNIT_EXPECT_TRUE(test, taken(buf));
}

static void every_bit_counts(struct kunit *test)
{
	u8 *buf = sealed(test);
	unsigned int bit;

	for (bit = 0; bit < 8 * SIZE; bit++) {
		buf[bit / 8] ^= BIT(bit % 8);
		KUNIT_ASSERT_FALSE_MSG(test, taken(buf), "bit %u", bit);
		buf[bit / 8] ^= BIT(bit % 8);
	}
	KUNIT_EXPECT_TRUE(test, taken(buf));
}

/* The worst for a sum: two bits, also the top ones of two words. */
static void every_two_bits_count(struct kunit *test)
{
	u8 *buf = sealed(test);
	unsigned int a, b;

	for (a = 0; a < 8 * SIZE; a++) {
		buf[a / 8] ^= BIT(a % 8);
		for (b = a + 1; b < 8 * SIZE; b++) {
			buf[b / 8] ^= BIT(b % 8);
			KUNIT_ASSERT_FALSE_MSG(test, taken(buf),
					       "bits %u and %u", a, b);
			buf[b / 8] ^= BIT(b % 8);
		}
		buf[a / 8] ^= BIT(a % 8);
	}
}

static void words_do_not_trade_places(struct kunit *test)
{
	u64 data[12], sum;
	unsigned int a, b;

	for (a = 0; a < ARRAY_SIZE(data); a++)
		data[a] = a + 1;
	sum = subdev_vfio_sum(0, data, sizeof(data));
	for (a = 0; a < ARRAY_SIZE(data); a++) {
		for (b = a + 1; b < ARRAY_SIZE(data); b++) {
			swap(data[a], data[b]);
			KUNIT_EXPECT_NE(test, sum,
					subdev_vfio_sum(0, data, sizeof(data)));
			swap(data[a], data[b]);
		}
	}
}

/* Zeroes at the end are not nothing. */
static void length_counts(struct kunit *test)
{
	static const u8 zeroes[100];
	u64 sums[sizeof(zeroes)];
	unsigned int a, b;

	for (a = 0; a < sizeof(zeroes); a++) {
		sums[a] = subdev_vfio_sum(0, zeroes, a);
		for (b = 0; b < a; b++)
			KUNIT_EXPECT_NE(test, sums[a], sums[b]);
	}
}

static void misfits_are_not_opened(struct kunit *test)
{
	struct subdev_vfio_record rec = sample;
	u8 *buf = sealed(test);

	rec.len = SUBDEV_VFIO_RECORD_MAX + 1;
	put_unaligned_le32(rec.len, buf + OFF_LEN);
	KUNIT_EXPECT_EQ(test, subdev_vfio_record_open(buf, &rec), -EINVAL);
	put_unaligned_le32(SUBDEV_VFIO_RECORD_MAX, buf + OFF_LEN);
	KUNIT_EXPECT_EQ(test, subdev_vfio_record_open(buf, &rec), 0);
	put_unaligned_le16(1, buf + OFF_RESERVED);
	KUNIT_EXPECT_EQ(test, subdev_vfio_record_open(buf, &rec), -EINVAL);
	put_unaligned_le16(0, buf + OFF_RESERVED);
	put_unaligned_le32(SUBDEV_VFIO_RECORD_MAGIC + BIT(24), buf);
	KUNIT_EXPECT_EQ(test, subdev_vfio_record_open(buf, &rec), -EINVAL);
}

static struct kunit_case vfio_record_cases[] = {
	KUNIT_CASE(sealed_is_opened),
	KUNIT_CASE(every_bit_counts),
	KUNIT_CASE(every_two_bits_count),
	KUNIT_CASE(words_do_not_trade_places),
	KUNIT_CASE(length_counts),
	KUNIT_CASE(misfits_are_not_opened),
	{}
};

static struct kunit_suite vfio_record_suite = {
	.name = "vfio_record",
	.test_cases = vfio_record_cases,
};

kunit_test_suites(&vfio_record_suite);

MODULE_DESCRIPTION("KUnit tests of migration streams");
MODULE_LICENSE("GPL");
