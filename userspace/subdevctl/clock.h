/* SPDX-License-Identifier: GPL-2.0-only */
/* The time, for those who wait. */
#ifndef SUBDEVCTL_CLOCK_H
#define SUBDEVCTL_CLOCK_H

#include <stdint.h>

/* Milliseconds that go on whatever is done to the time of day. */
int64_t now_ms(void);

#endif /* SUBDEVCTL_CLOCK_H */
