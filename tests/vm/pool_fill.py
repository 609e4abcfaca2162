#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""How subdevices are added to pools: refilled in the background, as far as there is room, tried again when there is; and pushed."""
import time
from errno import EBUSY, EINVAL, EIO, ENODEV, ENOENT, ENOSPC, ERANGE, ESTALE, errorcode

from lease_host import ADD, CHANGE, SOCKET, Aside
from pool_host import COUNTS, LONG, POOL_CHANGE, Host, dev_story, story
from sim_host import amounts, params
from sim_knobs import await_counter, counter
from sim_vfio import User

MIB = 1 << 20


def trouble(pool):
    """What a pool says of what keeps it from being filled."""
    return pool["state"], errorcode.get(pool.get("errno"), pool.get("errno"))


def behind(host):
    """A refill that takes its time holds up no pull, nor anything else."""
    host.filled(2, "small", size=2)
    host.knobs(2, delay_activate=LONG)
    start = time.monotonic()
    one = host.pull()
    await_counter(2, "delayed", 1)
    two = host.pull()
    host.same("state", "filling", host.pool()["state"])
    host.empty("a pull when none is left", "refilling")
    host.set_pool(size=3)
    host.same("counts", (2, 0, 2, 0), host.counts())
    host.socket.do("dev-set", id=one["id"], new_label="anna")
    host.same("still under way", 1, counter(2, "delayed"))
    if time.monotonic() - start > 20:
        host.points.problem(f"it took {time.monotonic() - start} s")
    host.knobs(2, delay_activate=0)
    host.await_pool(state="steady", ready=3)
    host.give_back(one, two)
    host.same("counts in the end", (5, 5, 0, 0), host.counts())


def below_low(host):
    """Nothing happens until fewer than low are ready, then it is filled to its size."""
    host.filled(2, "small", size=4, low=2)
    for _ in range(2):
        host.pull()
    seen = host.settled()
    host.same("events of two pulls", [CHANGE] * 2, [name for name, _ in seen])
    host.pull()
    host.await_pool(state="steady", ready=4)
    seen = host.settled()
    host.same("story", [(POOL_CHANGE, "filling", "refill", 1), (POOL_CHANGE, "steady", "refill", 4)], story(seen))
    host.same("subdevices that came", 3, len([name for name, _ in seen if name == ADD]))
    host.same("counts", (7, 4, 3, 0), host.counts())


def filled_once(host):
    """With a low of 0 it is filled when it comes, and when it is set, and not by itself."""
    host.filled(2, "small", size=2, low=0)
    for _ in range(2):
        host.pull()
    host.same("events of pulls", [CHANGE] * 2, [name for name, _ in host.settled()])
    host.empty("a pull", "exhausted")
    host.set_pool(size=2)
    host.await_pool(state="steady", ready=2)
    host.same("counts", (4, 2, 2, 0), host.counts())


def deleted_ones(host):
    """Also who is deleted is replaced: ready, pulled."""
    host.filled(2, "small", size=2)
    for dev in host.devs_of():
        host.socket.do("dev-delete", id=dev["id"])
    host.await_pool(state="steady", ready=2, devs=2)


def at_most(host):
    """All of them together are not more than its maximum."""
    host.filled(2, "small", size=2, max_devs=3)
    devs = [host.pull() for _ in range(2)]
    host.await_pool(state="steady", ready=1)
    host.settled()
    devs.append(host.pull())
    host.same("counts", ("steady", 3, 0, 3, 0), (host.pool()["state"],) + host.counts())
    host.empty("a pull of one more", "exhausted")
    host.refused("a push", "pool-push", {"pool": "gold"}, ENOSPC, "maximum", culprit="pool")
    host.delete(devs.pop())
    host.await_pool(state="steady", ready=1)
    host.set_pool(max_devs=5)
    host.await_pool(state="steady", ready=2)
    host.refused("a push of two", "pool-push", {"pool": "gold", "count": 2}, ENOSPC, "2 wanted", "1 left", culprit="count")
    host.socket.do("pool-push", pool="gold", count=1)
    host.give_back(*devs)
    host.same("counts in the end", (5, 5, 0, 0), host.counts())


