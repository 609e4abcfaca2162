// SPDX-License-Identifier: GPL-2.0-only
/* The command line: owners, leases, commands that hold one, the cordon. */
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
		{ 2, "dev create 1 serial-1 owner", "owner needs OWNER", NULL },
		{ 2, "dev create 1 serial-1 lease", "lease needs persistent|socket|ttl=SECONDS",
		  NULL },
		{ 2, "dev create 1 serial-1 lease sock", "lease: 'sock' is not persistent, socket "
		  "or ttl=SECONDS\n", NULL },
		{ 2, "dev create 1 serial-1 lease ''", "lease: '' is not persistent", NULL },
		{ 2, "dev create 1 serial-1 lease ttl", "lease: 'ttl' is not persistent", NULL },
		{ 2, "dev create 1 serial-1 lease ttl=", "lease ttl: '' is not a number from 1 to "
		  "4294967295\n", NULL },
		{ 2, "dev create 1 serial-1 lease ttl=0", "lease ttl: '0' is not a number", NULL },
		{ 2, "dev create 1 serial-1 lease ttl=-1", "lease ttl: '-1' is not", NULL },
		{ 2, "dev create 1 serial-1 lease ttl=4294967296", "ttl: '4294967296' is not",
		  NULL },
		{ 2, "dev create 1 serial-1 lease ttl=1m", "lease ttl: '1m' is not", NULL },
		{ 2, "dev create 1 serial-1 lease socket", "dev create: lease socket without "
		  "COMMAND would end at once\nUsage: ", NULL },
		{ 2, "dev create 1 serial-1 lease socket --", "-- needs COMMAND", NULL },
		{ 2, "dev create 1 serial-1 -- true", "COMMAND needs lease socket", NULL },
		{ 2, "dev create 1 serial-1 lease ttl=1 -- true", "COMMAND needs lease socket",
		  NULL },
		{ 2, "dev create 1 serial-1 lease socket dry-run -- true",
		  "with dry-run there is nothing to run COMMAND with", NULL },
		{ 2, "dev create 1 serial-1 -", "'-' is unknown", NULL },
		{ 2, "dev set 7 -- true", "'--' is unknown", NULL },
		{ 2, "dev renew", "DEV is missing", NULL },
		{ 2, "dev renew 8 ttl 0", "ttl: '0' is not a number from 1 to 4294967295", NULL },
		{ 2, "dev delete", "DEV or OWNER is missing", NULL },
		{ 2, "dev delete force", "DEV or OWNER is missing", NULL },
		{ 2, "dev delete owner", "owner needs OWNER", NULL },
		/* not all that have none */
		{ 2, "dev delete owner ''", "DEV or OWNER is missing", NULL },
		{ 2, "dev delete owner agent if-generation 5", "if-generation needs DEV", NULL },
		{ 2, "parent set", "PARENT is missing", NULL },
		{ 2, "parent set 1", "parent set: nothing to set\nUsage: subdevctl parent set "
		  "PARENT [cordon on|off] [limit] [owner OWNER] [resource NAME=AMOUNT|none]...\n", NULL },
		{ 2, "parent set 1 cordon", "cordon needs on|off", NULL },
		{ 2, "parent set 1 cordon maybe", "cordon: 'maybe' is neither on nor off", NULL },
	};

	CLI_CHECK_ALL(state, cases);
	assert_int_equal(((struct host *)*state)->fake.num_requests, 0);
}

static void test_create(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "dev create 1 serial-1 owner vm/1 lease ttl=90", NULL,
		  "\n    owner vm/1 lease ttl ttl 90\n    resources port=1\n" },
		{ 0, "-j dev create 1 serial-1 owner vm/1 lease ttl=90", NULL,
		  "\"owner\":\"vm/1\",\"lease\":\"ttl\",\"ttl\":90,\"pool\":null,\"ready\":null,\"why\":null,\"version\":null" },
		/* without end goes without saying, but with details */
		{ 0, "dev create 1 serial-1", NULL, "12\n    resources port=1\n" },
		{ 0, "-d dev create 1 serial-1", NULL, "\n    lease persistent\n" },
	};

	CLI_CHECK_ALL(state, cases);
}

