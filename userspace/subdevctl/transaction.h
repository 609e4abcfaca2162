/* SPDX-License-Identifier: GPL-2.0-only */
/* subdevctl batch transaction: the commands of a file as one. */
#ifndef SUBDEVCTL_TRANSACTION_H
#define SUBDEVCTL_TRANSACTION_H

#include "tool.h"

extern const struct param transaction_params[];
int transaction(struct tool *tool, const struct args *args);

#endif /* SUBDEVCTL_TRANSACTION_H */
