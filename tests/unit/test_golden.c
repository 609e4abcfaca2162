// SPDX-License-Identifier: GPL-2.0-only
/* What the commands print: each case as text and as JSON, to the letter. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "tool.h"

struct golden {
	const char *words;
	const char *text;
	const char *json;
};

static int setup(void **state)
{
	struct host *host = test_calloc(1, sizeof(*host));

	*state = host;
	host_init(host);
	return 0;
}

static int teardown(void **state)
{
	host_finish(*state);
	test_free(*state);
	return 0;
}

/* Blanks at the ends of lines are none of the matter. */
static void strip(char *text)
{
	char *to = text, *end = text;

	for (char *from = text; *from; from++) {
		if (*from == '\n')
			to = end;
		*to++ = *from;
		if (*from != ' ')
			end = to;
	}
	*to = '\0';
}

static void check_output(struct host *host, const char *words, const char *expected)
{
	struct tool_run run;

	tool_run(host, words, &run);
	strip(run.out);
	if (run.code || run.err[0] || strcmp(run.out, expected))
		fail_msg("subdevctl %s: exit status %d\n%s%s", words, run.code, run.err, run.out);
}

static void check(struct host *host, const struct golden *c)
{
	char words[128];

	check_output(host, c->words, c->text);
	snprintf(words, sizeof(words), "-j %s", c->words);
	check_output(host, words, c->json);
}

