// SPDX-License-Identifier: GPL-2.0-only
/*
 * Netlink sockets on which leases hang. Generic netlink keeps private data of
 * families for each socket, but not for families of modules. So the core keeps
 * its own, by the socket itself: a port id can be another socket's by the time
 * that its release is told. It holds the socket's memory, and a socket that is
 * dead when it is told of its port id is the one that was meant.
 */
#include <linux/hashtable.h>
#include <linux/netlink.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "core.h"

#define SUBDEV_SOCKS_BITS	8

/* Guards the table, and the lists and references of all in it. A leaf. */
static DEFINE_SPINLOCK(subdev_socks_lock);
/* By port id. */
static DEFINE_HASHTABLE(subdev_socks, SUBDEV_SOCKS_BITS);

/**
 * struct subdev_sock - a socket on which leases hang
 * @node: in the table
 * @sk: the socket, with a reference
 * @portid: its port id, which does not change
 * @refs: leases that it has, and requests that are making one
 * @leases: the leases that have begun
 */
struct subdev_sock {
	struct hlist_node node;
	struct sock *sk;
	u32 portid;
	unsigned int refs;
	struct list_head leases;
};

static struct subdev_sock *subdev_sock_find_locked(struct sock *sk, u32 portid)
{
	struct subdev_sock *sock;

	lockdep_assert_held(&subdev_socks_lock);
	hash_for_each_possible(subdev_socks, sock, node, portid)
		if (sock->sk == sk)
			return sock;
	return NULL;
}

/* Takes a reference to the entry of a socket, which is @new if it had none. */
static struct subdev_sock *subdev_sock_enter(struct subdev_sock *new)
{
	struct subdev_sock *sock;

	spin_lock(&subdev_socks_lock);
	sock = subdev_sock_find_locked(new->sk, new->portid);
	if (!sock) {
		sock = new;
		hash_add(subdev_socks, &sock->node, sock->portid);
	}
	sock->refs++;
	spin_unlock(&subdev_socks_lock);
	return sock;
}

/**
 * subdev_sock_get() - the socket of a request, to hang a lease on
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
	if (sock != new) {
		sock_put(new->sk);
		kfree(new);
	}
	return sock;
}

/* Drops a reference; the entry goes with the last. */
void subdev_sock_put(struct subdev_sock *sock)
{
	bool last;

	spin_lock(&subdev_socks_lock);
	last = !--sock->refs;
	if (last)
		hash_del(&sock->node);
	spin_unlock(&subdev_socks_lock);
	if (!last)
		return;
	sock_put(sock->sk);
	kfree(sock);
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

static void subdev_sock_closed_locked(struct subdev_sock *sock)
{
	struct list_head *lease, *next;

	lockdep_assert_held(&subdev_socks_lock);
	list_for_each_safe(lease, next, &sock->leases) {
		list_del_init(lease);
		subdev_lease_closed(lease);
	}
}

static int subdev_sock_notify(struct notifier_block *nb, unsigned long event,
			      void *data)
{
	const struct netlink_notify *n = data;
	struct subdev_sock *sock;

	if (event != NETLINK_URELEASE || n->protocol != NETLINK_GENERIC ||
	    !net_eq(n->net, &init_net))
		return NOTIFY_DONE;
	spin_lock(&subdev_socks_lock);
	hash_for_each_possible(subdev_socks, sock, node, n->portid)
		if (sock->portid == n->portid && sock_flag(sock->sk, SOCK_DEAD))
			subdev_sock_closed_locked(sock);
	spin_unlock(&subdev_socks_lock);
	return NOTIFY_DONE;
}

static struct notifier_block subdev_sock_notifier = {
	.notifier_call = subdev_sock_notify,
};

int subdev_sock_init(void)
{
	return netlink_register_notifier(&subdev_sock_notifier);
}

void subdev_sock_exit(void)
{
	netlink_unregister_notifier(&subdev_sock_notifier);
	WARN_ON(!hash_empty(subdev_socks));
}
