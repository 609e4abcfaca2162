// SPDX-License-Identifier: GPL-2.0-only
/*
 * Models as data: versions, params and values, and which models make no sense.
 * The code under test is compiled in.
 */
#include <linux/sizes.h>

#include "core_model.h"

#include "../../kernel/core/value.c"

/*
 * Versions and params
 */

static void value_version(struct kunit *test)
{
	static const u32 missing[] = { 0, 4, 5, 6, 8, 11, 255, U32_MAX - 1 };
	unsigned int i;

	for (i = 0; i < VERSIONS; i++)
		KUNIT_EXPECT_PTR_EQ(test,
				    subdev_model_version(&test_model,
							 test_versions[i].number),
				    &test_versions[i]);
	for (i = 0; i < ARRAY_SIZE(missing); i++)
		KUNIT_EXPECT_NULL(test,
				  subdev_model_version(&test_model, missing[i]));
	KUNIT_EXPECT_PTR_EQ(test, subdev_model_newest(&test_model),
			    &test_versions[VERSIONS - 1]);
}

static void value_param(struct kunit *test)
{
	static const struct subdev_param always = {};
	static const struct subdev_param some = { .since = 3, .until = 5 };
	static const struct subdev_param one = { .since = 3, .until = 3 };
	unsigned int i;

	for (i = 0; i < PARAMS; i++)
		KUNIT_EXPECT_EQ(test,
				subdev_model_param(&test_model,
						   test_params[i].name),
				i);
	KUNIT_EXPECT_EQ(test, subdev_model_param(&test_model, "fla"), -1);
	KUNIT_EXPECT_EQ(test, subdev_model_param(&test_model, "Flag"), -1);
	KUNIT_EXPECT_EQ(test, subdev_model_param(&test_model, ""), -1);

	KUNIT_EXPECT_TRUE(test, subdev_param_in(&always, 1));
	KUNIT_EXPECT_TRUE(test, subdev_param_in(&always, U32_MAX));
	KUNIT_EXPECT_FALSE(test, subdev_param_in(&some, 2));
	KUNIT_EXPECT_TRUE(test, subdev_param_in(&some, 3));
	KUNIT_EXPECT_TRUE(test, subdev_param_in(&some, 5));
	KUNIT_EXPECT_FALSE(test, subdev_param_in(&some, 6));
	KUNIT_EXPECT_FALSE(test, subdev_param_in(&one, 2));
	KUNIT_EXPECT_TRUE(test, subdev_param_in(&one, 3));
	KUNIT_EXPECT_FALSE(test, subdev_param_in(&one, 4));

	KUNIT_EXPECT_EQ(test, subdev_param_max_len(&test_params[TITLE]), 4);
	KUNIT_EXPECT_EQ(test, subdev_param_max_len(&always), SUBDEV_VALUE_MAX);
}

static void value_alias(struct kunit *test)
{
	struct subdev_value values[PARAMS];
	unsigned int i;

	for (i = 0; i < VERSIONS; i++) {
		/* it owes nothing to what was there */
		memset(values, 0xa5, sizeof(values));
		subdev_model_alias(&test_model, &test_versions[i], values);
		expect_values(test, values, test_aliases[i]);
	}
}

