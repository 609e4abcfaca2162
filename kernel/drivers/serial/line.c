// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the wires between two ports carry: TX to RX, RTS to CTS, DTR to DSR and
 * DCD, both ways. RI is not wired.
 *
 * The transmitter waits, with what is in its FIFO, while the far receiver is
 * full and shows that it is being read (uart_must_wait()). Otherwise it does
 * not: what a full receiver is sent that nobody reads is lost there as an
 * overrun, and what is sent to nobody is lost on the way. So a transmitter
 * comes to a stop only for a reader that is slow, and no more than the two
 * FIFOs is ever under way.
 */
#include <linux/serial_reg.h>
#include <linux/types.h>

#include "frame.h"
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

/**
 * line_connect() - let both ends see each other's outputs
 * @u: a port
 * @far: its far end
 *
 * To be called after each change of a port, and of what is at its far end.
 */
void line_connect(struct uart *u, struct uart *far)
{
	connect_lines(far, u);
	if (far && far != u)
		connect_lines(u, far);
}

/*
 * Who hears what a port sends: in loopback mode it hears itself and nothing
 * else, and what is sent during a break is lost since the line is spacing.
 */
static struct uart *hearer(struct uart *from, struct uart *to)
{
	if (uart_looped(from))
		return from;
	if (!to || uart_looped(to) || uart_sends_break(from))
		return NULL;
	return to;
}

/*
 * In loopback mode the line does not wait: overruns are among the things that
 * this mode can test.
 */
static bool must_wait(struct uart *from, struct uart *to)
{
	struct uart *ear = hearer(from, to);

	return ear && !uart_looped(from) && uart_must_wait(ear);
}

/**
 * line_can_move() - whether there is something to carry
 * @from: a port
 * @to: its far end
 *
 * Return: true if @from has a character to send that need not wait.
 */
bool line_can_move(struct uart *from, struct uart *to)
{
	return uart_tx_len(from) && !must_wait(from, to);
}

/**
 * line_move() - carry characters
 * @from: a port
 * @to: its far end
 * @max: how many, if there are so many and they need not wait
 */
void line_move(struct uart *from, struct uart *to, unsigned int max)
{
	struct uart *ear = hearer(from, to);
	struct frame frame;

	while (max-- && line_can_move(from, to)) {
		uart_tx(from, &frame);
		if (ear)
			uart_rx(ear, &frame);
	}
}
