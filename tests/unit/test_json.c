// SPDX-License-Identifier: GPL-2.0-only
/* Manifests as JSON: what is written, what is read, and all that is not. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "manifest.h"
#include "state.h"

static const char golden[] =
	"{\n"
	"\t\"subdev_manifest\": 1,\n"
	"\t\"model\": \"" HOST_NIC "\",\n"
	"\t\"version\": 2,\n"
	"\t\"params\": {\n"
	"\t\t\"rss\": true,\n"
	"\t\t\"rx-filter-size\": 64,\n"
	"\t\t\"serial\": \"\",\n"
	"\t\t\"link\": \"auto\"\n"
	"\t},\n"
	"\t\"resources\": {\n"
	"\t\t\"channel\": 4,\n"
	"\t\t\"queue\": 1024,\n"
	"\t\t\"bandwidth\": 10000000000\n"
	"\t},\n"
	"\t\"token\": \"0100fe\"\n"
	"}\n";

static int read_one(struct subdev_ctx *ctx, const char *text, struct subdev_manifest **out)
{
	return subdev_manifest_from_json(ctx, text, strlen(text), out);
}

static void test_write(void **state)
{
	struct state *s = *state;
	struct subdev_manifest *manifest;
	char *text;

	assert_int_equal(subdev_manifest_get_dev(s->ctx, "nic0", &manifest), 0);
	assert_int_equal(subdev_manifest_to_json(s->ctx, manifest, &text), 0);
	assert_string_equal(text, golden);
	free(text);
	subdev_manifest_unref(manifest);
}

static void test_read(void **state)
{
	struct state *s = *state;
	struct subdev_manifest *manifest;
	char *text;

	assert_int_equal(read_one(s->ctx, golden, &manifest), 0);
	assert_string_equal(subdev_manifest_get_model(manifest), HOST_NIC);
	assert_int_equal(subdev_manifest_get_version(manifest), 2);
	assert_int_equal(subdev_manifest_get_num_values(manifest), 4);
	assert_int_equal(subdev_manifest_get_num_amounts(manifest), 3);
	assert_int_equal(subdev_manifest_get_token_len(manifest), 3);
	/* and write it again */
	assert_int_equal(subdev_manifest_to_json(s->ctx, manifest, &text), 0);
	assert_string_equal(text, golden);
	free(text);
	subdev_manifest_unref(manifest);
}

static void test_list(void **state)
{
	struct state *s = *state;
	struct subdev_manifest_list *list;
	struct subdev_manifest *manifest;
	unsigned int version = 0;
	char *text, *again;

	assert_int_equal(subdev_manifest_dump(s->ctx, "2", "my-nic", &list), 0);
	assert_int_equal(subdev_manifest_list_to_json(s->ctx, list, &text), 0);
	subdev_manifest_list_unref(list);
	assert_ptr_equal(strstr(text, "[\n\t{\n\t\t\"subdev_manifest\": 1,\n\t\t\"model\""), text);
	assert_string_equal(text + strlen(text) - 10, "0fe\"\n\t}\n]\n");
	assert_int_equal(subdev_manifest_list_from_json(s->ctx, text, strlen(text), &list), 0);
	assert_true(subdev_manifest_list_is_consistent(list));
	subdev_manifest_list_foreach(list, manifest)
		assert_int_equal(subdev_manifest_get_version(manifest), ++version);
	assert_int_equal(version, 3);
	assert_int_equal(subdev_manifest_list_to_json(s->ctx, list, &again), 0);
	assert_string_equal(again, text);
	subdev_manifest_list_unref(list);
	free(again);
	/* where one is wanted, three are refused */
	assert_int_equal(read_one(s->ctx, text, &manifest), -EINVAL);
	assert_string_equal(subdev_error_get_text(s->ctx), "several manifests, not one");
	free(text);
}

