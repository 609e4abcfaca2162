#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Pools whose parent goes, with whatever they have, and comes back, as it was or as another; and modules that go."""
import subprocess
import time
from errno import EAGAIN, EIO, ENODEV, ENOENT, errorcode

from lease_host import SOCKET, TTL, Aside, bind
from pool_host import LONG, POOL_CHANGE, Host, story
from sim_host import amounts, by_name, params, values
from sim_knobs import PARAMETERS, add_parent, await_counter, counter, del_parent, knob, write
from sim_vfio import User
from witness_netlink import Points

PARENT = "platform/subdev_sim.3"
MODULES = ("subdev_sim", "subdev_vfio", "subdev")


def go(host):
    del_parent(3)
    del host.indexes[3]


def come(host, catalogue="resources"):
    """Its events are not read away."""
    add_parent(3, catalogue)
    host.indexes[3] = host.socket.do("parent-get", name=PARENT)["index"]


def waits(host, name="gold"):
    """It has a name, and what it was asked for, and nothing else."""
    pool = host.await_pool(name, state="waiting")
    host.same("counts", (0, 0, 0, 0), host.counts(name))
    host.same("its parent", (PARENT, None), (pool["parent-name"], pool.get("parent-index")))
    host.same("nothing is wrong", set(), {"errno", "why"} & set(pool))
    return pool


def gone_and_back(host):
    how = {"version": 2, "param": params(depth=9), "resource": amounts(engine=3)}
    host.add(3, "resources")
    before = host.filled(3, "tuned", size=2, low=1, max_devs=7, **how)
    go(host)
    pool = waits(host)
    host.same("numbers", (2, 1, 7), tuple(pool[name] for name in ("size", "low", "max-devs")))
    host.same("what was asked for", (2, {"depth": 9}, {"engine": 3}),
              (pool["version"], values(pool), by_name(pool["resource"], "amount")))
    told = story(host.settled())
    # Its subdevices follow.
    host.same("the last of its story", (POOL_CHANGE, "waiting", "parent", 2), told[-1])
    come(host)
    after = host.await_pool(state="steady", ready=2)
    host.same("story", [(POOL_CHANGE, "steady", "parent", 0), (POOL_CHANGE, "filling", "command", 0), (POOL_CHANGE, "steady", "refill", 2)],
              [(name, state, "command" if state == "filling" else cause, ready) for name, state, cause, ready in story(host.settled())])
    host.same("what it is composed of", (values(before), before["resource"], before.get("version")),
              (values(after), after["resource"], after.get("version")))
    host.same("its parent", host.indexes[3], after["parent-index"])
    host.delete_pool()
    host.until("end", lambda: not host.socket.dump("dev-get"))
    host.remove(3)


def meanwhile(host):
    """What can be done with one that waits."""
    host.add(3, "resources")
    host.filled(3, "lean", size=2)
    go(host)
    waits(host)
    host.settled()
    answer = host.refused("a pull", "pool-pull", {"pool": "gold"}, EAGAIN, "the pool is empty", culprit="pool")
    host.same("text", "the pool is empty: it waits for its parent", answer.text)
    host.refused("a push", "pool-push", {"pool": "gold"}, ENODEV, culprit="pool")
    other = host.create(2, "small", active=True)
    host.refused("a push of another's", "pool-push", {"pool": "gold", "id": other["id"]}, ENODEV, culprit="pool")
    host.refused("one more on it", "pool-create", {"name": "silver", "parent_name": PARENT, "type": "lean"}, ENODEV,
                 culprit="parent_name")
    host.same("a dump by name", ["gold"], [pool["name"] for pool in host.socket.dump("pool-get", parent_name=PARENT)])
    host.set_pool(size=3)
    host.same("it waits still", "waiting", host.pool()["state"])
    come(host)
    host.await_pool(state="steady", ready=3)
    go(host)
    waits(host)
    host.delete_pool()
    come(host)
    host.same("nothing comes back", [], host.socket.dump("pool-get"))
    host.remove(3)