static void value_equal(struct kunit *test)
{
	const struct subdev_value none = {}, zero = NUM(0), one = NUM(1);
	const struct subdev_value wide = NUM(SZ_4G + 1);
	const struct subdev_value empty = STR(""), a = STR("a"), ab = STR("ab");

#define EQUAL(param, a, b)						\
	subdev_value_equal(&test_params[param], &(a), &(b))

	KUNIT_EXPECT_TRUE(test, EQUAL(FLAG, none, none));
	KUNIT_EXPECT_FALSE(test, EQUAL(FLAG, none, zero));
	KUNIT_EXPECT_FALSE(test, EQUAL(FLAG, zero, none));
	KUNIT_EXPECT_FALSE(test, EQUAL(FLAG, one, zero));
	KUNIT_EXPECT_TRUE(test, EQUAL(FLAG, one, one));
	KUNIT_EXPECT_TRUE(test, EQUAL(COUNT, zero, zero));
	KUNIT_EXPECT_FALSE(test, EQUAL(COUNT, zero, one));
	KUNIT_EXPECT_FALSE(test, EQUAL(COUNT, wide, one));
	KUNIT_EXPECT_TRUE(test, EQUAL(MODE, one, one));
	KUNIT_EXPECT_FALSE(test, EQUAL(MODE, zero, one));
	KUNIT_EXPECT_FALSE(test, EQUAL(TITLE, none, empty));
	KUNIT_EXPECT_FALSE(test, EQUAL(TITLE, empty, none));
	KUNIT_EXPECT_TRUE(test, EQUAL(TITLE, a, a));
	KUNIT_EXPECT_FALSE(test, EQUAL(TITLE, a, ab));
	KUNIT_EXPECT_FALSE(test, EQUAL(TITLE, empty, a));
#undef EQUAL
}

/* Of two versions that are the same the newest, unless one is preferred. */
static void value_match(struct kunit *test)
{
	static const u32 want[] = { 1, 2, 3, 7, 10, 10, U32_MAX };
	struct subdev_value values[PARAMS];
	unsigned int i;

	for (i = 0; i < VERSIONS; i++) {
		u32 number = test_model.versions[i].number;

		KUNIT_EXPECT_EQ(test,
				subdev_model_match(&test_model, test_aliases[i],
						   0),
				want[i]);
		KUNIT_EXPECT_EQ(test,
				subdev_model_match(&test_model, test_aliases[i],
						   number),
				number);
		/* What is preferred is not what it is, or is no version. */
		KUNIT_EXPECT_EQ(test,
				subdev_model_match(&test_model, test_aliases[i],
						   i ? 1 : 2),
				want[i]);
		KUNIT_EXPECT_EQ(test,
				subdev_model_match(&test_model, test_aliases[i],
						   number - 1),
				number == 10 ? 9 : want[i]);
	}

#define EXPECT_MATCH(number, change) do {				\
	memcpy(values, test_aliases[1], sizeof(values));		\
	change;								\
	KUNIT_EXPECT_EQ_MSG(test,					\
			    subdev_model_match(&test_model, values, 0), \
			    number, "%s", #change);			\
} while (0)

	EXPECT_MATCH(2, values[FLAG].num = 0);
	EXPECT_MATCH(0, values[FLAG].num = 1);
	EXPECT_MATCH(0, values[COUNT].num = 16);
	EXPECT_MATCH(0, strscpy(values[TITLE].str, "tw"));
	EXPECT_MATCH(0, values[MODE].num = 1);
	EXPECT_MATCH(0, values[SERIAL].num = U32_MAX);
	EXPECT_MATCH(0, values[FLAG].present = false);
	EXPECT_MATCH(0, values[SERIAL].present = false);
	EXPECT_MATCH(10, memcpy(values, test_aliases[4], sizeof(values)));
#undef EXPECT_MATCH
}

/* Each version against what each stands for, also with one value missing. */
static void value_version_is(struct kunit *test)
{
	static const unsigned int alike[VERSIONS] = { 0, 1, 2, 3, 4, 4, 5 };
	struct subdev_value values[PARAMS];
	unsigned int i, j;

	for (i = 0; i < VERSIONS; i++) {
		for (j = 0; j < VERSIONS; j++) {
			bool is = subdev_version_is(&test_model,
						    &test_versions[i],
						    test_aliases[j]);

			KUNIT_EXPECT_EQ(test, is, alike[i] == alike[j]);
		}
		for (j = 0; j < PARAMS; j++) {
			memcpy(values, test_aliases[i], sizeof(values));
			values[j].present = !values[j].present;
			KUNIT_EXPECT_FALSE(test,
					   subdev_version_is(&test_model,
							     &test_versions[i],
							     values));
		}
	}
}

