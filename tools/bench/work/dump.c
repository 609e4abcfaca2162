// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: dump EXISTING [vdpa]
 * All subdevices, by the library: for each byte that the kernel sends against the peer's dump, over a bare socket and only walked;
 * and for each subdevice against a walk through sysfs that finds as much.
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../bench.h"
#include "../netlink.h"
#include "../ours.h"
#include "../vdpa.h"

#include <linux/subdev.h>

#define DEVICES	"/sys/bus/subdev/devices"

static struct subdev_ctx *ctx;
static struct netlink vdpa, bare;
static uint16_t family;

static double round_dump(unsigned int count)
{
	double start = bench_now();
	struct subdev_dev_list *list;

	(void)count;
	ours_check(ctx, subdev_dev_dump(ctx, NULL, NULL, NULL, &list), "dump");
	subdev_dev_list_unref(list);
	return bench_now() - start;
}

static size_t bare_dump(void)
{
	netlink_start(&bare, family, SUBDEV_CMD_DEV_GET, NLM_F_DUMP, SUBDEV_FAMILY_VERSION);
	bench_check(netlink_call(&bare), "dump");
	return bare.bytes;
}

static double round_bare(unsigned int count)
{
	double start = bench_now();

	(void)count;
	bare_dump();
	return bench_now() - start;
}

static double round_vdpa(unsigned int count)
{
	double start = bench_now();
	unsigned int devs;

	(void)count;
	vdpa_dump(&vdpa, &devs);
	return bench_now() - start;
}

static void read_file(int folder, const char *name)
{
	char text[128];
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, text, sizeof(text)) < 0)
		bench_die("sysfs: no %s", name);
	close(fd);
}

static void read_link(int folder, const char *name)
{
	char text[PATH_MAX];

	if (readlinkat(folder, name, text, sizeof(text)) < 0)
		bench_die("sysfs: no %s", name);
}

/* Name, parent, id, type, driver and group of one. */
static void walk_one(int all, const char *name)
{
	int folder;

	read_link(all, name);
	folder = openat(all, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		bench_die("sysfs: no %s", name);
	read_file(folder, "id");
	read_file(folder, "type");
	read_link(folder, "driver");
	read_link(folder, "iommu_group");
	close(folder);
}

static double round_sysfs(unsigned int count)
{
	double start = bench_now();
	DIR *dir = opendir(DEVICES);
	struct dirent *entry;
	unsigned int n = 0;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		walk_one(dirfd(dir), entry->d_name);
		n++;
	}
	if (n != count)
		bench_die("sysfs: %u of %u", n, count);
	closedir(dir);
	return bench_now() - start;
}

int main(int argc, char **argv)
{
	unsigned int existing = argc > 1 ? atoi(argv[1]) : 0, n = 2, num_vdpa, devs;
	struct contestant per_byte[3] = {}, per_dev[2] = {};
	size_t bytes;

	ctx = ours_ctx();
	netlink_open(&bare);
	family = netlink_family(&bare, SUBDEV_FAMILY_NAME);
	bytes = bare_dump();
	devs = ours_devs(ctx, OURS_PARENT);
	per_byte[0] = (struct contestant) { "subdev", bytes, round_dump };
	per_byte[1] = (struct contestant) { "subdev-no-library", bytes, round_bare };
	if (argc > 2) {
		vdpa_open(&vdpa);
		per_byte[n].count = vdpa_dump(&vdpa, &num_vdpa);
		per_byte[n].name = "vdpa";
		per_byte[n++].round = round_vdpa;
		bench_tell("dump-size", "vdpa", num_vdpa, "bytes", &(double){ (double)per_byte[2].count / num_vdpa }, 1);
	}
	bench_tell("dump-size", "subdev", existing, "bytes", &(double){ (double)bytes / devs }, 1);
	bench_run("dump-byte", existing, per_byte, n);
	per_dev[0] = (struct contestant) { "subdev", devs, round_dump };
	per_dev[1] = (struct contestant) { "sysfs", devs, round_sysfs };
	bench_run("dump-dev", existing, per_dev, 2);
	subdev_ctx_unref(ctx);
	return 0;
}
