// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which manifest fits which target: compared with the definition in
 * core_compat_def.c, over all that sim's catalogues can be, over what nearly
 * fits, and at random. The code under test is compiled in.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "core_compat_def.h"
#include "core_samples.h"

#include "../../kernel/core/value.c"
#include "../../kernel/core/config.c"
#include "../../kernel/core/compat.c"

/**
 * struct fixture - what each case has
 * @samples: all subdevices that could be
 * @verdict: what the answer must be
 * @reasons: what it is
 * @made: what was to become an equal subdevice
 */
struct fixture {
	struct samples *samples;
	struct def_verdict verdict;
	struct list_head reasons;
	struct sample *made;
};

static int fixture_init(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	f->samples = samples_new(test);
	f->made = sample_new(test);
	INIT_LIST_HEAD(&f->reasons);
	test->priv = f;
	return 0;
}

static void fixture_exit(struct kunit *test)
{
	struct fixture *f = test->priv;

	subdev_reasons_free(&f->reasons);
}

/*
 * Asking, and comparing with the definition
 */

static bool reason_wanted(const struct def_verdict *v,
			  const struct subdev_reason *reason)
{
	unsigned int i;

	for (i = 0; i < v->num; i++)
		if (v->reasons[i].subject == reason->subject &&
		    !strcmp(v->reasons[i].name, reason->name))
			return true;
	return false;
}

static bool reason_given(const struct list_head *reasons,
			 const struct def_reason *wanted)
{
	const struct subdev_reason *reason;

	list_for_each_entry(reason, reasons, node)
		if (reason->subject == wanted->subject &&
		    !strcmp(reason->name, wanted->name))
			return true;
	return false;
}

/* Each reason of the one is one of the other, and there are as many. */
static bool reasons_right(struct fixture *f)
{
	const struct subdev_reason *reason;
	unsigned int i, num = 0;

	list_for_each_entry(reason, &f->reasons, node) {
		num++;
		if (!reason_wanted(&f->verdict, reason))
			return false;
	}
	for (i = 0; i < f->verdict.num; i++)
		if (!reason_given(&f->reasons, &f->verdict.reasons[i]))
			return false;
	return num == f->verdict.num;
}

static void compare(struct kunit *test, const char *purpose, int err,
		    const struct sample *to, const struct subdev_wanted *m)
{
	struct fixture *f = test->priv;

	KUNIT_ASSERT_EQ_MSG(test, err, f->verdict.err,
			    "%s: %s, version %u, to %s, version %u", purpose,
			    m->model ?: "no model", m->version, to->type->name,
			    to->config.version);
	KUNIT_ASSERT_TRUE_MSG(test, reasons_right(f),
			      "%s: %s, version %u, to %s, version %u: reasons",
			      purpose, m->model ?: "no model", m->version,
			      to->type->name, to->config.version);
}

/* An equal subdevice is what the manifest says, as the definition has it. */
static void compare_made(struct kunit *test, const struct sample *to,
			 const struct subdev_wanted *m)
{
	struct fixture *f = test->priv;

	def_state(to->type, to->resources, &f->made->config, m, &f->verdict);
	KUNIT_ASSERT_EQ(test, f->verdict.err, 0);
	KUNIT_ASSERT_EQ(test, f->made->config.version, m->version);
}

/* Whether the type of @to could be it. The reasons stay to be looked at. */
static int check_create(struct kunit *test, const struct sample *to,
			const struct subdev_wanted *m)
{
	struct fixture *f = test->priv;
	int err;

	/* it owes nothing to what was there */
	memset(f->made->values, 0xa5, sizeof(f->made->values));
	memset(f->made->amounts, 0xa5, sizeof(f->made->amounts));
	f->made->config.version = U32_MAX;
	subdev_reasons_free(&f->reasons);
	err = subdev_compat_create(to->type, to->resources, m, &f->made->config,
				   &f->reasons);
	def_create(to->type, to->resources, m, &f->verdict);
	compare(test, "create", err, to, m);
	if (!err)
		compare_made(test, to, m);
	return err;
}

