/* SPDX-License-Identifier: GPL-2.0-only */
/* Limits of owners on a parent. */
#ifndef SUBDEVCTL_LIMIT_H
#define SUBDEVCTL_LIMIT_H

#include "tool.h"

/*
 * Set what parameter number @resource says, each time that it was given, for an
 * owner on a parent.
 * Return: 0 with the parent as it is then, a negative errno, or EXIT_USAGE.
 */
int limit_set(struct tool *tool, const struct args *args, size_t resource, const char *parent,
	      const char *owner, struct subdev_parent **out);

#endif /* SUBDEVCTL_LIMIT_H */
