// SPDX-License-Identifier: GPL-2.0-only
/* Requests: what is sent for each call, and what the answers make of it. */
#include <errno.h>
#include <string.h>
#include <syslog.h>

#include <netlink/attr.h>

#include "harness.h"
#include "sent.h"
#include "state.h"

static void test_parent_get(void **state)
{
	struct state *s = *state;
	struct subdev_parent *parent;

	assert_int_equal(subdev_parent_get(s->ctx, "2", &parent), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_PARENT_GET, 1);
	assert_sent_u32(&s->host.fake, SUBDEV_A_PARENT_INDEX, 2);
	assert_string_equal(subdev_parent_get_name(parent), "platform/sim.0");
	subdev_parent_unref(parent);
	assert_int_equal(subdev_parent_get(s->ctx, "pci/0000:00:04.0", &parent), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_PARENT_GET, 1);
	assert_sent_string(&s->host.fake, SUBDEV_A_PARENT_NAME, "pci/0000:00:04.0");
	subdev_parent_unref(parent);
	assert_int_equal(subdev_parent_get(s->ctx, "3", &parent), -ENODEV);
	assert_string_equal(subdev_error_get_text(s->ctx), "no such parent");
	/* one connection and one look for the family serve all */
	assert_int_equal(s->host.fake.opened, 1);
	assert_int_equal(s->host.fake.num_requests, 3);
}

