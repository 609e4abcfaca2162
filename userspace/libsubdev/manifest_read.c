// SPDX-License-Identifier: LGPL-2.1-or-later
/* Manifests from JSON. What is read becomes attributes, as if the kernel had sent them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "json_parse.h"
#include "manifest.h"

#define FORMAT 1
#define FORMAT_NAME "subdev_manifest"

struct reader {
	struct subdev_ctx *ctx;
	struct nl_msg *attrs;	/* of one manifest, while it is read */
	char path[192];		/* the members that are being read, the inner behind the outer */
};

/* Reads what the member @name is. */
typedef int (*read_fn)(struct reader *reader, const char *name, struct json_object *value);

/* Refuse what is being read. Return: @code. */
static int fail(struct reader *reader, int code, const char *fmt, ...) PRINTF(3, 4);

static int fail(struct reader *reader, int code, const char *fmt, ...)
{
	char text[ERROR_TEXT_SIZE];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return error_set(reader->ctx, code, NULL, "%s%s%s", reader->path,
			 reader->path[0] ? ": " : "", text);
}

/*
 * Add a member or an item to the path. Names come from anybody: what a terminal
 * takes for more than text is not repeated.
 */
static void path_add(struct reader *reader, const char *fmt, ...) PRINTF(2, 3);

static void path_add(struct reader *reader, const char *fmt, ...)
{
	size_t used = strlen(reader->path);
	va_list args;

	va_start(args, fmt);
	vsnprintf(reader->path + used, sizeof(reader->path) - used, fmt, args);
	va_end(args);
	for (char *c = reader->path + used; *c; c++) {
		if ((unsigned char)*c < ' ' || (unsigned char)*c >= 0x7f)
			*c = '?';
	}
}

/* Say why something that was read could not be kept. */
static int built(struct reader *reader, int err)
{
	if (err == -EMSGSIZE)
		return fail(reader, err, "the manifest is too long");
	return err ? error_nomem(reader->ctx) : 0;
}

static int read_members(struct reader *reader, struct json_object *object, read_fn read)
{
	size_t outer = strlen(reader->path);
	int err;

	if (!json_object_is_type(object, json_type_object))
		return fail(reader, -EINVAL, "not an object");
	json_object_object_foreach(object, name, value) {
		if (strlen(name) > SUBDEV_TYPE_NAME_MAX)
			return fail(reader, -ERANGE, "a name longer than %d bytes",
				    SUBDEV_TYPE_NAME_MAX);
		path_add(reader, "%s%s", outer ? "." : "", name);
		err = read(reader, name, value);
		if (err)
			return err;
		reader->path[outer] = '\0';
	}
	return 0;
}

static int get_uint(struct reader *reader, struct json_object *value, uint64_t max, uint64_t *out)
{
	if (json_object_is_type(value, json_type_double))
		return fail(reader, -EINVAL, "not a whole number in digits only");
	if (!json_object_is_type(value, json_type_int))
		return fail(reader, -EINVAL, "not a number");
	/* A number that is too large for this is the largest. */
	if (json_object_get_int64(value) < 0)
		return fail(reader, -ERANGE, "less than 0");
	*out = json_object_get_uint64(value);
	if (*out > max)
		return fail(reader, -ERANGE, "more than %llu", (unsigned long long)max);
	return 0;
}

static int get_string(struct reader *reader, struct json_object *value, size_t max,
		      const char **out)
{
	if (!json_object_is_type(value, json_type_string))
		return fail(reader, -EINVAL, "not a string");
	*out = json_object_get_string(value);
	if (strlen(*out) > max)
		return fail(reader, -ERANGE, "a string longer than %zu bytes", max);
	return 0;
}

static int read_format(struct reader *reader, const char *name, struct json_object *value)
{
	uint64_t format;
	int err = get_uint(reader, value, UINT64_MAX, &format);

	(void)name;
	if (!err && format != FORMAT)
		return fail(reader, -EINVAL, "another format than %d", FORMAT);
	return err;
}

