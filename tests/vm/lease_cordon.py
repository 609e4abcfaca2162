#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""A cordoned parent takes nothing new, and what it has goes on until the last has gone."""
from errno import EBUSY

from lease_host import CHANGE, DEL, ENDED, PARENT_CHANGE, Holder, Host, bind, story
from sim_host import amounts, by_name
from sim_knobs import counter
from sim_vfio import User


def cordon(host, number, on):
    return host.socket.do("parent-set", index=host.indexes[number], cordon=on)


def parent_events(seen):
    return [(name, obj["cordon"], obj["devs"], obj["event"]["cause"]) for name, obj in seen if name.startswith("parent")]


def set_and_shown(host):
    """In answers, dumps and events, by index and by name; setting it again is no change."""
    host.same("at first", 0, host.parent(1)["cordon"])
    generation = host.parent(1)["generation"]
    for i, on in enumerate((1, 0, 1, 0)):
        how = {"index": host.indexes[1]} if i < 2 else {"name": "platform/subdev_sim.1"}
        answer = host.socket.do("parent-set", **how, cordon=on)
        host.same("answer", host.parent(1), answer)
        host.same("cordon and generation", (on, generation + i + 1), (answer["cordon"], answer["generation"]))
        host.same("its event", [(PARENT_CHANGE, on, 0, "command")], parent_events(host.listener.events()))
        host.same("again", answer, host.socket.do("parent-set", **how, cordon=on))
        host.same("events of setting it again", [], host.listener.events())
        dumped = {parent["index"]: parent["cordon"] for parent in host.socket.dump("parent-get")}
        host.same("all parents", {host.indexes[1]: on, host.indexes[2]: 0}, dumped)


def creates(host):
    """Refused in each way; other parents create."""
    manifest = host.socket.do("manifest-get", parent_index=host.indexes[1], type="tuned")["manifest"]
    before = host.free(1)
    cordon(host, 1, 1)
    for attrs in ({}, {"active": True}, {"dry_run": True}, {"label": "anna"}, {"lease": 2}, {"lease": 3, "ttl": 1},
                  {"owner": "joe"}):
        for type_name in ("wide", "huge", "tuned"):
            host.refused(f"a create {attrs}", "dev-create", host.new(1, type_name, **attrs), EBUSY, "the parent is cordoned",
                         culprit="parent_index")
    host.refused("a create from a manifest", "dev-create", host.new(1, "tuned", manifest=manifest), EBUSY, "the parent is cordoned")
    host.refused("a create by name", "dev-create", {"parent_name": "platform/subdev_sim.1", "type": "wide"}, EBUSY,
                 "the parent is cordoned", culprit="parent_name")
    host.same("available", {0}, {each["available"] for each in host.types(1).values()})
    host.same("nothing is taken", before, host.free(1))
    host.delete(host.create(2, "small"))
    cordon(host, 1, 0)
    host.same("available again", True, all(each["available"] > 0 for each in host.types(1).values()))
    host.delete(host.create(1, "tuned", manifest=manifest))


def checks(host):
    """There is no room for a new one; what is there still understands its state."""
    dev = host.create(1, "tuned")
    manifest = host.socket.do("manifest-get", id=dev["id"])["manifest"]
    key = {"parent_index": host.indexes[1], "type": "tuned"}
    host.same("before", 0, host.socket.do("manifest-check", **key, manifest=manifest)["verdict"]["errno"])
    cordon(host, 1, 1)
    verdict = host.socket.do("manifest-check", **key, manifest=manifest)["verdict"]
    host.same("verdict", ("create", EBUSY, 1), (verdict["purpose"], verdict["errno"], len(verdict.get("reason", []))))
    verdict = host.socket.do("manifest-negotiate", **key, manifest=manifest + manifest)
    host.same("negotiation", (EBUSY, None), (verdict["verdict"]["errno"], verdict.get("chosen")))
    verdict = host.socket.do("manifest-check", id=dev["id"], manifest=manifest)["verdict"]
    host.same("against a subdevice", {"purpose": "state", "errno": 0}, verdict)
    cordon(host, 1, 0)
    host.same("after", 0, host.socket.do("manifest-check", **key, manifest=manifest)["verdict"]["errno"])


