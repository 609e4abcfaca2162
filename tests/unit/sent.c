// SPDX-License-Identifier: GPL-2.0-only
/* What the last request said. */
#include <string.h>

#include <netlink/attr.h>

#include "harness.h"
#include "sent.h"

const struct msg *last_request(const struct fake *fake)
{
	assert_true(fake->num_requests);
	return fake->requests[fake->num_requests - 1];
}

void assert_sent(const struct fake *fake, uint8_t cmd, unsigned int num_attrs)
{
	const struct msg *m = last_request(fake);

	assert_int_equal(m->nlh.nlmsg_type, FAKE_FAMILY);
	assert_int_equal(msg_cmd(m), cmd);
	assert_int_equal(msg_num_attrs(m), num_attrs);
	/* What has one answer wants no ack. */
	assert_true(m->nlh.nlmsg_flags == NLM_F_REQUEST ||
		    m->nlh.nlmsg_flags == (NLM_F_REQUEST | NLM_F_ACK) ||
		    m->nlh.nlmsg_flags == (NLM_F_REQUEST | NLM_F_DUMP));
}

/* The attribute, of this length. */
static const void *sent(const struct fake *fake, uint16_t attr, size_t len)
{
	const struct nlattr *nla = msg_attr(last_request(fake), attr);

	assert_non_null(nla);
	assert_int_equal(nla_len(nla), len);
	return nla_data(nla);
}

void assert_sent_u8(const struct fake *fake, uint16_t attr, uint8_t value)
{
	assert_memory_equal(sent(fake, attr, sizeof(value)), &value, sizeof(value));
}

void assert_sent_u32(const struct fake *fake, uint16_t attr, uint32_t value)
{
	assert_memory_equal(sent(fake, attr, sizeof(value)), &value, sizeof(value));
}

void assert_sent_u64(const struct fake *fake, uint16_t attr, uint64_t value)
{
	assert_memory_equal(sent(fake, attr, sizeof(value)), &value, sizeof(value));
}

void assert_sent_string(const struct fake *fake, uint16_t attr, const char *value)
{
	assert_string_equal(sent(fake, attr, strlen(value) + 1), value);
}
