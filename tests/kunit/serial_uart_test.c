// SPDX-License-Identifier: GPL-2.0-only
/*
 * The 16550A of drivers/serial, register by register, and the line between two
 * of them. The code under test is compiled in: it is pure logic.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/serial_reg.h>

#include "../../kernel/drivers/serial/frame.c"
#include "../../kernel/drivers/serial/uart.c"
#include "../../kernel/drivers/serial/line.c"

#define FIFO_ON		UART_FCR_ENABLE_FIFO
#define IDLE		(UART_LSR_THRE | UART_LSR_TEMT)
#define ALL_INTERRUPTS	0x0f

static struct uart *new_uart(struct kunit *test)
{
	struct uart *u = kunit_kzalloc(test, sizeof(*u), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, u);
	uart_reset(u);
	return u;
}

/* In FIFO mode, 8 bits without parity, as a driver sets it up. */
static struct uart *new_port(struct kunit *test)
{
	struct uart *u = new_uart(test);

	uart_write(u, UART_MCR, UART_MCR_OUT2);
	uart_write(u, UART_FCR, FIFO_ON);
	uart_write(u, UART_LCR, UART_LCR_WLEN8);
	return u;
}

static struct uart *new_listener(struct kunit *test)
{
	struct uart *u = new_port(test);

	uart_write(u, UART_MCR, UART_MCR_RTS | UART_MCR_DTR);
	return u;
}

static u8 iir(struct uart *u)
{
	return uart_read(u, UART_IIR) & 0x0f;
}

static void set_divisor(struct uart *u, u16 divisor)
{
	u8 lcr = uart_read(u, UART_LCR);

	uart_write(u, UART_LCR, lcr | UART_LCR_DLAB);
	uart_write(u, UART_DLL, divisor & 0xff);
	uart_write(u, UART_DLM, divisor >> 8);
	uart_write(u, UART_LCR, lcr);
}

/* A character from somebody with the same settings. */
static void receive(struct uart *u, u8 data)
{
	struct frame frame;

	frame_send(u->lcr, u->divisor, data, &frame);
	uart_rx(u, &frame);
}

/* A character whose stop bit is missing. */
static void receive_bad(struct uart *u, u8 data)
{
	struct frame frame = {
		.bits = data,
		.divisor = u->divisor,
	};

	uart_rx(u, &frame);
}

static void receive_many(struct uart *u, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		receive(u, i);
}

/* All that can go through the line goes. */
static void settle(struct uart *u, struct uart *far)
{
	line_connect(u, far);
	line_move(u, far, UINT_MAX);
	if (far && far != u)
		line_move(far, u, UINT_MAX);
}

static void send(struct uart *from, struct uart *to, u8 data)
{
	uart_write(from, UART_TX, data);
	settle(from, to);
}

static void set_mcr(struct uart *u, struct uart *far, u8 val)
{
	uart_write(u, UART_MCR, val);
	settle(u, far);
}

static void set_lcr(struct uart *u, struct uart *far, u8 val)
{
	uart_write(u, UART_LCR, val);
	settle(u, far);
}

/* Registers */

static void reset_values(struct kunit *test)
{
	struct uart *u = new_uart(test);
	unsigned int reg;

	for (reg = 0; reg < UART_NUM_REGS; reg++)
		uart_write(u, reg, 0xff);
	receive_many(u, 3);
	uart_reset(u);

	KUNIT_EXPECT_EQ(test, uart_read(u, UART_RX), 0);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_IER), 0);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_IIR), UART_IIR_NO_INT);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LCR), 0);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_MCR), 0);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR), 0);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_SCR), 0);
	KUNIT_EXPECT_FALSE(test, uart_irq(u));
	uart_write(u, UART_LCR, UART_LCR_DLAB);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_DLL), 12);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_DLM), 0);
}

static void reset_keeps_what_the_far_end_does(struct kunit *test)
{
	const u8 lines = UART_MSR_CTS | UART_MSR_DCD;
	struct uart *u = new_port(test);

	uart_set_lines(u, lines, true);
	uart_reset(u);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR), lines);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE);
	uart_write(u, UART_MCR, UART_MCR_LOOP);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR) & UART_MSR_LINES, 0);
	uart_write(u, UART_MCR, 0);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR) & UART_MSR_LINES, lines);
	KUNIT_EXPECT_TRUE(test, uart_read(u, UART_LSR) & UART_LSR_BI);
	uart_reset(u);
	uart_set_lines(u, lines, true);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR), lines);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE);
}

static void scratch_and_lcr_hold_all_bits(struct kunit *test)
{
	struct uart *u = new_uart(test);
	unsigned int val;

	for (val = 0; val < 256; val++) {
		uart_write(u, UART_LCR, val);
		uart_write(u, UART_SCR, val ^ 0xff);
		KUNIT_EXPECT_EQ(test, uart_read(u, UART_LCR), val);
		KUNIT_EXPECT_EQ(test, uart_read(u, UART_SCR), val ^ 0xff);
	}
}

static void ier_and_mcr_have_no_more_bits_than_a_16550a(struct kunit *test)
{
	struct uart *u = new_uart(test);

	uart_write(u, UART_IER, 0xff);
	uart_write(u, UART_MCR, 0xff);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_IER), 0x0f);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_MCR), 0x1f);
}

