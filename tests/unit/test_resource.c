// SPDX-License-Identifier: GPL-2.0-only
/* Resources, what types say of them, and who holds them. */
#include <errno.h>
#include <string.h>

#include "harness.h"
#include "sent.h"
#include "state.h"

#define GIB (UINT64_C(1) << 30)

static void test_resources(void **state)
{
	static const struct {
		const char *name, *unit;
		uint64_t capacity, free, largest;
		bool contiguous;
	} wanted[] = {
		{ "framebuffer", "bytes", 8 * GIB, 3 * GIB, 2 * GIB, true },
		{ "channel", "count", 64, 60, 0, false },
		{ "queue", "count", 1024, 0, 0, true },
		{ "bandwidth", "bits-per-second", 100000000000, 90000000000, 0, false },
		{ "clock", "hertz", 1500000000, UINT64_MAX, 0, false },
	};
	struct state *s = *state;
	const struct subdev_resource *resource;
	struct subdev_parent *parent;
	uint64_t largest;

	assert_int_equal(subdev_parent_get(s->ctx, "2", &parent), 0);
	assert_int_equal(subdev_parent_get_num_resources(parent), ARRAY_SIZE(wanted));
	for (unsigned int i = 0; i < ARRAY_SIZE(wanted); i++) {
		resource = subdev_parent_get_resource(parent, i);
		assert_string_equal(subdev_resource_get_name(resource), wanted[i].name);
		assert_int_equal(subdev_resource_get_unit(resource),
				 host_parents[1].resources[i].unit);
		assert_string_equal(subdev_resource_get_unit_str(resource), wanted[i].unit);
		assert_true(subdev_resource_get_capacity(resource) == wanted[i].capacity);
		assert_true(subdev_resource_get_free(resource) == wanted[i].free);
		assert_int_equal(subdev_resource_is_contiguous(resource), wanted[i].contiguous);
		/* only ranges have runs */
		assert_int_equal(subdev_resource_get_largest(resource, &largest),
				 wanted[i].contiguous);
		if (wanted[i].contiguous)
			assert_true(largest == wanted[i].largest);
	}
	assert_null(subdev_parent_get_resource(parent, ARRAY_SIZE(wanted)));
	assert_null(subdev_parent_get_resource(parent, UINT32_MAX));
	subdev_parent_unref(parent);
}

static void test_uses(void **state)
{
	struct state *s = *state;
	const struct subdev_use *use;
	struct subdev_type *type;

	assert_int_equal(subdev_type_get(s->ctx, "2", "my-nic", &type), 0);
	assert_int_equal(subdev_type_get_num_uses(type), 3);
	use = subdev_type_get_use(type, 0);
	assert_string_equal(subdev_use_get_name(use), "channel");
	assert_int_equal(subdev_use_get_unit(use), SUBDEV_UNIT_COUNT);
	assert_string_equal(subdev_use_get_unit_str(use), "count");
	assert_int_equal(subdev_use_get_default(use), 2);
	assert_int_equal(subdev_use_get_min(use), 1);
	assert_int_equal(subdev_use_get_max(use), 8);
	assert_int_equal(subdev_use_get_step(use), 1);
	assert_int_equal(subdev_use_get_grow(use), SUBDEV_CHANGE_LIVE);
	assert_string_equal(subdev_use_get_grow_str(use), "live");
	assert_int_equal(subdev_use_get_shrink(use), SUBDEV_CHANGE_IDLE);
	assert_string_equal(subdev_use_get_shrink_str(use), "idle");
	assert_true(subdev_use_has_shrink_reset(use));
	use = subdev_type_get_use(type, 1);
	assert_string_equal(subdev_use_get_grow_str(use), "unused");
	assert_string_equal(subdev_use_get_shrink_str(use), "fixed");
	assert_false(subdev_use_has_shrink_reset(use));
	use = subdev_type_get_use(type, 2);
	assert_string_equal(subdev_use_get_unit_str(use), "bits-per-second");
	assert_true(subdev_use_get_max(use) == 100000000000);
	assert_null(subdev_type_get_use(type, 3));
	subdev_type_unref(type);

	assert_int_equal(subdev_type_get(s->ctx, "2", "plain", &type), 0);
	assert_int_equal(subdev_type_get_num_uses(type), 0);
	assert_null(subdev_type_get_use(type, 0));
	subdev_type_unref(type);
}

