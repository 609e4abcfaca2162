// SPDX-License-Identifier: GPL-2.0-only
/*
 * QEMU's edu device as subdevices: the module, its PCI driver, and what a parent
 * offers. Each PCI function is a parent.
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/subdev.h>

#include "dev.h"

#define EDU_NAME	"subdev_edu"

/* Its time. Whoever has so much of it gets that at least, and what is left over. */
static const struct subdev_resource edu_resources[] = {
	{
		.name = "share",
		.unit = SUBDEV_UNIT_COUNT,
		.capacity = EDU_SHARES,
	},
};

static const struct subdev_use edu_uses[] = {
	{
		.resource = 0,
		.def = 10,
		.min = 1,
		.max = EDU_SHARES,
		.step = 1,
		.grow = SUBDEV_CHANGE_LIVE,
		.shrink = SUBDEV_CHANGE_LIVE,
	},
};

/* Its guest's memory is reached by the host, so it can have more than the 28. */
static const struct subdev_param edu_params[EDU_PARAMS] = {
	[EDU_PARAM_DMA_BITS] = {
		.name = "dma-bits",
		.kind = SUBDEV_PARAM_KIND_UINT,
		.change = SUBDEV_CHANGE_IDLE,
		.def = EDU_DMA_BITS,
		.min = EDU_DMA_BITS,
		.max = 64,
	},
};

static const struct subdev_version edu_versions[] = {
	{ .number = 1 },
};

static const struct subdev_model edu_model = {
	.uri = "subdev:edu:1234:11e8",
	.versions = edu_versions,
	.num_versions = ARRAY_SIZE(edu_versions),
	.params = edu_params,
	.num_params = ARRAY_SIZE(edu_params),
};

static const struct subdev_type edu_types[] = {
	{
		.name = "edu",
		.class = SUBDEV_CLASS_ACCEL,
		.description = "edu device, by shares of a real one's time",
		.device_api = "vfio-pci",
		.uses = edu_uses,
		.num_uses = ARRAY_SIZE(edu_uses),
		.model = &edu_model,
		.accel = { .engines = 1, .queues = 1 },
	},
};

/**
 * struct edu_parent - a parent
 * @parent: to the core
 * @engine: the hardware
 */
struct edu_parent {
	struct subdev_parent *parent;
	struct edu_engine engine;
};

static int edu_activate(struct subdev_dev *sdev, struct netlink_ext_ack *extack)
{
	struct edu_parent *ep = subdev_parent_priv(subdev_dev_parent(sdev));

	return edu_dev_create(&ep->engine, sdev, extack);
}

static int edu_reconfigure(struct subdev_dev *sdev,
			   const struct subdev_config *config, bool reset,
			   struct netlink_ext_ack *extack)
{
	edu_dev_set(subdev_dev_drvdata(sdev), config);
	return 0;
}

static int edu_reset(struct subdev_dev *sdev, struct netlink_ext_ack *extack)
{
	struct edu_dev *dev = subdev_dev_drvdata(sdev);

	subdev_vfio_reset_idle(&dev->sv);
	return 0;
}

static struct subdev_driver edu_driver = {
	.name = EDU_NAME,
	.activate = edu_activate,
	.deactivate = edu_dev_destroy,
	.reconfigure = edu_reconfigure,
	.reset = edu_reset,
};

static int edu_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct subdev_parent_desc desc = {
		.driver = &edu_driver,
		.types = edu_types,
		.num_types = ARRAY_SIZE(edu_types),
		.resources = edu_resources,
		.num_resources = ARRAY_SIZE(edu_resources),
		.max_devs = EDU_SHARES,
	};
	struct edu_parent *ep;
	int ret;

	ep = devm_kzalloc(&pdev->dev, sizeof(*ep), GFP_KERNEL);
	if (!ep)
		return -ENOMEM;
	ret = edu_engine_init(&ep->engine, pdev);
	if (ret)
		return ret;
	pci_set_drvdata(pdev, ep);
	desc.priv = ep;
	ep->parent = subdev_parent_register(&pdev->dev, &desc);
	if (IS_ERR(ep->parent)) {
		edu_engine_exit(&ep->engine);
		return PTR_ERR(ep->parent);
	}
	return 0;
}

/*
 * The device goes, or is only to be without its driver: guests see a device that
 * was pulled out before their VMMs are asked to let go, for which this waits.
 */
static void edu_remove(struct pci_dev *pdev)
{
	struct edu_parent *ep = pci_get_drvdata(pdev);

	edu_engine_set_gone(&ep->engine);
	subdev_parent_unregister(ep->parent);
	edu_engine_exit(&ep->engine);
}

static void edu_reset_prepare(struct pci_dev *pdev)
{
	struct edu_parent *ep = pci_get_drvdata(pdev);

	edu_engine_reset_prepare(&ep->engine);
}

static void edu_reset_done(struct pci_dev *pdev)
{
	struct edu_parent *ep = pci_get_drvdata(pdev);

	edu_engine_reset_done(&ep->engine);
}

static const struct pci_error_handlers edu_error_handlers = {
	.reset_prepare = edu_reset_prepare,
	.reset_done = edu_reset_done,
};

static const struct pci_device_id edu_ids[] = {
	{ PCI_DEVICE(EDU_VENDOR, EDU_DEVICE) },
	{ }
};
MODULE_DEVICE_TABLE(pci, edu_ids);

static struct pci_driver edu_pci_driver = {
	.name = EDU_NAME,
	.id_table = edu_ids,
	.probe = edu_probe,
	.remove = edu_remove,
	.err_handler = &edu_error_handlers,
};

static int __init edu_init(void)
{
	int ret;

	ret = subdev_driver_register(&edu_driver);
	if (ret)
		return ret;
	ret = pci_register_driver(&edu_pci_driver);
	if (ret)
		subdev_driver_unregister(&edu_driver);
	return ret;
}

static void __exit edu_exit(void)
{
	pci_unregister_driver(&edu_pci_driver);
	subdev_driver_unregister(&edu_driver);
}

module_init(edu_init);
module_exit(edu_exit);

MODULE_DESCRIPTION("QEMU's edu device as subdevices");
MODULE_LICENSE("GPL");
