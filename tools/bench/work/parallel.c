// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: parallel create|pull
 * Two processes, each with a parent of its own, against one: creation of inactive subdevices, or pull and return. Each value is
 * the time for one piece of work of all that are done, whoever does it. With BENCH_WAITS in the environment, a file that takes
 * triggers of a tracepoint, what was set up there counts while two are at work, and only then.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../bench.h"
#include "../ours.h"

#define STOCK	64
/* As tools/bench/guest has set it up. */
#define WAITS	"hist:keys=common_stacktrace:size=2048"
/* To a worker: what it made is to go. */
#define CLEAN	0

static const char * const parents[] = { OURS_PARENT, OURS_OTHER };

/* One worker, and the pipes by which it is told to go and tells its time. */
struct worker {
	pid_t pid;
	int go;
	int done;
	/* In the worker itself. */
	unsigned int number;
	struct subdev_ctx *ctx;
	struct subdev_dev_create *create;
	struct subdev_pool_pull *pull;
	unsigned int base;
};

static struct worker workers[2];
/* Whether there is something that has to go. */
static bool (*work)(struct worker *w, unsigned int count);
/* What two did at once. */
static unsigned int pieces;

static bool work_create(struct worker *w, unsigned int count)
{
	while (count--)
		ours_new(w->ctx, w->create);
	return true;
}

static bool work_pull(struct worker *w, unsigned int count)
{
	struct subdev_dev *dev;
	char id[16];

	while (count--) {
		ours_check(w->ctx, subdev_pool_pull_run(w->pull, SUBDEV_WAIT_FOREVER, &dev), "pull");
		snprintf(id, sizeof(id), "%u", subdev_dev_get_id(dev));
		subdev_dev_unref(dev);
		ours_check(w->ctx, subdev_pool_return(w->ctx, id, NULL, 0, NULL), "return");
	}
	return false;
}

/* What was created goes again, unmeasured. */
static void clean(struct worker *w)
{
	struct subdev_dev_list *list;
	struct subdev_dev *dev;
	uint32_t ids[8192];
	unsigned int n = 0;

	ours_check(w->ctx, subdev_dev_dump(w->ctx, parents[w->number], "bench", NULL, &list), "dump");
	subdev_dev_list_foreach(list, dev) {
		if (n < sizeof(ids) / sizeof(ids[0]))
			ids[n++] = subdev_dev_get_id(dev);
	}
	subdev_dev_list_unref(list);
	ours_delete_all(w->ctx, parents[w->number], ids, n, w->base);
}

static void pool_of(struct worker *w)
{
	struct subdev_pool_create *create;
	char name[16];

	snprintf(name, sizeof(name), "bench%u", w->number);
	ours_check(w->ctx, subdev_pool_create_new(w->ctx, &create), name);
	ours_check(w->ctx, subdev_pool_create_set_name(create, name), name);
	ours_check(w->ctx, subdev_pool_create_set_parent(create, parents[w->number]), name);
	ours_check(w->ctx, subdev_pool_create_set_type(create, OURS_TYPE), name);
	ours_check(w->ctx, subdev_pool_create_run(create, NULL), name);
	subdev_pool_create_free(create);
	ours_check(w->ctx, subdev_pool_push(w->ctx, name, STOCK, NULL), name);
	ours_check(w->ctx, subdev_pool_pull_new(w->ctx, name, &w->pull), name);
	w->base = ours_devs(w->ctx, parents[w->number]);
}

static void serve(struct worker *w, int in, int out)
{
	unsigned int count;
	double times[2];
	bool made = false;
	char name[16];

	w->ctx = ours_ctx();
	w->create = ours_create(w->ctx, parents[w->number], true);
	ours_check(w->ctx, subdev_dev_create_set_owner(w->create, "bench"), "owner");
	pool_of(w);
	while (read(in, &count, sizeof(count)) == sizeof(count)) {
		times[0] = bench_now();
		if (count != CLEAN)
			made = work(w, count);
		else if (made)
			clean(w);
		times[1] = bench_now();
		if (write(out, times, sizeof(times)) != sizeof(times))
			break;
	}
	snprintf(name, sizeof(name), "bench%u", w->number);
	subdev_pool_delete(w->ctx, name, NULL, SUBDEV_WAIT_FOREVER);
	exit(0);
}

static void start(struct worker *w, unsigned int number)
{
	int in[2], out[2];

	w->number = number;
	if (pipe(in) || pipe(out))
		bench_die("pipe");
	w->pid = fork();
	if (!w->pid) {
		close(in[1]);
		close(out[0]);
		serve(w, in[0], out[1]);
	}
	close(in[0]);
	close(out[1]);
	w->go = in[1];
	w->done = out[0];
}

/* Who waits for a lock is recorded from now on, or no longer. */
static void record_waits(bool on)
{
	const char *text = on ? WAITS ":cont" : WAITS ":pause", *path = getenv("BENCH_WAITS");
	int fd = path ? open(path, O_WRONLY | O_CLOEXEC) : -1;

	if (path && (fd < 0 || write(fd, text, strlen(text)) < 0))
		bench_die("%s: %s", path, text);
	if (path)
		close(fd);
}

/* Each of @n does @count: from when the first began to when the last had done. */
static double all_do(unsigned int n, unsigned int count)
{
	double times[2], from = 0, to = 0;
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (write(workers[i].go, &count, sizeof(count)) != sizeof(count))
			bench_die("a worker is gone");
	}
	for (i = 0; i < n; i++) {
		if (read(workers[i].done, times, sizeof(times)) != sizeof(times))
			bench_die("a worker has failed");
		if (!i || times[0] < from)
			from = times[0];
		if (times[1] > to)
			to = times[1];
	}
	return to - from;
}

static double together(unsigned int n, unsigned int count)
{
	double time;

	if (n > 1)
		record_waits(true);
	time = all_do(n, count);
	if (n > 1)
		record_waits(false);
	all_do(n, CLEAN);
	return time;
}

static double round_one(unsigned int count)
{
	return together(1, count);
}

static double round_two(unsigned int count)
{
	pieces += count / 2 * 2;
	return together(2, count / 2);
}

static void compete(const char *name, bool (*fn)(struct worker *w, unsigned int count), unsigned int count)
{
	const struct contestant contestants[] = {
		{ "one", count, round_one },
		{ "two", count, round_two },
	};
	unsigned int i;

	work = fn;
	for (i = 0; i < 2; i++)
		start(&workers[i], i);
	bench_run(name, 0, contestants, 2);
	printf("pieces %s %u\n", name, pieces);
	/* First all, since who was forked later has the earlier ones' pipes too. */
	for (i = 0; i < 2; i++)
		close(workers[i].go);
	for (i = 0; i < 2; i++) {
		waitpid(workers[i].pid, NULL, 0);
		close(workers[i].done);
	}
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "create"))
		compete("parallel-create", work_create, bench_count(2000));
	else if (argc == 2 && !strcmp(argv[1], "pull"))
		compete("parallel-pull", work_pull, bench_count(2000));
	else
		bench_die("usage: parallel create|pull");
	return 0;
}
