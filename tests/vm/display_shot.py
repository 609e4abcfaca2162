#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Takes a screenshot of a guest by QMP, as a PNG file, and compares it pixel by pixel with what display_guest draws.

usage: display_shot.py SOCKET FILE WIDTH HEIGHT NUMBER

Exits with 0 if they are the same, else says where they differ.
"""
import json
import socket
import struct
import sys
import zlib

COLOURS = 8192


class Qmp:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.file = self.socket.makefile("rw")
        json.loads(self.file.readline())
        self.do("qmp_capabilities")

    def do(self, command, **arguments):
        self.file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.file.flush()
        while True:
            answer = json.loads(self.file.readline())
            if "error" in answer:
                sys.exit(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return


def paeth(left, up, corner):
    distances = [(abs(up - corner), 0, left), (abs(left - corner), 1, up), (abs(left + up - 2 * corner), 2, corner)]
    return min(distances)[2]


def predict(kind, left, up, corner):
    return (0, left, up, (left + up) // 2, paeth(left, up, corner))[kind]


def unfilter(kind, line, above, pixel):
    """A line of PNG as it was before its filter, by the line above it and the bytes of a pixel."""
    if kind == 0:
        return line
    out = bytearray(line)
    for i, byte in enumerate(line):
        left, corner = (out[i - pixel], above[i - pixel]) if i >= pixel else (0, 0)
        out[i] = byte + predict(kind, left, above[i], corner) & 255
    return bytes(out)


def read_png(path):
    """Width, height and lines of an image of 8-bit RGB or RGBA, as RGB."""
    with open(path, "rb") as f:
        data = f.read()
    pos, packed = 8, b""
    while pos < len(data):
        size, kind = struct.unpack_from(">I4s", data, pos)
        body = data[pos + 8:pos + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            packed += body
        pos += 12 + size
    if depth != 8 or colour not in (2, 6) or interlace:
        sys.exit(f"{path}: depth {depth}, colour type {colour}, interlace {interlace}: not known here")
    pixel = 3 if colour == 2 else 4
    raw, stride = zlib.decompress(packed), width * pixel
    lines, above = [], bytes(stride)
    for y in range(height):
        start = y * (stride + 1)
        above = unfilter(raw[start], raw[start + 1:start + 1 + stride], above, pixel)
        lines.append(above)
    if pixel == 4:
        lines = [b"".join(line[i:i + 3] for i in range(0, stride, 4)) for line in lines]
    return width, height, lines


def drawn(width, height, number):
    """The lines that display_guest draws."""
    row = b"".join(struct.pack(">I", i % COLOURS * 2654435761 % 2**32 >> 8)[1:] for i in range(2 * COLOURS))
    for y in range(height):
        start = 3 * ((y * 397 + number * 1009) % COLOURS)
        yield row[start:start + 3 * width]


def main():
    path, file, width, height, number = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
    Qmp(path).do("screendump", filename=file, format="png")
    had_width, had_height, lines = read_png(file)
    if (had_width, had_height) != (width, height):
        sys.exit(f"{file}: {had_width}x{had_height}, not {width}x{height}")
    for y, (have, want) in enumerate(zip(lines, drawn(width, height, number))):
        if have == want:
            continue
        x = next(x for x in range(width) if have[3 * x:3 * x + 3] != want[3 * x:3 * x + 3])
        sys.exit(f"{file}: at {x},{y}: {have[3 * x:3 * x + 3].hex()}, not {want[3 * x:3 * x + 3].hex()}")


if __name__ == "__main__":
    main()
