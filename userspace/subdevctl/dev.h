/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands about subdevices share. */
#ifndef SUBDEVCTL_DEV_H
#define SUBDEVCTL_DEV_H

#include "verb.h"

/* The subdevice that a command is about. */
#define DEV_PARAM { .kind = PARAM_DEV, .value = "DEV", .required = true, .subject = true }

#define IF_GENERATION_PARAM { .kind = PARAM_NUMBER, .keyword = "if-generation", .value = "N", \
			      .max = UINT64_MAX }

#define OWNER_PARAM { .kind = PARAM_OWNER, .keyword = "owner", .value = "OWNER" }

#define OF_POOL_PARAM { .kind = PARAM_POOL, .keyword = "pool", .value = "POOL" }

#define LEASE_PARAM { .kind = PARAM_LEASE, .keyword = "lease", \
		      .value = "persistent|socket|ttl=SECONDS" }

/* How many, of subdevices that are made or taken together. */
#define COUNT_PARAM { .kind = PARAM_NUMBER, .keyword = "count", .value = "N", .min = 1, \
		      .max = SUBDEV_ITEMS_MAX }

#define NO_WAIT_PARAM { .kind = PARAM_FLAG, .keyword = "no-wait" }

/* How long it is waited for users to let go, or for a reset. */
#define TIMEOUT_PARAM { .kind = PARAM_NUMBER, .keyword = "timeout", .value = "SECONDS", \
			.max = SECONDS_MAX }

/* The same in milliseconds: both words are those of the command line, or NULL. */
int dev_timeout(const char *no_wait, const char *seconds);

/* What a subdevice must be, else nothing is done. */
struct condition {
	struct subdev_condition said;
	uint64_t generation;
};

/* Both words are those of the command line, or NULL. */
void condition_init(struct condition *condition, const char *if_generation, const char *owner);

/*
 * The verbs, what must hold of their words, when they are more than one request,
 * and that request.
 */
int dev_show(struct tool *tool, const struct args *args);
bool dev_show_is_more(const struct args *args);
int dev_show_submit(struct tool *tool, const struct args *args, const struct receiver *receiver);
extern const struct param dev_create_params[];
int dev_create(struct tool *tool, const struct args *args);
bool dev_create_check(const struct args *args, struct complaint *why);
bool dev_create_is_more(const struct args *args);
int dev_create_submit(struct tool *tool, const struct args *args, const struct receiver *receiver);
extern const struct param dev_set_params[];
int dev_set(struct tool *tool, const struct args *args);
bool dev_set_check(const struct args *args, struct complaint *why);
int dev_set_submit(struct tool *tool, const struct args *args, const struct receiver *receiver);
int dev_activate(struct tool *tool, const struct args *args);
int dev_activate_submit(struct tool *tool, const struct args *args,
			const struct receiver *receiver);
int dev_renew(struct tool *tool, const struct args *args);
int dev_renew_submit(struct tool *tool, const struct args *args, const struct receiver *receiver);
extern const struct param dev_delete_params[];
int dev_delete(struct tool *tool, const struct args *args);
bool dev_delete_check(const struct args *args, struct complaint *why);
bool dev_delete_is_more(const struct args *args);
int dev_delete_submit(struct tool *tool, const struct args *args, const struct receiver *receiver);
/* Is it to be waited for until the subdevice is gone? */
bool dev_delete_waits(const struct args *args);

/*
 * What dev create asks for, and how many of it; what it says of a lease must hold
 * without COMMAND.
 */
int dev_create_new(struct tool *tool, const struct args *args, struct subdev_dev_create **out);
uint32_t dev_create_count(const struct args *args);
bool dev_create_is_dry(const struct args *args);

/* Print the one subdevice that a command is about, or all of them, and let them go. */
int dev_print(struct tool *tool, struct subdev_dev *dev);
int dev_print_list(struct tool *tool, struct subdev_dev_list *list);
/* Print so many that follow each other. Return: as output_end(). */
int dev_print_some(struct tool *tool, const struct subdev_dev_list *list,
		   struct subdev_dev **next, size_t count);

#endif /* SUBDEVCTL_DEV_H */
