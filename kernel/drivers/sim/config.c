// SPDX-License-Identifier: GPL-2.0-only
/* The registers that show a guest what its subdevice is composed of. */
#include <linux/bits.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "sim.h"

/* The first eight bytes of a string, as the guest reads them in memory. */
static u64 sim_config_str(const char *str)
{
	unsigned int i;
	u64 val = 0;

	for (i = 0; i < sizeof(val) && str[i]; i++)
		val |= (u64)(u8)str[i] << 8 * i;
	return val;
}

/* Where the 64-bit register is kept that @reg, 32 bits of it, belongs to. */
static u64 *sim_config(struct sim_dev *sd, u64 reg)
{
	return &sd->config[(reg - SIM_REG_PRESENT) / 8];
}

static void sim_config_amounts_locked(struct sim_dev *sd,
				      const struct subdev_type *type,
				      const struct subdev_amount *amounts)
{
	unsigned int i;

	lockdep_assert_held(&sd->lock);
	for (i = 0; i < min(type->num_uses, SIM_NUM_AMOUNTS); i++) {
		sim_config(sd, SIM_REG_AMOUNT)[i] = amounts[i].amount;
		sim_config(sd, SIM_REG_START)[i] = amounts[i].start;
	}
}

static void sim_config_values_locked(struct sim_dev *sd,
				     const struct subdev_model *model,
				     const struct subdev_value *values)
{
	unsigned int i;

	lockdep_assert_held(&sd->lock);
	for (i = 0; i < min(model->num_params, SIM_NUM_PARAMS); i++) {
		if (!values[i].present)
			continue;
		*sim_config(sd, SIM_REG_PRESENT) |= BIT_ULL(i);
		sim_config(sd, SIM_REG_PARAM)[i] =
			model->params[i].kind == SUBDEV_PARAM_KIND_STRING ?
			sim_config_str(values[i].str) : values[i].num;
	}
}

/* Shows the guest what the subdevice is. */
void sim_config_set_locked(struct sim_dev *sd,
			   const struct subdev_config *config)
{
	const struct subdev_type *type =
		subdev_dev_type(subdev_vfio_dev(&sd->sv));

	lockdep_assert_held(&sd->lock);
	memset(sd->config, 0, sizeof(sd->config));
	sd->version = config->version;
	sim_config_amounts_locked(sd, type, config->amounts);
	if (type->model)
		sim_config_values_locked(sd, type->model, config->values);
}

/* One register from SIM_REG_PRESENT on, @reg is a multiple of 4. */
u32 sim_config_get_locked(struct sim_dev *sd, u64 reg)
{
	lockdep_assert_held(&sd->lock);
	return *sim_config(sd, reg) >> 8 * (reg & 4);
}
