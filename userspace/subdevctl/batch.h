/* SPDX-License-Identifier: GPL-2.0-only */
/* subdevctl batch: many commands from a file. */
#ifndef SUBDEVCTL_BATCH_H
#define SUBDEVCTL_BATCH_H

#include "cmdline.h"

/* The longest file. */
#define BATCH_MAX (64 * 1024 * 1024)

struct batch;

/* A line of the file: one command. */
struct job {
	struct cmdline cmdline;
	unsigned int line;
	char **words;
	struct batch *batch;	/* that runs it */
};

struct jobs {
	struct job *list;
	size_t count, room;
	char *text;	/* what all the words lie in */
	bool goes_on;	/* they are run one after the other by one connection, not as one */
};

/*
 * Understand all commands of a file before one is run. It says itself what is wrong,
 * and where. @jobs: all zero, but for goes_on. Return: 0, EXIT_USAGE, EXIT_FAILED.
 */
int jobs_read(struct jobs *jobs, const char *file);
void jobs_free(struct jobs *jobs);

extern const struct verb batch_verbs[];

#endif /* SUBDEVCTL_BATCH_H */
