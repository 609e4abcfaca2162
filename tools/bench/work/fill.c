// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: fill subdev|mdev|vdpa FROM TO
 * What is there before the work begins: active subdevices with the labels dFROM and on, or those of the peers with such numbers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../bench.h"
#include "../mdev.h"
#include "../ours.h"
#include "../vdpa.h"

static void some_of_ours(struct subdev_ctx *ctx, struct subdev_dev_create *create, unsigned int from, unsigned int to)
{
	struct subdev_transaction *list;
	char label[16];

	ours_check(ctx, subdev_transaction_new(ctx, &list), "transaction");
	for (; from < to; from++) {
		snprintf(label, sizeof(label), "d%u", from);
		ours_check(ctx, subdev_dev_create_set_label(create, label), label);
		ours_check(ctx, subdev_transaction_add_create(list, create, 1), label);
	}
	ours_check(ctx, subdev_transaction_run(list, NULL), "create");
	subdev_transaction_free(list);
}

static void fill_ours(unsigned int from, unsigned int to)
{
	struct subdev_ctx *ctx = ours_ctx();
	struct subdev_dev_create *create = ours_create(ctx, OURS_PARENT, false);

	for (; from < to; from += 500)
		some_of_ours(ctx, create, from, from + 500 < to ? from + 500 : to);
	subdev_dev_create_free(create);
	subdev_ctx_unref(ctx);
}

static void fill_mdev(unsigned int from, unsigned int to)
{
	struct mdev_type type;

	mdev_open(&type, "mtty", "mtty-1");
	for (; from < to; from++)
		mdev_create(&type, from);
}

static void fill_vdpa(unsigned int from, unsigned int to)
{
	struct netlink nl;

	vdpa_open(&nl);
	for (; from < to; from++)
		vdpa_add(&nl, from);
}

int main(int argc, char **argv)
{
	unsigned int from, to;

	if (argc != 4)
		bench_die("usage: fill subdev|mdev|vdpa FROM TO");
	from = strtoul(argv[2], NULL, 10);
	to = strtoul(argv[3], NULL, 10);
	if (!strcmp(argv[1], "subdev"))
		fill_ours(from, to);
	else if (!strcmp(argv[1], "mdev"))
		fill_mdev(from, to);
	else
		fill_vdpa(from, to);
	return 0;
}
