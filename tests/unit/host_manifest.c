// SPDX-License-Identifier: GPL-2.0-only
/* What the host answers about manifests. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <netlink/attr.h>

#include "harness.h"
#include "host.h"

static const struct host_type *type_named(const char *name)
{
	size_t i = 0;

	while (strcmp(host_types[i].name, name))
		i++;
	return &host_types[i];
}

static void answer_manifest(struct host *host, struct fake_socket *socket,
			    const struct msg *request, const struct host_dev *dev)
{
	struct msg m;

	msg_begin_genl(&m, host->fake.family, 0, 0, msg_cmd(request));
	host_put_manifest(&m, dev);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

static void answer_manifests(struct host *host, struct fake_socket *socket,
			     const struct msg *request, const struct host_type *type)
{
	struct host_dev dev;
	struct msg m;

	for (size_t i = 0; i < ARRAY_SIZE(host_versions); i++) {
		host_default_dev(&dev, type, host_versions[i].number);
		msg_begin_genl(&m, host->fake.family, NLM_F_MULTI, 0, msg_cmd(request));
		host_put_manifest(&m, &dev);
		fake_answer(socket, request, &m);
	}
	fake_done(socket, request, 0);
}

static void put_reason(struct msg *m, uint32_t subject, const char *name, const char *wanted,
		       const char *had)
{
	size_t nest = msg_nest(m, SUBDEV_A_VERDICT_REASON);

	msg_put_u32(m, SUBDEV_A_REASON_SUBJECT, subject);
	if (name)
		msg_put_string(m, SUBDEV_A_REASON_NAME, name);
	if (wanted)
		msg_put_string(m, SUBDEV_A_REASON_WANTED, wanted);
	if (had)
		msg_put_string(m, SUBDEV_A_REASON_HAD, had);
	msg_nest_end(m, nest);
}

static bool has_value(const struct host_dev *dev, const char *name)
{
	for (size_t i = 0; i < HOST_PARTS; i++) {
		if (!strcmp(dev->values[i].name, name))
			return true;
	}
	return false;
}

/* The largest amount that a type allows, or 0. */
static uint64_t most_of(const struct host_type *type, const char *name)
{
	for (size_t i = 0; i < HOST_PARTS && type->uses[i].name; i++) {
		if (!strcmp(type->uses[i].name, name))
			return type->uses[i].max;
	}
	return 0;
}

static const void *data_in(const struct nlattr *nest, int attr)
{
	const struct nlattr *nla = nla_find(nla_data(nest), nla_len(nest), attr);

	return nla ? nla_data(nla) : NULL;
}

static uint64_t amount_in(const struct nlattr *nest)
{
	const struct nlattr *nla = nla_find(nla_data(nest), nla_len(nest), SUBDEV_A_AMOUNT_AMOUNT);
	uint64_t amount = 0;

	memcpy(&amount, nla_data(nla), nla_len(nla));
	return amount;
}

/* Put the reasons against a manifest. Return: their number. */
static unsigned int put_reasons(struct msg *m, const struct nlattr *manifest,
				const struct host_dev *target)
{
	const struct host_type *type = type_named(target->type);
	unsigned int count = 0;
	struct nlattr *nla;
	char had[32];
	int rest;

	nla_for_each_nested(nla, manifest, rest) {
		const char *name = nla_data(nla);

		if (nla_type(nla) == SUBDEV_A_MANIFEST_MODEL && strcmp(name, HOST_NIC)) {
			put_reason(m, SUBDEV_SUBJECT_MODEL, NULL, name, HOST_NIC);
			count++;
		}
		if (nla_type(nla) == SUBDEV_A_MANIFEST_PARAM &&
		    !has_value(target, data_in(nla, SUBDEV_A_VALUE_NAME))) {
			put_reason(m, SUBDEV_SUBJECT_PARAM, data_in(nla, SUBDEV_A_VALUE_NAME),
				   "there", NULL);
			count++;
		}
		if (nla_type(nla) != SUBDEV_A_MANIFEST_RESOURCE)
			continue;
		name = data_in(nla, SUBDEV_A_AMOUNT_NAME);
		if (amount_in(nla) > most_of(type, name)) {
			snprintf(had, sizeof(had), "at most %llu",
				 (unsigned long long)most_of(type, name));
			put_reason(m, SUBDEV_SUBJECT_RESOURCE, name, "more", had);
			count++;
		}
	}
	return count;
}

