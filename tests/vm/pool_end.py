#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""How a pool is deleted: with pulled ones, resets, refills and pushes under way; and what is refused meanwhile."""
from errno import EBUSY, EEXIST, EIO, ENOENT

from lease_host import CHANGE, Aside
from pool_host import DELETED, LONG, POOL_CHANGE, POOL_DEL, RETURNED, Host, dev_story, story
from sim_knobs import await_counter, counter
from sim_vfio import User


def pulled(host):
    """Refused with their number, or they belong to nobody's pool from then on, with all that they have."""
    host.filled(2, "small", size=5)
    devs = [host.pull(label="anna", owner="joe"), host.pull(), host.pull()]
    host.await_pool(state="steady", ready=5)
    host.settled()
    host.refused("a delete", "pool-delete", {"name": "gold"}, EBUSY, "gold: 3 pulled", culprit="name")
    with User(devs[1]):
        host.listener.events()
        seen = host.delete_pool(force=True) + host.settled()
        host.same("story", [(POOL_CHANGE, "removing", "command", 5), (POOL_DEL, "removing", "command", 0)], story(seen))
        for dev, state in zip(devs, ("idle", "in-use", "idle")):
            host.same("story of a pulled one", [(CHANGE, state, False, "command")], dev_story(seen, dev))
            now = host.get(dev)
            host.same("no pool", None, now.get("pool"))
            wanted = {name: value for name, value in dev.items() if name not in ("pool", "generation", "state")}
            host.same("all else is as before", wanted, {name: now.get(name) for name in wanted})
    left = [dev["id"] for dev in host.socket.dump("dev-get")]
    host.same("those that are left", sorted(dev["id"] for dev in devs), sorted(left))
    host.refused("a return", "pool-return", {"id": devs[0]["id"]}, EBUSY, "no pool", culprit="id")
    host.socket.do("dev-deactivate", id=devs[0]["id"])
    host.await_state(devs[0], "inactive")
    host.filled(2, "small", size=0)
    host.socket.do("pool-push", pool="gold", id=devs[2]["id"])
    host.await_ready(devs[2])


def while_reset(host):
    """It waits for resets, which end as resets end; then these go too, whether they succeed or not."""
    for fails in (0, 1):
        host.filled(2, "small", size=2, low=0)
        devs = [host.pull() for _ in range(2)]
        host.knobs(2, delay_reset=LONG, fail_reset=2 * fails)
        for dev in devs:
            host.socket.do("pool-return", id=dev["id"])
        await_counter(2, "delayed", 2)
        host.listener.events()
        host.socket.do("pool-delete", name="gold")
        host.same("it waits", "removing", host.pool()["state"])
        host.same("counts", (2, 0, 0, 0), host.counts())
        host.refused("a second delete", "pool-delete", {"name": "gold"}, ENOENT, "being deleted", culprit="name")
        host.refused("a second one by force", "pool-delete", {"name": "gold", "force": True}, ENOENT, "being deleted", culprit="name")
        host.refused("a set", "pool-set", {"name": "gold", "size": 3}, ENOENT, "being deleted", culprit="name")
        host.refused("a pull", "pool-pull", {"pool": "gold"}, ENOENT, "being deleted", culprit="pool")
        host.refused("a push", "pool-push", {"pool": "gold"}, ENOENT, "being deleted", culprit="pool")
        host.refused("another of its name", "pool-create", {"name": "gold", "parent_index": host.indexes[2], "type": "small"}, EEXIST,
                     culprit="name")
        host.knobs(2, delay_reset=0)
        seen = host.await_pool_gone() + host.settled()
        for dev in devs:
            told = dev_story(seen, dev)
            host.same("end of one that was being reset", DELETED, told[-2:])
            host.same("and before", [(CHANGE, "failed", False, "command")] if fails else RETURNED[1:], told[:-2])
        host.knobs(2, fail_reset=0)


def while_refilled(host):
    host.knobs(2, delay_activate=LONG)
    host.create_pool(2, "small", size=3)
    await_counter(2, "delayed", 1)
    host.socket.do("pool-delete", name="gold")
    host.same("it waits", "removing", host.pool()["state"])
    host.knobs(2, delay_activate=0)
    host.await_pool_gone()
    host.until("end", lambda: not host.socket.dump("dev-get"))
    host.knobs(2, delay_activate=LONG, fail_build=1)
    host.create_pool(2, "small", size=3)
    await_counter(2, "delayed", 1)
    host.socket.do("pool-delete", name="gold")
    host.knobs(2, delay_activate=0)
    host.await_pool_gone()
    host.knobs(2, fail_build=0)


def while_pushed(host):
    """The push does what it can: what it adds goes with the pool."""
    for fails in (0, 1):
        host.create_pool(2, "small")
        host.knobs(2, delay_activate=LONG)
        push = Aside(host.socket.request, "pool-push", {"pool": "gold", "count": 3})
        await_counter(2, "delayed", 1)
        with type(host.socket)(host.spec, family=host.socket.family) as sock:
            sock.do("pool-delete", name="gold")
            host.same("it waits", "removing", sock.do("pool-get", name="gold")["state"])
        host.knobs(2, fail_build=fails)
        host.knobs(2, delay_activate=0)
        answer = push.finish()
        host.same(f"errno of the push ({answer})", EIO if fails else 0, answer.errno)
        host.await_pool_gone()
        host.until("end", lambda: not host.socket.dump("dev-get"))


def with_failed(host):
    """Failed ones go too."""
    host.filled(2, "small", size=2, low=0)
    dev = host.pull()
    host.knobs(2, fail_reset=1)
    host.socket.do("pool-return", id=dev["id"])
    host.await_dev(dev, state="failed")
    host.delete_pool()
    host.until("end", lambda: not host.socket.dump("dev-get"))


def without_room(host):
    """Those that wait for room, or have failed, go as well."""
    other = host.create(1, "huge")
    host.create_pool(1, "huge", size=1)
    host.await_pool(state="no-room")
    host.delete_pool()
    host.delete(other)
    host.same("nobody takes it", (1 << 64) - 1, host.free(1)["credit"])
    host.knobs(1, fail_build=1)
    host.create_pool(1, "lean", size=1)
    host.await_pool(state="failed")
    host.delete_pool()


def slow_to_go(host):
    """The pool is gone when it has no subdevices; these can take longer, and its name is free."""
    host.filled(2, "small", size=3)
    host.knobs(2, delay_deactivate=LONG)
    host.delete_pool()
    await_counter(2, "delayed", 3)
    host.same("they are there still", ["removing"] * 3, [dev["state"] for dev in host.socket.dump("dev-get")])
    host.filled(2, "small", size=1)
    host.knobs(2, delay_deactivate=0)


def again_and_again(host):
    """The name is free when its last event tells so."""
    for number in range(50):
        host.create_pool(2, "small", size=number % 4)
        host.delete_pool()


POINTS = (
    ("with pulled ones", pulled),
    ("during resets", while_reset),
    ("during a refill", while_refilled),
    ("during a push", while_pushed),
    ("with failed ones", with_failed),
    ("that cannot be filled", without_room),
    ("its subdevices take their time", slow_to_go),
    ("again and again", again_and_again),
)


def main():
    host = Host(resources=1, basic=2)
    for name, function in POINTS:
        host.point(name, function)
    for number in (1, 2):
        host.same("active in the end", counter(number, "activates"), counter(number, "deactivates"))
        host.remove(number)
    host.end()


main()
