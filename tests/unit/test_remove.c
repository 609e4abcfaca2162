// SPDX-License-Identifier: GPL-2.0-only
/* Delete and deactivate: their end, which the kernel tells, or not. */
#include <errno.h>
#include <string.h>

#include "harness.h"
#include "host.h"

struct state {
	struct host host;
	struct subdev_ctx *ctx;
	void (*handle)(struct fake *fake, struct fake_socket *socket, const struct msg *request);
	unsigned int gets;	/* that there were since the removal began */
	unsigned int act_at;	/* do something when the so many-th is made */
	void (*act)(struct state *s);
};

/* As the host does it, but a look at a subdevice can change it first. */
static void handle_acting(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct state *s = fake->data;

	if (msg_cmd(request) == SUBDEV_CMD_DEV_GET && ++s->gets == s->act_at)
		s->act(s);
	s->handle(fake, socket, request);
}

static int setup(void **state)
{
	struct state *s = test_calloc(1, sizeof(*s));

	*state = s;
	host_init(&s->host);
	s->handle = s->host.fake.handle;
	/* the host is the first member: both readers of the pointer find theirs */
	s->host.fake.data = s;
	s->host.fake.handle = handle_acting;
	s->ctx = fake_ctx(&s->host.fake);
	return 0;
}

static int teardown(void **state)
{
	struct state *s = *state;

	/* no listener stays behind, whatever the end was */
	assert_int_equal(fake_listeners(&s->host.fake), 0);
	subdev_ctx_unref(s->ctx);
	host_finish(&s->host);
	test_free(s);
	return 0;
}

static void assert_done(struct state *s)
{
	assert_int_equal(subdev_error_get_code(s->ctx), 0);
	assert_string_equal(subdev_error_get_text(s->ctx), "");
}

static void test_delete(void **state)
{
	struct state *s = *state;
	const struct msg *request;

	assert_int_equal(subdev_dev_delete(s->ctx, "web0", NULL, SUBDEV_WAIT_FOREVER), 0);
	assert_done(s);
	assert_null(host_find(&s->host, 7));
	assert_int_equal(s->host.fake.num_requests, 1);
	request = s->host.fake.requests[0];
	assert_int_equal(msg_cmd(request), SUBDEV_CMD_DEV_DELETE);
	assert_int_equal(msg_num_attrs(request), 2);
	assert_non_null(msg_attr(request, SUBDEV_A_DEV_TELL_END));
	/* nothing but the one connection */
	assert_int_equal(s->host.fake.opened, 1);
}

static void test_delete_force(void **state)
{
	const struct subdev_delete_options options = { .force = true };
	struct state *s = *state;

	assert_int_equal(subdev_dev_delete(s->ctx, "8", &options, SUBDEV_WAIT_FOREVER), 0);
	assert_int_equal(msg_num_attrs(s->host.fake.requests[0]), 3);
	assert_non_null(msg_attr(s->host.fake.requests[0], SUBDEV_A_DEV_FORCE));
}

static void test_delete_no_wait(void **state)
{
	struct state *s = *state;

	s->host.hold = true;
	assert_int_equal(subdev_dev_delete(s->ctx, "7", NULL, 0), 0);
	assert_int_equal(host_find(&s->host, 7)->state, SUBDEV_DEV_STATE_REMOVING);
	assert_int_equal(msg_num_attrs(s->host.fake.requests[0]), 1);
}

static void test_delete_refused(void **state)
{
	struct state *s = *state;

	s->host.refuse = -EBUSY;
	s->host.refuse_text = "open by a VFIO user";
	assert_int_equal(subdev_dev_delete(s->ctx, "8", NULL, SUBDEV_WAIT_FOREVER), -EBUSY);
	assert_string_equal(subdev_error_get_text(s->ctx), "open by a VFIO user");
	assert_non_null(host_find(&s->host, 8));
}

static void test_delete_none(void **state)
{
	struct state *s = *state;

	assert_int_equal(subdev_dev_delete(s->ctx, "5", NULL, SUBDEV_WAIT_FOREVER), -ENODEV);
	assert_string_equal(subdev_error_get_text(s->ctx), "no such subdevice");
}

