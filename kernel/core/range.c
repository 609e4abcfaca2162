// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ranges of a contiguous resource: a tree by start, in which each range knows
 * the gap behind it and the largest gap below it. First fit, lowest start.
 */
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/rbtree_augmented.h>
#include <linux/string.h>

#include "range.h"

static u64 subdev_range_gap(struct subdev_range *range)
{
	return range->gap;
}

RB_DECLARE_CALLBACKS_MAX(static, subdev_range_augment, struct subdev_range,
			 node, u64, max_gap, subdev_range_gap)

static struct subdev_range *to_range(const struct rb_node *node)
{
	return rb_entry_safe(node, struct subdev_range, node);
}

static u64 subdev_range_end(const struct subdev_range *range)
{
	return range->start + range->size;
}

static void subdev_range_set_gap(struct subdev_range *range, u64 gap)
{
	range->gap = gap;
	subdev_range_augment_propagate(&range->node, NULL);
}

static u64 subdev_range_below(const struct rb_node *node)
{
	return node ? to_range(node)->max_gap : 0;
}

/**
 * subdev_ranges_init() - start with all free
 * @ranges: what to start with
 * @capacity: how much there is
 */
void subdev_ranges_init(struct subdev_ranges *ranges, u64 capacity)
{
	memset(ranges, 0, sizeof(*ranges));
	ranges->head.gap = capacity;
	ranges->head.max_gap = capacity;
	rb_link_node(&ranges->head.node, NULL, &ranges->root.rb_node);
	rb_insert_augmented(&ranges->head.node, &ranges->root,
			    &subdev_range_augment);
}

bool subdev_ranges_empty(const struct subdev_ranges *ranges)
{
	return !rb_next(&ranges->head.node);
}

/* The largest run that is free. */
u64 subdev_ranges_largest(const struct subdev_ranges *ranges)
{
	return subdev_range_below(ranges->root.rb_node);
}

/**
 * subdev_ranges_fit() - how many ranges of one size could be taken
 * @ranges: what is taken
 * @size: the size, at least 1
 *
 * Return: the number, a sum over the gaps.
 */
u64 subdev_ranges_fit(const struct subdev_ranges *ranges, u64 size)
{
	struct rb_node *node;
	u64 fit = 0;

	for (node = rb_first(&ranges->root); node; node = rb_next(node))
		fit += div64_u64(to_range(node)->gap, size);
	return fit;
}

/* The first range with a gap that is large enough behind it, or NULL. */
static struct subdev_range *subdev_range_first(struct subdev_ranges *ranges,
					       u64 size)
{
	struct rb_node *node = ranges->root.rb_node;

	if (subdev_range_below(node) < size)
		return NULL;
	for (;;) {
		if (subdev_range_below(node->rb_left) >= size) {
			node = node->rb_left;
			continue;
		}
		if (to_range(node)->gap >= size)
			return to_range(node);
		node = node->rb_right;
	}
}

/* Takes @size of the gap behind @prev, from @start on. */
static void subdev_range_link(struct subdev_ranges *ranges,
			      struct subdev_range *prev,
			      struct subdev_range *range, u64 start, u64 size)
{
	u64 end = subdev_range_end(prev) + prev->gap;
	struct rb_node **link = &prev->node.rb_right;
	struct rb_node *parent = &prev->node;

	while (*link) {
		parent = *link;
		link = &parent->rb_left;
	}
	range->start = start;
	range->size = size;
	range->gap = end - start - size;
	range->max_gap = range->gap;
	subdev_range_set_gap(prev, start - subdev_range_end(prev));
	rb_link_node(&range->node, parent, link);
	subdev_range_augment_propagate(parent, NULL);
	rb_insert_augmented(&range->node, &ranges->root, &subdev_range_augment);
}

/* The last range that begins at or before @start. */
static struct subdev_range *subdev_range_before(struct subdev_ranges *ranges,
						u64 start)
{
	struct rb_node *node = ranges->root.rb_node;
	struct subdev_range *found = &ranges->head;

	while (node) {
		struct subdev_range *range = to_range(node);

		/* The head begins at 0 as the first range may. */
		if (range == &ranges->head || range->start <= start) {
			if (range != &ranges->head)
				found = range;
			node = node->rb_right;
		} else {
			node = node->rb_left;
		}
	}
	return found;
}

/* Takes a part that is known to be free. */
static void subdev_range_put_back(struct subdev_ranges *ranges,
				  struct subdev_range *range, u64 start,
				  u64 size)
{
	subdev_range_link(ranges, subdev_range_before(ranges, start), range,
			  start, size);
}

/**
 * subdev_range_take() - take the first part that is large enough
 * @ranges: what is taken
 * @range: not in the tree; its start says what it got
 * @size: how much, at least 1
 *
 * Return: false if there is no such part.
 */
