// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many who pull from one pool and return, many requests at a time.
 *
 *   pool_race count N          N pulls in all: no subdevice is had by two at a time, and all are back in the end
 *   pool_race seconds S        for a time, while subdevices, their leases, their pool and its parent come and go
 */
#include <stdatomic.h>

#include "lifetime.h"

#define PULLERS	8
#define BATCH	16
#define STOCK	160
#define IDS	(1 << 22)
#define POOL	"gold"

/* Who has a subdevice, by its id: 0 for nobody. */
static _Atomic unsigned char holder[IDS];
static atomic_long left;
static atomic_long pulls;
static atomic_long waits;
static atomic_long twice;
static atomic_long odd;
/* Others come and go meanwhile, so much more can be answered. */
static bool wild;
static double stop_at;
#define ENOUGH	100

static bool going(void)
{
	if (!wild)
		return atomic_load(&left) > 0;
	/* A busy machine gets longer. */
	return now() < stop_at || (atomic_load(&pulls) <= ENOUGH && now() < stop_at + 100);
}

/* Something was answered that must not be. */
static void is_odd(const char *what, int err)
{
	if (atomic_fetch_add(&odd, 1) < 10)
		printf("# %s: %s\n", what, strerror(-err));
}

/*
 * One who pulls
 */

struct puller {
	unsigned char who;
	struct nl nl;
	char out[BATCH * 128];
	size_t len;
	uint32_t ids[BATCH];
	unsigned int count;
};

static void batch_add(struct puller *p, struct nl_req *r)
{
	r->h.nlmsg_seq = ++p->nl.seq;
	memcpy(p->out + p->len, r, r->h.nlmsg_len);
	p->len += NLMSG_ALIGN(r->h.nlmsg_len);
}

static void batch_send(struct puller *p)
{
	if (send(p->nl.fd, p->out, p->len, 0) < 0)
		is_odd("send", -errno);
	p->len = 0;
}

/* The next answer. */
static int batch_answer(struct puller *p, struct nl_obj *o)
{
	char buf[8192] __attribute__((aligned(8)));
	struct nlmsghdr *h = (void *)buf;

	if (recv(p->nl.fd, buf, sizeof(buf), 0) < 0)
		return -errno;
	if (h->nlmsg_type == NLMSG_ERROR)
		return nl_error(&p->nl, h);
	nl_parse(o, h);
	return 0;
}

static void take(struct puller *p, const struct nl_obj *o)
{
	unsigned char was = 0;

	atomic_fetch_add(&pulls, 1);
	if (o->id >= IDS || o->state != SUBDEV_DEV_STATE_IDLE) {
		is_odd("what was pulled", 0);
		printf("# subdevice %u in state %u\n", o->id, o->state);
	}
	if (!atomic_compare_exchange_strong(&holder[o->id % IDS], &was, p->who)) {
		atomic_fetch_add(&twice, 1);
		printf("# subdevice %u is had by %u and by %u\n", o->id, was, p->who);
	}
	p->ids[p->count++] = o->id;
}

static bool pull_can_fail(int err)
{
	return err == -EAGAIN || (wild && (err == -ENOENT || err == -ENODEV || err == -EBUSY || err == -ENOSPC));
}

/* Pulls as many as it can, up to a batch of them. */
static void pull_some(struct puller *p, uint32_t lease)
{
	struct nl_req r;
	struct nl_obj o;
	int i, err;

	for (i = 0; i < BATCH; i++) {
		pool_dev_req(&r, SUBDEV_CMD_POOL_PULL, POOL);
		if (lease)
			nl_put_u32(&r, SUBDEV_A_DEV_LEASE, lease);
		batch_add(p, &r);
	}
	batch_send(p);
	for (i = 0; i < BATCH; i++) {
		err = batch_answer(p, &o);
		if (!err)
			take(p, &o);
		else if (pull_can_fail(err))
			atomic_fetch_add(&waits, 1);
		else
			is_odd("pull", err);
	}
}

static void let_go(struct puller *p)
{
	unsigned int i;

	for (i = 0; i < p->count; i++)
		atomic_store(&holder[p->ids[i] % IDS], 0);
}

