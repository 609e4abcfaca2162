// SPDX-License-Identifier: LGPL-2.1-or-later
/* Memory for the objects of lists. */
#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>

#include "arena.h"

#define SPARES_MAX (ARENA_KEEPS / ARENA_BLOCK)

struct block {
	struct arena *arena;
	struct block *next;	/* of those that are spare */
	unsigned int live;	/* pieces that are in use */
	size_t used;		/* bytes of data; 0 if no piece is */
	alignas(max_align_t) char data[];
};

#define BLOCK_DATA (ARENA_BLOCK - sizeof(struct block))

/* Goes with its owner or with its last block, whichever is later. */
struct arena {
	bool closed;
	unsigned int num_blocks;	/* all that there are */
	struct block *open;		/* the next pieces are of this one; NULL if there is none */
	struct block *spares;
	unsigned int num_spares;
};

struct arena *arena_new(void)
{
	return calloc(1, sizeof(struct arena));
}

static void block_free(struct block *block)
{
	block->arena->num_blocks--;
	free(block);
}

static void free_if_over(struct arena *arena)
{
	if (arena->closed && !arena->num_blocks)
		free(arena);
}

void arena_close(struct arena *arena)
{
	if (!arena)
		return;
	while (arena->spares) {
		struct block *block = arena->spares;

		arena->spares = block->next;
		block_free(block);
	}
	if (arena->open && !arena->open->live)
		block_free(arena->open);
	arena->open = NULL;
	arena->closed = true;
	free_if_over(arena);
}

/* The one before it has live pieces, or it would have room: the last of these ends it. */
static int open_next(struct arena *arena)
{
	struct block *block = arena->spares;

	if (block) {
		arena->spares = block->next;
		arena->num_spares--;
	} else {
		block = malloc(ARENA_BLOCK);
		if (!block)
			return -1;
		*block = (struct block){ .arena = arena };
		arena->num_blocks++;
	}
	arena->open = block;
	return 0;
}

void *arena_take(struct arena *arena, size_t size, struct block **out)
{
	struct block *block = arena->open;
	void *piece;

	size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	if (!block || BLOCK_DATA - block->used < size) {
		if (open_next(arena))
			return NULL;
		block = arena->open;
	}
	piece = block->data + block->used;
	block->used += size;
	block->live++;
	*out = block;
	return piece;
}

void block_give(struct block *block)
{
	struct arena *arena = block->arena;

	if (--block->live)
		return;
	block->used = 0;
	if (block == arena->open)
		return;
	if (!arena->closed && arena->num_spares < SPARES_MAX) {
		block->next = arena->spares;
		arena->spares = block;
		arena->num_spares++;
		return;
	}
	block_free(block);
	free_if_over(arena);
}
