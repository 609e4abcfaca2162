/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cables: which card is at the far end of a card's ports.
 *
 * Locks, from the outside in:
 *
 *  serial_parent.lock	a mutex: the list of cables, and both ends of each
 *			cable on it. Taken when a card is plugged and
 *			unplugged, never under serial_cable.lock.
 *  serial_cable.lock	a spinlock: the ports and the interrupt level of the
 *			cards at both ends, and who is at them. It is held for
 *			each register access, so one lock covers both ends of a
 *			wire and no access ever needs a second one. A softirq
 *			takes it too (serial_port.timer). The helper module's
 *			interrupt lock is taken inside it.
 *
 * A cable exists as long as a card is plugged into it, and a card stays on one
 * cable from activate to deactivate: card->cable needs no lock. Who holds
 * cable->lock can use any card that it finds in cable->end: a card is taken
 * out of it, under both locks, before its memory goes.
 */
#ifndef _SUBDEV_SERIAL_CABLE_H
#define _SUBDEV_SERIAL_CABLE_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct serial_card;

/**
 * struct serial_parent - a software parent
 * @lock: guards @cables and the ends of these
 * @cables: the null modem cables
 */
struct serial_parent {
	struct mutex lock;	/* cables and their ends */
	struct list_head cables;
};

/**
 * struct serial_cable - joins the ports of a card with their far ends
 * @lock: guards all that both cards have in their ports
 * @loop: each port has a loopback plug; there is one end only
 * @ports: number of wires
 * @end: the cards, NULL where none is plugged in
 * @node: in serial_parent.cables, unless @loop
 */
struct serial_cable {
	spinlock_t lock;	/* the ports of both cards */
	bool loop;
	unsigned int ports;
	struct serial_card *end[2];
	struct list_head node;
};

int serial_cable_plug(struct serial_parent *sp, struct serial_card *card,
		      bool loop);
void serial_cable_unplug(struct serial_parent *sp, struct serial_card *card);

#endif /* _SUBDEV_SERIAL_CABLE_H */