def no_room(host):
    """It says what there is not enough of, and goes on when somebody else's is deleted. One that is there can be pulled meanwhile."""
    other = host.create(1, "huge", resource=amounts(credit=1 << 62))
    host.listener.events()
    host.create_pool(1, "huge", size=2, low=1)
    pool = host.await_pool(state="no-room")
    host.same("trouble", ("no-room", "ENOSPC", 1), trouble(pool) + (pool["ready"],))
    if "credit" not in pool["why"]:
        host.points.problem(f"it does not say what there is not enough of: {pool['why']}")
    seen = host.settled()
    host.same("story", [("pool-add-ntf", "steady", "command", 0), (POOL_CHANGE, "filling", "command", 0),
                        (POOL_CHANGE, "no-room", "refill", 1)], story(seen))
    host.pull()
    host.empty("a pull", "exhausted")
    host.settled()
    host.delete(other)
    host.same("one of its own size does not fit", "no-room", host.pool()["state"])
    host.same("story", [], story(host.settled()))
    host.delete_pool(force=True)
    host.delete(*host.socket.dump("dev-get"))
    host.create(1, "wide", resource=amounts(engine=8))
    host.create_pool(1, "wide", size=2, resource=amounts(engine=7))
    host.await_pool(state="no-room", ready=1)
    host.delete(*[dev for dev in host.socket.dump("dev-get") if "pool" not in dev])
    host.await_pool(state="steady", ready=2)
    host.same("nothing is wrong any more", set(), {"errno", "why"} & set(host.pool()))


def no_room_and_shrinks(host):
    """When somebody holds less than before it is tried again."""
    other = host.create(1, "wide", resource=amounts(engine=8, channel=32))
    host.create_pool(1, "wide", size=2, resource=amounts(engine=7))
    host.await_pool(state="no-room", ready=1)
    host.settled()
    host.set(other, resource=amounts(channel=3))
    host.same("what it does not need", [], story(host.settled()))
    host.set(other, resource=amounts(engine=2))
    host.await_pool(state="steady", ready=2)
    seen = host.settled()
    host.same("story", [(POOL_CHANGE, "steady", "refill", 2)], story(seen))


def no_room_and_returned(host):
    """One that was pulled, and grew, is returned: it is what the pool needs again."""
    host.filled(1, "wide", size=1, resource=amounts(engine=4))
    dev = host.pull()
    host.await_pool(state="steady", ready=1)
    host.set(dev, resource=amounts(engine=8))
    host.set_pool(size=3)
    host.await_pool(state="no-room", ready=2)
    host.give_back(dev)
    host.await_pool(state="steady", ready=3)


def no_places(host):
    """The parent has two places."""
    host.add(3, "basic", max_devs=2)
    host.create_pool(3, "small", size=3)
    host.same("trouble", ("no-room", "ENOSPC"), trouble(host.await_pool(state="no-room", ready=2)))
    dev = host.pull()
    host.settled()
    host.socket.do("dev-delete", id=dev["id"])
    host.await_pool(devs=2, ready=2, state="no-room")
    host.delete_pool()
    host.until("end", lambda: not host.socket.dump("dev-get"))
    host.remove(3)


def cordoned(host):
    """It is not filled while its parent takes nothing new, and is when that is over."""
    host.socket.do("parent-set", index=host.indexes[2], cordon=1)
    host.create_pool(2, "small", size=2)
    pool = host.await_pool(state="no-room")
    host.same("trouble", ("no-room", "EBUSY", 0), trouble(pool) + (pool["ready"],))
    host.same("why", True, "cordon" in pool["why"])
    host.refused("a push", "pool-push", {"pool": "gold"}, EBUSY, "cordon")
    host.refused("a pull", "pool-pull", {"pool": "gold"}, EBUSY, "cordon", culprit="pool")
    host.socket.do("parent-set", index=host.indexes[2], cordon=0)
    host.await_pool(state="steady", ready=2)
    host.settled()
    host.socket.do("parent-set", index=host.indexes[2], cordon=1)
    host.same("a pool that is full", "steady", host.pool()["state"])
    host.refused("a pull of a full one", "pool-pull", {"pool": "gold"}, EBUSY, "cordon", culprit="pool")


