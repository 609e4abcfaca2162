#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Pools themselves: their names, numbers and messages; what they are composed of; how they come, change and go."""
from errno import EBUSY, EEXIST, EINVAL, ENODEV, ENOENT, ENOSPC, EOPNOTSUPP, ERANGE, ESTALE
import struct
import subprocess

from lease_host import ADD, CHANGE, DEL
from pool_host import DELETED, POOL_ADD, POOL_CHANGE, POOL_DEL, Host, dev_story, story
from sim_host import amounts, by_name, params, values
from sim_knobs import counter

TOP = (1 << 32) - 1
POOLS_MAX = 1024


def created(host):
    """What the answer, a look, a dump and the event say, and how it is filled."""
    host.listener.events()
    pool = host.create_pool(2, "small", size=3)
    wanted = {"name": "gold", "parent-index": host.indexes[2], "parent-name": "platform/subdev_sim.2", "type": "small", "size": 3,
              "low": 3, "max-devs": 0}
    host.same("what was asked for", wanted, {name: pool[name] for name in wanted})
    host.same("state in the answer", "filling", pool["state"])
    full = host.await_pool(state="steady")
    host.same("counts", (3, 3, 0, 0), host.counts())
    host.same("a dump", [full], host.socket.dump("pool-get"))
    for only, count in (({"parent_index": host.indexes[2]}, 1), ({"parent_index": host.indexes[1]}, 0),
                        ({"parent_name": "platform/subdev_sim.2"}, 1), ({"parent_name": "pci/0000:00:04.0"}, 0)):
        host.same(f"a dump of {only}", count, len(host.socket.dump("pool-get", **only)))
    seen = host.settled()
    host.same("story", [(POOL_ADD, "steady", "command", 0), (POOL_CHANGE, "filling", "command", 0),
                        (POOL_CHANGE, "steady", "refill", 3)], story(seen))
    host.same("subdevices that came", [(ADD, "idle", True, "refill")] * 3,
              [dev_story(seen, dev)[0] for dev in host.devs_of()])
    host.same("events", 6, len(seen))
    generations = sorted([obj["generation"] for name, obj in seen if name.startswith("pool")] +
                         [obj["pool-counts"]["generation"] for name, obj in seen if name == ADD])
    host.same("generations", list(range(1, 7)), generations)
    host.same("generation in the end", 6, full["generation"])
    for dev in host.devs_of():
        host.same("a ready one", ("gold", True, "persistent", None, None),
                  tuple(dev.get(name) for name in ("pool", "ready", "lease", "label", "owner")))
    host.same("subdevices of the parent", 3, host.parent(2)["devs"])
    host.same("active", 3, counter(2, "activates") - counter(2, "deactivates"))


def deleted(host):
    host.filled(2, "small", size=2)
    devs = host.devs_of()
    answer = host.socket.do("pool-delete", name="gold")
    host.same("answer", "removing", answer["state"])
    seen = host.await_pool_gone()
    host.same("story", [(POOL_CHANGE, "removing", "command", 2), (POOL_DEL, "removing", "command", 0)], story(seen))
    seen += host.settled()
    for dev in devs:
        host.same("story of a subdevice", DELETED, dev_story(seen, dev))
    host.same("look", ENOENT, host.send("pool-get", {"name": "gold"}).errno)
    host.filled(2, "small", size=1)
    host.delete_pool()


def empty_one(host):
    """One with a size of 0 has nothing, and is never filled."""
    pool = host.create_pool(2, "small")
    host.same("numbers", (0, 0, 0, "steady"), tuple(pool[name] for name in ("size", "low", "max-devs", "state")))
    host.same("story", [(POOL_ADD, "steady", "command", 0)], story(host.settled()))
    host.empty("a pull", "exhausted")
    seen = host.delete_pool()
    host.same("its end", [(POOL_CHANGE, "removing", "command", 0), (POOL_DEL, "removing", "command", 0)], story(seen))


