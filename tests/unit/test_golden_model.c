// SPDX-License-Identifier: GPL-2.0-only
/* What the commands print of resources, models and params: as text, as JSON, and on narrow terminals. */
#include "harness.h"
#include "tool.h"

static void check_all(void **state, const struct golden *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		golden_check(*state, &cases[i]);
}

static void test_resources(void **state)
{
	static const struct golden cases[] = {
		{ "resource show",
		  "PARENT           RESOURCE  DEV LABEL AMOUNT START\n"
		  "pci/0000:00:04.0 port        7 web0       1     -\n"
		  "pci/0000:00:04.0 port        8 -          4     -\n"
		  "platform/sim.0   channel    21 nic0       4     -\n"
		  "platform/sim.0   queue      21 nic0    1024     0\n"
		  "platform/sim.0   bandwidth  21 nic0     10G     -\n",
		  "[{\"parent\":\"pci/0000:00:04.0\",\"resource\":\"port\",\"dev\":7,"
		  "\"label\":\"web0\",\"amount\":1,\"start\":null},"
		  "{\"parent\":\"pci/0000:00:04.0\",\"resource\":\"port\",\"dev\":8,"
		  "\"label\":null,\"amount\":4,\"start\":null},{\"parent\":\"platform/sim.0\","
		  "\"resource\":\"channel\",\"dev\":21,\"label\":\"nic0\",\"amount\":4,"
		  "\"start\":null},{\"parent\":\"platform/sim.0\",\"resource\":\"queue\","
		  "\"dev\":21,\"label\":\"nic0\",\"amount\":1024,\"start\":0},"
		  "{\"parent\":\"platform/sim.0\",\"resource\":\"bandwidth\",\"dev\":21,"
		  "\"label\":\"nic0\",\"amount\":10000000000,\"start\":null}]\n" },
		{ "-d resource show 2 queue",
		  "PARENT         RESOURCE DEV LABEL AMOUNT START UUID                           "
		  "      PARENT-INDEX\n"
		  "platform/sim.0 queue     21 nic0    1024     0 "
		  "2b7e1516-28ae-4d2a-abf7-158809cf4f3c            2\n",
		  "[{\"parent\":\"platform/sim.0\",\"resource\":\"queue\",\"dev\":21,"
		  "\"label\":\"nic0\",\"amount\":1024,\"start\":0,"
		  "\"uuid\":\"2b7e1516-28ae-4d2a-abf7-158809cf4f3c\",\"parent_index\":2}]\n" },
	};

	check_all(state, cases, ARRAY_SIZE(cases));
}

static void test_models(void **state)
{
	static const struct golden cases[] = {
		{ "model show",
		  "PARENT         TYPE   MODEL                      VERSION\n"
		  "platform/sim.0 my-nic https://example.org/my-nic       1\n"
		  "    params rx-filter-size=16 serial=\n"
		  "platform/sim.0 my-nic https://example.org/my-nic       2\n"
		  "    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "platform/sim.0 my-nic https://example.org/my-nic       3\n"
		  "    params rss=on rx-filter-size=128 link=auto\n",
		  "[{\"parent\":\"platform/sim.0\",\"type\":\"my-nic\","
		  "\"model\":\"https://example.org/my-nic\",\"version\":1,"
		  "\"params\":[{\"name\":\"rx-filter-size\",\"value\":16},{\"name\":\"serial\","
		  "\"value\":\"\"}]},{\"parent\":\"platform/sim.0\",\"type\":\"my-nic\","
		  "\"model\":\"https://example.org/my-nic\",\"version\":2,"
		  "\"params\":[{\"name\":\"rss\",\"value\":true},{\"name\":\"rx-filter-size\","
		  "\"value\":64},{\"name\":\"serial\",\"value\":\"\"},{\"name\":\"link\","
		  "\"value\":\"auto\"}]},{\"parent\":\"platform/sim.0\",\"type\":\"my-nic\","
		  "\"model\":\"https://example.org/my-nic\",\"version\":3,"
		  "\"params\":[{\"name\":\"rss\",\"value\":true},{\"name\":\"rx-filter-size\","
		  "\"value\":128},{\"name\":\"link\",\"value\":\"auto\"}]}]\n" },
		{ "model show 1",
		  "",
		  "[]\n" },
	};

	check_all(state, cases, ARRAY_SIZE(cases));
}

