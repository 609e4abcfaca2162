#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Each attribute of each request of the spec, malformed in every way; attributes that the request does not have."""
import struct
from errno import EINVAL, ENODEV, ENOENT, ERANGE

from badinput_host import Host
from witness_netlink import HEADERS, NLA_F_NESTED, nla

LONG = 10000


def malformed(attr):
    """(what, payload, errno): payloads that netlink's own policy refuses."""
    if attr.type in ("u32", "uint"):
        good = (4,) if attr.type == "u32" else (4, 8)
        for length in (0, 1, 3, 4, 5, 7, 8, 9, LONG):
            if length not in good:
                yield f"{length} bytes", bytes(length), EINVAL
        if "min" in attr.checks:
            yield "a number too low", struct.pack("=I", attr.checks["min"] - 1), ERANGE
        if "max" in attr.checks:
            yield "a number too high", struct.pack("=I", attr.checks["max"] + 1), ERANGE
    elif attr.type == "string":
        limit = attr.checks["max-len"]
        yield "0 bytes", b"", EINVAL
        yield "unterminated", b"x", EINVAL
        yield "unterminated at its limit", b"x" * limit, EINVAL
        yield "unterminated beyond it", b"x" * (limit + 1), EINVAL
        yield "too long", b"x" * (limit + 1) + b"\0", EINVAL
        yield "far too long", b"x" * LONG + b"\0", EINVAL
        yield "too long with a zero within", b"x\0" + b"x" * limit, ERANGE
        yield "too long and all zeroes", bytes(limit + 2), ERANGE
    elif attr.type == "binary":
        length = attr.checks["exact-len"]
        for wrong in (0, 1, length - 1, length + 1, 2 * length, LONG):
            yield f"{wrong} bytes", b"\1" * wrong, ERANGE
    elif attr.type == "flag":
        for length in (1, 4, LONG):
            yield f"{length} bytes", b"\1" * length, ERANGE
    else:
        raise ValueError(f"how can {attr.name} be malformed? It is of type {attr.type}")


def well_formed(attr):
    """A payload of the right form, whatever it says."""
    if attr.type == "string":
        return b"x\0"
    if attr.type == "binary":
        return b"\1" * attr.checks["exact-len"]
    if attr.type in ("u32", "uint"):
        return struct.pack("=I", 1)
    return b""


def bad_attribute(host, request, what, bad, errno):
    """The bad attribute alone, and after all that makes a good request."""
    host.refused(f"{what}, alone", host.message(*request, bad), {errno}, HEADERS)
    base, _ = host.socket.pack(host.spec.ops[request[0]], host.base(*request))
    host.refused(f"{what}, last", host.message(*request, base + bad), {errno}, HEADERS + len(base))
    host.refused(f"{what}, first", host.message(*request, bad + base), {errno}, HEADERS)


def own_attribute(host, request, attr):
    for what, payload, errno in malformed(attr):
        bad_attribute(host, request, f"{attr.name}: {what}", nla(attr.value, payload), errno)
    if attr.type == "string":
        zero_within(host, request, attr)
    nested = nla(attr.value | NLA_F_NESTED, well_formed(attr))
    bad_attribute(host, request, f"{attr.name}: as a nest", nested, EINVAL)


def zero_within(host, request, attr):
    """Nothing hides behind a zero byte: such a string is nobody's name, in a request that is good otherwise."""
    op = host.spec.ops[request[0]]
    base = host.base(*request)
    known = base.pop(attr.name, "small")
    payload, _ = host.socket.pack(op, base)
    for text in (f"{known}\0x\0", f"\0{known}\0", "\0\0x\0"):
        bad = nla(attr.value, text.encode())
        host.refused(f"{attr.name}: {text!r}", host.message(*request, payload + bad), {EINVAL, ENODEV, ENOENT}, HEADERS + len(payload))


def foreign_attributes(host, request):
    op = host.spec.ops[request[0]]
    for attr in op.set.by_name.values():
        if attr.name not in op.modes[request[1]]:
            flags = NLA_F_NESTED if attr.type == "nest" else 0
            bad = nla(attr.value | flags, well_formed(attr))
            bad_attribute(host, request, f"{attr.name}, which it does not have", bad, EINVAL)


def unknown_attributes(host, request):
    for kind in (0, max(host.spec.ops[request[0]].set.by_value) + 1, 255, 0x3fff):
        for flags in (0, NLA_F_NESTED):
            for length in (0, 4, LONG):
                bad = nla(kind | flags, bytes(length))
                bad_attribute(host, request, f"attribute {kind:#x}, flags {flags:#x}, {length} bytes", bad, EINVAL)


def cut_attributes(host, request):
    """Lengths that lie, and bytes that are no attribute. What follows them cannot be read, so there is no culprit."""
    base, _ = host.socket.pack(host.spec.ops[request[0]], host.base(*request))
    for length in (0, 1, 3, 9, 0xffff):
        bad = nla(1, bytes(4), length)
        host.refused(f"length {length} instead of 8", host.message(*request, base + bad), {EINVAL})
    for rest in (1, 3):
        host.refused(f"{rest} bytes at the end", host.message(*request, base + bytes(rest)), {EINVAL})


def main():
    host = Host()
    for op_name, mode in host.requests():
        op = host.spec.ops[op_name]
        request = (op_name, mode)
        for name in op.modes[mode]:
            host.points.point(f"{op_name} {mode}: {name} malformed", own_attribute, host, request, op.set.by_name[name])
        host.points.point(f"{op_name} {mode}: attributes of other requests", foreign_attributes, host, request)
        host.points.point(f"{op_name} {mode}: unknown attributes", unknown_attributes, host, request)
        host.points.point(f"{op_name} {mode}: attributes cut off", cut_attributes, host, request)
    host.end()


main()
