#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Transactions that pull, and create beside it: all or nothing, and what was taken out of a stock is put back unseen."""
import time
from errno import EAGAIN, EBUSY, EEXIST, EINVAL, EIO, ENOENT, ENOSPC

from lease_host import SOCKET, TTL
from limit_host import limits
from sim_host import amounts, params
from sim_knobs import knob
from transaction_host import ADD, CHANGE, DEL, Host, one_wins
from witness_netlink import Socket

GOLD, SILVER = 4, 3
ROUNDS = 30


class PoolHost(Host):
    """With a pool "gold" of small ones and a pool "silver" of tuned ones; neither is refilled by itself."""

    def __init__(self):
        super().__init__(resources=1, nic=2, basic=3)
        self.make()

    def make(self):
        self.pool("gold", 3, "small", GOLD)
        self.pool("silver", 1, "tuned", SILVER, resource=amounts(engine=1))
        self.listener.events()

    def pool(self, name, number, type_name, size, **attrs):
        self.socket.do("pool-create", name=name, parent_index=self.indexes[number], type=type_name, size=size, low=0, **attrs)
        self.await_ready(name, size)

    def await_ready(self, name, ready):
        deadline = time.monotonic() + 60
        while (pool := self.socket.do("pool-get", name=name))["ready"] != ready or pool["state"] != "steady":
            if time.monotonic() > deadline:
                raise TimeoutError(f"pool {pool}")
            time.sleep(0.01)

    def await_end_of_others(self):
        deadline = time.monotonic() + 60
        while any("pool" not in dev for dev in self.socket.dump("dev-get")):
            if time.monotonic() > deadline:
                raise TimeoutError("what was created is there")
            time.sleep(0.01)

    def delete_all(self):
        """What was pulled goes back, all else goes."""
        for dev in self.socket.dump("dev-get"):
            if "pool" in dev and "ready" not in dev:
                self.socket.request("pool-return", {"id": dev["id"]})
        self.await_ready("gold", GOLD)
        self.await_ready("silver", SILVER)
        self.delete(*[dev for dev in self.socket.dump("dev-get") if "pool" not in dev])

    def all_free(self):
        self.same("subdevices that are left", GOLD + SILVER, len(self.socket.dump("dev-get")))

    def unmake(self):
        for name in ("gold", "silver"):
            self.socket.do("pool-delete", name=name)
        deadline = time.monotonic() + 60
        while self.socket.dump("pool-get") or self.socket.dump("dev-get"):
            if time.monotonic() > deadline:
                raise TimeoutError("pools do not go")
            time.sleep(0.01)


def mixed(host):
    """Pulled and created ones, in the order of the items."""
    items = [{"pool": "gold", "label": "anna", "owner": "joe"}, host.item(3, "small", label="berta"), {"pool": "silver", "count": 2},
             host.item(1, "wide", active=True), {"pool": "gold", "lease": TTL, "ttl": 1000}]
    devs = host.run(items, whole=True)
    host.same("objects", [host.get(dev) for dev in devs], devs)
    host.same("pools", ["gold", None, "silver", "silver", None, "gold"], [dev.get("pool") for dev in devs])
    host.same("ready", [None] * 6, [dev.get("ready") for dev in devs])
    host.same("labels", ["anna", "berta"], [dev["label"] for dev in devs if "label" in dev])
    host.same("leases", ["persistent"] * 5 + ["ttl"], [dev["lease"] for dev in devs])
    host.same("owner", "joe", devs[0]["owner"])
    seen = [(name, obj["id"], obj["event"]["cause"]) for name, obj in host.events()]
    host.same("events", [(CHANGE if "pool" in dev else ADD, dev["id"], "command") for dev in devs], seen)
    host.same("ready", (GOLD - 2, SILVER - 2), tuple(host.socket.do("pool-get", name=name)["ready"] for name in ("gold", "silver")))


def brief(host):
    """Id, UUID, label and node of what was pulled."""
    dev, other = host.run([{"pool": "gold", "label": "anna"}, {"pool": "silver"}])
    for each in (dev, other):
        whole = host.get(each)
        host.same("brief", {name: whole[name] for name in ("id", "uuid", "label", "group", "cdev") if name in whole}, each)


def never_twice(host):
    """All of a stock at once are as many."""
    devs = host.run([{"pool": "gold", "count": 2}, {"pool": "silver", "count": SILVER}, {"pool": "gold"}, {"pool": "gold"}])
    host.same("ids", GOLD + SILVER, len({dev["id"] for dev in devs}))
    host.none("an empty pool", [{"pool": "gold"}], EAGAIN, "the pool is empty", culprit=(0, "pool"))


def around(host, bad):
    good = [{"pool": "gold", "label": "first"}, host.item(3, "small", active=True), {"pool": "silver", "owner": "joe", "count": 2}]
    for at in (0, 1, 3):
        yield good[:at] + [bad] + good[at:], at


