// SPDX-License-Identifier: GPL-2.0-only
/* How the host behaves. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <netlink/attr.h>
#include <uuid/uuid.h>

#include "harness.h"
#include "host.h"

static bool is_open(const struct host *host, const struct fake_socket *socket)
{
	const struct fake_socket *s = host->fake.sockets;

	while (s && s != socket)
		s = fake_next(s);
	return s;
}

static void tell(struct host *host, uint8_t cmd, const struct host_dev *dev)
{
	struct msg m;

	if (!host->asker_id || dev->id != host->asker_id ||
	    (cmd == SUBDEV_CMD_DEV_CHANGE_NTF && (dev->state == SUBDEV_DEV_STATE_REMOVING ||
						  dev->state == SUBDEV_DEV_STATE_RESETTING)))
		return;
	host->asker_id = 0;
	if (!is_open(host, host->asker))
		return;
	msg_begin_genl(&m, host->fake.family, 0, host->asker_seq, cmd);
	host_put_dev(&m, dev);
	fake_send(host->asker, m.buf, m.len);
}

void host_ask_end(struct host *host, struct fake_socket *socket, const struct msg *request,
		  const struct host_dev *dev)
{
	if (!msg_attr(request, SUBDEV_A_DEV_TELL_END))
		return;
	host->asker = socket;
	host->asker_id = dev->id;
	host->asker_seq = request->nlh.nlmsg_seq;
}

/* @pool: that it is of or was until now, or NULL. */
static void notify(struct host *host, uint8_t cmd, const struct host_dev *dev,
		   struct host_pool *pool)
{
	struct host_counts counts;
	struct msg m;

	msg_begin_genl(&m, host->fake.family, 0, 0, cmd);
	host_put_dev(&m, dev);
	if (cmd != SUBDEV_CMD_DEV_CHANGE_NTF) {
		msg_put_u64(&m, SUBDEV_A_DEV_PARENT_GENERATION, HOST_PARENT_GENERATION);
		msg_put_u32(&m, SUBDEV_A_DEV_PARENT_DEVS, HOST_PARENT_DEVS);
	}
	host_put_resources(&m, SUBDEV_A_DEV_PARENT_RESOURCE,
			   host_parents[dev->parent_index - 1].resources);
	if (pool) {
		counts = host_count(host, pool);
		pool->generation++;
		host_put_counts(&m, pool, &counts);
	}
	host_put_event(&m, SUBDEV_A_DEV_EVENT, ++host->seq, HOST_EPOCH, host->cause);
	fake_multicast(&host->fake, &m);
	tell(host, cmd, dev);
}

void host_notify(struct host *host, uint8_t cmd, const struct host_dev *dev)
{
	notify(host, cmd, dev, host_find_pool(host, dev->pool));
}

void host_notify_left(struct host *host, const struct host_dev *dev, struct host_pool *pool)
{
	notify(host, SUBDEV_CMD_DEV_CHANGE_NTF, dev, pool);
}

struct host_dev *host_find(struct host *host, uint32_t id)
{
	for (size_t i = 0; i < HOST_DEVS; i++) {
		if (id && host->devs[i].id == id)
			return &host->devs[i];
	}
	return NULL;
}

struct host_ask host_ask(const struct msg *request)
{
	return (struct host_ask){ request, msg_attrs(request), msg_attrs_len(request) };
}

const struct nlattr *host_attr(const struct host_ask *ask, uint16_t attr)
{
	return nla_find((struct nlattr *)ask->attrs, ask->len, attr);
}

const char *host_attr_string(const struct host_ask *ask, uint16_t attr)
{
	const struct nlattr *nla = host_attr(ask, attr);

	return nla ? nla_data(nla) : NULL;
}

uint32_t host_attr_u32(const struct host_ask *ask, uint16_t attr, uint32_t otherwise)
{
	const struct nlattr *nla = host_attr(ask, attr);

	return nla ? nla_get_u32(nla) : otherwise;
}

bool host_refuse(struct host_refusal *why, int err, const struct nlattr *nla, const char *fmt, ...)
{
	va_list args;

	*why = (struct host_refusal){ .err = err, .nla = nla };
	va_start(args, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, args);
	va_end(args);
	return false;
}

