/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands about subdevices share. */
#ifndef SUBDEVCTL_DEV_H
#define SUBDEVCTL_DEV_H

#include "tool.h"

/* The subdevice that a command is about. */
#define DEV_PARAM { .kind = PARAM_DEV, .value = "DEV", .required = true, .subject = true }

#define IF_GENERATION_PARAM { .kind = PARAM_NUMBER, .keyword = "if-generation", .value = "N", \
			      .max = UINT64_MAX }

#define OWNER_PARAM { .kind = PARAM_OWNER, .keyword = "owner", .value = "OWNER" }

/* How long it is waited for users to let go. */
#define TIMEOUT_PARAM { .kind = PARAM_NUMBER, .keyword = "timeout", .value = "SECONDS", \
			.max = SECONDS_MAX }

/* The same in milliseconds: both words are those of the command line, or NULL. */
int dev_timeout(const char *no_wait, const char *seconds);

extern const struct param dev_create_params[];
int dev_create(struct tool *tool, const struct args *args);
extern const struct param dev_set_params[];
int dev_set(struct tool *tool, const struct args *args);
extern const struct param dev_delete_params[];
int dev_delete(struct tool *tool, const struct args *args);

/* Print the one subdevice that a command is about, and let it go. */
int dev_print(struct tool *tool, struct subdev_dev *dev);

#endif /* SUBDEVCTL_DEV_H */