def with_all_that_it_has(host):
    """Ready, pulled with each lease, opened, being reset, failed, being added: all of it goes."""
    host.add(3, "basic")
    host.filled(3, "small", size=8, low=0)
    host.knobs(3, fail_reset=1)
    failed = host.pull()
    host.socket.do("pool-return", id=failed["id"])
    host.await_dev(failed, state="failed")
    for more in ({}, {"lease": SOCKET}, {"lease": TTL, "ttl": 3600}):
        host.pull(**more)
    opened, resetting = host.pull(label="anna"), host.pull()
    user = User(opened)
    host.knobs(3, delay_reset=LONG)
    host.socket.do("pool-return", id=resetting["id"])
    await_counter(3, "delayed", 1)
    host.knobs(3, delay_activate=LONG)
    host.set_pool(size=9, low=9)
    await_counter(3, "delayed", 2)
    leaving = Aside(go, host)
    host.until("it begins to go", lambda: any(parent.get("removing") for parent in host.socket.dump("parent-get")))
    host.same("a pull", ENODEV, host.send("pool-pull", {"pool": "gold"}).errno)
    host.same("a push", ENODEV, host.send("pool-push", {"pool": "gold"}).errno)
    host.knobs(3, delay_activate=0)
    host.knobs(3, delay_reset=0)
    time.sleep(0.2)
    user.close()
    leaving.finish()
    waits(host)
    host.same("subdevices", [], host.socket.dump("dev-get"))
    come(host, "basic")
    host.await_pool(state="steady", ready=9)
    host.delete_pool()
    host.until("end", lambda: not host.socket.dump("dev-get"))
    host.remove(3)


def lease_ends_then(host):
    """The socket of leases closes while the parent goes, and after it has come back."""
    host.add(3, "basic")
    host.filled(3, "small", size=4, low=0)
    sock = type(host.socket)(host.spec, family=host.socket.family)
    for _ in range(3):
        sock.do("pool-pull", pool="gold", lease=SOCKET)
    host.knobs(3, delay_deactivate=LONG)
    leaving = Aside(go, host)
    host.until("they go", lambda: counter(3, "delayed") > 0)
    sock.close()
    host.knobs(3, delay_deactivate=0)
    leaving.finish()
    waits(host)
    come(host, "basic")
    host.await_pool(state="steady", ready=4)
    host.delete_pool()
    host.until("end", lambda: not host.socket.dump("dev-get"))
    host.remove(3)


def as_another(host):
    """What is there now does not have the type: the pool has failed, says why, and is filled when the right one is there."""
    host.add(3, "resources")
    host.filled(3, "lean", size=2)
    go(host)
    host.settled()
    come(host, "basic")
    pool = host.await_pool(state="failed")
    host.same("errno", "ENOENT", errorcode[pool["errno"]])
    host.same("why", True, bool(pool["why"]))
    host.same("story", [(POOL_CHANGE, "failed", "parent", 0)], story(host.settled()))
    answer = host.refused("a pull", "pool-pull", {"pool": "gold"}, EAGAIN, "exhausted", culprit="pool")
    host.same("text", "the pool is empty: exhausted", answer.text)
    host.refused("a push", "pool-push", {"pool": "gold"}, ENOENT, culprit="pool")
    host.set_pool(size=3)
    host.same("a set does not help", "failed", host.pool()["state"])
    go(host)
    waits(host)
    come(host)
    host.await_pool(state="steady", ready=3)
    go(host)
    come(host, "basic")
    host.await_pool(state="failed")
    host.delete_pool()
    host.remove(3)


def as_an_older_one(host):
    """What is there now does not have the version: likewise."""
    host.add(3, "resources")
    host.filled(3, "tuned", size=2, version=5)
    go(host)
    host.settled()
    come(host, "older")
    pool = host.await_pool(state="failed")
    host.same("errno", "ENOENT", errorcode[pool["errno"]])
    host.same("it says why", True, "version" in pool["why"])
    host.same("story", [(POOL_CHANGE, "failed", "parent", 0)], story(host.settled()))
    host.refused("a push", "pool-push", {"pool": "gold"}, ENOENT, "version", culprit="pool")
    go(host)
    come(host)
    host.same("its version", 5, host.await_pool(state="steady", ready=2)["version"])
    host.delete_pool()
    host.until("end", lambda: not host.socket.dump("dev-get"))
    host.remove(3)


def refuses_when_back(host):
    """The driver refuses what fitted before."""
    host.add(3, "basic")
    host.filled(3, "small", size=2)
    host.same("unbound", True, bind(3, "unbind"))
    host.await_pool(state="waiting")
    knob(3, "fail_validate", 1)
    host.same("bound", True, bind(3, "bind"))
    pool = host.await_pool(state="failed")
    host.same("errno", EIO, pool["errno"])
    host.same("unbound", True, bind(3, "unbind"))
    host.same("bound", True, bind(3, "bind"))
    host.await_pool(state="steady", ready=2)
    host.delete_pool()
    host.indexes[3] = host.socket.do("parent-get", name=PARENT)["index"]
    host.until("end", lambda: not host.socket.dump("dev-get"))
    host.remove(3)


