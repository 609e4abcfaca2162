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
/* The same with a terminal of so many columns as standard output. */
void tool_run_tty(struct host *host, const char *words, unsigned short columns,
		  struct tool_run *run);

#endif /* TEST_TOOL_H */
