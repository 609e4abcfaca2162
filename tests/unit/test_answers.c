// SPDX-License-Identifier: GPL-2.0-only
/* Answers to all that can be asked, with each attribute missing or cut, and with noise. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/attr.h>

#include "asks.h"
#include "attr.h"
#include "harness.h"
#include "state.h"

#define ADDED_LATER 200
#define NOISE_ROUNDS 2000

static const struct {
	const char *name;
	ask_fn ask;
	const struct attr_set *set;
	/* the attributes that must be there, in the order of the answer */
	const char *required;
} cases[] = {
	{ "parent", ask_parent, &attr_set_parent,
	  "index name resource.name resource.capacity resource.free" },
	{ "type", ask_type, &attr_set_type,
	  "parent-index parent-name name resource.name resource.default resource.minimum "
	  "resource.maximum" },
	{ "holders", ask_holders, &attr_set_holder,
	  "parent-index parent-name resource dev uuid amount" },
	{ "models", ask_models, &attr_set_model,
	  "parent-index parent-name type uri version param.name param.uint param.string" },
	{ "params", ask_params, &attr_set_param,
	  "parent-index parent-name type model name kind default.name default.bool" },
	{ "dev", ask_dev, &attr_set_dev,
	  "id uuid parent-index parent-name type state param.name param.bool param.uint "
	  "param.string resource.name resource.amount" },
	{ "try", ask_try, &attr_set_dev,
	  "parent-index parent-name type param.name param.bool param.uint param.string "
	  "resource.name resource.amount parent-resource.name parent-resource.capacity "
	  "parent-resource.free" },
	{ "renew", ask_renew, &attr_set_dev,
	  "id uuid parent-index parent-name type state resource.name resource.amount" },
	{ "cordon", ask_cordon, &attr_set_parent,
	  "index name resource.name resource.capacity resource.free" },
	{ "limits", ask_limits, &attr_set_limit,
	  "parent-index parent-name owner resource amount used" },
	{ "limit", ask_limit, &attr_set_parent,
	  "index name resource.name resource.capacity resource.free" },
	{ "pool", ask_pool, &attr_set_pool,
	  "name parent-name type param.name param.bool param.uint param.string resource.name "
	  "resource.amount state" },
	{ "pool-push", ask_pool_push, &attr_set_dev, "pool-counts pool-counts.name pool-counts.generation pool-counts.devs pool-counts.ready "
	  "pool-counts.pulled pool-counts.failed" },
	{ "pool-pull", ask_pool_pull, &attr_set_dev,
	  "id uuid parent-index parent-name type state param.name param.bool param.uint "
	  "param.string resource.name resource.amount" },
	{ "transaction", ask_transaction, &attr_set_transaction,
	  "dev.id dev.uuid dev.parent-index dev.parent-name dev.type dev.state dev.param.name "
	  "dev.param.bool dev.param.uint dev.param.string dev.resource.name dev.resource.amount" },
	{ "dev-stats", ask_dev_stats, &attr_set_stats, "id uuid" },
	{ "pool-stats", ask_pool_stats, &attr_set_stats, "pool" },
	{ "parent-stats", ask_parent_stats, &attr_set_stats, "parent-index parent-name" },
	{ "manifest", ask_manifest, &attr_set_dev,
	  "manifest manifest.param.name manifest.param.bool manifest.param.uint "
	  "manifest.param.string manifest.resource.name manifest.resource.amount" },
	{ "check", ask_check, &attr_set_dev,
	  "verdict verdict.reason.subject verdict.purpose verdict.errno" },
	{ "negotiate", ask_negotiate, &attr_set_dev,
	  "verdict verdict.purpose verdict.errno manifest manifest.param.name "
	  "manifest.param.bool manifest.param.string manifest.resource.name "
	  "manifest.resource.amount" },
};

/* Changes number @at of the attributes of the first answer, nested ones counted too. */
struct change {
	unsigned int at;
	bool shorten;			/* else it is renamed to one that is not known */
	const struct attr_set *set;
	/* what came of it */
	bool answered;
	unsigned int seen;
	const struct attr_desc *desc;	/* of the one that was changed */
	char path[128];
};

static void change_within(struct change *change, const struct attr_set *set, void *data, int len,
			  const char *outer)
{
	struct nlattr *nla;
	int rest;

	nla_for_each_attr(nla, data, len, rest) {
		const struct attr_desc *desc = attr_lookup(set, nla_type(nla));
		char path[128];

		assert_non_null(desc);
		snprintf(path, sizeof(path), "%s%s%s", outer, *outer ? "." : "", desc->name);
		if (change->seen++ == change->at) {
			change->desc = desc;
			strcpy(change->path, path);
			/* of a nest more than padding, or a flag, at its end */
			if (change->shorten)
				nla->nla_len -= desc->kind == ATTR_NEST ? NLA_HDRLEN + 1 : 1;
			else
				nla->nla_type = ADDED_LATER;
			return;
		}
		if (desc->kind == ATTR_NEST)
			change_within(change, desc->nested, nla_data(nla), nla_len(nla), path);
		if (change->desc)
			return;
	}
}

