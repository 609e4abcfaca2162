/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests of which each allocation fails once: the request fails and everything is as before, or it has been done. What the
 * programs share that have the requests: fault_dev, fault_compose, fault_pool,
 * fault_transaction, fault_parent.
 */
#ifndef TESTS_FAULT_REQUEST_H
#define TESTS_FAULT_REQUEST_H

#include "lifetime.h"
#include "fault_nth.h"

static struct nl_obj dev;

/*
 * What must be the same after a request that failed.
 */
struct snapshot {
	struct nl_obj dev;
	struct nl_obj parents[2];
	int dev_err;
	int parent_err;
	int objects[2];
	struct nl_obj pool;
	int pool_err;
	unsigned int devs;
	unsigned int limits;
	unsigned int traces;
	unsigned int files;
};

static TAP_UNUSED unsigned int count_limits(void)
{
	unsigned int n = 0;

	nl_dump(&nl, SUBDEV_CMD_LIMIT_GET, nl_count, &n);
	return n;
}

static TAP_UNUSED struct snapshot snap(void)
{
	struct snapshot s = { 0 };
	struct nl_obj parent;
	int i;

	if (dev.id)
		s.dev_err = dev_get(&nl, dev.id, &s.dev);
	for (i = 0; i < 2; i++) {
		parent_get(&nl, i, &s.parents[i]);
		s.objects[i] = sim_get(i, "objects");
	}
	s.parent_err = parent_get(&nl, 9, &parent);
	s.pool_err = pool_get(&nl, "fault", &s.pool);
	s.devs = count_devs();
	s.limits = count_limits();
	s.traces = traces();
	s.files = count_files("/sys/kernel/debug/subdev_sim") + count_files("/sys/bus/platform/devices") +
		  count_files("/sys/bus/platform/drivers/subdev_sim");
	return s;
}

static TAP_UNUSED void same_object(const char *what, const struct nl_obj *a, const struct nl_obj *b)
{
	printf("# %s: state %u %u, generation %llu %llu, label '%s' '%s', subdevices %u %u, composition %x %x\n", what, a->state,
	       b->state, (unsigned long long)a->generation, (unsigned long long)b->generation, a->label, b->label, a->devs, b->devs,
	       a->digest, b->digest);
}

static TAP_UNUSED bool same(const struct snapshot *a, const struct snapshot *b)
{
	if (!memcmp(a, b, sizeof(*a)))
		return true;
	printf("# before and after: device %d %d, parent %d %d, devs %u %u, limits %u %u, objects %d %d, %d %d, traces %u %u, "
	       "files %u %u\n", a->dev_err, b->dev_err, a->parent_err, b->parent_err, a->devs, b->devs, a->limits, b->limits,
	       a->objects[0], b->objects[0], a->objects[1], b->objects[1], a->traces, b->traces, a->files, b->files);
	same_object("subdevice", &a->dev, &b->dev);
	same_object("parent 0", &a->parents[0], &b->parents[0]);
	same_object("parent 1", &a->parents[1], &b->parents[1]);
	same_object("pool", &a->pool, &b->pool);
	printf("# pool %d %d, ready %u %u, pulled %u %u, failed %u %u\n", a->pool_err, b->pool_err, a->pool.ready, b->pool.ready,
	       a->pool.pulled, b->pool.pulled, a->pool.failed, b->pool.failed);
	return false;
}

/* The answer has come when the request has been sent: nothing to wait for. */
static TAP_UNUSED int answer_now(struct nl_obj *o)
{
	struct pollfd p = { .fd = nl.fd, .events = POLLIN };

	return poll(&p, 1, 0) == 1 ? nl_answer(&nl, o) : -EAGAIN;
}

static TAP_UNUSED int call(struct nl_req *r, unsigned int nth, struct nl_obj *o)
{
	int err;

	nth_set(nth);
	err = nl_send(&nl, r);
	hit = nth_hit();
	return err ?: answer_now(o);
}

static TAP_UNUSED int call_dev(int cmd, unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, cmd, 0);
	nl_put_u32(&r, SUBDEV_A_DEV_ID, dev.id);
	return call(&r, nth, NULL);
}

static TAP_UNUSED void put_type(struct nl_req *r)
{
	nl_put_str(r, SUBDEV_A_DEV_PARENT_NAME, "platform/subdev_sim.1");
	nl_put_str(r, SUBDEV_A_DEV_TYPE, "tuned");
}

/* A dump is asked for and read on a socket of its own, which goes with what failed of it. */
static TAP_UNUSED int dump_req(struct nl_req *r, unsigned int nth)
{
	unsigned int n = 0;
	struct nl own;
	int err;

	nl_open(&own);
	nth_set(nth);
	err = nl_dump_req(&own, r, nl_count, &n);
	hit = nth_hit();
	nl_close(&own);
	return err ?: n ? 0 : -ENODATA;
}

static TAP_UNUSED int dump(int cmd, unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, cmd, NLM_F_DUMP);
	return dump_req(&r, nth);
}

/*
 * States between which requests lead, by sure means
 */

static TAP_UNUSED bool dev_gone(void)
{
	return dev_state(dev.id) == -ENODEV;
}

static TAP_UNUSED bool dev_inactive(void)
{
	return dev_state(dev.id) == SUBDEV_DEV_STATE_INACTIVE;
}

