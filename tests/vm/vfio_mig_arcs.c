// SPDX-License-Identifier: GPL-2.0-only
/*
 * All ways from each state of migration to each number that a user can ask for, of a subdevice of sim's type "mover": which are
 * refused, which give a file, what becomes of the file before, how often the driver is stopped and runs.
 */
#include "vfio_mig.h"

#include <limits.h>

static struct stream state;	/* one that the device takes */

static bool saves(uint32_t s)
{
	return s == MIG_STOP_COPY || s == MIG_PRE_COPY || s == MIG_PRE_COPY_P2P;
}

/* In the P2P states the driver is stopped: it begins no DMA. */
static bool runs(uint32_t s)
{
	return s == MIG_RUNNING || s == MIG_PRE_COPY;
}

/* In these interrupts are signalled. */
static bool signals(uint32_t s)
{
	return runs(s) || s == MIG_RUNNING_P2P || s == MIG_PRE_COPY_P2P;
}

/* As the comment above enum vfio_device_mig_state has it. */
static bool allowed(uint32_t from, uint32_t to)
{
	if (from == MIG_ERROR || to == MIG_ERROR || to >= MIG_STATES)
		return false;
	return !(from == MIG_STOP_COPY && saves(to) && to != MIG_STOP_COPY);
}

/* Whether a way begins a transfer: two of the states that save share one. */
static bool begins(uint32_t from, uint32_t to)
{
	if (saves(to))
		return !saves(from);
	return to == MIG_RESUMING && from != MIG_RESUMING;
}

/* Brings the device into a state; what streams there, or -1. */
static int enter(uint32_t s)
{
	int fd = -1;

	client_reset(&dev);
	if (s == MIG_ERROR) {
		/* what is incomplete is not taken */
		if (mig_set(&dev, MIG_RESUMING, NULL) || mig_set(&dev, MIG_STOP, NULL) != -EINVAL)
			point(false, "into ERROR");
	} else if (mig_set(&dev, s, &fd)) {
		point(false, "into %s", mig_names[s]);
	}
	return fd;
}

static bool is_dead(int fd, uint32_t s)
{
	char buf[1] = {};

	return (s == MIG_RESUMING ? mig_write(fd, buf, 1) : mig_read(fd, buf, 1)) == -ENODEV;
}

static bool is_alive(int fd, uint32_t s)
{
	char buf[1] = "S";

	return (s == MIG_RESUMING ? mig_write(fd, buf, 1) : mig_read(fd, buf, 1)) == 1;
}

static void say(uint32_t from, uint32_t to, const char *what)
{
	printf("# %s to %d: %s\n", mig_names[from], (int)to, what);
}

/* One way. @fed: the state that it resumes has all come. */
static bool way(uint32_t from, uint32_t to, bool fed)
{
	int fd = enter(from), next = -1, stops = sim_get(0, "stops"), goes = sim_get(0, "runs"), err, now;
	bool right = true, ok = allowed(from, to);

	if (fed && stream_write(&state, fd, 4096)) {
		say(from, to, "the state is not taken");
		right = false;
	}
	/* to stay where it is needs nothing */
	if (from == MIG_RESUMING && !fed && to != from)
		ok = false;
	err = mig_set(&dev, to, &next);
	now = mig_get(&dev);
	if (err != (ok ? 0 : -EINVAL)) {
		say(from, to, err ? strerror(-err) : "not refused");
		right = false;
	}
	if (ok && now != (int)to) {
		say(from, to, "wrong state");
		right = false;
	}
	if (!ok && now != (int)(from == MIG_RESUMING && allowed(from, to) ? MIG_ERROR : from)) {
		say(from, to, "wrong state after a refusal");
		right = false;
	}
	if ((next >= 0) != (ok && begins(from, to))) {
		say(from, to, next < 0 ? "no file" : "a file");
		right = false;
	}
	if (next >= 0 && !is_alive(next, to)) {
		say(from, to, "the new file does not work");
		right = false;
	}
	if (fd >= 0 && now != (int)from && !(saves(from) && saves(to)) && !is_dead(fd, from)) {
		say(from, to, "the old file works");
		right = false;
	}
	if (fd >= 0 && saves(from) && saves(now) && !is_alive(fd, from)) {
		say(from, to, "the file does not work any more");
		right = false;
	}
	if (sim_get(0, "stops") - stops != (ok && runs(from) && !runs(to)) ||
	    sim_get(0, "runs") - goes != (ok && !runs(from) && runs(to))) {
		say(from, to, "stopped or run too often or too seldom");
		right = false;
	}
	if (fd >= 0)
		close(fd);
	if (next >= 0)
		close(next);
	return right;
}

