// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs in the guest of serial.sh, linked statically: the cards through the guest's stock 8250_pci and the tty layer.
 * Prints points; lines that begin with "host: " ask serial.sh for something.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/serial.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "guest_point.h"

#define MAX_PORTS	8
#define MODEM_IN	(TIOCM_CTS | TIOCM_DSR | TIOCM_CD | TIOCM_RI)
#define PORT_16550A	4

struct card {
	const char *name;
	unsigned int slot;
	unsigned int ports;
	char tty[MAX_PORTS][32];
};

/* As serial.sh puts them into the slots. */
static struct card loop1 = { .name = "loop-1", .slot = 4, .ports = 1 };
static struct card loop2 = { .name = "loop-2", .slot = 5, .ports = 2 };
static struct card loop4 = { .name = "loop-4", .slot = 6, .ports = 4 };
static struct card loop8 = { .name = "loop-8", .slot = 7, .ports = 8 };
static struct card near2 = { .name = "first null-2", .slot = 8, .ports = 2 };
static struct card far2 = { .name = "second null-2", .slot = 9, .ports = 2 };
static struct card null1 = { .name = "null-1", .slot = 10, .ports = 1 };

static struct card * const cards[] = { &loop1, &loop2, &loop4, &loop8, &near2, &far2, &null1 };

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static void nap(unsigned int ms)
{
	usleep(1000 * ms);
}

/* What tty drivers say of a port in sysfs. */
static long tty_attr(const char *tty, const char *attr, int base)
{
	char path[128], text[32] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/sys/class/tty/%s/%s", tty, attr);
	f = fopen(path, "r");
	if (!f)
		return -1;
	if (!fgets(text, sizeof(text), f))
		strcpy(text, "-1");
	fclose(f);
	return strtol(text, NULL, base);
}

static bool tty_is_in_slot(const char *tty, unsigned int slot)
{
	char path[320], real[PATH_MAX], want[32];

	snprintf(path, sizeof(path), "/sys/class/tty/%s/device", tty);
	snprintf(want, sizeof(want), "/0000:00:%02x.0/", slot);
	return realpath(path, real) && strstr(real, want);
}

/* The ports of a card are those of its tty names, in the order of their addresses. */
static unsigned int find_ports(struct card *card)
{
	unsigned int n = 0, i, j;
	struct dirent *entry;
	DIR *dir = opendir("/sys/class/tty");

	while (dir && (entry = readdir(dir))) {
		const char *tty = entry->d_name;
		long port;

		if (strncmp(tty, "ttyS", 4) || !tty_is_in_slot(tty, card->slot) || n == MAX_PORTS)
			continue;
		port = tty_attr(tty, "port", 16);
		for (i = 0; i < n && tty_attr(card->tty[i], "port", 16) < port; i++)
			;
		for (j = n++; j > i; j--)
			strcpy(card->tty[j], card->tty[j - 1]);
		snprintf(card->tty[i], sizeof(card->tty[i]), "%.31s", tty);
	}
	if (dir)
		closedir(dir);
	return n;
}

/* 16 times the base baud is the clock. */
static bool check_card(struct card *card)
{
	unsigned int found = find_ports(card), good = 0, i;

	for (i = 0; i < found; i++)
		good += tty_attr(card->tty[i], "type", 10) == PORT_16550A &&
			tty_attr(card->tty[i], "uartclk", 10) == 16 * 115200 &&
			tty_attr(card->tty[i], "port", 16) == tty_attr(card->tty[0], "port", 16) + 8 * i &&
			tty_attr(card->tty[i], "irq", 10) == tty_attr(card->tty[0], "irq", 10);
	if (point(found == card->ports && good == found, "8250_pci has %u port%s of the card %s as 16550A at 115200 baud",
		  card->ports, card->ports > 1 ? "s" : "", card->name))
		return true;
	printf("# %u found, %u good\n", found, good);
	return false;
}

/* Without HUPCL a close leaves the modem lines alone: see keep_open(). */
static int set_up(int fd, speed_t speed, tcflag_t format)
{
	struct termios t;

	if (tcgetattr(fd, &t))
		return -1;
	cfmakeraw(&t);
	t.c_cflag &= ~(CSIZE | PARENB | PARODD | CMSPAR | CSTOPB | CRTSCTS | CLOCAL | HUPCL);
	t.c_cflag |= CREAD | format;
	cfsetspeed(&t, speed);
	return tcsetattr(fd, TCSANOW, &t);
}