struct host_dev *host_dev_of(struct host *host, const struct msg *request)
{
	const struct nlattr *id = msg_attr(request, SUBDEV_A_DEV_ID);
	const struct nlattr *uuid = msg_attr(request, SUBDEV_A_DEV_UUID);
	const struct nlattr *label = msg_attr(request, SUBDEV_A_DEV_LABEL);
	uuid_t own;

	if (id)
		return host_find(host, nla_get_u32(id));
	for (size_t i = 0; i < HOST_DEVS; i++) {
		struct host_dev *dev = &host->devs[i];

		if (!dev->id)
			continue;
		uuid_parse(dev->uuid, own);
		if (uuid && !memcmp(own, nla_data(uuid), sizeof(own)))
			return dev;
		if (label && !strcmp(dev->label, nla_data(label)))
			return dev;
	}
	return NULL;
}

void host_answer_dev(struct host *host, struct fake_socket *socket, const struct msg *request,
		     const struct host_dev *dev)
{
	struct msg m;

	msg_begin_genl(&m, host->fake.family, 0, 0, msg_cmd(request));
	host_put_dev(&m, dev);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

/* The attribute with the number at which a dump began, 0 if it has none. */
static uint16_t mark_attr(const struct msg *request)
{
	switch (msg_cmd(request)) {
	case SUBDEV_CMD_PARENT_GET:
		return SUBDEV_A_PARENT_EVENT;
	case SUBDEV_CMD_DEV_GET:
		return SUBDEV_A_DEV_EVENT;
	case SUBDEV_CMD_POOL_GET:
		return SUBDEV_A_POOL_EVENT;
	default:
		return 0;
	}
}

void host_answer_dump(struct host *host, struct fake_socket *socket, const struct msg *request,
		      size_t count, host_put_fn put)
{
	uint16_t mark = mark_attr(request), flags = 0;
	struct msg m;

	if (host->unstable_dumps) {
		host->unstable_dumps--;
		flags = NLM_F_DUMP_INTR;
	}
	for (size_t i = 0; i < count; i++) {
		msg_begin_genl(&m, host->fake.family, NLM_F_MULTI | flags, 0, msg_cmd(request));
		if (!put(host, request, &m, i))
			continue;
		if (mark)
			host_put_event(&m, mark, host->seq, HOST_EPOCH, 0);
		fake_answer(socket, request, &m);
		mark = 0;
	}
	if (mark) {
		msg_begin_genl(&m, host->fake.family, NLM_F_MULTI | flags, 0, msg_cmd(request));
		host_put_event(&m, mark, host->seq, HOST_EPOCH, 0);
		fake_answer(socket, request, &m);
	}
	fake_done(socket, request, flags);
}

bool host_is_parent(const struct msg *request, uint16_t index_attr, uint16_t name_attr,
		    uint32_t index, const char *name)
{
	const struct nlattr *by_index = msg_attr(request, index_attr);
	const struct nlattr *by_name = msg_attr(request, name_attr);

	return (!by_index || nla_get_u32(by_index) == index) &&
	       (!by_name || !strcmp(nla_data(by_name), name));
}

static bool put_parent(struct host *host, const struct msg *request, struct msg *m, size_t i)
{
	host_put_parent(m, &host->parents[i]);
	return host_is_parent(request, SUBDEV_A_PARENT_INDEX, SUBDEV_A_PARENT_NAME,
			 host->parents[i].index, host->parents[i].name);
}

static bool put_type(struct host *host, const struct msg *request, struct msg *m, size_t i)
{
	const struct nlattr *name = msg_attr(request, SUBDEV_A_TYPE_NAME);
	const struct host_type *type = &host_types[i];

	(void)host;
	host_put_type(m, type);
	return (!name || !strcmp(nla_data(name), type->name)) &&
	       host_is_parent(request, SUBDEV_A_TYPE_PARENT_INDEX, SUBDEV_A_TYPE_PARENT_NAME,
			 type->parent_index, type->parent_name);
}

/* The models of types, whose only one is that of the network adapter. */
static const struct host_type *const modelled = &host_types[3];

static bool is_modelled(const struct msg *request, uint16_t index, uint16_t name, uint16_t type)
{
	const struct nlattr *nla = msg_attr(request, type);

	return (!nla || !strcmp(nla_data(nla), modelled->name)) &&
	       host_is_parent(request, index, name, modelled->parent_index, modelled->parent_name);
}

static bool put_version(struct host *host, const struct msg *request, struct msg *m, size_t i)
{
	(void)host;
	host_put_version(m, modelled, &host_versions[i]);
	return is_modelled(request, SUBDEV_A_MODEL_PARENT_INDEX, SUBDEV_A_MODEL_PARENT_NAME,
			   SUBDEV_A_MODEL_TYPE);
}

static bool put_param(struct host *host, const struct msg *request, struct msg *m, size_t i)
{
	(void)host;
	host_put_param(m, modelled, &host_params[i]);
	return is_modelled(request, SUBDEV_A_PARAM_PARENT_INDEX, SUBDEV_A_PARAM_PARENT_NAME,
			   SUBDEV_A_PARAM_TYPE);
}

/* Holder number @i: HOST_PARTS for each subdevice. */
static bool put_holder(struct host *host, const struct msg *request, struct msg *m, size_t i)
{
	const struct nlattr *resource = msg_attr(request, SUBDEV_A_HOLDER_RESOURCE);
	const struct host_dev *dev = &host->devs[i / HOST_PARTS];
	const struct host_amount *amount = &dev->amounts[i % HOST_PARTS];

	if (!dev->id || !amount->name[0])
		return false;
	host_put_holder(m, dev, amount);
	return (!resource || !strcmp(nla_data(resource), amount->name)) &&
	       host_is_parent(request, SUBDEV_A_HOLDER_PARENT_INDEX, SUBDEV_A_HOLDER_PARENT_NAME,
			 dev->parent_index, dev->parent_name);
}

static bool put_limit(struct host *host, const struct msg *request, struct msg *m, size_t i)
{
	const struct nlattr *owner = msg_attr(request, SUBDEV_A_LIMIT_OWNER);
	const struct host_limit *limit = &host->limits[i];
	const struct host_parent *parent;

	if (!limit->parent_index)
		return false;
	parent = &host->parents[limit->parent_index - 1];
	host_put_limit(m, parent, limit);
	return (!owner || !strcmp(nla_data(owner), limit->owner)) &&
	       host_is_parent(request, SUBDEV_A_LIMIT_PARENT_INDEX, SUBDEV_A_LIMIT_PARENT_NAME,
			 parent->index, parent->name);
}

static bool put_dev(struct host *host, const struct msg *request, struct msg *m, size_t i)
{
	const struct nlattr *owner = msg_attr(request, SUBDEV_A_DEV_OWNER);
	const struct nlattr *pool = msg_attr(request, SUBDEV_A_DEV_POOL);
	const struct host_dev *dev = &host->devs[i];

	if (!dev->id)
		return false;
	host_put_dev(m, dev);
	return (!owner || !strcmp(nla_data(owner), dev->owner)) &&
	       (!pool || !strcmp(nla_data(pool), dev->pool)) &&
	       host_is_parent(request, SUBDEV_A_DEV_PARENT_INDEX, SUBDEV_A_DEV_PARENT_NAME,
			 dev->parent_index, dev->parent_name);
}

void host_answer_one(struct host *host, struct fake_socket *socket, const struct msg *request,
		     size_t count, host_put_fn put, int err, const char *text)
{
	struct msg m;

	for (size_t i = 0; i < count; i++) {
		msg_begin_genl(&m, host->fake.family, 0, 0, msg_cmd(request));
		if (!put(host, request, &m, i))
			continue;
		fake_answer(socket, request, &m);
		fake_ack(socket, request, 0, NULL);
		return;
	}
	fake_ack(socket, request, err, text);
}

static const struct host_type *type_named(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_SIZE(host_types); i++) {
		if (!strcmp(name, host_types[i].name))
			return &host_types[i];
	}
	return NULL;
}

