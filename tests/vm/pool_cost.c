// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: pool_cost FEW MANY
 * What a pull and a return cost with FEW and with MANY ready ones: about the same. For a machine whose clock counts
 * instructions (tools/vm/run --icount): its nanoseconds are these, whatever else its host does.
 */
#include "lifetime.h"

#define POOL	"gold"
#define ROUNDS	16
#define BATCH	8
#define SAMPLES	(ROUNDS * BATCH)

/* In instructions, of single requests. */
struct cost {
	double pull[SAMPLES];
	double give_back[SAMPLES];
};

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* A quarter of them cost no more: what else the processor does in between is in others. */
static double quartile(double *costs)
{
	qsort(costs, SAMPLES, sizeof(*costs), by_size);
	return costs[SAMPLES / 4];
}

static double timed_call(struct nl_req *r, struct nl_obj *o)
{
	double start = now();

	must(nl_call(&nl, r, o), "pull or return");
	return (now() - start) * 1e9;
}

static void until_ready(uint32_t count)
{
	struct nl_obj o = { 0 };
	double end = now() + 300;

	while (!pool_get(&nl, POOL, &o) && o.ready != count && now() < end)
		nap(5);
	must(o.ready == count ? 0 : -ETIME, "all are ready");
}

static void measure(uint32_t ready, struct cost *cost)
{
	uint32_t ids[BATCH];
	struct nl_req r;
	struct nl_obj o;
	int i, n = 0;

	pool_create_req(&r, POOL, 0, "small", ready);
	nl_put_u32(&r, SUBDEV_A_POOL_LOW, 0);
	must(nl_call(&nl, &r, NULL), "create the pool");
	while (n < SAMPLES) {
		until_ready(ready);
		for (i = 0; i < BATCH; i++) {
			pool_dev_req(&r, SUBDEV_CMD_POOL_PULL, POOL);
			cost->pull[n + i] = timed_call(&r, &o);
			ids[i] = o.id;
		}
		for (i = 0; i < BATCH; i++) {
			nl_start(&r, nl_family, SUBDEV_CMD_POOL_RETURN, 0);
			nl_put_u32(&r, SUBDEV_A_DEV_ID, ids[i]);
			cost->give_back[n + i] = timed_call(&r, NULL);
		}
		n += BATCH;
	}
	must(pool_delete_force(&nl, POOL), "delete the pool");
	while (pool_get(&nl, POOL, &o) != -ENOENT)
		nap(5);
}

static void compare(const char *what, double *few, double *many)
{
	double with_few = quartile(few), with_many = quartile(many);

	point(with_many < 1.1 * with_few, "a %s costs no more with many", what);
	printf("# %.0f instructions with few, %.0f with many: %.2f\n", with_few, with_many, with_many / with_few);
}

int main(int argc, char **argv)
{
	static struct cost few, many;

	if (argc != 3) {
		fprintf(stderr, "usage: pool_cost FEW MANY\n");
		return 2;
	}
	nl_open(&nl);
	measure(atoi(argv[1]), &few);
	measure(atoi(argv[2]), &many);
	compare("pull", few.pull, many.pull);
	compare("return", few.give_back, many.give_back);
	nl_close(&nl);
	return tap_failed ? 1 : 0;
}
