// SPDX-License-Identifier: GPL-2.0-only
/* Manifests and verdicts, as the kernel says them and as it is asked. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <netlink/attr.h>

#include "harness.h"
#include "sent.h"
#include "state.h"

static struct subdev_manifest *manifest_of(struct state *s, const char *json)
{
	struct subdev_manifest *manifest;

	assert_int_equal(subdev_manifest_from_json(s->ctx, json, strlen(json), &manifest), 0);
	return manifest;
}

static void test_get_dev(void **state)
{
	struct state *s = *state;
	struct subdev_manifest *manifest;

	assert_int_equal(subdev_manifest_get_dev(s->ctx, "nic0", &manifest), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_MANIFEST_GET, 1);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_LABEL, "nic0");
	assert_string_equal(subdev_manifest_get_model(manifest), HOST_NIC);
	assert_int_equal(subdev_manifest_get_version(manifest), 2);
	assert_int_equal(subdev_manifest_get_num_values(manifest), 4);
	assert_string_equal(subdev_value_get_text(subdev_manifest_get_value(manifest, 0)), "on");
	assert_null(subdev_manifest_get_value(manifest, 4));
	assert_int_equal(subdev_manifest_get_num_amounts(manifest), 3);
	assert_int_equal(subdev_amount_get_amount(subdev_manifest_get_amount(manifest, 1)), 1024);
	assert_false(subdev_amount_has_start(subdev_manifest_get_amount(manifest, 1)));
	assert_null(subdev_manifest_get_amount(manifest, 3));
	assert_int_equal(subdev_manifest_get_token_len(manifest), 3);
	assert_memory_equal(subdev_manifest_get_token(manifest), "\x01\x00\xfe", 3);
	assert_ptr_equal(subdev_manifest_ref(manifest), manifest);
	assert_null(subdev_manifest_unref(manifest));
	assert_null(subdev_manifest_unref(manifest));
	assert_null(subdev_manifest_unref(NULL));

	assert_int_equal(subdev_manifest_get_dev(s->ctx, "7", &manifest), -ENODEV);
	assert_string_equal(subdev_error_get_text(s->ctx), "the type has no model");
	assert_int_equal(subdev_manifest_get_dev(s->ctx, "not a dev", &manifest), -EINVAL);
}

static void test_get_type(void **state)
{
	struct state *s = *state;
	struct subdev_manifest *manifest;

	assert_int_equal(subdev_manifest_get_type(s->ctx, "2", "my-nic", &manifest), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_MANIFEST_GET, 2);
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_PARENT_INDEX, 2);
	assert_sent_string(&s->host.fake, SUBDEV_A_DEV_TYPE, "my-nic");
	assert_int_equal(subdev_manifest_get_version(manifest), 3);
	subdev_manifest_unref(manifest);
	assert_int_equal(subdev_manifest_get_type(s->ctx, "2", "none", &manifest), -ENOENT);
	assert_int_equal(subdev_manifest_get_type(s->ctx, "2", "plain", &manifest), -ENODEV);
}

static void test_dump(void **state)
{
	struct state *s = *state;
	struct subdev_manifest_list *list;
	struct subdev_manifest *manifest;
	unsigned int i = 0;

	assert_int_equal(subdev_manifest_dump(s->ctx, "2", "my-nic", &list), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_MANIFEST_GET, 2);
	assert_true(last_request(&s->host.fake)->nlh.nlmsg_flags & NLM_F_DUMP);
	assert_true(subdev_manifest_list_is_consistent(list));
	subdev_manifest_list_foreach(list, manifest)
		assert_int_equal(subdev_manifest_get_version(manifest), ++i);
	assert_int_equal(i, 3);
	assert_null(subdev_manifest_list_unref(list));
	assert_int_equal(subdev_manifest_dump(s->ctx, "2", "plain", &list), -ENODEV);
}

/* A manifest is sent exactly as it came. */
static void test_check_dev(void **state)
{
	struct state *s = *state;
	struct subdev_manifest *manifest;
	struct subdev_verdict *verdict;
	const struct nlattr *sent;
	struct msg m;
	size_t nest;

	assert_int_equal(subdev_manifest_get_dev(s->ctx, "nic0", &manifest), 0);
	assert_int_equal(subdev_manifest_check_dev(s->ctx, manifest, "21", &verdict), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_MANIFEST_CHECK, 2);
	assert_sent_u32(&s->host.fake, SUBDEV_A_DEV_ID, 21);
	sent = msg_attr(last_request(&s->host.fake), SUBDEV_A_DEV_MANIFEST);
	assert_true(sent->nla_type & NLA_F_NESTED);
	msg_begin(&m, 0, 0, 0);
	nest = m.len;
	host_put_manifest(&m, &host_devs[3]);
	assert_int_equal(sent->nla_len, m.len - nest);
	assert_memory_equal(sent, m.buf + nest, m.len - nest);

	assert_int_equal(subdev_verdict_get_purpose(verdict), SUBDEV_PURPOSE_STATE);
	assert_string_equal(subdev_verdict_get_purpose_str(verdict), "state");
	assert_int_equal(subdev_verdict_get_errno(verdict), 0);
	assert_int_equal(subdev_verdict_get_num_reasons(verdict), 0);
	assert_null(subdev_verdict_get_reason(verdict, 0));
	assert_int_equal(subdev_verdict_get_chosen(verdict), -1);
	assert_null(subdev_verdict_get_manifest(verdict));
	assert_ptr_equal(subdev_verdict_ref(verdict), verdict);
	assert_null(subdev_verdict_unref(verdict));
	assert_null(subdev_verdict_unref(verdict));
	assert_null(subdev_verdict_unref(NULL));

	assert_int_equal(subdev_manifest_check_dev(s->ctx, manifest, "5", &verdict), -ENODEV);
	subdev_manifest_unref(manifest);
}