static void mangle_change(struct fake *fake, struct msg *m)
{
	struct change *change = fake->mangle_data;

	if (change->answered)
		return;
	change->answered = true;
	change_within(change, change->set, (void *)msg_attrs(m), msg_attrs_len(m), "");
}

/* Ask with one attribute changed. Return: whether there was one of this number. */
static bool ask_changed(struct state *s, ask_fn ask, struct change *change, int *err)
{
	change->answered = false;
	change->seen = 0;
	change->desc = NULL;
	s->host.fake.mangle = mangle_change;
	s->host.fake.mangle_data = change;
	*err = ask(s->ctx);
	s->host.fake.mangle = NULL;
	return change->desc;
}

/* What has more answers gets through noise more rarely: the pools are there for who needs them. */
static bool needs_pools(size_t i)
{
	return !strncmp(cases[i].name, "pool", 4) || cases[i].set == &attr_set_transaction ||
	       cases[i].set == &attr_set_stats;
}

/* Let the host be what it was: all is asked many times. */
static void restore(struct host *host, size_t i)
{
	for (size_t j = 0; j < HOST_DEVS; j++)
		host->devs[j].id = 0;
	memcpy(host->devs, host_devs, sizeof(host_devs));
	if (needs_pools(i))
		host_add_pools(host);
	host->room = 10;
}

/* Each with a host and a connection of its own. */
static void run(void (*test)(struct state *s, size_t i))
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		void *state;

		state_setup(&state);
		restore(&((struct state *)state)->host, i);
		test(state, i);
		state_teardown(&state);
	}
}

/* Forget the requests, of which there are more than are kept, and what they did. */
static void forget(struct state *s, size_t i)
{
	restore(&s->host, i);
	for (unsigned int j = 0; j < s->host.fake.num_requests; j++)
		free(s->host.fake.requests[j]);
	s->host.fake.num_requests = 0;
}

static bool is_listed(const char *list, const char *path)
{
	size_t len = strlen(path);

	for (const char *at = strstr(list, path); at; at = strstr(at + 1, path)) {
		if ((at == list || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
			return true;
	}
	return false;
}

/* Without one attribute an answer is an object still, or the error names what is missing. */
static void check_missing(struct state *s, size_t i)
{
	struct change change = { .set = cases[i].set };
	char listed[512] = "";
	int err;

	for (; ask_changed(s, cases[i].ask, &change, &err); change.at++) {
		forget(s, i);
		if (!err)
			continue;
		assert_int_equal(err, -EBADMSG);
		if (subdev_error_get_attr(s->ctx))
			assert_string_equal(subdev_error_get_attr(s->ctx), change.desc->name);
		if (is_listed(listed, change.path))
			continue;
		if (listed[0])
			strcat(listed, " ");
		strcat(listed, change.path);
	}
	assert_true(change.at > 5);
	if (strcmp(listed, cases[i].required))
		fail_msg("%s: %s", cases[i].name, listed);
}

static void test_missing(void **state)
{
	(void)state;
	run(check_missing);
}

/* An attribute that is too short is refused, whatever it is in. */
static void check_short(struct state *s, size_t i)
{
	struct change change = { .set = cases[i].set, .shorten = true };
	int err;

	for (; ask_changed(s, cases[i].ask, &change, &err); change.at++) {
		forget(s, i);
		/* which has any length */
		if (change.desc->kind == ATTR_BINARY)
			continue;
		if (err != -EBADMSG)
			fail_msg("%s: %s: %d", cases[i].name, change.path, err);
	}
	assert_true(change.at > 5);
}

static void test_short(void **state)
{
	(void)state;
	run(check_short);
}

static void mangle_noise(struct fake *fake, struct msg *m)
{
	uint32_t *random = fake->mangle_data;

	for (int i = 0; i < 3; i++) {
		*random = *random * 1664525 + 1013904223;
		m->buf[NLMSG_HDRLEN + GENL_HDRLEN + (*random >> 8) % msg_attrs_len(m)] =
			*random >> 24;
	}
}

/* Bytes changed at random, the same in each run: nothing may be read that is not there. */
static void check_noise(struct state *s, size_t i)
{
	unsigned int good = 0, bad = 0;
	uint32_t random = i;

	s->host.fake.mangle = mangle_noise;
	s->host.fake.mangle_data = &random;
	for (int round = 0; round < NOISE_ROUNDS; round++) {
		int err = cases[i].ask(s->ctx);

		forget(s, i);
		assert_true(!err || err == -EBADMSG);
		if (err)
			bad++;
		else
			good++;
	}
	if (!good || !bad)
		fail_msg("%s: %u good, %u bad", cases[i].name, good, bad);
}

static void test_noise(void **state)
{
	(void)state;
	run(check_noise);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_short),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests_name("answers", tests, NULL, NULL);
}
