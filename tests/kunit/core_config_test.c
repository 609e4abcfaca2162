// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configurations: amounts, and what a request makes of one or is refused for.
 * The code under test is compiled in.
 */
#include <linux/module.h>
#include <linux/sizes.h>

#include "core_model.h"

#include "../../kernel/core/config.c"

/* The order of the uses is not that of the resources. */
static const struct subdev_resource resources[] = {
	{ .name = "spare", .unit = SUBDEV_UNIT_COUNT, .capacity = 100 },
	{ .name = "memory", .unit = SUBDEV_UNIT_BYTES, .capacity = U64_MAX },
	{ .name = "port", .unit = SUBDEV_UNIT_COUNT, .capacity = 64 },
};

enum {
	PORT,
	MEMORY,
	USES
};

static const struct subdev_use uses[USES] = {
	[PORT] = { .resource = 2, .def = 5, .min = 2, .max = 11, .step = 3 },
	[MEMORY] = { .resource = 1, .max = U64_MAX, .step = 5 },
};

static const struct subdev_type type = {
	.name = "full",
	.uses = uses,
	.num_uses = ARRAY_SIZE(uses),
	.model = &test_model,
};

static const struct subdev_type plain = {
	.name = "plain",
	.uses = uses,
	.num_uses = ARRAY_SIZE(uses),
};

/*
 * Amounts
 */

static void config_use_check(struct kunit *test)
{
	static const struct {
		u64 min, max, step, amount;
		int err;
	} checks[] = {
		/* limits */
		{ 2, 11, 3, 2, 0 },
		{ 2, 11, 3, 5, 0 },
		{ 2, 11, 3, 11, 0 },
		{ 2, 11, 3, 0, -ERANGE },
		{ 2, 11, 3, 1, -ERANGE },
		{ 2, 11, 3, 12, -ERANGE },
		{ 2, 11, 3, 14, -ERANGE },
		{ 2, 11, 3, U64_MAX, -ERANGE },
		/* steps count from the smallest, not from 0 */
		{ 2, 11, 3, 3, -ERANGE },
		{ 2, 11, 3, 6, -ERANGE },
		{ 2, 11, 3, 10, -ERANGE },
		{ 5, 25, 10, 10, -ERANGE },
		{ 5, 25, 10, 15, 0 },
		{ 0, 100, 100, 0, 0 },
		{ 0, 100, 100, 50, -ERANGE },
		{ 0, 100, 100, 100, 0 },
		/* no choice */
		{ 7, 7, 0, 7, 0 },
		{ 7, 7, 0, 6, -ERANGE },
		{ 7, 7, 0, 8, -ERANGE },
		{ 7, 7, 0, 0, -ERANGE },
		{ 0, 0, 0, 0, 0 },
		{ 0, 0, 0, 1, -ERANGE },
		{ U64_MAX, U64_MAX, 0, U64_MAX, 0 },
		{ U64_MAX, U64_MAX, 0, 0, -ERANGE },
		/* at the end of 64 bits */
		{ 0, U64_MAX, 1, U64_MAX, 0 },
		{ 0, U64_MAX, U64_MAX, U64_MAX, 0 },
		{ 0, U64_MAX, U64_MAX, U64_MAX - 1, -ERANGE },
		{ 1, U64_MAX, U64_MAX - 1, U64_MAX, 0 },
		{ 1, U64_MAX, U64_MAX - 1, U64_MAX - 1, -ERANGE },
		{ U64_MAX - 10, U64_MAX, 5, U64_MAX, 0 },
		{ U64_MAX - 10, U64_MAX, 5, U64_MAX - 5, 0 },
		{ U64_MAX - 10, U64_MAX, 5, U64_MAX - 4, -ERANGE },
		{ U64_MAX - 10, U64_MAX, 5, U64_MAX - 11, -ERANGE },
		{ U64_MAX - 10, U64_MAX, 5, 4, -ERANGE },
		{ U64_MAX - 10, U64_MAX, 5, 0, -ERANGE },
		/* more than 32 bits wide */
		{ SZ_4G, 4 * SZ_4G, SZ_4G, 3 * SZ_4G, 0 },
		{ SZ_4G, 4 * SZ_4G, SZ_4G, 3 * SZ_4G + 1, -ERANGE },
		{ SZ_4G, 4 * SZ_4G, SZ_4G, 0, -ERANGE },
		{ 0, 8 * SZ_4G, SZ_4G + 1, 2 * SZ_4G, -ERANGE },
		{ 0, 8 * SZ_4G, SZ_4G + 1, 2 * SZ_4G + 2, 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(checks); i++) {
		struct subdev_use use = {
			.min = checks[i].min,
			.max = checks[i].max,
			.step = checks[i].step,
		};

		KUNIT_EXPECT_EQ_MSG(test,
				    subdev_use_check(&use, checks[i].amount),
				    checks[i].err,
				    "%llu in %llu to %llu, step %llu",
				    checks[i].amount, use.min, use.max,
				    use.step);
	}
}

static void config_use_find(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, subdev_use_find(&type, resources, "port"), PORT);
	KUNIT_EXPECT_EQ(test, subdev_use_find(&type, resources, "memory"),
			MEMORY);
	KUNIT_EXPECT_EQ(test, subdev_use_find(&type, resources, "spare"), -1);
	KUNIT_EXPECT_EQ(test, subdev_use_find(&type, resources, "por"), -1);
	KUNIT_EXPECT_EQ(test, subdev_use_find(&type, resources, "ports"), -1);
	KUNIT_EXPECT_EQ(test, subdev_use_find(&type, resources, ""), -1);
}

