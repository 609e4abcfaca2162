#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Requests of the right form that ask for what cannot be."""
import subprocess
import time
import uuid
from errno import EBUSY, EEXIST, EINVAL, ENODEV, ENOENT, ENOSPC, ERANGE

from badinput_host import BAD_NAMES, BAD_OWNERS, Host, new_uuid
from sim_knobs import add_parent, del_parent, knob

HANDLES = ("id", "uuid", "label")
TOP_ID = (1 << 32) - 1
NIL = bytes(16)

BAD_LABELS = BAD_NAMES | {
    "a digit first": "1a",
    "a number": "4711",
    "a dot first": ".a",
    "a dash first": "-a",
    "an underscore first": "_a",
    "the text of a UUID": "a0c1de7c-19b5-4b60-9a3c-0f6ab1b4bb0e",
    "the text of a UUID in capitals": "A0C1DE7C-19B5-4B60-9A3C-0F6AB1B4BB0E",
    "a slash": "a/b",
    "a percent sign": "a%s",
    "a quote": "a'b",
    "a comma": "a,b",
    "a plus": "a+b",
    "a colon": "a:b",
}


class Requests:
    """Builds requests by names and says how they must fail."""

    def __init__(self, host):
        self.host = host

    def refused(self, op_name, attrs, errno, culprit=None, missing=None, mode="do", what=""):
        op = self.host.spec.ops[op_name]
        payload, offsets = self.host.socket.pack(op, attrs)
        return self.host.refused(
            f"{op_name} {mode} {what or attrs}", self.host.message(op_name, mode, payload), {errno},
            offsets[culprit][0] if culprit else None, op.set.by_name[missing].value if missing else None)

    def create(self, attrs, errno, culprit=None, what="", missing=None):
        """For a good type on a good parent; active or not makes no difference, nor does a dry run."""
        base = {"parent-index": self.host.sims[0]["index"], "type": "small"}
        for more in ({}, {"inactive": True}, {"dry-run": True}):
            self.refused("dev-create", base | attrs | more, errno, culprit, missing, what=what)

    def rest(self, op_name, mode="do"):
        """What the request needs beside the names of its object."""
        base = self.host.base(op_name, mode)
        names = HANDLES + ("parent-index", "index", "parent-name")
        return {name: value for name, value in base.items() if name not in names}


def subdevice_handles(requests, op_name):
    """Not one name of a subdevice, or one that nothing has."""
    host = requests.host
    rest = requests.rest(op_name)
    good = {"id": host.anna["id"], "uuid": host.anna["uuid"], "label": "anna"}
    # With none it is a push of new ones.
    if op_name != "pool-push":
        requests.refused(op_name, rest, EINVAL, missing="id")
    for first, second in (("id", "uuid"), ("id", "label"), ("uuid", "label")):
        both = {first: good[first], second: good[second]}
        requests.refused(op_name, both | rest, EINVAL, second)
        swapped = {second: good[second], first: good[first]}
        requests.refused(op_name, rest | swapped, EINVAL, second)
    requests.refused(op_name, good | rest, EINVAL, "uuid")
    requests.refused(op_name, {"id": 0} | rest, ERANGE, "id")
    bad = {
        "id": (host.free_id, TOP_ID, TOP_ID - 1, 1 << 31),
        "uuid": (NIL, b"\xff" * 16, new_uuid(), host.anna["uuid"][::-1]),
        "label": ("nobody", "", "Anna", "anna ", "ann", "a" * 63, "4711", b"anna\0x\0", b"\0anna\0", b"\xff\0",
                  str(host.anna["id"]), str(uuid.UUID(bytes=host.anna["uuid"]))),
    }
    for handle, values in bad.items():
        for value in values:
            requests.refused(op_name, {handle: value} | rest, ENODEV, handle)
            requests.refused(op_name, rest | {handle: value}, ENODEV, handle)


