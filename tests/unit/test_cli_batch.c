// SPDX-License-Identifier: GPL-2.0-only
/* The command line: batches. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <netlink/attr.h>

#include "harness.h"
#include "sent.h"
#include "tool.h"

struct batch_case {
	const char *text;
	struct cli_case c;
};

#define CHECK_ALL(state, cases) \
	do { \
		for (size_t i = 0; i < ARRAY_SIZE(cases); i++) \
			cli_check_file(*(state), (cases)[i].text, &(cases)[i].c); \
	} while (0)

static void test_usage(void **state)
{
	static const struct cli_case cases[] = {
		{ 2, "batch", "batch: FILE is missing\nUsage: subdevctl batch FILE\n", NULL },
		{ 2, "batch a b", "batch: 'b' is unknown", NULL },
		{ 1, "batch /nonexistent", "subdevctl: /nonexistent: No such file", NULL },
		{ 2, "-force dev show", "dev show: -force goes with batch only\n", NULL },
		{ 2, "dev delete 7 -f", "-force goes with batch only\n", NULL },
		{ 0, "batch -h", NULL, "\n  subdevctl batch FILE\n" },
		{ 0, "help batch", NULL, "\n  subdevctl batch transaction FILE\n" },
		{ 0, "help -force batch", NULL, "\n  subdevctl batch FILE\n" },
		{ 0, "help batch transaction", NULL, "Usage: subdevctl batch transaction FILE\n" },
	};

	CLI_CHECK_ALL(state, cases);
	assert_int_equal(((struct host *)*state)->fake.num_requests, 0);
}

/* All that can be known before is: then nothing is sent, with -force neither. */
static void test_bad_lines(void **state)
{
#define FINE "dev delete 7 no-wait\n"
	static const struct batch_case cases[] = {
		{ FINE "nonsense\n", { 2, "batch %s", ":2: 'nonsense' is unknown", NULL } },
		{ FINE "nonsense\n", { 2, "-force batch %s", ":2: 'nonsense' is unknown", NULL } },
		{ FINE "\n#\ndev create 1", { 2, "batch %s", ":4: dev create: TYPE is missing\n", NULL } },
		{ FINE "dev show 7 \\\n 8", { 2, "batch %s", ":2: dev show: '8' is unknown", NULL } },
		{ FINE "dev set 7 label 'a\n", { 2, "batch %s", ":2: a quote is not closed\n", NULL } },
		{ FINE "dev set 7 label 'a\nb'\n", { 2, "batch %s", ":2: a quote is not closed\n", NULL } },
		{ FINE "dev set 7 label \"a\\", { 2, "batch %s", ":2: a quote is not closed\n", NULL } },
		{ FINE "monitor", { 2, "batch %s", ":2: monitor: not in a batch\n", NULL } },
		{ FINE "batch -", { 2, "batch %s", ":2: batch: not in a batch\n", NULL } },
		{ FINE "help", { 2, "batch %s", ":2: no help in a batch", NULL } },
		{ FINE "dev help", { 2, "batch %s", ":2: dev: no help in a batch", NULL } },
		{ FINE "-j dev", { 2, "batch %s", ":2: dev show: options stand before batch", NULL } },
		{ FINE "dev -h", { 2, "batch %s", ":2: dev: no help in a batch", NULL } },
		{ FINE "dev -V", { 2, "batch %s", ":2: version: options stand before batch", NULL } },
		{ FINE "dev -force", { 2, "batch %s", ":2: dev show: -force goes with batch only", NULL } },
		{ FINE "-x", { 2, "batch %s", ":2: '-x' is not an option", NULL } },
		{ FINE "dev create 1 serial-1 lease socket -- true", { 2, "batch %s",
		  ":2: dev create: no COMMAND can be run from a batch\n", NULL } },
		{ FINE "dev set 7", { 2, "batch %s", ":2: dev set: nothing to set\n", NULL } },
		{ FINE "parent set 1", { 2, "batch %s", ":2: parent set: nothing to set\n", NULL } },
		{ FINE "dev delete", { 2, "batch %s", ":2: dev delete: DEV or OWNER is missing\n", NULL } },
		{ FINE "type show class net min ports 1", { 2, "batch %s",
		  ":2: type show: class net has no attribute 'ports'\n", NULL } },
	};

	CHECK_ALL(state, cases);
	assert_int_equal(((struct host *)*state)->fake.num_requests, 0);
}

