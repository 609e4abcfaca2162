// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ranges of a contiguous resource. What is taken is drawn: a dot is a free
 * cell, a letter one of an owner's. Each owner has two ranges, as a resize
 * needs them: the first is drawn as a small letter, the second as a capital.
 * The code under test is compiled in.
 */
#include <kunit/test.h>
#include <linux/ctype.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "../../kernel/core/range.c"

#define OWNERS		26
#define CELLS_MAX	256

/**
 * struct board - ranges that can be drawn
 * @test: the test
 * @seed: of the random numbers, 0 without
 * @step: number of operations so far
 * @ranges: the ranges
 * @owned: two of each owner
 * @cells: the capacity in cells
 * @unit: the size of a cell
 * @picture: see board_paint()
 */
struct board {
	struct kunit *test;
	u32 seed;
	unsigned int step;
	struct subdev_ranges ranges;
	struct subdev_range owned[OWNERS][2];
	unsigned int cells;
	u64 unit;
	char picture[CELLS_MAX + 1];
};

#define BOARD_ASSERT(b, condition)					\
	KUNIT_ASSERT_TRUE_MSG((b)->test, condition,			\
			      "seed %u, operation %u: %s", (b)->seed,	\
			      (b)->step, (b)->picture)

static struct board *board_new(struct kunit *test, unsigned int cells, u64 unit)
{
	struct board *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, b);
	KUNIT_ASSERT_LE(test, cells, CELLS_MAX);
	b->test = test;
	b->cells = cells;
	b->unit = unit;
	subdev_ranges_init(&b->ranges, cells * unit);
	return b;
}

static struct subdev_range *board_range(struct board *b, char letter)
{
	return &b->owned[tolower(letter) - 'a'][!!isupper(letter)];
}

/*
 * What is drawn
 */

static unsigned int picture_run(const char *picture)
{
	return strspn(picture, ".");
}

static char board_letter(const struct board *b,
			 const struct subdev_range *range)
{
	unsigned int i = range - &b->owned[0][0];

	return (i % 2 ? 'A' : 'a') + i / 2;
}

static void board_paint_range(struct board *b, const struct subdev_range *range)
{
	u64 first = div64_u64(range->start, b->unit);
	u64 num = div64_u64(range->size, b->unit);

	BOARD_ASSERT(b, first * b->unit == range->start);
	BOARD_ASSERT(b, num * b->unit == range->size);
	BOARD_ASSERT(b, first <= b->cells && num <= b->cells - first);
	BOARD_ASSERT(b, picture_run(b->picture + first) >= num);
	memset(b->picture + first, board_letter(b, range), num);
}

/* Draws what is in the tree, where no two may overlap. */
static void board_paint(struct board *b)
{
	struct rb_node *node = &b->ranges.head.node;

	memset(b->picture, '.', b->cells);
	while ((node = rb_next(node)))
		board_paint_range(b, to_range(node));
}

static unsigned int picture_largest(const char *picture)
{
	unsigned int largest = 0;

	for (; *picture; picture++)
		largest = max(largest, picture_run(picture));
	return largest;
}

static unsigned int picture_fit(const char *picture, unsigned int size)
{
	unsigned int fit = 0;

	for (; *picture; picture++) {
		unsigned int run = picture_run(picture);

		fit += run / size;
		if (run)
			picture += run - 1;
	}
	return fit;
}

/*
 * What must hold of a tree
 */

static u64 tree_max_gap(const struct rb_node *node)
{
	u64 max_gap = to_range(node)->gap;

	if (node->rb_left)
		max_gap = max(max_gap, to_range(node->rb_left)->max_gap);
	if (node->rb_right)
		max_gap = max(max_gap, to_range(node->rb_right)->max_gap);
	return max_gap;
}

