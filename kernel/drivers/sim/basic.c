// SPDX-License-Identifier: GPL-2.0-only
/* Catalogue basic: types of the three PCI functions, with nothing to compose. */
#include <linux/array_size.h>

#include "catalogue.h"

static const struct subdev_type basic_types[] = {
	{
		.name = "small",
		.class = SUBDEV_CLASS_OTHER,
		.description = "registers and MSI-X, for great numbers",
		.device_api = "vfio-pci",
	},
	{
		.name = "full",
		.class = SUBDEV_CLASS_OTHER,
		.description = "each kind of BAR and of interrupt",
		.device_api = "vfio-pci",
	},
	{
		.name = "large",
		.class = SUBDEV_CLASS_OTHER,
		.description = "registers, MSI-X and a BAR of 8 GiB",
		.device_api = "vfio-pci",
	},
};

const struct sim_catalogue sim_basic = {
	.name = "basic",
	.types = basic_types,
	.num_types = ARRAY_SIZE(basic_types),
};
