// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl pool pull: what is taken out of a pool. */
#include <errno.h>
#include <string.h>

#include "clock.h"
#include "command.h"
#include "dev.h"
#include "pool.h"
#include "word.h"

enum {
	PULL_NAME, PULL_COUNT, PULL_LABEL, PULL_OWNER, PULL_LEASE, PULL_WAIT, PULL_COMMAND,
};

const struct param pool_pull_params[] = {
	[PULL_NAME] = POOL_PARAM,
	[PULL_COUNT] = COUNT_PARAM,
	[PULL_LABEL] = { .kind = PARAM_WORD, .keyword = "label", .value = "LABEL" },
	[PULL_OWNER] = OWNER_PARAM,
	[PULL_LEASE] = LEASE_PARAM,
	[PULL_WAIT] = { .kind = PARAM_NUMBER, .keyword = "wait", .value = "SECONDS",
			.max = SECONDS_MAX, .optional = true },
	[PULL_COMMAND] = { .kind = PARAM_COMMAND, .keyword = "--", .value = "COMMAND..." },
	{ .kind = PARAM_END },
};

uint32_t pool_pull_count(const struct args *args)
{
	const char *count = arg_get(args, PULL_COUNT);

	return count ? word_number(count) : 1;
}

bool pool_pull_check(const struct args *args, struct complaint *why)
{
	const char *lease = arg_get(args, PULL_LEASE);
	bool socket = lease && !strcmp(lease, "socket"), command = arg_get(args, PULL_COMMAND);

	if (pool_pull_count(args) > 1 && arg_get(args, PULL_LABEL))
		return complain(why, "no two can have one label");
	if (socket && !command && !args->goes_on)
		return complain(why, "lease socket without COMMAND would end at once");
	if (lease && !socket && command)
		return complain(why, "with COMMAND the lease is socket");
	return true;
}

/* How long it is waited for those who are ready, in milliseconds. */
static int timeout_of(const struct args *args)
{
	const char *wait = arg_get(args, PULL_WAIT);

	if (!wait)
		return 0;
	return *wait ? (int)word_number(wait) * 1000 : SUBDEV_WAIT_FOREVER;
}

static int pull_fill(struct subdev_pool_pull *request, const struct args *args)
{
	const char *label = arg_get(args, PULL_LABEL), *owner = arg_get(args, PULL_OWNER);
	const char *lease = arg_get(args, PULL_LEASE);
	int err = 0;

	if (arg_get(args, PULL_COMMAND))
		lease = "socket";
	if (lease)
		subdev_pool_pull_set_lease(request, word_lease(lease), word_ttl(lease));
	if (label)
		err = subdev_pool_pull_set_label(request, label);
	if (!err && owner)
		err = subdev_pool_pull_set_owner(request, owner);
	return err;
}

int pool_pull_new(struct tool *tool, const struct args *args, struct subdev_pool_pull **out)
{
	struct subdev_pool_pull *request;
	int err = subdev_pool_pull_new(tool->ctx, arg_get(args, PULL_NAME), &request);

	if (err)
		return err;
	err = pull_fill(request, args);
	if (err)
		subdev_pool_pull_free(request);
	else
		*out = request;
	return err;
}

static int pull_one(struct tool *tool, struct subdev_pool_pull *request, const struct args *args)
{
	struct subdev_dev *dev;
	int err = subdev_pool_pull_run(request, timeout_of(args), &dev);

	return err ? err : command_hand_out(tool, dev, args, PULL_COMMAND);
}

/*
 * Several, all or none
 */

/* Only what happens to the pool can be what is waited for. */
static int open_events(struct tool *tool, const char *pool, struct subdev_events **out)
{
	struct subdev_filter *filter;
	int err = subdev_filter_new(tool->ctx, &filter);

	if (err)
		return err;
	err = subdev_filter_set_pool(filter, pool);
	if (!err)
		err = subdev_events_open_filtered(tool->ctx, filter, out);
	subdev_filter_free(filter);
	return err;
}

/* Can there be @count after this event? A change of the pool itself can be anything. */
static bool is_enough(const struct subdev_event *event, uint32_t count)
{
	const struct subdev_dev *dev = subdev_event_get_dev(event);
	const struct subdev_pool_counts *counts = dev ? subdev_dev_get_pool_counts(dev) : NULL;

	return !counts || subdev_pool_counts_get_ready(counts) >= count;
}

