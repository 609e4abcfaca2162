// SPDX-License-Identifier: GPL-2.0-only
/* Filters: what is asked for, when, and what the numbers of events say then. */
#include <errno.h>
#include <string.h>

#include "harness.h"
#include "host.h"
#include "sent.h"
#include "state.h"

struct filtered {
	struct state *s;
	struct subdev_filter *filter;
	struct subdev_events *events;
};

static struct filtered begin(void **state)
{
	struct filtered f = { .s = *state };

	assert_int_equal(subdev_filter_new(f.s->ctx, &f.filter), 0);
	return f;
}

static void end(struct filtered *f)
{
	subdev_events_close(f->events);
	assert_null(subdev_filter_free(f->filter));
}

static void assert_opened(struct filtered *f, unsigned int num_attrs)
{
	assert_int_equal(subdev_events_open_filtered(f->s->ctx, f->filter, &f->events), 0);
	assert_sent(&f->s->host.fake, SUBDEV_CMD_FILTER_SET, num_attrs);
	assert_int_equal(fake_listeners(&f->s->host.fake), 1);
}

static void test_all(void **state)
{
	struct filtered f = begin(state);
	const struct fake *fake = &f.s->host.fake;
	char name[] = "pci/0000:00:04.0";

	assert_int_equal(subdev_filter_set_parent(f.filter, name), 0);
	/* the caller's own is not needed any more */
	memset(name, 'x', strlen(name));
	assert_int_equal(subdev_filter_set_owner(f.filter, "joe"), 0);
	assert_int_equal(subdev_filter_add_kind(f.filter, SUBDEV_EVENT_KIND_DEV_DEL), 0);
	assert_int_equal(subdev_filter_add_kind(f.filter, SUBDEV_EVENT_KIND_PARENT_ADD), 0);
	assert_int_equal(subdev_filter_add_kind(f.filter, SUBDEV_EVENT_KIND_DEV_DEL), 0);
	assert_int_equal(subdev_filter_set_pool(f.filter, "gold"), 0);
	assert_opened(&f, 5);
	assert_sent_string(fake, SUBDEV_A_FILTER_PARENT_NAME, "pci/0000:00:04.0");
	assert_sent_string(fake, SUBDEV_A_FILTER_POOL, "gold");
	assert_sent_string(fake, SUBDEV_A_FILTER_OWNER, "joe");
	assert_sent_u32(fake, SUBDEV_A_FILTER_KIND, SUBDEV_EVENT_KIND_PARENT_ADD);
	end(&f);
}

static void test_index_and_nobody(void **state)
{
	struct filtered f = begin(state);

	assert_int_equal(subdev_filter_set_parent(f.filter, "3"), 0);
	assert_int_equal(subdev_filter_set_owner(f.filter, ""), 0);
	assert_opened(&f, 2);
	assert_sent_u32(&f.s->host.fake, SUBDEV_A_FILTER_PARENT_INDEX, 3);
	assert_sent_string(&f.s->host.fake, SUBDEV_A_FILTER_OWNER, "");
	end(&f);
}

/* One that asks for nothing in particular is sent; none is not. */
static void test_nothing(void **state)
{
	struct filtered f = begin(state);

	assert_opened(&f, 0);
	subdev_events_close(f.events);
	assert_int_equal(subdev_events_open_filtered(f.s->ctx, NULL, &f.events), 0);
	assert_int_equal(f.s->host.fake.num_requests, 1);
	end(&f);
}

static void test_bad(void **state)
{
	struct filtered f = begin(state);
	char owner[SUBDEV_OWNER_MAX + 2];

	memset(owner, 'o', sizeof(owner) - 1);
	owner[sizeof(owner) - 1] = '\0';
	assert_int_equal(subdev_filter_set_parent(f.filter, "none"), -EINVAL);
	assert_int_equal(subdev_filter_set_parent(f.filter, "0"), -ERANGE);
	assert_int_equal(subdev_filter_set_owner(f.filter, owner), -EINVAL);
	assert_int_equal(subdev_filter_add_kind(f.filter, 0), -EINVAL);
	assert_int_equal(subdev_filter_add_kind(f.filter, SUBDEV_EVENT_KIND_MAX + 1), -EINVAL);
	assert_string_equal(subdev_error_get_attr(f.s->ctx), "kind");
	/* and nothing of it is asked for */
	assert_opened(&f, 0);
	end(&f);
}

static void test_kinds(void **state)
{
	(void)state;
	assert_null(subdev_event_kind_str(0));
	assert_string_equal(subdev_event_kind_str(1), "parent-add");
	assert_string_equal(subdev_event_kind_str(SUBDEV_EVENT_KIND_DEV_DEL), "dev-del");
	assert_string_equal(subdev_event_kind_str(SUBDEV_EVENT_KIND_MAX), "pool-del");
	assert_null(subdev_event_kind_str(SUBDEV_EVENT_KIND_MAX + 1));
}

