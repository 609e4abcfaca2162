// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: doorbell DEVICE
 * From the write of a doorbell to the eventfd of the interrupt, read: by a write to the register and by an eventfd that is one,
 * against an eventfd that is written and read.
 */
#include <fcntl.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "../../../kernel/drivers/sim/regs.h"
#include "../../../tests/vm/vfio_client.h"
#include "../bench.h"

#define COUNT	4000

static struct client dev;
static int plain, interrupt, doorbell;

static void take(int fd)
{
	uint64_t value;

	if (read(fd, &value, sizeof(value)) != sizeof(value))
		bench_die("no interrupt came");
}

static void signal_fd(int fd)
{
	uint64_t one = 1;

	if (write(fd, &one, sizeof(one)) != sizeof(one))
		bench_die("eventfd");
}

static double round_register(unsigned int count)
{
	double start = bench_now();
	uint32_t vector = 0;

	while (count--) {
		if (pwrite(dev.dev, &vector, sizeof(vector), (uint64_t)SIM_REG_BAR << 40 | SIM_REG_DOORBELL) != sizeof(vector))
			bench_die("doorbell");
		take(interrupt);
	}
	return bench_now() - start;
}

static double round_eventfd(unsigned int count)
{
	double start = bench_now();

	while (count--) {
		signal_fd(doorbell);
		take(interrupt);
	}
	return bench_now() - start;
}

static double round_plain(unsigned int count)
{
	double start = bench_now();

	while (count--) {
		signal_fd(plain);
		take(plain);
	}
	return bench_now() - start;
}

int main(int argc, char **argv)
{
	const struct contestant contestants[] = {
		{ "register", bench_count(COUNT), round_register },
		{ "ioeventfd", bench_count(COUNT), round_eventfd },
		{ "eventfd", bench_count(COUNT), round_plain },
	};

	if (argc != 2)
		bench_die("usage: doorbell DEVICE");
	bench_check(client_open(&dev, argv[1], VIA_GROUP), argv[1]);
	plain = eventfd(0, EFD_CLOEXEC);
	interrupt = eventfd(0, EFD_CLOEXEC);
	doorbell = eventfd(0, EFD_CLOEXEC);
	bench_check(client_trigger(&dev, VFIO_PCI_MSIX_IRQ_INDEX, 0, interrupt), "interrupt");
	bench_check(client_ioeventfd(&dev, SIM_REG_BAR, SIM_REG_DOORBELL, 4, 0, doorbell), "ioeventfd");
	bench_run("doorbell", 0, contestants, 3);
	client_close(&dev);
	return 0;
}
