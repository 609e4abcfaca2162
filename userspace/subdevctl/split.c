// SPDX-License-Identifier: GPL-2.0-only
/* Lines of text into words, as a shell does. */
#include <stdlib.h>
#include <string.h>

#include "split.h"

void split_init(struct split *split, char *text)
{
	*split = (struct split){ .next = text, .line = 1 };
}

void split_free(struct split *split)
{
	free(split->words);
}

static bool add_word(struct split *split, char *word)
{
	char **words;

	if (split->count == split->room) {
		split->room = split->room ? 2 * split->room : 16;
		words = reallocarray(split->words, split->room, sizeof(*words));
		if (!words)
			return false;
		split->words = words;
	}
	split->words[split->count++] = word;
	return true;
}

/* Where the text is read and, never before that, written without quotes. */
struct cursor {
	char *from, *to;
};

/* What is behind a backslash; in double quotes only what has a meaning there needs one. */
static void take_escaped(struct split *split, struct cursor *c, bool quoted)
{
	char next = c->from[1];

	if (next == '\n') {
		split->line++;
		c->from += 2;
		return;
	}
	if (next && (!quoted || strchr("\"\\$`", next)))
		c->from++;
	*c->to++ = *c->from++;
}

/* Return: whether the quote has an end in this line. */
static bool take_quoted(struct split *split, struct cursor *c)
{
	char quote = *c->from++;

	while (*c->from != quote) {
		if (!*c->from || *c->from == '\n')
			return false;
		if (quote == '"' && *c->from == '\\')
			take_escaped(split, c, true);
		else
			*c->to++ = *c->from++;
	}
	c->from++;
	return true;
}

/* Return: what is wrong with the word, or NULL. */
static const char *take_word(struct split *split, struct cursor *c)
{
	while (*c->from && !strchr(" \t\r\n", *c->from)) {
		if (*c->from == '\\')
			take_escaped(split, c, false);
		else if (*c->from != '\'' && *c->from != '"')
			*c->to++ = *c->from++;
		else if (!take_quoted(split, c))
			return "a quote is not closed";
	}
	return NULL;
}

static void skip_blanks(struct split *split)
{
	for (;;) {
		split->next += strspn(split->next, " \t\r");
		if (strncmp(split->next, "\\\n", 2))
			break;
		split->next += 2;
		split->line++;
	}
	if (*split->next == '#')
		split->next += strcspn(split->next, "\n");
}

/* Behind a word, whose end would be overwritten by its NUL. */
static void end_word(struct split *split, struct cursor *c, bool *last)
{
	*last = !*c->from || *c->from == '\n';
	if (*c->from == '\n')
		split->line++;
	split->next = *c->from ? c->from + 1 : c->from;
	*c->to = '\0';
}

/* Leave the rest of a line that is wrong. */
static void skip_line(struct split *split, char *from)
{
	split->next = from + strcspn(from, "\n");
	if (*split->next) {
		split->next++;
		split->line++;
	}
}

bool split_next(struct split *split, unsigned int *first, const char **wrong)
{
	bool last = false;

	if (!*split->next)
		return false;
	*first = split->line;
	*wrong = NULL;
	split->count = 0;
	while (!last && !*wrong) {
		struct cursor c;

		skip_blanks(split);
		c = (struct cursor){ split->next, split->next };
		if (!*c.from || *c.from == '\n') {
			skip_line(split, c.from);
			break;
		}
		*wrong = take_word(split, &c);
		if (!*wrong && !add_word(split, split->next))
			*wrong = "out of memory";
		if (*wrong)
			skip_line(split, c.from);
		else
			end_word(split, &c, &last);
	}
	return true;
}