def less_room(host):
    """What comes back has less room: it is filled as far as that goes."""
    host.add(3, "basic")
    host.filled(3, "small", size=4)
    go(host)
    write(f"{PARAMETERS}/max_devs", 2)
    come(host, "basic")
    write(f"{PARAMETERS}/max_devs", 65536)
    host.await_pool(state="no-room", ready=2)
    host.delete_pool()
    host.until("end", lambda: not host.socket.dump("dev-get"))
    host.remove(3)


def starving_when_it_goes(host):
    host.add(3, "resources")
    host.create_pool(3, "huge", size=2)
    host.await_pool(state="no-room", ready=1)
    host.create_pool(3, "huge", "silver", size=1)
    host.await_pool("silver", state="no-room")
    go(host)
    waits(host)
    waits(host, "silver")
    come(host)
    host.until("one of them has it", lambda: sum(pool["ready"] for pool in host.socket.dump("pool-get")) == 1)
    host.settled()
    host.delete_pool()
    host.delete_pool("silver")
    host.until("end", lambda: not host.socket.dump("dev-get"))
    host.remove(3)


def many_times(host):
    """It goes and comes back while its pools are filled."""
    host.add(3, "basic")
    for number in range(3):
        host.create_pool(3, "small", f"p{number}", size=5)
    for _ in range(20):
        go(host)
        come(host, "basic")
    for number in range(3):
        host.await_pool(f"p{number}", state="steady", ready=5)
        host.delete_pool(f"p{number}")
    host.until("end", lambda: not host.socket.dump("dev-get"))
    host.remove(3)


def deleted_while_it_goes(host):
    """The parent waits for a user, the pool is deleted by force meanwhile."""
    host.add(3, "basic")
    host.filled(3, "small", size=3, low=0)
    dev = host.pull()
    host.settled()
    with User(dev):
        leaving = Aside(go, host)
        host.until("it begins to go", lambda: any(parent.get("removing") for parent in host.socket.dump("parent-get")))
        with type(host.socket)(host.spec, family=host.socket.family) as sock:
            sock.do("pool-delete", name="gold", force=True)
            host.until("its end", lambda: not sock.dump("pool-get"))
    leaving.finish()


def unload(which):
    """Pools pin no module: the driver goes, or all go, while they have something in each state."""
    subprocess.run(["modprobe", "subdev_sim", "parents=0"], check=True)
    host = Host(resources=1, basic=2)
    sock = type(host.socket)(host.spec, family=host.socket.family)
    host.filled(2, "small", size=5, low=0)
    sock.do("pool-pull", pool="gold", lease=SOCKET)
    host.pull(lease=TTL, ttl=1)
    host.create_pool(1, "huge", "silver", size=2)
    host.await_pool("silver", state="no-room")
    knob(2, "fail_reset", 1)
    dev = host.pull()
    host.socket.do("pool-return", id=dev["id"])
    host.await_dev(dev, state="failed")
    subprocess.run(["rmmod", *MODULES[:which]], check=True)
    if which == 1:
        host.same("subdevices", [], host.socket.dump("dev-get"))
        host.same("states", ["waiting"] * 2, [pool["state"] for pool in host.socket.dump("pool-get")])
        subprocess.run(["modprobe", "subdev_sim", "parents=3"], check=True)
        host.await_pool("gold", state="steady", ready=5)
        host.same("another type", ENOENT, host.await_pool("silver", state="failed")["errno"])
        subprocess.run(["rmmod", *MODULES], check=True)
    subprocess.run(["modprobe", "subdev"], check=True)
    for each in (sock, host.socket, host.listener):
        each.close()
    with type(sock)(host.spec) as again:
        host.same("pools of before", [], again.dump("pool-get"))
    for problem in host.points.problems:
        raise AssertionError(problem)


POINTS = (
    ("it goes and comes back", gone_and_back),
    ("while it is away", meanwhile),
    ("with something in each state", with_all_that_it_has),
    ("leases end then", lease_ends_then),
    ("another comes in its place", as_another),
    ("an older one comes in its place", as_an_older_one),
    ("the driver refuses then", refuses_when_back),
    ("with less room", less_room),
    ("pools that starve", starving_when_it_goes),
    ("many times", many_times),
    ("deleted while it goes", deleted_while_it_goes),
)


def main():
    host = Host(resources=1, basic=2)
    for name, function in POINTS:
        host.point(name, function)
    for number in (1, 2):
        host.remove(number)
    host.socket.close()
    host.listener.close()
    subprocess.run(["rmmod", "subdev_sim"], check=True)
    points = host.points
    points.point("the driver's module goes, and comes back", unload, 1)
    points.point("all modules go", unload, 3)
    points.end()


main()
