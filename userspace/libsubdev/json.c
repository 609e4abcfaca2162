// SPDX-License-Identifier: LGPL-2.1-or-later
/* A strict reader of JSON whose caller knows what must come next. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "json.h"

/* At the end of the text there is a NUL, which JSON has nowhere. */
static char next_char(const struct json *json)
{
	return json->pos < json->end ? *json->pos : '\0';
}

static void skip_space(struct json *json)
{
	while (json->pos < json->end && memchr(" \t\r\n", *json->pos, 4))
		json->line += *json->pos++ == '\n';
}

void json_begin(struct json *json, struct subdev_ctx *ctx, const char *text, size_t len)
{
	*json = (struct json){ .ctx = ctx, .pos = text, .end = text + len, .line = 1 };
}

int json_fail(struct json *json, int code, const char *fmt, ...)
{
	char text[ERROR_TEXT_SIZE];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return error_set(json->ctx, code, NULL, "line %u: %s%s%s", json->line, json->path,
			 json->path[0] ? ": " : "", text);
}

static int fail_syntax(struct json *json, const char *wanted)
{
	if (json->pos == json->end)
		return json_fail(json, -EINVAL, "ends where %s should be", wanted);
	return json_fail(json, -EINVAL, "%s should be here", wanted);
}

int json_end(struct json *json)
{
	skip_space(json);
	return json->pos == json->end ? 0 : fail_syntax(json, "the end");
}

bool json_is_next(struct json *json, char c)
{
	skip_space(json);
	return json->pos < json->end && *json->pos == c;
}

static bool take(struct json *json, char c)
{
	if (!json_is_next(json, c))
		return false;
	json->pos++;
	return true;
}

/*
 * Add a member or an item to the path. Names come from anybody: what a terminal
 * takes for more than text is not repeated.
 */
static void path_add(struct json *json, const char *fmt, ...) PRINTF(2, 3);

static void path_add(struct json *json, const char *fmt, ...)
{
	size_t used = strlen(json->path);
	va_list args;

	va_start(args, fmt);
	vsnprintf(json->path + used, sizeof(json->path) - used, fmt, args);
	va_end(args);
	for (char *c = json->path + used; *c; c++) {
		if ((unsigned char)*c < ' ' || (unsigned char)*c >= 0x7f)
			*c = '?';
	}
}

static int read_member(struct json *json, json_value_fn member, void *arg)
{
	size_t outer = strlen(json->path);
	char name[SUBDEV_TYPE_NAME_MAX + 1];
	int err;

	if (!json_is_next(json, '"'))
		return fail_syntax(json, "the name of a member");
	err = json_string(json, SUBDEV_TYPE_NAME_MAX, name);
	if (err)
		return err;
	path_add(json, "%s%s", outer ? "." : "", name);
	if (!take(json, ':'))
		return fail_syntax(json, "a colon");
	err = member(json, name, arg);
	if (!err)
		json->path[outer] = '\0';
	return err;
}

int json_object(struct json *json, json_value_fn member, void *arg)
{
	int err;

	if (!take(json, '{'))
		return fail_syntax(json, "an object");
	if (take(json, '}'))
		return 0;
	do {
		err = read_member(json, member, arg);
		if (err)
			return err;
	} while (take(json, ','));
	return take(json, '}') ? 0 : fail_syntax(json, "a comma or the end of the object");
}

int json_array(struct json *json, json_value_fn item, void *arg)
{
	size_t outer = strlen(json->path);
	unsigned int i = 0;
	int err;

	if (!take(json, '['))
		return fail_syntax(json, "an array");
	if (take(json, ']'))
		return 0;
	do {
		path_add(json, "[%u]", i++);
		err = item(json, NULL, arg);
		if (err)
			return err;
		json->path[outer] = '\0';
	} while (take(json, ','));
	return take(json, ']') ? 0 : fail_syntax(json, "a comma or the end of the array");
}

static bool take_word(struct json *json, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(json->end - json->pos) < len || memcmp(json->pos, word, len))
		return false;
	json->pos += len;
	return true;
}