static void config_amounts_equal(struct kunit *test)
{
	struct subdev_amount a[] = { { 5, 1 }, { U64_MAX, 0 } };
	struct subdev_amount b[] = { { 5, 2 }, { U64_MAX, 0 } };
	const struct subdev_config one = { .amounts = a };
	const struct subdev_config other = { .amounts = b };

	/* where their ranges begin is another matter */
	KUNIT_EXPECT_TRUE(test, subdev_amounts_equal(&type, &one, &other));
	b[MEMORY].amount = U32_MAX;
	KUNIT_EXPECT_FALSE(test, subdev_amounts_equal(&type, &one, &other));
	b[MEMORY].amount = U64_MAX;
	b[PORT].amount = 4;
	KUNIT_EXPECT_FALSE(test, subdev_amounts_equal(&type, &one, &other));
}

/*
 * What is said of a refusal
 */

/* Attributes to point at: only their addresses count. */
static const struct nlattr version_attr, first, second, third;

static void config_say(struct kunit *test)
{
	struct netlink_ext_ack extack = {};
	char name[2 * NETLINK_MAX_FMTMSG_LEN];

	subdev_say(NULL, &first, "nobody listens to %d", 1);

	subdev_say(&extack, NULL, "count: %u wanted", 9);
	KUNIT_EXPECT_STREQ(test, extack._msg, "count: 9 wanted");
	KUNIT_EXPECT_NULL(test, extack.bad_attr);

	subdev_say(&extack, &first, "%s: 50%% of it", "count");
	KUNIT_EXPECT_STREQ(test, extack._msg, "count: 50% of it");
	KUNIT_EXPECT_PTR_EQ(test, extack.bad_attr, &first);
	subdev_say(&extack, NULL, "nobody else is to blame");
	KUNIT_EXPECT_PTR_EQ(test, extack.bad_attr, &first);

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	subdev_say(&extack, &first, "%s", name);
	KUNIT_EXPECT_EQ(test, strlen(extack._msg), NETLINK_MAX_FMTMSG_LEN - 1);
	KUNIT_EXPECT_TRUE(test, strstarts(name, extack._msg));
}

/*
 * Compositions and requests
 */

static struct subdev_comp *comp_new(struct kunit *test,
				    const struct subdev_type *of)
{
	struct subdev_comp *comp = subdev_comp_new(of);

	KUNIT_ASSERT_NOT_NULL(test, comp);
	return comp;
}

