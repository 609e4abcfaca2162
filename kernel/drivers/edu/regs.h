/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registers of QEMU's edu device, as the hardware has them and as each of
 * its subdevices has them. Plain numbers, so that the programs below tests/
 * include it too. Told in Documentation/edu.md.
 */
#ifndef SUBDEV_EDU_REGS_H
#define SUBDEV_EDU_REGS_H

#define EDU_VENDOR		0x1234
#define EDU_DEVICE		0x11e8
#define EDU_SUBVENDOR		0x1af4
#define EDU_SUBDEVICE		0x1100
#define EDU_CLASS		0x00ff00
#define EDU_REVISION		0x10

#define EDU_BAR			0
#define EDU_BAR_SIZE		0x100000

/* 32 bits, in one access. */
#define EDU_ID			0x00	/* ro: 0xMMmm00ed */
#define EDU_LIVE		0x04	/* reads as the inverse of what was written */
#define EDU_FACT		0x08	/* a number, then its factorial */
#define EDU_STATUS		0x20	/* EDU_STATUS_* */
#define EDU_IRQ			0x24	/* ro: EDU_IRQ_*, and what was raised */
#define EDU_RAISE		0x60	/* wo: these become set in EDU_IRQ */
#define EDU_ACK			0x64	/* wo: these become clear */
/* 32 bits, zero-extended, or 64. */
#define EDU_SRC			0x80
#define EDU_DST			0x88
#define EDU_CNT			0x90
#define EDU_CMD			0x98	/* EDU_CMD_* */
/* Only subdevices have it: 32 bits. */
#define EDU_ERROR		0xa0	/* ro: EDU_ERR_* */

#define EDU_ID_MASK		0xff
#define EDU_ID_VALUE		0xed

#define EDU_STATUS_COMPUTING	0x01	/* ro */
#define EDU_STATUS_IRQ		0x80	/* interrupt when it is done */

#define EDU_IRQ_FACT		0x001
#define EDU_IRQ_DMA		0x100

#define EDU_CMD_RUN		0x1	/* start; reads as 1 until it is done */
#define EDU_CMD_OUT		0x2	/* from the device's buffer to memory */
#define EDU_CMD_IRQ		0x4	/* interrupt when it is done */

/* What was wrong with the DMA done last, in the low bits, and a bit more. */
#define EDU_ERR_DMA		0xff
#define EDU_ERR_BUFFER		1	/* not within the device's buffer */
#define EDU_ERR_ADDRESS		2	/* more address bits than it has */
#define EDU_ERR_MEMORY		3	/* not mapped, or not for writing */
#define EDU_ERR_DEVICE		4	/* the hardware or the host has failed */
#define EDU_ERR_FACT		0x100	/* the last factorial was not computed */

/* The device's buffer, as DMA addresses it: no access gets there. */
#define EDU_BUF			0x40000
#define EDU_BUF_SIZE		4096

#define EDU_DMA_BITS		28

#endif /* SUBDEV_EDU_REGS_H */
