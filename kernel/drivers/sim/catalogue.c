// SPDX-License-Identifier: GPL-2.0-only
/* The catalogues by name. */
#include <linux/array_size.h>
#include <linux/string.h>

#include "catalogue.h"

const struct sim_catalogue * const sim_catalogues[SIM_NUM_CATALOGUES] = {
	&sim_basic,
	&sim_m60,
	&sim_mover,
	&sim_nic,
	&sim_older,
	&sim_resources,
};

/* Makes what is too long to be written down. Before all else, once. */
void sim_catalogues_init(void)
{
	sim_nic_init();
}

/* NULL if there is none; @name may end with a newline. */
const struct sim_catalogue *sim_catalogue_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sim_catalogues); i++)
		if (sysfs_streq(name, sim_catalogues[i]->name))
			return sim_catalogues[i];
	return NULL;
}
