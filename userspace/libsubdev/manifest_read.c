// SPDX-License-Identifier: LGPL-2.1-or-later
/* Manifests from JSON. What is read becomes attributes, as if the kernel had sent them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "json.h"
#include "manifest.h"

#define FORMAT 1

/* One manifest, while it is read. */
struct reader {
	struct nl_msg *attrs;
	unsigned int seen;	/* bits by place in the table of members */
};

/* Say why something that was read could not be kept. */
static int built(struct json *json, int err)
{
	if (err == -EMSGSIZE)
		return json_fail(json, err, "the manifest is too long");
	return err ? error_nomem(json->ctx) : 0;
}

static int read_format(struct json *json, const char *name, void *arg)
{
	uint64_t format;
	int err = json_uint(json, UINT64_MAX, &format);

	(void)name;
	(void)arg;
	if (!err && format != FORMAT)
		return json_fail(json, -EINVAL, "another format than %d", FORMAT);
	return err;
}

static int read_model(struct json *json, const char *name, void *arg)
{
	struct reader *reader = arg;
	char uri[SUBDEV_URI_MAX + 1];
	int err = json_string(json, SUBDEV_URI_MAX, uri);

	(void)name;
	return err ? err : built(json, build_string(reader->attrs, SUBDEV_A_MANIFEST_MODEL, uri));
}

static int read_version(struct json *json, const char *name, void *arg)
{
	struct reader *reader = arg;
	uint64_t value;
	uint32_t version;
	int err = json_uint(json, UINT32_MAX, &value);

	(void)name;
	if (!err && !value)
		return json_fail(json, -ERANGE, "less than 1");
	version = value;
	return err ? err : built(json, build_put(reader->attrs, SUBDEV_A_MANIFEST_VERSION,
						 &version, sizeof(version)));
}

/* Refuse a name that is there already. @name_attr: the attribute of the nests @attr that has it. */
static int check_new(struct json *json, const struct reader *reader, int attr, int name_attr,
		     const char *name)
{
	const struct nlmsghdr *nlh = nlmsg_hdr(reader->attrs);
	struct nlattr *nla;
	int rest;

	nla_for_each_attr(nla, nlmsg_data(nlh), nlmsg_datalen(nlh), rest) {
		if (nla_type(nla) == attr &&
		    !nla_strcmp(nla_find(nla_data(nla), nla_len(nla), name_attr), name))
			return json_fail(json, -EINVAL, "there twice");
	}
	return 0;
}

static int read_bool(struct json *json, const char *name, struct reader *reader)
{
	bool value;
	int err = json_bool(json, &value);

	if (err)
		return err;
	return built(json, build_bool(reader->attrs, SUBDEV_A_MANIFEST_PARAM, name, value));
}

static int read_number(struct json *json, const char *name, struct reader *reader)
{
	uint64_t value;
	int err = json_uint(json, UINT64_MAX, &value);

	if (err)
		return err;
	return built(json, build_number(reader->attrs, SUBDEV_A_MANIFEST_PARAM, name, value));
}

static int read_text(struct json *json, const char *name, struct reader *reader)
{
	char value[SUBDEV_VALUE_MAX + 1];
	int err = json_string(json, SUBDEV_VALUE_MAX, value);

	if (err)
		return err;
	return built(json, build_text(reader->attrs, SUBDEV_A_MANIFEST_PARAM, name, value));
}

static int read_param(struct json *json, const char *name, void *arg)
{
	struct reader *reader = arg;
	int err = check_new(json, reader, SUBDEV_A_MANIFEST_PARAM, SUBDEV_A_VALUE_NAME, name);

	if (err)
		return err;
	if (json_is_next(json, '"'))
		return read_text(json, name, reader);
	if (json_is_next(json, 't') || json_is_next(json, 'f'))
		return read_bool(json, name, reader);
	return read_number(json, name, reader);
}

static int read_params(struct json *json, const char *name, void *arg)
{
	(void)name;
	return json_object(json, read_param, arg);
}

static int read_resource(struct json *json, const char *name, void *arg)
{
	struct reader *reader = arg;
	uint64_t amount;
	int err = check_new(json, reader, SUBDEV_A_MANIFEST_RESOURCE, SUBDEV_A_AMOUNT_NAME, name);

	if (!err)
		err = json_uint(json, UINT64_MAX, &amount);
	if (err)
		return err;
	return built(json, build_amount(reader->attrs, SUBDEV_A_MANIFEST_RESOURCE, name, amount));
}

static int read_resources(struct json *json, const char *name, void *arg)
{
	(void)name;
	return json_object(json, read_resource, arg);
}