/* Nobody listens then, and no connection is left. */
static void test_refused(void **state)
{
	struct filtered f = begin(state);

	f.s->host.refuse = -EINVAL;
	f.s->host.refuse_text = "no parent can have this name";
	f.s->host.refuse_attr = SUBDEV_A_FILTER_PARENT_NAME;
	assert_int_equal(subdev_filter_set_parent(f.filter, "a/b"), 0);
	assert_int_equal(subdev_events_open_filtered(f.s->ctx, f.filter, &f.events), -EINVAL);
	assert_string_equal(subdev_error_get_text(f.s->ctx), "no parent can have this name");
	assert_string_equal(subdev_error_get_attr(f.s->ctx), "parent-name");
	assert_int_equal(fake_listeners(&f.s->host.fake), 0);
	end(&f);
}

static void handle_chatter(struct fake *fake, struct fake_socket *socket,
			   const struct msg *request)
{
	struct msg m;

	msg_begin_genl(&m, fake->family, 0, 0, msg_cmd(request));
	msg_put_string(&m, SUBDEV_A_FILTER_OWNER, "joe");
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

static void test_answered(void **state)
{
	struct filtered f = begin(state);

	f.s->host.fake.handle = handle_chatter;
	assert_int_equal(subdev_events_open_filtered(f.s->ctx, f.filter, &f.events), -EBADMSG);
	end(&f);
}

static void notify(struct filtered *f, uint64_t seq, uint32_t epoch)
{
	struct msg m;

	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_CHANGE_NTF);
	host_put_dev(&m, &host_devs[0]);
	host_put_event(&m, SUBDEV_A_DEV_EVENT, seq, epoch, SUBDEV_CAUSE_COMMAND);
	fake_multicast(&f->s->host.fake, &m);
}

/* The next read returns this, and an event of this number if it is 0. */
static void assert_read(struct filtered *f, int err, uint64_t seq)
{
	struct subdev_event *event;

	assert_int_equal(subdev_events_read(f->events, &event), err);
	if (err)
		return;
	assert_true(subdev_event_get_seq(event) == seq);
	subdev_event_unref(event);
}

/* With a filter gaps are no loss, but another epoch is, and what the kernel tells. */
static void test_gaps(void **state)
{
	struct filtered f = begin(state);

	assert_opened(&f, 0);
	notify(&f, 5, 9);
	notify(&f, 7, 9);
	notify(&f, 3, 10);
	assert_read(&f, 0, 5);
	assert_read(&f, 0, 7);
	assert_read(&f, -ENOBUFS, 0);
	assert_read(&f, 0, 3);
	fake_multicast_err(&f.s->host.fake, -ENOBUFS);
	assert_read(&f, -ENOBUFS, 0);
	assert_read(&f, -EAGAIN, 0);
	notify(&f, 90, 10);
	assert_read(&f, 0, 90);
	end(&f);
}

/* What a dump has is passed over; without a filter what follows must be the next. */
static void test_start_after(void **state)
{
	struct filtered f = begin(state);

	assert_int_equal(subdev_events_open(f.s->ctx, &f.events), 0);
	subdev_events_start_after(f.events, 9, 6);
	notify(&f, 4, 9);
	notify(&f, 6, 9);
	assert_read(&f, -EAGAIN, 0);
	notify(&f, 7, 9);
	assert_read(&f, 0, 7);
	/* once there is a later one, a number that was before is no more to be passed over */
	notify(&f, 7, 9);
	assert_read(&f, -ENOBUFS, 0);
	assert_read(&f, 0, 7);

	/* one between the dump and the first event is missed, and told once */
	subdev_events_start_after(f.events, 9, 20);
	notify(&f, 20, 9);
	notify(&f, 22, 9);
	assert_read(&f, -ENOBUFS, 0);
	assert_read(&f, 0, 22);

	/* another epoch has nothing of what is known */
	subdev_events_start_after(f.events, 9, 30);
	notify(&f, 1, 10);
	assert_read(&f, -ENOBUFS, 0);
	assert_read(&f, 0, 1);
	end(&f);
}

/* With a filter what a dump has is passed over too. */
static void test_start_after_filtered(void **state)
{
	struct filtered f = begin(state);

	assert_opened(&f, 0);
	subdev_events_start_after(f.events, 9, 6);
	notify(&f, 6, 9);
	notify(&f, 9, 9);
	assert_read(&f, 0, 9);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_all, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_index_and_nobody, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_nothing, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_bad, state_setup, state_teardown),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test_setup_teardown(test_refused, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_answered, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_gaps, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_start_after, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_start_after_filtered, state_setup,
						state_teardown),
	};

	return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
