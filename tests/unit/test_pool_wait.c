// SPDX-License-Identifier: GPL-2.0-only
/* What takes time with pools: deletions, resets, and pulls from empty ones. */
#include <errno.h>
#include <string.h>

#include "harness.h"
#include "sent.h"
#include "state.h"

/* The state of a test and what it does while the library waits. */
struct acting {
	struct state base;
	void (*act)(struct acting *a);	/* once, when somebody waits */
	void (*join)(struct acting *a);	/* once, when somebody listens */
	unsigned int waits;
};

/* The host is the first member of all: its callbacks and ours find theirs by one pointer. */
static struct acting *acting_of(struct fake *fake)
{
	return fake->data;
}

static void waits(struct fake *fake)
{
	struct acting *a = acting_of(fake);
	void (*act)(struct acting *a) = a->act;

	a->waits++;
	a->act = NULL;
	if (act)
		act(a);
}

static void joined(struct fake *fake)
{
	struct acting *a = acting_of(fake);
	void (*join)(struct acting *a) = a->join;

	a->join = NULL;
	if (join)
		join(a);
}

static int setup(void **state)
{
	struct acting *a = test_calloc(1, sizeof(*a));

	*state = a;
	host_init(&a->base.host);
	host_add_pools(&a->base.host);
	a->base.host.fake.data = a;
	a->base.host.fake.waits = waits;
	a->base.host.fake.joined = joined;
	a->base.ctx = fake_ctx(&a->base.host.fake);
	return 0;
}

static int teardown(void **state)
{
	struct acting *a = *state;

	/* no listener stays behind, whatever the end was */
	assert_int_equal(fake_listeners(&a->base.host.fake), 0);
	return state_teardown(state);
}

static unsigned int requests_of(const struct acting *a, uint8_t cmd)
{
	const struct fake *fake = &a->base.host.fake;
	unsigned int count = 0;

	for (unsigned int i = 0; i < fake->num_requests; i++)
		count += msg_cmd(fake->requests[i]) == cmd;
	return count;
}

static void assert_done(struct acting *a)
{
	assert_int_equal(subdev_error_get_code(a->base.ctx), 0);
	assert_string_equal(subdev_error_get_text(a->base.ctx), "");
}

static void lose_events(struct acting *a)
{
	fake_multicast_err(&a->base.host.fake, -ENOBUFS);
}

static void unload(struct acting *a)
{
	uint16_t family = FAKE_FAMILY;
	struct msg m;

	msg_begin_genl(&m, GENL_ID_CTRL, 0, 0, CTRL_CMD_DELFAMILY);
	msg_put(&m, CTRL_ATTR_FAMILY_ID, &family, sizeof(family));
	fake_multicast(&a->base.host.fake, &m);
}

/*
 * Deletions
 */

static void test_delete(void **state)
{
	struct acting *a = *state;
	const struct fake *fake = &a->base.host.fake;

	assert_int_equal(subdev_pool_delete(a->base.ctx, "lead", NULL, SUBDEV_WAIT_FOREVER), 0);
	assert_done(a);
	assert_sent(fake, SUBDEV_CMD_POOL_DELETE, 1);
	assert_null(host_find_pool(&a->base.host, "lead"));
	/* nothing but its end was listened to */
	assert_int_equal(fake->num_requests, 2);
	assert_int_equal(msg_cmd(fake->requests[0]), SUBDEV_CMD_FILTER_SET);
	assert_int_equal(msg_num_attrs(fake->requests[0]), 2);
	assert_non_null(msg_attr(fake->requests[0], SUBDEV_A_FILTER_POOL));
}

