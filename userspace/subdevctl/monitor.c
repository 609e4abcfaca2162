// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl monitor: events as they come. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "clock.h"
#include "tool.h"
#include "word.h"

enum { EVENT, SEQ, CAUSE, EPOCH, PARENT_GENERATION, PARENT_DEVS, PARENT_RESOURCES };

static const struct column columns[] = {
	[EVENT] = { "event", 0 },
	[SEQ] = { "seq", COLUMN_RIGHT },
	[CAUSE] = { "cause", 0 },
	[EPOCH] = { "epoch", COLUMN_DETAIL | COLUMN_RIGHT },
	[PARENT_GENERATION] = { "parent_generation", COLUMN_DETAIL | COLUMN_RIGHT },
	[PARENT_DEVS] = { "parent_devs", COLUMN_DETAIL | COLUMN_RIGHT },
	[PARENT_RESOURCES] = { "parent_resources", COLUMN_DETAIL },
};

/* What an event says of a subdevice, and of its parent if that changed with it. */
static void put_dev(struct tool *tool, const struct subdev_event *event)
{
	const struct subdev_dev *dev = subdev_event_get_dev(event);
	struct output *out = tool->out;
	int64_t devs = subdev_event_get_parent_devs(event);

	dev_put(tool, dev);
	if (devs < 0) {
		output_none(out, &columns[PARENT_GENERATION]);
		output_none(out, &columns[PARENT_DEVS]);
	} else {
		output_uint(out, &columns[PARENT_GENERATION],
			    subdev_event_get_parent_generation(event));
		output_uint(out, &columns[PARENT_DEVS], devs);
	}
	dev_put_parent_resources(out, &columns[PARENT_RESOURCES], dev);
}

static int print_event(struct tool *tool, const struct subdev_event *event)
{
	struct output *out = tool->out;
	const struct subdev_parent *parent = subdev_event_get_parent(event);

	output_line(out);
	output_string(out, &columns[EVENT], subdev_event_get_kind_str(event));
	output_uint(out, &columns[SEQ], subdev_event_get_seq(event));
	output_string(out, &columns[CAUSE], subdev_event_get_cause_str(event));
	output_uint(out, &columns[EPOCH], subdev_event_get_epoch(event));
	if (parent)
		parent_put(out, parent);
	else
		put_dev(tool, event);
	return output_end(out);
}

static int print_lost(struct output *out)
{
	output_line(out);
	output_string(out, &columns[EVENT], "lost");
	output_none(out, &columns[SEQ]);
	output_none(out, &columns[CAUSE]);
	output_none(out, &columns[EPOCH]);
	return output_end(out);
}

/* Print the next event. Return: 0, -EAGAIN if there is none now, or why it ends. */
static int print_next(struct tool *tool, struct subdev_events *events)
{
	struct subdev_event *event;
	int err = subdev_events_read(events, &event);

	if (err && err != -ENOBUFS)
		return err;
	if (err) {
		err = print_lost(tool->out);
	} else {
		err = print_event(tool, event);
		subdev_event_unref(event);
	}
	/* Whoever reads this wants each line when it happens. */
	if (!err && fflush(stdout))
		err = -errno;
	return err;
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

enum { COUNT, TIMEOUT };

static const struct param params[] = {
	[COUNT] = { .kind = PARAM_NUMBER, .keyword = "count", .value = "EVENTS",
		    .max = UINT32_MAX },
	[TIMEOUT] = { .kind = PARAM_NUMBER, .keyword = "timeout", .value = "SECONDS",
		      .max = SECONDS_MAX },
	{ .kind = PARAM_END },
};

static int print_events(struct tool *tool, struct subdev_events *events, int signals,
			const struct args *args)
{
	const char *count = arg_get(args, COUNT), *timeout = arg_get(args, TIMEOUT);
	int64_t deadline = timeout ? now_ms() + (int64_t)word_number(timeout) * 1000 : -1;
	uint64_t printed = 0;
	int err = 0;

	while (!err && (!count || printed < word_number(count))) {
		err = print_next(tool, events);
		if (err && err != -EAGAIN)
			break;
		printed += !err;
		err = wait_next(events, signals, deadline, err);
	}
	return err > 0 ? 0 : err;
}

static int monitor(struct tool *tool, const struct args *args)
{
	struct subdev_events *events;
	int signals, err;

	signals = open_signals();
	if (signals < 0)
		return signals;
	err = subdev_events_open(tool->ctx, &events);
	if (!err) {
		err = print_events(tool, events, signals, args);
		subdev_events_close(events);
	}
	close(signals);
	return err;
}

const struct verb monitor_verbs[] = {
	{ NULL, "Print events until interrupted, or until there were EVENTS, or for SECONDS.",
	  monitor, params },
	{ 0 },
};
