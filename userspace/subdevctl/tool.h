/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands are made of. */
#ifndef SUBDEVCTL_TOOL_H
#define SUBDEVCTL_TOOL_H

#include <libsubdev.h>

#include "output.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

enum {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
};

enum param_kind {
	PARAM_END,	/* of the array */
	PARAM_PARENT,
	PARAM_TYPE,	/* of the parent before it */
	PARAM_DEV,
	PARAM_WORD,	/* anything */
	PARAM_NUMBER,	/* decimal, up to NUMBER_MAX */
	PARAM_FLAG,	/* a keyword alone */
};

#define NUMBER_MAX 1000000

struct param {
	enum param_kind kind;
	const char *keyword;	/* NULL: known by its position, before all keywords */
	const char *value;	/* what usage calls it; NULL for a flag */
	bool required;
	bool subject;		/* the first: errors are about the object that it names */
};

#define PARAMS_MAX 8
#define WORDS_MAX 32

struct tool {
	struct subdev_ctx *ctx;
	struct output *out;
};

struct verb {
	const char *name;	/* NULL: the noun has no verbs */
	const char *help;
	/*
	 * @args has the value of each of @params, NULL where it was not given,
	 * and the keyword itself for a flag.
	 * Return: 0 or a negative errno.
	 */
	int (*run)(struct tool *tool, const char * const *args);
	const struct param *params;	/* up to PARAM_END */
};

struct option {
	char letter;
	const char *name;
	const char *help;
};

extern const struct option options[];	/* up to one without name */

struct noun {
	const char *name;
	const char *help;
	const struct verb *verbs;	/* the first is the one taken by default; up to one without help */
};

extern const struct noun nouns[];	/* up to one without name */

extern const struct verb parent_verbs[];
extern const struct verb type_verbs[];
extern const struct verb dev_verbs[];
extern const struct verb monitor_verbs[];
extern const struct verb version_verbs[];

/* Say to standard error that something went wrong, with the name of the program before it. */
void tool_complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Put the fields of one object; they are those of the columns. */
extern const struct column parent_columns[];
void parent_put(struct output *out, const struct subdev_parent *parent);
extern const struct column dev_columns[];
void dev_put(struct output *out, const struct subdev_dev *dev);

/* Tell the reader of a list that came and went while it was read. */
void list_check(bool consistent);

/* Print the words that could come next: the last of @words is what was begun. */
void complete(struct tool *tool, int count, const char * const *words);

#endif /* SUBDEVCTL_TOOL_H */
