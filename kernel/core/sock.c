// SPDX-License-Identifier: GPL-2.0-only
/*
 * Netlink sockets that the core has to know. Generic netlink
 * keeps private data of families for each socket, but not for families of
 * modules. So the core keeps its own, by the socket itself: a port id can be
 * another socket's by the time that its release is told. It holds the socket's
 * memory, and a socket that is dead when it is told of its port id is the one
 * that was meant.
 */
#include <linux/hashtable.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "core.h"

#define SUBDEV_SOCKS_BITS	8

/* Guards both tables, and all that changes of what is in them. A leaf. */
static DEFINE_SPINLOCK(subdev_socks_lock);
/* By port id, as their release is told. */
static DEFINE_HASHTABLE(subdev_socks, SUBDEV_SOCKS_BITS);
/* By the socket, as an event finds those who listen. */
static DEFINE_HASHTABLE(subdev_socks_by_sk, SUBDEV_SOCKS_BITS);

/**
 * struct subdev_sock - a socket on which leases hang, which waits to be told of
 *	an end, or which has a filter
 * @node: in the table of port ids
 * @by_sk: in the table of sockets
 * @sk: the socket, with a reference
 * @portid: its port id, which does not change
 * @refs: leases that it has, and requests under way or of which it waits for the
 *	end
 * @leases: the leases that have begun
 * @filter: which events it gets, NULL for all; gone when the socket has closed
 *
 * It is there for as long as it has @refs or a @filter.
 */
struct subdev_sock {
	struct hlist_node node;
	struct hlist_node by_sk;
	struct sock *sk;
	u32 portid;
	unsigned int refs;
	struct list_head leases;
	struct subdev_filter *filter;
};

static struct subdev_sock *subdev_sock_find_locked(struct sock *sk)
{
	struct subdev_sock *sock;

	lockdep_assert_held(&subdev_socks_lock);
	hash_for_each_possible(subdev_socks_by_sk, sock, by_sk,
			       (unsigned long)sk)
		if (sock->sk == sk)
			return sock;
	return NULL;
}

/* Takes an entry that nothing needs any more out of the tables. */
static bool subdev_sock_leave_locked(struct subdev_sock *sock)
{
	lockdep_assert_held(&subdev_socks_lock);
	if (sock->refs || sock->filter)
		return false;
	hash_del(&sock->node);
	hash_del(&sock->by_sk);
	return true;
}

static void subdev_sock_free(struct subdev_sock *sock)
{
	sock_put(sock->sk);
	kfree(sock);
}

/* Takes a reference to the entry of a socket, which is @new if it had none. */
static struct subdev_sock *subdev_sock_enter(struct subdev_sock *new)
{
	struct subdev_sock *sock;

	spin_lock(&subdev_socks_lock);
	sock = subdev_sock_find_locked(new->sk);
	if (!sock) {
		sock = new;
		hash_add(subdev_socks, &sock->node, sock->portid);
		hash_add(subdev_socks_by_sk, &sock->by_sk,
			 (unsigned long)sock->sk);
	}
	sock->refs++;
	spin_unlock(&subdev_socks_lock);
	return sock;
}

/**
 * subdev_sock_get() - the socket of a request, to hang something on
 * @skb: the request, under way: its socket is open
 *
 * Return: the socket's entry with a reference, or NULL if there is no memory.
 */
struct subdev_sock *subdev_sock_get(const struct sk_buff *skb)
{
	struct subdev_sock *new, *sock;

	new = kzalloc(sizeof(*new), GFP_KERNEL_ACCOUNT);
	if (!new)
		return NULL;
	new->sk = NETLINK_CB(skb).sk;
	new->portid = NETLINK_CB(skb).portid;
	INIT_LIST_HEAD(&new->leases);
	sock_hold(new->sk);
	sock = subdev_sock_enter(new);
	if (sock != new)
		subdev_sock_free(new);
	return sock;
}

/* Drops a reference; the entry goes with the last, if it has no filter. */
void subdev_sock_put(struct subdev_sock *sock)
{
	bool last;

	spin_lock(&subdev_socks_lock);
	sock->refs--;
	last = subdev_sock_leave_locked(sock);
	spin_unlock(&subdev_socks_lock);
	if (last)
		subdev_sock_free(sock);
}

/* Its port id. */
u32 subdev_sock_portid(const struct subdev_sock *sock)
{
	return sock->portid;
}

/**
 * subdev_sock_send() - send a message to a socket, unless that has closed
 * @sock: the socket
 * @msg: the message, consumed
 *
 * Between the look at the socket and the sending it can close, and another one
 * get its port id. That one is sent a notification that it has not asked for, which
 * anybody may hear; its number may be one of its own, its command is not.
 *
 * Context: Process context.
 */
