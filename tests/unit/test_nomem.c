// SPDX-License-Identifier: GPL-2.0-only
/*
 * No memory: each allocation of each operation fails once. The operation says
 * so, leaves nothing behind, and works when there is memory again.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness.h"
#include "host.h"

/* Counts down to the allocation that fails; 0: none does. */
static unsigned int fail_in;

static bool fails(void)
{
	return fail_in && !--fail_in;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
int __wrap_asprintf(char **out, const char *fmt, ...);
int __wrap___asprintf_chk(char **out, int flag, const char *fmt, ...);

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

__attribute__((format(printf, 2, 3)))
int __wrap_asprintf(char **out, const char *fmt, ...)
{
	va_list args;
	int n;

	if (fails())
		return -1;
	va_start(args, fmt);
	n = vasprintf(out, fmt, args);
	va_end(args);
	return n;
}

/* As the fortified headers call it. */
__attribute__((format(printf, 3, 4)))
int __wrap___asprintf_chk(char **out, int flag, const char *fmt, ...)
{
	va_list args;
	int n;

	(void)flag;
	if (fails())
		return -1;
	va_start(args, fmt);
	n = vasprintf(out, fmt, args);
	va_end(args);
	return n;
}

static int do_ctx(struct subdev_ctx *ctx)
{
	struct subdev_ctx *other;
	int err = subdev_ctx_new(&other);

	(void)ctx;
	if (!err)
		subdev_ctx_unref(other);
	return err;
}

static int do_parents(struct subdev_ctx *ctx)
{
	struct subdev_parent_list *list;
	struct subdev_parent *parent;
	int err;

	err = subdev_parent_get(ctx, "1", &parent);
	if (err)
		return err;
	subdev_parent_unref(parent);
	err = subdev_parent_dump(ctx, &list);
	if (!err)
		subdev_parent_list_unref(list);
	return err;
}

static int do_types(struct subdev_ctx *ctx)
{
	struct subdev_type_list *list;
	struct subdev_type *type;
	int err;

	err = subdev_type_get(ctx, "1", "serial-1", &type);
	if (err)
		return err;
	subdev_type_unref(type);
	err = subdev_type_dump(ctx, NULL, &list);
	if (!err)
		subdev_type_list_unref(list);
	return err;
}

static int do_devs(struct subdev_ctx *ctx)
{
	struct subdev_dev_list *list;
	struct subdev_dev *dev;
	int err;

	err = subdev_dev_get(ctx, "7", &dev);
	if (err)
		return err;
	subdev_dev_unref(dev);
	err = subdev_dev_dump(ctx, NULL, &list);
	if (!err)
		subdev_dev_list_unref(list);
	return err;
}

static int do_create(struct subdev_ctx *ctx)
{
	struct subdev_dev_create *create;
	struct subdev_dev *dev;
	int err;

	err = subdev_dev_create_new(ctx, &create);
	if (err)
		return err;
	err = subdev_dev_create_run(create, &dev);
	if (!err)
		subdev_dev_unref(dev);
	subdev_dev_create_free(create);
	return err;
}

/* Set all that can be set. */
static int set(struct subdev_ctx *ctx)
{
	struct subdev_dev_set *request;
	int err = subdev_dev_set_new(ctx, "nic0", &request);

	if (err)
		return err;
	subdev_dev_set_version(request, 2);
	subdev_dev_set_if_generation(request, 4);
	err = subdev_dev_set_label(request, "a");
	if (!err)
		err = subdev_dev_set_param_bool(request, "rss", false);
	if (!err)
		err = subdev_dev_set_param_uint(request, "rx-filter-size", 32);
	if (!err)
		err = subdev_dev_set_param_string(request, "link", "up");
	if (!err)
		err = subdev_dev_set_resource(request, "channel", 8);
	if (!err)
		err = subdev_dev_set_run(request, NULL);
	subdev_dev_set_free(request);
	return err;
}

static int do_change(struct subdev_ctx *ctx)
{
	int err = set(ctx);

	return err ? err : subdev_dev_activate(ctx, "7", NULL);
}

static int do_deactivate(struct subdev_ctx *ctx)
{
	return subdev_dev_deactivate(ctx, "7", SUBDEV_WAIT_FOREVER, NULL);
}

static int do_delete(struct subdev_ctx *ctx)
{
	return subdev_dev_delete(ctx, "7", false, NULL, SUBDEV_WAIT_FOREVER);
}

static int do_event(struct subdev_ctx *ctx)
{
	struct subdev_events *events;
	struct subdev_event *event;
	int err;

	err = subdev_events_open(ctx, &events);
	if (err)
		return err;
	err = set(ctx);
	if (!err)
		err = subdev_events_read(events, &event);
	if (!err)
		subdev_event_unref(event);
	subdev_events_close(events);
	return err;
}

/* Return: whether the allocation number @nth of the operation was there to fail. */
static bool run_once(int (*operation)(struct subdev_ctx *ctx), unsigned int nth)
{
	struct host *host = test_calloc(1, sizeof(*host));
	struct subdev_ctx *ctx;
	bool failed;
	int err;

	host_init(host);
	ctx = fake_ctx(&host->fake);
	fail_in = nth;
	err = operation(ctx);
	failed = !fail_in;
	fail_in = 0;
	assert_int_equal(err, failed ? -ENOMEM : 0);
	subdev_ctx_unref(ctx);
	host_finish(host);
	test_free(host);
	return failed;
}

static void run(int (*operation)(struct subdev_ctx *ctx))
{
	unsigned int nth = 1;

	while (run_once(operation, nth))
		nth++;
	/* some allocation there must have been */
	assert_true(nth > 2);
}

static void test_ctx(void **state)
{
	(void)state;
	run(do_ctx);
}

static void test_parents(void **state)
{
	(void)state;
	run(do_parents);
}

static void test_types(void **state)
{
	(void)state;
	run(do_types);
}

static void test_devs(void **state)
{
	(void)state;
	run(do_devs);
}

static void test_create(void **state)
{
	(void)state;
	run(do_create);
}

static void test_change(void **state)
{
	(void)state;
	run(do_change);
}

static void test_deactivate(void **state)
{
	(void)state;
	run(do_deactivate);
}

static void test_delete(void **state)
{
	(void)state;
	run(do_delete);
}

static void test_event(void **state)
{
	(void)state;
	run(do_event);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ctx),
		cmocka_unit_test(test_parents),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_devs),
		cmocka_unit_test(test_create),
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_deactivate),
		cmocka_unit_test(test_delete),
		cmocka_unit_test(test_event),
	};

	return cmocka_run_group_tests_name("nomem", tests, NULL, NULL);
}
