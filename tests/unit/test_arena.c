// SPDX-License-Identifier: GPL-2.0-only
/* Memory for the objects of lists: whose it is, how long, and how much is kept. */
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "fake.h"
#include "harness.h"
#include "host.h"
#include "state.h"

#define PIECES 1000
#define SIZE 340

/* What is had of malloc(): this program and the library are linked with these in its place. */
void *__real_malloc(size_t size);
void __real_free(void *p);
void *__wrap_malloc(size_t size);
void __wrap_free(void *p);

static unsigned int mallocs, frees;

void *__wrap_malloc(size_t size)
{
	mallocs++;
	return __real_malloc(size);
}

void __wrap_free(void *p)
{
	frees += p != NULL;
	__real_free(p);
}

struct piece {
	unsigned char *data;
	struct block *block;
	size_t size;
};

static void take(struct arena *arena, size_t size, struct piece *p)
{
	p->size = size;
	p->data = arena_take(arena, size, &p->block);
	assert_non_null(p->data);
}

static void take_all(struct arena *arena, size_t size, struct piece *pieces, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		take(arena, size, &pieces[i]);
}

static void give_all(struct piece *pieces, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		block_give(pieces[i].block);
}

static void test_pieces(void **state)
{
	struct arena *arena = arena_new();
	struct piece pieces[PIECES];
	unsigned int i;
	size_t at;

	(void)state;
	assert_non_null(arena);
	for (i = 0; i < PIECES; i++) {
		take(arena, 1 + i * 37 % ARENA_PIECE_MAX, &pieces[i]);
		assert_int_equal((uintptr_t)pieces[i].data % alignof(max_align_t), 0);
		memset(pieces[i].data, i, pieces[i].size);
	}
	for (i = 0; i < PIECES; i++) {
		for (at = 0; at < pieces[i].size; at++)
			assert_int_equal(pieces[i].data[at], i & 0xff);
	}
	give_all(pieces, PIECES);
	arena_close(arena);
	arena_close(NULL);
}

/* What went is what comes: no memory is asked for a second time. */
static void test_again(void **state)
{
	struct arena *arena = arena_new();
	struct piece pieces[PIECES];
	unsigned int round, had;

	(void)state;
	take_all(arena, SIZE, pieces, PIECES);
	give_all(pieces, PIECES);
	had = mallocs;
	for (round = 0; round < 10; round++) {
		take_all(arena, SIZE, pieces, PIECES);
		give_all(pieces, PIECES);
	}
	assert_int_equal(mallocs, had);
	arena_close(arena);
}

/* One that stays keeps the block that it is in, and no other. */
static void test_one_stays(void **state)
{
	struct arena *arena = arena_new();
	struct piece pieces[PIECES], one;
	unsigned int had;

	(void)state;
	take(arena, SIZE, &one);
	memset(one.data, 0xa5, SIZE);
	had = mallocs;
	take_all(arena, SIZE, pieces, PIECES);
	had = mallocs - had;
	give_all(pieces, PIECES);
	for (unsigned int round = 0; round < 10; round++) {
		unsigned int before = mallocs;

		take_all(arena, SIZE, pieces, PIECES);
		give_all(pieces, PIECES);
		/* once one for the one that is not to be had */
		assert_in_range(mallocs - before, 0, !round);
	}
	assert_in_range(had, 3, PIECES);
	for (size_t at = 0; at < SIZE; at++)
		assert_int_equal(one.data[at], 0xa5);
	block_give(one.block);
	arena_close(arena);
}

/* Of much that was had at once, only so much is kept. */
static void test_bound(void **state)
{
	const unsigned int count = 2 * ARENA_KEEPS / ARENA_PIECE_MAX;
	struct piece *pieces = test_calloc(count, sizeof(*pieces));
	struct arena *arena = arena_new();
	unsigned int had = mallocs, freed;

	(void)state;
	take_all(arena, ARENA_PIECE_MAX, pieces, count);
	had = mallocs - had;
	freed = frees;
	give_all(pieces, count);
	freed = frees - freed;
	/* and the one that is being filled */
	assert_int_equal(had - freed, ARENA_KEEPS / ARENA_BLOCK + 1);
	arena_close(arena);
	test_free(pieces);
}

/* Who closes goes first: the last piece ends all. */
static void test_closed(void **state)
{
	struct arena *arena = arena_new();
	struct piece pieces[PIECES];
	unsigned int had = mallocs, freed = frees, i;

	(void)state;
	take_all(arena, SIZE, pieces, PIECES);
	had = mallocs - had;
	arena_close(arena);
	for (i = 0; i < PIECES; i++)
		memset(pieces[i].data, i, SIZE);
	give_all(pieces, PIECES);
	/* the arena itself too */
	assert_int_equal(frees - freed, had + 1);
}

/* Objects of a list of the library, which outlive it and their context. */
static void test_list(void **state)
{
	struct state *s = *state;
	struct subdev_dev_list *list;
	struct subdev_dev *dev, *kept = NULL;
	unsigned int count = 0;

	assert_int_equal(subdev_dev_dump(s->ctx, NULL, NULL, NULL, &list), 0);
	subdev_dev_list_foreach(list, dev) {
		if (subdev_dev_get_id(dev) == 21)
			kept = subdev_dev_ref(dev);
		count++;
	}
	assert_int_equal(count, ARRAY_SIZE(host_devs));
	assert_non_null(kept);
	s->ctx = subdev_ctx_unref(s->ctx);
	assert_string_equal(subdev_dev_get_label(subdev_dev_list_get_first(list)), "web0");
	subdev_dev_list_unref(list);
	assert_string_equal(subdev_dev_get_uuid_str(kept), "2b7e1516-28ae-4d2a-abf7-158809cf4f3c");
	assert_int_equal(subdev_dev_get_num_values(kept), 4);
	subdev_dev_unref(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_one_stays),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_closed),
		cmocka_unit_test_setup_teardown(test_list, state_setup, state_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
