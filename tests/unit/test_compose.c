// SPDX-License-Identifier: GPL-2.0-only
/* Requests that compose a subdevice: of a version, params, amounts, a manifest. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <netlink/attr.h>

#include "build.h"
#include "harness.h"
#include "sent.h"
#include "state.h"

/* The nest number @i of the last request, all kinds counted alike. */
static const struct nlattr *sent_nest(struct state *s, unsigned int i)
{
	const struct msg *m = last_request(&s->host.fake);
	struct nlattr *nla;
	int rest;

	nla_for_each_attr(nla, (struct nlattr *)msg_attrs(m), msg_attrs_len(m), rest) {
		if (nla->nla_type & NLA_F_NESTED && !i--)
			return nla;
	}
	fail_msg("there are less nests");
	return NULL;
}

/* That nest must be this attribute, with this name and this of it. */
static void assert_pair(struct state *s, unsigned int i, uint16_t attr, const char *name,
			uint16_t value_attr, const void *value, size_t len)
{
	const struct nlattr *nest = sent_nest(s, i), *nla;

	assert_int_equal(nla_type(nest), attr);
	nla = nla_find(nla_data(nest), nla_len(nest), 1);
	assert_string_equal(nla_data(nla), name);
	nla = nla_find(nla_data(nest), nla_len(nest), value_attr);
	assert_int_equal(nla_len(nla), len);
	assert_memory_equal(nla_data(nla), value, len);
	/* and nothing more */
	assert_int_equal(nla_len(nest), nla_total_size(strlen(name) + 1) + nla_total_size(len));
}

static void assert_u64_pair(struct state *s, unsigned int i, uint16_t attr, const char *name,
			    uint16_t value_attr, uint64_t value)
{
	assert_pair(s, i, attr, name, value_attr, &value, sizeof(value));
}

static void begin_create(struct state *s, struct subdev_dev_create **create)
{
	assert_int_equal(subdev_dev_create_new(s->ctx, create), 0);
	assert_int_equal(subdev_dev_create_set_parent(*create, "2"), 0);
	assert_int_equal(subdev_dev_create_set_type(*create, "my-nic"), 0);
}

static void test_create(void **state)
{
	struct state *s = *state;
	struct subdev_dev_create *create;
	struct subdev_dev *dev;
	uint8_t off = 0;

	begin_create(s, &create);
	subdev_dev_create_set_version(create, 2);
	assert_int_equal(subdev_dev_create_add_param_bool(create, "rss", false), 0);
	assert_int_equal(subdev_dev_create_add_param_uint(create, "rx-filter-size", UINT64_MAX), 0);
	assert_int_equal(subdev_dev_create_add_param_string(create, "link", "up"), 0);
	assert_int_equal(subdev_dev_create_add_resource(create, "channel", 8), 0);
	assert_int_equal(subdev_dev_create_run(create, &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_CREATE, 7);
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_VERSION, 2);
	assert_pair(s, 0, SUBDEV_A_DEV_PARAM, "rss", SUBDEV_A_VALUE_BOOL, &off, 1);
	assert_u64_pair(s, 1, SUBDEV_A_DEV_PARAM, "rx-filter-size", SUBDEV_A_VALUE_UINT,
			UINT64_MAX);
	assert_pair(s, 2, SUBDEV_A_DEV_PARAM, "link", SUBDEV_A_VALUE_STRING, "up", 3);
	assert_u64_pair(s, 3, SUBDEV_A_DEV_RESOURCE, "channel", SUBDEV_A_AMOUNT_AMOUNT, 8);

	assert_int_equal(subdev_dev_get_version(dev), 0);
	assert_string_equal(subdev_value_get_text(subdev_dev_get_value(dev, 0)), "off");
	assert_true(subdev_value_get_uint(subdev_dev_get_value(dev, 1)) == UINT64_MAX);
	assert_string_equal(subdev_value_get_text(subdev_dev_get_value(dev, 3)), "up");
	assert_int_equal(subdev_amount_get_amount(subdev_dev_get_amount(dev, 0)), 8);
	subdev_dev_unref(dev);
	/* it can be run again, with more, and does not look for what is there twice */
	assert_int_equal(subdev_dev_create_add_resource(create, "channel", 2), 0);
	assert_int_equal(subdev_dev_create_run(create, NULL), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_CREATE, 8);
	assert_u64_pair(s, 4, SUBDEV_A_DEV_RESOURCE, "channel", SUBDEV_A_AMOUNT_AMOUNT, 2);
	subdev_dev_create_free(create);
}

