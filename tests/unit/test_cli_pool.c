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

/* The pools of the host are there. */
static int pools_setup(void **state)
{
	tool_setup(state);
	host_add_pools(*state);
	return 0;
}

static void test_show(void **state)
{
	static const struct golden cases[] = {
		{ "pool show",
		  "NAME PARENT           TYPE     STATE   SIZE LOW MAX-DEVS DEVS READY PULLED "
		  "FAILED\n"
		  "gold platform/sim.0   my-nic   steady     2   1        8    4     2      1 "
		  "     1\n"
		  "    version 2\n"
		  "    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "    resources channel=2 queue=4 bandwidth=1G\n"
		  "tin  pci/0000:00:09.0 serial-1 waiting    4   4        -    0     0      0 "
		  "     0\n"
		  "lead pci/0000:00:04.0 serial-4 no-room    3   2        -    0     0      0 "
		  "     0\n"
		  "    error ENOSPC\n"
		  "    why port: 4 wanted, 2 free\n"
		  "    resources port=4\n",
		  "[{\"name\":\"gold\",\"parent\":\"platform/sim.0\",\"type\":\"my-nic\","
		  "\"state\":\"steady\",\"size\":2,\"low\":1,\"max_devs\":8,\"devs\":4,"
		  "\"ready\":2,\"pulled\":1,\"failed\":1,\"error\":null,\"why\":null,"
		  "\"version\":2,\"params\":[{\"name\":\"rss\",\"value\":true},"
		  "{\"name\":\"rx-filter-size\",\"value\":64},{\"name\":\"serial\","
		  "\"value\":\"\"},{\"name\":\"link\",\"value\":\"auto\"}],"
		  "\"resources\":[{\"name\":\"channel\",\"amount\":2,\"start\":null},"
		  "{\"name\":\"queue\",\"amount\":4,\"start\":null},{\"name\":\"bandwidth\","
		  "\"amount\":1000000000,\"start\":null}]},{\"name\":\"tin\","
		  "\"parent\":\"pci/0000:00:09.0\",\"type\":\"serial-1\","
		  "\"state\":\"waiting\",\"size\":4,\"low\":4,\"max_devs\":null,\"devs\":0,"
		  "\"ready\":0,\"pulled\":0,\"failed\":0,\"error\":null,\"why\":null,"
		  "\"version\":null,\"params\":[],\"resources\":[]},{\"name\":\"lead\","
		  "\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-4\","
		  "\"state\":\"no-room\",\"size\":3,\"low\":2,\"max_devs\":null,\"devs\":0,"
		  "\"ready\":0,\"pulled\":0,\"failed\":0,\"error\":\"ENOSPC\",\"why\":\"port: "
		  "4 wanted, 2 free\",\"version\":null,\"params\":[],"
		  "\"resources\":[{\"name\":\"port\",\"amount\":4,\"start\":null}]}]\n" },
		{ "-d pool show lead",
		  "NAME PARENT           TYPE     STATE   SIZE LOW MAX-DEVS DEVS READY PULLED "
		  "FAILED PARENT-INDEX GENERATION\n"
		  "lead pci/0000:00:04.0 serial-4 no-room    3   2        -    0     0      0 "
		  "     0            1          2\n"
		  "    errno 28 error ENOSPC\n"
		  "    why port: 4 wanted, 2 free\n"
		  "    resources port=4\n",
		  "[{\"name\":\"lead\",\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-4\","
		  "\"state\":\"no-room\",\"size\":3,\"low\":2,\"max_devs\":null,\"devs\":0,"
		  "\"ready\":0,\"pulled\":0,\"failed\":0,\"parent_index\":1,\"generation\":2,"
		  "\"errno\":28,\"error\":\"ENOSPC\",\"why\":\"port: 4 wanted, 2 free\","
		  "\"version\":null,\"params\":[],\"resources\":[{\"name\":\"port\","
		  "\"amount\":4,\"start\":null}]}]\n" },
		{ "pool show parent 2",
		  "NAME PARENT         TYPE   STATE  SIZE LOW MAX-DEVS DEVS READY PULLED "
		  "FAILED\n"
		  "gold platform/sim.0 my-nic steady    2   1        8    4     2      1      "
		  "1\n"
		  "    version 2\n"
		  "    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "    resources channel=2 queue=4 bandwidth=1G\n",
		  "[{\"name\":\"gold\",\"parent\":\"platform/sim.0\",\"type\":\"my-nic\","
		  "\"state\":\"steady\",\"size\":2,\"low\":1,\"max_devs\":8,\"devs\":4,"
		  "\"ready\":2,\"pulled\":1,\"failed\":1,\"error\":null,\"why\":null,"
		  "\"version\":2,\"params\":[{\"name\":\"rss\",\"value\":true},"
		  "{\"name\":\"rx-filter-size\",\"value\":64},{\"name\":\"serial\","
		  "\"value\":\"\"},{\"name\":\"link\",\"value\":\"auto\"}],"
		  "\"resources\":[{\"name\":\"channel\",\"amount\":2,\"start\":null},"
		  "{\"name\":\"queue\",\"amount\":4,\"start\":null},{\"name\":\"bandwidth\","
		  "\"amount\":1000000000,\"start\":null}]}]\n" },
		{ "dev show pool gold",
		  "ID UUID                                 LABEL PARENT         TYPE   STATE  "
		  "NODE\n"
		  "31 31313131-28ae-4d2a-abf7-158809cf4f3c -     platform/sim.0 my-nic idle   "
		  "/dev/vfio/31\n"
		  "    pool gold ready yes version 2\n"
		  "    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "    resources channel=2 queue=4 bandwidth=1G\n"
		  "32 32323232-28ae-4d2a-abf7-158809cf4f3c -     platform/sim.0 my-nic idle   "
		  "/dev/vfio/32\n"
		  "    pool gold ready yes version 2\n"
		  "    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "    resources channel=2 queue=4 bandwidth=1G\n"
		  "33 33333333-28ae-4d2a-abf7-158809cf4f3c gpu0  platform/sim.0 my-nic idle   "
		  "/dev/vfio/33\n"
		  "    owner vm/21 lease socket pool gold version 2\n"
		  "    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "    resources channel=2 queue=4 bandwidth=1G\n"
		  "34 34343434-28ae-4d2a-abf7-158809cf4f3c -     platform/sim.0 my-nic failed "
		  "/dev/vfio/34\n"
		  "    pool gold\n"
		  "    why the engine does not stop\n"
		  "    version 2\n"
		  "    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "    resources channel=2 queue=4 bandwidth=1G\n",
		  "[{\"id\":31,\"uuid\":\"31313131-28ae-4d2a-abf7-158809cf4f3c\","
		  "\"label\":null,\"parent\":\"platform/sim.0\",\"type\":\"my-nic\","
		  "\"state\":\"idle\",\"node\":\"/dev/vfio/31\",\"owner\":null,\"lease\":null,"
		  "\"ttl\":null,\"pool\":\"gold\",\"ready\":true,\"why\":null,\"version\":2,"
		  "\"params\":[{\"name\":\"rss\",\"value\":true},{\"name\":\"rx-filter-size\","
		  "\"value\":64},{\"name\":\"serial\",\"value\":\"\"},{\"name\":\"link\","
		  "\"value\":\"auto\"}],\"resources\":[{\"name\":\"channel\",\"amount\":2,"
		  "\"start\":null},{\"name\":\"queue\",\"amount\":4,\"start\":null},"
		  "{\"name\":\"bandwidth\",\"amount\":1000000000,\"start\":null}]},{\"id\":32,"
		  "\"uuid\":\"32323232-28ae-4d2a-abf7-158809cf4f3c\",\"label\":null,"
		  "\"parent\":\"platform/sim.0\",\"type\":\"my-nic\",\"state\":\"idle\","
		  "\"node\":\"/dev/vfio/32\",\"owner\":null,\"lease\":null,\"ttl\":null,"
		  "\"pool\":\"gold\",\"ready\":true,\"why\":null,\"version\":2,"
		  "\"params\":[{\"name\":\"rss\",\"value\":true},{\"name\":\"rx-filter-size\","
		  "\"value\":64},{\"name\":\"serial\",\"value\":\"\"},{\"name\":\"link\","
		  "\"value\":\"auto\"}],\"resources\":[{\"name\":\"channel\",\"amount\":2,"
		  "\"start\":null},{\"name\":\"queue\",\"amount\":4,\"start\":null},"
		  "{\"name\":\"bandwidth\",\"amount\":1000000000,\"start\":null}]},{\"id\":33,"
		  "\"uuid\":\"33333333-28ae-4d2a-abf7-158809cf4f3c\",\"label\":\"gpu0\","
		  "\"parent\":\"platform/sim.0\",\"type\":\"my-nic\",\"state\":\"idle\","
		  "\"node\":\"/dev/vfio/33\",\"owner\":\"vm/21\",\"lease\":\"socket\","
		  "\"ttl\":null,\"pool\":\"gold\",\"ready\":false,\"why\":null,\"version\":2,"
		  "\"params\":[{\"name\":\"rss\",\"value\":true},{\"name\":\"rx-filter-size\","
		  "\"value\":64},{\"name\":\"serial\",\"value\":\"\"},{\"name\":\"link\","
		  "\"value\":\"auto\"}],\"resources\":[{\"name\":\"channel\",\"amount\":2,"
		  "\"start\":null},{\"name\":\"queue\",\"amount\":4,\"start\":null},"
		  "{\"name\":\"bandwidth\",\"amount\":1000000000,\"start\":null}]},{\"id\":34,"
		  "\"uuid\":\"34343434-28ae-4d2a-abf7-158809cf4f3c\",\"label\":null,"
		  "\"parent\":\"platform/sim.0\",\"type\":\"my-nic\",\"state\":\"failed\","
		  "\"node\":\"/dev/vfio/34\",\"owner\":null,\"lease\":null,\"ttl\":null,"
		  "\"pool\":\"gold\",\"ready\":false,\"why\":\"the engine does not stop\","
		  "\"version\":2,\"params\":[{\"name\":\"rss\",\"value\":true},"
		  "{\"name\":\"rx-filter-size\",\"value\":64},{\"name\":\"serial\","
		  "\"value\":\"\"},{\"name\":\"link\",\"value\":\"auto\"}],"
		  "\"resources\":[{\"name\":\"channel\",\"amount\":2,\"start\":null},"
		  "{\"name\":\"queue\",\"amount\":4,\"start\":null},{\"name\":\"bandwidth\","
		  "\"amount\":1000000000,\"start\":null}]}]\n" },
		{ "-d dev show 34",
		  "ID UUID                                 LABEL PARENT         TYPE   STATE  "
		  "NODE         PARENT-INDEX GENERATION GROUP CDEV   CDEV-NODE                "
		  "SYSFS\n"
		  "34 34343434-28ae-4d2a-abf7-158809cf4f3c -     platform/sim.0 my-nic failed "
		  "/dev/vfio/34            2          5    34 vfio34 /dev/vfio/devices/vfio34 "
		  "/sys/bus/subdev/devices/34343434-28ae-4d2a-abf7-158809cf4f3c\n"
		  "    pool gold ready no\n"
		  "    why the engine does not stop\n"
		  "    version 2\n"
		  "    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "    resources channel=2 queue=4 bandwidth=1G\n",
		  "[{\"id\":34,\"uuid\":\"34343434-28ae-4d2a-abf7-158809cf4f3c\","
		  "\"label\":null,\"parent\":\"platform/sim.0\",\"type\":\"my-nic\","
		  "\"state\":\"failed\",\"node\":\"/dev/vfio/34\",\"parent_index\":2,"
		  "\"generation\":5,\"group\":34,\"cdev\":\"vfio34\","
		  "\"cdev_node\":\"/dev/vfio/devices/vfio34\","
		  "\"sysfs\":\"/sys/bus/subdev/devices/34343434-28ae-4d2a-abf7-158809cf4f3c\","
		  "\"owner\":null,\"lease\":null,\"ttl\":null,\"pool\":\"gold\","
		  "\"ready\":false,\"why\":\"the engine does not stop\",\"version\":2,"
		  "\"params\":[{\"name\":\"rss\",\"value\":true},{\"name\":\"rx-filter-size\","
		  "\"value\":64},{\"name\":\"serial\",\"value\":\"\"},{\"name\":\"link\","
		  "\"value\":\"auto\"}],\"resources\":[{\"name\":\"channel\",\"amount\":2,"
		  "\"start\":null},{\"name\":\"queue\",\"amount\":4,\"start\":null},"
		  "{\"name\":\"bandwidth\",\"amount\":1000000000,\"start\":null}]}]\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		golden_check(*state, &cases[i]);
}

static void test_show_some(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "-j pool show parent pci/0000:00:04.0", NULL, "[{\"name\":\"lead\"," },
		{ 0, "pool show parent 9", NULL, NULL },
		{ 1, "pool show none", "subdevctl: pool none: not found: no such pool\n", NULL },
		{ 0, "-j dev show 31 pool gold", NULL, "[{\"id\":31," },
		{ 0, "-j dev show 31 pool tin", NULL, "[]\n" },
		{ 0, "-j dev show 7 pool gold", NULL, "[]\n" },
		{ 0, "-j dev show pool gold owner vm/21", NULL, "[{\"id\":33," },
		{ 0, "-j dev show pool tin", NULL, "[]\n" },
		{ 0, "-j dev show owner vm/21", NULL, "\"pool\":null,\"ready\":null,\"why\":null," },
		{ 0, "-j dev show 34", NULL, "\"pool\":\"gold\",\"ready\":false,\"why\":\"the engine" },
	};

	CLI_CHECK_ALL(state, cases);
}

