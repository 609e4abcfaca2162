// SPDX-License-Identifier: GPL-2.0-only
/*
 * One 16550A port.
 *
 * The transmitter has no shift register: a character stays in the FIFO until
 * its time on the line is over, so THRE and TEMT are always the same. The
 * receiver knows no time: a character timeout is due as soon as there are
 * characters, but fewer than the trigger level.
 */
#include <asm/byteorder.h>
#include <linux/serial_reg.h>
#include <linux/string.h>
#include <linux/types.h>

#include "frame.h"
#include "uart.h"

/* The data sheet leaves the divisor open after a reset: 9600 baud. */
#define UART_RESET_DIVISOR	12

#define UART_IER_MASK	0x0f
#define UART_MCR_MASK	0x1f
#define UART_FCR_MASK	(UART_FCR_ENABLE_FIFO | UART_FCR_TRIGGER_MASK)
#define UART_MSR_LINES	(UART_MSR_DCD | UART_MSR_RI | UART_MSR_DSR | \
			 UART_MSR_CTS)

static bool fifo_mode(const struct uart *u)
{
	return u->fcr & UART_FCR_ENABLE_FIFO;
}

/* Without FIFOs there is one holding register for each direction. */
static unsigned int fifo_depth(const struct uart *u)
{
	return fifo_mode(u) ? UART_FIFO_SIZE : 1;
}

static unsigned int rx_trigger(const struct uart *u)
{
	static const u8 levels[] = { 1, 4, 8, 14 };

	return levels[UART_FCR_R_TRIG_BITS(u->fcr)];
}

static struct uart_char *fifo_at(struct uart_fifo *fifo, unsigned int i)
{
	return &fifo->slot[(fifo->head + i) % UART_FIFO_SIZE];
}

static void fifo_push(struct uart_fifo *fifo, u8 data, u8 error)
{
	struct uart_char *c = fifo_at(fifo, fifo->len);

	c->data = data;
	c->error = error;
	fifo->len++;
}

static u8 fifo_pop(struct uart_fifo *fifo)
{
	u8 data = fifo_at(fifo, 0)->data;

	fifo->head = (fifo->head + 1) % UART_FIFO_SIZE;
	fifo->len--;
	return data;
}

/* The errors of a character show when it comes to the top of the FIFO. */
static void rx_show_errors(struct uart *u)
{
	if (u->rx.len)
		u->lsr |= fifo_at(&u->rx, 0)->error;
}

static bool rx_has_errors(struct uart *u)
{
	unsigned int i;

	for (i = 0; i < u->rx.len; i++)
		if (fifo_at(&u->rx, i)->error)
			return true;
	return false;
}

/*
 * No room: the FIFO keeps what it has and the new character is lost; the
 * holding register has the old one written over. Either way OE says so at
 * once.
 */
static void rx_put(struct uart *u, u8 data, u8 error)
{
	if (u->rx.len == fifo_depth(u)) {
		u->lsr |= UART_LSR_OE;
		if (fifo_mode(u))
			return;
		u->rx.len = 0;
	}
	fifo_push(&u->rx, data, error);
	if (u->rx.len == 1)
		rx_show_errors(u);
}

static void tx_emptied(struct uart *u)
{
	u->thre = true;
}

/* In loopback mode the modem control bits take the place of the inputs. */
static u8 modem_inputs(const struct uart *u)
{
	u8 lines = 0;

	if (!uart_looped(u))
		return u->lines;
	if (u->mcr & UART_MCR_RTS)
		lines |= UART_MSR_CTS;
	if (u->mcr & UART_MCR_DTR)
		lines |= UART_MSR_DSR;
	if (u->mcr & UART_MCR_OUT1)
		lines |= UART_MSR_RI;
	if (u->mcr & UART_MCR_OUT2)
		lines |= UART_MSR_DCD;
	return lines;
}

/* RI only tells its end, the others tell both edges. */
static void update_msr(struct uart *u)
{
	u8 lines = modem_inputs(u);
	u8 changed = (u->msr ^ lines) & UART_MSR_LINES;

	if (changed & UART_MSR_CTS)
		u->msr |= UART_MSR_DCTS;
	if (changed & UART_MSR_DSR)
		u->msr |= UART_MSR_DDSR;
	if (changed & UART_MSR_DCD)
		u->msr |= UART_MSR_DDCD;
	if (changed & u->msr & UART_MSR_RI)
		u->msr |= UART_MSR_TERI;
	u->msr = (u->msr & UART_MSR_ANY_DELTA) | lines;
}

