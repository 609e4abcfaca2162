// SPDX-License-Identifier: GPL-2.0-only
/* Stats of subdevices, pools and parents. */
#include <errno.h>
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

/* How each counter is read, by the number of its attribute. */
static uint64_t (*const readers[])(const struct subdev_stats *stats) = {
	[SUBDEV_A_STATS_OPENS] = subdev_stats_get_opens,
	[SUBDEV_A_STATS_TIME_IN_USE] = subdev_stats_get_time_in_use,
	[SUBDEV_A_STATS_READS] = subdev_stats_get_reads,
	[SUBDEV_A_STATS_WRITES] = subdev_stats_get_writes,
	[SUBDEV_A_STATS_MMAPS] = subdev_stats_get_mmaps,
	[SUBDEV_A_STATS_INTERRUPTS] = subdev_stats_get_interrupts,
	[SUBDEV_A_STATS_DMA_READ] = subdev_stats_get_dma_read,
	[SUBDEV_A_STATS_DMA_WRITTEN] = subdev_stats_get_dma_written,
	[SUBDEV_A_STATS_RESETS] = subdev_stats_get_resets,
	[SUBDEV_A_STATS_FAILURES] = subdev_stats_get_failures,
	[SUBDEV_A_STATS_CREATES] = subdev_stats_get_creates,
	[SUBDEV_A_STATS_DELETES] = subdev_stats_get_deletes,
	[SUBDEV_A_STATS_PULLS] = subdev_stats_get_pulls,
	[SUBDEV_A_STATS_RETURNS] = subdev_stats_get_returns,
	[SUBDEV_A_STATS_WAITS] = subdev_stats_get_waits,
	[SUBDEV_A_STATS_REFILLS] = subdev_stats_get_refills,
};

static void test_dev(void **state)
{
	struct state *s = *state;
	struct subdev_stats *stats;

	assert_int_equal(subdev_dev_stats_get(s->ctx, "gpu0", &stats), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_STATS_GET, 1);
	assert_sent_string(&s->host.fake, SUBDEV_A_STATS_LABEL, "gpu0");
	assert_int_equal(subdev_stats_get_id(stats), 33);
	assert_string_equal(subdev_stats_get_uuid_str(stats),
			    "33333333-28ae-4d2a-abf7-158809cf4f3c");
	assert_int_equal(subdev_stats_get_uuid(stats)[0], 0x33);
	assert_string_equal(subdev_stats_get_label(stats), "gpu0");
	assert_null(subdev_stats_get_pool(stats));
	assert_null(subdev_stats_get_parent_name(stats));
	assert_int_equal(subdev_stats_get_parent_index(stats), 0);
	for (uint16_t attr = SUBDEV_A_STATS_OPENS; attr <= SUBDEV_A_STATS_FAILURES; attr++)
		assert_int_equal(readers[attr](stats), 3300 + attr);
	assert_true(subdev_stats_get_pulls(stats) == 6000000000);
	/* what is not counted */
	assert_int_equal(subdev_stats_get_creates(stats), 0);
	assert_int_equal(subdev_stats_get_waits(stats), 0);
	assert_ptr_equal(subdev_stats_ref(stats), stats);
	assert_null(subdev_stats_unref(stats));
	assert_null(subdev_stats_unref(stats));
	assert_null(subdev_stats_unref(NULL));

	assert_int_equal(subdev_dev_stats_get(s->ctx, "4294967295", &stats), 0);
	assert_sent_u32(&s->host.fake, SUBDEV_A_STATS_ID, 4294967295);
	assert_null(subdev_stats_get_label(stats));
	assert_int_equal(subdev_stats_get_opens(stats), 0);
	subdev_stats_unref(stats);
	assert_int_equal(subdev_dev_stats_get(s->ctx, "31313131-28ae-4d2a-abf7-158809cf4f3c",
					      &stats), 0);
	subdev_stats_unref(stats);
	assert_int_equal(subdev_dev_stats_get(s->ctx, "5", &stats), -ENODEV);
	assert_int_equal(subdev_dev_stats_get(s->ctx, "a b", &stats), -EINVAL);
}