/* Whether @to is it. The reasons stay to be looked at. */
static int check_state(struct kunit *test, const struct sample *to,
		       const struct subdev_wanted *m)
{
	struct fixture *f = test->priv;
	int err;

	subdev_reasons_free(&f->reasons);
	err = subdev_compat_state(to->type, to->resources, m, &to->config,
				  &f->reasons);
	def_state(to->type, to->resources, &to->config, m, &f->verdict);
	compare(test, "state", err, to, m);
	return err;
}

/*
 * All pairs
 */

/* The manifest of each version of each type, and without its version. */
static void compat_create_pairs(struct kunit *test)
{
	const struct samples *all = ((struct fixture *)test->priv)->samples;
	struct sample *s = sample_new(test);
	unsigned int i, j, fits = 0;

	for (i = 0; i < all->num; i++) {
		sample_copy(s, all->all[i]);
		for (j = 0; j < all->num_targets; j++) {
			s->manifest.version = s->config.version;
			fits += !check_create(test, all->targets[j], &s->manifest);
			s->manifest.version = 0;
			fits += !check_create(test, all->targets[j], &s->manifest);
		}
	}
	/* each to its own type */
	KUNIT_EXPECT_EQ(test, fits, 2 * all->num_models);
}

/* Of the many versions of one type each with every 23rd: all take a minute. */
static bool pair_skipped(const struct sample *a, unsigned int i,
			 const struct sample *b, unsigned int j)
{
	return a->type == b->type && a->type->model &&
	       a->type->model->num_versions > 100 && i != j && (i + j) % 23;
}

/* Of each two, in both directions: no two versions are the same. */
static void compat_state_pairs(struct kunit *test)
{
	const struct samples *all = ((struct fixture *)test->priv)->samples;
	unsigned int i, j, fits = 0;

	for (i = 0; i < all->num; i++) {
		const struct sample *a = all->all[i];

		for (j = 0; j <= i; j++) {
			const struct sample *b = all->all[j];
			int err;

			if (pair_skipped(a, i, b, j))
				continue;
			err = check_state(test, b, &a->manifest);
			KUNIT_ASSERT_EQ(test, check_state(test, a, &b->manifest),
					err);
			fits += !err;
		}
	}
	KUNIT_EXPECT_EQ(test, fits, all->num_models);
}

/* Each fits its own manifest, for both purposes, also without its version. */
static void compat_reflexive(struct kunit *test)
{
	const struct samples *all = ((struct fixture *)test->priv)->samples;
	struct sample *s = sample_new(test);
	unsigned int i;

	for (i = 0; i < all->num; i++) {
		int want = all->all[i]->type->model ? 0 : -ENODEV;

		sample_copy(s, all->all[i]);
		KUNIT_ASSERT_EQ(test, check_create(test, s, &s->manifest), want);
		KUNIT_ASSERT_EQ(test, check_state(test, s, &s->manifest), want);
		s->manifest.version = 0;
		KUNIT_ASSERT_EQ(test, check_create(test, s, &s->manifest), want);
		KUNIT_ASSERT_EQ(test, check_state(test, s, &s->manifest), want);
	}
}

static void expect_only(struct kunit *test, enum subdev_subject subject,
			const char *name)
{
	struct fixture *f = test->priv;
	const struct subdev_reason *reason;

	KUNIT_ASSERT_TRUE_MSG(test, list_is_singular(&f->reasons),
			      "%zu reasons, one for \"%s\" is wanted",
			      list_count_nodes(&f->reasons), name);
	reason = list_first_entry(&f->reasons, struct subdev_reason, node);
	KUNIT_ASSERT_EQ(test, reason->subject, subject);
	KUNIT_ASSERT_STREQ(test, reason->name, name);
}

/* Without a model it is nothing, in both directions. */
static void compat_no_model(struct kunit *test)
{
	const struct samples *all = ((struct fixture *)test->priv)->samples;
	unsigned int i, j;

	for (i = 0; i < all->num; i++) {
		const struct sample *s = all->all[i];

		for (j = 0; j < all->num_targets; j++) {
			const struct sample *t = all->targets[j];

			if (s->type->model && t->type->model)
				continue;
			KUNIT_ASSERT_EQ(test, check_create(test, t, &s->manifest),
					-ENODEV);
			expect_only(test, SUBDEV_SUBJECT_MODEL, "");
			KUNIT_ASSERT_EQ(test, check_state(test, t, &s->manifest),
					-ENODEV);
			expect_only(test, SUBDEV_SUBJECT_MODEL, "");
			KUNIT_ASSERT_EQ(test, check_state(test, s, &t->manifest),
					-ENODEV);
			expect_only(test, SUBDEV_SUBJECT_MODEL, "");
		}
	}
}