static void test_create_sent(void **state)
{
	static const struct cli_case plain = { 0, "-j dev create 1 serial-1", NULL, "" };
	static const struct cli_case persistent = {
		0, "-j dev create 1 serial-1 lease persistent", NULL, ""
	};
	struct host *host = *state;

	cli_check(host, &plain);
	assert_sent(&host->fake, SUBDEV_CMD_DEV_CREATE, 2);
	cli_check(host, &persistent);
	assert_sent(&host->fake, SUBDEV_CMD_DEV_CREATE, 3);
	assert_sent_u32(&host->fake, SUBDEV_A_DEV_LEASE, SUBDEV_LEASE_KIND_PERSISTENT);
}

/* A dry run can ask about a lease that nobody would hold. */
static void test_dry_run(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "dev create 1 serial-1 lease socket dry-run", NULL, "serial-1 idle" },
		{ 0, "-j dev create 1 serial-1 lease socket dry-run", NULL,
		  "\"owner\":null,\"lease\":null,\"ttl\":null" },
	};

	CLI_CHECK_ALL(state, cases);
}

static void test_show(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "-j dev show owner agent", NULL, "[{\"id\":8," },
		{ 0, "dev show 8", NULL, "\n    owner agent lease ttl ttl 30\n" },
		{ 0, "dev show nic0", NULL, "\n    owner vm/21 lease socket version 2\n" },
		{ 0, "dev show owner nobody", NULL, NULL },
		{ 0, "-j dev show owner ''", NULL, "[{\"id\":7," },
		{ 0, "-j dev show 8 owner agent", NULL, "[{\"id\":8," },
		{ 0, "-j dev show 7 owner agent", NULL, "[]\n" },
		{ 0, "-j dev show 7 owner ''", NULL, "[{\"id\":7," },
		{ 1, "dev show 9 owner agent", "dev 9: no such device", NULL },
	};

	CLI_CHECK_ALL(state, cases);
}

static void test_renew(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "dev renew 8", NULL, "lease ttl ttl 60\n" },
		{ 0, "dev renew 8 ttl 5", NULL, "lease ttl ttl 5\n" },
		{ 1, "dev renew web0", "subdevctl: dev web0: busy: it has no lease for a time\n",
		  NULL },
		{ 1, "dev renew nobody", "dev nobody: no such device", NULL },
	};

	CLI_CHECK_ALL(state, cases);
}

static void test_delete_one(void **state)
{
	static const struct cli_case cases[] = {
		{ 1, "dev delete web0 owner agent", "subdevctl: dev web0: busy: the owner is "
		  "another (attribute owner)\n", NULL },
		{ 1, "dev delete 8 owner vm/21", "dev 8: busy: the owner is another", NULL },
		{ 0, "dev delete 8 owner agent", NULL, NULL },
	};

	CLI_CHECK_ALL(state, cases);
}

static void own(struct host *host, uint32_t id, const char *owner)
{
	strcpy(host_find(host, id)->owner, owner);
}

/* All of an owner's, and no other. */
static void test_delete_all(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "dev delete owner nobody", NULL, NULL },
		{ 0, "dev delete owner agent", NULL, NULL },
	};
	struct host *host = *state;

	own(host, 7, "agent");
	own(host, 21, "agent2");
	CLI_CHECK_ALL(state, cases);
	assert_null(host_find(host, 7));
	assert_null(host_find(host, 8));
	assert_non_null(host_find(host, 21));
	assert_non_null(host_find(host, 4294967295));
	assert_int_equal(fake_listeners(&host->fake), 0);
}

/* Each with the condition, and as it was said. */
static void test_delete_all_options(void **state)
{
	static const struct cli_case c = { 0, "dev delete owner agent force no-wait", NULL, NULL };
	struct host *host = *state;

	host->hold = true;
	cli_check(host, &c);
	assert_sent(&host->fake, SUBDEV_CMD_DEV_DELETE, 3);
	assert_sent_u32(&host->fake, SUBDEV_A_DEV_ID, 8);
	assert_sent_string(&host->fake, SUBDEV_A_DEV_OWNER, "agent");
	assert_non_null(msg_attr(last_request(&host->fake), SUBDEV_A_DEV_FORCE));
	/* nobody listened */
	assert_int_equal(host->fake.opened, 1);
}

static void (*host_handle)(struct fake *fake, struct fake_socket *socket,
			   const struct msg *request);

static bool is_delete_of(const struct msg *request, uint32_t id)
{
	return msg_cmd(request) == SUBDEV_CMD_DEV_DELETE &&
	       nla_get_u32(msg_attr(request, SUBDEV_A_DEV_ID)) == id;
}

