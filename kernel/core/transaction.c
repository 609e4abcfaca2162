// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transactions: one request that creates or pulls a list of unlike subdevices, on
 * several parents and from several pools, all of them or none. Each step is taken
 * for all of them before the next: read, reserve, build, and when nothing can fail
 * any more, publish. What fails on the way is as if it had never been asked for.
 */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "core.h"
#include "trace.h"

/* Whole objects of one answer, which is one piece of memory. */
#define SUBDEV_TRANSACTION_WHOLE_MAX	SZ_2M

/* Orders publications of many and chunks of dumps. The outermost. */
static DECLARE_RWSEM(subdev_view_lock);
/* Grows with each publication of many, under that lock. */
static unsigned int subdev_published_seq;

/*
 * Held over reservations of what is taken one after the other: of parents, names
 * and subdevices of pools, more than one of these in all. What one transaction takes
 * is there or not as a whole for the next: of two that want the same one gets all.
 * It also lets one hold the locks of several parents.
 */
static DEFINE_MUTEX(subdev_several_lock);

/**
 * subdev_view_begin() - start to look at many objects
 *
 * Until subdev_view_end() they have all of what is published as one, or nothing
 * of it. Who has it waits for no lock under which a vendor driver changes
 * something, only for those under which it is asked: validate, token, compatible.
 *
 * Context: Process context, may sleep. No lock of the core is held.
 * Return: a number that grows with each publication: a dump of which one message
 * came before can tell.
 */
unsigned int subdev_view_begin(void)
{
	down_read(&subdev_view_lock);
	return subdev_published_seq;
}

void subdev_view_end(void)
{
	up_read(&subdev_view_lock);
}

/**
 * subdev_publish_begin() - start to publish many subdevices as one
 *
 * Context: Process context, may sleep. No lock of the core is held.
 */
void subdev_publish_begin(void)
{
	down_write(&subdev_view_lock);
}

void subdev_publish_end(void)
{
	subdev_published_seq++;
	up_write(&subdev_view_lock);
}

/*
 * What a request says
 */

/**
 * struct subdev_item - one item of a transaction
 * @attr: where it is, to point at
 * @attrs: what it says, by the attribute set of subdevices
 * @count: how many of it
 * @c: its creation, if it creates; @c.parent is NULL until that has begun
 */
struct subdev_item {
	const struct nlattr *attr;
	struct nlattr *attrs[SUBDEV_A_DEV_COUNT + 1];
	u32 count;
	struct subdev_creation c;
};

/* How far one of a transaction has come; each is undone by itself. */
enum subdev_step {
	SUBDEV_STEP_NOTHING,
	SUBDEV_STEP_CLAIMED,	/* taken out of its pool's stock, unseen */
	SUBDEV_STEP_NAMED,	/* to be created: UUID, label, id are taken */
	SUBDEV_STEP_ENTERED,	/* and what it needs of its parent */
	SUBDEV_STEP_BUILT,
	SUBDEV_STEP_PUBLISHED,	/* created or pulled, seen */
};

/**
 * struct subdev_share - one subdevice of a transaction
 * @item: the item that it is of
 * @step: how far it has come
 * @pull: the pull, if it is pulled, which has a reference to @sdev
 * @sdev: the subdevice; if it is created, with a reference
 * @lease: how long a created one lives, until it has it; NULL for persistent
 */
struct subdev_share {
	struct subdev_item *item;
	enum subdev_step step;
	struct subdev_pull *pull;
	struct subdev_dev *sdev;
	struct subdev_lease *lease;
};

/**
 * struct subdev_transaction - a transaction under way
 * @info: the request
 * @skb: the message that it came in
 * @wanted: room for what one item says of a configuration
 * @num_items: number of @items
 * @items: in the order of the request
 * @num_shares: number of @shares
 * @shares: in the order of the items
 * @num_parents: number of @parents
 * @parents: of all items that create, each once, in the order of their index
 * @num_claims: number of labels, UUIDs and subdevices of pools that it takes,
 *	one after the other
 * @size: room that the answer needs
 */