/*
 * One thing is wrong
 */

static const char long_text[] =
	"a text of sixty-four characters, which is one too many for value";

static struct subdev_named_value *add_param(struct subdev_wanted *m,
					    const char *name)
{
	struct subdev_named_value *told = &m->params[m->num_params++];

	memset(told, 0, sizeof(*told));
	told->kind = SUBDEV_PARAM_KIND_BOOL;
	told->name = name;
	return told;
}

static void drop_param(struct subdev_wanted *m, unsigned int i)
{
	memmove(&m->params[i], &m->params[i + 1],
		(--m->num_params - i) * sizeof(m->params[0]));
}

static void add_amount(struct subdev_wanted *m, const char *name, u64 amount)
{
	m->amounts[m->num_amounts].name = name;
	m->amounts[m->num_amounts++].amount = amount;
}

static void drop_amount(struct subdev_wanted *m, unsigned int i)
{
	memmove(&m->amounts[i], &m->amounts[i + 1],
		(--m->num_amounts - i) * sizeof(m->amounts[0]));
}

/* What is wrong is wrong for both purposes, and nothing else is said. */
static void expect_wrong(struct kunit *test, struct sample *s,
			 enum subdev_subject subject, const char *name)
{
	KUNIT_ASSERT_EQ(test, check_create(test, s, &s->manifest), -EINVAL);
	expect_only(test, subject, name);
	KUNIT_ASSERT_EQ(test, check_state(test, s, &s->manifest), -EINVAL);
	expect_only(test, subject, name);
	sample_tell(s);
}

/* Without its version it is wrong as well, but perhaps more is. */
static void expect_wrong_param(struct kunit *test, struct sample *s,
			       const char *name)
{
	s->manifest.version = 0;
	check_create(test, s, &s->manifest);
	KUNIT_ASSERT_EQ(test, check_state(test, s, &s->manifest), -EINVAL);
	expect_only(test, SUBDEV_SUBJECT_PARAM, name);
	s->manifest.version = s->config.version;
	expect_wrong(test, s, SUBDEV_SUBJECT_PARAM, name);
}

/* No version takes the value: just that is wrong, with a version or without. */
static void expect_bad_value(struct kunit *test, struct sample *s,
			     const char *name)
{
	s->manifest.version = 0;
	KUNIT_ASSERT_EQ(test, check_create(test, s, &s->manifest), -EINVAL);
	expect_only(test, SUBDEV_SUBJECT_PARAM, name);
	expect_wrong_param(test, s, name);
}

static void wrong_values(struct kunit *test, struct sample *s, unsigned int i)
{
	const struct subdev_param *param;
	struct subdev_named_value *told = &s->manifest.params[i];
	const char *name = told->name;

	param = &s->type->model->params[subdev_model_param(s->type->model,
							   name)];
	switch (param->kind) {
	case SUBDEV_PARAM_KIND_BOOL:
		told->num = !told->num;
		expect_wrong_param(test, s, name);
		break;
	case SUBDEV_PARAM_KIND_UINT:
		told->num = told->num == param->max ? param->min : param->max;
		expect_wrong_param(test, s, name);
		if (param->min) {
			told->num = param->min - 1;
			expect_bad_value(test, s, name);
		}
		if (param->max < U64_MAX) {
			told->num = param->max + 1;
			expect_bad_value(test, s, name);
		}
		break;
	case SUBDEV_PARAM_KIND_STRING:
		told->str = "other";
		expect_wrong_param(test, s, name);
		told->str = long_text;
		expect_bad_value(test, s, name);
		break;
	default:
		told->str = param->choices[!strcmp(told->str, param->choices[0])];
		expect_wrong_param(test, s, name);
		told->str = "none of them";
		expect_bad_value(test, s, name);
		break;
	}
}

