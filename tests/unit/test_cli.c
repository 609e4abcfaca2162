// SPDX-License-Identifier: GPL-2.0-only
/* The command line. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "tool.h"

static void test_help(void **state)
{
	static const struct cli_case cases[] = {
		{ 2, "", "Usage: subdevctl [-j] [-p] [-d] NOUN", NULL },
		{ 2, "-j", "Usage: subdevctl", NULL },
		{ 0, "help", NULL, "Usage: subdevctl [-j] [-p] [-d] NOUN" },
		{ 0, "-h", NULL, "Usage: subdevctl [-j] [-p] [-d] NOUN" },
		{ 0, "--help", NULL, "  monitor  " },
		{ 0, "help dev", NULL, "  subdevctl dev set DEV [label LABEL] [version N] "
		  "[param NAME=VALUE]... [resource NAME=AMOUNT]... [if-generation N]\n" },
		{ 0, "dev help", NULL, "  subdevctl dev set DEV [label LABEL] [version N]" },
		{ 0, "dev --help", NULL, "  subdevctl dev show [DEV] [owner OWNER] [pool POOL]\n" },
		{ 0, "-h dev", NULL, "  subdevctl dev show [DEV] [owner OWNER] [pool POOL]\n" },
		{ 0, "help type", NULL, "  subdevctl type show [PARENT [TYPE]] [class CLASS] "
		  "[min ATTRIBUTE N]... [max ATTRIBUTE N]...\n" },
		{ 0, "help manifest", NULL, "  subdevctl manifest show DEV | PARENT TYPE\n" },
		{ 0, "manifest check -h", NULL,
		  "Usage: subdevctl manifest check FILE DEV | PARENT TYPE\n" },
		{ 0, "help monitor", NULL,
		  "Usage: subdevctl monitor [parent PARENT] [owner OWNER] [pool POOL] [kind KIND]... [sync] "
		  "[count EVENTS] [timeout SECONDS]\n" },
		{ 0, "help dev create", NULL, "Usage: subdevctl dev create PARENT TYPE "
		  "[uuid UUID] [label LABEL] [inactive] [version N] [param NAME=VALUE]... "
		  "[resource NAME=AMOUNT]... [manifest FILE] [owner OWNER] "
		  "[lease persistent|socket|ttl=SECONDS] [count N] [dry-run] [-- COMMAND...]\n" },
		{ 0, "dev create --help", NULL, "Usage: subdevctl dev create PARENT" },
		{ 0, "dev create -h 1 nonsense", NULL, "Usage: subdevctl dev create PARENT" },
		{ 0, "dev delete -h", NULL, "Usage: subdevctl dev delete [DEV] [force] [no-wait]" },
		{ 0, "help help", NULL, "Usage: subdevctl" },
		{ 2, "help nonsense", "'nonsense' is unknown", NULL },
		{ 2, "help dev nonsense", "dev: 'nonsense' is unknown", NULL },
		{ 0, "version", NULL, "subdevctl " SUBDEV_VERSION " libsubdev " SUBDEV_VERSION },
		{ 0, "-V", NULL, "subdevctl " SUBDEV_VERSION },
		{ 0, "--version", NULL, "subdevctl " SUBDEV_VERSION },
		{ 0, "dev show 7 -V", NULL, "subdevctl " SUBDEV_VERSION },
		{ 0, "-j version", NULL, "{\"subdevctl\":\"" SUBDEV_VERSION "\"," },
	};

	CLI_CHECK_ALL(state, cases);
}

static void test_usage(void **state)
{
	static const struct cli_case cases[] = {
		{ 2, "nonsense", "subdevctl: 'nonsense' is unknown, see subdevctl help", NULL },
		{ 2, "''", "'' is unknown", NULL },
		{ 2, "dev nonsense", "dev: 'nonsense' is unknown", NULL },
		{ 2, "dev ''", "dev: '' is unknown", NULL },
		{ 2, "dev d", "'d' is ambiguous: deactivate or delete", NULL },
		{ 2, "dev s", "'s' is ambiguous: show or stats", NULL },
		{ 2, "-x", "'-x' is not an option", NULL },
		{ 2, "-", "'-' is unknown", NULL },
		{ 2, "--", "'--' is unknown", NULL },
		{ 2, "-jx dev", "'-jx' is not an option", NULL },
		{ 2, "--jso dev", "'--jso' is not an option", NULL },
		{ 2, "parent show 1 2", "parent show: '2' is unknown", NULL },
		{ 2, "type show 1 a b", "'b' is unknown", NULL },
		{ 2, "dev show 7 8", "'8' is unknown", NULL },
		{ 2, "version 1", "'1' is unknown", NULL },
		{ 2, "dev create", "dev create: PARENT is missing\nUsage: subdevctl dev create",
		  NULL },
		{ 2, "dev create 1", "TYPE is missing", NULL },
		{ 2, "dev create 1 serial-1 uuid", "uuid needs UUID", NULL },
		{ 2, "dev create 1 serial-1 label", "label needs LABEL", NULL },
		{ 2, "dev create 1 serial-1 label a label b", "label is given twice", NULL },
		{ 2, "dev create 1 serial-1 inactive inactive", "inactive is given twice", NULL },
		{ 2, "dev create 1 serial-1 force", "'force' is unknown", NULL },
		{ 2, "dev set", "DEV is missing", NULL },
		{ 2, "dev set 7", "dev set: nothing to set\nUsage: subdevctl dev set DEV", NULL },
		{ 2, "dev set 7 if-generation 3", "nothing to set", NULL },
		{ 2, "dev set 7 label", "label needs LABEL", NULL },
		{ 2, "dev activate", "DEV is missing", NULL },
		{ 2, "dev deactivate", "DEV is missing", NULL },
		{ 2, "dev deactivate 7 force", "'force' is unknown", NULL },
		{ 2, "dev delete 7 timeout", "timeout needs SECONDS", NULL },
		{ 2, "dev delete 7 timeout x", "timeout: 'x' is not a number from 0 to 1000000", NULL },
		{ 2, "dev delete 7 timeout 1000001", "is not a number from 0 to 1000000", NULL },
		{ 2, "monitor kind", "kind needs KIND", NULL },
		{ 2, "monitor kind dev", "'dev' is not a kind of event", NULL },
		{ 2, "monitor owner a owner b", "owner is given twice", NULL },
		{ 2, "monitor count", "count needs EVENTS", NULL },
		{ 2, "monitor count 1x", "count: '1x' is not a number from 0 to 4294967295", NULL },
		{ 2, "monitor count ''", "count: '' is not a number", NULL },
		{ 2, "monitor show", "'show' is unknown", NULL },
	};

	CLI_CHECK_ALL(state, cases);
	/* none of them asked the kernel for anything */
	assert_int_equal(((struct host *)*state)->fake.num_requests, 0);
}