struct subdev_transaction {
	struct genl_info *info;
	const struct sk_buff *skb;
	struct subdev_wanted wanted;
	unsigned int num_items;
	struct subdev_item *items;
	unsigned int num_shares;
	struct subdev_share *shares;
	unsigned int num_parents;
	struct subdev_parent **parents;
	unsigned int num_claims;
	size_t size;
};

static int subdev_item_parse(struct subdev_item *item, const struct nlattr *attr,
			     struct netlink_ext_ack *extack)
{
	const struct nlattr *count;
	int err;

	err = nla_parse_nested(item->attrs, SUBDEV_A_DEV_COUNT, attr,
			       subdev_dev_item_nl_policy, extack);
	if (err)
		return err;
	count = item->attrs[SUBDEV_A_DEV_COUNT];
	item->attr = attr;
	item->count = count ? nla_get_u32(count) : 1;
	return 0;
}

/* What names one thing cannot be given to many. */
static int subdev_item_check_count(const struct subdev_item *item,
				   struct netlink_ext_ack *extack)
{
	const struct nlattr *name = item->attrs[SUBDEV_A_DEV_UUID] ?:
				    item->attrs[SUBDEV_A_DEV_LABEL];

	if (item->count == 1 || !name)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, name, "only one can have this");
	return -EINVAL;
}

/* What a pool says of its subdevices cannot be said of one that is pulled. */
static int subdev_item_check_pull(const struct subdev_item *item,
				  struct netlink_ext_ack *extack)
{
	static const int others[] = {
		SUBDEV_A_DEV_PARENT_INDEX, SUBDEV_A_DEV_PARENT_NAME,
		SUBDEV_A_DEV_UUID, SUBDEV_A_DEV_VERSION, SUBDEV_A_DEV_PARAM,
		SUBDEV_A_DEV_RESOURCE, SUBDEV_A_DEV_MANIFEST,
		SUBDEV_A_DEV_INACTIVE,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(others); i++) {
		if (item->attrs[others[i]]) {
			NL_SET_ERR_MSG_ATTR(extack, item->attrs[others[i]],
					    "not for what is pulled");
			return -EINVAL;
		}
	}
	return 0;
}

static int subdev_item_check(const struct subdev_item *item,
			     struct netlink_ext_ack *extack)
{
	const struct nlattr *pool = item->attrs[SUBDEV_A_DEV_POOL];
	const struct nlattr *type = item->attrs[SUBDEV_A_DEV_TYPE];
	int err;

	if (pool && type) {
		NL_SET_ERR_MSG_ATTR(extack, pool,
				    "either a type or a pool may be given");
		return -EINVAL;
	}
	if (!pool && !type) {
		NL_SET_ERR_ATTR_MISS(extack, item->attr, SUBDEV_A_DEV_TYPE);
		NL_SET_ERR_MSG(extack, "a type or a pool is needed");
		return -EINVAL;
	}
	err = subdev_item_check_count(item, extack);
	if (err || !pool)
		return err;
	return subdev_item_check_pull(item, extack);
}

/* Points at the item, if nothing within it has been pointed at. */
static void subdev_item_blame(const struct subdev_item *item, int err,
			      struct netlink_ext_ack *extack)
{
	if (!err || !extack)
		return;
	if (extack->miss_type) {
		if (!extack->miss_nest)
			extack->miss_nest = item->attr;
		return;
	}
	if (item->c.parent)
		subdev_creation_blame_parent(&item->c, err);
	subdev_nl_blame(extack, item->attr);
}

static int subdev_transaction_none(struct netlink_ext_ack *extack)
{
	NL_SET_ERR_ATTR_MISS(extack, NULL, SUBDEV_A_TRANSACTION_ITEM);
	NL_SET_ERR_MSG(extack, "an item is needed");
	return -EINVAL;
}