static void test_create(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "pool create silver 2 my-nic version 2 param rss=off param rx-filter-size=16 "
		  "resource bandwidth=2G size 2 low 1 max 4", NULL,
		  "\nsilver platform/sim.0 my-nic filling    2   1        4    0     0      0      0\n"
		  "    params rss=off rx-filter-size=16 serial= link=auto\n"
		  "    resources channel=2 queue=4 bandwidth=2G\n" },
		{ 0, "-j pool show silver", NULL, "\"state\":\"steady\",\"size\":2,\"low\":1,"
		  "\"max_devs\":4,\"devs\":2,\"ready\":2,\"pulled\":0,\"failed\":0," },
		{ 0, "pool create iron 1 serial-1", NULL, "\niron pci/0000:00:04.0 serial-1 steady    0 "
		  "  0        -    0" },
		{ 0, "-j pool create zinc 1 serial-1 size 0", NULL, "\"size\":0,\"low\":0," },
		{ 1, "pool create gold 1 serial-1",
		  "subdevctl: pool gold: exists: the name is taken (attribute name)\n", NULL },
		{ 1, "pool create nil 9 serial-1", "pool nil: no such device: no such parent", NULL },
		{ 1, "pool create nil 1 none",
		  "subdevctl: pool nil: not found: no such type (attribute type)\n", NULL },
		{ 1, "pool create nil 1 serial-1 size 2 low 3", "subdevctl: pool nil: out of range: "
		  "low: 3 is more than the size, 2 (attribute low)\n", NULL },
		{ 1, "pool create nil 1 serial-1 size 4294967295 max 4294967294",
		  "out of range: max-devs: 4294967294 is less than the size, 4294967295 (attribute "
		  "max-devs)\n", NULL },
		{ 1, "pool create nil 1 serial-1 resource none=1", "not found: no such resource "
		  "(attribute resource[none])\n", NULL },
		{ 2, "pool create nil 2 my-nic param rss=maybe", "param rss: 'maybe' is neither", NULL },
	};

	((struct host *)*state)->room = 9;
	CLI_CHECK_ALL(state, cases);
}