/* Words are as in a shell. */
static void test_words(void **state)
{
	static const struct {
		const char *text, *label;
	} cases[] = {
		{ "dev set 7 label a", "a" },
		{ " \t dev\tset  7 label   a \t\n", "a" },
		{ "dev set 7 label a\r\n", "a" },
		{ "dev set 7 label 'a b'", "a b" },
		{ "dev set 7 label \"a b\"#c", "a b#c" },
		{ "dev set 7 label a#b # c", "a#b" },
		{ "dev set 7 label a\\ b", "a b" },
		{ "dev set 7 label a\\\nb", "ab" },
		{ "dev set 7 \\\nlabel a", "a" },
		{ "dev set 7 label \"a\\\nb\"", "ab" },
		{ "dev set 7 label 'a\\b\"c'", "a\\b\"c" },
		{ "dev set 7 label \"a\\b\\\"\\\\'c\"", "a\\b\"\\'c" },
		{ "dev set 7 label a'b'\"c\"d", "abcd" },
		{ "dev set 7 label ''", "" },
		{ "dev set 7 label \"\"\n", "" },
		{ "dev set 7 label a\\", "a\\" },
		{ "dev set 7 label \\'\\\"\\#", "'\"#" },
		{ "dev set 7 label \\#", "#" },
		{ "dev set 7 label $a;b|`c`*", "$a;b|`c`*" },
		{ "\\\n\\\ndev set 7 label a\\\n", "a" },
		{ "# c \\\ndev set 7 label a", "a" },
	};
	struct host *host = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct cli_case c = { 0, "-j batch %s", NULL, "" };

		cli_check_file(host, cases[i].text, &c);
		assert_sent_string(&host->fake, SUBDEV_A_DEV_NEW_LABEL, cases[i].label);
	}
}

/* A lease of the connection goes on until the end of the batch; of what is no batch it would be over at once. */
static void test_socket_leases(void **state)
{
	static const struct batch_case cases[] = {
		{ "dev create 1 serial-1 lease socket label a\ndev show a\n", { 0, "-j -d batch %s", NULL,
		  "\"lease\":\"socket\"" } },
		{ "pool pull gold lease socket label b\ndev show b\n", { 0, "-j -d batch %s", NULL,
		  "\"lease\":\"socket\"" } },
		{ "pool pull gold count 1 lease socket\nversion\n", { 0, "batch %s", NULL, "subdevctl" } },
	};
	struct host *host = *state;

	host_add_pools(host);
	CHECK_ALL(state, cases);
}

static void test_nothing(void **state)
{
	static const struct batch_case cases[] = {
		{ "", { 0, "batch %s", NULL, NULL } },
		{ "\n\n", { 0, "batch %s", NULL, NULL } },
		{ "# c\n \t# d", { 0, "-j batch %s", NULL, NULL } },
		{ "\\\n", { 0, "batch %s", NULL, NULL } },
	};

	CHECK_ALL(state, cases);
	assert_int_equal(((struct host *)*state)->fake.num_requests, 0);
}

static void test_text_without_end(void **state)
{
	char name[] = "/tmp/subdev-test-XXXXXX", words[64];
	struct tool_run run;
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "dev\0show", 8), 8);
	close(fd);
	snprintf(words, sizeof(words), "batch %s", name);
	tool_run(*state, words, &run);
	unlink(name);
	assert_int_equal(run.code, 2);
	assert_non_null(strstr(run.err, "it has a NUL in it"));
}

/* Each command prints what it prints alone. */
static void test_output(void **state)
{
	struct tool_run one, other, both;
	char name[] = "/tmp/subdev-test-XXXXXX", words[64], text[2 * TOOL_TEXT_SIZE];

	tool_run(*state, "dev show 7", &one);
	tool_run(*state, "parent show", &other);
	cli_write_file(name, "dev show 7\nparent show\n");
	snprintf(words, sizeof(words), "batch %s", name);
	tool_run(*state, words, &both);
	unlink(name);
	snprintf(text, sizeof(text), "%s%s", one.out, other.out);
	assert_string_equal(both.out, text);
}

/* An object in each line, which says where it comes from. */
static void test_json(void **state)
{
	static const struct batch_case cases[] = {
		{ "dev show 7", { 0, "-j batch %s", NULL, "{\"line\":1,\"id\":7,\"uuid\":" } },
		{ "\nparent show", { 0, "-j batch %s", NULL, "}\n{\"line\":2,\"index\":2,\"name\":" } },
		{ "parent set 1 cordon on", { 0, "-j batch %s", NULL, "{\"line\":1,\"index\":1," } },
		{ "version", { 0, "-j batch %s", NULL, "{\"line\":1,\"subdevctl\":" } },
		{ "manifest show nic0", { 0, "-j batch %s", NULL,
		  "{\"line\":1,\"subdev_manifest\":1,\"model\":" } },
		{ "manifest show 2 my-nic", { 0, "-j batch %s", NULL, "}\n{\"line\":1,\"subdev_mani" } },
		{ "manifest show nic0", { 0, "batch %s", NULL, "{\n" } },
		{ "dev show 7", { 0, "-jp batch %s", NULL, "{\n  \"line\":" } },
		{ "dev delete 7", { 0, "-j batch %s", NULL, NULL } },
	};

	CHECK_ALL(state, cases);
}

