#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Each attribute of each request of the spec, malformed in every way; attributes that the request does not have."""
import struct
from errno import EBUSY, EINVAL, ENODEV, ENOENT, ERANGE

from badinput_host import Host
from witness_netlink import HEADERS, NLA_F_NESTED, nla, take_mark

LONG = 10000

# What makes each nest good, but for the attribute that is tried; None for one that needs no company.
COMPANY = {
    "value": {"name": "boost", "bool": 1},
    "amount": {"name": "channel", "amount": 8},
    "manifest": {"model": "subdev:sim:tuned"},
    "new-limit": {"owner": "joe", "resource": "channel", "amount": 8},
    "dev-item": {"parent-name": "platform/subdev_sim.2", "type": "tuned"},
}
# Dumps of what an owner has: one that nobody can be has nothing.
BY_OWNER = (("dev-get", "dump"), ("limit-get", "dump"))


def malformed(attr):
    """(what, payload, errno): payloads that netlink's own policy refuses."""
    if attr.type in ("u8", "u32", "uint"):
        good = {"u8": (1,), "u32": (4,), "uint": (4, 8)}[attr.type]
        for length in (0, 1, 2, 3, 4, 5, 7, 8, 9, LONG):
            if length not in good:
                yield f"{length} bytes", bytes(length), EINVAL
        code = "=B" if attr.type == "u8" else "=I"
        if "min" in attr.checks:
            yield "a number too low", struct.pack(code, attr.checks["min"] - 1), ERANGE
        if "max" in attr.checks:
            yield "a number too high", struct.pack(code, attr.checks["max"] + 1), ERANGE
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
        length = attr.checks.get("exact-len")
        for wrong in (0, 1, length - 1, length + 1, 2 * length, LONG) if length else ():
            yield f"{wrong} bytes", b"\1" * wrong, ERANGE
    elif attr.type == "flag":
        for length in (1, 4, LONG):
            yield f"{length} bytes", b"\1" * length, ERANGE
    elif attr.type == "nest":
        for length in (1, 2, 3):
            yield f"{length} bytes", bytes(length), ERANGE
    else:
        raise ValueError(f"how can {attr.name} be malformed? It is of type {attr.type}")


def well_formed(attr):
    """A payload of the right form, whatever it says."""
    if attr.type == "string":
        return b"x\0"
    if attr.type == "binary":
        return b"\1" * attr.checks.get("exact-len", 4)
    if attr.type == "u8":
        return b"\1"
    if attr.type in ("u32", "uint"):
        return struct.pack("=I", 1)
    return b""


def wrap(path, bad, company=lambda attr: b""):
    """(bytes, offset of bad in them): bad within the nests of a path, the last in each, after what company says of it."""
    offset = 0
    for attr in reversed(path):
        before = company(attr)
        bad = nla(attr.value | NLA_F_NESTED, before + bad)
        offset += 4 + len(before)
    return bad, offset


def good_company(host, attr, without=None):
    """What else a nest needs."""
    values = COMPANY[attr.nested]
    return host.spec.encode_nest(host.spec.sets[attr.nested], {name: v for name, v in values.items() if name != without})


def bad_attribute(host, request, path, what, bad, errno):
    """The bad attribute alone, and after and before all that makes a good request; in nests, alone and in good company."""
    alone, at = wrap(path, bad)
    last, at_last = wrap(path, bad, lambda attr: good_company(host, attr))
    base, _ = host.socket.pack(host.spec.ops[request[0]], host.base(*request))
    host.refused(f"{what}, alone", host.message(*request, alone), {errno}, HEADERS + at)
    host.refused(f"{what}, last", host.message(*request, base + last), {errno}, HEADERS + len(base) + at_last)
    host.refused(f"{what}, first", host.message(*request, alone + base), {errno}, HEADERS + at)


def own_attribute(host, request, path, attr):
    for what, payload, errno in malformed(attr):
        flags = NLA_F_NESTED if attr.type == "nest" else 0
        bad_attribute(host, request, path, f"{attr.name}: {what}", nla(attr.value | flags, payload), errno)
    if attr.type == "string":
        zero_within(host, request, path, attr)
    if attr.type == "nest":
        nest(host, request, path, attr)
    else:
        nested = nla(attr.value | NLA_F_NESTED, well_formed(attr))
        bad_attribute(host, request, path, f"{attr.name}: as a nest", nested, EINVAL)