/* What is not said is not sent, and letters need the type to be asked before. */
static void test_create_sent(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "-j pool create a 2 my-nic", NULL, "" },
		{ 0, "-j pool create b 2 my-nic size 1 low 0 max 4 resource bandwidth=2G", NULL, "" },
	};
	struct host *host = *state;

	cli_check(host, &cases[0]);
	assert_int_equal(host->fake.num_requests, 1);
	assert_sent(&host->fake, SUBDEV_CMD_POOL_CREATE, 3);
	assert_sent_string(&host->fake, SUBDEV_A_POOL_NAME, "a");
	cli_check(host, &cases[1]);
	assert_int_equal(host->fake.num_requests, 3);
	assert_sent(&host->fake, SUBDEV_CMD_POOL_CREATE, 7);
	assert_sent_u32(&host->fake, SUBDEV_A_POOL_LOW, 0);
	assert_sent_u32(&host->fake, SUBDEV_A_POOL_MAX_DEVS, 4);
}

/* A name, an owner, a label that is too long or has what no terminal likes. */
static void test_long_names(void **state)
{
	static const char *const commands[] = {
		"pool create %s 1 serial-1", "pool show %s", "pool set %s size 1", "pool push %s",
		"pool pull %s", "pool pull gold label %s", "pool pull gold owner %s",
		"pool delete %s", "dev show pool %s", "pool stats %s", "monitor pool %s",
	};
	char name[4097], words[4200];
	struct tool_run run;

	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		snprintf(words, sizeof(words), commands[i], name);
		tool_run(*state, words, &run);
		assert_int_equal(run.code, 1);
		if (!strstr(run.err, ": invalid: longer than 63 bytes"))
			fail_msg("%s: %s", commands[i], run.err);
	}
	assert_int_equal(((struct host *)*state)->fake.num_requests, 0);
}

static void test_set(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "pool set gold size 1 low 0 max none", NULL,
		  "\ngold platform/sim.0 my-nic steady    1   0        -    4     2      1      1\n" },
		{ 0, "-j pool set gold max 9 if-generation 10", NULL, "\"max_devs\":9," },
		{ 1, "pool set gold size 3 if-generation 9", "subdevctl: pool gold: changed meanwhile: "
		  "the pool has changed (attribute if-generation) (generation 11)\n", NULL },
		{ 1, "pool set gold low 2", "out of range: low: 2 is more than the size, 1", NULL },
		{ 1, "pool set none size 1",
		  "subdevctl: pool none: not found: no such pool (attribute name)\n", NULL },
	};
	struct host *host = *state;

	CLI_CHECK_ALL(state, cases);
	assert_sent(&host->fake, SUBDEV_CMD_POOL_SET, 2);
}

