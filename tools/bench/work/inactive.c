// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: inactive EXISTING
 * Creation of a device that is composed at leisure and not built yet, one at a time and many in a message whose answer is their
 * ids, against the creation of one by the peers, who know only built ones. What deletes them is not measured.
 */
#include <stdlib.h>

#include "../bench.h"
#include "../mdev.h"
#include "../ours.h"
#include "../vdpa.h"

#define NUMBER	900000
#define MANY	1000

static struct subdev_ctx *ctx;
static struct subdev_dev_create *create;
static struct subdev_transaction *list;
static struct mdev_type mtty, mdpy;
static struct netlink vdpa;
static unsigned int base;
static uint32_t ids[MANY];

static double round_one(unsigned int count)
{
	double start = bench_now(), time;
	unsigned int i;

	for (i = 0; i < count; i++)
		ids[i] = ours_new(ctx, create);
	time = bench_now() - start;
	ours_delete_all(ctx, OURS_PARENT, ids, count, base);
	return time;
}

static double round_many(unsigned int count)
{
	double start = bench_now(), time;
	struct subdev_dev_list *devs;
	struct subdev_dev *dev;
	unsigned int n = 0;

	ours_check(ctx, subdev_transaction_run(list, &devs), "transaction");
	subdev_dev_list_foreach(devs, dev)
		ids[n++] = subdev_dev_get_id(dev);
	time = bench_now() - start;
	subdev_dev_list_unref(devs);
	if (n != count)
		bench_die("%u of %u were created", n, count);
	ours_delete_all(ctx, OURS_PARENT, ids, count, base);
	return time;
}

static double round_mdev(const struct mdev_type *type, unsigned int count)
{
	double start = bench_now(), time;
	unsigned int i;

	for (i = 0; i < count; i++)
		mdev_create(type, NUMBER + i);
	time = bench_now() - start;
	for (i = 0; i < count; i++)
		mdev_remove(NUMBER + i);
	return time;
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
	double start = bench_now(), time;
	unsigned int i;

	for (i = 0; i < count; i++)
		vdpa_add(&vdpa, NUMBER + i);
	time = bench_now() - start;
	for (i = 0; i < count; i++)
		vdpa_del(&vdpa, NUMBER + i);
	return time;
}

int main(int argc, char **argv)
{
	const struct contestant contestants[] = {
		{ "subdev", bench_count(800), round_one },
		{ "subdev-many", MANY, round_many },
		{ "mtty", bench_count(24), round_mtty },
		{ "mdpy", bench_count(24), round_mdpy },
		{ "vdpa", bench_count(24), round_vdpa },
	};

	ctx = ours_ctx();
	create = ours_create(ctx, OURS_PARENT, true);
	ours_check(ctx, subdev_transaction_new(ctx, &list), "transaction");
	ours_check(ctx, subdev_transaction_add_create(list, create, MANY), "transaction");
	base = ours_devs(ctx, OURS_PARENT);
	mdev_open(&mtty, "mtty", "mtty-1");
	mdev_open(&mdpy, "mdpy", "mdpy-vga");
	vdpa_open(&vdpa);
	bench_run("inactive", argc > 1 ? atoi(argv[1]) : 0, contestants, sizeof(contestants) / sizeof(contestants[0]));
	subdev_transaction_free(list);
	subdev_dev_create_free(create);
	subdev_ctx_unref(ctx);
	return 0;
}
