// SPDX-License-Identifier: GPL-2.0-only
/* Open and close against delete, deactivate and activate. */
#include "lifetime.h"

static void delete_while_open(enum via via)
{
	struct nl_obj dev = dev_need(0, "small"), before, after;
	struct vfio_user u;
	uint32_t id = 0;

	point_is(0, user_open(&u, &dev, via), "open");
	point_is(0, nl_await(&events, SUBDEV_CMD_DEV_CHANGE_NTF, dev.id, &before), "the open is an event");
	point_is(SUBDEV_DEV_STATE_IN_USE, before.state, "its state is in-use");
	nl_drain(&events);

	point_is(-EBUSY, dev_do(&nl, SUBDEV_CMD_DEV_DELETE, dev.id, NULL), "delete of an open one: busy");
	point(strstr(nl.text, "open by a VFIO user"), "it says who holds it: %s", nl.text);
	point_is(-EBUSY, dev_do(&nl, SUBDEV_CMD_DEV_DEACTIVATE, dev.id, NULL), "deactivate of an open one: busy");
	point_is(-EBUSY, dev_do(&nl, SUBDEV_CMD_DEV_ACTIVATE, dev.id, NULL), "activate of an active one: busy");
	point_is(0, dev_get(&nl, dev.id, &after), "it is still there");
	point(!memcmp(&before.id, &after.id, offsetof(struct nl_obj, seq) - offsetof(struct nl_obj, id)),
	      "nothing of it has changed, nor its generation");
	point_is(0, nl_drain(&events), "refusals are no events");
	point(!vfio_reg_read(&u, SIM_REG_DEV, &id) && id == dev.id, "its user goes on working");

	vfio_user_close(&u);
	point_is(0, nl_await(&events, SUBDEV_CMD_DEV_CHANGE_NTF, dev.id, &after), "the close is an event");
	point_is(SUBDEV_DEV_STATE_IDLE, after.state, "its state is idle");
	point_is(before.generation + 1, after.generation, "its generation has grown by one");
	point_is(0, dev_end(dev.id), "now it can be deleted");
	point_is(-ENODEV, dev_state(dev.id), "it is gone");
}

static void open_while_delete(enum via via)
{
	struct nl_obj dev = dev_need(0, "small"), o;
	int opens = sim_get(0, "opens");
	struct vfio_user u;

	sim_set(0, "delay_deactivate", 60000);
	nl_drain(&events);
	point_is(0, dev_do(&nl, SUBDEV_CMD_DEV_DELETE, dev.id, &o), "delete of an idle one is answered at once");
	point_is(SUBDEV_DEV_STATE_REMOVING, o.state, "the answer has it removing");
	point(o.group < 0 && !o.cdev[0], "and without a node");
	point(sim_await(0, "delayed", 1), "its end is under way");
	point_is(-ENODEV, user_open(&u, &dev, via), "open: no such device");
	point_is(opens, sim_get(0, "opens"), "the driver was not asked");
	point_is(SUBDEV_DEV_STATE_REMOVING, dev_state(dev.id), "it is shown as removing");
	point_is(-ENODEV, dev_do(&nl, SUBDEV_CMD_DEV_DELETE, dev.id, NULL), "it cannot be deleted twice");
	point_is(-ENODEV, dev_do(&nl, SUBDEV_CMD_DEV_ACTIVATE, dev.id, NULL), "nor activated");
	point_is(-ENODEV, dev_set_label(&nl, dev.id, "late", NULL), "nor labelled");
	sim_set(0, "delay_deactivate", 0);
	point_is(0, nl_await(&events, SUBDEV_CMD_DEV_DEL_NTF, dev.id, NULL), "its end comes");
	point(user_open(&u, &dev, via) < 0, "its node is gone");
}

