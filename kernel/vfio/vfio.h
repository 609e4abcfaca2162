/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Private to subdev_vfio.ko: the objects, their locks and their lives.
 *
 * main.c      the module, the life of a device, its VFIO callbacks
 * ioctl.c     VFIO_DEVICE_* but for what follows
 * set_irqs.c  VFIO_DEVICE_SET_IRQS
 * ioeventfd.c VFIO_DEVICE_IOEVENTFD
 * gfx.c       VFIO_DEVICE_QUERY_GFX_PLANE
 * irq.c       delivery of interrupts
 * region.c    what regions there are, their reads and writes
 * mmap.c      mappings of regions
 * mem.c       memory that is allocated as touched
 * config.c    the configuration space
 * msix.c      the MSI-X table and pending bits
 * pci.c       is a description a PCI function
 * migrate.c   the states of migration, and which ways lead between them
 * stream.c    the files through which state is saved and resumed
 * state.c     the helper's own part of the state
 * record.c    what these files consist of
 * dma.c       copies from and to the guest's memory
 * window.c    the part of it that stays pinned
 * dirty.c     which pages of it the device has written
 *
 * Life. A vendor driver's activate allocates a struct subdev_vfio, which stays
 * in one memory with VFIO's struct vfio_device, and registers it. Its
 * deactivate unregisters it, which waits until VFIO has no user left, and puts
 * it, which waits until the release has run. Between the two another reference
 * can be held for a moment only: by an open or a last close of the character
 * device that is on its way through the VFS (chrdev_open() and __fput() hold
 * the cdev, and that its device), or by somebody who walks the class. So the
 * subdevice, the description and the vendor driver's text outlive it.
 *
 * A mapping of a region has the file that it was made by, and with it the device
 * open: so all mappings are gone before the close, and no fault comes after it.
 * An eventfd that is tied to a doorbell lasts until the user unties it, closes
 * the eventfd, or the close; the work that rings the doorbell is over then.
 *
 * Locks, outermost first.
 *
 *   VFIO's group lock, device-set lock: held by VFIO over open and close
 *   subdev_vfio_priv.mig_lock	mutex: the state of migration, and which stream
 *				there is. Held over each change of that state
 *				and over each reset, so these are one at a time.
 *				The driver's stop and run are called with it.
 *   subdev_vfio_stream.lock	mutex: one record is built or taken. Held for no
 *				longer than that, so it can be waited for. The
 *				driver's save, load, mem_save and mem_load are
 *				called with it.
 *   (the core's lock of the subdevice: inside what <linux/subdev.h> has for the
 *   data path)
 *   subdev_vfio_priv.gate	mutex: one change of the interrupts' set-up or of
 *				the ioeventfds, or one reset at a time. The
 *				driver's reset is called with it held, and it is
 *				held while work that rings a doorbell, so the
 *				driver's write, is waited for: when one is taken
 *				away, and before the device is stopped.
 *   the memory management's locks of an address space and its areas: held over
 *				faults
 *   subdev_vfio_priv.map_lock	rwsem: held for reading from when the driver says
 *				what to map until it is mapped; for writing
 *				while mappings are zapped. So what a driver says
 *				after it has changed its mind is not overtaken
 *				by what it said before. Zapping is done with no
 *				lock of the memory management's held, but of the
 *				others above each can be.
 *   (locks of the vendor driver; zapping with them held is forbidden)
 *   the memory management's locks of page tables, and for zapping of an inode's
 *				mappings: inside of map_lock too
 *   subdev_vfio_priv.lock	spinlock, interrupts off: state of the configuration
 *				space and of interrupts. Signals are sent with
 *				it held, so no signal is sent to an eventfd that
 *				was taken out.
 *   the eventfd's wait queue, and what its waiters take
 *
 * Beside these, subdev_vfio_stream.io: a read or write of a stream's file holds
 * it while it touches the user's memory, which may take for ever, and takes of
 * the others only subdev_vfio_stream.lock and what is inside it, with no memory
 * of the user touched meanwhile. Who waits for io is another reader or writer.
 *
 * A stream is the file's and the device's. The device's end of it, and with it
 * each use of the device by the stream, is over when subdev_vfio_stream_end()
 * returns: at the latest in VFIO's close_device, in each reset, and when the
 * state of migration leaves those that stream. What is left in a file that
 * somebody keeps is memory and errors.
 *
 * Stopped, between the driver's stop and run, the device sends no interrupt:
 * what it would have sent is pending, and is sent when it runs.
 *
 * For DMA, apart from all of these: a copy takes none of them but in a fault, and
 * of them at most the gate is held over it, by who waits for a driver's write.
 * Unmapping takes the last one only.
 *
 *   subdev_vfio_dma.dirty	rwsem: held for reading while pages are marked or
 *				reported, for writing when that begins or ends
 *   subdev_vfio_dma.windows	the xarray's spinlock: which windows there are and
 *				who is in them; nothing is copied, pinned, unpinned
 *				or waited for with it held
 *
 * Pins and unpins take VFIO's locks of an address space: of iommufd its lock of the
 * access, which it does not hold over dma_unmap; of type1 its lock of the
 * container, inside of which another unmapping may wait for the lock that type1
 * does hold over dma_unmap. So who holds none of them unpins, a work, and what
 * dma_unmap does about type1 is told in window.c.
 *
 * The last line of the first list is why an unmask eventfd's wake-up and that of a
 * doorbell, which run under that eventfd's wait queue lock, do nothing but queue
 * work.
 */