static void test_list_sizes(void **state)
{
	struct state *s = *state;
	struct subdev_manifest_list *list;
	struct subdev_manifest *manifest;
	char *text;

	assert_int_equal(subdev_manifest_list_from_json(s->ctx, " [ ] ", 5, &list), 0);
	assert_null(subdev_manifest_list_get_first(list));
	assert_int_equal(subdev_manifest_list_to_json(s->ctx, list, &text), 0);
	assert_string_equal(text, "[]\n");
	free(text);
	subdev_manifest_list_unref(list);
	assert_int_equal(read_one(s->ctx, "[]", &manifest), -EINVAL);
	assert_string_equal(subdev_error_get_text(s->ctx), "no manifest, not one");
	/* one by itself is a list, and a list of one is one */
	assert_int_equal(subdev_manifest_list_from_json(s->ctx, golden, strlen(golden), &list), 0);
	assert_null(subdev_manifest_list_get_next(list, subdev_manifest_list_get_first(list)));
	subdev_manifest_list_unref(list);
	assert_int_equal(read_one(s->ctx, "[{\"subdev_manifest\":1}]", &manifest), 0);
	subdev_manifest_unref(manifest);
}

static void test_too_many(void **state)
{
	static char text[SUBDEV_MANIFEST_JSON_MAX];
	struct state *s = *state;
	struct subdev_manifest_list *list;
	size_t len = 0;

	for (int i = 0; i <= SUBDEV_MANIFESTS_MAX; i++)
		len += sprintf(text + len, "%s{\"subdev_manifest\":1}", i ? "," : "[");
	text[len] = ']';
	assert_int_equal(subdev_manifest_list_from_json(s->ctx, text, len + 1, &list), -ERANGE);
	assert_string_equal(subdev_error_get_text(s->ctx),
			    "more than 1024 manifests");
	/* one less is good */
	len -= strlen(",{\"subdev_manifest\":1}");
	text[len] = ']';
	assert_int_equal(subdev_manifest_list_from_json(s->ctx, text, len + 1, &list), 0);
	subdev_manifest_list_unref(list);
}