def many_starve(host):
    """Several pools wait for the same: what is freed goes to them, and none is forgotten."""
    other = host.create(1, "wide", resource=amounts(channel=32))
    for number in range(4):
        host.create_pool(1, "wide", f"p{number}", size=2, resource=amounts(channel=8))
    host.until("all starve", lambda: sum(pool["ready"] for pool in host.socket.dump("pool-get")) == 4)
    host.settled()
    host.delete(other)
    for number in range(4):
        host.await_pool(f"p{number}", state="steady", ready=2)
    host.same("all is taken", 0, host.free(1)["channel"])


def build_fails(host):
    """It is not tried again by itself, but by a set, whichever step failed."""
    for number, name in enumerate(("fail_activate", "fail_build", "fail_register")):
        host.knobs(2, **{name: 1})
        host.listener.events()
        host.create_pool(2, "small", f"p{number}", size=2)
        pool = host.await_pool(f"p{number}", state="failed")
        host.same(f"trouble of {name}", ("failed", "EIO", 0), trouble(pool) + (pool["ready"],))
        host.same(f"a sentence of {name}", True, bool(pool["why"]))
        seen = host.settled()
        host.same("story", [("pool-add-ntf", "steady", "command", 0), (POOL_CHANGE, "filling", "command", 0),
                            (POOL_CHANGE, "failed", "refill", 0)], story(seen, f"p{number}"))
        host.same("no subdevice is seen", [], [event for event, _ in seen if event == ADD])
        host.empty("a pull", "exhausted", f"p{number}")
        host.set_pool(f"p{number}", size=2)
        pool = host.await_pool(f"p{number}", state="steady", ready=2)
        host.same("nothing is wrong any more", set(), {"errno", "why"} & set(pool))
        host.settled()


def build_always_fails(host):
    host.knobs(2, fail_build=-1)
    host.create_pool(2, "small", size=2)
    host.await_pool(state="failed")
    host.settled()
    host.set_pool(low=1)
    host.await_pool(state="failed")
    host.same("story", [(POOL_CHANGE, "failed", "command", 0), (POOL_CHANGE, "filling", "command", 0),
                        (POOL_CHANGE, "failed", "refill", 0)], story(host.settled()))
    host.refused("a push", "pool-push", {"pool": "gold"}, EIO)
    host.same("state", "failed", host.pool()["state"])
    host.knobs(2, fail_build=0)
    host.same("nobody tries", "failed", host.pool()["state"])


def build_fails_and_push(host):
    """A push that succeeds shows that it can be built: the rest follows."""
    host.knobs(2, fail_build=1)
    host.create_pool(2, "small", size=3)
    host.await_pool(state="failed")
    host.socket.do("pool-push", pool="gold")
    host.await_pool(state="steady", ready=3)


def build_fails_later(host):
    """Those that were built before stay."""
    host.knobs(2, delay_registered=LONG)
    host.create_pool(2, "small", size=3)
    await_counter(2, "delayed", 1)
    host.knobs(2, fail_activate=1)
    host.knobs(2, delay_registered=0)
    pool = host.await_pool(state="failed")
    host.same("counts", (1, 1, 0, 0), tuple(pool[name] for name in COUNTS))
    dev = host.pull()
    host.give_back(dev)
    host.same("state", "failed", host.pool()["state"])


def pushed(host):
    """One, or many, beyond its size too; the answer has the counts."""
    host.filled(2, "small", size=1)
    answer = host.socket.do("pool-push", pool="gold")
    host.same("counts in the answer", ("gold", 2, 2, 0, 0), tuple(answer["pool-counts"][name] for name in ("name",) + COUNTS))
    answer = host.socket.do("pool-push", pool="gold", count=5)
    host.same("counts in the answer", (7, 7, 0, 0), tuple(answer["pool-counts"][name] for name in COUNTS))
    host.same("generation in the answer", host.pool()["generation"], answer["pool-counts"]["generation"])
    seen = host.settled()
    host.same("events", [(ADD, "command")] * 6, [(event, obj["event"]["cause"]) for event, obj in seen])
    host.same("all in stock", [True] * 7, [dev["ready"] for dev in host.devs_of()])
    host.create_pool(2, "small", "big")
    host.socket.do("pool-push", pool="big", count=1024)
    host.same("counts of many", (1024, 1024, 0, 0), host.counts("big"))
    for count in (0, 1025, (1 << 32) - 1):
        host.refused(f"a push of {count}", "pool-push", {"pool": "gold", "count": count}, ERANGE, culprit="count")
    answer = host.refused("a push to none", "pool-push", {"count": 3}, EINVAL)
    host.same("what is missing", host.spec.sets["dev"].by_name["pool"].value, answer.missing)


