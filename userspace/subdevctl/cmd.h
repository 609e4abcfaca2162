/* SPDX-License-Identifier: GPL-2.0-only */
/* Words of the command line against the tables of nouns, verbs and parameters. */
#ifndef SUBDEVCTL_CMD_H
#define SUBDEVCTL_CMD_H

#include <stdio.h>

#include "tool.h"

/* Receives why a word is not accepted; may be NULL. */
struct complaint {
	char text[256];
};

/* By name or by a beginning that only one has. Return: NULL if there is none. */
const struct noun *noun_find(const char *word, struct complaint *why);
const struct verb *verb_find(const struct noun *noun, const char *word, struct complaint *why);

/* The parameters of a verb while its words are read. */
struct words {
	const struct verb *verb;
	const char *args[PARAMS_MAX];
	const struct param *pending;	/* a keyword whose value comes next */
};

/* Take one word. Return: whether it is accepted. */
bool words_take(struct words *words, const char *word, struct complaint *why);
/* The parameter that must or can come next by its position, or NULL. */
const struct param *words_next_positional(const struct words *words);
/* Is all there that must be? */
bool words_complete(const struct words *words, struct complaint *why);

void usage_print(FILE *file);
void usage_print_noun(FILE *file, const struct noun *noun);
void usage_print_verb(FILE *file, const struct noun *noun, const struct verb *verb);

#endif /* SUBDEVCTL_CMD_H */
