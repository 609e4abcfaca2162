/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Subdevices: the interface between the core and vendor drivers.
 *
 * A vendor driver registers a struct subdev_driver once, and a parent for each
 * device that it can carve subdevices out of. The core keeps the records,
 * answers user space and calls the driver when a subdevice is to be built or
 * torn down. The data path is in <linux/subdev_vfio.h>.
 */
#ifndef _LINUX_SUBDEV_H
#define _LINUX_SUBDEV_H

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/platform_device.h>
#include <linux/types.h>
#include <linux/uuid.h>

#include <uapi/linux/subdev.h>

struct netlink_ext_ack;
struct subdev_dev;
struct subdev_parent;

/**
 * struct subdev_resource - a countable thing that a parent owns
 * @name: unique on its parent, at most SUBDEV_TYPE_NAME_MAX bytes of
 *	[A-Za-z0-9._-]
 * @unit: what it is counted in
 * @capacity: how much there is in all, at least 1
 * @contiguous: each amount of it is one range
 */
struct subdev_resource {
	const char *name;
	enum subdev_unit unit;
	u64 capacity;
	bool contiguous;
};

/**
 * struct subdev_use - what a type says of a resource that it consumes
 * @resource: index in the parent's resources
 * @def: the amount of a subdevice that is created with none given
 * @min: the smallest amount
 * @max: the largest amount, @min and a multiple of @step, not over the capacity
 * @step: an amount is @min and a multiple of this; 0 only if @min is @max
 * @grow: when an amount may grow
 * @shrink: when an amount may shrink
 * @shrink_reset: the subdevice is reset before its amount shrinks; not with a
 *	@shrink of SUBDEV_CHANGE_LIVE
 *
 * What @grow and @shrink allow an active subdevice needs the driver's
 * @reconfigure.
 */
struct subdev_use {
	unsigned int resource;
	u64 def;
	u64 min;
	u64 max;
	u64 step;
	enum subdev_change grow;
	enum subdev_change shrink;
	bool shrink_reset;
};

/**
 * struct subdev_value - the value of a param
 * @present: whether there is one: a version may not have the param
 * @num: of a uint the number; of a bool 0 or 1; of an enum the index of the
 *	choice
 * @str: of a string, else empty
 */
struct subdev_value {
	bool present;
	u64 num;
	char str[SUBDEV_VALUE_MAX + 1];
};

/**
 * struct subdev_param - a typed knob of a model
 * @name: unique in its model, at most SUBDEV_TYPE_NAME_MAX bytes of
 *	[A-Za-z0-9._-]
 * @kind: what its value is
 * @change: when the value of a subdevice may change
 * @since: the first version that has it, 0 for all
 * @until: the last version that has it, 0 for all
 * @def: the value where a version does not say another, of a bool, uint or enum
 * @def_str: the same of a string, NULL for the empty string
 * @min: smallest value of a uint
 * @max: largest value of a uint; largest length of a string in bytes, 0 for
 *	SUBDEV_VALUE_MAX
 * @choices: of an enum, no two alike, each at most SUBDEV_VALUE_MAX bytes
 * @num_choices: number of @choices, at most SUBDEV_CHOICES_MAX
 */
struct subdev_param {
	const char *name;
	enum subdev_param_kind kind;
	enum subdev_change change;
	u32 since;
	u32 until;
	u64 def;
	const char *def_str;
	u64 min;
	u64 max;
	const char * const *choices;
	unsigned int num_choices;
};

/**
 * struct subdev_setting - the value that a version gives to a param
 * @param: index in the model's params
 * @num: the value of a bool, uint or enum
 * @str: the value of a string
 */
struct subdev_setting {
	unsigned int param;
	u64 num;
	const char *str;
};

/**
 * struct subdev_version - an alias for a set of params and their values
 * @number: at least 1
 * @settings: where it differs from the params' defaults, each param once
 * @num_settings: number of @settings
 */
struct subdev_version {
	u32 number;
	const struct subdev_setting *settings;
	unsigned int num_settings;
};

/**
 * struct subdev_model - what the guests of a type see
 * @uri: names it, the same on all hosts; at most SUBDEV_URI_MAX bytes
 * @versions: at least one, numbers growing
 * @num_versions: number of @versions, at most SUBDEV_VERSIONS_MAX
 * @params: what can be configured
 * @num_params: number of @params, at most SUBDEV_PARAMS_MAX
 */
struct subdev_model {
	const char *uri;
	const struct subdev_version *versions;
	unsigned int num_versions;
	const struct subdev_param *params;
	unsigned int num_params;
};