static void registers_keep_to_themselves(struct kunit *test)
{
	static const u8 values[UART_NUM_REGS] = {
		[UART_IER] = 0x05, [UART_LCR] = 0x1b, [UART_MCR] = 0x0a,
		[UART_SCR] = 0x77,
	};
	struct uart *u = new_uart(test);
	unsigned int reg;

	for (reg = 0; reg < UART_NUM_REGS; reg++)
		uart_write(u, reg, values[reg]);
	for (reg = 0; reg < UART_NUM_REGS; reg++) {
		if (values[reg])
			KUNIT_EXPECT_EQ(test, uart_read(u, reg), values[reg]);
		uart_write(u, UART_TX, 0xff);
	}
	for (reg = UART_NUM_REGS; reg-- > 0;)
		uart_write(u, reg, values[reg]);
	for (reg = 0; reg < UART_NUM_REGS; reg++)
		if (values[reg])
			KUNIT_EXPECT_EQ(test, uart_read(u, reg), values[reg]);
}

static void status_registers_are_read_only(struct kunit *test)
{
	struct uart *u = new_port(test);

	uart_write(u, UART_LSR, 0xff);
	uart_write(u, UART_MSR, 0xff);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR), 0);
}

static void divisor_latch_hides_data_and_ier(struct kunit *test)
{
	struct uart *u = new_port(test);

	uart_write(u, UART_IER, UART_IER_RDI);
	receive(u, 'x');
	uart_write(u, UART_LCR, UART_LCR_DLAB);
	uart_write(u, UART_DLL, 0x34);
	uart_write(u, UART_DLM, 0x12);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_DLL), 0x34);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_DLM), 0x12);
	uart_write(u, UART_LCR, 0);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_IER), UART_IER_RDI);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE | UART_LSR_DR);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_RX), 'x');
	uart_write(u, UART_LCR, UART_LCR_DLAB);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_DLL), 0x34);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_DLM), 0x12);
	uart_write(u, UART_DLL, 0x56);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_DLL), 0x56);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_DLM), 0x12);
}

/* What tells a 16550A from its successors. */
static void no_extended_registers(struct kunit *test)
{
	struct uart *u = new_port(test);

	uart_write(u, UART_FCR, FIFO_ON | UART_FCR7_64BYTE);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_IIR), 0xc1);
	uart_write(u, UART_LCR, UART_LCR_CONF_MODE_A);
	uart_write(u, UART_FCR, FIFO_ON | UART_FCR7_64BYTE);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_IIR), 0xc1);
	uart_write(u, UART_LCR, UART_LCR_CONF_MODE_B);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_EFR), 0xc1);
	uart_write(u, UART_EFR, 0);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_IIR), 0x01);
}

/* FIFOs */

static void fcr_bits_need_the_enable_bit(struct kunit *test)
{
	struct uart *u = new_port(test);

	uart_write(u, UART_FCR, UART_FCR_TRIGGER_14);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_IIR), 0x01);
	receive(u, 'x');
	uart_write(u, UART_FCR, UART_FCR_CLEAR_RCVR);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_RX), 'x');
	uart_write(u, UART_IER, UART_IER_RDI);
	receive(u, 'y');
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_RDI);
}

static void fcr_enable_change_clears_both(struct kunit *test)
{
	struct uart *u = new_port(test);
	u8 fcr;

	for (fcr = 0; fcr < 2; fcr++) {
		receive(u, 'x');
		uart_write(u, UART_TX, 'y');
		KUNIT_ASSERT_EQ(test, uart_read(u, UART_LSR), UART_LSR_DR);
		uart_write(u, UART_FCR, fcr);
		KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE);
	}
}

static void fcr_clears_one_direction(struct kunit *test)
{
	struct uart *u = new_port(test);

	receive(u, 'x');
	uart_write(u, UART_TX, 'y');
	uart_write(u, UART_FCR, FIFO_ON);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), UART_LSR_DR);
	uart_write(u, UART_FCR, FIFO_ON | UART_FCR_CLEAR_RCVR);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), 0);
	receive(u, 'x');
	uart_write(u, UART_FCR, FIFO_ON | UART_FCR_CLEAR_XMIT);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE | UART_LSR_DR);
}

static void rx_keeps_order_round_and_round(struct kunit *test)
{
	struct uart *u = new_port(test);
	u8 in = 0, out = 0;

	while (out < 200) {
		while (in < out + 13)
			receive(u, in++);
		while (out < in - 3)
			KUNIT_EXPECT_EQ(test, uart_read(u, UART_RX), out++);
	}
}

static void rx_triggers(struct kunit *test)
{
	static const u8 levels[][2] = {
		{ UART_FCR_TRIGGER_1, 1 }, { UART_FCR_TRIGGER_4, 4 },
		{ UART_FCR_TRIGGER_8, 8 }, { UART_FCR_TRIGGER_14, 14 },
	};
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(levels); i++) {
		struct uart *u = new_port(test);

		uart_write(u, UART_FCR, FIFO_ON | levels[i][0]);
		uart_write(u, UART_IER, UART_IER_RDI);
		KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_NO_INT);
		for (n = 1; n < levels[i][1]; n++) {
			receive(u, n);
			KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_RX_TIMEOUT);
		}
		receive(u, n);
		KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_RDI);
		while (--n) {
			uart_read(u, UART_RX);
			KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_RX_TIMEOUT);
		}
		uart_read(u, UART_RX);
		KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_NO_INT);
	}
}

