// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that runs out in requests about resources, limits, params and manifests. On parent 1; what they ask for takes
 * each path that needs memory: ranges that grow and move, a reset, values in place of others, a reason for each thing that does
 * not fit.
 */
#include "fault_request.h"

static int do_compose(unsigned int nth)
{
	const struct dev_how how = { .type = "tuned", .label = "fault" };
	struct nl_obj o;
	struct nl_req r;
	int err;

	dev_create_req(&r, 1, &how);
	nl_put_u32(&r, SUBDEV_A_DEV_VERSION, 2);
	nl_put_number(&r, SUBDEV_A_DEV_PARAM, "depth", 9);
	nl_put_string(&r, SUBDEV_A_DEV_PARAM, "layout", "tiled");
	nl_put_amount(&r, SUBDEV_A_DEV_RESOURCE, "channel", 16);
	nl_put_amount(&r, SUBDEV_A_DEV_RESOURCE, "engine", 3);
	err = call(&r, nth, &o);
	if (!err)
		dev = o;
	return err;
}

/* The first that counts for its owner, who has no account before. */
static int do_own(unsigned int nth)
{
	const struct dev_how how = { .type = "wide", .label = "fault", .inactive = true };
	struct nl_obj o;
	struct nl_req r;
	int err;

	dev_create_req(&r, 1, &how);
	nl_put_str(&r, SUBDEV_A_DEV_OWNER, "agent");
	err = call(&r, nth, &o);
	if (!err)
		dev = o;
	return err;
}

/* @amount: NULL for none. */
static void put_limit(struct nl_req *r, const char *owner, const char *resource, const uint64_t *amount)
{
	struct nlattr *nest = nl_nest(r, SUBDEV_A_PARENT_LIMIT);

	nl_put_str(r, SUBDEV_A_NEW_LIMIT_OWNER, owner);
	nl_put_str(r, SUBDEV_A_NEW_LIMIT_RESOURCE, resource);
	if (amount)
		nl_put(r, SUBDEV_A_NEW_LIMIT_AMOUNT, amount, sizeof(*amount));
	nl_nest_end(r, nest);
}

static int set_limits(const uint64_t *amount, unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_PARENT_SET, 0);
	nl_put_str(&r, SUBDEV_A_PARENT_NAME, "platform/subdev_sim.1");
	put_limit(&r, "agent", "engine", amount);
	put_limit(&r, "agent", "memory", amount);
	put_limit(&r, "another", "engine", amount);
	return call(&r, nth, NULL);
}

static int do_limit(unsigned int nth)
{
	const uint64_t amount = 3;

	return set_limits(&amount, nth);
}

static int do_unlimit(unsigned int nth)
{
	return set_limits(NULL, nth);
}

/* There and back. */
static int do_resize(unsigned int nth)
{
	bool more = dev.generation % 2;
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_DEV_SET, 0);
	nl_put_u32(&r, SUBDEV_A_DEV_ID, dev.id);
	nl_put_amount(&r, SUBDEV_A_DEV_RESOURCE, "channel", more ? 20 : 3);
	nl_put_amount(&r, SUBDEV_A_DEV_RESOURCE, "memory", more ? 1ULL << 30 : 1ULL << 26);
	nl_put_amount(&r, SUBDEV_A_DEV_RESOURCE, "credit", more ? 1ULL << 63 : 0);
	return call(&r, nth, &dev);
}

static int do_tune(unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_DEV_SET, 0);
	nl_put_u32(&r, SUBDEV_A_DEV_ID, dev.id);
	nl_put_string(&r, SUBDEV_A_DEV_PARAM, "title", dev.generation % 2 ? "odd" : "even");
	nl_put_number(&r, SUBDEV_A_DEV_PARAM, "depth", dev.generation % 32 + 1);
	return call(&r, nth, &dev);
}

/* What "tuned" is in version 1, holding so many channels. */
static void put_manifest(struct nl_req *r, uint64_t channels)
{
	struct nlattr *nest = nl_nest(r, SUBDEV_A_DEV_MANIFEST);

	nl_put_str(r, SUBDEV_A_MANIFEST_MODEL, "subdev:sim:tuned");
	nl_put_string(r, SUBDEV_A_MANIFEST_PARAM, "layout", "linear");
	nl_put_number(r, SUBDEV_A_MANIFEST_PARAM, "depth", 8);
	nl_put_string(r, SUBDEV_A_MANIFEST_PARAM, "title", "none");
	nl_put_number(r, SUBDEV_A_MANIFEST_PARAM, "seed", 0);
	nl_put_amount(r, SUBDEV_A_MANIFEST_RESOURCE, "engine", 2);
	nl_put_amount(r, SUBDEV_A_MANIFEST_RESOURCE, "channel", channels);
	nl_nest_end(r, nest);
}

/* Two things do not fit: a verdict that says less is no verdict. */
static int do_check(unsigned int nth)
{
	struct nl_obj o;
	struct nl_req r;
	struct nlattr *nest;
	int err;

	nl_start(&r, nl_family, SUBDEV_CMD_MANIFEST_CHECK, 0);
	put_type(&r);
	nest = nl_nest(&r, SUBDEV_A_DEV_MANIFEST);
	nl_put_str(&r, SUBDEV_A_MANIFEST_MODEL, "subdev:sim:tuned");
	nl_put_u32(&r, SUBDEV_A_MANIFEST_VERSION, 3);
	nl_put_string(&r, SUBDEV_A_MANIFEST_PARAM, "layout", "tiled");
	nl_put_number(&r, SUBDEV_A_MANIFEST_PARAM, "depth", 16);
	nl_put_string(&r, SUBDEV_A_MANIFEST_PARAM, "title", "none");
	nl_put_number(&r, SUBDEV_A_MANIFEST_PARAM, "boost", 1);
	nl_put_amount(&r, SUBDEV_A_MANIFEST_RESOURCE, "engine", 2);
	nl_put_amount(&r, SUBDEV_A_MANIFEST_RESOURCE, "channel", 8);
	nl_nest_end(&r, nest);
	err = call(&r, nth, &o);
	if (!err && (o.verdict != EINVAL || o.reasons != 2)) {
		point(false, "the verdict is %u for %u reasons", o.verdict, o.reasons);
		return -EPROTO;
	}
	return err;
}

