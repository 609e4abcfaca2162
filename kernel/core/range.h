/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ranges of a contiguous resource: which parts of 0 to its capacity are taken.
 *
 * Nothing here allocates memory, so nothing that gives back, trims or puts back
 * can fail. The owner of a struct subdev_ranges has the lock.
 */
#ifndef _SUBDEV_RANGE_H
#define _SUBDEV_RANGE_H

#include <linux/rbtree.h>
#include <linux/types.h>

/**
 * struct subdev_range - a part that is taken
 * @node: place in the tree, by @start
 * @start: where it begins
 * @size: how long it is, at least 1; 0 if it is not in the tree
 * @gap: what is free behind it, up to the next or to the end
 * @max_gap: the largest @gap at or below its place in the tree
 */
struct subdev_range {
	struct rb_node node;
	u64 start;
	u64 size;
	u64 gap;
	u64 max_gap;
};

/**
 * struct subdev_ranges - what is taken of 0 to a capacity
 * @root: the tree
 * @head: a range of size 0 at 0, so that each gap is behind a range
 */
struct subdev_ranges {
	struct rb_root root;
	struct subdev_range head;
};

void subdev_ranges_init(struct subdev_ranges *ranges, u64 capacity);
bool subdev_ranges_empty(const struct subdev_ranges *ranges);
u64 subdev_ranges_largest(const struct subdev_ranges *ranges);
u64 subdev_ranges_fit(const struct subdev_ranges *ranges, u64 size);
bool subdev_range_take(struct subdev_ranges *ranges, struct subdev_range *range,
		       u64 size);
void subdev_range_give(struct subdev_ranges *ranges, struct subdev_range *range);
bool subdev_range_resize(struct subdev_ranges *ranges, struct subdev_range *old,
			 struct subdev_range *new, u64 size, bool may_move,
			 u64 *start);
u64 subdev_range_run(const struct subdev_ranges *ranges,
		     const struct subdev_range *old, bool may_move);
void subdev_range_commit(struct subdev_ranges *ranges, struct subdev_range *old,
			 struct subdev_range *new, u64 start, u64 size);
void subdev_range_undo(struct subdev_ranges *ranges, struct subdev_range *old,
		       struct subdev_range *new, u64 start, u64 size);

#endif /* _SUBDEV_RANGE_H */
