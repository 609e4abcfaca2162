/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A host with parents, types and subdevices for tests that need answers which
 * make sense, behind a fake transport.
 */
#ifndef TEST_HOST_H
#define TEST_HOST_H

#include "fake.h"

#define HOST_DEVS 8
#define HOST_EPOCH 4711
#define HOST_PARENT_GENERATION 6000000000
#define HOST_PARENT_DEVS 3

/* What a message says of a subdevice; 0 and NULL are left out. */
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
};

struct host_parent {
	uint32_t index;
	const char *name;
	uint64_t generation;
	const char *driver;
	uint32_t types, devs, max_devs;
	bool removing;
};

struct host_type {
	uint32_t parent_index;
	const char *parent_name;
	const char *name;
	uint32_t class;
	const char *description;
	const char *device_api;
	uint32_t available;
};

/* Two parents, three types, three subdevices: idle with all fields, in-use, inactive with few. */
extern const struct host_parent host_parents[2];
extern const struct host_type host_types[3];
extern const struct host_dev host_devs[3];

struct host {
	struct fake fake;
	struct host_dev devs[HOST_DEVS];
	uint32_t next_id;
	uint64_t seq;			/* of the last event */
	/* if not 0, all changes fail by this */
	int refuse;
	const char *refuse_text;
	uint16_t refuse_attr;		/* and point at this attribute, if not 0 */
	bool hold;			/* removals do not come to their end by themselves */
	unsigned int unstable_dumps;	/* so many dumps say that they are not consistent */
};

void host_init(struct host *host);
void host_finish(struct host *host);

/* The attributes of an object, behind what @m has. */
void host_put_parent(struct msg *m, const struct host_parent *parent);
void host_put_type(struct msg *m, const struct host_type *type);
void host_put_dev(struct msg *m, const struct host_dev *dev);
/* The number of an event: the nest @attr. */
void host_put_event(struct msg *m, uint16_t attr, uint64_t seq, uint32_t epoch);

/* Tell the listeners about a subdevice, with the next number; when it came or went, about its parent too. */
void host_notify(struct host *host, uint8_t cmd, const struct host_dev *dev);
struct host_dev *host_find(struct host *host, uint32_t id);
/* End the removal of a subdevice: it is gone, or inactive. */
void host_complete(struct host *host, uint32_t id, bool gone);

#endif /* TEST_HOST_H */