/* How many there are of items and of subdevices, before room is made for them. */
static int subdev_transaction_count(struct subdev_transaction *t)
{
	struct netlink_ext_ack *extack = t->info->extack;
	struct subdev_item *item;
	struct nlattr *attr;
	int err = 0, rest;

	item = kzalloc(sizeof(*item), GFP_KERNEL_ACCOUNT);
	if (!item)
		return -ENOMEM;
	nla_for_each_attr(attr, genlmsg_data(t->info->genlhdr),
			  genlmsg_len(t->info->genlhdr), rest) {
		if (nla_type(attr) != SUBDEV_A_TRANSACTION_ITEM)
			continue;
		err = subdev_item_parse(item, attr, extack);
		if (err)
			break;
		t->num_items++;
		t->num_shares += item->count;
		if (t->num_shares > SUBDEV_ITEMS_MAX) {
			subdev_say(extack, attr, "more than %u subdevices",
				   SUBDEV_ITEMS_MAX);
			err = -ERANGE;
			break;
		}
	}
	kfree(item);
	if (err)
		return err;
	return t->num_items ? 0 : subdev_transaction_none(extack);
}

static int subdev_transaction_make_room(struct subdev_transaction *t)
{
	t->items = kvcalloc(t->num_items, sizeof(*t->items),
			    GFP_KERNEL_ACCOUNT);
	t->shares = kvcalloc(t->num_shares, sizeof(*t->shares),
			     GFP_KERNEL_ACCOUNT);
	t->parents = kvcalloc(t->num_items, sizeof(*t->parents),
			      GFP_KERNEL_ACCOUNT);
	return t->items && t->shares && t->parents ? 0 : -ENOMEM;
}

/* One that is pulled may have got a label in its pool. */
static size_t subdev_item_brief_size(const struct subdev_item *item)
{
	bool pull = item->attrs[SUBDEV_A_DEV_POOL];

	return subdev_dev_brief_size(pull || item->attrs[SUBDEV_A_DEV_LABEL],
				     pull ||
				     !item->attrs[SUBDEV_A_DEV_INACTIVE]);
}

/* Reckons with so many more of an item in the answer, whole ones of a size. */
static int subdev_transaction_add_size(struct subdev_transaction *t,
				       const struct subdev_item *item,
				       u32 count, size_t whole_size)
{
	const struct nlattr *whole = t->info->attrs[SUBDEV_A_TRANSACTION_WHOLE];

	t->size += count * nla_total_size(whole ? whole_size :
						  subdev_item_brief_size(item));
	if (!whole || t->size <= SUBDEV_TRANSACTION_WHOLE_MAX)
		return 0;
	NL_SET_ERR_MSG_ATTR(t->info->extack, whole,
			    "too many for whole objects");
	return -ERANGE;
}

static int subdev_item_read_creation(struct subdev_transaction *t,
				     struct subdev_item *item)
{
	struct subdev_creation *c = &item->c;
	int err;

	c->attrs = item->attrs;
	c->first = nla_data(item->attr);
	c->len = nla_len(item->attr);
	c->skb = t->skb;
	c->extack = t->info->extack;
	c->wanted = &t->wanted;
	err = subdev_creation_begin(c) ?: subdev_creation_compose(c);
	if (err)
		return err;
	return subdev_transaction_add_size(t, item, item->count,
					   subdev_dev_size(c->parent, c->type));
}

/* How much it takes that another transaction may want, too, beside its parent. */
static unsigned int subdev_item_claims(const struct subdev_item *item)
{
	unsigned int pulls = item->attrs[SUBDEV_A_DEV_POOL] ? item->count : 0;

	return pulls + !!item->attrs[SUBDEV_A_DEV_UUID] +
	       !!item->attrs[SUBDEV_A_DEV_LABEL];
}

static int subdev_item_read(struct subdev_transaction *t,
			    struct subdev_item *item, const struct nlattr *attr)
{
	struct netlink_ext_ack *extack = t->info->extack;
	int err;

	err = subdev_item_parse(item, attr, extack) ?:
	      subdev_item_check(item, extack);
	if (!err)
		t->num_claims += subdev_item_claims(item);
	if (!err && !item->attrs[SUBDEV_A_DEV_POOL])
		err = subdev_item_read_creation(t, item);
	subdev_item_blame(item, err, extack);
	return err;
}

