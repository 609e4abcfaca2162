#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Dry runs: the answer is what the create then gives, errors included, and nothing is changed or taken."""
import random
import uuid
from errno import EEXIST, EINVAL, ENOENT, ENOSPC, ERANGE

from sim_host import Host, amounts, params
from sim_knobs import knob

# What only a subdevice has that is there.
ONLY_REAL = ("id", "uuid", "generation", "group", "cdev")


def try_and_create(host, what, number, attrs):
    """Both answers: the object that would be and the one that is, or twice the same error."""
    before = host.state()
    host.listener.events()
    dry = host.send("dev-create", attrs | {"dry_run": True})
    host.same(f"state after a dry run of {what}", before, host.state())
    host.same(f"events of a dry run of {what}", [], host.listener.events())
    real = host.send("dev-create", attrs)
    host.same(f"error of {what}", (real.errno, real.text, real.offset), (dry.errno, dry.text, dry.offset))
    if real.errno or dry.errno:
        return None
    [would], [dev] = dry.objects, real.objects
    left = would.pop("parent-resource", None)
    host.same(f"uuid of a dry run of {what}", attrs.get("uuid"), would.pop("uuid", None))
    host.same(f"what {what} makes", {name: value for name, value in dev.items() if name not in ONLY_REAL}, would)
    host.same(f"what {what} leaves", host.parent(number).get("resource"), left)
    return dev


def each_kind(host):
    unique = uuid.uuid4().bytes
    source = host.create(1, "tuned", version=2, param=params(depth=20), resource=amounts(engine=5))
    manifest = host.socket.do("manifest-get", id=source["id"])["manifest"]
    for what, number, attrs in (
            ("defaults", 1, {"type": "wide"}),
            ("an active one", 1, {"type": "wide", "active": True}),
            ("amounts", 1, {"type": "wide", "resource": amounts(channel=11, port=8, credit=(1 << 64) - 3000, memory=1 << 30)}),
            ("a label and a UUID", 1, {"type": "lean", "label": "anna", "uuid": unique}),
            ("a version", 1, {"type": "tuned", "version": 1}),
            ("params", 1, {"type": "tuned", "param": params(title="dry", boost=False)}),
            ("a version with params", 1, {"type": "tuned", "version": 2, "param": params(layout="tiled", seed=1 << 63),
                                          "active": True}),
            ("a manifest", 1, {"type": "tuned", "manifest": manifest}),
            ("no resources", 2, {"type": "full", "active": True})):
        dev = try_and_create(host, what, number, host.new(number, attrs.pop("type"), **attrs))
        host.same(f"{what} is created", True, dev is not None)
        host.delete(*[dev] if dev else [])


def errors(host):
    """Where the create fails, with the same errno, sentence and culprit."""
    anna = host.create(1, "wide", label="anna", resource=amounts(channel=20, engine=8))
    host.create(1, "wide", resource=amounts(channel=20))
    host.delete(anna)
    anna = host.create(1, "tuned", label="anna")
    host.add(3, "resources", max_devs=1)
    host.create(3, "lean")
    manifest = host.socket.do("manifest-get", id=anna["id"])["manifest"]
    for what, number, errno, attrs in (
            ("a label that is taken", 1, EEXIST, {"type": "wide", "label": "anna"}),
            ("a UUID that is taken", 1, EEXIST, {"type": "wide", "uuid": anna["uuid"]}),
            ("a bad label", 1, EINVAL, {"type": "wide", "label": "1"}),
            ("the nil UUID", 1, EINVAL, {"type": "wide", "uuid": bytes(16)}),
            ("no room", 1, ENOSPC, {"type": "wide", "resource": amounts(channel=32)}),
            ("no run", 1, ENOSPC, {"type": "wide", "resource": amounts(channel=25)}),
            ("no room for what a manifest says", 1, ENOSPC, {"type": "tuned", "manifest": [
                manifest[0] | {"resource": amounts(engine=16, channel=24)}]}),
            ("no place", 3, ENOSPC, {"type": "lean"}),
            ("a resource that is not there", 1, ENOENT, {"type": "wide", "resource": amounts(nothing=1)}),
            ("an amount off its step", 1, ERANGE, {"type": "wide", "resource": amounts(port=3)}),
            ("a version that is not there", 1, ENOENT, {"type": "tuned", "version": 3}),
            ("a param that the version does not have", 1, ENOENT, {"type": "tuned", "version": 1, "param": params(boost=True)})):
        request = host.new(number, attrs.pop("type"), **attrs)
        host.refused(what, "dev-create", request, errno)
        host.same(f"{what} is refused", None, try_and_create(host, what, number, request))
    knob(1, "fail_validate", 2)
    try_and_create(host, "what the driver does not take", 1, host.new(1, "wide"))
    host.remove(3)


def ids(host):
    """A dry run takes no id, no label, no UUID."""
    unique = uuid.uuid4().bytes
    first = host.create(1, "wide")["id"]
    for _ in range(5):
        host.socket.do("dev-create", **host.new(1, "wide", active=True, label="anna", uuid=unique, dry_run=True))
    dev = host.create(1, "wide", label="anna", uuid=unique)
    host.same("the next id", first + 1, dev["id"])


def until_full(host, seed):
    """What dry runs say while a parent fills and empties: of each type, with amounts at random."""
    rng = random.Random(seed)
    devs, failed = [], 0
    for step in range(300):
        type_name = rng.choice(("wide", "lean", "tuned", "huge"))
        choices = {"wide": {"channel": range(1, 33), "engine": range(1, 9)}, "lean": {"channel": (3, 7, 11)},
                   "tuned": {"channel": (8, 16, 24), "engine": range(1, 17)}, "huge": {"credit": (1 << 62, 3 << 62)}}[type_name]
        wanted = amounts(**{name: rng.choice(each) for name, each in choices.items()})
        dev = try_and_create(host, f"{type_name} {wanted} at step {step}", 1, host.new(1, type_name, resource=wanted))
        failed += dev is None
        devs += [dev] if dev else []
        if len(devs) > 3 and rng.random() < 0.6:
            host.delete(devs.pop(rng.randrange(len(devs))))
    print(f"# seed {seed}: {failed} of {step + 1} failed")
    if not 30 < failed < 270:
        host.points.problem("it was not about full")


def main():
    host = Host(resources=1, basic=2)
    host.point("it says what the create makes", each_kind)
    host.point("it fails as the create does", errors)
    host.point("it takes nothing", ids)
    host.point("it foresees a parent that fills", until_full, 1)
    host.remove(1)
    host.remove(2)
    host.end()


main()
