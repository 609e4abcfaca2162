// SPDX-License-Identifier: GPL-2.0-only
/* usage: lifetime_ids FIRST: ids around the end of the numbers; subdev.ko was loaded with first_dev_id=FIRST. */
#include <inttypes.h>

#include "lifetime.h"

#define COUNT 6

int main(int argc, char **argv)
{
	const struct dev_how how = { .inactive = true };
	uint32_t id = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
	struct nl_obj dev[COUNT], o;
	int i;

	lifetime_start();
	for (i = 0; i < COUNT; i++) {
		/* 0 is no id: 1 comes after the largest. */
		id = id ?: 1;
		point_is(0, dev_create(&nl, 0, &how, &dev[i]), "create");
		point(dev[i].id == id, "its id is %" PRIu32 ": %" PRIu32, id, dev[i].id);
		id++;
	}
	for (i = 0; i < COUNT; i++)
		point(!dev_get(&nl, dev[i].id, &o) && !memcmp(o.uuid, dev[i].uuid, sizeof(o.uuid)),
		      "%" PRIu32 " names it", dev[i].id);
	point_is(COUNT, count_devs(), "a dump shows each once");
	point_is(-ERANGE, dev_state(0), "0 is out of range");
	for (i = 0; i < COUNT; i++)
		point_is(0, dev_end(dev[i].id), "delete");
	for (i = 0; i < COUNT; i++)
		point_is(-ENODEV, dev_state(dev[i].id), "it is gone");
	point_is(0, dev_create(&nl, 0, &how, &o), "create one more");
	point(o.id == id, "ids that were freed are not given out again at once: %" PRIu32, o.id);
	point_is(0, dev_end(o.id), "delete it");
	return lifetime_end();
}
