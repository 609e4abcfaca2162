#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Events: each change is one, in order, with the right contents; who has lost some can tell and catch up."""
import os
import random
import subprocess
import time
import uuid
from errno import ENOBUFS, ENODEV

from events_host import (ADD, CHANGE, DEL, ONLY_IN_EVENTS, PARENT_ADD, PARENT_CHANGE, PARENT_DEL, Fold, Listener, State, Workers,
                         as_events_tell, bare, delete_all, settled)
from sim_knobs import add_parent, del_parent, knob
from witness_netlink import Points, Socket, Spec

# What may follow what in the life of one subdevice.
NEXT = {
    None: {"idle", "inactive"},
    "inactive": {"inactive", "idle", "removing"},
    "idle": {"idle", "in-use", "removing"},
    "in-use": {"in-use", "idle", "removing"},
    "removing": {"removing", "inactive"},
}


def parent_now(obj):
    """What an event says of the parent."""
    return tuple(obj.get(name) for name in ONLY_IN_EVENTS[1:3])


class Events:
    def __init__(self):
        self.spec = Spec()
        self.points = Points()
        self.connect()

    def connect(self):
        """Also after the modules have been loaded again."""
        self.socket = Socket(self.spec)
        self.listener = Listener(self.spec, self.points)

    def parent(self, number=0):
        return self.socket.do("parent-get", name=f"platform/subdev_sim.{number}")["index"]

    def change(self, op_name, **attrs):
        """One change: its answer and its one event say the same; the object."""
        answer = self.socket.do(op_name, **attrs)
        seen = self.listener.read()
        if len(seen) < 1:
            raise AssertionError(f"{op_name}: no event")
        self.points.same(f"object of {op_name}", answer, bare(seen[0][1]))
        self.points.same(f"event of {op_name}", ADD if op_name == "dev-create" else CHANGE, seen[0][0])
        self.rest = seen[1:]
        return answer

    def quiet(self, what):
        self.points.same(f"events of {what}", [], self.listener.read())

    def completion(self, wanted):
        """The one event that follows an answer with state removing."""
        seen = self.rest + (self.listener.read(30) if not self.rest else [])
        self.points.same("events of the completion", 1, len(seen))
        self.points.same("completion", wanted, (seen[0][0], bare(seen[0][1])))


def one_life(events):
    """All changes of one subdevice, and requests that change nothing."""
    same = events.points.same
    unique = uuid.uuid4().bytes
    dev = events.change("dev-create", parent_index=events.parent(), type="full", uuid=unique, label="anna", inactive=True)
    same("created", ("inactive", 1, unique, "anna"), tuple(dev[name] for name in ("state", "generation", "uuid", "label")))
    same("an inactive one has no node", set(), {"group", "cdev"} & set(dev))
    key = {"id": dev["id"]}
    events.socket.do("dev-set", **key, new_label="anna")
    events.quiet("setting the label that it has")
    events.socket.request("dev-deactivate", key)
    events.socket.request("dev-set", {"label": "anna", "new-label": "0"})
    events.quiet("what was refused")
    events.socket.dump("dev-get")
    events.socket.do("dev-get", **key)
    events.quiet("reading")
    wanted = dev | {"label": "berta", "generation": 2}
    same("renamed", wanted, events.change("dev-set", **key, new_label="berta"))
    wanted.pop("label")
    same("label taken away", wanted | {"generation": 3}, events.change("dev-set", **key, new_label=""))
    events.socket.do("dev-set", **key, new_label="")
    events.quiet("taking a label away that it does not have")
    active = events.change("dev-activate", **key)
    same("activated", wanted | {"state": "idle", "generation": 4}, {k: v for k, v in active.items() if k not in ("group", "cdev")})
    same("an active one has a node", True, os.path.exists(f"/dev/vfio/{active['group']}"))
    same("deactivated", wanted | {"state": "removing", "generation": 5}, events.change("dev-deactivate", **key))
    events.completion((CHANGE, wanted | {"state": "inactive", "generation": 6}))
    same("deleted", wanted | {"state": "removing", "generation": 7}, events.change("dev-delete", **key))
    events.completion((DEL, wanted | {"state": "removing", "generation": 8}))
    events.quiet("nothing")
    dev = events.change("dev-create", parent_index=events.parent(), type="small")
    same("created active", ("idle", 1), (dev["state"], dev["generation"]))
    last = {k: v for k, v in dev.items() if k not in ("group", "cdev")} | {"state": "removing"}
    same("deleted", last | {"generation": 2}, events.change("dev-delete", id=dev["id"]))
    events.completion((DEL, last | {"generation": 3}))


