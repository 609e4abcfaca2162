// SPDX-License-Identifier: GPL-2.0-only
/* Words of the command line against the tables of nouns, verbs and parameters. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"

__attribute__((format(printf, 2, 3)))
static bool refuse(struct complaint *why, const char *fmt, ...)
{
	va_list args;

	if (!why)
		return false;
	va_start(args, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, args);
	va_end(args);
	return false;
}

/* What find() looks through: @name_of tells the name of entry @i, NULL for one that has none. */
struct names {
	size_t count;
	const char *(*name_of)(const void *table, size_t i);
	const void *table;
};

/* Find the one entry whose name is @word or, if none is, the only one that begins by it. */
static int find(const struct names *names, const char *word, struct complaint *why)
{
	size_t len = strlen(word);
	int found = -1, begun = 0;

	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->name_of(names->table, i);

		if (!name || !len || strncmp(name, word, len))
			continue;
		if (name[len] == '\0')
			return i;
		if (begun++)
			refuse(why, "'%.32s' is ambiguous: %s or %s", word,
			       names->name_of(names->table, found), name);
		else
			found = i;
	}
	if (!begun)
		refuse(why, "'%.32s' is unknown", word);
	return begun == 1 ? found : -1;
}

static const char *noun_name(const void *table, size_t i)
{
	return ((const struct noun *)table)[i].name;
}

const struct noun *noun_find(const char *word, struct complaint *why)
{
	struct names names = { .name_of = noun_name, .table = nouns };
	int i;

	while (nouns[names.count].name)
		names.count++;
	i = find(&names, word, why);
	return i < 0 ? NULL : &nouns[i];
}

static const char *verb_name(const void *table, size_t i)
{
	return ((const struct verb *)table)[i].name;
}

const struct verb *verb_find(const struct noun *noun, const char *word, struct complaint *why)
{
	struct names names = { .name_of = verb_name, .table = noun->verbs };
	int i;

	while (noun->verbs[names.count].help)
		names.count++;
	i = find(&names, word, why);
	return i < 0 ? NULL : &noun->verbs[i];
}

static const char *param_keyword(const void *table, size_t i)
{
	return ((const struct param *)table)[i].keyword;
}

static int keyword_find(const struct param *params, const char *word, struct complaint *why)
{
	struct names names = { .name_of = param_keyword, .table = params };

	while (params[names.count].kind != PARAM_END)
		names.count++;
	return find(&names, word, why);
}

const struct param *words_next_positional(const struct words *words)
{
	const struct param *params = words->verb->params;

	for (size_t i = 0; params[i].kind != PARAM_END; i++) {
		if (!params[i].keyword && !words->args[i])
			return &params[i];
	}
	return NULL;
}

static bool is_number(const char *word)
{
	return *word && word[strspn(word, "0123456789")] == '\0' && strlen(word) <= 7 &&
	       strtoul(word, NULL, 10) <= NUMBER_MAX;
}

static bool words_set(struct words *words, const struct param *param, const char *value,
		      struct complaint *why)
{
	if (param->kind == PARAM_NUMBER && !is_number(value))
		return refuse(why, "%s: '%.32s' is not a number up to %d", param->value, value,
			      NUMBER_MAX);
	words->args[param - words->verb->params] = value;
	return true;
}

bool words_take(struct words *words, const char *word, struct complaint *why)
{
	const struct param *params = words->verb->params;
	const struct param *param = words->pending;
	int i;

	words->pending = NULL;
	if (!param)
		param = words_next_positional(words);
	if (param)
		return words_set(words, param, word, why);
	i = keyword_find(params, word, why);
	if (i < 0)
		return false;
	if (words->args[i])
		return refuse(why, "%s is given twice", params[i].keyword);
	if (params[i].kind == PARAM_FLAG)
		return words_set(words, &params[i], params[i].keyword, why);
	words->pending = &params[i];
	return true;
}

bool words_complete(const struct words *words, struct complaint *why)
{
	const struct param *params = words->verb->params;

	if (words->pending)
		return refuse(why, "%s needs %s", words->pending->keyword, words->pending->value);
	for (size_t i = 0; params[i].kind != PARAM_END; i++) {
		if (params[i].required && !words->args[i])
			return refuse(why, "%s%s%s is missing",
				      params[i].keyword ? params[i].keyword : "",
				      params[i].keyword ? " " : "", params[i].value);
	}
	return true;
}

static void print_param(FILE *file, const struct param *param)
{
	if (param->keyword)
		fprintf(file, "%s%s", param->keyword, param->value ? " " : "");
	if (param->value)
		fputs(param->value, file);
}

/* "noun verb A [B [C]] [key VALUE]" */
static void print_synopsis(FILE *file, const struct noun *noun, const struct verb *verb)
{
	const struct param *param;
	int open = 0;

	fputs(noun->name, file);
	if (verb->name)
		fprintf(file, " %s", verb->name);
	for (param = verb->params; param->kind != PARAM_END; param++) {
		if (param->keyword)
			break;
		fputs(param->required ? " " : " [", file);
		open += !param->required;
		print_param(file, param);
	}
	while (open--)
		fputc(']', file);
	for (; param->kind != PARAM_END; param++) {
		fputs(param->required ? " " : " [", file);
		print_param(file, param);
		fputs(param->required ? "" : "]", file);
	}
	fputc('\n', file);
}

static void print_options(FILE *file)
{
	char names[32];

	fputs("Options:\n", file);
	for (const struct option *option = options; option->name; option++) {
		snprintf(names, sizeof(names), "-%c, --%s", option->letter, option->name);
		fprintf(file, "  %-15s%s\n", names, option->help);
	}
}

void usage_print(FILE *file)
{
	fputs("Usage: subdevctl [-j] [-p] [-d] NOUN [VERB] [ARGUMENT...]\n\nNouns:\n", file);
	for (const struct noun *noun = nouns; noun->name; noun++)
		fprintf(file, "  %-9s%s\n", noun->name, noun->help);
	fputs("\n", file);
	print_options(file);
	fputs("\nThe verb is show if there is none. Names can be shortened while they are\n"
	      "unambiguous. PARENT is an index or bus/name; DEV is an id, a UUID or a label.\n", file);
}

void usage_print_noun(FILE *file, const struct noun *noun)
{
	fprintf(file, "%s: %s\n\n", noun->name, noun->help);
	for (const struct verb *verb = noun->verbs; verb->help; verb++) {
		fputs("  subdevctl ", file);
		print_synopsis(file, noun, verb);
		fprintf(file, "      %s\n", verb->help);
	}
}

void usage_print_verb(FILE *file, const struct noun *noun, const struct verb *verb)
{
	fputs("Usage: subdevctl ", file);
	print_synopsis(file, noun, verb);
}
