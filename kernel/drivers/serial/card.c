// SPDX-License-Identifier: GPL-2.0-only
/* Cards: what a subdevice is to its guest. */
#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/netlink.h>
#include <linux/overflow.h>
#include <linux/string.h>
#include <linux/subdev.h>

#include <subdev_compat.h>

#include "cable.h"
#include "card.h"
#include "line.h"

/*
 * What makes a stock 8250_pci take all ports, at 115200 baud, is the class
 * (serial port, 16550 compatible) together with the one I/O BAR, whose size it
 * divides by 8 (serial_pci_guess_board()); and that nothing says otherwise: it
 * has no entry for this vendor in its table of devices, in its quirks
 * (which go by vendor first) or in its list of devices to leave alone. The
 * vendor number is nobody's: it is the one under which emulators have long had
 * devices of their own, QEMU among them (1111 and 11e8). The numbers of Red
 * Hat, 1b36 and 1af4, are given out by QEMU, and virtio_pci claims all of 1af4.
 */
#define SERIAL_PCI_VENDOR	0x1234
#define SERIAL_PCI_DEVICE	0x5d50
#define SERIAL_PCI_CLASS	0x070002

#define SERIAL_PCI(_ports, _io_size) {			\
	.vendor = SERIAL_PCI_VENDOR,			\
	.device = SERIAL_PCI_DEVICE,			\
	.subvendor = SERIAL_PCI_VENDOR,			\
	.subdevice = (_ports),				\
	.class = SERIAL_PCI_CLASS,			\
	.intx = true,					\
	.bars[0] = {					\
		.size = (_io_size),			\
		.flags = SUBDEV_VFIO_BAR_IO,		\
	},						\
}

/* By the logarithm of the number of ports. */
static const struct subdev_vfio_pci serial_pci[] = {
	SERIAL_PCI(1, 1 * UART_NUM_REGS),
	SERIAL_PCI(2, 2 * UART_NUM_REGS),
	SERIAL_PCI(4, 4 * UART_NUM_REGS),
	SERIAL_PCI(8, 8 * UART_NUM_REGS),
};

static struct serial_card *to_card(struct subdev_vfio *sv)
{
	return container_of(sv, struct serial_card, sv);
}

static void set_intx_locked(struct serial_card *card, bool level)
{
	lockdep_assert_held(&card->cable->lock);

	card->intx = level;
	subdev_vfio_intx(&card->sv, level);
}

/* The ports share one line. */
static bool wants_intx_locked(struct serial_card *card)
{
	unsigned int i;
	bool level = false;

	lockdep_assert_held(&card->cable->lock);

	for (i = 0; i < card->ports; i++)
		level |= uart_irq(&card->port[i].uart);
	return level;
}

/* The helper is told of changes only. */
static void update_intx_locked(struct serial_card *card)
{
	bool level = wants_intx_locked(card);

	if (level != card->intx)
		set_intx_locked(card, level);
}

static struct serial_card *far_card_locked(struct serial_card *card)
{
	lockdep_assert_held(&card->cable->lock);

	return card->cable->loop ? card : card->cable->end[!card->end];
}

static struct serial_port *far_port_locked(struct serial_port *port)
{
	struct serial_card *far = far_card_locked(port->card);

	return far ? &far->port[port - port->card->port] : NULL;
}

static struct uart *far_uart_locked(struct serial_port *port)
{
	struct serial_port *far = far_port_locked(port);

	return far ? &far->uart : NULL;
}

/*
 * Whether the wires of a port do nothing: one of the cards at their ends is
 * stopped. Characters wait in the transmitters' FIFOs, and changes of modem
 * lines show when both run.
 */
static bool held_locked(struct serial_port *port)
{
	struct serial_card *far = far_card_locked(port->card);

	return port->card->stopped || (far && far->stopped);
}

/*
 * Put characters on the line if there are some and it is free: so many as go
 * through in a millisecond, so that a quick line does not cost a timer for each
 * of them and a slow one keeps its pace.
 */
static void start_sending_locked(struct serial_port *port)
{
	u64 char_ns = uart_char_ns(&port->uart);

	lockdep_assert_held(&port->card->cable->lock);

	if (port->sending || held_locked(port) ||
	    !line_can_move(&port->uart, far_uart_locked(port)))
		return;
	port->sending = clamp(div64_u64(NSEC_PER_MSEC, char_ns), 1,
			      uart_tx_len(&port->uart));
	hrtimer_start(&port->timer, ns_to_ktime(port->sending * char_ns),
		      HRTIMER_MODE_REL_SOFT);
}

