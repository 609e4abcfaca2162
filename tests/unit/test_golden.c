// SPDX-License-Identifier: GPL-2.0-only
/* What the commands print: each case as text and as JSON, to the letter. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "tool.h"

static void test_parents(void **state)
{
	static const struct golden cases[] = {
		{ "parent show",
		  "INDEX NAME             DRIVER        TYPES DEVS MAX-DEVS\n"
		  "    1 pci/0000:00:04.0 subdev_serial     2    2       16\n"
		  "    resources port=11/16\n"
		  "    2 platform/sim.0   subdev_sim        3    2    65536\n"
		  "    resources framebuffer=3G/8G channel=60/64 queue=0/1024 bandwidth=90G/100G "
		  "clock=18446744073709551615/1500M\n",
		  "[{\"index\":1,\"name\":\"pci/0000:00:04.0\",\"driver\":\"subdev_serial\","
		  "\"types\":2,\"devs\":2,\"max_devs\":16,\"cordoned\":false,"
		  "\"resources\":[{\"name\":\"port\","
		  "\"unit\":\"count\",\"free\":11,\"capacity\":16,\"contiguous\":false,"
		  "\"largest\":null}]},{\"index\":2,\"name\":\"platform/sim.0\","
		  "\"driver\":\"subdev_sim\",\"types\":3,\"devs\":2,\"max_devs\":65536,"
		  "\"cordoned\":false,\"resources\":[{\"name\":\"framebuffer\",\"unit\":\"bytes\","
		  "\"free\":3221225472,\"capacity\":8589934592,\"contiguous\":true,"
		  "\"largest\":2147483648},{\"name\":\"channel\",\"unit\":\"count\",\"free\":60,"
		  "\"capacity\":64,\"contiguous\":false,\"largest\":null},{\"name\":\"queue\","
		  "\"unit\":\"count\",\"free\":0,\"capacity\":1024,\"contiguous\":true,"
		  "\"largest\":0},{\"name\":\"bandwidth\",\"unit\":\"bits-per-second\","
		  "\"free\":90000000000,\"capacity\":100000000000,\"contiguous\":false,"
		  "\"largest\":null},{\"name\":\"clock\",\"unit\":\"hertz\","
		  "\"free\":18446744073709551615,\"capacity\":1500000000,\"contiguous\":false,"
		  "\"largest\":null}]}]\n" },
		{ "-d parent show 2",
		  "INDEX NAME           DRIVER     TYPES DEVS MAX-DEVS REMOVING GENERATION\n"
		  "    2 platform/sim.0 subdev_sim     3    2    65536 yes      5000000000\n"
		  "    cordoned no\n"
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
		  " -\n",
		  "[{\"index\":2,\"name\":\"platform/sim.0\",\"driver\":\"subdev_sim\","
		  "\"types\":3,\"devs\":2,\"max_devs\":65536,\"removing\":true,"
		  "\"generation\":5000000000,\"cordoned\":false,"
		  "\"resources\":[{\"name\":\"framebuffer\","
		  "\"unit\":\"bytes\",\"free\":3221225472,\"capacity\":8589934592,"
		  "\"contiguous\":true,\"largest\":2147483648},{\"name\":\"channel\","
		  "\"unit\":\"count\",\"free\":60,\"capacity\":64,\"contiguous\":false,"
		  "\"largest\":null},{\"name\":\"queue\",\"unit\":\"count\",\"free\":0,"
		  "\"capacity\":1024,\"contiguous\":true,\"largest\":0},{\"name\":\"bandwidth\","
		  "\"unit\":\"bits-per-second\",\"free\":90000000000,\"capacity\":100000000000,"
		  "\"contiguous\":false,\"largest\":null},{\"name\":\"clock\",\"unit\":\"hertz\","
		  "\"free\":18446744073709551615,\"capacity\":1500000000,\"contiguous\":false,"
		  "\"largest\":null}]}]\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		golden_check(*state, &cases[i]);
}

static void test_types(void **state)
{
	static const struct golden cases[] = {
		{ "type show",
		  "PARENT           NAME     CLASS   AVAILABLE DEVICE-API DESCRIPTION\n"
		  "pci/0000:00:04.0 serial-1 serial         14 vfio-pci   a serial card with 1 "
		  "port\n"
		  "    attributes ports=1\n"
		  "    resources port=1\n"
		  "pci/0000:00:04.0 serial-4 serial          3 vfio-pci   a serial card with 4 "
		  "ports\n"
		  "    attributes ports=4\n"
		  "    resources port=4\n"
		  "platform/sim.0   plain    other           0 -          -\n"
		  "platform/sim.0   my-nic   net            20 vfio-pci   a network adapter\n"
		  "    model https://example.org/my-nic version 3\n"
		  "    attributes queues=4 speed=10G\n"
		  "    resources channel=2 queue=4 bandwidth=1G\n"
		  "platform/sim.0   m60-4q   display         1 vfio-pci   a display adapter\n"
		  "    attributes heads=4 max-width=3840 max-height=2160 frame-rate-limit=60 "
		  "framebuffer=4G\n"
		  "    resources framebuffer=4G\n",
		  "[{\"parent\":\"pci/0000:00:04.0\",\"name\":\"serial-1\",\"class\":\"serial\","
		  "\"available\":14,\"device_api\":\"vfio-pci\",\"description\":\"a serial card "
		  "with 1 port\",\"model\":null,\"version\":null,\"attributes\":{\"ports\":1},"
		  "\"resources\":[{\"name\":\"port\",\"unit\":\"count\",\"default\":1,\"min\":1,"
		  "\"max\":1,\"step\":0,\"grow\":\"fixed\",\"shrink\":\"fixed\","
		  "\"reset\":false}]},{\"parent\":\"pci/0000:00:04.0\",\"name\":\"serial-4\","
		  "\"class\":\"serial\",\"available\":3,\"device_api\":\"vfio-pci\","
		  "\"description\":\"a serial card with 4 ports\",\"model\":null,"
		  "\"version\":null,\"attributes\":{\"ports\":4},"
		  "\"resources\":[{\"name\":\"port\",\"unit\":\"count\",\"default\":4,\"min\":4,"
		  "\"max\":4,\"step\":0,\"grow\":\"fixed\",\"shrink\":\"fixed\","
		  "\"reset\":false}]},{\"parent\":\"platform/sim.0\",\"name\":\"plain\","
		  "\"class\":\"other\",\"available\":0,\"device_api\":null,\"description\":null,"
		  "\"model\":null,\"version\":null,\"attributes\":null,\"resources\":[]},"
		  "{\"parent\":\"platform/sim.0\",\"name\":\"my-nic\",\"class\":\"net\","
		  "\"available\":20,\"device_api\":\"vfio-pci\",\"description\":\"a network "
		  "adapter\",\"model\":\"https://example.org/my-nic\",\"version\":3,"
		  "\"attributes\":{\"queues\":4,\"speed\":10000000000},"
		  "\"resources\":[{\"name\":\"channel\",\"unit\":\"count\",\"default\":2,"
		  "\"min\":1,\"max\":8,\"step\":1,\"grow\":\"live\",\"shrink\":\"idle\","
		  "\"reset\":true},{\"name\":\"queue\",\"unit\":\"count\",\"default\":4,"
		  "\"min\":4,\"max\":1024,\"step\":4,\"grow\":\"unused\",\"shrink\":\"fixed\","
		  "\"reset\":false},{\"name\":\"bandwidth\",\"unit\":\"bits-per-second\","
		  "\"default\":1000000000,\"min\":1000000,\"max\":100000000000,\"step\":1000000,"
		  "\"grow\":\"live\",\"shrink\":\"live\",\"reset\":false}]},"
		  "{\"parent\":\"platform/sim.0\",\"name\":\"m60-4q\",\"class\":\"display\","
		  "\"available\":1,\"device_api\":\"vfio-pci\",\"description\":\"a display "
		  "adapter\",\"model\":null,\"version\":null,\"attributes\":{\"heads\":4,"
		  "\"max_width\":3840,\"max_height\":2160,\"frame_rate_limit\":60,"
		  "\"framebuffer\":4294967296},\"resources\":[{\"name\":\"framebuffer\","
		  "\"unit\":\"bytes\",\"default\":4294967296,\"min\":536870912,"
		  "\"max\":8589934592,\"step\":536870912,\"grow\":\"idle\",\"shrink\":\"idle\","
		  "\"reset\":false}]}]\n" },
		{ "-d type show platform/sim.0 plain",
		  "PARENT         NAME  CLASS AVAILABLE DEVICE-API DESCRIPTION PARENT-INDEX\n"
		  "platform/sim.0 plain other         0 -          -                      2\n",
		  "[{\"parent\":\"platform/sim.0\",\"name\":\"plain\",\"class\":\"other\","
		  "\"available\":0,\"device_api\":null,\"description\":null,\"parent_index\":2,"
		  "\"model\":null,\"version\":null,\"versions\":null,\"params\":null,"
		  "\"attributes\":null,\"resources\":[]}]\n" },
		{ "-d type show 2 my-nic",
		  "PARENT         NAME   CLASS AVAILABLE DEVICE-API DESCRIPTION       "
		  "PARENT-INDEX\n"
		  "platform/sim.0 my-nic net          20 vfio-pci   a network adapter            "
		  "2\n"
		  "    model https://example.org/my-nic version 3 versions 3 params 4\n"
		  "    attributes queues=4 speed=10G\n"
		  "    RESOURCES UNIT            DEFAULT MIN  MAX STEP GROW   SHRINK RESET\n"
		  "    channel   count                 2   1    8    1 live   idle   yes\n"
		  "    queue     count                 4   4 1024    4 unused fixed  no\n"
		  "    bandwidth bits-per-second      1G  1M 100G   1M live   live   no\n",
		  "[{\"parent\":\"platform/sim.0\",\"name\":\"my-nic\",\"class\":\"net\","
		  "\"available\":20,\"device_api\":\"vfio-pci\",\"description\":\"a network "
		  "adapter\",\"parent_index\":2,\"model\":\"https://example.org/my-nic\","
		  "\"version\":3,\"versions\":3,\"params\":4,\"attributes\":{\"queues\":4,"
		  "\"speed\":10000000000},\"resources\":[{\"name\":\"channel\","
		  "\"unit\":\"count\",\"default\":2,\"min\":1,\"max\":8,\"step\":1,"
		  "\"grow\":\"live\",\"shrink\":\"idle\",\"reset\":true},{\"name\":\"queue\","
		  "\"unit\":\"count\",\"default\":4,\"min\":4,\"max\":1024,\"step\":4,"
		  "\"grow\":\"unused\",\"shrink\":\"fixed\",\"reset\":false},"
		  "{\"name\":\"bandwidth\",\"unit\":\"bits-per-second\",\"default\":1000000000,"
		  "\"min\":1000000,\"max\":100000000000,\"step\":1000000,\"grow\":\"live\","
		  "\"shrink\":\"live\",\"reset\":false}]}]\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		golden_check(*state, &cases[i]);
}

static void test_devs(void **state)
{
	static const struct golden cases[] = {
		{ "dev show",
		  "        ID UUID                                 LABEL PARENT           TYPE   "
		  "  STATE    NODE\n"
		  "         7 6ba7b810-9dad-41d1-80b4-00c04fd430c8 web0  pci/0000:00:04.0 "
		  "serial-1 idle     /dev/vfio/12\n"
		  "    resources port=1\n"
		  "         8 9c5b94b1-35ad-49bb-b118-8e8fc24abf80 -     pci/0000:00:04.0 "
		  "serial-4 in-use   /dev/vfio/13\n"
		  "    owner agent lease ttl ttl 30\n"
		  "    resources port=4\n"
		  "4294967295 f81d4fae-7dec-41d0-a765-00a0c91e6bf6 -     platform/sim.0   plain  "
		  "  inactive -\n"
		  "        21 2b7e1516-28ae-4d2a-abf7-158809cf4f3c nic0  platform/sim.0   my-nic "
		  "  idle     /dev/vfio/14\n"
		  "    owner vm/21 lease socket version 2\n"
		  "    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "    resources channel=4 queue=1024@0 bandwidth=10G\n",
		  "[{\"id\":7,\"uuid\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\","
		  "\"label\":\"web0\",\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-1\","
		  "\"state\":\"idle\",\"node\":\"/dev/vfio/12\",\"owner\":null,"
		  "\"lease\":\"persistent\",\"ttl\":null,\"pool\":null,\"ready\":null,\"why\":null,\"version\":null,\"params\":[],"
		  "\"resources\":[{\"name\":\"port\",\"amount\":1,\"start\":null}]},{\"id\":8,"
		  "\"uuid\":\"9c5b94b1-35ad-49bb-b118-8e8fc24abf80\",\"label\":null,"
		  "\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-4\",\"state\":\"in-use\","
		  "\"node\":\"/dev/vfio/13\",\"owner\":\"agent\",\"lease\":\"ttl\",\"ttl\":30,\"pool\":null,\"ready\":null,\"why\":null,"
		  "\"version\":null,\"params\":[],"
		  "\"resources\":[{\"name\":\"port\",\"amount\":4,\"start\":null}]},"
		  "{\"id\":4294967295,\"uuid\":\"f81d4fae-7dec-41d0-a765-00a0c91e6bf6\","
		  "\"label\":null,\"parent\":\"platform/sim.0\",\"type\":\"plain\","
		  "\"state\":\"inactive\",\"node\":null,\"owner\":null,\"lease\":\"persistent\","
		  "\"ttl\":null,\"pool\":null,\"ready\":null,\"why\":null,\"version\":null,\"params\":[],"
		  "\"resources\":[]},{\"id\":21,"
		  "\"uuid\":\"2b7e1516-28ae-4d2a-abf7-158809cf4f3c\",\"label\":\"nic0\","
		  "\"parent\":\"platform/sim.0\",\"type\":\"my-nic\",\"state\":\"idle\","
		  "\"node\":\"/dev/vfio/14\",\"owner\":\"vm/21\",\"lease\":\"socket\","
		  "\"ttl\":null,\"pool\":null,\"ready\":null,\"why\":null,\"version\":2,\"params\":[{\"name\":\"rss\","
		  "\"value\":true},{\"name\":\"rx-filter-size\",\"value\":64},"
		  "{\"name\":\"serial\",\"value\":\"\"},{\"name\":\"link\",\"value\":\"auto\"}],"
		  "\"resources\":[{\"name\":\"channel\",\"amount\":4,\"start\":null},"
		  "{\"name\":\"queue\",\"amount\":1024,\"start\":0},{\"name\":\"bandwidth\","
		  "\"amount\":10000000000,\"start\":null}]}]\n" },
		{ "-d dev show web0",
		  "ID UUID                                 LABEL PARENT           TYPE     STATE "
		  "NODE         PARENT-INDEX GENERATION GROUP CDEV  CDEV-NODE               "
		  "SYSFS\n"
		  " 7 6ba7b810-9dad-41d1-80b4-00c04fd430c8 web0  pci/0000:00:04.0 serial-1 idle  "
		  "/dev/vfio/12            1          3    12 vfio4 /dev/vfio/devices/vfio4 "
		  "/sys/bus/subdev/devices/6ba7b810-9dad-41d1-80b4-00c04fd430c8\n"
		  "    lease persistent\n"
		  "    resources port=1\n",
		  "[{\"id\":7,\"uuid\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\","
		  "\"label\":\"web0\",\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-1\","
		  "\"state\":\"idle\",\"node\":\"/dev/vfio/12\",\"parent_index\":1,"
		  "\"generation\":3,\"group\":12,\"cdev\":\"vfio4\","
		  "\"cdev_node\":\"/dev/vfio/devices/vfio4\","
		  "\"sysfs\":\"/sys/bus/subdev/devices/6ba7b810-9dad-41d1-80b4-00c04fd430c8\","
		  "\"owner\":null,\"lease\":\"persistent\",\"ttl\":null,\"pool\":null,\"ready\":null,\"why\":null,"
		  "\"version\":null,\"params\":[],\"resources\":[{\"name\":\"port\",\"amount\":1,"
		  "\"start\":null}]}]\n" },
		{ "-d dev show 4294967295",
		  "        ID UUID                                 LABEL PARENT         TYPE  "
		  "STATE    NODE PARENT-INDEX GENERATION GROUP CDEV CDEV-NODE SYSFS\n"
		  "4294967295 f81d4fae-7dec-41d0-a765-00a0c91e6bf6 -     platform/sim.0 plain "
		  "inactive -               2          1     - -    -         -\n"
		  "    lease persistent\n",
		  "[{\"id\":4294967295,\"uuid\":\"f81d4fae-7dec-41d0-a765-00a0c91e6bf6\","
		  "\"label\":null,\"parent\":\"platform/sim.0\",\"type\":\"plain\","
		  "\"state\":\"inactive\",\"node\":null,\"parent_index\":2,\"generation\":1,"
		  "\"group\":null,\"cdev\":null,\"cdev_node\":null,\"sysfs\":null,"
		  "\"owner\":null,\"lease\":\"persistent\",\"ttl\":null,\"pool\":null,\"ready\":null,\"why\":null,"
		  "\"version\":null,\"params\":[],\"resources\":[]}]\n" },
		{ "dev show nic0",
		  "ID UUID                                 LABEL PARENT         TYPE   STATE "
		  "NODE\n"
		  "21 2b7e1516-28ae-4d2a-abf7-158809cf4f3c nic0  platform/sim.0 my-nic idle  "
		  "/dev/vfio/14\n"
		  "    owner vm/21 lease socket version 2\n"
		  "    params rss=on rx-filter-size=64 serial= link=auto\n"
		  "    resources channel=4 queue=1024@0 bandwidth=10G\n",
		  "[{\"id\":21,\"uuid\":\"2b7e1516-28ae-4d2a-abf7-158809cf4f3c\","
		  "\"label\":\"nic0\",\"parent\":\"platform/sim.0\",\"type\":\"my-nic\","
		  "\"state\":\"idle\",\"node\":\"/dev/vfio/14\",\"owner\":\"vm/21\",\"lease\":\"socket\","
		  "\"ttl\":null,\"pool\":null,\"ready\":null,\"why\":null,\"version\":2,"
		  "\"params\":[{\"name\":\"rss\",\"value\":true},{\"name\":\"rx-filter-size\","
		  "\"value\":64},{\"name\":\"serial\",\"value\":\"\"},{\"name\":\"link\","
		  "\"value\":\"auto\"}],\"resources\":[{\"name\":\"channel\",\"amount\":4,"
		  "\"start\":null},{\"name\":\"queue\",\"amount\":1024,\"start\":0},"
		  "{\"name\":\"bandwidth\",\"amount\":10000000000,\"start\":null}]}]\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		golden_check(*state, &cases[i]);
}

/* Without objects a table has no lines, not even a head. */
static void test_nothing(void **state)
{
	struct host *host = *state;
	static const struct golden c = { "dev show", "", "[]\n" };

	memset(host->devs, 0, sizeof(host->devs));
	golden_check(host, &c);
}

