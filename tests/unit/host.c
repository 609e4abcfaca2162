// SPDX-License-Identifier: GPL-2.0-only
/* A host with parents, types and subdevices. */
#include <errno.h>
#include <string.h>

#include <netlink/attr.h>
#include <uuid/uuid.h>

#include "harness.h"
#include "host.h"

const struct host_parent host_parents[2] = {
	{ 1, "pci/0000:00:04.0", 12, "subdev_serial", 2, 2, 16, false },
	{ 2, "platform/sim.0", 5000000000, "subdev_sim", 1, 1, 65536, true },
};

const struct host_type host_types[3] = {
	{ 1, "pci/0000:00:04.0", "serial-1", SUBDEV_CLASS_SERIAL, "a serial card with 1 port",
	  "vfio-pci", 14 },
	{ 1, "pci/0000:00:04.0", "serial-4", SUBDEV_CLASS_SERIAL, "a serial card with 4 ports",
	  "vfio-pci", 3 },
	{ 2, "platform/sim.0", "plain", SUBDEV_CLASS_OTHER, NULL, NULL, 0 },
};

const struct host_dev host_devs[3] = {
	{ 7, "6ba7b810-9dad-41d1-80b4-00c04fd430c8", "web0", 1, "pci/0000:00:04.0", "serial-1",
	  SUBDEV_DEV_STATE_IDLE, 3, 12, "vfio4" },
	{ 8, "9c5b94b1-35ad-49bb-b118-8e8fc24abf80", "", 1, "pci/0000:00:04.0", "serial-4",
	  SUBDEV_DEV_STATE_IN_USE, 5, 13, NULL },
	{ 4294967295, "f81d4fae-7dec-41d0-a765-00a0c91e6bf6", "", 2, "platform/sim.0", "plain",
	  SUBDEV_DEV_STATE_INACTIVE, 1, -1, NULL },
};

/* A uint takes 8 bytes only if it must. */
static void put_uint(struct msg *m, uint16_t attr, uint64_t value)
{
	if (value > UINT32_MAX)
		msg_put_u64(m, attr, value);
	else
		msg_put_u32(m, attr, value);
}

void host_put_parent(struct msg *m, const struct host_parent *parent)
{
	msg_put_u32(m, SUBDEV_A_PARENT_INDEX, parent->index);
	msg_put_string(m, SUBDEV_A_PARENT_NAME, parent->name);
	put_uint(m, SUBDEV_A_PARENT_GENERATION, parent->generation);
	msg_put_string(m, SUBDEV_A_PARENT_DRIVER, parent->driver);
	msg_put_u32(m, SUBDEV_A_PARENT_TYPES, parent->types);
	msg_put_u32(m, SUBDEV_A_PARENT_DEVS, parent->devs);
	msg_put_u32(m, SUBDEV_A_PARENT_MAX_DEVS, parent->max_devs);
	if (parent->removing)
		msg_put(m, SUBDEV_A_PARENT_REMOVING, NULL, 0);
}

void host_put_type(struct msg *m, const struct host_type *type)
{
	msg_put_u32(m, SUBDEV_A_TYPE_PARENT_INDEX, type->parent_index);
	msg_put_string(m, SUBDEV_A_TYPE_PARENT_NAME, type->parent_name);
	msg_put_string(m, SUBDEV_A_TYPE_NAME, type->name);
	msg_put_u32(m, SUBDEV_A_TYPE_CLASS, type->class);
	if (type->description)
		msg_put_string(m, SUBDEV_A_TYPE_DESCRIPTION, type->description);
	if (type->device_api)
		msg_put_string(m, SUBDEV_A_TYPE_DEVICE_API, type->device_api);
	msg_put_u32(m, SUBDEV_A_TYPE_AVAILABLE, type->available);
}

void host_put_dev(struct msg *m, const struct host_dev *dev)
{
	uuid_t uuid;

	assert_int_equal(uuid_parse(dev->uuid, uuid), 0);
	msg_put_u32(m, SUBDEV_A_DEV_ID, dev->id);
	msg_put(m, SUBDEV_A_DEV_UUID, uuid, sizeof(uuid));
	if (dev->label[0])
		msg_put_string(m, SUBDEV_A_DEV_LABEL, dev->label);
	msg_put_u32(m, SUBDEV_A_DEV_PARENT_INDEX, dev->parent_index);
	msg_put_string(m, SUBDEV_A_DEV_PARENT_NAME, dev->parent_name);
	msg_put_string(m, SUBDEV_A_DEV_TYPE, dev->type);
	msg_put_u32(m, SUBDEV_A_DEV_STATE, dev->state);
	put_uint(m, SUBDEV_A_DEV_GENERATION, dev->generation);
	if (dev->group >= 0)
		msg_put_u32(m, SUBDEV_A_DEV_GROUP, dev->group);
	if (dev->cdev)
		msg_put_string(m, SUBDEV_A_DEV_CDEV, dev->cdev);
}

void host_put_event(struct msg *m, uint16_t attr, uint64_t seq, uint32_t epoch)
{
	size_t nest = msg_nest(m, attr);

	put_uint(m, SUBDEV_A_EVENT_SEQ, seq);
	msg_put_u32(m, SUBDEV_A_EVENT_EPOCH, epoch);
	msg_nest_end(m, nest);
}

