#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Transactions that create: all of it or nothing, whatever fails in whichever item, and nobody sees a part."""
import os
import time
import uuid
from errno import EBUSY, EEXIST, EINVAL, EIO, ENODEV, ENOENT, ENOSPC, EOPNOTSUPP, ERANGE

from lease_host import Aside, SOCKET, TTL
from limit_host import limits
from sim_host import amounts, by_name, params
from sim_knobs import await_counter, counter, knob
from transaction_host import ADD, CHANGE, DEL, DEVICES, Host
from witness_netlink import Socket

ITEMS_MAX = 1024


def unlike(host):
    """One message, three parents, five kinds: each is as if it had been created by itself."""
    items = [host.item(1, "wide", active=True, label="anna", owner="joe", resource=amounts(channel=5)),
             host.item(2, "my-nic", version=1, param=params(rx_filter_size=128)),
             host.item(3, "small", active=True, uuid=b"\x51" * 16),
             host.item(1, "lean", lease=TTL, ttl=1000, count=2),
             host.item(1, "tuned", active=True, lease=SOCKET, count=3)]
    devs = host.run(items)
    host.same("subdevices", 8, len(devs))
    host.added("five items", devs)
    for dev in devs:
        whole = host.get(dev)
        brief = {name: whole[name] for name in ("id", "uuid", "label", "group", "cdev") if name in whole}
        host.same("brief answer", brief, dev)
    wanted = [("wide", "idle"), ("my-nic", "inactive"), ("small", "idle")] + 2 * [("lean", "inactive")] + 3 * [("tuned", "idle")]
    host.same("what they are", wanted, [(dev["type"], dev["state"]) for dev in map(host.get, devs)])
    first, nic, third = map(host.get, devs[:3])
    host.same("the first", ("anna", "joe", 5), (first["label"], first["owner"], by_name(first["resource"], "amount")["channel"]))
    host.same("the second", 128, by_name(nic["param"], "uint")["rx-filter-size"])
    host.same("the third", b"\x51" * 16, third["uuid"])
    host.same("leases", ["ttl"] * 2 + ["socket"] * 3, [host.get(dev)["lease"] for dev in devs[3:]])
    host.same("in sysfs", sorted(str(uuid.UUID(bytes=dev["uuid"])) for dev in devs if "group" in dev or "cdev" in dev),
              sorted(os.listdir(DEVICES)))


def whole(host):
    """Whole objects, as get has them."""
    items = [host.item(1, "tuned", active=True, count=3), host.item(2, "long-nic"), host.item(3, "full", active=True, label="a")]
    devs = host.run(items, whole=True)
    host.same("objects", [host.get(dev) for dev in devs], devs)
    host.added("whole ones", devs)


def one(host):
    """A list of one is a create."""
    dev, = host.run([host.item(3, "small", active=True, label="anna")])
    host.added("one", [dev])
    host.same("label", "anna", host.get(dev)["label"])


def leases_end(host):
    """Those of a socket go with it, each, and the others stay."""
    sock = Socket(host.spec, family=host.socket.family)
    devs = host.run([host.item(1, "lean", lease=SOCKET, count=5), host.item(2, "my-nic", active=True, lease=SOCKET),
                     host.item(3, "small", count=2)], sock=sock)
    host.listener.events()
    sock.close()
    host.ended("six leases", *devs[:6])
    host.alive("the others", *devs[6:])


def around(host, bad):
    """The bad item first, in the middle, and last, with its place; good ones around it, active and not, on all parents."""
    good = [host.item(1, "wide", active=True, owner="joe"), host.item(2, "my-nic", active=True, label="first"),
            host.item(3, "small"), host.item(3, "full", active=True, count=2)]
    for at in (0, 2, 4):
        yield good[:at] + [bad] + good[at:], at


def names_taken(host):
    """A label or UUID that somebody has."""
    other = host.create(3, "small", label="berta", active=True)
    for bad, name in (({"label": "berta"}, "label"), ({"uuid": other["uuid"]}, "uuid")):
        for active in (False, True):
            for items, at in around(host, host.item(3, "small", active=active, **bad)):
                host.none(f"{name} at {at}", items, EEXIST, "taken", culprit=(at, name))


def names_twice(host):
    """The second of the same is at fault."""
    for bad, name in (({"label": "berta"}, "label"), ({"uuid": b"\x52" * 16}, "uuid")):
        for items, at in around(host, host.item(1, "lean", **bad)):
            host.none(f"{name} twice", items + [host.item(3, "small", **bad)], EEXIST, "taken", culprit=(len(items), name))


