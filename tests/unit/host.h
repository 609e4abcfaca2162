/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A host with parents, types and subdevices for tests that need answers which
 * make sense, behind a fake transport.
 */
#ifndef TEST_HOST_H
#define TEST_HOST_H

#include "fake.h"

#define HOST_DEVS 40
#define HOST_POOLS 6
#define HOST_PARTS 8
#define HOST_LIMITS 8
#define HOST_EPOCH 4711
#define HOST_PARENT_GENERATION 6000000000
#define HOST_PARENT_DEVS 3
#define HOST_TTL 60	/* of a lease that is renewed by as much as before */
#define HOST_NIC "https://example.org/my-nic"

/*
 * What messages say; 0 and NULL are left out. Arrays of things with names end by
 * one without, or when they are full.
 */

struct host_resource {
	const char *name;
	uint32_t unit;
	uint64_t capacity, free;
	bool contiguous;
	uint64_t largest;
};

struct host_parent {
	uint32_t index;
	const char *name;
	uint64_t generation;
	const char *driver;
	uint32_t types, devs, max_devs;
	bool removing;
	struct host_resource resources[HOST_PARTS];
	bool cordoned;
};

struct host_limit {
	uint32_t parent_index;	/* 0: there is none */
	char owner[SUBDEV_OWNER_MAX + 1];
	char resource[SUBDEV_TYPE_NAME_MAX + 1];
	uint64_t amount, used;
};

struct host_use {
	const char *name;
	uint32_t unit;
	uint64_t def, min, max, step;
	uint32_t grow, shrink;
	bool shrink_reset;
};

struct host_value {
	char name[SUBDEV_TYPE_NAME_MAX + 1];
	uint32_t kind;		/* bool, uint, else a string */
	uint64_t number;
	char string[SUBDEV_VALUE_MAX + 1];
};

struct host_amount {
	char name[SUBDEV_TYPE_NAME_MAX + 1];
	uint64_t amount;
	bool contiguous;
	uint64_t start;
};

struct host_param {
	const char *name;
	uint32_t kind;
	struct host_value def;
	uint64_t min, max;
	uint32_t max_len;
	const char *choices[4];
	uint32_t change;
	uint32_t since, until;
};

struct host_version {
	uint32_t number;
	struct host_value values[HOST_PARTS];
};

struct host_type {
	uint32_t parent_index;
	const char *parent_name;
	const char *name;
	uint32_t class;
	const char *description;
	const char *device_api;
	uint32_t available;
	bool has_model;		/* the one below */
	struct host_use uses[HOST_PARTS];
	uint16_t class_nest;	/* with these numbers in it, 0 is left out */
	uint64_t class_attrs[HOST_PARTS];
};

struct host_dev {
	uint32_t id;
	const char *uuid;	/* as text */
	char label[SUBDEV_LABEL_MAX + 1];
	uint32_t parent_index;
	const char *parent_name;
	const char *type;
	uint32_t state;
	uint64_t generation;
	int64_t group;		/* -1: none */
	const char *cdev;
	uint32_t version;
	struct host_value values[HOST_PARTS];
	struct host_amount amounts[HOST_PARTS];
	char owner[SUBDEV_OWNER_MAX + 1];
	uint32_t lease, ttl;
	char pool[SUBDEV_POOL_NAME_MAX + 1];
	bool ready;
	const char *why;
};

struct host_pool {
	char name[SUBDEV_POOL_NAME_MAX + 1];	/* empty: there is none */
	uint32_t parent_index;	/* 0: its parent is not there */
	const char *parent_name;
	const char *type;
	uint32_t version;
	struct host_value values[HOST_PARTS];
	struct host_amount amounts[HOST_PARTS];
	uint32_t size, low, max_devs;
	uint32_t state, err;
	const char *why;
	uint64_t generation;
	uint64_t pulls, returns, waits, refills, creates, deletes, failures;
};

/* What a pool has: computed. */
struct host_counts {
	uint32_t devs, ready, pulled, failed;
};

/*
 * Two parents: serial ports, and one with five resources. Five types: two serial
 * ones, one that is nothing, a network adapter with a model, a display. Four
 * subdevices: idle with all fields, in-use with a lease for a time, inactive with
 * few, and a network adapter of version 2 with a socket lease. Three limits: one
 * that is not used up, one that is, one of which more is held.
 */
