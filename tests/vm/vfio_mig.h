/* SPDX-License-Identifier: GPL-2.0-only */
/* Migration for the programs that test it: states, streams, and what is in a subdevice of sim's type "mover". */
#ifndef TESTS_VFIO_MIG_H
#define TESTS_VFIO_MIG_H

#include "vfio_test.h"

#include <endian.h>
#include <sys/ioctl.h>

/* Newer than the headers that this can be built with; numbers and layouts are the kernel's. */
enum mig_state {
	MIG_ERROR,
	MIG_STOP,
	MIG_RUNNING,
	MIG_STOP_COPY,
	MIG_RESUMING,
	MIG_RUNNING_P2P,
	MIG_PRE_COPY,
	MIG_PRE_COPY_P2P,
	MIG_STATES
};

enum {
	FEATURE_MIGRATION = 1,
	FEATURE_STATE = 2,
	FEATURE_SIZE = 9,
};

#define FEATURE_GET	(1 << 16)
#define FEATURE_SET	(1 << 17)

struct mig_request {
	uint32_t argsz;
	uint32_t flags;
	union {
		uint64_t num;
		struct {
			uint32_t state;
			int32_t fd;
		};
	};
};

struct precopy {
	uint32_t argsz;
	uint32_t flags;
	uint64_t initial;
	uint64_t dirty;
};

#define GET_PRECOPY	_IO(VFIO_TYPE, VFIO_BASE + 21)

#define CHUNK		0x10000		/* how much of the memory is moved at a time */
#define RECORD		32		/* header of what is in a stream */

static const char * const mig_names[MIG_STATES] = {
	"ERROR", "STOP", "RUNNING", "STOP_COPY", "RESUMING", "RUNNING_P2P", "PRE_COPY", "PRE_COPY_P2P",
};

static TAP_UNUSED int mig_feature(const struct client *c, uint32_t flags, struct mig_request *req)
{
	req->argsz = sizeof(*req);
	req->flags = flags;
	return ioctl(c->dev, VFIO_DEVICE_FEATURE, req) ? -errno : 0;
}

/* The state that it is in, or a negative errno. */
static TAP_UNUSED int mig_get(const struct client *c)
{
	struct mig_request req = {};
	int err = mig_feature(c, FEATURE_GET | FEATURE_STATE, &req);

	return err ?: req.fd == -1 ? (int)req.state : -EBADE;
}

/* @fd gets the file of the stream, -1 if there is none, and may be NULL where none is wanted. */
static TAP_UNUSED int mig_set(const struct client *c, uint32_t state, int *fd)
{
	struct mig_request req = { .state = state };
	int err = mig_feature(c, FEATURE_SET | FEATURE_STATE, &req);

	if (fd)
		*fd = err ? -1 : req.fd;
	else if (!err && req.fd != -1)
		close(req.fd);
	return err;
}

static TAP_UNUSED int mig_number(const struct client *c, uint32_t feature, uint64_t *num)
{
	struct mig_request req = {};
	int err = mig_feature(c, FEATURE_GET | feature, &req);

	*num = req.num;
	return err;
}

static TAP_UNUSED int mig_precopy(int fd, struct precopy *info)
{
	*info = (struct precopy) { .argsz = sizeof(*info) };
	return ioctl(fd, GET_PRECOPY, info) ? -errno : 0;
}

static TAP_UNUSED ssize_t mig_read(int fd, void *buf, size_t count)
{
	ssize_t done = read(fd, buf, count);

	return done < 0 ? -errno : done;
}

static TAP_UNUSED ssize_t mig_write(int fd, const void *buf, size_t count)
{
	ssize_t done = write(fd, buf, count);

	return done < 0 ? -errno : done;
}

/* A stream in memory. */
struct stream {
	uint8_t *data;
	size_t len;
	size_t room;
};

static TAP_UNUSED void stream_room(struct stream *s, size_t count)
{
	if (s->room - s->len >= count)
		return;
	s->room = 2 * (s->len + count);
	s->data = realloc(s->data, s->room);
	if (!s->data) {
		perror("realloc");
		exit(1);
	}
}

/* Reads on, by @count bytes at a time, to the end: 0; or what a read failed with. */
static TAP_UNUSED int stream_read(struct stream *s, int fd, size_t count)
{
	ssize_t done;

	for (;;) {
		stream_room(s, count);
		done = mig_read(fd, s->data + s->len, count);
		if (done <= 0)
			return done;
		s->len += done;
	}
}

/* Writes all, by @count bytes at a time: 0, or what a write failed with. */
static TAP_UNUSED int stream_write(const struct stream *s, int fd, size_t count)
{
	size_t off = 0;
	ssize_t done;

	while (off < s->len) {
		if (count > s->len - off)
			count = s->len - off;
		done = mig_write(fd, s->data + off, count);
		if (done < 0)
			return done;
		off += done;
	}
	return 0;
}

