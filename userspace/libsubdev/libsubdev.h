/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libsubdev: parents, types and subdevices from C.
 *
 * What holds for every function:
 *
 * - A function that can fail returns 0, or a negative errno. What went wrong
 *   is then told by subdev_error_get_text() and subdev_error_get_attr().
 * - The library never prints, never exits and keeps no state outside of its
 *   objects. A context and all that was made from it belong to one thread at
 *   a time; different threads use different contexts.
 * - An object that a function hands out through a pointer belongs to the
 *   caller, who lets it go with the unref function of its type. Objects are
 *   what the kernel said at one time; they do not change afterwards and stay
 *   valid without the context.
 * - Strings that an accessor returns are valid as long as the object.
 * - PARENT is text: an index ("3") or a name ("pci/0000:00:04.0").
 *   DEV is text: an id ("7"), a UUID or a label, told apart in this order.
 *
 * Error codes that any request can return, beside those that it names:
 *
 * -EPROTONOSUPPORT  the kernel has no subdevices: the module is not loaded
 * -EPERM            a change needs CAP_NET_ADMIN
 * -EINVAL           malformed: a reference, a value, a message
 * -ERANGE           a number outside its limits
 * -EBADMSG          the kernel's answer is not what the protocol says
 * -ENOMEM           out of memory, here or in the kernel
 */
#ifndef LIBSUBDEV_H
#define LIBSUBDEV_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/subdev.h>

