#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Headers that lie, flags and commands that there are not."""
import struct
from errno import EINVAL, EOPNOTSUPP

from badinput_host import Host
from witness_netlink import HEADERS, NLM_F_ACK, NLM_F_DUMP, NLM_F_ECHO

# NLM_F_REPLACE or ROOT or NONREC, EXCL or MATCH or BULK, CREATE or ATOMIC, APPEND; reserved bits
BAD_FLAGS = (0x100, 0x200, 0x400, 0x800, 0x500, 0x600, 0x1000, 0x8000, 0x40, 0x20, 0x10, 0x2)
WITH_DUMP = (0x400, 0x800, 0x1000, 0x8000, 0x40, 0x20, 0x10, 0x2)


def payload_of(host, op_name, mode):
    op = host.spec.ops[op_name]
    return host.socket.pack(op, host.base(op_name, mode))[0]


def commands(host):
    """All numbers that are no command, as request and as dump; commands in a mode that they do not have."""
    for cmd in range(256):
        op = host.spec.ops_by_value.get(cmd)
        for mode, flags in (("do", NLM_F_ACK), ("dump", NLM_F_DUMP)):
            if not op or mode not in op.modes:
                data = host.socket.message(b"", cmd, flags)
                host.refused(f"command {cmd} {mode}", data, {EOPNOTSUPP}, silent=True)


def flags(host):
    for op_name, mode in host.requests():
        cmd = host.spec.ops[op_name].value
        payload = payload_of(host, op_name, mode)
        good, bad = (NLM_F_DUMP, WITH_DUMP) if mode == "dump" else (NLM_F_ACK, BAD_FLAGS)
        for flag in bad:
            data = host.socket.message(payload, cmd, good | flag)
            host.refused(f"{op_name} {mode} flags {good | flag:#x}", data, {EINVAL})


def reserved(host):
    for op_name, mode in host.requests():
        payload = payload_of(host, op_name, mode)
        good = NLM_F_DUMP if mode == "dump" else NLM_F_ACK
        for value in (1, 0x100, 0xffff):
            data = host.socket.message(payload, host.spec.ops[op_name].value, good, reserved=value)
            host.refused(f"{op_name} {mode} reserved {value}", data, {EINVAL})


def cut_header(host):
    """Less than the two headers."""
    for op_name, mode in host.requests():
        data = host.message(op_name, mode, b"")
        for length in range(16, HEADERS):
            cut = struct.pack("=I", length) + data[4:length]
            host.refused(f"{op_name} {mode} {length} bytes", cut, {EINVAL}, silent=True)


def no_message(host):
    """What netlink does not take for a message has no effect and no answer."""
    for op_name, mode in host.requests():
        data = host.message(op_name, mode, payload_of(host, op_name, mode))
        for length in (0, 4, 15, len(data) + 1, 0xffffffff):
            ignored(host, f"{op_name} {mode} says {length} bytes", struct.pack("=I", length) + data[4:])
        for cut in (1, 4, 8, 15):
            ignored(host, f"{op_name} {mode} only {cut} bytes", data[:cut])
        # not marked as a request, as answers are
        kind = host.spec.ops[op_name].value
        ignored(host, f"{op_name} {mode} no request", host.socket.message(b"", kind, 0, request=0))


def ignored(host, what, data):
    answer = host.socket.exchange(data)
    if answer.errno is not None or answer.objects:
        host.points.problem(f"{what}: {answer}, wanted no answer")
    host.unchanged(what)


def more_than_it_says(host):
    """The message ends where its length says, and what follows stands for itself."""
    for op_name, mode in host.requests():
        data = host.message(op_name, mode, b"")
        payload = payload_of(host, op_name, mode)
        # A filter of nothing is a good one.
        if payload and mode == "do" and op_name != "filter-set":
            op = host.spec.ops[op_name]
            answer = host.socket.exchange(data + payload)
            if answer.errno != EINVAL or answer.missing not in [op.set.by_name[n].value for n in op.modes[mode]]:
                host.points.problem(f"{op_name} with its attributes behind its end: {answer}")
            host.unchanged(op_name)


def good_headers(host):
    """Versions are not looked at, echo and no acknowledgement are allowed, and an answer comes all the same."""
    cmd = host.spec.ops["dev-get"].value
    payload, _ = host.socket.pack(host.spec.ops["dev-get"], {"id": host.anna["id"]})
    for version in (0, 1, 2, 255):
        answer = host.socket.exchange(host.socket.message(payload, cmd, NLM_F_ACK, version=version))
        host.points.same(f"version {version}", [0, 1], [answer.errno, len(answer.objects)])
    answer = host.socket.exchange(host.socket.message(payload, cmd, NLM_F_ACK | NLM_F_ECHO))
    host.points.same("echo", [0, 1], [answer.errno, len(answer.objects)])
    answer = host.socket.exchange(host.socket.message(payload, cmd, 0))
    host.points.same("no acknowledgement", [None, 1], [answer.errno, len(answer.objects)])
    two = host.socket.message(payload, cmd) + host.socket.message(payload, cmd)
    answer = host.socket.exchange(two)
    host.points.same("two requests in one", [0, 2], [answer.errno, len(answer.objects)])
    host.unchanged("good headers")


def main():
    host = Host()
    point = host.points.point
    point("commands that there are not", commands, host)
    point("flags that netlink does not know here", flags, host)
    point("reserved field", reserved, host)
    point("less than the headers", cut_header, host)
    point("no messages", no_message, host)
    point("attributes behind the end of the message", more_than_it_says, host)
    point("good headers", good_headers, host)
    host.end()


main()
