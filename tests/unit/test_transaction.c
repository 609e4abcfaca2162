// SPDX-License-Identifier: GPL-2.0-only
/* Transactions: what the items say, what is answered, and where an error points. */
#include <errno.h>
#include <string.h>

#include <netlink/attr.h>

#include "harness.h"
#include "sent.h"
#include "state.h"

static int setup(void **state)
{
	struct state *s;

	if (state_setup(state))
		return -1;
	s = *state;
	host_add_pools(&s->host);
	return 0;
}

static struct subdev_transaction *transaction_new(struct state *s)
{
	struct subdev_transaction *transaction;

	assert_int_equal(subdev_transaction_new(s->ctx, &transaction), 0);
	return transaction;
}

static struct subdev_dev_create *create_new(struct state *s, const char *parent, const char *type)
{
	struct subdev_dev_create *create;

	assert_int_equal(subdev_dev_create_new(s->ctx, &create), 0);
	assert_int_equal(subdev_dev_create_set_parent(create, parent), 0);
	assert_int_equal(subdev_dev_create_set_type(create, type), 0);
	return create;
}

static void add_create(struct state *s, struct subdev_transaction *transaction, const char *label,
		       uint32_t count)
{
	struct subdev_dev_create *create = create_new(s, "1", "serial-1");

	if (label)
		assert_int_equal(subdev_dev_create_set_label(create, label), 0);
	assert_int_equal(subdev_transaction_add_create(transaction, create, count), 0);
	subdev_dev_create_free(create);
}

static void add_pull(struct state *s, struct subdev_transaction *transaction, const char *pool,
		     uint32_t lease, uint32_t count)
{
	struct subdev_pool_pull *pull;

	assert_int_equal(subdev_pool_pull_new(s->ctx, pool, &pull), 0);
	if (lease)
		subdev_pool_pull_set_lease(pull, lease, 0);
	assert_int_equal(subdev_transaction_add_pull(transaction, pull, count), 0);
	subdev_pool_pull_free(pull);
}

/* Item number @i of the last request, as a request of its own. */
static struct host_ask item_of(const struct state *s, unsigned int i)
{
	const struct msg *request = last_request(&s->host.fake);
	struct nlattr *nla;
	int rest;

	nla_for_each_attr(nla, (struct nlattr *)msg_attrs(request), msg_attrs_len(request), rest) {
		if (nla_type(nla) == SUBDEV_A_TRANSACTION_ITEM && !i--)
			return (struct host_ask){ request, nla_data(nla), nla_len(nla) };
	}
	fail_msg("there is no such item");
	return (struct host_ask){ 0 };
}

/* The list has these, and no more. */
static void assert_ids(struct subdev_dev_list *list, const uint32_t *ids, size_t count)
{
	struct subdev_dev *dev = subdev_dev_list_get_first(list);

	for (size_t i = 0; i < count; i++) {
		assert_non_null(dev);
		assert_int_equal(subdev_dev_get_id(dev), ids[i]);
		dev = subdev_dev_list_get_next(list, dev);
	}
	assert_null(dev);
	assert_true(subdev_dev_list_is_consistent(list));
	assert_int_equal(subdev_dev_list_get_epoch(list), 0);
}