static void ways(void)
{
	static const uint32_t numbers[] = { MIG_STATES, MIG_STATES + 1, 0x80000000u, UINT_MAX };
	unsigned int wrong, i;
	uint32_t from, to;

	for (from = MIG_ERROR; from < MIG_STATES; from++) {
		wrong = 0;
		for (to = MIG_ERROR; to < MIG_STATES; to++)
			wrong += !way(from, to, false);
		for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
			wrong += !way(from, numbers[i], false);
		point(!wrong, "all ways from %s", mig_names[from]);
	}
	wrong = 0;
	for (to = MIG_ERROR; to < MIG_STATES; to++)
		wrong += !way(MIG_RESUMING, to, true);
	point(!wrong, "all ways from RESUMING when the state has come");
}

/* What a write to a register makes the device signal in each state: at once, or when it is in one that signals. */
static void interrupts(void)
{
	unsigned int wrong = 0, late = 0;
	int irq = client_eventfd();
	uint32_t s;

	for (s = MIG_STOP; s < MIG_STATES; s++) {
		close(enter(s));
		wrong += client_trigger(&dev, MSI, 0, irq) != 0;
		reg_put(SIM_REG_DOORBELL, 0);
		wrong += client_signals(irq, signals(s) ? 1000 : 0) != signals(s);
		if (s != MIG_RESUMING) {
			late += mig_set(&dev, MIG_RUNNING_P2P, NULL) != 0;
			late += client_signals(irq, signals(s) ? 0 : 1000) == signals(s);
		}
		client_irqs_disable(&dev, MSI);
	}
	point(!wrong, "interrupts are signalled in the states that do so, and no others");
	point(!late, "and come when such a state is reached, before the driver runs");
	client_reset(&dev);
	close(irq);
}

/* Three states one after the other, so that each way is gone with something behind it. */
static void walks(void)
{
	uint32_t from, over, to;
	unsigned int wrong = 0, done = 0;

	for (from = MIG_STOP; from < MIG_STATES; from++)
		for (over = MIG_STOP; over < MIG_STATES; over++)
			for (to = MIG_STOP; to < MIG_STATES; to++) {
				if (from == MIG_RESUMING || over == MIG_RESUMING || !allowed(from, over) || !allowed(over, to))
					continue;
				client_reset(&dev);
				wrong += mig_set(&dev, from, NULL) || mig_set(&dev, over, NULL) || mig_set(&dev, to, NULL) ||
					 mig_get(&dev) != (int)to;
				done++;
			}
	point(!wrong, "%u walks over three states", done);
}

static void reset(void)
{
	unsigned int wrong = 0;
	uint32_t s;
	int fd;

	for (s = MIG_ERROR; s < MIG_STATES; s++) {
		fd = enter(s);
		reg_put(SIM_REG_SCRATCH, 5);
		client_reset(&dev);
		wrong += mig_get(&dev) != MIG_RUNNING || reg_get(SIM_REG_SCRATCH) || (fd >= 0 && !is_dead(fd, s));
		if (fd >= 0)
			close(fd);
	}
	point(!wrong, "a reset leads from each state to RUNNING");
	point_is(sim_get(0, "stops"), sim_get(0, "runs"), "the driver runs as often as it was stopped");
}

