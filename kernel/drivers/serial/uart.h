/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One 16550A port: its registers and what they do, as the data sheet of the
 * PC16550D has it.
 *
 * Pure logic: no lock, no timer, no memory of its own. A port is used under
 * the lock of the cable that it is at (cable.h). What leaves it and what
 * reaches it is carried by line.c, when card.c says so.
 */
#ifndef _SUBDEV_SERIAL_UART_H
#define _SUBDEV_SERIAL_UART_H

#include <linux/types.h>

struct frame;

#define UART_NUM_REGS	8
#define UART_FIFO_SIZE	16

struct uart_char {
	u8 data;
	u8 error;	/* UART_LSR_BI, _FE, _PE: how it was received */
};

struct uart_fifo {
	struct uart_char slot[UART_FIFO_SIZE];
	u8 head;	/* the oldest character */
	u8 len;
};

struct uart {
	u8 ier;
	u8 fcr;		/* enable and trigger bits */
	u8 lcr;
	u8 mcr;
	u8 lsr;		/* UART_LSR_BRK_ERROR_BITS not yet read */
	u8 msr;
	u8 scr;
	u16 divisor;
	bool thre;	/* the transmitter's interrupt is pending */
	u8 lines;	/* levels at CTS, DSR, RI and DCD, as in MSR */
	bool spacing;	/* the line in is spacing */
	bool breaking;	/* the receiver is in a break */
	struct uart_fifo rx;
	struct uart_fifo tx;
};

/**
 * struct uart_state - a port as it is saved: bytes, and no padding
 * @ier: the registers, as in struct uart, to @scr
 * @fcr: see @ier
 * @lcr: see @ier
 * @mcr: see @ier
 * @lsr: see @ier
 * @msr: see @ier
 * @scr: see @ier
 * @thre: 0 or 1
 * @lines: levels at the inputs
 * @spacing: 0 or 1
 * @rx_len: how many characters the receiver has
 * @tx_len: how many the transmitter has; those that were on the line too
 * @divisor: speed
 * @rx: the characters, the oldest first, zeroes behind the last
 * @tx: likewise
 */
struct uart_state {
	u8 ier;
	u8 fcr;
	u8 lcr;
	u8 mcr;
	u8 lsr;
	u8 msr;
	u8 scr;
	u8 thre;
	u8 lines;
	u8 spacing;
	u8 rx_len;
	u8 tx_len;
	__le16 divisor;
	struct uart_char rx[UART_FIFO_SIZE];
	struct uart_char tx[UART_FIFO_SIZE];
};

/* What the bus does. */
void uart_reset(struct uart *u);
u8 uart_read(struct uart *u, unsigned int reg);
void uart_write(struct uart *u, unsigned int reg, u8 val);
bool uart_irq(const struct uart *u);

/* What migration does. */
void uart_save(const struct uart *u, struct uart_state *st);
bool uart_load(struct uart *u, const struct uart_state *st);

/* What the line does: see line.c. */
bool uart_rts(const struct uart *u);
bool uart_dtr(const struct uart *u);
bool uart_sends_break(const struct uart *u);
bool uart_looped(const struct uart *u);
bool uart_must_wait(const struct uart *u);
unsigned int uart_tx_len(const struct uart *u);
u64 uart_char_ns(const struct uart *u);
bool uart_tx(struct uart *u, struct frame *frame);
void uart_rx(struct uart *u, const struct frame *frame);
void uart_set_lines(struct uart *u, u8 lines, bool spacing);

#endif /* _SUBDEV_SERIAL_UART_H */
