/* SPDX-License-Identifier: GPL-2.0-only */
/* Points of a program that runs in a guest, on its console. */
#ifndef TESTS_GUEST_POINT_H
#define TESTS_GUEST_POINT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static int failed;

__attribute__((format(printf, 2, 3)))
static bool point(bool passed, const char *name, ...)
{
	va_list args;

	va_start(args, name);
	printf("%s - guest: ", passed ? "ok" : "not ok");
	vprintf(name, args);
	printf("\n");
	va_end(args);
	failed += !passed;
	return passed;
}

#endif /* TESTS_GUEST_POINT_H */