static void test_delete_pulled(void **state)
{
	static const uint64_t generation = 9;
	struct subdev_pool_delete_options options = { .if_generation = &generation };
	struct acting *a = *state;

	assert_int_equal(subdev_pool_delete(a->base.ctx, "gold", &options, 100), -EBUSY);
	assert_string_equal(subdev_error_get_text(a->base.ctx), "gold: 1 pulled");
	assert_sent(&a->base.host.fake, SUBDEV_CMD_POOL_DELETE, 2);
	options.force = true;
	assert_int_equal(subdev_pool_delete(a->base.ctx, "gold", &options, 100), 0);
	assert_sent(&a->base.host.fake, SUBDEV_CMD_POOL_DELETE, 3);
	assert_sent_u64(&a->base.host.fake, SUBDEV_A_POOL_IF_GENERATION, 9);
	assert_null(host_find(&a->base.host, 31));
	assert_null(host_find(&a->base.host, 34));
	assert_string_equal(host_find(&a->base.host, 33)->pool, "");
	assert_int_equal(subdev_pool_delete(a->base.ctx, "gold", NULL, 100), -ENOENT);
}

static void test_delete_no_wait(void **state)
{
	struct acting *a = *state;

	a->base.host.hold = true;
	assert_int_equal(subdev_pool_delete(a->base.ctx, "lead", NULL, 0), 0);
	assert_int_equal(host_find_pool(&a->base.host, "lead")->state, SUBDEV_POOL_STATE_REMOVING);
	assert_int_equal(a->base.host.fake.opened, 1);
}

static void end_lead(struct acting *a)
{
	host_end_pool(&a->base.host, host_find_pool(&a->base.host, "lead"));
}

/* The end of another pool, and one of this name from before, are not its end. */
static void end_others(struct acting *a)
{
	struct host_pool old = host_pools[2];

	host_notify_pool(&a->base.host, SUBDEV_CMD_POOL_DEL_NTF,
			 host_find_pool(&a->base.host, "tin"));
	old.generation = 1;
	host_notify_pool(&a->base.host, SUBDEV_CMD_POOL_DEL_NTF, &old);
	a->act = end_lead;
}

static void test_delete_late(void **state)
{
	struct acting *a = *state;

	a->base.host.hold = true;
	a->act = end_others;
	assert_int_equal(subdev_pool_delete(a->base.ctx, "lead", NULL, SUBDEV_WAIT_FOREVER), 0);
	assert_done(a);
	assert_int_equal(a->waits, 2);
	assert_int_equal(requests_of(a, SUBDEV_CMD_POOL_GET), 0);
}

static void test_delete_timeout(void **state)
{
	struct acting *a = *state;

	a->base.host.hold = true;
	assert_int_equal(subdev_pool_delete(a->base.ctx, "lead", NULL, 20), -ETIMEDOUT);
	assert_string_equal(subdev_error_get_text(a->base.ctx), "still in state removing");
}

static void lose_lead(struct acting *a)
{
	lose_events(a);
	*host_find_pool(&a->base.host, "lead") = (struct host_pool){ 0 };
}

static void lose_and_recreate(struct acting *a)
{
	lose_events(a);
	host_find_pool(&a->base.host, "lead")->state = SUBDEV_POOL_STATE_STEADY;
}

/* After lost events the library asks: it is gone, or another has its name. */
static void test_delete_lost(void **state)
{
	struct acting *a = *state;

	a->base.host.hold = true;
	a->act = lose_lead;
	assert_int_equal(subdev_pool_delete(a->base.ctx, "lead", NULL, SUBDEV_WAIT_FOREVER), 0);
	assert_done(a);
	assert_int_equal(requests_of(a, SUBDEV_CMD_POOL_GET), 1);
	a->act = lose_and_recreate;
	memcpy(&a->base.host.pools[2], &host_pools[2], sizeof(host_pools[2]));
	assert_int_equal(subdev_pool_delete(a->base.ctx, "lead", NULL, SUBDEV_WAIT_FOREVER), 0);
	assert_done(a);
	assert_int_equal(requests_of(a, SUBDEV_CMD_POOL_GET), 2);
}

/*
 * Resets
 */