static void test_parent_dump(void **state)
{
	struct state *s = *state;
	struct subdev_parent_list *list;
	struct subdev_parent *parent, *kept = NULL;
	unsigned int count = 0;

	assert_int_equal(subdev_parent_dump(s->ctx, &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_PARENT_GET, 0);
	subdev_parent_list_foreach(list, parent) {
		assert_int_equal(subdev_parent_get_index(parent), ++count);
		kept = subdev_parent_ref(parent);
		if (count == 1)
			subdev_parent_unref(kept);
	}
	assert_int_equal(count, 2);
	assert_true(subdev_parent_list_is_consistent(list));
	assert_null(subdev_parent_list_unref(list));
	/* an object can outlive its list */
	assert_string_equal(subdev_parent_get_name(kept), "platform/sim.0");
	subdev_parent_unref(kept);
}

static void test_cordon(void **state)
{
	struct state *s = *state;
	struct subdev_parent *parent;

	assert_int_equal(subdev_parent_set_cordon(s->ctx, "platform/sim.0", true, &parent), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_PARENT_SET, 2);
	assert_sent_string(&s->host.fake, SUBDEV_A_PARENT_NAME, "platform/sim.0");
	assert_sent_u8(&s->host.fake, SUBDEV_A_PARENT_CORDON, 1);
	assert_int_equal(subdev_parent_get_index(parent), 2);
	assert_true(subdev_parent_is_cordoned(parent));
	subdev_parent_unref(parent);
	assert_int_equal(subdev_parent_set_cordon(s->ctx, "2", false, NULL), 0);
	assert_sent_u32(&s->host.fake, SUBDEV_A_PARENT_INDEX, 2);
	assert_sent_u8(&s->host.fake, SUBDEV_A_PARENT_CORDON, 0);
	assert_int_equal(subdev_parent_set_cordon(s->ctx, "3", true, &parent), -ENODEV);
	assert_int_equal(subdev_parent_set_cordon(s->ctx, "none", true, &parent), -EINVAL);
}

static void test_type(void **state)
{
	struct state *s = *state;
	struct subdev_type_list *list;
	struct subdev_type *type;
	unsigned int count = 0;

	assert_int_equal(subdev_type_get(s->ctx, "1", "serial-4", &type), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_TYPE_GET, 2);
	assert_sent_u32(&s->host.fake, SUBDEV_A_TYPE_PARENT_INDEX, 1);
	assert_sent_string(&s->host.fake, SUBDEV_A_TYPE_NAME, "serial-4");
	assert_int_equal(subdev_type_get_parent_index(type), 1);
	assert_string_equal(subdev_type_get_parent_name(type), "pci/0000:00:04.0");
	assert_string_equal(subdev_type_get_name(type), "serial-4");
	assert_int_equal(subdev_type_get_class(type), SUBDEV_CLASS_SERIAL);
	assert_string_equal(subdev_type_get_class_str(type), "serial");
	assert_string_equal(subdev_type_get_description(type), "a serial card with 4 ports");
	assert_string_equal(subdev_type_get_device_api(type), "vfio-pci");
	assert_int_equal(subdev_type_get_available(type), 3);
	subdev_type_unref(type);

	assert_int_equal(subdev_type_dump(s->ctx, NULL, &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_TYPE_GET, 0);
	subdev_type_list_foreach(list, type)
		count++;
	assert_int_equal(count, ARRAY_SIZE(host_types));
	subdev_type_list_unref(list);

	assert_int_equal(subdev_type_dump(s->ctx, "platform/sim.0", &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_TYPE_GET, 1);
	assert_sent_string(&s->host.fake, SUBDEV_A_TYPE_PARENT_NAME, "platform/sim.0");
	type = subdev_type_list_get_first(list);
	assert_string_equal(subdev_type_get_name(type), "plain");
	assert_null(subdev_type_get_description(type));
	type = subdev_type_list_get_next(list, type);
	assert_string_equal(subdev_type_get_name(type), "my-nic");
	subdev_type_list_unref(list);
}

static void test_dev_get(void **state)
{
	static const uint8_t uuid[] = {
		0x9c, 0x5b, 0x94, 0xb1, 0x35, 0xad, 0x49, 0xbb,
		0xb1, 0x18, 0x8e, 0x8f, 0xc2, 0x4a, 0xbf, 0x80,
	};
	struct state *s = *state;
	struct subdev_dev *dev;

	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_GET, 1);
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_ID, 7);
	subdev_dev_unref(dev);
	assert_int_equal(subdev_dev_get(s->ctx, "9c5b94b1-35ad-49bb-b118-8e8fc24abf80", &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_GET, 1);
	assert_memory_equal(nla_data(msg_attr(last_request(&s->host.fake), SUBDEV_A_DEV_UUID)), uuid, 16);
	assert_int_equal(subdev_dev_get_id(dev), 8);
	subdev_dev_unref(dev);
	assert_int_equal(subdev_dev_get(s->ctx, "web0", &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_GET, 1);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_LABEL, "web0");
	assert_int_equal(subdev_dev_get_id(dev), 7);
	subdev_dev_unref(dev);
	assert_int_equal(subdev_dev_get(s->ctx, "web1", &dev), -ENODEV);
}

static void test_dev_dump(void **state)
{
	struct state *s = *state;
	struct subdev_dev_list *list;
	struct subdev_dev *dev;

	assert_int_equal(subdev_dev_dump(s->ctx, "2", NULL, NULL, &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_GET, 1);
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_PARENT_INDEX, 2);
	dev = subdev_dev_list_get_first(list);
	assert_int_equal(subdev_dev_get_id(dev), 4294967295);
	dev = subdev_dev_list_get_next(list, dev);
	assert_int_equal(subdev_dev_get_id(dev), 21);
	assert_null(subdev_dev_list_get_next(list, dev));
	subdev_dev_list_unref(list);
}

static void test_create(void **state)
{
	struct state *s = *state;
	struct subdev_dev_create *create;
	struct subdev_dev *dev;

	assert_int_equal(subdev_dev_create_new(s->ctx, &create), 0);
	/* only what was set is sent: it is for the kernel to say what is missing */
	assert_int_equal(subdev_dev_create_run(create, NULL), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_CREATE, 0);
	assert_int_equal(subdev_dev_create_set_parent(create, "pci/0000:00:04.0"), 0);
	assert_int_equal(subdev_dev_create_set_type(create, "serial-1"), 0);
	assert_int_equal(subdev_dev_create_run(create, NULL), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_CREATE, 2);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_PARENT_NAME, "pci/0000:00:04.0");
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_TYPE, "serial-1");
	assert_int_equal(subdev_dev_create_set_parent(create, "1"), 0);
	assert_int_equal(subdev_dev_create_set_uuid(create,
						    "00000000-0000-4000-8000-000000000001"), 0);
	assert_int_equal(subdev_dev_create_set_label(create, "new"), 0);
	subdev_dev_create_set_inactive(create, true);
	assert_int_equal(subdev_dev_create_run(create, &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_CREATE, 5);
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_PARENT_INDEX, 1);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_LABEL, "new");
	assert_int_equal(nla_len(msg_attr(last_request(&s->host.fake), SUBDEV_A_DEV_UUID)), 16);
	assert_int_equal(nla_len(msg_attr(last_request(&s->host.fake), SUBDEV_A_DEV_INACTIVE)), 0);
	assert_string_equal(subdev_dev_get_label(dev), "new");
	assert_string_equal(subdev_dev_get_state_str(dev), "inactive");
	subdev_dev_unref(dev);
	assert_null(subdev_dev_create_free(create));
	assert_null(subdev_dev_create_free(NULL));
}

