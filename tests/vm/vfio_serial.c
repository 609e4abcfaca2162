// SPDX-License-Identifier: GPL-2.0-only
/*
 * Serial cards that migrate in the middle of a transfer: no byte is lost, none comes twice, no line flickers.
 *
 *   vfio_serial loop group|cdev A B               cards of one port with a loopback plug, from one to the other and back
 *   vfio_serial pair group|cdev A1 A2 B1 B2       cards at both ends of a null modem, to both ends of another and back
 *   vfio_serial single group|cdev A1 A2 B1 B2     only A1, to B1: who is at the other end changes
 *   vfio_serial forged group|cdev A B             states of A that somebody has changed, to B
 *   vfio_serial take|refuse group|cdev A B        B takes the state of A, or does not
 */
#include <linux/serial_reg.h>

#include "vfio_mig_record.h"

#define BAR	VFIO_PCI_BAR0_REGION_INDEX
#define ROUNDS	60
#define BYTES	20000

/* A guest with a card: sends a sequence, and looks whether the one that it receives has no gap. */
struct guest {
	struct client *card;
	unsigned int sent;
	unsigned int got;
	unsigned int wrong;
	unsigned int errors;
	unsigned int flickers;
};

static struct client cards[4];
static unsigned int seed = 1;

static unsigned int any(unsigned int below)
{
	return rand_r(&seed) % below;
}

static uint8_t reg(const struct client *c, unsigned int nr)
{
	return client_get(c, BAR, nr, 1);
}

static void set_reg(const struct client *c, unsigned int nr, uint8_t val)
{
	client_put(c, BAR, nr, 1, val);
}

static uint8_t letter(unsigned int nr)
{
	return nr * 7 + nr / 256;
}

static void boot(struct guest *g, struct client *card, uint16_t divisor)
{
	*g = (struct guest) { .card = card };
	set_reg(card, UART_LCR, UART_LCR_DLAB | UART_LCR_WLEN8);
	client_put(card, BAR, UART_DLL, 2, divisor);
	set_reg(card, UART_LCR, UART_LCR_WLEN8);
	set_reg(card, UART_FCR, UART_FCR_ENABLE_FIFO | UART_FCR_R_TRIG_10);
	set_reg(card, UART_MCR, UART_MCR_RTS | UART_MCR_DTR | UART_MCR_OUT2);
	set_reg(card, UART_IER, UART_IER_RDI);
}

static void receive(struct guest *g)
{
	uint8_t lsr;

	while ((lsr = reg(g->card, UART_LSR)) & UART_LSR_DR) {
		g->errors += !!(lsr & UART_LSR_BRK_ERROR_BITS);
		g->wrong += reg(g->card, UART_RX) != letter(g->got);
		g->got++;
	}
	g->errors += !!(lsr & UART_LSR_BRK_ERROR_BITS);
}

/* As many as there may be room for: some of them, so that the transmitter is stopped with any number in it. */
static void transmit(struct guest *g, unsigned int max)
{
	unsigned int n;

	if (!(reg(g->card, UART_LSR) & UART_LSR_THRE))
		return;
	for (n = any(16) + 1; n && g->sent < max; n--)
		set_reg(g->card, UART_TX, letter(g->sent++));
}

static void work(struct guest *g, unsigned int max)
{
	/* a guest that is not always quick: receivers fill up */
	if (any(3))
		receive(g);
	if (any(3))
		transmit(g, max);
}

/* Saves a card, perhaps with a part of it while it runs. It is stopped afterwards. */
static void save(struct client *c, struct stream *s)
{
	int fd;

	if (any(2)) {
		must(mig_save(c, s), "save");
		return;
	}
	s->len = 0;
	must(mig_set(c, MIG_PRE_COPY, &fd), "begin to copy");
	if (stream_read(s, fd, 10) != -ENOMSG)
		must(-EBADE, "copy");
	must(mig_set(c, MIG_STOP_COPY, NULL), "stop");
	must(stream_read(s, fd, 33), "save");
	close(fd);
	must(mig_set(c, MIG_STOP, NULL), "end");
}

static void report(const struct guest *g, const char *who)
{
	if (!point(g->sent == g->got && !g->wrong && !g->errors, "%s: no byte is lost or comes twice", who))
		printf("# %u sent, %u received, %u wrong, %u errors, LSR %#x\n", g->sent, g->got, g->wrong, g->errors,
		       reg(g->card, UART_LSR));
	point_is(0, g->flickers, "no modem line changes by that");
}

/* The lines as they were, and no change of them told. */
static void look(struct guest *g)
{
	g->flickers += reg(g->card, UART_MSR) != (UART_MSR_CTS | UART_MSR_DSR | UART_MSR_DCD);
}