const struct host_type *host_type_of(const struct msg *request)
{
	const struct nlattr *name = msg_attr(request, SUBDEV_A_DEV_TYPE);

	return type_named(name ? nla_data(name) : NULL);
}

void host_default_dev(struct host_dev *dev, const struct host_type *type, uint32_t version)
{
	const struct host_version *v = &host_versions[ARRAY_SIZE(host_versions) - 1];

	*dev = (struct host_dev){
		.parent_index = type->parent_index, .parent_name = type->parent_name,
		.type = type->name, .generation = 1,
	};
	for (size_t i = 0; i < HOST_PARTS && type->uses[i].name; i++) {
		strcpy(dev->amounts[i].name, type->uses[i].name);
		dev->amounts[i].amount = type->uses[i].def;
	}
	if (!type->has_model)
		return;
	while (version && v > host_versions && v->number != version)
		v--;
	dev->version = v->number;
	memcpy(dev->values, v->values, sizeof(dev->values));
}

/* The nest that is wrong, or NULL. */
static const struct nlattr *set_values(struct host_dev *dev, const void *attrs, size_t len,
				       int attr)
{
	struct nlattr *nla;
	int rest;

	nla_for_each_attr(nla, (struct nlattr *)attrs, len, rest) {
		struct host_value *value = dev->values;
		const struct nlattr *sub;

		if (nla_type(nla) != attr)
			continue;
		sub = nla_find(nla_data(nla), nla_len(nla), SUBDEV_A_VALUE_NAME);
		while (value->name[0] && nla_strcmp(sub, value->name))
			value++;
		sub = nla_find(nla_data(nla), nla_len(nla), SUBDEV_A_VALUE_BOOL + value->kind -
			       SUBDEV_PARAM_KIND_BOOL);
		if (!value->name[0] || !sub)
			return nla;
		if (value->kind == SUBDEV_PARAM_KIND_BOOL)
			value->number = nla_get_u8(sub);
		else if (value->kind == SUBDEV_PARAM_KIND_UINT)
			memcpy(&value->number, nla_data(sub), sizeof(value->number));
		else
			strcpy(value->string, nla_data(sub));
		dev->version = 0;
	}
	return NULL;
}