/* A break is one zero character without a stop bit, however long it lasts. */
static void update_break(struct uart *u)
{
	bool breaking = u->spacing && !uart_looped(u);

	if (breaking && !u->breaking)
		rx_put(u, 0, UART_LSR_BI | UART_LSR_FE);
	u->breaking = breaking;
}

static u8 interrupt_id(const struct uart *u)
{
	if (u->ier & UART_IER_RLSI && u->lsr & UART_LSR_BRK_ERROR_BITS)
		return UART_IIR_RLSI;
	if (u->ier & UART_IER_RDI && u->rx.len)
		return u->rx.len >= rx_trigger(u) ? UART_IIR_RDI :
						    UART_IIR_RX_TIMEOUT;
	if (u->ier & UART_IER_THRI && u->thre)
		return UART_IIR_THRI;
	if (u->ier & UART_IER_MSI && u->msr & UART_MSR_ANY_DELTA)
		return UART_IIR_MSI;
	return UART_IIR_NO_INT;
}

static u8 read_rbr(struct uart *u)
{
	u8 data;

	if (!u->rx.len)
		return 0;
	data = fifo_pop(&u->rx);
	rx_show_errors(u);
	return data;
}

static u8 read_iir(struct uart *u)
{
	u8 id = interrupt_id(u);

	if (id == UART_IIR_THRI)
		u->thre = false;
	return id | (fifo_mode(u) ? UART_IIR_FIFO_ENABLED_16550A : 0);
}

static u8 read_lsr(struct uart *u)
{
	u8 lsr = u->lsr;

	if (u->rx.len)
		lsr |= UART_LSR_DR;
	if (!u->tx.len)
		lsr |= UART_LSR_THRE | UART_LSR_TEMT;
	if (fifo_mode(u) && rx_has_errors(u))
		lsr |= UART_LSR_FIFOE;

	u->lsr = 0;
	if (u->rx.len)
		fifo_at(&u->rx, 0)->error = 0;
	return lsr;
}

static u8 read_msr(struct uart *u)
{
	u8 msr = u->msr;

	u->msr &= ~UART_MSR_ANY_DELTA;
	return msr;
}

/* A character for which there is no room is lost. */
static void write_thr(struct uart *u, u8 val)
{
	u->thre = false;
	if (u->tx.len < fifo_depth(u))
		fifo_push(&u->tx, val, 0);
}

/* Enabling the transmitter's interrupt while there is room raises it anew. */
static void write_ier(struct uart *u, u8 val)
{
	u8 rising = val & ~u->ier;

	u->ier = val & UART_IER_MASK;
	if (rising & UART_IER_THRI && !u->tx.len)
		u->thre = true;
}

static void clear_rx(struct uart *u)
{
	u->rx.len = 0;
}

static void clear_tx(struct uart *u)
{
	if (u->tx.len)
		tx_emptied(u);
	u->tx.len = 0;
}

/* The other bits count only together with the enable bit. */
static void write_fcr(struct uart *u, u8 val)
{
	bool toggled = (u->fcr ^ val) & UART_FCR_ENABLE_FIFO;

	if (!(val & UART_FCR_ENABLE_FIFO))
		val = 0;
	u->fcr = val & UART_FCR_MASK;
	if (toggled || val & UART_FCR_CLEAR_RCVR)
		clear_rx(u);
	if (toggled || val & UART_FCR_CLEAR_XMIT)
		clear_tx(u);
}

static void write_mcr(struct uart *u, u8 val)
{
	u->mcr = val & UART_MCR_MASK;
	update_msr(u);
	update_break(u);
}

/**
 * uart_reset() - back to the state after power-on
 * @u: the port
 *
 * What the far end does to the inputs stays.
 */
void uart_reset(struct uart *u)
{
	u8 lines = u->lines;
	bool spacing = u->spacing;

	memset(u, 0, sizeof(*u));
	u->divisor = UART_RESET_DIVISOR;
	u->lines = lines;
	u->msr = lines;
	u->spacing = spacing;
	u->breaking = spacing;
}