/* Few members, in any order, with all that JSON allows around them. */
static void test_free_form(void **state)
{
	static const char text[] =
		"\r\n\t {\"resources\" :{ }, \"token\":\"\" ,\"params\":{\n"
		"\"\\u0072s\\u0073\":false,\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\ud83d\\uDE00\","
		"\"b\":\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x7f\",\"c\":0},\"subdev_manifest\":1}\n \n";
	struct state *s = *state;
	const struct subdev_value *value;
	struct subdev_manifest *manifest, *again;
	char *json;

	assert_int_equal(read_one(s->ctx, text, &manifest), 0);
	assert_null(subdev_manifest_get_model(manifest));
	assert_int_equal(subdev_manifest_get_version(manifest), 0);
	assert_int_equal(subdev_manifest_get_num_amounts(manifest), 0);
	assert_int_equal(subdev_manifest_get_token_len(manifest), 0);
	assert_int_equal(subdev_manifest_get_num_values(manifest), 4);
	value = subdev_manifest_get_value(manifest, 0);
	assert_string_equal(subdev_value_get_name(value), "rss");
	assert_false(subdev_value_get_bool(value));
	value = subdev_manifest_get_value(manifest, 1);
	assert_string_equal(subdev_value_get_string(value),
			    "\"\\/\b\f\n\r\t\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
	value = subdev_manifest_get_value(manifest, 2);
	assert_string_equal(subdev_value_get_string(value),
			    "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x7f");
	/* it is the same after another journey */
	assert_int_equal(subdev_manifest_to_json(s->ctx, manifest, &json), 0);
	assert_int_equal(read_one(s->ctx, json, &again), 0);
	assert_int_equal(again->obj.attrs->len, manifest->obj.attrs->len);
	assert_string_equal(subdev_value_get_string(subdev_manifest_get_value(again, 1)),
			    subdev_value_get_string(subdev_manifest_get_value(manifest, 1)));
	free(json);
	subdev_manifest_unref(again);
	subdev_manifest_unref(manifest);
}

static void test_numbers(void **state)
{
	static const struct {
		const char *text;
		int err;
		uint64_t number;
		const char *why;
	} cases[] = {
		{ "0", 0, 0, NULL },
		{ "9", 0, 9, NULL },
		{ "4294967296", 0, 4294967296, NULL },
		/* not what a double would make of it */
		{ "9007199254740993", 0, 9007199254740993, NULL },
		{ "9223372036854775807", 0, INT64_MAX, NULL },
		{ "9223372036854775808", 0, 9223372036854775808U, NULL },
		{ "18446744073709551615", 0, UINT64_MAX, NULL },
		{ "18446744073709551616", -ERANGE, 0,
		  "line 1: a number that is more than 18446744073709551615" },
		{ "18446744073709551620", -ERANGE, 0,
		  "line 1: a number that is more than 18446744073709551615" },
		{ "36893488147419103232", -ERANGE, 0,
		  "line 1: a number that is more than 18446744073709551615" },
		{ "99999999999999999999999999999999999999999", -ERANGE, 0,
		  "line 1: a number that is more than 18446744073709551615" },
		{ "-1", -ERANGE, 0, "resources.r: less than 0" },
		{ "-9223372036854775808", -ERANGE, 0, "resources.r: less than 0" },
		{ "-9223372036854775809", -ERANGE, 0, "resources.r: less than 0" },
		{ "-18446744073709551615", -ERANGE, 0, "resources.r: less than 0" },
		{ "-99999999999999999999999999999999999999999", -ERANGE, 0, "resources.r: less than 0" },
		{ "1.0", -EINVAL, 0, "resources.r: not a whole number in digits only" },
		{ "-1.0", -EINVAL, 0, "resources.r: not a whole number in digits only" },
		{ "1e3", -EINVAL, 0, "resources.r: not a whole number in digits only" },
		{ "1E3", -EINVAL, 0, "resources.r: not a whole number in digits only" },
		{ "1e-3", -EINVAL, 0, "resources.r: not a whole number in digits only" },
		{ "0.99999999999999999999999999999", -EINVAL, 0,
		  "resources.r: not a whole number in digits only" },
		{ "18446744073709551616.0", -EINVAL, 0,
		  "resources.r: not a whole number in digits only" },
		{ "18446744073709551616e0", -EINVAL, 0,
		  "resources.r: not a whole number in digits only" },
		{ "1e999", -EINVAL, 0, "resources.r: not a whole number in digits only" },
		{ "NaN", -EINVAL, 0, "resources.r: not a whole number in digits only" },
		{ "Infinity", -EINVAL, 0, "resources.r: not a whole number in digits only" },
		{ "-Infinity", -EINVAL, 0, "resources.r: not a whole number in digits only" },
		{ "01", -EINVAL, 0, "line 1: number expected" },
		{ "+1", -EINVAL, 0, "line 1: unexpected character" },
		{ "0x10", -EINVAL, 0, "line 1: number expected" },
		{ "1-1", -EINVAL, 0, "line 1: number expected" },
		{ "1 0", -EINVAL, 0, "line 1: object value separator ',' expected" },
		{ "\"1\"", -EINVAL, 0, "resources.r: not a number" },
		{ "null", -EINVAL, 0, "resources.r: not a number" },
	};
	struct state *s = *state;
	struct subdev_manifest *manifest;
	char text[128];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(text, sizeof(text), "{\"resources\":{\"r\":%s},\"subdev_manifest\":1}",
			 cases[i].text);
		assert_int_equal(read_one(s->ctx, text, &manifest), cases[i].err);
		if (cases[i].err) {
			assert_string_equal(subdev_error_get_text(s->ctx), cases[i].why);
			continue;
		}
		assert_true(subdev_amount_get_amount(subdev_manifest_get_amount(manifest, 0)) ==
			    cases[i].number);
		subdev_manifest_unref(manifest);
	}
}

