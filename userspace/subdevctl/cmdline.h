/* SPDX-License-Identifier: GPL-2.0-only */
/* One command in words, against the tables of options, nouns and verbs. */
#ifndef SUBDEVCTL_CMDLINE_H
#define SUBDEVCTL_CMDLINE_H

#include "cmd.h"

enum {
	OPTION_JSON, OPTION_PRETTY, OPTION_DETAILS, OPTION_FORCE, OPTION_VERSION, OPTION_HELP,
	NUM_OPTIONS
};

/* A command as it was understood; all zero before, but for what says so. */
struct cmdline {
	bool options[NUM_OPTIONS];
	const char **text;		/* what is not an option */
	size_t count;
	bool goes_on;			/* set before: others follow by the same connection */

	const struct noun *noun;	/* NULL if there is none */
	const struct verb *verb;	/* NULL if there is none but help is wanted */
	struct words words;		/* of the verb, unless help is wanted */
};

/*
 * Understand the words of a command, which must stay. Return: whether they can be
 * meant; if not @cmdline has been read as far as they can.
 */
bool cmdline_read(struct cmdline *cmdline, int count, char **words, struct complaint *why);
void cmdline_free(struct cmdline *cmdline);

/* Say why a command is not accepted, with the noun and the verb that are known. */
void cmdline_complain(const struct cmdline *cmdline, const struct complaint *why);
/* What an error is about: the noun of the object, and the object, or else the verb. */
const char *cmdline_noun(const struct cmdline *cmdline);
const char *cmdline_object(const struct cmdline *cmdline);

#endif /* SUBDEVCTL_CMDLINE_H */