static int open_tty(const char *tty, tcflag_t format)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/dev/%s", tty);
	fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || set_up(fd, B115200, format)) {
		printf("# %s: %s\n", path, strerror(errno));
		exit(1);
	}
	tcflush(fd, TCIOFLUSH);
	return fd;
}

/* The usual way: 8 bits, hardware flow control. */
static int open_port(struct card *card, unsigned int port)
{
	return open_tty(card->tty[port], CS8 | CLOCAL | CRTSCTS);
}

/*
 * One port of each card stays open, and closing one raises no interrupt. QEMU without KVM asserts INTx some time after the
 * card has raised it, and takes it back only when the guest accesses the card: one of which no port is open can jam the line
 * for others that share it, here where everything takes long.
 */
static void keep_open(void)
{
	unsigned int i;

	for (i = 0; i < sizeof(cards) / sizeof(*cards); i++)
		open_port(cards[i], cards[i]->ports - 1);
}

static int modem(int fd)
{
	int lines = 0;

	ioctl(fd, TIOCMGET, &lines);
	return lines;
}

/* Some bytes on their way from one port to another, of a sequence that has all values in it. */
struct flow {
	int out;
	int in;
	uint32_t out_state;
	uint32_t in_state;
	unsigned int sent;
	unsigned int got;
	unsigned int total;
	unsigned int wrong;
};

static uint8_t next_byte(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 24;
}

static struct flow flow_new(int out, int in, unsigned int total)
{
	uint32_t seed = out * 7919 + in;

	return (struct flow) { .out = out, .in = in, .out_state = seed, .in_state = seed, .total = total };
}

static void flow_send(struct flow *f)
{
	uint8_t buf[512];
	uint32_t state = f->out_state;
	unsigned int i, n = f->total - f->sent;
	ssize_t done;

	if (n > sizeof(buf))
		n = sizeof(buf);
	for (i = 0; i < n; i++)
		buf[i] = next_byte(&state);
	done = write(f->out, buf, n);
	for (i = 0; done > 0 && i < (unsigned int)done; i++)
		next_byte(&f->out_state);
	f->sent += done > 0 ? done : 0;
}

static void flow_receive(struct flow *f)
{
	uint8_t buf[512];
	ssize_t done = read(f->in, buf, sizeof(buf)), i;

	for (i = 0; i < done; i++)
		f->wrong += buf[i] != next_byte(&f->in_state);
	f->got += done > 0 ? done : 0;
}

static bool flow_done(const struct flow *f)
{
	return f->got >= f->total;
}

/* All at the same time; whether all arrived as they were sent. */
static bool run_flows(struct flow *flows, unsigned int n)
{
	double end = now() + 60;
	unsigned int i, left;

	do {
		struct pollfd fds[2 * 16];

		for (i = 0, left = 0; i < n; i++) {
			fds[2 * i] = (struct pollfd) { flows[i].in, POLLIN, 0 };
			fds[2 * i + 1] = (struct pollfd) { flows[i].sent < flows[i].total ? flows[i].out : -1, POLLOUT, 0 };
			left += !flow_done(&flows[i]);
		}
		if (!left)
			break;
		poll(fds, 2 * n, 1000);
		for (i = 0; i < n; i++) {
			if (fds[2 * i].revents & POLLIN)
				flow_receive(&flows[i]);
			if (fds[2 * i + 1].revents & POLLOUT)
				flow_send(&flows[i]);
		}
	} while (now() < end);
	for (i = 0; i < n; i++)
		if (flows[i].got != flows[i].total || flows[i].wrong)
			printf("# flow %u: %u of %u sent, %u received, %u of them wrong\n", i, flows[i].sent,
			       flows[i].total, flows[i].got, flows[i].wrong);
	for (i = 0; i < n; i++)
		if (flows[i].got != flows[i].total || flows[i].wrong)
			return false;
	return true;
}

static bool pass_bytes(int out, int in, unsigned int total)
{
	struct flow flow = flow_new(out, in, total);

	return run_flows(&flow, 1);
}

static struct serial_icounter_struct counters(int fd)
{
	struct serial_icounter_struct c = { 0 };

	ioctl(fd, TIOCGICOUNT, &c);
	return c;
}

static unsigned int errors_of(const struct serial_icounter_struct *c)
{
	return c->frame + c->overrun + c->parity + c->brk + c->buf_overrun;
}

/* The interrupts so far of the line that a port is on. */
static unsigned long interrupts(const char *tty)
{
	long irq = tty_attr(tty, "irq", 10);
	unsigned long count = 0;
	char line[256];
	FILE *f = fopen("/proc/interrupts", "r");

	while (f && fgets(line, sizeof(line), f)) {
		char *colon = strchr(line, ':');

		if (colon && strtol(line, NULL, 10) == irq && line[0] != 'N') {
			count = strtoul(colon + 1, NULL, 10);
			break;
		}
	}
	if (f)
		fclose(f);
	return count;
}

