// SPDX-License-Identifier: GPL-2.0-only
/* Batches: what is sent when, and whose answer is told when. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <netlink/attr.h>

#include "harness.h"
#include "sent.h"
#include "state.h"

#define TOLD_MAX 256

/* What the answers were, in the order in which they were told. */
struct told {
	unsigned int count;
	int codes[TOLD_MAX];
	uint32_t ids[TOLD_MAX];		/* 0: no subdevice */
	char text[64];			/* of the last */
};

static void take(struct subdev_ctx *ctx, const struct subdev_answer *answer, void *data)
{
	const struct subdev_dev *dev = subdev_answer_get_dev(answer);
	struct told *told = data;

	assert_true(told->count < TOLD_MAX);
	assert_int_equal(subdev_error_get_code(ctx), subdev_answer_get_code(answer));
	assert_int_equal(!dev, subdev_answer_get_code(answer) < 0);
	told->ids[told->count] = dev ? subdev_dev_get_id(dev) : 0;
	told->codes[told->count++] = subdev_answer_get_code(answer);
	snprintf(told->text, sizeof(told->text), "%s", subdev_error_get_text(ctx));
}

static struct subdev_batch *batch_new(struct state *s, bool go_on)
{
	struct subdev_batch *batch;
	struct subdev_dev *dev;

	/* so that the family is known */
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), 0);
	subdev_dev_unref(dev);
	s->host.fake.max_ahead = 0;
	assert_int_equal(subdev_batch_new(s->ctx, go_on, &batch), 0);
	return batch;
}

static int submit_create(struct subdev_batch *batch, struct subdev_ctx *ctx, const char *label,
			 struct told *told)
{
	struct subdev_dev_create *create;
	int err;

	assert_int_equal(subdev_dev_create_new(ctx, &create), 0);
	assert_int_equal(subdev_dev_create_set_parent(create, "1"), 0);
	assert_int_equal(subdev_dev_create_set_type(create, "serial-1"), 0);
	assert_int_equal(subdev_dev_create_set_label(create, label), 0);
	err = subdev_dev_create_submit(create, batch, take, told);
	subdev_dev_create_free(create);
	return err;
}

static int submit_set(struct subdev_batch *batch, struct subdev_ctx *ctx, const char *dev,
		      const char *label, struct told *told)
{
	struct subdev_dev_set *set;
	int err;

	assert_int_equal(subdev_dev_set_new(ctx, dev, &set), 0);
	assert_int_equal(subdev_dev_set_label(set, label), 0);
	err = subdev_dev_set_submit(set, batch, take, told);
	subdev_dev_set_free(set);
	return err;
}

/* All are sent before an answer is taken, and told in their order. */
static void test_ahead(void **state)
{
	static const uint32_t ids[] = { 9, 9, 8, 7, 0, 8 };
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, true);
	unsigned int before = s->host.fake.num_requests;
	struct told told = { 0 };

	assert_int_equal(submit_create(batch, s->ctx, "a", &told), 0);
	assert_int_equal(submit_set(batch, s->ctx, "a", "b", &told), 0);
	assert_int_equal(subdev_dev_get_submit(batch, "8", take, &told), 0);
	assert_int_equal(subdev_dev_deactivate_submit(batch, "7", take, &told), 0);
	assert_int_equal(subdev_dev_renew_submit(batch, "b", 1, NULL, take, &told), 0);
	assert_int_equal(subdev_dev_delete_submit(batch, "8", NULL, take, &told), 0);
	assert_int_equal(subdev_dev_activate_submit(batch, "7", NULL, NULL), 0);
	assert_int_equal(s->host.fake.num_requests, before);
	assert_int_equal(subdev_batch_run(batch), -EBUSY);
	assert_string_equal(subdev_error_get_text(s->ctx), "it has no lease for a time");
	assert_int_equal(s->host.fake.max_ahead, 7);
	assert_int_equal(told.count, ARRAY_SIZE(ids));
	assert_memory_equal(told.ids, ids, sizeof(ids));
	/* nothing is left to do */
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_int_equal(subdev_error_get_code(s->ctx), 0);
	assert_int_equal(s->host.fake.num_requests, before + 7);
	assert_int_equal(told.count, ARRAY_SIZE(ids));
	assert_null(subdev_batch_free(batch));
	assert_null(subdev_batch_free(NULL));
}

