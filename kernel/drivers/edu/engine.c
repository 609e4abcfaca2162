// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who has the hardware.
 *
 * A client has it for one job. Of those that wait the one goes next that has had
 * least of its time for its share. Who comes late has no claim on what it did
 * not use.
 *
 * A guest can start its next job only when it has seen the end of the last one.
 * So that it gets its share all the same, the engine is held for a moment for
 * who has just had it, if it has had less than those that wait: that time is
 * charged as well, and is lost to it if it does not come back.
 */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/pci.h>

#include "engine.h"

/* How long a guest has for its next job, small beside a DMA of 100 ms. */
#define HOLD		msecs_to_jiffies(20)

/* How often failed hardware is looked at. */
#define RECOVER		HZ

static void charge_locked(struct edu_client *client)
{
	struct edu_engine *engine = client->engine;
	u64 now = ktime_get_ns();

	lockdep_assert_held(&engine->lock);
	client->vtime += div_u64((now - engine->since) * EDU_SHARES,
				 client->share);
	engine->since = now;
}

/* Who is stopped has no turn: it may leave the queue without a word to others. */
static struct edu_client *first_waiting_locked(struct edu_engine *engine)
{
	struct edu_client *client, *first = NULL;

	lockdep_assert_held(&engine->lock);
	list_for_each_entry(client, &engine->waiting, node)
		if (!client->stopped &&
		    (!first || client->vtime < first->vtime))
			first = client;
	return first;
}

static bool turn_locked(struct edu_client *client)
{
	struct edu_engine *engine = client->engine;

	lockdep_assert_held(&engine->lock);
	if (engine->owner)
		return false;
	if (engine->held && engine->held != client) {
		if (time_before(jiffies, engine->until))
			return false;
		charge_locked(engine->held);
		engine->held = NULL;
	}
	return engine->held == client || first_waiting_locked(engine) == client;
}

static void take_locked(struct edu_client *client)
{
	struct edu_engine *engine = client->engine;

	lockdep_assert_held(&engine->lock);
	if (engine->held == client)
		charge_locked(client);
	engine->held = NULL;
	engine->owner = client;
	engine->since = ktime_get_ns();
	engine->vnow = max(engine->vnow, client->vtime);
}

/* -EAGAIN as long as it has to wait. */
static int try_begin(struct edu_client *client)
{
	struct edu_engine *engine = client->engine;
	int ret = -EAGAIN;

	spin_lock(&engine->lock);
	if (client->stopped) {
		ret = -ECANCELED;
	} else if (engine->error) {
		ret = engine->error;
	} else if (turn_locked(client)) {
		take_locked(client);
		ret = 0;
	}
	if (ret != -EAGAIN)
		list_del_init(&client->node);
	spin_unlock(&engine->lock);
	return ret;
}

/**
 * edu_client_begin() - wait for the engine
 * @client: who wants it
 *
 * Context: Process context, sleeps; one thread at a time for a client.
 * Return: 0, and edu_client_end() gives it back, or -ECANCELED: the client was
 * stopped; -EIO: the hardware has failed; -ENODEV: it is going away.
 */
int edu_client_begin(struct edu_client *client)
{
	struct edu_engine *engine = client->engine;
	int ret;

	spin_lock(&engine->lock);
	client->vtime = max(client->vtime, engine->vnow);
	list_add_tail(&client->node, &engine->waiting);
	spin_unlock(&engine->lock);
	wait_event_idle(engine->wait, (ret = try_begin(client)) != -EAGAIN);
	return ret;
}

/* The hardware is still at something: nobody touches it before it is done. */
static void fail_locked(struct edu_engine *engine)
{
	lockdep_assert_held(&engine->lock);
	if (engine->error)
		return;
	dev_warn(&engine->hw.pdev->dev, "does not come to an end\n");
	WRITE_ONCE(engine->error, -EIO);
	queue_delayed_work(engine->wq, &engine->recover, RECOVER);
}

/**
 * edu_client_end() - give the engine back
 * @client: who has it
 * @err: what became of the hardware's job: -ETIMEDOUT if it did not end
 *
 * Context: Process context.
 */
