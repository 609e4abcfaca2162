// SPDX-License-Identifier: GPL-2.0-only
/* Objects from the attributes of messages: all of them, few of them, and wrong ones. */
#include <errno.h>
#include <string.h>

#include <netlink/attr.h>

#include "dev.h"
#include "fake.h"
#include "harness.h"
#include "host.h"
#include "parent.h"

#define ADDED_LATER 200

static int setup(void **state)
{
	*state = NULL;
	return subdev_ctx_new((struct subdev_ctx **)state);
}

static int teardown(void **state)
{
	subdev_ctx_unref(*state);
	return 0;
}

static int parent_of(struct subdev_ctx *ctx, const struct msg *m, struct subdev_parent **out)
{
	return parent_new(ctx, msg_attrs(m), msg_attrs_len(m), (struct object **)out);
}

static int dev_of(struct subdev_ctx *ctx, const struct msg *m, struct subdev_dev **out)
{
	return dev_new(ctx, msg_attrs(m), msg_attrs_len(m), (struct object **)out);
}

static void test_parent_all(void **state)
{
	struct subdev_parent *parent;
	struct msg m;

	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_PARENT_GET);
	host_put_parent(&m, &host_parents[1]);
	assert_int_equal(parent_of(*state, &m, &parent), 0);
	assert_int_equal(subdev_parent_get_index(parent), 2);
	assert_string_equal(subdev_parent_get_name(parent), "platform/sim.0");
	/* more than 4 bytes hold */
	assert_true(subdev_parent_get_generation(parent) == 5000000000);
	assert_string_equal(subdev_parent_get_driver(parent), "subdev_sim");
	assert_int_equal(subdev_parent_get_types(parent), 3);
	assert_int_equal(subdev_parent_get_devs(parent), 2);
	assert_int_equal(subdev_parent_get_max_devs(parent), 65536);
	assert_true(subdev_parent_is_removing(parent));
	assert_false(subdev_parent_is_cordoned(parent));
	assert_ptr_equal(subdev_parent_ref(parent), parent);
	assert_null(subdev_parent_unref(parent));
	assert_null(subdev_parent_unref(parent));
	assert_null(subdev_parent_unref(NULL));
}

static void test_parent_few(void **state)
{
	struct subdev_parent *parent;
	struct msg m;

	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_PARENT_GET);
	msg_put_u32(&m, SUBDEV_A_PARENT_INDEX, 3);
	assert_int_equal(parent_of(*state, &m, &parent), -EBADMSG);
	assert_string_equal(subdev_error_get_attr(*state), "name");
	msg_put_string(&m, SUBDEV_A_PARENT_NAME, "a/b");
	assert_int_equal(parent_of(*state, &m, &parent), 0);
	assert_int_equal(subdev_parent_get_generation(parent), 0);
	assert_null(subdev_parent_get_driver(parent));
	assert_false(subdev_parent_is_removing(parent));
	assert_false(subdev_parent_is_cordoned(parent));
	subdev_parent_unref(parent);
}

static void test_dev_all(void **state)
{
	struct subdev_dev *dev;
	struct msg m;

	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_GET);
	host_put_dev(&m, &host_devs[0]);
	assert_int_equal(dev_of(*state, &m, &dev), 0);
	assert_int_equal(subdev_dev_get_id(dev), 7);
	assert_int_equal(subdev_dev_get_uuid(dev)[0], 0x6b);
	assert_int_equal(subdev_dev_get_uuid(dev)[15], 0xc8);
	assert_string_equal(subdev_dev_get_uuid_str(dev), "6ba7b810-9dad-41d1-80b4-00c04fd430c8");
	assert_string_equal(subdev_dev_get_label(dev), "web0");
	assert_int_equal(subdev_dev_get_parent_index(dev), 1);
	assert_string_equal(subdev_dev_get_parent_name(dev), "pci/0000:00:04.0");
	assert_string_equal(subdev_dev_get_type(dev), "serial-1");
	assert_int_equal(subdev_dev_get_state(dev), SUBDEV_DEV_STATE_IDLE);
	assert_string_equal(subdev_dev_get_state_str(dev), "idle");
	assert_int_equal(subdev_dev_get_generation(dev), 3);
	assert_int_equal(subdev_dev_get_group(dev), 12);
	assert_string_equal(subdev_dev_get_cdev(dev), "vfio4");
	assert_string_equal(subdev_dev_get_group_path(dev), "/dev/vfio/12");
	assert_string_equal(subdev_dev_get_cdev_path(dev), "/dev/vfio/devices/vfio4");
	assert_string_equal(subdev_dev_get_sysfs_path(dev),
			    "/sys/bus/subdev/devices/6ba7b810-9dad-41d1-80b4-00c04fd430c8");
	subdev_dev_unref(dev);
}