static const char *const mixed =
	"dev create 1 serial-1 label a\n"
	"dev show none\n"
	"dev create 1 serial-1 label b\n"
	"dev renew 7\n"
	"dev set a label c\n";

/* With the first error it is over. */
static void test_stop(void **state)
{
	static const struct cli_case c = {
		1, "-j batch %s", ":2: dev none: no such device: no such subdevice\n", "a"
	};
	struct host *host = *state;
	struct tool_run run;

	cli_check_file(host, mixed, &c);
	assert_sent(&host->fake, SUBDEV_CMD_DEV_GET, 1);
	assert_int_equal(host->fake.num_requests, 2);
	/* what only looks went with what was before it */
	assert_int_equal(host->fake.max_ahead, 2);
	tool_run(host, "dev show a", &run);
	assert_int_equal(run.code, 0);
}

static void test_go_on(void **state)
{
	static const struct cli_case cases[] = {
		{ 1, "-force batch %s", ":2: dev none: no such device: no such subdevice\n", "b" },
		{ 1, "batch %s --force", ":4: dev 7: busy: it has no lease for a time\n", "c" },
	};
	struct host *host = *state;
	struct tool_run run;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		host->fake.max_ahead = 0;
		cli_check_file(host, mixed, &cases[i]);
		/* all of them before the first answer */
		assert_int_equal(host->fake.max_ahead, 5);
	}
	tool_run(host, "dev show c", &run);
	assert_int_equal(run.code, 0);
}

/* The numbers that stand behind each @mark, with a blank behind each. */
static void numbers_after(const char *text, const char *mark, char *out, size_t size)
{
	unsigned int number;

	out[0] = '\0';
	for (const char *at = text; (at = strstr(at, mark)); at++) {
		assert_int_equal(sscanf(at + strlen(mark), "%u", &number), 1);
		snprintf(out + strlen(out), size - strlen(out), "%u ", number);
	}
}

/* What is printed comes in the order of the lines, whatever must be asked first. */
static void test_order(void **state)
{
	static const char text[] =
		"dev set 7 label one\n"
		"parent show 1\n"
		"dev create 2 my-nic label two param rss=off\n"
		"dev show two\n"
		"dev set two label three resource bandwidth=2G\n"
		"dev create 2 my-nic dry-run label four\n"
		"dev show nobody\n"
		"dev show 8\n"
		"dev set three label toolongtoolongtoolongtoolongtoolongtoolongtoolongtoolongtoolongtoolong\n"
		"dev create 2 my-nic param rss=maybe\n"
		"dev delete three\n"
		"dev show three\n"
		"dev show 7\n";
	static const char wanted[] = "1 2 3 4 5 6 8 13 ";
	char name[] = "/tmp/subdev-test-XXXXXX", words[64], lines[64];
	struct tool_run run;

	cli_write_file(name, text);
	snprintf(words, sizeof(words), "-j -force batch %s", name);
	tool_run(*state, words, &run);
	unlink(name);
	assert_int_equal(run.code, 1);
	numbers_after(run.out, "{\"line\":", lines, sizeof(lines));
	assert_string_equal(lines, wanted);
	snprintf(words, sizeof(words), "%s:", name);
	numbers_after(run.err, words, lines, sizeof(lines));
	assert_string_equal(lines, "7 9 10 12 ");
	assert_non_null(strstr(run.err, ":10: dev create: param rss: 'maybe' is neither on nor off\n"));
	assert_null(strstr(run.err, "Usage"));
}

/* What cannot be read is told once, when its turn comes. */
static void test_unreadable(void **state)
{
	static const char text[] = "dev show none\ndev create 2 my-nic manifest /nonexistent\n";
	char name[] = "/tmp/subdev-test-XXXXXX", words[64], *at;
	struct tool_run run;

	cli_write_file(name, text);
	snprintf(words, sizeof(words), "-f batch %s", name);
	tool_run(*state, words, &run);
	unlink(name);
	assert_int_equal(run.code, 1);
	at = strstr(run.err, ":1: dev none: ");
	assert_non_null(at);
	at = strstr(at, ":2: /nonexistent: ");
	assert_non_null(at);
	assert_null(strstr(at + strlen(":2: /"), "/nonexistent: "));
}

