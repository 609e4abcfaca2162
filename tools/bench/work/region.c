// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: region DEVICE MTTY
 * Reads and writes of 4 bytes of a device's region by system calls, against those of the kernel's sample MTTY, and the floor: a read
 * of /dev/zero.
 */
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "../../../kernel/drivers/sim/regs.h"
#include "../../../tests/vm/vfio_client.h"
#include "../bench.h"

#define COUNT	4000
#define OURS_SCRATCH	((uint64_t)SIM_REG_BAR << 40 | SIM_REG_SCRATCH)
/* Of all registers of its UART, in its BAR 0, it does least for this one: it keeps what is written, as our scratch register. */
#define MTTY_MCR	4

static struct client ours, mtty;
static int zero;

static double reads(int fd, uint64_t off, unsigned int count)
{
	double start = bench_now();
	uint32_t value;

	while (count--) {
		if (pread(fd, &value, sizeof(value), off) != sizeof(value))
			bench_die("read");
	}
	return bench_now() - start;
}

static double writes(int fd, uint64_t off, unsigned int count)
{
	double start = bench_now();

	while (count--) {
		if (pwrite(fd, &count, sizeof(count), off) != sizeof(count))
			bench_die("write");
	}
	return bench_now() - start;
}

static double round_read(unsigned int count)
{
	return reads(ours.dev, OURS_SCRATCH, count);
}

static double round_read_mtty(unsigned int count)
{
	return reads(mtty.dev, MTTY_MCR, count);
}

static double round_read_zero(unsigned int count)
{
	return reads(zero, 0, count);
}

static double round_write(unsigned int count)
{
	return writes(ours.dev, OURS_SCRATCH, count);
}

static double round_write_mtty(unsigned int count)
{
	return writes(mtty.dev, MTTY_MCR, count);
}

int main(int argc, char **argv)
{
	const struct contestant reading[] = {
		{ "subdev", bench_count(COUNT), round_read },
		{ "mtty", bench_count(COUNT), round_read_mtty },
		{ "zero", bench_count(COUNT), round_read_zero },
	};
	const struct contestant writing[] = {
		{ "subdev", bench_count(COUNT), round_write },
		{ "mtty", bench_count(COUNT), round_write_mtty },
		{ "zero", bench_count(COUNT), round_read_zero },
	};

	if (argc != 3)
		bench_die("usage: region DEVICE MTTY");
	bench_check(client_open(&ours, argv[1], VIA_GROUP), argv[1]);
	bench_check(client_open(&mtty, argv[2], VIA_GROUP), argv[2]);
	zero = open("/dev/zero", O_RDWR | O_CLOEXEC);
	bench_run("region-read", 0, reading, 3);
	bench_run("region-write", 0, writing, 3);
	client_close(&ours);
	client_close(&mtty);
	return 0;
}