/* The last counts, whatever the others are, and however the name is written. */
static void test_twice(void **state)
{
	static const char text[] =
		"{\"subdev_manifest\":2,\"subdev_manifest\":1,\"model\":1,\"mod\\u0065l\":\"a\","
		"\"params\":{\"none\":1},\"params\":{\"rss\":1,\"x\":2,\"r\\u0073s\":true},"
		"\"resources\":{\"a\":-1,\"b\":2,\"a\":3}}";
	struct state *s = *state;
	const struct subdev_value *value;
	struct subdev_manifest *manifest;

	assert_int_equal(read_one(s->ctx, text, &manifest), 0);
	assert_string_equal(subdev_manifest_get_model(manifest), "a");
	assert_int_equal(subdev_manifest_get_num_values(manifest), 2);
	value = subdev_manifest_get_value(manifest, 0);
	assert_string_equal(subdev_value_get_name(value), "rss");
	assert_int_equal(subdev_value_get_kind(value), SUBDEV_PARAM_KIND_BOOL);
	assert_int_equal(subdev_manifest_get_num_amounts(manifest), 2);
	assert_int_equal(subdev_amount_get_amount(subdev_manifest_get_amount(manifest, 0)), 3);
	assert_int_equal(subdev_amount_get_amount(subdev_manifest_get_amount(manifest, 1)), 2);
	subdev_manifest_unref(manifest);
}

/* What looks like something else, in a string. */
static void test_quoted(void **state)
{
	static const char * const texts[] = {
		"18446744073709551616", "'", "\\\"18446744073709551616", "\\\\u0000",
	};
	static const char * const values[] = {
		"18446744073709551616", "'", "\"18446744073709551616", "\\u0000",
	};
	struct state *s = *state;
	const struct subdev_value *value;
	struct subdev_manifest *manifest;
	char text[128];

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		snprintf(text, sizeof(text), "{\"params\":{\"'\\\\\":\"%s\"},\"subdev_manifest\":1}",
			 texts[i]);
		assert_int_equal(read_one(s->ctx, text, &manifest), 0);
		value = subdev_manifest_get_value(manifest, 0);
		assert_string_equal(subdev_value_get_name(value), "'\\");
		assert_string_equal(subdev_value_get_string(value), values[i]);
		subdev_manifest_unref(manifest);
	}
}

#define B32 "01234567890123456789012345678901"
#define B64 B32 B32
#define B128 B64 B64