int json_bool(struct json *json, bool *out)
{
	skip_space(json);
	*out = take_word(json, "true");
	if (!*out && !take_word(json, "false"))
		return fail_syntax(json, "true or false");
	return 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int json_uint(struct json *json, uint64_t max, uint64_t *out)
{
	bool too_large = false;
	const char *begin;
	uint64_t value = 0;

	if (json_is_next(json, '-'))
		return json_fail(json, -ERANGE, "less than 0");
	if (!is_digit(next_char(json)))
		return fail_syntax(json, "a number");
	for (begin = json->pos; is_digit(next_char(json)); json->pos++) {
		unsigned int digit = *json->pos - '0';

		too_large |= value > (max - digit) / 10 || digit > max;
		value = value * 10 + digit;
	}
	if (*begin == '0' && json->pos - begin > 1)
		return json_fail(json, -EINVAL, "a number that begins by 0");
	if (next_char(json) && strchr(".eE", next_char(json)))
		return json_fail(json, -EINVAL, "not a whole number in digits only");
	if (too_large)
		return json_fail(json, -ERANGE, "more than %llu", (unsigned long long)max);
	*out = value;
	return 0;
}

size_t json_utf8_len(const char *text, size_t len)
{
	const uint8_t *c = (const uint8_t *)text;
	/* the smallest character that needs so many bytes */
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t value;
	size_t size;

	if (!len)
		return 0;
	if (c[0] < 0x80)
		return 1;
	size = c[0] >= 0xf0 ? 4 : c[0] >= 0xe0 ? 3 : 2;
	if (c[0] < 0xc0 || c[0] >= 0xf8 || size > len)
		return 0;
	value = c[0] & (0x7f >> size);
	for (size_t i = 1; i < size; i++) {
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (c[i] & 0x3f);
	}
	if (value < smallest[size] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return 0;
	return size;
}

/* Return: the number of bytes. */
static size_t utf8_put(char *out, uint32_t value)
{
	if (value < 0x80) {
		out[0] = value;
		return 1;
	}
	if (value < 0x800) {
		out[0] = 0xc0 | value >> 6;
		out[1] = 0x80 | (value & 0x3f);
		return 2;
	}
	if (value < 0x10000) {
		out[0] = 0xe0 | value >> 12;
		out[1] = 0x80 | (value >> 6 & 0x3f);
		out[2] = 0x80 | (value & 0x3f);
		return 3;
	}
	out[0] = 0xf0 | value >> 18;
	out[1] = 0x80 | (value >> 12 & 0x3f);
	out[2] = 0x80 | (value >> 6 & 0x3f);
	out[3] = 0x80 | (value & 0x3f);
	return 4;
}

/* The four digits behind \u. Return: whether there are four. */
static bool take_hex(struct json *json, uint32_t *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++, json->pos++) {
		static const char digits[] = "0123456789abcdef0123456789ABCDEF";
		char c = next_char(json);
		const char *digit = c ? strchr(digits, c) : NULL;

		if (!digit)
			return false;
		*out = *out << 4 | ((digit - digits) & 0xf);
	}
	return true;
}

static int read_unicode(struct json *json, uint32_t *out)
{
	uint32_t low;

	if (!take_hex(json, out))
		return json_fail(json, -EINVAL, "four hexadecimal digits should be behind \\u");
	if (!*out)
		return json_fail(json, -EINVAL, "a NUL in a string");
	if (*out < 0xd800 || *out >= 0xe000)
		return 0;
	if (*out >= 0xdc00 || !take_word(json, "\\u") || !take_hex(json, &low) ||
	    low < 0xdc00 || low >= 0xe000)
		return json_fail(json, -EINVAL, "half of a surrogate pair");
	*out = 0x10000 + ((*out - 0xd800) << 10 | (low - 0xdc00));
	return 0;
}

/* Read what is behind a backslash. */
static int read_escape(struct json *json, uint32_t *out)
{
	static const char names[] = "\"\\/bfnrt";
	static const char chars[] = "\"\\/\b\f\n\r\t";
	char c = next_char(json);
	const char *name = c ? strchr(names, c) : NULL;

	if (take_word(json, "u"))
		return read_unicode(json, out);
	if (!name)
		return json_fail(json, -EINVAL, "an unknown escape in a string");
	json->pos++;
	*out = chars[name - names];
	return 0;
}

/* Read one character of a string. @out has room for four bytes. */
static int read_char(struct json *json, char *out, size_t *len)
{
	uint32_t value;
	int err;

	if (take_word(json, "\\")) {
		err = read_escape(json, &value);
		if (!err)
			*len = utf8_put(out, value);
		return err;
	}
	if (json->pos == json->end)
		return json_fail(json, -EINVAL, "ends within a string");
	if ((unsigned char)*json->pos < ' ')
		return json_fail(json, -EINVAL, "a control character in a string");
	*len = json_utf8_len(json->pos, json->end - json->pos);
	if (!*len)
		return json_fail(json, -EINVAL, "not UTF-8");
	memcpy(out, json->pos, *len);
	json->pos += *len;
	return 0;
}

int json_string(struct json *json, size_t max, char *out)
{
	size_t used = 0, len = 0;
	char character[4];
	int err;

	if (!take(json, '"'))
		return fail_syntax(json, "a string");
	while (!take_word(json, "\"")) {
		err = read_char(json, character, &len);
		if (err)
			return err;
		if (len > max - used)
			return json_fail(json, -ERANGE, "a string longer than %zu bytes", max);
		memcpy(out + used, character, len);
		used += len;
	}
	out[used] = '\0';
	return 0;
}