static int read_model(struct reader *reader, const char *name, struct json_object *value)
{
	const char *uri;
	int err = get_string(reader, value, SUBDEV_URI_MAX, &uri);

	(void)name;
	if (err)
		return err;
	return built(reader, build_string(reader->attrs, SUBDEV_A_MANIFEST_MODEL, uri));
}

static int read_version(struct reader *reader, const char *name, struct json_object *value)
{
	uint64_t number;
	uint32_t version;
	int err = get_uint(reader, value, UINT32_MAX, &number);

	(void)name;
	if (!err && !number)
		return fail(reader, -ERANGE, "less than 1");
	if (err)
		return err;
	version = number;
	return built(reader, build_put(reader->attrs, SUBDEV_A_MANIFEST_VERSION, &version,
				       sizeof(version)));
}

static int read_bool(struct reader *reader, const char *name, struct json_object *value)
{
	return built(reader, build_bool(reader->attrs, SUBDEV_A_MANIFEST_PARAM, name,
					json_object_get_boolean(value)));
}

static int read_number(struct reader *reader, const char *name, struct json_object *value)
{
	uint64_t number;
	int err = get_uint(reader, value, UINT64_MAX, &number);

	if (err)
		return err;
	return built(reader, build_number(reader->attrs, SUBDEV_A_MANIFEST_PARAM, name, number));
}

static int read_text(struct reader *reader, const char *name, struct json_object *value)
{
	const char *text;
	int err = get_string(reader, value, SUBDEV_VALUE_MAX, &text);

	if (err)
		return err;
	return built(reader, build_text(reader->attrs, SUBDEV_A_MANIFEST_PARAM, name, text));
}

static int read_param(struct reader *reader, const char *name, struct json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_boolean:
		return read_bool(reader, name, value);
	case json_type_int:
	case json_type_double:
		return read_number(reader, name, value);
	case json_type_string:
		return read_text(reader, name, value);
	default:
		return fail(reader, -EINVAL, "neither true or false nor a number nor a string");
	}
}

static int read_params(struct reader *reader, const char *name, struct json_object *value)
{
	(void)name;
	return read_members(reader, value, read_param);
}

static int read_resource(struct reader *reader, const char *name, struct json_object *value)
{
	uint64_t amount;
	int err = get_uint(reader, value, UINT64_MAX, &amount);

	if (err)
		return err;
	return built(reader, build_amount(reader->attrs, SUBDEV_A_MANIFEST_RESOURCE, name, amount));
}

static int read_resources(struct reader *reader, const char *name, struct json_object *value)
{
	(void)name;
	return read_members(reader, value, read_resource);
}

/* The bytes that pairs of hexadecimal digits stand for. */
static int decode(struct reader *reader, const char *hex, uint8_t *bytes)
{
	static const char digits[] = "0123456789abcdef";

	if (strlen(hex) % 2 || hex[strspn(hex, digits)])
		return fail(reader, -EINVAL, "not two of the digits 0 to 9 and a to f for each byte");
	for (; *hex; hex += 2)
		*bytes++ = (strchr(digits, hex[0]) - digits) << 4 | (strchr(digits, hex[1]) - digits);
	return 0;
}

static int read_token(struct reader *reader, const char *name, struct json_object *value)
{
	uint8_t bytes[SUBDEV_TOKEN_MAX];
	const char *hex;
	int err;

	(void)name;
	err = get_string(reader, value, 2 * sizeof(bytes), &hex);
	if (!err)
		err = decode(reader, hex, bytes);
	if (err)
		return err;
	return built(reader, build_put(reader->attrs, SUBDEV_A_MANIFEST_TOKEN, bytes,
				       strlen(hex) / 2));
}

static const struct {
	const char *name;
	read_fn read;
} members[] = {
	{ FORMAT_NAME, read_format },
	{ "model", read_model },
	{ "version", read_version },
	{ "params", read_params },
	{ "resources", read_resources },
	{ "token", read_token },
};

