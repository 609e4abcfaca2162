// SPDX-License-Identifier: GPL-2.0-only
/* A BAR larger than 32 bits can count: a subdevice of sim's type "large". */
#include "vfio_test.h"

static uint64_t ones(unsigned int width)
{
	return width == 8 ? ~0ULL : (1ULL << 8 * width) - 1;
}

/* Only the first part is there. */
static void ends(void)
{
	static const uint64_t offs[] = { SIM_MEM_BAR_SIZE, 1ULL << 31, (1ULL << 32) - 8, 1ULL << 32, SIM_LARGE_BAR_SIZE - 8 };
	unsigned int i, width, right = 0;

	for (i = 0; i < 5; i++) {
		for (width = 1; width <= 8; width *= 2)
			right += client_get(&dev, SIM_MEM_BAR, offs[i], width) == ones(width);
	}
	right += client_get(&dev, SIM_MEM_BAR, SIM_LARGE_BAR_SIZE - 1, 1) == 0xff;
	point_is(21, right, "reads at both sides of 4 GiB and at the end");
	client_put(&dev, SIM_MEM_BAR, SIM_MEM_BAR_SIZE - 8, 8, 0x1122334455667788ULL);
	client_put(&dev, SIM_MEM_BAR, (1ULL << 32) + SIM_MEM_BAR_SIZE - 8, 8, 0);
	point(client_get(&dev, SIM_MEM_BAR, SIM_MEM_BAR_SIZE - 8, 8) == 0x1122334455667788ULL,
	      "an offset is not cut to 32 bits");
}

static void outside(void)
{
	uint64_t val = 0;
	unsigned int width, right = 0;

	for (width = 1; width <= 8; width++) {
		right += client_read(&dev, SIM_MEM_BAR, SIM_LARGE_BAR_SIZE - width + 1, &val, width) == -EINVAL;
		right += client_write(&dev, SIM_MEM_BAR, SIM_LARGE_BAR_SIZE - width + 1, &val, width) == -EINVAL;
		right += client_read(&dev, SIM_MEM_BAR, SIM_LARGE_BAR_SIZE, &val, width) == -EINVAL;
		right += client_read(&dev, SIM_MEM_BAR, (1ULL << 40) - 1, &val, width) == -EINVAL;
	}
	point_is(32, right, "accesses outside are refused");
}

static void size(void)
{
	const unsigned int bar = 0x10 + 4 * SIM_MEM_BAR;
	struct vfio_region_info info;
	uint64_t mask;

	point(client_region(&dev, SIM_MEM_BAR, &info) == 0 && info.size == SIM_LARGE_BAR_SIZE, "size of the region");
	client_put(&dev, CONFIG, bar, 4, ~0U);
	client_put(&dev, CONFIG, bar + 4, 4, ~0U);
	mask = client_get(&dev, CONFIG, bar, 4) | client_get(&dev, CONFIG, bar + 4, 4) << 32;
	point((mask & 0xf) == 0xc && ~(mask & ~0xfULL) + 1 == SIM_LARGE_BAR_SIZE, "size of the BAR");
}

int main(int argc, char **argv)
{
	test_start(argc, argv);
	ends();
	outside();
	size();
	return test_end();
}
