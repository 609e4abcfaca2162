#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Models, versions and params: what they are shown as, and what subdevices become of them."""
from errno import EBUSY, ENOENT, ENODEV

from sim_host import Host, amounts, params, values
from sim_vfio import PRESENT, VERSION, User

TOP = (1 << 64) - 1

# Documentation/sim.md: name, kind, first version, last version, limits or choices, when it may change, default
LONG_PARAMS = (
    ("ring-size", "uint", 1, None, (16, 65536), "idle", 16),
    ("checksum-quirk", "bool", 1, 99, None, "fixed", True),
    ("rss", "bool", 2, None, None, "idle", True),
    ("firmware", "string", 50, 449, None, "unused", "1.0"),
    ("offload", "enum", 100, None, ("none", "checksum", "segmentation", "all"), "idle", "none"),
    ("steering", "enum", 200, 399, ("none", "by-queue", "by-flow"), "live", "by-queue"),
    ("hash-key", "string", 250, None, None, "live", ""),
    ("timestamps", "bool", 300, None, None, "live", False),
    ("clock-offset", "uint", 500, None, (0, TOP), "live", 0),
)
TUNED = {
    1: {"layout": "linear", "depth": 8, "title": "none", "seed": 0},
    2: {"layout": "linear", "depth": 8, "title": "second", "boost": False, "seed": TOP},
    5: {"layout": "tiled", "depth": 16, "title": "none", "boost": True},
}


def long_nic(version):
    """What a version of long-nic stands for."""
    settings = {"ring-size": 16 * version, "firmware": f"1.{version}",
                "offload": ("none", "checksum", "segmentation", "all")[version % 4]}
    return {name: settings.get(name, default) for name, _, since, until, _, _, default in LONG_PARAMS
            if since <= version <= (until or version)}


def versions_shown(host, number, type_name):
    shown = host.socket.dump("model-get", parent_index=host.indexes[number], type=type_name)
    return {each["version"]: values(each) for each in shown}


def my_nic(host):
    """The thread's adapter: what a version does not have is absent, not off."""
    same = host.same
    shown = host.type(2, "my-nic")
    same("the type", ("subdev:sim:my-nic", 2, 2, 2), tuple(shown[name] for name in ("model", "version", "versions", "params")))
    same("versions", {1: {"rx-filter-size": 64}, 2: {"rss": True, "rx-filter-size": 64}}, versions_shown(host, 2, "my-nic"))
    for what, attrs, version, wanted in (
            ("nothing", {}, 2, {"rss": True, "rx-filter-size": 64}),
            ("version 1", {"version": 1}, 1, {"rx-filter-size": 64}),
            ("version 2", {"version": 2}, 2, {"rss": True, "rx-filter-size": 64}),
            ("a param", {"param": params(rx_filter_size=128)}, None, {"rss": True, "rx-filter-size": 128}),
            ("rss off", {"param": params(rss=False)}, None, {"rss": False, "rx-filter-size": 64}),
            ("what it is anyway", {"param": params(rss=True, rx_filter_size=64)}, 2, {"rss": True, "rx-filter-size": 64}),
            ("version 1 with a param", {"version": 1, "param": params(rx_filter_size=16)}, None, {"rx-filter-size": 16}),
            ("version 1 with its own", {"version": 1, "param": params(rx_filter_size=64)}, 1, {"rx-filter-size": 64}),
            ("version 2 with all", {"version": 2, "param": params(rx_filter_size=1024, rss=False)}, None,
             {"rss": False, "rx-filter-size": 1024})):
        for active in (False, True):
            dev = host.create(2, "my-nic", active=active, **attrs)
            same(f"version of one of {what}", version, dev.get("version"))
            same(f"params of one of {what}", wanted, values(dev))
            same("a look at it", (version, wanted), (host.get(dev).get("version"), values(host.get(dev))))
            host.delete(dev)
    with_rss = host.new(2, "my-nic", version=1, param=params(rx_filter_size=64, rss=False))
    host.refused("rss in version 1", "dev-create", with_rss, ENOENT, "rss: this version has no such param", culprit=("param", 1))


def sets(host):
    """A version sets all params, then come those given; without one the others stay."""
    dev = host.create(1, "tuned", active=True)
    for attrs, version, wanted in (
            ({"param": params(title="mine")}, None, TUNED[5] | {"title": "mine"}),
            ({"param": params(boost=False)}, None, TUNED[5] | {"title": "mine", "boost": False}),
            ({"version": 5}, 5, TUNED[5]),
            ({"param": params(depth=1)}, None, TUNED[5] | {"depth": 1}),
            ({"param": params(depth=16)}, 5, TUNED[5])):
        dev = host.set(dev, **attrs)
        host.same(f"set of {attrs}", (version, wanted), (dev.get("version"), values(dev)))
    host.refused("a version with another layout", "dev-set", {"id": dev["id"], "version": 2}, EBUSY,
                 "layout: can change only at its creation", culprit="version")
    host.refused("a param that there is not", "dev-set", {"id": dev["id"], "version": 2, "param": params(
        layout="tiled", seed=1, boost=True, nothing=1)}, ENOENT, "nothing: the model has no such param", culprit=("param", 3))
    dev = host.set(dev, version=2, param=params(layout="tiled"))
    host.same("another version but for its layout", (None, TUNED[2] | {"layout": "tiled"}), (dev.get("version"), values(dev)))
    dev = host.set(dev, version=1, param=params(layout="tiled", depth=32), resource=amounts(engine=7), new_label="all")
    host.same("all at once", (None, TUNED[1] | {"layout": "tiled", "depth": 32}, "all"),
              (dev.get("version"), values(dev), dev["label"]))