static void test_push(void **state)
{
	static const struct golden golden = {
		"-d pool push gold",
		"NAME DEVS READY PULLED FAILED GENERATION\n"
		"gold    5     3      1      1         10\n",
		"[{\"name\":\"gold\",\"devs\":6,\"ready\":4,\"pulled\":1,\"failed\":1,"
		"\"generation\":11}]\n",
	};
	static const struct cli_case cases[] = {
		{ 0, "pool push gold count 2", NULL, "NAME DEVS READY PULLED FAILED\n"
		  "gold    8     6      1      1\n" },
		{ 1, "pool push gold", "subdevctl: pool gold: not enough left: max-devs: 1 wanted, 0 "
		  "free (attribute count)\n", NULL },
		{ 1, "pool push tin", "pool tin: no such device: the pool has no parent\n", NULL },
		{ 1, "pool push none", "pool none: not found: no such pool (attribute pool)\n", NULL },
	};

	((struct host *)*state)->room = 100;
	golden_check(*state, &golden);
	CLI_CHECK_ALL(state, cases);
}

static void test_push_dev(void **state)
{
	static const struct cli_case cases[] = {
		{ 1, "pool push lead dev 7", "subdevctl: pool lead: invalid: type: it has another than "
		  "the pool\n", NULL },
		{ 1, "pool push lead dev 31", "busy: it belongs to the pool gold\n", NULL },
		{ 1, "pool push lead dev 8 owner vm/1", "busy: the owner is another (attribute owner)\n",
		  NULL },
		{ 1, "pool push lead dev 8 if-generation 1", "changed meanwhile: ", NULL },
		{ 1, "pool push lead dev 8", "busy: open by a VFIO user\n", NULL },
		{ 0, "pool push lead dev 8 owner agent if-generation 5", NULL,
		  "idle  /dev/vfio/13\n    pool lead ready yes\n    resources port=4\n" },
	};
	struct host *host = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		if (cases[i].code == 0)
			host_find(host, 8)->state = SUBDEV_DEV_STATE_IDLE;
		cli_check(host, &cases[i]);
	}
	assert_null(host_find(host, 8)->owner[0] ? host : NULL);
}

static void test_pull(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "pool pull gold label a owner vm/1 lease ttl=60", NULL,
		  "\n31 31313131-28ae-4d2a-abf7-158809cf4f3c a     platform/sim.0 my-nic idle  "
		  "/dev/vfio/31\n    owner vm/1 lease ttl ttl 60 pool gold version 2\n" },
		{ 1, "pool pull gold label a",
		  "subdevctl: pool gold: exists: the label is taken (attribute label)\n", NULL },
		{ 0, "-j pool pull gold", NULL, "\"lease\":\"persistent\",\"ttl\":null,"
		  "\"pool\":\"gold\",\"ready\":false,\"why\":null," },
		{ 1, "pool pull gold", "subdevctl: pool gold: not now: the pool is empty: exhausted",
		  NULL },
		{ 1, "pool pull none", "pool none: not found: no such pool (attribute pool)\n", NULL },
	};

	CLI_CHECK_ALL(state, cases);
}

static void test_pull_sent(void **state)
{
	static const struct cli_case c = { 0, "-j pool pull gold lease persistent", NULL, "" };
	struct host *host = *state;

	cli_check(host, &c);
	assert_int_equal(host->fake.num_requests, 1);
	assert_sent(&host->fake, SUBDEV_CMD_POOL_PULL, 2);
	assert_sent_u32(&host->fake, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_PERSISTENT);
	/* who does not wait does not listen */
	assert_int_equal(host->fake.opened, 1);
}

static void test_pull_several(void **state)
{
	static const struct cli_case cases[] = {
		{ 1, "pool pull gold count 3", "subdevctl: pool gold: not now: the pool is empty: "
		  "exhausted (attribute item[0].pool)\n", NULL },
		{ 0, "-j pool pull gold count 2 owner vm/1", NULL, "\"owner\":\"vm/1\"," },
		{ 0, "-j dev show owner vm/1", NULL, "},{\"id\":32," },
		{ 0, "-j dev create 1 serial-1 count 3 owner vm/3", NULL, "},{\"id\":11," },
		{ 0, "-j dev create 1 serial-1 count 1 label a", NULL, "[{\"id\":12," },
	};

	CLI_CHECK_ALL(state, cases);
}

static void (*host_handle)(struct fake *fake, struct fake_socket *socket,
			   const struct msg *request);
/* After so many attempts that fail there are more. */
static unsigned int attempts;

static bool is_attempt(const struct msg *request)
{
	return msg_cmd(request) == SUBDEV_CMD_POOL_PULL ||
	       msg_cmd(request) == SUBDEV_CMD_TRANSACTION_RUN;
}

static void handle_late(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct host *host = fake->data;

	host_handle(fake, socket, request);
	if (!is_attempt(request) || !attempts || --attempts)
		return;
	host->room = 2;
	host->pools[0].size = 2;
	host_fill(host, &host->pools[0]);
}

static void empty_gold(struct host *host)
{
	host_find(host, 31)->ready = false;
	host_find(host, 32)->ready = false;
}

/* Events wake who waits, and nothing is asked in between. */
static void test_wait(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "-j pool pull gold wait", NULL, "[{\"id\":9," },
		{ 0, "-j pool pull gold wait 60", NULL, "[{\"id\":11," },
		{ 0, "-j pool pull gold count 2 wait", NULL, "},{\"id\":14," },
		{ 0, "-j pool pull gold count 2 wait 60 owner vm/1", NULL, "},{\"id\":16," },
	};
	struct host *host = *state;

	host_handle = host->fake.handle;
	host->fake.handle = handle_late;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		host->pools[0].max_devs = 0;
		host->pools[0].low = 0;
		for (size_t j = 0; j < HOST_DEVS; j++)
			host->devs[j].ready = false;
		attempts = 2;
		cli_check(host, &cases[i]);
		assert_int_equal(attempts, 0);
		assert_int_equal(fake_listeners(&host->fake), 0);
	}
}

