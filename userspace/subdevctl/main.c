// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl: subdevices from the command line. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "batch.h"
#include "error.h"
#include "cmdline.h"

/* Has no function: cmdline_read() turns "help NOUN VERB" into "NOUN VERB --help". */
static const struct param help_params[] = {
	{ .kind = PARAM_WORD, .value = "NOUN" },
	{ .kind = PARAM_WORD, .value = "VERB" },
	{ .kind = PARAM_END },
};

static const struct verb help_verbs[] = {
	{ .help = "Explain a noun or a verb.", .params = help_params },
	{ 0 },
};

const struct noun nouns[] = {
	{ "parent", "devices whose drivers offer subdevices", parent_verbs },
	{ "type", "kinds of subdevices that parents offer", type_verbs },
	{ "resource", "what parents own, and which subdevices hold it", resource_verbs },
	{ "limit", "how much of it owners may hold", limit_verbs },
	{ "model", "what the guests of types see, in versions", model_verbs },
	{ "param", "typed knobs of models", param_verbs },
	{ "dev", "subdevices", dev_verbs },
	{ "pool", "named stocks of ready, identical subdevices", pool_verbs },
	{ "manifest", "whether what runs here can run there", manifest_verbs },
	{ "batch", "many commands, one after the other", batch_verbs },
	{ "monitor", "events, one line each, as they come", monitor_verbs },
	{ "version", "versions of the command and of its library", version_verbs },
	{ "help", "explanation of a noun or a verb", help_verbs },
	{ 0 },
};

void list_check(bool consistent)
{
	if (!consistent)
		tool_complain("warning: the list changed while it was read");
}

static int fail_usage(const struct cmdline *cmdline, const struct complaint *why)
{
	cmdline_complain(cmdline, why);
	if (cmdline->verb)
		usage_print_verb(stderr, cmdline->noun, cmdline->verb);
	return EXIT_USAGE;
}

static int print_help(const struct cmdline *cmdline)
{
	if (cmdline->verb)
		usage_print_verb(stdout, cmdline->noun, cmdline->verb);
	else if (cmdline->noun)
		usage_print_noun(stdout, cmdline->noun);
	else
		usage_print(stdout);
	return EXIT_DONE;
}

static int fail(const struct cmdline *cmdline, const struct subdev_ctx *ctx, int err)
{
	error_print(ctx, cmdline_noun(cmdline), cmdline_object(cmdline), err);
	return EXIT_FAILED;
}

static void print_log(struct subdev_ctx *ctx, int priority, const char *text, void *data)
{
	(void)ctx;
	(void)priority;
	(void)data;
	tool_complain("debug: %s", text);
}

static int tool_new(struct tool *tool, const struct cmdline *cmdline)
{
	int err;

	err = subdev_ctx_new(&tool->ctx);
	if (err)
		return err;
	if (getenv("SUBDEVCTL_DEBUG")) {
		subdev_ctx_set_log_fn(tool->ctx, print_log, NULL);
		subdev_ctx_set_log_priority(tool->ctx, LOG_DEBUG);
	}
	tool->force = cmdline->options[OPTION_FORCE];
	tool->out = output_new(cmdline->options[OPTION_JSON],
			       cmdline->options[OPTION_PRETTY],
			       cmdline->options[OPTION_DETAILS]);
	if (!tool->out) {
		subdev_ctx_unref(tool->ctx);
		return -ENOMEM;
	}
	return 0;
}

static void tool_free(struct tool *tool)
{
	output_free(tool->out);
	subdev_parent_list_unref(tool->parents);
	subdev_ctx_unref(tool->ctx);
}

static int run(const struct cmdline *cmdline)
{
	struct tool tool = { 0 };
	int code;

	code = tool_new(&tool, cmdline);
	if (code) {
		tool_complain("%s", strerror(-code));
		return EXIT_FAILED;
	}
	code = cmdline->verb->run(&tool, &cmdline->words.args);
	if (code == EXIT_USAGE && tool.why.text[0])
		fail_usage(cmdline, &tool.why);
	else if (code < 0)
		code = fail(cmdline, tool.ctx, code);
	tool_free(&tool);
	return code;
}

static int run_complete(int count, char **words)
{
	struct cmdline cmdline = { 0 };
	struct tool tool = { 0 };

	if (tool_new(&tool, &cmdline))
		return EXIT_FAILED;
	complete(&tool, count, (const char * const *)words);
	tool_free(&tool);
	return EXIT_DONE;
}

static int read_and_run(struct cmdline *cmdline, int count, char **words)
{
	struct complaint why;

	if (!cmdline_read(cmdline, count, words, &why))
		return fail_usage(cmdline, &why);
	if (cmdline->options[OPTION_HELP])
		return print_help(cmdline);
	if (!cmdline->noun) {
		usage_print(stderr);
		return EXIT_USAGE;
	}
	return run(cmdline);
}

static int run_cmdline(int count, char **words)
{
	struct cmdline cmdline = { 0 };
	int code = read_and_run(&cmdline, count, words);

	cmdline_free(&cmdline);
	return code;
}

int main(int argc, char **argv)
{
	int code;

	/* The words of an unfinished command line are not ours: no options among them. */
	if (argc > 1 && !strcmp(argv[1], "complete"))
		code = run_complete(argc - 2, argv + 2);
	else
		code = run_cmdline(argc - 1, argv + 1);
	if (fflush(stdout) || ferror(stdout)) {
		tool_complain("cannot write: %s", strerror(errno));
		return EXIT_FAILED;
	}
	return code;
}