static void assert_reason(const struct subdev_reason *reason, uint32_t subject,
			  const char *subject_str, const char *name, const char *wanted,
			  const char *had)
{
	assert_int_equal(subdev_reason_get_subject(reason), subject);
	assert_string_equal(subdev_reason_get_subject_str(reason), subject_str);
	if (name)
		assert_string_equal(subdev_reason_get_name(reason), name);
	else
		assert_null(subdev_reason_get_name(reason));
	assert_string_equal(subdev_reason_get_wanted(reason), wanted);
	if (had)
		assert_string_equal(subdev_reason_get_had(reason), had);
	else
		assert_null(subdev_reason_get_had(reason));
}

/* All that does not fit is told, each with its name. */
static void test_check_type(void **state)
{
	struct state *s = *state;
	struct subdev_manifest *manifest;
	struct subdev_verdict *verdict;

	manifest = manifest_of(s, "{\"subdev_manifest\": 1, \"model\": \"other\","
			       "\"params\": {\"turbo\": true, \"rss\": true},"
			       "\"resources\": {\"channel\": 18446744073709551615}}");
	assert_int_equal(subdev_manifest_check_type(s->ctx, manifest, "2", "my-nic", &verdict), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_MANIFEST_CHECK, 3);
	assert_string_equal(subdev_verdict_get_purpose_str(verdict), "create");
	assert_int_equal(subdev_verdict_get_errno(verdict), EINVAL);
	assert_int_equal(subdev_verdict_get_num_reasons(verdict), 3);
	assert_reason(subdev_verdict_get_reason(verdict, 0), SUBDEV_SUBJECT_MODEL, "model", NULL,
		      "other", HOST_NIC);
	assert_reason(subdev_verdict_get_reason(verdict, 1), SUBDEV_SUBJECT_PARAM, "param",
		      "turbo", "there", NULL);
	assert_reason(subdev_verdict_get_reason(verdict, 2), SUBDEV_SUBJECT_RESOURCE, "resource",
		      "channel", "more", "at most 8");
	subdev_verdict_unref(verdict);
	/* a target without a model fits nothing, and says so as well */
	assert_int_equal(subdev_manifest_check_type(s->ctx, manifest, "2", "plain", &verdict), 0);
	assert_int_equal(subdev_verdict_get_errno(verdict), ENODEV);
	assert_int_equal(subdev_verdict_get_num_reasons(verdict), 1);
	subdev_verdict_unref(verdict);
	assert_int_equal(subdev_manifest_check_type(s->ctx, manifest, "2", "none", &verdict),
			 -ENOENT);
	subdev_manifest_unref(manifest);
}

static void test_negotiate(void **state)
{
	static const char text[] =
		"[{\"subdev_manifest\": 1, \"model\": \"" HOST_NIC "\", \"version\": 1},"
		"{\"subdev_manifest\": 1, \"model\": \"" HOST_NIC "\", \"version\": 2},"
		"{\"subdev_manifest\": 1, \"model\": \"other\", \"version\": 9}]";
	struct state *s = *state;
	struct subdev_manifest_list *list;
	struct subdev_manifest *manifest;
	struct subdev_verdict *verdict;

	assert_int_equal(subdev_manifest_list_from_json(s->ctx, text, strlen(text), &list), 0);
	assert_int_equal(subdev_manifest_negotiate(s->ctx, list, "2", "my-nic", &verdict), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_MANIFEST_NEGOTIATE, 5);
	subdev_manifest_list_unref(list);
	assert_int_equal(subdev_verdict_get_errno(verdict), 0);
	assert_int_equal(subdev_verdict_get_chosen(verdict), 1);
	manifest = subdev_verdict_get_manifest(verdict);
	assert_int_equal(subdev_manifest_get_version(manifest), 2);
	/* it can be kept longer than the verdict */
	subdev_manifest_ref(manifest);
	subdev_verdict_unref(verdict);
	assert_int_equal(subdev_manifest_get_version(manifest), 2);
	subdev_manifest_unref(manifest);
}

