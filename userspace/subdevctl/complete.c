// SPDX-License-Identifier: GPL-2.0-only
/* subdevctl complete: what a shell asks for the words that could come next. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"

static void offer(const char *word, const char *begun)
{
	if (word && !strncmp(word, begun, strlen(begun)))
		puts(word);
}

static void offer_options(const char *begun)
{
	char name[32];

	for (const struct option *option = options; option->name; option++) {
		snprintf(name, sizeof(name), "--%s", option->name);
		offer(name, begun);
	}
}

static void offer_nouns(const char *begun)
{
	for (const struct noun *noun = nouns; noun->name; noun++)
		offer(noun->name, begun);
}

static void offer_verbs(const struct noun *noun, const char *begun)
{
	for (const struct verb *verb = noun->verbs; verb->help; verb++)
		offer(verb->name, begun);
}

static void offer_parents(struct tool *tool, const char *begun)
{
	struct subdev_parent_list *list;
	struct subdev_parent *parent;

	if (subdev_parent_dump(tool->ctx, &list))
		return;
	subdev_parent_list_foreach(list, parent)
		offer(subdev_parent_get_name(parent), begun);
	subdev_parent_list_unref(list);
}

static void offer_types(struct tool *tool, const char *parent, const char *begun)
{
	struct subdev_type_list *list;
	struct subdev_type *type;

	if (subdev_type_dump(tool->ctx, parent, &list))
		return;
	subdev_type_list_foreach(list, type)
		offer(subdev_type_get_name(type), begun);
	subdev_type_list_unref(list);
}

static void offer_devs(struct tool *tool, const char *begun)
{
	struct subdev_dev_list *list;
	struct subdev_dev *dev;
	char id[16];

	if (subdev_dev_dump(tool->ctx, NULL, &list))
		return;
	subdev_dev_list_foreach(list, dev) {
		snprintf(id, sizeof(id), "%" PRIu32, subdev_dev_get_id(dev));
		offer(id, begun);
		offer(subdev_dev_get_uuid_str(dev), begun);
		offer(subdev_dev_get_label(dev), begun);
	}
	subdev_dev_list_unref(list);
}

static void offer_keywords(const struct words *words, const char *begun)
{
	const struct param *params = words->verb->params;

	for (size_t i = 0; params[i].kind != PARAM_END; i++) {
		if (params[i].keyword && !words->args[i])
			offer(params[i].keyword, begun);
	}
}

static void offer_value(struct tool *tool, const struct words *words, const struct param *param,
			const char *begun)
{
	switch (param->kind) {
	case PARAM_PARENT:
		offer_parents(tool, begun);
		break;
	case PARAM_TYPE:
		/* The parent is the word before. */
		offer_types(tool, words->args[param - words->verb->params - 1], begun);
		break;
	case PARAM_DEV:
		offer_devs(tool, begun);
		break;
	case PARAM_WORD:
	case PARAM_NUMBER:
	case PARAM_FLAG:
	case PARAM_END:
		break;
	}
}

/* The words of a verb: @rest are those before the one that was begun. */
static void complete_words(struct tool *tool, const struct verb *verb, int count,
			   const char * const *rest, const char *begun)
{
	struct words words = { .verb = verb };
	const struct param *param;

	for (int i = 0; i < count; i++) {
		if (!words_take(&words, rest[i], NULL))
			return;
	}
	param = words.pending ? words.pending : words_next_positional(&words);
	if (param)
		offer_value(tool, &words, param, begun);
	else
		offer_keywords(&words, begun);
}

static void complete_noun(struct tool *tool, const struct noun *noun, int count,
			  const char * const *rest, const char *begun)
{
	const struct verb *verb = &noun->verbs[0];

	if (!verb->name) {
		complete_words(tool, verb, count, rest, begun);
		return;
	}
	if (!count) {
		offer_verbs(noun, begun);
		return;
	}
	verb = verb_find(noun, rest[0], NULL);
	if (verb)
		complete_words(tool, verb, count - 1, rest + 1, begun);
}

void complete(struct tool *tool, int count, const char * const *words)
{
	const char *begun = count ? words[count - 1] : "";
	const char *rest[WORDS_MAX];
	const struct noun *noun = NULL;
	int num = 0;

	if (begun[0] == '-') {
		offer_options(begun);
		return;
	}
	for (int i = 0; i < count - 1 && num < WORDS_MAX; i++) {
		if (words[i][0] == '-')
			continue;
		rest[num++] = words[i];
		if (num > 1)
			continue;
		noun = noun_find(rest[0], NULL);
		if (!noun)
			return;
		/* What follows help is what would stand without it. */
		if (!noun->verbs[0].run)
			num = 0;
	}
	if (num)
		complete_noun(tool, noun, num - 1, rest + 1, begun);
	else
		offer_nouns(begun);
}
