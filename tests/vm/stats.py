#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Each counter against a known number of operations; what stays, what goes on, what is whose."""
import os
import re
import time
from errno import EAGAIN, EEXIST, EINVAL, EIO, ENODEV, ENOENT

from sim_host import amounts
from sim_knobs import add_parent, counter, del_parent, knob
from stats_host import (DATA_NONE, DEV, DOORBELL, INTX, LINE, MSI, MSIX, PARENT, POOL, SCRATCH, StatsHost, TRIGGER, UNMASK, Worker,
                        signals)

MIB = 1 << 20
# What each processor counts by itself.
PER_CPU = ("reads", "writes", "mmaps", "interrupts", "dma-read", "dma-written")
MANY = 1000


def at_first(host):
    """Nothing has been counted, and it is said all the same, of an inactive one too."""
    for active in (True, False):
        dev = host.create(1, "small", active=active, label="anna")
        have = host.stats(dev)
        host.same("what is told", {"id", "uuid", "label", *DEV}, set(have))
        host.same("whose it is", (dev["id"], dev["uuid"], "anna"), (have["id"], have["uuid"], have["label"]))
        host.counted("at first", dev)
        host.same("time at first", 0, have["time-in-use"])
        host.same("the same by its UUID", have, host.socket.do("dev-stats-get", uuid=dev["uuid"]))
        host.same("the same by its label", have, host.socket.do("dev-stats-get", label="anna"))
        host.delete(dev)


def accesses(host):
    """A call that moves something is one access, however wide; what fails or moves nothing is none."""
    dev = host.create(1, "full", active=True)
    with Worker(dev) as user:
        for _ in range(7):
            user.read(SCRATCH)
        for _ in range(5):
            user.write(SCRATCH, 1)
        user.read(SCRATCH, 1)
        user.write(SCRATCH, 1, 8)
        host.counted("after reads and writes", dev, opens=1, reads=8, writes=6)
        user.read(SCRATCH, 32)
        user.read(SCRATCH + 1, 7)
        host.counted("after accesses in pieces", dev, opens=1, reads=10, writes=6)
        user.read(SCRATCH, 0)
        host.same("a read past the end", "EINVAL", user.fails(user.read, 0x1000))
        host.same("a read over the end", "EINVAL", user.fails(user.read, 0xffc, 8))
        host.same("a write past the end", "EINVAL", user.fails(user.write, 0x1000, 0))
        host.counted("after accesses that did nothing", dev, opens=1, reads=10, writes=6)
    host.counted("after the close", dev, opens=1, reads=10, writes=6)


def interrupts(host):
    """Those that were sent, however they came to be sent, and none that was not."""
    dev = host.create(1, "full", active=True)
    with Worker(dev) as user:
        writes = total = 0

        def sent(what, number, fds):
            nonlocal total
            total += number
            host.same(f"signals {what}", number, signals(*fds))
            host.counted(what, dev, opens=1, writes=writes, interrupts=total)

        user.write(LINE, 1)
        user.write(LINE, 0)
        writes += 2
        sent("with nobody who takes them", 0, [])
        fds = user.eventfds(INTX, 1)
        user.write(LINE, 1)
        writes += 1
        sent("with INTx", 1, fds)
        user.write(LINE, 1)
        writes += 1
        sent("with INTx masked", 0, fds)
        user.irqs(DATA_NONE | UNMASK, INTX, 0, 1)
        sent("when it is unmasked with the line high", 1, fds)
        user.write(LINE, 0)
        writes += 1
        user.irqs(DATA_NONE | TRIGGER, INTX, 0, 1)
        sent("by the user's loopback", 1, fds)
        user.irqs(DATA_NONE | TRIGGER, INTX, 0, 0)
        fds = user.eventfds(MSI, 4)
        for vector in (0, 1, 2, 3, 3):
            user.write(DOORBELL, vector)
        writes += 5
        sent("with MSI", 5, fds)
        user.irqs(DATA_NONE | TRIGGER, MSI, 0, 0)
        fds = user.eventfds(MSIX, 2)
        for vector in (0, 1, 5, 5, 7):
            user.write(DOORBELL, vector)
        writes += 5
        sent("with MSI-X, of two vectors", 2, fds)
        fds = user.eventfds(MSIX, 2, 5)
        sent("when a vector that is pending gets its eventfd", 1, fds)
        user.irqs(DATA_NONE | TRIGGER, MSIX, 0, 0)


