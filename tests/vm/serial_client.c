// SPDX-License-Identifier: GPL-2.0-only
/*
 * The serial cards by a VFIO client of our own.
 *
 *   serial_client irqs DEVICE         bytes through a card of type loop-1, by nothing but its interrupt
 *   serial_client churn DEVICE        a card of type null-2 under fire, while its partners come, are used, and go
 *   serial_client left DEVICE         a card that somebody has used has nothing of that any more
 */
#include <linux/serial_reg.h>

#include "sim_nl.h"
#include "sim_tap.h"
#include "vfio_client.h"

#define BAR		VFIO_PCI_BAR0_REGION_INDEX
#define INTX		VFIO_PCI_INTX_IRQ_INDEX
#define PARENT		"platform/subdev_serial.0"
#define CHURN_SECONDS	10
#define CARD_SIZE	16	/* bytes of registers of two ports */

static struct client dev;
static int intx;
static volatile bool stop;

static uint8_t reg(unsigned int nr)
{
	return client_get(&dev, BAR, nr, 1);
}

static void set_reg(unsigned int nr, uint8_t val)
{
	client_put(&dev, BAR, nr, 1, val);
}

static void open_device(struct client *c, const char *device)
{
	int err = client_open(c, device, VIA_GROUP);

	if (err) {
		point(false, "open %s: %s", device, strerror(-err));
		exit(1);
	}
}

static void unmask(void)
{
	client_set_irqs(&dev, VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_UNMASK, INTX, 0, 1, NULL);
}

static void set_speed(uint16_t divisor)
{
	set_reg(UART_LCR, UART_LCR_DLAB | UART_LCR_WLEN8);
	client_put(&dev, BAR, UART_DLL, 2, divisor);
	set_reg(UART_LCR, UART_LCR_WLEN8);
}

/* A transfer through a looped port. */
struct transfer {
	unsigned int total;
	unsigned int sent;
	unsigned int got;
	unsigned int wrong;
	unsigned int errors;
	unsigned int interrupts;
};

static void service_receiver(struct transfer *t)
{
	uint8_t lsr;

	while ((lsr = reg(UART_LSR)) & UART_LSR_DR) {
		t->errors += !!(lsr & UART_LSR_BRK_ERROR_BITS);
		t->wrong += reg(UART_RX) != (uint8_t)(t->got * 7);
		t->got++;
	}
}

static void service_transmitter(struct transfer *t)
{
	unsigned int i;

	for (i = 0; i < 16 && t->sent < t->total; i++)
		set_reg(UART_TX, t->sent++ * 7);
	if (t->sent == t->total)
		set_reg(UART_IER, UART_IER_RDI);
}

/* As QEMU does without KVM: the first access of a handler unmasks, when the line is still high. */
static void service(struct transfer *t)
{
	uint8_t iir = reg(UART_IIR);

	unmask();
	for (; !(iir & UART_IIR_NO_INT); iir = reg(UART_IIR))
		switch (iir & 0x0f) {
		case UART_IIR_THRI:
			service_transmitter(t);
			break;
		case UART_IIR_RDI:
		case UART_IIR_RX_TIMEOUT:
			service_receiver(t);
			break;
		default:
			t->errors++;
			reg(UART_LSR);
			reg(UART_MSR);
		}
}

/* A slow machine is no error, an interrupt that does not come is. */
static void transfer(uint16_t divisor, unsigned int total)
{
	struct transfer t = { .total = total };
	double start, least = (total - 1) * 10.0 * divisor / 115200, took;

	client_reset(&dev);
	set_speed(divisor);
	set_reg(UART_FCR, UART_FCR_ENABLE_FIFO | UART_FCR_R_TRIG_10);
	set_reg(UART_MCR, UART_MCR_RTS | UART_MCR_DTR | UART_MCR_OUT2);
	start = now();
	set_reg(UART_IER, UART_IER_RDI | UART_IER_THRI);
	while (t.got < total && client_signals(intx, 10000)) {
		t.interrupts++;
		service(&t);
	}
	took = now() - start;
	if (!point(t.got == total && !t.wrong && !t.errors, "%u bytes at %u baud by interrupt", total, 115200 / divisor))
		printf("# %u sent, %u received, %u wrong, %u errors, %u interrupts, LSR %#x\n", t.sent, t.got, t.wrong,
		       t.errors, t.interrupts, reg(UART_LSR));
	if (!point(took >= least, "they are not quicker than the line"))
		printf("# %.4f s, not %.4f s\n", took, least);
	printf("# %.3f s, of which the line has %.3f, %u interrupts\n", took, least, t.interrupts);
}