/* As the host does it, but one subdevice is open, and one is gone at that moment. */
static void handle_in_use(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	if (is_delete_of(request, 7))
		fake_ack(socket, request, -EBUSY, "open by a VFIO user");
	else if (is_delete_of(request, 21))
		fake_ack(socket, request, -ENODEV, "no such subdevice");
	else
		host_handle(fake, socket, request);
}

/* One that fails does not keep the others, one that is gone has not failed. */
static void test_delete_all_but_one(void **state)
{
	static const struct cli_case c = {
		1, "dev delete owner agent", "subdevctl: dev 7: busy: open by a VFIO user\n", NULL
	};
	struct host *host = *state;
	struct tool_run run;

	host_handle = host->fake.handle;
	host->fake.handle = handle_in_use;
	own(host, 7, "agent");
	own(host, 21, "agent");
	cli_check(host, &c);
	assert_non_null(host_find(host, 7));
	assert_null(host_find(host, 8));
	tool_run(host, "dev delete owner agent", &run);
	assert_string_equal(run.err, c.err);
}

/* It goes away later: look number @gets at it is the last that sees it. */
static unsigned int gets;

static void handle_late(struct fake *fake, struct fake_socket *socket, const struct msg *request)
{
	struct host *host = fake->data;

	if (msg_cmd(request) == SUBDEV_CMD_DEV_GET && msg_attr(request, SUBDEV_A_DEV_ID) && gets &&
	    !--gets)
		host_complete(host, 8, true);
	host_handle(fake, socket, request);
}

static void test_delete_all_late(void **state)
{
	static const struct cli_case cases[] = {
		{ 1, "dev delete owner agent timeout 1", "subdevctl: dev 8: still in state "
		  "removing\n", NULL },
		{ 0, "dev delete owner agent", NULL, NULL },
		{ 0, "dev delete owner agent timeout 100", NULL, NULL },
	};
	struct host *host = *state;

	host->hold = true;
	host_handle = host->fake.handle;
	host->fake.handle = handle_late;
	cli_check(host, &cases[0]);
	for (size_t i = 1; i < ARRAY_SIZE(cases); i++) {
		host->devs[1] = host_devs[1];
		gets = 4;
		cli_check(host, &cases[i]);
		assert_int_equal(gets, 0);
		assert_null(host_find(host, 8));
	}
}

static void test_delete_all_refused(void **state)
{
	static const struct cli_case cases[] = {
		{ 1, "dev delete owner agent", "subdevctl: dev 8: not permitted: needs "
		  "CAP_NET_ADMIN\n", NULL },
		{ 1, "dev delete owner agent", "subdevctl: dev delete: protocol not supported: ",
		  NULL },
	};
	struct host *host = *state;

	host->refuse = -EPERM;
	cli_check(host, &cases[0]);
	host->fake.no_family = true;
	cli_check(host, &cases[1]);
}

/* The connection is a descriptor, closed at an exec as it is. */
static void open_connection(struct host *host)
{
	host->fake.fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_true(host->fake.fd >= 0);
}

static void run_command(struct host *host, const char *words, struct tool_run *run)
{
	char line[512];

	open_connection(host);
	snprintf(line, sizeof(line), words, host->fake.fd);
	tool_run_apart(host, line, run);
	close(host->fake.fd);
}

/* For one that does not come to run. */
static void check_command(struct host *host, const char *words, const char *err)
{
	const struct cli_case c = { 1, words, err, NULL };

	open_connection(host);
	cli_check(host, &c);
	close(host->fake.fd);
}

static void assert_line(const char *text, const char *line)
{
	if (!strstr(text, line))
		fail_msg("%s is not in: %s", line, text);
}

static void test_command_environment(void **state)
{
	struct tool_run run;

	setenv("SUBDEV_NODE", "another", 1);
	setenv("SUBDEV_GROUP", "another", 1);
	run_command(*state, "dev create 1 serial-1 lease socket -- env", &run);
	assert_int_equal(run.code, 0);
	assert_string_equal(run.err, "");
	assert_line(run.out, "SUBDEV_ID=9\n");
	assert_line(run.out, "SUBDEV_UUID=00000000-0000-4000-8000-000000000001\n");
	assert_line(run.out, "SUBDEV_SYSFS=/sys/bus/subdev/devices/00000000-0000-4000-8000-"
		    "000000000001\n");
	assert_line(run.out, "SUBDEV_GROUP=12\n");
	assert_line(run.out, "SUBDEV_NODE=/dev/vfio/12\n");
	run_command(*state, "dev create 1 serial-1 lease socket inactive -- env", &run);
	assert_line(run.out, "SUBDEV_UUID=");
	assert_null(strstr(run.out, "SUBDEV_SYSFS="));
	assert_null(strstr(run.out, "SUBDEV_GROUP="));
	assert_null(strstr(run.out, "SUBDEV_NODE="));
	unsetenv("SUBDEV_NODE");
	unsetenv("SUBDEV_GROUP");
}