static void test_loop(void)
{
	struct client *from = &cards[0], *to = &cards[1], *spare;
	struct stream s = {};
	unsigned int i, busy = 0;
	struct guest g;
	double end;

	boot(&g, from, 1);
	reg(from, UART_MSR);
	for (i = 0; i < ROUNDS; i++) {
		for (end = now() + any(40) / 1000.0; now() < end;)
			work(&g, BYTES);
		busy += !(reg(from, UART_LSR) & UART_LSR_TEMT);
		save(from, &s);
		if (any(4) == 0) {
			/* it stays where it was */
			must(mig_set(from, MIG_RUNNING, NULL), "go on");
			look(&g);
			continue;
		}
		must(mig_load(to, &s), "load");
		client_reset(from);
		must(mig_set(to, MIG_RUNNING, NULL), "run");
		spare = from;
		from = to;
		to = spare;
		g.card = from;
		look(&g);
	}
	for (end = now() + 60; g.got < g.sent && now() < end;)
		receive(&g);
	printf("# %u bytes, the transmitter was busy %u times of %u\n", g.sent, busy, ROUNDS);
	report(&g, "through a plug");
	point(busy > ROUNDS / 10, "the card was moved in the middle of it");
	client_reset(from);
	stream_free(&s);
}

/* What was pending goes along. */
static void test_interrupt(void)
{
	struct client *from = &cards[0], *to = &cards[1];
	int intx = client_eventfd();
	struct stream s = {};
	struct guest g;

	boot(&g, from, 1);
	set_reg(from, UART_TX, letter(g.sent++));
	while (!(reg(from, UART_LSR) & UART_LSR_DR))
		nap(1);
	/* CTS has changed, data has come; and the other card is told of an interrupt before it has one */
	set_reg(from, UART_MCR, UART_MCR_DTR | UART_MCR_OUT2);
	set_reg(from, UART_IER, UART_IER_RDI | UART_IER_MSI);
	set_reg(from, UART_SCR, 0xa5);
	client_trigger(to, INTX, 0, intx);
	must(mig_save(from, &s) ?: mig_load(to, &s), "save and load");
	point_is(0, client_signals(intx, 20), "no interrupt of a stopped card");
	must(mig_set(to, MIG_RUNNING, NULL), "run");
	point_is(1, client_signals(intx, 1000), "it comes when it runs");
	point_is(0xc0 | UART_IIR_RX_TIMEOUT, reg(to, UART_IIR), "of the data that had come");
	point_is(letter(0), reg(to, UART_RX), "which is there");
	point_is(0xc0 | UART_IIR_MSI, reg(to, UART_IIR), "then of the modem line that had changed");
	point_is(UART_MSR_DCTS | UART_MSR_DSR | UART_MSR_DCD, reg(to, UART_MSR) & ~(UART_MSR_DDCD | UART_MSR_DDSR), "which it is");
	point_is(0xc0 | UART_IIR_NO_INT, reg(to, UART_IIR), "then none");
	point_is(0xa5, reg(to, UART_SCR), "all registers are there");
	client_irqs_disable(to, INTX);
	client_reset(from);
	client_reset(to);
	close(intx);
	stream_free(&s);
}

static void test_pair(void)
{
	struct client *from = cards, *to = cards + 2, *spare;
	unsigned int i, first, busy = 0;
	struct stream s[2] = {};
	struct guest g[2];
	double end;

	boot(&g[0], &from[0], 1);
	boot(&g[1], &from[1], 1);
	reg(&from[0], UART_MSR);
	reg(&from[1], UART_MSR);
	for (i = 0; i < ROUNDS; i++) {
		for (end = now() + any(40) / 1000.0; now() < end;)
			work(&g[any(2)], BYTES);
		/* one is stopped, the other goes on for a while: it sends and hears nothing */
		first = any(2);
		busy += !(reg(&from[first], UART_LSR) & UART_LSR_TEMT);
		save(&from[first], &s[first]);
		for (end = now() + any(5) / 1000.0; now() < end;)
			work(&g[!first], BYTES);
		save(&from[!first], &s[!first]);
		first = any(2);
		must(mig_load(&to[first], &s[first]), "load");
		must(mig_load(&to[!first], &s[!first]), "load");
		client_reset(&from[0]);
		client_reset(&from[1]);
		g[0].card = &to[0];
		g[1].card = &to[1];
		first = any(2);
		must(mig_set(&to[first], MIG_RUNNING, NULL), "run");
		for (end = now() + any(5) / 1000.0; now() < end;)
			work(&g[first], BYTES);
		must(mig_set(&to[!first], MIG_RUNNING, NULL), "run");
		look(&g[0]);
		look(&g[1]);
		spare = from;
		from = to;
		to = spare;
	}
	/* who receives what the other has sent */
	for (end = now() + 60; (g[0].got < g[1].sent || g[1].got < g[0].sent) && now() < end;) {
		receive(&g[0]);
		receive(&g[1]);
	}
	first = g[0].sent;
	g[0].sent = g[1].sent;
	g[1].sent = first;
	printf("# %u and %u bytes, a transmitter was busy %u times of %u\n", g[0].sent, g[1].sent, busy, ROUNDS);
	report(&g[0], "through a null modem");
	report(&g[1], "and back");
	point(busy > ROUNDS / 10, "the cards were moved in the middle of it");
	client_reset(&from[0]);
	client_reset(&from[1]);
	for (i = 0; i < 2; i++)
		stream_free(&s[i]);
}