def no_room(host):
    """Each alone has room; together they have not. What is at fault is the amount, or the parent where none is named."""
    for active in (False, True):
        for items, at in around(host, host.item(1, "tuned", active=active, resource=amounts(engine=16))):
            # one of the good ones holds an engine: where it comes first, or not
            which = (at, "resource") if at else (1, "parent_index")
            host.none(f"engines at {at}", items, ENOSPC, "engine:", culprit=which)
    for items, at in around(host, host.item(1, "lean", count=22)):
        host.none(f"channels at {at}", items, ENOSPC, "channel:")
    host.same("all channels are free", 64, host.largest(1, "channel"))


def no_place(host):
    """More than the parent takes, by count and by items."""
    host.add(4, "basic", max_devs=5)
    for items, at in around(host, host.item(4, "small", count=6)):
        host.none(f"count at {at}", items, ENOSPC, "subdevices: 1 wanted, 0 of 5 free", culprit=(at, "parent_index"))
    host.none("six items", [host.item(4, "small", active=True)] * 6, ENOSPC, "0 of 5 free", culprit=(5, "parent_index"))
    devs = host.run([host.item(4, "small", count=3), host.item(4, "small"), host.item(4, "full")])
    host.none("a full parent", [host.item(3, "small"), host.item(4, "small")], ENOSPC, "0 of 5 free", culprit=(1, "parent_index"))
    host.delete(*devs)
    host.remove(4)


def owner_limit(host):
    """What one owner may hold, of all items together."""
    host.socket.do("parent-set", index=host.indexes[1], limit=limits("jim", engine=3))
    wide = host.item(1, "wide", owner="jim")
    for items, at in around(host, host.item(1, "wide", owner="jim", resource=amounts(engine=4))):
        host.none(f"limit at {at}", items, ENOSPC, "engine: 4 wanted, 3 left of owner's limit", culprit=(at, "resource"))
    host.none("four times 1", [wide] * 4, ENOSPC, "engine: 1 wanted, 0 left", culprit=(3, "owner"))
    host.none("count 4", [wide | {"count": 4}], ENOSPC, "engine: 1 wanted, 0 left", culprit=(0, "owner"))
    host.run([wide | {"count": 2}, wide])
    host.none("one more", [wide], ENOSPC, "0 left", culprit=(0, "owner"))
    host.delete_all()
    host.socket.do("parent-set", index=host.indexes[1], limit=[{"owner": "jim", "resource": "engine"}])


def cordon(host):
    """One parent of three takes nothing."""
    host.socket.do("parent-set", index=host.indexes[3], cordon=1)
    items = [host.item(1, "wide", active=True), host.item(2, "my-nic"), host.item(3, "small"), host.item(1, "lean")]
    host.none("a cordon", items, EBUSY, "the parent is cordoned", culprit=(2, "parent_index"))
    host.socket.do("parent-set", index=host.indexes[3], cordon=0)
    host.listener.events()
    host.run(items)


def unknown(host):
    """What there is not."""
    for bad, errno, name, words in (
            (host.item(3, "tiny"), ENOENT, "type", "no such type"),
            (host.item(3, "small") | {"parent_index": 77}, ENODEV, "parent_index", "no such parent"),
            ({"type": "small", "parent_name": "platform/none"}, ENODEV, "parent_name", "no such parent"),
            (host.item(1, "wide", resource=amounts(wheel=1)), ENOENT, "resource", "uses no such resource"),
            (host.item(1, "tuned", version=9), ENOENT, "version", "version 9"),
            (host.item(1, "tuned", param=params(wheel=1)), ENOENT, "param", "no such param"),
            (host.item(1, "wide", resource=amounts(channel=99)), ERANGE, "resource", "not in"),
            (host.item(1, "wide", version=1), EOPNOTSUPP, "version", "has no model"),
            (host.item(3, "small", owner="a b"), EINVAL, "owner", "printable"),
            (host.item(3, "small", label="1a"), EINVAL, "label", "a letter"),
            (host.item(3, "small", uuid=bytes(16)), EINVAL, "uuid", "nil"),
            (host.item(3, "small", ttl=5), EINVAL, "ttl", "only a lease for a time")):
        for items, at in around(host, bad):
            host.none(f"{name} {bad[name]} at {at}", items, errno, words, culprit=(at, name))