/* Each with the sentence that names what is wrong. */
static void test_refused(void **state)
{
	static const struct {
		const char *text;
		int err;
		const char *why;
	} cases[] = {
		{ "", -EINVAL, "line 1: ends too early" },
		{ "\n\n", -EINVAL, "line 3: ends too early" },
		{ "null", -EINVAL, "line 1: neither an object nor an array" },
		{ "\nnull ", -EINVAL, "line 2: neither an object nor an array" },
		{ "1 ", -EINVAL, "line 1: neither an object nor an array" },
		{ "\"a\"", -EINVAL, "line 1: neither an object nor an array" },
		{ "{}", -EINVAL, "not a manifest: lacks subdev_manifest" },
		{ "[null]", -EINVAL, "[0]: not an object" },
		{ "[{\"subdev_manifest\":1},{}]", -EINVAL,
		  "[1]: not a manifest: lacks subdev_manifest" },
		{ "{\"subdev_manifest\":2}", -EINVAL, "subdev_manifest: another format than 1" },
		{ "{\"subdev_manifest\":\"1\"}", -EINVAL, "subdev_manifest: not a number" },
		{ "{\"subdev_manifest\":null}", -EINVAL, "subdev_manifest: not a number" },
		{ "{\"subdev_manifest\":1} {}", -EINVAL, "line 1: unexpected character" },
		{ "{\"subdev_manifest\":1}\n\n,", -EINVAL, "line 3: unexpected character" },
		{ "{\"subdev_manifest\":1,}", -EINVAL, "line 1: unexpected character" },
		{ "{\"subdev_manifest\":1 \"model\":\"a\"}", -EINVAL,
		  "line 1: object value separator ',' expected" },
		{ "{\n\"subdev_manifest\"\n 1}", -EINVAL,
		  "line 3: object property name separator ':' expected" },
		{ "{'subdev_manifest':1}", -EINVAL, "line 1: a string in single quotes" },
		{ "{\"subdev_manifest\":1,\n\"model\":'a'}", -EINVAL,
		  "line 2: a string in single quotes" },
		{ "{'\"':1,'\"':18446744073709551616}", -EINVAL,
		  "line 1: a string in single quotes" },
		{ "{subdev_manifest:1}", -EINVAL,
		  "line 1: quoted object property name expected" },
		{ "[{\"subdev_manifest\":1},]", -EINVAL, "line 1: unexpected character" },
		{ "[{\"subdev_manifest\":1}", -EINVAL, "line 1: ends too early" },
		{ "[[{\"subdev_manifest\":1}]]", -EINVAL, "[0]: not an object" },
		{ "/**/{\"subdev_manifest\":1}", -EINVAL,
		  "line 1: neither an object nor an array" },
		{ "{\"subdev_manifest\":1/**/}", -EINVAL,
		  "line 1: object value separator ',' expected" },
		/* unknown */
		{ "{\"subdev_manifest\":1,\n\"modle\":\"a\"}", -EINVAL, "modle: an unknown member" },
		{ "{\"\":1}", -EINVAL, "an unknown member" },
		{ "{\"Model\":\"a\"}", -EINVAL, "Model: an unknown member" },
		{ "[{\"subdev_manifest\":1},{\"none\":{}}]", -EINVAL,
		  "[1].none: an unknown member" },
		{ "{\"a\\u0001\\u001b[m\xc3\xa9\":1}", -EINVAL, "a??[m??: an unknown member" },
		/* of the wrong kind */
		{ "{\"model\":1}", -EINVAL, "model: not a string" },
		{ "{\"model\":null}", -EINVAL, "model: not a string" },
		{ "{\"model\":{}}", -EINVAL, "model: not a string" },
		{ "{\"version\":\"1\"}", -EINVAL, "version: not a number" },
		{ "{\"version\":true}", -EINVAL, "version: not a number" },
		{ "{\"params\":[]}", -EINVAL, "params: not an object" },
		{ "{\"params\":null}", -EINVAL, "params: not an object" },
		{ "{\"params\":{\"rss\":null}}", -EINVAL,
		  "params.rss: neither true or false nor a number nor a string" },
		{ "{\"params\":{\"rss\":{}}}", -EINVAL,
		  "params.rss: neither true or false nor a number nor a string" },
		{ "[{\"params\":{\"rss\":[1]}}]", -EINVAL,
		  "[0].params.rss: neither true or false nor a number nor a string" },
		{ "{\"params\":{\"rss\":tru}}", -EINVAL, "line 1: boolean expected" },
		{ "{\"params\":{\"rss\":True}}", -EINVAL, "line 1: boolean expected" },
		{ "{\"params\":{\"rss\":truely}}", -EINVAL,
		  "line 1: object value separator ',' expected" },
		{ "{\"params\":{\"rss\":1.5}}", -EINVAL,
		  "params.rss: not a whole number in digits only" },
		{ "{\"resources\":\"a\"}", -EINVAL, "resources: not an object" },
		{ "{\"resources\":{\"a\":true}}", -EINVAL, "resources.a: not a number" },
		{ "[{\"resources\":{\"a\":[[[0]]]}}]", -EINVAL, "line 1: nesting too deep" },
		{ "{\"token\":1}", -EINVAL, "token: not a string" },
		/* outside of limits */
		{ "{\"version\":0}", -ERANGE, "version: less than 1" },
		{ "{\"version\":-1}", -ERANGE, "version: less than 0" },
		{ "{\"version\":4294967296}", -ERANGE, "version: more than 4294967295" },
		{ "{\"params\":\n{\"a\":18446744073709551616}}", -ERANGE,
		  "line 2: a number that is more than 18446744073709551615" },
		{ "{\"params\":{\"a\":-1}}", -ERANGE, "params.a: less than 0" },
		{ "{\"model\":\"" B128 "\"}", -ERANGE, "model: a string longer than 127 bytes" },
		{ "{\"params\":{\"a\":\"" B64 "\"}}", -ERANGE,
		  "params.a: a string longer than 63 bytes" },
		{ "{\"params\":{\"" B64 "\":1}}", -ERANGE, "params: a name longer than 63 bytes" },
		{ "{\"" B64 "\":1}", -ERANGE, "a name longer than 63 bytes" },
		{ "{\"token\":\"" B128 "0\"}", -ERANGE, "token: a string longer than 128 bytes" },
		{ "{\"token\":\"012\"}", -EINVAL,
		  "token: not two of the digits 0 to 9 and a to f for each byte" },
		{ "{\"token\":\"0G\"}", -EINVAL,
		  "token: not two of the digits 0 to 9 and a to f for each byte" },
		{ "{\"token\":\"0A\"}", -EINVAL,
		  "token: not two of the digits 0 to 9 and a to f for each byte" },
		/* strings; a name that a NUL cuts off would be a good one */
		{ "{\"model\":\"a\\u0000b\"}", -EINVAL, "line 1: a NUL in a string" },
		{ "{\"model\":\"\\\\\\u0000\"}", -EINVAL, "line 1: a NUL in a string" },
		{ "{\"params\":{},\n\"model\\u0000x\":\"a\"}", -EINVAL,
		  "line 2: a NUL in a string" },
		{ "{\"params\":{\"rss\\u0000x\":true}}", -EINVAL, "line 1: a NUL in a string" },
		{ "{\"model\":\"\\x41\"}", -EINVAL, "line 1: invalid string sequence" },
		{ "{\"model\":\"\\\xc3\xa9\"}", -EINVAL, "line 1: invalid utf-8 string" },
		{ "{\"model\":\"\\u12g4\"}", -EINVAL, "line 1: invalid string sequence" },
		{ "{\"model\":\"a", -EINVAL, "line 1: ends too early" },
		{ "{\"model\":\"a\\", -EINVAL, "line 1: ends too early" },
		{ "{\"model\":\"a\\u00", -EINVAL, "line 1: ends too early" },
		/* encodings: a continuation alone, none, overlong, a surrogate, too large, Latin 1 */
		{ "{\"model\":\"\x80\"}", -EINVAL, "line 1: not UTF-8" },
		{ "{\"model\":\"\xc3\"}", -EINVAL, "line 1: not UTF-8" },
		{ "{\"model\":\"\xc0\x80\"}", -EINVAL, "line 1: not UTF-8" },
		{ "{\"model\":\"\xc1\xbf\"}", -EINVAL, "line 1: not UTF-8" },
		{ "{\"model\":\"\xe0\x9f\xbf\"}", -EINVAL, "line 1: not UTF-8" },
		{ "{\"model\":\"\xf0\x8f\xbf\xbf\"}", -EINVAL, "line 1: not UTF-8" },
		{ "{\"model\":\"\xed\xa0\x80\"}", -EINVAL, "line 1: not UTF-8" },
		{ "{\"model\":\"\xf4\x90\x80\x80\"}", -EINVAL, "line 1: not UTF-8" },
		{ "{\"model\":\"\xf8\x88\x80\x80\x80\"}", -EINVAL, "line 1: not UTF-8" },
		{ "{\"model\":\"caf\xe9\"}", -EINVAL, "line 1: not UTF-8" },
		{ "{\"params\":{\n\"caf\xe9\":1}}", -EINVAL, "line 2: not UTF-8" },
		{ "\xef\xbb\xbf{\"subdev_manifest\":1}", -EINVAL,
		  "line 1: neither an object nor an array" },
	};
	struct state *s = *state;
	struct subdev_manifest *manifest;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int err = read_one(s->ctx, cases[i].text, &manifest);

		if (err != cases[i].err || strcmp(subdev_error_get_text(s->ctx), cases[i].why))
			fail_msg("%s: %d: %s", cases[i].text, err,
				 subdev_error_get_text(s->ctx));
		assert_int_equal(subdev_error_get_code(s->ctx), err);
	}
}

