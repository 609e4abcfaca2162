// SPDX-License-Identifier: GPL-2.0-only
/* Words of the command line against the tables of nouns, verbs and parameters. */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "word.h"

bool complain(struct complaint *why, const char *fmt, ...)
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
			complain(why, "'%.32s' is ambiguous: %s or %s", word,
			       names->name_of(names->table, found), name);
		else
			found = i;
	}
	if (!begun)
		complain(why, "'%.32s' is unknown", word);
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

const struct verb *verb_named(const struct noun *noun, const char *word)
{
	for (const struct verb *verb = noun->verbs; word && verb->help; verb++) {
		if (verb->name && !strcmp(verb->name, word))
			return verb;
	}
	return &noun->verbs[0];
}

const struct arg *arg_next(const struct args *args, size_t i, const struct arg *prev)
{
	const struct arg *end = args->list + args->count;

	for (const struct arg *arg = prev ? prev + 1 : args->list; arg < end; arg++) {
		if (arg->param == &args->params[i])
			return arg;
	}
	return NULL;
}

const char *arg_get(const struct args *args, size_t i)
{
	const struct arg *arg = arg_next(args, i, NULL);

	return arg ? arg->value : NULL;
}

static const char *param_keyword(const void *table, size_t i)
{
	return ((const struct param *)table)[i].keyword;
}

static int keyword_find(const struct param *params, const char *word, struct complaint *why)
{
	struct names names = { .name_of = param_keyword, .table = params };

	/* Of the two dashes before a command none can be left out. */
	if (!strcmp(word, "-")) {
		complain(why, "'-' is unknown");
		return -1;
	}
	while (params[names.count].kind != PARAM_END)
		names.count++;
	return find(&names, word, why);
}

bool words_init(struct words *words, const struct verb *verb, size_t count)
{
	/* One more, so that none is not nothing. */
	*words = (struct words){
		.args = { .params = verb->params, .list = calloc(count + 1, sizeof(struct arg)) },
	};
	return words->args.list;
}

void words_free(struct words *words)
{
	free(words->args.list);
}

const struct param *words_next_positional(const struct words *words)
{
	const struct args *args = &words->args;

	if (args->count && args->list[args->count - 1].param->keyword)
		return NULL;
	for (size_t i = 0; args->params[i].kind != PARAM_END; i++) {
		if (!args->params[i].keyword && !arg_next(args, i, NULL))
			return &args->params[i];
	}
	return NULL;
}

/* Is @word, where @param could be left out, a keyword instead? */
static bool is_keyword(const struct words *words, const struct param *param, const char *word)
{
	const struct param *params = words->args.params;

	for (size_t i = 0; !param->required && params[i].kind != PARAM_END; i++) {
		if (params[i].keyword && !strcmp(params[i].keyword, word))
			return true;
	}
	return false;
}

/* Take what is said of @param, or the second word of it. */
static bool words_set(struct words *words, const struct param *param, const char *word,
		      struct complaint *why)
{
	struct args *args = &words->args;

	if (words->second) {
		args->list[args->count - 1].second = word;
		words->second = false;
		return word_check_limit(param->keyword, word, why);
	}
	/* Its keyword stands for it already. */
	args->count -= param->optional;
	args->list[args->count++] = (struct arg){ .param = param, .value = word };
	words->second = param->kind == PARAM_LIMIT;
	words->pending = words->second || param->kind == PARAM_COMMAND ? param : NULL;
	return word_check(param, word, why);
}

/* Take the keyword of @param: more comes, or can come. */
static bool words_begin(struct words *words, const struct param *param)
{
	words->pending = param;
	if (param->optional)
		words->args.list[words->args.count++] = (struct arg){ .param = param, .value = "" };
	return true;
}

/* Does @word belong to the keyword before it? A number below zero does, and is wrong. */
static bool is_pending(const struct param *param, const char *word)
{
	return param && (!param->optional || isdigit((unsigned char)word[word[0] == '-']));
}

bool words_take(struct words *words, const char *word, struct complaint *why)
{
	const struct param *params = words->args.params;
	const struct param *param = words->pending;
	int i;

	words->pending = NULL;
	if (is_pending(param, word))
		return words_set(words, param, word, why);
	param = words_next_positional(words);
	if (param && !is_keyword(words, param, word))
		return words_set(words, param, word, why);
	i = keyword_find(params, word, why);
	if (i < 0)
		return false;
	if (!params[i].repeats && arg_next(&words->args, i, NULL))
		return complain(why, "%s is given twice", params[i].keyword);
	if (params[i].kind == PARAM_FLAG)
		return words_set(words, &params[i], params[i].keyword, why);
	return words_begin(words, &params[i]);
}

/* Must another word come? A command has ended with any that is its own. */
static bool words_end_early(const struct words *words)
{
	const struct param *param = words->pending;

	if (param && param->kind == PARAM_COMMAND)
		return !arg_next(&words->args, param - words->args.params, NULL);
	return param && !param->optional;
}

bool words_complete(const struct words *words, struct complaint *why)
{
	const struct param *params = words->args.params;

	if (words_end_early(words))
		return complain(why, "%s needs %s", words->pending->keyword, words->pending->value);
	for (size_t i = 0; params[i].kind != PARAM_END; i++) {
		if (params[i].required && !arg_next(&words->args, i, NULL))
			return complain(why, "%s is missing", params[i].value);
	}
	return true;
}

static void print_param(FILE *file, const struct param *param)
{
	if (param->keyword)
		fprintf(file, "%s%s", param->keyword, param->value ? " " : "");
	if (param->value)
		fprintf(file, param->optional ? "[%s]" : "%s", param->value);
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
		if (!param->value)
			continue;
		fputs(param->required ? " " : " [", file);
		open += !param->required;
		print_param(file, param);
	}
	while (open--)
		fputc(']', file);
	for (; param->kind != PARAM_END; param++) {
		fputs(" [", file);
		print_param(file, param);
		fputs(param->repeats ? "]..." : "]", file);
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
		fprintf(file, "  %-10s%s\n", noun->name, noun->help);
	fputs("\n", file);
	print_options(file);
	fputs("\nThe verb is show if there is none. Names can be shortened while they are\n"
	      "unambiguous. PARENT is an index or bus/name; DEV is an id, a UUID or a label;\n"
	      "FILE can be - for standard input.\n", file);
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
