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
};

struct column {
	const char *name;	/* as in JSON; the head of the table is made of it */
	unsigned int flags;
};

struct output;

struct output *output_new(bool json, bool pretty, bool details);
void output_free(struct output *out);

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
/* This object does not have it. */
void output_none(struct output *out, const struct column *column);

/*
 * Print what was begun and has not been printed.
 * Return: 0, or a negative errno if any of the above failed.
 */
int output_end(struct output *out);

#endif /* SUBDEVCTL_OUTPUT_H */