static void test_return(void **state)
{
	static const uint64_t generation = 3;
	struct subdev_condition condition = { .if_generation = &generation, .owner = "joe" };
	struct acting *a = *state;
	struct subdev_dev *dev;

	assert_int_equal(subdev_pool_return(a->base.ctx, "gpu0", &condition, 100, &dev), -EBUSY);
	assert_string_equal(subdev_error_get_attr(a->base.ctx), "owner");
	condition.owner = "vm/21";
	assert_int_equal(subdev_pool_return(a->base.ctx, "gpu0", &condition, 100, &dev), 0);
	assert_done(a);
	assert_sent(&a->base.host.fake, SUBDEV_CMD_POOL_RETURN, 4);
	assert_sent_string(&a->base.host.fake, SUBDEV_A_DEV_LABEL, "gpu0");
	assert_sent_u64(&a->base.host.fake, SUBDEV_A_DEV_IF_GENERATION, 3);
	assert_true(subdev_dev_is_ready(dev));
	assert_string_equal(subdev_dev_get_state_str(dev), "idle");
	assert_null(subdev_dev_get_label(dev));
	assert_null(subdev_dev_get_owner(dev));
	subdev_dev_unref(dev);
	assert_int_equal(subdev_pool_return(a->base.ctx, "33", NULL, 100, NULL), -EBUSY);
	assert_int_equal(subdev_pool_return(a->base.ctx, "7", NULL, 100, NULL), -EBUSY);
	assert_int_equal(subdev_pool_return(a->base.ctx, "99", NULL, 100, NULL), -ENODEV);
}

static void test_return_no_wait(void **state)
{
	struct acting *a = *state;
	struct subdev_dev *dev;

	a->base.host.reset_fails = "no";
	assert_int_equal(subdev_pool_return(a->base.ctx, "gpu0", NULL, 0, &dev), 0);
	assert_string_equal(subdev_dev_get_state_str(dev), "resetting");
	subdev_dev_unref(dev);
	assert_int_equal(a->base.host.fake.opened, 1);
}

static void test_return_fails(void **state)
{
	struct acting *a = *state;
	struct subdev_dev *dev = NULL;

	a->base.host.reset_fails = "no answer from the engine";
	assert_int_equal(subdev_pool_return(a->base.ctx, "gpu0", NULL, SUBDEV_WAIT_FOREVER, &dev),
			 -EIO);
	assert_string_equal(subdev_error_get_text(a->base.ctx), "no answer from the engine");
	assert_null(dev);
	/* which can be tried again */
	a->base.host.reset_fails = NULL;
	assert_int_equal(subdev_pool_return(a->base.ctx, "33", NULL, SUBDEV_WAIT_FOREVER, NULL), 0);
	assert_true(host_find(&a->base.host, 33)->ready);
}

static void end_reset(struct acting *a)
{
	host_end_reset(&a->base.host, 33, NULL);
}

static void test_return_late(void **state)
{
	struct acting *a = *state;

	a->base.host.hold = true;
	a->act = end_reset;
	assert_int_equal(subdev_pool_return(a->base.ctx, "gpu0", NULL, SUBDEV_WAIT_FOREVER, NULL),
			 0);
	assert_int_equal(requests_of(a, SUBDEV_CMD_DEV_GET), 0);
	assert_done(a);
}

static void test_return_timeout(void **state)
{
	struct acting *a = *state;

	a->base.host.hold = true;
	assert_int_equal(subdev_pool_return(a->base.ctx, "gpu0", NULL, 20, NULL), -ETIMEDOUT);
	assert_string_equal(subdev_error_get_text(a->base.ctx), "still in state resetting");
}

static void end_gone(struct acting *a)
{
	host_complete(&a->base.host, 33, true);
}

/* Its parent takes it along. */
static void begin_gone(struct acting *a)
{
	struct host_dev *dev = host_find(&a->base.host, 33);

	dev->state = SUBDEV_DEV_STATE_REMOVING;
	dev->generation++;
	host_notify(&a->base.host, SUBDEV_CMD_DEV_CHANGE_NTF, dev);
	a->act = end_gone;
}

