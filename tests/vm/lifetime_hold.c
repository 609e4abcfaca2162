// SPDX-License-Identifier: GPL-2.0-only
/* usage: lifetime_hold UUID: open the subdevice by its group, say "open", hold it until a signal comes. */
#include <libgen.h>
#include <limits.h>

#include "lifetime.h"

static int parse_uuid(uint8_t *uuid, const char *text)
{
	unsigned int byte;
	int i;

	for (i = 0; i < SUBDEV_UUID_LEN; i++) {
		text += *text == '-';
		if (sscanf(text, "%2x", &byte) != 1)
			return -EINVAL;
		uuid[i] = byte;
		text += 2;
	}
	return 0;
}

int main(int argc, char **argv)
{
	char path[128], to[PATH_MAX];
	uint8_t uuid[SUBDEV_UUID_LEN];
	struct vfio_user u;
	ssize_t n;
	int err;

	if (argc != 2 || parse_uuid(uuid, argv[1]))
		return 2;
	snprintf(path, sizeof(path), "/sys/bus/subdev/devices/%s/iommu_group", argv[1]);
	n = readlink(path, to, sizeof(to) - 1);
	if (n < 0) {
		perror(path);
		return 1;
	}
	to[n] = '\0';
	err = vfio_open_group(&u, atoi(basename(to)), uuid);
	printf("%s\n", err ? strerror(-err) : "open");
	fflush(stdout);
	pause();
	return 0;
}
