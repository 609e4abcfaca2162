// SPDX-License-Identifier: GPL-2.0-only
/* The registers of sim, as Documentation/sim.md tells them. */
#include "lifetime.h"

static struct vfio_user u;
static uint64_t base[VFIO_PCI_NUM_REGIONS];
static uint64_t size[VFIO_PCI_NUM_REGIONS];

static bool use(const char *type, struct nl_obj *dev)
{
	struct vfio_region_info info = { .argsz = sizeof(info) };

	*dev = dev_need(0, type);
	if (!point_is(0, user_open(&u, dev, VIA_GROUP), "open one of this type"))
		return false;
	for (info.index = 0; info.index < VFIO_PCI_NUM_REGIONS; info.index++) {
		if (ioctl(u.dev, VFIO_DEVICE_GET_REGION_INFO, &info))
			continue;
		base[info.index] = info.offset;
		size[info.index] = info.size;
	}
	return true;
}

static void unuse(const struct nl_obj *dev)
{
	vfio_user_close(&u);
	memset(size, 0, sizeof(size));
	point_is(0, dev_end(dev->id), "close and delete it");
}

static uint64_t get(int bar, uint64_t off, unsigned int width)
{
	uint64_t val = 0;

	if (pread(u.dev, &val, width, base[bar] + off) != width)
		point(false, "read BAR %d at 0x%llx: %s", bar, (unsigned long long)off, strerror(errno));
	return val;
}

static void put(int bar, uint64_t off, unsigned int width, uint64_t val)
{
	if (pwrite(u.dev, &val, width, base[bar] + off) != width)
		point(false, "write BAR %d at 0x%llx: %s", bar, (unsigned long long)off, strerror(errno));
}

static uint32_t reg(uint64_t off)
{
	return get(SIM_REG_BAR, off, 4);
}

/* Function's enable bits for memory and I/O, else a BAR does not answer. */
static void enable(void)
{
	put(VFIO_PCI_CONFIG_REGION_INDEX, 0x04, 2, 0x3);
}

static void scratch(int bar)
{
	uint64_t s = SIM_REG_SCRATCH;
	int i;

	for (i = 0; i < SIM_NUM_SCRATCH; i++)
		put(bar, s + 4 * i, 4, 0x11111111 * i);
	for (i = 0; i < SIM_NUM_SCRATCH && get(bar, s + 4 * i, 4) == 0x11111111u * i; i++)
		;
	point_is(SIM_NUM_SCRATCH, i, "the scratch registers keep what is written");
	put(bar, s, 4, 0x44332211);
	point_is(0x11, get(bar, s, 1), "a byte");
	point_is(0x33, get(bar, s + 2, 1), "another byte");
	point_is(0x4433, get(bar, s + 2, 2), "two bytes");
	put(bar, s + 1, 1, 0xaa);
	point_is(0x4433aa11, get(bar, s, 4), "a byte written leaves the others");
	put(bar, s + 2, 2, 0xbbcc);
	point_is(0xbbccaa11, get(bar, s, 4), "so do two bytes");
	put(bar, s, 8, 0x1122334455667788);
	point_is(0x55667788, get(bar, s, 4), "8 bytes: the lower register");
	point_is(0x11223344, get(bar, s + 4, 4), "and the higher one");
	point_is(0x1122334455667788, get(bar, s, 8), "8 bytes read");
}

