// SPDX-License-Identifier: GPL-2.0-only
/* What stands below the rows of a table. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libsmartcols.h>

#include "below.h"

#define INDENT 4
#define INDENT_WRAPPED 8

/*
 * The text is a block for each row that has one, ended by a NUL. A line of it
 * says with its first byte what it is. In the table an empty row keeps the place
 * of a block: all other rows have something in them.
 */
#define WORDS 'w'
#define FIXED 'f'

bool below_init(struct below *below)
{
	*below = (struct below){ 0 };
	below->file = open_memstream(&below->text, &below->size);
	return below->file;
}

void below_free(struct below *below)
{
	if (below->file)
		fclose(below->file);
	free(below->text);
	*below = (struct below){ 0 };
}

int below_line(struct below *below, struct libscols_table *table, bool wraps)
{
	if (!below->open && !scols_table_new_line(table, NULL))
		return -ENOMEM;
	if (below->open)
		fputc('\n', below->file);
	below->open = true;
	fputc(wraps ? WORDS : FIXED, below->file);
	return 0;
}

void below_end(struct below *below)
{
	if (below->open)
		fputc('\0', below->file);
	below->open = false;
}

int below_table(struct below *below, struct libscols_table *table, struct libscols_table *inner)
{
	char *text, *rest, *line;
	int err;

	scols_table_reduce_termwidth(inner, INDENT);
	err = scols_print_table_to_string(inner, &text);
	if (err)
		return err;
	rest = text;
	while (!err && (line = strsep(&rest, "\n"))) {
		err = below_line(below, table, false);
		fputs(line, below->file);
	}
	free(text);
	return err;
}

/* How many columns a text takes: its bytes without those that continue a character. */
static size_t width_of(const char *text, size_t len)
{
	size_t width = 0;

	for (size_t i = 0; i < len; i++)
		width += (text[i] & 0xc0) != 0x80;
	return width;
}

/* Print words in lines of at most @width columns, if that is not 0. */
static void print_words(const char *words, size_t width)
{
	size_t column = 0;

	while (*words) {
		size_t len = strcspn(words, " "), wide = width_of(words, len);

		if (!column) {
			column = printf("%*s", INDENT, "");
		} else if (width && column + 1 + wide > width) {
			column = printf("\n%*s", INDENT_WRAPPED, "") - 1;
		} else {
			column += printf(" ");
		}
		for (size_t i = 0; i < len; i++)
			putchar(words[i] == BELOW_TIE ? ' ' : words[i]);
		column += wide;
		words += len + (words[len] == ' ');
	}
}

/* Without the blanks with which a table fills its lines. */
static void print_fixed(const char *line)
{
	size_t len = strlen(line);

	while (len && line[len - 1] == ' ')
		len--;
	printf("%.*s", (int)len, line);
}

static void print_block(char *block, size_t width)
{
	char *line;

	while ((line = strsep(&block, "\n"))) {
		if (*line == WORDS) {
			print_words(line + 1, width);
		} else {
			printf("%*s", INDENT, "");
			print_fixed(line + 1);
		}
		putchar('\n');
	}
}

int below_print(struct below *below, struct libscols_table *table)
{
	size_t width = isatty(STDOUT_FILENO) ? scols_table_get_termwidth(table) : 0;
	char *text, *rest, *line, *block;
	int err;

	below_end(below);
	if (fflush(below->file))
		return -ENOMEM;
	err = scols_print_table_to_string(table, &text);
	if (err)
		return err;
	block = below->text;
	rest = text;
	while (*text && (line = strsep(&rest, "\n"))) {
		if (line[strspn(line, " ")]) {
			print_fixed(line);
			putchar('\n');
		} else {
			/* print_block() cuts it up. */
			size_t len = strlen(block);

			print_block(block, width);
			block += len + 1;
		}
	}
	free(text);
	return 0;
}
