/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands that run with a subdevice. */
#ifndef SUBDEVCTL_COMMAND_H
#define SUBDEVCTL_COMMAND_H

#include "tool.h"

/*
 * Run a command, which is parameter number @command, in place of this one, with
 * the subdevice in its environment. It inherits the connection to the kernel, on
 * which the socket leases hang. Returns only if that fails: a negative errno or
 * EXIT_FAILED.
 */
int command_run(struct tool *tool, const struct subdev_dev *dev, const struct args *args,
		size_t command);

#endif /* SUBDEVCTL_COMMAND_H */
