// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the wires between two ports carry: TX to RX, RTS to CTS, DTR to DSR and
 * DCD, both ways. RI is not wired.
 *
 * The line has no speed of its own, it is as fast as its slower end. The
 * transmitter waits, with what is in its FIFO, while the far receiver is full
 * and shows that it is being read (uart_must_wait()). Otherwise it does not:
 * what a full receiver is sent that nobody reads is lost there as an overrun,
 * and what is sent to nobody is lost on the way. So a transmitter comes to a
 * stop only for a reader that is slow, and no more than the two FIFOs is ever
 * under way.
 */
#include <linux/serial_reg.h>
#include <linux/types.h>

#include "line.h"
#include "uart.h"

/* The levels that @from, or the open end of the cable, puts on @to. */
static void connect_lines(const struct uart *from, struct uart *to)
{
	u8 lines = 0;

	if (from && uart_rts(from))
		lines |= UART_MSR_CTS;
	if (from && uart_dtr(from))
		lines |= UART_MSR_DSR | UART_MSR_DCD;
	uart_set_lines(to, lines, from && uart_sends_break(from));
}

/*
 * In loopback mode a port hears itself and nothing else. The line to it does
 * not wait: overruns are among the things that this mode can test.
 */
static void move_looped(struct uart *u)
{
	struct uart_frame frame;

	while (uart_tx(u, &frame))
		uart_rx(u, &frame);
}

/* What is sent during a break is lost: the line is spacing. */
static void move_chars(struct uart *from, struct uart *to)
{
	bool heard = to && !uart_looped(to) && !uart_sends_break(from);
	struct uart_frame frame;

	if (uart_looped(from)) {
		move_looped(from);
		return;
	}
	while (!(heard && uart_must_wait(to)) && uart_tx(from, &frame))
		if (heard)
			uart_rx(to, &frame);
}

/**
 * line_settle() - carry what can be carried between two ports
 * @a: a port
 * @b: the port at its far end; @a itself for a loopback plug, NULL if there
 *	is none
 *
 * To be called after each change of a port, and of what is at its far end.
 */
void line_settle(struct uart *a, struct uart *b)
{
	connect_lines(b, a);
	if (b && b != a)
		connect_lines(a, b);
	move_chars(a, b);
	if (b && b != a)
		move_chars(b, a);
}
