// SPDX-License-Identifier: GPL-2.0-only
/*
 * What owners hold of a parent. Subdevices are nobody's at first, become
 * somebody's, change what they hold, and are nobody's again, at random; all of
 * it is counted a second time, by looking at each subdevice. The code under
 * test is compiled in.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "core_owner.h"

#define RESOURCES	3
#define USES		2
#define OWNERS		3
#define DEVS		12
#define LARGEST		5
#define OPERATIONS	20000

static unsigned int sentences;

void subdev_say(struct netlink_ext_ack *extack, const struct nlattr *attr,
		const char *fmt, ...)
{
	sentences++;
}

static const struct subdev_resource resources[RESOURCES] = {
	{ .name = "one", .capacity = 1000 },
	{ .name = "two", .capacity = 1000 },
	{ .name = "three", .capacity = 1000 },
};

/* Each leaves out another resource, and one names them the other way round. */
static const struct subdev_use uses[3][USES] = {
	{ { .resource = 0 }, { .resource = 1 } },
	{ { .resource = 2 }, { .resource = 1 } },
	{ { .resource = 0 }, { .resource = 2 } },
};

static const struct subdev_type types[3] = {
	{ .name = "a", .uses = uses[0], .num_uses = USES },
	{ .name = "b", .uses = uses[1], .num_uses = USES },
	{ .name = "c", .uses = uses[2], .num_uses = USES },
};

/* An owner's name as a request has it. */
struct name {
	struct nlattr attr;
	char text[8];
};

static const struct name names[OWNERS] = {
	{ { NLA_HDRLEN + 4, SUBDEV_A_DEV_OWNER }, "joe" },
	{ { NLA_HDRLEN + 4, SUBDEV_A_DEV_OWNER }, "jim" },
	{ { NLA_HDRLEN + 3, SUBDEV_A_DEV_OWNER }, "jo" },
};

/**
 * struct bench - a parent with subdevices, and who owns them
 * @test: the test
 * @rnd: random numbers
 * @parent: the parent
 * @devs: its subdevices
 * @comps: what they are composed of
 * @amounts: of @comps
 * @owners: who owns each, -1 for nobody
 * @limits: of each owner, -1 for none
 */
struct bench {
	struct kunit *test;
	struct rnd_state rnd;
	struct subdev_parent parent;
	struct subdev_dev devs[DEVS];
	struct subdev_comp comps[DEVS];
	struct subdev_amount amounts[DEVS][USES];
	int owners[DEVS];
	s64 limits[OWNERS][RESOURCES];
};

static u32 bench_random(struct bench *b, u32 ceil)
{
	return prandom_u32_state(&b->rnd) % ceil;
}

static void bench_add_dev(struct bench *b, unsigned int i)
{
	struct subdev_dev *sdev = &b->devs[i];
	unsigned int use;

	mutex_init(&sdev->lock);
	sdev->parent = &b->parent;
	sdev->type = &types[i % ARRAY_SIZE(types)];
	sdev->comp = &b->comps[i];
	sdev->published = true;
	for (use = 0; use < USES; use++)
		b->amounts[i][use].amount = bench_random(b, LARGEST);
	sdev->comp->config.amounts = b->amounts[i];
	b->owners[i] = -1;
}

static struct bench *bench_new(struct kunit *test, u64 seed)
{
	struct bench *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, b);
	KUNIT_ASSERT_EQ(test, 0, subdev_owner_init());
	b->test = test;
	prandom_seed_state(&b->rnd, seed);
	mutex_init(&b->parent.lock);
	b->parent.resources = resources;
	b->parent.num_resources = RESOURCES;
	memset(b->limits, -1, sizeof(b->limits));
	for (i = 0; i < DEVS; i++)
		bench_add_dev(b, i);
	return b;
}

static void bench_end(struct bench *b)
{
	KUNIT_EXPECT_EQ(b->test, 0, atomic_read(&subdev_owners.nelems));
	subdev_owner_exit();
}

/* What an owner holds, by looking at all. */
static u64 bench_used(const struct bench *b, int owner, unsigned int resource)
{
	u64 sum = 0;
	unsigned int i, use;

	for (i = 0; i < DEVS; i++)
		for (use = 0; b->owners[i] == owner && use < USES; use++)
			if (b->devs[i].type->uses[use].resource == resource)
				sum += b->amounts[i][use].amount;
	return sum;
}