def pushed_or_not(host):
    """All of them or none, whatever fails at which of them; nobody sees some."""
    host.create_pool(1, "wide", resource=amounts(engine=5))
    host.refused("more than there is", "pool-push", {"pool": "gold", "count": 4}, ENOSPC, "engine")
    host.add(3, "basic", max_devs=5)
    host.create_pool(3, "small", "places")
    host.refused("more than there are places", "pool-push", {"pool": "places", "count": 6}, ENOSPC)
    host.socket.do("pool-push", pool="places", count=5)
    host.delete_pool("places")
    host.until("end", lambda: not host.socket.dump("dev-get"))
    host.remove(3)
    host.create_pool(2, "small", "p")
    for name in ("fail_activate", "fail_build", "fail_register"):
        host.knobs(2, **{name: 1})
        host.refused(f"the first does {name}", "pool-push", {"pool": "p", "count": 3}, EIO)
    host.knobs(2, delay_registered=LONG)
    host.listener.events()
    push = Aside(host.socket.request, "pool-push", {"pool": "p", "count": 3})
    await_counter(2, "delayed", 1)
    with type(host.socket)(host.spec, family=host.socket.family) as sock:
        host.same("a dump meanwhile", [], sock.dump("dev-get"))
        host.same("counts meanwhile", 0, sock.do("pool-get", name="p")["devs"])
    host.knobs(2, fail_activate=1)
    host.knobs(2, delay_registered=0)
    host.same("errno of the push", EIO, push.finish().errno)
    host.same("counts", (0, 0, 0, 0), host.counts("p"))
    host.same("events", [], host.settled())
    host.same("active", counter(2, "activates"), counter(2, "deactivates"))


def moved_in(host):
    """An equal one is reset, loses all that was somebody's, and is in stock."""
    host.filled(1, "tuned", size=1, version=2, param=params(depth=9), resource=amounts(engine=3))
    other = host.create(1, "tuned", active=True, version=2, param=params(depth=9), resource=amounts(engine=3), label="anna",
                        owner="joe", lease=SOCKET)
    host.listener.events()
    host.knobs(1, delay_reset=LONG)
    answer = host.socket.do("pool-push", pool="gold", label="anna", owner="joe", if_generation=other["generation"])
    host.same("counts in the answer", ("gold", 2, 1, 0, 0), tuple(answer["pool-counts"][name] for name in ("name",) + COUNTS))
    wanted = {"id": other["id"], "uuid": other["uuid"], "pool": "gold", "state": "resetting", "lease": "persistent"}
    host.same("what it is", wanted, {name: answer[name] for name in wanted})
    host.same("what it has not", set(), {"label", "owner", "ready"} & set(answer))
    host.same("its label is free", "anna", host.create(2, "small", label="anna")["label"])
    host.knobs(1, delay_reset=0)
    host.await_ready(other)
    seen = host.settled()
    host.same("story", [(CHANGE, "resetting", False, "command"), (CHANGE, "idle", True, "command")], dev_story(seen, other))
    host.same("counts", (2, 2, 0, 0), host.counts())
    host.same("it can be pulled", {other["id"], host.devs_of()[0]["id"]}, {host.pull()["id"], host.pull()["id"]})


def moved_in_failing(host):
    host.create_pool(2, "small")
    other = host.create(2, "small", active=True)
    host.knobs(2, fail_reset=1)
    host.socket.do("pool-push", pool="gold", id=other["id"])
    host.await_dev(other, state="failed")
    host.same("counts", (1, 0, 0, 1), host.counts())


