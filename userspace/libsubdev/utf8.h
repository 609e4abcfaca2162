/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SUBDEV_UTF8_H
#define SUBDEV_UTF8_H

#include <stddef.h>

/* The length in bytes of the UTF-8 character that @text begins by, 0 if there is none. */
size_t utf8_len(const char *text, size_t len);

#endif /* SUBDEV_UTF8_H */
