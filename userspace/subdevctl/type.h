/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SUBDEVCTL_TYPE_H
#define SUBDEVCTL_TYPE_H

#include "tool.h"

int type_show(struct tool *tool, const struct args *args);
bool type_show_check(const struct args *args, struct complaint *why);

#endif /* SUBDEVCTL_TYPE_H */