class User:
    """Has a subdevice open."""

    def __init__(self, dev):
        self.process = subprocess.Popen(["lifetime_hold", str(uuid.UUID(bytes=dev["uuid"]))], stdout=subprocess.PIPE, text=True)
        self.said = self.process.stdout.readline()

    def end(self):
        self.process.kill()
        self.process.stdout.close()
        self.process.wait()


def users(events):
    """Open and close; a forced delete ends when the user lets go."""
    same = events.points.same
    dev = events.change("dev-create", parent_index=events.parent(), type="small")
    for generation in (2, 4):
        user = User(dev)
        same("open", "open\n", user.said)
        same("opened", [(CHANGE, dev | {"state": "in-use", "generation": generation})],
             [(name, bare(obj)) for name, obj in events.listener.read()])
        user.end()
        same("closed", [(CHANGE, dev | {"state": "idle", "generation": generation + 1})],
             [(name, bare(obj)) for name, obj in events.listener.read(30)])
    user = User(dev)
    events.listener.read()
    events.socket.request("dev-delete", {"id": dev["id"]})
    events.quiet("a delete that was refused")
    last = {k: v for k, v in dev.items() if k not in ("group", "cdev")} | {"state": "removing"}
    same("force", last | {"generation": 7}, events.change("dev-delete", id=dev["id"], force=True))
    same("while it is open", [], events.listener.read(0.5))
    user.end()
    events.completion((DEL, last | {"generation": 8}))


def counts(events):
    """The event of a subdevice that comes or goes says what its parent has then."""
    same = events.points.same
    index = events.parent()

    def wanted():
        parent = events.socket.do("parent-get", index=index)
        return parent["generation"], parent["devs"]

    before = wanted()
    dev = events.socket.do("dev-create", parent_index=index, type="small")
    [(_, added)] = events.listener.read()
    same("the parent after it came", (before[0] + 1, before[1] + 1), parent_now(added))
    same("the parent itself", wanted(), parent_now(added))
    events.socket.do("dev-delete", id=dev["id"])
    change, gone = events.listener.until_gone(dev["id"])
    same("a change says nothing of the parent", (None, None), parent_now(change[1]))
    same("the parent after it went", (before[0] + 2, before[1]), parent_now(gone[1]))
    same("the parent itself", wanted(), parent_now(gone[1]))
    knob(0, "fail_activate", 1)
    events.socket.request("dev-create", {"parent-index": index, "type": "small"})
    same("the parent after a create that failed", wanted(), parent_now(gone[1]))
    events.quiet("a create that failed")


