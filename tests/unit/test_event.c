// SPDX-License-Identifier: GPL-2.0-only
/* Events: what they say, and how lost ones are noticed. */
#include <errno.h>
#include <string.h>

#include <linux/genetlink.h>

#include "harness.h"
#include "host.h"

struct state {
	struct host host;
	struct subdev_ctx *ctx;
	struct subdev_events *events;
};

static int setup(void **state)
{
	struct state *s = test_calloc(1, sizeof(*s));

	*state = s;
	host_init(&s->host);
	s->ctx = fake_ctx(&s->host.fake);
	return subdev_events_open(s->ctx, &s->events);
}

static int teardown(void **state)
{
	struct state *s = *state;

	subdev_events_close(s->events);
	subdev_ctx_unref(s->ctx);
	host_finish(&s->host);
	test_free(s);
	return 0;
}

static void notify(struct state *s, uint8_t cmd, uint64_t seq, uint32_t epoch)
{
	bool is_parent = cmd == SUBDEV_CMD_PARENT_ADD_NTF ||
			 cmd == SUBDEV_CMD_PARENT_CHANGE_NTF || cmd == SUBDEV_CMD_PARENT_DEL_NTF;
	struct msg m;

	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, cmd);
	if (is_parent)
		host_put_parent(&m, &host_parents[0]);
	else
		host_put_dev(&m, &host_devs[0]);
	host_put_event(&m, is_parent ? SUBDEV_A_PARENT_EVENT : SUBDEV_A_DEV_EVENT, seq, epoch,
		       SUBDEV_CAUSE_COMMAND);
	fake_multicast(&s->host.fake, &m);
}

/* The next event must have this number. */
static void assert_event(struct state *s, uint64_t seq)
{
	struct subdev_event *event;

	assert_int_equal(subdev_events_read(s->events, &event), 0);
	assert_true(subdev_event_get_seq(event) == seq);
	subdev_event_unref(event);
}

/* The next read must fail so. */
static void assert_no_event(struct state *s, int err)
{
	struct subdev_event *event;

	assert_int_equal(subdev_events_read(s->events, &event), err);
	assert_int_equal(subdev_error_get_code(s->ctx), err);
}

static void test_kinds(void **state)
{
	static const struct {
		uint8_t cmd;
		enum subdev_event_kind kind;
		const char *name;
	} cases[] = {
		{ SUBDEV_CMD_PARENT_ADD_NTF, SUBDEV_EVENT_KIND_PARENT_ADD, "parent-add" },
		{ SUBDEV_CMD_PARENT_CHANGE_NTF, SUBDEV_EVENT_KIND_PARENT_CHANGE, "parent-change" },
		{ SUBDEV_CMD_PARENT_DEL_NTF, SUBDEV_EVENT_KIND_PARENT_DEL, "parent-del" },
		{ SUBDEV_CMD_DEV_ADD_NTF, SUBDEV_EVENT_KIND_DEV_ADD, "dev-add" },
		{ SUBDEV_CMD_DEV_CHANGE_NTF, SUBDEV_EVENT_KIND_DEV_CHANGE, "dev-change" },
		{ SUBDEV_CMD_DEV_DEL_NTF, SUBDEV_EVENT_KIND_DEV_DEL, "dev-del" },
	};
	struct state *s = *state;
	struct subdev_event *event;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		notify(s, cases[i].cmd, i + 1, 9);
		assert_int_equal(subdev_events_wait(s->events, 0), 0);
		assert_int_equal(subdev_events_read(s->events, &event), 0);
		assert_int_equal(subdev_event_get_kind(event), cases[i].kind);
		assert_string_equal(subdev_event_get_kind_str(event), cases[i].name);
		assert_int_equal(subdev_event_get_epoch(event), 9);
		if (i < 3) {
			assert_null(subdev_event_get_dev(event));
			assert_int_equal(subdev_parent_get_index(subdev_event_get_parent(event)),
					 1);
		} else {
			assert_null(subdev_event_get_parent(event));
			assert_int_equal(subdev_dev_get_id(subdev_event_get_dev(event)), 7);
		}
		assert_ptr_equal(subdev_event_ref(event), event);
		assert_null(subdev_event_unref(event));
		assert_null(subdev_event_unref(event));
	}
	assert_no_event(s, -EAGAIN);
	assert_int_equal(subdev_events_wait(s->events, 0), -ETIMEDOUT);
}

