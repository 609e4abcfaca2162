// SPDX-License-Identifier: GPL-2.0-only
/*
 * A parent that goes away while it is used: deleted, or its device unbound. Parent 1 goes, parent 0 stays.
 */
#include "lifetime.h"

/* The two ways for a parent to go, and to come back. */
struct way {
	const char *name;
	int (*go)(void *arg);
	int (*come)(void);
};

static int go_deleted(void *arg)
{
	(void)arg;
	return sim_parent("del_parent", 1);
}

static int come_added(void)
{
	return sim_parent("add_parent", 1);
}

static int go_unbound(void *arg)
{
	(void)arg;
	return sim_bind("unbind", 1);
}

static int come_bound(void)
{
	return sim_bind("bind", 1);
}

static const struct way ways[] = {
	{ "del_parent", go_deleted, come_added },
	{ "unbind", go_unbound, come_bound },
};

static int open_counter(void)
{
	return open("/sys/kernel/debug/subdev_sim/subdev_sim.1/objects", O_RDONLY | O_CLOEXEC);
}

static void others_go_on(void)
{
	struct nl_obj dev;

	point_is(-ENODEV, dev_create(&nl, 1, &(struct dev_how){ 0 }, NULL), "it takes no new subdevice");
	point(strstr(nl.text, "going away"), "it says why: %s", nl.text);
	point_is(0, sim_parent("add_parent", 7), "another parent can be added meanwhile");
	point_is(0, dev_create(&nl, 7, &(struct dev_how){ 0 }, &dev), "and have a subdevice");
	point_is(0, sim_parent("del_parent", 7), "and be deleted with it");
	point_is(-ENODEV, dev_state(dev.id), "which is gone then");
	point_is(-EEXIST, sim_parent("add_parent", 1), "its number is taken");
}

static bool gone_soon(uint32_t id)
{
	double give_up = now() + 30;

	while (dev_state(id) != -ENODEV) {
		if (now() > give_up)
			return false;
		nap(5);
	}
	return true;
}

/* Subdevices in each state: they all go, the open one last. */
static void go_while_open(const struct way *way, enum via via)
{
	struct nl_obj parent, inactive, idle, used = dev_need(1, "full"), o;
	int file = open_counter(), dels = 0, err;
	struct pollfd request = { .events = POLLIN };
	struct vfio_user u;
	char byte;
	struct bg bg;

	printf("# %s, open by %s\n", way->name, via_name[via]);
	parent_get(&nl, 1, &parent);
	dev_create(&nl, 1, &(struct dev_how){ .inactive = true, .label = "inactive" }, &inactive);
	dev_create(&nl, 1, &(struct dev_how){ .label = "idle" }, &idle);
	point_is(0, user_open(&u, &used, via), "open a subdevice");
	request.fd = vfio_request_eventfd(&u);
	nl_drain(&events);

	bg_start(&bg, way->go, NULL);
	point_is(0, nl_await(&events, SUBDEV_CMD_PARENT_CHANGE_NTF, parent.parent, &o), "an event says that it goes");
	point(o.removing, "the parent is removing");
	point_is(1, poll(&request, 1, 15000), "the user is asked to let go");
	others_go_on();
	if (!strcmp(way->name, "del_parent"))
		point_is(-ENOENT, sim_parent("del_parent", 1), "it cannot be deleted twice");
	point(sim_await(1, "objects", 1), "its counters can be read meanwhile");
	point(gone_soon(inactive.id), "the inactive one goes");
	point(gone_soon(idle.id), "the idle one goes");
	point(!bg.done, "it waits for the user");
	point_is(SUBDEV_DEV_STATE_REMOVING, dev_state(used.id), "the open one is removing");

	close(request.fd);
	vfio_user_close(&u);
	point_is(0, bg_wait(&bg), "it goes when the user has let go");
	point_is(-ENODEV, parent_get(&nl, 1, NULL), "it is gone");
	point_is(-ENODEV, dev_state(used.id), "with its subdevice");
	while (!(err = nl_event(&events, &o, 10000)) &&
	       !(o.cmd == SUBDEV_CMD_PARENT_DEL_NTF && o.parent == parent.parent))
		dels += o.cmd == SUBDEV_CMD_DEV_DEL_NTF && o.parent == parent.parent;
	point(!err && dels == 3, "the events of their ends come before its own, %d of 3", dels);
	point_is(0, nl_drain(&events), "which is the last");
	if (!strcmp(way->name, "del_parent"))
		point(read(file, &byte, 1) < 0 && errno == EIO, "a file of it that is open reads as an error");
	close(file);
	point_is(0, way->come(), "it comes back");
	point_is(0, parent_devs(1), "without subdevices");
}

static int create_on_1(void *arg)
{
	struct nl own;
	int err;

	nl_open(&own);
	err = dev_create(&own, 1, &(struct dev_how){ 0 }, arg);
	nl_close(&own);
	return err;
}