/* Whether each range knows the gap behind it and the largest below it. */
static bool tree_valid(const struct subdev_ranges *ranges, u64 capacity)
{
	const struct rb_node *node = rb_first(&ranges->root);
	const struct rb_node *next;

	if (node != &ranges->head.node || ranges->head.start ||
	    ranges->head.size)
		return false;
	for (; node; node = next) {
		const struct subdev_range *range = to_range(node);
		u64 end;

		next = rb_next(node);
		end = next ? to_range(next)->start : capacity;
		if ((node != &ranges->head.node && !range->size) ||
		    range->start > end || range->size > end - range->start ||
		    range->gap != end - range->start - range->size ||
		    range->max_gap != tree_max_gap(node))
			return false;
	}
	return true;
}

/* The tree, and what is told of it, against what has been drawn of it. */
static void board_check_fit(struct board *b, unsigned int size)
{
	BOARD_ASSERT(b, subdev_ranges_fit(&b->ranges, size * b->unit) ==
			picture_fit(b->picture, size));
}

static void board_check(struct board *b)
{
	BOARD_ASSERT(b, tree_valid(&b->ranges, b->cells * b->unit));
	BOARD_ASSERT(b, subdev_ranges_largest(&b->ranges) ==
			picture_largest(b->picture) * b->unit);
	BOARD_ASSERT(b, subdev_ranges_empty(&b->ranges) ==
			(picture_run(b->picture) == b->cells));
	board_check_fit(b, 1);
	board_check_fit(b, 2);
	board_check_fit(b, 3);
	board_check_fit(b, 7);
	board_check_fit(b, b->cells);
}

static void board_expect(struct board *b, const char *picture)
{
	board_paint(b);
	KUNIT_ASSERT_STREQ(b->test, b->picture, picture);
	board_check(b);
}

/*
 * Cases that are drawn
 */

/* Each range and each gap is taken in turn, then the gaps are given back. */
static struct board *board_draw(struct kunit *test, const char *picture)
{
	struct board *b = board_new(test, strlen(picture), 1);
	struct subdev_range gaps[16] = {};
	unsigned int i = 0, num = 0;

	while (picture[i]) {
		bool gap = picture[i] == '.';
		struct subdev_range *range;
		unsigned int size = 1;

		while (picture[i + size] == picture[i])
			size++;
		KUNIT_ASSERT_LT(test, num, ARRAY_SIZE(gaps));
		range = gap ? &gaps[num++] : board_range(b, picture[i]);
		KUNIT_ASSERT_TRUE(test, subdev_range_take(&b->ranges, range, size));
		KUNIT_ASSERT_EQ(test, range->start, i);
		i += size;
	}
	while (num--)
		subdev_range_give(&b->ranges, &gaps[num]);
	board_expect(b, picture);
	return b;
}

static void expect_take(struct board *b, char letter, u64 size,
			const char *picture)
{
	KUNIT_EXPECT_TRUE(b->test, subdev_range_take(&b->ranges,
						     board_range(b, letter),
						     size));
	board_expect(b, picture);
}

static void expect_no_take(struct board *b, u64 size)
{
	struct subdev_range range = {};
	char before[CELLS_MAX + 1];

	strscpy(before, b->picture);
	KUNIT_EXPECT_FALSE(b->test, subdev_range_take(&b->ranges, &range, size));
	board_expect(b, before);
}

static void expect_give(struct board *b, char letter, const char *picture)
{
	subdev_range_give(&b->ranges, board_range(b, letter));
	KUNIT_EXPECT_EQ(b->test, board_range(b, letter)->size, 0);
	board_expect(b, picture);
}

static void range_first_fit(struct kunit *test)
{
	struct board *b = board_draw(test, "aaa..bb.cc...");

	KUNIT_EXPECT_EQ(test, subdev_ranges_largest(&b->ranges), 3);
	KUNIT_EXPECT_EQ(test, subdev_ranges_fit(&b->ranges, 1), 6);
	KUNIT_EXPECT_EQ(test, subdev_ranges_fit(&b->ranges, 2), 2);
	expect_no_take(b, 4);
	expect_take(b, 'd', 1, "aaad.bb.cc...");
	expect_take(b, 'e', 2, "aaad.bb.ccee.");
	expect_take(b, 'f', 1, "aaadfbb.ccee.");
	expect_no_take(b, 2);
	expect_take(b, 'g', 1, "aaadfbbgccee.");
	expect_take(b, 'h', 1, "aaadfbbgcceeh");
	expect_no_take(b, 1);
	expect_give(b, 'c', "aaadfbbg..eeh");
	expect_take(b, 'i', 1, "aaadfbbgi.eeh");
}

