// SPDX-License-Identifier: GPL-2.0-only
/* Pools: what they are, and the requests about them that end at once. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

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

static void assert_counts(const struct subdev_pool *pool, uint32_t devs, uint32_t ready,
			  uint32_t pulled, uint32_t failed)
{
	assert_int_equal(subdev_pool_get_devs(pool), devs);
	assert_int_equal(subdev_pool_get_ready(pool), ready);
	assert_int_equal(subdev_pool_get_pulled(pool), pulled);
	assert_int_equal(subdev_pool_get_failed(pool), failed);
}

static void assert_value(const struct subdev_pool *pool, unsigned int i, const char *name,
			 const char *text)
{
	const struct subdev_value *value = subdev_pool_get_value(pool, i);

	assert_string_equal(subdev_value_get_name(value), name);
	assert_string_equal(subdev_value_get_text(value), text);
}

static void test_get(void **state)
{
	struct state *s = *state;
	struct subdev_pool *pool;

	assert_int_equal(subdev_pool_get(s->ctx, "gold", &pool), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_POOL_GET, 1);
	assert_sent_string(&s->host.fake, SUBDEV_A_POOL_NAME, "gold");
	assert_string_equal(subdev_pool_get_name(pool), "gold");
	assert_int_equal(subdev_pool_get_parent_index(pool), 2);
	assert_string_equal(subdev_pool_get_parent_name(pool), "platform/sim.0");
	assert_string_equal(subdev_pool_get_type(pool), "my-nic");
	assert_int_equal(subdev_pool_get_version(pool), 2);
	assert_int_equal(subdev_pool_get_num_values(pool), 4);
	assert_value(pool, 0, "rss", "on");
	assert_value(pool, 1, "rx-filter-size", "64");
	assert_value(pool, 3, "link", "auto");
	assert_null(subdev_pool_get_value(pool, 4));
	assert_int_equal(subdev_pool_get_num_amounts(pool), 3);
	assert_string_equal(subdev_amount_get_name(subdev_pool_get_amount(pool, 2)), "bandwidth");
	assert_int_equal(subdev_amount_get_amount(subdev_pool_get_amount(pool, 2)), 1000000000);
	assert_null(subdev_pool_get_amount(pool, 3));
	assert_int_equal(subdev_pool_get_size(pool), 2);
	assert_int_equal(subdev_pool_get_low(pool), 1);
	assert_int_equal(subdev_pool_get_max_devs(pool), 8);
	assert_int_equal(subdev_pool_get_state(pool), SUBDEV_POOL_STATE_STEADY);
	assert_string_equal(subdev_pool_get_state_str(pool), "steady");
	assert_int_equal(subdev_pool_get_errno(pool), 0);
	assert_null(subdev_pool_get_why(pool));
	assert_int_equal(subdev_pool_get_generation(pool), 9);
	assert_counts(pool, 4, 2, 1, 1);
	assert_ptr_equal(subdev_pool_ref(pool), pool);
	assert_null(subdev_pool_unref(pool));
	assert_null(subdev_pool_unref(pool));
	assert_null(subdev_pool_unref(NULL));
}

/* One without a parent, and one that has no room. */
static void test_get_short(void **state)
{
	struct state *s = *state;
	struct subdev_pool *pool;

	assert_int_equal(subdev_pool_get(s->ctx, "tin", &pool), 0);
	assert_int_equal(subdev_pool_get_parent_index(pool), 0);
	assert_string_equal(subdev_pool_get_parent_name(pool), "pci/0000:00:09.0");
	assert_int_equal(subdev_pool_get_version(pool), 0);
	assert_int_equal(subdev_pool_get_num_values(pool), 0);
	assert_string_equal(subdev_pool_get_state_str(pool), "waiting");
	assert_true(subdev_pool_get_generation(pool) == 7000000000);
	assert_counts(pool, 0, 0, 0, 0);
	subdev_pool_unref(pool);
	assert_int_equal(subdev_pool_get(s->ctx, "lead", &pool), 0);
	assert_string_equal(subdev_pool_get_state_str(pool), "no-room");
	assert_int_equal(subdev_pool_get_errno(pool), ENOSPC);
	assert_string_equal(subdev_pool_get_why(pool), "port: 4 wanted, 2 free");
	subdev_pool_unref(pool);
	assert_int_equal(subdev_pool_get(s->ctx, "silver", &pool), -ENOENT);
	assert_string_equal(subdev_error_get_text(s->ctx), "no such pool");
}

