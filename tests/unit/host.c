// SPDX-License-Identifier: GPL-2.0-only
/* How the host behaves. */
#include <errno.h>
#include <string.h>

#include <netlink/attr.h>
#include <uuid/uuid.h>

#include "harness.h"
#include "host.h"

void host_notify(struct host *host, uint8_t cmd, const struct host_dev *dev)
{
	struct msg m;

	msg_begin_genl(&m, host->fake.family, 0, 0, cmd);
	host_put_dev(&m, dev);
	if (cmd != SUBDEV_CMD_DEV_CHANGE_NTF) {
		msg_put_u64(&m, SUBDEV_A_DEV_PARENT_GENERATION, HOST_PARENT_GENERATION);
		msg_put_u32(&m, SUBDEV_A_DEV_PARENT_DEVS, HOST_PARENT_DEVS);
	}
	host_put_resources(&m, SUBDEV_A_DEV_PARENT_RESOURCE,
			   host_parents[dev->parent_index - 1].resources);
	host_put_event(&m, SUBDEV_A_DEV_EVENT, ++host->seq, HOST_EPOCH, host->cause);
	fake_multicast(&host->fake, &m);
}

struct host_dev *host_find(struct host *host, uint32_t id)
{
	for (size_t i = 0; i < HOST_DEVS; i++) {
		if (id && host->devs[i].id == id)
			return &host->devs[i];
	}
	return NULL;
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

static void answer_dev(struct host *host, struct fake_socket *socket, const struct msg *request,
		       const struct host_dev *dev)
{
	struct msg m;

	msg_begin_genl(&m, host->fake.family, 0, 0, msg_cmd(request));
	host_put_dev(&m, dev);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

/* How object @i of a dump is put, whether it is one that the request wants. */
typedef bool (*put_fn)(struct host *host, const struct msg *request, struct msg *m, size_t i);

/* The attribute with the number at which a dump began, 0 if it has none. */
static uint16_t mark_attr(const struct msg *request)
{
	switch (msg_cmd(request)) {
	case SUBDEV_CMD_PARENT_GET:
		return SUBDEV_A_PARENT_EVENT;
	case SUBDEV_CMD_DEV_GET:
		return SUBDEV_A_DEV_EVENT;
	default:
		return 0;
	}
}

static void answer_dump(struct host *host, struct fake_socket *socket, const struct msg *request,
			size_t count, put_fn put)
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

static bool is_parent(const struct msg *request, uint16_t index_attr, uint16_t name_attr,
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
	return is_parent(request, SUBDEV_A_PARENT_INDEX, SUBDEV_A_PARENT_NAME,
			 host->parents[i].index, host->parents[i].name);
}

static bool put_type(struct host *host, const struct msg *request, struct msg *m, size_t i)
{
	const struct nlattr *name = msg_attr(request, SUBDEV_A_TYPE_NAME);
	const struct host_type *type = &host_types[i];

	(void)host;
	host_put_type(m, type);
	return (!name || !strcmp(nla_data(name), type->name)) &&
	       is_parent(request, SUBDEV_A_TYPE_PARENT_INDEX, SUBDEV_A_TYPE_PARENT_NAME,
			 type->parent_index, type->parent_name);
}

/* The models of types, whose only one is that of the network adapter. */
static const struct host_type *const modelled = &host_types[3];

static bool is_modelled(const struct msg *request, uint16_t index, uint16_t name, uint16_t type)
{
	const struct nlattr *nla = msg_attr(request, type);

	return (!nla || !strcmp(nla_data(nla), modelled->name)) &&
	       is_parent(request, index, name, modelled->parent_index, modelled->parent_name);
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
	       is_parent(request, SUBDEV_A_HOLDER_PARENT_INDEX, SUBDEV_A_HOLDER_PARENT_NAME,
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
	       is_parent(request, SUBDEV_A_LIMIT_PARENT_INDEX, SUBDEV_A_LIMIT_PARENT_NAME,
			 parent->index, parent->name);
}

static bool put_dev(struct host *host, const struct msg *request, struct msg *m, size_t i)
{
	const struct nlattr *owner = msg_attr(request, SUBDEV_A_DEV_OWNER);
	const struct host_dev *dev = &host->devs[i];

	if (!dev->id)
		return false;
	host_put_dev(m, dev);
	return (!owner || !strcmp(nla_data(owner), dev->owner)) &&
	       is_parent(request, SUBDEV_A_DEV_PARENT_INDEX, SUBDEV_A_DEV_PARENT_NAME,
			 dev->parent_index, dev->parent_name);
}

static void answer_one(struct host *host, struct fake_socket *socket, const struct msg *request,
		       size_t count, put_fn put, int err, const char *text)
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

const struct host_type *host_type_of(const struct msg *request)
{
	const struct nlattr *name = msg_attr(request, SUBDEV_A_DEV_TYPE);

	for (size_t i = 0; name && i < ARRAY_SIZE(host_types); i++) {
		if (!strcmp(nla_data(name), host_types[i].name))
			return &host_types[i];
	}
	return NULL;
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

/* Answer that the kernel refuses, and because of which attribute. */
static void answer_refusal(struct fake_socket *socket, const struct msg *request, int err,
			   const char *text, const struct nlattr *nla, uint64_t cookie)
{
	struct nlmsgerr ack = { .error = err, .msg = request->nlh };
	struct msg m;

	msg_begin(&m, NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS, 0);
	msg_raw(&m, &ack, sizeof(ack));
	if (text)
		msg_put_string(&m, NLMSGERR_ATTR_MSG, text);
	if (nla)
		msg_put_u32(&m, NLMSGERR_ATTR_OFFS, (const char *)nla - request->buf);
	if (cookie)
		msg_put_u64(&m, NLMSGERR_ATTR_COOKIE, cookie);
	fake_answer(socket, request, &m);
}

/* Return: whether a subdevice can be what a request says; if not, it is answered. */
static bool compose(struct host_dev *dev, struct fake_socket *socket, const struct msg *request)
{
	const struct nlattr *manifest = msg_attr(request, SUBDEV_A_DEV_MANIFEST);
	const void *attrs = manifest ? nla_data(manifest) : msg_attrs(request);
	size_t len = manifest ? (size_t)nla_len(manifest) : msg_attrs_len(request);
	const struct nlattr *nla;

	nla = set_values(dev, attrs, len,
			 manifest ? SUBDEV_A_MANIFEST_PARAM : SUBDEV_A_DEV_PARAM);
	if (nla) {
		answer_refusal(socket, request, -ENOENT, "no such param", nla, 0);
		return false;
	}
	nla = set_amounts(dev, attrs, len,
			  manifest ? SUBDEV_A_MANIFEST_RESOURCE : SUBDEV_A_DEV_RESOURCE);
	if (nla)
		answer_refusal(socket, request, -ENOENT, "no such resource", nla, 0);
	return !nla;
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

/* The owner and the lease that a request says. */
static void set_tenure(struct host_dev *dev, const struct msg *request)
{
	const struct nlattr *owner = msg_attr(request, SUBDEV_A_DEV_OWNER);
	const struct nlattr *lease = msg_attr(request, SUBDEV_A_DEV_LEASE);
	const struct nlattr *ttl = msg_attr(request, SUBDEV_A_DEV_TTL);

	if (owner)
		strcpy(dev->owner, nla_data(owner));
	dev->lease = lease ? nla_get_u32(lease) : SUBDEV_LEASE_KIND_PERSISTENT;
	dev->ttl = ttl ? nla_get_u32(ttl) : 0;
}

static void create(struct host *host, struct fake_socket *socket, const struct msg *request)
{
	const struct nlattr *label = msg_attr(request, SUBDEV_A_DEV_LABEL);
	const struct nlattr *version = msg_attr(request, SUBDEV_A_DEV_VERSION);
	bool inactive = msg_attr(request, SUBDEV_A_DEV_INACTIVE);
	const struct host_type *type = host_type_of(request);
	struct host_dev new, *dev = host->devs;

	host_default_dev(&new, type ? type : &host_types[0], version ? nla_get_u32(version) : 0);
	if (!compose(&new, socket, request))
		return;
	if (label)
		strcpy(new.label, nla_data(label));
	new.state = inactive ? SUBDEV_DEV_STATE_INACTIVE : SUBDEV_DEV_STATE_IDLE;
	new.group = -1;
	if (msg_attr(request, SUBDEV_A_DEV_DRY_RUN)) {
		answer_dry_run(host, socket, request, &new);
		return;
	}
	set_tenure(&new, request);
	new.id = host->next_id++;
	new.uuid = "00000000-0000-4000-8000-000000000001";
	if (!inactive)
		new.group = 12;
	while (dev->id)
		dev++;
	assert_true(dev < host->devs + HOST_DEVS);
	*dev = new;
	host_notify(host, SUBDEV_CMD_DEV_ADD_NTF, dev);
	answer_dev(host, socket, request, dev);
}

void host_complete(struct host *host, uint32_t id, bool gone)
{
	struct host_dev *dev = host_find(host, id);

	dev->generation++;
	if (gone) {
		host_notify(host, SUBDEV_CMD_DEV_DEL_NTF, dev);
		dev->id = 0;
	} else {
		dev->state = SUBDEV_DEV_STATE_INACTIVE;
		host_notify(host, SUBDEV_CMD_DEV_CHANGE_NTF, dev);
	}
}

/* Return: whether the request is made for this generation, or for any; if not, it is answered. */
static bool is_current(const struct host_dev *dev, struct fake_socket *socket,
		       const struct msg *request)
{
	const struct nlattr *nla = msg_attr(request, SUBDEV_A_DEV_IF_GENERATION);
	uint64_t generation;

	if (!nla)
		return true;
	memcpy(&generation, nla_data(nla), sizeof(generation));
	if (generation == dev->generation)
		return true;
	answer_refusal(socket, request, -ESTALE, "the subdevice has changed", nla,
		       dev->generation);
	return false;
}

/* Return: whether a request about an owner is made for this one; if not, it is answered. */
static bool is_of_owner(const struct host_dev *dev, struct fake_socket *socket,
			const struct msg *request)
{
	const struct nlattr *owner = msg_attr(request, SUBDEV_A_DEV_OWNER);

	if (!owner || !strcmp(nla_data(owner), dev->owner))
		return true;
	answer_refusal(socket, request, -EBUSY, "the owner is another", owner, 0);
	return false;
}

/* Return: whether there is a time to begin anew; if not, it is answered. */
static bool renew(struct host_dev *dev, struct fake_socket *socket, const struct msg *request)
{
	const struct nlattr *ttl = msg_attr(request, SUBDEV_A_DEV_TTL);

	if (dev->lease != SUBDEV_LEASE_KIND_TTL) {
		fake_ack(socket, request, -EBUSY, "it has no lease for a time");
		return false;
	}
	dev->ttl = ttl ? nla_get_u32(ttl) : HOST_TTL;
	return true;
}

static void change(struct host *host, struct fake_socket *socket, const struct msg *request,
		   struct host_dev *dev)
{
	const struct nlattr *label = msg_attr(request, SUBDEV_A_DEV_NEW_LABEL);
	const struct nlattr *version = msg_attr(request, SUBDEV_A_DEV_VERSION);
	struct host_dev composed = *dev;
	uint8_t cmd = msg_cmd(request);

	if (version)
		memcpy(composed.values, host_versions[nla_get_u32(version) - 1].values,
		       sizeof(composed.values));
	composed.version = version ? nla_get_u32(version) : dev->version;
	if (!is_current(dev, socket, request) || !is_of_owner(dev, socket, request) ||
	    !compose(&composed, socket, request))
		return;
	if (cmd == SUBDEV_CMD_DEV_RENEW && !renew(&composed, socket, request))
		return;
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
		dev->group = -1;
		dev->cdev = NULL;
	}
	host_notify(host, SUBDEV_CMD_DEV_CHANGE_NTF, dev);
	answer_dev(host, socket, request, dev);
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
	if (cordon)
		parent->cordoned = nla_get_u8(cordon);
	return bad;
}

static void set_parent(struct host *host, struct fake_socket *socket, const struct msg *request)
{
	for (size_t i = 0; i < ARRAY_SIZE(host->parents); i++) {
		struct host_parent *parent = &host->parents[i];
		const struct nlattr *bad = NULL;

		if (is_parent(request, SUBDEV_A_PARENT_INDEX, SUBDEV_A_PARENT_NAME,
			      parent->index, parent->name))
			bad = change_parent(host, parent, request);
		if (bad) {
			answer_refusal(socket, request, -ENOENT, "no such resource", bad, 0);
			return;
		}
	}
	answer_one(host, socket, request, ARRAY_SIZE(host->parents), put_parent, -ENODEV,
		   "no such parent");
}

static void handle_change(struct host *host, struct fake_socket *socket,
			  const struct msg *request)
{
	struct host_dev *dev;

	if (host->refuse) {
		answer_refusal(socket, request, host->refuse, host->refuse_text,
			       msg_attr(request, host->refuse_attr), 0);
		return;
	}
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
			answer_dump(host, socket, request, ARRAY_SIZE(host_parents), put_parent);
		else
			answer_one(host, socket, request, ARRAY_SIZE(host_parents), put_parent,
				   -ENODEV, "no such parent");
		break;
	case SUBDEV_CMD_TYPE_GET:
		if (dump)
			answer_dump(host, socket, request, ARRAY_SIZE(host_types), put_type);
		else
			answer_one(host, socket, request, ARRAY_SIZE(host_types), put_type,
				   -ENOENT, "no such type");
		break;
	case SUBDEV_CMD_DEV_GET:
		dev = host_dev_of(host, request);
		if (dump)
			answer_dump(host, socket, request, HOST_DEVS, put_dev);
		else if (dev)
			answer_dev(host, socket, request, dev);
		else
			fake_ack(socket, request, -ENODEV, "no such subdevice");
		break;
	case SUBDEV_CMD_HOLDER_GET:
		answer_dump(host, socket, request, HOST_DEVS * HOST_PARTS, put_holder);
		break;
	case SUBDEV_CMD_LIMIT_GET:
		answer_dump(host, socket, request, HOST_LIMITS, put_limit);
		break;
	case SUBDEV_CMD_MODEL_GET:
		answer_dump(host, socket, request, ARRAY_SIZE(host_versions), put_version);
		break;
	case SUBDEV_CMD_PARAM_GET:
		answer_dump(host, socket, request, ARRAY_SIZE(host_params), put_param);
		break;
	case SUBDEV_CMD_FILTER_SET:
		if (host->refuse)
			answer_refusal(socket, request, host->refuse, host->refuse_text,
				       msg_attr(request, host->refuse_attr), 0);
		else
			fake_ack(socket, request, 0, NULL);
		break;
	default:
		if (!host_answer_manifest(host, socket, request))
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
}

void host_finish(struct host *host)
{
	fake_finish(&host->fake);
}
