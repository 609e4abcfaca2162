// SPDX-License-Identifier: GPL-2.0-only
/* The smallest complete driver: a PCI function with one register. */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/subdev.h>
#include <linux/subdev_vfio.h>

struct minimal {
	struct subdev_vfio sv;		/* first */
	u32 value;			/* the register, 4 bytes at offset 0 */
};

static const struct subdev_vfio_pci minimal_pci = {
	.vendor = 0x1234,		/* nobody's, used by emulators */
	.device = 0xe0a0,
	.class = 0xff0000,		/* fits into no class */
	.bars = { { .size = 16 } },
};

static struct minimal *to_minimal(struct subdev_vfio *sv)
{
	return container_of(sv, struct minimal, sv);
}

static u64 minimal_read(struct subdev_vfio *sv, unsigned int bar, u64 off,
			unsigned int width)
{
	return off == 0 && width == 4 ? READ_ONCE(to_minimal(sv)->value) : 0;
}

static void minimal_write(struct subdev_vfio *sv, unsigned int bar, u64 off,
			  unsigned int width, u64 val)
{
	if (off == 0 && width == 4)
		WRITE_ONCE(to_minimal(sv)->value, val);
}

static void minimal_reset(struct subdev_vfio *sv)
{
	WRITE_ONCE(to_minimal(sv)->value, 0);
}

static const struct subdev_vfio_ops minimal_ops = {
	.read = minimal_read,
	.write = minimal_write,
	.reset = minimal_reset,
};

static int minimal_activate(struct subdev_dev *sdev,
			    struct netlink_ext_ack *extack)
{
	struct minimal *min = subdev_vfio_alloc(struct minimal, sv, sdev,
						&minimal_pci, &minimal_ops);

	if (IS_ERR(min))
		return PTR_ERR(min);
	return subdev_vfio_dev_activate(&min->sv, extack);
}

static struct subdev_driver minimal_driver = {
	.name = "subdev_minimal",
	.activate = minimal_activate,
	.deactivate = subdev_vfio_dev_deactivate,
	.reset = subdev_vfio_dev_reset,
};

static const struct subdev_type minimal_type = {
	.name = "register",
	.class = SUBDEV_CLASS_OTHER,
	.description = "a register that keeps what is written",
	.device_api = "vfio-pci",
};

static struct subdev_software minimal_software = {
	.desc = {
		.driver = &minimal_driver,
		.types = &minimal_type,
		.num_types = 1,
		.max_devs = 16,
	},
};

static int __init minimal_init(void)
{
	return subdev_software_register(&minimal_software, 1);
}
module_init(minimal_init);

static void __exit minimal_exit(void)
{
	subdev_software_unregister(&minimal_software);
}
module_exit(minimal_exit);

MODULE_DESCRIPTION("The smallest complete driver");
MODULE_LICENSE("GPL");