/* How it ends if nothing comes. */
static void test_wait_ends(void **state)
{
	static const struct cli_case cases[] = {
		{ 1, "pool pull gold wait 0", "subdevctl: pool gold: not now: the pool is empty: "
		  "exhausted", NULL },
		{ 1, "pool pull gold wait 1", "subdevctl: pool gold: timed out: the pool is empty: "
		  "exhausted\n", NULL },
		{ 1, "pool pull gold count 2 wait 0", "subdevctl: pool gold: not now: the pool is "
		  "empty: exhausted", NULL },
		{ 1, "pool pull gold count 2 wait 1", "subdevctl: pool gold: timed out: the pool is "
		  "empty: exhausted\n", NULL },
		{ 1, "pool pull none count 2 wait", "pool none: not found: no such pool", NULL },
		{ 1, "pool pull none wait", "pool none: not found: no such pool", NULL },
	};

	empty_gold(*state);
	CLI_CHECK_ALL(state, cases);
}

/* The pool is deleted while somebody waits for several. */
static void handle_deleted(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct host *host = fake->data;

	host_handle(fake, socket, request);
	if (is_attempt(request) && attempts && !--attempts)
		host_end_pool(host, &host->pools[0]);
}

static void test_wait_deleted(void **state)
{
	static const struct cli_case c = {
		1, "pool pull gold count 2 wait", "subdevctl: pool gold: not found: no such pool", NULL
	};
	struct host *host = *state;

	host_handle = host->fake.handle;
	host->fake.handle = handle_deleted;
	attempts = 2;
	empty_gold(host);
	cli_check(host, &c);
	assert_int_equal(attempts, 0);
}

/* There are two again, but who waits is only told that it was not told all. */
static void handle_lost(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct host *host = fake->data;

	host_handle(fake, socket, request);
	if (!is_attempt(request) || !attempts || --attempts)
		return;
	host_find(host, 31)->ready = true;
	host_find(host, 32)->ready = true;
	fake_multicast_err(fake, -ENOBUFS);
}

static void test_wait_lost(void **state)
{
	static const struct cli_case c = { 0, "-j pool pull gold count 2 wait", NULL, "},{\"id\":32," };
	struct host *host = *state;

	host_handle = host->fake.handle;
	host->fake.handle = handle_lost;
	attempts = 2;
	empty_gold(host);
	cli_check(host, &c);
	assert_int_equal(attempts, 0);
}

/* Of the two that are wanted one comes. */
static void handle_one(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct host *host = fake->data;

	host_handle(fake, socket, request);
	if (is_attempt(request) && attempts && !--attempts)
		host_end_reset(host, 34, NULL);
}

/* What cannot be enough is not tried. */
static void test_wait_for_enough(void **state)
{
	static const struct cli_case c = {
		1, "pool pull gold count 2 wait 1", "subdevctl: pool gold: timed out: the pool is empty", NULL
	};
	struct host *host = *state;
	unsigned int tried = 0;

	host_handle = host->fake.handle;
	host->fake.handle = handle_one;
	attempts = 2;
	empty_gold(host);
	cli_check(host, &c);
	for (unsigned int i = 0; i < host->fake.num_requests; i++)
		tried += is_attempt(host->fake.requests[i]);
	/* at once, when it listens, at the end */
	assert_int_equal(tried, 3);
}

static void test_return(void **state)
{
	static const struct cli_case cases[] = {
		{ 1, "pool return 33 owner agent",
		  "subdevctl: dev 33: busy: the owner is another (attribute owner)\n", NULL },
		{ 1, "pool return gpu0 if-generation 1", "subdevctl: dev gpu0: changed meanwhile: ", NULL },
		{ 0, "pool return gpu0 owner vm/21 if-generation 3", NULL,
		  "\n33 33333333-28ae-4d2a-abf7-158809cf4f3c -     platform/sim.0 my-nic idle  "
		  "/dev/vfio/33\n    pool gold ready yes version 2\n" },
		{ 0, "-j pool return 34", NULL, "\"state\":\"idle\"," },
		{ 1, "pool return 33", "subdevctl: dev 33: busy: it is not pulled\n", NULL },
		{ 1, "pool return 7", "subdevctl: dev 7: busy: it belongs to no pool\n", NULL },
		{ 1, "pool return nobody", "subdevctl: dev nobody: no such device", NULL },
	};

	CLI_CHECK_ALL(state, cases);
}

static void test_return_ends(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "pool return 33 no-wait", NULL, "resetting" },
		{ 1, "pool return 34 timeout 1",
		  "subdevctl: dev 34: timed out: still in state resetting\n", NULL },
	};
	static const struct cli_case fails = {
		1, "pool return 31", "subdevctl: dev 31: failed: the engine is on fire\n", NULL
	};
	static const struct cli_case push_fails = {
		1, "pool push gold dev nic0", "subdevctl: pool gold: ", NULL
	};
	struct host *host = *state;

	host->hold = true;
	CLI_CHECK_ALL(state, cases);
	host->hold = false;
	host->reset_fails = "the engine is on fire";
	host_find(host, 31)->ready = false;
	cli_check(host, &fails);
	cli_check(host, &push_fails);
}

static void test_delete(void **state)
{
	static const struct cli_case cases[] = {
		{ 1, "pool delete gold", "subdevctl: pool gold: busy: gold: 1 pulled\n", NULL },
		{ 1, "pool delete gold force if-generation 1", "pool gold: changed meanwhile: ", NULL },
		{ 0, "pool delete gold force", NULL, NULL },
		{ 1, "dev show 31", "dev 31: no such device", NULL },
		{ 0, "-j dev show 33", NULL, "\"pool\":null," },
		{ 1, "pool delete gold", "pool gold: not found: no such pool (attribute name)\n", NULL },
		{ 0, "pool delete tin no-wait", NULL, NULL },
	};
	static const struct cli_case late = {
		1, "pool delete lead timeout 1", "subdevctl: pool lead: timed out: still in state removing\n",
		NULL
	};
	struct host *host = *state;

	CLI_CHECK_ALL(state, cases);
	host->hold = true;
	cli_check(host, &late);
}

static void test_refused(void **state)
{
	static const char *const commands[] = {
		"pool create a 1 serial-1", "pool set gold size 1", "pool push gold", "pool pull gold",
		"pool pull gold count 2", "pool return 33", "pool delete gold", "dev create 1 serial-1 "
		"count 2",
	};
	struct host *host = *state;
	struct tool_run run;

	host->refuse = -EPERM;
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		tool_run(host, commands[i], &run);
		assert_int_equal(run.code, 1);
		if (!strstr(run.err, ": not permitted: needs CAP_NET_ADMIN"))
			fail_msg("%s: %s", commands[i], run.err);
	}
}

