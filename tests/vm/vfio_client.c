// SPDX-License-Identifier: GPL-2.0-only
#include "vfio_client.h"

#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* Newer than the headers that this can be built with; numbers and layouts are the kernel's. */
struct bind_iommufd {
	uint32_t argsz;
	uint32_t flags;
	int32_t iommufd;
	uint32_t out_devid;
};

struct attach_iommufd_pt {
	uint32_t argsz;
	uint32_t flags;
	uint32_t pt_id;
};

struct detach_iommufd_pt {
	uint32_t argsz;
	uint32_t flags;
};

struct ioas_alloc {
	uint32_t size;
	uint32_t flags;
	uint32_t out_ioas_id;
};

struct ioas_map {
	uint32_t size;
	uint32_t flags;
	uint32_t ioas_id;
	uint32_t reserved;
	uint64_t user_va;
	uint64_t length;
	uint64_t iova;
};

struct ioas_unmap {
	uint32_t size;
	uint32_t ioas_id;
	uint64_t iova;
	uint64_t length;
};

#define IOAS_MAP_FIXED_IOVA	1
#define IOAS_MAP_WRITEABLE	2
#define IOAS_MAP_READABLE	4

#define BIND_IOMMUFD		_IO(VFIO_TYPE, VFIO_BASE + 18)
#define ATTACH_IOMMUFD_PT	_IO(VFIO_TYPE, VFIO_BASE + 19)
#define DETACH_IOMMUFD_PT	_IO(VFIO_TYPE, VFIO_BASE + 20)
#define IOAS_ALLOC		_IO(';', 0x81)
#define IOAS_MAP		_IO(';', 0x85)
#define IOAS_UNMAP		_IO(';', 0x86)

#define OFFSET_SHIFT	40

int client_eventfd(void)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	return fd < 0 ? -errno : fd;
}

uint64_t client_signals(int eventfd, int ms)
{
	struct pollfd pfd = { .fd = eventfd, .events = POLLIN };
	uint64_t count;

	if (poll(&pfd, 1, ms) <= 0 || read(eventfd, &count, sizeof(count)) != sizeof(count))
		return 0;
	return count;
}

long client_eventfd_number(void)
{
	char path[64], line[128];
	int fd = client_eventfd();
	long number = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "r");
	while (file && number < 0 && fgets(line, sizeof(line), file))
		sscanf(line, "eventfd-id: %ld", &number);
	if (file)
		fclose(file);
	close(fd);
	return number;
}

static void sysfs_path(const char *device, char path[PATH_MAX])
{
	if (strchr(device, '/'))
		snprintf(path, PATH_MAX, "%s", device);
	else
		snprintf(path, PATH_MAX, "/sys/bus/subdev/devices/%s", device);
}

int client_group_number(const char *device)
{
	char path[PATH_MAX], link[PATH_MAX], target[PATH_MAX] = "";

	sysfs_path(device, path);
	if (snprintf(link, sizeof(link), "%s/iommu_group", path) >= (int)sizeof(link))
		return -ENAMETOOLONG;
	if (readlink(link, target, sizeof(target) - 1) < 0)
		return -errno;
	return atoi(basename(target));
}

int client_cdev_name(const char *device, char *name, size_t size)
{
	char path[PATH_MAX], folder[PATH_MAX];
	struct dirent *entry;
	int err = -ENOENT;
	DIR *dir;

	sysfs_path(device, path);
	if (snprintf(folder, sizeof(folder), "%s/vfio-dev", path) >= (int)sizeof(folder))
		return -ENAMETOOLONG;
	dir = opendir(folder);
	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		err = snprintf(name, size, "%s", entry->d_name) < (int)size ? 0 : -ENAMETOOLONG;
	}
	closedir(dir);
	return err;
}

static int device_fd(int group, const char *device)
{
	char path[PATH_MAX];
	int fd;

	sysfs_path(device, path);
	fd = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, basename(path));
	return fd < 0 ? -errno : fd;
}

/* The address space is another client's, or a new one. */
static int open_iommu(struct client *c, const struct client *other, const char *path)
{
	c->iommu = other ? fcntl(other->iommu, F_DUPFD_CLOEXEC, 0) : open(path, O_RDWR | O_CLOEXEC);
	return c->iommu < 0 ? -errno : 0;
}

static int open_group(struct client *c, const struct client *other, const char *device)
{
	int number = client_group_number(device);
	char path[64];
	int err;

	if (number < 0)
		return number;
	snprintf(path, sizeof(path), "/dev/vfio/%d", number);
	err = open_iommu(c, other, "/dev/vfio/vfio");
	if (err)
		return err;
	c->group = open(path, O_RDWR | O_CLOEXEC);
	if (c->group < 0)
		return -errno;
	if (ioctl(c->group, VFIO_GROUP_SET_CONTAINER, &c->iommu) ||
	    (!other && ioctl(c->iommu, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU)))
		return -errno;
	c->dev = device_fd(c->group, device);
	return c->dev < 0 ? c->dev : 0;
}