static TAP_UNUSED void stream_free(struct stream *s)
{
	free(s->data);
	*s = (struct stream) {};
}

/* The whole state of a device that runs or is stopped, which is stopped afterwards. */
static TAP_UNUSED int mig_save(const struct client *c, struct stream *s)
{
	int fd, err;

	s->len = 0;
	err = mig_set(c, MIG_STOP_COPY, &fd);
	if (err)
		return err;
	err = stream_read(s, fd, 1 << 20);
	close(fd);
	return err ?: mig_set(c, MIG_STOP, NULL);
}

/* Loads a state, and is stopped afterwards: 0, or what a write or the end of it failed with. */
static TAP_UNUSED int mig_load(const struct client *c, const struct stream *s)
{
	int fd, err, end;

	err = mig_set(c, MIG_RESUMING, &fd);
	if (err)
		return err;
	err = stream_write(s, fd, 1 << 20);
	close(fd);
	end = mig_set(c, MIG_STOP, NULL);
	return err ?: end;
}

/* What is in the memory of a device at @off, by a number that stands for all of it; some chunks are empty. */
static TAP_UNUSED uint8_t mem_byte(uint32_t seed, uint64_t off)
{
	uint32_t x;

	if (off / CHUNK % 5 == 2)
		return 0;
	x = (off + 1) * 2654435761u + seed * 40503u;
	return x >> 11 ^ x >> 23;
}

static TAP_UNUSED uint8_t *mem_image(uint32_t seed, size_t size)
{
	uint8_t *image = malloc(size);
	size_t i;

	for (i = 0; image && i < size; i++)
		image[i] = mem_byte(seed, i);
	if (!image) {
		perror("malloc");
		exit(1);
	}
	return image;
}

/* The amount of memory. */
static TAP_UNUSED uint64_t mover_size(const struct client *c)
{
	return client_get(c, SIM_REG_BAR, SIM_REG_AMOUNT, 8);
}

static TAP_UNUSED void mover_fill_mem(const struct client *c, uint32_t seed)
{
	size_t size = mover_size(c), off, count = CHUNK;
	uint8_t *image = mem_image(seed, size);

	for (off = 0; off < size; off += count) {
		if (count > size - off)
			count = size - off;
		if (client_write(c, SIM_MEM_BAR, off, image + off, count) != (ssize_t)count) {
			point(false, "write to memory");
			exit(1);
		}
	}
	free(image);
}

static TAP_UNUSED bool mover_mem_is(const struct client *c, uint32_t seed)
{
	size_t size = mover_size(c);
	uint8_t *image = mem_image(seed, size), *had = calloc(1, size);
	bool same = had && client_read(c, SIM_MEM_BAR, 0, had, size) == (ssize_t)size && !memcmp(image, had, size);

	free(image);
	free(had);
	return same;
}

#define MSIX_TABLE	SIM_FULL_MSIX_TABLE

/* Each thing that travels: registers, memory, configuration space, MSI-X table. */
static TAP_UNUSED void mover_fill(const struct client *c, uint32_t seed)
{
	unsigned int i;

	mover_fill_mem(c, seed);
	for (i = 0; i < SIM_NUM_SCRATCH; i++)
		client_put(c, SIM_REG_BAR, SIM_REG_SCRATCH + 4 * i, 4, (seed * 31 + i * 0x01010101u) & 0xffffffff);
	client_put(c, CONFIG, 0x04, 2, 0x0003);
	client_put(c, CONFIG, 0x10, 4, 0xfe000000u + (seed & 0xff) * 0x10000);
	client_put(c, CONFIG, 0x3c, 1, seed & 0xff);
	for (i = 0; i < SIM_NUM_MSIX; i++)
		client_put(c, SIM_FULL_MSIX_BAR, MSIX_TABLE + 16 * i + 8, 4, seed + i);
}

static TAP_UNUSED bool mover_is(const struct client *c, uint32_t seed)
{
	unsigned int i;

	for (i = 0; i < SIM_NUM_SCRATCH; i++)
		if (client_get(c, SIM_REG_BAR, SIM_REG_SCRATCH + 4 * i, 4) != ((seed * 31 + i * 0x01010101u) & 0xffffffff))
			return false;
	for (i = 0; i < SIM_NUM_MSIX; i++)
		if (client_get(c, SIM_FULL_MSIX_BAR, MSIX_TABLE + 16 * i + 8, 4) != seed + i)
			return false;
	return client_get(c, CONFIG, 0x04, 2) == 0x0003 && client_get(c, CONFIG, 0x3c, 1) == (seed & 0xff) &&
	       client_get(c, CONFIG, 0x10, 4) == 0xfe000000u + (seed & 0xff) * 0x10000 && mover_mem_is(c, seed);
}

#endif /* TESTS_VFIO_MIG_H */
