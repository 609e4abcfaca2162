/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small VFIO client: opens a subdevice by its group and a container, or by its character device and iommufd, and does single
 * system calls on it. Functions that can fail return a negative errno.
 */
#ifndef TESTS_VFIO_CLIENT_H
#define TESTS_VFIO_CLIENT_H

#include <linux/vfio.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum client_via {
	VIA_GROUP,
	VIA_CDEV,
};

/* The file descriptors, -1 for none. */
struct client {
	int iommu;	/* the container, or /dev/iommu */
	int group;
	int dev;
	uint32_t ioas;	/* of iommufd */
};

/* An open eventfd, not blocking. */
int client_eventfd(void);
/* What was signalled since the last call, 0 if nothing was; waits up to @ms for the first. */
uint64_t client_signals(int eventfd, int ms);
/*
 * The number that a new eventfd would get, the lowest that is free: it is what it was before when every eventfd that was made
 * since is gone, the kernel's references too.
 */
long client_eventfd_number(void);

/* @device is a path in sysfs, or the UUID of a subdevice. */
int client_open(struct client *c, const char *device, enum client_via via);
/* The same way as @other, and in its address space. */
int client_join(struct client *c, const struct client *other, const char *device);
void client_close(struct client *c);
/* From its address space of iommufd, and to it again; only of one that was opened by its character device. */
int client_detach(const struct client *c);
int client_attach(const struct client *c);
/* The number in /dev/vfio/N, and the name below /dev/vfio/devices. */
int client_group_number(const char *device);
int client_cdev_name(const char *device, char *name, size_t size);
/* Another file descriptor of the same device, by its group. */
int client_open_again(const struct client *c, const char *device);

int client_region(const struct client *c, uint32_t index, struct vfio_region_info *info);
int client_irq(const struct client *c, uint32_t index, struct vfio_irq_info *info);
int client_reset(const struct client *c);

/* Bytes that were moved. The offset is within the region. */
ssize_t client_read(const struct client *c, uint32_t index, uint64_t off, void *buf, size_t count);
ssize_t client_write(const struct client *c, uint32_t index, uint64_t off, const void *buf, size_t count);
/* A little-endian register of up to 8 bytes: these end the program if it is not there. */
uint64_t client_get(const struct client *c, uint32_t index, uint64_t off, unsigned int width);
void client_put(const struct client *c, uint32_t index, uint64_t off, unsigned int width, uint64_t val);

/* mmap() of what is in the region: MAP_FAILED and errno if that fails. */
void *client_mmap(const struct client *c, uint32_t index, uint64_t off, size_t size, int prot);
/*
 * What VFIO_DEVICE_GET_REGION_INFO says, with up to @size bytes of capabilities behind it: a pointer to the one of this id, or
 * NULL. @info has room for them.
 */
void *client_region_cap(const struct client *c, uint32_t index, uint16_t id, struct vfio_region_info *info, size_t size);
/*
 * Reads and writes of a region at every offset, near its ends and behind it of every width up to 16, else of one or the other;
 * of a large one not in the middle. What is written is noise. The number of those that were not answered as they must be: in
 * full inside, with -EINVAL where a byte of it is outside, and of a region that cannot be written always.
 */
unsigned int client_sweep(const struct client *c, uint32_t index);
/* VFIO_DEVICE_IOEVENTFD: a write of @val to a register of @width bytes, when @fd is signalled; -1 to take it away. */
int client_ioeventfd(const struct client *c, uint32_t index, uint64_t off, unsigned int width, uint64_t val, int fd);

/* VFIO_DEVICE_SET_IRQS; @data has @count elements of what @flags say, or is NULL. */
int client_set_irqs(const struct client *c, uint32_t flags, uint32_t index, uint32_t start, uint32_t count, const void *data);
/* Sets the eventfd of one interrupt, -1 for none. */
int client_trigger(const struct client *c, uint32_t index, uint32_t vector, int fd);
int client_irqs_disable(const struct client *c, uint32_t index);

/* The device's view of memory: @iova on is what is at @mem, as long as that stays mapped. */
int client_map(const struct client *c, uint64_t iova, void *mem, uint64_t size, bool write);
#define CLIENT_READ	1
#define CLIENT_WRITE	2
int client_map_flags(const struct client *c, uint64_t iova, void *mem, uint64_t size, unsigned int flags);
int client_unmap(const struct client *c, uint64_t iova, uint64_t size);
/* KiB of this process that are pinned for devices, whichever way the kernel counts them. */
long client_pinned_kb(void);

/* VFIO_DEVICE_FEATURE_DMA_LOGGING_*: the whole of memory is logged; @bitmap gets a bit for each @page bytes. */
int client_log_start(const struct client *c, uint64_t *page);
int client_log_stop(const struct client *c);
int client_log_report(const struct client *c, uint64_t iova, uint64_t size, uint64_t page, uint64_t *bitmap);
/* The container's own, VFIO_IOMMU_DIRTY_PAGES, with a VFIO_IOMMU_DIRTY_PAGES_FLAG_; a report is of one mapping as it was made. */
int client_type1_log(const struct client *c, uint32_t flag);
int client_type1_report(const struct client *c, uint64_t iova, uint64_t size, uint64_t page, uint64_t *bitmap);

#endif /* TESTS_VFIO_CLIENT_H */
