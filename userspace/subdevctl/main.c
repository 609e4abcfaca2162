// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl: subdevices from the command line. */
#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "cmd.h"
#include "error.h"

/* Has no function: read_words() turns "help NOUN VERB" into "NOUN VERB --help". */
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
	{ "manifest", "whether what runs here can run there", manifest_verbs },
	{ "monitor", "events, one line each, as they come", monitor_verbs },
	{ "version", "versions of the command and of its library", version_verbs },
	{ "help", "explanation of a noun or a verb", help_verbs },
	{ 0 },
};

enum { OPTION_JSON, OPTION_PRETTY, OPTION_DETAILS, OPTION_VERSION, OPTION_HELP, NUM_OPTIONS };

const struct option options[] = {
	[OPTION_JSON] = { 'j', "json", "JSON instead of text" },
	[OPTION_PRETTY] = { 'p', "pretty", "JSON in lines for people" },
	[OPTION_DETAILS] = { 'd', "details", "more fields" },
	[OPTION_VERSION] = { 'V', "version", "the version" },
	[OPTION_HELP] = { 'h', "help", "this help, also after a noun and a verb" },
	{ 0 },
};

/* The command line as it was understood. */
struct request {
	bool options[NUM_OPTIONS];
	const char **text;		/* what is not an option */
	size_t count;

	const struct noun *noun;	/* NULL if there is none */
	const struct verb *verb;	/* NULL if there is none but help is wanted */
	struct words words;
};

