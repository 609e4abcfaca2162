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
#include <linux/sizes.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <linux/vfio.h>
#include <linux/xarray.h>
#include <uapi/linux/pci_regs.h>

struct netlink_ext_ack;
struct subdev_dev;
struct subdev_vfio;
struct subdev_vfio_priv;

/* Flags of a BAR, in the terms of PCI 3.0, 6.2.5.1. */
#define SUBDEV_VFIO_BAR_IO		BIT(0)	/* I/O space, else memory */
#define SUBDEV_VFIO_BAR_64		BIT(1)	/* 64-bit, takes the next BAR too */
#define SUBDEV_VFIO_BAR_PREFETCH	BIT(2)	/* prefetchable */

/* Flags of an area. */
#define SUBDEV_VFIO_AREA_IO	BIT(0)	/* memory of a device, not of the host */
#define SUBDEV_VFIO_AREA_WC	BIT(1)	/* with _IO: write-combining, see below */

/**
 * struct subdev_vfio_area - part of a region that the user can mmap
 * @off: where in the region, a multiple of PAGE_SIZE
 * @size: bytes, a multiple of PAGE_SIZE, not 0
 * @flags: SUBDEV_VFIO_AREA_*
 *
 * The areas of a region are in the order of their offsets and do not overlap.
 * A mapping lies within one of them. One that is the whole region makes it
 * mappable as a whole; else the user is told of each.
 *
 * On x86 a page of an area with SUBDEV_VFIO_AREA_WC is mapped write-combining only
 * if the driver has reserved it so, by devm_arch_io_reserve_memtype_wc() or by
 * ioremap_wc(); else it is uncached.
 */
struct subdev_vfio_area {
	u64 off;
	u64 size;
	u32 flags;
};

/**
 * struct subdev_vfio_bar - one base address register
 * @size: bytes, 0 for none, else a power of two: 4 to 256 for I/O, 16 to 2 GiB
 *	for memory, to 1 TiB for 64-bit memory
 * @flags: SUBDEV_VFIO_BAR_*
 * @areas: what of a memory BAR can be mapped; with no page of it that has some
 *	of the MSI-X table or pending bits
 * @num_areas: number of @areas, 0 if the BAR cannot be mapped
 */
struct subdev_vfio_bar {
	u64 size;
	u32 flags;
	const struct subdev_vfio_area *areas;
	unsigned int num_areas;
};

#define SUBDEV_VFIO_REGIONS_MAX	16

/**
 * struct subdev_vfio_region - a region beside those of the PCI function
 * @type: VFIO_REGION_TYPE_*, by which a VMM knows what it is
 * @subtype: further says what it is
 * @size: bytes, 1 to 1 TiB
 * @writable: it can be written, not only read
 * @areas: what of it can be mapped, to read only unless it is @writable
 * @num_areas: number of @areas, 0 if it cannot be mapped
 *
 * The guest does not see it, its VMM does. Its index is VFIO_PCI_NUM_REGIONS
 * and its number among the driver's regions.
 */
struct subdev_vfio_region {
	u32 type;
	u32 subtype;
	u64 size;
	bool writable;
	const struct subdev_vfio_area *areas;
	unsigned int num_areas;
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
 * @regions: regions of the driver's own
 * @num_regions: number of @regions, at most SUBDEV_VFIO_REGIONS_MAX
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
	const struct subdev_vfio_region *regions;
	unsigned int num_regions;
};

/**
 * struct subdev_vfio_plane - what a display shows
 * @format: DRM_FORMAT_*, 0 if it shows nothing
 * @width: in pixels
 * @height: in pixels
 * @stride: bytes from one line to the next
 * @region: index of the region that maps the picture, which begins with it
 */
struct subdev_vfio_plane {
	u32 format;
	u32 width;
	u32 height;
	u32 stride;
	unsigned int region;
};

/* The largest state that a driver's save can write; memory is apart from it. */
#define SUBDEV_VFIO_STATE_MAX		SZ_64K

