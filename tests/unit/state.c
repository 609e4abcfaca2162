// SPDX-License-Identifier: GPL-2.0-only
/* A host and a context that talks to it, for each test. */
#include "harness.h"
#include "state.h"

int state_setup(void **state)
{
	struct state *s = test_calloc(1, sizeof(*s));

	*state = s;
	host_init(&s->host);
	s->ctx = fake_ctx(&s->host.fake);
	return 0;
}

int state_teardown(void **state)
{
	struct state *s = *state;

	subdev_ctx_unref(s->ctx);
	host_finish(&s->host);
	test_free(s);
	return 0;
}