static unsigned int count_pools(struct state *s, const char *parent)
{
	struct subdev_pool_list *list;
	struct subdev_pool *pool;
	unsigned int count = 0;

	assert_int_equal(subdev_pool_dump(s->ctx, parent, &list), 0);
	subdev_pool_list_foreach(list, pool)
		count++;
	assert_true(subdev_pool_list_is_consistent(list));
	assert_int_equal(subdev_pool_list_get_seq(list), s->host.seq);
	assert_int_equal(subdev_pool_list_get_epoch(list), HOST_EPOCH);
	assert_null(subdev_pool_list_unref(list));
	return count;
}

static void test_dump(void **state)
{
	struct state *s = *state;
	struct subdev_pool_list *list;

	s->host.seq = 77;
	assert_int_equal(count_pools(s, NULL), 3);
	assert_sent(&s->host.fake, SUBDEV_CMD_POOL_GET, 0);
	assert_int_equal(count_pools(s, "2"), 1);
	assert_sent_u32(&s->host.fake, SUBDEV_A_POOL_PARENT_INDEX, 2);
	assert_int_equal(count_pools(s, "pci/0000:00:09.0"), 1);
	assert_sent_string(&s->host.fake, SUBDEV_A_POOL_PARENT_NAME, "pci/0000:00:09.0");
	/* the number is there without an object, too */
	assert_int_equal(count_pools(s, "pci/none"), 0);
	assert_int_equal(subdev_pool_dump(s->ctx, "none", &list), -EINVAL);
	assert_null(subdev_pool_list_unref(NULL));
}

static void test_devs(void **state)
{
	struct state *s = *state;
	struct subdev_dev_list *list;
	struct subdev_dev *dev;

	assert_int_equal(subdev_dev_dump(s->ctx, NULL, NULL, "gold", &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_GET, 1);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_POOL, "gold");
	dev = subdev_dev_list_get_first(list);
	assert_string_equal(subdev_dev_get_pool(dev), "gold");
	assert_true(subdev_dev_is_ready(dev));
	assert_int_equal(subdev_dev_get_lease(dev), 0);
	assert_null(subdev_dev_get_why(dev));
	assert_null(subdev_dev_get_pool_counts(dev));
	dev = subdev_dev_list_get_next(list, subdev_dev_list_get_next(list, dev));
	assert_int_equal(subdev_dev_get_id(dev), 33);
	assert_false(subdev_dev_is_ready(dev));
	dev = subdev_dev_list_get_next(list, dev);
	assert_string_equal(subdev_dev_get_state_str(dev), "failed");
	assert_string_equal(subdev_dev_get_why(dev), "the engine does not stop");
	assert_null(subdev_dev_list_get_next(list, dev));
	subdev_dev_list_unref(list);
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), 0);
	assert_null(subdev_dev_get_pool(dev));
	assert_false(subdev_dev_is_ready(dev));
	subdev_dev_unref(dev);
}

static struct subdev_pool_create *create_new(struct state *s, const char *name)
{
	struct subdev_pool_create *create;

	assert_int_equal(subdev_pool_create_new(s->ctx, &create), 0);
	assert_int_equal(subdev_pool_create_set_name(create, name), 0);
	assert_int_equal(subdev_pool_create_set_parent(create, "2"), 0);
	assert_int_equal(subdev_pool_create_set_type(create, "my-nic"), 0);
	return create;
}

static void test_create(void **state)
{
	struct state *s = *state;
	struct subdev_pool_create *create = create_new(s, "silver");
	struct subdev_pool *pool;

	assert_int_equal(subdev_pool_create_run(create, &pool), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_POOL_CREATE, 3);
	assert_int_equal(subdev_pool_get_version(pool), 3);
	assert_int_equal(subdev_pool_get_size(pool), 0);
	assert_counts(pool, 0, 0, 0, 0);
	subdev_pool_unref(pool);
	/* it can be run again, and its name is taken */
	assert_int_equal(subdev_pool_create_run(create, &pool), -EEXIST);
	assert_string_equal(subdev_error_get_attr(s->ctx), "name");
	assert_null(subdev_pool_create_free(create));
	assert_null(subdev_pool_create_free(NULL));
}

