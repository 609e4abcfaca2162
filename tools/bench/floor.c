// SPDX-License-Identifier: GPL-2.0-only
#include "floor.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>

#include "bench.h"

int floor_open(void)
{
	int fd = open("/dev/bench_floor", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		bench_die("/dev/bench_floor: %s", strerror(errno));
	return fd;
}

/* Two calls, as there are two where others do it. */
void floor_cycle(int fd)
{
	if (ioctl(fd, FLOOR_ADD) || ioctl(fd, FLOOR_DEL))
		bench_die("bench_floor: %s", strerror(errno));
}

double floor_copy(int fd, unsigned int pieces)
{
	struct floor_copy copy = { .pieces = pieces };

	if (ioctl(fd, FLOOR_COPY, &copy))
		bench_die("bench_floor: %s", strerror(errno));
	return copy.ns / 1e9;
}
