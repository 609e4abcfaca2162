/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What it means that a manifest fits a target, told a second time: not how to
 * find out quickly, but what must be true.
 */
#ifndef SUBDEV_KUNIT_CORE_COMPAT_DEF_H
#define SUBDEV_KUNIT_CORE_COMPAT_DEF_H

#include <linux/subdev.h>

#include "../../kernel/core/config.h"

/**
 * struct def_reason - what does not fit
 * @subject: what it is about
 * @name: of the param or resource, or ""
 */
struct def_reason {
	enum subdev_subject subject;
	const char *name;
};

/**
 * struct def_verdict - what the answer must be
 * @err: the errno
 * @reasons: all of them, in any order
 * @num: number of @reasons
 */
struct def_verdict {
	int err;
	struct def_reason reasons[2 * (SUBDEV_PARAMS_MAX + SUBDEV_RESOURCES_MAX)];
	unsigned int num;
};

struct subdev_value def_value(const struct subdev_model *model,
			      const struct subdev_version *version,
			      unsigned int i);
void def_tell(const struct subdev_param *param,
	      const struct subdev_value *value,
	      struct subdev_named_value *told);
void def_create(const struct subdev_type *type,
		const struct subdev_resource *resources,
		const struct subdev_wanted *m, struct def_verdict *v);
void def_state(const struct subdev_type *type,
	       const struct subdev_resource *resources,
	       const struct subdev_config *config,
	       const struct subdev_wanted *m, struct def_verdict *v);

#endif /* SUBDEV_KUNIT_CORE_COMPAT_DEF_H */