/* A value that is refused leaves the one before. */
static void test_create_bad(void **state)
{
	char text[SUBDEV_NAME_MAX + 2];
	struct state *s = *state;
	struct subdev_dev_create *create;

	memset(text, 'a', sizeof(text));
	text[SUBDEV_LABEL_MAX + 1] = '\0';
	assert_int_equal(subdev_dev_create_new(s->ctx, &create), 0);
	assert_int_equal(subdev_dev_create_set_label(create, text), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "label");
	assert_int_equal(subdev_dev_create_set_type(create, text), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "type");
	assert_int_equal(subdev_dev_create_set_uuid(create, "6ba7b810"), -EINVAL);
	assert_string_equal(subdev_error_get_attr(s->ctx), "uuid");
	assert_int_equal(subdev_dev_create_set_parent(create, "0"), -ERANGE);
	text[SUBDEV_LABEL_MAX] = '\0';
	assert_int_equal(subdev_dev_create_set_label(create, text), 0);
	assert_int_equal(subdev_dev_create_run(create, NULL), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_CREATE, 1);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_LABEL, text);
	subdev_dev_create_free(create);
}

static void test_activate(void **state)
{
	struct state *s = *state;
	struct subdev_dev *dev;

	assert_int_equal(subdev_dev_activate(s->ctx, "4294967295", &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_ACTIVATE, 1);
	assert_string_equal(subdev_dev_get_group_path(dev), "/dev/vfio/20");
	subdev_dev_unref(dev);
}

static void test_refused(void **state)
{
	struct state *s = *state;

	s->host.refuse = -EBUSY;
	s->host.refuse_text = "it is active";
	s->host.refuse_attr = SUBDEV_A_DEV_LABEL;
	assert_int_equal(subdev_dev_activate(s->ctx, "web0", NULL), -EBUSY);
	assert_int_equal(subdev_error_get_code(s->ctx), -EBUSY);
	assert_string_equal(subdev_error_get_text(s->ctx), "it is active");
	assert_string_equal(subdev_error_get_attr(s->ctx), "label");
	/* the next call begins anew */
	s->host.refuse = 0;
	assert_int_equal(subdev_dev_activate(s->ctx, "web0", NULL), 0);
	assert_int_equal(subdev_error_get_code(s->ctx), 0);
	assert_string_equal(subdev_error_get_text(s->ctx), "");
	assert_null(subdev_error_get_attr(s->ctx));
}

static unsigned int restarts(struct state *s, unsigned int unstable, bool consistent)
{
	struct subdev_dev_list *list;
	struct subdev_dev *dev;
	unsigned int before = s->host.fake.num_requests;
	unsigned int count = 0;

	s->host.unstable_dumps = unstable;
	assert_int_equal(subdev_dev_dump(s->ctx, NULL, NULL, NULL, &list), 0);
	assert_int_equal(subdev_dev_list_is_consistent(list), consistent);
	/* what came of the dumps before is gone */
	subdev_dev_list_foreach(list, dev)
		count++;
	assert_int_equal(count, ARRAY_SIZE(host_devs));
	subdev_dev_list_unref(list);
	return s->host.fake.num_requests - before - 1;
}

static void test_dump_restart(void **state)
{
	assert_int_equal(restarts(*state, 0, true), 0);
	assert_int_equal(restarts(*state, 1, true), 1);
	assert_int_equal(restarts(*state, 3, true), 3);
	assert_int_equal(restarts(*state, 4, false), 3);
	assert_int_equal(restarts(*state, 9, false), 3);
}

/* A dump tells the number of the last event before it, also one without an object. */
static void test_dump_number(void **state)
{
	struct state *s = *state;
	struct subdev_parent_list *parents;
	struct subdev_dev_list *devs;

	s->host.seq = 5000000000;
	assert_int_equal(subdev_parent_dump(s->ctx, &parents), 0);
	assert_true(subdev_parent_list_get_seq(parents) == 5000000000);
	assert_int_equal(subdev_parent_list_get_epoch(parents), HOST_EPOCH);
	subdev_parent_list_unref(parents);

	/* a restart begins anew */
	s->host.unstable_dumps = 1;
	s->host.seq = 0;
	assert_int_equal(subdev_dev_dump(s->ctx, NULL, NULL, NULL, &devs), 0);
	assert_true(subdev_dev_list_get_seq(devs) == 0);
	assert_int_equal(subdev_dev_list_get_epoch(devs), HOST_EPOCH);
	subdev_dev_list_unref(devs);

	s->host.seq = 7;
	assert_int_equal(subdev_dev_dump(s->ctx, NULL, "nobody", NULL, &devs), 0);
	assert_null(subdev_dev_list_get_first(devs));
	assert_true(subdev_dev_list_get_seq(devs) == 7);
	assert_int_equal(subdev_dev_list_get_epoch(devs), HOST_EPOCH);
	subdev_dev_list_unref(devs);
}

/* Half a number, and a kernel that tells none. */
static void handle_odd_numbers(struct fake *fake, struct fake_socket *socket,
			       const struct msg *request)
{
	bool parents = msg_cmd(request) == SUBDEV_CMD_PARENT_GET;
	struct msg m;

	msg_begin_genl(&m, fake->family, NLM_F_MULTI, 0, msg_cmd(request));
	if (parents) {
		host_put_parent(&m, &host_parents[0]);
		msg_nest_end(&m, msg_nest(&m, SUBDEV_A_PARENT_EVENT));
	} else {
		host_put_dev(&m, &host_devs[0]);
	}
	fake_answer(socket, request, &m);
	fake_done(socket, request, 0);
}

static void test_dump_odd_numbers(void **state)
{
	struct state *s = *state;
	struct subdev_parent_list *parents;
	struct subdev_dev_list *devs;

	s->host.fake.handle = handle_odd_numbers;
	assert_int_equal(subdev_parent_dump(s->ctx, &parents), -EBADMSG);
	assert_string_equal(subdev_error_get_attr(s->ctx), "seq");
	assert_int_equal(subdev_dev_dump(s->ctx, NULL, NULL, NULL, &devs), 0);
	assert_non_null(subdev_dev_list_get_first(devs));
	assert_true(subdev_dev_list_get_seq(devs) == 0);
	assert_int_equal(subdev_dev_list_get_epoch(devs), 0);
	subdev_dev_list_unref(devs);
}

/* A dump that ends by an error has no objects. */
static void handle_failing_dump(struct fake *fake, struct fake_socket *socket,
				const struct msg *request)
{
	struct msg m;
	int err = -ENODEV;

	msg_begin_genl(&m, fake->family, NLM_F_MULTI, 0, SUBDEV_CMD_DEV_GET);
	host_put_dev(&m, &host_devs[0]);
	fake_answer(socket, request, &m);
	msg_begin(&m, NLMSG_DONE, NLM_F_MULTI | NLM_F_ACK_TLVS, 0);
	msg_raw(&m, &err, sizeof(err));
	msg_put_string(&m, NLMSGERR_ATTR_MSG, "the parent is going away");
	fake_answer(socket, request, &m);
}

static void test_dump_error(void **state)
{
	struct state *s = *state;
	struct subdev_dev_list *list;

	s->host.fake.handle = handle_failing_dump;
	assert_int_equal(subdev_dev_dump(s->ctx, NULL, NULL, NULL, &list), -ENODEV);
	assert_string_equal(subdev_error_get_text(s->ctx), "the parent is going away");
}

/* Many messages in one datagram, and what belongs to another exchange between them. */
static void handle_joined(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	static char all[MSG_SIZE];
	size_t len = 0;
	struct msg m;

	for (int i = 0; i < 3; i++) {
		msg_begin_genl(&m, fake->family, NLM_F_MULTI, request->nlh.nlmsg_seq - (i == 1),
			       SUBDEV_CMD_DEV_GET);
		host_put_dev(&m, &host_devs[i]);
		memcpy(all + len, m.buf, m.len);
		len += m.len;
	}
	fake_send(socket, all, len);
	fake_done(socket, request, 0);
}

static void test_dump_joined(void **state)
{
	struct state *s = *state;
	struct subdev_dev_list *list;
	struct subdev_dev *dev;

	s->host.fake.handle = handle_joined;
	assert_int_equal(subdev_dev_dump(s->ctx, NULL, NULL, NULL, &list), 0);
	dev = subdev_dev_list_get_first(list);
	assert_int_equal(subdev_dev_get_id(dev), 7);
	dev = subdev_dev_list_get_next(list, dev);
	assert_int_equal(subdev_dev_get_id(dev), 4294967295);
	assert_null(subdev_dev_list_get_next(list, dev));
	subdev_dev_list_unref(list);
}

/* An object that cannot be read fails the dump, which is received to its end all the same. */
static void handle_bad_object(struct fake *fake, struct fake_socket *socket,
			      const struct msg *request)
{
	struct msg m;

	msg_begin_genl(&m, fake->family, NLM_F_MULTI, 0, SUBDEV_CMD_DEV_GET);
	msg_put_u32(&m, SUBDEV_A_DEV_ID, 1);
	fake_answer(socket, request, &m);
	fake_done(socket, request, 0);
}

static void test_dump_bad_object(void **state)
{
	struct state *s = *state;
	void (*handle)(struct fake *, struct fake_socket *, const struct msg *);
	struct subdev_dev_list *list;
	struct subdev_dev *dev;

	handle = s->host.fake.handle;
	s->host.fake.handle = handle_bad_object;
	assert_int_equal(subdev_dev_dump(s->ctx, NULL, NULL, NULL, &list), -EBADMSG);
	assert_string_equal(subdev_error_get_attr(s->ctx), "parent-index");
	s->host.fake.handle = handle;
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), 0);
	subdev_dev_unref(dev);
	assert_int_equal(s->host.fake.opened, 1);
}

