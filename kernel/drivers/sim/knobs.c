// SPDX-License-Identifier: GPL-2.0-only
/*
 * debugfs: add_parent and del_parent for all, and for each host a directory
 * with its knobs and counters.
 */
#include <linux/debugfs.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sprintf.h>

#include "sim.h"

static const char * const sim_fail_names[SIM_FAIL_COUNT] = {
	[SIM_FAIL_PROBE] = "fail_probe",
	[SIM_FAIL_ACTIVATE] = "fail_activate",
	[SIM_FAIL_BUILD] = "fail_build",
	[SIM_FAIL_REGISTER] = "fail_register",
	[SIM_FAIL_OPEN] = "fail_open",
	[SIM_FAIL_VALIDATE] = "fail_validate",
	[SIM_FAIL_RECONFIGURE] = "fail_reconfigure",
	[SIM_FAIL_SHRINK] = "fail_shrink",
	[SIM_FAIL_RESET] = "fail_reset",
	[SIM_FAIL_COMPATIBLE] = "fail_compatible",
	[SIM_FAIL_SAVE] = "fail_save",
	[SIM_FAIL_LOAD] = "fail_load",
	[SIM_FAIL_MEM] = "fail_mem",
};

static const char * const sim_delay_names[SIM_DELAY_COUNT] = {
	[SIM_DELAY_ACTIVATE] = "delay_activate",
	[SIM_DELAY_REGISTERED] = "delay_registered",
	[SIM_DELAY_DEACTIVATE] = "delay_deactivate",
	[SIM_DELAY_OPEN] = "delay_open",
	[SIM_DELAY_CLOSE] = "delay_close",
	[SIM_DELAY_RESET] = "delay_reset",
	[SIM_DELAY_RECONFIGURE] = "delay_reconfigure",
	[SIM_DELAY_READ] = "delay_read",
	[SIM_DELAY_WRITE] = "delay_write",
	[SIM_DELAY_MEM] = "delay_mem",
};

static const char * const sim_counter_names[SIM_COUNTERS] = {
	[SIM_PROBES] = "probes",
	[SIM_REMOVES] = "removes",
	[SIM_ACTIVATES] = "activates",
	[SIM_DEACTIVATES] = "deactivates",
	[SIM_OPENS] = "opens",
	[SIM_CLOSES] = "closes",
	[SIM_RESETS] = "resets",
	[SIM_IDLE_RESETS] = "idle_resets",
	[SIM_VALIDATES] = "validates",
	[SIM_RECONFIGURES] = "reconfigures",
	[SIM_SAVES] = "saves",
	[SIM_LOADS] = "loads",
	[SIM_STOPS] = "stops",
	[SIM_RUNS] = "runs",
	[SIM_FAILURES] = "failures",
	[SIM_OBJECTS] = "objects",
	[SIM_DELAYED] = "delayed",
};

static struct dentry *sim_root;

static int sim_add_parent_set(void *data, u64 nr)
{
	return nr > INT_MAX ? -EINVAL : sim_host_add(nr);
}
DEFINE_DEBUGFS_ATTRIBUTE(sim_add_parent_fops, NULL, sim_add_parent_set,
			 "%llu\n");

static int sim_del_parent_set(void *data, u64 nr)
{
	return nr > INT_MAX ? -EINVAL : sim_host_del(nr);
}
DEFINE_DEBUGFS_ATTRIBUTE(sim_del_parent_fops, NULL, sim_del_parent_set,
			 "%llu\n");

void sim_knobs_init(void)
{
	sim_root = debugfs_create_dir(SIM_NAME, NULL);
}

/* From now on parents can be added and deleted. */
void sim_knobs_open(void)
{
	debugfs_create_file_unsafe("add_parent", 0200, sim_root, NULL,
				   &sim_add_parent_fops);
	debugfs_create_file_unsafe("del_parent", 0200, sim_root, NULL,
				   &sim_del_parent_fops);
}

void sim_knobs_exit(void)
{
	debugfs_remove(sim_root);
}

void sim_host_knobs_add(struct sim_host *host)
{
	char name[32];
	unsigned int i;

	/* As the platform device will be called. */
	snprintf(name, sizeof(name), SIM_NAME ".%u", host->nr);
	host->dir = debugfs_create_dir(name, sim_root);
	for (i = 0; i < SIM_FAIL_COUNT; i++)
		debugfs_create_atomic_t(sim_fail_names[i], 0644, host->dir,
					&host->fail[i]);
	atomic_set(&host->fail_errno, EIO);
	debugfs_create_atomic_t("fail_errno", 0644, host->dir,
				&host->fail_errno);
	sim_state_init(host);
	debugfs_create_atomic_t("state_version", 0644, host->dir,
				&host->state_version);
	for (i = 0; i < SIM_DELAY_COUNT; i++)
		debugfs_create_atomic_t(sim_delay_names[i], 0644, host->dir,
					&host->delay[i]);
	for (i = 0; i < SIM_COUNTERS; i++)
		debugfs_create_atomic_t(sim_counter_names[i], 0444, host->dir,
					&host->count[i]);
	sim_token_add(host);
}

void sim_host_knobs_del(struct sim_host *host)
{
	debugfs_remove(host->dir);
}

/* 0, or what a call must return that is to fail. Uses up one failure. */
int sim_fail(struct sim_host *host, enum sim_fail what)
{
	int err;

	if (atomic_read(&host->fail[what]) >= 0 &&
	    atomic_dec_if_positive(&host->fail[what]) < 0)
		return 0;
	atomic_inc(&host->count[SIM_FAILURES]);
	err = atomic_read(&host->fail_errno);
	return err > 0 && err <= MAX_ERRNO ? -err : -EIO;
}

/*
 * Wait as long as the knob says. It is read again all the time, so a delay
 * that was set long enough ends when somebody sets it to 0.
 */
void sim_delay_wait(struct sim_host *host, enum sim_delay what)
{
	unsigned long start = jiffies;
	int ms;

	atomic_inc(&host->count[SIM_DELAYED]);
	while ((ms = atomic_read(&host->delay[what])) > 0 &&
	       time_before(jiffies, start + msecs_to_jiffies(ms)))
		schedule_timeout_idle(1);
	atomic_dec(&host->count[SIM_DELAYED]);
}