void subdev_sock_send(const struct subdev_sock *sock, struct sk_buff *msg)
{
	if (sock_flag(sock->sk, SOCK_DEAD))
		nlmsg_free(msg);
	else
		genlmsg_unicast(&init_net, msg, sock->portid);
}

/* Hangs a lease on a socket, to which it has a reference. */
void subdev_sock_add(struct subdev_sock *sock, struct list_head *lease)
{
	spin_lock(&subdev_socks_lock);
	list_add_tail(lease, &sock->leases);
	spin_unlock(&subdev_socks_lock);
}

/* Takes it off again, if the socket has not closed before. */
void subdev_sock_del(struct list_head *lease)
{
	spin_lock(&subdev_socks_lock);
	list_del_init(lease);
	spin_unlock(&subdev_socks_lock);
}

/**
 * subdev_sock_set_filter() - say which events the socket of a request gets
 * @skb: the request, under way: its socket is open
 * @filter: the filter, that of the socket from now on; NULL for all events
 *
 * An event that is being sent may pass or not. A socket has one filter at most,
 * which goes with it: so what users can make the kernel hold with these is
 * bounded by their sockets, each of which is larger.
 *
 * Return: 0, or -ENOMEM, when @filter is freed and the socket has the one that
 * it had.
 */
int subdev_sock_set_filter(const struct sk_buff *skb,
			   struct subdev_filter *filter)
{
	struct subdev_sock *sock = subdev_sock_get(skb);

	if (!sock) {
		kfree(filter);
		return -ENOMEM;
	}
	spin_lock(&subdev_socks_lock);
	swap(sock->filter, filter);
	spin_unlock(&subdev_socks_lock);
	kfree(filter);
	subdev_sock_put(sock);
	return 0;
}

/**
 * subdev_sock_wants() - whether a socket gets an event
 * @sk: the socket, which listens
 * @event: the event
 *
 * Context: Process context. Takes subdev_socks_lock.
 * Return: whether.
 */
bool subdev_sock_wants(struct sock *sk, const struct subdev_event *event)
{
	struct subdev_sock *sock;
	bool wants;

	spin_lock(&subdev_socks_lock);
	sock = subdev_sock_find_locked(sk);
	wants = !sock || !sock->filter ||
		subdev_filter_wants(sock->filter, event);
	spin_unlock(&subdev_socks_lock);
	return wants;
}

static void subdev_sock_closed_locked(struct subdev_sock *sock)
{
	struct list_head *lease, *next;

	lockdep_assert_held(&subdev_socks_lock);
	list_for_each_safe(lease, next, &sock->leases) {
		list_del_init(lease);
		subdev_lease_closed(lease);
	}
	kfree(sock->filter);
	sock->filter = NULL;
}

static void subdev_sock_closed(u32 portid)
{
	struct subdev_sock *sock;
	struct hlist_node *next;
	HLIST_HEAD(left);

	spin_lock(&subdev_socks_lock);
	hash_for_each_possible_safe(subdev_socks, sock, next, node, portid) {
		if (sock->portid != portid || !sock_flag(sock->sk, SOCK_DEAD))
			continue;
		subdev_sock_closed_locked(sock);
		if (subdev_sock_leave_locked(sock))
			hlist_add_head(&sock->node, &left);
	}
	spin_unlock(&subdev_socks_lock);
	hlist_for_each_entry_safe(sock, next, &left, node)
		subdev_sock_free(sock);
}

static int subdev_sock_notify(struct notifier_block *nb, unsigned long event,
			      void *data)
{
	const struct netlink_notify *n = data;

	if (event != NETLINK_URELEASE || n->protocol != NETLINK_GENERIC ||
	    !net_eq(n->net, &init_net))
		return NOTIFY_DONE;
	subdev_sock_closed(n->portid);
	return NOTIFY_DONE;
}

static struct notifier_block subdev_sock_notifier = {
	.notifier_call = subdev_sock_notify,
};

int subdev_sock_init(void)
{
	return netlink_register_notifier(&subdev_sock_notifier);
}

/* The filters of sockets that are still open, now that no event will come. */
static void subdev_sock_drop_filters(void)
{
	struct subdev_sock *sock;
	struct hlist_node *next;
	HLIST_HEAD(left);
	unsigned int i;

	spin_lock(&subdev_socks_lock);
	hash_for_each_safe(subdev_socks, i, next, sock, node) {
		kfree(sock->filter);
		sock->filter = NULL;
		if (subdev_sock_leave_locked(sock))
			hlist_add_head(&sock->node, &left);
	}
	spin_unlock(&subdev_socks_lock);
	hlist_for_each_entry_safe(sock, next, &left, node)
		subdev_sock_free(sock);
}

void subdev_sock_exit(void)
{
	netlink_unregister_notifier(&subdev_sock_notifier);
	subdev_sock_drop_filters();
	WARN_ON(!hash_empty(subdev_socks));
}