def parent_handles(requests, op_name, mode, index, name):
    host = requests.host
    rest = requests.rest(op_name, mode)
    one, two = host.sims
    if mode == "do":
        requests.refused(op_name, rest, EINVAL, missing=index)
    requests.refused(op_name, {index: 0} | rest, ERANGE, index, mode=mode)
    for value in (TOP_ID, TOP_ID - 1, 1 << 31, 99):
        requests.refused(op_name, {index: value} | rest, ENODEV, index, mode=mode)
        requests.refused(op_name, {index: value, name: one["name"]} | rest, ENODEV, index, mode=mode)
    known = one["name"].encode()
    for value in ("", "platform", "platform/", "subdev_sim.0", known + b"\0x\0", b"\0" + known + b"\0",
                  known[:-1] + b"\0", known.upper() + b"\0", b"x" * 127 + b"\0", b"\xff\0"):
        requests.refused(op_name, {name: value} | rest, ENODEV, name, mode=mode)
        requests.refused(op_name, rest | {index: one["index"], name: value}, EINVAL, name, mode=mode)
    requests.refused(op_name, {name: two["name"], index: one["index"]} | rest, EINVAL, name, mode=mode)


def type_names(requests, op_name, attr):
    host = requests.host
    for parent, foreign in ((host.sims[0], host.socket.dump("type-get", parent_index=host.serial["index"])[0]["name"]),
                            (host.serial, "small")):
        base = {"parent-index": parent["index"]}
        requests.refused(op_name, base, EINVAL, missing=attr)
        for name in (foreign, "", "none", "Small", b"small\0x\0", b"\0small\0", b"\xff\0", "x" * 63):
            requests.refused(op_name, base | {attr: name}, ENOENT, attr)


def uuids(requests):
    requests.create({"uuid": NIL}, EINVAL, "uuid")
    for taken in (requests.host.anna, requests.host.berta):
        requests.create({"uuid": taken["uuid"]}, EEXIST, "uuid")
        requests.create({"label": "clara", "uuid": taken["uuid"]}, EEXIST, "uuid")


def labels(requests):
    anna = {"id": requests.host.anna["id"]}
    for taken in ("anna", "berta"):
        requests.create({"label": taken}, EEXIST, "label")
        requests.create({"label": taken, "uuid": new_uuid()}, EEXIST, "label")
    requests.refused("dev-set", anna | {"new-label": "berta"}, EEXIST, "new-label")
    for what, label in BAD_LABELS.items():
        errno = EINVAL
        requests.create({"label": label}, errno, "label", what)
        if label != "":
            requests.refused("dev-set", anna | {"new-label": label}, errno, "new-label", what=what)
    requests.refused("dev-set", anna, EINVAL, missing="new-label")


def owners(requests):
    for what, owner in BAD_OWNERS.items():
        requests.create({"owner": owner}, EINVAL, "owner", what)
    for dev in (requests.host.anna, requests.host.berta):
        for owner in ("joe", "anna", "None"):
            for more in ({}, {"force": True}):
                requests.refused("dev-delete", {"id": dev["id"], "owner": owner} | more, EBUSY, "owner")


def filters(requests):
    """Names and owners that nothing can have, and kinds that there are not; alone and in good company."""
    for company in ({}, {"parent-index": requests.host.sims[0]["index"], "kind": [1, 6]}):
        for what, owner in BAD_OWNERS.items():
            if owner:
                requests.refused("filter-set", company | {"owner": owner}, EINVAL, "owner", what=what)
        for name in ("", b"a/b\0c\0", b"\0a/b\0"):
            requests.refused("filter-set", company | {"parent-name": name}, EINVAL, "parent-name")
    for kind in (0, 10, 64, TOP_ID):
        requests.refused("filter-set", {"kind": kind}, ERANGE, "kind")


PERSISTENT, SOCKET, TTL = 1, 2, 3


def leases(requests):
    """Leases that there are not, and times that go with none, or that are missing."""
    for lease in (0, 4, 255, 1 << 31, TOP_ID):
        requests.create({"lease": lease}, ERANGE, "lease")
        requests.create({"ttl": 5, "lease": lease}, ERANGE, "lease")
    for lease in ({}, {"lease": PERSISTENT}, {"lease": SOCKET}):
        for ttl in (1, TOP_ID):
            requests.create(lease | {"ttl": ttl}, EINVAL, "ttl")
            requests.create({"ttl": ttl} | lease, EINVAL, "ttl")
    requests.create({"lease": TTL}, EINVAL, missing="ttl")
    requests.create({"lease": TTL, "ttl": 0}, ERANGE, "ttl")
    for dev in (requests.host.anna, requests.host.berta):
        for handle in HANDLES:
            for ttl in ({}, {"ttl": 1}, {"ttl": TOP_ID}):
                requests.refused("dev-renew", {handle: dev[handle]} | ttl, EBUSY, handle)
        requests.refused("dev-renew", {"id": dev["id"], "ttl": 0}, ERANGE, "ttl")