#ifndef _SUBDEV_VFIO_PRIVATE_H
#define _SUBDEV_VFIO_PRIVATE_H

#include <linux/bitmap.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pci_regs.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/subdev_vfio.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "record.h"

struct completion;
struct eventfd_ctx;
struct file;
struct subdev_vfio_stream;
struct virqfd;
struct vm_area_struct;

static_assert(SUBDEV_VFIO_STATE_MAX <= SUBDEV_VFIO_RECORD_MAX);

/* A region's index is in the upper bits of the file offset, as in vfio-pci. */
#define SUBDEV_VFIO_OFFSET_SHIFT	40
#define SUBDEV_VFIO_OFFSET_MASK		(BIT_ULL(SUBDEV_VFIO_OFFSET_SHIFT) - 1)

#define SUBDEV_VFIO_CONFIG_SIZE		256
/* Of these the header and the capabilities; what is behind them is always zero. */
#define SUBDEV_VFIO_CONFIG_USED		96

/* Value of subdev_vfio_priv.irq_index when no index is set up. */
#define SUBDEV_VFIO_IRQ_NONE		VFIO_PCI_NUM_IRQS

/**
 * struct subdev_vfio_config - the configuration space
 * @bytes: what a read returns
 * @wmask: bits that a write changes
 *
 * The state of the INTx line and its disable bit are kept here and nowhere
 * else: PCI_STATUS_INTERRUPT and PCI_COMMAND_INTX_DISABLE.
 */
struct subdev_vfio_config {
	u8 bytes[SUBDEV_VFIO_CONFIG_SIZE];
	u8 wmask[SUBDEV_VFIO_CONFIG_USED];
};

/**
 * struct subdev_vfio_msix - the MSI-X table and pending bits
 * @table: 16 bytes for each vector
 * @pba: a bit for each vector, whole quadwords
 * @table_size: bytes
 * @pba_size: bytes
 */
struct subdev_vfio_msix {
	u8 *table;
	u8 *pba;
	u32 table_size;
	u32 pba_size;
};

/* A window: so many pages, aligned to its size, pinned in one call. */
#define SUBDEV_VFIO_WINDOW_PAGES	512
#define SUBDEV_VFIO_WINDOW_SHIFT	(PAGE_SHIFT + 9)
#define SUBDEV_VFIO_WINDOW_SIZE		BIT_ULL(SUBDEV_VFIO_WINDOW_SHIFT)

/*
 * How many of them a device can have, charged to its user by VFIO: 64 MiB, but
 * 16 MiB if the user has a container, where few can be unpinned, see window.c.
 */
#define SUBDEV_VFIO_WINDOWS_MAX		32
#define SUBDEV_VFIO_WINDOWS_MAX_TYPE1	8

/* How many that could not be pinned are remembered. */
#define SUBDEV_VFIO_WINDOWS_FAILED	64

/**
 * struct subdev_vfio_window - pages of the guest's memory that are pinned
 * @dma: whose it is
 * @index: number of the window, its first address divided by its size
 * @node: in the list of windows
 * @users: copies that are under way in it
 * @last_use: in jiffies
 * @dead: it is not in that list any more, and is unpinned when it has no users
 * @unpin: unpins and frees it
 * @writable: its pages can be written
 * @written: which of its pages were written
 * @pages: its pages
 */
