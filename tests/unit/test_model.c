// SPDX-License-Identifier: GPL-2.0-only
/* What types are: class attributes, models, their versions and params. */
#include <errno.h>
#include <string.h>

#include "harness.h"
#include "sent.h"
#include "state.h"

static void test_type(void **state)
{
	struct state *s = *state;
	struct subdev_type *type;

	assert_int_equal(subdev_type_get(s->ctx, "2", "my-nic", &type), 0);
	assert_string_equal(subdev_type_get_model(type), HOST_NIC);
	assert_int_equal(subdev_type_get_version(type), 3);
	assert_int_equal(subdev_type_get_versions(type), 3);
	assert_int_equal(subdev_type_get_params(type), 4);
	subdev_type_unref(type);
	assert_int_equal(subdev_type_get(s->ctx, "2", "plain", &type), 0);
	assert_null(subdev_type_get_model(type));
	assert_int_equal(subdev_type_get_version(type), 0);
	assert_int_equal(subdev_type_get_versions(type), 0);
	assert_int_equal(subdev_type_get_params(type), 0);
	subdev_type_unref(type);
}

struct class_attr {
	const char *name;
	uint64_t value;
	const char *unit;
};

static void check_class(struct state *s, const char *parent, const char *name,
			const struct class_attr *wanted, unsigned int count)
{
	const struct subdev_class_attr *attr;
	struct subdev_type *type;

	assert_int_equal(subdev_type_get(s->ctx, parent, name, &type), 0);
	assert_int_equal(subdev_type_get_num_class_attrs(type), count);
	for (unsigned int i = 0; i < count; i++) {
		attr = subdev_type_get_class_attr(type, i);
		assert_string_equal(subdev_class_attr_get_name(attr), wanted[i].name);
		assert_true(subdev_class_attr_get_value(attr) == wanted[i].value);
		assert_string_equal(subdev_class_attr_get_unit_str(attr), wanted[i].unit);
	}
	assert_null(subdev_type_get_class_attr(type, count));
	subdev_type_unref(type);
}

static void test_class(void **state)
{
	static const struct class_attr display[] = {
		{ "heads", 4, "count" },
		{ "max-width", 3840, "count" },
		{ "max-height", 2160, "count" },
		{ "frame-rate-limit", 60, "hertz" },
		{ "framebuffer", UINT64_C(1) << 32, "bytes" },
	};
	static const struct class_attr net[] = {
		{ "queues", 4, "count" },
		{ "speed", 10000000000, "bits-per-second" },
	};
	static const struct class_attr serial[] = { { "ports", 4, "count" } };

	check_class(*state, "2", "m60-4q", display, ARRAY_SIZE(display));
	check_class(*state, "2", "my-nic", net, ARRAY_SIZE(net));
	check_class(*state, "1", "serial-4", serial, ARRAY_SIZE(serial));
	check_class(*state, "2", "plain", NULL, 0);
}

/* The classes that no type of the host has. */
static void handle_class(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	uint16_t nest_attr = *(uint16_t *)fake->data;
	struct msg m;
	size_t nest;

	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_TYPE_GET);
	host_put_type(&m, &host_types[2]);
	nest = msg_nest(&m, nest_attr);
	msg_put_u32(&m, 1, 0);
	msg_put_u32(&m, 2, 512);
	/* of a newer kernel */
	msg_put_u32(&m, 77, 1);
	msg_nest_end(&m, nest);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

static void test_other_classes(void **state)
{
	static const struct class_attr accel[] = {
		{ "engines", 0, "count" }, { "queues", 512, "count" },
	};
	static const struct class_attr storage[] = {
		{ "size", 0, "bytes" }, { "block-size", 512, "bytes" },
	};
	uint16_t nest = SUBDEV_A_TYPE_ACCEL;
	struct state *s = *state;

	s->host.fake.handle = handle_class;
	s->host.fake.data = &nest;
	check_class(s, "2", "plain", accel, ARRAY_SIZE(accel));
	nest = SUBDEV_A_TYPE_STORAGE;
	check_class(s, "2", "plain", storage, ARRAY_SIZE(storage));
}