static void test_loopback(void)
{
	const unsigned int bytes = 8192;
	unsigned long before = interrupts(loop1.tty[0]), irqs;
	int fd = open_port(&loop1, 0);
	struct serial_icounter_struct had = counters(fd), has;
	bool passed = pass_bytes(fd, fd, bytes);

	point(passed, "%u bytes come back through loopback", bytes);
	has = counters(fd);
	passed = has.rx - had.rx == (int)bytes && has.tx - had.tx == (int)bytes && !errors_of(&has);
	if (!point(passed, "the driver counted them all and no errors"))
		printf("# rx %d tx %d frame %d overrun %d parity %d brk %d buf_overrun %d\n", has.rx - had.rx,
		       has.tx - had.tx, has.frame, has.overrun, has.parity, has.brk, has.buf_overrun);
	irqs = interrupts(loop1.tty[0]) - before;
	/* a full FIFO at a time and not much less, and no storm */
	point(irqs >= bytes / 64 && irqs <= 8 * bytes, "they came by interrupt");
	printf("# %lu interrupts\n", irqs);
	close(fd);
}

static void test_all_loops_at_once(void)
{
	struct card *all[] = { &loop2, &loop4, &loop8 };
	struct flow flows[14];
	unsigned int n = 0, i, j;

	for (i = 0; i < 3; i++)
		for (j = 0; j < all[i]->ports; j++) {
			int fd = open_port(all[i], j);

			flows[n++] = flow_new(fd, fd, 1024);
		}
	point(run_flows(flows, n), "%u looped ports of three cards carry 1024 bytes each at the same time", n);
	for (i = 0; i < n; i++)
		close(flows[i].in);
}

/* Both ends of a loop are the same port, so that each setting must work. */
static void test_settings(void)
{
	static const struct {
		speed_t speed;
		tcflag_t format;
		const char *name;
	} settings[] = {
		{ B50, CS8, "50 8N1" },
		{ B300, CS7 | PARENB, "300 7E1" },
		{ B1200, CS8 | PARENB | PARODD | CSTOPB, "1200 8O2" },
		{ B9600, CS5, "9600 5N1" },
		{ B38400, CS6 | PARENB | PARODD | CMSPAR, "38400 6M1" },
		{ B115200, CS8 | CSTOPB, "115200 8N2" },
	};
	int fd = open_port(&loop1, 0);
	unsigned int i;

	for (i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		uint8_t sent[4] = { 0x15, 0x0a, 0x1f, 0x01 }, got[4] = { 0 };
		struct pollfd p = { fd, POLLIN, 0 };
		struct serial_icounter_struct had, has;
		struct termios t;
		unsigned int n = 0;
		double end = now() + 10;

		set_up(fd, settings[i].speed, settings[i].format | CLOCAL);
		tcgetattr(fd, &t);
		had = counters(fd);
		if (write(fd, sent, sizeof(sent)) != sizeof(sent))
			printf("# write: %s\n", strerror(errno));
		while (n < sizeof(got) && now() < end) {
			ssize_t done;

			poll(&p, 1, 1000);
			done = read(fd, got + n, sizeof(got) - n);
			n += done > 0 ? done : 0;
		}
		has = counters(fd);
		point(!memcmp(sent, got, sizeof(sent)) && cfgetospeed(&t) == settings[i].speed &&
		      errors_of(&has) == errors_of(&had), "stty %s holds and works", settings[i].name);
	}
	close(fd);
}

/* Others stay: OUT2 lets the interrupt through. */
static void set_modem(int fd, int lines)
{
	lines |= modem(fd) & ~(TIOCM_RTS | TIOCM_DTR);
	ioctl(fd, TIOCMSET, &lines);
}