static void test_dev_few(void **state)
{
	struct subdev_dev *dev;
	struct msg m;

	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_GET);
	host_put_dev(&m, &host_devs[2]);
	assert_int_equal(dev_of(*state, &m, &dev), 0);
	assert_int_equal(subdev_dev_get_id(dev), 4294967295);
	assert_null(subdev_dev_get_label(dev));
	assert_int_equal(subdev_dev_get_group(dev), -1);
	assert_null(subdev_dev_get_cdev(dev));
	assert_null(subdev_dev_get_group_path(dev));
	assert_null(subdev_dev_get_cdev_path(dev));
	assert_null(subdev_dev_get_sysfs_path(dev));
	subdev_dev_unref(dev);
}

/* Group 0 is a group. */
static void test_dev_group_0(void **state)
{
	struct host_dev host_dev = host_devs[0];
	struct subdev_dev *dev;
	struct msg m;

	host_dev.group = 0;
	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_GET);
	host_put_dev(&m, &host_dev);
	assert_int_equal(dev_of(*state, &m, &dev), 0);
	assert_int_equal(subdev_dev_get_group(dev), 0);
	assert_string_equal(subdev_dev_get_group_path(dev), "/dev/vfio/0");
	subdev_dev_unref(dev);
}

static void test_dev_states(void **state)
{
	static const char * const names[] = {
		"unknown", "inactive", "idle", "in-use", "removing", "resetting", "failed",
		"unknown",
	};
	struct host_dev host_dev = host_devs[0];
	struct subdev_dev *dev;
	struct msg m;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		host_dev.state = i;
		msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_GET);
		host_put_dev(&m, &host_dev);
		assert_int_equal(dev_of(*state, &m, &dev), 0);
		assert_string_equal(subdev_dev_get_state_str(dev), names[i]);
		/* the folder in sysfs is there while it is active */
		assert_int_equal(!!subdev_dev_get_sysfs_path(dev),
				 i == SUBDEV_DEV_STATE_IDLE || i == SUBDEV_DEV_STATE_IN_USE ||
				 i == SUBDEV_DEV_STATE_RESETTING || i == SUBDEV_DEV_STATE_FAILED);
		subdev_dev_unref(dev);
	}
}

/* Each attribute that an object must have, left out. */
static void test_dev_missing(void **state)
{
	static const uint16_t required[] = {
		SUBDEV_A_DEV_ID, SUBDEV_A_DEV_UUID, SUBDEV_A_DEV_PARENT_INDEX,
		SUBDEV_A_DEV_PARENT_NAME, SUBDEV_A_DEV_TYPE, SUBDEV_A_DEV_STATE,
	};
	struct subdev_dev *dev;
	struct msg whole, m;
	struct nlattr *nla;
	int rest;

	msg_begin_genl(&whole, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_GET);
	host_put_dev(&whole, &host_devs[0]);
	for (size_t i = 0; i < ARRAY_SIZE(required); i++) {
		msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_GET);
		nla_for_each_attr(nla, (struct nlattr *)msg_attrs(&whole), msg_attrs_len(&whole),
				  rest) {
			if (nla_type(nla) != required[i])
				msg_put(&m, nla_type(nla), nla_data(nla), nla_len(nla));
		}
		assert_int_equal(dev_of(*state, &m, &dev), -EBADMSG);
		assert_string_equal(subdev_error_get_attr(*state),
				    attr_set_dev.attrs[required[i]].name);
	}
}