static void test_return_deleted(void **state)
{
	struct acting *a = *state;

	a->base.host.hold = true;
	a->act = begin_gone;
	assert_int_equal(subdev_pool_return(a->base.ctx, "gpu0", NULL, SUBDEV_WAIT_FOREVER, NULL),
			 -ENODEV);
	assert_string_equal(subdev_error_get_text(a->base.ctx), "it was deleted meanwhile");
}

/* What is told is lost, and somebody has it already when the library asks. */
static void end_and_pull(struct acting *a)
{
	a->base.host.asker_id = 0;
	fake_send_err(a->base.host.asker, -ENOBUFS);
	end_reset(a);
	host_find(&a->base.host, 33)->ready = false;
}

static void test_return_lost(void **state)
{
	struct acting *a = *state;
	struct subdev_dev *dev;

	a->base.host.hold = true;
	a->act = end_and_pull;
	assert_int_equal(subdev_pool_return(a->base.ctx, "gpu0", NULL, SUBDEV_WAIT_FOREVER, &dev),
			 0);
	subdev_dev_unref(dev);
	assert_done(a);
}

/* One that is like those of the pool. */
static void make_like(struct acting *a)
{
	struct host_dev *dev = host_find(&a->base.host, 21);

	memcpy(dev->amounts, host_pools[0].amounts, sizeof(dev->amounts));
}

static void test_push_dev(void **state)
{
	static const uint64_t generation = 4;
	const struct subdev_condition condition = { .if_generation = &generation };
	struct acting *a = *state;
	struct subdev_dev *dev;

	assert_int_equal(subdev_pool_push_dev(a->base.ctx, "gold", "nic0", NULL, 100, &dev),
			 -EINVAL);
	assert_string_equal(subdev_error_get_text(a->base.ctx),
			    "channel: it has another than the pool");
	make_like(a);
	assert_int_equal(subdev_pool_push_dev(a->base.ctx, "gold", "nic0", &condition, 100, &dev),
			 0);
	assert_sent(&a->base.host.fake, SUBDEV_CMD_POOL_PUSH, 4);
	assert_sent_string(&a->base.host.fake, SUBDEV_A_DEV_POOL, "gold");
	assert_true(subdev_dev_is_ready(dev));
	assert_string_equal(subdev_dev_get_pool(dev), "gold");
	subdev_dev_unref(dev);
	assert_int_equal(subdev_pool_push_dev(a->base.ctx, "gold", "21", NULL, 100, NULL), -EBUSY);
}

static void test_push_dev_fails(void **state)
{
	struct acting *a = *state;
	struct subdev_dev *dev;

	make_like(a);
	a->base.host.hold = true;
	assert_int_equal(subdev_pool_push_dev(a->base.ctx, "gold", "21", NULL, 0, &dev), 0);
	assert_string_equal(subdev_dev_get_state_str(dev), "resetting");
	subdev_dev_unref(dev);
	host_end_reset(&a->base.host, 21, "it hangs");
	a->base.host.hold = false;
	a->base.host.reset_fails = "it hangs still";
	assert_int_equal(subdev_pool_return(a->base.ctx, "21", NULL, 100, NULL), -EIO);
	assert_string_equal(subdev_error_get_text(a->base.ctx), "it hangs still");
}

/*
 * Pulls
 */

/* Pull from "gold", of which nothing is ready. */
static int pull(struct acting *a, int timeout, struct subdev_dev **dev)
{
	struct subdev_pool_pull *request;
	int err;

	host_find(&a->base.host, 31)->ready = false;
	host_find(&a->base.host, 32)->ready = false;
	assert_int_equal(subdev_pool_pull_new(a->base.ctx, "gold", &request), 0);
	err = subdev_pool_pull_run(request, timeout, dev);
	assert_int_equal(subdev_error_get_code(a->base.ctx), err);
	subdev_pool_pull_free(request);
	return err;
}

static void assert_pulled(struct acting *a, uint32_t id, unsigned int tries)
{
	struct subdev_dev *dev;

	assert_int_equal(pull(a, SUBDEV_WAIT_FOREVER, &dev), 0);
	assert_done(a);
	assert_int_equal(subdev_dev_get_id(dev), id);
	subdev_dev_unref(dev);
	assert_int_equal(requests_of(a, SUBDEV_CMD_POOL_PULL), tries);
}