void edu_client_end(struct edu_client *client, int err)
{
	struct edu_engine *engine = client->engine;
	struct edu_client *first;

	spin_lock(&engine->lock);
	charge_locked(client);
	engine->owner = NULL;
	first = first_waiting_locked(engine);
	if (first && client->vtime < first->vtime && !client->stopped) {
		engine->held = client;
		engine->until = jiffies + HOLD;
		mod_timer(&engine->hold, engine->until);
	}
	if (err == -ETIMEDOUT)
		fail_locked(engine);
	spin_unlock(&engine->lock);
	wake_up_all(&engine->wait);
}

static void hold_ends(struct timer_list *timer)
{
	struct edu_engine *engine = container_of(timer, struct edu_engine,
						 hold);

	wake_up_all(&engine->wait);
}

static void recover_work(struct work_struct *work)
{
	struct edu_engine *engine = container_of(to_delayed_work(work),
						 struct edu_engine, recover);
	bool idle = edu_hw_idle(&engine->hw);

	if (idle)
		edu_hw_clean(&engine->hw);
	spin_lock(&engine->lock);
	if (engine->error == -EIO && idle) {
		dev_info(&engine->hw.pdev->dev, "works again\n");
		WRITE_ONCE(engine->error, 0);
	} else if (engine->error == -EIO) {
		queue_delayed_work(engine->wq, &engine->recover, RECOVER);
	}
	spin_unlock(&engine->lock);
}

void edu_client_init(struct edu_client *client, struct edu_engine *engine)
{
	client->engine = engine;
	client->share = EDU_SHARES;
	INIT_LIST_HEAD(&client->node);
}

void edu_client_set(struct edu_client *client, u32 share)
{
	spin_lock(&client->engine->lock);
	client->share = share;
	spin_unlock(&client->engine->lock);
}

/* Who waits for the engine gets -ECANCELED; who has it, has it still. */
void edu_client_stop(struct edu_client *client)
{
	struct edu_engine *engine = client->engine;

	spin_lock(&engine->lock);
	client->stopped = true;
	if (engine->held == client)
		engine->held = NULL;
	spin_unlock(&engine->lock);
	wake_up_all(&engine->wait);
}

void edu_client_start(struct edu_client *client)
{
	spin_lock(&client->engine->lock);
	client->stopped = false;
	spin_unlock(&client->engine->lock);
}

/* From when it returns nobody gets the engine. Who has it ends its job. */
void edu_engine_set_gone(struct edu_engine *engine)
{
	spin_lock(&engine->lock);
	WRITE_ONCE(engine->error, -ENODEV);
	spin_unlock(&engine->lock);
	wake_up_all(&engine->wait);
}

/* The PCI core resets the function: nobody is to be at a job meanwhile. */
void edu_engine_reset_prepare(struct edu_engine *engine)
{
	engine->resetting = !edu_client_begin(&engine->self);
}

void edu_engine_reset_done(struct edu_engine *engine)
{
	if (!engine->resetting)
		return;
	edu_hw_clean(&engine->hw);
	edu_client_end(&engine->self, 0);
}

/**
 * edu_engine_init() - take the hardware
 * @engine: what stands for it, zeroed
 * @pdev: the PCI function
 *
 * Context: Process context, sleeps.
 * Return: 0 or a negative errno. Undone by edu_engine_exit().
 */
int edu_engine_init(struct edu_engine *engine, struct pci_dev *pdev)
{
	int ret;

	spin_lock_init(&engine->lock);
	init_waitqueue_head(&engine->wait);
	INIT_LIST_HEAD(&engine->waiting);
	INIT_DELAYED_WORK(&engine->recover, recover_work);
	timer_setup(&engine->hold, hold_ends, 0);
	edu_client_init(&engine->self, engine);
	engine->wq = alloc_workqueue("subdev_edu", WQ_UNBOUND, 0);
	if (!engine->wq)
		return -ENOMEM;
	ret = edu_hw_init(&engine->hw, pdev);
	if (ret)
		destroy_workqueue(engine->wq);
	return ret;
}

/* It was set gone, and all clients have been stopped. */
void edu_engine_exit(struct edu_engine *engine)
{
	cancel_delayed_work_sync(&engine->recover);
	timer_shutdown_sync(&engine->hold);
	destroy_workqueue(engine->wq);
	edu_hw_exit(&engine->hw);
}