/* A string that is nowhere written down is the empty one. */
static void value_no_string(struct kunit *test)
{
	static const struct subdev_param text = {
		.name = "text", .kind = SUBDEV_PARAM_KIND_STRING,
		.def_str = NULL,
	};
	static const struct subdev_setting none = { .str = NULL };
	static const struct subdev_version two[] = {
		{ .number = 1 },
		{ .number = 2, .settings = &none, .num_settings = 1 },
	};
	static const struct subdev_model of_text = {
		.uri = "test:text", .versions = two, .num_versions = 2,
		.params = &text, .num_params = 1,
	};
	const struct subdev_value empty = STR(""), other = STR("other");
	struct subdev_value value;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(two); i++) {
		KUNIT_EXPECT_TRUE(test, subdev_version_is(&of_text, &two[i],
							  &empty));
		KUNIT_EXPECT_FALSE(test, subdev_version_is(&of_text, &two[i],
							   &other));
		value = other;
		subdev_model_alias(&of_text, &two[i], &value);
		KUNIT_EXPECT_TRUE(test, value.present);
		KUNIT_EXPECT_STREQ(test, value.str, "");
	}
}

/*
 * A value that a request gives to a param
 */

/* To point at: only its address counts. */
static const struct nlattr culprit;

struct set {
	unsigned int param;
	struct subdev_named_value from;
	int err;
	struct subdev_value value;
	const char *text;
};

#define BOOL(n)	{						\
	.attr = &culprit, .kind = SUBDEV_PARAM_KIND_BOOL, .num = (n),	\
}

#define UINT(n)	{						\
	.attr = &culprit, .kind = SUBDEV_PARAM_KIND_UINT, .num = (n),	\
}

#define STRING(s) {						\
	.attr = &culprit, .kind = SUBDEV_PARAM_KIND_STRING, .str = (s),	\
}

static const struct set sets[] = {
	{ FLAG, BOOL(0), 0, NUM(0) },
	{ FLAG, BOOL(1), 0, NUM(1) },
	{ FLAG, UINT(1), -EINVAL, .text = "flag: a bool" },
	{ FLAG, STRING("on"), -EINVAL, .text = "flag: a bool" },
	{ COUNT, UINT(10), 0, NUM(10) },
	{ COUNT, UINT(20), 0, NUM(20) },
	{ COUNT, UINT(9), -ERANGE, .text = "count: not in 10 to 20" },
	{ COUNT, UINT(21), -ERANGE, .text = "count: not in 10 to 20" },
	{ COUNT, UINT(U64_MAX), -ERANGE, .text = "count: not in 10 to 20" },
	{ COUNT, UINT(SZ_4G + 15), -ERANGE, .text = "count: not in 10 to 20" },
	{ COUNT, BOOL(1), -EINVAL, .text = "count: a uint" },
	{ COUNT, STRING("15"), -EINVAL, .text = "count: a uint" },
	{ SERIAL, UINT(0), 0, NUM(0) },
	{ SERIAL, UINT(U64_MAX), 0, NUM(U64_MAX) },
	{ TITLE, STRING(""), 0, STR("") },
	{ TITLE, STRING("four"), 0, STR("four") },
	{ TITLE, STRING("fives"), -ERANGE, .text = "title: longer than 4" },
	{ TITLE, BOOL(1), -EINVAL, .text = "title: a string" },
	{ TITLE, UINT(4), -EINVAL, .text = "title: a string" },
	{ MODE, STRING("red"), 0, NUM(0) },
	{ MODE, STRING("blue"), 0, NUM(2) },
	{ MODE, STRING("pink"), -EINVAL, .text = "mode: pink" },
	{ MODE, STRING("re"), -EINVAL, .text = "mode: re" },
	{ MODE, STRING("reds"), -EINVAL, .text = "mode: reds" },
	{ MODE, STRING(""), -EINVAL, .text = "mode: " },
	{ MODE, UINT(0), -EINVAL, .text = "mode: a string" },
	{ MODE, BOOL(0), -EINVAL, .text = "mode: a string" },
};