static void test_create_all(void **state)
{
	struct state *s = *state;
	struct subdev_pool_create *create = create_new(s, "silver");
	const struct fake *fake = &s->host.fake;
	struct subdev_pool *pool;

	s->host.room = 10;
	assert_int_equal(subdev_pool_create_set_parent(create, "platform/sim.0"), 0);
	subdev_pool_create_set_version(create, 2);
	assert_int_equal(subdev_pool_create_add_param_bool(create, "rss", false), 0);
	assert_int_equal(subdev_pool_create_add_param_uint(create, "rx-filter-size", 32), 0);
	assert_int_equal(subdev_pool_create_add_param_string(create, "link", "up"), 0);
	assert_int_equal(subdev_pool_create_add_resource(create, "channel", 8), 0);
	subdev_pool_create_set_size(create, 3);
	subdev_pool_create_set_low(create, 0);
	subdev_pool_create_set_max_devs(create, 4294967295);
	assert_int_equal(subdev_pool_create_run(create, &pool), 0);
	assert_sent(fake, SUBDEV_CMD_POOL_CREATE, 11);
	assert_sent_string(fake, SUBDEV_A_POOL_PARENT_NAME, "platform/sim.0");
	assert_sent_u32(fake, SUBDEV_A_POOL_VERSION, 2);
	assert_sent_u32(fake, SUBDEV_A_POOL_SIZE, 3);
	assert_sent_u32(fake, SUBDEV_A_POOL_LOW, 0);
	assert_sent_u32(fake, SUBDEV_A_POOL_MAX_DEVS, 4294967295);
	assert_value(pool, 0, "rss", "off");
	assert_value(pool, 1, "rx-filter-size", "32");
	assert_value(pool, 3, "link", "up");
	assert_int_equal(subdev_amount_get_amount(subdev_pool_get_amount(pool, 0)), 8);
	assert_string_equal(subdev_pool_get_state_str(pool), "filling");
	subdev_pool_unref(pool);
	/* the host has filled it by now */
	assert_int_equal(subdev_pool_get(s->ctx, "silver", &pool), 0);
	assert_string_equal(subdev_pool_get_state_str(pool), "steady");
	assert_counts(pool, 3, 3, 0, 0);
	subdev_pool_unref(pool);
	assert_int_equal(s->host.room, 7);
	subdev_pool_create_free(create);
}

static void test_create_bad(void **state)
{
	char name[SUBDEV_POOL_NAME_MAX + 2];
	struct state *s = *state;
	struct subdev_pool_create *create = create_new(s, "silver");

	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(subdev_pool_create_set_name(create, name), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "name");
	assert_int_equal(subdev_pool_create_set_type(create, name), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "type");
	assert_int_equal(subdev_pool_create_set_parent(create, "x"), -EINVAL);
	assert_int_equal(subdev_pool_create_add_param_bool(create, name, true), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "param");
	/* what was said before is still said */
	assert_int_equal(subdev_pool_create_add_param_uint(create, "nothing", 1), 0);
	assert_int_equal(subdev_pool_create_run(create, NULL), -ENOENT);
	assert_sent(&s->host.fake, SUBDEV_CMD_POOL_CREATE, 4);
	assert_string_equal(subdev_error_get_attr(s->ctx), "param[nothing]");
	subdev_pool_create_free(create);

	create = create_new(s, "silver");
	subdev_pool_create_set_size(create, 3);
	subdev_pool_create_set_low(create, 4);
	assert_int_equal(subdev_pool_create_run(create, NULL), -ERANGE);
	assert_string_equal(subdev_error_get_attr(s->ctx), "low");
	subdev_pool_create_set_low(create, 3);
	subdev_pool_create_set_max_devs(create, 2);
	assert_int_equal(subdev_pool_create_run(create, NULL), -ERANGE);
	assert_string_equal(subdev_error_get_attr(s->ctx), "max-devs");
	subdev_pool_create_free(create);
}

