// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each allocation of each request fails once, by /proc/self/fail-nth: the request fails and everything is as before, or it
 * has been done. fault.sh has chosen which allocations can fail.
 */
#include "lifetime.h"

/* More allocations than any request makes: past it something does not come to its end. */
#define LIMIT 2000

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

static unsigned int count_limits(void)
{
	unsigned int n = 0;

	nl_dump(&nl, SUBDEV_CMD_LIMIT_GET, nl_count, &n);
	return n;
}

static struct snapshot snap(void)
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

static void same_object(const char *what, const struct nl_obj *a, const struct nl_obj *b)
{
	printf("# %s: state %u %u, generation %llu %llu, label '%s' '%s', subdevices %u %u, composition %x %x\n", what, a->state,
	       b->state, (unsigned long long)a->generation, (unsigned long long)b->generation, a->label, b->label, a->devs, b->devs,
	       a->digest, b->digest);
}

static bool same(const struct snapshot *a, const struct snapshot *b)
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

/*
 * The fault
 */

static int nth_fd;

static void nth_set(unsigned int nth)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", nth);
	if (pwrite(nth_fd, text, strlen(text), 0) < 0) {
		perror("fail-nth");
		exit(1);
	}
}

/* Whether the fault has happened; none is pending after it. */
static bool nth_hit(void)
{
	char text[16] = "";

	if (pread(nth_fd, text, sizeof(text) - 1, 0) < 0) {
		perror("fail-nth");
		exit(1);
	}
	nth_set(0);
	return !atoi(text);
}

/*
 * The requests. A call runs with the fault pending and stops it as soon as the kernel has done its part; "hit" tells.
 */

static bool hit;

/* The answer has come when the request has been sent: nothing to wait for. */
static int answer_now(struct nl_obj *o)
{
	struct pollfd p = { .fd = nl.fd, .events = POLLIN };

	return poll(&p, 1, 0) == 1 ? nl_answer(&nl, o) : -EAGAIN;
}

static int call(struct nl_req *r, unsigned int nth, struct nl_obj *o)
{
	int err;

	nth_set(nth);
	err = nl_send(&nl, r);
	hit = nth_hit();
	return err ?: answer_now(o);
}

static int call_dev(int cmd, unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, cmd, 0);
	nl_put_u32(&r, SUBDEV_A_DEV_ID, dev.id);
	return call(&r, nth, NULL);
}

static int call_create(unsigned int nth, bool inactive)
{
	const struct dev_how how = { .type = "full", .label = "fault", .inactive = inactive };
	struct nl_obj o;
	struct nl_req r;
	int err;

	dev_create_req(&r, 0, &how);
	err = call(&r, nth, &o);
	if (!err)
		dev = o;
	return err;
}

static int do_create(unsigned int nth)
{
	return call_create(nth, false);
}

static int do_record(unsigned int nth)
{
	return call_create(nth, true);
}

/* With an owner, as long as the socket. */
static int do_lease(unsigned int nth)
{
	const struct dev_how how = { .type = "full", .label = "fault" };
	struct nl_obj o;
	struct nl_req r;
	int err;

	dev_create_req(&r, 0, &how);
	nl_put_str(&r, SUBDEV_A_DEV_OWNER, "agent");
	nl_put_u32(&r, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_SOCKET);
	err = call(&r, nth, &o);
	if (!err)
		dev = o;
	return err;
}

static int do_renew(unsigned int nth)
{
	return call_dev(SUBDEV_CMD_DEV_RENEW, nth);
}

static int set_cordon(uint8_t on, unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_PARENT_SET, 0);
	nl_put_str(&r, SUBDEV_A_PARENT_NAME, "platform/subdev_sim.0");
	nl_put(&r, SUBDEV_A_PARENT_CORDON, &on, sizeof(on));
	return call(&r, nth, NULL);
}

static int do_cordon(unsigned int nth)
{
	return set_cordon(1, nth);
}

