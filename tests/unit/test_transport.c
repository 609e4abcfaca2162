// SPDX-License-Identifier: GPL-2.0-only
/* The netlink socket, against the family that every kernel has: generic netlink's own. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "batch.h"
#include "family.h"
#include "harness.h"
#include "msg.h"
#include "request.h"

static const struct attr_desc ctrl_attrs[] = {
	[CTRL_ATTR_FAMILY_ID] = { "family-id", ATTR_U16, NULL },
	[CTRL_ATTR_FAMILY_NAME] = { "family-name", ATTR_STRING, NULL },
};

static const struct attr_set ctrl_set = { "ctrl", CTRL_ATTR_FAMILY_NAME, ctrl_attrs, 0 };
static const struct op get_family = { "getfamily", CTRL_CMD_GETFAMILY, &ctrl_set };

#define LONG_NAME "longer-than-a-family-name-can-be"

static int setup(void **state)
{
	return transport_netlink_open(NULL, (struct transport **)state);
}

static int teardown(void **state)
{
	struct transport *t = *state;

	t->ops->close(t);
	return 0;
}

static void ask_for_nlctrl(struct transport *t)
{
	struct msg m;

	msg_begin_genl(&m, GENL_ID_CTRL, NLM_F_REQUEST, 9, CTRL_CMD_GETFAMILY);
	msg_put_string(&m, CTRL_ATTR_FAMILY_NAME, "nlctrl");
	assert_int_equal(t->ops->send(t, m.buf, m.len), 0);
}

static void test_exchange(void **state)
{
	struct transport *t = *state;
	struct msg m;

	ask_for_nlctrl(t);
	assert_int_equal(t->ops->wait(t, 1000), 0);
	m.len = t->ops->recv(t, m.buf, sizeof(m.buf), true);
	assert_int_equal(m.len, m.nlh.nlmsg_len);
	assert_int_equal(m.nlh.nlmsg_seq, 9);
	assert_int_equal(m.nlh.nlmsg_type, GENL_ID_CTRL);
}

static void test_nothing(void **state)
{
	struct transport *t = *state;
	struct msg m;

	assert_int_equal(t->ops->recv(t, m.buf, sizeof(m.buf), false), -EAGAIN);
	assert_int_equal(t->ops->wait(t, 10), -ETIMEDOUT);
	assert_true(t->ops->get_fd(t) >= 0);
}

static void test_too_small(void **state)
{
	struct transport *t = *state;
	char buf[24];

	ask_for_nlctrl(t);
	assert_int_equal(t->ops->recv(t, buf, sizeof(buf), true), -EMSGSIZE);
}

/* What does not come from the kernel is not taken for its word. */
static void test_stranger(void **state)
{
	struct transport *t = *state;
	struct sockaddr_nl name;
	socklen_t len = sizeof(name);
	int stranger = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	struct msg m;
	ssize_t n;

	assert_true(stranger >= 0);
	assert_int_equal(getsockname(t->ops->get_fd(t), (struct sockaddr *)&name, &len), 0);
	msg_begin_genl(&m, GENL_ID_CTRL, 0, 9, CTRL_CMD_NEWFAMILY);
	n = sendto(stranger, m.buf, m.len, 0, (struct sockaddr *)&name, len);
	close(stranger);
	/* not everybody may try */
	if (n < 0) {
		assert_int_equal(errno, EPERM);
		return;
	}
	assert_int_equal(t->ops->recv(t, m.buf, sizeof(m.buf), false), -EAGAIN);
	ask_for_nlctrl(t);
	assert_true(t->ops->recv(t, m.buf, sizeof(m.buf), true) > 0);
	assert_int_equal(m.nlh.nlmsg_pid, name.nl_pid);
}

static void test_join(void **state)
{
	struct transport *t = *state;
	socklen_t len = sizeof(int);
	int size;

	assert_int_equal(t->ops->join(t, 0), -EINVAL);
	assert_int_equal(t->ops->join(t, FAMILY_GROUP), 0);
	assert_int_equal(getsockopt(t->ops->get_fd(t), SOL_SOCKET, SO_RCVBUF, &size, &len), 0);
	/* 4 MiB, twice as the kernel counts; without privilege as much as there is */
	assert_true(size >= (geteuid() ? 4096 : 8 * 1024 * 1024));
}

static void test_reserve(void **state)
{
	struct transport *t = *state;
	size_t least = t->ops->reserve(t, 1), room;

	/* less than there is takes nothing away */
	assert_true(least >= 1024);
	assert_int_equal(t->ops->reserve(t, least / 2), least);
	/* without privilege as much as there is */
	room = t->ops->reserve(t, 64 << 20);
	assert_true(room >= (geteuid() ? least : 64 << 20));
	assert_int_equal(t->ops->reserve(t, least), room);
}

static int no_object(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	(void)attrs;
	(void)len;
	(void)out;
	return error_set(ctx, -EBADMSG, NULL, "there should be no answer");
}

/* The kernel explains its refusals, and points at the attribute. */
static void test_refusal(void **state)
{
	struct subdev_ctx *ctx;
	struct request *req;
	struct object *obj;

	(void)state;
	assert_int_equal(subdev_ctx_new(&ctx), 0);
	assert_int_equal(request_new_to(ctx, GENL_ID_CTRL, 1, &get_family, &req), 0);
	assert_int_equal(request_put_string(req, CTRL_ATTR_FAMILY_NAME, LONG_NAME), 0);
	assert_int_equal(request_do(req, no_object, &obj), -EINVAL);
	assert_string_equal(subdev_error_get_attr(ctx), "family-name");
	assert_true(*subdev_error_get_text(ctx));
	request_free(req);
	subdev_ctx_unref(ctx);
}

static int any_object(struct subdev_ctx *ctx, const void *attrs, size_t len, struct object **out)
{
	return object_new(ctx, sizeof(struct object), NULL, &ctrl_set, NULL, 0, attrs, len, out);
}

/* Every seventh has a name that is refused. */
static void take_code(struct subdev_ctx *ctx, const struct subdev_answer *answer, void *data)
{
	unsigned int *count = data;

	(void)ctx;
	assert_int_equal(subdev_answer_get_code(answer), (*count)++ % 7 ? 0 : -EINVAL);
}

/* More requests than are sent at a time, all in few datagrams. */
static void test_batch(void **state)
{
	struct subdev_batch *batch;
	struct subdev_ctx *ctx;
	unsigned int count = 0;

	(void)state;
	assert_int_equal(subdev_ctx_new(&ctx), 0);
	assert_int_equal(subdev_batch_new(ctx, true, &batch), 0);
	for (unsigned int i = 0; i < 700; i++) {
		struct request *req;

		assert_int_equal(request_new_to(ctx, GENL_ID_CTRL, 1, &get_family, &req), 0);
		assert_int_equal(request_put_string(req, CTRL_ATTR_FAMILY_NAME,
						    i % 7 ? "nlctrl" : LONG_NAME), 0);
		assert_int_equal(batch_add(batch, req, EFFECT_CHANGE, any_object, take_code,
					   &count), 0);
	}
	assert_int_equal(subdev_batch_run(batch), -EINVAL);
	assert_int_equal(count, 700);
	subdev_batch_free(batch);
	subdev_ctx_unref(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_exchange, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_too_small, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stranger, setup, teardown),
		cmocka_unit_test_setup_teardown(test_join, setup, teardown),
		cmocka_unit_test_setup_teardown(test_reserve, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refusal, setup, teardown),
		cmocka_unit_test_setup_teardown(test_batch, setup, teardown),
	};

	return cmocka_run_group_tests_name("transport", tests, NULL, NULL);
}