static void rx_without_fifo(struct kunit *test)
{
	struct uart *u = new_uart(test);

	uart_write(u, UART_LCR, UART_LCR_WLEN8);
	uart_write(u, UART_IER, UART_IER_RDI);
	receive(u, 'x');
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_RDI);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE | UART_LSR_DR);
	receive(u, 'y');
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR),
			IDLE | UART_LSR_DR | UART_LSR_OE);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_RX), 'y');
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE);
}

static void rx_overrun_keeps_the_fifo(struct kunit *test)
{
	struct uart *u = new_port(test);
	unsigned int i;

	receive_many(u, UART_FIFO_SIZE);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE | UART_LSR_DR);
	receive(u, 0xee);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR),
			IDLE | UART_LSR_DR | UART_LSR_OE);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE | UART_LSR_DR);
	for (i = 0; i < UART_FIFO_SIZE; i++)
		KUNIT_EXPECT_EQ(test, uart_read(u, UART_RX), i);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE);
}

static void rx_error_shows_at_the_top(struct kunit *test)
{
	struct uart *u = new_port(test);

	receive(u, 'a');
	receive_bad(u, 'b');
	receive(u, 'c');
	receive_bad(u, 'd');
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR),
			IDLE | UART_LSR_DR | UART_LSR_FIFOE);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_RX), 'a');
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR),
			IDLE | UART_LSR_DR | UART_LSR_FE | UART_LSR_FIFOE);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR),
			IDLE | UART_LSR_DR | UART_LSR_FIFOE);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_RX), 'b');
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_RX), 'c');
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR),
			IDLE | UART_LSR_DR | UART_LSR_FE | UART_LSR_FIFOE);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE | UART_LSR_DR);
}

/* A driver that finds FIFOE without DR takes the port for stuck. */
static void rx_error_outlives_its_character(struct kunit *test)
{
	struct uart *u = new_port(test);

	receive_bad(u, 'a');
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_RX), 'a');
	receive_bad(u, 'b');
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_RX), 'b');
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE | UART_LSR_FE);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE);
}

static void rx_error_goes_with_a_cleared_fifo(struct kunit *test)
{
	struct uart *u = new_port(test);

	receive(u, 'a');
	receive_bad(u, 'b');
	uart_write(u, UART_FCR, FIFO_ON | UART_FCR_CLEAR_RCVR);
	receive(u, 'c');
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_RX), 'c');
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE);
}

static void rx_overrun_adds_to_other_errors(struct kunit *test)
{
	struct uart *u = new_port(test);

	receive_bad(u, 'a');
	receive_many(u, UART_FIFO_SIZE);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE | UART_LSR_DR |
			UART_LSR_FE | UART_LSR_OE | UART_LSR_FIFOE);
}

static void rx_error_without_fifo(struct kunit *test)
{
	struct uart *u = new_uart(test);

	uart_write(u, UART_LCR, UART_LCR_WLEN8);
	receive_bad(u, 'a');
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR),
			IDLE | UART_LSR_DR | UART_LSR_FE);
}

static void tx_holds_what_the_line_does_not_take(struct kunit *test)
{
	struct uart *u = new_port(test);
	struct frame frame;
	unsigned int i;

	for (i = 0; i < UART_FIFO_SIZE + 3; i++) {
		uart_write(u, UART_TX, i);
		KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), 0);
	}
	for (i = 0; i < UART_FIFO_SIZE; i++) {
		KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), 0);
		KUNIT_ASSERT_TRUE(test, uart_tx(u, &frame));
		KUNIT_EXPECT_EQ(test, frame.bits & 0xff, i);
	}
	KUNIT_EXPECT_FALSE(test, uart_tx(u, &frame));
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE);
}

static void tx_without_fifo_holds_one(struct kunit *test)
{
	struct uart *u = new_uart(test);
	struct frame frame;

	uart_write(u, UART_LCR, UART_LCR_WLEN8);
	uart_write(u, UART_TX, 'a');
	uart_write(u, UART_TX, 'b');
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), 0);
	KUNIT_ASSERT_TRUE(test, uart_tx(u, &frame));
	KUNIT_EXPECT_EQ(test, frame.bits & 0xff, 'a');
	KUNIT_EXPECT_FALSE(test, uart_tx(u, &frame));
}

/* Interrupts */

static void interrupts_come_by_priority(struct kunit *test)
{
	struct uart *u = new_port(test);

	uart_set_lines(u, UART_MSR_CTS, false);
	receive_bad(u, 'x');
	uart_write(u, UART_IER, ALL_INTERRUPTS);

	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_RLSI);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_RLSI);
	uart_read(u, UART_LSR);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_RDI);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_RDI);
	uart_read(u, UART_RX);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_THRI);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_MSI);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_MSI);
	KUNIT_EXPECT_TRUE(test, uart_irq(u));
	uart_read(u, UART_MSR);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_NO_INT);
	KUNIT_EXPECT_FALSE(test, uart_irq(u));
}

