// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: active EXISTING [mdev] [vdpa]
 * Creation and deletion of a device that can be opened, while so many exist, against the peers that are named, of which there are
 * as many, and the floor: a device that is added, bound and registered with VFIO, and back.
 */
#include <stdlib.h>
#include <string.h>

#include "../bench.h"
#include "../floor.h"
#include "../mdev.h"
#include "../ours.h"
#include "../vdpa.h"

#define NUMBER	900000

static struct subdev_ctx *ctx;
static struct subdev_dev_create *create;
static struct mdev_type mtty;
static struct netlink vdpa;
static unsigned int base;
static int floor_fd;

static double round_wait(unsigned int count)
{
	double start = bench_now();

	while (count--)
		ours_delete(ctx, ours_new(ctx, create), true);
	return bench_now() - start;
}

/* Nobody waits for the end of each, only for that of all. */
static double round_go_on(unsigned int count)
{
	double start = bench_now();

	while (count--)
		ours_delete(ctx, ours_new(ctx, create), false);
	ours_await(ctx, OURS_PARENT, base);
	return bench_now() - start;
}

static double round_floor(unsigned int count)
{
	double start = bench_now();

	while (count--)
		floor_cycle(floor_fd);
	return bench_now() - start;
}

static double round_mtty(unsigned int count)
{
	double start = bench_now();

	while (count--) {
		mdev_create(&mtty, NUMBER);
		mdev_remove(NUMBER);
	}
	return bench_now() - start;
}

static double round_vdpa(unsigned int count)
{
	double start = bench_now();

	while (count--) {
		vdpa_add(&vdpa, NUMBER);
		vdpa_del(&vdpa, NUMBER);
	}
	return bench_now() - start;
}

int main(int argc, char **argv)
{
	struct contestant contestants[BENCH_CONTESTANTS] = {
		{ "subdev", bench_count(60), round_wait },
		{ "subdev-go-on", bench_count(60), round_go_on },
		{ "floor", bench_count(60), round_floor },
	};
	unsigned int n = 3;
	int i;

	ctx = ours_ctx();
	create = ours_create(ctx, OURS_PARENT, false);
	base = ours_devs(ctx, OURS_PARENT);
	floor_fd = floor_open();
	for (i = 2; i < argc; i++) {
		if (!strcmp(argv[i], "mdev")) {
			mdev_open(&mtty, "mtty", "mtty-1");
			contestants[n++] = (struct contestant) { "mtty", bench_count(60), round_mtty };
		} else {
			vdpa_open(&vdpa);
			contestants[n++] = (struct contestant) { "vdpa", bench_count(60), round_vdpa };
		}
	}
	bench_run("active", argc > 1 ? atoi(argv[1]) : 0, contestants, n);
	subdev_dev_create_free(create);
	subdev_ctx_unref(ctx);
	return 0;
}