static void range_exact_fit(struct kunit *test)
{
	struct board *b = board_draw(test, "aabbcc");

	expect_no_take(b, 1);
	expect_give(b, 'b', "aa..cc");
	expect_no_take(b, 3);
	expect_take(b, 'd', 2, "aaddcc");
	expect_give(b, 'a', "..ddcc");
	expect_give(b, 'c', "..dd..");
	expect_give(b, 'd', "......");
	expect_no_take(b, 7);
	expect_take(b, 'e', 6, "eeeeee");
	expect_no_take(b, 1);
	expect_give(b, 'e', "......");
}

/* What is not held can be given back, time and again. */
static void range_give_nothing(struct kunit *test)
{
	struct board *b = board_draw(test, "a.b");

	subdev_range_give(&b->ranges, NULL);
	board_expect(b, "a.b");
	expect_give(b, 'c', "a.b");
	expect_give(b, 'a', "..b");
	expect_give(b, 'a', "..b");
	expect_take(b, 'a', 2, "aab");
}

static void range_capacity_one(struct kunit *test)
{
	struct board *b = board_draw(test, ".");

	expect_no_take(b, 2);
	expect_no_take(b, U64_MAX);
	expect_take(b, 'a', 1, "a");
	expect_no_take(b, 1);
	expect_give(b, 'a', ".");
	expect_take(b, 'b', 1, "b");
}

/* The letters of a picture in the order of number @n. */
static void permute(const char *picture, char *letters, unsigned int n)
{
	unsigned int i, num = 0;

	for (i = 0; picture[i]; i++) {
		unsigned int at;

		if (picture[i] == '.' || picture[i] == picture[i + 1])
			continue;
		at = n % (num + 1);
		n /= num + 1;
		memmove(letters + at + 1, letters + at, num++ - at);
		letters[at] = picture[i];
	}
	letters[num] = '\0';
}

static void range_give_in_every_order(struct kunit *test)
{
	static const char * const pictures[] = {
		"aabcccdddde", "..a.bb..c.ddd.e.",
	};
	const unsigned int orders = 1 * 2 * 3 * 4 * 5;
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(pictures); i++) {
		for (n = 0; n < orders; n++) {
			struct board *b = board_draw(test, pictures[i]);
			char left[CELLS_MAX + 1], letters[OWNERS + 1], *letter;

			permute(pictures[i], letters, n);
			KUNIT_ASSERT_EQ(test, strlen(letters), 5);
			strscpy(left, pictures[i]);
			for (letter = letters; *letter; letter++) {
				strreplace(left, *letter, '.');
				expect_give(b, *letter, left);
			}
			KUNIT_EXPECT_TRUE(test, subdev_ranges_empty(&b->ranges));
			kunit_kfree(test, b);
		}
	}
}

/*
 * Changes of a size
 */

/*
 * The owner o is to hold @size: what is drawn before, while it is reserved and
 * after; only before, if it is refused.
 */
struct resize {
	const char *before;
	u64 size;
	bool may_move;
	const char *reserved;
	const char *after;
};

#define STAYS	false
#define MOVES	true