static void test_brief(void **state)
{
	static const uint32_t ids[] = { 9, 31, 32, 10, 11 };
	struct state *s = *state;
	struct subdev_transaction *transaction = transaction_new(s);
	struct subdev_dev_list *list;
	struct subdev_dev *dev;
	struct host_ask item;

	add_create(s, transaction, "a", 1);
	add_pull(s, transaction, "gold", 0, 2);
	add_create(s, transaction, NULL, 2);
	assert_int_equal(subdev_transaction_run(transaction, &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_TRANSACTION_RUN, 3);
	item = item_of(s, 0);
	assert_string_equal(host_attr_string(&item, SUBDEV_A_DEV_LABEL), "a");
	assert_int_equal(host_attr_u32(&item, SUBDEV_A_DEV_PARENT_INDEX, 0), 1);
	assert_null(host_attr(&item, SUBDEV_A_DEV_COUNT));
	assert_null(host_attr(&item, SUBDEV_A_DEV_POOL));
	item = item_of(s, 1);
	assert_string_equal(host_attr_string(&item, SUBDEV_A_DEV_POOL), "gold");
	assert_int_equal(host_attr_u32(&item, SUBDEV_A_DEV_COUNT, 0), 2);
	assert_ids(list, ids, ARRAY_SIZE(ids));
	dev = subdev_dev_list_get_first(list);
	assert_string_equal(subdev_dev_get_label(dev), "a");
	assert_non_null(subdev_dev_get_uuid_str(dev));
	assert_string_equal(subdev_dev_get_group_path(dev), "/dev/vfio/12");
	/* of the rest there is nothing */
	assert_null(subdev_dev_get_parent_name(dev));
	assert_null(subdev_dev_get_type(dev));
	assert_null(subdev_dev_get_sysfs_path(dev));
	assert_int_equal(subdev_dev_get_state(dev), 0);
	assert_int_equal(subdev_dev_get_num_amounts(dev), 0);
	dev = subdev_dev_list_get_next(list, dev);
	assert_string_equal(subdev_dev_get_cdev_path(dev), "/dev/vfio/devices/vfio31");
	subdev_dev_list_unref(list);
	assert_null(subdev_transaction_free(transaction));
	assert_null(subdev_transaction_free(NULL));
}

/* It can be run again, and with another wish. */
static void test_whole(void **state)
{
	struct state *s = *state;
	struct subdev_transaction *transaction = transaction_new(s);
	struct subdev_dev_list *list;
	struct subdev_dev *dev;

	add_pull(s, transaction, "gold", 0, 1);
	subdev_transaction_set_whole(transaction, true);
	assert_int_equal(subdev_transaction_run(transaction, &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_TRANSACTION_RUN, 2);
	assert_non_null(msg_attr(last_request(&s->host.fake), SUBDEV_A_TRANSACTION_WHOLE));
	dev = subdev_dev_list_get_first(list);
	assert_string_equal(subdev_dev_get_pool(dev), "gold");
	assert_int_equal(subdev_dev_get_num_values(dev), 4);
	assert_string_equal(subdev_dev_get_state_str(dev), "idle");
	subdev_dev_list_unref(list);
	subdev_transaction_set_whole(transaction, false);
	assert_int_equal(subdev_transaction_run(transaction, NULL), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_TRANSACTION_RUN, 1);
	subdev_transaction_free(transaction);
}

/* What an item says is what was said when it was added. */
static void test_items_differ(void **state)
{
	struct state *s = *state;
	struct subdev_transaction *transaction = transaction_new(s);
	struct subdev_dev_create *create = create_new(s, "platform/sim.0", "my-nic");
	struct subdev_dev_list *list;
	struct subdev_dev *dev;

	subdev_dev_create_set_version(create, 2);
	assert_int_equal(subdev_dev_create_add_param_string(create, "link", "up"), 0);
	assert_int_equal(subdev_dev_create_set_owner(create, "agent"), 0);
	assert_int_equal(subdev_transaction_add_create(transaction, create, 1), 0);
	assert_int_equal(subdev_dev_create_add_resource(create, "channel", 8), 0);
	subdev_dev_create_set_inactive(create, true);
	assert_int_equal(subdev_transaction_add_create(transaction, create, 1), 0);
	subdev_dev_create_free(create);
	subdev_transaction_set_whole(transaction, true);
	assert_int_equal(subdev_transaction_run(transaction, &list), 0);
	dev = subdev_dev_list_get_first(list);
	assert_string_equal(subdev_dev_get_owner(dev), "agent");
	assert_string_equal(subdev_dev_get_state_str(dev), "idle");
	assert_string_equal(subdev_value_get_text(subdev_dev_get_value(dev, 3)), "up");
	assert_int_equal(subdev_amount_get_amount(subdev_dev_get_amount(dev, 0)), 2);
	dev = subdev_dev_list_get_next(list, dev);
	assert_string_equal(subdev_dev_get_state_str(dev), "inactive");
	assert_int_equal(subdev_amount_get_amount(subdev_dev_get_amount(dev, 0)), 8);
	subdev_dev_list_unref(list);
	subdev_transaction_free(transaction);
}

/* All or nothing; the error says in which item. */
static void test_refused(void **state)
{
	struct state *s = *state;
	struct subdev_transaction *transaction = transaction_new(s);
	struct subdev_dev_create *create;
	struct subdev_dev_list *list;
	uint64_t seq = s->host.seq;

	add_create(s, transaction, "a", 1);
	add_pull(s, transaction, "gold", 0, 2);
	add_pull(s, transaction, "lead", 0, 1);
	assert_int_equal(subdev_transaction_run(transaction, &list), -EAGAIN);
	assert_string_equal(subdev_error_get_text(s->ctx), "the pool is empty: exhausted");
	assert_string_equal(subdev_error_get_attr(s->ctx), "item[2].pool");
	assert_int_equal(s->host.seq, seq);
	assert_null(host_find(&s->host, 9));
	assert_true(host_find(&s->host, 31)->ready);
	subdev_transaction_free(transaction);

	transaction = transaction_new(s);
	create = create_new(s, "2", "my-nic");
	assert_int_equal(subdev_dev_create_add_param_bool(create, "turbo", true), 0);
	add_create(s, transaction, NULL, 1);
	assert_int_equal(subdev_transaction_add_create(transaction, create, 1), 0);
	subdev_dev_create_free(create);
	assert_int_equal(subdev_transaction_run(transaction, &list), -ENOENT);
	assert_string_equal(subdev_error_get_attr(s->ctx), "item[1].param[turbo]");
	subdev_transaction_free(transaction);
}

/* An item lacks something. */
static void handle_missing(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	const struct nlmsgerr ack = { .error = -EINVAL, .msg = request->nlh };
	const struct nlattr *first = msg_attrs(request);
	struct msg m;

	(void)fake;
	msg_begin(&m, NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS, 0);
	msg_raw(&m, &ack, sizeof(ack));
	msg_put_u32(&m, NLMSGERR_ATTR_MISS_TYPE, SUBDEV_A_DEV_TYPE);
	/* the second nest */
	msg_put_u32(&m, NLMSGERR_ATTR_MISS_NEST,
		    (const char *)first - request->buf + NLA_ALIGN(first->nla_len));
	fake_answer(socket, request, &m);
}

static void test_missing(void **state)
{
	struct state *s = *state;
	struct subdev_transaction *transaction = transaction_new(s);

	s->host.fake.handle = handle_missing;
	add_create(s, transaction, NULL, 1);
	add_create(s, transaction, NULL, 1);
	assert_int_equal(subdev_transaction_run(transaction, NULL), -EINVAL);
	assert_true(subdev_error_is_missing(s->ctx));
	assert_string_equal(subdev_error_get_attr(s->ctx), "item[1].type");
	subdev_transaction_free(transaction);
}

/* It is for the kernel to say how many can be. */
static void test_counts(void **state)
{
	static const struct {
		uint32_t first, second;
		int err;
	} cases[] = {
		{ 0, 1, -ERANGE },
		{ 1024, 1, -ERANGE },
		{ 4294967295, 4294967295, -ERANGE },
		{ 3, 2, 0 },
	};
	struct state *s = *state;
	struct subdev_transaction *transaction;
	struct subdev_dev_list *list;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		transaction = transaction_new(s);
		add_create(s, transaction, NULL, cases[i].first);
		add_create(s, transaction, NULL, cases[i].second);
		assert_int_equal(subdev_transaction_run(transaction, &list), cases[i].err);
		subdev_transaction_free(transaction);
	}
	subdev_dev_list_unref(list);
	transaction = transaction_new(s);
	assert_int_equal(subdev_transaction_run(transaction, &list), -ERANGE);
	assert_sent(&s->host.fake, SUBDEV_CMD_TRANSACTION_RUN, 0);
	add_create(s, transaction, "a", 2);
	assert_int_equal(subdev_transaction_run(transaction, &list), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "item[0].label");
	subdev_transaction_free(transaction);
}

/* More than can be sent is refused when it is added, and what was before is still there. */
static void test_long(void **state)
{
	struct state *s = *state;
	struct subdev_transaction *transaction = transaction_new(s);
	struct subdev_dev_create *create = create_new(s, "2", "my-nic");
	char value[SUBDEV_VALUE_MAX + 1];
	int err = 0, count = 0;

	memset(value, 'a', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	for (int i = 0; i < 400; i++)
		assert_int_equal(subdev_dev_create_add_param_string(create, "link", value), 0);
	for (int i = 0; i < 6; i++)
		assert_int_equal(subdev_transaction_add_create(transaction, create, 1), 0);
	assert_int_equal(subdev_transaction_run(transaction, NULL), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_TRANSACTION_RUN, 6);
	while (!err && count++ < 1000)
		err = subdev_transaction_add_create(transaction, create, 1);
	assert_int_equal(err, -EMSGSIZE);
	assert_string_equal(subdev_error_get_attr(s->ctx), "item");
	/* 4 MiB of some 33 KiB each */
	assert_in_range(count, 100, 130);
	subdev_transaction_free(transaction);
	/* one alone is too long for a nest */
	transaction = transaction_new(s);
	for (int i = 0; i < 400; i++)
		assert_int_equal(subdev_dev_create_add_param_string(create, "link", value), 0);
	assert_int_equal(subdev_transaction_add_create(transaction, create, 1), -EMSGSIZE);
	assert_string_equal(subdev_error_get_attr(s->ctx), "item");
	subdev_dev_create_free(create);
	add_create(s, transaction, NULL, 1);
	assert_int_equal(subdev_transaction_run(transaction, NULL), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_TRANSACTION_RUN, 1);
	subdev_transaction_free(transaction);
}

/* Whole ones that have no room in one answer are asked for one by one. */
static void test_no_room(void **state)
{
	static const uint32_t ids[] = { 9, 10, 31 };
	struct state *s = *state;
	struct subdev_transaction *transaction = transaction_new(s);
	struct subdev_dev_list *list;
	struct subdev_dev *dev;
	unsigned int asked;

	add_create(s, transaction, NULL, 2);
	add_pull(s, transaction, "gold", 0, 1);
	subdev_transaction_set_whole(transaction, true);
	s->host.whole_max = 2;
	asked = s->host.fake.num_requests;
	assert_int_equal(subdev_transaction_run(transaction, &list), 0);
	/* a refusal, a success, three subdevices */
	assert_int_equal(s->host.fake.num_requests - asked, 5);
	assert_ids(list, ids, ARRAY_SIZE(ids));
	for (dev = subdev_dev_list_get_first(list); dev; dev = subdev_dev_list_get_next(list, dev))
		assert_non_null(subdev_dev_get_type(dev));
	assert_string_equal(subdev_error_get_text(s->ctx), "");
	subdev_dev_list_unref(list);
	/* who wants none has no need of them */
	asked = s->host.fake.num_requests;
	assert_int_equal(subdev_transaction_run(transaction, NULL), 0);
	assert_int_equal(s->host.fake.num_requests - asked, 1);
	/* what else is out of range is so */
	add_create(s, transaction, NULL, SUBDEV_ITEMS_MAX);
	assert_int_equal(subdev_transaction_run(transaction, &list), -ERANGE);
	assert_true(strstr(subdev_error_get_text(s->ctx), "not 1 to"));
	subdev_transaction_free(transaction);
}

/* Nor is there memory in one piece for them. */
static void test_no_memory(void **state)
{
	struct state *s = *state;
	struct subdev_transaction *transaction = transaction_new(s);
	struct subdev_dev_list *list;
	unsigned int asked = s->host.fake.num_requests;

	add_create(s, transaction, NULL, 3);
	subdev_transaction_set_whole(transaction, true);
	s->host.whole_max = 2;
	s->host.whole_nomem = true;
	assert_int_equal(subdev_transaction_run(transaction, &list), 0);
	assert_int_equal(s->host.fake.num_requests - asked, 5);
	assert_non_null(subdev_dev_get_type(subdev_dev_list_get_first(list)));
	subdev_dev_list_unref(list);
	subdev_transaction_free(transaction);
}

/* A socket lease of one item keeps the connection. */
static void test_socket(void **state)
{
	struct state *s = *state;
	struct subdev_transaction *transaction = transaction_new(s);
	struct subdev_dev_create *create = create_new(s, "1", "serial-1");

	subdev_dev_create_set_lease(create, SUBDEV_LEASE_KIND_TTL, 5);
	assert_int_equal(subdev_transaction_add_create(transaction, create, 1), 0);
	assert_int_equal(subdev_transaction_run(transaction, NULL), 0);
	assert_false(s->ctx->has_leases);
	add_pull(s, transaction, "lead", SUBDEV_LEASE_KIND_SOCKET, 1);
	assert_int_equal(subdev_transaction_run(transaction, NULL), -EAGAIN);
	assert_false(s->ctx->has_leases);
	subdev_transaction_free(transaction);
	transaction = transaction_new(s);
	add_pull(s, transaction, "gold", SUBDEV_LEASE_KIND_SOCKET, 1);
	add_create(s, transaction, NULL, 1);
	assert_int_equal(subdev_transaction_run(transaction, NULL), 0);
	assert_true(s->ctx->has_leases);
	subdev_transaction_free(transaction);
	subdev_dev_create_free(create);
}

/* Answers in several pieces, with the ack behind them. */
static void handle_pieces(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct msg m;

	for (size_t i = 0; i < ARRAY_SIZE(host_devs); i++) {
		size_t nest;

		msg_begin_genl(&m, fake->family, 0, 0, msg_cmd(request));
		nest = msg_nest(&m, SUBDEV_A_TRANSACTION_DEV);
		host_put_brief(&m, &host_devs[i]);
		msg_nest_end(&m, nest);
		fake_answer(socket, request, &m);
	}
	fake_ack(socket, request, 0, NULL);
}

static void test_pieces(void **state)
{
	static const uint32_t ids[] = { 7, 8, 4294967295, 21 };
	struct state *s = *state;
	struct subdev_transaction *transaction = transaction_new(s);
	struct subdev_dev_list *list;

	s->host.fake.handle = handle_pieces;
	assert_int_equal(subdev_transaction_run(transaction, &list), 0);
	assert_ids(list, ids, ARRAY_SIZE(ids));
	subdev_dev_list_unref(list);
	subdev_transaction_free(transaction);
}

/* An answer that is larger than others, as large as it can be here. */
static void handle_large(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct msg m;

	msg_begin_genl(&m, fake->family, 0, 0, msg_cmd(request));
	for (unsigned int i = 0; i < SUBDEV_ITEMS_MAX; i++) {
		size_t nest = msg_nest(&m, SUBDEV_A_TRANSACTION_DEV);
		struct host_dev dev = host_devs[0];

		dev.id = i + 1;
		host_put_dev(&m, &dev);
		msg_nest_end(&m, nest);
	}
	assert_true(m.len > TRANSPORT_RECV_SIZE);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

static void test_large(void **state)
{
	struct state *s = *state;
	struct subdev_transaction *transaction = transaction_new(s);
	struct subdev_dev_list *list;
	struct subdev_dev *dev;
	uint32_t count = 0;

	s->host.fake.handle = handle_large;
	add_create(s, transaction, NULL, SUBDEV_ITEMS_MAX);
	subdev_transaction_set_whole(transaction, true);
	assert_int_equal(subdev_transaction_run(transaction, &list), 0);
	subdev_dev_list_foreach(list, dev)
		assert_int_equal(subdev_dev_get_id(dev), ++count);
	assert_int_equal(count, SUBDEV_ITEMS_MAX);
	subdev_dev_list_unref(list);
	/* there is room for both, counted twice as the kernel may */
	assert_true(s->ctx->room > 4 * 1024 * 1024);
	subdev_transaction_free(transaction);
}

static void handle_none(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	(void)fake;
	fake_ack(socket, request, 0, NULL);
}

/* Cut off in the middle of a subdevice. */
static void handle_cut(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct msg m;
	size_t nest;

	msg_begin_genl(&m, fake->family, 0, 0, msg_cmd(request));
	nest = msg_nest(&m, SUBDEV_A_TRANSACTION_DEV);
	host_put_brief(&m, &host_devs[0]);
	msg_nest_end(&m, nest);
	((struct nlattr *)(m.buf + nest))->nla_len += 64;
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

static void test_malformed(void **state)
{
	struct state *s = *state;
	struct subdev_transaction *transaction = transaction_new(s);
	struct subdev_dev_list *list;

	s->host.fake.handle = handle_none;
	assert_int_equal(subdev_transaction_run(transaction, &list), -EBADMSG);
	assert_string_equal(subdev_error_get_text(s->ctx), "the kernel sent no answer");
	s->host.fake.handle = handle_cut;
	assert_int_equal(subdev_transaction_run(transaction, &list), -EBADMSG);
	/* briefly is not what was asked for */
	s->host.fake.handle = handle_pieces;
	subdev_transaction_set_whole(transaction, true);
	assert_int_equal(subdev_transaction_run(transaction, &list), -EBADMSG);
	subdev_transaction_free(transaction);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, state_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_brief), TEST(test_whole), TEST(test_items_differ), TEST(test_refused),
		TEST(test_missing),
		TEST(test_counts), TEST(test_long), TEST(test_no_room), TEST(test_no_memory), TEST(test_socket), TEST(test_pieces),
		TEST(test_large), TEST(test_malformed),
	};

	return cmocka_run_group_tests_name("transaction", tests, NULL, NULL);
}
