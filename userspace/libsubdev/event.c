// SPDX-License-Identifier: LGPL-2.1-or-later
/* Events: what the kernel tells to those who listen. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/msg.h>

#include "dev.h"
#include "event.h"
#include "family.h"
#include "filter.h"
#include "genl.h"
#include "names.h"
#include "parent.h"
#include "pool.h"
#include "request.h"

struct subdev_events {
	struct subdev_ctx *ctx;
	struct transport *transport;
	uint16_t family;
	/* what is left of the last datagram */
	struct nlmsghdr *next;
	int rest;
	/* with a filter the numbers have gaps */
	bool filtered;
	/* epoch of the last event, 0 if it is not known, and the number that must come next */
	uint32_t epoch;
	uint64_t seq;
	/* until an event is read, those of the epoch with lower numbers are known already */
	bool skips;
	/* the event behind a gap that was reported */
	struct subdev_event *pending;
	char buf[] __attribute__((aligned(NLMSG_ALIGNTO)));
};

struct subdev_event {
	unsigned int refcount;
	enum subdev_event_kind kind;
	uint64_t seq;
	uint32_t epoch;
	uint32_t cause;
	struct object *obj;
};

struct event_desc {
	uint8_t cmd;
	object_new_fn make;
	uint8_t attr;	/* the nest with the number */
};

static const struct event_desc descs[] = {
	[SUBDEV_EVENT_KIND_PARENT_ADD] = {
		SUBDEV_CMD_PARENT_ADD_NTF, parent_new, SUBDEV_A_PARENT_EVENT
	},
	[SUBDEV_EVENT_KIND_PARENT_CHANGE] = {
		SUBDEV_CMD_PARENT_CHANGE_NTF, parent_new, SUBDEV_A_PARENT_EVENT
	},
	[SUBDEV_EVENT_KIND_PARENT_DEL] = {
		SUBDEV_CMD_PARENT_DEL_NTF, parent_new, SUBDEV_A_PARENT_EVENT
	},
	[SUBDEV_EVENT_KIND_DEV_ADD] = {
		SUBDEV_CMD_DEV_ADD_NTF, dev_new, SUBDEV_A_DEV_EVENT
	},
	[SUBDEV_EVENT_KIND_DEV_CHANGE] = {
		SUBDEV_CMD_DEV_CHANGE_NTF, dev_new, SUBDEV_A_DEV_EVENT
	},
	[SUBDEV_EVENT_KIND_DEV_DEL] = {
		SUBDEV_CMD_DEV_DEL_NTF, dev_new, SUBDEV_A_DEV_EVENT
	},
	[SUBDEV_EVENT_KIND_POOL_ADD] = {
		SUBDEV_CMD_POOL_ADD_NTF, pool_new, SUBDEV_A_POOL_EVENT
	},
	[SUBDEV_EVENT_KIND_POOL_CHANGE] = {
		SUBDEV_CMD_POOL_CHANGE_NTF, pool_new, SUBDEV_A_POOL_EVENT
	},
	[SUBDEV_EVENT_KIND_POOL_DEL] = {
		SUBDEV_CMD_POOL_DEL_NTF, pool_new, SUBDEV_A_POOL_EVENT
	},
};

/*
 * The numbers are asked for when it can be heard that they become wrong: the
 * group of a module that was unloaded would be silent for ever.
 */
static int events_join(struct subdev_ctx *ctx, const struct subdev_filter *filter,
		       struct subdev_events *events)
{
	struct transport *t = events->transport;
	uint16_t asked = 0;
	int err = 0;