def resizes(events):
    """What the parent has left is told by the events of who comes, goes, or holds another amount, and by no others."""
    same = events.points.same
    add_parent(72, "resources")
    index = events.parent(72)
    events.listener.read()

    def told(op_name, **attrs):
        """The last event of a change tells of the parent what the parent tells."""
        before = as_events_tell(events.socket.do("parent-get", index=index))
        dev = events.socket.do(op_name, **attrs)
        seen = events.listener.until_gone(dev["id"]) if op_name == "dev-delete" else events.listener.read()
        parent = as_events_tell(events.socket.do("parent-get", index=index))
        same(f"generation of the parent after {op_name}", before["generation"] + 1, parent["generation"])
        same(f"what {op_name} tells", [parent[name] for name in ("generation", "devs", "resource")],
             [seen[-1][1].get(name) for name in ONLY_IN_EVENTS[1:]])
        have = {resource["name"]: resource for resource in parent["resource"]}
        return have["channel"]["free"], have["engine"]["free"]

    def silent(op_name, **attrs):
        """The event says nothing of the parent."""
        events.socket.do(op_name, **attrs)
        [(_, obj)] = events.listener.read()
        same(f"what {op_name} tells", set(), set(ONLY_IN_EVENTS[1:]) & set(obj))

    how = {"parent_index": index, "type": "wide"}
    same("left at first", (60, 15), told("dev-create", **how, label="anna", inactive=True))
    more = [{"name": "engine", "amount": 4}, {"name": "channel", "amount": 9}]
    same("left when it has grown", (55, 12), told("dev-set", label="anna", resource=more))
    less = [{"name": "channel", "amount": 3}]
    same("left when it has shrunk", (61, 12), told("dev-set", label="anna", resource=less, new_label="berta"))
    events.socket.do("dev-set", label="berta", resource=less)
    events.quiet("setting the amount that it has")
    events.socket.do("dev-create", **how, dry_run=True)
    events.quiet("a dry run")
    silent("dev-set", label="berta", new_label="anna")
    silent("dev-activate", label="anna")
    same("left by another", (53, 10), told("dev-create", parent_index=index, type="tuned", label="berta"))
    silent("dev-set", label="berta", param=[{"name": "depth", "uint": 3}])
    same("left in the end", (56, 14), told("dev-delete", label="anna"))
    del_parent(72)
    events.listener.read()


def causes(events):
    """Why each change was made, in all that a subdevice and its parent live through."""
    add_parent(74)
    index = events.parent(74)

    def told(*wanted):
        """The next events: what, what of it, why."""
        seen = []
        while len(seen) < len(wanted):
            more = events.listener.read(30)
            if not more:
                break
            seen += more
        events.points.same("causes", list(wanted), [(name, obj.get("state"), obj["event"]["cause"]) for name, obj in seen])

    def asked(op_name, *wanted, **attrs):
        dev = events.socket.do(op_name, **attrs)
        told(*wanted)
        return dev

    told((PARENT_ADD, None, "parent"))
    dev = asked("dev-create", (ADD, "inactive", "command"), parent_index=index, type="small", label="anna", inactive=True)
    asked("dev-set", (CHANGE, "inactive", "command"), label="anna", new_label="berta")
    dev = asked("dev-activate", (CHANGE, "idle", "command"), label="berta")
    user = User(dev)
    told((CHANGE, "in-use", "use"))
    user.end()
    told((CHANGE, "idle", "use"))
    asked("dev-deactivate", (CHANGE, "removing", "command"), (CHANGE, "inactive", "command"), label="berta")
    asked("parent-set", (PARENT_CHANGE, None, "command"), index=index, cordon=1)
    asked("dev-delete", (CHANGE, "removing", "command"), (DEL, "removing", "command"), (PARENT_CHANGE, None, "command"), label="berta")
    asked("parent-set", (PARENT_CHANGE, None, "command"), index=index, cordon=0)
    with Socket(events.spec) as sock:
        sock.do("dev-create", parent_index=index, type="small", lease=2)
        told((ADD, "idle", "command"))
    told((CHANGE, "removing", "lease"), (DEL, "removing", "lease"))
    asked("dev-create", (ADD, "idle", "command"), parent_index=index, type="small", lease=3, ttl=3600, label="anna")
    asked("dev-renew", (CHANGE, "idle", "command"), label="anna", ttl=1)
    told((CHANGE, "removing", "lease"), (DEL, "removing", "lease"))
    asked("dev-create", (ADD, "idle", "command"), parent_index=index, type="small")
    del_parent(74)
    told((PARENT_CHANGE, None, "parent"), (CHANGE, "removing", "parent"), (DEL, "removing", "parent"), (PARENT_DEL, None, "parent"))


