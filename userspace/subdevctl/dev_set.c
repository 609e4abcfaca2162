// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl dev set: what a subdevice is to be from now on. */
#include "compose.h"
#include "dev.h"
#include "word.h"

enum { SET_DEV, SET_LABEL, SET_VERSION, SET_VALUE, SET_AMOUNT, SET_IF_GENERATION };

const struct param dev_set_params[] = {
	[SET_DEV] = DEV_PARAM,
	[SET_LABEL] = { .kind = PARAM_WORD, .keyword = "label", .value = "LABEL" },
	[SET_VERSION] = VERSION_PARAM,
	[SET_VALUE] = VALUE_PARAM,
	[SET_AMOUNT] = AMOUNT_PARAM,
	[SET_IF_GENERATION] = IF_GENERATION_PARAM,
	{ .kind = PARAM_END },
};

static int set_fill(struct tool *tool, struct subdev_dev_set *request, const struct args *args)
{
	const char *generation = arg_get(args, SET_IF_GENERATION);
	const char *version = arg_get(args, SET_VERSION), *label = arg_get(args, SET_LABEL);
	struct composition composition = {
		.args = args, .dev = arg_get(args, SET_DEV), .set = request,
	};
	int err = 0;

	if (generation)
		subdev_dev_set_if_generation(request, word_number(generation));
	if (version)
		subdev_dev_set_version(request, word_number(version));
	if (label)
		err = subdev_dev_set_label(request, label);
	return err ? err : compose(tool, &composition);
}

bool dev_set_check(const struct args *args, struct complaint *why)
{
	if (args->count - !!arg_get(args, SET_IF_GENERATION) == 1)
		return complain(why, "nothing to set");
	return true;
}

/* The request that the words mean. */
static int set_new(struct tool *tool, const struct args *args, struct subdev_dev_set **out)
{
	struct subdev_dev_set *request;
	int err = subdev_dev_set_new(tool->ctx, arg_get(args, SET_DEV), &request);

	if (err)
		return err;
	err = set_fill(tool, request, args);
	if (err)
		subdev_dev_set_free(request);
	else
		*out = request;
	return err;
}

int dev_set(struct tool *tool, const struct args *args)
{
	struct subdev_dev_set *request;
	struct subdev_dev *dev;
	int err = set_new(tool, args, &request);

	if (err)
		return err;
	err = subdev_dev_set_run(request, &dev);
	subdev_dev_set_free(request);
	return err ? err : dev_print(tool, dev);
}

int dev_set_submit(struct tool *tool, const struct args *args, const struct receiver *receiver)
{
	struct subdev_dev_set *request;
	int err = set_new(tool, args, &request);

	if (err)
		return err;
	err = subdev_dev_set_submit(request, receiver->batch, receiver->fn, receiver->data);
	subdev_dev_set_free(request);
	return err;
}