static void force_while_open(enum via via)
{
	struct nl_obj dev = dev_need(0, "full"), o;
	struct pollfd request = { .events = POLLIN };
	struct vfio_user u;
	uint32_t val = 0;

	point_is(0, user_open(&u, &dev, via), "open");
	request.fd = vfio_request_eventfd(&u);
	point(request.fd >= 0, "ask to be asked");
	nl_drain(&events);
	point_is(0, dev_delete_force(&nl, dev.id, &o), "a forced delete of an open one is answered at once");
	point_is(SUBDEV_DEV_STATE_REMOVING, o.state, "the answer has it removing");
	point_is(1, poll(&request, 1, 15000), "its user is asked to let go");
	point(!vfio_reg_write(&u, SIM_REG_SCRATCH, 0x12345678) && !vfio_reg_read(&u, SIM_REG_SCRATCH, &val) &&
	      val == 0x12345678, "who can go on meanwhile");
	point_is(SUBDEV_DEV_STATE_REMOVING, dev_state(dev.id), "it stays removing");
	point_is(1, sim_get(0, "objects"), "it exists until then");
	close(request.fd);
	vfio_user_close(&u);
	point_is(0, nl_await(&events, SUBDEV_CMD_DEV_DEL_NTF, dev.id, NULL), "its end comes with the close");
	point_is(sim_get(0, "opens"), sim_get(0, "closes"), "each open was closed");
}

static void deactivate_and_back(void)
{
	struct nl_obj dev = dev_need(0, "full"), o;
	struct vfio_user u;

	nl_drain(&events);
	point_is(0, dev_do(&nl, SUBDEV_CMD_DEV_DEACTIVATE, dev.id, &o), "deactivate");
	point_is(SUBDEV_DEV_STATE_REMOVING, o.state, "the answer has it removing");
	point_is(0, nl_await(&events, SUBDEV_CMD_DEV_CHANGE_NTF, dev.id, &o), "an event says so");
	if (o.state == SUBDEV_DEV_STATE_REMOVING)
		nl_await(&events, SUBDEV_CMD_DEV_CHANGE_NTF, dev.id, &o);
	point_is(SUBDEV_DEV_STATE_INACTIVE, o.state, "the next has it inactive");
	point_is(-EBUSY, dev_do(&nl, SUBDEV_CMD_DEV_DEACTIVATE, dev.id, NULL), "an inactive one cannot be deactivated");
	point_is(0, dev_do(&nl, SUBDEV_CMD_DEV_ACTIVATE, dev.id, &o), "activate");
	point(o.state == SUBDEV_DEV_STATE_IDLE && o.group >= 0, "it is idle and has a node");
	point(!memcmp(o.uuid, dev.uuid, sizeof(o.uuid)), "it is the same one");
	point_is(0, user_open(&u, &o, VIA_GROUP), "it can be opened");
	vfio_user_close(&u);
	point_is(0, dev_end(dev.id), "delete");
}

static void delete_while_deactivating(void)
{
	struct nl_obj dev = dev_need(0, "small");
	int deactivates = sim_get(0, "deactivates");

	sim_set(0, "delay_deactivate", 60000);
	nl_drain(&events);
	point_is(0, dev_do(&nl, SUBDEV_CMD_DEV_DEACTIVATE, dev.id, NULL), "deactivate, slowly");
	point(sim_await(0, "delayed", 1), "it is under way");
	point_is(-EBUSY, dev_do(&nl, SUBDEV_CMD_DEV_ACTIVATE, dev.id, NULL), "activate meanwhile: busy");
	point_is(0, dev_do(&nl, SUBDEV_CMD_DEV_DELETE, dev.id, NULL), "delete meanwhile");
	sim_set(0, "delay_deactivate", 0);
	point_is(0, nl_await(&events, SUBDEV_CMD_DEV_DEL_NTF, dev.id, NULL), "its end comes");
	point_is(deactivates + 1, sim_get(0, "deactivates"), "it was torn down once");
}

static const uint8_t some_uuid[SUBDEV_UUID_LEN] = {
	0x5d, 0x5d, 0x5d, 0x5d, 0x00, 0x01, 0x40, 0x00, 0x80, 0x00, 0, 0, 0, 0, 0, 0x01,
};

static const struct dev_how slow_how = { .type = "small", .uuid = some_uuid, .label = "slow" };

static int create_slowly(void *arg)
{
	struct nl own;
	int err;

	nl_open(&own);
	err = dev_create(&own, 0, &slow_how, arg);
	nl_close(&own);
	return err;
}

