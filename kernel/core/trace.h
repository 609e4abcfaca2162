/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints: what became of subdevices, pools and manifests, with the errno
 * of what failed, 0 of what did not. Told in Documentation/tracing.md.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM subdev

#if !defined(_SUBDEV_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _SUBDEV_TRACE_H

#include <linux/tracepoint.h>

#include "core.h"

TRACE_DEFINE_ENUM(SUBDEV_CAUSE_COMMAND);
TRACE_DEFINE_ENUM(SUBDEV_CAUSE_USE);
TRACE_DEFINE_ENUM(SUBDEV_CAUSE_LEASE);
TRACE_DEFINE_ENUM(SUBDEV_CAUSE_PARENT);
TRACE_DEFINE_ENUM(SUBDEV_CAUSE_REFILL);
TRACE_DEFINE_ENUM(SUBDEV_PURPOSE_CREATE);
TRACE_DEFINE_ENUM(SUBDEV_PURPOSE_STATE);

#ifndef SUBDEV_TRACE_ONCE
#define SUBDEV_TRACE_ONCE

/* The name of the pool that a subdevice belongs to, locked, or nothing. */
static inline const char *subdev_trace_pool(const struct subdev_dev *sdev)
{
	return sdev->pool ? subdev_pool_name(sdev->pool) : "";
}

/* An errno as user space has it. */
static inline int subdev_trace_errno(int err)
{
	return err < 0 ? -err : 0;
}

#endif /* SUBDEV_TRACE_ONCE */

/* One subdevice, and what became of it. */
DECLARE_EVENT_CLASS(subdev_dev_done,
	TP_PROTO(const struct subdev_dev *sdev, int err),
	TP_ARGS(sdev, err),

	TP_STRUCT__entry(
		__field(u32, id)
		__array(u8, uuid, UUID_SIZE)
		__string(parent, sdev->parent->name)
		__string(type, sdev->type->name)
		__string(pool, subdev_trace_pool(sdev))
		__string(owner, sdev->owner)
		__field(int, error)
	),

	TP_fast_assign(
		__entry->id = sdev->id;
		memcpy(__entry->uuid, &sdev->uuid, UUID_SIZE);
		__assign_str(parent);
		__assign_str(type);
		__assign_str(pool);
		__assign_str(owner);
		__entry->error = subdev_trace_errno(err);
	),

	TP_printk("id=%u uuid=%pUb parent=%s type=%s pool=%s owner=%s error=%d",
		  __entry->id, __entry->uuid, __get_str(parent),
		  __get_str(type), __get_str(pool), __get_str(owner),
		  __entry->error)
);

/* Created, or not: without room there is no id yet, which is 0. */
DEFINE_EVENT(subdev_dev_done, subdev_create,
	TP_PROTO(const struct subdev_dev *sdev, int err),
	TP_ARGS(sdev, err)
);

/* Its reset on the way back into its pool is over. */
DEFINE_EVENT(subdev_dev_done, subdev_return,
	TP_PROTO(const struct subdev_dev *sdev, int err),
	TP_ARGS(sdev, err)
);

TRACE_EVENT(subdev_destroy,
	TP_PROTO(const struct subdev_dev *sdev, enum subdev_cause cause),
	TP_ARGS(sdev, cause),

	TP_STRUCT__entry(
		__field(u32, id)
		__array(u8, uuid, UUID_SIZE)
		__string(parent, sdev->parent->name)
		__string(type, sdev->type->name)
		__string(pool, subdev_trace_pool(sdev))
		__string(owner, sdev->owner)
		__field(int, cause)
	),

	TP_fast_assign(
		__entry->id = sdev->id;
		memcpy(__entry->uuid, &sdev->uuid, UUID_SIZE);
		__assign_str(parent);
		__assign_str(type);
		__assign_str(pool);
		__assign_str(owner);
		__entry->cause = cause;
	),

	TP_printk("id=%u uuid=%pUb parent=%s type=%s pool=%s owner=%s cause=%s",
		  __entry->id, __entry->uuid, __get_str(parent),
		  __get_str(type), __get_str(pool), __get_str(owner),
		  __print_symbolic(__entry->cause,
				   { SUBDEV_CAUSE_COMMAND, "command" },
				   { SUBDEV_CAUSE_USE, "use" },
				   { SUBDEV_CAUSE_LEASE, "lease" },
				   { SUBDEV_CAUSE_PARENT, "parent" },
				   { SUBDEV_CAUSE_REFILL, "refill" }))
);

