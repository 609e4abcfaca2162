/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a stream of migrated state is made of: records. Pure data, no locks.
 *
 * A stream is the file that VFIO's migration gives and takes: records one after
 * the other, each a header of 32 bytes and up to SUBDEV_VFIO_RECORD_MAX bytes
 * of payload. All numbers are little-endian, but for the manifest, which is the
 * core's.
 *
 *   offset	bytes
 *   0		4	SUBDEV_VFIO_RECORD_MAGIC
 *   4		4	number of the record, from 0 on
 *   8		2	type, see enum subdev_vfio_record_type
 *   10		2	reserved, 0
 *   12		4	length of the payload
 *   16		8	position, of MEM and ZERO, else 0
 *   24		8	checksum of the 24 bytes before it and the payload
 *
 * The order is HEAD, any number of MEM and ZERO, DEVICE, STATE, END. By the
 * numbers and the END none can be missing, repeated or exchanged; by the
 * checksums none can be changed: a change within one 64-bit word is always
 * found, any other with all but certainty.
 */
#ifndef _SUBDEV_VFIO_RECORD_H
#define _SUBDEV_VFIO_RECORD_H

#include <linux/sizes.h>
#include <linux/types.h>

/* "SDM1": the 1 is the version of the format. */
#define SUBDEV_VFIO_RECORD_MAGIC	0x314d4453
#define SUBDEV_VFIO_RECORD_HEADER	32
#define SUBDEV_VFIO_RECORD_MAX		SZ_64K

/**
 * enum subdev_vfio_record_type - what a record is
 * @SUBDEV_VFIO_RECORD_HEAD: struct subdev_vfio_head and the manifest
 * @SUBDEV_VFIO_RECORD_MEM: a chunk of the driver's memory. One can come more
 *	than once, the last counts
 * @SUBDEV_VFIO_RECORD_ZERO: a chunk that is all zeroes, without payload
 * @SUBDEV_VFIO_RECORD_DEVICE: what state.c saves
 * @SUBDEV_VFIO_RECORD_STATE: the driver's state, its version in the position
 * @SUBDEV_VFIO_RECORD_END: nothing follows
 */
enum subdev_vfio_record_type {
	SUBDEV_VFIO_RECORD_HEAD = 1,
	SUBDEV_VFIO_RECORD_MEM,
	SUBDEV_VFIO_RECORD_ZERO,
	SUBDEV_VFIO_RECORD_DEVICE,
	SUBDEV_VFIO_RECORD_STATE,
	SUBDEV_VFIO_RECORD_END,
};

/**
 * struct subdev_vfio_record - the header of a record
 * @number: how many records came before it
 * @type: see enum subdev_vfio_record_type
 * @len: bytes of payload
 * @pos: position
 */
struct subdev_vfio_record {
	u32 number;
	u16 type;
	u32 len;
	u64 pos;
};

/**
 * struct subdev_vfio_head - payload of HEAD, before the manifest
 * @mem_size: size of the driver's memory
 * @chunk: bytes of each MEM and ZERO but the last
 * @reserved: 0
 */
struct subdev_vfio_head {
	__le64 mem_size;
	__le32 chunk;
	__le32 reserved;
};

u64 subdev_vfio_sum(u64 seed, const void *data, size_t len);
void subdev_vfio_record_seal(void *buf, const struct subdev_vfio_record *rec);
int subdev_vfio_record_open(const void *buf, struct subdev_vfio_record *rec);
bool subdev_vfio_record_intact(const void *buf);

#endif /* _SUBDEV_VFIO_RECORD_H */
