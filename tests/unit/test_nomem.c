// SPDX-License-Identifier: GPL-2.0-only
/*
 * No memory: each allocation of each operation fails once. The operation says
 * so, leaves nothing behind, and works when there is memory again.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json.h>
#include <netlink/msg.h>

#include "asks.h"
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
/* The linker believes that libraries, which have these, call the wrapped ones too. */
#define VISIBLE __attribute__((visibility("default")))
struct nl_msg *__real_nlmsg_alloc(void);
VISIBLE struct nl_msg *__wrap_nlmsg_alloc(void);
int __real_nlmsg_expand(struct nl_msg *msg, size_t size);
VISIBLE int __wrap_nlmsg_expand(struct nl_msg *msg, size_t size);
struct json_tokener *__real_json_tokener_new_ex(int depth);
VISIBLE struct json_tokener *__wrap_json_tokener_new_ex(int depth);
struct json_object *__real_json_tokener_parse_ex(struct json_tokener *tok, const char *text,
						 int len);
VISIBLE struct json_object *__wrap_json_tokener_parse_ex(struct json_tokener *tok,
							 const char *text, int len);
FILE *__real_open_memstream(char **text, size_t *len);
FILE *__wrap_open_memstream(char **text, size_t *len);
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

struct nl_msg *__wrap_nlmsg_alloc(void)
{
	return fails() ? NULL : __real_nlmsg_alloc();
}

int __wrap_nlmsg_expand(struct nl_msg *msg, size_t size)
{
	return fails() ? -NLE_NOMEM : __real_nlmsg_expand(msg, size);
}

struct json_tokener *__wrap_json_tokener_new_ex(int depth)
{
	return fails() ? NULL : __real_json_tokener_new_ex(depth);
}

/* Without memory for an object json-c gives none, and has no error for it. */
struct json_object *__wrap_json_tokener_parse_ex(struct json_tokener *tok, const char *text,
						 int len)
{
	return fails() ? NULL : __real_json_tokener_parse_ex(tok, text, len);
}

