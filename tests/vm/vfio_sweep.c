// SPDX-License-Identifier: GPL-2.0-only
/*
 * Noise at every offset and of every width of each region that a subdevice of whatever driver has; afterwards it can be reset,
 * and is what it was.
 */
#include "vfio_test.h"

#include <sys/ioctl.h>

int main(int argc, char **argv)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };
	struct vfio_region_info region;
	uint64_t ids, class;
	unsigned int i;

	test_start(argc, argv);
	ids = client_get(&dev, CONFIG, 0, 4);
	class = client_get(&dev, CONFIG, 8, 4);
	if (ioctl(dev.dev, VFIO_DEVICE_GET_INFO, &info))
		point(false, "VFIO_DEVICE_GET_INFO");
	for (i = 0; i < info.num_regions; i++) {
		if (client_region(&dev, i, &region) || !region.size)
			continue;
		if (!point_is(0, client_sweep(&dev, i), "all offsets and widths of a region are answered as they must be"))
			printf("# region %u, of %llu bytes\n", i, (unsigned long long)region.size);
	}
	point(!client_reset(&dev) && client_get(&dev, CONFIG, 0, 4) == ids && client_get(&dev, CONFIG, 8, 4) == class,
	      "it is what it was");
	return test_end();
}
