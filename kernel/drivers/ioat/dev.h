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
 * @stopped: it is being migrated, so the client does not run. No two of those
 *	who use it, the callbacks for migration and the reset, run in parallel.
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
	bool stopped;
	unsigned int turn;
	spinlock_t lock;		/* see above */
	unsigned int channels;
	u8 intrctrl;
	struct ioat_chan chan[IOAT_MAX_CHANNELS];
};

static inline struct ioat_dev *ioat_dev_from(struct subdev_vfio *sv)
{
	return container_of(sv, struct ioat_dev, sv);
}

int ioat_dev_create(struct ioat_sched *sched, struct subdev_dev *sdev,
		    struct netlink_ext_ack *extack);
void ioat_dev_set(struct ioat_dev *dev, const struct subdev_config *config);
void ioat_dev_reset(struct subdev_vfio *sv);

/* state.c */
void ioat_dev_stop(struct subdev_vfio *sv);
void ioat_dev_run(struct subdev_vfio *sv);
ssize_t ioat_dev_save(struct subdev_vfio *sv, u32 *version, void *buf,
		      size_t size);
int ioat_dev_load(struct subdev_vfio *sv, u32 version, const void *buf,
		  size_t len);

#endif /* _SUBDEV_IOAT_DEV_H */
