/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest of subdev_sim sees: ids, BARs and registers. Plain numbers, so
 * that the programs below tests/ include it too. Told in Documentation/sim.md.
 */
#ifndef SUBDEV_SIM_REGS_H
#define SUBDEV_SIM_REGS_H

/*
 * 0x0001 is the vendor id of the PCI-SIG itself, which never makes a function:
 * no driver can be waiting for these. Nobody's number is taken, and the class
 * matches no driver either.
 */
#define SIM_VENDOR		0x0001
#define SIM_DEVICE_SMALL	0x5d01
#define SIM_DEVICE_FULL		0x5d02
#define SIM_DEVICE_LARGE	0x5d03
#define SIM_DEVICE_MOVER	0x5d04
#define SIM_CLASS		0xff0000

/* All types: the registers, 32 bits wide. */
#define SIM_REG_BAR		0
#define SIM_REG_BAR_SIZE	0x1000

#define SIM_REG_ID		0x00	/* ro: SIM_ID */
#define SIM_REG_DEV		0x04	/* ro: id of the subdevice */
#define SIM_REG_CAPS		0x08	/* ro: SIM_CAPS_* */
#define SIM_REG_OPENS		0x0c	/* ro: opens since the activation */
#define SIM_REG_RESETS		0x10	/* ro: resets since the activation */
#define SIM_REG_ACCESSES	0x14	/* ro: accesses since the last reset */
#define SIM_REG_INTX		0x18	/* rw: bit 0 is the INTx line */
#define SIM_REG_DOORBELL	0x1c	/* wo: signals the vector written */
#define SIM_REG_SCRATCH		0x20	/* rw: keep what is written */
#define SIM_NUM_SCRATCH		8

/* The configuration, read only; the first 4 and 16 of what there is. */
#define SIM_REG_VERSION		0x40	/* version of the model, 0 for none */
#define SIM_REG_RECONFIGURES	0x44	/* changes of the configuration */
#define SIM_REG_PRESENT		0x48	/* 64 bits: which params there are */
#define SIM_REG_AMOUNT		0x50	/* 64 bits each: amounts */
#define SIM_NUM_AMOUNTS		4
#define SIM_REG_START		0x70	/* 64 bits each: where ranges begin */
#define SIM_REG_PARAM		0x90	/* 64 bits each: values of params */
#define SIM_NUM_PARAMS		16
#define SIM_REG_END		0x110

/* DMA, of type full only; a buffer is the first bytes behind SIM_MEM_BAR. */
#define SIM_REG_DMA_CMD		0x200	/* w: do it; r: how the last one ended */
#define SIM_REG_DMA_NUM		0x204	/* rw: segments at SRC */
#define SIM_REG_DMA_ADDR	0x208	/* rw, 64 bits: where */
#define SIM_REG_DMA_SRC		0x210	/* rw, 64 bits: where from */
#define SIM_REG_DMA_LEN		0x218	/* rw, 64 bits: bytes */
#define SIM_REG_DMA_END		0x220

#define SIM_DMA_CMD		0x000000ff
#define SIM_DMA_READ		1	/* LEN bytes at ADDR to the buffer */
#define SIM_DMA_WRITE		2	/* and back */
#define SIM_DMA_READ_PINNED	3
#define SIM_DMA_WRITE_PINNED	4
#define SIM_DMA_WRITE64		5	/* the number in SRC to ADDR */
#define SIM_DMA_COPY		6	/* LEN bytes at SRC to ADDR */
#define SIM_DMA_COPY_MAX	0x40000000
#define SIM_DMA_READ_SG		7	/* the list at SRC but for its first */
#define SIM_DMA_WRITE_SG	8	/* ADDR bytes, LEN bytes of it */
#define SIM_DMA_WORKER		0x00000100	/* not in the writing thread */

/* An errno, positive, and for COPY whether it was at ADDR. */
#define SIM_DMA_AT_DST		0x80000000

#define SIM_ID			0x314d4953	/* "SIM1" in memory */

#define SIM_CAPS_MSIX		0x000000ff	/* number of MSI-X vectors */
#define SIM_CAPS_MSI		0x0000ff00	/* number of MSI vectors */
#define SIM_CAPS_INTX		0x00010000	/* has INTx */

/* Types full and mover: the registers up to the scratch registers through I/O space. */
#define SIM_IO_BAR		1
#define SIM_IO_BAR_SIZE		0x40

/* Types full, large and mover: prefetchable memory, 64-bit. */
#define SIM_MEM_BAR		2
#define SIM_MEM_BAR_SIZE	0x4000
#define SIM_MOVER_BAR_SIZE	0x10000000	/* the amount of memory is there */
#define SIM_LARGE_BAR_SIZE	0x200000000ULL	/* only the first part is there */

/*
 * What can be mapped: of type full two parts, the second by frame number and
 * write-combining; of type large all.
 */
#define SIM_AREA_0		0x1000
#define SIM_AREA_1		0x3000
#define SIM_AREA_SIZE		0x1000

#define SIM_NUM_MSIX		8
#define SIM_NUM_MSI		4

/* Types small and large: the MSI-X table behind the registers. */
#define SIM_SMALL_MSIX_BAR	SIM_REG_BAR
#define SIM_SMALL_MSIX_TABLE	0x800
#define SIM_SMALL_MSIX_PBA	0xc00

/* Types full and mover: a BAR of its own. */
#define SIM_FULL_MSIX_BAR	4
#define SIM_FULL_MSIX_BAR_SIZE	0x1000
#define SIM_FULL_MSIX_TABLE	0x000
#define SIM_FULL_MSIX_PBA	0x800

#endif /* SUBDEV_SIM_REGS_H */
