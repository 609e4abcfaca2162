// SPDX-License-Identifier: GPL-2.0-only
/* Print what the library believes of the protocol, for check-spec. */
#include <stdio.h>

#include "attr.h"
#include "dev.h"
#include "harness.h"
#include "host.h"

static const char * const kinds[] = {
	[ATTR_U32] = "u32",
	[ATTR_UINT] = "uint",
	[ATTR_STRING] = "string",
	[ATTR_UUID] = "binary",
	[ATTR_FLAG] = "flag",
	[ATTR_NEST] = "nest",
};

static void print_set(const struct attr_set *set)
{
	for (unsigned int i = 0; i <= set->max; i++) {
		const struct attr_desc *desc = &set->attrs[i];

		if (desc->name)
			printf("attr %s %u %s %s %s\n", set->name, i, desc->name, kinds[desc->kind],
			       desc->nested ? desc->nested->name : "-");
	}
}

/* The names of a value come by way of the objects, as callers see them. */

static void print_state(struct subdev_ctx *ctx, uint32_t state)
{
	struct host_dev host_dev = host_devs[0];
	struct subdev_dev *dev;
	struct object *obj;
	struct msg m;

	host_dev.state = state;
	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_DEV_GET);
	host_put_dev(&m, &host_dev);
	if (dev_new(ctx, msg_attrs(&m), msg_attrs_len(&m), &obj))
		return;
	dev = (struct subdev_dev *)obj;
	printf("enum dev-state %u %s\n", state, subdev_dev_get_state_str(dev));
	subdev_dev_unref(dev);
}

static void handle_type(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct host_type host_type = host_types[0];
	struct msg m;

	host_type.class = *(uint32_t *)fake->data;
	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_TYPE_GET);
	host_put_type(&m, &host_type);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

static void print_class(struct subdev_ctx *ctx, uint32_t class)
{
	struct subdev_type *type;

	if (subdev_type_get(ctx, "1", "a", &type))
		return;
	printf("enum class %u %s\n", class, subdev_type_get_class_str(type));
	subdev_type_unref(type);
}

int main(void)
{
	static struct fake fake;
	struct subdev_ctx *ctx;
	uint32_t i;

	print_set(&attr_set_event);
	print_set(&attr_set_parent);
	print_set(&attr_set_type);
	print_set(&attr_set_dev);

	fake_init(&fake);
	fake.handle = handle_type;
	fake.data = &i;
	ctx = fake_ctx(&fake);
	for (i = 1; i <= SUBDEV_DEV_STATE_MAX; i++)
		print_state(ctx, i);
	for (i = 1; i <= SUBDEV_CLASS_MAX; i++)
		print_class(ctx, i);
	subdev_ctx_unref(ctx);
	fake_finish(&fake);
	return 0;
}
