/* SPDX-License-Identifier: GPL-2.0-only */
/* Manifests, and verdicts on them. */
#ifndef SUBDEVCTL_MANIFEST_H
#define SUBDEVCTL_MANIFEST_H

#include "tool.h"

/* The columns of a verdict, and those of what was chosen behind them. */
enum {
	VERDICT_COMPATIBLE, VERDICT_PURPOSE, VERDICT_ERRNO, VERDICT_ERROR, VERDICT_REASONS,
	VERDICT_NUM_COLUMNS,
	VERDICT_CHOSEN = VERDICT_NUM_COLUMNS, VERDICT_VERSION, VERDICT_PARAMS, VERDICT_RESOURCES,
	VERDICT_NUM_CHOSEN_COLUMNS
};

extern const struct column verdict_columns[];
/* Put a row. */
void verdict_put(struct output *out, const struct subdev_verdict *verdict);

/* Read a manifest from a file. Return: 0, a negative errno, or EXIT_FAILED. */
int manifest_read(struct tool *tool, const char *file, struct subdev_manifest **out);

extern const struct param manifest_negotiate_params[];
int manifest_negotiate(struct tool *tool, const struct args *args);

#endif /* SUBDEVCTL_MANIFEST_H */
