// SPDX-License-Identifier: GPL-2.0-only
/* The model of core_value_test.c and core_config_test.c. */
#include "core_model.h"

const char * const test_modes[MODES] = { "red", "green", "blue" };

const struct subdev_param test_params[PARAMS] = {
	[FLAG] = {
		.name = "flag",
		.kind = SUBDEV_PARAM_KIND_BOOL,
		.change = SUBDEV_CHANGE_IDLE,
		.since = 2,
		.def = 1,
	},
	[COUNT] = {
		.name = "count",
		.kind = SUBDEV_PARAM_KIND_UINT,
		.change = SUBDEV_CHANGE_LIVE,
		.def = 12,
		.min = 10,
		.max = 20,
	},
	[TITLE] = {
		.name = "title",
		.kind = SUBDEV_PARAM_KIND_STRING,
		.change = SUBDEV_CHANGE_FIXED,
		.def_str = "x",
		.max = 4,
	},
	[MODE] = {
		.name = "mode",
		.kind = SUBDEV_PARAM_KIND_ENUM,
		.change = SUBDEV_CHANGE_UNUSED,
		.until = 3,
		.def = 1,
		.choices = test_modes,
		.num_choices = MODES,
	},
	[SERIAL] = {
		.name = "serial",
		.kind = SUBDEV_PARAM_KIND_UINT,
		.change = SUBDEV_CHANGE_IDLE,
		.since = 2,
		.until = 7,
		.max = U64_MAX,
	},
};

static const struct subdev_setting settings_2[] = {
	{ .param = FLAG, .num = 0 },
	{ .param = COUNT, .num = 15 },
	{ .param = TITLE, .str = "two" },
	{ .param = MODE, .num = 2 },
	{ .param = SERIAL, .num = U64_MAX },
};

static const struct subdev_setting settings_9[] = {
	{ .param = TITLE, .str = "nine" },
};

const struct subdev_version test_versions[VERSIONS] = {
	{ .number = 1 },
	{
		.number = 2,
		.settings = settings_2,
		.num_settings = ARRAY_SIZE(settings_2),
	},
	{ .number = 3 },
	{ .number = 7 },
	{
		.number = 9,
		.settings = settings_9,
		.num_settings = ARRAY_SIZE(settings_9),
	},
	{
		.number = 10,
		.settings = settings_9,
		.num_settings = ARRAY_SIZE(settings_9),
	},
	{ .number = U32_MAX },
};

const struct subdev_model test_model = {
	.uri = "test:model",
	.versions = test_versions,
	.num_versions = VERSIONS,
	.params = test_params,
	.num_params = PARAMS,
};

const struct subdev_value test_aliases[VERSIONS][PARAMS] = {
	{ [COUNT] = NUM(12), [TITLE] = STR("x"), [MODE] = NUM(1) },
	{
		[FLAG] = NUM(0), [COUNT] = NUM(15), [TITLE] = STR("two"),
		[MODE] = NUM(2), [SERIAL] = NUM(U64_MAX),
	},
	{
		[FLAG] = NUM(1), [COUNT] = NUM(12), [TITLE] = STR("x"),
		[MODE] = NUM(1), [SERIAL] = NUM(0),
	},
	{
		[FLAG] = NUM(1), [COUNT] = NUM(12), [TITLE] = STR("x"),
		[SERIAL] = NUM(0),
	},
	{ [FLAG] = NUM(1), [COUNT] = NUM(12), [TITLE] = STR("nine") },
	{ [FLAG] = NUM(1), [COUNT] = NUM(12), [TITLE] = STR("nine") },
	{ [FLAG] = NUM(1), [COUNT] = NUM(12), [TITLE] = STR("x") },
};

void expect_values(struct kunit *test, const struct subdev_value *have,
		   const struct subdev_value *want)
{
	unsigned int i;

	for (i = 0; i < PARAMS; i++) {
		const char *name = test_params[i].name;

		KUNIT_EXPECT_EQ_MSG(test, have[i].present, want[i].present,
				    "%s", name);
		KUNIT_EXPECT_EQ_MSG(test, have[i].num, want[i].num, "%s", name);
		KUNIT_EXPECT_STREQ_MSG(test, have[i].str, want[i].str, "%s",
				       name);
	}
}

void expect_blame(struct kunit *test, struct netlink_ext_ack *extack,
		  const struct nlattr *attr, const char *begin)
{
	KUNIT_EXPECT_PTR_EQ(test, extack->bad_attr, attr);
	KUNIT_ASSERT_NOT_NULL(test, extack->_msg);
	KUNIT_EXPECT_TRUE_MSG(test, strstarts(extack->_msg, begin),
			      "\"%s\" does not begin with \"%s\"", extack->_msg,
			      begin);
}
