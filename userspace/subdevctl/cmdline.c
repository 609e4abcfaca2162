// SPDX-License-Identifier: GPL-2.0-only
/* One command in words, against the tables of options, nouns and verbs. */
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "cmdline.h"
#include "verb.h"

const struct option options[] = {
	[OPTION_JSON] = { 'j', "json", "JSON instead of text" },
	[OPTION_PRETTY] = { 'p', "pretty", "JSON in lines for people" },
	[OPTION_DETAILS] = { 'd', "details", "more fields" },
	[OPTION_FORCE] = { 'f', "force", "batch: go on after a command that fails" },
	[OPTION_VERSION] = { 'V', "version", "the version" },
	[OPTION_HELP] = { 'h', "help", "this help, also after a noun and a verb" },
	{ 0 },
};

static bool take_letter(struct cmdline *cmdline, char letter)
{
	for (size_t i = 0; i < NUM_OPTIONS; i++) {
		if (options[i].letter == letter) {
			cmdline->options[i] = true;
			return true;
		}
	}
	return false;
}

/* -j, --json, and as other tools of networks want it -json. */
static bool take_option(struct cmdline *cmdline, const char *word)
{
	const char *name = word + (word[1] == '-' ? 2 : 1);

	for (size_t i = 0; i < NUM_OPTIONS; i++) {
		if (!strcmp(name, options[i].name))
			return take_letter(cmdline, options[i].letter);
	}
	if (word[1] == '-')
		return false;
	for (const char *letter = word + 1; *letter; letter++) {
		if (!take_letter(cmdline, *letter))
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
static bool read_options(struct cmdline *cmdline, int count, char **words,
			 struct complaint *why)
{
	bool command = false;

	for (int i = 0; i < count; i++) {
		command |= !strcmp(words[i], "--");
		if (command || !is_option(words[i]))
			cmdline->text[cmdline->count++] = words[i];
		else if (!take_option(cmdline, words[i]))
			return complain(why, "'%.32s' is not an option", words[i]);
	}
	return true;
}

static bool read_verb(struct cmdline *cmdline, size_t *next, struct complaint *why)
{
	const struct verb *first = &cmdline->noun->verbs[0];
	const char *word = cmdline->text[*next];

	/* The first verb of all nouns; where that has no name, others are written in full. */
	cmdline->verb = first;
	if (!first->name) {
		cmdline->verb = verb_named(cmdline->noun, word);
		*next += cmdline->verb != first;
		if (cmdline->options[OPTION_HELP] && !word && first[1].help)
			cmdline->verb = NULL;
		return true;
	}
	if (*next == cmdline->count) {
		if (cmdline->options[OPTION_HELP])
			cmdline->verb = NULL;
		return true;
	}
	(*next)++;
	if (!strcmp(word, "help")) {
		cmdline->options[OPTION_HELP] = true;
		cmdline->verb = NULL;
		return true;
	}
	cmdline->verb = verb_find(cmdline->noun, word, why);
	return cmdline->verb;
}

static bool read_args(struct cmdline *cmdline, size_t next, struct complaint *why)
{
	struct words *words = &cmdline->words;

	if (cmdline->options[OPTION_FORCE] && cmdline->noun->verbs != batch_verbs)
		return complain(why, "-force goes with batch only");
	if (!words_init(words, cmdline->verb, cmdline->count))
		return complain(why, "out of memory");
	words->args.goes_on = cmdline->goes_on;
	while (next < cmdline->count) {
		if (!words_take(words, cmdline->text[next++], why))
			return false;
	}
	return words_complete(words, why) && verb_check(cmdline->verb, &words->args, why);
}

static bool read_words(struct cmdline *cmdline, struct complaint *why)
{
	size_t next = 0;

	while (!cmdline->noun && next < cmdline->count) {
		cmdline->noun = noun_find(cmdline->text[next++], why);
		if (!cmdline->noun)
			return false;
		/* "help NOUN VERB" is "NOUN VERB --help". */
		if (!cmdline->noun->verbs[0].run) {
			cmdline->options[OPTION_HELP] = true;
			cmdline->noun = NULL;
		}
	}
	if (!cmdline->noun)
		return true;
	if (!read_verb(cmdline, &next, why))
		return false;
	if (cmdline->options[OPTION_HELP])
		return true;
	return read_args(cmdline, next, why);
}

bool cmdline_read(struct cmdline *cmdline, int count, char **words, struct complaint *why)
{
	cmdline->text = calloc(count + 1, sizeof(*cmdline->text));
	if (!cmdline->text)
		return complain(why, "out of memory");
	if (!read_options(cmdline, count, words, why))
		return false;
	if (cmdline->options[OPTION_VERSION]) {
		cmdline->text[0] = "version";
		cmdline->count = 1;
	}
	return read_words(cmdline, why);
}

void cmdline_free(struct cmdline *cmdline)
{
	words_free(&cmdline->words);
	free(cmdline->text);
}

void cmdline_complain(const struct cmdline *cmdline, const struct complaint *why)
{
	const char *noun = cmdline->noun ? cmdline->noun->name : NULL;
	const char *verb = cmdline->verb ? cmdline->verb->name : NULL;

	tool_complain("%s%s%s%s%s%s", noun ? noun : "", verb ? " " : "", verb ? verb : "",
		      noun ? ": " : "", why->text, cmdline->verb ? "" : ", see subdevctl help");
}

static const struct arg *find_subject(const struct cmdline *cmdline)
{
	const struct args *args = &cmdline->words.args;

	for (size_t i = 0; i < args->count; i++) {
		if (args->list[i].param->subject)
			return &args->list[i];
	}
	return NULL;
}

const char *cmdline_noun(const struct cmdline *cmdline)
{
	const struct arg *subject = find_subject(cmdline);

	/* A pool's commands can be about a subdevice. */
	return subject && subject->param->kind == PARAM_DEV ? "dev" : cmdline->noun->name;
}

const char *cmdline_object(const struct cmdline *cmdline)
{
	const struct arg *subject = find_subject(cmdline);

	return subject ? subject->value : cmdline->verb->name;
}
