// SPDX-License-Identifier: GPL-2.0-only
/* Owners and leases, and the connection on which leases hang. */
#include <errno.h>
#include <string.h>

#include "harness.h"
#include "sent.h"
#include "state.h"

static struct subdev_dev_create *create_new(struct state *s)
{
	struct subdev_dev_create *create;

	assert_int_equal(subdev_dev_create_new(s->ctx, &create), 0);
	assert_int_equal(subdev_dev_create_set_parent(create, "1"), 0);
	assert_int_equal(subdev_dev_create_set_type(create, "serial-1"), 0);
	return create;
}

static void test_create(void **state)
{
	struct state *s = *state;
	struct subdev_dev_create *create = create_new(s);
	struct subdev_dev *dev;

	assert_int_equal(subdev_dev_create_run(create, &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_CREATE, 2);
	assert_null(subdev_dev_get_owner(dev));
	assert_int_equal(subdev_dev_get_lease(dev), SUBDEV_LEASE_KIND_PERSISTENT);
	assert_string_equal(subdev_dev_get_lease_str(dev), "persistent");
	assert_int_equal(subdev_dev_get_ttl(dev), 0);
	subdev_dev_unref(dev);

	assert_int_equal(subdev_dev_create_set_owner(create, "vm/7"), 0);
	subdev_dev_create_set_lease(create, SUBDEV_LEASE_KIND_TTL, 4294967295);
	assert_int_equal(subdev_dev_create_run(create, &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_CREATE, 5);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_OWNER, "vm/7");
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_TTL);
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_TTL, 4294967295);
	assert_string_equal(subdev_dev_get_owner(dev), "vm/7");
	assert_string_equal(subdev_dev_get_lease_str(dev), "ttl");
	assert_int_equal(subdev_dev_get_ttl(dev), 4294967295);
	subdev_dev_unref(dev);

	/* the last that was said counts, and its time with it */
	subdev_dev_create_set_lease(create, SUBDEV_LEASE_KIND_SOCKET, 0);
	assert_int_equal(subdev_dev_create_run(create, &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_CREATE, 4);
	assert_string_equal(subdev_dev_get_lease_str(dev), "socket");
	assert_int_equal(subdev_dev_get_ttl(dev), 0);
	subdev_dev_unref(dev);
	subdev_dev_create_free(create);
}

/* A dry run has no lease yet. */
static void test_try(void **state)
{
	struct state *s = *state;
	struct subdev_dev_create *create = create_new(s);
	struct subdev_dev *dev;

	subdev_dev_create_set_lease(create, SUBDEV_LEASE_KIND_SOCKET, 0);
	assert_int_equal(subdev_dev_create_try(create, &dev), 0);
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_SOCKET);
	assert_int_equal(subdev_dev_get_lease(dev), 0);
	assert_string_equal(subdev_dev_get_lease_str(dev), "unknown");
	subdev_dev_unref(dev);
	subdev_dev_create_free(create);
}

/* What is too long is refused before it is sent, whoever is asked for an owner. */
static void test_long_owner(void **state)
{
	char owner[SUBDEV_OWNER_MAX + 2];
	const struct subdev_delete_options options = { .owner = owner };
	struct state *s = *state;
	struct subdev_dev_create *create = create_new(s);
	struct subdev_dev_list *list;

	memset(owner, 'a', sizeof(owner));
	owner[sizeof(owner) - 1] = '\0';
	assert_int_equal(subdev_dev_create_set_owner(create, owner), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "owner");
	assert_int_equal(subdev_dev_dump(s->ctx, NULL, owner, NULL, &list), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "owner");
	assert_int_equal(subdev_dev_delete(s->ctx, "7", &options, 0), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "owner");
	assert_int_equal(s->host.fake.num_requests, 0);
	owner[SUBDEV_OWNER_MAX] = '\0';
	assert_int_equal(subdev_dev_create_set_owner(create, owner), 0);
	assert_int_equal(subdev_dev_create_run(create, NULL), 0);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_OWNER, owner);
	subdev_dev_create_free(create);
}

static unsigned int count_of(struct state *s, const char *parent, const char *owner)
{
	struct subdev_dev_list *list;
	struct subdev_dev *dev;
	unsigned int count = 0;

	assert_int_equal(subdev_dev_dump(s->ctx, parent, owner, NULL, &list), 0);
	subdev_dev_list_foreach(list, dev)
		count++;
	subdev_dev_list_unref(list);
	return count;
}