static TAP_UNUSED bool dev_idle(void)
{
	return dev_state(dev.id) == SUBDEV_DEV_STATE_IDLE;
}

/* Events may have been lost to a fault, so it is the state that is waited for. */
static TAP_UNUSED bool until(bool (*reached)(void))
{
	double give_up = now() + 30;

	while (!reached()) {
		if (now() > give_up)
			return false;
		nap(1);
	}
	return true;
}

/* Its end is complete with the event, which comes a little after it cannot be found any more. */
static TAP_UNUSED bool await_end(void)
{
	int err;

	do
		err = nl_await(&events, SUBDEV_CMD_DEV_DEL_NTF, dev.id, NULL);
	while (err == -ENOBUFS);
	return !err;
}

static TAP_UNUSED void have_none(void)
{
	if (!dev.id)
		return;
	dev_do(&nl, SUBDEV_CMD_DEV_DELETE, dev.id, NULL);
	if (!until(dev_gone) || !await_end())
		point(false, "delete comes to its end");
	memset(&dev, 0, sizeof(dev));
}

static TAP_UNUSED void have_idle(void)
{
	if (dev.id && !dev_get(&nl, dev.id, &dev) && dev.state == SUBDEV_DEV_STATE_IDLE)
		return;
	have_none();
	dev_create(&nl, 0, &(struct dev_how){ .type = "full", .label = "fault" }, &dev);
}

/* One of a type on parent 1, the same again if it is there. */
static TAP_UNUSED void have_idle_of(const char *type)
{
	if (dev.id && !strcmp(dev.type, type) && !dev_get(&nl, dev.id, &dev) && dev.state == SUBDEV_DEV_STATE_IDLE)
		return;
	have_none();
	dev_create(&nl, 1, &(struct dev_how){ .type = type, .label = "fault" }, &dev);
}

/**
 * struct request - one kind of request
 * @name: for people
 * @prepare: leads to the state that it needs
 * @run: the request, with its Nth allocation failing
 * @done: what holds after a success, and in the end, if that comes later
 * @surely: it never fails
 * @quiet: it changes nothing, so there is no event
 * @back: a failure can come late, then it is changed and changed back: two more generations, with their events
 * @told: a failure changes nothing, but there can be an event that says so: a pool has again what was taken out of its stock
 */
struct request {
	const char *name;
	void (*prepare)(void);
	int (*run)(unsigned int nth);
	bool (*done)(void);
	bool surely;
	bool quiet;
	bool back;
	bool told;
};

/* What a listener heard of it: an event, or that one was lost. */
static bool heard_of_it(void)
{
	struct nl_obj o;

	return nl_event(&events, &o, 0) != -EAGAIN;
}

/* One run with the Nth allocation failing. Whether all is as it must be. */
static bool once(const struct request *req, unsigned int nth, int *err)
{
	struct snapshot before, after;

	req->prepare();
	nl_drain(&events);
	before = snap();
	*err = req->run(nth);
	if (!*err)
		return until(req->done) && (req->quiet || heard_of_it());
	after = snap();
	if (req->back && after.dev.generation == before.dev.generation + 2)
		after.dev.generation = before.dev.generation;
	else if (req->told)
		after.pool.generation = before.pool.generation;
	else if (heard_of_it())
		return false;
	return !req->surely && same(&before, &after) && *err != -EAGAIN;
}

/* An answer that could not be made arrives as ENOBUFS: then it may have been done. */
static bool lost_answer(const struct request *req, int err)
{
	return err == -ENOBUFS && !req->quiet && until(req->done);
}

static void sweep(const struct request *req)
{
	unsigned int nth, failed = 0;
	int err = 0;

	hit = true;
	for (nth = 1; hit && nth < LIMIT; nth++) {
		if (!once(req, nth, &err) && !lost_answer(req, err)) {
			point(false, "%s: allocation %u fails: %s", req->name, nth, strerror(-err));
			return;
		}
		failed += !!err;
	}
	if (!point(!err && nth > 1 && nth < LIMIT, "%s: whole or not at all", req->name))
		printf("# the last of %u tries: %s\n", nth - 1, strerror(-err));
	printf("# %s: %u allocations, without %u of them it fails\n", req->name, nth - 2, failed);
	if (!req->surely)
		point(failed > 0, "%s: it can fail", req->name);
}

/* All of them, in their order; @clean leaves nothing behind. */
static void sweep_all(const struct request *requests, unsigned int num, void (*clean)(void))
{
	struct nl_obj first, last;
	unsigned int i, before;

	nth_open();
	lifetime_start();
	clean();
	before = traces();
	parent_get(&nl, 1, &first);
	for (i = 0; i < num; i++)
		sweep(&requests[i]);
	clean();
	point_is(0, count_devs(), "no subdevice is left");
	point_is(0, parent_devs(0), "the parent has all its places");
	parent_get(&nl, 1, &last);
	point_is(first.digest, last.digest, "all resources are free again");
	for (i = 0; i < 2; i++) {
		point(sim_await(i, "objects", 0), "no object is left of parent %u", i);
		point_is(sim_get(i, "activates"), sim_get(i, "deactivates"), "each activation was undone");
	}
	point_is(sim_get(0, "opens"), sim_get(0, "closes"), "each open was closed");
	point_is(before, traces(), "no node, group or device is left");
}

#endif /* TESTS_FAULT_REQUEST_H */
