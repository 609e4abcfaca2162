// SPDX-License-Identifier: GPL-2.0-only
/* What subdevices are composed of on the command line: amounts, params, versions, manifests. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <netlink/attr.h>

#include "harness.h"
#include "tool.h"

/* What is wrong whatever the kernel is. */
static void test_usage(void **state)
{
	static const struct cli_case cases[] = {
		{ 2, "dev create 2 my-nic version", "version needs N", NULL },
		{ 2, "dev create 2 my-nic version 0",
		  "version: '0' is not a number from 1 to 4294967295", NULL },
		{ 2, "dev create 2 my-nic version -1", "version: '-1' is not a number", NULL },
		{ 2, "dev create 2 my-nic version 4294967296", "'4294967296' is not a number",
		  NULL },
		{ 2, "dev create 2 my-nic version 99999999999999999999999", "is not a number",
		  NULL },
		{ 2, "dev create 2 my-nic version 1 version 2", "version is given twice", NULL },
		{ 2, "dev create 2 my-nic param", "param needs NAME=VALUE", NULL },
		{ 2, "dev create 2 my-nic param rss", "param: 'rss' is not NAME=VALUE", NULL },
		{ 2, "dev create 2 my-nic param =on", "param: '=on' is not NAME=VALUE", NULL },
		{ 2, "dev create 2 my-nic resource", "resource needs NAME=AMOUNT", NULL },
		{ 2, "dev create 2 my-nic resource queue",
		  "resource: 'queue' is not NAME=AMOUNT", NULL },
		{ 2, "dev create 2 my-nic resource =4", "resource: '=4' is not NAME=AMOUNT", NULL },
		{ 2, "dev create 2 my-nic resource queue=",
		  "dev create: resource queue: '' is not a number like 64, 512M or 2G\nUsage: ",
		  NULL },
		{ 2, "dev create 2 my-nic resource queue=-4", "resource queue: '-4' is not a number",
		  NULL },
		{ 2, "dev create 2 my-nic resource queue=4x", "'4x' is not a number", NULL },
		{ 2, "dev create 2 my-nic resource queue=4=5", "'4=5' is not a number", NULL },
		{ 2, "dev create 2 my-nic resource queue=18446744073709551616",
		  "'18446744073709551616' is more than 18446744073709551615", NULL },
		{ 2, "dev create 2 my-nic resource queue=19E", "'19E' is more than", NULL },
		{ 2, "dev create 2 my-nic manifest", "manifest needs FILE", NULL },
		{ 2, "dev create 2 my-nic dry-run dry-run", "dry-run is given twice", NULL },
		{ 2, "dev set nic0", "nothing to set", NULL },
		{ 2, "dev set nic0 if-generation", "if-generation needs N", NULL },
		{ 2, "dev set nic0 label a if-generation x",
		  "if-generation: 'x' is not a number from 0 to 18446744073709551615", NULL },
		{ 2, "dev set nic0 manifest x", "'manifest' is unknown", NULL },
		{ 2, "dev delete nic0 if-generation -1", "'-1' is not a number", NULL },
		{ 2, "type show class", "class needs CLASS", NULL },
		{ 2, "type show class none", "type show: 'none' is not a class", NULL },
		{ 2, "type show class net class net", "class is given twice", NULL },
		{ 2, "type show min", "min needs ATTRIBUTE N", NULL },
		{ 2, "type show min queues", "min needs ATTRIBUTE N", NULL },
		{ 2, "type show min none 1", "no class has the attribute 'none'", NULL },
		{ 2, "type show min queues many", "min: 'many' is not a number", NULL },
		{ 2, "type show max queues -1", "max: '-1' is not a number", NULL },
		{ 2, "type show class display min queues 1",
		  "class display has no attribute 'queues'", NULL },
		{ 2, "type show class net 1", "'1' is unknown", NULL },
		{ 2, "manifest show", "DEV | PARENT TYPE is missing", NULL },
		{ 2, "manifest check x", "DEV | PARENT TYPE is missing", NULL },
		{ 2, "manifest negotiate x 2", "TYPE is missing", NULL },
		{ 2, "manifest s nic0 a b", "'b' is unknown", NULL },
	};

	CLI_CHECK_ALL(state, cases);
	assert_int_equal(((struct host *)*state)->fake.num_requests, 0);
}

