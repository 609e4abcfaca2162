// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: fault_chance SECONDS
 * Allocations below subdev.ko fail by chance in all contexts, the workqueue too, as fault.sh has set up. What was accepted
 * comes to its end all the same.
 */
#include "lifetime.h"

static bool state_is(uint32_t id, int state)
{
	double give_up = now() + 30;
	int had;

	do {
		had = dev_state(id);
		if (had == state)
			return true;
		nap(1);
	} while (now() < give_up);
	printf("# subdevice %u: %d, not %d\n", id, had, state);
	return false;
}

/* Until it is accepted: memory is short, not gone. Nothing else is an error. */
static int insist(int cmd, uint32_t id)
{
	int err, tries = 0;

	do
		err = dev_do(&nl, cmd, id, NULL);
	while ((err == -ENOMEM || err == -ENOBUFS) && tries++ < 1000);
	return err;
}

static int round_trip(unsigned int round, unsigned int *refused)
{
	struct nl_obj o;
	char label[32];
	int err;

	/* A new one each time: the old one is free only when the event says so, which can be lost here. */
	snprintf(label, sizeof(label), "chance%u", round);
	err = dev_create(&nl, 0, &(struct dev_how){ .type = "full", .label = label }, &o);
	if (err) {
		++*refused;
		return err == -ENOMEM ? 0 : err;
	}
	err = insist(SUBDEV_CMD_DEV_DEACTIVATE, o.id);
	if (err)
		return err;
	if (!state_is(o.id, SUBDEV_DEV_STATE_INACTIVE))
		return -ETIME;
	err = insist(SUBDEV_CMD_DEV_ACTIVATE, o.id) ?: insist(SUBDEV_CMD_DEV_DELETE, o.id);
	if (err)
		return err;
	return state_is(o.id, -ENODEV) ? 0 : -ETIME;
}

int main(int argc, char **argv)
{
	double end = now() + (argc > 1 ? atof(argv[1]) : 5);
	unsigned int rounds = 0, refused = 0;
	int err = 0;

	lifetime_start();
	while (!err && now() < end) {
		err = round_trip(rounds++, &refused);
	}
	printf("# %u rounds, %u refused\n", rounds, refused);
	if (!point(!err, "what is accepted comes to its end"))
		printf("# %s, %s\n", strerror(-err), nl.text);
	point(refused > 0 && refused < rounds, "some creations were refused, some were not");
	return lifetime_end();
}
