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
	PARAM_RESOURCE,	/* the same */
	PARAM_DEV,
	PARAM_TARGET,	/* a subdevice, or the parent of a type that follows */
	PARAM_WORD,	/* anything */
	PARAM_FILE,	/* - is standard input */
	PARAM_NUMBER,	/* decimal, from min to max */
	PARAM_BOUND,	/* the same, or none */
	PARAM_VERSION,	/* the same, of a model */
	PARAM_AMOUNT,	/* NAME=AMOUNT of a resource */
	PARAM_AT_MOST,	/* the same of a resource of the parent before it, or NAME=none */
	PARAM_VALUE,	/* NAME=VALUE of a param */
	PARAM_CLASS,
	PARAM_LIMIT,	/* two words: an attribute of a class, an amount */
	PARAM_OWNER,
	PARAM_POOL,
	PARAM_KIND,	/* of events */
	PARAM_LEASE,	/* persistent, socket, ttl=SECONDS */
	PARAM_SWITCH,	/* on, off */
	PARAM_FLAG,	/* a keyword alone */
	PARAM_COMMAND,	/* all words behind its keyword */
};

/* The most seconds that can be waited, so that milliseconds fit into an int. */
#define SECONDS_MAX 1000000

/* A parameter of a verb. */
struct param {
	enum param_kind kind;
	const char *keyword;	/* NULL: known by its position, before all keywords */
	/* What usage calls it. NULL for a flag, and if the one before names both. */
	const char *value;
	uint64_t min, max;	/* of a number */
	bool required;
	bool optional;		/* behind its keyword the number can be left out: "" then */
	bool repeats;		/* can be given any number of times */
	bool subject;		/* errors are about the object that it names */
};

/* A parameter as it was given. */
struct arg {
	const struct param *param;
	const char *value;	/* the keyword itself for a flag */
	const char *second;	/* the second word of a limit */
};

/* All that was given, in the order of the command line. */
struct args {
	const struct param *params;	/* of the verb */
	struct arg *list;
	size_t count;
	bool goes_on;	/* after this command there are others, by the same connection */
};

/* The value of the verb's parameter @i, NULL if it was not given. */
const char *arg_get(const struct args *args, size_t i);
/* The next time that the verb's parameter @i was given; the first after NULL. */
const struct arg *arg_next(const struct args *args, size_t i, const struct arg *prev);
/* Receives why words are not accepted; may be NULL where it is filled. */
struct complaint {
	char text[256];
};

/* Fill @why, if there is one. Return: false. */
bool complain(struct complaint *why, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

struct tool {
	struct subdev_ctx *ctx;
	struct output *out;
	struct complaint why;	/* with EXIT_USAGE */
	bool force;		/* go on after a command of a batch that fails */
	struct subdev_parent_list *parents;	/* see tool_unit() */
};

struct verb {
	const char *name;	/* NULL: the noun has no verbs */
	const char *help;
	/*
	 * Return: 0 or a negative errno; EXIT_USAGE if what was given cannot be
	 * meant, tool->why then says why, if it has not been said; EXIT_FAILED if all
	 * has been said.
	 */
	int (*run)(struct tool *tool, const struct args *args);
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
extern const struct verb resource_verbs[];
extern const struct verb limit_verbs[];
extern const struct verb model_verbs[];
extern const struct verb param_verbs[];
extern const struct verb dev_verbs[];
extern const struct verb pool_verbs[];
extern const struct verb manifest_verbs[];
extern const struct verb monitor_verbs[];
extern const struct verb version_verbs[];

/* Say to standard error that something went wrong, with the name of the program before it. */
void tool_complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * What a resource of a parent is counted in, for people: parents are only asked
 * when it is first wanted. Return: 0 if it is not known, and for JSON.
 */
uint32_t tool_unit(struct tool *tool, uint32_t parent_index, const char *resource);

/* Put the fields of one object; they are those of the columns. */
extern const struct column parent_columns[];
void parent_put(struct output *out, const struct subdev_parent *parent);
extern const struct column dev_columns[];
void dev_put(struct tool *tool, const struct subdev_dev *dev);
/* What its parent has free then, or would have. */
void dev_put_parent_resources(struct output *out, const struct column *column,
			      const struct subdev_dev *dev);

/* Tell the reader of a list that came and went while it was read. */
void list_check(bool consistent);

/* Print the words that could come next: the last of @words is what was begun. */
void complete(struct tool *tool, int count, const char * const *words);

#endif /* SUBDEVCTL_TOOL_H */
