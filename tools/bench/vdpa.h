/* SPDX-License-Identifier: GPL-2.0-only */
/* The peer that is managed by netlink: vdpa with its simulated network device, over a bare socket. */
#ifndef BENCH_VDPA_H
#define BENCH_VDPA_H

#include <stddef.h>

#include "netlink.h"

void vdpa_open(struct netlink *nl);
void vdpa_add(struct netlink *nl, unsigned int number);
void vdpa_del(struct netlink *nl, unsigned int number);
/* The bytes of the answer, all of whose attributes were looked at. */
size_t vdpa_get(struct netlink *nl, unsigned int number);
/* The bytes of all; @devs gets their number. */
size_t vdpa_dump(struct netlink *nl, unsigned int *devs);

#endif /* BENCH_VDPA_H */