/* Somebody returns 33, and the reset has come to its end. */
static void give_back(struct acting *a)
{
	host_find(&a->base.host, 33)->state = SUBDEV_DEV_STATE_RESETTING;
	host_end_reset(&a->base.host, 33, NULL);
}

/* It becomes ready between the first try and the listening: no event tells that. */
static void test_pull_between(void **state)
{
	struct acting *a = *state;

	a->join = give_back;
	assert_pulled(a, 33, 2);
	assert_int_equal(a->waits, 0);
}

static void test_pull_wait(void **state)
{
	struct acting *a = *state;
	const struct fake *fake = &a->base.host.fake;

	a->act = give_back;
	assert_pulled(a, 33, 3);
	assert_int_equal(a->waits, 1);
	/* nothing but the pool was listened to */
	assert_int_equal(msg_cmd(fake->requests[1]), SUBDEV_CMD_FILTER_SET);
	assert_int_equal(msg_num_attrs(fake->requests[1]), 1);
	assert_non_null(msg_attr(fake->requests[1], SUBDEV_A_FILTER_POOL));
}

/* A new one does as well as one that was returned. */
static void refill(struct acting *a)
{
	a->base.host.room = 1;
	host_fill(&a->base.host, host_find_pool(&a->base.host, "gold"));
}

static void test_pull_refill(void **state)
{
	struct acting *a = *state;

	a->act = refill;
	assert_pulled(a, 9, 3);
}

/* What promises nothing is no reason to try: other pools, and events after which nothing is ready. */
static void tell_of_others(struct acting *a)
{
	struct host *host = &a->base.host;
	struct host_pool other = host_pools[0];

	strcpy(other.name, "golden");
	host_notify_pool(host, SUBDEV_CMD_POOL_CHANGE_NTF, &other);
	host_notify_pool(host, SUBDEV_CMD_POOL_DEL_NTF, &other);
	host_notify(host, SUBDEV_CMD_DEV_ADD_NTF, &host_devs[0]);
	host_notify(host, SUBDEV_CMD_DEV_CHANGE_NTF, host_find(host, 33));
	host_notify_pool(host, SUBDEV_CMD_POOL_CHANGE_NTF, &host->pools[0]);
	a->act = give_back;
}

static void test_pull_others(void **state)
{
	struct acting *a = *state;

	a->act = tell_of_others;
	assert_pulled(a, 33, 3);
	assert_int_equal(a->waits, 2);
}

/* One is ready and taken by another before the first event is read. */
static void give_and_take(struct acting *a)
{
	give_back(a);
	host_find(&a->base.host, 33)->ready = false;
	host_notify(&a->base.host, SUBDEV_CMD_DEV_CHANGE_NTF, host_find(&a->base.host, 33));
	a->act = give_back;
}

static void test_pull_taken(void **state)
{
	struct acting *a = *state;

	a->act = give_and_take;
	assert_pulled(a, 33, 3);
	assert_int_equal(a->waits, 2);
}

/* One is ready by an event, and gone when it is tried. */
static void promise(struct acting *a)
{
	give_back(a);
	host_find(&a->base.host, 33)->ready = false;
	a->act = give_back;
}

static void test_pull_missed(void **state)
{
	struct acting *a = *state;

	a->act = promise;
	assert_pulled(a, 33, 4);
}

static void give_unheard(struct acting *a)
{
	host_find(&a->base.host, 33)->ready = true;
	lose_events(a);
}

static void test_pull_lost(void **state)
{
	struct acting *a = *state;

	a->act = give_unheard;
	assert_pulled(a, 33, 3);
}

