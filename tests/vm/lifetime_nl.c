// SPDX-License-Identifier: GPL-2.0-only
/* Users of the family who behave badly: they do not listen, stop half way, die, or all want the same. */
#include <signal.h>
#include <sys/wait.h>

#include "lifetime.h"

/* Far more than one message of a dump holds. */
#define MANY 600

static const struct dev_how record = { .inactive = true };

static void small_buffer(struct nl *who, int bytes)
{
	setsockopt(who->fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes));
}

/* Creates and deletes @n subdevices; returns how long the slowest request took. */
static double churn(unsigned int n)
{
	double slowest = 0, start;
	struct nl_obj o;

	while (n--) {
		start = now();
		if (dev_create(&nl, 0, &record, &o) || dev_do(&nl, SUBDEV_CMD_DEV_DELETE, o.id, NULL))
			return 1e9;
		if (now() - start > slowest)
			slowest = now() - start;
	}
	return slowest;
}

/* What has come to a listener, until nothing more comes: in order, and without a gap if it was not told that it lost some. */
struct heard {
	bool in_order;
	bool lost;
	unsigned int count;
};

static struct heard hear(struct nl *who)
{
	struct heard heard = { .in_order = true };
	uint64_t last = 0;
	struct nl_obj o;
	int err;

	/* The loss is told before the events that came before it. */
	while ((err = nl_event(who, &o, 1000)) != -EAGAIN) {
		if (err == -ENOBUFS) {
			heard.lost = true;
			continue;
		}
		heard.in_order &= !err && (!last || o.seq == last + 1 || (heard.lost && o.seq > last));
		last = o.seq;
		heard.count++;
	}
	return heard;
}

/* A listener that does not read loses events and is told so; nobody else notices. */
static void deaf_listener(void)
{
	struct nl deaf, good;
	struct heard heard;

	nl_listen(&deaf);
	nl_listen(&good);
	small_buffer(&deaf, 4096);
	point(churn(100) < 5, "nobody waits for a listener that does not read");
	heard = hear(&good);
	/* added, removing and gone, of each */
	point(heard.in_order && !heard.lost && heard.count == 300, "another listener has all 300 events: %u", heard.count);
	heard = hear(&deaf);
	point(heard.in_order && heard.lost, "it is told that it has lost events");
	point(heard.count > 0 && heard.count < 300, "it has those that had room: %u", heard.count);
	point(churn(1) < 5, "and it can go on");
	heard = hear(&deaf);
	point(heard.in_order && !heard.lost && heard.count == 3, "with what happens next");
	nl_close(&deaf);
	nl_close(&good);
}

static void many(unsigned int n, uint32_t *first)
{
	struct nl_obj o = { 0 };
	unsigned int i;
	int err = 0;

	for (i = 0; i < n && !err; i++) {
		err = dev_create(&nl, 0, &record, &o);
		if (!i)
			*first = o.id;
	}
	point_is(0, err, "create subdevices for a long dump");
}

static void none(void)
{
	point_is(0, sim_bind("unbind", 0), "take the parent away");
	point_is(0, count_devs(), "no subdevice is left");
	point_is(0, sim_bind("bind", 0), "bring it back");
}

struct seen {
	uint32_t last;
	unsigned int count;
	bool disorder;
};

static void see(const struct nl_obj *o, void *arg)
{
	struct seen *seen = arg;

	seen->disorder |= o->id <= seen->last;
	seen->last = o->id;
	seen->count++;
}

/* Asks for a dump and reads only its first message. */
static int half_dump(struct nl *who, int cmd, struct seen *seen)
{
	char buf[65536] __attribute__((aligned(8)));
	struct nl_req r;
	ssize_t n;

	nl_open(who);
	small_buffer(who, 4096);
	nl_start(&r, nl_family, cmd, NLM_F_DUMP);
	if (nl_send(who, &r))
		return -errno;
	n = recv(who->fd, buf, sizeof(buf), 0);
	return n < 0 ? -errno : nl_dump_part(who, buf, n, see, seen);
}

/* What it was at goes away, all else too; then it reads on. */
static void dump_goes_on(void)
{
	struct seen seen = { 0 };
	struct nl half;
	uint32_t first;

	many(MANY, &first);
	point_is(1, half_dump(&half, SUBDEV_CMD_DEV_GET, &seen), "half a dump");
	point(seen.count > 0 && seen.count < MANY, "is not all of it: %u", seen.count);
	none();
	point_is(0, nl_dump_rest(&half, see, &seen), "it can be read to its end");
	point(!seen.disorder && seen.count < MANY, "each was seen once at most: %u", seen.count);
	nl_close(&half);
}

/* Nobody waits for the reader of half a dump, nor for one who goes away. */
static void dump_is_left(void)
{
	struct seen seen = { 0 };
	struct nl half[3];
	unsigned int i;
	uint32_t first;

	many(MANY, &first);
	for (i = 0; i < 3; i++)
		point_is(1, half_dump(&half[i], SUBDEV_CMD_DEV_GET, &seen), "half a dump");
	point(churn(10) < 5, "others go on");
	nl_close(&half[0]);
	none();
	nl_close(&half[1]);
	point(churn(10) < 5, "others go on after the readers have gone");
	nl_close(&half[2]);
}

