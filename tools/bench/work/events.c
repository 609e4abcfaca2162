// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: events
 * Changes that three listeners hear of, each in a process of its own with what the library gives it: the time for one event until
 * all three have read it, and how many each has lost. Then one who does not read until its buffer is full: whether it is told.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../bench.h"
#include "../ours.h"

#define LISTENERS	3
#define ITEMS		SUBDEV_ITEMS_MAX
#define MARK		"bench-end"

/* What a listener has to tell when the last event of a round has come. */
struct heard {
	double at;
	uint64_t events;
	uint64_t lost;
	uint64_t told;
};

struct listener {
	pid_t pid;
	int go;
	int heard;
};

static struct listener listeners[LISTENERS];
static struct subdev_ctx *ctx;
static struct subdev_dev_create *create, *mark;
static struct subdev_transaction *list;
static uint64_t lost, told, events;
static uint32_t ids[ITEMS];

static bool is_mark(const struct subdev_event *event)
{
	const struct subdev_dev *dev = subdev_event_get_dev(event);
	const char *label = dev ? subdev_dev_get_label(dev) : NULL;

	return label && !strcmp(label, MARK) && subdev_event_get_kind(event) == SUBDEV_EVENT_KIND_DEV_ADD;
}

/* Reads on until the mark: what the numbers say is missing was lost, and must have been told. */
static void hear(struct subdev_events *from, struct heard *heard, uint64_t *seq)
{
	struct subdev_event *event;
	bool end = false;

	*heard = (struct heard) {};
	while (!end) {
		int err = subdev_events_read(from, &event);

		if (err == -EAGAIN) {
			bench_check(subdev_events_wait(from, 60000), "no event comes");
			continue;
		}
		if (err == -ENOBUFS) {
			heard->told++;
			continue;
		}
		bench_check(err, "event");
		if (*seq && subdev_event_get_seq(event) > *seq + 1)
			heard->lost += subdev_event_get_seq(event) - *seq - 1;
		*seq = subdev_event_get_seq(event);
		heard->events++;
		end = is_mark(event);
		subdev_event_unref(event);
	}
	heard->at = bench_now();
}

static void listen_for(int in, int out)
{
	struct subdev_ctx *mine = ours_ctx();
	struct subdev_events *from;
	struct heard heard;
	uint64_t seq = 0;
	char byte = 0;

	ours_check(mine, subdev_events_open(mine, &from), "listen");
	if (write(out, &byte, 1) != 1)
		exit(1);
	while (read(in, &byte, 1) == 1) {
		hear(from, &heard, &seq);
		if (write(out, &heard, sizeof(heard)) != sizeof(heard))
			break;
	}
	exit(0);
}

static void start(struct listener *l)
{
	int in[2], out[2];
	char byte;

	if (pipe(in) || pipe(out))
		bench_die("pipe");
	l->pid = fork();
	if (!l->pid) {
		close(in[1]);
		listen_for(in[0], out[1]);
	}
	close(in[0]);
	close(out[1]);
	l->go = in[1];
	l->heard = out[0];
	if (read(l->heard, &byte, 1) != 1)
		bench_die("a listener has failed");
}

static void let_listen(struct listener *l)
{
	if (write(l->go, "", 1) != 1)
		bench_die("a listener is gone");
}

static double ask(struct listener *l)
{
	struct heard heard;

	if (read(l->heard, &heard, sizeof(heard)) != sizeof(heard))
		bench_die("a listener has failed");
	events = heard.events;
	lost += heard.lost;
	told += heard.told;
	return heard.at;
}

/* As many events as there are items, and as many again by each of their ends. */
static void cause(void)
{
	struct subdev_dev_list *devs;
	struct subdev_dev *dev;
	unsigned int n = 0;

	ours_check(ctx, subdev_transaction_run(list, &devs), "transaction");
	subdev_dev_list_foreach(devs, dev)
		ids[n++] = subdev_dev_get_id(dev);
	subdev_dev_list_unref(devs);
	ours_delete_all(ctx, OURS_OTHER, ids, n, 0);
}

static void cause_mark(void)
{
	ours_delete(ctx, ours_new(ctx, mark), true);
}

/* Seconds for each event until all have read all. */
static double round_events(unsigned int batches)
{
	double start = bench_now(), end = 0, at;
	unsigned int i;

	for (i = 0; i < LISTENERS; i++)
		let_listen(&listeners[i]);
	while (batches--)
		cause();
	cause_mark();
	for (i = 0; i < LISTENERS; i++) {
		at = ask(&listeners[i]);
		if (at > end)
			end = at;
	}
	return (end - start) / events;
}

/* Nobody listens: what the causes themselves cost. */
static double round_alone(unsigned int batches)
{
	double start = bench_now(), count = 3.0 * ITEMS * batches;

	while (batches--)
		cause();
	return (bench_now() - start) / count;
}

/* None reads before all has happened, which is more than a buffer holds. */
static double detected(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < 16; i++)
		cause();
	for (i = 0; i < LISTENERS; i++)
		let_listen(&listeners[i]);
	/* So long until what is in the buffers has been read. */
	sleep(2);
	cause_mark();
	lost = 0;
	for (i = 0; i < LISTENERS; i++) {
		uint64_t before_lost = lost, before_told = told;

		ask(&listeners[i]);
		if (lost == before_lost)
			bench_die("events: a buffer that should have been full was not");
		n += told > before_told;
	}
	return (double)n / LISTENERS;
}

int main(void)
{
	double with[64], alone[64], all_lost, value;
	unsigned int rounds = bench_rounds(), batches = bench_count(4), round, i;

	ctx = ours_ctx();
	create = ours_create(ctx, OURS_OTHER, true);
	mark = ours_create(ctx, OURS_OTHER, true);
	ours_check(ctx, subdev_dev_create_set_label(mark, MARK), "label");
	ours_check(ctx, subdev_transaction_new(ctx, &list), "transaction");
	ours_check(ctx, subdev_transaction_add_create(list, create, ITEMS), "transaction");
	for (round = 0; round < rounds; round++)
		alone[round] = round_alone(batches) * 1e9;
	for (i = 0; i < LISTENERS; i++)
		start(&listeners[i]);
	for (round = 0; round < rounds; round++)
		with[round] = round_events(batches) * 1e9;
	all_lost = lost;
	bench_tell("events", "listeners", 0, "ns", with, rounds);
	bench_tell("events", "nobody-listens", 0, "ns", alone, rounds);
	bench_tell("events-lost", "listeners", 0, "events", &all_lost, 1);
	value = detected();
	bench_tell("events-detected", "listeners", 0, "share", &value, 1);
	/* First all, since who was forked later has the earlier ones' pipes too. */
	for (i = 0; i < LISTENERS; i++)
		close(listeners[i].go);
	for (i = 0; i < LISTENERS; i++)
		waitpid(listeners[i].pid, NULL, 0);
	return 0;
}
