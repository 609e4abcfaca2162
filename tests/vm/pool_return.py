#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""How what was pulled comes back: reset, as its pool wants it, or set aside; and why it does not."""
import os
import struct
from errno import EAGAIN, EBUSY, EINVAL, ENODEV, ESTALE

from lease_host import CHANGE, SOCKET
from pool_host import LONG, RETURNED, Host, dev_story
from sim_host import amounts, by_name, params, values
from sim_knobs import await_counter, counter
from sim_vfio import User

SCRATCH, RESETS = 0x20, 0x10


def returned(host):
    """It loses all that was somebody's; a return that takes its time holds up nobody."""
    host.filled(2, "small", size=1, low=0)
    dev = host.pull(label="anna", owner="joe", lease=SOCKET)
    host.listener.events()
    host.knobs(2, delay_reset=LONG)
    answer = host.socket.do("pool-return", label="anna")
    wanted = {"id": dev["id"], "uuid": dev["uuid"], "state": "resetting", "pool": "gold", "lease": "persistent"}
    host.same("answer", wanted, {name: answer[name] for name in wanted})
    host.same("what it has not", set(), {"label", "owner", "ready", "ttl", "group", "cdev"} & set(answer))
    host.same("counts", (1, 0, 0, 0), host.counts())
    await_counter(2, "delayed", 1)
    host.same("its label is free", "anna", host.create(2, "small", label="anna")["label"])
    for op_name, more in (("dev-set", {"new_label": "b"}), ("dev-activate", {}), ("dev-deactivate", {}), ("dev-delete", {}),
                          ("dev-delete", {"force": True}), ("pool-return", {}), ("pool-push", {"pool": "gold"}),
                          ("dev-renew", {})):
        host.refused(f"{op_name} while it is reset", op_name, {"id": dev["id"]} | more, EBUSY, culprit="id")
    host.listener.events()
    host.knobs(2, delay_reset=0)
    now = host.await_ready(dev)
    host.same("its group is the same", dev["group"], now["group"])
    host.same("story", RETURNED[1:], dev_story(host.settled(), dev))
    host.same("counts", (1, 1, 0, 0), host.counts())
    host.same("reset", True, counter(2, "idle_resets") > 0)


def by_all_names(host):
    host.filled(2, "small", size=1, low=0)
    for name in ("id", "uuid", "label"):
        dev = host.pull(label="anna")
        host.socket.do("pool-return", **{name: dev[name]})
        host.await_ready(dev)
    dev = host.pull(owner="joe")
    host.refused("of another owner", "pool-return", {"id": dev["id"], "owner": "jim"}, EBUSY, culprit="owner")
    for wrong in (0, dev["generation"] - 1, dev["generation"] + 1):
        answer = host.refused("of another generation", "pool-return", {"id": dev["id"], "if_generation": wrong}, ESTALE,
                              culprit="if_generation")
        host.same("cookie", struct.pack("=Q", dev["generation"]), answer.cookie)
    host.socket.do("pool-return", id=dev["id"], owner="joe", if_generation=dev["generation"])
    host.await_ready(dev)


def not_returned(host):
    """In use, in stock, of no pool, not there."""
    host.filled(2, "small", size=1)
    host.refused("a ready one", "pool-return", {"id": host.devs_of()[0]["id"]}, EBUSY, "not pulled", culprit="id")
    plain = host.create(2, "small", label="anna", active=True)
    host.refused("one of no pool", "pool-return", {"label": "anna"}, EBUSY, "no pool", culprit="label")
    host.refused("one that is not there", "pool-return", {"id": 4711}, ENODEV, culprit="id")
    answer = host.refused("none", "pool-return", {}, EINVAL)
    host.same("what is missing", host.spec.sets["dev"].by_name["id"].value, answer.missing)
    host.refused("two names", "pool-return", {"id": plain["id"], "label": "anna"}, EINVAL, culprit="label")
    host.set_pool(low=0)
    dev = host.pull()
    with User(dev):
        host.refused("one in use", "pool-return", {"id": dev["id"]}, EBUSY, "open by a VFIO user", culprit="id")
    host.give_back(dev)
    host.refused("twice", "pool-return", {"id": dev["id"]}, EBUSY, "not pulled", culprit="id")


