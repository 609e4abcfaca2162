// SPDX-License-Identifier: GPL-2.0-only
/* Two threads with a context each do not meet: run it under TSan or helgrind. */
#include <errno.h>
#include <pthread.h>

#include "harness.h"
#include "host.h"

#define ROUNDS 5

struct worker {
	pthread_t thread;
	struct host host;
	struct subdev_ctx *ctx;
	unsigned int failures;
};

static void check(struct worker *w, bool good)
{
	w->failures += !good;
}

static void round_of(struct worker *w)
{
	struct subdev_dev_create *create;
	struct subdev_events *events;
	struct subdev_dev_list *list;
	struct subdev_event *event;
	struct subdev_dev *dev;

	check(w, !subdev_events_open(w->ctx, &events));
	check(w, !subdev_dev_create_new(w->ctx, &create));
	check(w, !subdev_dev_create_run(create, &dev));
	subdev_dev_create_free(create);
	check(w, !subdev_dev_dump(w->ctx, NULL, NULL, NULL, &list));
	subdev_dev_list_unref(list);
	check(w, subdev_dev_get(w->ctx, "no-such", &dev) == -ENODEV);
	check(w, !subdev_dev_delete(w->ctx, subdev_dev_get_uuid_str(dev), NULL,
				    SUBDEV_WAIT_FOREVER));
	subdev_dev_unref(dev);
	check(w, !subdev_events_read(events, &event));
	subdev_event_unref(event);
	subdev_events_close(events);
}

static void *work(void *data)
{
	struct worker *w = data;

	w->ctx = fake_ctx(&w->host.fake);
	for (int i = 0; i < ROUNDS; i++)
		round_of(w);
	subdev_ctx_unref(w->ctx);
	return NULL;
}

static void test_two_threads(void **state)
{
	struct worker *workers = test_calloc(2, sizeof(*workers));

	(void)state;
	for (int i = 0; i < 2; i++) {
		host_init(&workers[i].host);
		assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(workers[i].thread, NULL);
		assert_int_equal(workers[i].failures, 0);
		host_finish(&workers[i].host);
	}
	test_free(workers);
}

/* The same on the way to the real kernel, as far as that goes without the module. */
static void *work_really(void *data)
{
	struct worker *w = data;
	struct subdev_dev_list *list;
	struct subdev_ctx *ctx;

	for (int i = 0; i < ROUNDS; i++) {
		check(w, !subdev_ctx_new(&ctx));
		if (!subdev_dev_dump(ctx, NULL, NULL, NULL, &list))
			subdev_dev_list_unref(list);
		else
			check(w, subdev_error_get_code(ctx) == -EPROTONOSUPPORT);
		subdev_ctx_unref(ctx);
	}
	return NULL;
}

static void test_two_sockets(void **state)
{
	struct worker *workers = test_calloc(2, sizeof(*workers));

	(void)state;
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&workers[i].thread, NULL, work_really,
						&workers[i]), 0);
	for (int i = 0; i < 2; i++) {
		pthread_join(workers[i].thread, NULL);
		assert_int_equal(workers[i].failures, 0);
	}
	test_free(workers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_threads),
		cmocka_unit_test(test_two_sockets),
	};

	return cmocka_run_group_tests_name("threads", tests, NULL, NULL);
}