def nest(host, request, path, attr):
    """A nest that is not marked as one, with what it cannot have, and with attributes cut off."""
    good = good_company(host, attr)
    bad_attribute(host, request, path, f"{attr.name}: not as a nest", nla(attr.value, good), EINVAL)
    for kind in (0, max(host.spec.sets[attr.nested].by_value) + 1, 255, 0x3fff):
        for flags in (0, NLA_F_NESTED):
            for length in (0, 4, LONG):
                bad = nla(kind | flags, bytes(length))
                what = f"{attr.name} with {kind:#x}, flags {flags:#x}, {length} bytes"
                bad_attribute(host, request, path + [attr], what, bad, EINVAL)
    base, _ = host.socket.pack(host.spec.ops[request[0]], host.base(*request))
    for length in (0, 1, 3, 9, 0x7fff, 0xffff):
        bad, _ = wrap(path + [attr], nla(1, bytes(4), length))
        host.refused(f"{attr.name} with length {length} instead of 8", host.message(*request, base + bad), {EINVAL})
    for rest in (1, 3):
        bad, _ = wrap(path + [attr], good + bytes(rest))
        host.refused(f"{attr.name} with {rest} bytes at the end", host.message(*request, base + bad), {EINVAL})


def base_without(host, request, attr):
    """What else a good request has; of several names of an object only one can be given."""
    base = host.base(*request)
    known = base.pop(attr.name, "small")
    names = host.spec.ops[request[0]].modes[request[1]]
    if "id" in names and attr.name in ("uuid", "label"):
        base = {name: v for name, v in base.items() if name not in ("id", "parent-index", "parent-name", "type")}
    return base, known


def zero_within(host, request, path, attr):
    """Nothing hides behind a zero byte: such a string is nobody's name, in a request that is good otherwise. Nobody has such
    an owner either: a dump finds none, a delete and its like are refused as for any other owner."""
    op = host.spec.ops[request[0]]
    condition = request[1] == "do" and attr.name == "owner" and "id" in op.modes["do"]
    errnos = {EINVAL, ENODEV, ENOENT} | ({EBUSY} if condition else set())
    base, known = base_without(host, request, path[0] if path else attr)
    if path:
        known = COMPANY[path[-1].nested].get(attr.name, "none")
    payload, _ = host.socket.pack(op, base)
    for text in (f"{known}\0x\0", f"\0{known}\0", "\0\0x\0"):
        bad, at = wrap(path, nla(attr.value, text.encode()), lambda outer: company_of(host, path, attr, outer))
        data = host.message(*request, payload + bad)
        if request in BY_OWNER and attr.name == "owner":
            answer = host.socket.exchange(data)
            objects = [host.socket.object(message)[1] for message in answer.objects]
            take_mark(objects)
            host.points.same(f"owner: {text!r} in a dump", (0, []), (answer.errno, objects))
            continue
        host.refused(f"{attr.name}: {text!r}", data, errnos, HEADERS + len(payload) + at)


def company_of(host, path, attr, outer):
    """Of a string that is tried: no other of its name, and of a value no other value."""
    if outer is not path[-1]:
        return good_company(host, outer)
    if attr.name == "string":
        return host.spec.encode(host.spec.sets[outer.nested], "name", "title")
    return good_company(host, outer, attr.name)


def places(host, attr, path=()):
    """(path, attribute) of an attribute and of all within it."""
    path = list(path)
    yield path, attr
    if attr.type == "nest":
        for inner in host.spec.sets[attr.nested].by_name.values():
            yield from places(host, inner, path + [attr])


def foreign_attributes(host, request):
    op = host.spec.ops[request[0]]
    for attr in op.set.by_name.values():
        if attr.name not in op.modes[request[1]]:
            flags = NLA_F_NESTED if attr.type == "nest" else 0
            bad = nla(attr.value | flags, well_formed(attr))
            bad_attribute(host, request, [], f"{attr.name}, which it does not have", bad, EINVAL)


def unknown_attributes(host, request):
    for kind in (0, max(host.spec.ops[request[0]].set.by_value) + 1, 255, 0x3fff):
        for flags in (0, NLA_F_NESTED):
            for length in (0, 4, LONG):
                bad = nla(kind | flags, bytes(length))
                bad_attribute(host, request, [], f"attribute {kind:#x}, flags {flags:#x}, {length} bytes", bad, EINVAL)


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
            for path, attr in places(host, op.set.by_name[name]):
                where = " ".join(outer.name for outer in path + [attr])
                host.point(f"{op_name} {mode}: {where} malformed", own_attribute, request, path, attr)
        host.point(f"{op_name} {mode}: attributes of other requests", foreign_attributes, request)
        host.point(f"{op_name} {mode}: unknown attributes", unknown_attributes, request)
        host.point(f"{op_name} {mode}: attributes cut off", cut_attributes, request)
    host.end()


main()
