// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who copies next.
 *
 * One client has the engine at a time, for a piece or a few. Of those that wait
 * the one goes next that has used least, its bytes divided by its weight: so
 * each gets its share of what the engine does, however many channels it keeps
 * busy. Who comes late has no claim on what it did not use.
 *
 * But a guest's driver gives up a channel that completes nothing: so who has waited
 * for too long goes first, for a piece for each of its channels, which it has used
 * like any other.
 *
 * A client with a limit does not wait for the engine before its time has come.
 *
 * A piece can last: it touches memory of a user, who may see to it that a page
 * fault takes its time. Then the others go on without waiting for it.
 */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/sizes.h>

#include <subdev_compat.h>

#include "sched.h"

/* A piece costs as if it had so many bytes more: descriptors of nothing do. */
#define OVERHEAD	SZ_4K

/* How far a client may run ahead of others, in bytes at the default weight. */
#define AHEAD		SZ_256K

/* What a client got before its turn is charged to it up to so much. */
#define AHEAD_MAX	SZ_16M

/* Unused bandwidth of so much time can be made up for. */
#define BURST		(10 * NSEC_PER_MSEC)

/* How long a client waits before it goes first. */
#define PATIENCE	(10 * NSEC_PER_MSEC)

/* How long others wait for one piece. */
#define STALL		msecs_to_jiffies(50)

#define WEIGHT_SCALE	100

static void wait_locked(struct ioat_client *client)
{
	lockdep_assert_held(&client->sched->lock);
	client->state = IOAT_WAITING;
	client->until = ktime_get_ns() + PATIENCE;
	list_add_tail(&client->node, &client->sched->waiting);
}

/* By time if its patience is at an end, else by what it has used. */
static bool goes_before(const struct ioat_client *a,
			const struct ioat_client *b, u64 now)
{
	if (a->until <= now || b->until <= now)
		return a->until < b->until;
	return a->vtime < b->vtime;
}

static struct ioat_client *first_waiting_locked(struct ioat_sched *sched,
						u64 now)
{
	struct ioat_client *client, *first = NULL;

	lockdep_assert_held(&sched->lock);
	list_for_each_entry(client, &sched->waiting, node)
		if (!first || goes_before(client, first, now))
			first = client;
	return first;
}

/* @next gets the engine, or keeps it, which may be before its turn. */
static void set_vnow_locked(struct ioat_sched *sched,
			    const struct ioat_client *next)
{
	struct ioat_client *client;
	u64 least = next->vtime;

	lockdep_assert_held(&sched->lock);
	list_for_each_entry(client, &sched->waiting, node)
		least = min(least, client->vtime);
	sched->vnow = max(sched->vnow, least);
}

/* Give the engine away if it is free. */
static void dispatch_locked(struct ioat_sched *sched)
{
	u64 now = ktime_get_ns();
	struct ioat_client *client = first_waiting_locked(sched, now);

	lockdep_assert_held(&sched->lock);
	if (sched->current_client || !client)
		return;
	client->owed = client->until <= now ? client->channels : 0;
	set_vnow_locked(sched, client);
	list_del_init(&client->node);
	client->state = IOAT_RUNNING;
	sched->current_client = client;
	sched->since = jiffies;
	mod_timer(&sched->watchdog, jiffies + STALL + 1);
	queue_work(sched->wq, &client->work);
}

static bool limited_locked(const struct ioat_client *client, u64 now)
{
	lockdep_assert_held(&client->sched->lock);
	return client->rate && client->next > now;
}

static void enqueue_locked(struct ioat_client *client)
{
	u64 now = ktime_get_ns();

	lockdep_assert_held(&client->sched->lock);
	client->vtime = max(client->vtime, client->sched->vnow);
	if (limited_locked(client, now)) {
		client->state = IOAT_LIMITED;
		hrtimer_start(&client->timer, ns_to_ktime(client->next - now),
			      HRTIMER_MODE_REL_SOFT);
		return;
	}
	wait_locked(client);
}

static enum hrtimer_restart client_timer(struct hrtimer *timer)
{
	struct ioat_client *client = container_of(timer, struct ioat_client,
						  timer);

	spin_lock(&client->sched->lock);
	if (client->state == IOAT_LIMITED) {
		wait_locked(client);
		dispatch_locked(client->sched);
	}
	spin_unlock(&client->sched->lock);
	return HRTIMER_NORESTART;
}

static void watchdog(struct timer_list *timer)
{
	struct ioat_sched *sched = container_of(timer, struct ioat_sched,
						watchdog);

	spin_lock(&sched->lock);
	if (sched->current_client &&
	    time_after(jiffies, sched->since + STALL)) {
		sched->current_client->stalled = true;
		sched->current_client = NULL;
		dispatch_locked(sched);
	} else if (sched->current_client) {
		mod_timer(&sched->watchdog, jiffies + STALL + 1);
	}
	spin_unlock(&sched->lock);
}