/* What fits to the last byte. */
static void test_limits(void **state)
{
	static const char text[] =
		"{\"subdev_manifest\":1,\"model\":\"" B64 B32 "0123456789012345678901234567890\","
		"\"version\":4294967295,\"token\":\"" B128 "\",\"params\":{\"" B32
		"0123456789012345678901234567890\":\"" B32 "0123456789012345678901234567890\"}}";
	struct state *s = *state;
	struct subdev_manifest *manifest;

	assert_int_equal(read_one(s->ctx, text, &manifest), 0);
	assert_int_equal(strlen(subdev_manifest_get_model(manifest)), SUBDEV_URI_MAX);
	assert_int_equal(subdev_manifest_get_version(manifest), UINT32_MAX);
	assert_int_equal(subdev_manifest_get_token_len(manifest), SUBDEV_TOKEN_MAX);
	subdev_manifest_unref(manifest);
}

/* With a byte that is NUL, and in UTF-16: text that a C string would cut off. */
static void test_nul(void **state)
{
	static const char after[] = "{\"subdev_manifest\":1}\0";
	static const char inside[] = "{\"model\":\"a\0b\"}";
	struct state *s = *state;
	struct subdev_manifest *manifest;
	char utf16[2 * sizeof(golden)];

	assert_int_equal(subdev_manifest_from_json(s->ctx, after, sizeof(after) - 1, &manifest),
			 -EINVAL);
	assert_string_equal(subdev_error_get_text(s->ctx), "line 1: more behind the end");
	assert_int_equal(subdev_manifest_from_json(s->ctx, inside, sizeof(inside) - 1, &manifest),
			 -EINVAL);
	assert_string_equal(subdev_error_get_text(s->ctx), "line 1: unexpected end of data");
	for (int big = 0; big < 2; big++) {
		memset(utf16, 0, sizeof(utf16));
		for (size_t i = 0; i < sizeof(golden); i++)
			utf16[2 * i + big] = golden[i];
		assert_int_equal(subdev_manifest_from_json(s->ctx, utf16, sizeof(utf16), &manifest),
				 -EINVAL);
	}
}