/* The group of a subdevice that the family does not show yet. */
static int group_in_sysfs(void)
{
	char path[128], to[256], uuid[37];
	ssize_t n;

	vfio_uuid_text(uuid, some_uuid);
	snprintf(path, sizeof(path), "/sys/bus/subdev/devices/%s/iommu_group", uuid);
	n = readlink(path, to, sizeof(to) - 1);
	if (n < 0)
		return -1;
	to[n] = '\0';
	return atoi(strrchr(to, '/') + 1);
}

static void open_while_activating(void)
{
	struct nl_obj dev = { 0 };
	struct vfio_user u;
	struct bg bg;
	int devs = parent_devs(0);

	nl_drain(&events);
	sim_set(0, "delay_registered", 60000);
	bg_start(&bg, create_slowly, &dev);
	point(sim_await(0, "delayed", 1), "a creation is under way, registered with VFIO");
	point_is(-ENODEV, vfio_open_group(&u, group_in_sysfs(), some_uuid), "open: no such device");
	point_is(0, count_devs(), "a dump does not show it");
	point_is(0, nl_drain(&events), "nor an event");
	point_is(-EEXIST, dev_create(&nl, 0, &(struct dev_how){ .uuid = some_uuid, .inactive = true }, NULL),
		 "its UUID is taken");
	point_is(-EEXIST, dev_create(&nl, 0, &(struct dev_how){ .label = "slow", .inactive = true }, NULL),
		 "its label is taken");
	sim_set(0, "delay_registered", 0);
	point_is(0, bg_wait(&bg), "the creation succeeds");
	point(dev.state == SUBDEV_DEV_STATE_IDLE && dev.group >= 0, "the answer has it idle, with a node");
	point_is(0, vfio_open_group(&u, dev.group, some_uuid), "now it can be opened");
	vfio_user_close(&u);
	point_is(0, dev_end(dev.id), "delete");
	point_is(devs, parent_devs(0), "the parent has its place back");
}

/*
 * Both at once, many times: either the open wins and the delete is refused, or
 * the delete wins and the open finds no device.
 */
static struct nl_obj race_dev;

/* No node any more, a node found before its device went, or a group without a device. */
static bool finds_none(int err)
{
	return err == -ENOENT || err == -ENXIO || err == -ENODEV;
}

static int race_open(void *arg)
{
	return user_open(arg, &race_dev, VIA_GROUP);
}

static int race_round(unsigned int *opened, unsigned int *deleted)
{
	struct vfio_user u;
	struct bg bg;
	int del, err;

	race_dev = dev_need(0, "small");
	nl_drain(&events);
	bg_start(&bg, race_open, &u);
	usleep(random() % 1500);
	del = dev_do(&nl, SUBDEV_CMD_DEV_DELETE, race_dev.id, NULL);
	err = bg_wait(&bg);
	if (!err)
		vfio_user_close(&u);
	*opened += !err;
	*deleted += !del;
	if (del == -EBUSY && !err)
		return dev_end(race_dev.id);
	if (!del && finds_none(err))
		return nl_await(&events, SUBDEV_CMD_DEV_DEL_NTF, race_dev.id, NULL);
	printf("# delete: %d, open: %d\n", del, err);
	return -EPROTO;
}

static void race(unsigned int rounds)
{
	unsigned int i, opened = 0, deleted = 0;
	int err = 0;

	for (i = 0; i < rounds && !err; i++)
		err = race_round(&opened, &deleted);
	point_is(0, err, "open against delete: one of them wins");
	printf("# %u rounds: %u opened, %u deleted\n", i, opened, deleted);
	point_is(sim_get(0, "opens"), sim_get(0, "closes"), "each open was closed");
}

int main(int argc, char **argv)
{
	unsigned int rounds = argc > 1 ? atoi(argv[1]) : 100;
	unsigned int before;
	enum via via;

	lifetime_start();
	before = traces();
	for (via = 0; via < VIA_COUNT; via++) {
		if (!via_exists(via))
			continue;
		printf("# by %s\n", via_name[via]);
		delete_while_open(via);
		open_while_delete(via);
		force_while_open(via);
	}
	deactivate_and_back();
	delete_while_deactivating();
	open_while_activating();
	race(rounds);
	point(sim_await(0, "objects", 0), "no object is left");
	point_is(before, traces(), "no node, group or device is left");
	return lifetime_end();
}
