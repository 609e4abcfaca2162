// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl dev delete: one subdevice, or all of an owner. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "clock.h"
#include "dev.h"
#include "error.h"
#include "removal.h"
#include "word.h"

enum {
	DELETE_DEV, DELETE_FORCE, DELETE_NO_WAIT, DELETE_TIMEOUT, DELETE_IF_GENERATION,
	DELETE_OWNER,
};

const struct param dev_delete_params[] = {
	[DELETE_DEV] = { .kind = PARAM_DEV, .value = "DEV", .subject = true },
	[DELETE_FORCE] = { .kind = PARAM_FLAG, .keyword = "force" },
	[DELETE_NO_WAIT] = NO_WAIT_PARAM,
	[DELETE_TIMEOUT] = TIMEOUT_PARAM,
	[DELETE_IF_GENERATION] = IF_GENERATION_PARAM,
	[DELETE_OWNER] = OWNER_PARAM,
	{ .kind = PARAM_END },
};

/* The text of an id. */
struct id {
	char text[16];
};

static struct id id_of(const struct subdev_dev *dev)
{
	struct id id;

	snprintf(id.text, sizeof(id.text), "%" PRIu32, subdev_dev_get_id(dev));
	return id;
}

/* Begin to delete each. Return: whether all that are still there go away. */
static bool delete_each(struct tool *tool, const struct subdev_dev_list *list,
			const struct subdev_delete_options *how)
{
	struct subdev_dev *dev;
	bool good = true;

	subdev_dev_list_foreach(list, dev) {
		struct id id = id_of(dev);
		int err = subdev_dev_delete(tool->ctx, id.text, how, 0);

		if (!err || err == -ENODEV)
			continue;
		error_print(tool->ctx, "dev", id.text, err);
		good = false;
	}
	return good;
}

/* Return: whether all are gone that were going. */
static bool wait_for_each(struct tool *tool, struct subdev_events *events,
			  const struct subdev_dev_list *list, int timeout)
{
	int64_t deadline = timeout < 0 ? -1 : now_ms() + timeout;
	struct subdev_dev *dev;
	bool good = true;

	subdev_dev_list_foreach(list, dev) {
		struct id id = id_of(dev);
		int err = removal_wait(tool, events, subdev_dev_get_id(dev), deadline);

		if (err == -ETIMEDOUT)
			tool_complain("dev %s: still in state removing", id.text);
		else if (err)
			error_print(tool->ctx, "dev", id.text, err);
		good &= !err;
	}
	return good;
}

/* All go away at the same time: one whose user takes long does not keep the others. */
static int delete_all(struct tool *tool, const struct subdev_delete_options *how,
		      struct subdev_events *events, int timeout)
{
	struct subdev_dev_list *list;
	bool good;
	int err;

	err = subdev_dev_dump(tool->ctx, NULL, how->owner, NULL, &list);
	if (err)
		return err;
	list_check(subdev_dev_list_is_consistent(list));
	good = delete_each(tool, list, how);
	if (timeout)
		good &= wait_for_each(tool, events, list, timeout);
	subdev_dev_list_unref(list);
	return good ? EXIT_DONE : EXIT_FAILED;
}

static int delete_owner(struct tool *tool, const struct subdev_delete_options *how,
			int timeout)
{
	struct subdev_events *events = NULL;
	int err = timeout ? subdev_events_open(tool->ctx, &events) : 0;

	if (!err)
		err = delete_all(tool, how, events, timeout);
	subdev_events_close(events);
	return err;
}

static int timeout_of(const struct args *args)
{
	return dev_timeout(arg_get(args, DELETE_NO_WAIT), arg_get(args, DELETE_TIMEOUT));
}

/* @generation: where what @args say of it goes. */
static struct subdev_delete_options options_of(const struct args *args, uint64_t *generation)
{
	const char *number = arg_get(args, DELETE_IF_GENERATION);

	*generation = number ? word_number(number) : 0;
	return (struct subdev_delete_options){
		.force = arg_get(args, DELETE_FORCE),
		.if_generation = number ? generation : NULL,
		.owner = arg_get(args, DELETE_OWNER),
	};
}

bool dev_delete_check(const struct args *args, struct complaint *why)
{
	const char *owner = arg_get(args, DELETE_OWNER);

	/* An owner that a script forgot to set is not everybody without one. */
	if (arg_get(args, DELETE_DEV))
		return true;
	if (arg_get(args, DELETE_IF_GENERATION))
		return complain(why, "if-generation needs DEV");
	return owner && *owner ? true : complain(why, "DEV or OWNER is missing");
}

int dev_delete(struct tool *tool, const struct args *args)
{
	const char *dev = arg_get(args, DELETE_DEV);
	uint64_t generation;
	struct subdev_delete_options how = options_of(args, &generation);

	return dev ? subdev_dev_delete(tool->ctx, dev, &how, timeout_of(args)) :
		     delete_owner(tool, &how, timeout_of(args));
}

/* A time that can be over is a failure that can still come. */
bool dev_delete_is_more(const struct args *args)
{
	return !arg_get(args, DELETE_DEV) || timeout_of(args) > 0;
}

bool dev_delete_waits(const struct args *args)
{
	return timeout_of(args);
}

int dev_delete_submit(struct tool *tool, const struct args *args, const struct receiver *receiver)
{
	uint64_t generation;
	struct subdev_delete_options how = options_of(args, &generation);

	(void)tool;
	return subdev_dev_delete_submit(receiver->batch, arg_get(args, DELETE_DEV), &how,
					receiver->fn, receiver->data);
}
