/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands about parents are for others than their verbs. */
#ifndef SUBDEVCTL_PARENT_H
#define SUBDEVCTL_PARENT_H

#include "verb.h"

int parent_set(struct tool *tool, const struct args *args);
bool parent_set_check(const struct args *args, struct complaint *why);
/* A limit asks for the units of amounts first. */
bool parent_set_is_more(const struct args *args);
int parent_set_submit(struct tool *tool, const struct args *args,
		      const struct receiver *receiver);

/* Print the one parent that a command is about, and let it go. */
int parent_print(struct tool *tool, struct subdev_parent *parent);

#endif /* SUBDEVCTL_PARENT_H */