/**
 * struct subdev_display - what a type of class display is
 * @heads: number of heads
 * @max_width: of a head, in pixels
 * @max_height: of a head, in pixels
 * @frame_rate_limit: in frames per second, 0 for none
 * @framebuffer: in bytes
 */
struct subdev_display {
	u32 heads;
	u32 max_width;
	u32 max_height;
	u32 frame_rate_limit;
	u64 framebuffer;
};

/**
 * struct subdev_serial - what a type of class serial is
 * @ports: number of ports
 */
struct subdev_serial {
	u32 ports;
};

/**
 * struct subdev_accel - what a type of class accel is
 * @engines: number of engines
 * @queues: number of work queues
 */
struct subdev_accel {
	u32 engines;
	u32 queues;
};

/**
 * struct subdev_storage - what a type of class storage is
 * @size: in bytes
 * @block_size: in bytes
 */
struct subdev_storage {
	u64 size;
	u32 block_size;
};

/**
 * struct subdev_net - what a type of class net is
 * @queues: number of pairs of queues
 * @speed: in bits per second
 */
struct subdev_net {
	u32 queues;
	u64 speed;
};

/**
 * struct subdev_type - a kind of subdevice that a parent offers
 * @name: unique on its parent, at most SUBDEV_TYPE_NAME_MAX bytes
 * @class: what its subdevices are for their guests
 * @description: one line for people, at most SUBDEV_NAME_MAX bytes
 * @device_api: what drives the VFIO device in a VMM, "vfio-pci" for PCI
 * @uses: the resources that its subdevices consume, each once
 * @num_uses: number of @uses
 * @model: what its guests see, NULL for a type whose state never moves
 * @display: attributes of the class, each class its own
 * @serial: as @display
 * @accel: as @display
 * @storage: as @display
 * @net: as @display
 *
 * Constant data of the driver, which stays as it is until the parent has been
 * unregistered.
 */
struct subdev_type {
	const char *name;
	enum subdev_class class;
	const char *description;
	const char *device_api;
	const struct subdev_use *uses;
	unsigned int num_uses;
	const struct subdev_model *model;
	union {
		struct subdev_display display;
		struct subdev_serial serial;
		struct subdev_accel accel;
		struct subdev_storage storage;
		struct subdev_net net;
	};
};

/**
 * struct subdev_amount - how much of a resource a subdevice holds
 * @amount: in the unit of the resource
 * @start: where its range begins, of a contiguous resource with an amount,
 *	else 0
 */
struct subdev_amount {
	u64 amount;
	u64 start;
};

/**
 * struct subdev_config - what a subdevice is composed of
 * @version: the version whose params and values it has, 0 if there is none
 * @amounts: by index in the type's uses
 * @values: by index in the params of the type's model
 */
struct subdev_config {
	u32 version;
	struct subdev_amount *amounts;
	struct subdev_value *values;
};

/**
 * struct subdev_driver - a vendor driver
 * @name: name of the driver on the subdev bus
 * @activate: required. Build the device that @sdev stands for, as its
 *	configuration says, and register it with VFIO, as the last step that can
 *	fail: after it has returned 0 the subdevice can be opened. May sleep,
 *	but never waits for user space. On failure it returns a negative errno,
 *	says why in @extack and leaves nothing behind; the subdevice stays
 *	inactive. User space gets -EIO for -EINTR, which netlink does not
 *	answer, and for the kernel's own numbers like -ERESTARTSYS and
 *	-EPROBE_DEFER.
 * @deactivate: required. Undo @activate. May wait for those who have the
 *	device open.
 * @validate: optional. Whether a subdevice of @type could be what @config
 *	says, beyond what the core has checked: the limits of each amount, the
 *	range of each value. Called for each create and each change, also when
 *	nothing comes of it (a dry run, a check of a manifest); @config's
 *	ranges are not chosen yet. -ENOMEM says that it could not decide.
 * @reconfigure: optional, without it an active subdevice keeps its
 *	configuration, whatever the types and params say of changes. Make active
 *	@sdev what @config says instead of what subdev_dev_config() says, or
 *	fail, with all as it was. Where ranges begin can change too, if it is
 *	not open. If @reset, also put it into the state that an activation
 *	leaves; it is not open then.
 * @reset: optional, without it the parent's subdevices cannot be in pools. Put
 *	idle @sdev back into the state that an activation leaves. May sleep and
 *	be slow. On failure it returns a negative errno and says why in @extack;
 *	the subdevice is then kept from users until a later call succeeds. It is
 *	called from the core's workqueue, and nobody can open, change or
 *	deactivate the subdevice meanwhile.
 * @token: optional. Write what decides about migrated state beyond model,
 *	params and amounts, at most SUBDEV_TOKEN_MAX bytes; returns their
 *	number.
 * @compatible: optional. Whether a subdevice of @type and @config takes the
 *	state of one with @token, NULL and 0 if it has none, whose model, params
 *	and amounts fit; returns false to refuse. Without it only an equal token
 *	fits.
 * @driver: private to the core
 *
 * The core calls @activate, @deactivate and @reset with no lock of its own held
 * (over the first two the driver core holds the lock of the subdevice's bus
 * device), never two of them at the same time for one subdevice, each @activate
 * that succeeded is followed by exactly one @deactivate, and all callbacks are
 * over when subdev_parent_unregister() returns. Calls for different subdevices run in
 * parallel.
 *
 * @validate, @reconfigure, @token and @compatible may sleep and are quick: a
 * request waits for them, with the state lock of a subdevice held, so that
 * nobody opens or closes it. They wait neither for user space nor for VFIO, and
 * call of the core only subdev_parent_priv() and _device(), and
 * subdev_dev_config(), _drvdata(), _type(), _parent(), _id(), _uuid() and
 * _device(). All but @reconfigure change nothing, run in parallel with
 * everything, also for one subdevice, and for users without privilege.
 */