/* One is added in the background, and a pool goes. */
static void make_events(struct fake *fake)
{
	struct host *host = fake->data;

	host->seq = 0;
	memset(host->devs, 0, sizeof(host->devs));
	host_add_pools(host);
	host->next_id = 9;
	host_find(host, 31)->ready = false;
	host->room = 1;
	host_fill(host, &host->pools[0]);
	host_end_pool(host, &host->pools[1]);
}

static void test_monitor(void **state)
{
	static const struct golden cases[] = {
		{ "monitor pool gold count 2",
		  "event dev-add seq 1 cause refill id 9 uuid "
		  "00000000-0000-4000-8000-000000000001 label - parent platform/sim.0 type "
		  "my-nic state idle node /dev/vfio/40 owner - lease - ttl - pool gold ready "
		  "yes why - version 2 params rss=on,rx-filter-size=64,serial=,link=auto "
		  "resources channel=2,queue=4,bandwidth=1G\n"
		  "event pool-del seq 2 cause command name tin parent pci/0000:00:09.0 type "
		  "serial-1 state removing size 4 low 4 max_devs - devs 0 ready 0 pulled 0 "
		  "failed 0 error - why - version - params - resources -\n",
		  "{\"event\":\"dev-add\",\"seq\":1,\"cause\":\"refill\",\"id\":9,"
		  "\"uuid\":\"00000000-0000-4000-8000-000000000001\",\"label\":null,"
		  "\"parent\":\"platform/sim.0\",\"type\":\"my-nic\",\"state\":\"idle\","
		  "\"node\":\"/dev/vfio/40\",\"owner\":null,\"lease\":null,\"ttl\":null,"
		  "\"pool\":\"gold\",\"ready\":true,\"why\":null,\"version\":2,"
		  "\"params\":[{\"name\":\"rss\",\"value\":true},{\"name\":\"rx-filter-size\","
		  "\"value\":64},{\"name\":\"serial\",\"value\":\"\"},{\"name\":\"link\","
		  "\"value\":\"auto\"}],\"resources\":[{\"name\":\"channel\",\"amount\":2,"
		  "\"start\":null},{\"name\":\"queue\",\"amount\":4,\"start\":null},"
		  "{\"name\":\"bandwidth\",\"amount\":1000000000,\"start\":null}]}\n"
		  "{\"event\":\"pool-del\",\"seq\":2,\"cause\":\"command\",\"name\":\"tin\","
		  "\"parent\":\"pci/0000:00:09.0\",\"type\":\"serial-1\","
		  "\"state\":\"removing\",\"size\":4,\"low\":4,\"max_devs\":null,\"devs\":0,"
		  "\"ready\":0,\"pulled\":0,\"failed\":0,\"error\":null,\"why\":null,"
		  "\"version\":null,\"params\":[],\"resources\":[]}\n" },
		{ "-d monitor count 1",
		  "event dev-add seq 1 cause refill epoch 4711 id 9 uuid "
		  "00000000-0000-4000-8000-000000000001 label - parent platform/sim.0 type "
		  "my-nic state idle node /dev/vfio/40 parent_index 2 generation 1 group 40 "
		  "cdev - cdev_node - sysfs /sys/bus/subdev/devices/00000000-0000-4000-8000-00"
		  "0000000001 owner - lease - ttl - pool gold ready yes why - version 2 "
		  "params rss=on,rx-filter-size=64,serial=,link=auto resources channel=2,"
		  "queue=4,bandwidth=1G parent_generation 6000000000 parent_devs 3 "
		  "parent_resources framebuffer=3G/8G,channel=60/64,queue=0/1024,"
		  "bandwidth=90G/100G,clock=18446744073709551615/1500M pool_counts name=gold,"
		  "devs=5,ready=2,pulled=2,failed=1,generation=10\n",
		  "{\"event\":\"dev-add\",\"seq\":1,\"cause\":\"refill\",\"epoch\":4711,"
		  "\"id\":9,\"uuid\":\"00000000-0000-4000-8000-000000000001\",\"label\":null,"
		  "\"parent\":\"platform/sim.0\",\"type\":\"my-nic\",\"state\":\"idle\","
		  "\"node\":\"/dev/vfio/40\",\"parent_index\":2,\"generation\":1,\"group\":40,"
		  "\"cdev\":null,\"cdev_node\":null,"
		  "\"sysfs\":\"/sys/bus/subdev/devices/00000000-0000-4000-8000-000000000001\","
		  "\"owner\":null,\"lease\":null,\"ttl\":null,\"pool\":\"gold\","
		  "\"ready\":true,\"why\":null,\"version\":2,\"params\":[{\"name\":\"rss\","
		  "\"value\":true},{\"name\":\"rx-filter-size\",\"value\":64},"
		  "{\"name\":\"serial\",\"value\":\"\"},{\"name\":\"link\","
		  "\"value\":\"auto\"}],\"resources\":[{\"name\":\"channel\",\"amount\":2,"
		  "\"start\":null},{\"name\":\"queue\",\"amount\":4,\"start\":null},"
		  "{\"name\":\"bandwidth\",\"amount\":1000000000,\"start\":null}],"
		  "\"parent_generation\":6000000000,\"parent_devs\":3,"
		  "\"parent_resources\":[{\"name\":\"framebuffer\",\"unit\":\"bytes\","
		  "\"free\":3221225472,\"capacity\":8589934592,\"contiguous\":true,"
		  "\"largest\":2147483648},{\"name\":\"channel\",\"unit\":\"count\","
		  "\"free\":60,\"capacity\":64,\"contiguous\":false,\"largest\":null},"
		  "{\"name\":\"queue\",\"unit\":\"count\",\"free\":0,\"capacity\":1024,"
		  "\"contiguous\":true,\"largest\":0},{\"name\":\"bandwidth\","
		  "\"unit\":\"bits-per-second\",\"free\":90000000000,"
		  "\"capacity\":100000000000,\"contiguous\":false,\"largest\":null},"
		  "{\"name\":\"clock\",\"unit\":\"hertz\",\"free\":18446744073709551615,"
		  "\"capacity\":1500000000,\"contiguous\":false,\"largest\":null}],"
		  "\"pool_counts\":{\"name\":\"gold\",\"devs\":5,\"ready\":2,\"pulled\":2,"
		  "\"failed\":1,\"generation\":10}}\n" },
	};
	struct host *host = *state;

	host->fake.joined = make_events;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		golden_check(host, &cases[i]);
}