static void test_pull_timeout(void **state)
{
	struct acting *a = *state;
	struct subdev_dev *dev;

	assert_int_equal(pull(a, 30, &dev), -ETIMEDOUT);
	assert_string_equal(subdev_error_get_text(a->base.ctx), "the pool is empty: exhausted");
	/* it is not asked without a reason */
	assert_int_equal(requests_of(a, SUBDEV_CMD_POOL_PULL), 2);
	assert_true(a->waits > 1);
	host_find_pool(&a->base.host, "gold")->state = SUBDEV_POOL_STATE_FILLING;
	assert_int_equal(pull(a, 1, &dev), -ETIMEDOUT);
	assert_string_equal(subdev_error_get_text(a->base.ctx), "the pool is empty: refilling");
}

static void delete_gold(struct acting *a)
{
	host_end_pool(&a->base.host, host_find_pool(&a->base.host, "gold"));
}

static void test_pull_deleted(void **state)
{
	struct acting *a = *state;
	struct subdev_dev *dev;

	a->act = delete_gold;
	assert_int_equal(pull(a, SUBDEV_WAIT_FOREVER, &dev), -ENOENT);
	assert_string_equal(subdev_error_get_text(a->base.ctx), "no such pool");
}

static void give_to_other(struct acting *a)
{
	struct host_dev *dev = host_find(&a->base.host, 33);

	strcpy(dev->pool, "gold");
	dev->ready = true;
	host_notify(&a->base.host, SUBDEV_CMD_DEV_CHANGE_NTF, dev);
}

/* Unheard there is another pool of this name, which begins with lower numbers. */
static void recreate(struct acting *a)
{
	struct host_pool *pool = host_find_pool(&a->base.host, "gold");

	host_notify(&a->base.host, SUBDEV_CMD_DEV_CHANGE_NTF, host_find(&a->base.host, 33));
	host_find(&a->base.host, 33)->pool[0] = '\0';
	pool->generation = 1;
	lose_events(a);
	a->act = give_to_other;
}

static void test_pull_recreated(void **state)
{
	struct acting *a = *state;

	a->act = recreate;
	assert_pulled(a, 33, 4);
}

/* The parent is cordoned: what a pull is refused by then is told at once. */
static void cordon(struct acting *a)
{
	a->base.host.parents[1].cordoned = true;
	a->base.host.room = 1;
	host_fill(&a->base.host, host_find_pool(&a->base.host, "gold"));
}

static void test_pull_cordoned(void **state)
{
	struct acting *a = *state;
	struct subdev_dev *dev;

	a->act = cordon;
	assert_int_equal(pull(a, SUBDEV_WAIT_FOREVER, &dev), -EBUSY);
	assert_string_equal(subdev_error_get_text(a->base.ctx), "the parent is cordoned");
}

static void test_pull_unloaded(void **state)
{
	struct acting *a = *state;
	struct subdev_dev *dev;

	a->act = unload;
	assert_int_equal(pull(a, SUBDEV_WAIT_FOREVER, &dev), -EPROTONOSUPPORT);
}

static void test_pull_deaf(void **state)
{
	struct acting *a = *state;
	struct subdev_dev *dev;

	a->base.host.fake.join_err = -EPERM;
	assert_int_equal(pull(a, SUBDEV_WAIT_FOREVER, &dev), -EPERM);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_delete), TEST(test_delete_pulled), TEST(test_delete_no_wait),
		TEST(test_delete_late), TEST(test_delete_timeout), TEST(test_delete_lost),
		TEST(test_return), TEST(test_return_no_wait), TEST(test_return_fails),
		TEST(test_return_late), TEST(test_return_timeout), TEST(test_return_deleted),
		TEST(test_return_lost), TEST(test_push_dev), TEST(test_push_dev_fails),
		TEST(test_pull_between), TEST(test_pull_wait), TEST(test_pull_refill),
		TEST(test_pull_others), TEST(test_pull_taken), TEST(test_pull_missed),
		TEST(test_pull_lost), TEST(test_pull_timeout), TEST(test_pull_deleted),
		TEST(test_pull_recreated),
		TEST(test_pull_cordoned), TEST(test_pull_unloaded), TEST(test_pull_deaf),
	};

	return cmocka_run_group_tests_name("pool_wait", tests, NULL, NULL);
}
