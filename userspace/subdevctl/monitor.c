// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl monitor: events as they come, and what there is. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "clock.h"
#include "dev.h"
#include "pool.h"
#include "word.h"

enum {
	EVENT, SEQ, CAUSE, EPOCH, PARENT_GENERATION, PARENT_DEVS, PARENT_RESOURCES, POOL_COUNTS
};

static const struct column columns[] = {
	[EVENT] = { "event", 0 },
	[SEQ] = { "seq", COLUMN_RIGHT },
	[CAUSE] = { "cause", 0 },
	[EPOCH] = { "epoch", COLUMN_DETAIL | COLUMN_RIGHT },
	[PARENT_GENERATION] = { "parent_generation", COLUMN_DETAIL | COLUMN_RIGHT },
	[PARENT_DEVS] = { "parent_devs", COLUMN_DETAIL | COLUMN_RIGHT },
	[PARENT_RESOURCES] = { "parent_resources", COLUMN_DETAIL },
	[POOL_COUNTS] = { "pool_counts", COLUMN_DETAIL },
};

/* A change, or what there is. @seq is 0 if it has no number. */
static void put_head(struct output *out, const char *what, uint64_t seq, const char *cause,
		     uint32_t epoch)
{
	output_line(out);
	output_string(out, &columns[EVENT], what);
	if (epoch)
		output_uint(out, &columns[SEQ], seq);
	else
		output_none(out, &columns[SEQ]);
	output_string(out, &columns[CAUSE], cause);
	if (epoch)
		output_uint(out, &columns[EPOCH], epoch);
	else
		output_none(out, &columns[EPOCH]);
}

static void put_pool_counts(struct output *out, const struct subdev_dev *dev)
{
	const struct subdev_pool_counts *counts = subdev_dev_get_pool_counts(dev);

	if (!counts) {
		output_none(out, &columns[POOL_COUNTS]);
		return;
	}
	output_object(out, &columns[POOL_COUNTS]);
	counts_put(out, counts);
	output_list_end(out);
}

/* A subdevice, and its parent if that changed with it: @devs is negative if it did not. */
static void put_dev(struct tool *tool, const struct subdev_dev *dev, uint64_t generation,
		    int64_t devs)
{
	struct output *out = tool->out;

	dev_put(tool, dev);
	if (devs < 0) {
		output_none(out, &columns[PARENT_GENERATION]);
		output_none(out, &columns[PARENT_DEVS]);
	} else {
		output_uint(out, &columns[PARENT_GENERATION], generation);
		output_uint(out, &columns[PARENT_DEVS], devs);
	}
	dev_put_parent_resources(out, &columns[PARENT_RESOURCES], dev);
	put_pool_counts(out, dev);
}

static int print_event(struct tool *tool, const struct subdev_event *event)
{
	const struct subdev_parent *parent = subdev_event_get_parent(event);
	const struct subdev_pool *pool = subdev_event_get_pool(event);

	put_head(tool->out, subdev_event_get_kind_str(event), subdev_event_get_seq(event),
		 subdev_event_get_cause_str(event), subdev_event_get_epoch(event));
	if (parent)
		parent_put(tool->out, parent);
	else if (pool)
		pool_put(tool, pool);
	else
		put_dev(tool, subdev_event_get_dev(event),
			subdev_event_get_parent_generation(event),
			subdev_event_get_parent_devs(event));
	return output_end(tool->out);
}

static int print_word(struct output *out, const char *what, uint64_t seq, uint32_t epoch)
{
	put_head(out, what, seq, NULL, epoch);
	return output_end(out);
}

/*
 * What there is
 */

enum { PARENT, OWNER, POOL, KIND, SYNC, COUNT, TIMEOUT };

static const struct param params[] = {
	[PARENT] = { .kind = PARAM_PARENT, .keyword = "parent", .value = "PARENT" },
	[OWNER] = OWNER_PARAM,
	[POOL] = OF_POOL_PARAM,
	[KIND] = { .kind = PARAM_KIND, .keyword = "kind", .value = "KIND", .repeats = true },
	[SYNC] = { .kind = PARAM_FLAG, .keyword = "sync" },
	[COUNT] = { .kind = PARAM_NUMBER, .keyword = "count", .value = "EVENTS",
		    .max = UINT32_MAX },
	[TIMEOUT] = { .kind = PARAM_NUMBER, .keyword = "timeout", .value = "SECONDS",
		      .max = SECONDS_MAX },
	{ .kind = PARAM_END },
};

