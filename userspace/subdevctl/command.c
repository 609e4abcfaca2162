// SPDX-License-Identifier: GPL-2.0-only
/* Commands that run with subdevices. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "dev.h"

/* Room for the name of a variable with a number behind it. */
#define NAME_SIZE 32

/* What there is not is not that of somebody else, either. */
static int set_variable(const char *name, const char *value)
{
	return (value ? setenv(name, value, 1) : unsetenv(name)) ? -errno : 0;
}

/* The variables of one subdevice, with its number behind each name if that is not 0. */
static int set_dev(const struct subdev_dev *dev, size_t number)
{
	const char *node = subdev_dev_get_group_path(dev);
	char id[16], group[16], name[NAME_SIZE];
	const struct {
		const char *name, *value;
	} variables[] = {
		{ "SUBDEV_ID", id },
		{ "SUBDEV_UUID", subdev_dev_get_uuid_str(dev) },
		{ "SUBDEV_SYSFS", subdev_dev_get_sysfs_path(dev) },
		{ "SUBDEV_GROUP", subdev_dev_get_group(dev) < 0 ? NULL : group },
		{ "SUBDEV_NODE", node ? node : subdev_dev_get_cdev_path(dev) },
		{ "SUBDEV_POOL", subdev_dev_get_pool(dev) },
	};
	int err = 0;

	snprintf(id, sizeof(id), "%" PRIu32, subdev_dev_get_id(dev));
	snprintf(group, sizeof(group), "%" PRId64, subdev_dev_get_group(dev));
	for (size_t i = 0; i < ARRAY_SIZE(variables) && !err; i++) {
		if (number)
			snprintf(name, sizeof(name), "%s_%zu", variables[i].name, number);
		else
			snprintf(name, sizeof(name), "%s", variables[i].name);
		err = set_variable(name, variables[i].value);
	}
	return err;
}

/* How many there are, and each by its number. */
static int set_numbered(const struct subdev_dev_list *list)
{
	struct subdev_dev *dev;
	size_t number = 0;
	char count[16];
	int err = 0;

	subdev_dev_list_foreach(list, dev) {
		if (!err)
			err = set_dev(dev, ++number);
	}
	snprintf(count, sizeof(count), "%zu", number);
	return err ? err : set_variable("SUBDEV_COUNT", count);
}

/* The words of the command, for execvp(). */
static const char **words_of(const struct args *args, size_t command)
{
	const char **words = calloc(args->count + 1, sizeof(*words));
	const struct arg *arg = NULL;

	for (size_t i = 0; words && (arg = arg_next(args, command, arg)); i++)
		words[i] = arg->value;
	return words;
}

static int run(struct tool *tool, const struct args *args, size_t command)
{
	const char **words;

	/* Whoever has the connection has the leases: they end with the last of them. */
	if (fcntl(subdev_ctx_get_fd(tool->ctx), F_SETFD, 0) < 0)
		return -errno;
	words = words_of(args, command);
	if (!words)
		return -ENOMEM;
	execvp(words[0], (char **)words);
	tool_complain("%s: %s", words[0], strerror(errno));
	free(words);
	return EXIT_FAILED;
}

int command_hand_out(struct tool *tool, struct subdev_dev *dev, const struct args *args,
		     size_t command)
{
	int err;

	if (!arg_get(args, command))
		return dev_print(tool, dev);
	err = set_dev(dev, 0);
	if (!err)
		err = run(tool, args, command);
	subdev_dev_unref(dev);
	return err;
}

int command_hand_out_list(struct tool *tool, struct subdev_dev_list *list,
			  const struct args *args, size_t command)
{
	int err;

	if (!arg_get(args, command))
		return dev_print_list(tool, list);
	err = set_dev(subdev_dev_list_get_first(list), 0);
	if (!err)
		err = set_numbered(list);
	if (!err)
		err = run(tool, args, command);
	subdev_dev_list_unref(list);
	return err;
}
