// SPDX-License-Identifier: GPL-2.0-only
/* Callbacks that fail at each step: the subdevice is as before, and nothing is left behind. */
#include "lifetime.h"

static const char * const steps[] = { "fail_activate", "fail_build", "fail_register" };
static const char * const types[] = { "small", "full", "large" };

/* Linux's own, which no C library knows. */
#define ERESTARTSYS 512
#define EPROBE_DEFER 517

static void create_fails(const char *step, const char *type)
{
	const struct dev_how how = { .type = type, .label = "failing" };
	unsigned int before = traces();
	int activates = sim_get(0, "activates"), failures = sim_get(0, "failures");
	struct nl_obj o;

	nl_drain(&events);
	sim_set(0, step, 1);
	point_is(-EIO, dev_create(&nl, 0, &how, &o), "create fails");
	point(strstr(nl.text, "simulated failure"), "the driver's words reach the caller: %s", nl.text);
	point_is(failures + 1, sim_get(0, "failures"), "the step was reached");
	point_is(0, sim_get(0, "objects"), "no object is left");
	point_is(0, parent_devs(0), "the parent has its place back");
	point_is(0, count_devs(), "a dump shows nothing");
	point_is(0, nl_drain(&events), "no event tells of it");
	point_is(before, traces(), "no node, group or device is left");
	point_is(0, dev_create(&nl, 0, &how, &o), "again, and it succeeds, with the same label");
	point_is(activates + 1, sim_get(0, "activates"), "one activation");
	point_is(0, dev_end(o.id), "delete");
}

static void activate_fails(const char *step, const char *type)
{
	const struct dev_how how = { .type = type, .inactive = true };
	unsigned int before = traces();
	struct nl_obj dev, o;

	point_is(0, dev_create(&nl, 0, &how, &dev), "create an inactive one");
	nl_drain(&events);
	sim_set(0, step, 2);
	point_is(-EIO, dev_do(&nl, SUBDEV_CMD_DEV_ACTIVATE, dev.id, &o), "activate fails");
	point_is(-EIO, dev_do(&nl, SUBDEV_CMD_DEV_ACTIVATE, dev.id, &o), "twice");
	point_is(0, dev_get(&nl, dev.id, &o), "it is still there");
	point(o.state == SUBDEV_DEV_STATE_INACTIVE && o.generation == dev.generation, "inactive, with the same generation");
	point_is(0, nl_drain(&events), "no event tells of it");
	point_is(0, sim_get(0, "objects"), "no object is left");
	point_is(before, traces(), "no node, group or device is left");
	point_is(0, dev_do(&nl, SUBDEV_CMD_DEV_ACTIVATE, dev.id, &o), "then it succeeds");
	point_is(SUBDEV_DEV_STATE_IDLE, o.state, "it is idle");
	point_is(0, dev_end(dev.id), "delete");
}

/* The driver's errno is the caller's, whatever the driver core would make of it, but for what user space cannot take. */
static void errno_becomes(int err, int wanted)
{
	const struct dev_how how = { .type = "small" };

	sim_set(0, "fail_errno", err);
	sim_set(0, "fail_activate", 1);
	point_is(-wanted, dev_create(&nl, 0, &how, NULL), "the driver's errno is the caller's");
	nap(200);
	point_is(0, sim_get(0, "objects"), "nobody tries again later");
	sim_set(0, "fail_errno", EIO);
}

static void open_fails(enum via via)
{
	struct nl_obj dev = dev_need(0, "small");
	struct vfio_user u;

	sim_set(0, "fail_open", 1);
	point_is(-EIO, user_open(&u, &dev, via), "open fails");
	point_is(SUBDEV_DEV_STATE_IDLE, dev_state(dev.id), "it is idle as before");
	point_is(0, user_open(&u, &dev, via), "then it succeeds");
	point_is(SUBDEV_DEV_STATE_IN_USE, dev_state(dev.id), "it is in-use");
	vfio_user_close(&u);
	point_is(sim_get(0, "opens"), sim_get(0, "closes"), "each open was closed");
	sim_set(0, "fail_open", 1);
	point_is(-EIO, user_open(&u, &dev, via), "open fails again");
	point_is(0, dev_end(dev.id), "it can be deleted after that");
}

static void probe_fails(void)
{
	struct nl_obj o;

	point_is(0, sim_bind("unbind", 0), "unbind the parent's device");
	point_is(-ENODEV, parent_get(&nl, 0, NULL), "the parent is gone");
	sim_set(0, "fail_probe", 1);
	point_is(-EIO, sim_bind("bind", 0), "bind fails");
	point_is(-ENODEV, parent_get(&nl, 0, NULL), "there is no parent");
	point_is(0, sim_bind("bind", 0), "then it succeeds");
	point_is(0, parent_get(&nl, 0, &o), "the parent is back");
	point_is(sim_get(0, "probes"), sim_get(0, "removes") + 1, "each probe but the last was undone");
}

int main(void)
{
	unsigned int i, j;
	enum via via;

	lifetime_start();
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		for (j = 0; j < sizeof(types) / sizeof(types[0]); j++) {
			printf("# %s, type %s\n", steps[i], types[j]);
			create_fails(steps[i], types[j]);
			activate_fails(steps[i], types[j]);
		}
	}
	errno_becomes(ENOSPC, ENOSPC);
	errno_becomes(ENODEV, ENODEV);
	errno_becomes(EPROBE_DEFER, EIO);
	errno_becomes(ERESTARTSYS, EIO);
	errno_becomes(EINTR, EIO);
	for (via = 0; via < VIA_COUNT; via++) {
		if (via_exists(via))
			open_fails(via);
	}
	probe_fails();
	point(sim_await(0, "objects", 0), "no object is left");
	return lifetime_end();
}