extern const struct host_parent host_parents[2];
extern const struct host_type host_types[5];
extern const struct host_dev host_devs[4];
extern const struct host_limit host_limits[3];
/*
 * Three pools, which are there after host_add_pools(): "gold" of network adapters of
 * version 2 with two that are ready, one that is pulled with a socket lease and one
 * that is failed; "tin" whose parent is gone; "lead" which has no room.
 */
extern const struct host_pool host_pools[3];
extern const struct host_dev host_pool_devs[4];
/* The model of the network adapter: a param of each kind, one of them is gone in version 3. */
extern const struct host_param host_params[4];
extern const struct host_version host_versions[3];

struct host {
	struct fake fake;
	struct host_parent parents[2];
	struct host_dev devs[HOST_DEVS];
	struct host_limit limits[HOST_LIMITS];
	struct host_pool pools[HOST_POOLS];
	char uuids[HOST_DEVS][37];	/* of those that were created */
	uint32_t next_id;
	uint32_t room;			/* for so many more subdevices in pools */
	const char *reset_fails;	/* if not NULL, why all resets fail */
	uint64_t seq;			/* of the last event */
	uint32_t cause;			/* of the next events */
	/* if not 0, all changes fail by this */
	int refuse;
	const char *refuse_text;
	uint16_t refuse_attr;		/* and point at this attribute, if not 0 */
	/* who wants to be told of the end of what was begun last with a subdevice */
	struct fake_socket *asker;
	uint32_t asker_id, asker_seq;
	bool hold;			/* removals, resets and refills do not come to their end by themselves */
	unsigned int unstable_dumps;	/* so many dumps say that they are not consistent */
	unsigned int whole_max;		/* so many whole ones have room in one answer; 0: all */
	bool whole_nomem;		/* for more there is no memory, instead of no room */
};

void host_init(struct host *host);
void host_finish(struct host *host);

/* The attributes of an object, behind what @m has. */
void host_put_parent(struct msg *m, const struct host_parent *parent);
void host_put_type(struct msg *m, const struct host_type *type);
void host_put_dev(struct msg *m, const struct host_dev *dev);
void host_put_holder(struct msg *m, const struct host_dev *dev, const struct host_amount *amount);
void host_put_limit(struct msg *m, const struct host_parent *parent,
		    const struct host_limit *limit);
void host_put_version(struct msg *m, const struct host_type *type,
		      const struct host_version *version);
void host_put_param(struct msg *m, const struct host_type *type, const struct host_param *param);
/* Nests @attr for what a subdevice has, a parent has, or a manifest. */
void host_put_values(struct msg *m, uint16_t attr, const struct host_value *values);
void host_put_amounts(struct msg *m, uint16_t attr, const struct host_amount *amounts);
void host_put_resources(struct msg *m, uint16_t attr, const struct host_resource *resources);
void host_put_manifest(struct msg *m, const struct host_dev *dev);
void host_put_pool(struct msg *m, const struct host_pool *pool, const struct host_counts *counts);
void host_put_counts(struct msg *m, const struct host_pool *pool,
		     const struct host_counts *counts);
/* The same of a subdevice as the answer to a transaction has it. */
void host_put_brief(struct msg *m, const struct host_dev *dev);
void host_put_dev_stats(struct msg *m, const struct host_dev *dev);
void host_put_pool_stats(struct msg *m, const struct host_pool *pool);
void host_put_parent_stats(struct msg *m, const struct host_parent *parent);
/* The number of an event and its cause: the nest @attr. */
void host_put_event(struct msg *m, uint16_t attr, uint64_t seq, uint32_t epoch, uint32_t cause);

/*
 * Tell the listeners about a subdevice, with the next number; when it came or went, about
 * its parent too; if it is of a pool, what that has now.
 */
void host_notify(struct host *host, uint8_t cmd, const struct host_dev *dev);
/* The same of one that was of @pool until now. */
void host_notify_left(struct host *host, const struct host_dev *dev, struct host_pool *pool);
/* The same about a pool. */
void host_notify_pool(struct host *host, uint8_t cmd, struct host_pool *pool);
struct host_dev *host_find(struct host *host, uint32_t id);
/* A subdevice of a type as it is created if nothing else is said; @version 0 for the newest. */
void host_default_dev(struct host_dev *dev, const struct host_type *type, uint32_t version);
/* Answer a request about manifests; one that is not is left alone. */
bool host_answer_manifest(struct host *host, struct fake_socket *socket,
			  const struct msg *request);
