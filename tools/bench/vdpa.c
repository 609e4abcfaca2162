// SPDX-License-Identifier: GPL-2.0-only
#include "vdpa.h"

#include <linux/vdpa.h>
#include <stdio.h>

#include "bench.h"

#define MGMTDEV	"vdpasim_net"

static uint16_t family;

static void name_of(char name[16], unsigned int number)
{
	snprintf(name, 16, "bench%u", number);
}

void vdpa_open(struct netlink *nl)
{
	netlink_open(nl);
	family = netlink_family(nl, VDPA_GENL_NAME);
}

static void one(struct netlink *nl, int cmd, unsigned int number, const char *what)
{
	char name[16];

	name_of(name, number);
	netlink_start(nl, family, cmd, NLM_F_ACK, VDPA_GENL_VERSION);
	if (cmd == VDPA_CMD_DEV_NEW)
		netlink_put(nl, VDPA_ATTR_MGMTDEV_DEV_NAME, MGMTDEV);
	netlink_put(nl, VDPA_ATTR_DEV_NAME, name);
	bench_check(netlink_call(nl), what);
}

void vdpa_add(struct netlink *nl, unsigned int number)
{
	one(nl, VDPA_CMD_DEV_NEW, number, "vdpa add");
}

void vdpa_del(struct netlink *nl, unsigned int number)
{
	one(nl, VDPA_CMD_DEV_DEL, number, "vdpa del");
}

size_t vdpa_get(struct netlink *nl, unsigned int number)
{
	char name[16];

	name_of(name, number);
	netlink_start(nl, family, VDPA_CMD_DEV_GET, 0, VDPA_GENL_VERSION);
	netlink_put(nl, VDPA_ATTR_DEV_NAME, name);
	bench_check(netlink_call(nl), "vdpa get");
	return nl->bytes;
}

size_t vdpa_dump(struct netlink *nl, unsigned int *devs)
{
	netlink_start(nl, family, VDPA_CMD_DEV_GET, NLM_F_DUMP, VDPA_GENL_VERSION);
	bench_check(netlink_call(nl), "vdpa dump");
	*devs = nl->messages;
	return nl->bytes;
}
