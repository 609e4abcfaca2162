// SPDX-License-Identifier: GPL-2.0-only
/* Pools on the command line. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <netlink/attr.h>

#include "harness.h"
#include "sent.h"
#include "tool.h"

static void test_usage(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "help pool", NULL, "\n  subdevctl pool show [NAME] [parent PARENT]\n" },
		{ 0, "help pool", NULL, "\n  subdevctl pool create NAME PARENT TYPE [version N] "
		  "[param NAME=VALUE]... [resource NAME=AMOUNT]... [size N] [low N] [max N]\n" },
		{ 0, "help pool", NULL, "\n  subdevctl pool set NAME [size N] [low N] "
		  "[max N|none] [if-generation N]\n" },
		{ 0, "help pool", NULL, "\n  subdevctl pool push NAME [count N] [dev DEV] [no-wait] "
		  "[timeout SECONDS] [if-generation N] [owner OWNER]\n" },
		{ 0, "help pool", NULL, "\n  subdevctl pool pull NAME [count N] [label LABEL] "
		  "[owner OWNER] [lease persistent|socket|ttl=SECONDS] [wait [SECONDS]] "
		  "[-- COMMAND...]\n" },
		{ 0, "help pool", NULL, "\n  subdevctl pool return DEV [no-wait] [timeout SECONDS] "
		  "[if-generation N] [owner OWNER]\n" },
		{ 0, "help pool", NULL, "\n  subdevctl pool delete NAME [force] [no-wait] "
		  "[timeout SECONDS] [if-generation N]\n" },
		{ 0, "pool pull -h", NULL, "Usage: subdevctl pool pull NAME [count N]" },
		{ 2, "pool show gold parent 1", "one pool, or those of a parent\nUsage: ", NULL },
		{ 2, "pool create", "pool create: NAME is missing\nUsage: ", NULL },
		{ 2, "pool create gold", "PARENT is missing", NULL },
		{ 2, "pool create gold 1", "TYPE is missing", NULL },
		{ 2, "pool create gold 1 serial-1 size", "size needs N", NULL },
		{ 2, "pool create gold 1 serial-1 size 4294967296",
		  "size: '4294967296' is not a number from 0 to 4294967295", NULL },
		{ 2, "pool create gold 1 serial-1 low -1", "low: '-1' is not a number", NULL },
		{ 2, "pool create gold 1 serial-1 max 0",
		  "max: '0' is not a number from 1 to 4294967295", NULL },
		{ 2, "pool create gold 1 serial-1 size 4 size 4", "size is given twice", NULL },
		{ 2, "pool create gold 2 my-nic param rss", "param: 'rss' is not NAME=VALUE", NULL },
		{ 2, "pool create gold 2 my-nic version 0", "version: '0' is not a number", NULL },
		{ 2, "pool set gold", "pool set: nothing to set\nUsage: ", NULL },
		{ 2, "pool set gold if-generation 4", "nothing to set", NULL },
		{ 2, "pool set gold max 0",
		  "max: '0' is neither a number from 1 to 4294967295 nor none", NULL },
		{ 2, "pool set gold max nones", "max: 'nones' is neither", NULL },
		{ 2, "pool push", "NAME is missing", NULL },
		{ 2, "pool push gold count 0", "count: '0' is not a number from 1 to 1024", NULL },
		{ 2, "pool push gold count 1025", "count: '1025' is not a number from 1 to 1024",
		  NULL },
		{ 2, "pool push gold count 4294967295", "count: '4294967295' is not a number", NULL },
		{ 2, "pool push gold count 2 dev 7", "count new ones, or dev\n", NULL },
		{ 2, "pool push gold no-wait", "no-wait, timeout, if-generation and owner go with "
		  "dev\n", NULL },
		{ 2, "pool push gold count 2 owner agent", "owner go with dev\n", NULL },
		{ 2, "pool pull", "NAME is missing", NULL },
		{ 2, "pool pull gold count 0", "count: '0' is not a number from 1 to 1024", NULL },
		{ 2, "pool pull gold count 4294967295", "count: '4294967295' is not a number", NULL },
		{ 2, "pool pull gold count 2 label a", "no two can have one label\n", NULL },
		{ 2, "pool pull gold wait 1000001", "wait: '1000001' is not a number from 0 to "
		  "1000000", NULL },
		{ 2, "pool pull gold wait -1", "wait: '-1' is not a number from 0", NULL },
		{ 2, "pool pull gold wait 5x", "wait: '5x' is not a number from 0", NULL },
		{ 2, "pool pull gold wait 5 6", "'6' is unknown", NULL },
		{ 2, "pool pull gold wait wait", "wait is given twice", NULL },
		{ 2, "pool pull gold wait soon", "'soon' is unknown", NULL },
		{ 2, "pool pull gold lease socket",
		  "lease socket without COMMAND would end at once\nUsage: ", NULL },
		{ 2, "pool pull gold lease ttl=5 -- true", "with COMMAND the lease is socket\n", NULL },
		{ 2, "pool pull gold lease persistent -- true", "with COMMAND the lease is socket\n",
		  NULL },
		{ 2, "pool pull gold --", "-- needs COMMAND", NULL },
		{ 2, "pool pull gold wait --", "-- needs COMMAND", NULL },
		{ 2, "pool return", "DEV is missing", NULL },
		{ 2, "pool return 7 count 2", "'count' is unknown", NULL },
		{ 2, "pool delete", "NAME is missing", NULL },
		{ 2, "pool p gold", "'p' is ambiguous: push or pull", NULL },
		{ 2, "dev create 1 serial-1 count 0", "count: '0' is not a number from 1 to 1024",
		  NULL },
		{ 2, "dev create 1 serial-1 count 2 label a", "no two can have one UUID or one label",
		  NULL },
		{ 2, "dev create 1 serial-1 count 2 dry-run", "a dry run is of one", NULL },
		{ 2, "dev create 1 serial-1 count 2 lease socket", "lease socket without COMMAND",
		  NULL },
	};

	CLI_CHECK_ALL(state, cases);
	assert_int_equal(((struct host *)*state)->fake.num_requests, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_usage, tool_setup, tool_teardown),
	};

	return cmocka_run_group_tests_name("cli pool", tests, NULL, NULL);
}
