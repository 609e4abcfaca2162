/* SPDX-License-Identifier: GPL-2.0-only */
/* The command, run inside of a test with a host of the test behind it. */
#ifndef TEST_TOOL_H
#define TEST_TOOL_H

#include "host.h"

#define TOOL_TEXT_SIZE 16384

struct tool_run {
	int code;			/* the exit status */
	char out[TOOL_TEXT_SIZE];	/* what it printed */
	char err[TOOL_TEXT_SIZE];
};

/* Run "subdevctl WORDS...", words being separated by spaces; '' is an empty word. */
void tool_run(struct host *host, const char *words, struct tool_run *run);
/* The same in a process of its own, so that the command can become another. */
void tool_run_apart(struct host *host, const char *words, struct tool_run *run);
/* The same with a terminal of so many columns as standard output. */
void tool_run_tty(struct host *host, const char *words, unsigned short columns,
		  struct tool_run *run);

/* A host for each test: cmocka's set-up and teardown. */
int tool_setup(void **state);
int tool_teardown(void **state);

/* What a command line comes to. */
struct cli_case {
	int code;
	const char *words;
	const char *err;	/* a part of standard error; NULL: nothing is said */
	const char *out;	/* a part of standard output; NULL: nothing; "": anything */
};

void cli_check(struct host *host, const struct cli_case *c);

/* The same with a file: its name comes where %s stands in the words. */
void cli_check_file(struct host *host, const char *text, const struct cli_case *c);
/* Make that file: @name ends by XXXXXX. */
void cli_write_file(char *name, const char *text);

#define CLI_CHECK_ALL(state, cases) \
	do { \
		for (size_t i = 0; i < ARRAY_SIZE(cases); i++) \
			cli_check(*(state), &(cases)[i]); \
	} while (0)

/* What is offered after some words. */
struct cli_completion {
	const char *words;
	const char *out;
};

void cli_complete(struct host *host, const struct cli_completion *c);

#define CLI_COMPLETE_ALL(state, cases) \
	do { \
		for (size_t i = 0; i < ARRAY_SIZE(cases); i++) \
			cli_complete(*(state), &(cases)[i]); \
	} while (0)

/* What a command prints, to the letter but for blanks at the ends of lines, with nothing on standard error. */
struct golden {
	const char *words;
	const char *text;
	const char *json;	/* with -j before the words */
};

void golden_check(struct host *host, const struct golden *c);
void golden_check_output(struct host *host, const char *words, const char *expected);
/* On a terminal of so many columns, with no line that is longer. */
void golden_check_tty(struct host *host, unsigned short columns, const char *words,
		      const char *expected);

#endif /* TEST_TOOL_H */
