#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Good messages, broken at random: the kernel answers with an errno of the wire's table or does what is asked.

usage: badinput_mutation.py [SEED [MESSAGES [SECONDS]]]

The sequence is that of the seed, so a failure can be repeated; it ends early when the seconds are over.
"""
import os
import random
import struct
import sys
import time
from errno import EAGAIN, EBUSY, EEXIST, EINVAL, ENODEV, ENOENT, ENOSPC, EOPNOTSUPP, ERANGE, ESTALE, errorcode

from badinput_host import Host, new_uuid
from witness_netlink import HEADERS, NLA_F_NESTED, NLM_F_ACK, NLM_F_DUMP, NLMSG_DONE, NLMSG_ERROR, Answer, nla, nlas

ALLOWED = {0, None, EAGAIN, EBUSY, EEXIST, EINVAL, ENODEV, ENOENT, ENOSPC, EOPNOTSUPP, ERANGE, ESTALE}
MAX_DEVS = 40
# What is a good name or value in one place, and a bad one in others.
WORDS = ("anna", "berta", "rita", "small", "full", "tuned", "wide", "x", "", "clara", "a" * 63, "channel", "engine", "memory",
         "depth", "boost", "title", "layout", "tiled", "seed", "subdev:sim:tuned")
NUMBERS = (0, 1, 2, 3, 5, 8, 16, 0xffffffff, 1 << 63, (1 << 64) - 1)


class Mutator:
    """Makes broken messages, all by one random generator."""

    def __init__(self, host, seed):
        self.host = host
        self.random = random.Random(seed)
        self.requests = host.requests()

    def value(self, attr):
        """A good or half good payload."""
        choose = self.random.choice
        host = self.host
        if attr.type == "string":
            return choose(WORDS + (host.sims[0]["name"], host.sims[1]["name"], host.rich["name"])).encode() + b"\0"
        if attr.type == "binary":
            return choose((host.anna["uuid"], host.berta["uuid"], self.random.randbytes(16), bytes(16)))
        if attr.type == "nest":
            return self.nest(host.spec.sets[attr.nested])
        if attr.type == "u8":
            return bytes([choose((0, 1, 1, 2))])
        if attr.type in ("u32", "uint"):
            number = choose(NUMBERS + (host.sims[0]["index"], host.rich["index"], host.anna["id"], host.berta["id"],
                                       host.rita["id"], self.random.getrandbits(32)))
            return struct.pack("=I" if number < 1 << 32 else "=Q", number)
        return b""

    def nest(self, attr_set):
        """A manifest that is good but for one thing, or some attributes of the nest."""
        if attr_set.name == "manifest" and self.random.random() < 0.5:
            inner = [[kind, data, None] for kind, data in nlas(self.host.spec.encode_nest(attr_set, self.host.manifest))]
            self.break_attributes(inner)
        elif attr_set.name == "new-limit" and self.random.random() < 0.8:
            values = {"owner": self.random.choice(("anna", "x")), "resource": self.random.choice(("channel", "engine")),
                      "amount": 2}
            inner = [[kind, data, None] for kind, data in nlas(self.host.spec.encode_nest(attr_set, values))]
        else:
            names = [name for name in attr_set.by_name if self.random.random() < 0.5]
            inner = [self.attribute(attr_set.by_name[name]) for name in names]
            if self.random.random() < 0.2:
                self.break_attributes(inner)
        return attributes_bytes(inner)

    def attribute(self, attr, payload=None):
        """As the wire has it, until it is broken: kind, payload, what its length is said to be."""
        flags = NLA_F_NESTED if attr.type == "nest" else 0
        return [attr.value | flags, self.value(attr) if payload is None else payload, None]

    def base(self, op, mode):
        """What makes a good request, now and then one about resources and params."""
        base = self.host.base(op.name, mode)
        if self.random.random() < 0.4 and "id" in base:
            base["id"] = self.host.rita["id"]
        if self.random.random() < 0.4 and op.name == "dev-create":
            base |= {"parent-index": self.host.rich["index"], "type": self.random.choice(("tuned", "wide"))}
        return base

    def attributes(self, op, mode):
        """Some of the request's attributes, most often those that it needs."""
        base = self.base(op, mode)
        names = list(base) if self.random.random() < 0.7 else []
        others = [name for name in op.modes[mode] if name not in base]
        names += self.random.sample(others, self.random.randint(0, min(2, len(others))))
        if self.random.random() < 0.3:
            self.random.shuffle(names)
        result = []
        for name in names:
            attr = op.set.by_name[name]
            good = name in base and self.random.random() < 0.8
            if good:
                result += [[kind, payload, None] for kind, payload in nlas(self.host.spec.encode(op.set, name, base[name]))]
            else:
                result += [self.attribute(attr) for _ in range(self.random.choice((1, 1, 2, 5)) if attr.multi else 1)]
        return result

    def break_attributes(self, attrs):
        """One thing about the attributes, before they become bytes."""
        what = self.random.randrange(8)
        attr = self.random.choice(attrs) if attrs else None
        if what == 0 or not attr:
            attrs.insert(self.random.randint(0, len(attrs)), [self.random.getrandbits(16), self.random.randbytes(
                self.random.randrange(40)), None])
        elif what == 1:
            attrs.remove(attr)
        elif what == 2:
            attrs.append(list(attr))
        elif what == 3:
            attr[0] = self.random.choice((attr[0] ^ 0x8000, attr[0] ^ 0x4000, self.random.getrandbits(16), attr[0] + 1))
        elif what == 4:
            attr[1] = attr[1][:self.random.randrange(len(attr[1]) + 1)]
        elif what == 5:
            attr[1] += self.random.randbytes(self.random.choice((1, 4, 100, 5000)))
        elif what == 6:
            attr[2] = self.random.choice((0, 1, 3, 4, 5, 0xffff, self.random.getrandbits(16)))
        elif attr[1]:
            at = self.random.randrange(len(attr[1]))
            attr[1] = attr[1][:at] + self.random.randbytes(1) + attr[1][at + 1:]

    def break_bytes(self, data):
        """One thing about the bytes; the type stays, so that it is for our family."""
        data = bytearray(data)
        what = self.random.randrange(5)
        at = self.random.randrange(len(data))
        if what == 0:
            data[at] ^= 1 << self.random.randrange(8)
        elif what == 1:
            data[at] = self.random.getrandbits(8)
        elif what == 2:
            del data[at + 1:]
        elif what == 3:
            data += self.random.randbytes(self.random.randrange(1, 60))
        elif what == 4 and len(data) >= 8:
            length = self.random.choice((0, 15, 16, 19, 20, len(data) - 1, len(data) + 1, 0xffffffff))
            flags = self.random.getrandbits(16)
            struct.pack_into(*self.random.choice((("=I", data, 0, length), ("=H", data, 6, flags))))
        if len(data) >= 6:
            struct.pack_into("=H", data, 4, self.host.socket.id)
        return bytes(data)

    def message(self):
        op_name, mode = self.random.choice(self.requests)
        op = self.host.spec.ops[op_name]
        attrs = self.attributes(op, mode)
        kind = self.random.random()
        if kind < 0.6:
            for _ in range(self.random.choice((1, 1, 1, 2, 3))):
                self.break_attributes(attrs)
        payload = attributes_bytes(attrs)
        cmd = op.value if self.random.random() < 0.97 else self.random.getrandbits(8)
        data = self.host.socket.message(payload, cmd, NLM_F_DUMP if mode == "dump" else NLM_F_ACK)
        if kind > 0.5:
            for _ in range(self.random.choice((1, 1, 2, 4))):
                data = self.break_bytes(data)
        return data


