#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""What a pull takes out of a pool, when there is nothing to take, and how it is undone if nobody learns of it."""
import time
from errno import EAGAIN, EBUSY, EEXIST, EINVAL, ENOBUFS, ENOENT, ENOSPC, ERANGE

from badinput_host import BAD_NAMES, BAD_OWNERS
from lease_host import CHANGE, PERSISTENT, SOCKET, TTL
from limit_host import limit
from pool_host import DELETED, LONG, Host, dev_story
from sim_host import amounts, by_name
from sim_knobs import await_counter, counter
from sim_vfio import User
from witness_netlink import Socket


def whole(host):
    """The object with all that was asked for, which the one event tells too."""
    host.filled(2, "small", size=3, low=0)
    for more, wanted in (({"label": "anna", "owner": "joe"}, {"label": "anna", "owner": "joe", "lease": "persistent"}),
                         ({"lease": SOCKET}, {"lease": "socket", "label": None, "owner": None}),
                         ({"lease": TTL, "ttl": 3600}, {"lease": "ttl", "ttl": 3600})):
        dev = host.pull(**more)
        wanted |= {"pool": "gold", "state": "idle", "ready": None}
        host.same(f"a pull with {more}", wanted, {name: dev.get(name) for name in wanted})
        host.same("a look", {**dev, "ttl": None}, {**host.get(dev), "ttl": None})
        seen = host.settled()
        host.same("story", [(CHANGE, "idle", False, "command")], dev_story(seen, dev))
        host.same("events", 1, len(seen))
        host.same("node", {"group", "cdev"}, {"group", "cdev"} & set(dev))
    host.same("by its label", "joe", host.socket.do("dev-get", label="anna")["owner"])
    host.same("of an owner", 1, len(host.socket.dump("dev-get", owner="joe")))
    host.same("of the pool", 3, len(host.devs_of()))


def in_order(host):
    """The one that is ready for the longest time comes first."""
    host.filled(2, "small", size=4, low=0)
    first = [host.pull()["id"] for _ in range(4)]
    for dev in (2, 0, 3, 1):
        host.give_back({"id": first[dev]})
    host.same("order", [first[dev] for dev in (2, 0, 3, 1)], [host.pull()["id"] for _ in range(4)])


def refused(host):
    """Nothing is taken by a request that cannot be."""
    host.filled(2, "small", size=2)
    host.create(2, "small", label="anna")
    pull = {"pool": "gold"}
    host.refused("a label that is taken", "pool-pull", pull | {"label": "anna"}, EEXIST, culprit="label")
    for what, name in BAD_NAMES.items():
        host.refused(f"a label: {what}", "pool-pull", pull | {"label": name}, EINVAL, culprit="label")
    host.refused("a label: a number", "pool-pull", pull | {"label": "4711"}, EINVAL, culprit="label")
    for what, name in BAD_OWNERS.items():
        host.refused(f"an owner: {what}", "pool-pull", pull | {"owner": name}, EINVAL, culprit="owner")
    for lease in (0, 4, (1 << 32) - 1):
        host.refused(f"lease {lease}", "pool-pull", pull | {"lease": lease}, ERANGE, culprit="lease")
    host.refused("no time", "pool-pull", pull | {"lease": TTL}, EINVAL)
    host.refused("a time of 0", "pool-pull", pull | {"lease": TTL, "ttl": 0}, ERANGE, culprit="ttl")
    for lease in ({}, {"lease": SOCKET}, {"lease": PERSISTENT}):
        host.refused(f"a time with {lease}", "pool-pull", pull | lease | {"ttl": 3}, EINVAL, culprit="ttl")
    answer = host.refused("no pool", "pool-pull", {"label": "berta"}, EINVAL)
    host.same("what is missing", host.spec.sets["dev"].by_name["pool"].value, answer.missing)
    host.refused("another pool", "pool-pull", {"pool": "silver", "label": "berta"}, ENOENT, culprit="pool")
    host.same("the label is free", "berta", host.pull(label="berta")["label"])


def a_long_label(host):
    """4 KiB of it."""
    host.filled(2, "small", size=1)
    for name in ("label", "owner", "pool"):
        before = host.state()
        answer = host.send("pool-pull", {"pool": "gold"} | {name: "x" * 4096})
        host.same(f"errno of a long {name}", EINVAL, answer.errno)
        host.same("state", before, host.state())