static void test_params(void **state)
{
	static const struct golden cases[] = {
		{ "param show 2 my-nic",
		  "PARENT         TYPE   NAME           KIND   DEFAULT CHANGE SINCE UNTIL\n"
		  "platform/sim.0 my-nic rss            bool   on      idle       2     -\n"
		  "platform/sim.0 my-nic rx-filter-size uint   64      fixed      1     -\n"
		  "    min 16 max 18446744073709551615\n"
		  "platform/sim.0 my-nic serial         string         unused     1     2\n"
		  "    max-len 20\n"
		  "platform/sim.0 my-nic link           enum   auto    live       2     -\n"
		  "    choices auto up down\n",
		  "[{\"parent\":\"platform/sim.0\",\"type\":\"my-nic\",\"name\":\"rss\","
		  "\"kind\":\"bool\",\"default\":true,\"change\":\"idle\",\"since\":2,"
		  "\"until\":null,\"min\":null,\"max\":null,\"max_len\":null,\"choices\":null},"
		  "{\"parent\":\"platform/sim.0\",\"type\":\"my-nic\","
		  "\"name\":\"rx-filter-size\",\"kind\":\"uint\",\"default\":64,"
		  "\"change\":\"fixed\",\"since\":1,\"until\":null,\"min\":16,"
		  "\"max\":18446744073709551615,\"max_len\":null,\"choices\":null},"
		  "{\"parent\":\"platform/sim.0\",\"type\":\"my-nic\",\"name\":\"serial\","
		  "\"kind\":\"string\",\"default\":\"\",\"change\":\"unused\",\"since\":1,"
		  "\"until\":2,\"min\":null,\"max\":null,\"max_len\":20,\"choices\":null},"
		  "{\"parent\":\"platform/sim.0\",\"type\":\"my-nic\",\"name\":\"link\","
		  "\"kind\":\"enum\",\"default\":\"auto\",\"change\":\"live\",\"since\":2,"
		  "\"until\":null,\"min\":null,\"max\":null,\"max_len\":null,"
		  "\"choices\":[\"auto\",\"up\",\"down\"]}]\n" },
		{ "-d param show platform/sim.0",
		  "PARENT         TYPE   NAME           KIND   DEFAULT CHANGE SINCE UNTIL\n"
		  "platform/sim.0 my-nic rss            bool   on      idle       2     -\n"
		  "    model https://example.org/my-nic parent-index 2\n"
		  "platform/sim.0 my-nic rx-filter-size uint   64      fixed      1     -\n"
		  "    min 16 max 18446744073709551615 model https://example.org/my-nic "
		  "parent-index 2\n"
		  "platform/sim.0 my-nic serial         string         unused     1     2\n"
		  "    max-len 20 model https://example.org/my-nic parent-index 2\n"
		  "platform/sim.0 my-nic link           enum   auto    live       2     -\n"
		  "    choices auto up down\n"
		  "    model https://example.org/my-nic parent-index 2\n",
		  "[{\"parent\":\"platform/sim.0\",\"type\":\"my-nic\",\"name\":\"rss\","
		  "\"kind\":\"bool\",\"default\":true,\"change\":\"idle\",\"since\":2,"
		  "\"until\":null,\"min\":null,\"max\":null,\"max_len\":null,\"choices\":null,"
		  "\"model\":\"https://example.org/my-nic\",\"parent_index\":2},"
		  "{\"parent\":\"platform/sim.0\",\"type\":\"my-nic\","
		  "\"name\":\"rx-filter-size\",\"kind\":\"uint\",\"default\":64,"
		  "\"change\":\"fixed\",\"since\":1,\"until\":null,\"min\":16,"
		  "\"max\":18446744073709551615,\"max_len\":null,\"choices\":null,"
		  "\"model\":\"https://example.org/my-nic\",\"parent_index\":2},"
		  "{\"parent\":\"platform/sim.0\",\"type\":\"my-nic\",\"name\":\"serial\","
		  "\"kind\":\"string\",\"default\":\"\",\"change\":\"unused\",\"since\":1,"
		  "\"until\":2,\"min\":null,\"max\":null,\"max_len\":20,\"choices\":null,"
		  "\"model\":\"https://example.org/my-nic\",\"parent_index\":2},"
		  "{\"parent\":\"platform/sim.0\",\"type\":\"my-nic\",\"name\":\"link\","
		  "\"kind\":\"enum\",\"default\":\"auto\",\"change\":\"live\",\"since\":2,"
		  "\"until\":null,\"min\":null,\"max\":null,\"max_len\":null,"
		  "\"choices\":[\"auto\",\"up\",\"down\"],"
		  "\"model\":\"https://example.org/my-nic\",\"parent_index\":2}]\n" },
	};

	check_all(state, cases, ARRAY_SIZE(cases));
}

