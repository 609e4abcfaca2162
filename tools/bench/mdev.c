// SPDX-License-Identifier: GPL-2.0-only
#include "mdev.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

void mdev_open(struct mdev_type *type, const char *sample, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/class/mdev_bus/%s/mdev_supported_types/%s/create", sample, name);
	type->create = open(path, O_WRONLY | O_CLOEXEC);
	if (type->create < 0)
		bench_die("%s: %s", path, strerror(errno));
}

void mdev_uuid(char text[37], unsigned int number)
{
	snprintf(text, 37, "%08x-be7c-4a00-8000-00000000be7c", number);
}

void mdev_create(const struct mdev_type *type, unsigned int number)
{
	char uuid[37];

	mdev_uuid(uuid, number);
	if (pwrite(type->create, uuid, 36, 0) != 36)
		bench_die("create mdev %s: %s", uuid, strerror(errno));
}

void mdev_remove(unsigned int number)
{
	char path[96], uuid[37];
	int fd;

	mdev_uuid(uuid, number);
	snprintf(path, sizeof(path), "/sys/bus/mdev/devices/%s/remove", uuid);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "1", 1) != 1)
		bench_die("remove mdev %s: %s", uuid, strerror(errno));
	close(fd);
}