def manifests(host):
    """A manifest says all of an item."""
    manifest = host.socket.do("manifest-get", parent_index=host.indexes[1], type="tuned")["manifest"]
    devs = host.run([host.item(1, "tuned", active=True, manifest=manifest, count=2), host.item(2, "my-nic")])
    host.same("manifests", [manifest] * 2, [host.socket.do("manifest-get", id=dev["id"])["manifest"] for dev in devs[:2]])
    host.delete(*devs)
    for more, name in (({"version": 1}, "version"), ({"resource": amounts(engine=1)}, "resource")):
        for items, at in around(host, host.item(1, "tuned", manifest=manifest, **more)):
            host.none(f"manifest and {name}", items, EINVAL, "a manifest has it already", culprit=(at, name))
    for items, at in around(host, host.item(2, "my-nic", manifest=manifest)):
        host.none("the manifest of another", items, EINVAL)


def forms(host):
    """What an item may not be."""
    small = host.item(3, "small")
    for bad, name in ((small | {"count": 2, "label": "anna"}, "label"), (small | {"count": 2, "uuid": b"\x53" * 16}, "uuid")):
        for items, at in around(host, bad):
            host.none(f"count 2 and {name}", items, EINVAL, "only one can have this", culprit=(at, name))
    parent = {"parent_index": host.indexes[3]}
    for items, at in around(host, parent):
        host.none("no type", items, EINVAL, "a type or a pool is needed", missing=(at, "type"))
    for items, at in around(host, {"type": "small"}):
        host.none("no parent", items, EINVAL, "a parent is needed", missing=(at, "parent-index"))
    for items, at in around(host, small | {"lease": TTL}):
        host.none("no time", items, EINVAL, "needs the time", missing=(at, "ttl"))
    for count in (0, 1025, 2 ** 32 - 1):
        for items, at in around(host, small | {"count": count}):
            host.none(f"count {count}", items, ERANGE, culprit=(at, "count"))
    host.none("nothing", [], EINVAL, "an item is needed")
    host.none("nothing, whole", [], EINVAL, "an item is needed", whole=True)
    host.none("an empty item", [{}], EINVAL, "a type or a pool is needed", missing=(0, "type"))


def driver_fails(host):
    """At each step of the building of each item, after others have been built: what was built is gone."""
    for name in ("activate", "build", "register"):
        for items, at in around(host, host.item(2, "long-nic", active=True)):
            for which in range(2):
                # the first or the second on this parent
                knob(2, f"fail_{name}", 1 + which)
                if which:
                    items = [item for item in items if item.get("label") != "first"] + [host.item(2, "my-nic", active=True)]
                host.none(f"{name} fails at {at}", items, EIO, "simulated failure")
                knob(2, f"fail_{name}", 0)
    for items, at in around(host, host.item(2, "long-nic")):
        knob(2, "fail_validate", 1)
        host.none(f"validate fails at {at}", items, EIO, "simulated failure")


def blames_the_item(host):
    """Where the driver fails, the item is at fault."""
    items = [host.item(1, "wide", active=True), host.item(3, "small", active=True), host.item(2, "my-nic", active=True)]
    for at, number in enumerate((1, 3, 2)):
        knob(number, "fail_register", 1)
        host.none("a failure", items, EIO, "simulated failure", culprit=(at, None))


def most(host):
    """As many as there may be, as items and as counts; one more, and very many."""
    small = host.item(3, "small")
    for items in ([small] * ITEMS_MAX, [small | {"count": ITEMS_MAX}], [small | {"count": 500}, host.item(3, "full", count=523), small]):
        devs = host.run(items)
        host.same("number", ITEMS_MAX, len(devs))
        host.added("very many", devs)
        host.same("ids, each once", ITEMS_MAX, len({dev["id"] for dev in devs}))
        host.delete(*devs)
    host.none("1025 items", [small] * (ITEMS_MAX + 1), ERANGE, "more than 1024 subdevices", culprit=(ITEMS_MAX, None))
    host.none("10000 items", [small] * 10000, ERANGE, "more than 1024 subdevices", culprit=(ITEMS_MAX, None))
    host.none("1024 and 1", [small | {"count": ITEMS_MAX}, small], ERANGE, "more than 1024 subdevices", culprit=(1, None))
    host.none("1024 times 1024", [small | {"count": ITEMS_MAX}] * ITEMS_MAX, ERANGE, "more than 1024", culprit=(1, None))
    long = ITEMS_MAX * [host.item(1, "lean", owner="o" * 63)]
    host.none("more than there is room", long, ENOSPC, "channel: 3 wanted", culprit=(21, "parent_index"))