static void wrong_kinds(struct kunit *test, struct sample *s, unsigned int i)
{
	static const enum subdev_param_kind kinds[] = {
		SUBDEV_PARAM_KIND_BOOL, SUBDEV_PARAM_KIND_UINT,
		SUBDEV_PARAM_KIND_STRING,
	};
	struct subdev_named_value *told = &s->manifest.params[i];
	unsigned int j;

	for (j = 0; j < ARRAY_SIZE(kinds); j++) {
		if (told->kind == kinds[j])
			continue;
		told->kind = kinds[j];
		told->num = 1;
		told->str = "1";
		expect_bad_value(test, s, told->name);
	}
}

static void wrong_params(struct kunit *test, struct sample *s)
{
	const struct subdev_model *model = s->type->model;
	unsigned int i;

	for (i = 0; i < s->manifest.num_params; i++) {
		const char *name = s->manifest.params[i].name;

		drop_param(&s->manifest, i);
		expect_wrong_param(test, s, name);
		wrong_values(test, s, i);
		wrong_kinds(test, s, i);
	}
	for (i = 0; i < model->num_params; i++) {
		struct subdev_value value = { .present = true };

		if (s->values[i].present)
			continue;
		value.num = model->params[i].min;
		def_tell(&model->params[i], &value,
			 add_param(&s->manifest, ""));
		expect_wrong_param(test, s, model->params[i].name);
	}
	add_param(&s->manifest, "unheard-of");
	expect_wrong_param(test, s, "unheard-of");
}

static void wrong_amount(struct kunit *test, struct sample *s, unsigned int i,
			 u64 amount)
{
	s->manifest.amounts[i].amount = amount;
	expect_wrong(test, s, SUBDEV_SUBJECT_RESOURCE,
		     s->manifest.amounts[i].name);
}

/* An amount that the type can have, but the subdevice does not. */
static void other_amount(struct kunit *test, struct sample *s, unsigned int i,
			 u64 amount)
{
	s->manifest.amounts[i].amount = amount;
	KUNIT_ASSERT_EQ(test, check_create(test, s, &s->manifest), 0);
	KUNIT_ASSERT_EQ(test, check_state(test, s, &s->manifest), -EINVAL);
	expect_only(test, SUBDEV_SUBJECT_RESOURCE, s->manifest.amounts[i].name);
	sample_tell(s);
}

static void wrong_amounts(struct kunit *test, struct sample *s)
{
	const struct subdev_use *use;
	unsigned int i;

	for (i = 0; i < s->type->num_uses; i++) {
		const char *name = s->manifest.amounts[i].name;

		use = &s->type->uses[i];
		if (use->min) {
			wrong_amount(test, s, i, use->min - 1);
			drop_amount(&s->manifest, i);
			expect_wrong(test, s, SUBDEV_SUBJECT_RESOURCE, name);
		}
		if (use->max < U64_MAX)
			wrong_amount(test, s, i, use->max + 1);
		if (use->step > 1)
			wrong_amount(test, s, i, use->max - 1);
		if (use->def != use->max)
			other_amount(test, s, i, use->max);
		if (use->def != use->min)
			other_amount(test, s, i, use->min);
	}
	add_amount(&s->manifest, "unheard-of", 1);
	expect_wrong(test, s, SUBDEV_SUBJECT_RESOURCE, "unheard-of");
	add_amount(&s->manifest, "unheard-of", 0);
	KUNIT_ASSERT_EQ(test, check_create(test, s, &s->manifest), 0);
	KUNIT_ASSERT_EQ(test, check_state(test, s, &s->manifest), 0);
	sample_tell(s);
}

static void wrong_heads(struct kunit *test, struct sample *s)
{
	static const u32 numbers[] = { 4, 501, U32_MAX };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (subdev_model_version(s->type->model, numbers[i]))
			continue;
		s->manifest.version = numbers[i];
		expect_wrong(test, s, SUBDEV_SUBJECT_VERSION, "");
	}
	s->manifest.model = "subdev:sim:other";
	expect_wrong(test, s, SUBDEV_SUBJECT_MODEL, "");
	s->manifest.model = NULL;
	KUNIT_ASSERT_EQ(test, check_create(test, s, &s->manifest), -ENODEV);
	expect_only(test, SUBDEV_SUBJECT_MODEL, "");
	KUNIT_ASSERT_EQ(test, check_state(test, s, &s->manifest), -ENODEV);
	expect_only(test, SUBDEV_SUBJECT_MODEL, "");
	sample_tell(s);
}

