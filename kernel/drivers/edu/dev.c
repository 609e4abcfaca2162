// SPDX-License-Identifier: GPL-2.0-only
/*
 * A mediated edu.
 *
 * A guest's registers are its own, and what it has in the device's buffer is
 * kept here. A job, one factorial or one DMA, is done by the subdevice's work,
 * with the real engines: when it has got the hardware it puts the guest's buffer
 * into the device's if another's was there. The guest's memory is read before it
 * waits for the hardware and written after it has given it back, since either
 * can last as long as the guest's VMM likes.
 */
#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/netlink.h>
#include <linux/string.h>
#include <linux/subdev.h>

#include "dev.h"

static const struct subdev_vfio_pci edu_pci = {
	.vendor = EDU_VENDOR,
	.device = EDU_DEVICE,
	.subvendor = EDU_SUBVENDOR,
	.subdevice = EDU_SUBDEVICE,
	.class = EDU_CLASS,
	.revision = EDU_REVISION,
	.intx = true,
	.msi = 1,
	.bars[EDU_BAR] = { .size = EDU_BAR_SIZE },
};

/**
 * struct edu_job - a job as it was when it was begun
 * @dma: a DMA, else a factorial
 * @out: a DMA from the buffer to the guest's memory
 * @iova: its address there
 * @off: its offset in the buffer
 * @len: its bytes
 * @num: of a factorial the number, and then its result
 */
struct edu_job {
	bool dma;
	bool out;
	u64 iova;
	u32 off;
	u32 len;
	u32 num;
};

static struct edu_hw *hw_of(const struct edu_dev *dev)
{
	return &dev->client.engine->hw;
}

static void raise_locked(struct edu_dev *dev, u32 irq)
{
	lockdep_assert_held(&dev->lock);
	dev->regs.irq |= irq;
	if (!dev->regs.irq)
		return;
	subdev_vfio_intx(&dev->sv, true);
	subdev_vfio_msi(&dev->sv, 0);
}

static void ack_locked(struct edu_dev *dev, u32 irq)
{
	lockdep_assert_held(&dev->lock);
	dev->regs.irq &= ~irq;
	if (!dev->regs.irq)
		subdev_vfio_intx(&dev->sv, false);
}

/* The end of a DMA, good or bad: a driver that waits for it goes on. */
static void end_dma_locked(struct edu_dev *dev, u32 error)
{
	lockdep_assert_held(&dev->lock);
	dev->regs.error = (dev->regs.error & ~EDU_ERR_DMA) | error;
	dev->regs.cmd &= ~(u64)EDU_CMD_RUN;
	if (dev->regs.cmd & EDU_CMD_IRQ)
		raise_locked(dev, EDU_IRQ_DMA);
}

static void end_factorial_locked(struct edu_dev *dev, u32 num, bool failed)
{
	lockdep_assert_held(&dev->lock);
	dev->regs.fact = num;
	dev->regs.status &= ~EDU_STATUS_COMPUTING;
	dev->regs.error &= ~EDU_ERR_FACT;
	dev->regs.error |= failed ? EDU_ERR_FACT : 0;
	if (dev->regs.status & EDU_STATUS_IRQ)
		raise_locked(dev, EDU_IRQ_FACT);
}

/* What the hardware does not check: EDU_ERR_*, 0 if the DMA can be done. */
u32 edu_dev_check_dma(const struct edu_regs *regs, u64 dma_mask)
{
	bool out = regs->cmd & EDU_CMD_OUT;
	u64 iova = out ? regs->dst : regs->src;
	u64 buf = out ? regs->src : regs->dst;

	if (buf < EDU_BUF || regs->cnt > EDU_BUF_SIZE ||
	    buf - EDU_BUF > EDU_BUF_SIZE - regs->cnt)
		return EDU_ERR_BUFFER;
	if (regs->cnt && (iova > dma_mask || regs->cnt - 1 > dma_mask - iova))
		return EDU_ERR_ADDRESS;
	return 0;
}

/*
 * Jobs: the work's, with no lock held
 */

/* How many bytes of these the hardware moves. The last of all is only here. */
static u32 hw_len(u32 off, u32 len)
{
	return off < EDU_HW_SIZE ? min_t(u32, len, EDU_HW_SIZE - off) : 0;
}