int client_attach(const struct client *c)
{
	struct attach_iommufd_pt attach = { .argsz = sizeof(attach), .pt_id = c->ioas };

	return ioctl(c->dev, ATTACH_IOMMUFD_PT, &attach) ? -errno : 0;
}

int client_detach(const struct client *c)
{
	struct detach_iommufd_pt detach = { .argsz = sizeof(detach) };

	return ioctl(c->dev, DETACH_IOMMUFD_PT, &detach) ? -errno : 0;
}

static int open_cdev(struct client *c, const struct client *other, const char *device)
{
	struct bind_iommufd bind = { .argsz = sizeof(bind) };
	struct ioas_alloc ioas = { .size = sizeof(ioas) };
	char name[64], path[128];
	int err;

	err = client_cdev_name(device, name, sizeof(name));
	if (err)
		return err;
	snprintf(path, sizeof(path), "/dev/vfio/devices/%s", name);
	err = open_iommu(c, other, "/dev/iommu");
	if (err)
		return err;
	c->dev = open(path, O_RDWR | O_CLOEXEC);
	if (c->dev < 0)
		return -errno;
	bind.iommufd = c->iommu;
	if (ioctl(c->dev, BIND_IOMMUFD, &bind))
		return -errno;
	if (!other && ioctl(c->iommu, IOAS_ALLOC, &ioas))
		return -errno;
	c->ioas = other ? other->ioas : ioas.out_ioas_id;
	return client_attach(c);
}

static int open_via(struct client *c, const struct client *other, const char *device, bool group)
{
	int err;

	*c = (struct client) { .iommu = -1, .group = -1, .dev = -1 };
	err = group ? open_group(c, other, device) : open_cdev(c, other, device);
	if (err)
		client_close(c);
	return err;
}

int client_open(struct client *c, const char *device, enum client_via via)
{
	return open_via(c, NULL, device, via == VIA_GROUP);
}

int client_join(struct client *c, const struct client *other, const char *device)
{
	return open_via(c, other, device, other->group >= 0);
}

void client_close(struct client *c)
{
	if (c->dev >= 0)
		close(c->dev);
	if (c->group >= 0)
		close(c->group);
	if (c->iommu >= 0)
		close(c->iommu);
	*c = (struct client) { .iommu = -1, .group = -1, .dev = -1 };
}

int client_open_again(const struct client *c, const char *device)
{
	return device_fd(c->group, device);
}

int client_region(const struct client *c, uint32_t index, struct vfio_region_info *info)
{
	*info = (struct vfio_region_info) { .argsz = sizeof(*info), .index = index };
	return ioctl(c->dev, VFIO_DEVICE_GET_REGION_INFO, info) ? -errno : 0;
}

int client_irq(const struct client *c, uint32_t index, struct vfio_irq_info *info)
{
	*info = (struct vfio_irq_info) { .argsz = sizeof(*info), .index = index };
	return ioctl(c->dev, VFIO_DEVICE_GET_IRQ_INFO, info) ? -errno : 0;
}

int client_reset(const struct client *c)
{
	return ioctl(c->dev, VFIO_DEVICE_RESET) ? -errno : 0;
}

ssize_t client_read(const struct client *c, uint32_t index, uint64_t off, void *buf, size_t count)
{
	ssize_t done = pread(c->dev, buf, count, (uint64_t)index << OFFSET_SHIFT | off);

	return done < 0 ? -errno : done;
}

ssize_t client_write(const struct client *c, uint32_t index, uint64_t off, const void *buf, size_t count)
{
	ssize_t done = pwrite(c->dev, buf, count, (uint64_t)index << OFFSET_SHIFT | off);

	return done < 0 ? -errno : done;
}

static void must_be(ssize_t wanted, ssize_t done, const char *what, uint32_t index, uint64_t off)
{
	if (done == wanted)
		return;
	fprintf(stderr, "%s of %zd bytes at %#llx in region %u: %zd\n", what, wanted, (unsigned long long)off, index, done);
	exit(1);
}

uint64_t client_get(const struct client *c, uint32_t index, uint64_t off, unsigned int width)
{
	uint64_t val = 0;

	must_be(width, client_read(c, index, off, &val, width), "read", index, off);
	return le64toh(val);
}

void client_put(const struct client *c, uint32_t index, uint64_t off, unsigned int width, uint64_t val)
{
	val = htole64(val);
	must_be(width, client_write(c, index, off, &val, width), "write", index, off);
}

