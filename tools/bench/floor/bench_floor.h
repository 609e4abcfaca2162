/* SPDX-License-Identifier: GPL-2.0-only */
/* What /dev/bench_floor does. */
#ifndef BENCH_FLOOR_UAPI_H
#define BENCH_FLOOR_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define FLOOR_PIECE	65536
#define FLOOR_PIECES	32

/**
 * struct floor_copy - copies in the kernel
 * @pieces: how many pieces of FLOOR_PIECE bytes, from one of FLOOR_PIECES to
 *	another of as many
 * @ns: the time that it took
 */
struct floor_copy {
	__u64 pieces;
	__u64 ns;
};

#define FLOOR_ADD	_IO('B', 0)
#define FLOOR_DEL	_IO('B', 1)
#define FLOOR_COPY	_IOWR('B', 2, struct floor_copy)

#endif /* BENCH_FLOOR_UAPI_H */