/* Only those that are within. */
static void test_filters(void **state)
{
	static const struct golden cases[] = {
		{ "type show class display min framebuffer 4G max heads 4",
		  "PARENT         NAME   CLASS   AVAILABLE DEVICE-API DESCRIPTION\n"
		  "platform/sim.0 m60-4q display         1 vfio-pci   a display adapter\n"
		  "    attributes heads=4 max-width=3840 max-height=2160 frame-rate-limit=60 "
		  "framebuffer=4G\n"
		  "    resources framebuffer=4G\n",
		  "[{\"parent\":\"platform/sim.0\",\"name\":\"m60-4q\",\"class\":\"display\","
		  "\"available\":1,\"device_api\":\"vfio-pci\",\"description\":\"a display "
		  "adapter\",\"model\":null,\"version\":null,\"attributes\":{\"heads\":4,"
		  "\"max_width\":3840,\"max_height\":2160,\"frame_rate_limit\":60,"
		  "\"framebuffer\":4294967296},\"resources\":[{\"name\":\"framebuffer\","
		  "\"unit\":\"bytes\",\"default\":4294967296,\"min\":536870912,"
		  "\"max\":8589934592,\"step\":536870912,\"grow\":\"idle\",\"shrink\":\"idle\","
		  "\"reset\":false}]}]\n" },
		{ "type show class display min framebuffer 4097M", "", "[]\n" },
		{ "type show class display max framebuffer 4095M", "", "[]\n" },
		{ "type show class storage", "", "[]\n" },
		{ "type show pci/0000:00:04.0 class net", "", "[]\n" },
		{ "type show 1 serial-4 max ports 3", "", "[]\n" },
		{ "type show min speed 10001M", "", "[]\n" },
	};

	check_all(state, cases, ARRAY_SIZE(cases));
}

static void test_dry_run(void **state)
{
	static const struct golden cases[] = {
		{ "dev create 2 my-nic version 2 param rss=off resource queue=8 dry-run",
		  "ID UUID LABEL PARENT         TYPE   STATE NODE\n"
		  " - -    -     platform/sim.0 my-nic idle  -\n"
		  "    params rss=off rx-filter-size=64 serial= link=auto\n"
		  "    resources channel=2 queue=8 bandwidth=1G\n"
		  "    parent-resources framebuffer=3G/8G channel=60/64 queue=0/1024 "
		  "bandwidth=90G/100G clock=18446744073709551615/1500M\n",
		  "[{\"id\":null,\"uuid\":null,\"label\":null,\"parent\":\"platform/sim.0\","
		  "\"type\":\"my-nic\",\"state\":\"idle\",\"node\":null,\"owner\":null,\"lease\":null,"
		  "\"ttl\":null,\"pool\":null,\"ready\":null,\"why\":null,\"version\":null,"
		  "\"params\":[{\"name\":\"rss\",\"value\":false},{\"name\":\"rx-filter-size\","
		  "\"value\":64},{\"name\":\"serial\",\"value\":\"\"},{\"name\":\"link\","
		  "\"value\":\"auto\"}],\"resources\":[{\"name\":\"channel\",\"amount\":2,"
		  "\"start\":null},{\"name\":\"queue\",\"amount\":8,\"start\":null},"
		  "{\"name\":\"bandwidth\",\"amount\":1000000000,\"start\":null}],"
		  "\"parent_resources\":[{\"name\":\"framebuffer\",\"unit\":\"bytes\","
		  "\"free\":3221225472,\"capacity\":8589934592,\"contiguous\":true,"
		  "\"largest\":2147483648},{\"name\":\"channel\",\"unit\":\"count\",\"free\":60,"
		  "\"capacity\":64,\"contiguous\":false,\"largest\":null},{\"name\":\"queue\","
		  "\"unit\":\"count\",\"free\":0,\"capacity\":1024,\"contiguous\":true,"
		  "\"largest\":0},{\"name\":\"bandwidth\",\"unit\":\"bits-per-second\","
		  "\"free\":90000000000,\"capacity\":100000000000,\"contiguous\":false,"
		  "\"largest\":null},{\"name\":\"clock\",\"unit\":\"hertz\","
		  "\"free\":18446744073709551615,\"capacity\":1500000000,\"contiguous\":false,"
		  "\"largest\":null}]}]\n" },
	};

	check_all(state, cases, ARRAY_SIZE(cases));
}

