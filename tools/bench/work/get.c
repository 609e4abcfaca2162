// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: get EXISTING [vdpa]
 * One subdevice of so many, asked for by its id, its UUID and its label, each time another one; against the peer's get of one of
 * as many, and the floor: the round trip of another family.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../bench.h"
#include "../netlink.h"
#include "../ours.h"
#include "../vdpa.h"

#include <linux/subdev.h>

/* What is asked for: places in the list that are far from each other. */
#define STEP	7919
#define DEVS_MAX	65536

/* What names a subdevice, as the callers of the library have it. */
struct names {
	uint32_t nr;
	char id[16];
	char uuid[40];
	char label[SUBDEV_LABEL_MAX + 1];
};

static struct subdev_ctx *ctx;
/* In the order in which they are asked for. */
static struct names *names;
static unsigned int num_devs, at, num_vdpa;
static struct netlink ctrl, vdpa, bare;
static uint16_t family;

static const struct names *next(void)
{
	at = at + 1 < num_devs ? at + 1 : 0;
	return &names[at];
}

static void get(const char *name)
{
	struct subdev_dev *dev;

	ours_check(ctx, subdev_dev_get(ctx, name, &dev), name);
	subdev_dev_unref(dev);
}

static double round_id(unsigned int count)
{
	double start = bench_now();

	while (count--)
		get(next()->id);
	return bench_now() - start;
}

static double round_uuid(unsigned int count)
{
	double start = bench_now();

	while (count--)
		get(next()->uuid);
	return bench_now() - start;
}

static double round_label(unsigned int count)
{
	double start = bench_now();

	while (count--)
		get(next()->label);
	return bench_now() - start;
}

/* What of it is the kernel's and the system calls', without the library. */
static double round_bare(unsigned int count)
{
	double start = bench_now();

	while (count--) {
		netlink_start(&bare, family, SUBDEV_CMD_DEV_GET, 0, SUBDEV_FAMILY_VERSION);
		netlink_put_u32(&bare, SUBDEV_A_DEV_ID, next()->nr);
		bench_check(netlink_call(&bare), "get");
	}
	return bench_now() - start;
}

static double round_nlctrl(unsigned int count)
{
	double start = bench_now();

	while (count--)
		netlink_nlctrl(&ctrl);
	return bench_now() - start;
}

static double round_vdpa(unsigned int count)
{
	double start = bench_now();
	unsigned int i;

	for (i = 0; i < count; i++)
		vdpa_get(&vdpa, i * STEP % num_vdpa);
	return bench_now() - start;
}

static void name(struct names *to, const struct subdev_dev *dev)
{
	to->nr = subdev_dev_get_id(dev);
	snprintf(to->id, sizeof(to->id), "%u", to->nr);
	snprintf(to->uuid, sizeof(to->uuid), "%s", subdev_dev_get_uuid_str(dev));
	snprintf(to->label, sizeof(to->label), "%s", subdev_dev_get_label(dev));
}

static void name_devs(void)
{
	struct subdev_dev_list *list;
	struct subdev_dev *dev;
	struct subdev_dev **devs;
	unsigned int i;

	ours_check(ctx, subdev_dev_dump(ctx, OURS_PARENT, NULL, NULL, &list), "dump");
	devs = calloc(DEVS_MAX, sizeof(*devs));
	subdev_dev_list_foreach(list, dev) {
		if (subdev_dev_get_label(dev) && num_devs < DEVS_MAX)
			devs[num_devs++] = dev;
	}
	if (!num_devs)
		bench_die("get: nothing is there");
	names = calloc(num_devs, sizeof(*names));
	for (i = 0; i < num_devs; i++)
		name(&names[i], devs[(uint64_t)i * STEP % num_devs]);
	free(devs);
	subdev_dev_list_unref(list);
}

int main(int argc, char **argv)
{
	struct contestant contestants[BENCH_CONTESTANTS] = {
		{ "id", bench_count(1000), round_id },
		{ "uuid", bench_count(1000), round_uuid },
		{ "label", bench_count(1000), round_label },
		{ "id-no-library", bench_count(1000), round_bare },
		{ "nlctrl", bench_count(1000), round_nlctrl },
	};
	unsigned int n = 5, existing = argc > 1 ? atoi(argv[1]) : 0;

	ctx = ours_ctx();
	name_devs();
	netlink_open(&ctrl);
	netlink_open(&bare);
	family = netlink_family(&bare, SUBDEV_FAMILY_NAME);
	if (argc > 2) {
		vdpa_open(&vdpa);
		vdpa_dump(&vdpa, &num_vdpa);
		contestants[n++] = (struct contestant) { "vdpa", bench_count(400), round_vdpa };
	}
	bench_run("get", existing, contestants, n);
	free(names);
	subdev_ctx_unref(ctx);
	return 0;
}