/* Take the events that there are. Return: 1 if another attempt is worth it, 0 or a negative errno. */
static int read_events(struct subdev_events *events, uint32_t count)
{
	struct subdev_event *event;
	int enough = 0, err;

	while (!(err = subdev_events_read(events, &event))) {
		enough |= is_enough(event, count);
		subdev_event_unref(event);
	}
	if (err == -EAGAIN)
		return enough;
	return err == -ENOBUFS ? 1 : err;
}

/* Until another attempt is worth it. Return: 0, -ETIMEDOUT or another negative errno. */
static int wait_for_more(struct subdev_events *events, uint32_t count, int64_t deadline)
{
	int worth;

	while (!(worth = read_events(events, count))) {
		int64_t wait = deadline < 0 ? SUBDEV_WAIT_FOREVER : deadline - now_ms();

		if (deadline >= 0 && wait <= 0)
			return -ETIMEDOUT;
		worth = subdev_events_wait(events, wait);
		if (worth && worth != -ETIMEDOUT)
			return worth;
	}
	return worth < 0 ? worth : 0;
}

/* Once more when the time is over: what it fails with now is what it failed with. */
static int run_at_last(struct tool *tool, struct subdev_transaction *transaction,
		       const struct args *args, struct subdev_dev_list **out)
{
	int err = subdev_transaction_run(transaction, out);

	if (err != -EAGAIN)
		return err;
	tool_complain("pool %s: timed out: %s", arg_get(args, PULL_NAME),
		      subdev_error_get_text(tool->ctx));
	return EXIT_FAILED;
}

/* Try until it is not for want of subdevices that it fails. */
static int wait_and_run(struct tool *tool, struct subdev_transaction *transaction,
			const struct args *args, struct subdev_dev_list **out)
{
	int timeout = timeout_of(args), err;
	int64_t deadline = timeout < 0 ? -1 : now_ms() + timeout;
	struct subdev_events *events;

	err = open_events(tool, arg_get(args, PULL_NAME), &events);
	if (err)
		return err;
	do {
		err = subdev_transaction_run(transaction, out);
		if (err != -EAGAIN)
			break;
		err = wait_for_more(events, pool_pull_count(args), deadline);
	} while (!err);
	if (err == -ETIMEDOUT)
		err = run_at_last(tool, transaction, args, out);
	subdev_events_close(events);
	return err;
}

static int run_transaction(struct tool *tool, struct subdev_transaction *transaction,
			   const struct args *args, struct subdev_dev_list **out)
{
	int err;

	subdev_transaction_set_whole(transaction, true);
	err = subdev_transaction_run(transaction, out);
	return err == -EAGAIN && timeout_of(args) ? wait_and_run(tool, transaction, args, out) : err;
}

static int pull_list(struct tool *tool, struct subdev_pool_pull *request, const struct args *args,
		     struct subdev_dev_list **out)
{
	struct subdev_transaction *transaction;
	int err = subdev_transaction_new(tool->ctx, &transaction);

	if (err)
		return err;
	err = subdev_transaction_add_pull(transaction, request, pool_pull_count(args));
	if (!err)
		err = run_transaction(tool, transaction, args, out);
	subdev_transaction_free(transaction);
	return err;
}

static int pull_several(struct tool *tool, struct subdev_pool_pull *request,
			const struct args *args)
{
	struct subdev_dev_list *list;
	int err = pull_list(tool, request, args, &list);

	return err ? err : command_hand_out_list(tool, list, args, PULL_COMMAND);
}

int pool_pull(struct tool *tool, const struct args *args)
{
	struct subdev_pool_pull *request;
	int err = pool_pull_new(tool, args, &request);

	if (err)
		return err;
	err = arg_get(args, PULL_COUNT) ? pull_several(tool, request, args) :
					  pull_one(tool, request, args);
	subdev_pool_pull_free(request);
	return err;
}

bool pool_pull_is_more(const struct args *args)
{
	return arg_get(args, PULL_COUNT) || arg_get(args, PULL_WAIT) ||
	       arg_get(args, PULL_COMMAND);
}

int pool_pull_submit(struct tool *tool, const struct args *args, const struct receiver *receiver)
{
	struct subdev_pool_pull *request;
	int err = pool_pull_new(tool, args, &request);

	if (err)
		return err;
	err = subdev_pool_pull_submit(request, receiver->batch, receiver->fn, receiver->data);
	subdev_pool_pull_free(request);
	return err;
}

bool pool_pull_waits(const struct args *args)
{
	return arg_get(args, PULL_WAIT);
}
