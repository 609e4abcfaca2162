/* SPDX-License-Identifier: GPL-2.0-only */
/* A copy engine: what a subdevice is to its guest. */
#ifndef _SUBDEV_IOAT_DEV_H
#define _SUBDEV_IOAT_DEV_H

#include <linux/spinlock.h>
#include <linux/subdev_vfio.h>
#include <linux/types.h>

#include "chan.h"
#include "sched.h"

struct netlink_ext_ack;
struct subdev_config;
struct subdev_dev;

/* Params of the model. */
enum {
	IOAT_BANDWIDTH,
	IOAT_WEIGHT,
	IOAT_PARAMS
};

/* The bandwidth that is no limit, in MiB in a second. */
#define IOAT_UNLIMITED	65536

/**
 * struct ioat_dev - a copy engine
 * @sv: its data path, first
 * @client: what does its copies
 * @turn: the channel to look at first for the next piece, the worker's
 * @lock: guards all below. Taken in callbacks and by the worker, never over DMA;
 *	inside of it are the helper's locks of interrupts.
 * @channels: number of channels
 * @intrctrl: register
 * @chan: the channels
 */
struct ioat_dev {
	struct subdev_vfio sv;
	struct ioat_client client;
	unsigned int turn;
	spinlock_t lock;		/* see above */
	unsigned int channels;
	u8 intrctrl;
	struct ioat_chan chan[IOAT_MAX_CHANNELS];
};

int ioat_dev_create(struct ioat_sched *sched, struct subdev_dev *sdev,
		    struct netlink_ext_ack *extack);
void ioat_dev_destroy(struct subdev_dev *sdev);
void ioat_dev_set(struct ioat_dev *dev, const struct subdev_config *config);
void ioat_dev_reset(struct subdev_vfio *sv);

#endif /* _SUBDEV_IOAT_DEV_H */
