#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""A lease for a time ends at its deadline, which a renewal moves, and lasts no longer than it is needed."""
import random
import time
from errno import EBUSY, ENODEV

from lease_host import CHANGE, DEL, ENDED, PERSISTENT, SOCKET, TTL, Host, story
from sim_vfio import User

LATE = 5            # seconds that a busy machine may take
TOP = (1 << 32) - 1
MANY = 300


def create(host, ttl, **attrs):
    return host.socket.do("dev-create", **host.new(2, "small", **attrs), lease=TTL, ttl=ttl)


def gone_after(host, dev, start, seconds):
    """Not before its time, and not long after; both clocks are the kernel's."""
    seen = host.until_gone(dev)
    took = time.clock_gettime(time.CLOCK_BOOTTIME) - start
    if not seconds <= took < seconds + LATE:
        host.points.problem(f"it ended after {took:.3f} s, not {seconds}")
    return seen


def now():
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def deadline(host):
    """After two seconds, which count down."""
    start = now()
    dev = create(host, 2, active=True)
    [(_, added)] = host.listener.events()
    host.same("ttl of the answer and the event", (2, 2), (dev["ttl"], added["ttl"]))
    time.sleep(1.2)
    host.same("ttl later", (1, "ttl"), tuple(host.get(dev)[name] for name in ("ttl", "lease")))
    seen = gone_after(host, dev, start, 2)
    host.same("story", ENDED, story(seen, dev))
    host.same("ttl in the end", {0}, {obj["ttl"] for _, obj in seen})


def renewed(host):
    """From now on, for the same time or another; each renewal is a change with an event."""
    dev = create(host, 2)
    host.listener.events()
    for i in range(3):
        time.sleep(1.2)
        start = now()
        dev = host.socket.do("dev-renew", id=dev["id"])
        host.same("renewed", (2, i + 2), (dev["ttl"], dev["generation"]))
        [(name, obj)] = host.listener.events()
        host.same("its event", (CHANGE, "command", 2, i + 2), (name, obj["event"]["cause"], obj["ttl"], obj["generation"]))
    host.same("story", ENDED, story(gone_after(host, dev, start, 2), dev))


def renewed_for_another_time(host):
    dev = create(host, 1, label="anna")
    for ttl in (3000, TOP, 2):
        start = now()
        host.same("renewed", ttl, host.socket.do("dev-renew", label="anna", ttl=ttl)["ttl"])
    time.sleep(0.3)
    start = now()
    host.same("the same again", 2, host.socket.do("dev-renew", label="anna")["ttl"])
    gone_after(host, dev, start, 2)


def in_use(host):
    """Its time can be renewed while it is used, until it is over; then it is over."""
    dev = create(host, 1, active=True)
    with User(dev):
        start = now()
        host.socket.do("dev-renew", id=dev["id"], ttl=2)
        time.sleep(1.2)
        host.same("what is left", 1, host.get(dev)["ttl"])
        while now() < start + 2:
            time.sleep(0.05)
        time.sleep(0.2)
        host.same("what is left", ("in-use", 0), tuple(host.get(dev)[name] for name in ("state", "ttl")))
        for ttl in ({}, {"ttl": 100}):
            host.refused(f"a renewal {ttl} after the end", "dev-renew", {"id": dev["id"]} | ttl, EBUSY, "its lease has ended",
                         culprit="id")
        host.listener.events()
    host.same("story", [(CHANGE, "idle", "use")] + ENDED, story(host.until_gone(dev), dev))
    host.same("a renewal of what is gone", ENODEV, host.send("dev-renew", {"id": dev["id"]}).errno)


def others(host):
    """What has no lease for a time has none to renew."""
    for lease in ({}, {"lease": PERSISTENT}, {"lease": SOCKET}):
        dev = host.create(2, "small", **lease)
        for ttl in ({}, {"ttl": 5}):
            host.refused(f"a renewal {ttl} of {lease}", "dev-renew", {"id": dev["id"]} | ttl, EBUSY,
                         "it has no lease for a time", culprit="id")
        host.same("no ttl", None, dev.get("ttl"))


def longest(host):
    """136 years."""
    dev = create(host, TOP, active=True)
    host.same("ttl", TOP, dev["ttl"])
    time.sleep(1.5)
    left = host.get(dev)["ttl"]
    if not TOP - LATE - 2 <= left < TOP:
        host.points.problem(f"{left} s are left")
    host.delete(dev)


def many(host):
    """Many at one time, and each of them once."""
    devs = [create(host, 1, active=not i % 10) for i in range(MANY)]
    seen = host.until_gone(*devs)
    host.same("ends", {dev["id"]: 1 for dev in devs}, {dev["id"]: sum(s[0] == DEL for s in story(seen, dev)) for dev in devs})


def at_the_deadline(host):
    """A renewal comes before the end or after it: what it has renewed lives, what it has not goes."""
    rng = random.Random(5)
    kept, lost = 0, 0
    for _ in range(6):
        start = now()
        devs = [create(host, 1) for _ in range(8)]
        time.sleep(max(0, start + 1 - now()))
        time.sleep(rng.random() * 0.01)
        answers = [host.send("dev-renew", {"id": dev["id"], "ttl": 3600}).errno for dev in devs]
        host.same("errnos", set(), set(answers) - {0, EBUSY, ENODEV})
        alive = [dev for dev, errno in zip(devs, answers) if errno == 0]
        host.until_gone(*[dev for dev in devs if dev not in alive])
        host.alive("renewed", *alive)
        kept += len(alive)
        lost += len(devs) - len(alive)
        if alive:
            host.delete(*alive)
    print(f"# {kept} were renewed in time, {lost} were not")


def main():
    host = Host(basic=2)
    host.point("it ends at its deadline", deadline)
    host.point("it is renewed", renewed)
    host.point("it is renewed for another time", renewed_for_another_time)
    host.point("it ends while its subdevice is in use", in_use)
    host.point("only such a lease is renewed", others)
    host.point("the longest", longest)
    host.point(f"{MANY} at one time", many)
    host.point("it is renewed at its deadline", at_the_deadline)
    host.remove(2)
    host.end()


main()
