// SPDX-License-Identifier: LGPL-2.1-or-later
/* Manifests as JSON. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "manifest.h"
#include "utf8.h"

struct writer {
	struct subdev_ctx *ctx;
	FILE *file;
	const char *indent;	/* of the manifest */
	int err;		/* the first one */
};

static void put_string(struct writer *w, const char *text)
{
	size_t rest = strlen(text), len;

	fputc('"', w->file);
	for (; rest; text += len, rest -= len) {
		len = utf8_len(text, rest);
		if (!len) {
			if (!w->err)
				w->err = error_set(w->ctx, -EINVAL, NULL,
						   "a manifest with a string that is not UTF-8");
			break;
		}
		if ((unsigned char)*text < ' ')
			fprintf(w->file, "\\u%04x", *text);
		else
			fprintf(w->file, "%s%.*s", strchr("\"\\", *text) ? "\\" : "", (int)len,
				text);
	}
	fputc('"', w->file);
}

static void put_name(struct writer *w, const char *indent, const char *name, bool first)
{
	fprintf(w->file, "%s\n%s%s", first ? "" : ",", w->indent, indent);
	put_string(w, name);
	fputs(": ", w->file);
}

static void put_value(struct writer *w, const struct subdev_value *value)
{
	switch (subdev_value_get_kind(value)) {
	case SUBDEV_PARAM_KIND_BOOL:
		fputs(subdev_value_get_bool(value) ? "true" : "false", w->file);
		break;
	case SUBDEV_PARAM_KIND_UINT:
		fprintf(w->file, "%" PRIu64, subdev_value_get_uint(value));
		break;
	default:
		put_string(w, subdev_value_get_string(value));
	}
}

static void end_object(struct writer *w, const char *indent, bool empty)
{
	if (!empty)
		fprintf(w->file, "\n%s%s", w->indent, indent);
	fputc('}', w->file);
}

static void put_values(struct writer *w, const struct subdev_manifest *manifest)
{
	unsigned int count = subdev_manifest_get_num_values(manifest);

	put_name(w, "\t", "params", false);
	fputc('{', w->file);
	for (unsigned int i = 0; i < count; i++) {
		const struct subdev_value *value = subdev_manifest_get_value(manifest, i);

		put_name(w, "\t\t", subdev_value_get_name(value), !i);
		put_value(w, value);
	}
	end_object(w, "\t", !count);
}

static void put_amounts(struct writer *w, const struct subdev_manifest *manifest)
{
	unsigned int count = subdev_manifest_get_num_amounts(manifest);

	put_name(w, "\t", "resources", false);
	fputc('{', w->file);
	for (unsigned int i = 0; i < count; i++) {
		const struct subdev_amount *amount = subdev_manifest_get_amount(manifest, i);

		put_name(w, "\t\t", subdev_amount_get_name(amount), !i);
		fprintf(w->file, "%" PRIu64, subdev_amount_get_amount(amount));
	}
	end_object(w, "\t", !count);
}

static void put_token(struct writer *w, const struct subdev_manifest *manifest)
{
	const uint8_t *token = subdev_manifest_get_token(manifest);

	put_name(w, "\t", "token", false);
	fputc('"', w->file);
	for (unsigned int i = 0; i < subdev_manifest_get_token_len(manifest); i++)
		fprintf(w->file, "%02x", token[i]);
	fputc('"', w->file);
}

static void put_manifest(struct writer *w, const struct subdev_manifest *manifest)
{
	fputc('{', w->file);
	put_name(w, "\t", "subdev_manifest", true);
	fputc('1', w->file);
	if (subdev_manifest_get_model(manifest)) {
		put_name(w, "\t", "model", false);
		put_string(w, subdev_manifest_get_model(manifest));
	}
	if (subdev_manifest_get_version(manifest)) {
		put_name(w, "\t", "version", false);
		fprintf(w->file, "%" PRIu32, subdev_manifest_get_version(manifest));
	}
	put_values(w, manifest);
	put_amounts(w, manifest);
	if (subdev_manifest_get_token(manifest))
		put_token(w, manifest);
	end_object(w, "", false);
}

static void put_manifest_list(struct writer *w, const struct subdev_manifest_list *list)
{
	struct subdev_manifest *manifest = subdev_manifest_list_get_first(list);

	w->indent = "\t";
	fputc('[', w->file);
	for (bool first = true; manifest; first = false) {
		fputs(first ? "\n\t" : ",\n\t", w->file);
		put_manifest(w, manifest);
		manifest = subdev_manifest_list_get_next(list, manifest);
	}
	fputs(subdev_manifest_list_get_first(list) ? "\n]" : "]", w->file);
}

/* Write one of @manifest and @list; the other is NULL. */
static int write_json(struct subdev_ctx *ctx, const struct subdev_manifest *manifest,
		      const struct subdev_manifest_list *list, char **out)
{
	struct writer w = { .ctx = ctx, .indent = "" };
	char *text = NULL;
	size_t len;

	w.file = open_memstream(&text, &len);
	if (!w.file)
		return error_nomem(ctx);
	if (manifest)
		put_manifest(&w, manifest);
	else
		put_manifest_list(&w, list);
	fputc('\n', w.file);
	if (ferror(w.file) | fclose(w.file))
		w.err = error_nomem(ctx);
	if (w.err)
		free(text);
	else
		*out = text;
	return w.err;
}

SUBDEV_EXPORT int subdev_manifest_to_json(struct subdev_ctx *ctx,
					  const struct subdev_manifest *manifest, char **out)
{
	error_clear(ctx);
	return write_json(ctx, manifest, NULL, out);
}

SUBDEV_EXPORT int subdev_manifest_list_to_json(struct subdev_ctx *ctx,
					       const struct subdev_manifest_list *list, char **out)
{
	error_clear(ctx);
	return write_json(ctx, NULL, list, out);
}
