/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a parent of subdev_sim can offer: tables that know nothing of the rest
 * of sim, so that a test can compile them in. Told in Documentation/sim.md.
 */
#ifndef SUBDEV_SIM_CATALOGUE_H
#define SUBDEV_SIM_CATALOGUE_H

#include <linux/subdev.h>

/**
 * struct sim_catalogue - what a parent offers
 * @name: what the module parameter calls it
 * @types: its types
 * @num_types: number of @types
 * @resources: its resources
 * @num_resources: number of @resources
 */
struct sim_catalogue {
	const char *name;
	const struct subdev_type *types;
	unsigned int num_types;
	const struct subdev_resource *resources;
	unsigned int num_resources;
};

/* basic.c, m60.c, mover.c, nic.c, resources.c (which has two) */
extern const struct sim_catalogue sim_basic;
extern const struct sim_catalogue sim_m60;
extern const struct sim_catalogue sim_mover;
extern const struct sim_catalogue sim_nic;
extern const struct sim_catalogue sim_older;
extern const struct sim_catalogue sim_resources;

/* catalogue.c */
#define SIM_NUM_CATALOGUES	6
extern const struct sim_catalogue * const sim_catalogues[SIM_NUM_CATALOGUES];
void sim_catalogues_init(void);
const struct sim_catalogue *sim_catalogue_find(const char *name);

/* nic.c */
void sim_nic_init(void);

#endif /* SUBDEV_SIM_CATALOGUE_H */