bool subdev_range_take(struct subdev_ranges *ranges, struct subdev_range *range,
		       u64 size)
{
	struct subdev_range *prev = subdev_range_first(ranges, size);

	if (!prev)
		return false;
	subdev_range_link(ranges, prev, range, subdev_range_end(prev), size);
	return true;
}

/**
 * subdev_range_give() - give a part back
 * @ranges: what is taken
 * @range: what to give back; nothing if it is NULL or its size is 0
 */
void subdev_range_give(struct subdev_ranges *ranges, struct subdev_range *range)
{
	struct subdev_range *prev;

	if (!range || !range->size)
		return;
	prev = to_range(rb_prev(&range->node));
	rb_erase_augmented(&range->node, &ranges->root, &subdev_range_augment);
	subdev_range_set_gap(prev, prev->gap + range->size + range->gap);
	range->size = 0;
}

/* Takes a part for @new that is to have both, while @old stands aside. */
static void subdev_range_cover(struct subdev_ranges *ranges,
			       struct subdev_range *old,
			       struct subdev_range *new, u64 start, u64 size)
{
	u64 from = min(old->start, start);
	u64 to = max(subdev_range_end(old), start + size);

	subdev_range_give(ranges, old);
	subdev_range_put_back(ranges, new, from, to - from);
}

/* As resize, in a place that can be another one. */
static bool subdev_range_move(struct subdev_ranges *ranges,
			      struct subdev_range *old,
			      struct subdev_range *new, u64 size, u64 *start)
{
	u64 old_start = old->start;
	u64 old_size = old->size;
	bool fits;

	subdev_range_give(ranges, old);
	fits = subdev_range_take(ranges, new, size);
	*start = new->start;
	if (!fits || new->start >= old_start + old_size ||
	    subdev_range_end(new) <= old_start) {
		subdev_range_put_back(ranges, old, old_start, old_size);
		return fits;
	}
	subdev_range_give(ranges, new);
	subdev_range_put_back(ranges, old, old_start, old_size);
	subdev_range_cover(ranges, old, new, *start, size);
	return true;
}

/**
 * subdev_range_resize() - reserve a part of another size in place of one
 * @ranges: what is taken
 * @old: what is held, NULL or of size 0 for nothing
 * @new: not in the tree, for what is to be held
 * @size: how much that is, 0 for nothing
 * @may_move: whether it can begin elsewhere
 * @start: where it would begin
 *
 * It stays where it is if it can. Until subdev_range_commit() or
 * subdev_range_undo() both what was held and what is to be held are taken:
 * where the two overlap @new has both.
 *
 * Return: false if it does not fit, with all as before.
 */
bool subdev_range_resize(struct subdev_ranges *ranges, struct subdev_range *old,
			 struct subdev_range *new, u64 size, bool may_move,
			 u64 *start)
{
	*start = 0;
	if (!size)
		return true;
	if (!old || !old->size) {
		if (!subdev_range_take(ranges, new, size))
			return false;
		*start = new->start;
		return true;
	}
	if (size <= old->size + old->gap) {
		*start = old->start;
		subdev_range_cover(ranges, old, new, *start, size);
		return true;
	}
	return may_move && subdev_range_move(ranges, old, new, size, start);
}

/**
 * subdev_range_run() - the largest run that one range could get
 * @ranges: what is taken
 * @old: what is held, NULL or of size 0 for nothing
 * @may_move: whether it can begin elsewhere
 *
 * Return: how much @old could be resized to.
 */
u64 subdev_range_run(const struct subdev_ranges *ranges,
		     const struct subdev_range *old, bool may_move)
{
	u64 run;

	if (!old || !old->size)
		return subdev_ranges_largest(ranges);
	run = old->size + old->gap;
	if (!may_move)
		return run;
	run += to_range(rb_prev(&old->node))->gap;
	return max(run, subdev_ranges_largest(ranges));
}

/**
 * subdev_range_commit() - hold what was reserved and give the rest back
 * @ranges: what is taken
 * @old: as in subdev_range_resize()
 * @new: as in subdev_range_resize()
 * @start: where it begins
 * @size: how much it is
 */
void subdev_range_commit(struct subdev_ranges *ranges, struct subdev_range *old,
			 struct subdev_range *new, u64 start, u64 size)
{
	subdev_range_give(ranges, old);
	subdev_range_give(ranges, new);
	if (size)
		subdev_range_put_back(ranges, new, start, size);
}

/**
 * subdev_range_undo() - hold what was held before
 * @ranges: what is taken
 * @old: as in subdev_range_resize()
 * @new: as in subdev_range_resize()
 * @start: where @old began
 * @size: how much it was
 */
void subdev_range_undo(struct subdev_ranges *ranges, struct subdev_range *old,
		       struct subdev_range *new, u64 start, u64 size)
{
	subdev_range_commit(ranges, new, old, start, size);
}
