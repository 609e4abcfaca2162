// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl dev create: what a subdevice is to be, and how many. */
#include <string.h>

#include "command.h"
#include "compose.h"
#include "dev.h"
#include "manifest.h"
#include "word.h"

enum {
	CREATE_PARENT, CREATE_TYPE, CREATE_UUID, CREATE_LABEL, CREATE_INACTIVE, CREATE_VERSION,
	CREATE_VALUE, CREATE_AMOUNT, CREATE_MANIFEST, CREATE_OWNER, CREATE_LEASE, CREATE_COUNT,
	CREATE_DRY_RUN, CREATE_COMMAND,
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
	[CREATE_LEASE] = LEASE_PARAM,
	[CREATE_COUNT] = COUNT_PARAM,
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

	if (lease)
		subdev_dev_create_set_lease(request, word_lease(lease), word_ttl(lease));
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

uint32_t dev_create_count(const struct args *args)
{
	const char *count = arg_get(args, CREATE_COUNT);

	return count ? word_number(count) : 1;
}

bool dev_create_is_dry(const struct args *args)
{
	return arg_get(args, CREATE_DRY_RUN);
}

static bool check_count(const struct args *args, struct complaint *why)
{
	if (!arg_get(args, CREATE_COUNT))
		return true;
	if (dev_create_is_dry(args))
		return complain(why, "a dry run is of one");
	if (dev_create_count(args) > 1 && (arg_get(args, CREATE_UUID) || arg_get(args, CREATE_LABEL)))
		return complain(why, "no two can have one UUID or one label");
	return true;
}

/* A socket lease ends with who holds it: a command, or what is left of a batch. */
static bool check_command(const struct args *args, struct complaint *why)
{
	const char *lease = arg_get(args, CREATE_LEASE);
	bool socket = lease && !strcmp(lease, "socket");

	if (!arg_get(args, CREATE_COMMAND) && socket && !dev_create_is_dry(args) && !args->goes_on)
		return complain(why, "lease socket without COMMAND would end at once");
	if (!arg_get(args, CREATE_COMMAND))
		return true;
	if (dev_create_is_dry(args))
		return complain(why, "with dry-run there is nothing to run COMMAND with");
	return socket ? true : complain(why, "COMMAND needs lease socket");
}

bool dev_create_check(const struct args *args, struct complaint *why)
{
	return check_command(args, why) && check_count(args, why);
}

bool dev_create_is_more(const struct args *args)
{
	return dev_create_is_dry(args) || arg_get(args, CREATE_COMMAND) ||
	       arg_get(args, CREATE_MANIFEST) || arg_get(args, CREATE_COUNT);
}

int dev_create_new(struct tool *tool, const struct args *args, struct subdev_dev_create **out)
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

static int create_one(struct tool *tool, struct subdev_dev_create *request,
		      const struct args *args)
{
	struct subdev_dev *dev;
	int err;

	err = dev_create_is_dry(args) ? subdev_dev_create_try(request, &dev) :
					subdev_dev_create_run(request, &dev);
	return err ? err : command_hand_out(tool, dev, args, CREATE_COMMAND);
}

static int create_list(struct tool *tool, struct subdev_dev_create *request,
		       const struct args *args, struct subdev_dev_list **out)
{
	struct subdev_transaction *transaction;
	int err = subdev_transaction_new(tool->ctx, &transaction);

	if (err)
		return err;
	subdev_transaction_set_whole(transaction, true);
	err = subdev_transaction_add_create(transaction, request, dev_create_count(args));
	if (!err)
		err = subdev_transaction_run(transaction, out);
	subdev_transaction_free(transaction);
	return err;
}

static int create_several(struct tool *tool, struct subdev_dev_create *request,
			  const struct args *args)
{
	struct subdev_dev_list *list;
	int err = create_list(tool, request, args, &list);

	return err ? err : command_hand_out_list(tool, list, args, CREATE_COMMAND);
}

int dev_create(struct tool *tool, const struct args *args)
{
	struct subdev_dev_create *request;
	int err = dev_create_new(tool, args, &request);

	if (err)
		return err;
	err = arg_get(args, CREATE_COUNT) ? create_several(tool, request, args) :
					    create_one(tool, request, args);
	subdev_dev_create_free(request);
	return err;
}

int dev_create_submit(struct tool *tool, const struct args *args, const struct receiver *receiver)
{
	struct subdev_dev_create *request;
	int err = dev_create_new(tool, args, &request);

	if (err)
		return err;
	err = subdev_dev_create_submit(request, receiver->batch, receiver->fn, receiver->data);
	subdev_dev_create_free(request);
	return err;
}