static void config_comp(struct kunit *test)
{
	struct subdev_comp *comp = comp_new(test, &type);
	struct subdev_comp *copy;
	unsigned int i;

	KUNIT_EXPECT_EQ(test, comp->config.version, U32_MAX);
	expect_values(test, comp->config.values,
		      test_aliases[VERSIONS - 1]);
	for (i = 0; i < USES; i++) {
		KUNIT_EXPECT_EQ(test, comp->config.amounts[i].amount,
				uses[i].def);
		KUNIT_EXPECT_EQ(test, comp->ranges[i].size, 0);
	}

	comp->config.version = 2;
	memcpy(comp->config.values, test_aliases[1], sizeof(test_aliases[1]));
	comp->config.amounts[PORT].amount = 8;
	comp->config.amounts[MEMORY].amount = U64_MAX;
	for (i = 0; i < USES; i++)
		comp->ranges[i].size = 1;
	copy = subdev_comp_copy(&type, comp);
	subdev_comp_free(comp);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_EXPECT_EQ(test, copy->config.version, 2);
	expect_values(test, copy->config.values, test_aliases[1]);
	KUNIT_EXPECT_EQ(test, copy->config.amounts[PORT].amount, 8);
	KUNIT_EXPECT_EQ(test, copy->config.amounts[MEMORY].amount, U64_MAX);
	for (i = 0; i < USES; i++)
		KUNIT_EXPECT_EQ(test, copy->ranges[i].size, 0);
	subdev_comp_free(copy);

	comp = comp_new(test, &plain);
	KUNIT_EXPECT_EQ(test, comp->config.version, 0);
	KUNIT_EXPECT_EQ(test, comp->config.amounts[PORT].amount, 5);
	copy = subdev_comp_copy(&plain, comp);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_EXPECT_EQ(test, copy->config.version, 0);
	KUNIT_EXPECT_EQ(test, copy->config.amounts[PORT].amount, 5);
	subdev_comp_free(copy);
	subdev_comp_free(comp);
	subdev_comp_free(NULL);
}

static void config_wanted_attr(struct kunit *test)
{
	struct subdev_wanted *m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, m);
	KUNIT_EXPECT_NULL(test, subdev_wanted_param_attr(m, "count"));
	KUNIT_EXPECT_NULL(test, subdev_wanted_amount_attr(m, "port"));
	m->version_attr = &version_attr;
	m->num_params = 2;
	m->params[0].name = "flag";
	m->params[0].attr = &first;
	m->params[1].name = "count";
	m->params[1].attr = &second;
	m->num_amounts = 2;
	m->amounts[0].name = "memory";
	m->amounts[0].attr = &second;
	m->amounts[1].name = "port";
	m->amounts[1].attr = &third;
	KUNIT_EXPECT_PTR_EQ(test, subdev_wanted_param_attr(m, "flag"), &first);
	KUNIT_EXPECT_PTR_EQ(test, subdev_wanted_param_attr(m, "count"), &second);
	KUNIT_EXPECT_PTR_EQ(test, subdev_wanted_param_attr(m, "mode"),
			    &version_attr);
	KUNIT_EXPECT_PTR_EQ(test, subdev_wanted_amount_attr(m, "memory"),
			    &second);
	KUNIT_EXPECT_PTR_EQ(test, subdev_wanted_amount_attr(m, "port"), &third);
	KUNIT_EXPECT_NULL(test, subdev_wanted_amount_attr(m, "spare"));
}

#define WANT_PARAM(_attr, _name, _kind, ...) {				\
	.attr = (_attr), .name = (_name),				\
	.kind = SUBDEV_PARAM_KIND_##_kind, __VA_ARGS__			\
}

#define WANT_AMOUNT(_attr, _name, _amount) {				\
	.attr = (_attr), .name = (_name), .amount = (_amount),		\
}

/**
 * struct apply - a request, on a configuration of version 2
 * @version: the version that it names, 0 for none
 * @params: the params that it names, up to the first without a name
 * @amounts: the resources that it names, up to the first without a name
 * @err: what it fails with
 * @attr: what is to blame for that
 * @text: what the sentence begins with
 * @become: the version that the configuration comes to have
 * @like: the version whose values it comes to have
 * @but: the values that differ from those
 * @ports: its amount of port
 * @memory: its amount of memory
 */
