// SPDX-License-Identifier: GPL-2.0-only
/*
 * Subdevices: their records, from allocation to the last reference, and the
 * requests about them. How they change their state is in dev_life.c.
 */
#include <linux/moduleparam.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include <subdev_compat.h>

#include "core.h"

static u32 subdev_dev_next_id = 1;
module_param_named(first_dev_id, subdev_dev_next_id, uint, 0444);
MODULE_PARM_DESC(first_dev_id, "id of the next subdevice, 1 to 4294967295");

static const struct rhashtable_params subdev_dev_uuid_params = {
	.head_offset = offsetof(struct subdev_dev, uuid_node),
	.key_offset = offsetof(struct subdev_dev, uuid),
	.key_len = sizeof_field(struct subdev_dev, uuid),
	.automatic_shrinking = true,
};

/* UUID to subdevice, of all that are reserved. Looked up under RCU. */
static struct rhashtable subdev_dev_uuids;
/* Id to subdevice, of all that are published; a reserved id has no entry. */
static DEFINE_XARRAY_ALLOC1(subdev_devs);
/* Changes when a subdevice comes or goes, so that a dump can tell. */
static atomic_t subdev_devs_seq = ATOMIC_INIT(1);

/*
 * Look-up
 */

void subdev_dev_get(struct subdev_dev *sdev)
{
	refcount_inc(&sdev->ref);
}

void subdev_dev_put(struct subdev_dev *sdev)
{
	if (!refcount_dec_and_test(&sdev->ref))
		return;
	subdev_parent_put(sdev->parent);
	mutex_destroy(&sdev->lock);
	kfree_rcu(sdev, rcu);
}

/**
 * subdev_dev_next() - the first subdevice from an id on
 * @id: where to start; the id of what was found is left here
 *
 * Return: the subdevice with a reference, or NULL if there is none.
 */
struct subdev_dev *subdev_dev_next(unsigned long *id)
{
	struct subdev_dev *sdev;

	rcu_read_lock();
	sdev = xa_find(&subdev_devs, id, U32_MAX, XA_PRESENT);
	while (sdev && !refcount_inc_not_zero(&sdev->ref))
		sdev = xa_find_after(&subdev_devs, id, U32_MAX, XA_PRESENT);
	rcu_read_unlock();
	return sdev;
}

static struct subdev_dev *subdev_dev_by_id(u32 id)
{
	struct subdev_dev *sdev;

	rcu_read_lock();
	sdev = xa_load(&subdev_devs, id);
	if (sdev && !refcount_inc_not_zero(&sdev->ref))
		sdev = NULL;
	rcu_read_unlock();
	return sdev;
}

static struct subdev_dev *subdev_dev_by_uuid(const struct nlattr *attr)
{
	struct subdev_dev *sdev;

	rcu_read_lock();
	sdev = rhashtable_lookup(&subdev_dev_uuids, nla_data(attr),
				 subdev_dev_uuid_params);
	if (sdev && !refcount_inc_not_zero(&sdev->ref))
		sdev = NULL;
	rcu_read_unlock();
	return sdev;
}

static struct subdev_dev *subdev_dev_by_attr(struct nlattr *attr)
{
	switch (nla_type(attr)) {
	case SUBDEV_A_DEV_ID:
		return subdev_dev_by_id(nla_get_u32(attr));
	case SUBDEV_A_DEV_UUID:
		return subdev_dev_by_uuid(attr);
	default:
		return subdev_label_lookup(attr);
	}
}

/* The one attribute by which a request names its subdevice. */
static struct nlattr *subdev_dev_handle(struct genl_info *info)
{
	static const int by[] = {
		SUBDEV_A_DEV_ID, SUBDEV_A_DEV_UUID, SUBDEV_A_DEV_LABEL,
	};
	struct nlattr *handle = NULL;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(by); i++) {
		if (!info->attrs[by[i]])
			continue;
		if (handle) {
			NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[by[i]],
					    "only one of id, uuid and label may be given");
			return ERR_PTR(-EINVAL);
		}
		handle = info->attrs[by[i]];
	}
	if (!handle) {
		GENL_SET_ERR_MSG(info, "a subdevice is needed, by id, uuid or label");
		NL_SET_ERR_ATTR_MISS(info->extack, NULL, SUBDEV_A_DEV_ID);
		return ERR_PTR(-EINVAL);
	}
	return handle;
}

