// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pools of the host. What the kernel does in the background the host does behind
 * its answer, or, if it holds, when the test says so.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <netlink/attr.h>

#include "harness.h"
#include "host.h"

void host_add_pools(struct host *host)
{
	size_t count = 0;

	memcpy(host->pools, host_pools, sizeof(host_pools));
	while (host->devs[count].id)
		count++;
	memcpy(host->devs + count, host_pool_devs, sizeof(host_pool_devs));
	host->room = 0;
}

struct host_pool *host_find_pool(struct host *host, const char *name)
{
	for (size_t i = 0; name && *name && i < HOST_POOLS; i++) {
		if (!strcmp(host->pools[i].name, name))
			return &host->pools[i];
	}
	return NULL;
}

static bool is_of(const struct host_dev *dev, const struct host_pool *pool)
{
	return dev->id && !strcmp(dev->pool, pool->name);
}

static bool is_pulled(const struct host_dev *dev)
{
	return !dev->ready && (dev->state == SUBDEV_DEV_STATE_IDLE ||
			       dev->state == SUBDEV_DEV_STATE_IN_USE);
}

struct host_counts host_count(const struct host *host, const struct host_pool *pool)
{
	struct host_counts counts = { 0 };

	for (size_t i = 0; i < HOST_DEVS; i++) {
		const struct host_dev *dev = &host->devs[i];

		if (!is_of(dev, pool))
			continue;
		counts.devs++;
		counts.ready += dev->ready;
		counts.pulled += is_pulled(dev);
		counts.failed += dev->state == SUBDEV_DEV_STATE_FAILED;
	}
	return counts;
}

void host_notify_pool(struct host *host, uint8_t cmd, struct host_pool *pool)
{
	const struct host_counts counts = host_count(host, pool);
	struct msg m;

	msg_begin_genl(&m, host->fake.family, 0, 0, cmd);
	host_put_pool(&m, pool, &counts);
	host_put_event(&m, SUBDEV_A_POOL_EVENT, ++host->seq, HOST_EPOCH, host->cause);
	fake_multicast(&host->fake, &m);
}

static void set_state(struct host *host, struct host_pool *pool, uint32_t state, int err,
		      const char *why)
{
	if (pool->state == state && pool->err == (uint32_t)err)
		return;
	pool->state = state;
	pool->err = err;
	pool->why = why;
	pool->generation++;
	host_notify_pool(host, SUBDEV_CMD_POOL_CHANGE_NTF, pool);
}

static bool is_cordoned(const struct host *host, const struct host_pool *pool)
{
	return pool->parent_index && host->parents[pool->parent_index - 1].cordoned;
}

/* May the pool have one more? */
static bool may_grow(const struct host *host, const struct host_pool *pool)
{
	return !pool->max_devs || host_count(host, pool).devs < pool->max_devs;
}

static void add_ready(struct host *host, struct host_pool *pool)
{
	struct host_dev new = {
		.parent_index = pool->parent_index, .parent_name = pool->parent_name,
		.type = pool->type, .state = SUBDEV_DEV_STATE_IDLE, .generation = 1, .group = 40,
		.version = pool->version, .ready = true,
	};

	memcpy(new.values, pool->values, sizeof(new.values));
	memcpy(new.amounts, pool->amounts, sizeof(new.amounts));
	strcpy(new.pool, pool->name);
	if (host->room != UINT32_MAX)
		host->room--;
	pool->creates++;
	host_notify(host, SUBDEV_CMD_DEV_ADD_NTF, host_add_dev(host, &new));
}

/* Do something with another cause than a command. */
static uint32_t begin_cause(struct host *host, uint32_t cause)
{
	uint32_t before = host->cause;

	host->cause = cause;
	return before;
}

void host_fill(struct host *host, struct host_pool *pool)
{
	uint32_t cause = begin_cause(host, SUBDEV_CAUSE_REFILL);

	while (host_count(host, pool).ready < pool->size && may_grow(host, pool) && host->room &&
	       !is_cordoned(host, pool)) {
		pool->refills++;
		add_ready(host, pool);
	}
	if (host_count(host, pool).ready >= pool->size || !may_grow(host, pool))
		set_state(host, pool, SUBDEV_POOL_STATE_STEADY, 0, NULL);
	else if (is_cordoned(host, pool))
		set_state(host, pool, SUBDEV_POOL_STATE_NO_ROOM, EBUSY, "the parent is cordoned");
	else
		set_state(host, pool, SUBDEV_POOL_STATE_NO_ROOM, ENOSPC,
			  "the parent has no room");
	host->cause = cause;
}

