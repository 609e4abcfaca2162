// SPDX-License-Identifier: GPL-2.0-only
/* Cables: which card is at the far end of a card's ports. */
#include <linux/slab.h>

#include "cable.h"
#include "card.h"

static struct serial_cable *cable_new(struct serial_card *card, bool loop)
{
	struct serial_cable *cable = kzalloc(sizeof(*cable), GFP_KERNEL);

	if (!cable)
		return NULL;
	spin_lock_init(&cable->lock);
	INIT_LIST_HEAD(&cable->node);
	cable->loop = loop;
	cable->ports = card->ports;
	return cable;
}

/* The cable that has waited longest for a second card with as many ports. */
static struct serial_cable *cable_waiting_locked(struct serial_parent *sp,
						 unsigned int ports)
{
	struct serial_cable *cable;

	lockdep_assert_held(&sp->lock);

	list_for_each_entry(cable, &sp->cables, node)
		if (cable->ports == ports && !(cable->end[0] && cable->end[1]))
			return cable;
	return NULL;
}

static void cable_attach(struct serial_cable *cable, struct serial_card *card)
{
	spin_lock_bh(&cable->lock);
	card->cable = cable;
	card->end = cable->end[0] ? 1 : 0;
	cable->end[card->end] = card;
	serial_card_settle_locked(card);
	spin_unlock_bh(&cable->lock);
}

/**
 * serial_cable_plug() - plug a card in
 * @sp: its parent
 * @card: the card, whose ports have been reset
 * @loop: into loopback plugs; else into a null modem cable, whose other end
 *	another card of this parent with as many ports has or will have
 *
 * Context: Process context, may sleep; takes @sp->lock.
 * Return: 0 or -ENOMEM. Undone by serial_cable_unplug().
 */
int serial_cable_plug(struct serial_parent *sp, struct serial_card *card,
		      bool loop)
{
	struct serial_cable *cable = NULL;
	int ret = 0;

	mutex_lock(&sp->lock);
	if (!loop)
		cable = cable_waiting_locked(sp, card->ports);
	if (!cable) {
		cable = cable_new(card, loop);
		if (!cable) {
			ret = -ENOMEM;
			goto out_unlock;
		}
		if (!loop)
			list_add_tail(&cable->node, &sp->cables);
	}
	cable_attach(cable, card);
out_unlock:
	mutex_unlock(&sp->lock);
	return ret;
}

/**
 * serial_cable_unplug() - pull a card out
 * @sp: its parent
 * @card: the card, which nobody uses any more
 *
 * A card at the other end sees its modem lines drop, and goes to the end of
 * those that wait for a second card.
 *
 * Context: Process context, may sleep; takes @sp->lock.
 */
void serial_cable_unplug(struct serial_parent *sp, struct serial_card *card)
{
	struct serial_cable *cable = card->cable;
	struct serial_card *other;

	mutex_lock(&sp->lock);
	spin_lock_bh(&cable->lock);
	cable->end[card->end] = NULL;
	other = cable->end[!card->end];
	if (other)
		serial_card_settle_locked(other);
	spin_unlock_bh(&cable->lock);

	if (other) {
		list_move_tail(&cable->node, &sp->cables);
	} else {
		list_del(&cable->node);
		kfree(cable);
	}
	mutex_unlock(&sp->lock);
}
