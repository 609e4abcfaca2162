// SPDX-License-Identifier: GPL-2.0-only
/* What some verbs can do beside being run. */
#include "dev.h"
#include "parent.h"
#include "pool.h"
#include "stats.h"
#include "type.h"
#include "verb.h"

struct extra {
	int (*run)(struct tool *tool, const struct args *args);	/* of the verb */
	bool (*check)(const struct args *args, struct complaint *why);
	/* With these arguments it is more than one request; NULL: it never is. */
	bool (*is_more)(const struct args *args);
	int (*submit)(struct tool *tool, const struct args *args, const struct receiver *receiver);
};

/* NULL for what a verb cannot do. */
static const struct extra extras[] = {
	{ type_show, type_show_check, NULL, NULL },
	{ parent_set, parent_set_check, parent_set_is_more, parent_set_submit },
	{ dev_show, NULL, dev_show_is_more, dev_show_submit },
	{ dev_create, dev_create_check, dev_create_is_more, dev_create_submit },
	{ dev_set, dev_set_check, NULL, dev_set_submit },
	{ dev_activate, NULL, NULL, dev_activate_submit },
	{ dev_renew, NULL, NULL, dev_renew_submit },
	{ dev_delete, dev_delete_check, dev_delete_is_more, dev_delete_submit },
	{ dev_stats, dev_stats_check, NULL, NULL },
	{ pool_show, pool_show_check, pool_show_is_more, pool_show_submit },
	{ pool_create, NULL, NULL, pool_create_submit },
	{ pool_set, pool_set_check, NULL, pool_set_submit },
	{ pool_push, pool_push_check, pool_push_is_more, pool_push_submit },
	{ pool_pull, pool_pull_check, pool_pull_is_more, pool_pull_submit },
	{ pool_return, NULL, pool_return_is_more, pool_return_submit },
	{ pool_delete, NULL, pool_delete_is_more, pool_delete_submit },
};

static const struct extra *find(const struct verb *verb)
{
	for (size_t i = 0; i < ARRAY_SIZE(extras); i++) {
		if (extras[i].run == verb->run)
			return &extras[i];
	}
	return NULL;
}

bool verb_check(const struct verb *verb, const struct args *args, struct complaint *why)
{
	const struct extra *extra = find(verb);

	return !extra || !extra->check || extra->check(args, why);
}

bool verb_can_submit(const struct verb *verb, const struct args *args)
{
	const struct extra *extra = find(verb);

	return extra && extra->submit && !(extra->is_more && extra->is_more(args));
}

int verb_submit(const struct verb *verb, struct tool *tool, const struct args *args,
		const struct receiver *receiver)
{
	return find(verb)->submit(tool, args, receiver);
}