/* Reads all items, with work begun on the parent of each. */
static int subdev_transaction_read(struct subdev_transaction *t)
{
	struct subdev_share *share = t->shares;
	struct subdev_item *item = t->items;
	struct nlattr *attr;
	unsigned int i;
	int err, rest;

	nla_for_each_attr(attr, genlmsg_data(t->info->genlhdr),
			  genlmsg_len(t->info->genlhdr), rest) {
		if (nla_type(attr) != SUBDEV_A_TRANSACTION_ITEM)
			continue;
		err = subdev_item_read(t, item, attr);
		if (err)
			return err;
		for (i = 0; i < item->count; i++)
			share++->item = item;
		item++;
		cond_resched();
	}
	return 0;
}

static int subdev_parents_cmp(const void *a, const void *b)
{
	u32 ia = (*(const struct subdev_parent *const *)a)->index;
	u32 ib = (*(const struct subdev_parent *const *)b)->index;

	return ia < ib ? -1 : ia > ib;
}

/* Which parents are concerned, each once. */
static void subdev_transaction_find_parents(struct subdev_transaction *t)
{
	unsigned int i, num = 0;

	for (i = 0; i < t->num_items; i++)
		if (t->items[i].c.parent)
			t->parents[t->num_parents++] = t->items[i].c.parent;
	sort(t->parents, t->num_parents, sizeof(*t->parents),
	     subdev_parents_cmp, NULL);
	for (i = 0; i < t->num_parents; i++)
		if (!num || t->parents[num - 1] != t->parents[i])
			t->parents[num++] = t->parents[i];
	t->num_parents = num;
}

/*
 * Reserving
 */

static int subdev_share_alloc(struct subdev_share *share)
{
	struct subdev_creation *c = &share->item->c;
	struct subdev_comp *comp;

	share->lease = subdev_lease_new(c->attrs, c->skb, c->extack);
	if (IS_ERR(share->lease))
		return PTR_ERR(no_free_ptr(share->lease));
	comp = share->item->count == 1 ? no_free_ptr(c->comp) :
					 subdev_comp_copy(c->type, c->comp);
	if (comp)
		share->sdev = subdev_dev_alloc(c->parent, c->type, comp);
	if (!share->sdev) {
		subdev_lease_drop(no_free_ptr(share->lease));
		return -ENOMEM;
	}
	return 0;
}

static int subdev_share_name(struct subdev_share *share)
{
	struct subdev_creation *c = &share->item->c;
	int err;

	err = subdev_share_alloc(share);
	if (err)
		return err;
	err = subdev_dev_reserve_names(share->sdev, c->attrs[SUBDEV_A_DEV_UUID],
				       c->attrs[SUBDEV_A_DEV_LABEL], c->extack);
	if (err)
		trace_subdev_create(share->sdev, err);
	else
		share->step = SUBDEV_STEP_NAMED;
	return err;
}

static int subdev_share_claim(struct subdev_transaction *t,
			      struct subdev_share *share)
{
	struct subdev_pull *pull;

	pull = subdev_pull_begin(share->item->attrs, t->skb, t->info->extack);
	if (IS_ERR(pull))
		return PTR_ERR(pull);
	share->pull = pull;
	share->sdev = subdev_pull_dev(pull);
	share->step = SUBDEV_STEP_CLAIMED;
	return subdev_transaction_add_size(t, share->item, 1,
					   share->sdev->msg_size);
}

/* In the order of the items: of two that want one name, the second fails. */
static int subdev_transaction_claim(struct subdev_transaction *t)
{
	struct subdev_share *share;
	unsigned int i;
	int err;

	for (i = 0; i < t->num_shares; i++) {
		share = &t->shares[i];
		err = share->item->attrs[SUBDEV_A_DEV_POOL] ?
		      subdev_share_claim(t, share) : subdev_share_name(share);
		if (err) {
			subdev_item_blame(share->item, err, t->info->extack);
			return err;
		}
		cond_resched();
	}
	return 0;
}

static int subdev_share_enter_locked(struct subdev_share *share)
{
	const struct subdev_creation *c = &share->item->c;
	int err;

	lockdep_assert_held(&c->parent->lock);
	err = subdev_parent_enter_locked(c->parent, c->type, share->sdev->comp,
					 c->wanted, c->extack);
	if (err)
		trace_subdev_create(share->sdev, err);
	else
		share->step = SUBDEV_STEP_ENTERED;
	return err;
}