/* What is wrong once the kernel has said what it has. */
static void test_kinds(void **state)
{
	static const struct cli_case cases[] = {
		{ 2, "dev create 2 my-nic param rss=maybe",
		  "subdevctl: dev create: param rss: 'maybe' is neither on nor off\nUsage: ", NULL },
		{ 2, "dev create 2 my-nic param rss=", "'' is neither on nor off", NULL },
		{ 2, "dev set nic0 param rss=2", "'2' is neither on nor off", NULL },
		{ 2, "dev set nic0 param rx-filter-size=on",
		  "param rx-filter-size: 'on' is not a number from 0 to 18446744073709551615",
		  NULL },
		{ 2, "dev set nic0 param rx-filter-size=64K", "'64K' is not a number", NULL },
		{ 2, "dev set nic0 param rx-filter-size=18446744073709551616", "is not a number",
		  NULL },
		{ 2, "dev set nic0 resource channel=4K",
		  "resource channel: '4K' has a letter, and things are counted without", NULL },
		{ 2, "dev create 2 m60-4q resource framebuffer=16E",
		  "resource framebuffer: '16E' is more than 18446744073709551615", NULL },
		{ 2, "type show min queues 4K", "min queues: '4K' has a letter", NULL },
		{ 1, "dev set nic9 param rss=on", "dev nic9: no such device: no such subdevice",
		  NULL },
	};
	struct host *host = *state;

	CLI_CHECK_ALL(state, cases);
	/* none of them asked for a change */
	assert_int_equal(host->next_id, 9);
	assert_int_equal(host_find(host, 21)->generation, 4);
}

/* The kernel refuses a name that it does not know, and is told of it by the tool. */
static void test_unknown_names(void **state)
{
	static const struct cli_case cases[] = {
		{ 1, "dev set nic0 param none=on", "subdevctl: dev nic0: not found: "
		  "no such param (attribute param[none])\n", NULL },
		{ 1, "dev create 2 my-nic param none=", "(attribute param[none])\n", NULL },
		{ 1, "dev set nic0 resource none=2G", "subdevctl: dev nic0: not found: "
		  "no such resource (attribute resource[none])\n", NULL },
		{ 1, "dev create 2 my-nic resource none=1", "(attribute resource[none])\n", NULL },
		{ 1, "dev create 2 plain param rss=on", "(attribute param[rss])\n", NULL },
		{ 1, "dev set nic0 param "
		  "a23456789012345678901234567890123456789012345678901234567890123x=1",
		  "longer than 63 bytes (attribute param)", NULL },
	};

	CLI_CHECK_ALL(state, cases);
}

/* Each way to write a value. */
static void test_values(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "dev create 2 my-nic version 2 inactive", NULL,
		  "    version 2\n    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "    resources channel=2 queue=4 bandwidth=1G\n" },
		{ 0, "dev set nic0 param rss=off", NULL,
		  "    params rss=off rx-filter-size=64 serial= link=auto\n" },
		{ 0, "dev set nic0 param rss=on", NULL, " rss=on " },
		{ 0, "dev set nic0 param rss=no", NULL, " rss=off " },
		{ 0, "dev set nic0 param rss=yes", NULL, " rss=on " },
		{ 0, "dev set nic0 param rss=false", NULL, " rss=off " },
		{ 0, "dev set nic0 param rss=true", NULL, " rss=on " },
		{ 0, "dev set nic0 param rss=0", NULL, " rss=off " },
		{ 0, "dev set nic0 param rss=1", NULL, " rss=on " },
		{ 0, "dev set nic0 param serial=a=b", NULL, " serial=a=b " },
		{ 0, "dev set nic0 param serial=", NULL, " serial= " },
		{ 0, "dev set nic0 param rx-filter-size=18446744073709551615 param link=down "
		  "param serial=1.5 resource channel=8", NULL,
		  "    params rss=on rx-filter-size=18446744073709551615 serial=1.5 link=down\n"
		  "    resources channel=8 queue=1024@0 bandwidth=10G\n" },
		{ 0, "dev set nic0 resource bandwidth=2500M resource queue=8", NULL,
		  " queue=8@0 bandwidth=2500M\n" },
		{ 0, "-j dev set nic0 resource bandwidth=2500M", NULL,
		  "{\"name\":\"bandwidth\",\"amount\":2500000000,\"start\":null}" },
		{ 0, "dev create 2 m60-4q resource framebuffer=512M", NULL,
		  "    resources framebuffer=512M\n" },
		{ 0, "dev create 2 m60-4q resource framebuffer=536870913", NULL,
		  "    resources framebuffer=536870913\n" },
	};

	CLI_CHECK_ALL(state, cases);
}

