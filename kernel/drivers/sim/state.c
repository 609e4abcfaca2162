// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of a subdevice, saved and loaded. The counts of opens and resets
 * are this host's, the id and the configuration the core's: these stay.
 *
 * The layout has two versions, as if an older release of sim had not counted
 * accesses. Which of them is written a knob says.
 */
#include <linux/string.h>

#include "sim.h"

#define SIM_STATE_NEWEST	2

/**
 * struct sim_state - how it is saved
 * @scratch: registers
 * @intx: 0 or 1
 * @accesses: register, since version 2
 */
struct sim_state {
	__le32 scratch[SIM_NUM_SCRATCH];
	__le32 intx;
	__le32 accesses;
};

static size_t sim_state_size(u32 version)
{
	return version == 1 ? offsetof(struct sim_state, accesses) :
			      sizeof(struct sim_state);
}

static struct sim_dev *to_sim_dev(struct subdev_vfio *sv)
{
	return container_of(sv, struct sim_dev, sv);
}

void sim_state_init(struct sim_host *host)
{
	atomic_set(&host->state_version, SIM_STATE_NEWEST);
}

ssize_t sim_state_save(struct subdev_vfio *sv, u32 *version, void *buf,
		       size_t size)
{
	struct sim_dev *sd = to_sim_dev(sv);
	struct sim_state *st = buf;
	unsigned int i;
	int ret;

	ret = sim_fail(sd->host, SIM_FAIL_SAVE);
	if (ret)
		return ret;
	*version = atomic_read(&sd->host->state_version);
	mutex_lock(&sd->lock);
	for (i = 0; i < SIM_NUM_SCRATCH; i++)
		st->scratch[i] = cpu_to_le32(sd->scratch[i]);
	st->intx = cpu_to_le32(sd->intx);
	st->accesses = cpu_to_le32(sd->accesses);
	mutex_unlock(&sd->lock);
	atomic_inc(&sd->host->count[SIM_SAVES]);
	return sim_state_size(*version);
}

static bool sim_state_valid(struct sim_dev *sd, u32 version,
			    const struct sim_state *st, size_t len)
{
	return version && version <= SIM_STATE_NEWEST &&
	       len == sim_state_size(version) &&
	       le32_to_cpu(st->intx) <= sd->pci->intx;
}

static void sim_state_set_locked(struct sim_dev *sd, u32 version,
				 const struct sim_state *st)
{
	unsigned int i;

	lockdep_assert_held(&sd->lock);
	for (i = 0; i < SIM_NUM_SCRATCH; i++)
		sd->scratch[i] = le32_to_cpu(st->scratch[i]);
	sd->accesses = version == 1 ? 0 : le32_to_cpu(st->accesses);
	sim_intx_locked(sd, le32_to_cpu(st->intx));
}

int sim_state_load(struct subdev_vfio *sv, u32 version, const void *buf,
		   size_t len)
{
	struct sim_dev *sd = to_sim_dev(sv);
	int ret;

	ret = sim_fail(sd->host, SIM_FAIL_LOAD);
	if (ret)
		return ret;
	if (!sim_state_valid(sd, version, buf, len))
		return -EINVAL;
	mutex_lock(&sd->lock);
	sim_state_set_locked(sd, version, buf);
	mutex_unlock(&sd->lock);
	atomic_inc(&sd->host->count[SIM_LOADS]);
	return 0;
}

/* Nothing moves by itself: these only count. */
void sim_state_stop(struct subdev_vfio *sv)
{
	atomic_inc(&to_sim_dev(sv)->host->count[SIM_STOPS]);
}

void sim_state_run(struct subdev_vfio *sv)
{
	atomic_inc(&to_sim_dev(sv)->host->count[SIM_RUNS]);
}

u64 sim_mem_size(struct subdev_vfio *sv)
{
	return to_sim_dev(sv)->mem_size;
}

int sim_mem_save(struct subdev_vfio *sv, u64 off, void *buf, size_t len)
{
	struct sim_dev *sd = to_sim_dev(sv);
	int ret;

	sim_delay(sd->host, SIM_DELAY_MEM);
	ret = sim_fail(sd->host, SIM_FAIL_MEM);
	if (ret)
		return ret;
	mutex_lock(&sd->lock);
	subdev_vfio_mem_copy_out(&sd->mem, off, buf, len);
	mutex_unlock(&sd->lock);
	return 0;
}

int sim_mem_load(struct subdev_vfio *sv, u64 off, const void *buf, size_t len)
{
	struct sim_dev *sd = to_sim_dev(sv);
	int ret;

	sim_delay(sd->host, SIM_DELAY_MEM);
	ret = sim_fail(sd->host, SIM_FAIL_MEM);
	if (ret)
		return ret;
	mutex_lock(&sd->lock);
	ret = subdev_vfio_mem_copy_in(&sd->mem, off, buf, len);
	mutex_unlock(&sd->lock);
	return ret;
}