/* Five resources are readable where there is little room. */
static void test_narrow(void **state)
{
	static const struct {
		unsigned short columns;
		const char *words;
		const char *text;
	} cases[] = {
		{ 80, "parent show",
		  "INDEX NAME             DRIVER        TYPES DEVS MAX-DEVS\n"
		  "    1 pci/0000:00:04.0 subdev_serial     2    2       16\n"
		  "    resources port=11/16\n"
		  "    2 platform/sim.0   subdev_sim        3    2    65536\n"
		  "    resources framebuffer=3G/8G channel=60/64 queue=0/1024 "
		  "bandwidth=90G/100G\n"
		  "        clock=18446744073709551615/1500M\n" },
		{ 80, "-d parent show 2",
		  "INDEX NAME           DRIVER     TYPES DEVS MAX-DEVS\n"
		  "    2 platform/sim.0 subdev_sim     3    2    65536\n"
		  "    removing yes generation 5000000000 cordoned no\n"
		  "    RESOURCES   UNIT                            FREE CAPACITY CONTIGUOUS "
		  "LARGEST\n"
		  "    framebuffer bytes                             3G       8G yes             "
		  "2G\n"
		  "    channel     count                             60       64 no              "
		  " -\n"
		  "    queue       count                              0     1024 yes             "
		  " 0\n"
		  "    bandwidth   bits-per-second                  90G     100G no              "
		  " -\n"
		  "    clock       hertz           18446744073709551615    1500M no              "
		  " -\n" },
		{ 80, "type show",
		  "PARENT           NAME     CLASS   AVAILABLE DEVICE-API\n"
		  "pci/0000:00:04.0 serial-1 serial         14 vfio-pci\n"
		  "    description a serial card with 1 port\n"
		  "    attributes ports=1\n"
		  "    resources port=1\n"
		  "pci/0000:00:04.0 serial-4 serial          3 vfio-pci\n"
		  "    description a serial card with 4 ports\n"
		  "    attributes ports=4\n"
		  "    resources port=4\n"
		  "platform/sim.0   plain    other           0 -\n"
		  "platform/sim.0   my-nic   net            20 vfio-pci\n"
		  "    description a network adapter\n"
		  "    model https://example.org/my-nic version 3\n"
		  "    attributes queues=4 speed=10G\n"
		  "    resources channel=2 queue=4 bandwidth=1G\n"
		  "platform/sim.0   m60-4q   display         1 vfio-pci\n"
		  "    description a display adapter\n"
		  "    attributes heads=4 max-width=3840 max-height=2160 frame-rate-limit=60\n"
		  "        framebuffer=4G\n"
		  "    resources framebuffer=4G\n" },
		{ 80, "-d type show 2 my-nic",
		  "PARENT         NAME   CLASS AVAILABLE DEVICE-API\n"
		  "platform/sim.0 my-nic net          20 vfio-pci\n"
		  "    description a network adapter\n"
		  "    parent-index 2 model https://example.org/my-nic version 3 versions 3\n"
		  "        params 4\n"
		  "    attributes queues=4 speed=10G\n"
		  "    RESOURCES UNIT            DEFAULT MIN  MAX STEP GROW   SHRINK RESET\n"
		  "    channel   count                 2   1    8    1 live   idle   yes\n"
		  "    queue     count                 4   4 1024    4 unused fixed  no\n"
		  "    bandwidth bits-per-second      1G  1M 100G   1M live   live   no\n" },
		{ 80, "dev show",
		  "        ID UUID                                 LABEL TYPE     STATE\n"
		  "         7 6ba7b810-9dad-41d1-80b4-00c04fd430c8 web0  serial-1 idle\n"
		  "    parent pci/0000:00:04.0 node /dev/vfio/12\n"
		  "    resources port=1\n"
		  "         8 9c5b94b1-35ad-49bb-b118-8e8fc24abf80 -     serial-4 in-use\n"
		  "    parent pci/0000:00:04.0 node /dev/vfio/13 owner agent lease ttl ttl 30\n"
		  "    resources port=4\n"
		  "4294967295 f81d4fae-7dec-41d0-a765-00a0c91e6bf6 -     plain    inactive\n"
		  "    parent platform/sim.0\n"
		  "        21 2b7e1516-28ae-4d2a-abf7-158809cf4f3c nic0  my-nic   idle\n"
		  "    parent platform/sim.0 node /dev/vfio/14 owner vm/21 lease socket "
		  "version 2\n"
		  "    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "    resources channel=4 queue=1024@0 bandwidth=10G\n" },
		{ 80, "-d dev show nic0",
		  "ID UUID                                 LABEL TYPE   STATE\n"
		  "21 2b7e1516-28ae-4d2a-abf7-158809cf4f3c nic0  my-nic idle\n"
		  "    parent platform/sim.0 node /dev/vfio/14 parent-index 2 generation 4 group "
		  "14\n"
		  "        sysfs /sys/bus/subdev/devices/2b7e1516-28ae-4d2a-abf7-158809cf4f3c\n"
		  "        owner vm/21 lease socket version 2\n"
		  "    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "    resources channel=4 queue=1024@0 bandwidth=10G\n" },
		{ 80, "resource show",
		  "PARENT           RESOURCE  DEV LABEL AMOUNT START\n"
		  "pci/0000:00:04.0 port        7 web0       1     -\n"
		  "pci/0000:00:04.0 port        8 -          4     -\n"
		  "platform/sim.0   channel    21 nic0       4     -\n"
		  "platform/sim.0   queue      21 nic0    1024     0\n"
		  "platform/sim.0   bandwidth  21 nic0     10G     -\n" },
		{ 80, "-d resource show 2 bandwidth",
		  "PARENT         RESOURCE  DEV LABEL AMOUNT START\n"
		  "platform/sim.0 bandwidth  21 nic0     10G     -\n"
		  "    uuid 2b7e1516-28ae-4d2a-abf7-158809cf4f3c parent-index 2\n" },
		{ 80, "model show",
		  "PARENT         TYPE   MODEL                      VERSION\n"
		  "platform/sim.0 my-nic https://example.org/my-nic       1\n"
		  "    params rx-filter-size=16 serial=\n"
		  "platform/sim.0 my-nic https://example.org/my-nic       2\n"
		  "    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "platform/sim.0 my-nic https://example.org/my-nic       3\n"
		  "    params rss=on rx-filter-size=128 link=auto\n" },
		{ 80, "param show",
		  "PARENT         TYPE   NAME           KIND   DEFAULT CHANGE SINCE UNTIL\n"
		  "platform/sim.0 my-nic rss            bool   on      idle       2     -\n"
		  "platform/sim.0 my-nic rx-filter-size uint   64      fixed      1     -\n"
		  "    min 16 max 18446744073709551615\n"
		  "platform/sim.0 my-nic serial         string         unused     1     2\n"
		  "    max-len 20\n"
		  "platform/sim.0 my-nic link           enum   auto    live       2     -\n"
		  "    choices auto up down\n" },
		{ 80, "dev create 2 my-nic dry-run",
		  "ID UUID LABEL TYPE   STATE\n"
		  " - -    -     my-nic idle\n"
		  "    parent platform/sim.0 version 3\n"
		  "    params rss=on rx-filter-size=128 link=auto\n"
		  "    resources channel=2 queue=4 bandwidth=1G\n"
		  "    parent-resources framebuffer=3G/8G channel=60/64 queue=0/1024\n"
		  "        bandwidth=90G/100G clock=18446744073709551615/1500M\n" },
		{ 60, "parent show 2",
		  "INDEX NAME           DRIVER     TYPES DEVS MAX-DEVS\n"
		  "    2 platform/sim.0 subdev_sim     3    2    65536\n"
		  "    resources framebuffer=3G/8G channel=60/64 queue=0/1024\n"
		  "        bandwidth=90G/100G clock=18446744073709551615/1500M\n" },
		{ 60, "-d type show 2 m60-4q",
		  "PARENT         NAME   CLASS   AVAILABLE DEVICE-API\n"
		  "platform/sim.0 m60-4q display         1 vfio-pci\n"
		  "    description a display adapter\n"
		  "    parent-index 2\n"
		  "    attributes heads=4 max-width=3840 max-height=2160\n"
		  "        frame-rate-limit=60 framebuffer=4G\n"
		  "    RESOURCES  UNIT  DEFAULT  MIN MAX STEP GROW SHRINK RESET\n"
		  "    framebuffe bytes      4G 512M  8G 512M idle idle   no\n"
		  "    r\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		golden_check_tty(*state, cases[i].columns, cases[i].words, cases[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_resources, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_models, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_params, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_filters, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_dry_run, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_narrow, tool_setup, tool_teardown),
	};

	return cmocka_run_group_tests_name("golden model", tests, NULL, NULL);
}
