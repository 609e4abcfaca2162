/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One allocation that fails, the Nth from now on of this thread, by /proc/self/fail-nth. fault.sh has chosen which allocations can
 * fail.
 */
#ifndef TESTS_FAULT_NTH_H
#define TESTS_FAULT_NTH_H

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim_tap.h"

/* More allocations than anything makes: past it something does not come to its end. */
#define LIMIT 2000

static int nth_fd;

/* Whether the fault of the last try has happened. */
static TAP_UNUSED bool hit;

static TAP_UNUSED void nth_open(void)
{
	nth_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (nth_fd < 0) {
		perror("fail-nth");
		exit(1);
	}
}

static TAP_UNUSED void nth_set(unsigned int nth)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", nth);
	if (pwrite(nth_fd, text, strlen(text), 0) < 0) {
		perror("fail-nth");
		exit(1);
	}
}

/* Whether the fault has happened; none is pending after it. */
static TAP_UNUSED bool nth_hit(void)
{
	char text[16] = "";

	if (pread(nth_fd, text, sizeof(text) - 1, 0) < 0) {
		perror("fail-nth");
		exit(1);
	}
	nth_set(0);
	return !atoi(text);
}

#endif /* TESTS_FAULT_NTH_H */
