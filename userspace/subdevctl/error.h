/* SPDX-License-Identifier: GPL-2.0-only */
/* What went wrong, in words. */
#ifndef SUBDEVCTL_ERROR_H
#define SUBDEVCTL_ERROR_H

#include <libsubdev.h>

/* Print to standard error why something about @object, which may be NULL, fails by @err. */
void error_print(const struct subdev_ctx *ctx, const char *noun, const char *object, int err);

/* Errors are about what stands in this line of a file, until @file is NULL. */
void error_place(const char *file, unsigned int line);

#endif /* SUBDEVCTL_ERROR_H */
