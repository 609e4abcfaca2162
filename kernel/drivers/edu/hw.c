// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hardware.
 *
 * It checks nothing of what it is told: a DMA outside of its buffer ends it, or
 * worse. So all that it is told comes from here, with addresses of one page of
 * ours, and lengths that were checked.
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/pci.h>
#include <linux/time64.h>

#include "hw.h"

/*
 * The factorial of this and of all larger numbers is 0 in 32 bits. The hardware
 * multiplies as often as it is told, some seconds for the largest number, and
 * cannot be stopped.
 */
#define FACT_MAX	34

static int timeout_set(const char *val, const struct kernel_param *kp)
{
	return param_set_uint_minmax(val, kp, 1, 60 * MSEC_PER_SEC);
}

static const struct kernel_param_ops timeout_ops = {
	.set = timeout_set,
	.get = param_get_uint,
};

static unsigned int timeout = 2000;
module_param_cb(timeout, &timeout_ops, &timeout, 0644);
MODULE_PARM_DESC(timeout,
		 "ms that the hardware has for a job, 1 to 60000 (default 2000)");

static u32 hw_get(const struct edu_hw *hw, unsigned int reg)
{
	return readl(hw->regs + reg);
}

static void hw_put(const struct edu_hw *hw, unsigned int reg, u32 val)
{
	writel(val, hw->regs + reg);
}

/* Of a device that is not there all bits are ones: it is not idle. */
bool edu_hw_idle(struct edu_hw *hw)
{
	return !(hw_get(hw, EDU_STATUS) & EDU_STATUS_COMPUTING) &&
	       !(hw_get(hw, EDU_CMD) & EDU_CMD_RUN);
}

/* After it was out of our hands: nothing of that is left. It is idle. */
void edu_hw_clean(struct edu_hw *hw)
{
	hw_put(hw, EDU_STATUS, 0);
	hw_put(hw, EDU_ACK, U32_MAX);
	hw->content = 0;
}

/*
 * The interrupt only says when to look: one that gets lost, or is late, is no
 * harm.
 */
static int hw_wait(struct edu_hw *hw)
{
	unsigned long end = msecs_to_jiffies(READ_ONCE(timeout));

	if (wait_event_timeout(hw->wait, edu_hw_idle(hw), end))
		return 0;
	return -ETIMEDOUT;
}

static irqreturn_t hw_irq(int irq, void *data)
{
	struct edu_hw *hw = data;
	u32 status = hw_get(hw, EDU_IRQ);

	if (!status || status == U32_MAX)
		return IRQ_NONE;
	hw_put(hw, EDU_ACK, status);
	wake_up(&hw->wait);
	return IRQ_HANDLED;
}

/**
 * edu_hw_dma() - move bytes between the page of memory and the device's buffer
 * @hw: the hardware, of which the caller has the engine
 * @out: from the device to memory, else the other way
 * @off: where they are, in both
 * @len: how many, within EDU_HW_SIZE
 *
 * Context: Process context, sleeps for about 100 ms.
 * Return: 0, or -ETIMEDOUT: it is still at it, or not there.
 */
int edu_hw_dma(struct edu_hw *hw, bool out, u32 off, u32 len)
{
	u32 mem = lower_32_bits(hw->dma) + off;

	if (WARN_ON_ONCE(off > EDU_HW_SIZE || len > EDU_HW_SIZE - off))
		return -EINVAL;
	if (!len)
		return 0;
	hw_put(hw, EDU_SRC, out ? EDU_BUF + off : mem);
	hw_put(hw, EDU_DST, out ? mem : EDU_BUF + off);
	hw_put(hw, EDU_CNT, len);
	hw_put(hw, EDU_CMD,
	       EDU_CMD_RUN | EDU_CMD_IRQ | (out ? EDU_CMD_OUT : 0));
	return hw_wait(hw);
}

/**
 * edu_hw_factorial() - compute a factorial, modulo 2^32
 * @hw: the hardware, of which the caller has the engine
 * @num: of what
 * @result: where it goes
 *
 * Context: Process context, sleeps.
 * Return: 0 or -ETIMEDOUT.
 */
int edu_hw_factorial(struct edu_hw *hw, u32 num, u32 *result)
{
	int ret;

	hw_put(hw, EDU_STATUS, EDU_STATUS_IRQ);
	hw_put(hw, EDU_FACT, min_t(u32, num, FACT_MAX));
	ret = hw_wait(hw);
	if (!ret)
		*result = hw_get(hw, EDU_FACT);
	return ret;
}

static int hw_map(struct edu_hw *hw)
{
	struct pci_dev *pdev = hw->pdev;
	int ret;

	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;
	if (pci_resource_len(pdev, EDU_BAR) != EDU_BAR_SIZE)
		return -ENODEV;
	hw->regs = pcim_iomap_region(pdev, EDU_BAR, KBUILD_MODNAME);
	if (IS_ERR(hw->regs))
		return PTR_ERR(hw->regs);
	hw->id = hw_get(hw, EDU_ID);
	if ((hw->id & EDU_ID_MASK) != EDU_ID_VALUE)
		return -ENODEV;
	ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(EDU_DMA_BITS));
	if (ret)
		return ret;
	hw->buf = dmam_alloc_coherent(&pdev->dev, EDU_BUF_SIZE, &hw->dma,
				      GFP_KERNEL);
	return hw->buf ? 0 : -ENOMEM;
}

/**
 * edu_hw_init() - take the hardware
 * @hw: what stands for it, zeroed
 * @pdev: the PCI function
 *
 * Who had it before may have left it at a DMA. Until that has ended it gets no
 * access to memory.
 *
 * Context: Process context, sleeps.
 * Return: 0 or a negative errno. Undone by edu_hw_exit() and then devres.
 */
int edu_hw_init(struct edu_hw *hw, struct pci_dev *pdev)
{
	int ret;

	hw->pdev = pdev;
	init_waitqueue_head(&hw->wait);
	ret = hw_map(hw);
	if (ret)
		return ret;
	ret = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_ALL_TYPES);
	if (ret < 0)
		return ret;
	ret = request_irq(pci_irq_vector(pdev, 0), hw_irq, IRQF_SHARED,
			  KBUILD_MODNAME, hw);
	if (ret)
		goto err_free_vectors;
	pci_clear_master(pdev);
	ret = hw_wait(hw);
	if (ret)
		goto err_free_irq;
	edu_hw_clean(hw);
	pci_set_master(pdev);
	return 0;

err_free_irq:
	free_irq(pci_irq_vector(pdev, 0), hw);
err_free_vectors:
	pci_free_irq_vectors(pdev);
	return ret;
}

/* Nobody has the engine. If it is still at a DMA, memory is out of its reach. */
void edu_hw_exit(struct edu_hw *hw)
{
	pci_clear_master(hw->pdev);
	edu_hw_clean(hw);
	free_irq(pci_irq_vector(hw->pdev, 0), hw);
	pci_free_irq_vectors(hw->pdev);
}
