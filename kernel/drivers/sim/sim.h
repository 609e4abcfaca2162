/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * subdev_sim: subdevices of no hardware, for tests and scale.
 *
 * main.c   the module
 * host.c   the simulated devices that the parents stand on, and their comings
 *          and goings through debugfs
 * knobs.c  failures, delays and counters of each in debugfs
 * token.c  what is added to manifests
 * dev.c    one subdevice: activate and deactivate, the callbacks
 * pci.c    what a guest sees: PCI functions, registers
 * dma.c    DMA at the guest's command
 * config.c the registers that show the configuration
 * state.c  the state that migrates
 * catalogue.c, basic.c, m60.c, mover.c, nic.c, resources.c
 *          what a parent offers: types, resources, models
 *
 * Lifetimes. A host lives until the last reference to its platform device is
 * gone. Besides the driver core each sim_dev holds one, from activation until
 * VFIO releases it, so a callback can use its host at any time. The parent of
 * a host exists from probe to remove of the platform device. The directory in
 * debugfs is there from before the platform device is added until after it has
 * been deleted, so that the knobs can be turned while a removal waits, and stay
 * as they are over unbind and bind. The module goes when all hosts are freed.
 */
#ifndef SUBDEV_SIM_H
#define SUBDEV_SIM_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/subdev.h>
#include <linux/subdev_vfio.h>

#include "catalogue.h"
#include "regs.h"

#define SIM_NAME	"subdev_sim"

struct dentry;

/* Calls that can be made to fail: number of coming ones, -1 for all. */
enum sim_fail {
	SIM_FAIL_PROBE,
	SIM_FAIL_ACTIVATE,
	SIM_FAIL_BUILD,
	SIM_FAIL_REGISTER,
	SIM_FAIL_OPEN,
	SIM_FAIL_VALIDATE,
	SIM_FAIL_RECONFIGURE,
	SIM_FAIL_SHRINK,
	SIM_FAIL_RESET,
	SIM_FAIL_COMPATIBLE,
	SIM_FAIL_SAVE,
	SIM_FAIL_LOAD,
	SIM_FAIL_MEM,
	SIM_FAIL_COUNT
};

/* Calls that can be made to last, in milliseconds. */
enum sim_delay {
	SIM_DELAY_ACTIVATE,
	SIM_DELAY_REGISTERED,
	SIM_DELAY_DEACTIVATE,
	SIM_DELAY_OPEN,
	SIM_DELAY_CLOSE,
	SIM_DELAY_RESET,
	SIM_DELAY_RECONFIGURE,
	SIM_DELAY_READ,
	SIM_DELAY_WRITE,
	SIM_DELAY_MEM,
	SIM_DELAY_COUNT
};

enum sim_counter {
	SIM_PROBES,	/* parents that were registered */
	SIM_REMOVES,	/* and unregistered */
	SIM_ACTIVATES,	/* activations that succeeded */
	SIM_DEACTIVATES,
	SIM_OPENS,	/* opens that succeeded */
	SIM_CLOSES,
	SIM_RESETS,	/* of the data path */
	SIM_IDLE_RESETS,	/* by the core, that succeeded */
	SIM_VALIDATES,	/* that found nothing wrong */
	SIM_RECONFIGURES,	/* that succeeded */
	SIM_SAVES,	/* that succeeded */
	SIM_LOADS,	/* that succeeded */
	SIM_STOPS,
	SIM_RUNS,
	SIM_FAILURES,	/* calls that failed because of a knob */
	SIM_OBJECTS,	/* structures that exist now */
	SIM_DELAYED,	/* calls that wait in a delay now */
	SIM_COUNTERS
};

/**
 * struct sim_host - a simulated device that subdevices are carved out of
 * @pdev: the platform device, whose last reference frees the host
 * @nr: number, N of subdev_sim.N
 * @node: in the list of hosts, under sim_hosts_lock
 * @ready: completely added and not being deleted, under sim_hosts_lock
 * @parent: the parent while the platform device is bound, under its device lock
 * @dir: directory in debugfs
 * @fail: knobs, by enum sim_fail
 * @fail_errno: the errno that they give, positive
 * @delay: knobs, by enum sim_delay
 * @count: counters, by enum sim_counter
 * @state_version: knob, the layout in which state is saved
 * @token_lock: guards the two below
 * @token: what is written into the knob of this name
 * @token_len: number of bytes in @token
 */
struct sim_host {
	struct platform_device pdev;
	u32 nr;
	struct list_head node;
	bool ready;
	struct subdev_parent *parent;
	struct dentry *dir;
	atomic_t fail[SIM_FAIL_COUNT];
	atomic_t fail_errno;
	atomic_t delay[SIM_DELAY_COUNT];
	atomic_t count[SIM_COUNTERS];
	atomic_t state_version;
	struct mutex token_lock;	/* guards the two below */
	char token[SUBDEV_TOKEN_MAX];
	size_t token_len;
};

/* What the guest sees of the configuration, in 64-bit registers. */
#define SIM_NUM_CONFIG	((SIM_REG_END - SIM_REG_PRESENT) / 8)

/**
 * struct sim_dma - the registers of DMA
 * @cmd: what was written, 0 when it is done
 * @status: how the last one ended
 * @num: as the registers are called
 * @addr: as the registers are called
 * @src: as the registers are called
 * @len: as the registers are called
 */