/* All four are pending: the first that is enabled is told. */
static void interrupts_need_their_enable_bit(struct kunit *test)
{
	static const u8 ids[][2] = {
		{ UART_IER_RLSI, UART_IIR_RLSI }, { UART_IER_RDI, UART_IIR_RDI },
		{ UART_IER_THRI, UART_IIR_THRI }, { UART_IER_MSI, UART_IIR_MSI },
	};
	unsigned int ier, i;

	for (ier = 0; ier <= ALL_INTERRUPTS; ier++) {
		struct uart *u = new_port(test);
		u8 want = UART_IIR_NO_INT;

		for (i = ARRAY_SIZE(ids); i-- > 0;)
			if (ier & ids[i][0])
				want = ids[i][1];
		uart_set_lines(u, UART_MSR_CTS, false);
		receive_bad(u, 'x');
		uart_write(u, UART_IER, UART_IER_THRI);
		uart_write(u, UART_IER, ier);
		KUNIT_EXPECT_EQ(test, uart_irq(u), !!ier);
		KUNIT_EXPECT_EQ(test, iir(u), want);
	}
}

static void every_line_status_interrupts(struct kunit *test)
{
	struct uart *u = new_port(test);

	uart_write(u, UART_IER, UART_IER_RLSI);
	receive_many(u, UART_FIFO_SIZE);
	KUNIT_EXPECT_FALSE(test, uart_irq(u));
	receive(u, 0);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_RLSI);
	KUNIT_EXPECT_TRUE(test, uart_read(u, UART_LSR) & UART_LSR_OE);
	uart_write(u, UART_FCR, FIFO_ON | UART_FCR_CLEAR_RCVR);
	KUNIT_EXPECT_FALSE(test, uart_irq(u));
	uart_set_lines(u, 0, true);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_RLSI);
	KUNIT_EXPECT_TRUE(test, uart_read(u, UART_LSR) & UART_LSR_BI);
	KUNIT_EXPECT_FALSE(test, uart_irq(u));
}

static void thre_is_raised_by_enabling_and_by_emptying(struct kunit *test)
{
	struct uart *u = new_port(test);
	struct frame frame;

	uart_write(u, UART_IER, UART_IER_THRI);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_THRI);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_NO_INT);
	uart_write(u, UART_IER, UART_IER_THRI);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_NO_INT);
	uart_write(u, UART_IER, UART_IER_THRI | UART_IER_RDI);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_NO_INT);
	uart_write(u, UART_FCR, FIFO_ON | UART_FCR_CLEAR_XMIT);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_NO_INT);
	uart_write(u, UART_IER, 0);
	uart_write(u, UART_IER, UART_IER_THRI);
	KUNIT_EXPECT_TRUE(test, uart_irq(u));

	uart_write(u, UART_TX, 'a');
	KUNIT_EXPECT_FALSE(test, uart_irq(u));
	uart_write(u, UART_TX, 'b');
	uart_write(u, UART_IER, 0);
	uart_write(u, UART_IER, UART_IER_THRI);
	KUNIT_EXPECT_FALSE(test, uart_irq(u));
	uart_tx(u, &frame);
	KUNIT_EXPECT_FALSE(test, uart_irq(u));
	uart_tx(u, &frame);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_THRI);

	uart_write(u, UART_TX, 'c');
	uart_write(u, UART_FCR, FIFO_ON | UART_FCR_CLEAR_XMIT);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_THRI);
}

static void iir_read_clears_thre_only_if_it_says_so(struct kunit *test)
{
	struct uart *u = new_port(test);

	uart_write(u, UART_IER, UART_IER_RDI | UART_IER_THRI);
	receive(u, 'x');
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_RDI);
	uart_read(u, UART_RX);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_THRI);
}

static void out2_gates_the_interrupt(struct kunit *test)
{
	struct uart *u = new_port(test);

	uart_write(u, UART_IER, UART_IER_THRI);
	KUNIT_EXPECT_TRUE(test, uart_irq(u));
	uart_write(u, UART_MCR, 0x0f & ~UART_MCR_OUT2);
	KUNIT_EXPECT_FALSE(test, uart_irq(u));
	uart_write(u, UART_MCR, UART_MCR_OUT2 | UART_MCR_LOOP);
	KUNIT_EXPECT_FALSE(test, uart_irq(u));
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_THRI);
}

/* Modem status */

static void msr_tells_changes_until_read(struct kunit *test)
{
	static const u8 lines[][2] = {
		{ UART_MSR_CTS, UART_MSR_DCTS }, { UART_MSR_DSR, UART_MSR_DDSR },
		{ UART_MSR_DCD, UART_MSR_DDCD },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		struct uart *u = new_port(test);
		u8 line = lines[i][0], delta = lines[i][1];

		uart_write(u, UART_IER, UART_IER_MSI);
		uart_set_lines(u, line, false);
		KUNIT_EXPECT_TRUE(test, uart_irq(u));
		KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR), line | delta);
		KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR), line);
		KUNIT_EXPECT_FALSE(test, uart_irq(u));
		uart_set_lines(u, line, false);
		KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR), line);
		uart_set_lines(u, 0, false);
		KUNIT_EXPECT_TRUE(test, uart_irq(u));
		KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR), delta);
	}
}

static void msr_keeps_a_change_that_was_undone(struct kunit *test)
{
	struct uart *u = new_port(test);

	uart_set_lines(u, UART_MSR_LINES, false);
	uart_set_lines(u, 0, false);
	uart_set_lines(u, UART_MSR_LINES, false);
	uart_set_lines(u, 0, false);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR), UART_MSR_ANY_DELTA);
}

