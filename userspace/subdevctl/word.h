/* SPDX-License-Identifier: GPL-2.0-only */
/* What the words of the command line must look like, as far as no kernel is needed to know. */
#ifndef SUBDEVCTL_WORD_H
#define SUBDEVCTL_WORD_H

#include "tool.h"

/* Can @word be what @param wants? Of a limit it is the first. */
bool word_check(const struct param *param, const char *word, struct complaint *why);
/* The second word of the limit @keyword. */
bool word_check_limit(const char *keyword, const char *word, struct complaint *why);

/* The value of a number that was checked. */
uint64_t word_number(const char *word);
/* All of @word is a number without sign. */
bool word_parse_number(const char *word, uint64_t *out);
/* Of a bound: does it say that there is none? */
bool word_is_unbounded(const char *word);
/* How long a lease for a time is, 0 if it is another lease. */
uint32_t word_ttl(const char *word);
/* Which lease it is: an enum subdev_lease_kind. */
uint32_t word_lease(const char *word);
/* Of NAME=AMOUNT: does it say that there is no limit? */
bool word_is_unlimited(const char *word);
/* The kind of events that is called so, 0 if there is none. */
enum subdev_event_kind word_event_kind(const char *word);
/* One of the words for yes and no. */
bool word_parse_bool(const char *word, bool *out);

#endif /* SUBDEVCTL_WORD_H */
