/* SPDX-License-Identifier: GPL-2.0-only */
/* A mediated edu: what a subdevice is to its guest. */
#ifndef _SUBDEV_EDU_DEV_H
#define _SUBDEV_EDU_DEV_H

#include <linux/spinlock.h>
#include <linux/subdev_vfio.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "engine.h"

struct netlink_ext_ack;
struct subdev_config;
struct subdev_dev;

/* Params of the model. */
enum {
	EDU_PARAM_DMA_BITS,
	EDU_PARAMS
};

/**
 * struct edu_regs - the registers of a subdevice, all zeroes after power-on
 * @live: EDU_LIVE
 * @fact: EDU_FACT
 * @status: EDU_STATUS
 * @irq: EDU_IRQ
 * @error: EDU_ERROR
 * @src: EDU_SRC
 * @dst: EDU_DST
 * @cnt: EDU_CNT
 * @cmd: EDU_CMD
 */
struct edu_regs {
	u32 live;
	u32 fact;
	u32 status;
	u32 irq;
	u32 error;
	u64 src;
	u64 dst;
	u64 cnt;
	u64 cmd;
};

/**
 * struct edu_dev - a subdevice
 * @sv: its data path, first
 * @client: how it gets the engine
 * @work: does its jobs
 * @content: stands for @buf, another number after each reset; it and the two
 *	below are the work's, and while that is stopped who has stopped it
 * @buf: what its guest has in the device's buffer
 * @stage: what is on its way between @buf and the guest's memory
 * @lock: guards all below. Taken in callbacks and by the work, never over DMA;
 *	inside of it are the helper's locks of interrupts.
 * @stopped: no job is to run, for a reset or since nobody has it open
 * @halted: no job is to run, for a migration
 * @dma_mask: the addresses of the guest's that it has
 * @regs: its registers
 */
struct edu_dev {
	struct subdev_vfio sv;
	struct edu_client client;
	struct work_struct work;
	u64 content;
	u8 buf[EDU_BUF_SIZE];
	u8 stage[EDU_BUF_SIZE];
	spinlock_t lock;		/* see above */
	bool stopped;
	bool halted;
	u64 dma_mask;
	struct edu_regs regs;
};

static inline struct edu_dev *to_edu_dev(struct subdev_vfio *sv)
{
	return container_of(sv, struct edu_dev, sv);
}

u32 edu_dev_check_dma(const struct edu_regs *regs, u64 dma_mask);
ssize_t edu_dev_save(struct subdev_vfio *sv, u32 *version, void *buf,
		     size_t size);
int edu_dev_load(struct subdev_vfio *sv, u32 version, const void *buf,
		 size_t len);
int edu_dev_create(struct edu_engine *engine, struct subdev_dev *sdev,
		   struct netlink_ext_ack *extack);
void edu_dev_destroy(struct subdev_dev *sdev);
void edu_dev_set(struct edu_dev *dev, const struct subdev_config *config);

#endif /* _SUBDEV_EDU_DEV_H */
