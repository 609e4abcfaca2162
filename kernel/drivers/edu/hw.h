/* SPDX-License-Identifier: GPL-2.0-only */
/* The hardware: one job at a time, for who has it. */
#ifndef _SUBDEV_EDU_HW_H
#define _SUBDEV_EDU_HW_H

#include <linux/types.h>
#include <linux/wait.h>

#include "regs.h"

struct pci_dev;

/*
 * What DMA may touch of the hardware's buffer: QEMU before 8.2.1 takes the last
 * byte for one that is outside, and ends.
 */
#define EDU_HW_SIZE	(EDU_BUF_SIZE - 1)

/**
 * struct edu_hw - the PCI function
 * @pdev: to the PCI core
 * @regs: its registers
 * @id: what is in EDU_ID, constant
 * @wait: woken by its interrupt
 * @dma: address of @buf for the device
 * @buf: the only memory that it reads and writes: EDU_BUF_SIZE bytes, each at
 *	the offset that it has in the device's own buffer
 * @content: what the device's own buffer has, a number that stands for that;
 *	0 for nothing known
 *
 * @buf, @content and the device are of who has the engine.
 */
struct edu_hw {
	struct pci_dev *pdev;
	void __iomem *regs;
	u32 id;
	wait_queue_head_t wait;
	dma_addr_t dma;
	u8 *buf;
	u64 content;
};

int edu_hw_init(struct edu_hw *hw, struct pci_dev *pdev);
void edu_hw_exit(struct edu_hw *hw);
bool edu_hw_idle(struct edu_hw *hw);
void edu_hw_clean(struct edu_hw *hw);
int edu_hw_dma(struct edu_hw *hw, bool out, u32 off, u32 len);
int edu_hw_factorial(struct edu_hw *hw, u32 num, u32 *result);

#endif /* _SUBDEV_EDU_HW_H */
