// SPDX-License-Identifier: GPL-2.0-only
/* The transactions of the host. */
#include <errno.h>
#include <string.h>

#include <netlink/attr.h>

#include "harness.h"
#include "host.h"

/* What has been done of a transaction: slots of subdevices, in the order of the items. */
struct progress {
	size_t count;
	size_t slots[HOST_DEVS];
	bool is_new[HOST_DEVS];
};

/* Do one item once. */
static bool do_once(struct host *host, const struct host_ask *item, struct progress *progress,
		    struct host_refusal *why)
{
	bool is_pull = host_attr(item, SUBDEV_A_DEV_POOL);
	struct host_dev *dev = is_pull ? host_pull(host, item, why) :
					 host_create(host, item, why);

	if (!dev)
		return false;
	assert_true(progress->count < HOST_DEVS);
	progress->is_new[progress->count] = !is_pull;
	progress->slots[progress->count++] = dev - host->devs;
	return true;
}

static bool do_item(struct host *host, const struct msg *request, const struct nlattr *nest,
		    struct progress *progress, struct host_refusal *why)
{
	const struct host_ask item = { request, nla_data(nest), nla_len(nest) };
	const struct nlattr *label = host_attr(&item, SUBDEV_A_DEV_LABEL);
	const struct nlattr *uuid = host_attr(&item, SUBDEV_A_DEV_UUID);
	uint32_t count = host_attr_u32(&item, SUBDEV_A_DEV_COUNT, 1);

	if (!count)
		return host_refuse(why, -ERANGE, host_attr(&item, SUBDEV_A_DEV_COUNT),
				   "integer out of range");
	if (count > 1 && (label || uuid))
		return host_refuse(why, -EINVAL, label ? label : uuid,
				   "of several none can have this");
	while (count--) {
		if (!do_once(host, &item, progress, why))
			return false;
	}
	return true;
}

/* How many subdevices are asked for. */
static uint64_t count_all(const struct msg *request)
{
	struct nlattr *nla;
	uint64_t count = 0;
	int rest;

	nla_for_each_attr(nla, (struct nlattr *)msg_attrs(request), msg_attrs_len(request), rest) {
		const struct host_ask item = { request, nla_data(nla), nla_len(nla) };

		if (nla_type(nla) == SUBDEV_A_TRANSACTION_ITEM)
			count += host_attr_u32(&item, SUBDEV_A_DEV_COUNT, 1);
	}
	return count;
}

static bool do_all(struct host *host, const struct msg *request, struct progress *progress,
		   struct host_refusal *why)
{
	uint64_t count = count_all(request);
	struct nlattr *nla;
	int rest;

	if (count < 1 || count > SUBDEV_ITEMS_MAX)
		return host_refuse(why, -ERANGE, NULL, "%u subdevices, not 1 to %u",
				   (unsigned int)count, SUBDEV_ITEMS_MAX);
	if (host->whole_max && count > host->whole_max &&
	    msg_attr(request, SUBDEV_A_TRANSACTION_WHOLE))
		return host_refuse(why, host->whole_nomem ? -ENOMEM : -ERANGE,
				   msg_attr(request, SUBDEV_A_TRANSACTION_WHOLE),
				   "too many for whole objects");
	nla_for_each_attr(nla, (struct nlattr *)msg_attrs(request), msg_attrs_len(request), rest) {
		if (nla_type(nla) == SUBDEV_A_TRANSACTION_ITEM &&
		    !do_item(host, request, nla, progress, why))
			return false;
	}
	return true;
}

static void answer(struct host *host, struct fake_socket *socket, const struct msg *request,
		   const struct progress *progress)
{
	bool whole = msg_attr(request, SUBDEV_A_TRANSACTION_WHOLE);
	struct msg m;

	msg_begin_genl(&m, host->fake.family, 0, 0, msg_cmd(request));
	for (size_t i = 0; i < progress->count; i++) {
		const struct host_dev *dev = &host->devs[progress->slots[i]];
		size_t nest = msg_nest(&m, SUBDEV_A_TRANSACTION_DEV);

		if (whole)
			host_put_dev(&m, dev);
		else
			host_put_brief(&m, dev);
		msg_nest_end(&m, nest);
	}
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

/* What there was before, to be put back if an item fails. */
struct before {
	struct host_dev devs[HOST_DEVS];
	struct host_pool pools[HOST_POOLS];
	uint32_t next_id;
};

bool host_answer_transaction(struct host *host, struct fake_socket *socket,
			     const struct msg *request)
{
	struct progress progress = { 0 };
	struct host_refusal why = { 0 };
	struct before before;

	if (msg_cmd(request) != SUBDEV_CMD_TRANSACTION_RUN)
		return false;
	memcpy(before.devs, host->devs, sizeof(before.devs));
	memcpy(before.pools, host->pools, sizeof(before.pools));
	before.next_id = host->next_id;
	if (!do_all(host, request, &progress, &why)) {
		memcpy(host->devs, before.devs, sizeof(before.devs));
		memcpy(host->pools, before.pools, sizeof(before.pools));
		host->next_id = before.next_id;
		host_answer_refusal(socket, request, &why);
		return true;
	}
	for (size_t i = 0; i < progress.count; i++)
		host_notify(host, progress.is_new[i] ? SUBDEV_CMD_DEV_ADD_NTF :
						       SUBDEV_CMD_DEV_CHANGE_NTF,
			    &host->devs[progress.slots[i]]);
	answer(host, socket, request, &progress);
	for (size_t i = 0; i < HOST_POOLS; i++) {
		if (host->pools[i].name[0])
			host_refill(host, &host->pools[i]);
	}
	return true;
}
