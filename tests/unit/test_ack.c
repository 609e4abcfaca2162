// SPDX-License-Identifier: GPL-2.0-only
/* Errors: acks and the ends of dumps, with what explains them. */
#include <errno.h>
#include <string.h>

#include "ack.h"
#include "fake.h"
#include "harness.h"

/* A set with a set in it, of which there can be several with names, with a set in it. */
enum { INNER_A = 1, INNER_B };
enum { MIDDLE_A = 1, MIDDLE_INNER };
enum { OUTER_A = 1, OUTER_MIDDLE, OUTER_B };

static const struct attr_desc inner_attrs[] = {
	[INNER_A] = { "inner-a", ATTR_U32, NULL },
	[INNER_B] = { "inner-b", ATTR_U32, NULL },
};
static const struct attr_set inner = { "inner", INNER_B, inner_attrs, 0 };
static const struct attr_desc middle_attrs[] = {
	[MIDDLE_A] = { "middle-a", ATTR_STRING, NULL },
	[MIDDLE_INNER] = { "inner", ATTR_NEST, &inner },
};
static const struct attr_set middle = { "middle", MIDDLE_INNER, middle_attrs, MIDDLE_A };
static const struct attr_desc outer_attrs[] = {
	[OUTER_A] = { "outer-a", ATTR_U32, NULL },
	[OUTER_MIDDLE] = { "middle", ATTR_NEST, &middle },
	[OUTER_B] = { "outer-b", ATTR_STRING, NULL },
};
static const struct attr_set outer = { "outer", OUTER_B, outer_attrs, 0 };
static const struct op op = { "test", 1, &outer };

/* A request, and where its attributes are. */
struct request_case {
	struct msg m;
	size_t outer_a, middle, middle_a, inner, inner_a, inner_b, outer_b, unknown;
	size_t second, second_a, unnamed, unnamed_inner;
};

struct state {
	struct subdev_ctx *ctx;
	struct request_case sent;
	struct msg answer;
};

static size_t put_here(struct msg *m, uint16_t attr, const void *data, size_t len)
{
	size_t here = m->len;

	msg_put(m, attr, data, len);
	return here;
}

static void make_request(struct request_case *c)
{
	uint32_t value = 1;

	msg_begin_genl(&c->m, FAKE_FAMILY, NLM_F_REQUEST, 5, 1);
	c->outer_a = put_here(&c->m, OUTER_A, &value, sizeof(value));
	c->middle = msg_nest(&c->m, OUTER_MIDDLE);
	c->middle_a = put_here(&c->m, MIDDLE_A, "abcde", 6);
	c->inner = msg_nest(&c->m, MIDDLE_INNER);
	c->inner_a = put_here(&c->m, INNER_A, &value, sizeof(value));
	c->inner_b = put_here(&c->m, INNER_B, &value, sizeof(value));
	msg_nest_end(&c->m, c->inner);
	msg_nest_end(&c->m, c->middle);
	c->second = msg_nest(&c->m, OUTER_MIDDLE);
	c->second_a = put_here(&c->m, MIDDLE_A, "second", 7);
	msg_nest_end(&c->m, c->second);
	c->unnamed = msg_nest(&c->m, OUTER_MIDDLE);
	c->unnamed_inner = msg_nest(&c->m, MIDDLE_INNER);
	msg_nest_end(&c->m, c->unnamed_inner);
	msg_nest_end(&c->m, c->unnamed);
	c->outer_b = put_here(&c->m, OUTER_B, "x", 2);
	c->unknown = put_here(&c->m, 77, "x", 2);
}

static int setup(void **state)
{
	struct state *s = test_calloc(1, sizeof(*s));

	*state = s;
	make_request(&s->sent);
	return subdev_ctx_new(&s->ctx);
}

static int teardown(void **state)
{
	struct state *s = *state;

	subdev_ctx_unref(s->ctx);
	test_free(s);
	return 0;
}

static void begin_ack(struct state *s, int err, uint16_t flags)
{
	struct nlmsgerr ack = { .error = err, .msg = s->sent.m.nlh };

	msg_begin(&s->answer, NLMSG_ERROR, flags, 5);
	msg_raw(&s->answer, &ack, sizeof(ack));
	/* without CAP_ACK the kernel repeats the request behind it */
	if (!(flags & NLM_F_CAPPED))
		msg_raw(&s->answer, s->sent.m.buf + NLMSG_HDRLEN, s->sent.m.len - NLMSG_HDRLEN);
}

static int decode(struct state *s)
{
	error_clear(s->ctx);
	return ack_decode(s->ctx, &op, &s->sent.m.nlh, &s->answer.nlh);
}

static void assert_error(struct state *s, int err, const char *text, const char *attr)
{
	assert_int_equal(decode(s), err);
	assert_int_equal(subdev_error_get_code(s->ctx), err);
	assert_string_equal(subdev_error_get_text(s->ctx), text);
	if (attr)
		assert_string_equal(subdev_error_get_attr(s->ctx), attr);
	else
		assert_null(subdev_error_get_attr(s->ctx));
}