static int do_uncordon(unsigned int nth)
{
	return set_cordon(0, nth);
}

static int do_activate(unsigned int nth)
{
	return call_dev(SUBDEV_CMD_DEV_ACTIVATE, nth);
}

static int do_deactivate(unsigned int nth)
{
	return call_dev(SUBDEV_CMD_DEV_DEACTIVATE, nth);
}

static int do_delete(unsigned int nth)
{
	return call_dev(SUBDEV_CMD_DEV_DELETE, nth);
}

static int do_get(unsigned int nth)
{
	return call_dev(SUBDEV_CMD_DEV_GET, nth);
}

static int do_label(unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_DEV_SET, 0);
	nl_put_u32(&r, SUBDEV_A_DEV_ID, dev.id);
	nl_put_str(&r, SUBDEV_A_DEV_NEW_LABEL, dev.generation % 2 ? "odd" : "even");
	return call(&r, nth, &dev);
}

/*
 * Requests about resources, params and manifests, on parent 1. What they ask for takes each path that needs memory: ranges
 * that grow and move, a reset, values in place of others, a reason for each thing that does not fit.
 */

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

static void put_item(struct nl_req *r, unsigned int parent, const char *type, const char *label)
{
	struct nlattr *nest = nl_nest(r, SUBDEV_A_TRANSACTION_ITEM);
	char name[64];

	nl_parent_name(name, sizeof(name), parent);
	nl_put_str(r, SUBDEV_A_DEV_PARENT_NAME, name);
	nl_put_str(r, SUBDEV_A_DEV_TYPE, type);
	if (label)
		nl_put_str(r, SUBDEV_A_DEV_LABEL, label);
	else
		nl_put_u32(r, SUBDEV_A_DEV_COUNT, 2);
	nl_put_str(r, SUBDEV_A_DEV_OWNER, "agent");
	nl_put_u32(r, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_SOCKET);
	nl_nest_end(r, nest);
}

/* Four on two parents: what was built of the first goes when memory lacks for the last. */
static int do_transaction(unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_TRANSACTION_RUN, 0);
	put_item(&r, 0, "full", "first");
	put_item(&r, 1, "wide", NULL);
	put_item(&r, 1, "tuned", "last");
	return call(&r, nth, NULL);
}

static void put_pull(struct nl_req *r, const char *label)
{
	struct nlattr *nest = nl_nest(r, SUBDEV_A_TRANSACTION_ITEM);

	nl_put_str(r, SUBDEV_A_DEV_POOL, "fault");
	nl_put_str(r, SUBDEV_A_DEV_LABEL, label);
	nl_put_str(r, SUBDEV_A_DEV_OWNER, "agent");
	nl_put_u32(r, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_SOCKET);
	nl_nest_end(r, nest);
}

/* Two are pulled, and between them one is created. */
static int do_transaction_pulls(unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_TRANSACTION_RUN, 0);
	put_pull(&r, "first");
	put_item(&r, 0, "full", "second");
	put_pull(&r, "last");
	return call(&r, nth, NULL);
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

static void put_type(struct nl_req *r)
{
	nl_put_str(r, SUBDEV_A_DEV_PARENT_NAME, "platform/subdev_sim.1");
	nl_put_str(r, SUBDEV_A_DEV_TYPE, "tuned");
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

/* A dump is asked for and read on a socket of its own, which goes with what failed of it. */
static int dump_req(struct nl_req *r, unsigned int nth)
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

static int dump(int cmd, unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, cmd, NLM_F_DUMP);
	return dump_req(&r, nth);
}

static int do_dump_devs(unsigned int nth)
{
	return dump(SUBDEV_CMD_DEV_GET, nth);
}

static int do_dump_types(unsigned int nth)
{
	return dump(SUBDEV_CMD_TYPE_GET, nth);
}