static const struct resize resizes[] = {
	/* where it is */
	{ "a..oooo..b", 4, STAYS, "a..OOOO..b", "a..OOOO..b" },
	{ "a..oooo..b", 1, STAYS, "a..OOOO..b", "a..O.....b" },
	{ "a..oooo..b", 3, MOVES, "a..OOOO..b", "a..OOO...b" },
	{ "a..oooo..b", 5, STAYS, "a..OOOOO.b", "a..OOOOO.b" },
	{ "a..oooo..b", 6, STAYS, "a..OOOOOOb", "a..OOOOOOb" },
	{ "a..oooo..b", 6, MOVES, "a..OOOOOOb", "a..OOOOOOb" },
	{ "....aoo.b", 3, MOVES, "....aOOOb", "....aOOOb" },
	{ "aoo..", 4, STAYS, "aOOOO", "aOOOO" },
	{ "oo", 1, STAYS, "OO", "O." },
	{ "a..oooo..b", 7, STAYS },
	{ "....aoob....", 3, STAYS },
	{ "oo", 3, STAYS },
	/* to the left, over what it has */
	{ "a..oooo..b", 7, MOVES, "aOOOOOOO.b", "aOOOOOOO.b" },
	{ "a..oooo..b", 8, MOVES, "aOOOOOOOOb", "aOOOOOOOOb" },
	{ "a...oob", 4, MOVES, "aOOOOOb", "aOOOO.b" },
	{ "a...oob", 5, MOVES, "aOOOOOb", "aOOOOOb" },
	{ "..oo", 3, MOVES, "OOOO", "OOO." },
	{ "..oo", 4, MOVES, "OOOO", "OOOO" },
	{ "a..oooo..b", 9, MOVES },
	{ "a...oob", 6, MOVES },
	{ "..oo", 5, MOVES },
	{ "..oo", U64_MAX, MOVES },
	/* apart */
	{ "a...oob", 3, MOVES, "aOOOoob", "aOOO..b" },
	{ "...aoob", 3, MOVES, "OOOaoob", "OOOa..b" },
	{ "....aoob....", 3, MOVES, "OOO.aoob....", "OOO.a..b...." },
	{ "aoob...", 3, MOVES, "aoobOOO", "a..bOOO" },
	{ "aoob...", 4, MOVES },
	{ ".aoob.", 3, MOVES },
	/* from nothing and to nothing */
	{ "a..b", 1, STAYS, "aO.b", "aO.b" },
	{ "a..b", 2, STAYS, "aOOb", "aOOb" },
	{ "a..b.", 3, MOVES },
	{ "aoob", 0, STAYS, "aoob", "a..b" },
	{ "o", 0, MOVES, "o", "." },
	{ "a.b", 0, STAYS, "a.b", "a.b" },
};

/* Where the new range begins: at the first capital of what is drawn after. */
static u64 resize_start(const struct resize *r)
{
	const char *start = strchr(r->after, 'O');

	return start ? start - r->after : 0;
}

/* The largest run is what a resize gets, and it gets no more. */
static void expect_run(struct kunit *test, const char *picture, u64 stays,
		       u64 moves)
{
	struct board *b = board_draw(test, picture);
	struct subdev_range *old = board_range(b, 'o');

	KUNIT_EXPECT_EQ_MSG(test, subdev_range_run(&b->ranges, old, STAYS),
			    stays, "%s", picture);
	KUNIT_EXPECT_EQ_MSG(test, subdev_range_run(&b->ranges, old, MOVES),
			    moves, "%s", picture);
	board_expect(b, picture);
}

static void range_run(struct kunit *test)
{
	struct board *b = board_draw(test, "a..b...");

	expect_run(test, "a..oooo..b", 6, 8);
	expect_run(test, "..oo", 2, 4);
	expect_run(test, "aoob", 2, 2);
	expect_run(test, "aoob.", 2, 2);
	expect_run(test, "aoob...", 2, 3);
	expect_run(test, "....aoob", 2, 4);
	expect_run(test, "o", 1, 1);
	expect_run(test, "a..b...", 3, 3);
	KUNIT_EXPECT_EQ(test, subdev_range_run(&b->ranges, NULL, STAYS), 3);
	KUNIT_EXPECT_EQ(test, subdev_range_run(&b->ranges, NULL, MOVES), 3);
}

static bool resize_try(struct board *b, const struct resize *r, u64 *start)
{
	return subdev_range_resize(&b->ranges, board_range(b, 'o'),
				   board_range(b, 'O'), r->size, r->may_move,
				   start);
}

static void expect_refused(struct kunit *test, const struct resize *r)
{
	struct board *b = board_draw(test, r->before);
	u64 start;

	KUNIT_EXPECT_FALSE(test, resize_try(b, r, &start));
	board_expect(b, r->before);
	KUNIT_EXPECT_EQ(test, board_range(b, 'O')->size, 0);
}