/* Version 0 is none, but that is for the kernel to say. */
static void test_version_0(void **state)
{
	struct state *s = *state;
	struct subdev_dev_create *create;

	begin_create(s, &create);
	subdev_dev_create_set_version(create, 0);
	subdev_dev_create_run(create, NULL);
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_VERSION, 0);
	subdev_dev_create_set_version(create, UINT32_MAX);
	subdev_dev_create_run(create, NULL);
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_VERSION, UINT32_MAX);
	subdev_dev_create_free(create);
}

static void test_try(void **state)
{
	struct state *s = *state;
	struct subdev_dev_create *create;
	struct subdev_dev *dev;

	begin_create(s, &create);
	assert_int_equal(subdev_dev_create_try(create, &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_CREATE, 3);
	assert_non_null(msg_attr(last_request(&s->host.fake), SUBDEV_A_DEV_DRY_RUN));
	assert_int_equal(subdev_dev_get_id(dev), 0);
	assert_null(subdev_dev_get_uuid(dev));
	assert_null(subdev_dev_get_uuid_str(dev));
	assert_null(subdev_dev_get_sysfs_path(dev));
	assert_null(subdev_dev_get_group_path(dev));
	assert_string_equal(subdev_dev_get_type(dev), "my-nic");
	assert_int_equal(subdev_dev_get_version(dev), 3);
	assert_int_equal(subdev_dev_get_num_amounts(dev), 3);
	assert_int_equal(subdev_dev_get_num_parent_resources(dev), 5);
	assert_int_equal(subdev_resource_get_free(subdev_dev_get_parent_resource(dev, 1)), 60);
	subdev_dev_unref(dev);
	/* it is a request like any */
	assert_int_equal(subdev_dev_create_run(create, &dev), 0);
	assert_null(msg_attr(last_request(&s->host.fake), SUBDEV_A_DEV_DRY_RUN));
	assert_int_equal(subdev_dev_get_id(dev), 9);
	subdev_dev_unref(dev);
	subdev_dev_create_free(create);
}

static void test_refused_param(void **state)
{
	struct state *s = *state;
	struct subdev_dev_create *create;

	begin_create(s, &create);
	assert_int_equal(subdev_dev_create_add_param_bool(create, "rss", true), 0);
	assert_int_equal(subdev_dev_create_add_param_bool(create, "turbo", true), 0);
	assert_int_equal(subdev_dev_create_run(create, NULL), -ENOENT);
	assert_string_equal(subdev_error_get_text(s->ctx), "no such param");
	assert_string_equal(subdev_error_get_attr(s->ctx), "param[turbo]");
	subdev_dev_create_free(create);

	begin_create(s, &create);
	assert_int_equal(subdev_dev_create_add_resource(create, "port", 1), 0);
	assert_int_equal(subdev_dev_create_run(create, NULL), -ENOENT);
	assert_string_equal(subdev_error_get_attr(s->ctx), "resource[port]");
	subdev_dev_create_free(create);
}

static void test_bad(void **state)
{
	struct state *s = *state;
	struct subdev_dev_create *create;
	struct subdev_dev_set *set;
	char name[SUBDEV_TYPE_NAME_MAX + 2] = { 0 };
	char value[SUBDEV_VALUE_MAX + 2] = { 0 };

	memset(name, 'a', sizeof(name) - 1);
	memset(value, 'v', sizeof(value) - 1);
	begin_create(s, &create);
	assert_int_equal(subdev_dev_create_add_param_bool(create, name, true), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "param");
	assert_int_equal(subdev_dev_create_add_param_uint(create, name, 1), -EINVAL);
	assert_int_equal(subdev_dev_create_add_param_string(create, name, "x"), -EINVAL);
	assert_int_equal(subdev_dev_create_add_resource(create, name, 1), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "resource");
	assert_int_equal(subdev_dev_create_add_param_string(create, "serial", value), -ERANGE);
	assert_string_equal(subdev_error_get_text(s->ctx), "serial: longer than 63 bytes");
	assert_string_equal(subdev_error_get_attr(s->ctx), "param");
	/* what was refused is not sent; what just fits is */
	name[SUBDEV_TYPE_NAME_MAX] = '\0';
	value[SUBDEV_VALUE_MAX] = '\0';
	assert_int_equal(subdev_dev_create_add_param_string(create, name, value), 0);
	subdev_dev_create_run(create, NULL);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_CREATE, 3);
	assert_pair(s, 0, SUBDEV_A_DEV_PARAM, name, SUBDEV_A_VALUE_STRING, value, sizeof(value) - 1);
	subdev_dev_create_free(create);

	assert_int_equal(subdev_dev_set_new(s->ctx, "0", &set), -ERANGE);
	assert_int_equal(subdev_dev_set_new(s->ctx, "not a dev", &set), -EINVAL);
}