static void test_causes(void **state)
{
	static const char * const names[] = {
		"unknown", "command", "use", "lease", "parent", "refill", "unknown",
	};
	struct state *s = *state;
	struct subdev_event *event;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		/* 0 is not sent */
		s->host.cause = i;
		host_notify(&s->host, SUBDEV_CMD_DEV_CHANGE_NTF, &host_devs[0]);
		assert_int_equal(subdev_events_read(s->events, &event), 0);
		assert_int_equal(subdev_event_get_cause(event), i);
		assert_string_equal(subdev_event_get_cause_str(event), names[i]);
		subdev_event_unref(event);
	}
}

static void test_pool(void **state)
{
	static const struct {
		uint8_t cmd;
		enum subdev_event_kind kind;
		const char *name;
	} cases[] = {
		{ SUBDEV_CMD_POOL_ADD_NTF, SUBDEV_EVENT_KIND_POOL_ADD, "pool-add" },
		{ SUBDEV_CMD_POOL_CHANGE_NTF, SUBDEV_EVENT_KIND_POOL_CHANGE, "pool-change" },
		{ SUBDEV_CMD_POOL_DEL_NTF, SUBDEV_EVENT_KIND_POOL_DEL, "pool-del" },
	};
	struct state *s = *state;
	struct subdev_event *event;

	host_add_pools(&s->host);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		host_notify_pool(&s->host, cases[i].cmd, &s->host.pools[0]);
		assert_int_equal(subdev_events_read(s->events, &event), 0);
		assert_int_equal(subdev_event_get_kind(event), cases[i].kind);
		assert_string_equal(subdev_event_get_kind_str(event), cases[i].name);
		assert_int_equal(subdev_event_get_seq(event), i + 1);
		assert_null(subdev_event_get_dev(event));
		assert_null(subdev_event_get_parent(event));
		assert_int_equal(subdev_event_get_parent_devs(event), -1);
		assert_string_equal(subdev_pool_get_name(subdev_event_get_pool(event)), "gold");
		subdev_event_unref(event);
	}
}

/* With a subdevice its pool changes, without an event of its own; also with one that leaves it. */
static void test_pool_of_dev(void **state)
{
	struct state *s = *state;
	const struct subdev_pool_counts *counts;
	struct host_dev *host_dev;
	struct subdev_event *event;

	host_add_pools(&s->host);
	host_dev = host_find(&s->host, 33);
	host_notify(&s->host, SUBDEV_CMD_DEV_CHANGE_NTF, host_dev);
	host_dev->pool[0] = '\0';
	host_notify_left(&s->host, host_dev, &s->host.pools[0]);
	for (uint32_t i = 0; i < 2; i++) {
		assert_int_equal(subdev_events_read(s->events, &event), 0);
		assert_null(subdev_event_get_pool(event));
		assert_int_equal(!subdev_dev_get_pool(subdev_event_get_dev(event)), i);
		counts = subdev_dev_get_pool_counts(subdev_event_get_dev(event));
		assert_string_equal(subdev_pool_counts_get_name(counts), "gold");
		assert_int_equal(subdev_pool_counts_get_generation(counts), 10 + i);
		assert_int_equal(subdev_pool_counts_get_pulled(counts), 1 - i);
		subdev_event_unref(event);
	}
	host_notify(&s->host, SUBDEV_CMD_DEV_CHANGE_NTF, host_dev);
	assert_int_equal(subdev_events_read(s->events, &event), 0);
	assert_null(subdev_dev_get_pool_counts(subdev_event_get_dev(event)));
	subdev_event_unref(event);
}

/* With a subdevice that comes or goes its parent changes, without an event of its own. */
static void test_parent_of_dev(void **state)
{
	struct state *s = *state;
	struct subdev_event *event;

	host_notify(&s->host, SUBDEV_CMD_DEV_ADD_NTF, &host_devs[0]);
	host_notify(&s->host, SUBDEV_CMD_DEV_CHANGE_NTF, &host_devs[0]);
	notify(s, SUBDEV_CMD_PARENT_CHANGE_NTF, 3, HOST_EPOCH);
	assert_int_equal(subdev_events_read(s->events, &event), 0);
	assert_true(subdev_event_get_parent_generation(event) == HOST_PARENT_GENERATION);
	assert_int_equal(subdev_event_get_parent_devs(event), HOST_PARENT_DEVS);
	subdev_event_unref(event);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(subdev_events_read(s->events, &event), 0);
		assert_int_equal(subdev_event_get_parent_generation(event), 0);
		assert_int_equal(subdev_event_get_parent_devs(event), -1);
		subdev_event_unref(event);
	}
}

static void test_no_gap(void **state)
{
	struct state *s = *state;

	/* the first that is seen can have any number, and numbers outgrow 4 bytes */
	for (uint64_t seq = 4294967294; seq < 4294967298; seq++)
		notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, seq, 9);
	for (uint64_t seq = 4294967294; seq < 4294967298; seq++)
		assert_event(s, seq);
	assert_no_event(s, -EAGAIN);
}