static void handle_ack_only(struct fake *fake, struct fake_socket *socket,
			    const struct msg *request)
{
	(void)fake;
	fake_ack(socket, request, 0, NULL);
}

static void handle_twice(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct msg m;

	msg_begin_genl(&m, fake->family, 0, 0, SUBDEV_CMD_DEV_GET);
	host_put_dev(&m, &host_devs[0]);
	fake_answer(socket, request, &m);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

/* Shorter than a generic netlink header. */
static void handle_short(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct msg m;

	msg_begin(&m, fake->family, 0, 0);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

static void test_bad_answers(void **state)
{
	struct state *s = *state;
	struct subdev_dev *dev;

	s->host.fake.handle = handle_ack_only;
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), -EBADMSG);
	/* The first answer is the end; what comes behind it is nobody's. */
	s->host.fake.handle = handle_twice;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), 0);
		subdev_dev_unref(dev);
	}
	s->host.fake.handle = handle_short;
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), -EBADMSG);
}

static void handle_cut(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct msg m;

	msg_begin_genl(&m, fake->family, 0, request->nlh.nlmsg_seq, SUBDEV_CMD_DEV_GET);
	host_put_dev(&m, &host_devs[0]);
	fake_send(socket, m.buf, m.len - 8);
}

static void handle_recv_err(struct fake *fake, struct fake_socket *socket,
			    const struct msg *request)
{
	(void)fake;
	(void)request;
	fake_send_err(socket, -ENOBUFS);
}