/* A value that would move the cursor of a terminal is shown, not sent. */
static void test_control_characters(void **state)
{
	struct host *host = *state;
	static const struct cli_case cases[] = {
		{ 0, "dev show nic0", NULL, " serial=\\x1b[2J\\x1f\\x7f " },
		{ 0, "-j dev show nic0", NULL, "\"value\":\"\\u001b[2J\\u001f\x7f\"" },
	};

	strcpy(host_find(host, 21)->values[2].string, "\x1b[2J\x1f\x7f");
	CLI_CHECK_ALL(state, cases);
}

/* No limit but the kernel's. */
static void test_many(void **state)
{
	struct host *host = *state;
	char *words = test_calloc(1, 64 + 400 * 20);
	struct cli_case c = { 0, words, NULL, " channel=7 " };

	strcpy(words, "dev set nic0");
	for (int i = 0; i < 20; i++)
		strcat(words, " resource channel=1");
	strcat(words, " resource channel=7");
	cli_check(host, &c);
	test_free(words);
}

static void test_generation(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "dev set nic0 label nic1 if-generation 4", NULL, "nic1" },
		{ 1, "dev set nic1 label nic0 if-generation 4",
		  "subdevctl: dev nic1: changed meanwhile: the subdevice has changed "
		  "(attribute if-generation) (generation 5)\n", NULL },
		{ 1, "dev delete nic1 if-generation 18446744073709551615", "(generation 5)\n", NULL },
		{ 0, "dev delete nic1 if-generation 5", NULL, NULL },
	};

	CLI_CHECK_ALL(state, cases);
}

/* What a new one is, and what cannot be one. */
#define NIC0 "{ \"subdev_manifest\": 1, \"model\": \"" HOST_NIC "\", \"version\": 3, " \
	"\"params\": { \"rss\": true, \"rx-filter-size\": 128, \"link\": \"auto\" }, " \
	"\"resources\": { \"queue\": 4, \"bandwidth\": 1000000000 } }"
#define OTHER "{ \"subdev_manifest\": 1, \"model\": \"other\", \"version\": 9, " \
	"\"params\": { \"none\": 1 }, \"resources\": { \"channel\": 9 } }"

