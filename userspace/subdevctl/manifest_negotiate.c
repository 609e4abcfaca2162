// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl manifest negotiate: the best that a source can be and a target too. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "manifest.h"
#include "value.h"

enum { NEGOTIATE_FILE, NEGOTIATE_PARENT, NEGOTIATE_TYPE };

const struct param manifest_negotiate_params[] = {
	[NEGOTIATE_FILE] = { .kind = PARAM_FILE, .value = "FILE", .required = true },
	[NEGOTIATE_PARENT] = { .kind = PARAM_PARENT, .value = "PARENT", .required = true },
	[NEGOTIATE_TYPE] = { .kind = PARAM_TYPE, .value = "TYPE", .required = true },
	{ .kind = PARAM_END },
};

static bool has_param(const struct subdev_manifest *manifest, const char *name)
{
	const struct subdev_value *value;

	for (unsigned int i = 0; (value = subdev_manifest_get_value(manifest, i)); i++) {
		if (!strcmp(subdev_value_get_name(value), name))
			return true;
	}
	return false;
}

/* Has the version exactly the params of the manifest, whatever their values? */
static bool has_same_params(const struct subdev_model *model,
			    const struct subdev_manifest *manifest)
{
	unsigned int count = subdev_model_get_num_values(model);

	if (count != subdev_manifest_get_num_values(manifest))
		return false;
	for (unsigned int i = 0; i < count; i++) {
		if (!has_param(manifest, subdev_value_get_name(subdev_model_get_value(model, i))))
			return false;
	}
	return true;
}

/*
 * The version to begin with, so that @manifest comes out: its own or, if its
 * values are no version's, the newest that has its params. 0: any.
 */
static int find_version(struct tool *tool, const struct args *args,
			const struct subdev_manifest *manifest, uint32_t *out)
{
	struct subdev_model_list *list;
	struct subdev_model *model;
	int err;

	*out = subdev_manifest_get_version(manifest);
	if (*out)
		return 0;
	err = subdev_model_dump(tool->ctx, arg_get(args, NEGOTIATE_PARENT),
				arg_get(args, NEGOTIATE_TYPE), &list);
	if (err)
		return err;
	subdev_model_list_foreach(list, model) {
		if (has_same_params(model, manifest))
			*out = subdev_model_get_version(model);
	}
	subdev_model_list_unref(list);
	return 0;
}

/* NAME=VALUE as a word, for a shell and for xargs(1). */
static void print_pair(const char *name, const char *value)
{
	bool plain = value[strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				  "0123456789.,:/@%+_-")] == '\0';

	if (plain) {
		printf("%s=%s", name, value);
		return;
	}
	printf("%s='", name);
	for (; *value; value++) {
		if (*value == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*value);
	}
	putchar('\'');
}

/* As arguments of dev create. */
static int print_arguments(struct tool *tool, const struct args *args,
			   const struct subdev_manifest *manifest)
{
	const struct subdev_amount *amount;
	const struct subdev_value *value;
	const char *between = "";
	uint32_t version;
	int err = find_version(tool, args, manifest, &version);

	if (err)
		return err;
	if (version) {
		printf("version %" PRIu32, version);
		between = " ";
	}
	for (unsigned int i = 0; (value = subdev_manifest_get_value(manifest, i)); i++) {
		printf("%sparam ", between);
		print_pair(subdev_value_get_name(value), subdev_value_get_text(value));
		between = " ";
	}
	for (unsigned int i = 0; (amount = subdev_manifest_get_amount(manifest, i)); i++) {
		printf("%sresource %s=%" PRIu64, between, subdev_amount_get_name(amount),
		       subdev_amount_get_amount(amount));
		between = " ";
	}
	putchar('\n');
	return 0;
}

static void put_chosen(struct output *out, const struct subdev_verdict *verdict)
{
	const struct subdev_manifest *manifest = subdev_verdict_get_manifest(verdict);
	const struct column *columns = verdict_columns;
	const struct subdev_amount *amount;
	const struct subdev_value *value;

	if (!manifest) {
		for (size_t i = VERDICT_CHOSEN; i < VERDICT_NUM_CHOSEN_COLUMNS; i++)
			output_none(out, &columns[i]);
		return;
	}
	output_uint(out, &columns[VERDICT_CHOSEN], subdev_verdict_get_chosen(verdict));
	if (subdev_manifest_get_version(manifest))
		output_uint(out, &columns[VERDICT_VERSION], subdev_manifest_get_version(manifest));
	else
		output_none(out, &columns[VERDICT_VERSION]);
	values_begin(out, &columns[VERDICT_PARAMS]);
	for (unsigned int i = 0; (value = subdev_manifest_get_value(manifest, i)); i++)
		values_put(out, value);
	output_list_end(out);
	amounts_begin(out, &columns[VERDICT_RESOURCES]);
	for (unsigned int i = 0; (amount = subdev_manifest_get_amount(manifest, i)); i++)
		amounts_put(out, amount, 0);
	output_list_end(out);
}

static int print_negotiated(struct tool *tool, const struct args *args,
			    const struct subdev_verdict *verdict)
{
	const struct subdev_manifest *manifest = subdev_verdict_get_manifest(verdict);
	int err;

	if (manifest && !output_is_json(tool->out))
		return print_arguments(tool, args, manifest);
	output_table(tool->out, verdict_columns, VERDICT_NUM_CHOSEN_COLUMNS);
	verdict_put(tool->out, verdict);
	put_chosen(tool->out, verdict);
	err = output_end(tool->out);
	return err || manifest ? err : EXIT_FAILED;
}

static int list_read(struct tool *tool, const char *file, struct subdev_manifest_list **out)
{
	size_t len;
	char *text = file_read(file, SUBDEV_MANIFEST_JSON_MAX, &len);
	int err;

	if (!text)
		return EXIT_FAILED;
	err = subdev_manifest_list_from_json(tool->ctx, text, len, out);
	free(text);
	return err;
}

int manifest_negotiate(struct tool *tool, const struct args *args)
{
	struct subdev_manifest_list *list;
	struct subdev_verdict *verdict;
	int err;

	err = list_read(tool, arg_get(args, NEGOTIATE_FILE), &list);
	if (err)
		return err;
	err = subdev_manifest_negotiate(tool->ctx, list, arg_get(args, NEGOTIATE_PARENT),
					arg_get(args, NEGOTIATE_TYPE), &verdict);
	subdev_manifest_list_unref(list);
	if (err)
		return err;
	err = print_negotiated(tool, args, verdict);
	subdev_verdict_unref(verdict);
	return err;
}