/* The bytes that pairs of hexadecimal digits stand for. */
static int decode(struct json *json, const char *hex, uint8_t *bytes)
{
	static const char digits[] = "0123456789abcdef";

	if (strlen(hex) % 2 || hex[strspn(hex, digits)])
		return json_fail(json, -EINVAL, "not two of the digits 0 to 9 and a to f for each byte");
	for (; *hex; hex += 2)
		*bytes++ = (strchr(digits, hex[0]) - digits) << 4 | (strchr(digits, hex[1]) - digits);
	return 0;
}

static int read_token(struct json *json, const char *name, void *arg)
{
	char hex[2 * SUBDEV_TOKEN_MAX + 1];
	uint8_t bytes[SUBDEV_TOKEN_MAX];
	struct reader *reader = arg;
	int err;

	(void)name;
	err = json_string(json, sizeof(hex) - 1, hex);
	if (!err)
		err = decode(json, hex, bytes);
	return err ? err : built(json, build_put(reader->attrs, SUBDEV_A_MANIFEST_TOKEN, bytes,
						 strlen(hex) / 2));
}

static const struct {
	const char *name;
	json_value_fn read;
} members[] = {
	{ "subdev_manifest", read_format },
	{ "model", read_model },
	{ "version", read_version },
	{ "params", read_params },
	{ "resources", read_resources },
	{ "token", read_token },
};

static int read_member(struct json *json, const char *name, void *arg)
{
	struct reader *reader = arg;
	size_t i = 0;

	while (i < ARRAY_SIZE(members) && strcmp(members[i].name, name))
		i++;
	if (i == ARRAY_SIZE(members))
		return json_fail(json, -EINVAL, "an unknown member");
	if (reader->seen & 1 << i)
		return json_fail(json, -EINVAL, "there twice");
	reader->seen |= 1 << i;
	return members[i].read(json, name, reader);
}

static int read_attrs(struct json *json, struct reader *reader, struct object **out)
{
	const struct nlmsghdr *nlh;
	int err = json_object(json, read_member, reader);

	if (err)
		return err;
	if (!(reader->seen & 1))
		return json_fail(json, -EINVAL, "not a manifest: lacks %s", members[0].name);
	nlh = nlmsg_hdr(reader->attrs);
	/* It is sent as one nest. */
	if (nlmsg_datalen(nlh) > UINT16_MAX - NLA_HDRLEN)
		return built(json, -EMSGSIZE);
	return manifest_new(json->ctx, nlmsg_data(nlh), nlmsg_datalen(nlh), out);
}

static int read_manifest(struct json *json, struct object **out)
{
	struct reader reader = { .attrs = nlmsg_alloc() };
	int err;

	if (!reader.attrs)
		return error_nomem(json->ctx);
	err = read_attrs(json, &reader, out);
	nlmsg_free(reader.attrs);
	return err;
}

struct collection {
	struct list *list;
	unsigned int count;
};

static int read_item(struct json *json, const char *name, void *arg)
{
	struct collection *all = arg;
	struct object *manifest;
	int err;

	(void)name;
	if (all->count == SUBDEV_MANIFESTS_MAX)
		return json_fail(json, -ERANGE, "more than %d manifests", SUBDEV_MANIFESTS_MAX);
	err = read_manifest(json, &manifest);
	if (err)
		return err;
	list_add(all->list, manifest);
	all->count++;
	return 0;
}

static int read_all(struct subdev_ctx *ctx, const char *text, size_t len, struct collection *all)
{
	struct json json;
	int err;

	if (len > SUBDEV_MANIFEST_JSON_MAX)
		return error_set(ctx, -EMSGSIZE, NULL, "longer than %d bytes",
				 SUBDEV_MANIFEST_JSON_MAX);
	all->list = calloc(1, sizeof(*all->list));
	if (!all->list)
		return error_nomem(ctx);
	all->list->consistent = true;
	json_begin(&json, ctx, text, len);
	if (json_is_next(&json, '['))
		err = json_array(&json, read_item, all);
	else
		err = read_item(&json, NULL, all);
	if (!err)
		err = json_end(&json);
	if (err)
		list_unref(all->list);
	return err;
}

SUBDEV_EXPORT int subdev_manifest_list_from_json(struct subdev_ctx *ctx, const char *text,
						 size_t len, struct subdev_manifest_list **out)
{
	struct collection all = { 0 };
	int err;

	error_clear(ctx);
	err = read_all(ctx, text, len, &all);
	if (!err)
		*out = (struct subdev_manifest_list *)all.list;
	return err;
}

SUBDEV_EXPORT int subdev_manifest_from_json(struct subdev_ctx *ctx, const char *text, size_t len,
					    struct subdev_manifest **out)
{
	struct collection all = { 0 };
	int err;

	error_clear(ctx);
	err = read_all(ctx, text, len, &all);
	if (err)
		return err;
	if (all.count == 1)
		*out = subdev_manifest_ref(list_get_first(all.list));
	else
		err = error_set(ctx, -EINVAL, NULL, "%u manifests, not one", all.count);
	list_unref(all.list);
	return err;
}