static void test_set(void **state)
{
	struct state *s = *state;
	struct subdev_pool_set *set;
	struct subdev_pool *pool;

	assert_int_equal(subdev_pool_set_new(s->ctx, "gold", &set), 0);
	subdev_pool_set_low(set, 0);
	assert_int_equal(subdev_pool_set_run(set, &pool), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_POOL_SET, 2);
	assert_sent_string(&s->host.fake, SUBDEV_A_POOL_NAME, "gold");
	assert_sent_u32(&s->host.fake, SUBDEV_A_POOL_LOW, 0);
	assert_int_equal(subdev_pool_get_size(pool), 2);
	assert_int_equal(subdev_pool_get_low(pool), 0);
	assert_int_equal(subdev_pool_get_generation(pool), 10);
	subdev_pool_unref(pool);
	subdev_pool_set_size(set, 1);
	subdev_pool_set_max_devs(set, 0);
	subdev_pool_set_if_generation(set, 9);
	assert_int_equal(subdev_pool_set_run(set, &pool), -ESTALE);
	assert_sent(&s->host.fake, SUBDEV_CMD_POOL_SET, 5);
	assert_sent_u64(&s->host.fake, SUBDEV_A_POOL_IF_GENERATION, 9);
	assert_sent_u32(&s->host.fake, SUBDEV_A_POOL_SIZE, 1);
	assert_sent_u32(&s->host.fake, SUBDEV_A_POOL_MAX_DEVS, 0);
	assert_int_equal(subdev_error_get_generation(s->ctx), 10);
	subdev_pool_set_if_generation(set, 10);
	assert_int_equal(subdev_pool_set_run(set, NULL), 0);
	assert_null(subdev_pool_set_free(set));
	assert_null(subdev_pool_set_free(NULL));
}

static void test_push(void **state)
{
	struct state *s = *state;
	struct subdev_pool_counts *counts;

	s->host.room = 3;
	assert_int_equal(subdev_pool_push(s->ctx, "gold", 3, &counts), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_POOL_PUSH, 2);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_POOL, "gold");
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_COUNT, 3);
	assert_string_equal(subdev_pool_counts_get_name(counts), "gold");
	assert_int_equal(subdev_pool_counts_get_generation(counts), 12);
	assert_int_equal(subdev_pool_counts_get_devs(counts), 7);
	assert_int_equal(subdev_pool_counts_get_ready(counts), 5);
	assert_int_equal(subdev_pool_counts_get_pulled(counts), 1);
	assert_int_equal(subdev_pool_counts_get_failed(counts), 1);
	assert_ptr_equal(subdev_pool_counts_ref(counts), counts);
	assert_null(subdev_pool_counts_unref(counts));
	assert_null(subdev_pool_counts_unref(counts));
	assert_null(subdev_pool_counts_unref(NULL));
	assert_int_equal(subdev_pool_push(s->ctx, "gold", 1, NULL), -ENOSPC);
	assert_string_equal(subdev_error_get_attr(s->ctx), "count");
	s->host.room = 1;
	assert_int_equal(subdev_pool_push(s->ctx, "gold", 1, NULL), 0);
	/* it is for the kernel to say what can be */
	assert_int_equal(subdev_pool_push(s->ctx, "gold", 0, NULL), -ERANGE);
	assert_int_equal(subdev_pool_push(s->ctx, "gold", 4294967295, NULL), -ERANGE);
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_COUNT, 4294967295);
	assert_int_equal(subdev_pool_push(s->ctx, "none", 1, NULL), -ENOENT);
}

