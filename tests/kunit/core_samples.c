// SPDX-License-Identifier: GPL-2.0-only
/* The samples. Sim's tables are plain data and compiled in. */
#include <kunit/test.h>

#include "core_compat_def.h"
#include "core_samples.h"

#include "../../kernel/drivers/sim/basic.c"
#include "../../kernel/drivers/sim/m60.c"
#include "../../kernel/drivers/sim/mover.c"
#include "../../kernel/drivers/sim/nic.c"
#include "../../kernel/drivers/sim/resources.c"
#include "../../kernel/drivers/sim/catalogue.c"

/* Makes the manifest anew, of what the configuration has come to be. */
void sample_tell(struct sample *s)
{
	const struct subdev_model *model = s->type->model;
	struct subdev_wanted *m = &s->manifest;
	unsigned int i;

	memset(m, 0, sizeof(*m));
	for (i = 0; model && i < model->num_params; i++)
		if (s->values[i].present)
			def_tell(&model->params[i], &s->values[i],
				 &m->params[m->num_params++]);
	for (i = 0; i < s->type->num_uses; i++) {
		const struct subdev_use *use = &s->type->uses[i];

		m->amounts[i].name = s->resources[use->resource].name;
		m->amounts[i].amount = s->amounts[i].amount;
	}
	m->num_amounts = s->type->num_uses;
	m->model = model ? model->uri : NULL;
	m->version = s->config.version;
}

static void sample_init(struct sample *s)
{
	s->config.values = s->values;
	s->config.amounts = s->amounts;
}

struct sample *sample_new(struct kunit *test)
{
	struct sample *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	sample_init(s);
	return s;
}

void sample_copy(struct sample *to, const struct sample *from)
{
	*to = *from;
	sample_init(to);
	sample_tell(to);
}

/* @version is NULL for a type without model. */
static struct sample *sample_of(struct kunit *test,
				const struct sim_catalogue *catalogue,
				const struct subdev_type *type,
				const struct subdev_version *version)
{
	struct sample *s = sample_new(test);
	unsigned int i;

	KUNIT_ASSERT_LE(test, type->num_uses, SAMPLE_USES);
	s->type = type;
	s->resources = catalogue->resources;
	for (i = 0; i < type->num_uses; i++)
		s->amounts[i].amount = type->uses[i].def;
	if (version) {
		KUNIT_ASSERT_LE(test, type->model->num_params, SAMPLE_PARAMS);
		s->config.version = version->number;
		for (i = 0; i < type->model->num_params; i++)
			s->values[i] = def_value(type->model, version, i);
	}
	sample_tell(s);
	return s;
}

static unsigned int type_samples(const struct subdev_type *type)
{
	return type->model ? type->model->num_versions : 1;
}

/* What an older release offers is among what the newer one does. */
static bool is_sampled(const struct sim_catalogue *catalogue)
{
	return catalogue != &sim_older;
}

static void samples_count(struct samples *samples)
{
	unsigned int i, j;

	for (i = 0; i < SIM_NUM_CATALOGUES; i++) {
		const struct sim_catalogue *catalogue = sim_catalogues[i];

		if (!is_sampled(catalogue))
			continue;
		samples->num_targets += catalogue->num_types;
		for (j = 0; j < catalogue->num_types; j++) {
			const struct subdev_type *type = &catalogue->types[j];

			samples->num += type_samples(type);
			if (type->model)
				samples->num_models += type_samples(type);
		}
	}
}

static struct sample **samples_fill(struct kunit *test, struct sample **to,
				    const struct sim_catalogue *catalogue,
				    const struct subdev_type *type)
{
	unsigned int i;

	for (i = 0; i < type_samples(type); i++)
		*to++ = sample_of(test, catalogue, type,
				  type->model ? &type->model->versions[i] :
						NULL);
	return to;
}

/* All of them, which are freed with the test. */
struct samples *samples_new(struct kunit *test)
{
	struct samples *samples;
	struct sample **sample, **target;
	unsigned int i, j;

	sim_catalogues_init();
	samples = kunit_kzalloc(test, sizeof(*samples), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, samples);
	samples_count(samples);
	samples->all = kunit_kcalloc(test, samples->num, sizeof(*sample),
				     GFP_KERNEL);
	samples->targets = kunit_kcalloc(test, samples->num_targets,
					 sizeof(*target), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, samples->all);
	KUNIT_ASSERT_NOT_NULL(test, samples->targets);
	sample = samples->all;
	target = samples->targets;
	for (i = 0; i < SIM_NUM_CATALOGUES; i++) {
		const struct sim_catalogue *catalogue = sim_catalogues[i];

		if (!is_sampled(catalogue))
			continue;
		for (j = 0; j < catalogue->num_types; j++) {
			sample = samples_fill(test, sample, catalogue,
					      &catalogue->types[j]);
			*target++ = sample[-1];
		}
	}
	return samples;
}

/* NULL if there is none. */
const struct sample *samples_find(const struct samples *samples,
				  const char *type, u32 version)
{
	unsigned int i;

	for (i = 0; i < samples->num; i++)
		if (!strcmp(samples->all[i]->type->name, type) &&
		    samples->all[i]->config.version == version)
			return samples->all[i];
	return NULL;
}
