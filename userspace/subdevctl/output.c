// SPDX-License-Identifier: GPL-2.0-only
/* Text and JSON from one call for each field. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json.h>
#include <libsmartcols.h>

#include "output.h"

#define ABSENT "-"

struct output {
	bool json;
	bool pretty;
	bool details;
	int err;

	/* text */
	struct libscols_table *table;
	struct libscols_line *row;
	const struct column *columns;
	bool line_begun;

	/* JSON */
	struct json_object *array;
	struct json_object *object;
};

struct output *output_new(bool json, bool pretty, bool details)
{
	struct output *out = calloc(1, sizeof(*out));

	if (out) {
		out->json = json;
		out->pretty = pretty;
		out->details = details;
	}
	return out;
}

static void output_reset(struct output *out)
{
	scols_unref_table(out->table);
	out->table = NULL;
	out->row = NULL;
	/* The object of a row belongs to the array. */
	json_object_put(out->array ? out->array : out->object);
	out->array = NULL;
	out->object = NULL;
}

void output_free(struct output *out)
{
	if (!out)
		return;
	output_reset(out);
	free(out);
}

static void output_check(struct output *out, bool good)
{
	if (!good && !out->err)
		out->err = -ENOMEM;
}

/* "max_devs" heads its column as MAX-DEVS */
static void head_of(const struct column *column, char *head, size_t size)
{
	size_t i;

	for (i = 0; column->name[i] && i < size - 1; i++)
		head[i] = column->name[i] == '_' ? '-' : toupper(column->name[i]);
	head[i] = '\0';
}

static void add_column(struct output *out, const struct column *column)
{
	struct libscols_column *col;
	char head[32];
	int flags = 0;

	if (column->flags & COLUMN_RIGHT)
		flags |= SCOLS_FL_RIGHT;
	if (column->flags & COLUMN_WRAP)
		flags |= SCOLS_FL_WRAP;
	/* A hidden column keeps the numbers of the columns in step with @columns. */
	if (column->flags & COLUMN_DETAIL && !out->details)
		flags |= SCOLS_FL_HIDDEN;
	head_of(column, head, sizeof(head));
	col = scols_table_new_column(out->table, head, 0, flags);
	output_check(out, col);
}

void output_table(struct output *out, const struct column *columns, size_t count)
{
	output_reset(out);
	out->columns = columns;
	if (out->json) {
		out->array = json_object_new_array();
		output_check(out, out->array);
		return;
	}
	out->table = scols_new_table();
	output_check(out, out->table);
	for (size_t i = 0; i < count && !out->err; i++)
		add_column(out, &columns[i]);
}

static void begin_object(struct output *out)
{
	out->object = json_object_new_object();
	output_check(out, out->object);
}

void output_row(struct output *out)
{
	if (out->err)
		return;
	if (!out->json) {
		out->row = scols_table_new_line(out->table, NULL);
		output_check(out, out->row);
		return;
	}
	begin_object(out);
	output_check(out, !json_object_array_add(out->array, out->object));
}

void output_line(struct output *out)
{
	output_reset(out);
	out->line_begun = false;
	if (out->json)
		begin_object(out);
}

static bool is_wanted(const struct output *out, const struct column *column)
{
	return !out->err && (out->details || !(column->flags & COLUMN_DETAIL));
}

static void put_text(struct output *out, const struct column *column, const char *value)
{
	if (out->table) {
		output_check(out, !scols_line_set_data(out->row, column - out->columns, value));
		return;
	}
	printf("%s%s %s", out->line_begun ? " " : "", column->name, value);
	out->line_begun = true;
}

/* Takes @value; NULL is JSON's null. */
static void put_json(struct output *out, const struct column *column, struct json_object *value)
{
	output_check(out, !json_object_object_add(out->object, column->name, value));
}

void output_string(struct output *out, const struct column *column, const char *value)
{
	struct json_object *string;

	if (!value)
		output_none(out, column);
	if (!value || !is_wanted(out, column))
		return;
	if (!out->json) {
		put_text(out, column, value);
		return;
	}
	string = json_object_new_string(value);
	output_check(out, string);
	put_json(out, column, string);
}

void output_uint(struct output *out, const struct column *column, uint64_t value)
{
	struct json_object *number;
	char text[24];

	if (!is_wanted(out, column))
		return;
	if (!out->json) {
		snprintf(text, sizeof(text), "%" PRIu64, value);
		put_text(out, column, text);
		return;
	}
	number = json_object_new_uint64(value);
	output_check(out, number);
	put_json(out, column, number);
}

void output_bool(struct output *out, const struct column *column, bool value)
{
	struct json_object *boolean;

	if (!is_wanted(out, column))
		return;
	if (!out->json) {
		put_text(out, column, value ? "yes" : "no");
		return;
	}
	boolean = json_object_new_boolean(value);
	output_check(out, boolean);
	put_json(out, column, boolean);
}

void output_none(struct output *out, const struct column *column)
{
	if (!is_wanted(out, column))
		return;
	if (out->json)
		put_json(out, column, NULL);
	else
		put_text(out, column, ABSENT);
}

static void print_json(struct output *out)
{
	int flags = JSON_C_TO_STRING_NOSLASHESCAPE;
	const char *text;

	flags |= out->pretty ? JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED :
			       JSON_C_TO_STRING_PLAIN;
	text = json_object_to_json_string_ext(out->array ? out->array : out->object, flags);
	output_check(out, text);
	if (text)
		puts(text);
}

int output_end(struct output *out)
{
	if (!out->err) {
		if (out->json)
			print_json(out);
		else if (out->table)
			output_check(out, !scols_print_table(out->table));
		else
			putchar('\n');
	}
	output_reset(out);
	return out->err;
}