def uses(host):
    """Opens, and the time between these and the closes, which counts while it goes on."""
    before = host.parent_stats(1)
    devs = [host.create(1, "small", active=True) for _ in range(2)]
    start = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    with Worker(devs[0]):
        opened = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
        time.sleep(0.3)
        least = time.clock_gettime_ns(time.CLOCK_BOOTTIME) - opened
        have = host.counted("while it is open", devs[0], opens=1)["time-in-use"]
        most = time.clock_gettime_ns(time.CLOCK_BOOTTIME) - start
        if not least <= have <= most:
            host.points.problem(f"time in use so far: {have}, not {least} to {most}")
        with Worker(devs[1]):
            time.sleep(0.1)
        more = host.stats(devs[0])["time-in-use"]
        if more < have + 100000000:
            host.points.problem(f"time in use 100 ms later: {more} after {have}")
        before_all = sum(host.stats(dev)["time-in-use"] for dev in devs)
        everyone = host.parent_stats(1)["time-in-use"] - before["time-in-use"]
        after_all = sum(host.stats(dev)["time-in-use"] for dev in devs)
        if not before_all <= everyone <= after_all:
            host.points.problem(f"time in use of the parent: {everyone}, not {before_all} to {after_all}")
    times = [host.stats(dev)["time-in-use"] for dev in devs]
    time.sleep(0.05)
    host.same("time in use when nobody uses it", times, [host.stats(dev)["time-in-use"] for dev in devs])
    for _ in range(3):
        with Worker(devs[1]):
            pass
    host.counted("after three more", devs[1], opens=4)
    have = host.grown("after two creates and five opens", 1, before, creates=2, opens=5)
    host.same("time in use of the parent, exactly", sum(host.stats(dev)["time-in-use"] for dev in devs),
              have["time-in-use"] - before["time-in-use"])


def resets(host):
    """By the user, and before an amount shrinks; not those that each open and close imply."""
    before = host.parent_stats(2)
    dev = host.create(2, "wide", active=True)
    with Worker(dev) as user:
        user.reset()
        user.reset()
    host.counted("by the user", dev, opens=1, resets=2)
    host.set(dev, resource=amounts(memory=512 * MIB))
    host.counted("after an amount has grown", dev, opens=1, resets=2)
    host.set(dev, resource=amounts(memory=64 * MIB))
    host.counted("after an amount has shrunk", dev, opens=1, resets=3)
    knob(2, "fail_reset", 1)
    host.set(dev, resource=amounts(memory=128 * MIB))
    host.refused("a shrink whose reset fails", "dev-set", {"id": dev["id"], "resource": amounts(memory=64 * MIB)}, EIO,
                 "simulated failure: reset")
    host.counted("after a change that failed", dev, opens=1, resets=3)
    host.grown("after that", 2, before, creates=1, opens=1, resets=3)


def failures(host):
    """Activations that fail, also those of what then is not created."""
    before = host.parent_stats(1)
    dev = host.create(1, "small")
    for name in ("fail_activate", "fail_build", "fail_register"):
        knob(1, name, 1)
        host.refused(name, "dev-activate", {"id": dev["id"]}, EIO)
    host.counted("after three failures", dev, failures=3)
    host.socket.do("dev-activate", id=dev["id"])
    host.counted("after a success", dev, failures=3)
    host.grown("after three failures", 1, before, creates=1, failures=3)
    knob(1, "fail_register", 2)
    for _ in range(2):
        host.refused("a create that fails", "dev-create", host.new(1, "small", active=True), EIO)
    host.grown("after creates that failed", 1, before, creates=1, failures=5)
    knob(1, "fail_validate", 1)
    host.refused("a create that the driver refuses", "dev-create", host.new(1, "small", active=True), EIO)
    host.refused("a create that cannot be", "dev-create", host.new(1, "small", uuid=dev["uuid"]), EEXIST)
    host.grown("after creates that nobody failed", 1, before, creates=1, failures=5)
    host.counted("of the other", dev, failures=3)