static void value_set(struct kunit *test)
{
	const struct subdev_value before = {
		.present = true, .num = 77, .str = "before, longer",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sets); i++) {
		const struct set *set = &sets[i];
		const struct subdev_param *param = &test_params[set->param];
		struct subdev_value value = before, quiet = before;
		struct netlink_ext_ack extack = {};

		KUNIT_EXPECT_EQ_MSG(test,
				    subdev_value_set(param, &set->from, &value,
						     &extack),
				    set->err, "set %u", i);
		KUNIT_EXPECT_EQ(test,
				subdev_value_set(param, &set->from, &quiet,
						 NULL),
				set->err);
		KUNIT_EXPECT_MEMEQ(test, &value, &quiet, sizeof(value));
		if (set->err) {
			expect_blame(test, &extack, &culprit, set->text);
			KUNIT_EXPECT_MEMEQ(test, &value, &before,
					   sizeof(value));
			continue;
		}
		KUNIT_EXPECT_NULL(test, extack._msg);
		KUNIT_EXPECT_TRUE_MSG(test,
				      subdev_value_equal(param, &value,
							 &set->value),
				      "set %u", i);
	}
}

/* Without a limit of its own a string has that of the wire. */
static void value_longest(struct kunit *test)
{
	const struct subdev_param param = {
		.name = "text", .kind = SUBDEV_PARAM_KIND_STRING,
	};
	char text[SUBDEV_VALUE_MAX + 2];
	struct subdev_named_value from = STRING(text);
	struct subdev_value value = {};

	memset(text, 't', sizeof(text));
	text[SUBDEV_VALUE_MAX + 1] = '\0';
	KUNIT_EXPECT_EQ(test, subdev_value_set(&param, &from, &value, NULL),
			-ERANGE);
	text[SUBDEV_VALUE_MAX] = '\0';
	KUNIT_EXPECT_EQ(test, subdev_value_set(&param, &from, &value, NULL), 0);
	KUNIT_EXPECT_STREQ(test, value.str, text);
}

/*
 * Models that make no sense, each made of one that does
 */

struct draft {
	struct subdev_model model;
	struct subdev_version versions[VERSIONS];
	struct subdev_param params[SUBDEV_PARAMS_MAX + 1];
	struct subdev_setting settings[2];
	const char *choices[SUBDEV_CHOICES_MAX + 1];
	char names[SUBDEV_PARAMS_MAX + 1][8];
	char text[SUBDEV_URI_MAX + 2];
};

/* Version 2 has one setting, to change; the choices of mode can be changed. */
static void draft_reset(struct draft *d)
{
	unsigned int i;

	memset(d, 0, sizeof(*d));
	memcpy(d->versions, test_versions, sizeof(test_versions));
	memcpy(d->params, test_params, sizeof(test_params));
	memcpy(d->choices, test_modes, sizeof(test_modes));
	d->params[MODE].choices = d->choices;
	for (i = 0; i < ARRAY_SIZE(d->names); i++)
		snprintf(d->names[i], sizeof(d->names[i]), "p%u", i);
	for (i = PARAMS; i < ARRAY_SIZE(d->params); i++) {
		d->params[i].name = d->names[i];
		d->params[i].kind = SUBDEV_PARAM_KIND_BOOL;
		d->params[i].change = SUBDEV_CHANGE_LIVE;
	}
	d->settings[0].param = COUNT;
	d->settings[0].num = 15;
	d->versions[1].settings = d->settings;
	d->versions[1].num_settings = 1;
	d->model = test_model;
	d->model.versions = d->versions;
	d->model.params = d->params;
}

static const char *draft_text(struct draft *d, size_t len)
{
	memset(d->text, 't', len);
	d->text[len] = '\0';
	return d->text;
}