/* What the buffer has at @off goes into the device's, and all else if need be. */
static int put_buf(struct edu_dev *dev, u32 off, u32 len)
{
	struct edu_hw *hw = hw_of(dev);
	int err;

	if (hw->content != dev->content) {
		off = 0;
		len = EDU_HW_SIZE;
	}
	hw->content = 0;
	memcpy(hw->buf + off, dev->buf + off, len);
	err = edu_hw_dma(hw, false, off, len);
	if (!err)
		hw->content = dev->content;
	return err;
}

static int dma_in(struct edu_dev *dev, const struct edu_job *job)
{
	memcpy(dev->buf + job->off, dev->stage, job->len);
	return put_buf(dev, min_t(u32, job->off, EDU_HW_SIZE),
		       hw_len(job->off, job->len));
}

static int dma_out(struct edu_dev *dev, const struct edu_job *job)
{
	u32 off = min_t(u32, job->off, EDU_HW_SIZE);
	u32 len = hw_len(job->off, job->len);
	struct edu_hw *hw = hw_of(dev);
	int err = 0;

	if (hw->content != dev->content)
		err = put_buf(dev, 0, EDU_HW_SIZE);
	if (err)
		return err;
	/* of hardware that writes nothing, nobody gets what is another's */
	memset(hw->buf + off, 0, len);
	err = edu_hw_dma(hw, true, off, len);
	if (err)
		return err;
	memcpy(dev->stage, dev->buf + job->off, job->len);
	memcpy(dev->stage, hw->buf + off, len);
	return 0;
}

static int do_dma(struct edu_dev *dev, const struct edu_job *job)
{
	int err = 0;

	if (!job->out && job->len)
		err = subdev_vfio_dma_read(&dev->sv, job->iova, dev->stage,
					   job->len);
	if (!err)
		err = edu_client_begin(&dev->client);
	if (err)
		return err;
	err = job->out ? dma_out(dev, job) : dma_in(dev, job);
	edu_client_end(&dev->client, err);
	if (!err && job->out && job->len)
		err = subdev_vfio_dma_write(&dev->sv, job->iova, dev->stage,
					    job->len);
	return err;
}

static int do_factorial(struct edu_dev *dev, struct edu_job *job)
{
	int err;

	err = edu_client_begin(&dev->client);
	if (err)
		return err;
	err = edu_hw_factorial(hw_of(dev), job->num, &job->num);
	edu_client_end(&dev->client, err);
	return err;
}

static bool may_run_locked(const struct edu_dev *dev)
{
	lockdep_assert_held(&dev->lock);
	return !dev->stopped && !dev->halted;
}

static bool next_job(struct edu_dev *dev, struct edu_job *job)
{
	const struct edu_regs *regs = &dev->regs;
	bool any = false;

	spin_lock(&dev->lock);
	if (!may_run_locked(dev)) {
		any = false;
	} else if (regs->status & EDU_STATUS_COMPUTING) {
		*job = (struct edu_job) { .num = regs->fact };
		any = true;
	} else if (regs->cmd & EDU_CMD_RUN) {
		*job = (struct edu_job) {
			.dma = true,
			.out = regs->cmd & EDU_CMD_OUT,
			.len = regs->cnt,
		};
		job->iova = job->out ? regs->dst : regs->src;
		job->off = (job->out ? regs->src : regs->dst) - EDU_BUF;
		any = true;
	}
	spin_unlock(&dev->lock);
	return any;
}

static u32 dma_error(int err)
{
	if (err == -EFAULT || err == -EPERM)
		return EDU_ERR_MEMORY;
	return err ? EDU_ERR_DEVICE : 0;
}

static void end_job(struct edu_dev *dev, const struct edu_job *job, int err)
{
	spin_lock(&dev->lock);
	if (job->dma)
		end_dma_locked(dev, dma_error(err));
	else
		end_factorial_locked(dev, job->num, err);
	spin_unlock(&dev->lock);
}

/* A job that was not done since nobody is to have it done stays as it is. */
static void edu_dev_work(struct work_struct *work)
{
	struct edu_dev *dev = container_of(work, struct edu_dev, work);
	struct edu_job job;
	int err;

	while (next_job(dev, &job)) {
		err = job.dma ? do_dma(dev, &job) : do_factorial(dev, &job);
		if (err == -ECANCELED || err == -ENODEV)
			break;
		end_job(dev, &job, err);
	}
}

/*
 * Registers
 */