void tool_complain(const char *fmt, ...)
{
	va_list args;

	fputs("subdevctl: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

void list_check(bool consistent)
{
	if (!consistent)
		tool_complain("warning: the list changed while it was read");
}

static bool take_letter(struct request *request, char letter)
{
	for (size_t i = 0; i < NUM_OPTIONS; i++) {
		if (options[i].letter == letter) {
			request->options[i] = true;
			return true;
		}
	}
	return false;
}

static bool take_option(struct request *request, const char *word)
{
	if (word[1] == '-') {
		for (size_t i = 0; i < NUM_OPTIONS; i++) {
			if (!strcmp(word + 2, options[i].name))
				return take_letter(request, options[i].letter);
		}
		return false;
	}
	for (const char *letter = word + 1; *letter; letter++) {
		if (!take_letter(request, *letter))
			return false;
	}
	return word[1];
}

/* A dash alone is a file, two are before a command, and a number below zero is a wrong number. */
bool is_option(const char *word)
{
	return word[0] == '-' && word[1] && strcmp(word, "--") && !strchr("0123456789", word[1]);
}

/* Options may stand anywhere, but those of a command are its own. */
static bool read_options(struct request *request, int argc, char **argv, struct complaint *why)
{
	bool command = false;

	for (int i = 1; i < argc; i++) {
		command |= !strcmp(argv[i], "--");
		if (command || !is_option(argv[i]))
			request->text[request->count++] = argv[i];
		else if (!take_option(request, argv[i]))
			return complain(why, "'%.32s' is not an option", argv[i]);
	}
	return true;
}

static bool read_verb(struct request *request, size_t *next, struct complaint *why)
{
	const struct verb *first = &request->noun->verbs[0];
	const char *word = request->text[*next];

	/* The first verb of all nouns, and the only one of those that have no verbs. */
	request->verb = first;
	if (!first->name)
		return true;
	if (*next == request->count) {
		if (request->options[OPTION_HELP])
			request->verb = NULL;
		return true;
	}
	(*next)++;
	if (!strcmp(word, "help")) {
		request->options[OPTION_HELP] = true;
		request->verb = NULL;
		return true;
	}
	request->verb = verb_find(request->noun, word, why);
	return request->verb;
}

static bool read_words(struct request *request, struct complaint *why)
{
	size_t next = 0;

	while (!request->noun && next < request->count) {
		request->noun = noun_find(request->text[next++], why);
		if (!request->noun)
			return false;
		if (request->noun->verbs == help_verbs) {
			request->options[OPTION_HELP] = true;
			request->noun = NULL;
		}
	}
	if (!request->noun)
		return true;
	if (!read_verb(request, &next, why))
		return false;
	if (request->options[OPTION_HELP])
		return true;
	if (!words_init(&request->words, request->verb, request->count))
		return complain(why, "out of memory");
	while (next < request->count) {
		if (!words_take(&request->words, request->text[next++], why))
			return false;
	}
	return words_complete(&request->words, why);
}

static int fail_usage(const struct request *request, const struct complaint *why)
{
	const char *noun = request->noun ? request->noun->name : NULL;
	const char *verb = request->verb ? request->verb->name : NULL;

	tool_complain("%s%s%s%s%s%s", noun ? noun : "", verb ? " " : "", verb ? verb : "",
		      noun ? ": " : "", why->text, request->verb ? "" : ", see subdevctl help");
	if (request->verb)
		usage_print_verb(stderr, request->noun, request->verb);
	return EXIT_USAGE;
}

static int print_help(const struct request *request)
{
	if (request->verb)
		usage_print_verb(stdout, request->noun, request->verb);
	else if (request->noun)
		usage_print_noun(stdout, request->noun);
	else
		usage_print(stdout);
	return EXIT_DONE;
}

/* What an error is about: the object, or else the verb. */
static const char *object_of(const struct request *request)
{
	const struct args *args = &request->words.args;

	for (size_t i = 0; i < args->count; i++) {
		if (args->list[i].param->subject)
			return args->list[i].value;
	}
	return request->verb->name;
}

static int fail(const struct request *request, const struct subdev_ctx *ctx, int err)
{
	error_print(ctx, request->noun->name, object_of(request), err);
	return EXIT_FAILED;
}

static void print_log(struct subdev_ctx *ctx, int priority, const char *text, void *data)
{
	(void)ctx;
	(void)priority;
	(void)data;
	tool_complain("debug: %s", text);
}

static int tool_new(struct tool *tool, const struct request *request)
{
	int err;

	err = subdev_ctx_new(&tool->ctx);
	if (err)
		return err;
	if (getenv("SUBDEVCTL_DEBUG")) {
		subdev_ctx_set_log_fn(tool->ctx, print_log, NULL);
		subdev_ctx_set_log_priority(tool->ctx, LOG_DEBUG);
	}
	tool->out = output_new(request->options[OPTION_JSON],
			       request->options[OPTION_PRETTY],
			       request->options[OPTION_DETAILS]);
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

static int run(const struct request *request)
{
	struct tool tool = { 0 };
	int code;

	code = tool_new(&tool, request);
	if (code) {
		tool_complain("%s", strerror(-code));
		return EXIT_FAILED;
	}
	code = request->verb->run(&tool, &request->words.args);
	if (code == EXIT_USAGE)
		fail_usage(request, &tool.why);
	else if (code < 0)
		code = fail(request, tool.ctx, code);
	tool_free(&tool);
	return code;
}

static int run_complete(int count, char **words)
{
	struct request request = { 0 };
	struct tool tool = { 0 };

	if (tool_new(&tool, &request))
		return EXIT_FAILED;
	complete(&tool, count, (const char * const *)words);
	tool_free(&tool);
	return EXIT_DONE;
}

static int read_and_run(struct request *request, int argc, char **argv)
{
	struct complaint why;

	if (!read_options(request, argc, argv, &why))
		return fail_usage(request, &why);
	if (request->options[OPTION_VERSION]) {
		request->text[0] = "version";
		request->count = 1;
	}
	if (!read_words(request, &why))
		return fail_usage(request, &why);
	if (request->options[OPTION_HELP])
		return print_help(request);
	if (!request->noun) {
		usage_print(stderr);
		return EXIT_USAGE;
	}
	return run(request);
}

static int run_request(int argc, char **argv)
{
	struct request request = { .text = calloc(argc + 1, sizeof(*request.text)) };
	int code;

	if (!request.text) {
		tool_complain("%s", strerror(ENOMEM));
		return EXIT_FAILED;
	}
	code = read_and_run(&request, argc, argv);
	words_free(&request.words);
	free(request.text);
	return code;
}

int main(int argc, char **argv)
{
	int code;

	setlocale(LC_ALL, "");
	/* The words of an unfinished command line are not ours: no options among them. */
	if (argc > 1 && !strcmp(argv[1], "complete"))
		code = run_complete(argc - 2, argv + 2);
	else
		code = run_request(argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		tool_complain("cannot write: %s", strerror(errno));
		return EXIT_FAILED;
	}
	return code;
}
