/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Subdevices: the data path of an emulated PCI device over VFIO.
 *
 * A vendor driver describes its PCI function and gives the callbacks of its
 * registers; the helper module does the configuration space, the regions,
 * the interrupts and the life of the VFIO device.
 */
#ifndef _LINUX_SUBDEV_VFIO_H
#define _LINUX_SUBDEV_VFIO_H

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/container_of.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <linux/vfio.h>
#include <uapi/linux/pci_regs.h>

struct subdev_dev;
struct subdev_vfio;
struct subdev_vfio_priv;

/* Flags of a BAR, in the terms of PCI 3.0, 6.2.5.1. */
#define SUBDEV_VFIO_BAR_IO		BIT(0)	/* I/O space, else memory */
#define SUBDEV_VFIO_BAR_64		BIT(1)	/* 64-bit, takes the next BAR too */
#define SUBDEV_VFIO_BAR_PREFETCH	BIT(2)	/* prefetchable */

/**
 * struct subdev_vfio_bar - one base address register
 * @size: bytes, 0 for none, else a power of two: 4 to 256 for I/O, 16 to 2 GiB
 *	for memory, to 1 TiB for 64-bit memory
 * @flags: SUBDEV_VFIO_BAR_*
 */
struct subdev_vfio_bar {
	u64 size;
	u32 flags;
};

/**
 * struct subdev_vfio_pci - a PCI function as its guest sees it
 * @vendor: vendor id
 * @device: device id
 * @subvendor: subsystem vendor id
 * @subdevice: subsystem id
 * @class: class code, 24 bits: base class, subclass, programming interface
 * @revision: revision id
 * @intx: it has an INTx interrupt (pin A)
 * @msi: number of MSI vectors, 0 for no MSI, else a power of two up to 32
 * @msix: number of MSI-X vectors, 0 for no MSI-X, else up to 2048
 * @msix_bar: the memory BAR that holds the MSI-X table and pending bits
 * @msix_table: offset of the table in @msix_bar, a multiple of 8
 * @msix_pba: offset of the pending bits in @msix_bar, a multiple of 8
 * @bars: the base address registers
 *
 * The helper answers accesses to the MSI-X table and pending bits itself, they
 * do not reach the driver. Both lie within their BAR and apart from each other.
 */
struct subdev_vfio_pci {
	u16 vendor;
	u16 device;
	u16 subvendor;
	u16 subdevice;
	u32 class;
	u8 revision;
	bool intx;
	u8 msi;
	u16 msix;
	u8 msix_bar;
	u32 msix_table;
	u32 msix_pba;
	struct subdev_vfio_bar bars[PCI_STD_NUM_BARS];
};

/**
 * struct subdev_vfio_ops - callbacks of the vendor driver
 * @read: required. Read a register: @width is 1, 2, 4 or, in a memory BAR, 8,
 *	@off is a multiple of it and the access lies within the BAR. Larger or
 *	unaligned accesses come split into such. Returns the value in the low
 *	@width bytes. It cannot fail: what is not there reads as the hardware
 *	would have it. Whether the guest has enabled the BAR in its command
 *	register is the VMM's business.
 * @write: required. Write a register, like @read; @val has no bits above
 *	@width bytes.
 * @reset: required. Back to the state after power-on. Called before the first
 *	user gets the device, on VFIO_DEVICE_RESET and after the last close.
 *	The helper has reset the configuration space and lowered the INTx line
 *	before it; a driver that can raise it in parallel lowers it here too.
 * @open: optional. The device is being opened by its first user, after a reset;
 *	an error makes the open fail, and no @close follows.
 * @close: optional. The last user has gone; stop what runs on its behalf.
 *	Before it no interrupt is delivered any more.
 * @release: optional. The last reference to the device is gone, free what the
 *	driver has hung on it; the memory itself is the helper's. Called once
 *	for each subdev_vfio_alloc() that succeeded, within subdev_vfio_put().
 *
 * All are called in process context and may sleep. @read, @write of different
 * threads run in parallel, and in parallel with @reset; @open, @close and
 * @reset do not run in parallel with each other, and no @read or @write runs
 * in parallel with @open or @close. No lock that is the helper's is held over
 * @read and @write. VFIO's and one of the helper's are held over the others:
 * the driver's own locks are inside of these, and the interrupt functions below
 * can be called from all of them with those held.
 */
struct subdev_vfio_ops {
	u64 (*read)(struct subdev_vfio *sv, unsigned int bar, u64 off,
		    unsigned int width);
	void (*write)(struct subdev_vfio *sv, unsigned int bar, u64 off,
		      unsigned int width, u64 val);
	void (*reset)(struct subdev_vfio *sv);
	int (*open)(struct subdev_vfio *sv);
	void (*close)(struct subdev_vfio *sv);
	void (*release)(struct subdev_vfio *sv);
};

