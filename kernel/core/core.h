/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Private to subdev.ko: the objects, their locks and their lives.
 *
 * Locks, outermost first. A lock further down may be taken with one further up
 * held, never the other way round.
 *
 *   (VFIO's group lock and device-set lock, the driver core's device locks:
 *    outside of all of ours, so none of ours is held over a call into the
 *    driver core, VFIO, or a vendor driver's activate and deactivate)
 *   subdev_view_lock	that what one transaction creates or pulls comes to be
 *				seen as one: held for reading over a dump, but while
 *				it waits for a subdevice, for writing while that is
 *				published
 *   subdev_several_lock	reservations of one transaction of several things:
 *				parents, names, subdevices of pools; under it the
 *				locks of all its parents are held side by side, in
 *				the order of their index
 *   subdev_parents_lock	registration of parents, uniqueness of names
 *   subdev_pools_lock		the same of pools
 *   subdev_dev.lock		state of one subdevice and all of it that changes
 *   subdev_pool.lock		numbers and state of one pool, its stock
 *   subdev_parent.lock		accounts of one parent and of its owners, their
 *				limits, whether it takes work
 *   subdev_parent.stats_lock	what is counted of a parent and its subdevices, off
 *				the data path; a spinlock, under which nothing
 *				else is done
 *   subdev_event_lock		number of events; nothing is done under it but
 *				numbering and multicasting one
 *   subdev_socks_lock		which leases end with which socket, which events
 *				it gets; a spinlock
 *   subdev_busdev.lock	uevents of one device, and its end; with it no other
 *				of ours is held
 *
 * subdev_dev.lock is held over a vendor driver's validate, reconfigure, token
 * and compatible, so that nobody opens, closes or changes the subdevice
 * meanwhile; subdev_pool.lock is held over validate while a pool gets a parent.
 * These take no lock of VFIO's, and of the core they call what takes no lock.
 *
 * Look-ups take no lock: RCU and a reference. A reference keeps memory, it
 * does not mean registered: each look-up is followed by a check under the
 * object's lock (subdev_parent.gone, subdev_dev.published).
 */
#ifndef _SUBDEV_CORE_H
#define _SUBDEV_CORE_H

#include <linux/hrtimer.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/rhashtable-types.h>
#include <linux/sizes.h>
#include <linux/spinlock.h>
#include <linux/subdev.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/genetlink.h>

#include "config.h"
#include "filter.h"
#include "netlink_gen.h"

/* A cursor over ids, an unsigned long, goes one past the largest. */
static_assert(BITS_PER_LONG == 64);

/* Room for the largest object, and the least that a dump message has. */
#define SUBDEV_NL_OBJECT_MAX	SZ_16K

/**
 * struct subdev_account - what is left of one resource of a parent
 * @used: reserved, for subdevices and for requests under way
 * @held: seen to be held, by published subdevices
 * @ranges: of a contiguous resource, where @used is
 */
struct subdev_account {
	u64 used;
	u64 held;
	struct subdev_ranges ranges;
};

/**
 * struct subdev_owner_account - what one owner holds of one resource
 * @used: reserved, for its subdevices and for requests under way
 * @held: seen to be held, by its published subdevices
 * @limit: how much @used may become, if the owner's @limited says so; it can be
 *	less than @used
 */
struct subdev_owner_account {
	u64 used;
	u64 held;
	u64 limit;
};

/**
 * struct subdev_owner_key - what an owner's account is found by
 * @parent: whose resources it counts
 * @name: the owner, padded with zeroes
 */
struct subdev_owner_key {
	const struct subdev_parent *parent;
	char name[SUBDEV_OWNER_MAX + 1];
};

/**
 * struct subdev_owner - what one owner holds of one parent
 * @node: place in the table
 * @rcu: for the grace period after its removal
 * @key: what it is found by
 * @refs: compositions that count in it, and requests that are looking at it;
 *	under the parent's lock, as all that follows
 * @limited: which resources have a limit, by index in the parent's
 * @limits_node: in the parent's list while @limited is not 0
 * @limits_nr: its number there, which grows along the list
 * @accounts: by index in the parent's resources
 *
 * Life: as long as @refs or @limited is not 0. Owners that hold nothing and have
 * no limit have none, and neither has who is nobody's.
 */
struct subdev_owner {
	struct rhash_head node;
	struct rcu_head rcu;
	struct subdev_owner_key key;
	unsigned int refs;
	u32 limited;
	struct list_head limits_node;
	u64 limits_nr;
	struct subdev_owner_account accounts[];
};

static_assert(8 * sizeof_field(struct subdev_owner, limited) >=
	      SUBDEV_RESOURCES_MAX);

/**
 * struct subdev_parent_stats - what was counted of a parent and its subdevices
 * @opens: how often a subdevice came to be in use
 * @time: for how long they were open, in ns, without the uses that go on
 * @since: when each of these began, in ns of CLOCK_BOOTTIME, added up; it wraps
 * @in_use: how many of these there are
 * @resets: resets of subdevices, as struct subdev_stats has it
 * @failures: failed activations and resets, also of what was not created then
 * @creates: subdevices that were published
 * @deletes: and unpublished
 * @pulls: subdevices that were pulled from pools
 * @returns: and returned
 * @waits: pulls that found none ready
 * @refills: subdevices that were added to pools in the background
 */
struct subdev_parent_stats {
	u64 opens;
	u64 time;
	u64 since;
	u64 in_use;
	u64 resets;
	u64 failures;
	u64 creates;
	u64 deletes;
	u64 pulls;
	u64 returns;
	u64 waits;
	u64 refills;
};

/**
 * struct subdev_pool_stats - what was counted of a pool
 * @pulls: subdevices that were pulled
 * @returns: subdevices that were returned
 * @waits: pulls that found none ready
 * @refills: subdevices that were added in the background
 * @creates: subdevices that were created in the pool, @refills among them
 * @deletes: subdevices of the pool that were deleted
 * @failures: creates and resets that the vendor driver or VFIO failed
 *
 * Under the lock of the pool.
 */
struct subdev_pool_stats {
	u64 pulls;
	u64 returns;
	u64 waits;
	u64 refills;
	u64 creates;
	u64 deletes;
	u64 failures;
};

/**
 * struct subdev_parent - a device whose driver offers subdevices
 * @ref: references to the memory, which is freed after a grace period
 * @rcu: for the grace period
 * @index: host-unique number
 * @name: bus/name
 * @dev: the device, valid until subdev_parent_unregister() returns
 * @driver: its vendor driver, valid until @gone
 * @types: what it offers, valid until @gone
 * @num_types: number of @types
 * @origins: by index in @types, what each object of a subdevice says of its
 *	parent and its type, as attributes; filled before there is one, and
 *	constant from then on
 * @resources: what its subdevices consume, valid until @gone
 * @num_resources: number of @resources
 * @max_devs: limit of @devs
 * @priv: the vendor driver's own
 * @wq: where leases end, pools are refilled and subdevices reset
 * @remove_wq: where its subdevices are removed; each removal may wait long for
 *	those who have a device open, so it is not @wq, and parents do not share
 *	one. Both are freezable: what they do calls the driver, whose hardware
 *	may be suspended. A removal that waits makes a suspend fail, since who
 *	could end it is frozen.
 * @lock: guards what follows
 * @generation: grows with each change of the parent
 * @devs: published subdevices
 * @places: places taken, from reserve to unreserve
 * @accounts: by index in @resources
 * @limits: owners that have limits, in the order of their first one
 * @num_limits: how many limits these have together
 * @limits_nr: the last number that an owner in @limits got
 * @live: subdevices whose end has not been announced yet; the parent's own end
 *	waits for these
 * @ops: requests under way that call the vendor driver or create a subdevice,
 *	and resets; the parent's end waits for these first
 * @starving: pools that wait for room
 * @freed: grows when something becomes free, so that who found no room can tell
 *	whether that is still so
 * @cordoned: takes no new subdevices, what it has goes on
 * @removing: takes no new work, its subdevices are being deleted
 * @gone: not registered any more, only the memory is left
 * @wait: woken when @ops or @live becomes 0
 * @stats_lock: guards @stats, and what struct subdev_stats says
 * @stats: what was counted
 *
 * Life: allocated and published by subdev_parent_register(). Each subdevice
 * has a reference. subdev_parent_unregister() sets @removing, waits until @ops
 * is 0, deletes the subdevices, waits until @live is 0, destroys both @wq, sets
 * @gone, takes all limits away, takes it out of the table and drops the first
 * reference.
 */
struct subdev_parent {
	refcount_t ref;
	struct rcu_head rcu;
	u32 index;
	char name[SUBDEV_NAME_MAX + 1];
	struct device *dev;
	struct subdev_driver *driver;
	const struct subdev_type *types;
	unsigned int num_types;
	struct sk_buff **origins;
	const struct subdev_resource *resources;
	unsigned int num_resources;
	u32 max_devs;
	void *priv;
	struct workqueue_struct *wq;
	struct workqueue_struct *remove_wq;

	struct mutex lock;	/* guards what follows */
	u64 generation;
	u32 devs;
	u32 places;
	struct subdev_account *accounts;
	struct list_head limits;
	u32 num_limits;
	u64 limits_nr;
	u32 live;
	u32 ops;
	struct list_head starving;
	u64 freed;
	bool cordoned;
	bool removing;
	bool gone;
	wait_queue_head_t wait;

	spinlock_t stats_lock;	/* guards @stats and more */
	struct subdev_parent_stats stats;
};

/**
 * struct subdev_label - the label of one subdevice, an entry of the label table
 * @node: place in the table
 * @rcu: for the grace period after its removal
 * @sdev: who has it, NULL until somebody gets it; the entry is out of the table
 *	before @sdev is freed
 * @name: the label, padded with zeroes
 */
struct subdev_label {
	struct rhash_head node;
	struct rcu_head rcu;
	struct subdev_dev *sdev;
	char name[SUBDEV_LABEL_MAX + 1] __aligned(sizeof(u32));	/* hashed by words */
};

struct subdev_sock;
struct subdev_asker;

/**
 * struct subdev_lease - how long a subdevice lives that is not persistent
 * @ref: one of its subdevice's, one while @work is queued
 * @sdev: the subdevice, with a reference, from the begin on
 * @sock: the socket that it ends with, with a reference; NULL for one that has
 *	a time
 * @node: in the list of @sock, until that closes
 * @ttl: the time in seconds, as it was last asked for, under the sdev's lock
 * @timer: runs for that time, of CLOCK_BOOTTIME, so a suspend counts
 * @work: ends it
 * @ended: it is over; what has to be done waits for the user of the subdevice,
 *	under the sdev's lock
 *
 * Life: made by a request, a subdevice's own from subdev_lease_begin_locked()
 * to subdev_lease_end_locked(), after which neither socket nor timer know it.
 */
struct subdev_lease {
	refcount_t ref;
	struct subdev_dev *sdev;
	struct subdev_sock *sock;
	struct list_head node;
	u32 ttl;
	struct hrtimer timer;
	struct work_struct work;
	bool ended;
};

/**
 * struct subdev_busdev - the device on the subdev bus of an active subdevice
 * @dev: named by the UUID, child of the parent's device; has the memory
 * @sdev: the subdevice, with a reference that the release drops
 * @extack: for the vendor driver's words, during activation only
 * @err: the vendor driver's errno, during activation only
 * @group: number of the VFIO group, -1 for none
 * @cdev: name of the VFIO character device, empty for none
 * @shown: sysfs shows what it is
 * @lock: guards @ended, and whether uevents are sent
 * @ended: it is being taken away
 *
 * Exists from activation to deactivation, which never overlap. @group and
 * @cdev are written during activation and constant after that. Uevents are
 * suppressed from the start until it is announced, or for good.
 */
struct subdev_busdev {
	struct device dev;
	struct subdev_dev *sdev;
	struct netlink_ext_ack *extack;
	int err;
	int group;
	char cdev[16];
	bool shown;
	struct mutex lock;	/* guards what follows */
	bool ended;
};

/**
 * enum subdev_place - what a subdevice is in its pool
 * @SUBDEV_PLACE_NONE: it belongs to none
 * @SUBDEV_PLACE_READY: in stock, nobody has it; perhaps somebody is pulling it
 * @SUBDEV_PLACE_PULLED: somebody has it
 * @SUBDEV_PLACE_RESETTING: on its way back into stock
 * @SUBDEV_PLACE_FAILED: set aside, it could not be reset
 * @SUBDEV_PLACES: their number
 */
enum subdev_place {
	SUBDEV_PLACE_NONE,
	SUBDEV_PLACE_READY,
	SUBDEV_PLACE_PULLED,
	SUBDEV_PLACE_RESETTING,
	SUBDEV_PLACE_FAILED,
	SUBDEV_PLACES
};

struct subdev_pool;

/**
 * struct subdev_stats - what was counted of a subdevice
 * @counters: those of the data path, while it is active, else NULL; changes
 *	under the subdevice's lock, while nothing is built that counts
 * @count: what those of former activations had, under the subdevice's lock
 * @opens: how often it came to be in use; under the stats lock of its
 *	parent, as all that follows
 * @time: for how long it was open, in ns, without the use that goes on
 * @since: when that began, in ns of CLOCK_BOOTTIME
 * @in_use: it is open
 * @resets: resets by its user, for its pool, and before a shrink; not those that
 *	go with each open and close
 * @failures: activations and resets that the vendor driver or VFIO failed
 * @pulls: how often it was pulled
 */
struct subdev_stats {
	struct subdev_counters __percpu *counters;
	u64 count[SUBDEV_COUNTERS];
	u64 opens;
	u64 time;
	u64 since;
	bool in_use;
	u64 resets;
	u64 failures;
	u64 pulls;
};

/**
 * struct subdev_dev - a subdevice
 * @ref: references to the memory, which is freed after a grace period
 * @rcu: for the grace period
 * @uuid_node: place in the table of UUIDs
 * @uuid: its UUID
 * @id: its number
 * @parent: its parent, with a reference
 * @type: its type, valid while @published
 * @msg_size: room for it in a message
 * @drvdata: the vendor driver's own, from activate to deactivate
 * @remove_work: deactivates, and deletes if @deleting
 * @reset_work: resets it on its way back into its pool
 * @pool_node: place among the subdevices of its pool, whose lock guards it
 * @stocked: it can be pulled, under its pool's lock
 * @lock: guards what follows
 * @busdev: exists while active; written only by the one activation or removal
 *	that is under way
 * @label: its label or NULL
 * @lease: how long it lives, NULL for persistent
 * @owner: on whose behalf it exists, or empty
 * @cause: why it is removing
 * @comp: what it is composed of; replaced, never changed. While the vendor
 *	driver works on an activation it stays.
 * @generation: grows with each change
 * @state: what user space sees
 * @published: user space sees it
 * @opened: it has been open
 * @activating: an activation is under way, of a published subdevice
 * @migrating: its state is being moved, or it is stopped for that: what it is
 *	composed of stays as it is
 * @deleting: once removed it is deleted, else it becomes inactive
 * @orphaned: who pulled it was never told; it is returned when it is closed
 * @pull_nr: grows with each pull, so that one can tell whether it is the last
 * @pool: the pool that it belongs to, with a reference, or NULL
 * @place: what it is there
 * @why: why it is failed, or NULL
 * @askers: requests of which somebody waits for the end: of a removal, a reset
 * @stats: what was counted
 *
 * Life: allocated by a create request, which reserves its place, UUID, label
 * and id, activates it if asked to, and publishes it: from then on the table
 * of ids has a reference. Nobody sees an unpublished one; its UUID and label
 * are taken all the same. @remove_work unpublishes it, frees what it reserved,
 * announces its end and drops that reference. It also takes back what was built
 * of one that is never published, since others failed beside it.
 *
 * The state goes from inactive to idle by an activation, with @activating set
 * meanwhile; between idle and in-use by open and close; from all of them to
 * removing, which queues @remove_work, once; and from there to inactive or to
 * the end. Only @remove_work leaves the state removing.
 *
 * One of a pool goes from idle to resetting, with work begun on its parent, which
 * queues @reset_work, once; and from there to idle again, in stock, or to failed.
 * Only @reset_work leaves the state resetting.
 */
struct subdev_dev {
	refcount_t ref;
	struct rcu_head rcu;
	struct rhash_head uuid_node;
	uuid_t uuid;
	u32 id;
	struct subdev_parent *parent;
	const struct subdev_type *type;
	size_t msg_size;
	void *drvdata;
	struct work_struct remove_work;
	struct work_struct reset_work;
	struct list_head pool_node;
	bool stocked;

	struct mutex lock;	/* guards what follows */
	struct subdev_busdev *busdev;
	struct subdev_label *label;
	struct subdev_lease *lease;
	char owner[SUBDEV_OWNER_MAX + 1];
	enum subdev_cause cause;
	struct subdev_comp *comp;
	u64 generation;
	enum subdev_dev_state state;
	bool published;
	bool opened;
	bool activating;
	bool migrating;
	bool deleting;
	bool orphaned;
	u32 pull_nr;
	struct subdev_pool *pool;
	enum subdev_place place;
	char *why;
	struct list_head askers;

	struct subdev_stats stats;
};

/* Does what a request asks, with @arg, and fills the answer: 0 or an errno. */
typedef int (*subdev_nl_fill_fn)(struct sk_buff *msg, struct genl_info *info,
				 void *arg);
/* Undoes that, since the answer could not be delivered. */
typedef void (*subdev_nl_undo_fn)(void *arg);

/**
 * struct subdev_event_mark - the number at which a dump began
 * @seq: that of the last event before it
 * @told: a message of the dump has it
 */
struct subdev_event_mark {
	u64 seq;
	bool told;
};

/*
 * Whether nothing is stored. xa_empty() says no of an array in which a store
 * failed for want of memory: it can leave nodes without entries.
 */
static inline bool subdev_xa_holds_nothing(struct xarray *xa)
{
	unsigned long index = 0;

	return !xa_find(xa, &index, ULONG_MAX, XA_PRESENT);
}

/* netlink.c */
int subdev_nl_answer(struct genl_info *info, size_t size,
		     subdev_nl_fill_fn fill, void *arg);
int subdev_generation_check(const struct nlattr *attr, u64 generation,
			    struct netlink_ext_ack *extack);
int subdev_nl_answer_or_undo(struct genl_info *info, size_t size,
			     subdev_nl_fill_fn fill, subdev_nl_undo_fn undo,
			     void *arg);
void subdev_nl_blame(struct netlink_ext_ack *extack, const struct nlattr *attr);
int subdev_nl_dump_no_attrs(struct netlink_callback *cb);
void *subdev_nl_dump_begin(struct sk_buff *skb, struct netlink_callback *cb,
			   u8 cmd);
int subdev_nl_dump_end(struct sk_buff *skb, struct netlink_callback *cb,
		       void *hdr, int err);
int subdev_nl_dump_done(struct sk_buff *skb, struct netlink_callback *cb,
			u8 cmd, int attr, struct subdev_event_mark *mark);
int subdev_nl_init(void);
void subdev_nl_exit(void);

/* notify.c */
struct sk_buff *subdev_event_new(u8 cmd, size_t size);
struct sk_buff *subdev_event_filled(struct sk_buff *msg, int err);
void subdev_event_send(struct sk_buff *msg, int attr,
		       struct subdev_event *event);
void subdev_event_mark(struct subdev_event_mark *mark);
int subdev_event_mark_fill(struct sk_buff *skb, int attr,
			   struct subdev_event_mark *mark);
void subdev_event_init(void);
void subdev_event_exit(void);

/* parent.c */
void subdev_parent_get(struct subdev_parent *parent);
void subdev_parent_put(struct subdev_parent *parent);
struct subdev_parent *subdev_parent_find(struct nlattr *index,
					 struct nlattr *name, int index_attr,
					 struct netlink_ext_ack *extack);
int subdev_parent_filter(struct nlattr *index, struct nlattr *name, u32 *only,
			 struct netlink_ext_ack *extack);
struct subdev_parent *subdev_parent_next(unsigned long *index);
int subdev_parent_answer(struct genl_info *info, struct nlattr *index,
			 struct nlattr *name, int index_attr,
			 subdev_nl_fill_fn fill_locked);
bool subdev_parent_is_cordoned(struct subdev_parent *parent);
int subdev_parent_op_begin(struct subdev_parent *parent,
			   struct netlink_ext_ack *extack);
void subdev_parent_op_end(struct subdev_parent *parent);
int subdev_parent_place_locked(const struct subdev_parent *parent,
			       struct netlink_ext_ack *extack);
int subdev_parent_reserve_locked(struct subdev_parent *parent,
				 const struct subdev_type *type,
				 struct subdev_comp *comp,
				 const struct subdev_wanted *wanted,
				 struct netlink_ext_ack *extack);
void subdev_parent_unreserve_locked(struct subdev_parent *parent,
				    const struct subdev_type *type,
				    struct subdev_comp *comp);
int subdev_parent_enter_locked(struct subdev_parent *parent,
			       const struct subdev_type *type,
			       struct subdev_comp *comp,
			       const struct subdev_wanted *wanted,
			       struct netlink_ext_ack *extack);
void subdev_parent_leave_locked(struct subdev_parent *parent,
				const struct subdev_type *type,
				struct subdev_comp *comp);
void subdev_parent_dev_gone(struct subdev_parent *parent);
struct sk_buff *subdev_parent_add(struct subdev_parent *parent,
				  const struct subdev_type *type,
				  struct subdev_comp *comp,
				  struct sk_buff *event);
struct sk_buff *subdev_parent_remove(struct subdev_parent *parent,
				     const struct subdev_type *type,
				     struct subdev_comp *comp,
				     struct sk_buff *event);
struct sk_buff *subdev_parent_swap(struct subdev_parent *parent,
				   const struct subdev_type *type,
				   struct subdev_comp *comp,
				   struct subdev_comp *old,
				   struct sk_buff *event);
u32 subdev_parent_available_locked(struct subdev_parent *parent,
				   const struct subdev_type *type);
unsigned int subdev_parents_dump_seq(void);
bool subdev_parent_driver_used(const struct subdev_driver *drv);
void subdev_parent_exit(void);

/* resource.c */
bool subdev_resources_valid(const struct subdev_parent_desc *desc);
int subdev_resources_init(struct subdev_parent *parent);
void subdev_resources_check(struct subdev_parent *parent);
int subdev_resource_find_locked(const struct subdev_parent *parent,
				struct nlattr *name,
				struct netlink_ext_ack *extack);
int subdev_resources_take_locked(struct subdev_parent *parent,
				 const struct subdev_type *type,
				 struct subdev_comp *comp,
				 struct subdev_comp *old, bool may_move,
				 const struct subdev_wanted *wanted,
				 struct netlink_ext_ack *extack);
void subdev_resources_commit_locked(struct subdev_parent *parent,
				    const struct subdev_type *type,
				    struct subdev_comp *comp,
				    struct subdev_comp *old);
void subdev_resources_undo_locked(struct subdev_parent *parent,
				  const struct subdev_type *type,
				  struct subdev_comp *comp,
				  struct subdev_comp *old);
void subdev_resources_hold_locked(struct subdev_parent *parent,
				  const struct subdev_type *type,
				  const struct subdev_comp *comp, bool holds);
u32 subdev_resources_available_locked(struct subdev_parent *parent,
				      const struct subdev_type *type);
int subdev_resources_room_locked(struct subdev_parent *parent,
				 const struct subdev_type *type,
				 const struct subdev_config *config,
				 struct list_head *reasons);
int subdev_resources_fill_locked(struct sk_buff *msg, int attr,
				 struct subdev_parent *parent, bool now);
size_t subdev_resources_size(const struct subdev_parent *parent);
int subdev_amounts_fill(struct sk_buff *msg, int attr,
			const struct subdev_parent *parent,
			const struct subdev_type *type,
			const struct subdev_config *config, bool starts);
size_t subdev_amounts_size(const struct subdev_type *type);

/* type.c */

/**
 * struct subdev_type_dump - a dump of types, or of what types have
 * @cmd: the command that its messages answer
 * @count: how many items a type has
 * @fill_locked: fills one of them, with the parent locked
 */
struct subdev_type_dump {
	u8 cmd;
	unsigned int (*count)(const struct subdev_type *type);
	int (*fill_locked)(struct sk_buff *msg, struct subdev_parent *parent,
			   const struct subdev_type *type, unsigned int item);
};

/* Numbers of the attributes by which a request names a type. */
struct subdev_type_attrs {
	int index;
	int name;
	int type;
};

const struct subdev_type *subdev_type_find(const struct subdev_parent *parent,
					   struct nlattr *name,
					   struct netlink_ext_ack *extack);
struct subdev_parent *subdev_type_begin(struct nlattr **attrs,
					const char *missing,
					const struct subdev_type **type,
					struct netlink_ext_ack *extack);
struct subdev_parent *subdev_type_begin_by(struct nlattr **attrs,
					   const struct subdev_type_attrs *by,
					   const char *missing,
					   const struct subdev_type **type,
					   struct netlink_ext_ack *extack);
void subdev_type_end(struct subdev_parent *parent);
bool subdev_types_valid(const struct subdev_parent_desc *desc);
int subdev_origins_alloc(struct subdev_parent *parent);
void subdev_origins_free(struct subdev_parent *parent);
void subdev_origins_fill(struct subdev_parent *parent);
int subdev_origin_put(struct sk_buff *msg, const struct subdev_parent *parent,
		      const struct subdev_type *type);
int subdev_type_dump_start(struct netlink_callback *cb, struct nlattr *index,
			   struct nlattr *name, struct nlattr *type,
			   int index_attr);
int subdev_type_dumpit(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct subdev_type_dump *dump);

/* model.c */
int subdev_values_fill(struct sk_buff *msg, int attr,
		       const struct subdev_model *model,
		       const struct subdev_value *values);
size_t subdev_values_size(const struct subdev_model *model);

/* wanted.c */
int subdev_manifest_parse(struct subdev_wanted *manifest,
			  const struct nlattr *nest,
			  struct netlink_ext_ack *extack);
int subdev_wanted_parse(struct subdev_wanted *wanted,
			const struct nlattr *first, int len,
			struct netlink_ext_ack *extack);
int subdev_wanted_parse_pool(struct subdev_wanted *wanted,
			     const struct nlattr *first, int len,
			     struct netlink_ext_ack *extack);
int subdev_manifest_one(const struct nlattr *first, int len,
			struct netlink_ext_ack *extack);

/* verdict.c */

/**
 * struct subdev_verdict - whether a manifest fits
 * @purpose: what it holds for
 * @err: what the attempt would fail with, 0 or negative
 * @reasons: all that is against it
 */
struct subdev_verdict {
	enum subdev_purpose purpose;
	int err;
	struct list_head reasons;
};

void subdev_verdict_init(struct subdev_verdict *verdict);
int subdev_driver_validate(struct subdev_parent *parent,
			   const struct subdev_type *type,
			   const struct subdev_config *config,
			   struct netlink_ext_ack *extack);
size_t subdev_driver_token(struct subdev_parent *parent,
			   const struct subdev_type *type,
			   const struct subdev_config *config,
			   u8 token[SUBDEV_TOKEN_MAX]);
int subdev_verdict_fit(struct subdev_verdict *verdict,
		       struct subdev_parent *parent,
		       const struct subdev_type *type,
		       const struct subdev_wanted *manifest,
		       struct subdev_config *config,
		       struct netlink_ext_ack *extack);
int subdev_verdict_room(struct subdev_verdict *verdict,
			struct subdev_parent *parent,
			const struct subdev_type *type,
			const struct subdev_config *config);
int subdev_verdict_state_locked(struct subdev_verdict *verdict,
				struct subdev_dev *sdev,
				const struct subdev_wanted *manifest);
int subdev_verdict_fail(struct subdev_verdict *verdict,
			const struct subdev_wanted *manifest,
			const struct nlattr *attr,
			struct netlink_ext_ack *extack);
int subdev_verdict_fill(struct sk_buff *msg,
			const struct subdev_verdict *verdict);
size_t subdev_verdict_size(const struct subdev_verdict *verdict);

/* manifest.c */
int subdev_manifest_fill(struct sk_buff *msg, struct subdev_parent *parent,
			 const struct subdev_type *type,
			 const struct subdev_config *config);
size_t subdev_manifest_size(const struct subdev_type *type);
int subdev_manifest_apply(struct subdev_parent *parent,
			  const struct subdev_type *type,
			  const struct subdev_wanted *manifest,
			  const struct nlattr *attr, struct subdev_comp *comp,
			  struct netlink_ext_ack *extack);

/* What a request does with the subdevice that it names, which is locked. */
typedef int (*subdev_dev_change_fn)(struct subdev_dev *sdev,
				    struct genl_info *info);
/* What an answer says beside a subdevice, which is locked. */
typedef int (*subdev_dev_fill_fn)(struct sk_buff *msg,
				  const struct subdev_dev *sdev);

/* dev.c */
void subdev_dev_get(struct subdev_dev *sdev);
void subdev_dev_put(struct subdev_dev *sdev);
struct subdev_dev *subdev_dev_next(unsigned long *id);
struct subdev_dev *subdev_dev_find(struct genl_info *info);
int subdev_dev_check_locked(struct subdev_dev *sdev, bool change,
			    struct genl_info *info);
int subdev_dev_check_generation_locked(struct subdev_dev *sdev,
				       struct genl_info *info);
int subdev_dev_request_told(struct sk_buff *skb, struct genl_info *info,
			    subdev_dev_change_fn change,
			    subdev_dev_fill_fn more);
int subdev_dev_request(struct genl_info *info, subdev_dev_change_fn change);
int subdev_config_fill(struct sk_buff *msg, const struct subdev_parent *parent,
		       const struct subdev_type *type,
		       const struct subdev_config *config);
int subdev_dev_fill_locked(struct sk_buff *msg, struct subdev_dev *sdev);
int subdev_dev_fill_brief_locked(struct sk_buff *msg, struct subdev_dev *sdev);
size_t subdev_dev_brief_size(bool label, bool node);
size_t subdev_dev_size(const struct subdev_parent *parent,
		       const struct subdev_type *type);
unsigned int subdev_devs_dump_seq(void);
void subdev_dev_dump_lock(struct netlink_callback *cb, struct subdev_dev *sdev);
struct sk_buff *subdev_dev_event_new_locked(struct subdev_dev *sdev, u8 cmd);
void subdev_dev_event_send(const struct subdev_dev *sdev, u8 cmd,
			   struct sk_buff *msg, enum subdev_cause cause);
void subdev_dev_event_send_from(const struct subdev_dev *sdev, u8 cmd,
				struct sk_buff *msg, enum subdev_cause cause,
				const char *old_owner, const char *old_pool);
void subdev_dev_changed_locked(struct subdev_dev *sdev, enum subdev_cause cause);
void subdev_dev_moved_locked(struct subdev_dev *sdev, enum subdev_place from,
			     const char *old_owner, enum subdev_cause cause);
struct subdev_dev *subdev_dev_alloc(struct subdev_parent *parent,
				    const struct subdev_type *type,
				    struct subdev_comp *comp);
int subdev_dev_uuid_check(const struct nlattr *attr,
			  struct netlink_ext_ack *extack);
int subdev_dev_reserve(struct subdev_dev *sdev,
		       const struct subdev_wanted *wanted, struct nlattr *uuid,
		       struct nlattr *label, struct netlink_ext_ack *extack);
int subdev_dev_reserve_names(struct subdev_dev *sdev, struct nlattr *uuid,
			     struct nlattr *label,
			     struct netlink_ext_ack *extack);
void subdev_dev_abandon_names(struct subdev_dev *sdev);
void subdev_dev_abandon(struct subdev_dev *sdev);
void subdev_dev_publish_locked(struct subdev_dev *sdev,
			       enum subdev_cause cause);
struct sk_buff *subdev_dev_unpublish_locked(struct subdev_dev *sdev);
void subdev_dev_end(struct subdev_dev *sdev, struct sk_buff *event);
int subdev_dev_init(void);
void subdev_dev_exit(void);

/* dev_create.c */

/**
 * struct subdev_creation - a request, or an item of one, that creates
 * @attrs: what it says, by the attribute set of subdevices
 * @first: its attributes, one after the other
 * @len: length of all of them
 * @skb: the message that it came in
 * @extack: for the reason of a failure
 * @wanted: room for what it says of the configuration; constant while read
 * @parent: the parent, with a reference and work begun, or NULL
 * @type: the type
 * @comp: the composition, until a record takes it
 */
struct subdev_creation {
	struct nlattr **attrs;
	const struct nlattr *first;
	int len;
	const struct sk_buff *skb;
	struct netlink_ext_ack *extack;
	struct subdev_wanted *wanted;
	struct subdev_parent *parent;
	const struct subdev_type *type;
	struct subdev_comp *comp;
};

int subdev_creation_begin(struct subdev_creation *c);
void subdev_creation_end(struct subdev_creation *c);
int subdev_creation_read(struct subdev_creation *c);
int subdev_creation_compose(struct subdev_creation *c);
int subdev_creation_build(const struct subdev_creation *c,
			  struct subdev_dev *sdev);
void subdev_creation_publish_locked(const struct subdev_creation *c,
				    struct subdev_dev *sdev,
				    struct subdev_lease *lease);
void subdev_creation_blame_parent(const struct subdev_creation *c, int err);

/* dev_life.c */
int subdev_dev_busy(struct netlink_ext_ack *extack, const char *why);
int subdev_dev_activate_locked(struct subdev_dev *sdev, struct genl_info *info);
int subdev_dev_deactivate_locked(struct subdev_dev *sdev,
				 struct genl_info *info);
int subdev_dev_delete_locked(struct subdev_dev *sdev, struct genl_info *info);
void subdev_dev_undo_locked(struct subdev_dev *sdev);
void subdev_dev_undo(struct subdev_dev *sdev);
void subdev_dev_unbuild(struct subdev_dev *sdev);
bool subdev_dev_unbuilt(struct subdev_dev *sdev);
void subdev_dev_delete_all(struct subdev_parent *parent);
void subdev_dev_lease_ended_locked(struct subdev_dev *sdev);
void subdev_dev_pool_ends_locked(struct subdev_dev *sdev);
void subdev_dev_remove_work(struct work_struct *work);

/* transaction.c */
unsigned int subdev_view_begin(void);
void subdev_view_end(void);
void subdev_publish_begin(void);
void subdev_publish_end(void);

/* sock.c */
struct subdev_sock *subdev_sock_get(const struct sk_buff *skb);
void subdev_sock_put(struct subdev_sock *sock);
u32 subdev_sock_portid(const struct subdev_sock *sock);
void subdev_sock_send(const struct subdev_sock *sock, struct sk_buff *msg);
void subdev_sock_add(struct subdev_sock *sock, struct list_head *lease);
void subdev_sock_del(struct list_head *lease);
int subdev_sock_set_filter(const struct sk_buff *skb,
			   struct subdev_filter *filter);
bool subdev_sock_wants(struct sock *sk, const struct subdev_event *event);
int subdev_sock_init(void);
void subdev_sock_exit(void);

/* asker.c */
struct subdev_asker *subdev_asker_new(const struct sk_buff *skb,
				      const struct genl_info *info);
void subdev_asker_free(struct subdev_asker *asker);
void subdev_asker_add_locked(struct subdev_dev *sdev,
			     struct subdev_asker *asker);
void subdev_askers_end_locked(struct subdev_dev *sdev, u8 cmd,
			      struct list_head *told);
void subdev_askers_tell(struct list_head *told);

/* lease.c */
struct subdev_lease *subdev_lease_new(struct nlattr **attrs,
				      const struct sk_buff *skb,
				      struct netlink_ext_ack *extack);
void subdev_lease_closed(struct list_head *node);
void subdev_lease_drop(struct subdev_lease *lease);
void subdev_lease_begin_locked(struct subdev_dev *sdev,
			       struct subdev_lease *lease);
void subdev_lease_end_locked(struct subdev_dev *sdev);
void subdev_lease_retry_locked(struct subdev_dev *sdev);
int subdev_lease_fill_locked(struct sk_buff *msg, struct subdev_dev *sdev);
int subdev_lease_fill_wanted(struct sk_buff *msg, struct nlattr **attrs);

/* owner.c */
int subdev_owner_check(const struct nlattr *attr,
		       struct netlink_ext_ack *extack);
bool subdev_owner_is_locked(const struct subdev_dev *sdev,
			    const struct nlattr *attr);
int subdev_owner_require_locked(const struct subdev_dev *sdev,
				struct genl_info *info);
struct subdev_owner *subdev_owner_find_locked(const struct subdev_parent *parent,
					      const struct nlattr *attr);
struct subdev_owner *subdev_owner_get_locked(const struct subdev_parent *parent,
					     const struct nlattr *attr);
void subdev_owner_put_locked(struct subdev_owner *owner);
int subdev_owner_take_locked(struct subdev_owner *owner,
			     const struct subdev_type *type,
			     const struct subdev_config *config,
			     const struct subdev_config *old,
			     const struct subdev_wanted *wanted,
			     struct netlink_ext_ack *extack);
void subdev_owner_commit_locked(struct subdev_owner *owner,
				const struct subdev_type *type,
				const struct subdev_config *config,
				const struct subdev_config *old);
void subdev_owner_undo_locked(struct subdev_owner *owner,
			      const struct subdev_type *type,
			      const struct subdev_config *config,
			      const struct subdev_config *old);
void subdev_owner_hold_locked(struct subdev_owner *owner,
			      const struct subdev_type *type,
			      const struct subdev_config *config, bool holds);
struct subdev_owner *subdev_owner_reserve(struct subdev_parent *parent,
					  const struct nlattr *attr,
					  const struct subdev_type *type,
					  const struct subdev_config *config,
					  struct netlink_ext_ack *extack);
void subdev_owner_unreserve(struct subdev_parent *parent,
			    struct subdev_owner *owner,
			    const struct subdev_type *type,
			    const struct subdev_config *config);
void subdev_owner_give_locked(struct subdev_dev *sdev,
			      struct subdev_owner *owner);
void subdev_owner_leave_locked(struct subdev_dev *sdev);
int subdev_owner_init(void);
void subdev_owner_exit(void);

/* limit.c */
int subdev_limits_set_locked(struct subdev_parent *parent,
			     struct genl_info *info);
void subdev_limits_drop_locked(struct subdev_parent *parent);

/* label.c */
bool subdev_label_valid(const struct nlattr *attr);
struct subdev_dev *subdev_label_lookup(const struct nlattr *attr);
int subdev_label_check(const struct nlattr *attr,
		       struct netlink_ext_ack *extack);
struct subdev_label *subdev_label_reserve(struct subdev_dev *sdev,
					  const struct nlattr *attr,
					  struct netlink_ext_ack *extack);
void subdev_label_drop(struct subdev_label *label);
void subdev_label_give(struct subdev_dev *sdev, struct subdev_label *label);
int subdev_label_init(void);
void subdev_label_exit(void);

/* dev_set.c */
int subdev_dev_recompose_locked(struct subdev_dev *sdev,
				const struct subdev_comp *as,
				struct netlink_ext_ack *extack);

/* pool.c */
void subdev_pool_get(struct subdev_pool *pool);
void subdev_pool_put(struct subdev_pool *pool);
bool subdev_pool_is(const struct subdev_pool *pool, const struct nlattr *name);
const char *subdev_pool_name(const struct subdev_pool *pool);
int subdev_pool_check(const struct nlattr *name, struct netlink_ext_ack *extack);
int subdev_pool_dev_fill_locked(struct sk_buff *msg,
				const struct subdev_dev *sdev);
int subdev_pool_init(void);
void subdev_pool_exit(void);

/* pool_parent.c */
void subdev_pools_attach(struct subdev_parent *parent);
void subdev_pools_detach(struct subdev_parent *parent);

/* pool_stock.c */
void subdev_dev_set_place_locked(struct subdev_dev *sdev,
				 enum subdev_place place);
struct sk_buff *subdev_pool_join_locked(struct subdev_dev *sdev,
					struct subdev_pool *pool,
					enum subdev_cause cause,
					struct sk_buff *event);
struct sk_buff *subdev_pool_move_locked(struct subdev_dev *sdev,
					enum subdev_place from,
					struct sk_buff *event);
struct sk_buff *subdev_pool_leave_locked(struct subdev_dev *sdev,
					 struct subdev_pool *pool,
					 enum subdev_place from,
					 struct sk_buff *event);
bool subdev_pool_withhold_locked(struct subdev_dev *sdev);

/* pool_fill.c */
void subdev_pools_feed_locked(struct subdev_parent *parent);

/* pool_pull.c */
struct subdev_pull;
struct subdev_pull *subdev_pull_begin(struct nlattr **attrs,
				      const struct sk_buff *skb,
				      struct netlink_ext_ack *extack);
struct subdev_dev *subdev_pull_dev(const struct subdev_pull *pull);
void subdev_pull_commit_locked(struct subdev_pull *pull);
void subdev_pull_undo(struct subdev_pull *pull);
void subdev_pull_end(struct subdev_pull *pull);

/* pool_return.c */
int subdev_dev_return_locked(struct subdev_dev *sdev, enum subdev_cause cause,
			     struct netlink_ext_ack *extack);
void subdev_dev_give_back(struct subdev_dev *sdev, u32 pull_nr);
void subdev_dev_reset_work(struct work_struct *work);
/* stats.c */
int subdev_stats_begin(struct subdev_dev *sdev);
void subdev_stats_end(struct subdev_dev *sdev);
void subdev_stats_init(struct subdev_parent *parent);
void subdev_stats_created(struct subdev_parent *parent);
void subdev_stats_deleted(struct subdev_parent *parent);
void subdev_stats_opened(struct subdev_dev *sdev);
void subdev_stats_closed(struct subdev_dev *sdev);
void subdev_stats_failed(struct subdev_dev *sdev);
void subdev_stats_was_reset(struct subdev_dev *sdev);
void subdev_stats_pulled(struct subdev_dev *sdev);
void subdev_stats_returned(struct subdev_parent *parent);
void subdev_stats_waited(struct subdev_parent *parent);
void subdev_stats_refilled(struct subdev_parent *parent);

/* bus.c */
int subdev_driver_refuses(int err, struct netlink_ext_ack *extack,
			  const char *text);
int subdev_bus_activate(struct subdev_dev *sdev,
			struct netlink_ext_ack *extack);
void subdev_bus_deactivate(struct subdev_dev *sdev);
void subdev_bus_show(struct subdev_dev *sdev);
void subdev_bus_announce(struct subdev_dev *sdev);
int subdev_bus_init(void);
void subdev_bus_exit(void);

#endif /* _SUBDEV_CORE_H */
