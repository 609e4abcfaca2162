// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl dev delete: one subdevice, or all of an owner. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "clock.h"
#include "dev.h"
#include "error.h"
#include "word.h"

/* How often to look although no event came, in ms. */
#define LOOK_INTERVAL 1000

enum {
	DELETE_DEV, DELETE_FORCE, DELETE_NO_WAIT, DELETE_TIMEOUT, DELETE_IF_GENERATION,
	DELETE_OWNER,
};

const struct param dev_delete_params[] = {
	[DELETE_DEV] = { .kind = PARAM_DEV, .value = "DEV", .subject = true },
	[DELETE_FORCE] = { .kind = PARAM_FLAG, .keyword = "force" },
	[DELETE_NO_WAIT] = { .kind = PARAM_FLAG, .keyword = "no-wait" },
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

/* Return: 1 if a subdevice is going away, 0 if it is gone or stays, or a negative errno. */
static int is_going(struct tool *tool, const char *id)
{
	struct subdev_dev *dev;
	int err = subdev_dev_get(tool->ctx, id, &dev);

	if (err)
		return err == -ENODEV ? 0 : err;
	err = subdev_dev_get_state(dev) == SUBDEV_DEV_STATE_REMOVING;
	subdev_dev_unref(dev);
	return err;
}

/* What they say is asked for, after they came. */
static void drop_events(struct subdev_events *events)
{
	struct subdev_event *event;

	while (!subdev_events_read(events, &event))
		subdev_event_unref(event);
}

/* Wait until a subdevice is not going away any more. @deadline: negative for ever. */
static int wait_for(struct tool *tool, struct subdev_events *events, const char *id,
		    int64_t deadline)
{
	int64_t wait = LOOK_INTERVAL;
	int going;

	for (;;) {
		drop_events(events);
		going = is_going(tool, id);
		if (going <= 0)
			return going;
		if (deadline >= 0)
			wait = deadline - now_ms();
		if (wait <= 0)
			return -ETIMEDOUT;
		subdev_events_wait(events, wait < LOOK_INTERVAL ? wait : LOOK_INTERVAL);
	}
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
		int err = wait_for(tool, events, id.text, deadline);

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

	err = subdev_dev_dump(tool->ctx, NULL, how->owner, &list);
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

int dev_delete(struct tool *tool, const struct args *args)
{
	int timeout = dev_timeout(arg_get(args, DELETE_NO_WAIT), arg_get(args, DELETE_TIMEOUT));
	const char *generation = arg_get(args, DELETE_IF_GENERATION);
	uint64_t number = generation ? word_number(generation) : 0;
	const char *dev = arg_get(args, DELETE_DEV);
	struct subdev_delete_options how = {
		.force = arg_get(args, DELETE_FORCE),
		.if_generation = generation ? &number : NULL,
		.owner = arg_get(args, DELETE_OWNER),
	};

	if (dev)
		return subdev_dev_delete(tool->ctx, dev, &how, timeout);
	/* An owner that a script forgot to set is not everybody without one. */
	if (how.owner && *how.owner && !generation)
		return delete_owner(tool, &how, timeout);
	complain(&tool->why, generation ? "if-generation needs DEV" : "DEV or OWNER is missing");
	return EXIT_USAGE;
}
