/* SPDX-License-Identifier: GPL-2.0-only */
/* Words of the command line against the tables of nouns, verbs and parameters. */
#ifndef SUBDEVCTL_CMD_H
#define SUBDEVCTL_CMD_H

#include <stdio.h>

#include "tool.h"

/* By name or by a beginning that only one has. Return: NULL if there is none. */
const struct noun *noun_find(const char *word, struct complaint *why);
const struct verb *verb_find(const struct noun *noun, const char *word, struct complaint *why);
/* By its whole name, which may be NULL. Return: the verb that has no name if there is none. */
const struct verb *verb_named(const struct noun *noun, const char *word);

/* The parameters of a verb while its words are read. */
struct words {
	struct args args;
	const struct param *pending;	/* a keyword of which a word comes next */
	bool second;			/* the second word */
};

/* Begin to read @count words. Return: whether there is memory for them. */
bool words_init(struct words *words, const struct verb *verb, size_t count);
void words_free(struct words *words);
/* Take one word. Return: whether it is accepted. */
bool words_take(struct words *words, const char *word, struct complaint *why);
/* The parameter that must or can come next by its position, or NULL. */
const struct param *words_next_positional(const struct words *words);
/* Is all there that must be? */
bool words_complete(const struct words *words, struct complaint *why);

/* Is this word of the command line an option? */
bool is_option(const char *word);

void usage_print(FILE *file);
void usage_print_noun(FILE *file, const struct noun *noun);
void usage_print_verb(FILE *file, const struct noun *noun, const struct verb *verb);

#endif /* SUBDEVCTL_CMD_H */