/* A creation that has begun ends before the parent does, and is deleted with it. */
static void go_while_creating(const struct way *way)
{
	struct nl_obj parent, dev = { 0 };
	struct bg create, go;

	printf("# %s while creating\n", way->name);
	parent_get(&nl, 1, &parent);
	sim_set(1, "delay_activate", 60000);
	bg_start(&create, create_on_1, &dev);
	point(sim_await(1, "delayed", 1), "a creation is under way");
	nl_drain(&events);
	bg_start(&go, way->go, NULL);
	point_is(0, nl_await(&events, SUBDEV_CMD_PARENT_CHANGE_NTF, parent.parent, NULL), "the parent goes");
	point_is(-ENODEV, dev_create(&nl, 1, &(struct dev_how){ 0 }, NULL), "it takes no new subdevice");
	point(!go.done && !create.done, "it waits for the creation");
	sim_set(1, "delay_activate", 0);
	point_is(0, bg_wait(&create), "the creation succeeds");
	point_is(0, bg_wait(&go), "the parent goes");
	point_is(-ENODEV, dev_state(dev.id), "with the new subdevice");
	point_is(0, way->come(), "it comes back");
	point_is(0, parent_devs(1), "without subdevices");
}

/* A subdevice whose end is under way already. */
static void go_while_deleting(const struct way *way)
{
	struct nl_obj dev = dev_need(1, "small"), o;
	int dels = 0;
	struct bg go;

	printf("# %s while deleting\n", way->name);
	sim_set(1, "delay_deactivate", 60000);
	nl_drain(&events);
	point_is(0, dev_do(&nl, SUBDEV_CMD_DEV_DELETE, dev.id, NULL), "delete, slowly");
	point(sim_await(1, "delayed", 1), "it is under way");
	bg_start(&go, way->go, NULL);
	point_is(0, nl_await(&events, SUBDEV_CMD_PARENT_CHANGE_NTF, dev.parent, NULL), "the parent goes");
	point(!go.done, "it waits for the delete");
	sim_set(1, "delay_deactivate", 0);
	point_is(0, bg_wait(&go), "and goes");
	while (!nl_event(&events, &o, 10000) && o.cmd != SUBDEV_CMD_PARENT_DEL_NTF)
		dels += o.cmd == SUBDEV_CMD_DEV_DEL_NTF;
	point_is(1, dels, "one event tells of the subdevice's end");
	point_is(0, way->come(), "it comes back");
}

static void bad_numbers(void)
{
	const char *add = "/sys/kernel/debug/subdev_sim/add_parent";
	const char *del = "/sys/kernel/debug/subdev_sim/del_parent";

	point_is(-EEXIST, put_file(add, "0"), "add what is there");
	point_is(-ENOENT, put_file(del, "2"), "delete what is not there");
	point_is(-EINVAL, put_file(add, "x"), "add no number");
	point_is(-EINVAL, put_file(del, "2147483648"), "delete a number that is too large");
	point_is(-EINVAL, put_file(add, "4294967297"), "add a number that is too large");
	point_is(0, put_file(add, "2147483647"), "add the largest number");
	point_is(0, parent_devs(2147483647), "it is there");
	point_is(0, put_file(del, "2147483647"), "delete it");
	point_is(-ENODEV, parent_devs(2147483647), "it is gone");
}

static void limits(void)
{
	struct nl_obj dev[3];
	int i;

	put_file("/sys/module/subdev_sim/parameters/max_devs", "3");
	point_is(0, sim_parent("add_parent", 5), "add a parent for 3 subdevices");
	put_file("/sys/module/subdev_sim/parameters/max_devs", "65536");
	for (i = 0; i < 3; i++)
		point_is(0, dev_create(&nl, 5, &(struct dev_how){ .inactive = i }, &dev[i]), "create one");
	point_is(-ENOSPC, dev_create(&nl, 5, &(struct dev_how){ 0 }, NULL), "the fourth finds no place");
	point_is(0, dev_end(dev[1].id), "delete one");
	sim_set(5, "fail_activate", 1);
	point_is(-EIO, dev_create(&nl, 5, &(struct dev_how){ 0 }, NULL), "a creation that fails");
	point_is(0, dev_create(&nl, 5, &(struct dev_how){ 0 }, NULL), "takes no place");
	point_is(3, parent_devs(5), "it has 3");
	point_is(0, sim_parent("del_parent", 5), "delete it with all of them");
}

int main(void)
{
	unsigned int i, before;
	enum via via;

	lifetime_start();
	before = traces();
	bad_numbers();
	limits();
	point_is(0, sim_parent("add_parent", 1), "add a parent");
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		for (via = 0; via < VIA_COUNT; via++) {
			if (via_exists(via))
				go_while_open(&ways[i], via);
		}
		go_while_creating(&ways[i]);
		go_while_deleting(&ways[i]);
	}
	point_is(0, sim_parent("del_parent", 1), "delete the parent");
	point_is(0, count_devs(), "no subdevice is left");
	point_is(before, traces(), "no node, group or device is left");
	return lifetime_end();
}