static void msr_tells_the_end_of_a_ring(struct kunit *test)
{
	struct uart *u = new_port(test);

	uart_set_lines(u, UART_MSR_RI, false);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR), UART_MSR_RI);
	uart_set_lines(u, 0, false);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR), UART_MSR_TERI);
}

/* Loopback mode */

static void loop_feeds_the_modem_inputs(struct kunit *test)
{
	struct uart *u = new_port(test);
	unsigned int mcr;

	uart_set_lines(u, UART_MSR_CTS | UART_MSR_RI, false);
	for (mcr = 0; mcr < 16; mcr++) {
		u8 want = (mcr & UART_MCR_RTS ? UART_MSR_CTS : 0) |
			  (mcr & UART_MCR_DTR ? UART_MSR_DSR : 0) |
			  (mcr & UART_MCR_OUT1 ? UART_MSR_RI : 0) |
			  (mcr & UART_MCR_OUT2 ? UART_MSR_DCD : 0);

		uart_write(u, UART_MCR, UART_MCR_LOOP | mcr);
		uart_read(u, UART_MSR);
		KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR), want);
		KUNIT_EXPECT_FALSE(test, uart_rts(u));
		KUNIT_EXPECT_FALSE(test, uart_dtr(u));
	}
	uart_write(u, UART_IER, UART_IER_MSI);
	uart_write(u, UART_MCR, UART_MCR_LOOP);
	KUNIT_EXPECT_EQ(test, iir(u), UART_IIR_MSI);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR), UART_MSR_DCTS |
			UART_MSR_DDSR | UART_MSR_TERI | UART_MSR_DDCD);
	uart_write(u, UART_MCR, 0);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR) & UART_MSR_LINES,
			UART_MSR_CTS | UART_MSR_RI);
}

static void loop_returns_data_and_tells_nobody(struct kunit *test)
{
	struct uart *a = new_port(test), *b = new_port(test);

	set_mcr(a, b, UART_MCR_LOOP | UART_MCR_RTS | UART_MCR_DTR);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_MSR), 0);
	send(a, b, 'x');
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_LSR), IDLE);
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_LSR), IDLE | UART_LSR_DR);
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_RX), 'x');
	send(b, a, 'y');
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_LSR), IDLE);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_LSR), IDLE);
}

/* How a driver measures the FIFO: with the port's readers enabled or not. */
static void loop_overruns(struct kunit *test)
{
	struct uart *u = new_port(test);
	unsigned int i;

	set_mcr(u, u, UART_MCR_LOOP | UART_MCR_RTS);
	uart_write(u, UART_IER, UART_IER_RDI);
	for (i = 0; i < 256; i++)
		send(u, u, i);
	KUNIT_EXPECT_TRUE(test, uart_read(u, UART_LSR) & UART_LSR_OE);
	for (i = 0; uart_read(u, UART_LSR) & UART_LSR_DR; i++) {
		KUNIT_EXPECT_EQ(test, uart_read(u, UART_RX), i);
		settle(u, u);
	}
	KUNIT_EXPECT_EQ(test, i, UART_FIFO_SIZE);
}

static void loop_and_break(struct kunit *test)
{
	struct uart *a = new_port(test), *b = new_port(test);

	set_mcr(a, b, UART_MCR_LOOP);
	set_lcr(a, b, UART_LCR_WLEN8 | UART_LCR_SBC);
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_LSR), IDLE);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_LSR), IDLE);
	send(a, b, 'x');
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_RX), 'x');
	set_mcr(b, a, UART_MCR_LOOP);
	set_mcr(a, b, 0);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_LSR), IDLE);
	set_mcr(b, a, 0);
	KUNIT_EXPECT_TRUE(test, uart_read(b, UART_LSR) & UART_LSR_BI);
}

/* The line */

static void plug_joins_a_port_with_itself(struct kunit *test)
{
	struct uart *u = new_port(test);

	set_mcr(u, u, UART_MCR_RTS);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR),
			UART_MSR_CTS | UART_MSR_DCTS);
	set_mcr(u, u, UART_MCR_DTR | UART_MCR_OUT1 | UART_MCR_OUT2);
	uart_read(u, UART_MSR);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_MSR),
			UART_MSR_DSR | UART_MSR_DCD);
	send(u, u, 'x');
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE | UART_LSR_DR);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_RX), 'x');
}

static void null_modem_joins_both_ways(struct kunit *test)
{
	struct uart *a = new_port(test), *b = new_port(test);

	set_mcr(a, b, UART_MCR_RTS);
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_MSR), 0);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_MSR),
			UART_MSR_CTS | UART_MSR_DCTS);
	set_mcr(b, a, UART_MCR_DTR);
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_MSR), UART_MSR_DSR |
			UART_MSR_DCD | UART_MSR_DDSR | UART_MSR_DDCD);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_MSR), UART_MSR_CTS);
	send(a, b, 'x');
	send(b, a, 'y');
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_RX), 'y');
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_RX), 'x');
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_LSR), IDLE);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_LSR), IDLE);
}

static void open_end_takes_everything(struct kunit *test)
{
	struct uart *a = new_listener(test), *b = new_listener(test);
	unsigned int i;

	settle(a, b);
	uart_read(a, UART_MSR);
	settle(a, NULL);
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_MSR),
			UART_MSR_DCTS | UART_MSR_DDSR | UART_MSR_DDCD);
	for (i = 0; i < 100; i++)
		send(a, NULL, i);
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_LSR), IDLE);
}