/* Of many versions a fifth; params come and go with each 50th. */
static bool mutation_skipped(const struct sample *s)
{
	return !s->type->model || (s->type->model->num_versions > 100 &&
				   s->config.version % 10 > 1);
}

static void compat_mutations(struct kunit *test)
{
	const struct samples *all = ((struct fixture *)test->priv)->samples;
	struct sample *s = sample_new(test);
	unsigned int i;

	for (i = 0; i < all->num; i++) {
		if (mutation_skipped(all->all[i]))
			continue;
		sample_copy(s, all->all[i]);
		wrong_heads(test, s);
		wrong_params(test, s);
		wrong_amounts(test, s);
	}
}

/*
 * At random
 */

static const char * const texts[] = { "", "1.0", "second" };

/* A value that the param takes. */
static void random_value(struct rnd_state *rnd,
			 const struct subdev_param *param,
			 struct subdev_value *value)
{
	u32 any = prandom_u32_state(rnd);

	switch (param->kind) {
	case SUBDEV_PARAM_KIND_BOOL:
		value->num = any % 2;
		break;
	case SUBDEV_PARAM_KIND_UINT:
		value->num = any % 4 ? param->min + any % 8 : param->max;
		break;
	case SUBDEV_PARAM_KIND_STRING:
		strscpy(value->str, texts[any % ARRAY_SIZE(texts)]);
		break;
	default:
		value->num = any % param->num_choices;
		break;
	}
}

static u64 random_amount(struct rnd_state *rnd, const struct subdev_use *use)
{
	u32 any = prandom_u32_state(rnd);

	return any % 2 ? use->max : min(use->max, use->min + use->step);
}

/* Something else that could be of the same type. */
static void random_config(struct rnd_state *rnd, struct sample *s)
{
	const struct subdev_model *model = s->type->model;
	unsigned int i;

	for (i = 0; model && i < model->num_params; i++) {
		if (!s->values[i].present || prandom_u32_state(rnd) % 4)
			continue;
		random_value(rnd, &model->params[i], &s->values[i]);
		s->config.version = 0;
	}
	for (i = 0; i < s->type->num_uses; i++)
		if (!(prandom_u32_state(rnd) % 4))
			s->amounts[i].amount = random_amount(rnd,
							     &s->type->uses[i]);
	sample_tell(s);
}

static void random_param(struct rnd_state *rnd, struct subdev_wanted *m)
{
	struct subdev_named_value *told;
	u32 any = prandom_u32_state(rnd);

	if (!m->num_params)
		return;
	told = &m->params[any / 8 % m->num_params];
	switch (any % 8) {
	case 0:
		drop_param(m, told - m->params);
		break;
	case 1:
		told->kind = SUBDEV_PARAM_KIND_BOOL + any / 64 % 3;
		told->str = told->str ?: "1";
		break;
	case 2:
		told->num = any % 3 ? told->num + 1 : 0;
		break;
	case 3:
		told->str = any % 3 ? texts[any % ARRAY_SIZE(texts)] : long_text;
		break;
	default:
		swap(*told, m->params[0]);
		break;
	}
}

static void random_rest(struct rnd_state *rnd, struct subdev_wanted *m)
{
	u32 any = prandom_u32_state(rnd);
	u32 i = m->num_amounts ? any / 8 % m->num_amounts : 0;

	switch (any % 8) {
	case 0:
		m->version = any / 8 % 8;
		break;
	case 1:
		m->version = 0;
		break;
	case 2:
		add_amount(m, "unheard-of", any / 8 % 2);
		break;
	case 3:
		add_param(m, "unheard-of");
		break;
	case 4:
		if (m->num_amounts)
			drop_amount(m, i);
		break;
	case 5:
		if (m->num_amounts)
			m->amounts[i].amount++;
		break;
	default:
		if (m->num_amounts)
			swap(m->amounts[0], m->amounts[i]);
		break;
	}
}