static void draft_choices(struct draft *d, unsigned int num)
{
	unsigned int i;

	for (i = MODES; i < num; i++)
		d->choices[i] = d->names[i];
	for (; i < ARRAY_SIZE(d->choices); i++)
		d->choices[i] = NULL;
	d->params[MODE].num_choices = num;
}

/* A param that is given a value by version 2. */
static void draft_set(struct draft *d, unsigned int param, u64 num,
		      const char *str)
{
	d->settings[0].param = param;
	d->settings[0].num = num;
	d->settings[0].str = str;
}

/* Checks the model with something changed, which is told if it fails. */
#define EXPECT_VALID(valid, ...) do {					\
	draft_reset(d);							\
	__VA_ARGS__;							\
	KUNIT_EXPECT_EQ_MSG(test, subdev_model_valid(&d->model), valid,	\
			    "%s", #__VA_ARGS__);			\
} while (0)

static struct draft *draft_new(struct kunit *test)
{
	struct draft *d = kunit_kzalloc(test, sizeof(*d), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, d);
	return d;
}

static void value_model_valid(struct kunit *test)
{
	struct draft *d = draft_new(test);

	KUNIT_EXPECT_TRUE(test, subdev_model_valid(&test_model));
	EXPECT_VALID(true, d->model.num_params = PARAMS);

	EXPECT_VALID(false, d->model.uri = NULL);
	EXPECT_VALID(false, d->model.uri = "");
	EXPECT_VALID(true, d->model.uri = draft_text(d, SUBDEV_URI_MAX));
	EXPECT_VALID(false, d->model.uri = draft_text(d, SUBDEV_URI_MAX + 1));

	EXPECT_VALID(false, d->model.num_versions = 0);
	/* Some params are since later versions, so nobody would have them. */
	EXPECT_VALID(false, d->model.num_versions = 1);
	EXPECT_VALID(false, d->model.num_versions = SUBDEV_VERSIONS_MAX + 1);
	EXPECT_VALID(false, d->model.versions = NULL);
	EXPECT_VALID(false, d->model.params = NULL);
	EXPECT_VALID(false, d->versions[0].number = 0);
	EXPECT_VALID(false, d->versions[1].number = 1);
	EXPECT_VALID(false, d->versions[3].number = 2);
	EXPECT_VALID(true, d->versions[3].number = 8);

	EXPECT_VALID(true, d->model.num_params = SUBDEV_PARAMS_MAX);
	EXPECT_VALID(false, d->model.num_params = SUBDEV_PARAMS_MAX + 1);
}

/* As many versions as there can be, of no params. */
static void value_versions_max(struct kunit *test)
{
	struct subdev_model many = { .uri = "test:many" };
	struct subdev_version *all;
	unsigned int i;

	all = kunit_kcalloc(test, SUBDEV_VERSIONS_MAX + 1, sizeof(*all),
			    GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, all);
	for (i = 0; i <= SUBDEV_VERSIONS_MAX; i++)
		all[i].number = i + 1;
	many.versions = all;
	many.num_versions = SUBDEV_VERSIONS_MAX;
	KUNIT_EXPECT_TRUE(test, subdev_model_valid(&many));
	many.num_versions = SUBDEV_VERSIONS_MAX + 1;
	KUNIT_EXPECT_FALSE(test, subdev_model_valid(&many));
}

