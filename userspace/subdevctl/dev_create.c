// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl dev create and dev set: what a subdevice is to be. */
#include <string.h>

#include "command.h"
#include "compose.h"
#include "dev.h"
#include "manifest.h"
#include "word.h"

#define VERSION_PARAM { .kind = PARAM_VERSION, .keyword = "version", .value = "N", .min = 1, \
			.max = UINT32_MAX }
#define VALUE_PARAM { .kind = PARAM_VALUE, .keyword = "param", .value = "NAME=VALUE", \
		      .repeats = true }
#define AMOUNT_PARAM { .kind = PARAM_AMOUNT, .keyword = "resource", .value = "NAME=AMOUNT", \
		       .repeats = true }

enum {
	CREATE_PARENT, CREATE_TYPE, CREATE_UUID, CREATE_LABEL, CREATE_INACTIVE, CREATE_VERSION,
	CREATE_VALUE, CREATE_AMOUNT, CREATE_MANIFEST, CREATE_OWNER, CREATE_LEASE, CREATE_DRY_RUN,
	CREATE_COMMAND,
};

const struct param dev_create_params[] = {
	[CREATE_PARENT] = { .kind = PARAM_PARENT, .value = "PARENT", .required = true },
	[CREATE_TYPE] = { .kind = PARAM_TYPE, .value = "TYPE", .required = true },
	[CREATE_UUID] = { .kind = PARAM_WORD, .keyword = "uuid", .value = "UUID" },
	[CREATE_LABEL] = { .kind = PARAM_WORD, .keyword = "label", .value = "LABEL" },
	[CREATE_INACTIVE] = { .kind = PARAM_FLAG, .keyword = "inactive" },
	[CREATE_VERSION] = VERSION_PARAM,
	[CREATE_VALUE] = VALUE_PARAM,
	[CREATE_AMOUNT] = AMOUNT_PARAM,
	[CREATE_MANIFEST] = { .kind = PARAM_FILE, .keyword = "manifest", .value = "FILE" },
	[CREATE_OWNER] = OWNER_PARAM,
	[CREATE_LEASE] = { .kind = PARAM_LEASE, .keyword = "lease",
			   .value = "persistent|socket|ttl=SECONDS" },
	[CREATE_DRY_RUN] = { .kind = PARAM_FLAG, .keyword = "dry-run" },
	[CREATE_COMMAND] = { .kind = PARAM_COMMAND, .keyword = "--", .value = "COMMAND..." },
	{ .kind = PARAM_END },
};

static int set_names(struct subdev_dev_create *request, const struct args *args)
{
	const char *uuid = arg_get(args, CREATE_UUID), *label = arg_get(args, CREATE_LABEL);
	int err;

	err = subdev_dev_create_set_parent(request, arg_get(args, CREATE_PARENT));
	if (!err)
		err = subdev_dev_create_set_type(request, arg_get(args, CREATE_TYPE));
	if (!err && uuid)
		err = subdev_dev_create_set_uuid(request, uuid);
	if (!err && label)
		err = subdev_dev_create_set_label(request, label);
	return err;
}

static int set_tenure(struct subdev_dev_create *request, const struct args *args)
{
	const char *owner = arg_get(args, CREATE_OWNER), *lease = arg_get(args, CREATE_LEASE);

	if (lease && word_ttl(lease))
		subdev_dev_create_set_lease(request, SUBDEV_LEASE_KIND_TTL, word_ttl(lease));
	else if (lease && !strcmp(lease, "socket"))
		subdev_dev_create_set_lease(request, SUBDEV_LEASE_KIND_SOCKET, 0);
	else if (lease)
		subdev_dev_create_set_lease(request, SUBDEV_LEASE_KIND_PERSISTENT, 0);
	return owner ? subdev_dev_create_set_owner(request, owner) : 0;
}

static int set_manifest(struct tool *tool, struct subdev_dev_create *request, const char *file)
{
	struct subdev_manifest *manifest;
	int err = manifest_read(tool, file, &manifest);

	if (err)
		return err;
	subdev_dev_create_set_manifest(request, manifest);
	subdev_manifest_unref(manifest);
	return 0;
}

static int create_fill(struct tool *tool, struct subdev_dev_create *request,
		       const struct args *args)
{
	const char *version = arg_get(args, CREATE_VERSION);
	const char *manifest = arg_get(args, CREATE_MANIFEST);
	struct composition composition = {
		.args = args,
		.parent = arg_get(args, CREATE_PARENT),
		.type = arg_get(args, CREATE_TYPE),
		.create = request,
	};
	int err = set_names(request, args);

	subdev_dev_create_set_inactive(request, arg_get(args, CREATE_INACTIVE));
	if (version)
		subdev_dev_create_set_version(request, word_number(version));
	if (!err)
		err = set_tenure(request, args);
	if (!err && manifest)
		err = set_manifest(tool, request, manifest);
	return err ? err : compose(tool, &composition);
}

/* A socket lease ends with who holds it, which is a command, and this one no longer. */
bool dev_create_check(const struct args *args, struct complaint *why)
{
	const char *lease = arg_get(args, CREATE_LEASE);
	bool socket = lease && !strcmp(lease, "socket");
	bool dry_run = arg_get(args, CREATE_DRY_RUN);

	if (!arg_get(args, CREATE_COMMAND) && socket && !dry_run)
		return complain(why, "lease socket without COMMAND would end at once");
	if (!arg_get(args, CREATE_COMMAND))
		return true;
	if (dry_run)
		return complain(why, "with dry-run there is nothing to run COMMAND with");
	return socket ? true : complain(why, "COMMAND needs lease socket");
}

bool dev_create_is_more(const struct args *args)
{
	return arg_get(args, CREATE_DRY_RUN) || arg_get(args, CREATE_COMMAND) ||
	       arg_get(args, CREATE_MANIFEST);
}

/* The request that the words mean. */
static int create_new(struct tool *tool, const struct args *args, struct subdev_dev_create **out)
{
	struct subdev_dev_create *request;
	int err = subdev_dev_create_new(tool->ctx, &request);

	if (err)
		return err;
	err = create_fill(tool, request, args);
	if (err)
		subdev_dev_create_free(request);
	else
		*out = request;
	return err;
}

static int run_command(struct tool *tool, struct subdev_dev *dev, const struct args *args)
{
	int err = command_run(tool, dev, args, CREATE_COMMAND);

	subdev_dev_unref(dev);
	return err;
}

int dev_create(struct tool *tool, const struct args *args)
{
	struct subdev_dev_create *request;
	struct subdev_dev *dev;
	int err = create_new(tool, args, &request);

	if (err)
		return err;
	err = arg_get(args, CREATE_DRY_RUN) ? subdev_dev_create_try(request, &dev) :
					      subdev_dev_create_run(request, &dev);
	subdev_dev_create_free(request);
	if (err)
		return err;
	return arg_get(args, CREATE_COMMAND) ? run_command(tool, dev, args) : dev_print(tool, dev);
}

int dev_create_submit(struct tool *tool, const struct args *args, const struct receiver *receiver)
{
	struct subdev_dev_create *request;
	int err = create_new(tool, args, &request);

	if (err)
		return err;
	err = subdev_dev_create_submit(request, receiver->batch, receiver->fn, receiver->data);
	subdev_dev_create_free(request);
	return err;
}

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
