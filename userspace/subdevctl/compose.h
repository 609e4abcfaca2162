/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a subdevice is to be composed of, from the words of the command line: the
 * kernel says of what kind a param is and what a resource is counted in.
 */
#ifndef SUBDEVCTL_COMPOSE_H
#define SUBDEVCTL_COMPOSE_H

#include "tool.h"

struct composition {
	const struct args *args;

	/* Whose params and resources they are: a type, or the type of a subdevice. */
	const char *parent, *type;
	const char *dev;

	/* What takes them, one of the three. */
	struct subdev_dev_create *create;
	struct subdev_dev_set *set;
	struct subdev_pool_create *pool;
};

/* The words for them. */
#define VERSION_PARAM { .kind = PARAM_VERSION, .keyword = "version", .value = "N", .min = 1, \
			.max = UINT32_MAX }
#define VALUE_PARAM { .kind = PARAM_VALUE, .keyword = "param", .value = "NAME=VALUE", \
		      .repeats = true }
#define AMOUNT_PARAM { .kind = PARAM_AMOUNT, .keyword = "resource", .value = "NAME=AMOUNT", \
		       .repeats = true }

/* Must the kernel be asked about what is said? */
bool compose_asks(const struct args *args);
/* Return: 0, a negative errno, or EXIT_USAGE. */
int compose(struct tool *tool, const struct composition *composition);

#endif /* SUBDEVCTL_COMPOSE_H */
