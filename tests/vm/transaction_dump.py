#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Dumps against transactions: nobody sees a part of what one creates and pulls, in a dump of one message or of several.

usage: transaction_dump.py [SECONDS]
"""
import mmap
import struct
import sys
import time

from transaction_host import Host, finish, fork, gone
from witness_netlink import NLM_F_DUMP, NLM_F_DUMP_INTR, NLMSG_DONE, NLMSG_ERROR, Socket

PART = 8        # subdevices that are created on each of two parents
PULLED = 80     # and pulled from each of two pools, which have more than one message of a dump can tell
END = 1 << 31
NAMES = ["platform/subdev_sim.1", "platform/subdev_sim.2"]
POOLS = {"gold": 3, "silver": 4}
ALL = 2 * PART + 2 * PULLED
KINDS = ("dev-get", "dev-get of an owner", "pool-get", "holder-get", "parent-get")
ENOUGH = 5      # transactions
MANY = 300      # pools and parents: more than two messages of a dump
MESSAGE = 1 << 14


class Seen:
    """Which transaction each of those who look has seen last, and which one has gone last."""

    def __init__(self, lookers):
        self.map = mmap.mmap(-1, 4096)
        self.lookers = lookers

    def set(self, who, number):
        struct.pack_into("=I", self.map, 4 * who, number)

    def get(self, who):
        return struct.unpack_from("=I", self.map, 4 * who)[0]

    def all(self, number):
        return all(self.get(who) >= number for who in range(1, self.lookers + 1))


def await_pool(sock, name, **wanted):
    deadline = time.monotonic() + 60
    while any((pool := sock.do("pool-get", name=name)).get(key) != value for key, value in wanted.items()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{wanted} does not come of {pool}")
        time.sleep(0.001)


def make_pool(host, name, number, size):
    host.socket.do("pool-create", name=name, parent_index=host.indexes[number], type="small", size=size, low=0)
    await_pool(host.socket, name, state="steady", ready=size)


def delete_pools(host):
    for pool in host.socket.dump("pool-get"):
        host.socket.do("pool-delete", name=pool["name"], force=True)
    deadline = time.monotonic() + 60
    while host.socket.dump("pool-get") or any(dev["state"] == "removing" for dev in host.socket.dump("dev-get")):
        if time.monotonic() > deadline:
            raise TimeoutError("pools do not go")
        time.sleep(0.01)


def undo(sock, devs):
    """What was created goes, what was pulled goes back."""
    for dev in devs[2 * PART:]:
        sock.do("pool-return", id=dev["id"])
    gone(sock, devs[:2 * PART])
    for name in POOLS:
        await_pool(sock, name, ready=PULLED)


def publish(host, seen, seconds):
    """One transaction after the other, of one owner each, on two parents and two pools; each goes when all have seen it."""
    try:
        publish_all(host, seen, time.monotonic() + seconds)
    finally:
        # those who look wait for one that does not come
        seen.set(0, END)


def publish_all(host, seen, end):
    sock = Socket(host.spec, family=host.socket.family)
    number = 0
    while time.monotonic() < end or number < ENOUGH:
        number += 1
        items = [host.item(parent, "lean", owner=f"t{number}", count=PART) for parent in (1, 2)]
        items += [{"pool": name, "owner": f"t{number}", "count": PULLED} for name in POOLS]
        answer = sock.exchange(host.message(items, sock=sock)[0])
        if answer.errno:
            raise AssertionError(f"transaction {number}: {answer}")
        deadline = time.monotonic() + 60
        while not seen.all(number):
            if time.monotonic() > deadline:
                raise TimeoutError(f"nobody sees transaction {number}")
            time.sleep(0.0005)
        undo(sock, sock.object(answer.objects[0])[1]["dev"])
        seen.set(0, number)


def look(host, seen, who):
    """Each is there as a whole when it is seen for the first time, in each dump that does not say itself that it is none."""
    sock = Socket(host.spec, family=host.socket.family, datagram=MESSAGE)
    looks = number = interrupted = 0
    while seen.get(0) < END:
        number += 1
        there = set()
        while there != {ALL} and seen.get(0) < END:
            looks += 1
            kind = KINDS[looks % len(KINDS)]
            answer, there = LOOKS[kind](sock, f"t{number}")
            if answer.interrupted:
                interrupted += 1
                there = set()
            elif len(there) > 1 or not there <= {0, ALL}:
                raise AssertionError(f"{kind}: {there} of {ALL} of transaction {number}")
        seen.set(who, number)
        while seen.get(0) < number:
            time.sleep(0.0002)
    print(f"# {number - 1} transactions seen in {looks} looks, {interrupted} of which were interrupted", flush=True)


def look_at_devs(sock, owner):
    answer = sock.request("dev-get", {}, "dump")
    return answer, {sum(dev.get("owner") == owner for dev in answer.objects)}


def look_at_owner(sock, owner):
    answer = sock.request("dev-get", {"owner": owner}, "dump")
    return answer, {len(answer.objects)}


def look_at_pools(sock, _):
    answer = sock.request("pool-get", {}, "dump")
    return answer, {ALL if pool["pulled"] == PULLED else pool["pulled"] for pool in answer.objects if pool["name"] in POOLS}


def look_at_holders(sock, _):
    answer = sock.request("holder-get", {}, "dump")
    channels = [holder["parent-name"] for holder in answer.objects if holder["resource"] == "channel"]
    return answer, {ALL if channels.count(name) == PART else channels.count(name) for name in NAMES}


def look_at_parents(sock, _):
    answer = sock.request("parent-get", {}, "dump")
    return answer, {ALL if parent["devs"] == PART else parent["devs"] for parent in answer.objects if parent["name"] in NAMES}


LOOKS = dict(zip(KINDS, (look_at_devs, look_at_owner, look_at_pools, look_at_holders, look_at_parents)))


def all_or_nothing(host, seconds):
    for name, number in POOLS.items():
        make_pool(host, name, number, PULLED)
    seen = Seen(2)
    finish(host, [fork(host, publish, seen, seconds)] + [fork(host, look, seen, who) for who in (1, 2)])
    delete_pools(host)
    host.listener.events()


def interrupted(host, op_name, between):
    """Whether a dump says that it is of no one moment, when something is done after its first message was read."""
    op = host.spec.ops[op_name]
    with Socket(host.spec, family=host.socket.family, datagram=MESSAGE) as sock:
        sock.sock.send(sock.message(b"", op.value, NLM_F_DUMP))
        seen = sock.receive()
        between()
        # One more is ready when the first is read. What is made after the change must be more than the end.
        seen += sock.receive()
        if any(message.kind in (NLMSG_DONE, NLMSG_ERROR) for message in seen):
            raise AssertionError(f"{op_name} is over after {len(seen)} messages")
        objects, flags = 0, 0
        while batch := sock.receive():
            objects += sum(message.kind not in (NLMSG_DONE, NLMSG_ERROR) for message in batch)
            for message in batch:
                flags |= message.flags
    if not objects:
        raise AssertionError(f"{op_name} has no object after the change")
    return bool(flags & NLM_F_DUMP_INTR)


def says_so(host, what, op_name, items):
    """A dump of which one message came before a transaction and another after it tells; it does not if there was none."""
    host.same(f"{what}, {op_name} with nothing between", False, interrupted(host, op_name, lambda: None))
    host.same(f"{what}, {op_name} with a transaction between", True, interrupted(host, op_name, lambda: host.run(items)))


def several_messages(host):
    """What a transaction pulls: the first in the dump, and the last."""
    for name, number in POOLS.items():
        make_pool(host, name, number, MANY // 2)
    pulls = [{"pool": name, "count": 2} for name in POOLS]
    says_so(host, "pulls", "dev-get", pulls)
    says_so(host, "creates", "dev-get", [host.item(number, "lean") for number in (1, 2)])
    says_so(host, "both", "dev-get", [host.item(1, "lean"), pulls[0]])
    delete_pools(host)


def several_messages_of_holders(host):
    """Five of each subdevice."""
    numbers = range(100, 108)
    for number in numbers:
        host.add(number, "resources")
    host.run([host.item(number, "wide", count=16) for number in numbers])
    says_so(host, "creates", "holder-get", [host.item(number, "lean") for number in (1, 2)])
    host.delete_all()
    for number in numbers:
        host.remove(number)


def several_messages_of_pools(host):
    """What each says of how many are pulled."""
    make_pool(host, "gold", POOLS["gold"], 4)
    for i in range(MANY):
        host.socket.do("pool-create", name=f"p{i}", parent_index=host.indexes[3], type="small")
    make_pool(host, "silver", POOLS["silver"], 4)
    says_so(host, "pulls", "pool-get", [{"pool": name, "count": 2} for name in POOLS])
    delete_pools(host)


def several_messages_of_parents(host):
    """What each says of how many it has, and what is free."""
    numbers = range(100, 100 + MANY // 3)
    for number in numbers:
        host.add(number, "resources")
    says_so(host, "creates", "parent-get", [host.item(number, "lean") for number in (1, numbers[-1])])
    host.delete_all()
    for number in numbers:
        host.remove(number)


def main():
    seconds, = list(map(int, sys.argv[1:])) or [5]
    host = Host(resources=1)
    host.add(2, "resources")
    host.add(3, "basic")
    host.add(4, "basic")
    host.point("dumps see all or nothing", all_or_nothing, seconds)
    host.point("dumps of several messages, of subdevices", several_messages)
    host.point("dumps of several messages, of holders", several_messages_of_holders)
    host.point("dumps of several messages, of pools", several_messages_of_pools)
    host.point("dumps of several messages, of parents", several_messages_of_parents)
    for number in (1, 2, 3, 4):
        host.remove(number)
    host.end()


main()