static void test_negotiate_none(void **state)
{
	static const char text[] = "{\"subdev_manifest\": 1, \"model\": \"other\", \"version\": 9}";
	struct state *s = *state;
	struct subdev_manifest_list *list;
	struct subdev_verdict *verdict;

	assert_int_equal(subdev_manifest_list_from_json(s->ctx, text, strlen(text), &list), 0);
	assert_int_equal(subdev_manifest_negotiate(s->ctx, list, "2", "my-nic", &verdict), 0);
	assert_int_equal(subdev_verdict_get_errno(verdict), EINVAL);
	assert_int_equal(subdev_verdict_get_chosen(verdict), -1);
	assert_null(subdev_verdict_get_manifest(verdict));
	subdev_verdict_unref(verdict);
	subdev_manifest_list_unref(list);
}

/* As many as there can be versions of a model: more than a page of libnl holds. */
static void test_negotiate_many(void **state)
{
	static char text[SUBDEV_MANIFEST_JSON_MAX];
	struct state *s = *state;
	struct subdev_manifest_list *list;
	struct subdev_verdict *verdict;
	size_t len = 0;

	for (unsigned int i = 1; i <= SUBDEV_MANIFESTS_MAX; i++)
		len += snprintf(text + len, sizeof(text) - len, "%s{\"subdev_manifest\": 1,"
				"\"model\": \"" HOST_NIC "\", \"version\": %u,"
				"\"params\": {\"rx-filter-size\": %u}}",
				i == 1 ? "[" : ",", i, i);
	text[len++] = ']';
	assert_int_equal(subdev_manifest_list_from_json(s->ctx, text, len, &list), 0);
	assert_int_equal(subdev_manifest_negotiate(s->ctx, list, "2", "my-nic", &verdict), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_MANIFEST_NEGOTIATE, SUBDEV_MANIFESTS_MAX + 2);
	assert_int_equal(subdev_verdict_get_chosen(verdict), SUBDEV_MANIFESTS_MAX - 1);
	subdev_verdict_unref(verdict);
	subdev_manifest_list_unref(list);
}

/* Manifests that are too long together: the request is not sent. */
static void test_negotiate_too_long(void **state)
{
	static char text[SUBDEV_MANIFEST_JSON_MAX];
	struct state *s = *state;
	struct subdev_manifest_list *list;
	struct subdev_verdict *verdict;
	size_t len = 0;

	for (unsigned int i = 0; i < 6; i++) {
		len += snprintf(text + len, sizeof(text) - len,
				"%s{\"subdev_manifest\": 1, \"resources\": {", i ? "," : "[");
		for (unsigned int k = 0; k < 1500; k++)
			len += snprintf(text + len, sizeof(text) - len, "%s\"r%u\": 1",
					k ? "," : "", k);
		len += snprintf(text + len, sizeof(text) - len, "}}");
	}
	text[len++] = ']';
	assert_int_equal(subdev_manifest_list_from_json(s->ctx, text, len, &list), 0);
	assert_int_equal(subdev_manifest_negotiate(s->ctx, list, "2", "my-nic", &verdict),
			 -EMSGSIZE);
	assert_string_equal(subdev_error_get_attr(s->ctx), "manifest");
	assert_int_equal(s->host.fake.num_requests, 0);
	subdev_manifest_list_unref(list);
}

static void test_create(void **state)
{
	struct state *s = *state;
	struct subdev_dev_create *create;
	struct subdev_manifest *manifest;
	struct subdev_dev *dev;

	manifest = manifest_of(s, "{\"subdev_manifest\": 1, \"model\": \"" HOST_NIC "\","
			       "\"params\": {\"link\": \"down\"}, \"resources\": {\"queue\": 8}}");
	assert_int_equal(subdev_dev_create_new(s->ctx, &create), 0);
	assert_int_equal(subdev_dev_create_set_parent(create, "2"), 0);
	assert_int_equal(subdev_dev_create_set_type(create, "my-nic"), 0);
	subdev_dev_create_set_manifest(create, manifest);
	subdev_dev_create_set_manifest(create, manifest);
	/* the request keeps it */
	subdev_manifest_unref(manifest);
	assert_int_equal(subdev_dev_create_run(create, &dev), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_CREATE, 3);
	assert_string_equal(subdev_value_get_text(subdev_dev_get_value(dev, 2)), "down");
	assert_int_equal(subdev_amount_get_amount(subdev_dev_get_amount(dev, 1)), 8);
	subdev_dev_unref(dev);
	subdev_dev_create_set_manifest(create, NULL);
	assert_int_equal(subdev_dev_create_run(create, NULL), 0);
	assert_sent(&s->host.fake, SUBDEV_CMD_DEV_CREATE, 2);
	subdev_dev_create_free(create);
}