static void charge_locked(struct ioat_client *client, size_t bytes)
{
	u64 used = ((u64)bytes + OVERHEAD) * WEIGHT_SCALE;
	u64 now = ktime_get_ns();

	lockdep_assert_held(&client->sched->lock);
	client->vtime = min(client->vtime + div_u64(used, client->weight),
			    client->sched->vnow + AHEAD_MAX);
	/* also who lets it do nothing, again and again, has a limit */
	if (client->rate)
		client->next = max(client->next, now - BURST) +
			       div64_u64((bytes ?: OVERHEAD) * NSEC_PER_SEC,
					 client->rate);
}

/* Whether a client that ran for a piece keeps the engine for the next. */
static bool keeps_locked(const struct ioat_client *client)
{
	u64 now = ktime_get_ns();
	struct ioat_client *first = first_waiting_locked(client->sched, now);

	lockdep_assert_held(&client->sched->lock);
	if (client->stalled || limited_locked(client, now))
		return false;
	if (!first || client->owed)
		return true;
	return first->until > now && client->vtime <= first->vtime + AHEAD;
}

static void leave_locked(struct ioat_client *client)
{
	struct ioat_sched *sched = client->sched;

	lockdep_assert_held(&sched->lock);
	if (sched->current_client == client)
		sched->current_client = NULL;
	client->stalled = false;
	client->state = IOAT_IDLE;
}

/* After a piece: whether to do another. */
static bool go_on(struct ioat_client *client, size_t bytes, bool more)
{
	struct ioat_sched *sched = client->sched;
	bool keeps;

	spin_lock_bh(&sched->lock);
	charge_locked(client, bytes);
	client->owed -= !!client->owed;
	more = (more || client->kicked) && !client->stopped;
	client->kicked = false;
	keeps = more && keeps_locked(client);
	if (keeps) {
		set_vnow_locked(sched, client);
		sched->since = jiffies;
	} else {
		leave_locked(client);
		if (more)
			enqueue_locked(client);
		dispatch_locked(sched);
	}
	spin_unlock_bh(&sched->lock);
	return keeps;
}

static void client_work(struct work_struct *work)
{
	struct ioat_client *client = container_of(work, struct ioat_client,
						  work);
	size_t bytes;
	bool more;

	do {
		cond_resched();
		bytes = client->piece(client, &more);
	} while (go_on(client, bytes, more));
}

int ioat_sched_init(struct ioat_sched *sched)
{
	spin_lock_init(&sched->lock);
	INIT_LIST_HEAD(&sched->waiting);
	timer_setup(&sched->watchdog, watchdog, 0);
	sched->wq = alloc_workqueue("subdev_ioat", WQ_UNBOUND, 0);
	return sched->wq ? 0 : -ENOMEM;
}

/* All clients have been stopped. */
void ioat_sched_exit(struct ioat_sched *sched)
{
	timer_shutdown_sync(&sched->watchdog);
	destroy_workqueue(sched->wq);
}

void ioat_client_init(struct ioat_client *client, struct ioat_sched *sched,
		      size_t (*piece)(struct ioat_client *client, bool *more))
{
	client->sched = sched;
	client->piece = piece;
	client->stopped = true;
	INIT_LIST_HEAD(&client->node);
	INIT_WORK(&client->work, client_work);
	hrtimer_setup(&client->timer, client_timer, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_SOFT);
}

/* @rate in bytes in a second, 0 for no limit; holds from the next piece on. */
void ioat_client_set(struct ioat_client *client, unsigned int channels,
		     u32 weight, u64 rate)
{
	spin_lock_bh(&client->sched->lock);
	client->channels = channels;
	client->weight = weight;
	client->rate = rate;
	spin_unlock_bh(&client->sched->lock);
}

/* There is something to do. */
void ioat_client_kick(struct ioat_client *client)
{
	struct ioat_sched *sched = client->sched;

	spin_lock_bh(&sched->lock);
	if (client->state == IOAT_RUNNING)
		client->kicked = true;
	else if (client->state == IOAT_IDLE && !client->stopped)
		enqueue_locked(client);
	dispatch_locked(sched);
	spin_unlock_bh(&sched->lock);
}

/* No piece is under way when it returns, and none begins. Sleeps. */
void ioat_client_stop(struct ioat_client *client)
{
	struct ioat_sched *sched = client->sched;

	spin_lock_bh(&sched->lock);
	client->stopped = true;
	spin_unlock_bh(&sched->lock);
	cancel_work_sync(&client->work);
	hrtimer_cancel(&client->timer);
	/* the timer may have let it wait, and the engine have been given to it */
	spin_lock_bh(&sched->lock);
	list_del_init(&client->node);
	spin_unlock_bh(&sched->lock);
	cancel_work_sync(&client->work);
	spin_lock_bh(&sched->lock);
	leave_locked(client);
	client->kicked = false;
	dispatch_locked(sched);
	spin_unlock_bh(&sched->lock);
}

void ioat_client_start(struct ioat_client *client)
{
	spin_lock_bh(&client->sched->lock);
	client->stopped = false;
	spin_unlock_bh(&client->sched->lock);
	ioat_client_kick(client);
}