/* The subdevice that a request names, with a reference, maybe unpublished. */
static struct subdev_dev *subdev_dev_find(struct genl_info *info)
{
	struct nlattr *handle = subdev_dev_handle(info);
	struct subdev_dev *sdev;

	if (IS_ERR(handle))
		return ERR_CAST(handle);
	sdev = subdev_dev_by_attr(handle);
	if (!sdev) {
		NL_SET_ERR_MSG_ATTR(info->extack, handle, "no such subdevice");
		return ERR_PTR(-ENODEV);
	}
	return sdev;
}

/* Whether the subdevice is, now that it is locked, what the request names. */
static bool subdev_dev_is_locked(const struct subdev_dev *sdev,
				 const struct nlattr *handle)
{
	if (!sdev->published)
		return false;
	if (nla_type(handle) != SUBDEV_A_DEV_LABEL)
		return true;
	return sdev->label && !nla_strcmp(handle, sdev->label->name);
}

/* Whether user space sees it, and it may change if the request is to. */
static int subdev_dev_check_locked(struct subdev_dev *sdev, bool change,
				   struct genl_info *info)
{
	struct nlattr *handle = subdev_dev_handle(info);

	lockdep_assert_held(&sdev->lock);
	if (!subdev_dev_is_locked(sdev, handle)) {
		NL_SET_ERR_MSG_ATTR(info->extack, handle, "no such subdevice");
		return -ENODEV;
	}
	if (change && sdev->deleting) {
		NL_SET_ERR_MSG_ATTR(info->extack, handle,
				    "the subdevice is being deleted");
		return -ENODEV;
	}
	return 0;
}

/*
 * Messages
 */

static int subdev_dev_fill_node(struct sk_buff *msg,
				const struct subdev_busdev *busdev)
{
	if (busdev->group >= 0 &&
	    nla_put_u32(msg, SUBDEV_A_DEV_GROUP, busdev->group))
		return -EMSGSIZE;
	if (*busdev->cdev &&
	    nla_put_string(msg, SUBDEV_A_DEV_CDEV, busdev->cdev))
		return -EMSGSIZE;
	return 0;
}

static bool subdev_dev_has_node(const struct subdev_dev *sdev)
{
	return sdev->state == SUBDEV_DEV_STATE_IDLE ||
	       sdev->state == SUBDEV_DEV_STATE_IN_USE;
}

static int subdev_dev_fill_locked(struct sk_buff *msg, struct subdev_dev *sdev)
{
	lockdep_assert_held(&sdev->lock);
	if (nla_put_u32(msg, SUBDEV_A_DEV_ID, sdev->id) ||
	    nla_put(msg, SUBDEV_A_DEV_UUID, UUID_SIZE, &sdev->uuid) ||
	    (sdev->label &&
	     nla_put_string(msg, SUBDEV_A_DEV_LABEL, sdev->label->name)) ||
	    nla_put_u32(msg, SUBDEV_A_DEV_PARENT_INDEX, sdev->parent->index) ||
	    nla_put_string(msg, SUBDEV_A_DEV_PARENT_NAME, sdev->parent->name) ||
	    nla_put_string(msg, SUBDEV_A_DEV_TYPE, sdev->type->name) ||
	    nla_put_u32(msg, SUBDEV_A_DEV_STATE, sdev->state) ||
	    nla_put_uint(msg, SUBDEV_A_DEV_GENERATION, sdev->generation))
		return -EMSGSIZE;
	return subdev_dev_has_node(sdev) ?
	       subdev_dev_fill_node(msg, sdev->busdev) : 0;
}

/* One more change of a subdevice, which is in its new state, as an event. */
static struct sk_buff *subdev_dev_event_new_locked(struct subdev_dev *sdev,
						   u8 cmd)
{
	struct sk_buff *msg;

	lockdep_assert_held(&sdev->lock);
	sdev->generation++;
	msg = subdev_event_new(cmd);
	if (!msg)
		return NULL;
	return subdev_event_filled(msg, subdev_dev_fill_locked(msg, sdev));
}