static void handle_nothing(struct fake *fake, struct fake_socket *socket,
			   const struct msg *request)
{
	struct msg m;

	msg_begin_genl(&m, fake->family, 0, 0, msg_cmd(request));
	host_put_dev(&m, &host_devs[0]);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

static void test_push_no_counts(void **state)
{
	struct state *s = *state;

	s->host.fake.handle = handle_nothing;
	assert_int_equal(subdev_pool_push(s->ctx, "gold", 1, NULL), -EBADMSG);
	assert_string_equal(subdev_error_get_attr(s->ctx), "pool-counts");
}

/* What is too long is refused before it is sent. */
static void test_long_name(void **state)
{
	char name[SUBDEV_POOL_NAME_MAX + 2];
	struct state *s = *state;
	struct subdev_filter *filter;
	struct subdev_dev_list *devs;
	struct subdev_pool_pull *pull;
	struct subdev_pool_set *set;
	struct subdev_pool *pool;

	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(subdev_pool_get(s->ctx, name, &pool), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "name");
	assert_int_equal(subdev_pool_set_new(s->ctx, name, &set), -EINVAL);
	assert_int_equal(subdev_pool_delete(s->ctx, name, NULL, 0), -EINVAL);
	assert_int_equal(subdev_pool_delete(s->ctx, name, NULL, 10), -EINVAL);
	assert_int_equal(subdev_pool_push(s->ctx, name, 1, NULL), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "pool");
	assert_int_equal(subdev_pool_push_dev(s->ctx, name, "7", NULL, 0, NULL), -EINVAL);
	assert_int_equal(subdev_pool_pull_new(s->ctx, name, &pull), -EINVAL);
	assert_int_equal(subdev_dev_dump(s->ctx, NULL, NULL, name, &devs), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "pool");
	assert_int_equal(subdev_filter_new(s->ctx, &filter), 0);
	assert_int_equal(subdev_filter_set_pool(filter, name), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "pool");
	subdev_filter_free(filter);
	assert_int_equal(s->host.fake.num_requests, 0);
	name[SUBDEV_POOL_NAME_MAX] = '\0';
	assert_int_equal(subdev_pool_get(s->ctx, name, &pool), -ENOENT);
}

static void test_pull(void **state)
{
	struct state *s = *state;
	struct subdev_pool_pull *pull;
	struct subdev_dev *dev;

	assert_int_equal(subdev_pool_pull_new(s->ctx, "gold", &pull), 0);
	assert_int_equal(subdev_pool_pull_run(pull, SUBDEV_WAIT_FOREVER, &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_POOL_PULL, 1);
	assert_int_equal(subdev_dev_get_id(dev), 31);
	assert_string_equal(subdev_dev_get_pool(dev), "gold");
	assert_false(subdev_dev_is_ready(dev));
	assert_string_equal(subdev_dev_get_lease_str(dev), "persistent");
	subdev_dev_unref(dev);
	/* nobody listened */
	assert_int_equal(s->host.fake.opened, 1);

	assert_int_equal(subdev_pool_pull_set_label(pull, "gpu1"), 0);
	assert_int_equal(subdev_pool_pull_set_owner(pull, "agent"), 0);
	subdev_pool_pull_set_lease(pull, SUBDEV_LEASE_KIND_TTL, 30);
	assert_int_equal(subdev_pool_pull_run(pull, 0, &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_POOL_PULL, 5);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_LABEL, "gpu1");
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_OWNER, "agent");
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_TTL);
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_TTL, 30);
	assert_string_equal(subdev_dev_get_label(dev), "gpu1");
	assert_int_equal(subdev_dev_get_ttl(dev), 30);
	subdev_dev_unref(dev);
	assert_int_equal(subdev_pool_pull_run(pull, 0, &dev), -EEXIST);
	assert_string_equal(subdev_error_get_attr(s->ctx), "label");
	assert_null(subdev_pool_pull_free(pull));
	assert_null(subdev_pool_pull_free(NULL));
}

static void test_pull_bad(void **state)
{
	char text[SUBDEV_OWNER_MAX + 2];
	struct state *s = *state;
	struct subdev_pool_pull *pull;
	struct subdev_dev *dev;

	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(subdev_pool_pull_new(s->ctx, "lead", &pull), 0);
	assert_int_equal(subdev_pool_pull_set_label(pull, text), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "label");
	assert_int_equal(subdev_pool_pull_set_owner(pull, text), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "owner");
	assert_int_equal(subdev_pool_pull_run(pull, 0, &dev), -EAGAIN);
	assert_sent(&s->host.fake, SUBDEV_CMD_POOL_PULL, 1);
	assert_string_equal(subdev_error_get_text(s->ctx), "the pool is empty: exhausted");
	assert_int_equal(subdev_error_get_code(s->ctx), -EAGAIN);
	assert_string_equal(subdev_error_get_attr(s->ctx), "pool");
	assert_int_equal(s->host.fake.num_requests, 1);
	subdev_pool_pull_free(pull);
}

