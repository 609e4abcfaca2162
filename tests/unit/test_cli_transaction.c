// SPDX-License-Identifier: GPL-2.0-only
/* The command line: files that are one transaction. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "sent.h"
#include "tool.h"

/* One byte too long. */
#define LONG "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

struct file_case {
	const char *text;
	struct cli_case c;
};

#define CHECK_ALL(state, cases) \
	do { \
		for (size_t i = 0; i < ARRAY_SIZE(cases); i++) \
			cli_check_file(*(state), (cases)[i].text, &(cases)[i].c); \
	} while (0)

/* The pools of the host are there. */
static int pools_setup(void **state)
{
	tool_setup(state);
	host_add_pools(*state);
	return 0;
}

static void test_usage(void **state)
{
	static const struct cli_case cases[] = {
		{ 2, "batch transaction",
		  "batch transaction: FILE is missing\nUsage: subdevctl batch transaction FILE\n", NULL },
		{ 2, "batch transaction a b", "batch transaction: 'b' is unknown", NULL },
		{ 2, "-force batch transaction /dev/null", "-force does not go with a transaction", NULL },
		{ 1, "batch transaction /nonexistent", "subdevctl: /nonexistent: No such file", NULL },
		{ 2, "batch transaction /dev/null", "subdevctl: /dev/null: it has no commands\n", NULL },
		/* a verb is written in full where there could be a file */
		{ 1, "batch trans", "subdevctl: trans: No such file", NULL },
	};

	CLI_CHECK_ALL(state, cases);
	assert_int_equal(((struct host *)*state)->fake.num_requests, 0);
}

/* Each line is looked at before anything is asked. */
static void test_bad_lines(void **state)
{
#define FINE "dev create 1 serial-1\n"
#define ONLY "only dev create and pool pull can be in a transaction\n"
	static const struct file_case cases[] = {
		{ FINE "nonsense\n", { 2, "batch transaction %s", ":2: 'nonsense' is unknown", NULL } },
		{ FINE "\ndev show 7\n", { 2, "batch transaction %s", ":3: dev show: " ONLY, NULL } },
		{ FINE "dev delete 7", { 2, "batch transaction %s", ":2: dev delete: " ONLY, NULL } },
		{ FINE "pool return 33", { 2, "batch transaction %s", ":2: pool return: " ONLY, NULL } },
		{ FINE "pool push gold", { 2, "batch transaction %s", ":2: pool push: " ONLY, NULL } },
		{ FINE "pool create a 1 serial-1", { 2, "batch transaction %s",
		  ":2: pool create: " ONLY, NULL } },
		{ FINE "version", { 2, "batch transaction %s", ":2: version: " ONLY, NULL } },
		{ FINE "batch -", { 2, "batch transaction %s", ":2: batch: not in a batch\n", NULL } },
		{ FINE "pool pull gold wait", { 2, "batch transaction %s",
		  ":2: pool pull: a transaction does not wait\n", NULL } },
		{ FINE "dev create 1 serial-1 dry-run", { 2, "batch transaction %s",
		  ":2: dev create: no dry run in a transaction\n", NULL } },
		{ FINE "pool pull gold lease socket", { 2, "batch transaction %s",
		  ":2: pool pull: lease socket without COMMAND would end at once\n", NULL } },
		{ FINE "pool pull gold -- true", { 2, "batch transaction %s",
		  ":2: pool pull: no COMMAND can be run from a batch\n", NULL } },
		{ FINE "pool pull gold count 0", { 2, "batch transaction %s",
		  ":2: pool pull: count: '0' is not a number from 1 to 1024\n", NULL } },
		{ FINE "pool pull gold count 2 label a", { 2, "batch transaction %s",
		  ":2: pool pull: no two can have one label\n", NULL } },
		{ FINE "pool pull gold count 1024", { 2, "batch transaction %s",
		  ":2: pool pull: more than 1024 subdevices up to here\n", NULL } },
		{ "pool pull gold count 1000\n" FINE "pool pull gold count 24", { 2,
		  "batch transaction %s", ":3: pool pull: more than 1024 subdevices up to here\n",
		  NULL } },
	};

	CHECK_ALL(state, cases);
	assert_int_equal(((struct host *)*state)->fake.num_requests, 0);
}

