// SPDX-License-Identifier: GPL-2.0-only
/*
 * How subdevices are pulled. All that can fail comes before one is taken out of
 * the stock, which takes the same time however many there are.
 */
#include <linux/slab.h>

#include "pool.h"
#include "trace.h"

/**
 * struct subdev_pull - a pull under way
 * @pool: the pool, with a reference
 * @parent: its parent, with work begun, while @sdev is set
 * @lease: how long the subdevice is kept, until it has it; NULL for persistent
 * @label: its label, until it has it; or NULL
 * @owner: in whose account it counts, until it does; or NULL
 * @name: the attribute with the name of the owner, or NULL
 * @sdev: what was taken out of the stock, with a reference
 * @done: it is pulled, everybody sees it
 * @nr: which pull of the subdevice this was, if @done
 */
struct subdev_pull {
	struct subdev_pool *pool;
	struct subdev_parent *parent;
	struct subdev_lease *lease;
	struct subdev_label *label;
	struct subdev_owner *owner;
	const struct nlattr *name;
	struct subdev_dev *sdev;
	bool done;
	u32 nr;
};

/* Why there is nothing to be pulled: -EAGAIN. */
static int subdev_pull_empty_locked(struct subdev_pool *pool,
				    const struct nlattr *attr,
				    struct netlink_ext_ack *extack)
{
	const char *why = "exhausted";

	lockdep_assert_held(&pool->lock);
	pool->stats.waits++;
	if (pool->parent)
		subdev_stats_waited(pool->parent);
	if (!pool->parent)
		why = "it waits for its parent";
	else if (pool->state == SUBDEV_POOL_STATE_FILLING ||
		 pool->counts[SUBDEV_PLACE_RESETTING])
		why = "refilling";
	subdev_say(extack, attr, "the pool is empty: %s", why);
	return -EAGAIN;
}

/* What is left of all that can fail, with the pool's parent there. */
static int subdev_pull_claim_locked(struct subdev_pull *pull,
				    const struct nlattr *attr,
				    struct netlink_ext_ack *extack)
{
	struct subdev_pool *pool = pull->pool;
	struct subdev_owner *owner;

	lockdep_assert_held(&pool->lock);
	if (subdev_parent_is_cordoned(pool->parent)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "the parent is cordoned");
		return -EBUSY;
	}
	if (list_empty(&pool->stock))
		return subdev_pull_empty_locked(pool, attr, extack);
	owner = subdev_owner_reserve(pool->parent, pull->name, pool->type,
				     &pool->comp->config, extack);
	if (IS_ERR(owner))
		return PTR_ERR(owner);
	pull->owner = owner;
	pull->sdev = subdev_pool_claim_locked(pool);
	pull->parent = pool->parent;
	return 0;
}

static int subdev_pull_take_locked(struct subdev_pull *pull,
				   const struct nlattr *attr,
				   struct netlink_ext_ack *extack)
{
	struct subdev_pool *pool = pull->pool;
	int err;

	lockdep_assert_held(&pool->lock);
	if (pool->state == SUBDEV_POOL_STATE_REMOVING) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "the pool is being deleted");
		return -ENOENT;
	}
	if (!pool->comp)
		return subdev_pull_empty_locked(pool, attr, extack);
	err = subdev_parent_op_begin(pool->parent, extack);
	if (err) {
		subdev_nl_blame(extack, attr);
		return err;
	}
	err = subdev_pull_claim_locked(pull, attr, extack);
	if (err)
		subdev_parent_op_end(pool->parent);
	return err;
}

static int subdev_pull_prepare(struct subdev_pull *pull, struct nlattr **attrs,
			       const struct sk_buff *skb,
			       struct netlink_ext_ack *extack)
{
	struct nlattr *label = attrs[SUBDEV_A_DEV_LABEL];
	int err;

	pull->name = attrs[SUBDEV_A_DEV_OWNER];
	if (pull->name) {
		err = subdev_owner_check(pull->name, extack);
		if (err)
			return err;
	}
	pull->lease = subdev_lease_new(attrs, skb, extack);
	if (IS_ERR(pull->lease)) {
		err = PTR_ERR(pull->lease);
		pull->lease = NULL;
		return err;
	}
	if (!label)
		return 0;
	pull->label = subdev_label_reserve(NULL, label, extack);
	if (IS_ERR(pull->label)) {
		err = PTR_ERR(pull->label);
		pull->label = NULL;
		return err;
	}
	return 0;
}

static int subdev_pull_run(struct subdev_pull *pull, struct nlattr **attrs,
			   const struct sk_buff *skb,
			   struct netlink_ext_ack *extack)
{
	int err;

	err = subdev_pull_prepare(pull, attrs, skb, extack);
	if (err)
		return err;
	mutex_lock(&pull->pool->lock);
	err = subdev_pull_take_locked(pull, attrs[SUBDEV_A_DEV_POOL], extack);
	mutex_unlock(&pull->pool->lock);
	return err;
}

/**
 * subdev_pull_begin() - take a subdevice out of the stock, unseen
 * @attrs: what is asked for, by the attribute set of subdevices
 * @skb: the message that it came in
 * @extack: for the reason of a failure
 *
 * Followed by subdev_pull_commit_locked() or subdev_pull_undo(), neither of which
 * fails, and subdev_pull_end().
 *
 * Context: Process context, may sleep. Takes the pool's and the parent's lock.
 * Return: the pull, or an ERR_PTR: -EINVAL, -ENOENT, -ENODEV, -EEXIST, -EAGAIN,
 * -EBUSY, -ENOSPC, -ENOMEM.
 */