static void test_modem_lines(void)
{
	int fd = open_port(&loop1, 0);
	struct serial_icounter_struct had, has;
	unsigned int i, bad = 0;

	static const int levels[][2] = {
		{ 0, 0 },
		{ TIOCM_RTS, TIOCM_CTS },
		{ TIOCM_DTR, TIOCM_DSR | TIOCM_CD },
		{ TIOCM_RTS | TIOCM_DTR, TIOCM_CTS | TIOCM_DSR | TIOCM_CD },
	};

	had = counters(fd);
	for (i = 0; i < 4; i++) {
		set_modem(fd, levels[i][0]);
		bad += (modem(fd) & MODEM_IN) != levels[i][1];
	}
	point(!bad, "RTS is CTS, DTR is DSR and DCD of a looped port");
	has = counters(fd);
	/* on at the start: CTS off, on, off, on; the others off, on, stay */
	if (!point(has.cts - had.cts == 4 && has.dsr - had.dsr == 2 && has.dcd - had.dcd == 2 && has.rng == had.rng,
		   "each change of them interrupts once"))
		printf("# cts %d dsr %d dcd %d rng %d\n", has.cts - had.cts, has.dsr - had.dsr, has.dcd - had.dcd,
		       has.rng - had.rng);
	close(fd);
}

/* A break in the line discipline's own words: PARMRK makes it 0377 0 0. */
static bool gets_break(int out, int in)
{
	struct serial_icounter_struct had = counters(in), has;
	struct pollfd p = { in, POLLIN, 0 };
	struct termios t;
	uint8_t buf[16] = { 0 };
	ssize_t got;

	tcgetattr(in, &t);
	t.c_iflag |= PARMRK;
	t.c_iflag &= ~IGNBRK;
	tcsetattr(in, TCSANOW, &t);
	tcsendbreak(out, 0);
	poll(&p, 1, 5000);
	nap(100);
	has = counters(in);
	got = read(in, buf, sizeof(buf));
	if (has.brk - had.brk == 1 && got == 3 && !memcmp(buf, "\377\0\0", 3))
		return true;
	printf("# %d breaks, %zd bytes: %02x %02x %02x %02x\n", has.brk - had.brk, got, buf[0], buf[1], buf[2], buf[3]);
	return false;
}

static void test_break(void)
{
	int fd = open_port(&loop1, 0), a = open_port(&near2, 1), b = open_port(&far2, 1);

	point(gets_break(fd, fd), "a break comes back through loopback, once");
	point(gets_break(a, b), "a break goes through the null modem, once");
	close(fd);
	close(a);
	close(b);
}

static void test_null_modem(void)
{
	int a[2], b[2];
	struct flow flows[4];
	unsigned int i;

	for (i = 0; i < 2; i++) {
		a[i] = open_port(&near2, i);
		b[i] = open_port(&far2, i);
		flows[2 * i] = flow_new(a[i], b[i], 2048);
		flows[2 * i + 1] = flow_new(b[i], a[i], 2048);
	}
	point(run_flows(flows, 4), "2048 bytes go each way through both wires of a null modem at the same time");

	set_modem(a[0], TIOCM_RTS);
	set_modem(b[0], TIOCM_DTR);
	point((modem(a[0]) & MODEM_IN) == (TIOCM_DSR | TIOCM_CD) && (modem(b[0]) & MODEM_IN) == TIOCM_CTS,
	      "a null modem crosses the lines");
	point((modem(a[1]) & MODEM_IN) == (TIOCM_CTS | TIOCM_DSR | TIOCM_CD), "and its other wire keeps its own");
	for (i = 0; i < 2; i++) {
		close(a[i]);
		close(b[i]);
	}
}

static void test_flow_control(void)
{
	int a = open_port(&near2, 0), b = open_port(&far2, 0);
	struct flow flow = flow_new(a, b, 24576);
	struct pollfd p = { a, POLLOUT, 0 };
	double end = now() + 60;

	while (flow.sent < flow.total && modem(a) & TIOCM_CTS && now() < end)
		if (poll(&p, 1, 100) > 0)
			flow_send(&flow);
	while (flow.sent < flow.total && poll(&p, 1, 500) > 0)
		flow_send(&flow);
	if (!point(flow.sent < flow.total && !(modem(a) & TIOCM_CTS), "a reader that does not read stops the writer"))
		printf("# %u sent, lines %x\n", flow.sent, modem(a));
	point(run_flows(&flow, 1), "and gets all %u bytes when it does", flow.total);
	close(a);
	close(b);
}

static void test_nobody_listens(void)
{
	int a = open_tty(near2.tty[0], CS8 | CLOCAL), b = open_tty(far2.tty[0], CS8 | CLOCAL | HUPCL);
	struct serial_icounter_struct c;
	double start = now();
	uint8_t buf[512] = { 0 };
	ssize_t sent, got;

	close(b);
	sent = write(a, buf, sizeof(buf));
	tcdrain(a);
	point(sent == sizeof(buf) && now() - start < 5, "a writer without flow control does not wait for a closed port");
	b = open_port(&far2, 0);
	nap(200);
	got = read(b, buf, sizeof(buf));
	c = counters(b);
	if (!point(got < 0 && errno == EAGAIN && !c.overrun, "what was sent to a closed port is not found there later"))
		printf("# %zd bytes, %d overruns\n", got, c.overrun);
	close(a);
	close(b);
}