/* Each function sends what the one without _submit does. */
static void test_requests(void **state)
{
	static const uint64_t generation = 3;
	const struct subdev_delete_options options = {
		.force = true, .if_generation = &generation, .owner = "vm-1",
	};
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, false);
	struct fake *fake = &s->host.fake;
	struct told told = { 0 };

	submit_create(batch, s->ctx, "a", &told);
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_sent(fake, SUBDEV_CMD_DEV_CREATE, 3);
	submit_set(batch, s->ctx, "a", "b", &told);
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_sent(fake, SUBDEV_CMD_DEV_SET, 2);
	subdev_dev_get_submit(batch, "b", take, &told);
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_sent(fake, SUBDEV_CMD_DEV_GET, 1);
	subdev_dev_renew_submit(batch, "8", 30, NULL, take, &told);
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_sent(fake, SUBDEV_CMD_DEV_RENEW, 2);
	assert_sent_u32(fake, SUBDEV_A_DEV_TTL, 30);
	subdev_dev_deactivate_submit(batch, "7", take, &told);
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_sent(fake, SUBDEV_CMD_DEV_DEACTIVATE, 1);
	subdev_dev_activate_submit(batch, "7", take, &told);
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_sent(fake, SUBDEV_CMD_DEV_ACTIVATE, 1);
	subdev_dev_delete_submit(batch, "7", &options, take, &told);
	assert_int_equal(subdev_batch_run(batch), -ESTALE);
	assert_sent(fake, SUBDEV_CMD_DEV_DELETE, 4);
	assert_sent_u64(fake, SUBDEV_A_DEV_IF_GENERATION, generation);
	assert_sent_string(fake, SUBDEV_A_DEV_OWNER, "vm-1");
	subdev_batch_free(batch);
}

static void take_parent(struct subdev_ctx *ctx, const struct subdev_answer *answer, void *data)
{
	(void)ctx;
	assert_null(subdev_answer_get_dev(answer));
	assert_true(subdev_parent_is_cordoned(subdev_answer_get_parent(answer)));
	*(struct subdev_parent **)data = subdev_parent_ref(subdev_answer_get_parent(answer));
}

static void test_parent(void **state)
{
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, false);
	struct subdev_parent *parent;

	assert_int_equal(subdev_parent_set_cordon_submit(batch, "2", true, take_parent, &parent), 0);
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_PARENT_SET, 2);
	subdev_batch_free(batch);
	/* it can outlive its answer */
	assert_string_equal(subdev_parent_get_name(parent), "platform/sim.0");
	subdev_parent_unref(parent);
}

static void submit_gets(struct subdev_batch *batch, unsigned int count, struct told *told)
{
	for (unsigned int i = 0; i < count; i++)
		assert_int_equal(subdev_dev_get_submit(batch, i % 2 ? "8" : "7", take, told), 0);
}

/* No more at a time than there is room for the answers of. */
static unsigned int window_with(struct state *s, size_t room)
{
	struct subdev_batch *batch;
	struct told told = { 0 };

	s->host.fake.room = room;
	batch = batch_new(s, true);
	submit_gets(batch, 130, &told);
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_int_equal(told.count, 130);
	for (unsigned int i = 0; i < told.count; i++)
		assert_int_equal(told.ids[i], i % 2 ? 8 : 7);
	subdev_batch_free(batch);
	return s->host.fake.max_ahead;
}

static void test_window(void **state)
{
	assert_int_equal(window_with(*state, 0), 64);
}

static void test_wide_window(void **state)
{
	assert_int_equal(window_with(*state, 64 << 20), 64);
}

