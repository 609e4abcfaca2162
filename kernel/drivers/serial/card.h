/* SPDX-License-Identifier: GPL-2.0-only */
/* Cards: what a subdevice is to its guest. */
#ifndef _SUBDEV_SERIAL_CARD_H
#define _SUBDEV_SERIAL_CARD_H

#include <linux/subdev_vfio.h>
#include <linux/types.h>

#include "uart.h"

#define SERIAL_MAX_PORTS	8

struct netlink_ext_ack;
struct serial_cable;
struct serial_parent;
struct subdev_dev;

/**
 * struct serial_card - a multi-port card
 * @sv: its data path, first
 * @cable: what its ports are plugged into, constant while it is active
 * @end: at which end of @cable, constant while it is active
 * @ports: number of ports, constant
 * @intx: level of its interrupt line, guarded by @cable->lock
 * @uart: the ports, guarded by @cable->lock
 */
struct serial_card {
	struct subdev_vfio sv;
	struct serial_cable *cable;
	unsigned int end;
	unsigned int ports;
	bool intx;
	struct uart uart[SERIAL_MAX_PORTS];
};

int serial_card_create(struct serial_parent *sp, struct subdev_dev *sdev,
		       unsigned int ports, bool loop,
		       struct netlink_ext_ack *extack);
void serial_card_destroy(struct serial_parent *sp, struct subdev_dev *sdev);
void serial_card_settle_locked(struct serial_card *card);

#endif /* _SUBDEV_SERIAL_CARD_H */