static void test_pool(void **state)
{
	struct state *s = *state;
	struct subdev_stats *stats;

	assert_int_equal(subdev_pool_stats_get(s->ctx, "gold", &stats), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_POOL_STATS_GET, 1);
	assert_sent_string(&s->host.fake, SUBDEV_A_STATS_POOL, "gold");
	assert_string_equal(subdev_stats_get_pool(stats), "gold");
	assert_int_equal(subdev_stats_get_id(stats), 0);
	assert_null(subdev_stats_get_uuid(stats));
	assert_null(subdev_stats_get_uuid_str(stats));
	assert_int_equal(subdev_stats_get_pulls(stats), 3);
	assert_int_equal(subdev_stats_get_returns(stats), 2);
	assert_int_equal(subdev_stats_get_waits(stats), 1);
	assert_int_equal(subdev_stats_get_refills(stats), 4);
	assert_int_equal(subdev_stats_get_creates(stats), 4);
	assert_int_equal(subdev_stats_get_deletes(stats), 0);
	assert_int_equal(subdev_stats_get_failures(stats), 1);
	subdev_stats_unref(stats);
	assert_int_equal(subdev_pool_stats_get(s->ctx, "none", &stats), -ENOENT);
}

static void test_parent(void **state)
{
	static const uint16_t counted[] = {
		SUBDEV_A_STATS_OPENS, SUBDEV_A_STATS_TIME_IN_USE, SUBDEV_A_STATS_RESETS,
		SUBDEV_A_STATS_FAILURES, SUBDEV_A_STATS_CREATES, SUBDEV_A_STATS_DELETES,
		SUBDEV_A_STATS_PULLS, SUBDEV_A_STATS_RETURNS, SUBDEV_A_STATS_WAITS,
		SUBDEV_A_STATS_REFILLS,
	};
	struct state *s = *state;
	struct subdev_stats *stats;

	assert_int_equal(subdev_parent_stats_get(s->ctx, "2", &stats), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_PARENT_STATS_GET, 1);
	assert_sent_u32(&s->host.fake, SUBDEV_A_STATS_PARENT_INDEX, 2);
	assert_int_equal(subdev_stats_get_parent_index(stats), 2);
	assert_string_equal(subdev_stats_get_parent_name(stats), "platform/sim.0");
	for (size_t i = 0; i < ARRAY_SIZE(counted); i++)
		assert_true(readers[counted[i]](stats) == UINT64_C(50000000000) + counted[i]);
	assert_int_equal(subdev_stats_get_reads(stats), 0);
	subdev_stats_unref(stats);
	assert_int_equal(subdev_parent_stats_get(s->ctx, "3", &stats), -ENODEV);
	assert_int_equal(subdev_parent_stats_get(s->ctx, "x", &stats), -EINVAL);
}

static unsigned int count_of(struct subdev_stats_list *list)
{
	struct subdev_stats *stats;
	unsigned int count = 0;

	assert_true(subdev_stats_list_is_consistent(list));
	subdev_stats_list_foreach(list, stats)
		count++;
	assert_null(subdev_stats_list_unref(list));
	return count;
}

static void test_dumps(void **state)
{
	struct state *s = *state;
	struct subdev_stats_list *list;

	assert_int_equal(subdev_dev_stats_dump(s->ctx, NULL, &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_STATS_GET, 0);
	assert_int_equal(count_of(list), 8);
	assert_int_equal(subdev_dev_stats_dump(s->ctx, "platform/sim.0", &list), 0);
	assert_sent_string(&s->host.fake, SUBDEV_A_STATS_PARENT_NAME, "platform/sim.0");
	assert_int_equal(count_of(list), 6);
	assert_int_equal(subdev_dev_stats_dump(s->ctx, "x", &list), -EINVAL);
	assert_int_equal(subdev_pool_stats_dump(s->ctx, &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_POOL_STATS_GET, 0);
	assert_int_equal(count_of(list), 3);
	assert_int_equal(subdev_parent_stats_dump(s->ctx, &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_PARENT_STATS_GET, 0);
	assert_int_equal(count_of(list), 2);
	s->host.unstable_dumps = 4;
	assert_int_equal(subdev_pool_stats_dump(s->ctx, &list), 0);
	assert_false(subdev_stats_list_is_consistent(list));
	subdev_stats_list_unref(list);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, state_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_dev), TEST(test_pool), TEST(test_parent), TEST(test_dumps),
	};

	return cmocka_run_group_tests_name("stats", tests, NULL, NULL);
}