static void test_success(void **state)
{
	begin_ack(*state, 0, NLM_F_CAPPED);
	assert_error(*state, 0, "", NULL);
	begin_ack(*state, 0, 0);
	assert_error(*state, 0, "", NULL);
}

/* The errno is the kernel's, whatever libnl thinks of it. */
static void test_bare(void **state)
{
	static const int codes[] = {
		ENODEV, ENOENT, ESTALE, EEXIST, ENOSPC, EBUSY, EAGAIN, EOPNOTSUPP, ERANGE, 512,
	};

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		begin_ack(*state, -codes[i], NLM_F_CAPPED);
		assert_error(*state, -codes[i], "", NULL);
	}
}

static void test_text(void **state)
{
	struct state *s = *state;

	begin_ack(s, -EBUSY, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	msg_put_string(&s->answer, NLMSGERR_ATTR_MSG, "open by a VFIO user");
	assert_error(s, -EBUSY, "open by a VFIO user", NULL);
}

static void test_text_uncapped(void **state)
{
	struct state *s = *state;

	begin_ack(s, -EBUSY, NLM_F_ACK_TLVS);
	msg_put_string(&s->answer, NLMSGERR_ATTR_MSG, "open by a VFIO user");
	msg_put_u32(&s->answer, NLMSGERR_ATTR_OFFS, s->sent.outer_a);
	assert_error(s, -EBUSY, "open by a VFIO user", "outer-a");
}

/* Attributes without the flag are no attributes. */
static void test_no_flag(void **state)
{
	struct state *s = *state;

	begin_ack(s, -EBUSY, NLM_F_CAPPED);
	msg_put_string(&s->answer, NLMSGERR_ATTR_MSG, "open by a VFIO user");
	assert_error(s, -EBUSY, "", NULL);
}

static void test_offsets(void **state)
{
	struct state *s = *state;
	const struct {
		uint32_t offset;
		const char *name;
	} cases[] = {
		{ s->sent.outer_a, "outer-a" },
		{ s->sent.middle, "middle[abcde]" },
		{ s->sent.middle_a, "middle[abcde].middle-a" },
		{ s->sent.inner, "middle[abcde].inner" },
		{ s->sent.inner_a, "middle[abcde].inner.inner-a" },
		{ s->sent.inner_b, "middle[abcde].inner.inner-b" },
		{ s->sent.second, "middle[second]" },
		{ s->sent.second_a, "middle[second].middle-a" },
		{ s->sent.unnamed, "middle" },
		{ s->sent.unnamed_inner, "middle.inner" },
		{ s->sent.outer_b, "outer-b" },
		{ s->sent.unknown, "77" },
		/* into a value: the attribute around it */
		{ s->sent.outer_b + NLA_HDRLEN, "outer-b" },
		{ s->sent.inner_a + NLA_HDRLEN, "middle[abcde].inner.inner-a" },
		/* nowhere */
		{ 0, NULL },
		{ NLMSG_HDRLEN, NULL },
		{ s->sent.m.len, NULL },
		{ UINT32_MAX, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		begin_ack(s, -EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);
		msg_put_u32(&s->answer, NLMSGERR_ATTR_OFFS, cases[i].offset);
		assert_error(s, -EINVAL, "", cases[i].name);
	}
}

static void test_missing(void **state)
{
	struct state *s = *state;

	begin_ack(s, -EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	msg_put_u32(&s->answer, NLMSGERR_ATTR_MISS_TYPE, OUTER_B);
	assert_error(s, -EINVAL, "a required attribute is missing", "outer-b");
	assert_true(subdev_error_is_missing(s->ctx));

	begin_ack(s, -EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	msg_put_u32(&s->answer, NLMSGERR_ATTR_MISS_NEST, s->sent.inner);
	msg_put_u32(&s->answer, NLMSGERR_ATTR_MISS_TYPE, INNER_B);
	msg_put_string(&s->answer, NLMSGERR_ATTR_MSG, "which b?");
	assert_error(s, -EINVAL, "which b?", "middle[abcde].inner.inner-b");

	begin_ack(s, -EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	msg_put_u32(&s->answer, NLMSGERR_ATTR_MISS_TYPE, 99);
	assert_error(s, -EINVAL, "a required attribute is missing", "99");

	begin_ack(s, -EINVAL, NLM_F_CAPPED);
	assert_error(s, -EINVAL, "", NULL);
	assert_false(subdev_error_is_missing(s->ctx));
}

/* The generation that the object has comes as the cookie of ESTALE, and of nothing else. */
static void test_generation(void **state)
{
	static const struct {
		int err;
		size_t len;
		uint64_t generation;
	} cases[] = {
		{ -ESTALE, 8, 6000000000 },
		{ -ESTALE, 4, 0 },
		{ -ESTALE, 12, 0 },
		{ -EBUSY, 8, 0 },
	};
	const uint64_t cookie[] = { 6000000000, 1 };
	struct state *s = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		begin_ack(s, cases[i].err, NLM_F_CAPPED | NLM_F_ACK_TLVS);
		msg_put(&s->answer, NLMSGERR_ATTR_COOKIE, cookie, cases[i].len);
		assert_error(s, cases[i].err, "", NULL);
		assert_true(subdev_error_get_generation(s->ctx) == cases[i].generation);
	}
	begin_ack(s, -ESTALE, NLM_F_CAPPED);
	assert_error(s, -ESTALE, "", NULL);
	assert_true(subdev_error_get_generation(s->ctx) == 0);
}

static void test_own_text(void **state)
{
	struct state *s = *state;

	begin_ack(s, -EPERM, NLM_F_CAPPED);
	assert_error(s, -EPERM, "needs CAP_NET_ADMIN", NULL);
	begin_ack(s, -EPERM, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	msg_put_string(&s->answer, NLMSGERR_ATTR_MSG, "not yours");
	assert_error(s, -EPERM, "not yours", NULL);
	begin_ack(s, -EPERM, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	msg_put_string(&s->answer, NLMSGERR_ATTR_MSG, "");
	assert_error(s, -EPERM, "needs CAP_NET_ADMIN", NULL);
}

/* Explanations that are wrong explain nothing, but the errno stays. */
static void test_malformed(void **state)
{
	struct state *s = *state;

	begin_ack(s, -EBUSY, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	msg_put(&s->answer, NLMSGERR_ATTR_MSG, "abcd", 4);
	assert_error(s, -EBUSY, "", NULL);

	begin_ack(s, -EBUSY, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	msg_put(&s->answer, NLMSGERR_ATTR_OFFS, "ab", 2);
	msg_put(&s->answer, NLMSGERR_ATTR_MISS_TYPE, "abcdefgh", 8);
	assert_error(s, -EBUSY, "", NULL);

	begin_ack(s, -EBUSY, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	msg_put_string(&s->answer, NLMSGERR_ATTR_MAX + 1, "from the future");
	msg_put_string(&s->answer, NLMSGERR_ATTR_MSG, "text");
	assert_error(s, -EBUSY, "text", NULL);
}

static void test_cut_off(void **state)
{
	struct state *s = *state;

	begin_ack(s, -EBUSY, NLM_F_CAPPED);
	s->answer.nlh.nlmsg_len = NLMSG_HDRLEN + 2;
	assert_int_equal(decode(s), -EBADMSG);

	/* says that it repeats more than it has */
	begin_ack(s, -EBUSY, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	s->answer.nlh.nlmsg_flags &= ~NLM_F_CAPPED;
	assert_int_equal(decode(s), -EBADMSG);

	begin_ack(s, -EBUSY, 0);
	((struct nlmsgerr *)(s->answer.buf + NLMSG_HDRLEN))->msg.nlmsg_len = 3;
	assert_int_equal(decode(s), -EBADMSG);
}

static void test_done(void **state)
{
	struct state *s = *state;
	int err = 0;

	msg_begin(&s->answer, NLMSG_DONE, NLM_F_MULTI, 5);
	assert_error(s, 0, "", NULL);
	msg_raw(&s->answer, &err, sizeof(err));
	assert_error(s, 0, "", NULL);

	err = -ENODEV;
	msg_begin(&s->answer, NLMSG_DONE, NLM_F_MULTI, 5);
	msg_raw(&s->answer, &err, sizeof(err));
	assert_error(s, -ENODEV, "", NULL);

	msg_begin(&s->answer, NLMSG_DONE, NLM_F_MULTI | NLM_F_ACK_TLVS, 5);
	msg_raw(&s->answer, &err, sizeof(err));
	msg_put_string(&s->answer, NLMSGERR_ATTR_MSG, "no such parent");
	assert_error(s, -ENODEV, "no such parent", NULL);
}

/* Nests of the request that lie about their length lead nowhere. */
static void test_hostile_request(void **state)
{
	struct state *s = *state;
	struct nlattr *nla = (struct nlattr *)(s->sent.m.buf + s->sent.middle);

	nla->nla_len = 2;
	begin_ack(s, -EINVAL, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	msg_put_u32(&s->answer, NLMSGERR_ATTR_OFFS, s->sent.inner_a);
	assert_error(s, -EINVAL, "", NULL);
	nla->nla_len = 0xffff;
	assert_error(s, -EINVAL, "", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_success, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bare, setup, teardown),
		cmocka_unit_test_setup_teardown(test_text, setup, teardown),
		cmocka_unit_test_setup_teardown(test_text_uncapped, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_flag, setup, teardown),
		cmocka_unit_test_setup_teardown(test_offsets, setup, teardown),
		cmocka_unit_test_setup_teardown(test_missing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_generation, setup, teardown),
		cmocka_unit_test_setup_teardown(test_own_text, setup, teardown),
		cmocka_unit_test_setup_teardown(test_malformed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cut_off, setup, teardown),
		cmocka_unit_test_setup_teardown(test_done, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hostile_request, setup, teardown),
	};

	return cmocka_run_group_tests_name("ack", tests, NULL, NULL);
}
