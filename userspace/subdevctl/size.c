// SPDX-License-Identifier: GPL-2.0-only
/* Amounts as people write them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <linux/subdev.h>

#include "size.h"

#define DIGITS "0123456789"

/* Each is the base to the power of its place, from 1. */
static const char letters[] = "KMGTPE";

/* What the letters are powers of; 0 for a unit that has none. */
static uint64_t base_of(uint32_t unit)
{
	switch (unit) {
	case SUBDEV_UNIT_BYTES:
		return 1024;
	case SUBDEV_UNIT_BITS_PER_SECOND:
	case SUBDEV_UNIT_HERTZ:
		return 1000;
	default:
		return 0;
	}
}

/* The power that a letter stands for, in either case; 0 if it stands for none. */
static unsigned int power_of(char letter)
{
	const char *found;

	if (letter >= 'a' && letter <= 'z')
		letter -= 'a' - 'A';
	found = letter ? strchr(letters, letter) : NULL;
	return found ? found - letters + 1 : 0;
}

static const char * const too_large = "is more than 18446744073709551615";

const char *size_parse(const char *text, uint32_t unit, uint64_t *out)
{
	size_t len = strspn(text, DIGITS);
	unsigned int power = power_of(text[len]);
	uint64_t value = 0;

	if (!len || text[len + !!power] != '\0')
		return "is not a number like 64, 512M or 2G";
	if (power && !base_of(unit))
		return "has a letter, and things are counted without";
	for (size_t i = 0; i < len; i++) {
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, text[i] - '0', &value))
			return too_large;
	}
	while (power--) {
		if (__builtin_mul_overflow(value, base_of(unit), &value))
			return too_large;
	}
	*out = value;
	return NULL;
}

bool size_has_letter(const char *text)
{
	return text[strspn(text, DIGITS)] != '\0';
}

const char *size_format(uint64_t value, uint32_t unit, char text[SIZE_TEXT])
{
	uint64_t base = base_of(unit);
	unsigned int power = 0;

	while (base && value && value % base == 0) {
		value /= base;
		power++;
	}
	/* No letter is missing: the power after E is over 2^64. */
	snprintf(text, SIZE_TEXT, "%" PRIu64 "%.1s", value, power ? &letters[power - 1] : "");
	return text;
}