static void test_parents(void **state)
{
	static const struct golden cases[] = {
		{ "parent show",
		  "INDEX NAME             DRIVER        TYPES DEVS MAX-DEVS\n"
		  "    1 pci/0000:00:04.0 subdev_serial     2    2       16\n"
		  "    2 platform/sim.0   subdev_sim        1    1    65536\n",
		  "[{\"index\":1,\"name\":\"pci/0000:00:04.0\",\"driver\":\"subdev_serial\","
		  "\"types\":2,\"devs\":2,\"max_devs\":16,\"resources\":[]},"
		  "{\"index\":2,\"name\":\"platform/sim.0\",\"driver\":\"subdev_sim\","
		  "\"types\":1,\"devs\":1,\"max_devs\":65536,\"resources\":[]}]\n" },
		{ "-d parent show 2",
		  "INDEX NAME           DRIVER     TYPES DEVS MAX-DEVS REMOVING GENERATION\n"
		  "    2 platform/sim.0 subdev_sim     1    1    65536 yes      5000000000\n",
		  "[{\"index\":2,\"name\":\"platform/sim.0\",\"driver\":\"subdev_sim\","
		  "\"types\":1,\"devs\":1,\"max_devs\":65536,\"removing\":true,"
		  "\"generation\":5000000000,\"resources\":[]}]\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check(*state, &cases[i]);
}

static void test_types(void **state)
{
	static const struct golden cases[] = {
		{ "type show",
		  "PARENT           NAME     CLASS  AVAILABLE DEVICE-API DESCRIPTION\n"
		  "pci/0000:00:04.0 serial-1 serial        14 vfio-pci   a serial card with 1 port\n"
		  "pci/0000:00:04.0 serial-4 serial         3 vfio-pci   a serial card with 4 ports\n"
		  "platform/sim.0   plain    other          0 -          -\n",
		  "[{\"parent\":\"pci/0000:00:04.0\",\"name\":\"serial-1\",\"class\":\"serial\","
		  "\"available\":14,\"device_api\":\"vfio-pci\","
		  "\"description\":\"a serial card with 1 port\"},"
		  "{\"parent\":\"pci/0000:00:04.0\",\"name\":\"serial-4\",\"class\":\"serial\","
		  "\"available\":3,\"device_api\":\"vfio-pci\","
		  "\"description\":\"a serial card with 4 ports\"},"
		  "{\"parent\":\"platform/sim.0\",\"name\":\"plain\",\"class\":\"other\","
		  "\"available\":0,\"device_api\":null,\"description\":null}]\n" },
		{ "-d type show platform/sim.0 plain",
		  "PARENT         NAME  CLASS AVAILABLE DEVICE-API DESCRIPTION PARENT-INDEX\n"
		  "platform/sim.0 plain other         0 -          -                      2\n",
		  "[{\"parent\":\"platform/sim.0\",\"name\":\"plain\",\"class\":\"other\","
		  "\"available\":0,\"device_api\":null,\"description\":null,"
		  "\"parent_index\":2}]\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check(*state, &cases[i]);
}

static void test_devs(void **state)
{
	static const struct golden cases[] = {
		{ "dev show",
		  "        ID UUID                                 LABEL PARENT           TYPE     "
		  "STATE    NODE\n"
		  "         7 6ba7b810-9dad-41d1-80b4-00c04fd430c8 web0  pci/0000:00:04.0 serial-1 "
		  "idle     /dev/vfio/12\n"
		  "         8 9c5b94b1-35ad-49bb-b118-8e8fc24abf80 -     pci/0000:00:04.0 serial-4 "
		  "in-use   /dev/vfio/13\n"
		  "4294967295 f81d4fae-7dec-41d0-a765-00a0c91e6bf6 -     platform/sim.0   plain    "
		  "inactive -\n",
		  "[{\"id\":7,\"uuid\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\","
		  "\"label\":\"web0\",\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-1\","
		  "\"state\":\"idle\",\"node\":\"/dev/vfio/12\"},"
		  "{\"id\":8,\"uuid\":\"9c5b94b1-35ad-49bb-b118-8e8fc24abf80\","
		  "\"label\":null,\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-4\","
		  "\"state\":\"in-use\",\"node\":\"/dev/vfio/13\"},"
		  "{\"id\":4294967295,\"uuid\":\"f81d4fae-7dec-41d0-a765-00a0c91e6bf6\","
		  "\"label\":null,\"parent\":\"platform/sim.0\",\"type\":\"plain\","
		  "\"state\":\"inactive\",\"node\":null}]\n" },
		{ "-d dev show web0",
		  "ID UUID                                 LABEL PARENT           TYPE     STATE "
		  "NODE         PARENT-INDEX GENERATION GROUP CDEV  CDEV-NODE               SYSFS\n"
		  " 7 6ba7b810-9dad-41d1-80b4-00c04fd430c8 web0  pci/0000:00:04.0 serial-1 idle  "
		  "/dev/vfio/12            1          3    12 vfio4 /dev/vfio/devices/vfio4 "
		  "/sys/bus/subdev/devices/6ba7b810-9dad-41d1-80b4-00c04fd430c8\n",
		  "[{\"id\":7,\"uuid\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\","
		  "\"label\":\"web0\",\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-1\","
		  "\"state\":\"idle\",\"node\":\"/dev/vfio/12\",\"parent_index\":1,"
		  "\"generation\":3,\"group\":12,\"cdev\":\"vfio4\","
		  "\"cdev_node\":\"/dev/vfio/devices/vfio4\","
		  "\"sysfs\":\"/sys/bus/subdev/devices/6ba7b810-9dad-41d1-80b4-00c04fd430c8\"}]\n" },
		{ "-d dev show 4294967295",
		  "        ID UUID                                 LABEL PARENT         TYPE  "
		  "STATE    NODE PARENT-INDEX GENERATION GROUP CDEV CDEV-NODE SYSFS\n"
		  "4294967295 f81d4fae-7dec-41d0-a765-00a0c91e6bf6 -     platform/sim.0 plain "
		  "inactive -               2          1     - -    -         -\n",
		  "[{\"id\":4294967295,\"uuid\":\"f81d4fae-7dec-41d0-a765-00a0c91e6bf6\","
		  "\"label\":null,\"parent\":\"platform/sim.0\",\"type\":\"plain\","
		  "\"state\":\"inactive\",\"node\":null,\"parent_index\":2,\"generation\":1,"
		  "\"group\":null,\"cdev\":null,\"cdev_node\":null,\"sysfs\":null}]\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check(*state, &cases[i]);
}

/* Without objects a table has no lines, not even a head. */
static void test_nothing(void **state)
{
	struct host *host = *state;
	static const struct golden c = { "dev show", "", "[]\n" };

	memset(host->devs, 0, sizeof(host->devs));
	check(host, &c);
}

/* A node by its character device, where the kernel has no groups. */
static void test_no_group(void **state)
{
	struct host *host = *state;

	host->devs[0].group = -1;
	check_output(host, "dev show 7",
		     "ID UUID                                 LABEL PARENT           TYPE     STATE "
		     "NODE\n"
		     " 7 6ba7b810-9dad-41d1-80b4-00c04fd430c8 web0  pci/0000:00:04.0 serial-1 idle  "
		     "/dev/vfio/devices/vfio4\n");
}

static void test_pretty(void **state)
{
	check_output(*state, "-jp parent show 1",
		     "[\n"
		     "  {\n"
		     "    \"index\": 1,\n"
		     "    \"name\": \"pci/0000:00:04.0\",\n"
		     "    \"driver\": \"subdev_serial\",\n"
		     "    \"types\": 2,\n"
		     "    \"devs\": 2,\n"
		     "    \"max_devs\": 16\n"
		     "  }\n"
		     "]\n");
}

/* What happens as soon as the monitor listens; three events are lost. */
static void make_events(struct fake *fake)
{
	struct host *host = fake->data;
	struct host_dev dev = host_devs[0];
	struct msg m;

	host->seq = 0;
	host_notify(host, SUBDEV_CMD_DEV_ADD_NTF, &dev);
	fake_multicast_err(fake, -ENOBUFS);
	host->seq += 3;
	dev.state = SUBDEV_DEV_STATE_INACTIVE;
	dev.label[0] = '\0';
	dev.group = -1;
	host_notify(host, SUBDEV_CMD_DEV_CHANGE_NTF, &dev);
	msg_begin_genl(&m, FAKE_FAMILY, 0, 0, SUBDEV_CMD_PARENT_DEL_NTF);
	host_put_parent(&m, &host_parents[0]);
	host_put_event(&m, SUBDEV_A_PARENT_EVENT, ++host->seq, HOST_EPOCH);
	fake_multicast(fake, &m);
}

static void test_monitor(void **state)
{
	struct host *host = *state;
	static const struct golden cases[] = {
		{ "monitor count 4",
		  "event dev-add seq 1 id 7 uuid 6ba7b810-9dad-41d1-80b4-00c04fd430c8 label web0 "
		  "parent pci/0000:00:04.0 type serial-1 state idle node /dev/vfio/12\n"
		  "event lost seq -\n"
		  "event dev-change seq 5 id 7 uuid 6ba7b810-9dad-41d1-80b4-00c04fd430c8 label - "
		  "parent pci/0000:00:04.0 type serial-1 state inactive "
		  "node /dev/vfio/devices/vfio4\n"
		  "event parent-del seq 6 index 1 name pci/0000:00:04.0 driver subdev_serial "
		  "types 2 devs 2 max_devs 16\n",
		  "{\"event\":\"dev-add\",\"seq\":1,\"id\":7,"
		  "\"uuid\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\",\"label\":\"web0\","
		  "\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-1\",\"state\":\"idle\","
		  "\"node\":\"/dev/vfio/12\"}\n"
		  "{\"event\":\"lost\",\"seq\":null}\n"
		  "{\"event\":\"dev-change\",\"seq\":5,\"id\":7,"
		  "\"uuid\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\",\"label\":null,"
		  "\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-1\","
		  "\"state\":\"inactive\",\"node\":\"/dev/vfio/devices/vfio4\"}\n"
		  "{\"event\":\"parent-del\",\"seq\":6,\"index\":1,"
		  "\"name\":\"pci/0000:00:04.0\",\"driver\":\"subdev_serial\","
		  "\"types\":2,\"devs\":2,\"max_devs\":16}\n" },
		{ "-d monitor count 1",
		  "event dev-add seq 1 epoch 4711 id 7 "
		  "uuid 6ba7b810-9dad-41d1-80b4-00c04fd430c8 label web0 "
		  "parent pci/0000:00:04.0 type serial-1 state idle node /dev/vfio/12 "
		  "parent_index 1 generation 3 group 12 cdev vfio4 "
		  "cdev_node /dev/vfio/devices/vfio4 "
		  "sysfs /sys/bus/subdev/devices/6ba7b810-9dad-41d1-80b4-00c04fd430c8 "
		  "parent_generation 6000000000 parent_devs 3\n",
		  "{\"event\":\"dev-add\",\"seq\":1,\"epoch\":4711,\"id\":7,"
		  "\"uuid\":\"6ba7b810-9dad-41d1-80b4-00c04fd430c8\",\"label\":\"web0\","
		  "\"parent\":\"pci/0000:00:04.0\",\"type\":\"serial-1\",\"state\":\"idle\","
		  "\"node\":\"/dev/vfio/12\",\"parent_index\":1,\"generation\":3,\"group\":12,"
		  "\"cdev\":\"vfio4\",\"cdev_node\":\"/dev/vfio/devices/vfio4\","
		  "\"sysfs\":\"/sys/bus/subdev/devices/6ba7b810-9dad-41d1-80b4-00c04fd430c8\","
		  "\"parent_generation\":6000000000,\"parent_devs\":3}\n" },
		{ "monitor count 0", "", "" },
	};

	host->fake.joined = make_events;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check(host, &cases[i]);
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
	check_output(*state, "monitor timeout 0", "");
	check_output(*state, "monitor timeout 1", "");
}

static size_t longest_line(const char *text)
{
	size_t longest = 0;

	while (*text) {
		size_t len = strcspn(text, "\n");

		longest = len > longest ? len : longest;
		text += len + (text[len] == '\n');
	}
	return longest;
}

/* How many characters of the text are none of a blank or a line end. */
static size_t count_ink(const char *text)
{
	size_t ink = 0;

	for (; *text; text++)
		ink += *text != ' ' && *text != '\n';
	return ink;
}

/* On a narrow terminal a table has longer cells, and says all that it says elsewhere. */
static void test_terminal(void **state)
{
	struct tool_run file, narrow, wide;

	tool_run(*state, "type show", &file);
	tool_run_tty(*state, "type show", 60, &narrow);
	tool_run_tty(*state, "type show", 200, &wide);
	assert_int_equal(narrow.code, 0);
	strip(narrow.out);
	strip(wide.out);
	strip(file.out);
	assert_true(longest_line(narrow.out) <= 60);
	assert_true(longest_line(file.out) > 60);
	assert_int_equal(count_ink(narrow.out), count_ink(file.out));
	assert_string_equal(wide.out, file.out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_parents, setup, teardown),
		cmocka_unit_test_setup_teardown(test_types, setup, teardown),
		cmocka_unit_test_setup_teardown(test_devs, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_group, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pretty, setup, teardown),
		cmocka_unit_test_setup_teardown(test_monitor, setup, teardown),
		cmocka_unit_test_setup_teardown(test_monitor_unloaded, setup, teardown),
		cmocka_unit_test_setup_teardown(test_monitor_timeout, setup, teardown),
		cmocka_unit_test_setup_teardown(test_terminal, setup, teardown),
	};

	return cmocka_run_group_tests_name("golden", tests, NULL, NULL);
}
