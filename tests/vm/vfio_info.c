// SPDX-License-Identifier: GPL-2.0-only
/* VFIO_DEVICE_GET_*INFO and what else is asked of a device, with each size of argument; subdevices of sim's type "full". */
#include "vfio_test.h"

#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define CANARY	0xa5

/* Room for an argument that ends where its page does, so that what is read or written behind it faults. */
static unsigned char *page;
static size_t page_size;

/* The last @size bytes of the page, all canaries but @argsz and @index. */
static void *arg_new(size_t size, uint32_t argsz, size_t index_off, uint32_t index)
{
	unsigned char *arg = page + page_size - size;

	memset(page, CANARY, page_size);
	if (size >= sizeof(argsz))
		memcpy(arg, &argsz, sizeof(argsz));
	if (index_off && size >= index_off + sizeof(index))
		memcpy(arg + index_off, &index, sizeof(index));
	return arg;
}

static bool all_canaries(const unsigned char *p, size_t size)
{
	while (size--) {
		if (*p++ != CANARY)
			return false;
	}
	return true;
}

static int call(unsigned long cmd, void *arg)
{
	return ioctl(dev.dev, cmd, arg) ? -errno : 0;
}

/*
 * One structure: @minsz is what the kernel needs, @size what we know of. @known tells whether the answer is right; its bytes
 * behind argsz must be canaries still.
 */
struct query {
	const char *name;
	unsigned long cmd;
	size_t minsz;
	size_t size;
	size_t index_off;
	uint32_t index;
	bool (*known)(const void *arg);
};

static void query_sizes(const struct query *q)
{
	bool too_small = true, right = true, behind = true, faults = true;
	size_t argsz, room;
	unsigned char *arg;

	for (argsz = 0; argsz < q->minsz; argsz++) {
		arg = arg_new(q->minsz, argsz, q->index_off, q->index);
		too_small &= call(q->cmd, arg) == -EINVAL;
		too_small &= all_canaries(arg + 4, q->index_off ? q->index_off - 4 : q->minsz - 4);
	}
	point(too_small, "%s: argsz below %zu is refused", q->name, q->minsz);

	for (argsz = q->minsz; argsz <= q->size + 16; argsz++) {
		room = argsz < q->size ? argsz : q->size + 16;
		arg = arg_new(room, argsz, q->index_off, q->index);
		right &= call(q->cmd, arg) == 0 && q->known(arg);
		if (argsz > q->size)
			behind &= all_canaries(arg + q->size, room - q->size);
	}
	point(right, "%s: the answer for each argsz", q->name);
	point(behind, "%s: nothing is written behind the answer", q->name);
	arg = arg_new(q->size, UINT32_MAX, q->index_off, q->index);
	point(call(q->cmd, arg) == 0 && q->known(arg), "%s: the largest argsz", q->name);

	for (room = 0; room < q->minsz; room++) {
		arg = arg_new(room, q->minsz, q->index_off, q->index);
		faults &= call(q->cmd, arg) == -EFAULT;
	}
	faults &= call(q->cmd, NULL) == -EFAULT;
	point(faults, "%s: an argument that is not all there", q->name);
}

static bool device_known(const void *arg)
{
	const struct vfio_device_info *info = arg;

	return info->flags == (VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET) && info->num_regions == VFIO_PCI_NUM_REGIONS &&
	       info->num_irqs == VFIO_PCI_NUM_IRQS;
}

static bool config_known(const void *arg)
{
	const struct vfio_region_info *info = arg;

	return info->flags == (VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE) && info->size == 256 &&
	       info->offset == (uint64_t)CONFIG << 40 && !info->cap_offset && info->index == CONFIG;
}

static bool msi_known(const void *arg)
{
	const struct vfio_irq_info *info = arg;

	return info->flags == (VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE) && info->count == SIM_NUM_MSI && info->index == MSI;
}

static const struct query queries[] = {
	{
		.name = "device info",
		.cmd = VFIO_DEVICE_GET_INFO,
		.minsz = offsetof(struct vfio_device_info, num_irqs) + 4,
		/* cap_offset and a padding follow in this kernel */
		.size = offsetof(struct vfio_device_info, num_irqs) + 4 + 8,
		.known = device_known,
	}, {
		.name = "region info",
		.cmd = VFIO_DEVICE_GET_REGION_INFO,
		.minsz = sizeof(struct vfio_region_info),
		.size = sizeof(struct vfio_region_info),
		.index_off = offsetof(struct vfio_region_info, index),
		.index = CONFIG,
		.known = config_known,
	}, {
		.name = "irq info",
		.cmd = VFIO_DEVICE_GET_IRQ_INFO,
		.minsz = sizeof(struct vfio_irq_info),
		.size = sizeof(struct vfio_irq_info),
		.index_off = offsetof(struct vfio_irq_info, index),
		.index = MSI,
		.known = msi_known,
	},
};

static void device_tail(void)
{
	struct {
		struct vfio_device_info info;
		uint32_t more[4];
	} arg;
	unsigned char *end = (unsigned char *)&arg + queries[0].size;

	memset(&arg, CANARY, sizeof(arg));
	arg.info.argsz = sizeof(arg);
	call(VFIO_DEVICE_GET_INFO, &arg);
	point(!memcmp(end - 8, "\0\0\0\0\0\0\0", 8), "device info: no capabilities, no byte left as it was");
}

