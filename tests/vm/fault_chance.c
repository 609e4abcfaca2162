// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: fault_chance SECONDS
 * Allocations below subdev.ko fail by chance in all contexts, the workqueue too, as fault.sh has set up. What was accepted
 * comes to its end all the same, and a pool is full again when there is memory.
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

/*
 * A pool of which one is pulled and returned
 */

#define STOCK	3

/* What happened to those that were pulled. */
static unsigned int pulls, ready_again, set_aside;

static bool make_pool(void)
{
	int err, tries = 0;

	do
		err = pool_create(&nl, "chance", 1, "tuned", STOCK, NULL);
	while (err == -ENOMEM && tries++ < 1000);
	return point_is(0, err, "create a pool");
}

/* Gives one back, and looks what becomes of it. One that is set aside is of no use any more. */
static int pool_trip(void)
{
	struct nl_obj o = { 0 };
	struct nl_req r;
	double give_up = now() + 30;
	int err, state;

	pool_dev_req(&r, SUBDEV_CMD_POOL_PULL, "chance");
	err = nl_call(&nl, &r, &o);
	/* Its answer could not be made, or there is nothing: it is refilled. */
	if (err)
		return err == -ENOMEM || err == -EAGAIN || err == -ENOBUFS ? 0 : err;
	pulls++;
	err = insist(SUBDEV_CMD_POOL_RETURN, o.id);
	if (err)
		return err;
	do {
		nap(1);
		state = dev_state(o.id);
	} while (state != SUBDEV_DEV_STATE_IDLE && state != SUBDEV_DEV_STATE_FAILED && now() < give_up);
	if (state == SUBDEV_DEV_STATE_IDLE) {
		ready_again++;
		return 0;
	}
	if (state != SUBDEV_DEV_STATE_FAILED)
		return -ETIME;
	set_aside++;
	err = insist(SUBDEV_CMD_DEV_DELETE, o.id);
	return err ?: state_is(o.id, -ENODEV) ? 0 : -ETIME;
}

/* Nobody asks for it. */
static bool pool_is_filled(void)
{
	double give_up = now() + 30;
	struct nl_obj o = { 0 };

	do {
		if (!pool_get(&nl, "chance", &o) && o.state == SUBDEV_POOL_STATE_STEADY && o.ready >= STOCK && !o.pulled)
			return true;
		nap(5);
	} while (now() < give_up);
	printf("# the pool is in state %u with %u ready, %u pulled, %u failed\n", o.state, o.ready, o.pulled, o.failed);
	return false;
}

static bool nothing_left(void)
{
	double give_up = now() + 30;

	while (count_devs() && now() < give_up)
		nap(5);
	return !count_devs();
}

static void there_is_memory(void)
{
	FILE *f = fopen("/sys/kernel/debug/failslab/probability", "w");

	if (!f || fputs("0", f) < 0 || fclose(f)) {
		perror("failslab");
		exit(1);
	}
}

int main(int argc, char **argv)
{
	double end = now() + (argc > 1 ? atof(argv[1]) : 5);
	unsigned int rounds = 0, refused = 0;
	int err = 0;

	lifetime_start();
	if (!make_pool())
		return 1;
	/* A busy machine gets longer. */
	while (!err && (now() < end || (!ready_again && now() < end + 60)))
		err = round_trip(rounds++, &refused) ?: pool_trip();
	there_is_memory();
	printf("# %u rounds, %u refused\n", rounds, refused);
	if (!point(!err, "what is accepted comes to its end"))
		printf("# %s, %s\n", strerror(-err), nl.text);
	point(refused > 0 && refused < rounds, "some creations were refused, some were not");
	printf("# %u pulls: %u were ready again, %u set aside\n", pulls, ready_again, set_aside);
	point(ready_again > 0, "what was returned was ready again");
	point(pool_is_filled(), "when there is memory the pool is filled by itself");
	pool_delete_force(&nl, "chance");
	point(nothing_left(), "nothing is left");
	return lifetime_end();
}