def kept(host):
    """What was counted stays when a subdevice is deactivated, and goes on when it is active again."""
    dev = host.create(1, "full")
    reads = writes = sent = 0
    for number in range(1, 5):
        dev = host.socket.do("dev-activate", id=dev["id"])
        with Worker(dev) as user:
            for _ in range(10 * number):
                user.read(SCRATCH)
            for _ in range(number):
                user.write(SCRATCH, 1)
            user.eventfds(MSIX, 1)
            for _ in range(3):
                user.write(DOORBELL, 0)
            user.reset()
        reads, writes, sent = reads + 10 * number, writes + number + 3, sent + 3
        wanted = {"opens": number, "reads": reads, "writes": writes, "interrupts": sent, "resets": number}
        active = host.counted("while it is active", dev, **wanted)
        host.socket.do("dev-deactivate", id=dev["id"])
        host.await_state(dev, "inactive")
        host.same("all, when it is not", active, host.stats(dev))
    knob(1, "fail_register", 1)
    host.refused("an activation", "dev-activate", {"id": dev["id"]}, EIO)
    host.counted("after an activation that failed", dev, **wanted, failures=1)


def removing(host):
    """Who is asked to let go, and does not, is counted on."""
    before = host.parent_stats(1)
    dev = host.create(1, "small", active=True)
    with Worker(dev) as user:
        user.read(SCRATCH)
        host.socket.do("dev-delete", id=dev["id"], force=b"")
        host.same("state", "removing", host.get(dev)["state"])
        for _ in range(4):
            user.read(SCRATCH)
        first = host.counted("while it is removed", dev, opens=1, reads=5)["time-in-use"]
        time.sleep(0.02)
        if host.stats(dev)["time-in-use"] < first + 20000000:
            host.points.problem("its time in use stands still")
        host.grown("while it is removed", 1, before, creates=1, opens=1)
    host.await_gone(dev["id"])
    have = host.grown("when it is gone", 1, before, creates=1, opens=1, deletes=1)
    if have["time-in-use"] < before["time-in-use"] + first:
        host.points.problem("the parent has lost the time in use of what is gone")
    host.same("time in use of the parent, with nobody", have, host.parent_stats(1))


def parents(host):
    """The totals of a parent have all that is gone again, in whatever way, and end with the parent."""
    add_parent(7, "basic")
    host.indexes[7] = host.socket.do("parent-get", name="platform/subdev_sim.7")["index"]
    zeros = dict.fromkeys(PARENT, 0)
    host.same("what is told of a parent", {"parent-index", "parent-name", *PARENT}, set(host.parent_stats(7)))
    host.grown("at first", 7, zeros)
    for number in range(20):
        dev = host.create(7, "small", active=number % 2)
        if number % 2:
            with Worker(dev) as user:
                user.reset()
        host.delete(dev)
    host.create(7, "small")
    have = host.grown("after 20", 7, zeros, creates=21, deletes=20, opens=10, resets=10)
    host.same("by its name", have, host.socket.do("parent-stats-get", parent_name="platform/subdev_sim.7"))
    host.same("the time of the parent, with nobody", have["time-in-use"], host.parent_stats(7)["time-in-use"])
    dump = {each["parent-name"]: each for each in host.socket.dump("parent-stats-get")}
    host.same("parents in a dump", {f"platform/subdev_sim.{n}" for n in (1, 2, 3, 7)}, set(dump))
    host.same("this one in a dump", have, dump["platform/subdev_sim.7"])
    del_parent(7)
    host.same("errno for a parent that is gone", ENODEV,
              host.socket.request("parent-stats-get", {"parent-index": host.indexes[7]}).errno)
    add_parent(7, "basic")
    host.indexes[7] = host.socket.do("parent-get", name="platform/subdev_sim.7")["index"]
    host.grown("of one that has come back", 7, zeros)
    del_parent(7)
    del host.indexes[7]