struct apply {
	u32 version;
	struct subdev_named_value params[4];
	struct subdev_named_amount amounts[4];
	int err;
	const struct nlattr *attr;
	const char *text;
	u32 become;
	u32 like;
	struct subdev_value but[PARAMS];
	u64 ports;
	u64 memory;
};

static const struct apply applies[] = {
	/* nothing */
	{ .become = 2, .like = 2, .ports = 5 },
	/* a version */
	{ .version = 1, .become = 1, .like = 1, .ports = 5 },
	{ .version = 2, .become = 2, .like = 2, .ports = 5 },
	{
		/* it is as it was called, not as a newer one that is the same */
		.version = 9, .become = 9, .like = 9, .ports = 5,
	},
	/* params: of this version, of none, of another */
	{
		.params = { WANT_PARAM(&first, "flag", BOOL, .num = 0) },
		.become = 2, .like = 2, .ports = 5,
	},
	{
		.params = { WANT_PARAM(&first, "flag", BOOL, .num = 1) },
		.become = 0, .like = 2, .but = { [FLAG] = NUM(1) }, .ports = 5,
	},
	{
		.params = {
			WANT_PARAM(&first, "mode", STRING, .str = "red"),
			WANT_PARAM(&second, "count", UINT, .num = 20),
			WANT_PARAM(&third, "title", STRING, .str = ""),
		},
		.become = 0, .like = 2, .ports = 5,
		.but = {
			[COUNT] = NUM(20), [TITLE] = STR(""), [MODE] = NUM(0),
		},
	},
	{
		/* the version first, whatever was before */
		.version = 7,
		.params = { WANT_PARAM(&first, "serial", UINT, .num = 5) },
		.become = 0, .like = 7, .but = { [SERIAL] = NUM(5) },
		.ports = 5,
	},
	{
		.version = U32_MAX,
		.params = { WANT_PARAM(&first, "title", STRING, .str = "nine") },
		.become = 10, .like = 10, .ports = 5,
	},
	{
		/* of two that are the same the one that was named */
		.version = 9,
		.params = { WANT_PARAM(&first, "count", UINT, .num = 12) },
		.become = 9, .like = 9, .ports = 5,
	},
	/* amounts */
	{
		.amounts = { WANT_AMOUNT(&first, "port", 11) },
		.become = 2, .like = 2, .ports = 11,
	},
	{
		.amounts = {
			WANT_AMOUNT(&first, "memory", U64_MAX),
			WANT_AMOUNT(&second, "port", 2),
		},
		.become = 2, .like = 2, .ports = 2, .memory = U64_MAX,
	},
	{
		/* all of it */
		.version = 1,
		.params = { WANT_PARAM(&first, "count", UINT, .num = 10) },
		.amounts = { WANT_AMOUNT(&second, "memory", 5) },
		.become = 0, .like = 1, .but = { [COUNT] = NUM(10) },
		.ports = 5, .memory = 5,
	},
	/* refused: the version */
	{
		.version = 4, .err = -ENOENT, .attr = &version_attr,
		.text = "version 4: ",
	},
	{
		/* before what else is wrong */
		.version = U32_MAX - 1,
		.params = { WANT_PARAM(&first, "flog", BOOL) },
		.amounts = { WANT_AMOUNT(&second, "port", 0) },
		.err = -ENOENT, .attr = &version_attr,
		.text = "version 4294967294: ",
	},
	/* refused: a param */
	{
		.params = {
			WANT_PARAM(&first, "flag", BOOL, .num = 1),
			WANT_PARAM(&second, "flog", BOOL, .num = 1),
			WANT_PARAM(&third, "count", UINT, .num = 10),
		},
		.err = -ENOENT, .attr = &second, .text = "flog: the model has",
	},
	{
		.version = 1,
		.params = { WANT_PARAM(&first, "flag", BOOL, .num = 0) },
		.err = -ENOENT, .attr = &first,
		.text = "flag: this version has",
	},
	{
		.version = 9,
		.params = {
			WANT_PARAM(&first, "flag", BOOL, .num = 0),
			WANT_PARAM(&second, "mode", STRING, .str = "red"),
		},
		.err = -ENOENT, .attr = &second,
		.text = "mode: this version has",
	},
	{
		.params = {
			WANT_PARAM(&first, "count", UINT, .num = 10),
			WANT_PARAM(&second, "flag", STRING, .str = "on"),
		},
		.err = -EINVAL, .attr = &second, .text = "flag: a bool",
	},
	{
		.params = { WANT_PARAM(&third, "mode", STRING, .str = "pink") },
		.err = -EINVAL, .attr = &third, .text = "mode: pink",
	},
	{
		.params = { WANT_PARAM(&first, "count", UINT, .num = 21) },
		.err = -ERANGE, .attr = &first, .text = "count: not in",
	},
	{
		.params = { WANT_PARAM(&first, "title", STRING, .str = "fives") },
		.err = -ERANGE, .attr = &first, .text = "title: longer",
	},
	/* refused: an amount */
	{
		.amounts = {
			WANT_AMOUNT(&first, "port", 5),
			WANT_AMOUNT(&second, "sparse", 5),
		},
		.err = -ENOENT, .attr = &second, .text = "sparse: the type uses",
	},
	{
		/* of the parent, but not of the type */
		.amounts = { WANT_AMOUNT(&third, "spare", 5) },
		.err = -ENOENT, .attr = &third, .text = "spare: the type uses",
	},
	{
		.amounts = {
			WANT_AMOUNT(&first, "memory", 10),
			WANT_AMOUNT(&second, "port", 1),
		},
		.err = -ERANGE, .attr = &second, .text = "port: not in 2 to 11",
	},
	{
		/* what is right does not make up for what is wrong */
		.amounts = {
			WANT_AMOUNT(&first, "port", 1),
			WANT_AMOUNT(&second, "memory", 10),
		},
		.err = -ERANGE, .attr = &first, .text = "port: not in 2 to 11",
	},
	{
		.params = { WANT_PARAM(&first, "count", UINT, .num = 21) },
		.amounts = { WANT_AMOUNT(&second, "port", 5) },
		.err = -ERANGE, .attr = &first, .text = "count: not in",
	},
	{
		.amounts = { WANT_AMOUNT(&first, "port", 0) },
		.err = -ERANGE, .attr = &first, .text = "port: not in 2 to 11",
	},
	{
		.amounts = { WANT_AMOUNT(&first, "port", 12) },
		.err = -ERANGE, .attr = &first, .text = "port: not in 2 to 11",
	},
	{
		.amounts = { WANT_AMOUNT(&first, "port", 10) },
		.err = -ERANGE, .attr = &first,
		.text = "port: not 2 and steps of 3",
	},
	{
		.amounts = { WANT_AMOUNT(&first, "memory", U64_MAX - 1) },
		.err = -ERANGE, .attr = &first,
		.text = "memory: not 0 and steps of 5",
	},
};

