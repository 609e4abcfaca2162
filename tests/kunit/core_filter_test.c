// SPDX-License-Identifier: GPL-2.0-only
/*
 * Filters: which events pass, also those of a subdevice that changes its owner,
 * and what a request can ask for. The code under test is compiled in.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "core_owner.h"
#include "../../kernel/core/filter.c"

/* The sentences are for people. */
void subdev_say(struct netlink_ext_ack *extack, const struct nlattr *attr,
		const char *fmt, ...)
{
}

static const struct subdev_event parent_event = {
	.cmd = SUBDEV_CMD_PARENT_CHANGE_NTF,
	.parent_index = 3,
	.parent_name = "pci/0000:00:04.0",
};

static const struct subdev_event dev_event = {
	.cmd = SUBDEV_CMD_DEV_CHANGE_NTF,
	.parent_index = 3,
	.parent_name = "pci/0000:00:04.0",
	.owner = "joe",
};

static const struct subdev_event nobodys_event = {
	.cmd = SUBDEV_CMD_DEV_ADD_NTF,
	.parent_index = 4,
	.parent_name = "pci/0000:00:05.0",
	.owner = "",
};

/* It is pulled by joe, and then returned. */
static const struct subdev_event pulled_event = {
	.cmd = SUBDEV_CMD_DEV_CHANGE_NTF,
	.parent_index = 3,
	.parent_name = "pci/0000:00:04.0",
	.owner = "joe",
	.old_owner = "",
	.pool = "gold",
};

static const struct subdev_event returned_event = {
	.cmd = SUBDEV_CMD_DEV_CHANGE_NTF,
	.parent_index = 3,
	.parent_name = "pci/0000:00:04.0",
	.owner = "",
	.old_owner = "joe",
	.pool = "gold",
};

/* A pool itself, and one that leaves it as it is deleted by force. */
static const struct subdev_event pool_event = {
	.cmd = SUBDEV_CMD_POOL_CHANGE_NTF,
	.parent_index = 3,
	.parent_name = "pci/0000:00:04.0",
	.pool = "gold",
};

static const struct subdev_event left_event = {
	.cmd = SUBDEV_CMD_DEV_CHANGE_NTF,
	.parent_index = 3,
	.parent_name = "pci/0000:00:04.0",
	.owner = "joe",
	.old_pool = "gold",
};

/* A pool without a parent. */
static const struct subdev_event waiting_event = {
	.cmd = SUBDEV_CMD_POOL_CHANGE_NTF,
	.parent_name = "pci/0000:00:05.0",
	.pool = "silver",
};

static const struct subdev_event *const events[] = {
	&parent_event, &dev_event, &nobodys_event, &pulled_event,
	&returned_event, &pool_event, &left_event, &waiting_event,
};

/* A filter, and which of the events pass it, in their order. */
struct passing {
	struct subdev_filter filter;
	bool wants[ARRAY_SIZE(events)];
};

static const struct passing passings[] = {
	{ {}, { 1, 1, 1, 1, 1, 1, 1, 1 } },
	{ { .parent_index = 3 }, { 1, 1, 0, 1, 1, 1, 1, 0 } },
	{ { .parent_index = 4 }, { 0, 0, 1, 0, 0, 0, 0, 0 } },
	{ { .parent_index = 5 }, {} },
	{ { .parent_name = "pci/0000:00:05.0" }, { 0, 0, 1, 0, 0, 0, 0, 1 } },
	{ { .parent_name = "pci/0000:00:05" }, {} },
	{ { .parent_index = 4, .parent_name = "pci/0000:00:05.0" },
	  { 0, 0, 1, 0, 0 } },
	{ { .parent_index = 3, .parent_name = "pci/0000:00:05.0" }, {} },
	{ { .by_owner = true, .owner = "joe" }, { 0, 1, 0, 1, 1, 0, 1, 0 } },
	{ { .by_owner = true, .owner = "" }, { 0, 0, 1, 1, 1, 0, 0, 0 } },
	{ { .by_owner = true, .owner = "jo" }, {} },
	{ { .pool = "gold" }, { 0, 0, 0, 1, 1, 1, 1, 0 } },
	{ { .pool = "silver" }, { 0, 0, 0, 0, 0, 0, 0, 1 } },
	{ { .pool = "gol" }, {} },
	{ { .pool = "gold", .by_owner = true, .owner = "joe" },
	  { 0, 0, 0, 1, 1, 0, 1, 0 } },
	{ { .pool = "gold", .cmds = BIT_ULL(SUBDEV_CMD_POOL_CHANGE_NTF) },
	  { 0, 0, 0, 0, 0, 1, 0, 0 } },
	{ { .cmds = BIT_ULL(SUBDEV_CMD_DEV_CHANGE_NTF) },
	  { 0, 1, 0, 1, 1, 0, 1, 0 } },
	{ { .cmds = BIT_ULL(SUBDEV_CMD_DEV_ADD_NTF) |
		    BIT_ULL(SUBDEV_CMD_PARENT_CHANGE_NTF) },
	  { 1, 0, 1, 0, 0 } },
	{ { .cmds = BIT_ULL(SUBDEV_CMD_DEV_DEL_NTF) }, {} },
	{ { .cmds = BIT_ULL(SUBDEV_CMD_DEV_CHANGE_NTF), .parent_index = 3,
	    .by_owner = true, .owner = "" }, { 0, 0, 0, 1, 1, 0, 0, 0 } },
};