static void test_narrow_window(void **state)
{
	assert_int_equal(window_with(*state, 425984), 11);
}

static void test_no_window(void **state)
{
	assert_int_equal(window_with(*state, 2304), 1);
}

/* What is sent at a time is also not longer than a socket takes. */
static void test_long(void **state)
{
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, true);
	struct subdev_dev_set *set;
	struct told told = { 0 };

	assert_int_equal(subdev_dev_set_new(s->ctx, "nic0", &set), 0);
	for (unsigned int i = 0; i < 500; i++)
		assert_int_equal(subdev_dev_set_resource(set, "queue", i), 0);
	for (unsigned int i = 0; i < 40; i++)
		assert_int_equal(subdev_dev_set_submit(set, batch, take, &told), 0);
	subdev_dev_set_free(set);
	subdev_batch_run(batch);
	assert_int_equal(told.count, 40);
	assert_true(s->host.fake.max_ahead > 5 && s->host.fake.max_ahead < 20);
	subdev_batch_free(batch);
}

/* A change waits until all before it have succeeded. */
static void test_stop(void **state)
{
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, false);
	struct told told = { 0 };
	unsigned int before;

	assert_int_equal(submit_create(batch, s->ctx, "a", &told), 0);
	assert_int_equal(submit_set(batch, s->ctx, "none", "b", &told), 0);
	before = s->host.fake.num_requests;
	assert_int_equal(submit_create(batch, s->ctx, "c", &told), -ECANCELED);
	assert_int_equal(subdev_dev_get_submit(batch, "7", take, &told), -ECANCELED);
	assert_int_equal(subdev_batch_run(batch), -ENODEV);
	assert_string_equal(subdev_error_get_text(s->ctx), "no such subdevice");
	assert_int_equal(s->host.fake.num_requests, before + 1);
	assert_int_equal(s->host.fake.max_ahead, 1);
	assert_int_equal(told.count, 2);
	assert_int_equal(told.codes[0], 0);
	assert_int_equal(told.codes[1], -ENODEV);
	/* anew */
	assert_int_equal(submit_create(batch, s->ctx, "c", &told), 0);
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_int_equal(told.count, 3);
	subdev_batch_free(batch);
}

/* What only looks is sent with what is before it. */
static void test_stop_looks(void **state)
{
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, false);
	struct told told = { 0 };

	assert_int_equal(submit_set(batch, s->ctx, "7", "a", &told), 0);
	submit_gets(batch, 3, &told);
	assert_int_equal(subdev_dev_get_submit(batch, "none", take, &told), 0);
	submit_gets(batch, 3, &told);
	assert_int_equal(submit_set(batch, s->ctx, "7", "b", &told), -ECANCELED);
	assert_int_equal(subdev_batch_run(batch), -ENODEV);
	assert_int_equal(s->host.fake.max_ahead, 8);
	/* nothing is told of what stood behind the failure */
	assert_int_equal(told.count, 5);
	assert_int_equal(told.codes[4], -ENODEV);
	assert_string_equal(host_find(&s->host, 7)->label, "a");
	subdev_batch_free(batch);
}

static void test_go_on(void **state)
{
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, true);
	struct told told = { 0 };

	assert_int_equal(submit_set(batch, s->ctx, "none", "a", &told), 0);
	assert_int_equal(submit_set(batch, s->ctx, "7", "b", &told), 0);
	assert_int_equal(subdev_dev_renew_submit(batch, "7", 1, NULL, take, &told), 0);
	assert_int_equal(submit_set(batch, s->ctx, "b", "c", &told), 0);
	assert_int_equal(subdev_batch_run(batch), -ENODEV);
	assert_string_equal(subdev_error_get_text(s->ctx), "no such subdevice");
	assert_int_equal(told.count, 4);
	assert_int_equal(told.codes[2], -EBUSY);
	assert_int_equal(told.codes[3], 0);
	assert_string_equal(host_find(&s->host, 7)->label, "c");
	subdev_batch_free(batch);
}

