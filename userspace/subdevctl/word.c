// SPDX-License-Identifier: GPL-2.0-only
/* What the words of the command line must look like. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "class.h"
#include "size.h"
#include "word.h"

bool word_parse_number(const char *word, uint64_t *out)
{
	/* strtoull() alone would take blanks and a sign. */
	if (!*word || word[strspn(word, "0123456789")] != '\0')
		return false;
	errno = 0;
	*out = strtoull(word, NULL, 10);
	return !errno;
}

uint64_t word_number(const char *word)
{
	uint64_t number = 0;

	word_parse_number(word, &number);
	return number;
}

#define TTL "ttl="

uint32_t word_ttl(const char *word)
{
	return strncmp(word, TTL, strlen(TTL)) ? 0 : word_number(word + strlen(TTL));
}

uint32_t word_lease(const char *word)
{
	if (word_ttl(word))
		return SUBDEV_LEASE_KIND_TTL;
	return strcmp(word, "socket") ? SUBDEV_LEASE_KIND_PERSISTENT : SUBDEV_LEASE_KIND_SOCKET;
}

enum subdev_event_kind word_event_kind(const char *word)
{
	const char *name;

	for (enum subdev_event_kind kind = 1; (name = subdev_event_kind_str(kind)); kind++) {
		if (!strcmp(name, word))
			return kind;
	}
	return 0;
}

bool word_parse_bool(const char *word, bool *out)
{
	static const char * const words[][4] = {
		{ "off", "false", "no", "0" },
		{ "on", "true", "yes", "1" },
	};

	for (size_t i = 0; i < 2 * ARRAY_SIZE(words[0]); i++) {
		*out = i % 2;
		if (!strcmp(word, words[i % 2][i / 2]))
			return true;
	}
	return false;
}

static bool check_number(const struct param *param, const char *word, struct complaint *why)
{
	uint64_t number;

	if (word_parse_number(word, &number) && number >= param->min && number <= param->max)
		return true;
	return complain(why, "%s: '%.32s' is not a number from %" PRIu64 " to %" PRIu64,
			param->keyword, word, param->min, param->max);
}

bool word_is_unbounded(const char *word)
{
	return !strcmp(word, "none");
}

static bool check_bound(const struct param *param, const char *word, struct complaint *why)
{
	uint64_t number;

	if (word_is_unbounded(word) ||
	    (word_parse_number(word, &number) && number >= param->min && number <= param->max))
		return true;
	return complain(why, "%s: '%.32s' is neither a number from %" PRIu64 " to %" PRIu64
			" nor none", param->keyword, word, param->min, param->max);
}

/*
 * The unit is not known yet, nor whether it has letters. Where they mean the
 * least, what is too much is too much of any unit.
 */
static const char *why_no_size(const char *word)
{
	uint64_t size;

	return size_parse(word, SUBDEV_UNIT_HERTZ, &size);
}

static bool check_pair(const struct param *param, const char *word, struct complaint *why)
{
	const char *equals = strchr(word, '=');

	if (!equals || equals == word)
		return complain(why, "%s: '%.64s' is not %s", param->keyword, word, param->value);
	return true;
}

static bool check_amount(const struct param *param, const char *word, struct complaint *why)
{
	const char *equals = strchr(word, '='), *wrong;

	if (!check_pair(param, word, why))
		return false;
	wrong = why_no_size(equals + 1);
	if (!wrong)
		return true;
	return complain(why, "%s %.*s: '%.32s' %s", param->keyword,
			(int)(equals - word > 64 ? 64 : equals - word), word, equals + 1, wrong);
}

bool word_is_unlimited(const char *word)
{
	return !strcmp(strchr(word, '=') + 1, "none");
}

static bool check_at_most(const struct param *param, const char *word, struct complaint *why)
{
	return (check_pair(param, word, NULL) && word_is_unlimited(word)) ||
	       check_amount(param, word, why);
}

static bool check_lease(const struct param *param, const char *word, struct complaint *why)
{
	const char *ttl = word + strlen(TTL);
	uint64_t number;

	if (!strcmp(word, "persistent") || !strcmp(word, "socket"))
		return true;
	if (strncmp(word, TTL, strlen(TTL)))
		return complain(why, "%s: '%.32s' is not persistent, socket or ttl=SECONDS",
				param->keyword, word);
	if (word_parse_number(ttl, &number) && number >= 1 && number <= UINT32_MAX)
		return true;
	return complain(why, "%s ttl: '%.32s' is not a number from 1 to %u", param->keyword, ttl,
			UINT32_MAX);
}

static bool check_switch(const struct param *param, const char *word, struct complaint *why)
{
	bool on;

	if (word_parse_bool(word, &on))
		return true;
	return complain(why, "%s: '%.32s' is neither on nor off", param->keyword, word);
}

bool word_check_limit(const char *keyword, const char *word, struct complaint *why)
{
	const char *wrong = why_no_size(word);

	return wrong ? complain(why, "%s: '%.32s' %s", keyword, word, wrong) : true;
}

bool word_check(const struct param *param, const char *word, struct complaint *why)
{
	switch (param->kind) {
	case PARAM_NUMBER:
	case PARAM_VERSION:
		return check_number(param, word, why);
	case PARAM_BOUND:
		return check_bound(param, word, why);
	case PARAM_AMOUNT:
		return check_amount(param, word, why);
	case PARAM_AT_MOST:
		return check_at_most(param, word, why);
	case PARAM_VALUE:
		return check_pair(param, word, why);
	case PARAM_CLASS:
		if (!class_find(word))
			return complain(why, "'%.32s' is not a class", word);
		return true;
	case PARAM_KIND:
		if (!word_event_kind(word))
			return complain(why, "'%.32s' is not a kind of event", word);
		return true;
	case PARAM_LIMIT:
		if (!class_has_attr(NULL, word))
			return complain(why, "no class has the attribute '%.32s'", word);
		return true;
	case PARAM_LEASE:
		return check_lease(param, word, why);
	case PARAM_SWITCH:
		return check_switch(param, word, why);
	default:
		return true;
	}
}