/**
 * struct subdev_vfio - the data path of one active subdevice
 *
 * Embed it as the first member of the driver's own structure and allocate that
 * with subdev_vfio_alloc(). All members are private to the helper.
 */
struct subdev_vfio {
	/* private: */
	struct vfio_device vdev;	/* first, VFIO frees the whole by it */
	struct subdev_vfio_priv *priv;
};

struct subdev_vfio *__subdev_vfio_alloc(size_t size, struct subdev_dev *sdev,
					const struct subdev_vfio_pci *pci,
					const struct subdev_vfio_ops *ops);

/**
 * subdev_vfio_alloc() - allocate a driver's structure with its data path
 * @type: the driver's structure
 * @member: its member of type struct subdev_vfio, which is the first
 * @sdev: the subdevice
 * @pci: the PCI function, which stays as it is until the release
 * @ops: the driver's callbacks
 *
 * The memory is zeroed. Undone by subdev_vfio_put().
 *
 * Context: Process context, may sleep.
 * Return: the structure, or an ERR_PTR: -EINVAL for a description that makes
 * no PCI function (also warned of, once), -ENOMEM.
 */
#define subdev_vfio_alloc(type, member, sdev, pci, ops)			\
	container_of(__subdev_vfio_alloc(sizeof(type) +			\
		     BUILD_BUG_ON_ZERO(offsetof(type, member)),		\
		     sdev, pci, ops), type, member)

void subdev_vfio_put(struct subdev_vfio *sv);
int subdev_vfio_register(struct subdev_vfio *sv);
void subdev_vfio_unregister(struct subdev_vfio *sv);
struct subdev_dev *subdev_vfio_dev(const struct subdev_vfio *sv);

void subdev_vfio_intx(struct subdev_vfio *sv, bool level);
void subdev_vfio_msi(struct subdev_vfio *sv, unsigned int vector);

/*
 * The guest's memory, by the addresses that the guest gives its device. These
 * touch nothing that is not mapped, or not for writing, and take any address
 * and length. They are to be called by workers, or in the read and write
 * callbacks by the thread of a user, which only reaches memory of its own.
 *
 * What is copied once goes by subdev_vfio_dma_read() and subdev_vfio_dma_write().
 * What is copied again and again, as rings and their buffers are, is quicker
 * through pages that stay pinned: subdev_vfio_dma_copy() and those named
 * _pinned keep what they touched last, and let it go when the user unmaps it.
 *
 * All return 0 or the same negative errnos, and may then have copied a part:
 *
 *   -EFAULT	something there is not mapped, or not there any more
 *   -EPERM	it is mapped, but not for this direction
 *   -ENODEV	nobody has the device open
 *   -ENOMEM	no memory for the copying itself
 *   -EINVAL	a length of 0 or past the end of the address space, or what is
 *		said of a function
 *
 * Each may sleep, and takes locks of VFIO, of the memory manager and of user
 * space's page faults: no lock is held that a callback of struct
 * subdev_vfio_ops takes, unless nothing but the user who waits for it holds it.
 */

/* The most segments of a scatter list. */
#define SUBDEV_VFIO_SG_MAX	1024

/**
 * struct subdev_vfio_sg - a segment of a scatter list
 * @iova: where it begins, an address of the guest's
 * @len: bytes, can be 0
 */
struct subdev_vfio_sg {
	u64 iova;
	u64 len;
};

int subdev_vfio_dma_read(struct subdev_vfio *sv, u64 iova, void *buf,
			 size_t len);
int subdev_vfio_dma_write(struct subdev_vfio *sv, u64 iova, const void *buf,
			  size_t len);
int subdev_vfio_dma_read_pinned(struct subdev_vfio *sv, u64 iova, void *buf,
				size_t len);
int subdev_vfio_dma_write_pinned(struct subdev_vfio *sv, u64 iova,
				 const void *buf, size_t len);
int subdev_vfio_dma_write64(struct subdev_vfio *sv, u64 iova, u64 val);
int subdev_vfio_dma_copy(struct subdev_vfio *sv, u64 dst, u64 src, size_t len,
			 bool *at_dst);
int subdev_vfio_dma_read_sg(struct subdev_vfio *sv,
			    const struct subdev_vfio_sg *sg, unsigned int num,
			    u64 skip, void *buf, size_t len);
int subdev_vfio_dma_write_sg(struct subdev_vfio *sv,
			     const struct subdev_vfio_sg *sg, unsigned int num,
			     u64 skip, const void *buf, size_t len);

#endif /* _LINUX_SUBDEV_VFIO_H */