static struct board *expect_reserved(struct kunit *test, const struct resize *r,
				     u64 *start)
{
	struct board *b = board_draw(test, r->before);

	KUNIT_EXPECT_TRUE(test, resize_try(b, r, start));
	KUNIT_EXPECT_EQ(test, *start, resize_start(r));
	board_expect(b, r->reserved);
	return b;
}

static void range_resize_commit(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(resizes); i++) {
		const struct resize *r = &resizes[i];
		struct board *b;
		u64 start;

		if (!r->reserved) {
			expect_refused(test, r);
			continue;
		}
		b = expect_reserved(test, r, &start);
		subdev_range_commit(&b->ranges, board_range(b, 'o'),
				    board_range(b, 'O'), start, r->size);
		KUNIT_EXPECT_EQ(test, board_range(b, 'o')->size, 0);
		KUNIT_EXPECT_EQ(test, board_range(b, 'O')->size, r->size);
		board_expect(b, r->after);
	}
}

static void range_resize_undo(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(resizes); i++) {
		const struct resize *r = &resizes[i];
		struct subdev_range old;
		struct board *b;
		u64 start;

		if (!r->reserved)
			continue;
		old = *board_range(board_draw(test, r->before), 'o');
		b = expect_reserved(test, r, &start);
		subdev_range_undo(&b->ranges, board_range(b, 'o'),
				  board_range(b, 'O'), old.start, old.size);
		KUNIT_EXPECT_EQ(test, board_range(b, 'o')->size, old.size);
		KUNIT_EXPECT_EQ(test, board_range(b, 'O')->size, 0);
		board_expect(b, r->before);
	}
}

/* What only loses its end needs no reservation. */
static void range_commit_alone(struct kunit *test)
{
	struct board *b = board_draw(test, "a.ooo.b");

	subdev_range_commit(&b->ranges, board_range(b, 'o'),
			    board_range(b, 'O'), 2, 2);
	board_expect(b, "a.OO..b");
	subdev_range_commit(&b->ranges, board_range(b, 'O'),
			    board_range(b, 'o'), 2, 2);
	board_expect(b, "a.oo..b");
	subdev_range_commit(&b->ranges, board_range(b, 'o'),
			    board_range(b, 'O'), 2, 0);
	board_expect(b, "a.....b");
}

/* A reservation is nobody else's, until it is undone. */
static void range_two_resizes(struct kunit *test)
{
	struct board *b = board_draw(test, "aa..bb..");
	u64 a, c;

	KUNIT_EXPECT_TRUE(test, subdev_range_resize(&b->ranges,
						    board_range(b, 'a'),
						    board_range(b, 'A'), 4,
						    true, &a));
	board_expect(b, "AAAAbb..");
	KUNIT_EXPECT_FALSE(test, subdev_range_resize(&b->ranges,
						     board_range(b, 'b'),
						     board_range(b, 'B'), 5,
						     true, &c));
	board_expect(b, "AAAAbb..");
	KUNIT_EXPECT_TRUE(test, subdev_range_resize(&b->ranges,
						    board_range(b, 'b'),
						    board_range(b, 'B'), 3,
						    true, &c));
	board_expect(b, "AAAABBB.");
	subdev_range_undo(&b->ranges, board_range(b, 'a'), board_range(b, 'A'),
			  0, 2);
	board_expect(b, "aa..BBB.");
	expect_take(b, 'd', 2, "aaddBBB.");
	subdev_range_commit(&b->ranges, board_range(b, 'b'),
			    board_range(b, 'B'), c, 3);
	board_expect(b, "aaddBBB.");
}