/* A gap is told once, and the event behind it is not lost. */
static void test_gap(void **state)
{
	struct state *s = *state;

	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 5, 9);
	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 7, 9);
	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 8, 9);
	assert_event(s, 5);
	assert_no_event(s, -ENOBUFS);
	assert_int_equal(subdev_events_wait(s->events, 0), 0);
	assert_event(s, 7);
	assert_event(s, 8);
	assert_no_event(s, -EAGAIN);
}

static void test_gap_closed(void **state)
{
	struct state *s = *state;

	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 5, 9);
	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 7, 9);
	assert_event(s, 5);
	/* closed with an event in hand */
	assert_no_event(s, -ENOBUFS);
}

static void test_backwards(void **state)
{
	struct state *s = *state;

	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 5, 9);
	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 5, 9);
	assert_event(s, 5);
	assert_no_event(s, -ENOBUFS);
	assert_event(s, 5);
}

static void test_new_epoch(void **state)
{
	struct state *s = *state;

	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 5, 9);
	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 6, 10);
	assert_event(s, 5);
	assert_no_event(s, -ENOBUFS);
	assert_event(s, 6);
}

/*
 * What the socket lost and the gap in the numbers are one loss. When it is told
 * the socket is empty: before that the kernel loses more, and does not tell.
 */
static void test_overrun(void **state)
{
	struct state *s = *state;

	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 5, 9);
	fake_multicast_err(&s->host.fake, -ENOBUFS);
	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 9, 9);
	fake_multicast_err(&s->host.fake, -ENOBUFS);
	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 11, 9);
	assert_event(s, 5);
	assert_no_event(s, -ENOBUFS);
	assert_no_event(s, -EAGAIN);
	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 14, 9);
	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 16, 9);
	assert_event(s, 14);
	assert_no_event(s, -ENOBUFS);
	assert_event(s, 16);
}

static void test_receive_error(void **state)
{
	struct state *s = *state;

	fake_multicast_err(&s->host.fake, -ENOMEM);
	assert_no_event(s, -ENOMEM);
}

/* A newer kernel has more events: they are passed over, and counted. */
static void test_unknown(void **state)
{
	struct state *s = *state;
	struct msg m;

	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 5, 9);
	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_MAX + 1);
	fake_multicast(&s->host.fake, &m);
	/* and other families are none of our business */
	msg_begin_genl(&m, FAKE_FAMILY + 1, 0, 0, SUBDEV_CMD_DEV_ADD_NTF);
	fake_multicast(&s->host.fake, &m);
	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 7, 9);
	assert_event(s, 5);
	assert_event(s, 7);
	assert_no_event(s, -EAGAIN);
}

static void test_malformed(void **state)
{
	struct state *s = *state;
	struct msg m;

	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 5, 9);
	/* without its number */
	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_ADD_NTF);
	host_put_dev(&m, &host_devs[0]);
	fake_multicast(&s->host.fake, &m);
	/* with half of it */
	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_ADD_NTF);
	host_put_dev(&m, &host_devs[0]);
	msg_nest_end(&m, msg_nest(&m, SUBDEV_A_DEV_EVENT));
	fake_multicast(&s->host.fake, &m);
	/* without the object */
	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_ADD_NTF);
	host_put_event(&m, SUBDEV_A_DEV_EVENT, 8, 9, SUBDEV_CAUSE_COMMAND);
	fake_multicast(&s->host.fake, &m);
	/* without even a header */
	msg_begin(&m, FAKE_FAMILY, 0, 0);
	fake_multicast(&s->host.fake, &m);
	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 9, 9);
	assert_event(s, 5);
	assert_no_event(s, -EBADMSG);
	assert_string_equal(subdev_error_get_attr(s->ctx), "event");
	assert_no_event(s, -EBADMSG);
	assert_string_equal(subdev_error_get_attr(s->ctx), "seq");
	assert_no_event(s, -EBADMSG);
	assert_string_equal(subdev_error_get_attr(s->ctx), "parent-index");
	assert_event(s, 9);
}

static void test_joined(void **state)
{
	struct state *s = *state;
	static struct msg all;
	struct msg m;

	msg_begin_genl(&all, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_ADD_NTF);
	host_put_dev(&all, &host_devs[0]);
	host_put_event(&all, SUBDEV_A_DEV_EVENT, 1, 9, SUBDEV_CAUSE_COMMAND);
	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_DEL_NTF);
	host_put_dev(&m, &host_devs[1]);
	host_put_event(&m, SUBDEV_A_DEV_EVENT, 2, 9, SUBDEV_CAUSE_COMMAND);
	memcpy(all.buf + all.len, m.buf, m.len);
	all.len += m.len;
	fake_multicast(&s->host.fake, &all);
	assert_event(s, 1);
	/* the rest is not in the socket any more */
	assert_int_equal(subdev_events_wait(s->events, 0), 0);
	assert_event(s, 2);
	assert_no_event(s, -EAGAIN);
}