def numbers(events):
    """A dump says the number of the last event before it, in its first message and in no other, even if it has no object."""
    same = events.points.same
    events.socket.do("dev-create", parent_index=events.parent(), type="small", inactive=True)
    events.listener.read()

    def told(what, op_name, **attrs):
        answer = events.socket.request(op_name, {name.replace("_", "-"): value for name, value in attrs.items()}, "dump")
        same(f"number of a dump of {what}", {"seq": events.listener.last, "epoch": events.listener.epoch}, answer.mark)
        same(f"a number later in a dump of {what}", [], [obj for obj in answer.objects if "event" in obj])
        return answer.objects

    told("parents", "parent-get")
    same("subdevices", 1, len(told("subdevices", "dev-get")))
    same("subdevices of nobody", [], told("subdevices of nobody", "dev-get", owner="nobody"))
    same("subdevices of a parent without", [], told("subdevices of a parent", "dev-get", parent_index=events.parent(1)))
    delete_all(events)
    events.listener.read()
    same("no subdevices", [], told("no subdevices", "dev-get"))
    same("the number of a dump of types", None, events.socket.request("type-get", {}, "dump").mark)
    add_parent(75)
    for _ in range(200):
        events.socket.do("dev-create", parent_index=events.parent(75), type="small", inactive=True)
    events.listener.read()
    with Socket(events.spec, datagram=1 << 14) as sock:
        answer = sock.request("dev-get", {}, "dump")
        same("number of a dump in parts", events.listener.last, answer.mark["seq"])
        same("all of a dump in parts", 200, len([obj for obj in answer.objects if "event" not in obj]))
    del_parent(75)
    events.listener.read()


def parents(events):
    """A parent comes, and goes with its subdevices."""
    same = events.points.same
    add_parent(70)
    seen = events.listener.read()
    parent = events.socket.do("parent-get", name="platform/subdev_sim.70")
    same("added", [(PARENT_ADD, parent)], [(name, bare(obj)) for name, obj in seen])
    same("its first generation", 1, parent["generation"])
    index = parent["index"]
    devs = [events.change("dev-create", parent_index=index, type="small", inactive=bool(i % 2))["id"] for i in range(6)]
    del_parent(70)
    seen = events.listener.until(lambda name, obj: name == PARENT_DEL)
    same("first", (PARENT_CHANGE, parent | {"generation": 8, "devs": 6, "removing": True}), (seen[0][0], bare(seen[0][1])))
    same("last", (PARENT_DEL, parent | {"generation": 15, "removing": True}), (seen[-1][0], bare(seen[-1][1])))
    for dev_id in devs:
        same(f"of subdevice {dev_id}", [(CHANGE, "removing", 2), (DEL, "removing", 3)],
             [(name, obj["state"], obj["generation"]) for name, obj in seen[1:-1] if obj["id"] == dev_id])
    same("all events", 2 + 2 * len(devs), len(seen))
    events.quiet("nothing")


def free_at_once(events):
    """With the deleted event in hand, UUID, label and place can be taken. The parent has one place only."""
    add_parent(71, max_devs=1)
    parent = events.socket.do("parent-get", name="platform/subdev_sim.71")
    events.points.same("places", 1, parent["max-devs"])
    index = parent["index"]
    unique = uuid.uuid4().bytes
    for i in range(300):
        dev = events.socket.do("dev-create", parent_index=index, type="small", uuid=unique, label="anna", **(
            {"inactive": True} if i % 2 else {}))
        events.socket.do("dev-delete", id=dev["id"])
        events.listener.until_gone(dev["id"])
        answer = events.socket.request("dev-get", {"id": dev["id"]})
        events.points.same("look-up of what is gone", ENODEV, answer.errno)
    del_parent(71)
    events.listener.read()


def churn(events, number, going):
    """Changes of all kinds on two parents, which other workers change too."""
    rng = random.Random(number)
    with Socket(events.spec) as sock:
        indexes = [sock.do("parent-get", name=f"platform/subdev_sim.{i}")["index"] for i in range(2)]
        mine = []
        while going():
            if len(mine) < 8 or rng.random() < 0.3:
                more = {"inactive": True} if rng.random() < 0.5 else {}
                mine.append(sock.do("dev-create", parent_index=rng.choice(indexes), type="small", **more)["id"])
            op_name = rng.choice(("dev-set", "dev-activate", "dev-deactivate", "dev-delete"))
            attrs = {"id": rng.choice(mine)}
            if op_name == "dev-set":
                attrs["new-label"] = rng.choice(("", f"w{number}-{rng.randrange(10)}"))
            if sock.request(op_name, attrs).errno == 0 and op_name == "dev-delete":
                mine.remove(attrs["id"])