/* A node by its character device, where the kernel has no groups. */
static void test_no_group(void **state)
{
	struct host *host = *state;

	host->devs[0].group = -1;
	golden_check_output(host, "dev show 7",
		     "ID UUID                                 LABEL PARENT           TYPE     STATE "
		     "NODE\n"
		     " 7 6ba7b810-9dad-41d1-80b4-00c04fd430c8 web0  pci/0000:00:04.0 serial-1 idle  "
		     "/dev/vfio/devices/vfio4\n"
		     "    resources port=1\n");
}

static void test_pretty(void **state)
{
	golden_check_output(*state, "-jp parent show 1",
		     "[\n"
		     "  {\n"
		     "    \"index\": 1,\n"
		     "    \"name\": \"pci/0000:00:04.0\",\n"
		     "    \"driver\": \"subdev_serial\",\n"
		     "    \"types\": 2,\n"
		     "    \"devs\": 2,\n"
		     "    \"max_devs\": 16,\n"
		     "    \"cordoned\": false,\n"
		     "    \"resources\": [\n"
		     "      {\n"
		     "        \"name\": \"port\",\n"
		     "        \"unit\": \"count\",\n"
		     "        \"free\": 11,\n"
		     "        \"capacity\": 16,\n"
		     "        \"contiguous\": false,\n"
		     "        \"largest\": null\n"
		     "      }\n"
		     "    ]\n"
		     "  }\n"
		     "]\n");
}