static void tell_unloaded(struct state *s, uint8_t cmd, uint16_t family)
{
	struct msg m;

	msg_begin_genl(&m, GENL_ID_CTRL, 0, 0, cmd);
	msg_put(&m, CTRL_ATTR_FAMILY_ID, &family, sizeof(family));
	fake_multicast(&s->host.fake, &m);
}

static void test_unloaded(void **state)
{
	struct state *s = *state;
	struct msg m;

	tell_unloaded(s, CTRL_CMD_DELFAMILY, FAKE_FAMILY + 1);
	tell_unloaded(s, CTRL_CMD_NEWFAMILY, FAKE_FAMILY);
	/* and one that cannot be read says nothing */
	msg_begin_genl(&m, GENL_ID_CTRL, 0, 0, CTRL_CMD_DELFAMILY);
	msg_put(&m, CTRL_ATTR_FAMILY_ID, "x", 1);
	fake_multicast(&s->host.fake, &m);
	assert_no_event(s, -EAGAIN);
	tell_unloaded(s, CTRL_CMD_DELFAMILY, FAKE_FAMILY);
	assert_no_event(s, -EPROTONOSUPPORT);
	assert_string_equal(subdev_error_get_text(s->ctx), "the module subdev was unloaded");
}

/* The end of the module is not thrown away with what was lost. */
static void test_unloaded_overrun(void **state)
{
	struct state *s = *state;

	fake_multicast_err(&s->host.fake, -ENOBUFS);
	notify(s, SUBDEV_CMD_DEV_CHANGE_NTF, 9, 9);
	tell_unloaded(s, CTRL_CMD_DELFAMILY, FAKE_FAMILY);
	assert_no_event(s, -EPROTONOSUPPORT);
	fake_multicast_err(&s->host.fake, -ENOBUFS);
	fake_multicast_err(&s->host.fake, -EIO);
	assert_no_event(s, -EIO);
}

/* A listener that is opened after the module was loaded again listens to that. */
static void test_loaded_again(void **state)
{
	struct state *s = *state;

	subdev_events_close(s->events);
	s->events = NULL;
	s->host.fake.family = FAKE_FAMILY + 1;
	assert_int_equal(subdev_events_open(s->ctx, &s->events), 0);
	host_notify(&s->host, SUBDEV_CMD_DEV_ADD_NTF, &host_devs[0]);
	assert_event(s, 1);
}

static void test_no_family(void **state)
{
	struct state *s = *state;
	struct subdev_events *events;
	struct subdev_ctx *ctx = fake_ctx(&s->host.fake);

	s->host.fake.no_family = true;
	assert_int_equal(subdev_events_open(ctx, &events), -EPROTONOSUPPORT);
	s->host.fake.no_family = false;
	s->host.fake.open_err = -EMFILE;
	assert_int_equal(subdev_events_open(s->ctx, &events), -EMFILE);
	s->host.fake.open_err = 0;
	s->host.fake.join_err = -EPERM;
	assert_int_equal(subdev_events_open(s->ctx, &events), -EPERM);
	assert_string_equal(subdev_error_get_text(s->ctx), "cannot listen to events");
	s->host.fake.join_err = 0;
	s->host.fake.no_group = true;
	assert_int_equal(subdev_events_open(ctx, &events), -EBADMSG);
	assert_string_equal(subdev_error_get_text(ctx), "the family subdev has no group events");
	subdev_ctx_unref(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kinds, setup, teardown),
		cmocka_unit_test_setup_teardown(test_causes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_parent_of_dev, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pool, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pool_of_dev, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_gap, setup, teardown),
		cmocka_unit_test_setup_teardown(test_gap, setup, teardown),
		cmocka_unit_test_setup_teardown(test_gap_closed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_backwards, setup, teardown),
		cmocka_unit_test_setup_teardown(test_new_epoch, setup, teardown),
		cmocka_unit_test_setup_teardown(test_overrun, setup, teardown),
		cmocka_unit_test_setup_teardown(test_receive_error, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unknown, setup, teardown),
		cmocka_unit_test_setup_teardown(test_malformed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_joined, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unloaded, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unloaded_overrun, setup, teardown),
		cmocka_unit_test_setup_teardown(test_loaded_again, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_family, setup, teardown),
	};

	return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}