/* A text that ends anywhere is refused. The copy has the length that it has: ASan sees more. */
static void test_truncated(void **state)
{
	struct state *s = *state;
	struct subdev_manifest *manifest;

	for (size_t len = 0; len < strlen(golden); len++) {
		char *text = test_malloc(len + 1);
		int err;

		memcpy(text, golden, len);
		text[len] = '"';
		err = subdev_manifest_from_json(s->ctx, text, len, &manifest);
		/* without the line's end it is whole */
		assert_int_equal(err, len == strlen(golden) - 1 ? 0 : -EINVAL);
		if (!err)
			subdev_manifest_unref(manifest);
		test_free(text);
	}
}

static void test_large(void **state)
{
	const size_t size = 10 * 1000 * 1000;
	struct state *s = *state;
	struct subdev_manifest *manifest;
	char *text = test_malloc(size);

	memset(text, ' ', size);
	memcpy(text, golden, strlen(golden));
	assert_int_equal(subdev_manifest_from_json(s->ctx, text, size, &manifest), -EMSGSIZE);
	assert_string_equal(subdev_error_get_text(s->ctx), "longer than 1048576 bytes");
	assert_int_equal(subdev_manifest_from_json(s->ctx, text, SUBDEV_MANIFEST_JSON_MAX + 1,
						   &manifest), -EMSGSIZE);
	assert_int_equal(subdev_manifest_from_json(s->ctx, text, SUBDEV_MANIFEST_JSON_MAX,
						   &manifest), 0);
	subdev_manifest_unref(manifest);
	test_free(text);
}

/* As deep as it can be, with each thing that can be deep. */
static void test_deep(void **state)
{
	static const char * const begins[] = {
		"[", "{\"params\":", "{\"params\":{\"a\":", "[{\"resources\":",
	};
	static char text[SUBDEV_MANIFEST_JSON_MAX];
	struct state *s = *state;
	struct subdev_manifest *manifest;

	for (size_t i = 0; i < ARRAY_SIZE(begins); i++) {
		size_t len = 0;

		while (len + strlen(begins[i]) <= sizeof(text)) {
			memcpy(text + len, begins[i], strlen(begins[i]));
			len += strlen(begins[i]);
		}
		assert_int_equal(subdev_manifest_from_json(s->ctx, text, len, &manifest), -EINVAL);
		assert_true(strlen(subdev_error_get_text(s->ctx)) < 80);
	}
}