#define SWEEP_WIDTH	16
#define SWEEP_EDGE	256	/* where all widths are tried */
#define SWEEP_LARGE	16384	/* at each end of a large region */

static bool sweep_right(ssize_t done, bool inside, unsigned int width)
{
	return done == (inside ? (ssize_t)width : -EINVAL);
}

static unsigned int sweep_at(const struct client *c, const struct vfio_region_info *info, uint64_t off, unsigned int *seed)
{
	bool edge = off < SWEEP_EDGE || off + SWEEP_EDGE >= info->size;
	bool writable = info->flags & VFIO_REGION_INFO_FLAG_WRITE;
	uint8_t buf[SWEEP_WIDTH + 1];
	unsigned int width, i, wrong = 0;

	for (width = edge ? 1 : off * 7 % SWEEP_WIDTH + 1; width <= SWEEP_WIDTH; width += edge ? 1 : SWEEP_WIDTH) {
		bool inside = off < info->size && width <= info->size - off;

		memset(buf, 0xa5, sizeof(buf));
		wrong += !sweep_right(client_read(c, info->index, off, buf, width), inside, width) || buf[width] != 0xa5;
		for (i = 0; i < width; i++)
			buf[i] = rand_r(seed) >> 8;
		wrong += !sweep_right(client_write(c, info->index, off, buf, width), inside && writable, width);
	}
	return wrong;
}

unsigned int client_sweep(const struct client *c, uint32_t index)
{
	unsigned int seed = index + 1, wrong = 0;
	struct vfio_region_info info;
	uint64_t off;

	if (client_region(c, index, &info))
		return 1;
	for (off = 0; off < info.size + 2 * SWEEP_WIDTH; off++) {
		if (off == SWEEP_LARGE && info.size > 2 * SWEEP_LARGE)
			off = info.size - SWEEP_LARGE;
		wrong += sweep_at(c, &info, off, &seed);
	}
	return wrong;
}

void *client_mmap(const struct client *c, uint32_t index, uint64_t off, size_t size, int prot)
{
	return mmap(NULL, size, prot, MAP_SHARED, c->dev, (uint64_t)index << OFFSET_SHIFT | off);
}

void *client_region_cap(const struct client *c, uint32_t index, uint16_t id, struct vfio_region_info *info, size_t size)
{
	struct vfio_info_cap_header *cap;
	uint32_t off;

	*info = (struct vfio_region_info) { .argsz = sizeof(*info) + size, .index = index };
	if (ioctl(c->dev, VFIO_DEVICE_GET_REGION_INFO, info))
		return NULL;
	for (off = info->cap_offset; off; off = cap->next) {
		cap = (void *)((char *)info + off);
		if (cap->id == id)
			return cap;
	}
	return NULL;
}

int client_ioeventfd(const struct client *c, uint32_t index, uint64_t off, unsigned int width, uint64_t val, int fd)
{
	struct vfio_device_ioeventfd arg = {
		.argsz = sizeof(arg),
		.flags = width,
		.offset = (uint64_t)index << OFFSET_SHIFT | off,
		.data = val,
		.fd = fd,
	};

	return ioctl(c->dev, VFIO_DEVICE_IOEVENTFD, &arg) ? -errno : 0;
}

int client_set_irqs(const struct client *c, uint32_t flags, uint32_t index, uint32_t start, uint32_t count, const void *data)
{
	size_t size = 0;
	struct vfio_irq_set *set;
	int err;

	if (data && flags & VFIO_IRQ_SET_DATA_BOOL)
		size = count;
	else if (data && flags & VFIO_IRQ_SET_DATA_EVENTFD)
		size = count * sizeof(int32_t);
	set = calloc(1, sizeof(*set) + size);
	if (!set)
		return -ENOMEM;
	set->argsz = sizeof(*set) + size;
	set->flags = flags;
	set->index = index;
	set->start = start;
	set->count = count;
	if (size)
		memcpy(set->data, data, size);
	err = ioctl(c->dev, VFIO_DEVICE_SET_IRQS, set) ? -errno : 0;
	free(set);
	return err;
}

int client_trigger(const struct client *c, uint32_t index, uint32_t vector, int fd)
{
	int32_t data = fd;

	return client_set_irqs(c, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER, index, vector, 1, &data);
}

int client_irqs_disable(const struct client *c, uint32_t index)
{
	return client_set_irqs(c, VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER, index, 0, 0, NULL);
}