static int do_check_dev(unsigned int nth)
{
	struct nl_obj o;
	struct nl_req r;
	int err;

	nl_start(&r, nl_family, SUBDEV_CMD_MANIFEST_CHECK, 0);
	nl_put_u32(&r, SUBDEV_A_DEV_ID, dev.id);
	put_manifest(&r, 24);
	err = call(&r, nth, &o);
	/* layout, depth, boost, seed and channel of what have_new_tuned() has made */
	if (!err && (o.verdict != EINVAL || o.reasons != 5)) {
		point(false, "the verdict is %u for %u reasons", o.verdict, o.reasons);
		return -EPROTO;
	}
	return err;
}

static int do_negotiate(unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_MANIFEST_NEGOTIATE, 0);
	put_type(&r);
	put_manifest(&r, 99);
	put_manifest(&r, 16);
	put_manifest(&r, 8);
	return call(&r, nth, NULL);
}

static int do_copy(unsigned int nth)
{
	struct nl_obj o;
	struct nl_req r;
	int err;

	nl_start(&r, nl_family, SUBDEV_CMD_DEV_CREATE, 0);
	put_type(&r);
	put_manifest(&r, 24);
	err = call(&r, nth, &o);
	if (!err)
		dev = o;
	return err;
}

static int do_dry_run(unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_DEV_CREATE, 0);
	put_type(&r);
	put_manifest(&r, 16);
	nl_put(&r, SUBDEV_A_DEV_DRY_RUN, NULL, 0);
	return call(&r, nth, NULL);
}

static int do_manifest(unsigned int nth)
{
	return call_dev(SUBDEV_CMD_MANIFEST_GET, nth);
}

static int do_dump_limits(unsigned int nth)
{
	return dump(SUBDEV_CMD_LIMIT_GET, nth);
}

static int do_dump_holders(unsigned int nth)
{
	return dump(SUBDEV_CMD_HOLDER_GET, nth);
}

static int do_dump_models(unsigned int nth)
{
	return dump(SUBDEV_CMD_MODEL_GET, nth);
}

static int do_dump_params(unsigned int nth)
{
	return dump(SUBDEV_CMD_PARAM_GET, nth);
}

static int do_dump_manifests(unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_MANIFEST_GET, NLM_F_DUMP);
	put_type(&r);
	return dump_req(&r, nth);
}

static bool limited(void)
{
	return count_limits() == 3;
}

static bool unlimited(void)
{
	return count_limits() == 0;
}

static void have_wide(void)
{
	have_idle_of("wide");
}

static void have_tuned(void)
{
	have_idle_of("tuned");
}

static void have_new_tuned(void)
{
	have_none();
	have_tuned();
}

static void have_no_limit(void)
{
	have_none();
	do_unlimit(0);
}

static void have_limit(void)
{
	have_none();
	do_limit(0);
}

static const struct request requests[] = {
	{ .name = "create composed", .prepare = have_none, .run = do_compose, .done = dev_idle },
	{ .name = "create from a manifest", .prepare = have_none, .run = do_copy, .done = dev_idle },
	{ .name = "create of an owner", .prepare = have_none, .run = do_own, .done = dev_inactive },
	{ .name = "limit", .prepare = have_no_limit, .run = do_limit, .done = limited },
	{ .name = "dump of limits", .prepare = have_limit, .run = do_dump_limits, .done = limited, .quiet = true },
	{ .name = "no limit", .prepare = have_limit, .run = do_unlimit, .done = unlimited },
	{ .name = "resize", .prepare = have_wide, .run = do_resize, .done = dev_idle },
	{ .name = "set params", .prepare = have_tuned, .run = do_tune, .done = dev_idle },
	{ .name = "manifest", .prepare = have_tuned, .run = do_manifest, .done = dev_idle, .quiet = true },
	{ .name = "check", .prepare = have_tuned, .run = do_check, .done = dev_idle, .quiet = true },
	{ .name = "check of a subdevice", .prepare = have_new_tuned, .run = do_check_dev, .done = dev_idle, .quiet = true },
	{ .name = "negotiate", .prepare = have_tuned, .run = do_negotiate, .done = dev_idle, .quiet = true },
	{ .name = "dry run", .prepare = have_tuned, .run = do_dry_run, .done = dev_idle, .quiet = true },
	{ .name = "dump of holders", .prepare = have_tuned, .run = do_dump_holders, .done = dev_idle, .quiet = true },
	{ .name = "dump of models", .prepare = have_tuned, .run = do_dump_models, .done = dev_idle, .quiet = true },
	{ .name = "dump of params", .prepare = have_tuned, .run = do_dump_params, .done = dev_idle, .quiet = true },
	{ .name = "dump of manifests", .prepare = have_tuned, .run = do_dump_manifests, .done = dev_idle, .quiet = true },
};

int main(void)
{
	sweep_all(requests, sizeof(requests) / sizeof(requests[0]), have_none);
	return lifetime_end();
}
