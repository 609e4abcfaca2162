/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs between the kernels that we build for: see Kbuild. */
#ifndef _SUBDEV_SERIAL_COMPAT_H
#define _SUBDEV_SERIAL_COMPAT_H

#include <linux/hrtimer.h>

#ifndef SERIAL_HAVE_HRTIMER_SETUP
static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*fn)(struct hrtimer *),
				 clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = fn;
}
#endif

#endif /* _SUBDEV_SERIAL_COMPAT_H */