/* What one virtual machine needs. */
static const char *const needs =
	"pool pull gold count 2 owner vm/7\n"
	"dev create 2 my-nic owner vm/7 label nic7\n"
	"\n"
	"dev create 1 serial-1 count 2 owner vm/7\n";

static void check_output(struct host *host, const char *words, const char *expected)
{
	char name[] = "/tmp/subdev-test-XXXXXX", line[64];

	cli_write_file(name, needs);
	snprintf(line, sizeof(line), words, name);
	golden_check_output(host, line, expected);
	unlink(name);
}

static void test_text(void **state)
{
	struct host *host = *state;

	check_output(host, "batch transaction %s",
		  "ID UUID                                 LABEL PARENT           TYPE     "
		  "STATE NODE\n"
		  "31 31313131-28ae-4d2a-abf7-158809cf4f3c -     platform/sim.0   my-nic   "
		  "idle  /dev/vfio/31\n"
		  "    owner vm/7 pool gold version 2\n"
		  "    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "    resources channel=2 queue=4 bandwidth=1G\n"
		  "32 32323232-28ae-4d2a-abf7-158809cf4f3c -     platform/sim.0   my-nic   "
		  "idle  /dev/vfio/32\n"
		  "    owner vm/7 pool gold version 2\n"
		  "    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "    resources channel=2 queue=4 bandwidth=1G\n"
		  " 9 00000000-0000-4000-8000-000000000001 nic7  platform/sim.0   my-nic   "
		  "idle  /dev/vfio/12\n"
		  "    owner vm/7 version 3\n"
		  "    params rss=on rx-filter-size=128 link=auto\n"
		  "    resources channel=2 queue=4 bandwidth=1G\n"
		  "10 00000000-0000-4000-8000-000000000002 -     pci/0000:00:04.0 serial-1 "
		  "idle  /dev/vfio/12\n"
		  "    owner vm/7\n"
		  "    resources port=1\n"
		  "11 00000000-0000-4000-8000-000000000003 -     pci/0000:00:04.0 serial-1 "
		  "idle  /dev/vfio/12\n"
		  "    owner vm/7\n"
		  "    resources port=1\n");
	assert_int_equal(host->fake.num_requests, 2);
	assert_int_equal(msg_cmd(host->fake.requests[0]), SUBDEV_CMD_TRANSACTION_RUN);
}

