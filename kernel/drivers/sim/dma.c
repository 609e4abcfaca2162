// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA at the guest's command: one register for each argument, and one that does
 * it, in the thread that writes it or in a worker.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "sim.h"

/* One command, as the registers were when it was given. */
struct sim_dma_work {
	struct work_struct work;
	struct sim_dev *sd;
	struct sim_dma args;
	u32 status;
};

static struct subdev_vfio_sg *sim_dma_sg(struct sim_dma_work *w, int *ret)
{
	struct subdev_vfio_sg *sg;
	size_t size;

	if (!w->args.num || w->args.num > SUBDEV_VFIO_SG_MAX + 1) {
		*ret = -ERANGE;
		return NULL;
	}
	size = w->args.num * sizeof(*sg);
	sg = kvzalloc(size, GFP_KERNEL);
	*ret = sg ? subdev_vfio_dma_read(&w->sd->sv, w->args.src, sg, size) :
		    -ENOMEM;
	return sg;
}

static int sim_dma_buf(struct sim_dma_work *w, void *buf)
{
	struct subdev_vfio *sv = &w->sd->sv;
	const struct sim_dma *a = &w->args;
	struct subdev_vfio_sg *sg;
	int ret = 0;

	switch (a->cmd & SIM_DMA_CMD) {
	case SIM_DMA_READ:
		return subdev_vfio_dma_read(sv, a->addr, buf, a->len);
	case SIM_DMA_WRITE:
		return subdev_vfio_dma_write(sv, a->addr, buf, a->len);
	case SIM_DMA_READ_PINNED:
		return subdev_vfio_dma_read_pinned(sv, a->addr, buf, a->len);
	case SIM_DMA_WRITE_PINNED:
		return subdev_vfio_dma_write_pinned(sv, a->addr, buf, a->len);
	case SIM_DMA_READ_SG:
	case SIM_DMA_WRITE_SG:
		sg = sim_dma_sg(w, &ret);
		if (ret)
			break;
		if ((a->cmd & SIM_DMA_CMD) == SIM_DMA_READ_SG)
			ret = subdev_vfio_dma_read_sg(sv, sg, a->num, a->addr,
						      buf, a->len);
		else
			ret = subdev_vfio_dma_write_sg(sv, sg, a->num, a->addr,
						       buf, a->len);
		break;
	default:
		return -ENOTTY;
	}
	kvfree(sg);
	return ret;
}

/* Through a buffer, so that no lock is held that a callback takes. */
static int sim_dma_mem(struct sim_dma_work *w)
{
	struct sim_dev *sd = w->sd;
	size_t len = w->args.len;
	int ret, err;
	void *buf;

	if (len > min_t(size_t, sd->mem_size, SIM_MEM_BAR_SIZE))
		return -ERANGE;
	buf = kvzalloc(max_t(size_t, len, 1), GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	subdev_vfio_mem_copy_out(&sd->mem, 0, buf, len);
	ret = sim_dma_buf(w, buf);
	err = subdev_vfio_mem_copy_in(&sd->mem, 0, buf, len);
	kvfree(buf);
	return ret ?: err;
}

static void sim_dma_do(struct work_struct *work)
{
	struct sim_dma_work *w = container_of(work, struct sim_dma_work, work);
	struct subdev_vfio *sv = &w->sd->sv;
	bool at_dst = false;
	int ret;

	switch (w->args.cmd & SIM_DMA_CMD) {
	case SIM_DMA_WRITE64:
		ret = subdev_vfio_dma_write64(sv, w->args.addr, w->args.src);
		break;
	case SIM_DMA_COPY:
		ret = w->args.len > SIM_DMA_COPY_MAX ? -ERANGE :
		      subdev_vfio_dma_copy(sv, w->args.addr, w->args.src,
					   w->args.len, &at_dst);
		break;
	default:
		ret = sim_dma_mem(w);
		break;
	}
	w->status = -ret | (at_dst ? SIM_DMA_AT_DST : 0);
}

/* To be called with no lock held, after a register was written. */
void sim_dma_run(struct sim_dev *sd)
{
	struct sim_dma_work w = { .sd = sd };

	mutex_lock(&sd->lock);
	w.args = sd->dma;
	sd->dma.cmd = 0;
	mutex_unlock(&sd->lock);
	/* another thread has taken it */
	if (!w.args.cmd)
		return;
	INIT_WORK_ONSTACK(&w.work, sim_dma_do);
	if (w.args.cmd & SIM_DMA_WORKER) {
		queue_work(system_unbound_wq, &w.work);
		flush_work(&w.work);
	} else {
		sim_dma_do(&w.work);
	}
	destroy_work_on_stack(&w.work);
	mutex_lock(&sd->lock);
	sd->dma.status = w.status;
	mutex_unlock(&sd->lock);
}

static u64 *sim_dma_reg64_locked(struct sim_dev *sd, u64 reg)
{
	lockdep_assert_held(&sd->lock);
	switch (reg & ~7ULL) {
	case SIM_REG_DMA_ADDR:
		return &sd->dma.addr;
	case SIM_REG_DMA_SRC:
		return &sd->dma.src;
	default:
		return &sd->dma.len;
	}
}

u32 sim_dma_get_locked(struct sim_dev *sd, u64 reg)
{
	lockdep_assert_held(&sd->lock);
	switch (reg) {
	case SIM_REG_DMA_CMD:
		return sd->dma.status;
	case SIM_REG_DMA_NUM:
		return sd->dma.num;
	default:
		return *sim_dma_reg64_locked(sd, reg) >> 8 * (reg & 4);
	}
}

void sim_dma_set_locked(struct sim_dev *sd, u64 reg, u32 val)
{
	unsigned int shift = 8 * (reg & 4);
	u64 *reg64;

	lockdep_assert_held(&sd->lock);
	switch (reg) {
	case SIM_REG_DMA_CMD:
		sd->dma.cmd = val;
		break;
	case SIM_REG_DMA_NUM:
		sd->dma.num = val;
		break;
	default:
		reg64 = sim_dma_reg64_locked(sd, reg);
		*reg64 = (*reg64 & ~((u64)U32_MAX << shift)) |
			 (u64)val << shift;
		break;
	}
}