def in_use(host):
    """While it is open only what is live changes, and the guest sees it."""
    dev = host.create(1, "tuned", active=True, version=2)
    order = ("layout", "depth", "title", "boost", "seed")
    with User(dev) as user:
        host.same("registers at first", (2, [0, 8, int.from_bytes(b"second", "little"), 0, TOP]),
                  (user.number(VERSION), [user.param(i) for i in range(len(order))]))
        host.refused("what changes while idle", "dev-set", {"id": dev["id"], "param": params(boost=True, title="x")}, EBUSY,
                     "title: can change only while it is not open", culprit=("param", 1))
        host.refused("another version", "dev-set", {"id": dev["id"], "version": 1}, EBUSY, "can change only", culprit="version")
        host.set(dev, param=params(boost=True, seed=5))
        host.same("registers afterwards", (0, [0, 8, int.from_bytes(b"second", "little"), 1, 5]),
                  (user.number(VERSION), [user.param(i) for i in range(len(order))]))
    host.delete(dev)
    dev = host.create(1, "tuned", active=True, version=5)
    with User(dev) as user:
        host.same("registers of version 5", (5, 0b1111, [1, 16, int.from_bytes(b"none", "little"), 1, None]),
                  (user.number(VERSION), user.number(PRESENT, 8), [user.param(i) for i in range(len(order))]))


def tuned(host):
    host.same("versions", TUNED, versions_shown(host, 1, "tuned"))
    for version, wanted in TUNED.items():
        dev = host.create(1, "tuned", version=version)
        host.same(f"one of version {version}", (version, wanted), (dev["version"], values(dev)))


def five_hundred(host):
    """All versions of long-nic, in messages of no more than 32 KiB; and one of each."""
    host.socket.largest = 0
    shown = host.socket.dump("model-get", parent_index=host.indexes[2], type="long-nic")
    host.same("versions", list(range(1, 501)), [each["version"] for each in shown])
    for each in shown:
        host.same(f"version {each['version']}", long_nic(each["version"]), values(each))
        host.same("its model", ("subdev:sim:long-nic", "long-nic"), (each["uri"], each["type"]))
    manifests = host.socket.dump("manifest-get", parent_index=host.indexes[2], type="long-nic")
    host.same("manifests", [(version, long_nic(version)) for version in range(1, 501)],
              [(each["manifest"][0]["version"], values(each["manifest"][0])) for each in manifests])
    if not 0 < host.socket.largest <= 32768:
        host.points.problem(f"a message of {host.socket.largest} bytes")
    for version in range(1, 501):
        dev = host.create(2, "long-nic", version=version)
        host.same(f"one of version {version}", (version, long_nic(version)), (dev.get("version"), values(dev)))
        host.delete(dev)


def long_params(host):
    """What params there are, of which kind and within which limits."""
    shown = {each["name"]: each for each in host.socket.dump("param-get", parent_index=host.indexes[2], type="long-nic")}
    host.same("params", [row[0] for row in LONG_PARAMS], list(shown))
    for name, kind, since, until, limits, change, default in LONG_PARAMS:
        each = shown[name]
        host.same(f"{name}", (kind, change, since, until), (each["kind"], each["change"], each["since"], each.get("until")))
        host.same(f"default of {name}", {name: default}, values({"param": [each["default"]]}))
        host.same(f"limits of {name}", limits if kind == "uint" else (None, None), (each.get("minimum"), each.get("maximum")))
        host.same(f"choices of {name}", list(limits) if kind == "enum" else None, each.get("choice"))
        host.same(f"length of {name}", kind == "string", "max-len" in each)


def filters(host):
    """Dumps of all, of one parent, of one type; types without a model have nothing to dump."""
    for op_name, of_all, of_nic, of_my in (("model-get", 505, 502, 2), ("param-get", 16, 11, 2)):
        nic = {"parent_index": host.indexes[2]}
        host.same(f"{op_name} of all", of_all, len(host.socket.dump(op_name)))
        host.same(f"{op_name} of a parent", of_nic, len(host.socket.dump(op_name, **nic)))
        host.same(f"{op_name} of a type", of_my, len(host.socket.dump(op_name, **nic, type="my-nic")))
        host.same(f"{op_name} of types without", [], host.socket.dump(op_name, parent_index=host.indexes[3]))
        host.same(f"{op_name} of a type without", [], host.socket.dump(op_name, parent_index=host.indexes[1], type="wide"))
    for op_name, attrs, errno in (
            ("model-get", {"parent-index": host.indexes[2], "type": "wide"}, ENOENT),
            ("param-get", {"parent-index": 1 << 31, "type": "wide"}, ENODEV),
            ("manifest-get", {"parent-index": host.indexes[1], "type": "wide"}, ENODEV)):
        answer = host.socket.request(op_name, attrs, "dump")
        host.same(f"{op_name} {attrs}: {answer}", (errno, []), (answer.errno, answer.objects))


def main():
    host = Host(resources=1, nic=2, basic=3)
    host.point("versions and params of my-nic", my_nic)
    host.point("versions of tuned", tuned)
    host.point("params and versions are set", sets)
    host.point("params of one that is open", in_use)
    host.point("500 versions", five_hundred)
    host.point("params of long-nic", long_params)
    host.point("dumps of some", filters)
    for number in (1, 2, 3):
        host.remove(number)
    host.end()


main()
