// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: pull
 * A device out of a pool and back into it, against the creation and the removal of one by the peers. The pool is kept filled by
 * what comes back: if the kernel resets slower than we take, we wait.
 */
#include <stdio.h>

#include "../bench.h"
#include "../mdev.h"
#include "../netlink.h"
#include "../ours.h"
#include "../vdpa.h"

#define POOL	"bench"
#define STOCK	64
#define NUMBER	900000	/* nobody else's */

static struct subdev_ctx *ctx;
static struct subdev_pool_pull *pull;
static struct mdev_type mtty, mdpy;
static struct netlink ctrl, vdpa;

static double pull_and_return(unsigned int count, int timeout)
{
	double start = bench_now();
	struct subdev_dev *dev;
	char id[16];

	while (count--) {
		ours_check(ctx, subdev_pool_pull_run(pull, SUBDEV_WAIT_FOREVER, &dev), "pull");
		snprintf(id, sizeof(id), "%u", subdev_dev_get_id(dev));
		subdev_dev_unref(dev);
		ours_check(ctx, subdev_pool_return(ctx, id, NULL, timeout, NULL), "return");
	}
	return bench_now() - start;
}

static double round_pull(unsigned int count)
{
	return pull_and_return(count, 0);
}

static double round_pull_reset(unsigned int count)
{
	return pull_and_return(count, SUBDEV_WAIT_FOREVER);
}

static double round_mdev(const struct mdev_type *type, unsigned int count)
{
	double start = bench_now();

	while (count--) {
		mdev_create(type, NUMBER);
		mdev_remove(NUMBER);
	}
	return bench_now() - start;
}

static double round_mtty(unsigned int count)
{
	return round_mdev(&mtty, count);
}

static double round_mdpy(unsigned int count)
{
	return round_mdev(&mdpy, count);
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

static double round_nlctrl(unsigned int count)
{
	double start = bench_now();

	while (count--)
		netlink_nlctrl(&ctrl);
	return bench_now() - start;
}

static void make_pool(void)
{
	struct subdev_pool_create *create;

	ours_check(ctx, subdev_pool_create_new(ctx, &create), "pool");
	ours_check(ctx, subdev_pool_create_set_name(create, POOL), "pool");
	ours_check(ctx, subdev_pool_create_set_parent(create, OURS_PARENT), "pool");
	ours_check(ctx, subdev_pool_create_set_type(create, OURS_TYPE), "pool");
	ours_check(ctx, subdev_pool_create_run(create, NULL), "pool");
	subdev_pool_create_free(create);
	ours_check(ctx, subdev_pool_push(ctx, POOL, STOCK, NULL), "push");
	ours_check(ctx, subdev_pool_pull_new(ctx, POOL, &pull), "pull");
}

int main(void)
{
	const struct contestant contestants[] = {
		{ "subdev", bench_count(800), round_pull },
		{ "subdev-and-reset", bench_count(80), round_pull_reset },
		{ "mtty", bench_count(24), round_mtty },
		{ "mdpy", bench_count(24), round_mdpy },
		{ "vdpa", bench_count(24), round_vdpa },
		{ "nlctrl", bench_count(800), round_nlctrl },
	};

	ctx = ours_ctx();
	make_pool();
	mdev_open(&mtty, "mtty", "mtty-1");
	mdev_open(&mdpy, "mdpy", "mdpy-vga");
	vdpa_open(&vdpa);
	netlink_open(&ctrl);
	bench_run("pull", 0, contestants, sizeof(contestants) / sizeof(contestants[0]));
	ours_check(ctx, subdev_pool_delete(ctx, POOL, NULL, SUBDEV_WAIT_FOREVER), "delete pool");
	subdev_pool_pull_free(pull);
	subdev_ctx_unref(ctx);
	return 0;
}