def fails(host):
    """Whatever fails, after or before others were claimed."""
    host.create(2, "my-nic", label="taken")
    for bad, errno, name, words in (
            ({"pool": "gold", "count": GOLD + 1}, EAGAIN, None, "the pool is empty"),
            ({"pool": "lead"}, ENOENT, "pool", "no such pool"),
            ({"pool": "gold", "label": "taken"}, EEXIST, "label", "taken"),
            ({"pool": "gold", "label": "1a"}, EINVAL, "label", "a letter"),
            ({"pool": "gold", "owner": "a b"}, EINVAL, "owner", "printable"),
            ({"pool": "gold", "ttl": 3}, EINVAL, "ttl", "only a lease for a time"),
            ({"pool": "gold", "label": "anna", "count": 2}, EINVAL, "label", "only one"),
            (host.item(3, "small", label="taken"), EEXIST, "label", "taken"),
            (host.item(1, "tuned", resource=amounts(engine=16)), ENOSPC, "resource", "engine: 16 wanted")):
        for items, at in around(host, bad):
            host.none(f"{words} at {at}", items, errno, words, culprit=(at, name) if name else None)
    for items, at in around(host, {"pool": "gold", "lease": TTL}):
        host.none("no time", items, EINVAL, "needs the time", missing=(at, "ttl"))
    for items, at in around(host, host.item(2, "my-nic", active=True)):
        knob(2, "fail_register", 1)
        host.none(f"the driver at {at}", items, EIO, "simulated failure", culprit=(at, None))


def forms(host):
    """What an item that pulls may not say."""
    manifest = host.socket.do("manifest-get", parent_index=host.indexes[1], type="tuned")["manifest"]
    parent = host.socket.do("parent-get", index=host.indexes[3])
    for more in ({"parent_index": parent["index"]}, {"parent_name": parent["name"]}, {"uuid": b"\x55" * 16}, {"version": 1},
                 {"param": params(boost=True)}, {"resource": amounts(engine=1)}, {"manifest": manifest}, {"inactive": True}):
        for items, at in around(host, {"pool": "gold"} | more):
            host.none(f"{more}", items, EINVAL, "not for what is pulled", culprit=(at, next(iter(more))))
    for items, at in around(host, {"pool": "gold", "type": "small"}):
        host.none("a type too", items, EINVAL, "either a type or a pool", culprit=(at, "pool"))


def names_twice(host):
    """The second is at fault, whichever of them pulls."""
    pull, create = {"pool": "gold", "label": "anna"}, host.item(3, "small", label="anna")
    for pair in ([pull, create], [create, pull], [pull, pull]):
        host.none("a label twice", [{"pool": "silver"}] + pair, EEXIST, "taken", culprit=(2, "label"))


def cordon(host):
    host.socket.do("parent-set", index=host.indexes[1], cordon=1)
    host.none("a cordon", [{"pool": "gold"}, {"pool": "silver"}], EBUSY, "cordoned", culprit=(1, "pool"))
    host.socket.do("parent-set", index=host.indexes[1], cordon=0)
    host.events()


def owner_limit(host):
    """What is pulled and what is created count for one owner."""
    host.socket.do("parent-set", index=host.indexes[1], limit=limits("jim", engine=3))
    host.events()
    pull, create = {"pool": "silver", "owner": "jim"}, host.item(1, "wide", owner="jim")
    host.none("a fourth", [pull, create | {"count": 2}, pull], ENOSPC, "left of owner's limit")
    host.none("a fourth", [pull, pull, pull, create], ENOSPC, "engine: 1 wanted, 0 left of owner's limit", culprit=(3, "owner"))
    host.run([pull, create, pull])
    host.delete_all()
    host.socket.do("parent-set", index=host.indexes[1], limit=[{"owner": "jim", "resource": "engine"}])
    host.events()


def leases_end(host):
    """What was pulled goes back, what was created goes away, when the socket does."""
    sock = Socket(host.spec, family=host.socket.family)
    lease = {"lease": SOCKET}
    host.run([{"pool": "gold", "count": 2} | lease, host.item(3, "small", active=True, **lease), {"pool": "silver"} | lease], sock=sock)
    sock.close()
    host.await_ready("gold", GOLD)
    host.await_ready("silver", SILVER)
    host.await_end_of_others()


def undelivered(host):
    """Whom the answer does not reach has pulled and created nothing."""
    items = [{"pool": "gold", "label": "anna", "count": 1}, host.item(3, "small", active=True, label="berta"),
             {"pool": "silver", "owner": "joe", "count": 2}]
    sock = host.full_socket()
    host.events()
    sock.sock.send(host.message(items, sock=sock)[0])
    host.await_ready("gold", GOLD)
    host.await_ready("silver", SILVER)
    deadline = time.monotonic() + 30
    seen = []
    while not any(name == DEL for name, _ in seen) and time.monotonic() < deadline:
        seen += host.listener.events(1)
    host.same("went", 1, sum(name == DEL for name, _ in seen))
    sock.close()
    devs = host.run(items)
    host.same("number", 4, len(devs))


def opposite(host):
    """Two ask for all of both pools in opposite order, or for most of one: one gets all of it."""
    items = [{"pool": "gold", "count": GOLD}, {"pool": "silver", "count": SILVER}]

    def undo(sock, devs):
        for dev in devs:
            answer = sock.request("pool-return", {"id": dev["id"]})
            host.same("returned", 0, answer.errno)
        host.await_ready("gold", GOLD)
        host.await_ready("silver", SILVER)

    one_wins(host, [items, items[::-1]], EAGAIN, undo, ROUNDS)
    most = [{"pool": "gold", "count": GOLD - 1}]
    one_wins(host, [most, most], EAGAIN, undo, ROUNDS)


def main():
    host = PoolHost()
    host.point("pulled and created", mixed)
    host.point("brief answers", brief)
    host.point("all of a stock", never_twice)
    host.point("whatever fails", fails)
    host.point("what an item may not say", forms)
    host.point("names given twice", names_twice)
    host.point("a cordon", cordon)
    host.point("a limit of an owner", owner_limit)
    host.point("leases end", leases_end)
    host.point("answers that are not delivered", undelivered)
    host.point("in opposite order", opposite)
    host.unmake()
    for number in (1, 2, 3):
        host.remove(number)
    host.end()


main()