/* Are events of the kinds that begin by @noun asked for? */
static bool wants_noun(const struct args *args, const char *noun)
{
	const struct arg *arg = arg_next(args, KIND, NULL);

	if (!arg)
		return true;
	for (; arg; arg = arg_next(args, KIND, arg)) {
		if (!strncmp(arg->value, noun, strlen(noun)))
			return true;
	}
	return false;
}

static bool wants_parent(const struct args *args, const struct subdev_parent *parent)
{
	const char *wanted = arg_get(args, PARENT);
	uint64_t index;

	if (!wanted)
		return true;
	if (word_parse_number(wanted, &index))
		return index == subdev_parent_get_index(parent);
	return !strcmp(wanted, subdev_parent_get_name(parent));
}

static int print_parents(struct tool *tool, const struct args *args,
			 const struct subdev_parent_list *list)
{
	struct subdev_parent *parent;
	int err = 0;

	/* Nobody owns a parent, and it is of no pool: no event of one passes then. */
	if (arg_get(args, OWNER) || arg_get(args, POOL) || !wants_noun(args, "parent-"))
		return 0;
	subdev_parent_list_foreach(list, parent) {
		if (err || !wants_parent(args, parent))
			continue;
		put_head(tool->out, "parent", subdev_parent_list_get_seq(list), NULL,
			 subdev_parent_list_get_epoch(list));
		parent_put(tool->out, parent);
		err = output_end(tool->out);
	}
	return err;
}

static bool wants_pool(const struct args *args, const struct subdev_pool *pool)
{
	const char *wanted = arg_get(args, POOL);

	return !wanted || !strcmp(wanted, subdev_pool_get_name(pool));
}

static int print_pools(struct tool *tool, const struct args *args)
{
	struct subdev_pool_list *list;
	struct subdev_pool *pool;
	int err;

	/* Nobody owns a pool. */
	if (arg_get(args, OWNER) || !wants_noun(args, "pool-"))
		return 0;
	err = subdev_pool_dump(tool->ctx, arg_get(args, PARENT), &list);
	if (err)
		return err == -ENODEV ? 0 : err;
	subdev_pool_list_foreach(list, pool) {
		if (err || !wants_pool(args, pool))
			continue;
		put_head(tool->out, "pool", subdev_pool_list_get_seq(list), NULL,
			 subdev_pool_list_get_epoch(list));
		pool_put(tool, pool);
		err = output_end(tool->out);
	}
	subdev_pool_list_unref(list);
	return err;
}

static int print_devs(struct tool *tool, const struct args *args)
{
	struct subdev_dev_list *list;
	struct subdev_dev *dev;
	int err;

	if (!wants_noun(args, "dev-"))
		return 0;
	err = subdev_dev_dump(tool->ctx, arg_get(args, PARENT), arg_get(args, OWNER),
			      arg_get(args, POOL), &list);
	/* A parent or a pool that is not there has none. */
	if (err)
		return err == -ENODEV || err == -ENOENT ? 0 : err;
	subdev_dev_list_foreach(list, dev) {
		if (err)
			break;
		put_head(tool->out, "dev", subdev_dev_list_get_seq(list), NULL,
			 subdev_dev_list_get_epoch(list));
		put_dev(tool, dev, 0, -1);
		err = output_end(tool->out);
	}
	subdev_dev_list_unref(list);
	return err;
}

/* Print what there is, and go on with the events after that. */
static int print_state(struct tool *tool, struct subdev_events *events, const struct args *args)
{
	struct subdev_parent_list *list;
	uint32_t epoch;
	uint64_t seq;
	int err;

	err = subdev_parent_dump(tool->ctx, &list);
	if (err)
		return err;
	seq = subdev_parent_list_get_seq(list);
	epoch = subdev_parent_list_get_epoch(list);
	err = print_parents(tool, args, list);
	subdev_parent_list_unref(list);
	if (!err)
		err = print_pools(tool, args);
	if (!err)
		err = print_devs(tool, args);
	if (!err)
		err = print_word(tool->out, "synced", seq, epoch);
	if (!err && epoch)
		subdev_events_start_after(events, epoch, seq);
	return err;
}

