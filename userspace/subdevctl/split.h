/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of text into words, as a shell does. */
#ifndef SUBDEVCTL_SPLIT_H
#define SUBDEVCTL_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

/* Text that is read line by line. */
struct split {
	char *next;		/* what has not been read; a NUL is behind the text */
	unsigned int line;	/* number of the line that comes next, from 1 */
	/* the words of the last line, which lie in the text that it was made of */
	char **words;
	size_t count, room;
};

/* @text must stay; it is written to. */
void split_init(struct split *split, char *text);
void split_free(struct split *split);

/*
 * Split the next line. Quotes '...' and "..." and a backslash keep what they would
 * not mean otherwise, a backslash before the end of a line makes it go on, # begins
 * a comment where a word could begin. Nothing else has a meaning.
 *
 * @first: number of the line, the first if it goes on
 * @wrong: what is wrong with it, or NULL
 * Return: whether there was a line.
 */
bool split_next(struct split *split, unsigned int *first, const char **wrong);

#endif /* SUBDEVCTL_SPLIT_H */