def check_lives(events, seen):
    """Generations of each subdevice grow by one from 1, its states follow each other, it begins with add and ends with del."""
    lives = {}
    for name, obj in seen:
        lives.setdefault(obj["id"], []).append((name, obj))
    for dev_id, life in lives.items():
        generations = [obj["generation"] for _, obj in life]
        events.points.same(f"generations of {dev_id}", list(range(1, len(life) + 1)), generations)
        names = [name for name, _ in life]
        events.points.same(f"events of {dev_id}", [ADD] + [CHANGE] * (len(life) - 2) + [DEL], names)
        state = None
        for _, obj in life:
            if obj["state"] not in NEXT[state]:
                events.points.problem(f"subdevice {dev_id} goes from {state} to {obj['state']}")
            state = obj["state"]
    return len(lives)


def many_workers(events):
    """Numbers have no gap, and each subdevice tells a whole story."""
    seen = []
    workers = Workers(events, 4 * [churn], SECONDS)
    while workers.run():
        seen += events.listener.read(0.01)
    delete_all(events)
    seen += events.listener.read()
    lives = check_lives(events, seen)
    print(f"# {len(seen)} events of {lives} subdevices")
    events.points.same("enough of them", True, lives >= 20)


def slow_listener(events):
    """It is told once that it has lost something, sees the gap, and catches up with a dump."""
    slow = Socket(events.spec, rcvbuf=1 << 14)
    slow.subscribe()
    workers = Workers(events, 2 * [churn], SECONDS)
    count = 0
    while workers.run():
        count += len(events.listener.read(0.01))
    settled(events.socket)
    count += len(events.listener.read())
    try:
        slow.events()
        events.points.problem("it was not told of its loss")
    except OSError as e:
        events.points.same("what it is told", ENOBUFS, e.errno)
    old = [obj["event"]["seq"] for _, obj in slow.events()]
    events.points.same("what it has is the beginning", list(range(old[0], old[0] + len(old))), old)
    if len(old) >= count:
        events.points.problem(f"it has all {count} events")
    fold = Fold(slow)
    for dev in events.socket.dump("dev-get")[:5]:
        events.socket.do("dev-set", id=dev["id"], new_label=f"l{dev['id']}")
    seen = slow.events()
    events.points.same("the first number after the dump", fold.mark["seq"] + 1, seen[0][1]["event"]["seq"])
    for event in seen:
        fold.apply(*event)
    events.points.same("differences in the end", [], fold.differences(State(events.socket)))
    slow.close()
    delete_all(events)
    events.listener.read()


def new_epoch(events):
    """With each load of the module, and numbers start again from 1."""
    epochs = {events.listener.epoch}
    for _ in range(3):
        for sock in (events.socket, events.listener):
            sock.close()
        subprocess.run(["rmmod", "subdev_sim", "subdev_vfio", "subdev"], check=True)
        subprocess.run(["modprobe", "subdev"], check=True)
        events.connect()
        subprocess.run(["modprobe", "subdev_sim", "parents=2"], check=True)
        seen = events.listener.read()
        events.points.same("events of loading", [(PARENT_ADD, 1), (PARENT_ADD, 2)],
                           [(name, obj["event"]["seq"]) for name, obj in seen])
        epoch = events.listener.epoch
        if not epoch or epoch in epochs:
            events.points.problem(f"epoch {epoch} is not new: {epochs}")
        epochs.add(epoch)


SECONDS = 4


def main():
    events = Events()
    point = events.points.point
    point("all changes of one subdevice", one_life, events)
    point("open, close and forced delete", users, events)
    point("the count of the parent", counts, events)
    point("what the parent has left", resizes, events)
    point("the causes", causes, events)
    point("the number of a dump", numbers, events)
    point("parents", parents, events)
    point("deleted means free at once", free_at_once, events)
    point("many workers", many_workers, events)
    point("a slow listener", slow_listener, events)
    point("a new epoch with each load", new_epoch, events)
    events.points.end()


main()
