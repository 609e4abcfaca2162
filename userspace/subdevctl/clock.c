// SPDX-License-Identifier: GPL-2.0-only
/* The time, for those who wait. */
#include <time.h>

#include "clock.h"

int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}
