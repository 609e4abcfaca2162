/* SPDX-License-Identifier: GPL-2.0-only */
/* What could be meant by a word that was begun, asked from the kernel where it knows. */
#ifndef SUBDEVCTL_OFFER_H
#define SUBDEVCTL_OFFER_H

#include "cmd.h"

/* Print @word, which may be NULL, if it begins by @begun. */
void offer(const char *word, const char *begun);

/* All that @param of a verb, whose words so far are @words, can be. */
void offer_for(struct tool *tool, const struct words *words, const struct param *param,
	       const char *begun);

#endif /* SUBDEVCTL_OFFER_H */