static bool bench_fits(const struct bench *b, int owner, unsigned int resource,
		       u64 more)
{
	s64 limit = b->limits[owner][resource];

	return !more || limit < 0 ||
	       bench_used(b, owner, resource) + more <= limit;
}

static bool bench_has_account(const struct bench *b, int owner)
{
	unsigned int i;

	for (i = 0; i < DEVS; i++)
		if (b->owners[i] == owner)
			return true;
	for (i = 0; i < RESOURCES; i++)
		if (b->limits[owner][i] >= 0)
			return true;
	return false;
}

static void bench_compare(struct bench *b, int owner)
{
	struct subdev_owner *account;
	unsigned int i;

	mutex_lock(&b->parent.lock);
	account = subdev_owner_find_locked(&b->parent, &names[owner].attr);
	KUNIT_ASSERT_EQ(b->test, !!account, bench_has_account(b, owner));
	for (i = 0; account && i < RESOURCES; i++) {
		u64 used = bench_used(b, owner, i);

		KUNIT_ASSERT_EQ(b->test, used, account->accounts[i].used);
		KUNIT_ASSERT_EQ(b->test, used, account->accounts[i].held);
	}
	mutex_unlock(&b->parent.lock);
}

/*
 * Operations
 */

/* Somebody gets a subdevice, or nobody does: the limits, or a change of mind. */
static void bench_give(struct bench *b, unsigned int i, int owner)
{
	const struct subdev_config *config = &b->comps[i].config;
	struct subdev_dev *sdev = &b->devs[i];
	struct subdev_owner *account;
	bool fits = true;
	unsigned int use;

	for (use = 0; use < USES; use++)
		fits &= bench_fits(b, owner, sdev->type->uses[use].resource,
				   config->amounts[use].amount);
	sentences = 0;
	account = subdev_owner_reserve(&b->parent, &names[owner].attr,
				       sdev->type, config, NULL);
	KUNIT_ASSERT_EQ(b->test, sentences, !fits);
	if (!fits) {
		KUNIT_ASSERT_EQ(b->test, -ENOSPC, PTR_ERR(account));
		return;
	}
	KUNIT_ASSERT_FALSE(b->test, IS_ERR_OR_NULL(account));
	if (!bench_random(b, 4)) {
		subdev_owner_unreserve(&b->parent, account, sdev->type, config);
		return;
	}
	mutex_lock(&sdev->lock);
	subdev_owner_give_locked(sdev, account);
	mutex_unlock(&sdev->lock);
	b->owners[i] = owner;
}

static void bench_leave(struct bench *b, unsigned int i)
{
	mutex_lock(&b->devs[i].lock);
	subdev_owner_leave_locked(&b->devs[i]);
	mutex_unlock(&b->devs[i].lock);
	b->owners[i] = -1;
}

/* Another configuration in place of the old, or the old one after all. */
static void bench_resize(struct bench *b, unsigned int i)
{
	struct subdev_amount amounts[USES] = {};
	struct subdev_config config = { .amounts = amounts };
	const struct subdev_type *type = b->devs[i].type;
	struct subdev_comp *comp = &b->comps[i];
	bool fits = true;
	unsigned int use;
	int err;

	for (use = 0; use < USES; use++) {
		u64 old = comp->config.amounts[use].amount;
		u64 new = bench_random(b, LARGEST);

		amounts[use].amount = new;
		if (comp->owner && new > old)
			fits &= bench_fits(b, b->owners[i],
					   type->uses[use].resource, new - old);
	}
	mutex_lock(&b->parent.lock);
	err = subdev_owner_take_locked(comp->owner, type, &config,
				       &comp->config, NULL, NULL);
	KUNIT_ASSERT_EQ(b->test, fits ? 0 : -ENOSPC, err);
	if (!err && bench_random(b, 3)) {
		subdev_owner_hold_locked(comp->owner, type, &comp->config,
					 false);
		subdev_owner_commit_locked(comp->owner, type, &config,
					   &comp->config);
		subdev_owner_hold_locked(comp->owner, type, &config, true);
		memcpy(b->amounts[i], amounts, sizeof(amounts));
	} else if (!err) {
		subdev_owner_undo_locked(comp->owner, type, &config,
					 &comp->config);
	}
	mutex_unlock(&b->parent.lock);
}

