/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory for the objects of lists, which come together and mostly go together.
 * It is handed out one piece after the other from blocks. A block whose last
 * piece goes is kept for the next list: its pages are there already.
 */
#ifndef SUBDEV_ARENA_H
#define SUBDEV_ARENA_H

#include <stddef.h>

/* Memory is asked for in blocks of this many bytes. */
#define ARENA_BLOCK (64 * 1024)
/* Longer pieces are better asked for by themselves. */
#define ARENA_PIECE_MAX 4096
/* This much is kept of what is free, for 20,000 subdevices. */
#define ARENA_KEEPS (8 * 1024 * 1024)

struct arena;
struct block;

/* Return: NULL if there is no memory. */
struct arena *arena_new(void);
/* Its owner goes; pieces that are in use stay valid. NULL is passed over. */
void arena_close(struct arena *arena);

/*
 * Take a piece of at most ARENA_PIECE_MAX bytes, aligned for anything; it is not
 * cleared. @out: set to what it goes back to. Return: NULL if there is no memory.
 */
void *arena_take(struct arena *arena, size_t size, struct block **out);
/* Give back one piece of a block. */
void block_give(struct block *block);

#endif /* SUBDEV_ARENA_H */