static void test_versions(void **state)
{
	static const unsigned int counts[] = { 2, 4, 3 };
	struct state *s = *state;
	struct subdev_model_list *list;
	struct subdev_model *model;
	unsigned int i = 0;

	assert_int_equal(subdev_model_dump(s->ctx, NULL, NULL, &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_MODEL_GET, 0);
	subdev_model_list_unref(list);
	assert_int_equal(subdev_model_dump(s->ctx, "2", NULL, &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_MODEL_GET, 1);
	subdev_model_list_unref(list);
	assert_int_equal(subdev_model_dump(s->ctx, "2", "my-nic", &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_MODEL_GET, 2);
	assert_sent_u32(&s->host.fake, SUBDEV_A_MODEL_PARENT_INDEX, 2);
	assert_sent_string(&s->host.fake, SUBDEV_A_MODEL_TYPE, "my-nic");
	assert_true(subdev_model_list_is_consistent(list));
	subdev_model_list_foreach(list, model) {
		assert_int_equal(subdev_model_get_parent_index(model), 2);
		assert_string_equal(subdev_model_get_parent_name(model), "platform/sim.0");
		assert_string_equal(subdev_model_get_type(model), "my-nic");
		assert_string_equal(subdev_model_get_uri(model), HOST_NIC);
		assert_int_equal(subdev_model_get_num_values(model), counts[i]);
		assert_null(subdev_model_get_value(model, counts[i]));
		assert_int_equal(subdev_model_get_version(model), ++i);
	}
	assert_int_equal(i, 3);
	model = subdev_model_ref(subdev_model_list_get_first(list));
	assert_null(subdev_model_list_unref(list));
	assert_string_equal(subdev_value_get_name(subdev_model_get_value(model, 0)),
			    "rx-filter-size");
	assert_null(subdev_model_unref(model));
	assert_null(subdev_model_unref(NULL));
}

static void assert_value(const struct subdev_value *value, const char *name, uint32_t kind,
			 const char *text)
{
	assert_string_equal(subdev_value_get_name(value), name);
	assert_int_equal(subdev_value_get_kind(value), kind);
	assert_string_equal(subdev_value_get_text(value), text);
}

static void test_values(void **state)
{
	struct state *s = *state;
	const struct subdev_value *value;
	struct subdev_dev *dev;

	s->host.devs[3].values[1].number = UINT64_MAX;
	strcpy(s->host.devs[3].values[2].string, "A 1");
	assert_int_equal(subdev_dev_get(s->ctx, "nic0", &dev), 0);
	assert_int_equal(subdev_dev_get_version(dev), 2);
	assert_int_equal(subdev_dev_get_num_values(dev), 4);
	value = subdev_dev_get_value(dev, 0);
	assert_value(value, "rss", SUBDEV_PARAM_KIND_BOOL, "on");
	assert_true(subdev_value_get_bool(value));
	assert_int_equal(subdev_value_get_uint(value), 0);
	assert_null(subdev_value_get_string(value));
	value = subdev_dev_get_value(dev, 1);
	assert_value(value, "rx-filter-size", SUBDEV_PARAM_KIND_UINT, "18446744073709551615");
	assert_true(subdev_value_get_uint(value) == UINT64_MAX);
	assert_false(subdev_value_get_bool(value));
	value = subdev_dev_get_value(dev, 2);
	assert_value(value, "serial", SUBDEV_PARAM_KIND_STRING, "A 1");
	assert_string_equal(subdev_value_get_string(value), "A 1");
	assert_int_equal(subdev_value_get_uint(value), 0);
	assert_value(subdev_dev_get_value(dev, 3), "link", SUBDEV_PARAM_KIND_STRING, "auto");
	assert_null(subdev_dev_get_value(dev, 4));
	subdev_dev_unref(dev);

	s->host.devs[3].values[0].number = 0;
	assert_int_equal(subdev_dev_get(s->ctx, "nic0", &dev), 0);
	assert_value(subdev_dev_get_value(dev, 0), "rss", SUBDEV_PARAM_KIND_BOOL, "off");
	subdev_dev_unref(dev);

	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), 0);
	assert_int_equal(subdev_dev_get_version(dev), 0);
	assert_int_equal(subdev_dev_get_num_values(dev), 0);
	assert_null(subdev_dev_get_value(dev, 0));
	subdev_dev_unref(dev);
}

static void check_param(const struct subdev_param *param, unsigned int i)
{
	static const struct {
		const char *name, *kind, *change, *def;
		uint64_t min, max;
		uint32_t max_len, since, until;
		unsigned int choices;
	} wanted[] = {
		{ "rss", "bool", "idle", "on", 0, 0, 0, 2, 0, 0 },
		{ "rx-filter-size", "uint", "fixed", "64", 16, UINT64_MAX, 0, 1, 0, 0 },
		{ "serial", "string", "unused", "", 0, 0, 20, 1, 2, 0 },
		{ "link", "enum", "live", "auto", 0, 0, 0, 2, 0, 3 },
	};

	assert_true(i < ARRAY_SIZE(wanted));
	assert_int_equal(subdev_param_get_parent_index(param), 2);
	assert_string_equal(subdev_param_get_parent_name(param), "platform/sim.0");
	assert_string_equal(subdev_param_get_type(param), "my-nic");
	assert_string_equal(subdev_param_get_model(param), HOST_NIC);
	assert_string_equal(subdev_param_get_name(param), wanted[i].name);
	assert_int_equal(subdev_param_get_kind(param), host_params[i].kind);
	assert_string_equal(subdev_param_get_kind_str(param), wanted[i].kind);
	assert_string_equal(subdev_value_get_text(subdev_param_get_default(param)),
			    wanted[i].def);
	assert_true(subdev_param_get_min(param) == wanted[i].min);
	assert_true(subdev_param_get_max(param) == wanted[i].max);
	assert_int_equal(subdev_param_get_max_len(param), wanted[i].max_len);
	assert_int_equal(subdev_param_get_change(param), host_params[i].change);
	assert_string_equal(subdev_param_get_change_str(param), wanted[i].change);
	assert_int_equal(subdev_param_get_since(param), wanted[i].since);
	assert_int_equal(subdev_param_get_until(param), wanted[i].until);
	assert_int_equal(subdev_param_get_num_choices(param), wanted[i].choices);
	for (unsigned int k = 0; k < wanted[i].choices; k++)
		assert_string_equal(subdev_param_get_choice(param, k), host_params[i].choices[k]);
	assert_null(subdev_param_get_choice(param, wanted[i].choices));
}

static void test_params(void **state)
{
	struct state *s = *state;
	struct subdev_param_list *list;
	struct subdev_param *param;
	unsigned int i = 0;

	assert_int_equal(subdev_param_dump(s->ctx, "platform/sim.0", "my-nic", &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_PARAM_GET, 2);
	assert_sent_string(&s->host.fake, SUBDEV_A_PARAM_PARENT_NAME, "platform/sim.0");
	assert_sent_string(&s->host.fake, SUBDEV_A_PARAM_TYPE, "my-nic");
	assert_true(subdev_param_list_is_consistent(list));
	subdev_param_list_foreach(list, param)
		check_param(param, i++);
	assert_int_equal(i, 4);
	param = subdev_param_ref(subdev_param_list_get_first(list));
	assert_null(subdev_param_list_unref(list));
	check_param(param, 0);
	assert_null(subdev_param_unref(param));
	assert_null(subdev_param_unref(NULL));

	assert_int_equal(subdev_param_dump(s->ctx, "1", NULL, &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_PARAM_GET, 1);
	assert_null(subdev_param_list_get_first(list));
	subdev_param_list_unref(list);
}

/* A kernel that says little: what it does not say is nothing, not a crash. */
static void handle_few(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct msg m;

	(void)fake;
	msg_begin_genl(&m, FAKE_FAMILY, NLM_F_MULTI, 0, SUBDEV_CMD_PARAM_GET);
	msg_put_u32(&m, SUBDEV_A_PARAM_PARENT_INDEX, 1);
	msg_put_string(&m, SUBDEV_A_PARAM_PARENT_NAME, "a/b");
	msg_put_string(&m, SUBDEV_A_PARAM_TYPE, "t");
	msg_put_string(&m, SUBDEV_A_PARAM_MODEL, "m");
	msg_put_string(&m, SUBDEV_A_PARAM_NAME, "p");
	msg_put_u32(&m, SUBDEV_A_PARAM_KIND, 99);
	fake_answer(socket, request, &m);
	fake_done(socket, request, 0);
}

static void test_param_few(void **state)
{
	struct state *s = *state;
	struct subdev_param_list *list;
	struct subdev_param *param;

	s->host.fake.handle = handle_few;
	assert_int_equal(subdev_param_dump(s->ctx, NULL, NULL, &list), 0);
	param = subdev_param_list_get_first(list);
	assert_string_equal(subdev_param_get_kind_str(param), "unknown");
	assert_string_equal(subdev_param_get_change_str(param), "unknown");
	assert_null(subdev_param_get_default(param));
	assert_int_equal(subdev_param_get_num_choices(param), 0);
	assert_int_equal(subdev_param_get_since(param), 0);
	subdev_param_list_unref(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_type, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_class, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_other_classes, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_versions, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_values, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_params, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_param_few, state_setup, state_teardown),
	};

	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
