/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that the commands say about objects goes through here, each field once.
 * It comes out as a column of a table or as a member of a JSON object, so that
 * neither form can lack what the other has.
 */
#ifndef SUBDEVCTL_OUTPUT_H
#define SUBDEVCTL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	COLUMN_DETAIL = 1 << 0,	/* only if details are asked for */
	COLUMN_RIGHT = 1 << 1,	/* a number */
	COLUMN_WRAP = 1 << 2,	/* may take several lines if the terminal is narrow */
	/*
	 * Has no column: it stands with its name below the row, or is not there.
	 * Lists always do.
	 */
	COLUMN_BELOW = 1 << 3,
	COLUMN_WIDE = 1 << 4,	/* is below if the terminal is narrow, as details are then */
	COLUMN_LONG = 1 << 5,	/* a list that is always a table of its own */

	/* The fields of an item that make its short form, NAME=VALUE/OF@AT. */
	COLUMN_NAME = 1 << 6,
	COLUMN_VALUE = 1 << 7,
	COLUMN_OF = 1 << 8,
	COLUMN_AT = 1 << 9,
};

struct column {
	const char *name;	/* as in JSON; the head of the table is made of it */
	unsigned int flags;
};

struct output;

struct output *output_new(bool json, bool pretty, bool details);
void output_free(struct output *out);
/*
 * From now on JSON is one object in each line, with the number of the command that
 * it comes from: @number, which is not 0.
 */
void output_set_number(struct output *out, unsigned int number);
/* Is it JSON? What only people need does not have to be asked for then. */
bool output_is_json(const struct output *out);
/* Is it a table without details? What goes without saying is not said then. */
bool output_is_brief(const struct output *out);

/* Begin a table, or an array of objects, with @count columns. */
void output_table(struct output *out, const struct column *columns, size_t count);
/* Begin the next object of the table. */
void output_row(struct output *out);
/* Begin a single line: names and values, or one object. */
void output_line(struct output *out);

/* The fields of the object. In a table @column is one of its columns. */
void output_string(struct output *out, const struct column *column, const char *value);
void output_uint(struct output *out, const struct column *column, uint64_t value);
void output_bool(struct output *out, const struct column *column, bool value);
/* In JSON as it is, in text as people write so much of @unit. */
void output_size(struct output *out, const struct column *column, uint64_t value, uint32_t unit);
/* In JSON as it is, in text in seconds, to the millisecond. */
void output_nanoseconds(struct output *out, const struct column *column, uint64_t value);
/* As output_bool(), "on" or "off" in text. */
void output_switch(struct output *out, const struct column *column, bool value);
/* This object does not have it. */
void output_none(struct output *out, const struct column *column);

/*
 * A field that is a list of items, each with @count columns. Until the list ends
 * the functions above are about the fields of the item. With details the list is
 * a table of its own, unless the short form of an item has all its fields.
 */
void output_list(struct output *out, const struct column *column, const struct column *columns,
		 size_t count);
void output_item(struct output *out);
/* A field that has fields itself, of any columns: those before it ends. */
void output_object(struct output *out, const struct column *column);
/* A field that is a list of strings. */
void output_words(struct output *out, const struct column *column);
void output_word(struct output *out, const char *value);
void output_list_end(struct output *out);

/*
 * Print what is JSON already. As it is, unless each object is to be in a line.
 * Return: as output_end().
 */
int output_ready(struct output *out, const char *text);

/*
 * Print what was begun and has not been printed.
 * Return: 0, or a negative errno if any of the above failed.
 */
int output_end(struct output *out);

#endif /* SUBDEVCTL_OUTPUT_H */
