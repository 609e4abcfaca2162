/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between the kernels that we build for, 6.12 and later, for more
 * than one of our modules. The code is written for the newest kernel, and this
 * makes older ones look like it. What one module needs is in its own compat.h.
 *
 * Where a difference is not a macro, the module's Kbuild looks into the kernel's
 * headers and defines a word. A version number would say too little: backports
 * make it lie, and a wrong guess can compile and fail at run time.
 */
#ifndef _SUBDEV_COMPAT_H
#define _SUBDEV_COMPAT_H

#include <linux/netlink.h>

/* The newer name. */
#ifndef NL_ASSERT_CTX_FITS
#define NL_ASSERT_CTX_FITS(type)	NL_ASSERT_DUMP_CTX_FITS(type)
#endif

#endif /* _SUBDEV_COMPAT_H */