static void regions(void)
{
	static const uint64_t sizes[VFIO_PCI_NUM_REGIONS] = {
		[SIM_REG_BAR] = SIM_REG_BAR_SIZE,
		[SIM_IO_BAR] = SIM_IO_BAR_SIZE,
		[SIM_MEM_BAR] = SIM_MEM_BAR_SIZE,
		[SIM_FULL_MSIX_BAR] = SIM_FULL_MSIX_BAR_SIZE,
		[CONFIG] = 256,
	};
	struct vfio_region_info info;
	bool right = true, none = true;
	uint32_t i, flags;

	for (i = 0; i < VFIO_PCI_VGA_REGION_INDEX; i++) {
		flags = sizes[i] ? VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE : 0;
		if (i == SIM_MEM_BAR)
			flags |= VFIO_REGION_INFO_FLAG_MMAP | VFIO_REGION_INFO_FLAG_CAPS;
		right &= client_region(&dev, i, &info) == 0 && info.size == sizes[i] && info.flags == flags &&
			 info.offset == (uint64_t)i << 40 && (i == SIM_MEM_BAR || info.argsz == sizeof(info));
	}
	point(right, "size, flags and offset of each region");
	for (; i < 80; i++)
		none &= client_region(&dev, i, &info) == -EINVAL;
	none &= client_region(&dev, INT32_MAX, &info) == -EINVAL;
	none &= client_region(&dev, UINT32_MAX, &info) == -EINVAL;
	point(none, "no region of a higher index");
}

static void irqs(void)
{
	static const struct {
		uint32_t index, count, flags;
	} wanted[] = {
		{ INTX, 1, VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE | VFIO_IRQ_INFO_AUTOMASKED },
		{ MSI, SIM_NUM_MSI, VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE },
		{ MSIX, SIM_NUM_MSIX, VFIO_IRQ_INFO_EVENTFD },
		{ REQ, 1, VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE },
	};
	struct vfio_irq_info info;
	bool right = true, none = true;
	uint32_t i;

	for (i = 0; i < 4; i++)
		right &= client_irq(&dev, wanted[i].index, &info) == 0 && info.count == wanted[i].count &&
			 info.flags == wanted[i].flags;
	point(right, "count and flags of each interrupt");
	point_is(-EINVAL, client_irq(&dev, VFIO_PCI_ERR_IRQ_INDEX, &info), "no error interrupt");
	for (i = VFIO_PCI_NUM_IRQS; i < 80; i++)
		none &= client_irq(&dev, i, &info) == -EINVAL;
	none &= client_irq(&dev, UINT32_MAX, &info) == -EINVAL;
	point(none, "no interrupt of a higher index");
}

/* Numbers that are answered on a device. */
static bool is_known(unsigned int nr)
{
	switch (VFIO_BASE + nr) {
	case VFIO_BASE + 7:	/* GET_INFO */
	case VFIO_BASE + 8:	/* GET_REGION_INFO */
	case VFIO_BASE + 9:	/* GET_IRQ_INFO */
	case VFIO_BASE + 10:	/* SET_IRQS */
	case VFIO_BASE + 11:	/* RESET */
	case VFIO_BASE + 16:	/* IOEVENTFD, where the kernel has it */
	case VFIO_BASE + 17:	/* FEATURE */
	case VFIO_BASE + 18:	/* BIND_IOMMUFD */
	case VFIO_BASE + 19:	/* ATTACH_IOMMUFD_PT */
	case VFIO_BASE + 20:	/* DETACH_IOMMUFD_PT */
		return true;
	default:
		return false;
	}
}

static void others(void)
{
	struct vfio_device_feature feature = {
		.argsz = sizeof(feature),
		.flags = VFIO_DEVICE_FEATURE_PROBE | VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_MIGRATION,
	};
	unsigned char arg[256] = { sizeof(arg) - 1 };
	bool unknown = true;
	unsigned int nr;

	for (nr = 0; nr < 256 - VFIO_BASE; nr++) {
		if (!is_known(nr))
			unknown &= call(_IO(VFIO_TYPE, VFIO_BASE + nr), arg) == -ENOTTY;
	}
	unknown &= call(0, NULL) == -ENOTTY && call(UINT32_MAX, arg) == -ENOTTY;
	point(unknown, "unknown ioctls are refused");
	point_is(-ENOTTY, call(VFIO_DEVICE_FEATURE, &feature), "no migration");
	point(mmap(NULL, 4096, PROT_READ, MAP_SHARED, dev.dev, 0) == MAP_FAILED && errno == EINVAL, "no mapping of registers");
}

int main(int argc, char **argv)
{
	unsigned int i;

	test_start(argc, argv);
	page_size = sysconf(_SC_PAGESIZE);
	page = mmap(NULL, 2 * page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED || munmap(page + page_size, page_size)) {
		perror("mmap");
		return 1;
	}
	for (i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		query_sizes(&queries[i]);
	device_tail();
	regions();
	irqs();
	others();
	return test_end();
}