int client_map_flags(const struct client *c, uint64_t iova, void *mem, uint64_t size, unsigned int flags)
{
	struct vfio_iommu_type1_dma_map group = {
		.argsz = sizeof(group),
		.flags = (flags & CLIENT_READ ? VFIO_DMA_MAP_FLAG_READ : 0) |
			 (flags & CLIENT_WRITE ? VFIO_DMA_MAP_FLAG_WRITE : 0),
		.vaddr = (uintptr_t)mem,
		.iova = iova,
		.size = size,
	};
	struct ioas_map cdev = {
		.size = sizeof(cdev),
		.flags = IOAS_MAP_FIXED_IOVA | (flags & CLIENT_READ ? IOAS_MAP_READABLE : 0) |
			 (flags & CLIENT_WRITE ? IOAS_MAP_WRITEABLE : 0),
		.ioas_id = c->ioas,
		.user_va = (uintptr_t)mem,
		.length = size,
		.iova = iova,
	};

	if (c->group >= 0)
		return ioctl(c->iommu, VFIO_IOMMU_MAP_DMA, &group) ? -errno : 0;
	return ioctl(c->iommu, IOAS_MAP, &cdev) ? -errno : 0;
}

int client_map(const struct client *c, uint64_t iova, void *mem, uint64_t size, bool write)
{
	return client_map_flags(c, iova, mem, size, CLIENT_READ | (write ? CLIENT_WRITE : 0));
}

int client_unmap(const struct client *c, uint64_t iova, uint64_t size)
{
	struct vfio_iommu_type1_dma_unmap group = { .argsz = sizeof(group), .iova = iova, .size = size };
	struct ioas_unmap cdev = { .size = sizeof(cdev), .ioas_id = c->ioas, .iova = iova, .length = size };

	if (c->group >= 0)
		return ioctl(c->iommu, VFIO_IOMMU_UNMAP_DMA, &group) ? -errno : 0;
	return ioctl(c->iommu, IOAS_UNMAP, &cdev) ? -errno : 0;
}

long client_pinned_kb(void)
{
	char line[256];
	long kb = 0;
	FILE *file = fopen("/proc/self/status", "r");

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, "VmLck:", 6) || !strncmp(line, "VmPin:", 6))
			kb += atol(line + 6);
	if (file)
		fclose(file);
	return kb;
}

static int feature(const struct client *c, uint32_t flags, void *data, size_t size)
{
	struct vfio_device_feature *feature = calloc(1, sizeof(*feature) + size);
	int err;

	if (!feature)
		return -ENOMEM;
	feature->argsz = sizeof(*feature) + size;
	feature->flags = flags;
	if (size)
		memcpy(feature->data, data, size);
	err = ioctl(c->dev, VFIO_DEVICE_FEATURE, feature) ? -errno : 0;
	if (size)
		memcpy(data, feature->data, size);
	free(feature);
	return err;
}

int client_log_start(const struct client *c, uint64_t *page)
{
	struct vfio_device_feature_dma_logging_range range = { .iova = 0, .length = 1ULL << 48 };
	struct vfio_device_feature_dma_logging_control control = {
		.page_size = *page,
		.num_ranges = 1,
		.ranges = (uintptr_t)&range,
	};
	int err;

	err = feature(c, VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_DMA_LOGGING_START, &control, sizeof(control));
	*page = control.page_size;
	return err;
}

int client_log_stop(const struct client *c)
{
	return feature(c, VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_DMA_LOGGING_STOP, NULL, 0);
}

int client_log_report(const struct client *c, uint64_t iova, uint64_t size, uint64_t page, uint64_t *bitmap)
{
	struct vfio_device_feature_dma_logging_report report = {
		.iova = iova,
		.length = size,
		.page_size = page,
		.bitmap = (uintptr_t)bitmap,
	};

	return feature(c, VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_DMA_LOGGING_REPORT, &report, sizeof(report));
}

int client_type1_log(const struct client *c, uint32_t flag)
{
	struct vfio_iommu_type1_dirty_bitmap arg = { .argsz = sizeof(arg), .flags = flag };

	return ioctl(c->iommu, VFIO_IOMMU_DIRTY_PAGES, &arg) < 0 ? -errno : 0;
}

int client_type1_report(const struct client *c, uint64_t iova, uint64_t size, uint64_t page, uint64_t *bitmap)
{
	struct {
		struct vfio_iommu_type1_dirty_bitmap head;
		struct vfio_iommu_type1_dirty_bitmap_get get;
	} arg = {
		.head = { .argsz = sizeof(arg), .flags = VFIO_IOMMU_DIRTY_PAGES_FLAG_GET_BITMAP },
		.get = { .iova = iova, .size = size,
			 .bitmap = { .pgsize = page, .size = (size / page + 63) / 64 * 8, .data = (void *)bitmap } },
	};

	return ioctl(c->iommu, VFIO_IOMMU_DIRTY_PAGES, &arg) < 0 ? -errno : 0;
}