def empty(host):
    """The sentence says whether waiting helps."""
    host.filled(2, "small", size=1, low=0)
    dev = host.pull(label="anna")
    host.empty("a pull of what is never refilled", "exhausted")
    host.refused("with a label", "pool-pull", {"pool": "gold", "label": "berta"}, EAGAIN, culprit="pool")
    host.knobs(2, delay_reset=LONG)
    host.socket.do("pool-return", id=dev["id"])
    host.empty("a pull while one comes back", "refilling")
    host.knobs(2, delay_reset=0)
    host.await_ready(dev)
    host.knobs(2, delay_activate=LONG)
    host.set_pool(size=1, low=1)
    host.pull()
    host.empty("a pull while it is refilled", "refilling")
    host.knobs(2, delay_activate=0)
    host.await_pool(state="steady", ready=1)


def limited(host):
    """A pull counts for its owner, as a create does, and no more when it is over."""
    host.limit(1, limit("joe", "channel", 10))
    host.filled(1, "wide", size=4, low=0, resource=amounts(channel=4))
    host.same("nothing counts in stock", {"channel": 0}, host.used(1, "joe"))
    one, two = host.pull(owner="joe"), host.pull(owner="joe")
    host.same("used", {"channel": 8}, host.used(1, "joe"))
    host.refused("one too many", "pool-pull", {"pool": "gold", "owner": "joe"}, ENOSPC, "channel", "limit", culprit="owner")
    host.pull(owner="jim")
    host.pull()
    host.give_back(one)
    host.same("used after a return", {"channel": 4}, host.used(1, "joe"))
    host.set(two, resource=amounts(channel=10))
    host.same("used after it grew", {"channel": 10}, host.used(1, "joe"))
    host.refused("one too many", "pool-pull", {"pool": "gold", "owner": "joe"}, ENOSPC, "channel", "limit", culprit="owner")
    host.give_back(two)
    host.same("used in the end", {"channel": 0}, host.used(1, "joe"))
    host.same("free", 64 - 16, host.free(1)["channel"])
    host.delete_all()
    host.no_limits()


def who_opens(host):
    """A ready one cannot be opened, one that was pulled can, and then not again when it is back."""
    host.filled(2, "small", size=1)
    dev = host.devs_of()[0]

    def no_open(what):
        host.listener.events()
        opens = counter(2, "opens")
        try:
            User(dev).close()
            host.points.problem(f"{what} can be opened")
        except OSError as e:
            host.same(f"errno of {what}", EBUSY, e.errno)
        host.same(f"opens of {what}", opens, counter(2, "opens"))
        host.same(f"events of {what}", [], host.listener.events())

    no_open("a ready one")
    host.set_pool(low=0)
    dev = host.pull()
    with User(dev):
        host.same("state", "in-use", host.get(dev)["state"])
    host.knobs(2, delay_reset=LONG, fail_reset=1)
    host.socket.do("pool-return", id=dev["id"])
    no_open("one that is being reset")
    host.knobs(2, delay_reset=0)
    host.await_dev(dev, state="failed")
    no_open("one that could not be reset")
    host.give_back(dev)
    no_open("one that is ready again")


def pulled_ones(host):
    """What may be done with them, and what not."""
    host.filled(1, "wide", size=1, low=0)
    dev = host.pull(lease=TTL, ttl=3600, owner="joe")
    host.same("renamed", "anna", host.set(dev, new_label="anna")["label"])
    host.same("resized", 9, by_name(host.set(dev, resource=amounts(channel=9))["resource"], "amount")["channel"])
    host.same("renewed", 60, host.socket.do("dev-renew", id=dev["id"], ttl=60)["ttl"])
    host.refused("a deactivation", "dev-deactivate", {"id": dev["id"]}, EBUSY, "belongs to a pool", culprit="id")
    host.refused("an activation", "dev-activate", {"id": dev["id"]}, EBUSY, culprit="id")
    with User(dev) as user:
        host.same("its user sees what it is", 9, user.amounts()[0][0])
        host.refused("a delete", "dev-delete", {"id": dev["id"]}, EBUSY, "open by a VFIO user", culprit="id")
    host.listener.events()
    host.delete_one(dev)
    host.same("counts", (0, 0, 0, 0), host.counts())
    host.same("free", 64, host.free(1)["channel"])


