// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl complete: what a shell asks for the words that could come next. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "offer.h"

static void offer_options(const char *begun)
{
	char name[32];

	for (const struct option *option = options; option->name; option++) {
		snprintf(name, sizeof(name), "--%s", option->name);
		offer(name, begun);
	}
}

static void offer_nouns(const char *begun)
{
	for (const struct noun *noun = nouns; noun->name; noun++)
		offer(noun->name, begun);
}

static void offer_verbs(const struct noun *noun, const char *begun)
{
	for (const struct verb *verb = noun->verbs; verb->help; verb++)
		offer(verb->name, begun);
}

static void offer_keywords(const struct words *words, const char *begun)
{
	const struct param *params = words->args.params;

	for (size_t i = 0; params[i].kind != PARAM_END; i++) {
		if (params[i].keyword && (params[i].repeats || !arg_get(&words->args, i)))
			offer(params[i].keyword, begun);
	}
}

static void offer_next(struct tool *tool, const struct words *words, const char *begun)
{
	const struct param *param = words->pending;

	if (!param)
		param = words_next_positional(words);
	if (param)
		offer_for(tool, words, param, begun);
	if (!param || param->optional || (!param->keyword && !param->required))
		offer_keywords(words, begun);
}

/* The words of a verb: @rest are those before the one that was begun. */
static void complete_words(struct tool *tool, const struct verb *verb, int count,
			   const char * const *rest, const char *begun)
{
	struct words words;
	int i;

	if (!words_init(&words, verb, count))
		return;
	for (i = 0; i < count; i++) {
		if (!words_take(&words, rest[i], NULL))
			break;
	}
	if (i == count)
		offer_next(tool, &words, begun);
	words_free(&words);
}

static void complete_noun(struct tool *tool, const struct noun *noun, int count,
			  const char * const *rest, const char *begun)
{
	const struct verb *verb = &noun->verbs[0];

	if (!verb->name) {
		if (!count)
			offer_verbs(noun, begun);
		verb = verb_named(noun, count ? rest[0] : NULL);
		complete_words(tool, verb, count - !!verb->name, rest + !!verb->name, begun);
		return;
	}
	if (!count) {
		offer_verbs(noun, begun);
		return;
	}
	verb = verb_find(noun, rest[0], NULL);
	if (verb)
		complete_words(tool, verb, count - 1, rest + 1, begun);
}

/* Does what was begun belong to a command, whose options are its own? */
static bool is_of_command(int count, const char * const *words)
{
	for (int i = 0; i < count - 1; i++) {
		if (!strcmp(words[i], "--"))
			return true;
	}
	return false;
}

/* As complete(); @rest has room for all words but those that are options. */
static void complete_line(struct tool *tool, int count, const char * const *words,
			  const char **rest)
{
	const char *begun = count ? words[count - 1] : "";
	const struct noun *noun = NULL;
	int num = 0;

	if (begun[0] == '-' && !is_of_command(count, words)) {
		offer_options(begun);
		return;
	}
	for (int i = 0; i < count - 1; i++) {
		if (is_option(words[i]) && !is_of_command(i + 1, words))
			continue;
		rest[num++] = words[i];
		if (num > 1)
			continue;
		noun = noun_find(rest[0], NULL);
		if (!noun)
			return;
		/* What follows help is what would stand without it. */
		if (!noun->verbs[0].run)
			num = 0;
	}
	if (num)
		complete_noun(tool, noun, num - 1, rest + 1, begun);
	else
		offer_nouns(begun);
}

void complete(struct tool *tool, int count, const char * const *words)
{
	const char **rest = calloc(count + 1, sizeof(*rest));

	if (rest)
		complete_line(tool, count, words, rest);
	free(rest);
}