/**
 * uart_read() - the bus reads a register
 * @u: the port
 * @reg: number of the register, below UART_NUM_REGS
 *
 * Return: its value.
 */
u8 uart_read(struct uart *u, unsigned int reg)
{
	bool dlab = u->lcr & UART_LCR_DLAB;

	switch (reg) {
	case UART_RX:
		return dlab ? u->divisor & 0xff : read_rbr(u);
	case UART_IER:
		return dlab ? u->divisor >> 8 : u->ier;
	case UART_IIR:
		return read_iir(u);
	case UART_LCR:
		return u->lcr;
	case UART_MCR:
		return u->mcr;
	case UART_LSR:
		return read_lsr(u);
	case UART_MSR:
		return read_msr(u);
	default:
		return u->scr;
	}
}

/**
 * uart_write() - the bus writes a register
 * @u: the port
 * @reg: number of the register, below UART_NUM_REGS
 * @val: its new value
 *
 * LSR and MSR are read only.
 */
void uart_write(struct uart *u, unsigned int reg, u8 val)
{
	bool dlab = u->lcr & UART_LCR_DLAB;

	switch (reg) {
	case UART_TX:
		if (dlab)
			u->divisor = (u->divisor & 0xff00) | val;
		else
			write_thr(u, val);
		break;
	case UART_IER:
		if (dlab)
			u->divisor = (u->divisor & 0xff) | val << 8;
		else
			write_ier(u, val);
		break;
	case UART_FCR:
		write_fcr(u, val);
		break;
	case UART_LCR:
		u->lcr = val;
		break;
	case UART_MCR:
		write_mcr(u, val);
		break;
	case UART_SCR:
		u->scr = val;
		break;
	}
}

/**
 * uart_irq() - level of the interrupt output, behind its gate
 * @u: the port
 *
 * OUT2 is the gate, as on the cards that the PC began with: every driver sets
 * it, and none is disturbed by what it does to IER when it looks for ports.
 *
 * Return: true if an interrupt that is enabled is pending.
 */
bool uart_irq(const struct uart *u)
{
	return u->mcr & UART_MCR_OUT2 && !uart_looped(u) &&
	       interrupt_id(u) != UART_IIR_NO_INT;
}

/* In loopback mode the outputs are inactive and the line marks. */
bool uart_looped(const struct uart *u)
{
	return u->mcr & UART_MCR_LOOP;
}

bool uart_rts(const struct uart *u)
{
	return u->mcr & UART_MCR_RTS && !uart_looped(u);
}

bool uart_dtr(const struct uart *u)
{
	return u->mcr & UART_MCR_DTR && !uart_looped(u);
}

bool uart_sends_break(const struct uart *u)
{
	return u->lcr & UART_LCR_SBC && !uart_looped(u);
}

/**
 * uart_must_wait() - whether the line in must wait for this receiver
 * @u: the port
 *
 * It must if the receiver is full and shows that somebody reads it: by RTS, or
 * by having the interrupt for received data enabled.
 *
 * Return: true if it must.
 */
bool uart_must_wait(const struct uart *u)
{
	return u->rx.len == fifo_depth(u) &&
	       (uart_rts(u) || u->ier & UART_IER_RDI);
}

/* How many characters are to be sent, and how long the line takes for each. */
unsigned int uart_tx_len(const struct uart *u)
{
	return u->tx.len;
}

u64 uart_char_ns(const struct uart *u)
{
	return frame_ns(u->lcr, u->divisor);
}

/**
 * uart_tx() - take the next character that is to be sent
 * @u: the port
 * @frame: where to put it
 *
 * Return: true if there was one.
 */
bool uart_tx(struct uart *u, struct frame *frame)
{
	if (!u->tx.len)
		return false;
	frame_send(u->lcr, u->divisor, fifo_pop(&u->tx), frame);
	if (!u->tx.len)
		tx_emptied(u);
	return true;
}

/**
 * uart_rx() - a character reaches the receiver
 * @u: the port
 * @frame: the character
 */
void uart_rx(struct uart *u, const struct frame *frame)
{
	u8 data, error;

	error = frame_receive(u->lcr, u->divisor, frame, &data);
	rx_put(u, data, error);
}