static void expect_lossless(struct kunit *test, struct uart *a, struct uart *b)
{
	unsigned int i;

	for (i = 0; i < 2 * UART_FIFO_SIZE; i++)
		send(a, b, i);
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_LSR), 0);
	for (i = 0; i < 2 * UART_FIFO_SIZE; i++) {
		KUNIT_EXPECT_EQ(test, uart_read(b, UART_LSR) & ~IDLE,
				UART_LSR_DR);
		KUNIT_EXPECT_EQ(test, uart_read(b, UART_RX), i);
		settle(b, a);
	}
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_LSR), IDLE);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_LSR), IDLE);
}

static void line_waits_for_rts(struct kunit *test)
{
	expect_lossless(test, new_port(test), new_listener(test));
}

static void line_waits_for_the_receive_interrupt(struct kunit *test)
{
	struct uart *b = new_port(test);

	uart_write(b, UART_IER, UART_IER_RDI);
	expect_lossless(test, new_port(test), b);
}

static void line_does_not_wait_for_nobody(struct kunit *test)
{
	struct uart *a = new_port(test), *b = new_port(test);
	unsigned int i;

	for (i = 0; i < 100; i++)
		send(a, b, i);
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_LSR), IDLE);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_LSR),
			IDLE | UART_LSR_DR | UART_LSR_OE);
	for (i = 0; i < UART_FIFO_SIZE; i++)
		KUNIT_EXPECT_EQ(test, uart_read(b, UART_RX), i);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_LSR), IDLE);
}

static void backlog_is_lost_when_its_reader_goes(struct kunit *test)
{
	struct uart *a = new_port(test), *b = new_listener(test);
	unsigned int i;

	for (i = 0; i < 2 * UART_FIFO_SIZE; i++)
		send(a, b, i);
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_LSR), 0);
	set_mcr(b, a, 0);
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_LSR), IDLE);
	KUNIT_EXPECT_TRUE(test, uart_read(b, UART_LSR) & UART_LSR_OE);
}

static void backlog_follows_into_a_cleared_receiver(struct kunit *test)
{
	struct uart *a = new_port(test), *b = new_listener(test);
	unsigned int i;

	for (i = 0; i < UART_FIFO_SIZE + 2; i++)
		send(a, b, i);
	uart_write(b, UART_FCR, FIFO_ON | UART_FCR_CLEAR_RCVR);
	settle(b, a);
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_LSR), IDLE);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_RX), UART_FIFO_SIZE);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_RX), UART_FIFO_SIZE + 1);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_LSR), IDLE);
}

static void plug_waits_for_its_own_reader(struct kunit *test)
{
	struct uart *u = new_listener(test);
	unsigned int i;

	for (i = 0; i < 2 * UART_FIFO_SIZE; i++)
		send(u, u, i);
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), UART_LSR_DR);
	for (i = 0; i < 2 * UART_FIFO_SIZE; i++) {
		KUNIT_EXPECT_EQ(test, uart_read(u, UART_RX), i);
		settle(u, u);
	}
	KUNIT_EXPECT_EQ(test, uart_read(u, UART_LSR), IDLE);
}

static void line_moves_as_many_as_asked(struct kunit *test)
{
	struct uart *a = new_port(test), *b = new_listener(test);
	unsigned int i;

	KUNIT_EXPECT_FALSE(test, line_can_move(a, b));
	for (i = 0; i < 5; i++)
		uart_write(a, UART_TX, i);
	KUNIT_EXPECT_TRUE(test, line_can_move(a, b));
	KUNIT_EXPECT_FALSE(test, line_can_move(b, a));
	line_move(a, b, 0);
	KUNIT_EXPECT_EQ(test, uart_tx_len(a), 5);
	line_move(a, b, 2);
	KUNIT_EXPECT_EQ(test, uart_tx_len(a), 3);
	KUNIT_EXPECT_EQ(test, b->rx.len, 2);
	line_move(a, b, 100);
	KUNIT_EXPECT_EQ(test, uart_tx_len(a), 0);
	KUNIT_EXPECT_EQ(test, b->rx.len, 5);
}

static void line_can_not_move_what_must_wait(struct kunit *test)
{
	struct uart *a = new_port(test), *b = new_listener(test);
	unsigned int i;

	for (i = 0; i < UART_FIFO_SIZE + 1; i++)
		send(a, b, i);
	KUNIT_EXPECT_FALSE(test, line_can_move(a, b));
	KUNIT_EXPECT_TRUE(test, line_can_move(a, NULL));
	uart_read(b, UART_RX);
	KUNIT_EXPECT_TRUE(test, line_can_move(a, b));
	settle(a, b);
	uart_write(a, UART_TX, 0);
	KUNIT_EXPECT_FALSE(test, line_can_move(a, b));
	uart_write(a, UART_LCR, UART_LCR_SBC);
	KUNIT_EXPECT_TRUE(test, line_can_move(a, b));
	uart_write(a, UART_LCR, 0);
	uart_write(a, UART_MCR, UART_MCR_LOOP);
	KUNIT_EXPECT_TRUE(test, line_can_move(a, b));
	uart_write(a, UART_MCR, 0);
	KUNIT_EXPECT_FALSE(test, line_can_move(a, b));
	uart_write(b, UART_MCR, UART_MCR_LOOP);
	KUNIT_EXPECT_TRUE(test, line_can_move(a, b));
}

