#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Transactions against each other, in opposite order, and against all that can take away what they want.

usage: transaction_race.py [SECONDS [SEED]]
"""
import mmap
import os
import random
import struct
import sys
import time
from errno import EAGAIN, EBUSY, EEXIST, ENODEV, ENOENT, ENOSPC

from lease_host import SOCKET, bind
from limit_host import limits
from sim_host import amounts
from sim_knobs import PARAMETERS, await_counter, counter, knob, write
from transaction_host import Host, finish, fork, gone, one_wins
from witness_netlink import Socket

ALLOWED = {0, EAGAIN, EBUSY, EEXIST, ENODEV, ENOENT, ENOSPC}
ROUNDS = 100
NAMES = ["platform/subdev_sim.1", "platform/subdev_sim.2"]
STOCK = 8
# Of two parents that go and come back, and one that stays.
POOLS = {"gold": (NAMES[0], "lean", {"low": STOCK - 1}), "silver": (NAMES[1], "tuned", {"low": STOCK - 1, "resource": amounts(engine=1)}),
         "tin": ("platform/subdev_sim.4", "lean", {"low": STOCK - 1})}
# How often each must have been done.
WANTED = {"pulling": 30, "pulling refused": 10, "pulling and creating": 10, "returns": 10, "leases of pulled ones ended": 5,
          "pools deleted": 10, "parents gone": 5}


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
    knob(1, "delay_reconfigure", 60000)
    pids = [fork(host, reconfigure, dev)]
    await_counter(1, "delayed", delayed + 1)
    pids.append(fork(host, dump))
    time.sleep(0.3)
    devs = host.run([host.item(2, "tuned"), host.item(2, "tuned")])
    host.socket.do("pool-push", pool="swift", count=2)
    host.same("the driver is still at work", 0, os.waitpid(pids[0], os.WNOHANG)[0])
    knob(1, "delay_reconfigure", 0)
    finish(host, pids)
    gone(host.socket, devs + [dev])
    host.socket.do("pool-delete", name="swift")
    while host.socket.dump("dev-get"):
        time.sleep(0.001)


class Tally:
    """What all processes see: how often each thing was done, by whom, and who has which of those that were pulled."""

    IDS = 1 << 22

    def __init__(self, workers):
        self.workers = workers
        self.numbers = mmap.mmap(-1, 4 * len(WANTED) * workers)
        self.holders = mmap.mmap(-1, self.IDS)

    def add(self, who, what, number=1):
        at = 4 * (who * len(WANTED) + list(WANTED).index(what))
        struct.pack_into("=I", self.numbers, at, struct.unpack_from("=I", self.numbers, at)[0] + number)

    def counts(self):
        numbers = struct.unpack(f"={len(WANTED) * self.workers}I", self.numbers)
        return {what: sum(numbers[i::len(WANTED)]) for i, what in enumerate(WANTED)}

    def missing(self):
        counts = self.counts()
        return {what: counts[what] for what, wanted in WANTED.items() if counts[what] < wanted}

    def take(self, who, dev_id):
        """Nobody takes away what one has but to delete it, and no id comes twice."""
        if had := self.holders[dev_id % self.IDS]:
            raise AssertionError(f"{who} has pulled subdevice {dev_id}, which {had - 1} has")
        self.holders[dev_id % self.IDS] = who + 1

    def let_go(self, dev_id):
        """To be called before it can be anybody else's."""
        self.holders[dev_id % self.IDS] = 0


class Worker:
    """One of those who do something over and over; its number begins with 0."""

    def __init__(self, host, tally, who, seed, deadline):
        self.host = host
        self.tally = tally
        self.who = who
        self.rng = random.Random(f"{seed} {who}")
        self.deadline = deadline
        self.sock = None
        self.leased = []

    def going(self):
        """A busy machine gets longer."""
        now = time.monotonic()
        return now < self.deadline or (now < self.deadline + 100 and self.tally.missing())

    def done(self, what, number=1):
        self.tally.add(self.who, what, number)

    def request(self, *args):
        return self.sock.request(*args)

    def open(self):
        self.sock = Socket(self.host.spec, family=self.host.socket.family)

    def reopen(self):
        """All leases of the socket end; what was pulled is another's from now on."""
        for dev_id in self.leased:
            self.tally.let_go(dev_id)
        self.done("leases of pulled ones ended", len(self.leased))
        self.leased.clear()
        self.sock.close()
        self.open()


def some_item(rng):
    """One that creates or pulls, of a kind of which there can be too few."""
    count = rng.choice((1, 1, 2, 3))
    if rng.random() < 0.4:
        item = {"pool": rng.choice(list(POOLS)), "count": count}
    else:
        item = {"parent_name": rng.choice(NAMES), "type": rng.choice(("wide", "lean", "tuned")), "count": count}
        item |= rng.choice(({"inactive": True}, {"inactive": True}, {}))
    item |= rng.choice(({}, {"owner": "joe"}))
    item |= rng.choice(({}, {"lease": SOCKET}))
    if count == 1:
        item |= rng.choice(({}, {"label": rng.choice(("anna", "berta", "clara"))}))
    return item


def took(worker, item, dev):
    """What one of an answer is: an item's."""
    if "pool" not in item:
        return
    worker.tally.take(worker.who, dev["id"])
    if "lease" in item:
        worker.leased.append(dev["id"])