/**
 * uart_set_lines() - what the far end does to the inputs
 * @u: the port
 * @lines: levels of CTS, DSR, RI and DCD, as in MSR
 * @spacing: the line in is spacing, not marking
 */
void uart_set_lines(struct uart *u, u8 lines, bool spacing)
{
	u->lines = lines;
	u->spacing = spacing;
	update_msr(u);
	update_break(u);
}

static void fifo_save(const struct uart_fifo *fifo,
		      struct uart_char slot[UART_FIFO_SIZE])
{
	unsigned int i;

	for (i = 0; i < fifo->len; i++)
		slot[i] = fifo->slot[(fifo->head + i) % UART_FIFO_SIZE];
}

/**
 * uart_save() - the state of a port
 * @u: the port
 * @st: where it goes
 */
void uart_save(const struct uart *u, struct uart_state *st)
{
	memset(st, 0, sizeof(*st));
	st->ier = u->ier;
	st->fcr = u->fcr;
	st->lcr = u->lcr;
	st->mcr = u->mcr;
	st->lsr = u->lsr;
	st->msr = u->msr;
	st->scr = u->scr;
	st->thre = u->thre;
	st->lines = u->lines;
	st->spacing = u->spacing;
	st->rx_len = u->rx.len;
	st->tx_len = u->tx.len;
	st->divisor = cpu_to_le16(u->divisor);
	fifo_save(&u->rx, st->rx);
	fifo_save(&u->tx, st->tx);
}

static bool registers_fit(const struct uart_state *st)
{
	return !(st->ier & ~UART_IER_MASK) && !(st->fcr & ~UART_FCR_MASK) &&
	       (!st->fcr || st->fcr & UART_FCR_ENABLE_FIFO) &&
	       !(st->mcr & ~UART_MCR_MASK) &&
	       !(st->lsr & ~UART_LSR_BRK_ERROR_BITS) &&
	       !(st->lines & ~UART_MSR_LINES) && st->thre <= 1 &&
	       st->spacing <= 1;
}

static bool fifo_fits(const struct uart_char slot[UART_FIFO_SIZE], u8 len,
		      unsigned int depth, u8 errors)
{
	unsigned int i;

	if (len > depth)
		return false;
	for (i = 0; i < len; i++)
		if (slot[i].error & ~errors)
			return false;
	return !memchr_inv(&slot[len], 0, (UART_FIFO_SIZE - len) * sizeof(*slot));
}

/* What follows from one thing about another, in every state of a port. */
static bool uart_agrees(const struct uart *u)
{
	return (u->msr & UART_MSR_LINES) == modem_inputs(u) &&
	       !(u->thre && u->tx.len);
}

static void fifo_load(struct uart_fifo *fifo,
		      const struct uart_char slot[UART_FIFO_SIZE], u8 len)
{
	memcpy(fifo->slot, slot, sizeof(fifo->slot));
	fifo->head = 0;
	fifo->len = len;
}

/**
 * uart_load() - put a port into a state
 * @u: the port
 * @st: the state, from whoever
 *
 * The inputs are as they were where it comes from, until uart_set_lines() says
 * what is at them now.
 *
 * Return: true; or false, with @u of no use before its reset, if no port can be
 * in this state.
 */
bool uart_load(struct uart *u, const struct uart_state *st)
{
	memset(u, 0, sizeof(*u));
	if (!registers_fit(st))
		return false;
	u->ier = st->ier;
	u->fcr = st->fcr;
	u->lcr = st->lcr;
	u->mcr = st->mcr;
	u->lsr = st->lsr;
	u->msr = st->msr;
	u->scr = st->scr;
	u->thre = st->thre;
	u->lines = st->lines;
	u->spacing = st->spacing;
	u->breaking = u->spacing && !uart_looped(u);
	u->divisor = le16_to_cpu(st->divisor);
	if (!fifo_fits(st->rx, st->rx_len, fifo_depth(u),
		       UART_LSR_BI | UART_LSR_FE | UART_LSR_PE) ||
	    !fifo_fits(st->tx, st->tx_len, fifo_depth(u), 0))
		return false;
	fifo_load(&u->rx, st->rx, st->rx_len);
	fifo_load(&u->tx, st->tx, st->tx_len);
	return uart_agrees(u);
}