/* Bits with start, parity and stop, times the divisor, over the base baud. */
static void characters_take_their_time(struct kunit *test)
{
	static const struct {
		u8 lcr;
		u16 divisor;
		u64 ns;
	} cases[] = {
		{ 0x03, 1, 86805 },		/* 8N1 at 115200: 10 bits */
		{ 0x03, 0, 86805 },
		{ 0x03, 12, 1041666 },		/* at 9600 */
		{ 0x1b, 12, 1145833 },		/* 8E1 */
		{ 0x1f, 12, 1250000 },		/* 8E2 */
		{ 0x07, 12, 1145833 },		/* 8N2 */
		{ 0x00, 12, 729166 },		/* 5N1 */
		{ 0x03, 0xffff, 5688802083ULL },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct uart *u = new_port(test);

		uart_write(u, UART_LCR, cases[i].lcr);
		set_divisor(u, cases[i].divisor);
		KUNIT_EXPECT_EQ_MSG(test, uart_char_ns(u), cases[i].ns,
				    "case %u", i);
	}
}

static void break_is_one_character(struct kunit *test)
{
	struct uart *a = new_port(test), *b = new_port(test);
	u8 lsr;

	set_lcr(a, b, UART_LCR_WLEN8 | UART_LCR_SBC);
	settle(a, b);
	send(a, b, 'x');
	lsr = uart_read(b, UART_LSR);
	KUNIT_EXPECT_EQ(test, lsr, IDLE | UART_LSR_DR | UART_LSR_BI |
			UART_LSR_FE | UART_LSR_FIFOE);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_RX), 0);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_LSR), IDLE);
	KUNIT_EXPECT_EQ(test, uart_read(a, UART_LSR), IDLE);

	set_lcr(a, b, UART_LCR_WLEN8);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_LSR), IDLE);
	send(a, b, 'y');
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_RX), 'y');
	set_lcr(a, b, UART_LCR_WLEN8 | UART_LCR_SBC);
	KUNIT_EXPECT_TRUE(test, uart_read(b, UART_LSR) & UART_LSR_BI);
}

static void equal_settings_carry_every_character(struct kunit *test)
{
	struct uart *a = new_port(test), *b = new_port(test);
	unsigned int lcr, data;

	for (lcr = 0; lcr < UART_LCR_SBC; lcr++) {
		u8 mask = GENMASK(4 + (lcr & UART_LCR_WLEN8), 0);

		set_lcr(a, b, lcr);
		set_lcr(b, a, lcr);
		for (data = 0; data < 256; data++) {
			send(a, b, data);
			KUNIT_ASSERT_EQ(test, uart_read(b, UART_LSR),
					IDLE | UART_LSR_DR);
			KUNIT_ASSERT_EQ(test, uart_read(b, UART_RX),
					data & mask);
		}
	}
}

static void unequal_divisors_garble(struct kunit *test)
{
	struct uart *a = new_port(test), *b = new_port(test);

	set_divisor(a, 1);
	set_divisor(b, 2);
	send(a, b, 'x');
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_LSR), IDLE | UART_LSR_DR |
			UART_LSR_FE | UART_LSR_FIFOE);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_RX), (u8)~'x');
	set_lcr(a, b, UART_LCR_WLEN7 | UART_LCR_PARITY);
	set_lcr(b, a, UART_LCR_WLEN7 | UART_LCR_PARITY);
	send(a, b, 'x');
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_LSR), IDLE | UART_LSR_DR |
			UART_LSR_FE | UART_LSR_FIFOE);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_RX), ~'x' & 0x7f);
	set_divisor(b, 1);
	send(a, b, 'x');
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_LSR), IDLE | UART_LSR_DR);
	KUNIT_EXPECT_EQ(test, uart_read(b, UART_RX), 'x');
}

