// SPDX-License-Identifier: GPL-2.0-only
/*
 * As many users as a parent's removals can wait for, of which none lets go. Other parents go on; so does their own, as far as
 * it can.
 */
#include <sys/resource.h>

#include "lifetime.h"

#define USERS 520

static uint32_t ids[USERS];
static int fds[USERS];

static bool hold(unsigned int i)
{
	struct nl_obj dev = dev_need(0, "small");
	char path[64];

	ids[i] = dev.id;
	snprintf(path, sizeof(path), "/dev/vfio/devices/%s", dev.cdev);
	fds[i] = open(path, O_RDWR | O_CLOEXEC);
	return fds[i] >= 0;
}

/* Opened and never bound: nobody knows of such a user but VFIO, which waits for it. */
static void hold_all(void)
{
	unsigned int i, held = 0;

	for (i = 0; i < USERS; i++)
		held += hold(i);
	point_is(USERS, held, "users who hold a character device");
}

static void delete_all(void)
{
	unsigned int i, removing = 0;

	for (i = 0; i < USERS; i++)
		dev_do(&nl, SUBDEV_CMD_DEV_DELETE, ids[i], NULL);
	for (i = 0; i < USERS; i++)
		removing += dev_state(ids[i]) == SUBDEV_DEV_STATE_REMOVING;
	point_is(USERS, removing, "all are removing, and wait");
}

/* What is no removal does not queue behind them. */
static void refilled(void)
{
	struct nl_obj pool = { 0 };
	struct nl_req r;
	int i;

	point_is(0, pool_create(&nl, "meanwhile", 0, "small", 1, &pool), "make a pool of their parent");
	for (i = 0; i < 100 && !pool.ready; i++) {
		nap(100);
		pool_get(&nl, "meanwhile", &pool);
	}
	point_is(1, pool.ready, "it is filled meanwhile");
	pool_req(&r, SUBDEV_CMD_POOL_DELETE, "meanwhile");
	point_is(0, nl_call(&nl, &r, NULL), "delete it");
}

int main(void)
{
	const struct rlimit files = { 2 * USERS, 2 * USERS };
	struct nl_obj other;
	unsigned int i;

	setrlimit(RLIMIT_NOFILE, &files);
	lifetime_start();
	hold_all();
	delete_all();
	refilled();
	other = dev_need(1, "small");
	point_is(0, dev_end(other.id), "a subdevice of another parent is deleted meanwhile");
	nl_drain(&events);
	for (i = 0; i < USERS; i++)
		close(fds[i]);
	for (i = 0; i < 600 && parent_devs(0); i++)
		nap(100);
	point_is(0, parent_devs(0), "all are gone when the users are");
	return lifetime_end();
}
