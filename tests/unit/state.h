/* SPDX-License-Identifier: GPL-2.0-only */
/* A host and a context that talks to it, for each test. */
#ifndef TEST_STATE_H
#define TEST_STATE_H

#include "host.h"

struct state {
	struct host host;
	struct subdev_ctx *ctx;
};

int state_setup(void **state);
int state_teardown(void **state);

#endif /* TEST_STATE_H */