def names(host):
    """Of the form of a label, and each once; by its name alone it is found."""
    host.filled(2, "small", "gold", size=1)
    for name in ("a", "Gold", "gold.1", "g_-.0", "x" * 63):
        host.create_pool(2, "small", name)
    host.refused("a name that is taken", "pool-create", {"name": "gold", "parent_index": host.indexes[1], "type": "lean"}, EEXIST,
                 "taken", culprit="name")
    host.same("the name of a pool is no label", "gold", host.create(2, "small", label="gold")["label"])
    for name in ("gol", "gold1", "GOLD", "", "4711", b"gold\0x\0", b"\0gold\0"):
        for op_name in ("pool-get", "pool-delete"):
            host.refused(f"{op_name} of {name!r}", op_name, {"name": name}, ENOENT, "no such pool", culprit="name")
        host.refused(f"a set of {name!r}", "pool-set", {"name": name, "size": 3}, ENOENT, "no such pool", culprit="name")
        host.refused(f"a pull of {name!r}", "pool-pull", {"pool": name}, ENOENT, "no such pool", culprit="pool")
        host.refused(f"a push to {name!r}", "pool-push", {"pool": name}, ENOENT, "no such pool", culprit="pool")
        answer = host.socket.request("dev-get", {"pool": name}, "dump")
        host.same(f"a dump of {name!r}", (ENOENT, []), (answer.errno, answer.objects))


def not_there(host):
    """No parent, no type, a driver that cannot: no pool."""
    new = {"name": "gold", "parent_index": host.indexes[2], "type": "small", "size": 1}
    host.refused("no such parent", "pool-create", new | {"parent_index": 99}, ENODEV, culprit="parent_index")
    host.refused("no such parent by name", "pool-create", {"name": "gold", "parent_name": "pci/0", "type": "small"}, ENODEV,
                 culprit="parent_name")
    host.refused("no such type", "pool-create", new | {"type": "wide"}, ENOENT, culprit="type")
    for missing in ("name", "parent_index", "type"):
        less = {name: value for name, value in new.items() if name != missing}
        answer = host.refused(f"no {missing}", "pool-create", less, EINVAL)
        wanted = host.spec.ops["pool-create"].set.by_name[missing.replace("_", "-")].value
        host.same(f"what is missing without {missing}", wanted, answer.missing)
    subprocess.run(["modprobe", "subdev_serial"], check=True)
    host.listener.events()
    serial = next(parent for parent in host.socket.dump("parent-get") if parent["driver"] == "subdev_serial")
    type_name = host.socket.dump("type-get", parent_index=serial["index"])[0]["name"]
    answer = host.send("pool-create", {"name": "gold", "parent_index": serial["index"], "type": type_name})
    host.same("a driver that may not reset", True, answer.errno in (0, EOPNOTSUPP))
    if not answer.errno:
        host.delete_pool()
    subprocess.run(["rmmod", "subdev_serial"], check=True)
    host.listener.events()


def numbers(host):
    """Size, low and maximum: what follows what, and what cannot be."""
    new = {"name": "gold", "parent_index": host.indexes[2], "type": "small"}
    for wrong, culprit in (({"low": 1}, "low"), ({"size": 3, "low": 4}, "low"), ({"size": 3, "low": TOP}, "low"),
                           ({"size": 4, "max_devs": 3}, "max_devs"), ({"size": TOP, "max_devs": TOP - 1}, "max_devs"),
                           ({"size": 2, "low": 3, "max_devs": 1}, "low")):
        host.refused(f"a pool with {wrong}", "pool-create", new | wrong, ERANGE, culprit=culprit)
    host.create_pool(2, "small", size=3, low=2, max_devs=8)
    host.await_pool(state="steady", ready=3)
    host.settled()
    for wrong, culprit in (({"low": 4}, "low"), ({"size": 1}, "size"), ({"size": 9}, "size"), ({"max_devs": 2}, "max_devs"),
                           ({"size": 9, "max_devs": 8}, "max_devs"), ({"size": 5, "low": 6}, "low")):
        host.refused(f"a set to {wrong}", "pool-set", {"name": "gold"} | wrong, ERANGE, culprit=culprit)
    for good in ({"low": 0}, {"low": 3}, {"size": 8}, {"max_devs": 0}, {"size": 3, "low": 1, "max_devs": 3}):
        pool = host.set_pool(**good)
        host.same(f"set to {good}", good, {name: pool[name.replace("_", "-")] for name in good})
        host.await_pool(state="steady")
    host.settled()
    answer = host.refused("nothing to set", "pool-set", {"name": "gold"}, EINVAL)
    host.same("what is missing", host.spec.sets["pool"].by_name["size"].value, answer.missing)


