/* SPDX-License-Identifier: GPL-2.0-only */
/* Points of a test, knobs of sim, and calls that take their time in a thread. */
#ifndef TESTS_SIM_TAP_H
#define TESTS_SIM_TAP_H

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TAP_UNUSED	__attribute__((unused))

static unsigned int tap_failed;

/* One point, which the shell numbers. */
__attribute__((format(printf, 2, 3)))
static TAP_UNUSED bool point(bool passed, const char *name, ...)
{
	va_list args;

	va_start(args, name);
	printf("%s - ", passed ? "ok" : "not ok");
	vprintf(name, args);
	printf("\n");
	va_end(args);
	fflush(stdout);
	tap_failed += !passed;
	return passed;
}

/* A point that wants one number, and says which it had. */
static TAP_UNUSED bool point_is(long long wanted, long long had, const char *name)
{
	if (point(wanted == had, "%s", name))
		return true;
	printf("# wanted %lld, had %lld\n", wanted, had);
	return false;
}

/* What all that follows needs: the test ends here without it. @err: 0 or a negative errno. */
static TAP_UNUSED void must(int err, const char *what)
{
	if (!err)
		return;
	point(false, "%s: %s", what, strerror(-err));
	exit(1);
}

/* Writes text to a file in one write: 0 or a negative errno. */
static TAP_UNUSED int put_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static TAP_UNUSED int sim_parent(const char *file, int nr)
{
	char path[128], text[16];

	snprintf(path, sizeof(path), "/sys/kernel/debug/subdev_sim/%s", file);
	snprintf(text, sizeof(text), "%d", nr);
	return put_file(path, text);
}

static TAP_UNUSED int sim_bind(const char *file, int nr)
{
	char path[128], text[32];

	snprintf(path, sizeof(path), "/sys/bus/platform/drivers/subdev_sim/%s", file);
	snprintf(text, sizeof(text), "subdev_sim.%d", nr);
	return put_file(path, text);
}

static TAP_UNUSED int sim_set(int nr, const char *knob, int val)
{
	char path[128], text[16];

	snprintf(path, sizeof(path), "/sys/kernel/debug/subdev_sim/subdev_sim.%d/%s", nr, knob);
	snprintf(text, sizeof(text), "%d", val);
	return put_file(path, text);
}

static TAP_UNUSED int sim_get(int nr, const char *counter)
{
	char path[128], text[32] = "";
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/debug/subdev_sim/subdev_sim.%d/%s", nr, counter);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (read(fd, text, sizeof(text) - 1) <= 0)
		strcpy(text, "-1");
	close(fd);
	return atoi(text);
}

static TAP_UNUSED double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static TAP_UNUSED void nap(unsigned int ms)
{
	usleep(1000 * ms);
}

/* Whether a counter comes to a value within 30 s. */
static TAP_UNUSED bool sim_await(int nr, const char *counter, int val)
{
	double end = now() + 30;

	while (sim_get(nr, counter) != val) {
		if (now() > end)
			return false;
		nap(5);
	}
	return true;
}

/* A call in a thread of its own, which can be seen to be still under way. */
struct bg {
	pthread_t thread;
	int (*fn)(void *arg);
	void *arg;
	int ret;
	volatile bool done;
};

static void *bg_main(void *arg)
{
	struct bg *bg = arg;

	bg->ret = bg->fn(bg->arg);
	bg->done = true;
	return NULL;
}

static TAP_UNUSED void bg_start(struct bg *bg, int (*fn)(void *arg), void *arg)
{
	memset(bg, 0, sizeof(*bg));
	bg->fn = fn;
	bg->arg = arg;
	if (pthread_create(&bg->thread, NULL, bg_main, bg)) {
		perror("thread");
		exit(1);
	}
}

static TAP_UNUSED int bg_wait(struct bg *bg)
{
	pthread_join(bg->thread, NULL);
	return bg->ret;
}

#endif /* TESTS_SIM_TAP_H */
