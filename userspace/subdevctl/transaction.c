// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl batch transaction: the commands of a file as one. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "batch.h"
#include "dev.h"
#include "error.h"
#include "pool.h"
#include "transaction.h"

/* What is left of @args if it can be an item: how many subdevices; 0 and why if it cannot. */
static uint32_t count_of(const struct job *job, struct complaint *why)
{
	const struct args *args = &job->cmdline.words.args;

	if (job->cmdline.verb->run == pool_pull) {
		if (!pool_pull_waits(args))
			return pool_pull_count(args);
		complain(why, "a transaction does not wait");
	} else if (job->cmdline.verb->run == dev_create) {
		if (!dev_create_is_dry(args))
			return dev_create_count(args);
		complain(why, "no dry run in a transaction");
	} else {
		complain(why, "only dev create and pool pull can be in a transaction");
	}
	return 0;
}

/* Return: whether all lines can be of a transaction; if not it has been said. */
static bool check(const struct jobs *jobs, const char *file)
{
	struct complaint why;
	uint64_t sum = 0;

	for (size_t i = 0; i < jobs->count; i++) {
		const struct job *job = &jobs->list[i];
		uint32_t count = count_of(job, &why);

		sum += count;
		if (count && sum > SUBDEV_ITEMS_MAX)
			complain(&why, "more than %u subdevices up to here", SUBDEV_ITEMS_MAX);
		else if (count)
			continue;
		error_place(file, job->line);
		cmdline_complain(&job->cmdline, &why);
		error_place(NULL, 0);
		return false;
	}
	if (!sum)
		tool_complain("%s: it has no commands", file);
	return sum;
}

static int add_create(struct tool *tool, struct subdev_transaction *list, const struct args *args)
{
	struct subdev_dev_create *request;
	int err = dev_create_new(tool, args, &request);

	if (err)
		return err;
	err = subdev_transaction_add_create(list, request, dev_create_count(args));
	subdev_dev_create_free(request);
	return err;
}

static int add_pull(struct tool *tool, struct subdev_transaction *list, const struct args *args)
{
	struct subdev_pool_pull *request;
	int err = pool_pull_new(tool, args, &request);

	if (err)
		return err;
	err = subdev_transaction_add_pull(list, request, pool_pull_count(args));
	subdev_pool_pull_free(request);
	return err;
}

/* Tell why nothing was done, and with which line it has to do. Return: the exit status. */
static int report(struct tool *tool, const struct job *job, const char *file, int err)
{
	const struct cmdline *cmdline = &job->cmdline;

	error_place(file, job->line);
	if (err == EXIT_USAGE)
		cmdline_complain(cmdline, &tool->why);
	else if (err < 0)
		error_print(tool->ctx, cmdline_noun(cmdline), cmdline_object(cmdline), err);
	error_place(NULL, 0);
	tool->why.text[0] = '\0';
	return err == EXIT_USAGE ? EXIT_USAGE : EXIT_FAILED;
}

/* The job that made the transaction fail, or NULL. */
static const struct job *find_culprit(const struct tool *tool, const struct jobs *jobs, int err)
{
	const char *attr = NULL;
	size_t item;

	if (subdev_error_get_code(tool->ctx) == err)
		attr = subdev_error_get_attr(tool->ctx);
	if (!attr || sscanf(attr, "item[%zu]", &item) != 1 || item >= jobs->count)
		return NULL;
	return &jobs->list[item];
}

/* One table for people; each line of JSON says which line it comes from. */
static int print(struct tool *tool, const struct jobs *jobs, struct subdev_dev_list *list)
{
	struct subdev_dev *next = subdev_dev_list_get_first(list);
	int err = 0;

	if (!output_is_json(tool->out))
		return dev_print_list(tool, list);
	for (size_t i = 0; i < jobs->count && !err; i++) {
		output_set_number(tool->out, jobs->list[i].line);
		err = dev_print_some(tool, list, &next, count_of(&jobs->list[i], NULL));
	}
	subdev_dev_list_unref(list);
	return err;
}

static int fill(struct tool *tool, struct subdev_transaction *list, const struct jobs *jobs,
		const char *file)
{
	for (size_t i = 0; i < jobs->count; i++) {
		const struct job *job = &jobs->list[i];
		const struct args *args = &job->cmdline.words.args;
		int err;

		error_place(file, job->line);
		err = job->cmdline.verb->run == pool_pull ? add_pull(tool, list, args) :
							    add_create(tool, list, args);
		error_place(NULL, 0);
		if (err)
			return report(tool, job, file, err);
	}
	return 0;
}

static int run(struct tool *tool, struct subdev_transaction *list, const struct jobs *jobs,
	       const char *file)
{
	const struct job *culprit;
	struct subdev_dev_list *devs;
	int err;

	subdev_transaction_set_whole(list, true);
	err = subdev_transaction_run(list, &devs);
	if (!err)
		return print(tool, jobs, devs);
	culprit = find_culprit(tool, jobs, err);
	return culprit ? report(tool, culprit, file, err) : err;
}

static int fill_and_run(struct tool *tool, const struct jobs *jobs, const char *file)
{
	struct subdev_transaction *list;
	int err = subdev_transaction_new(tool->ctx, &list);

	if (err)
		return err;
	err = fill(tool, list, jobs, file);
	if (!err)
		err = run(tool, list, jobs, file);
	subdev_transaction_free(list);
	return err;
}

enum { TRANSACTION_FILE };

const struct param transaction_params[] = {
	[TRANSACTION_FILE] = { .kind = PARAM_FILE, .value = "FILE", .required = true },
	{ .kind = PARAM_END },
};

int transaction(struct tool *tool, const struct args *args)
{
	const char *file = arg_get(args, TRANSACTION_FILE);
	struct jobs jobs = { 0 };
	int err;

	if (tool->force) {
		complain(&tool->why, "-force does not go with a transaction, which is all or nothing");
		return EXIT_USAGE;
	}
	err = jobs_read(&jobs, file);
	if (!err)
		err = check(&jobs, file) ? fill_and_run(tool, &jobs, file) : EXIT_USAGE;
	jobs_free(&jobs);
	return err;
}