def low_follows(host):
    """A low that was not asked for is the size, also later."""
    host.filled(2, "small", size=2)
    host.same("low", 3, host.set_pool(size=3)["low"])
    host.await_pool(state="steady", ready=3)
    host.same("low that was asked for", 1, host.set_pool(low=1)["low"])
    host.same("it stays", 1, host.set_pool(size=4)["low"])
    host.await_pool(state="steady", ready=4)


def resized(host):
    """More are added up to a new size; those that are too many stay."""
    host.filled(2, "small", size=2)
    host.set_pool(size=5)
    host.await_pool(state="steady", ready=5)
    host.settled()
    pool = host.set_pool(size=1)
    host.same("too many", (5, "steady"), (pool["ready"], pool["state"]))
    seen = host.settled()
    host.same("story", [(POOL_CHANGE, "steady", "command", 5)], story(seen))
    devs = [host.pull() for _ in range(4)]
    host.same("left", (5, 1, 4, 0), host.counts())
    host.give_back(*devs)
    host.same("back", (5, 5, 0, 0), host.counts())


def generations(host):
    pool = host.filled(2, "small", size=1)
    before = pool["generation"]
    for op_name, more in (("pool-set", {"size": 2}), ("pool-delete", {})):
        for wrong in (before - 1, before + 1, 0, (1 << 64) - 1):
            answer = host.refused(f"{op_name} of generation {wrong}", op_name, {"name": "gold", "if_generation": wrong} | more, ESTALE,
                                  culprit="if_generation")
            host.same("cookie", struct.pack("=Q", before), answer.cookie)
    host.set_pool(low=0, if_generation=before)
    host.socket.do("pool-delete", name="gold", if_generation=host.pool()["generation"])
    host.await_pool_gone()


def composed(host):
    """Its subdevices are what it says: version, params, amounts."""
    more = {"version": 2, "param": params(depth=9), "resource": amounts(channel=16, engine=3)}
    pool = host.filled(1, "tuned", size=2, **more)
    host.same("amounts of the pool", {"channel": 16, "engine": 3}, by_name(pool["resource"], "amount"))
    host.same("no ranges", set(), {"start"} & {name for each in pool["resource"] for name in each})
    host.same("params of the pool", 9, values(pool)["depth"])
    for dev in host.devs_of():
        host.same("amounts", by_name(pool["resource"], "amount"), by_name(dev["resource"], "amount"))
        host.same("params", values(pool), values(dev))
        host.same("version", pool.get("version"), dev.get("version"))
    host.same("free", (32, 10), tuple(host.free(1)[name] for name in ("channel", "engine")))
    pulled = host.pull()
    host.same("amounts of a pulled one", by_name(pool["resource"], "amount"), by_name(pulled["resource"], "amount"))
    host.delete_pool(force=True)
    newest = host.filled(1, "tuned", size=1)
    host.same("the newest", 5, newest["version"])


def composed_wrong(host):
    """What cannot be is refused as a create is."""
    new = {"name": "gold", "parent_index": host.indexes[1], "type": "tuned"}
    for wrong, errno, culprit in (({"version": 3}, ENOENT, "version"), ({"param": params(nothing=1)}, ENOENT, None),
                                  ({"param": params(depth=99)}, ERANGE, None), ({"resource": amounts(nothing=1)}, ENOENT, None),
                                  ({"resource": amounts(channel=9)}, ERANGE, None), ({"resource": amounts(engine=17)}, ERANGE, None)):
        host.refused(f"a pool of {wrong}", "pool-create", new | wrong, errno, culprit=culprit)
    host.knobs(1, fail_validate=1)
    answer = host.send("pool-create", new)
    host.same("a driver that refuses", True, bool(answer.errno))
    host.same("pools", [], host.socket.dump("pool-get"))


