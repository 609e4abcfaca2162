// SPDX-License-Identifier: LGPL-2.1-or-later
/* Characters in UTF-8, whatever the locale is. */
#include <stdint.h>

#include "utf8.h"

size_t utf8_len(const char *text, size_t len)
{
	const uint8_t *c = (const uint8_t *)text;
	/* the smallest character that needs so many bytes */
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t value;
	size_t size;

	if (!len)
		return 0;
	if (c[0] < 0x80)
		return 1;
	size = c[0] >= 0xf0 ? 4 : c[0] >= 0xe0 ? 3 : 2;
	if (c[0] < 0xc0 || c[0] >= 0xf8 || size > len)
		return 0;
	value = c[0] & (0x7f >> size);
	for (size_t i = 1; i < size; i++) {
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (c[i] & 0x3f);
	}
	if (value < smallest[size] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return 0;
	return size;
}
