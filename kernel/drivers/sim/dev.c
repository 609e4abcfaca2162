// SPDX-License-Identifier: GPL-2.0-only
/* One subdevice: building it, changing it, tearing it down, opening it. */
#include <linux/netlink.h>
#include <linux/slab.h>

#include "sim.h"

static struct sim_dev *to_sim_dev(struct subdev_vfio *sv)
{
	return container_of(sv, struct sim_dev, sv);
}

static int sim_dev_open(struct subdev_vfio *sv)
{
	struct sim_dev *sd = to_sim_dev(sv);
	int ret;

	sim_delay(sd->host, SIM_DELAY_OPEN);
	ret = sim_fail(sd->host, SIM_FAIL_OPEN);
	if (ret)
		return ret;
	mutex_lock(&sd->lock);
	sd->opens++;
	mutex_unlock(&sd->lock);
	atomic_inc(&sd->host->count[SIM_OPENS]);
	return 0;
}

static void sim_dev_close(struct subdev_vfio *sv)
{
	struct sim_dev *sd = to_sim_dev(sv);

	sim_delay(sd->host, SIM_DELAY_CLOSE);
	/* who has pinned a page keeps it, and the next user gets another */
	subdev_vfio_mem_free(&sd->mem);
	atomic_inc(&sd->host->count[SIM_CLOSES]);
}

static void sim_dev_release(struct subdev_vfio *sv)
{
	struct sim_dev *sd = to_sim_dev(sv);

	subdev_vfio_mem_free(&sd->mem);
	mutex_destroy(&sd->lock);
	atomic_dec(&sd->host->count[SIM_OBJECTS]);
	put_device(&sd->host->pdev.dev);
}

static const struct subdev_vfio_ops sim_vfio_ops = {
	.read = sim_pci_read,
	.write = sim_pci_write,
	.reset = sim_pci_reset,
	.open = sim_dev_open,
	.close = sim_dev_close,
	.release = sim_dev_release,
	.map = sim_pci_map,
	.save = sim_state_save,
	.load = sim_state_load,
	.stop = sim_state_stop,
	.run = sim_state_run,
	.mem_size = sim_mem_size,
	.mem_save = sim_mem_save,
	.mem_load = sim_mem_load,
	.mem_tracked = true,
};

static int sim_dev_fail(struct sim_host *host, enum sim_fail what,
			const char *msg, struct netlink_ext_ack *extack)
{
	int ret = sim_fail(host, what);

	if (ret)
		NL_SET_ERR_MSG_FMT(extack, "simulated failure: %s", msg);
	return ret;
}

static struct sim_dev *sim_dev_alloc(struct sim_host *host,
				     struct subdev_dev *sdev)
{
	const struct subdev_vfio_pci *pci = sim_pci(subdev_dev_type(sdev));
	struct sim_dev *sd;

	sd = subdev_vfio_alloc(struct sim_dev, sv, sdev, pci, &sim_vfio_ops);
	if (IS_ERR(sd))
		return sd;
	get_device(&host->pdev.dev);
	atomic_inc(&host->count[SIM_OBJECTS]);
	sd->host = host;
	sd->pci = pci;
	mutex_init(&sd->lock);
	mutex_lock(&sd->lock);
	sim_config_set_locked(sd, subdev_dev_config(sdev));
	mutex_unlock(&sd->lock);
	sd->mem_size = sim_pci_mem_size(subdev_dev_type(sdev),
					subdev_dev_config(sdev));
	subdev_vfio_mem_init(&sd->mem, sd->mem_size);
	return sd;
}

int sim_dev_activate(struct subdev_dev *sdev, struct netlink_ext_ack *extack)
{
	struct sim_host *host = subdev_parent_priv(subdev_dev_parent(sdev));
	struct sim_dev *sd;
	int ret;

	sim_delay(host, SIM_DELAY_ACTIVATE);
	ret = sim_dev_fail(host, SIM_FAIL_ACTIVATE, "activate", extack);
	if (ret)
		return ret;
	sd = sim_dev_alloc(host, sdev);
	if (IS_ERR(sd)) {
		NL_SET_ERR_MSG(extack, "no memory for the device");
		return PTR_ERR(sd);
	}
	ret = sim_dev_fail(host, SIM_FAIL_BUILD, "build", extack);
	if (ret)
		goto err_put;
	subdev_dev_set_drvdata(sdev, sd);
	ret = sim_dev_fail(host, SIM_FAIL_REGISTER, "register", extack);
	if (ret)
		goto err_drvdata;
	ret = subdev_vfio_register(&sd->sv);
	if (ret) {
		NL_SET_ERR_MSG(extack, "VFIO did not register the device");
		goto err_drvdata;
	}
	sim_delay(host, SIM_DELAY_REGISTERED);
	atomic_inc(&host->count[SIM_ACTIVATES]);
	return 0;

err_drvdata:
	subdev_dev_set_drvdata(sdev, NULL);
err_put:
	subdev_vfio_put(&sd->sv);
	return ret;
}