/* A card that leaves its cable for another: what was sent is at one far end or at the other. */
static void test_single(void)
{
	struct client *a = &cards[0], *b = &cards[2];
	struct stream s = {};
	struct guest g, there, here;
	unsigned int i;
	double end;

	boot(&g, a, 12);
	boot(&there, &cards[1], 12);
	boot(&here, &cards[3], 12);
	reg(&cards[1], UART_MSR);
	reg(&cards[3], UART_MSR);
	for (i = 0; i < 16; i++)
		set_reg(a, UART_TX, letter(g.sent++));
	for (end = now() + 30; there.got < 4 && now() < end;)
		receive(&there);
	must(mig_set(a, MIG_STOP, NULL), "stop");
	receive(&there);
	i = there.got;
	for (unsigned int k = 0; k < 5; k++)
		set_reg(&cards[1], UART_TX, k);
	nap(50);
	receive(&there);
	point_is(i, there.got, "a stopped card sends nothing");
	point(!(reg(&cards[1], UART_LSR) & UART_LSR_THRE), "what is sent to it waits");
	point_is(UART_MSR_CTS | UART_MSR_DSR | UART_MSR_DCD, reg(&cards[1], UART_MSR), "its lines stay");
	must(mig_save(a, &s) ?: mig_load(b, &s), "save and load");
	here.got = there.got;
	must(mig_set(b, MIG_RUNNING, NULL), "run");
	client_reset(a);
	for (end = now() + 30; here.got < g.sent && now() < end;)
		receive(&here);
	nap(50);
	receive(&here);
	receive(&there);
	point_is(i, there.got, "the one that it left hears no more of it");
	point_is(16, here.got, "the rest comes to the one where it is now");
	point(!there.wrong && !here.wrong && !here.errors, "in order, no byte missing or twice");
	point_is(UART_MSR_DCTS | UART_MSR_DDSR | UART_MSR_DDCD, reg(&cards[1], UART_MSR), "there its lines drop");
	point(reg(&cards[3], UART_MSR) & UART_MSR_CTS, "here they rise");
	point(i >= 4 && i < 16, "it left in the middle");
	client_reset(b);
	client_reset(&cards[1]);
	client_reset(&cards[3]);
	stream_free(&s);
}

/* With something in both FIFOs, and an interrupt pending. */
static void test_forged(void)
{
	struct client *from = &cards[0], *to = &cards[1];
	struct stream s = {};
	unsigned int i;
	struct guest g;

	boot(&g, from, 1);
	for (i = 0; i < 16; i++)
		set_reg(from, UART_TX, letter(g.sent++));
	while (!(reg(from, UART_LSR) & UART_LSR_DR))
		nap(1);
	must(mig_set(from, MIG_STOP, NULL), "stop");
	for (i = 0; i < 5; i++)
		set_reg(from, UART_TX, i);
	must(mig_save(from, &s), "save");
	forge_states(to, &s);
	client_reset(from);
	client_reset(to);
	boot(&g, to, 1);
	set_reg(to, UART_TX, letter(g.sent++));
	for (i = 0; i < 1000 && g.got < g.sent; i++, nap(1))
		receive(&g);
	report(&g, "after all of them");
	client_reset(to);
	stream_free(&s);
}

static void test_take(int wanted)
{
	struct stream s = {};

	must(mig_save(&cards[0], &s), "save");
	point_is(wanted, mig_load(&cards[1], &s), wanted ? "a card of another kind does not take it" :
		 "to the guest it is the same, so it is taken");
	stream_free(&s);
}

int main(int argc, char **argv)
{
	int i, err;

	if (argc < 5 || argc > 7) {
		fprintf(stderr, "usage: %s loop|pair|single|forged|take|refuse group|cdev DEVICE...\n", argv[0]);
		return 2;
	}
	for (i = 0; i < argc - 3; i++) {
		err = client_open(&cards[i], argv[3 + i], strcmp(argv[2], "group") ? VIA_CDEV : VIA_GROUP);
		if (err) {
			point(false, "open %s: %s", argv[3 + i], strerror(-err));
			return 1;
		}
	}
	if (!strcmp(argv[1], "loop")) {
		test_loop();
		test_interrupt();
	} else if (!strcmp(argv[1], "pair") && argc == 7) {
		test_pair();
	} else if (!strcmp(argv[1], "single") && argc == 7) {
		test_single();
	} else if (!strcmp(argv[1], "forged")) {
		test_forged();
	} else {
		test_take(strcmp(argv[1], "take") ? -EINVAL : 0);
	}
	for (i = 0; i < argc - 3; i++)
		client_close(&cards[i]);
	return tap_failed ? 1 : 0;
}
