// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of a subdevice, as it migrates: what is in it of a job is that it is
 * to be done.
 */
#include <linux/build_bug.h>
#include <linux/string.h>

#include "dev.h"

#define EDU_STATE_VERSION	1

/* Little endian; as in struct edu_regs, and then the buffer. */
struct edu_state {
	__le32 live;
	__le32 fact;
	__le32 status;
	__le32 irq;
	__le32 error;
	__le32 zero;
	__le64 src;
	__le64 dst;
	__le64 cnt;
	__le64 cmd;
	u8 buf[EDU_BUF_SIZE];
};

ssize_t edu_dev_save(struct subdev_vfio *sv, u32 *version, void *buf,
		     size_t size)
{
	struct edu_dev *dev = to_edu_dev(sv);
	const struct edu_regs *regs = &dev->regs;
	struct edu_state *state = buf;

	static_assert(sizeof(*state) <= SUBDEV_VFIO_STATE_MAX);
	spin_lock(&dev->lock);
	state->live = cpu_to_le32(regs->live);
	state->fact = cpu_to_le32(regs->fact);
	state->status = cpu_to_le32(regs->status);
	state->irq = cpu_to_le32(regs->irq);
	state->error = cpu_to_le32(regs->error);
	state->src = cpu_to_le64(regs->src);
	state->dst = cpu_to_le64(regs->dst);
	state->cnt = cpu_to_le64(regs->cnt);
	state->cmd = cpu_to_le64(regs->cmd);
	spin_unlock(&dev->lock);
	/* nobody writes it: the work does not run */
	memcpy(state->buf, dev->buf, sizeof(state->buf));
	*version = EDU_STATE_VERSION;
	return sizeof(*state);
}

/* A DMA that is under way was checked when it was started, over there. */
static bool regs_valid(const struct edu_regs *regs, u64 dma_mask)
{
	if (regs->status & ~(EDU_STATUS_COMPUTING | EDU_STATUS_IRQ))
		return false;
	if ((regs->error & EDU_ERR_DMA) > EDU_ERR_DEVICE ||
	    regs->error & ~(EDU_ERR_DMA | EDU_ERR_FACT))
		return false;
	return !(regs->cmd & EDU_CMD_RUN) || !edu_dev_check_dma(regs, dma_mask);
}

int edu_dev_load(struct subdev_vfio *sv, u32 version, const void *buf,
		 size_t len)
{
	struct edu_dev *dev = to_edu_dev(sv);
	const struct edu_state *state = buf;
	struct edu_regs regs;

	if (version != EDU_STATE_VERSION || len != sizeof(*state) ||
	    state->zero)
		return -EINVAL;
	regs = (struct edu_regs) {
		.live = le32_to_cpu(state->live),
		.fact = le32_to_cpu(state->fact),
		.status = le32_to_cpu(state->status),
		.irq = le32_to_cpu(state->irq),
		.error = le32_to_cpu(state->error),
		.src = le64_to_cpu(state->src),
		.dst = le64_to_cpu(state->dst),
		.cnt = le64_to_cpu(state->cnt),
		.cmd = le64_to_cpu(state->cmd),
	};
	if (!regs_valid(&regs, dev->dma_mask))
		return -EINVAL;
	memcpy(dev->buf, state->buf, sizeof(dev->buf));
	spin_lock(&dev->lock);
	dev->regs = regs;
	spin_unlock(&dev->lock);
	return 0;
}