static void counters(uint32_t id)
{
	uint32_t resets, accesses;

	point_is(SIM_ID, reg(SIM_REG_ID), "ID");
	point_is(id, reg(SIM_REG_DEV), "DEV is the id of the subdevice");
	point_is(1, reg(SIM_REG_OPENS), "OPENS");
	resets = reg(SIM_REG_RESETS);
	point(resets >= 1, "RESETS: before the first user");
	put(SIM_REG_BAR, SIM_REG_ID, 4, 0);
	point_is(SIM_ID, reg(SIM_REG_ID), "ID cannot be written");
	accesses = reg(SIM_REG_ACCESSES);
	put(SIM_REG_BAR, SIM_REG_SCRATCH, 4, 1);
	point_is(accesses + 2, reg(SIM_REG_ACCESSES), "ACCESSES counts a write and itself");
	point_is(0, ioctl(u.dev, VFIO_DEVICE_RESET), "reset");
	enable();
	point_is(1, reg(SIM_REG_ACCESSES), "ACCESSES starts again");
	point_is(0, reg(SIM_REG_SCRATCH), "scratch registers are 0");
	point_is(resets + 1, reg(SIM_REG_RESETS), "RESETS goes on");
	point_is(0xffffffff, reg(SIM_REG_END), "behind the registers are ones");
}

static void no_such_vector(void)
{
	put(SIM_REG_BAR, SIM_REG_DOORBELL, 4, SIM_NUM_MSIX);
	put(SIM_REG_BAR, SIM_REG_DOORBELL, 4, 0xffffffff);
	point_is(0, reg(SIM_REG_DOORBELL), "a doorbell without a vector does nothing");
}

static void small(void)
{
	struct nl_obj dev;

	if (!use("small", &dev))
		return;
	enable();
	point_is(SIM_NUM_MSIX, reg(SIM_REG_CAPS), "CAPS: only MSI-X");
	counters(dev.id);
	scratch(SIM_REG_BAR);
	no_such_vector();
	put(SIM_REG_BAR, SIM_REG_INTX, 4, 1);
	point_is(0, reg(SIM_REG_INTX), "INTX stays 0");
	unuse(&dev);
}

static void full(void)
{
	struct nl_obj dev;

	if (!use("full", &dev))
		return;
	enable();
	point_is(SIM_NUM_MSIX | SIM_NUM_MSI << 8 | SIM_CAPS_INTX, reg(SIM_REG_CAPS), "CAPS: everything");
	point_is(SIM_IO_BAR_SIZE, size[SIM_IO_BAR], "size of the I/O BAR");
	point_is(SIM_ID, get(SIM_IO_BAR, SIM_REG_ID, 4), "ID through I/O");
	scratch(SIM_IO_BAR);
	point_is(get(SIM_IO_BAR, SIM_REG_SCRATCH, 8), get(SIM_REG_BAR, SIM_REG_SCRATCH, 8), "they are the same registers");
	put(SIM_IO_BAR, SIM_REG_INTX, 1, 1);
	point_is(1, reg(SIM_REG_INTX), "INTX is 1");
	put(SIM_MEM_BAR, SIM_MEM_BAR_SIZE - 8, 8, 0x0102030405060708);
	point_is(0x01020304, get(SIM_MEM_BAR, SIM_MEM_BAR_SIZE - 4, 4), "memory keeps what is written");
	point_is(0, ioctl(u.dev, VFIO_DEVICE_RESET), "reset");
	enable();
	point_is(0, get(SIM_MEM_BAR, SIM_MEM_BAR_SIZE - 8, 8), "memory is 0");
	point_is(0, reg(SIM_REG_INTX), "INTX is 0");
	no_such_vector();
	unuse(&dev);
}

static void large(void)
{
	struct nl_obj dev;

	if (!use("large", &dev))
		return;
	enable();
	point_is(SIM_LARGE_BAR_SIZE, size[SIM_MEM_BAR], "size of the large BAR");
	put(SIM_MEM_BAR, 0, 8, 0x1234);
	point_is(0x1234, get(SIM_MEM_BAR, 0, 8), "its first part is memory");
	put(SIM_MEM_BAR, SIM_LARGE_BAR_SIZE - 8, 8, 0x1234);
	point_is(-1, get(SIM_MEM_BAR, SIM_LARGE_BAR_SIZE - 8, 8), "its last 8 bytes are ones");
	point_is(0xff, get(SIM_MEM_BAR, SIM_MEM_BAR_SIZE, 1), "so is what follows the memory");
	unuse(&dev);
}

int main(void)
{
	lifetime_start();
	small();
	full();
	large();
	return lifetime_end();
}
