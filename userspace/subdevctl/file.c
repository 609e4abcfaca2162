// SPDX-License-Identifier: GPL-2.0-only
/* Files that are named on the command line. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "tool.h"

static char *read_stream(FILE *file, size_t max, size_t *len)
{
	char *text = malloc(max + 1);

	if (!text)
		return NULL;
	*len = fread(text, 1, max + 1, file);
	if (!ferror(file))
		return text;
	free(text);
	return NULL;
}

char *file_read(const char *name, size_t max, size_t *len)
{
	FILE *file = strcmp(name, "-") ? fopen(name, "re") : stdin;
	char *text = NULL;

	if (file)
		text = read_stream(file, max, len);
	if (!text)
		tool_complain("%s: %s", name, strerror(errno));
	if (file && file != stdin)
		fclose(file);
	return text;
}
