// SPDX-License-Identifier: GPL-2.0-only
/* The commands of a batch, before one is run. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "error.h"
#include "file.h"
#include "split.h"

static bool has_option(const struct cmdline *cmdline)
{
	for (size_t i = 0; i < NUM_OPTIONS; i++) {
		if (cmdline->options[i])
			return true;
	}
	return false;
}

/* What makes no sense in a batch. @file: that which the batch is read from. */
static bool check(const struct cmdline *cmdline, const char *file, struct complaint *why)
{
	const struct args *args = &cmdline->words.args;
	const struct verb *verbs = cmdline->noun ? cmdline->noun->verbs : NULL;

	if (verbs == batch_verbs || verbs == monitor_verbs)
		return complain(why, "not in a batch");
	if (cmdline->options[OPTION_HELP])
		return complain(why, "no help in a batch");
	if (has_option(cmdline))
		return complain(why, "options stand before batch");
	for (size_t i = 0; i < args->count; i++) {
		const struct arg *arg = &args->list[i];

		if (arg->param->kind == PARAM_COMMAND)
			return complain(why, "no COMMAND can be run from a batch");
		if (arg->param->kind == PARAM_FILE && !strcmp(arg->value, "-") &&
		    !strcmp(file, "-"))
			return complain(why, "standard input is the batch");
	}
	return true;
}

/* Return: the next job, all zero; NULL if there is no memory. */
static struct job *jobs_add(struct jobs *jobs)
{
	struct job *list;

	if (jobs->count == jobs->room) {
		size_t room = jobs->room ? 2 * jobs->room : 64;

		list = reallocarray(jobs->list, room, sizeof(*list));
		if (!list)
			return NULL;
		jobs->list = list;
		jobs->room = room;
	}
	jobs->list[jobs->count] = (struct job){ 0 };
	return &jobs->list[jobs->count++];
}

static bool job_read(struct job *job, const struct split *split, const char *file)
{
	struct complaint why;

	job->words = calloc(split->count, sizeof(*job->words));
	if (!job->words) {
		tool_complain("%s", strerror(ENOMEM));
		return false;
	}
	memcpy(job->words, split->words, split->count * sizeof(*job->words));
	if (cmdline_read(&job->cmdline, split->count, job->words, &why) &&
	    check(&job->cmdline, file, &why))
		return true;
	cmdline_complain(&job->cmdline, &why);
	return false;
}

/* Take the words of a line. Return: whether they are a command, or none. */
static bool jobs_take(struct jobs *jobs, const struct split *split, unsigned int line,
		      const char *file)
{
	struct job *job;

	if (!split->count)
		return true;
	job = jobs_add(jobs);
	if (!job) {
		tool_complain("%s", strerror(ENOMEM));
		return false;
	}
	job->line = line;
	job->cmdline.goes_on = jobs->goes_on;
	return job_read(job, split, file);
}

static bool jobs_split(struct jobs *jobs, const char *file)
{
	struct split split;
	const char *wrong;
	unsigned int line;
	bool good = true;

	split_init(&split, jobs->text);
	while (good && split_next(&split, &line, &wrong)) {
		error_place(file, line);
		if (wrong)
			tool_complain("%s", wrong);
		good = !wrong && jobs_take(jobs, &split, line, file);
	}
	error_place(NULL, 0);
	split_free(&split);
	return good;
}

int jobs_read(struct jobs *jobs, const char *file)
{
	size_t len;

	jobs->text = file_read(file, BATCH_MAX, &len);
	if (!jobs->text)
		return EXIT_FAILED;
	if (len > BATCH_MAX || memchr(jobs->text, '\0', len)) {
		tool_complain("%s: %s", file, len > BATCH_MAX ? strerror(EFBIG) :
								"it has a NUL in it");
		return EXIT_USAGE;
	}
	jobs->text[len] = '\0';
	return jobs_split(jobs, file) ? 0 : EXIT_USAGE;
}

void jobs_free(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->count; i++) {
		cmdline_free(&jobs->list[i].cmdline);
		free(jobs->list[i].words);
	}
	free(jobs->list);
	free(jobs->text);
}
