// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events: each change is one message to the multicast group, with a number, for
 * all who listen and whose filter wants it.
 */
#include <linux/random.h>
#include <linux/slab.h>

#include "core.h"

/* Guards the number, and that messages go out in its order. A leaf. */
static DEFINE_MUTEX(subdev_event_lock);
static u64 subdev_event_seq;
static u32 subdev_event_epoch;
/* No event is sent any more: the family is about to go. */
static bool subdev_event_over;

/* Room for the number: the nest, and what subdev_event_number() puts there. */
#define SUBDEV_EVENT_SIZE						\
	(nla_total_size(0) + nla_total_size(sizeof(u64)) +		\
	 2 * nla_total_size(sizeof(u32)))

/**
 * subdev_event_new() - start an event
 * @cmd: the notification
 * @size: room that the object needs at the most
 *
 * The caller fills the object in, with the lock held under which it changes,
 * and hands the message to subdev_event_send() before it drops that lock: so
 * the events of one object are in the order of its changes.
 *
 * Return: the message, or NULL if nobody listens or there is no memory;
 * subdev_event_send() takes both.
 */
struct sk_buff *subdev_event_new(u8 cmd, size_t size)
{
	struct sk_buff *msg;

	if (READ_ONCE(subdev_event_over) ||
	    !genl_has_listeners(&subdev_nl_family, &init_net,
				SUBDEV_NLGRP_EVENTS))
		return NULL;
	msg = genlmsg_new(size + SUBDEV_EVENT_SIZE, GFP_KERNEL);
	if (!msg)
		return NULL;
	if (WARN_ON_ONCE(!genlmsg_put(msg, 0, 0, &subdev_nl_family, 0, cmd))) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

/* A number as the nest @attr; @cause is 0 if it numbers no event. */
static int subdev_event_number(struct sk_buff *msg, int attr, u64 seq,
			       enum subdev_cause cause)
{
	struct nlattr *nest;

	nest = nla_nest_start(msg, attr);
	if (!nest)
		return -EMSGSIZE;
	if (nla_put_uint(msg, SUBDEV_A_EVENT_SEQ, seq) ||
	    nla_put_u32(msg, SUBDEV_A_EVENT_EPOCH, subdev_event_epoch) ||
	    (cause && nla_put_u32(msg, SUBDEV_A_EVENT_CAUSE, cause))) {
		nla_nest_cancel(msg, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(msg, nest);
	return 0;
}

static int subdev_event_stamp(struct sk_buff *msg, int attr,
			      enum subdev_cause cause)
{
	int err;

	lockdep_assert_held(&subdev_event_lock);
	err = subdev_event_number(msg, attr, subdev_event_seq, cause);
	if (!err)
		nlmsg_end(msg, nlmsg_hdr(msg));
	return err;
}

/**
 * subdev_event_filled() - the object is in the event
 * @msg: the message
 * @err: what became of filling it; the message has room for each object
 *
 * Return: what subdev_event_send() takes.
 */
struct sk_buff *subdev_event_filled(struct sk_buff *msg, int err)
{
	if (!WARN_ON_ONCE(err))
		return msg;
	nlmsg_free(msg);
	return NULL;
}

/* Whether a socket that listens is passed over. */
static int subdev_event_skip(struct sock *sk, struct sk_buff *msg, void *event)
{
	return !subdev_sock_wants(sk, event);
}

/**
 * subdev_event_send() - number an event and send it
 * @msg: the message with the object filled in, consumed; or NULL
 * @attr: the attribute of the object's set that takes the number
 * @event: what it is
 *
 * Without a message the number is used all the same, and those who listen are
 * told that they have lost something, whatever their filters.
 *
 * Context: Process context, may sleep. Takes subdev_event_lock.
 */
void subdev_event_send(struct sk_buff *msg, int attr,
		       struct subdev_event *event)
{
	mutex_lock(&subdev_event_lock);
	if (subdev_event_over) {
		mutex_unlock(&subdev_event_lock);
		nlmsg_free(msg);
		return;
	}
	subdev_event_seq++;
	if (msg)
		msg = subdev_event_filled(msg, subdev_event_stamp(msg, attr,
								  event->cause));
	if (msg)
		genlmsg_multicast_netns_filtered(&subdev_nl_family, &init_net,
						 msg, 0, SUBDEV_NLGRP_EVENTS,
						 GFP_KERNEL, subdev_event_skip,
						 event);
	else if (genl_has_listeners(&subdev_nl_family, &init_net,
				    SUBDEV_NLGRP_EVENTS))
		genl_set_err(&subdev_nl_family, &init_net, 0,
			     SUBDEV_NLGRP_EVENTS, -ENOBUFS);
	mutex_unlock(&subdev_event_lock);
}

/**
 * subdev_event_mark() - a dump begins
 * @mark: becomes the number of the last event before it
 *
 * To be called before the dump looks at its first object: an event is numbered
 * after the change that it tells of can be seen, so the dump has what the events
 * up to that number tell.
 *
 * Context: Process context, may sleep. Takes subdev_event_lock.
 */
void subdev_event_mark(struct subdev_event_mark *mark)
{
	mutex_lock(&subdev_event_lock);
	mark->seq = subdev_event_seq;
	mutex_unlock(&subdev_event_lock);
	mark->told = false;
}

/**
 * subdev_event_mark_fill() - the number at which a dump began, in its first message
 * @skb: what the dump fills, with a message begun; its object is in it already
 * @attr: the attribute of the object's set that takes the number
 * @mark: from subdev_event_mark()
 *
 * Nothing that can fail follows in the message: it counts as told.
 *
 * Return: 0, or -EMSGSIZE.
 */
int subdev_event_mark_fill(struct sk_buff *skb, int attr,
			   struct subdev_event_mark *mark)
{
	int err;

	if (mark->told)
		return 0;
	err = subdev_event_number(skb, attr, mark->seq, 0);
	if (!err)
		mark->told = true;
	return err;
}

int subdev_nl_filter_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *first = genlmsg_data(info->genlhdr);
	int len = genlmsg_len(info->genlhdr);
	struct subdev_filter *filter;
	int err;

	if (!len)
		return subdev_sock_set_filter(skb, NULL);
	filter = kzalloc(sizeof(*filter), GFP_KERNEL_ACCOUNT);
	if (!filter)
		return -ENOMEM;
	err = subdev_filter_parse(filter, info->attrs, first, len,
				  info->extack);
	if (err) {
		kfree(filter);
		return err;
	}
	return subdev_sock_set_filter(skb, filter);
}

/* To be called before the family goes: works that are on their way are silent. */
void subdev_event_exit(void)
{
	mutex_lock(&subdev_event_lock);
	WRITE_ONCE(subdev_event_over, true);
	mutex_unlock(&subdev_event_lock);
}

void subdev_event_init(void)
{
	do {
		subdev_event_epoch = get_random_u32();
	} while (!subdev_event_epoch);
}
