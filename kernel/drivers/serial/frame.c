// SPDX-License-Identifier: GPL-2.0-only
/* How a character looks on the line. */
#include <linux/bitops.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/serial_reg.h>
#include <linux/time64.h>

#include "frame.h"

static unsigned int word_bits(u8 lcr)
{
	return 5 + (lcr & UART_LCR_WLEN8);
}

static unsigned int parity_bit(u8 lcr, u8 data)
{
	unsigned int even = !!(lcr & UART_LCR_EPAR);

	if (lcr & UART_LCR_SPAR)
		return !even;
	return (hweight8(data) & 1) == even;
}

/**
 * frame_send() - what a transmitter makes of a character
 * @lcr: its format
 * @divisor: its speed
 * @data: the character
 * @frame: where to put it
 */
void frame_send(u8 lcr, u16 divisor, u8 data, struct frame *frame)
{
	unsigned int n = word_bits(lcr);

	frame->divisor = divisor;
	frame->bits = data & GENMASK(n - 1, 0);
	if (lcr & UART_LCR_PARITY) {
		frame->bits |= parity_bit(lcr, frame->bits) << n;
		n++;
	}
	frame->bits |= (u16)GENMASK(15, n);
}

/**
 * frame_receive() - what a receiver makes of a frame
 * @lcr: its format
 * @divisor: its speed
 * @frame: the frame
 * @data: where to put the character
 *
 * It samples the bits that it expects. At another speed they are rubbish: all
 * are inverted, and there is no stop bit.
 *
 * Return: the errors, UART_LSR_PE and UART_LSR_FE.
 */
u8 frame_receive(u8 lcr, u16 divisor, const struct frame *frame, u8 *data)
{
	unsigned int n = word_bits(lcr);
	u8 error = 0;

	*data = frame->bits & GENMASK(n - 1, 0);
	if (frame->divisor != divisor) {
		*data ^= GENMASK(n - 1, 0);
		return UART_LSR_FE;
	}
	if (lcr & UART_LCR_PARITY) {
		if (((frame->bits >> n) & 1) != parity_bit(lcr, *data))
			error |= UART_LSR_PE;
		n++;
	}
	if (!((frame->bits >> n) & 1))
		error |= UART_LSR_FE;
	return error;
}

/**
 * frame_ns() - how long a character is on the line
 * @lcr: its format; one and a half stop bits count as two
 * @divisor: its speed, 0 counts as 1
 *
 * Return: nanoseconds.
 */
u64 frame_ns(u8 lcr, u16 divisor)
{
	unsigned int bits = 1 + word_bits(lcr) + 1;

	if (lcr & UART_LCR_PARITY)
		bits++;
	if (lcr & UART_LCR_STOP)
		bits++;
	return div_u64((u64)NSEC_PER_SEC * bits * max(divisor, 1),
		       FRAME_BASE_BAUD);
}
