// SPDX-License-Identifier: GPL-2.0-only
/* Memory that runs out in requests about subdevices, and in opening one. */
#include "fault_request.h"

static int call_create(unsigned int nth, bool inactive)
{
	const struct dev_how how = { .type = "full", .label = "fault", .inactive = inactive };
	struct nl_obj o;
	struct nl_req r;
	int err;

	dev_create_req(&r, 0, &how);
	err = call(&r, nth, &o);
	if (!err)
		dev = o;
	return err;
}

static int do_create(unsigned int nth)
{
	return call_create(nth, false);
}

static int do_record(unsigned int nth)
{
	return call_create(nth, true);
}

/* With an owner, as long as the socket. */
static int do_lease(unsigned int nth)
{
	const struct dev_how how = { .type = "full", .label = "fault" };
	struct nl_obj o;
	struct nl_req r;
	int err;

	dev_create_req(&r, 0, &how);
	nl_put_str(&r, SUBDEV_A_DEV_OWNER, "agent");
	nl_put_u32(&r, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_SOCKET);
	err = call(&r, nth, &o);
	if (!err)
		dev = o;
	return err;
}

static int do_renew(unsigned int nth)
{
	return call_dev(SUBDEV_CMD_DEV_RENEW, nth);
}

static int do_activate(unsigned int nth)
{
	return call_dev(SUBDEV_CMD_DEV_ACTIVATE, nth);
}

static int do_deactivate(unsigned int nth)
{
	return call_dev(SUBDEV_CMD_DEV_DEACTIVATE, nth);
}

static int do_delete(unsigned int nth)
{
	return call_dev(SUBDEV_CMD_DEV_DELETE, nth);
}

static int do_get(unsigned int nth)
{
	return call_dev(SUBDEV_CMD_DEV_GET, nth);
}

static int do_label(unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_DEV_SET, 0);
	nl_put_u32(&r, SUBDEV_A_DEV_ID, dev.id);
	nl_put_str(&r, SUBDEV_A_DEV_NEW_LABEL, dev.generation % 2 ? "odd" : "even");
	return call(&r, nth, &dev);
}

static int do_dump_devs(unsigned int nth)
{
	return dump(SUBDEV_CMD_DEV_GET, nth);
}

static int do_dump_types(unsigned int nth)
{
	return dump(SUBDEV_CMD_TYPE_GET, nth);
}

static int filter_owner(struct nl *who, const char *owner, unsigned int nth)
{
	struct nl_req r;
	int err;

	nl_start(&r, nl_family, SUBDEV_CMD_FILTER_SET, NLM_F_ACK);
	nl_put_str(&r, SUBDEV_A_FILTER_OWNER, owner);
	nth_set(nth);
	err = nl_send(who, &r);
	hit = nth_hit();
	return err ?: nl_answer(who, NULL);
}

/* The first filter of a socket, or one in place of another. */
static int do_filter(unsigned int nth)
{
	struct nl own;
	int err;

	nl_open(&own);
	err = filter_owner(&own, "joe", nth);
	nl_close(&own);
	return err;
}

static int do_filter_again(unsigned int nth)
{
	struct nl own;
	int err;

	nl_open(&own);
	err = filter_owner(&own, "joe", 0) ?: filter_owner(&own, "anna", nth);
	nl_close(&own);
	return err;
}

static int do_open(unsigned int nth)
{
	struct vfio_user u;
	char name[37];
	int err;

	err = vfio_attach_group(&u, dev.group);
	if (err)
		return err;
	vfio_uuid_text(name, dev.uuid);
	nth_set(nth);
	u.dev = ioctl(u.group, VFIO_GROUP_GET_DEVICE_FD, name);
	err = u.dev < 0 ? -errno : 0;
	hit = nth_hit();
	vfio_user_close(&u);
	return err;
}

static void have_record(void)
{
	const struct dev_how how = { .type = "full", .label = "fault", .inactive = true };

	have_none();
	dev_create(&nl, 0, &how, &dev);
}

static void have_timed(void)
{
	const struct dev_how how = { .type = "small", .label = "fault", .inactive = true };
	struct nl_req r;

	if (dev.id && dev.lease == SUBDEV_LEASE_KIND_TTL)
		return;
	have_none();
	dev_create_req(&r, 0, &how);
	nl_put_u32(&r, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_TTL);
	nl_put_u32(&r, SUBDEV_A_DEV_TTL, 3600);
	nl_call(&nl, &r, &dev);
}

static const struct request requests[] = {
	{ .name = "create", .prepare = have_none, .run = do_create, .done = dev_idle },
	{ .name = "create inactive", .prepare = have_none, .run = do_record, .done = dev_inactive },
	{ .name = "create with a lease", .prepare = have_none, .run = do_lease, .done = dev_idle },
	{ .name = "renew a lease", .prepare = have_timed, .run = do_renew, .done = dev_inactive },
	{ .name = "activate", .prepare = have_record, .run = do_activate, .done = dev_idle },
	{ .name = "set label", .prepare = have_idle, .run = do_label, .done = dev_idle },
	{ .name = "deactivate", .prepare = have_idle, .run = do_deactivate, .done = dev_inactive },
	{ .name = "delete", .prepare = have_idle, .run = do_delete, .done = dev_gone },
	{ .name = "get", .prepare = have_idle, .run = do_get, .done = dev_idle, .quiet = true },
	{ .name = "dump of subdevices", .prepare = have_idle, .run = do_dump_devs, .done = dev_idle, .quiet = true },
	{ .name = "dump of types", .prepare = have_idle, .run = do_dump_types, .done = dev_idle, .quiet = true },
	{ .name = "filter", .prepare = have_idle, .run = do_filter, .done = dev_idle, .quiet = true },
	{ .name = "filter again", .prepare = have_idle, .run = do_filter_again, .done = dev_idle, .quiet = true },
	{ .name = "open", .prepare = have_idle, .run = do_open, .done = dev_idle, .back = true },
};

int main(void)
{
	sweep_all(requests, sizeof(requests) / sizeof(requests[0]), have_none);
	return lifetime_end();
}