static const struct nlattr *set_amounts(struct host_dev *dev, const void *attrs, size_t len,
					int attr)
{
	struct nlattr *nla;
	int rest;

	nla_for_each_attr(nla, (struct nlattr *)attrs, len, rest) {
		struct host_amount *amount = dev->amounts;
		const struct nlattr *sub;

		if (nla_type(nla) != attr)
			continue;
		sub = nla_find(nla_data(nla), nla_len(nla), SUBDEV_A_AMOUNT_NAME);
		while (amount->name[0] && nla_strcmp(sub, amount->name))
			amount++;
		if (!amount->name[0])
			return nla;
		sub = nla_find(nla_data(nla), nla_len(nla), SUBDEV_A_AMOUNT_AMOUNT);
		memcpy(&amount->amount, nla_data(sub), sizeof(amount->amount));
	}
	return NULL;
}

void host_answer_refusal(struct fake_socket *socket, const struct msg *request,
			 const struct host_refusal *why)
{
	struct nlmsgerr ack = { .error = why->err, .msg = request->nlh };
	struct msg m;

	msg_begin(&m, NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS, 0);
	msg_raw(&m, &ack, sizeof(ack));
	if (why->text[0])
		msg_put_string(&m, NLMSGERR_ATTR_MSG, why->text);
	if (why->nla)
		msg_put_u32(&m, NLMSGERR_ATTR_OFFS, (const char *)why->nla - request->buf);
	if (why->cookie)
		msg_put_u64(&m, NLMSGERR_ATTR_COOKIE, why->cookie);
	fake_answer(socket, request, &m);
}

bool host_compose(struct host_dev *dev, const struct host_ask *ask, const uint16_t numbers[3],
		  struct host_refusal *why)
{
	const struct nlattr *nla;

