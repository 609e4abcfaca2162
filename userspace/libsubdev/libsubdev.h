/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libsubdev: parents, types, models, subdevices, pools and manifests from C.
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
 *   valid without the context. Those of lists share memory: one that is kept
 *   keeps up to 64 KiB, and a context keeps up to 8 MiB for its next list.
 * - Strings that an accessor returns are valid as long as the object.
 * - PARENT is text: an index ("3") or a name ("pci/0000:00:04.0").
 *   DEV is text: an id ("7"), a UUID or a label, told apart in this order.
 *   POOL is text: the name of a pool, of at most SUBDEV_POOL_NAME_MAX bytes.
 * - An object that has several parts of a kind says how many, and hands out each
 *   by its place, from 0; beyond the last there is NULL. The parts are valid as
 *   long as the object. Names of attributes are those of the protocol's
 *   specification.
 *
 * Error codes that any request can return, beside those that it names:
 *
 * -EPROTONOSUPPORT  the kernel has no subdevices: the module is not loaded
 * -EPERM            a change needs CAP_NET_ADMIN
 * -EINVAL           malformed: a reference, a value, a message
 * -ERANGE           a number outside its limits
 * -EMSGSIZE         the request is too long
 * -EBADMSG          the kernel's answer is not what the protocol says
 * -ENOMEM           out of memory, here or in the kernel
 */
#ifndef LIBSUBDEV_H
#define LIBSUBDEV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/subdev.h>