static void test_delete_timeout(void **state)
{
	struct state *s = *state;

	s->host.hold = true;
	assert_int_equal(subdev_dev_delete(s->ctx, "7", NULL, 20), -ETIMEDOUT);
	assert_int_equal(subdev_error_get_code(s->ctx), -ETIMEDOUT);
	assert_non_null(host_find(&s->host, 7));
}

static void complete_gone(struct state *s)
{
	host_complete(&s->host, 7, true);
}

static void complete_inactive(struct state *s)
{
	host_complete(&s->host, 7, false);
}

static void complete_others(struct state *s)
{
	/* what happens to others is not the end */
	host_notify(&s->host, SUBDEV_CMD_DEV_DEL_NTF, &host_devs[1]);
	host_notify(&s->host, SUBDEV_CMD_DEV_ADD_NTF, &host_devs[2]);
	s->act_at = s->gets + 2;
	s->act = complete_gone;
}

/* It is told late. */
static void test_delete_late(void **state)
{
	struct state *s = *state;

	s->host.hold = true;
	s->act_at = 2;
	s->act = complete_others;
	assert_int_equal(subdev_dev_delete(s->ctx, "7", NULL, SUBDEV_WAIT_FOREVER), 0);
	assert_done(s);
	assert_int_equal(s->gets, 4);
}

static void vanish(struct state *s)
{
	host_find(&s->host, 7)->id = 0;
}

/* Nothing is told: the library asks. */
static void test_delete_silent(void **state)
{
	struct state *s = *state;

	s->host.hold = true;
	s->act_at = 3;
	s->act = vanish;
	assert_int_equal(subdev_dev_delete(s->ctx, "7", NULL, SUBDEV_WAIT_FOREVER), 0);
	assert_done(s);
	assert_int_equal(s->gets, 3);
}

static void lose(struct fake *fake)
{
	struct state *s = fake->data;

	fake->waits = NULL;
	fake_send_err(s->host.asker, -ENOBUFS);
}

/* Something was lost: the library asks at once. */
static void test_delete_lost(void **state)
{
	struct state *s = *state;

	s->host.hold = true;
	s->host.fake.waits = lose;
	s->act_at = 1;
	s->act = vanish;
	assert_int_equal(subdev_dev_delete(s->ctx, "7", NULL, SUBDEV_WAIT_FOREVER), 0);
	assert_done(s);
	assert_int_equal(s->gets, 1);
}

static void unload(struct state *s)
{
	s->host.fake.no_family = true;
}

static void test_delete_unloaded(void **state)
{
	struct state *s = *state;

	s->host.hold = true;
	s->act_at = 1;
	s->act = unload;
	assert_int_equal(subdev_dev_delete(s->ctx, "7", NULL, SUBDEV_WAIT_FOREVER),
			 -EPROTONOSUPPORT);
}

static void test_deactivate(void **state)
{
	struct state *s = *state;
	struct subdev_dev *dev;

	assert_int_equal(subdev_dev_deactivate(s->ctx, "7", SUBDEV_WAIT_FOREVER, &dev), 0);
	assert_done(s);
	assert_int_equal(msg_cmd(s->host.fake.requests[0]), SUBDEV_CMD_DEV_DEACTIVATE);
	assert_string_equal(subdev_dev_get_state_str(dev), "inactive");
	subdev_dev_unref(dev);
	assert_int_equal(s->host.fake.num_requests, 1);
	assert_int_equal(subdev_dev_deactivate(s->ctx, "8", SUBDEV_WAIT_FOREVER, NULL), 0);
}

static void test_deactivate_no_wait(void **state)
{
	struct state *s = *state;
	struct subdev_dev *dev;

	s->host.hold = true;
	assert_int_equal(subdev_dev_deactivate(s->ctx, "7", 0, &dev), 0);
	assert_string_equal(subdev_dev_get_state_str(dev), "removing");
	subdev_dev_unref(dev);
}