/* Nobody touches the card while it sends. */
static void test_transmitter(void)
{
	unsigned int i;

	client_reset(&dev);
	client_signals(intx, 0);
	unmask();
	set_speed(12);
	set_reg(UART_FCR, UART_FCR_ENABLE_FIFO);
	set_reg(UART_MCR, UART_MCR_OUT2);
	for (i = 0; i < 16; i++)
		set_reg(UART_TX, i);
	set_reg(UART_IER, UART_IER_THRI);
	point(client_signals(intx, 10000) == 1 && reg(UART_IIR) == (0xc0 | UART_IIR_THRI),
	      "the transmitter empties by itself and says so");
	for (i = 0; i < 16 && reg(UART_RX) == i; i++)
		;
	point(i == 16 && reg(UART_LSR) == (UART_LSR_THRE | UART_LSR_TEMT), "all it had has arrived");
}

static void test_irqs(const char *device)
{
	open_device(&dev, device);
	intx = client_eventfd();
	point_is(0, client_trigger(&dev, INTX, 0, intx), "set up INTx");
	transfer(1, 8192);
	transfer(12, 256);
	transfer(96, 8);

	test_transmitter();
	client_reset(&dev);
	client_signals(intx, 0);
	unmask();
	set_reg(UART_IER, UART_IER_THRI);
	point(!client_signals(intx, 200), "no interrupt without OUT2");
	set_reg(UART_MCR, UART_MCR_OUT2);
	point(client_signals(intx, 10000) == 1, "one with it");
	set_reg(UART_IER, 0);
	unmask();
	point(!client_signals(intx, 200), "none when nothing is pending");
	client_close(&dev);
}

/* Whatever a guest could do, also to a card that is being taken away. */
static void shoot(struct client *c, unsigned int *seed)
{
	uint32_t r = rand_r(seed), val = rand_r(seed);
	unsigned int width = 1 << (r & 3) % 3, off = (r >> 4) % CARD_SIZE & ~(width - 1);

	if ((r >> 8 & 0x3ff) == 0)
		client_reset(c);
	else if (r & 0x40000)
		client_read(c, BAR, off, &val, width);
	else
		client_write(c, BAR, off, &val, width);
}

static void *shooter(void *arg)
{
	unsigned int seed = (uintptr_t)arg;

	while (!stop)
		shoot(&dev, &seed);
	return NULL;
}

static void *interrupted(void *arg)
{
	unsigned long *count = arg;

	while (!stop) {
		*count += client_signals(intx, 10);
		unmask();
	}
	return NULL;
}

static int create(struct nl *nl, struct nl_obj *o)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_DEV_CREATE, 0);
	nl_put_str(&r, SUBDEV_A_DEV_PARENT_NAME, PARENT);
	nl_put_str(&r, SUBDEV_A_DEV_TYPE, "null-2");
	return nl_call(nl, &r, o);
}

static int end(struct nl *nl, struct nl *events, uint32_t id)
{
	int err = dev_do(nl, SUBDEV_CMD_DEV_DELETE, id, NULL);

	return err ?: nl_await(events, SUBDEV_CMD_DEV_DEL_NTF, id, NULL);
}

static void uuid_text(char text[37], const uint8_t *uuid)
{
	int i;

	for (i = 0; i < 16; i++)
		text += sprintf(text, "%02x%s", uuid[i], i == 3 || i == 5 || i == 7 || i == 9 ? "-" : "");
}