FILE *__wrap_open_memstream(char **text, size_t *len)
{
	return fails() ? NULL : __real_open_memstream(text, len);
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

static int do_activate(struct subdev_ctx *ctx)
{
	return subdev_dev_activate(ctx, "7", NULL);
}

/* A request that outgrows what libnl begins with. */
static int do_long(struct subdev_ctx *ctx)
{
	struct subdev_dev_set *set;
	int err = subdev_dev_set_new(ctx, "nic0", &set);

	if (err)
		return err;
	for (unsigned int i = 0; i < 500 && !err; i++)
		err = subdev_dev_set_resource(set, "channel", i);
	if (!err)
		err = subdev_dev_set_run(set, NULL);
	subdev_dev_set_free(set);
	return err;
}

static int do_json(struct subdev_ctx *ctx)
{
	struct subdev_manifest_list *list;
	char *text;
	int err = subdev_manifest_dump(ctx, "2", "my-nic", &list);

	if (err)
		return err;
	err = subdev_manifest_list_to_json(ctx, list, &text);
	subdev_manifest_list_unref(list);
	if (err)
		return err;
	err = subdev_manifest_list_from_json(ctx, text, strlen(text), &list);
	free(text);
	if (!err)
		subdev_manifest_list_unref(list);
	return err;
}

static int do_deactivate(struct subdev_ctx *ctx)
{
	return subdev_dev_deactivate(ctx, "7", SUBDEV_WAIT_FOREVER, NULL);
}

static int do_delete(struct subdev_ctx *ctx)
{
	const uint64_t generation = 5;
	const struct subdev_delete_options options = {
		.force = true, .if_generation = &generation, .owner = "agent",
	};

	return subdev_dev_delete(ctx, "8", &options, SUBDEV_WAIT_FOREVER);
}

/* Keeps the first thing that goes wrong. */
static void take_code(struct subdev_ctx *ctx, const struct subdev_answer *answer, void *data)
{
	int *err = data;

	(void)ctx;
	if (!*err)
		*err = subdev_answer_get_code(answer);
}

static int do_batch(struct subdev_ctx *ctx)
{
	struct subdev_batch *batch;
	int told = 0, err = subdev_batch_new(ctx, true, &batch);

	if (err)
		return err;
	err = subdev_dev_get_submit(batch, "7", take_code, &told);
	if (!err)
		err = subdev_dev_activate_submit(batch, "4294967295", take_code, &told);
	if (!err)
		err = subdev_batch_run(batch);
	assert_true(err || !told);
	subdev_batch_free(batch);
	return err;
}

static int do_event(struct subdev_ctx *ctx)
{
	struct subdev_events *events;
	struct subdev_event *event;
	int err;

	err = subdev_events_open(ctx, &events);
	if (err)
		return err;
	err = ask_set(ctx);
	if (!err)
		err = subdev_events_read(events, &event);
	if (!err)
		subdev_event_unref(event);
	subdev_events_close(events);
	return err;
}

static int do_filter(struct subdev_ctx *ctx)
{
	struct subdev_filter *filter;
	struct subdev_events *events;
	int err;

	err = subdev_filter_new(ctx, &filter);
	if (err)
		return err;
	err = subdev_filter_set_parent(filter, "pci/0000:00:04.0");
	if (!err)
		err = subdev_filter_add_kind(filter, SUBDEV_EVENT_KIND_DEV_ADD);
	if (!err)
		err = subdev_events_open_filtered(ctx, filter, &events);
	if (!err)
		subdev_events_close(events);
	subdev_filter_free(filter);
	return err;
}

static int do_return(struct subdev_ctx *ctx)
{
	return subdev_pool_return(ctx, "gpu0", NULL, SUBDEV_WAIT_FOREVER, NULL);
}

static int do_pool_delete(struct subdev_ctx *ctx)
{
	return subdev_pool_delete(ctx, "lead", NULL, SUBDEV_WAIT_FOREVER);
}

/* One with nothing ready, until it is waited for. */
static void waited_for(struct fake *fake)
{
	struct host *host = fake->data;

	host->room = 1;
	host_fill(host, host_find_pool(host, "lead"));
}

static int do_pull_wait(struct subdev_ctx *ctx)
{
	struct subdev_pool_pull *pull;
	struct subdev_dev *dev;
	int err = subdev_pool_pull_new(ctx, "lead", &pull);

	if (err)
		return err;
	err = subdev_pool_pull_run(pull, SUBDEV_WAIT_FOREVER, &dev);
	if (!err)
		subdev_dev_unref(dev);
	subdev_pool_pull_free(pull);
	return err;
}

/* One that is answered by more than the usual buffer holds. */
static int do_large(struct subdev_ctx *ctx)
{
	struct subdev_transaction *transaction;
	struct subdev_dev_create *create;
	int err = subdev_transaction_new(ctx, &transaction);

	if (err)
		return err;
	subdev_transaction_set_whole(transaction, true);
	err = subdev_dev_create_new(ctx, &create);
	if (!err) {
		err = subdev_transaction_add_create(transaction, create, 10);
		subdev_dev_create_free(create);
	}
	if (!err)
		err = subdev_transaction_run(transaction, NULL);
	subdev_transaction_free(transaction);
	return err;
}

static const struct {
	const char *name;
	ask_fn operation;
} cases[] = {
	{ "ctx", do_ctx },
	{ "parent", ask_parent },
	{ "parents", ask_parents },
	{ "type", ask_type },
	{ "types", ask_types },
	{ "holders", ask_holders },
	{ "models", ask_models },
	{ "params", ask_params },
	{ "dev", ask_dev },
	{ "devs", ask_devs },
	{ "create", ask_create },
	{ "try", ask_try },
	{ "set", ask_set },
	{ "renew", ask_renew },
	{ "cordon", ask_cordon },
	{ "limits", ask_limits },
	{ "limit", ask_limit },
	{ "long", do_long },
	{ "activate", do_activate },
	{ "deactivate", do_deactivate },
	{ "delete", do_delete },
	{ "batch", do_batch },
	{ "event", do_event },
	{ "filter", do_filter },
	{ "pool", ask_pool },
	{ "pools", ask_pools },
	{ "pool-create", ask_pool_create },
	{ "pool-set", ask_pool_set },
	{ "pool-push", ask_pool_push },
	{ "pool-pull", ask_pool_pull },
	{ "pull-wait", do_pull_wait },
	{ "return", do_return },
	{ "pool-delete", do_pool_delete },
	{ "transaction", ask_transaction },
	{ "large", do_large },
	{ "dev-stats", ask_dev_stats },
	{ "pool-stats", ask_pool_stats },
	{ "parent-stats", ask_parent_stats },
	{ "manifest", ask_manifest },
	{ "manifests", ask_manifests },
	{ "check", ask_check },
	{ "negotiate", ask_negotiate },
	{ "json", do_json },
};

/* Return: whether the allocation number @nth of operation @i was there to fail. */
static bool run_once(size_t i, unsigned int nth)
{
	struct host *host = test_calloc(1, sizeof(*host));
	struct subdev_ctx *ctx;
	bool failed;
	int err;

	host_init(host);
	host_add_pools(host);
	host->room = 4;
	host->fake.waits = waited_for;
	ctx = fake_ctx(&host->fake);
	fail_in = nth;
	err = cases[i].operation(ctx);
	failed = !fail_in;
	fail_in = 0;
	if (err != (failed ? -ENOMEM : 0))
		fail_msg("%s, allocation %u: %d", cases[i].name, nth, err);
	subdev_ctx_unref(ctx);
	host_finish(host);
	test_free(host);
	return failed;
}

static void test_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned int nth = 1;

		while (run_once(i, nth))
			nth++;
		/* some allocation there must have been */
		assert_true(nth > 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests_name("nomem", tests, NULL, NULL);
}