void host_notify(struct host *host, uint8_t cmd, const struct host_dev *dev)
{
	struct msg m;

	msg_begin_genl(&m, host->fake.family, 0, 0, cmd);
	host_put_dev(&m, dev);
	if (cmd != SUBDEV_CMD_DEV_CHANGE_NTF) {
		put_uint(&m, SUBDEV_A_DEV_PARENT_GENERATION, HOST_PARENT_GENERATION);
		msg_put_u32(&m, SUBDEV_A_DEV_PARENT_DEVS, HOST_PARENT_DEVS);
	}
	host_put_event(&m, SUBDEV_A_DEV_EVENT, ++host->seq, HOST_EPOCH);
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

static struct host_dev *find_dev(struct host *host, const struct msg *request)
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

static void answer_dump(struct host *host, struct fake_socket *socket, const struct msg *request,
			size_t count, put_fn put)
{
	uint16_t flags = 0;
	struct msg m;

	if (host->unstable_dumps) {
		host->unstable_dumps--;
		flags = NLM_F_DUMP_INTR;
	}
	for (size_t i = 0; i < count; i++) {
		msg_begin_genl(&m, host->fake.family, NLM_F_MULTI | flags, 0, msg_cmd(request));
		if (put(host, request, &m, i))
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
	(void)host;
	host_put_parent(m, &host_parents[i]);
	return is_parent(request, SUBDEV_A_PARENT_INDEX, SUBDEV_A_PARENT_NAME,
			 host_parents[i].index, host_parents[i].name);
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

static bool put_dev(struct host *host, const struct msg *request, struct msg *m, size_t i)
{
	const struct host_dev *dev = &host->devs[i];

	if (!dev->id)
		return false;
	host_put_dev(m, dev);
	return is_parent(request, SUBDEV_A_DEV_PARENT_INDEX, SUBDEV_A_DEV_PARENT_NAME,
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

static void create(struct host *host, struct fake_socket *socket, const struct msg *request)
{
	const struct nlattr *label = msg_attr(request, SUBDEV_A_DEV_LABEL);
	bool inactive = msg_attr(request, SUBDEV_A_DEV_INACTIVE);
	struct host_dev *dev = host->devs;

	while (dev->id)
		dev++;
	assert_true(dev < host->devs + HOST_DEVS);
	*dev = host_devs[0];
	dev->id = host->next_id++;
	dev->uuid = "00000000-0000-4000-8000-000000000001";
	dev->cdev = NULL;
	dev->label[0] = '\0';
	if (label)
		strcpy(dev->label, nla_data(label));
	if (inactive) {
		dev->state = SUBDEV_DEV_STATE_INACTIVE;
		dev->group = -1;
	}
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

static void change(struct host *host, struct fake_socket *socket, const struct msg *request,
		   struct host_dev *dev)
{
	const struct nlattr *label = msg_attr(request, SUBDEV_A_DEV_NEW_LABEL);
	uint8_t cmd = msg_cmd(request);

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

static void refuse(struct host *host, struct fake_socket *socket, const struct msg *request)
{
	struct nlmsgerr ack = { .error = host->refuse, .msg = request->nlh };
	const struct nlattr *nla = msg_attr(request, host->refuse_attr);
	struct msg m;

	msg_begin(&m, NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS, 0);
	msg_raw(&m, &ack, sizeof(ack));
	if (host->refuse_text)
		msg_put_string(&m, NLMSGERR_ATTR_MSG, host->refuse_text);
	if (nla)
		msg_put_u32(&m, NLMSGERR_ATTR_OFFS, (const char *)nla - request->buf);
	fake_answer(socket, request, &m);
}

static void handle_change(struct host *host, struct fake_socket *socket,
			  const struct msg *request)
{
	struct host_dev *dev;

	if (host->refuse) {
		refuse(host, socket, request);
		return;
	}
	if (msg_cmd(request) == SUBDEV_CMD_DEV_CREATE) {
		create(host, socket, request);
		return;
	}
	dev = find_dev(host, request);
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
			answer_dump(host, socket, request, 2, put_parent);
		else
			answer_one(host, socket, request, 2, put_parent, -ENODEV, "no such parent");
		break;
	case SUBDEV_CMD_TYPE_GET:
		if (dump)
			answer_dump(host, socket, request, 3, put_type);
		else
			answer_one(host, socket, request, 3, put_type, -ENOENT, "no such type");
		break;
	case SUBDEV_CMD_DEV_GET:
		dev = find_dev(host, request);
		if (dump)
			answer_dump(host, socket, request, HOST_DEVS, put_dev);
		else if (dev)
			answer_dev(host, socket, request, dev);
		else
			fake_ack(socket, request, -ENODEV, "no such subdevice");
		break;
	default:
		handle_change(host, socket, request);
	}
}

void host_init(struct host *host)
{
	memset(host, 0, sizeof(*host));
	fake_init(&host->fake);
	host->fake.handle = handle;
	host->fake.data = host;
	memcpy(host->devs, host_devs, sizeof(host_devs));
	host->next_id = 9;
}

void host_finish(struct host *host)
{
	fake_finish(&host->fake);
}
