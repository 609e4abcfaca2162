// SPDX-License-Identifier: GPL-2.0-only
/* Hosts: platform devices that come and go, each with a parent while bound. */
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "sim.h"

static unsigned int max_devs = 65536;
module_param(max_devs, uint, 0644);
MODULE_PARM_DESC(max_devs,
		 "subdevices that a parent registered from now on can have (default 65536)");

static char catalogue[16] = "basic";
module_param_string(catalogue, catalogue, sizeof(catalogue), 0644);
MODULE_PARM_DESC(catalogue,
		 "what a parent registered from now on offers: basic, m60, mover, nic, resources (default basic)");

/*
 * Guards the list and the ready flags, and nothing else: it is never held
 * while a platform device is added or deleted. A host that is not ready belongs
 * to the one who adds or deletes it; its number stays taken until it is off the
 * list.
 */
static DEFINE_MUTEX(sim_hosts_lock);
static LIST_HEAD(sim_hosts);

/* Hosts not freed yet, and one for the module itself. */
static atomic_t sim_hosts_alive = ATOMIC_INIT(1);
static DECLARE_COMPLETION(sim_hosts_freed);

static void sim_hosts_put(void)
{
	if (atomic_dec_and_test(&sim_hosts_alive))
		complete(&sim_hosts_freed);
}

static void sim_host_release(struct device *dev)
{
	struct sim_host *host = container_of(dev, struct sim_host, pdev.dev);

	mutex_destroy(&host->token_lock);
	kfree(host);
	sim_hosts_put();
}

static struct sim_host *sim_host_find_locked(u32 nr)
{
	struct sim_host *host;

	lockdep_assert_held(&sim_hosts_lock);
	list_for_each_entry(host, &sim_hosts, node) {
		if (host->nr == nr)
			return host;
	}
	return NULL;
}

static struct sim_host *sim_host_create(u32 nr)
{
	struct sim_host *host;

	host = kzalloc(sizeof(*host), GFP_KERNEL);
	if (!host)
		return ERR_PTR(-ENOMEM);
	host->nr = nr;
	mutex_init(&host->token_lock);
	host->pdev.name = SIM_NAME;
	host->pdev.id = nr;
	host->pdev.dev.release = sim_host_release;
	device_initialize(&host->pdev.dev);
	atomic_inc(&sim_hosts_alive);

	mutex_lock(&sim_hosts_lock);
	if (sim_host_find_locked(nr)) {
		mutex_unlock(&sim_hosts_lock);
		platform_device_put(&host->pdev);
		return ERR_PTR(-EEXIST);
	}
	list_add_tail(&host->node, &sim_hosts);
	mutex_unlock(&sim_hosts_lock);
	return host;
}

/* Undo sim_host_create(), the number can be taken again. */
static void sim_host_destroy(struct sim_host *host)
{
	mutex_lock(&sim_hosts_lock);
	list_del(&host->node);
	mutex_unlock(&sim_hosts_lock);
	platform_device_put(&host->pdev);
}

static bool sim_host_bound(struct sim_host *host)
{
	bool bound;

	device_lock(&host->pdev.dev);
	bound = host->parent;
	device_unlock(&host->pdev.dev);
	return bound;
}

static void sim_host_remove(struct sim_host *host)
{
	platform_device_del(&host->pdev);
	sim_host_knobs_del(host);
	sim_host_destroy(host);
}

int sim_host_add(u32 nr)
{
	struct sim_host *host;
	int ret;

	if (nr > INT_MAX)
		return -EINVAL;
	host = sim_host_create(nr);
	if (IS_ERR(host))
		return PTR_ERR(host);
	sim_host_knobs_add(host);
	ret = platform_device_add(&host->pdev);
	if (ret)
		goto err_knobs;
	/* The driver core keeps a failed probe to itself. */
	if (!sim_host_bound(host)) {
		sim_host_remove(host);
		return -ENODEV;
	}
	mutex_lock(&sim_hosts_lock);
	host->ready = true;
	mutex_unlock(&sim_hosts_lock);
	return 0;

err_knobs:
	sim_host_knobs_del(host);
	sim_host_destroy(host);
	return ret;
}

/* Returns when the parent is gone, which waits for those who use it. */
int sim_host_del(u32 nr)
{
	struct sim_host *host;

	mutex_lock(&sim_hosts_lock);
	host = sim_host_find_locked(nr);
	if (!host || !host->ready) {
		mutex_unlock(&sim_hosts_lock);
		return -ENOENT;
	}
	host->ready = false;
	mutex_unlock(&sim_hosts_lock);
	sim_host_remove(host);
	return 0;
}

/* For the module's end: nobody else adds or deletes any more. */
void sim_host_del_all(void)
{
	struct sim_host *host, *next;

	list_for_each_entry_safe(host, next, &sim_hosts, node)
		sim_host_del(host->nr);
}

/* The parameter can be written at any time. */
static const struct sim_catalogue *sim_host_catalogue(struct sim_host *host)
{
	const struct sim_catalogue *found;

	kernel_param_lock(THIS_MODULE);
	found = sim_catalogue_find(catalogue);
	if (!found)
		dev_err(&host->pdev.dev, "there is no catalogue \"%.*s\"\n",
			(int)strcspn(catalogue, "\n"), catalogue);
	kernel_param_unlock(THIS_MODULE);
	return found;
}

static int sim_probe(struct platform_device *pdev)
{
	struct sim_host *host = container_of(pdev, struct sim_host, pdev);
	const struct sim_catalogue *offer = sim_host_catalogue(host);
	struct subdev_parent_desc desc = {
		.driver = &sim_driver,
		.max_devs = max_devs,
		.priv = host,
	};
	struct subdev_parent *parent;
	int ret;

	if (!desc.max_devs || !offer)
		return -EINVAL;
	desc.types = offer->types;
	desc.num_types = offer->num_types;
	desc.resources = offer->resources;
	desc.num_resources = offer->num_resources;
	ret = sim_fail(host, SIM_FAIL_PROBE);
	if (ret)
		return ret;
	parent = subdev_parent_register(&pdev->dev, &desc);
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	host->parent = parent;
	atomic_inc(&host->count[SIM_PROBES]);
	return 0;
}

static void sim_remove(struct platform_device *pdev)
{
	struct sim_host *host = container_of(pdev, struct sim_host, pdev);

	subdev_parent_unregister(host->parent);
	host->parent = NULL;
	atomic_inc(&host->count[SIM_REMOVES]);
}

static struct platform_driver sim_platform_driver = {
	.driver.name = SIM_NAME,
	.probe = sim_probe,
	.remove = sim_remove,
};

int sim_hosts_init(void)
{
	return platform_driver_register(&sim_platform_driver);
}

/* All hosts have been deleted; wait for the references that are left. */
void sim_hosts_exit(void)
{
	platform_driver_unregister(&sim_platform_driver);
	sim_hosts_put();
	wait_for_completion(&sim_hosts_freed);
}
