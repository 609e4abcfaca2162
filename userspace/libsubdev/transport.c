// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A generic netlink socket.
 *
 * libnl builds and parses the messages, but the socket is our own: libnl 3.7
 * folds many errnos into one, passes over the error in a dump's last message
 * and does not ask for extended acks.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/netlink.h>

#include "transport.h"

/* Room for a burst of events, while their reader does something else. */
#define LISTEN_RCVBUF (4 * 1024 * 1024)

/* What a socket sends as the system makes it: of 208 KiB, a little is for the kernel. */
#define SEND_USUAL (200 * 1024)

struct netlink_transport {
	struct transport transport;
	int fd;
};

static int fd_of(const struct transport *t)
{
	return ((const struct netlink_transport *)t)->fd;
}

/*
 * A long request needs more room than a socket usually has, and that is not asked
 * about before. The kernel doubles what it is told; if that is still too little,
 * sending fails by EMSGSIZE.
 */
static void make_send_room(int fd, size_t len)
{
	int size = len;

	if (len > SEND_USUAL &&
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}

static int netlink_send(struct transport *t, const void *data, size_t len)
{
	ssize_t n;

	make_send_room(fd_of(t), len);
	/* Without an address it is the kernel's. */
	do
		n = send(fd_of(t), data, len, 0);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

static ssize_t netlink_recv(struct transport *t, void *buf, size_t size, bool wait)
{
	int flags = wait ? MSG_TRUNC : MSG_TRUNC | MSG_DONTWAIT;
	struct sockaddr_nl from = { 0 };
	socklen_t len;
	ssize_t n;

	/* Other processes can send to this socket as well: only the kernel has port 0. */
	do {
		len = sizeof(from);
		n = recvfrom(fd_of(t), buf, size, flags, (struct sockaddr *)&from, &len);
	} while ((n < 0 && errno == EINTR) || (n >= 0 && from.nl_pid));
	if (n < 0)
		return -errno;
	/* What was there, even if it had no room. */
	return (size_t)n > size ? -EMSGSIZE : n;
}

static int netlink_wait(struct transport *t, int timeout)
{
	struct pollfd pollfd = { .fd = fd_of(t), .events = POLLIN };
	int n = poll(&pollfd, 1, timeout);

	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	return n ? 0 : -ETIMEDOUT;
}

/* Beyond the system's limit only with CAP_NET_ADMIN; up to it is better than nothing. */
static int set_buffer(int fd, int size)
{
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)) < 0)
		return -errno;
	return 0;
}

static size_t room_of(int fd)
{
	socklen_t len = sizeof(int);
	int room = 0;

	getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, &len);
	return room;
}

static size_t netlink_reserve(struct transport *t, size_t size)
{
	/* What counts is what there is then. The kernel doubles what it is told. */
	if (room_of(fd_of(t)) < size)
		set_buffer(fd_of(t), (size + 1) / 2);
	return room_of(fd_of(t));
}

static int netlink_join(struct transport *t, uint32_t group)
{
	int err = set_buffer(fd_of(t), LISTEN_RCVBUF);

	if (err)
		return err;
	if (setsockopt(fd_of(t), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) < 0)
		return -errno;
	return 0;
}

static int netlink_get_fd(const struct transport *t)
{
	return fd_of(t);
}

static void netlink_close(struct transport *t)
{
	close(fd_of(t));
	free(t);
}

static const struct transport_ops netlink_ops = {
	.send = netlink_send,
	.recv = netlink_recv,
	.wait = netlink_wait,
	.reserve = netlink_reserve,
	.join = netlink_join,
	.get_fd = netlink_get_fd,
	.close = netlink_close,
};

static int set_up(int fd)
{
	static const int options[] = {
		NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK,
	};
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int on = 1;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (setsockopt(fd, SOL_NETLINK, options[i], &on, sizeof(on)) < 0)
			return -errno;
	}
	return bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0 ? -errno : 0;
}

int transport_netlink_open(void *data, struct transport **out)
{
	struct netlink_transport *t = malloc(sizeof(*t));
	int err;

	(void)data;
	if (!t)
		return -ENOMEM;
	t->transport.ops = &netlink_ops;
	t->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (t->fd < 0) {
		err = -errno;
		goto err_free;
	}
	err = set_up(t->fd);
	if (err)
		goto err_close;
	*out = &t->transport;
	return 0;

err_close:
	close(t->fd);
err_free:
	free(t);
	return err;
}