/* The same for one that comes (1) or goes (-1): its parent changes too. */
static struct sk_buff *subdev_dev_event_count_locked(struct subdev_dev *sdev,
						     u8 cmd, int change)
{
	struct sk_buff *msg = subdev_dev_event_new_locked(sdev, cmd);
	int err = subdev_parent_dev_count(sdev->parent, change, msg);

	return msg ? subdev_event_filled(msg, err) : NULL;
}

static void subdev_dev_event_send(struct sk_buff *msg)
{
	subdev_event_send(msg, SUBDEV_A_DEV_EVENT);
}

/**
 * subdev_dev_changed_locked() - number a change of a subdevice, and tell
 * @sdev: the subdevice, locked, in its new state
 */
void subdev_dev_changed_locked(struct subdev_dev *sdev)
{
	lockdep_assert_held(&sdev->lock);
	subdev_dev_event_send(subdev_dev_event_new_locked(sdev,
							  SUBDEV_CMD_DEV_CHANGE_NTF));
}

/*
 * Creation and end
 */

static struct subdev_dev *subdev_dev_alloc(struct subdev_parent *parent,
					   const struct subdev_type *type)
{
	struct subdev_dev *sdev;

	sdev = kzalloc(sizeof(*sdev), GFP_KERNEL_ACCOUNT);
	if (!sdev)
		return NULL;
	refcount_set(&sdev->ref, 1);
	mutex_init(&sdev->lock);
	INIT_WORK(&sdev->remove_work, subdev_dev_remove_work);
	subdev_parent_get(parent);
	sdev->parent = parent;
	sdev->type = type;
	sdev->state = SUBDEV_DEV_STATE_INACTIVE;
	return sdev;
}

static int subdev_dev_reserve_uuid(struct subdev_dev *sdev, struct nlattr *attr,
				   struct netlink_ext_ack *extack)
{
	int err;

	if (attr)
		memcpy(&sdev->uuid, nla_data(attr), UUID_SIZE);
	else
		uuid_gen(&sdev->uuid);
	if (uuid_is_null(&sdev->uuid)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "the nil UUID names nothing");
		return -EINVAL;
	}
	err = rhashtable_lookup_insert_fast(&subdev_dev_uuids, &sdev->uuid_node,
					    subdev_dev_uuid_params);
	if (err == -EEXIST)
		NL_SET_ERR_MSG_ATTR(extack, attr, "the UUID is taken");
	return err;
}

static int subdev_dev_reserve_id(struct subdev_dev *sdev,
				 struct netlink_ext_ack *extack)
{
	int err;

	/* No entry yet: the id is taken, and a look-up finds nothing. */
	err = xa_alloc_cyclic(&subdev_devs, &sdev->id, NULL,
			      XA_LIMIT(1, U32_MAX), &subdev_dev_next_id,
			      GFP_KERNEL_ACCOUNT);
	if (err == -EBUSY) {
		NL_SET_ERR_MSG(extack, "no id is free");
		return -ENOSPC;
	}
	return err < 0 ? err : 0;
}

/* Takes all that can run out or be taken: a place, UUID, label and id. */
static int subdev_dev_reserve(struct subdev_dev *sdev, struct genl_info *info)
{
	struct nlattr *label = info->attrs[SUBDEV_A_DEV_LABEL];
	int err;

	err = subdev_parent_reserve(sdev->parent, info->extack);
	if (err)
		return err;
	err = subdev_dev_reserve_uuid(sdev, info->attrs[SUBDEV_A_DEV_UUID],
				      info->extack);
	if (err)
		goto err_parent;
	if (label) {
		err = subdev_label_set(sdev, label, info->extack);
		if (err < 0)
			goto err_uuid;
	}
	err = subdev_dev_reserve_id(sdev, info->extack);
	if (err)
		goto err_label;
	return 0;

err_label:
	subdev_label_clear(sdev);
err_uuid:
	rhashtable_remove_fast(&subdev_dev_uuids, &sdev->uuid_node,
			       subdev_dev_uuid_params);
err_parent:
	subdev_parent_unreserve(sdev->parent);
	subdev_parent_dev_gone(sdev->parent);
	return err;
}

/* Gives back what others may wait for; the id and the parent follow. */
static void subdev_dev_unreserve(struct subdev_dev *sdev)
{
	subdev_label_clear(sdev);
	rhashtable_remove_fast(&subdev_dev_uuids, &sdev->uuid_node,
			       subdev_dev_uuid_params);
	subdev_parent_unreserve(sdev->parent);
}

