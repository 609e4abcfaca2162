// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl manifest: whether what runs here can run there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "manifest.h"

enum { SHOW_TARGET, SHOW_TYPE };

/* Also an answer to whoever has only the names of a parent and a type. */
#define TARGET_PARAM(is_subject) { .kind = PARAM_TARGET, .value = "DEV | PARENT TYPE", \
				   .required = true, .subject = is_subject }

static const struct param show_params[] = {
	[SHOW_TARGET] = TARGET_PARAM(true),
	[SHOW_TYPE] = { .kind = PARAM_TYPE },
	{ .kind = PARAM_END },
};

static int dev_to_json(struct tool *tool, const char *dev, char **text)
{
	struct subdev_manifest *manifest;
	int err = subdev_manifest_get_dev(tool->ctx, dev, &manifest);

	if (err)
		return err;
	err = subdev_manifest_to_json(tool->ctx, manifest, text);
	subdev_manifest_unref(manifest);
	return err;
}

static int type_to_json(struct tool *tool, const char *parent, const char *type, char **text)
{
	struct subdev_manifest_list *list;
	int err = subdev_manifest_dump(tool->ctx, parent, type, &list);

	if (err)
		return err;
	list_check(subdev_manifest_list_is_consistent(list));
	err = subdev_manifest_list_to_json(tool->ctx, list, text);
	subdev_manifest_list_unref(list);
	return err;
}

/* JSON whatever the options say: another host reads it. */
static int show(struct tool *tool, const struct args *args)
{
	const char *target = arg_get(args, SHOW_TARGET), *type = arg_get(args, SHOW_TYPE);
	char *text;
	int err;

	err = type ? type_to_json(tool, target, type, &text) : dev_to_json(tool, target, &text);
	if (err)
		return err;
	err = output_ready(tool->out, text);
	free(text);
	return err;
}

const struct column verdict_columns[] = {
	[VERDICT_COMPATIBLE] = { "compatible", 0 },
	[VERDICT_PURPOSE] = { "purpose", 0 },
	[VERDICT_ERRNO] = { "errno", COLUMN_RIGHT },
	[VERDICT_ERROR] = { "error", 0 },
	[VERDICT_REASONS] = { "reasons", COLUMN_BELOW | COLUMN_LONG },
	[VERDICT_CHOSEN] = { "chosen", COLUMN_BELOW },
	[VERDICT_VERSION] = { "version", COLUMN_BELOW },
	[VERDICT_PARAMS] = { "params", COLUMN_BELOW },
	[VERDICT_RESOURCES] = { "resources", COLUMN_BELOW },
};

enum { SUBJECT, NAME, WANTED, HAD };

static const struct column reason_columns[] = {
	[SUBJECT] = { "subject", 0 },
	[NAME] = { "name", COLUMN_WRAP },
	[WANTED] = { "wanted", COLUMN_WRAP },
	[HAD] = { "had", COLUMN_WRAP },
};

static void put_reasons(struct output *out, const struct subdev_verdict *verdict)
{
	const struct subdev_reason *reason;

	output_list(out, &verdict_columns[VERDICT_REASONS], reason_columns, ARRAY_SIZE(reason_columns));
	for (unsigned int i = 0; (reason = subdev_verdict_get_reason(verdict, i)); i++) {
		output_item(out);
		output_string(out, &reason_columns[SUBJECT],
			      subdev_reason_get_subject_str(reason));
		output_string(out, &reason_columns[NAME], subdev_reason_get_name(reason));
		output_string(out, &reason_columns[WANTED], subdev_reason_get_wanted(reason));
		output_string(out, &reason_columns[HAD], subdev_reason_get_had(reason));
	}
	output_list_end(out);
}

void verdict_put(struct output *out, const struct subdev_verdict *verdict)
{
	const struct column *columns = verdict_columns;
	int err = subdev_verdict_get_errno(verdict);

	output_row(out);
	output_bool(out, &columns[VERDICT_COMPATIBLE], !err);
	output_string(out, &columns[VERDICT_PURPOSE], subdev_verdict_get_purpose_str(verdict));
	output_uint(out, &columns[VERDICT_ERRNO], err);
	output_string(out, &columns[VERDICT_ERROR], err ? strerrorname_np(err) : NULL);
	put_reasons(out, verdict);
}

enum { CHECK_FILE, CHECK_TARGET, CHECK_TYPE };

static const struct param check_params[] = {
	[CHECK_FILE] = { .kind = PARAM_FILE, .value = "FILE", .required = true },
	[CHECK_TARGET] = TARGET_PARAM(false),
	[CHECK_TYPE] = { .kind = PARAM_TYPE },
	{ .kind = PARAM_END },
};

int manifest_read(struct tool *tool, const char *file, struct subdev_manifest **out)
{
	size_t len;
	char *text = file_read(file, SUBDEV_MANIFEST_JSON_MAX, &len);
	int err;

	if (!text)
		return EXIT_FAILED;
	err = subdev_manifest_from_json(tool->ctx, text, len, out);
	free(text);
	return err;
}

static int check(struct tool *tool, const struct args *args)
{
	const char *target = arg_get(args, CHECK_TARGET), *type = arg_get(args, CHECK_TYPE);
	struct subdev_manifest *manifest;
	struct subdev_verdict *verdict;
	int err, fits;

	err = manifest_read(tool, arg_get(args, CHECK_FILE), &manifest);
	if (err)
		return err;
	err = type ? subdev_manifest_check_type(tool->ctx, manifest, target, type, &verdict) :
		     subdev_manifest_check_dev(tool->ctx, manifest, target, &verdict);
	subdev_manifest_unref(manifest);
	if (err)
		return err;
	fits = !subdev_verdict_get_errno(verdict);
	output_table(tool->out, verdict_columns, VERDICT_NUM_COLUMNS);
	verdict_put(tool->out, verdict);
	subdev_verdict_unref(verdict);
	err = output_end(tool->out);
	return err || fits ? err : EXIT_FAILED;
}

const struct verb manifest_verbs[] = {
	{ "show", "Print the manifest of a subdevice, or those of all versions of a type, as JSON.",
	  show, show_params },
	{ "check", "Ask whether a subdevice would take the state of what has the manifest, or\n"
	  "      whether an equal one could be created now of a type; fail if not.", check,
	  check_params },
	{ "negotiate", "Print the best of several manifests that could be created now of a type,\n"
	  "      as arguments of dev create; fail if there is none.", manifest_negotiate,
	  manifest_negotiate_params },
	{ 0 },
};