#ifdef __cplusplus
extern "C" {
#endif

struct subdev_ctx;
struct subdev_parent;
struct subdev_parent_list;
struct subdev_type;
struct subdev_type_list;
struct subdev_dev;
struct subdev_dev_list;
struct subdev_dev_create;
struct subdev_events;
struct subdev_event;

/**
 * subdev_version() - version of the library, like "0.1.0"
 */
const char *subdev_version(void);

/*
 * Context
 */

/**
 * subdev_ctx_new() - make a context
 * @ctx: where to put it
 *
 * Opens nothing: the first request connects to the kernel.
 *
 * Return: 0 or -ENOMEM.
 */
int subdev_ctx_new(struct subdev_ctx **ctx);

/**
 * subdev_ctx_ref() - take one more reference
 * Return: @ctx.
 */
struct subdev_ctx *subdev_ctx_ref(struct subdev_ctx *ctx);

/**
 * subdev_ctx_unref() - let a reference go; the last one frees the context
 * @ctx: may be NULL
 * Return: NULL.
 */
struct subdev_ctx *subdev_ctx_unref(struct subdev_ctx *ctx);

/**
 * typedef subdev_log_fn - takes what the library has to tell to developers
 * @ctx: the context
 * @priority: of syslog(3): LOG_ERR, LOG_INFO or LOG_DEBUG
 * @text: one line without line end, valid during the call only
 * @data: what was given to subdev_ctx_set_log_fn()
 */
typedef void (*subdev_log_fn)(struct subdev_ctx *ctx, int priority, const char *text, void *data);

/**
 * subdev_ctx_set_log_fn() - say who takes the log
 * @fn: the function; NULL, as in a new context, for nobody
 * @data: handed to @fn
 */
void subdev_ctx_set_log_fn(struct subdev_ctx *ctx, subdev_log_fn fn, void *data);

/**
 * subdev_ctx_set_log_priority() - say what is worth logging
 * @priority: the least important syslog(3) priority; LOG_ERR in a new context
 */
void subdev_ctx_set_log_priority(struct subdev_ctx *ctx, int priority);

/*
 * The error of the last function called with this context
 */

/**
 * subdev_error_get_code() - what the last function returned
 * Return: a negative errno, or 0 if it succeeded.
 */
int subdev_error_get_code(const struct subdev_ctx *ctx);

/**
 * subdev_error_get_text() - why the last function failed
 *
 * Return: the kernel's sentence, or the library's own; lower case, without a
 * full stop. Empty if there is no error or nothing to add to the code. Valid
 * until the next call with this context.
 */
const char *subdev_error_get_text(const struct subdev_ctx *ctx);

/**
 * subdev_error_get_attr() - which attribute caused the failure
 *
 * Return: its name as in the protocol's specification, one inside of another
 * as "outer.inner", or NULL. Valid until the next call with this context.
 */
const char *subdev_error_get_attr(const struct subdev_ctx *ctx);

/**
 * subdev_error_is_missing() - was the attribute missing, rather than wrong
 */
bool subdev_error_is_missing(const struct subdev_ctx *ctx);

/*
 * Parents: devices whose drivers offer subdevices
 */

/**
 * subdev_parent_get() - ask for one parent
 * @parent: PARENT
 * @out: the parent
 * Return: 0, -ENODEV if there is none.
 */
int subdev_parent_get(struct subdev_ctx *ctx, const char *parent, struct subdev_parent **out);

/**
 * subdev_parent_dump() - ask for all parents
 * @out: the list, by ascending index
 */
int subdev_parent_dump(struct subdev_ctx *ctx, struct subdev_parent_list **out);

struct subdev_parent *subdev_parent_ref(struct subdev_parent *parent);
struct subdev_parent *subdev_parent_unref(struct subdev_parent *parent);

/** subdev_parent_get_index() - host-unique number, at least 1 */
uint32_t subdev_parent_get_index(const struct subdev_parent *parent);
/** subdev_parent_get_name() - bus/name as in sysfs */
const char *subdev_parent_get_name(const struct subdev_parent *parent);
/** subdev_parent_get_generation() - grows with each change of the parent */
uint64_t subdev_parent_get_generation(const struct subdev_parent *parent);
/** subdev_parent_get_driver() - name of the vendor driver, or NULL */
const char *subdev_parent_get_driver(const struct subdev_parent *parent);
/** subdev_parent_get_types() - number of types that it offers */
uint32_t subdev_parent_get_types(const struct subdev_parent *parent);
/** subdev_parent_get_devs() - number of subdevices that it has */
uint32_t subdev_parent_get_devs(const struct subdev_parent *parent);
/** subdev_parent_get_max_devs() - number of subdevices that it can have */
uint32_t subdev_parent_get_max_devs(const struct subdev_parent *parent);
/** subdev_parent_is_removing() - it goes away and takes its subdevices along */
bool subdev_parent_is_removing(const struct subdev_parent *parent);

/*
 * Lists. An object of a list is valid as long as the list; take a reference to
 * keep it longer.
 *
 * A dump during which objects came or went is restarted, at most three times.
 * If it is still not consistent the last one is handed out and says so: it has
 * each object that existed all the time, once.
 */

struct subdev_parent_list *subdev_parent_list_unref(struct subdev_parent_list *list);
struct subdev_parent *subdev_parent_list_get_first(const struct subdev_parent_list *list);
struct subdev_parent *subdev_parent_list_get_next(const struct subdev_parent_list *list,
						  const struct subdev_parent *parent);
bool subdev_parent_list_is_consistent(const struct subdev_parent_list *list);

#define subdev_parent_list_foreach(list, parent) \
	for (parent = subdev_parent_list_get_first(list); parent; \
	     parent = subdev_parent_list_get_next(list, parent))

/*
 * Types: kinds of subdevices that a parent offers
 */

/**
 * subdev_type_get() - ask for one type
 * @parent: PARENT
 * @type: name of the type, at most SUBDEV_TYPE_NAME_MAX bytes
 * @out: the type
 * Return: 0, -ENODEV if there is no such parent, -ENOENT if it has no such type.
 */
int subdev_type_get(struct subdev_ctx *ctx, const char *parent, const char *type,
		    struct subdev_type **out);

/**
 * subdev_type_dump() - ask for the types of one or of all parents
 * @parent: PARENT, or NULL for all
 * @out: the list, by ascending index of the parent
 * Return: 0, -ENODEV if there is no such parent.
 */
int subdev_type_dump(struct subdev_ctx *ctx, const char *parent, struct subdev_type_list **out);

struct subdev_type *subdev_type_ref(struct subdev_type *type);
struct subdev_type *subdev_type_unref(struct subdev_type *type);

/** subdev_type_get_parent_index() - index of the parent that offers it */
uint32_t subdev_type_get_parent_index(const struct subdev_type *type);
/** subdev_type_get_parent_name() - name of the parent that offers it */
const char *subdev_type_get_parent_name(const struct subdev_type *type);
/** subdev_type_get_name() - name, unique on its parent */
const char *subdev_type_get_name(const struct subdev_type *type);
/** subdev_type_get_class() - an enum subdev_class, or 0 */
uint32_t subdev_type_get_class(const struct subdev_type *type);
/** subdev_type_get_class_str() - the class as text */
const char *subdev_type_get_class_str(const struct subdev_type *type);
/** subdev_type_get_description() - one line for people, or NULL */
const char *subdev_type_get_description(const struct subdev_type *type);
/** subdev_type_get_device_api() - what drives it in a VMM, like "vfio-pci", or NULL */
const char *subdev_type_get_device_api(const struct subdev_type *type);
/** subdev_type_get_available() - how many could be created now */
uint32_t subdev_type_get_available(const struct subdev_type *type);

struct subdev_type_list *subdev_type_list_unref(struct subdev_type_list *list);
struct subdev_type *subdev_type_list_get_first(const struct subdev_type_list *list);
struct subdev_type *subdev_type_list_get_next(const struct subdev_type_list *list,
					      const struct subdev_type *type);
bool subdev_type_list_is_consistent(const struct subdev_type_list *list);

#define subdev_type_list_foreach(list, type) \
	for (type = subdev_type_list_get_first(list); type; \
	     type = subdev_type_list_get_next(list, type))

/*
 * Subdevices
 */

/**
 * subdev_dev_get() - ask for one subdevice
 * @dev: DEV
 * @out: the subdevice
 * Return: 0, -ENODEV if there is none.
 */
int subdev_dev_get(struct subdev_ctx *ctx, const char *dev, struct subdev_dev **out);

/**
 * subdev_dev_dump() - ask for the subdevices of one or of all parents
 * @parent: PARENT, or NULL for all
 * @out: the list
 * Return: 0, -ENODEV if there is no such parent.
 */
int subdev_dev_dump(struct subdev_ctx *ctx, const char *parent, struct subdev_dev_list **out);

/**
 * subdev_dev_create_new() - begin to ask for a new subdevice
 * @out: the request, to be filled by the setters; each of parent and type must
 *	be set, what else is not set is left to the kernel
 * Return: 0 or -ENOMEM.
 */
int subdev_dev_create_new(struct subdev_ctx *ctx, struct subdev_dev_create **out);
struct subdev_dev_create *subdev_dev_create_free(struct subdev_dev_create *create);

/** subdev_dev_create_set_parent() - say on which parent: PARENT */
int subdev_dev_create_set_parent(struct subdev_dev_create *create, const char *parent);
/** subdev_dev_create_set_type() - say of which type: a name of at most SUBDEV_TYPE_NAME_MAX bytes */
int subdev_dev_create_set_type(struct subdev_dev_create *create, const char *type);
/** subdev_dev_create_set_uuid() - say which UUID, as text; else one is generated */
int subdev_dev_create_set_uuid(struct subdev_dev_create *create, const char *uuid);
/** subdev_dev_create_set_label() - say which label, of at most SUBDEV_LABEL_MAX bytes */
int subdev_dev_create_set_label(struct subdev_dev_create *create, const char *label);
/** subdev_dev_create_set_inactive() - only the record: do not activate it */
void subdev_dev_create_set_inactive(struct subdev_dev_create *create, bool inactive);

/**
 * subdev_dev_create_run() - create a subdevice
 * @create: the request; can be run again
 * @out: the new subdevice; may be NULL. An active one can be opened by now.
 *
 * Return: 0, -ENODEV if there is no such parent, -ENOENT if it has no such
 * type, -EEXIST if the UUID or the label is taken, -ENOSPC if the parent is
 * full.
 */
int subdev_dev_create_run(struct subdev_dev_create *create, struct subdev_dev **out);

/**
 * subdev_dev_set_label() - label a subdevice
 * @dev: DEV
 * @label: of at most SUBDEV_LABEL_MAX bytes; NULL or "" takes the label away
 * @out: the subdevice with its new label; may be NULL
 * Return: 0, -ENODEV if there is no such subdevice, -EEXIST if the label is taken.
 */
int subdev_dev_set_label(struct subdev_ctx *ctx, const char *dev, const char *label,
			 struct subdev_dev **out);

/**
 * subdev_dev_activate() - build an inactive subdevice and make its VFIO node
 * @dev: DEV
 * @out: the subdevice, which can be opened by now; may be NULL
 * Return: 0, -ENODEV if there is no such subdevice, -EBUSY if it is not
 * inactive.
 */
int subdev_dev_activate(struct subdev_ctx *ctx, const char *dev, struct subdev_dev **out);

/*
 * Deactivating and deleting take as long as the users of the subdevice need.
 * @timeout says how many milliseconds to wait for the end: 0 not at all, the
 * call then returns with the subdevice in state removing; SUBDEV_WAIT_FOREVER
 * without limit. When the time is over the call returns -ETIMEDOUT, and the
 * work goes on in the kernel.
 */
#define SUBDEV_WAIT_FOREVER (-1)

/**
 * subdev_dev_deactivate() - take the VFIO node of an idle subdevice away
 * @dev: DEV
 * @timeout: in milliseconds
 * @out: the subdevice as it is at the end; may be NULL
 * Return: 0, -ENODEV if there is no such subdevice, or it was deleted
 * meanwhile; -EBUSY if it is open or not active; -ETIMEDOUT.
 */
int subdev_dev_deactivate(struct subdev_ctx *ctx, const char *dev, int timeout,
			  struct subdev_dev **out);

/**
 * subdev_dev_delete() - delete a subdevice
 * @dev: DEV
 * @force: delete it even if it is open: its user is asked to let go
 * @timeout: in milliseconds
 * Return: 0, -ENODEV if there is no such subdevice, -EBUSY if it is open and
 * not @force, -ETIMEDOUT.
 */
int subdev_dev_delete(struct subdev_ctx *ctx, const char *dev, bool force, int timeout);

struct subdev_dev *subdev_dev_ref(struct subdev_dev *dev);
struct subdev_dev *subdev_dev_unref(struct subdev_dev *dev);

/** subdev_dev_get_id() - host-unique number, at least 1 */
uint32_t subdev_dev_get_id(const struct subdev_dev *dev);
/** subdev_dev_get_uuid() - the UUID as SUBDEV_UUID_LEN bytes in network byte order */
const uint8_t *subdev_dev_get_uuid(const struct subdev_dev *dev);
/** subdev_dev_get_uuid_str() - the UUID as text, lower case */
const char *subdev_dev_get_uuid_str(const struct subdev_dev *dev);
/** subdev_dev_get_label() - the label, or NULL */
const char *subdev_dev_get_label(const struct subdev_dev *dev);
/** subdev_dev_get_parent_index() - index of its parent */
uint32_t subdev_dev_get_parent_index(const struct subdev_dev *dev);
/** subdev_dev_get_parent_name() - name of its parent */
const char *subdev_dev_get_parent_name(const struct subdev_dev *dev);
/** subdev_dev_get_type() - name of its type */
const char *subdev_dev_get_type(const struct subdev_dev *dev);
/** subdev_dev_get_state() - an enum subdev_dev_state */
uint32_t subdev_dev_get_state(const struct subdev_dev *dev);
/** subdev_dev_get_state_str() - the state as text */
const char *subdev_dev_get_state_str(const struct subdev_dev *dev);
/** subdev_dev_get_generation() - grows with each change of the subdevice */
uint64_t subdev_dev_get_generation(const struct subdev_dev *dev);
/** subdev_dev_get_group() - number of its VFIO group, or -1 */
int64_t subdev_dev_get_group(const struct subdev_dev *dev);
/** subdev_dev_get_cdev() - name of its VFIO character device, like "vfio0", or NULL */
const char *subdev_dev_get_cdev(const struct subdev_dev *dev);
/** subdev_dev_get_group_path() - /dev/vfio/GROUP, or NULL */
const char *subdev_dev_get_group_path(const struct subdev_dev *dev);
/** subdev_dev_get_cdev_path() - /dev/vfio/devices/CDEV, or NULL */
const char *subdev_dev_get_cdev_path(const struct subdev_dev *dev);
/** subdev_dev_get_sysfs_path() - its folder in sysfs while it is idle or in-use, else NULL */
const char *subdev_dev_get_sysfs_path(const struct subdev_dev *dev);

struct subdev_dev_list *subdev_dev_list_unref(struct subdev_dev_list *list);
struct subdev_dev *subdev_dev_list_get_first(const struct subdev_dev_list *list);
struct subdev_dev *subdev_dev_list_get_next(const struct subdev_dev_list *list,
					    const struct subdev_dev *dev);
bool subdev_dev_list_is_consistent(const struct subdev_dev_list *list);

#define subdev_dev_list_foreach(list, dev) \
	for (dev = subdev_dev_list_get_first(list); dev; \
	     dev = subdev_dev_list_get_next(list, dev))

/*
 * Events. To follow the state of the host: open the listener, dump, then apply
 * each event whose object has a higher generation than the one in hand. After
 * lost events, dump again.
 */

/**
 * enum subdev_event_kind - what happened
 * @SUBDEV_EVENT_PARENT_ADD: a parent was registered
 * @SUBDEV_EVENT_PARENT_CHANGE: a parent changed
 * @SUBDEV_EVENT_PARENT_DEL: a parent is gone, and so are its subdevices
 * @SUBDEV_EVENT_DEV_ADD: a subdevice was created
 * @SUBDEV_EVENT_DEV_CHANGE: the state or the label of a subdevice changed
 * @SUBDEV_EVENT_DEV_DEL: a subdevice is gone, its UUID and label are free
 */
enum subdev_event_kind {
	SUBDEV_EVENT_PARENT_ADD = 1,
	SUBDEV_EVENT_PARENT_CHANGE,
	SUBDEV_EVENT_PARENT_DEL,
	SUBDEV_EVENT_DEV_ADD,
	SUBDEV_EVENT_DEV_CHANGE,
	SUBDEV_EVENT_DEV_DEL,
};

/**
 * subdev_events_open() - listen to the events of this host
 * @out: the listener; keeps a reference to the context
 */
int subdev_events_open(struct subdev_ctx *ctx, struct subdev_events **out);

/**
 * subdev_events_close() - stop to listen
 * @events: may be NULL
 */
void subdev_events_close(struct subdev_events *events);

/**
 * subdev_events_get_fd() - a file descriptor to poll for reading
 *
 * Read events until -EAGAIN before polling again. Do not read from it, do not
 * close it.
 */
int subdev_events_get_fd(const struct subdev_events *events);

/**
 * subdev_events_wait() - wait until there may be something to read
 * @timeout: in milliseconds, or SUBDEV_WAIT_FOREVER
 * Return: 0, also when a signal came, or -ETIMEDOUT.
 */
int subdev_events_wait(struct subdev_events *events, int timeout);

/**
 * subdev_events_read() - take the next event; never waits
 * @out: the event
 *
 * Return: 0; -EAGAIN if there is none now; -ENOBUFS if events were lost, those
 * after the gap are still there; -EPROTONOSUPPORT if the module was unloaded,
 * no further events will come.
 */
int subdev_events_read(struct subdev_events *events, struct subdev_event **out);

struct subdev_event *subdev_event_ref(struct subdev_event *event);
struct subdev_event *subdev_event_unref(struct subdev_event *event);

/** subdev_event_get_kind() - what happened */
enum subdev_event_kind subdev_event_get_kind(const struct subdev_event *event);
/** subdev_event_get_kind_str() - what happened, as text, like "dev-add" */
const char *subdev_event_get_kind_str(const struct subdev_event *event);
/** subdev_event_get_seq() - number of the event, from 1, without gaps in an epoch */
uint64_t subdev_event_get_seq(const struct subdev_event *event);
/** subdev_event_get_epoch() - random number, not 0, new with each load of the module */
uint32_t subdev_event_get_epoch(const struct subdev_event *event);
/** subdev_event_get_parent() - the parent it is about, valid as long as the event, or NULL */
const struct subdev_parent *subdev_event_get_parent(const struct subdev_event *event);
/** subdev_event_get_dev() - the subdevice it is about, valid as long as the event, or NULL */
const struct subdev_dev *subdev_event_get_dev(const struct subdev_event *event);
/**
 * subdev_event_get_parent_generation() - generation of the subdevice's parent
 *
 * When a subdevice comes or goes its parent changes too, which has no event of
 * its own.
 *
 * Return: the generation after that, 0 if the event is of another kind.
 */
uint64_t subdev_event_get_parent_generation(const struct subdev_event *event);
/**
 * subdev_event_get_parent_devs() - number of subdevices of the subdevice's parent
 * Return: the number after that, -1 if the event is of another kind.
 */
int64_t subdev_event_get_parent_devs(const struct subdev_event *event);

#ifdef __cplusplus
}
#endif

#endif /* LIBSUBDEV_H */