struct subdev_pull *subdev_pull_begin(struct nlattr **attrs,
				      const struct sk_buff *skb,
				      struct netlink_ext_ack *extack)
{
	struct subdev_pull *pull;
	int err;

	pull = kzalloc(sizeof(*pull), GFP_KERNEL);
	if (!pull)
		return ERR_PTR(-ENOMEM);
	pull->pool = subdev_pool_find(attrs[SUBDEV_A_DEV_POOL], extack);
	if (IS_ERR(pull->pool)) {
		err = PTR_ERR(pull->pool);
		kfree(pull);
		return ERR_PTR(err);
	}
	err = subdev_pull_run(pull, attrs, skb, extack);
	if (!err)
		return pull;
	trace_subdev_pull(NULL, pull->pool->name, err);
	subdev_pull_end(pull);
	return ERR_PTR(err);
}

/* What was taken out of the stock; the pull has the reference. */
struct subdev_dev *subdev_pull_dev(const struct subdev_pull *pull)
{
	return pull->sdev;
}

static void subdev_pull_give_locked(struct subdev_pull *pull)
{
	struct subdev_dev *sdev = pull->sdev;

	lockdep_assert_held(&sdev->lock);
	if (pull->label)
		subdev_label_give(sdev, no_free_ptr(pull->label));
	if (pull->name)
		nla_strscpy(sdev->owner, pull->name, sizeof(sdev->owner));
	if (pull->owner)
		subdev_owner_give_locked(sdev, no_free_ptr(pull->owner));
	subdev_lease_begin_locked(sdev, no_free_ptr(pull->lease));
}

/**
 * subdev_pull_commit_locked() - the subdevice is pulled, everybody sees it
 * @pull: the pull, whose subdevice is locked
 *
 * Until the lock is let go it is as it was pulled: what is answered is filled
 * under it.
 *
 * Context: Process context, may sleep. Takes the pool's and the parent's lock.
 */
void subdev_pull_commit_locked(struct subdev_pull *pull)
{
	struct subdev_dev *sdev = pull->sdev;

	lockdep_assert_held(&sdev->lock);
	subdev_pull_give_locked(pull);
	subdev_dev_set_place_locked(sdev, SUBDEV_PLACE_PULLED);
	pull->nr = ++sdev->pull_nr;
	subdev_dev_moved_locked(sdev, SUBDEV_PLACE_READY, "",
				SUBDEV_CAUSE_COMMAND);
	trace_subdev_pull(sdev, pull->pool->name, 0);
	pull->done = true;
}

/**
 * subdev_pull_undo() - put the subdevice back
 * @pull: the pull
 *
 * If that was done already it is returned; if somebody has opened it meanwhile,
 * when that ends.
 *
 * Context: Process context, may sleep. Takes the subdevice's, the pool's and the
 * parent's lock.
 */
void subdev_pull_undo(struct subdev_pull *pull)
{
	if (pull->done) {
		subdev_dev_give_back(pull->sdev, pull->nr);
		return;
	}
	if (pull->owner)
		subdev_owner_unreserve(pull->parent, no_free_ptr(pull->owner),
				       pull->sdev->type,
				       &pull->sdev->comp->config);
	subdev_pool_unclaim(pull->pool, pull->sdev);
}

/**
 * subdev_pull_end() - free a pull that was committed or undone
 * @pull: the pull
 */
void subdev_pull_end(struct subdev_pull *pull)
{
	subdev_label_drop(pull->label);
	subdev_lease_drop(pull->lease);
	if (pull->sdev) {
		subdev_dev_put(pull->sdev);
		subdev_parent_op_end(pull->parent);
	}
	subdev_pool_put(pull->pool);
	kfree(pull);
}

/*
 * The request for one
 */

/* What subdev_nl_pool_pull_doit() hands to its second half. */
struct subdev_pull_question {
	const struct sk_buff *skb;
	struct subdev_pull *pull;
};

static int subdev_pull_answer(struct sk_buff *msg, struct genl_info *info,
			      void *arg)
{
	struct subdev_pull_question *q = arg;
	struct subdev_pull *pull;
	int err;

	pull = subdev_pull_begin(info->attrs, q->skb, info->extack);
	if (IS_ERR(pull))
		return PTR_ERR(pull);
	q->pull = pull;
	/* The pool has another parent than when the room was reckoned. */
	if (skb_tailroom(msg) < pull->sdev->msg_size) {
		subdev_pull_undo(pull);
		NL_SET_ERR_MSG(info->extack, "the pool's parent has just come");
		return -EAGAIN;
	}
	mutex_lock(&pull->sdev->lock);
	subdev_pull_commit_locked(pull);
	err = subdev_dev_fill_locked(msg, pull->sdev);
	mutex_unlock(&pull->sdev->lock);
	WARN_ON_ONCE(err);
	return err;
}

static void subdev_pull_undo_answer(void *arg)
{
	struct subdev_pull_question *q = arg;

	subdev_pull_undo(q->pull);
}

int subdev_nl_pool_pull_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct subdev_pull_question q = { .skb = skb };
	size_t size;
	int err;

	err = subdev_pool_dev_size(info->attrs[SUBDEV_A_DEV_POOL],
				   info->extack, &size);
	if (err)
		return err;
	err = subdev_nl_answer_or_undo(info, size, subdev_pull_answer,
				       subdev_pull_undo_answer, &q);
	if (q.pull)
		subdev_pull_end(q.pull);
	return err;
}
