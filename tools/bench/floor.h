/* SPDX-License-Identifier: GPL-2.0-only */
/* What nobody can be quicker than, done by the module bench_floor in the kernel. */
#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H

#include "floor/bench_floor.h"

/* Whether the module is loaded. */
int floor_open(void);
/* A device that is added, bound and registered with VFIO, and back. */
void floor_cycle(int fd);
/* Seconds for copying @pieces of FLOOR_PIECE bytes in the kernel. */
double floor_copy(int fd, unsigned int pieces);

#endif /* BENCH_FLOOR_H */