/* The connection is kept on which the lease of one that was pulled hangs. */
static void test_pull_socket(void **state)
{
	struct state *s = *state;
	struct subdev_pool_pull *pull;
	struct subdev_dev *dev;

	assert_int_equal(subdev_pool_pull_new(s->ctx, "gold", &pull), 0);
	subdev_pool_pull_set_lease(pull, SUBDEV_LEASE_KIND_SOCKET, 0);
	assert_int_equal(subdev_pool_pull_run(pull, 0, &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_POOL_PULL, 2);
	subdev_dev_unref(dev);
	assert_true(s->ctx->has_leases);
	subdev_pool_pull_free(pull);
}

/* What was answered, in the order in which it was told. */
struct told {
	unsigned int count;
	char text[512];
};

static void take(struct subdev_ctx *ctx, const struct subdev_answer *answer, void *data)
{
	const struct subdev_pool_counts *counts = subdev_answer_get_pool_counts(answer);
	const struct subdev_pool *pool = subdev_answer_get_pool(answer);
	const struct subdev_dev *dev = subdev_answer_get_dev(answer);
	struct told *told = data;
	char *end = told->text + strlen(told->text);

	(void)ctx;
	assert_null(subdev_answer_get_parent(answer));
	if (pool)
		sprintf(end, "%s %s|", subdev_pool_get_name(pool),
			subdev_pool_get_state_str(pool));
	else if (dev)
		sprintf(end, "%u %s|", subdev_dev_get_id(dev), subdev_dev_get_state_str(dev));
	else if (counts)
		sprintf(end, "%s has %u|", subdev_pool_counts_get_name(counts),
			subdev_pool_counts_get_devs(counts));
	else
		sprintf(end, "%d|", subdev_answer_get_code(answer));
	told->count++;
}

static void submit_objects(struct state *s, struct subdev_batch *batch, struct told *told)
{
	struct subdev_pool_create *create = create_new(s, "silver");
	struct subdev_pool_pull *pull;
	struct subdev_pool_set *set;

	assert_int_equal(subdev_pool_create_submit(create, batch, take, told), 0);
	subdev_pool_create_free(create);
	assert_int_equal(subdev_pool_set_new(s->ctx, "silver", &set), 0);
	subdev_pool_set_size(set, 1);
	assert_int_equal(subdev_pool_set_submit(set, batch, take, told), 0);
	subdev_pool_set_free(set);
	assert_int_equal(subdev_pool_pull_new(s->ctx, "gold", &pull), 0);
	subdev_pool_pull_set_lease(pull, SUBDEV_LEASE_KIND_SOCKET, 0);
	assert_int_equal(subdev_pool_pull_submit(pull, batch, take, told), 0);
	subdev_pool_pull_free(pull);
}

static void test_batch(void **state)
{
	static const uint64_t generation = 3;
	const struct subdev_condition condition = {
		.if_generation = &generation, .owner = "vm/21",
	};
	const struct subdev_pool_delete_options force = { .force = true };
	struct state *s = *state;
	struct subdev_batch *batch;
	struct told told = { 0 };

	s->host.room = 10;
	assert_int_equal(subdev_batch_new(s->ctx, true, &batch), 0);
	submit_objects(s, batch, &told);
	assert_int_equal(subdev_pool_get_submit(batch, "lead", take, &told), 0);
	assert_int_equal(subdev_pool_push_submit(batch, "gold", 2, take, &told), 0);
	assert_int_equal(subdev_pool_return_submit(batch, "33", &condition, take, &told), 0);
	assert_int_equal(subdev_pool_push_dev_submit(batch, "gold", "7", NULL, take, &told), 0);
	assert_int_equal(subdev_pool_delete_submit(batch, "gold", &force, take, &told), 0);
	assert_int_equal(subdev_pool_delete_submit(batch, "tin", NULL, take, &told), 0);
	assert_int_equal(subdev_batch_run(batch), -EINVAL);
	assert_string_equal(told.text,
			    "silver steady|silver steady|31 idle|lead no-room|gold has 6|"
			    "33 resetting|-22|gold removing|tin removing|");
	assert_int_equal(told.count, 9);
	assert_true(s->ctx->has_leases);
	subdev_batch_free(batch);
}

static void test_renew(void **state)
{
	static const uint64_t generation = 4;
	struct subdev_condition condition = { .if_generation = &generation };
	struct state *s = *state;

	assert_int_equal(subdev_dev_renew(s->ctx, "33", 5, &condition, NULL), -ESTALE);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_RENEW, 3);
	assert_sent_u64(&s->host.fake, SUBDEV_A_DEV_IF_GENERATION, 4);
	assert_int_equal(subdev_error_get_generation(s->ctx), 3);
	condition = (struct subdev_condition){ .owner = "joe" };
	assert_int_equal(subdev_dev_renew(s->ctx, "33", 0, &condition, NULL), -EBUSY);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_RENEW, 2);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_OWNER, "joe");
	condition.owner = "agent";
	assert_int_equal(subdev_dev_renew(s->ctx, "8", 0, &condition, NULL), 0);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, state_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_get), TEST(test_get_short), TEST(test_dump), TEST(test_devs),
		TEST(test_create), TEST(test_create_all), TEST(test_create_bad), TEST(test_set),
		TEST(test_push), TEST(test_push_no_counts), TEST(test_long_name),
		TEST(test_pull), TEST(test_pull_bad), TEST(test_pull_socket), TEST(test_batch),
		TEST(test_renew),
	};

	return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