/* A partner, which has a user. */
struct partner {
	struct client c;
	volatile bool gone;
};

static void *partner_shooter(void *arg)
{
	struct partner *p = arg;
	unsigned int seed = (uintptr_t)p;

	while (!p->gone)
		shoot(&p->c, &seed);
	return NULL;
}

static bool use(const struct nl_obj *o)
{
	struct partner p = { .gone = false };
	pthread_t threads[2];
	char uuid[37];
	int i;

	uuid_text(uuid, o->uuid);
	if (client_open(&p.c, uuid, VIA_GROUP))
		return false;
	for (i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, partner_shooter, &p);
	nap(2);
	p.gone = true;
	for (i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	client_close(&p.c);
	return true;
}

/* Partners that come and go: one kind is used in between, the other is not. */
struct churn {
	const char *label;
	bool used;
	struct nl nl;
	struct nl events;
	unsigned int rounds;
	unsigned int failures;
};

static void *churn(void *arg)
{
	struct churn *c = arg;
	struct nl_obj o;

	while (!stop) {
		nl_drain(&c->events);
		if (create(&c->nl, &o) || (c->used && !use(&o)) || end(&c->nl, &c->events, o.id))
			c->failures++;
		c->rounds++;
	}
	return NULL;
}

static void test_churn(const char *device)
{
	struct churn churns[2] = { { .label = "used", .used = true }, { .label = "unused" } };
	unsigned long interrupts = 0;
	pthread_t threads[5];
	unsigned int i;

	open_device(&dev, device);
	intx = client_eventfd();
	point_is(0, client_trigger(&dev, INTX, 0, intx), "set up INTx");
	pthread_create(&threads[0], NULL, interrupted, &interrupts);
	for (i = 0; i < 2; i++) {
		nl_open(&churns[i].nl);
		nl_listen(&churns[i].events);
	}
	for (i = 0; i < 2; i++) {
		pthread_create(&threads[1 + i], NULL, shooter, (void *)(uintptr_t)(i + 1));
		pthread_create(&threads[3 + i], NULL, churn, &churns[i]);
	}
	nap(1000 * CHURN_SECONDS);
	stop = true;
	for (i = 0; i < 5; i++)
		pthread_join(threads[i], NULL);
	for (i = 0; i < 2; i++) {
		point(churns[i].rounds && !churns[i].failures, "%u of %u partners that are %s came and went",
		      churns[i].rounds - churns[i].failures, churns[i].rounds, churns[i].label);
		nl_close(&churns[i].nl);
		nl_close(&churns[i].events);
	}
	point(interrupts, "the card interrupted meanwhile");

	client_reset(&dev);
	set_reg(UART_SCR, 0x5a);
	set_reg(UART_MCR, UART_MCR_DTR | UART_MCR_RTS);
	point(reg(UART_SCR) == 0x5a && reg(UART_MSR) == 0, "the card works, and has no partner any more");
	client_close(&dev);
}

static void test_left(const char *device)
{
	open_device(&dev, device);
	point(!reg(UART_IER) && !reg(UART_LCR) && !reg(UART_MCR) && !reg(UART_SCR), "its registers are as after a reset");
	point(reg(UART_IIR) == UART_IIR_NO_INT && reg(UART_LSR) == (UART_LSR_TEMT | UART_LSR_THRE),
	      "no interrupt, and nothing in its FIFOs");
	client_close(&dev);
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "irqs")) {
		test_irqs(argv[2]);
	} else if (argc == 3 && !strcmp(argv[1], "churn")) {
		test_churn(argv[2]);
	} else if (argc == 3 && !strcmp(argv[1], "left")) {
		test_left(argv[2]);
	} else {
		fprintf(stderr, "usage: serial_client irqs|churn|left DEVICE\n");
		return 2;
	}
	return tap_failed ? 1 : 0;
}
