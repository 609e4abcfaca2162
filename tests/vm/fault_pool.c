// SPDX-License-Identifier: GPL-2.0-only
/* Memory that runs out in requests about pools, on parent 1: with a size of 0 the kernel does nothing for one by itself. */
#include "fault_request.h"

static int do_pool_create(unsigned int nth)
{
	struct nl_req r;

	pool_create_req(&r, "fault", 1, "tuned", 0);
	nl_put_number(&r, SUBDEV_A_POOL_PARAM, "depth", 9);
	nl_put_amount(&r, SUBDEV_A_POOL_RESOURCE, "engine", 3);
	return call(&r, nth, NULL);
}

static int do_pool_set(unsigned int nth)
{
	struct nl_req r;

	pool_req(&r, SUBDEV_CMD_POOL_SET, "fault");
	nl_put_u32(&r, SUBDEV_A_POOL_MAX_DEVS, 7);
	return call(&r, nth, NULL);
}

static int do_pool_delete(unsigned int nth)
{
	struct nl_req r;

	pool_req(&r, SUBDEV_CMD_POOL_DELETE, "fault");
	return call(&r, nth, NULL);
}

static int do_pool_push(unsigned int nth)
{
	struct nl_req r;

	pool_dev_req(&r, SUBDEV_CMD_POOL_PUSH, "fault");
	nl_put_u32(&r, SUBDEV_A_DEV_COUNT, 2);
	return call(&r, nth, NULL);
}

/* With all that a pull can take memory for. */
static int do_pool_pull(unsigned int nth)
{
	struct nl_req r;

	pool_dev_req(&r, SUBDEV_CMD_POOL_PULL, "fault");
	nl_put_str(&r, SUBDEV_A_DEV_LABEL, "fault");
	nl_put_str(&r, SUBDEV_A_DEV_OWNER, "agent");
	nl_put_u32(&r, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_SOCKET);
	return call(&r, nth, NULL);
}

static int do_pool_return(unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_POOL_RETURN, 0);
	nl_put_str(&r, SUBDEV_A_DEV_LABEL, "fault");
	return call(&r, nth, NULL);
}

static int do_dump_pools(unsigned int nth)
{
	return dump(SUBDEV_CMD_POOL_GET, nth);
}

static struct nl_obj pool_now(void)
{
	struct nl_obj o = { 0 };

	if (pool_get(&nl, "fault", &o))
		o.generation = 0;
	return o;
}

static bool no_pool(void)
{
	return !pool_now().generation && !count_devs();
}

static bool a_pool(void)
{
	struct nl_obj o = pool_now();

	return o.generation && o.state == SUBDEV_POOL_STATE_STEADY;
}

static bool pool_of_two(void)
{
	return pool_now().ready == 2;
}

static bool pool_with_one_pulled(void)
{
	struct nl_obj o = pool_now();

	return o.ready == 1 && o.pulled == 1;
}

static void await_pool(bool (*reached)(void), const char *what)
{
	if (!until(reached))
		point(false, "the pool comes to have %s", what);
}

static void have_no_pool(void)
{
	have_none();
	if (!pool_now().generation && !count_devs())
		return;
	if (pool_now().devs) {
		do_pool_return(0);
		await_pool(pool_of_two, "both");
	}
	pool_delete_force(&nl, "fault");
	await_pool(no_pool, "nothing");
}

static void have_pool(void)
{
	have_none();
	if (pool_now().devs)
		have_no_pool();
	if (!pool_now().generation)
		do_pool_create(0);
	await_pool(a_pool, "nothing in it");
}

static void have_pool_of_two(void)
{
	have_none();
	if (!pool_now().generation)
		do_pool_create(0);
	if (!pool_now().devs)
		do_pool_push(0);
	if (pool_now().pulled)
		do_pool_return(0);
	await_pool(pool_of_two, "two");
}

static void have_one_pulled(void)
{
	have_pool_of_two();
	do_pool_pull(0);
	await_pool(pool_with_one_pulled, "one that is pulled");
}

static const struct request requests[] = {
	{ .name = "pool-create", .prepare = have_no_pool, .run = do_pool_create, .done = a_pool },
	{ .name = "pool-set", .prepare = have_pool, .run = do_pool_set, .done = a_pool },
	{ .name = "pool-push", .prepare = have_pool, .run = do_pool_push, .done = pool_of_two },
	{ .name = "pool-pull", .prepare = have_pool_of_two, .run = do_pool_pull, .done = pool_with_one_pulled },
	{ .name = "pool-return", .prepare = have_one_pulled, .run = do_pool_return, .done = pool_of_two },
	{ .name = "dump of pools", .prepare = have_pool_of_two, .run = do_dump_pools, .done = pool_of_two, .quiet = true },
	{ .name = "pool-delete", .prepare = have_pool_of_two, .run = do_pool_delete, .done = no_pool },
};

int main(void)
{
	sweep_all(requests, sizeof(requests) / sizeof(requests[0]), have_none);
	return lifetime_end();
}
