#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Owners: who is shown, who is found by a dump, and what is deleted only for its owner."""
from errno import EBUSY, ENODEV, EPERM, errorcode

from lease_host import CHANGE, DEL, SOCKET, TTL, Host, story
from witness_netlink import Socket

NAMES = ("a", "7", "-", "joe@example.org", "/vm/4711", "%s", "'\"\\", "~" * 63, "!", "anna")


def shown(host):
    """As it was given, in answers, dumps and events; a subdevice without one shows none."""
    for name in NAMES:
        dev = host.create(2, "small", owner=name)
        [(_, added)] = host.listener.events()
        host.same("owner", [name] * 3, [obj.get("owner") for obj in (dev, added, host.get(dev))])
        dry = host.socket.do("dev-create", **host.new(2, "small", owner=name, dry_run=True))
        host.same("owner of a dry run", name, dry["owner"])
        changed = host.set(dev, new_label="x")
        host.same("owner after a change", name, changed["owner"])
        host.delete(dev)
    host.same("no owner", None, host.create(2, "small").get("owner"))


def found(host):
    """By a dump, alone and of one parent; whose begins like it is somebody else."""
    mine = {name: [host.create(number, "small", owner=name, active=active) for number in (2, 3) for active in (True, False)]
            for name in ("joe", "jo", "joe2", "Joe")}
    mine[""] = [host.create(number, "small", active=active) for number in (2, 3) for active in (True, False)]
    for name, devs in mine.items():
        host.same(f"those of {name}", devs, host.socket.dump("dev-get", owner=name))
        for i, number in enumerate((2, 3)):
            host.same(f"those of {name} on one parent", devs[2 * i:2 * i + 2],
                      host.socket.dump("dev-get", owner=name, parent_index=host.indexes[number]))
    for name in ("j", "joe ", "nobody", "JOE", "~" * 63):
        host.same(f"those of {name!r}", [], host.socket.dump("dev-get", owner=name))
    host.same("all", 4 * len(mine), len(host.socket.dump("dev-get")))


def many(host):
    """One of a few among many, over more than one message."""
    devs = [host.create(2, "small", owner=f"o{i % 7}") for i in range(700)]
    for i in (0, 3, 6):
        host.same("those of one", [dev for dev in devs if dev["owner"] == f"o{i}"], host.socket.dump("dev-get", owner=f"o{i}"))
    host.socket.close()
    host.socket = Socket(host.spec, rcvbuf=8 << 20)


def deleted(host):
    """Only for its owner, in each state; without an owner in the request for anybody."""
    for active in (False, True):
        dev = host.create(2, "small", owner="joe", label="anna", active=active)
        for handle in ({"id": dev["id"]}, {"label": "anna"}, {"uuid": dev["uuid"]}):
            for more in ({}, {"force": True}):
                host.refused(f"for jo {more}", "dev-delete", handle | {"owner": "jo"} | more, EBUSY, "the owner is joe", culprit="owner")
        host.listener.events()
        host.socket.do("dev-delete", label="anna", owner="joe")
        host.same("story", [(CHANGE, "removing", "command"), (DEL, "removing", "command")], story(host.until_gone(dev), dev))
        host.same("and again", ENODEV, host.send("dev-delete", {"id": dev["id"], "owner": "joe"}).errno)
        host.delete(host.create(2, "small", owner="joe", active=active))
        dev = host.create(2, "small", active=active)
        host.refused("of nobody's", "dev-delete", {"id": dev["id"], "owner": "joe"}, EBUSY, "it has no owner", culprit="owner")
        host.delete(dev, owner="")
    dev = host.create(2, "small", owner="w" * 63)
    host.refused("for none", "dev-delete", {"id": dev["id"], "owner": ""}, EBUSY, "the owner is www", culprit="owner")
    host.refused("of the longest", "dev-delete", {"id": dev["id"], "owner": "joe"}, EBUSY, f"the owner is {'w' * 60}")


def leased(host):
    """An owner does not end a lease, a lease does not ask for the owner."""
    with Socket(host.spec, family=host.socket.family) as sock:
        devs = [sock.do("dev-create", **host.new(2, "small", owner=name, lease=SOCKET)) for name in ("joe", "jim")]
        host.refused("a leased one", "dev-delete", {"id": devs[0]["id"], "owner": "jim"}, EBUSY, "the owner is joe")
        host.delete(devs[0], owner="joe")
        host.listener.events()
    host.ended("the other", devs[1])


def without_privilege(host):
    """Nothing of this is for users; they see it all."""
    dev = host.create(2, "small", owner="joe", lease=TTL, ttl=3600)
    requests = (("dev-create", host.new(2, "small", owner="joe")), ("dev-create", host.new(2, "small", lease=SOCKET)),
                ("dev-renew", {"id": dev["id"]}), ("dev-delete", {"id": dev["id"], "owner": "joe"}),
                ("parent-set", {"index": host.indexes[2], "cordon": 1}))
    before = host.state()
    seen = host.as_user(lambda: ([host.send(name, attrs).errno for name, attrs in requests],
                                 [each["owner"] for each in host.socket.dump("dev-get", owner="joe")]))
    host.same(errorcode[EPERM], str(([EPERM] * len(requests), ["joe"])), seen)
    for obj in before["dev-get"]:
        obj.pop("ttl")
    after = host.state()
    for obj in after["dev-get"]:
        obj.pop("ttl")
    host.same("nothing has changed", before, after)


def main():
    host = Host(basic=2)
    host.add(3, "basic")
    host.point("an owner is shown", shown)
    host.point("a dump finds those of one", found)
    host.point("a dump finds those of one among many", many)
    host.point("deleted for its owner only", deleted)
    host.point("with a lease", leased)
    host.point("without privilege", without_privilege)
    for number in (2, 3):
        host.remove(number)
    host.end()


main()
