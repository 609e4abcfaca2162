/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Amounts as people write them: a number, and for units of which there are many
 * a letter: 512M, 2G. A letter is a power of 1024 for bytes, and of 1000 for
 * bits per second and hertz. Things are counted without letters.
 */
#ifndef SUBDEVCTL_SIZE_H
#define SUBDEVCTL_SIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest text of a number, with a letter and its end. */
#define SIZE_TEXT 24

/*
 * Read @text, which is all of it a number of @unit, an enum subdev_unit.
 * Return: NULL, or why it is none, to be put behind the text.
 */
const char *size_parse(const char *text, uint32_t unit, uint64_t *out);

/* Does it depend on the unit what @text means? */
bool size_has_letter(const char *text);

/* Write @value with the largest letter that leaves a whole number. Return: @text. */
const char *size_format(uint64_t value, uint32_t unit, char text[SIZE_TEXT]);

#endif /* SUBDEVCTL_SIZE_H */