def fails(host):
    """It is set aside with its reason, another takes its place, and it is tried again when somebody says so."""
    host.filled(2, "small", size=1)
    dev = host.pull()
    host.await_pool(state="steady", ready=1)
    host.settled()
    host.knobs(2, fail_reset=2)
    host.socket.do("pool-return", id=dev["id"])
    now = host.await_dev(dev, state="failed")
    host.same("why", True, bool(now.get("why")))
    host.same("nobody's", set(), {"ready", "label", "owner", "group"} & set(now))
    seen = host.settled()
    host.same("story", [(CHANGE, "resetting", False, "command"), (CHANGE, "failed", False, "command")], dev_story(seen, dev))
    host.same("why in the event", now["why"], [obj for _, obj in seen if obj.get("id") == dev["id"]][-1].get("why"))
    host.same("counts", (2, 1, 0, 1), host.counts())
    for op_name, more in (("dev-set", {"new_label": "b"}), ("dev-activate", {}), ("dev-deactivate", {}), ("pool-push", {"pool": "gold"})):
        host.refused(f"{op_name} of a failed one", op_name, {"id": dev["id"]} | more, EBUSY, culprit="id")
    host.pull()
    host.await_pool(state="steady", ready=1)
    other = host.pull()
    host.same("it is not pulled", False, other["id"] == dev["id"])
    host.socket.do("pool-return", id=dev["id"])
    host.await_dev(dev, state="failed")
    host.give_back(dev)
    host.same("no reason any more", None, host.get(dev).get("why"))
    host.knobs(2, fail_reset=1)
    host.socket.do("pool-return", id=other["id"])
    host.await_dev(other, state="failed")
    host.settled()
    host.delete_one(other)


def fails_and_is_replaced(host):
    """One that could not be reset is none that is ready: the pool is refilled."""
    host.filled(2, "small", size=2, max_devs=3)
    dev = host.pull()
    host.await_pool(state="steady", ready=2)
    host.knobs(2, fail_reset=1)
    host.socket.do("pool-return", id=dev["id"])
    host.await_pool(failed=1, ready=2, devs=3)
    host.settled()
    host.pull()
    host.same("no more than its maximum", (3, 1, 1, 1), host.counts())
    host.delete_one(dev)
    host.await_pool(state="steady", ready=2)


def as_it_was(host):
    """Whatever its holder made of it, it is what its pool wants again, also to its next user."""
    pool = host.filled(1, "wide", size=2, low=0, resource=amounts(channel=4, memory=512 << 20, credit=7))
    wanted = by_name(pool["resource"], "amount")
    for change in (amounts(channel=20), amounts(channel=1), amounts(memory=64 << 20), amounts(memory=1 << 30), amounts(credit=0),
                   amounts(channel=30, memory=2 << 30, credit=1 << 63), amounts(channel=1, memory=1 << 30), amounts(engine=8)):
        one, two = host.pull(), host.pull()
        host.set(one, resource=change)
        for dev in (one, two):
            with User(dev):
                pass
        host.give_back(one, two)
        for dev in host.devs_of():
            host.same(f"amounts after {change}", wanted, by_name(dev["resource"], "amount"))
        host.same("free", 64 - 8, host.free(1)["channel"])
        starts = sorted(by_name(dev["resource"], "start")["channel"] for dev in host.devs_of())
        if starts[1] - starts[0] < 4 or starts[1] + 4 > 64:
            host.points.problem(f"ranges of 4 from {starts}")
        dev = host.pull()
        with User(dev) as user:
            have = {"channel": user.amounts()[0], "memory": user.amounts()[1][0]}
            host.same("what its user sees", {"channel": (4, by_name(dev["resource"], "start")["channel"]), "memory": 512 << 20}, have)
        host.give_back(dev)