static void test_abbreviations(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "pare", NULL, "pci/0000:00:04.0" },
		{ 0, "pare sh 1", NULL, "pci/0000:00:04.0" },
		{ 2, "p", "'p' is ambiguous: parent or pool", NULL },
		{ 0, "t s 1", NULL, "serial-4" },
		{ 0, "d", NULL, "web0" },
		{ 0, "dev sh", NULL, "web0" },
		{ 0, "d c 1 serial-1 la short i", NULL, "short" },
		{ 0, "d a short", NULL, "idle" },
		{ 0, "d dea short n", NULL, "removing" },
		{ 0, "d del 7 f n", NULL, NULL },
		{ 0, "v", NULL, "subdevctl" },
		{ 0, "h d c", NULL, "Usage: subdevctl dev create" },
	};

	CLI_CHECK_ALL(state, cases);
}

static void test_options_anywhere(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "dev show 7 -j", NULL, "[{\"id\":7," },
		{ 0, "dev -jd show 7", NULL, "\"sysfs\":\"/sys/bus/subdev/devices/" },
		{ 0, "--json dev --details show 7", NULL, "\"group\":12" },
		{ 0, "-jp dev show 7", NULL, "[\n  {\n    \"id\":" },
		{ 0, "--json --pretty dev show 7", NULL, "[\n  {\n    \"id\":" },
		{ 0, "-json dev show 7 -pretty", NULL, "[\n  {\n    \"id\":" },
		{ 2, "-jsonx dev show 7", "'-jsonx' is not an option", NULL },
	};

	CLI_CHECK_ALL(state, cases);
}