/* What happens as soon as the monitor listens; three events are lost, and others with them. */
static void make_events(struct fake *fake)
{
	struct host *host = fake->data;

	host->seq = 0;
	host->cause = SUBDEV_CAUSE_COMMAND;
	host_notify(host, SUBDEV_CMD_DEV_ADD_NTF, &host_devs[0]);
	fake_multicast_err(fake, -ENOBUFS);
	host_notify(host, SUBDEV_CMD_DEV_ADD_NTF, &host_devs[1]);
	host->seq = 4;
}

/* And after it has looked what there is. */
static void make_more_events(struct fake *fake)
{
	struct host *host = fake->data;
	struct host_dev dev = host_devs[0];
	struct msg m;

	dev.state = SUBDEV_DEV_STATE_INACTIVE;
	dev.label[0] = '\0';
	dev.group = -1;
	host->cause = SUBDEV_CAUSE_LEASE;
	host_notify(host, SUBDEV_CMD_DEV_CHANGE_NTF, &dev);
	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_PARENT_DEL_NTF);
	host_put_parent(&m, &host_parents[0]);
	host_put_event(&m, SUBDEV_A_PARENT_EVENT, ++host->seq, HOST_EPOCH, SUBDEV_CAUSE_PARENT);
	fake_multicast(fake, &m);
}