/* After a failure in the middle of an exchange the next one has a new connection. */
static void test_broken_connection(void **state)
{
	struct state *s = *state;
	void (*handle)(struct fake *, struct fake_socket *, const struct msg *);
	struct subdev_dev *dev;

	handle = s->host.fake.handle;
	s->host.fake.handle = handle_cut;
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), -EBADMSG);
	s->host.fake.handle = handle_recv_err;
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), -ENOBUFS);
	s->host.fake.send_err = -ENOMEM;
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), -ENOMEM);
	s->host.fake.send_err = 0;
	s->host.fake.handle = handle;
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), 0);
	subdev_dev_unref(dev);
	assert_int_equal(s->host.fake.opened, 3);
}

static void test_no_socket(void **state)
{
	struct state *s = *state;
	struct subdev_dev *dev;

	s->host.fake.open_err = -EMFILE;
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), -EMFILE);
	assert_string_equal(subdev_error_get_text(s->ctx), "cannot open a netlink socket");
}

static void test_no_family(void **state)
{
	struct state *s = *state;
	struct subdev_dev *dev;

	s->host.fake.no_family = true;
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), -EPROTONOSUPPORT);
	assert_non_null(strstr(subdev_error_get_text(s->ctx), "load the module subdev"));
	/* loaded meanwhile */
	s->host.fake.no_family = false;
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), 0);
	subdev_dev_unref(dev);
}