def give_up(worker, item, dev):
    """What was pulled goes back or is deleted, what was created is deleted."""
    op_name = "dev-delete"
    if "pool" in item:
        op_name = worker.rng.choice(("dev-delete", "pool-return"))
        worker.tally.let_go(dev["id"])
        if dev["id"] in worker.leased:
            worker.leased.remove(dev["id"])
    answer = worker.request(op_name, {"id": dev["id"]})
    if answer.errno == 0 and op_name == "pool-return":
        worker.done("returns")


def work(worker):
    """Lists of unlike ones, some of which fail; what they made goes by itself, goes back or is deleted."""
    rng = worker.rng
    while worker.going():
        items = [some_item(rng) for _ in range(rng.randrange(1, 5))]
        answer = worker.sock.exchange(worker.host.message(items, whole=rng.random() < 0.3, sock=worker.sock)[0])
        if answer.errno not in ALLOWED:
            raise AssertionError(f"{items}: {answer}")
        each = [item for item in items for _ in range(item["count"])]
        devs = worker.sock.object(answer.objects[0])[1]["dev"] if answer.errno == 0 else []
        if devs and len(devs) != len(each):
            raise AssertionError(f"{items}: {len(devs)}")
        got = list(zip(each, devs))
        for item, dev in got:
            took(worker, item, dev)
        pulls = sum("pool" in item for item in items)
        if pulls:
            worker.done("pulling" if answer.errno == 0 else "pulling refused")
        if answer.errno == 0 and 0 < pulls < len(items):
            worker.done("pulling and creating")
        for item, dev in got if rng.random() < 0.85 else ():
            give_up(worker, item, dev)
        if rng.random() < 0.1:
            worker.reopen()


def others(worker):
    """Deletes what others have made or pulled, activates it, and looks at all."""
    rng = worker.rng
    while worker.going():
        devs = worker.request("dev-get", {}, "dump").objects
        for dev in rng.sample(devs, min(4, len(devs))):
            worker.request(rng.choice(("dev-delete", "dev-activate", "dev-deactivate")), {"id": dev["id"]})
        for name in ("parent-get", "holder-get", "limit-get", "pool-get"):
            worker.request(name, {}, "dump")


def renew(worker):
    """Pools go from those who pull, and come back; others are pushed to."""
    rng = worker.rng
    while worker.going():
        time.sleep(rng.random() * 0.1)
        name = rng.choice(list(POOLS))
        worker.request("pool-push", {"pool": rng.choice(list(POOLS)), "count": rng.randrange(1, 4)})
        if worker.request("pool-delete", {"name": name, "force": True}).errno == 0:
            worker.done("pools deleted")
        make_pool(worker.sock, name)


def make_pool(sock, name):
    """Not before the one of this name is gone, and its parent there."""
    deadline = time.monotonic() + 60
    parent, type_name, more = POOLS[name]
    while (answer := sock.request("pool-create", {"name": name, "parent-name": parent, "type": type_name, "size": STOCK} | more)).errno:
        if answer.errno not in ALLOWED or time.monotonic() > deadline:
            raise AssertionError(f"pool {name}: {answer}")
        time.sleep(0.001)


def unbind(worker):
    while worker.going():
        time.sleep(worker.rng.random() * 0.5)
        number = worker.rng.choice((1, 2))
        bind(number, "unbind")
        worker.done("parents gone")
        time.sleep(worker.rng.random() * 0.05)
        bind(number, "bind")


def run_worker(host, function, *args):
    worker = Worker(host, *args)
    worker.open()
    function(worker)


def rest(host):
    """Pools go with what they have, and what goes by itself is gone."""
    for name in POOLS:
        host.socket.request("pool-delete", {"name": name, "force": True})
    deadline = time.monotonic() + 60
    while host.socket.dump("pool-get") or any(dev["lease"] == "socket" or dev["state"] in ("removing", "resetting")
                                              for dev in host.socket.dump("dev-get")):
        if time.monotonic() > deadline:
            raise TimeoutError(f"pools {host.socket.dump('pool-get')} do not go, or what leases end")
        time.sleep(0.01)


def everything(host, seconds, seed):
    """All of it at once, while the pools and the parents come and go."""
    write(f"{PARAMETERS}/catalogue", "resources")
    for name in POOLS:
        make_pool(host.socket, name)
    functions = [work, work, work, others, renew, unbind]
    tally = Tally(len(functions))
    deadline = time.monotonic() + seconds
    finish(host, [fork(host, run_worker, function, tally, i, seed, deadline) for i, function in enumerate(functions)])
    for number in (1, 2):
        bind(number, "bind")
        host.indexes[number] = host.socket.do("parent-get", name=f"platform/subdev_sim.{number}")["index"]
    write(f"{PARAMETERS}/catalogue", "basic")
    print("# " + ", ".join(f"{what} {count}" for what, count in tally.counts().items()))
    host.same("what was done too seldom", {}, tally.missing())
    rest(host)
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
    host.point("everything at once", everything, seconds, seed)
    host.points.point("nothing is left in the driver", nothing_left, host)
    for number in (1, 2, 4):
        host.remove(number)
    host.end()


def nothing_left(host):
    for number in host.indexes:
        await_counter(number, "objects", 0)
        host.same(f"active of {number}", counter(number, "activates"), counter(number, "deactivates"))


main()