	/* Before anything can be heard: no other event ever comes. */
	if (filter) {
		err = filter_run(ctx, filter, t);
		asked = ctx->family;
		events->filtered = true;
	}
	if (err)
		return err;
	err = t->ops->join(t, FAMILY_GROUP);
	if (err)
		return error_set(ctx, err, NULL, "cannot listen to events");
	err = family_refresh(ctx);
	if (err)
		return err;
	if (filter && ctx->family != asked)
		return error_set(ctx, -EPROTONOSUPPORT, NULL, "the module subdev was unloaded");
	events->family = ctx->family;
	err = t->ops->join(t, ctx->events_group);
	return err ? error_set(ctx, err, NULL, "cannot listen to events") : 0;
}

int events_open(struct subdev_ctx *ctx, const struct subdev_filter *filter,
		struct subdev_events **out)
{
	struct subdev_events *events = malloc(sizeof(*events) + TRANSPORT_RECV_SIZE);
	int err;

	if (!events)
		return error_nomem(ctx);
	/* The buffer is large, and what is not received into it nobody reads. */
	memset(events, 0, sizeof(*events));
	err = ctx->open(ctx->open_data, &events->transport);
	if (err) {
		error_set(ctx, err, NULL, "cannot open a netlink socket");
		goto err_free;
	}
	err = events_join(ctx, filter, events);
	if (err)
		goto err_close;
	events->ctx = subdev_ctx_ref(ctx);
	*out = events;
	return 0;

err_close:
	events->transport->ops->close(events->transport);
err_free:
	free(events);
	return err;
}

SUBDEV_EXPORT int subdev_events_open(struct subdev_ctx *ctx, struct subdev_events **out)
{
	error_clear(ctx);
	return events_open(ctx, NULL, out);
}

SUBDEV_EXPORT int subdev_events_open_filtered(struct subdev_ctx *ctx,
					      const struct subdev_filter *filter,
					      struct subdev_events **out)
{
	error_clear(ctx);
	return events_open(ctx, filter, out);
}

SUBDEV_EXPORT void subdev_events_start_after(struct subdev_events *events, uint32_t epoch,
					     uint64_t seq)
{
	events->epoch = epoch;
	events->seq = seq + 1;
	events->skips = true;
}

SUBDEV_EXPORT void subdev_events_close(struct subdev_events *events)
{
	if (!events)
		return;
	subdev_event_unref(events->pending);
	events->transport->ops->close(events->transport);
	subdev_ctx_unref(events->ctx);
	free(events);
}

SUBDEV_EXPORT int subdev_events_get_fd(const struct subdev_events *events)
{
	return events->transport->ops->get_fd(events->transport);
}

int events_wait(struct subdev_events *events, int timeout)
{
	int err;

	if (events->pending || nlmsg_ok(events->next, events->rest))
		return 0;
	err = events->transport->ops->wait(events->transport, timeout);
	return err ? error_set(events->ctx, err, NULL, NULL) : 0;
}

SUBDEV_EXPORT int subdev_events_wait(struct subdev_events *events, int timeout)
{
	error_clear(events->ctx);
	return events_wait(events, timeout);
}

static int event_fill(struct subdev_ctx *ctx, const struct nlmsghdr *nlh,
		      struct subdev_event *event)
{
	static const uint8_t required[] = { SUBDEV_A_EVENT_SEQ, SUBDEV_A_EVENT_EPOCH };
	const struct event_desc *desc = &descs[event->kind];
	struct attrs *attrs;
	int err;

	err = desc->make(ctx, genl_attrs(nlh), genl_attrs_len(nlh), &event->obj);
	if (err)
		return err;
	err = attrs_parse_nest(ctx, event->obj->attrs, desc->attr, &attrs);
	if (err)
		return err;
	err = attrs_require(ctx, attrs, required, ARRAY_SIZE(required));
	if (!err) {
		event->seq = attrs_uint(attrs, SUBDEV_A_EVENT_SEQ);
		event->epoch = attrs_u32(attrs, SUBDEV_A_EVENT_EPOCH);
		event->cause = attrs_u32(attrs, SUBDEV_A_EVENT_CAUSE);
	}
	attrs_free(attrs);
	return err;
}