static void test_mismatch(void)
{
	int a = open_tty(near2.tty[0], CS8 | CLOCAL), b = open_tty(far2.tty[0], CS8 | CLOCAL);
	struct serial_icounter_struct had, has;

	set_up(b, B9600, CS8 | CLOCAL);
	had = counters(b);
	if (write(a, "xyz", 3) != 3)
		printf("# write: %s\n", strerror(errno));
	tcdrain(a);
	nap(200);
	has = counters(b);
	point(has.frame - had.frame == 3, "unequal speeds make framing errors");

	set_up(b, B115200, CS8 | PARENB | CLOCAL);
	had = counters(b);
	if (write(a, "\1\2\4", 3) != 3)
		printf("# write: %s\n", strerror(errno));
	tcdrain(a);
	nap(200);
	has = counters(b);
	/* one bit set each: even parity would be 1, and the stop bit is 1 */
	point(has.parity == had.parity && has.rx - had.rx == 3, "parity that happens to fit is no error");
	if (write(a, "\3\5\6", 3) != 3)
		printf("# write: %s\n", strerror(errno));
	tcdrain(a);
	nap(200);
	has = counters(b);
	point(has.parity - had.parity == 3, "unequal parity makes parity errors");
	close(a);
	close(b);
}

static bool await_lines(int fd, int mask, int lines)
{
	double end = now() + 60;

	while ((modem(fd) & mask) != lines) {
		if (now() > end)
			return false;
		nap(20);
	}
	return true;
}

static bool await_text(int fd, const char *text)
{
	char buf[64] = "";
	double end = now() + 60;
	size_t n = 0;

	while (n < strlen(text) && now() < end) {
		struct pollfd p = { fd, POLLIN, 0 };
		ssize_t done;

		poll(&p, 1, 1000);
		done = read(fd, buf + n, strlen(text) - n);
		n += done > 0 ? done : 0;
	}
	return !strcmp(buf, text);
}

/* With another VM, which serial.sh has at hand. */
static void test_other_vm(void)
{
	struct pollfd p;
	char byte;
	int fd = open_tty(null1.tty[0], CS8);

	point(!(modem(fd) & MODEM_IN), "no carrier while the other VM is not there");
	printf("host: start\n");
	point(await_lines(fd, MODEM_IN, TIOCM_CTS | TIOCM_DSR | TIOCM_CD), "the other VM raises DTR: carrier");
	printf("host: send\n");
	point(await_text(fd, "hello"), "its bytes arrive here");
	if (write(fd, "HELLO", 5) != 5)
		printf("# write: %s\n", strerror(errno));
	tcdrain(fd);
	printf("host: receive\n");
	printf("host: delete\n");
	p = (struct pollfd) { fd, POLLIN, 0 };
	point(poll(&p, 1, 60000) == 1 && p.revents & POLLHUP && read(fd, &byte, 1) == 0,
	      "the partner is deleted: carrier loss hangs up the line");
	close(fd);
	fd = open_tty(null1.tty[0], CS8 | CLOCAL);
	point(!(modem(fd) & MODEM_IN), "and there is none any more");
	printf("host: again\n");
	point(await_lines(fd, TIOCM_CD, TIOCM_CD), "the next card of the type takes the place: carrier");
	close(fd);
}

/* The host takes a card away while we have it open. */
static void test_unplug(void)
{
	int fd = open_port(&loop2, 0);
	struct pollfd p = { fd, POLLIN, 0 };
	double end = now() + 60;

	printf("host: unplug\n");
	point(poll(&p, 1, 60000) == 1 && p.revents & POLLHUP, "a card that is unplugged hangs up its ports");
	close(fd);
	while (find_ports(&loop2) && now() < end)
		nap(100);
	point(!find_ports(&loop2) && find_ports(&loop4) == 4, "and they are gone, those of others are not");
}

int main(void)
{
	unsigned int i, bad = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; i < sizeof(cards) / sizeof(*cards); i++)
		bad += !check_card(cards[i]);
	if (bad)
		return 1;
	keep_open();
	test_loopback();
	test_all_loops_at_once();
	test_settings();
	test_modem_lines();
	test_break();
	test_null_modem();
	test_flow_control();
	test_nobody_listens();
	test_mismatch();
	test_other_vm();
	test_unplug();
	return failed ? 1 : 0;
}