def cordons(requests):
    for parent in requests.host.sims:
        requests.refused("parent-set", {"index": parent["index"]}, EINVAL, missing="cordon")
        for value in (2, 3, 128, 255):
            requests.refused("parent-set", {"index": parent["index"], "cordon": value}, ERANGE, "cordon")


def states(requests):
    host = requests.host
    for op_name, dev in (("dev-activate", host.anna), ("dev-deactivate", host.berta)):
        for handle in HANDLES:
            requests.refused(op_name, {handle: dev[handle]}, EBUSY, handle)


def pool_names(requests):
    """Names that no pool can have, and those that none has."""
    host = requests.host
    base = {"parent-index": host.sims[0]["index"], "type": "small"}
    for what, name in BAD_LABELS.items():
        requests.refused("pool-create", base | {"name": name}, EINVAL, "name", what=what)
    requests.refused("pool-create", base, EINVAL, missing="name")
    requests.refused("pool-create", base | {"name": "gold"}, EEXIST, "name")
    for name in ("silver", "", "GOLD", b"gold\0x\0", b"\0gold\0", "x" * 63):
        for op_name, attr, more in (("pool-get", "name", {}), ("pool-set", "name", {"size": 1}), ("pool-delete", "name", {}),
                                    ("pool-delete", "name", {"force": True}), ("pool-push", "pool", {}),
                                    ("pool-push", "pool", {"id": host.anna["id"]}), ("pool-pull", "pool", {})):
            requests.refused(op_name, {attr: name} | more, ENOENT, attr)
        requests.refused("dev-get", {"pool": name}, ENOENT, "pool", mode="dump")


def pool_numbers(requests):
    """A low that is over the size, a size that is over the maximum; counts that are none."""
    base = {"parent-index": requests.host.sims[0]["index"], "type": "small", "name": "silver"}
    for op_name, first in (("pool-create", base), ("pool-set", {"name": "gold"})):
        requests.refused(op_name, first | {"size": 3, "low": 4}, ERANGE, "low")
        requests.refused(op_name, first | {"low": TOP_ID, "size": 3}, ERANGE, "low")
        requests.refused(op_name, first | {"size": TOP_ID, "max-devs": 2}, ERANGE, "max-devs")
    for count in (0, 1025, 1 << 31, TOP_ID):
        requests.refused("pool-push", {"pool": "gold", "count": count}, ERANGE, "count")
    requests.refused("pool-push", {"pool": "gold", "count": 2}, ENOSPC, "count")


def pool_devs(requests):
    """A return of what was not pulled; a delete of a pool of which something is."""
    host = requests.host
    for dev in (host.anna, host.berta, host.rita):
        for handle in HANDLES:
            requests.refused("pool-return", {handle: dev[handle]}, EBUSY, handle)
    ready = next(dev for dev in host.socket.dump("dev-get", pool="gold") if dev.get("ready"))
    requests.refused("pool-return", {"id": ready["id"]}, EBUSY, "id")
    for op_name in ("dev-deactivate", "dev-activate"):
        requests.refused(op_name, {"id": ready["id"]}, EBUSY, "id")
    answer = requests.refused("pool-delete", {"name": "gold"}, EBUSY, "name")
    host.points.same("sentence", "gold: 1 pulled", answer.text)
    for what, label in BAD_LABELS.items():
        requests.refused("pool-pull", {"pool": "gold", "label": label}, EINVAL, "label", what=what)
    for what, owner in BAD_OWNERS.items():
        requests.refused("pool-pull", {"pool": "gold", "owner": owner}, EINVAL, "owner", what=what)
    requests.refused("pool-pull", {"pool": "gold", "label": "anna"}, EEXIST, "label")
    requests.refused("pool-pull", {"pool": "gold", "lease": TTL}, EINVAL, missing="ttl")


