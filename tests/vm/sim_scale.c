// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: sim_scale RECORDS ACTIVE
 * Great numbers on one parent: inactive ones, then active ones, found, dumped, and deleted with their parent.
 */
#include "lifetime.h"

static double since;

static void lap(const char *what, unsigned int n)
{
	printf("# %s %u: %.0f us each\n", what, n, n ? (now() - since) * 1e6 / n : 0);
	since = now();
}

static int create_many(unsigned int n, bool inactive, uint32_t *last)
{
	const struct dev_how how = { .inactive = inactive };
	struct nl_obj o = { 0 };
	int err = 0;

	since = now();
	while (n-- && !err)
		err = dev_create(&nl, 3, &how, &o);
	*last = o.id;
	return err;
}

static unsigned int look_up(unsigned int n, uint32_t last)
{
	unsigned int found = 0, i;

	since = now();
	for (i = 0; i < n; i++)
		found += dev_state(last - i) > 0;
	return found;
}

int main(int argc, char **argv)
{
	unsigned int records = argc > 1 ? atoi(argv[1]) : 1000, active = argc > 2 ? atoi(argv[2]) : 100;
	uint32_t last;
	struct nl_obj o;

	nl_open(&nl);
	point_is(0, sim_parent("add_parent", 3), "add a parent");
	point_is(0, create_many(records, true, &last), "create inactive ones");
	lap("create inactive", records);
	point_is(records, look_up(records, last), "each can be looked up");
	lap("get", records);
	point_is(records, count_devs(), "a dump shows them all");
	lap("dump", records);
	point_is(0, create_many(active, false, &last), "create active ones");
	lap("create", active);
	point_is(records + active, parent_devs(3), "the parent counts them all");
	point_is(active, sim_get(3, "objects"), "the driver has the active ones");
	point_is(active, count_files("/sys/bus/subdev/devices"), "sysfs shows the active ones");
	since = now();
	point_is(0, sim_parent("del_parent", 3), "delete the parent with all of them");
	lap("delete", records + active);
	point_is(-ENODEV, parent_get(&nl, 3, &o), "it is gone");
	point_is(0, count_devs(), "and so are they");
	nl_close(&nl);
	return tap_failed ? 1 : 0;
}
