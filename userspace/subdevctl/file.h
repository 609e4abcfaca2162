/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SUBDEVCTL_FILE_H
#define SUBDEVCTL_FILE_H

#include <stddef.h>

/*
 * Read a file, or standard input if its name is "-", up to @max bytes and one
 * more, by which one that is too long can be told. It says itself what went wrong.
 * Return: the text, to be freed, or NULL.
 */
char *file_read(const char *name, size_t max, size_t *len);

#endif /* SUBDEVCTL_FILE_H */
