/* SPDX-License-Identifier: GPL-2.0-only */
/* A user of a VFIO device: by its group, which all kernels have, or by its character device. */
#ifndef TESTS_SIM_VFIO_H
#define TESTS_SIM_VFIO_H

#include <errno.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../../kernel/drivers/sim/regs.h"

#define VFIO_UNUSED	__attribute__((unused))

/* Newer than the headers of the distribution that this builds on. */
#ifndef VFIO_DEVICE_BIND_IOMMUFD
struct vfio_device_bind_iommufd {
	__u32 argsz;
	__u32 flags;
	__s32 iommufd;
	__u32 out_devid;
};

#define VFIO_DEVICE_BIND_IOMMUFD	_IO(VFIO_TYPE, VFIO_BASE + 18)
#endif

struct vfio_user {
	int iommu;	/* the container, or /dev/iommu */
	int group;	/* -1 if opened by its character device */
	int dev;
};

static VFIO_UNUSED void vfio_user_close(struct vfio_user *u)
{
	int saved = errno;

	if (u->dev >= 0)
		close(u->dev);
	if (u->group >= 0)
		close(u->group);
	if (u->iommu >= 0)
		close(u->iommu);
	errno = saved;
}

static VFIO_UNUSED void vfio_uuid_text(char text[37], const uint8_t *uuid)
{
	char *p = text;
	int i;

	for (i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*p++ = '-';
		p += sprintf(p, "%02x", uuid[i]);
	}
}

/* Type 1 in its second version is what all of them offer, iommufd's container too. */
static VFIO_UNUSED int vfio_attach_group(struct vfio_user *u, int group)
{
	char path[64];

	u->group = u->dev = -1;
	u->iommu = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	if (u->iommu < 0)
		return -errno;
	snprintf(path, sizeof(path), "/dev/vfio/%d", group);
	u->group = open(path, O_RDWR | O_CLOEXEC);
	if (u->group < 0 || ioctl(u->group, VFIO_GROUP_SET_CONTAINER, &u->iommu) ||
	    ioctl(u->iommu, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU)) {
		vfio_user_close(u);
		return -errno;
	}
	return 0;
}

static VFIO_UNUSED int vfio_open_group(struct vfio_user *u, int group, const uint8_t *uuid)
{
	char name[37];
	int err;

	err = vfio_attach_group(u, group);
	if (err)
		return err;
	vfio_uuid_text(name, uuid);
	u->dev = ioctl(u->group, VFIO_GROUP_GET_DEVICE_FD, name);
	if (u->dev < 0) {
		vfio_user_close(u);
		return -errno;
	}
	return 0;
}

static VFIO_UNUSED int vfio_open_cdev(struct vfio_user *u, const char *cdev)
{
	struct vfio_device_bind_iommufd bind = { .argsz = sizeof(bind) };
	char path[64];

	u->group = u->dev = -1;
	u->iommu = open("/dev/iommu", O_RDWR | O_CLOEXEC);
	if (u->iommu < 0)
		return -errno;
	snprintf(path, sizeof(path), "/dev/vfio/devices/%s", cdev);
	u->dev = open(path, O_RDWR | O_CLOEXEC);
	bind.iommufd = u->iommu;
	if (u->dev < 0 || ioctl(u->dev, VFIO_DEVICE_BIND_IOMMUFD, &bind)) {
		vfio_user_close(u);
		return -errno;
	}
	return 0;
}

/* An eventfd that is signalled when the kernel wants the device back, or -errno. */
static VFIO_UNUSED int vfio_request_eventfd(struct vfio_user *u)
{
	struct {
		struct vfio_irq_set set;
		int32_t fd;
	} arg = {
		.set = {
			.argsz = sizeof(arg),
			.flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
			.index = VFIO_PCI_REQ_IRQ_INDEX,
			.count = 1,
		},
	};

	arg.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (arg.fd < 0)
		return -errno;
	if (ioctl(u->dev, VFIO_DEVICE_SET_IRQS, &arg)) {
		close(arg.fd);
		return -errno;
	}
	return arg.fd;
}

/* A register of sim. */
static VFIO_UNUSED int vfio_reg_read(struct vfio_user *u, unsigned int reg, uint32_t *val)
{
	struct vfio_region_info info = { .argsz = sizeof(info), .index = VFIO_PCI_BAR0_REGION_INDEX };

	if (ioctl(u->dev, VFIO_DEVICE_GET_REGION_INFO, &info))
		return -errno;
	return pread(u->dev, val, sizeof(*val), info.offset + reg) == sizeof(*val) ? 0 : -EIO;
}

static VFIO_UNUSED int vfio_reg_write(struct vfio_user *u, unsigned int reg, uint32_t val)
{
	struct vfio_region_info info = { .argsz = sizeof(info), .index = VFIO_PCI_BAR0_REGION_INDEX };

	if (ioctl(u->dev, VFIO_DEVICE_GET_REGION_INFO, &info))
		return -errno;
	return pwrite(u->dev, &val, sizeof(val), info.offset + reg) == sizeof(val) ? 0 : -EIO;
}

#endif /* TESTS_SIM_VFIO_H */