def deleted_by_force(host):
    host.filled(2, "small", size=1)
    dev = host.pull()
    host.await_pool(state="steady", ready=1)
    host.settled()
    with User(dev):
        host.socket.do("dev-delete", id=dev["id"], force=True)
        host.same("counts", (1, 1, 0, 0), host.counts())
    host.until("end", lambda: host.send("dev-get", {"id": dev["id"]}).errno)
    host.same("story", DELETED, [each for each in dev_story(host.settled(), dev) if each[1] != "in-use"])


def undelivered(host):
    """Who does not read its answers gets no device: those whose answers did not arrive are in stock again."""
    host.filled(2, "small", size=20, low=0)
    with Socket(host.spec, family=host.socket.family, rcvbuf=1) as sock:
        op = host.spec.ops["pool-pull"]
        payload, _ = sock.pack(op, {"pool": "gold", "owner": "joe"})
        for _ in range(20):
            sock.sock.send(sock.message(payload, op.value, 0))
        host.until("all come back", lambda: host.pool()["ready"] + host.pool()["pulled"] == 20)
        try:
            sock.receive()
            host.points.problem("it is not told that answers were lost")
        except OSError as e:
            host.same("what it is told", ENOBUFS, e.errno)
        told = []
        while batch := sock.receive():
            told += [sock.object(message)[1]["id"] for message in batch if message.kind == sock.id]
    have = [dev["id"] for dev in host.socket.dump("dev-get", owner="joe")]
    host.same("what is pulled is what was told", sorted(told), sorted(have))
    if not 0 < len(told) < 20:
        host.points.problem(f"{len(told)} answers arrived")
    host.same("counts", (20, 20 - len(told), len(told), 0), host.counts())
    host.same("resets", 20 - len(told), len([obj for name, obj in host.settled() if obj.get("state") == "resetting"]))


def closes_at_once(host):
    """A lease on a socket that is closed before the answer is read, or is on its way."""
    host.filled(2, "small", size=5, low=0)
    op = host.spec.ops["pool-pull"]
    for _ in range(20):
        sock = Socket(host.spec, family=host.socket.family)
        payload, _ = sock.pack(op, {"pool": "gold", "lease": SOCKET, "label": "anna"})
        sock.sock.send(sock.message(payload, op.value, 0))
        sock.close()
        host.await_pool(ready=5, pulled=0)
    host.same("counts", (5, 5, 0, 0), host.counts())


def deleted_meanwhile(host):
    """A pull that waits for nothing does not see what is deleted; what is deleted is not pulled."""
    host.filled(2, "small", size=2, low=0)
    host.knobs(2, delay_deactivate=LONG)
    first = host.devs_of()[0]
    host.socket.do("dev-delete", id=first["id"])
    await_counter(2, "delayed", 1)
    host.same("counts", (1, 1, 0, 0), host.counts())
    other = host.pull()
    host.same("another one", False, other["id"] == first["id"])
    host.empty("a pull of the deleted one", "exhausted")
    host.knobs(2, delay_deactivate=0)


def fast(host):
    """It takes about the same time from a pool with many."""
    def rate(size):
        host.filled(2, "small", size=size, low=0)
        times = []
        for _ in range(5):
            start = time.perf_counter()
            devs = [host.pull() for _ in range(10)]
            times.append(time.perf_counter() - start)
            host.give_back(*devs)
        host.delete_pool()
        return min(times) / 10
    few, many = rate(10), rate(300)
    print(f"# a pull by this client takes {few * 1e6:.0f} us out of 10, {many * 1e6:.0f} us out of 300")
    # A busy machine makes some slow; what is searched for would be thirty times as slow.
    if many > 15 * few:
        host.points.problem(f"it takes {many} s out of many, {few} s out of few")


POINTS = (
    ("the whole object", whole),
    ("the longest ready first", in_order),
    ("what is refused takes nothing", refused),
    ("names that are far too long", a_long_label),
    ("an empty pool", empty),
    ("limits of owners", limited),
    ("who can be opened", who_opens),
    ("a pulled one is like any other", pulled_ones),
    ("a pulled one is deleted by force", deleted_by_force),
    ("an answer that does not arrive", undelivered),
    ("a socket that closes at once", closes_at_once),
    ("what is being deleted is not pulled", deleted_meanwhile),
    ("out of few and out of many", fast),
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
