// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: lifetime_stress SECONDS
 * All at once: subdevices created, changed, opened and deleted, dumps and events read, while their parents come and go.
 * Parent 0 is only unbound and bound, so its counters see it all; parents 1 and 2 are deleted and added.
 */
#include "lifetime.h"

#define PARENTS 3

/* How often each thing was done, and how often it was refused with an errno that can happen. */
struct tally {
	const char *what;
	unsigned int done;
	unsigned int refused;
};

enum {
	CREATE,
	DELETE,
	FORCE,
	LABEL,
	ACTIVATE,
	DEACTIVATE,
	OPEN_GROUP,
	OPEN_CDEV,
	DUMP,
	DEL_PARENT,
	ADD_PARENT,
	UNBIND,
	BIND,
	EVENT,
	TALLIES
};

static struct tally tallies[TALLIES] = {
	[CREATE] = { .what = "create" },
	[DELETE] = { .what = "delete" },
	[FORCE] = { .what = "forced delete" },
	[LABEL] = { .what = "label" },
	[ACTIVATE] = { .what = "activate" },
	[DEACTIVATE] = { .what = "deactivate" },
	[OPEN_GROUP] = { .what = "open by group" },
	[OPEN_CDEV] = { .what = "open by cdev" },
	[DUMP] = { .what = "dump" },
	[DEL_PARENT] = { .what = "del_parent" },
	[ADD_PARENT] = { .what = "add_parent" },
	[UNBIND] = { .what = "unbind" },
	[BIND] = { .what = "bind" },
	[EVENT] = { .what = "event" },
};

static double end;
static volatile unsigned int wrong;

/* Whether each thing was done at least once; a kernel without character devices opens none. */
static bool happened(unsigned int what)
{
	return __atomic_load_n(&tallies[what].done, __ATOMIC_RELAXED) || (what == OPEN_CDEV && !via_exists(VIA_CDEV));
}

static bool all_happened(void)
{
	unsigned int i;

	for (i = 0; i < TALLIES; i++)
		if (!happened(i))
			return false;
	return true;
}

/* For the time that was asked for, and on a busy machine a minute longer if something has not happened by then. */
static bool going(void)
{
	return now() < end || (now() < end + 60 && !all_happened());
}

/* Counts a result; 0 and the errnos given, up to 0, are right. */
static void count(int what, int err, const int *allowed)
{
	if (!err) {
		__atomic_add_fetch(&tallies[what].done, 1, __ATOMIC_RELAXED);
		return;
	}
	for (; *allowed; allowed++) {
		if (err == -*allowed) {
			__atomic_add_fetch(&tallies[what].refused, 1, __ATOMIC_RELAXED);
			return;
		}
	}
	if (__atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED) <= 20)
		printf("# %s: unexpected %s\n", tallies[what].what, strerror(-err));
}

#define COUNT(what, err, ...) count(what, err, (const int[]){ __VA_ARGS__, 0 })

/* One of the subdevices that a dump shows, any. */
struct pick {
	unsigned int *seed;
	unsigned int seen;
	struct nl_obj dev;
};

static void pick_one(const struct nl_obj *o, void *arg)
{
	struct pick *pick = arg;

	if (rand_r(pick->seed) % ++pick->seen == 0)
		pick->dev = *o;
}

static bool pick_dev(struct nl *own, unsigned int *seed, struct nl_obj *dev)
{
	struct pick pick = { .seed = seed };

	COUNT(DUMP, nl_dump(own, SUBDEV_CMD_DEV_GET, pick_one, &pick), 0);
	*dev = pick.dev;
	return pick.seen;
}

/*
 * The actors
 */

static int creator(void *arg)
{
	unsigned int seed = (uintptr_t)arg;
	char label[32];
	struct nl own;

	nl_open(&own);
	while (going()) {
		const struct dev_how how = {
			.type = rand_r(&seed) % 2 ? "small" : "full",
			.label = rand_r(&seed) % 2 ? label : NULL,
			.inactive = rand_r(&seed) % 3 == 0,
		};

		snprintf(label, sizeof(label), "l%d", rand_r(&seed) % 50);
		COUNT(CREATE, dev_create(&own, rand_r(&seed) % PARENTS, &how, NULL), ENODEV, EEXIST);
		if (rand_r(&seed) % 4 == 0)
			nap(1);
	}
	nl_close(&own);
	return 0;
}

