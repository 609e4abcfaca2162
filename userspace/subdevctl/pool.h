/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands about pools share. */
#ifndef SUBDEVCTL_POOL_H
#define SUBDEVCTL_POOL_H

#include "verb.h"

/* The pool that a command is about. */
#define POOL_PARAM { .kind = PARAM_POOL, .value = "NAME", .required = true, .subject = true }

/*
 * The verbs, what must hold of their words, when they are more than one request,
 * and that request.
 */
int pool_show(struct tool *tool, const struct args *args);
bool pool_show_check(const struct args *args, struct complaint *why);
bool pool_show_is_more(const struct args *args);
int pool_show_submit(struct tool *tool, const struct args *args, const struct receiver *receiver);
extern const struct param pool_create_params[];
int pool_create(struct tool *tool, const struct args *args);
int pool_create_submit(struct tool *tool, const struct args *args,
		       const struct receiver *receiver);
extern const struct param pool_set_params[];
int pool_set(struct tool *tool, const struct args *args);
bool pool_set_check(const struct args *args, struct complaint *why);
int pool_set_submit(struct tool *tool, const struct args *args, const struct receiver *receiver);
extern const struct param pool_push_params[];
int pool_push(struct tool *tool, const struct args *args);
bool pool_push_check(const struct args *args, struct complaint *why);
bool pool_push_is_more(const struct args *args);
int pool_push_submit(struct tool *tool, const struct args *args, const struct receiver *receiver);
extern const struct param pool_pull_params[];
int pool_pull(struct tool *tool, const struct args *args);
bool pool_pull_check(const struct args *args, struct complaint *why);
bool pool_pull_is_more(const struct args *args);
int pool_pull_submit(struct tool *tool, const struct args *args, const struct receiver *receiver);
extern const struct param pool_return_params[];
int pool_return(struct tool *tool, const struct args *args);
bool pool_return_is_more(const struct args *args);
int pool_return_submit(struct tool *tool, const struct args *args,
		       const struct receiver *receiver);
int pool_delete(struct tool *tool, const struct args *args);
bool pool_delete_is_more(const struct args *args);
int pool_delete_submit(struct tool *tool, const struct args *args,
		       const struct receiver *receiver);

/* What pool pull asks for, how many of it, and whether it waits for them. */
int pool_pull_new(struct tool *tool, const struct args *args, struct subdev_pool_pull **out);
uint32_t pool_pull_count(const struct args *args);
bool pool_pull_waits(const struct args *args);

/* Put the fields of a pool; they are those of the columns. */
extern const struct column pool_columns[];
void pool_put(struct tool *tool, const struct subdev_pool *pool);
/* Print the one pool that a command is about, or what it has, and let it go. */
int pool_print(struct tool *tool, struct subdev_pool *pool);
int counts_print(struct tool *tool, struct subdev_pool_counts *counts);
/* The same fields as of a pool. */
void counts_put(struct output *out, const struct subdev_pool_counts *counts);

#endif /* SUBDEVCTL_POOL_H */