/* The module is unloaded, and loaded again under another number. */
static void test_family_again(void **state)
{
	struct state *s = *state;
	struct subdev_dev_list *list;
	struct subdev_dev *dev;

	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), 0);
	subdev_dev_unref(dev);
	s->host.fake.family = FAKE_FAMILY + 1;
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), 0);
	subdev_dev_unref(dev);
	s->host.fake.family = FAKE_FAMILY + 2;
	assert_int_equal(subdev_dev_dump(s->ctx, NULL, NULL, NULL, &list), 0);
	subdev_dev_list_unref(list);
	s->host.fake.no_family = true;
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), -EPROTONOSUPPORT);
	s->host.fake.no_family = false;
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), 0);
	subdev_dev_unref(dev);
}

/* An ENOENT that has a sentence is an answer of the family. */
static void test_enoent(void **state)
{
	struct state *s = *state;
	struct subdev_type *type;
	unsigned int before;

	assert_int_equal(subdev_type_get(s->ctx, "1", "none", &type), -ENOENT);
	before = s->host.fake.num_requests;
	assert_int_equal(subdev_type_get(s->ctx, "1", "none", &type), -ENOENT);
	assert_string_equal(subdev_error_get_text(s->ctx), "no such type");
	assert_int_equal(s->host.fake.num_requests, before + 1);
}

static void take_log(struct subdev_ctx *ctx, int priority, const char *text, void *data)
{
	assert_non_null(ctx);
	assert_int_equal(priority, LOG_DEBUG);
	assert_true(*text);
	++*(unsigned int *)data;
}

static void test_log(void **state)
{
	struct state *s = *state;
	struct subdev_dev *dev;
	unsigned int count = 0;

	subdev_ctx_set_log_fn(s->ctx, take_log, &count);
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), 0);
	subdev_dev_unref(dev);
	assert_int_equal(count, 0);
	subdev_ctx_set_log_priority(s->ctx, LOG_DEBUG);
	assert_int_equal(subdev_dev_get(s->ctx, "7", &dev), 0);
	subdev_dev_unref(dev);
	assert_int_equal(count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_parent_get, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_parent_dump, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_cordon, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_type, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_dev_get, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_dev_dump, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_create, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_create_bad, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_activate, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_refused, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_dump_restart, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_dump_number, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_dump_odd_numbers, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_dump_error, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_dump_joined, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_dump_bad_object, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_bad_answers, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_broken_connection, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_no_socket, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_no_family, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_family_again, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_enoent, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_log, state_setup, state_teardown),
	};

	return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