static void value_names_valid(struct kunit *test)
{
	static const char * const names[] = {
		"a", "Z", "0", "-", "_", ".", "rx-filter_size.2",
	};
	char name[SUBDEV_TYPE_NAME_MAX + 2];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		KUNIT_EXPECT_TRUE_MSG(test, subdev_name_valid(names[i]), "%s",
				      names[i]);
	KUNIT_EXPECT_FALSE(test, subdev_name_valid(NULL));
	KUNIT_EXPECT_FALSE(test, subdev_name_valid(""));
	memset(name, 'n', sizeof(name));
	name[SUBDEV_TYPE_NAME_MAX + 1] = '\0';
	KUNIT_EXPECT_FALSE(test, subdev_name_valid(name));
	name[SUBDEV_TYPE_NAME_MAX] = '\0';
	KUNIT_EXPECT_TRUE(test, subdev_name_valid(name));

	/* each byte that there is, first and last */
	for (i = 1; i < 256; i++) {
		char text[] = { i, 'n', i, '\0' };
		bool valid = (i >= '0' && i <= '9') || (i >= 'A' && i <= 'Z') ||
			     (i >= 'a' && i <= 'z') || i == '.' || i == '_' ||
			     i == '-';

		KUNIT_EXPECT_EQ_MSG(test, subdev_name_valid(text), valid,
				    "byte %u", i);
		KUNIT_EXPECT_EQ_MSG(test, subdev_name_valid(text + 1), valid,
				    "byte %u", i);
	}

	KUNIT_EXPECT_FALSE(test, subdev_text_valid(NULL, 3));
	KUNIT_EXPECT_FALSE(test, subdev_text_valid("", 3));
	KUNIT_EXPECT_TRUE(test, subdev_text_valid("a b", 3));
	KUNIT_EXPECT_FALSE(test, subdev_text_valid("four", 3));
}

static void value_change_valid(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, subdev_change_valid(0));
	KUNIT_EXPECT_TRUE(test, subdev_change_valid(SUBDEV_CHANGE_FIXED));
	KUNIT_EXPECT_TRUE(test, subdev_change_valid(SUBDEV_CHANGE_LIVE));
	KUNIT_EXPECT_FALSE(test, subdev_change_valid(SUBDEV_CHANGE_LIVE + 1));
}

static void value_param_valid(struct kunit *test)
{
	struct draft *d = draft_new(test);

	EXPECT_VALID(false, d->params[FLAG].name = NULL);
	EXPECT_VALID(false, d->params[FLAG].name = "");
	EXPECT_VALID(true, d->params[FLAG].name =
			   draft_text(d, SUBDEV_TYPE_NAME_MAX));
	EXPECT_VALID(false, d->params[FLAG].name =
			    draft_text(d, SUBDEV_TYPE_NAME_MAX + 1));
	EXPECT_VALID(false, d->params[FLAG].name = "the flag");
	EXPECT_VALID(false, d->params[SERIAL].name = "flag");
	EXPECT_VALID(true, d->params[FLAG].since = U32_MAX);
	EXPECT_VALID(true, d->params[FLAG].since = d->versions[5].number,
		     d->model.num_versions = 6);
	EXPECT_VALID(false, d->params[FLAG].since = d->versions[5].number + 1,
		     d->model.num_versions = 6);
	EXPECT_VALID(false, d->params[MODE].kind = 0);
	EXPECT_VALID(false, d->params[MODE].kind = SUBDEV_PARAM_KIND_MAX + 1);
	EXPECT_VALID(false, d->params[FLAG].change = 0);
	EXPECT_VALID(false, d->params[FLAG].change = SUBDEV_CHANGE_MAX + 1);
	EXPECT_VALID(false, d->params[FLAG].until = 1);
	EXPECT_VALID(true, d->params[FLAG].until = 2);

	EXPECT_VALID(false, d->params[FLAG].def = 2);
	EXPECT_VALID(true, d->params[FLAG].def = 0);
	EXPECT_VALID(false, d->params[COUNT].def = 9);
	EXPECT_VALID(true, d->params[COUNT].def = 10);
	EXPECT_VALID(true, d->params[COUNT].def = 20);
	EXPECT_VALID(false, d->params[COUNT].def = 21);
	EXPECT_VALID(false, d->params[COUNT].min = 21);
	EXPECT_VALID(true, d->params[TITLE].def_str = "four");
	EXPECT_VALID(false, d->params[TITLE].def_str = "fives");
	EXPECT_VALID(true, d->params[TITLE].def_str = NULL);
	EXPECT_VALID(true, d->params[TITLE].max = SUBDEV_VALUE_MAX);
	EXPECT_VALID(false, d->params[TITLE].max = SUBDEV_VALUE_MAX + 1);
	EXPECT_VALID(false, d->params[TITLE].max = SZ_4G + 4);
	EXPECT_VALID(true, d->params[TITLE].max = 0);

	EXPECT_VALID(true, d->params[MODE].def = 2);
	EXPECT_VALID(false, d->params[MODE].def = 3);
	EXPECT_VALID(false, draft_choices(d, 0));
	EXPECT_VALID(true, draft_choices(d, SUBDEV_CHOICES_MAX));
	EXPECT_VALID(false, draft_choices(d, SUBDEV_CHOICES_MAX + 1));
	EXPECT_VALID(false, d->params[MODE].choices = NULL);
	EXPECT_VALID(false, d->choices[2] = NULL);
	EXPECT_VALID(true, d->choices[2] = "a choice");
	EXPECT_VALID(false, d->choices[0] = "");
	EXPECT_VALID(false, d->choices[2] = "red");
	EXPECT_VALID(false, d->choices[1] = "blue");
	EXPECT_VALID(true, d->choices[2] = draft_text(d, SUBDEV_VALUE_MAX));
	EXPECT_VALID(false, d->choices[2] = draft_text(d, SUBDEV_VALUE_MAX + 1));
}

