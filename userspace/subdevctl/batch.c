// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl batch: many commands, over one socket. */
#include <errno.h>
#include <string.h>

#include "batch.h"
#include "compose.h"
#include "dev.h"
#include "error.h"
#include "parent.h"
#include "pool.h"
#include "removal.h"
#include "transaction.h"
#include "verb.h"

/* How many subdevices are on their way out at the most before it is waited for them. */
#define GOING_MAX 1024

/* A subdevice that is being deleted, and who wants it to be gone. */
struct going {
	uint32_t id;
	const struct job *job;
};

struct batch {
	struct tool *tool;
	const char *file;
	struct subdev_batch *requests;
	bool failed;
	/* what is no deletion waits for them; the listener is there since before them */
	struct going going[GOING_MAX];
	size_t num_going;
	struct subdev_events *events;	/* NULL if there are none */
	size_t num_deletions;		/* sent since nobody was waited for */
};

/* Errors are about @job, what is printed comes from it. */
static void enter(struct batch *batch, const struct job *job)
{
	error_place(batch->file, job->line);
	output_set_number(batch->tool->out, job->line);
}

/* Tell what went wrong: 0, a negative errno, EXIT_USAGE or EXIT_FAILED. */
static void report(struct batch *batch, const struct job *job, int err)
{
	const struct cmdline *cmdline = &job->cmdline;

	if (!err)
		return;
	batch->failed = true;
	if (err == EXIT_USAGE)
		cmdline_complain(cmdline, &batch->tool->why);
	else if (err < 0)
		error_print(batch->tool->ctx, cmdline_noun(cmdline), cmdline_object(cmdline), err);
}

static bool is_stopped(const struct batch *batch)
{
	return batch->failed && !batch->tool->force;
}

/* Is it waited for what it begins? */
static bool is_waiting_deletion(const struct job *job)
{
	return job->cmdline.verb->run == dev_delete && dev_delete_waits(&job->cmdline.words.args);
}

/* What the command prints when it is run alone. */
static int print_answer(struct batch *batch, const struct job *job,
			const struct subdev_answer *answer)
{
	struct subdev_parent *parent = subdev_answer_get_parent(answer);
	struct subdev_pool_counts *counts = subdev_answer_get_pool_counts(answer);
	struct subdev_pool *pool = subdev_answer_get_pool(answer);
	struct subdev_dev *dev = subdev_answer_get_dev(answer);

	if (parent)
		return parent_print(batch->tool, subdev_parent_ref(parent));
	if (counts)
		return counts_print(batch->tool, subdev_pool_counts_ref(counts));
	if (pool)
		return job->cmdline.verb->run == pool_delete ? 0 :
		       pool_print(batch->tool, subdev_pool_ref(pool));
	if (job->cmdline.verb->run != dev_delete)
		return dev_print(batch->tool, subdev_dev_ref(dev));
	if (is_waiting_deletion(job))
		batch->going[batch->num_going++] =
			(struct going){ subdev_dev_get_id(dev), job };
	return 0;
}

static void take_answer(struct subdev_ctx *ctx, const struct subdev_answer *answer, void *data)
{
	const struct job *job = data;
	int err = subdev_answer_get_code(answer);

	(void)ctx;
	enter(job->batch, job);
	if (!err)
		err = print_answer(job->batch, job, answer);
	report(job->batch, job, err);
}

/* Until all that was submitted is answered. What failed has told that itself. */
static void flush(struct batch *batch)
{
	subdev_batch_run(batch->requests);
}

/* Until all has come to its end that was begun. */
static void settle(struct batch *batch)
{
	int err = 0;

	flush(batch);
	for (size_t i = 0; i < batch->num_going; i++) {
		const struct going *going = &batch->going[i];

		enter(batch, going->job);
		if (!err || batch->tool->force)
			err = removal_wait(batch->tool, batch->events, going->id, -1);
		report(batch, going->job, err);
	}
	subdev_events_close(batch->events);
	batch->events = NULL;
	batch->num_going = 0;
	batch->num_deletions = 0;
}

static void run_job(struct batch *batch, const struct job *job)
{
	const struct cmdline *cmdline = &job->cmdline;

	settle(batch);
	if (is_stopped(batch))
		return;
	enter(batch, job);
	report(batch, job, cmdline->verb->run(batch->tool, &cmdline->words.args));
}

/* Deletions that follow each other are waited for together. */
static int begin_deletion(struct batch *batch)
{
	if (batch->num_deletions == GOING_MAX)
		settle(batch);
	batch->num_deletions++;
	return batch->events ? 0 : subdev_events_open(batch->tool->ctx, &batch->events);
}

/* What must be done before @job is submitted. */
static int prepare(struct batch *batch, const struct job *job)
{
	if (is_waiting_deletion(job))
		return begin_deletion(batch);
	if (batch->num_deletions)
		settle(batch);
	if (compose_asks(&job->cmdline.words.args))
		flush(batch);
	return 0;
}

static void submit_job(struct batch *batch, struct job *job)
{
	const struct receiver receiver = {
		.batch = batch->requests, .fn = take_answer, .data = job,
	};
	const struct cmdline *cmdline = &job->cmdline;
	int err = prepare(batch, job);

	if (is_stopped(batch))
		return;
	enter(batch, job);
	if (!err)
		err = verb_submit(cmdline->verb, batch->tool, &cmdline->words.args, &receiver);
	/* When its turn comes it says itself why not. */
	if (err)
		run_job(batch, job);
}

static int jobs_run(struct tool *tool, const struct jobs *jobs, const char *file)
{
	struct batch batch = { .tool = tool, .file = file };
	int err = subdev_batch_new(tool->ctx, tool->force, &batch.requests);

	if (err)
		return err;
	for (size_t i = 0; i < jobs->count && !is_stopped(&batch); i++) {
		struct job *job = &jobs->list[i];

		job->batch = &batch;
		if (verb_can_submit(job->cmdline.verb, &job->cmdline.words.args))
			submit_job(&batch, job);
		else
			run_job(&batch, job);
	}
	settle(&batch);
	error_place(NULL, 0);
	subdev_batch_free(batch.requests);
	return batch.failed ? EXIT_FAILED : EXIT_DONE;
}

enum { BATCH_FILE };

static const struct param params[] = {
	[BATCH_FILE] = { .kind = PARAM_FILE, .value = "FILE", .required = true },
	{ .kind = PARAM_END },
};

static int batch(struct tool *tool, const struct args *args)
{
	const char *file = arg_get(args, BATCH_FILE);
	struct jobs jobs = { .goes_on = true };
	int err = jobs_read(&jobs, file);

	if (!err)
		err = jobs_run(tool, &jobs, file);
	jobs_free(&jobs);
	return err;
}

const struct verb batch_verbs[] = {
	{ NULL, "Run the commands in FILE, one in a line, until one fails; with -force all.", batch,
	  params },
	{ "transaction", "Run the commands in FILE as one, all or none: dev create and pool pull.",
	  transaction, transaction_params },
	{ 0 },
};
