// SPDX-License-Identifier: GPL-2.0-only
/* The module: its driver on the subdev bus and the hosts it starts with. */
#include <linux/module.h>

#include "sim.h"

static unsigned int parents = 1;
module_param(parents, uint, 0444);
MODULE_PARM_DESC(parents, "number of parents to start with (default 1)");

struct subdev_driver sim_driver = {
	.name = SIM_NAME,
	.activate = sim_dev_activate,
	.deactivate = sim_dev_deactivate,
	.validate = sim_dev_validate,
	.reconfigure = sim_dev_reconfigure,
	.reset = sim_dev_reset,
	.token = sim_token,
	.compatible = sim_compatible,
};

static int sim_add_parents(void)
{
	unsigned int nr;
	int ret;

	for (nr = 0; nr < parents; nr++) {
		ret = sim_host_add(nr);
		if (ret) {
			sim_host_del_all();
			return ret;
		}
	}
	return 0;
}

static int __init sim_init(void)
{
	int ret;

	sim_catalogues_init();
	ret = subdev_driver_register(&sim_driver);
	if (ret)
		return ret;
	sim_knobs_init();
	ret = sim_hosts_init();
	if (ret)
		goto err_knobs;
	ret = sim_add_parents();
	if (ret)
		goto err_hosts;
	/* Last: nobody adds a host to a module that cannot be loaded. */
	sim_knobs_open();
	return 0;

err_hosts:
	sim_hosts_exit();
err_knobs:
	sim_knobs_exit();
	subdev_driver_unregister(&sim_driver);
	return ret;
}

static void __exit sim_exit(void)
{
	sim_host_del_all();
	sim_hosts_exit();
	sim_knobs_exit();
	subdev_driver_unregister(&sim_driver);
}

module_init(sim_init);
module_exit(sim_exit);

MODULE_DESCRIPTION("Simulated subdevices for tests");
MODULE_LICENSE("GPL");
