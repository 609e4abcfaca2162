// SPDX-License-Identifier: GPL-2.0-only
/* Commands that run with a subdevice. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

/* What there is not is not that of somebody else, either. */
static int set_variable(const char *name, const char *value)
{
	return (value ? setenv(name, value, 1) : unsetenv(name)) ? -errno : 0;
}

static int set_environment(const struct subdev_dev *dev)
{
	const char *node = subdev_dev_get_group_path(dev);
	char id[16], group[16];
	const struct {
		const char *name, *value;
	} variables[] = {
		{ "SUBDEV_ID", id },
		{ "SUBDEV_UUID", subdev_dev_get_uuid_str(dev) },
		{ "SUBDEV_SYSFS", subdev_dev_get_sysfs_path(dev) },
		{ "SUBDEV_GROUP", subdev_dev_get_group(dev) < 0 ? NULL : group },
		{ "SUBDEV_NODE", node ? node : subdev_dev_get_cdev_path(dev) },
	};
	int err = 0;

	snprintf(id, sizeof(id), "%" PRIu32, subdev_dev_get_id(dev));
	snprintf(group, sizeof(group), "%" PRId64, subdev_dev_get_group(dev));
	for (size_t i = 0; i < ARRAY_SIZE(variables) && !err; i++)
		err = set_variable(variables[i].name, variables[i].value);
	return err;
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

int command_run(struct tool *tool, const struct subdev_dev *dev, const struct args *args,
		size_t command)
{
	const char **words;
	int err = set_environment(dev);

	if (err)
		return err;
	/* Whoever has the connection has the lease: it ends with the last of them. */
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
