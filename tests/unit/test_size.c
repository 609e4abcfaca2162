// SPDX-License-Identifier: GPL-2.0-only
/* Amounts as people write them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/subdev.h>

#include "../../userspace/subdevctl/size.h"
#include "harness.h"

#define BYTES SUBDEV_UNIT_BYTES
#define RATE SUBDEV_UNIT_BITS_PER_SECOND
#define HERTZ SUBDEV_UNIT_HERTZ
#define COUNT SUBDEV_UNIT_COUNT

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		uint32_t unit;
		uint64_t value;
	} cases[] = {
		{ "0", BYTES, 0 },
		{ "0E", BYTES, 0 },
		{ "00007", COUNT, 7 },
		{ "64", COUNT, 64 },
		{ "18446744073709551615", COUNT, UINT64_MAX },
		{ "18446744073709551615", BYTES, UINT64_MAX },
		{ "1K", BYTES, 1024 },
		{ "512M", BYTES, UINT64_C(512) << 20 },
		{ "2G", BYTES, UINT64_C(2) << 30 },
		{ "2g", BYTES, UINT64_C(2) << 30 },
		{ "3T", BYTES, UINT64_C(3) << 40 },
		{ "4P", BYTES, UINT64_C(4) << 50 },
		{ "15E", BYTES, UINT64_C(15) << 60 },
		{ "17179869183G", BYTES, UINT64_C(17179869183) << 30 },
		{ "1K", RATE, 1000 },
		{ "25G", RATE, UINT64_C(25000000000) },
		{ "18E", RATE, UINT64_C(18000000000000000000) },
		{ "1500M", HERTZ, 1500000000 },
	};
	uint64_t value;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		value = 4711;
		if (size_parse(cases[i].text, cases[i].unit, &value) || value != cases[i].value)
			fail_msg("%s of unit %u is %" PRIu64, cases[i].text, cases[i].unit, value);
	}
}

static void test_refuse(void **state)
{
	static const struct {
		const char *text;
		uint32_t unit;
		const char *why;	/* a part of it */
	} cases[] = {
		{ "", BYTES, "not a number" },
		{ " ", BYTES, "not a number" },
		{ "G", BYTES, "not a number" },
		{ "-1", BYTES, "not a number" },
		{ "+1", BYTES, "not a number" },
		{ " 1", BYTES, "not a number" },
		{ "1 ", BYTES, "not a number" },
		{ "1 G", BYTES, "not a number" },
		{ "1.5G", BYTES, "not a number" },
		{ "1e3", BYTES, "not a number" },
		{ "0x10", BYTES, "not a number" },
		{ "1GB", BYTES, "not a number" },
		{ "1GG", BYTES, "not a number" },
		{ "1Z", BYTES, "not a number" },
		{ "1\xc2\xb2", BYTES, "not a number" },
		{ "18446744073709551616", COUNT, "is more than" },
		{ "99999999999999999999999999999999999999999", BYTES, "is more than" },
		{ "16E", BYTES, "is more than" },
		{ "17179869184G", BYTES, "is more than" },
		{ "19E", RATE, "is more than" },
		{ "1K", COUNT, "has a letter" },
		{ "1K", 0, "has a letter" },
		{ "1K", 99, "has a letter" },
	};
	const char *why;
	uint64_t value;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		why = size_parse(cases[i].text, cases[i].unit, &value);
		if (!why || !strstr(why, cases[i].why))
			fail_msg("'%s' of unit %u: %s", cases[i].text, cases[i].unit,
				 why ? why : "taken");
	}
}

static void test_format(void **state)
{
	static const struct {
		uint64_t value;
		uint32_t unit;
		const char *text;
	} cases[] = {
		{ 0, BYTES, "0" },
		{ 1, BYTES, "1" },
		{ 1023, BYTES, "1023" },
		{ 1024, BYTES, "1K" },
		{ 1025, BYTES, "1025" },
		{ 1536, BYTES, "1536" },
		{ UINT64_C(512) << 20, BYTES, "512M" },
		{ UINT64_C(1025) << 20, BYTES, "1025M" },
		{ UINT64_C(2) << 30, BYTES, "2G" },
		{ UINT64_C(1) << 60, BYTES, "1E" },
		{ UINT64_C(1) << 63, BYTES, "8E" },
		{ UINT64_MAX, BYTES, "18446744073709551615" },
		{ 1024, RATE, "1024" },
		{ 1000, RATE, "1K" },
		{ UINT64_C(100000000000), RATE, "100G" },
		{ 1500000000, HERTZ, "1500M" },
		{ UINT64_C(18000000000000000000), RATE, "18E" },
		{ 1024, COUNT, "1024" },
		{ 1000, 0, "1000" },
		{ 1000, 99, "1000" },
	};
	char text[SIZE_TEXT];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(size_format(cases[i].value, cases[i].unit, text),
				    cases[i].text);
}

/* What is written is read as the same. */
static void test_both_ways(void **state)
{
	static const uint32_t units[] = { BYTES, RATE, HERTZ, COUNT };
	uint64_t value = 88172645463325252, back;
	char text[SIZE_TEXT];

	(void)state;
	for (size_t i = 0; i < 20000; i++) {
		/* xorshift, with trailing zeros now and then */
		value ^= value << 13;
		value ^= value >> 7;
		value ^= value << 17;
		for (size_t j = 0; j < ARRAY_SIZE(units); j++) {
			uint64_t number = i % 3 ? value >> (i % 64) << (i % 61) : value % 1000000;

			number -= i % 3 == 1 ? number % 1000000 : 0;
			size_format(number, units[j], text);
			assert_null(size_parse(text, units[j], &back));
			assert_true(back == number);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_refuse),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_both_ways),
	};

	return cmocka_run_group_tests_name("size", tests, NULL, NULL);
}
