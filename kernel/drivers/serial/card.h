/* SPDX-License-Identifier: GPL-2.0-only */
/* Cards: what a subdevice is to its guest. */
#ifndef _SUBDEV_SERIAL_CARD_H
#define _SUBDEV_SERIAL_CARD_H

#include <linux/hrtimer.h>
#include <linux/subdev_vfio.h>
#include <linux/types.h>

#include "uart.h"

#define SERIAL_MAX_PORTS	8

struct netlink_ext_ack;
struct serial_cable;
struct serial_parent;
struct subdev_dev;

/**
 * struct serial_port - one port of a card
 * @card: the card, constant
 * @uart: guarded by @card->cable->lock
 * @timer: runs out when the characters on the line have arrived; it takes
 *	@card->cable->lock, in a softirq
 * @sending: how many characters are on the line, 0 while @timer does not run;
 *	guarded by @card->cable->lock
 */
struct serial_port {
	struct serial_card *card;
	struct uart uart;
	struct hrtimer timer;
	unsigned int sending;
};

/**
 * struct serial_card - a multi-port card
 * @sv: its data path, first
 * @cable: what its ports are plugged into, constant while it is active
 * @end: at which end of @cable, constant while it is active
 * @ports: number of ports, constant
 * @intx: level of its interrupt line, guarded by @cable->lock
 * @stopped: it is being migrated: nothing moves to it or from it, and its lines
 *	stay as they are, in both directions; guarded by @cable->lock
 * @port: the ports
 */
struct serial_card {
	struct subdev_vfio sv;
	struct serial_cable *cable;
	unsigned int end;
	unsigned int ports;
	bool intx;
	bool stopped;
	struct serial_port port[SERIAL_MAX_PORTS];
};

int serial_card_create(struct subdev_dev *sdev, struct netlink_ext_ack *extack);
void serial_card_settle_locked(struct serial_card *card);

#endif /* _SUBDEV_SERIAL_CARD_H */