/* What the kernel would point at in a manifest has a name. */
static void test_refused(void **state)
{
	struct state *s = *state;
	struct subdev_dev_create *create;
	struct subdev_manifest *manifest;

	manifest = manifest_of(s, "{\"subdev_manifest\": 1, \"params\": {\"turbo\": 1}}");
	assert_int_equal(subdev_dev_create_new(s->ctx, &create), 0);
	assert_int_equal(subdev_dev_create_set_type(create, "my-nic"), 0);
	subdev_dev_create_set_manifest(create, manifest);
	assert_int_equal(subdev_dev_create_run(create, NULL), -ENOENT);
	assert_string_equal(subdev_error_get_attr(s->ctx), "manifest.param[turbo]");
	subdev_dev_create_free(create);
	subdev_manifest_unref(manifest);
}

/* Answers that lack something. */

enum lack { NO_VERDICT, NO_PURPOSE, NO_ERRNO, NO_SUBJECT, NO_CHOSEN_ONE, NO_MANIFEST };

static void put_verdict(struct msg *m, enum lack lack)
{
	size_t nest = msg_nest(m, SUBDEV_A_DEV_VERDICT), reason;

	if (lack != NO_PURPOSE)
		msg_put_u32(m, SUBDEV_A_VERDICT_PURPOSE, 1);
	if (lack != NO_ERRNO)
		msg_put_u32(m, SUBDEV_A_VERDICT_ERRNO, 0);
	reason = msg_nest(m, SUBDEV_A_VERDICT_REASON);
	if (lack != NO_SUBJECT)
		msg_put_u32(m, SUBDEV_A_REASON_SUBJECT, 99);
	msg_nest_end(m, reason);
	msg_nest_end(m, nest);
}

static void handle_lacking(struct fake *fake, struct fake_socket *socket,
			   const struct msg *request)
{
	enum lack lack = *(enum lack *)fake->data;
	struct msg m;

	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, msg_cmd(request));
	if (lack != NO_VERDICT)
		put_verdict(&m, lack);
	if (lack == NO_CHOSEN_ONE)
		msg_put_u32(&m, SUBDEV_A_DEV_CHOSEN, 0);
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

static void test_lacking(void **state)
{
	static const char * const attrs[] = {
		[NO_VERDICT] = "verdict", [NO_PURPOSE] = "purpose", [NO_ERRNO] = "errno",
		[NO_SUBJECT] = "subject", [NO_CHOSEN_ONE] = "manifest",
	};
	struct state *s = *state;
	struct subdev_manifest *manifest = manifest_of(s, "{\"subdev_manifest\": 1}");
	struct subdev_verdict *verdict;
	enum lack lack;

	s->host.fake.handle = handle_lacking;
	s->host.fake.data = &lack;
	for (lack = NO_VERDICT; lack <= NO_CHOSEN_ONE; lack++) {
		assert_int_equal(subdev_manifest_check_dev(s->ctx, manifest, "1", &verdict),
				 -EBADMSG);
		assert_string_equal(subdev_error_get_attr(s->ctx), attrs[lack]);
	}
	/* the same answers, when they lack nothing */
	assert_int_equal(subdev_manifest_check_dev(s->ctx, manifest, "1", &verdict), 0);
	assert_string_equal(subdev_reason_get_subject_str(subdev_verdict_get_reason(verdict, 0)),
			    "unknown");
	subdev_verdict_unref(verdict);
	subdev_manifest_unref(manifest);
	assert_int_equal(subdev_manifest_get_dev(s->ctx, "1", &manifest), -EBADMSG);
	assert_string_equal(subdev_error_get_attr(s->ctx), "manifest");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_get_dev, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_get_type, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_dump, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_check_dev, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_check_type, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_negotiate, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_negotiate_none, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_negotiate_many, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_negotiate_too_long, state_setup,
						state_teardown),
		cmocka_unit_test_setup_teardown(test_create, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_refused, state_setup, state_teardown),
		cmocka_unit_test_setup_teardown(test_lacking, state_setup, state_teardown),
	};

	return cmocka_run_group_tests_name("manifest", tests, NULL, NULL);
}