static struct subdev_wanted *apply_manifest(struct kunit *test,
					    const struct apply *a)
{
	struct subdev_wanted *m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, m);
	m->version = a->version;
	m->version_attr = a->version ? &version_attr : NULL;
	for (; a->params[m->num_params].name; m->num_params++)
		m->params[m->num_params] = a->params[m->num_params];
	for (; a->amounts[m->num_amounts].name; m->num_amounts++)
		m->amounts[m->num_amounts] = a->amounts[m->num_amounts];
	return m;
}

static void expect_applied(struct kunit *test, const struct apply *a,
			   const struct subdev_config *config)
{
	struct subdev_value values[PARAMS];
	unsigned int i;

	for (i = 0; test_versions[i].number != a->like; i++)
		KUNIT_ASSERT_LT(test, i, VERSIONS - 1);
	memcpy(values, test_aliases[i], sizeof(values));
	for (i = 0; i < PARAMS; i++)
		if (a->but[i].present)
			values[i] = a->but[i];
	KUNIT_EXPECT_EQ(test, config->version, a->become);
	expect_values(test, config->values, values);
	KUNIT_EXPECT_EQ(test, config->amounts[PORT].amount, a->ports);
	KUNIT_EXPECT_EQ(test, config->amounts[MEMORY].amount, a->memory);
}