static void (*host_handle)(struct fake *fake, struct fake_socket *socket,
			   const struct msg *request);

static void handle_look(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	host_handle(fake, socket, request);
	if (msg_cmd(request) == SUBDEV_CMD_DEV_GET)
		make_more_events(fake);
}

static void test_monitor(void **state)
{
	struct host *host = *state;
	static const struct golden cases[] = {
		{ "monitor owner nobody count 4",
		  "event dev-add seq 1 cause command id 7 uuid 6ba7b810-9dad-41d1-80b4-00c04fd430c8 label web0 "
		  "parent pci/0000:00:04.0 type serial-1 state idle node /dev/vfio/12 "
		  "owner - lease persistent ttl - pool - ready - why - version - params - resources port=1\n"
		  "event lost seq - cause -\n"
		  "event synced seq 4 cause -\n"
		  "event dev-change seq 5 cause lease id 7 uuid 6ba7b810-9dad-41d1-80b4-00c04fd430c8 label - "
		  "parent pci/0000:00:04.0 type serial-1 state inactive "
		  "node /dev/vfio/devices/vfio4 owner - lease persistent ttl - pool - ready - why - "
		  "version - params - resources port=1\n"
		  "event parent-del seq 6 cause parent index 1 name pci/0000:00:04.0 driver subdev_serial "
		  "types 2 devs 2 max_devs 16 cordoned no resources port=11/16\n",
		  "{\"event\":\"dev-add\",\"seq\":1,\"cause\":\"command\",\"id\":7,"
		  "\"uuid\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\",\"label\":\"web0\","
		  "\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-1\",\"state\":\"idle\","
		  "\"node\":\"/dev/vfio/12\",\"owner\":null,"
		  "\"lease\":\"persistent\",\"ttl\":null,\"pool\":null,\"ready\":null,\"why\":null,\"version\":null,\"params\":[],"
		  "\"resources\":[{\"name\":\"port\",\"amount\":1,\"start\":null}]}\n"
		  "{\"event\":\"lost\",\"seq\":null,\"cause\":null}\n"
		  "{\"event\":\"synced\",\"seq\":4,\"cause\":null}\n"
		  "{\"event\":\"dev-change\",\"seq\":5,\"cause\":\"lease\",\"id\":7,"
		  "\"uuid\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\",\"label\":null,"
		  "\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-1\","
		  "\"state\":\"inactive\",\"node\":\"/dev/vfio/devices/vfio4\","
		  "\"owner\":null,\"lease\":\"persistent\",\"ttl\":null,\"pool\":null,\"ready\":null,\"why\":null,"
		  "\"version\":null,\"params\":[],"
		  "\"resources\":[{\"name\":\"port\",\"amount\":1,\"start\":null}]}\n"
		  "{\"event\":\"parent-del\",\"seq\":6,\"cause\":\"parent\",\"index\":1,"
		  "\"name\":\"pci/0000:00:04.0\",\"driver\":\"subdev_serial\","
		  "\"types\":2,\"devs\":2,\"max_devs\":16,\"cordoned\":false,"
		  "\"resources\":[{\"name\":\"port\",\"unit\":\"count\",\"free\":11,"
		  "\"capacity\":16,\"contiguous\":false,\"largest\":null}]}\n" },
		{ "-d monitor count 1",
		  "event dev-add seq 1 cause command epoch 4711 id 7 "
		  "uuid 6ba7b810-9dad-41d1-80b4-00c04fd430c8 label web0 "
		  "parent pci/0000:00:04.0 type serial-1 state idle node /dev/vfio/12 "
		  "parent_index 1 generation 3 group 12 cdev vfio4 "
		  "cdev_node /dev/vfio/devices/vfio4 "
		  "sysfs /sys/bus/subdev/devices/6ba7b810-9dad-41d1-80b4-00c04fd430c8 "
		  "owner - lease persistent ttl - pool - ready - why - version - params - resources port=1 "
		  "parent_generation 6000000000 parent_devs 3 parent_resources port=11/16 pool_counts -\n",
		  "{\"event\":\"dev-add\",\"seq\":1,\"cause\":\"command\",\"epoch\":4711,\"id\":7,"
		  "\"uuid\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\",\"label\":\"web0\","
		  "\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-1\",\"state\":\"idle\","
		  "\"node\":\"/dev/vfio/12\",\"parent_index\":1,\"generation\":3,\"group\":12,"
		  "\"cdev\":\"vfio4\",\"cdev_node\":\"/dev/vfio/devices/vfio4\","
		  "\"sysfs\":\"/sys/bus/subdev/devices/6ba7b810-9dad-41d1-80b4-00c04fd430c8\","
		  "\"owner\":null,\"lease\":\"persistent\",\"ttl\":null,\"pool\":null,\"ready\":null,\"why\":null,"
		  "\"version\":null,\"params\":[],"
		  "\"resources\":[{\"name\":\"port\",\"amount\":1,\"start\":null}],"
		  "\"parent_generation\":6000000000,\"parent_devs\":3,"
		  "\"parent_resources\":[{\"name\":\"port\",\"unit\":\"count\",\"free\":11,"
		  "\"capacity\":16,\"contiguous\":false,\"largest\":null}],\"pool_counts\":null}\n" },
		{ "monitor count 0", "", "" },
	};

	host->fake.joined = make_events;
	host_handle = host->fake.handle;
	host->fake.handle = handle_look;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		golden_check(host, &cases[i]);
}