def pools(host):
    """What is counted of a pool, of its subdevices and of its parent."""
    before = host.parent_stats(1)

    def pool_is(what, **wanted):
        have = host.socket.do("pool-stats-get", pool="gold")
        host.same(f"pool {what}", {"pool": "gold"} | dict.fromkeys(POOL, 0) | wanted, have)
        return have

    def await_pool(**wanted):
        deadline = time.monotonic() + 30
        while True:
            have = host.socket.do("pool-get", name="gold")
            if all(have.get(name.replace("_", "-")) == value for name, value in wanted.items()):
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"the pool is {have}, not {wanted}")
            time.sleep(0.001)

    host.socket.do("pool-create", name="gold", parent_index=host.indexes[1], type="small")
    pool_is("at first")
    host.same("errno of a pull that finds none", EAGAIN, host.send("pool-pull", {"pool": "gold"}).errno)
    pool_is("after that", waits=1)
    host.socket.do("pool-push", pool="gold", count=2)
    pool_is("after a push of two", waits=1, creates=2)
    host.socket.do("pool-set", name="gold", size=4)
    await_pool(ready=4)
    pool_is("after a refill of two", waits=1, creates=4, refills=2)
    dev = host.socket.do("pool-pull", pool="gold")
    await_pool(ready=4)
    pool_is("after a pull", waits=1, creates=5, refills=3, pulls=1)
    host.counted("pulled once", dev, pulls=1)
    with Worker(dev) as user:
        user.reset()
    host.socket.do("pool-return", id=dev["id"])
    await_pool(ready=5)
    pool_is("after a return", waits=1, creates=5, refills=3, pulls=1, returns=1)
    host.counted("returned", dev, pulls=1, opens=1, resets=2)
    host.same("resets that sim saw", 1, counter(1, "idle_resets"))
    dev = host.socket.do("pool-pull", pool="gold")
    knob(1, "fail_reset", 1)
    host.socket.do("pool-return", id=dev["id"])
    host.await_state(dev, "failed")
    wanted = pool_is("after a return that failed", waits=1, creates=5, refills=3, pulls=2, returns=2, failures=1)
    host.counted("failed", dev, pulls=1, failures=1)
    host.grown("with a pool", 1, before, creates=5, waits=1, refills=3, pulls=2, returns=2, resets=2, failures=1, opens=1)
    host.same("a dump of pools", [wanted], host.socket.dump("pool-stats-get"))
    host.same("what a user without privilege is told", str([wanted]),
              host.as_user(lambda: host.socket.dump("pool-stats-get")))
    knob(1, "fail_register", 1)
    host.refused("a push that fails", "pool-push", {"pool": "gold", "count": 1}, EIO)
    pool_is("after a push that failed", waits=1, creates=5, refills=3, pulls=2, returns=2, failures=2)
    host.socket.do("pool-set", name="gold", size=0)
    host.delete(dev)
    pool_is("after a deletion", waits=1, creates=5, refills=3, pulls=2, returns=2, failures=2, deletes=1)
    host.refused("stats of no pool", "pool-stats-get", {"pool": "silver"}, ENOENT)
    host.refused("stats of a pool without a name", "pool-stats-get", {}, EINVAL)
    host.socket.do("pool-delete", name="gold")
    deadline = time.monotonic() + 30
    # the pool goes when the last subdevice has left it, which is before that is gone
    while (host.socket.dump("pool-get") or any(dev["state"] == "removing" for dev in host.socket.dump("dev-get"))) \
            and time.monotonic() < deadline:
        time.sleep(0.001)
    host.same("pools that are left", [], host.socket.dump("pool-stats-get"))
    host.grown("when the pool is gone", 1, before, creates=5, deletes=5, waits=1, refills=3, pulls=2, returns=2, resets=2,
               failures=2, opens=1)


def dumps(host):
    """Many subdevices: each is told of once, as when asked for alone, of all parents or one."""
    devs = [host.create(1 + 2 * (number % 2), "small") for number in range(400)]
    knob(1, "fail_activate", -1)
    for dev in devs[::20]:
        host.socket.request("dev-activate", {"id": dev["id"]})
    knob(1, "fail_activate", 0)
    host.same("all", [host.stats(dev) for dev in devs], host.socket.dump("dev-stats-get"))
    for number, some in ((1, devs[::2]), (3, devs[1::2]), (2, [])):
        wanted = [host.stats(dev) for dev in some]
        host.same(f"of parent {number}", wanted, host.socket.dump("dev-stats-get", parent_index=host.indexes[number]))
        host.same(f"of parent {number} by name", wanted,
                  host.socket.dump("dev-stats-get", parent_name=f"platform/subdev_sim.{number}"))
    host.same("failures", len(devs[::20]), sum(each["failures"] for each in host.socket.dump("dev-stats-get")))