static int event_new(struct subdev_ctx *ctx, const struct nlmsghdr *nlh,
		     enum subdev_event_kind kind, struct subdev_event **out)
{
	struct subdev_event *event = calloc(1, sizeof(*event));
	int err;

	if (!event)
		return error_nomem(ctx);
	event->refcount = 1;
	event->kind = kind;
	err = event_fill(ctx, nlh, event);
	if (err)
		subdev_event_unref(event);
	else
		*out = event;
	return err;
}

/* Is it known already what an event tells? */
static bool events_knows(const struct subdev_events *events, const struct subdev_event *event)
{
	return events->skips && event->epoch == events->epoch && event->seq < events->seq;
}

/* Count one event. Return: whether some before it were lost. */
static bool events_count(struct subdev_events *events, const struct subdev_event *event)
{
	bool gap = events->epoch && event->epoch != events->epoch;

	if (events->epoch && !events->filtered)
		gap |= event->seq != events->seq;
	events->epoch = event->epoch;
	events->seq = event->seq + 1;
	events->skips = false;
	return gap;
}

/* The kind of event that a command stands for, 0 for one of a newer kernel. */
static enum subdev_event_kind kind_of(uint8_t cmd)
{
	for (size_t i = 1; i < ARRAY_SIZE(descs); i++) {
		if (descs[i].cmd == cmd)
			return i;
	}
	return 0;
}

/* Return: 0, -EAGAIN if the message is none of our events, -ENOBUFS. */
static int events_message(struct subdev_events *events, const struct nlmsghdr *nlh,
			  struct subdev_event **out)
{
	struct subdev_ctx *ctx = events->ctx;
	enum subdev_event_kind kind;
	struct subdev_event *event = NULL;
	int err;

	if (family_is_unloaded(ctx, nlh, events->family))
		return error_set(ctx, -EPROTONOSUPPORT, NULL, "the module subdev was unloaded");
	if (nlh->nlmsg_type != events->family || !genl_is_valid(nlh))
		return -EAGAIN;
	kind = kind_of(genl_cmd(nlh));
	err = kind ? event_new(ctx, nlh, kind, &event) : -EAGAIN;
	if (err) {
		/* What cannot be read has a number too, one that is known already or not. */
		events->seq += !events->skips;
		return err;
	}
	if (events_knows(events, event)) {
		subdev_event_unref(event);
		return -EAGAIN;
	}
	if (events_count(events, event)) {
		events->pending = event;
		return error_set(ctx, -ENOBUFS, NULL, "events were lost");
	}
	*out = event;
	return 0;
}

/* Does one of the messages that were received say that the module is gone? */
static bool events_unloaded(struct subdev_events *events, int len)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)events->buf;

	for (; nlmsg_ok(nlh, len); nlh = nlmsg_next(nlh, &len)) {
		if (family_is_unloaded(events->ctx, nlh, events->family))
			return true;
	}
	return false;
}

/*
 * Events were lost. The kernel loses more until all has been read that it has,
 * and does not tell of these. What is read here is from before, as is the state
 * that the caller will ask for.
 */
static int events_drain(struct subdev_events *events)
{
	struct transport *t = events->transport;
	bool unloaded = false;
	ssize_t n;

	do {
		n = t->ops->recv(t, events->buf, TRANSPORT_RECV_SIZE, false);
		unloaded |= n > 0 && events_unloaded(events, n);
	} while (n >= 0 || n == -ENOBUFS || n == -EMSGSIZE);
	/* The gap in the numbers is this one: do not tell it twice. */
	events->epoch = 0;
	events->skips = false;
	if (unloaded)
		return error_set(events->ctx, -EPROTONOSUPPORT, NULL,
				 "the module subdev was unloaded");
	if (n != -EAGAIN)
		return error_set(events->ctx, n, NULL, "cannot receive from the kernel");
	return error_set(events->ctx, -ENOBUFS, NULL, "events were lost");
}