static void test_amounts(void **state)
{
	struct state *s = *state;
	const struct subdev_amount *amount;
	struct subdev_dev *dev;

	assert_int_equal(subdev_dev_get(s->ctx, "nic0", &dev), 0);
	assert_int_equal(subdev_dev_get_num_amounts(dev), 3);
	amount = subdev_dev_get_amount(dev, 0);
	assert_string_equal(subdev_amount_get_name(amount), "channel");
	assert_int_equal(subdev_amount_get_amount(amount), 4);
	assert_false(subdev_amount_has_start(amount));
	assert_int_equal(subdev_amount_get_start(amount), 0);
	/* a range can begin at 0 */
	amount = subdev_dev_get_amount(dev, 1);
	assert_int_equal(subdev_amount_get_amount(amount), 1024);
	assert_true(subdev_amount_has_start(amount));
	assert_int_equal(subdev_amount_get_start(amount), 0);
	assert_true(subdev_amount_get_amount(subdev_dev_get_amount(dev, 2)) == 10000000000);
	assert_null(subdev_dev_get_amount(dev, 3));
	/* only events and dry runs tell of the parent's */
	assert_int_equal(subdev_dev_get_num_parent_resources(dev), 0);
	assert_null(subdev_dev_get_parent_resource(dev, 0));
	subdev_dev_unref(dev);
}

static void assert_holder(const struct subdev_holder *holder, const char *resource, uint32_t dev,
			  uint64_t amount)
{
	assert_string_equal(subdev_holder_get_resource(holder), resource);
	assert_int_equal(subdev_holder_get_dev(holder), dev);
	assert_true(subdev_holder_get_amount(holder) == amount);
}

static void test_holders(void **state)
{
	struct state *s = *state;
	struct subdev_holder_list *list;
	struct subdev_holder *holder;
	unsigned int count = 0;

	assert_int_equal(subdev_holder_dump(s->ctx, NULL, NULL, &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_HOLDER_GET, 0);
	assert_true(subdev_holder_list_is_consistent(list));
	subdev_holder_list_foreach(list, holder)
		count++;
	assert_int_equal(count, 5);
	holder = subdev_holder_list_get_first(list);
	assert_holder(holder, "port", 7, 1);
	assert_int_equal(subdev_holder_get_parent_index(holder), 1);
	assert_string_equal(subdev_holder_get_parent_name(holder), "pci/0000:00:04.0");
	assert_int_equal(subdev_holder_get_uuid(holder)[15], 0xc8);
	assert_string_equal(subdev_holder_get_uuid_str(holder),
			    "6ba7b810-9dad-41d1-80b4-00c04fd430c8");
	assert_string_equal(subdev_holder_get_label(holder), "web0");
	assert_false(subdev_holder_has_start(holder));
	holder = subdev_holder_ref(subdev_holder_list_get_next(list, holder));
	subdev_holder_list_unref(list);
	assert_holder(holder, "port", 8, 4);
	assert_null(subdev_holder_get_label(holder));
	assert_null(subdev_holder_unref(holder));
	assert_null(subdev_holder_unref(NULL));

	assert_int_equal(subdev_holder_dump(s->ctx, "platform/sim.0", "queue", &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_HOLDER_GET, 2);
	assert_sent_string(&s->host.fake, SUBDEV_A_HOLDER_PARENT_NAME, "platform/sim.0");
	assert_sent_string(&s->host.fake, SUBDEV_A_HOLDER_RESOURCE, "queue");
	holder = subdev_holder_list_get_first(list);
	assert_holder(holder, "queue", 21, 1024);
	assert_true(subdev_holder_has_start(holder));
	assert_int_equal(subdev_holder_get_start(holder), 0);
	assert_null(subdev_holder_list_get_next(list, holder));
	subdev_holder_list_unref(list);
}

static void test_holders_bad(void **state)
{
	struct state *s = *state;
	struct subdev_holder_list *list;
	char name[SUBDEV_TYPE_NAME_MAX + 2] = { 0 };

	memset(name, 'a', SUBDEV_TYPE_NAME_MAX + 1);
	assert_int_equal(subdev_holder_dump(s->ctx, "2", name, &list), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "resource");
	assert_int_equal(subdev_holder_dump(s->ctx, "nonsense", NULL, &list), -EINVAL);
	assert_int_equal(s->host.fake.num_requests, 0);
}

static void test_event(void **state)
{
	struct state *s = *state;
	const struct subdev_dev *dev;
	struct subdev_events *events;
	struct subdev_event *event;

	assert_int_equal(subdev_events_open(s->ctx, &events), 0);
	host_notify(&s->host, SUBDEV_CMD_DEV_ADD_NTF, &host_devs[3]);
	assert_int_equal(subdev_events_read(events, &event), 0);
	dev = subdev_event_get_dev(event);
	assert_int_equal(subdev_dev_get_num_amounts(dev), 3);
	assert_int_equal(subdev_dev_get_num_parent_resources(dev), 5);
	assert_true(subdev_resource_get_free(subdev_dev_get_parent_resource(dev, 0)) == 3 * GIB);
	subdev_event_unref(event);
	subdev_events_close(events);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_resources, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_uses, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_amounts, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_holders, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_holders_bad, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_event, state_setup, state_teardown),
	};

	return cmocka_run_group_tests_name("resource", tests, NULL, NULL);
}