/* All of 64 bits, where a careless sum is 0. */
static void range_capacity_max(struct kunit *test)
{
	const u64 half = 1ULL << 63;
	struct subdev_range a = {}, b = {}, c = {};
	struct subdev_ranges ranges;
	u64 start;

#define EXPECT_LARGEST(largest) do {					\
	KUNIT_EXPECT_TRUE(test, tree_valid(&ranges, U64_MAX));		\
	KUNIT_EXPECT_EQ(test, subdev_ranges_largest(&ranges), largest);	\
} while (0)

	subdev_ranges_init(&ranges, U64_MAX);
	EXPECT_LARGEST(U64_MAX);
	KUNIT_EXPECT_EQ(test, subdev_ranges_fit(&ranges, 1), U64_MAX);
	KUNIT_EXPECT_EQ(test, subdev_ranges_fit(&ranges, half), 1);
	KUNIT_EXPECT_EQ(test, subdev_ranges_fit(&ranges, U64_MAX), 1);

	KUNIT_EXPECT_TRUE(test, subdev_range_take(&ranges, &a, U64_MAX));
	EXPECT_LARGEST(0);
	KUNIT_EXPECT_FALSE(test, subdev_range_take(&ranges, &b, 1));
	subdev_range_give(&ranges, &a);
	EXPECT_LARGEST(U64_MAX);

	KUNIT_EXPECT_TRUE(test, subdev_range_take(&ranges, &a, half));
	EXPECT_LARGEST(half - 1);
	KUNIT_EXPECT_FALSE(test, subdev_range_take(&ranges, &b, half));
	KUNIT_EXPECT_TRUE(test, subdev_range_take(&ranges, &b, half - 1));
	KUNIT_EXPECT_EQ(test, b.start, half);
	EXPECT_LARGEST(0);

	subdev_range_commit(&ranges, &a, &c, 0, 5);
	EXPECT_LARGEST(half - 5);
	KUNIT_EXPECT_FALSE(test, subdev_range_resize(&ranges, &b, &a,
						     U64_MAX - 4, true,
						     &start));
	EXPECT_LARGEST(half - 5);
	KUNIT_EXPECT_TRUE(test, subdev_range_resize(&ranges, &b, &a,
						    U64_MAX - 6, true, &start));
	KUNIT_EXPECT_EQ(test, start, 5);
	EXPECT_LARGEST(0);
	subdev_range_commit(&ranges, &b, &a, start, U64_MAX - 6);
	EXPECT_LARGEST(1);
	KUNIT_EXPECT_TRUE(test, subdev_range_take(&ranges, &b, 1));
	KUNIT_EXPECT_EQ(test, b.start, U64_MAX - 1);
	EXPECT_LARGEST(0);
#undef EXPECT_LARGEST
}

/*
 * At random, against a picture that is kept by hand
 */

/**
 * struct owner - what the model knows of an owner, in cells
 * @held: which of its ranges has what it holds
 * @start: where that begins
 * @size: how much that is, 0 for nothing
 * @pending: whether it has a reservation
 * @none: whether this was made with no range to hold nothing
 * @new_start: where what is reserved begins
 * @new_size: how much that is
 */
struct owner {
	unsigned int held;
	unsigned int start;
	unsigned int size;
	bool pending;
	bool none;
	unsigned int new_start;
	unsigned int new_size;
};

/**
 * struct model - what a board must be like
 * @b: the board
 * @rnd: the random numbers
 * @picture: of small letters
 * @owners: all of them
 * @refused: how many operations had no room
 * @moved: how many changes of a size led elsewhere
 */
struct model {
	struct board *b;
	struct rnd_state rnd;
	char picture[CELLS_MAX + 1];
	struct owner owners[OWNERS];
	unsigned int refused;
	unsigned int moved;
};

static unsigned int below(struct model *m, unsigned int limit)
{
	return prandom_u32_state(&m->rnd) % limit;
}

/* Small ones, to have many of them, and some that hardly fit. */
static unsigned int random_size(struct model *m)
{
	return 1 + below(m, below(m, 4) ? 8 : m->b->cells / 2);
}

static void model_paint(struct model *m, unsigned int start, unsigned int size,
			char letter)
{
	memset(m->picture + start, letter, size);
}

/* Whether all of a part is free or of one letter. */
static bool model_has(const struct model *m, unsigned int start,
		      unsigned int size, char letter)
{
	unsigned int i;

	if (start + size > m->b->cells)
		return false;
	for (i = start; i < start + size; i++)
		if (m->picture[i] != '.' && m->picture[i] != letter)
			return false;
	return true;
}

/* Where the first part begins that is free or of one letter, or -1. */
static int model_first(const struct model *m, unsigned int size, char letter)
{
	unsigned int i;

	for (i = 0; i < m->b->cells; i++)
		if (model_has(m, i, size, letter))
			return i;
	return -1;
}