def not_moved_in(host):
    """Each thing that is not as it must be."""
    how = {"version": 2, "param": params(depth=9), "resource": amounts(engine=3, channel=16)}
    host.create_pool(1, "tuned", max_devs=0, **how)
    host.add(3, "resources")

    def refused(what, errno, *words, culprit="id", number=1, type_name="tuned", active=True, **more):
        dev = host.create(number, type_name, active=active, **more)
        host.refused(what, "pool-push", {"pool": "gold", "id": dev["id"]}, errno, *words, culprit=culprit)
        return dev

    refused("another parent", EINVAL, "parent", culprit="pool", number=3, **how)
    refused("another type", EINVAL, "type", culprit="pool", type_name="lean")
    refused("another version", EINVAL, culprit="pool", **how | {"version": 1, "param": params(depth=9)})
    refused("another param", EINVAL, "depth", culprit="pool", **how | {"param": params(depth=8)})
    refused("another amount", EINVAL, "engine", culprit="pool", **how | {"resource": amounts(engine=2, channel=16)})
    refused("an inactive one", EBUSY, "not active", active=False, resource=amounts(engine=1))
    host.delete(*host.socket.dump("dev-get"))
    good = host.create(1, "tuned", active=True, owner="joe", **how)
    push = {"pool": "gold", "id": good["id"]}
    host.refused("another generation", "pool-push", push | {"if_generation": 9}, ESTALE, culprit="if_generation")
    host.refused("another owner", "pool-push", push | {"owner": "jim"}, EBUSY, culprit="owner")
    host.refused("a count", "pool-push", push | {"count": 1}, EINVAL, culprit="count")
    host.refused("two names", "pool-push", push | {"uuid": good["uuid"]}, EINVAL)
    host.refused("one that is not there", "pool-push", {"pool": "gold", "id": 4711}, ENODEV, culprit="id")
    host.refused("another pool", "pool-push", push | {"pool": "silver"}, ENOENT, culprit="pool")
    with User(good):
        host.refused("one in use", "pool-push", push, EBUSY, "open by a VFIO user", culprit="id")
    host.set_pool(max_devs=1)
    host.socket.do("pool-push", pool="gold")
    host.settled()
    host.refused("one too many", "pool-push", push, ENOSPC, "maximum", culprit="pool")
    host.set_pool(max_devs=0)
    pulled = host.pull()
    host.refused("a pulled one", "pool-push", {"pool": "gold", "id": pulled["id"]}, EBUSY, "belongs to a pool", culprit="id")
    host.knobs(1, delay_deactivate=LONG)
    host.socket.do("dev-deactivate", id=good["id"])
    host.refused("one that is being deactivated", "pool-push", push, EBUSY, culprit="id")
    host.knobs(1, delay_deactivate=0)
    host.await_state(good, "inactive")
    host.delete_pool(force=True)
    host.delete(*host.socket.dump("dev-get"))
    host.remove(3)


def equal_enough(host):
    """Where its ranges begin is nothing that differs, nor who has it."""
    host.create_pool(1, "wide", resource=amounts(channel=5))
    host.create(1, "wide", resource=amounts(channel=3))
    others = [host.create(1, "wide", active=True, resource=amounts(channel=5)) for _ in range(2)]
    for other in others:
        host.socket.do("pool-push", pool="gold", id=other["id"])
        host.await_ready(other)
    host.same("counts", (2, 2, 0, 0), host.counts())


POINTS = (
    ("a refill holds up nothing", behind),
    ("below low, and not before", below_low),
    ("filled once", filled_once),
    ("some in stock are deleted", deleted_ones),
    ("never more than the maximum", at_most),
    ("no room, until something is deleted", no_room),
    ("no room, until something shrinks", no_room_and_shrinks),
    ("no room, until one comes back", no_room_and_returned),
    ("no places", no_places),
    ("a cordon", cordoned),
    ("many pools starve", many_starve),
    ("a build fails, and is tried again by a set", build_fails),
    ("a build always fails", build_always_fails),
    ("a build fails, then a push succeeds", build_fails_and_push),
    ("a later build fails", build_fails_later),
    ("push", pushed),
    ("push: all or none", pushed_or_not),
    ("push of a subdevice", moved_in),
    ("push of one that cannot be reset", moved_in_failing),
    ("push of one that is not equal, or not free", not_moved_in),
    ("push of one that is equal enough", equal_enough),
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