static int do_dump_parents(unsigned int nth)
{
	return dump(SUBDEV_CMD_PARENT_GET, nth);
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

static int filter_owner(struct nl *who, const char *owner, unsigned int nth)
{
	struct nl_req r;
	int err;

	nl_start(&r, nl_family, SUBDEV_CMD_FILTER_SET, NLM_F_ACK);
	nl_put_str(&r, SUBDEV_A_FILTER_OWNER, owner);
	nth_set(nth);
	err = nl_send(who, &r);
	hit = nth_hit();
	return err ?: nl_answer(who, NULL);
}

/* The first filter of a socket, or one in place of another. */
static int do_filter(unsigned int nth)
{
	struct nl own;
	int err;

	nl_open(&own);
	err = filter_owner(&own, "joe", nth);
	nl_close(&own);
	return err;
}

static int do_filter_again(unsigned int nth)
{
	struct nl own;
	int err;

	nl_open(&own);
	err = filter_owner(&own, "joe", 0) ?: filter_owner(&own, "anna", nth);
	nl_close(&own);
	return err;
}

/*
 * Requests about a pool, on parent 1: with a size of 0 the kernel does nothing for it by itself.
 */

static int do_pool_create(unsigned int nth)
{
	struct nl_req r;

	pool_create_req(&r, "fault", 1, "tuned", 0);
	nl_put_number(&r, SUBDEV_A_POOL_PARAM, "depth", 9);
	nl_put_amount(&r, SUBDEV_A_POOL_RESOURCE, "engine", 3);
	return call(&r, nth, NULL);
}

static int do_pool_set(unsigned int nth)
{
	struct nl_req r;

	pool_req(&r, SUBDEV_CMD_POOL_SET, "fault");
	nl_put_u32(&r, SUBDEV_A_POOL_MAX_DEVS, 7);
	return call(&r, nth, NULL);
}

static int do_pool_delete(unsigned int nth)
{
	struct nl_req r;

	pool_req(&r, SUBDEV_CMD_POOL_DELETE, "fault");
	return call(&r, nth, NULL);
}

static int do_pool_push(unsigned int nth)
{
	struct nl_req r;

	pool_dev_req(&r, SUBDEV_CMD_POOL_PUSH, "fault");
	nl_put_u32(&r, SUBDEV_A_DEV_COUNT, 2);
	return call(&r, nth, NULL);
}

/* With all that a pull can take memory for. */
static int do_pool_pull(unsigned int nth)
{
	struct nl_req r;

	pool_dev_req(&r, SUBDEV_CMD_POOL_PULL, "fault");
	nl_put_str(&r, SUBDEV_A_DEV_LABEL, "fault");
	nl_put_str(&r, SUBDEV_A_DEV_OWNER, "agent");
	nl_put_u32(&r, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_SOCKET);
	return call(&r, nth, NULL);
}

static int do_pool_return(unsigned int nth)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_POOL_RETURN, 0);
	nl_put_str(&r, SUBDEV_A_DEV_LABEL, "fault");
	return call(&r, nth, NULL);
}

static int do_dump_pools(unsigned int nth)
{
	return dump(SUBDEV_CMD_POOL_GET, nth);
}

static int do_open(unsigned int nth)
{
	struct vfio_user u;
	char name[37];
	int err;

	err = vfio_attach_group(&u, dev.group);
	if (err)
		return err;
	vfio_uuid_text(name, dev.uuid);
	nth_set(nth);
	u.dev = ioctl(u.group, VFIO_GROUP_GET_DEVICE_FD, name);
	err = u.dev < 0 ? -errno : 0;
	hit = nth_hit();
	vfio_user_close(&u);
	return err;
}

static int write_one(const char *path, const char *text, unsigned int nth)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	nth_set(nth);
	err = write(fd, text, strlen(text)) < 0 ? -errno : 0;
	hit = nth_hit();
	close(fd);
	return err;
}

static int do_add_parent(unsigned int nth)
{
	return write_one("/sys/kernel/debug/subdev_sim/add_parent", "9", nth);
}

static int do_del_parent(unsigned int nth)
{
	return write_one("/sys/kernel/debug/subdev_sim/del_parent", "9", nth);
}