/* Where a part of another size is to begin, or -1. */
static int model_resize(const struct model *m, const struct owner *o,
			char letter, unsigned int size, bool may_move)
{
	if (!size)
		return 0;
	if (!o->size)
		return model_first(m, size, '.');
	if (model_has(m, o->start, size, letter))
		return o->start;
	return may_move ? model_first(m, size, letter) : -1;
}

static struct subdev_range *owner_range(struct model *m, const struct owner *o,
					bool other)
{
	return &m->b->owned[o - m->owners][o->held ^ other];
}

/* The range that is held before a change; of nothing at times none at all. */
static struct subdev_range *owner_old(struct model *m, const struct owner *o)
{
	return o->none ? NULL : owner_range(m, o, false);
}

/* The model's owner comes to hold this instead of all that it had. */
static void model_hold(struct model *m, struct owner *o, unsigned int start,
		       unsigned int size)
{
	char letter = 'a' + (o - m->owners);

	strreplace(m->picture, letter, '.');
	model_paint(m, start, size, letter);
	o->start = start;
	o->size = size;
	o->pending = false;
}

static void random_take(struct model *m, struct owner *o)
{
	struct subdev_range *range = owner_range(m, o, false);
	unsigned int size = random_size(m);
	int want = model_first(m, size, '.');
	bool taken = subdev_range_take(&m->b->ranges, range, size * m->b->unit);

	BOARD_ASSERT(m->b, taken == (want >= 0));
	if (taken)
		model_hold(m, o, want, size);
	else
		m->refused++;
}

static void random_give(struct model *m, struct owner *o)
{
	subdev_range_give(&m->b->ranges, owner_range(m, o, false));
	model_hold(m, o, 0, 0);
}

static void random_resize(struct model *m, struct owner *o)
{
	unsigned int size = below(m, 8) ? random_size(m) : 0;
	char letter = 'a' + (o - m->owners);
	bool may_move = below(m, 2);
	int want = model_resize(m, o, letter, size, may_move);
	bool fits;
	u64 start;

	o->none = !o->size && below(m, 2);
	fits = subdev_range_resize(&m->b->ranges, owner_old(m, o),
				   owner_range(m, o, true), size * m->b->unit,
				   may_move, &start);
	BOARD_ASSERT(m->b, fits == (want >= 0));
	if (!fits) {
		m->refused++;
		return;
	}
	BOARD_ASSERT(m->b, start == want * m->b->unit);
	model_paint(m, want, size, letter);
	o->pending = true;
	o->new_start = want;
	o->new_size = size;
	m->moved += size && o->size && o->new_start != o->start;
}

static void random_commit(struct model *m, struct owner *o)
{
	u64 unit = m->b->unit;

	subdev_range_commit(&m->b->ranges, owner_old(m, o),
			    owner_range(m, o, true), o->new_start * unit,
			    o->new_size * unit);
	BOARD_ASSERT(m->b, !owner_range(m, o, false)->size);
	o->held ^= 1;
	model_hold(m, o, o->new_start, o->new_size);
}

static void random_undo(struct model *m, struct owner *o)
{
	u64 unit = m->b->unit;

	subdev_range_undo(&m->b->ranges, owner_old(m, o),
			  owner_range(m, o, true), o->start * unit,
			  o->size * unit);
	BOARD_ASSERT(m->b, !owner_range(m, o, true)->size);
	model_hold(m, o, o->start, o->size);
}

/* A commit without a reservation. */
static void random_shrink(struct model *m, struct owner *o)
{
	o->none = false;
	o->new_start = o->start;
	o->new_size = below(m, o->size + 1);
	random_commit(m, o);
}

static void random_operation(struct model *m)
{
	struct owner *o = &m->owners[below(m, OWNERS)];
	unsigned int what = below(m, 8);

	if (o->pending)
		(what < 4 ? random_commit : random_undo)(m, o);
	else if (!o->size && what < 5)
		random_take(m, o);
	else if (o->size && what < 2)
		random_give(m, o);
	else if (o->size && what == 2)
		random_shrink(m, o);
	else
		random_resize(m, o);
}

