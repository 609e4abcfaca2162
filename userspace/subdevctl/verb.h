/* SPDX-License-Identifier: GPL-2.0-only */
/* What some verbs can do beside being run. */
#ifndef SUBDEVCTL_VERB_H
#define SUBDEVCTL_VERB_H

#include "tool.h"

/* Who sends a request, and who is told the answer. */
struct receiver {
	struct subdev_batch *batch;
	subdev_answer_fn fn;
	void *data;
};

/* Look, without the kernel, at what the parameters alone do not say. Return: whether it can be meant. */
bool verb_check(const struct verb *verb, const struct args *args, struct complaint *why);

/*
 * Can it be submitted, with these arguments? Then it is one request, and what is
 * asked before, if at all, must be asked when all is done that was submitted before.
 */
bool verb_can_submit(const struct verb *verb, const struct args *args);
/* Return: 0, a negative errno, EXIT_USAGE, EXIT_FAILED: as verb->run(). */
int verb_submit(const struct verb *verb, struct tool *tool, const struct args *args,
		const struct receiver *receiver);

#endif /* SUBDEVCTL_VERB_H */