static int changer(void *arg)
{
	unsigned int seed = (uintptr_t)arg;
	struct nl_obj dev;
	char label[32];
	struct nl own;

	nl_open(&own);
	while (going()) {
		if (!pick_dev(&own, &seed, &dev))
			continue;
		snprintf(label, sizeof(label), "l%d", rand_r(&seed) % 50);
		switch (rand_r(&seed) % 8) {
		case 0:
			COUNT(LABEL, dev_set_label(&own, dev.id, label, NULL), ENODEV, EEXIST);
			break;
		case 1:
			COUNT(LABEL, dev_set_label(&own, dev.id, "", NULL), ENODEV);
			break;
		case 2:
			COUNT(ACTIVATE, dev_do(&own, SUBDEV_CMD_DEV_ACTIVATE, dev.id, NULL), ENODEV, EBUSY);
			break;
		case 3:
			COUNT(DEACTIVATE, dev_do(&own, SUBDEV_CMD_DEV_DEACTIVATE, dev.id, NULL), ENODEV, EBUSY);
			break;
		case 4:
			COUNT(FORCE, dev_delete_force(&own, dev.id, NULL), ENODEV, EBUSY);
			break;
		default:
			COUNT(DELETE, dev_do(&own, SUBDEV_CMD_DEV_DELETE, dev.id, NULL), ENODEV, EBUSY);
			break;
		}
	}
	nl_close(&own);
	return 0;
}

/* It must be the one that was asked for, and it must work while it is open, even if its end has begun. */
static void use(struct vfio_user *u, const struct nl_obj *dev, unsigned int *seed)
{
	uint32_t id = 0, val = rand_r(seed), back = 0;

	if (vfio_reg_read(u, SIM_REG_DEV, &id) || id != dev->id ||
	    vfio_reg_write(u, SIM_REG_SCRATCH, val) || vfio_reg_read(u, SIM_REG_SCRATCH, &back) || back != val) {
		if (__atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED) <= 20)
			printf("# a device that is open does not work: %u is %u\n", dev->id, id);
	}
	nap(rand_r(seed) % 4);
	vfio_user_close(u);
}

/*
 * The number of a group can be another's by now, who has it open or goes away: so the group is busy, or no group, or has no
 * such device, or cannot be attached any more.
 */
static int opener(void *arg)
{
	unsigned int seed = (uintptr_t)arg;
	struct vfio_user u;
	struct nl_obj dev;
	struct nl own;
	enum via via;
	int err;

	nl_open(&own);
	while (going()) {
		via = rand_r(&seed) % VIA_COUNT;
		if (!via_exists(via) || !pick_dev(&own, &seed, &dev) || dev.state != SUBDEV_DEV_STATE_IDLE)
			continue;
		err = user_open(&u, &dev, via);
		if (!err)
			use(&u, &dev, &seed);
		COUNT(via == VIA_GROUP ? OPEN_GROUP : OPEN_CDEV, err, ENODEV, ENOENT, EBUSY, EINVAL, ENXIO);
	}
	nl_close(&own);
	return 0;
}

static void look(const struct nl_obj *o, void *arg)
{
	(void)o;
	(void)arg;
}

static int dumper(void *arg)
{
	struct nl own;

	(void)arg;
	nl_open(&own);
	while (going()) {
		COUNT(DUMP, nl_dump(&own, SUBDEV_CMD_PARENT_GET, look, NULL), 0);
		COUNT(DUMP, nl_dump(&own, SUBDEV_CMD_TYPE_GET, look, NULL), 0);
		COUNT(DUMP, nl_dump(&own, SUBDEV_CMD_DEV_GET, look, NULL), 0);
		nap(1);
	}
	nl_close(&own);
	return 0;
}

/* There is room for all events, so none is lost. */
static int listener(void *arg)
{
	uint64_t last = 0;
	struct nl_obj o;
	int err;

	(void)arg;
	while (going()) {
		err = nl_event(&events, &o, 100);
		if (err == -EAGAIN)
			continue;
		if (!err && last && o.seq != last + 1) {
			printf("# event %llu follows event %llu\n", (unsigned long long)o.seq, (unsigned long long)last);
			err = -EPROTO;
		}
		COUNT(EVENT, err, 0);
		if (!err)
			last = o.seq;
	}
	return 0;
}