/* The words behind the dashes are the command's, whatever they look like. */
static void test_command_words(void **state)
{
	struct tool_run run;

	run_command(*state, "-j dev create 1 serial-1 lease socket -- printf %%s, -j -- -V dev ''",
		    &run);
	assert_int_equal(run.code, 0);
	assert_string_equal(run.out, "-j,--,-V,dev,,");
}

static void test_command_status(void **state)
{
	struct tool_run run;

	/* a tab is a blank for sh alone */
	run_command(*state, "dev create 1 serial-1 lease socket -- sh -c exit\t7", &run);
	assert_int_equal(run.code, 7);
	check_command(*state, "dev create 1 serial-1 lease socket -- /nowhere/none",
		      "subdevctl: /nowhere/none: No such file or directory\n");
}

/* It has the connection, on which the lease hangs. */
static void test_command_connection(void **state)
{
	struct tool_run run;

	run_command(*state, "dev create 1 serial-1 lease socket -- test -e /proc/self/fd/%d", &run);
	assert_int_equal(run.code, 0);
}

/* Without the subdevice nothing runs. */
static void test_command_refused(void **state)
{
	struct host *host = *state;

	host->refuse = -ENOSPC;
	host->refuse_text = "nothing left";
	check_command(host, "dev create 1 serial-1 lease socket -- echo",
		      "subdevctl: dev create: not enough left: nothing left\n");
}

static void test_cordon(void **state)
{
	static const struct cli_case cases[] = {
		{ 0, "parent set 1 cordon on", NULL,
		  "\n    cordoned yes\n    resources port=11/16\n" },
		{ 0, "-j parent show 1", NULL, "\"cordoned\":true,\"resources\"" },
		{ 0, "-j parent show 2", NULL, "\"cordoned\":false,\"resources\"" },
		{ 0, "-d parent show 2", NULL, "\n    cordoned no\n" },
		{ 0, "parent set pci/0000:00:04.0 c off", NULL, "16\n    resources port=11/16\n" },
		{ 1, "parent set 9 cordon on", "subdevctl: parent 9: no such device: ", NULL },
	};

	CLI_CHECK_ALL(state, cases);
}

static void test_complete(void **state)
{
	static const struct cli_completion cases[] = {
		{ "dev show owner ''", "agent\nvm/21\n" },
		{ "dev show owner v", "vm/21\n" },
		{ "dev delete o", "owner\n" },
		{ "dev delete owner a", "agent\n" },
		{ "dev delete owner agent ''", "force\nno-wait\ntimeout\nif-generation\n" },
		{ "dev create 2 plain lease ''", "persistent\nsocket\nttl=\n" },
		{ "dev create 2 plain lease socket -- /dev/nul", "/dev/null\n" },
		/* an option of the command is not one of ours */
		{ "dev create 2 plain lease socket -- -", "" },
		{ "dev create 2 plain lease socket -- cat -v /dev/nul", "/dev/null\n" },
		{ "dev create 2 plain lease socket -- cat --js", "" },
		{ "dev renew 8 ''", "ttl\nif-generation\nowner\n" },
		{ "parent set pl", "platform/sim.0\n" },
		{ "parent set 2 c", "cordon\n" },
		{ "parent set 2 cordon ''", "on\noff\n" },
	};
	struct host *host = *state;

	/* an owner of several is offered once */
	own(host, 7, "agent");
	CLI_COMPLETE_ALL(state, cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_usage, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_create, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_create_sent, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_dry_run, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_show, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_renew, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_delete_one, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_delete_all, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_delete_all_options, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_delete_all_but_one, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_delete_all_late, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_delete_all_refused, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_command_environment, tool_setup,
						tool_teardown),
		cmocka_unit_test_setup_teardown(test_command_words, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_command_status, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_command_connection, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_command_refused, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_cordon, tool_setup, tool_teardown),
		cmocka_unit_test_setup_teardown(test_complete, tool_setup, tool_teardown),
	};

	return cmocka_run_group_tests_name("cli lease", tests, NULL, NULL);
}