/* What is asked about a subdevice is asked when the lines before are done, which may have made it another. */
static void test_look_up(void **state)
{
	static const char text[] =
		"dev set nic0 label nic1\ndev set 7 label nic0\ndev set nic1 param rss=off\n";
	static const uint8_t cmds[] = {
		SUBDEV_CMD_DEV_SET, SUBDEV_CMD_DEV_SET, SUBDEV_CMD_DEV_GET, SUBDEV_CMD_PARAM_GET,
		SUBDEV_CMD_DEV_SET,
	};
	const struct cli_case c = { 0, "-jf batch %s", NULL, "nic1" };
	struct host *host = *state;

	cli_check_file(host, text, &c);
	assert_int_equal(host->fake.num_requests, ARRAY_SIZE(cmds));
	for (size_t i = 0; i < ARRAY_SIZE(cmds); i++)
		assert_int_equal(msg_cmd(host->fake.requests[i]), cmds[i]);
}

/* Deletions that follow each other go on at the same time, all else waits for them. */
static void test_deletions(void **state)
{
	static const struct batch_case cases[] = {
		{ "dev delete 7\ndev delete 8\ndev delete 21\ndev create 1 serial-1 label web0\n"
		  "dev delete web0\ndev show\n", { 0, "batch %s", NULL, "4294967295" } },
		{ "dev delete 4294967295 timeout 9\ndev show 4294967295\n",
		  { 1, "batch %s", ":2: dev 4294967295: no such device", NULL } },
	};

	CHECK_ALL(state, cases);
}

static void test_deletions_with_force(void **state)
{
	static const struct batch_case cases[] = {
		{ "dev delete 7\ndev delete 5\ndev delete 8\ndev delete 8\ndev show 7\n",
		  { 1, "-f batch %s", ":4: dev 8: no such device", NULL } },
		{ "dev delete owner nobody\ndev delete 21\n", { 0, "-f batch %s", NULL, NULL } },
	};
	struct host *host = *state;

	CHECK_ALL(state, cases);
	assert_null(host_find(host, 7));
	assert_null(host_find(host, 8));
	assert_null(host_find(host, 21));
	/* the four deletions */
	assert_int_equal(host->fake.max_ahead, 4);
}

/* One that does not come to its end is not waited for with no-wait, and is with a time. */
static void test_hold(void **state)
{
	static const struct batch_case cases[] = {
		{ "dev delete 7 no-wait\ndev show 7\n", { 0, "batch %s", NULL, "removing" } },
		{ "dev delete 8 timeout 1\ndev show 7\n",
		  { 1, "batch %s", ":1: dev 8: timed out: still in state removing\n",
		    NULL } },
	};
	struct host *host = *state;

	host->hold = true;
	CHECK_ALL(state, cases);
}

static void test_stdin(void **state)
{
	static const struct cli_case cases[] = {
		{ 1, "batch -", "subdevctl: -:2: dev none: no such device", "web0" },
		{ 2, "batch -", "subdevctl: -:1: manifest check: standard input is the batch\n", NULL },
	};
	static const char *const texts[] = { "dev show 7\ndev show none\n", "manifest check - nic0" };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char name[] = "/tmp/subdev-test-XXXXXX";
		int saved = dup(STDIN_FILENO), fd;

		cli_write_file(name, texts[i]);
		fd = open(name, O_RDONLY);
		assert_true(fd >= 0);
		clearerr(stdin);
		dup2(fd, STDIN_FILENO);
		cli_check(*state, &cases[i]);
		dup2(saved, STDIN_FILENO);
		close(saved);
		close(fd);
		unlink(name);
	}
}

/* Many at a time, but no more than the window. */
static void test_many(void **state)
{
	const struct cli_case c = { 0, "-force batch %s", NULL, "web0" };
	struct host *host = *state;
	char text[1024] = "";

	for (unsigned int i = 0; i < 70; i++)
		strcat(text, "dev show 7\n");
	cli_check_file(host, text, &c);
	/* and once the parents, for the units of their resources */
	assert_int_equal(host->fake.num_requests, 71);
	assert_int_equal(host->fake.max_ahead, 64);
}

static void test_no_module(void **state)
{
	static const struct batch_case cases[] = {
		{ "dev show 7\ndev show 8\n", { 1, "batch %s", ":1: dev 7: protocol not supported", NULL } },
		{ "dev show 7\ndev show 8\n", { 1, "-f batch %s", ":2: dev 8: protocol not su", NULL } },
	};

	((struct host *)*state)->fake.no_family = true;
	CHECK_ALL(state, cases);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, tool_setup, tool_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_usage), TEST(test_bad_lines), TEST(test_words), TEST(test_nothing),
		TEST(test_socket_leases),
		TEST(test_text_without_end), TEST(test_output), TEST(test_json), TEST(test_stop),
		TEST(test_go_on), TEST(test_order), TEST(test_look_up), TEST(test_unreadable),
		TEST(test_deletions),
		TEST(test_deletions_with_force), TEST(test_hold), TEST(test_stdin), TEST(test_many),
		TEST(test_no_module),
	};

	return cmocka_run_group_tests_name("cli_batch", tests, NULL, NULL);
}
