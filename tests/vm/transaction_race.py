#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Transactions against each other and against dumps: in opposite order, while somebody looks, while parents go.

usage: transaction_race.py [SECONDS [SEED]]
"""
import mmap
import os
import random
import struct
import sys
import time
from errno import EBUSY, EEXIST, ENODEV, ENOENT, ENOSPC

from lease_host import SOCKET, bind
from limit_host import limits
from sim_host import amounts
from sim_knobs import PARAMETERS, await_counter, counter, knob, write
from transaction_host import Host, one_wins
from witness_netlink import Socket

ALLOWED = {0, EBUSY, EEXIST, ENODEV, ENOENT, ENOSPC}
ROUNDS = 100
SLOW_MS = 5000
PART = 8        # subdevices on each of two parents
END = 1 << 31
NAMES = ["platform/subdev_sim.1", "platform/subdev_sim.2"]


def gone(sock, devs):
    """Each is gone a moment after it was deleted."""
    for dev in devs:
        sock.request("dev-delete", {"id": dev["id"]})
    for dev in devs:
        while sock.request("dev-get", {"id": dev["id"]}).errno == 0:
            time.sleep(0.0002)


def opposite_parents(host):
    """All that two parents have, asked for in opposite order."""
    items = [host.item(number, "tuned", resource=amounts(engine=16)) for number in (1, 2, 4)]
    one_wins(host, [items, items[::-1]], ENOSPC, gone, ROUNDS)
    one_wins(host, [items[:2], items[1:], items[::-2]], ENOSPC, gone, ROUNDS)


def opposite_limits(host):
    """All that an owner may hold of two parents."""
    for number in (1, 2):
        host.socket.do("parent-set", index=host.indexes[number], limit=limits("joe", engine=4))
    items = [host.item(number, "tuned", owner="joe", resource=amounts(engine=4)) for number in (1, 2)]
    one_wins(host, [items, items[::-1]], ENOSPC, gone, ROUNDS)
    for number in (1, 2):
        host.socket.do("parent-set", index=host.indexes[number], limit=[{"owner": "joe", "resource": "engine"}])


def opposite_names(host):
    """Two labels, in opposite order, also on one parent."""
    for number in (1, 2):
        items = [host.item(n, "tuned", label=label) for n, label in ((1, "anna"), (number, "berta"))]
        one_wins(host, [items, items[::-1]], EEXIST, gone, ROUNDS)


def worker(host, function, *args):
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        function(host, *args)
        status = 0
    except BaseException as e:      # pylint: disable=broad-except
        print(f"# {function.__name__}: {type(e).__name__}: {e} (line {e.__traceback__.tb_next.tb_lineno})", flush=True)
    finally:
        os._exit(status)


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


def publish(host, seen, seconds):
    """One transaction after the other, of one owner each, on both parents; each goes when all have seen it."""
    try:
        publish_all(host, seen, time.monotonic() + seconds)
    finally:
        # those who look wait for one that does not come
        seen.set(0, END)


def publish_all(host, seen, end):
    sock = Socket(host.spec, family=host.socket.family)
    number = 0
    while time.monotonic() < end:
        number += 1
        items = [host.item(1, "lean", owner=f"t{number}", count=PART), host.item(2, "lean", owner=f"t{number}", count=PART)]
        answer = sock.exchange(host.message(items, sock=sock)[0])
        if answer.errno:
            raise AssertionError(f"transaction {number}: {answer}")
        deadline = time.monotonic() + 60
        while not seen.all(number):
            if time.monotonic() > deadline:
                raise TimeoutError(f"nobody sees transaction {number}")
            time.sleep(0.0005)
        gone(sock, sock.object(answer.objects[0])[1]["dev"])
        seen.set(0, number)


def look(host, seen, who):
    """Each is there as a whole when it is seen for the first time: its subdevices, what they hold, and what the parents say."""
    sock = Socket(host.spec, family=host.socket.family)
    looks = number = 0
    while seen.get(0) < END:
        number += 1
        there = set()
        while not there & {2 * PART} and seen.get(0) < END:
            looks += 1
            kind = rotate(looks)
            if kind == "dev-get":
                there = {len(sock.request("dev-get", {"owner": f"t{number}"}, "dump").objects)}
            elif kind == "holder-get":
                holders = sock.request("holder-get", {}, "dump").objects
                there = {2 * sum(each["resource"] == "channel" and each["parent-name"] == name for each in holders)
                         for name in NAMES}
            else:
                there = {2 * p["devs"] for p in sock.request("parent-get", {}, "dump").objects if p["name"] in NAMES}
            if len(there) > 1 or not there <= {0, 2 * PART}:
                raise AssertionError(f"{kind}: {there} of {2 * PART} of transaction {number}")
        seen.set(who, number)
        while seen.get(0) < number:
            time.sleep(0.0002)
    print(f"# {number - 1} transactions seen in {looks} looks", flush=True)


def rotate(number):
    return ("dev-get", "holder-get", "parent-get")[number % 3]


def finish(host, pids):
    for pid in pids:
        host.same("status of a worker", 0, os.waitpid(pid, 0)[1])


def reconfigure(host, dev):
    sock = Socket(host.spec, family=host.socket.family)
    sock.do("dev-set", id=dev["id"], resource=amounts(engine=2))


def dump(host):
    """Of which each would come to a subdevice whose driver is at work."""
    sock = Socket(host.spec, family=host.socket.family)
    for name in ("holder-get", "dev-get"):
        sock.dump(name)


def nobody_waits(host):
    """A driver is at work on one parent, and somebody dumps: transactions and pushes on another do not wait for that."""
    host.socket.do("pool-create", name="swift", parent_index=host.indexes[2], type="tuned")
    dev = host.run([host.item(1, "tuned", active=True, resource=amounts(engine=1))])[0]
    delayed = counter(1, "delayed")
    knob(1, "delay_reconfigure", SLOW_MS)
    pids = [worker(host, reconfigure, dev)]
    await_counter(1, "delayed", delayed + 1)
    pids.append(worker(host, dump))
    time.sleep(0.3)
    devs = host.run([host.item(2, "tuned"), host.item(2, "tuned")])
    host.socket.do("pool-push", pool="swift", count=2)
    host.same("the driver is still at work", 0, os.waitpid(pids[0], os.WNOHANG)[0])
    finish(host, pids)
    knob(1, "delay_reconfigure", 0)
    gone(host.socket, devs + [dev])
    host.socket.do("pool-delete", name="swift")
    while host.socket.dump("dev-get"):
        time.sleep(0.001)


def all_or_nothing(host, seconds):
    seen = Seen(2)
    finish(host, [worker(host, publish, seen, seconds)] + [worker(host, look, seen, who) for who in (1, 2)])
    host.listener.events()


def work(host, rng, deadline):
    """Lists of unlike ones, some of which fail; what they made goes by itself or is deleted."""
    sock = Socket(host.spec, family=host.socket.family)
    while time.monotonic() < deadline:
        items = []
        for _ in range(rng.randrange(1, 7)):
            item = {"parent_name": rng.choice(NAMES), "type": rng.choice(("wide", "lean", "tuned")), "count": rng.randrange(1, 4)}
            item |= rng.choice(({"inactive": True}, {"inactive": True}, {}))
            item |= rng.choice(({}, {"owner": "joe"}))
            item |= rng.choice(({}, {"lease": SOCKET}))
            if item["count"] == 1:
                item |= rng.choice(({}, {"label": rng.choice(("anna", "berta", "clara"))}))
            items.append(item)
        answer = sock.exchange(host.message(items, whole=rng.random() < 0.3, sock=sock)[0])
        if answer.errno not in ALLOWED:
            raise AssertionError(f"{items}: {answer}")
        devs = sock.object(answer.objects[0])[1]["dev"] if answer.errno == 0 else []
        if devs and len(devs) != sum(item["count"] for item in items):
            raise AssertionError(f"{items}: {len(devs)}")
        for dev in devs if rng.random() < 0.8 else ():
            sock.request("dev-delete", {"id": dev["id"]})
        if rng.random() < 0.1:
            sock.close()
            sock = Socket(host.spec, family=host.socket.family)


def others(host, rng, deadline):
    """Deletes what others have made, activates it, and looks at all."""
    sock = Socket(host.spec, family=host.socket.family)
    while time.monotonic() < deadline:
        devs = sock.request("dev-get", {}, "dump").objects
        for dev in rng.sample(devs, min(4, len(devs))):
            sock.request(rng.choice(("dev-delete", "dev-activate", "dev-deactivate")), {"id": dev["id"]})
        for name in ("parent-get", "holder-get", "limit-get"):
            sock.request(name, {}, "dump")


def unbind(_host, rng, deadline):
    while time.monotonic() < deadline:
        time.sleep(rng.random() * 0.5)
        number = rng.choice((1, 2))
        bind(number, "unbind")
        time.sleep(rng.random() * 0.05)
        bind(number, "bind")


def everything(host, seconds, seed):
    """All of it at once, while the parents come and go."""
    write(f"{PARAMETERS}/catalogue", "resources")
    deadline = time.monotonic() + seconds
    finish(host, [worker(host, function, random.Random(f"{seed} {i}"), deadline)
                  for i, function in enumerate([work, work, work, others, unbind])])
    for number in (1, 2):
        bind(number, "bind")
        host.indexes[number] = host.socket.do("parent-get", name=f"platform/subdev_sim.{number}")["index"]
    write(f"{PARAMETERS}/catalogue", "basic")
    deadline = time.monotonic() + 60
    while any(dev["lease"] == "socket" or dev["state"] == "removing" for dev in host.socket.dump("dev-get")) and \
            time.monotonic() < deadline:
        time.sleep(0.01)
    host.listener.close()
    host.listener = Socket(host.spec, rcvbuf=64 << 20)
    host.listener.subscribe()


def main():
    seconds, seed = (list(map(int, sys.argv[1:])) + [5, 7][len(sys.argv) - 1:])
    host = Host(resources=1)
    host.add(2, "resources")
    host.add(4, "resources")
    host.point("parents in opposite order", opposite_parents)
    host.point("limits in opposite order", opposite_limits)
    host.point("labels in opposite order", opposite_names)
    host.point("others while a driver works", nobody_waits)
    host.point("dumps see all or nothing", all_or_nothing, seconds)
    host.point("everything at once", everything, seconds, seed)
    for number in (1, 2, 4):
        host.remove(number)
    host.end()


main()
