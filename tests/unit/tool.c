// SPDX-License-Identifier: GPL-2.0-only
/* The command, run inside of a test with a host of the test behind it. */
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "tool.h"

#define WORDS_MAX 64

/* main() of the command, under another name. */
int subdevctl_main(int argc, char **argv);
int __wrap_subdev_ctx_new(struct subdev_ctx **ctx);

static struct host *host_of_run;

/* Linked in place of the library's: the context talks to the test's host. */
int __wrap_subdev_ctx_new(struct subdev_ctx **ctx)
{
	*ctx = fake_ctx(&host_of_run->fake);
	return 0;
}

static int run_main(const char *words)
{
	char *argv[WORDS_MAX] = { (char *)"subdevctl" };
	char *copy = strdup(words);
	int argc = 1, code;
	char *save, *word;

	assert_non_null(copy);
	for (word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		assert_true(argc < WORDS_MAX - 1);
		argv[argc++] = strcmp(word, "''") ? word : word + 2;
	}
	code = subdevctl_main(argc, argv);
	free(copy);
	return code;
}

static void read_all(int fd, char *text)
{
	ssize_t n = pread(fd, text, TOOL_TEXT_SIZE - 1, 0);

	assert_true(n >= 0 && n < TOOL_TEXT_SIZE - 1);
	text[n] = '\0';
}

static int temporary_file(void)
{
	char name[] = "/tmp/subdev-test-XXXXXX";
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	unlink(name);
	return fd;
}

/* Run with other standard output and error. */
static void run_with(struct host *host, const char *words, int out, int err, struct tool_run *run)
{
	int saved_out, saved_err;

	fflush(stdout);
	fflush(stderr);
	saved_out = dup(STDOUT_FILENO);
	saved_err = dup(STDERR_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	host_of_run = host;
	run->code = run_main(words);
	fflush(stdout);
	fflush(stderr);
	dup2(saved_out, STDOUT_FILENO);
	dup2(saved_err, STDERR_FILENO);
	close(saved_out);
	close(saved_err);
}

void tool_run(struct host *host, const char *words, struct tool_run *run)
{
	int out = temporary_file(), err = temporary_file();

	run_with(host, words, out, err, run);
	read_all(out, run->out);
	read_all(err, run->err);
	close(out);
	close(err);
}

void tool_run_apart(struct host *host, const char *words, struct tool_run *run)
{
	int out = temporary_file(), err = temporary_file(), status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		run_with(host, words, out, err, run);
		_exit(run->code);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	run->code = WEXITSTATUS(status);
	read_all(out, run->out);
	read_all(err, run->err);
	close(out);
	close(err);
}

/* What was written to a terminal, without the carriage returns that it adds. */
static void read_terminal(int fd, char *text)
{
	size_t len = 0;
	char c;

	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	while (read(fd, &c, 1) == 1) {
		assert_true(len < TOOL_TEXT_SIZE - 1);
		if (c != '\r')
			text[len++] = c;
	}
	text[len] = '\0';
}

void tool_run_tty(struct host *host, const char *words, unsigned short columns,
		  struct tool_run *run)
{
	struct winsize size = { .ws_row = 50, .ws_col = columns };
	int err = temporary_file();
	int master, slave;

	assert_int_equal(openpty(&master, &slave, NULL, NULL, &size), 0);
	run_with(host, words, slave, err, run);
	read_terminal(master, run->out);
	read_all(err, run->err);
	close(slave);
	close(master);
	close(err);
}

int tool_setup(void **state)
{
	struct host *host = test_calloc(1, sizeof(*host));

	*state = host;
	host_init(host);
	return 0;
}

int tool_teardown(void **state)
{
	host_finish(*state);
	test_free(*state);
	return 0;
}

static void check_text(const char *words, const char *what, const char *text, const char *part)
{
	if (part ? !strstr(text, part) : *text != '\0')
		fail_msg("subdevctl %s: wrong %s: %s", words, what, text);
}

void cli_check(struct host *host, const struct cli_case *c)
{
	struct tool_run run;

	tool_run(host, c->words, &run);
	if (run.code != c->code)
		fail_msg("subdevctl %s: exit status %d, not %d: %s", c->words, run.code, c->code,
			 run.err);
	check_text(c->words, "standard error", run.err, c->err);
	check_text(c->words, "standard output", run.out, c->out);
}

void cli_write_file(char *name, const char *text)
{
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

void cli_check_file(struct host *host, const char *text, const struct cli_case *c)
{
	char name[] = "/tmp/subdev-test-XXXXXX", words[256];
	struct cli_case with_file = *c;

	cli_write_file(name, text);
	snprintf(words, sizeof(words), c->words, name);
	with_file.words = words;
	cli_check(host, &with_file);
	unlink(name);
}

void cli_complete(struct host *host, const struct cli_completion *c)
{
	struct tool_run run;
	char words[128];

	snprintf(words, sizeof(words), "complete %s", c->words);
	tool_run(host, words, &run);
	assert_int_equal(run.code, 0);
	assert_string_equal(run.err, "");
	if (strcmp(run.out, c->out))
		fail_msg("%s: %s", words, run.out);
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

static void check_run(const char *words, struct tool_run *run, const char *expected)
{
	strip(run->out);
	if (run->code || run->err[0] || strcmp(run->out, expected))
		fail_msg("subdevctl %s: exit status %d\n%s%s", words, run->code, run->err, run->out);
}

void golden_check_output(struct host *host, const char *words, const char *expected)
{
	struct tool_run run;

	tool_run(host, words, &run);
	check_run(words, &run, expected);
}

void golden_check(struct host *host, const struct golden *c)
{
	char words[128];

	golden_check_output(host, c->words, c->text);
	snprintf(words, sizeof(words), "-j %s", c->words);
	golden_check_output(host, words, c->json);
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

void golden_check_tty(struct host *host, unsigned short columns, const char *words,
		      const char *expected)
{
	struct tool_run run;

	tool_run_tty(host, words, columns, &run);
	assert_true(longest_line(run.out) <= columns);
	check_run(words, &run, expected);
}