/* Each attribute at a length that it cannot have. */
static void test_dev_lengths(void **state)
{
	static const char bytes[32] = "not terminated, and rather long";
	struct subdev_dev *dev;
	struct msg m;

	for (unsigned int type = 1; type <= attr_set_dev.max; type++) {
		const struct attr_desc *desc = &attr_set_dev.attrs[type];

		/* nests have their own tests, below */
		if (desc->kind == ATTR_NEST)
			continue;
		for (size_t len = 0; len <= 20; len++) {
			bool good = (desc->kind == ATTR_U32 && len == 4) ||
				    (desc->kind == ATTR_UINT && (len == 4 || len == 8)) ||
				    (desc->kind == ATTR_UUID && len == SUBDEV_UUID_LEN) ||
				    (desc->kind == ATTR_FLAG && len == 0);

			msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_GET);
			host_put_dev(&m, &host_devs[0]);
			msg_put(&m, type, bytes, len);
			if (good) {
				assert_int_equal(dev_of(*state, &m, &dev), 0);
				subdev_dev_unref(dev);
			} else {
				assert_int_equal(dev_of(*state, &m, &dev), -EBADMSG);
				assert_string_equal(subdev_error_get_attr(*state), desc->name);
			}
		}
	}
}

/* What a newer kernel says besides is passed over, and so is a repeated value: the last counts. */
static void test_dev_more(void **state)
{
	struct subdev_dev *dev;
	struct msg m;

	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_GET);
	msg_put(&m, ADDED_LATER, "?", 1);
	msg_put_u32(&m, SUBDEV_A_DEV_ID, 1);
	host_put_dev(&m, &host_devs[0]);
	msg_put(&m, SUBDEV_A_DEV_MAX + 1, NULL, 0);
	msg_put(&m, 0, NULL, 0);
	assert_int_equal(dev_of(*state, &m, &dev), 0);
	assert_int_equal(subdev_dev_get_id(dev), 7);
	subdev_dev_unref(dev);
}

/* A message that ends anywhere is refused, unless it ends between two attributes. */
static void test_dev_cut_off(void **state)
{
	struct subdev_dev *dev;
	struct msg m;
	size_t whole;

	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_GET);
	host_put_dev(&m, &host_devs[0]);
	whole = msg_attrs_len(&m);
	for (size_t len = 0; len < whole; len++) {
		int err = dev_new(*state, msg_attrs(&m), len, (struct object **)&dev);

		if (err)
			assert_int_equal(err, -EBADMSG);
		else
			subdev_dev_unref(dev);
		/* without the last attributes, group and cdev, it is an object still */
		assert_true(err || len > whole / 2);
	}
}

/* Bytes changed at random, the same in each run: nothing may be read that is not there. */
static void test_dev_noise(void **state)
{
	uint32_t random = 1;
	struct subdev_dev *dev;
	struct msg m;

	for (int round = 0; round < 20000; round++) {
		msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_GET);
		host_put_dev(&m, &host_devs[0]);
		for (int i = 0; i < 3; i++) {
			random = random * 1664525 + 1013904223;
			m.buf[NLMSG_HDRLEN + GENL_HDRLEN + (random >> 8) % msg_attrs_len(&m)] =
				random >> 24;
		}
		if (dev_of(*state, &m, &dev))
			continue;
		assert_int_equal(strlen(subdev_dev_get_uuid_str(dev)), 36);
		assert_true(strlen(subdev_dev_get_type(dev)) < MSG_SIZE);
		subdev_dev_unref(dev);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_parent_all, setup, teardown),
		cmocka_unit_test_setup_teardown(test_parent_few, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dev_all, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dev_few, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dev_group_0, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dev_states, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dev_missing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dev_lengths, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dev_more, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dev_cut_off, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dev_noise, setup, teardown),
	};

	return cmocka_run_group_tests_name("object", tests, NULL, NULL);
}