static struct sample *random_sample(struct rnd_state *rnd,
				    const struct samples *all)
{
	u32 any = prandom_u32_state(rnd);

	/* As often one of the few as one of the many. */
	return any % 2 ? all->all[any / 2 % all->num] :
			 all->targets[any / 2 % all->num_targets];
}

static void random_pair(struct kunit *test, struct rnd_state *rnd,
			struct sample *from, struct sample *to)
{
	const struct samples *all = ((struct fixture *)test->priv)->samples;
	unsigned int changes = prandom_u32_state(rnd) % 4;

	sample_copy(from, random_sample(rnd, all));
	random_config(rnd, from);
	if (prandom_u32_state(rnd) % 4)
		sample_copy(to, from);
	else
		sample_copy(to, random_sample(rnd, all));
	while (changes--) {
		if (prandom_u32_state(rnd) % 2)
			random_param(rnd, &from->manifest);
		else
			random_rest(rnd, &from->manifest);
	}
}

static void compat_random(struct kunit *test)
{
	const unsigned int rounds = 10000;
	unsigned int i, creates = 0, states = 0;
	struct sample *from = sample_new(test);
	struct sample *to = sample_new(test);
	struct rnd_state rnd;

	prandom_seed_state(&rnd, 3);
	for (i = 0; i < rounds; i++) {
		random_pair(test, &rnd, from, to);
		creates += !check_create(test, to, &from->manifest);
		states += !check_state(test, to, &from->manifest);
	}
	/* It was a test: much did fit, and much did not. */
	KUNIT_EXPECT_GT(test, creates, rounds / 10);
	KUNIT_EXPECT_LT(test, creates, rounds - rounds / 10);
	KUNIT_EXPECT_GT(test, states, rounds / 10);
	KUNIT_EXPECT_LT(test, states, rounds - rounds / 10);
}

/*
 * What is said
 */

struct text {
	const char *name;
	const char *wanted;
	const char *had;
};

static void expect_texts(struct kunit *test, const struct text *want,
			 unsigned int num)
{
	struct fixture *f = test->priv;
	const struct subdev_reason *reason;
	unsigned int i = 0;

	list_for_each_entry(reason, &f->reasons, node) {
		KUNIT_ASSERT_LT(test, i, num);
		KUNIT_EXPECT_STREQ(test, reason->name, want[i].name);
		KUNIT_EXPECT_STREQ(test, reason->wanted, want[i].wanted);
		KUNIT_EXPECT_STREQ(test, reason->had, want[i].had);
		i++;
	}
	KUNIT_EXPECT_EQ(test, i, num);
}

#define EXPECT_TEXTS(...) do {						\
	static const struct text want[] = { __VA_ARGS__ };		\
									\
	expect_texts(test, want, ARRAY_SIZE(want));			\
} while (0)

static void compat_texts_values(struct kunit *test)
{
	const struct samples *all = ((struct fixture *)test->priv)->samples;
	const struct sample *one = samples_find(all, "tuned", 1);
	const struct sample *five = samples_find(all, "tuned", 5);
	struct sample *s = sample_new(test);

	sample_copy(s, samples_find(all, "tuned", 2));
	s->manifest.version = 5;
	check_create(test, s, &s->manifest);
	EXPECT_TEXTS({ "layout", "linear", "tiled" },
		     { "depth", "8", "16" },
		     { "title", "second", "none" },
		     { "boost", "off", "on" },
		     { "seed", "18446744073709551615", "absent" });

	check_state(test, one, &five->manifest);
	EXPECT_TEXTS({ "layout", "tiled", "linear" },
		     { "depth", "16", "8" },
		     { "boost", "on", "absent" },
		     { "seed", "absent", "0" });

	sample_copy(s, five);
	s->manifest.version = 0;
	s->manifest.params[0].str = "round";
	s->manifest.params[1].num = 33;
	s->manifest.params[2].str = long_text;
	s->manifest.params[3].kind = SUBDEV_PARAM_KIND_UINT;
	check_create(test, s, &s->manifest);
	EXPECT_TEXTS({ "layout", "round", "linear, tiled" },
		     { "depth", "33", "1 to 32" },
		     { "title", long_text, "up to 15 bytes" },
		     { "boost", "1", "on or off" });

	sample_tell(s);
	add_param(&s->manifest, "other")->num = 1;
	check_state(test, s, &s->manifest);
	EXPECT_TEXTS({ "other", "on", "absent" });
}