/* A port has changed, or what is at its far end. */
static void settle_port_locked(struct serial_port *port)
{
	struct serial_port *far = far_port_locked(port);

	if (!held_locked(port))
		line_connect(&port->uart, far ? &far->uart : NULL);
	start_sending_locked(port);
	if (far)
		start_sending_locked(far);
}

static void update_both_locked(struct serial_card *card)
{
	struct serial_card *far = far_card_locked(card);

	update_intx_locked(card);
	if (far && far != card)
		update_intx_locked(far);
}

/**
 * serial_card_settle_locked() - let all ports follow what has changed
 * @card: a card that has changed, or what it is plugged into
 *
 * Context: @card->cable->lock is held.
 */
void serial_card_settle_locked(struct serial_card *card)
{
	unsigned int i;

	lockdep_assert_held(&card->cable->lock);

	for (i = 0; i < card->ports; i++)
		settle_port_locked(&card->port[i]);
	update_both_locked(card);
}

/* What was put on the line has arrived. */
static enum hrtimer_restart port_sent(struct hrtimer *timer)
{
	struct serial_port *port = container_of(timer, struct serial_port,
						timer);
	struct serial_cable *cable = port->card->cable;

	spin_lock(&cable->lock);
	if (!held_locked(port))
		line_move(&port->uart, far_uart_locked(port), port->sending);
	port->sending = 0;
	start_sending_locked(port);
	update_both_locked(port->card);
	spin_unlock(&cable->lock);
	return HRTIMER_NORESTART;
}

/* The registers are bytes: a wider access is one to each of them in turn. */
static u64 card_read(struct subdev_vfio *sv, unsigned int bar, u64 off,
		     unsigned int width)
{
	struct serial_card *card = to_card(sv);
	u64 val = 0;
	unsigned int i;

	spin_lock_bh(&card->cable->lock);
	for (i = 0; i < width; i++, off++) {
		struct serial_port *port = &card->port[off / UART_NUM_REGS];
		u64 byte = uart_read(&port->uart, off % UART_NUM_REGS);

		val |= byte << (8 * i);
		settle_port_locked(port);
	}
	update_both_locked(card);
	spin_unlock_bh(&card->cable->lock);
	return val;
}

static void card_write(struct subdev_vfio *sv, unsigned int bar, u64 off,
		       unsigned int width, u64 val)
{
	struct serial_card *card = to_card(sv);
	unsigned int i;

	spin_lock_bh(&card->cable->lock);
	for (i = 0; i < width; i++, off++) {
		struct serial_port *port = &card->port[off / UART_NUM_REGS];

		uart_write(&port->uart, off % UART_NUM_REGS, val >> (8 * i));
		settle_port_locked(port);
	}
	update_both_locked(card);
	spin_unlock_bh(&card->cable->lock);
}

static void reset_ports(struct serial_card *card)
{
	unsigned int i;

	for (i = 0; i < card->ports; i++)
		uart_reset(&card->port[i].uart);
}

static void card_reset(struct subdev_vfio *sv)
{
	struct serial_card *card = to_card(sv);

	spin_lock_bh(&card->cable->lock);
	reset_ports(card);
	serial_card_settle_locked(card);
	spin_unlock_bh(&card->cable->lock);
}

static void init_ports(struct serial_card *card, unsigned int ports)
{
	unsigned int i;

	card->ports = ports;
	for (i = 0; i < ports; i++) {
		card->port[i].card = card;
		hrtimer_setup(&card->port[i].timer, port_sent, CLOCK_MONOTONIC,
			      HRTIMER_MODE_REL_SOFT);
	}
	reset_ports(card);
}

/* Nobody uses the card any more: nothing is to be sent, and no timer starts. */
static void stop_ports(struct serial_card *card)
{
	unsigned int i;

	for (i = 0; i < card->ports; i++)
		hrtimer_cancel(&card->port[i].timer);
}

/*
 * Migration. All that a card has is in its ports: a character that is on the
 * line is still in the transmitter's FIFO. So what was on its way when the card
 * was stopped is sent again from its first bit; no receiver has had any of it.
 */

#define CARD_STATE_VERSION	1

/**
 * struct card_state - how a card is saved
 * @ports: number of ports
 * @port: the ports
 */
