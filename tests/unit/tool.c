// SPDX-License-Identifier: GPL-2.0-only
/* The command, run inside of a test with a host of the test behind it. */
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
