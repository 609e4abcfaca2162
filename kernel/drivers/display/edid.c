// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a display says of itself: VESA E-EDID 1.4, and for what is too large for
 * that a block of DisplayID 1.2.
 *
 * There is no signal whose timing would matter; it is that of CVT with reduced
 * blanking at 60 Hz, so that no guest finds it odd.
 */
#include <linux/array_size.h>
#include <linux/math.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "edid.h"

/* The largest size that a detailed timing of the base block can say. */
#define DTD_MAX		4095

#define REFRESH		60	/* Hz */
#define H_BLANK		160	/* pixels: front porch, pulse, back porch */
#define H_FRONT		48
#define H_SYNC		32
#define V_BLANK_MIN	460	/* us */
#define V_FRONT		3	/* lines */
#define V_SYNC		6

/* What the offsets of a base block are called in the standard. */
#define BASE_STANDARD	38
#define BASE_DETAILED	54
#define DESCRIPTOR	18

struct size {
	unsigned int width;
	unsigned int height;
};

/* What a guest shall choose if nobody tells it otherwise. */
static const struct size preferred = { 1280, 800 };

/* Of 8 pixels in width, and of an aspect ratio that the standard has. */
static const struct size standard[] = {
	{ 1280, 720 }, { 1280, 1024 }, { 1440, 900 }, { 1600, 900 },
	{ 1600, 1200 }, { 1680, 1050 }, { 1920, 1080 }, { 1920, 1200 },
};

/* Header to chromaticity, which is that of sRGB, and established timings. */
static const u8 base[BASE_STANDARD] = {
	0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00,
	0x31, 0xd8,			/* "LNX", five bits for each letter */
	0x11, 0x11, 0, 0, 0, 0,		/* product, serial number */
	0, 2024 - 1990, 1, 4,		/* week, year, version */
	0xa0, 0, 0, 0x78, 0x06,		/* digital, 8 bits; no size; gamma 2.2 */
	0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54,
	0x21, 0x08, 0x00,		/* 640x480, 800x600, 1024x768 */
};

static const u8 name[DESCRIPTOR] = {
	0, 0, 0, 0xfc, 0, 's', 'u', 'b', 'd', 'e', 'v', '\n',
	' ', ' ', ' ', ' ', ' ', ' ',
};

static const u8 dummy[DESCRIPTOR] = { 0, 0, 0, 0x10 };

static bool fits(const struct size *size, const struct size *max)
{
	return size->width <= max->width && size->height <= max->height;
}

static u8 checksum(const u8 *bytes, unsigned int num)
{
	u8 sum = 0;

	while (num--)
		sum -= *bytes++;
	return sum;
}

/* Lines that take V_BLANK_MIN when the rest of the frame is @height lines. */
static unsigned int v_blank(unsigned int height)
{
	return DIV_ROUND_UP(V_BLANK_MIN * height,
			    1000000 / REFRESH - V_BLANK_MIN);
}

/* In units of 10 kHz. */
static u32 pixel_clock(const struct size *size)
{
	return (size->width + H_BLANK) *
	       (size->height + v_blank(size->height)) / 1000 * REFRESH / 10;
}

/* The ratios have numbers: 16:10, 4:3, 5:4, 16:9. */
static u8 aspect(const struct size *size)
{
	if (size->width * 10 == size->height * 16)
		return 0;
	if (size->width * 3 == size->height * 4)
		return 1;
	if (size->width * 4 == size->height * 5)
		return 2;
	return 3;
}

static void put_standard(u8 *p, const struct size *size)
{
	p[0] = size->width / 8 - 31;
	p[1] = aspect(size) << 6 | (REFRESH - 60);
}

static void put_detailed(u8 *p, const struct size *size)
{
	unsigned int blank = v_blank(size->height);

	put_unaligned_le16(pixel_clock(size), p);
	p[2] = size->width;
	p[3] = H_BLANK;
	p[4] = size->width >> 8 << 4;
	p[5] = size->height;
	p[6] = blank;
	p[7] = size->height >> 8 << 4 | blank >> 8;
	p[8] = H_FRONT;
	p[9] = H_SYNC;
	p[10] = V_FRONT << 4 | V_SYNC;
	p[17] = 0x1a;		/* separate pulses, the horizontal one positive */
}

/* Numbers are one less than what they stand for; bit 15 of H_FRONT: positive. */
static void put_displayid_timing(u8 *p, const struct size *size)
{
	put_unaligned_le24(pixel_clock(size) - 1, p);
	put_unaligned_le16(size->width - 1, p + 4);
	put_unaligned_le16(H_BLANK - 1, p + 6);
	put_unaligned_le16((H_FRONT - 1) | 0x8000, p + 8);
	put_unaligned_le16(H_SYNC - 1, p + 10);
	put_unaligned_le16(size->height - 1, p + 12);
	put_unaligned_le16(v_blank(size->height) - 1, p + 14);
	put_unaligned_le16(V_FRONT - 1, p + 16);
	put_unaligned_le16(V_SYNC - 1, p + 18);
}

/* A section with one block of one timing, in an extension block. */
static void put_displayid(u8 *p, const struct size *size)
{
	static const u8 head[] = {
		0x70,			/* the extension is DisplayID */
		0x12, 23, 0, 0,		/* version, size of what follows these */
		0x03, 0, 20,		/* detailed timings, size of them */
	};

	memcpy(p, head, sizeof(head));
	put_displayid_timing(p + 8, size);
	p[28] = checksum(p + 1, 27);
	p[EDID_BLOCK - 1] = checksum(p, EDID_BLOCK - 1);
}

/**
 * edid_make() - the EDID of a display
 * @edid: EDID_SIZE bytes, zeros; the second block stays so if there is none
 * @max_width: the largest width, no mode says more
 * @max_height: the largest height, no mode says more
 *
 * The largest mode is one of the modes. The largest size is at least that of
 * the preferred mode, 1280x800.
 */
void edid_make(u8 edid[EDID_SIZE], unsigned int max_width,
	       unsigned int max_height)
{
	static const struct size large = { 3840, 2160 };
	const struct size max = { max_width, max_height };
	bool extended = max_width > DTD_MAX || max_height > DTD_MAX;
	u8 *p = edid + BASE_STANDARD;
	unsigned int i;

	memcpy(edid, base, sizeof(base));
	memset(p, 1, BASE_DETAILED - BASE_STANDARD);	/* none */
	for (i = 0; i < ARRAY_SIZE(standard); i++) {
		if (fits(&standard[i], &max))
			put_standard(p + 2 * i, &standard[i]);
	}
	p = edid + BASE_DETAILED;
	put_detailed(p, &preferred);
	put_detailed(p + DESCRIPTOR, extended ? &large : &max);
	memcpy(p + 2 * DESCRIPTOR, name, DESCRIPTOR);
	memcpy(p + 3 * DESCRIPTOR, dummy, DESCRIPTOR);
	edid[EDID_BLOCK - 2] = extended;
	edid[EDID_BLOCK - 1] = checksum(edid, EDID_BLOCK - 1);
	if (extended)
		put_displayid(edid + EDID_BLOCK, &max);
}