/* Put a verdict. Return: its errno. */
static int put_verdict(struct msg *m, const struct nlattr *manifest, const struct host_dev *target,
		       uint32_t purpose)
{
	size_t nest = msg_nest(m, SUBDEV_A_DEV_VERDICT);
	int err = ENODEV;

	if (type_named(target->type)->has_model && data_in(manifest, SUBDEV_A_MANIFEST_MODEL))
		err = put_reasons(m, manifest, target) ? EINVAL : 0;
	else
		put_reason(m, SUBDEV_SUBJECT_MODEL, NULL, HOST_NIC, "none");
	msg_put_u32(m, SUBDEV_A_VERDICT_PURPOSE, purpose);
	msg_put_u32(m, SUBDEV_A_VERDICT_ERRNO, err);
	msg_nest_end(m, nest);
	return err;
}

static void answer_check(struct host *host, struct fake_socket *socket, const struct msg *request,
			 const struct host_dev *target)
{
	const struct nlattr *manifest = msg_attr(request, SUBDEV_A_DEV_MANIFEST);
	struct msg m;

	msg_begin_genl(&m, host->fake.family, 0, 0, msg_cmd(request));
	put_verdict(&m, manifest, target,
		    target->id ? SUBDEV_PURPOSE_STATE : SUBDEV_PURPOSE_CREATE);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

static void answer_negotiate(struct host *host, struct fake_socket *socket,
			     const struct msg *request, const struct host_dev *target)
{
	uint32_t best = 0, place = 0;
	const uint32_t *version;
	struct nlattr *nla;
	struct msg m, chosen;
	int rest;

	chosen.len = 0;
	nla_for_each_attr(nla, (struct nlattr *)msg_attrs(request), msg_attrs_len(request), rest) {
		if (nla_type(nla) != SUBDEV_A_DEV_MANIFEST)
			continue;
		msg_begin_genl(&m, host->fake.family, 0, 0, msg_cmd(request));
		version = data_in(nla, SUBDEV_A_MANIFEST_VERSION);
		if (!put_verdict(&m, nla, target, SUBDEV_PURPOSE_CREATE) && version &&
		    *version > best) {
			best = *version;
			chosen = m;
			msg_put_u32(&chosen, SUBDEV_A_DEV_CHOSEN, place);
			msg_put(&chosen, SUBDEV_A_DEV_MANIFEST | NLA_F_NESTED, nla_data(nla),
				nla_len(nla));
		}
		place++;
	}
	fake_answer(socket, request, chosen.len ? &chosen : &m);
	fake_ack(socket, request, 0, NULL);
}

bool host_answer_manifest(struct host *host, struct fake_socket *socket, const struct msg *request)
{
	const struct host_type *type = host_type_of(request);
	const struct host_dev *target = host_dev_of(host, request);
	uint8_t cmd = msg_cmd(request);
	struct host_dev new;

	if (cmd != SUBDEV_CMD_MANIFEST_GET && cmd != SUBDEV_CMD_MANIFEST_CHECK &&
	    cmd != SUBDEV_CMD_MANIFEST_NEGOTIATE)
		return false;
	if (type) {
		host_default_dev(&new, type, 0);
		target = &new;
	}
	if (!target && msg_attr(request, SUBDEV_A_DEV_TYPE))
		fake_ack(socket, request, -ENOENT, "no such type");
	else if (!target)
		fake_ack(socket, request, -ENODEV, "no such subdevice");
	else if (cmd == SUBDEV_CMD_MANIFEST_CHECK)
		answer_check(host, socket, request, target);
	else if (cmd == SUBDEV_CMD_MANIFEST_NEGOTIATE)
		answer_negotiate(host, socket, request, target);
	else if (!type_named(target->type)->has_model)
		fake_ack(socket, request, -ENODEV, "the type has no model");
	else if (request->nlh.nlmsg_flags & NLM_F_DUMP)
		answer_manifests(host, socket, request, type);
	else
		answer_manifest(host, socket, request, target);
	return true;
}