def refusals(host):
    dev = host.create(1, "small", label="anna")
    for what, op_name, attrs, errno in (
            ("no name", "dev-stats-get", {}, EINVAL),
            ("two names", "dev-stats-get", {"id": dev["id"], "label": "anna"}, EINVAL),
            ("an id of nobody", "dev-stats-get", {"id": dev["id"] + 1}, ENODEV),
            ("a label of nobody", "dev-stats-get", {"label": "berta"}, ENODEV),
            ("no parent", "parent-stats-get", {}, EINVAL),
            ("a parent that is not there", "parent-stats-get", {"parent-name": "platform/nobody"}, ENODEV),
            ("a name and an index that differ", "parent-stats-get",
             {"parent-index": host.indexes[1], "parent-name": "platform/subdev_sim.2"}, EINVAL)):
        host.refused(what, op_name, attrs, errno)
    for op_name in ("dev-stats-get", "parent-stats-get"):
        answer = host.socket.request(op_name, {"parent-name": "platform/nobody"}, "dump")
        host.same(f"errno of a dump of {op_name} of nobody", ENODEV if op_name[0] == "d" else EINVAL, answer.errno)


def users(host):
    """Everybody may read all of it."""
    dev = host.create(1, "small", active=True, label="anna")
    with Worker(dev) as user:
        user.read(SCRATCH)
    for function in (lambda: host.stats(dev), lambda: host.socket.dump("dev-stats-get"),
                     lambda: host.parent_stats(1), lambda: host.socket.dump("parent-stats-get")):
        host.same("what a user without privilege is told", str(function()), host.as_user(function))


def trace(name, text):
    with open(f"/sys/kernel/tracing/{name}", "w", encoding="ascii") as f:
        f.write(text)


def per_cpu(work):
    """Bytes of which each processor has its own, of all of them, that the work made the kernel take in this process."""
    event = "events/percpu/percpu_alloc_percpu"
    trace(f"{event}/filter", f"common_pid == {os.getpid()}")
    trace("trace", "")
    trace(f"{event}/enable", "1")
    try:
        work()
    finally:
        trace(f"{event}/enable", "0")
    with open("/sys/kernel/tracing/trace", encoding="ascii") as f:
        return sum(int(taken) for taken in re.findall(r"percpu_alloc_percpu: .* bytes_alloc=(\d+)", f.read()))


def small(host):
    """What processors count by themselves takes memory only while a subdevice is active."""
    def create():
        item = {"parent-index": host.indexes[3], "type": "small", "count": MANY, "inactive": True}
        host.same("errno", 0, host.socket.request("transaction-run", {"item": [item]}).errno)

    def activate():
        for dev in devs:
            host.socket.do("dev-activate", id=dev["id"])

    inactive = per_cpu(create)
    devs = [dev for dev in host.socket.dump("dev-get") if dev["state"] == "inactive"]
    host.same("number", MANY, len(devs))
    active = per_cpu(activate)
    wanted = MANY * len(PER_CPU) * 8 * len(os.sched_getaffinity(0))
    print(f"# {MANY} take {inactive} bytes of all processors inactive, {active} more active")
    if active < wanted:
        host.points.problem(f"active ones take {active} bytes, not {wanted}: what they count is somewhere else")
    if inactive > wanted // 8:
        host.points.problem(f"inactive ones take {inactive} bytes")


POINTS = (
    ("all is told, and 0 at first", at_first),
    ("reads and writes", accesses),
    ("interrupts of each kind", interrupts),
    ("opens and time in use", uses),
    ("resets", resets),
    ("failures", failures),
    ("what was counted stays over deactivation", kept),
    ("a subdevice that is removed while it is open", removing),
    ("a parent's totals", parents),
    ("pools", pools),
    ("dumps", dumps),
    ("what is refused", refusals),
    ("users without privilege", users),
    ("inactive ones are small", small),
)

host = StatsHost(basic=1, resources=2)
host.add(3, "basic")
for name, function in POINTS:
    host.point(name, function)
for number in (1, 2, 3):
    host.points.point(f"parent {number} is as at first", lambda number=number: host.same(
        "structures", 0, counter(number, "objects")))
    host.remove(number)
host.end()