/* Each object has its line. */
static void test_json(void **state)
{
	check_output(*state, "-j batch transaction %s",
		  "{\"line\":1,\"id\":31,\"uuid\":\"31313131-28ae-4d2a-abf7-158809cf4f3c\","
		  "\"label\":null,\"parent\":\"platform/sim.0\",\"type\":\"my-nic\","
		  "\"state\":\"idle\",\"node\":\"/dev/vfio/31\",\"owner\":\"vm/7\","
		  "\"lease\":\"persistent\",\"ttl\":null,\"pool\":\"gold\",\"ready\":false,"
		  "\"why\":null,\"version\":2,\"params\":[{\"name\":\"rss\",\"value\":true},"
		  "{\"name\":\"rx-filter-size\",\"value\":64},{\"name\":\"serial\","
		  "\"value\":\"\"},{\"name\":\"link\",\"value\":\"auto\"}],"
		  "\"resources\":[{\"name\":\"channel\",\"amount\":2,\"start\":null},"
		  "{\"name\":\"queue\",\"amount\":4,\"start\":null},{\"name\":\"bandwidth\","
		  "\"amount\":1000000000,\"start\":null}]}\n"
		  "{\"line\":1,\"id\":32,\"uuid\":\"32323232-28ae-4d2a-abf7-158809cf4f3c\","
		  "\"label\":null,\"parent\":\"platform/sim.0\",\"type\":\"my-nic\","
		  "\"state\":\"idle\",\"node\":\"/dev/vfio/32\",\"owner\":\"vm/7\","
		  "\"lease\":\"persistent\",\"ttl\":null,\"pool\":\"gold\",\"ready\":false,"
		  "\"why\":null,\"version\":2,\"params\":[{\"name\":\"rss\",\"value\":true},"
		  "{\"name\":\"rx-filter-size\",\"value\":64},{\"name\":\"serial\","
		  "\"value\":\"\"},{\"name\":\"link\",\"value\":\"auto\"}],"
		  "\"resources\":[{\"name\":\"channel\",\"amount\":2,\"start\":null},"
		  "{\"name\":\"queue\",\"amount\":4,\"start\":null},{\"name\":\"bandwidth\","
		  "\"amount\":1000000000,\"start\":null}]}\n"
		  "{\"line\":2,\"id\":9,\"uuid\":\"00000000-0000-4000-8000-000000000001\","
		  "\"label\":\"nic7\",\"parent\":\"platform/sim.0\",\"type\":\"my-nic\","
		  "\"state\":\"idle\",\"node\":\"/dev/vfio/12\",\"owner\":\"vm/7\","
		  "\"lease\":\"persistent\",\"ttl\":null,\"pool\":null,\"ready\":null,"
		  "\"why\":null,\"version\":3,\"params\":[{\"name\":\"rss\",\"value\":true},"
		  "{\"name\":\"rx-filter-size\",\"value\":128},{\"name\":\"link\","
		  "\"value\":\"auto\"}],\"resources\":[{\"name\":\"channel\",\"amount\":2,"
		  "\"start\":null},{\"name\":\"queue\",\"amount\":4,\"start\":null},"
		  "{\"name\":\"bandwidth\",\"amount\":1000000000,\"start\":null}]}\n"
		  "{\"line\":4,\"id\":10,\"uuid\":\"00000000-0000-4000-8000-000000000002\","
		  "\"label\":null,\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-1\","
		  "\"state\":\"idle\",\"node\":\"/dev/vfio/12\",\"owner\":\"vm/7\","
		  "\"lease\":\"persistent\",\"ttl\":null,\"pool\":null,\"ready\":null,"
		  "\"why\":null,\"version\":null,\"params\":[],"
		  "\"resources\":[{\"name\":\"port\",\"amount\":1,\"start\":null}]}\n"
		  "{\"line\":4,\"id\":11,\"uuid\":\"00000000-0000-4000-8000-000000000003\","
		  "\"label\":null,\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-1\","
		  "\"state\":\"idle\",\"node\":\"/dev/vfio/12\",\"owner\":\"vm/7\","
		  "\"lease\":\"persistent\",\"ttl\":null,\"pool\":null,\"ready\":null,"
		  "\"why\":null,\"version\":null,\"params\":[],"
		  "\"resources\":[{\"name\":\"port\",\"amount\":1,\"start\":null}]}\n");
}

/* Why nothing was done, and because of which line. */
static void test_refused(void **state)
{
	static const struct file_case cases[] = {
		{ "# c\ndev create 1 serial-1\npool pull gold count 3", { 1, "batch transaction %s",
		  ":3: pool gold: not now: the pool is empty: exhausted (attribute item[1].pool)\n",
		  NULL } },
		{ "pool pull none\npool pull gold", { 1, "batch transaction %s",
		  ":1: pool none: not found: no such pool (attribute item[0].pool)\n", NULL } },
		{ "pool pull gold label gpu0", { 1, "batch transaction %s",
		  ":1: pool gold: exists: the label is taken (attribute item[0].label)\n", NULL } },
		{ "dev create 2 my-nic\ndev create 2 my-nic resource none=1", { 1, "batch transaction %s",
		  ":2: dev create: not found: no such resource (attribute item[1].resource[none])\n",
		  NULL } },
		/* what is found out when it is composed */
		{ "dev create 2 my-nic\ndev create 2 my-nic resource channel=8K", { 2,
		  "batch transaction %s", ":2: dev create: resource channel: '8K' has a letter, and "
		  "things are counted without\n", NULL } },
		{ "dev create 2 my-nic\n\npool pull gold label " LONG, { 1, "batch transaction %s",
		  ":3: pool gold: invalid: longer than 63 bytes", NULL } },
	};
	struct host *host = *state;

	CHECK_ALL(state, cases);
	assert_null(host_find(host, 9));
	assert_true(host_find(host, 31)->ready);
}

static void test_not_permitted(void **state)
{
	static const struct file_case c = {
		"pool pull gold", { 1, "batch transaction %s",
		"subdevctl: batch transaction: not permitted: needs CAP_NET_ADMIN\n", NULL }
	};
	struct host *host = *state;

	host->refuse = -EPERM;
	cli_check_file(host, c.text, &c.c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_usage, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_bad_lines, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_text, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_json, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_refused, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_not_permitted, pools_setup, tool_teardown),
	};

	return cmocka_run_group_tests_name("cli transaction", tests, NULL, NULL);
}