/* It is to have its size, if it may. */
static void begin_filling(struct host *host, struct host_pool *pool)
{
	if (host_count(host, pool).ready >= pool->size || !may_grow(host, pool))
		return;
	set_state(host, pool, SUBDEV_POOL_STATE_FILLING, 0, NULL);
	if (!host->hold)
		host_fill(host, pool);
}

void host_refill(struct host *host, struct host_pool *pool)
{
	uint32_t cause = begin_cause(host, SUBDEV_CAUSE_REFILL);

	if (pool->state == SUBDEV_POOL_STATE_NO_ROOM ||
	    (pool->state == SUBDEV_POOL_STATE_STEADY &&
	     host_count(host, pool).ready < pool->low))
		begin_filling(host, pool);
	host->cause = cause;
}

void host_retry(struct host *host, uint32_t parent_index)
{
	for (size_t i = 0; i < HOST_POOLS; i++) {
		struct host_pool *pool = &host->pools[i];

		if (pool->name[0] && pool->parent_index == parent_index)
			host_refill(host, pool);
	}
}

static void answer_pool(struct host *host, struct fake_socket *socket, const struct msg *request,
			const struct host_pool *pool)
{
	const struct host_counts counts = host_count(host, pool);
	struct msg m;

	msg_begin_genl(&m, host->fake.family, 0, 0, msg_cmd(request));
	host_put_pool(&m, pool, &counts);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

static bool put_pool(struct host *host, const struct msg *request, struct msg *m, size_t i)
{
	const struct nlattr *name = msg_attr(request, SUBDEV_A_POOL_NAME);
	const struct host_pool *pool = &host->pools[i];
	const struct host_counts counts = host_count(host, pool);

	if (!pool->name[0] || (name && strcmp(nla_data(name), pool->name)))
		return false;
	host_put_pool(m, pool, &counts);
	return host_is_parent(request, SUBDEV_A_POOL_PARENT_INDEX, SUBDEV_A_POOL_PARENT_NAME,
			      pool->parent_index, pool->parent_name);
}

/* The pool that a request names by @attr, or NULL with the reason. */
static struct host_pool *pool_of(struct host *host, const struct host_ask *ask, uint16_t attr,
				 struct host_refusal *why)
{
	struct host_pool *pool = host_find_pool(host, host_attr_string(ask, attr));

	if (!pool || pool->state == SUBDEV_POOL_STATE_REMOVING)
		host_refuse(why, -ENOENT, host_attr(ask, attr), "no such pool");
	return why->err ? NULL : pool;
}

static bool is_current(const struct host_pool *pool, const struct host_ask *ask,
		       struct host_refusal *why)
{
	const struct nlattr *nla = host_attr(ask, SUBDEV_A_POOL_IF_GENERATION);
	uint64_t generation;

	if (!nla)
		return true;
	memcpy(&generation, nla_data(nla), sizeof(generation));
	if (generation == pool->generation)
		return true;
	host_refuse(why, -ESTALE, nla, "the pool has changed");
	why->cookie = pool->generation;
	return false;
}

/* Take the numbers that a request says. */
static bool set_numbers(struct host_pool *pool, const struct host_ask *ask, bool is_new,
			struct host_refusal *why)
{
	pool->size = host_attr_u32(ask, SUBDEV_A_POOL_SIZE, pool->size);
	pool->low = host_attr_u32(ask, SUBDEV_A_POOL_LOW, is_new ? pool->size : pool->low);
	pool->max_devs = host_attr_u32(ask, SUBDEV_A_POOL_MAX_DEVS, pool->max_devs);
	if (pool->low > pool->size)
		return host_refuse(why, -ERANGE, host_attr(ask, SUBDEV_A_POOL_LOW),
				   "low: %u is more than the size, %u", pool->low, pool->size);
	if (pool->max_devs && pool->max_devs < pool->size)
		return host_refuse(why, -ERANGE, host_attr(ask, SUBDEV_A_POOL_MAX_DEVS),
				   "max-devs: %u is less than the size, %u", pool->max_devs,
				   pool->size);
	return true;
}

static const struct host_type *type_of(const struct host_ask *ask, uint32_t parent)
{
	const char *name = host_attr_string(ask, SUBDEV_A_POOL_TYPE);

	for (size_t i = 0; name && i < ARRAY_SIZE(host_types); i++) {
		if (!strcmp(host_types[i].name, name) && host_types[i].parent_index == parent)
			return &host_types[i];
	}
	return NULL;
}

static const struct host_parent *parent_of(const struct host_ask *ask)
{
	for (size_t i = 0; i < ARRAY_SIZE(host_parents); i++) {
		if (host_is_parent(ask->request, SUBDEV_A_POOL_PARENT_INDEX,
				   SUBDEV_A_POOL_PARENT_NAME, host_parents[i].index,
				   host_parents[i].name))
			return &host_parents[i];
	}
	return NULL;
}

/* What the subdevices of a pool are to be. */
static bool set_configuration(struct host_pool *pool, const struct host_ask *ask,
			      struct host_refusal *why)
{
	static const uint16_t numbers[] = {
		SUBDEV_A_POOL_VERSION, SUBDEV_A_POOL_PARAM, SUBDEV_A_POOL_RESOURCE,
	};
	const struct host_parent *parent = parent_of(ask);
	const struct host_type *type = parent ? type_of(ask, parent->index) : NULL;
	struct host_dev dev;

	if (!parent)
		return host_refuse(why, -ENODEV, NULL, "no such parent");
	if (!type)
		return host_refuse(why, -ENOENT, host_attr(ask, SUBDEV_A_POOL_TYPE),
				   "no such type");
	host_default_dev(&dev, type, host_attr_u32(ask, SUBDEV_A_POOL_VERSION, 0));
	if (!host_compose(&dev, ask, numbers, why))
		return false;
	pool->parent_index = parent->index;
	pool->parent_name = parent->name;
	pool->type = type->name;
	pool->version = dev.version;
	memcpy(pool->values, dev.values, sizeof(dev.values));
	memcpy(pool->amounts, dev.amounts, sizeof(dev.amounts));
	return true;
}

static bool create_pool(struct host *host, struct fake_socket *socket, const struct host_ask *ask,
			struct host_refusal *why)
{
	const struct nlattr *name = host_attr(ask, SUBDEV_A_POOL_NAME);
	struct host_pool *pool = host->pools;
	struct host_pool new = { .state = SUBDEV_POOL_STATE_STEADY, .generation = 1 };

	if (!name)
		return host_refuse(why, -EINVAL, NULL, "a pool has a name");
	if (host_find_pool(host, nla_data(name)))
		return host_refuse(why, -EEXIST, name, "the name is taken");
	strcpy(new.name, nla_data(name));
	if (!set_configuration(&new, ask, why) || !set_numbers(&new, ask, true, why))
		return false;
	while (pool->name[0])
		pool++;
	assert_true(pool < host->pools + HOST_POOLS);
	if (new.size)
		new.state = SUBDEV_POOL_STATE_FILLING;
	*pool = new;
	host_notify_pool(host, SUBDEV_CMD_POOL_ADD_NTF, pool);
	answer_pool(host, socket, ask->request, pool);
	begin_filling(host, pool);
	return true;
}

static bool set_pool(struct host *host, struct fake_socket *socket, const struct host_ask *ask,
		     struct host_refusal *why)
{
	struct host_pool *pool = pool_of(host, ask, SUBDEV_A_POOL_NAME, why), new;

	if (!pool || !is_current(pool, ask, why))
		return false;
	new = *pool;
	if (!set_numbers(&new, ask, false, why))
		return false;
	*pool = new;
	pool->generation++;
	host_notify_pool(host, SUBDEV_CMD_POOL_CHANGE_NTF, pool);
	answer_pool(host, socket, ask->request, pool);
	if (pool->state != SUBDEV_POOL_STATE_WAITING)
		begin_filling(host, pool);
	return true;
}

static void orphan(struct host *host, struct host_pool *pool, struct host_dev *dev)
{
	dev->pool[0] = '\0';
	dev->generation++;
	host_notify_left(host, dev, pool);
}

void host_end_pool(struct host *host, struct host_pool *pool)
{
	pool->state = SUBDEV_POOL_STATE_REMOVING;
	for (size_t i = 0; i < HOST_DEVS; i++) {
		struct host_dev *dev = &host->devs[i];

		if (!is_of(dev, pool))
			continue;
		if (is_pulled(dev))
			orphan(host, pool, dev);
		else
			host_complete(host, dev->id, true);
	}
	pool->generation++;
	host_notify_pool(host, SUBDEV_CMD_POOL_DEL_NTF, pool);
	*pool = (struct host_pool){ 0 };
}

static bool delete_pool(struct host *host, struct fake_socket *socket, const struct host_ask *ask,
			struct host_refusal *why)
{
	struct host_pool *pool = pool_of(host, ask, SUBDEV_A_POOL_NAME, why);
	uint32_t pulled;

	if (!pool || !is_current(pool, ask, why))
		return false;
	pulled = host_count(host, pool).pulled;
	if (pulled && !host_attr(ask, SUBDEV_A_POOL_FORCE))
		return host_refuse(why, -EBUSY, NULL, "%s: %u pulled", pool->name, pulled);
	set_state(host, pool, SUBDEV_POOL_STATE_REMOVING, 0, NULL);
	answer_pool(host, socket, ask->request, pool);
	if (!host->hold)
		host_end_pool(host, pool);
	return true;
}

/* Why nothing can be added to a pool or pulled, whatever it has. */
static bool is_open(const struct host *host, const struct host_pool *pool,
		    struct host_refusal *why)
{
	if (!pool->parent_index)
		return host_refuse(why, -ENODEV, NULL, "the pool has no parent");
	if (is_cordoned(host, pool))
		return host_refuse(why, -EBUSY, NULL, "the parent is cordoned");
	return true;
}

static bool push_new(struct host *host, struct fake_socket *socket, const struct host_ask *ask,
		     struct host_pool *pool, struct host_refusal *why)
{
	const struct nlattr *nla = host_attr(ask, SUBDEV_A_DEV_COUNT);
	uint32_t count = host_attr_u32(ask, SUBDEV_A_DEV_COUNT, 1);
	uint32_t devs = host_count(host, pool).devs;
	struct host_counts counts;
	struct msg m;

	if (count < 1 || count > SUBDEV_ITEMS_MAX)
		return host_refuse(why, -ERANGE, nla, "integer out of range");
	if (pool->max_devs && devs + count > pool->max_devs)
		return host_refuse(why, -ENOSPC, nla, "max-devs: %u wanted, %u free", count,
				   pool->max_devs - devs);
	if (count > host->room)
		return host_refuse(why, -ENOSPC, nla, "the parent has no room");
	while (count--)
		add_ready(host, pool);
	counts = host_count(host, pool);
	msg_begin_genl(&m, host->fake.family, 0, 0, msg_cmd(ask->request));
	host_put_counts(&m, pool, &counts);
	fake_answer(socket, ask->request, &m);
	fake_ack(socket, ask->request, 0, NULL);
	return true;
}

/* In what a subdevice is not like those of a pool, or NULL. */
static const char *difference(const struct host_dev *dev, const struct host_pool *pool)
{
	if (dev->parent_index != pool->parent_index)
		return "parent";
	if (strcmp(dev->type, pool->type))
		return "type";
	for (size_t i = 0; i < HOST_PARTS; i++) {
		if (dev->values[i].number != pool->values[i].number ||
		    strcmp(dev->values[i].string, pool->values[i].string))
			return dev->values[i].name;
		if (dev->amounts[i].amount != pool->amounts[i].amount)
			return dev->amounts[i].name;
	}
	return NULL;
}

static bool is_like(const struct host_dev *dev, const struct host_pool *pool,
		    struct host_refusal *why)
{
	const char *what = difference(dev, pool);

	if (dev->pool[0])
		return host_refuse(why, -EBUSY, NULL, "it belongs to the pool %s", dev->pool);
	if (dev->state == SUBDEV_DEV_STATE_IN_USE)
		return host_refuse(why, -EBUSY, NULL, "open by a VFIO user");
	if (dev->state != SUBDEV_DEV_STATE_IDLE)
		return host_refuse(why, -EBUSY, NULL, "it is not idle");
	if (what)
		return host_refuse(why, -EINVAL, NULL, "%s: it has another than the pool", what);
	return true;
}

void host_end_reset(struct host *host, uint32_t id, const char *why)
{
	struct host_dev *dev = host_find(host, id);
	struct host_pool *pool = host_find_pool(host, dev->pool);

	dev->state = why ? SUBDEV_DEV_STATE_FAILED : SUBDEV_DEV_STATE_IDLE;
	dev->why = why;
	dev->ready = !why;
	dev->generation++;
	if (why)
		pool->failures++;
	host_notify(host, SUBDEV_CMD_DEV_CHANGE_NTF, dev);
}

/* It is reset, and what it has of a user goes. */
static void give(struct host *host, struct fake_socket *socket, const struct host_ask *ask,
		 struct host_dev *dev)
{
	dev->state = SUBDEV_DEV_STATE_RESETTING;
	dev->label[0] = '\0';
	dev->owner[0] = '\0';
	dev->lease = 0;
	dev->ttl = 0;
	dev->why = NULL;
	dev->generation++;
	host_ask_end(host, socket, ask->request, dev);
	host_notify(host, SUBDEV_CMD_DEV_CHANGE_NTF, dev);
	host_answer_dev(host, socket, ask->request, dev);
	if (!host->hold)
		host_end_reset(host, dev->id, host->reset_fails);
}

static bool push(struct host *host, struct fake_socket *socket, const struct host_ask *ask,
		 struct host_refusal *why)
{
	struct host_pool *pool = pool_of(host, ask, SUBDEV_A_DEV_POOL, why);
	struct host_dev *dev = host_dev_of(host, ask->request);

	if (!pool || !is_open(host, pool, why))
		return false;
	if (!host_attr(ask, SUBDEV_A_DEV_ID) && !host_attr(ask, SUBDEV_A_DEV_UUID) &&
	    !host_attr(ask, SUBDEV_A_DEV_LABEL))
		return push_new(host, socket, ask, pool, why);
	if (!dev)
		return host_refuse(why, -ENODEV, NULL, "no such subdevice");
	if (!host_is_wanted(dev, ask, why) || !is_like(dev, pool, why))
		return false;
	if (!may_grow(host, pool))
		return host_refuse(why, -ENOSPC, NULL, "max-devs: 1 wanted, 0 free");
	strcpy(dev->pool, pool->name);
	give(host, socket, ask, dev);
	return true;
}

static bool give_back(struct host *host, struct fake_socket *socket, const struct host_ask *ask,
		      struct host_refusal *why)
{
	struct host_dev *dev = host_dev_of(host, ask->request);

	if (!dev)
		return host_refuse(why, -ENODEV, NULL, "no such subdevice");
	if (!host_is_wanted(dev, ask, why))
		return false;
	if (!dev->pool[0])
		return host_refuse(why, -EBUSY, NULL, "it belongs to no pool");
	if (dev->state == SUBDEV_DEV_STATE_IN_USE)
		return host_refuse(why, -EBUSY, NULL, "open by a VFIO user");
	if (!is_pulled(dev) && dev->state != SUBDEV_DEV_STATE_FAILED)
		return host_refuse(why, -EBUSY, NULL, "it is not pulled");
	host_find_pool(host, dev->pool)->returns++;
	give(host, socket, ask, dev);
	return true;
}

static bool is_taken(const struct host *host, const char *label)
{
	for (size_t i = 0; label && i < HOST_DEVS; i++) {
		if (host->devs[i].id && !strcmp(host->devs[i].label, label))
			return true;
	}
	return false;
}

/* A ready subdevice of a pool, or NULL. */
static struct host_dev *ready_of(struct host *host, const struct host_pool *pool)
{
	for (size_t i = 0; i < HOST_DEVS; i++) {
		if (is_of(&host->devs[i], pool) && host->devs[i].ready)
			return &host->devs[i];
	}
	return NULL;
}

static bool is_refilling(const struct host *host, const struct host_pool *pool)
{
	const struct host_counts counts = host_count(host, pool);

	return pool->state == SUBDEV_POOL_STATE_FILLING ||
	       counts.devs > counts.ready + counts.pulled + counts.failed;
}

struct host_dev *host_pull(struct host *host, const struct host_ask *ask,
			   struct host_refusal *why)
{
	struct host_pool *pool = pool_of(host, ask, SUBDEV_A_DEV_POOL, why);
	const char *label = host_attr_string(ask, SUBDEV_A_DEV_LABEL);
	struct host_dev *dev = pool ? ready_of(host, pool) : NULL;

	if (!pool)
		return NULL;
	if (is_cordoned(host, pool)) {
		host_refuse(why, -EBUSY, NULL, "the parent is cordoned");
		return NULL;
	}
	if (is_taken(host, label)) {
		host_refuse(why, -EEXIST, host_attr(ask, SUBDEV_A_DEV_LABEL),
			    "the label is taken");
		return NULL;
	}
	if (!dev) {
		pool->waits++;
		host_refuse(why, -EAGAIN, host_attr(ask, SUBDEV_A_DEV_POOL),
			    "the pool is empty: %s",
			    is_refilling(host, pool) ? "refilling" : "exhausted");
		return NULL;
	}
	pool->pulls++;
	dev->ready = false;
	dev->generation++;
	if (label)
		strcpy(dev->label, label);
	host_set_tenure(dev, ask);
	return dev;
}

static bool pull(struct host *host, struct fake_socket *socket, const struct host_ask *ask,
		 struct host_refusal *why)
{
	struct host_dev *dev = host_pull(host, ask, why);

	if (!dev)
		return false;
	host_notify(host, SUBDEV_CMD_DEV_CHANGE_NTF, dev);
	host_answer_dev(host, socket, ask->request, dev);
	host_refill(host, host_find_pool(host, dev->pool));
	return true;
}

void host_parent_goes(struct host *host, uint32_t index)
{
	uint32_t cause = begin_cause(host, SUBDEV_CAUSE_PARENT);

	for (size_t i = 0; i < HOST_POOLS; i++) {
		struct host_pool *pool = &host->pools[i];

		if (!pool->name[0] || pool->parent_index != index)
			continue;
		pool->parent_index = 0;
		set_state(host, pool, SUBDEV_POOL_STATE_WAITING, 0, NULL);
	}
	for (size_t i = 0; i < HOST_DEVS; i++) {
		if (host->devs[i].id && host->devs[i].parent_index == index)
			host_complete(host, host->devs[i].id, true);
	}
	host->cause = cause;
}

void host_parent_comes(struct host *host, uint32_t index)
{
	const struct host_parent *parent = &host->parents[index - 1];
	uint32_t cause = begin_cause(host, SUBDEV_CAUSE_PARENT);

	for (size_t i = 0; i < HOST_POOLS; i++) {
		struct host_pool *pool = &host->pools[i];

		if (!pool->name[0] || pool->parent_index ||
		    strcmp(pool->parent_name, parent->name))
			continue;
		pool->parent_index = index;
		set_state(host, pool, SUBDEV_POOL_STATE_STEADY, 0, NULL);
		begin_filling(host, pool);
	}
	host->cause = cause;
}

bool host_answer_pool(struct host *host, struct fake_socket *socket, const struct msg *request)
{
	const struct host_ask ask = host_ask(request);
	struct host_refusal why = { 0 };
	bool done;

	switch (msg_cmd(request)) {
	case SUBDEV_CMD_POOL_GET:
		if (request->nlh.nlmsg_flags & NLM_F_DUMP)
			host_answer_dump(host, socket, request, HOST_POOLS, put_pool);
		else
			host_answer_one(host, socket, request, HOST_POOLS, put_pool, -ENOENT,
					"no such pool");
		return true;
	case SUBDEV_CMD_POOL_CREATE:
		done = create_pool(host, socket, &ask, &why);
		break;
	case SUBDEV_CMD_POOL_SET:
		done = set_pool(host, socket, &ask, &why);
		break;
	case SUBDEV_CMD_POOL_DELETE:
		done = delete_pool(host, socket, &ask, &why);
		break;
	case SUBDEV_CMD_POOL_PUSH:
		done = push(host, socket, &ask, &why);
		break;
	case SUBDEV_CMD_POOL_PULL:
		done = pull(host, socket, &ask, &why);
		break;
	case SUBDEV_CMD_POOL_RETURN:
		done = give_back(host, socket, &ask, &why);
		break;
	default:
		return false;
	}
	if (!done)
		host_answer_refusal(socket, request, &why);
	return true;
}