struct subdev_vfio_window {
	struct subdev_vfio_dma *dma;
	unsigned long index;
	struct list_head node;
	unsigned int users;
	unsigned long last_use;
	bool dead;
	struct work_struct unpin;
	bool writable;
	DECLARE_BITMAP(written, SUBDEV_VFIO_WINDOW_PAGES);
	struct page *pages[SUBDEV_VFIO_WINDOW_PAGES];
};

/**
 * struct subdev_vfio_failed - a window that could not be pinned
 * @is: there is one
 * @index: its number
 * @retry: in jiffies, it is not tried again before
 */
struct subdev_vfio_failed {
	bool is;
	unsigned long index;
	unsigned long retry;
};

/**
 * struct subdev_vfio_dma - the way to the guest's memory
 * @sv: the data path, since the first open
 * @windows: by index. Its lock guards all down to @failed, and the members
 *	of the windows.
 * @used: the windows, the one used last comes last
 * @num: number of windows
 * @making: number of those that are being made
 * @dying: number of those that are no more in @windows, but still pinned
 * @unpinned: how often @making or @dying has become less, to see that they do
 * @unmapping: calls of dma_unmap under way
 * @tries: how many of these have given up since nothing was pinned
 * @calls: copies under way
 * @open: somebody has the device open
 * @type1: and has a container, not iommufd
 * @retry: in jiffies, no window is pinned before
 * @memory_pause: how long none is pinned after the next want of memory
 * @failed: SUBDEV_VFIO_WINDOWS_FAILED that could not be pinned, by the last digits
 *	of the index; while the device is open, else NULL
 * @wait: woken when @calls come to 0, and when @making or @dying become less
 * @dirty: see above; guards what follows
 * @tracking: written pages are marked
 * @lost: a page could not be marked for want of memory: all of them are dirty
 * @marks: bitmaps of pages, see dirty.c
 */
struct subdev_vfio_dma {
	struct subdev_vfio *sv;
	struct xarray windows;
	struct list_head used;
	unsigned int num;
	unsigned int making;
	unsigned int dying;
	unsigned int unpinned;
	unsigned int unmapping;
	unsigned int tries;
	unsigned int calls;
	bool open;
	bool type1;
	unsigned long retry;
	unsigned long memory_pause;
	struct subdev_vfio_failed *failed;
	wait_queue_head_t wait;

	struct rw_semaphore dirty;	/* guards what follows */
	bool tracking;
	bool lost;
	struct xarray marks;
};

/**
 * struct subdev_vfio_priv - the helper's side of a struct subdev_vfio
 * @sdev: the subdevice
 * @counters: of @sdev, from the driver's activate to its deactivate
 * @pci: the driver's description
 * @ops: the driver's callbacks
 * @released: where subdev_vfio_put() waits
 * @mig_lock: see above; guards @mig_state and @stream
 * @mig_state: the state of migration
 * @stream: the transfer that belongs to @mig_state, or NULL
 * @dma: the way to the guest's memory, with locks of its own
 * @map_lock: see above
 * @gate: see above; guards @intx_mask to @doorbells
 * @intx_mask: eventfd by which the user masks INTx, or NULL
 * @intx_unmask: eventfd by which the user unmasks INTx, or NULL
 * @ioeventfds: eventfds by which the user rings doorbells
 * @num_ioeventfds: number of @ioeventfds
 * @doorbells: where they ring, made with the first of them
 * @lock: see above; guards what follows
 * @config: the configuration space
 * @msix: the MSI-X table and pending bits
 * @irq_index: the one of INTx, MSI and MSI-X that is set up, or
 *	SUBDEV_VFIO_IRQ_NONE; changes with @gate and @lock held, so either is
 *	enough to read it
 * @num_irqs: number of interrupts that @irq_index was set up with
 * @intx_masked: INTx was sent, or masked by the user, and not unmasked since
 * @stopped: for a migration: no interrupt is sent
 * @msi_pending: MSI vectors that were raised while @stopped, or before @irq_index
 *	was set up, and not sent yet
 * @tracker: @stream if it saves: hears of changes of the driver's memory
 * @req: eventfd that asks the user to let the device go, or NULL
 * @num_triggers: size of @triggers, constant
 * @triggers: eventfds of @irq_index, all NULL if that is none
 */
struct subdev_vfio_priv {
	struct subdev_dev *sdev;
	struct subdev_counters __percpu *counters;
	const struct subdev_vfio_pci *pci;
	const struct subdev_vfio_ops *ops;
	struct completion *released;
	struct subdev_vfio_dma dma;
	struct rw_semaphore map_lock;	/* what is said and what is mapped */