/* An object is told by all its names. */
static void test_references(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "parent show 2", NULL, "platform/sim.0" },
		{ 0, "parent show platform/sim.0", NULL, "platform/sim.0" },
		{ 0, "dev show 7", NULL, "web0" },
		{ 0, "dev show web0", NULL, "6ba7b810-9dad-41d1-80b4-00c04fd430c8" },
		{ 0, "dev show 6BA7B810-9DAD-41D1-80B4-00C04FD430C8", NULL, "web0" },
		{ 1, "dev show 5", "subdevctl: dev 5: no such device: no such subdevice\n", NULL },
		{ 1, "dev show web9", "subdevctl: dev web9: no such device: no such subdevice",
		  NULL },
		/* a label like a verb or a keyword is a label where DEV is wanted */
		{ 1, "dev show help", "subdevctl: dev help: no such device", NULL },
		{ 1, "dev activate ttl", "subdevctl: dev ttl: no such device", NULL },
		{ 1, "dev show 7x", "dev 7x: invalid: '7x' is neither an id, a UUID "
		  "nor a label\n", NULL },
		{ 1, "dev show 0", "dev 0: out of range: 0 is not a number from "
		  "1 to 4294967295\n", NULL },
		{ 1, "parent show pci", "subdevctl: parent pci: invalid: 'pci' is "
		  "neither an index nor bus/name\n", NULL },
		{ 1, "parent show 9", "parent 9: no such device: no such parent\n", NULL },
		{ 1, "type show 1 none", "type 1: not found: no such type\n", NULL },
		{ 1, "dev create 1 serial-1 uuid 12", "subdevctl: dev create: invalid: "
		  "'12' is not a UUID (attribute uuid)\n", NULL },
	};

	CLI_CHECK_ALL(state, cases);
}

static void test_commands(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "dev create pci/0000:00:04.0 serial-1", NULL, "idle" },
		{ 0, "dev create 1 serial-1 label a inactive "
		  "uuid 00000000-0000-4000-8000-000000000001", NULL, "inactive" },
		{ 0, "dev set web0 label web1", NULL, "web1" },
		{ 0, "dev set web1 label ''", NULL, "7" },
		{ 0, "dev deactivate 7", NULL, "inactive" },
		{ 0, "dev activate 7", NULL, "/dev/vfio/20" },
		{ 0, "dev delete 7", NULL, NULL },
		{ 1, "dev show 7", "no such subdevice", NULL },
		{ 0, "-j dev delete 8 force", NULL, NULL },
	};

	CLI_CHECK_ALL(state, cases);
}

static void test_wait(void **state)
{
	struct host *host = *state;
	static const struct cli_case cases[] = {
		{ 0, "dev deactivate 7 no-wait", NULL, "removing" },
		{ 0, "dev delete 8 timeout 0", NULL, NULL },
		{ 1, "dev delete 4294967295 timeout 1", "subdevctl: dev 4294967295: "
		  "timed out: still in state removing\n", NULL },
	};

	host->hold = true;
	CLI_CHECK_ALL(state, cases);
}