static void subdev_dev_forget(struct subdev_dev *sdev)
{
	xa_erase(&subdev_devs, sdev->id);
	subdev_parent_dev_gone(sdev->parent);
}

/* To be called after the table of ids, or what is seen of it, has changed. */
static void subdev_devs_changed(void)
{
	/* Who reads the new number sees the change: pairs with the dump's acquire. */
	smp_mb__before_atomic();
	atomic_inc(&subdev_devs_seq);
}

/* From here on user space sees it; the table of ids has a reference. */
static void subdev_dev_publish_locked(struct subdev_dev *sdev)
{
	lockdep_assert_held(&sdev->lock);
	sdev->published = true;
	subdev_dev_get(sdev);
	/* The place was made when the id was reserved: this cannot fail. */
	WARN_ON(xa_is_err(xa_store(&subdev_devs, sdev->id, sdev, 0)));
	subdev_devs_changed();
	subdev_dev_event_send(subdev_dev_event_count_locked(sdev,
							    SUBDEV_CMD_DEV_ADD_NTF,
							    1));
}

/**
 * subdev_dev_unpublish_locked() - free what a subdevice held, and hide it
 * @sdev: the subdevice, locked, with nothing built
 *
 * Return: the event that tells of it, for subdev_dev_end().
 */
struct sk_buff *subdev_dev_unpublish_locked(struct subdev_dev *sdev)
{
	struct sk_buff *event;

	lockdep_assert_held(&sdev->lock);
	event = subdev_dev_event_count_locked(sdev, SUBDEV_CMD_DEV_DEL_NTF, -1);
	/* Who is told that it is gone finds free what it held. */
	subdev_dev_unreserve(sdev);
	sdev->published = false;
	subdev_devs_changed();
	return event;
}

/**
 * subdev_dev_end() - tell that a subdevice is gone, let its parent go
 * @sdev: the subdevice, unpublished
 * @event: from subdev_dev_unpublish_locked()
 *
 * The id is freed after the event, so the events of one id are in order.
 */
void subdev_dev_end(struct subdev_dev *sdev, struct sk_buff *event)
{
	subdev_dev_event_send(event);
	subdev_dev_forget(sdev);
	subdev_dev_put(sdev);
}

/*
 * Requests
 */

/**
 * struct subdev_dev_dump_ctx - where a dump of subdevices stands
 * @id: the next id to look at
 * @only: dump those of the parent with this index only, 0 for all
 */
struct subdev_dev_dump_ctx {
	unsigned long id;
	u32 only;
};

int subdev_nl_dev_get_start(struct netlink_callback *cb)
{
	struct subdev_dev_dump_ctx *ctx = (void *)cb->ctx;
	const struct genl_info *info = genl_info_dump(cb);

	NL_ASSERT_CTX_FITS(struct subdev_dev_dump_ctx);
	return subdev_parent_filter(info->attrs[SUBDEV_A_DEV_PARENT_INDEX],
				    info->attrs[SUBDEV_A_DEV_PARENT_NAME],
				    &ctx->only, cb->extack);
}

static int subdev_dev_dump_one(struct sk_buff *skb, struct netlink_callback *cb,
			       struct subdev_dev *sdev)
{
	int err = 0;
	void *hdr;

	mutex_lock(&sdev->lock);
	if (sdev->published) {
		hdr = subdev_nl_dump_begin(skb, cb, SUBDEV_CMD_DEV_GET);
		err = hdr ? subdev_nl_dump_end(skb, hdr,
					       subdev_dev_fill_locked(skb, sdev)) :
			    -EMSGSIZE;
	}
	mutex_unlock(&sdev->lock);
	return err;
}

int subdev_nl_dev_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct subdev_dev_dump_ctx *ctx = (void *)cb->ctx;
	struct subdev_dev *sdev;
	int err;

	cb->seq = atomic_read_acquire(&subdev_devs_seq);
	for (; (sdev = subdev_dev_next(&ctx->id)); ctx->id++) {
		err = 0;
		if (!ctx->only || ctx->only == sdev->parent->index)
			err = subdev_dev_dump_one(skb, cb, sdev);
		subdev_dev_put(sdev);
		if (err)
			return err;
	}
	return 0;
}