/* What there is, as far as it is asked for. */
static void test_monitor_sync(void **state)
{
	static const struct golden cases[] = {
		{ "monitor sync parent 1 count 0",
		  "event parent seq 9 cause - index 1 name pci/0000:00:04.0 driver subdev_serial types 2 devs "
		  "2 max_devs 16 cordoned no resources port=11/16\n"
		  "event dev seq 9 cause - id 7 uuid 6ba7b810-9dad-41d1-80b4-00c04fd430c8 label web0 parent "
		  "pci/0000:00:04.0 type serial-1 state idle node /dev/vfio/12 owner - lease persistent ttl - pool - ready - why - "
		  "version - params - resources port=1\n"
		  "event dev seq 9 cause - id 8 uuid 9c5b94b1-35ad-49bb-b118-8e8fc24abf80 label - parent "
		  "pci/0000:00:04.0 type serial-4 state in-use node /dev/vfio/13 owner agent lease ttl ttl 30 pool - ready - why - "
		  "version - params - resources port=4\n"
		  "event synced seq 9 cause -\n", 
		  "{\"event\":\"parent\",\"seq\":9,\"cause\":null,\"index\":1,\"name\":\"pci/0000:00:04.0\","
		  "\"driver\":\"subdev_serial\",\"types\":2,\"devs\":2,\"max_devs\":16,\"cordoned\":false,"
		  "\"resources\":[{\"name\":\"port\",\"unit\":\"count\",\"free\":11,\"capacity\":16,"
		  "\"contiguous\":false,\"largest\":null}]}\n"
		  "{\"event\":\"dev\",\"seq\":9,\"cause\":null,\"id\":7,"
		  "\"uuid\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\",\"label\":\"web0\","
		  "\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-1\",\"state\":\"idle\","
		  "\"node\":\"/dev/vfio/12\",\"owner\":null,\"lease\":\"persistent\",\"ttl\":null,\"pool\":null,\"ready\":null,\"why\":null,"
		  "\"version\":null,\"params\":[],\"resources\":[{\"name\":\"port\",\"amount\":1,"
		  "\"start\":null}]}\n"
		  "{\"event\":\"dev\",\"seq\":9,\"cause\":null,\"id\":8,"
		  "\"uuid\":\"9c5b94b1-35ad-49bb-b118-8e8fc24abf80\",\"label\":null,"
		  "\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-4\",\"state\":\"in-use\","
		  "\"node\":\"/dev/vfio/13\",\"owner\":\"agent\",\"lease\":\"ttl\",\"ttl\":30,\"pool\":null,\"ready\":null,\"why\":null,\"version\":null,"
		  "\"params\":[],\"resources\":[{\"name\":\"port\",\"amount\":4,\"start\":null}]}\n"
		  "{\"event\":\"synced\",\"seq\":9,\"cause\":null}\n" },
		{ "-d monitor sync kind dev-del owner agent kind dev-add count 0",
		  "event dev seq 9 cause - epoch 4711 id 8 uuid 9c5b94b1-35ad-49bb-b118-8e8fc24abf80 label - "
		  "parent pci/0000:00:04.0 type serial-4 state in-use node /dev/vfio/13 parent_index 1 "
		  "generation 5 group 13 cdev - cdev_node - sysfs "
		  "/sys/bus/subdev/devices/9c5b94b1-35ad-49bb-b118-8e8fc24abf80 owner agent lease ttl ttl 30 pool - ready - why - "
		  "version - params - resources port=4 parent_generation - parent_devs - parent_resources - pool_counts -\n"
		  "event synced seq 9 cause - epoch 4711\n", 
		  "{\"event\":\"dev\",\"seq\":9,\"cause\":null,\"epoch\":4711,\"id\":8,"
		  "\"uuid\":\"9c5b94b1-35ad-49bb-b118-8e8fc24abf80\",\"label\":null,"
		  "\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-4\",\"state\":\"in-use\","
		  "\"node\":\"/dev/vfio/13\",\"parent_index\":1,\"generation\":5,\"group\":13,\"cdev\":null,"
		  "\"cdev_node\":null,"
		  "\"sysfs\":\"/sys/bus/subdev/devices/9c5b94b1-35ad-49bb-b118-8e8fc24abf80\","
		  "\"owner\":\"agent\",\"lease\":\"ttl\",\"ttl\":30,\"pool\":null,\"ready\":null,\"why\":null,\"version\":null,\"params\":[],"
		  "\"resources\":[{\"name\":\"port\",\"amount\":4,\"start\":null}],\"parent_generation\":null,"
		  "\"parent_devs\":null,\"parent_resources\":[],\"pool_counts\":null}\n"
		  "{\"event\":\"synced\",\"seq\":9,\"cause\":null,\"epoch\":4711}\n" },
		{ "monitor sync kind parent-change parent pci/0000:00:04.0 count 0",
		  "event parent seq 9 cause - index 1 name pci/0000:00:04.0 driver subdev_serial types 2 devs "
		  "2 max_devs 16 cordoned no resources port=11/16\n"
		  "event synced seq 9 cause -\n", 
		  "{\"event\":\"parent\",\"seq\":9,\"cause\":null,\"index\":1,\"name\":\"pci/0000:00:04.0\","
		  "\"driver\":\"subdev_serial\",\"types\":2,\"devs\":2,\"max_devs\":16,\"cordoned\":false,"
		  "\"resources\":[{\"name\":\"port\",\"unit\":\"count\",\"free\":11,\"capacity\":16,"
		  "\"contiguous\":false,\"largest\":null}]}\n"
		  "{\"event\":\"synced\",\"seq\":9,\"cause\":null}\n" },
		/* nothing of a parent that is not there */
		{ "monitor sync parent 9 count 0", "event synced seq 9 cause -\n",
		  "{\"event\":\"synced\",\"seq\":9,\"cause\":null}\n" },
	};
	struct host *host = *state;

	host->seq = 9;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		golden_check(host, &cases[i]);
}