void sim_dev_deactivate(struct subdev_dev *sdev)
{
	struct sim_host *host = subdev_parent_priv(subdev_dev_parent(sdev));
	struct sim_dev *sd = subdev_dev_drvdata(sdev);

	sim_delay(host, SIM_DELAY_DEACTIVATE);
	subdev_vfio_unregister(&sd->sv);
	subdev_dev_set_drvdata(sdev, NULL);
	subdev_vfio_put(&sd->sv);
	atomic_inc(&host->count[SIM_DEACTIVATES]);
}

int sim_dev_validate(struct subdev_parent *parent,
		     const struct subdev_type *type,
		     const struct subdev_config *config,
		     struct netlink_ext_ack *extack)
{
	struct sim_host *host = subdev_parent_priv(parent);
	int ret;

	ret = sim_dev_fail(host, SIM_FAIL_VALIDATE, "validate", extack);
	if (ret)
		return ret;
	atomic_inc(&host->count[SIM_VALIDATES]);
	return 0;
}

static bool sim_shrinks(struct subdev_dev *sdev,
			const struct subdev_config *config)
{
	const struct subdev_config *old = subdev_dev_config(sdev);
	unsigned int i;

	for (i = 0; i < subdev_dev_type(sdev)->num_uses; i++)
		if (config->amounts[i].amount < old->amounts[i].amount)
			return true;
	return false;
}

/* All that can fail comes first: a failure leaves all as it was. */
static int sim_reconfigure_fails(struct subdev_dev *sdev,
				 const struct subdev_config *config, bool reset,
				 struct netlink_ext_ack *extack)
{
	struct sim_dev *sd = subdev_dev_drvdata(sdev);
	int ret = 0;

	if (sim_shrinks(sdev, config))
		ret = sim_dev_fail(sd->host, SIM_FAIL_SHRINK, "shrink", extack);
	if (!ret && reset)
		ret = sim_dev_fail(sd->host, SIM_FAIL_RESET, "reset", extack);
	if (!ret)
		ret = sim_dev_fail(sd->host, SIM_FAIL_RECONFIGURE,
				   "reconfigure", extack);
	return ret;
}

int sim_dev_reconfigure(struct subdev_dev *sdev,
			const struct subdev_config *config, bool reset,
			struct netlink_ext_ack *extack)
{
	struct sim_dev *sd = subdev_dev_drvdata(sdev);
	int ret;

	sim_delay(sd->host, SIM_DELAY_RECONFIGURE);
	ret = sim_reconfigure_fails(sdev, config, reset, extack);
	if (ret)
		return ret;
	if (reset)
		sim_pci_reset(&sd->sv);
	mutex_lock(&sd->lock);
	sim_config_set_locked(sd, config);
	sd->reconfigures++;
	mutex_unlock(&sd->lock);
	atomic_inc(&sd->host->count[SIM_RECONFIGURES]);
	return 0;
}

/* Takes its time also if it fails; else it is the data path's part that does. */
int sim_dev_reset(struct subdev_dev *sdev, struct netlink_ext_ack *extack)
{
	struct sim_dev *sd = subdev_dev_drvdata(sdev);
	int ret;

	ret = sim_dev_fail(sd->host, SIM_FAIL_RESET, "reset", extack);
	if (ret) {
		sim_delay(sd->host, SIM_DELAY_RESET);
		return ret;
	}
	subdev_vfio_reset_idle(&sd->sv);
	mutex_lock(&sd->lock);
	sd->opens = 0;
	sd->resets = 0;
	sd->reconfigures = 0;
	mutex_unlock(&sd->lock);
	atomic_inc(&sd->host->count[SIM_IDLE_RESETS]);
	return 0;
}