static void test_set(void **state)
{
	struct state *s = *state;
	struct subdev_dev_set *set;
	struct subdev_dev *dev;
	uint8_t off = 0;

	assert_int_equal(subdev_dev_set_new(s->ctx, "nic0", &set), 0);
	/* nothing is said of what stays as it is */
	assert_int_equal(subdev_dev_set_run(set, NULL), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_SET, 1);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_LABEL, "nic0");
	subdev_dev_set_if_generation(set, 5);
	subdev_dev_set_version(set, 2);
	assert_int_equal(subdev_dev_set_param_bool(set, "rss", false), 0);
	assert_int_equal(subdev_dev_set_param_uint(set, "rx-filter-size", 4294967296), 0);
	assert_int_equal(subdev_dev_set_param_string(set, "link", "down"), 0);
	assert_int_equal(subdev_dev_set_resource(set, "queue", 0), 0);
	assert_int_equal(subdev_dev_set_run(set, &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_SET, 7);
	assert_sent_u64(&s->host.fake, SUBDEV_A_DEV_IF_GENERATION, 5);
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_VERSION, 2);
	assert_pair(s, 0, SUBDEV_A_DEV_PARAM, "rss", SUBDEV_A_VALUE_BOOL, &off, 1);
	assert_u64_pair(s, 1, SUBDEV_A_DEV_PARAM, "rx-filter-size", SUBDEV_A_VALUE_UINT,
			4294967296);
	assert_pair(s, 2, SUBDEV_A_DEV_PARAM, "link", SUBDEV_A_VALUE_STRING, "down", 5);
	assert_u64_pair(s, 3, SUBDEV_A_DEV_RESOURCE, "queue", SUBDEV_A_AMOUNT_AMOUNT, 0);
	assert_int_equal(subdev_dev_get_generation(dev), 6);
	assert_int_equal(subdev_amount_get_amount(subdev_dev_get_amount(dev, 1)), 0);
	subdev_dev_unref(dev);
	/* the same once more comes too late */
	assert_int_equal(subdev_dev_set_run(set, NULL), -ESTALE);
	assert_int_equal(subdev_error_get_generation(s->ctx), 6);
	assert_string_equal(subdev_error_get_attr(s->ctx), "if-generation");
	assert_null(subdev_dev_set_free(set));
	assert_null(subdev_dev_set_free(NULL));
	/* told until the next call */
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), 0);
	assert_int_equal(subdev_error_get_generation(s->ctx), 0);
	subdev_dev_unref(dev);
}

static void set_label(struct state *s, const char *dev, const char *label, const char *wanted)
{
	struct subdev_dev_set *set;
	struct subdev_dev *out;

	assert_int_equal(subdev_dev_set_new(s->ctx, dev, &set), 0);
	assert_int_equal(subdev_dev_set_label(set, label), 0);
	assert_int_equal(subdev_dev_set_run(set, &out), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_SET, 2);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_NEW_LABEL, label ? label : "");
	if (wanted)
		assert_string_equal(subdev_dev_get_label(out), wanted);
	else
		assert_null(subdev_dev_get_label(out));
	subdev_dev_unref(out);
	subdev_dev_set_free(set);
}

static void test_set_label(void **state)
{
	struct state *s = *state;
	char label[SUBDEV_LABEL_MAX + 2] = { 0 };
	struct subdev_dev_set *set;

	set_label(s, "web0", "web1", "web1");
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_LABEL, "web0");
	set_label(s, "7", NULL, NULL);
	set_label(s, "00000000000000000000000000000000000000000000000000000000000000000000007",
		  "web2", "web2");
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_ID, 7);
	set_label(s, "7", "", NULL);
	memset(label, 'a', sizeof(label) - 1);
	assert_int_equal(subdev_dev_set_new(s->ctx, "7", &set), 0);
	assert_int_equal(subdev_dev_set_label(set, label), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "new-label");
	subdev_dev_set_free(set);
}