static int do_bind(unsigned int nth)
{
	return write_one("/sys/bus/platform/drivers/subdev_sim/bind", "subdev_sim.9", nth);
}

static int do_unbind(unsigned int nth)
{
	return write_one("/sys/bus/platform/drivers/subdev_sim/unbind", "subdev_sim.9", nth);
}

/*
 * The states between which the requests lead, by sure means
 */

static bool dev_gone(void)
{
	return dev_state(dev.id) == -ENODEV;
}

static bool cordoned(void)
{
	struct nl_obj o;

	return !parent_get(&nl, 0, &o) && o.cordon;
}

static bool uncordoned(void)
{
	return !cordoned();
}

static bool limited(void)
{
	return count_limits() == 3;
}

static bool unlimited(void)
{
	return count_limits() == 0;
}

static bool many_there(void)
{
	return count_devs() == 4;
}

static bool dev_inactive(void)
{
	return dev_state(dev.id) == SUBDEV_DEV_STATE_INACTIVE;
}

static bool dev_idle(void)
{
	return dev_state(dev.id) == SUBDEV_DEV_STATE_IDLE;
}

/* Events may have been lost to a fault, so it is the state that is waited for. */
static bool until(bool (*reached)(void))
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
static bool await_end(void)
{
	int err;

	do
		err = nl_await(&events, SUBDEV_CMD_DEV_DEL_NTF, dev.id, NULL);
	while (err == -ENOBUFS);
	return !err;
}

static void have_none(void)
{
	if (!dev.id)
		return;
	dev_do(&nl, SUBDEV_CMD_DEV_DELETE, dev.id, NULL);
	if (!until(dev_gone) || !await_end())
		point(false, "delete comes to its end");
	memset(&dev, 0, sizeof(dev));
}

static void have_record(void)
{
	const struct dev_how how = { .type = "full", .label = "fault", .inactive = true };

	have_none();
	dev_create(&nl, 0, &how, &dev);
}

static void have_idle(void)
{
	if (dev.id && !dev_get(&nl, dev.id, &dev) && dev.state == SUBDEV_DEV_STATE_IDLE)
		return;
	have_none();
	dev_create(&nl, 0, &(struct dev_how){ .type = "full", .label = "fault" }, &dev);
}

static void have_timed(void)
{
	const struct dev_how how = { .type = "small", .label = "fault", .inactive = true };
	struct nl_req r;

	if (dev.id && dev.lease == SUBDEV_LEASE_KIND_TTL)
		return;
	have_none();
	dev_create_req(&r, 0, &how);
	nl_put_u32(&r, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_TTL);
	nl_put_u32(&r, SUBDEV_A_DEV_TTL, 3600);
	nl_call(&nl, &r, &dev);
}