/* More params than can be sent. */
static void test_many(void **state)
{
	static char text[SUBDEV_MANIFEST_JSON_MAX];
	struct state *s = *state;
	struct subdev_manifest *manifest;
	size_t len = sprintf(text, "{\"subdev_manifest\":1,\"params\":{");

	for (unsigned int i = 0; len < sizeof(text) - 32; i++)
		len += sprintf(text + len, "%s\"%x\":1", i ? "," : "", i);
	len += sprintf(text + len, "}}");
	assert_int_equal(subdev_manifest_from_json(s->ctx, text, len, &manifest), -EMSGSIZE);
	assert_non_null(strstr(subdev_error_get_text(s->ctx), "the manifest is too long"));
	/* too long only as a whole */
	len = sprintf(text, "{\"subdev_manifest\":1,\"params\":{");
	for (unsigned int i = 0; i < 4000; i++)
		len += sprintf(text + len, "%s\"%x\":1", i ? "," : "", i);
	len += sprintf(text + len, "}}");
	assert_int_equal(subdev_manifest_from_json(s->ctx, text, len, &manifest), -EMSGSIZE);
	assert_string_equal(subdev_error_get_text(s->ctx), "the manifest is too long");
}

/* A string of the kernel that JSON cannot have. */
static void test_write_not_utf8(void **state)
{
	struct state *s = *state;
	struct subdev_manifest *manifest;
	char *text;

	strcpy(s->host.devs[3].values[2].string, "caf\xe9");
	assert_int_equal(subdev_manifest_get_dev(s->ctx, "nic0", &manifest), 0);
	assert_int_equal(subdev_manifest_to_json(s->ctx, manifest, &text), -EINVAL);
	assert_string_equal(subdev_error_get_text(s->ctx),
			    "a manifest with a string that is not UTF-8");
	subdev_manifest_unref(manifest);
}

/* What JSON has to be escaped is. */
static void test_write_escaped(void **state)
{
	struct state *s = *state;
	struct subdev_manifest *manifest, *again;
	char *text;

	strcpy(s->host.devs[3].values[2].string, "\"\\\x01\n\x1f\x7f/\xc3\xa9");
	assert_int_equal(subdev_manifest_get_dev(s->ctx, "nic0", &manifest), 0);
	assert_int_equal(subdev_manifest_to_json(s->ctx, manifest, &text), 0);
	assert_non_null(strstr(text, "\"serial\": \"\\\"\\\\\\u0001\\u000a\\u001f\x7f/\xc3\xa9\""));
	assert_int_equal(read_one(s->ctx, text, &again), 0);
	assert_string_equal(subdev_value_get_string(subdev_manifest_get_value(again, 2)),
			    s->host.devs[3].values[2].string);
	free(text);
	subdev_manifest_unref(again);
	subdev_manifest_unref(manifest);
}

/* Noise, the same in each run: what is taken comes out the same. */
static void test_noise(void **state)
{
	static const char bits[] = "{}[]\",:\\u0dtf1-. \n\xc3\x80";
	struct state *s = *state;
	struct subdev_manifest *manifest, *again;
	char text[sizeof(golden)], *json;
	unsigned int taken = 0;
	uint32_t random = 1;

	for (int round = 0; round < 50000; round++) {
		memcpy(text, golden, sizeof(golden));
		for (int i = 0; i < 1 + round % 3; i++) {
			size_t place;

			random = random * 1664525 + 1013904223;
			place = (random >> 8) % (sizeof(text) - 1);
			text[place] = random >> 24;
			if (random & 0x80)
				text[place] = bits[(random >> 24) % sizeof(bits)];
		}
		if (subdev_manifest_from_json(s->ctx, text, sizeof(text) - 1, &manifest))
			continue;
		taken++;
		assert_int_equal(subdev_manifest_to_json(s->ctx, manifest, &json), 0);
		assert_int_equal(read_one(s->ctx, json, &again), 0);
		assert_int_equal(again->obj.attrs->len, manifest->obj.attrs->len);
		free(json);
		subdev_manifest_unref(again);
		subdev_manifest_unref(manifest);
	}
	assert_true(taken > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_write, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_read, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_list, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_list_sizes, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_too_many, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_free_form, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_numbers, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_twice, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_quoted, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_refused, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_limits, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_nul, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_truncated, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_large, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_deep, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_many, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_write_not_utf8, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_write_escaped, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_noise, state_setup, state_teardown),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
