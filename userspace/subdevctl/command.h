/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands that run with subdevices. */
#ifndef SUBDEVCTL_COMMAND_H
#define SUBDEVCTL_COMMAND_H

#include "tool.h"

/*
 * Hand a new subdevice to its user. That is the command which is parameter number
 * @command: it is run in place of this one, with the subdevice in its environment,
 * and inherits the connection to the kernel, on which the socket leases hang.
 * Without it the subdevice is printed.
 * Return: as verb->run(); only if it fails where there is a command.
 */
int command_hand_out(struct tool *tool, struct subdev_dev *dev, const struct args *args,
		     size_t command);

/* The same with several, at least one: the first, and each by its number from 1. */
int command_hand_out_list(struct tool *tool, struct subdev_dev_list *list,
			  const struct args *args, size_t command);

#endif /* SUBDEVCTL_COMMAND_H */
