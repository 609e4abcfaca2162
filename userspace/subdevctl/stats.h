/* SPDX-License-Identifier: GPL-2.0-only */
/* What was counted of subdevices, pools and parents: the verb stats of each noun. */
#ifndef SUBDEVCTL_STATS_H
#define SUBDEVCTL_STATS_H

#include "tool.h"

extern const struct param dev_stats_params[];
int dev_stats(struct tool *tool, const struct args *args);
bool dev_stats_check(const struct args *args, struct complaint *why);
extern const struct param pool_stats_params[];
int pool_stats(struct tool *tool, const struct args *args);
extern const struct param parent_stats_params[];
int parent_stats(struct tool *tool, const struct args *args);

#endif /* SUBDEVCTL_STATS_H */