def most_active(host):
    """All active, and the last fails: 1,023 are built and taken back."""
    small = host.item(3, "small", active=True, count=ITEMS_MAX - 1)
    knob(2, "fail_register", 1)
    host.none("the last of 1024", [small, host.item(2, "my-nic", active=True)], EIO, "simulated failure", culprit=(1, None))
    devs = host.run([small, host.item(2, "my-nic", active=True)])
    host.same("number", ITEMS_MAX, len(devs))
    host.added("very many active ones", devs)
    host.same("nodes", ITEMS_MAX, len([dev for dev in devs if "group" in dev or "cdev" in dev]))
    host.same("folders", ITEMS_MAX, len(os.listdir(DEVICES)))


def whole_most(host):
    """Whole objects are as many as fit into one answer."""
    nics = host.item(2, "my-nic", count=64)
    host.same("number", 64, len(host.run([nics], whole=True)))
    host.delete_all()
    host.listener.events()
    small = host.item(3, "small", count=ITEMS_MAX)
    host.same("number", ITEMS_MAX, len(host.run([small], whole=True)))
    host.delete_all()
    host.listener.events()
    # there is no room for so many, but that is not where it fails
    nic = host.item(2, "long-nic")
    host.none("too many", [nic | {"count": ITEMS_MAX}], ERANGE, "too many for whole objects", culprit=(1, None), whole=True)
    host.none("too many items", [nic] * ITEMS_MAX, ERANGE, "too many for whole objects", culprit=(ITEMS_MAX, None), whole=True)
    host.none("too many", [nic | {"count": ITEMS_MAX}], ENOSPC)


def under_way(host):
    """While the driver builds, what is reserved is nobody's to see or to have; udev and sysfs tell nothing but a name."""
    items = [host.item(3, "small", active=True, label="anna"), host.item(1, "wide", active=True, resource=amounts(engine=8)),
             host.item(1, "wide", active=True, resource=amounts(engine=8))]
    before = host.state()
    host.uevents.read()
    knob(1, "delay_activate", 60000)
    spare = Socket(host.spec, family=host.socket.family)
    create = Aside(host.run, items, False, spare)
    await_counter(1, "delayed", 1)
    host.same("dumps", before, host.state())
    host.same("events", [], host.events())
    host.same("uevents", [], host.uevents.read())
    for folder in os.listdir(DEVICES):
        for name in ("id", "type"):
            host.same(f"{name} of what is being built", ENODEV, read_errno(f"{DEVICES}/{folder}/{name}"))
    host.refused("its label", "dev-get", {"label": "anna"}, ENODEV)
    host.refused("to take its label", "dev-create", host.new(3, "small", label="anna"), EEXIST, culprit="label")
    host.refused("an engine", "dev-create", host.new(1, "wide"), ENOSPC, "engine: 1 wanted, 0 free")
    knob(1, "delay_activate", 0)
    devs = create.finish()
    host.added("three", devs)
    names = [str(uuid.UUID(bytes=dev["uuid"])) for dev in devs]
    host.same("uevents", [(action, name) for name in names for action in ("add", "bind")], host.uevents.read())
    host.same("ids in sysfs", [str(dev["id"]) for dev in devs], [read(f"{DEVICES}/{name}/id") for name in names])
    host.delete(*devs)
    host.same("uevents", sorted([("unbind", name) for name in names] + [("remove", name) for name in names]),
              sorted(host.uevents.read()))


def singles_under_way(host):
    """A create by itself, and an activation, tell as little; and when they fail, nothing ever."""
    for name, how in (("create", {"active": True}), ("activate", {})):
        knob(3, "delay_activate", 60000)
        host.uevents.read()
        dev = host.create(3, "small") if name == "activate" else None
        spare = Socket(host.spec, family=host.socket.family)
        if dev:
            aside = Aside(lambda: spare.do("dev-activate", id=dev["id"]))      # pylint: disable=cell-var-from-loop
        else:
            aside = Aside(lambda: spare.do("dev-create", **host.new(3, "small", **how)))    # pylint: disable=cell-var-from-loop
        await_counter(3, "delayed", 1)
        folder, = os.listdir(DEVICES)
        host.same(f"id of {name}", ENODEV, read_errno(f"{DEVICES}/{folder}/id"))
        host.same(f"uevents of {name}", [], host.uevents.read())
        knob(3, "delay_activate", 0)
        dev = aside.finish()
        host.same(f"uevents of {name}", [("add", folder), ("bind", folder)], host.uevents.read())
        host.same(f"id of {name}", str(dev["id"]), read(f"{DEVICES}/{folder}/id"))
        host.delete(dev)
        knob(3, "fail_register", 1)
        host.uevents.read()
        host.refused(f"a {name} that fails", "dev-create", host.new(3, "small", active=True), EIO)
        host.same("uevents of a failure", [], host.uevents.read())
        spare.close()


