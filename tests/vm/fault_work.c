// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: fault_work FILL_START FILL_END RESET_START RESET_END
 * Memory that runs out in the core's workqueue, where no request can be told: each allocation of a refill, and of the reset of what
 * is returned, fails once, on parent 1. The addresses are those of the two works' functions, below which allocations fail.
 *
 * A pool whose refill has failed for want of memory is filled all the same. A reset that fails sets the subdevice aside.
 */
#include "lifetime.h"

#define LIMIT 2000
/* A parent that comes and goes. */
#define PASSING 5
/* Of so many refills that failed one is left to itself; the others are told to begin again, which saves a second each. */
#define BY_ITSELF 16
#define FAILSLAB "/sys/kernel/debug/failslab/"

/* What was to be done once more, since it had failed. */
static unsigned int again;

/*
 * Which allocation fails: one of which the number, since boot and of those that are counted, is a multiple of failslab's interval.
 * When one has failed that number is known.
 */
static unsigned int counted = 1;

static void failslab(const char *name, const char *value)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), FAILSLAB "%s", name);
	f = fopen(path, "w");
	if (!f || fputs(value, f) < 0 || fclose(f)) {
		perror(path);
		exit(1);
	}
}

static void failslab_number(const char *name, unsigned int value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", value);
	failslab(name, text);
}

static int failslab_times(void)
{
	FILE *f = fopen(FAILSLAB "times", "r");
	int times;

	if (!f || fscanf(f, "%d", &times) != 1) {
		perror(FAILSLAB "times");
		exit(1);
	}
	fclose(f);
	return times;
}

static void arm(unsigned int nth)
{
	failslab_number("interval", counted + nth);
	failslab("times", "1");
	failslab("probability", "100");
}

/* Whether it has failed. */
static bool disarm(unsigned int nth)
{
	bool hit = !failslab_times();

	failslab("probability", "0");
	failslab("times", "-1");
	failslab("interval", "1");
	if (hit)
		counted += nth;
	return hit;
}

/*
 * Events: all, or it is told that some are missing
 */

static uint64_t last_seq;
static bool told;
static unsigned int losses;
static unsigned int gaps;

/* Who is told so hears it before what had come until then, and once of several. */
static void hear(void)
{
	struct nl_obj o;
	bool gap = false;
	int err;

	while ((err = nl_event(&events, &o, 0)) != -EAGAIN) {
		if (err == -ENOBUFS) {
			losses++;
			told = true;
			continue;
		}
		if (last_seq && o.seq != last_seq + 1) {
			gap = true;
			gaps += !told;
			printf("# event %llu comes after %llu%s\n", (unsigned long long)o.seq, (unsigned long long)last_seq,
			       told ? "" : ", and nothing was said");
		}
		last_seq = o.seq;
	}
	if (gap)
		told = false;
}

/*
 * The pool
 */

static struct nl_obj pool_now(void)
{
	struct nl_obj o = { 0 };
	int err = pool_get(&nl, "fault", &o);

	if (err)
		point(false, "look at the pool: %s", strerror(-err));
	return o;
}

/* Until it has so many ready and nothing to do, or is failed. */
static bool until_steady(uint32_t ready, double seconds)
{
	double give_up = now() + seconds;
	struct nl_obj o;

	for (;;) {
		o = pool_now();
		if (o.state == SUBDEV_POOL_STATE_STEADY && o.ready == ready)
			return true;
		if (o.state == SUBDEV_POOL_STATE_FAILED || now() > give_up)
			return false;
		nap(1);
	}
}

static void set_again(void)
{
	struct nl_req r;

	pool_req(&r, SUBDEV_CMD_POOL_SET, "fault");
	nl_put_u32(&r, SUBDEV_A_POOL_SIZE, 1);
	nl_call(&nl, &r, NULL);
}

static void problem(const char *what, unsigned int nth)
{
	struct nl_obj o = pool_now();

	point(false, "%s: allocation %u fails: the pool is in state %u with %u ready, %u failed", what, nth, o.state, o.ready, o.failed);
}

static struct nl_obj pull(void)
{
	struct nl_obj o = { 0 };
	struct nl_req r;
	int err;

	pool_dev_req(&r, SUBDEV_CMD_POOL_PULL, "fault");
	err = nl_call(&nl, &r, &o);
	if (err)
		point(false, "pull: %s, %s", strerror(-err), nl.text);
	return o;
}

/* Its amounts are not the pool's any more, so a reset makes them so. */
static void grow(const struct nl_obj *dev)
{
	struct nl_req r;
	int err;

	nl_start(&r, nl_family, SUBDEV_CMD_DEV_SET, 0);
	nl_put_u32(&r, SUBDEV_A_DEV_ID, dev->id);
	nl_put_amount(&r, SUBDEV_A_DEV_RESOURCE, "engine", 3);
	err = nl_call(&nl, &r, NULL);
	if (err)
		point(false, "set: %s, %s", strerror(-err), nl.text);
}