def in_stock(host):
    """A ready one is nobody's: it cannot be opened, changed, deactivated, returned or pushed, but deleted."""
    host.filled(2, "small", size=2)
    dev, other = host.devs_of()
    host.refused("a set", "dev-set", {"id": dev["id"], "new_label": "anna"}, EBUSY, culprit="id")
    host.refused("a deactivation", "dev-deactivate", {"id": dev["id"]}, EBUSY, "belongs to a pool", culprit="id")
    host.refused("an activation", "dev-activate", {"id": dev["id"]}, EBUSY, culprit="id")
    host.refused("a return", "pool-return", {"id": dev["id"]}, EBUSY, "not pulled", culprit="id")
    host.refused("a push", "pool-push", {"pool": "gold", "id": dev["id"]}, EBUSY, "belongs to a pool", culprit="id")
    host.refused("a renewal", "dev-renew", {"id": dev["id"], "ttl": 3}, EBUSY, culprit="id")
    host.refused("a delete for an owner", "dev-delete", {"id": dev["id"], "owner": "joe"}, EBUSY, culprit="owner")
    host.listener.events()
    host.socket.do("dev-delete", id=dev["id"])
    seen = host.settled()
    host.same("story of the deleted one", DELETED, dev_story(seen, dev))
    host.await_pool(state="steady", ready=2)
    host.same("another in its place", (2, True), (len(host.devs_of()), other["id"] in [each["id"] for each in host.devs_of()]))


def one_life(host):
    """All events of one that is added, pulled, opened, returned and deleted."""
    host.filled(2, "small", size=1, low=0)
    dev = host.pull(label="anna", owner="joe")
    host.give_back(dev)
    host.socket.do("dev-delete", id=dev["id"])
    seen = host.settled()
    host.same("story", [(CHANGE, "idle", False, "command"), (CHANGE, "resetting", False, "command"), (CHANGE, "idle", True, "command"),
                        (CHANGE, "removing", False, "command"), (DEL, "removing", False, "command")], dev_story(seen, dev))
    host.same("counts in them", [(1, 0, 1, 0), (1, 0, 0, 0), (1, 1, 0, 0), (0, 0, 0, 0), None],
              [tuple(obj["pool-counts"][name] for name in ("devs", "ready", "pulled", "failed")) if "pool-counts" in obj else None
               for _, obj in seen if obj.get("id") == dev["id"]])
    host.same("pool in them", ["gold", "gold", "gold", None, None], [obj.get("pool") for _, obj in seen if obj.get("id") == dev["id"]])


def as_many_as_can_be(host):
    for number in range(POOLS_MAX):
        host.create_pool(2, "small", f"p{number}")
    host.listener.events()
    host.same("pools", POOLS_MAX, len(host.socket.dump("pool-get")))
    answer = host.send("pool-create", {"name": "gold", "parent_index": host.indexes[2], "type": "small"})
    host.same("one more", ENOSPC, answer.errno)
    host.delete_pool("p7")
    host.create_pool(2, "small", "gold")


POINTS = (
    ("create: what is told, and how it is filled", created),
    ("delete: it goes with its stock", deleted),
    ("one that is never filled", empty_one),
    ("names", names),
    ("no parent, no type, no reset", not_there),
    ("numbers that cannot be", numbers),
    ("low follows size", low_follows),
    ("another size", resized),
    ("only if the generation is the same", generations),
    ("what its subdevices are composed of", composed),
    ("what they cannot be composed of", composed_wrong),
    ("what is in stock is nobody's", in_stock),
    ("one life", one_life),
    ("as many pools as there can be", as_many_as_can_be),
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