struct subdev_driver {
	const char *name;
	int (*activate)(struct subdev_dev *sdev, struct netlink_ext_ack *extack);
	void (*deactivate)(struct subdev_dev *sdev);
	int (*validate)(struct subdev_parent *parent,
			const struct subdev_type *type,
			const struct subdev_config *config,
			struct netlink_ext_ack *extack);
	int (*reconfigure)(struct subdev_dev *sdev,
			   const struct subdev_config *config, bool reset,
			   struct netlink_ext_ack *extack);
	int (*reset)(struct subdev_dev *sdev, struct netlink_ext_ack *extack);
	size_t (*token)(struct subdev_parent *parent,
			const struct subdev_type *type,
			const struct subdev_config *config,
			u8 token[SUBDEV_TOKEN_MAX]);
	bool (*compatible)(struct subdev_parent *parent,
			   const struct subdev_type *type,
			   const struct subdev_config *config,
			   const u8 *token, size_t len);

	/* private: */
	struct device_driver driver;
};

/**
 * struct subdev_parent_desc - what a vendor driver says of a parent
 * @driver: the registered driver whose subdevices the parent has
 * @types: the types that it offers, at least one
 * @num_types: number of @types
 * @resources: what its subdevices consume
 * @num_resources: number of @resources, at most SUBDEV_RESOURCES_MAX
 * @max_devs: number of subdevices that it can have, at least 1
 * @priv: the driver's own, see subdev_parent_priv()
 *
 * The core copies the description; what it points to stays the driver's.
 */
struct subdev_parent_desc {
	struct subdev_driver *driver;
	const struct subdev_type *types;
	unsigned int num_types;
	const struct subdev_resource *resources;
	unsigned int num_resources;
	u32 max_devs;
	void *priv;
};

int __subdev_driver_register(struct subdev_driver *drv, struct module *owner);
void subdev_driver_unregister(struct subdev_driver *drv);

/**
 * subdev_driver_register() - register a vendor driver on the subdev bus
 * @drv: the driver
 *
 * Context: Process context, may sleep.
 * Return: 0, or a negative errno: -EINVAL if a required member is missing,
 * -EBUSY if a driver of this name exists, -ENOMEM.
 */
#define subdev_driver_register(drv) __subdev_driver_register(drv, THIS_MODULE)

struct subdev_parent *subdev_parent_register(struct device *dev,
					     const struct subdev_parent_desc *desc);
void subdev_parent_unregister(struct subdev_parent *parent);
void *subdev_parent_priv(const struct subdev_parent *parent);
struct device *subdev_parent_device(const struct subdev_parent *parent);

/* The most parents that one struct subdev_software is. */
#define SUBDEV_SOFTWARE_MAX	16

/**
 * struct subdev_software - parents that have no hardware behind them
 * @desc: what each of them is; @add says its priv. Their platform devices and
 *	the driver of those have the name of its driver.
 * @add: optional, with @del. One is about to come: make what is its *@priv.
 *	Returns 0 or a negative errno.
 * @del: with @add. Undo that: the parent has gone.
 */
struct subdev_software {
	struct subdev_parent_desc desc;
	int (*add)(void **priv);
	void (*del)(void *priv);

	/* private: */
	struct platform_driver platform;
	struct platform_device *devices[SUBDEV_SOFTWARE_MAX];
};

