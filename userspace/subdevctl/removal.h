/* SPDX-License-Identifier: GPL-2.0-only */
/* Subdevices that are going away, and those who wait for several. */
#ifndef SUBDEVCTL_REMOVAL_H
#define SUBDEVCTL_REMOVAL_H

#include "tool.h"

/*
 * Wait until a subdevice is not going away any more. @events: open since before it
 * was. @deadline: as now_ms(), negative for ever. Return: 0, -ETIMEDOUT or another
 * negative errno.
 */
int removal_wait(struct tool *tool, struct subdev_events *events, uint32_t id, int64_t deadline);

#endif /* SUBDEVCTL_REMOVAL_H */