static void test_wants(struct kunit *test)
{
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(passings); i++)
		for (j = 0; j < ARRAY_SIZE(events); j++)
			KUNIT_EXPECT_EQ_MSG(test, passings[i].wants[j],
					    subdev_filter_wants(&passings[i].filter,
								events[j]),
					    "filter %u, event %u", i, j);
}

/* A request as it comes: attributes one after the other, and by number. */
struct request {
	u8 buf[512] __aligned(NLA_ALIGNTO);
	int len;
	struct nlattr *attrs[SUBDEV_A_FILTER_MAX + 1];
};

static void put(struct request *r, int type, const void *data, int len)
{
	struct nlattr *attr = (void *)(r->buf + r->len);

	attr->nla_type = type;
	attr->nla_len = nla_attr_size(len);
	memcpy(nla_data(attr), data, len);
	r->len += nla_total_size(len);
	r->attrs[type] = attr;
}

static void put_u32(struct request *r, int type, u32 value)
{
	put(r, type, &value, sizeof(value));
}

static void put_string(struct request *r, int type, const char *value)
{
	put(r, type, value, strlen(value) + 1);
}

static int parse(const struct request *r, struct subdev_filter *filter)
{
	memset(filter, 0, sizeof(*filter));
	return subdev_filter_parse(filter, (struct nlattr **)r->attrs,
				   (const struct nlattr *)r->buf, r->len, NULL);
}

static void test_parse(struct kunit *test)
{
	struct subdev_filter filter;
	struct request r = {};
	unsigned int kind;

	KUNIT_EXPECT_EQ(test, 0, parse(&r, &filter));
	KUNIT_EXPECT_TRUE(test, !memchr_inv(&filter, 0, sizeof(filter)));
	for (kind = SUBDEV_EVENT_KIND_MAX; kind; kind--) {
		r.len = 0;
		put_u32(&r, SUBDEV_A_FILTER_KIND, kind);
		KUNIT_EXPECT_EQ(test, 0, parse(&r, &filter));
		KUNIT_EXPECT_EQ(test, 1, hweight64(filter.cmds));
	}
	put_u32(&r, SUBDEV_A_FILTER_KIND, SUBDEV_EVENT_KIND_POOL_DEL);
	put_u32(&r, SUBDEV_A_FILTER_PARENT_INDEX, 3);
	put_string(&r, SUBDEV_A_FILTER_PARENT_NAME, "pci/0000:00:04.0");
	put_string(&r, SUBDEV_A_FILTER_OWNER, "");
	put_string(&r, SUBDEV_A_FILTER_POOL, "gold");
	KUNIT_EXPECT_EQ(test, 0, parse(&r, &filter));
	KUNIT_EXPECT_EQ(test, BIT_ULL(SUBDEV_CMD_PARENT_ADD_NTF) |
			      BIT_ULL(SUBDEV_CMD_POOL_DEL_NTF), filter.cmds);
	KUNIT_EXPECT_EQ(test, 3, filter.parent_index);
	KUNIT_EXPECT_STREQ(test, "pci/0000:00:04.0", filter.parent_name);
	KUNIT_EXPECT_TRUE(test, filter.by_owner);
	KUNIT_EXPECT_STREQ(test, "", filter.owner);
	KUNIT_EXPECT_STREQ(test, "gold", filter.pool);
}

/* Names and owners of the greatest length, and those that nothing can have. */
static void test_names(struct kunit *test)
{
	static const struct {
		int type;
		const char *data;
		int len;
	} bad[] = {
		{ SUBDEV_A_FILTER_PARENT_NAME, "", 1 },
		{ SUBDEV_A_FILTER_PARENT_NAME, "a/b\0c", 6 },
		{ SUBDEV_A_FILTER_POOL, "", 1 },
		{ SUBDEV_A_FILTER_POOL, "a\0c", 4 },
		{ SUBDEV_A_FILTER_OWNER, "a b", 4 },
		{ SUBDEV_A_FILTER_OWNER, "a\0b", 4 },
		{ SUBDEV_A_FILTER_OWNER, "\0b", 3 },
	};
	char name[SUBDEV_NAME_MAX + 1] = {}, owner[SUBDEV_OWNER_MAX + 1] = {};
	struct subdev_filter filter;
	struct request r = {};
	unsigned int i;

	memset(name, 'n', SUBDEV_NAME_MAX);
	memset(owner, 'o', SUBDEV_OWNER_MAX);
	put_string(&r, SUBDEV_A_FILTER_PARENT_NAME, name);
	put_string(&r, SUBDEV_A_FILTER_OWNER, owner);
	KUNIT_EXPECT_EQ(test, 0, parse(&r, &filter));
	KUNIT_EXPECT_STREQ(test, name, filter.parent_name);
	KUNIT_EXPECT_STREQ(test, owner, filter.owner);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memset(&r, 0, sizeof(r));
		put(&r, bad[i].type, bad[i].data, bad[i].len);
		KUNIT_EXPECT_EQ_MSG(test, -EINVAL, parse(&r, &filter), "%u", i);
	}
}

static struct kunit_case filter_cases[] = {
	KUNIT_CASE(test_wants),
	KUNIT_CASE(test_parse),
	KUNIT_CASE(test_names),
	{}
};

static struct kunit_suite filter_suite = {
	.name = "subdev_filter",
	.test_cases = filter_cases,
};

kunit_test_suite(filter_suite);

MODULE_DESCRIPTION("KUnit tests of the filters of events");
MODULE_LICENSE("GPL");
