/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What stands below the rows of a table. It is collected while the rows are made
 * and comes out with them, wrapped to the width of the terminal.
 */
#ifndef SUBDEVCTL_BELOW_H
#define SUBDEVCTL_BELOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct libscols_table;

/* Written for a blank at which a line is not broken. */
#define BELOW_TIE '\x1f'

struct below {
	FILE *file;
	char *text;
	size_t size;
	bool open;	/* the block of a row has begun */
};

bool below_init(struct below *below);
void below_free(struct below *below);

/*
 * Begin a line below @table's last row. One that @wraps is words, which may be
 * distributed over several lines. The line is what is then written to the file.
 */
int below_line(struct below *below, struct libscols_table *table, bool wraps);
/* No more lines below this row. */
void below_end(struct below *below);

/* Print @table, what is below its rows among them. */
int below_print(struct below *below, struct libscols_table *table);
/* A table as lines below the last row of another one. */
int below_table(struct below *below, struct libscols_table *table, struct libscols_table *inner);

#endif /* SUBDEVCTL_BELOW_H */