static int remover(void *arg)
{
	unsigned int seed = (uintptr_t)arg;
	int nr;

	while (going()) {
		nr = 1 + rand_r(&seed) % (PARENTS - 1);
		COUNT(DEL_PARENT, sim_parent("del_parent", nr), ENOENT);
		nap(rand_r(&seed) % 10);
		COUNT(ADD_PARENT, sim_parent("add_parent", nr), EEXIST, ENODEV);
		nap(rand_r(&seed) % 100);
	}
	return 0;
}

/*
 * Also parents that the remover deletes at the same time; those he brings back himself. Binding a device that is just being
 * added is left out: the driver core (6.12) loses the memory of its "not ready to probe" then.
 */
static int unbinder(void *arg)
{
	unsigned int seed = (uintptr_t)arg;
	int nr;

	while (going()) {
		nr = rand_r(&seed) % PARENTS;
		COUNT(UNBIND, sim_bind("unbind", nr), ENODEV);
		nap(rand_r(&seed) % 10);
		COUNT(BIND, sim_bind("bind", 0), EBUSY);
		nap(rand_r(&seed) % 200);
	}
	return 0;
}

/*
 * Around them
 */

static void slow_down(int nr)
{
	sim_set(nr, "delay_activate", 1);
	sim_set(nr, "delay_registered", 1);
	sim_set(nr, "delay_deactivate", 1);
	sim_set(nr, "delay_close", 1);
}

static void act(void)
{
	static int (*const actors[])(void *arg) = {
		creator, creator, changer, changer, opener, opener, dumper, listener, remover, remover, unbinder,
	};
	struct bg bg[sizeof(actors) / sizeof(actors[0])];
	uintptr_t i;

	for (i = 0; i < sizeof(actors) / sizeof(actors[0]); i++)
		bg_start(&bg[i], actors[i], (void *)(i + 1));
	for (i = 0; i < sizeof(actors) / sizeof(actors[0]); i++)
		bg_wait(&bg[i]);
}

/* Whatever state they were left in: there again, and empty. */
static void tidy(void)
{
	int nr, bad = 0;

	for (nr = 0; nr < PARENTS; nr++) {
		sim_parent("add_parent", nr);
		sim_bind("unbind", nr);
		sim_bind("bind", nr);
		bad += parent_devs(nr) != 0;
	}
	point_is(0, bad, "all parents can be used again");
	for (nr = 1; nr < PARENTS; nr++)
		point_is(0, sim_parent("del_parent", nr), "and deleted");
}

static void report(void)
{
	unsigned int i;

	for (i = 0; i < TALLIES; i++) {
		printf("# %s: %u, refused %u\n", tallies[i].what, tallies[i].done, tallies[i].refused);
		if (!happened(i))
			point(false, "%s happened", tallies[i].what);
	}
}

int main(int argc, char **argv)
{
	double seconds = argc > 1 ? atof(argv[1]) : 5;
	unsigned int before;
	int nr;

	lifetime_start();
	before = traces();
	for (nr = 1; nr < PARENTS; nr++)
		sim_parent("add_parent", nr);
	for (nr = 0; nr < PARENTS; nr++)
		slow_down(nr);
	end = now() + seconds;
	act();
	report();
	point_is(0, wrong, "everything was done or refused as it may be");
	tidy();
	point_is(0, count_devs(), "no subdevice is left");
	point(sim_await(0, "objects", 0), "no object is left");
	point_is(sim_get(0, "activates"), sim_get(0, "deactivates"), "each activation was undone");
	point_is(sim_get(0, "opens"), sim_get(0, "closes"), "each open was closed");
	point_is(before, traces(), "no node, group or device is left");
	for (nr = 0; nr < PARENTS; nr++) {
		sim_set(nr, "delay_activate", 0);
		sim_set(nr, "delay_registered", 0);
		sim_set(nr, "delay_deactivate", 0);
		sim_set(nr, "delay_close", 0);
	}
	return lifetime_end();
}