static void kick_locked(struct edu_dev *dev)
{
	lockdep_assert_held(&dev->lock);
	if (may_run_locked(dev))
		queue_work(dev->client.engine->wq, &dev->work);
}

static void start_factorial_locked(struct edu_dev *dev, u32 num)
{
	if (dev->regs.status & EDU_STATUS_COMPUTING)
		return;
	dev->regs.fact = num;
	dev->regs.status |= EDU_STATUS_COMPUTING;
	kick_locked(dev);
}

static void start_dma_locked(struct edu_dev *dev, u64 cmd)
{
	u32 error;

	if (!(cmd & EDU_CMD_RUN) || dev->regs.cmd & EDU_CMD_RUN)
		return;
	dev->regs.cmd = cmd;
	error = edu_dev_check_dma(&dev->regs, dev->dma_mask);
	if (error)
		end_dma_locked(dev, error);
	else
		kick_locked(dev);
}

static u64 get_locked(struct edu_dev *dev, u64 off)
{
	const struct edu_regs *regs = &dev->regs;

	lockdep_assert_held(&dev->lock);
	switch (off) {
	case EDU_ID:
		return hw_of(dev)->id;
	case EDU_LIVE:
		return regs->live;
	case EDU_FACT:
		return regs->fact;
	case EDU_STATUS:
		return regs->status;
	case EDU_IRQ:
		return regs->irq;
	case EDU_SRC:
		return regs->src;
	case EDU_DST:
		return regs->dst;
	case EDU_CNT:
		return regs->cnt;
	case EDU_CMD:
		return regs->cmd;
	case EDU_ERROR:
		return regs->error;
	default:
		return U64_MAX;
	}
}

/* While a DMA runs its registers do not change. */
static void set_dma_locked(struct edu_dev *dev, u64 *reg, u64 val)
{
	lockdep_assert_held(&dev->lock);
	if (!(dev->regs.cmd & EDU_CMD_RUN))
		*reg = val;
}

static void put_locked(struct edu_dev *dev, u64 off, u64 val)
{
	struct edu_regs *regs = &dev->regs;

	lockdep_assert_held(&dev->lock);
	switch (off) {
	case EDU_LIVE:
		regs->live = ~val;
		break;
	case EDU_FACT:
		start_factorial_locked(dev, val);
		break;
	case EDU_STATUS:
		regs->status &= ~EDU_STATUS_IRQ;
		regs->status |= val & EDU_STATUS_IRQ;
		break;
	case EDU_RAISE:
		raise_locked(dev, val);
		break;
	case EDU_ACK:
		ack_locked(dev, val);
		break;
	case EDU_SRC:
		set_dma_locked(dev, &regs->src, val);
		break;
	case EDU_DST:
		set_dma_locked(dev, &regs->dst, val);
		break;
	case EDU_CNT:
		set_dma_locked(dev, &regs->cnt, val);
		break;
	case EDU_CMD:
		start_dma_locked(dev, val);
		break;
	}
}

/* Anything else the hardware neither takes nor answers. */
static bool width_valid(u64 off, unsigned int width)
{
	return width == 4 ||
	       (width == 8 && off >= EDU_SRC && off <= EDU_CMD);
}

static u64 edu_dev_read(struct subdev_vfio *sv, unsigned int bar, u64 off,
			unsigned int width)
{
	struct edu_dev *dev = to_edu_dev(sv);
	u64 val = U64_MAX;

	if (!edu_engine_gone(dev->client.engine) && width_valid(off, width)) {
		spin_lock(&dev->lock);
		val = get_locked(dev, off);
		spin_unlock(&dev->lock);
	}
	return val & GENMASK_ULL(8 * width - 1, 0);
}

static void edu_dev_write(struct subdev_vfio *sv, unsigned int bar, u64 off,
			  unsigned int width, u64 val)
{
	struct edu_dev *dev = to_edu_dev(sv);

	if (edu_engine_gone(dev->client.engine) || !width_valid(off, width))
		return;
	spin_lock(&dev->lock);
	put_locked(dev, off, val);
	spin_unlock(&dev->lock);
}

/*
 * Its life
 */

/* No job is under way when it returns, and none begins before the flag falls. */
static void hold_jobs(struct edu_dev *dev, bool *flag)
{
	spin_lock(&dev->lock);
	*flag = true;
	spin_unlock(&dev->lock);
	edu_client_stop(&dev->client);
	cancel_work_sync(&dev->work);
	edu_client_start(&dev->client);
}