static void test_dump(void **state)
{
	struct state *s = *state;

	assert_int_equal(count_of(s, NULL, "agent"), 1);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_GET, 1);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_OWNER, "agent");
	assert_int_equal(count_of(s, "1", "agent"), 1);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_GET, 2);
	assert_int_equal(count_of(s, "2", "agent"), 0);
	/* those that have none */
	assert_int_equal(count_of(s, NULL, ""), 2);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_OWNER, "");
}

static void test_delete(void **state)
{
	struct subdev_delete_options options = { .owner = "vm/21" };
	struct state *s = *state;

	assert_int_equal(subdev_dev_delete(s->ctx, "8", &options, SUBDEV_WAIT_FOREVER), -EBUSY);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_DELETE, 3);
	assert_string_equal(subdev_error_get_attr(s->ctx), "owner");
	assert_non_null(host_find(&s->host, 8));
	options.owner = "agent";
	assert_int_equal(subdev_dev_delete(s->ctx, "8", &options, SUBDEV_WAIT_FOREVER), 0);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_OWNER, "agent");
	assert_null(host_find(&s->host, 8));
}

static void test_renew(void **state)
{
	struct state *s = *state;
	struct subdev_dev *dev;

	assert_int_equal(subdev_dev_renew(s->ctx, "8", 0, NULL, &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_RENEW, 1);
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_ID, 8);
	assert_int_equal(subdev_dev_get_ttl(dev), HOST_TTL);
	subdev_dev_unref(dev);
	assert_int_equal(subdev_dev_renew(s->ctx, "8", 90, NULL, NULL), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_RENEW, 2);
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_TTL, 90);
	assert_int_equal(subdev_dev_renew(s->ctx, "web0", 90, NULL, &dev), -EBUSY);
	assert_string_equal(subdev_error_get_text(s->ctx), "it has no lease for a time");
	assert_int_equal(subdev_dev_renew(s->ctx, "web9", 90, NULL, &dev), -ENODEV);
	assert_int_equal(subdev_dev_renew(s->ctx, "9 9", 90, NULL, &dev), -EINVAL);
}

static void create_with(struct state *s, uint32_t lease)
{
	struct subdev_dev_create *create = create_new(s);

	subdev_dev_create_set_lease(create, lease, lease == SUBDEV_LEASE_KIND_TTL);
	assert_int_equal(subdev_dev_create_run(create, NULL), 0);
	subdev_dev_create_free(create);
}

/* An answer without its end, and one more when that has been given up. */
static void handle_cut(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct msg m;

	msg_begin_genl(&m, fake->family, 0, request->nlh.nlmsg_seq, SUBDEV_CMD_DEV_GET);
	host_put_dev(&m, &host_devs[0]);
	fake_send(socket, m.buf, m.len - 8);
	fake_send_err(socket, -EMSGSIZE);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

static void handle_overrun(struct fake *fake, struct fake_socket *socket,
			   const struct msg *request)
{
	(void)fake;
	fake_send_err(socket, -ENOBUFS);
	fake_ack(socket, request, 0, NULL);
}

/* Fail in the middle of an exchange, twice, then succeed. */
static void fail_and_go_on(struct state *s)
{
	void (*handle)(struct fake *, struct fake_socket *, const struct msg *);
	struct subdev_dev *dev;

	handle = s->host.fake.handle;
	s->host.fake.handle = handle_cut;
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), -EBADMSG);
	s->host.fake.handle = handle_overrun;
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), -ENOBUFS);
	s->host.fake.handle = handle;
	assert_int_equal(subdev_dev_get(s->ctx, "8", &dev), 0);
	assert_int_equal(subdev_dev_get_id(dev), 8);
	subdev_dev_unref(dev);
}

/* A connection on which leases hang is kept, whatever happens on it. */
static void test_kept_connection(void **state)
{
	struct state *s = *state;

	create_with(s, SUBDEV_LEASE_KIND_SOCKET);
	fail_and_go_on(s);
	assert_int_equal(s->host.fake.opened, 1);
}

/* Others are made anew. */
static void test_new_connection(void **state)
{
	struct state *s = *state;

	create_with(s, SUBDEV_LEASE_KIND_TTL);
	fail_and_go_on(s);
	assert_int_equal(s->host.fake.opened, 3);
}

static void test_fd(void **state)
{
	struct state *s = *state;

	s->host.fake.fd = 17;
	assert_int_equal(subdev_ctx_get_fd(s->ctx), -1);
	create_with(s, SUBDEV_LEASE_KIND_SOCKET);
	assert_int_equal(subdev_ctx_get_fd(s->ctx), 17);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_create, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_try, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_long_owner, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_dump, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_delete, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_renew, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_kept_connection, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_new_connection, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_fd, state_setup, state_teardown),
	};

	return cmocka_run_group_tests_name("lease", tests, NULL, NULL);
}