def node_held(host):
    """Who opens the node of what is being built is not waited for; what it holds up is free when it lets go."""
    nodes = "/dev/vfio/devices"
    if not os.path.isdir("/sys/class/vfio-dev"):
        return
    before = host.state()
    knob(1, "delay_activate", 60000)
    knob(1, "fail_register", 1)
    spare = Socket(host.spec, family=host.socket.family)
    items = [host.item(3, "small", active=True, label="anna"), host.item(1, "wide", active=True)]
    create = Aside(host.send_items, items, False, spare)
    await_counter(1, "delayed", 1)
    node, = os.listdir(nodes)
    fd = os.open(f"{nodes}/{node}", os.O_RDWR)
    knob(1, "delay_activate", 0)
    host.same("errno", EIO, create.finish().errno)
    host.same("dumps", before, host.state())
    host.refused("its label", "dev-create", host.new(3, "small", label="anna"), EEXIST, culprit="label")
    os.close(fd)
    deadline = time.monotonic() + 30
    while os.listdir(DEVICES) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.1)
    host.create(3, "small", label="anna")
    host.events()
    spare.close()


def undelivered(host):
    """Whom the answer does not reach has created nothing, alone or in a list."""
    lists = ([host.item(3, "small", active=True, label="anna")],
             [host.item(1, "wide", active=True), host.item(2, "my-nic", label="berta"), host.item(3, "small", active=True, count=3)])
    for items in lists:
        sock = host.full_socket()
        host.listener.events()
        sock.sock.send(host.message(items, sock=sock)[0])
        all_undone(host, sum(item.get("count", 1) for item in items))
        sock.close()
        host.delete(*host.run(items))
    for attrs in (host.new(3, "small", active=True, label="anna"), host.new(3, "small", label="anna")):
        sock = host.full_socket()
        host.listener.events()
        named = {name.replace("_", "-"): value for name, value in attrs.items()}
        op = host.spec.ops["dev-create"]
        sock.sock.send(sock.message(sock.pack(op, named)[0], op.value))
        all_undone(host, 1)
        sock.close()


def all_undone(host, number):
    """Each has come and gone, by command."""
    seen = []
    deadline = time.monotonic() + 30
    while sum(name == DEL for name, _ in seen) < number and time.monotonic() < deadline:
        seen += host.listener.events(1)
    ids = {obj["id"] for _, obj in seen}
    host.same("how many", number, len(ids))
    for dev_id in ids:
        host.same("its story", [(ADD, "command"), (CHANGE, "command"), (DEL, "command")],
                  [(name, obj["event"]["cause"]) for name, obj in seen if obj["id"] == dev_id])
    host.same("subdevices", [], host.socket.dump("dev-get"))


def read(path):
    with open(path, encoding="ascii") as f:
        return f.read().strip()


def read_errno(path):
    try:
        read(path)
    except OSError as e:
        return e.errno
    return 0


def main():
    host = Host(resources=1, nic=2, basic=3)
    host.point("unlike ones on three parents", unlike)
    host.point("whole objects", whole)
    host.point("a list of one", one)
    host.point("leases of many end", leases_end)
    host.point("names that are taken", names_taken)
    host.point("names given twice", names_twice)
    host.point("no room", no_room)
    host.point("no place", no_place)
    host.point("a limit of an owner", owner_limit)
    host.point("a cordon", cordon)
    host.point("what there is not", unknown)
    host.point("manifests", manifests)
    host.point("what an item may not be", forms)
    host.point("the driver fails", driver_fails)
    host.point("the item is blamed", blames_the_item)
    host.point("while it is built", under_way)
    host.point("single ones while they are built", singles_under_way)
    host.point("a node that is held open", node_held)
    host.point("answers that are not delivered", undelivered)
    host.point("as many as may be", most)
    host.point("as many as may be, active", most_active)
    host.point("as many whole objects as may be", whole_most)
    for number in (1, 2, 3):
        host.same("active in the end", counter(number, "activates"), counter(number, "deactivates"))
        host.remove(number)
    host.end()


main()