/* Worked out by hand from the bits of the frames. */
static void unequal_formats_are_sampled_as_they_are(struct kunit *test)
{
	static const struct {
		u8 from, data, to, got, error;
	} cases[] = {
		/* 8E1 to 8O1: the parity bit is always wrong */
		{ 0x1b, 0x55, 0x0b, 0x55, UART_LSR_PE },
		{ 0x1b, 0x54, 0x0b, 0x54, UART_LSR_PE },
		/* 8N1 to 8E1: the stop bit is taken for the parity bit */
		{ 0x03, 0x55, 0x1b, 0x55, UART_LSR_PE },
		{ 0x03, 0x54, 0x1b, 0x54, 0 },
		/* 8E1 to 8N1: the parity bit is taken for the stop bit */
		{ 0x1b, 0x55, 0x03, 0x55, UART_LSR_FE },
		{ 0x1b, 0x54, 0x03, 0x54, 0 },
		/* 8N1 to 7N1: the eighth bit is taken for the stop bit */
		{ 0x03, 0x41, 0x02, 0x41, UART_LSR_FE },
		{ 0x03, 0xc1, 0x02, 0x41, 0 },
		/* 7N1 to 8N1: the stop bit is taken for the eighth bit */
		{ 0x02, 0x41, 0x03, 0xc1, 0 },
		/* 7E1 to 8N1: and the parity bit for it */
		{ 0x1a, 0x41, 0x03, 0x41, 0 },
		{ 0x1a, 0x43, 0x03, 0xc3, 0 },
		/* 8N1 to 6O1: bits 6 and 7 are taken for parity and stop */
		{ 0x03, 0x41, 0x09, 0x01, UART_LSR_PE | UART_LSR_FE },
		/* stick parity, mark and space: 8M1 to 8S1, 8O1, 8S1 to 8E1 */
		{ 0x2b, 0x41, 0x3b, 0x41, UART_LSR_PE },
		{ 0x2b, 0x41, 0x0b, 0x41, 0 },
		{ 0x2b, 0x43, 0x0b, 0x43, UART_LSR_PE },
		{ 0x3b, 0x41, 0x1b, 0x41, 0 },
		{ 0x3b, 0x43, 0x1b, 0x43, UART_LSR_PE },
		/* a second stop bit does no harm: 8N2 to 8N1, 8N1 to 8N2 */
		{ 0x07, 0x41, 0x03, 0x41, 0 },
		{ 0x03, 0x41, 0x07, 0x41, 0 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct uart *a = new_port(test), *b = new_port(test);
		u8 lsr;

		set_lcr(a, b, cases[i].from);
		set_lcr(b, a, cases[i].to);
		send(a, b, cases[i].data);
		lsr = uart_read(b, UART_LSR);
		KUNIT_EXPECT_EQ_MSG(test, lsr & UART_LSR_BRK_ERROR_BITS,
				    cases[i].error, "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, uart_read(b, UART_RX), cases[i].got,
				    "case %u", i);
	}
}

static struct kunit_case serial_uart_cases[] = {
	KUNIT_CASE(reset_values),
	KUNIT_CASE(reset_keeps_what_the_far_end_does),
	KUNIT_CASE(scratch_and_lcr_hold_all_bits),
	KUNIT_CASE(ier_and_mcr_have_no_more_bits_than_a_16550a),
	KUNIT_CASE(registers_keep_to_themselves),
	KUNIT_CASE(status_registers_are_read_only),
	KUNIT_CASE(divisor_latch_hides_data_and_ier),
	KUNIT_CASE(no_extended_registers),
	KUNIT_CASE(fcr_bits_need_the_enable_bit),
	KUNIT_CASE(fcr_enable_change_clears_both),
	KUNIT_CASE(fcr_clears_one_direction),
	KUNIT_CASE(rx_keeps_order_round_and_round),
	KUNIT_CASE(rx_triggers),
	KUNIT_CASE(rx_without_fifo),
	KUNIT_CASE(rx_overrun_keeps_the_fifo),
	KUNIT_CASE(rx_error_shows_at_the_top),
	KUNIT_CASE(rx_error_outlives_its_character),
	KUNIT_CASE(rx_error_goes_with_a_cleared_fifo),
	KUNIT_CASE(rx_overrun_adds_to_other_errors),
	KUNIT_CASE(rx_error_without_fifo),
	KUNIT_CASE(tx_holds_what_the_line_does_not_take),
	KUNIT_CASE(tx_without_fifo_holds_one),
	KUNIT_CASE(interrupts_come_by_priority),
	KUNIT_CASE(interrupts_need_their_enable_bit),
	KUNIT_CASE(every_line_status_interrupts),
	KUNIT_CASE(thre_is_raised_by_enabling_and_by_emptying),
	KUNIT_CASE(iir_read_clears_thre_only_if_it_says_so),
	KUNIT_CASE(out2_gates_the_interrupt),
	KUNIT_CASE(msr_tells_changes_until_read),
	KUNIT_CASE(msr_keeps_a_change_that_was_undone),
	KUNIT_CASE(msr_tells_the_end_of_a_ring),
	KUNIT_CASE(loop_feeds_the_modem_inputs),
	KUNIT_CASE(loop_returns_data_and_tells_nobody),
	KUNIT_CASE(loop_overruns),
	KUNIT_CASE(loop_and_break),
	{}
};

static struct kunit_case serial_line_cases[] = {
	KUNIT_CASE(plug_joins_a_port_with_itself),
	KUNIT_CASE(null_modem_joins_both_ways),
	KUNIT_CASE(open_end_takes_everything),
	KUNIT_CASE(line_waits_for_rts),
	KUNIT_CASE(line_waits_for_the_receive_interrupt),
	KUNIT_CASE(line_does_not_wait_for_nobody),
	KUNIT_CASE(backlog_is_lost_when_its_reader_goes),
	KUNIT_CASE(backlog_follows_into_a_cleared_receiver),
	KUNIT_CASE(plug_waits_for_its_own_reader),
	KUNIT_CASE(line_moves_as_many_as_asked),
	KUNIT_CASE(line_can_not_move_what_must_wait),
	KUNIT_CASE(characters_take_their_time),
	KUNIT_CASE(break_is_one_character),
	KUNIT_CASE(equal_settings_carry_every_character),
	KUNIT_CASE(unequal_divisors_garble),
	KUNIT_CASE(unequal_formats_are_sampled_as_they_are),
	{}
};

static struct kunit_suite serial_uart_suite = {
	.name = "serial_uart",
	.test_cases = serial_uart_cases,
};

static struct kunit_suite serial_line_suite = {
	.name = "serial_line",
	.test_cases = serial_line_cases,
};

kunit_test_suites(&serial_uart_suite, &serial_line_suite);

MODULE_DESCRIPTION("KUnit tests of the serial cards");
MODULE_LICENSE("GPL");