static void value_setting_valid(struct kunit *test)
{
	struct draft *d = draft_new(test);

	EXPECT_VALID(false, draft_set(d, PARAMS, 0, NULL));
	EXPECT_VALID(false, draft_set(d, UINT_MAX, 0, NULL));
	EXPECT_VALID(true, draft_set(d, FLAG, 0, NULL));
	EXPECT_VALID(false, draft_set(d, FLAG, 2, NULL));
	EXPECT_VALID(false, draft_set(d, COUNT, 9, NULL));
	EXPECT_VALID(true, draft_set(d, COUNT, 20, NULL));
	EXPECT_VALID(false, draft_set(d, COUNT, 21, NULL));
	EXPECT_VALID(true, draft_set(d, TITLE, 0, NULL));
	EXPECT_VALID(true, draft_set(d, TITLE, 0, "four"));
	EXPECT_VALID(false, draft_set(d, TITLE, 0, "fives"));
	EXPECT_VALID(true, draft_set(d, MODE, 2, NULL));
	EXPECT_VALID(false, draft_set(d, MODE, 3, NULL));
	EXPECT_VALID(true, draft_set(d, SERIAL, U64_MAX, NULL));
	EXPECT_VALID(false, d->versions[1].settings = NULL);
	/* of one param two, of two one each */
	EXPECT_VALID(false, d->settings[1] = d->settings[0],
		     d->versions[1].num_settings = 2);
	EXPECT_VALID(true, d->settings[1].param = FLAG,
		     d->versions[1].num_settings = 2);
	/* of a param that the version does not have */
	EXPECT_VALID(false, d->params[COUNT].since = 3);
	EXPECT_VALID(false, d->params[COUNT].until = 1);
}

static struct kunit_case value_cases[] = {
	KUNIT_CASE(value_version),
	KUNIT_CASE(value_param),
	KUNIT_CASE(value_alias),
	KUNIT_CASE(value_equal),
	KUNIT_CASE(value_match),
	KUNIT_CASE(value_version_is),
	KUNIT_CASE(value_no_string),
	KUNIT_CASE(value_set),
	KUNIT_CASE(value_longest),
	KUNIT_CASE(value_model_valid),
	KUNIT_CASE(value_versions_max),
	KUNIT_CASE(value_names_valid),
	KUNIT_CASE(value_change_valid),
	KUNIT_CASE(value_param_valid),
	KUNIT_CASE(value_setting_valid),
	{}
};

static struct kunit_suite value_suite = {
	.name = "subdev_value",
	.test_cases = value_cases,
};

kunit_test_suite(value_suite);