struct card_state {
	__le32 ports;
	struct uart_state port[];
};

static size_t card_state_size(const struct serial_card *card)
{
	return struct_size_t(struct card_state, port, card->ports);
}

static void card_stop(struct subdev_vfio *sv)
{
	struct serial_card *card = to_card(sv);
	unsigned int i;

	spin_lock_bh(&card->cable->lock);
	card->stopped = true;
	spin_unlock_bh(&card->cable->lock);
	/* these take the lock, and are not started any more */
	stop_ports(card);
	spin_lock_bh(&card->cable->lock);
	for (i = 0; i < card->ports; i++)
		card->port[i].sending = 0;
	spin_unlock_bh(&card->cable->lock);
}

static void card_run(struct subdev_vfio *sv)
{
	struct serial_card *card = to_card(sv);

	spin_lock_bh(&card->cable->lock);
	card->stopped = false;
	serial_card_settle_locked(card);
	spin_unlock_bh(&card->cable->lock);
}

static ssize_t card_save(struct subdev_vfio *sv, u32 *version, void *buf,
			 size_t size)
{
	struct serial_card *card = to_card(sv);
	struct card_state *st = buf;
	unsigned int i;

	*version = CARD_STATE_VERSION;
	st->ports = cpu_to_le32(card->ports);
	spin_lock_bh(&card->cable->lock);
	for (i = 0; i < card->ports; i++)
		uart_save(&card->port[i].uart, &st->port[i]);
	spin_unlock_bh(&card->cable->lock);
	return card_state_size(card);
}

static bool load_ports_locked(struct serial_card *card,
			      const struct card_state *st)
{
	unsigned int i;

	lockdep_assert_held(&card->cable->lock);
	for (i = 0; i < card->ports; i++)
		if (!uart_load(&card->port[i].uart, &st->port[i]))
			return false;
	/* whatever the helper was told of the line's level */
	set_intx_locked(card, wants_intx_locked(card));
	return true;
}

static int card_load(struct subdev_vfio *sv, u32 version, const void *buf,
		     size_t len)
{
	struct serial_card *card = to_card(sv);
	const struct card_state *st = buf;
	bool loaded;

	if (version != CARD_STATE_VERSION || len != card_state_size(card) ||
	    le32_to_cpu(st->ports) != card->ports)
		return -EINVAL;
	spin_lock_bh(&card->cable->lock);
	loaded = load_ports_locked(card, st);
	spin_unlock_bh(&card->cable->lock);
	return loaded ? 0 : -EINVAL;
}

static struct serial_parent *card_parent(const struct subdev_dev *sdev)
{
	return subdev_parent_priv(subdev_dev_parent(sdev));
}

static void card_release(struct subdev_vfio *sv)
{
	struct serial_card *card = to_card(sv);

	stop_ports(card);
	if (card->cable)
		serial_cable_unplug(card_parent(subdev_vfio_dev(sv)), card);
}

static const struct subdev_vfio_ops card_ops = {
	.read = card_read,
	.write = card_write,
	.reset = card_reset,
	.release = card_release,
	.save = card_save,
	.load = card_load,
	.stop = card_stop,
	.run = card_run,
};

/**
 * serial_card_create() - build a card, plug it in and offer it to VFIO
 * @sdev: the subdevice that it is
 * @extack: for what is to be said of a failure
 *
 * Context: Process context, may sleep.
 * Return: 0 or a negative errno. Undone by subdev_vfio_dev_deactivate().
 */
int serial_card_create(struct subdev_dev *sdev, struct netlink_ext_ack *extack)
{
	const struct subdev_type *type = subdev_dev_type(sdev);
	struct serial_card *card;
	int ret;

	card = subdev_vfio_alloc(struct serial_card, sv, sdev,
				 &serial_pci[ilog2(type->serial.ports)],
				 &card_ops);
	if (IS_ERR(card)) {
		NL_SET_ERR_MSG(extack, "no memory for the card");
		return PTR_ERR(card);
	}
	init_ports(card, type->serial.ports);
	ret = serial_cable_plug(card_parent(sdev), card,
				strstarts(type->name, "loop-"));
	if (ret) {
		NL_SET_ERR_MSG(extack, "no memory for the cable");
		subdev_vfio_put(&card->sv);
		return ret;
	}
	return subdev_vfio_dev_activate(&card->sv, extack);
}