static int read_member(struct reader *reader, const char *name, struct json_object *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(members); i++) {
		if (!strcmp(members[i].name, name))
			return members[i].read(reader, name, value);
	}
	return fail(reader, -EINVAL, "an unknown member");
}

static int read_attrs(struct reader *reader, struct json_object *value, struct object **out)
{
	int err = read_members(reader, value, read_member);
	const struct nlmsghdr *nlh = nlmsg_hdr(reader->attrs);

	if (err)
		return err;
	if (!json_object_object_get_ex(value, FORMAT_NAME, NULL))
		return fail(reader, -EINVAL, "not a manifest: lacks %s", FORMAT_NAME);
	/* It is sent as one nest. */
	if (nlmsg_datalen(nlh) > UINT16_MAX - NLA_HDRLEN)
		return built(reader, -EMSGSIZE);
	return manifest_new(reader->ctx, nlmsg_data(nlh), nlmsg_datalen(nlh), out);
}

static int read_manifest(struct reader *reader, struct json_object *value, struct list *list)
{
	struct object *manifest;
	int err;

	reader->attrs = nlmsg_alloc();
	if (!reader->attrs)
		return error_nomem(reader->ctx);
	err = read_attrs(reader, value, &manifest);
	nlmsg_free(reader->attrs);
	if (!err)
		list_add(list, manifest);
	return err;
}

static int read_array(struct reader *reader, struct json_object *array, struct list *list)
{
	size_t count = json_object_array_length(array);
	int err = 0;

	if (count > SUBDEV_MANIFESTS_MAX)
		return fail(reader, -ERANGE, "more than %d manifests", SUBDEV_MANIFESTS_MAX);
	for (size_t i = 0; i < count && !err; i++) {
		reader->path[0] = '\0';
		path_add(reader, "[%zu]", i);
		err = read_manifest(reader, json_object_array_get_idx(array, i), list);
	}
	return err;
}

static int read_tree(struct subdev_ctx *ctx, struct json_object *tree, struct list **out)
{
	struct reader reader = { .ctx = ctx };
	struct list *list = calloc(1, sizeof(*list));
	int err;

	if (!list)
		return error_nomem(ctx);
	list->consistent = true;
	if (json_object_is_type(tree, json_type_array))
		err = read_array(&reader, tree, list);
	else
		err = read_manifest(&reader, tree, list);
	if (err)
		list_unref(list);
	else
		*out = list;
	return err;
}

static int read_list(struct subdev_ctx *ctx, const char *text, size_t len, struct list **out)
{
	struct json_object *tree;
	int err;

	if (len > SUBDEV_MANIFEST_JSON_MAX)
		return error_set(ctx, -EMSGSIZE, NULL, "longer than %d bytes",
				 SUBDEV_MANIFEST_JSON_MAX);
	err = json_parse(ctx, text, len, &tree);
	if (err)
		return err;
	err = read_tree(ctx, tree, out);
	json_object_put(tree);
	return err;
}

SUBDEV_EXPORT int subdev_manifest_list_from_json(struct subdev_ctx *ctx, const char *text,
						 size_t len, struct subdev_manifest_list **out)
{
	struct list *list;
	int err;

	error_clear(ctx);
	err = read_list(ctx, text, len, &list);
	if (!err)
		*out = (struct subdev_manifest_list *)list;
	return err;
}

SUBDEV_EXPORT int subdev_manifest_from_json(struct subdev_ctx *ctx, const char *text, size_t len,
					    struct subdev_manifest **out)
{
	struct subdev_manifest *first;
	struct list *list;
	int err;

	error_clear(ctx);
	err = read_list(ctx, text, len, &list);
	if (err)
		return err;
	first = list_get_first(list);
	if (first && !list_get_next(first))
		*out = subdev_manifest_ref(first);
	else
		err = error_set(ctx, -EINVAL, NULL, "%s, not one",
				first ? "several manifests" : "no manifest");
	list_unref(list);
	return err;
}
