/* SPDX-License-Identifier: GPL-2.0-only */
/* What core_value_test.c and core_config_test.c share: a model above all. */
#ifndef SUBDEV_KUNIT_CORE_MODEL_H
#define SUBDEV_KUNIT_CORE_MODEL_H

#include <kunit/test.h>
#include <linux/netlink.h>
#include <linux/subdev.h>

/* One of each kind, with choices for the last but one. */
enum {
	FLAG,
	COUNT,
	TITLE,
	MODE,
	SERIAL,
	PARAMS
};

#define MODES		3
#define VERSIONS	7

extern const char * const test_modes[MODES];
extern const struct subdev_param test_params[PARAMS];

/* Version 3 has no settings; versions 9 and 10 are the same. */
extern const struct subdev_version test_versions[VERSIONS];
extern const struct subdev_model test_model;

/* What each version stands for. */
extern const struct subdev_value test_aliases[VERSIONS][PARAMS];

#define NUM(n)	{ .present = true, .num = (n) }
#define STR(s)	{ .present = true, .str = (s) }

void expect_values(struct kunit *test, const struct subdev_value *have,
		   const struct subdev_value *want);

/* A refusal: the culprit, and a sentence that begins with its name. */
void expect_blame(struct kunit *test, struct netlink_ext_ack *extack,
		  const struct nlattr *attr, const char *begin);

#endif /* SUBDEV_KUNIT_CORE_MODEL_H */
