// SPDX-License-Identifier: GPL-2.0-only
/* Limits of owners: asked for, set and taken away. */
#include <errno.h>
#include <string.h>

#include <netlink/attr.h>

#include "harness.h"
#include "sent.h"
#include "state.h"

static void test_dump(void **state)
{
	struct state *s = *state;
	struct subdev_limit_list *list;
	struct subdev_limit *limit, *kept;

	assert_int_equal(subdev_limit_dump(s->ctx, NULL, NULL, &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_LIMIT_GET, 0);
	assert_true(subdev_limit_list_is_consistent(list));
	limit = subdev_limit_list_get_first(list);
	assert_int_equal(subdev_limit_get_parent_index(limit), 1);
	assert_string_equal(subdev_limit_get_parent_name(limit), "pci/0000:00:04.0");
	assert_string_equal(subdev_limit_get_owner(limit), "agent");
	assert_string_equal(subdev_limit_get_resource(limit), "port");
	assert_int_equal(subdev_limit_get_amount(limit), 4);
	assert_int_equal(subdev_limit_get_used(limit), 4);
	limit = subdev_limit_list_get_next(list, limit);
	assert_int_equal(subdev_limit_get_used(limit), 0);
	limit = subdev_limit_list_get_next(list, limit);
	assert_int_equal(subdev_limit_get_amount(limit), 5000000000);
	assert_int_equal(subdev_limit_get_used(limit), 10000000000);
	assert_null(subdev_limit_list_get_next(list, limit));
	kept = subdev_limit_ref(limit);
	assert_null(subdev_limit_list_unref(list));
	/* an object can outlive its list */
	assert_string_equal(subdev_limit_get_resource(kept), "bandwidth");
	assert_null(subdev_limit_unref(kept));
	assert_null(subdev_limit_unref(NULL));
}

static unsigned int count_of(struct state *s, const char *parent, const char *owner)
{
	struct subdev_limit_list *list;
	struct subdev_limit *limit;
	unsigned int count = 0;

	assert_int_equal(subdev_limit_dump(s->ctx, parent, owner, &list), 0);
	subdev_limit_list_foreach(list, limit)
		count++;
	subdev_limit_list_unref(list);
	return count;
}

static void test_dump_some(void **state)
{
	struct state *s = *state;

	assert_int_equal(count_of(s, NULL, "vm/21"), 2);
	assert_sent(&s->host.fake, SUBDEV_CMD_LIMIT_GET, 1);
	assert_sent_string(&s->host.fake, SUBDEV_A_LIMIT_OWNER, "vm/21");
	assert_int_equal(count_of(s, "1", "vm/21"), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_LIMIT_GET, 2);
	assert_sent_u32(&s->host.fake, SUBDEV_A_LIMIT_PARENT_INDEX, 1);
	assert_int_equal(count_of(s, "platform/sim.0", NULL), 2);
	assert_sent_string(&s->host.fake, SUBDEV_A_LIMIT_PARENT_NAME, "platform/sim.0");
	assert_int_equal(count_of(s, NULL, "nobody"), 0);
}

static const struct nlattr *inner(const struct nlattr *nest, int type)
{
	return nla_find(nla_data(nest), nla_len(nest), type);
}

static void assert_limit(const struct nlattr *nla, const char *owner, const char *resource)
{
	assert_int_equal(nla->nla_type, SUBDEV_A_PARENT_LIMIT | NLA_F_NESTED);
	assert_string_equal(nla_data(inner(nla, SUBDEV_A_NEW_LIMIT_OWNER)), owner);
	assert_string_equal(nla_data(inner(nla, SUBDEV_A_NEW_LIMIT_RESOURCE)), resource);
}

/* Each in a nest of its own, in the order in which they were said; without an amount for none. */
static void test_set(void **state)
{
	struct state *s = *state;
	struct subdev_limit_set *set;
	struct subdev_parent *parent;
	const struct nlattr *nla;
	int rest;

	assert_int_equal(subdev_limit_set_new(s->ctx, "2", "vm/21", &set), 0);
	assert_int_equal(subdev_limit_set_amount(set, "queue", UINT64_MAX), 0);
	assert_int_equal(subdev_limit_set_none(set, "bandwidth"), 0);
	assert_int_equal(s->host.fake.num_requests, 0);
	assert_int_equal(subdev_limit_set_run(set, &parent), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_PARENT_SET, 3);
	assert_sent_u32(&s->host.fake, SUBDEV_A_PARENT_INDEX, 2);
	assert_int_equal(subdev_parent_get_index(parent), 2);
	subdev_parent_unref(parent);
	nla = msg_attr(last_request(&s->host.fake), SUBDEV_A_PARENT_INDEX);
	rest = msg_attrs_len(last_request(&s->host.fake));
	nla = nla_next(nla, &rest);
	assert_limit(nla, "vm/21", "queue");
	assert_int_equal(nla_len(inner(nla, SUBDEV_A_NEW_LIMIT_AMOUNT)), sizeof(uint64_t));
	nla = nla_next(nla, &rest);
	assert_limit(nla, "vm/21", "bandwidth");
	assert_null(inner(nla, SUBDEV_A_NEW_LIMIT_AMOUNT));
	assert_int_equal(count_of(s, "2", "vm/21"), 2);
	assert_int_equal(s->host.limits[3].amount, UINT64_MAX);
	assert_int_equal(subdev_limit_set_run(set, NULL), 0);
	assert_null(subdev_limit_set_free(set));
	assert_null(subdev_limit_set_free(NULL));
}

/* It is said which of several was wrong. */
static void test_refused(void **state)
{
	struct state *s = *state;
	struct subdev_limit_set *set;

	assert_int_equal(subdev_limit_set_new(s->ctx, "platform/sim.0", "vm/21", &set), 0);
	assert_int_equal(subdev_limit_set_amount(set, "queue", 1), 0);
	assert_int_equal(subdev_limit_set_amount(set, "none", 1), 0);
	assert_int_equal(subdev_limit_set_run(set, NULL), -ENOENT);
	assert_string_equal(subdev_error_get_text(s->ctx), "no such resource");
	assert_string_equal(subdev_error_get_attr(s->ctx), "limit[none].resource");
	subdev_limit_set_free(set);
	assert_int_equal(subdev_limit_set_new(s->ctx, "3", "vm/21", &set), 0);
	assert_int_equal(subdev_limit_set_none(set, "queue"), 0);
	assert_int_equal(subdev_limit_set_run(set, NULL), -ENODEV);
	subdev_limit_set_free(set);
}

/* What is too long, or no parent, is refused before it is sent. */
static void test_long(void **state)
{
	char text[SUBDEV_OWNER_MAX + 2];
	struct state *s = *state;
	struct subdev_limit_list *list;
	struct subdev_limit_set *set;

	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(subdev_limit_set_new(s->ctx, "none", "vm/21", &set), -EINVAL);
	assert_int_equal(subdev_limit_set_new(s->ctx, "1", text, &set), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "owner");
	assert_int_equal(subdev_limit_dump(s->ctx, NULL, text, &list), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "owner");
	assert_int_equal(subdev_limit_set_new(s->ctx, "1", text + 1, &set), 0);
	assert_int_equal(subdev_limit_set_amount(set, text, 1), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "resource");
	assert_int_equal(subdev_limit_set_none(set, text), -EINVAL);
	assert_int_equal(s->host.fake.num_requests, 0);
	assert_int_equal(subdev_limit_set_amount(set, "port", 1), 0);
	assert_int_equal(subdev_limit_set_run(set, NULL), 0);
	assert_string_equal(s->host.limits[3].owner, text + 1);
	subdev_limit_set_free(set);
}

/* More than a message takes. */
static void test_many(void **state)
{
	struct state *s = *state;
	struct subdev_limit_set *set;
	int err = 0;

	assert_int_equal(subdev_limit_set_new(s->ctx, "1", "agent", &set), 0);
	for (unsigned int i = 0; i < 10000 && !err; i++)
		err = subdev_limit_set_amount(set, "port", i);
	assert_int_equal(err, -EMSGSIZE);
	assert_string_equal(subdev_error_get_attr(s->ctx), "limit");
	subdev_limit_set_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_dump, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_dump_some, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_set, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_refused, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_long, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_many, state_setup, state_teardown),
	};

	return cmocka_run_group_tests_name("limit", tests, NULL, NULL);
}