/* One of a type on parent 1, the same again if it is there. */
static void have_idle_of(const char *type)
{
	if (dev.id && !strcmp(dev.type, type) && !dev_get(&nl, dev.id, &dev) && dev.state == SUBDEV_DEV_STATE_IDLE)
		return;
	have_none();
	dev_create(&nl, 1, &(struct dev_how){ .type = type, .label = "fault" }, &dev);
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

static void delete_one(const struct nl_obj *o, void *arg)
{
	(void)arg;
	dev_do(&nl, SUBDEV_CMD_DEV_DELETE, o->id, NULL);
}

static bool none_there(void)
{
	return !count_devs();
}

static void delete_pool(void)
{
	struct nl_req r;

	nl_start(&r, nl_family, SUBDEV_CMD_POOL_DELETE, 0);
	nl_put_str(&r, SUBDEV_A_POOL_NAME, "fault");
	nl_put(&r, SUBDEV_A_POOL_FORCE, NULL, 0);
	nl_call(&nl, &r, NULL);
}

/* None at all, whoever has made them, and no pool. */
static void have_empty(void)
{
	struct nl own;

	memset(&dev, 0, sizeof(dev));
	delete_pool();
	nl_open(&own);
	nl_dump(&own, SUBDEV_CMD_DEV_GET, delete_one, NULL);
	nl_close(&own);
	if (!until(none_there) || !sim_await(0, "objects", 0) || !sim_await(1, "objects", 0))
		point(false, "delete comes to its end");
	/* the last events come a little later than that */
	nap(20);
}

static bool two_there(void)
{
	return count_devs() == 2;
}

static bool three_there(void)
{
	return count_devs() == 3;
}

/* A pool with two in stock, which is not refilled. */
static void have_filled_pool(void)
{
	struct nl_req r;

	have_empty();
	nl_start(&r, nl_family, SUBDEV_CMD_POOL_CREATE, 0);
	nl_put_str(&r, SUBDEV_A_POOL_NAME, "fault");
	nl_put_str(&r, SUBDEV_A_POOL_PARENT_NAME, "platform/subdev_sim.1");
	nl_put_str(&r, SUBDEV_A_POOL_TYPE, "wide");
	nl_put_u32(&r, SUBDEV_A_POOL_SIZE, 2);
	nl_put_u32(&r, SUBDEV_A_POOL_LOW, 0);
	nl_call(&nl, &r, NULL);
	if (!until(two_there))
		point(false, "a pool is filled");
	nap(20);
}

static void have_no_cordon(void)
{
	have_none();
	do_uncordon(0);
}

static void have_cordon(void)
{
	have_none();
	do_cordon(0);
}

static void have_no_limit(void)
{
	have_empty();
	do_unlimit(0);
}

static void have_limit(void)
{
	have_none();
	do_limit(0);
}

static struct nl_obj pool_now(void)
{
	struct nl_obj o = { 0 };

	if (pool_get(&nl, "fault", &o))
		o.generation = 0;
	return o;
}

static bool no_pool(void)
{
	return !pool_now().generation && !count_devs();
}

static bool a_pool(void)
{
	struct nl_obj o = pool_now();

	return o.generation && o.state == SUBDEV_POOL_STATE_STEADY;
}

static bool pool_of_two(void)
{
	return pool_now().ready == 2;
}

static bool pool_with_one_pulled(void)
{
	struct nl_obj o = pool_now();

	return o.ready == 1 && o.pulled == 1;
}

static void await_pool(bool (*reached)(void), const char *what)
{
	if (!until(reached))
		point(false, "the pool comes to have %s", what);
}

static void have_no_pool(void)
{
	have_none();
	if (!pool_now().generation && !count_devs())
		return;
	if (pool_now().devs) {
		do_pool_return(0);
		await_pool(pool_of_two, "both");
	}
	pool_delete_force(&nl, "fault");
	await_pool(no_pool, "nothing");
}

static void have_pool(void)
{
	have_none();
	if (pool_now().devs)
		have_no_pool();
	if (!pool_now().generation)
		do_pool_create(0);
	await_pool(a_pool, "nothing in it");
}

static void have_pool_of_two(void)
{
	have_none();
	if (!pool_now().generation)
		do_pool_create(0);
	if (!pool_now().devs)
		do_pool_push(0);
	if (pool_now().pulled)
		do_pool_return(0);
	await_pool(pool_of_two, "two");
}

static void have_one_pulled(void)
{
	have_pool_of_two();
	do_pool_pull(0);
	await_pool(pool_with_one_pulled, "one that is pulled");
}

static void have_no_9(void)
{
	sim_parent("del_parent", 9);
}

static void have_9(void)
{
	sim_parent("add_parent", 9);
	sim_bind("bind", 9);
}

static void have_unbound_9(void)
{
	sim_parent("add_parent", 9);
	sim_bind("unbind", 9);
}

static bool parent_9(void)
{
	return parent_devs(9) == 0;
}

static bool no_parent_9(void)
{
	return parent_devs(9) == -ENODEV;
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

static const struct request requests[] = {
	{ .name = "create", .prepare = have_none, .run = do_create, .done = dev_idle },
	{ .name = "create inactive", .prepare = have_none, .run = do_record, .done = dev_inactive },
	{ .name = "create with a lease", .prepare = have_none, .run = do_lease, .done = dev_idle },
	{ .name = "renew a lease", .prepare = have_timed, .run = do_renew, .done = dev_inactive },
	{ .name = "cordon", .prepare = have_no_cordon, .run = do_cordon, .done = cordoned },
	{ .name = "cordon off", .prepare = have_cordon, .run = do_uncordon, .done = uncordoned },
	{ .name = "activate", .prepare = have_record, .run = do_activate, .done = dev_idle },
	{ .name = "set label", .prepare = have_idle, .run = do_label, .done = dev_idle },
	{ .name = "deactivate", .prepare = have_idle, .run = do_deactivate, .done = dev_inactive },
	{ .name = "delete", .prepare = have_idle, .run = do_delete, .done = dev_gone },
	{ .name = "get", .prepare = have_idle, .run = do_get, .done = dev_idle, .quiet = true },
	{ .name = "dump of subdevices", .prepare = have_idle, .run = do_dump_devs, .done = dev_idle, .quiet = true },
	{ .name = "dump of types", .prepare = have_idle, .run = do_dump_types, .done = dev_idle, .quiet = true },
	{ .name = "dump of parents", .prepare = have_idle, .run = do_dump_parents, .done = dev_idle, .quiet = true },
	{ .name = "create composed", .prepare = have_none, .run = do_compose, .done = dev_idle },
	{ .name = "create from a manifest", .prepare = have_none, .run = do_copy, .done = dev_idle },
	{ .name = "create of an owner", .prepare = have_none, .run = do_own, .done = dev_inactive },
	{ .name = "transaction", .prepare = have_empty, .run = do_transaction, .done = many_there },
	{ .name = "transaction that pulls", .prepare = have_filled_pool, .run = do_transaction_pulls, .done = three_there, .told = true },
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
	{ .name = "filter", .prepare = have_idle, .run = do_filter, .done = dev_idle, .quiet = true },
	{ .name = "filter again", .prepare = have_idle, .run = do_filter_again, .done = dev_idle, .quiet = true },
	{ .name = "pool-create", .prepare = have_no_pool, .run = do_pool_create, .done = a_pool },
	{ .name = "pool-set", .prepare = have_pool, .run = do_pool_set, .done = a_pool },
	{ .name = "pool-push", .prepare = have_pool, .run = do_pool_push, .done = pool_of_two },
	{ .name = "pool-pull", .prepare = have_pool_of_two, .run = do_pool_pull, .done = pool_with_one_pulled },
	{ .name = "pool-return", .prepare = have_one_pulled, .run = do_pool_return, .done = pool_of_two },
	{ .name = "dump of pools", .prepare = have_pool_of_two, .run = do_dump_pools, .done = pool_of_two, .quiet = true },
	{ .name = "pool-delete", .prepare = have_pool_of_two, .run = do_pool_delete, .done = no_pool },
	{ .name = "open", .prepare = have_idle, .run = do_open, .done = dev_idle, .back = true },
	{ .name = "add_parent", .prepare = have_no_9, .run = do_add_parent, .done = parent_9 },
	{ .name = "bind", .prepare = have_unbound_9, .run = do_bind, .done = parent_9 },
	{ .name = "unbind", .prepare = have_9, .run = do_unbind, .done = no_parent_9 },
	{ .name = "del_parent", .prepare = have_9, .run = do_del_parent, .done = no_parent_9, .surely = true },
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

int main(void)
{
	struct nl_obj first, last;
	unsigned int i, before;

	nth_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (nth_fd < 0) {
		perror("fail-nth");
		return 1;
	}
	lifetime_start();
	have_none();
	before = traces();
	parent_get(&nl, 1, &first);
	for (i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		sweep(&requests[i]);
	have_none();
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
	return lifetime_end();
}
