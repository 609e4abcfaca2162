// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl version */
#include "tool.h"

enum { TOOL, LIBRARY };

static const struct column columns[] = {
	[TOOL] = { "subdevctl", 0 },
	[LIBRARY] = { "libsubdev", 0 },
};

static const struct param params[] = {
	{ .kind = PARAM_END },
};

static int version(struct tool *tool, const struct args *args)
{
	(void)args;
	output_line(tool->out);
	output_string(tool->out, &columns[TOOL], SUBDEV_VERSION);
	output_string(tool->out, &columns[LIBRARY], subdev_version());
	return output_end(tool->out);
}

const struct verb version_verbs[] = {
	{ NULL, "Print the versions of the command and of its library.", version, params },
	{ 0 },
};