/* What cannot be asked is not of the batch, whose requests go on. */
static void test_bad_request(void **state)
{
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, false);
	struct told told = { 0 };

	submit_gets(batch, 1, &told);
	assert_int_equal(subdev_dev_get_submit(batch, "7x", take, &told), -EINVAL);
	assert_int_equal(subdev_parent_set_cordon_submit(batch, "0", true, NULL, NULL), -ERANGE);
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_int_equal(told.count, 1);
	subdev_batch_free(batch);
}

static void test_forgotten(void **state)
{
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, true);
	unsigned int before = s->host.fake.num_requests;
	struct told told = { 0 };

	submit_gets(batch, 3, &told);
	subdev_batch_free(batch);
	assert_int_equal(s->host.fake.num_requests, before);
	assert_int_equal(told.count, 0);
}

static void take_busy(struct subdev_ctx *ctx, const struct subdev_answer *answer, void *data)
{
	struct subdev_batch *batch = data;
	struct subdev_dev *dev;

	(void)answer;
	assert_int_equal(subdev_dev_get_submit(batch, "7", NULL, NULL), -EBUSY);
	assert_int_equal(subdev_batch_run(batch), -EBUSY);
	/* but the context is free */
	assert_int_equal(subdev_dev_get(ctx, "8", &dev), 0);
	subdev_dev_unref(dev);
}

static void test_busy(void **state)
{
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, true);
	struct told told = { 0 };

	assert_int_equal(subdev_dev_get_submit(batch, "7", take_busy, batch), 0);
	submit_gets(batch, 1, &told);
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_int_equal(told.count, 1);
	subdev_batch_free(batch);
}

static void test_other_context(void **state)
{
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, true);
	struct subdev_ctx *other = fake_ctx(&s->host.fake);
	struct told told = { 0 };

	assert_int_equal(submit_create(batch, other, "a", &told), -EINVAL);
	assert_string_equal(subdev_error_get_text(other), "the batch is of another context");
	subdev_ctx_unref(other);
	subdev_batch_free(batch);
}

/* The second request is answered, then the connection breaks. */
static void handle_break(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct msg m;

	if (fake->ahead == 2)
		fake_send_err(socket, -ENOBUFS);
	msg_begin_genl(&m, fake->family, 0, 0, msg_cmd(request));
	host_put_dev(&m, &host_devs[0]);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

static void test_broken(void **state)
{
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, true);
	void (*handle)(struct fake *, struct fake_socket *, const struct msg *);
	struct told told = { 0 };

	handle = s->host.fake.handle;
	s->host.fake.handle = handle_break;
	submit_gets(batch, 3, &told);
	assert_int_equal(subdev_batch_run(batch), -ENOBUFS);
	assert_int_equal(told.count, 3);
	assert_int_equal(told.codes[0], 0);
	assert_int_equal(told.codes[1], -ENOBUFS);
	assert_int_equal(told.codes[2], -ENOBUFS);
	assert_string_equal(told.text, "cannot receive from the kernel");
	s->host.fake.handle = handle;
	/* the new one has not the room that the old one had */
	s->host.fake.room = 2304;
	s->host.fake.max_ahead = 0;
	submit_gets(batch, 1, &told);
	assert_int_equal(subdev_batch_run(batch), 0);
	submit_gets(batch, 2, &told);
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_int_equal(s->host.fake.max_ahead, 1);
	assert_int_equal(s->host.fake.opened, 2);
	s->host.fake.send_err = -ENOBUFS;
	submit_gets(batch, 2, &told);
	assert_int_equal(subdev_batch_run(batch), -ENOBUFS);
	assert_int_equal(told.count, 8);
	assert_string_equal(told.text, "cannot send to the kernel");
	subdev_batch_free(batch);
}

