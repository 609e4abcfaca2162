#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Takes a screenshot of a guest by QMP and compares it pixel by pixel with what display_guest draws.

usage: display_shot.py SOCKET DEVICE FILE WIDTH HEIGHT NUMBER

What QEMU shows of the DEVICE stays in FILE as PNG. Exits with 0 if it is the same, else says where it differs.
"""
import os
import struct
import sys
import tempfile
import zlib

from qmp import Qmp

COLOURS = 8192


def screendump(path, device):
    """Width, height and lines of what QEMU shows, 3 bytes for each pixel."""
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "screen.ppm")
        Qmp(path).do("screendump", filename=file, device=device)
        with open(file, "rb") as f:
            kind, size, depth = f.readline(), f.readline(), f.readline()
            pixels = f.read()
    width, height = map(int, size.split())
    if kind != b"P6\n" or depth != b"255\n" or len(pixels) != 3 * width * height:
        sys.exit(f"{device}: a screendump of an unknown format")
    return width, height, [pixels[i:i + 3 * width] for i in range(0, len(pixels), 3 * width)]


def write_png(path, width, height, lines):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    with open(path, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
                + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + line for line in lines))) + chunk(b"IEND", b""))


def wave(val):
    return (~val if val & 0x100 else val) & 0xff


def drawn(width, height, number):
    """The lines that display_guest draws."""
    row = b"".join(bytes((i // 64, wave(i), wave(i // 8))) for i in range(COLOURS)) * 2
    for y in range(height):
        start = 3 * ((y * 3 + number * 1009) % COLOURS)
        yield row[start:start + 3 * width]


def main():
    path, device, file, width, height, number = *sys.argv[1:4], *map(int, sys.argv[4:7])
    had_width, had_height, lines = screendump(path, device)
    write_png(file, had_width, had_height, lines)
    if (had_width, had_height) != (width, height):
        sys.exit(f"{file}: {had_width}x{had_height}, not {width}x{height}")
    for y, (have, want) in enumerate(zip(lines, drawn(width, height, number))):
        if have == want:
            continue
        x = next(x for x in range(width) if have[3 * x:3 * x + 3] != want[3 * x:3 * x + 3])
        sys.exit(f"{file}: at {x},{y}: {have[3 * x:3 * x + 3].hex()}, not {want[3 * x:3 * x + 3].hex()}")


if __name__ == "__main__":
    main()