/* Builds a subdevice on @parent, on which work has begun. */
static int subdev_dev_create(struct sk_buff *msg, struct genl_info *info,
			     struct subdev_parent *parent)
{
	const struct subdev_type *type;
	struct subdev_dev *sdev;
	int err;

	type = subdev_type_find(parent, info->attrs[SUBDEV_A_DEV_TYPE],
				info->extack);
	if (IS_ERR(type))
		return PTR_ERR(type);
	sdev = subdev_dev_alloc(parent, type);
	if (!sdev)
		return -ENOMEM;
	err = subdev_dev_reserve(sdev, info);
	if (err)
		goto out_put;
	if (!info->attrs[SUBDEV_A_DEV_INACTIVE]) {
		err = subdev_bus_activate(sdev, info->extack);
		if (err)
			goto err_unreserve;
	}
	mutex_lock(&sdev->lock);
	if (sdev->busdev)
		sdev->state = SUBDEV_DEV_STATE_IDLE;
	subdev_dev_publish_locked(sdev);
	err = subdev_dev_fill_locked(msg, sdev);
	mutex_unlock(&sdev->lock);
	WARN_ON_ONCE(err);
	goto out_put;

err_unreserve:
	subdev_dev_unreserve(sdev);
	subdev_dev_forget(sdev);
out_put:
	subdev_dev_put(sdev);
	return err;
}

/* Finds the parent, and keeps it from going away meanwhile. */
static int subdev_dev_create_fill(struct sk_buff *msg, struct genl_info *info)
{
	struct nlattr *index = info->attrs[SUBDEV_A_DEV_PARENT_INDEX];
	struct nlattr *name = info->attrs[SUBDEV_A_DEV_PARENT_NAME];
	struct subdev_parent *parent;
	int err;

	parent = subdev_parent_find(index, name, SUBDEV_A_DEV_PARENT_INDEX,
				    info->extack);
	if (IS_ERR(parent))
		return PTR_ERR(parent);
	err = subdev_parent_op_begin(parent, info->extack);
	if (!err) {
		err = subdev_dev_create(msg, info, parent);
		subdev_parent_op_end(parent);
	}
	if (err == -ENODEV || err == -ENOSPC)
		subdev_nl_blame(info->extack, index ?: name);
	subdev_parent_put(parent);
	return err;
}

int subdev_nl_dev_create_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg;
	void *hdr;

	if (GENL_REQ_ATTR_CHECK(info, SUBDEV_A_DEV_TYPE)) {
		GENL_SET_ERR_MSG(info, "a type is needed");
		return -EINVAL;
	}
	msg = subdev_nl_reply_new(info, &hdr);
	if (!msg)
		return -ENOMEM;
	return subdev_nl_reply_send(msg, hdr, info,
				    subdev_dev_create_fill(msg, info));
}

/* What a request does with the subdevice that it names, which is locked. */
typedef int (*subdev_dev_change_fn)(struct subdev_dev *sdev,
				    struct genl_info *info);

static int subdev_dev_request_fill(struct sk_buff *msg, struct genl_info *info,
				   subdev_dev_change_fn change)
{
	struct subdev_dev *sdev;
	int err;

	sdev = subdev_dev_find(info);
	if (IS_ERR(sdev))
		return PTR_ERR(sdev);
	mutex_lock(&sdev->lock);
	err = subdev_dev_check_locked(sdev, change, info);
	if (!err && change)
		err = change(sdev, info);
	if (err == -EBUSY)
		subdev_nl_blame(info->extack, subdev_dev_handle(info));
	if (!err)
		err = subdev_dev_fill_locked(msg, sdev);
	mutex_unlock(&sdev->lock);
	subdev_dev_put(sdev);
	return err;
}

/*
 * All requests about one subdevice: find it, lock it, check it, do what is to
 * be done with it, if anything, and answer with the whole object.
 */
static int subdev_dev_request(struct genl_info *info,
			      subdev_dev_change_fn change)
{
	struct sk_buff *msg;
	void *hdr;

	msg = subdev_nl_reply_new(info, &hdr);
	if (!msg)
		return -ENOMEM;
	return subdev_nl_reply_send(msg, hdr, info,
				    subdev_dev_request_fill(msg, info, change));
}