static void subdev_share_leave_locked(struct subdev_share *share)
{
	const struct subdev_creation *c = &share->item->c;

	lockdep_assert_held(&c->parent->lock);
	subdev_parent_leave_locked(c->parent, c->type, share->sdev->comp);
	share->step = SUBDEV_STEP_NAMED;
}

/* All that is needed of the parents, whose locks are held, or nothing. */
static int subdev_transaction_enter_locked(struct subdev_transaction *t)
{
	struct subdev_item *item = NULL;
	struct subdev_share *share;
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < t->num_shares; i++) {
		share = &t->shares[i];
		if (share->pull)
			continue;
		/* What an item says is read again, to point into it. */
		if (share->item != item) {
			item = share->item;
			err = subdev_creation_read(&item->c);
		}
		err = err ?: subdev_share_enter_locked(share);
		cond_resched();
	}
	if (!err)
		return 0;
	subdev_item_blame(item, err, t->info->extack);
	while (i--)
		if (t->shares[i].step == SUBDEV_STEP_ENTERED)
			subdev_share_leave_locked(&t->shares[i]);
	return err;
}

static int subdev_transaction_enter(struct subdev_transaction *t, bool several)
{
	unsigned int i;
	int err;

	for (i = 0; i < t->num_parents; i++) {
		if (several)
			mutex_lock_nest_lock(&t->parents[i]->lock,
					     &subdev_several_lock);
		else
			mutex_lock(&t->parents[i]->lock);
	}
	err = subdev_transaction_enter_locked(t);
	while (i--)
		mutex_unlock(&t->parents[i]->lock);
	return err;
}

/* Takes all that can run out or be taken, for all of them. */
static int subdev_transaction_reserve(struct subdev_transaction *t)
{
	bool several = t->num_parents + t->num_claims > 1;
	int err;

	if (several)
		mutex_lock(&subdev_several_lock);
	err = subdev_transaction_claim(t) ?:
	      subdev_transaction_enter(t, several);
	if (several)
		mutex_unlock(&subdev_several_lock);
	return err;
}

/*
 * Building and publishing
 */

static int subdev_transaction_build(struct subdev_transaction *t)
{
	struct subdev_share *share;
	unsigned int i;
	int err;

	for (i = 0; i < t->num_shares; i++) {
		share = &t->shares[i];
		if (share->pull)
			continue;
		/* Nobody is left who would get the answer. */
		if (fatal_signal_pending(current))
			return -EINTR;
		err = subdev_creation_build(&share->item->c, share->sdev);
		if (err) {
			subdev_item_blame(share->item, err, t->info->extack);
			return err;
		}
		share->step = SUBDEV_STEP_BUILT;
		cond_resched();
	}
	return 0;
}

static int subdev_share_fill_locked(struct sk_buff *msg,
				    struct subdev_dev *sdev, bool whole)
{
	struct nlattr *nest;
	int err;

	nest = nla_nest_start(msg, SUBDEV_A_TRANSACTION_DEV);
	if (!nest)
		return -EMSGSIZE;
	err = whole ? subdev_dev_fill_locked(msg, sdev) :
		      subdev_dev_fill_brief_locked(msg, sdev);
	if (!err)
		nla_nest_end(msg, nest);
	return err;
}

static void subdev_share_publish(struct subdev_share *share,
				 struct sk_buff *msg, bool whole)
{
	struct subdev_dev *sdev = share->sdev;

	mutex_lock(&sdev->lock);
	if (share->pull)
		subdev_pull_commit_locked(share->pull);
	else
		subdev_creation_publish_locked(&share->item->c, sdev,
					       no_free_ptr(share->lease));
	WARN_ON_ONCE(subdev_share_fill_locked(msg, sdev, whole));
	mutex_unlock(&sdev->lock);
	share->step = SUBDEV_STEP_PUBLISHED;
}

/* From here on nothing fails. No dump sees some of them without the others. */
static void subdev_transaction_publish(struct subdev_transaction *t,
				       struct sk_buff *msg)
{
	bool whole = t->info->attrs[SUBDEV_A_TRANSACTION_WHOLE];
	unsigned int i;

