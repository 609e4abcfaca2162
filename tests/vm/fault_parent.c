// SPDX-License-Identifier: GPL-2.0-only
/* Memory that runs out in requests about parents, and when they come and go. */
#include "fault_request.h"

static int set_cordon(uint8_t on, unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_PARENT_SET, 0);
	nl_put_str(&r, SUBDEV_A_PARENT_NAME, "platform/subdev_sim.0");
	nl_put(&r, SUBDEV_A_PARENT_CORDON, &on, sizeof(on));
	return call(&r, nth, NULL);
}

static int do_cordon(unsigned int nth)
{
	return set_cordon(1, nth);
}

static int do_uncordon(unsigned int nth)
{
	return set_cordon(0, nth);
}

static int do_dump_parents(unsigned int nth)
{
	return dump(SUBDEV_CMD_PARENT_GET, nth);
}

static int write_one(const char *path, const char *text, unsigned int nth)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	nth_set(nth);
	err = write(fd, text, strlen(text)) < 0 ? -errno : 0;
	hit = nth_hit();
	close(fd);
	return err;
}

static int do_add_parent(unsigned int nth)
{
	return write_one("/sys/kernel/debug/subdev_sim/add_parent", "9", nth);
}

static int do_del_parent(unsigned int nth)
{
	return write_one("/sys/kernel/debug/subdev_sim/del_parent", "9", nth);
}

static int do_bind(unsigned int nth)
{
	return write_one("/sys/bus/platform/drivers/subdev_sim/bind", "subdev_sim.9", nth);
}

static int do_unbind(unsigned int nth)
{
	return write_one("/sys/bus/platform/drivers/subdev_sim/unbind", "subdev_sim.9", nth);
}

static bool cordoned(void)
{
	struct nl_obj o;

	return !parent_get(&nl, 0, &o) && o.cordon;
}

static bool uncordoned(void)
{
	return !cordoned();
}

static void have_no_cordon(void)
{
	have_none();
	do_uncordon(0);
}

static void have_cordon(void)
{
	have_none();
	do_cordon(0);
}

static void have_no_9(void)
{
	sim_parent("del_parent", 9);
}

static void have_9(void)
{
	sim_parent("add_parent", 9);
	sim_bind("bind", 9);
}

static void have_unbound_9(void)
{
	sim_parent("add_parent", 9);
	sim_bind("unbind", 9);
}

static bool parent_9(void)
{
	return parent_devs(9) == 0;
}

static bool no_parent_9(void)
{
	return parent_devs(9) == -ENODEV;
}

static const struct request requests[] = {
	{ .name = "cordon", .prepare = have_no_cordon, .run = do_cordon, .done = cordoned },
	{ .name = "cordon off", .prepare = have_cordon, .run = do_uncordon, .done = uncordoned },
	{ .name = "dump of parents", .prepare = have_idle, .run = do_dump_parents, .done = dev_idle, .quiet = true },
	{ .name = "add_parent", .prepare = have_no_9, .run = do_add_parent, .done = parent_9 },
	{ .name = "bind", .prepare = have_unbound_9, .run = do_bind, .done = parent_9 },
	{ .name = "unbind", .prepare = have_9, .run = do_unbind, .done = no_parent_9 },
	{ .name = "del_parent", .prepare = have_9, .run = do_del_parent, .done = no_parent_9, .surely = true },
};

int main(void)
{
	sweep_all(requests, sizeof(requests) / sizeof(requests[0]), have_none);
	return lifetime_end();
}
