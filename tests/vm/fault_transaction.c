// SPDX-License-Identifier: GPL-2.0-only
/* Memory that runs out in transactions. */
#include "fault_request.h"

static void put_item(struct nl_req *r, unsigned int parent, const char *type, const char *label)
{
	struct nlattr *nest = nl_nest(r, SUBDEV_A_TRANSACTION_ITEM);
	char name[64];

	nl_parent_name(name, sizeof(name), parent);
	nl_put_str(r, SUBDEV_A_DEV_PARENT_NAME, name);
	nl_put_str(r, SUBDEV_A_DEV_TYPE, type);
	if (label)
		nl_put_str(r, SUBDEV_A_DEV_LABEL, label);
	else
		nl_put_u32(r, SUBDEV_A_DEV_COUNT, 2);
	nl_put_str(r, SUBDEV_A_DEV_OWNER, "agent");
	nl_put_u32(r, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_SOCKET);
	nl_nest_end(r, nest);
}

/* Four on two parents: what was built of the first goes when memory lacks for the last. */
static int do_transaction(unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_TRANSACTION_RUN, 0);
	put_item(&r, 0, "full", "first");
	put_item(&r, 1, "wide", NULL);
	put_item(&r, 1, "tuned", "last");
	return call(&r, nth, NULL);
}

static void put_pull(struct nl_req *r, const char *label)
{
	struct nlattr *nest = nl_nest(r, SUBDEV_A_TRANSACTION_ITEM);

	nl_put_str(r, SUBDEV_A_DEV_POOL, "fault");
	nl_put_str(r, SUBDEV_A_DEV_LABEL, label);
	nl_put_str(r, SUBDEV_A_DEV_OWNER, "agent");
	nl_put_u32(r, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_SOCKET);
	nl_nest_end(r, nest);
}

/* Two are pulled, and between them one is created. */
static int do_transaction_pulls(unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_TRANSACTION_RUN, 0);
	put_pull(&r, "first");
	put_item(&r, 0, "full", "second");
	put_pull(&r, "last");
	return call(&r, nth, NULL);
}

static bool many_there(void)
{
	return count_devs() == 4;
}

static void delete_one(const struct nl_obj *o, void *arg)
{
	(void)arg;
	dev_do(&nl, SUBDEV_CMD_DEV_DELETE, o->id, NULL);
}

static bool none_there(void)
{
	return !count_devs();
}

static void delete_pool(void)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_POOL_DELETE, 0);
	nl_put_str(&r, SUBDEV_A_POOL_NAME, "fault");
	nl_put(&r, SUBDEV_A_POOL_FORCE, NULL, 0);
	nl_call(&nl, &r, NULL);
}

/* None at all, whoever has made them, and no pool. */
static void have_empty(void)
{
	struct nl own;

	memset(&dev, 0, sizeof(dev));
	delete_pool();
	nl_open(&own);
	nl_dump(&own, SUBDEV_CMD_DEV_GET, delete_one, NULL);
	nl_close(&own);
	if (!until(none_there) || !sim_await(0, "objects", 0) || !sim_await(1, "objects", 0))
		point(false, "delete comes to its end");
	/* the last events come a little later than that */
	nap(20);
}

static bool two_there(void)
{
	return count_devs() == 2;
}

static bool three_there(void)
{
	return count_devs() == 3;
}

/* A pool with two in stock, which is not refilled. */
static void have_filled_pool(void)
{
	struct nl_req r;

	have_empty();
	nl_start(&r, nl_family, SUBDEV_CMD_POOL_CREATE, 0);
	nl_put_str(&r, SUBDEV_A_POOL_NAME, "fault");
	nl_put_str(&r, SUBDEV_A_POOL_PARENT_NAME, "platform/subdev_sim.1");
	nl_put_str(&r, SUBDEV_A_POOL_TYPE, "wide");
	nl_put_u32(&r, SUBDEV_A_POOL_SIZE, 2);
	nl_put_u32(&r, SUBDEV_A_POOL_LOW, 0);
	nl_call(&nl, &r, NULL);
	if (!until(two_there))
		point(false, "a pool is filled");
	nap(20);
}

static const struct request requests[] = {
	{ .name = "transaction", .prepare = have_empty, .run = do_transaction, .done = many_there },
	{ .name = "transaction that pulls", .prepare = have_filled_pool, .run = do_transaction_pulls, .done = three_there, .told = true },
};

int main(void)
{
	sweep_all(requests, sizeof(requests) / sizeof(requests[0]), have_empty);
	return lifetime_end();
}