	struct mutex mig_lock;	/* the state of migration */
	enum vfio_device_mig_state mig_state;
	struct subdev_vfio_stream *stream;

	struct mutex gate;	/* one set-up or reset at a time */
	struct virqfd *intx_mask;
	struct virqfd *intx_unmask;
	struct list_head ioeventfds;
	unsigned int num_ioeventfds;
	struct workqueue_struct *doorbells;

	spinlock_t lock;	/* guards what follows */
	struct subdev_vfio_config config;
	struct subdev_vfio_msix msix;
	unsigned int irq_index;
	unsigned int num_irqs;
	bool intx_masked;
	bool stopped;
	u32 msi_pending;
	struct subdev_vfio_stream *tracker;
	struct eventfd_ctx *req;
	unsigned int num_triggers;
	struct eventfd_ctx *triggers[] __counted_by(num_triggers);
};

static inline struct subdev_vfio *subdev_vfio_from(struct vfio_device *vdev)
{
	return container_of(vdev, struct subdev_vfio, vdev);
}

/* main.c */
void subdev_vfio_reset(struct subdev_vfio *sv);

/* migrate.c */
bool subdev_vfio_migration_valid(const struct subdev_vfio_ops *ops);
void subdev_vfio_migration_init(struct subdev_vfio *sv);
void subdev_vfio_migration_end(struct subdev_vfio *sv);
void subdev_vfio_migration_reset(struct subdev_vfio *sv);

/* stream.c */
struct file *subdev_vfio_stream_save(struct subdev_vfio *sv,
				     struct subdev_vfio_stream **stream);
int subdev_vfio_stream_stop(struct subdev_vfio_stream *s);
u64 subdev_vfio_stream_size(struct subdev_vfio *sv,
			    struct subdev_vfio_stream *s);
struct file *subdev_vfio_stream_resume(struct subdev_vfio *sv,
				       struct subdev_vfio_stream **stream);
int subdev_vfio_stream_verdict(struct subdev_vfio_stream *s);
void subdev_vfio_stream_end(struct subdev_vfio_stream *s);

/* state.c */
size_t subdev_vfio_device_size(const struct subdev_vfio_priv *priv);
void subdev_vfio_device_save(struct subdev_vfio_priv *priv, void *buf);
int subdev_vfio_device_load(struct subdev_vfio_priv *priv, const void *buf,
			    size_t len);

/* ioctl.c */
long subdev_vfio_ioctl(struct vfio_device *vdev, unsigned int cmd,
		       unsigned long arg);

/* set_irqs.c */
long subdev_vfio_set_irqs(struct subdev_vfio_priv *priv,
			  struct vfio_irq_set __user *arg);
void subdev_vfio_irqs_disable_locked(struct subdev_vfio_priv *priv);

/* ioeventfd.c */
long subdev_vfio_ioeventfd(struct subdev_vfio *sv,
			   struct vfio_device_ioeventfd __user *arg);
void subdev_vfio_ioeventfds_flush_locked(struct subdev_vfio_priv *priv);
void subdev_vfio_ioeventfds_drop_locked(struct subdev_vfio_priv *priv);

/* gfx.c */
long subdev_vfio_query_plane(struct subdev_vfio *sv,
			     struct vfio_device_gfx_plane_info __user *arg);

/* irq.c */
unsigned int subdev_vfio_irq_count(const struct subdev_vfio_pci *pci,
				   unsigned int index);
void subdev_vfio_intx_update_locked(struct subdev_vfio_priv *priv);
void subdev_vfio_msix_flush_locked(struct subdev_vfio_priv *priv);
void subdev_vfio_msi_flush_locked(struct subdev_vfio_priv *priv);
void subdev_vfio_trigger_locked(struct subdev_vfio_priv *priv,
				unsigned int vector);
void subdev_vfio_irqs_hold(struct subdev_vfio_priv *priv);
void subdev_vfio_irqs_go_on(struct subdev_vfio_priv *priv);
void subdev_vfio_intx_mask(struct subdev_vfio_priv *priv);
void subdev_vfio_intx_unmask(struct subdev_vfio_priv *priv);

/* region.c */
const struct subdev_vfio_region *
subdev_vfio_own_region(const struct subdev_vfio_pci *pci, unsigned int index);
u64 subdev_vfio_region_size(const struct subdev_vfio_pci *pci,
			    unsigned int index);
