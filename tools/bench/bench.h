/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the benchmarks share: contestants that do the same work, round by round, one after the other, so that what disturbs the
 * machine disturbs all of them. A program prints one line for each contestant:
 *
 *   sample WORK WHO EXISTING UNIT VALUE...	a value for each round, in the order of the rounds
 *
 * BENCH_ROUNDS in the environment says how many rounds, BENCH_SHORT that each is a quarter as long, and BENCH_ONLY names the one
 * contestant that is let in, for a profile of it.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>

struct contestant {
	const char *name;
	/* How often a round does the work, or how much work it is: time is told by one of these. */
	unsigned int count;
	/* Does it @count times: seconds, without those for what is not to be measured. */
	double (*round)(unsigned int count);
};

#define BENCH_CONTESTANTS	8

/* Seconds, from any point on. */
double bench_now(void);
unsigned int bench_rounds(void);
/* @count, or a quarter of it. */
unsigned int bench_count(unsigned int count);
/* A prerequisite that is not there: says so and ends the program. */
__attribute__((format(printf, 1, 2), noreturn)) void bench_die(const char *format, ...);
/* The same unless @err is 0; a negative errno. */
void bench_check(int err, const char *what);

/* Lets @n contestants compete, with one round before that does not count, and prints nanoseconds. */
void bench_run(const char *work, unsigned int existing, const struct contestant *contestants, unsigned int n);
/* Prints values that were measured otherwise. */
void bench_tell(const char *work, const char *who, unsigned int existing, const char *unit, const double *values, unsigned int n);

#endif /* BENCH_H */
