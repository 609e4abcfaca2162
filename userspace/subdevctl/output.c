// SPDX-License-Identifier: GPL-2.0-only
/* Text and JSON from one call for each field. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json.h>
#include <libsmartcols.h>

#include "below.h"
#include "output.h"
#include "size.h"

#define ABSENT "-"

/* A terminal with fewer columns is narrow. */
#define NARROW 100

/* A field that has parts, while these are put. */
struct list {
	enum {
		LIST_NONE,
		LIST_ITEMS,
		LIST_OBJECT,
		LIST_WORDS,
	} kind;
	const struct column *column;
	const struct column *columns;	/* of items */
	bool wanted;

	/* text */
	struct libscols_table *table;	/* NULL for the short form */
	struct libscols_line *row;
	bool begun;			/* there is a part */

	/* JSON */
	struct json_object *array;	/* none if it is an object */
	struct json_object *object;
};

struct output {
	bool json;
	bool pretty;
	bool details;
	unsigned int number;	/* see output_set_number() */
	int err;
	struct list list;

	/* text */
	struct libscols_table *table;
	struct libscols_line *row;
	const struct column *columns;
	struct below below;
	bool narrow;
	bool fields_below;	/* the last line below can take another field */
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

void output_set_number(struct output *out, unsigned int number)
{
	out->number = number;
}

bool output_is_json(const struct output *out)
{
	return out->json;
}

bool output_is_brief(const struct output *out)
{
	return out->table && !out->details;
}

static void output_reset(struct output *out)
{
	scols_unref_table(out->list.table);
	out->list = (struct list){ 0 };
	scols_unref_table(out->table);
	out->table = NULL;
	out->row = NULL;
	below_free(&out->below);
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

/* Does a field of a table stand below its row? */
static bool is_below(const struct output *out, const struct column *column)
{
	if (out->narrow && column->flags & (COLUMN_WIDE | COLUMN_DETAIL))
		return true;
	return column->flags & COLUMN_BELOW;
}

static void add_column(struct output *out, struct libscols_table *table,
		       const struct column *column, const struct column *named)
{
	struct libscols_column *col;
	char head[32];
	int flags = 0;

	if (column->flags & COLUMN_RIGHT)
		flags |= SCOLS_FL_RIGHT;
	if (column->flags & COLUMN_WRAP)
		flags |= SCOLS_FL_WRAP;
	/* A hidden column keeps the numbers of the columns in step with the array. */
	if (is_below(out, column) || (column->flags & COLUMN_DETAIL && !out->details))
		flags |= SCOLS_FL_HIDDEN;
	head_of(named, head, sizeof(head));
	col = scols_table_new_column(table, head, 0, flags);
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
	out->narrow = isatty(STDOUT_FILENO) && out->table &&
		      scols_table_get_termwidth(out->table) < NARROW;
	output_check(out, below_init(&out->below));
	for (size_t i = 0; i < count && !out->err; i++)
		add_column(out, out->table, &columns[i], &columns[i]);
}

/* Takes @value; NULL is JSON's null. Return: @value, NULL if there is no memory. */
static struct json_object *add_member(struct output *out, struct json_object *object,
				      const struct column *column, struct json_object *value)
{
	output_check(out, !json_object_object_add(object, column->name, value));
	return value;
}

static struct json_object *add_element(struct output *out, struct json_object *array,
				       struct json_object *value)
{
	output_check(out, value && !json_object_array_add(array, value));
	return value;
}

void output_row(struct output *out)
{
	if (out->err)
		return;
	if (out->json) {
		out->object = add_element(out, out->array, json_object_new_object());
		return;
	}
	below_end(&out->below);
	out->fields_below = false;
	out->row = scols_table_new_line(out->table, NULL);
	output_check(out, out->row);
}

void output_line(struct output *out)
{
	output_reset(out);
	out->line_begun = false;
	if (!out->json)
		return;
	out->object = json_object_new_object();
	output_check(out, out->object);
}

static bool is_shown(const struct output *out, const struct column *column)
{
	return !out->err && (out->details || !(column->flags & COLUMN_DETAIL));
}

static bool is_wanted(const struct output *out, const struct column *column)
{
	if (out->list.kind != LIST_NONE && !out->list.wanted)
		return false;
	/* JSON has all fields of an item. */
	return is_shown(out, column) || (out->list.kind != LIST_NONE && out->json && !out->err);
}

/* Where the text goes that is not a cell of a table. */
static FILE *text_file(struct output *out)
{
	return out->table ? out->below.file : stdout;
}

/* A control character is not sent to the terminal, but shown as \xNN. */
static void put_escaped(FILE *file, const char *text)
{
	for (; *text; text++) {
		if (iscntrl((unsigned char)*text))
			fprintf(file, "\\x%02x", (unsigned char)*text);
		else
			fputc(*text, file);
	}
}

static void put_dashed(FILE *file, const char *name)
{
	for (; *name; name++)
		fputc(*name == '_' ? '-' : *name, file);
}

/* Begin a field that is no cell: its name. */
static void begin_field(struct output *out, const struct column *column, bool alone)
{
	if (!out->table) {
		printf("%s%s", out->line_begun ? " " : "", column->name);
		out->line_begun = true;
		return;
	}
	if (!alone && out->fields_below)
		fputc(' ', out->below.file);
	else
		output_check(out, !below_line(&out->below, out->table, true));
	out->fields_below = !alone;
	put_dashed(out->below.file, column->name);
}

/* Before a part of a list in its short form: the list's own name, or what separates. */
static void begin_part(struct output *out)
{
	struct list *list = &out->list;

	if (!list->begun)
		begin_field(out, list->column, true);
	fputc(out->table || !list->begun ? ' ' : ',', text_file(out));
	list->begun = true;
}

static bool is_ascii(const char *text)
{
	while (*text && !(*text & 0x80))
		text++;
	return !*text;
}

/*
 * Fill a cell. How wide other characters are depends on the locale, whose files take
 * longer to read than all else that a command does: it is set when there is one.
 */
static void put_cell(struct output *out, struct libscols_line *row, size_t i, const char *value)
{
	if (!is_ascii(value))
		setlocale(LC_CTYPE, "");
	output_check(out, !scols_line_set_data(row, i, value));
}

static void put_part(struct output *out, const struct column *column, const char *value)
{
	struct list *list = &out->list;
	FILE *file = text_file(out);

	if (list->table) {
		put_cell(out, list->row, column - list->columns, value);
		return;
	}
	if (list->kind == LIST_OBJECT) {
		begin_part(out);
		put_dashed(file, column->name);
		fputc('=', file);
	} else if (column->flags & COLUMN_VALUE) {
		fputc('=', file);
	} else if (column->flags & COLUMN_OF) {
		fputc('/', file);
	} else if (column->flags & COLUMN_AT) {
		fputc('@', file);
	} else if (!(column->flags & COLUMN_NAME)) {
		return;
	}
	put_escaped(file, value);
}

static void put_text(struct output *out, const struct column *column, const char *value)
{
	if (out->list.kind != LIST_NONE) {
		put_part(out, column, value);
		return;
	}
	if (out->table && !is_below(out, column)) {
		put_cell(out, out->row, column - out->columns, value);
		return;
	}
	/* What has blanks in it has its line alone, so that its end is seen. */
	begin_field(out, column, strchr(value, ' '));
	fputc(out->table ? BELOW_TIE : ' ', text_file(out));
	put_escaped(text_file(out), value);
}

/* Takes @value. */
static void put_json(struct output *out, const struct column *column, struct json_object *value)
{
	struct json_object *object = out->object;

	if (out->list.kind != LIST_NONE)
		object = out->list.object;
	output_check(out, add_member(out, object, column, value));
}

void output_string(struct output *out, const struct column *column, const char *value)
{
	if (!value)
		output_none(out, column);
	if (!value || !is_wanted(out, column))
		return;
	if (out->json)
		put_json(out, column, json_object_new_string(value));
	else
		put_text(out, column, value);
}

void output_size(struct output *out, const struct column *column, uint64_t value, uint32_t unit)
{
	char text[SIZE_TEXT];

	if (!is_wanted(out, column))
		return;
	if (out->json)
		put_json(out, column, json_object_new_uint64(value));
	else
		put_text(out, column, size_format(value, unit, text));
}

void output_uint(struct output *out, const struct column *column, uint64_t value)
{
	output_size(out, column, value, 0);
}

void output_nanoseconds(struct output *out, const struct column *column, uint64_t value)
{
	char text[32];

	if (!is_wanted(out, column))
		return;
	if (out->json) {
		put_json(out, column, json_object_new_uint64(value));
		return;
	}
	value /= 1000000;
	snprintf(text, sizeof(text), "%" PRIu64 ".%03us", value / 1000, (unsigned int)(value % 1000));
	put_text(out, column, text);
}

static void put_bool(struct output *out, const struct column *column, bool value, const char *text)
{
	if (!is_wanted(out, column))
		return;
	if (out->json)
		put_json(out, column, json_object_new_boolean(value));
	else
		put_text(out, column, text);
}

void output_bool(struct output *out, const struct column *column, bool value)
{
	put_bool(out, column, value, value ? "yes" : "no");
}

void output_switch(struct output *out, const struct column *column, bool value)
{
	put_bool(out, column, value, value ? "on" : "off");
}

void output_none(struct output *out, const struct column *column)
{
	bool in_list = out->list.kind != LIST_NONE;

	if (!is_wanted(out, column))
		return;
	if (out->json)
		add_member(out, in_list ? out->list.object : out->object, column, NULL);
	else if (in_list ? !!out->list.table : !(out->table && is_below(out, column)))
		put_text(out, column, ABSENT);
}

static void begin_list(struct output *out, const struct column *column, int kind)
{
	out->list = (struct list){ .kind = kind, .column = column };
	out->list.wanted = is_shown(out, column);
	if (!out->list.wanted || !out->json)
		return;
	if (kind == LIST_OBJECT)
		out->list.object = add_member(out, out->object, column, json_object_new_object());
	else
		out->list.array = add_member(out, out->object, column, json_object_new_array());
	output_check(out, out->list.object || out->list.array);
}

/* Does the short form lack anything that is wanted? */
static bool is_long(const struct output *out, const struct column *column,
		    const struct column *columns, size_t count)
{
	const unsigned int short_form = COLUMN_NAME | COLUMN_VALUE | COLUMN_OF | COLUMN_AT;

	for (size_t i = 0; i < count && out->details; i++) {
		if (!(columns[i].flags & short_form))
			return true;
	}
	return column->flags & COLUMN_LONG;
}

void output_list(struct output *out, const struct column *column, const struct column *columns,
		 size_t count)
{
	struct list *list = &out->list;

	begin_list(out, column, LIST_ITEMS);
	if (!list->wanted || out->json || !out->table)
		return;
	list->columns = columns;
	if (!is_long(out, column, columns, count))
		return;
	list->table = scols_new_table();
	output_check(out, list->table);
	/* The head of the first column says what it is a list of. */
	for (size_t i = 0; i < count && !out->err; i++)
		add_column(out, list->table, &columns[i], i ? &columns[i] : column);
}

void output_item(struct output *out)
{
	struct list *list = &out->list;

	if (!list->wanted || out->err)
		return;
	if (out->json) {
		list->object = add_element(out, list->array, json_object_new_object());
	} else if (list->table) {
		list->row = scols_table_new_line(list->table, NULL);
		output_check(out, list->row);
	} else {
		begin_part(out);
	}
}

void output_object(struct output *out, const struct column *column)
{
	begin_list(out, column, LIST_OBJECT);
}

void output_words(struct output *out, const struct column *column)
{
	begin_list(out, column, LIST_WORDS);
}

void output_word(struct output *out, const char *value)
{
	if (!out->list.wanted || out->err)
		return;
	if (out->json) {
		add_element(out, out->list.array, json_object_new_string(value));
		return;
	}
	begin_part(out);
	put_escaped(text_file(out), value);
}

void output_list_end(struct output *out)
{
	struct list list = out->list;

	out->list = (struct list){ 0 };
	out->fields_below = false;
	if (list.wanted && !out->err && !out->json) {
		if (list.table && !scols_table_is_empty(list.table))
			output_check(out, !below_table(&out->below, out->table, list.table));
		else if (!out->table && !list.begun)
			put_text(out, list.column, ABSENT);
	}
	scols_unref_table(list.table);
}

static void print_value(struct output *out, struct json_object *value)
{
	int flags = JSON_C_TO_STRING_NOSLASHESCAPE;
	const char *text;

	flags |= out->pretty ? JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED :
			       JSON_C_TO_STRING_PLAIN;
	text = json_object_to_json_string_ext(value, flags);
	output_check(out, text);
	if (text)
		puts(text);
}

/* The object with the number of the command before all else. */
static void print_numbered(struct output *out, struct json_object *object)
{
	struct json_object *numbered = json_object_new_object();
	struct json_object *number = json_object_new_uint64(out->number);

	output_check(out, numbered && number);
	if (!out->err)
		output_check(out, !json_object_object_add(numbered, "line", number));
	else
		json_object_put(number);
	if (!out->err) {
		json_object_object_foreach(object, name, value)
			output_check(out, !json_object_object_add(numbered, name,
								  json_object_get(value)));
	}
	if (!out->err)
		print_value(out, numbered);
	json_object_put(numbered);
}

static void print_json(struct output *out)
{
	struct json_object *value = out->array ? out->array : out->object;

	if (!out->number) {
		print_value(out, value);
		return;
	}
	if (!out->array)
		print_numbered(out, value);
	for (size_t i = 0; out->array && i < json_object_array_length(out->array); i++)
		print_numbered(out, json_object_array_get_idx(out->array, i));
}

int output_ready(struct output *out, const char *text)
{
	struct json_object *value;

	if (!out->json || !out->number) {
		fputs(text, stdout);
		return out->err;
	}
	output_reset(out);
	value = json_tokener_parse(text);
	output_check(out, value);
	if (json_object_is_type(value, json_type_array))
		out->array = value;
	else
		out->object = value;
	return output_end(out);
}

int output_end(struct output *out)
{
	if (!out->err) {
		if (out->json)
			print_json(out);
		else if (out->table)
			output_check(out, !below_print(&out->below, out->table));
		else
			putchar('\n');
	}
	output_reset(out);
	return out->err;
}