static void test_refused(void **state)
{
	struct host *host = *state;
	static const struct {
		int err;
		const char *text;
		uint16_t attr;
		struct cli_case c;
	} cases[] = {
		{ -EBUSY, "open by a VFIO user", 0, { 1, "dev delete 8",
		  "subdevctl: dev 8: busy: open by a VFIO user\n", NULL } },
		{ -EEXIST, "label web0 is taken", SUBDEV_A_DEV_LABEL, { 1,
		  "dev create 1 serial-1 label web0", "subdevctl: dev create: exists: "
		  "label web0 is taken (attribute label)\n", NULL } },
		{ -EPERM, NULL, 0, { 1, "dev set 7 label a", "subdevctl: dev 7: not "
		  "permitted: needs CAP_NET_ADMIN\n", NULL } },
		{ -ENOSPC, "16 subdevices wanted, 0 free", SUBDEV_A_DEV_PARENT_INDEX, { 1,
		  "dev create 1 serial-1", "not enough left: 16 subdevices wanted, 0 free "
		  "(attribute parent-index)\n", NULL } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		host->refuse = cases[i].err;
		host->refuse_text = cases[i].text;
		host->refuse_attr = cases[i].attr;
		cli_check(host, &cases[i].c);
	}
}

static void test_no_module(void **state)
{
	struct host *host = *state;
	static const struct cli_case cases[] = {
		{ 1, "dev show", "subdevctl: dev show: protocol not supported: the kernel has no "
		  "subdevices: load the module subdev\n", NULL },
		{ 1, "monitor", "subdevctl: monitor: protocol not supported", NULL },
		{ 0, "complete dev activate ''", NULL, NULL },
		{ 0, "version", NULL, "subdevctl" },
		{ 0, "help", NULL, "Usage" },
	};

	host->fake.no_family = true;
	CLI_CHECK_ALL(state, cases);
}

/* A list that cannot be had consistent is shown, and said to be so. */
static void test_unstable(void **state)
{
	struct host *host = *state;
	static const struct cli_case c = {
		0, "dev show", "subdevctl: warning: the list changed while it was read\n", "web0"
	};

	host->unstable_dumps = 4;
	cli_check(host, &c);
}

static void test_debug(void **state)
{
	static const struct cli_case c = {
		0, "dev show 7", "subdevctl: debug: dev-get #2, 28 bytes: 0\n", "web0"
	};

	setenv("SUBDEVCTL_DEBUG", "1", 1);
	cli_check(*state, &c);
	unsetenv("SUBDEVCTL_DEBUG");
}

static void test_complete(void **state)
{
	static const struct cli_completion cases[] = {
		{ "", "parent\ntype\nresource\nlimit\nmodel\nparam\ndev\npool\nmanifest\nbatch\nmonitor\nversion\nhelp\n" },
		{ "''", "parent\ntype\nresource\nlimit\nmodel\nparam\ndev\npool\nmanifest\nbatch\nmonitor\nversion\nhelp\n" },
		{ "p", "parent\nparam\npool\n" },
		{ "-j d", "dev\n" },
		{ "-", "--json\n--pretty\n--details\n--force\n--version\n--help\n" },
		{ "dev --p", "--pretty\n" },
		{ "x", "" },
		{ "x ''", "" },
		{ "dev ''", "show\ncreate\nset\nactivate\ndeactivate\nrenew\ndelete\nstats\n" },
		{ "dev d", "deactivate\ndelete\n" },
		{ "dev show w", "web0\n" },
		{ "dev show 7", "7\n" },
		{ "dev show 6ba", "6ba7b810-9dad-41d1-80b4-00c04fd430c8\n" },
		{ "-j dev -d del 8", "8\n" },
		{ "dev show web0 ''", "owner\npool\n" },
		{ "dev create ''", "pci/0000:00:04.0\nplatform/sim.0\n" },
		{ "dev create pci/0000:0", "pci/0000:00:04.0\n" },
		{ "dev create pci/0000:00:04.0 ''", "serial-1\nserial-4\n" },
		{ "dev create 2 ''", "plain\nmy-nic\nm60-4q\n" },
		{ "dev create 9 ''", "" },
		{ "dev create 2 plain ''", "uuid\nlabel\ninactive\nversion\nparam\nresource\n"
		  "manifest\nowner\nlease\ncount\ndry-run\n--\n" },
		{ "dev create 2 plain label ''", "" },
		{ "dev create 2 plain label a ''", "uuid\ninactive\nversion\nparam\nresource\n"
		  "manifest\nowner\nlease\ncount\ndry-run\n--\n" },
		{ "dev create 2 plain nonsense ''", "" },
		{ "dev delete web0 ''", "force\nno-wait\ntimeout\nif-generation\nowner\n" },
		{ "dev delete web0 force n", "no-wait\n" },
		{ "dev set web0 ''", "label\nversion\nparam\nresource\nif-generation\n" },
		{ "type show ''", "pci/0000:00:04.0\nplatform/sim.0\nclass\nmin\nmax\n" },
		{ "type show 1 serial-4", "serial-4\n" },
		{ "parent show pl", "platform/sim.0\n" },
		{ "b", "batch\n" },
		{ "batch /nonexistent", "" },
		{ "monitor ''", "parent\nowner\npool\nkind\nsync\ncount\ntimeout\n" },
		{ "monitor kind dev-add ''", "parent\nowner\npool\nkind\nsync\ncount\ntimeout\n" },
		{ "monitor kind d", "dev-add\ndev-change\ndev-del\n" },
		{ "monitor parent pl", "platform/sim.0\n" },
		{ "monitor count ''", "" },
		{ "help d", "dev\n" },
		{ "help dev a", "activate\n" },
	};

	CLI_COMPLETE_ALL(state, cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_help, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_usage, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_abbreviations, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_options_anywhere, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_references, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_commands, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_wait, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_refused, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_no_module, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_unstable, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_debug, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_complete, tool_setup, tool_teardown),
	};

	return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
