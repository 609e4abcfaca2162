/* SPDX-License-Identifier: GPL-2.0-only */
/* How a character looks on the line. Pure logic, like uart.h. */
#ifndef _SUBDEV_SERIAL_FRAME_H
#define _SUBDEV_SERIAL_FRAME_H

#include <linux/types.h>

#define FRAME_BASE_BAUD	115200	/* with a divisor of 1 */

/**
 * struct frame - one character on the line
 * @bits: what follows the start bit, the first in bit 0; the idle line is in
 *	all bits after the last
 * @divisor: how long each is
 */
struct frame {
	u16 bits;
	u16 divisor;
};

void frame_send(u8 lcr, u16 divisor, u8 data, struct frame *frame);
u8 frame_receive(u8 lcr, u16 divisor, const struct frame *frame, u8 *data);
u64 frame_ns(u8 lcr, u16 divisor);

#endif /* _SUBDEV_SERIAL_FRAME_H */
