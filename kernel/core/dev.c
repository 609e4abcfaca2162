// SPDX-License-Identifier: GPL-2.0-only
/*
 * Subdevices: their records, from allocation to the last reference, and what
 * requests about them share. How they are created is in dev_create.c, what of
 * them can be set in dev_set.c, how they change their state in dev_life.c.
 */
#include <linux/moduleparam.h>
#include <linux/random.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include <subdev_compat.h>

#include "core.h"
#include "trace.h"

static u32 subdev_dev_next_id = 1;
module_param_named(first_dev_id, subdev_dev_next_id, uint, 0444);
MODULE_PARM_DESC(first_dev_id, "id of the next subdevice, 1 to 4294967295");

static const struct rhashtable_params subdev_dev_uuid_params = {
	.head_offset = offsetof(struct subdev_dev, uuid_node),
	.key_offset = offsetof(struct subdev_dev, uuid),
	.key_len = sizeof_field(struct subdev_dev, uuid),
	.automatic_shrinking = true,
	/* Doubling it is work for each insertion until it is done. */
	.min_size = SZ_1K,
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
	subdev_comp_free(sdev->comp);
	kfree(sdev->why);
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

/**
 * subdev_dev_find() - the subdevice that a request names
 * @info: the request
 *
 * Return: the subdevice with a reference, maybe unpublished; or an ERR_PTR:
 * -ENODEV if there is none, -EINVAL if the request names none or two.
 */
struct subdev_dev *subdev_dev_find(struct genl_info *info)
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

/**
 * subdev_dev_check_locked() - whether user space sees a subdevice
 * @sdev: the subdevice, locked
 * @change: whether the request is to change it
 * @info: the request that named it
 *
 * Return: 0, or -ENODEV.
 */
int subdev_dev_check_locked(struct subdev_dev *sdev, bool change,
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

/**
 * subdev_dev_check_generation_locked() - whether a subdevice is as it was known
 * @sdev: the subdevice, locked
 * @info: the request, which can say if-generation
 *
 * Return: 0, or -ESTALE with the generation in the ack's cookie.
 */
int subdev_dev_check_generation_locked(struct subdev_dev *sdev,
				       struct genl_info *info)
{
	struct nlattr *attr = info->attrs[SUBDEV_A_DEV_IF_GENERATION];

	lockdep_assert_held(&sdev->lock);
	return attr ? subdev_generation_check(attr, sdev->generation,
					      info->extack) : 0;
}

/*
 * Messages
 */

/* What a subdevice is composed of, into its object. */
int subdev_config_fill(struct sk_buff *msg, const struct subdev_parent *parent,
		       const struct subdev_type *type,
		       const struct subdev_config *config)
{
	if (config->version &&
	    nla_put_u32(msg, SUBDEV_A_DEV_VERSION, config->version))
		return -EMSGSIZE;
	return subdev_values_fill(msg, SUBDEV_A_DEV_PARAM, type->model,
				  config->values) ?:
	       subdev_amounts_fill(msg, SUBDEV_A_DEV_RESOURCE, parent, type,
				   config, true);
}

/**
 * subdev_dev_size() - room for a subdevice in a message
 * @parent: its parent
 * @type: its type
 *
 * Return: room for the object and for what an event says of the parent.
 */
size_t subdev_dev_size(const struct subdev_parent *parent,
		       const struct subdev_type *type)
{
	return SZ_1K + SZ_512 + subdev_values_size(type->model) +
	       subdev_amounts_size(type) + subdev_resources_size(parent);
}

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

int subdev_dev_fill_locked(struct sk_buff *msg, struct subdev_dev *sdev)
{
	int err;

	lockdep_assert_held(&sdev->lock);
	if (nla_put_u32(msg, SUBDEV_A_DEV_ID, sdev->id) ||
	    nla_put(msg, SUBDEV_A_DEV_UUID, UUID_SIZE, &sdev->uuid) ||
	    (sdev->label &&
	     nla_put_string(msg, SUBDEV_A_DEV_LABEL, sdev->label->name)) ||
	    subdev_origin_put(msg, sdev->parent, sdev->type) ||
	    nla_put_u32(msg, SUBDEV_A_DEV_STATE, sdev->state) ||
	    (*sdev->owner &&
	     nla_put_string(msg, SUBDEV_A_DEV_OWNER, sdev->owner)) ||
	    subdev_lease_fill_locked(msg, sdev) ||
	    subdev_pool_dev_fill_locked(msg, sdev) ||
	    nla_put_uint(msg, SUBDEV_A_DEV_GENERATION, sdev->generation))
		return -EMSGSIZE;
	if (subdev_dev_has_node(sdev)) {
		err = subdev_dev_fill_node(msg, sdev->busdev);
		if (err)
			return err;
	}
	return subdev_config_fill(msg, sdev->parent, sdev->type,
				  &sdev->comp->config);
}

/* What one needs to use it: names and node. */
int subdev_dev_fill_brief_locked(struct sk_buff *msg, struct subdev_dev *sdev)
{
	lockdep_assert_held(&sdev->lock);
	if (nla_put_u32(msg, SUBDEV_A_DEV_ID, sdev->id) ||
	    nla_put(msg, SUBDEV_A_DEV_UUID, UUID_SIZE, &sdev->uuid) ||
	    (sdev->label &&
	     nla_put_string(msg, SUBDEV_A_DEV_LABEL, sdev->label->name)))
		return -EMSGSIZE;
	return subdev_dev_has_node(sdev) ?
	       subdev_dev_fill_node(msg, sdev->busdev) : 0;
}

/**
 * subdev_dev_brief_size() - what subdev_dev_fill_brief_locked() needs at the most
 * @label: it may have a label
 * @node: it may have a node
 *
 * Return: the room in bytes.
 */
size_t subdev_dev_brief_size(bool label, bool node)
{
	size_t size = nla_total_size(sizeof(u32)) + nla_total_size(UUID_SIZE);

	if (label)
		size += nla_total_size(SUBDEV_LABEL_MAX + 1);
	if (node)
		size += nla_total_size(sizeof(u32)) +
			nla_total_size(sizeof_field(struct subdev_busdev,
						    cdev));
	return size;
}

/* One more change of a subdevice, which is in its new state, as an event. */
struct sk_buff *subdev_dev_event_new_locked(struct subdev_dev *sdev, u8 cmd)
{
	struct sk_buff *msg;

	lockdep_assert_held(&sdev->lock);
	sdev->generation++;
	msg = subdev_event_new(cmd, sdev->msg_size);
	if (!msg)
		return NULL;
	return subdev_event_filled(msg, subdev_dev_fill_locked(msg, sdev));
}

/**
 * subdev_dev_event_send() - number an event of a subdevice and send it
 * @sdev: the subdevice, locked or not published any more
 * @cmd: the notification
 * @msg: from subdev_dev_event_new_locked(), consumed
 * @cause: why it changed
 */
void subdev_dev_event_send(const struct subdev_dev *sdev, u8 cmd,
			   struct sk_buff *msg, enum subdev_cause cause)
{
	subdev_dev_event_send_from(sdev, cmd, msg, cause, NULL, NULL);
}

/**
 * subdev_dev_event_send_from() - the same of one that leaves an owner or a pool
 * @sdev: as above
 * @cmd: as above
 * @msg: as above
 * @cause: as above
 * @old_owner: whose it was before, NULL if that is the same
 * @old_pool: of which pool it was before, NULL if that is the same
 */
void subdev_dev_event_send_from(const struct subdev_dev *sdev, u8 cmd,
				struct sk_buff *msg, enum subdev_cause cause,
				const char *old_owner, const char *old_pool)
{
	struct subdev_event event = {
		.cmd = cmd,
		.cause = cause,
		.parent_index = sdev->parent->index,
		.parent_name = sdev->parent->name,
		.owner = sdev->owner,
		.old_owner = old_owner,
		.pool = sdev->pool ? subdev_pool_name(sdev->pool) : NULL,
		.old_pool = old_pool,
	};

	subdev_event_send(msg, SUBDEV_A_DEV_EVENT, &event);
}

/**
 * subdev_dev_changed_locked() - number a change of a subdevice, and tell
 * @sdev: the subdevice, locked, in its new state
 * @cause: why it changed
 */
void subdev_dev_changed_locked(struct subdev_dev *sdev, enum subdev_cause cause)
{
	struct sk_buff *event;

	lockdep_assert_held(&sdev->lock);
	event = subdev_dev_event_new_locked(sdev, SUBDEV_CMD_DEV_CHANGE_NTF);
	subdev_dev_event_send(sdev, SUBDEV_CMD_DEV_CHANGE_NTF, event, cause);
}

/**
 * subdev_dev_moved_locked() - a subdevice is something else in its pool, tell
 * @sdev: the subdevice, locked, in its new state and place
 * @from: what it was there
 * @old_owner: whose it was before, NULL if that is the same
 * @cause: why it changed
 */
void subdev_dev_moved_locked(struct subdev_dev *sdev, enum subdev_place from,
			     const char *old_owner, enum subdev_cause cause)
{
	struct sk_buff *event;

	lockdep_assert_held(&sdev->lock);
	event = subdev_dev_event_new_locked(sdev, SUBDEV_CMD_DEV_CHANGE_NTF);
	event = subdev_pool_move_locked(sdev, from, event);
	subdev_dev_event_send_from(sdev, SUBDEV_CMD_DEV_CHANGE_NTF, event,
				   cause, old_owner, NULL);
}

/*
 * Creation and end
 */

/**
 * subdev_dev_alloc() - a record
 * @parent: its parent, with work begun
 * @type: its type
 * @comp: what it is composed of; its own from now on
 *
 * Return: the record with a reference, or NULL if there is no memory, when
 * @comp is freed.
 */
struct subdev_dev *subdev_dev_alloc(struct subdev_parent *parent,
				    const struct subdev_type *type,
				    struct subdev_comp *comp)
{
	struct subdev_dev *sdev;

	sdev = kzalloc(sizeof(*sdev), GFP_KERNEL_ACCOUNT);
	if (!sdev) {
		subdev_comp_free(comp);
		return NULL;
	}
	refcount_set(&sdev->ref, 1);
	mutex_init(&sdev->lock);
	INIT_WORK(&sdev->remove_work, subdev_dev_remove_work);
	INIT_WORK(&sdev->reset_work, subdev_dev_reset_work);
	INIT_LIST_HEAD(&sdev->pool_node);
	INIT_LIST_HEAD(&sdev->askers);
	subdev_parent_get(parent);
	sdev->parent = parent;
	sdev->type = type;
	sdev->comp = comp;
	sdev->msg_size = subdev_dev_size(parent, type);
	sdev->state = SUBDEV_DEV_STATE_INACTIVE;
	return sdev;
}

static int subdev_uuid_check(const uuid_t *uuid, const struct nlattr *attr,
			     struct netlink_ext_ack *extack)
{
	if (!uuid_is_null(uuid))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr, "the nil UUID names nothing");
	return -EINVAL;
}

static int subdev_uuid_taken(const struct nlattr *attr,
			     struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG_ATTR(extack, attr, "the UUID is taken");
	return -EEXIST;
}

/* Whether a UUID could be given now: 0, -EINVAL or -EEXIST. */
int subdev_dev_uuid_check(const struct nlattr *attr,
			  struct netlink_ext_ack *extack)
{
	struct subdev_dev *sdev;
	int err;

	err = subdev_uuid_check(nla_data(attr), attr, extack);
	if (err)
		return err;
	sdev = subdev_dev_by_uuid(attr);
	if (!sdev)
		return 0;
	subdev_dev_put(sdev);
	return subdev_uuid_taken(attr, extack);
}

/*
 * A random UUID (RFC 9562, version 4), as uuid_gen() makes, out of random numbers
 * that each processor has in store: one of its own is dear beside all else that a
 * record of an inactive subdevice takes.
 */
static void subdev_uuid_make(uuid_t *uuid)
{
	u64 random[] = { get_random_u64(), get_random_u64() };

	BUILD_BUG_ON(sizeof(random) != UUID_SIZE);
	memcpy(uuid, random, UUID_SIZE);
	uuid->b[6] = (uuid->b[6] & 0x0f) | 0x40;
	uuid->b[8] = (uuid->b[8] & 0x3f) | 0x80;
}

static int subdev_dev_reserve_uuid(struct subdev_dev *sdev, struct nlattr *attr,
				   struct netlink_ext_ack *extack)
{
	int err;

	if (attr)
		memcpy(&sdev->uuid, nla_data(attr), UUID_SIZE);
	else
		subdev_uuid_make(&sdev->uuid);
	err = subdev_uuid_check(&sdev->uuid, attr, extack);
	if (err)
		return err;
	err = rhashtable_lookup_insert_fast(&subdev_dev_uuids, &sdev->uuid_node,
					    subdev_dev_uuid_params);
	return err == -EEXIST ? subdev_uuid_taken(attr, extack) : err;
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

static int subdev_dev_reserve_label(struct subdev_dev *sdev,
				    const struct nlattr *attr,
				    struct netlink_ext_ack *extack)
{
	struct subdev_label *label;

	if (!attr)
		return 0;
	label = subdev_label_reserve(sdev, attr, extack);
	if (IS_ERR(label))
		return PTR_ERR(label);
	subdev_label_give(sdev, label);
	return 0;
}

/* All that names it but its id. */
static void subdev_dev_unreserve_names(struct subdev_dev *sdev)
{
	subdev_label_give(sdev, NULL);
	rhashtable_remove_fast(&subdev_dev_uuids, &sdev->uuid_node,
			       subdev_dev_uuid_params);
}

/**
 * subdev_dev_reserve_names() - take what names a subdevice
 * @sdev: a new record
 * @uuid: the attribute with its UUID, NULL for any
 * @label: the attribute with its label, NULL for none
 * @extack: for the reason of a failure
 *
 * That is its UUID, its label and an id.
 *
 * Return: 0, or a negative errno with nothing taken: -EINVAL, -EEXIST, -ENOSPC
 * if no id is free, -ENOMEM.
 */
int subdev_dev_reserve_names(struct subdev_dev *sdev, struct nlattr *uuid,
			     struct nlattr *label,
			     struct netlink_ext_ack *extack)
{
	int err;

	err = subdev_dev_reserve_uuid(sdev, uuid, extack);
	if (err)
		return err;
	err = subdev_dev_reserve_label(sdev, label, extack) ?:
	      subdev_dev_reserve_id(sdev, extack);
	if (err)
		subdev_dev_unreserve_names(sdev);
	return err;
}

static void subdev_dev_leave_parent(struct subdev_dev *sdev)
{
	struct subdev_parent *parent = sdev->parent;

	mutex_lock(&parent->lock);
	subdev_parent_leave_locked(parent, sdev->type, sdev->comp);
	mutex_unlock(&parent->lock);
}

/**
 * subdev_dev_reserve() - take all that can run out or be taken
 * @sdev: a new record
 * @wanted: what the request says of its configuration
 * @uuid: the attribute with its UUID, NULL for any
 * @label: the attribute with its label, NULL for none
 * @extack: for the reason of a failure
 *
 * That is a place, what it holds of resources, its UUID, its label and an id.
 *
 * Return: 0, or a negative errno with nothing taken.
 */
int subdev_dev_reserve(struct subdev_dev *sdev,
		       const struct subdev_wanted *wanted, struct nlattr *uuid,
		       struct nlattr *label, struct netlink_ext_ack *extack)
{
	struct subdev_parent *parent = sdev->parent;
	int err;

	mutex_lock(&parent->lock);
	err = subdev_parent_enter_locked(parent, sdev->type, sdev->comp, wanted,
					 extack);
	mutex_unlock(&parent->lock);
	if (err)
		goto err_trace;
	err = subdev_dev_reserve_names(sdev, uuid, label, extack);
	if (!err)
		return 0;
	subdev_dev_leave_parent(sdev);
err_trace:
	trace_subdev_create(sdev, err);
	return err;
}

/* Undoes subdev_dev_reserve_names() for one that was never published. */
void subdev_dev_abandon_names(struct subdev_dev *sdev)
{
	subdev_dev_unreserve_names(sdev);
	xa_erase(&subdev_devs, sdev->id);
}

/* Undoes subdev_dev_reserve() for one that was never published. */
void subdev_dev_abandon(struct subdev_dev *sdev)
{
	subdev_dev_abandon_names(sdev);
	subdev_dev_leave_parent(sdev);
}

/* What a dump of subdevices or holders compares to tell that some came or went. */
unsigned int subdev_devs_dump_seq(void)
{
	return atomic_read_acquire(&subdev_devs_seq);
}

/* To be called after the table of ids has changed. */
static void subdev_devs_changed(void)
{
	/* Who reads the new number sees the change: pairs with the dump's acquire. */
	smp_mb__before_atomic();
	atomic_inc(&subdev_devs_seq);
}

/**
 * subdev_dev_publish_locked() - let user space see a subdevice
 * @sdev: the subdevice, locked, reserved
 * @cause: why it was created
 *
 * From here on the table of ids has a reference.
 */
void subdev_dev_publish_locked(struct subdev_dev *sdev, enum subdev_cause cause)
{
	struct sk_buff *event;

	lockdep_assert_held(&sdev->lock);
	sdev->published = true;
	subdev_bus_show(sdev);
	subdev_stats_created(sdev->parent);
	trace_subdev_create(sdev, 0);
	subdev_dev_get(sdev);
	/* The place was made when the id was reserved: this cannot fail. */
	WARN_ON(xa_is_err(xa_store(&subdev_devs, sdev->id, sdev, 0)));
	subdev_devs_changed();
	event = subdev_dev_event_new_locked(sdev, SUBDEV_CMD_DEV_ADD_NTF);
	event = subdev_parent_add(sdev->parent, sdev->type, sdev->comp, event);
	if (sdev->pool)
		event = subdev_pool_join_locked(sdev, sdev->pool, cause, event);
	subdev_dev_event_send(sdev, SUBDEV_CMD_DEV_ADD_NTF, event, cause);
}

/**
 * subdev_dev_unpublish_locked() - free what a subdevice held, and hide it
 * @sdev: the subdevice, locked, with nothing built
 *
 * Who is told that it is gone finds free what it held.
 *
 * Return: the event that tells of it, for subdev_dev_end().
 */
struct sk_buff *subdev_dev_unpublish_locked(struct subdev_dev *sdev)
{
	struct sk_buff *event;

	lockdep_assert_held(&sdev->lock);
	trace_subdev_destroy(sdev, sdev->cause);
	event = subdev_dev_event_new_locked(sdev, SUBDEV_CMD_DEV_DEL_NTF);
	subdev_lease_end_locked(sdev);
	subdev_dev_unreserve_names(sdev);
	event = subdev_parent_remove(sdev->parent, sdev->type, sdev->comp,
				     event);
	sdev->published = false;
	subdev_stats_deleted(sdev->parent);
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
	subdev_dev_event_send(sdev, SUBDEV_CMD_DEV_DEL_NTF, event, sdev->cause);
	xa_erase(&subdev_devs, sdev->id);
	subdev_parent_dev_gone(sdev->parent);
	subdev_dev_put(sdev);
}

/*
 * Requests
 */

/**
 * struct subdev_dev_dump_ctx - where a dump of subdevices stands
 * @id: the next id to look at
 * @only: dump those of the parent with this index only, 0 for all
 * @mark: the number at which it began
 */
struct subdev_dev_dump_ctx {
	unsigned long id;
	u32 only;
	struct subdev_event_mark mark;
};

int subdev_nl_dev_get_start(struct netlink_callback *cb)
{
	struct subdev_dev_dump_ctx *ctx = (void *)cb->ctx;
	const struct genl_info *info = genl_info_dump(cb);

	NL_ASSERT_CTX_FITS(struct subdev_dev_dump_ctx);
	cb->min_dump_alloc = SUBDEV_NL_OBJECT_MAX;
	subdev_event_mark(&ctx->mark);
	return subdev_parent_filter(info->attrs[SUBDEV_A_DEV_PARENT_INDEX],
				    info->attrs[SUBDEV_A_DEV_PARENT_NAME],
				    &ctx->only, cb->extack) ?:
	       subdev_pool_check(info->attrs[SUBDEV_A_DEV_POOL], cb->extack);
}

static int subdev_dev_dump_fill_locked(struct sk_buff *skb,
				       struct netlink_callback *cb,
				       struct subdev_dev *sdev)
{
	struct subdev_dev_dump_ctx *ctx = (void *)cb->ctx;
	void *hdr;
	int err;

	lockdep_assert_held(&sdev->lock);
	hdr = subdev_nl_dump_begin(skb, cb, SUBDEV_CMD_DEV_GET);
	if (!hdr)
		return -EMSGSIZE;
	err = subdev_dev_fill_locked(skb, sdev) ?:
	      subdev_event_mark_fill(skb, SUBDEV_A_DEV_EVENT, &ctx->mark);
	return subdev_nl_dump_end(skb, cb, hdr, err);
}

/*
 * Locks a subdevice, for a dump. A vendor driver may be at work under its lock,
 * which can last: nobody else is to wait for that, so it is waited for outside of
 * the view. What is published meanwhile the new number tells, also if the dump has
 * no message yet: what it has passed by was not there.
 */
void subdev_dev_dump_lock(struct netlink_callback *cb, struct subdev_dev *sdev)
{
	while (!mutex_trylock(&sdev->lock)) {
		if (!cb->prev_seq)
			cb->prev_seq = cb->seq;
		subdev_view_end();
		mutex_lock(&sdev->lock);
		mutex_unlock(&sdev->lock);
		cb->seq = subdev_view_begin() + subdev_devs_dump_seq();
	}
}

static int subdev_dev_dump_one(struct sk_buff *skb, struct netlink_callback *cb,
			       struct subdev_dev *sdev)
{
	/* The request stays for as long as the dump does. */
	struct nlattr **attrs = genl_info_dump(cb)->attrs;
	const struct nlattr *owner = attrs[SUBDEV_A_DEV_OWNER];
	const struct nlattr *pool = attrs[SUBDEV_A_DEV_POOL];
	int err = 0;

	subdev_dev_dump_lock(cb, sdev);
	if (sdev->published &&
	    (!owner || subdev_owner_is_locked(sdev, owner)) &&
	    (!pool || subdev_pool_is(sdev->pool, pool)))
		err = subdev_dev_dump_fill_locked(skb, cb, sdev);
	mutex_unlock(&sdev->lock);
	return err;
}

int subdev_nl_dev_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct subdev_dev_dump_ctx *ctx = (void *)cb->ctx;
	struct subdev_dev *sdev;
	int err;

	cb->seq = subdev_view_begin() + subdev_devs_dump_seq();
	for (; (sdev = subdev_dev_next(&ctx->id)); ctx->id++) {
		err = 0;
		if (!ctx->only || ctx->only == sdev->parent->index)
			err = subdev_dev_dump_one(skb, cb, sdev);
		subdev_dev_put(sdev);
		if (err)
			goto out;
	}
	err = subdev_nl_dump_done(skb, cb, SUBDEV_CMD_DEV_GET,
				  SUBDEV_A_DEV_EVENT, &ctx->mark);
out:
	subdev_view_end();
	return err;
}

/* What subdev_dev_request() hands to its second half. */
struct subdev_dev_question {
	struct subdev_dev *sdev;
	subdev_dev_change_fn change;
	subdev_dev_fill_fn more;
	struct subdev_asker *asker;
};

static int subdev_dev_request_fill(struct sk_buff *msg, struct genl_info *info,
				   void *arg)
{
	struct subdev_dev_question *q = arg;
	struct subdev_dev *sdev = q->sdev;
	int err;

	mutex_lock(&sdev->lock);
	err = subdev_dev_check_locked(sdev, q->change, info);
	if (!err && q->change)
		err = q->change(sdev, info);
	if (err == -EBUSY)
		subdev_nl_blame(info->extack, subdev_dev_handle(info));
	if (!err)
		err = subdev_dev_fill_locked(msg, sdev);
	if (!err && q->more)
		err = q->more(msg, sdev);
	if (!err)
		subdev_asker_add_locked(sdev, no_free_ptr(q->asker));
	mutex_unlock(&sdev->lock);
	return err;
}

/* Finds the subdevice, locks it, checks it, does it, and answers with the object. */
static int subdev_dev_request_run(struct genl_info *info,
				  struct subdev_dev_question *q)
{
	int err;

	q->sdev = subdev_dev_find(info);
	if (IS_ERR(q->sdev))
		return PTR_ERR(q->sdev);
	err = subdev_nl_answer(info, q->sdev->msg_size, subdev_dev_request_fill,
			       q);
	subdev_dev_put(q->sdev);
	return err;
}

/**
 * subdev_dev_request_told() - a request about one subdevice that ends later
 * @skb: the message that it came in
 * @info: the request
 * @change: what is to be begun with the subdevice
 * @more: what the answer says beside the object, or NULL
 *
 * Answers with the whole object. Who asked is told of the end, if it wants that.
 *
 * Return: what the handler returns.
 */
int subdev_dev_request_told(struct sk_buff *skb, struct genl_info *info,
			    subdev_dev_change_fn change,
			    subdev_dev_fill_fn more)
{
	struct subdev_dev_question q = { .change = change, .more = more };
	int err;

	q.asker = subdev_asker_new(skb, info);
	if (IS_ERR(q.asker))
		return PTR_ERR(q.asker);
	err = subdev_dev_request_run(info, &q);
	subdev_asker_free(q.asker);
	return err;
}

/* One that has ended when it is answered; @change is NULL for a mere look. */
int subdev_dev_request(struct genl_info *info, subdev_dev_change_fn change)
{
	struct subdev_dev_question q = { .change = change };

	return subdev_dev_request_run(info, &q);
}

int subdev_nl_dev_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return subdev_dev_request(info, NULL);
}

int subdev_nl_dev_activate_doit(struct sk_buff *skb, struct genl_info *info)
{
	return subdev_dev_request(info, subdev_dev_activate_locked);
}

int subdev_nl_dev_deactivate_doit(struct sk_buff *skb, struct genl_info *info)
{
	return subdev_dev_request_told(skb, info, subdev_dev_deactivate_locked,
				       NULL);
}

int subdev_nl_dev_delete_doit(struct sk_buff *skb, struct genl_info *info)
{
	return subdev_dev_request_told(skb, info, subdev_dev_delete_locked,
				       NULL);
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
 * subdev_dev_config() - what a subdevice is composed of
 * @sdev: the subdevice
 *
 * Context: From the driver's activate, reconfigure and reset, until they
 * return. A driver copies what it needs later.
 * Return: the configuration, in reconfigure the one until then.
 */
const struct subdev_config *subdev_dev_config(const struct subdev_dev *sdev)
{
	return &sdev->comp->config;
}
EXPORT_SYMBOL_GPL(subdev_dev_config);

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
	WARN_ON(!subdev_xa_holds_nothing(&subdev_devs));
	xa_destroy(&subdev_devs);
	rhashtable_destroy(&subdev_dev_uuids);
}