/* Answer a request about pools, transactions or stats; one that is not is left alone. */
bool host_answer_pool(struct host *host, struct fake_socket *socket, const struct msg *request);
bool host_answer_transaction(struct host *host, struct fake_socket *socket,
			     const struct msg *request);
bool host_answer_stats(struct host *host, struct fake_socket *socket, const struct msg *request);

/* Who made this request of a subdevice is told of its end, if it wants that. */
void host_ask_end(struct host *host, struct fake_socket *socket, const struct msg *request,
		  const struct host_dev *dev);
/* End the removal of a subdevice: it is gone, or inactive. */
void host_complete(struct host *host, uint32_t id, bool gone);

/*
 * Pools
 */

/* Let the three be there, with their subdevices. */
void host_add_pools(struct host *host);
struct host_pool *host_find_pool(struct host *host, const char *name);
struct host_counts host_count(const struct host *host, const struct host_pool *pool);
/* End the reset of a subdevice; @why it failed, or NULL. */
void host_end_reset(struct host *host, uint32_t id, const char *why);
/* Fill a pool, as the kernel does in the background, as far as it goes. */
void host_fill(struct host *host, struct host_pool *pool);
/* End the removal of a pool. */
void host_end_pool(struct host *host, struct host_pool *pool);
/* A parent goes with all its subdevices, or comes back. */
void host_parent_goes(struct host *host, uint32_t index);
void host_parent_comes(struct host *host, uint32_t index);

/*
 * What the parts of the host have for each other
 */

/* What a request asks, or one item of it. */
struct host_ask {
	const struct msg *request;
	const void *attrs;
	size_t len;
};

/* Why the host refuses: 0 if it does not. */
struct host_refusal {
	int err;
	char text[80];
	const struct nlattr *nla;	/* the culprit, or NULL */
	uint64_t cookie;
};

struct host_ask host_ask(const struct msg *request);
/* One of its attributes, or NULL. */
const struct nlattr *host_attr(const struct host_ask *ask, uint16_t attr);
const char *host_attr_string(const struct host_ask *ask, uint16_t attr);
uint32_t host_attr_u32(const struct host_ask *ask, uint16_t attr, uint32_t otherwise);
/* Return: false. */
bool host_refuse(struct host_refusal *why, int err, const struct nlattr *nla, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void host_answer_refusal(struct fake_socket *socket, const struct msg *request,
			 const struct host_refusal *why);

/* How object @i of a dump is put, whether it is one that the request wants. */
typedef bool (*host_put_fn)(struct host *host, const struct msg *request, struct msg *m, size_t i);
void host_answer_dump(struct host *host, struct fake_socket *socket, const struct msg *request,
		      size_t count, host_put_fn put);
void host_answer_one(struct host *host, struct fake_socket *socket, const struct msg *request,
		     size_t count, host_put_fn put, int err, const char *text);
void host_answer_dev(struct host *host, struct fake_socket *socket, const struct msg *request,
		     const struct host_dev *dev);
bool host_is_parent(const struct msg *request, uint16_t index_attr, uint16_t name_attr,
		    uint32_t index, const char *name);
const struct host_type *host_type_of(const struct msg *request);
struct host_dev *host_dev_of(struct host *host, const struct msg *request);
/* What a subdevice is to be; @numbers: of version, param, resource. */
bool host_compose(struct host_dev *dev, const struct host_ask *ask, const uint16_t numbers[3],
		  struct host_refusal *why);
/* Is it what the request says that it must be? */
bool host_is_wanted(const struct host_dev *dev, const struct host_ask *ask,
		    struct host_refusal *why);
/* The owner and the lease that a request says. */
void host_set_tenure(struct host_dev *dev, const struct host_ask *ask);
/* Make a subdevice, of which nothing is told. */
struct host_dev *host_create(struct host *host, const struct host_ask *ask,
			     struct host_refusal *why);
struct host_dev *host_add_dev(struct host *host, const struct host_dev *new);
/* Take one out of a pool, of which nothing is told. */
struct host_dev *host_pull(struct host *host, const struct host_ask *ask,
			   struct host_refusal *why);
/* What is done in the background when a pool has got less. */
void host_refill(struct host *host, struct host_pool *pool);
/* The parent was cordoned, or is no longer: its pools try again. */
void host_retry(struct host *host, uint32_t parent_index);

#endif /* TEST_HOST_H */
