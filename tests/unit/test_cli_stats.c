// SPDX-License-Identifier: GPL-2.0-only
/* Stats on the command line. */
#include "harness.h"
#include "sent.h"
#include "tool.h"

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
		{ 0, "dev stats -h", NULL, "Usage: subdevctl dev stats [DEV] [parent PARENT]\n" },
		{ 0, "pool stats -h", NULL, "Usage: subdevctl pool stats [NAME]\n" },
		{ 0, "parent stats -h", NULL, "Usage: subdevctl parent stats [PARENT]\n" },
		{ 2, "dev stats 7 parent 1", "dev stats: one subdevice, or those of a parent\n", NULL },
		{ 2, "dev stats parent", "parent needs PARENT", NULL },
		{ 2, "pool stats gold lead", "'lead' is unknown", NULL },
		{ 2, "parent stats 1 2", "'2' is unknown", NULL },
	};

	CLI_CHECK_ALL(state, cases);
	assert_int_equal(((struct host *)*state)->fake.num_requests, 0);
}

static void test_output(void **state)
{
	static const struct golden cases[] = {
		{ "dev stats parent 1",
		  "ID LABEL OPENS TIME-IN-USE READS WRITES MMAPS INTERRUPTS DMA-READ "
		  "DMA-WRITTEN RESETS FAILURES PULLS\n"
		  " 7 web0   1207      0.000s  1209   1210  1211       1212     1213        "
		  "1214   1215     1216     0\n"
		  " 8 -      1307      0.000s  1309   1310  1311       1312     1313        "
		  "1314   1315     1316     0\n",
		  "[{\"id\":7,\"label\":\"web0\",\"opens\":1207,\"time_in_use\":1208,"
		  "\"reads\":1209,\"writes\":1210,\"mmaps\":1211,\"interrupts\":1212,"
		  "\"dma_read\":1213,\"dma_written\":1214,\"resets\":1215,\"failures\":1216,"
		  "\"pulls\":0},{\"id\":8,\"label\":null,\"opens\":1307,\"time_in_use\":1308,"
		  "\"reads\":1309,\"writes\":1310,\"mmaps\":1311,\"interrupts\":1312,"
		  "\"dma_read\":1313,\"dma_written\":1314,\"resets\":1315,\"failures\":1316,"
		  "\"pulls\":0}]\n" },
		{ "-d dev stats gpu0",
		  "ID LABEL OPENS TIME-IN-USE READS WRITES MMAPS INTERRUPTS DMA-READ "
		  "DMA-WRITTEN RESETS FAILURES      PULLS UUID\n"
		  "33 gpu0   3307      0.000s  3309   3310  3311       3312     3313        "
		  "3314   3315     3316 6000000000 33333333-28ae-4d2a-abf7-158809cf4f3c\n",
		  "[{\"id\":33,\"label\":\"gpu0\",\"opens\":3307,\"time_in_use\":3308,"
		  "\"reads\":3309,\"writes\":3310,\"mmaps\":3311,\"interrupts\":3312,"
		  "\"dma_read\":3313,\"dma_written\":3314,\"resets\":3315,\"failures\":3316,"
		  "\"pulls\":6000000000,\"uuid\":\"33333333-28ae-4d2a-abf7-158809cf4f3c\"}]\n" },
		{ "pool stats",
		  "NAME PULLS RETURNS      WAITS REFILLS CREATES DELETES FAILURES\n"
		  "gold     3       2          1       4       4       0        1\n"
		  "tin      0       0          0       0       0       0        0\n"
		  "lead     0       0 5000000000       0       0       0        0\n",
		  "[{\"name\":\"gold\",\"pulls\":3,\"returns\":2,\"waits\":1,\"refills\":4,"
		  "\"creates\":4,\"deletes\":0,\"failures\":1},{\"name\":\"tin\",\"pulls\":0,"
		  "\"returns\":0,\"waits\":0,\"refills\":0,\"creates\":0,\"deletes\":0,"
		  "\"failures\":0},{\"name\":\"lead\",\"pulls\":0,\"returns\":0,"
		  "\"waits\":5000000000,\"refills\":0,\"creates\":0,\"deletes\":0,"
		  "\"failures\":0}]\n" },
		{ "pool stats lead",
		  "NAME PULLS RETURNS      WAITS REFILLS CREATES DELETES FAILURES\n"
		  "lead     0       0 5000000000       0       0       0        0\n",
		  "[{\"name\":\"lead\",\"pulls\":0,\"returns\":0,\"waits\":5000000000,"
		  "\"refills\":0,\"creates\":0,\"deletes\":0,\"failures\":0}]\n" },
		{ "parent stats",
		  "INDEX NAME                 CREATES     DELETES       OPENS TIME-IN-USE     "
		  " RESETS    FAILURES       PULLS     RETURNS       WAITS     REFILLS\n"
		  "    1 pci/0000:00:04.0         137         138         127      0.000s     "
		  "    135         136         139         140         141         142\n"
		  "    2 platform/sim.0   50000000017 50000000018 50000000007     50.000s "
		  "50000000015 50000000016 50000000019 50000000020 50000000021 50000000022\n",
		  "[{\"index\":1,\"name\":\"pci/0000:00:04.0\",\"creates\":137,"
		  "\"deletes\":138,\"opens\":127,\"time_in_use\":128,\"resets\":135,"
		  "\"failures\":136,\"pulls\":139,\"returns\":140,\"waits\":141,"
		  "\"refills\":142},{\"index\":2,\"name\":\"platform/sim.0\","
		  "\"creates\":50000000017,\"deletes\":50000000018,\"opens\":50000000007,"
		  "\"time_in_use\":50000000008,\"resets\":50000000015,"
		  "\"failures\":50000000016,\"pulls\":50000000019,\"returns\":50000000020,"
		  "\"waits\":50000000021,\"refills\":50000000022}]\n" },
		{ "parent stats platform/sim.0",
		  "INDEX NAME               CREATES     DELETES       OPENS TIME-IN-USE      "
		  "RESETS    FAILURES       PULLS     RETURNS       WAITS     REFILLS\n"
		  "    2 platform/sim.0 50000000017 50000000018 50000000007     50.000s "
		  "50000000015 50000000016 50000000019 50000000020 50000000021 50000000022\n",
		  "[{\"index\":2,\"name\":\"platform/sim.0\",\"creates\":50000000017,"
		  "\"deletes\":50000000018,\"opens\":50000000007,\"time_in_use\":50000000008,"
		  "\"resets\":50000000015,\"failures\":50000000016,\"pulls\":50000000019,"
		  "\"returns\":50000000020,\"waits\":50000000021,\"refills\":50000000022}]\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		golden_check(*state, &cases[i]);
}

/* On a narrow terminal what is less important stands below. */
static void test_terminal(void **state)
{
	golden_check_tty(*state, 90, "dev stats web0",
		  "ID LABEL OPENS TIME-IN-USE READS WRITES INTERRUPTS RESETS FAILURES\n"
		  " 7 web0   1207      0.000s  1209   1210       1212   1215     1216\n"
		  "    mmaps 1211 dma-read 1213 dma-written 1214 pulls 0\n");
}

static void test_all(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "-j dev stats", NULL, "},{\"id\":34,\"label\":null,\"opens\":3407," },
		{ 0, "-j dev stats parent platform/sim.0", NULL, "[{\"id\":4294967295,\"label\":null,"
		  "\"opens\":0,\"time_in_use\":0," },
		{ 0, "dev stats parent 9", NULL, NULL },
	};

	CLI_CHECK_ALL(state, cases);
}

static void test_errors(void **state)
{
	static const struct cli_case cases[] = {
		{ 1, "dev stats nobody", "subdevctl: dev nobody: no such device: no such subdevice\n",
		  NULL },
		{ 1, "dev stats 7777", "subdevctl: dev 7777: no such device", NULL },
		{ 1, "pool stats none", "subdevctl: pool none: not found: no such pool\n", NULL },
		{ 1, "parent stats 9", "subdevctl: parent 9: no such device: no such parent\n", NULL },
	};

	CLI_CHECK_ALL(state, cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_usage, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_output, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_terminal, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_all, pools_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_errors, pools_setup, tool_teardown),
	};

	return cmocka_run_group_tests_name("cli stats", tests, NULL, NULL);
}