	nla = set_values(dev, ask->attrs, ask->len, numbers[1]);
	if (nla)
		return host_refuse(why, -ENOENT, nla, "no such param");
	nla = set_amounts(dev, ask->attrs, ask->len, numbers[2]);
	if (nla)
		return host_refuse(why, -ENOENT, nla, "no such resource");
	return true;
}

/* The same of what a request about a subdevice says, maybe by a manifest. */
static bool compose(struct host_dev *dev, const struct host_ask *ask, struct host_refusal *why)
{
	static const uint16_t of_dev[] = {
		SUBDEV_A_DEV_VERSION, SUBDEV_A_DEV_PARAM, SUBDEV_A_DEV_RESOURCE,
	};
	static const uint16_t of_manifest[] = {
		SUBDEV_A_MANIFEST_VERSION, SUBDEV_A_MANIFEST_PARAM, SUBDEV_A_MANIFEST_RESOURCE,
	};
	const struct nlattr *manifest = host_attr(ask, SUBDEV_A_DEV_MANIFEST);
	struct host_ask inside;

	if (!manifest)
		return host_compose(dev, ask, of_dev, why);
	inside = (struct host_ask){ ask->request, nla_data(manifest), nla_len(manifest) };
	return host_compose(dev, &inside, of_manifest, why);
}

