/* SPDX-License-Identifier: GPL-2.0-only */
/* The classes of types, and what the attributes of each are called. */
#ifndef SUBDEVCTL_CLASS_H
#define SUBDEVCTL_CLASS_H

#include <stdbool.h>

#define CLASS_ATTRS 5

struct class {
	const char *name;
	const char *attrs[CLASS_ATTRS + 1];	/* up to NULL */
};

extern const struct class classes[];	/* up to one without name */

/* Return: NULL if there is no class of this name. */
const struct class *class_find(const char *name);
/* Has @class such an attribute; or any class, if it is NULL? */
bool class_has_attr(const struct class *class, const char *attr);

#endif /* SUBDEVCTL_CLASS_H */