/* What is to be done is done, from its beginning if it was held. */
static void release_jobs(struct edu_dev *dev, bool *flag)
{
	spin_lock(&dev->lock);
	*flag = false;
	kick_locked(dev);
	spin_unlock(&dev->lock);
}

static void edu_dev_reset(struct subdev_vfio *sv)
{
	static atomic64_t contents = ATOMIC64_INIT(0);
	struct edu_dev *dev = to_edu_dev(sv);

	hold_jobs(dev, &dev->stopped);
	dev->content = atomic64_inc_return(&contents);
	memset(dev->buf, 0, sizeof(dev->buf));
	memset(dev->stage, 0, sizeof(dev->stage));
	spin_lock(&dev->lock);
	memset(&dev->regs, 0, sizeof(dev->regs));
	subdev_vfio_intx(sv, false);
	spin_unlock(&dev->lock);
	release_jobs(dev, &dev->stopped);
}

/* The user has gone, and so its memory is going. */
static void edu_dev_close(struct subdev_vfio *sv)
{
	struct edu_dev *dev = to_edu_dev(sv);

	hold_jobs(dev, &dev->stopped);
}

/* A job that is held was not begun, or is done: it has changed nothing, or all. */
static void edu_dev_stop(struct subdev_vfio *sv)
{
	struct edu_dev *dev = to_edu_dev(sv);

	hold_jobs(dev, &dev->halted);
}

static void edu_dev_run(struct subdev_vfio *sv)
{
	struct edu_dev *dev = to_edu_dev(sv);

	release_jobs(dev, &dev->halted);
}

static const struct subdev_vfio_ops edu_dev_ops = {
	.read = edu_dev_read,
	.write = edu_dev_write,
	.reset = edu_dev_reset,
	.close = edu_dev_close,
	.save = edu_dev_save,
	.load = edu_dev_load,
	.stop = edu_dev_stop,
	.run = edu_dev_run,
};

/**
 * edu_dev_set() - make a subdevice what its configuration says
 * @dev: the subdevice
 * @config: its share, and the width of its guest's addresses
 */
void edu_dev_set(struct edu_dev *dev, const struct subdev_config *config)
{
	unsigned int bits = config->values[EDU_PARAM_DMA_BITS].num;

	edu_client_set(&dev->client, config->amounts[0].amount);
	spin_lock(&dev->lock);
	dev->dma_mask = GENMASK_ULL(bits - 1, 0);
	spin_unlock(&dev->lock);
}

/**
 * edu_dev_create() - build a subdevice and offer it to VFIO
 * @engine: what it shares with the others of its parent
 * @sdev: the subdevice that it is
 * @extack: for what is to be said of a failure
 *
 * Context: Process context, may sleep.
 * Return: 0 or a negative errno. Undone by edu_dev_destroy().
 */
int edu_dev_create(struct edu_engine *engine, struct subdev_dev *sdev,
		   struct netlink_ext_ack *extack)
{
	struct edu_dev *dev;
	int ret;

	dev = subdev_vfio_alloc(struct edu_dev, sv, sdev, &edu_pci,
				&edu_dev_ops);
	if (IS_ERR(dev)) {
		NL_SET_ERR_MSG(extack, "no memory for the device");
		return PTR_ERR(dev);
	}
	spin_lock_init(&dev->lock);
	INIT_WORK(&dev->work, edu_dev_work);
	edu_client_init(&dev->client, engine);
	edu_dev_set(dev, subdev_dev_config(sdev));
	subdev_dev_set_drvdata(sdev, dev);
	ret = subdev_vfio_register(&dev->sv);
	if (ret) {
		NL_SET_ERR_MSG(extack, "VFIO did not take the device");
		subdev_vfio_put(&dev->sv);
	}
	return ret;
}

/**
 * edu_dev_destroy() - undo edu_dev_create()
 * @sdev: the subdevice
 *
 * Context: Process context; waits for those who have the device open.
 */
void edu_dev_destroy(struct subdev_dev *sdev)
{
	struct edu_dev *dev = subdev_dev_drvdata(sdev);

	subdev_vfio_unregister(&dev->sv);
	hold_jobs(dev, &dev->stopped);
	subdev_vfio_put(&dev->sv);
}