static void test_deactivate_late(void **state)
{
	struct state *s = *state;
	struct subdev_dev *dev;

	s->host.hold = true;
	s->act_at = 2;
	s->act = complete_inactive;
	assert_int_equal(subdev_dev_deactivate(s->ctx, "7", SUBDEV_WAIT_FOREVER, &dev), 0);
	assert_done(s);
	assert_string_equal(subdev_dev_get_state_str(dev), "inactive");
	subdev_dev_unref(dev);
}

static void test_deactivate_deleted(void **state)
{
	struct state *s = *state;
	struct subdev_dev *dev;

	s->host.hold = true;
	s->act_at = 1;
	s->act = complete_gone;
	assert_int_equal(subdev_dev_deactivate(s->ctx, "7", SUBDEV_WAIT_FOREVER, &dev), -ENODEV);
	assert_string_equal(subdev_error_get_text(s->ctx), "it was deleted meanwhile");
}

/* The removal ends before its answer is sent. */
static void handle_told_first(struct fake *fake, struct fake_socket *socket,
			      const struct msg *request)
{
	struct state *s = fake->data;
	struct host_dev dev = *host_find(&s->host, 7);

	dev.state = SUBDEV_DEV_STATE_REMOVING;
	host_ask_end(&s->host, socket, request, &dev);
	host_complete(&s->host, 7, msg_cmd(request) == SUBDEV_CMD_DEV_DELETE);
	host_answer_dev(&s->host, socket, request, &dev);
}

static void test_told_first(void **state)
{
	struct state *s = *state;
	struct subdev_dev *dev;

	s->host.fake.handle = handle_told_first;
	assert_int_equal(subdev_dev_deactivate(s->ctx, "7", SUBDEV_WAIT_FOREVER, &dev), 0);
	assert_done(s);
	assert_string_equal(subdev_dev_get_state_str(dev), "inactive");
	subdev_dev_unref(dev);
	assert_int_equal(subdev_dev_delete(s->ctx, "7", NULL, SUBDEV_WAIT_FOREVER), 0);
	assert_done(s);
	assert_int_equal(s->gets, 0);
}

/* What is told of an end that nobody waits for any more is not that of the next. */
static void test_told_too_late(void **state)
{
	struct state *s = *state;

	s->host.hold = true;
	assert_int_equal(subdev_dev_delete(s->ctx, "7", NULL, 20), -ETIMEDOUT);
	host_complete(&s->host, 7, true);
	assert_int_equal(subdev_dev_deactivate(s->ctx, "8", 20, NULL), -ETIMEDOUT);
	assert_int_equal(host_find(&s->host, 8)->state, SUBDEV_DEV_STATE_REMOVING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_delete, setup, teardown),
		cmocka_unit_test_setup_teardown(test_delete_force, setup, teardown),
		cmocka_unit_test_setup_teardown(test_delete_no_wait, setup, teardown),
		cmocka_unit_test_setup_teardown(test_delete_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_delete_none, setup, teardown),
		cmocka_unit_test_setup_teardown(test_delete_timeout, setup, teardown),
		cmocka_unit_test_setup_teardown(test_delete_late, setup, teardown),
		cmocka_unit_test_setup_teardown(test_delete_silent, setup, teardown),
		cmocka_unit_test_setup_teardown(test_delete_lost, setup, teardown),
		cmocka_unit_test_setup_teardown(test_delete_unloaded, setup, teardown),
		cmocka_unit_test_setup_teardown(test_deactivate, setup, teardown),
		cmocka_unit_test_setup_teardown(test_deactivate_no_wait, setup, teardown),
		cmocka_unit_test_setup_teardown(test_deactivate_late, setup, teardown),
		cmocka_unit_test_setup_teardown(test_deactivate_deleted, setup, teardown),
		cmocka_unit_test_setup_teardown(test_told_first, setup, teardown),
		cmocka_unit_test_setup_teardown(test_told_too_late, setup, teardown),
	};

	return cmocka_run_group_tests_name("remove", tests, NULL, NULL);
}