static void config_apply(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(applies); i++) {
		const struct apply *a = &applies[i];
		struct subdev_comp *comp = comp_new(test, &type);
		struct netlink_ext_ack extack = {};
		int err;

		comp->config.version = 2;
		subdev_model_alias(&test_model, &test_versions[1],
				   comp->config.values);
		err = subdev_config_apply(&type, resources, &comp->config,
					  apply_manifest(test, a), &extack);
		KUNIT_EXPECT_EQ_MSG(test, err, a->err, "request %u: %s", i,
				    extack._msg ?: "");
		if (a->err) {
			expect_blame(test, &extack, a->attr, a->text);
		} else {
			KUNIT_EXPECT_NULL(test, extack._msg);
			expect_applied(test, a, &comp->config);
		}
		subdev_comp_free(comp);
	}
}

/* A type without model has amounts, but neither version nor param. */
static void config_apply_plain(struct kunit *test)
{
	static const struct apply good = {
		.amounts = {
			WANT_AMOUNT(&first, "port", 5),
			WANT_AMOUNT(&second, "memory", 10),
		},
	};
	static const struct apply bad[] = {
		{ .version = 1, .attr = &version_attr },
		{
			.params = { WANT_PARAM(&first, "flag", BOOL) },
			.attr = &first,
		},
		{
			.version = 1, .attr = &version_attr,
			.params = { WANT_PARAM(&first, "flag", BOOL) },
			.amounts = { WANT_AMOUNT(&second, "port", 5) },
		},
	};
	struct subdev_comp *comp = comp_new(test, &plain);
	unsigned int i;

	KUNIT_EXPECT_EQ(test,
			subdev_config_apply(&plain, resources, &comp->config,
					    apply_manifest(test, &good), NULL),
			0);
	KUNIT_EXPECT_EQ(test, comp->config.version, 0);
	KUNIT_EXPECT_EQ(test, comp->config.amounts[PORT].amount, 5);
	KUNIT_EXPECT_EQ(test, comp->config.amounts[MEMORY].amount, 10);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct netlink_ext_ack extack = {};

		KUNIT_EXPECT_EQ(test,
				subdev_config_apply(&plain, resources,
						    &comp->config,
						    apply_manifest(test, &bad[i]),
						    &extack),
				-EOPNOTSUPP);
		expect_blame(test, &extack, bad[i].attr, "the type has no model");
	}
	subdev_comp_free(comp);
}

/*
 * The longest names and numbers
 */

#define NAME_63							\
	"n23456789-123456789-123456789-123456789-123456789-123456789-123"
#define ENORMOUS	(U64_MAX - 9)

static const char * const long_choices[] = { NAME_63 };

/* The param of a name of 63 bytes, for each kind. */
static const struct subdev_param long_params[] = {
	{ .name = NAME_63, .kind = SUBDEV_PARAM_KIND_BOOL },
	{
		.name = NAME_63, .kind = SUBDEV_PARAM_KIND_UINT,
		.def = ENORMOUS, .min = ENORMOUS, .max = U64_MAX,
	},
	{ .name = NAME_63, .kind = SUBDEV_PARAM_KIND_STRING, .max = 10 },
	{
		.name = NAME_63, .kind = SUBDEV_PARAM_KIND_ENUM,
		.choices = long_choices, .num_choices = 1,
	},
	{ .name = NAME_63, .kind = SUBDEV_PARAM_KIND_BOOL, .until = 1 },
};