struct sim_dma {
	u32 cmd;
	u32 status;
	u32 num;
	u64 addr;
	u64 src;
	u64 len;
};

/**
 * struct sim_dev - one active subdevice
 * @sv: its data path, first
 * @host: the host, referenced
 * @pci: its PCI function
 * @mem_size: size of @mem
 * @lock: guards what follows, and keeps the INTx line in step with @intx. Taken
 *	in the callbacks, so inside what the helper serialises open, close and
 *	reset with, and inside the core's lock of the subdevice; only the
 *	helper's interrupt locks are taken under it.
 * @intx: state of the INTx line
 * @opens: register
 * @resets: register
 * @accesses: register
 * @scratch: registers
 * @version: register
 * @reconfigures: register
 * @config: the registers from SIM_REG_PRESENT on
 * @dma: registers
 * @mem: what SIM_MEM_BAR reaches; has no need of @lock
 */
struct sim_dev {
	struct subdev_vfio sv;
	struct sim_host *host;
	const struct subdev_vfio_pci *pci;
	size_t mem_size;
	struct mutex lock;	/* guards all below */
	bool intx;
	u32 opens;
	u32 resets;
	u32 accesses;
	u32 scratch[SIM_NUM_SCRATCH];
	u32 version;
	u32 reconfigures;
	u64 config[SIM_NUM_CONFIG];
	struct sim_dma dma;
	struct subdev_vfio_mem mem;
};

/* main.c */
extern struct subdev_driver sim_driver;

/* host.c */
int sim_host_add(u32 nr);
int sim_host_del(u32 nr);
void sim_host_del_all(void);
int sim_hosts_init(void);
void sim_hosts_exit(void);

/* knobs.c */
void sim_knobs_init(void);
void sim_knobs_open(void);
void sim_knobs_exit(void);
void sim_host_knobs_add(struct sim_host *host);
void sim_host_knobs_del(struct sim_host *host);
int sim_fail(struct sim_host *host, enum sim_fail what);

/* token.c */
void sim_token_add(struct sim_host *host);
size_t sim_token(struct subdev_parent *parent, const struct subdev_type *type,
		 const struct subdev_config *config,
		 u8 token[SUBDEV_TOKEN_MAX]);
bool sim_compatible(struct subdev_parent *parent,
		    const struct subdev_type *type,
		    const struct subdev_config *config,
		    const u8 *token, size_t len);
void sim_delay_wait(struct sim_host *host, enum sim_delay what);

/* Each access comes by here, and hardly any waits. */
static inline void sim_delay(struct sim_host *host, enum sim_delay what)
{
	if (unlikely(atomic_read(&host->delay[what]) > 0))
		sim_delay_wait(host, what);
}

/* dev.c */
int sim_dev_activate(struct subdev_dev *sdev, struct netlink_ext_ack *extack);
void sim_dev_deactivate(struct subdev_dev *sdev);
int sim_dev_validate(struct subdev_parent *parent,
		     const struct subdev_type *type,
		     const struct subdev_config *config,
		     struct netlink_ext_ack *extack);
int sim_dev_reconfigure(struct subdev_dev *sdev,
			const struct subdev_config *config, bool reset,
			struct netlink_ext_ack *extack);
int sim_dev_reset(struct subdev_dev *sdev, struct netlink_ext_ack *extack);

/* config.c */
void sim_config_set_locked(struct sim_dev *sd,
			   const struct subdev_config *config);
u32 sim_config_get_locked(struct sim_dev *sd, u64 reg);

/* dma.c */
u32 sim_dma_get_locked(struct sim_dev *sd, u64 reg);
void sim_dma_set_locked(struct sim_dev *sd, u64 reg, u32 val);
void sim_dma_run(struct sim_dev *sd);

/* state.c */
void sim_state_init(struct sim_host *host);
ssize_t sim_state_save(struct subdev_vfio *sv, u32 *version, void *buf,
		       size_t size);
int sim_state_load(struct subdev_vfio *sv, u32 version, const void *buf,
		   size_t len);
void sim_state_stop(struct subdev_vfio *sv);
void sim_state_run(struct subdev_vfio *sv);
u64 sim_mem_size(struct subdev_vfio *sv);
int sim_mem_save(struct subdev_vfio *sv, u64 off, void *buf, size_t len);
int sim_mem_load(struct subdev_vfio *sv, u64 off, const void *buf, size_t len);

/* pci.c */
const struct subdev_vfio_pci *sim_pci(const struct subdev_type *type);
size_t sim_pci_mem_size(const struct subdev_type *type,
			const struct subdev_config *config);
void sim_intx_locked(struct sim_dev *sd, bool level);
u64 sim_pci_read(struct subdev_vfio *sv, unsigned int bar, u64 off,
		 unsigned int width);
void sim_pci_write(struct subdev_vfio *sv, unsigned int bar, u64 off,
		   unsigned int width, u64 val);
void sim_pci_reset(struct subdev_vfio *sv);
int sim_pci_map(struct subdev_vfio *sv, unsigned int region, u64 off,
		unsigned long *pfn);

#endif /* SUBDEV_SIM_H */
