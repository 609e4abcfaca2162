// SPDX-License-Identifier: GPL-2.0-only
#include "bench.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS_MAX	64
/* For so long a run is silent, in seconds; one measurement can take longer. */
#define SILENCE		5

double bench_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

unsigned int bench_rounds(void)
{
	const char *text = getenv("BENCH_ROUNDS");
	unsigned int rounds = text ? strtoul(text, NULL, 10) : 9;

	return rounds && rounds <= ROUNDS_MAX ? rounds : 9;
}

unsigned int bench_count(unsigned int count)
{
	return getenv("BENCH_SHORT") && count >= 4 ? count / 4 : count;
}

void bench_die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

void bench_check(int err, const char *what)
{
	if (err < 0)
		bench_die("%s: %s", what, strerror(-err));
}

void bench_tell(const char *work, const char *who, unsigned int existing, const char *unit, const double *values, unsigned int n)
{
	unsigned int i;

	printf("sample %s %s %u %s", work, who, existing, unit);
	for (i = 0; i < n; i++)
		printf(" %.3f", values[i]);
	printf("\n");
	fflush(stdout);
}

static double measure(const struct contestant *c, unsigned int count)
{
	double seconds = c->round(count ?: 1);

	if (!(seconds > 0))
		bench_die("%s: no time has passed", c->name);
	return seconds * 1e9 / (count ?: 1);
}

/* Says what is begun now, on standard error, if nothing was said for a while. */
static void progress(const char *work, const char *who, unsigned int round, unsigned int rounds, double *last)
{
	double now = bench_now();

	if (now - *last < SILENCE)
		return;
	*last = now;
	fprintf(stderr, "bench:        %s, %s, round %u of %u\n", work, who, round, rounds);
}

/* Each round begins with another contestant, and every other one goes backwards: none is always behind the same other. */
void bench_run(const char *work, unsigned int existing, const struct contestant *contestants, unsigned int n)
{
	static double values[BENCH_CONTESTANTS][ROUNDS_MAX];
	unsigned int rounds = bench_rounds(), round, i;
	const char *only = getenv("BENCH_ONLY");
	double last = bench_now();

	if (n > BENCH_CONTESTANTS)
		bench_die("%s: too many contestants", work);
	for (i = 0; only && i < n; i++) {
		if (!strcmp(contestants[i].name, only)) {
			contestants += i;
			n = 1;
		}
	}
	for (i = 0; i < n; i++) {
		progress(work, contestants[i].name, 0, rounds, &last);
		measure(&contestants[i], contestants[i].count);
	}
	for (round = 0; round < rounds; round++) {
		for (i = 0; i < n; i++) {
			unsigned int who = (round + (round % 2 ? n - i : i)) % n;

			progress(work, contestants[who].name, round + 1, rounds, &last);
			values[who][round] = measure(&contestants[who], contestants[who].count);
		}
	}
	for (i = 0; i < n; i++)
		bench_tell(work, contestants[i].name, existing, "ns", values[i], rounds);
}