def attributes_bytes(attrs):
    return b"".join(nla(kind & 0xffff, data, length) for kind, data, length in attrs)


def send(host, data):
    """All errnos that come back. What answers is read as the spec has it, so a malformed answer fails."""
    host.socket.sock.send(data)
    errnos = []
    while batch := host.socket.receive():
        for message in batch:
            if message.kind in (NLMSG_ERROR, NLMSG_DONE):
                answer = Answer()
                answer.set_error(message)
                errnos.append(answer.errno)
            else:
                host.socket.object(message)
    return errnos


def end(host, dev):
    """Its lease may be quicker."""
    host.socket.request("dev-delete", {"id": dev["id"]})
    deadline = time.monotonic() + 30
    while host.socket.request("dev-get", {"id": dev["id"]}).errno == 0:
        if time.monotonic() > deadline:
            raise TimeoutError(f"subdevice {dev['id']} does not go")
        time.sleep(0.001)


def tidy(host):
    """No cordons, not too many subdevices and pools, and what messages name, rita as she was."""
    for parent in host.sims + [host.rich]:
        host.socket.do("parent-set", index=parent["index"], cordon=0)
    host.delete_pools()
    devs = host.socket.dump("dev-get")
    kept = [dev["id"] for dev in (host.anna, host.berta)]
    for dev in devs:
        crowd = len(devs) > MAX_DEVS or dev["parent-index"] == host.rich["index"]
        if crowd and dev["id"] not in kept:
            end(host, dev)
    ids = [dev["id"] for dev in devs]
    if host.anna["id"] not in ids:
        host.anna = host.create(0)
    if host.berta["id"] not in ids:
        host.berta = host.create(1, inactive=True)
    host.rita = host.socket.do("dev-create", parent_index=host.rich["index"], type="tuned")
    host.have_gold()
    host.listener.events()


def mutate(host, seed, number, seconds):
    mutator = Mutator(host, seed)
    counts = {}
    deadline = time.monotonic() + seconds
    sent = 0
    while sent < number and time.monotonic() < deadline:
        if sent % 100 == 0:
            tidy(host)
        data = mutator.message()
        for errno in send(host, data) or [None]:
            counts[errno] = counts.get(errno, 0) + 1
            if errno not in ALLOWED:
                host.points.problem(f"message {sent}, {data.hex()}: errno {errno}")
        sent += 1
    names = {errorcode.get(errno, "success" if errno == 0 else "no answer"): n for errno, n in counts.items()}
    print(f"# seed {seed}, {sent} messages: {names}")
    for errno in ALLOWED - {EAGAIN, ENOSPC}:
        if errno not in counts:
            host.points.problem(f"none of {sent} messages was answered with {errorcode.get(errno, errno)}")


def afterwards(host):
    """All that messages made can be deleted, and good requests are answered."""
    tidy(host)
    for dev in host.socket.dump("dev-get"):
        end(host, dev)
    dev = host.create(0, label="zoe", uuid=new_uuid())
    host.points.same("all subdevices", [dev], host.socket.dump("dev-get"))
    host.points.same("parents that are left", 4, len(host.socket.dump("parent-get")))


def main():
    seed, number, seconds = (list(map(int, sys.argv[1:])) + [2, 30000, 60][len(sys.argv) - 1:])
    host = Host()
    host.points.point(f"messages broken at random, seed {seed}", mutate, host, seed, number, seconds)
    host.points.point("everything works afterwards", afterwards, host)
    host.end()


main()