static int submit_lease(struct subdev_batch *batch, struct subdev_ctx *ctx, struct told *told)
{
	struct subdev_dev_create *create;
	int err;

	assert_int_equal(subdev_dev_create_new(ctx, &create), 0);
	subdev_dev_create_set_lease(create, SUBDEV_LEASE_KIND_SOCKET, 0);
	err = subdev_dev_create_submit(create, batch, take, told);
	subdev_dev_create_free(create);
	return err;
}

/* The connection that leases hang on is kept, also if it breaks in the same datagram. */
static void test_lease(void **state)
{
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, true);
	struct told told = { 0 };

	s->host.fake.handle = handle_break;
	assert_int_equal(submit_lease(batch, s->ctx, &told), 0);
	submit_gets(batch, 1, &told);
	assert_int_equal(subdev_batch_run(batch), -ENOBUFS);
	submit_gets(batch, 1, &told);
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_int_equal(s->host.fake.opened, 1);
	subdev_batch_free(batch);
}

/* The module was loaded again: if nothing was made, all is sent once more. */
static void test_family_again(void **state)
{
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, true);
	struct told told = { 0 };

	s->host.fake.family = FAKE_FAMILY + 1;
	submit_gets(batch, 3, &told);
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_int_equal(told.count, 3);
	s->host.fake.no_family = true;
	submit_gets(batch, 2, &told);
	assert_int_equal(subdev_batch_run(batch), -EPROTONOSUPPORT);
	assert_non_null(strstr(told.text, "load the module subdev"));
	subdev_batch_free(batch);
}

/* Only the first is answered by the family. */
static void handle_gone(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	if (fake->ahead == 1)
		fake_ack(socket, request, -ENODEV, "no such subdevice");
	else
		fake_ack(socket, request, -ENOENT, NULL);
}

/* The module is unloaded between two requests: nothing is made twice. */
static void test_family_gone(void **state)
{
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, true);
	void (*handle)(struct fake *, struct fake_socket *, const struct msg *);
	struct told told = { 0 };

	handle = s->host.fake.handle;
	s->host.fake.handle = handle_gone;
	submit_gets(batch, 3, &told);
	assert_int_equal(subdev_batch_run(batch), -ENODEV);
	assert_int_equal(s->host.fake.num_requests, 4);
	assert_int_equal(told.codes[1], -EPROTONOSUPPORT);
	assert_int_equal(told.codes[2], -EPROTONOSUPPORT);
	assert_string_equal(told.text, "the module subdev was unloaded");
	/* loaded again under another number */
	s->host.fake.handle = handle;
	s->host.fake.family = FAKE_FAMILY + 1;
	submit_gets(batch, 1, &told);
	assert_int_equal(subdev_batch_run(batch), 0);
	assert_int_equal(s->host.fake.num_requests, 5);
	subdev_batch_free(batch);
}

static void handle_ack_only(struct fake *fake, struct fake_socket *socket,
			    const struct msg *request)
{
	(void)fake;
	fake_ack(socket, request, 0, NULL);
}

static void test_no_answer(void **state)
{
	struct state *s = *state;
	struct subdev_batch *batch = batch_new(s, true);
	struct told told = { 0 };

	s->host.fake.handle = handle_ack_only;
	submit_gets(batch, 2, &told);
	assert_int_equal(subdev_batch_run(batch), -EBADMSG);
	assert_int_equal(told.count, 2);
	assert_int_equal(told.codes[1], -EBADMSG);
	assert_string_equal(told.text, "the kernel sent no answer");
	subdev_batch_free(batch);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, state_setup, state_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_ahead), TEST(test_requests), TEST(test_parent), TEST(test_window),
		TEST(test_wide_window), TEST(test_narrow_window), TEST(test_no_window),
		TEST(test_long), TEST(test_stop), TEST(test_stop_looks), TEST(test_go_on), TEST(test_bad_request), TEST(test_forgotten),
		TEST(test_busy), TEST(test_other_context), TEST(test_broken), TEST(test_lease),
		TEST(test_family_again), TEST(test_family_gone), TEST(test_no_answer),
	};

	return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