int subdev_nl_dev_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return subdev_dev_request(info, NULL);
}

static int subdev_dev_set_locked(struct subdev_dev *sdev,
				 struct genl_info *info)
{
	struct nlattr *label = info->attrs[SUBDEV_A_DEV_NEW_LABEL];
	int changed;

	lockdep_assert_held(&sdev->lock);
	/* Nothing but the zero byte at the end: no label. */
	if (nla_len(label) > 1) {
		changed = subdev_label_set(sdev, label, info->extack);
	} else {
		changed = !!sdev->label;
		subdev_label_clear(sdev);
	}
	if (changed > 0)
		subdev_dev_changed_locked(sdev);
	return min(changed, 0);
}

int subdev_nl_dev_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	if (GENL_REQ_ATTR_CHECK(info, SUBDEV_A_DEV_NEW_LABEL)) {
		GENL_SET_ERR_MSG(info, "nothing to set is given");
		return -EINVAL;
	}
	return subdev_dev_request(info, subdev_dev_set_locked);
}

int subdev_nl_dev_activate_doit(struct sk_buff *skb, struct genl_info *info)
{
	return subdev_dev_request(info, subdev_dev_activate_locked);
}

int subdev_nl_dev_deactivate_doit(struct sk_buff *skb, struct genl_info *info)
{
	return subdev_dev_request(info, subdev_dev_deactivate_locked);
}

int subdev_nl_dev_delete_doit(struct sk_buff *skb, struct genl_info *info)
{
	return subdev_dev_request(info, subdev_dev_delete_locked);
}

/*
 * For vendor drivers
 */

/**
 * subdev_dev_parent() - the parent of a subdevice
 * @sdev: the subdevice
 *
 * Context: Any.
 * Return: its parent.
 */
struct subdev_parent *subdev_dev_parent(const struct subdev_dev *sdev)
{
	return sdev->parent;
}
EXPORT_SYMBOL_GPL(subdev_dev_parent);

/**
 * subdev_dev_type() - the type of a subdevice
 * @sdev: the subdevice
 *
 * Context: Any.
 * Return: the element of the parent's types that it was created of.
 */
const struct subdev_type *subdev_dev_type(const struct subdev_dev *sdev)
{
	return sdev->type;
}
EXPORT_SYMBOL_GPL(subdev_dev_type);

/**
 * subdev_dev_id() - the number of a subdevice
 * @sdev: the subdevice
 *
 * Context: Any.
 * Return: its host-unique number, 1 or more.
 */
u32 subdev_dev_id(const struct subdev_dev *sdev)
{
	return sdev->id;
}
EXPORT_SYMBOL_GPL(subdev_dev_id);

/**
 * subdev_dev_uuid() - the UUID of a subdevice
 * @sdev: the subdevice
 *
 * Context: Any.
 * Return: its UUID, which does not change.
 */
const uuid_t *subdev_dev_uuid(const struct subdev_dev *sdev)
{
	return &sdev->uuid;
}
EXPORT_SYMBOL_GPL(subdev_dev_uuid);

/**
 * subdev_dev_set_drvdata() - hang the vendor driver's own on a subdevice
 * @sdev: the subdevice, from activate to deactivate
 * @data: anything
 *
 * Context: Any; the driver orders it with its readers.
 */
void subdev_dev_set_drvdata(struct subdev_dev *sdev, void *data)
{
	sdev->drvdata = data;
}
EXPORT_SYMBOL_GPL(subdev_dev_set_drvdata);

/**
 * subdev_dev_drvdata() - the vendor driver's own of a subdevice
 * @sdev: the subdevice, from activate to deactivate
 *
 * Context: Any.
 * Return: what was set last.
 */
void *subdev_dev_drvdata(const struct subdev_dev *sdev)
{
	return sdev->drvdata;
}
EXPORT_SYMBOL_GPL(subdev_dev_drvdata);

int subdev_dev_init(void)
{
	return rhashtable_init(&subdev_dev_uuids, &subdev_dev_uuid_params);
}

void subdev_dev_exit(void)
{
	WARN_ON(!xa_empty(&subdev_devs));
	xa_destroy(&subdev_devs);
	rhashtable_destroy(&subdev_dev_uuids);
}