static int events_receive(struct subdev_events *events)
{
	struct transport *t = events->transport;
	ssize_t n = t->ops->recv(t, events->buf, TRANSPORT_RECV_SIZE, false);

	if (n == -ENOBUFS)
		return events_drain(events);
	if (n == -EAGAIN)
		return error_set(events->ctx, n, NULL, NULL);
	if (n < 0)
		return error_set(events->ctx, n, NULL, "cannot receive from the kernel");
	events->next = (struct nlmsghdr *)events->buf;
	events->rest = n;
	return 0;
}

int events_read(struct subdev_events *events, struct subdev_event **out)
{
	int err;

	if (events->pending) {
		*out = events->pending;
		events->pending = NULL;
		return 0;
	}
	for (;;) {
		while (nlmsg_ok(events->next, events->rest)) {
			struct nlmsghdr *nlh = events->next;

			events->next = nlmsg_next(nlh, &events->rest);
			err = events_message(events, nlh, out);
			if (err != -EAGAIN)
				return err;
		}
		err = events_receive(events);
		if (err)
			return err;
	}
}

SUBDEV_EXPORT int subdev_events_read(struct subdev_events *events, struct subdev_event **out)
{
	error_clear(events->ctx);
	return events_read(events, out);
}

SUBDEV_EXPORT struct subdev_event *subdev_event_ref(struct subdev_event *event)
{
	event->refcount++;
	return event;
}

SUBDEV_EXPORT struct subdev_event *subdev_event_unref(struct subdev_event *event)
{
	if (event && !--event->refcount) {
		object_unref(event->obj);
		free(event);
	}
	return NULL;
}

SUBDEV_EXPORT enum subdev_event_kind subdev_event_get_kind(const struct subdev_event *event)
{
	return event->kind;
}

SUBDEV_EXPORT const char *subdev_event_get_kind_str(const struct subdev_event *event)
{
	return event_kind_name(event->kind);
}

SUBDEV_EXPORT uint64_t subdev_event_get_seq(const struct subdev_event *event)
{
	return event->seq;
}

SUBDEV_EXPORT uint32_t subdev_event_get_epoch(const struct subdev_event *event)
{
	return event->epoch;
}

SUBDEV_EXPORT uint32_t subdev_event_get_cause(const struct subdev_event *event)
{
	return event->cause;
}

SUBDEV_EXPORT const char *subdev_event_get_cause_str(const struct subdev_event *event)
{
	return cause_name(event->cause);
}

SUBDEV_EXPORT const struct subdev_parent *subdev_event_get_parent(const struct subdev_event *event)
{
	return descs[event->kind].make == parent_new ?
	       (const struct subdev_parent *)event->obj : NULL;
}

SUBDEV_EXPORT const struct subdev_dev *subdev_event_get_dev(const struct subdev_event *event)
{
	return descs[event->kind].make == dev_new ?
	       (const struct subdev_dev *)event->obj : NULL;
}

SUBDEV_EXPORT const struct subdev_pool *subdev_event_get_pool(const struct subdev_event *event)
{
	return descs[event->kind].make == pool_new ?
	       (const struct subdev_pool *)event->obj : NULL;
}

SUBDEV_EXPORT uint64_t subdev_event_get_parent_generation(const struct subdev_event *event)
{
	if (!subdev_event_get_dev(event))
		return 0;
	return attrs_uint(event->obj->attrs, SUBDEV_A_DEV_PARENT_GENERATION);
}

SUBDEV_EXPORT int64_t subdev_event_get_parent_devs(const struct subdev_event *event)
{
	if (!subdev_event_get_dev(event) ||
	    !attrs_has(event->obj->attrs, SUBDEV_A_DEV_PARENT_DEVS))
		return -1;
	return attrs_u32(event->obj->attrs, SUBDEV_A_DEV_PARENT_DEVS);
}