static void return_all(struct puller *p)
{
	struct nl_req r;
	struct nl_obj o;
	unsigned int i, homeless = 0;
	int err;

	let_go(p);
	for (i = 0; i < p->count; i++) {
		nl_start(&r, nl_family, SUBDEV_CMD_POOL_RETURN, 0);
		nl_put_u32(&r, SUBDEV_A_DEV_ID, p->ids[i]);
		batch_add(p, &r);
	}
	if (p->count)
		batch_send(p);
	for (i = 0; i < p->count; i++) {
		err = batch_answer(p, &o);
		if (err && !(wild && (err == -ENODEV || err == -EBUSY)))
			is_odd("return", err);
		if (err == -EBUSY)
			p->ids[homeless++] = p->ids[i];
	}
	/* Their pool is gone: they are nobody's. */
	while (homeless)
		dev_do(&p->nl, SUBDEV_CMD_DEV_DELETE, p->ids[--homeless], NULL);
	atomic_fetch_sub(&left, p->count);
	if (!p->count)
		nap(1);
	p->count = 0;
}

static void puller_open(struct puller *p)
{
	int room = 8 << 20;

	nl_open(&p->nl);
	setsockopt(p->nl.fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
}

static int pull_and_return(void *arg)
{
	struct puller *p = arg;

	puller_open(p);
	while (going()) {
		pull_some(p, 0);
		return_all(p);
	}
	nl_close(&p->nl);
	return 0;
}

/* Its socket closes with all that it has. */
static int pull_and_close(void *arg)
{
	struct puller *p = arg;

	while (going()) {
		puller_open(p);
		pull_some(p, SUBDEV_LEASE_KIND_SOCKET);
		nap(1);
		let_go(p);
		p->count = 0;
		nl_close(&p->nl);
	}
	return 0;
}

/*
 * All at once: those who change what there is
 */

static void any_of(const struct nl_obj *o, void *arg)
{
	uint32_t *id = arg;

	if (!*id || !(random() % 16))
		*id = o->id;
}

static int delete_some(void *arg)
{
	struct nl own;

	(void)arg;
	nl_open(&own);
	while (going()) {
		uint32_t id = 0;

		nl_dump(&own, SUBDEV_CMD_DEV_GET, any_of, &id);
		if (id)
			dev_do(&own, SUBDEV_CMD_DEV_DELETE, id, NULL);
		nap(20);
	}
	nl_close(&own);
	return 0;
}

static int set_and_push(void *arg)
{
	struct nl own;
	struct nl_req r;

	(void)arg;
	nl_open(&own);
	while (going()) {
		pool_req(&r, SUBDEV_CMD_POOL_SET, POOL);
		nl_put_u32(&r, SUBDEV_A_POOL_SIZE, 16 + random() % 48);
		nl_put_u32(&r, SUBDEV_A_POOL_LOW, 0);
		nl_put_u32(&r, SUBDEV_A_POOL_MAX_DEVS, 64 + random() % 128);
		nl_call(&own, &r, NULL);
		pool_dev_req(&r, SUBDEV_CMD_POOL_PUSH, POOL);
		nl_put_u32(&r, SUBDEV_A_DEV_COUNT, 1 + random() % 8);
		nl_call(&own, &r, NULL);
		nap(random() % 30);
	}
	nl_close(&own);
	return 0;
}

/* Where all is slow, what goes must have been of use before. */
static void after_some_pulls(void)
{
	long enough = atomic_load(&pulls) + 8;
	double end = now() + 5;

	while (going() && atomic_load(&pulls) < enough && now() < end)
		nap(5);
}

static int renew_pool(void *arg)
{
	struct nl own;

	(void)arg;
	nl_open(&own);
	while (going()) {
		nap(random() % 2000);
		after_some_pulls();
		pool_delete_force(&own, POOL);
		while (going() && pool_create(&own, POOL, 0, "small", 16 + random() % 48, NULL))
			nap(5);
	}
	nl_close(&own);
	return 0;
}

static int rebind(void *arg)
{
	(void)arg;
	while (going()) {
		nap(random() % 3000);
		after_some_pulls();
		sim_bind("unbind", 0);
		nap(random() % 50);
		sim_bind("bind", 0);
	}
	return 0;
}

/*
 * The two tests
 */

static bool until_ready(uint32_t count, double seconds)
{
	double end = now() + seconds;
	struct nl_obj o = { 0 };

	while (pool_get(&nl, POOL, &o) || o.ready != count || o.devs != count) {
		if (now() > end) {
			printf("# %u of %u are ready\n", o.ready, o.devs);
			return false;
		}
		nap(5);
	}
	return true;
}

static bool pool_gone(void)
{
	struct nl_obj o;
	double end = now() + 60;

	while (pool_get(&nl, POOL, &o) != -ENOENT || count_devs()) {
		if (now() > end)
			return false;
		nap(5);
	}
	return true;
}

static void remove_one(const struct nl_obj *o, void *arg)
{
	(void)arg;
	if (o->state != SUBDEV_DEV_STATE_REMOVING)
		dev_do(&events, SUBDEV_CMD_DEV_DELETE, o->id, NULL);
}

static void run(struct puller *pullers, struct bg *bgs)
{
	int i;

	for (i = 0; i < PULLERS; i++) {
		pullers[i].who = i + 1;
		bg_start(&bgs[i], wild && i >= PULLERS / 2 ? pull_and_close : pull_and_return, &pullers[i]);
	}
}

static void ends(void)
{
	point_is(0, twice, "no subdevice is had by two");
	point_is(0, odd, "nothing is answered that must not be");
	pool_delete_force(&nl, POOL);
	nl_dump(&nl, SUBDEV_CMD_DEV_GET, remove_one, NULL);
	point(pool_gone(), "the pool goes, and all that was in it");
	point(sim_await(0, "objects", 0), "no object is left");
	point_is(sim_get(0, "activates"), sim_get(0, "deactivates"), "each activation was undone");
}

static void by_count(long count, struct puller *pullers, struct bg *bgs)
{
	struct nl_req r;
	double start;
	int i;

	left = count;
	pool_create_req(&r, POOL, 0, "small", STOCK);
	/* No more than these: what is had has no refill. */
	nl_put_u32(&r, SUBDEV_A_POOL_MAX_DEVS, STOCK);
	if (!point_is(0, nl_call(&nl, &r, NULL), "create the pool"))
		return;
	point(until_ready(STOCK, 60), "it is filled");
	start = now();
	run(pullers, bgs);
	for (i = 0; i < PULLERS; i++)
		bg_wait(&bgs[i]);
	start = now() - start;
	printf("# %ld pulls and returns by %d in %.1f s, %.1f us each; %ld found nothing ready\n", (long)pulls, PULLERS, start,
	       start * 1e6 / pulls, (long)waits);
	point(pulls >= count, "so many pulls");
	point(until_ready(STOCK, 60), "all are ready in the end");
	ends();
}

static void by_time(int seconds, struct puller *pullers, struct bg *bgs)
{
	int (*const others[])(void *) = { delete_some, set_and_push, renew_pool, rebind };
	unsigned int i;

	wild = true;
	stop_at = now() + seconds;
	if (!point_is(0, pool_create(&nl, POOL, 0, "small", STOCK / 4, NULL), "create the pool"))
		return;
	run(pullers, bgs);
	for (i = 0; i < 4; i++)
		bg_start(&bgs[PULLERS + i], others[i], NULL);
	for (i = 0; i < PULLERS + 4; i++)
		bg_wait(&bgs[i]);
	sim_bind("bind", 0);
	printf("# %ld pulls in %d s; %ld found nothing\n", (long)pulls, seconds, (long)waits);
	point(pulls > ENOUGH, "enough pulls");
	ends();
}

int main(int argc, char **argv)
{
	static struct puller pullers[PULLERS];
	struct bg bgs[PULLERS + 4];

	if (argc != 3) {
		fprintf(stderr, "usage: pool_race count|seconds N\n");
		return 2;
	}
	nl_open(&nl);
	/* A second one for requests, of which nobody reads events. */
	nl_open(&events);
	if (!strcmp(argv[1], "count"))
		by_count(atol(argv[2]), pullers, bgs);
	else
		by_time(atoi(argv[2]), pullers, bgs);
	return lifetime_end();
}