	if (t->num_shares > 1)
		subdev_publish_begin();
	for (i = 0; i < t->num_shares; i++) {
		subdev_share_publish(&t->shares[i], msg, whole);
		cond_resched();
	}
	if (t->num_shares > 1)
		subdev_publish_end();
	for (i = 0; i < t->num_shares; i++)
		if (!t->shares[i].pull)
			subdev_bus_announce(t->shares[i].sdev);
}

/*
 * Undoing
 */

/* What of it is done at once; one that was built takes its time. */
static void subdev_share_undo(struct subdev_share *share)
{
	switch (share->step) {
	case SUBDEV_STEP_BUILT:
		if (share->sdev->busdev) {
			subdev_dev_unbuild(share->sdev);
			break;
		}
		fallthrough;
	case SUBDEV_STEP_ENTERED:
		subdev_dev_abandon(share->sdev);
		break;
	case SUBDEV_STEP_NAMED:
		subdev_dev_abandon_names(share->sdev);
		break;
	case SUBDEV_STEP_CLAIMED:
		subdev_pull_undo(share->pull);
		break;
	default:
		break;
	}
}

/* Undoes all, as if it had not been, and waits for that unless it takes long. */
static void subdev_transaction_undo(struct subdev_transaction *t)
{
	struct subdev_share *share;
	unsigned int i;

	for (i = 0; i < t->num_shares; i++) {
		subdev_share_undo(&t->shares[i]);
		cond_resched();
	}
	for (i = 0; i < t->num_shares; i++) {
		share = &t->shares[i];
		if (share->step == SUBDEV_STEP_BUILT &&
		    !subdev_dev_unbuilt(share->sdev))
			break;
	}
}

/* The answer was not delivered: nobody knows them. */
static void subdev_transaction_take_back(void *arg)
{
	struct subdev_transaction *t = arg;
	struct subdev_share *share;
	unsigned int i;

	for (i = 0; i < t->num_shares; i++) {
		share = &t->shares[i];
		if (share->pull)
			subdev_pull_undo(share->pull);
		else
			subdev_dev_undo(share->sdev);
		cond_resched();
	}
}

/*
 * Requests
 */

static int subdev_transaction_fill(struct sk_buff *msg, struct genl_info *info,
				   void *arg)
{
	struct subdev_transaction *t = arg;
	int err;

	err = subdev_transaction_build(t);
	if (!err)
		subdev_transaction_publish(t, msg);
	return err;
}

static int subdev_transaction_run(struct subdev_transaction *t)
{
	const struct nlattr *whole = t->info->attrs[SUBDEV_A_TRANSACTION_WHOLE];
	int err;

	err = subdev_transaction_count(t) ?:
	      subdev_transaction_make_room(t) ?:
	      subdev_transaction_read(t);
	if (err)
		return err;
	subdev_transaction_find_parents(t);
	err = subdev_transaction_reserve(t);
	if (err)
		return err;
	err = subdev_nl_answer_or_undo(t->info, t->size,
				       subdev_transaction_fill,
				       subdev_transaction_take_back, t);
	/* All is undone, and a brief answer needs less memory in one piece. */
	if (err == -ENOMEM && whole)
		subdev_nl_blame(t->info->extack, whole);
	return err;
}

static void subdev_transaction_end(struct subdev_transaction *t)
{
	unsigned int i;

	for (i = 0; t->shares && i < t->num_shares; i++) {
		subdev_lease_drop(t->shares[i].lease);
		if (t->shares[i].pull)
			subdev_pull_end(t->shares[i].pull);
		else if (t->shares[i].sdev)
			subdev_dev_put(t->shares[i].sdev);
	}
	for (i = 0; t->items && i < t->num_items; i++)
		subdev_creation_end(&t->items[i].c);
	kvfree(t->parents);
	kvfree(t->shares);
	kvfree(t->items);
}

int subdev_nl_transaction_run_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct subdev_transaction *t;
	int err;

	t = kzalloc(sizeof(*t), GFP_KERNEL_ACCOUNT);
	if (!t)
		return -ENOMEM;
	t->info = info;
	t->skb = skb;
	err = subdev_transaction_run(t);
	if (err && t->shares)
		subdev_transaction_undo(t);
	subdev_transaction_end(t);
	kfree(t);
	return err;
}
