/* SPDX-License-Identifier: GPL-2.0-only */
/* What the programs about lifetimes share: one client, one listener, and the ways to open a device. */
#ifndef TESTS_LIFETIME_H
#define TESTS_LIFETIME_H

#include <dirent.h>
#include <stddef.h>

#include "sim_nl.h"
#include "sim_tap.h"
#include "sim_vfio.h"

static struct nl nl;
static struct nl events;

/* The ways to open a device; a kernel without character devices has one. */
enum via {
	VIA_GROUP,
	VIA_CDEV,
	VIA_COUNT
};

static const char * const via_name[VIA_COUNT] = { "group", "cdev" };

static TAP_UNUSED bool via_exists(enum via via)
{
	return via == VIA_GROUP || !access("/dev/iommu", F_OK);
}

static TAP_UNUSED int user_open(struct vfio_user *u, const struct nl_obj *dev, enum via via)
{
	return via == VIA_GROUP ? vfio_open_group(u, dev->group, dev->uuid) : vfio_open_cdev(u, dev->cdev);
}

static TAP_UNUSED void lifetime_start(void)
{
	nl_open(&nl);
	nl_listen(&events);
}

static TAP_UNUSED int lifetime_end(void)
{
	nl_close(&nl);
	nl_close(&events);
	return tap_failed ? 1 : 0;
}

/* A subdevice that the test needs before it begins. */
static TAP_UNUSED struct nl_obj dev_need(int nr, const char *type)
{
	const struct dev_how how = { .type = type };
	struct nl_obj o;
	int err;

	err = dev_create(&nl, nr, &how, &o);
	if (err) {
		point(false, "create a subdevice: %s, %s", strerror(-err), nl.text);
		exit(1);
	}
	return o;
}

/* Deletes it and waits for its end. */
static TAP_UNUSED int dev_end(uint32_t id)
{
	int err;

	nl_drain(&events);
	err = dev_do(&nl, SUBDEV_CMD_DEV_DELETE, id, NULL);
	return err ?: nl_await(&events, SUBDEV_CMD_DEV_DEL_NTF, id, NULL);
}

static TAP_UNUSED int dev_state(uint32_t id)
{
	struct nl_obj o;
	int err = dev_get(&nl, id, &o);

	return err ?: (int)o.state;
}

static TAP_UNUSED int parent_devs(int nr)
{
	struct nl_obj o;
	int err = parent_get(&nl, nr, &o);

	return err ?: (int)o.devs;
}

static TAP_UNUSED unsigned int count_devs(void)
{
	unsigned int n = 0;

	nl_dump(&nl, SUBDEV_CMD_DEV_GET, nl_count, &n);
	return n;
}

/* Entries of a folder, 0 if there is none. */
static TAP_UNUSED unsigned int count_files(const char *path)
{
	unsigned int n = 0;
	struct dirent *e;
	DIR *dir;

	dir = opendir(path);
	if (!dir)
		return 0;
	while ((e = readdir(dir)))
		n += e->d_name[0] != '.';
	closedir(dir);
	return n;
}

/* All that is visible of subdevices from outside the family: one number that must come back to what it was. */
static TAP_UNUSED unsigned int traces(void)
{
	return count_files("/sys/bus/subdev/devices") + count_files("/sys/kernel/iommu_groups") +
	       count_files("/dev/vfio") + count_files("/dev/vfio/devices") + count_files("/sys/class/vfio-dev");
}

#endif /* TESTS_LIFETIME_H */
