// SPDX-License-Identifier: GPL-2.0-only
/* How callers name parents and subdevices: numbers, names, UUIDs, labels and what is none. */
#include <errno.h>
#include <string.h>

#include "fake.h"
#include "harness.h"
#include "ref.h"

#define LABEL_63 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff012"
#define NAME_127 "pci/" LABEL_63 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff"

static int setup(void **state)
{
	*state = NULL;
	return subdev_ctx_new((struct subdev_ctx **)state);
}

static int teardown(void **state)
{
	subdev_ctx_unref(*state);
	return 0;
}

static void test_dev_good(void **state)
{
	static const struct {
		const char *text;
		enum dev_ref_kind kind;
		uint32_t id;
	} cases[] = {
		{ "1", DEV_REF_ID, 1 },
		{ "007", DEV_REF_ID, 7 },
		{ "4294967295", DEV_REF_ID, 4294967295 },
		{ "6ba7b810-9dad-41d1-80b4-00c04fd430c8", DEV_REF_UUID, 0 },
		{ "6BA7B810-9DAD-41D1-80B4-00C04FD430C8", DEV_REF_UUID, 0 },
		/* begins by a letter, and is a UUID all the same */
		{ "abcdefab-9dad-41d1-80b4-00c04fd430c8", DEV_REF_UUID, 0 },
		{ "a", DEV_REF_LABEL, 0 },
		{ "Z9._-", DEV_REF_LABEL, 0 },
		{ "abcdefab-9dad-41d1-80b4-00c04fd430c", DEV_REF_LABEL, 0 },
		{ "abcdefab9dad41d180b400c04fd430c8", DEV_REF_LABEL, 0 },
		{ LABEL_63, DEV_REF_LABEL, 0 },
	};
	struct dev_ref ref;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(dev_ref_parse(*state, cases[i].text, &ref), 0);
		assert_int_equal(ref.kind, cases[i].kind);
		assert_int_equal(ref.id, cases[i].id);
		if (ref.kind == DEV_REF_LABEL)
			assert_string_equal(ref.label, cases[i].text);
	}
}

static void test_dev_uuid_bytes(void **state)
{
	static const uint8_t bytes[] = {
		0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x41, 0xd1,
		0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
	};
	struct dev_ref ref;

	assert_int_equal(dev_ref_parse(*state, "6ba7b810-9dad-41d1-80b4-00c04fd430c8", &ref), 0);
	assert_memory_equal(ref.uuid, bytes, sizeof(bytes));
}

static void test_dev_bad(void **state)
{
	static const struct {
		const char *text;
		int err;
	} cases[] = {
		{ "", -EINVAL },
		{ "0", -ERANGE },
		{ "000", -ERANGE },
		{ "4294967296", -ERANGE },
		{ "99999999999999999999999999999999999999", -ERANGE },
		{ "7x", -EINVAL },
		{ "0x7", -EINVAL },
		{ "-7", -EINVAL },
		{ "+7", -EINVAL },
		{ " 7", -EINVAL },
		{ "7 ", -EINVAL },
		{ ".a", -EINVAL },
		{ "_a", -EINVAL },
		{ "-a", -EINVAL },
		{ "a b", -EINVAL },
		{ "a/b", -EINVAL },
		{ "a\n", -EINVAL },
		{ "\xc3\xa4", -EINVAL },
		{ "a\xc3\xa4", -EINVAL },
		{ LABEL_63 "x", -EINVAL },
		{ "6ba7b810-9dad-41d1-80b4-00c04fd430c", -EINVAL },
		{ "6ba7b810-9dad-41d1-80b4-00c04fd430c88", -EINVAL },
		{ "{ba7b810-9dad-41d1-80b4-00c04fd430c8", -EINVAL },
	};
	struct dev_ref ref;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(dev_ref_parse(*state, cases[i].text, &ref), cases[i].err);
		assert_int_equal(subdev_error_get_code(*state), cases[i].err);
		assert_true(*subdev_error_get_text(*state));
	}
}

static void test_parent_good(void **state)
{
	static const struct {
		const char *text;
		uint32_t index;
	} cases[] = {
		{ "1", 1 },
		{ "4294967295", 4294967295 },
		{ "pci/0000:00:04.0", 0 },
		{ "platform/a/b", 0 },
		{ "7/7", 0 },
		{ NAME_127, 0 },
	};
	struct parent_ref ref;

	assert_int_equal(strlen(NAME_127), SUBDEV_NAME_MAX);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(parent_ref_parse(*state, cases[i].text, &ref), 0);
		assert_int_equal(ref.index, cases[i].index);
		if (!ref.index)
			assert_string_equal(ref.name, cases[i].text);
	}
}

static void test_parent_bad(void **state)
{
	static const struct {
		const char *text;
		int err;
	} cases[] = {
		{ "", -EINVAL },
		{ "0", -ERANGE },
		{ "4294967296", -ERANGE },
		{ "1x", -EINVAL },
		{ "pci", -EINVAL },
		{ "pci/", -EINVAL },
		{ "/0000:00:04.0", -EINVAL },
		{ "/", -EINVAL },
		{ NAME_127 "x", -EINVAL },
	};
	struct parent_ref ref;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(parent_ref_parse(*state, cases[i].text, &ref), cases[i].err);
		assert_true(*subdev_error_get_text(*state));
	}
}

/* What is quoted of the caller's text has a limit. */
static void test_long_text(void **state)
{
	char text[4096];
	struct dev_ref ref;

	memset(text, '/', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(dev_ref_parse(*state, text, &ref), -EINVAL);
	assert_non_null(strstr(subdev_error_get_text(*state), "neither an id"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_dev_good, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dev_uuid_bytes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dev_bad, setup, teardown),
		cmocka_unit_test_setup_teardown(test_parent_good, setup, teardown),
		cmocka_unit_test_setup_teardown(test_parent_bad, setup, teardown),
		cmocka_unit_test_setup_teardown(test_long_text, setup, teardown),
	};

	return cmocka_run_group_tests_name("ref", tests, NULL, NULL);
}
