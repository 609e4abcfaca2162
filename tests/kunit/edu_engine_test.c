// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who gets an edu's engine next, without the hardware.
 *
 * Who waits is a thread. All are on one processor, where one of real-time
 * priority runs whenever it can: so the test says who sees a change first.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

#include "../../kernel/drivers/edu/engine.c"

#define SOON	(10 * HZ)

int edu_hw_init(struct edu_hw *hw, struct pci_dev *pdev)
{
	return 0;
}

void edu_hw_exit(struct edu_hw *hw)
{
}

bool edu_hw_idle(struct edu_hw *hw)
{
	return true;
}

void edu_hw_clean(struct edu_hw *hw)
{
}

struct waiter {
	struct edu_client client;
	struct task_struct *task;
	struct completion done;
	int ret;
};

struct engine_test {
	struct edu_engine engine;
	struct edu_client owner;
	struct waiter first;
	struct waiter second;
};

static int waiter_main(void *arg)
{
	struct waiter *waiter = arg;

	waiter->ret = edu_client_begin(&waiter->client);
	complete(&waiter->done);
	return 0;
}

static bool waits(struct waiter *waiter)
{
	bool listed;

	spin_lock(&waiter->client.engine->lock);
	listed = !list_empty(&waiter->client.node);
	spin_unlock(&waiter->client.engine->lock);
	return listed;
}

/* Returns when it is in the queue. */
static void waiter_start(struct kunit *test, struct waiter *waiter, bool urgent)
{
	unsigned long end = jiffies + SOON;
	struct task_struct *task = kthread_create(waiter_main, waiter,
						  "edu_waiter");

	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	waiter->task = get_task_struct(task);
	kthread_bind(task, 0);
	if (urgent)
		sched_set_fifo(task);
	wake_up_process(task);
	while (!waits(waiter) && time_before(jiffies, end))
		usleep_range(1000, 2000);
	KUNIT_ASSERT_TRUE(test, waits(waiter));
}

static bool waiter_done(struct waiter *waiter)
{
	return wait_for_completion_timeout(&waiter->done, SOON);
}

static void waiter_init(struct waiter *waiter, struct edu_engine *engine)
{
	edu_client_init(&waiter->client, engine);
	init_completion(&waiter->done);
}

/* Whatever became of it, its thread comes to its end. */
static void waiter_exit(struct waiter *waiter)
{
	if (!waiter->task)
		return;
	edu_client_stop(&waiter->client);
	kthread_stop(waiter->task);
	put_task_struct(waiter->task);
}

static int engine_test_init(struct kunit *test)
{
	struct engine_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	int ret;

	if (!t)
		return -ENOMEM;
	ret = edu_engine_init(&t->engine, NULL);
	if (ret)
		return ret;
	edu_client_init(&t->owner, &t->engine);
	waiter_init(&t->first, &t->engine);
	waiter_init(&t->second, &t->engine);
	test->priv = t;
	return edu_client_begin(&t->owner);
}

static void engine_test_exit(struct kunit *test)
{
	struct engine_test *t = test->priv;

	if (!t)
		return;
	edu_engine_set_gone(&t->engine);
	waiter_exit(&t->first);
	waiter_exit(&t->second);
	edu_engine_exit(&t->engine);
}

static void the_least_served_is_next(struct kunit *test)
{
	struct engine_test *t = test->priv;

	t->first.client.vtime = 2 * NSEC_PER_SEC;
	t->second.client.vtime = NSEC_PER_SEC;
	waiter_start(test, &t->first, false);
	waiter_start(test, &t->second, false);
	t->owner.vtime = 3 * NSEC_PER_SEC;
	edu_client_end(&t->owner, 0);
	KUNIT_ASSERT_TRUE(test, waiter_done(&t->second));
	KUNIT_EXPECT_EQ(test, t->second.ret, 0);
	KUNIT_EXPECT_FALSE(test, completion_done(&t->first.done));
	edu_client_end(&t->second.client, 0);
	KUNIT_ASSERT_TRUE(test, waiter_done(&t->first));
	KUNIT_EXPECT_EQ(test, t->first.ret, 0);
	edu_client_end(&t->first.client, 0);
}

/* Who has had less is waited for, if it was its turn just now, but not long. */
static void the_hold_ends(struct kunit *test)
{
	struct engine_test *t = test->priv;

	unsigned long start;

	t->first.client.vtime = 2 * NSEC_PER_SEC;
	waiter_start(test, &t->first, false);
	start = jiffies;
	edu_client_end(&t->owner, 0);
	KUNIT_ASSERT_TRUE(test, waiter_done(&t->first));
	KUNIT_EXPECT_EQ(test, t->first.ret, 0);
	KUNIT_EXPECT_GE(test, jiffies - start, HOLD);
	edu_client_end(&t->first.client, 0);
}

/*
 * The engine is free and it is the first one's turn, but before that runs it is
 * stopped, and the second one looks once more before the first is out of the
 * queue. It is not told a second time.
 */
static void who_is_stopped_has_no_turn(struct kunit *test)
{
	struct engine_test *t = test->priv;

	KUNIT_ASSERT_EQ(test, set_cpus_allowed_ptr(current, cpumask_of(0)), 0);
	waiter_start(test, &t->first, false);
	waiter_start(test, &t->second, true);
	sched_set_fifo(current);
	edu_client_end(&t->owner, 0);
	KUNIT_EXPECT_TRUE(test, waits(&t->first));
	edu_client_stop(&t->first.client);
	KUNIT_EXPECT_TRUE(test, waits(&t->first));
	sched_set_normal(current, 0);
	KUNIT_ASSERT_TRUE(test, waiter_done(&t->first));
	KUNIT_EXPECT_EQ(test, t->first.ret, -ECANCELED);
	KUNIT_ASSERT_TRUE(test, waiter_done(&t->second));
	KUNIT_EXPECT_EQ(test, t->second.ret, 0);
	edu_client_end(&t->second.client, 0);
}

static void nobody_waits_for_what_is_gone(struct kunit *test)
{
	struct engine_test *t = test->priv;

	waiter_start(test, &t->first, false);
	waiter_start(test, &t->second, false);
	edu_engine_set_gone(&t->engine);
	KUNIT_ASSERT_TRUE(test, waiter_done(&t->first));
	KUNIT_ASSERT_TRUE(test, waiter_done(&t->second));
	KUNIT_EXPECT_EQ(test, t->first.ret, -ENODEV);
	KUNIT_EXPECT_EQ(test, t->second.ret, -ENODEV);
	edu_client_end(&t->owner, 0);
}

static struct kunit_case engine_cases[] = {
	KUNIT_CASE(the_least_served_is_next),
	KUNIT_CASE(the_hold_ends),
	KUNIT_CASE(who_is_stopped_has_no_turn),
	KUNIT_CASE(nobody_waits_for_what_is_gone),
	{}
};

static struct kunit_suite engine_suite = {
	.name = "edu_engine",
	.init = engine_test_init,
	.exit = engine_test_exit,
	.test_cases = engine_cases,
};

kunit_test_suites(&engine_suite);

MODULE_DESCRIPTION("KUnit tests of who gets an edu's engine");
MODULE_LICENSE("GPL");