/**
 * struct subdev_vfio_ops - callbacks of the vendor driver
 * @read: required. Read a register: @width is 1, 2, 4 or, but for an I/O BAR,
 *	8, @off is a multiple of it and the access lies within the BAR. Larger
 *	or unaligned accesses come split into such. Returns the value in the low
 *	@width bytes. It cannot fail: what is not there reads as the hardware
 *	would have it. Whether the guest has enabled the BAR in its command
 *	register is the VMM's business. The driver's own regions are read by it
 *	too: for them @bar is the index of the region.
 * @write: required. Write a register, like @read; @val has no bits above
 *	@width bytes. Also called for a doorbell that the user has tied to an
 *	eventfd (VFIO_DEVICE_IOEVENTFD): from a worker, while @read, @write and
 *	the others come from threads of the user.
 * @reset: required. Back to the state after power-on, in which memory of
 *	@mem_size is all zeroes. Called before the first user gets the device, on
 *	VFIO_DEVICE_RESET, before a state is loaded, after the last close and by
 *	subdev_vfio_reset_idle().
 *	The helper has reset the configuration space and lowered the INTx line
 *	before it; a driver that can raise it in parallel lowers it here too.
 * @open: optional. The device is being opened by its first user, after a reset;
 *	an error makes the open fail, and no @close follows.
 * @close: optional. The last user has gone; stop what runs on its behalf.
 *	Before it no interrupt is delivered any more.
 * @release: optional. The last reference to the device is gone, free what the
 *	driver has hung on it; the memory itself is the helper's. Called once
 *	for each subdev_vfio_alloc() that succeeded, within subdev_vfio_put().
 * @map: required if there are areas. The user touches the page at @off, a
 *	multiple of PAGE_SIZE within an area of region @region, and has it not
 *	mapped: say by @pfn what is to be mapped there. It may be asked again at
 *	any time. What it said must stay until the driver has called
 *	subdev_vfio_zap() for it, or @close was called: no mapping is left then.
 *	Memory of the host must be whole pages of their own, from alloc_page();
 *	each mapping has a reference to its page, and so has who pins it. -ENOMEM
 *	or another errno: the user gets a signal.
 * @plane: optional, for a display. Say what is shown; all members are zero
 *	before.
 *
 * @save: optional, with @load; without it there is no migration, as there is
 *	none for a type without a model. Write the state of the device, which is
 *	stopped, into @buf, which has @size zeroes, SUBDEV_VFIO_STATE_MAX. It has
 *	all that the guest or a far end could tell apart, but what the
 *	configuration of the subdevice says and what is the helper's:
 *	configuration space, MSI-X table and pending bits, level of the INTx
 *	line. Its layout is the driver's, the same on all hosts, and has the
 *	number *@version. Returns the number of bytes, or a negative errno, with
 *	which the change of state fails.
 * @load: with @save. Make the device, which was reset and is stopped, what @buf
 *	says, @len bytes of a layout with number @version. The manifest has been
 *	found good, and what is the helper's is there already; but nothing else
 *	is known of the bytes, which may come from whoever: check each length,
 *	index and range, and refuse with -EINVAL what @save would never write
 *	and versions that are not known. It may raise or lower the INTx line,
 *	else that is as it was saved. After a failure only @reset follows.
 * @stop: optional, with @run; required of a driver that saves and does DMA.
 *	Stop all that the device does by itself: when it returns nothing but
 *	@read, @write, @load, @mem_load and @reset changes the device or its
 *	memory, and nothing does DMA, also not a @write. Called when a state of
 *	migration is entered in which the device does no DMA, which can be one
 *	in which it still answers its guest and signals interrupts.
 * @run: with @stop. Go on, with the state that the device has: the one it was
 *	stopped in, a loaded one, or that after a @reset.
 * @mem_size: optional, with @mem_save and @mem_load. How many bytes of memory
 *	the device has beside its state, for what is too large for @save. Does
 *	not change while the subdevice migrates, that is, while it cannot be
 *	reconfigured.
 * @mem_save: with @mem_size. Copy @len bytes at @off of the memory to @buf.
 *	Returns 0 or a negative errno; or 1 if these bytes can change without
 *	subdev_vfio_dirty(), as those of pinned pages can: then they are copied
 *	once more when the device is stopped.
 * @mem_load: with @mem_size. The reverse; the bytes may come from whoever.
 * @mem_tracked: the driver calls subdev_vfio_dirty() for each change of its
 *	memory, so that most of it can be copied before the device is stopped.
 *	What can be mapped for writing counts as changed when @map is asked for
 *	it, and @mem_save zaps it before it copies: subdev_vfio_mem_save().
 *
 * All are called in process context and may sleep. @read, @write, @map and
 * @plane of different threads run in parallel, and in parallel with @reset;
 * @open, @close and @reset do not run in parallel with each other, and none of
 * the first four runs in parallel with @open or @close. No lock that is the
 * helper's is held over @read, @write and @plane. @map is called with locks of
 * the memory management held and one of the helper's, which subdev_vfio_zap()
 * takes: no lock that @map takes may be held over that, or over an access to
 * the memory of a user. VFIO's locks and some of the helper's can be held over
 * the others: the driver's own locks are inside of these, and the functions
 * below for interrupts can be called from all of them with those held.
 *
 * @save, @load, @stop and @run come while the device is open, one at a time,
 * and not in parallel with @open, @close and @reset. @mem_save and @mem_load
 * neither; they come one at a time, and @mem_save also while the device runs,
 * in parallel with @stop, @read and @write. @stop and @run alternate, @stop
 * first. A device that is stopped when it is closed, or reset by the user, gets
 * @close, if it is that, then @reset, then @run.
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
	int (*map)(struct subdev_vfio *sv, unsigned int region, u64 off,
		   unsigned long *pfn);
	void (*plane)(struct subdev_vfio *sv, struct subdev_vfio_plane *plane);
	ssize_t (*save)(struct subdev_vfio *sv, u32 *version, void *buf,
			size_t size);
	int (*load)(struct subdev_vfio *sv, u32 version, const void *buf,
		    size_t len);
	void (*stop)(struct subdev_vfio *sv);
	void (*run)(struct subdev_vfio *sv);
	u64 (*mem_size)(struct subdev_vfio *sv);
	int (*mem_save)(struct subdev_vfio *sv, u64 off, void *buf, size_t len);
	int (*mem_load)(struct subdev_vfio *sv, u64 off, const void *buf,
			size_t len);
	bool mem_tracked;
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
 * The memory is zeroed, and is what subdev_dev_drvdata() says from now on. Undone
 * by subdev_vfio_put().
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
void subdev_vfio_reset_idle(struct subdev_vfio *sv);

int subdev_vfio_dev_activate(struct subdev_vfio *sv,
			     struct netlink_ext_ack *extack);
void subdev_vfio_dev_deactivate(struct subdev_dev *sdev);
int subdev_vfio_dev_reset(struct subdev_dev *sdev,
			  struct netlink_ext_ack *extack);

void subdev_vfio_intx(struct subdev_vfio *sv, bool level);
void subdev_vfio_msi(struct subdev_vfio *sv, unsigned int vector);
void subdev_vfio_dirty(struct subdev_vfio *sv, u64 off, u64 len);

void subdev_vfio_zap(struct subdev_vfio *sv, unsigned int region, u64 off,
		     u64 size);

/**
 * struct subdev_vfio_mem - memory that a guest sees, allocated as touched
 *
 * A page of it is there from when it is first written or mapped, and is charged
 * to who did that. What was never written reads as zero. All members are
 * private to the helper.
 */
