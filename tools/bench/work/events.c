// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: events
 * Changes that three listeners hear of, each in a process of its own with what the library gives it: the time for one event until
 * all three have read it, and how many each has lost. The changes are creates, the cheapest there are, and creates with the deletes
 * of what they made. Then one who does not read until its buffer is full: whether it is told.
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
#define BATCHES		4
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
static uint32_t ids[BATCHES * ITEMS];
static unsigned int num_ids;

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

/* An event for each item. */
static void cause_creates(void)
{
	struct subdev_dev_list *devs;
	struct subdev_dev *dev;

	ours_check(ctx, subdev_transaction_run(list, &devs), "transaction");
	subdev_dev_list_foreach(devs, dev)
		ids[num_ids++] = subdev_dev_get_id(dev);
	subdev_dev_list_unref(devs);
}

/* Two for each that there is. */
static void cause_deletes(void)
{
	ours_delete_all(ctx, OURS_OTHER, ids, num_ids, 0);
	num_ids = 0;
}

static void cause_both(void)
{
	cause_creates();
	cause_deletes();
}

static void cause_mark(void)
{
	ours_delete(ctx, ours_new(ctx, mark), true);
}

/* Seconds for each event until all have read all. */
static double heard_by_all(void (*cause)(void), unsigned int times)
{
	double start = bench_now(), end = 0, at;
	unsigned int i;

	for (i = 0; i < LISTENERS; i++)
		let_listen(&listeners[i]);
	while (times--)
		cause();
	cause_mark();
	for (i = 0; i < LISTENERS; i++) {
		at = ask(&listeners[i]);
		if (at > end)
			end = at;
	}
	return (end - start) / events;
}

static double round_creates(unsigned int batches)
{
	double seconds = heard_by_all(cause_creates, batches);

	heard_by_all(cause_deletes, 1);
	return seconds;
}

static double round_both(unsigned int batches)
{
	return heard_by_all(cause_both, batches);
}

/* Nobody listens: what the causes themselves cost. */
static double round_creates_alone(unsigned int batches)
{
	double start = bench_now(), end;
	unsigned int i;

	for (i = 0; i < batches; i++)
		cause_creates();
	end = bench_now();
	cause_deletes();
	return (end - start) / ITEMS / batches;
}

static double round_both_alone(unsigned int batches)
{
	double start = bench_now();
	unsigned int i;

	for (i = 0; i < batches; i++)
		cause_both();
	return (bench_now() - start) / (3.0 * ITEMS) / batches;
}

/* The first is not told: what it is the first to run is slower. */
static void rounds_of(double (*round)(unsigned int batches), const char *work, const char *who)
{
	unsigned int rounds = bench_rounds(), i;
	double values[64];

	round(bench_count(BATCHES));
	for (i = 0; i < rounds; i++)
		values[i] = round(bench_count(BATCHES)) * 1e9;
	bench_tell(work, who, 0, "ns", values, rounds);
}

/* None reads before all has happened, which is more than a buffer holds. */
static double detected(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < 16; i++)
		cause_both();
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
	double all_lost, value;
	unsigned int i;

	ctx = ours_ctx();
	create = ours_create(ctx, OURS_OTHER, true);
	mark = ours_create(ctx, OURS_OTHER, true);
	ours_check(ctx, subdev_dev_create_set_label(mark, MARK), "label");
	ours_check(ctx, subdev_transaction_new(ctx, &list), "transaction");
	ours_check(ctx, subdev_transaction_add_create(list, create, ITEMS), "transaction");
	rounds_of(round_creates_alone, "events", "nobody-listens");
	rounds_of(round_both_alone, "events-both", "nobody-listens");
	for (i = 0; i < LISTENERS; i++)
		start(&listeners[i]);
	rounds_of(round_creates, "events", "listeners");
	rounds_of(round_both, "events-both", "listeners");
	all_lost = lost;
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