static void test_check(void **state)
{
	static const struct {
		const char *text;
		struct cli_case c;
	} cases[] = {
		{ NIC0, { 0, "manifest check %s nic0", NULL,
			  "COMPATIBLE PURPOSE ERRNO ERROR\nyes        state       0 -\n" } },
		{ NIC0, { 0, "manifest check %s 2 my-nic", NULL,
			  "yes        create      0 -\n" } },
		{ NIC0, { 0, "-j manifest check %s nic0", NULL,
			  "[{\"compatible\":true,\"purpose\":\"state\",\"errno\":0,\"error\":null,"
			  "\"reasons\":[]}]\n" } },
		{ OTHER, { 1, "manifest check %s 2 my-nic", NULL,
			   "no         create     22 EINVAL\n"
			   "    REASONS  NAME    WANTED HAD\n"
			   "    model    -       other  " HOST_NIC "\n"
			   "    param    none    there  -\n"
			   "    resource channel more   at most 8\n" } },
		{ OTHER, { 1, "-j manifest check %s nic0", NULL,
			   "\"reasons\":[{\"subject\":\"model\",\"name\":null,"
			   "\"wanted\":\"other\",\"had\":\"" HOST_NIC "\"}," } },
		{ NIC0, { 1, "manifest check %s web0", NULL,
			  "no         state      19 ENODEV\n" } },
		{ NIC0, { 1, "manifest check %s nobody", "subdevctl: manifest check: no such device: "
			  "no such subdevice", NULL } },
		{ "nonsense", { 1, "manifest check %s nic0",
				"subdevctl: manifest check: invalid: line 1: ", NULL } },
		{ "", { 1, "manifest check %s nic0", "invalid: line 1: ", NULL } },
		{ "[]", { 1, "manifest check %s nic0", "invalid: ", NULL } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		cli_check_file(*state, cases[i].text, &cases[i].c);
}

static void test_negotiate(void **state)
{
	static const struct {
		const char *text;
		struct cli_case c;
	} cases[] = {
		{ "[" OTHER "," NIC0 "]", { 0, "manifest negotiate %s 2 my-nic", NULL,
			"version 3 param rss=on param rx-filter-size=128 param link=auto "
			"resource queue=4 resource bandwidth=1000000000\n" } },
		{ "[" NIC0 "," OTHER "]", { 0, "-j manifest negotiate %s 2 my-nic", NULL,
			"[{\"compatible\":true,\"purpose\":\"create\",\"errno\":0,\"error\":null,"
			"\"reasons\":[],\"chosen\":0,\"version\":3,"
			"\"params\":[{\"name\":\"rss\",\"value\":true}," } },
		{ OTHER, { 1, "manifest negotiate %s 2 my-nic", NULL,
			"no         create     22 EINVAL\n    REASONS  NAME " } },
		{ OTHER, { 1, "-j manifest negotiate %s 2 my-nic", NULL,
			"\"chosen\":null,\"version\":null,\"params\":null,\"resources\":null}]\n" } },
		{ "[", { 1, "manifest negotiate %s 2 my-nic", "invalid: line 1: ", NULL } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		cli_check_file(*state, cases[i].text, &cases[i].c);
}

static void test_create_from_manifest(void **state)
{
	static const struct cli_case created = {
		0, "dev create 2 my-nic manifest %s label copy", NULL,
		"    params rss=on rx-filter-size=128 link=auto\n"
	};
	static const struct cli_case refused = {
		1, "dev create 2 my-nic manifest %s", "(attribute manifest.param[none])", NULL
	};

	cli_check_file(*state, NIC0, &created);
	cli_check_file(*state, OTHER, &refused);
}

static void test_files(void **state)
{
	static const struct cli_case cases[] = {
		{ 1, "manifest check /nowhere/nothing nic0",
		  "subdevctl: /nowhere/nothing: No such file or directory\n", NULL },
		{ 1, "manifest negotiate /nowhere/nothing 2 my-nic", "No such file or directory\n",
		  NULL },
		{ 1, "dev create 2 my-nic manifest /nowhere/nothing", "No such file or directory\n",
		  NULL },
		{ 1, "manifest check /tmp nic0", "subdevctl: /tmp: Is a directory\n", NULL },
		{ 1, "manifest check /dev/zero nic0", "message too long: ", NULL },
		{ 1, "manifest show plain", "manifest plain: no such device: no such subdevice",
		  NULL },
		{ 1, "manifest show 2 plain", "manifest 2: no such device: the type has no model",
		  NULL },
	};

	CLI_CHECK_ALL(state, cases);
	/* each was looked at before the kernel was asked for anything but the last two */
	assert_int_equal(((struct host *)*state)->fake.num_requests, 2);
}

/* The name of standard input. */
static void test_stdin(void **state)
{
	static const struct cli_case c = { 0, "manifest check - nic0", NULL, "yes" };
	char name[] = "/tmp/subdev-test-XXXXXX";
	int saved = dup(STDIN_FILENO), fd;

	cli_write_file(name, NIC0);
	fd = open(name, O_RDONLY);
	assert_true(fd >= 0);
	dup2(fd, STDIN_FILENO);
	cli_check(*state, &c);
	dup2(saved, STDIN_FILENO);
	close(saved);
	close(fd);
	unlink(name);
}

/* What is shown is JSON that check reads, whatever the options say. */
static void test_show(void **state)
{
	static const struct cli_case check_shown = { 0, "manifest check %s nic0", NULL, "yes" };
	struct tool_run text, json, list;
	struct host *host = *state;

	host_find(host, 21)->values[2].name[0] = '\0';
	tool_run(host, "manifest show nic0", &text);
	tool_run(host, "-jpd manifest show nic0", &json);
	assert_int_equal(text.code, 0);
	assert_string_equal(text.out, json.out);
	cli_check_file(host, text.out, &check_shown);
	tool_run(host, "manifest show 2 my-nic", &list);
	assert_int_equal(list.code, 0);
	assert_int_equal(list.out[0], '[');
}

/* The host's own answers, but that the first manifest is always the best. */
static void (*host_handle)(struct fake *fake, struct fake_socket *socket, const struct msg *request);

static void choose_first(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	const struct nlattr *manifest = msg_attr(request, SUBDEV_A_DEV_MANIFEST);
	struct msg m;
	size_t nest;

	if (msg_cmd(request) != SUBDEV_CMD_MANIFEST_NEGOTIATE) {
		host_handle(fake, socket, request);
		return;
	}
	msg_begin_genl(&m, fake->family, 0, 0, msg_cmd(request));
	nest = msg_nest(&m, SUBDEV_A_DEV_VERDICT);
	msg_put_u32(&m, SUBDEV_A_VERDICT_PURPOSE, SUBDEV_PURPOSE_CREATE);
	msg_put_u32(&m, SUBDEV_A_VERDICT_ERRNO, 0);
	msg_nest_end(&m, nest);
	msg_put_u32(&m, SUBDEV_A_DEV_CHOSEN, 0);
	msg_put(&m, SUBDEV_A_DEV_MANIFEST | NLA_F_NESTED, nla_data(manifest), nla_len(manifest));
	fake_answer(socket, request, &m);
	fake_ack(socket, request, 0, NULL);
}

/* What is no version begins with the newest that has its params; what must be is quoted. */
static void test_arguments(void **state)
{
	static const struct {
		const char *params;
		const char *out;
	} cases[] = {
		{ "\"link\": \"it's on\", \"rx-filter-size\": 99, \"rss\": false",
		  "version 3 param link='it'\\''s on' param rx-filter-size=99 param rss=off "
		  "resource queue=8\n" },
		{ "\"serial\": \"\", \"rx-filter-size\": 99",
		  "version 1 param serial= param rx-filter-size=99 resource queue=8\n" },
		{ "\"rss\": true", "param rss=on resource queue=8\n" },
		{ "", "resource queue=8\n" },
	};
	struct cli_case c = { 0, "manifest negotiate %s 2 my-nic", NULL, NULL };
	struct host *host = *state;
	char text[512];

	host_handle = host->fake.handle;
	host->fake.handle = choose_first;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(text, sizeof(text), "{ \"subdev_manifest\": 1, \"model\": \"" HOST_NIC
			 "\", \"params\": { %s }, \"resources\": { \"queue\": 8 } }",
			 cases[i].params);
		c.out = cases[i].out;
		cli_check_file(host, text, &c);
	}
}

static void test_complete(void **state)
{
	static const struct cli_completion cases[] = {
		{ "dev create 2 my-nic param ''", "rss=\nrx-filter-size=\nserial=\nlink=\n" },
		{ "dev create 2 my-nic param r", "rss=\nrx-filter-size=\n" },
		{ "dev create 2 my-nic param rss=", "rss=on\nrss=off\n" },
		{ "dev create 2 my-nic param link=", "link=auto\nlink=up\nlink=down\n" },
		{ "dev create 2 my-nic param link=u", "link=up\n" },
		{ "dev create 2 my-nic param serial=", "serial=\n" },
		{ "dev create 2 my-nic param rss=on param l", "link=\n" },
		{ "dev create 2 my-nic resource ''", "channel=\nqueue=\nbandwidth=\n" },
		{ "dev create 2 my-nic version ''", "1\n2\n3\n" },
		{ "dev create 2 my-nic version 2 ''", "uuid\nlabel\ninactive\nparam\nresource\n"
		  "manifest\nowner\nlease\ncount\ndry-run\n--\n" },
		{ "dev create 2 my-nic param rss=on ''", "uuid\nlabel\ninactive\nversion\nparam\n"
		  "resource\nmanifest\nowner\nlease\ncount\ndry-run\n--\n" },
		{ "dev create 2 plain param ''", "" },
		{ "dev create 2 none resource ''", "" },
		{ "dev create 2 my-nic manifest /dev/nul", "/dev/null\n" },
		{ "dev create 2 my-nic manifest /dev/nothing", "" },
		{ "dev set nic0 param li", "link=\n" },
		{ "dev set nic0 resource ''", "channel=\nqueue=\nbandwidth=\n" },
		{ "dev set nic0 version 3", "3\n" },
		{ "dev set nobody version ''", "" },
		{ "resource show 2 ''", "framebuffer\nchannel\nqueue\nbandwidth\nclock\n" },
		{ "resource show 2 ban", "bandwidth\n" },
		{ "model show 2 my", "my-nic\n" },
		{ "param show 2 my", "my-nic\n" },
		{ "manifest show n", "nic0\n" },
		{ "manifest show pl", "platform/sim.0\n" },
		{ "manifest show 2 m", "my-nic\nm60-4q\n" },
		{ "manifest check - pl", "platform/sim.0\n" },
		{ "manifest negotiate /dev/nul", "/dev/null\n" },
		{ "type show class ''", "other\nserial\ndisplay\naccel\nstorage\nnet\n" },
		{ "type show class net min ''", "queues\nspeed\n" },
		{ "type show class net min queues ''", "" },
		{ "type show class net min queues 4 m", "min\nmax\n" },
		{ "type show 2 cl", "class\n" },
		{ "type show max frame", "frame-rate-limit\nframebuffer\n" },
	};

	CLI_COMPLETE_ALL(state, cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_usage, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_kinds, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_unknown_names, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_values, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_control_characters, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_many, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_generation, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_check, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_negotiate, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_create_from_manifest, tool_setup,
						tool_teardown),
		cmocka_unit_test_setup_teardown(test_files, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_stdin, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_show, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_arguments, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_complete, tool_setup, tool_teardown),
	};

	return cmocka_run_group_tests_name("cli compose", tests, NULL, NULL);
}
