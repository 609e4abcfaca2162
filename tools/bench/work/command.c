// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: command WORK EXISTING COUNT WHO=COMMAND...
 * Whole processes, from their start to their end: each COMMAND is words between blanks, and what it prints is thrown away.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "../bench.h"

#define WORDS	16

static char *words[BENCH_CONTESTANTS][WORDS + 1];
static posix_spawn_file_actions_t quiet;
extern char **environ;

static void once(char **command)
{
	int status;
	pid_t pid;

	if (posix_spawnp(&pid, command[0], &quiet, NULL, command, environ))
		bench_die("cannot run %s", command[0]);
	if (waitpid(pid, &status, 0) != pid || status)
		bench_die("%s has failed", command[0]);
}

static double round_of(unsigned int who, unsigned int count)
{
	double start = bench_now();

	while (count--)
		once(words[who]);
	return bench_now() - start;
}

static double round_first(unsigned int count)
{
	return round_of(0, count);
}

static double round_second(unsigned int count)
{
	return round_of(1, count);
}

static double round_third(unsigned int count)
{
	return round_of(2, count);
}

int main(int argc, char **argv)
{
	static double (* const rounds[])(unsigned int) = { round_first, round_second, round_third };
	struct contestant contestants[3] = {};
	unsigned int n, i;
	char *word;

	if (argc < 5 || argc > 7)
		bench_die("usage: command WORK EXISTING COUNT WHO=COMMAND...");
	/* For libraries of the build; what is installed is found without. */
	unsetenv("LD_LIBRARY_PATH");
	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
	for (n = 0; n < (unsigned int)argc - 4; n++) {
		contestants[n] = (struct contestant) { strtok(argv[n + 4], "="), atoi(argv[3]), rounds[n] };
		for (i = 0; i < WORDS && (word = strtok(NULL, " ")); i++)
			words[n][i] = word;
	}
	bench_run(argv[1], atoi(argv[2]), contestants, n);
	return 0;
}