/*
 * Events as they come
 */

/* Whoever reads this wants each line when it happens. */
static int flush(int err)
{
	if (!err && fflush(stdout))
		err = -errno;
	return err;
}

static int print_lost(struct tool *tool, struct subdev_events *events, const struct args *args)
{
	int err = print_word(tool->out, "lost", 0, 0);

	return err ? err : print_state(tool, events, args);
}

/* Print the next event. Return: 0, -EAGAIN if there is none now, or why it ends. */
static int print_next(struct tool *tool, struct subdev_events *events, const struct args *args)
{
	struct subdev_event *event;
	int err = subdev_events_read(events, &event);

	if (err == -ENOBUFS)
		return flush(print_lost(tool, events, args));
	if (err)
		return err;
	err = print_event(tool, event);
	subdev_event_unref(event);
	return flush(err);
}

/* A descriptor that becomes readable when the user has had enough. */
static int open_signals(void)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return -errno;
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/*
 * Look whether it is time to end; if @idle wait for that or for an event.
 * Return: 0 to go on, 1 at the end, or a negative errno.
 */
static int wait_next(struct subdev_events *events, int signals, int64_t deadline, bool idle)
{
	struct pollfd fds[] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = subdev_events_get_fd(events), .events = POLLIN },
	};
	int64_t wait = deadline < 0 ? -1 : deadline - now_ms();

	if (deadline >= 0 && wait <= 0)
		return 1;
	if (poll(fds, ARRAY_SIZE(fds), idle ? wait : 0) < 0)
		return errno == EINTR ? 0 : -errno;
	return fds[0].revents ? 1 : 0;
}

static int print_events(struct tool *tool, struct subdev_events *events, int signals,
			const struct args *args)
{
	const char *count = arg_get(args, COUNT), *timeout = arg_get(args, TIMEOUT);
	int64_t deadline = timeout ? now_ms() + (int64_t)word_number(timeout) * 1000 : -1;
	uint64_t printed = 0;
	int err = 0;

	while (!err && (!count || printed < word_number(count))) {
		err = print_next(tool, events, args);
		if (err && err != -EAGAIN)
			break;
		printed += !err;
		err = wait_next(events, signals, deadline, err);
	}
	return err > 0 ? 0 : err;
}

static int filter_fill(struct subdev_filter *filter, const struct args *args)
{
	const char *parent = arg_get(args, PARENT), *owner = arg_get(args, OWNER);
	const char *pool = arg_get(args, POOL);
	const struct arg *arg = NULL;
	int err = 0;

	if (parent)
		err = subdev_filter_set_parent(filter, parent);
	if (!err && owner)
		err = subdev_filter_set_owner(filter, owner);
	if (!err && pool)
		err = subdev_filter_set_pool(filter, pool);
	while (!err && (arg = arg_next(args, KIND, arg)))
		err = subdev_filter_add_kind(filter, word_event_kind(arg->value));
	return err;
}

static int open_events(struct tool *tool, const struct args *args, struct subdev_events **out)
{
	struct subdev_filter *filter;
	int err;

	if (!arg_get(args, PARENT) && !arg_get(args, OWNER) && !arg_get(args, POOL) &&
	    !arg_get(args, KIND))
		return subdev_events_open(tool->ctx, out);
	err = subdev_filter_new(tool->ctx, &filter);
	if (err)
		return err;
	err = filter_fill(filter, args);
	if (!err)
		err = subdev_events_open_filtered(tool->ctx, filter, out);
	subdev_filter_free(filter);
	return err;
}

static int monitor(struct tool *tool, const struct args *args)
{
	struct subdev_events *events;
	int signals, err;

	signals = open_signals();
	if (signals < 0)
		return signals;
	err = open_events(tool, args, &events);
	if (!err) {
		if (arg_get(args, SYNC))
			err = flush(print_state(tool, events, args));
		if (!err)
			err = print_events(tool, events, signals, args);
		subdev_events_close(events);
	}
	close(signals);
	return err;
}

const struct verb monitor_verbs[] = {
	{ NULL, "Print events until interrupted, or until there were EVENTS, or for SECONDS; only\n"
	  "      those of all that is given, of one KIND if there are several. With sync begin with\n"
	  "      what there is.",
	  monitor, params },
	{ 0 },
};