const struct subdev_vfio_area *
subdev_vfio_region_areas(const struct subdev_vfio_pci *pci, unsigned int index,
			 unsigned int *num);
int subdev_vfio_region_info(struct vfio_device *vdev,
			    struct vfio_region_info *info,
			    struct vfio_info_cap *caps);
ssize_t subdev_vfio_region_read(struct vfio_device *vdev, char __user *buf,
				size_t count, loff_t *ppos);
ssize_t subdev_vfio_region_write(struct vfio_device *vdev,
				 const char __user *buf, size_t count,
				 loff_t *ppos);

/* mmap.c */
int subdev_vfio_mmap(struct vfio_device *vdev, struct vm_area_struct *vma);

/* config.c */
void subdev_vfio_config_reset(struct subdev_vfio_config *config,
			      const struct subdev_vfio_pci *pci);
u32 subdev_vfio_config_read(const struct subdev_vfio_config *config,
			    unsigned int off, unsigned int width);
void subdev_vfio_config_write(struct subdev_vfio_config *config,
			      unsigned int off, unsigned int width, u32 val);
bool subdev_vfio_config_intx(const struct subdev_vfio_config *config);
void subdev_vfio_config_set_intx(struct subdev_vfio_config *config, bool level);
bool subdev_vfio_config_intx_disabled(const struct subdev_vfio_config *config);
bool subdev_vfio_config_msi(const struct subdev_vfio_config *config);
bool subdev_vfio_config_fits(const struct subdev_vfio_config *config,
			     const u8 bytes[SUBDEV_VFIO_CONFIG_SIZE]);
void subdev_vfio_config_load(struct subdev_vfio_config *config,
			     const u8 bytes[SUBDEV_VFIO_CONFIG_SIZE]);

/* msix.c */
int subdev_vfio_msix_init(struct subdev_vfio_msix *msix,
			  const struct subdev_vfio_pci *pci);
void subdev_vfio_msix_free(struct subdev_vfio_msix *msix);
void subdev_vfio_msix_reset(struct subdev_vfio_msix *msix);
bool subdev_vfio_msix_covers(const struct subdev_vfio_msix *msix,
			     const struct subdev_vfio_pci *pci,
			     unsigned int bar, u64 off);
u64 subdev_vfio_msix_read(const struct subdev_vfio_msix *msix,
			  const struct subdev_vfio_pci *pci, u64 off,
			  unsigned int width);
void subdev_vfio_msix_write(struct subdev_vfio_msix *msix,
			    const struct subdev_vfio_pci *pci, u64 off,
			    unsigned int width, u64 val);
bool subdev_vfio_msix_pending(const struct subdev_vfio_msix *msix,
			      unsigned int vector);
void subdev_vfio_msix_set_pending(struct subdev_vfio_msix *msix,
				  unsigned int vector, bool pending);
bool subdev_vfio_msix_fits(const struct subdev_vfio_msix *msix,
			   const struct subdev_vfio_pci *pci,
			   const void *bytes);

/* dma.c */
void subdev_vfio_dma_init(struct subdev_vfio_dma *dma);
int subdev_vfio_dma_open(struct subdev_vfio *sv);
void subdev_vfio_dma_close(struct subdev_vfio *sv);

/* window.c */
int subdev_vfio_windows_init(void);
void subdev_vfio_windows_exit(void);
struct subdev_vfio_window *subdev_vfio_window_get(struct subdev_vfio *sv,
						  u64 iova, bool write);
struct subdev_vfio_window *subdev_vfio_window_find(struct subdev_vfio *sv,
						   u64 iova, bool write);
void subdev_vfio_window_put(struct subdev_vfio *sv,
			    struct subdev_vfio_window *window, u64 iova,
			    size_t written);
int subdev_vfio_windows_open(struct subdev_vfio_dma *dma);
void subdev_vfio_windows_close(struct subdev_vfio_dma *dma);
void subdev_vfio_windows_unmap(struct vfio_device *vdev, u64 iova, u64 length);

/* dirty.c */
extern const struct vfio_log_ops subdev_vfio_log_ops;
void subdev_vfio_dirty_mark(struct subdev_vfio_dma *dma, u64 iova, u64 len);
void subdev_vfio_dirty_end(struct subdev_vfio_dma *dma);

/* pci.c */
bool subdev_vfio_pci_valid(const struct subdev_vfio_pci *pci);

#endif /* _SUBDEV_VFIO_PRIVATE_H */