def goes_on(host):
    """What is there: activation, use, all changes, more amounts too, leases, deletion."""
    record = host.create(1, "tuned")
    dev = host.create(1, "wide", active=True)
    cordon(host, 1, 1)
    with User(dev) as user:
        dev = host.set(dev, new_label="anna", resource=amounts(channel=20))
        host.same("what the user sees", 20, user.amounts()[0][0])
    host.await_state(dev, "idle")
    host.set(dev, resource=amounts(memory=1 << 32, engine=1))
    host.same("free", 12 << 30, by_name(host.parent(1)["resource"], "free")["memory"])
    host.socket.do("dev-activate", id=record["id"])
    host.set(record, param=[{"name": "boost", "bool": 1}])
    for _ in range(2):
        host.socket.do("dev-deactivate", id=record["id"])
        host.await_state(record, "inactive")
        host.socket.do("dev-activate", id=record["id"])
    host.delete(dev, record)
    cordon(host, 1, 0)


def last_goes(host):
    """One event more when the last has gone, by whatever way, and after it."""
    holder = Holder(host, "socket")
    devs = [host.create(1, "lean"), host.create(1, "wide", active=True), holder.create(1, "lean")]
    cordon(host, 1, 1)
    host.listener.events()
    for dev in devs[:2]:
        host.socket.do("dev-delete", id=dev["id"])
        seen = host.until_gone(dev)
        host.same("story", [(CHANGE, "removing", "command"), (DEL, "removing", "command")], story(seen, dev))
        host.quiet("one that is not the last")
    generation = host.parent(1)["generation"]
    holder.end()
    seen = host.until_gone(devs[2])
    seen += host.listener.events(1) if seen[-1][0] == DEL else []
    host.same("order", [CHANGE, DEL, PARENT_CHANGE], [name for name, _ in seen])
    host.same("story", ENDED, story(seen, devs[2]))
    host.same("of the parent", [(PARENT_CHANGE, 1, 0, "command")], parent_events(seen))
    host.same("generations", [generation + 1, generation + 2], [seen[1][1]["parent-generation"], seen[2][1]["generation"]])
    host.quiet("a drained parent")
    cordon(host, 1, 0)
    dev = host.create(1, "lean")
    host.listener.events()
    host.socket.do("dev-delete", id=dev["id"])
    host.until_gone(dev)
    host.quiet("the last of a parent that is not cordoned")


def parent_goes(host):
    """A cordoned parent that goes away says no more than others; who comes back is another parent."""
    devs = [host.create(2, "small", active=active) for active in (True, False)]
    cordon(host, 2, 1)
    host.listener.events()
    host.same("unbind", True, bind(2, "unbind"))
    seen = host.listener.events()
    host.same("of the parent", ["parent-change-ntf", "parent-del-ntf"], [name for name, _ in seen if name.startswith("parent")])
    for dev in devs:
        host.same("story", [(CHANGE, "removing", "parent"), (DEL, "removing", "parent")], story(seen, dev))
    host.same("bind", True, bind(2, "bind"))
    host.indexes[2] = host.socket.do("parent-get", name="platform/subdev_sim.2")["index"]
    host.same("the new one", 0, host.parent(2)["cordon"])
    host.delete(host.create(2, "small", active=True))


POINTS = (
    ("it is set and shown", set_and_shown),
    ("creates are refused", creates),
    ("checks of manifests say that there is no room", checks),
    ("what is there goes on", goes_on),
    ("the last goes", last_goes),
    ("the parent goes", parent_goes),
)


def main():
    host = Host(resources=1, basic=2)
    for name, function in POINTS:
        host.point(name, function)
        for number in (1, 2):
            cordon(host, number, 0)
    host.same("active in the end", counter(1, "activates"), counter(1, "deactivates"))
    for number in (1, 2):
        host.remove(number)
    host.end()


main()