/* The module is unloaded while it listens. */
static void unload(struct fake *fake)
{
	struct msg m;

	msg_begin_genl(&m, GENL_ID_CTRL, 0, 0, CTRL_CMD_DELFAMILY);
	msg_put(&m, CTRL_ATTR_FAMILY_ID, &fake->family, sizeof(fake->family));
	fake_multicast(fake, &m);
}

static void test_monitor_unloaded(void **state)
{
	struct host *host = *state;
	struct tool_run run;

	host->fake.joined = unload;
	tool_run(host, "monitor", &run);
	assert_int_equal(run.code, 1);
	assert_string_equal(run.out, "");
	assert_string_equal(run.err, "subdevctl: monitor: protocol not supported: "
			    "the module subdev was unloaded\n");
}

static void test_monitor_timeout(void **state)
{
	golden_check_output(*state, "monitor timeout 0", "");
	golden_check_output(*state, "monitor timeout 1", "");
}

/* A character of two bytes is one column wide, as the locale says. */
static void test_wide_characters(void **state)
{
	struct host *host = *state;

	host->parents[0].driver = "ger\xc3\xa4t";
	golden_check_output(host, "parent show 1",
			    "INDEX NAME             DRIVER TYPES DEVS MAX-DEVS\n"
			    "    1 pci/0000:00:04.0 ger\xc3\xa4t      2    2       16\n"
			    "    resources port=11/16\n");
}

/* A wide terminal is like a file. */
static void test_wide(void **state)
{
	struct tool_run file, wide;

	tool_run(*state, "type show", &file);
	tool_run_tty(*state, "type show", 200, &wide);
	assert_string_equal(wide.out, file.out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_parents, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_types, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_devs, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_nothing, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_no_group, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_pretty, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_monitor, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_monitor_sync, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_monitor_unloaded, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_monitor_timeout, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_wide_characters, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_wide, tool_setup, tool_teardown),
	};

	return cmocka_run_group_tests_name("golden", tests, NULL, NULL);
}