/* The file outlives the device's being open; the device is as new. */
static void closes(void)
{
	unsigned int wrong = 0;
	uint32_t s;
	int fd;

	for (s = MIG_ERROR; s < MIG_STATES; s++) {
		fd = enter(s);
		client_close(&dev);
		wrong += fd >= 0 && !is_dead(fd, s);
		test_open();
		wrong += mig_get(&dev) != MIG_RUNNING || (fd >= 0 && !is_dead(fd, s));
		if (fd >= 0)
			close(fd);
	}
	point(!wrong, "a close ends each state, and the file of it");
	point_is(sim_get(0, "stops"), sim_get(0, "runs"), "the driver runs as often as it was stopped");
}

static void refusals(void)
{
	struct mig_request req = { .argsz = 12, .flags = FEATURE_GET | FEATURE_STATE };
	uint64_t num = 0;

	point_is(0, mig_number(&dev, FEATURE_MIGRATION, &num), "it can migrate");
	point_is(7, num, "with stop-copy, P2P and pre-copy");
	point(ioctl(dev.dev, VFIO_DEVICE_FEATURE, &req) == -1 && errno == EINVAL, "too small a structure is refused");
	req = (struct mig_request) {};
	point_is(-EINVAL, mig_feature(&dev, FEATURE_SET | FEATURE_GET | FEATURE_STATE, &req), "to get and set at once is refused");
	point_is(-EINVAL, mig_feature(&dev, FEATURE_SET | FEATURE_MIGRATION, &req), "to set what it can is refused");
	point_is(-EINVAL, mig_feature(&dev, FEATURE_SET | FEATURE_SIZE, &req), "to set its size is refused");
}

/* A driver that fails: the state before stays, or the one that is on the way. */
static void failures(void)
{
	int fd;

	client_reset(&dev);
	sim_set(0, "fail_save", 1);
	point_is(-EIO, mig_set(&dev, MIG_STOP_COPY, NULL), "a driver that cannot save");
	point_is(MIG_STOP, mig_get(&dev), "leaves it stopped");
	point_is(0, mig_set(&dev, MIG_RUNNING, NULL), "from where it runs again");
	point_is(0, mig_set(&dev, MIG_PRE_COPY, &fd), "and begins to copy");
	sim_set(0, "fail_save", 1);
	point_is(-EIO, mig_set(&dev, MIG_STOP_COPY, NULL), "a driver that cannot save then");
	point_is(MIG_PRE_COPY_P2P, mig_get(&dev), "leaves it copying");
	point(is_alive(fd, MIG_PRE_COPY), "with its file");
	point_is(0, mig_set(&dev, MIG_STOP_COPY, NULL), "and can be asked again");
	close(fd);
	client_reset(&dev);
	point_is(0, mig_set(&dev, MIG_RESUMING, &fd), "to be loaded");
	sim_set(0, "fail_load", 1);
	point_is(-EIO, stream_write(&state, fd, 1 << 20), "a driver that cannot load");
	point_is(-EIO, mig_write(fd, state.data, 1), "does not want more");
	point_is(-EIO, mig_set(&dev, MIG_RUNNING, NULL), "and does not run");
	point_is(MIG_ERROR, mig_get(&dev), "but is in error");
	close(fd);
	client_reset(&dev);
	sim_set(0, "fail_mem", 1);
	point_is(-EIO, mig_save(&dev, &(struct stream) {}), "memory that cannot be saved");
	point_is(MIG_STOP_COPY, mig_get(&dev), "fails the file, not the state");
	point_is(0, mig_load(&dev, &state), "a state can be loaded instead");
	client_reset(&dev);
	sim_set(0, "fail_mem", 1);
	point_is(-EIO, mig_load(&dev, &state), "memory that cannot be loaded");
	point_is(MIG_ERROR, mig_get(&dev), "is an error");
}

int main(int argc, char **argv)
{
	test_start(argc, argv);
	mover_fill(&dev, 1);
	point_is(0, mig_save(&dev, &state), "save a state");
	refusals();
	ways();
	interrupts();
	walks();
	reset();
	closes();
	failures();
	stream_free(&state);
	return test_end();
}