/*
 * For a module's param of type unsigned int, by module_param_cb(): how many
 * parents there are, 1 to SUBDEV_SOFTWARE_MAX.
 */
extern const struct kernel_param_ops subdev_software_parents;

int __subdev_software_register(struct subdev_software *sw, unsigned int num,
			       struct module *owner);
void subdev_software_unregister(struct subdev_software *sw);

/**
 * subdev_software_register() - register a vendor driver and parents for it
 * @sw: the parents; what its members point to stays
 * @num: how many, 1 to SUBDEV_SOFTWARE_MAX
 *
 * Does what a module without hardware does at its init: register the driver on
 * the subdev bus, and @num platform devices, each of which is a parent as long
 * as it is bound to a platform driver that is registered too. One that fails to
 * be a parent is logged by the driver core, and can be bound again.
 *
 * Context: Process context, may sleep.
 * Return: 0 or a negative errno, with nothing left behind.
 */
#define subdev_software_register(sw, num) \
	__subdev_software_register(sw, num, THIS_MODULE)

struct subdev_parent *subdev_dev_parent(const struct subdev_dev *sdev);
const struct subdev_type *subdev_dev_type(const struct subdev_dev *sdev);
const struct subdev_config *subdev_dev_config(const struct subdev_dev *sdev);
u32 subdev_dev_id(const struct subdev_dev *sdev);
const uuid_t *subdev_dev_uuid(const struct subdev_dev *sdev);
struct device *subdev_dev_device(const struct subdev_dev *sdev);
void subdev_dev_set_drvdata(struct subdev_dev *sdev, void *data);
void *subdev_dev_drvdata(const struct subdev_dev *sdev);

/**
 * enum subdev_counter - what is counted on the data path of a subdevice
 * @SUBDEV_COUNT_READS: reads of its regions by its user, each call once
 * @SUBDEV_COUNT_WRITES: writes of its regions, each call once
 * @SUBDEV_COUNT_MMAPS: mappings of its regions
 * @SUBDEV_COUNT_INTERRUPTS: interrupts sent to its user
 * @SUBDEV_COUNT_DMA_READ: bytes that it read from its user's memory
 * @SUBDEV_COUNT_DMA_WRITTEN: bytes that it wrote to its user's memory
 * @SUBDEV_COUNTERS: number of counters
 */
enum subdev_counter {
	SUBDEV_COUNT_READS,
	SUBDEV_COUNT_WRITES,
	SUBDEV_COUNT_MMAPS,
	SUBDEV_COUNT_INTERRUPTS,
	SUBDEV_COUNT_DMA_READ,
	SUBDEV_COUNT_DMA_WRITTEN,
	SUBDEV_COUNTERS
};

/**
 * struct subdev_counters - what one CPU has counted of a subdevice
 * @count: by enum subdev_counter
 *
 * Only the CPU adds to them, and a u64 is read in one piece: the core is built
 * for 64-bit kernels only.
 */
struct subdev_counters {
	u64 count[SUBDEV_COUNTERS];
};

struct subdev_counters __percpu *
subdev_dev_counters(const struct subdev_dev *sdev);

/**
 * subdev_dev_count() - count on the data path of a subdevice
 * @sdev: the subdevice, from the begin of activate to the end of deactivate
 * @counter: what is counted
 * @n: how much is added
 *
 * subdev_vfio.ko counts what goes through it; a driver that maps memory or
 * does DMA without it counts that itself.
 *
 * Context: Any but NMI, and with any lock held: it takes none.
 */
static inline void subdev_dev_count(struct subdev_dev *sdev,
				    enum subdev_counter counter, u64 n)
{
	struct subdev_counters __percpu *counters = subdev_dev_counters(sdev);

	if (WARN_ON_ONCE(!counters))
		return;
	this_cpu_add(counters->count[counter], n);
}

/*
 * For the data path: subdev_vfio.ko calls these, a driver that uses it does
 * not.
 */
void subdev_dev_set_node(struct subdev_dev *sdev, int group, const char *cdev);
int subdev_dev_open(struct subdev_dev *sdev);
void subdev_dev_close(struct subdev_dev *sdev);
void subdev_dev_was_reset(struct subdev_dev *sdev);
void subdev_dev_set_migrating(struct subdev_dev *sdev, bool migrating);
void *subdev_dev_manifest(struct subdev_dev *sdev, size_t *len);
int subdev_dev_check_manifest(struct subdev_dev *sdev, const void *manifest,
			      size_t len);

#endif /* _LINUX_SUBDEV_H */