def full_parent(requests):
    """A parent with one place, which is taken."""
    host = requests.host
    add_parent(50, max_devs=1)
    parent = host.socket.do("parent-get", name="platform/subdev_sim.50")
    host.socket.do("dev-create", parent_index=parent["index"], type="small", inactive=True)
    host.settle()
    for inactive in ({}, {"inactive": True}):
        answer = requests.refused("dev-create", {"parent-index": parent["index"], "type": "small", "label": "clara"} | inactive,
                                  ENOSPC, "parent-index")
        if "1 wanted" not in answer.text or "0 " not in answer.text or "free" not in answer.text:
            host.points.problem(f"it does not say what was wanted and what is free: {answer.text}")
    del_parent(50)
    host.settle()


def await_removing(host, index):
    deadline = time.monotonic() + 30
    while not host.socket.do("parent-get", index=index).get("removing"):
        if time.monotonic() > deadline:
            raise TimeoutError("the parent does not begin to go")
        time.sleep(0.001)


def leaving_parent(requests):
    """While a parent waits for its last subdevice to go, and after that."""
    host = requests.host
    add_parent(51)
    index = host.socket.do("parent-get", name="platform/subdev_sim.51")["index"]
    active = host.socket.do("dev-create", parent_index=index, type="small", label="dora")["id"]
    inactive = host.socket.do("dev-create", parent_index=index, type="small", label="emma", inactive=True)["id"]
    knob(51, "delay_deactivate", 60000)
    with subprocess.Popen(["sh", "-c", "echo 51 > " + "/sys/kernel/debug/subdev_sim/del_parent"]) as process:
        await_removing(host, index)
        host.await_gone(inactive)
        host.settle()
        for more in ({}, {"inactive": True}, {"label": "clara"}, {"uuid": new_uuid()}):
            requests.refused("dev-create", {"parent-index": index, "type": "small"} | more, ENODEV, "parent-index")
            requests.refused("dev-create", {"parent-name": "platform/subdev_sim.51", "type": "small"} | more, ENODEV,
                             "parent-name")
        for name in ("dev-set", "dev-activate", "dev-deactivate", "dev-delete"):
            for handle in ({"id": active}, {"label": "dora"}):
                requests.refused(name, handle | requests.rest(name), ENODEV, next(iter(handle)))
        host.points.same("available", 0,
                         host.socket.do("type-get", parent_index=index, name="small")["available"])
        requests.refused("dev-get", {"id": inactive}, ENODEV, "id")
        requests.create({"label": "dora"}, EEXIST, "label")
        knob(51, "delay_deactivate", 0)
        host.points.same("status of del_parent", 0, process.wait(60))
    host.settle()
    requests.refused("dev-create", {"parent-index": index, "type": "small"}, ENODEV, "parent-index")
    requests.refused("dev-get", {"label": "dora"}, ENODEV, "label")


def main():
    host = Host()
    requests = Requests(host)
    point = host.points.point
    for op in host.spec.ops.values():
        for mode, names in op.modes.items():
            if op.set.name == "dev" and set(HANDLES) <= set(names) and mode == "do" and "parent-index" not in names:
                point(f"{op.name}: names of a subdevice", subdevice_handles, requests, op.name)
            if op.set.name == "parent" and "index" in names:
                point(f"{op.name} {mode}: names of a parent", parent_handles, requests, op.name, mode, "index", "name")
            # A filter, and a dump of pools, can name a parent that is not there.
            if "parent-index" in names and op.name != "filter-set" and (op.name, mode) != ("pool-get", "dump"):
                point(f"{op.name} {mode}: names of a parent", parent_handles, requests, op.name, mode, "parent-index",
                      "parent-name")
    point("type-get: names of a type", type_names, requests, "type-get", "name")
    point("dev-create: names of a type", type_names, requests, "dev-create", "type")
    point("dev-create: UUIDs", uuids, requests)
    point("dev-create, dev-set: labels", labels, requests)
    point("dev-create, dev-delete: owners", owners, requests)
    point("dev-create, dev-renew: leases", leases, requests)
    point("parent-set: cordons", cordons, requests)
    point("filter-set: names, owners and kinds", filters, requests)
    point("pools: names", pool_names, requests)
    point("pools: numbers", pool_numbers, requests)
    point("pools: subdevices", pool_devs, requests)
    point("dev-activate, dev-deactivate: in the wrong state", states, requests)
    point("dev-create: the parent is full", full_parent, requests)
    point("dev-create and others: the parent is going away", leaving_parent, requests)
    host.end()


main()