def params_as_they_were(host):
    pool = host.filled(1, "tuned", size=1, low=0, version=2)
    for change in (params(depth=30), params(title="joe"), params(boost=False, seed=7)):
        dev = host.pull()
        host.set(dev, param=change)
        host.give_back(dev)
        now = host.devs_of()[0]
        host.same(f"params after {change}", (values(pool), 2), (values(now), now.get("version")))


def nothing_is_left(host):
    """What a user wrote, and counts of before, are gone."""
    host.filled(2, "small", size=1, low=0)
    dev = host.pull()
    with User(dev) as user:
        os.pwrite(user.fds[2], struct.pack("=I", 0x12345678), user.base + SCRATCH)
        host.same("scratch", 0x12345678, user.number(SCRATCH))
    host.give_back(dev)
    dev = host.pull()
    with User(dev) as user:
        host.same("scratch of the next", 0, user.number(SCRATCH))
        host.same("opens of the next", 1, user.number(0xc))
    host.give_back(dev)


def no_room_for_its_own(host):
    """It shrank, and somebody else took what it had: it fails with that reason, and comes back when there is room."""
    host.filled(1, "wide", size=1, low=0, resource=amounts(engine=8))
    dev = host.pull()
    host.set(dev, resource=amounts(engine=1))
    others = [host.create(1, "wide", resource=amounts(engine=8)), host.create(1, "wide", resource=amounts(engine=7))]
    host.settled()
    host.socket.do("pool-return", id=dev["id"])
    now = host.await_dev(dev, state="failed")
    host.same("why", True, "engine" in now["why"])
    host.same("counts", (1, 0, 0, 1), host.counts())
    host.same("it holds what it held", 1, by_name(now["resource"], "amount")["engine"])
    host.empty("a pull", "exhausted")
    host.delete(others[1])
    host.give_back(dev)
    host.same("engines", 8, by_name(host.get(dev)["resource"], "amount")["engine"])


def reconfigure_fails(host):
    """The driver does not make it what it was."""
    host.filled(1, "wide", size=1, low=0)
    for name in ("fail_reconfigure", "fail_shrink"):
        dev = host.pull()
        host.set(dev, resource=amounts(channel=20))
        host.knobs(1, **{name: 1})
        host.socket.do("pool-return", id=dev["id"])
        now = host.until("end of the reset", lambda: (now := host.get(dev))["state"] != "resetting" and now)
        if now["state"] == "failed":
            host.give_back(dev)
        host.knobs(1, **{name: 0})
        host.same("amounts", 4, by_name(host.get(dev)["resource"], "amount")["channel"])
        host.same("ready", True, host.get(dev).get("ready"))


def many_at_once(host):
    """Slow resets of many go on together with pulls of the rest."""
    host.filled(2, "small", size=20, low=0)
    devs = [host.pull() for _ in range(15)]
    host.knobs(2, delay_reset=LONG)
    for dev in devs:
        host.socket.do("pool-return", id=dev["id"])
    more = [host.pull() for _ in range(5)]
    host.same("errno of another", EAGAIN, host.send("pool-pull", {"pool": "gold"}).errno)
    host.knobs(2, delay_reset=0)
    for dev in devs:
        host.await_ready(dev)
    host.give_back(*more)
    host.same("counts", (20, 20, 0, 0), host.counts())


POINTS = (
    ("reset in the background", returned),
    ("by each name, for an owner, of a generation", by_all_names),
    ("what cannot be returned", not_returned),
    ("a reset fails", fails),
    ("a reset fails, another takes its place", fails_and_is_replaced),
    ("amounts and ranges as they were", as_it_was),
    ("params as they were", params_as_they_were),
    ("nothing of its user is left", nothing_is_left),
    ("no room for what it was", no_room_for_its_own),
    ("the driver does not change it back", reconfigure_fails),
    ("many at once", many_at_once),
)


def main():
    host = Host(resources=1, basic=2)
    for name, function in POINTS:
        host.point(name, function)
    for number in (1, 2):
        host.same("active in the end", counter(number, "activates"), counter(number, "deactivates"))
        host.same("opens", counter(number, "opens"), counter(number, "closes"))
        host.remove(number)
    host.end()


main()