/* The module cannot go while a dump stands half way; closing the socket sets it free. */
static void dump_pins(void)
{
	struct seen seen = { 0 };
	struct nl half;
	uint32_t first;

	many(MANY, &first);
	point_is(1, half_dump(&half, SUBDEV_CMD_DEV_GET, &seen), "half a dump");
	point_is(0, system("rmmod subdev_sim"), "its parents' driver can go");
	point_is(0, system("rmmod subdev_vfio"), "so can the data path");
	point(system("rmmod subdev 2> /dev/null"), "the module itself cannot");
	point_is(0, count_devs(), "it goes on to answer");
	nl_close(&half);
	point_is(0, system("rmmod subdev"), "it can when the dump has been given up");
	point_is(0, system("modprobe subdev_sim"), "load them again");
	/* Its number is a new one. */
	nl_close(&nl);
	nl_close(&events);
	nl_family = 0;
	lifetime_start();
}

/* A client that is killed while its request is under way: the subdevice is there, whole, or it is not. */
static void killed_client(void)
{
	static const uint8_t uuid[SUBDEV_UUID_LEN] = { 0x4b, [6] = 0x40, [8] = 0x80, [15] = 2 };
	const struct dev_how how = { .type = "full", .uuid = uuid };
	struct nl_obj o;
	struct nl_req r;
	struct nl own;
	pid_t pid;
	int err;

	sim_set(0, "delay_activate", 60000);
	pid = fork();
	if (!pid) {
		nl_open(&own);
		dev_create(&own, 0, &how, NULL);
		_exit(0);
	}
	point(sim_await(0, "delayed", 1), "a creation is under way");
	kill(pid, SIGKILL);
	sim_set(0, "delay_activate", 0);
	waitpid(pid, NULL, 0);
	nl_start(&r, nl_family, SUBDEV_CMD_DEV_GET, 0);
	nl_put(&r, SUBDEV_A_DEV_UUID, uuid, sizeof(uuid));
	err = nl_call(&nl, &r, &o);
	point(!err || err == -ENODEV, "its client was killed: the subdevice %s", err ? "is not there" : "is there");
	if (!err)
		point(o.state == SUBDEV_DEV_STATE_IDLE && !dev_end(o.id), "whole, and can be deleted");
	point(sim_await(0, "objects", 0), "no object is left");
	point_is(0, parent_devs(0), "the parent has all its places");
}

/*
 * A client that never reads its answers: what was created without an answer is deleted again, which goes on after the
 * request; what was answered stays.
 */
static bool undone(void)
{
	int i;

	for (i = 0; i < 1000; i++) {
		if ((int)count_devs() == parent_devs(0))
			return true;
		usleep(10000);
	}
	return false;
}

static void mute_client(void)
{
	unsigned int sent = 0;
	struct nl mute;
	struct nl_req r;
	int i;

	nl_open(&mute);
	small_buffer(&mute, 2048);
	dev_create_req(&r, 0, &record);
	for (i = 0; i < 100; i++)
		sent += !nl_send(&mute, &r);
	point_is(100, sent, "100 requests without reading an answer: nobody waits");
	point(undone(), "the parent has as many subdevices as a dump shows");
	point(count_devs() > 0, "some were created: %u", count_devs());
	nl_close(&mute);
	none();
}

/* A socket that is closed before its answer comes. */
static void closed_socket(void)
{
	struct nl_req r;
	struct nl own;
	int i;

	for (i = 0; i < 100; i++) {
		nl_open(&own);
		dev_create_req(&r, 0, &record);
		nl_send(&own, &r);
		nl_close(&own);
	}
	point_is(100, count_devs(), "100 requests whose sockets were closed at once: all were done");
	point_is(100, parent_devs(0), "the parent counts them");
	none();
}

/* Many want the same UUID and label at once: one has it. */
#define RIVALS 4

static pthread_barrier_t rivals_start;

static int rival(void *arg)
{
	static const uint8_t uuid[SUBDEV_UUID_LEN] = { 0x52, [6] = 0x40, [8] = 0x80, [15] = 3 };
	const struct dev_how by_uuid = { .uuid = uuid, .inactive = true };
	const struct dev_how by_label = { .label = "rival", .inactive = true };
	struct nl_obj o;
	struct nl own;
	int err;

	nl_open(&own);
	pthread_barrier_wait(&rivals_start);
	err = dev_create(&own, 0, arg ? &by_label : &by_uuid, &o);
	nl_close(&own);
	return err ?: (int)o.id;
}

static void rivals(bool label)
{
	unsigned int won, lost, round, bad = 0;
	struct bg bg[RIVALS];
	int i, ret, id;

	for (round = 0; round < 20; round++) {
		won = lost = id = 0;
		for (i = 0; i < RIVALS; i++)
			bg_start(&bg[i], rival, label ? bg : NULL);
		for (i = 0; i < RIVALS; i++) {
			ret = bg_wait(&bg[i]);
			won += ret > 0;
			lost += ret == -EEXIST;
			id = ret > 0 ? ret : id;
		}
		bad += won != 1 || lost != RIVALS - 1 || dev_end(id);
	}
	point_is(0, bad, label ? "one of many has the label" : "one of many has the UUID");
}

int main(void)
{
	lifetime_start();
	deaf_listener();
	dump_goes_on();
	dump_is_left();
	dump_pins();
	killed_client();
	mute_client();
	closed_socket();
	pthread_barrier_init(&rivals_start, NULL, RIVALS);
	rivals(false);
	rivals(true);
	return lifetime_end();
}
