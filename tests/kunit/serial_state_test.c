// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of a 16550A, saved and loaded: after anything that a bus and a line
 * can do to a port, another one that is loaded goes on as it does; and what is
 * no state of a port is refused.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/serial_reg.h>

#include "../../kernel/drivers/serial/frame.c"
#include "../../kernel/drivers/serial/uart.c"
#include "../../kernel/drivers/serial/line.c"

#define ROUNDS	3000
#define STEPS	40

/* One thing that happens to a port; what it answers, if anything. */
struct happening {
	u32 kind;
	u32 reg;
	u8 val;
};

static struct happening happening_next(struct rnd_state *rnd)
{
	struct happening h = {
		.kind = prandom_u32_state(rnd) % 8,
		.reg = prandom_u32_state(rnd) % UART_NUM_REGS,
		.val = prandom_u32_state(rnd),
	};

	return h;
}

static u32 happen(struct uart *u, const struct happening *h)
{
	struct frame frame = { .bits = 0xff00 | h->val, .divisor = 12 };
	bool sent;

	switch (h->kind) {
	case 0:
	case 1:
	case 2:
		uart_write(u, h->reg, h->val);
		return uart_irq(u);
	case 3:
	case 4:
		return uart_read(u, h->reg) | uart_irq(u) << 8;
	case 5:
		uart_rx(u, &frame);
		return uart_must_wait(u);
	case 6:
		sent = uart_tx(u, &frame);
		return sent ? frame.bits | frame.divisor << 16 : 0;
	default:
		uart_set_lines(u, h->val & 0xf0, h->val & 1);
		return uart_rts(u) | uart_dtr(u) << 1;
	}
}

static bool alike(struct uart *a, struct uart *b)
{
	struct uart_state st[2];

	uart_save(a, &st[0]);
	uart_save(b, &st[1]);
	return !memcmp(&st[0], &st[1], sizeof(st[0]));
}

static void loaded_port_goes_on(struct kunit *test)
{
	struct uart *u = kunit_kzalloc(test, 2 * sizeof(*u), GFP_KERNEL);
	struct uart *loaded = u + 1;
	struct happening h;
	struct uart_state st;
	struct rnd_state rnd;
	unsigned int i, k;

	KUNIT_ASSERT_NOT_NULL(test, u);
	prandom_seed_state(&rnd, 16550);
	uart_reset(u);
	for (i = 0; i < ROUNDS; i++) {
		for (k = prandom_u32_state(&rnd) % STEPS; k; k--) {
			h = happening_next(&rnd);
			happen(u, &h);
		}
		uart_save(u, &st);
		KUNIT_ASSERT_TRUE(test, uart_load(loaded, &st));
		KUNIT_ASSERT_TRUE(test, alike(u, loaded));
		for (k = 0; k < STEPS; k++) {
			h = happening_next(&rnd);
			KUNIT_ASSERT_EQ(test, happen(u, &h), happen(loaded, &h));
		}
		KUNIT_ASSERT_TRUE(test, alike(u, loaded));
	}
}

/* What is taken is a state that a port would save, to the last bit. */
static void only_states_are_taken(struct kunit *test)
{
	struct uart *u = kunit_kzalloc(test, sizeof(*u), GFP_KERNEL);
	unsigned int i, k, taken = 0;
	struct uart_state st, again;
	struct rnd_state rnd;
	struct happening h;
	u8 *bytes = (u8 *)&st;

	KUNIT_ASSERT_NOT_NULL(test, u);
	prandom_seed_state(&rnd, 550);
	for (i = 0; i < 10 * ROUNDS; i++) {
		uart_reset(u);
		for (k = prandom_u32_state(&rnd) % STEPS; k; k--) {
			h = happening_next(&rnd);
			happen(u, &h);
		}
		uart_save(u, &st);
		for (k = prandom_u32_state(&rnd) % 3 + 1; k; k--)
			bytes[prandom_u32_state(&rnd) % sizeof(st)] ^=
				BIT(prandom_u32_state(&rnd) % 8);
		if (!uart_load(u, &st))
			continue;
		taken++;
		KUNIT_ASSERT_LE(test, u->rx.len, UART_FIFO_SIZE);
		KUNIT_ASSERT_LE(test, u->tx.len, UART_FIFO_SIZE);
		uart_save(u, &again);
		KUNIT_ASSERT_EQ(test, memcmp(&st, &again, sizeof(st)), 0);
	}
	/* both kinds occur */
	KUNIT_EXPECT_GT(test, taken, ROUNDS / 10);
	KUNIT_EXPECT_LT(test, taken, 9 * ROUNDS);
}

/* One of each thing that no port does. */
static void misfits_are_refused(struct kunit *test)
{
	static const struct {
		size_t off;
		u8 val;
	} misfits[] = {
		{ offsetof(struct uart_state, ier), 0x10 },
		{ offsetof(struct uart_state, fcr), UART_FCR_CLEAR_RCVR | 1 },
		{ offsetof(struct uart_state, fcr), UART_FCR_R_TRIG_11 },
		{ offsetof(struct uart_state, mcr), 0x20 },
		{ offsetof(struct uart_state, lsr), UART_LSR_DR },
		{ offsetof(struct uart_state, lsr), UART_LSR_THRE },
		{ offsetof(struct uart_state, msr), UART_MSR_CTS },
		{ offsetof(struct uart_state, lines), UART_MSR_DCTS },
		{ offsetof(struct uart_state, lines), UART_MSR_CTS },
		{ offsetof(struct uart_state, thre), 2 },
		{ offsetof(struct uart_state, spacing), 2 },
		{ offsetof(struct uart_state, rx_len), 2 },
		{ offsetof(struct uart_state, rx_len), 255 },
		{ offsetof(struct uart_state, tx_len), 17 },
		{ offsetof(struct uart_state, rx[0].error), UART_LSR_OE },
		{ offsetof(struct uart_state, rx[1].data), 1 },
		{ offsetof(struct uart_state, tx[15].error), 1 },
	};
	struct uart u = {};
	struct uart_state st;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(misfits); i++) {
		uart_reset(&u);
		uart_save(&u, &st);
		st.rx_len = 1;
		KUNIT_ASSERT_TRUE(test, uart_load(&u, &st));
		((u8 *)&st)[misfits[i].off] = misfits[i].val;
		KUNIT_EXPECT_FALSE_MSG(test, uart_load(&u, &st), "misfit %u", i);
	}
}

static struct kunit_case serial_state_cases[] = {
	KUNIT_CASE(loaded_port_goes_on),
	KUNIT_CASE(only_states_are_taken),
	KUNIT_CASE(misfits_are_refused),
	{}
};

static struct kunit_suite serial_state_suite = {
	.name = "serial_state",
	.test_cases = serial_state_cases,
};

kunit_test_suites(&serial_state_suite);

MODULE_DESCRIPTION("KUnit tests of the state of serial cards");
MODULE_LICENSE("GPL");