static void test_monitor_sync(void **state)
{
	static const struct golden cases[] = {
		{ "monitor sync pool gold kind pool-change count 0",
		  "event pool seq 0 cause - name gold parent platform/sim.0 type my-nic state "
		  "steady size 2 low 1 max_devs 8 devs 4 ready 2 pulled 1 failed 1 error - "
		  "why - version 2 params rss=on,rx-filter-size=64,serial=,link=auto "
		  "resources channel=2,queue=4,bandwidth=1G\n"
		  "event synced seq 0 cause -\n",
		  "{\"event\":\"pool\",\"seq\":0,\"cause\":null,\"name\":\"gold\","
		  "\"parent\":\"platform/sim.0\",\"type\":\"my-nic\",\"state\":\"steady\","
		  "\"size\":2,\"low\":1,\"max_devs\":8,\"devs\":4,\"ready\":2,\"pulled\":1,"
		  "\"failed\":1,\"error\":null,\"why\":null,\"version\":2,"
		  "\"params\":[{\"name\":\"rss\",\"value\":true},{\"name\":\"rx-filter-size\","
		  "\"value\":64},{\"name\":\"serial\",\"value\":\"\"},{\"name\":\"link\","
		  "\"value\":\"auto\"}],\"resources\":[{\"name\":\"channel\",\"amount\":2,"
		  "\"start\":null},{\"name\":\"queue\",\"amount\":4,\"start\":null},"
		  "{\"name\":\"bandwidth\",\"amount\":1000000000,\"start\":null}]}\n"
		  "{\"event\":\"synced\",\"seq\":0,\"cause\":null}\n" },
		{ "monitor sync pool tin count 0",
		  "event pool seq 0 cause - name tin parent pci/0000:00:09.0 type serial-1 "
		  "state waiting size 4 low 4 max_devs - devs 0 ready 0 pulled 0 failed 0 "
		  "error - why - version - params - resources -\n"
		  "event synced seq 0 cause -\n",
		  "{\"event\":\"pool\",\"seq\":0,\"cause\":null,\"name\":\"tin\","
		  "\"parent\":\"pci/0000:00:09.0\",\"type\":\"serial-1\","
		  "\"state\":\"waiting\",\"size\":4,\"low\":4,\"max_devs\":null,\"devs\":0,"
		  "\"ready\":0,\"pulled\":0,\"failed\":0,\"error\":null,\"why\":null,"
		  "\"version\":null,\"params\":[],\"resources\":[]}\n"
		  "{\"event\":\"synced\",\"seq\":0,\"cause\":null}\n" },
		{ "monitor sync kind pool-add parent 1 count 0",
		  "event pool seq 0 cause - name lead parent pci/0000:00:04.0 type serial-4 "
		  "state no-room size 3 low 2 max_devs - devs 0 ready 0 pulled 0 failed 0 "
		  "error ENOSPC why port: 4 wanted, 2 free version - params - resources "
		  "port=4\n"
		  "event synced seq 0 cause -\n",
		  "{\"event\":\"pool\",\"seq\":0,\"cause\":null,\"name\":\"lead\","
		  "\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-4\","
		  "\"state\":\"no-room\",\"size\":3,\"low\":2,\"max_devs\":null,\"devs\":0,"
		  "\"ready\":0,\"pulled\":0,\"failed\":0,\"error\":\"ENOSPC\",\"why\":\"port: "
		  "4 wanted, 2 free\",\"version\":null,\"params\":[],"
		  "\"resources\":[{\"name\":\"port\",\"amount\":4,\"start\":null}]}\n"
		  "{\"event\":\"synced\",\"seq\":0,\"cause\":null}\n" },
		/* nobody owns a pool */
		{ "monitor sync kind pool-add owner agent count 0", "event synced seq 0 cause -\n",
		  "{\"event\":\"synced\",\"seq\":0,\"cause\":null}\n" },
		{ "monitor sync pool none count 0", "event synced seq 0 cause -\n",
		  "{\"event\":\"synced\",\"seq\":0,\"cause\":null}\n" },
	};
	static const struct cli_case devs = {
		0, "-j monitor sync pool gold kind dev-add count 0", NULL, "}\n{\"event\":\"dev\",\"seq\":0,"
		"\"cause\":null,\"id\":34,"
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		golden_check(*state, &cases[i]);
	cli_check(*state, &devs);
}

/*
 * Commands that have what was pulled
 */

static void run_command(struct host *host, const char *words, struct tool_run *run)
{
	char line[512];

	host->fake.fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_true(host->fake.fd >= 0);
	snprintf(line, sizeof(line), words, host->fake.fd);
	tool_run_apart(host, line, run);
	close(host->fake.fd);
}

static void assert_line(const char *text, const char *line)
{
	if (!strstr(text, line))
		fail_msg("%s is not in: %s", line, text);
}

static void test_command(void **state)
{
	struct tool_run run;

	run_command(*state, "pool pull gold -- env", &run);
	assert_int_equal(run.code, 0);
	assert_string_equal(run.err, "");
	assert_line(run.out, "SUBDEV_ID=31\n");
	assert_line(run.out, "SUBDEV_UUID=31313131-28ae-4d2a-abf7-158809cf4f3c\n");
	assert_line(run.out, "SUBDEV_SYSFS=/sys/bus/subdev/devices/31313131-28ae-4d2a-abf7-158809cf4f3c\n");
	assert_line(run.out, "SUBDEV_NODE=/dev/vfio/31\n");
	assert_line(run.out, "SUBDEV_POOL=gold\n");
	assert_null(strstr(run.out, "SUBDEV_COUNT"));
	/* without saying so it has the lease, and the connection */
	run_command(*state, "-j pool pull gold lease socket wait -- test -e /proc/self/fd/%d", &run);
	assert_int_equal(run.code, 0);
	run_command(*state, "pool pull none -- echo", &run);
	assert_int_equal(run.code, 1);
	assert_string_equal(run.out, "");
}

static void test_command_lease(void **state)
{
	static const struct cli_case c = {
		1, "pool pull gold -- /nowhere/none", "subdevctl: /nowhere/none: No such file or directory\n",
		NULL
	};
	struct host *host = *state;

	host->fake.fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	cli_check(host, &c);
	close(host->fake.fd);
	assert_sent(&host->fake, SUBDEV_CMD_POOL_PULL, 2);
	assert_sent_u32(&host->fake, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_SOCKET);
}

static void test_command_several(void **state)
{
	struct tool_run run;

	setenv("SUBDEV_POOL", "another", 1);
	run_command(*state, "pool pull gold count 2 -- env", &run);
	assert_int_equal(run.code, 0);
	assert_line(run.out, "SUBDEV_COUNT=2\n");
	assert_line(run.out, "SUBDEV_UUID=31313131-28ae-4d2a-abf7-158809cf4f3c\n");
	assert_line(run.out, "SUBDEV_UUID_1=31313131-28ae-4d2a-abf7-158809cf4f3c\n");
	assert_line(run.out, "SUBDEV_UUID_2=32323232-28ae-4d2a-abf7-158809cf4f3c\n");
	assert_line(run.out, "SUBDEV_NODE_2=/dev/vfio/32\n");
	assert_line(run.out, "SUBDEV_POOL_2=gold\n");
	assert_null(strstr(run.out, "SUBDEV_ID_3"));
	run_command(*state, "dev create 1 serial-1 count 2 lease socket -- env", &run);
	assert_line(run.out, "SUBDEV_ID_2=10\n");
	assert_null(strstr(run.out, "SUBDEV_POOL"));
	unsetenv("SUBDEV_POOL");
}

static void test_batch(void **state)
{
	static const struct cli_case c = {
		1, "-j -force batch %s", ":4: pool gold: not now: ", "{\"line\":1,\"name\":\"iron\","
	};
	static const char *const parts[] = {
		"}\n{\"line\":2,\"id\":31,", "}\n{\"line\":3,\"id\":32,", "}\n{\"line\":5,\"id\":33,",
		"\"state\":\"resetting\"", "}\n{\"line\":6,\"name\":\"iron\",\"devs\":2,",
		"}\n{\"line\":7,\"name\":\"iron\",", "}\n{\"line\":8,\"name\":\"iron\",",
		"}\n{\"line\":10,\"id\":33,",
	};
	struct host *host = *state;
	char name[] = "/tmp/subdev-test-XXXXXX", words[64];
	struct tool_run run;

	host->room = 2;
	host->pools[0].low = 0;
	cli_write_file(name, "pool create iron 1 serial-1\npool pull gold\npool pull gold owner a\n"
		       "pool pull gold\npool return 33 no-wait\npool push iron count 2\n"
		       "pool set iron size 1\npool show iron\npool delete iron\ndev show 33\n"
		       "pool delete lead no-wait\n");
	snprintf(words, sizeof(words), c.words, name);
	tool_run(host, words, &run);
	unlink(name);
	assert_int_equal(run.code, c.code);
	assert_line(run.err, c.err);
	assert_line(run.out, c.out);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		assert_line(run.out, parts[i]);
	assert_null(host_find_pool(host, "iron"));
	assert_null(host_find_pool(host, "lead"));
}

static void test_complete(void **state)
{
	static const struct cli_completion cases[] = {
		{ "po", "pool\n" },
		{ "pool ''", "show\ncreate\nset\npush\npull\nreturn\ndelete\nstats\n" },
		{ "pool show ''", "gold\ntin\nlead\nparent\n" },
		{ "pool show gold ''", "parent\n" },
		{ "pool set g", "gold\n" },
		{ "pool set gold ''", "size\nlow\nmax\nif-generation\n" },
		{ "pool set gold max ''", "none\n" },
		{ "pool create ''", "" },
		{ "pool create a pl", "platform/sim.0\n" },
		{ "pool create a 2 m", "my-nic\nm60-4q\n" },
		{ "pool create a 2 my-nic ''", "version\nparam\nresource\nsize\nlow\nmax\n" },
		{ "pool create a 2 my-nic resource q", "queue=\n" },
		{ "pool create a 2 my-nic param rs", "rss=\n" },
		{ "pool push gold ''", "count\ndev\nno-wait\ntimeout\nif-generation\nowner\n" },
		{ "pool push gold dev w", "web0\n" },
		{ "pool pull l", "lead\n" },
		{ "pool pull gold ''", "count\nlabel\nowner\nlease\nwait\n--\n" },
		{ "pool pull gold wait ''", "count\nlabel\nowner\nlease\n--\n" },
		{ "pool pull gold wait 5 l", "label\nlease\n" },
		{ "pool pull gold lease s", "socket\n" },
		{ "pool pull gold -- /dev/nul", "/dev/null\n" },
		{ "pool return g", "gpu0\n" },
		{ "pool delete ''", "gold\ntin\nlead\n" },
		{ "pool stats t", "tin\n" },
		{ "dev show pool ''", "gold\ntin\nlead\n" },
		{ "dev stats parent pc", "pci/0000:00:04.0\n" },
		{ "parent stats pl", "platform/sim.0\n" },
		{ "monitor pool g", "gold\n" },
		{ "monitor kind po", "pool-add\npool-change\npool-del\n" },
		{ "batch tra", "transaction\n" },
		{ "batch transaction /dev/nul", "/dev/null\n" },
	};

	CLI_COMPLETE_ALL(state, cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_usage, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_show, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_show_some, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_create, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_create_sent, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_long_names, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_set, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_push, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_push_dev, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_pull, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_pull_sent, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_pull_several, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_wait, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_wait_ends, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_wait_deleted, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_wait_lost, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_wait_for_enough, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_return, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_return_ends, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_delete, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_refused, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_monitor, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_monitor_sync, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_command, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_command_lease, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_command_several, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_batch, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_complete, pools_setup, tool_teardown),
	};

	return cmocka_run_group_tests_name("cli pool", tests, NULL, NULL);
}
