// SPDX-License-Identifier: GPL-2.0-only
/* Limits on the command line. */
#include <errno.h>
#include <string.h>

#include <netlink/attr.h>

#include "harness.h"
#include "sent.h"
#include "tool.h"

static void test_usage(void **state)
{
	static const struct cli_case cases[] = {
		{ 2, "parent set 1 limit", "limit needs owner and resource", NULL },
		{ 2, "parent set 1 limit owner agent", "limit needs owner and resource", NULL },
		{ 2, "parent set 1 limit resource port=1", "limit needs owner and resource", NULL },
		{ 2, "parent set 1 owner agent", "owner and resource are of a limit", NULL },
		{ 2, "parent set 1 owner agent resource port=1", "owner and resource are of a limit",
		  NULL },
		{ 2, "parent set 1 cordon on limit owner agent resource port=1",
		  "cordon and limit are set one at a time", NULL },
		{ 2, "parent set 1 limit owner agent resource port", "resource: 'port' is not "
		  "NAME=AMOUNT|none\nUsage: subdevctl parent set PARENT [cordon on|off] [limit] "
		  "[owner OWNER] [resource NAME=AMOUNT|none]...\n", NULL },
		{ 2, "parent set 1 limit owner agent resource =none",
		  "resource: '=none' is not NAME=AMOUNT|none", NULL },
		{ 2, "parent set 1 limit owner agent resource port=-1",
		  "resource port: '-1' is not a number like 64, 512M or 2G", NULL },
		{ 2, "parent set 1 limit owner agent resource port=nones",
		  "resource port: 'nones' is not a number", NULL },
		{ 2, "parent set 1 limit owner agent resource port=", "resource port: '' is not a",
		  NULL },
		{ 2, "parent set 1 limit owner agent owner agent", "owner is given twice", NULL },
		{ 2, "limit show 1 2", "'2' is unknown", NULL },
		{ 2, "limit show owner", "owner needs OWNER", NULL },
		{ 2, "limit set 1", "limit: 'set' is unknown", NULL },
	};

	CLI_CHECK_ALL(state, cases);
	assert_int_equal(((struct host *)*state)->fake.num_requests, 0);
}

static void test_show(void **state)
{
	static const struct golden cases[] = {
		{ "limit show",
		  "PARENT           OWNER RESOURCE    LIMIT USED\n"
		  "pci/0000:00:04.0 agent port            4    4\n"
		  "platform/sim.0   vm/21 framebuffer    2G    0\n"
		  "platform/sim.0   vm/21 bandwidth      5G  10G\n",
		  "[{\"parent\":\"pci/0000:00:04.0\",\"owner\":\"agent\",\"resource\":\"port\","
		  "\"limit\":4,\"used\":4},{\"parent\":\"platform/sim.0\",\"owner\":\"vm/21\","
		  "\"resource\":\"framebuffer\",\"limit\":2147483648,\"used\":0},"
		  "{\"parent\":\"platform/sim.0\",\"owner\":\"vm/21\","
		  "\"resource\":\"bandwidth\",\"limit\":5000000000,\"used\":10000000000}]\n" },
		{ "-d limit show 1",
		  "PARENT           OWNER RESOURCE LIMIT USED PARENT-INDEX\n"
		  "pci/0000:00:04.0 agent port         4    4            1\n",
		  "[{\"parent\":\"pci/0000:00:04.0\",\"owner\":\"agent\",\"resource\":\"port\","
		  "\"limit\":4,\"used\":4,\"parent_index\":1}]\n" },
		{ "limit show platform/sim.0 owner agent", "", "[]\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		golden_check(*state, &cases[i]);
}

static void test_set(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "parent set 1 limit owner vm/7 resource port=8", NULL,
		  "16\n    resources port=11/16\n" },
		{ 0, "-j parent set 2 limit owner vm/21 resource framebuffer=512M resource "
		  "bandwidth=none resource clock=2G", NULL, "\"name\":\"platform/sim.0\"" },
		{ 0, "limit show 1 owner vm/7", NULL, "pci/0000:00:04.0 vm/7  port         8    0\n" },
		{ 0, "-j limit show 2", NULL, "\"resource\":\"framebuffer\",\"limit\":536870912," },
		{ 0, "-j limit show 2", NULL, "\"resource\":\"clock\",\"limit\":2000000000," },
		{ 1, "parent set 9 limit owner vm/7 resource port=8",
		  "subdevctl: parent 9: no such device: no such parent", NULL },
		{ 1, "parent set 1 limit owner vm/7 resource none=8", "subdevctl: parent 1: not "
		  "found: no such resource (attribute limit[none].resource)\n", NULL },
		{ 1, "parent set 1 limit owner vm/7 resource none=8G", "parent 1: not found: ", NULL },
		{ 1, "parent set 1 limit owner vm/7 resource none=none", "parent 1: not found: ", NULL },
		/* the unit is known only now */
		{ 2, "parent set 1 limit owner vm/7 resource port=8G",
		  "resource port: '8G' has a letter, and things are counted without", NULL },
		{ 1, "parent set 9 limit owner vm/7 resource port=8G", "parent 9: no such device", NULL },
	};

	CLI_CHECK_ALL(state, cases);
}

/* Only letters need the parent to be asked before. */
static void test_asked(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "-j parent set 2 limit owner vm/7 resource channel=8 resource queue=none", NULL, "" },
		{ 0, "-j parent set 2 limit owner vm/7 resource framebuffer=8K", NULL, "" },
	};
	struct host *host = *state;

	cli_check(host, &cases[0]);
	assert_int_equal(host->fake.num_requests, 1);
	assert_sent(&host->fake, SUBDEV_CMD_PARENT_SET, 3);
	cli_check(host, &cases[1]);
	assert_int_equal(host->fake.num_requests, 3);
	assert_int_equal(host->limits[4].amount, 8192);
}

static void test_complete(void **state)
{
	static const struct cli_completion cases[] = {
		{ "l", "limit\n" },
		{ "limit ''", "show\n" },
		{ "limit show p", "pci/0000:00:04.0\nplatform/sim.0\n" },
		{ "limit show 2 ''", "owner\n" },
		{ "limit show owner a", "agent\n" },
		{ "parent set 2 ''", "cordon\nlimit\nowner\nresource\n" },
		{ "parent set 2 limit ''", "cordon\nowner\nresource\n" },
		{ "parent set 2 limit owner vm/7 resource ''",
		  "framebuffer=\nchannel=\nqueue=\nbandwidth=\nclock=\n" },
		{ "parent set 2 limit owner vm/7 resource q", "queue=\n" },
		{ "parent set 2 limit owner vm/7 resource queue=", "queue=none\n" },
		{ "parent set 2 limit owner vm/7 resource queue=5", "" },
		{ "parent set 9 limit owner vm/7 resource q", "" },
	};

	CLI_COMPLETE_ALL(state, cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_usage, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_show, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_set, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_asked, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_complete, tool_setup, tool_teardown),
	};

	return cmocka_run_group_tests_name("cli limit", tests, NULL, NULL);
}