/* What is left of the name does not push out what is said of it. */
static void expect_sentence(struct kunit *test, const struct apply *a,
			    const struct subdev_param *param, const char *end)
{
	static const struct subdev_version two = { .number = 2 };
	static const struct subdev_resource resource = { .name = NAME_63 };
	static const struct subdev_use use = {
		.def = ENORMOUS, .min = ENORMOUS, .max = U64_MAX, .step = 9,
	};
	const struct subdev_model long_model = {
		.uri = "test:long", .versions = &two, .num_versions = 1,
		.params = param, .num_params = 1,
	};
	const struct subdev_type long_type = {
		.uses = &use, .num_uses = 1, .model = &long_model,
	};
	struct subdev_comp *comp = comp_new(test, &long_type);
	struct netlink_ext_ack extack = {};

	KUNIT_EXPECT_EQ(test,
			subdev_config_apply(&long_type, &resource,
					    &comp->config,
					    apply_manifest(test, a), &extack),
			a->err);
	expect_blame(test, &extack, &first, "n23456789-12345");
	KUNIT_EXPECT_TRUE_MSG(test,
			      strlen(extack._msg) > strlen(end) &&
			      !strcmp(extack._msg + strlen(extack._msg) -
				      strlen(end), end),
			      "\"%s\" does not end with \"%s\"", extack._msg,
			      end);
	subdev_comp_free(comp);
}

static void config_long_names(struct kunit *test)
{
	static const struct {
		struct apply apply;
		unsigned int param;
		const char *end;
	} rows[] = {
		{
			{
				.params = { WANT_PARAM(&first, NAME_63, UINT) },
				.err = -EINVAL,
			}, 0, ": a bool is wanted",
		},
		{
			{
				.params = { WANT_PARAM(&first, NAME_63, BOOL) },
				.err = -EINVAL,
			}, 1, ": a uint is wanted",
		},
		{
			{
				.params = { WANT_PARAM(&first, NAME_63, UINT) },
				.err = -ERANGE,
			}, 1,
			": not in 18446744073709551606 to 18446744073709551615",
		},
		{
			{
				.params = {
					WANT_PARAM(&first, NAME_63, STRING,
						   .str = "12345678901"),
				},
				.err = -ERANGE,
			}, 2, ": longer than 10 bytes",
		},
		{
			{
				.params = {
					WANT_PARAM(&first, NAME_63, STRING,
						   .str = NAME_63 "4"),
				},
				.err = -EINVAL,
			}, 3, " is none of its choices",
		},
		{
			{
				.params = { WANT_PARAM(&first, NAME_63, BOOL) },
				.err = -ENOENT,
			}, 4, ": this version has no such param",
		},
		{
			{
				.params = {
					WANT_PARAM(&first, NAME_63 "4", BOOL),
				},
				.err = -ENOENT,
			}, 4, ": the model has no such param",
		},
		{
			{
				.amounts = {
					WANT_AMOUNT(&first, NAME_63 "4", 1),
				},
				.err = -ENOENT,
			}, 0, ": the type uses no such resource",
		},
		{
			{
				.amounts = { WANT_AMOUNT(&first, NAME_63, 1) },
				.err = -ERANGE,
			}, 0,
			": not in 18446744073709551606 to 18446744073709551615",
		},
		{
			{
				.amounts = {
					WANT_AMOUNT(&first, NAME_63,
						    U64_MAX - 1),
				},
				.err = -ERANGE,
			}, 0,
			": not 18446744073709551606 and steps of 9",
		},
	};
	unsigned int i;

	KUNIT_ASSERT_EQ(test, strlen(NAME_63), SUBDEV_TYPE_NAME_MAX);
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		expect_sentence(test, &rows[i].apply,
				&long_params[rows[i].param], rows[i].end);
}

static struct kunit_case config_cases[] = {
	KUNIT_CASE(config_use_check),
	KUNIT_CASE(config_use_find),
	KUNIT_CASE(config_amounts_equal),
	KUNIT_CASE(config_say),
	KUNIT_CASE(config_comp),
	KUNIT_CASE(config_wanted_attr),
	KUNIT_CASE(config_apply),
	KUNIT_CASE(config_apply_plain),
	KUNIT_CASE(config_long_names),
	{}
};

static struct kunit_suite config_suite = {
	.name = "subdev_config",
	.test_cases = config_cases,
};

kunit_test_suite(config_suite);

MODULE_DESCRIPTION("KUnit tests of models, params and amounts");
MODULE_LICENSE("GPL");