static void test_delete_if_generation(void **state)
{
	struct state *s = *state;
	uint64_t generation = 6000000000;
	struct subdev_delete_options options = { .force = true, .if_generation = &generation };

	assert_int_equal(subdev_dev_delete(s->ctx, "7", &options, 0), -ESTALE);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_DELETE, 3);
	assert_sent_u64(&s->host.fake, SUBDEV_A_DEV_IF_GENERATION, generation);
	assert_int_equal(subdev_error_get_generation(s->ctx), 3);
	/* 0 is a generation as any */
	options.force = false;
	generation = 0;
	assert_int_equal(subdev_dev_delete(s->ctx, "7", &options, SUBDEV_WAIT_FOREVER), -ESTALE);
	assert_int_equal(subdev_error_get_generation(s->ctx), 3);
	assert_non_null(host_find(&s->host, 7));
	generation = 3;
	assert_int_equal(subdev_dev_delete(s->ctx, "7", &options, SUBDEV_WAIT_FOREVER), 0);
	assert_null(host_find(&s->host, 7));
}

/* A request of thousands of amounts is sent as it is, up to the limit. */
static void test_many(void **state)
{
	struct state *s = *state;
	struct subdev_dev_create *create;
	unsigned int count = 0;
	char name[16];
	int err = 0;

	begin_create(s, &create);
	while (count < 5000 && !err) {
		snprintf(name, sizeof(name), "r%u", count++);
		err = subdev_dev_create_add_resource(create, name, count);
	}
	assert_int_equal(err, 0);
	assert_int_equal(subdev_dev_create_run(create, NULL), -ENOENT);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_CREATE, 5002);
	assert_u64_pair(s, 0, SUBDEV_A_DEV_RESOURCE, "r0", SUBDEV_A_AMOUNT_AMOUNT, 1);
	assert_u64_pair(s, 4999, SUBDEV_A_DEV_RESOURCE, "r4999", SUBDEV_A_AMOUNT_AMOUNT, 5000);
	for (err = 0; !err; count++)
		err = subdev_dev_create_add_resource(create, "channel", 1);
	assert_int_equal(err, -EMSGSIZE);
	assert_true(count < 10000);
	assert_string_equal(subdev_error_get_text(s->ctx), "the request is too long");
	assert_string_equal(subdev_error_get_attr(s->ctx), "resource");
	/* together with the parent's and the type's name it is longer still */
	assert_int_equal(subdev_dev_create_run(create, NULL), -EMSGSIZE);
	assert_string_equal(subdev_error_get_attr(s->ctx), "resource");
	subdev_dev_create_free(create);
}

static void test_nest_too_long(void **state)
{
	struct nl_msg *msg = nlmsg_alloc();
	static const char data[30000];
	size_t begin, len;

	(void)state;
	assert_int_equal(build_put(msg, 1, data, UINT16_MAX), -EMSGSIZE);
	assert_int_equal(build_put(msg, 1, data, 4), 0);
	len = nlmsg_hdr(msg)->nlmsg_len;
	assert_int_equal(build_nest(msg, 2, &begin), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(build_put(msg, 3, data, sizeof(data)), 0);
	assert_int_equal(build_nest_end(msg, begin), -EMSGSIZE);
	/* and is not there then */
	assert_int_equal(nlmsg_hdr(msg)->nlmsg_len, len);
	assert_int_equal(build_nest(msg, 2, &begin), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(build_put(msg, 3, data, sizeof(data)), 0);
	assert_int_equal(build_nest_end(msg, begin), 0);
	assert_int_equal(((struct nlattr *)((char *)nlmsg_hdr(msg) + begin))->nla_len,
			 NLA_HDRLEN + 2 * (NLA_HDRLEN + sizeof(data)));
	nlmsg_free(msg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_create, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_version_0, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_try, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_refused_param, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_bad, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_set, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_set_label, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_delete_if_generation, state_setup,
						state_teardown),
		cmocka_unit_test_setup_teardown(test_many, state_setup, state_teardown),
		cmocka_unit_test(test_nest_too_long),
	};

	return cmocka_run_group_tests_name("compose", tests, NULL, NULL);
}