struct subdev_vfio_mem {
	/* private: */
	struct xarray pages;	/* by page number; only freeing removes */
	u64 size;
};

void subdev_vfio_mem_init(struct subdev_vfio_mem *mem, u64 size);
void subdev_vfio_mem_free(struct subdev_vfio_mem *mem);
void subdev_vfio_mem_clear(struct subdev_vfio_mem *mem);
int subdev_vfio_mem_map(struct subdev_vfio_mem *mem, u64 off,
			unsigned long *pfn);
u64 subdev_vfio_mem_read(struct subdev_vfio_mem *mem, u64 off,
			 unsigned int width);
void subdev_vfio_mem_write(struct subdev_vfio_mem *mem, u64 off,
			   unsigned int width, u64 val);
void subdev_vfio_mem_copy_out(struct subdev_vfio_mem *mem, u64 off, void *buf,
			      size_t len);
int subdev_vfio_mem_save(struct subdev_vfio *sv, unsigned int region,
			 struct subdev_vfio_mem *mem, u64 off, void *buf,
			 size_t len);
int subdev_vfio_mem_copy_in(struct subdev_vfio_mem *mem, u64 off,
			    const void *buf, size_t len);

/*
 * The guest's memory, by the addresses that the guest gives its device. These
 * touch nothing that is not mapped, or not for writing, and take any address
 * and length. They are to be called by workers, or in the read and write
 * callbacks, be that by the thread of a user or by the worker of a doorbell.
 *
 * The memory is the user's, who can have it served by a process of his own
 * (userfaultfd, FUSE): each of these may wait for that as long as he likes. A
 * thread of the user is killed out of it, a worker is not, and who waits for the
 * worker, as a reset or close callback does, waits with it.
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
 *   -EINTR	who calls is being killed
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
