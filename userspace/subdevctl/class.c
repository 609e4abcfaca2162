// SPDX-License-Identifier: GPL-2.0-only
/* The classes of types. tests/unit/check-classes compares them with the specification. */
#include <stddef.h>
#include <string.h>

#include "class.h"

const struct class classes[] = {
	{ "other", { NULL } },
	{ "serial", { "ports" } },
	{ "display", { "heads", "max-width", "max-height", "frame-rate-limit", "framebuffer" } },
	{ "accel", { "engines", "queues" } },
	{ "storage", { "size", "block-size" } },
	{ "net", { "queues", "speed" } },
	{ NULL, { NULL } },
};

const struct class *class_find(const char *name)
{
	for (const struct class *class = classes; class->name; class++) {
		if (!strcmp(class->name, name))
			return class;
	}
	return NULL;
}

static bool has_attr(const struct class *class, const char *attr)
{
	for (size_t i = 0; class->attrs[i]; i++) {
		if (!strcmp(class->attrs[i], attr))
			return true;
	}
	return false;
}

bool class_has_attr(const struct class *class, const char *attr)
{
	if (class)
		return has_attr(class, attr);
	for (class = classes; class->name; class++) {
		if (has_attr(class, attr))
			return true;
	}
	return false;
}
