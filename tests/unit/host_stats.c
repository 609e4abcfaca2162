// SPDX-License-Identifier: GPL-2.0-only
/* What the host has counted. */
#include <errno.h>
#include <string.h>

#include <netlink/attr.h>

#include "harness.h"
#include "host.h"

static bool put_dev(struct host *host, const struct msg *request, struct msg *m, size_t i)
{
	const struct host_dev *dev = &host->devs[i];

	if (!dev->id)
		return false;
	host_put_dev_stats(m, dev);
	return host_is_parent(request, SUBDEV_A_STATS_PARENT_INDEX, SUBDEV_A_STATS_PARENT_NAME,
			      dev->parent_index, dev->parent_name);
}

static bool put_pool(struct host *host, const struct msg *request, struct msg *m, size_t i)
{
	const struct nlattr *name = msg_attr(request, SUBDEV_A_STATS_POOL);
	const struct host_pool *pool = &host->pools[i];

	if (!pool->name[0])
		return false;
	host_put_pool_stats(m, pool);
	return !name || !strcmp(nla_data(name), pool->name);
}

static bool put_parent(struct host *host, const struct msg *request, struct msg *m, size_t i)
{
	const struct host_parent *parent = &host->parents[i];

	host_put_parent_stats(m, parent);
	return host_is_parent(request, SUBDEV_A_STATS_PARENT_INDEX, SUBDEV_A_STATS_PARENT_NAME,
			      parent->index, parent->name);
}

static void answer_dev(struct host *host, struct fake_socket *socket, const struct msg *request)
{
	/* id, UUID and label have the numbers that they have elsewhere */
	const struct host_dev *dev = host_dev_of(host, request);
	struct msg m;

	if (!dev) {
		fake_ack(socket, request, -ENODEV, "no such subdevice");
		return;
	}
	msg_begin_genl(&m, host->fake.family, 0, 0, msg_cmd(request));
	host_put_dev_stats(&m, dev);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

bool host_answer_stats(struct host *host, struct fake_socket *socket, const struct msg *request)
{
	bool dump = request->nlh.nlmsg_flags & NLM_F_DUMP;

	switch (msg_cmd(request)) {
	case SUBDEV_CMD_DEV_STATS_GET:
		if (dump)
			host_answer_dump(host, socket, request, HOST_DEVS, put_dev);
		else
			answer_dev(host, socket, request);
		return true;
	case SUBDEV_CMD_POOL_STATS_GET:
		if (dump)
			host_answer_dump(host, socket, request, HOST_POOLS, put_pool);
		else
			host_answer_one(host, socket, request, HOST_POOLS, put_pool, -ENOENT,
					"no such pool");
		return true;
	case SUBDEV_CMD_PARENT_STATS_GET:
		if (dump)
			host_answer_dump(host, socket, request, ARRAY_SIZE(host_parents),
					 put_parent);
		else
			host_answer_one(host, socket, request, ARRAY_SIZE(host_parents),
					put_parent, -ENODEV, "no such parent");
		return true;
	default:
		return false;
	}
}