#ifdef __cplusplus
extern "C" {
#endif

struct subdev_ctx;
struct subdev_parent;
struct subdev_parent_list;
struct subdev_resource;
struct subdev_holder;
struct subdev_holder_list;
struct subdev_limit;
struct subdev_limit_list;
struct subdev_limit_set;
struct subdev_type;
struct subdev_type_list;
struct subdev_use;
struct subdev_class_attr;
struct subdev_model;
struct subdev_model_list;
struct subdev_param;
struct subdev_param_list;
struct subdev_value;
struct subdev_amount;
struct subdev_dev;
struct subdev_dev_list;
struct subdev_dev_create;
struct subdev_dev_set;
struct subdev_pool;
struct subdev_pool_list;
struct subdev_pool_counts;
struct subdev_pool_create;
struct subdev_pool_set;
struct subdev_pool_pull;
struct subdev_transaction;
struct subdev_stats;
struct subdev_stats_list;
struct subdev_manifest;
struct subdev_manifest_list;
struct subdev_verdict;
struct subdev_reason;
struct subdev_filter;
struct subdev_events;
struct subdev_event;
struct subdev_batch;
struct subdev_answer;

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
 * subdev_ctx_get_fd() - the connection on which socket leases hang
 *
 * For who lets another process inherit it: it has the flag FD_CLOEXEC, and a
 * lease lasts as long as any process has it open. Do not read from it, do not
 * write to it, do not close it. It stays the same once there is a socket lease.
 *
 * Return: the file descriptor, or -1 if there is no connection.
 */
int subdev_ctx_get_fd(const struct subdev_ctx *ctx);

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
 * as "outer.inner", or NULL; where there can be several of a kind with the name
 * that it carries, like "param[rss].bool". Valid until the next call with this
 * context.
 */
const char *subdev_error_get_attr(const struct subdev_ctx *ctx);

/**
 * subdev_error_is_missing() - was the attribute missing, rather than wrong
 */
bool subdev_error_is_missing(const struct subdev_ctx *ctx);

/**
 * subdev_error_get_generation() - the generation that the object has
 * Return: after -ESTALE the generation that made the request fail, else 0.
 */
uint64_t subdev_error_get_generation(const struct subdev_ctx *ctx);

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

/**
 * subdev_parent_set_cordon() - let a parent take no new work, or again
 * @parent: PARENT
 * @cordon: no new work
 * @out: the parent as it is then; may be NULL
 *
 * What a cordoned parent has goes on; nothing is created on it, and of no type
 * is any available. When its last subdevice is gone an event of it says so.
 *
 * Return: 0, -ENODEV if there is no such parent.
 */
int subdev_parent_set_cordon(struct subdev_ctx *ctx, const char *parent, bool cordon,
			     struct subdev_parent **out);

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
/** subdev_parent_is_cordoned() - it takes no new work, what it has goes on */
bool subdev_parent_is_cordoned(const struct subdev_parent *parent);

/** subdev_parent_get_num_resources() - how many resources it has */
unsigned int subdev_parent_get_num_resources(const struct subdev_parent *parent);
/** subdev_parent_get_resource() - its resource number @i */
const struct subdev_resource *subdev_parent_get_resource(const struct subdev_parent *parent,
							 unsigned int i);

/*
 * Lists. An object of a list is valid as long as the list; take a reference to
 * keep it longer.
 *
 * A dump during which objects came or went is restarted, at most three times.
 * If it is still not consistent the last one is handed out and says so: it has
 * each object that existed all the time, once.
 *
 * Lists of parents, subdevices and pools have the number of the last event before they
 * were read, from 0 on, and its epoch: what the events up to it tell is in the
 * list. Both are 0 with a kernel that does not tell.
 */

struct subdev_parent_list *subdev_parent_list_unref(struct subdev_parent_list *list);
struct subdev_parent *subdev_parent_list_get_first(const struct subdev_parent_list *list);
struct subdev_parent *subdev_parent_list_get_next(const struct subdev_parent_list *list,
						  const struct subdev_parent *parent);
bool subdev_parent_list_is_consistent(const struct subdev_parent_list *list);
uint64_t subdev_parent_list_get_seq(const struct subdev_parent_list *list);
uint32_t subdev_parent_list_get_epoch(const struct subdev_parent_list *list);

#define subdev_parent_list_foreach(list, parent) \
	for (parent = subdev_parent_list_get_first(list); parent; \
	     parent = subdev_parent_list_get_next(list, parent))

/*
 * Resources: countable things that a parent owns and its subdevices consume
 */

/** subdev_resource_get_name() - name, unique on its parent */
const char *subdev_resource_get_name(const struct subdev_resource *resource);
/** subdev_resource_get_unit() - an enum subdev_unit */
uint32_t subdev_resource_get_unit(const struct subdev_resource *resource);
/** subdev_resource_get_unit_str() - the unit as text, like "bytes" */
const char *subdev_resource_get_unit_str(const struct subdev_resource *resource);
/** subdev_resource_get_capacity() - how much the parent has in all */
uint64_t subdev_resource_get_capacity(const struct subdev_resource *resource);
/** subdev_resource_get_free() - how much of it no subdevice holds */
uint64_t subdev_resource_get_free(const struct subdev_resource *resource);
/** subdev_resource_is_contiguous() - each amount of it is one range */
bool subdev_resource_is_contiguous(const struct subdev_resource *resource);
/**
 * subdev_resource_get_largest() - the largest run that is free
 * @resource: the resource
 * @largest: where it goes
 *
 * It is true at the moment of the answer only: requests under way take and give
 * back, which no event tells.
 *
 * Return: false if there is none: the resource is not contiguous, or it came with an event.
 */
bool subdev_resource_get_largest(const struct subdev_resource *resource, uint64_t *largest);

/*
 * Holders: subdevices that hold some of a resource
 */

/**
 * subdev_holder_dump() - ask who holds what
 * @parent: PARENT, or NULL for all
 * @resource: name of one resource of @parent, or NULL for all
 * @out: the list, one object for each resource that a subdevice holds
 * Return: 0, -ENODEV if there is no such parent, -ENOENT if it has no such
 * resource.
 */
int subdev_holder_dump(struct subdev_ctx *ctx, const char *parent, const char *resource,
		       struct subdev_holder_list **out);

struct subdev_holder *subdev_holder_ref(struct subdev_holder *holder);
struct subdev_holder *subdev_holder_unref(struct subdev_holder *holder);

/** subdev_holder_get_parent_index() - index of the parent */
uint32_t subdev_holder_get_parent_index(const struct subdev_holder *holder);
/** subdev_holder_get_parent_name() - name of the parent */
const char *subdev_holder_get_parent_name(const struct subdev_holder *holder);
/** subdev_holder_get_resource() - name of the resource */
const char *subdev_holder_get_resource(const struct subdev_holder *holder);
/** subdev_holder_get_dev() - id of the subdevice */
uint32_t subdev_holder_get_dev(const struct subdev_holder *holder);
/** subdev_holder_get_uuid() - UUID of the subdevice, SUBDEV_UUID_LEN bytes in network byte order */
const uint8_t *subdev_holder_get_uuid(const struct subdev_holder *holder);
/** subdev_holder_get_uuid_str() - the UUID as text, lower case */
const char *subdev_holder_get_uuid_str(const struct subdev_holder *holder);
/** subdev_holder_get_label() - label of the subdevice, or NULL */
const char *subdev_holder_get_label(const struct subdev_holder *holder);
/** subdev_holder_get_amount() - how much it holds, in the unit of the resource */
uint64_t subdev_holder_get_amount(const struct subdev_holder *holder);
/** subdev_holder_has_start() - whether what it holds is a range */
bool subdev_holder_has_start(const struct subdev_holder *holder);
/** subdev_holder_get_start() - where its range begins, 0 if it is none */
uint64_t subdev_holder_get_start(const struct subdev_holder *holder);

struct subdev_holder_list *subdev_holder_list_unref(struct subdev_holder_list *list);
struct subdev_holder *subdev_holder_list_get_first(const struct subdev_holder_list *list);
struct subdev_holder *subdev_holder_list_get_next(const struct subdev_holder_list *list,
						  const struct subdev_holder *holder);
bool subdev_holder_list_is_consistent(const struct subdev_holder_list *list);

#define subdev_holder_list_foreach(list, holder) \
	for (holder = subdev_holder_list_get_first(list); holder; \
	     holder = subdev_holder_list_get_next(list, holder))

/*
 * Limits: how much of a parent's resource all subdevices of one owner may hold
 * together. Without a limit an owner may hold all that there is. What is held
 * already stays so, even if it is more than the limit.
 */

/**
 * subdev_limit_dump() - ask for limits
 * @parent: PARENT, or NULL for all
 * @owner: those of this owner only, or NULL for all
 * @out: the list, one object for each resource that is limited for an owner
 * Return: 0, -ENODEV if there is no such parent.
 */
int subdev_limit_dump(struct subdev_ctx *ctx, const char *parent, const char *owner,
		      struct subdev_limit_list **out);

struct subdev_limit *subdev_limit_ref(struct subdev_limit *limit);
struct subdev_limit *subdev_limit_unref(struct subdev_limit *limit);

/** subdev_limit_get_parent_index() - index of the parent */
uint32_t subdev_limit_get_parent_index(const struct subdev_limit *limit);
/** subdev_limit_get_parent_name() - name of the parent */
const char *subdev_limit_get_parent_name(const struct subdev_limit *limit);
/** subdev_limit_get_owner() - the owner */
const char *subdev_limit_get_owner(const struct subdev_limit *limit);
/** subdev_limit_get_resource() - name of the resource */
const char *subdev_limit_get_resource(const struct subdev_limit *limit);
/** subdev_limit_get_amount() - how much the owner may hold, in the unit of the resource */
uint64_t subdev_limit_get_amount(const struct subdev_limit *limit);
/** subdev_limit_get_used() - how much the owner holds, which can be more */
uint64_t subdev_limit_get_used(const struct subdev_limit *limit);

struct subdev_limit_list *subdev_limit_list_unref(struct subdev_limit_list *list);
struct subdev_limit *subdev_limit_list_get_first(const struct subdev_limit_list *list);
struct subdev_limit *subdev_limit_list_get_next(const struct subdev_limit_list *list,
						const struct subdev_limit *limit);
bool subdev_limit_list_is_consistent(const struct subdev_limit_list *list);

#define subdev_limit_list_foreach(list, limit) \
	for (limit = subdev_limit_list_get_first(list); limit; \
	     limit = subdev_limit_list_get_next(list, limit))

/**
 * subdev_limit_set_new() - begin to describe limits of one owner
 * @parent: PARENT
 * @owner: the owner, at most SUBDEV_OWNER_MAX bytes
 * @out: the description
 *
 * For subdev_limit_set_run(). All that it says is done, or nothing.
 */
int subdev_limit_set_new(struct subdev_ctx *ctx, const char *parent, const char *owner,
			 struct subdev_limit_set **out);

/**
 * subdev_limit_set_free() - let a description go
 * @set: may be NULL
 * Return: NULL.
 */
struct subdev_limit_set *subdev_limit_set_free(struct subdev_limit_set *set);

/**
 * subdev_limit_set_amount() - say how much of a resource the owner may hold
 * @resource: its name, each at most once
 * @amount: in its unit; 0 for nothing more
 */
int subdev_limit_set_amount(struct subdev_limit_set *set, const char *resource, uint64_t amount);

/**
 * subdev_limit_set_none() - say that a resource has no limit any more
 * @resource: its name, each at most once
 */
int subdev_limit_set_none(struct subdev_limit_set *set, const char *resource);

/**
 * subdev_limit_set_run() - set limits, and take limits away
 * @out: the parent as it is then; may be NULL
 *
 * Return: 0, -ENODEV if there is no such parent, -ENOENT if it has no such
 * resource, -ENOSPC if it has too many limits.
 */
int subdev_limit_set_run(struct subdev_limit_set *set, struct subdev_parent **out);

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
/** subdev_type_get_available() - how many could be created now, each with its defaults */
uint32_t subdev_type_get_available(const struct subdev_type *type);
/** subdev_type_get_model() - URI of its model, or NULL */
const char *subdev_type_get_model(const struct subdev_type *type);
/** subdev_type_get_version() - the newest version of its model, 0 without a model */
uint32_t subdev_type_get_version(const struct subdev_type *type);
/** subdev_type_get_versions() - number of versions of its model */
uint32_t subdev_type_get_versions(const struct subdev_type *type);
/** subdev_type_get_params() - number of params of its model */
uint32_t subdev_type_get_params(const struct subdev_type *type);
/** subdev_type_get_num_uses() - how many resources its subdevices consume */
unsigned int subdev_type_get_num_uses(const struct subdev_type *type);
/** subdev_type_get_use() - what it says of resource number @i */
const struct subdev_use *subdev_type_get_use(const struct subdev_type *type, unsigned int i);
/** subdev_type_get_num_class_attrs() - how many attributes of its class it has */
unsigned int subdev_type_get_num_class_attrs(const struct subdev_type *type);
/** subdev_type_get_class_attr() - its attribute number @i of its class */
const struct subdev_class_attr *subdev_type_get_class_attr(const struct subdev_type *type,
							   unsigned int i);

struct subdev_type_list *subdev_type_list_unref(struct subdev_type_list *list);
struct subdev_type *subdev_type_list_get_first(const struct subdev_type_list *list);
struct subdev_type *subdev_type_list_get_next(const struct subdev_type_list *list,
					      const struct subdev_type *type);
bool subdev_type_list_is_consistent(const struct subdev_type_list *list);

#define subdev_type_list_foreach(list, type) \
	for (type = subdev_type_list_get_first(list); type; \
	     type = subdev_type_list_get_next(list, type))

/*
 * Uses: what a type says of a resource that its subdevices consume
 */

/** subdev_use_get_name() - name of the resource */
const char *subdev_use_get_name(const struct subdev_use *use);
/** subdev_use_get_unit() - an enum subdev_unit */
uint32_t subdev_use_get_unit(const struct subdev_use *use);
/** subdev_use_get_unit_str() - the unit as text, like "bytes" */
const char *subdev_use_get_unit_str(const struct subdev_use *use);
/** subdev_use_get_default() - the amount of a subdevice that is created with none given */
uint64_t subdev_use_get_default(const struct subdev_use *use);
/** subdev_use_get_min() - the smallest amount */
uint64_t subdev_use_get_min(const struct subdev_use *use);
/** subdev_use_get_max() - the largest amount */
uint64_t subdev_use_get_max(const struct subdev_use *use);
/** subdev_use_get_step() - an amount is the smallest and a multiple of this */
uint64_t subdev_use_get_step(const struct subdev_use *use);
/** subdev_use_get_grow() - when an amount may grow: an enum subdev_change */
uint32_t subdev_use_get_grow(const struct subdev_use *use);
/** subdev_use_get_grow_str() - the same as text, like "idle" */
const char *subdev_use_get_grow_str(const struct subdev_use *use);
/** subdev_use_get_shrink() - when an amount may shrink: an enum subdev_change */
uint32_t subdev_use_get_shrink(const struct subdev_use *use);
/** subdev_use_get_shrink_str() - the same as text, like "idle" */
const char *subdev_use_get_shrink_str(const struct subdev_use *use);
/** subdev_use_has_shrink_reset() - the subdevice is reset before its amount shrinks */
bool subdev_use_has_shrink_reset(const struct subdev_use *use);

/*
 * Class attributes: what a type is, in the terms of its class
 */

/** subdev_class_attr_get_name() - name, like "max-width" */
const char *subdev_class_attr_get_name(const struct subdev_class_attr *attr);
/** subdev_class_attr_get_value() - its value */
uint64_t subdev_class_attr_get_value(const struct subdev_class_attr *attr);
/** subdev_class_attr_get_unit() - what it is counted in: an enum subdev_unit */
uint32_t subdev_class_attr_get_unit(const struct subdev_class_attr *attr);
/** subdev_class_attr_get_unit_str() - the unit as text, like "bytes" */
const char *subdev_class_attr_get_unit_str(const struct subdev_class_attr *attr);

/*
 * Models: what the guests of a type see, one object for each version
 */

/**
 * subdev_model_dump() - ask for the versions of the models of types
 * @parent: PARENT, or NULL for the types of all
 * @type: name of one type of @parent, or NULL for all
 * @out: the list, those of one type by ascending version
 * Return: 0, -ENODEV if there is no such parent, -ENOENT if it has no such type.
 */
int subdev_model_dump(struct subdev_ctx *ctx, const char *parent, const char *type,
		      struct subdev_model_list **out);

struct subdev_model *subdev_model_ref(struct subdev_model *model);
struct subdev_model *subdev_model_unref(struct subdev_model *model);

/** subdev_model_get_parent_index() - index of the parent */
uint32_t subdev_model_get_parent_index(const struct subdev_model *model);
/** subdev_model_get_parent_name() - name of the parent */
const char *subdev_model_get_parent_name(const struct subdev_model *model);
/** subdev_model_get_type() - name of the type */
const char *subdev_model_get_type(const struct subdev_model *model);
/** subdev_model_get_uri() - the URI that names the model */
const char *subdev_model_get_uri(const struct subdev_model *model);
/** subdev_model_get_version() - number of the version, at least 1 */
uint32_t subdev_model_get_version(const struct subdev_model *model);
/** subdev_model_get_num_values() - how many params this version has */
unsigned int subdev_model_get_num_values(const struct subdev_model *model);
/** subdev_model_get_value() - its param number @i, with the value that it stands for */
const struct subdev_value *subdev_model_get_value(const struct subdev_model *model,
						  unsigned int i);

struct subdev_model_list *subdev_model_list_unref(struct subdev_model_list *list);
struct subdev_model *subdev_model_list_get_first(const struct subdev_model_list *list);
struct subdev_model *subdev_model_list_get_next(const struct subdev_model_list *list,
						const struct subdev_model *model);
bool subdev_model_list_is_consistent(const struct subdev_model_list *list);

#define subdev_model_list_foreach(list, model) \
	for (model = subdev_model_list_get_first(list); model; \
	     model = subdev_model_list_get_next(list, model))

/*
 * Params: typed knobs of a model
 */

/**
 * subdev_param_dump() - ask for the params of the models of types
 * @parent: PARENT, or NULL for the types of all
 * @type: name of one type of @parent, or NULL for all
 * @out: the list
 * Return: 0, -ENODEV if there is no such parent, -ENOENT if it has no such type.
 */
int subdev_param_dump(struct subdev_ctx *ctx, const char *parent, const char *type,
		      struct subdev_param_list **out);

struct subdev_param *subdev_param_ref(struct subdev_param *param);
struct subdev_param *subdev_param_unref(struct subdev_param *param);

/** subdev_param_get_parent_index() - index of the parent */
uint32_t subdev_param_get_parent_index(const struct subdev_param *param);
/** subdev_param_get_parent_name() - name of the parent */
const char *subdev_param_get_parent_name(const struct subdev_param *param);
/** subdev_param_get_type() - name of the type */
const char *subdev_param_get_type(const struct subdev_param *param);
/** subdev_param_get_model() - URI of the model */
const char *subdev_param_get_model(const struct subdev_param *param);
/** subdev_param_get_name() - name, unique in its model */
const char *subdev_param_get_name(const struct subdev_param *param);
/** subdev_param_get_kind() - what its value is: an enum subdev_param_kind */
uint32_t subdev_param_get_kind(const struct subdev_param *param);
/** subdev_param_get_kind_str() - the same as text, like "uint" */
const char *subdev_param_get_kind_str(const struct subdev_param *param);
/** subdev_param_get_default() - the value where a version does not say another, or NULL */
const struct subdev_value *subdev_param_get_default(const struct subdev_param *param);
/** subdev_param_get_min() - the smallest value, of a uint, else 0 */
uint64_t subdev_param_get_min(const struct subdev_param *param);
/** subdev_param_get_max() - the largest value, of a uint, else 0 */
uint64_t subdev_param_get_max(const struct subdev_param *param);
/** subdev_param_get_max_len() - the largest length in bytes, of a string, else 0 */
uint32_t subdev_param_get_max_len(const struct subdev_param *param);
/** subdev_param_get_num_choices() - how many values it can have, of an enum, else 0 */
unsigned int subdev_param_get_num_choices(const struct subdev_param *param);
/** subdev_param_get_choice() - its choice number @i */
const char *subdev_param_get_choice(const struct subdev_param *param, unsigned int i);
/** subdev_param_get_change() - when the value may change: an enum subdev_change */
uint32_t subdev_param_get_change(const struct subdev_param *param);
/** subdev_param_get_change_str() - the same as text, like "idle" */
const char *subdev_param_get_change_str(const struct subdev_param *param);
/** subdev_param_get_since() - the first version that has it, 0 if the kernel does not say */
uint32_t subdev_param_get_since(const struct subdev_param *param);
/** subdev_param_get_until() - the last version that has it, 0 if the newest has it */
uint32_t subdev_param_get_until(const struct subdev_param *param);

struct subdev_param_list *subdev_param_list_unref(struct subdev_param_list *list);
struct subdev_param *subdev_param_list_get_first(const struct subdev_param_list *list);
struct subdev_param *subdev_param_list_get_next(const struct subdev_param_list *list,
						const struct subdev_param *param);
bool subdev_param_list_is_consistent(const struct subdev_param_list *list);

#define subdev_param_list_foreach(list, param) \
	for (param = subdev_param_list_get_first(list); param; \
	     param = subdev_param_list_get_next(list, param))

/*
 * Values: params of a subdevice, a version or a manifest, with what they are
 * there
 */

/** subdev_value_get_name() - name of the param */
const char *subdev_value_get_name(const struct subdev_value *value);
/**
 * subdev_value_get_kind() - what it is
 * Return: SUBDEV_PARAM_KIND_BOOL, _UINT or _STRING, which an enum has too.
 */
uint32_t subdev_value_get_kind(const struct subdev_value *value);
/** subdev_value_get_bool() - the value of a bool, else false */
bool subdev_value_get_bool(const struct subdev_value *value);
/** subdev_value_get_uint() - the value of a uint, else 0 */
uint64_t subdev_value_get_uint(const struct subdev_value *value);
/** subdev_value_get_string() - the value of a string or an enum, else NULL */
const char *subdev_value_get_string(const struct subdev_value *value);
/** subdev_value_get_text() - the value for people: "on", "off", a decimal number, the string */
const char *subdev_value_get_text(const struct subdev_value *value);

/*
 * Amounts: how much of a resource a subdevice holds, or one with a manifest would
 */

/** subdev_amount_get_name() - name of the resource */
const char *subdev_amount_get_name(const struct subdev_amount *amount);
/** subdev_amount_get_amount() - how much, in the unit of the resource */
uint64_t subdev_amount_get_amount(const struct subdev_amount *amount);
/** subdev_amount_has_start() - whether it is a range */
bool subdev_amount_has_start(const struct subdev_amount *amount);
/** subdev_amount_get_start() - where the range begins, 0 if it is none */
uint64_t subdev_amount_get_start(const struct subdev_amount *amount);

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
 * @owner: those of this owner only, of at most SUBDEV_OWNER_MAX bytes; NULL for
 *	all, "" for those that have none
 * @pool: those that belong to this pool only, in its stock or pulled: POOL; NULL
 *	for all
 * @out: the list
 * Return: 0, -ENODEV if there is no such parent, -ENOENT if there is no such pool.
 */
int subdev_dev_dump(struct subdev_ctx *ctx, const char *parent, const char *owner,
		    const char *pool, struct subdev_dev_list **out);

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
/**
 * subdev_dev_create_set_owner() - say on whose behalf it exists
 * @owner: printable characters without blanks, at most SUBDEV_OWNER_MAX
 */
int subdev_dev_create_set_owner(struct subdev_dev_create *create, const char *owner);
/**
 * subdev_dev_create_set_lease() - say how long it lives; else until it is deleted
 * @lease: an enum subdev_lease_kind
 * @ttl: of SUBDEV_LEASE_KIND_TTL: how many seconds, at least 1; else 0
 *
 * When a lease ends the kernel deletes the subdevice; if it is open then, when its
 * user closes it.
 *
 * A lease of SUBDEV_LEASE_KIND_SOCKET ends when the context's connection to the
 * kernel is closed: by the last subdev_ctx_unref(), or the end of the process,
 * whatever its cause; see subdev_ctx_get_fd(). The connection of a context that was
 * answered a subdevice with such a lease is never made anew, not even after an
 * error in the middle of an exchange. In any other context it is, unseen, after
 * such an error.
 *
 * After an error that left the context without the answer of such a request, the
 * subdevice may exist: it ends as the others of the context do.
 */
void subdev_dev_create_set_lease(struct subdev_dev_create *create, uint32_t lease, uint32_t ttl);
/** subdev_dev_create_set_inactive() - only the record: do not activate it */
void subdev_dev_create_set_inactive(struct subdev_dev_create *create, bool inactive);
/** subdev_dev_create_set_version() - say which version of the model; else it is the newest */
void subdev_dev_create_set_version(struct subdev_dev_create *create, uint32_t version);

/*
 * Values and amounts are sent in the order in which they were added. Whether they
 * are good is for the kernel to say. A name has at most SUBDEV_TYPE_NAME_MAX bytes.
 */

/** subdev_dev_create_add_param_bool() - say the value of a param of kind bool */
int subdev_dev_create_add_param_bool(struct subdev_dev_create *create, const char *name,
				     bool value);
/** subdev_dev_create_add_param_uint() - say the value of a param of kind uint */
int subdev_dev_create_add_param_uint(struct subdev_dev_create *create, const char *name,
				     uint64_t value);
/**
 * subdev_dev_create_add_param_string() - say the value of a param of kind string or enum
 * Return: 0, -ERANGE if @value is longer than SUBDEV_VALUE_MAX bytes.
 */
int subdev_dev_create_add_param_string(struct subdev_dev_create *create, const char *name,
				       const char *value);
/** subdev_dev_create_add_resource() - say how much of a resource, in its unit */
int subdev_dev_create_add_resource(struct subdev_dev_create *create, const char *name,
				   uint64_t amount);
/**
 * subdev_dev_create_set_manifest() - say that it is to be what a manifest says
 * @manifest: the request keeps a reference; NULL for none. Goes without version,
 *	params and resources.
 */
void subdev_dev_create_set_manifest(struct subdev_dev_create *create,
				    struct subdev_manifest *manifest);

/**
 * subdev_dev_create_run() - create a subdevice
 * @create: the request; can be run again
 * @out: the new subdevice; may be NULL. An active one can be opened by now.
 *
 * Return: 0, -ENODEV if there is no such parent, or there is a manifest and the
 * type has no model; -ENOENT if there is no such type, version, param or
 * resource; -EEXIST if the UUID or the label is taken; -ERANGE for a value or an
 * amount outside of its limits; -ENOSPC if the parent is full or has not enough of
 * a resource; -EBUSY if the parent is cordoned; -EOPNOTSUPP for a version or a param
 * of a type without model.
 */
int subdev_dev_create_run(struct subdev_dev_create *create, struct subdev_dev **out);

/**
 * subdev_dev_create_try() - ask what subdev_dev_create_run() would do, and do nothing
 * @create: the request
 * @out: what the subdevice would be. It has no id, and a UUID only if the request
 *	says one; subdev_dev_get_parent_resource() is what would remain.
 * Return: as subdev_dev_create_run().
 */
int subdev_dev_create_try(struct subdev_dev_create *create, struct subdev_dev **out);

/**
 * subdev_dev_set_new() - begin to ask for changes of a subdevice
 * @dev: DEV
 * @out: the request, to be filled by the functions below; what is not said
 *	stays as it is
 * Return: 0, -EINVAL, -ERANGE or -ENOMEM.
 */
int subdev_dev_set_new(struct subdev_ctx *ctx, const char *dev, struct subdev_dev_set **out);
struct subdev_dev_set *subdev_dev_set_free(struct subdev_dev_set *set);

/**
 * subdev_dev_set_label() - say which label, of at most SUBDEV_LABEL_MAX bytes
 * @label: NULL or "" takes the label away
 */
int subdev_dev_set_label(struct subdev_dev_set *set, const char *label);
/** subdev_dev_set_version() - say which version: all params become what it stands for */
void subdev_dev_set_version(struct subdev_dev_set *set, uint32_t version);
/** subdev_dev_set_param_bool() - as subdev_dev_create_add_param_bool() */
int subdev_dev_set_param_bool(struct subdev_dev_set *set, const char *name, bool value);
/** subdev_dev_set_param_uint() - as subdev_dev_create_add_param_uint() */
int subdev_dev_set_param_uint(struct subdev_dev_set *set, const char *name, uint64_t value);
/** subdev_dev_set_param_string() - as subdev_dev_create_add_param_string() */
int subdev_dev_set_param_string(struct subdev_dev_set *set, const char *name, const char *value);
/** subdev_dev_set_resource() - as subdev_dev_create_add_resource() */
int subdev_dev_set_resource(struct subdev_dev_set *set, const char *name, uint64_t amount);
/** subdev_dev_set_if_generation() - change it only if this is its generation */
void subdev_dev_set_if_generation(struct subdev_dev_set *set, uint64_t generation);

/**
 * subdev_dev_set_run() - change a subdevice, all that was said or nothing
 * @set: the request; can be run again
 * @out: the subdevice as it is then; may be NULL
 *
 * Return: 0, -ENODEV if there is no such subdevice; -ESTALE if its generation is
 * another; -EEXIST if the label is taken; -ENOENT if there is no such version,
 * param or resource; -ERANGE for a value or an amount outside of its limits;
 * -ENOSPC if the parent has not enough of a resource; -EBUSY if it may not change
 * now; -EOPNOTSUPP for a version or a param of a type without model.
 */
int subdev_dev_set_run(struct subdev_dev_set *set, struct subdev_dev **out);

/**
 * struct subdev_condition - what a subdevice must be, else nothing is done with it
 * @if_generation: only if this is its generation; NULL for any
 * @owner: only if this is its owner, of at most SUBDEV_OWNER_MAX bytes; NULL for any
 *
 * All 0, or NULL in place of it, is any subdevice.
 */
struct subdev_condition {
	const uint64_t *if_generation;
	const char *owner;
};

/**
 * subdev_dev_renew() - let a lease for a time begin anew
 * @dev: DEV
 * @ttl: how many seconds from now, 0 for as many as before
 * @condition: what it must be; NULL for any
 * @out: the subdevice as it is then; may be NULL
 * Return: 0, -ENODEV if there is no such subdevice, -ESTALE if its generation is
 * another, -EBUSY if it has no lease for a time, or one that has ended, or if its
 * owner is another.
 */
int subdev_dev_renew(struct subdev_ctx *ctx, const char *dev, uint32_t ttl,
		     const struct subdev_condition *condition, struct subdev_dev **out);

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
 * meanwhile; -EBUSY if it is open, not active or of a pool; -ETIMEDOUT.
 */
int subdev_dev_deactivate(struct subdev_ctx *ctx, const char *dev, int timeout,
			  struct subdev_dev **out);

/**
 * struct subdev_delete_options - how to delete a subdevice; all 0 for the usual way
 * @force: even if it is open: its user is asked to let go
 * @if_generation: only if this is its generation; NULL for any
 * @owner: only if this is its owner, of at most SUBDEV_OWNER_MAX bytes; NULL for any
 */
struct subdev_delete_options {
	bool force;
	const uint64_t *if_generation;
	const char *owner;
};

/**
 * subdev_dev_delete() - delete a subdevice
 * @dev: DEV
 * @options: NULL for the usual way
 * @timeout: in milliseconds
 * Return: 0, -ENODEV if there is no such subdevice, -ESTALE if its generation is
 * another, -EBUSY if it is open and not forced or if its owner is another,
 * -ETIMEDOUT.
 */
int subdev_dev_delete(struct subdev_ctx *ctx, const char *dev,
		      const struct subdev_delete_options *options, int timeout);

struct subdev_dev *subdev_dev_ref(struct subdev_dev *dev);
struct subdev_dev *subdev_dev_unref(struct subdev_dev *dev);

/** subdev_dev_get_id() - host-unique number, at least 1; 0 after subdev_dev_create_try() */
uint32_t subdev_dev_get_id(const struct subdev_dev *dev);
/** subdev_dev_get_uuid() - the UUID as SUBDEV_UUID_LEN bytes in network byte order, or NULL */
const uint8_t *subdev_dev_get_uuid(const struct subdev_dev *dev);
/** subdev_dev_get_uuid_str() - the UUID as text, lower case, or NULL */
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
/*
 * Paths are put together when the first is asked for, and NULL if there is no memory
 * for that, too.
 */
/** subdev_dev_get_group_path() - /dev/vfio/GROUP, or NULL */
const char *subdev_dev_get_group_path(const struct subdev_dev *dev);
/** subdev_dev_get_cdev_path() - /dev/vfio/devices/CDEV, or NULL */
const char *subdev_dev_get_cdev_path(const struct subdev_dev *dev);
/** subdev_dev_get_sysfs_path() - its folder in sysfs while it is active, else NULL */
const char *subdev_dev_get_sysfs_path(const struct subdev_dev *dev);
/** subdev_dev_get_owner() - on whose behalf it exists, or NULL */
const char *subdev_dev_get_owner(const struct subdev_dev *dev);
/**
 * subdev_dev_get_lease() - how long it lives
 * Return: an enum subdev_lease_kind, 0 after subdev_dev_create_try().
 */
uint32_t subdev_dev_get_lease(const struct subdev_dev *dev);
/** subdev_dev_get_lease_str() - the same as text, like "socket" */
const char *subdev_dev_get_lease_str(const struct subdev_dev *dev);
/** subdev_dev_get_ttl() - seconds that were left of a lease for a time, 0 if it is over; else 0 */
uint32_t subdev_dev_get_ttl(const struct subdev_dev *dev);
/** subdev_dev_get_pool() - the pool that it belongs to, pulled or in stock, or NULL */
const char *subdev_dev_get_pool(const struct subdev_dev *dev);
/** subdev_dev_is_ready() - it is in the stock of its pool: nobody has it, nobody can open it */
bool subdev_dev_is_ready(const struct subdev_dev *dev);
/** subdev_dev_get_why() - why it is in state failed, for people, or NULL */
const char *subdev_dev_get_why(const struct subdev_dev *dev);
/** subdev_dev_get_version() - the version whose params and values it has, 0 if there is none */
uint32_t subdev_dev_get_version(const struct subdev_dev *dev);
/** subdev_dev_get_num_values() - how many params it has */
unsigned int subdev_dev_get_num_values(const struct subdev_dev *dev);
/** subdev_dev_get_value() - its param number @i, with its value */
const struct subdev_value *subdev_dev_get_value(const struct subdev_dev *dev, unsigned int i);
/** subdev_dev_get_num_amounts() - how many resources it holds */
unsigned int subdev_dev_get_num_amounts(const struct subdev_dev *dev);
/** subdev_dev_get_amount() - how much it holds of resource number @i */
const struct subdev_amount *subdev_dev_get_amount(const struct subdev_dev *dev, unsigned int i);
/**
 * subdev_dev_get_num_parent_resources() - how many resources of its parent are told with it
 *
 * They are told by subdev_dev_create_try(), as they would be, and by an event
 * after which the parent has another amount free, as they were then.
 */
unsigned int subdev_dev_get_num_parent_resources(const struct subdev_dev *dev);
/** subdev_dev_get_parent_resource() - its parent's resource number @i of these */
const struct subdev_resource *subdev_dev_get_parent_resource(const struct subdev_dev *dev,
							     unsigned int i);
/**
 * subdev_dev_get_pool_counts() - what the pool has that it belongs to, or did
 *
 * It is told by an event of a subdevice that is of a pool or was until then, and by
 * subdev_pool_push_dev(). When a subdevice of a pool changes, the pool does, and has no
 * event of its own for it: whoever follows a pool applies these if their generation is
 * higher than the one in hand.
 *
 * Return: the counts, valid as long as the subdevice; NULL if they are not told.
 */
const struct subdev_pool_counts *subdev_dev_get_pool_counts(const struct subdev_dev *dev);

struct subdev_dev_list *subdev_dev_list_unref(struct subdev_dev_list *list);
struct subdev_dev *subdev_dev_list_get_first(const struct subdev_dev_list *list);
struct subdev_dev *subdev_dev_list_get_next(const struct subdev_dev_list *list,
					    const struct subdev_dev *dev);
bool subdev_dev_list_is_consistent(const struct subdev_dev_list *list);
uint64_t subdev_dev_list_get_seq(const struct subdev_dev_list *list);
uint32_t subdev_dev_list_get_epoch(const struct subdev_dev_list *list);

#define subdev_dev_list_foreach(list, dev) \
	for (dev = subdev_dev_list_get_first(list); dev; \
	     dev = subdev_dev_list_get_next(list, dev))

/*
 * Pools: named stocks of ready, identical subdevices of one parent. The kernel
 * fills a pool in the background; one that is pulled out of it can be used at
 * once, and is reset when it is returned. A pool outlives its parent, empty, and is
 * filled again when one of that name comes.
 */

/**
 * subdev_pool_get() - ask for one pool
 * @pool: POOL
 * @out: the pool
 * Return: 0, -ENOENT if there is none.
 */
int subdev_pool_get(struct subdev_ctx *ctx, const char *pool, struct subdev_pool **out);

/**
 * subdev_pool_dump() - ask for the pools of one or of all parents
 * @parent: PARENT, which by its name need not be there; or NULL for all
 * @out: the list
 * Return: 0, -ENODEV if there is no parent of that index.
 */
int subdev_pool_dump(struct subdev_ctx *ctx, const char *parent, struct subdev_pool_list **out);

/**
 * subdev_pool_create_new() - begin to ask for a new pool
 * @out: the request, to be filled by the setters; each of name, parent and type
 *	must be set, what else is not set is left to the kernel
 * Return: 0 or -ENOMEM.
 */
int subdev_pool_create_new(struct subdev_ctx *ctx, struct subdev_pool_create **out);
struct subdev_pool_create *subdev_pool_create_free(struct subdev_pool_create *create);

/** subdev_pool_create_set_name() - say how it is called: a name that could be a label */
int subdev_pool_create_set_name(struct subdev_pool_create *create, const char *name);
/** subdev_pool_create_set_parent() - say of which parent: PARENT */
int subdev_pool_create_set_parent(struct subdev_pool_create *create, const char *parent);
/** subdev_pool_create_set_type() - say of which type, of at most SUBDEV_TYPE_NAME_MAX bytes */
int subdev_pool_create_set_type(struct subdev_pool_create *create, const char *type);
/** subdev_pool_create_set_version() - say which version of the model; else it is the newest */
void subdev_pool_create_set_version(struct subdev_pool_create *create, uint32_t version);
/** subdev_pool_create_add_param_bool() - as subdev_dev_create_add_param_bool() */
int subdev_pool_create_add_param_bool(struct subdev_pool_create *create, const char *name,
				      bool value);
/** subdev_pool_create_add_param_uint() - as subdev_dev_create_add_param_uint() */
int subdev_pool_create_add_param_uint(struct subdev_pool_create *create, const char *name,
				      uint64_t value);
/** subdev_pool_create_add_param_string() - as subdev_dev_create_add_param_string() */
int subdev_pool_create_add_param_string(struct subdev_pool_create *create, const char *name,
					const char *value);
/** subdev_pool_create_add_resource() - as subdev_dev_create_add_resource() */
int subdev_pool_create_add_resource(struct subdev_pool_create *create, const char *name,
				    uint64_t amount);
/** subdev_pool_create_set_size() - say to how many ready ones it is filled; else to none */
void subdev_pool_create_set_size(struct subdev_pool_create *create, uint32_t size);
/**
 * subdev_pool_create_set_low() - say when it is refilled; else it is whenever it can be
 * @low: when fewer than this are ready, at most its size; 0 for never
 */
void subdev_pool_create_set_low(struct subdev_pool_create *create, uint32_t low);
/**
 * subdev_pool_create_set_max_devs() - say how many it may have in all; else any number
 * @max_devs: in stock, pulled, being reset and failed together; 0 for any number,
 *	else at least its size
 */
void subdev_pool_create_set_max_devs(struct subdev_pool_create *create, uint32_t max_devs);

/**
 * subdev_pool_create_run() - create a pool
 * @create: the request; can be run again
 * @out: the new pool, which is filled in the background; may be NULL
 *
 * Return: 0, -ENODEV if there is no such parent; -ENOENT if there is no such type,
 * version, param or resource; -EEXIST if the name is taken; -ERANGE for a value, an
 * amount or one of its numbers outside of its limits; -ENOSPC if there are
 * SUBDEV_POOLS_MAX pools; -EOPNOTSUPP if the driver cannot reset, or for a version
 * or a param of a type without model.
 */
int subdev_pool_create_run(struct subdev_pool_create *create, struct subdev_pool **out);

/**
 * subdev_pool_set_new() - begin to ask for changes of a pool
 * @pool: POOL
 * @out: the request, to be filled by the functions below; what is not said
 *	stays as it is
 * Return: 0, -EINVAL or -ENOMEM.
 */
int subdev_pool_set_new(struct subdev_ctx *ctx, const char *pool, struct subdev_pool_set **out);
struct subdev_pool_set *subdev_pool_set_free(struct subdev_pool_set *set);

/** subdev_pool_set_size() - as subdev_pool_create_set_size(); those that are ready stay */
void subdev_pool_set_size(struct subdev_pool_set *set, uint32_t size);
/** subdev_pool_set_low() - as subdev_pool_create_set_low() */
void subdev_pool_set_low(struct subdev_pool_set *set, uint32_t low);
/** subdev_pool_set_max_devs() - as subdev_pool_create_set_max_devs() */
void subdev_pool_set_max_devs(struct subdev_pool_set *set, uint32_t max_devs);
/** subdev_pool_set_if_generation() - change it only if this is its generation */
void subdev_pool_set_if_generation(struct subdev_pool_set *set, uint64_t generation);

/**
 * subdev_pool_set_run() - change a pool, all that was said or nothing
 * @set: the request; can be run again
 * @out: the pool as it is then; may be NULL
 *
 * One that is failed or has no room tries again, whatever is changed.
 *
 * Return: 0, -ENOENT if there is no such pool; -ESTALE if its generation is
 * another; -ERANGE if its numbers do not go together.
 */
int subdev_pool_set_run(struct subdev_pool_set *set, struct subdev_pool **out);

/**
 * struct subdev_pool_delete_options - how to delete a pool; all 0 for the usual way
 * @force: even if some are pulled: these become subdevices of no pool
 * @if_generation: only if this is its generation; NULL for any
 */
struct subdev_pool_delete_options {
	bool force;
	const uint64_t *if_generation;
};

/**
 * subdev_pool_delete() - delete a pool and all that are in its stock, being reset or failed
 * @pool: POOL
 * @options: NULL for the usual way
 * @timeout: in milliseconds, as of subdev_dev_delete()
 * Return: 0, -ENOENT if there is no such pool, -ESTALE if its generation is
 * another, -EBUSY if some are pulled and it is not forced, -ETIMEDOUT.
 */
int subdev_pool_delete(struct subdev_ctx *ctx, const char *pool,
		       const struct subdev_pool_delete_options *options, int timeout);

/**
 * subdev_pool_push() - create subdevices in the stock of a pool, all or none
 * @pool: POOL
 * @count: how many, from 1 to SUBDEV_ITEMS_MAX
 * @out: what the pool has then; may be NULL
 * Return: 0, -ENOENT if there is no such pool, -ENODEV if it has no parent, -ENOSPC
 * if the parent has no room or the pool may not have as many, -EBUSY if the parent
 * is cordoned, or the pool is being deleted.
 */
int subdev_pool_push(struct subdev_ctx *ctx, const char *pool, uint32_t count,
		     struct subdev_pool_counts **out);

/*
 * What is pushed by name or returned is reset in the background; @timeout says how
 * many milliseconds to wait for the end, as of subdev_dev_delete(): 0 not at all,
 * the call then returns with the subdevice in state resetting.
 */

/**
 * subdev_pool_push_dev() - move an idle subdevice into the stock of a pool
 * @pool: POOL
 * @dev: DEV, of the parent and type of the pool and of equal configuration. It
 *	loses label, owner and lease.
 * @condition: what it must be; NULL for any
 * @timeout: in milliseconds
 * @out: the subdevice, which is ready at the end; may be NULL
 * Return: as subdev_pool_return(); -ENOENT if there is no such pool, -EINVAL if it
 * is not like those of the pool, -ENOSPC if the pool may not have one more.
 */
int subdev_pool_push_dev(struct subdev_ctx *ctx, const char *pool, const char *dev,
			 const struct subdev_condition *condition, int timeout,
			 struct subdev_dev **out);

/**
 * subdev_pool_return() - give a pulled subdevice back to its pool
 * @dev: DEV, or a failed one, which is tried again. It loses label, owner and lease
 *	and is what its pool says.
 * @condition: what it must be; NULL for any
 * @timeout: in milliseconds
 * @out: the subdevice, which is ready at the end, or somebody has it again; may be
 *	NULL
 * Return: 0; -EIO if it could not be reset, it is in state failed then, and why is
 * told; -ENODEV if there is no such subdevice, or it was deleted meanwhile; -ESTALE if
 * its generation is another; -EBUSY if it is open, of no pool or not pulled, or if
 * its owner is another; -ETIMEDOUT.
 */
int subdev_pool_return(struct subdev_ctx *ctx, const char *dev,
		       const struct subdev_condition *condition, int timeout,
		       struct subdev_dev **out);

/**
 * subdev_pool_pull_new() - begin to ask for a subdevice of a pool
 * @pool: POOL
 * @out: the request, to be filled by the setters; what is not set is left to the
 *	kernel
 * Return: 0, -EINVAL or -ENOMEM.
 */
int subdev_pool_pull_new(struct subdev_ctx *ctx, const char *pool,
			 struct subdev_pool_pull **out);
struct subdev_pool_pull *subdev_pool_pull_free(struct subdev_pool_pull *pull);

/** subdev_pool_pull_set_label() - say which label, of at most SUBDEV_LABEL_MAX bytes */
int subdev_pool_pull_set_label(struct subdev_pool_pull *pull, const char *label);
/** subdev_pool_pull_set_owner() - as subdev_dev_create_set_owner() */
int subdev_pool_pull_set_owner(struct subdev_pool_pull *pull, const char *owner);
/**
 * subdev_pool_pull_set_lease() - say how long it is pulled; else until it is returned
 * @lease: an enum subdev_lease_kind
 * @ttl: of SUBDEV_LEASE_KIND_TTL: how many seconds, at least 1; else 0
 *
 * When a lease ends the kernel returns the subdevice; if it is open then, when its
 * user closes it. For the rest it is as with subdev_dev_create_set_lease(). Whoever
 * lets another process inherit subdev_ctx_get_fd() lets it have the subdevice.
 */
void subdev_pool_pull_set_lease(struct subdev_pool_pull *pull, uint32_t lease, uint32_t ttl);

/**
 * subdev_pool_pull_run() - take a ready subdevice out of a pool
 * @pull: the request; can be run again
 * @timeout: how many milliseconds to wait for one if the pool is empty: 0 not at
 *	all, SUBDEV_WAIT_FOREVER without limit
 * @out: the subdevice, which can be opened by now
 *
 * Who waits is woken by the kernel: by each event of the pool that can have put one
 * into it. Of several that wait any can be the first to get it.
 *
 * Return: 0; -EAGAIN if the pool is empty, and the text says whether it is being
 * refilled or is exhausted; -ETIMEDOUT if it was so all the time; -ENOENT if there is
 * no such pool, also if it was deleted meanwhile; -EEXIST if the label is taken;
 * -EBUSY if the parent is cordoned; -ENOSPC if the owner may not have more.
 */
int subdev_pool_pull_run(struct subdev_pool_pull *pull, int timeout, struct subdev_dev **out);

struct subdev_pool *subdev_pool_ref(struct subdev_pool *pool);
struct subdev_pool *subdev_pool_unref(struct subdev_pool *pool);

/** subdev_pool_get_name() - host-unique name */
const char *subdev_pool_get_name(const struct subdev_pool *pool);
/** subdev_pool_get_parent_index() - index of its parent, 0 while there is none of that name */
uint32_t subdev_pool_get_parent_index(const struct subdev_pool *pool);
/** subdev_pool_get_parent_name() - name of its parent, whether it is there or not */
const char *subdev_pool_get_parent_name(const struct subdev_pool *pool);
/** subdev_pool_get_type() - name of the type of its subdevices */
const char *subdev_pool_get_type(const struct subdev_pool *pool);
/** subdev_pool_get_version() - the version whose params and values they have, 0 if there is none */
uint32_t subdev_pool_get_version(const struct subdev_pool *pool);
/** subdev_pool_get_num_values() - how many params they have */
unsigned int subdev_pool_get_num_values(const struct subdev_pool *pool);
/** subdev_pool_get_value() - their param number @i, with its value */
const struct subdev_value *subdev_pool_get_value(const struct subdev_pool *pool, unsigned int i);
/** subdev_pool_get_num_amounts() - how many resources each of them holds */
unsigned int subdev_pool_get_num_amounts(const struct subdev_pool *pool);
/** subdev_pool_get_amount() - how much each holds of resource number @i */
const struct subdev_amount *subdev_pool_get_amount(const struct subdev_pool *pool,
						   unsigned int i);
/** subdev_pool_get_size() - to how many ready ones it is filled */
uint32_t subdev_pool_get_size(const struct subdev_pool *pool);
/** subdev_pool_get_low() - it is refilled when fewer than this are ready */
uint32_t subdev_pool_get_low(const struct subdev_pool *pool);
/** subdev_pool_get_max_devs() - how many it may have in all, 0 for any number */
uint32_t subdev_pool_get_max_devs(const struct subdev_pool *pool);
/** subdev_pool_get_state() - what it does about its stock: an enum subdev_pool_state */
uint32_t subdev_pool_get_state(const struct subdev_pool *pool);
/** subdev_pool_get_state_str() - the same as text, like "no-room" */
const char *subdev_pool_get_state_str(const struct subdev_pool *pool);
/**
 * subdev_pool_get_errno() - what it failed with to add one
 * Return: a positive errno while its state is no-room or failed, else 0.
 */
int subdev_pool_get_errno(const struct subdev_pool *pool);
/** subdev_pool_get_why() - why that was, for people, or NULL */
const char *subdev_pool_get_why(const struct subdev_pool *pool);
/** subdev_pool_get_generation() - grows with each change of the pool */
uint64_t subdev_pool_get_generation(const struct subdev_pool *pool);
/** subdev_pool_get_devs() - how many subdevices belong to it, those being reset too */
uint32_t subdev_pool_get_devs(const struct subdev_pool *pool);
/** subdev_pool_get_ready() - how many of these are in stock */
uint32_t subdev_pool_get_ready(const struct subdev_pool *pool);
/** subdev_pool_get_pulled() - how many of these somebody has */
uint32_t subdev_pool_get_pulled(const struct subdev_pool *pool);
/** subdev_pool_get_failed() - how many of these could not be reset */
uint32_t subdev_pool_get_failed(const struct subdev_pool *pool);

struct subdev_pool_list *subdev_pool_list_unref(struct subdev_pool_list *list);
struct subdev_pool *subdev_pool_list_get_first(const struct subdev_pool_list *list);
struct subdev_pool *subdev_pool_list_get_next(const struct subdev_pool_list *list,
					      const struct subdev_pool *pool);
bool subdev_pool_list_is_consistent(const struct subdev_pool_list *list);
uint64_t subdev_pool_list_get_seq(const struct subdev_pool_list *list);
uint32_t subdev_pool_list_get_epoch(const struct subdev_pool_list *list);

#define subdev_pool_list_foreach(list, pool) \
	for (pool = subdev_pool_list_get_first(list); pool; \
	     pool = subdev_pool_list_get_next(list, pool))

/*
 * Counts: what changes of a pool when one of its subdevices does
 */

struct subdev_pool_counts *subdev_pool_counts_ref(struct subdev_pool_counts *counts);
struct subdev_pool_counts *subdev_pool_counts_unref(struct subdev_pool_counts *counts);

/** subdev_pool_counts_get_name() - name of the pool */
const char *subdev_pool_counts_get_name(const struct subdev_pool_counts *counts);
/** subdev_pool_counts_get_generation() - that of the pool with these counts */
uint64_t subdev_pool_counts_get_generation(const struct subdev_pool_counts *counts);
/** subdev_pool_counts_get_devs() - as subdev_pool_get_devs() */
uint32_t subdev_pool_counts_get_devs(const struct subdev_pool_counts *counts);
/** subdev_pool_counts_get_ready() - as subdev_pool_get_ready() */
uint32_t subdev_pool_counts_get_ready(const struct subdev_pool_counts *counts);
/** subdev_pool_counts_get_pulled() - as subdev_pool_get_pulled() */
uint32_t subdev_pool_counts_get_pulled(const struct subdev_pool_counts *counts);
/** subdev_pool_counts_get_failed() - as subdev_pool_get_failed() */
uint32_t subdev_pool_counts_get_failed(const struct subdev_pool_counts *counts);

/*
 * Transactions: lists of unlike subdevices, of several parents and pools, which are
 * created or pulled all or none. Nobody sees a part of them.
 */

/**
 * subdev_transaction_new() - begin a list
 * @out: the list, to be filled by the functions below
 * Return: 0 or -ENOMEM.
 */
int subdev_transaction_new(struct subdev_ctx *ctx, struct subdev_transaction **out);
struct subdev_transaction *subdev_transaction_free(struct subdev_transaction *transaction);

/**
 * subdev_transaction_add_create() - add a subdevice that is to be created
 * @transaction: of the same context
 * @create: what subdev_dev_create_run() would take, as it is now; still the
 *	caller's, who can change it for the next item
 * @count: how many, at least 1. More than one have neither UUID nor label.
 * Return: 0, -EMSGSIZE if the list is too long.
 */
int subdev_transaction_add_create(struct subdev_transaction *transaction,
				  const struct subdev_dev_create *create, uint32_t count);

/**
 * subdev_transaction_add_pull() - add a subdevice that is to be pulled
 * @transaction: of the same context
 * @pull: what subdev_pool_pull_run() would take, as it is now; still the caller's,
 *	who can change it for the next item
 * @count: how many, at least 1. More than one have no label.
 * Return: 0, -EMSGSIZE if the list is too long.
 */
int subdev_transaction_add_pull(struct subdev_transaction *transaction,
				const struct subdev_pool_pull *pull, uint32_t count);

/**
 * subdev_transaction_set_whole() - say whether whole subdevices are wanted
 * @whole: else each has id, UUID, label, group and cdev, and paths but that in
 *	sysfs; and nothing else
 *
 * The kernel answers up to 2 MiB of whole ones at a time. Of a list that could be
 * more each is asked for by itself when all is done: one that somebody has deleted
 * by then, or that could not be had, has only what it has else.
 */
void subdev_transaction_set_whole(struct subdev_transaction *transaction, bool whole);

/**
 * subdev_transaction_run() - create and pull all that was added, or nothing
 * @transaction: the list; can be run again
 * @out: the subdevices in the order in which they were added, all of one item
 *	behind each other; may be NULL. There is no number of an event.
 *
 * Who waits for a pool waits by subdev_pool_pull_run(): here nobody does.
 *
 * Return: 0; what the first item fails with that cannot be done, as of
 * subdev_dev_create_run() and subdev_pool_pull_run(): subdev_error_get_attr() says
 * which, from 0 on, like "item[2].label"; -ERANGE if the list has nothing or
 * more than SUBDEV_ITEMS_MAX subdevices.
 */
int subdev_transaction_run(struct subdev_transaction *transaction, struct subdev_dev_list **out);

/*
 * Manifests: model, version if one fits exactly, params, amounts and a token of
 * the vendor driver: all that decides whether migrated state is understood
 */

/**
 * subdev_manifest_get_dev() - ask for the manifest of a subdevice
 * @dev: DEV
 * @out: the manifest
 * Return: 0, -ENODEV if there is no such subdevice or its type has no model.
 */
int subdev_manifest_get_dev(struct subdev_ctx *ctx, const char *dev,
			    struct subdev_manifest **out);

/**
 * subdev_manifest_get_type() - ask for the manifest of a new subdevice of a type
 * @parent: PARENT
 * @type: name of the type
 * @out: the manifest
 * Return: 0, -ENODEV if there is no such parent or the type has no model, -ENOENT
 * if there is no such type.
 */
int subdev_manifest_get_type(struct subdev_ctx *ctx, const char *parent, const char *type,
			     struct subdev_manifest **out);

/**
 * subdev_manifest_dump() - ask for those of a new subdevice in each version
 * @parent: PARENT
 * @type: name of the type
 * @out: the list, the oldest version first
 * Return: as subdev_manifest_get_type().
 */
int subdev_manifest_dump(struct subdev_ctx *ctx, const char *parent, const char *type,
			 struct subdev_manifest_list **out);

struct subdev_manifest *subdev_manifest_ref(struct subdev_manifest *manifest);
struct subdev_manifest *subdev_manifest_unref(struct subdev_manifest *manifest);

/** subdev_manifest_get_model() - URI of the model, or NULL */
const char *subdev_manifest_get_model(const struct subdev_manifest *manifest);
/** subdev_manifest_get_version() - the version whose params and values these are, 0 if none */
uint32_t subdev_manifest_get_version(const struct subdev_manifest *manifest);
/** subdev_manifest_get_num_values() - how many params it has */
unsigned int subdev_manifest_get_num_values(const struct subdev_manifest *manifest);
/** subdev_manifest_get_value() - its param number @i, with its value */
const struct subdev_value *subdev_manifest_get_value(const struct subdev_manifest *manifest,
						     unsigned int i);
/** subdev_manifest_get_num_amounts() - how many resources it has */
unsigned int subdev_manifest_get_num_amounts(const struct subdev_manifest *manifest);
/** subdev_manifest_get_amount() - its amount of resource number @i */
const struct subdev_amount *subdev_manifest_get_amount(const struct subdev_manifest *manifest,
						       unsigned int i);
/** subdev_manifest_get_token() - what the vendor driver adds, or NULL */
const uint8_t *subdev_manifest_get_token(const struct subdev_manifest *manifest);
/** subdev_manifest_get_token_len() - number of bytes of the token */
unsigned int subdev_manifest_get_token_len(const struct subdev_manifest *manifest);

struct subdev_manifest_list *subdev_manifest_list_unref(struct subdev_manifest_list *list);
struct subdev_manifest *subdev_manifest_list_get_first(const struct subdev_manifest_list *list);
struct subdev_manifest *subdev_manifest_list_get_next(const struct subdev_manifest_list *list,
						      const struct subdev_manifest *manifest);
bool subdev_manifest_list_is_consistent(const struct subdev_manifest_list *list);

#define subdev_manifest_list_foreach(list, manifest) \
	for (manifest = subdev_manifest_list_get_first(list); manifest; \
	     manifest = subdev_manifest_list_get_next(list, manifest))

/*
 * As JSON a manifest travels to other hosts. Its text is an object, that of a list
 * an array of these:
 *
 *	{
 *		"subdev_manifest": 1,
 *		"model": "https://example.org/my-nic",
 *		"version": 2,
 *		"params": { "rss": true, "rx-filter-size": 64 },
 *		"resources": { "queue": 4 },
 *		"token": "0a1b"
 *	}
 *
 * Only "subdev_manifest", the number of this format, must be there; the order does
 * not matter. Of a member that is given twice the last counts. Numbers are from 0 to
 * 2^64-1 and written without sign, fraction and exponent. The text is UTF-8 without
 * a byte order mark, of at most SUBDEV_MANIFEST_JSON_MAX bytes.
 */
#define SUBDEV_MANIFEST_JSON_MAX (1024 * 1024)

/**
 * subdev_manifest_to_json() - write a manifest as JSON
 * @out: the text, several lines with the last one ended; to be freed by free(3)
 * Return: 0, -EINVAL if it has a string that is not UTF-8, -ENOMEM.
 */
int subdev_manifest_to_json(struct subdev_ctx *ctx, const struct subdev_manifest *manifest,
			    char **out);

/** subdev_manifest_list_to_json() - the same for a list of manifests */
int subdev_manifest_list_to_json(struct subdev_ctx *ctx, const struct subdev_manifest_list *list,
				 char **out);

/**
 * subdev_manifest_from_json() - read one manifest
 * @text: JSON: an object, or an array of one
 * @len: its length in bytes; it may end without a NUL
 * @out: the manifest
 *
 * Reads strictly: members that are unknown or not as above are refused. The
 * error's text says which member is wrong, or in which line the text is not JSON.
 * The kernel judges what the manifest says.
 *
 * Return: 0, -EINVAL if it is not a manifest, -ERANGE for a number or a length
 * outside of its limits, -EMSGSIZE if it is too long as a whole, -ENOMEM.
 */
int subdev_manifest_from_json(struct subdev_ctx *ctx, const char *text, size_t len,
			      struct subdev_manifest **out);

/**
 * subdev_manifest_list_from_json() - read a list of manifests
 * @text: JSON: an array of at most SUBDEV_MANIFESTS_MAX objects, or one object
 * @len: its length in bytes
 * @out: the list, in the order of the text
 * Return: as subdev_manifest_from_json().
 */
int subdev_manifest_list_from_json(struct subdev_ctx *ctx, const char *text, size_t len,
				   struct subdev_manifest_list **out);

/*
 * Verdicts: whether a manifest fits. It is the kernel that says so; the request
 * succeeds either way.
 */

/**
 * subdev_manifest_check_dev() - ask whether a subdevice would accept migrated state
 * @manifest: of the subdevice whose state it is
 * @dev: DEV
 * @out: the verdict, for SUBDEV_PURPOSE_STATE
 * Return: 0, -ENODEV if there is no such subdevice.
 */
int subdev_manifest_check_dev(struct subdev_ctx *ctx, const struct subdev_manifest *manifest,
			      const char *dev, struct subdev_verdict **out);

/**
 * subdev_manifest_check_type() - ask whether an equal subdevice could be created now
 * @manifest: what it would have to be
 * @parent: PARENT
 * @type: name of the type
 * @out: the verdict, for SUBDEV_PURPOSE_CREATE
 * Return: 0, -ENODEV if there is no such parent, -ENOENT if it has no such type.
 */
int subdev_manifest_check_type(struct subdev_ctx *ctx, const struct subdev_manifest *manifest,
			       const char *parent, const char *type, struct subdev_verdict **out);

/**
 * subdev_manifest_negotiate() - ask for the best of several manifests
 * @list: what a source can be; one at least
 * @parent: PARENT
 * @type: name of the type
 * @out: the verdict on the chosen one, or if none fits on the last
 * Return: as subdev_manifest_check_type().
 */
int subdev_manifest_negotiate(struct subdev_ctx *ctx, const struct subdev_manifest_list *list,
			      const char *parent, const char *type, struct subdev_verdict **out);

struct subdev_verdict *subdev_verdict_ref(struct subdev_verdict *verdict);
struct subdev_verdict *subdev_verdict_unref(struct subdev_verdict *verdict);

/** subdev_verdict_get_purpose() - what it holds for: an enum subdev_purpose */
uint32_t subdev_verdict_get_purpose(const struct subdev_verdict *verdict);
/** subdev_verdict_get_purpose_str() - the same as text: "create" or "state" */
const char *subdev_verdict_get_purpose_str(const struct subdev_verdict *verdict);
/**
 * subdev_verdict_get_errno() - what the attempt would fail with
 *
 * Return: 0 if the manifest fits; ENODEV if target or manifest has no model, so
 * that nothing fits; EINVAL if this one does not fit; ENOSPC if it fits and there
 * is no room now.
 */
int subdev_verdict_get_errno(const struct subdev_verdict *verdict);
/** subdev_verdict_get_num_reasons() - how many things do not fit */
unsigned int subdev_verdict_get_num_reasons(const struct subdev_verdict *verdict);
/** subdev_verdict_get_reason() - reason number @i against it */
const struct subdev_reason *subdev_verdict_get_reason(const struct subdev_verdict *verdict,
						      unsigned int i);
/** subdev_verdict_get_chosen() - place in the list of the one that was chosen, from 0, or -1 */
int64_t subdev_verdict_get_chosen(const struct subdev_verdict *verdict);
/**
 * subdev_verdict_get_manifest() - the chosen manifest, as the target would make it
 * Return: a manifest that is valid as long as the verdict, or NULL. Take a
 * reference to keep it longer.
 */
struct subdev_manifest *subdev_verdict_get_manifest(const struct subdev_verdict *verdict);

/** subdev_reason_get_subject() - what it is about: an enum subdev_subject */
uint32_t subdev_reason_get_subject(const struct subdev_reason *reason);
/** subdev_reason_get_subject_str() - the same as text, like "param" */
const char *subdev_reason_get_subject_str(const struct subdev_reason *reason);
/** subdev_reason_get_name() - name of the param or resource, or NULL */
const char *subdev_reason_get_name(const struct subdev_reason *reason);
/** subdev_reason_get_wanted() - what the manifest says, for people, or NULL */
const char *subdev_reason_get_wanted(const struct subdev_reason *reason);
/** subdev_reason_get_had() - what the target has or takes, for people, or NULL */
const char *subdev_reason_get_had(const struct subdev_reason *reason);

/*
 * Stats: what was counted. Of a subdevice since it was created, of a pool since it
 * was created, of a parent since it came, with what is gone again.
 */

/**
 * subdev_dev_stats_get() - ask for the stats of one subdevice
 * @dev: DEV
 * @out: the stats
 * Return: 0, -ENODEV if there is no such subdevice.
 */
int subdev_dev_stats_get(struct subdev_ctx *ctx, const char *dev, struct subdev_stats **out);
/**
 * subdev_dev_stats_dump() - ask for those of the subdevices of one or of all parents
 * @parent: PARENT, or NULL for all
 * @out: the list
 * Return: 0, -ENODEV if there is no such parent.
 */
int subdev_dev_stats_dump(struct subdev_ctx *ctx, const char *parent,
			  struct subdev_stats_list **out);
/**
 * subdev_pool_stats_get() - ask for the stats of one pool
 * @pool: POOL
 * @out: the stats
 * Return: 0, -ENOENT if there is no such pool.
 */
int subdev_pool_stats_get(struct subdev_ctx *ctx, const char *pool, struct subdev_stats **out);
/** subdev_pool_stats_dump() - ask for those of all pools */
int subdev_pool_stats_dump(struct subdev_ctx *ctx, struct subdev_stats_list **out);
/**
 * subdev_parent_stats_get() - ask for the stats of one parent
 * @parent: PARENT
 * @out: the stats
 * Return: 0, -ENODEV if there is no such parent.
 */
int subdev_parent_stats_get(struct subdev_ctx *ctx, const char *parent,
			    struct subdev_stats **out);
/** subdev_parent_stats_dump() - ask for those of all parents */
int subdev_parent_stats_dump(struct subdev_ctx *ctx, struct subdev_stats_list **out);

struct subdev_stats *subdev_stats_ref(struct subdev_stats *stats);
struct subdev_stats *subdev_stats_unref(struct subdev_stats *stats);

/* What they are of: a subdevice has id, UUID and maybe a label, a parent index and name. */

/** subdev_stats_get_id() - number of the subdevice, else 0 */
uint32_t subdev_stats_get_id(const struct subdev_stats *stats);
/** subdev_stats_get_uuid() - UUID of the subdevice, SUBDEV_UUID_LEN bytes, else NULL */
const uint8_t *subdev_stats_get_uuid(const struct subdev_stats *stats);
/** subdev_stats_get_uuid_str() - the UUID as text, lower case, else NULL */
const char *subdev_stats_get_uuid_str(const struct subdev_stats *stats);
/** subdev_stats_get_label() - label of the subdevice, or NULL */
const char *subdev_stats_get_label(const struct subdev_stats *stats);
/** subdev_stats_get_parent_index() - index of the parent, else 0 */
uint32_t subdev_stats_get_parent_index(const struct subdev_stats *stats);
/** subdev_stats_get_parent_name() - name of the parent, else NULL */
const char *subdev_stats_get_parent_name(const struct subdev_stats *stats);
/** subdev_stats_get_pool() - name of the pool, else NULL */
const char *subdev_stats_get_pool(const struct subdev_stats *stats);

/* The counters. In brackets is of what each is counted, all is each of them; else it is 0. */

/** subdev_stats_get_opens() - how often it was opened (dev, parent) */
uint64_t subdev_stats_get_opens(const struct subdev_stats *stats);
/** subdev_stats_get_time_in_use() - for how many nanoseconds it was open (dev, parent) */
uint64_t subdev_stats_get_time_in_use(const struct subdev_stats *stats);
/** subdev_stats_get_reads() - reads of its regions (dev) */
uint64_t subdev_stats_get_reads(const struct subdev_stats *stats);
/** subdev_stats_get_writes() - writes of its regions (dev) */
uint64_t subdev_stats_get_writes(const struct subdev_stats *stats);
/** subdev_stats_get_mmaps() - mappings of its regions (dev) */
uint64_t subdev_stats_get_mmaps(const struct subdev_stats *stats);
/** subdev_stats_get_interrupts() - interrupts sent to its user (dev) */
uint64_t subdev_stats_get_interrupts(const struct subdev_stats *stats);
/** subdev_stats_get_dma_read() - bytes that it read from its user's memory (dev) */
uint64_t subdev_stats_get_dma_read(const struct subdev_stats *stats);
/** subdev_stats_get_dma_written() - bytes that it wrote to its user's memory (dev) */
uint64_t subdev_stats_get_dma_written(const struct subdev_stats *stats);
/** subdev_stats_get_resets() - how often it was reset (dev, parent) */
uint64_t subdev_stats_get_resets(const struct subdev_stats *stats);
/** subdev_stats_get_failures() - what driver or VFIO failed to build or reset (all) */
uint64_t subdev_stats_get_failures(const struct subdev_stats *stats);
/** subdev_stats_get_creates() - subdevices created (pool, parent) */
uint64_t subdev_stats_get_creates(const struct subdev_stats *stats);
/** subdev_stats_get_deletes() - subdevices deleted (pool, parent) */
uint64_t subdev_stats_get_deletes(const struct subdev_stats *stats);
/** subdev_stats_get_pulls() - how often it was pulled, or one of its own (all) */
uint64_t subdev_stats_get_pulls(const struct subdev_stats *stats);
/** subdev_stats_get_returns() - subdevices returned (pool, parent) */
uint64_t subdev_stats_get_returns(const struct subdev_stats *stats);
/** subdev_stats_get_waits() - pulls that found none ready (pool, parent) */
uint64_t subdev_stats_get_waits(const struct subdev_stats *stats);
/** subdev_stats_get_refills() - subdevices added in the background (pool, parent) */
uint64_t subdev_stats_get_refills(const struct subdev_stats *stats);

struct subdev_stats_list *subdev_stats_list_unref(struct subdev_stats_list *list);
struct subdev_stats *subdev_stats_list_get_first(const struct subdev_stats_list *list);
struct subdev_stats *subdev_stats_list_get_next(const struct subdev_stats_list *list,
						const struct subdev_stats *stats);
bool subdev_stats_list_is_consistent(const struct subdev_stats_list *list);

#define subdev_stats_list_foreach(list, stats) \
	for (stats = subdev_stats_list_get_first(list); stats; \
	     stats = subdev_stats_list_get_next(list, stats))

/*
 * Events. To follow the state of the host: open the listener, dump parents,
 * subdevices and pools, say subdev_events_start_after() with the number of the
 * first of these lists, then apply each event whose object has a higher generation
 * than the one in hand, and what it says of the object's parent and pool in the
 * same way. After lost events, dump again, and so on.
 */

/**
 * subdev_event_kind_str() - what a kind of event is called, like "dev-add"
 * @kind: an enum subdev_event_kind, from 1 on
 * Return: the name, or NULL if there is no such kind.
 */
const char *subdev_event_kind_str(enum subdev_event_kind kind);

/**
 * subdev_filter_new() - begin to say which events are asked for
 * @out: the filter, to be filled by the functions below; what is not said is
 *	not asked for
 * Return: 0 or -ENOMEM.
 */
int subdev_filter_new(struct subdev_ctx *ctx, struct subdev_filter **out);
struct subdev_filter *subdev_filter_free(struct subdev_filter *filter);
/**
 * subdev_filter_set_parent() - only events of a parent, its subdevices and its pools
 * @parent: PARENT, which need not be there; by its name it is the same after it
 *	has come back
 */
int subdev_filter_set_parent(struct subdev_filter *filter, const char *parent);
/**
 * subdev_filter_set_owner() - only events of the subdevices of an owner
 * @owner: also if they had that owner until the change; empty for those without
 *
 * A parent or a pool has no owner: events of these do not pass.
 */
int subdev_filter_set_owner(struct subdev_filter *filter, const char *owner);
/**
 * subdev_filter_set_pool() - only events of a pool and its subdevices
 * @pool: POOL, which need not be there; also of those that left it with the event
 */
int subdev_filter_set_pool(struct subdev_filter *filter, const char *pool);
/**
 * subdev_filter_add_kind() - only events of this kind, or of others that are added
 * Return: 0, -EINVAL if there is no such kind.
 */
int subdev_filter_add_kind(struct subdev_filter *filter, enum subdev_event_kind kind);

/**
 * subdev_events_open() - listen to the events of this host
 * @out: the listener; keeps a reference to the context
 */
int subdev_events_open(struct subdev_ctx *ctx, struct subdev_events **out);

/**
 * subdev_events_open_filtered() - listen to some of the events of this host
 * @filter: which; still the caller's. NULL for all.
 * @out: as of subdev_events_open()
 *
 * The kernel sends no other. Their numbers have gaps, so that one was lost shows
 * only by what the kernel tells: it does so for each.
 *
 * Return: 0, -EINVAL for an owner or a pool that nothing can have, -EOPNOTSUPP if
 * the kernel knows no filters.
 */
int subdev_events_open_filtered(struct subdev_ctx *ctx, const struct subdev_filter *filter,
				struct subdev_events **out);

/**
 * subdev_events_start_after() - say which events are known already
 * @epoch: of a list that was read after the listener was opened, or after the
 *	loss was told
 * @seq: the number of the list
 *
 * Events of the epoch up to this number are passed over. Without a filter the
 * next one must have the number after it, else events were lost.
 */
void subdev_events_start_after(struct subdev_events *events, uint32_t epoch, uint64_t seq);

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
 * Return: 0; -EAGAIN if there is none now; -ENOBUFS if events were lost: what is
 * read of the state after this has all that they told, and later events will
 * come; -EPROTONOSUPPORT if the module was unloaded, no further events will come.
 */
int subdev_events_read(struct subdev_events *events, struct subdev_event **out);

struct subdev_event *subdev_event_ref(struct subdev_event *event);
struct subdev_event *subdev_event_unref(struct subdev_event *event);

/** subdev_event_get_kind() - what happened, one for each kind of event that there is */
enum subdev_event_kind subdev_event_get_kind(const struct subdev_event *event);
/** subdev_event_get_kind_str() - what happened, as text, like "dev-add" */
const char *subdev_event_get_kind_str(const struct subdev_event *event);
/** subdev_event_get_seq() - number of the event, from 1, without gaps in an epoch */
uint64_t subdev_event_get_seq(const struct subdev_event *event);
/** subdev_event_get_epoch() - random number, not 0, new with each load of the module */
uint32_t subdev_event_get_epoch(const struct subdev_event *event);
/** subdev_event_get_cause() - why it happened: an enum subdev_cause */
uint32_t subdev_event_get_cause(const struct subdev_event *event);
/** subdev_event_get_cause_str() - the same as text, like "lease" */
const char *subdev_event_get_cause_str(const struct subdev_event *event);
/** subdev_event_get_parent() - the parent it is about, valid as long as the event, or NULL */
const struct subdev_parent *subdev_event_get_parent(const struct subdev_event *event);
/** subdev_event_get_dev() - the subdevice it is about, valid as long as the event, or NULL */
const struct subdev_dev *subdev_event_get_dev(const struct subdev_event *event);
/**
 * subdev_event_get_pool() - the pool it is about, valid as long as the event, or NULL
 *
 * What a subdevice changes of its pool is told by subdev_dev_get_pool_counts().
 */
const struct subdev_pool *subdev_event_get_pool(const struct subdev_event *event);
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

/*
 * Batches: many requests, sent without waiting for the answer of each. A request
 * is added by the function that would make it, with _submit behind its name; the
 * answers are told in the order in which the requests were added.
 *
 * What is added is sent when it is time, at the latest by subdev_batch_run().
 * Other calls with the context overtake what has not been sent.
 */

/**
 * typedef subdev_answer_fn - takes the answer to one request
 * @ctx: the context; the functions about errors are about this request
 * @answer: what came of it, valid during the call only
 * @data: what was given with the request
 *
 * It can make calls with the context, but none with the batch.
 */
typedef void (*subdev_answer_fn)(struct subdev_ctx *ctx, const struct subdev_answer *answer,
				 void *data);

/** subdev_answer_get_code() - 0, or the negative errno that the request failed with */
int subdev_answer_get_code(const struct subdev_answer *answer);
/**
 * subdev_answer_get_dev() - the subdevice that the request was about, as it is then
 * Return: NULL if the request failed or was about something else. Take a
 * reference to keep it longer than the answer.
 */
struct subdev_dev *subdev_answer_get_dev(const struct subdev_answer *answer);
/** subdev_answer_get_parent() - the same of a request about a parent */
struct subdev_parent *subdev_answer_get_parent(const struct subdev_answer *answer);
/** subdev_answer_get_pool() - the same of a request about a pool */
struct subdev_pool *subdev_answer_get_pool(const struct subdev_answer *answer);
/** subdev_answer_get_pool_counts() - the same of subdev_pool_push_submit() */
struct subdev_pool_counts *subdev_answer_get_pool_counts(const struct subdev_answer *answer);

/**
 * subdev_batch_new() - make a batch
 * @go_on: whether a request is made although one before it has failed
 * @out: where to put it; keeps a reference to the context
 *
 * If it goes on, the requests are sent as many at a time as the receive buffer
 * has room for the answers of, at most 64.
 *
 * If not, a request that changes something is sent when all before it have
 * succeeded, and what only looks is sent with what is before it. So after a
 * failure nothing has been changed that was added behind it, and no answer of
 * what was is told.
 *
 * Return: 0 or -ENOMEM.
 */
int subdev_batch_new(struct subdev_ctx *ctx, bool go_on, struct subdev_batch **out);

/**
 * subdev_batch_free() - free a batch; what was not sent is forgotten
 * @batch: may be NULL; must not be telling an answer
 * Return: NULL.
 */
struct subdev_batch *subdev_batch_free(struct subdev_batch *batch);

/**
 * subdev_batch_run() - send what was not sent, and wait for all answers
 *
 * The batch can be used anew then.
 *
 * Return: 0, or what the first request failed with that failed since the last
 * run; -EBUSY while an answer is told.
 */
int subdev_batch_run(struct subdev_batch *batch);

/*
 * What each of these functions takes is as for the one without _submit. @fn, which
 * may be NULL, is told the answer, maybe before the next function about the batch
 * returns.
 *
 * Return: 0; -ECANCELED if a request before has failed and the batch does not go on;
 * -EBUSY while an answer is told; or why it cannot be asked. Unless it is 0 the
 * request is not made, and @fn not called.
 */

/** subdev_parent_set_cordon_submit() - answered by the parent */
int subdev_parent_set_cordon_submit(struct subdev_batch *batch, const char *parent, bool cordon,
				    subdev_answer_fn fn, void *data);
/** subdev_dev_get_submit() - answered by the subdevice, as those that follow */
int subdev_dev_get_submit(struct subdev_batch *batch, const char *dev, subdev_answer_fn fn,
			  void *data);
/**
 * subdev_dev_create_submit() - add what was composed; @create can be freed then
 * @batch: of the same context
 */
int subdev_dev_create_submit(struct subdev_dev_create *create, struct subdev_batch *batch,
			     subdev_answer_fn fn, void *data);
/**
 * subdev_dev_set_submit() - add the changes; @set can be freed then
 * @batch: of the same context
 */
int subdev_dev_set_submit(struct subdev_dev_set *set, struct subdev_batch *batch,
			  subdev_answer_fn fn, void *data);
int subdev_dev_activate_submit(struct subdev_batch *batch, const char *dev, subdev_answer_fn fn,
			       void *data);
int subdev_dev_renew_submit(struct subdev_batch *batch, const char *dev, uint32_t ttl,
			    const struct subdev_condition *condition, subdev_answer_fn fn,
			    void *data);
/** subdev_dev_deactivate_submit() - does not wait for the end, which an event tells */
int subdev_dev_deactivate_submit(struct subdev_batch *batch, const char *dev,
				 subdev_answer_fn fn, void *data);
/** subdev_dev_delete_submit() - does not wait for the end, which an event tells */
int subdev_dev_delete_submit(struct subdev_batch *batch, const char *dev,
			     const struct subdev_delete_options *options, subdev_answer_fn fn,
			     void *data);
/** subdev_pool_push_dev_submit() - does not wait for the end, which an event tells */
int subdev_pool_push_dev_submit(struct subdev_batch *batch, const char *pool, const char *dev,
				const struct subdev_condition *condition, subdev_answer_fn fn,
				void *data);
/** subdev_pool_return_submit() - does not wait for the end, which an event tells */
int subdev_pool_return_submit(struct subdev_batch *batch, const char *dev,
			      const struct subdev_condition *condition, subdev_answer_fn fn,
			      void *data);
/**
 * subdev_pool_pull_submit() - does not wait for one that is ready; @pull can be freed then
 * @batch: of the same context
 */
int subdev_pool_pull_submit(struct subdev_pool_pull *pull, struct subdev_batch *batch,
			    subdev_answer_fn fn, void *data);
/** subdev_pool_push_submit() - answered by the counts */
int subdev_pool_push_submit(struct subdev_batch *batch, const char *pool, uint32_t count,
			    subdev_answer_fn fn, void *data);
/** subdev_pool_get_submit() - answered by the pool, as all that follow */
int subdev_pool_get_submit(struct subdev_batch *batch, const char *pool, subdev_answer_fn fn,
			   void *data);
/**
 * subdev_pool_create_submit() - add what was described; @create can be freed then
 * @batch: of the same context
 */
int subdev_pool_create_submit(struct subdev_pool_create *create, struct subdev_batch *batch,
			      subdev_answer_fn fn, void *data);
/**
 * subdev_pool_set_submit() - add the changes; @set can be freed then
 * @batch: of the same context
 */
int subdev_pool_set_submit(struct subdev_pool_set *set, struct subdev_batch *batch,
			   subdev_answer_fn fn, void *data);
/** subdev_pool_delete_submit() - does not wait for the end, which an event tells */
int subdev_pool_delete_submit(struct subdev_batch *batch, const char *pool,
			      const struct subdev_pool_delete_options *options,
			      subdev_answer_fn fn, void *data);

#ifdef __cplusplus
}
#endif

#endif /* LIBSUBDEV_H */