static void answer_dry_run(struct host *host, struct fake_socket *socket,
			   const struct msg *request, const struct host_dev *dev)
{
	struct msg m;

	msg_begin_genl(&m, host->fake.family, 0, 0, msg_cmd(request));
	host_put_dev(&m, dev);
	host_put_resources(&m, SUBDEV_A_DEV_PARENT_RESOURCE,
			   host_parents[dev->parent_index - 1].resources);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

void host_set_tenure(struct host_dev *dev, const struct host_ask *ask)
{
	const char *owner = host_attr_string(ask, SUBDEV_A_DEV_OWNER);

	if (owner)
		strcpy(dev->owner, owner);
	dev->lease = host_attr_u32(ask, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_PERSISTENT);
	dev->ttl = host_attr_u32(ask, SUBDEV_A_DEV_TTL, 0);
}

struct host_dev *host_add_dev(struct host *host, const struct host_dev *new)
{
	struct host_dev *dev = host->devs;
	char *uuid;

	while (dev->id)
		dev++;
	assert_true(dev < host->devs + HOST_DEVS);
	while (host_find(host, host->next_id))
		host->next_id++;
	*dev = *new;
	dev->id = host->next_id++;
	uuid = host->uuids[dev - host->devs];
	sprintf(uuid, "00000000-0000-4000-8000-%012x", dev->id - 8);
	dev->uuid = uuid;
	return dev;
}

/* What is to be created, without a number. */
static bool build(struct host_dev *new, const struct host_ask *ask, struct host_refusal *why)
{
	const struct host_type *type = type_named(host_attr_string(ask, SUBDEV_A_DEV_TYPE));
	const char *label = host_attr_string(ask, SUBDEV_A_DEV_LABEL);
	bool inactive = host_attr(ask, SUBDEV_A_DEV_INACTIVE);

	host_default_dev(new, type ? type : &host_types[0],
			 host_attr_u32(ask, SUBDEV_A_DEV_VERSION, 0));
	if (!compose(new, ask, why))
		return false;
	if (label)
		strcpy(new->label, label);
	new->state = inactive ? SUBDEV_DEV_STATE_INACTIVE : SUBDEV_DEV_STATE_IDLE;
	new->group = -1;
	return true;
}

struct host_dev *host_create(struct host *host, const struct host_ask *ask,
			     struct host_refusal *why)
{
	struct host_dev new;

	if (!build(&new, ask, why))
		return NULL;
	host_set_tenure(&new, ask);
	if (new.state != SUBDEV_DEV_STATE_INACTIVE)
		new.group = 12;
	return host_add_dev(host, &new);
}

static void create(struct host *host, struct fake_socket *socket, const struct msg *request)
{
	const struct host_ask ask = host_ask(request);
	struct host_refusal why = { 0 };
	struct host_dev new, *dev;

	if (host_attr(&ask, SUBDEV_A_DEV_DRY_RUN)) {
		if (build(&new, &ask, &why))
			answer_dry_run(host, socket, request, &new);
		else
			host_answer_refusal(socket, request, &why);
		return;
	}
	dev = host_create(host, &ask, &why);
	if (!dev) {
		host_answer_refusal(socket, request, &why);
		return;
	}
	host_notify(host, SUBDEV_CMD_DEV_ADD_NTF, dev);
	host_answer_dev(host, socket, request, dev);
}

void host_complete(struct host *host, uint32_t id, bool gone)
{
	struct host_dev *dev = host_find(host, id), old = *dev;
	struct host_pool *pool = host_find_pool(host, dev->pool);

	dev->generation++;
	if (gone) {
		old.generation++;
		/* it does not count any more */
		dev->id = 0;
		if (pool)
			pool->deletes++;
		host_notify(host, SUBDEV_CMD_DEV_DEL_NTF, &old);
		if (pool)
			host_refill(host, pool);
	} else {
		dev->state = SUBDEV_DEV_STATE_INACTIVE;
		host_notify(host, SUBDEV_CMD_DEV_CHANGE_NTF, dev);
	}
}

bool host_is_wanted(const struct host_dev *dev, const struct host_ask *ask,
		    struct host_refusal *why)
{
	const struct nlattr *nla = host_attr(ask, SUBDEV_A_DEV_IF_GENERATION);
	const struct nlattr *owner = host_attr(ask, SUBDEV_A_DEV_OWNER);
	uint64_t generation;

	if (nla)
		memcpy(&generation, nla_data(nla), sizeof(generation));
	if (nla && generation != dev->generation) {
		host_refuse(why, -ESTALE, nla, "the subdevice has changed");
		why->cookie = dev->generation;
		return false;
	}
	if (owner && strcmp(nla_data(owner), dev->owner))
		return host_refuse(why, -EBUSY, owner, "the owner is another");
	return true;
}

/* What may not be done with one of a pool. */
static bool is_free(const struct host_dev *dev, uint8_t cmd, struct host_refusal *why)
{
	if (!dev->pool[0] || cmd == SUBDEV_CMD_DEV_DELETE || cmd == SUBDEV_CMD_DEV_RENEW)
		return true;
	if (cmd == SUBDEV_CMD_DEV_DEACTIVATE)
		return host_refuse(why, -EBUSY, NULL, "it belongs to a pool");
	if (dev->ready || dev->state == SUBDEV_DEV_STATE_RESETTING)
		return host_refuse(why, -EBUSY, NULL, "it is in the stock of a pool");
	return true;
}

/* Return: whether there is a time to begin anew. */
static bool renew(struct host_dev *dev, const struct host_ask *ask, struct host_refusal *why)
{
	if (dev->lease != SUBDEV_LEASE_KIND_TTL)
		return host_refuse(why, -EBUSY, NULL, "it has no lease for a time");
	dev->ttl = host_attr_u32(ask, SUBDEV_A_DEV_TTL, HOST_TTL);
	return true;
}

static void change(struct host *host, struct fake_socket *socket, const struct msg *request,
		   struct host_dev *dev)
{
	const struct nlattr *label = msg_attr(request, SUBDEV_A_DEV_NEW_LABEL);
	const struct nlattr *version = msg_attr(request, SUBDEV_A_DEV_VERSION);
	const struct host_ask ask = host_ask(request);
	struct host_refusal why = { 0 };
	struct host_dev composed = *dev;
	uint8_t cmd = msg_cmd(request);

	if (version)
		memcpy(composed.values, host_versions[nla_get_u32(version) - 1].values,
		       sizeof(composed.values));
	composed.version = version ? nla_get_u32(version) : dev->version;
	if (!host_is_wanted(dev, &ask, &why) || !is_free(dev, cmd, &why) ||
	    !compose(&composed, &ask, &why) ||
	    (cmd == SUBDEV_CMD_DEV_RENEW && !renew(&composed, &ask, &why))) {
		host_answer_refusal(socket, request, &why);
		return;
	}
	*dev = composed;
	dev->generation++;
	if (label)
		strcpy(dev->label, nla_data(label));
	if (cmd == SUBDEV_CMD_DEV_ACTIVATE) {
		dev->state = SUBDEV_DEV_STATE_IDLE;
		dev->group = 20;
	}
	if (cmd == SUBDEV_CMD_DEV_DEACTIVATE || cmd == SUBDEV_CMD_DEV_DELETE) {
		dev->state = SUBDEV_DEV_STATE_REMOVING;
		dev->ready = false;
		dev->group = -1;
		dev->cdev = NULL;
	}
	host_ask_end(host, socket, request, dev);
	host_notify(host, SUBDEV_CMD_DEV_CHANGE_NTF, dev);
	host_answer_dev(host, socket, request, dev);
	if (dev->state == SUBDEV_DEV_STATE_REMOVING && !host->hold)
		host_complete(host, dev->id, cmd == SUBDEV_CMD_DEV_DELETE);
}

static bool has_resource(const struct host_parent *parent, const char *name)
{
	const struct host_resource *resource = parent->resources;

	while (resource->name && strcmp(resource->name, name))
		resource++;
	return resource->name;
}

/* The limit of an owner on a resource; a place for one if there is none. */
static struct host_limit *find_limit(struct host *host, uint32_t parent, const char *owner,
				     const char *resource)
{
	struct host_limit *place = NULL;

	for (size_t i = 0; i < HOST_LIMITS; i++) {
		struct host_limit *limit = &host->limits[i];

		if (limit->parent_index == parent && !strcmp(limit->owner, owner) &&
		    !strcmp(limit->resource, resource))
			return limit;
		if (!limit->parent_index && !place)
			place = limit;
	}
	assert_non_null(place);
	return place;
}

/* The attribute that is wrong, or NULL. */
static const struct nlattr *set_limit(struct host *host, const struct host_parent *parent,
				      struct nlattr *nest)
{
	const void *data = nla_data(nest);
	const struct nlattr *owner = nla_find(data, nla_len(nest), SUBDEV_A_NEW_LIMIT_OWNER);
	const struct nlattr *name = nla_find(data, nla_len(nest), SUBDEV_A_NEW_LIMIT_RESOURCE);
	const struct nlattr *amount = nla_find(data, nla_len(nest), SUBDEV_A_NEW_LIMIT_AMOUNT);
	struct host_limit *limit;

	if (!has_resource(parent, nla_data(name)))
		return name;
	limit = find_limit(host, parent->index, nla_data(owner), nla_data(name));
	limit->parent_index = amount ? parent->index : 0;
	strcpy(limit->owner, nla_data(owner));
	strcpy(limit->resource, nla_data(name));
	if (amount)
		memcpy(&limit->amount, nla_data(amount), sizeof(limit->amount));
	return NULL;
}

static const struct nlattr *change_parent(struct host *host, struct host_parent *parent,
					  const struct msg *request)
{
	const struct nlattr *cordon = msg_attr(request, SUBDEV_A_PARENT_CORDON), *bad = NULL;
	struct nlattr *nla;
	int rest;

	nla_for_each_attr(nla, (struct nlattr *)msg_attrs(request), msg_attrs_len(request), rest) {
		if (nla_type(nla) == SUBDEV_A_PARENT_LIMIT && !bad)
			bad = set_limit(host, parent, nla);
	}
	if (cordon) {
		parent->cordoned = nla_get_u8(cordon);
		host_retry(host, parent->index);
	}
	return bad;
}

static void answer_refused(struct host *host, struct fake_socket *socket,
			   const struct msg *request)
{
	struct host_refusal why = { 0 };

	host_refuse(&why, host->refuse, msg_attr(request, host->refuse_attr), "%s",
		    host->refuse_text ? host->refuse_text : "");
	host_answer_refusal(socket, request, &why);
}

static void set_parent(struct host *host, struct fake_socket *socket, const struct msg *request)
{
	for (size_t i = 0; i < ARRAY_SIZE(host->parents); i++) {
		struct host_parent *parent = &host->parents[i];
		const struct nlattr *bad = NULL;

		if (host_is_parent(request, SUBDEV_A_PARENT_INDEX, SUBDEV_A_PARENT_NAME,
			      parent->index, parent->name))
			bad = change_parent(host, parent, request);
		if (bad) {
			struct host_refusal why = { 0 };

			host_refuse(&why, -ENOENT, bad, "no such resource");
			host_answer_refusal(socket, request, &why);
			return;
		}
	}
	host_answer_one(host, socket, request, ARRAY_SIZE(host->parents), put_parent, -ENODEV,
		   "no such parent");
}

static void handle_change(struct host *host, struct fake_socket *socket,
			  const struct msg *request)
{
	struct host_dev *dev;

	if (host->refuse) {
		answer_refused(host, socket, request);
		return;
	}
	if (host_answer_pool(host, socket, request) ||
	    host_answer_transaction(host, socket, request))
		return;
	if (msg_cmd(request) == SUBDEV_CMD_DEV_CREATE) {
		create(host, socket, request);
		return;
	}
	if (msg_cmd(request) == SUBDEV_CMD_PARENT_SET) {
		set_parent(host, socket, request);
		return;
	}
	dev = host_dev_of(host, request);
	if (dev)
		change(host, socket, request, dev);
	else
		fake_ack(socket, request, -ENODEV, "no such subdevice");
}

static void handle(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	bool dump = request->nlh.nlmsg_flags & NLM_F_DUMP;
	struct host *host = fake->data;
	struct host_dev *dev;

	switch (msg_cmd(request)) {
	case SUBDEV_CMD_PARENT_GET:
		if (dump)
			host_answer_dump(host, socket, request, ARRAY_SIZE(host_parents), put_parent);
		else
			host_answer_one(host, socket, request, ARRAY_SIZE(host_parents), put_parent,
				   -ENODEV, "no such parent");
		break;
	case SUBDEV_CMD_TYPE_GET:
		if (dump)
			host_answer_dump(host, socket, request, ARRAY_SIZE(host_types), put_type);
		else
			host_answer_one(host, socket, request, ARRAY_SIZE(host_types), put_type,
				   -ENOENT, "no such type");
		break;
	case SUBDEV_CMD_DEV_GET:
		dev = host_dev_of(host, request);
		if (dump)
			host_answer_dump(host, socket, request, HOST_DEVS, put_dev);
		else if (dev)
			host_answer_dev(host, socket, request, dev);
		else
			fake_ack(socket, request, -ENODEV, "no such subdevice");
		break;
	case SUBDEV_CMD_HOLDER_GET:
		host_answer_dump(host, socket, request, HOST_DEVS * HOST_PARTS, put_holder);
		break;
	case SUBDEV_CMD_LIMIT_GET:
		host_answer_dump(host, socket, request, HOST_LIMITS, put_limit);
		break;
	case SUBDEV_CMD_MODEL_GET:
		host_answer_dump(host, socket, request, ARRAY_SIZE(host_versions), put_version);
		break;
	case SUBDEV_CMD_PARAM_GET:
		host_answer_dump(host, socket, request, ARRAY_SIZE(host_params), put_param);
		break;
	case SUBDEV_CMD_POOL_GET:
		host_answer_pool(host, socket, request);
		break;
	case SUBDEV_CMD_FILTER_SET:
		if (host->refuse)
			answer_refused(host, socket, request);
		else
			fake_ack(socket, request, 0, NULL);
		break;
	default:
		if (!host_answer_manifest(host, socket, request) &&
		    !host_answer_stats(host, socket, request))
			handle_change(host, socket, request);
	}
}

void host_init(struct host *host)
{
	memset(host, 0, sizeof(*host));
	fake_init(&host->fake);
	host->fake.handle = handle;
	host->fake.data = host;
	memcpy(host->parents, host_parents, sizeof(host_parents));
	memcpy(host->devs, host_devs, sizeof(host_devs));
	memcpy(host->limits, host_limits, sizeof(host_limits));
	host->cause = SUBDEV_CAUSE_COMMAND;
	host->next_id = 9;
	host->room = UINT32_MAX;
}

void host_finish(struct host *host)
{
	fake_finish(&host->fake);
}