static void end(const struct nl_obj *dev)
{
	double give_up = now() + 30;

	dev_do(&nl, SUBDEV_CMD_DEV_DELETE, dev->id, NULL);
	while (dev_state(dev->id) != -ENODEV) {
		if (now() > give_up) {
			point(false, "a subdevice goes");
			return;
		}
		nap(1);
	}
}

/*
 * The two works, with an allocation that fails: whether all is well then
 */

/* A pull from a pool of one begins a refill. */
static bool refill(unsigned int nth, bool *hit)
{
	struct nl_obj dev;
	bool well;

	arm(nth);
	dev = pull();
	well = until_steady(1, nth % BY_ITSELF ? 0.02 : 30);
	*hit = disarm(nth);
	if (!well && pool_now().state != SUBDEV_POOL_STATE_FAILED) {
		set_again();
		well = until_steady(1, 30);
		again++;
	}
	end(&dev);
	return well;
}

/* It is ready again, or set aside; then the pool makes another one. */
static bool reset(unsigned int nth, bool *hit)
{
	struct nl_obj dev = pull();
	double give_up = now() + 30;
	int state;

	if (!until_steady(1, 30))
		return false;
	grow(&dev);
	arm(nth);
	dev_do(&nl, SUBDEV_CMD_POOL_RETURN, dev.id, NULL);
	do {
		state = dev_state(dev.id);
	} while (state == SUBDEV_DEV_STATE_RESETTING && now() < give_up);
	*hit = disarm(nth);
	if (state != SUBDEV_DEV_STATE_IDLE && !(*hit && state == SUBDEV_DEV_STATE_FAILED)) {
		printf("# after the return it is in state %d\n", state);
		return false;
	}
	again += state == SUBDEV_DEV_STATE_FAILED;
	end(&dev);
	return until_steady(1, 30);
}

static void sweep(const char *what, bool (*once)(unsigned int, bool *), const char *start, const char *end)
{
	unsigned int nth;
	bool hit;

	failslab("require-start", start);
	failslab("require-end", end);
	again = 0;
	/* The number is known by this one. */
	do {
		if (!once(1, &hit)) {
			problem(what, 0);
			return;
		}
	} while (!hit);
	for (nth = 1; hit && nth < LIMIT; nth++) {
		if (!once(nth, &hit)) {
			problem(what, nth);
			return;
		}
		hear();
	}
	point(!hit, "%s: it comes to its end without any of its allocations", what);
	point(nth > 3, "%s: it needs memory", what);
	printf("# %s: %u allocations, %u times it was begun once more\n", what, nth - 2, again);
	/* Not known of what was done without a failure. */
	counted += nth;
}

/* A refill that is to be tried again goes with its pool, and its parent with nothing left behind. */
static void forgotten(const char *start, const char *end)
{
	struct nl_obj o = { 0 };
	struct nl_req r;

	failslab("require-start", start);
	failslab("require-end", end);
	failslab("interval", "1");
	failslab("times", "-1");
	failslab("probability", "100");
	point_is(0, sim_parent("add_parent", PASSING), "a parent comes");
	pool_create_req(&r, "passing", PASSING, "small", 1);
	point_is(0, nl_call(&nl, &r, NULL), "create a pool there");
	nap(300);
	failslab("probability", "0");
	point_is(0, pool_get(&nl, "passing", &o), "look at it");
	point(o.state == SUBDEV_POOL_STATE_FILLING && !o.ready, "it has found no memory, and goes on");
	point_is(0, pool_delete_force(&nl, "passing"), "delete it");
	point_is(0, sim_parent("del_parent", PASSING), "the parent goes");
	nap(2000);
	point(pool_get(&nl, "passing", &o) == -ENOENT, "and nothing comes of what was to be tried again");
}

int main(int argc, char **argv)
{
	unsigned int before, i;
	struct nl_req r;

	if (argc != 5) {
		fprintf(stderr, "usage: fault_work FILL_START FILL_END RESET_START RESET_END\n");
		return 2;
	}
	lifetime_start();
	before = traces();
	pool_create_req(&r, "fault", 1, "tuned", 1);
	if (!point_is(0, nl_call(&nl, &r, NULL), "create a pool") || !point(until_steady(1, 30), "it is filled"))
		return 1;
	hear();
	sweep("refill", refill, argv[1], argv[2]);
	sweep("reset", reset, argv[3], argv[4]);
	hear();
	point_is(0, gaps, "no event is missing that is not told to be");
	point(losses > 0, "some were");
	pool_delete_force(&nl, "fault");
	/* The last that goes of a subdevice is its record. */
	for (i = 0; i < 300 && count_devs(); i++)
		nap(100);
	point_is(0, count_devs(), "no subdevice is left");
	point_is(0, sim_get(1, "objects"), "no object is left");
	point_is(sim_get(1, "activates"), sim_get(1, "deactivates"), "each activation was undone");
	point_is(before, traces(), "no node, group or device is left");
	forgotten(argv[1], argv[2]);
	return lifetime_end();
}