/* The largest size that one owner could get. */
static unsigned int model_run(const struct model *m, const struct owner *o,
			      bool may_move)
{
	char picture[CELLS_MAX + 1];

	strscpy(picture, m->picture);
	strreplace(picture, 'a' + (o - m->owners), '.');
	return may_move || !o->size ? picture_largest(picture) :
				      picture_run(picture + o->start);
}

static void random_look(struct model *m)
{
	const struct owner *o = &m->owners[below(m, OWNERS)];
	struct subdev_range *old = owner_range(m, o, false);
	bool may_move = below(m, 2);

	if (o->pending)
		return;
	if (!o->size && below(m, 2))
		old = NULL;
	BOARD_ASSERT(m->b, subdev_range_run(&m->b->ranges, old, may_move) ==
			   model_run(m, o, may_move) * m->b->unit);
}

static void model_compare(struct model *m)
{
	struct board *b = m->b;
	unsigned int i, other = 0;

	board_paint(b);
	for (i = 0; i < b->cells; i++)
		other += tolower(b->picture[i]) != m->picture[i];
	BOARD_ASSERT(b, !other);
	for (i = 0; i < OWNERS; i++) {
		struct owner *o = &m->owners[i];
		struct subdev_range *held = owner_range(m, o, false);

		if (o->pending)
			continue;
		BOARD_ASSERT(b, held->size == o->size * b->unit);
		BOARD_ASSERT(b, !o->size || held->start == o->start * b->unit);
	}
	board_check(b);
	board_check_fit(b, random_size(m));
}

static void random_run(struct kunit *test, struct model *m, u32 seed,
		       unsigned int operations)
{
	unsigned int i;

	prandom_seed_state(&m->rnd, seed);
	m->b->seed = seed;
	model_paint(m, 0, m->b->cells, '.');
	for (i = 0; i < operations; i++) {
		m->b->step = i;
		random_operation(m);
		model_compare(m);
		random_look(m);
	}
	/* It was a test: much was full, and there were places to move to. */
	KUNIT_EXPECT_GT(test, m->refused, operations / 20);
	KUNIT_EXPECT_GT(test, m->moved, operations / 100);
	for (i = 0; i < OWNERS; i++) {
		if (m->owners[i].pending)
			random_undo(m, &m->owners[i]);
		random_give(m, &m->owners[i]);
		model_compare(m);
	}
	KUNIT_EXPECT_TRUE(test, subdev_ranges_empty(&m->b->ranges));
}

/* 100,000 operations in all, in cells of 1 and in such as fill 64 bits. */
static void range_random(struct kunit *test)
{
	static const unsigned int cells[] = { 64, 100, 128, 255, 256 };
	u32 seed = 1;
	unsigned int i, large;

	for (i = 0; i < ARRAY_SIZE(cells); i++) {
		for (large = 0; large < 2; large++) {
			u64 unit = large ? div_u64(U64_MAX, cells[i]) : 1;
			struct model *m;

			m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, m);
			m->b = board_new(test, cells[i], unit);
			random_run(test, m, seed++, 10000);
		}
	}
}

static struct kunit_case range_cases[] = {
	KUNIT_CASE(range_first_fit),
	KUNIT_CASE(range_exact_fit),
	KUNIT_CASE(range_give_nothing),
	KUNIT_CASE(range_capacity_one),
	KUNIT_CASE(range_give_in_every_order),
	KUNIT_CASE(range_resize_commit),
	KUNIT_CASE(range_resize_undo),
	KUNIT_CASE(range_run),
	KUNIT_CASE(range_commit_alone),
	KUNIT_CASE(range_two_resizes),
	KUNIT_CASE(range_capacity_max),
	KUNIT_CASE_SLOW(range_random),
	{}
};

static struct kunit_suite range_suite = {
	.name = "subdev_range",
	.test_cases = range_cases,
};

kunit_test_suite(range_suite);

MODULE_DESCRIPTION("KUnit tests of the ranges of contiguous resources");
MODULE_LICENSE("GPL");
