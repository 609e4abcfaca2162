// SPDX-License-Identifier: LGPL-2.1-or-later
/* How callers name parents and subdevices. */
#include <errno.h>
#include <string.h>

#include <uuid/uuid.h>

#include "ref.h"

/* Not isdigit() and the like: a locale has no say in what a label is. */
static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_of_label(char c)
{
	return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-';
}

static bool is_number(const char *text)
{
	const char *c = text;

	while (is_digit(*c))
		c++;
	return c > text && !*c;
}

static bool is_label(const char *text)
{
	const char *c = text;

	while (is_of_label(*c))
		c++;
	return is_letter(*text) && !*c && c - text <= SUBDEV_LABEL_MAX;
}

static int number_parse(struct subdev_ctx *ctx, const char *text, uint32_t *out)
{
	uint64_t value = 0;

	for (const char *c = text; *c && value <= UINT32_MAX; c++)
		value = value * 10 + (*c - '0');
	if (value < 1 || value > UINT32_MAX)
		return error_set(ctx, -ERANGE, NULL, "%.64s is not a number from 1 to %u", text,
				 UINT32_MAX);
	*out = value;
	return 0;
}

int parent_ref_parse(struct subdev_ctx *ctx, const char *text, struct parent_ref *ref)
{
	const char *slash = strchr(text, '/');

	*ref = (struct parent_ref){ 0 };
	if (is_number(text))
		return number_parse(ctx, text, &ref->index);
	if (!slash || slash == text || !slash[1])
		return error_set(ctx, -EINVAL, NULL, "'%.64s' is neither an index nor bus/name",
				 text);
	if (strlen(text) > SUBDEV_NAME_MAX)
		return error_set(ctx, -EINVAL, NULL, "the name of a parent has at most %d bytes",
				 SUBDEV_NAME_MAX);
	ref->name = text;
	return 0;
}

int kept_parent_set(struct subdev_ctx *ctx, struct kept_parent *kept, const char *text)
{
	struct parent_ref ref;
	int err = parent_ref_parse(ctx, text, &ref);

	if (err)
		return err;
	kept->ref = ref;
	if (ref.name)
		kept->ref.name = strcpy(kept->name, ref.name);
	kept->said = true;
	return 0;
}

int uuid_ref_parse(struct subdev_ctx *ctx, const char *text, uint8_t uuid[SUBDEV_UUID_LEN])
{
	if (uuid_parse(text, uuid))
		return error_set(ctx, -EINVAL, "uuid", "'%.64s' is not a UUID", text);
	return 0;
}

int dev_ref_parse(struct subdev_ctx *ctx, const char *text, struct dev_ref *ref)
{
	*ref = (struct dev_ref){ 0 };
	if (is_number(text)) {
		ref->kind = DEV_REF_ID;
		return number_parse(ctx, text, &ref->id);
	}
	if (!uuid_parse(text, ref->uuid)) {
		ref->kind = DEV_REF_UUID;
		return 0;
	}
	if (is_label(text)) {
		ref->kind = DEV_REF_LABEL;
		ref->label = text;
		return 0;
	}
	return error_set(ctx, -EINVAL, NULL, "'%.64s' is neither an id, a UUID nor a label", text);
}

int string_check(struct subdev_ctx *ctx, const char *attr, const char *text, size_t max)
{
	if (strlen(text) > max)
		return error_set(ctx, -EINVAL, attr, "longer than %zu bytes", max);
	return 0;
}
