/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest sees of a copy engine: numbers of an Intel I/OAT function of
 * version 3.3, as far as its driver uses them. Plain numbers, so that the
 * programs below tests/ include it too. Told in Documentation/ioat.md.
 */
#ifndef SUBDEV_IOAT_REGS_H
#define SUBDEV_IOAT_REGS_H

/*
 * One of the ids of stock ioatdma for which it has no quirk: together with the
 * version it does without registers in the extended configuration space.
 */
#define IOAT_VENDOR		0x8086
#define IOAT_DEVICE		0x2f20
#define IOAT_CLASS		0x088000

#define IOAT_BAR		0
#define IOAT_BAR_SIZE		0x4000
#define IOAT_MSIX_TABLE		0x2000
#define IOAT_MSIX_PBA		0x3000

#define IOAT_MAX_CHANNELS	4

/* Of the whole function. */
#define IOAT_CHANCNT		0x00	/* 8 bits, ro: number of channels */
#define IOAT_XFERCAP		0x01	/* 8 bits, ro: log2 of a descriptor's most */
#define IOAT_INTRCTRL		0x03	/* 8 bits, rw: IOAT_INTR_* */
#define IOAT_ATTNSTATUS		0x04	/* 32 bits, ro: channels not rearmed */
#define IOAT_VERSION		0x08	/* 8 bits, ro */

#define IOAT_XFERCAP_LOG	20
#define IOAT_VERSION_33		0x33

#define IOAT_INTR_MASTER	0x01
#define IOAT_INTR_STATUS	0x02	/* ro: a channel is not rearmed */
#define IOAT_INTR_PENDING	0x04	/* ro: the two above */
#define IOAT_INTR_VECTORS	0x08	/* one for each channel */

/* Of channel n, from IOAT_CHAN(n) on. */
#define IOAT_CHAN_SIZE		0x80
#define IOAT_CHAN(n)		(IOAT_CHAN_SIZE * ((n) + 1))

#define IOAT_CHANCTRL		0x00	/* 16 bits, rw: IOAT_CTRL_* */
#define IOAT_COMPAT		0x02	/* 16 bits, ro: 2, as all since version 2 */
#define IOAT_CHANCMD		0x04	/* 8 bits, rw: IOAT_CMD_* */
#define IOAT_DMACOUNT		0x06	/* 16 bits, rw: descriptors to do, ever */
#define IOAT_CHANSTS		0x08	/* 64 bits, ro: address | IOAT_STS_* */
#define IOAT_CHAINADDR		0x10	/* 64 bits, rw: the first descriptor */
#define IOAT_CHANCMP		0x18	/* 64 bits, rw: where CHANSTS is copied to */
#define IOAT_CDAR		0x20	/* 64 bits, ro: the descriptor it is at */
#define IOAT_CHANERR		0x28	/* 32 bits, write ones to clear: IOAT_ERR_* */
#define IOAT_CHANERR_MASK	0x2c	/* 32 bits, rw: kept */
#define IOAT_DCACTRL		0x30	/* 32 bits, rw: kept */

#define IOAT_CTRL_REARM		0x0001	/* reads as 0 */
#define IOAT_CTRL_ERR_COMP	0x0004	/* copy CHANSTS on an error too */
#define IOAT_CTRL_ERR_INT	0x0010	/* interrupt on an error */

#define IOAT_CMD_SUSPEND	0x04
#define IOAT_CMD_RESUME		0x10
#define IOAT_CMD_RESET		0x20	/* reads as 1 until it is done */

#define IOAT_STS_ACTIVE		0
#define IOAT_STS_IDLE		1
#define IOAT_STS_SUSPENDED	2
#define IOAT_STS_HALTED		3
#define IOAT_STS		7

#define IOAT_ERR_NEXT_ADDR	0x0004	/* a descriptor is not mapped */
#define IOAT_ERR_NEXT_ALIGN	0x0008	/* the next one is no multiple of 64 */
#define IOAT_ERR_CHAIN_ADDR	0x0010	/* the first one is not */
#define IOAT_ERR_CHIPSET	0x0040	/* no memory on the host */
#define IOAT_ERR_READ		0x0100	/* what is to be read is not mapped */
#define IOAT_ERR_WRITE		0x0200	/* what is to be written is not */
#define IOAT_ERR_CONTROL	0x0400	/* no such operation */
#define IOAT_ERR_LENGTH		0x0800	/* 0, or more than XFERCAP */
#define IOAT_ERR_COMPLETION	0x1000	/* CHANCMP is not mapped */

/* A descriptor, little endian: offsets, and bits of the control word. */
#define IOAT_DESC_SIZE		64
#define IOAT_DESC_LEN		0x00	/* 32 bits */
#define IOAT_DESC_CTL		0x04	/* 32 bits */
#define IOAT_DESC_SRC		0x08	/* 64 bits */
#define IOAT_DESC_DST		0x10	/* 64 bits */
#define IOAT_DESC_NEXT		0x18	/* 64 bits */

#define IOAT_CTL_INT		0x00000001	/* interrupt when done */
#define IOAT_CTL_COMP		0x00000008	/* copy CHANSTS when done */
#define IOAT_CTL_NULL		0x00000020	/* nothing to copy */
#define IOAT_CTL_OP		0xff000000	/* 0, a copy, is all there is */

#endif /* SUBDEV_IOAT_REGS_H */