/* As limit.c does it, but for the list. */
static void bench_limit(struct bench *b, int owner, unsigned int resource,
			s64 limit)
{
	struct subdev_owner *account;

	mutex_lock(&b->parent.lock);
	account = subdev_owner_get_locked(&b->parent, &names[owner].attr);
	KUNIT_ASSERT_FALSE(b->test, IS_ERR_OR_NULL(account));
	account->accounts[resource].limit = limit;
	if (limit < 0)
		account->limited &= ~BIT(resource);
	else
		account->limited |= BIT(resource);
	subdev_owner_put_locked(account);
	mutex_unlock(&b->parent.lock);
	b->limits[owner][resource] = limit;
}

static void bench_operate(struct bench *b)
{
	unsigned int i = bench_random(b, DEVS);
	int owner = bench_random(b, OWNERS);

	switch (bench_random(b, 4)) {
	case 0:
		bench_limit(b, owner, bench_random(b, RESOURCES),
			    (s64)bench_random(b, 4 * LARGEST) - LARGEST < 0 ?
			    -1 : bench_random(b, 3 * LARGEST));
		break;
	case 1:
		bench_resize(b, i);
		break;
	default:
		if (b->owners[i] >= 0)
			bench_leave(b, i);
		else
			bench_give(b, i, owner);
	}
}

static void bench_clear(struct bench *b)
{
	unsigned int i, resource;

	for (i = 0; i < DEVS; i++)
		if (b->owners[i] >= 0)
			bench_leave(b, i);
	for (i = 0; i < OWNERS; i++)
		for (resource = 0; resource < RESOURCES; resource++)
			bench_limit(b, i, resource, -1);
}

/*
 * Cases
 */

static void owner_random(struct kunit *test)
{
	struct bench *b = bench_new(test, 1);
	unsigned int n;
	int owner;

	for (n = 0; n < OPERATIONS; n++) {
		bench_operate(b);
		for (owner = 0; owner < OWNERS; owner++)
			bench_compare(b, owner);
	}
	bench_clear(b);
	bench_end(b);
}

/* What is reserved is no more to be had, and is not seen to be held. */
static void owner_reserved(struct kunit *test)
{
	struct bench *b = bench_new(test, 2);
	const struct subdev_config *config = &b->comps[0].config;
	struct subdev_owner *one, *two;

	b->amounts[0][0].amount = 3;
	b->amounts[0][1].amount = 0;
	bench_limit(b, 0, 0, 5);
	one = subdev_owner_reserve(&b->parent, &names[0].attr, &types[0],
				   config, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(one));
	KUNIT_EXPECT_EQ(test, 3, one->accounts[0].used);
	KUNIT_EXPECT_EQ(test, 0, one->accounts[0].held);
	two = subdev_owner_reserve(&b->parent, &names[0].attr, &types[0],
				   config, NULL);
	KUNIT_EXPECT_EQ(test, -ENOSPC, PTR_ERR(two));
	subdev_owner_unreserve(&b->parent, one, &types[0], config);
	bench_compare(b, 0);
	bench_clear(b);
	bench_end(b);
}

/* Who is nobody, and what has nothing to count, needs no account. */
static void owner_nobody(struct kunit *test)
{
	struct bench *b = bench_new(test, 3);
	const struct subdev_config *config = &b->comps[0].config;
	struct subdev_owner *account;

	account = subdev_owner_reserve(&b->parent, NULL, &types[0], config,
				       NULL);
	KUNIT_EXPECT_NULL(test, account);
	mutex_lock(&b->devs[0].lock);
	subdev_owner_give_locked(&b->devs[0], account);
	subdev_owner_leave_locked(&b->devs[0]);
	mutex_unlock(&b->devs[0].lock);
	subdev_owner_unreserve(&b->parent, account, &types[0], config);
	b->parent.num_resources = 0;
	account = subdev_owner_reserve(&b->parent, &names[0].attr, &types[0],
				       config, NULL);
	KUNIT_EXPECT_NULL(test, account);
	bench_end(b);
}

static struct kunit_case owner_cases[] = {
	KUNIT_CASE(owner_random),
	KUNIT_CASE(owner_reserved),
	KUNIT_CASE(owner_nobody),
	{}
};

static struct kunit_suite owner_suite = {
	.name = "subdev_owner",
	.test_cases = owner_cases,
};

kunit_test_suite(owner_suite);

MODULE_DESCRIPTION("KUnit tests of what owners hold");
MODULE_LICENSE("GPL");