/* As many choices as there is room for, and a mark if there are more. */
static void compat_texts_choices(struct kunit *test)
{
	static const char * const choices[] = {
		"one-of-the-choices", "two-of-the-choices", "three-of-the-choices",
		"four-of-the-choices", "five-of-the-choices", "six-of-the-choices",
		"seven-of-the-choices",
	};
	struct subdev_param param = {
		.kind = SUBDEV_PARAM_KIND_ENUM, .choices = choices,
	};
	char text[SUBDEV_REASON_TEXT];

	subdev_param_text(&param, text);
	KUNIT_EXPECT_STREQ(test, text, "");
	param.num_choices = 2;
	subdev_param_text(&param, text);
	KUNIT_EXPECT_STREQ(test, text, "one-of-the-choices, two-of-the-choices");
	param.num_choices = ARRAY_SIZE(choices);
	subdev_param_text(&param, text);
	KUNIT_EXPECT_EQ(test, strlen(text), SUBDEV_REASON_TEXT - 1);
	KUNIT_EXPECT_TRUE(test, strstarts(text, "one-of-the-choices, two-"));
	KUNIT_EXPECT_STREQ(test, text + strlen(text) - 3, "...");
}

static void compat_texts_rest(struct kunit *test)
{
	const struct samples *all = ((struct fixture *)test->priv)->samples;
	const struct sample *plain = samples_find(all, "wide", 0);
	struct sample *s = sample_new(test);

	sample_copy(s, samples_find(all, "tuned", 5));
	s->manifest.amounts[0].amount = 17;
	s->manifest.amounts[1].amount = 9;
	add_amount(&s->manifest, "port", U64_MAX);
	check_create(test, s, &s->manifest);
	EXPECT_TEXTS({ "engine", "17", "1 to 16, step 1" },
		     { "channel", "9", "8 to 24, step 8" },
		     { "port", "18446744073709551615", "absent" });
	drop_amount(&s->manifest, 0);
	check_state(test, s, &s->manifest);
	EXPECT_TEXTS({ "engine", "0", "2" },
		     { "channel", "9", "8" },
		     { "port", "18446744073709551615", "absent" });

	sample_tell(s);
	s->manifest.version = U32_MAX;
	check_create(test, s, &s->manifest);
	EXPECT_TEXTS({ "", "4294967295", "1 to 5" });
	check_state(test, s, &s->manifest);
	EXPECT_TEXTS({ "", "4294967295", "1 to 5" });

	s->manifest.model = "subdev:sim:my-nic";
	check_state(test, s, &s->manifest);
	EXPECT_TEXTS({ "", "subdev:sim:my-nic", "subdev:sim:tuned" });
	check_create(test, plain, &s->manifest);
	EXPECT_TEXTS({ "", "subdev:sim:my-nic", "absent" });
	check_create(test, s, &plain->manifest);
	EXPECT_TEXTS({ "", "absent", "subdev:sim:tuned" });
	check_create(test, plain, &plain->manifest);
	EXPECT_TEXTS({ "", "absent", "absent" });
}

static struct kunit_case compat_cases[] = {
	KUNIT_CASE_SLOW(compat_create_pairs),
	KUNIT_CASE_SLOW(compat_state_pairs),
	KUNIT_CASE(compat_reflexive),
	KUNIT_CASE_SLOW(compat_no_model),
	KUNIT_CASE_SLOW(compat_mutations),
	KUNIT_CASE_SLOW(compat_random),
	KUNIT_CASE(compat_texts_values),
	KUNIT_CASE(compat_texts_choices),
	KUNIT_CASE(compat_texts_rest),
	{}
};

static struct kunit_suite compat_suite = {
	.name = "subdev_compat",
	.init = fixture_init,
	.exit = fixture_exit,
	.test_cases = compat_cases,
};

kunit_test_suite(compat_suite);

MODULE_DESCRIPTION("KUnit tests of which manifest fits which target");
MODULE_LICENSE("GPL");