/* @sdev is NULL if there was none to be had. */
TRACE_EVENT(subdev_pull,
	TP_PROTO(const struct subdev_dev *sdev, const char *pool, int err),
	TP_ARGS(sdev, pool, err),

	TP_STRUCT__entry(
		__string(pool, pool)
		__field(u32, id)
		__array(u8, uuid, UUID_SIZE)
		__string(parent, sdev ? sdev->parent->name : "")
		__string(type, sdev ? sdev->type->name : "")
		__string(owner, sdev ? sdev->owner : "")
		__field(int, error)
	),

	TP_fast_assign(
		__assign_str(pool);
		__entry->id = sdev ? sdev->id : 0;
		memcpy(__entry->uuid, sdev ? &sdev->uuid : &uuid_null,
		       UUID_SIZE);
		__assign_str(parent);
		__assign_str(type);
		__assign_str(owner);
		__entry->error = subdev_trace_errno(err);
	),

	TP_printk("pool=%s id=%u uuid=%pUb parent=%s type=%s owner=%s error=%d",
		  __get_str(pool), __entry->id, __entry->uuid,
		  __get_str(parent), __get_str(type), __get_str(owner),
		  __entry->error)
);

/*
 * Amounts in the order of the type's resources: of now, and wanted. What is
 * printed is also read by tools, which do not know the size of a u64.
 */
TRACE_EVENT(subdev_resize,
	TP_PROTO(const struct subdev_dev *sdev,
		 const struct subdev_config *now,
		 const struct subdev_config *wanted, int err),
	TP_ARGS(sdev, now, wanted, err),

	TP_STRUCT__entry(
		__field(u32, id)
		__array(u8, uuid, UUID_SIZE)
		__string(parent, sdev->parent->name)
		__string(type, sdev->type->name)
		__string(pool, subdev_trace_pool(sdev))
		__string(owner, sdev->owner)
		__dynamic_array(u64, now, sdev->type->num_uses)
		__dynamic_array(u64, wanted, sdev->type->num_uses)
		__field(int, error)
	),

	TP_fast_assign(
		u64 *old = __get_dynamic_array(now);
		u64 *new = __get_dynamic_array(wanted);
		unsigned int i;

		__entry->id = sdev->id;
		memcpy(__entry->uuid, &sdev->uuid, UUID_SIZE);
		__assign_str(parent);
		__assign_str(type);
		__assign_str(pool);
		__assign_str(owner);
		for (i = 0; i < sdev->type->num_uses; i++) {
			old[i] = now->amounts[i].amount;
			new[i] = wanted->amounts[i].amount;
		}
		__entry->error = subdev_trace_errno(err);
	),

	TP_printk("id=%u uuid=%pUb parent=%s type=%s pool=%s owner=%s now=%s wanted=%s error=%d",
		  __entry->id, __entry->uuid, __get_str(parent),
		  __get_str(type), __get_str(pool), __get_str(owner),
		  __print_array(__get_dynamic_array(now),
				__get_dynamic_array_len(now) / 8, 8),
		  __print_array(__get_dynamic_array(wanted),
				__get_dynamic_array_len(wanted) / 8, 8),
		  __entry->error)
);

/*
 * A manifest was judged: against subdevice @id, or a new one, when that is 0.
 * @err is that of the verdict. @chosen: which of many, -1 for none.
 */
TRACE_EVENT(subdev_check,
	TP_PROTO(const struct subdev_parent *parent,
		 const struct subdev_type *type, u32 id,
		 enum subdev_purpose purpose, int chosen, int err),
	TP_ARGS(parent, type, id, purpose, chosen, err),

	TP_STRUCT__entry(
		__string(parent, parent->name)
		__string(type, type->name)
		__field(u32, id)
		__field(int, purpose)
		__field(int, chosen)
		__field(int, error)
	),

	TP_fast_assign(
		__assign_str(parent);
		__assign_str(type);
		__entry->id = id;
		__entry->purpose = purpose;
		__entry->chosen = chosen;
		__entry->error = subdev_trace_errno(err);
	),

	TP_printk("parent=%s type=%s id=%u purpose=%s chosen=%d error=%d",
		  __get_str(parent), __get_str(type), __entry->id,
		  __print_symbolic(__entry->purpose,
				   { SUBDEV_PURPOSE_CREATE, "create" },
				   { SUBDEV_PURPOSE_STATE, "state" }),
		  __entry->chosen, __entry->error)
);

/* One subdevice more in a pool, or not, when @id is 0; how many are ready then. */
TRACE_EVENT(subdev_refill,
	TP_PROTO(const char *pool, const char *parent, u32 id, u32 ready,
		 u32 size, int err),
	TP_ARGS(pool, parent, id, ready, size, err),

	TP_STRUCT__entry(
		__string(pool, pool)
		__string(parent, parent)
		__field(u32, id)
		__field(u32, ready)
		__field(u32, size)
		__field(int, error)
	),

	TP_fast_assign(
		__assign_str(pool);
		__assign_str(parent);
		__entry->id = id;
		__entry->ready = ready;
		__entry->size = size;
		__entry->error = subdev_trace_errno(err);
	),

	TP_printk("pool=%s parent=%s id=%u ready=%u size=%u error=%d",
		  __get_str(pool), __get_str(parent), __entry->id,
		  __entry->ready, __entry->size, __entry->error)
);

#endif /* _SUBDEV_TRACE_H */

/* trace.c is compiled with this folder in the path. */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
