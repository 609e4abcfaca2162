/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Subdevices that could be: each type of each of sim's catalogues in each of
 * its versions.
 */
#ifndef SUBDEV_KUNIT_CORE_SAMPLES_H
#define SUBDEV_KUNIT_CORE_SAMPLES_H

#include <linux/subdev.h>

#include "../../kernel/core/config.h"

#define SAMPLE_PARAMS	16
#define SAMPLE_USES	8

/**
 * struct sample - a configuration and its manifest
 * @type: the type
 * @resources: the resources of its parent
 * @config: the configuration; its version is 0 if the type has no model
 * @values: of @config
 * @amounts: of @config
 * @manifest: the same as a manifest; points into the rest
 */
struct sample {
	const struct subdev_type *type;
	const struct subdev_resource *resources;
	struct subdev_config config;
	struct subdev_value values[SAMPLE_PARAMS];
	struct subdev_amount amounts[SAMPLE_USES];
	struct subdev_wanted manifest;
};

/**
 * struct samples - all of them
 * @all: types by catalogue, versions by type, oldest first
 * @num: number of @all
 * @num_models: number of those that have a model
 * @targets: the newest of each type
 * @num_targets: number of @targets
 */
struct samples {
	struct sample **all;
	unsigned int num;
	unsigned int num_models;
	struct sample **targets;
	unsigned int num_targets;
};

struct kunit;

struct samples *samples_new(struct kunit *test);
const struct sample *samples_find(const struct samples *samples,
				  const char *type, u32 version);
struct sample *sample_new(struct kunit *test);
void sample_copy(struct sample *to, const struct sample *from);
void sample_tell(struct sample *s);

#endif /* SUBDEV_KUNIT_CORE_SAMPLES_H */
